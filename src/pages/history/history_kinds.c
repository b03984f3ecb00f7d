/* SPDX-License-Identifier: EUPL-1.2 */
/* history_kinds.c — what the objects of events are, and who may know of them. */
#include "pages/history/history.h"
#include "pages/consult/round.h"

#include <stdlib.h>
#include <string.h>

enum { TITLE, HREF, MATTER, MATTER_ORG, ORG, ACCOUNT, PUBLIC };
enum { IS_DRAFT, IS_PUBLIC, IS_WORKING, IS_SET_UP /* a round that is not sent out */ };

#define SQL(name) &ov_history_sql[HISTORY_##name]

const ov_thing_kind ov_thing_kinds[] = {
    {"matter", "Ärende", SQL(MATTER), OV_SEE_PUBLIC},
    {"version", "Text", SQL(VERSION), OV_SEE_PUBLIC},
    {"document", "Dokument", SQL(DOCUMENT), OV_SEE_PUBLIC},
    {"node", "Bestämmelse", SQL(NODE), OV_SEE_PUBLIC},
    {"term", "Ord", SQL(TERM), OV_SEE_PUBLIC},
    {"staged_import", "Inläsning", SQL(IMPORT), OV_SEE_IMPORT},
    {"consultation", "Remiss", SQL(CONSULTATION), OV_SEE_PUBLIC},
    {"response", "Svar", SQL(RESPONSE), OV_SEE_PARTY},
    {"draft", "Utkast till svar", SQL(DRAFT), OV_SEE_DRAFT},
    {"statement", "Regleringsbesked", SQL(STATEMENT), OV_SEE_STATEMENT},
    {"param_set", "Årets värden", SQL(PARAMS), OV_SEE_PUBLIC},
    {"organisation", "Organisation", SQL(ORGANISATION), OV_SEE_PEOPLE},
    {"account", "Person", SQL(ACCOUNT), OV_SEE_PEOPLE},
    {"session", "Inloggning", SQL(SESSION), OV_SEE_PEOPLE},
    {"mandate", "Uppdrag", SQL(MANDATE), OV_SEE_PEOPLE},
    {"body", "Organ", SQL(BODY), OV_SEE_PEOPLE},
    {"group", "Grupp", SQL(GROUP), OV_SEE_PEOPLE},
    {"chain", "Beslutskedja", SQL(CHAIN), OV_SEE_PEOPLE},
    {"mail", "Utskick", SQL(MAIL), OV_SEE_SYSTEM},
    {"log", "Händelseloggen", SQL(LOG), OV_SEE_SYSTEM},
    {0}};

enum { MAX_TABLES = 32 };
static const ov_thing_kind *tables[MAX_TABLES] = {ov_thing_kinds};
static size_t n_tables = 1;

void ov_thing_kinds_add(const ov_thing_kind *kinds)
{
    for (size_t i = 0; i < n_tables; i++)
        if (tables[i] == kinds)
            return;
    if (n_tables < MAX_TABLES)
        tables[n_tables++] = kinds;
}

const ov_thing_kind *ov_thing_kind_of(const char *object)
{
    size_t n = strcspn(object, "/");

    for (size_t i = 0; i < n_tables; i++)
        for (const ov_thing_kind *kind = tables[i]; kind->prefix; kind++)
            if (strlen(kind->prefix) == n && strncmp(kind->prefix, object, n) == 0)
                return kind;
    return NULL;
}

static bool may(ov_req *req, const char *action, const ov_object *object)
{
    return ov_may(ov_req_ctx(req), action, object) == OV_OK;
}

static bool oversees(ov_req *req)
{
    return may(req, "audit.read", NULL);
}

bool ov_event_listed(ov_req *req, const char *object)
{
    const ov_thing_kind *kind = ov_thing_kind_of(object);

    return oversees(req) || (kind && kind->rule >= OV_SEE_PEOPLE && may(req, "admin", NULL));
}

/* Does the reader, in this matter, run it? Who does knows who does what there. */
static bool runs(ov_req *req, const ov_object *in)
{
    return may(req, "consult.run", in) || oversees(req);
}

static bool sees_people(ov_req *req, const ov_thing *thing, const ov_object *in)
{
    const ov_ctx *ctx = ov_req_ctx(req);

    if (thing->account_id && thing->account_id == ctx->actor.account_id)
        return true;
    if (oversees(req) || may(req, "admin", NULL))
        return true;
    return in->org_id && may(req, "org.manage", in);
}

static bool sees_text(ov_req *req, const ov_object *in, int64_t is_public)
{
    const ov_ctx *ctx = ov_req_ctx(req);

    if (is_public == IS_PUBLIC)
        return ctx->actor.n_mandates > 0;
    if (is_public == IS_SET_UP)
        return runs(req, in);
    return may(req, is_public == IS_DRAFT ? "text.edit" : "matter.read_working", in);
}

static bool sees(ov_req *req, const ov_thing *thing, const ov_object *in, int64_t is_public)
{
    switch (thing->kind->rule) {
    case OV_SEE_PUBLIC:
        return sees_text(req, in, is_public);
    case OV_SEE_PARTY:
        return ov_may_read_response(ov_req_ctx(req), in->org_id, in->matter_id, in->matter_org_id);
    case OV_SEE_DRAFT:
        return may(req, is_public == IS_PUBLIC ? OV_MAY_READ_OWN : "consult.run", in);
    case OV_SEE_STATEMENT:
        return is_public == IS_PUBLIC ? sees_text(req, in, is_public)
                                      : may(req, "settle.prepare", in) || oversees(req);
    case OV_SEE_IMPORT:
        return may(req, "text.import", in);
    case OV_SEE_PEOPLE:
        return sees_people(req, thing, in);
    case OV_SEE_SYSTEM:
        return may(req, "admin", NULL) || oversees(req);
    }
    return false;
}

/* May the reader open the object's own page? Its history is for more people than the page is. */
static bool opens(ov_req *req, const ov_thing *thing, const ov_object *in, int64_t is_public)
{
    const ov_sql *sql = thing->kind->sql;

    switch (thing->kind->rule) {
    case OV_SEE_PUBLIC:
    case OV_SEE_PARTY:
    case OV_SEE_DRAFT:
    case OV_SEE_IMPORT:
        return true;
    case OV_SEE_STATEMENT:
        return is_public == IS_PUBLIC || may(req, "settle.prepare", in);
    case OV_SEE_PEOPLE:
        if (sql == SQL(GROUP))
            return may(req, "org.groups", in);
        if (sql == SQL(ORGANISATION) || sql == SQL(BODY))
            return may(req, "org.view", in);
        return in->org_id && may(req, "org.manage", in);
    case OV_SEE_SYSTEM:
        return may(req, sql == SQL(LOG) ? "audit.list" : "admin", NULL);
    }
    return false;
}

/* "consultation/4/party/12", "version/5/node/7": the part of it. 0: it is about the whole. */
static ov_id part_of(const char *rest, const char *name)
{
    size_t n = strlen(name);

    return strncmp(rest, name, n) == 0 ? strtoll(rest + n, NULL, 10) : 0;
}

/* Says which part: "Remissen: Ale", "Avtalet, utkast: 2.1 Samverkan". Another party's part of a
 * round is not there. */
static ov_status add_part(ov_req *req, const char *rest, ov_id id, ov_object *in, ov_thing *thing)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_id party = thing->kind->sql == SQL(CONSULTATION) ? part_of(rest, "/party/") : 0;
    ov_id node = thing->kind->sql == SQL(VERSION) ? part_of(rest, "/node/") : 0;
    const char *part = NULL;

    if (party) {
        in->org_id = thing->org_id = party;
        if (!ov_may_read_response(ctx, party, in->matter_id, in->matter_org_id))
            return ov_fail(&ctx->err, OV_NOT_FOUND, "another party's part of a round");
        OV_TRY(ov_select_text(ctx, &ov_history_sql[HISTORY_PARTY], OV_ARGS(ov_int(party)), NULL,
                              &part));
    } else if (node) {
        OV_TRY(ov_select_text(ctx, &ov_history_sql[HISTORY_PROVISION],
                              OV_ARGS(ov_int(id), ov_int(node)), NULL, &part));
    }
    if (part)
        thing->title = ov_printf(ctx->arena, "%s: %s", thing->title, part);
    return OV_OK;
}

ov_status ov_thing_find(ov_req *req, const char *object, ov_thing *out)
{
    const ov_thing_kind *kind = ov_thing_kind_of(object);
    ov_ctx *ctx = ov_req_ctx(req);
    const char *slash = strchr(object, '/');
    const ov_rows *rows;
    char none[1] = "", *rest = none;
    ov_id id;

    if (!kind || !slash || slash[1] < '0' || slash[1] > '9')
        id = kind && kind->sql == SQL(LOG) ? 0 : -1;
    else
        id = strtoll(slash + 1, &rest, 10);
    if (id < 0)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "an object of no known kind");
    OV_TRY(ov_select_row(ctx, kind->sql, OV_ARGS(ov_int(id)), &rows));
    ov_thing thing = {.kind = kind,
                      .title = ov_cell_text(rows, 0, TITLE),
                      .href = ov_cell_text(rows, 0, HREF),
                      .matter_id = ov_cell_int(rows, 0, MATTER),
                      .matter_org_id = ov_cell_int(rows, 0, MATTER_ORG),
                      .org_id = ov_cell_int(rows, 0, ORG),
                      .account_id = ov_cell_int(rows, 0, ACCOUNT)};
    ov_object in = {
        .org_id = thing.org_id, .matter_id = thing.matter_id, .matter_org_id = thing.matter_org_id};
    if (!sees(req, &thing, &in, ov_cell_int(rows, 0, PUBLIC)))
        return ov_fail(&ctx->err, OV_NOT_FOUND, "an object that the reader may not know of");
    if (!opens(req, &thing, &in, ov_cell_int(rows, 0, PUBLIC)))
        thing.href = NULL;
    OV_TRY(add_part(req, rest, id, &in, &thing));
    thing.names =
        kind->rule >= OV_SEE_PEOPLE ? may(req, "admin", NULL) || oversees(req) : runs(req, &in);
    *out = thing;
    return OV_OK;
}

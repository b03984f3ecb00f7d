/* SPDX-License-Identifier: EUPL-1.2 */
/* history_events.c — one event as a reader may know it: when, who, what, for what. */
#include "pages/history/history.h"

#include "view/format.h"

#include <string.h>

enum { ACTOR_ID, ACTOR_NAME, ACTOR_ORG, ACTOR_ORG_NAME };

/* Names are for those who share an organisation with the person, or who see to the matter; others
 * learn the role and the organisation. */
static bool knows_name(const ov_ctx *ctx, const ov_rows *actor, const ov_thing *thing)
{
    ov_id org = ov_cell_int(actor, 0, ACTOR_ORG);

    if (ov_cell_int(actor, 0, ACTOR_ID) == ctx->actor.account_id || thing->names)
        return true;
    for (size_t i = 0; org && i < ctx->actor.n_mandates; i++)
        if (ctx->actor.mandates[i].org_id == org)
            return true;
    return org && org == ctx->actor.org_id;
}

static ov_status add_actor(ov_req *req, ov_map *item, const char *login, const char *role,
                           const ov_thing *thing)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *title = ov_role_title(role);
    const ov_rows *actor;

    ov_map_text(item, "role", title ? ov_req_tr(req, title) : NULL);
    if (strcmp(login, "-") == 0 || strcmp(login, "system") == 0) {
        ov_map_text(item, "who", ov_req_tr(req, *login == '-' ? "En besökare" : "Portalen själv"));
        return OV_OK;
    }
    OV_TRY(ov_select(ctx, &ov_history_sql[HISTORY_ACTOR], OV_ARGS(ov_text(login)), &actor));
    if (actor->n == 0) { /* a login that is no account: shown to those who see the whole log */
        ov_map_text(item, "who", thing->names ? login : ov_req_tr(req, "En person"));
        return OV_OK;
    }
    ov_map_text(item, "org", ov_cell_text(actor, 0, ACTOR_ORG_NAME));
    if (knows_name(ctx, actor, thing))
        ov_map_text(item, "who", ov_cell_text(actor, 0, ACTOR_NAME));
    else if (!title)
        ov_map_text(item, "who", ov_req_tr(req, "En person"));
    return OV_OK;
}

ov_status ov_event_item(ov_req *req, ov_list *list, const ov_rows *rows, size_t row,
                        const ov_thing *thing)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *item = ov_list_add(list);
    const char *action = ov_cell_text(rows, row, OV_EVENT_ACTION);
    const char *text = ov_event_text(action);
    ov_instant at = ov_cell_int(rows, row, OV_EVENT_AT);

    ov_map_int(item, "seq", ov_cell_int(rows, row, OV_EVENT_SEQ));
    ov_map_text(item, "at", ov_format_instant_exact(ctx->arena, at, ctx->lang));
    ov_map_text(item, "at_iso", ov_instant_iso(ctx->arena, at));
    ov_map_text(item, "what", text ? ov_req_tr(req, text) : action);
    ov_map_text(item, "action", action);
    ov_map_text(item, "object", ov_cell_text(rows, row, OV_EVENT_OBJECT));
    ov_map_text(item, "thing_title", thing->title);
    ov_map_text(item, "href", thing->href);
    return add_actor(req, item, ov_cell_text(rows, row, OV_EVENT_ACTOR),
                     ov_cell_text(rows, row, OV_EVENT_ROLE), thing);
}

/* The objects of a page of events come again and again. */
enum { KNOWN = 64 };
typedef struct known {
    const char *object;
    ov_status status;
    ov_thing thing;
} known;

static ov_status find(ov_req *req, known *cache, size_t *n, const char *object, const known **out)
{
    known *entry;

    for (size_t i = 0; i < *n; i++)
        if (strcmp(cache[i].object, object) == 0) {
            *out = &cache[i];
            return OV_OK;
        }
    entry = &cache[*n < KNOWN ? (*n)++ : KNOWN - 1];
    *entry = (known){.object = object};
    entry->status = ov_thing_find(req, object, &entry->thing);
    *out = entry;
    return entry->status == OV_NOT_FOUND ? OV_OK : entry->status;
}

static bool own(ov_req *req, const ov_rows *rows, size_t row)
{
    const ov_actor *actor = &ov_req_ctx(req)->actor;

    return actor->account_id && strcmp(actor->login, ov_cell_text(rows, row, OV_EVENT_ACTOR)) == 0;
}

/* When somebody writes on a draft, approves it or locks it is the party's own business, also for
 * those who may read what it sends. */
static bool is_inner(const ov_ctx *ctx, const char *action, const ov_thing *thing)
{
    bool of_draft = !strcmp(thing->kind->prefix, "consultation") &&
                    (!strncmp(action, "approval.", strlen("approval.")) ||
                     !strncmp(action, "decision.", strlen("decision.")));

    if (strcmp(action, "answer.saved") != 0 && !of_draft)
        return false;
    for (size_t i = 0; i < ctx->actor.n_mandates; i++)
        if (ctx->actor.mandates[i].org_id == thing->org_id)
            return false;
    return true;
}

ov_status ov_event_items(ov_req *req, ov_list *list, const ov_rows *rows, size_t most,
                         int64_t *last)
{
    known *cache = ov_calloc(ov_req_arena(req), KNOWN, sizeof *cache);
    size_t n = 0;

    *last = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const known *k;

        if (ov_list_length(list) == most)
            return OV_OK;
        OV_TRY(find(req, cache, &n, ov_cell_text(rows, i, OV_EVENT_OBJECT), &k));
        *last = ov_cell_int(rows, i, OV_EVENT_SEQ);
        if (k->status == OV_OK &&
            is_inner(ov_req_ctx(req), ov_cell_text(rows, i, OV_EVENT_ACTION), &k->thing))
            continue;
        if (k->status == OV_OK)
            OV_TRY(ov_event_item(req, list, rows, i, &k->thing));
        else if (own(req, rows, i)) /* what one did oneself stays, also when its object is gone */
            OV_TRY(ov_event_item(
                req, list, rows, i,
                &(ov_thing){.kind = ov_thing_kind_of(ov_cell_text(rows, i, OV_EVENT_OBJECT))}));
    }
    return OV_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* consult_pages.c — a consultation for everybody, and for those who follow it: who has answered. */
#include "pages/pages.h"
#include "pages/consult/during/during.h"

#include "consult/during/invite.h"
#include "consult/setup/deadline.h"
#include "view/format.h"

#include <string.h>

enum { ROW_STATUS = 3 };

typedef struct ov_count {
    int64_t invited, submitted, working, not_opened, late;
} ov_count;

static ov_count count_rows(const ov_rows *rows)
{
    ov_count count = {.invited = (int64_t)rows->n};

    for (size_t i = 0; i < rows->n; i++) {
        const char *status = ov_cell_text(rows, i, ROW_STATUS);

        count.submitted += !strcmp(status, "submitted");
        count.working += !strcmp(status, "working");
        count.not_opened += !strcmp(status, "not_opened");
        count.late += !strcmp(status, "late");
    }
    return count;
}

static void add_count(ov_map *root, const ov_count *count)
{
    ov_map_int(root, "invited", count->invited);
    ov_map_int(root, "answered", count->submitted);
    ov_map_int(root, "working", count->working);
    ov_map_int(root, "not_opened", count->not_opened);
    ov_map_int(root, "late", count->late);
    ov_map_bool(root, "has_late", count->late > 0);
}

/* What the signed-in person can do here: answer for an invited party, follow the answers. */
static ov_status add_doors(ov_req *req, ov_view *view, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *root = ov_view_root(view);
    const char *status;
    ov_response latest;
    ov_status may;

    ov_map_bool(root, "follows", ov_req_may(req, OV_MAY_FOLLOW, 0) == OV_OK);
    ov_map_bool(root, "runs", ov_req_may(req, "consult.run", 0) == OV_OK);
    if (!ctx->actor.org_id)
        return OV_OK;
    may = ov_invitation(ctx, c->id, ctx->actor.org_id, &status);
    if (may == OV_NOT_FOUND)
        return OV_OK;
    OV_TRY(may);
    ov_invitation_seen(ctx, c, ctx->actor.org_id);
    ov_map_text(root, "org", ctx->actor.org_name);
    ov_map_bool(root, "answers", ov_req_may(req, OV_MAY_ANSWER, ctx->actor.org_id) == OV_OK);
    if (ov_req_may(req, OV_MAY_READ_OWN, ctx->actor.org_id) != OV_OK)
        return OV_OK;
    may = ov_response_latest(ctx, c->id, ctx->actor.org_id, &latest);
    if (may == OV_NOT_FOUND)
        return OV_OK;
    OV_TRY(may);
    ov_map *sent = ov_map_map(root, "sent");
    ov_map_text(sent, "number", latest.number);
    ov_map_text(sent, "received", ov_format_instant(ctx->arena, latest.received, ctx->lang));
    ov_map_text(sent, "href", ov_printf(ctx->arena, "/kvittens/%s", latest.number));
    ov_map_bool(sent, "late", !strcmp(latest.timing, "late"));
    return OV_OK;
}

/* What every consultation says of itself (feature 3): the documents, who decides, what follows,
 * whom to ask. */
static ov_status add_summary(ov_req *req, ov_map *root, const ov_consultation *c)
{
    enum { DOC_ID, DOC_POSITION, DOC_VERSION, DOC_SLUG, DOC_LABEL, DOC_HASH, DOC_TITLE };
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "documents");
    const ov_rows *documents;

    OV_TRY(ov_consultation_documents(ctx, c->id, &documents));
    for (size_t i = 0; i < documents->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "document", ov_cell_text(documents, i, DOC_TITLE));
        ov_map_text(item, "version", ov_cell_text(documents, i, DOC_LABEL));
        ov_map_text(item, "doc_href",
                    ov_req_path(req, "/text/%s", ov_cell_text(documents, i, DOC_SLUG)));
    }
    if (c->statutory && !c->extended && c->asked_day != OV_NO_DAY) {
        const ov_deadline d = ov_deadline_resolve(c->asked_day, true);

        if (d.moved && d.last == c->deadline_day) {
            ov_map_text(root, "moved", ov_req_tr(req, d.moved));
            ov_map_text(root, "asked", ov_format_day(ctx->arena, c->asked_day, ctx->lang));
        }
    }
    ov_map_text(root, "how_to_answer", c->how_to_answer);
    ov_map_text(root, "decides", c->decides);
    ov_map_text(root, "next_steps", c->next_steps);
    ov_map_text(root, "contact_name", c->contact_name);
    ov_map_text(root, "contact_email", c->contact_email);
    ov_map_text(root, "contact_phone", c->contact_phone);
    ov_map_text(root, "round_dnr", c->dnr);
    ov_map_bool(root, "enters", ov_req_may(req, "consult.enter", 0) == OV_OK);
    return OV_OK;
}

/* GET /remiss/:id — what it is about, until when, who is invited, how to answer. */
ov_status ov_page_consultation(ov_req *req)
{
    static const ov_field fields[] = {{"org_id", OV_FIELD_INT},
                                      {"code", OV_FIELD_TEXT},
                                      {"name", OV_FIELD_TEXT},
                                      {"status", OV_FIELD_TEXT},
                                      {"number", OV_FIELD_TEXT},
                                      {"received", OV_FIELD_INSTANT},
                                      {0}};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "consultation");
    ov_map *root = ov_view_root(view);
    ov_consultation c;
    const ov_rows *parties;
    ov_count count;

    OV_TRY(ov_round_of(req, &c));
    if (ov_req_query(req, "via"))
        return ov_invitation_link(req, &c, ov_req_query(req, "via"));
    if (ctx->actor.org_id) /* a party that was given more time sees its own last day */
        OV_TRY(ov_consultation_for(ctx, &c, ctx->actor.org_id));
    ov_round_model(req, view, &c, false);
    ov_view_title(view, c.title);
    OV_TRY(ov_consultation_status(ctx, c.id, &parties));
    count = count_rows(parties);
    add_count(root, &count);
    ov_view_rows(view, "parties", parties, fields);
    OV_TRY(add_summary(req, root, &c));
    OV_TRY(add_doors(req, view, &c));
    OV_TRY(ov_during_news(req, root, &c));
    ov_view_history(view, "consultation", c.id);
    return ov_view_send(view);
}

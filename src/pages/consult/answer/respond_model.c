/* SPDX-License-Identifier: EUPL-1.2 */
/* respond_model.c — what the pages on which a party writes its response show in the same way. */
#include "pages/text/compare.h"
#include "pages/consult/approval/decided.h"
#include "pages/consult/answer/files.h"
#include "pages/consult/answer/respond.h"
#include "pages/consult/round.h"

#include "consult/answer/file.h"
#include "consult/during/invite.h"
#include "consult/compilation/screen.h"
#include "view/format.h"
#include "view/markdown.h"

#include <string.h>

const char *ov_grade_label(const ov_rows *grades, const char *code)
{
    for (size_t k = 0; code && k < grades->n; k++)
        if (!strcmp(code, ov_cell_text(grades, k, OV_GRADE_CODE)))
            return ov_cell_text(grades, k, OV_GRADE_LABEL);
    return NULL;
}

const char *ov_answer_title(ov_req *req, const ov_rows *draft, size_t i)
{
    ov_arena *arena = ov_req_arena(req);
    const char *title = ov_cell_text(draft, i, OV_DRAFT_TITLE);
    const char *provision;

    if (ov_cell_null(draft, i, OV_DRAFT_NODE))
        return title ? title
                     : ov_req_say(req, "Fråga %lld", (long long)ov_cell_int(draft, i, OV_DRAFT_N));
    provision = ov_question_title(arena, ov_cell_text(draft, i, OV_DRAFT_NUMBER),
                                  ov_cell_text(draft, i, OV_DRAFT_HEADING));
    return title ? ov_printf(arena, "%s: %s", provision, title) : provision;
}

const char *ov_answer_href(ov_req *req, const ov_consultation *c, int64_t n)
{
    return ov_req_path(req, "/remiss/%lld/svara/%lld", (long long)c->id, (long long)n);
}

const char *ov_saved_by(ov_req *req, const ov_rows *draft, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(req);

    if (ov_cell_null(draft, i, OV_DRAFT_CHANGED_AT))
        return NULL;
    return ov_printf(
        ctx->arena, "%s %s %s", ov_cell_text(draft, i, OV_DRAFT_CHANGED_BY),
        ov_req_tr(req, "sparade svaret"),
        ov_format_instant(ctx->arena, ov_cell_int(draft, i, OV_DRAFT_CHANGED_AT), ctx->lang));
}

void ov_add_wording(ov_map *map, ov_str provision, ov_str wording)
{
    const ov_diff_op *ops;
    size_t n;

    if (!wording.len)
        return;
    ops = ov_diff_words(ov_map_arena(map), provision, wording, &n);
    ov_compare_ops(map, ops, n);
    ov_map_bool(map, "has_ops", n > 0);
}

bool ov_has_person_number(ov_req *req, ov_str text)
{
    const ov_screen_hit *hits;
    size_t n = ov_screen(ov_req_arena(req), text, NULL, &hits);

    for (size_t i = 0; i < n; i++)
        if (hits[i].kind == OV_SCREEN_PERSON_NUMBER ||
            hits[i].kind == OV_SCREEN_COORDINATION_NUMBER)
            return true;
    return false;
}

void ov_add_files(ov_req *req, ov_map *map, const ov_consultation *c, const ov_rows *files,
                  int64_t n)
{
    const char *base = ov_req_path(req, "/remiss/%lld/svara/filer", (long long)c->id);

    ov_files_of(req, map, files, base, n, NULL);
}

/* Must the answer be approved before it can be sent? */
static ov_status add_gate(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_send_gate gate;
    bool locked = false;
    ov_id draft_id;

    OV_TRY(ov_draft_own(ctx, c->id, ctx->actor.org_id, &draft_id));
    OV_TRY(ov_approval_gate(ctx, c, ctx->actor.org_id, draft_id, &gate));
    if (draft_id)
        OV_TRY(ov_draft_locked(ctx, draft_id, &locked));
    ov_map_bool(root, "gate_open", gate == OV_GATE_OPEN);
    ov_map_bool(root, "gate_waits", gate == OV_GATE_WAITS);
    ov_map_bool(root, "gate_changed", gate == OV_GATE_CHANGED);
    ov_map_bool(root, "gate_none", gate == OV_GATE_NONE || gate == OV_GATE_NO_ANSWER);
    ov_map_bool(root, "locked", locked);
    ov_map_text(root, "approve_href", ov_req_path(req, "/remiss/%lld/godkann", (long long)c->id));
    ov_map_text(root, "decision_href", ov_req_path(req, "/remiss/%lld/beslut", (long long)c->id));
    return OV_OK;
}

/* The party has said that it does not answer; nothing is sent. */
static ov_status add_declined(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_invited party;

    OV_TRY(ov_invited_get(ov_req_ctx(req), c->id, ov_req_ctx(req)->actor.org_id, &party));
    ov_map_bool(root, "has_declined", party.declined_at != 0);
    return OV_OK;
}

ov_status ov_respond_party(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_response latest;
    ov_status found = ov_response_latest(ctx, c->id, ctx->actor.org_id, &latest);

    ov_map_text(root, "org", ctx->actor.org_name);
    ov_map_bool(root, "may_send", ov_req_may(req, OV_MAY_SUBMIT, ctx->actor.org_id) == OV_OK);
    OV_TRY(add_gate(req, root, c));
    if (found == OV_NOT_FOUND)
        return add_declined(req, root, c);
    OV_TRY(found);
    ov_map *sent = ov_map_map(root, "sent");
    ov_map_text(sent, "number", latest.number);
    ov_map_text(sent, "href", ov_printf(ctx->arena, "/kvittens/%s", latest.number));
    ov_map_text(sent, "received", ov_format_instant(ctx->arena, latest.received, ctx->lang));
    ov_map_bool(sent, "late", !strcmp(latest.timing, "late"));
    return OV_OK;
}

/* ---- One question ---- */

bool ov_question_is(const ov_question *q, const char *kind)
{
    return !strcmp(q->kind, kind);
}

/* The grades of a scale; of the round's, no comment alone, when the question has no scale. */
static ov_status grades_of(ov_ctx *ctx, ov_question *q)
{
    ov_id scale = ov_cell_int(q->row, 0, OV_DRAFT_SCALE);
    const ov_rows *all;

    OV_TRY(ov_scale_grades(ctx, scale ? scale : q->c.scale_id, &all));
    q->grades = all;
    return OV_OK;
}

ov_status ov_question_again(ov_req *req, ov_question *q)
{
    ov_ctx *ctx = ov_req_ctx(req);

    OV_TRY(ov_draft_own(ctx, q->c.id, ctx->actor.org_id, &q->draft_id));
    return ov_answer_one(ctx, &q->c, q->draft_id, q->n, &q->row);
}

ov_status ov_question_of(ov_req *req, ov_question *q)
{
    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &q->c));
    OV_TRY(ov_req_arg_id(req, "n", &q->n));
    OV_TRY(ov_question_again(req, q));
    q->id = ov_cell_int(q->row, 0, OV_DRAFT_QUESTION);
    q->kind = ov_cell_text(q->row, 0, OV_DRAFT_KIND);
    return grades_of(ov_req_ctx(req), q);
}

void ov_question_frame(ov_req *req, ov_view *view, const ov_question *q, const char *place)
{
    ov_map *root = ov_view_root(view);
    const char *title = ov_answer_title(req, q->row, 0);
    const char *action = ov_answer_href(req, &q->c, q->n);

    ov_round_model(req, view, &q->c, true);
    ov_view_crumb(view, ov_req_tr(req, "Svara"),
                  ov_req_path(req, "/remiss/%lld/svara", (long long)q->c.id));
    ov_view_crumb(view, title, place ? action : NULL);
    if (place)
        ov_view_crumb(view, place, NULL);
    ov_view_title(view, place ? ov_printf(ov_req_arena(req), "%s: %s", place, title) : title);
    ov_map_text(root, "question_title", title);
    ov_map_text(root, "action", action);
    ov_map_int(root, "n", q->n);
    ov_map_text(root, "org", ov_req_ctx(req)->actor.org_name);
}

void ov_question_provision(ov_req *req, ov_map *root, const ov_question *q)
{
    if (ov_cell_null(q->row, 0, OV_DRAFT_HTML))
        return;
    ov_map_bool(root, "has_provision", true);
    ov_map_text(root, "number", ov_cell_text(q->row, 0, OV_DRAFT_NUMBER));
    ov_map_text(root, "heading", ov_cell_text(q->row, 0, OV_DRAFT_HEADING));
    ov_map_html(root, "html", ov_html_from_store(ov_cell_str(q->row, 0, OV_DRAFT_HTML)));
    ov_map_text(root, "node_href",
                ov_req_path(req, "/p/%lld", (long long)ov_cell_int(q->row, 0, OV_DRAFT_NODE)));
}

void ov_question_grades(ov_map *root, const ov_rows *grades, const char *chosen)
{
    ov_list *list = ov_map_list(root, "grades");

    for (size_t k = 0; k < grades->n; k++) {
        ov_map *item = ov_list_add(list);
        const char *code = ov_cell_text(grades, k, OV_GRADE_CODE);

        ov_map_text(item, "code", code);
        ov_map_text(item, "label", ov_cell_text(grades, k, OV_GRADE_LABEL));
        ov_map_text(item, "hint", ov_cell_text(grades, k, OV_GRADE_HINT));
        ov_map_bool(item, "chosen", chosen && !strcmp(chosen, code));
    }
}

ov_str ov_question_body(const ov_question *q)
{
    return ov_cell_str(q->row, 0, OV_ANSWER_BODY);
}

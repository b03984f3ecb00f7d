/* SPDX-License-Identifier: EUPL-1.2 */
/* respond_pages.c — a party writes its response: the list of provisions, checking. (One provision:
 * question_pages.c; sending: submit_pages.c.) */
#include "pages/pages.h"
#include "pages/consult/respond.h"
#include "pages/consult/round.h"

#include "text/text.h"
#include "view/format.h"

#include <string.h>

ov_answer_state ov_respond_state_of(const ov_rows *draft, size_t i, const ov_rows *grades)
{
    const char *grade = ov_cell_text(draft, i, OV_DRAFT_GRADE);
    bool text = ov_cell_str(draft, i, OV_DRAFT_COMMENT).len > 0;

    if (!grade)
        return text ? OV_ANSWER_BEGUN : OV_ANSWER_NONE;
    for (size_t k = 0; k < grades->n; k++)
        if (!strcmp(grade, ov_cell_text(grades, k, OV_GRADE_CODE)))
            return ov_cell_int(grades, k, OV_GRADE_NEEDS_REASON) && !text ? OV_ANSWER_BEGUN
                                                                          : OV_ANSWER_DONE;
    return OV_ANSWER_BEGUN;
}

const char *ov_grade_label(const ov_rows *grades, const char *code)
{
    for (size_t k = 0; code && k < grades->n; k++)
        if (!strcmp(code, ov_cell_text(grades, k, OV_GRADE_CODE)))
            return ov_cell_text(grades, k, OV_GRADE_LABEL);
    return NULL;
}

/* Who saved it and when: "Anna Ek sparade svaret 4 juni 2025 kl. 14.32". */
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

ov_status ov_respond_party(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_response latest;
    ov_status found = ov_response_latest(ctx, c->id, ctx->actor.org_id, &latest);

    ov_map_text(root, "org", ctx->actor.org_name);
    ov_map_bool(root, "may_send", ov_req_may(req, OV_MAY_SUBMIT, ctx->actor.org_id) == OV_OK);
    if (found == OV_NOT_FOUND)
        return OV_OK;
    OV_TRY(found);
    ov_map *sent = ov_map_map(root, "sent");
    ov_map_text(sent, "number", latest.number);
    ov_map_text(sent, "href", ov_printf(ctx->arena, "/kvittens/%s", latest.number));
    ov_map_text(sent, "received", ov_format_instant(ctx->arena, latest.received, ctx->lang));
    ov_map_bool(sent, "late", !strcmp(latest.timing, "late"));
    return OV_OK;
}

static void add_task(ov_req *req, ov_map *item, const ov_consultation *c, const ov_rows *draft,
                     size_t i, ov_answer_state state)
{
    static const struct {
        const char *tone, *text;
    } states[] = {
        [OV_ANSWER_NONE] = {"none", "Ej påbörjad"},
        [OV_ANSWER_BEGUN] = {"now", "Påbörjad"},
        [OV_ANSWER_DONE] = {"done", "Klar"},
    };

    ov_map_text(item, "number", ov_cell_text(draft, i, OV_DRAFT_NUMBER));
    ov_map_text(item, "heading", ov_cell_text(draft, i, OV_DRAFT_HEADING));
    ov_map_text(item, "href",
                ov_req_path(req, "/remiss/%lld/svara/%lld", (long long)c->id,
                            (long long)ov_cell_int(draft, i, OV_DRAFT_N)));
    ov_map_text(item, "tone", states[state].tone);
    ov_map_text(item, "state", ov_req_tr(req, states[state].text));
    ov_map_text(item, "by", ov_saved_by(req, draft, i));
}

/* A chapter of the list: a heading of the text that holds no text of its own. */
static ov_list *add_chapter(ov_list *chapters, int64_t n, const char *title)
{
    ov_map *chapter = ov_list_add(chapters);

    ov_map_int(chapter, "k", n);
    ov_map_text(chapter, "title", title);
    return ov_map_list(chapter, "tasks");
}

/* The provisions under the chapters of the text; returns how many are done. */
static ov_status add_tasks(ov_req *req, ov_map *root, const ov_consultation *c,
                           const ov_rows *draft, const ov_rows *grades, int64_t *done)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *chapters = ov_map_list(root, "chapters"), *tasks = NULL;
    const ov_rows *nodes;
    const char *title = ov_req_tr(req, "Bestämmelser");
    size_t k = 0;
    int64_t n = 0;

    *done = 0;
    OV_TRY(ov_version_nodes(ctx, c->version_id, &nodes));
    for (size_t i = 0; i < draft->n; i++) {
        ov_answer_state state = ov_respond_state_of(draft, i, grades);
        ov_id node = ov_cell_int(draft, i, OV_DRAFT_NODE);

        for (; k < nodes->n && ov_cell_int(nodes, k, OV_NODE_ID) != node; k++)
            if (!ov_cell_int(nodes, k, OV_NODE_HAS_BODY)) {
                title = ov_question_title(ctx->arena, ov_cell_text(nodes, k, OV_NODE_NUMBER),
                                          ov_cell_text(nodes, k, OV_NODE_HEADING));
                tasks = NULL;
            }
        if (!tasks)
            tasks = add_chapter(chapters, ++n, title);
        *done += state == OV_ANSWER_DONE;
        add_task(req, ov_list_add(tasks), c, draft, i, state);
    }
    return OV_OK;
}

/* GET /remiss/:id/svara — the provisions and how far the answer has come. */
ov_status ov_page_respond(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "respond");
    ov_map *root = ov_view_root(view);
    ov_consultation c;
    const ov_rows *draft, *grades;
    int64_t done;

    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &c));
    OV_TRY(ov_draft(ctx, &c, ctx->actor.org_id, &draft));
    OV_TRY(ov_scale_grades(ctx, c.scale_id, &grades));
    OV_TRY(add_tasks(req, root, &c, draft, grades, &done));
    ov_round_model(req, view, &c, true);
    ov_view_title(view, ov_req_tr(req, "Svara på remissen"));
    ov_view_crumb(view, ov_req_tr(req, "Svara"), NULL);
    ov_map_int(root, "done", done);
    ov_map_int(root, "total", (int64_t)draft->n);
    OV_TRY(ov_respond_party(req, root, &c));
    return ov_view_send(view);
}

static void add_answer(ov_req *req, ov_map *item, const ov_consultation *c, const ov_rows *draft,
                       const ov_rows *grades, size_t i, ov_answer_state state)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_str comment = ov_cell_str(draft, i, OV_DRAFT_COMMENT);
    ov_list *paragraphs;

    ov_map_text(item, "title",
                ov_question_title(ctx->arena, ov_cell_text(draft, i, OV_DRAFT_NUMBER),
                                  ov_cell_text(draft, i, OV_DRAFT_HEADING)));
    ov_map_text(item, "href",
                ov_req_path(req, "/remiss/%lld/svara/%lld", (long long)c->id,
                            (long long)ov_cell_int(draft, i, OV_DRAFT_N)));
    ov_map_text(item, "grade", ov_grade_label(grades, ov_cell_text(draft, i, OV_DRAFT_GRADE)));
    ov_map_bool(item, "no_grade", ov_cell_null(draft, i, OV_DRAFT_GRADE));
    ov_map_bool(item, "no_reason",
                state == OV_ANSWER_BEGUN && !ov_cell_null(draft, i, OV_DRAFT_GRADE));
    paragraphs = ov_map_list(item, "paragraphs");
    while (comment.len) {
        ov_str line = ov_str_cut(&comment, '\n');

        if (line.len)
            ov_map_str(ov_list_add(paragraphs), "text", line);
    }
}

ov_status ov_respond_draft(ov_req *req, ov_map *root, const ov_consultation *c, int64_t *answered)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *answers = ov_map_list(root, "answers"), *missing = ov_map_list(root, "missing");
    const ov_rows *draft, *grades;

    OV_TRY(ov_draft(ctx, c, ctx->actor.org_id, &draft));
    OV_TRY(ov_scale_grades(ctx, c->scale_id, &grades));
    for (size_t i = 0; i < draft->n; i++) {
        ov_answer_state state = ov_respond_state_of(draft, i, grades);

        add_answer(req, ov_list_add(state == OV_ANSWER_NONE ? missing : answers), c, draft, grades,
                   i, state);
    }
    *answered = (int64_t)ov_list_length(answers);
    ov_map_int(root, "answered", *answered);
    ov_map_int(root, "n_missing", (int64_t)ov_list_length(missing));
    ov_map_int(root, "total", (int64_t)draft->n);
    ov_map_bool(root, "has_missing", ov_list_length(missing) > 0);
    ov_map_bool(root, "has_answers", *answered > 0);
    return OV_OK;
}

/* GET /remiss/:id/granska — check the answers before they are sent. */
ov_status ov_page_review(ov_req *req)
{
    ov_view *view = ov_view_new(req, "review");
    ov_map *root = ov_view_root(view);
    ov_consultation c;
    int64_t answered;

    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &c));
    OV_TRY(ov_respond_draft(req, root, &c, &answered));
    ov_round_model(req, view, &c, true);
    ov_view_title(view, ov_req_tr(req, "Granska svaret"));
    ov_view_crumb(view, ov_req_tr(req, "Granska"), NULL);
    OV_TRY(ov_respond_party(req, root, &c));
    return ov_view_send(view);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* respond_history.c — what an answer read before: who wrote what and when, what they changed, and
 * bringing an earlier text back. */
#include "pages/text/compare.h"
#include "pages/pages.h"
#include "pages/consult/answer/respond.h"
#include "pages/consult/round.h"

#include "view/format.h"

#include <string.h>

#define ON_A_PAGE 30

/* A text against the one before it. */
static void add_change(ov_map *map, const char *key, ov_str before, ov_str text)
{
    ov_map *part;
    const ov_diff_op *ops;
    size_t n;

    if (!text.len && !before.len)
        return;
    part = ov_map_map(map, key);
    ops = ov_diff_words(ov_map_arena(map), before, text, &n);
    ov_compare_raw(part, ops, n);
}

static void add_row(ov_req *req, ov_map *item, const ov_question *q, const ov_rows *rows, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_str none = {"", 0};
    bool first = i + 1 >= rows->n; /* the oldest that was read */
    ov_str wording = ov_cell_str(rows, i, OV_WAS_WORDING);
    ov_str wording_before = first ? none : ov_cell_str(rows, i + 1, OV_WAS_WORDING);

    ov_map_int(item, "id", ov_cell_int(rows, i, OV_WAS_ID));
    ov_map_text(item, "by", ov_cell_text(rows, i, OV_WAS_BY));
    ov_map_text(item, "at",
                ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_WAS_AT), ctx->lang));
    ov_map_text(item, "grade", ov_cell_text(rows, i, OV_WAS_LABEL));
    if (!first &&
        strcmp(ov_cell_text(rows, i, OV_WAS_GRADE) ? ov_cell_text(rows, i, OV_WAS_GRADE) : "",
               ov_cell_text(rows, i + 1, OV_WAS_GRADE) ? ov_cell_text(rows, i + 1, OV_WAS_GRADE)
                                                       : "") != 0)
        ov_map_text(item, "grade_before",
                    ov_cell_text(rows, i + 1, OV_WAS_LABEL)
                        ? ov_cell_text(rows, i + 1, OV_WAS_LABEL)
                        : ov_req_tr(req, "Inget ställningstagande"));
    ov_map_text(item, "joins", ov_cell_text(rows, i, OV_WAS_JOINS_NAME));
    add_change(item, "comment", first ? none : ov_cell_str(rows, i + 1, OV_WAS_COMMENT),
               ov_cell_str(rows, i, OV_WAS_COMMENT));
    if (wording.len || wording_before.len)
        add_change(item, "wording", wording_before.len ? wording_before : ov_question_body(q),
                   wording.len ? wording : ov_question_body(q));
}

/* GET /remiss/:id/svara/:n/historik */
static ov_status show(ov_req *req, const ov_question *q)
{
    ov_view *view = ov_view_new(req, "respond_history");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "versions");
    const char *before = ov_req_query(req, "fore");
    const ov_rows *rows;
    int64_t from = 0;
    size_t shown;

    if (before && ov_parse_int(ov_str_from(before), &from) != OV_OK)
        return OV_NOT_FOUND;
    OV_TRY(ov_answer_history(ov_req_ctx(req), q->draft_id, q->id, from, ON_A_PAGE + 1, &rows));
    ov_question_frame(req, view, q, ov_req_tr(req, "Historik"));
    ov_view_needs_token(view);
    shown = rows->n > ON_A_PAGE ? ON_A_PAGE : rows->n;
    for (size_t i = 0; i < shown; i++) {
        ov_map *item = ov_list_add(list);

        add_row(req, item, q, rows, i);
        ov_map_bool(item, "now", !from && i == 0);
    }
    ov_map_bool(root, "has_versions", rows->n > 0);
    ov_map_int(root, "row_version", ov_cell_int(q->row, 0, OV_DRAFT_ROW_VERSION));
    if (rows->n > shown)
        ov_map_text(root, "older_href",
                    ov_printf(ov_req_arena(req), "%s/historik?fore=%lld",
                              ov_answer_href(req, &q->c, q->n),
                              (long long)ov_cell_int(rows, shown - 1, OV_WAS_ID)));
    return ov_view_send(view);
}

typedef struct restoring {
    const ov_question *q;
    ov_id was;
    int64_t row_version;
} restoring;

static ov_status restore(ov_ctx *ctx, void *arg)
{
    const restoring *r = arg;
    const ov_rows *was;

    OV_TRY(ov_answer_history(ctx, r->q->draft_id, r->q->id, r->was + 1, 1, &was));
    if (!was->n || ov_cell_int(was, 0, OV_WAS_ID) != r->was)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the answer never read so");
    return ov_draft_save(ctx, &r->q->c, ctx->actor.org_id,
                         &(ov_draft_answer){.question_id = r->q->id,
                                            .grade = ov_cell_text(was, 0, OV_WAS_GRADE),
                                            .comment = ov_cell_text(was, 0, OV_WAS_COMMENT),
                                            .wording = ov_cell_text(was, 0, OV_WAS_WORDING),
                                            .joins_id = ov_cell_int(was, 0, OV_WAS_JOINS_ID),
                                            .row_version = r->row_version,
                                            .apart = true},
                         NULL);
}

/* GET, POST /remiss/:id/svara/:n/historik — POST brings an earlier text back; the one it takes the
 * place of stays in the list. */
ov_status ov_page_respond_history(ov_req *req)
{
    static const ov_form_field fields[] = {{.name = "rad",
                                            .label = "Raden",
                                            .input = OV_INPUT_INT,
                                            .required = true,
                                            .min = 1,
                                            .max = INT64_MAX},
                                           {.name = OV_FIELD_ROW_VERSION,
                                            .label = "Radversionen",
                                            .input = OV_INPUT_INT,
                                            .max = INT32_MAX},
                                           {0}};
    ov_question q;
    ov_form *form;
    restoring r;
    ov_status done;

    OV_TRY(ov_question_of(req, &q));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &q);
    done = ov_round_may(req, OV_MAY_ANSWER, &q.c);
    if (done == OV_CONFLICT)
        return ov_round_refuse(req, &q.c);
    OV_TRY(done);
    form = ov_form_read(req, fields);
    if (!ov_form_ok(form))
        return ov_refuse(req, 422, NULL);
    r = (restoring){.q = &q,
                    .was = ov_form_int(form, "rad"),
                    .row_version = ov_form_int(form, OV_FIELD_ROW_VERSION)};
    done = ov_write(ov_req_ctx(req), restore, &r);
    if (done == OV_CONFLICT)
        return ov_refuse(req, 409,
                         ov_req_tr(req, "Någon sparade svaret medan du läste. Inget är ändrat. Gå "
                                        "tillbaka, ladda om sidan och välj igen."));
    OV_TRY(done);
    return ov_redirect(req, ov_answer_href(req, &q.c, q.n));
}

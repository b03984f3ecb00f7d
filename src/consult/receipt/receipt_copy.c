/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt_copy.c — what a receipt shows of a response. */
#include "consult/receipt/receipt_copy.h"

#include <string.h>

enum { COPY_ANSWERS, COPY_TEXT, COPY_BODY };

const ov_sql ov_receipt_copy_sql[] = {
    [COPY_ANSWERS] = {"receipt.answers",
                      "SELECT q.id, q.n, q.kind, q.node_id, q.number, q.heading, q.title, "
                      "k.position, g.label, COALESCE(a.comment, ''), a.wording, j.name, g.code "
                      "FROM question q "
                      "LEFT JOIN consultation_document k ON k.id = q.document_id "
                      "LEFT JOIN response_answer a ON a.response_id = $1 AND a.question_id = q.id "
                      "LEFT JOIN grade g ON g.id = a.grade_id "
                      "LEFT JOIN organisation j ON j.id = a.joins_id "
                      "WHERE q.consultation_id = $2 AND (a.response_id IS NOT NULL OR EXISTS "
                      "(SELECT 1 FROM response_file f WHERE f.response_id = $1 "
                      "AND f.question_id = q.id)) ORDER BY q.n",
                      NULL},
    [COPY_TEXT] = {"receipt.text",
                   "SELECT a.id, d.title, a.label, a.slug, "
                   "CASE WHEN a.id = k.version_id THEN 0 ELSE 1 END "
                   "FROM consultation_document k JOIN version v ON v.id = k.version_id "
                   "JOIN version a ON a.document_id = v.document_id "
                   "JOIN document d ON d.id = a.document_id "
                   "WHERE k.consultation_id = $1 AND k.position = $2 AND a.hash = $3",
                   NULL},
    [COPY_BODY] = {"receipt.body",
                   "SELECT body FROM node_text WHERE version_id = $1 AND node_id = $2", NULL},
    {0},
};

ov_status ov_receipt_copy(ov_ctx *ctx, const ov_response *r, const ov_rows **out)
{
    return ov_select(ctx, &ov_receipt_copy_sql[COPY_ANSWERS],
                     OV_ARGS(ov_int(r->id), ov_int(r->consultation_id)), out);
}

static ov_status find_text(ov_ctx *ctx, const ov_response *r, ov_answered_text *text)
{
    const ov_rows *rows;

    OV_TRY(ov_select(
        ctx, &ov_receipt_copy_sql[COPY_TEXT],
        OV_ARGS(ov_int(r->consultation_id), ov_int(text->position), ov_text(text->hash)), &rows));
    if (!rows->n)
        return OV_OK;
    text->version_id = ov_cell_int(rows, 0, 0);
    text->title = ov_cell_text(rows, 0, 1);
    text->label = ov_cell_text(rows, 0, 2);
    text->slug = ov_cell_text(rows, 0, 3);
    text->replaced = ov_cell_int(rows, 0, 4) != 0;
    return OV_OK;
}

enum { TEXTS_MAX = 200 };

ov_status ov_receipt_texts(ov_ctx *ctx, const ov_response *r, const ov_answered_text **out,
                           size_t *n)
{
    static const char key[] = "text: ";
    ov_answered_text *texts = ov_calloc(ctx->arena, TEXTS_MAX, sizeof *texts);
    ov_str rest;
    size_t k = 0;

    OV_TRY(ov_receipt_text(ctx, r->id, &rest));
    for (ov_str line = ov_str_cut(&rest, '\n'); line.len && k < TEXTS_MAX;
         line = ov_str_cut(&rest, '\n')) {
        if (!ov_str_starts(line, key))
            continue;
        line = (ov_str){line.ptr + strlen(key), line.len - strlen(key)};
        texts[k] = (ov_answered_text){.position = (int64_t)k + 1,
                                      .hash = ov_str_z(ctx->arena, ov_str_cut(&line, ' '))};
        texts[k].title = ov_str_z(ctx->arena, line);
        OV_TRY(find_text(ctx, r, &texts[k]));
        k++;
    }
    *out = texts;
    *n = k;
    return OV_OK;
}

ov_status ov_receipt_body(ov_ctx *ctx, ov_id version_id, ov_id node_id, ov_str *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_receipt_copy_sql[COPY_BODY],
                     OV_ARGS(ov_int(version_id), ov_int(node_id)), &rows));
    *out = rows->n ? ov_cell_str(rows, 0, 0) : (ov_str){"", 0};
    return OV_OK;
}

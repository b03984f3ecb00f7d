/* SPDX-License-Identifier: EUPL-1.2 */
/* draft_hash.c — the text of a draft's content, and its hash. */
#include "consult/answer/draft_hash.h"

#include "consult/consult_sql.h"
#include "util/hash.h"

enum { HASH_HEAD, HASH_TEXTS, HASH_ANSWERS, HASH_FILES };

const ov_sql ov_draft_hash_sql[] = {
    [HASH_HEAD] = {"draft_hash.head",
                   "SELECT d.consultation_id, o.code, COALESCE(d.respondent, o.name) FROM draft d "
                   "JOIN organisation o ON o.id = d.organisation_id WHERE d.id = $1",
                   NULL},
    [HASH_TEXTS] = {"draft_hash.texts",
                    "SELECT COALESCE(v.hash, '-') FROM consultation_document k "
                    "JOIN version v ON v.id = k.version_id WHERE k.consultation_id = $1 "
                    "ORDER BY k.position",
                    NULL},
    [HASH_ANSWERS] = {"draft_hash.answers",
                      "SELECT q.n, q.node_id, q.number, g.code, j.code, a.comment, a.wording "
                      "FROM draft_answer a JOIN question q ON q.id = a.question_id "
                      "LEFT JOIN grade g ON g.id = a.grade_id "
                      "LEFT JOIN organisation j ON j.id = a.joins_id WHERE a.draft_id = $1 "
                      "AND (a.grade_id IS NOT NULL OR a.comment <> '' OR a.wording IS NOT NULL "
                      "OR a.joins_id IS NOT NULL) ORDER BY q.n",
                      NULL},
    [HASH_FILES] = {"draft_hash.files",
                    "SELECT f.sha256, f.size, d.use, q.n, f.name FROM draft_file d "
                    "JOIN stored_file f ON f.id = d.file_id "
                    "LEFT JOIN question q ON q.id = d.question_id "
                    "WHERE d.draft_id = $1 AND d.removed_at IS NULL "
                    "ORDER BY f.sha256, COALESCE(q.n, 0), d.use, d.id",
                    NULL},
    {0},
};

enum { HEAD_ROUND, HEAD_CODE, HEAD_NAME };
enum {
    ANSWER_N,
    ANSWER_NODE,
    ANSWER_NUMBER,
    ANSWER_GRADE,
    ANSWER_JOINS,
    ANSWER_TEXT,
    ANSWER_WORDS
};
enum { FILE_HASH, FILE_SIZE, FILE_USE, FILE_N, FILE_NAME };

static void line(ov_buf *out, const char *key, const char *value)
{
    ov_buf_printf(out, "%s: %s\n", key, value && *value ? value : "-");
}

static void add_answer(ov_buf *out, const ov_rows *rows, size_t i)
{
    const char *number = ov_cell_text(rows, i, ANSWER_NUMBER);

    ov_buf_printf(out, "answer: %lld %lld %s\n", (long long)ov_cell_int(rows, i, ANSWER_N),
                  (long long)ov_cell_int(rows, i, ANSWER_NODE), number ? number : "-");
    line(out, "grade", ov_cell_text(rows, i, ANSWER_GRADE));
    line(out, "joins", ov_cell_text(rows, i, ANSWER_JOINS));
    ov_receipt_indent(out, ov_cell_str(rows, i, ANSWER_TEXT));
    if (!ov_cell_null(rows, i, ANSWER_WORDS)) {
        ov_buf_addz(out, "wording:\n");
        ov_receipt_indent(out, ov_cell_str(rows, i, ANSWER_WORDS));
    }
}

static void add_file(ov_buf *out, const ov_rows *rows, size_t i)
{
    ov_buf_printf(out, "file: %s %lld %s ", ov_cell_text(rows, i, FILE_HASH),
                  (long long)ov_cell_int(rows, i, FILE_SIZE), ov_cell_text(rows, i, FILE_USE));
    if (ov_cell_null(rows, i, FILE_N))
        ov_buf_addc(out, '-');
    else
        ov_buf_addi(out, ov_cell_int(rows, i, FILE_N));
    ov_buf_printf(out, " %s\n", ov_cell_text(rows, i, FILE_NAME));
}

ov_status ov_draft_hash_text(ov_ctx *ctx, ov_id draft_id, ov_str *out)
{
    const ov_rows *head, *texts, *answers, *files;
    ov_buf text = {0};

    OV_TRY(ov_select_row(ctx, &ov_draft_hash_sql[HASH_HEAD], OV_ARGS(ov_int(draft_id)), &head));
    OV_TRY(ov_select(ctx, &ov_draft_hash_sql[HASH_TEXTS],
                     OV_ARGS(ov_int(ov_cell_int(head, 0, HEAD_ROUND))), &texts));
    OV_TRY(ov_select(ctx, &ov_draft_hash_sql[HASH_ANSWERS], OV_ARGS(ov_int(draft_id)), &answers));
    OV_TRY(ov_select(ctx, &ov_draft_hash_sql[HASH_FILES], OV_ARGS(ov_int(draft_id)), &files));
    ov_buf_printf(&text, "overens-draft-1\nconsultation: %lld\nparty: %s %s\n",
                  (long long)ov_cell_int(head, 0, HEAD_ROUND), ov_cell_text(head, 0, HEAD_CODE),
                  ov_cell_text(head, 0, HEAD_NAME));
    for (size_t i = 0; i < texts->n; i++)
        line(&text, "text", ov_cell_text(texts, i, 0));
    ov_buf_addc(&text, '\n');
    for (size_t i = 0; i < answers->n; i++)
        add_answer(&text, answers, i);
    for (size_t i = 0; i < files->n; i++)
        add_file(&text, files, i);
    *out = (ov_str){ov_strndup(ctx->arena, text.ptr, text.len), text.len};
    ov_buf_free(&text);
    return OV_OK;
}

ov_status ov_draft_hash(ov_ctx *ctx, ov_id draft_id, const char **hex)
{
    char *out;
    ov_str text;

    OV_TRY(ov_draft_hash_text(ctx, draft_id, &text));
    out = ov_alloc(ctx->arena, OV_HASH_HEX);
    ov_sha256_hex(text, out);
    *hex = out;
    return OV_OK;
}

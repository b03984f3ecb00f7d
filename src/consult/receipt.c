/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt.c — the canonical text overens-receipt-1 (canonical.md): the exact bytes behind the hash.
 */
#include "consult/consult_sql.h"

#include <string.h>

#define COMMENT_MAX 20000 /* characters */

static void line(ov_buf *out, const char *key, const char *value)
{
    ov_buf_addz(out, key);
    ov_buf_addz(out, ": ");
    ov_buf_addz(out, value && *value ? value : "-");
    ov_buf_addc(out, '\n');
}

void ov_receipt_begin(ov_arena *arena, ov_buf *out, const ov_receipt_head *head)
{
    ov_buf_addz(out, "overens-receipt-1\n");
    line(out, "number", head->number);
    line(out, "received", ov_instant_iso(arena, head->received));
    line(out, "timing", head->timing);
    line(out, "deadline", ov_instant_iso(arena, head->deadline));
    line(out, "consultation", head->address);
    line(out, "text", head->text_hash);
    ov_buf_addz(out, "party: ");
    ov_buf_addz(out, head->party_code);
    ov_buf_addc(out, ' ');
    ov_buf_addz(out, head->party_name);
    ov_buf_addc(out, '\n');
    line(out, "legal_status", head->legal_status);
    line(out, "replaces", head->replaces);
    ov_buf_addc(out, '\n');
}

void ov_receipt_answer(ov_buf *out, ov_id node_id, const char *number, const char *grade,
                       ov_str comment)
{
    ov_buf_addz(out, "answer: ");
    ov_buf_addi(out, node_id);
    ov_buf_addc(out, ' ');
    ov_buf_addz(out, number && *number ? number : "-");
    ov_buf_addc(out, '\n');
    line(out, "grade", grade);
    while (comment.len) {
        ov_str row = ov_str_cut(&comment, '\n');

        if (row.len) { /* an empty line stays empty: no trailing spaces */
            ov_buf_addz(out, "  ");
            ov_buf_adds(out, row);
        }
        ov_buf_addc(out, '\n');
    }
}

/* Copies text with LF line ends, without control characters and without white space at line ends.
 */
static size_t tidy(ov_str text, char *out)
{
    size_t n = 0, solid = 0; /* solid: where the last visible character of the line ended */

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '\r')
            c = '\n';
        if (c == '\n') {
            if (text.ptr[i] == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
                continue;
            n = solid;
            if (n) /* no empty lines before the first word */
                out[n++] = '\n';
            solid = n;
        } else if (c == ' ' || c == '\t') {
            out[n++] = c;
        } else if ((unsigned char)c >= 0x20 && c != 0x7f) {
            out[n++] = c;
            solid = n;
        }
    }
    n = solid;
    while (n && out[n - 1] == '\n')
        n--;
    return n;
}

ov_status ov_comment_canonical(ov_ctx *ctx, const char *raw, ov_str *out)
{
    ov_str text = ov_str_from(raw), nfc;
    char *copy;

    if (!ov_utf8_valid(text))
        return ov_fail(&ctx->err, OV_INVALID, "comment is not UTF-8");
    OV_TRY(ov_utf8_nfc(ctx->arena, text, &nfc));
    copy = ov_alloc(ctx->arena, nfc.len + 1);
    text = (ov_str){copy, tidy(nfc, copy)};
    copy[text.len] = '\0';
    if (ov_utf8_length(text) > COMMENT_MAX)
        return ov_fail(&ctx->err, OV_INVALID, "comment over %d characters", COMMENT_MAX);
    *out = text;
    return OV_OK;
}

ov_status ov_receipt_text(ov_ctx *ctx, ov_id response_id, ov_str *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_CANONICAL], OV_ARGS(ov_int(response_id)),
                         &rows));
    *out = ov_cell_str(rows, 0, 0);
    return OV_OK;
}

enum { LAID_NODE, LAID_NUMBER, LAID_GRADE, LAID_COMMENT };
enum { FILE_ID, FILE_HASH, FILE_SIZE, FILE_NAME };

static void add_files(ov_buf *out, const ov_rows *files)
{
    for (size_t i = 0; i < files->n; i++) {
        ov_buf_addz(out, "attachment: ");
        ov_buf_addz(out, ov_cell_text(files, i, FILE_HASH));
        ov_buf_addc(out, ' ');
        ov_buf_addi(out, ov_cell_int(files, i, FILE_SIZE));
        ov_buf_addc(out, ' ');
        ov_buf_addz(out, ov_cell_text(files, i, FILE_NAME));
        ov_buf_addc(out, '\n');
    }
}

ov_status ov_receipt_make(ov_ctx *ctx, const ov_consultation *c, const char *slug, ov_response *r,
                          bool with_answers, ov_str *out)
{
    ov_buf text = {0};
    const ov_rows *laid = NULL, *files = NULL;
    ov_receipt_head head = {
        .number = r->number,
        .timing = r->timing,
        .address = ov_printf(ctx->arena, "/arende/%s/remiss/%lld", slug, (long long)c->id),
        .text_hash = c->version_hash,
        .party_code = r->org_code,
        .party_name = r->org_name,
        .legal_status = r->legal_status,
        .replaces = r->replaces,
        .received = r->received,
        .deadline = c->deadline,
    };

    r->format = 1;
    if (with_answers) {
        OV_TRY(ov_select(ctx, &ov_consult_sql[CONSULT_DRAFT_LAID], OV_ARGS(ov_int(r->draft_id)),
                         &laid));
        OV_TRY(ov_select(ctx, &ov_consult_sql[CONSULT_FILES_LAID], OV_ARGS(ov_int(r->draft_id)),
                         &files));
        r->answers = (int64_t)laid->n;
        if (!laid->n && !files->n)
            return ov_fail(&ctx->err, OV_INVALID, "nothing is answered");
    }
    ov_receipt_begin(ctx->arena, &text, &head);
    for (size_t i = 0; laid && i < laid->n; i++)
        ov_receipt_answer(&text, ov_cell_int(laid, i, LAID_NODE),
                          ov_cell_text(laid, i, LAID_NUMBER), ov_cell_text(laid, i, LAID_GRADE),
                          ov_cell_str(laid, i, LAID_COMMENT));
    if (files)
        add_files(&text, files);
    *out = (ov_str){ov_strndup(ctx->arena, text.ptr, text.len), text.len};
    ov_buf_free(&text);
    return OV_OK;
}

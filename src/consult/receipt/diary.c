/* SPDX-License-Identifier: EUPL-1.2 */
/* diary.c — register numbers that the registries write back, receipts to be mailed, kept PDF files.
 */
#include "consult/receipt/diary_sql.h"

#include "auth/auth.h"
#include "auth/link.h"
#include "util/hash.h"

#include <string.h>

ov_status ov_diary_number(ov_ctx *ctx, const char *raw, const char **out)
{
    ov_str text = ov_str_trim(ov_str_from(raw));

    if (!ov_utf8_valid(text))
        return ov_fail(&ctx->err, OV_INVALID, "the number is not UTF-8");
    OV_TRY(ov_utf8_nfc(ctx->arena, text, &text));
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f)
            return ov_fail(&ctx->err, OV_INVALID, "a control character in the number");
    if (!text.len || ov_utf8_length(text) > OV_DIARY_MAX)
        return ov_fail(&ctx->err, OV_INVALID, "the number is empty or too long");
    *out = ov_str_z(ctx->arena, text);
    return OV_OK;
}

static ov_status tell(ov_ctx *ctx, ov_id response_id, bool again, const char *role)
{
    return ov_audit(ctx,
                    &(ov_event){
                        .action = again ? "diary.corrected" : "diary.registered",
                        .object = ov_printf(ctx->arena, "response/%lld", (long long)response_id),
                        .role = role,
                    });
}

static ov_status add(ov_ctx *ctx, ov_id response_id, const char *side, const char *raw,
                     const char *by, const char *role)
{
    const char *was, *dnr;

    OV_TRY(ov_diary_number(ctx, raw, &dnr));
    OV_TRY(ov_select_text(ctx, &ov_diary_sql[DIARY_NOW],
                          OV_ARGS(ov_int(response_id), ov_text(side)), "", &was));
    if (!strcmp(was, dnr))
        return OV_OK;
    OV_TRY(ov_exec(ctx, &ov_diary_sql[DIARY_ADD],
                   OV_ARGS(ov_int(response_id), ov_text(side), ov_text(dnr), ov_int(ctx->now),
                           ov_text(by), ov_id_or_null(ctx->actor.account_id)),
                   NULL));
    return tell(ctx, response_id, *was != '\0', role);
}

ov_status ov_diary_write(ov_ctx *ctx, ov_id response_id, const char *side, const char *dnr)
{
    return add(ctx, response_id, side, dnr, ctx->actor.name ? ctx->actor.name : "-",
               ov_role_for(ctx, "consult.diary", NULL));
}

ov_status ov_diary_of(ov_ctx *ctx, ov_id response_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_diary_sql[DIARY_OF], OV_ARGS(ov_int(response_id)), out);
}

const char *ov_diary_now(const ov_rows *diary, const char *side)
{
    for (size_t i = 0; i < diary->n; i++)
        if (!strcmp(ov_cell_text(diary, i, 0), side))
            return ov_cell_text(diary, i, 1);
    return NULL;
}

/* ---- By link ---- */

ov_status ov_diary_link_make(ov_ctx *ctx, ov_id response_id, const char *side, const char *address,
                             const char **token)
{
    char hash[OV_HASH_HEX];

    *token = ov_link_token(ctx->arena);
    ov_sha256_hex(ov_str_from(*token), hash);
    return ov_exec(ctx, &ov_diary_sql[DIARY_LINK_ADD],
                   OV_ARGS(ov_int(response_id), ov_text(side), ov_text(hash), ov_text(address),
                           ov_int(ctx->now), ov_int(ctx->now + OV_DIARY_LINK_LIFE)),
                   NULL);
}

ov_status ov_diary_link_peek(ov_ctx *ctx, const char *token, ov_diary_link *out)
{
    char hash[OV_HASH_HEX];
    const ov_rows *rows;

    ov_sha256_hex(ov_str_from(token), hash);
    OV_TRY(ov_select_row(ctx, &ov_diary_sql[DIARY_LINK_FIND],
                         OV_ARGS(ov_text(hash), ov_int(ctx->now)), &rows));
    *out = (ov_diary_link){.id = ov_cell_int(rows, 0, 0),
                           .response_id = ov_cell_int(rows, 0, 1),
                           .side = ov_cell_text(rows, 0, 2),
                           .address = ov_cell_text(rows, 0, 3),
                           .number = ov_cell_text(rows, 0, 4)};
    if (!ov_cell_int(rows, 0, 5))
        return ov_fail(&ctx->err, OV_GONE, "the link has been used or is too old");
    return OV_OK;
}

ov_status ov_diary_by_link(ov_ctx *ctx, const char *token, const char *dnr, ov_diary_link *out)
{
    int64_t used;

    OV_TRY(ov_diary_link_peek(ctx, token, out));
    OV_TRY(ov_exec(ctx, &ov_diary_sql[DIARY_LINK_USE], OV_ARGS(ov_int(out->id), ov_int(ctx->now)),
                   &used));
    if (!used)
        return ov_fail(&ctx->err, OV_GONE, "the link has been used");
    return add(ctx, out->response_id, out->side, dnr, out->address, "-");
}

/* ---- The diary of a round ---- */

ov_status ov_diary_round(ov_ctx *ctx, ov_id consultation_id, ov_day day, const ov_rows **out)
{
    ov_instant from = day == OV_NO_DAY ? INT64_MIN : ov_day_start(day);
    ov_instant until = day == OV_NO_DAY ? INT64_MAX : ov_day_start(day + 1);

    return ov_select(ctx, &ov_diary_sql[DIARY_ROUND],
                     OV_ARGS(ov_int(consultation_id), ov_int(from), ov_int(until)), out);
}

/* ---- Receipts to be mailed ---- */

ov_status ov_receipts_due(ov_ctx *ctx, const ov_rows **out)
{
    return ov_select(ctx, &ov_diary_sql[DIARY_RECEIPTS_DUE], OV_NOARGS, out);
}

ov_status ov_receipt_posted(ov_ctx *ctx, ov_id response_id)
{
    int64_t gone;

    OV_TRY(ov_exec(ctx, &ov_diary_sql[DIARY_RECEIPT_POSTED], OV_ARGS(ov_int(response_id)), &gone));
    return gone ? OV_OK : ov_fail(&ctx->err, OV_NOT_FOUND, "this receipt has been mailed");
}

ov_status ov_receipt_people(ov_ctx *ctx, ov_id response_id, const ov_rows **out)
{
    return ov_select_row(ctx, &ov_diary_sql[DIARY_RECEIPT_PEOPLE], OV_ARGS(ov_int(response_id)),
                         out);
}

/* ---- The kept PDF ---- */

ov_status ov_receipt_pdf_find(ov_ctx *ctx, ov_receipt_pdf *pdf)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_diary_sql[DIARY_PDF_FIND],
                         OV_ARGS(ov_int(pdf->response_id), ov_text(pdf->renderer)), &rows));
    pdf->bytes = ov_cell_str(rows, 0, 0);
    return OV_OK;
}

ov_status ov_receipt_pdf_keep(ov_ctx *ctx, void *arg)
{
    const ov_receipt_pdf *pdf = arg;

    return ov_exec(ctx, &ov_diary_sql[DIARY_PDF_KEEP],
                   OV_ARGS(ov_int(pdf->response_id), ov_text(pdf->renderer), ov_int(ctx->now),
                           ov_blob(pdf->bytes)),
                   NULL);
}

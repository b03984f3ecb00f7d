/* SPDX-License-Identifier: EUPL-1.2 */
/* read.c — statements and their lines as pages and exports read them. */
#include "settle/sql.h"

#include "util/hash.h"

static void statement_from_row(const ov_rows *r, ov_statement *s)
{
    *s = (ov_statement){
        .id = ov_cell_int(r, 0, 0),
        .matter_id = ov_cell_int(r, 0, 1),
        .param_set_id = ov_cell_int(r, 0, 2),
        .payer_id = ov_cell_int(r, 0, 3),
        .recipient_id = ov_cell_int(r, 0, 4),
        .kind = ov_cell_text(r, 0, 5),
        .payer = ov_cell_text(r, 0, 6),
        .recipient = ov_cell_text(r, 0, 7),
        .payer_name = ov_cell_text(r, 0, 8),
        .recipient_name = ov_cell_text(r, 0, 9),
        .year = (int)ov_cell_int(r, 0, 10),
        .month = (int)ov_cell_int(r, 0, 11),
        .period = ov_cell_text(r, 0, 12),
        .total = ov_cell_int(r, 0, 13),
        .status = ov_cell_text(r, 0, 14),
        .content_hash = ov_cell_text(r, 0, 15),
        .number = ov_cell_text(r, 0, 16),
        .prev = ov_cell_text(r, 0, 17),
        .hash = ov_cell_text(r, 0, 18),
        .lines_root = ov_cell_null(r, 0, 16) ? NULL : ov_cell_text(r, 0, 19),
        .prepared_by = ov_cell_int(r, 0, 20),
        .prepared_name = ov_cell_text(r, 0, 21),
        .published_name = ov_cell_text(r, 0, 22),
        .published_at = ov_cell_int(r, 0, 23),
        .pay_day = (ov_day)ov_cell_int(r, 0, 24),
        .payer_short = ov_cell_text(r, 0, ov_cell_null(r, 0, 25) ? 6 : 25),
        .recipient_short = ov_cell_text(r, 0, ov_cell_null(r, 0, 26) ? 7 : 26),
        .recipient_code = ov_cell_text(r, 0, 27),
        .corrects = ov_cell_text(r, 0, 28),
        .n_lines = ov_cell_int(r, 0, 29),
        .published_by = ov_cell_int(r, 0, 30),
        .prepared_at = ov_cell_int(r, 0, 31),
    };
}

ov_status settle_statement_any(ov_ctx *ctx, ov_id id, ov_statement *out, const char **lines_root)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_settle_sql[SQL_STATEMENT_ANY], OV_ARGS(ov_int(id)), &rows));
    statement_from_row(rows, out);
    *lines_root = ov_cell_text(rows, 0, 19);
    return OV_OK;
}

ov_status ov_statement_get(ov_ctx *ctx, ov_id matter_id, ov_id id, ov_statement *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_settle_sql[SQL_STATEMENT], OV_ARGS(ov_int(id), ov_int(matter_id)),
                         &rows));
    statement_from_row(rows, out);
    return OV_OK;
}

ov_status ov_statement_by_number(ov_ctx *ctx, ov_id matter_id, const char *number,
                                 ov_statement *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_settle_sql[SQL_STATEMENT_NUMBER],
                         OV_ARGS(ov_text(number), ov_int(matter_id)), &rows));
    statement_from_row(rows, out);
    return OV_OK;
}

ov_status ov_statement_lines(ov_ctx *ctx, ov_id id, const ov_rows **out)
{
    return ov_select(ctx, &ov_settle_sql[SQL_LINES], OV_ARGS(ov_int(id)), out);
}

ov_status ov_statements(ov_ctx *ctx, ov_id matter_id, ov_id drafts_of_org, const ov_rows **out)
{
    return ov_select(ctx, &ov_settle_sql[SQL_STATEMENTS],
                     OV_ARGS(ov_int(matter_id), ov_int(drafts_of_org)), out);
}

ov_status ov_statement_months(ov_ctx *ctx, ov_id matter_id, int year, const ov_rows **out)
{
    return ov_select(ctx, &ov_settle_sql[SQL_MONTHS], OV_ARGS(ov_int(matter_id), ov_int(year)),
                     out);
}

ov_status ov_statements_waiting(ov_ctx *ctx, ov_id recipient_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_settle_sql[SQL_WAITING], OV_ARGS(ov_int(recipient_id)), out);
}

ov_status ov_settle_matters_of(ov_ctx *ctx, ov_id recipient_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_settle_sql[SQL_MATTERS_OF], OV_ARGS(ov_int(recipient_id)), out);
}

ov_status ov_statement_canonical(ov_ctx *ctx, const ov_statement *s, ov_str *out)
{
    if (!s->number || !s->lines_root || !s->prev)
        return ov_fail(&ctx->err, OV_INVALID, "statement: a draft has no canonical text");
    *out = settle_canonical(ctx->arena, s, s->lines_root);
    return OV_OK;
}

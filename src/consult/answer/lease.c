/* SPDX-License-Identifier: EUPL-1.2 */
/* lease.c — who writes an answer now: a notice that lapses by itself, not a lock (feature 31). */
#include "consult/answer/answer_sql.h"

ov_status ov_answer_lease_other(ov_ctx *ctx, ov_id draft_id, ov_id question_id,
                                ov_answer_lease *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_answer_sql[ANSWER_LEASE_GET],
                     OV_ARGS(ov_int(draft_id), ov_int(question_id), ov_int(ctx->now),
                             ov_int(ctx->actor.account_id)),
                     &rows));
    *out = (ov_answer_lease){0};
    if (rows->n)
        *out = (ov_answer_lease){.account_id = ov_cell_int(rows, 0, 0),
                                 .name = ov_cell_text(rows, 0, 1),
                                 .since = ov_cell_int(rows, 0, 2),
                                 .until = ov_cell_int(rows, 0, 3)};
    return OV_OK;
}

ov_status ov_answer_lease_take(ov_ctx *ctx, ov_id draft_id, ov_id question_id, bool take_over)
{
    ov_answer_lease other = {0};

    if (!ctx->actor.account_id)
        return OV_OK; /* nobody to tell of */
    if (!take_over)
        OV_TRY(ov_answer_lease_other(ctx, draft_id, question_id, &other));
    if (other.account_id)
        return OV_OK;
    return ov_exec(ctx, &ov_answer_sql[ANSWER_LEASE_PUT],
                   OV_ARGS(ov_int(draft_id), ov_int(question_id), ov_int(ctx->actor.account_id),
                           ov_int(ctx->now), ov_int(ctx->now + OV_ANSWER_LEASE_TIME)),
                   NULL);
}

ov_status ov_answer_lease_release(ov_ctx *ctx, ov_id draft_id, ov_id question_id)
{
    return ov_exec(ctx, &ov_answer_sql[ANSWER_LEASE_DROP],
                   OV_ARGS(ov_int(draft_id), ov_int(question_id), ov_int(ctx->actor.account_id)),
                   NULL);
}

ov_status ov_answer_leases(ov_ctx *ctx, ov_id draft_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_answer_sql[ANSWER_LEASES],
                     OV_ARGS(ov_int(draft_id), ov_int(ctx->now), ov_int(ctx->actor.account_id)),
                     out);
}

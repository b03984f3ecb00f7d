/* SPDX-License-Identifier: EUPL-1.2 */
/* history_of_draft.c — what an answer read before: one row for what a person wrote in one go. */
#include "consult/answer/answer_sql.h"

#define ONE_GO (10 * OV_MINUTE)

ov_status ov_answer_remember(ov_ctx *ctx, ov_id draft_id, ov_id question_id, bool apart)
{
    int64_t gone_on = 0;

    if (!apart)
        OV_TRY(ov_exec(ctx, &ov_answer_sql[ANSWER_HISTORY_GO_ON],
                       OV_ARGS(ov_int(draft_id), ov_int(question_id), ov_int(ctx->now),
                               ov_int(ctx->now - ONE_GO), ov_int(ctx->actor.account_id)),
                       &gone_on));
    if (gone_on)
        return OV_OK;
    return ov_exec(ctx, &ov_answer_sql[ANSWER_HISTORY_ADD],
                   OV_ARGS(ov_int(draft_id), ov_int(question_id), ov_int(ctx->now),
                           ov_id_or_null(ctx->actor.account_id)),
                   NULL);
}

ov_status ov_answer_history(ov_ctx *ctx, ov_id draft_id, ov_id question_id, ov_id before,
                            int64_t most, const ov_rows **out)
{
    return ov_select(ctx, &ov_answer_sql[ANSWER_HISTORY],
                     OV_ARGS(ov_int(draft_id), ov_int(question_id), ov_int(before), ov_int(most)),
                     out);
}

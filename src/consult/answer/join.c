/* SPDX-License-Identifier: EUPL-1.2 */
/* join.c — joining another party's point (feature 39). Anyone who is invited can be joined: the
 * list tells nothing of who has answered or what. */
#include "consult/answer/answer_sql.h"

ov_status ov_joinable(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_answer_sql[ANSWER_JOINABLE], OV_ARGS(ov_int(c->id), ov_int(org_id)),
                     out);
}

ov_status ov_answer_may_join(ov_ctx *ctx, ov_id draft_id, ov_id org_id)
{
    int64_t invited;

    OV_TRY(ov_select_int(ctx, &ov_answer_sql[ANSWER_MAY_JOIN],
                         OV_ARGS(ov_int(draft_id), ov_int(org_id)), 0, &invited));
    return invited ? OV_OK : ov_fail(&ctx->err, OV_INVALID, "not a party that can be joined");
}

ov_status ov_joined_by(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_answer_sql[ANSWER_JOINED_BY], OV_ARGS(ov_int(c->id), ov_int(org_id)),
                     out);
}

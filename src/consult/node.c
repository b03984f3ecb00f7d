/* SPDX-License-Identifier: EUPL-1.2 */
/* node.c — what all rounds of a matter say about one provision, and which version a party answered.
 */
#include "consult/consult_sql.h"

ov_status ov_answered_version(ov_ctx *ctx, ov_id org_id, ov_id document_id, ov_day day,
                              ov_id version_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_ANSWERED_VERSION],
                     OV_ARGS(ov_int(org_id), ov_int(document_id), ov_int(day), ov_int(version_id)),
                     out);
}

ov_status ov_node_rounds(ov_ctx *ctx, ov_id matter_id, ov_id node_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_NODE_ROUNDS],
                     OV_ARGS(ov_int(matter_id), ov_int(node_id)), out);
}

ov_status ov_question_tally(ov_ctx *ctx, ov_id question_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_QUESTION_TALLY], OV_ARGS(ov_int(question_id)),
                     out);
}

ov_status ov_own_answer(ov_ctx *ctx, ov_id consultation_id, ov_id question_id, ov_id org_id,
                        const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_OWN_ANSWER],
                     OV_ARGS(ov_int(consultation_id), ov_int(question_id), ov_int(org_id)), out);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* answer_sql.h — the statements about drafts as those who write them see them. Private to
 * consult/. */
#ifndef OV_CONSULT_ANSWER_SQL_H
#define OV_CONSULT_ANSWER_SQL_H

#include "consult/answer/answer.h"

enum {
    ANSWER_LIST,
    ANSWER_REVIEW,
    ANSWER_ONE,
    ANSWER_STRUCK,
    ANSWER_NEIGHBOURS,
    ANSWER_CHAPTERS,
    ANSWER_BODY,
    ANSWER_MISSING,
    ANSWER_ATTACHED_ONLY,

    ANSWER_LEASE_GET,
    ANSWER_LEASE_PUT,
    ANSWER_LEASE_DROP,
    ANSWER_LEASES,

    ANSWER_HISTORY_GO_ON,
    ANSWER_HISTORY_ADD,
    ANSWER_HISTORY,

    ANSWER_NOTES,
    ANSWER_NOTE_COUNTS,
    ANSWER_NOTE_ADD,
    ANSWER_NOTE_REMOVE,

    ANSWER_JOINABLE,
    ANSWER_MAY_JOIN,
    ANSWER_JOINED_BY
};

/* After an answer was saved: goes on with its writer's row of the history, or begins one (always
 * when apart). Only inside ov_write. */
ov_status ov_answer_remember(ov_ctx *ctx, ov_id draft_id, ov_id question_id,
                             bool apart) OV_MUST_CHECK;
/* OV_INVALID unless the draft's party can join that one: invited, and another. */
ov_status ov_answer_may_join(ov_ctx *ctx, ov_id draft_id, ov_id org_id) OV_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* approve.h — telling people about the approval of answers: whose turn it is, what came of it, and
 * that the deadline is near (practice 6). */
#ifndef OV_NOTIFY_APPROVE_H
#define OV_NOTIFY_APPROVE_H

#include "consult/approval/approval.h"
#include "view/model.h"

/* Notices about approvals: object_id is the approval. */
#define OV_NOTICE_TURN "approval.turn"         /* holds while it is the person's turn */
#define OV_NOTICE_APPROVED "approval.approved" /* until it is sent */
#define OV_NOTICE_RETURNED "approval.returned" /* these two: until it is on its way again */
#define OV_NOTICE_CHANGED "approval.changed"
#define OV_NOTICE_NEAR "approval.near" /* while it is in approval */

/* So long before the deadline those who write and send are told. */
#define OV_APPROVAL_NEAR (48 * OV_HOUR)

/* Tells those whom the state of the approval concerns, each once; not the actor. Only inside
 * ov_write. */
OV_API ov_status ov_approval_notices(ov_ctx *ctx, ov_id approval_id) OV_MUST_CHECK;

/* Ends approvals of drafts that have been changed, and tells of those that are not ready when the
 * deadline is near; called by the jobs process each minute. */
OV_API ov_status ov_approvals_run(ov_ctx *ctx) OV_MUST_CHECK;

/* For notice.c: is a kind one of the above; does it still hold; what the mail says of it, and the
 * round that it is about. */
bool ov_approval_notice_is(const char *kind);
ov_status ov_approval_notice_holds(ov_ctx *ctx, const char *kind, ov_id approval_id,
                                   ov_id account_id, bool *out) OV_MUST_CHECK;
ov_status ov_approval_notice_describe(ov_ctx *ctx, const char *kind, ov_id approval_id,
                                      ov_map *item, ov_id *consultation_id) OV_MUST_CHECK;

extern const ov_sql ov_approve_sql[];

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* round_mail.h — the mails of rounds: invitations, more time, corrections, withdrawals, links. What
 * is to be told lies in round_post (consult/during/invite.h); here it becomes mail. */
#ifndef OV_NOTIFY_ROUND_MAIL_H
#define OV_NOTIFY_ROUND_MAIL_H

#include "notify/notice.h"

/* Writes the mails that are due; called by the jobs process each minute. Each party is a write of
 * its own; what is stored is marked in the same write, so nothing goes twice. */
OV_API ov_status ov_round_mails(ov_ctx *ctx, const ov_mailer *mailer) OV_MUST_CHECK;

extern const ov_sql ov_round_mail_sql[];

#endif

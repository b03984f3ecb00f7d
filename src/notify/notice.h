/* SPDX-License-Identifier: EUPL-1.2 */
/* notice.h — what waits for somebody's next mail. A person gets one mail for all that waits, as
 * often as the account says (features 84, 85); what no longer holds is left out. */
#ifndef OV_NOTIFY_NOTICE_H
#define OV_NOTIFY_NOTICE_H

#include "notify/mail_text.h"
#include "util/date.h"

/* "consultation.reminder": object_id is a consultation; holds while the party has not answered. */
#define OV_NOTICE_REMINDER "consultation.reminder"
/* "consultation.questions": object_id is a consultation, in which a question has been answered;
 * holds while the party can answer. */
#define OV_NOTICE_QUESTIONS "consultation.questions"

typedef struct ov_notice {
    const char *kind;
    ov_id object_id;
    ov_id account_id; /* 0: the registry mailbox of org_id */
    ov_id org_id;     /* for whom the person acts */
    ov_instant
        not_after; /* when it is pointless; a mail leaves before, whatever the account says */
    const char *once_key; /* one row for each */
} ov_notice;

/* Only inside ov_write. *added: was it a new one? */
OV_API ov_status ov_notice_add(ov_ctx *ctx, const ov_notice *notice, bool *added) OV_MUST_CHECK;

/* Seven in the morning of a day in Stockholm: before that no notice leaves but the urgent ones. */
OV_API ov_instant ov_notice_morning(ov_day day);

/* When the next mail of notices leaves: now for "direct"; for "daily" and "weekly" now when none
 * has left since midnight or Monday, but not before seven in the morning; else seven in the morning
 * of the next day or Monday. last: when the last one left, 0: never. not_after wins. */
OV_API ov_instant ov_notice_leaves(const char *mail_mode, ov_instant last, ov_instant now,
                                   ov_instant not_after);

/* What makes mails of notices: the templates, and what every mail may name. */
typedef struct ov_mailer {
    ov_templates *templates;
    const ov_mail_site *site;
} ov_mailer;

/* Puts what is due into the outbox: one mail a person. Called by the jobs process each minute; each
 * recipient is a write of its own. */
OV_API ov_status ov_notices_mail(ov_ctx *ctx, const ov_mailer *mailer) OV_MUST_CHECK;

/* Asked just before a mail leaves: does anything in it still hold? True also for mails that are not
 * made of notices. */
OV_API ov_status ov_notices_hold(ov_ctx *ctx, ov_id mail_id, bool *out) OV_MUST_CHECK;

extern const ov_sql ov_notice_sql[];

#endif

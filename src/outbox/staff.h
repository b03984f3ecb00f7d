/* SPDX-License-Identifier: EUPL-1.2 */
/* staff.h — the outbox as those see it who look after it, and what they may do with a mail. */
#ifndef OV_OUTBOX_STAFF_H
#define OV_OUTBOX_STAFF_H

#include "outbox/queue.h"

/* The states: waiting, sending, sent, failed, bounced, held, cancelled; ended by NULL. */
OV_API extern const char *const ov_mail_states[];
/* "väntar"; the code itself for an unknown one. Static. */
OV_API const char *ov_mail_state_title(const char *state);
/* What hinders a mail, in plain Swedish, and what to do; NULL for a NULL kind. Static. */
OV_API const char *ov_mail_fault_text(const char *kind);
/* What happened to it (mail_attempt.outcome): "gick inte, försöks igen". Static. */
OV_API const char *ov_mail_outcome_title(const char *outcome);
/* "Inbjudan" for "account.invitation"; the kind itself for an unknown one. Static. */
OV_API const char *ov_mail_kind_title(const char *kind);

/* Columns of ov_mails. */
enum {
    OV_MAIL_ID,
    OV_MAIL_STATE,
    OV_MAIL_KIND,
    OV_MAIL_OBJECT,
    OV_MAIL_TO,
    OV_MAIL_TO_NAME,
    OV_MAIL_SUBJECT,
    OV_MAIL_CREATED,
    OV_MAIL_NEXT_TRY,
    OV_MAIL_SENT_AT,
    OV_MAIL_ATTEMPTS,
    OV_MAIL_FAULT_KIND,
    OV_MAIL_FAULT,
    /* of ov_mail_get also */
    OV_MAIL_MESSAGE_ID,
    OV_MAIL_LANG,
    OV_MAIL_SECRET,
    OV_MAIL_BODY, /* never shown of a secret one */
    OV_MAIL_GIVE_UP_AT,
    OV_MAIL_ACCOUNT_ID,
    OV_MAIL_ORG_ID
};

/* Rows: state, how many, the oldest one's created_at; a state without mail has none. */
OV_API ov_status ov_mail_counts(ov_ctx *ctx, const ov_rows **out) OV_MUST_CHECK;
/* Rows: each kind that there is. */
OV_API ov_status ov_mail_kinds(ov_ctx *ctx, const ov_rows **out) OV_MUST_CHECK;
/* Which mails: "" for all; to: a part of the address. */
typedef struct ov_mail_filter {
    const char *state, *kind, *to;
} ov_mail_filter;
/* Failures first, then held, waiting, sent; the newest first. */
OV_API ov_status ov_mails(ov_ctx *ctx, const ov_mail_filter *filter, int64_t limit, int64_t offset,
                          const ov_rows **out) OV_MUST_CHECK;
OV_API ov_status ov_mails_count(ov_ctx *ctx, const ov_mail_filter *filter,
                                int64_t *out) OV_MUST_CHECK;
/* One row of all columns above; OV_NOT_FOUND. */
OV_API ov_status ov_mail_get(ov_ctx *ctx, ov_id id, const ov_rows **out) OV_MUST_CHECK;
/* Rows: at, outcome, fault_kind, code, told, actor; the newest first. */
OV_API ov_status ov_mail_attempts(ov_ctx *ctx, ov_id id, const ov_rows **out) OV_MUST_CHECK;

/* What staff may do with one mail: each writes its event, only inside ov_write. OV_CONFLICT: its
 * state is another one by now (it has been sent, say). */
OV_API ov_status ov_mail_hold(ov_ctx *ctx, ov_id id) OV_MUST_CHECK;    /* mail.held */
OV_API ov_status ov_mail_release(ov_ctx *ctx, ov_id id) OV_MUST_CHECK; /* mail.released */
OV_API ov_status ov_mail_retry(ov_ctx *ctx, ov_id id) OV_MUST_CHECK;   /* mail.retried */
OV_API ov_status ov_mail_cancel(ov_ctx *ctx, ov_id id) OV_MUST_CHECK;  /* mail.cancelled */
/* Holds all that waits, as after a restore from a backup (practice 27: no mail goes twice), and
 * releases all that is held. One event of object "mail" each. *n: how many. */
OV_API ov_status ov_mail_hold_all(ov_ctx *ctx, int64_t *n) OV_MUST_CHECK;
OV_API ov_status ov_mail_release_all(ov_ctx *ctx, int64_t *n) OV_MUST_CHECK;

#endif

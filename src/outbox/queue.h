/* SPDX-License-Identifier: EUPL-1.2 */
/* queue.h — the mail that waits: who sends takes rows for a while and tells how it went. A row that
 * was taken and not told of is taken again: every mail is sent at least once, always with the same
 * Message-ID. */
#ifndef OV_OUTBOX_QUEUE_H
#define OV_OUTBOX_QUEUE_H

#include "outbox/outbox.h"

/* A mail that somebody has taken until lease. */
typedef struct ov_queued {
    ov_id id;
    const char *kind, *message_id; /* without angle brackets */
    const char *to, *to_name;      /* to_name: or NULL */
    const char *lang, *subject, *body;
    const char *return_token; /* twenty letters and digits, this mail's own */
    int attempts;             /* that failed */
    ov_instant give_up_at, lease;
} ov_queued;

/* Is anything due now? Only reads. */
OV_API ov_status ov_queue_due(ov_ctx *ctx, ov_instant now, bool *out) OV_MUST_CHECK;
/* Takes at most most mails that are due, those first that were tried least. Only inside ov_write.
 * Owns: ctx->arena. */
OV_API ov_status ov_queue_take(ov_ctx *ctx, ov_instant now, ov_instant lease, size_t most,
                               ov_queued *out, size_t *n) OV_MUST_CHECK;

/* Words for what hinders a mail (mail.fault_kind); ov_mail_fault_text (staff.h) says them in
 * Swedish. */
#define OV_FAULT_CONNECT "connect"     /* the server cannot be reached */
#define OV_FAULT_TLS "tls"             /* no encryption, or a certificate that is not good */
#define OV_FAULT_LOGIN "login"         /* the server does not take our name and password */
#define OV_FAULT_SERVER "server"       /* the server wants no mail from us, or answers nonsense */
#define OV_FAULT_TIMEOUT "timeout"     /* it did not answer in time */
#define OV_FAULT_CUT "cut"             /* the connection ended */
#define OV_FAULT_TEMPORARY "temporary" /* 4xx: not now */
#define OV_FAULT_UNKNOWN "unknown_recipient"
#define OV_FAULT_FULL "mailbox_full"
#define OV_FAULT_UNDELIVERED "undelivered" /* a server on the way gave up */
#define OV_FAULT_REFUSED "refused"         /* 5xx for another reason */
#define OV_FAULT_TOO_LATE "too_late"
#define OV_FAULT_NEEDLESS "needless" /* what it is about has been done */

/* How an attempt went. kind: what hindered it; code: of SMTP, 0:
 * none; told: what the server said. */
typedef struct ov_mail_fault {
    const char *kind, *told;
    int code;
} ov_mail_fault;

/* Each only inside ov_write, and only while mail's lease is still one's own (else nothing happens).
 * now: when it was. */
OV_API ov_status ov_queue_sent(ov_ctx *ctx, const ov_queued *mail, ov_instant now) OV_MUST_CHECK;
/* To be tried again at next. counts: it is the mail that could not be sent; false: nobody's could.
 */
OV_API ov_status ov_queue_again(ov_ctx *ctx, const ov_queued *mail, ov_instant now, ov_instant next,
                                const ov_mail_fault *fault, bool counts) OV_MUST_CHECK;
/* Given up: event mail.failed; with kind "unknown_recipient" the account's address is marked. */
OV_API ov_status ov_queue_failed(ov_ctx *ctx, ov_id id, ov_instant now,
                                 const ov_mail_fault *fault) OV_MUST_CHECK;
/* Given back untried. */
OV_API ov_status ov_queue_untake(ov_ctx *ctx, const ov_queued *mail) OV_MUST_CHECK;
/* It need not be sent any more: what it is about has been done. */
OV_API ov_status ov_queue_needless(ov_ctx *ctx, const ov_queued *mail,
                                   ov_instant now) OV_MUST_CHECK;
/* Gives up what was not sent in its time, at most fifty. *n: how many. Only inside ov_write. */
OV_API ov_status ov_queue_expire(ov_ctx *ctx, ov_instant now, size_t *n) OV_MUST_CHECK;

/* When to try again after so many failed attempts: 1, 5, 15 minutes, 1, 2, then 4 hours, give or
 * take a fifth (dice: any number); the last time just before give_up_at. 0: not at all. */
OV_API ov_instant ov_queue_next(int attempts, ov_instant now, ov_instant give_up_at, uint32_t dice);

/* ---- What came back ---- */

/* The mail of a return address's two parts / of a Message-ID without angle brackets; OV_NOT_FOUND.
 */
OV_API ov_status ov_mail_by_token(ov_ctx *ctx, ov_id id, const char *token,
                                  ov_id *out) OV_MUST_CHECK;
OV_API ov_status ov_mail_by_message_id(ov_ctx *ctx, const char *message_id,
                                       ov_id *out) OV_MUST_CHECK;
/* Marks it as bounced: event mail.bounced. address_fault: the address itself is wrong, which the
 * account then shows (account.email_fault) until it has another one or a mailed link is followed.
 * Only inside ov_write. Nothing happens when it has bounced already. */
OV_API ov_status ov_mail_bounced(ov_ctx *ctx, ov_id id, const ov_mail_fault *fault,
                                 bool address_fault) OV_MUST_CHECK;
/* A server on the way says that it is late: only noted. Only inside ov_write. */
OV_API ov_status ov_mail_delayed(ov_ctx *ctx, ov_id id, const ov_mail_fault *fault) OV_MUST_CHECK;

/* Letters of a return mailbox that were left there. */
OV_API ov_status ov_return_seen(ov_ctx *ctx, const char *uid, bool *out) OV_MUST_CHECK;
OV_API ov_status ov_return_add(ov_ctx *ctx, const char *uid) OV_MUST_CHECK;

#endif

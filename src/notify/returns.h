/* SPDX-License-Identifier: EUPL-1.2 */
/* returns.h — reads the return mailbox and marks what came back. */
#ifndef OV_NOTIFY_RETURNS_H
#define OV_NOTIFY_RETURNS_H

#include "db/db.h"
#include "notify/bounce.h"

typedef struct ov_returns_settings {
    const char *mailbox;            /* "maildir:/PATH", "pop3s://user@host[:port]" */
    const char *password, *ca_file; /* NULL: none; the machine's */
    const char *return_path;        /* as in ov_sender_settings */
    int64_t timeout;                /* seconds, for one letter */
} ov_returns_settings;

typedef struct ov_returns_count {
    int bounces, others, unknown; /* others: late, or automatic answers, to mails of ours */
} ov_returns_count;

/* Reads what is new, at most 500 letters. In a Maildir each is moved to cur/, marked as seen, or as
 * flagged when it answers no mail of ours; from a server what was understood is deleted, the rest
 * stays and is not read again. OV_IO: the mailbox cannot be read. */
ov_status ov_returns_read(ov_ctx *ctx, const ov_returns_settings *settings,
                          ov_returns_count *count) OV_MUST_CHECK;

/* What one letter says, into the outbox. *known: it answers a mail of ours. */
ov_status ov_returns_letter(ov_ctx *ctx, const ov_returns_settings *settings, ov_str letter,
                            ov_returns_count *count, bool *known) OV_MUST_CHECK;

/* pop3.c */
ov_status ov_returns_pop3(ov_ctx *ctx, const ov_returns_settings *settings,
                          ov_returns_count *count) OV_MUST_CHECK;

#define OV_RETURNS_MOST 500 /* letters at a time */

#endif

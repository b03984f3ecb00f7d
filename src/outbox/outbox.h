/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox.h — mail to be sent, as rows written in the transaction that causes them. notify/ sends
 * them. */
#ifndef OV_OUTBOX_OUTBOX_H
#define OV_OUTBOX_OUTBOX_H

#include "db/db.h"

typedef struct ov_mail {
    const char *kind;         /* "account.invitation": what it is, for staff and for settings */
    const char *object;       /* "account/12": what it is about */
    const char *to, *to_name; /* one address; to_name may be NULL */
    ov_id account_id, org_id; /* whom it is for, 0 for none */
    const char *lang;         /* "sv", "en"; NULL: Swedish */
    const char *subject;      /* one line */
    const char *body;         /* plain text, UTF-8, LF */
    bool secret;           /* holds a single-use link: the body is emptied once it has been sent */
    ov_instant not_before; /* 0: now */
    ov_instant give_up_at; /* 0: two days from now; for a link: when it stops working */
    const char *once_key;  /* NULL, or a key: a second mail with it is not stored */
} ov_mail;

/* Is it one address that mail can be sent to: local@domain, at most 254 bytes, no control
 * characters, blanks or lists? (RFC 5321 4.1.2 without quoted local parts; UTF-8 is refused.) */
OV_API bool ov_mail_address_ok(const char *address);

/* Stores it to be sent after the commit; nothing is ever sent for a transaction that rolled back.
 * Only inside ov_write. OV_INVALID: a bad address, or a control character in subject or names.
 * *id may be NULL; with a once_key that was used before it is the first one's. */
OV_API ov_status ov_mail_add(ov_ctx *ctx, const ov_mail *mail, ov_id *id) OV_MUST_CHECK;

/* The domain of Message-IDs (configuration mail.domain; default "localhost"). Kept, not copied. */
OV_API void ov_mail_domain(const char *domain);

extern const ov_sql ov_outbox_sql[];

#endif

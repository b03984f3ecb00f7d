/* SPDX-License-Identifier: EUPL-1.2 */
/* message.h — a mail as it goes over the wire: RFC 5322 headers, RFC 2045 quoted-printable text. */
#ifndef OV_NOTIFY_MESSAGE_H
#define OV_NOTIFY_MESSAGE_H

#include "util/buf.h"

typedef struct ov_message {
    const char *from, *from_name; /* an address; the name may be NULL or "" */
    const char *reply_to;         /* NULL or "": none */
    const char *to, *to_name;     /* the name may be NULL */
    const char *message_id;       /* without angle brackets */
    const char *lang;             /* "sv" */
    const char *subject, *body;   /* valid UTF-8; body with LF */
    ov_instant date;
} ov_message;

/* Appends the whole message with CRLF, no line longer than 78 bytes but for what cannot be broken
 * (addresses, Message-ID). Text that is not ASCII stands in encoded-words (RFC 2047) that never
 * break a character. Marked as automatic (RFC 3834), so that no holiday answers come back. A
 * control character in a header becomes a space: nothing can add one. */
void ov_message_write(ov_buf *out, const ov_message *message);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* bounce.h — reads a letter of the return mailbox: a delivery status notification (RFC 3464), a
 * plain bounce, an automatic answer, or something else. Letters come from anybody. */
#ifndef OV_NOTIFY_BOUNCE_H
#define OV_NOTIFY_BOUNCE_H

#include "util/str.h"

/* Of a longer letter only this much is read. */
#define OV_LETTER_MOST ((size_t)512 * 1024)

typedef enum ov_letter_kind {
    OV_LETTER_OTHER,
    OV_LETTER_AUTO_REPLY, /* somebody is on holiday: the mail has arrived */
    OV_LETTER_DELAYED,    /* not yet */
    OV_LETTER_BOUNCED
} ov_letter_kind;

typedef struct ov_letter {
    ov_letter_kind kind;
    /* Which mail it answers: by the return address it came to, by the Message-ID of what it brings
     * back; 0, NULL: it does not tell. */
    ov_id mail_id;
    char token[41];
    const char *message_id;
    const char *fault;  /* OV_FAULT_… of a bounce */
    bool address_fault; /* the address itself is wrong, for good */
    const char *told;   /* "5.1.1 smtp; 550 no such user"; or NULL */
} ov_letter;

/* return_path: as in ov_sender_settings, or NULL. Never fails; bounded in depth, parts and memory.
 * Owns: arena. */
void ov_letter_read(ov_arena *arena, ov_str letter, const char *return_path, ov_letter *out);

#endif

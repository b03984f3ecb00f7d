/* SPDX-License-Identifier: EUPL-1.2 */
/* sender.h — empties the outbox: takes what is due, sends it, tells how it went. */
#ifndef OV_NOTIFY_SENDER_H
#define OV_NOTIFY_SENDER_H

#include "db/db.h"
#include "notify/smtp.h"

typedef struct ov_sender_settings {
    ov_smtp_settings smtp;
    const char *from, *from_name, *reply_to; /* reply_to: or NULL */
    const char *return_path; /* "studs@example.se": each mail gets an address of its own there
                                (studs+12.TOKEN@example.se); NULL: returns go to from */
    /* Asked just before a mail leaves: is what it says still so? NULL: always. */
    ov_status (*holds)(ov_ctx *ctx, ov_id mail_id, bool *out);
} ov_sender_settings;

typedef struct ov_sender ov_sender;

/* make_ctx(arg, arena, &ctx): a context of now. Owns: never closed but with the process. */
ov_status ov_sender_open(const ov_sender_settings *settings,
                         void (*make_ctx)(void *arg, ov_arena *arena, ov_ctx *out), void *arg,
                         ov_sender **out, ov_err *err) OV_MUST_CHECK;

/* One turn, of at most a fifth of a second where the server is well: takes, sends, tells. An error
 * is the database's. */
ov_status ov_sender_turn(ov_sender *sender, ov_err *err) OV_MUST_CHECK;

/* Gives back what is not on its way and tells of what has left; waits at most ms for the rest,
 * which somebody sends again later. For the end of the process. */
void ov_sender_leave(ov_sender *sender, int ms);

/* The address that a mail's returns go to. Owns: arena. */
const char *ov_return_address(ov_arena *arena, const char *return_path, ov_id id,
                              const char *token);
/* The reverse: id and token of such an address; false: it is none. token has room for 41. */
bool ov_return_parts(const char *return_path, ov_str address, ov_id *id, char *token);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* guest.h — answering by link and code without an account (feature 38).
 *
 * A link belongs to one party and one round. Who comes with it and the code says who they are, and
 * gets a session of an account of their own: no password, one mandate (role "guest") for that party
 * and matter, which reaches that round only. Staff can end the link; then it reaches nothing. */
#ifndef OV_CONSULT_GUEST_H
#define OV_CONSULT_GUEST_H

#include "consult/consult.h"

#define OV_GUEST "guest" /* the role */
enum {
    OV_GUEST_CODE = 8, /* digits */
    OV_GUEST_NAME_MOST = 100,
    OV_GUEST_TITLE_MOST = 90,
    OV_GUEST_SIGNERS_MOST = 100 /* by one link */
};
/* How long after the last deadline of the round a link still opens it. */
#define OV_GUEST_AFTER (14 * OV_DAY_LENGTH)

/* A code of eight digits; as people read it ("4827 1935"). Owns: arena. */
OV_API const char *ov_guest_code(ov_arena *arena);
OV_API const char *ov_guest_code_shown(ov_arena *arena, const char *code);

/* A link for the party, mailed by the jobs process; former ones end. code NULL: the jobs process
 * makes one and mails it too, in a mail of its own. OV_NOT_FOUND: not invited; OV_INVALID: no code
 * of eight digits, or the party has no registry mailbox. Only inside ov_write. */
OV_API ov_status ov_guest_link_make(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                    const char *code, ov_id *id) OV_MUST_CHECK;
/* The jobs process: gives the link its token, and a code when it has none (*code, else NULL).
 * OV_GONE: ended. Only inside ov_write. */
OV_API ov_status ov_guest_link_open(ov_ctx *ctx, ov_id id, const char *token,
                                    const char **code) OV_MUST_CHECK;
/* Ends it, and whoever is in by it. OV_NOT_FOUND: none that works. Only inside ov_write. */
OV_API ov_status ov_guest_link_end(ov_ctx *ctx, const ov_consultation *c, ov_id id) OV_MUST_CHECK;
/* Rows: id, organisation id, made at, ended at, name and title of a signer (NULL: nobody has come),
 * first and last time, how many times. One row for each signer. */
OV_API ov_status ov_guest_links(ov_ctx *ctx, ov_id consultation_id,
                                const ov_rows **out) OV_MUST_CHECK;

typedef struct ov_guest_link {
    ov_id id, consultation_id, org_id, matter_id;
    const char *org_name, *slug, *title;
    ov_instant expires_at;
} ov_guest_link;
/* OV_NOT_FOUND: no such link; OV_GONE: ended, too old, or the round is withdrawn. */
OV_API ov_status ov_guest_peek(ov_ctx *ctx, const char *token, ov_guest_link *out) OV_MUST_CHECK;

/* Is the code right? With a brake on guessing. OV_DENIED: wrong (noted, in a write of its own);
 * OV_BUSY: wait. Outside ov_write. */
OV_API ov_status ov_guest_check(ov_ctx *ctx, const char *token, const char *code,
                                const char *address) OV_MUST_CHECK;
/* The account of somebody of this name and title who comes by the link; its mandate holds as long
 * as the link. Only inside ov_write, after ov_guest_check. OV_TOO_LARGE: many others have come by
 * it. */
OV_API ov_status ov_guest_enter(ov_ctx *ctx, const ov_guest_link *link, const char *name,
                                const char *title, ov_id *account_id) OV_MUST_CHECK;

/* Has the actor no other role than this? Then only ov_guest_reaches says which round it is for. */
OV_API bool ov_is_guest(const ov_actor *actor);
/* Does a link that works reach the round for this account? */
OV_API ov_status ov_guest_reaches(ov_ctx *ctx, ov_id account_id, ov_id consultation_id,
                                  bool *out) OV_MUST_CHECK;

extern const ov_sql ov_guest_sql[];

#endif

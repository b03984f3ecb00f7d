/* SPDX-License-Identifier: EUPL-1.2 */
/* link.h — single-use links that are mailed: an invitation, a new password, signing in, a new
 * e-mail address. The database holds hashes of tokens only. */
#ifndef OV_AUTH_LINK_H
#define OV_AUTH_LINK_H

#include "auth/auth.h"

#define OV_LINK_INVITE "invite" /* /valkommen/TOKEN, 14 days */
#define OV_LINK_RESET "reset"   /* /losenord/nytt/TOKEN, 60 minutes */
#define OV_LINK_LOGIN "login"   /* /logga-in/lank/TOKEN, 30 minutes */
#define OV_LINK_EMAIL "email"   /* /konto/epost/TOKEN, 24 hours */

typedef struct ov_link {
    ov_id id;
    const char *purpose; /* OV_LINK_… */
    ov_id account_id;
    ov_id made_by;       /* who sends it; 0: the person asked */
    const char *target;  /* where to go on to, an address of our own, or NULL */
    const char *address; /* the e-mail address that it proves (OV_LINK_EMAIL), or NULL */
    ov_instant created_at, expires_at;
} ov_link;

/* How long a link of this purpose works. */
OV_API ov_instant ov_link_life(const char *purpose);
/* A token: 256 random bits, base64url. Made before the transaction, so that the mail's text can be
 * written before it too. Owns: arena. */
OV_API const char *ov_link_token(ov_arena *arena);
/* Its address ("/valkommen/TOKEN"). Owns: arena. */
OV_API const char *ov_link_path(ov_arena *arena, const char *purpose, const char *token);

/* Stores a link (id, created_at and expires_at are set here). *token holds one of ov_link_token,
 * or NULL: then one is made and given back. Inside ov_write; writes the event "link.KIND". */
OV_API ov_status ov_link_make(ov_ctx *ctx, const ov_link *link, const char **token) OV_MUST_CHECK;
/* Looks without using. OV_NOT_FOUND: no such link for this purpose; OV_GONE: used, ended, too old,
 * or the account has been closed. */
OV_API ov_status ov_link_peek(ov_ctx *ctx, const char *purpose, const char *token,
                              ov_link *out) OV_MUST_CHECK;
/* Uses it, once: inside the ov_write that does what the link is for. As ov_link_peek. */
OV_API ov_status ov_link_use(ov_ctx *ctx, const char *purpose, const char *token,
                             ov_link *out) OV_MUST_CHECK;
/* Ends what waits for the account; purpose NULL: all. Inside ov_write. */
OV_API ov_status ov_link_end_all(ov_ctx *ctx, ov_id account_id, const char *purpose) OV_MUST_CHECK;
/* How many wait to be used now, and how many were made in the last hour. */
OV_API ov_status ov_link_count(ov_ctx *ctx, ov_id account_id, const char *purpose, int64_t *waiting,
                               int64_t *last_hour) OV_MUST_CHECK;

extern const ov_sql ov_link_sql[];

#endif

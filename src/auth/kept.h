/* SPDX-License-Identifier: EUPL-1.2 */
/* kept.h — forms that came after their session had ended: they wait for their owner, who finds them
 * after signing in again in the same browser (docs/decisions/kept-forms.md). */
#ifndef OV_AUTH_KEPT_H
#define OV_AUTH_KEPT_H

#include "auth/auth.h"

#define OV_KEPT_COOKIE "__Host-overens-kvar"   /* the browser's key to what was kept */
#define OV_FORMER_COOKIE "__Host-overens-forr" /* the cookie of the session before this one */
#define OV_KEPT_UNASKED "_utkast" /* a form with this field = 1 is stored unasked at sign-in */

#define OV_KEPT_LARGEST ((size_t)256 * 1024) /* bytes of a form's fields, urlencoded */
#define OV_KEPT_MOST 10                      /* forms an account */

typedef struct ov_kept {
    ov_id id;
    const char *path; /* where it was sent: "/arende/x/remiss/1/svara/2" */
    const char *page; /* where the form stood; "" when unknown */
    ov_str body;      /* its fields, urlencoded, without the token */
    bool unasked;     /* a draft: stored without a question */
    bool files;       /* a file came with it, and is not kept */
    ov_instant at;
} ov_kept;

/* A fresh key for a browser (256 random bits, base64url). Owns: arena. */
OV_API const char *ov_kept_key(ov_arena *arena);
/* Whose session is or was this cookie's? Also of one that has ended, for as long as its row is
 * kept. OV_NOT_FOUND: nobody's, or of an account that is shut. */
OV_API ov_status ov_session_owner(ov_ctx *ctx, const char *cookie, ov_id *account_id) OV_MUST_CHECK;
/* Keeps a form for an account; the same form again replaces the former, and of a draft the newest
 * stays. Only inside ov_write. OV_TOO_LARGE: larger than OV_KEPT_LARGEST, or the account has
 * OV_KEPT_MOST already. */
OV_API ov_status ov_kept_add(ov_ctx *ctx, const char *key, ov_id account_id,
                             const ov_kept *form) OV_MUST_CHECK;
/* What this browser keeps for the account, oldest first. Owns: ctx->arena. */
OV_API ov_status ov_kept_list(ov_ctx *ctx, const char *key, ov_id account_id, const ov_kept **out,
                              size_t *n) OV_MUST_CHECK;
/* One of them; OV_NOT_FOUND when it is another's. */
OV_API ov_status ov_kept_get(ov_ctx *ctx, const char *key, ov_id account_id, ov_id id,
                             ov_kept *out) OV_MUST_CHECK;
/* Forgets what is older than seven days. Only inside ov_write. */
OV_API ov_status ov_kept_prune(ov_ctx *ctx) OV_MUST_CHECK;
/* Forgets one; harmless when it is gone. Only inside ov_write. */
OV_API ov_status ov_kept_remove(ov_ctx *ctx, const char *key, ov_id account_id,
                                ov_id id) OV_MUST_CHECK;

extern const ov_sql ov_kept_sql[];
#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* factor.h — the second factor: an app's codes, recovery codes, and a sign-in that is half done. */
#ifndef OV_AUTH_FACTOR_H
#define OV_AUTH_FACTOR_H

#include "auth/auth.h"

#define OV_FACTOR_PATH "/konto/tvasteg" /* the page that sets it up */

/* ---- Who must have one */

/* Roles whose holders must use a second factor (configuration auth.second_factor), with commas
 * between; kept, not copied. */
OV_API void ov_factor_roles(const char *roles);
/* Does ctx->actor hold such a role in a session without a second factor? Then nothing but setting
 * one up is open. */
OV_API bool ov_factor_missing(const ov_ctx *ctx, const ov_session *session);

/* ---- The app */

#define OV_RECOVERY_CODES 10
typedef enum ov_factor_state { OV_FACTOR_OFF, OV_FACTOR_SHOWN, OV_FACTOR_ON } ov_factor_state;
typedef struct ov_factor {
    ov_factor_state state;
    ov_instant since;   /* when it was shown, or confirmed */
    int64_t codes_left; /* recovery codes not yet used */
} ov_factor;

/* An account without one has the state OV_FACTOR_OFF. */
OV_API ov_status ov_factor_get(ov_ctx *ctx, ov_id account_id, ov_factor *out) OV_MUST_CHECK;
/* Is it on? */
OV_API ov_status ov_factor_on(ov_ctx *ctx, ov_id account_id, bool *out) OV_MUST_CHECK;
/* A new secret to be shown, in place of one that was shown before. Inside ov_write. OV_CONFLICT:
 * it is on already. OV_IO: no key file. */
OV_API ov_status ov_factor_begin(ov_ctx *ctx, ov_id account_id) OV_MUST_CHECK;
/* The secret that is being shown. OV_NOT_FOUND: none is. Owns: arena. */
OV_API ov_status ov_factor_shown(ov_ctx *ctx, ov_id account_id, ov_str *secret) OV_MUST_CHECK;

/* What somebody wrote where a code is asked for, looked at before the transaction. */
typedef struct ov_factor_proof {
    ov_id account_id;
    int64_t step;              /* a code of the app: which; 0: none */
    const char *recovery_hash; /* else */
} ov_factor_proof;
/* OV_DENIED: cannot be right. OV_BUSY: too many wrong ones, wait. Notes the try: ov_factor_use
 * forgets it. Slow: writes. */
OV_API ov_status ov_factor_check(ov_ctx *ctx, ov_id account_id, const char *code,
                                 ov_factor_proof *out) OV_MUST_CHECK;
/* Uses it up: inside the ov_write that does what was asked. OV_DENIED: used before, in the
 * meantime, or a recovery code that is none. */
OV_API ov_status ov_factor_use(ov_ctx *ctx, const ov_factor_proof *proof) OV_MUST_CHECK;

/* Turns on what was shown, after ov_factor_use; codes: fresh recovery codes from
 * ov_recovery_codes. Inside ov_write; makes the session strong. */
OV_API ov_status ov_factor_confirm(ov_ctx *ctx, ov_id account_id, ov_id session_id,
                                   const char *const codes[OV_RECOVERY_CODES]) OV_MUST_CHECK;
/* Ten codes "abcd-efgh-jkmn", 59 random bits each. Owns: arena. */
OV_API void ov_recovery_codes(ov_arena *arena, const char *codes[OV_RECOVERY_CODES]);
/* New recovery codes in place of all old ones. Inside ov_write. */
OV_API ov_status ov_recovery_renew(ov_ctx *ctx, ov_id account_id,
                                   const char *const codes[OV_RECOVERY_CODES]) OV_MUST_CHECK;
/* The person turns it off ("factor.removed"). Inside ov_write. OV_NOT_FOUND: there was none. */
OV_API ov_status ov_factor_remove(ov_ctx *ctx, ov_id account_id) OV_MUST_CHECK;
/* An administrator turns off somebody's, who has lost the app ("factor.reset"); ends their
 * sessions. Inside ov_write; the mail to the person is ov_letter_factor_reset (pages/letter.h). */
OV_API ov_status ov_factor_reset(ov_ctx *ctx, ov_id account_id) OV_MUST_CHECK;

/* ---- Half a sign-in: the first factor was right, the code is still asked for */

#define OV_HALF_COOKIE "__Host-overens-kod"
typedef struct ov_half {
    ov_id id;
    ov_sign_in how;     /* account_id, method, device */
    const char *target; /* or NULL */
} ov_half;
/* Inside ov_write; *cookie is the value to set. Ten minutes. */
OV_API ov_status ov_half_begin(ov_ctx *ctx, const ov_sign_in *how, const char *target,
                               const char **cookie) OV_MUST_CHECK;
/* OV_NOT_FOUND: none, used, too old, or the account was closed. */
OV_API ov_status ov_half_find(ov_ctx *ctx, const char *cookie, ov_half *out) OV_MUST_CHECK;
/* Once, inside the ov_write that begins the session. OV_GONE: used in the meantime. */
OV_API ov_status ov_half_use(ov_ctx *ctx, ov_id id) OV_MUST_CHECK;
/* Ends those of an account. Inside ov_write. */
OV_API ov_status ov_half_end_all(ov_ctx *ctx, ov_id account_id) OV_MUST_CHECK;

extern const ov_sql ov_factor_sql[];
extern const ov_sql ov_half_sql[];

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* auth_sql.h — the rows of ov_auth_sql, and what the files of auth/ share. */
#ifndef OV_AUTH_AUTH_SQL_H
#define OV_AUTH_AUTH_SQL_H

#include "auth/auth.h"

enum {
    ACCOUNT_BY_LOGIN,
    ACCOUNT_PASSWORD,
    ACCOUNT_REHASH,
    ACCOUNT_ADD,
    ACCOUNT_DISABLE,
    ACCOUNT_SET_PASSWORD,
    ACCOUNT_LIST,
    ACCOUNT_SIGNED_IN,
    MANDATE_FIND,
    MANDATE_ADD,
    ACCOUNT_LOGIN_OF,
    SESSION_ADD,
    SESSION_FIND,
    SESSION_TOUCH,
    SESSION_END,
    SESSION_END_ALL,
    SESSION_PRUNE,
    LOGIN_FAILURES,
    LOGIN_FAILURE_ADD,
    LOGIN_FAILURE_CLEAR,
    LOGIN_FAILURE_PRUNE,
    ONCE_FIND,
    ONCE_ADD,
    ONCE_PRUNE
};

/* Ends every session of an account, and every sign-in that waits for a code. Inside ov_write. */
ov_status ov_session_end_all(ov_ctx *ctx, ov_id account_id) OV_MUST_CHECK;

/* Logins are compared in lower case (ASCII). OV_INVALID: not 1–64 of a–z, 0–9 and "._@+-". Owns:
 * arena. */
ov_status ov_login_fold(ov_arena *arena, const char *login, const char **out) OV_MUST_CHECK;

/* What somebody wrote to say who they are, without blanks around it and in lower case. Owns: arena.
 */
const char *ov_sign_in_fold(ov_arena *arena, const char *who);

/* Does the password match the stored hash? The same time whatever it is. OV_BUSY: no place among
 * the hashes that run. */
ov_status ov_password_verify(const char *hash, const char *password, bool *out,
                             ov_err *err) OV_MUST_CHECK;
/* Was the hash made with other parameters than today's? */
bool ov_password_is_old(const char *hash);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* login.h — who somebody means by what they wrote at the door, and the brakes there. */
#ifndef OV_AUTH_LOGIN_H
#define OV_AUTH_LOGIN_H

#include "auth/auth.h"

/* Somebody at the door: the account, and what decides the ways in. */
typedef struct ov_entrant {
    ov_account account;
    const char *language; /* "sv", "en" or NULL */
    bool has_password;
} ov_entrant;

/* OV_NOT_FOUND: no such account. */
OV_API ov_status ov_entrant_get(ov_ctx *ctx, ov_id account_id, ov_entrant *out) OV_MUST_CHECK;

/* As ov_login_check, in a browser that has been signed in as the account known (0: none, or not
 * known): what others guess elsewhere does not hold its owner up there. ov_login_check itself knows
 * who is signed in. */
OV_API ov_status ov_login_check_known(ov_ctx *ctx, const char *login, const char *password,
                                      const char *address, ov_id known,
                                      ov_account *out) OV_MUST_CHECK;

/* The open accounts that a login or an e-mail address can mean; several people may share a mailbox.
 * *n is OV_ENTRANTS_MOST at most, 0: nobody. Owns: arena. */
#define OV_ENTRANTS_MOST 4
OV_API ov_status ov_entrants(ov_ctx *ctx, const char *who, const ov_entrant **out,
                             size_t *n) OV_MUST_CHECK;

/* Roles whose holders sign in by a mailed link alone (configuration auth.link_roles), with commas
 * between; kept, not copied. */
OV_API void ov_link_roles(const char *roles);
/* Is there a mandate, and does every one that holds today allow it? */
OV_API ov_status ov_may_use_link(ov_ctx *ctx, ov_id account_id, bool *out) OV_MUST_CHECK;
/* Is role one of those in the text "a, b"? */
OV_API bool ov_role_listed(const char *roles, const char *role);
/* The roles that the account holds today, one a row, in no order that matters. */
OV_API ov_status ov_roles_held(ov_ctx *ctx, ov_id account_id, const ov_rows **out) OV_MUST_CHECK;

/* Mail that anybody can ask for: OV_BUSY when this address has asked too often, whoever it asked
 * for; else notes it. Slow: writes. */
OV_API ov_status ov_asking_brake(ov_ctx *ctx, const char *address) OV_MUST_CHECK;
/* Letters to one account without a link in them ("you sign in with your password"): two an hour.
 * Inside ov_write; *out: is one more allowed? It is counted then. */
OV_API ov_status ov_letter_allowed(ov_ctx *ctx, ov_id account_id, bool *out) OV_MUST_CHECK;

/* A new e-mail address, proved by a link; what bounced belongs to the old one. Inside ov_write. */
OV_API ov_status ov_account_set_email(ov_ctx *ctx, const ov_account *account,
                                      const char *email) OV_MUST_CHECK;

/* From here on ctx acts as this account (its login stands in the event log). */
OV_API void ov_actor_become(ov_ctx *ctx, const ov_account *account);

extern const ov_sql ov_login_sql[];

#endif

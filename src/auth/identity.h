/* SPDX-License-Identifier: EUPL-1.2 */
/* identity.h — who somebody is to an identity provider or a proxy, and whose account that is. It
 * knows nothing of the protocol that proved it. */
#ifndef OV_AUTH_IDENTITY_H
#define OV_AUTH_IDENTITY_H

#include "db/db.h"

/* What was proved. */
typedef struct ov_identity {
    const char *kind; /* OV_BY_OIDC or OV_BY_PROXY */
    const char *provider, *issuer, *subject;
    const char *org;    /* code of the organisation whose people it knows; NULL or "": none */
    const char *email;  /* or NULL */
    bool email_trusted; /* the provider has verified the address, or is trusted to */
} ov_identity;

/* The account of a known identity, or 0. */
ov_status ov_identity_account(ov_ctx *ctx, const char *issuer, const char *subject,
                              ov_id *account_id) OV_MUST_CHECK;
/* Whose account it is. An unknown identity is linked to the one enabled account of the provider's
 * organisation that has the e-mail address, when that may be trusted and the account is not
 * somebody else's at this issuer already; nothing else makes a link. OV_NOT_FOUND: nobody's;
 * OV_CONFLICT: several could be meant, or another person of the issuer has the account; OV_DENIED:
 * the account is closed. Inside ov_write. Event identity.linked. */
ov_status ov_identity_resolve(ov_ctx *ctx, const ov_identity *identity,
                              ov_id *account_id) OV_MUST_CHECK;
/* Links by hand. OV_CONFLICT: it is linked already. Inside ov_write. Event identity.linked. */
OV_API ov_status ov_identity_add(ov_ctx *ctx, ov_id account_id,
                                 const ov_identity *identity) OV_MUST_CHECK;
/* Takes an identity of the account away, and ends the sessions that began with its kind. Inside
 * ov_write. OV_NOT_FOUND: the account has none of that number. Event identity.removed. */
OV_API ov_status ov_identity_remove(ov_ctx *ctx, ov_id account_id, ov_id id) OV_MUST_CHECK;
/* Rows: id, kind, provider, issuer, subject, created_at, last_used. */
OV_API ov_status ov_identities_of(ov_ctx *ctx, ov_id account_id, const ov_rows **out) OV_MUST_CHECK;

/* The statements of identities and of attempts (oidc.h). */
enum {
    OV_IDENTITY_FIND,
    OV_IDENTITY_CANDIDATES,
    OV_IDENTITY_AT_ISSUER,
    OV_IDENTITY_ADD,
    OV_IDENTITY_USED,
    OV_IDENTITY_REMOVE,
    OV_IDENTITY_LIST,
    OV_IDENTITY_END_SESSIONS,
    OV_ATTEMPT_ADD,
    OV_ATTEMPT_USE,
    OV_ATTEMPT_GET,
    OV_ATTEMPT_PRUNE,
    OV_ATTEMPT_OLDEST,
    OV_ATTEMPT_COUNT
};
extern const ov_sql ov_identity_sql[];

#endif

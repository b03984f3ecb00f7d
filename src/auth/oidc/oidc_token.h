/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_token.h — is this ID token good? A pure function over the token, the provider's keys, and
 * what we expect (OpenID Connect Core 1.0 3.1.3.7, RFC 8725). */
#ifndef OV_AUTH_OIDC_TOKEN_H
#define OV_AUTH_OIDC_TOKEN_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

#define OV_OIDC_TOKEN_MAX ((size_t)16 << 10) /* bytes of a token */
#define OV_OIDC_SUBJECT_MAX 255              /* bytes of a subject */
#define OV_OIDC_LEEWAY OV_MINUTE             /* that two clocks may differ */
#define OV_OIDC_AGE (10 * OV_MINUTE)         /* of a token at most: we ask for it when we need it */

typedef struct ov_oidc_expect {
    const char *issuer, *client_id, *nonce;
    const char *access_token; /* at_hash is checked against it; NULL: none came */
    ov_instant now;
} ov_oidc_expect;

/* What the token says; NULL where it is silent. amr: the methods with blanks between. */
typedef struct ov_oidc_claims {
    const char *subject, *name, *email;
    bool email_verified;
    const char *acr, *amr;
} ov_oidc_claims;

/* Checks the token against the provider's keys (a JWK set as JSON). Only RS256, PS256 and ES256
 * with keys of 2048 bits and up are taken. OV_NOT_FOUND: no key of the set has made it, so it may
 * be that the keys have been changed since they were fetched; OV_INVALID: it will never do, and err
 * says why; OV_IO: libcjose is not there. Owns: arena. */
OV_API ov_status ov_oidc_token_check(ov_arena *arena, ov_str token, ov_str keys,
                                     const ov_oidc_expect *expect, ov_oidc_claims *out,
                                     ov_err *err) OV_MUST_CHECK;
/* The second half of it: the claims of a token whose signature is good. */
OV_API ov_status ov_oidc_claims_check(ov_arena *arena, ov_str payload, const ov_oidc_expect *expect,
                                      ov_oidc_claims *out, ov_err *err) OV_MUST_CHECK;

#endif

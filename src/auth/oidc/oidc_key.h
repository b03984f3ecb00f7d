/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_key.h — which of a provider's keys may have signed, and did one of them? */
#ifndef OV_AUTH_OIDC_KEY_H
#define OV_AUTH_OIDC_KEY_H

#include "auth/oidc/oidc_json.h"

/* A token in its three parts, as they stand in it. */
typedef struct ov_oidc_parts {
    ov_str whole, header, payload, signature; /* base64url, but whole: with the points */
    const char *alg, *kid;                    /* kid: or NULL */
} ov_oidc_parts;

/* The bytes behind base64url without padding. OV_INVALID: it is something else, or empty. Owns:
 * arena. */
ov_status ov_oidc_decode(ov_arena *arena, ov_str text, ov_str *out) OV_MUST_CHECK;
/* Only these three: "none" and the symmetric ones are never taken, whatever the token says. */
bool ov_oidc_alg_known(const char *alg);
/* Has a key of the set signed the token? OV_NOT_FOUND: none; OV_INVALID: what should be a set is
 * none; OV_IO: libcjose is not there. */
ov_status ov_oidc_signed(ov_arena *arena, const ov_oidc_parts *parts, ov_str keys,
                         ov_err *err) OV_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_metadata.h — what a provider publishes about itself (OpenID Connect Discovery 1.0) and its
 * keys, kept for an hour. Only the process "openid" calls it. */
#ifndef OV_AUTH_OIDC_METADATA_H
#define OV_AUTH_OIDC_METADATA_H

#include "auth/oidc/oidc.h"
#include "auth/oidc/oidc_json.h"

/* One request to the process: what it works with. */
typedef struct ov_oidc_work {
    ov_arena *arena;
    const ov_oidc_settings *settings;
    const ov_oidc_provider *provider;
    ov_instant now;
    int64_t until; /* ov_ticks() */
    ov_err err;
} ov_oidc_work;

typedef struct ov_oidc_metadata {
    const char *authorization, *token, *jwks;
    const char *userinfo, *end_session; /* or NULL */
    bool sends_iss;                     /* RFC 9207: it must be there */
    bool wants_post;                    /* the secret in the form, not as HTTP Basic */
    bool kept;                          /* keys come from the cache */
    ov_str keys;
} ov_oidc_metadata;

/* Asks the provider when nothing is kept that is young enough. anew: the keys in any case, but six
 * times a minute at most (OV_DENIED). OV_BUSY: no answer; OV_INVALID: an answer that will not do.
 */
ov_status ov_oidc_metadata_get(ov_oidc_work *work, bool anew, ov_oidc_metadata *out) OV_MUST_CHECK;
/* Asks for a JSON object. form: NULL: GET; bearer: or NULL. The status need not be 200. */
typedef struct ov_oidc_question {
    const char *what; /* for the log: "the key set" */
    const char *url, *form, *user, *password, *bearer;
} ov_oidc_question;
ov_status ov_oidc_get(ov_oidc_work *work, const ov_oidc_question *question, long *status,
                      const json_t **out) OV_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_fetch.h — one HTTP request to a provider, with a limit on everything. Only the process
 * "openid" calls it. */
#ifndef OV_AUTH_OIDC_FETCH_H
#define OV_AUTH_OIDC_FETCH_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

#define OV_OIDC_ANSWER_MAX ((size_t)64 << 10)

typedef struct ov_oidc_fetch {
    const char *url;
    const char *ca_file;         /* "" : the system's authorities */
    bool loopback;               /* http is allowed too, to this machine */
    const char *form;            /* posted as a form; NULL: GET */
    const char *user, *password; /* HTTP Basic; NULL: none */
    const char *bearer;          /* an access token; NULL: none */
    int64_t until;               /* ov_ticks() at which all must be over */
} ov_oidc_fetch;

/* Asks, follows no redirect, takes no proxy from the environment. *status is the answer's. OV_BUSY:
 * no connection, no trust in the server's certificate, or no time left; OV_INVALID: an address that
 * is not allowed; OV_TOO_LARGE: more than OV_OIDC_ANSWER_MAX bytes; OV_IO: libcurl is not there.
 * Owns: arena. */
ov_status ov_oidc_fetch_url(ov_arena *arena, const ov_oidc_fetch *fetch, long *status, ov_str *body,
                            ov_err *err) OV_MUST_CHECK;

#endif

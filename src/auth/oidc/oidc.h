/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc.h — signing in at an organisation's identity provider (OpenID Connect, code flow with PKCE).
 *
 * A worker has no network: what must be asked of a provider goes over a local socket to the process
 * "openid" (portal/openid.c), which asks it, checks the token, and answers who it is. */
#ifndef OV_AUTH_OIDC_H
#define OV_AUTH_OIDC_H

#include "db/db.h"
#include "util/places.h"

#define OV_OIDC_COOKIE "__Host-overens-oidc" /* binds an attempt to the browser that began it */
#define OV_OIDC_SECONDS 8                    /* for all that one request asks of a provider */
#define OV_OIDC_WAIT 9                       /* that a worker waits for it */
#define OV_OIDC_AT_ONCE 8                    /* requests that run at once */
#define OV_OIDC_MESSAGE_MAX ((size_t)32 << 10)

/* A section [oidc.NAME]. Texts are "" where nothing is set. */
typedef struct ov_oidc_provider {
    const char *name;  /* in addresses and in the log */
    const char *title; /* "Alingsås kommun", for people */
    const char *issuer, *client_id;
    const char *secret_file;  /* only the process "openid" reads it */
    const char *ca_file;      /* authorities to trust instead of the system's */
    const char *organisation; /* code of the organisation whose people it knows */
    const char *scopes;
    const char *acr_values;              /* asked for */
    const char *strong_acr, *strong_amr; /* lists: one of these makes the session strong */
    bool strong;                         /* whatever it says */
    bool trust_email;                    /* even where it does not call it verified */
} ov_oidc_provider;

/* A proxy in front that signs people in: names of FastCGI parameters. user "": there is none. */
typedef struct ov_proxy_settings {
    const char *user, *email, *organisation, *issuer;
    bool strong;
} ov_proxy_settings;

typedef struct ov_oidc_settings {
    const ov_oidc_provider *providers;
    size_t n;
    ov_proxy_settings proxy;
    const char *site_url;
    const char *socket; /* of the process "openid" */
    const char *cache;  /* folder where it keeps what providers publish */
    ov_places places;   /* how many workers may wait for it */
} ov_oidc_settings;

/* The provider of that name; NULL: none. */
const ov_oidc_provider *ov_oidc_find(const ov_oidc_settings *settings, const char *name);
/* Is it https, or http to this very machine? */
bool ov_oidc_url_allowed(const char *url, bool loopback);
/* Is it an address of this machine (http://localhost…, 127.0.0.1, [::1])? */
bool ov_oidc_url_loopback(const char *url);
/* Does a list with commas or blanks hold the word? */
bool ov_oidc_listed(const char *list, ov_str word);

/* ---- Whom the provider vouches for */
typedef struct ov_oidc_person {
    const char *subject, *name, *email; /* name, email: or NULL */
    bool email_verified, strong;
} ov_oidc_person;

/* ---- What a worker asks. OV_BUSY: the provider, or the process, cannot be reached, takes too
 * long, or too many wait; OV_DENIED: the provider's answer is not to be trusted, or it refused;
 * ctx->err says why, for the log. Ends an open read transaction. Owns: arena. */

/* Where to send the browser: without "?state=…" and the rest. */
ov_status ov_oidc_ask_start(ov_ctx *ctx, const ov_oidc_settings *settings,
                            const ov_oidc_provider *provider, const char **address) OV_MUST_CHECK;
/* Where one signs out at the provider; NULL: nowhere. */
ov_status ov_oidc_ask_end(ov_ctx *ctx, const ov_oidc_settings *settings,
                          const ov_oidc_provider *provider, const char **address) OV_MUST_CHECK;
typedef struct ov_oidc_answer {
    const char *code, *iss; /* from the address; iss: or NULL */
    const char *nonce, *verifier;
} ov_oidc_answer;
ov_status ov_oidc_ask_person(ov_ctx *ctx, const ov_oidc_settings *settings,
                             const ov_oidc_provider *provider, const ov_oidc_answer *answer,
                             ov_oidc_person *out) OV_MUST_CHECK;
/* The address that providers send people back to. Owns: arena. */
const char *ov_oidc_callback(ov_arena *arena, const ov_oidc_settings *settings);

/* ---- Attempts */
typedef struct ov_oidc_attempt {
    const char *state, *browser; /* what the browser is given: state in the address, browser in the
                                    cookie */
    const char *nonce, *verifier, *challenge; /* made of both */
    const char *provider, *issuer, *target;
} ov_oidc_attempt;
/* Makes state and the rest; browser: the cookie that is there already, or NULL. Owns: arena. */
void ov_oidc_attempt_make(ov_arena *arena, const char *browser, ov_oidc_attempt *out);
/* Stores it. Inside ov_write. At most 20 000 are open at once: the oldest makes room. */
ov_status ov_oidc_attempt_add(ov_ctx *ctx, const ov_oidc_attempt *attempt) OV_MUST_CHECK;
/* Takes the attempt of state and browser, for the only time: fills *out. Inside ov_write.
 * OV_NOT_FOUND: none, another browser's, used, or too old. */
ov_status ov_oidc_attempt_use(ov_ctx *ctx, const char *state, const char *browser,
                              ov_oidc_attempt *out) OV_MUST_CHECK;

/* ---- The process "openid" */
/* Answers one request, in a process that ends afterwards. Owns: arena. */
ov_str ov_oidc_serve(ov_arena *arena, const ov_oidc_settings *settings, ov_str request);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_token.c — the checks of an ID token, in the order of OpenID Connect Core 3.1.3.7. What is in
 * it is looked at only when the signature is good. */
#include "auth/oidc/oidc_token.h"

#include "auth/oidc/oidc_key.h"
#include "util/hash.h"

#define TEXT_MAX 1000 /* bytes of a claim that we use */
#define AMR_MAX 16
#define LATEST_SECOND ((int64_t)1 << 36) /* far away, and no overflow in microseconds */

static bool is(const char *text, const char *want)
{
    return text && !strcmp(text, want);
}

/* The three parts, and the header's own members. */
static ov_status split(ov_arena *arena, ov_str token, ov_oidc_parts *out, ov_err *err)
{
    ov_oidc_parts p = {.whole = token};
    const json_t *header;
    ov_str rest = token, text;

    if (token.len > OV_OIDC_TOKEN_MAX)
        return ov_fail(err, OV_INVALID, "the token is longer than %zu bytes", OV_OIDC_TOKEN_MAX);
    p.header = ov_str_cut(&rest, '.');
    p.payload = ov_str_cut(&rest, '.');
    p.signature = rest;
    if (ov_oidc_decode(arena, p.header, &text) != OV_OK)
        return ov_fail(err, OV_INVALID, "this is no signed token");
    OV_TRY(ov_oidc_json(arena, text, "the token's header", &header, err));
    p.alg = ov_oidc_text(header, "alg", 16);
    p.kid = ov_oidc_text(header, "kid", 255);
    if (!p.alg || !ov_oidc_alg_known(p.alg))
        return ov_fail(err, OV_INVALID, "the token is signed with \"%s\": only RS256, PS256, ES256",
                       p.alg ? p.alg : "");
    if (json_object_get(header, "kid") && !p.kid)
        return ov_fail(err, OV_INVALID, "the token's kid is no name");
    /* RFC 7515 4.1.11: what is critical must be understood, and we know of no extension. */
    if (json_object_get(header, "crit") || json_object_get(header, "b64"))
        return ov_fail(err, OV_INVALID, "the token has an extension that we do not know");
    *out = p;
    return OV_OK;
}

/* A claim that is a time in seconds. */
static bool instant(const json_t *claims, const char *name, ov_instant *out)
{
    const json_t *value = json_object_get(claims, name);
    double real = json_number_value(value);

    if (!json_is_number(value) || !(real >= 0) || real >= (double)LATEST_SECOND)
        return false;
    *out = (ov_instant)real * OV_SECOND;
    return true;
}

static ov_status check_times(const json_t *claims, ov_instant now, ov_err *err)
{
    ov_instant exp, iat, nbf;

    if (!instant(claims, "exp", &exp) || !instant(claims, "iat", &iat))
        return ov_fail(err, OV_INVALID, "the token lacks exp or iat");
    if (exp <= now - OV_OIDC_LEEWAY)
        return ov_fail(err, OV_INVALID, "the token has expired");
    if (iat > now + OV_OIDC_LEEWAY)
        return ov_fail(err, OV_INVALID, "the token comes from the future: check the clocks");
    if (iat < now - OV_OIDC_AGE - OV_OIDC_LEEWAY)
        return ov_fail(err, OV_INVALID, "the token is too old");
    if (json_object_get(claims, "nbf") &&
        (!instant(claims, "nbf", &nbf) || nbf > now + OV_OIDC_LEEWAY))
        return ov_fail(err, OV_INVALID, "the token is not valid yet");
    return OV_OK;
}

/* Made for us, and for nobody else who could have handed it on (3.1.3.7, 3 to 5). */
static ov_status check_audience(const json_t *claims, const char *client_id, ov_err *err)
{
    const json_t *aud = json_object_get(claims, "aud");
    const char *azp = ov_oidc_text(claims, "azp", TEXT_MAX);

    if (!ov_oidc_holds(claims, "aud", client_id))
        return ov_fail(err, OV_INVALID, "the token is meant for another audience");
    if (json_is_array(aud) && json_array_size(aud) > 1 && !azp)
        return ov_fail(err, OV_INVALID, "the token has several audiences and does not say which");
    if (json_object_get(claims, "azp") && !is(azp, client_id))
        return ov_fail(err, OV_INVALID, "the token was given to another client");
    return OV_OK;
}

/* The left half of the hash of the access token (3.1.3.6). All algorithms that we take are SHA-256.
 */
static ov_status check_at_hash(ov_arena *arena, const json_t *claims, const char *access_token,
                               ov_err *err)
{
    const char *at_hash = ov_oidc_text(claims, "at_hash", 100);
    uint8_t hash[OV_HASH_SIZE];

    if (!json_object_get(claims, "at_hash") || !access_token)
        return OV_OK;
    ov_sha256(ov_str_from(access_token), hash);
    if (!is(at_hash, ov_base64url(arena, hash, sizeof hash / 2)))
        return ov_fail(err, OV_INVALID, "the token belongs to another access token");
    return OV_OK;
}

static const char *copy(ov_arena *arena, const json_t *claims, const char *name)
{
    return ov_strdup(arena, ov_oidc_text(claims, name, TEXT_MAX));
}

static const char *methods(ov_arena *arena, const json_t *claims)
{
    const json_t *list = json_object_get(claims, "amr"), *item;
    const char *all = NULL;
    size_t i;

    json_array_foreach(list, i, item)
    {
        const char *text = json_string_value(item);

        if (i >= AMR_MAX || !text || strlen(text) > 100)
            continue;
        all = all ? ov_printf(arena, "%s %s", all, text) : ov_strdup(arena, text);
    }
    return all;
}

ov_status ov_oidc_claims_check(ov_arena *arena, ov_str payload, const ov_oidc_expect *expect,
                               ov_oidc_claims *out, ov_err *err)
{
    const json_t *claims;
    const char *subject;

    OV_TRY(ov_oidc_json(arena, payload, "the token", &claims, err));
    if (!is(ov_oidc_text(claims, "iss", TEXT_MAX), expect->issuer))
        return ov_fail(err, OV_INVALID, "the token comes from another issuer");
    OV_TRY(check_audience(claims, expect->client_id, err));
    OV_TRY(check_times(claims, expect->now, err));
    if (!is(ov_oidc_text(claims, "nonce", TEXT_MAX), expect->nonce))
        return ov_fail(err, OV_INVALID, "the token answers another question (nonce)");
    OV_TRY(check_at_hash(arena, claims, expect->access_token, err));
    subject = ov_oidc_text(claims, "sub", OV_OIDC_SUBJECT_MAX);
    if (!subject)
        return ov_fail(err, OV_INVALID, "the token says not whom it is about (sub)");
    *out =
        (ov_oidc_claims){.subject = ov_strdup(arena, subject),
                         .name = copy(arena, claims, "name"),
                         .email = copy(arena, claims, "email"),
                         .email_verified = json_is_true(json_object_get(claims, "email_verified")),
                         .acr = copy(arena, claims, "acr"),
                         .amr = methods(arena, claims)};
    return OV_OK;
}

ov_status ov_oidc_token_check(ov_arena *arena, ov_str token, ov_str keys,
                              const ov_oidc_expect *expect, ov_oidc_claims *out, ov_err *err)
{
    ov_oidc_parts parts;
    ov_str payload;

    OV_TRY(split(arena, token, &parts, err));
    OV_TRY(ov_oidc_signed(arena, &parts, keys, err));
    if (ov_oidc_decode(arena, parts.payload, &payload) != OV_OK)
        return ov_fail(err, OV_INVALID, "the token's middle is no base64url");
    return ov_oidc_claims_check(arena, payload, expect, out, err);
}

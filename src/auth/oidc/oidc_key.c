/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_key.c — keys of a JWK set (RFC 7517) and the signatures made with them.
 *
 * libcjose gets nothing but a key that was made anew here of its checked public members: whatever
 * else stands in the set does not reach it. */
#include "auth/oidc/oidc_key.h"

#include "util/cjose.h"

#define KEYS_MAX 64  /* in a set */
#define TRIES_MAX 8  /* keys that fit a token that names none */
#define RSA_MIN 2048 /* bits */
#define RSA_MAX 8192
#define EXPONENT_MIN 65537
#define MEMBER_MAX 1500 /* characters: 8192 bits in base64url, and some */

bool ov_oidc_alg_known(const char *alg)
{
    static const char *const known[] = {"RS256", "PS256", "ES256"};

    for (size_t i = 0; i < OV_LEN(known); i++)
        if (!strcmp(alg, known[i]))
            return true;
    return false;
}

ov_status ov_oidc_decode(ov_arena *arena, ov_str text, ov_str *out)
{
    size_t n = text.len / 4 * 3 + (text.len % 4 ? text.len % 4 - 1 : 0);
    uint8_t *bytes;

    if (text.len < 2 || text.len % 4 == 1)
        return OV_INVALID;
    bytes = ov_alloc(arena, n + 1);
    OV_TRY(ov_base64url_decode(text, bytes, n));
    bytes[n] = 0;
    *out = (ov_str){(const char *)bytes, n};
    return OV_OK;
}

/* A member that holds a number as big-endian bytes, without the zeros before it. */
static ov_status number(ov_arena *arena, const json_t *key, const char *name, ov_str *out)
{
    const char *text = ov_oidc_text(key, name, MEMBER_MAX);
    ov_str bytes;

    if (!text)
        return OV_INVALID;
    OV_TRY(ov_oidc_decode(arena, ov_str_from(text), &bytes));
    while (bytes.len && !*bytes.ptr) {
        bytes.ptr++;
        bytes.len--;
    }
    *out = bytes;
    return OV_OK;
}

static size_t bit_length(ov_str number_)
{
    size_t bits = number_.len * 8;

    for (unsigned char first = number_.len ? (unsigned char)*number_.ptr : 0;
         bits && first && !(first & 0x80); first = (unsigned char)(first << 1))
        bits--;
    return bits;
}

/* The public key alone, for libcjose; signature_len: of what it signs. OV_INVALID: too short, too
 * long, or none that we take. */
static ov_status rsa_key(ov_arena *arena, const json_t *key, const char **out,
                         size_t *signature_len)
{
    uint64_t exponent = 0;
    ov_str n, e;

    OV_TRY(number(arena, key, "n", &n));
    OV_TRY(number(arena, key, "e", &e));
    if (bit_length(n) < RSA_MIN || bit_length(n) > RSA_MAX || e.len > 4)
        return OV_INVALID;
    for (size_t i = 0; i < e.len; i++)
        exponent = exponent << 8 | (unsigned char)e.ptr[i];
    if (exponent < EXPONENT_MIN || exponent % 2 == 0 || (unsigned char)n.ptr[n.len - 1] % 2 == 0)
        return OV_INVALID;
    *out = ov_printf(arena, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}",
                     ov_oidc_text(key, "n", MEMBER_MAX), ov_oidc_text(key, "e", MEMBER_MAX));
    *signature_len = n.len;
    return OV_OK;
}

static ov_status ec_key(ov_arena *arena, const json_t *key, const char **out, size_t *signature_len)
{
    const char *crv = ov_oidc_text(key, "crv", 16), *x = ov_oidc_text(key, "x", 43),
               *y = ov_oidc_text(key, "y", 43);
    uint8_t bytes[32];

    if (!crv || strcmp(crv, "P-256") != 0 || !x || !y)
        return OV_INVALID;
    OV_TRY(ov_base64url_decode(ov_str_from(x), bytes, sizeof bytes));
    OV_TRY(ov_base64url_decode(ov_str_from(y), bytes, sizeof bytes));
    *out = ov_printf(arena, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}", x, y);
    *signature_len = 2 * sizeof bytes;
    return OV_OK;
}

/* May this key have signed this token at all? */
static bool fits(const json_t *key, const ov_oidc_parts *parts)
{
    const char *kty = ov_oidc_text(key, "kty", 16), *use = ov_oidc_text(key, "use", 16),
               *alg = ov_oidc_text(key, "alg", 16), *kid = ov_oidc_text(key, "kid", 255);

    if (!kty || strcmp(kty, parts->alg[0] == 'E' ? "EC" : "RSA") != 0)
        return false;
    if ((json_object_get(key, "use") && (!use || strcmp(use, "sig") != 0)) ||
        (json_object_get(key, "alg") && (!alg || strcmp(alg, parts->alg) != 0)) ||
        (json_object_get(key, "key_ops") && !ov_oidc_holds(key, "key_ops", "verify")))
        return false;
    return !parts->kid || (kid && !strcmp(kid, parts->kid));
}

static bool verifies(const ov_oidc_parts *parts, const char *key)
{
    cjose_err error = {0};
    cjose_jws_t *jws = ov_cjose.jws_import(parts->whole.ptr, parts->whole.len, &error);
    cjose_jwk_t *jwk = jws ? ov_cjose.jwk_import(key, strlen(key), &error) : NULL;
    bool good = jwk && ov_cjose.jws_verify(jws, jwk, &error);

    if (jwk)
        ov_cjose.jwk_release(jwk);
    if (jws)
        ov_cjose.jws_release(jws);
    return good;
}

static bool signed_with(ov_arena *arena, const ov_oidc_parts *parts, ov_str signature,
                        const json_t *key)
{
    const char *clean = NULL;
    size_t len = 0;

    if ((parts->alg[0] == 'E' ? ec_key : rsa_key)(arena, key, &clean, &len) != OV_OK)
        return false;
    return signature.len == len && verifies(parts, clean);
}

ov_status ov_oidc_signed(ov_arena *arena, const ov_oidc_parts *parts, ov_str keys, ov_err *err)
{
    const json_t *set, *list, *key;
    ov_str signature;
    size_t i, tries = 0;

    OV_TRY(ov_libcjose_open(err));
    if (ov_oidc_decode(arena, parts->signature, &signature) != OV_OK)
        return ov_fail(err, OV_INVALID, "the token's signature is no base64url");
    OV_TRY(ov_oidc_json(arena, keys, "the key set", &set, err));
    list = json_object_get(set, "keys");
    if (!json_is_array(list) || json_array_size(list) > KEYS_MAX)
        return ov_fail(err, OV_INVALID, "the key set has no keys, or too many");
    json_array_foreach(list, i, key)
    {
        if (!json_is_object(key) || !fits(key, parts))
            continue;
        if (signed_with(arena, parts, signature, key))
            return OV_OK;
        if (++tries == TRIES_MAX)
            break;
    }
    return ov_fail(err, OV_NOT_FOUND, "none of the provider's %zu keys has signed the token",
                   json_array_size(list));
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* token.c — form tokens: a nonce and its HMAC with the session's secret. */
#include "auth/auth.h"
#include "util/hash.h"

#include <string.h>

#define NONCE 16

typedef struct token {
    uint8_t nonce[NONCE];
    uint8_t mac[OV_HASH_SIZE];
} token;

static void sign(const char *secret, const uint8_t nonce[NONCE], uint8_t mac[OV_HASH_SIZE])
{
    /* The purpose is part of the text, so that no other HMAC with this secret passes for a token.
     */
    static const char purpose[] = "overens-form-1";
    char text[sizeof purpose + NONCE];

    memcpy(text, purpose, sizeof purpose);
    memcpy(text + sizeof purpose, nonce, NONCE);
    ov_hmac_sha256(ov_str_from(secret), (ov_str){text, sizeof text}, mac);
}

const char *ov_token_make(ov_arena *arena, const char *secret)
{
    token fresh;

    ov_random(fresh.nonce, sizeof fresh.nonce);
    sign(secret, fresh.nonce, fresh.mac);
    return ov_base64url(arena, (const uint8_t *)&fresh, sizeof fresh);
}

bool ov_token_check(const char *secret, const char *text)
{
    token given;
    uint8_t mac[OV_HASH_SIZE];

    if (!secret || !secret[0] ||
        ov_base64url_decode(ov_str_from(text), (uint8_t *)&given, sizeof given) != OV_OK)
        return false;
    sign(secret, given.nonce, mac);
    return ov_same_bytes(mac, given.mac, sizeof mac);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* hash.c — SHA-256, HMAC, hex and random bytes by libsodium. */
#include "util/hash.h"

#include "util/log.h"

#include <sodium.h>
#include <stdlib.h>

_Static_assert(OV_HASH_SIZE == crypto_hash_sha256_BYTES, "SHA-256 has 32 bytes");

void ov_hash_init(void)
{
    if (sodium_init() < 0) {
        ov_log(OV_LOG_ERROR, "libsodium cannot start: no random numbers");
        abort();
    }
}

void ov_sha256(ov_str bytes, uint8_t out[OV_HASH_SIZE])
{
    (void)crypto_hash_sha256(out, (const unsigned char *)bytes.ptr, bytes.len);
}

void ov_sha256_hex(ov_str bytes, char out[OV_HASH_HEX])
{
    uint8_t hash[OV_HASH_SIZE];

    ov_sha256(bytes, hash);
    ov_hex(hash, sizeof hash, out);
}

void ov_hmac_sha256(ov_str key, ov_str bytes, uint8_t out[OV_HASH_SIZE])
{
    crypto_auth_hmacsha256_state state;

    (void)crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.ptr, key.len);
    (void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)bytes.ptr, bytes.len);
    (void)crypto_auth_hmacsha256_final(&state, out);
    sodium_memzero(&state, sizeof state);
}

void ov_hex(const uint8_t *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}

int ov_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

ov_status ov_unhex(ov_str text, uint8_t *bytes, size_t n)
{
    if (text.len / 2 != n || text.len % 2)
        return OV_INVALID;
    for (size_t i = 0; i < text.len; i++)
        if (ov_hex_digit(text.ptr[i]) < 0)
            return OV_INVALID;
    for (size_t i = 0; i < n; i++)
        bytes[i] =
            (uint8_t)(ov_hex_digit(text.ptr[2 * i]) << 4 | ov_hex_digit(text.ptr[2 * i + 1]));
    return OV_OK;
}

void ov_random(void *bytes, size_t n)
{
    randombytes_buf(bytes, n);
}

bool ov_same_bytes(const void *a, const void *b, size_t n)
{
    return sodium_memcmp(a, b, n) == 0;
}

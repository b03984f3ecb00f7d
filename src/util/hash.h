/* SPDX-License-Identifier: EUPL-1.2 */
/* hash.h — SHA-256 and HMAC (libsodium), and hex. See spec canonical texts: lower-case hex
 * everywhere. */
#ifndef OV_UTIL_HASH_H
#define OV_UTIL_HASH_H

#include "util/base.h"

#define OV_HASH_SIZE 32
#define OV_HASH_HEX 65 /* with the ending NUL */

/* SHA-256 of bytes as lower-case hex, NUL-ended. */
OV_API void ov_sha256_hex(ov_str bytes, char out[OV_HASH_HEX]);
OV_API void ov_sha256(ov_str bytes, uint8_t out[OV_HASH_SIZE]);
/* HMAC-SHA-256; any key length. */
OV_API void ov_hmac_sha256(ov_str key, ov_str bytes, uint8_t out[OV_HASH_SIZE]);
OV_API void ov_hex(const uint8_t *bytes, size_t n, char *out); /* out holds 2n + 1 */
OV_API int ov_hex_digit(char c); /* 0 … 15 of either case, else -1 */
/* Exactly n bytes from 2n hex digits (either case). */
OV_API ov_status ov_unhex(ov_str text, uint8_t *bytes, size_t n) OV_MUST_CHECK;
/* n random bytes from the kernel. */
OV_API void ov_random(void *bytes, size_t n);
/* Constant-time comparison. */
OV_API bool ov_same_bytes(const void *a, const void *b, size_t n);
/* Must be called once per process before the others (sodium_init); safe to repeat. */
OV_API void ov_hash_init(void);

#endif

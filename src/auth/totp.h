/* SPDX-License-Identifier: EUPL-1.2 */
/* totp.h — codes that an app shows, new every half minute (TOTP, RFC 6238: SHA-1, six digits, 30
 * seconds), by liboath. */
#ifndef OV_AUTH_TOTP_H
#define OV_AUTH_TOTP_H

#include "util/arena.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/str.h"

#define OV_TOTP_SECRET 20 /* bytes: 160 bits, as RFC 4226 section 4 R6 recommends */
#define OV_TOTP_DIGITS 6

/* The time step of an instant: seconds / 30. */
OV_API int64_t ov_totp_step(ov_instant at);
/* The code of a step, OV_TOTP_DIGITS digits. OV_IO: liboath is not there. */
OV_API ov_status ov_totp_code(ov_str secret, int64_t step, char out[OV_TOTP_DIGITS + 1],
                              ov_err *err) OV_MUST_CHECK;
/* Which step the code is of: now's, or one before or after it (clocks differ), and newer than
 * after, so that none works twice. OV_DENIED: none. Blanks in the code do not matter. */
OV_API ov_status ov_totp_match(ov_str secret, const char *code, ov_instant at, int64_t after,
                               int64_t *step, ov_err *err) OV_MUST_CHECK;
/* The secret to type (base32, RFC 4648, no padding). Owns: arena. */
OV_API ov_status ov_totp_base32(ov_arena *arena, ov_str secret, const char **out,
                                ov_err *err) OV_MUST_CHECK;
/* What the QR code says: otpauth://totp/ISSUER:LOGIN?secret=…&issuer=… Owns: arena. */
OV_API ov_status ov_totp_uri(ov_arena *arena, ov_str secret, const char *issuer, const char *login,
                             const char **out, ov_err *err) OV_MUST_CHECK;

#endif

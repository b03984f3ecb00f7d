/* SPDX-License-Identifier: EUPL-1.2 */
/* secret.h — what must be stored and read again (secrets of code apps), sealed under a key that
 * lies in a file of its own: a copy of the database alone is worth nothing. */
#ifndef OV_AUTH_SECRET_H
#define OV_AUTH_SECRET_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

/* Makes the key file, mode 0600: 256 random bits in hex. OV_CONFLICT: it is there already. */
OV_API ov_status ov_secret_make(const char *path, ov_err *err) OV_MUST_CHECK;
/* Reads it for this process. OV_NOT_FOUND: none; OV_INVALID: others may read or write it (more than
 * 0640), or it holds something else than 64 hex digits. The text says which, and what to do. */
OV_API ov_status ov_secret_load(const char *path, ov_err *err) OV_MUST_CHECK;
/* Is there a key? Without one nothing can be sealed or opened. */
OV_API bool ov_secret_ready(void);
/* Forgets it (tests). */
OV_API void ov_secret_forget(void);

/* Seals bytes for one purpose ("totp/12"): only ov_secret_open with the same one opens it. *out is
 * base64url, with its own nonce. OV_IO: no key. Owns: arena. */
OV_API ov_status ov_secret_seal(ov_arena *arena, const char *purpose, ov_str bytes,
                                const char **out, ov_err *err) OV_MUST_CHECK;
/* OV_INVALID: altered, another purpose, another key. OV_IO: no key. Owns: arena. */
OV_API ov_status ov_secret_open(ov_arena *arena, const char *purpose, const char *sealed,
                                ov_str *out, ov_err *err) OV_MUST_CHECK;

#endif

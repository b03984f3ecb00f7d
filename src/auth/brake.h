/* SPDX-License-Identifier: EUPL-1.2 */
/* brake.h — how often something may be tried: rows in login_failure, by hashed subjects. */
#ifndef OV_AUTH_BRAKE_H
#define OV_AUTH_BRAKE_H

#include "auth/auth.h"

/* Past free_tries within the window each further one doubles the wait, from a second to longest. */
typedef struct ov_brake {
    const char *prefix; /* what is counted: "pair", "code" */
    int64_t free_tries;
    ov_instant longest, window;
} ov_brake;

typedef struct ov_braked {
    const ov_brake *brake;
    const char *subject; /* ov_brake_subject */
    int64_t tries;       /* set by ov_brake_check: how many in the window */
} ov_braked;

/* The row's key: who, hashed, because people type passwords where names belong. Owns: arena. */
const char *ov_brake_subject(ov_arena *arena, const ov_brake *brake, const char *who,
                             const char *address);
/* An address as brakes count it: of IPv6 the first 64 bits, which one household or firm has. */
const char *ov_brake_address(ov_arena *arena, const char *address);

/* OV_BUSY: too many tries, wait. Sets tries of each. */
ov_status ov_brake_check(ov_ctx *ctx, ov_braked *braked, size_t n) OV_MUST_CHECK;
/* Notes a try; removes what is older than any window. Inside ov_write. */
ov_status ov_brake_note(ov_ctx *ctx, const ov_braked *braked, size_t n) OV_MUST_CHECK;
/* Forgets the tries of a subject. Inside ov_write. */
ov_status ov_brake_forget(ov_ctx *ctx, const char *subject) OV_MUST_CHECK;

#endif

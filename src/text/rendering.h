/* SPDX-License-Identifier: EUPL-1.2 */
/* rendering.h — files made of a published version (its PDF), kept for the next reader. */
#ifndef OV_TEXT_RENDERING_H
#define OV_TEXT_RENDERING_H

#include "text/text.h"

typedef struct ov_rendering {
    ov_id version_id;
    const char *variant;  /* "a4", "large" */
    const char *renderer; /* what made it; a file of another one is not found */
    const char *hash;     /* of the version's canonical text */
    ov_instant made_at;
    ov_str bytes;
} ov_rendering;

/* The kept bytes for the version, variant, renderer and hash of wanted; OV_NOT_FOUND: none. Owns:
 * arena. */
OV_API ov_status ov_rendering_find(ov_ctx *ctx, const ov_rendering *wanted,
                                   ov_str *bytes) OV_MUST_CHECK;

/* Keeps it in the place of an older one of the same version and variant. Nobody's state changes,
 * so no event is written: it can be made again at any time. Only inside ov_write; arg:
 * ov_rendering.
 */
OV_API ov_status ov_rendering_keep(ov_ctx *ctx, void *arg) OV_MUST_CHECK;

extern const ov_sql ov_rendering_sql[];

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* attachment.h — files that are kept as they came: what they are, whether we take them, and the
 * words that can be read out of them. */
#ifndef OV_TEXT_ATTACHMENT_H
#define OV_TEXT_ATTACHMENT_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

typedef struct ov_attachment_kind {
    const char *code; /* "pdf" */
    const char *mime; /* "application/pdf" */
    const char *ends; /* how names may end: ".jpg .jpeg" */
} ov_attachment_kind;

/* Every kind that is taken, ended by {NULL}. */
OV_API extern const ov_attachment_kind ov_attachment_kinds[];

/* What the bytes are, told by themselves, by libmagic where it is there, and by the parts of an
 * archive; the name must agree. OV_INVALID, OV_TOO_LARGE: not taken; err is one or two whole
 * Swedish sentences for the person. */
OV_API ov_status ov_attachment_tell(ov_arena *arena, ov_str bytes, const char *name,
                                    const ov_attachment_kind **kind, ov_err *err) OV_MUST_CHECK;
/* A file name without its folders, NFC, spaces made single. OV_INVALID: control characters or ones
 * that turn the reading direction, longer than 150 characters, nothing before its end; err as
 * above. Owns: arena. */
OV_API ov_status ov_attachment_name(ov_arena *arena, const char *raw, const char **name,
                                    ov_err *err) OV_MUST_CHECK;
/* The words of the file, from a helper program where it needs one: valid UTF-8 with LF, at most
 * 1 MB; empty when none can be read. Blocks: never inside ov_write. Owns: arena. */
OV_API ov_str ov_attachment_text(ov_arena *arena, ov_str bytes, const ov_attachment_kind *kind,
                                 const char *tmp_dir);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* file.h — a whole file into an arena, with a limit. */
#ifndef OV_UTIL_FILE_H
#define OV_UTIL_FILE_H

#include "util/arena.h"
#include "util/err.h"

/* Reads path whole (NUL-ended behind its end). OV_IO when it cannot be read (a folder too,
 * or a pipe that says nothing for ten seconds), OV_TOO_LARGE past limit bytes; err names path. Owns: arena. */
OV_API ov_status ov_file_read(ov_arena *arena, const char *path, size_t limit, ov_str *out,
                              ov_err *err) OV_MUST_CHECK;

#endif

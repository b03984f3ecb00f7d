/* SPDX-License-Identifier: EUPL-1.2 */
/* clamd.h — asks the virus scanner clamd over its local socket (INSTREAM). */
#ifndef OV_UTIL_CLAMD_H
#define OV_UTIL_CLAMD_H

#include "util/arena.h"
#include "util/err.h"

/* Scans bytes within the time. *found: NULL when it is clean, else the name of what was found.
 * OV_IO: the scanner cannot be reached, gave up, or answered something else; err is for the log.
 * Blocks: never inside ov_write. Owns: arena. */
OV_API ov_status ov_clamd_scan(ov_arena *arena, const char *socket_path, int seconds, ov_str bytes,
                               const char **found, ov_err *err) OV_MUST_CHECK;

#endif

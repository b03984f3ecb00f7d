/* SPDX-License-Identifier: EUPL-1.2 */
/* arena.h — memory that lives as long as a request: taken in pieces, given back at once. */
#ifndef OV_UTIL_ARENA_H
#define OV_UTIL_ARENA_H

#include "util/base.h"

#include <stdarg.h>

typedef struct ov_arena ov_arena;

/* A new arena whose total may not pass limit bytes (0: no limit). Out of memory, or past the limit,
 * ends the process: the master starts another worker. Owns: the caller closes it with
 * ov_arena_free. */
OV_API ov_arena *ov_arena_new(size_t limit);
OV_API void ov_arena_free(ov_arena *arena); /* runs the cleanups; NULL is fine */

/* Runs the cleanups, latest first, and forgets every allocation; keeps the first block for the next
 * request. */
OV_API void ov_arena_reset(ov_arena *arena);

/* size bytes aligned for any type, not cleared / cleared. Never NULL. count * size is checked for
 * overflow. */
OV_API void *ov_alloc(ov_arena *arena, size_t size);
OV_API void *ov_calloc(ov_arena *arena, size_t count, size_t size);

/* Copies that live in the arena, ended by NUL. ov_strdup(NULL) is NULL. */
OV_API char *ov_strdup(ov_arena *arena, const char *text);
OV_API char *ov_strndup(ov_arena *arena, const char *text, size_t len);
OV_API char *ov_str_z(ov_arena *arena, ov_str text);
OV_API char *ov_printf(ov_arena *arena, const char *fmt, ...) OV_PRINTF(2, 3);
OV_API char *ov_vprintf(ov_arena *arena, const char *fmt, va_list args) OV_PRINTF(2, 0);

/* fn(arg) is called at reset and free, latest registered first (close a file, end a helper). */
OV_API void ov_arena_cleanup(ov_arena *arena, void (*fn)(void *arg), void *arg);

/* Bytes handed out since the last reset. */
OV_API size_t ov_arena_used(const ov_arena *arena);

#endif

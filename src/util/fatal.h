/* SPDX-License-Identifier: EUPL-1.2 */
/* fatal.h — the end of a process that cannot go on: out of memory. Only for util itself. */
#ifndef OV_UTIL_FATAL_H
#define OV_UTIL_FATAL_H

#include "util/base.h"

/* Logs one line and ends the process at once, without running atexit handlers: the write
 * transaction that may be open is rolled back by the database, and the master starts another
 * worker. */
OV_NORETURN void ov_fatal(const char *what, size_t bytes);

/* malloc and realloc that never return NULL. */
void *ov_must_malloc(size_t size);
void *ov_must_realloc(void *ptr, size_t size);

#endif

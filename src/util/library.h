/* SPDX-License-Identifier: EUPL-1.2 */
/* library.h — opens a shared library when it is first needed: some bring dozens of others, whose
 * loading costs more than most commands take. */
#ifndef OV_UTIL_LIBRARY_H
#define OV_UTIL_LIBRARY_H

#include "util/err.h"

#include <stddef.h>

/* A function of the library and where its address goes: offsetof in the caller's table. */
typedef struct ov_symbol {
    const char *name;
    size_t at;
} ov_symbol;

/* Opens file ("libpq.so.5") and fills the n pointers of table; it is never closed. Call it once.
 * OV_IO: the library or a function of it is not there; the text names package, the Debian package
 * to install. */
ov_status ov_library_open(const char *file, const char *package, const ov_symbol *symbols, size_t n,
                          void *table, ov_err *err) OV_MUST_CHECK;

#endif

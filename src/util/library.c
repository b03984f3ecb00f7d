/* SPDX-License-Identifier: EUPL-1.2 */
/* library.c — dlopen, and the addresses of functions. */
#include "util/library.h"

#include <dlfcn.h>
#include <string.h>

ov_status ov_library_open(const char *file, const char *package, const ov_symbol *symbols, size_t n,
                          void *table, ov_err *err)
{
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);

    if (!library)
        return ov_fail(err, OV_IO, "%s cannot be opened (Debian: %s): %s", file, package,
                       dlerror());
    for (size_t i = 0; i < n; i++) {
        void *symbol = dlsym(library, symbols[i].name);

        if (!symbol)
            return ov_fail(err, OV_IO, "%s lacks %s", file, symbols[i].name);
        /* ISO C has no cast from object to function pointer. */
        memcpy((char *)table + symbols[i].at, &symbol, sizeof symbol);
    }
    return OV_OK;
}

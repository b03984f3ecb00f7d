/* SPDX-License-Identifier: EUPL-1.2 */
/* fatal.c — the end of a process that cannot go on: out of memory. */
#include "util/fatal.h"

#include "util/log.h"

#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

void ov_fatal(const char *what, size_t bytes)
{
    ov_log(OV_LOG_ERROR, "out of memory: %s bytes=%zu", what, bytes);
    _exit(EX_OSERR);
}

void *ov_must_malloc(size_t size)
{
    void *ptr = malloc(size ? size : 1);

    if (!ptr)
        ov_fatal("malloc", size);
    return ptr;
}

void *ov_must_realloc(void *old, size_t size)
{
    void *ptr = realloc(old, size ? size : 1);

    if (!ptr)
        ov_fatal("realloc", size);
    return ptr;
}

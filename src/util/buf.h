/* SPDX-License-Identifier: EUPL-1.2 */
/* buf.h — a growing run of bytes on the heap, always followed by a NUL that does not count. */
#ifndef OV_UTIL_BUF_H
#define OV_UTIL_BUF_H

#include "util/base.h"

#include <string.h>

typedef struct ov_buf {
    char *ptr;  /* never NULL after the first append */
    size_t len; /* bytes in use */
    size_t cap;
} ov_buf;

/* Start with `ov_buf b = {0};`. Out of memory ends the process. Owns: ov_buf_free gives the bytes
 * back. */
OV_API void ov_buf_free(ov_buf *buf);
OV_API void ov_buf_clear(ov_buf *buf); /* len = 0, memory kept */
OV_API void ov_buf_reserve(ov_buf *buf, size_t more);
OV_API void ov_buf_add(ov_buf *buf, const void *bytes, size_t len);
OV_API void ov_buf_addz(ov_buf *buf, const char *text);
OV_API void ov_buf_adds(ov_buf *buf, ov_str text);
OV_API void ov_buf_addc(ov_buf *buf, char c);
OV_API void ov_buf_addi(ov_buf *buf, int64_t number);
OV_API void ov_buf_printf(ov_buf *buf, const char *fmt, ...) OV_PRINTF(2, 3);
OV_API ov_str ov_buf_str(const ov_buf *buf);

#endif

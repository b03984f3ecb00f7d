/* SPDX-License-Identifier: EUPL-1.2 */
/* buf.c — a growing run of bytes on the heap. */
#include "util/buf.h"

#include "util/fatal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void ov_buf_free(ov_buf *buf)
{
    free(buf->ptr);
    *buf = (ov_buf){0};
}

void ov_buf_clear(ov_buf *buf)
{
    buf->len = 0;
    if (buf->ptr)
        buf->ptr[0] = '\0';
}

static void grow(ov_buf *buf, size_t need)
{
    size_t cap = buf->cap ? buf->cap : 128;

    while (cap < need) {
        if (cap > SIZE_MAX / 2)
            ov_fatal("buffer", need);
        cap *= 2;
    }
    buf->ptr = ov_must_realloc(buf->ptr, cap);
    buf->cap = cap;
}

void ov_buf_reserve(ov_buf *buf, size_t more)
{
    size_t need;

    if (__builtin_add_overflow(buf->len, more, &need) || need == SIZE_MAX)
        ov_fatal("buffer", more);
    need++; /* the NUL */
    if (need > buf->cap)
        grow(buf, need);
}

void ov_buf_add(ov_buf *buf, const void *bytes, size_t len)
{
    ov_buf_reserve(buf, len);
    if (len)
        memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
    buf->ptr[buf->len] = '\0';
}

void ov_buf_addz(ov_buf *buf, const char *text)
{
    ov_buf_add(buf, text, strlen(text));
}

void ov_buf_adds(ov_buf *buf, ov_str text)
{
    ov_buf_add(buf, text.ptr, text.len);
}

void ov_buf_addc(ov_buf *buf, char c)
{
    ov_buf_add(buf, &c, 1);
}

void ov_buf_addi(ov_buf *buf, int64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0)
        digits[--at] = '-';
    ov_buf_add(buf, digits + at, sizeof digits - at);
}

void ov_buf_printf(ov_buf *buf, const char *fmt, ...)
{
    va_list args, again;

    ov_buf_reserve(buf, 80);
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(buf->ptr + buf->len, buf->cap - buf->len, fmt, args);
    va_end(args);
    if (len < 0)
        ov_fatal("vsnprintf", 0);
    if ((size_t)len >= buf->cap - buf->len) {
        ov_buf_reserve(buf, (size_t)len);
        (void)vsnprintf(buf->ptr + buf->len, buf->cap - buf->len, fmt, again);
    }
    va_end(again);
    buf->len += (size_t)len;
}

ov_str ov_buf_str(const ov_buf *buf)
{
    return buf->ptr ? (ov_str){buf->ptr, buf->len} : (ov_str){"", 0};
}

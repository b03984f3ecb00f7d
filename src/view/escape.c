/* SPDX-License-Identifier: EUPL-1.2 */
/* escape.c — & < > " ' and the backtick become entities; everything else passes untouched. */
#include "view/escape.h"
#include "view/template.h"

static const char *const entities[256] = {
    ['&'] = "&amp;",  ['<'] = "&lt;",   ['>'] = "&gt;",
    ['"'] = "&quot;", ['\''] = "&#39;", ['`'] = "&#96;",
};

#define LANES 16
typedef unsigned char lanes __attribute__((vector_size(LANES)));

/* Is any of the sixteen bytes at p one of the six? */
static inline bool any_special(const char *p)
{
    lanes v;
    uint64_t half[2];

    memcpy(&v, p, sizeof v);
    lanes hit = (lanes)(v == '&') | (lanes)(v == '<') | (lanes)(v == '>') | (lanes)(v == '"') |
                (lanes)(v == '\'') | (lanes)(v == '`');
    memcpy(half, &hit, sizeof half);
    return (half[0] | half[1]) != 0;
}

/* Bytes one by one; the six are rare. */
static inline char *escape_few(char *o, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *entity = entities[(unsigned char)p[i]];
        if (!entity) {
            *o++ = p[i];
            continue;
        }
        size_t len = strlen(entity);
        memcpy(o, entity, len);
        o += len;
    }
    return o;
}

size_t ov_escape_into(char *out, const char *p, size_t n)
{
    char *o = out;

    for (; n >= LANES; p += LANES, n -= LANES) {
        if (any_special(p)) {
            o = escape_few(o, p, LANES);
        } else {
            memcpy(o, p, LANES);
            o += LANES;
        }
    }
    return (size_t)(escape_few(o, p, n) - out);
}

void ov_html_escape(ov_buf *out, ov_str text)
{
    while (text.len > 0) {
        size_t n = text.len < OV_ESCAPE_CHUNK ? text.len : OV_ESCAPE_CHUNK;
        ov_buf_reserve(out, n * OV_ESCAPE_GROWTH);
        out->len += ov_escape_into(out->ptr + out->len, text.ptr, n);
        out->ptr[out->len] = '\0';
        text.ptr += n;
        text.len -= n;
    }
}

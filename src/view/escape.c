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

/* How many bytes at p need no entity. */
static inline size_t plain_run(const char *p, size_t n)
{
    size_t i = 0;

    while (n - i >= LANES && !any_special(p + i))
        i += LANES;
    while (i < n && !entities[(unsigned char)p[i]])
        i++;
    return i;
}

size_t ov_escape_into(char *out, const char *p, size_t n)
{
    char *o = out;

    while (n > 0) {
        size_t run = plain_run(p, n);
        memcpy(o, p, run);
        o += run;
        p += run;
        n -= run;
        if (n == 0)
            break;
        const char *entity = entities[(unsigned char)*p];
        size_t len = strlen(entity);
        memcpy(o, entity, len);
        o += len;
        p++;
        n--;
    }
    return (size_t)(o - out);
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

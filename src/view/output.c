/* SPDX-License-Identifier: EUPL-1.2 */
/* output.c — where a rendering writes. */
#include "view/output.h"

#include "view/escape.h"

bool ov_output_escaped(ov_output *o, ov_str text)
{
    while (text.len > 0) {
        size_t n = text.len < OV_ESCAPE_CHUNK ? text.len : OV_ESCAPE_CHUNK;
        ov_output_room(o, n * OV_ESCAPE_GROWTH);
        o->buf->len += ov_escape_into(o->buf->ptr + o->buf->len, text.ptr, n);
        if (o->buf->len > o->limit)
            return false;
        text.ptr += n;
        text.len -= n;
    }
    return true;
}

bool ov_output_lines(ov_output *o, ov_str text)
{
    const char *p = text.ptr, *end = p + text.len;

    while (p < end) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        const char *stop = newline ? newline + 1 : end;
        if (*p != '\n' && !ov_output_begin_line(o)) /* an empty line stays empty */
            return false;
        if (!ov_output_put(o, p, (size_t)(stop - p)))
            return false;
        o->at_line_start = newline != NULL;
        p = stop;
    }
    return true;
}

bool ov_output_indent(ov_output *o, ov_str indent, bool line_start)
{
    if (indent.len > OV_INDENT_LIMIT - o->indent_len)
        return false;
    if (!ov_output_indented(o))
        o->at_line_start = line_start;
    memcpy(o->indent + o->indent_len, indent.ptr, indent.len);
    o->indent_len += (uint32_t)indent.len;
    return true;
}

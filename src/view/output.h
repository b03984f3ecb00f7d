/* SPDX-License-Identifier: EUPL-1.2 */
/* output.h — inside view/: where a rendering writes, with its limit and its indentation. Every
 * function says whether what it wrote fits. */
#ifndef OV_VIEW_OUTPUT_H
#define OV_VIEW_OUTPUT_H

#include "util/str.h"

#define OV_INDENT_LIMIT 512

typedef struct ov_output {
    ov_buf *buf;
    size_t limit; /* buf->len never passes it, but to tell that it would */
    /* indent[indent_from .. indent_len) stands before each line of the templates' own text. */
    uint32_t indent_from, indent_len;
    bool at_line_start; /* means something only while there is an indentation */
    char indent[OV_INDENT_LIMIT];
} ov_output;

static inline bool ov_output_indented(const ov_output *o)
{
    return o->indent_from != o->indent_len;
}

/* Makes room for n bytes and the NUL. */
static inline void ov_output_room(ov_output *o, size_t n)
{
    if (o->buf->cap - o->buf->len <= n)
        ov_buf_reserve(o->buf, n);
}

static inline bool ov_output_put(ov_output *o, const char *p, size_t n)
{
    if (n > o->limit - o->buf->len)
        return false;
    ov_output_room(o, n);
    memcpy(o->buf->ptr + o->buf->len, p, n);
    o->buf->len += n;
    return true;
}

/* The indentation, when a line begins here. */
static inline bool ov_output_begin_line(ov_output *o)
{
    if (!ov_output_indented(o) || !o->at_line_start)
        return true;
    o->at_line_start = false;
    return ov_output_put(o, o->indent + o->indent_from, o->indent_len - o->indent_from);
}

bool ov_output_escaped(ov_output *o, ov_str text);
bool ov_output_lines(ov_output *o, ov_str text);

/* Text of a template: its lines get the indentation that is in force. */
static inline bool ov_output_text(ov_output *o, ov_str text)
{
    return ov_output_indented(o) ? ov_output_lines(o, text) : ov_output_put(o, text.ptr, text.len);
}

/* Adds to the indentation. line_start: does a line begin here? False: deeper than the limit. */
bool ov_output_indent(ov_output *o, ov_str indent, bool line_start);

#endif

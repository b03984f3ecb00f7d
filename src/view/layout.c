/* SPDX-License-Identifier: EUPL-1.2 */
/* layout.c — lines of a template: which hold nothing but a tag, and what their indentation is. */
#include "view/compile.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

ov_place ov_layout_place(ov_str src, size_t start, size_t end)
{
    ov_place place = {0};
    size_t lead = start, next = end;

    while (lead > 0 && is_blank(src.ptr[lead - 1]))
        lead--;
    place.lead = lead;
    place.first = lead == 0 || src.ptr[lead - 1] == '\n';

    while (next < src.len && is_blank(src.ptr[next]))
        next++;
    if (next + 1 < src.len && src.ptr[next] == '\r' && src.ptr[next + 1] == '\n')
        next++;
    place.last = next == src.len || src.ptr[next] == '\n';
    place.next = next < src.len ? next + 1 : next;
    place.own = place.first && place.last;
    return place;
}

bool ov_layout_body_indent(const ov_compiler *c, size_t from, size_t *start, size_t *end)
{
    ov_str src = c->in.src;
    size_t i = from, line = from;

    for (; i < src.len; i++) {
        if (src.ptr[i] == '\n')
            line = i + 1;
        else if (!is_blank(src.ptr[i]) && src.ptr[i] != '\r')
            break;
    }
    *start = line;
    *end = i;
    ov_str open = c->delims.open;
    if (src.len - i < open.len || memcmp(src.ptr + i, open.ptr, open.len) != 0)
        return i < src.len;
    i += open.len;
    while (i < src.len && is_blank(src.ptr[i]))
        i++;
    return i < src.len && src.ptr[i] != '/';
}

ov_str ov_layout_less_indent(const ov_compiler *c, size_t from, size_t to)
{
    for (size_t i = 0; i < c->in.dedent.len && from < to; i++, from++)
        if (c->in.src.ptr[from] != c->in.dedent.ptr[i])
            break;
    return (ov_str){c->in.src.ptr + from, to - from};
}

ov_str ov_layout_dedented(ov_compiler *c, size_t from, size_t to)
{
    const char *src = c->in.src.ptr;
    char *copy = ov_alloc(c->arena, to - from + 1);
    size_t n = 0, i = from;

    while (i < to) {
        if (i == 0 || src[i - 1] == '\n')
            i = to - ov_layout_less_indent(c, i, to).len;
        if (i == to)
            break;
        const char *newline = memchr(src + i, '\n', to - i);
        size_t stop = newline ? (size_t)(newline - src) + 1 : to;
        memcpy(copy + n, src + i, stop - i);
        n += stop - i;
        i = stop;
    }
    return (ov_str){copy, n};
}

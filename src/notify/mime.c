/* SPDX-License-Identifier: EUPL-1.2 */
/* mime.c — headers and parts of a letter. */
#include "notify/mime.h"

#include <string.h>
#include <strings.h>

#define HEADER_MOST 1000
#define BOUNDARY_MOST 70 /* RFC 2046 5.1.1 */

static ov_str less_cr(ov_str line)
{
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

ov_part ov_part_of(ov_str text)
{
    ov_str rest = text;

    while (rest.len) {
        const char *begin = rest.ptr;
        ov_str line = less_cr(ov_str_cut(&rest, '\n'));

        if (line.len == 0)
            return (ov_part){{text.ptr, (size_t)(begin - text.ptr)},
                             rest.ptr ? rest : (ov_str){"", 0}};
    }
    return (ov_part){text, {"", 0}};
}

/* The value of the header when line begins it; its continuation lines are taken from *rest. */
static const char *value_of(ov_arena *arena, ov_str line, ov_str *rest)
{
    char *value = ov_alloc(arena, HEADER_MOST + 1);
    size_t n = 0;

    for (;;) {
        for (size_t i = 0; i < line.len && n < HEADER_MOST; i++)
            value[n++] =
                (unsigned char)line.ptr[i] < 0x20 || line.ptr[i] == 0x7f ? ' ' : line.ptr[i];
        if (!rest->len || (*rest->ptr != ' ' && *rest->ptr != '\t'))
            break;
        line = less_cr(ov_str_cut(rest, '\n'));
    }
    ov_str trimmed = ov_str_trim((ov_str){value, n});
    value[(size_t)(trimmed.ptr - value) + trimmed.len] = '\0';
    return trimmed.len ? trimmed.ptr : "";
}

const char *ov_part_header(ov_arena *arena, ov_str headers, const char *name, size_t nth)
{
    size_t len = strlen(name);
    ov_str rest = headers;

    while (rest.len) {
        ov_str line = less_cr(ov_str_cut(&rest, '\n'));

        if (line.len <= len || line.ptr[len] != ':' || strncasecmp(line.ptr, name, len) != 0)
            continue;
        if (nth-- == 0)
            return value_of(arena, (ov_str){line.ptr + len + 1, line.len - len - 1}, &rest);
    }
    return NULL;
}

bool ov_part_is(const char *value, const char *type)
{
    return value && strncasecmp(value, type, strlen(type)) == 0;
}

const char *ov_part_parameter(ov_arena *arena, const char *value, const char *name)
{
    size_t len = strlen(name);

    for (const char *p = value ? strchr(value, ';') : NULL; p; p = strchr(p, ';')) {
        p++;
        p += strspn(p, " \t");
        if (strncasecmp(p, name, len) != 0 || p[len] != '=')
            continue;
        p += len + 1;
        bool quoted = *p == '"';
        p += quoted;
        return ov_strndup(arena, p, strcspn(p, quoted ? "\"" : "; \t"));
    }
    return NULL;
}

/* Is it "--boundary" or "--boundary--"? *last: the second. */
static bool is_border(ov_str line, const char *boundary, bool *last)
{
    size_t len = strlen(boundary);

    if (line.len < len + 2 || memcmp(line.ptr, "--", 2) != 0 ||
        memcmp(line.ptr + 2, boundary, len) != 0)
        return false;
    line = ov_str_trim((ov_str){line.ptr + 2 + len, line.len - 2 - len});
    *last = line.len >= 2 && memcmp(line.ptr, "--", 2) == 0;
    return *last || line.len == 0;
}

bool ov_part_next(ov_str *rest, const char *boundary, ov_str *out)
{
    const char *begin = NULL, *end = rest->ptr + rest->len;
    bool last = false;

    if (!rest->len || !*boundary || strlen(boundary) > BOUNDARY_MOST)
        return false;
    while (rest->len) {
        ov_str before = *rest;
        ov_str line = less_cr(ov_str_cut(rest, '\n'));

        if (!is_border(line, boundary, &last))
            continue;
        if (begin) {
            *out = (ov_str){begin, (size_t)(before.ptr - begin)};
            *rest = last ? (ov_str){"", 0} : before; /* the border begins the next one */
            return true;
        }
        if (last || !rest->len)
            return false;
        begin = rest->ptr;
    }
    if (!begin)
        return false;
    *out = (ov_str){begin, (size_t)(end - begin)}; /* cut off in the middle */
    return true;
}

const char *ov_part_find(ov_str text, const char *needle)
{
    size_t len = strlen(needle);

    for (size_t i = 0; i + len <= text.len; i++)
        if (strncasecmp(text.ptr + i, needle, len) == 0)
            return text.ptr + i;
    return NULL;
}

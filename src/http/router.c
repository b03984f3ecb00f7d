/* SPDX-License-Identifier: EUPL-1.2 */
/* router.c — does a path fit a pattern, and which of two patterns is the more literal. */
#include "http/router.h"

/* A segment of a pattern: literal, or ":name" with a literal end (":version.txt"). */
typedef struct segment {
    bool param;
    ov_str name; /* of a parameter */
    ov_str text; /* the literal, or a parameter's end; may be empty for a parameter */
} segment;

static segment segment_of(ov_str part)
{
    size_t dot = 1;

    if (part.len == 0 || part.ptr[0] != ':')
        return (segment){false, {"", 0}, part};
    while (dot < part.len && part.ptr[dot] != '.')
        dot++;
    return (segment){true, {part.ptr + 1, dot - 1}, {part.ptr + dot, part.len - dot}};
}

/* Takes the next segment of a path or pattern; false when there is none left. *rest starts with the
 * slash. */
static bool next(const char **rest, ov_str *part)
{
    const char *start = *rest, *end;

    if (*start != '/')
        return false;
    end = strchr(++start, '/');
    if (!end)
        end = start + strlen(start);
    *part = (ov_str){start, (size_t)(end - start)};
    *rest = end;
    return true;
}

bool ov_pattern_match(ov_arena *arena, const char *pattern, const char *path, ov_route_match *out)
{
    ov_route_match match = {0};
    ov_str want, have;

    for (;;) {
        bool more = next(&pattern, &want);
        if (more != next(&path, &have))
            return false;
        if (!more)
            break;
        segment s = segment_of(want);
        if (!s.param) {
            if (!ov_str_eq(s.text, have))
                return false;
            continue;
        }
        if (have.len <= s.text.len || match.n == OV_ROUTE_ARGS ||
            memcmp(have.ptr + have.len - s.text.len, s.text.ptr, s.text.len) != 0)
            return false;
        match.names[match.n] = ov_strndup(arena, s.name.ptr, s.name.len);
        match.values[match.n++] = ov_strndup(arena, have.ptr, have.len - s.text.len);
    }
    if (*pattern || *path)
        return false;
    *out = match;
    return true;
}

int ov_pattern_compare(const char *a, const char *b)
{
    ov_str part_a, part_b;

    for (;;) {
        bool more_a = next(&a, &part_a), more_b = next(&b, &part_b);
        if (!more_a || !more_b)
            return (int)more_b - (int)more_a;
        segment x = segment_of(part_a), y = segment_of(part_b);
        if (x.param != y.param)
            return x.param ? 1 : -1;
        if (x.param && x.text.len != y.text.len)
            return x.text.len > y.text.len ? -1 : 1;
    }
}

bool ov_pattern_conflict(const char *a, const char *b)
{
    ov_str part_a, part_b;

    for (;;) {
        bool more = next(&a, &part_a);
        if (more != next(&b, &part_b))
            return false;
        if (!more)
            return true;
        segment x = segment_of(part_a), y = segment_of(part_b);
        if (x.param != y.param || !ov_str_eq(x.text, y.text))
            return false;
    }
}

static const char *literal_fault(ov_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.' || c == '~';
        if (!ok)
            return "a literal holds something else than a-z, 0-9 and -_.~";
    }
    return ov_str_is(text, ".") || ov_str_is(text, "..") ? "a dot segment" : NULL;
}

static const char *name_fault(ov_str name)
{
    if (name.len == 0 || !((name.ptr[0] >= 'a' && name.ptr[0] <= 'z') || name.ptr[0] == '_'))
        return "a parameter's name must begin with a-z or _";
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return "a parameter's name holds something else than a-z, 0-9 and _";
    }
    return NULL;
}

const char *ov_pattern_fault(const char *pattern)
{
    ov_str names[OV_ROUTE_ARGS], part;
    size_t n = 0;

    if (pattern[0] != '/')
        return "it must start with /";
    if (pattern[1] == '\0')
        return NULL;
    while (next(&pattern, &part)) {
        segment s = segment_of(part);
        const char *fault = literal_fault(s.text);
        if (part.len == 0)
            return "an empty segment";
        if (s.param && !fault)
            fault = name_fault(s.name);
        if (fault)
            return fault;
        if (!s.param)
            continue;
        if (n == OV_ROUTE_ARGS)
            return "too many parameters";
        for (size_t i = 0; i < n; i++)
            if (ov_str_eq(names[i], s.name))
                return "two parameters have the same name";
        names[n++] = s.name;
    }
    return NULL;
}

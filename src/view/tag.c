/* SPDX-License-Identifier: EUPL-1.2 */
/* tag.c — the lexer of templates: one tag at a time. */
#include "view/tag.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/* Where needle begins in src at or after from; src.len when nowhere. */
static size_t find(ov_str src, size_t from, ov_str needle)
{
    if (from >= src.len)
        return src.len;
    const char *hit = memmem(src.ptr + from, src.len - from, needle.ptr, needle.len);
    return hit ? (size_t)(hit - src.ptr) : src.len;
}

static bool has_space(ov_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (is_space(text.ptr[i]))
            return true;
    return false;
}

/* "| |" of {{=| |=}}. */
static const char *read_delims(ov_str text, ov_delims *out)
{
    size_t i = 0;

    text = ov_str_trim(text);
    while (i < text.len && !is_space(text.ptr[i]))
        i++;
    out->open = (ov_str){text.ptr, i};
    out->close = ov_str_trim((ov_str){text.ptr + i, text.len - i});
    if (out->open.len == 0 || out->close.len == 0 || has_space(out->close))
        return "delimiters are written {{=open close=}}";
    if (memchr(text.ptr, '=', text.len))
        return "a delimiter holds no =";
    return NULL;
}

static const char *read_name(ov_tag *tag, ov_str text)
{
    tag->name = ov_str_trim(text);
    bool may_be_dynamic =
        tag->kind == OV_TAG_PARTIAL || tag->kind == OV_TAG_PARENT || tag->kind == OV_TAG_CLOSE;
    if (may_be_dynamic && tag->name.len > 0 && tag->name.ptr[0] == '*') {
        tag->dynamic = true;
        tag->name = ov_str_trim((ov_str){tag->name.ptr + 1, tag->name.len - 1});
    }
    if (tag->name.len == 0)
        return "the tag has no name";
    if (has_space(tag->name))
        return "a name holds no white space";
    return NULL;
}

static ov_tag_kind kind_of(char sigil)
{
    switch (sigil) {
    case '#':
        return OV_TAG_SECTION;
    case '^':
        return OV_TAG_INVERTED;
    case '/':
        return OV_TAG_CLOSE;
    case '>':
        return OV_TAG_PARTIAL;
    case '<':
        return OV_TAG_PARENT;
    case '$':
        return OV_TAG_BLOCK;
    case '!':
        return OV_TAG_COMMENT;
    case '=':
        return OV_TAG_DELIMS;
    case '&':
    case '{':
        return OV_TAG_RAW;
    default:
        return OV_TAG_VARIABLE;
    }
}

bool ov_tag_next(ov_str src, size_t from, const ov_delims *delims, ov_tag *tag, const char **fault)
{
    size_t start = find(src, from, delims->open);
    if (start == src.len)
        return false;

    *fault = NULL;
    *tag = (ov_tag){.start = start, .kind = OV_TAG_VARIABLE};
    size_t at = start + delims->open.len;
    while (at < src.len && is_space(src.ptr[at]))
        at++;
    char sigil = at < src.len ? src.ptr[at] : '\0';
    tag->kind = kind_of(sigil);
    if (tag->kind != OV_TAG_VARIABLE)
        at++;

    /* {{{x}}} and {{=| |=}} end with a sign of their own before the delimiter. */
    ov_str mark = sigil == '{' ? OV_LIT("}") : sigil == '=' ? OV_LIT("=") : (ov_str){"", 0};
    size_t end = find(src, at, delims->close);
    if (mark.len) {
        end = at - 1;
        do
            end = find(src, end + 1, mark);
        while (end < src.len &&
               (src.len - end - 1 < delims->close.len ||
                memcmp(src.ptr + end + 1, delims->close.ptr, delims->close.len) != 0));
    }
    if (end == src.len) {
        *fault = "the tag is not closed";
        return true;
    }
    tag->end = end + mark.len + delims->close.len;

    ov_str inner = {src.ptr + at, end - at};
    if (tag->kind == OV_TAG_DELIMS)
        *fault = read_delims(inner, &tag->delims);
    else if (tag->kind != OV_TAG_COMMENT)
        *fault = read_name(tag, inner);
    return true;
}

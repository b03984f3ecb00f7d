/* SPDX-License-Identifier: EUPL-1.2 */
/* str.c — slices, numbers and base64url. */
#include "util/str.h"

#include <string.h>

bool ov_str_eq(ov_str a, ov_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool ov_str_is(ov_str a, const char *b)
{
    return ov_str_eq(a, ov_str_from(b));
}

bool ov_str_starts(ov_str text, const char *prefix)
{
    size_t len = strlen(prefix);

    return text.len >= len && (len == 0 || memcmp(text.ptr, prefix, len) == 0);
}

bool ov_str_ends(ov_str text, const char *suffix)
{
    size_t len = strlen(suffix);

    return text.len >= len && (len == 0 || memcmp(text.ptr + text.len - len, suffix, len) == 0);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

ov_str ov_str_trim(ov_str text)
{
    while (text.len && is_space(text.ptr[0]))
        text.ptr++, text.len--;
    while (text.len && is_space(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

ov_str ov_str_cut(ov_str *rest, char sep)
{
    const char *at = rest->len ? memchr(rest->ptr, sep, rest->len) : NULL;
    ov_str before = *rest;

    if (!at) {
        *rest = (ov_str){NULL, 0};
        return before;
    }
    before.len = (size_t)(at - rest->ptr);
    *rest = (ov_str){at + 1, rest->len - before.len - 1};
    return before;
}

ov_status ov_parse_int(ov_str text, int64_t *out)
{
    int64_t value = 0;
    size_t at = text.len && text.ptr[0] == '-';
    int sign = at ? -1 : 1;

    if (at == text.len)
        return OV_INVALID;
    for (; at < text.len; at++) {
        char c = text.ptr[at];
        if (c < '0' || c > '9' || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, sign * (c - '0'), &value))
            return OV_INVALID;
    }
    *out = value;
    return OV_OK;
}

static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *ov_base64url(ov_arena *arena, const uint8_t *bytes, size_t n)
{
    char *text = ov_alloc(arena, n / 3 * 4 + 5), *to = text;

    for (size_t i = 0; i < n; i += 3) {
        uint32_t group = (uint32_t)bytes[i] << 16;
        if (i + 1 < n)
            group |= (uint32_t)bytes[i + 1] << 8;
        if (i + 2 < n)
            group |= bytes[i + 2];
        *to++ = base64url[group >> 18];
        *to++ = base64url[group >> 12 & 63];
        if (i + 1 < n)
            *to++ = base64url[group >> 6 & 63];
        if (i + 2 < n)
            *to++ = base64url[group & 63];
    }
    *to = '\0';
    return text;
}

static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

ov_status ov_base64url_decode(ov_str text, uint8_t *bytes, size_t n)
{
    uint32_t group = 0;
    unsigned bits = 0;

    if (n > SIZE_MAX / 8 || text.len != (n * 8 + 5) / 6)
        return OV_INVALID;
    for (size_t i = 0; i < text.len; i++)
        if (sextet(text.ptr[i]) < 0)
            return OV_INVALID;
    /* One value, one spelling: the bits that are left over must be zero. */
    if (n * 8 % 6 && (unsigned)sextet(text.ptr[text.len - 1]) & ((1U << (6 - n * 8 % 6)) - 1))
        return OV_INVALID;
    for (size_t i = 0, at = 0; i < text.len; i++) {
        group = group << 6 | (uint32_t)sextet(text.ptr[i]);
        bits += 6;
        if (bits >= 8 && at < n) {
            bits -= 8;
            bytes[at++] = (uint8_t)(group >> bits);
        }
    }
    return OV_OK;
}

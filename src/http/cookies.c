/* SPDX-License-Identifier: EUPL-1.2 */
/* cookies.c — the Cookie header (RFC 6265). */
#include "http/wire.h"

#define COOKIES_MAX 64

static bool is_token(ov_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (c <= ' ' || c >= 127 || strchr("()<>@,;:\\\"/[]?={}", c))
            return false;
    }
    return name.len > 0;
}

static bool is_value(ov_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c < ' ' || c == 127 || c == '"' || c == '\\')
            return false;
    }
    return ov_utf8_valid(value);
}

void ov_cookies_parse(ov_arena *arena, ov_str header, ov_pairs *out)
{
    ov_pair_list list = {0};

    while (header.len > 0 && list.n < COOKIES_MAX) {
        ov_str value = ov_str_trim(ov_str_cut(&header, ';')), name = ov_str_cut(&value, '=');
        if (!value.ptr)
            continue;
        name = ov_str_trim(name);
        value = ov_str_trim(value);
        if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
            value = (ov_str){value.ptr + 1, value.len - 2};
        if (!is_token(name) || !is_value(value))
            continue;
        ov_pair_add(arena, &list, ov_str_z(arena, name),
                    (ov_str){ov_str_z(arena, value), value.len});
    }
    *out = (ov_pairs){list.items, list.n};
}

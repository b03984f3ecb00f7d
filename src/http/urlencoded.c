/* SPDX-License-Identifier: EUPL-1.2 */
/* urlencoded.c — percent-encoding, and forms and query strings made of it. */
#include "http/wire.h"
#include "util/hash.h"

ov_status ov_percent_decode(ov_arena *arena, ov_str text, bool plus, ov_str *out)
{
    char *to = ov_alloc(arena, text.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            int high, low;
            if (text.len - i < 3 || (high = ov_hex_digit(text.ptr[i + 1])) < 0 ||
                (low = ov_hex_digit(text.ptr[i + 2])) < 0)
                return OV_INVALID;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        to[n++] = c;
    }
    to[n] = '\0';
    if (!ov_utf8_valid((ov_str){to, n}))
        return OV_INVALID;
    *out = (ov_str){to, n};
    return OV_OK;
}

void ov_pair_add(ov_arena *arena, ov_pair_list *list, const char *name, ov_str value)
{
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 16;
        ov_pair *items = ov_calloc(arena, cap, sizeof *items);
        if (list->n)
            memcpy(items, list->items, list->n * sizeof *items);
        list->items = items;
        list->cap = cap;
    }
    list->items[list->n++] = (ov_pair){name, value};
}

const char *ov_pairs_get(const ov_pairs *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->n; i++)
        if (strcmp(pairs->items[i].name, name) == 0)
            return pairs->items[i].value.ptr;
    return NULL;
}

ov_status ov_urlencoded_parse(ov_arena *arena, ov_str text, size_t max_fields, ov_pairs *out,
                              ov_err *err)
{
    ov_pair_list list = {0};

    while (text.len > 0) {
        ov_str value = ov_str_cut(&text, '&'), name, name_text, value_text;
        if (value.len == 0)
            continue;
        if (list.n == max_fields)
            return ov_fail(err, OV_TOO_LARGE, "more than %zu fields", max_fields);
        name = ov_str_cut(&value, '=');
        if (!value.ptr)
            value = OV_LIT("");
        if (ov_percent_decode(arena, name, true, &name_text) != OV_OK)
            return ov_fail(err, OV_INVALID, "the name of field %zu is malformed", list.n + 1);
        if (ov_percent_decode(arena, value, true, &value_text) != OV_OK)
            return ov_fail(err, OV_INVALID, "the value of field %zu is malformed", list.n + 1);
        ov_pair_add(arena, &list, name_text.ptr, value_text);
    }
    *out = (ov_pairs){list.items, list.n};
    return OV_OK;
}

char *ov_url_encode(ov_arena *arena, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t len = strlen(text), n = 0;
    char *out = ov_alloc(arena, len * 3 + 1);

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out[n++] = (char)c;
        } else {
            out[n++] = '%';
            out[n++] = digits[c >> 4];
            out[n++] = digits[c & 15];
        }
    }
    out[n] = '\0';
    return out;
}

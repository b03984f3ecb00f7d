/* SPDX-License-Identifier: EUPL-1.2 */
/* json.c — a text as a JSON string. */
#include "util/json.h"

/* Is any of eight bytes a control character, a quote or a backslash (and now and then when not)? */
static bool may_need_escape(const char *bytes)
{
    const uint64_t ones = 0x0101010101010101u, tops = ones * 0x80;
    uint64_t word, quote, slash;

    memcpy(&word, bytes, sizeof word);
    quote = word ^ (ones * '"');
    slash = word ^ (ones * '\\');
    return (((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) |
            ((slash - ones) & ~slash)) &
           tops;
}

void ov_json_text(ov_buf *out, ov_str text)
{
    size_t begin = 0;

    ov_buf_addc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        while (text.len - i > 8 && !may_need_escape(text.ptr + i))
            i += 8;

        unsigned char c = (unsigned char)text.ptr[i];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        ov_buf_add(out, text.ptr + begin, i - begin);
        begin = i + 1;
        if (c < 0x20)
            ov_buf_printf(out, "\\u%04x", c);
        else
            ov_buf_add(out, (char[]){'\\', (char)c}, 2);
    }
    ov_buf_add(out, text.ptr + begin, text.len - begin);
    ov_buf_addc(out, '"');
}

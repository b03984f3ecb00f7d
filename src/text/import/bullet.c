/* SPDX-License-Identifier: EUPL-1.2 */
/* bullet.c — what a list item begins with: bullets of all sorts, "1.", "a)". */
#include "text/import/import.h"

static bool is_bullet(uint32_t c)
{
    static const uint32_t bullets[] = {
        0xb7,   0xbb,   0x2022, 0x2023, 0x2013, 0x2014, 0x2219, 0x25a0, 0x25a1, 0x25aa,
        0x25ab, 0x25b6, 0x25ba, 0x25b8, 0x25cb, 0x25cf, 0x25e6, 0x2043, 0x2212, 0x27a2,
        0x2713, 0x2714, 0x25c6, 0x25fe, 0x25fc, 0x2666, 0x203a, 0x2192, 0x21d2, 0x25b7,
        0x25c7, 0x2605, 0x2610, 0x2611, 0x2612, 0x2756, 0x2794, 0x27a4};

    if (c < 0x80) /* what nearly every line begins with */
        return c == '-' || c == '*' || c == '+';
    if (c >= 0xf000 && c <= 0xf0ff) /* Symbol and Wingdings, as word processors use them */
        return true;
    for (size_t i = 0; i < OV_LEN(bullets); i++)
        if (c == bullets[i])
            return true;
    return false;
}

static ov_str after(ov_str text, size_t n)
{
    text = (ov_str){text.ptr + n, text.len - n};
    while (ov_str_starts(text, " ") || ov_str_starts(text, "\t") ||
           ov_str_starts(text, "\xc2\xa0")) {
        size_t size = text.ptr[0] == '\xc2' ? 2 : 1;
        text = (ov_str){text.ptr + size, text.len - size};
    }
    return text;
}

static bool is_space_at(ov_str text, size_t at)
{
    return at < text.len &&
           (text.ptr[at] == ' ' || text.ptr[at] == '\t' ||
            (text.ptr[at] == '\xc2' && at + 1 < text.len && text.ptr[at + 1] == '\xa0'));
}

/* "12." or "12)": the value and the length, 0 when it is none. */
static size_t read_ordinal(ov_str text, int *value)
{
    size_t n = 0;

    *value = 0;
    while (n < text.len && n < 3 && text.ptr[n] >= '0' && text.ptr[n] <= '9')
        *value = *value * 10 + (text.ptr[n++] - '0');
    if (n == 0 || n >= text.len || (text.ptr[n] != '.' && text.ptr[n] != ')'))
        return 0;
    return is_space_at(text, n + 1) ? n + 1 : 0;
}

/* "a)", "(a)" and "iv)" keep the letter in the text: the canonical form knows only bullets and
 * numbers. "a. Parterna" too, but not an abbreviation ("f. d.", "s. 14"). */
static bool is_lettered(ov_str text)
{
    size_t at = ov_str_starts(text, "("), n = 0;
    ov_str rest;

    while (at + n < text.len && n < 5 && strchr("ivx", text.ptr[at + n]))
        n++;
    if (n == 0 && text.len > at && text.ptr[at] >= 'a' && text.ptr[at] <= 'z')
        n = 1;
    if (n == 0 || !is_space_at(text, at + n + 1))
        return false;
    if (text.ptr[at + n] == ')')
        return true;
    if (text.ptr[at + n] != '.' || at > 0 || n > 1)
        return false;
    rest = after(text, 2);
    return ov_char_letter(ov_char_first(rest)) && ov_text_first_word(rest).len > 2 &&
           ov_char_last(ov_text_first_word(rest)) != '.';
}

/* Word processors draw their second bullet as a letter o; "o m", "o d" and "o s v" are
 * abbreviations. */
static bool is_letter_o(ov_str text)
{
    ov_str rest;

    if (!ov_str_starts(text, "o") || !is_space_at(text, 1))
        return false;
    rest = after(text, 1);
    return rest.len > 1 && !(strchr("mds", rest.ptr[0]) && is_space_at(rest, 1));
}

bool ov_marker_read(ov_str text, ov_marker *out)
{
    uint32_t c = ov_char_first(text);
    size_t size = ov_char_size(text);
    int value;

    if (is_bullet(c) && (is_space_at(text, size) || (size == text.len && c > 0x7f) ||
                         (c >= 0xf000 && c <= 0xf0ff) || c == 0x2022 || c == 0x25aa)) {
        *out = (ov_marker){c, 0, after(text, size)};
        return true;
    }
    if (is_letter_o(text)) {
        *out = (ov_marker){'o', 0, after(text, 1)};
        return true;
    }
    if (is_lettered(text)) {
        *out = (ov_marker){'a', 0, text};
        return true;
    }
    size = read_ordinal(text, &value);
    if (size == 0)
        return false;
    if (value == 0) { /* "0. …" keeps its number in the text: lists begin at 1 */
        *out = (ov_marker){'a', 0, text};
        return true;
    }
    *out = (ov_marker){'#', value, after(text, size)};
    return true;
}

bool ov_marker_nests_too_deep(ov_str rest)
{
    ov_marker inner;

    for (int n = 0; ov_marker_read(rest, &inner) && inner.glyph != 'a'; rest = inner.rest)
        if (++n > OV_IMPORT_MAX_NESTING)
            return true;
    return false;
}

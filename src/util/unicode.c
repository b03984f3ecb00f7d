/* SPDX-License-Identifier: EUPL-1.2 */
/* unicode.c — UTF-8, NFC, Windows-1252 and Swedish sort keys; ICU behind it. */
#include "util/fatal.h"
#include "util/hash.h"
#include "util/str.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

/* How many of eight bytes are ASCII (no NUL) and whole letters of U+00C0 … U+00FF, which is most of
 * a Swedish text: 8, or 7 when a letter goes on after them; 0 when there is anything else. */
static int32_t latin_8(const uint8_t *bytes)
{
    const uint64_t ones = 0x0101010101010101u, tops = ones * 0x80, lows = ones * 0x7f;
    uint64_t word, lead, more;

    if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
        return 0;
    memcpy(&word, bytes, sizeof word);
    lead = word ^ (ones * 0xc3);
    lead = ~(((lead & lows) + lows) | lead | lows); /* the top bit of each byte 0xc3 */
    more = word & ~(word << 1) & tops;              /* … of each byte 10xxxxxx */
    if ((lead | more) != (word & tops) || more != lead << 8 || ((word - ones) & ~word & tops))
        return 0;
    return lead >> 63 ? 7 : 8;
}

bool ov_utf8_check(ov_str text, bool *plain)
{
    const uint8_t *bytes = (const uint8_t *)text.ptr;
    int32_t len = (int32_t)text.len, at = 0;

    *plain = true;
    if (text.len > INT32_MAX)
        return false;
    while (at < len) {
        UChar32 c;

        if (len - at >= 8) {
            int32_t n = latin_8(bytes + at);

            at += n;
            if (n)
                continue;
        }
        if (bytes[at] > 0 && bytes[at] < 0x80) { /* most of a Swedish text is these two */
            at++;
            continue;
        }
        if (bytes[at] == 0xc3 && at + 1 < len && (bytes[at + 1] & 0xc0) == 0x80) {
            at += 2;
            continue;
        }
        U8_NEXT(bytes, at, len, c);
        if (c <= 0)
            return false;
        *plain = *plain && c < 0x300;
    }
    return true;
}

bool ov_utf8_valid(ov_str text)
{
    bool plain;

    return ov_utf8_check(text, &plain);
}

size_t ov_utf8_length(ov_str text)
{
    size_t n = 0, i = 0;

    for (; i + 8 <= text.len; i += 8) { /* all but the bytes 10xxxxxx */
        const uint64_t ones = 0x0101010101010101u;
        uint64_t word;

        memcpy(&word, text.ptr + i, sizeof word);
        n += 8 - (size_t)(((word >> 7 & ~word >> 6 & ones) * ones) >> 56);
    }
    for (; i < text.len; i++)
        n += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    return n;
}

/* Valid UTF-8 to UTF-16 on the heap; never longer in units than in bytes. */
static UChar *to_utf16(ov_str text, int32_t *len)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar *wide = ov_must_malloc((text.len + 1) * sizeof *wide);

    (void)u_strFromUTF8(wide, (int32_t)text.len + 1, len, text.ptr, (int32_t)text.len, &code);
    if (U_FAILURE(code))
        ov_fatal("utf-16", text.len);
    return wide;
}

static ov_str from_utf16(ov_arena *arena, const UChar *wide, int32_t len)
{
    UErrorCode code = U_ZERO_ERROR;
    int32_t bytes = 0;
    char *text = ov_alloc(arena, (size_t)len * 3 + 1);

    (void)u_strToUTF8(text, len * 3 + 1, &bytes, wide, len, &code);
    if (U_FAILURE(code))
        ov_fatal("utf-8", (size_t)len);
    return (ov_str){text, (size_t)bytes};
}

ov_status ov_utf8_nfc(ov_arena *arena, ov_str text, ov_str *out)
{
    UErrorCode code = U_ZERO_ERROR;
    int32_t wide_len;
    bool plain;

    if (text.len > INT32_MAX / 8 || !ov_utf8_check(text, &plain))
        return OV_INVALID;
    if (plain) { /* NFC as it stands */
        *out = (ov_str){ov_str_z(arena, text), text.len};
        return OV_OK;
    }
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&code);
    UChar *wide = to_utf16(text, &wide_len);
    if (U_SUCCESS(code) && unorm2_isNormalized(nfc, wide, wide_len, &code)) {
        *out = (ov_str){ov_str_z(arena, text), text.len};
    } else if (U_SUCCESS(code)) {
        int32_t cap = wide_len * 3 + 1; /* NFC makes three units of one at most */
        UChar *composed = ov_must_malloc((size_t)cap * sizeof *composed);
        int32_t len = unorm2_normalize(nfc, wide, wide_len, composed, cap, &code);
        if (U_SUCCESS(code))
            *out = from_utf16(arena, composed, len);
        free(composed);
    }
    free(wide);
    return U_SUCCESS(code) ? OV_OK : OV_INTERNAL;
}

/* What 0x80–0x9f mean in Windows-1252; 0 for the five that mean nothing. */
static const uint16_t cp1252[32] = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

ov_status ov_cp1252_to_utf8(ov_arena *arena, ov_str bytes, ov_str *out)
{
    if (bytes.len > INT32_MAX / 3)
        return OV_INVALID;
    uint8_t *text = ov_alloc(arena, bytes.len * 3 + 1);
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        uint32_t c = (unsigned char)bytes.ptr[i];
        if (c >= 0x80 && c < 0xa0)
            c = cp1252[c - 0x80];
        if (c == 0)
            return OV_INVALID;
        U8_APPEND_UNSAFE(text, len, c);
    }
    text[len] = 0;
    *out = (ov_str){(const char *)text, len};
    return OV_OK;
}

/* Opened once per process; a fork shares it unchanged. */
static const UCollator *swedish(void)
{
    static UCollator *collator;
    UErrorCode code = U_ZERO_ERROR;

    if (!collator) {
        collator = ucol_open("sv", &code);
        if (U_FAILURE(code))
            ov_fatal("no Swedish collation in ICU", 0);
    }
    return collator;
}

const char *ov_sort_key(ov_arena *arena, const char *text)
{
    ov_str bytes = ov_str_from(text);
    int32_t wide_len;
    uint8_t small[512], *key = small;

    if (bytes.len > INT32_MAX / 8 || !ov_utf8_valid(bytes))
        return "";
    UChar *wide = to_utf16(bytes, &wide_len);
    int32_t len = ucol_getSortKey(swedish(), wide, wide_len, small, sizeof small);
    if (len > (int32_t)sizeof small) {
        key = ov_alloc(arena, (size_t)len);
        len = ucol_getSortKey(swedish(), wide, wide_len, key, len);
    }
    free(wide);
    size_t n = len > 0 ? (size_t)len - 1 : 0; /* without ICU's ending zero */
    char *hex = ov_alloc(arena, 2 * n + 1);
    ov_hex(key, n, hex);
    return hex;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* decode.c — the bytes of an imported file to UTF-8 in NFC with LF line ends. */
#include "text/import/import.h"

#include <unicode/utf8.h>

/* Line and column (in characters) of a byte, for the message. */
static ov_status refuse_at(ov_importer *im, ov_str text, size_t at, const char *what)
{
    int line = 1, column = 1;

    for (size_t i = 0; i < at && i < text.len; i++) {
        if (text.ptr[i] == '\n')
            line++, column = 1;
        else if (((unsigned char)text.ptr[i] & 0xc0) != 0x80)
            column++;
    }
    return ov_fail(im->err, OV_INVALID, "%d:%d: %s", line, column, what);
}

/* What the bytes look like when they are not valid UTF-8. */
typedef struct survey {
    size_t sequences; /* well-formed characters outside ASCII */
    size_t broken;    /* bytes that belong to none */
    size_t first;     /* where the first broken byte is */
    size_t uncommon;  /* high bytes that Swedish text in Windows-1252 hardly has */
} survey;

/* Windows-1252: the letters and signs of Nordic and West European office text. */
static bool is_common_1252(unsigned char c)
{
    static const char common[] = "\xe5\xe4\xf6\xc5\xc4\xd6\xe9\xc9\xe8\xe0\xe1\xfc\xdc\xe6\xf8\xc6"
                                 "\xd8\xf1\xf3\xed\xe7\xea\xeb\xef\xf4\xee\x80\x84\x85\x91\x92\x93"
                                 "\x94\x95\x96\x97\xa0\xa7\xab\xbb\xb0\xb1\xb2\xb3\xb4\xb5\xb7\xbd"
                                 "\xbc\xad\xa9\xae\x99\xd7";

    return c < 0x80 || strchr(common, (int)(char)c) != NULL;
}

static survey look_at(ov_str text)
{
    survey s = {0, 0, text.len, 0};
    int32_t at = 0, len = (int32_t)text.len;

    while (at < len) {
        int32_t from = at;
        UChar32 c;

        U8_NEXT((const uint8_t *)text.ptr, at, len, c);
        if (c >= 0x80)
            s.sequences++;
        if (c >= 0)
            continue;
        if (s.broken == 0)
            s.first = (size_t)from;
        s.broken += (size_t)(at - from);
        for (int32_t i = from; i < at; i++)
            s.uncommon += !is_common_1252((unsigned char)text.ptr[i]);
    }
    return s;
}

/* Windows-1252 is taken for what it is only when the text is nothing else: a file that is UTF-8 for
 * the most part is a broken UTF-8 file. */
static ov_status from_1252(ov_importer *im, ov_str *text)
{
    survey s = look_at(*text);

    if (s.sequences > s.broken / 4 || s.uncommon * 10 > s.broken ||
        ov_cp1252_to_utf8(im->arena, *text, text) != OV_OK)
        return refuse_at(im, *text, s.first, "filen är inte text i UTF-8; spara om den som UTF-8");
    ov_import_warn(im, "unknown_encoding", 1,
                   "Filen är inte i UTF-8. Den lästes som Windows-1252; kontrollera å, ä och ö.");
    return OV_OK;
}

static bool needs_mending(ov_str text)
{
    const uint64_t ones = 0x0101010101010101u;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        uint64_t word;

        if (text.len - i >= sizeof word) { /* eight bytes that are no control characters */
            memcpy(&word, text.ptr + i, sizeof word);
            if (!((word - ones * 0x20) & ~word & (ones * 0x80))) {
                i += sizeof word - 1;
                continue;
            }
        }
        if (c < 0x20 && c != '\n' && c != '\t' && c != '\f')
            return true;
    }
    return false;
}

/* CRLF and CR to LF; other control characters but tab and form feed to spaces. */
static ov_str mend_lines(ov_importer *im, ov_str text)
{
    char *out;
    size_t n = 0, odd = 0;
    int line = 1, first = 0;

    if (!needs_mending(text))
        return text;
    out = ov_alloc(im->arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '\r') {
            if (i + 1 < text.len && text.ptr[i + 1] == '\n')
                continue;
            c = '\n';
        }
        if (c == '\v')
            c = '\n';
        line += c == '\n';
        if ((unsigned char)c < 0x20 && c != '\n' && c != '\t' && c != '\f') {
            first = odd++ ? first : line;
            c = ' ';
        }
        out[n++] = c;
    }
    out[n] = '\0';
    if (odd)
        ov_import_warn(im, "control_character", first, "%zu styrtecken togs bort.", odd);
    return (ov_str){out, n};
}

ov_status ov_import_decode(ov_importer *im, ov_str source)
{
    const char *nul;
    bool plain;

    if (source.len > OV_IMPORT_MAX_BYTES)
        return ov_fail(im->err, OV_TOO_LARGE, "1:1: filen är större än 8 MiB; dela upp den");
    if (ov_str_starts(source, "\xef\xbb\xbf"))
        source = (ov_str){source.ptr + 3, source.len - 3};
    nul = source.len ? memchr(source.ptr, '\0', source.len) : NULL;
    if (nul)
        return refuse_at(im, source, (size_t)(nul - source.ptr),
                         "filen är inte en textfil (den har noll-byte); spara den som UTF-8");
    if (!ov_utf8_check(source, &plain)) {
        OV_TRY(from_1252(im, &source));
        plain = false;
    }
    source = mend_lines(im, source);
    if (ov_str_trim(source).len == 0)
        return ov_fail(im->err, OV_INVALID, "1:1: filen är tom");
    im->text = source;
    if (!plain && ov_utf8_nfc(im->arena, source, &im->text) != OV_OK)
        return ov_fail(im->err, OV_INVALID, "1:1: filen är inte text i UTF-8");
    return OV_OK;
}

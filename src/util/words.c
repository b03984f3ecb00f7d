/* SPDX-License-Identifier: EUPL-1.2 */
/* words.c — words, spaces and marks: the root word breaks of ICU (they open everywhere, those of a
 * language do not), pieces then joined that Swedish legal text holds together. */
#include "util/words.h"

#include "util/fatal.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

/* ---- pieces: where Unicode says that a word ends --------------------------------------------- */

static void add_piece(ov_buf *pieces, ov_str text, ov_token_kind kind)
{
    ov_token piece = {text, kind};

    ov_buf_add(pieces, &piece, sizeof piece);
}

typedef enum letter_class {
    OTHER,
    SPACE,
    LETTER,
    DIGIT,
    JOINS_LETTERS, /* between two letters it ends no word, between two digits no number … */
    JOINS_DIGITS,
    JOINS_BOTH,
    UNDERSCORE,
    UNKNOWN /* for ICU to say */
} letter_class;

static letter_class class_of_ascii(uint32_t c)
{
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
        return LETTER;
    if (c >= '0' && c <= '9')
        return DIGIT;
    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return SPACE;
    if (c == '.' || c == '\'')
        return JOINS_BOTH;
    if (c == ',' || c == ';')
        return JOINS_DIGITS;
    return c == '_' ? UNDERSCORE : OTHER;
}

/* Latin letters and the marks of Swedish print; the same answers as ICU's (a test compares). */
static letter_class class_of(uint32_t c)
{
    if (c < 0x80)
        return class_of_ascii(c);
    if (c >= 0xc0 && c <= 0x17f)
        return c == 0xd7 || c == 0xf7 ? OTHER : LETTER;
    if (c >= 0xa0 && c < 0xc0) {
        if (c == 0xa0)
            return SPACE;
        if (c == 0xaa || c == 0xb5 || c == 0xba)
            return LETTER;
        return c == 0xad ? UNKNOWN : c == 0xb7 ? JOINS_LETTERS : OTHER;
    }
    if (c == 0x2018 || c == 0x2019)
        return JOINS_BOTH;
    if (c == 0x2009 || c == 0x202f)
        return SPACE;
    if ((c >= 0x2010 && c <= 0x2022) || c == 0x2026 || c == 0x2030 || c == 0x20ac || c == 0x2212)
        return OTHER;
    return UNKNOWN;
}

static letter_class class_at(ov_str text, size_t at, size_t *size)
{
    const uint8_t *p = (const uint8_t *)text.ptr + at;
    size_t left = text.len - at;

    if (*p < 0x80) {
        *size = 1;
        return class_of_ascii(*p);
    }
    if (*p >= 0xc2 && *p < 0xe0 && left > 1 && (p[1] & 0xc0) == 0x80) {
        *size = 2;
        return class_of((uint32_t)(*p & 0x1f) << 6 | (p[1] & 0x3fu));
    }
    if ((*p & 0xf0) == 0xe0 && left > 2 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80) {
        *size = 3;
        return class_of((uint32_t)(*p & 0xf) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu));
    }
    *size = 1;
    return UNKNOWN;
}

static bool joins(letter_class mark, letter_class before)
{
    return mark == JOINS_BOTH || (mark == JOINS_LETTERS && before == LETTER) ||
           (mark == JOINS_DIGITS && before == DIGIT);
}

/* The end of the word that begins at `at` (rules WB5 – WB13 of UAX 29); *kind: what it is. */
static size_t end_of_word(ov_str text, size_t at, ov_token_kind *kind)
{
    letter_class before = OTHER;
    bool letters = false, digits = false;

    while (at < text.len) {
        size_t size, next_size;
        letter_class c = class_at(text, at, &size);

        if (c == LETTER || c == DIGIT || c == UNDERSCORE) {
            letters = letters || c == LETTER;
            digits = digits || c == DIGIT;
            before = c;
            at += size;
            continue;
        }
        if (!joins(c, before) || (before != LETTER && before != DIGIT) || at + size >= text.len ||
            class_at(text, at + size, &next_size) != before)
            break;
        at += size;
    }
    *kind = letters ? OV_TOKEN_WORD : digits ? OV_TOKEN_NUMBER : OV_TOKEN_MARK;
    return at;
}

/* false: the text holds something that only ICU knows how to cut. */
static bool cut_latin(ov_buf *pieces, ov_str text)
{
    for (size_t at = 0, end; at < text.len; at = end) {
        ov_token_kind kind = OV_TOKEN_MARK;
        size_t size;
        letter_class c = class_at(text, at, &size);

        if (c == UNKNOWN)
            return false;
        end = at + size;
        if (c == LETTER || c == DIGIT || c == UNDERSCORE)
            end = end_of_word(text, at, &kind);
        else if (c == SPACE)
            kind = OV_TOKEN_SPACE;
        add_piece(pieces, (ov_str){text.ptr + at, end - at}, kind);
    }
    return true;
}

static ov_token_kind kind_of(ov_str text)
{
    const uint8_t *bytes = (const uint8_t *)text.ptr;
    bool digits = false;
    int32_t at = 0;

    while (at < (int32_t)text.len) {
        UChar32 c;

        U8_NEXT(bytes, at, (int32_t)text.len, c);
        if (c >= 0 && u_isalpha(c))
            return OV_TOKEN_WORD;
        digits = digits || (c >= 0 && u_isdigit(c));
    }
    return digits ? OV_TOKEN_NUMBER : OV_TOKEN_MARK;
}

/* What ICU holds to be one word: spaces apart, also the narrow no-break one, which it takes for a
 * letter. */
static void add_icu_piece(ov_buf *pieces, ov_str text)
{
    const uint8_t *bytes = (const uint8_t *)text.ptr;
    size_t begin = 0;

    for (int32_t at = 0; at < (int32_t)text.len;) {
        size_t here = (size_t)at;
        UChar32 c;

        U8_NEXT(bytes, at, (int32_t)text.len, c);
        if (c < 0 || !u_isUWhiteSpace(c))
            continue;
        if (here > begin) {
            ov_str part = {text.ptr + begin, here - begin};

            add_piece(pieces, part, kind_of(part));
        }
        add_piece(pieces, (ov_str){text.ptr + here, (size_t)at - here}, OV_TOKEN_SPACE);
        begin = (size_t)at;
    }
    if (begin < text.len) {
        ov_str part = {text.ptr + begin, text.len - begin};

        add_piece(pieces, part, kind_of(part));
    }
}

static UBreakIterator *words_of(UText *text)
{
    static UBreakIterator *words; /* one a process: opening it reads the rules */
    UErrorCode code = U_ZERO_ERROR;

    if (!words)
        words = ubrk_open(UBRK_WORD, "", NULL, 0, &code);
    ubrk_setUText(words, text, &code);
    if (U_FAILURE(code))
        ov_fatal("word breaks", 0);
    return words;
}

static void cut_part(ov_buf *pieces, ov_str text)
{
    UErrorCode code = U_ZERO_ERROR;
    UText *source = utext_openUTF8(NULL, text.ptr, (int64_t)text.len, &code);
    UBreakIterator *words;
    int32_t from = 0;

    if (text.len > INT32_MAX || U_FAILURE(code))
        ov_fatal("text for word breaks", text.len);
    words = words_of(source);
    for (int32_t to = ubrk_next(words); to != UBRK_DONE; to = ubrk_next(words)) {
        add_icu_piece(pieces, (ov_str){text.ptr + from, (size_t)(to - from)});
        from = to;
    }
    utext_close(source);
}

/* Whether ":" and "@" end a word differs between versions of ICU: here they always do. */
static void cut_any(ov_buf *pieces, ov_str text)
{
    UErrorCode code = U_ZERO_ERROR;
    UText *nothing;
    size_t begin = 0;

    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && text.ptr[i] != ':' && text.ptr[i] != '@')
            continue;
        if (i > begin)
            cut_part(pieces, (ov_str){text.ptr + begin, i - begin});
        if (i < text.len)
            add_piece(pieces, (ov_str){text.ptr + i, 1}, OV_TOKEN_MARK);
        begin = i + 1;
    }
    nothing = utext_openUTF8(NULL, "", 0, &code);
    (void)words_of(nothing); /* it must not remember text that the arena takes back */
    utext_close(nothing);
}

/* ---- tokens: what Swedish legal text holds together ------------------------------------------ */

typedef struct pieces {
    const ov_token *at;
    size_t n;
} pieces;

static bool is_kind(const pieces *p, size_t i, ov_token_kind kind)
{
    return i < p->n && p->at[i].kind == kind;
}

static bool is_mark(const pieces *p, size_t i, char c)
{
    return is_kind(p, i, OV_TOKEN_MARK) && p->at[i].text.len == 1 && p->at[i].text.ptr[0] == c;
}

/* - and the hyphens U+2010 and U+2011, which never stand for a range. */
static bool is_hyphen(const pieces *p, size_t i)
{
    return is_mark(p, i, '-') ||
           (is_kind(p, i, OV_TOKEN_MARK) &&
            (ov_str_is(p->at[i].text, "\xe2\x80\x90") || ov_str_is(p->at[i].text, "\xe2\x80\x91")));
}

/* n digits (0: one to three) and, with rest, decimals after them. */
static bool is_digits(const pieces *p, size_t i, size_t n, bool rest)
{
    size_t digits = 0;
    ov_str text;

    if (!is_kind(p, i, OV_TOKEN_NUMBER))
        return false;
    text = p->at[i].text;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    if (n ? digits != n : digits < 1 || digits > 3)
        return false;
    return digits == text.len || (rest && (text.ptr[digits] == ',' || text.ptr[digits] == '.'));
}

/* "EU:s", "SKR:s", "2:a": what may stand after the colon. */
static bool is_ending(const pieces *p, size_t i)
{
    return is_kind(p, i, OV_TOKEN_WORD) && p->at[i].text.len <= 6 && p->at[i].text.ptr[0] >= 'a' &&
           p->at[i].text.ptr[0] <= 'z';
}

/* A hyphen that stands for a part left out: "hälso- och sjukvård". */
static size_t open_hyphen(const pieces *p, size_t i)
{
    return is_hyphen(p, i) && !is_kind(p, i + 1, OV_TOKEN_WORD) &&
                   !is_kind(p, i + 1, OV_TOKEN_NUMBER) && !is_hyphen(p, i + 1)
               ? 1
               : 0;
}

static bool is_abbreviation(ov_str word)
{
    static const char *const known[] = {"kap",   "kl",   "ca",   "nr",  "resp", "osv",
                                        "dvs",   "etc",  "jfr",  "mom", "exkl", "inkl",
                                        "forts", "milj", "prop", "dnr", "bil",  "st"};
    size_t letters = 0;
    bool dots = false;

    for (size_t i = 0; i < OV_LEN(known); i++)
        if (ov_str_is(word, known[i]))
            return true;
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '.') {
            dots = true;
            letters = 0;
        } else if (word.ptr[i] < 'a' || word.ptr[i] > 'z' || ++letters > 2) {
            return false;
        }
    }
    return dots;
}

static size_t join_word(const pieces *p, size_t i)
{
    size_t n = 1;

    if (is_mark(p, i + 1, ':') && is_ending(p, i + 2))
        n = 3;
    else if (is_mark(p, i + 1, '.') && is_abbreviation(p->at[i].text))
        n = 2;
    return n + open_hyphen(p, i + n);
}

/* "2025-08-20", "2025-08": how many pieces; 0: no date. */
static size_t join_date(const pieces *p, size_t i)
{
    size_t n;

    if (!is_digits(p, i, 4, false) || !is_hyphen(p, i + 1) || !is_digits(p, i + 2, 2, false))
        return 0;
    n = is_hyphen(p, i + 3) && is_digits(p, i + 4, 2, false) ? 5 : 3;
    return is_hyphen(p, i + n) && is_kind(p, i + n + 1, OV_TOKEN_NUMBER) ? 0 : n;
}

static bool is_group(const pieces *p, size_t i)
{
    return is_kind(p, i, OV_TOKEN_SPACE) &&
           (p->at[i].text.ptr[0] == ' ' || (unsigned char)p->at[i].text.ptr[0] >= 0xc2) &&
           is_digits(p, i + 1, 3, true);
}

static size_t join_number(const pieces *p, size_t i)
{
    size_t n = join_date(p, i);

    if (n)
        return n;
    n = 1;
    if (is_digits(p, i, 0, false))
        while (is_group(p, i + n) && (n == 1 || is_digits(p, i + n - 1, 3, false)))
            n += 2;
    if (is_mark(p, i + n, ':') &&
        (is_kind(p, i + n + 1, OV_TOKEN_NUMBER) || is_ending(p, i + n + 1)))
        n += 2;
    return n + open_hyphen(p, i + n);
}

/* A sign or hyphen that begins what follows: "-5", "−5", "vård och -omsorg". */
static bool leads(const pieces *p, size_t i)
{
    if (!is_hyphen(p, i) && !ov_str_is(p->at[i].text, "\xe2\x88\x92"))
        return false;
    return i == 0 || is_kind(p, i - 1, OV_TOKEN_SPACE) || is_mark(p, i - 1, '(');
}

/* How many pieces from i on are one token. */
static size_t join(const pieces *p, size_t i, ov_token_kind *kind)
{
    size_t n = 1, lead = p->at[i].kind == OV_TOKEN_MARK && leads(p, i) ? 1 : 0;

    *kind = p->at[i].kind;
    if (*kind == OV_TOKEN_SPACE) {
        while (is_kind(p, i + n, OV_TOKEN_SPACE))
            n++;
        return n;
    }
    if (is_kind(p, i + lead, OV_TOKEN_NUMBER)) {
        *kind = OV_TOKEN_NUMBER;
        return lead + join_number(p, i + lead);
    }
    if (is_kind(p, i + lead, OV_TOKEN_WORD)) {
        *kind = OV_TOKEN_WORD;
        return lead + join_word(p, i + lead);
    }
    return 1;
}

const ov_token *ov_tokens(ov_arena *arena, ov_str text, size_t *n)
{
    ov_buf buf = {0};
    ov_token *tokens;
    pieces p;

    ov_buf_reserve(&buf, (text.len / 3 + 1) * sizeof(ov_token));
    if (!cut_latin(&buf, text)) {
        ov_buf_clear(&buf);
        cut_any(&buf, text);
    }
    p = (pieces){(const ov_token *)(const void *)buf.ptr, buf.len / sizeof(ov_token)};
    tokens = ov_alloc(arena, (p.n + 1) * sizeof *tokens);
    *n = 0;
    for (size_t i = 0, step; i < p.n; i += step) {
        const char *end;
        ov_token_kind kind;

        step = join(&p, i, &kind);
        end = p.at[i + step - 1].text.ptr + p.at[i + step - 1].text.len;
        tokens[(*n)++] = (ov_token){{p.at[i].text.ptr, (size_t)(end - p.at[i].text.ptr)}, kind};
    }
    ov_buf_free(&buf);
    return tokens;
}

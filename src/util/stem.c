/* SPDX-License-Identifier: EUPL-1.2 */
/* stem.c — cuts text into words and finds their stems; ICU's letters, Snowball's Swedish. */
#include "util/stem.h"

#include "util/fatal.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

enum { MOST_LETTERS = 64, MOST_ENDING = 4, SOFT_HYPHEN = 0xad };

/* Opened once per process; a fork has its own copy. */
static struct sb_stemmer *swedish(void)
{
    static struct sb_stemmer *stemmer;

    if (!stemmer) {
        stemmer = sb_stemmer_new("swedish", "UTF_8");
        if (!stemmer)
            ov_fatal("no Swedish stemmer in libstemmer", 0);
    }
    return stemmer;
}

static bool is_digit(UChar32 c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(UChar32 c)
{
    if (c < 0x80)
        return (c | 32) >= 'a' && (c | 32) <= 'z';
    return u_isalpha(c) || (U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_N_MASK));
}

static bool in_word(UChar32 c)
{
    return is_digit(c) || is_letter(c) || c == SOFT_HYPHEN;
}

static UChar32 lower(UChar32 c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c | 32 : c;
    return u_tolower(c);
}

/* The code point at *at, which moves past it; 0 at the end. */
static UChar32 next(ov_str text, int32_t *at)
{
    const uint8_t *bytes = (const uint8_t *)text.ptr;
    UChar32 c = 0;

    if (*at < (int32_t)text.len)
        U8_NEXT(bytes, *at, (int32_t)text.len, c);
    return c < 0 ? 0xfffd : c;
}

/* Does the word go on over the mark c, with *at behind it? "3.1" and "12,5" do. */
static bool joins(ov_str text, int32_t at, UChar32 before, UChar32 c)
{
    return (c == '.' || c == ',') && is_digit(before) && is_digit(next(text, &at));
}

/* The length in bytes of ":s", ":erna" at `at`; 0 when no such ending stands there. */
static int32_t ending(ov_str text, int32_t at)
{
    int32_t begin = at, end = at;
    int letters = 0;

    if (next(text, &at) != ':')
        return 0;
    for (end = at; is_letter(next(text, &at)); end = at)
        letters++;
    return letters >= 1 && letters <= MOST_ENDING ? end - begin : 0;
}

/* Reads the word that begins at *at; what is folded goes to out, which has room for it. */
static void read_word(ov_str text, int32_t *at, char *out, size_t *len)
{
    UChar32 before = 0, c;
    int32_t end = *at, ahead = *at;
    int letters = 0;
    size_t n = 0;

    while ((c = next(text, &ahead)) != 0 && (in_word(c) || joins(text, ahead, before, c))) {
        if (c != SOFT_HYPHEN && letters++ < MOST_LETTERS)
            U8_APPEND_UNSAFE((uint8_t *)out, n, (uint32_t)lower(c));
        before = c;
        end = ahead;
    }
    *len = n;
    *at = end;
}

/* Stemmed until nothing more comes off: at one go "kostnader" gives "kostnad" but "kostnad" gives
 * "kostn", and neither would find the other. */
static ov_str stem_of(ov_arena *arena, ov_str folded)
{
    struct sb_stemmer *stemmer = swedish();
    ov_str word = folded;

    for (;;) {
        const sb_symbol *stem =
            sb_stemmer_stem(stemmer, (const sb_symbol *)word.ptr, (int)word.len);
        size_t n = (size_t)sb_stemmer_length(stemmer);

        if (!stem)
            ov_fatal("stemmer", folded.len);
        if (n >= word.len)
            return word;
        if (memcmp(stem, word.ptr, n) == 0)
            word.len = n;
        else
            word = (ov_str){ov_strndup(arena, (const char *)stem, n), n};
    }
}

static void add(ov_arena *arena, ov_word **words, size_t *n, size_t *cap, ov_word word)
{
    if (*n == *cap) {
        size_t more = *cap ? *cap * 2 : 32;
        ov_word *grown = ov_alloc(arena, more * sizeof *grown);

        if (*n)
            memcpy(grown, *words, *n * sizeof *grown);
        *words = grown;
        *cap = more;
    }
    (*words)[(*n)++] = word;
}

const ov_word *ov_words(ov_arena *arena, ov_str text, size_t *n)
{
    ov_word *words = NULL;
    size_t cap = 0;
    char folded[MOST_LETTERS * U8_MAX_LENGTH];
    int32_t at = 0, begin = 0;
    UChar32 c;

    *n = 0;
    if (text.len > INT32_MAX / 2)
        return NULL;
    while ((c = next(text, &at)) != 0) {
        size_t len;

        if (!is_digit(c) && !is_letter(c)) {
            begin = at;
            continue;
        }
        at = begin;
        read_word(text, &at, folded, &len);
        ov_word word = {.folded = {ov_strndup(arena, folded, len), len}};
        word.stem = stem_of(arena, word.folded);
        at += ending(text, at);
        word.at = (ov_str){text.ptr + begin, (size_t)(at - begin)};
        add(arena, &words, n, &cap, word);
        begin = at;
    }
    return words;
}

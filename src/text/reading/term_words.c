/* SPDX-License-Identifier: EUPL-1.2 */
/* term_words.c — finds the terms of a matter in a text: whole words, in the form that is listed or
 * one with the same stem. */
#include "text/reading/term.h"

#include "util/stem.h"

#include <stdlib.h>
#include <string.h>

enum { PHRASE_WORDS = 8, PHRASES_EACH = 21, PREFIXES = 4096 };

typedef struct phrase {
    size_t term; /* row */
    size_t n;
    ov_str words[PHRASE_WORDS];
} phrase;

struct ov_term_words {
    const phrase *phrases; /* by their first word */
    size_t n;
    const ov_rows *terms;
    bool begins[PREFIXES]; /* by hash of the first word */
};

static size_t hash(ov_str word)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < word.len; i++)
        h = (h ^ (unsigned char)word.ptr[i]) * 16777619u;
    return h % PREFIXES;
}

static int compare(ov_str a, ov_str b)
{
    int order = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int by_first(const void *a, const void *b)
{
    const phrase *x = a, *y = b;
    int order = compare(x->words[0], y->words[0]);

    return order ? order : (x->term > y->term) - (x->term < y->term);
}

static bool read_phrase(ov_arena *arena, ov_str text, phrase *out)
{
    size_t n;
    const ov_word *words = ov_words(arena, text, &n);

    if (n > PHRASE_WORDS)
        return false;
    for (size_t i = 0; i < n; i++)
        out->words[out->n++] = words[i].stem;
    return n > 0;
}

ov_term_words *ov_term_words_new(ov_arena *arena, const ov_rows *terms)
{
    enum { NAME = 1, FORMS = 2 };
    ov_term_words *words = ov_calloc(arena, 1, sizeof *words);
    phrase *list = ov_calloc(arena, terms->n * PHRASES_EACH + 1, sizeof *list);

    words->terms = terms;
    for (size_t i = 0; i < terms->n; i++) {
        ov_str rest = ov_cell_str(terms, i, FORMS), form = ov_cell_str(terms, i, NAME);

        for (int k = 0; k < PHRASES_EACH; k++) {
            list[words->n] = (phrase){.term = i};
            if (read_phrase(arena, form, &list[words->n])) {
                words->begins[hash(list[words->n].words[0])] = true;
                words->n++;
            }
            if (!rest.len)
                break;
            form = ov_str_cut(&rest, '\n');
        }
    }
    qsort(list, words->n, sizeof *list, by_first);
    words->phrases = list;
    return words;
}

/* The first phrase that begins with the word, or n. */
static size_t first_with(const ov_term_words *words, ov_str word)
{
    size_t low = 0, high = words->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(words->phrases[middle].words[0], word) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Is there nothing but spaces (also no-break ones) and hyphens between two words? */
static bool side_by_side(ov_str a, ov_str b)
{
    for (const char *p = a.ptr + a.len; p < b.ptr; p++)
        if (*p != ' ' && *p != '\n' && *p != '-' && *p != '\xc2' && *p != '\xa0')
            return false;
    return true;
}

/* Do the words of the phrase follow from word i on? */
static bool fits(const phrase *p, const ov_word *text, size_t n, size_t i)
{
    for (size_t k = 1; k < p->n; k++)
        if (i + k >= n || !ov_str_eq(text[i + k].stem, p->words[k]) ||
            !side_by_side(text[i + k - 1].at, text[i + k].at))
            return false;
    return true;
}

size_t ov_term_words_in(ov_arena *arena, const ov_term_words *words, ov_id node_id, ov_str text,
                        size_t *found)
{
    enum { DEFINED_IN = 3 };
    size_t n, found_n = 0;
    const ov_word *list = ov_words(arena, text, &n);
    bool seen[OV_TERMS_MOST] = {false};

    for (size_t i = 0; i < n; i++) {
        ov_str word = list[i].stem;

        if (!words->begins[hash(word)])
            continue;
        for (size_t k = first_with(words, word);
             k < words->n && ov_str_eq(words->phrases[k].words[0], word); k++) {
            size_t term = words->phrases[k].term;

            if (term < OV_TERMS_MOST && !seen[term] &&
                ov_cell_int(words->terms, term, DEFINED_IN) != node_id &&
                fits(&words->phrases[k], list, n, i)) {
                seen[term] = true;
                found[found_n++] = term;
            }
        }
    }
    return found_n;
}

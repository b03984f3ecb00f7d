/* SPDX-License-Identifier: EUPL-1.2 */
/* term_words.c — finds the terms of a matter in a text: whole words, in the form that is listed or
 * one with the same stem. */
#include "text/term.h"

#include "util/words.h"

#include <stdlib.h>
#include <string.h>

enum { PHRASE_WORDS = 8, PHRASES_EACH = 21, PREFIXES = 4096, WORD_BYTES = 120 };

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

/* A word as it is compared: lower case, of Latin letters with marks too; too long ones are none. */
static ov_str fold(char *out, ov_str word)
{
    bool marked = false;

    if (word.len >= WORD_BYTES)
        return (ov_str){out, 0};
    for (size_t i = 0; i < word.len; i++) {
        unsigned char c = (unsigned char)word.ptr[i];
        bool upper = marked ? c >= 0x80 && c <= 0x9e && c != 0x97 : c >= 'A' && c <= 'Z';

        out[i] = (char)(upper ? c + 0x20 : c);
        marked = c == 0xc3;
    }
    return (ov_str){out, word.len};
}

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

static bool is_word(const ov_token *token)
{
    return token->kind == OV_TOKEN_WORD || token->kind == OV_TOKEN_NUMBER;
}

static bool read_phrase(ov_arena *arena, ov_str text, phrase *out)
{
    size_t n;
    const ov_token *tokens = ov_tokens(arena, text, &n);

    for (size_t i = 0; i < n; i++) {
        if (!is_word(&tokens[i]))
            continue;
        if (out->n == PHRASE_WORDS)
            return false;
        out->words[out->n++] = fold(ov_alloc(arena, WORD_BYTES), tokens[i].text);
    }
    return out->n > 0;
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

/* Do the words of the phrase follow from token i, with nothing but spaces between them? */
static bool fits(const phrase *p, const ov_token *tokens, size_t n, size_t i)
{
    size_t at = i + 1;
    char word[WORD_BYTES];

    for (size_t k = 1; k < p->n; k++) {
        if (at + 1 >= n || tokens[at].kind != OV_TOKEN_SPACE || !is_word(&tokens[at + 1]) ||
            !ov_str_eq(fold(word, tokens[at + 1].text), p->words[k]))
            return false;
        at += 2;
    }
    return true;
}

size_t ov_term_words_in(ov_arena *arena, const ov_term_words *words, ov_id node_id, ov_str text,
                        size_t *found)
{
    enum { DEFINED_IN = 3 };
    size_t n, found_n = 0;
    const ov_token *tokens = ov_tokens(arena, text, &n);
    bool seen[OV_TERMS_MOST] = {false};
    char folded[WORD_BYTES];

    for (size_t i = 0; i < n; i++) {
        ov_str word;

        if (!is_word(&tokens[i]))
            continue;
        word = fold(folded, tokens[i].text);
        if (!words->begins[hash(word)])
            continue;
        for (size_t k = first_with(words, word);
             k < words->n && ov_str_eq(words->phrases[k].words[0], word); k++) {
            size_t term = words->phrases[k].term;

            if (term < OV_TERMS_MOST && !seen[term] &&
                ov_cell_int(words->terms, term, DEFINED_IN) != node_id &&
                fits(&words->phrases[k], tokens, n, i)) {
                seen[term] = true;
                found[found_n++] = term;
            }
        }
    }
    return found_n;
}

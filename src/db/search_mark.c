/* SPDX-License-Identifier: EUPL-1.2 */
/* search_mark.c — the words that were sought, in a text: whole or only the place around the first.
 */
#include "db/search_inside.h"

static bool is_hit(const ov_search_words *words, const ov_word *word)
{
    for (size_t i = 0; i < words->n; i++)
        if (ov_str_eq(word->stem, words->stems[i]) || ov_stem_has(word->stem, words->stems[i]))
            return true;
    return false;
}

typedef struct cutting {
    ov_arena *arena;
    ov_search_piece *pieces;
    size_t n;
} cutting;

/* Line breaks and runs of blanks become one blank. */
static ov_str on_one_line(ov_arena *arena, ov_str text)
{
    char *line = ov_alloc(arena, text.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        bool blank = text.ptr[i] == ' ' || text.ptr[i] == '\n' || text.ptr[i] == '\t';

        if (!blank)
            line[n++] = text.ptr[i];
        else if (n && line[n - 1] != ' ')
            line[n++] = ' ';
    }
    line[n] = '\0';
    return (ov_str){line, n};
}

static void add(cutting *c, ov_str text, bool hit)
{
    if (text.len)
        c->pieces[c->n++] = (ov_search_piece){text, hit};
}

/* The words first … last - 1 of text and what stands between begin and end. */
static void cut(cutting *c, const ov_search_words *sought, const ov_word *words, size_t n,
                const char *begin, const char *end)
{
    const char *at = begin;

    for (size_t i = 0; i < n; i++) {
        const char *word = words[i].at.ptr, *after = word + words[i].at.len;

        if (word < begin || after > end || !is_hit(sought, &words[i]))
            continue;
        add(c, (ov_str){at, (size_t)(word - at)}, false);
        add(c, words[i].at, true);
        at = after;
    }
    add(c, (ov_str){at, (size_t)(end - at)}, false);
}

/* Where the excerpt begins and ends: most bytes, a third of them before the first hit, at words. */
static void place(const ov_search_words *sought, ov_str text, const ov_word *words, size_t n,
                  size_t most, const char **begin, const char **end)
{
    size_t first = 0, from, to;

    while (first < n && !is_hit(sought, &words[first]))
        first++;
    from = to = first < n ? first : 0;
    *begin = text.ptr;
    *end = text.ptr + text.len;
    if (n == 0 || text.len <= most)
        return;
    while (from > 0 &&
           (size_t)(words[first < n ? first : 0].at.ptr - words[from - 1].at.ptr) < most / 3)
        from--;
    while (to + 1 < n &&
           (size_t)(words[to + 1].at.ptr + words[to + 1].at.len - words[from].at.ptr) <= most)
        to++;
    if (from > 0)
        *begin = words[from].at.ptr;
    if (to + 1 < n)
        *end = words[to].at.ptr + words[to].at.len;
}

const ov_search_piece *ov_search_pieces(ov_arena *arena, const ov_search_words *words, ov_str text,
                                        size_t most, size_t *n)
{
    ov_str line = most ? on_one_line(arena, text) : text;
    const char *begin = line.ptr, *end = line.ptr + line.len;
    cutting c = {.arena = arena};
    size_t n_list;
    const ov_word *list = ov_words(arena, line, &n_list);

    if (most)
        place(words, line, list, n_list, most, &begin, &end);
    c.pieces = ov_alloc(arena, (2 * n_list + 3) * sizeof *c.pieces);
    if (begin > line.ptr)
        add(&c, OV_LIT("… "), false);
    cut(&c, words, list, n_list, begin, end);
    if (end < line.ptr + line.len)
        add(&c, OV_LIT(" …"), false);
    *n = c.n;
    return c.pieces;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_bag.c — how alike two texts are by their words, and which pairs are worth comparing. */
#include "text/diff/diff_inside.h"

#include <stdlib.h>

#define COMMON_WORD 16 /* a word in more texts than this says nothing of where a text went */
#define CANDIDATES 4

static bool is_letter(unsigned char c)
{
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* No-break spaces part words, soft hyphens do not count. */
static size_t skip_at(const unsigned char *p, size_t left, bool *parts)
{
    *parts = true;
    if (left > 1 && p[0] == 0xc2 && (p[1] == 0xa0 || p[1] == 0xad)) {
        *parts = p[1] == 0xa0;
        return 2;
    }
    return left > 2 && p[0] == 0xe2 && p[1] == 0x80 && p[2] == 0xaf ? 3 : 0;
}

static void add_words(ov_buf *out, ov_str text)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    uint32_t hash = 0;

    for (size_t i = 0; i <= text.len; i++) {
        bool parts = true;
        size_t skip = i < text.len ? skip_at(p + i, text.len - i, &parts) : 0;

        if (i < text.len && !skip && is_letter(p[i])) {
            hash = (hash + 1 + (p[i] >= 'A' && p[i] <= 'Z' ? p[i] | 0x20u : p[i])) * 0x9e3779b1u;
            hash ^= hash >> 15;
        } else if (parts && hash) {
            ov_buf_add(out, &hash, sizeof hash);
            hash = 0;
        }
        i += skip ? skip - 1 : 0;
    }
}

static int by_word(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

ov_bag ov_bag_of(ov_arena *arena, const ov_str *texts, size_t n)
{
    ov_buf buf = {0};
    uint32_t *words;
    ov_bag bag = {0};

    for (size_t i = 0; i < n; i++)
        add_words(&buf, texts[i]);
    words = ov_alloc(arena, buf.len + 1);
    if (buf.len)
        memcpy(words, buf.ptr, buf.len);
    bag = (ov_bag){words, (uint32_t)(buf.len / sizeof *words)};
    qsort(words, bag.n, sizeof *words, by_word);
    ov_buf_free(&buf);
    return bag;
}

uint32_t ov_bag_common(const ov_bag *a, const ov_bag *b)
{
    uint32_t i = 0, j = 0, common = 0;

    while (i < a->n && j < b->n) {
        uint32_t x = a->words[i], y = b->words[j];

        common += x == y;
        i += x <= y;
        j += y <= x;
    }
    return common;
}

uint32_t ov_bag_likeness(const ov_bag *a, const ov_bag *b, uint32_t least, uint32_t *common)
{
    uint64_t all = (uint64_t)a->n + b->n, less = a->n < b->n ? a->n : b->n;

    *common = 0;
    if (all == 0 || 2000 * less / all < least)
        return 0;
    *common = ov_bag_common(a, b);
    return (uint32_t)(2000 * (uint64_t)*common / all);
}

/* ---- pairs worth comparing ------------------------------------------------------------------- */

static int by_key(const void *x, const void *y)
{
    const ov_dkey *a = x, *b = y;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* Where each word stands: sorted by word, then by text, each text once. */
static ov_dkey *postings(ov_arena *arena, const ov_bag *bags, uint32_t n, size_t *count)
{
    size_t all = 0;
    ov_dkey *list;

    for (uint32_t i = 0; i < n; i++)
        all += bags[i].n;
    list = ov_alloc(arena, (all + 1) * sizeof *list);
    *count = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < bags[i].n; k++)
            if (k == 0 || bags[i].words[k] != bags[i].words[k - 1])
                list[(*count)++] = (ov_dkey){bags[i].words[k], i};
    qsort(list, *count, sizeof *list, by_key);
    return list;
}

typedef struct votes {
    uint32_t *count; /* of each text of b */
    uint32_t touched[1024], n;
} votes;

static void vote(votes *v, uint32_t at)
{
    if (v->count[at] == 0) {
        if (v->n == OV_LEN(v->touched))
            return;
        v->touched[v->n++] = at;
    }
    v->count[at]++;
}

static int32_t best_of(const votes *v)
{
    int32_t best = -1;

    for (uint32_t i = 0; i < v->n; i++) {
        uint32_t at = v->touched[i];

        if (v->count[at] && (best < 0 || v->count[at] > v->count[best] ||
                             (v->count[at] == v->count[best] && at < (uint32_t)best)))
            best = (int32_t)at;
    }
    return best;
}

/* The first posting of the word in a sorted list, from `from` on. */
static size_t seek(const ov_dkey *list, size_t n, uint32_t word)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (list[mid].key < word)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void count_votes(votes *v, const ov_bag *bag, const ov_dkey *list, size_t n)
{
    for (uint32_t k = 0; k < bag->n; k++) {
        size_t from, to;

        if (k && bag->words[k] == bag->words[k - 1])
            continue;
        from = to = seek(list, n, bag->words[k]);
        while (to < n && to - from <= COMMON_WORD && list[to].key == bag->words[k])
            to++;
        for (size_t i = from; to - from <= COMMON_WORD && i < to; i++)
            vote(v, list[i].at);
    }
}

ov_dpair *ov_bag_pairs(ov_arena *arena, const ov_bag *a, uint32_t n_a, const ov_bag *b,
                       uint32_t n_b, size_t room, size_t *n)
{
    ov_dpair *pairs = ov_alloc(arena, (room + (size_t)n_a * CANDIDATES + 1) * sizeof *pairs);
    size_t count;
    const ov_dkey *list = postings(arena, b, n_b, &count);
    votes v = {.count = ov_calloc(arena, n_b + 1, sizeof(uint32_t))};

    *n = 0;
    for (uint32_t i = 0; i < n_a; i++) {
        v.n = 0;
        count_votes(&v, &a[i], list, count);
        for (int k = 0; k < CANDIDATES; k++) {
            int32_t best = best_of(&v);

            if (best < 0)
                break;
            pairs[(*n)++] = (ov_dpair){i, (uint32_t)best, 0};
            v.count[best] = 0;
        }
        for (uint32_t k = 0; k < v.n; k++)
            v.count[v.touched[k]] = 0;
    }
    return pairs;
}

static int by_score(const void *x, const void *y)
{
    const ov_dpair *a = x, *b = y;

    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return a->b < b->b ? -1 : a->b > b->b;
}

void ov_dpairs_sort(ov_dpair *pairs, size_t n)
{
    if (n)
        qsort(pairs, n, sizeof *pairs, by_score);
}

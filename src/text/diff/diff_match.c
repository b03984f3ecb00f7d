/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_match.c — which block is which: the same words in the same order, the same words elsewhere,
 * then the most alike. */
#include "text/diff/diff_inside.h"

#include <stdlib.h>

#define LONG_TEXT 20 /* bytes: the same words elsewhere by chance are shorter */
#define NEAR 3       /* blocks of one gap are compared with so many around their place */

typedef struct matcher {
    ov_arena *arena;
    ov_dside *a, *b;
    int64_t budget;
} matcher;

static void pair(void *arg, uint32_t i, uint32_t j)
{
    matcher *m = arg;

    if (m->a->blocks[i].hash != m->b->blocks[j].hash)
        return;
    m->a->blocks[i].other = j;
    m->b->blocks[j].other = i;
}

static void pair_in_place(matcher *m, uint32_t i, uint32_t j)
{
    pair(m, i, j);
    m->a->blocks[i].placed = m->b->blocks[j].placed = m->a->blocks[i].other == j;
}

/* ---- inside a provision and its counterpart -------------------------------------------------- */

typedef struct range {
    uint32_t from, to;
} range;

/* The blocks of a provision below its heading. */
static range body_of(const ov_dside *side, uint32_t node)
{
    uint32_t first = side->first[node], end = first + side->own[node];

    return (range){first + (first < end && ov_dblock_is_heading(side, first)), end};
}

static void pair_headings(matcher *m, uint32_t node)
{
    uint32_t i = m->a->first[node], j = m->b->first[m->a->match[node]];

    if (m->a->own[node] && m->b->own[m->a->match[node]] && ov_dblock_is_heading(m->a, i) &&
        ov_dblock_is_heading(m->b, j)) {
        m->a->blocks[i].other = j;
        m->b->blocks[j].other = i;
    }
}

static uint32_t *ids_of(ov_arena *arena, const ov_dside *side, range r)
{
    uint32_t *ids = ov_alloc(arena, (r.to - r.from + 1) * sizeof *ids);

    for (uint32_t i = r.from; i < r.to; i++)
        ids[i - r.from] = (uint32_t)(side->blocks[i].hash >> 32);
    return ids;
}

static void match_in_order(matcher *m, range a, range b)
{
    uint32_t *match;

    while (a.from < a.to && b.from < b.to && m->a->blocks[a.from].hash == m->b->blocks[b.from].hash)
        pair_in_place(m, a.from++, b.from++);
    while (a.from < a.to && b.from < b.to &&
           m->a->blocks[a.to - 1].hash == m->b->blocks[b.to - 1].hash)
        pair_in_place(m, --a.to, --b.to);
    if (a.from == a.to || b.from == b.to)
        return;
    match = ov_alloc(m->arena, (a.to - a.from) * sizeof *match);
    ov_lcs(ids_of(m->arena, m->a, a), a.to - a.from, ids_of(m->arena, m->b, b), b.to - b.from,
           match, &m->budget);
    for (uint32_t i = a.from; i < a.to; i++)
        if (match[i - a.from] != OV_NONE)
            pair_in_place(m, i, b.from + match[i - a.from]);
}

static ov_dkey *keys_of(ov_arena *arena, const ov_dside *side, range r, size_t least, size_t most,
                        size_t *n)
{
    ov_dkey *keys = ov_alloc(arena, (r.to - r.from + 1) * sizeof *keys);

    *n = 0;
    for (uint32_t i = r.from; i < r.to; i++) {
        const ov_dblock *block = &side->blocks[i];

        if (block->other == OV_NONE && block->kind != OV_DIFF_HEADING && block->text.len >= least &&
            block->text.len < most)
            keys[(*n)++] = (ov_dkey){block->hash, i};
    }
    return keys;
}

static void match_same(matcher *m, range a, range b, size_t least, size_t most, bool even)
{
    size_t n_a, n_b;
    ov_dkey *keys_a = keys_of(m->arena, m->a, a, least, most, &n_a);
    ov_dkey *keys_b = keys_of(m->arena, m->b, b, least, most, &n_b);

    ov_join(keys_a, n_a, keys_b, n_b, even, pair, m);
}

static void match_inside(matcher *m, uint32_t node)
{
    range a = body_of(m->a, node), b = body_of(m->b, m->a->match[node]);

    pair_headings(m, node);
    match_in_order(m, a, b);
    match_same(m, a, b, 0, SIZE_MAX, false);
}

/* ---- the most alike -------------------------------------------------------------------------- */

/* The unmatched blocks of a side, each with its gap (between two blocks that stand in place) and
 * its rank there. */
typedef struct rest {
    uint32_t *blocks, *rank, n;
    uint64_t *gap; /* 0: its provision has no counterpart */
    ov_bag *bags;
} rest;

static uint64_t gap_key(uint32_t node, uint32_t before)
{
    return ((uint64_t)node + 1) << 32 | before;
}

/* Gaps are named by the places of b, so that both sides name them alike. */
static rest rest_of(const matcher *m, const ov_dside *side, bool is_a)
{
    size_t room = side->n + 1;
    rest r = {.n = 0};
    uint32_t before = 0, node = OV_NONE, rank = 0;

    r.blocks = ov_alloc(m->arena, room * sizeof *r.blocks);
    r.rank = ov_alloc(m->arena, room * sizeof *r.rank);
    r.gap = ov_alloc(m->arena, room * sizeof *r.gap);
    r.bags = ov_alloc(m->arena, room * sizeof *r.bags);
    for (uint32_t i = 0; i < side->n; i++) {
        const ov_dblock *block = &side->blocks[i];
        uint32_t other = side->match[block->node];

        if (block->node != node)
            before = rank = 0;
        node = block->node;
        if (block->placed) {
            before = (is_a ? block->other : i) + 1;
            rank = 0;
        }
        if (block->other != OV_NONE || block->kind == OV_DIFF_HEADING)
            continue;
        r.blocks[r.n] = i;
        r.rank[r.n] = rank++;
        r.gap[r.n] = other == OV_NONE ? 0 : gap_key(is_a ? other : node, before);
        r.bags[r.n++] = ov_bag_of(m->arena, &block->text, 1);
    }
    return r;
}

static ov_str first_cell(ov_str row)
{
    row.ptr++;
    row.len--;
    return ov_str_cut(&row, '|');
}

static bool same_row(const ov_dblock *a, const ov_dblock *b)
{
    ov_str x, y;

    if (a->kind != OV_DIFF_ROW || b->kind != OV_DIFF_ROW)
        return false;
    x = first_cell(a->text);
    y = first_cell(b->text);
    return ov_str_trim(x).len > 0 && ov_str_eq(x, y);
}

/* In thousandths and a little for the place; 0: not alike. */
static uint32_t score(const matcher *m, const rest *a, uint32_t x, const rest *b, uint32_t y)
{
    const ov_dblock *i = &m->a->blocks[a->blocks[x]], *j = &m->b->blocks[b->blocks[y]];
    const ov_bag *p = &a->bags[x], *q = &b->bags[y];
    bool inside = m->a->match[i->node] == j->node;
    uint32_t common, less = p->n < q->n ? p->n : q->n;
    uint32_t like = ov_bag_likeness(p, q, inside ? 200 : 600, &common);

    if (inside && like >= 250 && common >= 4 && 1000 * (uint64_t)common >= 850 * (uint64_t)less &&
        like < 500)
        like = 500;
    if (inside && same_row(i, j))
        like += 300;
    if (like < (inside ? 500u : common < 5 ? 750u : 600u) || (!inside && common < 4))
        return 0; /* elsewhere, few words are alike by chance */
    return like + (inside ? 60 : 0) + (a->gap[x] && a->gap[x] == b->gap[y] ? 60 : 0);
}

static int by_gap(const void *x, const void *y)
{
    uint64_t a = ((const ov_dkey *)x)->key, b = ((const ov_dkey *)y)->key;

    return a < b ? -1 : a > b;
}

/* Where each gap of b begins, sorted by gap. */
static ov_dkey *gaps_of(const matcher *m, const rest *b, size_t *n)
{
    ov_dkey *gaps = ov_alloc(m->arena, (b->n + 1) * sizeof *gaps);

    *n = 0;
    for (uint32_t y = 0; y < b->n; y++)
        if (b->gap[y] && b->rank[y] == 0)
            gaps[(*n)++] = (ov_dkey){b->gap[y], y};
    if (*n)
        qsort(gaps, *n, sizeof *gaps, by_gap);
    return gaps;
}

/* Adds the pairs of blocks that stand at about the same place of a gap. */
static void add_near(const matcher *m, const rest *a, const rest *b, ov_dpair *pairs, size_t *n)
{
    size_t n_gaps;
    const ov_dkey *gaps = gaps_of(m, b, &n_gaps), *gap;

    for (uint32_t x = 0; x < a->n; x++) {
        ov_dkey wanted = {a->gap[x], 0};
        uint32_t low = a->rank[x] > NEAR ? a->rank[x] - NEAR : 0;

        gap = a->gap[x] && n_gaps ? bsearch(&wanted, gaps, n_gaps, sizeof *gaps, by_gap) : NULL;
        for (uint32_t k = low; gap && k <= a->rank[x] + NEAR; k++) {
            uint32_t y = gap->at + k;

            if (y >= b->n || b->gap[y] != a->gap[x])
                break;
            pairs[(*n)++] = (ov_dpair){x, y, 0};
        }
    }
}

static void match_alike(matcher *m)
{
    rest a = rest_of(m, m->a, true), b = rest_of(m, m->b, false);
    ov_dpair *pairs;
    size_t n;

    if (a.n == 0 || b.n == 0)
        return;
    pairs = ov_bag_pairs(m->arena, a.bags, a.n, b.bags, b.n, (size_t)a.n * (2 * NEAR + 1), &n);
    add_near(m, &a, &b, pairs, &n);
    for (size_t i = 0; i < n; i++)
        pairs[i].score = score(m, &a, pairs[i].a, &b, pairs[i].b);
    ov_dpairs_sort(pairs, n);
    for (size_t i = 0; i < n && pairs[i].score; i++) {
        uint32_t x = a.blocks[pairs[i].a], y = b.blocks[pairs[i].b];

        if (m->a->blocks[x].other == OV_NONE && m->b->blocks[y].other == OV_NONE) {
            m->a->blocks[x].other = y;
            m->b->blocks[y].other = x;
        }
    }
}

void ov_diff_match_blocks(ov_arena *arena, ov_dside *a, ov_dside *b)
{
    matcher m = {.arena = arena, .a = a, .b = b, .budget = 40000000};
    range all_a = {0, a->n}, all_b = {0, b->n};

    for (uint32_t i = 0; i < a->n_nodes; i++)
        if (a->match[i] != OV_NONE)
            match_inside(&m, i);
    match_same(&m, all_a, all_b, LONG_TEXT, SIZE_MAX, false);
    match_same(&m, all_a, all_b, 3, LONG_TEXT, true);
    match_alike(&m);
}

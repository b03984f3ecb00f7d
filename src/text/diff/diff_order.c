/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_order.c — what stands where it stood and what moved: as little as possible moved. */
#include "text/diff/diff_inside.h"

/* best[i]: the member with the heaviest rise that ends at or before place i (a Fenwick tree). */
typedef struct tree {
    uint32_t *best;
    const uint64_t *sum;
    uint32_t n;
} tree;

static uint32_t heaviest_before(const tree *t, uint32_t place)
{
    uint32_t best = OV_NONE;

    for (; place > 0; place -= place & -place)
        if (t->best[place] != OV_NONE && (best == OV_NONE || t->sum[t->best[place]] > t->sum[best]))
            best = t->best[place];
    return best;
}

static void put(const tree *t, uint32_t place, uint32_t member)
{
    for (; place <= t->n; place += place & -place)
        if (t->best[place] == OV_NONE || t->sum[member] > t->sum[t->best[place]])
            t->best[place] = member;
}

void ov_heaviest_rise(ov_arena *arena, const uint32_t *at, const uint64_t *weight, uint32_t n,
                      uint32_t limit, bool *keep)
{
    uint64_t *sum = ov_calloc(arena, n + 1, sizeof *sum);
    uint32_t *before = ov_alloc(arena, (n + 1) * sizeof *before);
    tree t = {ov_alloc(arena, ((size_t)limit + 2) * sizeof(uint32_t)), sum, limit + 1};
    uint32_t best = OV_NONE;

    memset(t.best, 0xff, ((size_t)limit + 2) * sizeof(uint32_t));
    memset(keep, 0, n * sizeof *keep);
    for (uint32_t i = 0; i < n; i++) {
        before[i] = heaviest_before(&t, at[i]);
        sum[i] = weight[i] + (before[i] == OV_NONE ? 0 : sum[before[i]]);
        put(&t, at[i] + 1, i);
        if (best == OV_NONE || sum[i] > sum[best])
            best = i;
    }
    for (; best != OV_NONE; best = before[best])
        keep[best] = true;
}

/* ---- provisions ------------------------------------------------------------------------------ */

/* A number of blocks counts before their length: of two that changed places, the smaller moved. */
static uint64_t weight_of(uint64_t blocks, size_t bytes)
{
    return (blocks << 32) + (bytes < UINT32_MAX / 4096 ? bytes : UINT32_MAX / 4096);
}

static uint64_t node_weight(const ov_dside *side, uint32_t node)
{
    size_t bytes = 0;

    for (uint32_t i = 0; i < side->own[node]; i++)
        bytes += side->blocks[side->first[node] + i].text.len;
    return weight_of(side->own[node] + (side->own[node] == 0), bytes);
}

/* What a list needs for ov_heaviest_rise. */
typedef struct rise {
    uint32_t *from, *at, n;
    uint64_t *weight;
    bool *keep;
} rise;

static rise rise_new(ov_arena *arena, uint32_t room)
{
    rise r = {.n = 0};

    r.from = ov_alloc(arena, (room + 1) * sizeof *r.from);
    r.at = ov_alloc(arena, (room + 1) * sizeof *r.at);
    r.weight = ov_alloc(arena, (room + 1) * sizeof *r.weight);
    r.keep = ov_alloc(arena, (room + 1) * sizeof *r.keep);
    return r;
}

static void rise_add(rise *r, uint32_t from, uint32_t at, uint64_t weight)
{
    r->from[r->n] = from;
    r->at[r->n] = at;
    r->weight[r->n++] = weight;
}

static void place_nodes(ov_arena *arena, ov_dside *a, ov_dside *b)
{
    rise r = rise_new(arena, a->n_nodes);

    for (uint32_t i = 0; i < a->n_nodes; i++)
        if (a->match[i] != OV_NONE)
            rise_add(&r, i, a->match[i], node_weight(a, i) + node_weight(b, a->match[i]));
    ov_heaviest_rise(arena, r.at, r.weight, r.n, b->n_nodes, r.keep);
    for (uint32_t i = 0; i < r.n; i++) {
        a->moved[r.from[i]] = !r.keep[i];
        b->moved[r.at[i]] = !r.keep[i];
    }
}

/* ---- blocks ---------------------------------------------------------------------------------- */

static void keep_placed(const rise *r, ov_dside *a, ov_dside *b)
{
    for (uint32_t i = 0; i < r->n; i++) {
        a->blocks[r->from[i]].placed = r->keep[i];
        b->blocks[r->at[i]].placed = r->keep[i];
    }
}

static uint64_t pair_weight(const ov_dside *a, uint32_t i, const ov_dside *b, uint32_t j)
{
    return weight_of(1, (a->blocks[i].text.len + b->blocks[j].text.len) / 2);
}

/* Inside a provision and its counterpart. */
static void place_inside(ov_arena *arena, ov_dside *a, ov_dside *b, uint32_t node)
{
    uint32_t first = b->first[a->match[node]];
    rise r = rise_new(arena, a->own[node]);

    for (uint32_t k = 0; k < a->own[node]; k++) {
        uint32_t i = a->first[node] + k, j = a->blocks[i].other;

        if (j != OV_NONE && b->blocks[j].node == a->match[node])
            rise_add(&r, i, j - first, pair_weight(a, i, b, j));
    }
    ov_heaviest_rise(arena, r.at, r.weight, r.n, b->own[a->match[node]], r.keep);
    for (uint32_t i = 0; i < r.n; i++)
        r.at[i] += first;
    keep_placed(&r, a, b);
}

static bool is_across(const ov_dside *a, const ov_dside *b, uint32_t i)
{
    uint32_t j = a->blocks[i].other;

    return j != OV_NONE && a->match[a->blocks[i].node] != b->blocks[j].node;
}

/* Anchors: what stands in place, in a provision that does. */
static bool is_anchor(const ov_dside *a, uint32_t i)
{
    return a->blocks[i].placed && !a->moved[a->blocks[i].node];
}

/* A block whose provision changed stands where it stood when it is between the same neighbours: a
 * heading was put in before it, or taken away. */
static void place_across(ov_arena *arena, ov_dside *a, ov_dside *b)
{
    rise r = rise_new(arena, a->n);
    uint32_t *after = ov_alloc(arena, (a->n + 1) * sizeof *after), low = 0;

    after[a->n] = b->n;
    for (uint32_t i = a->n; i-- > 0;)
        after[i] = is_anchor(a, i) ? a->blocks[i].other : after[i + 1];
    for (uint32_t i = 0; i < a->n; i++) {
        uint32_t j = a->blocks[i].other;

        if (is_anchor(a, i))
            low = j + 1;
        else if (is_across(a, b, i) && j >= low && j < after[i])
            rise_add(&r, i, j, pair_weight(a, i, b, j));
    }
    ov_heaviest_rise(arena, r.at, r.weight, r.n, b->n, r.keep);
    keep_placed(&r, a, b);
}

void ov_diff_place(ov_arena *arena, ov_dside *a, ov_dside *b)
{
    place_nodes(arena, a, b);
    for (uint32_t i = 0; i < a->n_nodes; i++)
        if (a->match[i] != OV_NONE && a->own[i] && b->own[a->match[i]])
            place_inside(arena, a, b, i);
    place_across(arena, a, b);
}

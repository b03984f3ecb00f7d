/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_nodes.c — which provision of one text is which of the other: by id, number and heading,
 * words, likeness; the surest signs first. */
#include "text/diff/diff_inside.h"

#define SHORT_BODY 20 /* bytes: so little text is no sign of a provision */

typedef struct matcher {
    ov_arena *arena;
    ov_dside *a, *b;
    /* Hashes for each provision of either side: of the titles above and its own, of its body when
     * that is long enough to be a sign, of all that it holds. */
    uint64_t *path[2], *body[2], *whole[2];
} matcher;

static ov_dside *side_of(const matcher *m, int side)
{
    return side ? m->b : m->a;
}

static uint64_t text_hash(const char *text)
{
    return text && *text ? ov_diff_hash(ov_str_from(text)) : 0;
}

static uint64_t title_hash(const ov_node *node)
{
    return ov_diff_mix(text_hash(node->number), text_hash(node->heading));
}

static void read_side(matcher *m, int side)
{
    ov_dside *s = side_of(m, side);

    m->path[side] = ov_calloc(m->arena, s->n_nodes + 1, sizeof(uint64_t));
    m->body[side] = ov_calloc(m->arena, s->n_nodes + 1, sizeof(uint64_t));
    m->whole[side] = ov_calloc(m->arena, s->n_nodes + 1, sizeof(uint64_t));
    for (uint32_t i = 0; i < s->n_nodes; i++) {
        uint64_t above = s->parent[i] == OV_NONE ? 7 : m->path[side][s->parent[i]], body = 0;
        size_t bytes = 0;

        m->path[side][i] = ov_diff_mix(above, title_hash(s->nodes[i]));
        for (uint32_t k = s->first[i]; k < s->first[i] + s->own[i]; k++)
            if (!ov_dblock_is_heading(s, k)) {
                body = ov_diff_mix(body, s->blocks[k].hash);
                bytes += s->blocks[k].text.len;
            }
        m->body[side][i] = bytes < SHORT_BODY ? 0 : body | 1;
        m->whole[side][i] = ov_diff_mix(title_hash(s->nodes[i]), body) | 1;
    }
}

/* ---- keys: 0 for none ------------------------------------------------------------------------ */

static bool has_heading(const ov_node *node)
{
    return node->heading && *node->heading;
}

/* The same for a parent and its counterpart; 0: it has none. */
static uint64_t parent_key(const matcher *m, int side, uint32_t i)
{
    const ov_dside *s = side_of(m, side);
    uint32_t parent = s->parent[i];

    if (parent == OV_NONE)
        return 1;
    if (s->match[parent] == OV_NONE)
        return 0;
    return 2 + (uint64_t)(side ? parent : s->match[parent]);
}

static uint64_t key_id(const matcher *m, int side, uint32_t i)
{
    return (uint64_t)side_of(m, side)->nodes[i]->id;
}

/* Word for word the same, below the same titles. */
static uint64_t key_all(const matcher *m, int side, uint32_t i)
{
    return ov_diff_mix(m->path[side][i], m->whole[side][i]) | 1;
}

static uint64_t key_whole(const matcher *m, int side, uint32_t i)
{
    return m->whole[side][i];
}

static uint64_t key_path(const matcher *m, int side, uint32_t i)
{
    const ov_dside *s = side_of(m, side);
    const ov_node *node = s->nodes[i];
    bool preamble = !has_heading(node) && !node->number && s->parent[i] == OV_NONE;

    return has_heading(node) || preamble ? m->path[side][i] : 0;
}

static uint64_t key_title(const matcher *m, int side, uint32_t i)
{
    const ov_node *node = side_of(m, side)->nodes[i];

    return has_heading(node) ? title_hash(node) : 0;
}

static uint64_t key_heading_body(const matcher *m, int side, uint32_t i)
{
    const ov_node *node = side_of(m, side)->nodes[i];

    return has_heading(node) && m->body[side][i]
               ? ov_diff_mix(text_hash(node->heading), m->body[side][i])
               : 0;
}

static uint64_t key_parent_heading(const matcher *m, int side, uint32_t i)
{
    const ov_node *node = side_of(m, side)->nodes[i];
    uint64_t parent = parent_key(m, side, i);

    return has_heading(node) && parent ? ov_diff_mix(parent, text_hash(node->heading)) : 0;
}

static uint64_t key_body(const matcher *m, int side, uint32_t i)
{
    return m->body[side][i];
}

static uint64_t key_heading(const matcher *m, int side, uint32_t i)
{
    return text_hash(side_of(m, side)->nodes[i]->heading);
}

static uint64_t key_number(const matcher *m, int side, uint32_t i)
{
    const ov_node *node = side_of(m, side)->nodes[i];
    uint64_t parent = parent_key(m, side, i);

    return node->number && *node->number && parent ? ov_diff_mix(parent, text_hash(node->number))
                                                   : 0;
}

/* The same number below the same parent, and the same words to begin with; or to end with. */
static uint64_t key_edge(const matcher *m, int side, uint32_t i, uint32_t from_end)
{
    const ov_dside *s = side_of(m, side);
    uint64_t number = key_number(m, side, i);
    const ov_dblock *block;

    if (!number || m->body[side][i] == 0)
        return 0;
    block = &s->blocks[from_end ? s->first[i] + s->own[i] - 1
                                : s->first[i] + ov_dblock_is_heading(s, s->first[i])];
    return block->text.len < SHORT_BODY ? 0 : ov_diff_mix(number, block->hash);
}

static uint64_t key_begin(const matcher *m, int side, uint32_t i)
{
    return key_edge(m, side, i, 0);
}

static uint64_t key_end(const matcher *m, int side, uint32_t i)
{
    return key_edge(m, side, i, 1);
}

/* Nothing but a number: its place in the tree is all there is to go by. */
static uint64_t key_bare(const matcher *m, int side, uint32_t i)
{
    const ov_dside *s = side_of(m, side);

    return s->own[i] <= 1 && !has_heading(s->nodes[i]) ? key_number(m, side, i) : 0;
}

typedef uint64_t (*key_fn)(const matcher *m, int side, uint32_t i);

static ov_dkey *keys_of(const matcher *m, int side, key_fn key, size_t *n)
{
    const ov_dside *s = side_of(m, side);
    ov_dkey *keys = ov_alloc(m->arena, (s->n_nodes + 1) * sizeof *keys);

    *n = 0;
    for (uint32_t i = 0; i < s->n_nodes; i++) {
        uint64_t k = s->match[i] == OV_NONE ? key(m, side, i) : 0;

        if (k)
            keys[(*n)++] = (ov_dkey){k, i};
    }
    return keys;
}

static void pair(void *arg, uint32_t i, uint32_t j)
{
    matcher *m = arg;

    m->a->match[i] = j;
    m->b->match[j] = i;
}

static void pass(matcher *m, key_fn key)
{
    size_t n_a, n_b;
    ov_dkey *a = keys_of(m, 0, key, &n_a), *b = keys_of(m, 1, key, &n_b);

    ov_join(a, n_a, b, n_b, true, pair, m);
}

/* ---- likeness -------------------------------------------------------------------------------- */

typedef struct rest {
    matcher *m;
    uint32_t *nodes[2], n[2], *place[2]; /* the unmatched; place[]: of a provision among them */
    ov_bag *body[2], *heading[2], *all[2];
    ov_dpair *pairs;
    size_t n_pairs;
} rest;

static void read_rest(rest *r, int side)
{
    const ov_dside *s = side_of(r->m, side);
    ov_arena *arena = r->m->arena;
    size_t room = s->n_nodes + 1;

    r->nodes[side] = ov_alloc(arena, room * sizeof(uint32_t));
    r->place[side] = ov_alloc(arena, room * sizeof(uint32_t));
    r->body[side] = ov_alloc(arena, room * sizeof(ov_bag));
    r->heading[side] = ov_alloc(arena, room * sizeof(ov_bag));
    r->all[side] = ov_alloc(arena, room * sizeof(ov_bag));
    for (uint32_t i = 0; i < s->n_nodes; i++) {
        ov_str texts[2];
        uint32_t at = r->n[side];

        if (s->match[i] != OV_NONE)
            continue;
        r->nodes[side][at] = i;
        r->place[side][i] = at;
        r->n[side]++;
        texts[0] = ov_str_from(s->nodes[i]->heading);
        texts[1] = ov_str_from(s->nodes[i]->body);
        r->heading[side][at] = ov_bag_of(arena, texts, 1);
        r->body[side][at] = ov_bag_of(arena, texts + 1, 1);
        r->all[side][at] = ov_bag_of(arena, texts, 2);
    }
}

static void add_number_pair(void *arg, uint32_t i, uint32_t j)
{
    rest *r = arg;

    r->pairs[r->n_pairs++] = (ov_dpair){r->place[0][i], r->place[1][j], 0};
}

static uint32_t score(const rest *r, uint32_t x, uint32_t y)
{
    const matcher *m = r->m;
    uint32_t i = r->nodes[0][x], j = r->nodes[1][y], common, body, heading, sum;
    uint64_t parent = parent_key(m, 0, i), number = key_number(m, 0, i);

    body = ov_bag_likeness(&r->body[0][x], &r->body[1][y], 300, &common);
    heading = ov_bag_likeness(&r->heading[0][x], &r->heading[1][y], 0, &common);
    sum = (body + heading) / 2;
    if (r->body[0][x].n == 0 || r->body[1][y].n == 0)
        sum = heading;
    else if (body > sum)
        sum = body;
    if (sum < 300)
        return 0;
    sum += number && number == key_number(m, 1, j) ? 100 : 0;
    return sum + (parent && parent == parent_key(m, 1, j) ? 50 : 0);
}

static void match_alike(matcher *m)
{
    rest r = {.m = m};
    size_t n_a, n_b;
    ov_dkey *a, *b;

    read_rest(&r, 0);
    read_rest(&r, 1);
    if (r.n[0] == 0 || r.n[1] == 0)
        return;
    r.pairs = ov_bag_pairs(m->arena, r.all[0], r.n[0], r.all[1], r.n[1], r.n[0], &r.n_pairs);
    a = keys_of(m, 0, key_number, &n_a);
    b = keys_of(m, 1, key_number, &n_b);
    ov_join(a, n_a, b, n_b, true, add_number_pair, &r);
    for (size_t i = 0; i < r.n_pairs; i++)
        r.pairs[i].score = score(&r, r.pairs[i].a, r.pairs[i].b);
    ov_dpairs_sort(r.pairs, r.n_pairs);
    for (size_t i = 0; i < r.n_pairs && r.pairs[i].score >= 500; i++) {
        uint32_t x = r.nodes[0][r.pairs[i].a], y = r.nodes[1][r.pairs[i].b];

        if (m->a->match[x] == OV_NONE && m->b->match[y] == OV_NONE)
            pair(m, x, y);
    }
}

void ov_diff_match_nodes(ov_arena *arena, ov_dside *a, ov_dside *b)
{
    static const key_fn signs[] = {key_id,           key_all,   key_path,  key_title,
                                   key_heading_body, key_body,  key_whole, key_parent_heading,
                                   key_heading,      key_begin, key_end,   key_bare};
    matcher m = {.arena = arena, .a = a, .b = b};

    read_side(&m, 0);
    read_side(&m, 1);
    for (size_t i = 0; i < OV_LEN(signs); i++)
        pass(&m, signs[i]);
    match_alike(&m);
}

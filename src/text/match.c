/* SPDX-License-Identifier: EUPL-1.2 */
/* match.c — which provision of a new version is which of the one before: by place and words, then
 * by heading, by text, by likeness of both, and at last by what stands below or by number alone. */
#include "text/prepare.h"
#include "text/edit/similar.h"

#include <stdlib.h>
#include <string.h>

enum { OLD_ID, OLD_NUMBER, OLD_HEADING, OLD_DEPTH, OLD_BODY };
enum { DEPTHS = 16, LIKE_ENOUGH = 400 /* of 1000: pieces in common by pieces of both */ };

typedef struct entry {
    const char *key;
    size_t at;   /* row in the old version */
    size_t next; /* of the first entry of a key: how many of them are taken */
} entry;

typedef struct matcher {
    ov_arena *arena;
    ov_prepared_node *nodes;
    size_t n;
    const ov_rows *old;
    bool *taken; /* by old row */
    const char **old_paths, **new_paths;
    size_t *old_parents; /* by old row; SIZE_MAX at the top */
    size_t *row;         /* by new node: its old row, SIZE_MAX while it has none */
} matcher;

static void pair(matcher *m, size_t node, size_t row)
{
    m->taken[row] = true;
    m->row[node] = row;
    m->nodes[node].id = ov_cell_int(m->old, row, OLD_ID);
}

static const char *label(ov_arena *arena, const char *number, const char *heading)
{
    return ov_printf(arena, "%s\x1f%s", number ? number : "", heading ? heading : "");
}

/* A key of parents and self; hashed, so that deep trees of long headings cost no more. */
static const char *path_under(ov_arena *arena, const char *parent, const char *self)
{
    char hash[OV_HASH_HEX];

    ov_sha256_hex(ov_str_from(ov_printf(arena, "%s\x1e%s", parent, self)), hash);
    return ov_strdup(arena, hash);
}

static void find_paths(matcher *m)
{
    const char *open[DEPTHS + 1] = {""};
    size_t rows[DEPTHS + 1] = {SIZE_MAX};

    for (size_t i = 0; i < m->old->n; i++) {
        int64_t depth = ov_cell_int(m->old, i, OLD_DEPTH);

        if (depth < 1 || depth > DEPTHS || !open[depth - 1])
            depth = 1;
        m->old_paths[i] = path_under(m->arena, open[depth - 1],
                                     label(m->arena, ov_cell_text(m->old, i, OLD_NUMBER),
                                           ov_cell_text(m->old, i, OLD_HEADING)));
        m->old_parents[i] = rows[depth - 1];
        open[depth] = m->old_paths[i];
        rows[depth] = i;
    }
    for (size_t i = 0; i < m->n; i++) {
        size_t parent = m->nodes[i].parent;

        m->new_paths[i] =
            path_under(m->arena, parent == SIZE_MAX ? "" : m->new_paths[parent],
                       label(m->arena, m->nodes[i].node->number, m->nodes[i].node->heading));
    }
}

/* How a pass tells what is the same. Those before BY_HEADING go for a certain thing, and where
 * several have the same key the first takes the first. */
typedef enum pass {
    BY_ALL,     /* place, number, heading and text */
    BY_PATH,    /* place, number and heading */
    BY_LABEL,   /* number and heading, anywhere */
    BY_BODY,    /* the same text, anywhere */
    BY_PLACE,   /* the heading, below the same provision */
    BY_HEADING, /* a heading that only one of each has */
    BY_NUMBER,  /* place and number, of those without a heading */
    BY_LOOSE    /* number, of those without a heading, anywhere */
} pass;

/* The parts of a provision that keys are made of. */
typedef struct facts {
    const char *number, *heading, *body, *path;
    ov_id parent; /* 0: unknown */
    bool top;
} facts;

static facts facts_of_old(const matcher *m, size_t i)
{
    size_t parent = m->old_parents[i];

    return (facts){.number = ov_cell_text(m->old, i, OLD_NUMBER),
                   .heading = ov_cell_text(m->old, i, OLD_HEADING),
                   .body = ov_cell_text(m->old, i, OLD_BODY),
                   .path = m->old_paths[i],
                   .parent = parent == SIZE_MAX ? 0 : ov_cell_int(m->old, parent, OLD_ID),
                   .top = parent == SIZE_MAX};
}

static facts facts_of_new(const matcher *m, size_t i)
{
    const ov_node *node = m->nodes[i].node;
    size_t parent = m->nodes[i].parent;

    return (facts){.number = node->number,
                   .heading = node->heading,
                   .body = node->body,
                   .path = m->new_paths[i],
                   .parent = parent == SIZE_MAX ? 0 : m->nodes[parent].id,
                   .top = parent == SIZE_MAX};
}

/* NULL: it takes no part in the pass. */
static const char *key_of(ov_arena *arena, const facts *f, pass by)
{
    bool text = f->body && *f->body;

    switch (by) {
    case BY_ALL:
        return text ? path_under(arena, f->path, f->body) : NULL;
    case BY_PATH:
        return f->heading ? f->path : NULL;
    case BY_LABEL:
        return f->heading ? label(arena, f->number, f->heading) : NULL;
    case BY_BODY:
        return text ? f->body : NULL;
    case BY_PLACE:
        return f->heading && (f->top || f->parent)
                   ? ov_printf(arena, "%lld\x1f%s", (long long)f->parent, f->heading)
                   : NULL;
    case BY_HEADING:
        return f->heading;
    case BY_NUMBER:
        return f->heading ? NULL : f->path;
    case BY_LOOSE:
        return f->heading ? NULL : f->number;
    }
    return NULL;
}

static int by_key(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* The first entry with the key, or n. */
static size_t lower(const entry *list, size_t n, const char *key)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(list[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && strcmp(list[low].key, key) == 0 ? low : n;
}

static size_t old_entries(const matcher *m, pass by, entry *list)
{
    size_t n = 0;

    for (size_t i = 0; i < m->old->n; i++) {
        facts f = facts_of_old(m, i);
        const char *key = m->taken[i] ? NULL : key_of(m->arena, &f, by);

        if (key)
            list[n++] = (entry){key, i, 0};
    }
    qsort(list, n, sizeof *list, by_key);
    return n;
}

static void match_pass(matcher *m, pass by)
{
    entry *list = ov_calloc(m->arena, m->old->n + 1, sizeof *list);
    size_t n = old_entries(m, by, list);

    for (size_t i = 0; i < m->n; i++) {
        facts f = facts_of_new(m, i);
        const char *key = m->nodes[i].id ? NULL : key_of(m->arena, &f, by);
        size_t first = key ? lower(list, n, key) : n, at;

        if (first == n)
            continue;
        at = first + list[first].next;
        if (at >= n || strcmp(list[at].key, key) != 0)
            continue;
        list[first].next++;
        pair(m, i, list[at].at);
    }
}

/* Headings that stand once on each side. */
static void match_unique(matcher *m)
{
    entry *olds = ov_calloc(m->arena, m->old->n + 1, sizeof *olds);
    entry *news = ov_calloc(m->arena, m->n + 1, sizeof *news);
    size_t n = old_entries(m, BY_HEADING, olds), n_new = 0;

    for (size_t i = 0; i < m->n; i++)
        if (!m->nodes[i].id && m->nodes[i].node->heading)
            news[n_new++] = (entry){m->nodes[i].node->heading, i, 0};
    qsort(news, n_new, sizeof *news, by_key);
    for (size_t i = 0, end; i < n_new; i = end) {
        size_t at = lower(olds, n, news[i].key);

        for (end = i + 1; end < n_new && strcmp(news[end].key, news[i].key) == 0;)
            end++;
        if (end == i + 1 && at < n && (at + 1 == n || strcmp(olds[at + 1].key, olds[at].key) != 0))
            pair(m, news[i].at, olds[at].at);
    }
}

/* ---- by likeness ----------------------------------------------------------------------------- */

typedef struct pairing {
    size_t node, row;
    uint32_t score; /* of 1000, or votes */
} pairing;

static int best_first(const void *a, const void *b)
{
    const pairing *x = a, *y = b;

    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static void take_best(matcher *m, pairing *list, size_t n)
{
    qsort(list, n, sizeof *list, best_first);
    for (size_t i = 0; i < n; i++)
        if (!m->nodes[list[i].node].id && !m->taken[list[i].row])
            pair(m, list[i].node, list[i].row);
}

static void match_likeness(matcher *m)
{
    ov_similar_text *texts = ov_calloc(m->arena, m->old->n + 1, sizeof *texts);
    size_t *rows = ov_calloc(m->arena, m->old->n + 1, sizeof *rows), n = 0, found = 0;
    pairing *list = ov_calloc(m->arena, m->n * OV_SIMILAR_MOST + 1, sizeof *list);
    ov_similar *index;

    for (size_t i = 0; i < m->old->n; i++)
        if (!m->taken[i]) {
            texts[n] = (ov_similar_text){ov_cell_text(m->old, i, OLD_HEADING),
                                         ov_cell_text(m->old, i, OLD_BODY)};
            rows[n++] = i;
        }
    if (n == 0)
        return;
    index = ov_similar_new(m->arena, texts, n);
    for (size_t i = 0; i < m->n; i++) {
        ov_similar_text text = {m->nodes[i].node->heading, m->nodes[i].node->body};
        ov_likeness like[OV_SIMILAR_MOST];
        uint32_t own;
        size_t k = m->nodes[i].id ? 0 : ov_similar_find(index, &text, like, &own);

        while (k-- > 0) {
            uint32_t score = 2000 * like[k].common / (own + like[k].size);

            if (score >= LIKE_ENOUGH && like[k].common > 1)
                list[found++] = (pairing){i, rows[like[k].at], score};
        }
    }
    take_best(m, list, found);
}

static int by_pair(const void *a, const void *b)
{
    const pairing *x = a, *y = b;

    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* A heading whose provisions stood below one and the same before is that one. */
static void match_children(matcher *m)
{
    pairing *list = ov_calloc(m->arena, m->n + 1, sizeof *list);
    size_t n = 0, kept = 0;

    for (size_t i = 0; i < m->n; i++) {
        size_t parent = m->nodes[i].parent;
        size_t above = m->row[i] == SIZE_MAX ? SIZE_MAX : m->old_parents[m->row[i]];

        if (parent != SIZE_MAX && !m->nodes[parent].id && above != SIZE_MAX && !m->taken[above])
            list[n++] = (pairing){parent, above, 1};
    }
    qsort(list, n, sizeof *list, by_pair);
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && list[kept - 1].node == list[i].node && list[kept - 1].row == list[i].row)
            list[kept - 1].score++;
        else
            list[kept++] = list[i];
    }
    take_best(m, list, kept);
}

void ov_nodes_match(ov_arena *arena, ov_prepared_node *nodes, size_t n, const ov_rows *old)
{
    matcher m = {.arena = arena, .nodes = nodes, .n = n, .old = old};

    m.taken = ov_calloc(arena, old->n + 1, sizeof *m.taken);
    m.old_paths = ov_calloc(arena, old->n + 1, sizeof *m.old_paths);
    m.new_paths = ov_calloc(arena, n + 1, sizeof *m.new_paths);
    m.old_parents = ov_calloc(arena, old->n + 1, sizeof *m.old_parents);
    m.row = ov_calloc(arena, n + 1, sizeof *m.row);
    for (size_t i = 0; i < n; i++) {
        nodes[i].id = 0;
        m.row[i] = SIZE_MAX;
    }
    find_paths(&m);
    for (pass by = BY_ALL; by <= BY_PLACE; by++)
        match_pass(&m, by);
    match_unique(&m);
    match_likeness(&m);
    match_children(&m);
    match_pass(&m, BY_PLACE); /* below those that were found since */
    match_pass(&m, BY_NUMBER);
    match_pass(&m, BY_LOOSE);
}

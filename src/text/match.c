/* SPDX-License-Identifier: EUPL-1.2 */
/* match.c — which provision of a new version is which of the one before. */
#include "text/prepare.h"

#include <stdlib.h>
#include <string.h>

enum { OLD_ID, OLD_NUMBER, OLD_HEADING, OLD_DEPTH, OLD_BODY };
#define DEPTHS 16

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
} matcher;

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

    for (size_t i = 0; i < m->old->n; i++) {
        int64_t depth = ov_cell_int(m->old, i, OLD_DEPTH);

        if (depth < 1 || depth > DEPTHS)
            depth = 1;
        m->old_paths[i] = path_under(m->arena, open[depth - 1] ? open[depth - 1] : "",
                                     label(m->arena, ov_cell_text(m->old, i, OLD_NUMBER),
                                           ov_cell_text(m->old, i, OLD_HEADING)));
        open[depth] = m->old_paths[i];
    }
    for (size_t i = 0; i < m->n; i++) {
        size_t parent = m->nodes[i].parent;

        m->new_paths[i] =
            path_under(m->arena, parent == SIZE_MAX ? "" : m->new_paths[parent],
                       label(m->arena, m->nodes[i].node->number, m->nodes[i].node->heading));
    }
}

typedef enum pass { BY_PATH, BY_LABEL, BY_BODY } pass;

/* The key of an old row in a pass; NULL: it takes no part. */
static const char *old_key(const matcher *m, size_t i, pass by)
{
    const char *number = ov_cell_text(m->old, i, OLD_NUMBER);
    const char *heading = ov_cell_text(m->old, i, OLD_HEADING);
    const char *body = ov_cell_text(m->old, i, OLD_BODY);

    if (by == BY_PATH)
        return m->old_paths[i];
    if (by == BY_LABEL)
        return number || heading ? label(m->arena, number, heading) : NULL;
    return body && *body ? body : NULL;
}

static const char *new_key(const matcher *m, size_t i, pass by)
{
    const ov_node *node = m->nodes[i].node;

    if (by == BY_PATH)
        return m->new_paths[i];
    if (by == BY_LABEL)
        return node->number || node->heading ? label(m->arena, node->number, node->heading) : NULL;
    return node->body && *node->body ? node->body : NULL;
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
    return low;
}

static void match_pass(matcher *m, pass by)
{
    entry *list = ov_calloc(m->arena, m->old->n + 1, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; i < m->old->n; i++) {
        const char *key = m->taken[i] ? NULL : old_key(m, i, by);
        if (key)
            list[n++] = (entry){key, i, 0};
    }
    qsort(list, n, sizeof *list, by_key);
    for (size_t i = 0; i < m->n; i++) {
        const char *key = m->nodes[i].id ? NULL : new_key(m, i, by);
        size_t first = key ? lower(list, n, key) : n, at;

        if (first == n || strcmp(list[first].key, key) != 0)
            continue;
        at = first + list[first].next;
        if (at >= n || strcmp(list[at].key, key) != 0)
            continue;
        list[first].next++;
        m->taken[list[at].at] = true;
        m->nodes[i].id = ov_cell_int(m->old, list[at].at, OLD_ID);
    }
}

void ov_nodes_match(ov_arena *arena, ov_prepared_node *nodes, size_t n, const ov_rows *old)
{
    matcher m = {.arena = arena, .nodes = nodes, .n = n, .old = old};

    for (size_t i = 0; i < n; i++)
        nodes[i].id = 0;
    m.taken = ov_calloc(arena, old->n + 1, sizeof *m.taken);
    m.old_paths = ov_calloc(arena, old->n + 1, sizeof *m.old_paths);
    m.new_paths = ov_calloc(arena, n + 1, sizeof *m.new_paths);
    find_paths(&m);
    match_pass(&m, BY_PATH);
    match_pass(&m, BY_LABEL);
    match_pass(&m, BY_BODY);
}

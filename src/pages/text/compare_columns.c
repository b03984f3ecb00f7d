/* SPDX-License-Identifier: EUPL-1.2 */
/* compare_columns.c — up to four versions beside each other: a row for each block, a column for
 * each version. */
#include "pages/text/compare.h"

#include "view/format.h"

#include <string.h>

static const char *title_of(ov_req *req, const ov_node *node)
{
    if (!node || (!node->number && !node->heading))
        return ov_req_tr(req, "Inledande text");
    return node->number ? node->number : node->heading;
}

/* "Rubrik", "stycke 2", "punkt 3", "tabellrad 1": which block of its provision. */
static const char *place_of(ov_req *req, const ov_column_row *row, const int *counts)
{
    static const char *const names[] = {"rubrik", "stycke", "punkt", "tabellrad"};

    if (row->block == OV_DIFF_HEADING)
        return ov_req_tr(req, names[0]);
    return ov_printf(ov_req_arena(req), "%s %d", ov_req_tr(req, names[row->block]),
                     counts[row->block]);
}

/* What became of the block from the base to the last version that differs. */
static const char *sign_of(ov_req *req, const ov_column_row *row, size_t n, size_t base)
{
    bool elsewhere = false, missing = false;

    for (size_t k = 0; k < n; k++) {
        if (k == base)
            continue;
        elsewhere |= row->cells[k].present;
        missing |= !row->cells[k].present;
    }
    if (row->same)
        return ov_req_tr(req, row->moved ? "↕ flyttat" : "oförändrat");
    if (!row->cells[base].present)
        return ov_req_tr(req, "+ nytt");
    if (!elsewhere)
        return ov_req_tr(req, "− borttaget");
    for (size_t k = 0; k < n; k++)
        if (k != base && row->cells[k].present && !row->cells[k].same)
            return ov_req_tr(req, row->moved ? "↕ flyttat och ändrat" : "± ändrat");
    return ov_req_tr(req, missing ? "finns inte i alla" : "↕ flyttat");
}

static void add_cell(ov_req *req, ov_list *cells, const ov_column_row *row, size_t k, size_t base,
                     const char *label)
{
    const ov_column_cell *cell = &row->cells[k];
    ov_map *item = ov_list_add(cells);
    ov_diff_op *ops;

    ov_map_text(item, "label", label);
    if (!cell->present) {
        ov_map_text(item, "nil",
                    ov_req_tr(req, row->cells[base].present ? "Finns inte." : "Fanns inte."));
        return;
    }
    if (k == base || row->cells[base].present) {
        ov_compare_ops(item, cell->ops, cell->n_ops);
        return;
    }
    ops = ov_alloc(ov_req_arena(req), sizeof *ops);
    *ops = (ov_diff_op){.op = '+', .text = cell->ops[0].text}; /* the base has nothing of it */
    ov_compare_ops(item, ops, 1);
}

/* The same provision, though each wording has a node of its own. */
static bool same_provision(const ov_node *a, const ov_node *b)
{
    return a == b || (a && b && a->id && a->id == b->id);
}

/* May the row be folded away? Not the heading above something that has changed. */
static bool foldable(const ov_columns *columns, size_t i)
{
    const ov_column_row *row = &columns->rows[i], *next = row + 1;

    if (!row->same || row->moved)
        return false;
    return row->block != OV_DIFF_HEADING || i + 1 == columns->n ||
           !same_provision(row->node, next->node) || foldable(columns, i + 1);
}

/* A run of rows that are the same in every version is one row to unfold. */
static size_t add_same(ov_req *req, ov_list *rows, const ov_columns *columns, size_t first)
{
    size_t end = first, provisions = 0;
    const ov_node *last = NULL;
    ov_map *run;
    ov_list *texts;

    while (end < columns->n && foldable(columns, end))
        end++;
    run = ov_map_map(ov_list_add(rows), "run");
    texts = ov_map_list(run, "texts");
    for (size_t i = first; i < end; i++) {
        const ov_column_row *row = &columns->rows[i];
        ov_map *item = ov_list_add(texts);

        provisions += row->node != last;
        last = row->node;
        ov_map_bool(item, row->block == OV_DIFF_HEADING ? "heading" : "text", true);
        ov_map_str(item, "words", ov_compare_plain(ov_req_arena(req), row->cells[0].ops[0].text));
    }
    ov_map_text(run, "from", title_of(req, columns->rows[first].node));
    if (provisions > 1)
        ov_map_text(run, "to", title_of(req, last));
    ov_map_int(run, "span", (int64_t)columns->n_columns);
    return end;
}

/* Which block of its provision a row is. */
typedef struct counter {
    const ov_node *node;
    int n[4]; /* by ov_diff_block_kind */
} counter;

static void count(counter *c, const ov_column_row *row)
{
    if (!same_provision(row->node, c->node))
        *c = (counter){.node = row->node};
    c->n[row->block]++;
}

static void add_row(ov_req *req, ov_list *rows, const ov_columns *columns, size_t i,
                    const counter *at, const ov_compared *versions, size_t base)
{
    const ov_column_row *row = &columns->rows[i];
    ov_map *item = ov_map_map(ov_list_add(rows), "row");
    ov_list *cells = ov_map_list(item, "cells");

    ov_map_text(item, "number", title_of(req, row->node));
    ov_map_text(item, "place", place_of(req, row, at->n));
    ov_map_text(item, "sign", sign_of(req, row, columns->n_columns, base));
    for (size_t k = 0; k < columns->n_columns; k++)
        add_cell(req, cells, row, k, base, versions[k].version.label);
}

void ov_compare_columns_add(ov_req *req, ov_map *to, const ov_columns *columns,
                            const ov_compared *versions, size_t base)
{
    ov_list *rows = ov_map_list(to, "rows"), *heads = ov_map_list(to, "heads");
    counter at = {0};

    for (size_t k = 0; k < columns->n_columns; k++) {
        ov_map *head = ov_list_add(heads);

        ov_map_text(head, "label", versions[k].version.label);
        ov_map_bool(head, "base", k == base && columns->n_columns > 2);
    }
    for (size_t i = 0; i < columns->n;) {
        bool folded = foldable(columns, i);
        size_t end = folded ? add_same(req, rows, columns, i) : i + 1;

        for (; i < end; i++)
            count(&at, &columns->rows[i]);
        if (!folded)
            add_row(req, rows, columns, i - 1, &at, versions, base);
    }
}

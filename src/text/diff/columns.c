/* SPDX-License-Identifier: EUPL-1.2 */
/* columns.c — follows each block from wording to wording, and sets the rows in order. */
#include "text/diff/columns.h"

#include "text/text_sql.h"
#include "util/buf.h"

#include <string.h>

/* ---- A stored version as a tree ---- */

enum { ROW_ID, ROW_NUMBER, ROW_HEADING, ROW_DEPTH, ROW_BODY };
#define DEPTHS 6

ov_status ov_version_tree(ov_ctx *ctx, ov_id version_id, const ov_node **root)
{
    const ov_rows *rows;
    ov_node *nodes, *last[DEPTHS + 1] = {NULL}; /* the open provision of each depth; [0] unused */

    OV_TRY(ov_select(ctx, &ov_text_sql[TEXT_OLD_NODES], OV_ARGS(ov_int(version_id)), &rows));
    nodes = ov_calloc(ctx->arena, rows->n + 1, sizeof *nodes);
    for (size_t i = 0; i < rows->n; i++) {
        int64_t stored = ov_cell_int(rows, i, ROW_DEPTH);
        int depth = stored < 1 ? 1 : stored > DEPTHS ? DEPTHS : (int)stored;
        ov_node *node = &nodes[i];

        while (depth > 1 && !last[depth - 1])
            depth--;
        *node = (ov_node){.id = ov_cell_int(rows, i, ROW_ID),
                          .number = ov_cell_text(rows, i, ROW_NUMBER),
                          .heading = ov_cell_text(rows, i, ROW_HEADING),
                          .level = depth,
                          .kind = "provision",
                          .body = ov_cell_text(rows, i, ROW_BODY)};
        if (last[depth])
            last[depth]->next = node;
        else if (depth > 1)
            last[depth - 1]->first_child = node;
        last[depth] = node;
        for (int deeper = depth + 1; deeper <= DEPTHS; deeper++)
            last[deeper] = NULL;
    }
    *root = rows->n ? nodes : NULL;
    return OV_OK;
}

/* ---- Rows ---- */

typedef struct row row;
struct row {
    ov_column_row shown;
    ov_str texts[OV_COLUMNS_MAX];
    bool live;             /* the latest wording taken in has it */
    row *tail, *tail_last; /* rows that ended earlier and stand behind it, linked by behind */
    row *behind;
};

typedef struct table {
    ov_arena *arena;
    row **order; /* every row so far */
    size_t n;
    row **by_place; /* rows of the latest wording's blocks, by place from 1 */
    size_t n_places;
} table;

/* The ops of one side, joined. */
static ov_str join(ov_arena *arena, const ov_diff_entry *entry, char side)
{
    ov_buf buf = {0};
    ov_str text = {"", 0};

    for (size_t i = 0; i < entry->n_ops; i++) {
        const ov_diff_op *op = &entry->ops[i];

        if (op->op == '=' || op->op == side)
            ov_buf_adds(&buf, op->op == '=' && side == '-' ? op->old : op->text);
    }
    if (buf.len)
        text = (ov_str){ov_strndup(arena, buf.ptr, buf.len), buf.len};
    ov_buf_free(&buf);
    return text;
}

static void describe(row *r, const ov_diff_entry *entry, const ov_diff *diff, size_t column,
                     ov_arena *arena)
{
    bool new = entry->to != 0 && column > 0;
    size_t at = new ? entry->new_node : entry->old_node;

    if (at != SIZE_MAX)
        r->shown.node = new ? diff->new_nodes[at].node : diff->old_nodes[at].node;
    r->shown.block = entry->block;
    r->shown.level = entry->level;
    r->shown.ordinal = entry->ordinal;
    r->texts[column] = join(arena, entry, new ? '+' : '-');
    r->shown.cells[column].present = true;
}

static size_t last_place(const ov_diff *diff, bool old)
{
    size_t most = 0;

    for (size_t i = 0; i < diff->n; i++) {
        size_t place = old ? diff->entries[i].from : diff->entries[i].to;

        if (place > most)
            most = place;
    }
    return most;
}

/* The first wording: its blocks in their own order, which the entries do not have. */
static void begin(table *t, const ov_diff *diff)
{
    t->n_places = last_place(diff, true);
    t->by_place = ov_calloc(t->arena, t->n_places + 1, sizeof(row *));
    t->order = ov_calloc(t->arena, t->n_places + 1, sizeof(row *));
    for (size_t i = 0; i < diff->n; i++) {
        const ov_diff_entry *entry = &diff->entries[i];

        if (!entry->from || t->by_place[entry->from])
            continue;
        t->by_place[entry->from] = ov_calloc(t->arena, 1, sizeof(row));
        describe(t->by_place[entry->from], entry, diff, 0, t->arena);
        t->by_place[entry->from]->live = true;
    }
    for (size_t place = 1; place <= t->n_places; place++)
        if (t->by_place[place])
            t->order[t->n++] = t->by_place[place];
}

/* Rows that ended before the latest wording hang behind the live row that they follow; those before
 * every live row hang behind head. */
static void hang_ended_rows(table *t, row *head)
{
    row *live = head;

    for (size_t i = 0; i < t->n; i++) {
        row *r = t->order[i];

        r->tail = r->tail_last = r->behind = NULL;
        if (r->live) {
            live = r;
            continue;
        }
        if (live->tail_last)
            live->tail_last->behind = r;
        else
            live->tail = r;
        live->tail_last = r;
    }
}

static void put(row **order, size_t *n, row *r, bool itself)
{
    if (itself)
        order[(*n)++] = r;
    for (row *ended = r->tail; ended; ended = ended->behind)
        order[(*n)++] = ended;
}

/* Takes the next wording in: rows in the order of its entries. */
static void take(table *t, const ov_diff *diff, size_t column)
{
    size_t n_places = last_place(diff, false), n = 0;
    row **places = ov_calloc(t->arena, n_places + 1, sizeof *places);
    row **order = ov_calloc(t->arena, t->n + diff->n + 1, sizeof *order);
    row head = {0};

    hang_ended_rows(t, &head);
    put(order, &n, &head, false);
    for (size_t i = 0; i < diff->n; i++) {
        const ov_diff_entry *entry = &diff->entries[i];
        row *r = entry->from && entry->from <= t->n_places ? t->by_place[entry->from] : NULL;

        if (r)
            t->by_place[entry->from] = NULL; /* the first of several that one became */
        else if (entry->to)
            r = ov_calloc(t->arena, 1, sizeof *r);
        else
            continue;
        if (entry->to) {
            describe(r, entry, diff, column, t->arena);
            places[entry->to] = r;
            r->shown.moved |= entry->kind == OV_DIFF_MOVED || entry->kind == OV_DIFF_MOVED_CHANGED;
        }
        r->live = entry->to != 0;
        put(order, &n, r, true);
    }
    t->order = order;
    t->n = n;
    t->by_place = places;
    t->n_places = n_places;
}

/* ---- What each cell shows ---- */

static const ov_diff_op *whole(ov_arena *arena, ov_str text)
{
    ov_diff_op *op = ov_alloc(arena, sizeof *op);

    *op = (ov_diff_op){.op = '=', .text = text, .old = text};
    return op;
}

static void fill_cells(ov_arena *arena, row *r, size_t n, size_t base)
{
    ov_column_cell *cells = r->shown.cells;

    r->shown.same = true;
    for (size_t k = 0; k < n; k++) {
        if (!cells[k].present) {
            r->shown.same = false;
            continue;
        }
        if (k == base || !cells[base].present || ov_str_eq(r->texts[k], r->texts[base])) {
            cells[k].ops = whole(arena, r->texts[k]);
            cells[k].n_ops = 1;
        } else {
            cells[k].ops = ov_diff_words(arena, r->texts[base], r->texts[k], &cells[k].n_ops);
        }
        cells[k].same = cells[base].present && cells[k].n_ops == 1 && cells[k].ops[0].op == '=';
        r->shown.same &= cells[k].same;
    }
}

ov_status ov_columns_of(ov_arena *arena, const ov_node *const *roots, size_t n, size_t base,
                        ov_columns *out, ov_err *err)
{
    table t = {.arena = arena};
    ov_column_row *rows;

    if (n < 2 || n > OV_COLUMNS_MAX || base >= n)
        return ov_fail(err, OV_INVALID, "two to %d wordings are compared", OV_COLUMNS_MAX);
    for (size_t k = 1; k < n; k++) {
        ov_diff diff;

        OV_TRY(ov_diff_trees(arena, roots[k - 1], roots[k], &diff, err));
        if (k == 1)
            begin(&t, &diff);
        take(&t, &diff, k);
    }
    rows = ov_calloc(arena, t.n + 1, sizeof *rows);
    for (size_t i = 0; i < t.n; i++) {
        fill_cells(arena, t.order[i], n, base);
        rows[i] = t.order[i]->shown;
    }
    *out = (ov_columns){.rows = rows, .n = t.n, .n_columns = n};
    return OV_OK;
}

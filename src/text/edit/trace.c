/* SPDX-License-Identifier: EUPL-1.2 */
/* trace.c — what became of each provision between two versions, by identity and place. */
#include "text/edit/trace.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTHS = 16 };

typedef struct place {
    ov_id id;
    size_t at;
} place;

static int by_id(const void *a, const void *b)
{
    const place *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

/* The ids of the provisions that others stand below; 0 at the top. */
static ov_id *parents_of(ov_arena *arena, const ov_rows *rows)
{
    ov_id open[DEPTHS + 1] = {0}, *parents = ov_calloc(arena, rows->n + 1, sizeof *parents);

    for (size_t i = 0; i < rows->n; i++) {
        int64_t depth = ov_cell_int(rows, i, OV_TRACE_DEPTH);

        if (depth < 1 || depth > DEPTHS)
            depth = 1;
        parents[i] = open[depth - 1];
        open[depth] = ov_cell_int(rows, i, OV_TRACE_ID);
    }
    return parents;
}

static void find_counterparts(ov_arena *arena, ov_trace *t)
{
    place *ids = ov_calloc(arena, t->old_rows->n + 1, sizeof *ids);

    for (size_t i = 0; i < t->old_rows->n; i++) {
        ids[i] = (place){ov_cell_int(t->old_rows, i, OV_TRACE_ID), i};
        t->later[i] = SIZE_MAX;
    }
    qsort(ids, t->old_rows->n, sizeof *ids, by_id);
    for (size_t i = 0; i < t->new_rows->n; i++) {
        place key = {ov_cell_int(t->new_rows, i, OV_TRACE_ID), 0};
        const place *found = bsearch(&key, ids, t->old_rows->n, sizeof *ids, by_id);

        t->other[i] = found ? found->at : SIZE_MAX;
        if (found)
            t->later[found->at] = i;
    }
}

typedef struct sibling {
    ov_id parent;
    size_t at, was; /* new row, old row */
} sibling;

static int by_parent(const void *a, const void *b)
{
    const sibling *x = a, *y = b;

    if (x->parent != y->parent)
        return x->parent < y->parent ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* Of n siblings in their new order, those outside a longest run that kept its old order have moved.
 * ends[k]: the sibling that ends the best run of k + 1; before: the one before it in its run. */
static void find_moved(const sibling *list, size_t n, size_t *ends, size_t *before, bool *moved)
{
    size_t length = 0;

    for (size_t i = 0; i < n; i++) {
        size_t low = 0, high = length;

        while (low < high) {
            size_t middle = low + (high - low) / 2;

            if (list[ends[middle]].was < list[i].was)
                low = middle + 1;
            else
                high = middle;
        }
        before[i] = low ? ends[low - 1] : SIZE_MAX;
        ends[low] = i;
        length += low == length;
        moved[list[i].at] = true;
    }
    for (size_t i = length ? ends[length - 1] : SIZE_MAX; i != SIZE_MAX; i = before[i])
        moved[list[i].at] = false;
}

static bool *moves_of(ov_arena *arena, const ov_trace *t)
{
    size_t n = t->new_rows->n, kept = 0;
    const ov_id *was = parents_of(arena, t->old_rows), *is = parents_of(arena, t->new_rows);
    sibling *list = ov_calloc(arena, n + 1, sizeof *list);
    size_t *ends = ov_calloc(arena, n + 1, sizeof *ends);
    size_t *before = ov_calloc(arena, n + 1, sizeof *before);
    bool *moved = ov_calloc(arena, n + 1, sizeof *moved);

    for (size_t i = 0; i < n; i++) {
        if (t->other[i] == SIZE_MAX)
            continue;
        moved[i] = was[t->other[i]] != is[i];
        if (!moved[i])
            list[kept++] = (sibling){is[i], i, t->other[i]};
    }
    qsort(list, kept, sizeof *list, by_parent);
    for (size_t i = 0, end; i < kept; i = end) {
        for (end = i + 1; end < kept && list[end].parent == list[i].parent;)
            end++;
        find_moved(list + i, end - i, ends, before, moved);
    }
    return moved;
}

void ov_trace_make(ov_arena *arena, const ov_rows *old_rows, const ov_rows *new_rows, ov_trace *out)
{
    ov_trace t = {.old_rows = old_rows, .new_rows = new_rows};
    const bool *moved;

    t.changes = ov_calloc(arena, new_rows->n + 1, sizeof *t.changes);
    t.other = ov_calloc(arena, new_rows->n + 1, sizeof *t.other);
    t.later = ov_calloc(arena, old_rows->n + 1, sizeof *t.later);
    find_counterparts(arena, &t);
    moved = moves_of(arena, &t);
    for (size_t i = 0; i < new_rows->n; i++) {
        bool text =
            t.other[i] != SIZE_MAX && strcmp(ov_cell_text(old_rows, t.other[i], OV_TRACE_HASH),
                                             ov_cell_text(new_rows, i, OV_TRACE_HASH)) != 0;

        t.changes[i] = t.other[i] == SIZE_MAX ? OV_EDIT_NEW
                       : moved[i]             ? (text ? OV_EDIT_MOVED_TEXT : OV_EDIT_MOVED)
                       : text                 ? OV_EDIT_TEXT
                                              : OV_EDIT_NONE;
    }
    *out = t;
}

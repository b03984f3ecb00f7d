/* SPDX-License-Identifier: EUPL-1.2 */
/* overview.c — a draft against its base: what differs, what still needs a reason, who edits now. */
#include "text/edit/edit.h"

#include "text/edit/edit_sql.h"
#include "text/edit/trace.h"

#include <stdlib.h>
#include <string.h>

typedef struct listing {
    ov_draft_row *rows;
    size_t n;
} listing;

static int by_node(const void *a, const void *b)
{
    const ov_draft_row *const *x = a, *const *y = b;

    return ((*x)->node_id > (*y)->node_id) - ((*x)->node_id < (*y)->node_id);
}

static ov_draft_row row_of(const ov_rows *rows, size_t i, ov_edit_change change)
{
    const char *body = ov_cell_text(rows, i, OV_TRACE_BODY);

    return (ov_draft_row){.node_id = ov_cell_int(rows, i, OV_TRACE_ID),
                          .title = ov_cell_text(rows, i, OV_TRACE_TITLE),
                          .number = ov_cell_text(rows, i, OV_TRACE_NUMBER),
                          .heading = ov_cell_text(rows, i, OV_TRACE_HEADING),
                          .level = (int)ov_cell_int(rows, i, OV_TRACE_LEVEL),
                          .depth = (int)ov_cell_int(rows, i, OV_TRACE_DEPTH),
                          .hash = ov_cell_text(rows, i, OV_TRACE_HASH),
                          .has_body = body && *body,
                          .change = change};
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Those that are gone from place from on, up to the next that is still there. */
static void add_gone(listing *list, const ov_trace *t, size_t from)
{
    for (size_t i = from; i < t->old_rows->n && t->later[i] == SIZE_MAX; i++)
        list->rows[list->n++] = row_of(t->old_rows, i, OV_EDIT_REMOVED);
}

static void list_all(listing *list, const ov_trace *t, bool based)
{
    add_gone(list, t, 0);
    for (size_t i = 0; i < t->new_rows->n; i++) {
        ov_draft_row *row = &list->rows[list->n++];

        *row = row_of(t->new_rows, i, based ? t->changes[i] : OV_EDIT_NONE);
        if (t->other[i] == SIZE_MAX)
            continue;
        row->renumbered =
            !same_text(row->number, ov_cell_text(t->old_rows, t->other[i], OV_TRACE_NUMBER));
        add_gone(list, t, t->other[i] + 1);
    }
}

static ov_draft_row *find(ov_draft_row **sorted, size_t n, ov_id node)
{
    ov_draft_row key = {.node_id = node}, *wanted = &key;
    ov_draft_row **found = n ? bsearch(&wanted, sorted, n, sizeof *sorted, by_node) : NULL;

    return found ? *found : NULL;
}

/* Who wrote, who writes now, the reasons and the number of sources. */
static ov_status add_notes(ov_ctx *ctx, ov_id version_id, ov_draft_row **sorted, size_t n)
{
    const ov_rows *edits, *leases, *reasons, *sources;
    ov_draft_row *row;

    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_EDITS], OV_ARGS(ov_int(version_id)), &edits));
    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_LEASES], OV_ARGS(ov_int(version_id), ov_int(ctx->now)),
                     &leases));
    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_NOTES], OV_ARGS(ov_int(version_id)), &reasons));
    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_SOURCE_COUNTS], OV_ARGS(ov_int(version_id)), &sources));
    for (size_t i = 0; i < edits->n; i++)
        if ((row = find(sorted, n, ov_cell_int(edits, i, 0)))) {
            row->row_version = ov_cell_int(edits, i, 1);
            row->edited_by = ov_cell_text(edits, i, 2);
            row->edited_at = ov_cell_int(edits, i, 3);
        }
    for (size_t i = 0; i < leases->n; i++)
        if ((row = find(sorted, n, ov_cell_int(leases, i, 0)))) {
            row->editor_id = ov_cell_int(leases, i, 1);
            row->editor = ov_cell_text(leases, i, 2);
            row->since = ov_cell_int(leases, i, 3);
        }
    for (size_t i = 0; i < reasons->n; i++)
        if ((row = find(sorted, n, ov_cell_int(reasons, i, 0))))
            row->reason = ov_cell_text(reasons, i, 1);
    for (size_t i = 0; i < sources->n; i++)
        if ((row = find(sorted, n, ov_cell_int(sources, i, 0))))
            row->sources = (size_t)ov_cell_int(sources, i, 1);
    return OV_OK;
}

ov_status ov_draft_overview(ov_ctx *ctx, ov_id version_id, ov_draft_view *out)
{
    ov_draft_view view = {0};
    const ov_rows *old_rows, *new_rows;
    listing list = {0};
    ov_draft_row **sorted;
    ov_trace trace;

    OV_TRY(ov_version_base(ctx, version_id, &view.base_id, &view.revision));
    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_BASE_NODES], OV_ARGS(ov_int(view.base_id)), &old_rows));
    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_BASE_NODES], OV_ARGS(ov_int(version_id)), &new_rows));
    ov_trace_make(ctx->arena, old_rows, new_rows, &trace);
    list.rows = ov_calloc(ctx->arena, old_rows->n + new_rows->n + 1, sizeof *list.rows);
    list_all(&list, &trace, view.base_id != 0);
    sorted = ov_calloc(ctx->arena, list.n + 1, sizeof *sorted);
    for (size_t i = 0; i < list.n; i++)
        sorted[i] = &list.rows[i];
    qsort(sorted, list.n, sizeof *sorted, by_node);
    OV_TRY(add_notes(ctx, version_id, sorted, list.n));
    for (size_t i = 0; i < list.n; i++) {
        bool differs = list.rows[i].change != OV_EDIT_NONE;

        list.rows[i].needs_reason = differs && !list.rows[i].reason;
        view.changed += differs;
        view.missing += list.rows[i].needs_reason;
    }
    view.rows = list.rows;
    view.n = list.n;
    *out = view;
    return OV_OK;
}

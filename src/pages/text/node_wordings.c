/* SPDX-License-Identifier: EUPL-1.2 */
/* node_wordings.c — the wordings of a provision from version to version, with what changed between
 * neighbours marked word by word. */
#include "pages/text/compare.h"
#include "pages/text/documents.h"
#include "pages/text/panel.h"

#include "text/reading/reading.h"
#include "view/format.h"
#include "view/markdown.h"

#include <string.h>

/* A wording as a tree of one provision, for the comparison. */
static ov_node tree_of(const ov_rows *rows, size_t i)
{
    return (ov_node){.number = ov_cell_text(rows, i, OV_HISTORY_NUMBER),
                     .heading = ov_cell_text(rows, i, OV_HISTORY_HEADING),
                     .level = 1,
                     .kind = "provision",
                     .body = ov_cell_text(rows, i, OV_HISTORY_BODY),
                     .id = 1};
}

/* The changed paragraphs, with the unchanged ones between them as they stand. */
static ov_status add_changes(ov_req *req, ov_map *item, const ov_rows *rows, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_node *older = ov_alloc(ctx->arena, sizeof *older),
            *newer = ov_alloc(ctx->arena, sizeof *newer);
    ov_list *blocks;
    ov_diff diff;

    *older = tree_of(rows, i + 1);
    *newer = tree_of(rows, i);
    OV_TRY(ov_diff_trees(ctx->arena, older, newer, &diff, &ctx->err));
    blocks = ov_map_list(item, "blocks");
    for (size_t k = 0; k < diff.n; k++) {
        const ov_diff_entry *entry = &diff.entries[k];
        const char *classes = ov_compare_class(entry->kind);
        ov_map *block;

        if (entry->block == OV_DIFF_HEADING && !classes)
            continue;
        block = ov_list_add(blocks);
        ov_map_text_or_false(block, "classes", classes);
        ov_map_bool(block, "moved", false);
        ov_compare_ops(block, entry->ops, entry->n_ops);
        ov_compare_flags(req, block, entry);
    }
    return OV_OK;
}

static bool same_heading(const ov_rows *rows, size_t i, int column)
{
    ov_str a = ov_cell_str(rows, i, (size_t)column), b = ov_cell_str(rows, i + 1, (size_t)column);

    return ov_str_eq(a, b);
}

/* Is wording i the same as the one before it in time, number and heading too? */
static bool is_same(const ov_rows *rows, size_t i)
{
    return i + 1 < rows->n &&
           !strcmp(ov_cell_text(rows, i, OV_HISTORY_HASH),
                   ov_cell_text(rows, i + 1, OV_HISTORY_HASH)) &&
           same_heading(rows, i, OV_HISTORY_NUMBER) && same_heading(rows, i, OV_HISTORY_HEADING);
}

/* "Remissversion, 29 oktober 2026. Samma lydelse som i Remissversion 1." */
static const char *meta_of(ov_req *req, const ov_rows *rows, size_t i, bool same)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *status = ov_text_status_title(req, ov_cell_text(rows, i, OV_HISTORY_STATUS));
    const char *day =
        ov_format_day(ctx->arena, (ov_day)ov_cell_int(rows, i, OV_HISTORY_DAY), ctx->lang);

    if (!same)
        return ov_printf(ctx->arena, "%s, %s", status, day);
    return ov_printf(ctx->arena, "%s, %s. %s %s.", status, day,
                     ov_req_tr(req, "Samma lydelse som i"),
                     ov_cell_text(rows, i + 1, OV_HISTORY_LABEL));
}

/* The newest wording whole and what changed in it, then back in time: what changed, or that nothing
 * did; the oldest whole. */
ov_status ov_panel_wordings(ov_req *req, const ov_node_page *page, ov_list *items)
{
    const ov_rows *rows = page->history;

    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(items);
        bool same = is_same(rows, i), oldest = i + 1 == rows->n;

        ov_map_text(item, "name", ov_cell_text(rows, i, OV_HISTORY_LABEL));
        ov_map_text(item, "href",
                    ov_req_path(req, "/text/%s#%s", ov_cell_text(rows, i, OV_HISTORY_SLUG),
                                ov_cell_text(rows, i, OV_HISTORY_ANCHOR)));
        ov_map_text(item, "meta", meta_of(req, rows, i, same));
        if (i == 0 || oldest)
            ov_map_html(item, "law_html",
                        ov_html_from_store(ov_cell_str(rows, i, OV_HISTORY_HTML)));
        if (!same && !oldest) {
            ov_map_text(item, "changed_from", ov_cell_text(rows, i + 1, OV_HISTORY_LABEL));
            OV_TRY(add_changes(req, item, rows, i));
        }
        ov_map_text(item, "hash", ov_cell_text(rows, i, OV_HISTORY_HASH));
    }
    return OV_OK;
}

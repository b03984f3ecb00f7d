/* SPDX-License-Identifier: EUPL-1.2 */
/* node_panels.c — the panels of a provision's page, in the order in which they stand there. */
#include "pages/text/panel.h"
#include "pages/text/text_aids.h"

#include "text/edit/change.h"
#include "text/reading/layer.h"
#include "text/edit/lineage.h"
#include "text/reading/reading.h"
#include "text/reading/term.h"
#include "view/format.h"
#include "view/markdown.h"

#include <string.h>

/* ---- Easy-read ---- */

static ov_status easy_panel(ov_req *req, const ov_node_page *page, ov_list *items)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;
    ov_map *item;

    OV_TRY(ov_layer_of(ctx, page->version_id, OV_LAYER_EASY, page->node_id, &rows));
    if (!rows->n)
        return OV_OK;
    item = ov_list_add(items);
    if (!ov_cell_int(rows, 0, OV_LAYER_ROW_EXACT))
        ov_map_text(
            item, "warning",
            ov_printf(ctx->arena, "%s (%s).",
                      ov_req_tr(req, "Den lättlästa texten är skriven för en äldre lydelse"),
                      ov_cell_text(rows, 0, OV_LAYER_ROW_LABEL)));
    ov_map_html(item, "prose_html", ov_html_from_store(ov_cell_str(rows, 0, OV_LAYER_ROW_HTML)));
    return OV_OK;
}

/* ---- Terms ---- */

static ov_status terms_panel(ov_req *req, const ov_node_page *page, ov_list *items)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    OV_TRY(ov_terms_used(ctx, page->version_id, page->node_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(items);

        ov_map_text(item, "name", ov_cell_text(rows, i, OV_TERM_USE_NAME));
        ov_map_text(item, "href",
                    ov_req_path(req, "/ord#%s", ov_cell_text(rows, i, OV_TERM_USE_SLUG)));
        ov_map_html(item, "prose_html", ov_html_from_store(ov_cell_str(rows, i, OV_TERM_USE_HTML)));
    }
    return OV_OK;
}

/* ---- Reasons ---- */

static void add_source(ov_req *req, ov_map *item, ov_list **links, const ov_rows *rows, size_t i)
{
    const char *ref = ov_cell_text(rows, i, OV_REASON_REF);
    ov_map *link;

    if (ov_cell_null(rows, i, OV_REASON_SOURCE))
        return;
    if (!*links) {
        ov_map_bool(item, "has_links", true);
        *links = ov_map_list(item, "links");
    }
    link = ov_list_add(*links);
    if (ov_own_address(ref))
        ov_map_text(link, "to", ref);
    else
        ov_map_bool(link, "to", false);
    ov_map_text(
        link, "link",
        ov_printf(ov_req_arena(req), "%s: %s",
                  ov_req_tr(req, ov_change_source_title(ov_cell_text(rows, i, OV_REASON_KIND))),
                  ov_cell_text(rows, i, OV_REASON_SOURCE_TITLE)));
}

/* One item a version: why, and what led to it. */
static ov_status reasons_panel(ov_req *req, const ov_node_page *page, ov_list *items)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;
    ov_map *item = NULL;
    ov_list *links = NULL;
    ov_id version = 0;

    OV_TRY(ov_change_reasons_of_node(ctx, page->node_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *why = ov_cell_text(rows, i, OV_REASON_TEXT);

        if (!item || version != ov_cell_int(rows, i, OV_REASON_VERSION)) {
            version = ov_cell_int(rows, i, OV_REASON_VERSION);
            item = ov_list_add(items);
            links = NULL;
            ov_map_text(item, "name", ov_node_label(page, version));
            if (why)
                ov_list_add_text(ov_map_list(item, "words"), why);
        }
        add_source(req, item, &links, rows, i);
    }
    return OV_OK;
}

/* ---- Lineage ---- */

static const char *side(ov_req *req, const ov_rows *rows, size_t i, size_t title, size_t label,
                        size_t document)
{
    return ov_printf(ov_req_arena(req), "%s (%s, %s)", ov_cell_text(rows, i, title),
                     ov_cell_text(rows, i, document), ov_cell_text(rows, i, label));
}

/* Where it was or is: a link when that is another provision; nothing when there is no such side. */
static void add_side(ov_req *req, ov_map *item, ov_list **links, ov_id own, const ov_rows *rows,
                     size_t i, bool from)
{
    size_t node = from ? OV_LINEAGE_FROM_NODE : OV_LINEAGE_TO_NODE;
    ov_id id = ov_cell_int(rows, i, node);
    ov_map *link;

    if (ov_cell_null(rows, i, node))
        return;
    if (!*links) {
        ov_map_bool(item, "has_links", true);
        *links = ov_map_list(item, "links");
    }
    link = ov_list_add(*links);
    if (id != own)
        ov_map_text(link, "to", ov_req_path(req, "/p/%lld", (long long)id));
    else
        ov_map_bool(link, "to", false);
    ov_map_text(link, "link",
                ov_printf(ov_req_arena(req), "%s %s", ov_req_tr(req, from ? "Från" : "Till"),
                          from ? side(req, rows, i, OV_LINEAGE_FROM_TITLE, OV_LINEAGE_FROM_LABEL,
                                      OV_LINEAGE_FROM_DOCUMENT)
                               : side(req, rows, i, OV_LINEAGE_TO_TITLE, OV_LINEAGE_TO_LABEL,
                                      OV_LINEAGE_TO_DOCUMENT)));
}

/* Moves, splits, merges, what is new and what was removed; plain changes stand among the wordings.
 */
static ov_status lineage_panel(ov_req *req, const ov_node_page *page, ov_list *items)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    OV_TRY(ov_node_lineage(ctx, page->node_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *kind = ov_cell_text(rows, i, OV_LINEAGE_KIND);
        bool to = !ov_cell_null(rows, i, OV_LINEAGE_TO_LABEL);
        ov_list *links = NULL;
        ov_map *item;

        if (!strcmp(kind, "changed"))
            continue;
        item = ov_list_add(items);
        ov_map_text(
            item, "name",
            ov_printf(ctx->arena, "%s, %s", ov_req_tr(req, ov_lineage_title(kind)),
                      ov_cell_text(rows, i, to ? OV_LINEAGE_TO_LABEL : OV_LINEAGE_FROM_LABEL)));
        if (!strcmp(kind, "new") || !strcmp(kind, "removed"))
            continue;
        add_side(req, item, &links, page->node_id, rows, i, true);
        add_side(req, item, &links, page->node_id, rows, i, false);
    }
    return OV_OK;
}

const ov_node_panel ov_node_panels[] = {
    {"lydelser", "Lydelser", ov_panel_wordings},
    {"lattlast", "Lättläst", easy_panel},
    {"ord", "Ord i texten", terms_panel},
    {"skal", "Skäl till ändringarna", reasons_panel},
    {"harkomst", "Härkomst", lineage_panel},
    {"svar", "Vad remissvaren säger", ov_panel_answers},
    {0},
};

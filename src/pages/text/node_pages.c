/* SPDX-License-Identifier: EUPL-1.2 */
/* node_pages.c — the page of one provision: its wordings, and what is known about it, panel by
 * panel. */
#include "pages/text/documents.h"
#include "pages/text/panel.h"
#include "pages/text/text_aids.h"

#include "plugin/site.h"
#include "text/reading/reading.h"
#include "view/format.h"
#include "view/value.h"

static bool all_digits(const char *text)
{
    for (; *text; text++)
        if (*text < '0' || *text > '9')
            return false;
    return true;
}

/* The provision that the address means: its id, else (by redirection) its number in the newest
 * version. */
static ov_status find_node(ov_req *req, ov_node_page *page)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *name = ov_req_arg(req, "node");
    ov_id matter = ov_req_matter(req)->id;

    *page = (ov_node_page){0};
    if (all_digits(name) && ov_req_arg_id(req, "node", &page->node_id) == OV_OK) {
        OV_TRY(ov_node_history(ctx, matter, page->node_id, &page->history));
        if (page->history->n > 0) {
            page->version_id = ov_cell_int(page->history, 0, OV_HISTORY_VERSION);
            return OV_OK;
        }
    }
    page->history = NULL;
    return ov_node_by_number(ctx, matter, name, &page->node_id);
}

const char *ov_node_label(const ov_node_page *page, ov_id version_id)
{
    for (size_t i = 0; i < page->history->n; i++)
        if (ov_cell_int(page->history, i, OV_HISTORY_VERSION) == version_id)
            return ov_cell_text(page->history, i, OV_HISTORY_LABEL);
    return NULL;
}

/* ---- Panels ---- */

static ov_list *panels_of(ov_view *view)
{
    ov_name name = ov_name_of("panels", 6);
    ov_value value;

    if (ov_map_find(ov_view_root(view), &name, NULL, &value) && value.kind == OV_VALUE_LIST)
        return (ov_list *)(uintptr_t)value.u.list;
    return ov_map_list(ov_view_root(view), "panels");
}

static ov_map *put_panel(ov_view *view, const char *id, const char *title)
{
    ov_map *panel = ov_list_add(panels_of(view));

    ov_map_text(panel, "panel_id", id);
    ov_map_text(panel, "panel_title", title);
    return panel;
}

ov_list *ov_panel_add(ov_view *view, const char *title)
{
    ov_map *root = ov_view_root(view);
    const char *id = ov_printf(ov_map_arena(root), "till-%zu", ov_list_length(panels_of(view)));

    return ov_map_list(put_panel(view, id, title), "items");
}

static ov_status add_panels(ov_req *req, ov_view *view, const ov_node_page *page)
{
    const ov_loaded *loaded = req->loaded;

    for (const ov_node_panel *p = ov_node_panels; p->id; p++) {
        ov_map *holder = ov_map_new(ov_req_arena(req));
        ov_list *items = ov_map_list(holder, "items");

        OV_TRY(p->fn(req, page, items));
        if (ov_list_length(items)) {
            ov_map *panel = put_panel(view, p->id, ov_req_tr(req, p->title));

            ov_map_set(panel, "items", 5, (ov_value){.kind = OV_VALUE_LIST, .u.list = items});
        }
    }
    return loaded && loaded->plugin.panel ? loaded->plugin.panel(req, page->node_id, view) : OV_OK;
}

/* ---- The page ---- */

static const char *title_of(ov_req *req, const ov_node_page *page)
{
    const char *number = ov_cell_text(page->history, 0, OV_HISTORY_NUMBER),
               *heading = ov_cell_text(page->history, 0, OV_HISTORY_HEADING);

    if (!number && !heading)
        return ov_req_tr(req, "Inledande text");
    return ov_printf(ov_req_arena(req), "%s%s%s", number ? number : "",
                     number && heading ? " " : "", heading ? heading : "");
}

static void add_head(ov_req *req, ov_map *root, const ov_node_page *page)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows = page->history;
    ov_day day = (ov_day)ov_cell_int(rows, 0, OV_HISTORY_DAY);

    ov_map_text(root, "node_label", ov_cell_text(rows, 0, OV_HISTORY_LABEL));
    ov_map_text(root, "node_document", ov_cell_text(rows, 0, OV_HISTORY_DOCUMENT));
    ov_map_text(root, "node_day", ov_format_day(ctx->arena, day, ctx->lang));
    ov_map_text(root, "node_day_iso", ov_day_iso(ctx->arena, day));
    ov_map_text(root, "context",
                ov_req_path(req, "/text/%s#%s", ov_cell_text(rows, 0, OV_HISTORY_SLUG),
                            ov_cell_text(rows, 0, OV_HISTORY_ANCHOR)));
    ov_map_text(root, "permanent", ov_req_path(req, "/p/%lld", (long long)page->node_id));
    if (*ov_cell_text(rows, 0, OV_HISTORY_BODY) && ov_req_may(req, "text.edit", 0) == OV_OK)
        ov_map_text(root, "easy_edit",
                    ov_req_path(req, "/p/%lld/lattlast", (long long)page->node_id));
}

/* GET /arende/:slug/p/:node — one provision through all its wordings; a number leads to the
 * permanent address. */
ov_status ov_page_node(ov_req *req)
{
    ov_node_page page;

    OV_TRY(find_node(req, &page));
    if (!page.history)
        return ov_redirect(req, ov_req_path(req, "/p/%lld", (long long)page.node_id));
    const char *title = title_of(req, &page);
    ov_view *view = ov_view_new(req, "node");

    ov_view_title(view, ov_short_title(ov_req_arena(req), title));
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, ov_cell_text(page.history, 0, OV_HISTORY_LABEL),
                  ov_req_path(req, "/text/%s", ov_cell_text(page.history, 0, OV_HISTORY_SLUG)));
    ov_view_crumb(view, title, NULL);
    ov_map_text(ov_view_root(view), "node_title", title);
    add_head(req, ov_view_root(view), &page);
    OV_TRY(add_panels(req, view, &page));
    ov_view_history(view, "node", page.node_id);
    return ov_view_send(view);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* documents_pages.c — the documents of a matter: what applied on a day, and the families with all
 * their versions. */
#include "pages/text/documents.h"

#include "view/format.h"

/* Each document at the top begins a family; what stands below it follows, with its parent's name.
 */
static void add_families(ov_req *req, ov_map *root, const ov_documents *all)
{
    static const char *const tags[] = {"h2", "h3", "h4", "h4", "h4", "h4"};
    ov_list *families = ov_map_list(root, "families"), *children = NULL;

    for (size_t i = 0; i < all->n_documents; i++) {
        const ov_document *document = &all->documents[i];
        const char *parent = NULL;
        ov_map *item;

        if (document->depth == 0 || !children) {
            item = ov_list_add(families);
            children = ov_map_list(item, "children");
        } else {
            item = ov_list_add(children);
            ov_map_text(item, "tag", tags[document->depth]);
            for (size_t k = 0; k < i; k++)
                if (all->documents[k].id == document->parent_id)
                    parent = all->documents[k].title;
        }
        ov_document_model(req, item, all, document);
        ov_map_bool(item, "settings", true);
        if (parent)
            ov_map_text(item, "parent", parent);
    }
    ov_map_bool(root, "has_documents", all->n_documents > 0);
}

/* GET /arende/:slug/dokument?den=2025-01-01 — what applied on that day (today when none is given),
 * and every version. Feature 17. */
ov_status ov_page_documents(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "documents");
    ov_map *root = ov_view_root(view);
    const char *asked = ov_req_query(req, "den");
    ov_day day = ov_stockholm_day(ctx->received);
    ov_documents all;

    if (asked && *asked && ov_day_parse(ov_str_from(asked), &day) != OV_OK)
        ov_map_bool(root, "day_error", true);
    OV_TRY(ov_documents_read(req, &all));
    ov_view_title(view, "Handlingar");
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, "Handlingar", NULL);
    ov_map_text(root, "path_documents", ov_req_path(req, "/dokument"));
    ov_map_text(root, "day", ov_format_day(ctx->arena, day, ctx->lang));
    ov_map_text(root, "day_iso", ov_day_iso(ctx->arena, day));
    ov_map_bool(root, "staff", all.staff);
    if (ov_req_may(req, "text.import", 0) == OV_OK)
        ov_map_text(root, "import_href", ov_req_path(req, "/dokument/las-in"));
    if (all.staff)
        ov_view_needs_token(view);
    OV_TRY(ov_in_force_model(req, root, day));
    OV_TRY(ov_warnings_model(req, root));
    add_families(req, root, &all);
    return ov_view_send(view);
}

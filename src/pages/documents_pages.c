/* SPDX-License-Identifier: EUPL-1.2 */
/* documents_pages.c — the documents of a matter and their versions. */
#include "pages/documents.h"

#include "text/text.h"
#include "view/format.h"

#include <string.h>

enum {
    VERSION_ID,
    VERSION_SLUG,
    VERSION_DOCUMENT,
    VERSION_LABEL,
    VERSION_DATE,
    VERSION_STATUS,
    VERSION_HASH,
    VERSION_NODES
};

const char *ov_text_status_title(const ov_req *req, const char *status)
{
    static const struct {
        const char *code, *title;
    } titles[] = {{"draft", "Utkast"},
                  {"working", "Arbetsversion"},
                  {"consultation", "Remissversion"},
                  {"proposal", "Avtalsförslag"},
                  {"adopted", "Antagen"},
                  {"replaced", "Ersatt"}};

    for (size_t i = 0; i < OV_LEN(titles); i++)
        if (!strcmp(titles[i].code, status))
            return ov_req_tr(req, titles[i].title);
    return status;
}

bool ov_text_sees_working(ov_req *req)
{
    return ov_req_may(req, "matter.read_working", 0) == OV_OK;
}

/* GET /arende/:slug/dokument — every version, newest first. */
ov_status ov_page_documents(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "documents");
    ov_list *list = ov_map_list(ov_view_root(view), "versions");
    const ov_rows *rows;

    ov_view_title(view, "Handlingar");
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, "Handlingar", NULL);
    OV_TRY(ov_versions(ctx, ov_req_matter(req)->id, ov_text_sees_working(req), &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_day day = (ov_day)ov_cell_int(rows, i, VERSION_DATE);
        const char *slug = ov_cell_text(rows, i, VERSION_SLUG);

        ov_map_text(item, "href", ov_req_path(req, "/text/%s", slug));
        ov_map_text(item, "txt_href", ov_req_path(req, "/text/%s.txt", slug));
        ov_map_text(item, "document", ov_cell_text(rows, i, VERSION_DOCUMENT));
        ov_map_text(item, "label", ov_cell_text(rows, i, VERSION_LABEL));
        ov_map_text(item, "day", ov_format_day(ctx->arena, day, ctx->lang));
        ov_map_text(item, "day_iso", ov_day_iso(ctx->arena, day));
        ov_map_text(item, "status",
                    ov_text_status_title(req, ov_cell_text(rows, i, VERSION_STATUS)));
        ov_map_text(item, "count",
                    ov_format_count(ctx->arena, ov_cell_int(rows, i, VERSION_NODES)));
        ov_map_bool(item, "published", !ov_cell_null(rows, i, VERSION_HASH));
    }
    ov_map_bool(ov_view_root(view), "has_versions", rows->n > 0);
    return ov_view_send(view);
}

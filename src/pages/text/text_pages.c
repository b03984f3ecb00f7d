/* SPDX-License-Identifier: EUPL-1.2 */
/* text_pages.c — the text of a version, and its exact bytes. */
#include "pages/text/documents.h"
#include "pages/text/edit_pages.h"
#include "pages/text/text_aids.h"

#include "text/edit/edit.h"
#include "view/format.h"
#include "view/pdf.h"

enum { WORDS_A_MINUTE = 180 }; /* slow, careful reading of a legal text */

void ov_working_noted(ov_req *req, const ov_version *version)
{
    ov_ctx *ctx = ov_req_ctx(req);

    if (version->hash || ov_req_may(req, "text.edit", 0) == OV_OK)
        return;
    ov_req_read_logged(req, "text.read_working",
                       ov_printf(ctx->arena, "version/%lld", (long long)version->id),
                       ov_role_for(ctx, "matter.read_working", NULL));
}

ov_status ov_text_version_of(ov_req *req, ov_version *out)
{
    OV_TRY(ov_version_by_slug(ov_req_ctx(req), ov_req_matter(req)->id, ov_req_arg(req, "version"),
                              out));
    OV_TRY(ov_version_readable(ov_req_ctx(req), out));
    ov_working_noted(req, out);
    return OV_OK;
}

static void add_colophon(ov_req *req, ov_map *root, const ov_version *version)
{
    ov_ctx *ctx = ov_req_ctx(req);
    int64_t minutes = (version->words + WORDS_A_MINUTE - 1) / WORDS_A_MINUTE;

    ov_map_text(root, "document", version->document_title);
    ov_map_text(root, "label", version->label);
    ov_map_text(root, "status", ov_text_status_title(req, version->status));
    ov_map_text(root, "day", ov_format_day(ctx->arena, version->date, ctx->lang));
    ov_map_text(root, "day_iso", ov_day_iso(ctx->arena, version->date));
    ov_map_int(root, "minutes", minutes > 0 ? minutes : 1);
    ov_map_text(root, "version_href", ov_req_path(req, "/text/%s", version->slug));
    ov_map_text(root, "txt_href", ov_req_path(req, "/text/%s.txt", version->slug));
    if (ov_pdf_available())
        ov_map_text(root, "pdf_href", ov_req_path(req, "/text/%s.pdf", version->slug));
    ov_map_bool(root, "large", ov_wants_large(req));
    if (!version->hash)
        return;
    ov_map_text(root, "text_hash", version->hash);
    ov_map_text(root, "published_by", version->published_by);
    ov_map_text(root, "published_at",
                ov_format_instant(ctx->arena, version->published_at, ctx->lang));
    ov_map_text(root, "published_iso", ov_instant_iso(ctx->arena, version->published_at));
}

const char *ov_short_title(ov_arena *arena, const char *title)
{
    enum { MOST = 56 }; /* " – Överens" follows */
    size_t at = 0, word = 0, letters = 0;

    for (; title[at]; at++) {
        if (((unsigned char)title[at] & 0xc0) == 0x80)
            continue;
        if (letters++ == MOST)
            break;
        if (title[at] == ' ')
            word = at;
    }
    if (!title[at])
        return title;
    return ov_printf(arena, "%.*s …", (int)(word ? word : at), title);
}

/* GET /arende/:slug/text/:version[?lager=lattlast] — the text with contents, anchors, permanent
 * addresses and the reader's aids. Three SELECTs for a visitor to a text without terms. */
ov_status ov_page_text(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_version version;
    const ov_rows *nodes;
    bool added = false;

    OV_TRY(ov_text_version_of(req, &version));
    OV_TRY(ov_version_page(ctx, version.id, &nodes));
    ov_view *view = ov_view_new(req, "text");
    ov_view_title(view, ov_short_title(ctx->arena, ov_printf(ctx->arena, "%s, %s", version.label,
                                                             version.document_title)));
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, "Handlingar", ov_req_path(req, "/dokument"));
    ov_view_crumb(view, version.label, NULL);
    add_colophon(req, ov_view_root(view), &version);
    ov_map_text(ov_view_root(view), "caption", ov_version_caption(req, &version));
    ov_version_tools(req, view, ov_view_root(view), &version);
    OV_TRY(ov_text_aids_add(req, view, &version, nodes, &added));
    if (!added)
        ov_view_rows(view, "nodes", nodes, ov_page_fields);
    ov_map_int(ov_view_root(view), "n_nodes", (int64_t)nodes->n);
    ov_view_history(view, "version", version.id);
    return ov_view_send(view);
}

/* GET /arende/:slug/text/:version.txt — the exact bytes behind the printed hash (overens-text-1).
 */
ov_status ov_page_text_canonical(ov_req *req)
{
    ov_version version;
    ov_str bytes;

    OV_TRY(ov_text_version_of(req, &version));
    OV_TRY(ov_version_canonical(ov_req_ctx(req), version.id, &bytes));
    return ov_send(req, 200, "text/plain; charset=utf-8", bytes);
}

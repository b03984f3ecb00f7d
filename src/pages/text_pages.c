/* SPDX-License-Identifier: EUPL-1.2 */
/* text_pages.c — the text of a version, its exact bytes, and the page of one provision.
 */
#include "pages/documents.h"

#include "text/text.h"
#include "view/format.h"
#include "view/markdown.h"

#include <string.h>

enum {
    WORDING_VERSION,
    WORDING_SLUG,
    WORDING_LABEL,
    WORDING_DAY,
    WORDING_NUMBER,
    WORDING_HEADING,
    WORDING_HTML,
    WORDING_HASH,
    WORDING_STATUS,
    WORDING_ANCHOR,
    WORDING_DOCUMENT
};
enum { WORDS_A_MINUTE = 180 }; /* slow, careful reading of a legal text */

/* The version of the address; one that is not published only for those who work with the matter. */
static ov_status find_version(ov_req *req, ov_version *out)
{
    OV_TRY(ov_version_by_slug(ov_req_ctx(req), ov_req_matter(req)->id, ov_req_arg(req, "version"),
                              out));
    return out->hash || ov_text_sees_working(req) ? OV_OK : OV_NOT_FOUND;
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
    if (!version->hash)
        return;
    ov_map_text(root, "text_hash", version->hash);
    ov_map_text(root, "published_by", version->published_by);
    ov_map_text(root, "published_at",
                ov_format_instant(ctx->arena, version->published_at, ctx->lang));
    ov_map_text(root, "published_iso", ov_instant_iso(ctx->arena, version->published_at));
}

/* A title that fits a browser's tab and a search engine's list: cut at a word. */
static const char *short_title(ov_arena *arena, const char *title)
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

/* GET /arende/:slug/text/:version — the text with contents, anchors and permanent addresses. Two
 * SELECTs. */
ov_status ov_page_text(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_version version;
    const ov_rows *nodes;

    OV_TRY(find_version(req, &version));
    OV_TRY(ov_version_page(ctx, version.id, &nodes));
    ov_view *view = ov_view_new(req, "text");
    ov_view_title(view, short_title(ctx->arena, ov_printf(ctx->arena, "%s, %s", version.label,
                                                          version.document_title)));
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, "Handlingar", ov_req_path(req, "/dokument"));
    ov_view_crumb(view, version.label, NULL);
    add_colophon(req, ov_view_root(view), &version);
    ov_view_rows(view, "nodes", nodes, ov_page_fields);
    ov_map_int(ov_view_root(view), "n_nodes", (int64_t)nodes->n);
    return ov_view_send(view);
}

/* GET /arende/:slug/text/:version.txt — the exact bytes behind the printed hash (overens-text-1).
 */
ov_status ov_page_text_canonical(ov_req *req)
{
    ov_version version;
    ov_str bytes;

    OV_TRY(find_version(req, &version));
    OV_TRY(ov_version_canonical(ov_req_ctx(req), version.id, &bytes));
    return ov_send(req, 200, "text/plain; charset=utf-8", bytes);
}

static bool all_digits(const char *text)
{
    for (; *text; text++)
        if (*text < '0' || *text > '9')
            return false;
    return true;
}

/* The provision that the address means: its id, else (by redirection) its number in the newest
 * version. */
static ov_status find_node(ov_req *req, ov_id *id, const ov_rows **wordings)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *name = ov_req_arg(req, "node");
    ov_id matter = ov_req_matter(req)->id, found;

    if (all_digits(name) && ov_req_arg_id(req, "node", id) == OV_OK) {
        OV_TRY(ov_node_wordings(ctx, matter, *id, wordings));
        if ((*wordings)->n > 0)
            return OV_OK;
    }
    OV_TRY(ov_node_by_number(ctx, matter, name, &found));
    *wordings = NULL;
    *id = found;
    return OV_OK;
}

static void add_wordings(ov_req *req, ov_map *root, const ov_rows *rows, ov_id node)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "wordings");

    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_day day = (ov_day)ov_cell_int(rows, i, WORDING_DAY);
        const char *anchor = ov_cell_text(rows, i, WORDING_ANCHOR);

        ov_map_int(item, "n", (int64_t)i + 1);
        ov_map_text(item, "href",
                    ov_req_path(req, "/text/%s#%s", ov_cell_text(rows, i, WORDING_SLUG), anchor));
        ov_map_text(item, "document", ov_cell_text(rows, i, WORDING_DOCUMENT));
        ov_map_text(item, "label", ov_cell_text(rows, i, WORDING_LABEL));
        ov_map_text(item, "day", ov_format_day(ctx->arena, day, ctx->lang));
        ov_map_text(item, "day_iso", ov_day_iso(ctx->arena, day));
        ov_map_text(item, "number", ov_cell_text(rows, i, WORDING_NUMBER));
        ov_map_text(item, "heading", ov_cell_text(rows, i, WORDING_HEADING));
        ov_map_html(item, "html", ov_html_from_store(ov_cell_str(rows, i, WORDING_HTML)));
        ov_map_text(item, "status",
                    ov_text_status_title(req, ov_cell_text(rows, i, WORDING_STATUS)));
        ov_map_text(item, "node_hash", ov_cell_text(rows, i, WORDING_HASH));
        /* The same wording as in the version after it (the rows are newest first). */
        ov_map_bool(item, "unchanged",
                    i + 1 < rows->n && !strcmp(ov_cell_text(rows, i, WORDING_HASH),
                                               ov_cell_text(rows, i + 1, WORDING_HASH)));
    }
    ov_map_text(root, "permanent", ov_req_path(req, "/p/%lld", (long long)node));
}

/* GET /arende/:slug/p/:node — one provision through all its wordings; a number leads to the
 * permanent address. */
ov_status ov_page_node(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;
    ov_id id;

    OV_TRY(find_node(req, &id, &rows));
    if (!rows)
        return ov_redirect(req, ov_req_path(req, "/p/%lld", (long long)id));
    const char *number = ov_cell_text(rows, 0, WORDING_NUMBER),
               *heading = ov_cell_text(rows, 0, WORDING_HEADING);
    const char *title =
        ov_printf(ctx->arena, "%s%s%s", number ? number : "", number && heading ? " " : "",
                  heading  ? heading
                  : number ? ""
                           : "Inledande text");
    ov_view *view = ov_view_new(req, "node");
    ov_view_title(view, short_title(ctx->arena, title));
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, ov_cell_text(rows, 0, WORDING_LABEL),
                  ov_req_path(req, "/text/%s", ov_cell_text(rows, 0, WORDING_SLUG)));
    ov_view_crumb(view, title, NULL);
    ov_map_text(ov_view_root(view), "node_title", title);
    add_wordings(req, ov_view_root(view), rows, id);
    return ov_view_send(view);
}

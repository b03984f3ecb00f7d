/* SPDX-License-Identifier: EUPL-1.2 */
/* easy_pages.c — the easy-read text of a provision, written beside the wording that it explains. */
#include "pages/pages.h"

#include "text/reading/layer.h"
#include "text/reading/reading.h"
#include "view/format.h"
#include "view/markdown.h"

#include <string.h>

enum { TEXT_MOST = 20000 };

static const ov_form_field *easy_fields(void)
{
    static const ov_form_field fields[] = {
        {.name = "text", .label = "Texten", .input = OV_INPUT_LONG_TEXT, .max = TEXT_MOST},
        {.name = "version", .label = "Versionen", .input = OV_INPUT_TEXT, .max = 64},
        {.name = "radversion", .label = "Radversionen", .input = OV_INPUT_INT, .max = INT32_MAX},
        {.name = "gor", .label = "Valet", .input = OV_INPUT_TEXT, .max = 20},
        {0}};

    return fields;
}

/* The provision's newest published wording, or the one in the version with that slug. */
static ov_status find_wording(ov_req *req, const char *slug, const ov_rows **out, size_t *at)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_id node;

    OV_TRY(ov_req_arg_id(req, "node", &node));
    OV_TRY(ov_node_history(ctx, ov_req_matter(req)->id, node, out));
    for (*at = 0; *at < (*out)->n; ++*at)
        if (!slug || !*slug || !strcmp(slug, ov_cell_text(*out, *at, OV_HISTORY_SLUG)))
            return OV_OK;
    return ov_fail(&ctx->err, OV_NOT_FOUND, "no such published wording");
}

typedef enum easy_state { EASY_STORED, EASY_PREVIEW, EASY_WRONG, EASY_CONFLICT } easy_state;

static ov_status show(ov_req *req, const ov_rows *wording, size_t at, const ov_layer *stored,
                      const ov_layer *written, const ov_form *form, easy_state state)
{
    ov_view *view = ov_view_new(req, "easy");
    ov_map *root = ov_view_root(view);
    long long node = (long long)stored->node_id;
    const char *title = ov_cell_text(wording, at, OV_HISTORY_TITLE);

    ov_view_title(view,
                  ov_req_tr(req, state == EASY_WRONG ? "Fel: Lättläst text" : "Lättläst text"));
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, title, ov_req_path(req, "/p/%lld", node));
    ov_view_crumb(view, ov_req_tr(req, "Lättläst text"), NULL);
    ov_map_text(root, "node_title", title);
    ov_map_text(root, "label", ov_cell_text(wording, at, OV_HISTORY_LABEL));
    ov_map_text(root, "slug", ov_cell_text(wording, at, OV_HISTORY_SLUG));
    ov_map_html(root, "law_html", ov_html_from_store(ov_cell_str(wording, at, OV_HISTORY_HTML)));
    ov_map_text(root, "action", ov_req_path(req, "/p/%lld/lattlast", node));
    ov_map_text(root, "node_href", ov_req_path(req, "/p/%lld", node));
    ov_map_int(root, "row_version", stored->row_version);
    ov_map_text(root, "easy_text", written ? written->body : stored->body);
    if (state == EASY_PREVIEW)
        ov_map_html(root, "preview_html", ov_html_from_store(ov_str_from(written->html)));
    if (state == EASY_CONFLICT) {
        ov_map *other = ov_map_map(root, "other");

        ov_map_text(other, "other_by", stored->changed_by);
        ov_map_text(other, "other_text", stored->body);
        ov_view_status(view, 409);
    }
    ov_view_needs_token(view);
    if (state == EASY_WRONG)
        ov_view_form(view, form);
    return ov_view_send(view);
}

static ov_status write_easy(ov_ctx *ctx, void *arg)
{
    return ov_layer_save(ctx, arg);
}

/* GET, POST /arende/:slug/p/:node/lattlast[?v=VERSION] — writes it; an empty text takes it away. */
ov_status ov_page_easy(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    bool posted = ov_req_http(req)->method == OV_POST;
    ov_form *form = posted ? ov_form_read(req, easy_fields()) : NULL;
    const char *slug = posted ? ov_form_text(form, "version") : ov_req_query(req, "v");
    ov_layer stored, written;
    const ov_rows *wording;
    ov_status status;
    ov_id node;
    size_t at;

    OV_TRY(ov_req_arg_id(req, "node", &node));
    OV_TRY(find_wording(req, slug, &wording, &at));
    OV_TRY(ov_layer_get(ctx, ov_cell_int(wording, at, OV_HISTORY_VERSION), node, OV_LAYER_EASY,
                        &stored));
    if (!posted)
        return show(req, wording, at, &stored, NULL, NULL, EASY_STORED);
    written = stored;
    written.body = ov_form_text(form, "text");
    if (!ov_form_ok(form))
        return show(req, wording, at, &stored, &written, form, EASY_WRONG);
    written.row_version = ov_form_int(form, "radversion");
    OV_TRY(ov_layer_prepare(ctx, &written));
    if (!strcmp(ov_form_text(form, "gor"), "visa"))
        return show(req, wording, at, &stored, &written, form, EASY_PREVIEW);
    status = ov_write(ctx, write_easy, &written);
    if (status == OV_CONFLICT) {
        OV_TRY(ov_layer_get(ctx, written.version_id, node, OV_LAYER_EASY, &stored));
        return show(req, wording, at, &stored, &written, form, EASY_CONFLICT);
    }
    OV_TRY(status);
    return ov_redirect(req, ov_req_path(req, "/p/%lld#lattlast", (long long)node));
}

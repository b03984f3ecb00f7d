/* SPDX-License-Identifier: EUPL-1.2 */
/* original_pages.c — the file that a version was read from, and the request for one that everybody
 * can read. Practice 28. */
#include "pages/text/documents.h"

#include "http/disposition.h"
#include "text/edit/edit.h"
#include "text/original.h"
#include "view/format.h"

#include <string.h>

static const ov_form_field visitor_fields[] = {{.name = "epost",
                                                .label = "E-postadressen",
                                                .input = OV_INPUT_TEXT,
                                                .required = true,
                                                .max = 254},
                                               {.name = "meddelande",
                                                .label = "Beskrivningen",
                                                .input = OV_INPUT_LONG_TEXT,
                                                .required = true,
                                                .max = 2000},
                                               {0}};

/* A published version, or one that the reader works with. */
static ov_status find_version(ov_req *req, ov_version *out)
{
    OV_TRY(ov_version_by_slug(ov_req_ctx(req), ov_req_matter(req)->id, ov_req_arg(req, "version"),
                              out));
    return ov_version_readable(ov_req_ctx(req), out);
}

/* GET /arende/:slug/text/:version/original — the bytes as they were uploaded, never shown inside
 * our pages. */
ov_status ov_page_original(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_original original;
    ov_version version;

    OV_TRY(find_version(req, &version));
    OV_TRY(ov_original_get(ctx, version.id, &original));
    if (!original.name)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the version has no original");
    ov_send_header(req, "Content-Disposition",
                   ov_disposition_attachment(ctx->arena, original.name, "original"));
    return ov_send(req, 200, original.media, original.bytes);
}

/* ---- Asking for an accessible one ---- */

static ov_status add_requests(ov_req *req, ov_map *root, const ov_version *version)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "requests");
    const ov_rows *rows;

    OV_TRY(ov_accessible_requests(ctx, version->matter_id, version->id, true, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_instant at = ov_cell_int(rows, i, OV_ASKED_AT);
        const char *email = ov_cell_text(rows, i, OV_ASKED_EMAIL);

        ov_map_int(item, "id", ov_cell_int(rows, i, OV_ASKED_ID));
        ov_map_text(item, "at", ov_format_instant(ctx->arena, at, ctx->lang));
        ov_map_text(item, "at_iso", ov_instant_iso(ctx->arena, at));
        ov_map_text(item, "from", email ? email : ov_cell_text(rows, i, OV_ASKED_NAME));
        ov_map_text(item, "message", ov_cell_text(rows, i, OV_ASKED_MESSAGE));
        ov_map_text(item, "done_by", ov_cell_text(rows, i, OV_ASKED_DONE_BY));
        ov_map_text(
            item, "done_at",
            ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_ASKED_DONE_AT), ctx->lang));
    }
    ov_map_bool(root, "has_requests", rows->n > 0);
    ov_map_text(root, "done_href", ov_req_path(req, "/text/%s/begar/klart", version->slug));
    return OV_OK;
}

static ov_status add_faults(ov_req *req, ov_map *root, const ov_version *version)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "faults");
    ov_upload_check check;
    ov_status status = ov_upload_check_get(ctx, version->id, &check);

    if (status == OV_NOT_FOUND)
        return OV_OK;
    OV_TRY(status);
    ov_faults_model(req, list, ov_str_from(check.faults));
    ov_map_bool(root, "has_faults", ov_list_length(list) > 0);
    return OV_OK;
}

static void fill_empty(ov_map *root)
{
    static const char *const names[] = {"epost", "meddelande"};
    ov_map *form = ov_map_map(root, "form");

    for (size_t i = 0; i < OV_LEN(names); i++) {
        ov_map *field = ov_map_map(form, names[i]);

        ov_map_text(field, "value", "");
        ov_map_bool(field, "error", false);
    }
}

static ov_status show(ov_req *req, const ov_version *version, const ov_form *form, bool busy)
{
    ov_view *view = ov_view_new(req, "original_ask");
    ov_map *root = ov_view_root(view);
    bool staff = ov_req_may(req, "text.edit", 0) == OV_OK;

    ov_view_title(view, "Begär tillgänglig version");
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, version->label, ov_req_path(req, "/text/%s", version->slug));
    ov_view_crumb(view, "Begär tillgänglig version", NULL);
    ov_view_needs_token(view);
    ov_map_text(root, "document", version->document_title);
    ov_map_text(root, "label", version->label);
    ov_map_text(root, "text_href", ov_req_path(req, "/text/%s", version->slug));
    ov_map_text(root, "action", ov_req_path(req, "/text/%s/begar", version->slug));
    ov_map_bool(root, "ask_email", !ov_req_signed_in(req));
    ov_map_bool(root, "sent", ov_req_query(req, "tack") != NULL);
    ov_map_bool(root, "staff", staff);
    OV_TRY(add_faults(req, root, version));
    if (staff)
        OV_TRY(add_requests(req, root, version));
    if (form)
        ov_view_form(view, form);
    else
        fill_empty(root);
    if (busy) {
        ov_map_bool(root, "busy", true);
        ov_view_status(view, 503);
    }
    return ov_view_send(view);
}

typedef struct asking {
    ov_id version_id, id;
    const char *email, *message, *location;
} asking;

static ov_status ask(ov_ctx *ctx, void *arg, const char **location)
{
    asking *a = arg;

    *location = a->location;
    return ov_accessible_ask(ctx, a->version_id, a->email, a->message, &a->id);
}

/* GET, POST /arende/:slug/text/:version/begar */
ov_status ov_page_original_ask(ov_req *req)
{
    bool signed_in = ov_req_signed_in(req);
    asking a = {0};
    ov_version version;
    ov_status status;

    OV_TRY(find_version(req, &version));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &version, NULL, false);
    ov_form *form = ov_form_read(req, signed_in ? visitor_fields + 1 : visitor_fields);
    if (!ov_form_ok(form))
        return show(req, &version, form, false);
    a = (asking){.version_id = version.id,
                 .email = signed_in ? NULL : ov_form_text(form, "epost"),
                 .message = ov_form_text(form, "meddelande"),
                 .location = ov_req_path(req, "/text/%s/begar?tack=1", version.slug)};
    status = ov_req_once(req, ask, &a);
    if (status == OV_TOO_LARGE)
        return show(req, &version, form, true);
    if (status != OV_INVALID)
        return status;
    ov_form_error(form, "epost", "%s",
                  ov_req_tr(req, "Skriv en e-postadress, som namn@exempel.se."));
    return show(req, &version, form, false);
}

static ov_status finish(ov_ctx *ctx, void *arg)
{
    const asking *a = arg;

    return ov_accessible_done(ctx, a->version_id, a->id);
}

/* POST /arende/:slug/text/:version/begar/klart */
ov_status ov_page_original_done(ov_req *req)
{
    const char *id = ov_pairs_get(&ov_req_http(req)->form, "begaran");
    asking a = {0};
    ov_version version;

    OV_TRY(find_version(req, &version));
    a.version_id = version.id;
    if (!id || ov_parse_int(ov_str_from(id), &a.id) != OV_OK)
        return ov_fail(&ov_req_ctx(req)->err, OV_NOT_FOUND, "no such request");
    OV_TRY(ov_write(ov_req_ctx(req), finish, &a));
    return ov_redirect(req, ov_req_path(req, "/text/%s/begar", version.slug));
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* correction_pages.c — a corrected text in a round that runs, and a party that says that its answer
 * holds for it too. */
#include "pages/pages.h"
#include "pages/consult/during/during.h"

#include "consult/during/correction.h"
#include "text/text.h"
#include "view/format.h"

#include <string.h>

static const ov_form_field fields[] = {
    {"dokument", "Dokument", OV_INPUT_INT, true, 1, INT64_MAX, NULL},
    {"var", "Det som gällde", OV_INPUT_INT, true, 1, INT64_MAX, NULL},
    {"version", "Rättad text", OV_INPUT_INT, false, 1, INT64_MAX, NULL},
    {"varfor", "Skäl", OV_INPUT_LONG_TEXT, false, 0, 2000, NULL},
    {0},
};
enum { DOC_ID, DOC_POSITION, DOC_VERSION, DOC_SLUG, DOC_LABEL, DOC_HASH, DOC_TITLE };

static ov_status add_documents(ov_req *req, ov_map *root, const ov_consultation *c,
                               const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "documents");
    const ov_rows *rows, *newer;
    bool any = false;

    OV_TRY(ov_consultation_documents(ctx, c->id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const ov_id id = ov_cell_int(rows, i, DOC_ID);
        const bool this = form && ov_form_int(form, "dokument") == id;
        ov_map *item = ov_list_add(list);
        ov_list *choices = ov_map_list(item, "choices");

        ov_map_int(item, "id", id);
        ov_map_int(item, "was", ov_cell_int(rows, i, DOC_VERSION));
        ov_map_text(item, "title", ov_cell_text(rows, i, DOC_TITLE));
        ov_map_text(item, "label", ov_cell_text(rows, i, DOC_LABEL));
        ov_map_text(item, "why", this ? ov_form_text(form, "varfor") : NULL);
        ov_map_text(item, "fault", this ? ov_form_fault(form, "varfor") : NULL);
        ov_map_text(item, "version_fault", this ? ov_form_fault(form, "version") : NULL);
        OV_TRY(ov_correction_choices(ctx, ov_cell_int(rows, i, DOC_VERSION), &newer));
        for (size_t k = 0; k < newer->n; k++) {
            ov_map *choice = ov_list_add(choices);
            ov_version version;

            OV_TRY(ov_version_get(ctx, ov_cell_int(newer, k, 0), &version));
            ov_map_int(choice, "id", version.id);
            ov_map_text(choice, "label", version.label);
            ov_map_bool(choice, "chosen", this && ov_form_int(form, "version") == version.id);
            ov_map_text(choice, "diff_href",
                        ov_req_path(req, "/jamfor?v=%s&v=%s", ov_cell_text(rows, i, DOC_SLUG),
                                    version.slug));
        }
        ov_map_bool(item, "can", newer->n > 0);
        any = any || newer->n;
    }
    ov_map_bool(root, "any", any);
    return OV_OK;
}

static ov_status show(ov_req *req, const ov_consultation *c, const ov_form *form)
{
    ov_view *view = ov_during_view(req, "correction", c, "/rattelse", "Rätta texten", form);
    ov_map *root = ov_view_root(view);
    const ov_rows *earlier;

    OV_TRY(add_documents(req, root, c, form));
    OV_TRY(ov_during_news(req, root, c));
    OV_TRY(ov_answered_earlier(ov_req_ctx(req), c->id, 0, &earlier));
    if (earlier->n)
        ov_map_int(root, "earlier", (int64_t)earlier->n);
    ov_map_bool(root, "running", ov_during_running(req, c));
    return ov_view_send(view);
}

typedef struct correcting {
    const ov_consultation *c;
    ov_correction what;
    const char *back;
} correcting;

static ov_status correct(ov_ctx *ctx, void *arg, const char **location)
{
    const correcting *k = arg;
    ov_id id;

    *location = k->back;
    return ov_correct(ctx, k->c, &k->what, &id);
}

/* GET, POST /remiss/:id/rattelse — those who run the round. */
ov_status ov_page_correction(ov_req *req)
{
    correcting k = {0};
    ov_consultation c;
    ov_status status;
    ov_form *form;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_req_may(req, "consult.run", 0));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &c, NULL);
    form = ov_form_read(req, fields);
    k = (correcting){.c = &c,
                     .what = {.document_id = ov_form_int(form, "dokument"),
                              .was_id = ov_form_int(form, "var"),
                              .version_id = ov_form_int(form, "version"),
                              .why = ov_form_text(form, "varfor")},
                     .back = ov_req_path(req, "/remiss/%lld/rattelse", (long long)c.id)};
    if (!*k.what.why)
        ov_form_error(form, "varfor", "Skriv vad som är rättat och varför.");
    if (!k.what.version_id)
        ov_form_error(form, "version", "Välj den rättade texten.");
    if (!ov_form_ok(form))
        return show(req, &c, form);
    status = ov_req_once(req, correct, &k);
    if (status == OV_INVALID)
        ov_form_error(form, "version",
                      "Välj en publicerad text av samma dokument som är nyare än den som gäller.");
    else if (status == OV_CONFLICT)
        ov_form_error(form, "version",
                      "Remissen är stängd, eller så har någon annan rättat dokumentet under tiden. "
                      "Öppna sidan på nytt och se vad som gäller.");
    else
        return status;
    return show(req, &c, form);
}

static ov_status confirm(ov_ctx *ctx, void *arg, const char **location)
{
    const correcting *k = arg;

    *location = k->back;
    return ov_response_confirm(ctx, k->c, ctx->actor.org_id);
}

/* POST /remiss/:id/bekrafta — "svaret gäller fortfarande". */
ov_status ov_page_confirm(ov_req *req)
{
    correcting k = {0};
    ov_consultation c;
    ov_status status;

    OV_TRY(ov_round_invited(req, OV_MAY_SUBMIT, &c));
    k = (correcting){.c = &c, .back = ov_req_path(req, "/remiss/%lld/inbjudan", (long long)c.id)};
    status = ov_req_once(req, confirm, &k);
    return status == OV_NOT_FOUND ? ov_redirect(req, k.back) : status; /* nothing left to confirm */
}

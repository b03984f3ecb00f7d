/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt_pages.c — receipts: the page, the exact text, the PDF. Whoever holds the number sees
 * number, instant, party and hash; what was sent only the party's own people, those who run the
 * matter, its registrar, and the auditor. */
#include "pages/core_pages.h"
#include "pages/pages.h"
#include "pages/pdf.h"
#include "pages/consult/receipt/receipt.h"

#include "consult/receipt/diary.h"
#include "util/log.h"
#include "view/format.h"
#include "view/pdf.h"

#include <string.h>

/* Raised when the page of the PDF changes: kept files are then made anew. */
#define EDITION "1"

enum { SENT_NUMBER, SENT_RECEIVED, SENT_TIMING, SENT_LEGAL, SENT_ANSWERS, SENT_SOURCE };

/* Every response of the party in the round, when there are several. */
static ov_status add_history(ov_req *req, ov_map *root, const ov_receipt *r)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "versions");
    const ov_rows *rows;

    if (r->response.respondent)
        return OV_OK;
    OV_TRY(ov_responses_of(ctx, r->c.id, r->response.org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *number = ov_cell_text(rows, i, SENT_NUMBER);
        const char *timing = ov_cell_text(rows, i, SENT_TIMING);
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "number", number);
        ov_map_bool(item, "here", !strcmp(number, r->response.number));
        ov_map_text(item, "href", ov_printf(ctx->arena, "/kvittens/%s", number));
        ov_map_text(item, "received",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, SENT_RECEIVED), ctx->lang));
        ov_map_text(item, "legal",
                    ov_req_tr(req, ov_legal_status_title(ov_cell_text(rows, i, SENT_LEGAL))));
        ov_map_text(item, "source",
                    ov_req_tr(req, ov_source_title(ov_cell_text(rows, i, SENT_SOURCE))));
        ov_map_bool(item, "late", !strcmp(timing, "late"));
        ov_map_bool(item, "refused", !strcmp(timing, "refused"));
    }
    ov_map_bool(root, "has_versions", rows->n > 1);
    return OV_OK;
}

/* What only those see who may read the response. */
static ov_status add_full(ov_req *req, ov_map *root, const ov_receipt *r)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_response *sent = &r->response;
    const char *base = ov_printf(ctx->arena, "/kvittens/%s", sent->number);
    bool kept = strcmp(sent->timing, "refused") != 0;

    OV_TRY(ov_receipt_copy_model(req, root, r, ctx->lang));
    OV_TRY(ov_receipt_diary(req, root, r));
    OV_TRY(add_history(req, root, r));
    ov_map_text(root, "text_href", ov_printf(ctx->arena, "%s.txt", base));
    if (ov_pdf_available())
        ov_map_text(root, "pdf_href", ov_printf(ctx->arena, "%s.pdf", base));
    if (kept)
        ov_map_text(root, "package_href", ov_printf(ctx->arena, "%s/paket.zip", base));
    if (kept && (r->sender_dnr || r->receiver_dnr))
        ov_map_text(root, "diary_href", ov_printf(ctx->arena, "%s/diarienummer", base));
    ov_map_text(root, "next_steps", r->c.next_steps);
    ov_map_bool(root, "may_replace",
                ov_consultation_state(&r->c, ctx->received) == OV_ROUND_OPEN &&
                    !sent->replaced_by && !sent->respondent && ctx->actor.org_id == sent->org_id);
    return OV_OK;
}

/* GET /kvittens/:nr — survives going back and reading in again; it only reads. */
ov_status ov_page_receipt(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "receipt");
    ov_receipt r;

    OV_TRY(ov_receipt_load(req, &r));
    ov_view_title(view,
                  ov_printf(ctx->arena, "%s %s", ov_req_tr(req, "Kvittens"), r.response.number));
    ov_receipt_facts(req, ov_view_root(view), &r, ctx->lang);
    ov_map_bool(ov_view_root(view), "full", r.full);
    ov_map_bool(ov_view_root(view), "dnr_saved", ov_req_query(req, "diarium") != NULL);
    if (r.full) {
        OV_TRY(ov_receipt_load_full(req, &r));
        OV_TRY(add_full(req, ov_view_root(view), &r));
        ov_view_history(view, "response", r.response.id);
    }
    return ov_view_send(view);
}

/* GET /kvittens/:nr.txt — the exact bytes behind the hash; for others it is not there. */
ov_status ov_page_receipt_text(ov_req *req)
{
    ov_receipt r;
    ov_str text;

    OV_TRY(ov_receipt_load_full(req, &r));
    OV_TRY(ov_receipt_text(ov_req_ctx(req), r.response.id, &text));
    return ov_send(req, 200, "text/plain; charset=utf-8", text);
}

/* ---- The PDF ---------------------------------------------------------------------------------
 */

/* The document that is rendered: what was said on the day, and nothing that changes later. Always
 * Swedish, as the answers are: the kept file is everybody's who may read it. */
static ov_status make_page(ov_req *req, const ov_receipt *r, ov_str *html)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "receipt_print");
    ov_map *root = ov_view_root(view);
    const char *site = ov_req_site_url(req);

    ov_view_title(view, ov_printf(ctx->arena, "Kvittens %s", r->response.number));
    ov_receipt_facts(req, root, r, "sv");
    OV_TRY(ov_receipt_copy_model(req, root, r, "sv"));
    ov_map_text(root, "path", ov_printf(ctx->arena, "/kvittens/%s", r->response.number));
    if (*site)
        ov_map_text(root, "url", ov_printf(ctx->arena, "%s/kvittens/%s", site, r->response.number));
    return ov_view_text(view, "sv", html);
}

ov_status ov_receipt_pdf_bytes(ov_req *req, const ov_receipt *r, ov_str *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *renderer = ov_pdf_renderer(), *lang = ctx->lang;
    ov_receipt_pdf kept = {.response_id = r->response.id};
    ov_pdf_job job = {.tmp_dir = ov_req_tmp_dir(req), .lang = "sv", .limited = true};
    ov_status status;

    if (!renderer)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no renderer");
    kept.renderer = ov_printf(ctx->arena, "%s " EDITION " %.200s", renderer, ov_req_site_url(req));
    status = ov_receipt_pdf_find(ctx, &kept);
    if (status != OV_NOT_FOUND) {
        *out = kept.bytes;
        return status;
    }
    ctx->lang = "sv";
    status = make_page(req, r, &job.html);
    ctx->lang = lang;
    OV_TRY(status);
    job.title = ov_printf(ctx->arena, "Kvittens %s", r->response.number);
    ov_read_end(ctx);
    ov_req_may_take(req, OV_PDF_SECONDS);
    OV_TRY(ov_pdf_render(ctx->arena, &job, &kept.bytes, &ctx->err));
    if (ov_write(ctx, ov_receipt_pdf_keep, &kept) != OV_OK)
        ov_log(OV_LOG_WARN, "a PDF was not kept: %s", ctx->err.text);
    *out = kept.bytes;
    return OV_OK;
}

/* GET /kvittens/:nr.pdf — the receipt with its copy; made once. */
ov_status ov_page_receipt_pdf(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_receipt r;
    ov_status status;
    ov_str bytes;

    OV_TRY(ov_receipt_load_full(req, &r));
    if (!ov_pdf_available())
        return ov_refuse(
            req, 404, "Den här portalen gör inga PDF-filer. Skriv ut kvittensens sida i stället.");
    status = ov_receipt_pdf_bytes(req, &r, &bytes);
    if (status != OV_OK)
        return ov_pdf_refuse(
            req, status, "PDF-filen kunde inte göras just nu. Kvittensens sida går att skriva ut.");
    ov_send_header(req, "Content-Disposition",
                   ov_printf(ctx->arena, "inline; filename=\"%s.pdf\"", r.response.number));
    return ov_send(req, 200, "application/pdf", bytes);
}

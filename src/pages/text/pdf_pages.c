/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf_pages.c — the text of a version as a tagged PDF, in ordinary and in large print. */
#include "pages/pages.h"
#include "pages/pdf.h"
#include "pages/text/text_aids.h"

#include "text/rendering.h"
#include "util/log.h"
#include "view/format.h"
#include "view/pdf.h"

#include <string.h>

/* Raised when the page or its style changes: kept files are then made anew. */
#define EDITION "2"

bool ov_wants_large(const ov_req *req)
{
    const char *wish = ov_req_query(req, "stor");

    return wish && !strcmp(wish, "1");
}

/* The document that is rendered. Always Swedish, as the text itself: the kept file is everybody's.
 */
static ov_status make_page(ov_req *req, const ov_version *version, bool large, ov_str *html)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "text_print");
    ov_map *root = ov_view_root(view);
    const char *path = ov_req_path(req, "/text/%s", version->slug), *site = ov_req_site_url(req);
    const ov_rows *nodes;

    OV_TRY(ov_version_page(ctx, version->id, &nodes));
    ov_view_title(view, ov_printf(ctx->arena, "%s – %s", version->document_title, version->label));
    ov_map_bool(root, "large", large);
    ov_map_text(root, "document", version->document_title);
    ov_map_text(root, "label", version->label);
    ov_map_text(root, "day", ov_format_day(ctx->arena, version->date, "sv"));
    ov_map_text(root, "path", path);
    if (*site)
        ov_map_text(root, "url", ov_printf(ctx->arena, "%s%s", site, path));
    if (version->hash) {
        ov_map_text(root, "text_hash", version->hash);
        ov_map_text(root, "published_by", version->published_by);
        ov_map_text(root, "published_at",
                    ov_format_instant(ctx->arena, version->published_at, "sv"));
    }
    ov_view_rows(view, "nodes", nodes, ov_page_fields);
    return ov_view_text(view, "sv", html);
}

/* Of letters that every system takes, and with Swedish ones for those that do. */
static const char *file_names(ov_req *req, const ov_version *version, bool large)
{
    ov_arena *arena = ov_req_arena(req);
    const char *base = ov_printf(arena, "%s-%s%s.pdf", ov_req_matter(req)->slug, version->slug,
                                 large ? "-stor-stil" : "");
    ov_buf swedish = {0};

    for (const unsigned char *p = (const unsigned char *)version->document_title; *p; p++) {
        bool plain = (*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') ||
                     (*p >= 'a' && *p <= 'z') || *p == '-' || *p == '.';

        if (plain)
            ov_buf_addc(&swedish, (char)*p);
        else if (*p < 0x20 || *p == '/' || *p == '\\' || *p == ':')
            ov_buf_addc(&swedish, '-');
        else
            ov_buf_printf(&swedish, "%%%02X", *p);
    }
    const char *header =
        ov_printf(arena, "inline; filename=\"%s\"; filename*=UTF-8''%.*s%%2C%%20%s%s.pdf", base,
                  (int)(swedish.len < 600 ? swedish.len : 0), swedish.ptr ? swedish.ptr : "",
                  version->slug, large ? "%20%28stor%20stil%29" : "");
    ov_buf_free(&swedish);
    return header;
}

static ov_status send_pdf(ov_req *req, const ov_version *version, bool large, ov_str bytes)
{
    ov_send_header(req, "Content-Disposition", file_names(req, version, large));
    return ov_send(req, 200, "application/pdf", bytes);
}

/* Renders outside every transaction, and keeps what never changes. */
static ov_status render(ov_req *req, const ov_version *version, bool large, ov_rendering *kept)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_pdf_job job = {.tmp_dir = ov_req_tmp_dir(req), .lang = "sv", .limited = true};
    ov_status status;

    OV_TRY(make_page(req, version, large, &job.html));
    job.title = ov_printf(ctx->arena, "%s – %s", version->document_title, version->label);
    ov_read_end(ctx);
    ov_req_may_take(req, OV_PDF_SECONDS);
    status = ov_pdf_render(ctx->arena, &job, &kept->bytes, &ctx->err);
    if (status != OV_OK)
        return ov_pdf_refuse(req, status,
                             "PDF-filen kunde inte göras just nu. Texten finns på sidan, och sidan "
                             "går att skriva ut.");
    if (version->hash && ov_write(ctx, ov_rendering_keep, kept) != OV_OK)
        ov_log(OV_LOG_WARN, "a PDF was not kept: %s", ctx->err.text);
    return send_pdf(req, version, large, kept->bytes);
}

/* GET /arende/:slug/text/:version.pdf[?stor=1] — the text as a tagged PDF. That of a published
 * version is made once. */
ov_status ov_page_text_pdf(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *renderer = ov_pdf_renderer();
    bool large = ov_wants_large(req);
    ov_version version;
    ov_str bytes;

    OV_TRY(ov_text_version_of(req, &version));
    if (!renderer)
        return ov_refuse(req, 404,
                         "Den här portalen gör inga PDF-filer. Skriv ut textens sida i stället.");
    ov_rendering kept = {
        .version_id = version.id,
        .variant = large ? "large" : "a4",
        .renderer = ov_printf(ctx->arena, "%s " EDITION " %.200s", renderer, ov_req_site_url(req)),
        .hash = version.hash,
        .made_at = ctx->now};
    ov_status status = version.hash ? ov_rendering_find(ctx, &kept, &bytes) : OV_NOT_FOUND;

    if (status == OV_OK)
        return send_pdf(req, &version, large, bytes);
    return status == OV_NOT_FOUND ? render(req, &version, large, &kept) : status;
}

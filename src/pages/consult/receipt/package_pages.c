/* SPDX-License-Identifier: EUPL-1.2 */
/* package_pages.c — what a registry takes into its own system: the receipt as PDF and as its exact
 * text, the files, and metadata in XML (docs/response-package.md), in one zip archive. */
#include "pages/core_pages.h"
#include "pages/consult/receipt/receipt.h"

#include "consult/receipt/diary.h"
#include "consult/answer/file.h"
#include "register/register.h"
#include "util/hash.h"
#include "util/log.h"
#include "util/zip.h"
#include "view/pdf.h"

#include <string.h>

/* The archive while it is made: every part stands in its list too. */
typedef struct package {
    const ov_receipt *r;
    ov_zip_writer zip;
    ov_map *root; /* of metadata.xml */
    ov_list *parts;
    ov_buf readme;
} package;

static void put(package *p, const char *path, ov_str bytes, bool packed)
{
    ov_arena *arena = ov_map_arena(p->root);

    ov_zip_add(&p->zip, ov_str_from(ov_printf(arena, "%s/%s", p->r->response.number, path)), bytes,
               packed);
}

static void add_part(package *p, const char *path, const char *type, const char *use, ov_str bytes,
                     bool packed)
{
    ov_map *item = ov_list_add(p->parts);
    char hash[OV_HASH_HEX];

    ov_sha256_hex(bytes, hash);
    ov_map_text(item, "path", path);
    ov_map_text(item, "type", type);
    ov_map_text(item, "use", use);
    ov_map_int(item, "size", (int64_t)bytes.len);
    ov_map_text(item, "sha256", ov_strdup(ov_map_arena(p->root), hash));
    ov_buf_printf(&p->readme, "%s\r\n", path);
    put(p, path, bytes, packed);
}

/* "bilagor/01-Protokoll.pdf": whatever the name holds, it stays in its folder. */
static const char *file_path(ov_arena *arena, size_t n, const char *name)
{
    char *path = ov_printf(arena, "bilagor/%02zu-%s", n, name);

    for (char *c = path + strlen("bilagor/"); *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f || strchr("/\\:*?\"<>|", *c))
            *c = '_';
    return path;
}

static ov_status add_files(ov_req *req, package *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_response *sent = &p->r->response;
    const ov_rows *files;

    OV_TRY(ov_response_files(ctx, sent->id, &files));
    for (size_t i = 0; i < files->n; i++) {
        ov_stored file;

        OV_TRY(ov_sent_file(ctx, sent->consultation_id, sent->org_id,
                            sent->respondent ? sent->number : NULL,
                            ov_cell_int(files, i, OV_FILE_ID), &file));
        add_part(p, file_path(ctx->arena, i + 1, file.name), file.type,
                 ov_cell_text(files, i, OV_FILE_USE), file.bytes, false);
    }
    return OV_OK;
}

/* metadata.xml says everything in codes and standard forms, for programs. */
static ov_status add_metadata(ov_req *req, package *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_response *sent = &p->r->response;
    ov_organisation owner;
    const ov_rows *diary;

    OV_TRY(ov_receipt_copy_model(req, p->root, p->r, "sv"));
    OV_TRY(ov_organisation_get(ctx, p->r->matter.owner_org_id, &owner));
    OV_TRY(ov_diary_of(ctx, sent->id, &diary));
    ov_map_text(p->root, "timing", sent->timing);
    ov_map_text(p->root, "address",
                ov_printf(ctx->arena, "%s/kvittens/%s", ov_req_site_url(req), sent->number));
    if (!sent->respondent)
        ov_map_text(p->root, "code", sent->org_code);
    ov_map_text(p->root, "owner", owner.name);
    ov_map_text(p->root, "owner_code", owner.code);
    ov_map_text(p->root, "sender_dnr", ov_diary_now(diary, OV_DIARY_SENDER));
    ov_map_text(p->root, "receiver_dnr", ov_diary_now(diary, OV_DIARY_RECEIVER));
    ov_map_int(p->root, "round", p->r->c.id);
    ov_map_text(p->root, "round_dnr", p->r->c.dnr);
    ov_map_text(p->root, "class_code", sent->class);
    ov_map_text(p->root, "source_code", sent->source);
    ov_map_text(p->root, "legal_code", sent->legal_status);
    if (sent->decision_day != OV_NO_DAY)
        ov_map_text(p->root, "decision_iso", ov_day_iso(ctx->arena, sent->decision_day));
    return OV_OK;
}

static void add_readme(package *p)
{
    const ov_response *sent = &p->r->response;
    ov_buf text = {0};

    ov_buf_printf(&text,
                  "Svar på remiss: %s\r\nFrån: %s\r\nNummer: %s\r\nKontrollsumma (SHA-256) för "
                  "kvittens.txt: %s\r\n\r\n"
                  "Innehåll:\r\n",
                  p->r->c.title, sent->org_name, sent->number, sent->hash);
    ov_buf_adds(&text, ov_buf_str(&p->readme));
    ov_buf_addz(&text, "metadata.xml\r\n\r\n"
                       "kvittens.txt är den exakta text som kontrollsumman gäller. metadata.xml är "
                       "för diariesystemet.\r\nFilerna i bilagor är som avsändaren lämnade dem. "
                       "Öppna dem med samma försiktighet som annan post.\r\n");
    if (!ov_pdf_available())
        ov_buf_addz(&text, "Portalen gör inga PDF-filer; kvittensens sida går att skriva ut.\r\n");
    put(p, "LÄS-MIG.txt", ov_buf_str(&text), true);
    ov_buf_free(&text);
}

/* Everything that is read, before the PDF is made: that closes the read transaction. */
static ov_status build(ov_req *req, package *p, ov_view *view)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_str text, xml, pdf;
    ov_status made;

    OV_TRY(ov_receipt_text(ctx, p->r->response.id, &text));
    OV_TRY(add_metadata(req, p));
    add_part(p, "kvittens.txt", "text/plain; charset=utf-8", "receipt", text, true);
    OV_TRY(add_files(req, p));
    made = ov_receipt_pdf_bytes(req, p->r, &pdf);
    if (made == OV_OK)
        add_part(p, "kvittens.pdf", "application/pdf", "receipt", pdf, true);
    else if (made != OV_NOT_FOUND)
        return made;
    OV_TRY(ov_view_text(view, "sv", &xml));
    put(p, "metadata.xml", xml, true);
    add_readme(p);
    return OV_OK;
}

/* GET /kvittens/:nr/paket.zip — the same bytes as long as nothing is written back. */
ov_status ov_page_receipt_package(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "response_xml");
    ov_receipt r;
    package p = {
        .r = &r, .root = ov_view_root(view), .parts = ov_map_list(ov_view_root(view), "parts")};
    ov_status status;
    ov_str bytes;

    OV_TRY(ov_receipt_load_full(req, &r));
    if (!strcmp(r.response.timing, "refused"))
        return ov_fail(&ctx->err, OV_NOT_FOUND, "nothing is kept of a refused response");
    ov_receipt_facts(req, p.root, &r, "sv");
    status = build(req, &p, view);
    bytes = ov_zip_finish(&p.zip, ctx->arena);
    ov_buf_free(&p.readme);
    if (status == OV_BUSY || status == OV_INVALID || status == OV_TOO_LARGE || status == OV_IO) {
        ov_log(OV_LOG_WARN, "no package: %s", ctx->err.text);
        return ov_refuse(req, 503, "Paketet kunde inte göras just nu. Försök igen om en stund.");
    }
    OV_TRY(status);
    ov_send_header(req, "Content-Disposition",
                   ov_printf(ctx->arena, "attachment; filename=\"%s.zip\"", r.response.number));
    return ov_send(req, 200, "application/zip", bytes);
}

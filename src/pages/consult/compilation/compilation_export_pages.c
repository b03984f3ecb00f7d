/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation_export_pages.c — the compilation as files: as much as the reader may see, with the
 * choices of the page. */
#include "pages/pages.h"
#include "pages/consult/compilation/compiled.h"
#include "pages/consult/round.h"

#include "consult/compilation/export.h"

#include <stdio.h>
#include <string.h>

/* What is exported; *given: the answer is given already. */
static ov_status load(ov_req *req, ov_export *e, bool *given)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *fault = NULL, *query = ov_req_http(req)->query_string;
    ov_compilation_filter filter;
    ov_compilation k;
    ov_consultation c;
    ov_sight sight;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_compiled_sight(req, &c, &sight));
    *given = !sight.figures;
    if (*given)
        return ov_refuse(req, 403,
                         ov_req_tr(req, "Sammanställningen visas när remissen har stängt och den "
                                        "har publicerats."));
    OV_TRY(ov_compiled_choices(req, &sight, &filter, &fault));
    *given = fault != NULL;
    if (fault)
        return ov_refuse(req, 422, fault);
    OV_TRY(ov_compilation_make(ctx, &c, &filter, &k));
    OV_TRY(ov_export_make(ctx, &k, &sight,
                          ov_printf(ctx->arena, "%s%s%s%s", ov_req_site_url(req),
                                    ov_req_http(req)->path, query && *query ? "?" : "",
                                    query ? query : ""),
                          e));
    if (sight.all)
        ov_comments_noted(req, &c);
    return OV_OK;
}

static ov_status send(ov_req *req, const ov_export *e, const char *type, const char *ending,
                      ov_str body)
{
    ov_send_header(req, "Content-Disposition",
                   ov_printf(ov_req_arena(req),
                             "attachment; filename=\"sammanstallning-remiss-%lld.%s\"",
                             (long long)e->k.c.id, ending));
    return ov_send(req, 200, type, body);
}

/* The buffer's bytes in the arena, and the buffer given back. */
static ov_str kept(ov_req *req, ov_buf *buf)
{
    ov_str text = ov_str_from(ov_str_z(ov_req_arena(req), ov_buf_str(buf)));

    ov_buf_free(buf);
    return text;
}

/* GET /remiss/:id/sammanstallning.csv — a row for each party and question; ?tabell=siffror the
 * figures. */
ov_status ov_page_compilation_csv(ov_req *req)
{
    const char *asked = ov_req_query(req, "tabell");
    const ov_export_table *tables;
    ov_buf out = {0};
    bool given;
    ov_export e;
    size_t n;

    OV_TRY(load(req, &e, &given));
    if (given)
        return OV_OK;
    ov_export_tables(ov_req_ctx(req), &e, &tables, &n);
    ov_export_csv(ov_req_ctx(req), &e,
                  asked && !strcmp(asked, "siffror") ? tables : ov_export_main(tables, n), &out);
    return send(req, &e, "text/csv; charset=utf-8", "csv", kept(req, &out));
}

/* GET /remiss/:id/sammanstallning.json */
ov_status ov_page_compilation_json(ov_req *req)
{
    ov_buf out = {0};
    bool given;
    ov_export e;

    OV_TRY(load(req, &e, &given));
    if (given)
        return OV_OK;
    ov_export_json(ov_req_ctx(req), &e, &out);
    return send(req, &e, "application/json", "json", kept(req, &out));
}

/* GET /remiss/:id/sammanstallning.xlsx */
ov_status ov_page_compilation_xlsx(ov_req *req)
{
    ov_status status;
    ov_export e;
    bool given;
    ov_str out;

    OV_TRY(load(req, &e, &given));
    if (given)
        return OV_OK;
    status = ov_export_xlsx(ov_req_ctx(req), &e, ov_req_tmp_dir(req), &out);
    if (status == OV_IO)
        return ov_refuse(
            req, 503, ov_req_tr(req, "Arbetsboken kan inte göras just nu. Hämta CSV i stället."));
    OV_TRY(status);
    return send(req, &e, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "xlsx", out);
}

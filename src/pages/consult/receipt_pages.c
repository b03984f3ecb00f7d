/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt_pages.c — receipts. Whoever holds the number sees number, instant, party and hash; what
 * was sent only the party's own people, those who run the matter, and the auditor. */
#include "pages/core_pages.h"
#include "pages/pages.h"
#include "pages/consult/round.h"

#include "view/format.h"

#include <string.h>

enum {
    ANSWER_N,
    ANSWER_NODE,
    ANSWER_NUMBER,
    ANSWER_HEADING,
    ANSWER_CODE,
    ANSWER_LABEL,
    ANSWER_COMMENT
};

/* A response and what it belongs to. */
typedef struct receipt {
    ov_response response;
    ov_consultation c;
    ov_matter matter;
    bool full; /* may see what was sent */
} receipt;

static ov_status load(ov_req *req, receipt *r)
{
    ov_ctx *ctx = ov_req_ctx(req);

    OV_TRY(ov_response_by_number(ctx, ov_req_arg(req, "nr"), &r->response));
    OV_TRY(ov_consultation_get(ctx, 0, r->response.consultation_id, &r->c));
    OV_TRY(ov_matter_get(ctx, r->c.matter_id, &r->matter));
    r->full = ov_may_read_response(ctx, r->response.org_id, r->matter.id, r->matter.owner_org_id);
    return OV_OK;
}

/* A hash in groups of four, as a person compares it. */
static const char *grouped(ov_arena *arena, const char *hash)
{
    size_t n = strlen(hash), k = 0;
    char *out = ov_alloc(arena, n + n / 4 + 1);

    for (size_t i = 0; i < n; i++) {
        if (i && i % 4 == 0)
            out[k++] = ' ';
        out[k++] = hash[i];
    }
    out[k] = '\0';
    return out;
}

static void add_facts(ov_req *req, ov_map *root, const receipt *r)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_response *sent = &r->response;

    ov_map_text(root, "number", sent->number);
    ov_map_text(root, "party", sent->org_name);
    ov_map_text(root, "received", ov_format_instant_exact(ctx->arena, sent->received, ctx->lang));
    ov_map_text(root, "received_iso", ov_instant_iso(ctx->arena, sent->received));
    ov_map_text(root, "deadline", ov_format_deadline(ctx->arena, r->c.deadline, ctx->lang));
    ov_map_text(root, "closed_at", ov_format_instant(ctx->arena, r->c.deadline - 1, ctx->lang));
    ov_map_text(root, "hash", sent->hash);
    ov_map_text(root, "hash_groups", grouped(ctx->arena, sent->hash));
    ov_map_bool(root, "in_time", !strcmp(sent->timing, "in_time"));
    ov_map_bool(root, "late", !strcmp(sent->timing, "late"));
    ov_map_bool(root, "refused", !strcmp(sent->timing, "refused"));
    ov_map_text(root, "round_title", r->c.title);
    ov_map_text(
        root, "round_href",
        ov_printf(ctx->arena, "/arende/%s/remiss/%lld", r->matter.slug, (long long)r->c.id));
    ov_map_text(root, "matter_title", r->matter.title);
    ov_map_text(root, "replaced_by", sent->replaced_by);
    if (sent->replaced_by)
        ov_map_text(root, "replaced_by_href",
                    ov_printf(ctx->arena, "/kvittens/%s", sent->replaced_by));
}

/* What only those see who may read the response. */
static ov_status add_copy(ov_req *req, ov_map *root, const receipt *r)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;
    ov_list *list;

    OV_TRY(ov_response_answers(ctx, r->response.id, &rows));
    ov_response_noted(req, &r->response, &r->matter);
    ov_map_text(root, "legal_status",
                ov_req_tr(req, ov_legal_status_title(r->response.legal_status)));
    ov_map_text(root, "version_label", r->c.version_label);
    ov_map_text(root, "version_hash", r->c.version_hash);
    ov_map_int(root, "n_answers", r->response.answers);
    ov_map_text(root, "replaces", r->response.replaces);
    if (r->response.replaces)
        ov_map_text(root, "replaces_href",
                    ov_printf(ctx->arena, "/kvittens/%s", r->response.replaces));
    ov_map_text(root, "text_href", ov_printf(ctx->arena, "/kvittens/%s.txt", r->response.number));
    ov_map_bool(root, "may_replace",
                ov_consultation_state(&r->c, ctx->received) == OV_ROUND_OPEN &&
                    !r->response.replaced_by && ctx->actor.org_id == r->response.org_id);
    list = ov_map_list(root, "answers");
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_str comment = ov_cell_str(rows, i, ANSWER_COMMENT);
        ov_list *paragraphs;

        ov_map_text(item, "title",
                    ov_question_title(ctx->arena, ov_cell_text(rows, i, ANSWER_NUMBER),
                                      ov_cell_text(rows, i, ANSWER_HEADING)));
        ov_map_text(item, "grade", ov_cell_text(rows, i, ANSWER_LABEL));
        paragraphs = ov_map_list(item, "paragraphs");
        while (comment.len) {
            ov_str line = ov_str_cut(&comment, '\n');

            if (line.len)
                ov_map_str(ov_list_add(paragraphs), "text", line);
        }
    }
    ov_map_bool(root, "has_answers", rows->n > 0);
    return OV_OK;
}

/* GET /kvittens/:nr — survives going back and reading in again; it only reads. */
ov_status ov_page_receipt(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view;
    receipt r;

    OV_TRY(load(req, &r));
    view = ov_view_new(req, "receipt");
    ov_view_title(view,
                  ov_printf(ctx->arena, "%s %s", ov_req_tr(req, "Kvittens"), r.response.number));
    add_facts(req, ov_view_root(view), &r);
    ov_map_bool(ov_view_root(view), "full", r.full);
    if (r.full) {
        OV_TRY(add_copy(req, ov_view_root(view), &r));
        ov_view_history(view, "response", r.response.id);
    }
    return ov_view_send(view);
}

/* GET /kvittens/:nr.txt — the exact bytes behind the hash; for others it is not there. */
ov_status ov_page_receipt_text(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    receipt r;
    ov_str text;

    OV_TRY(load(req, &r));
    if (!r.full)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the receipt's text is another party's");
    OV_TRY(ov_receipt_text(ctx, r.response.id, &text));
    ov_response_noted(req, &r.response, &r.matter);
    return ov_send(req, 200, "text/plain; charset=utf-8", text);
}

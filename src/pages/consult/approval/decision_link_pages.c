/* SPDX-License-Identifier: EUPL-1.2 */
/* decision_link_pages.c — a board secretary without account registers a decision, once, through the
 * link that came to the registry mailbox (practice 12). */
#include "pages/core_pages.h"
#include "pages/door.h"
#include "pages/consult/approval/decision_form.h"
#include "pages/consult/round.h"

#include "auth/brake.h"
#include "register/register.h"
#include "view/format.h"

#include <string.h>

static const ov_form_field fields[] = {
    {"innehall", "Svarets innehåll", OV_INPUT_TEXT, false, 0, 64, NULL},
    OV_DECISION_FORM_FIELDS,
    {0}};

/* The link and what it is about. */
typedef struct linked {
    ov_decision_link link;
    ov_consultation c;
    ov_matter matter;
    ov_organisation org;
    ov_response response;
    const char *hash; /* of the draft as it is now; of the response */
} linked;

static const ov_brake brake = {"decision", 10, 15 * OV_MINUTE, OV_HOUR};

static ov_status note_try(ov_ctx *ctx, void *arg)
{
    return ov_brake_note(ctx, arg, 1);
}

/* The link of :token, tried not too often from one address. */
static ov_status find(ov_req *req, ov_decision_link *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_braked tried = {
        .brake = &brake,
        .subject = ov_brake_subject(ctx->arena, &brake, "",
                                    ov_brake_address(ctx->arena, ov_req_http(req)->remote_addr))};
    ov_status found;

    OV_TRY(ov_brake_check(ctx, &tried, 1));
    found = ov_decision_link_peek(ctx, ov_req_arg(req, "token"), out);
    if (found == OV_NOT_FOUND)
        OV_TRY(ov_write(ctx, note_try, &tried));
    return found;
}

static ov_status load(ov_req *req, linked *l)
{
    ov_ctx *ctx = ov_req_ctx(req);

    *l = (linked){0};
    OV_TRY(find(req, &l->link));
    OV_TRY(ov_consultation_get(ctx, 0, l->link.consultation_id, &l->c));
    OV_TRY(ov_consultation_for(ctx, &l->c, l->link.org_id));
    OV_TRY(ov_matter_get(ctx, l->c.matter_id, &l->matter));
    OV_TRY(ov_organisation_get(ctx, l->link.org_id, &l->org));
    if (!l->link.response_id)
        return ov_approval_hash(ctx, l->link.draft_id, &l->hash);
    OV_TRY(ov_response_latest(ctx, l->c.id, l->link.org_id, &l->response));
    if (l->response.id != l->link.response_id)
        return ov_fail(&ctx->err, OV_GONE, "the response has been replaced");
    l->hash = l->response.hash;
    return OV_OK;
}

/* What is told of a link that cannot be used. */
static ov_status refuse(ov_req *req, ov_status why)
{
    if (why == OV_BUSY) {
        ov_send_header(req, "Retry-After", "900");
        return ov_refuse(req, 503,
                         "Det har kommit många försök med fel länk härifrån. Vänta en kvart och "
                         "öppna sedan länken i mejlet.");
    }
    if (why != OV_GONE && why != OV_NOT_FOUND)
        return why;

    ov_view *view = ov_view_new(req, "decision_dead");
    ov_view_title(view, ov_req_tr(req, "Länken fungerar inte"));
    ov_view_status(view, why == OV_GONE ? 410 : 404);
    ov_view_needs_token(view); /* never cached */
    return ov_view_send(view);
}

static ov_status show(ov_req *req, const linked *l, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *page =
        ov_printf(ctx->arena, "/beslut/%s", ov_url_encode(ctx->arena, ov_req_arg(req, "token")));
    ov_view *view = ov_view_new(req, "decision_link");
    ov_map *root = ov_view_root(view);

    ov_view_title(view, ov_req_tr(req, form && !ov_form_ok(form) ? "Fel: Registrera beslutet"
                                                                 : "Registrera beslutet"));
    ov_view_needs_token(view);
    ov_send_header(req, "Referrer-Policy", "no-referrer");
    ov_map_text(root, "org", l->org.name);
    ov_map_text(root, "round_title", l->c.title);
    ov_map_text(root, "matter_title", l->matter.title);
    ov_map_text(root, "number", l->link.response_id ? l->response.number : NULL);
    ov_map_text(root, "deadline", ov_format_deadline(ctx->arena, l->c.deadline, ctx->lang));
    ov_map_text(root, "until", ov_format_instant(ctx->arena, l->link.expires_at, ctx->lang));
    ov_map_text(root, "hash", l->hash);
    ov_map_text(root, "action", page);
    if (l->link.response_id)
        OV_TRY(ov_decided_response(req, root, l->link.response_id, page));
    else
        OV_TRY(ov_decided_draft(req, root, &l->c, l->link.draft_id, page));
    OV_TRY(ov_decision_form(req, root, form, l->link.org_id));
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

typedef struct doing {
    const linked *l;
    const char *shown;
    ov_decision_form_data data;
} doing;

static ov_status act(ov_ctx *ctx, void *arg, const char **location)
{
    const doing *x = arg;
    const char *hash = x->l->hash;
    ov_id id;

    OV_TRY(ov_decision_link_use(ctx, x->l->link.id));
    if (!x->l->link.response_id)
        OV_TRY(ov_approval_hash(ctx, x->l->link.draft_id, &hash));
    if (strcmp(hash, x->shown) != 0)
        return ov_fail(&ctx->err, OV_CONFLICT, "the answer has been changed since it was read");
    *location = "/beslut/klart";
    return ov_decision_form_store(ctx, &x->l->c, x->l->link.org_id, &x->data, &id);
}

static ov_status post(ov_req *req, const linked *l)
{
    ov_form *form = ov_form_read(req, fields);
    doing x = {.l = l, .shown = ov_form_text(form, "innehall")};
    ov_status status;

    OV_TRY(ov_decision_form_read(req, form, &x.data));
    if (!ov_form_ok(form))
        return show(req, l, form);
    x.data.decision.draft_id = l->link.draft_id;
    x.data.decision.response_id = l->link.response_id;
    x.data.decision.by_link = true;
    x.data.decision.hash = l->hash;
    status = ov_req_once(req, act, &x);
    if (status == OV_CONFLICT) {
        ov_form_error(form, "utfall",
                      "Svaret har ändrats sedan du läste det. Läs det nedan på nytt och registrera "
                      "sedan beslutet.");
        return show(req, l, form);
    }
    if (status == OV_TOO_LARGE) {
        ov_form_error(form, "utdrag", "%s", ov_req_tr(req, ov_req_ctx(req)->err.text));
        return show(req, l, form);
    }
    return status == OV_GONE ? refuse(req, status) : status;
}

/* GET /beslut/klart — what is told when it is done. */
ov_status ov_page_decision_done(ov_req *req)
{
    ov_view *view = ov_view_new(req, "decision_done");

    ov_view_title(view, ov_req_tr(req, "Beslutet är registrerat"));
    return ov_view_send(view);
}

/* GET, POST /beslut/:token — whoever holds the link; ?fil=N: a file of the answer. */
ov_status ov_page_decision_link(ov_req *req)
{
    linked l;
    ov_status found;

    found = load(req, &l);
    if (found != OV_OK)
        return refuse(req, found);
    if (ov_req_http(req)->method != OV_POST && ov_req_query(req, OV_DECIDED_FILE))
        return ov_decided_file(req, l.link.draft_id, l.link.response_id);
    return ov_req_http(req)->method == OV_POST ? post(req, &l) : show(req, &l, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* decision_pages.c — registering who has decided an answer: on the draft, which is then locked to
 * it, or on a response that was sent before it was decided. */
#include "pages/pages.h"
#include "pages/admin/admin_people.h"
#include "pages/consult/approval/decided.h"
#include "pages/consult/approval/decision_form.h"
#include "pages/consult/round.h"

#include "auth/link.h"
#include "notify/approve.h"
#include "outbox/outbox.h"
#include "register/register.h"
#include "view/format.h"

#include <string.h>

static const char *const whats[] = {"registrera", "las", "las-upp", "lank", NULL};
static const char *const targets[] = {"utkast", "svar", NULL};

static const ov_form_field fields[] = {
    {"gor", "Vad du vill göra", OV_INPUT_CHOICE, true, 0, 0, whats},
    {"galler", "Vad beslutet gäller", OV_INPUT_CHOICE, false, 0, 0, targets},
    {"skal", "Varför svaret låses upp", OV_INPUT_LONG_TEXT, false, 0, 2000, NULL},
    {"innehall", "Svarets innehåll", OV_INPUT_TEXT, false, 0, 64, NULL},
    OV_DECISION_FORM_FIELDS,
    {0}};

/* What the page knows: the draft and what was sent, and the decisions on them. */
typedef struct deciding {
    ov_consultation c;
    ov_id org_id, draft_id;
    bool has_sent, waits; /* waits: the response was sent before it was decided */
    ov_response sent;
    bool on_draft, on_sent;
    ov_decision draft, late;
} deciding;

static ov_status maybe(ov_status status, bool *found)
{
    *found = status == OV_OK;
    return status == OV_NOT_FOUND ? OV_OK : status;
}

static ov_status load(ov_req *req, deciding *d)
{
    ov_ctx *ctx = ov_req_ctx(req);

    *d = (deciding){.org_id = ctx->actor.org_id};
    OV_TRY(ov_round_invited(req, OV_MAY_DECIDE, &d->c));
    OV_TRY(ov_draft_own(ctx, d->c.id, d->org_id, &d->draft_id));
    OV_TRY(maybe(ov_response_latest(ctx, d->c.id, d->org_id, &d->sent), &d->has_sent));
    d->waits = d->has_sent && (!ov_status_decided(d->sent.legal_status) || !d->sent.decision_body);
    if (d->draft_id)
        OV_TRY(maybe(ov_decision_of_draft(ctx, d->draft_id, &d->draft), &d->on_draft));
    return d->waits ? maybe(ov_decision_of_response(ctx, d->sent.id, &d->late), &d->on_sent)
                    : OV_OK;
}

static ov_status add_waiting_link(ov_req *req, ov_map *root, const deciding *d)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;
    ov_organisation org;

    OV_TRY(ov_organisation_get(ctx, d->org_id, &org));
    ov_map_text(root, "registry",
                ov_mail_address_ok(org.registry_email) ? org.registry_email : NULL);
    OV_TRY(ov_decision_link_waiting(ctx, d->draft_id, &rows));
    if (!rows->n)
        return OV_OK;
    ov_map *map = ov_map_map(root, "link");
    ov_map_text(map, "address", ov_cell_text(rows, 0, 0));
    ov_map_text(map, "made", ov_format_instant(ctx->arena, ov_cell_int(rows, 0, 1), ctx->lang));
    ov_map_text(map, "until", ov_format_instant(ctx->arena, ov_cell_int(rows, 0, 2), ctx->lang));
    return OV_OK;
}

static ov_status show(ov_req *req, const deciding *d, const ov_form *form)
{
    ov_view *view = ov_view_new(req, "decision");
    ov_map *root = ov_view_root(view);
    bool locked = d->on_draft && d->draft.locked_at;
    bool on_sent = form ? !strcmp(ov_form_text(form, "galler"), "svar") : d->waits && !d->on_sent;

    ov_round_model(req, view, &d->c, true);
    ov_view_needs_token(view);
    ov_view_title(view, ov_req_tr(req, form && !ov_form_ok(form) ? "Fel: Beslut om svaret"
                                                                 : "Beslut om svaret"));
    ov_view_crumb(view, ov_req_tr(req, "Beslut"), NULL);
    if (d->draft_id) {
        const char *hash;

        OV_TRY(ov_approval_hash(ov_req_ctx(req), d->draft_id, &hash));
        ov_map_text(root, "hash", hash);
    }
    ov_map_text(root, "org", ov_req_ctx(req)->actor.org_name);
    ov_map_text(root, "action", ov_req_path(req, "/remiss/%lld/beslut", (long long)d->c.id));
    ov_map_bool(root, "has_draft", d->draft_id != 0);
    ov_map_bool(root, "writes", ov_req_may(req, OV_MAY_ANSWER, d->org_id) == OV_OK);
    ov_map_bool(root, "locked", locked);
    ov_map_bool(root, "to_enter", d->on_draft && !locked && !strcmp(d->draft.outcome, "changed"));
    ov_map_bool(root, "both", d->waits && d->draft_id && !locked);
    ov_map_bool(root, "on_sent", on_sent);
    ov_map_bool(root, "may_register", d->draft_id && (!locked || d->waits));
    ov_map_text(root, "number", d->has_sent ? d->sent.number : NULL);
    ov_map_text(root, "sent_legal",
                d->waits ? ov_req_tr(req, ov_legal_status_title(d->sent.legal_status)) : NULL);
    if (d->on_draft)
        ov_decided_model(req, root, "draft_decision", &d->draft);
    if (d->on_sent)
        ov_decided_model(req, root, "late_decision", &d->late);
    ov_map_text(root, "the_reason", form ? ov_form_text(form, "skal") : "");
    OV_TRY(ov_decision_form(req, root, form, d->org_id));
    if (d->draft_id)
        OV_TRY(add_waiting_link(req, root, d));
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* ---- Doing ---- */

typedef struct doing {
    const deciding *d;
    const char *what, *reason, *back, *shown; /* shown: hash of the draft on the page, or "" */
    ov_decision_form_data data;
    ov_decision_link link;
    ov_mail mail;
    const char *token;
} doing;

/* What a decision locks is what its registrar had before them. */
static ov_status check_shown(ov_ctx *ctx, const doing *x)
{
    const char *hash;
    bool locks = !strcmp(x->what, "las") ||
                 (!strcmp(x->what, "registrera") && !x->data.decision.response_id);

    if (!locks || !*x->shown)
        return OV_OK;
    OV_TRY(ov_approval_hash(ctx, x->d->draft_id, &hash));
    return strcmp(hash, x->shown) ? ov_fail(&ctx->err, OV_CONFLICT, "the draft has been changed")
                                  : OV_OK;
}

static ov_status act(ov_ctx *ctx, void *arg, const char **location)
{
    doing *x = arg;
    const deciding *d = x->d;
    ov_id id;

    *location = x->back;
    OV_TRY(check_shown(ctx, x));
    if (!strcmp(x->what, "las"))
        return ov_decision_lock(ctx, &d->c, d->org_id, d->draft_id);
    if (!strcmp(x->what, "las-upp"))
        return ov_decision_unlock(ctx, &d->c, d->org_id, d->draft_id, x->reason);
    if (!strcmp(x->what, "lank")) {
        OV_TRY(ov_decision_link_make(ctx, &d->c, &x->link, x->token));
        return ov_mail_add(ctx, &x->mail, NULL);
    }
    return ov_decision_form_store(ctx, &d->c, d->org_id, &x->data, &id);
}

static ov_status write_link(ov_req *req, const deciding *d, bool on_sent, doing *x)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_organisation org;

    OV_TRY(ov_organisation_get(ctx, d->org_id, &org));
    if (!ov_mail_address_ok(org.registry_email))
        return ov_fail(&ctx->err, OV_INVALID, "the organisation has no registry mailbox");
    x->link = (ov_decision_link){.draft_id = d->draft_id,
                                 .response_id = on_sent ? d->sent.id : 0,
                                 .org_id = d->org_id,
                                 .consultation_id = d->c.id,
                                 .address = org.registry_email};
    x->token = ov_link_token(ctx->arena);
    x->mail = (ov_mail){.kind = "consultation.decision_link",
                        .object = ov_printf(ctx->arena, "organisation/%lld", (long long)d->org_id),
                        .to = org.registry_email,
                        .to_name = org.name,
                        .org_id = d->org_id,
                        .secret = true,
                        .give_up_at = ctx->now + OV_DECISION_LINK_LIFE};

    ov_map *values = ov_map_new(ctx->arena);
    ov_map_text(values, "org", org.name);
    ov_map_text(values, "title", d->c.title);
    ov_map_text(values, "matter", ov_req_matter(req)->title);
    ov_map_text(values, "by", ctx->actor.name);
    ov_map_text(values, "number", on_sent ? d->sent.number : NULL);
    ov_map_text(values, "deadline", ov_format_deadline(ctx->arena, d->c.deadline, "sv"));
    ov_map_text(values, "link",
                ov_printf(ctx->arena, "%s/beslut/%s", ov_req_site_url(req), x->token));
    ov_map_text(values, "until",
                ov_format_instant(ctx->arena, ctx->now + OV_DECISION_LINK_LIFE, "sv"));
    return ov_req_mail_text(req, "decision_link", NULL, values, &x->mail.subject, &x->mail.body);
}

static ov_status refused(ov_req *req, const deciding *d, const doing *x, ov_form *form,
                         ov_status status)
{
    if (status == OV_INVALID && !strcmp(x->what, "las-upp"))
        ov_form_error(form, "skal", "Skriv varför svaret låses upp.");
    else if (status == OV_TOO_LARGE)
        ov_form_error(form, "utdrag", "%s", ov_req_tr(req, ov_req_ctx(req)->err.text));
    else if (status == OV_CONFLICT || status == OV_NOT_FOUND)
        return ov_refuse(
            req, 409,
            "Svaret eller beslutet har ändrats av någon annan. Öppna sidan på nytt och "
            "se hur det står nu.");
    else
        return status;
    return show(req, d, form);
}

static ov_status post(ov_req *req, const deciding *d)
{
    ov_form *form = ov_form_read(req, fields);
    bool on_sent = d->waits && !strcmp(ov_form_text(form, "galler"), "svar");
    doing x = {.d = d,
               .what = ov_form_text(form, "gor"),
               .reason = ov_form_text(form, "skal"),
               .shown = ov_form_text(form, "innehall"),
               .back = ov_req_path(req, "/remiss/%lld/beslut", (long long)d->c.id)};
    ov_status status;

    if (!ov_form_ok(form) || !d->draft_id)
        return show(req, d, form);
    if (!strcmp(x.what, "registrera")) {
        if (!on_sent && d->on_draft && d->draft.locked_at)
            return ov_refuse(req, 409, "Svaret är redan låst till ett beslut. Lås upp det först.");
        OV_TRY(ov_decision_form_read(req, form, &x.data));
        x.data.decision.draft_id = d->draft_id;
        x.data.decision.response_id = on_sent ? d->sent.id : 0;
        if (!ov_form_ok(form))
            return show(req, d, form);
    }
    if (!strcmp(x.what, "lank")) {
        status = write_link(req, d, on_sent, &x);
        if (status == OV_INVALID)
            return ov_refuse(req, 422,
                             "Er organisation har ingen adress till registraturen. Be er "
                             "organisationsadministratör lägga in den.");
        OV_TRY(status);
    }
    status = ov_req_once(req, act, &x);
    return status == OV_OK ? OV_OK : refused(req, d, &x, form, status);
}

/* GET, POST /remiss/:id/beslut — for the party's own people. */
ov_status ov_page_decision(ov_req *req)
{
    deciding d;

    OV_TRY(load(req, &d));
    return ov_req_http(req)->method == OV_POST ? post(req, &d) : show(req, &d, NULL);
}

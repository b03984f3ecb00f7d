/* SPDX-License-Identifier: EUPL-1.2 */
/* submit_pages.c — sending a response: who has decided it, and the command that happens once. */
#include "pages/pages.h"
#include "pages/admin/admin_people.h"
#include "pages/consult/approval/decided.h"
#include "pages/consult/answer/respond.h"
#include "pages/consult/round.h"

#include <string.h>

#define LEGAL_FIELD "rattslage"

static const ov_form_field *send_fields(void)
{
    static const ov_form_field fields[] = {
        {.name = LEGAL_FIELD,
         .label = "Rättsläget",
         .input = OV_INPUT_CHOICE,
         .choices = ov_legal_statuses},
        OV_DECIDED_FIELDS,
        {.name = "utdrag", .label = "Protokollsutdrag", .input = OV_INPUT_TEXT},
        {0},
    };

    return fields;
}

/* What is sent, and what stands in its way. */
typedef struct sending {
    ov_consultation c;
    ov_id org_id, draft_id;
    bool decided; /* the draft is locked to a decision */
    ov_decision decision;
    ov_new_file extract;
    bool has_extract;
    bool faulty; /* what was filled in is not enough */
    const char *legal_status;
} sending;

static ov_status load(ov_req *req, sending *s)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_status found;

    *s = (sending){.org_id = ctx->actor.org_id};
    OV_TRY(ov_round_invited(req, OV_MAY_SUBMIT, &s->c));
    OV_TRY(ov_draft_own(ctx, s->c.id, s->org_id, &s->draft_id));
    found = s->draft_id ? ov_decision_of_draft(ctx, s->draft_id, &s->decision) : OV_NOT_FOUND;
    s->decided = found == OV_OK && s->decision.locked_at;
    return found == OV_NOT_FOUND ? OV_OK : found;
}

static void add_legal_choices(ov_req *req, ov_map *root, const char *chosen)
{
    static const char *const hints[] = {
        "Svaret har beretts av tjänstepersoner och inte beslutats politiskt.",
        "Svaret visas som preliminärt tills beslutet är registrerat.",
        "Beslutet är fattat på delegation. Fyll i nummer, dag och när det anmäls till nämnden.",
        ("Ordföranden har beslutat därför att nämnden inte hinner sammanträda (kommunallagen "
         "6 kap. 39 §). Fyll i nämnd, dag, nummer och när det anmäls."),
        "Svaret räknas som ert beslutade svar. Fyll i nämnd, dag och paragraf.",
    };
    ov_list *list = ov_map_list(root, "legal");

    for (size_t i = 0; ov_legal_statuses[i]; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "value", ov_legal_statuses[i]);
        ov_map_text(item, "text", ov_req_tr(req, ov_legal_status_title(ov_legal_statuses[i])));
        ov_map_text(item, "hint", ov_req_tr(req, hints[i]));
        ov_map_bool(item, "chosen", !strcmp(chosen, ov_legal_statuses[i]));
    }
}

static ov_status show_send(ov_req *req, const sending *s, const ov_form *form)
{
    ov_view *view = ov_view_new(req, "submit");
    ov_map *root = ov_view_root(view);
    int64_t answered;

    OV_TRY(ov_respond_draft(req, root, &s->c, &answered));
    ov_round_model(req, view, &s->c, true);
    ov_view_needs_token(view);
    ov_view_title(
        view, ov_req_tr(req, form && !ov_form_ok(form) ? "Fel: Skicka svaret" : "Skicka svaret"));
    ov_view_crumb(view, ov_req_tr(req, "Skicka"), NULL);
    add_legal_choices(req, root, form ? ov_form_text(form, LEGAL_FIELD) : "");
    if (s->decided)
        ov_decided_model(req, root, "decision", &s->decision);
    else
        OV_TRY(ov_decided_fields(req, ov_map_list(root, "fields"), form, NULL, s->org_id));
    OV_TRY(ov_respond_party(req, root, &s->c));
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* The decision is the one that the page was sent with, else the response says what nobody has
 * decided; and nothing is missing. */
static ov_status check_still(ov_ctx *ctx, const sending *s, ov_id draft_id)
{
    const ov_rows *missing;
    ov_decision now;
    ov_status found = ov_decision_of_draft(ctx, draft_id, &now);
    bool decided = found == OV_OK && now.locked_at;

    if (found != OV_OK && found != OV_NOT_FOUND)
        return found;
    if (decided != s->decided || (decided && now.id != s->decision.id))
        return ov_fail(&ctx->err, OV_CONFLICT, "the decision was changed meanwhile");
    if (!s->draft_id) /* nothing was written: told as an empty answer */
        return OV_OK;
    OV_TRY(ov_draft_ready(ctx, &s->c, draft_id, &missing));
    return missing->n ? ov_fail(&ctx->err, OV_CONFLICT, "something is missing now") : OV_OK;
}

static ov_status send_once(ov_ctx *ctx, void *arg, const char **location)
{
    const sending *s = arg;
    ov_submission what = {.org_id = s->org_id, .legal_status = s->legal_status};
    ov_id file_id = s->decided ? s->decision.file_id : 0;
    ov_response response;
    ov_send_gate gate;

    if (s->faulty)
        return ov_fail(&ctx->err, OV_INVALID, "the decision does not say what it must");
    OV_TRY(ov_draft_begin(ctx, s->c.id, s->org_id, &what.draft_id));
    OV_TRY(check_still(ctx, s, what.draft_id));
    OV_TRY(ov_approval_gate(ctx, &s->c, s->org_id, what.draft_id, &gate));
    if (gate != OV_GATE_OPEN)
        return ov_fail(&ctx->err, OV_DENIED, "this content is not approved");
    if (s->has_extract)
        OV_TRY(ov_file_add(ctx, what.draft_id, &s->extract, 0, "decision", &file_id));
    OV_TRY(ov_decision_attach(ctx, what.draft_id, file_id));
    if (s->decision.body) {
        what.decision_body = s->decision.body;
        what.decision_day = s->decision.day;
        what.decision_ref = ov_decision_ref(ctx->arena, &s->decision);
    }
    OV_TRY(ov_response_send(ctx, &s->c, &what, &response));
    OV_TRY(ov_approval_sent(ctx, what.draft_id));
    *location = ov_printf(ctx->arena, "/kvittens/%s", response.number);
    return OV_OK;
}

/* What must be done in the draft first, as an error of the form. */
static ov_status check_ready(ov_req *req, const sending *s, ov_form *form)
{
    const ov_rows *missing;

    if (!s->draft_id)
        return OV_OK;
    OV_TRY(ov_draft_ready(ov_req_ctx(req), &s->c, s->draft_id, &missing));
    if (missing->n)
        ov_form_error(form, LEGAL_FIELD,
                      "Svaret kan inte skickas än. Gå tillbaka till granskningen och komplettera "
                      "det som saknas.");
    return OV_OK;
}

/* A program that sends nothing but the status may tell the decision afterwards: until then it is on
 * the list of what is to be done. */
static bool has_decision_fields(ov_req *req)
{
    return ov_pairs_get(&ov_req_http(req)->form, "paragraf") != NULL;
}

static ov_status post(ov_req *req, sending *s)
{
    ov_form *form = ov_form_read(req, send_fields());
    const char *legal = ov_form_text(form, LEGAL_FIELD);
    ov_status sent;

    if (!*legal && !s->decided && has_decision_fields(req))
        ov_form_error(form, LEGAL_FIELD, "Välj vem som har beslutat svaret.");
    if (!ov_form_ok(form))
        return show_send(req, s, form);
    /* the weakest claim is the one that is made when a program makes none */
    s->legal_status = *legal ? legal : ov_legal_statuses[0];
    if (s->decided)
        s->legal_status = s->decision.legal_status;
    else if (ov_status_decided(s->legal_status) && has_decision_fields(req))
        ov_decided_read(req, form, s->legal_status, &s->decision);
    OV_TRY(check_ready(req, s, form));
    if (ov_form_ok(form) && !s->decided)
        OV_TRY(ov_decided_extract(req, form, &s->extract, &s->has_extract));
    /* a form that was sent before with something else in it is told first */
    s->faulty = !ov_form_ok(form);
    sent = ov_req_once(req, send_once, s);
    if (s->faulty && sent == OV_INVALID)
        return show_send(req, s, form);
    if (sent == OV_DENIED)
        ov_form_error(form, LEGAL_FIELD,
                      "Svaret är inte godkänt med det här innehållet. Lämna det för godkännande.");
    else if (sent == OV_CONFLICT)
        ov_form_error(form, LEGAL_FIELD,
                      "Svaret eller beslutet ändrades medan du läste. Inget är skickat. Granska "
                      "svaret igen och skicka sedan.");
    else if (sent == OV_TOO_LARGE)
        ov_form_error(form, "utdrag", "%s", ov_req_tr(req, ov_req_ctx(req)->err.text));
    else if (sent == OV_INVALID)
        ov_form_error(form, LEGAL_FIELD,
                      "Svaret är tomt. Svara på minst en fråga och skicka sedan.");
    else
        return sent;
    return show_send(req, s, form);
}

/* GET, POST /remiss/:id/skicka — the declaration, and sending once. In time, late or refused is
 * decided by the instant of arrival; each has its receipt. */
ov_status ov_page_submit(ov_req *req)
{
    ov_status may;
    sending s;

    OV_TRY(load(req, &s));
    if (ov_req_http(req)->method != OV_POST)
        return show_send(req, &s, NULL);
    may = ov_round_may(req, OV_MAY_SUBMIT, &s.c);
    if (may == OV_CONFLICT)
        return ov_round_refuse(req, &s.c);
    OV_TRY(may);
    return post(req, &s);
}

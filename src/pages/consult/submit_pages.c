/* SPDX-License-Identifier: EUPL-1.2 */
/* submit_pages.c — sending a response: who has decided it, and the command that happens once. */
#include "pages/pages.h"
#include "pages/consult/respond.h"
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
        {0},
    };

    return fields;
}

static void add_legal_choices(ov_req *req, ov_map *root, const char *chosen)
{
    static const char *const hints[] = {
        "Svaret har beretts av tjänstepersoner och inte beslutats politiskt.",
        "Svaret visas som preliminärt tills beslutet är registrerat.",
        "Beslutet är fattat på delegation och anmäls till nämnden.",
        "Ordföranden har beslutat därför att nämnden inte hinner sammanträda.",
        "Svaret räknas som kommunens beslutade svar.",
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

static ov_status show_send(ov_req *req, const ov_consultation *c, const ov_form *form)
{
    ov_view *view = ov_view_new(req, "submit");
    ov_map *root = ov_view_root(view);
    int64_t answered;

    OV_TRY(ov_respond_draft(req, root, c, &answered));
    ov_round_model(req, view, c, true);
    ov_view_needs_token(view);
    ov_view_title(
        view, ov_req_tr(req, form && !ov_form_ok(form) ? "Fel: Skicka svaret" : "Skicka svaret"));
    ov_view_crumb(view, ov_req_tr(req, "Skicka"), NULL);
    /* the weakest claim is the one made when none is chosen */
    add_legal_choices(req, root,
                      form && *ov_form_text(form, LEGAL_FIELD) ? ov_form_text(form, LEGAL_FIELD)
                                                               : ov_legal_statuses[0]);
    OV_TRY(ov_respond_party(req, root, c));
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

typedef struct sending {
    const ov_consultation *c;
    const char *legal_status;
} sending;

static ov_status send_once(ov_ctx *ctx, void *arg, const char **location)
{
    const sending *s = arg;
    ov_response response;

    OV_TRY(ov_response_submit(ctx, s->c, ctx->actor.org_id, s->legal_status, &response));
    *location = ov_printf(ctx->arena, "/kvittens/%s", response.number);
    return OV_OK;
}

/* GET, POST /remiss/:id/skicka — the declaration, and sending once. In time, late or refused is
 * decided by the instant of arrival; each has its receipt. */
ov_status ov_page_submit(ov_req *req)
{
    const char *legal;
    ov_consultation c;
    ov_form *form;
    ov_status sent, may;

    OV_TRY(ov_round_invited(req, OV_MAY_SUBMIT, &c));
    if (ov_req_http(req)->method != OV_POST)
        return show_send(req, &c, NULL);
    may = ov_round_may(req, OV_MAY_SUBMIT, &c);
    if (may == OV_CONFLICT)
        return ov_round_refuse(req, &c);
    OV_TRY(may);
    form = ov_form_read(req, send_fields());
    if (!ov_form_ok(form))
        return show_send(req, &c, form);
    legal = ov_form_text(form, LEGAL_FIELD);
    sent = ov_req_once(req, send_once,
                       &(sending){.c = &c, .legal_status = *legal ? legal : ov_legal_statuses[0]});
    if (sent != OV_INVALID)
        return sent;
    ov_form_error(
        form, LEGAL_FIELD, "%s",
        ov_req_tr(req, "Svaret är tomt. Svara på minst en bestämmelse och skicka sedan."));
    return show_send(req, &c, form);
}

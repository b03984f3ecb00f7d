/* SPDX-License-Identifier: EUPL-1.2 */
/* invite_pages.c — invitations of a round: all of them for those who run it, its own for a party.
 */
#include "pages/pages.h"
#include "pages/consult/during/during.h"

#include "consult/during/correction.h"
#include "consult/during/guest.h"
#include "consult/during/invite.h"
#include "outbox/staff.h"
#include "register/register.h"
#include "view/format.h"

#include <string.h>

/* ---- For staff: /inbjudningar ---- */

static const ov_form_field staff_fields[] = {
    {"gor", "Åtgärd", OV_INPUT_TEXT, true, 1, 20, NULL},
    {"part", "Part", OV_INPUT_TEXT, false, 0, 32, NULL},
    {"kod", "Kod", OV_INPUT_TEXT, false, 0, 12, NULL},
    {"lank", "Länk", OV_INPUT_INT, false, 1, INT64_MAX, NULL},
    {0},
};

static void add_instant(ov_req *req, ov_map *map, const char *key, const ov_rows *rows, size_t i,
                        size_t column)
{
    ov_ctx *ctx = ov_req_ctx(req);

    if (!ov_cell_null(rows, i, column))
        ov_map_text(map, key,
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, column), ctx->lang));
}

static const char *tone_of(const char *state)
{
    return !state                                                  ? "plan"
           : !strcmp(state, "sent")                                ? "done"
           : !strcmp(state, "bounced") || !strcmp(state, "failed") ? "stop"
                                                                   : "plan";
}

/* The addresses that a party's letters went to: rows from … while they are the party's. */
static size_t add_letters(ov_req *req, ov_map *item, const ov_rows *rows, size_t from, ov_id org_id)
{
    ov_list *list = ov_map_list(item, "letters");

    while (from < rows->n && ov_cell_int(rows, from, OV_LETTER_ORG) == org_id) {
        const char *state = ov_cell_text(rows, from, OV_LETTER_STATE);
        const bool nobody = !strcmp(ov_cell_text(rows, from, OV_LETTER_POST), "nobody");
        ov_map *letter = ov_list_add(list);

        ov_map_text(letter, "address", ov_cell_text(rows, from, OV_LETTER_ADDRESS));
        ov_map_text(letter, "person", ov_cell_text(rows, from, OV_LETTER_PERSON));
        ov_map_bool(letter, "nobody", nobody);
        ov_map_bool(letter, "guest", !strcmp(ov_cell_text(rows, from, OV_LETTER_KIND), "guest"));
        ov_map_text(letter, "tone", nobody ? "stop" : tone_of(state));
        ov_map_text(letter, "state", ov_req_tr(req, state ? ov_mail_state_title(state) : "Väntar"));
        ov_map_text(
            letter, "fault",
            ov_cell_null(rows, from, OV_LETTER_FAULT)
                ? NULL
                : ov_req_tr(req, ov_mail_fault_text(ov_cell_text(rows, from, OV_LETTER_FAULT))));
        add_instant(req, letter, "at", rows, from, OV_LETTER_SENT);
        from++;
    }
    return from;
}

static void add_links(ov_req *req, ov_map *item, const ov_rows *links, ov_id org_id)
{
    ov_list *list = ov_map_list(item, "links");

    for (size_t i = 0; i < links->n; i++) {
        ov_map *link;

        if (ov_cell_int(links, i, 1) != org_id)
            continue;
        if (!ov_cell_null(links, i, 3) && ov_cell_null(links, i, 4))
            continue; /* ended, and never used */
        link = ov_list_add(list);
        ov_map_int(link, "id", ov_cell_int(links, i, 0));
        ov_map_bool(link, "works", ov_cell_null(links, i, 3));
        add_instant(req, link, "made", links, i, 2);
        ov_map_text(link, "signer", ov_cell_text(links, i, 4));
        ov_map_text(link, "signer_title", ov_cell_text(links, i, 5));
        add_instant(req, link, "last", links, i, 7);
    }
}

static ov_status add_parties(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "parties");
    const ov_rows *board, *letters, *links;
    ov_instant first = INT64_MAX; /* when the first party was invited */
    size_t next = 0;
    int64_t bounced = 0;

    OV_TRY(ov_invitations(ctx, c->id, &board));
    OV_TRY(ov_invitation_mails(ctx, c->id, 0, &letters));
    OV_TRY(ov_guest_links(ctx, c->id, &links));
    for (size_t i = 0; i < board->n; i++)
        if (ov_cell_int(board, i, OV_INVITED_AT) && ov_cell_int(board, i, OV_INVITED_AT) < first)
            first = ov_cell_int(board, i, OV_INVITED_AT);
    for (size_t i = 0; i < board->n; i++) {
        ov_map *item = ov_list_add(list);
        const ov_id org_id = ov_cell_int(board, i, OV_INVITED_ORG);
        const bool lost = ov_cell_int(board, i, OV_INVITED_REACHED) == 1;

        ov_map_text(item, "name", ov_cell_text(board, i, OV_INVITED_NAME));
        ov_map_text(item, "code", ov_cell_text(board, i, OV_INVITED_CODE));
        ov_map_bool(item, "lost", lost);
        ov_map_bool(item, "later",
                    ov_cell_int(board, i, OV_INVITED_AT) > c->opens_at &&
                        ov_cell_int(board, i, OV_INVITED_AT) > first);
        add_instant(req, item, "invited", board, i, OV_INVITED_AT);
        add_instant(req, item, "opened", board, i, OV_INVITED_OPENED);
        add_instant(req, item, "acknowledged", board, i, OV_INVITED_ACKNOWLEDGED);
        add_instant(req, item, "declined", board, i, OV_INVITED_DECLINED);
        bounced += lost;
        next = add_letters(req, item, letters, next, org_id);
        add_links(req, item, links, org_id);
    }
    ov_map_int(root, "n", (int64_t)board->n);
    if (bounced)
        ov_map_int(root, "bounced", bounced);
    return OV_OK;
}

static ov_status show_staff(ov_req *req, const ov_consultation *c, const ov_form *form)
{
    ov_view *view = ov_during_view(req, "invitations", c, "/inbjudningar", "Inbjudningar", form);
    ov_map *root = ov_view_root(view);
    const char *done = form ? NULL : ov_req_query(req, "gjort");
    const char *code = ov_guest_code(ov_req_arena(req));

    OV_TRY(add_parties(req, root, c));
    ov_map_bool(root, "running", ov_during_running(req, c));
    ov_map_bool(root, "sends_mail", ov_req_sends_mail(req));
    ov_map_bool(root, "queued", done && !strcmp(done, "skickat"));
    ov_map_bool(root, "link_made", done && !strcmp(done, "lank"));
    ov_map_text(root, "new_code", code);
    ov_map_text(root, "new_code_shown", ov_guest_code_shown(ov_req_arena(req), code));
    if (!form)
        ov_map_text(ov_map_map(ov_map_map(root, "form"), "part"), "value", "");
    return ov_view_send(view);
}

typedef struct doing {
    const ov_consultation *c;
    const char *what, *back, *code;
    ov_id org_id, link_id;
} doing;

static ov_status do_it(ov_ctx *ctx, void *arg, const char **location)
{
    const doing *d = arg;
    int64_t n;
    ov_id id;

    *location = ov_printf(ctx->arena, "%s?gjort=skickat", d->back);
    if (!strcmp(d->what, "igen") || !strcmp(d->what, "returer"))
        return ov_invitation_resend(ctx, d->c, d->org_id, &n);
    if (!strcmp(d->what, "ny"))
        return ov_invitation_add(ctx, d->c, d->org_id);
    if (!strcmp(d->what, "lank")) {
        *location = ov_printf(ctx->arena, "%s?gjort=lank", d->back);
        return ov_guest_link_make(ctx, d->c, d->org_id, d->code, &id);
    }
    *location = d->back;
    return ov_guest_link_end(ctx, d->c, d->link_id);
}

static bool needs_party(const char *what)
{
    return !strcmp(what, "igen") || !strcmp(what, "ny") || !strcmp(what, "lank");
}

static ov_status act_staff(ov_req *req, const ov_consultation *c)
{
    ov_form *form = ov_form_read(req, staff_fields);
    doing d = {.c = c,
               .what = ov_form_text(form, "gor"),
               .back = ov_req_path(req, "/remiss/%lld/inbjudningar", (long long)c->id),
               .code = ov_form_text(form, "kod"),
               .link_id = ov_form_int(form, "lank")};
    ov_organisation org;
    ov_status status;

    if (!needs_party(d.what) && strcmp(d.what, "returer") != 0 && strcmp(d.what, "stang") != 0)
        return ov_refuse(req, 422, NULL);
    if (!ov_during_running(req, c))
        return ov_refuse(req, 409, "Remissen är stängd eller tillbakadragen. Inget har skickats.");
    if (needs_party(d.what)) {
        if (!*ov_form_text(form, "part") ||
            ov_organisation_by_code(ov_req_ctx(req), ov_form_text(form, "part"), &org) != OV_OK)
            ov_form_error(form, "part", "Skriv partens kod i registret, till exempel 1489.");
        else
            d.org_id = org.id;
    }
    if (!ov_form_ok(form))
        return show_staff(req, c, form);
    status = ov_req_once(req, do_it, &d);
    if (status == OV_CONFLICT)
        ov_form_error(form, "part",
                      !strcmp(d.what, "ny") ? "Parten är redan inbjuden."
                                            : "En inbjudan till parten är redan på väg.");
    else if (status == OV_INVALID)
        ov_form_error(form, "part",
                      "Parten har ingen brevlåda i registret. Lägg till en adress där först.");
    else
        return status;
    return show_staff(req, c, form);
}

/* GET, POST /remiss/:id/inbjudningar */
ov_status ov_page_invitations(ov_req *req)
{
    ov_consultation c;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_req_may(req, "consult.run", 0));
    return ov_req_http(req)->method == OV_POST ? act_staff(req, &c) : show_staff(req, &c, NULL);
}

/* ---- For a party: /inbjudan ---- */

static const ov_form_field party_fields[] = {
    {"gor", "Åtgärd", OV_INPUT_TEXT, true, 1, 20, NULL},
    {"varfor", "Varför ni avstår", OV_INPUT_LONG_TEXT, false, 0, 2000, NULL},
    {0},
};

static ov_status add_sent(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_response latest;
    ov_status status = ov_response_latest(ctx, c->id, ctx->actor.org_id, &latest);
    ov_map *sent;

    if (status == OV_NOT_FOUND)
        return OV_OK;
    OV_TRY(status);
    sent = ov_map_map(root, "sent");
    ov_map_text(sent, "number", latest.number);
    ov_map_text(sent, "at", ov_format_instant(ctx->arena, latest.received, ctx->lang));
    ov_map_text(sent, "receipt_href", ov_printf(ctx->arena, "/kvittens/%s", latest.number));
    return OV_OK;
}

static ov_status show_party(ov_req *req, const ov_consultation *c, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_during_view(req, "invitation", c, "/inbjudan", "Er inbjudan", form);
    ov_map *root = ov_view_root(view);
    const ov_rows *earlier;
    ov_invited party;

    OV_TRY(ov_invited_get(ctx, c->id, ctx->actor.org_id, &party));
    OV_TRY(ov_answered_earlier(ctx, c->id, ctx->actor.org_id, &earlier));
    OV_TRY(ov_during_news(req, root, c));
    OV_TRY(add_sent(req, root, c));
    ov_map_text(root, "org", ctx->actor.org_name);
    ov_map_bool(root, "answered",
                !strcmp(party.status, "submitted") || !strcmp(party.status, "late"));
    ov_map_bool(root, "may_send", ov_req_may(req, OV_MAY_SUBMIT, ctx->actor.org_id) == OV_OK);
    ov_map_bool(root, "may_answer", ov_req_may(req, OV_MAY_ANSWER, ctx->actor.org_id) == OV_OK);
    ov_map_bool(root, "extended", c->extended);
    ov_map_bool(root, "running", ov_consultation_state(c, ctx->received) != OV_ROUND_CLOSED);
    ov_map_bool(root, "earlier", earlier->n > 0);
    if (party.acknowledged_at) {
        ov_map_text(root, "acknowledged",
                    ov_format_instant(ctx->arena, party.acknowledged_at, ctx->lang));
        ov_map_text(root, "acknowledged_by", party.acknowledged_by);
    }
    if (party.declined_at) {
        ov_map_text(root, "declined", ov_format_instant(ctx->arena, party.declined_at, ctx->lang));
        ov_map_text(root, "declined_by", party.declined_by);
        ov_map_lines(root, "declined_why", ov_str_from(party.declined_why));
    }
    if (!form)
        ov_map_text(ov_map_map(ov_map_map(root, "form"), "varfor"), "value", "");
    return ov_view_send(view);
}

typedef struct saying {
    const ov_consultation *c;
    const char *what, *why, *back;
} saying;

static ov_status say(ov_ctx *ctx, void *arg, const char **location)
{
    const saying *s = arg;

    *location = s->back;
    if (!strcmp(s->what, "mottagit"))
        return ov_invitation_acknowledge(ctx, s->c, ctx->actor.org_id);
    return ov_invitation_decline(ctx, s->c, ctx->actor.org_id, s->why);
}

static ov_status act_party(ov_req *req, const ov_consultation *c)
{
    ov_form *form = ov_form_read(req, party_fields);
    saying s = {.c = c,
                .what = ov_form_text(form, "gor"),
                .back = ov_req_path(req, "/remiss/%lld/inbjudan", (long long)c->id)};
    ov_status status;

    if (!strcmp(s.what, "avstar")) {
        s.why = ov_form_text(form, "varfor");
        if (!*s.why)
            ov_form_error(form, "varfor", "Skriv kort varför ni avstår från att svara.");
    } else if (strcmp(s.what, "mottagit") != 0 && strcmp(s.what, "anda") != 0) {
        return ov_refuse(req, 422, NULL);
    }
    if (!ov_form_ok(form))
        return show_party(req, c, form);
    if (strcmp(s.what, "mottagit") != 0) /* who may send the answer says that there will be none */
        OV_TRY(ov_req_may(req, OV_MAY_SUBMIT, ov_req_ctx(req)->actor.org_id));
    status = ov_req_once(req, say, &s);
    if (status == OV_GONE)
        return ov_during_over(req, c);
    if (status != OV_CONFLICT)
        return status;
    ov_form_error(form, "varfor",
                  "Ni har redan svarat, eller så har remissen inte öppnat. Inget är ändrat.");
    return show_party(req, c, form);
}

ov_status ov_invitation_link(ov_req *req, const ov_consultation *c, const char *key)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_id org_id = 0;
    ov_status status = ov_invitation_visited(ctx, c, key, &org_id);

    if (status != OV_OK && status != OV_NOT_FOUND)
        return status;
    return ov_redirect(req, ov_req_path(req, "/remiss/%lld%s", (long long)c->id,
                                        org_id && ctx->actor.org_id == org_id ? "/inbjudan" : ""));
}

/* GET, POST /remiss/:id/inbjudan */
ov_status ov_page_invitation(ov_req *req)
{
    ov_consultation c;

    OV_TRY(ov_round_invited(req, OV_MAY_READ_OWN, &c));
    return ov_req_http(req)->method == OV_POST ? act_party(req, &c) : show_party(req, &c, NULL);
}

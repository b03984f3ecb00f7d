/* SPDX-License-Identifier: EUPL-1.2 */
/* reset_pages.c — a forgotten password: a mailed link, then a new one. */
#include "pages/door.h"
#include "pages/letter.h"
#include "pages/signin/new_password.h"
#include "pages/signin/sign_in.h"

#define ASK "/losenord/glomt"
#define ASK_WORD "Be om en ny länk"

static const ov_form_field ask_fields[] = {
    {"epost", "E-postadress eller användarnamn", OV_INPUT_TEXT, true, 1, 254, NULL},
    {0},
};

static const ov_form_field reset_fields[] = {OV_NEW_PASSWORD_FIELDS(true), {0}};

/* GET /losenord/glomt */
ov_status ov_page_forgot_form(ov_req *req)
{
    if (ov_req_query(req, "skickad"))
        return ov_door_sent(req, ASK);
    return ov_view_send(ov_door_view(req, "forgot", "Glömt lösenordet", ask_fields, NULL));
}

/* POST /losenord/glomt */
ov_status ov_page_forgot(ov_req *req)
{
    ov_form *form = ov_form_read(req, ask_fields);
    ov_status status = OV_INVALID;

    if (ov_form_ok(form))
        status = ov_letters_ask(req, ov_form_text(form, "epost"), OV_LINK_RESET, NULL);
    if (status == OV_OK)
        return ov_redirect(req, ASK "?skickad=1");
    ov_view *view = ov_door_view(req, "forgot", "Glömt lösenordet", ask_fields, form);

    if (status == OV_BUSY)
        return ov_door_wait(req, view,
                            "Det har kommit många frågor om länkar härifrån. Vänta en stund och "
                            "försök igen.");
    if (status != OV_INVALID)
        return status;
    ov_view_status(view, 422);
    return ov_view_send(view);
}

static ov_status show(ov_req *req, const ov_entrant *who, const ov_form *form)
{
    ov_view *view = ov_door_view(req, "reset", "Välj ett nytt lösenord", reset_fields, form);

    ov_map_text(ov_view_root(view), "login", who->account.login);
    if (form)
        ov_view_status(view, 422);
    return ov_view_send(view);
}

/* GET /losenord/nytt/:token */
ov_status ov_page_reset_form(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_entrant who;
    ov_link link;
    ov_status status = ov_link_peek(ctx, OV_LINK_RESET, ov_req_arg(req, "token"), &link);

    if (status != OV_OK)
        return ov_door_dead_link(req, status, ASK, ASK_WORD);
    OV_TRY(ov_entrant_get(ctx, link.account_id, &who));
    return show(req, &who, NULL);
}

typedef struct resetting {
    const char *token, *hash;
    ov_letter letter;
} resetting;

/* The link, the password, the end of every other link and session, and word of it to the person. */
static ov_status reset(ov_ctx *ctx, void *arg)
{
    const resetting *r = arg;
    const ov_account *account = &r->letter.to.account;
    ov_actor before = ctx->actor;
    ov_link link;

    OV_TRY(ov_link_use(ctx, OV_LINK_RESET, r->token, &link));
    ov_actor_become(ctx, account);
    ov_status status = ov_account_set_password(ctx, link.account_id, r->hash);
    ctx->actor = before;
    OV_TRY(status);
    OV_TRY(ov_link_end_all(ctx, link.account_id, NULL));
    return account->email ? ov_letter_send(ctx, &r->letter) : OV_OK;
}

/* POST /losenord/nytt/:token */
ov_status ov_page_reset(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    resetting r = {.token = ov_req_arg(req, "token"), .letter = {.name = "password_changed"}};
    ov_link link;
    ov_status status = ov_link_peek(ctx, OV_LINK_RESET, r.token, &link);

    if (status != OV_OK)
        return ov_door_dead_link(req, status, ASK, ASK_WORD);
    ov_form *form = ov_form_read(req, reset_fields);
    OV_TRY(ov_entrant_get(ctx, link.account_id, &r.letter.to));
    if (ov_form_ok(form))
        ov_new_password_check(req, form, &r.letter.to.account);
    if (!ov_form_ok(form))
        return show(req, &r.letter.to, form);
    OV_TRY(ov_new_password_hash(req, form, &r.hash));
    OV_TRY(ov_letter_write(req, &r.letter));
    status = ov_sign_in_with(
        req, &(ov_sign_in){.account_id = link.account_id, .method = OV_BY_LINK}, NULL, reset, &r);
    if (status != OV_OK)
        return ov_door_dead_link(req, status, ASK, ASK_WORD);
    return OV_OK;
}

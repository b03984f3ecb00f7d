/* SPDX-License-Identifier: EUPL-1.2 */
/* email_pages.c — a new e-mail address: a link to it proves that it is the person's own. */
#include "pages/door.h"
#include "pages/letter.h"

#include "auth/people.h"
#include "outbox/outbox.h"

#include <string.h>

#define TITLE "Byt e-postadress"
#define ASK "/konto/epost"

static const ov_form_field fields[] = {
    {"epost", "Ny e-postadress", OV_INPUT_TEXT, true, 3, 254, NULL},
    {"nuvarande", "Ditt lösenord", OV_INPUT_TEXT, false, 0, 1024, NULL},
    {0}};

static ov_view *email_view(ov_req *req, const ov_entrant *who, const ov_form *form)
{
    ov_view *view = ov_door_view(req, "email", TITLE, fields, form);
    ov_map *root = ov_view_root(view);

    if (who->account.email)
        ov_map_text(root, "email", who->account.email);
    ov_map_bool(root, "has_password", who->has_password);
    ov_map_bool(root, "sent", ov_req_query(req, "skickad") != NULL);
    ov_map_bool(root, "changed", ov_req_query(req, "bytt") != NULL);
    return view;
}

/* GET /konto/epost */
ov_status ov_page_email_form(ov_req *req)
{
    ov_entrant who;

    OV_TRY(ov_entrant_get(ov_req_ctx(req), ov_req_ctx(req)->actor.account_id, &who));
    return ov_view_send(email_view(req, &who, NULL));
}

/* Only the newest link works. */
static ov_status send_link(ov_ctx *ctx, void *arg)
{
    const ov_letter *letter = arg;

    OV_TRY(ov_link_end_all(ctx, letter->to.account.id, OV_LINK_EMAIL));
    return ov_letter_send(ctx, letter);
}

static ov_status check(ov_req *req, ov_form *form, const ov_entrant *who)
{
    if (!ov_mail_address_ok(ov_form_text(form, "epost")))
        ov_form_error(form, "epost",
                      "Det är ingen e-postadress. Skriv den som i namn@kommun.se, utan å, ä och "
                      "ö.");
    return who->has_password && ov_form_ok(form) ? ov_door_password(req, form) : OV_OK;
}

/* POST /konto/epost */
ov_status ov_page_email(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_form *form = ov_form_read(req, fields);
    ov_letter letter = {.name = "email_confirm", .email = ov_form_text(form, "epost")};
    int64_t waiting, last_hour;

    OV_TRY(ov_entrant_get(ctx, ctx->actor.account_id, &letter.to));
    OV_TRY(ov_link_count(ctx, ctx->actor.account_id, OV_LINK_EMAIL, &waiting, &last_hour));
    ov_status status = last_hour >= 5 ? OV_BUSY : check(req, form, &letter.to);
    if (status == OV_BUSY)
        return ov_door_wait(req, email_view(req, &letter.to, form),
                            "Det har kommit många försök. Vänta en stund och försök igen.");
    OV_TRY(status);
    if (!ov_form_ok(form)) {
        ov_view *view = email_view(req, &letter.to, form);

        ov_view_status(view, 422);
        return ov_view_send(view);
    }
    letter.link = (ov_link){
        .purpose = OV_LINK_EMAIL, .made_by = ctx->actor.account_id, .address = letter.email};
    OV_TRY(ov_letter_write(req, &letter));
    OV_TRY(ov_write(ctx, send_link, &letter));
    return ov_redirect(req, ASK "?skickad=1");
}

/* ---- The link in the mail to the new address ---- */

/* GET /konto/epost/:token */
ov_status ov_page_email_open(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_entrant who;
    ov_link link;
    ov_status status = ov_link_peek(ctx, OV_LINK_EMAIL, ov_req_arg(req, "token"), &link);

    if (status != OV_OK)
        return ov_door_dead_link(req, status, ASK, TITLE);
    OV_TRY(ov_entrant_get(ctx, link.account_id, &who));
    ov_view *view = ov_door_view(req, "email_use", TITLE, NULL, NULL);
    ov_map_text(ov_view_root(view), "person", who.account.name);
    ov_map_text(ov_view_root(view), "email", link.address);
    return ov_view_send(view);
}

typedef struct moving {
    const char *token;
    ov_letter letter; /* to the old address */
} moving;

static ov_status move(ov_ctx *ctx, void *arg)
{
    const moving *m = arg;
    const ov_account *account = &m->letter.to.account;
    ov_actor before = ctx->actor;
    ov_link link;

    OV_TRY(ov_link_use(ctx, OV_LINK_EMAIL, m->token, &link));
    ov_actor_become(ctx, account);
    ov_status status = ov_account_set_email(ctx, account, link.address);
    ctx->actor = before;
    OV_TRY(status);
    OV_TRY(ov_link_end_all(ctx, link.account_id, NULL)); /* they went to the old address */
    return ov_mail_address_ok(account->email) ? ov_letter_send(ctx, &m->letter) : OV_OK;
}

/* POST /konto/epost/:token */
ov_status ov_page_email_use(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    moving m = {.token = ov_req_arg(req, "token"), .letter = {.name = "email_changed"}};
    ov_link link;
    ov_status status = ov_link_peek(ctx, OV_LINK_EMAIL, m.token, &link);

    if (status == OV_OK) {
        OV_TRY(ov_entrant_get(ctx, link.account_id, &m.letter.to));
        m.letter.values = ov_map_new(ov_req_arena(req));
        ov_map_text(m.letter.values, "email", link.address);
        OV_TRY(ov_letter_write(req, &m.letter));
        status = ov_write(ctx, move, &m);
    }
    if (status != OV_OK)
        return ov_door_dead_link(req, status, ASK, TITLE);
    return ov_redirect(req, ov_req_signed_in(req) ? ASK "?bytt=1" : "/logga-in?epost=bytt");
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* password_pages.c — somebody who is signed in changes the password. */
#include "pages/door.h"
#include "pages/letter.h"
#include "pages/signin/new_password.h"

#define TITLE "Byt lösenord"

static const ov_form_field fields[] = {
    {"nuvarande", "Ditt nuvarande lösenord", OV_INPUT_TEXT, true, 1, 1024, NULL},
    OV_NEW_PASSWORD_FIELDS(true),
    {0}};

static ov_view *password_view(ov_req *req, const ov_entrant *who, const ov_form *form)
{
    ov_view *view = ov_door_view(req, "password", TITLE, fields, form);

    ov_map_text(ov_view_root(view), "login", who->account.login);
    ov_map_bool(ov_view_root(view), "has_password", who->has_password);
    ov_map_bool(ov_view_root(view), "changed", ov_req_query(req, "bytt") != NULL);
    return view;
}

/* GET /konto/losenord */
ov_status ov_page_password_form(ov_req *req)
{
    ov_entrant who;

    OV_TRY(ov_entrant_get(ov_req_ctx(req), ov_req_ctx(req)->actor.account_id, &who));
    return ov_view_send(password_view(req, &who, NULL));
}

typedef struct changing {
    ov_letter letter;
    const char *hash, *cookie;
    ov_sign_in how;
} changing;

/* Ends every session, and begins this browser's anew. */
static ov_status change(ov_ctx *ctx, void *arg)
{
    changing *c = arg;

    OV_TRY(ov_account_set_password(ctx, c->how.account_id, c->hash));
    OV_TRY(ov_link_end_all(ctx, c->how.account_id, NULL));
    if (c->letter.to.account.email)
        OV_TRY(ov_letter_send(ctx, &c->letter));
    return ov_session_begin(ctx, &c->how, &c->cookie);
}

/* POST /konto/losenord */
ov_status ov_page_password(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_session *session = ov_req_session(req);
    ov_form *form = ov_form_read(req, fields);
    changing c = {.letter = {.name = "password_changed"},
                  .how = {.account_id = ctx->actor.account_id,
                          .method = session->method,
                          .strong = session->strong}};
    ov_status status = OV_OK;

    OV_TRY(ov_entrant_get(ctx, c.how.account_id, &c.letter.to));
    ov_new_password_check(req, form, &c.letter.to.account);
    if (ov_form_ok(form))
        status = ov_door_password(req, form);
    if (status == OV_BUSY)
        return ov_door_wait(req, password_view(req, &c.letter.to, form),
                            "Det har kommit många fel lösenord. Vänta en minut och försök igen.");
    OV_TRY(status);
    if (!ov_form_ok(form)) {
        ov_view *view = password_view(req, &c.letter.to, form);

        ov_view_status(view, 422);
        return ov_view_send(view);
    }
    OV_TRY(ov_new_password_hash(req, form, &c.hash));
    OV_TRY(ov_letter_write(req, &c.letter));
    OV_TRY(ov_write(ctx, change, &c));
    ov_send_cookie(req, OV_SESSION_COOKIE, c.cookie, -1);
    return ov_redirect(req, "/konto/losenord?bytt=1");
}

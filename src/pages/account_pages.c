/* SPDX-License-Identifier: EUPL-1.2 */
/* account_pages.c — sign in, sign out, one's own account. */
#include "pages/core_pages.h"
#include "pages/sign_in.h"

#include "register/register.h"
#include "view/format.h"

static const ov_form_field login_fields[] = {
    {"anvandare", "Användarnamn", OV_INPUT_TEXT, true, 1, 100, NULL},
    {"losenord", "Lösenord", OV_INPUT_TEXT, true, 1, 1024, NULL},
    {"till", "Adress", OV_INPUT_TEXT, false, 0, 2000, NULL},
    {0},
};

static ov_status show_login(ov_req *req, const ov_form *form, const char *notice, int status)
{
    ov_view *view = ov_view_new(req, "login");
    const char *to = form ? ov_form_text(form, "till") : ov_req_query(req, "till");

    ov_view_title(view, "Logga in");
    ov_view_needs_token(view);
    ov_map_text(ov_view_root(view), "till", ov_sign_in_target(to));
    ov_map_text(ov_view_root(view), "notice", notice);
    if (form) {
        ov_view_form(view, form);
    } else {
        ov_map *fields = ov_map_map(ov_view_root(view), "form");
        ov_map_text(ov_map_map(fields, "anvandare"), "value", "");
        ov_map_text(ov_map_map(fields, "losenord"), "value", "");
    }
    ov_view_status(view, status);
    return ov_view_send(view);
}

/* GET /logga-in */
ov_status ov_page_login_form(ov_req *req)
{
    if (ov_req_signed_in(req))
        return ov_redirect(req, ov_sign_in_target(ov_req_query(req, "till")));
    const char *notice =
        ov_req_query(req, "till")
            ? "Logga in för att komma till sidan. Har du varit borta länge kan du ha "
              "loggats ut; det du har sparat finns kvar."
            : NULL;
    return show_login(req, NULL, notice, 200);
}

/* POST /logga-in — the password is checked before the lock; wrong name and wrong password look the
 * same. */
ov_status ov_page_login(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_form *form = ov_form_read(req, login_fields);
    ov_account account;

    if (!ov_form_ok(form))
        return show_login(req, form, NULL, 422);
    ov_status status =
        ov_login_check(ctx, ov_form_text(form, "anvandare"), ov_form_text(form, "losenord"),
                       ov_req_http(req)->remote_addr, &account);
    if (status == OV_BUSY) {
        ov_send_header(req, "Retry-After", "10");
        return show_login(
            req, form,
            "Det kommer många inloggningsförsök just nu. Vänta tio sekunder och försök igen.", 503);
    }
    if (status == OV_DENIED) {
        ov_form_error(form, "losenord",
                      "Användarnamnet eller lösenordet stämmer inte. Skriv båda igen.");
        return show_login(req, form, NULL, 422);
    }
    OV_TRY(status);
    return ov_sign_in_finish(req, &(ov_sign_in){.account_id = account.id, .method = OV_BY_PASSWORD},
                             ov_form_text(form, "till"));
}

static ov_status end_session(ov_ctx *ctx, void *arg)
{
    return ov_session_end(ctx, *(ov_id *)arg);
}

/* POST /logga-ut */
ov_status ov_page_logout(ov_req *req)
{
    const ov_session *session = ov_req_session(req);
    ov_id id = session ? session->id : 0;

    if (id)
        OV_TRY(ov_write(ov_req_ctx(req), end_session, &id));
    ov_send_cookie(req, OV_SESSION_COOKIE, "", 0);
    return ov_redirect(req, "/");
}

/* GET /konto — who one is here, and what one may do for whom. */
ov_status ov_page_account(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "account");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "mandates");

    ov_view_title(view, "Ditt konto");
    ov_map_text(root, "account_name", ctx->actor.name);
    ov_map_text(root, "login", ctx->actor.login);
    ov_map_text(root, "org_name", ctx->actor.org_name);
    for (size_t i = 0; i < ctx->actor.n_mandates; i++) {
        const ov_mandate *mandate = &ctx->actor.mandates[i];
        ov_map *item = ov_list_add(list);
        ov_organisation org;

        ov_map_text(item, "role", ov_role_title(mandate->role));
        if (mandate->org_id && ov_organisation_get(ctx, mandate->org_id, &org) == OV_OK)
            ov_map_text(item, "org", org.name);
    }
    ov_map_bool(root, "has_mandates", ctx->actor.n_mandates > 0);
    return ov_view_send(view);
}

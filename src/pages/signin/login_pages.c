/* SPDX-License-Identifier: EUPL-1.2 */
/* login_pages.c — sign in with a password, sign out. */
#include "pages/door.h"
#include "pages/signin/oidc_pages.h"
#include "pages/signin/sign_in.h"

#include "auth/kept.h"
#include "auth/login.h"

static const ov_form_field login_fields[] = {
    {"anvandare", "Användarnamn eller e-post", OV_INPUT_TEXT, true, 1, 254, NULL},
    {"losenord", "Lösenord", OV_INPUT_TEXT, true, 1, 1024, NULL},
    {"till", "Adress", OV_INPUT_TEXT, false, 0, 2000, NULL},
    {0},
};

static ov_view *login_view(ov_req *req, const ov_form *form)
{
    ov_view *view = ov_door_view(req, "login", "Logga in", login_fields, form);
    const char *to = form ? ov_form_text(form, "till") : ov_req_query(req, "till");

    ov_map_text(ov_view_root(view), "till", ov_sign_in_target(to));
    ov_oidc_offer(req, ov_view_root(view), to);
    return view;
}

/* GET /logga-in */
ov_status ov_page_login_form(ov_req *req)
{
    const char *notice = NULL;
    bool answered;
    ov_view *view;

    if (ov_req_signed_in(req))
        return ov_redirect(req, ov_sign_in_target(ov_req_query(req, "till")));
    OV_TRY(ov_proxy_sign_in(req, ov_req_query(req, "till"), &answered, &notice));
    if (answered)
        return OV_OK;
    view = login_view(req, NULL);
    if (notice)
        ov_map_text(ov_view_root(view), "notice", notice);
    else if (ov_req_query(req, "kvar"))
        ov_map_text(ov_view_root(view), "notice",
                    ov_req_tr(req, "Du hann loggas ut. Det du skrev är kvar och finns när du har "
                                   "loggat in."));
    else if (ov_req_query(req, "epost"))
        ov_map_text(ov_view_root(view), "told", ov_req_tr(req, "E-postadressen är bytt."));
    else if (ov_req_query(req, "till"))
        ov_map_text(ov_view_root(view), "notice",
                    ov_req_tr(req,
                              "Logga in för att komma till sidan. Har du varit borta länge kan "
                              "du ha loggats ut; det du har sparat finns kvar."));
    return ov_view_send(view);
}

/* Whose session this browser had before, ended or not; 0: nobody's that is known. */
static ov_status known_here(ov_req *req, ov_id *out)
{
    static const char *const cookies[] = {OV_SESSION_COOKIE, OV_FORMER_COOKIE};
    ov_status status = OV_NOT_FOUND;

    *out = 0;
    for (size_t i = 0; i < OV_LEN(cookies) && status == OV_NOT_FOUND; i++) {
        const char *cookie = ov_pairs_get(&ov_req_http(req)->cookies, cookies[i]);

        if (cookie && *cookie)
            status = ov_session_owner(ov_req_ctx(req), cookie, out);
    }
    return status == OV_NOT_FOUND ? OV_OK : status;
}

/* POST /logga-in — the password is checked before the lock; wrong name and wrong password look the
 * same. */
ov_status ov_page_login(ov_req *req)
{
    ov_form *form = ov_form_read(req, login_fields);
    ov_account account;
    ov_status status = OV_DENIED;
    ov_id known;

    if (ov_form_ok(form)) {
        OV_TRY(known_here(req, &known));
        status = ov_login_check_known(ov_req_ctx(req), ov_form_text(form, "anvandare"),
                                      ov_form_text(form, "losenord"), ov_req_http(req)->remote_addr,
                                      known, &account);
        if (status == OV_DENIED)
            ov_form_error(form, "losenord",
                          "Användarnamnet eller lösenordet stämmer inte. Skriv båda igen.");
    }
    if (status == OV_BUSY)
        return ov_door_wait(req, login_view(req, form),
                            "Det kommer många inloggningsförsök just nu. Vänta en minut och försök "
                            "igen, eller välj Glömt lösenordet så kommer en länk med e-posten.");
    if (status == OV_DENIED) {
        ov_view *view = login_view(req, form);

        ov_view_status(view, 422);
        return ov_view_send(view);
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
    const char *after = ov_oidc_after_out(req);
    ov_id id = session ? session->id : 0;

    if (id)
        OV_TRY(ov_write(ov_req_ctx(req), end_session, &id));
    ov_send_cookie(req, OV_SESSION_COOKIE, "", 0);
    if (session) /* what stands open in other tabs was made in it */
        ov_send_cookie(req, OV_FORMER_COOKIE, session->secret, -1);
    return ov_redirect(req, after);
}

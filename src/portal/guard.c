/* SPDX-License-Identifier: EUPL-1.2 */
/* guard.c — session, permission and form token: all before a page function runs. */
#include "portal/app_inside.h"

#include "auth/factor.h"
#include "auth/kept.h"
#include "consult/during/guest.h"
#include "pages/signin/oidc_pages.h"

#include <string.h>

/* What the person has chosen goes before what this browser was told. */
static void use_settings(ov_req *req)
{
    const ov_session *session = &req->session;

    if (session->language)
        req->ctx.lang = !strcmp(session->language, "en") ? "en" : "sv";
    if (session->theme)
        req->theme = !strcmp(session->theme, "dark") ? OV_THEME_DARK : OV_THEME_LIGHT;
    req->text_size = session->text_size == 100 ? 0 : session->text_size;
}

ov_status ov_guard_session(ov_req *req)
{
    const char *cookie = ov_pairs_get(&req->http->cookies, OV_SESSION_COOKIE);
    ov_session session = {0};
    ov_status status;

    if (!cookie || !*cookie)
        return OV_OK;
    status = ov_session_find(&req->ctx, cookie, &session);
    if (status == OV_OK) {
        session.needs_factor = ov_factor_missing(&req->ctx, &session);
        if (session.needs_factor) /* public pages are as for anybody */
            req->ctx.actor.n_mandates = 0;
        req->session = session;
        use_settings(req);
    }
    return status == OV_NOT_FOUND ? OV_OK : status;
}

/* "https://host:port" – is it where the request was sent to? */
static bool is_own_origin(const ov_http_request *http, const char *origin)
{
    const char *host = strstr(origin, "://");

    return host && http->host && !strcmp(host + 3, http->host);
}

/* Browsers say where a POST comes from; other programs say nothing and carry no cookie by accident.
 */
static bool is_cross_site(const ov_http_request *http)
{
    if (http->origin && *http->origin)
        return !is_own_origin(http, http->origin);
    if (http->fetch_site && *http->fetch_site)
        return strcmp(http->fetch_site, "same-origin") != 0 &&
               strcmp(http->fetch_site, "none") != 0;
    return false;
}

static ov_status refuse_cross_site(ov_req *req)
{
    return ov_refuse(req, 403,
                     "Anropet kom från en annan webbplats och har inte utförts. Gå till sidan "
                     "här i portalen och skicka formuläret därifrån.");
}

/* To the login page, and back here afterwards. */
static ov_status to_login(ov_req *req)
{
    const ov_http_request *http = req->http;
    const char *here = http->path;

    if (http->method != OV_POST && http->query_string && *http->query_string)
        here = ov_printf(req->ctx.arena, "%s?%s", here, http->query_string);
    return ov_redirect(
        req, ov_printf(req->ctx.arena, "/logga-in?till=%s", ov_url_encode(req->ctx.arena, here)));
}

/* A form that cannot be kept is given back on the page, to be copied. */
static ov_status give_back(ov_req *req)
{
    if (req->http->n_files > 0)
        return ov_refuse(req, 403,
                         "Du är inte inloggad, eller så har inloggningen gått ut. Inget är sparat, "
                         "och filen är inte kvar: kopiera det du har skrivit, logga in och välj "
                         "filen på nytt.");
    return ov_refuse(req, 403,
                     "Du är inte inloggad, eller så har inloggningen gått ut. Inget är sparat. "
                     "Kopiera det du vill behålla, logga in och klistra in det på nytt.");
}

/* A form from somebody whose session has ended: what they wrote is kept, not thrown away. A script
 * is told that nobody is signed in, and lets the browser send the form. */
static ov_status not_signed_in(ov_req *req)
{
    ov_map *wrote = ov_map_new(req->ctx.arena);
    const char *key;

    if (req->http->method != OV_POST)
        return to_login(req);
    if (is_cross_site(req->http))
        return refuse_cross_site(req);
    if (ov_req_posted(req, &req->http->form, ov_map_list(wrote, "fields")) == 0)
        return ov_req_by_script(req) ? give_back(req) : to_login(req);
    OV_TRY(ov_form_keep(req, &key));
    OV_TRY(key && !ov_req_by_script(req) ? ov_redirect(req, "/logga-in?kvar=1") : give_back(req));
    if (key)
        ov_send_cookie(req, OV_KEPT_COOKIE, key, 7 * 24 * 3600);
    return OV_OK;
}

/* The secret that this request's token must have been made with; never a fresh one. */
static const char *token_secret(const ov_req *req)
{
    if (req->session.id)
        return req->session.secret;
    return ov_pairs_get(&req->http->cookies, OV_VISITOR_COOKIE);
}

/* Made in this session, or in the one that the same person had before in this browser: a page that
 * stood open in another tab. Somebody signed out may send what was made while signed in; the page
 * then knows nobody. */
static bool is_good_token(ov_req *req)
{
    const char *token = ov_pairs_get(&req->http->form, OV_TOKEN_FIELD);
    const char *secret = token_secret(req), *former;
    ov_id owner;

    if (!token)
        return false;
    if (secret && *secret && ov_token_check(secret, token))
        return true;
    former = ov_form_session(req);
    if (!former || !req->session.id)
        return former != NULL;
    return ov_session_owner(&req->ctx, former, &owner) == OV_OK &&
           owner == req->ctx.actor.account_id;
}

static ov_status check_post(ov_req *req, bool *passed)
{
    if (is_cross_site(req->http))
        return refuse_cross_site(req);
    if (strcmp(req->route->permission, OV_ORIGIN) != 0 && !is_good_token(req))
        return ov_refuse(req, 403,
                         "Formuläret är för gammalt, eller så har du loggat in eller ut sedan det "
                         "hämtades. Inget är sparat. Kopiera det du vill behålla, hämta sidan på "
                         "nytt och skicka igen.");
    *passed = true;
    return OV_OK;
}

/* The page that sets up the second factor; afterwards on to where they wanted to go. */
static ov_status to_factor(ov_req *req)
{
    const ov_http_request *http = req->http;
    const char *to = http->method == OV_POST ? "/" : http->path;

    return ov_redirect(req, ov_printf(req->ctx.arena, OV_FACTOR_PATH "?till=%s",
                                      ov_url_encode(req->ctx.arena, to)));
}

/* The round that the address is about, or 0: one of its pages, or the receipt of a response. */
static ov_status round_of(ov_req *req, ov_id *out)
{
    static const char round_pages[] = "/remiss/:id", receipts[] = "/kvittens/:nr";
    const char *pattern = req->route->pattern;
    ov_response response;

    *out = 0;
    if (req->loaded && !strncmp(pattern, round_pages, sizeof round_pages - 1))
        return ov_req_arg_id(req, "id", out);
    if (!strncmp(pattern, receipts, sizeof receipts - 1)) {
        OV_TRY(ov_response_by_number(&req->ctx, ov_req_arg(req, "nr"), &response));
        *out = response.consultation_id;
    }
    return OV_OK;
}

/* Who answers by a link is as anybody everywhere but in the round of the link: neither search nor
 * lists nor pages of the account know them. */
static ov_status narrow_guest(ov_req *req)
{
    const char *pattern = req->route->pattern;
    bool reaches = false;
    ov_id round_id;

    if (!ov_is_guest(&req->ctx.actor))
        return OV_OK;
    req->guest = true;
    OV_TRY(round_of(req, &round_id));
    if (round_id)
        OV_TRY(ov_guest_reaches(&req->ctx, req->ctx.actor.account_id, round_id, &reaches));
    if (reaches)
        return OV_OK;
    req->ctx.actor.n_mandates = 0;
    req->ctx.actor.org_id = 0;
    return strcmp(req->route->permission, OV_ACCOUNT) != 0 || !strcmp(pattern, "/konto/fortsatt") ||
                   !strcmp(pattern, "/logga-in/kvar")
               ? OV_OK
               : OV_NOT_FOUND;
}

ov_status ov_guard_pass(ov_req *req, bool *passed)
{
    const char *permission = req->route->permission;
    bool open = !strcmp(permission, OV_PUBLIC) || !strcmp(permission, OV_ORIGIN), answered;

    *passed = false;
    OV_TRY(ov_proxy_watch(req, &answered));
    if (answered)
        return OV_OK;
    if (!open && !req->session.id)
        return not_signed_in(req);
    if (!open && req->session.needs_factor &&
        strncmp(req->route->pattern, OV_FACTOR_PATH, strlen(OV_FACTOR_PATH)) != 0)
        return to_factor(req);
    OV_TRY(narrow_guest(req));
    if (!open && strcmp(permission, OV_ACCOUNT) != 0)
        OV_TRY(ov_req_may(req, permission, 0));
    if (req->http->method == OV_POST)
        return check_post(req, passed);
    *passed = true;
    return OV_OK;
}

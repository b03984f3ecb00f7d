/* SPDX-License-Identifier: EUPL-1.2 */
/* guard.c — session, permission and form token: all before a page function runs. */
#include "portal/app_inside.h"

#include <string.h>

ov_status ov_guard_session(ov_req *req)
{
    const char *cookie = ov_pairs_get(&req->http->cookies, OV_SESSION_COOKIE);
    ov_session session = {0};
    ov_status status;

    if (!cookie || !*cookie)
        return OV_OK;
    status = ov_session_find(&req->ctx, cookie, &session);
    if (status == OV_OK)
        req->session = session;
    return status == OV_NOT_FOUND ? OV_OK : status;
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

/* A form from somebody whose session has ended: what they wrote is given back, not thrown away. */
static ov_status not_signed_in(ov_req *req)
{
    ov_map *wrote = ov_map_new(req->ctx.arena);

    if (req->http->method != OV_POST ||
        ov_posted_fields(&req->http->form, ov_map_list(wrote, "fields")) == 0)
        return to_login(req);
    if (req->http->n_files > 0)
        return ov_refuse(req, 403,
                         "Du är inte inloggad, eller så har inloggningen gått ut. Inget är sparat, "
                         "och filen är inte kvar: kopiera det du har skrivit, logga in och välj "
                         "filen på nytt.");
    return ov_refuse(req, 403,
                     "Du är inte inloggad, eller så har inloggningen gått ut. Inget är sparat. "
                     "Kopiera det du vill behålla, logga in och klistra in det på nytt.");
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

/* The secret that this request's token must have been made with; never a fresh one. */
static const char *token_secret(const ov_req *req)
{
    if (req->session.id)
        return req->session.secret;
    return ov_pairs_get(&req->http->cookies, OV_VISITOR_COOKIE);
}

static ov_status check_post(ov_req *req, bool *passed)
{
    const char *token = ov_pairs_get(&req->http->form, OV_TOKEN_FIELD);
    const char *secret = token_secret(req);

    if (is_cross_site(req->http))
        return ov_refuse(req, 403,
                         "Anropet kom från en annan webbplats och har inte utförts. Gå till sidan "
                         "här i portalen och skicka formuläret därifrån.");
    if (strcmp(req->route->permission, OV_ORIGIN) != 0 &&
        (!token || !secret || !*secret || !ov_token_check(secret, token)))
        return ov_refuse(req, 403,
                         "Formuläret är för gammalt, eller så har du loggat in eller ut sedan det "
                         "hämtades. Inget är sparat. Kopiera det du vill behålla, hämta sidan på "
                         "nytt och skicka igen.");
    *passed = true;
    return OV_OK;
}

ov_status ov_guard_pass(ov_req *req, bool *passed)
{
    const char *permission = req->route->permission;
    bool open = !strcmp(permission, OV_PUBLIC) || !strcmp(permission, OV_ORIGIN);

    *passed = false;
    if (!open && !req->session.id)
        return not_signed_in(req);
    if (!open && strcmp(permission, OV_ACCOUNT) != 0)
        OV_TRY(ov_req_may(req, permission, 0));
    if (req->http->method == OV_POST)
        return check_post(req, passed);
    *passed = true;
    return OV_OK;
}

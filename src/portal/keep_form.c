/* SPDX-License-Identifier: EUPL-1.2 */
/* keep_form.c — a form whose session has ended is kept for its owner, when it was made in that
 * session and came from our own page. */
#include "portal/app_inside.h"

#include "auth/kept.h"
#include "util/log.h"

#include <string.h>

/* Sign-in and account are not text that somebody works on, and hold what must not lie about. */
static bool is_worth_keeping(const ov_req *req)
{
    const char *path = req->http->path;

    if (!strncmp(path, "/konto", 6) || !strncmp(path, "/logga-", 7) || !strncmp(path, "/losen", 6))
        return false;
    for (size_t i = 0; i < req->http->form.n; i++)
        if (ov_is_secret_field(req->http->form.items[i].name))
            return false;
    return true;
}

const char *ov_form_session(const ov_req *req)
{
    static const char *const cookies[] = {OV_SESSION_COOKIE, OV_FORMER_COOKIE};
    const char *token = ov_pairs_get(&req->http->form, OV_TOKEN_FIELD);

    for (size_t i = 0; token && i < OV_LEN(cookies); i++) {
        const char *cookie = ov_pairs_get(&req->http->cookies, cookies[i]);

        if (cookie && ov_token_check(cookie, token))
            return cookie;
    }
    return NULL;
}

/* A permission of the core's, those that ask for no role among them. */
static bool is_core_action(const char *name)
{
    if (!strcmp(name, OV_PUBLIC) || !strcmp(name, OV_ACCOUNT))
        return true;
    for (const ov_action *action = ov_core_actions; action->name; action++)
        if (!strcmp(action->name, name))
            return true;
    return false;
}

/* Whoever sits at a browser that was left can write any field: what a form says of itself is not
 * enough. In a matter, and with a right of the core only where it writes on a draft; a plugin's own
 * rights are the plugin's business. */
static bool saves_drafts(const ov_req *req)
{
    static const struct {
        const char *permission, *last; /* segment of the pattern */
    } known[] = {{"consult.answer", "/:n"},     {"consult.answer", "/las-in"},
                 {"consult.enter", "/:utkast"}, {"consult.run", "/text"},
                 {"consult.run", "/:fraga"},    {"text.import", "/:nod"},
                 {"text.edit", "/:node"},       {"text.edit", "/:term"},
                 {"text.edit", "/lattlast"},    {"text.edit", "/ord"}};
    const char *permission = req->route->permission, *last = strrchr(req->route->pattern, '/');

    if (strncmp(req->http->path, "/arende/", 8) != 0)
        return false;
    for (size_t i = 0; last && i < OV_LEN(known); i++)
        if (!strcmp(known[i].permission, permission) && !strcmp(known[i].last, last))
            return true;
    return !is_core_action(permission);
}

/* A draft says itself that it may be stored unasked; with one of its buttons that do more than
 * saving it may not. */
static bool is_unasked(const ov_req *req)
{
    const ov_http_request *http = req->http;
    static const char *const saving[] = {"spara", "stanna",   "nasta",     "lista",
                                         "stang", "visa",     "granska",   "anslut",
                                         "filer", "historik", "anteckning"};
    const char *says = ov_pairs_get(&http->form, OV_KEPT_UNASKED);
    const char *button = ov_pairs_get(&http->form, "gor");

    if (!says || strcmp(says, "1") != 0 || http->n_files > 0 || !saves_drafts(req))
        return false;
    for (size_t i = 0; button && i < OV_LEN(saving); i++)
        if (!strcmp(button, saving[i]))
            return true;
    return !button;
}

/* The address of ours that the form stood at, "" when the browser does not say. */
static const char *own_referer(const ov_http_request *http)
{
    const char *host = http->referer ? strstr(http->referer, "://") : NULL;
    size_t n = http->host ? strlen(http->host) : 0;

    if (!host || !n || strncmp(host + 3, http->host, n) != 0 || !ov_own_address(host + 3 + n))
        return "";
    return host + 3 + n;
}

static ov_str fields_of(ov_req *req)
{
    const ov_pairs *form = &req->http->form;
    ov_buf text = {0};
    ov_str out;

    for (size_t i = 0; i < form->n; i++) {
        if (!strcmp(form->items[i].name, OV_TOKEN_FIELD))
            continue;
        if (text.len)
            ov_buf_addc(&text, '&');
        ov_buf_addz(&text, ov_url_encode(req->ctx.arena, form->items[i].name));
        ov_buf_addc(&text, '=');
        ov_buf_addz(&text, ov_url_encode(req->ctx.arena, form->items[i].value.ptr));
    }
    out = (ov_str){ov_strndup(req->ctx.arena, text.len ? text.ptr : "", text.len), text.len};
    ov_buf_free(&text);
    return out;
}

typedef struct keeping {
    const char *key;
    ov_id account_id;
    ov_kept form;
} keeping;

static ov_status keep(ov_ctx *ctx, void *arg)
{
    const keeping *k = arg;

    return ov_kept_add(ctx, k->key, k->account_id, &k->form);
}

/* A key that is no key of ours, or none: a fresh one. */
static const char *browser_key(ov_req *req)
{
    const char *key = ov_pairs_get(&req->http->cookies, OV_KEPT_COOKIE);
    uint8_t bytes[32];

    if (key && ov_base64url_decode(ov_str_from(key), bytes, sizeof bytes) == OV_OK)
        return key;
    return ov_kept_key(req->ctx.arena);
}

ov_status ov_form_keep(ov_req *req, const char **key)
{
    const ov_http_request *http = req->http;
    const char *cookie = ov_form_session(req);
    keeping k = {.form = {.page = own_referer(http), .files = http->n_files > 0}};
    ov_status status;

    *key = NULL;
    if (!cookie || !is_worth_keeping(req))
        return OV_OK;
    status = ov_session_owner(&req->ctx, cookie, &k.account_id);
    if (status != OV_OK)
        return status == OV_NOT_FOUND ? OV_OK : status;
    k.form.unasked = is_unasked(req);
    k.form.path = http->path;
    if (http->query_string && *http->query_string && !ov_req_by_script(req))
        k.form.path = ov_printf(req->ctx.arena, "%s?%s", http->path, http->query_string);
    k.form.body = fields_of(req);
    k.key = browser_key(req);
    status = ov_write(&req->ctx, keep, &k);
    if (status == OV_TOO_LARGE)
        return OV_OK;
    if (status != OV_OK) { /* the text is given back on the page instead */
        ov_log(OV_LOG_WARN, "a form was not kept: %s", req->ctx.err.text);
        return OV_OK;
    }
    *key = k.key;
    return OV_OK;
}

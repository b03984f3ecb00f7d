/* SPDX-License-Identifier: EUPL-1.2 */
/* dispatch.c — one request: route, session, permission, token, read transaction, page, answer. */
#include "portal/app_inside.h"

#include "audit/audit.h"
#include "pages/pages.h"
#include "portal/slot.h"
#include "util/clock.h"
#include "util/log.h"

#include <string.h>

/* What browsers may load and do: our own files, nothing inline, no frames. */
#define POLICY                                                                                     \
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src "   \
    "'self'; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "    \
    "base-uri 'none'"
#define SAFETY "\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\n"

#define SLOW 1000000 /* microseconds; a request that takes longer is a warning in the log */

static const char matter_prefix[] = "/arende/";

/* ---- Routes ---- */

/* Do the first two letters tell that path cannot fit? */
static bool is_elsewhere(const char *pattern, const char *path)
{
    if (pattern[1] == ':')
        return false;
    return pattern[1] != path[1] || (path[1] && pattern[2] != path[2]);
}

void ov_route_find(ov_arena *arena, const ov_route *routes, const char *path, ov_method method,
                   ov_found *out)
{
    const ov_route *best = NULL;
    ov_route_match args;

    *out = (ov_found){0};
    for (const ov_route *r = routes; r && r->pattern; r++) {
        int order;

        if (is_elsewhere(r->pattern, path)) /* most are passed over here */
            continue;
        if (!ov_pattern_match(arena, r->pattern, path, &args))
            continue;
        order = best ? ov_pattern_compare(r->pattern, best->pattern) : -1;
        if (order > 0)
            continue;
        if (order < 0)
            *out = (ov_found){0};
        best = r;
        out->allow |= r->method;
        if (r->method == method) {
            out->route = r;
            out->args = args;
        }
    }
}

/* "GET /arende/:slug/ramar", for the log and for the master's slot. */
static void name_route(ov_app *app, const ov_req *req, const char *prefix)
{
    const char *parts[] = {req->http->method == OV_POST ? "POST " : "GET ", prefix,
                           *prefix && !strcmp(req->route->pattern, "/") ? "" : req->route->pattern};
    size_t n = 0;

    for (size_t i = 0; i < OV_LEN(parts); i++)
        for (const char *p = parts[i]; *p && n < sizeof app->route - 1; p++)
            app->route[n++] = *p;
    app->route[n] = '\0';
    ov_slot_route(app->route, req->loaded ? req->loaded->plugin.id : NULL);
}

static ov_status refuse_method(ov_req *req, unsigned allow)
{
    ov_status status = ov_refuse(req, 405, NULL);

    ov_http_header(req->response, "Allow",
                   allow == OV_POST              ? "POST"
                   : allow == (OV_GET | OV_POST) ? "GET, HEAD, POST"
                                                 : "GET, HEAD");
    return status;
}

/* "/arende/SLUG/rest": the matter, then its plugin's table, then what every matter has. */
static ov_status find_in_matter(ov_req *req, ov_found *found)
{
    const char *slug = req->http->path + sizeof matter_prefix - 1;
    const char *end = strchr(slug, '/');
    size_t len = end ? (size_t)(end - slug) : strlen(slug);

    OV_TRY(ov_matter_by_slug(&req->ctx, ov_strndup(req->ctx.arena, slug, len), &req->matter));
    req->rest = end ? end : "/";
    req->loaded = ov_registry_find(req->site->registry, req->matter.plugin);
    if (!req->loaded)
        return ov_refuse(req, 503,
                         "Den här sortens ärenden är tillfälligt avstängd. Försök igen senare "
                         "eller kontakta den som sköter portalen.");
    ov_method method = req->http->method == OV_HEAD ? OV_GET : req->http->method;

    ov_route_find(req->ctx.arena, req->loaded->plugin.routes, req->rest, method, found);
    if (!found->route) {
        ov_found common;

        ov_route_find(req->ctx.arena, ov_matter_routes, req->rest, method, &common);
        common.allow |= found->allow;
        *found = common;
    }
    return OV_OK;
}

/* Fills req->route; when there is none it has answered, and route stays NULL. */
static ov_status find_route(ov_app *app, ov_req *req)
{
    const char *path = req->http->path, *prefix = "";
    ov_found found;

    ov_route_find(req->ctx.arena, ov_core_routes, path,
                  req->http->method == OV_HEAD ? OV_GET : req->http->method, &found);
    if (!found.allow && !strncmp(path, matter_prefix, sizeof matter_prefix - 1)) {
        OV_TRY(find_in_matter(req, &found));
        prefix = "/arende/:slug";
        if (!req->loaded)
            return OV_OK;
    }
    if (!found.allow)
        return OV_NOT_FOUND;
    if (!found.route)
        return refuse_method(req, found.allow);
    req->route = found.route;
    req->args = found.args;
    name_route(app, req, prefix);
    return OV_OK;
}

/* ---- The page ---- */

static ov_status run_page(ov_app *app, ov_req *req)
{
    bool passed = false;

    OV_TRY(ov_guard_session(req));
    OV_TRY(find_route(app, req));
    if (!req->route)
        return OV_OK;
    OV_TRY(ov_guard_pass(req, &passed));
    if (!passed)
        return OV_OK;
    if (strstr(req->route->pattern, "/:token")) /* what is behind it is one person's */
        req->private_answer = true;
    OV_TRY(req->route->page(req));
    if (!req->response->status)
        return ov_fail(&req->ctx.err, OV_INTERNAL, "the page function gave no answer");
    return ov_readings_store(req);
}

#define CLOCK_BACK                                                                                 \
    (2 * OV_SECOND) /* events of one instant and other machines' clocks are no alarm */
#define CLOCK_SAID_FOR (10 * OV_MINUTE)

/* Said once in ten minutes by the stopwatch: whoever looks after the machine sets it right. */
static void warn_of_clock(ov_app *app, ov_instant back)
{
    int64_t now = ov_ticks();

    if (back < CLOCK_BACK || (app->clock_said && now - app->clock_said < CLOCK_SAID_FOR))
        return;
    app->clock_said = now;
    ov_log(OV_LOG_WARN,
           "the clock went back: it is %lld s before the newest event; what arrives counts as that "
           "event's instant",
           (long long)(back / OV_SECOND));
}

/* The clock may have been set back: nothing is earlier than what has already happened. */
static ov_status raise_received(ov_app *app, ov_req *req)
{
    ov_instant newest;

    OV_TRY(ov_audit_now(&req->ctx, &app->change_seq, &newest));
    if (newest > req->ctx.received) {
        warn_of_clock(app, newest - req->ctx.received);
        req->ctx.received = newest;
    }
    return OV_OK;
}

static void refuse(ov_req *req, int http)
{
    if (ov_refuse(req, http, NULL) != OV_OK)
        ov_log(OV_LOG_ERROR, "failed id=%s: no error page: %s", req->ctx.request_id,
               req->ctx.err.text);
}

/* A page that failed: nothing of it leaves, the reader gets the error page. A visitor who lacks a
 * right can sign in; another party's thing does not exist. */
static void answer_failure(ov_app *app, ov_req *req, ov_status status)
{
    int http = ov_status_http(status);

    if (http == 500)
        ov_log(OV_LOG_ERROR, "failed id=%s route=\"%s\": %s: %s", req->ctx.request_id, app->route,
               ov_status_name(status), req->ctx.err.text);
    if (status == OV_INVALID && req->http->method == OV_POST)
        http = 422;
    refuse(req, http);
}

/* A database that cannot be reached may be there again in a moment. */
static ov_status wait_for_database(ov_req *req, ov_status status)
{
    if (status != OV_DB)
        return status;
    ov_log(OV_LOG_ERROR, "failed id=%s: %s", req->ctx.request_id, req->ctx.err.text);
    return OV_BUSY;
}

void ov_app_answer_page(ov_app *app, ov_req *req)
{
    bool reads = req->http->method != OV_POST;
    bool gets = req->http->method == OV_GET || req->http->method == OV_HEAD;
    bool visitor = gets && !ov_pairs_get(&req->http->cookies, OV_SESSION_COOKIE);
    bool may_be_kept = visitor && app->cache; /* then one statement is enough, and no transaction */
    ov_status status = OV_OK;

    app->key = visitor ? ov_keep_key(req) : (ov_str){NULL, 0};
    if (reads && !may_be_kept)
        status = ov_read_begin(&req->ctx);
    if (status == OV_OK)
        status = raise_received(app, req);
    if (status == OV_OK && visitor && ov_keep_answer(app, req)) {
        ov_read_end(&req->ctx);
        return;
    }
    if (status == OV_OK && may_be_kept)
        status = ov_read_begin(&req->ctx);
    status = status == OV_OK ? run_page(app, req) : wait_for_database(req, status);
    ov_read_end(&req->ctx);
    if (status == OV_OK && req->resume.cookie)
        status = ov_resume(app, req);
    if (status != OV_OK)
        answer_failure(app, req, status);
    else if (app->key.ptr && !req->private_answer && !req->session.id &&
             req->response->status == 200)
        ov_keep_store(app, req);
    else
        req->private_answer = true;
}

/* ---- The request ---- */

static const char *cookie_of(const ov_http_request *http, const char *name)
{
    const char *value = ov_pairs_get(&http->cookies, name);

    return value ? value : "";
}

ov_req *ov_app_new_req(ov_app *app, const ov_http_request *http, ov_http_response *response)
{
    ov_req *req = ov_calloc(http->arena, 1, sizeof *req);
    const char *theme = cookie_of(http, OV_THEME_COOKIE);

    req->http = http;
    req->response = response;
    req->site = &app->site;
    req->rest = "/";
    req->theme = !strcmp(theme, "light")  ? OV_THEME_LIGHT
                 : !strcmp(theme, "dark") ? OV_THEME_DARK
                                          : OV_THEME_AUTO;
    req->ctx = (ov_ctx){.arena = http->arena,
                        .db = app->home->db,
                        .actor = {.login = "-"},
                        .now = ov_now(),
                        .received = http->received,
                        .lang = !strcmp(cookie_of(http, OV_LANG_COOKIE), "en") ? "en" : "sv",
                        .request_id = http->request_id ? http->request_id : "-"};
    return req;
}

/* Addresses have no slash at the end: one page, one address. */
static bool answer_slash(ov_req *req)
{
    const ov_http_request *http = req->http;
    size_t n = strlen(http->path);
    const char *to = "";
    ov_str rest = {http->path + 1, n - 1};

    if (n < 2 || http->path[n - 1] != '/')
        return false;
    while (rest.len) {
        ov_str part = ov_str_cut(&rest, '/');

        to = ov_printf(req->ctx.arena, "%s/%s", to,
                       ov_url_encode(req->ctx.arena, ov_str_z(req->ctx.arena, part)));
    }
    if (http->query_string && *http->query_string)
        to = ov_printf(req->ctx.arena, "%s?%s", to, http->query_string);
    if (ov_redirect(req, to) != OV_OK)
        return false;
    req->response->status = http->method == OV_POST ? 308 : 301;
    return true;
}

static void add_safety(const ov_app *app, const ov_req *req)
{
    ov_buf *headers = &req->response->headers;

    ov_buf_adds(headers, OV_LIT(POLICY));
    if (app->home->settings.csp_reports)
        ov_buf_adds(headers, OV_LIT("; report-uri /csp-rapport"));
    ov_buf_adds(headers, OV_LIT(SAFETY));
    if (req->private_answer)
        ov_buf_adds(headers, OV_LIT("Cache-Control: no-store\r\n"));
    if (req->session.id && ov_req_by_script(req)) /* seconds until the session ends */
        ov_http_header(req->response, "Overens-Kvar",
                       ov_printf(req->ctx.arena, "%lld", (long long)ov_req_seconds_left(req)));
}

void ov_app_handle(ov_app *app, const ov_http_request *request, ov_http_response *response)
{
    ov_req *req = ov_app_new_req(app, request, response);

    app->req = req;
    app->began = ov_ticks();
    app->route[0] = '\0';
    app->change_seq = 0;
    ov_answer_reset(req);
    if (request->error != OV_OK) {
        ov_log(OV_LOG_INFO, "refused id=%s: %s", req->ctx.request_id,
               request->error_text ? request->error_text : ov_status_name(request->error));
        refuse(req, ov_status_http(request->error));
    } else if (!ov_machine_answer(app, req) && !answer_slash(req)) {
        ov_app_answer_page(app, req);
    }
    add_safety(app, req);
}

static ov_status touch(ov_ctx *ctx, void *arg)
{
    return ov_session_touch(ctx, *(const ov_id *)arg);
}

static void touch_session(ov_req *req)
{
    ov_id id = req->session.id;

    if (!id || !req->session.due)
        return;
    if (ov_write(&req->ctx, touch, &id) != OV_OK)
        ov_log(OV_LOG_WARN, "a session's last use was not noted: %s", req->ctx.err.text);
}

void ov_app_after(ov_app *app)
{
    ov_req *req = app->req;
    int64_t micro = ov_ticks() - app->began;

    if (!req)
        return;
    touch_session(req);
    ov_log(micro < SLOW ? OV_LOG_INFO : OV_LOG_WARN,
           "request id=%s route=\"%s\" status=%d ms=%lld.%03lld user=%lld", req->ctx.request_id,
           *app->route ? app->route : "-", req->response->status, (long long)(micro / 1000),
           (long long)(micro % 1000), (long long)req->ctx.actor.account_id);
    app->req = NULL;
}

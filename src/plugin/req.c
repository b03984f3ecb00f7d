/* SPDX-License-Identifier: EUPL-1.2 */
/* req.c — what a page function asks of its request. */
#include "plugin/site.h"

#include "util/date.h"
#include "util/log.h"

#include <stdlib.h>
#include <string.h>

ov_ctx *ov_req_ctx(ov_req *req)
{
    return &req->ctx;
}

ov_arena *ov_req_arena(ov_req *req)
{
    return req->ctx.arena;
}

const ov_http_request *ov_req_http(const ov_req *req)
{
    return req->http;
}

const ov_matter *ov_req_matter(const ov_req *req)
{
    return req->matter.id ? &req->matter : NULL;
}

const char *ov_req_arg(const ov_req *req, const char *name)
{
    for (size_t i = 0; i < req->args.n; i++)
        if (!strcmp(req->args.names[i], name))
            return req->args.values[i];
    ov_log(OV_LOG_ERROR, "a page asks for :%s, which is not in its route %s", name,
           req->route ? req->route->pattern : "");
    abort();
}

ov_status ov_req_arg_id(const ov_req *req, const char *name, ov_id *out)
{
    int64_t id;

    if (ov_parse_int(ov_str_from(ov_req_arg(req, name)), &id) != OV_OK || id < 1)
        return OV_NOT_FOUND;
    *out = id;
    return OV_OK;
}

const char *ov_req_query(const ov_req *req, const char *name)
{
    return ov_pairs_get(&req->http->query, name);
}

bool ov_req_signed_in(const ov_req *req)
{
    return req->session.id != 0;
}

const ov_session *ov_req_session(const ov_req *req)
{
    return req->session.id ? &req->session : NULL;
}

const char *ov_req_theme(const ov_req *req)
{
    static const char *const names[] = {"auto", "light", "dark"};

    return names[req->theme];
}

char *ov_req_path(ov_req *req, const char *fmt, ...)
{
    va_list args;
    char *below, *path;

    va_start(args, fmt);
    below = ov_vprintf(req->ctx.arena, fmt, args);
    va_end(args);
    path = ov_printf(req->ctx.arena, "/arende/%s%s", req->matter.id ? req->matter.slug : "", below);
    return path;
}

ov_status ov_req_may_object(ov_req *req, const char *action, const ov_object *object)
{
    ov_object whole = *object;

    if (!whole.matter_id) {
        whole.matter_id = req->matter.id;
        whole.matter_org_id = req->matter.owner_org_id;
    }
    return ov_may(&req->ctx, action, &whole);
}

ov_status ov_req_may(ov_req *req, const char *action, ov_id org_id)
{
    return ov_req_may_object(req, action, &(ov_object){.org_id = org_id});
}

const char *ov_req_tr(const ov_req *req, const char *swedish)
{
    const char *translated = NULL;

    if (swedish && strcmp(req->ctx.lang, "sv") != 0 && req->site->i18n)
        translated = ov_i18n_get(req->site->i18n, req->ctx.lang, swedish);
    return translated ? translated : swedish;
}

/* Does the translation take what the Swedish text takes, in the same order? */
static bool same_conversions(const char *a, const char *b)
{
    for (;;) {
        size_t n;

        a = strchr(a, '%');
        b = strchr(b, '%');
        if (!a || !b)
            return !a && !b;
        n = strcspn(a + 1, "%cdsu") + 2;
        if (!a[n - 1] || strncmp(a, b, n) != 0)
            return false;
        a += n;
        b += n;
    }
}

/* The attribute tells the compilers that the result takes the same values as what was given. */
__attribute__((format_arg(2))) static const char *format_of(const ov_req *req, const char *swedish)
{
    const char *translated = ov_req_tr(req, swedish);

    return same_conversions(swedish, translated) ? translated : swedish;
}

char *ov_req_vsay(const ov_req *req, const char *swedish, va_list args)
{
    return ov_vprintf(req->ctx.arena, format_of(req, swedish), args);
}

char *ov_req_say(const ov_req *req, const char *swedish, ...)
{
    va_list args;
    char *text;

    va_start(args, swedish);
    text = ov_req_vsay(req, swedish, args);
    va_end(args);
    return text;
}

bool ov_own_address(const char *address)
{
    if (!address || address[0] != '/' || address[1] == '/' || address[1] == '\\')
        return false;
    for (const char *p = address; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f || *p == '\\')
            return false;
    return true;
}

/* ---- What the plugins offer ---- */

const char *ov_kind_title(const ov_req *req, const char *plugin_id)
{
    const ov_loaded *loaded = ov_registry_find(req->site->registry, plugin_id);

    return loaded ? ov_req_tr(req, loaded->plugin.title) : plugin_id;
}

const char *ov_state_title(const ov_req *req, const char *plugin_id, const char *state)
{
    const ov_loaded *loaded = ov_registry_find(req->site->registry, plugin_id);
    const ov_state *s =
        loaded && loaded->plugin.states && state ? loaded->plugin.states->states : NULL;

    for (; s && s->code; s++)
        if (!strcmp(s->code, state))
            return ov_req_tr(req, s->title);
    return state;
}

void ov_req_may_take(const ov_req *req, int seconds)
{
    if (req->site->may_take)
        req->site->may_take(seconds);
}

const char *ov_req_tmp_dir(const ov_req *req)
{
    return req->site->tmp_dir ? req->site->tmp_dir : "/tmp";
}

const char *ov_req_site_name(const ov_req *req)
{
    return req->site->name;
}

const char *ov_req_site_url(const ov_req *req)
{
    const char *url = req->site->url ? req->site->url : "";
    size_t len = strlen(url);

    while (len && url[len - 1] == '/')
        len--;
    return ov_strndup(req->ctx.arena, url, len);
}

int64_t ov_req_seconds_left(const ov_req *req)
{
    int64_t left = (req->session.ends - req->ctx.now) / OV_SECOND;

    return req->session.id && left > 0 ? left : 0;
}

const char *ov_req_clock(const ov_req *req, ov_instant at)
{
    ov_local local = ov_stockholm(at);
    bool swedish = strcmp(req->ctx.lang, "sv") == 0;

    return ov_printf(req->ctx.arena, swedish ? "%02d.%02d" : "%02d:%02d", local.hour, local.minute);
}

void ov_req_noted(ov_req *req)
{
    ov_session *session = &req->session;
    ov_instant ends = req->ctx.now + ov_session_idle_limit();

    session->due = false;
    session->ends = ends < session->longest ? ends : session->longest;
}

bool ov_req_by_script(const ov_req *req)
{
    const char *mode = req->http->fetch_mode, *accept = req->http->accept;

    return (mode && *mode && strcmp(mode, "navigate") != 0) ||
           (accept && !strncmp(accept, "application/json", 16));
}

void ov_req_resume(ov_req *req, const char *cookie, ov_id account_id, ov_id kept_id)
{
    req->resume =
        (ov_resume_order){.cookie = cookie,
                          .account_id = account_id,
                          .kept_id = kept_id,
                          .token = kept_id ? ov_pairs_get(&req->http->form, OV_TOKEN_FIELD) : NULL};
}

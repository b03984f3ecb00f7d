/* SPDX-License-Identifier: EUPL-1.2 */
/* machines.c — /healthz (the process answers), /readyz (the database is there and of our version),
 * /csp-rapport (tests). */
#include "portal/app_inside.h"

#include "util/log.h"

#include <string.h>

static void plain(ov_req *req, int status, const char *text)
{
    ov_answer_reset(req);
    req->private_answer = true;
    req->response->status = status;
    req->response->content_type = "text/plain; charset=utf-8";
    ov_buf_addz(&req->response->body, text);
}

static void ready(ov_app *app, ov_req *req)
{
    ov_status status = ov_migrate_check(&req->ctx, app->home->sets, app->home->n_sets);

    if (status == OV_OK) {
        plain(req, 200, "ok\n");
        return;
    }
    ov_log(OV_LOG_ERROR, "not ready: %s", req->ctx.err.text);
    plain(req, 503, "not ready\n");
    ov_http_header(req->response, "Retry-After", "5");
}

bool ov_machine_answer(ov_app *app, ov_req *req)
{
    const char *path = req->http->path;
    bool get = req->http->method == OV_GET || req->http->method == OV_HEAD;

    if (get && !strcmp(path, "/healthz")) {
        plain(req, 200, "ok\n");
        return true;
    }
    if (get && !strcmp(path, "/readyz")) {
        ready(app, req);
        return true;
    }
    if (app->home->settings.csp_reports && !strcmp(path, "/csp-rapport")) {
        ov_log(OV_LOG_WARN, "csp-report: a browser stopped something on %s",
               req->http->referer ? req->http->referer : "-");
        plain(req, 204, "");
        req->response->content_type = NULL;
        return true;
    }
    return false;
}

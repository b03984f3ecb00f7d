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

static void healthy(ov_app *app, ov_req *req)
{
    (void)app;
    plain(req, 200, "ok\n");
}

static void report(ov_app *app, ov_req *req)
{
    (void)app;
    ov_log(OV_LOG_WARN, "csp-report: a browser stopped something on %s",
           req->http->referer ? req->http->referer : "-");
    plain(req, 204, "");
    req->response->content_type = NULL;
}

static const struct machine {
    const char *path;
    bool reports; /* only where reports are on, whatever the method */
    void (*answer)(ov_app *app, ov_req *req);
} machines[] = {
    {"/healthz", false, healthy}, {"/readyz", false, ready}, {"/csp-rapport", true, report}};

const char *ov_machine_path(size_t i, bool *post)
{
    if (i >= OV_LEN(machines))
        return NULL;
    *post = machines[i].reports;
    return machines[i].path;
}

bool ov_machine_answer(ov_app *app, ov_req *req)
{
    bool get = req->http->method == OV_GET || req->http->method == OV_HEAD;

    for (size_t i = 0; i < OV_LEN(machines); i++)
        if (!strcmp(req->http->path, machines[i].path) &&
            (machines[i].reports ? app->home->settings.csp_reports : get)) {
            machines[i].answer(app, req);
            return true;
        }
    return false;
}

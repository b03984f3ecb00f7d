/* SPDX-License-Identifier: EUPL-1.2 */
/* app.h — what a worker asks of the portal: open, answer one request, close. Implemented by
 * dispatch.c; the transport (serve.h) knows nothing else of the portal. */
#ifndef OV_PORTAL_APP_H
#define OV_PORTAL_APP_H

#include "http/http.h"
#include "util/config.h"

typedef struct ov_app ov_app;

/* Reads the configuration against every table of keys, the portal's own section [serve]
 * (ov_serve_keys) included, and opens nothing: the master calls it. Owns: arena. */
ov_status ov_app_config(const char *config_file, ov_arena *arena, ov_config **out,
                        ov_err *err) OV_MUST_CHECK;

/* Reads the configuration and opens the database, compiles the templates, loads the plugins.
 * for_worker: false in a job's process and in `serve --check`. Owns: ov_app_close. */
ov_status ov_app_open(const char *config_file, bool for_worker, ov_app **out,
                      ov_err *err) OV_MUST_CHECK;
void ov_app_close(ov_app *app);
/* Does it reach its database over a network? */
bool ov_app_needs_network(const ov_app *app);

/* Answers one request. Never fails: whatever happens, response holds an answer afterwards. As soon
 * as the route is known it calls ov_slot_route (slot.h), so that the master can name a page that
 * hangs or crashes. */
void ov_app_handle(ov_app *app, const ov_http_request *request, ov_http_response *response);

/* Called when the response has left (or could not be delivered), before the request's arena is
 * reset: the line in the log, the session's last use. */
void ov_app_after(ov_app *app);

/* What the transport needs of the configuration. They live as long as the app. */
const ov_http_limits *ov_app_limits(const ov_app *app);
const char *ov_app_tmp_dir(const ov_app *app);

/* Periodic work. Each is called in a process of its own, with an app opened for it. */
ov_status
ov_app_jobs_tick(ov_app *app) OV_MUST_CHECK; /* every minute: old sessions, plugins' jobs */
ov_status ov_app_log_head(ov_app *app) OV_MUST_CHECK; /* every hour: the event chain's head */

/* The addresses for machines, which stand in no table of routes and ask for no permission: the
 * i-th, NULL behind the last; *post: it is posted to, and only there where test.csp_reports is on.
 */
OV_API const char *ov_machine_path(size_t i, bool *post);

#endif

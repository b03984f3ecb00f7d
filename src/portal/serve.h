/* SPDX-License-Identifier: EUPL-1.2 */
/* serve.h — `overens serve`: the master, its workers and the jobs process (DESIGN 5). */
#ifndef OV_PORTAL_SERVE_H
#define OV_PORTAL_SERVE_H

#include "portal/app.h"

/* The section [serve]; ended by {0}. */
extern const ov_config_key ov_serve_keys[];

/* A kind of periodic work: every period seconds, in a child of its own that may take limit seconds.
 * limit 0: resident instead: it stays, opens nothing but its configuration, and is started again
 * after period seconds when it dies; OV_OK means that it has nothing to do. All but those that
 * somebody waits for let the workers go first. {0} ends a table. */
typedef struct ov_job_kind {
    const char *name;
    int period, limit;
    ov_status (*run)(ov_app *app);
    ov_status (*stay)(const char *config_file);
    bool waited_for;
} ov_job_kind;

/* What is served. The portal's own is in ops.c; tests bring a stub. */
typedef struct ov_app_ops {
    ov_status (*config)(const char *config_file, ov_arena *arena, ov_config **out, ov_err *err);
    ov_status (*open)(const char *config_file, bool for_worker, ov_app **out, ov_err *err);
    void (*handle)(ov_app *app, const ov_http_request *request, ov_http_response *response);
    void (*after)(ov_app *app);
    void (*close)(ov_app *app);
    const ov_http_limits *(*limits)(const ov_app *app);
    const char *(*tmp_dir)(const ov_app *app);
    const ov_job_kind *jobs;
} ov_app_ops;

/* Runs the subcommand `serve` with its arguments (argv[0] is "serve"): the master, or the part of
 * it that --worker, --jobs or --check names. The program must understand
 * `[--config FILE] serve …`, because the master executes it anew for each process. Returns the exit
 * code: 0 drained, 2 usage, 4 configuration, database or socket. */
int ov_serve(const ov_app_ops *ops, const char *config_file, int argc, char **argv);

/* The same with the portal itself: what `overens serve` is. */
OV_API int ov_serve_portal(const char *config_file, int argc, char **argv);

#endif

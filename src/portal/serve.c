/* SPDX-License-Identifier: EUPL-1.2 */
/* serve.c — the subcommand `serve`: which part of it are we? */
#include "portal/serve.h"

#include "portal/process.h"
#include "portal/socket.h"
#include "util/log.h"

#include <stdio.h>
#include <string.h>

typedef struct options {
    bool check, jobs, help;
    const char *job;
    int worker, listen, slot, life, config;
} options;

static const char usage[] =
    "usage: overens [--config FILE] serve [--check]\n"
    "Runs the portal: a master, its workers and the jobs process, until SIGTERM.\n"
    "SIGHUP reads the configuration anew; a faulty one leaves the former in force.\n"
    "  --check  check the configuration, the database and the plugins, and stop\n"
    "(--worker, --jobs, --job, --listen, --slot, --life and --copy are the master's own.)\n";

static bool read_number(const char *text, int *out)
{
    int64_t number;

    if (!text || ov_parse_int(ov_str_from(text), &number) != OV_OK || number < 0 ||
        number > INT32_MAX)
        return false;
    *out = (int)number;
    return true;
}

static bool read_options(int argc, char **argv, options *out)
{
    const struct {
        const char *name;
        int *number;
    } numbers[] = {{"--worker", &out->worker},
                   {"--listen", &out->listen},
                   {"--slot", &out->slot},
                   {"--life", &out->life},
                   {"--copy", &out->config}};

    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        bool known = true;
        if (strcmp(argv[i], "--help") == 0)
            out->help = true;
        else if (strcmp(argv[i], "--check") == 0)
            out->check = true;
        else if (strcmp(argv[i], "--jobs") == 0)
            out->jobs = true;
        else if (strcmp(argv[i], "--job") == 0 && value)
            out->job = argv[++i];
        else
            known = false;
        for (size_t n = 0; n < OV_LEN(numbers) && !known; n++) {
            if (strcmp(argv[i], numbers[n].name) != 0)
                continue;
            if (!read_number(value, numbers[n].number))
                return false;
            i++;
            known = true;
        }
        if (!known)
            return false;
    }
    return true;
}

ov_status ov_serve_settings_read(const ov_app_ops *ops, const char *config_file, ov_arena *arena,
                                 ov_serve_settings *out, ov_err *err)
{
    ov_serve_settings s = {0};
    const char *mode;
    ov_config *config;

    OV_TRY(ops->config(config_file, arena, &config, err));
    s.socket = ov_config_text(config, "serve", "socket");
    s.pidfile = ov_config_text(config, "serve", "pidfile");
    s.workers = (int)ov_config_int(config, "serve", "workers");
    s.request_limit = ov_config_int(config, "serve", "request_limit") * OV_SECOND;
    s.max_requests = ov_config_int(config, "serve", "max_requests");
    mode = ov_config_text(config, "serve", "socket_mode");
    if (ov_mode_parse(mode, &s.socket_mode) != OV_OK)
        return ov_fail(err, OV_INVALID, "%s: serve.socket_mode: \"%s\" is no octal mode like 0660",
                       ov_config_at(config, "serve", "socket_mode"), mode);
    *out = s;
    return OV_OK;
}

int ov_check_run(const ov_app_ops *ops, const char *config_file)
{
    ov_arena *arena = ov_arena_new(0);
    ov_serve_settings settings;
    ov_app *app = NULL;
    ov_err err = {0};
    ov_status status = ov_serve_settings_read(ops, config_file, arena, &settings, &err);

    ov_log_name("check");
    if (status == OV_OK)
        status = ops->open(config_file, false, &app, &err);
    if (status == OV_OK)
        ops->close(app);
    else
        ov_log(OV_LOG_ERROR, "%s", err.text);
    ov_arena_free(arena);
    return status == OV_OK ? OV_EXIT_OK : OV_EXIT_FAILED;
}

int ov_serve(const ov_app_ops *ops, const char *config_file, int argc, char **argv)
{
    options o = {.worker = -1, .listen = -1, .slot = -1, .life = -1, .config = -1};

    if (!read_options(argc, argv, &o)) {
        fputs(usage, stderr);
        return OV_EXIT_USAGE;
    }
    if (o.help) {
        fputs(usage, stdout);
        return OV_EXIT_OK;
    }
    ov_config_stand_in(config_file, config_file ? o.config : -1);
    if (o.worker >= 0)
        return ov_worker_run(ops, config_file, o.worker, o.listen, o.slot, o.life);
    if (o.jobs)
        return ov_jobs_run(ops, config_file, o.life, o.config);
    if (o.job)
        return ov_job_run(ops, config_file, o.job);
    return o.check ? ov_check_run(ops, config_file) : ov_master_run(ops, config_file);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* process.h — the parts of `overens serve` as processes of their own; not installed. */
#ifndef OV_PORTAL_PROCESS_H
#define OV_PORTAL_PROCESS_H

#include "portal/serve.h"

#include <sys/types.h>

/* The values of [serve]. */
typedef struct ov_serve_settings {
    const char *socket, *pidfile;
    mode_t socket_mode;
    int workers;
    int64_t request_limit; /* microseconds */
    int64_t max_requests;  /* 0: no limit */
} ov_serve_settings;

ov_status ov_serve_settings_read(const ov_app_ops *ops, const char *config_file, ov_arena *arena,
                                 ov_serve_settings *out, ov_err *err) OV_MUST_CHECK;

/* Executes this program anew as `--config FILE serve ARGS…`, so that the child has new code and an
 * address layout of its own. The descriptors in keep survive in it. The child gets SIGTERM when we
 * die. args ends with NULL. */
ov_status ov_spawn(const char *config_file, const char *const *args, const int *keep, size_t n_keep,
                   pid_t *out, ov_err *err) OV_MUST_CHECK;

/* Takes a descriptor that ov_spawn let through back from our own children. */
void ov_close_on_exec(int fd);

/* The exit codes of interfaces.md. */
enum { OV_EXIT_OK = 0, OV_EXIT_USAGE = 2, OV_EXIT_FAILED = 4 };

int ov_master_run(const ov_app_ops *ops, const char *config_file);
int ov_worker_run(const ov_app_ops *ops, const char *config_file, int number, int listen_fd,
                  int slot_fd, int life_fd);
/* config_fd: the copy of the configuration, for its own children; -1: none. */
int ov_jobs_run(const ov_app_ops *ops, const char *config_file, int life_fd, int config_fd);
int ov_job_run(const ov_app_ops *ops, const char *config_file, const char *name);
int ov_check_run(const ov_app_ops *ops, const char *config_file);

#endif

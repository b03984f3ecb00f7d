/* SPDX-License-Identifier: EUPL-1.2 */
/* ops.c — the portal as what `overens serve` serves. */
#include "portal/mail.h"
#include "portal/openid.h"
#include "portal/serve.h"
#include "util/internet.h"

static const ov_job_kind jobs[] = {
    {"tick", 60, 300, ov_app_jobs_tick, NULL, false},
    {"head", 3600, 30, ov_app_log_head, NULL, false},
    {"openid", 2, 0, NULL, ov_openid_stay, true}, /* workers ask it while people sign in */
    {"mail", 2, 0, NULL, ov_mail_stay, false},
    {"returns", 10, 0, NULL, ov_returns_stay, false},
    {0}};

/* Workers speak to nobody but nginx, the database and children of the jobs process. */
static ov_status open_app(const char *config_file, bool for_worker, ov_app **out, ov_err *err)
{
    OV_TRY(ov_app_open(config_file, for_worker, out, err));
    if (for_worker && !ov_app_needs_network(*out))
        ov_leave_internet();
    return OV_OK;
}

static const ov_app_ops portal = {
    .config = ov_app_config,
    .open = open_app,
    .handle = ov_app_handle,
    .after = ov_app_after,
    .close = ov_app_close,
    .limits = ov_app_limits,
    .tmp_dir = ov_app_tmp_dir,
    .jobs = jobs,
};

int ov_serve_portal(const char *config_file, int argc, char **argv)
{
    return ov_serve(&portal, config_file, argc, argv);
}

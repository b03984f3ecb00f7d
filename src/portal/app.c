/* SPDX-License-Identifier: EUPL-1.2 */
/* app.c — opens the portal in one process: configuration, plugins, templates, database; and its
 * periodic work. */
#include "portal/app_inside.h"

#include "db/search.h"
#include "notify/approve.h"
#include "notify/notice.h"
#include "notify/receipt_mail.h"
#include "notify/remind.h"
#include "notify/round_mail.h"
#include "portal/oidc_config.h"
#include "portal/slot.h"
#include "util/clock.h"
#include "util/log.h"

#include <stdlib.h>
#include <string.h>

/* The head of every page; what a plugin offers stands in its matters' own menus. */
static const ov_nav_item core_menu[] = {{"Start", "/", OV_PUBLIC},
                                        {"Ärenden", "/arenden", OV_PUBLIC},
                                        {"Sök", "/sok", OV_PUBLIC},
                                        {"Administration", "/admin", "admin.index"},
                                        {"Ditt konto", "/konto", OV_ACCOUNT},
                                        {0}};

ov_status ov_app_config(const char *config_file, ov_arena *arena, ov_config **out, ov_err *err)
{
    ov_settings settings;

    OV_TRY(ov_settings_read(arena, config_file, &settings, err));
    *out = settings.config;
    return OV_OK;
}

static void log_fault(void *arg, const char *text)
{
    (void)arg;
    ov_log(OV_LOG_ERROR, "template: %s", text);
}

/* Everything is compiled before the first request; a template with a fault costs only its own page.
 */
static ov_status open_templates(ov_home *home, ov_err *err)
{
    OV_TRY(ov_home_templates(home, err));
    OV_TRY(ov_templates_compile_all(home->templates, "sv", log_fault, NULL));
    return ov_templates_compile_all(home->templates, "en", log_fault, NULL);
}

static ov_status open_database(ov_home *home, ov_err *err)
{
    ov_arena *arena = ov_arena_new(0);
    ov_ctx ctx;
    ov_status status = ov_home_db(home, false, err);

    if (status == OV_OK) {
        ov_home_ctx(home, arena, &ctx);
        status = ov_migrate_check(&ctx, home->sets, home->n_sets);
        if (status != OV_OK)
            *err = ctx.err;
    }
    ov_arena_free(arena);
    return status;
}

/* The socket's folder: where every worker can lock the two places of the password check. */
static const char *run_folder(const ov_home *home)
{
    const char *socket = ov_config_text(home->settings.config, "serve", "socket");
    const char *slash = strrchr(socket, '/');

    return slash && slash > socket ? ov_strndup(home->arena, socket, (size_t)(slash - socket))
                                   : "/";
}

static void fill_site(ov_app *app)
{
    app->site = (ov_site){.name = app->home->settings.site_name,
                          .owner = app->home->settings.site_owner,
                          .contact = app->home->settings.site_contact,
                          .url = app->home->settings.site_url,
                          .templates = app->home->templates,
                          .i18n = app->home->i18n,
                          .registry = app->home->registry,
                          .menu = core_menu,
                          .view_names = ov_view_names_new(),
                          .may_take = ov_slot_allow,
                          .tmp_dir = app->home->settings.tmp_dir,
                          .statutory = app->home->settings.statutory,
                          .sends_mail = app->home->settings.mail.server != NULL,
                          .oidc = &app->home->settings.oidc};
}

ov_status ov_app_open(const char *config_file, bool for_worker, ov_app **out, ov_err *err)
{
    ov_app *app = calloc(1, sizeof *app);
    ov_status status;

    if (!app)
        return ov_fail(err, OV_INTERNAL, "out of memory");
    status = ov_home_open(config_file, &app->home, err);
    if (status == OV_OK)
        status = ov_oidc_files_check(app->home->settings.config, &app->home->settings.oidc, err);
    if (status == OV_OK)
        status = open_templates(app->home, err);
    if (status == OV_OK)
        status = open_database(app->home, err);
    if (status != OV_OK) {
        ov_app_close(app);
        return status;
    }
    fill_site(app);
    ov_password_slots(run_folder(app->home));
    if (for_worker) {
        if (app->home->settings.cache_pages)
            app->cache = ov_page_cache_new((size_t)app->home->settings.cache_bytes);
    }
    ov_registry_start(app->home->registry);
    app->started = true;
    *out = app;
    return OV_OK;
}

void ov_app_close(ov_app *app)
{
    if (!app)
        return;
    if (app->started)
        ov_registry_stop(app->home->registry);
    ov_page_cache_free(app->cache);
    ov_view_names_free(app->site.view_names);
    ov_home_close(app->home);
    free(app);
}

bool ov_app_needs_network(const ov_app *app)
{
    return ov_db_engine(app->home->db) != OV_SQLITE;
}

const ov_http_limits *ov_app_limits(const ov_app *app)
{
    return &app->home->settings.limits;
}

const char *ov_app_tmp_dir(const ov_app *app)
{
    return app->home->settings.tmp_dir;
}

/* ---- Periodic work, each in a process of its own ---- */

#define SORT_SECONDS 120 /* of a tick; the rest waits a minute */

/* What was stored since is found already; sorted in, it is found fast. */
static ov_status sort_in(ov_app *app)
{
    ov_arena *arena = ov_arena_new(0);
    ov_status status;
    ov_ctx ctx;

    ov_home_ctx(app->home, arena, &ctx);
    status = ov_search_merge_gently(&ctx, SORT_SECONDS);
    if (status != OV_OK)
        ov_log(OV_LOG_ERROR, "search index: %s: %s", ov_status_name(status), ctx.err.text);
    ov_arena_free(arena);
    return status;
}

/* Receipts are mailed; reminders that are due become notices, and those that are due leave as mail.
 */
static ov_status remind(ov_app *app)
{
    const ov_settings *settings = &app->home->settings;
    const ov_mail_site site = {.name = settings->site_name,
                               .owner = settings->site_owner,
                               .contact = settings->site_contact,
                               .url = settings->site_url};
    const ov_mailer mailer = {.templates = app->home->templates, .site = &site};
    ov_arena *arena = ov_arena_new(0);
    ov_status status, mailed, letters;
    ov_ctx ctx;

    ov_home_ctx(app->home, arena, &ctx);
    mailed = ov_receipts_mail(&ctx, &mailer);
    letters = ov_round_mails(&ctx, &mailer);
    status = ov_reminders_run(&ctx);
    if (status == OV_OK)
        status = ov_approvals_run(&ctx);
    if (status == OV_OK)
        status = ov_notices_mail(&ctx, &mailer);
    if (status != OV_OK)
        ov_log(OV_LOG_ERROR, "reminders: %s: %s", ov_status_name(status), ctx.err.text);
    ov_arena_free(arena);
    if (status == OV_OK)
        status = letters;
    return status == OV_OK ? mailed : status;
}

static ov_status plugin_job(ov_app *app, const ov_loaded *loaded)
{
    ov_arena *arena = ov_arena_new(0);
    ov_ctx ctx;
    ov_job job = {.ctx = &ctx};
    ov_status status;

    ov_home_ctx(app->home, arena, &ctx);
    status = loaded->plugin.job ? loaded->plugin.job(&job, loaded->state) : OV_OK;
    if (status != OV_OK)
        ov_log(OV_LOG_ERROR, "job of plugin %s: %s: %s", loaded->plugin.id, ov_status_name(status),
               ctx.err.text);
    ov_arena_free(arena);
    return status;
}

/* What people wait for comes first; sorting in may take long. */
ov_status ov_app_jobs_tick(ov_app *app)
{
    ov_status worst = remind(app), status;

    for (size_t i = 0; i < ov_registry_count(app->home->registry); i++) {
        status = plugin_job(app, ov_registry_at(app->home->registry, i));
        if (status != OV_OK)
            worst = status;
    }
    status = sort_in(app);
    return status == OV_OK ? worst : status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* home.c — opens what a process needs, in the order in which one thing needs the other. */
#include "portal/home.h"

#include "consult/index.h"
#include "pages/pages.h"
#include "portal/commands.h"
#include "text/index.h"
#include "util/clock.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void list_sets(ov_home *home)
{
    size_t n = ov_registry_count(home->registry);
    ov_migration_set *sets = ov_calloc(home->arena, n + 1, sizeof *sets);

    sets[home->n_sets++] =
        (ov_migration_set){"core", ov_printf(home->arena, "%s/schema", home->settings.data_dir)};
    for (size_t i = 0; i < n; i++) {
        const ov_loaded *loaded = ov_registry_at(home->registry, i);

        if (loaded->schema_dir)
            sets[home->n_sets++] = (ov_migration_set){loaded->plugin.id, loaded->schema_dir};
    }
    home->sets = sets;
}

static void load_plugins(ov_home *home)
{
    const ov_loader_options options = {.dir = home->settings.plugin_dir,
                                       .names = home->settings.plugin_names,
                                       .data_dir = home->settings.data_dir,
                                       .config_file = home->settings.file,
                                       .tables = home->settings.tables,
                                       .n_tables = OV_KNOWN_TABLES,
                                       .core_routes = ov_core_routes,
                                       .core_commands = ov_core_commands};

    home->registry = ov_registry_load(home->arena, &options);
}

ov_status ov_home_open(const char *config_file, ov_home **out, ov_err *err)
{
    ov_arena *arena = ov_arena_new(0);
    ov_home *home = ov_calloc(arena, 1, sizeof *home);
    const char *fault;
    ov_status status;

    home->arena = arena;
    status = ov_settings_read(arena, config_file, &home->settings, err);
    if (status != OV_OK) {
        ov_arena_free(arena);
        return status;
    }
    ov_settings_apply(&home->settings);
    fault = ov_core_routes_fault(arena, ov_core_routes, ov_matter_routes);
    if (fault) { /* a route without a known permission must not be served */
        status = ov_fail(err, OV_INTERNAL, "%s", fault);
        ov_arena_free(arena);
        return status;
    }
    ov_search_source_add(&ov_text_search);
    ov_search_source_add(&ov_consult_search);
    load_plugins(home);
    list_sets(home);
    *out = home;
    return OV_OK;
}

/* The folder of plugins beside the program in the tree that it was built in, else the installed
 * one.
 */
static const char *bundled_dir(ov_arena *arena)
{
    char *program = realpath("/proc/self/exe", NULL), *slash;
    const char *found = NULL;

    if (program && (slash = strrchr(program, '/'))) {
        *slash = '\0'; /* libtool keeps the program itself in .libs */
        found = ov_printf(arena, "%s/../plugins", program);
    }
    free(program);
    if (found && access(found, X_OK) == 0)
        return found;
    return access(ov_default_plugin_dir(), X_OK) == 0 ? ov_default_plugin_dir() : NULL;
}

ov_home *ov_home_bare(void)
{
    ov_arena *arena = ov_arena_new(0);
    ov_home *home = ov_calloc(arena, 1, sizeof *home);
    ov_loader_options options = {.dir = bundled_dir(arena),
                                 .names = "hospital, regional, municipal",
                                 .commands_only = true,
                                 .core_commands = ov_core_commands};

    if (!options.dir)
        options.names = "";
    home->arena = arena;
    home->registry = ov_registry_load(arena, &options);
    return home;
}

static const char *translate(void *arg, const char *lang, const char *msgid)
{
    return ov_i18n_get(arg, lang, msgid);
}

ov_status ov_home_templates(ov_home *home, ov_err *err)
{
    const char *dirs[2];
    ov_template_options options = {.translate = translate, .dirs = dirs};

    if (home->templates)
        return OV_OK;
    OV_TRY(ov_i18n_open(home->settings.translations_dir, &home->i18n, err));
    options.translate_arg = home->i18n;
    if (home->settings.templates_dir)
        dirs[options.n_dirs++] = home->settings.templates_dir;
    dirs[options.n_dirs++] = ov_printf(home->arena, "%s/templates", home->settings.data_dir);
    home->templates = ov_templates_new(&options);
    return OV_OK;
}

ov_status ov_home_db(ov_home *home, bool create, ov_err *err)
{
    const ov_db_options options = {.url = home->settings.db_url,
                                   .create = create,
                                   .lock_timeout_ms = home->settings.lock_timeout_ms,
                                   .checkpoint_bytes = home->settings.checkpoint_bytes};

    return home->db ? OV_OK : ov_db_open(&options, &home->db, err);
}

void ov_home_close(ov_home *home)
{
    if (!home)
        return;
    ov_db_close(home->db);
    ov_templates_free(home->templates);
    ov_i18n_free(home->i18n);
    ov_arena_free(home->arena);
}

void ov_home_ctx(const ov_home *home, ov_arena *arena, ov_ctx *out)
{
    *out = (ov_ctx){.arena = arena,
                    .db = home->db,
                    .actor = {.login = "system", .name = "Systemet", .is_system = true},
                    .now = ov_now(),
                    .lang = "sv",
                    .request_id = "-"};
    out->received = out->now;
}

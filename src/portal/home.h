/* SPDX-License-Identifier: EUPL-1.2 */
/* home.h — what a process opens once: configuration, plugins, templates, database. Workers, jobs
 * and commands share it. */
#ifndef OV_PORTAL_HOME_H
#define OV_PORTAL_HOME_H

#include "db/migrate.h"
#include "plugin/loader.h"
#include "portal/config.h"
#include "view/i18n.h"
#include "view/template.h"

typedef struct ov_home {
    ov_arena *arena; /* lives as long as the home */
    ov_settings settings;
    ov_registry *registry;
    ov_i18n *i18n;                /* NULL until ov_home_templates */
    ov_templates *templates;      /* NULL until ov_home_templates */
    ov_db *db;                    /* NULL until ov_home_db */
    const ov_migration_set *sets; /* "core", then each plugin that has a schema */
    size_t n_sets;
} ov_home;

/* Reads the configuration, applies it to the process, loads the plugins. Owns: ov_home_close. */
OV_API ov_status ov_home_open(const char *config_file, ov_home **out, ov_err *err) OV_MUST_CHECK;
/* Without a configuration: the plugins that came with the program, where they can be found, for
 * their commands. Nothing else of it is set. Owns: ov_home_close. */
OV_API ov_home *ov_home_bare(void);
/* Translations and the set of templates (compiled when first used). */
OV_API ov_status ov_home_templates(ov_home *home, ov_err *err) OV_MUST_CHECK;
/* The database; create makes the file of a SQLite database that is not there. */
OV_API ov_status ov_home_db(ov_home *home, bool create, ov_err *err) OV_MUST_CHECK;
OV_API void ov_home_close(ov_home *home); /* NULL is fine */

/* A context of the system itself (jobs, commands, demo data) over the home's database. */
OV_API void ov_home_ctx(const ov_home *home, ov_arena *arena, ov_ctx *out);

#endif

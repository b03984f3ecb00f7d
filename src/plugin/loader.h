/* SPDX-License-Identifier: EUPL-1.2 */
/* loader.h — finds, checks and keeps the plugins that the configuration names (DESIGN 3). */
#ifndef OV_PLUGIN_LOADER_H
#define OV_PLUGIN_LOADER_H

#include "plugin/plugin.h"

/* A plugin as the core sees it: its descriptor copied to the core's own sizes, so that members that
 * the plugin was compiled without are zero and arrays have the core's strides. */
typedef struct ov_loaded {
    ov_plugin plugin;
    const ov_plugin *given; /* its own descriptor, in the shared object */
    const char *file;       /* the shared object */
    const char *schema_dir; /* whole path, or NULL */
    ov_portal *portal;      /* its configuration values */
    void *state;            /* what start gave; NULL before and without */
} ov_loaded;

/* Why a named plugin was not taken: one line, "PATH: why". */
typedef struct ov_refusal {
    const char *name, *why;
} ov_refusal;

typedef struct ov_registry ov_registry;

typedef struct ov_loader_options {
    const char *dir;                    /* the one folder */
    const char *names;                  /* plugins.load */
    const char *data_dir;               /* DATA/plugins/ID/SCHEMA_DIR */
    const char *config_file;            /* for their sections; NULL: defaults alone */
    const ov_config_key *const *tables; /* the core's keys */
    size_t n_tables;
    const ov_route *core_routes; /* ended by {0}; NULL: none */
    bool commands_only; /* nothing but their commands is wanted: no data folder is looked for */
    const char *const *core_commands; /* names that a plugin's command may not have; ends by NULL */
} ov_loader_options;

/* Loads what is named. A bad plugin is left out, and one line in the log and in the refusals says
 * why. Adds the plugins' actions to the permission table. Owns: the registry lives in arena;
 * plugins are never unloaded. */
OV_API ov_registry *ov_registry_load(ov_arena *arena, const ov_loader_options *options);

/* Takes a plugin that is linked into the program (tests), with the checks of ov_registry_load but
 * those of files. NULL, or what is wrong (arena of the registry). */
OV_API const char *ov_registry_add(ov_registry *registry, const ov_plugin *given);

OV_API size_t ov_registry_count(const ov_registry *registry);
OV_API ov_loaded *ov_registry_at(const ov_registry *registry, size_t i);
/* NULL when it is not loaded. */
OV_API ov_loaded *ov_registry_find(const ov_registry *registry, const char *id);
OV_API const ov_refusal *ov_registry_refusals(const ov_registry *registry, size_t *n);

/* Calls every start hook (in a worker); a plugin whose hook fails is taken out, with a line. */
OV_API void ov_registry_start(ov_registry *registry);
OV_API void ov_registry_stop(ov_registry *registry);

/* What is wrong with a table of routes, NULL when nothing; prefix is what goes before its patterns
 * ("/arende/:slug", or "" for the core's own). Owns: arena. */
OV_API const char *ov_routes_fault(ov_arena *arena, const ov_route *routes, const char *prefix,
                                   const ov_route *core_routes);
/* The same of the core's own two tables: patterns, conflicts, and that every route asks for a
 * permission that the core knows. A portal whose core fails this does not start. Owns: arena. */
OV_API const char *ov_core_routes_fault(ov_arena *arena, const ov_route *core,
                                        const ov_route *of_matters);

#endif

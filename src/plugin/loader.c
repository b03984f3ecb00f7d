/* SPDX-License-Identifier: EUPL-1.2 */
/* loader.c — opens plugins: only those that are named, only from a folder that nobody else can
 * write to. */
#include "plugin/loader.h"

#include "plugin/descriptor.h"
#include "plugin/sections.h"
#include "util/log.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_PLUGINS 64

struct ov_portal {
    const char *section;
    const ov_config *config; /* NULL: the defaults of keys */
    const ov_config_key *keys;
};

struct ov_registry {
    ov_arena *arena;
    const ov_loader_options *options;
    ov_loaded *items[MAX_PLUGINS];
    size_t n;
    ov_refusal refusals[MAX_PLUGINS];
    size_t n_refusals;
};

const char *ov_portal_config(const ov_portal *portal, const char *key)
{
    if (portal->config)
        return ov_config_text(portal->config, portal->section, key);
    for (const ov_config_key *k = portal->keys; k && k->section; k++)
        if (!strcmp(k->name, key))
            return k->def;
    return NULL;
}

/* ---- Where a plugin may come from ---- */

/* Only root and the user who runs this may be able to change it. */
static const char *mode_fault(ov_arena *arena, const char *path, const struct stat *st)
{
    if (st->st_uid != 0 && st->st_uid != geteuid())
        return ov_printf(arena, "%s: belongs to user %u, not to root or to the user who runs this",
                         path, st->st_uid);
    if (st->st_mode & (S_IWGRP | S_IWOTH))
        return ov_printf(arena, "%s: can be written by its group or by anybody (mode %04o)", path,
                         st->st_mode & 07777U);
    return NULL;
}

static const char *node_fault(ov_arena *arena, const char *path, mode_t kind)
{
    struct stat st;

    if (lstat(path, &st) != 0)
        return ov_printf(arena, "%s: %s", path, strerror(errno));
    if (S_ISLNK(st.st_mode))
        return ov_printf(arena, "%s: is a symbolic link", path);
    if ((st.st_mode & S_IFMT) != kind)
        return ov_printf(arena, "%s: is not a %s", path, kind == S_IFDIR ? "folder" : "plain file");
    return mode_fault(arena, path, &st);
}

/* DIR/NAME.so; in a build tree DIR/NAME/.libs/NAME.so, each folder on the way checked alike. */
static const char *find_file(ov_registry *r, const char *name, const char **file)
{
    const char *dir = r->options->dir;
    const char *path = ov_printf(r->arena, "%s/%s.so", dir, name), *fault;
    const char *own = ov_printf(r->arena, "%s/%s", dir, name);
    const char *libs = ov_printf(r->arena, "%s/.libs", own);
    const char *built = ov_printf(r->arena, "%s/%s.so", libs, name);

    fault = node_fault(r->arena, dir, S_IFDIR);
    if (fault)
        return fault;
    if (access(path, F_OK) != 0 && access(built, F_OK) == 0) {
        fault = node_fault(r->arena, own, S_IFDIR);
        if (!fault)
            fault = node_fault(r->arena, libs, S_IFDIR);
        path = built;
    }
    if (!fault)
        fault = node_fault(r->arena, path, S_IFREG);
    if (!fault)
        *file = path;
    return fault;
}

/* ---- One plugin ---- */

static const char *open_entry(ov_arena *arena, const char *file, const ov_plugin **given)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    ov_plugin_entry_fn entry;
    void *symbol;

    if (!handle) {
        const char *why = dlerror();

        return ov_printf(arena, "cannot be opened: %s", why ? why : file);
    }
    symbol = dlsym(handle, OV_PLUGIN_SYMBOL);
    if (!symbol)
        return ov_printf(arena, "%s: has no symbol %s", file, OV_PLUGIN_SYMBOL);
    memcpy(&entry, &symbol, sizeof entry); /* ISO C has no cast from object to function pointer */
    *given = entry();
    return *given ? NULL : ov_printf(arena, "%s: %s returned NULL", file, OV_PLUGIN_SYMBOL);
}

/* Its section of the configuration, against its own table. */
static const char *read_config(ov_registry *r, ov_loaded *loaded)
{
    const ov_loader_options *o = r->options;
    const ov_config_key *tables[8];
    ov_portal *portal = ov_calloc(r->arena, 1, sizeof *portal);
    ov_config *config;
    ov_err err = {0};
    size_t n = o->n_tables;

    portal->section = ov_printf(r->arena, "plugin.%s", loaded->plugin.id);
    portal->keys = loaded->plugin.config_keys;
    loaded->portal = portal;
    if (!o->config_file)
        return NULL;
    if (n + 2 > OV_LEN(tables))
        return "too many tables of keys";
    for (size_t i = 0; i < n; i++)
        tables[i] = o->tables[i];
    if (ov_sections_collect(r->arena, o->config_file, loaded->plugin.id, &tables[n++], &err))
        return ov_strdup(r->arena, err.text);
    if (portal->keys)
        tables[n++] = portal->keys;
    if (ov_config_read(r->arena, o->config_file, tables, n, &config, &err))
        return ov_strdup(r->arena, err.text);
    portal->config = config;
    return NULL;
}

static const char *find_schema(ov_registry *r, ov_loaded *loaded)
{
    const char *dir = loaded->plugin.schema_dir;
    struct stat st;

    if (!dir || r->options->commands_only)
        return NULL;
    if (*dir == '/' || strstr(dir, ".."))
        return "its schema_dir must be relative to its data folder";
    loaded->schema_dir =
        ov_printf(r->arena, "%s/plugins/%s/%s", r->options->data_dir, loaded->plugin.id, dir);
    if (stat(loaded->schema_dir, &st) != 0 || !S_ISDIR(st.st_mode))
        return ov_printf(r->arena, "its migrations are missing: %s", loaded->schema_dir);
    return NULL;
}

/* Descriptor, data folder and configuration of loaded->given. */
static const char *check_given(ov_registry *r, const char *name, ov_loaded *loaded)
{
    const char *fault = ov_descriptor_read(r->arena, loaded->given, &loaded->plugin);

    if (!fault)
        fault = ov_descriptor_fault(r->arena, &loaded->plugin, r->options);
    if (!fault && name && strcmp(loaded->plugin.id, name) != 0)
        fault = ov_printf(r->arena, "calls itself \"%s\"", loaded->plugin.id);
    if (!fault)
        fault = find_schema(r, loaded);
    if (fault)
        return loaded->file ? ov_printf(r->arena, "%s: %s", loaded->file, fault) : fault;
    return read_config(r, loaded);
}

static const char *load_one(ov_registry *r, const char *name, ov_loaded *loaded)
{
    const char *fault;

    if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
        return "a plugin's name has only a–z, 0–9 and _";
    if (ov_registry_find(r, name))
        return "is named twice";
    if ((fault = find_file(r, name, &loaded->file)) ||
        (fault = open_entry(r->arena, loaded->file, &loaded->given)))
        return fault;
    return check_given(r, name, loaded);
}

static void refuse(ov_registry *r, const char *name, const char *why)
{
    ov_log(r->options->commands_only ? OV_LOG_DEBUG : OV_LOG_ERROR, "plugin %s is not loaded: %s",
           name, why);
    if (r->n_refusals < MAX_PLUGINS)
        r->refusals[r->n_refusals++] = (ov_refusal){name, why};
}

/* Two plugins must not offer the same command: which one ran would depend on their order. */
static const char *command_twice(const ov_registry *r, const ov_loaded *loaded)
{
    for (const ov_command *c = loaded->plugin.commands; c && c->name; c++)
        for (size_t i = 0; i < r->n; i++)
            for (const ov_command *o = r->items[i]->plugin.commands; o && o->name; o++)
                if (!strcmp(c->name, o->name))
                    return ov_printf(r->arena, "command %s is plugin %s's", c->name,
                                     r->items[i]->plugin.id);
    return NULL;
}

/* The permission table keeps the plugin's own static array, and outlives this registry. */
static void add_actions(const ov_plugin *given)
{
    static const ov_action *added[MAX_PLUGINS];
    static size_t n;

    for (size_t i = 0; i < n; i++)
        if (added[i] == given->actions)
            return;
    if (!given->actions || n == MAX_PLUGINS)
        return;
    added[n++] = given->actions;
    ov_actions_add(given->actions, given->action_size);
}

/* NULL when the plugin is in the registry now. */
static const char *keep(ov_registry *r, ov_loaded *loaded)
{
    const char *fault = command_twice(r, loaded);

    if (fault)
        return fault;
    r->items[r->n++] = loaded;
    add_actions(loaded->given);
    if (loaded->plugin.source)
        ov_search_source_add(loaded->plugin.source);
    return NULL;
}

const char *ov_registry_add(ov_registry *registry, const ov_plugin *given)
{
    ov_loaded *loaded = ov_calloc(registry->arena, 1, sizeof *loaded);
    const char *fault;

    loaded->given = given;
    if (registry->n == MAX_PLUGINS)
        return "there are too many";
    fault = check_given(registry, NULL, loaded);
    return fault ? fault : keep(registry, loaded);
}

ov_registry *ov_registry_load(ov_arena *arena, const ov_loader_options *options)
{
    ov_registry *r = ov_calloc(arena, 1, sizeof *r);
    ov_loader_options *kept = ov_calloc(arena, 1, sizeof *kept);
    ov_str rest = ov_str_from(options->names);

    *kept = *options;
    r->arena = arena;
    r->options = kept;
    for (ov_str name; (name = ov_names_next(&rest)).len;) {
        const char *named = ov_str_z(arena, name), *fault;
        ov_loaded *loaded = ov_calloc(arena, 1, sizeof *loaded);

        fault = r->n == MAX_PLUGINS ? "there are too many" : load_one(r, named, loaded);
        if (!fault)
            fault = keep(r, loaded);
        if (fault)
            refuse(r, named, fault);
    }
    return r;
}

size_t ov_registry_count(const ov_registry *registry)
{
    return registry->n;
}

ov_loaded *ov_registry_at(const ov_registry *registry, size_t i)
{
    return registry->items[i];
}

ov_loaded *ov_registry_find(const ov_registry *registry, const char *id)
{
    for (size_t i = 0; i < registry->n; i++)
        if (!strcmp(registry->items[i]->plugin.id, id))
            return registry->items[i];
    return NULL;
}

const ov_refusal *ov_registry_refusals(const ov_registry *registry, size_t *n)
{
    *n = registry->n_refusals;
    return registry->refusals;
}

void ov_registry_start(ov_registry *registry)
{
    size_t kept = 0;

    for (size_t i = 0; i < registry->n; i++) {
        ov_loaded *loaded = registry->items[i];
        ov_status status = OV_OK;

        if (loaded->plugin.start)
            status = loaded->plugin.start(loaded->portal, &loaded->state);
        if (status == OV_OK)
            registry->items[kept++] = loaded;
        else
            refuse(registry, loaded->plugin.id,
                   ov_printf(registry->arena, "its start hook failed: %s", ov_status_name(status)));
    }
    registry->n = kept;
}

void ov_registry_stop(ov_registry *registry)
{
    for (size_t i = registry->n; i-- > 0;)
        if (registry->items[i]->plugin.stop)
            registry->items[i]->plugin.stop(registry->items[i]->state);
}

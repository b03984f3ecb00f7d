/* SPDX-License-Identifier: EUPL-1.2 */
/* descriptor.c — reads a plugin's descriptor and checks everything in it before any of it runs. */
#include "plugin/descriptor.h"

#include "http/router.h"

#include <string.h>

#define MAX_ITEMS 1000 /* a table without its {0} ends somewhere */

/* Copies an array of items of stride bytes, ended by one whose first `key` bytes are zero, to items
 * of size bytes. NULL stays NULL; *fault is set when the end is not found. */
static void *copy_array(ov_arena *arena, const void *from, size_t stride, size_t size, size_t at,
                        size_t key, const char **fault)
{
    static const char zero[sizeof(void *)];
    const char *item = from;
    size_t n = 0, bytes = stride < size ? stride : size;
    char *copy;

    if (!from)
        return NULL;
    while (n < MAX_ITEMS && memcmp(item + n * stride + at, zero, key) != 0)
        n++;
    if (n == MAX_ITEMS) {
        *fault = "a table has no {0} at its end";
        return NULL;
    }
    copy = ov_calloc(arena, n + 1, size);
    for (size_t i = 0; i < n; i++)
        memcpy(copy + i * size, item + i * stride, bytes);
    return copy;
}

static const char *head_fault(ov_arena *arena, const ov_plugin *given)
{
    if (given->abi_major != OV_ABI_MAJOR || given->abi_minor > OV_ABI_MINOR)
        return ov_printf(arena, "made for plugin ABI %u.%u, this program has %d.%d",
                         given->abi_major, given->abi_minor, OV_ABI_MAJOR, OV_ABI_MINOR);
    if (given->struct_size < OV_PLUGIN_SIZE_1_0)
        return ov_printf(arena, "its descriptor is %u bytes, ABI %d.0 has %zu", given->struct_size,
                         OV_ABI_MAJOR, (size_t)OV_PLUGIN_SIZE_1_0);
    if (given->struct_size > 65536)
        return "its descriptor's size is nonsense";
    return NULL;
}

static const char *stride_fault(ov_arena *arena, const ov_plugin *p)
{
    const struct {
        const char *name;
        const void *array;
        size_t stride, least;
    } tables[] = {{"routes", p->routes, p->route_size, OV_ROUTE_SIZE_1_0},
                  {"nav", p->nav, p->nav_size, OV_NAV_SIZE_1_0},
                  {"commands", p->commands, p->command_size, OV_COMMAND_SIZE_1_0},
                  {"actions", p->actions, p->action_size, OV_ACTION_SIZE_1_0},
                  {"config_keys", p->config_keys, p->key_size, OV_KEY_SIZE_1_0}};

    for (size_t i = 0; i < OV_LEN(tables); i++)
        if (tables[i].array && (tables[i].stride < tables[i].least || tables[i].stride % 8 != 0))
            return ov_printf(arena, "an item of %s is %zu bytes, ABI %d.0 has %zu", tables[i].name,
                             tables[i].stride, OV_ABI_MAJOR, tables[i].least);
    return NULL;
}

const char *ov_descriptor_read(ov_arena *arena, const ov_plugin *given, ov_plugin *out)
{
    const char *fault = head_fault(arena, given);
    ov_plugin p = {0};

    if (fault)
        return fault;
    memcpy(&p, given, given->struct_size < sizeof p ? given->struct_size : sizeof p);
    fault = stride_fault(arena, &p);
    if (fault)
        return fault;
    /* A route ends where its pattern is NULL, everything else where its first member is. */
    p.routes = copy_array(arena, p.routes, p.route_size, sizeof *p.routes,
                          offsetof(ov_route, pattern), sizeof(char *), &fault);
    p.nav = copy_array(arena, p.nav, p.nav_size, sizeof *p.nav, 0, sizeof(char *), &fault);
    p.commands = copy_array(arena, p.commands, p.command_size, sizeof *p.commands, 0,
                            sizeof(char *), &fault);
    p.actions =
        copy_array(arena, p.actions, p.action_size, sizeof *p.actions, 0, sizeof(char *), &fault);
    p.config_keys = copy_array(arena, p.config_keys, p.key_size, sizeof *p.config_keys, 0,
                               sizeof(char *), &fault);
    if (fault)
        return fault;
    *out = p;
    return NULL;
}

/* ---- Checks ---- */

static bool good_id(const char *id)
{
    size_t n = id ? strlen(id) : 0;

    return n >= 1 && n <= 32 && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

static bool known_permission(const char *permission, const ov_action *own)
{
    if (!strcmp(permission, OV_PUBLIC) || !strcmp(permission, OV_ACCOUNT))
        return true;
    for (; own && own->name; own++)
        if (!strcmp(own->name, permission))
            return true;
    return ov_action_known(permission);
}

static bool known_role(const char *role)
{
    for (size_t i = 0; ov_roles[i]; i++)
        if (!strcmp(ov_roles[i], role))
            return true;
    return false;
}

static const char *actions_fault(ov_arena *arena, const ov_action *actions)
{
    for (; actions && actions->name; actions++) {
        if (!actions->role || !known_role(actions->role))
            return ov_printf(arena, "action %s is for an unknown role \"%s\"", actions->name,
                             actions->role ? actions->role : "");
        if (!actions->title)
            return ov_printf(arena, "action %s has no title", actions->name);
    }
    return NULL;
}

static const char *route_fault(ov_arena *arena, const ov_route *r, const char *full)
{
    const char *fault = ov_pattern_fault(r->pattern);

    if (!fault)
        fault = ov_pattern_fault(full);
    if (fault)
        return ov_printf(arena, "route %s: %s", r->pattern, fault);
    if (r->method != OV_GET && r->method != OV_POST)
        return ov_printf(arena, "route %s: its method is neither OV_GET nor OV_POST", r->pattern);
    if (!r->permission)
        return ov_printf(arena, "route %s declares no permission", r->pattern);
    if (!r->page)
        return ov_printf(arena, "route %s has no page function", r->pattern);
    return NULL;
}

/* The whole pattern of a route below prefix; "/" is prefix itself. */
static const char *full_pattern(ov_arena *arena, const char *prefix, const char *pattern)
{
    if (!*prefix)
        return pattern;
    return strcmp(pattern, "/") == 0 ? prefix : ov_printf(arena, "%s%s", prefix, pattern);
}

const char *ov_routes_fault(ov_arena *arena, const ov_route *routes, const char *prefix,
                            const ov_route *core_routes)
{
    for (const ov_route *r = routes; r && r->pattern; r++) {
        const char *full = full_pattern(arena, prefix, r->pattern);
        const char *fault = route_fault(arena, r, full);

        if (fault)
            return fault;
        for (const ov_route *other = routes; other < r; other++)
            if (other->method == r->method && ov_pattern_conflict(other->pattern, r->pattern))
                return ov_printf(arena, "routes %s and %s are in conflict", other->pattern,
                                 r->pattern);
        for (const ov_route *core = core_routes; core && core->pattern; core++)
            if (ov_pattern_conflict(core->pattern, full))
                return ov_printf(arena, "route %s is in conflict with %s of the core", r->pattern,
                                 core->pattern);
    }
    return NULL;
}

const char *ov_core_routes_fault(ov_arena *arena, const ov_route *core, const ov_route *of_matters)
{
    const ov_route *tables[] = {core, of_matters};
    const char *fault = ov_routes_fault(arena, core, "", NULL);

    if (!fault)
        fault = ov_routes_fault(arena, of_matters, "/arende/:slug", core);
    for (size_t i = 0; !fault && i < OV_LEN(tables); i++)
        for (const ov_route *r = tables[i]; !fault && r && r->pattern; r++)
            if (!known_permission(r->permission, NULL) && strcmp(r->permission, OV_ORIGIN) != 0)
                fault = ov_printf(arena, "route %s asks for an unknown permission \"%s\"",
                                  r->pattern, r->permission);
    return fault;
}

static const char *permissions_fault(ov_arena *arena, const ov_plugin *p)
{
    for (const ov_route *r = p->routes; r && r->pattern; r++)
        if (!known_permission(r->permission, p->actions))
            return ov_printf(arena, "route %s asks for an unknown permission \"%s\"", r->pattern,
                             r->permission);
    for (const ov_nav_item *item = p->nav; item && item->title; item++) {
        if (!item->path || !item->permission)
            return ov_printf(arena, "menu item \"%s\" has no path or no permission", item->title);
        if (!known_permission(item->permission, p->actions))
            return ov_printf(arena, "menu item \"%s\" asks for an unknown permission \"%s\"",
                             item->title, item->permission);
    }
    return NULL;
}

static const char *commands_fault(ov_arena *arena, const ov_command *commands,
                                  const char *const *core)
{
    for (const ov_command *c = commands; c && c->name; c++) {
        if (!c->run || !c->summary)
            return ov_printf(arena, "command %s has no function or no summary", c->name);
        for (size_t i = 0; core && core[i]; i++)
            if (!strcmp(core[i], c->name))
                return ov_printf(arena, "command %s is one of the core's", c->name);
    }
    return NULL;
}

static const char *keys_fault(ov_arena *arena, const ov_plugin *p)
{
    const char *section = ov_printf(arena, "plugin.%s", p->id);

    for (const ov_config_key *k = p->config_keys; k && k->section; k++)
        if (strcmp(k->section, section) != 0 || !k->name || !k->meaning)
            return ov_printf(arena,
                             "configuration key %s.%s: its section must be %s, and it needs "
                             "a name and a meaning",
                             k->section, k->name ? k->name : "", section);
    return NULL;
}

static bool is_state(const ov_state_machine *m, const char *code)
{
    for (const ov_state *s = m->states; s->code; s++)
        if (!strcmp(s->code, code))
            return true;
    return false;
}

static const char *states_fault(ov_arena *arena, const ov_plugin *p)
{
    const ov_state_machine *m = p->states;

    if (!m)
        return NULL;
    if (!m->states || !m->states[0].code)
        return "its state machine has no states";
    for (const ov_state *s = m->states; s->code; s++)
        if (!s->title)
            return ov_printf(arena, "state %s has no title", s->code);
    for (const ov_transition *t = m->transitions; t && t->from; t++)
        if (!t->to || !is_state(m, t->from) || !is_state(m, t->to) || !t->action ||
            !known_permission(t->action, p->actions))
            return ov_printf(arena, "transition %s – %s names an unknown state or action", t->from,
                             t->to ? t->to : "");
    return NULL;
}

const char *ov_descriptor_fault(ov_arena *arena, const ov_plugin *plugin,
                                const ov_loader_options *options)
{
    const char *fault;

    if (!good_id(plugin->id))
        return "its id must be 1–32 of a–z, 0–9 and _";
    if (!plugin->title || !plugin->version)
        return "it has no title or no version";
    if ((fault = actions_fault(arena, plugin->actions)) ||
        (fault = ov_routes_fault(arena, plugin->routes, "/arende/:slug", options->core_routes)) ||
        (fault = permissions_fault(arena, plugin)) ||
        (fault = commands_fault(arena, plugin->commands, options->core_commands)) ||
        (fault = keys_fault(arena, plugin)))
        return fault;
    return states_fault(arena, plugin);
}

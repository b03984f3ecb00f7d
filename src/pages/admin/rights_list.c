/* SPDX-License-Identifier: EUPL-1.2 */
/* rights_list.c — puts the rows of all permission tables in the order in which people read them. */
#include "pages/admin/rights_list.h"

#include "pages/pages.h"

#include <stdlib.h>
#include <string.h>

const char *ov_scope_title(ov_scope scope)
{
    switch (scope) {
    case OV_ANY:
        return "utan gräns";
    case OV_OWN_ORG:
        return "egna organisationen";
    case OV_OWN_MATTER:
        return "egna ärenden";
    }
    return "–";
}

const char *ov_scope_name(ov_scope scope)
{
    switch (scope) {
    case OV_ANY:
        return "any";
    case OV_OWN_ORG:
        return "own_org";
    case OV_OWN_MATTER:
        return "own_matter";
    }
    return "unknown";
}

const char *ov_states_text(ov_arena *arena, const char *states, ov_word_fn tr, const void *arg)
{
    ov_str rest = ov_str_from(states ? states : "");
    const char *text = NULL;

    while (rest.len) {
        const char *code = ov_str_z(arena, ov_str_trim(ov_str_cut(&rest, ',')));
        const char *title = ov_object_state_title(code);

        if (!title)
            title = code;
        else if (tr)
            title = tr(arg, title);
        text = text ? ov_printf(arena, "%s, %s", text, title) : title;
    }
    return text;
}

/* ---- Rights ---- */

typedef struct gathering {
    ov_arena *arena;
    const ov_registry *registry;
    ov_right *items; /* NULL: only counting */
    size_t n;
} gathering;

/* "consult.answer" of the core, "hospital.move" of the plugin hospital. */
static void place(const gathering *g, ov_right *right)
{
    const char *area = ov_action_area(right->action), *point = strchr(right->action, '.');
    const ov_loaded *loaded = NULL;

    if (!area && point)
        loaded = ov_registry_find(
            g->registry, ov_strndup(g->arena, right->action, (size_t)(point - right->action)));
    right->area = area ? area : loaded ? loaded->plugin.title : "Övrigt";
    right->plugin = loaded ? loaded->plugin.id : NULL;
}

static void gather(void *arg, const ov_action *action)
{
    gathering *g = arg;

    if (g->items) {
        ov_right *right = &g->items[g->n];

        *right = (ov_right){.action = action->name,
                            .title = action->title,
                            .role = action->role,
                            .scope = action->scope,
                            .states = action->states};
        place(g, right);
    }
    g->n++;
}

static size_t role_place(const char *role)
{
    size_t i = 0;

    while (ov_roles[i] && strcmp(ov_roles[i], role) != 0)
        i++;
    return i;
}

typedef bool (*alike_fn)(const ov_right *a, const ov_right *b);

static bool same_area(const ov_right *a, const ov_right *b)
{
    return !strcmp(a->area, b->area);
}

static bool same_action(const ov_right *a, const ov_right *b)
{
    return !strcmp(a->action, b->action);
}

/* Brings what is alike together, in the order in which each kind first appears. */
static void group(ov_arena *arena, ov_right *items, size_t n, alike_fn alike)
{
    ov_right *out = ov_calloc(arena, n + 1, sizeof *out);
    bool *taken = ov_calloc(arena, n + 1, sizeof *taken);
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        if (taken[i])
            continue;
        for (size_t j = i; j < n; j++)
            if (!taken[j] && alike(&items[i], &items[j])) {
                out[k++] = items[j];
                taken[j] = true;
            }
    }
    memcpy(items, out, n * sizeof *items);
}

static int by_role(const void *a, const void *b)
{
    size_t x = role_place(((const ov_right *)a)->role), y = role_place(((const ov_right *)b)->role);

    return x < y ? -1 : x > y;
}

/* Roles in their order within each action, and one heading for the action. */
static void finish(ov_right *items, size_t n)
{
    for (size_t i = 0, end; i < n; i = end) {
        const char *heading = ov_action_title(items[i].action);

        for (end = i + 1; end < n && same_action(&items[i], &items[end]); end++)
            ;
        if (!heading)
            heading = items[i].title;
        for (size_t k = i; k < end; k++)
            items[k].heading = heading;
        qsort(items + i, end - i, sizeof *items, by_role);
    }
}

size_t ov_rights_list(ov_arena *arena, const ov_registry *registry, const ov_right **out)
{
    gathering g = {.arena = arena, .registry = registry};

    ov_actions_each(gather, &g);
    g.items = ov_calloc(arena, g.n + 1, sizeof *g.items);
    g.n = 0;
    ov_actions_each(gather, &g);
    group(arena, g.items, g.n, same_action);
    group(arena, g.items, g.n, same_area);
    finish(g.items, g.n);
    *out = g.items;
    return g.n;
}

/* ---- Routes ---- */

static size_t count_routes(const ov_route *routes)
{
    size_t n = 0;

    while (routes && routes[n].pattern)
        n++;
    return n;
}

static size_t add_routes(ov_arena *arena, ov_route_row *to, const ov_route *routes,
                         const char *prefix, const char *from)
{
    size_t n = 0;

    for (const ov_route *r = routes; r && r->pattern; r++)
        to[n++] = (ov_route_row){.method = r->method == OV_POST ? "POST" : "GET",
                                 .pattern = *prefix && !strcmp(r->pattern, "/")
                                                ? prefix
                                                : ov_printf(arena, "%s%s", prefix, r->pattern),
                                 .permission = r->permission,
                                 .from = from};
    return n;
}

size_t ov_route_list(ov_arena *arena, const ov_registry *registry, const ov_route_row **out)
{
    static const char below[] = "/arende/:slug";
    size_t n = count_routes(ov_core_routes) + count_routes(ov_matter_routes), k = 0;
    ov_route_row *rows;

    for (size_t i = 0; i < ov_registry_count(registry); i++)
        n += count_routes(ov_registry_at(registry, i)->plugin.routes);
    rows = ov_calloc(arena, n + 1, sizeof *rows);
    k += add_routes(arena, rows + k, ov_core_routes, "", "core");
    k += add_routes(arena, rows + k, ov_matter_routes, below, "matter");
    for (size_t i = 0; i < ov_registry_count(registry); i++) {
        const ov_plugin *plugin = &ov_registry_at(registry, i)->plugin;

        k += add_routes(arena, rows + k, plugin->routes, below, plugin->id);
    }
    *out = rows;
    return k;
}

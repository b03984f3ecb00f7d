/* SPDX-License-Identifier: EUPL-1.2 */
/* rights.c — the one function that decides what somebody may do. */
#include "auth/auth.h"
#include "util/log.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_TABLES = 32 };

typedef struct table {
    const char *rows; /* stride bytes apart: a plugin may be built against another size */
    size_t stride;
} table;

static table tables[MAX_TABLES] = {{(const char *)ov_core_actions, sizeof(ov_action)}};
static size_t n_tables = 1;

static const ov_action *row_at(const table *t, size_t i)
{
    const ov_action *row = (const ov_action *)(const void *)(t->rows + i * t->stride);

    return row->name ? row : NULL;
}

void ov_actions_add(const ov_action *actions, size_t stride)
{
    for (size_t i = 0; i < n_tables; i++)
        if (tables[i].rows == (const char *)actions)
            return;
    if (n_tables == MAX_TABLES) {
        ov_log(OV_LOG_ERROR, "more than %d tables of actions", MAX_TABLES);
        abort();
    }
    tables[n_tables++] = (table){(const char *)actions, stride};
}

void ov_actions_each(void (*fn)(void *arg, const ov_action *action), void *arg)
{
    for (size_t t = 0; t < n_tables; t++)
        for (size_t i = 0; row_at(&tables[t], i); i++)
            fn(arg, row_at(&tables[t], i));
}

bool ov_action_known(const char *name)
{
    if (strcmp(name, OV_PUBLIC) == 0 || strcmp(name, OV_ACCOUNT) == 0)
        return true;
    for (size_t t = 0; t < n_tables; t++)
        for (size_t i = 0; row_at(&tables[t], i); i++)
            if (strcmp(row_at(&tables[t], i)->name, name) == 0)
                return true;
    return false;
}

/* What a part of the object leaves open (0) cannot refuse. */
static bool fits(ov_id part, ov_id held)
{
    return part == 0 || part == held;
}

static bool covers(const ov_action *action, const ov_mandate *mandate, const ov_object *object)
{
    if (!object)
        return true;
    if (mandate->matter_id && !fits(object->matter_id, mandate->matter_id))
        return false;
    switch (action->scope) {
    case OV_ANY:
        return true;
    case OV_OWN_ORG:
        return fits(object->org_id, mandate->org_id);
    case OV_OWN_MATTER:
        return fits(object->matter_org_id, mandate->org_id);
    }
    return false; /* a scope that a newer plugin knows and we do not */
}

/* The mandate that allows it. *has_role: some mandate allows the action on another object. */
static const ov_mandate *find(const ov_actor *actor, const char *name, const ov_object *object,
                              bool *has_role)
{
    *has_role = false;
    for (size_t t = 0; t < n_tables; t++) {
        const ov_action *action;
        for (size_t i = 0; (action = row_at(&tables[t], i)); i++) {
            if (strcmp(action->name, name) != 0)
                continue;
            for (size_t m = 0; m < actor->n_mandates; m++) {
                const ov_mandate *mandate = &actor->mandates[m];
                if (strcmp(mandate->role, action->role) != 0)
                    continue;
                *has_role = true;
                if (covers(action, mandate, object))
                    return mandate;
            }
        }
    }
    return NULL;
}

ov_status ov_may(ov_ctx *ctx, const char *action, const ov_object *object)
{
    const ov_actor *actor = &ctx->actor;
    bool has_role;

    if (actor->is_system || strcmp(action, OV_PUBLIC) == 0)
        return OV_OK;
    if (strcmp(action, OV_ACCOUNT) == 0 && actor->account_id)
        return OV_OK;
    if (actor->account_id && find(actor, action, object, &has_role))
        return OV_OK;
    if (actor->account_id && has_role)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "%s: the object is another party's", action);
    return ov_fail(&ctx->err, OV_DENIED, "%s: no role allows it", action);
}

const char *ov_role_for(ov_ctx *ctx, const char *action, const ov_object *object)
{
    bool has_role;

    if (ctx->actor.is_system)
        return "system";
    const ov_mandate *mandate = find(&ctx->actor, action, object, &has_role);
    return mandate ? mandate->role : "-";
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* rights.c — the one function that decides what somebody may do. */
#include "auth/auth.h"
#include "util/log.h"
#include "util/str.h"

#include <stdlib.h>
#include <string.h>

#define OBJECT_SIZE_1_0 offsetof(ov_object, state)

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

/* A row of a plugin that was made before the last members were there is shorter than ours. */
static ov_action copy_of(const table *t, const ov_action *row)
{
    ov_action copy = {0};

    memcpy(&copy, row, t->stride < sizeof copy ? t->stride : sizeof copy);
    return copy;
}

void ov_actions_each(void (*fn)(void *arg, const ov_action *action), void *arg)
{
    const ov_action *row;

    for (size_t t = 0; t < n_tables; t++)
        for (size_t i = 0; (row = row_at(&tables[t], i)); i++) {
            ov_action copy = copy_of(&tables[t], row);

            fn(arg, &copy);
        }
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

/* Is state one of "draft,working"? What is not asked about (NULL) cannot refuse. */
static bool in_states(const char *states, const char *state)
{
    ov_str rest = ov_str_from(states ? states : "");

    if (!states || !state)
        return true;
    while (rest.len)
        if (ov_str_is(ov_str_trim(ov_str_cut(&rest, ',')), state))
            return true;
    return false;
}

/* What the mandates together say of one action on one object. */
typedef struct verdict {
    const ov_mandate *mandate; /* the one that allows it, or NULL */
    bool has_role;             /* some mandate allows the action on some object */
    bool has_object;           /* … on this object, in another state */
} verdict;

static void ask(const ov_actor *actor, const ov_action *action, const ov_object *object,
                verdict *said)
{
    for (size_t m = 0; m < actor->n_mandates && !said->mandate; m++) {
        const ov_mandate *mandate = &actor->mandates[m];

        if (strcmp(mandate->role, action->role) != 0)
            continue;
        said->has_role = true;
        if (!covers(action, mandate, object))
            continue;
        said->has_object = true;
        if (!object || in_states(action->states, object->state))
            said->mandate = mandate;
    }
}

static verdict find(const ov_actor *actor, const char *name, const ov_object *object)
{
    verdict said = {0};
    const ov_action *row;

    for (size_t t = 0; t < n_tables; t++)
        for (size_t i = 0; (row = row_at(&tables[t], i)) && !said.mandate; i++)
            if (strcmp(row->name, name) == 0) {
                ov_action action = copy_of(&tables[t], row);

                ask(actor, &action, object, &said);
            }
    return said;
}

/* The part of an object that its maker knew of. */
static const ov_object *whole(const ov_object *object, size_t size, ov_object *room)
{
    if (!object || size >= sizeof *object)
        return object;
    *room = (ov_object){0};
    memcpy(room, object, size);
    return room;
}

ov_status ov_may_sized(ov_ctx *ctx, const char *action, const ov_object *object, size_t size)
{
    const ov_actor *actor = &ctx->actor;
    ov_object room;
    verdict said;

    if (actor->is_system || strcmp(action, OV_PUBLIC) == 0)
        return OV_OK;
    if (!actor->account_id)
        return ov_fail(&ctx->err, OV_DENIED, "%s: nobody is signed in", action);
    if (strcmp(action, OV_ACCOUNT) == 0)
        return OV_OK;
    object = whole(object, size, &room);
    said = find(actor, action, object);
    if (said.mandate)
        return OV_OK;
    if (said.has_object)
        return ov_fail(&ctx->err, OV_CONFLICT, "%s: not in the state %s", action, object->state);
    if (said.has_role)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "%s: the object is another party's", action);
    return ov_fail(&ctx->err, OV_DENIED, "%s: no role allows it", action);
}

const char *ov_role_for_sized(ov_ctx *ctx, const char *action, const ov_object *object, size_t size)
{
    const ov_mandate *mandate;
    ov_object room;

    if (ctx->actor.is_system)
        return "system";
    mandate = find(&ctx->actor, action, whole(object, size, &room)).mandate;
    return mandate ? mandate->role : "-";
}

/* ---- As ABI 1.1 calls them ---- */

ov_status(ov_may)(ov_ctx *ctx, const char *action, const ov_object *object)
{
    return ov_may_sized(ctx, action, object, OBJECT_SIZE_1_0);
}

const char *(ov_role_for)(ov_ctx *ctx, const char *action, const ov_object *object)
{
    return ov_role_for_sized(ctx, action, object, OBJECT_SIZE_1_0);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* group.c — groups of organisations: found, changed, filled. */
#include "register/group.h"

#include "register/register_sql.h"
#include "util/str.h"

#include <string.h>

enum {
    GROUP_GET,
    GROUPS,
    GROUPS_OF,
    GROUPS_WITH,
    GROUP_MEMBERS,
    GROUP_ADD,
    GROUP_EDIT,
    GROUP_END,
    GROUP_TOUCH,
    GROUP_NAMED,
    MEMBER_ADD,
    MEMBER_REMOVE
};

const ov_choice ov_group_kinds[] = {{"recipients", "Sändlista", "Sändlistor"},
                                    {"members", "Medlemmar", "Medlemmar"},
                                    {"own", "Egen grupp", "Egna grupper"},
                                    {0}};

#define COLUMNS                                                                                    \
    "SELECT g.id, g.organisation_id, o.name, g.kind, g.name, g.note, g.ended_on, g.row_version, "  \
    "(SELECT count(*) FROM party_group_member m WHERE m.group_id = g.id) FROM party_group g "      \
    "JOIN organisation o ON o.id = g.organisation_id "
#define ORDER "ORDER BY g.ended_on NULLS FIRST, g.sort_key, g.id"

const ov_sql ov_group_sql[] = {
    [GROUP_GET] = {"register.group_get", COLUMNS "WHERE g.id = $1", NULL},
    [GROUPS] = {"register.groups", COLUMNS ORDER, NULL},
    [GROUPS_OF] = {"register.groups_of", COLUMNS "WHERE g.organisation_id = $1 " ORDER, NULL},
    [GROUPS_WITH] = {"register.groups_with",
                     COLUMNS "WHERE g.ended_on IS NULL AND EXISTS (SELECT 1 FROM "
                             "party_group_member w WHERE w.group_id = g.id AND "
                             "w.organisation_id = $1) " ORDER,
                     NULL},
    [GROUP_MEMBERS] = {"register.group_members",
                       "SELECT o.id, o.type, o.code, o.name, o.registry_email, o.ended_on "
                       "FROM party_group_member m JOIN organisation o ON o.id = m.organisation_id "
                       "WHERE m.group_id = $1 ORDER BY o.sort_key, o.id",
                       NULL},
    [GROUP_ADD] = {"register.group_add",
                   "INSERT INTO party_group (organisation_id, kind, name, sort_key, note) "
                   "VALUES ($1, $2, $3, $4, $5) RETURNING id",
                   NULL},
    [GROUP_EDIT] = {"register.group_edit",
                    "UPDATE party_group SET kind = $3, name = $4, sort_key = $5, note = $6, "
                    "row_version = row_version + 1 WHERE id = $1 AND row_version = $2",
                    NULL},
    [GROUP_END] = {"register.group_end",
                   "UPDATE party_group SET ended_on = $3, row_version = row_version + 1 "
                   "WHERE id = $1 AND row_version = $2",
                   NULL},
    [GROUP_TOUCH] = {"register.group_touch",
                     "UPDATE party_group SET row_version = row_version + 1 WHERE id = $1", NULL},
    [GROUP_NAMED] = {"register.group_named",
                     "SELECT id FROM party_group WHERE organisation_id = $1 AND name = $2", NULL},
    [MEMBER_ADD] = {"register.member_add",
                    "INSERT INTO party_group_member (group_id, organisation_id) "
                    "SELECT CAST($1 AS BIGINT), id FROM organisation WHERE id = $2 "
                    "ON CONFLICT (group_id, organisation_id) DO NOTHING",
                    NULL},
    [MEMBER_REMOVE] = {"register.member_remove",
                       "DELETE FROM party_group_member WHERE group_id = $1 AND "
                       "organisation_id = $2",
                       NULL},
    {0}};

/* ---- Reading ---- */

static ov_group from_row(const ov_rows *rows, size_t i)
{
    return (ov_group){.id = ov_cell_int(rows, i, 0),
                      .org_id = ov_cell_int(rows, i, 1),
                      .org_name = ov_cell_text(rows, i, 2),
                      .kind = ov_cell_text(rows, i, 3),
                      .name = ov_cell_text(rows, i, 4),
                      .note = ov_cell_text(rows, i, 5),
                      .ended_on = ov_cell_day(rows, i, 6),
                      .row_version = ov_cell_int(rows, i, 7),
                      .members = ov_cell_int(rows, i, 8)};
}

static ov_status list(ov_ctx *ctx, int statement, ov_id id, const ov_group **out, size_t *n)
{
    const ov_val key = ov_int(id);
    const ov_rows *rows;
    ov_group *groups;

    OV_TRY(ov_select(ctx, &ov_group_sql[statement], &key, statement == GROUPS ? 0 : 1, &rows));
    groups = ov_calloc(ctx->arena, rows->n + 1, sizeof *groups);
    for (size_t i = 0; i < rows->n; i++)
        groups[i] = from_row(rows, i);
    *out = groups;
    *n = rows->n;
    return OV_OK;
}

ov_status ov_group_get(ov_ctx *ctx, ov_id id, ov_group *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_group_sql[GROUP_GET], OV_ARGS(ov_int(id)), &rows));
    *out = from_row(rows, 0);
    return OV_OK;
}

ov_status ov_groups(ov_ctx *ctx, ov_id org_id, const ov_group **out, size_t *n)
{
    return list(ctx, org_id ? GROUPS_OF : GROUPS, org_id, out, n);
}

ov_status ov_groups_with(ov_ctx *ctx, ov_id member_id, const ov_group **out, size_t *n)
{
    return list(ctx, GROUPS_WITH, member_id, out, n);
}

ov_status ov_group_members(ov_ctx *ctx, ov_id id, const ov_rows **out)
{
    return ov_select(ctx, &ov_group_sql[GROUP_MEMBERS], OV_ARGS(ov_int(id)), out);
}

/* ---- Writing ---- */

static const char *describe(ov_arena *arena, const ov_group *group)
{
    return ov_printf(arena, "%s\n%s\n%s\nended %lld", group->kind, group->name,
                     group->note ? group->note : "", (long long)group->ended_on);
}

static ov_status check(ov_ctx *ctx, const ov_group *group)
{
    bool known = false;

    for (const ov_choice *c = ov_group_kinds; c->code; c++)
        known = known || (group->kind && !strcmp(c->code, group->kind));
    if (!known)
        return ov_fail(&ctx->err, OV_INVALID, "unknown kind of group");
    if (!group->name || !ov_str_trim(ov_str_from(group->name)).len ||
        !ov_register_text_ok(group->name, 200, false))
        return ov_fail(&ctx->err, OV_INVALID, "the name must be 1-200 characters");
    if (!ov_register_text_ok(group->note, 1000, true))
        return ov_fail(&ctx->err, OV_INVALID, "the note is too long");
    return OV_OK;
}

static ov_status stale(ov_ctx *ctx)
{
    return ov_fail(&ctx->err, OV_CONFLICT, "the group was changed by somebody else");
}

ov_status ov_group_add(ov_ctx *ctx, const ov_group *group, ov_id *id)
{
    ov_group fresh = *group;

    fresh.ended_on = OV_NO_DAY;
    OV_TRY(check(ctx, group));
    OV_TRY(ov_insert(ctx, &ov_group_sql[GROUP_ADD],
                     OV_ARGS(ov_int(group->org_id), ov_text(group->kind), ov_text(group->name),
                             ov_text(ov_sort_key(ctx->arena, group->name)), ov_text(group->note)),
                     &fresh.id));
    OV_TRY(ov_register_event(ctx, "group.added", "group", fresh.id, NULL,
                             describe(ctx->arena, &fresh)));
    *id = fresh.id;
    return OV_OK;
}

ov_status ov_group_edit(ov_ctx *ctx, const ov_group *group, bool *taken)
{
    ov_group now, next = *group;
    int64_t changed, other;

    OV_TRY(check(ctx, group));
    OV_TRY(ov_group_get(ctx, group->id, &now));
    next.ended_on = now.ended_on;
    if (now.row_version != group->row_version)
        return stale(ctx);
    OV_TRY(ov_select_int(ctx, &ov_group_sql[GROUP_NAMED],
                         OV_ARGS(ov_int(now.org_id), ov_text(group->name)), now.id, &other));
    if (taken)
        *taken = other != now.id;
    if (other != now.id)
        return ov_fail(&ctx->err, OV_CONFLICT, "the organisation has a group of that name");
    if (!strcmp(describe(ctx->arena, &now), describe(ctx->arena, &next)))
        return OV_OK;
    OV_TRY(ov_exec(ctx, &ov_group_sql[GROUP_EDIT],
                   OV_ARGS(ov_int(group->id), ov_int(group->row_version), ov_text(group->kind),
                           ov_text(group->name), ov_text(ov_sort_key(ctx->arena, group->name)),
                           ov_text(group->note)),
                   &changed));
    if (!changed)
        return stale(ctx);
    return ov_register_event(ctx, "group.changed", "group", group->id, describe(ctx->arena, &now),
                             describe(ctx->arena, &next));
}

ov_status ov_group_end(ov_ctx *ctx, ov_id id, ov_day last, int64_t row_version)
{
    int64_t changed;
    ov_group now;

    OV_TRY(ov_group_get(ctx, id, &now));
    OV_TRY(ov_exec(ctx, &ov_group_sql[GROUP_END],
                   OV_ARGS(ov_int(id), ov_int(row_version), ov_day_or_null(last)), &changed));
    if (!changed)
        return stale(ctx);
    return ov_register_event(ctx, last == OV_NO_DAY ? "group.reopened" : "group.ended", "group", id,
                             NULL, NULL);
}

/* Who is in it, as ids: what the event log has the hash of. */
static ov_status describe_members(ov_ctx *ctx, ov_id id, const char **out)
{
    const ov_rows *rows;
    ov_buf buf = {0};

    OV_TRY(ov_group_members(ctx, id, &rows));
    for (size_t i = 0; i < rows->n; i++)
        ov_buf_printf(&buf, "%lld\n", (long long)ov_cell_int(rows, i, 0));
    *out = ov_str_z(ctx->arena, ov_buf_str(&buf));
    ov_buf_free(&buf);
    return OV_OK;
}

static ov_status change_members(ov_ctx *ctx, int statement, const ov_group *wanted,
                                const ov_id *orgs, size_t n, size_t *changed)
{
    const char *before, *after;
    size_t sum = 0;
    ov_group now;

    OV_TRY(ov_group_get(ctx, wanted->id, &now));
    if (now.row_version != wanted->row_version)
        return stale(ctx);
    OV_TRY(describe_members(ctx, now.id, &before));
    for (size_t i = 0; i < n; i++) {
        ov_organisation org;
        int64_t one;

        OV_TRY(ov_organisation_get(ctx, orgs[i], &org));
        OV_TRY(
            ov_exec(ctx, &ov_group_sql[statement], OV_ARGS(ov_int(now.id), ov_int(orgs[i])), &one));
        sum += (size_t)one;
    }
    *changed = sum;
    if (!sum)
        return OV_OK;
    OV_TRY(ov_exec(ctx, &ov_group_sql[GROUP_TOUCH], OV_ARGS(ov_int(now.id)), NULL));
    OV_TRY(describe_members(ctx, now.id, &after));
    return ov_register_event(ctx, "group.changed", "group", now.id, before, after);
}

ov_status ov_group_add_members(ov_ctx *ctx, ov_id id, int64_t row_version, const ov_id *orgs,
                               size_t n, size_t *changed)
{
    const ov_group wanted = {.id = id, .row_version = row_version};

    return change_members(ctx, MEMBER_ADD, &wanted, orgs, n, changed);
}

ov_status ov_group_remove_members(ov_ctx *ctx, ov_id id, int64_t row_version, const ov_id *orgs,
                                  size_t n, size_t *changed)
{
    const ov_group wanted = {.id = id, .row_version = row_version};

    return change_members(ctx, MEMBER_REMOVE, &wanted, orgs, n, changed);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* mandate.c — roles that people hold from one day to another, and those who stand in for them. */
#include "auth/people_sql.h"

#include "util/date.h"

#include <string.h>

/* ---- Which role where ---- */

#define IN_PARTIES "region,municipality,federation,hospital,company,authority"
#define IN_ALL IN_PARTIES ",council"

bool ov_role_fits(const char *role, const char *org_type)
{
    static const struct {
        const char *role, *types;
    } where[] = {{"council_member", "council"},     {"council_secretary", "council"},
                 {"drafter", IN_PARTIES},           {"approver", IN_PARTIES},
                 {"authorised_sender", IN_PARTIES}, {"registrar", IN_PARTIES},
                 {"board_secretary", IN_PARTIES},   {"process_leader", "region,federation"},
                 {"economist", "region"},           {"auditor", IN_ALL},
                 {"administrator", IN_ALL},         {"organisation_administrator", IN_ALL}};

    for (size_t i = 0; role && org_type && i < OV_LEN(where); i++) {
        ov_str types = ov_str_from(where[i].types);

        while (strcmp(where[i].role, role) == 0 && types.len)
            if (ov_str_is(ov_str_cut(&types, ','), org_type))
                return true;
    }
    return false;
}

/* Roles that reach beyond the organisation they are held in, or give others theirs. */
static bool is_portal_role(const char *role)
{
    return strcmp(role, "administrator") == 0 || strcmp(role, "auditor") == 0;
}

static bool is_first_role(const char *role)
{
    return is_portal_role(role) || strcmp(role, "organisation_administrator") == 0;
}

bool ov_role_given_by(const ov_manager *manager, const char *role)
{
    return manager->first ? is_first_role(role) : !is_portal_role(role);
}

/* ---- Reading ---- */

/* The columns of HELD. */
enum {
    H_ID,
    H_ACCOUNT,
    H_ROLE,
    H_ORG,
    H_MATTER,
    H_BODY,
    H_FROM,
    H_TO,
    H_SUBSTITUTE,
    H_NOTE,
    H_ENDED,
    H_WHY,
    H_VERSION,
    H_PERSON,
    H_ORG_CODE,
    H_ORG_NAME,
    H_MATTER_TITLE,
    H_MATTER_SLUG,
    H_BODY_NAME,
    H_PRINCIPAL
};

static ov_held held_of(const ov_rows *rows, size_t i)
{
    return (ov_held){.id = ov_cell_int(rows, i, H_ID),
                     .account_id = ov_cell_int(rows, i, H_ACCOUNT),
                     .role = ov_cell_text(rows, i, H_ROLE),
                     .org_id = ov_cell_int(rows, i, H_ORG),
                     .matter_id = ov_cell_int(rows, i, H_MATTER),
                     .body_id = ov_cell_int(rows, i, H_BODY),
                     .from = ov_cell_day(rows, i, H_FROM),
                     .to = ov_cell_day(rows, i, H_TO),
                     .substitute_for = ov_cell_int(rows, i, H_SUBSTITUTE),
                     .note = ov_cell_text(rows, i, H_NOTE),
                     .ended_at = ov_cell_int(rows, i, H_ENDED),
                     .ended_why = ov_cell_text(rows, i, H_WHY),
                     .row_version = ov_cell_int(rows, i, H_VERSION),
                     .person = ov_cell_text(rows, i, H_PERSON),
                     .org_code = ov_cell_text(rows, i, H_ORG_CODE),
                     .org_name = ov_cell_text(rows, i, H_ORG_NAME),
                     .matter_title = ov_cell_text(rows, i, H_MATTER_TITLE),
                     .matter_slug = ov_cell_text(rows, i, H_MATTER_SLUG),
                     .body_name = ov_cell_text(rows, i, H_BODY_NAME),
                     .principal = ov_cell_text(rows, i, H_PRINCIPAL)};
}

static void all_of(ov_ctx *ctx, const ov_rows *rows, const ov_held **out, size_t *n)
{
    ov_held *held = ov_calloc(ctx->arena, rows->n + 1, sizeof *held);

    for (size_t i = 0; i < rows->n; i++)
        held[i] = held_of(rows, i);
    *out = held;
    *n = rows->n;
}

ov_held_state ov_held_on(const ov_held *held, ov_day day)
{
    if (held->ended_at || (held->to != OV_NO_DAY && held->to < day))
        return OV_HELD_PAST;
    return held->from != OV_NO_DAY && held->from > day ? OV_HELD_COMING : OV_HELD_NOW;
}

ov_status ov_person_mandates(ov_ctx *ctx, ov_id account_id, ov_id org_id, const ov_held **out,
                             size_t *n)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_people_sql[MANDATES_OF_PERSON],
                     OV_ARGS(ov_int(account_id), ov_int(org_id)), &rows));
    all_of(ctx, rows, out, n);
    return OV_OK;
}

ov_status ov_mandates_of(ov_ctx *ctx, ov_id org_id, ov_day day, const ov_held **out, size_t *n)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_people_sql[MANDATES_OF_ORG], OV_ARGS(ov_int(org_id), ov_int(day)),
                     &rows));
    all_of(ctx, rows, out, n);
    return OV_OK;
}

ov_status ov_mandate_get(ov_ctx *ctx, ov_id id, ov_held *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_people_sql[MANDATE_GET], OV_ARGS(ov_int(id)), &rows));
    *out = held_of(rows, 0);
    return OV_OK;
}

ov_status ov_mandate_substitutes(ov_ctx *ctx, ov_id id, const ov_held **out, size_t *n)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_people_sql[MANDATE_SUBSTITUTES], OV_ARGS(ov_int(id)), &rows));
    all_of(ctx, rows, out, n);
    return OV_OK;
}

/* ---- Writing ---- */

/* Is the role for this hand to give, there? */
static ov_status check_role(ov_ctx *ctx, ov_manager *manager, const ov_held *held)
{
    const char *type;

    if (!ov_role_title(held->role))
        return ov_people_refuse(ctx, manager, OV_INVALID, OV_NO_ROLE);
    if (ctx->actor.is_system)
        return OV_OK;
    if (!manager->first && held->org_id != manager->org_id)
        return ov_people_refuse(ctx, manager, OV_DENIED, OV_NO_RIGHT);
    if (!ov_role_given_by(manager, held->role))
        return ov_people_refuse(ctx, manager, OV_DENIED, OV_NO_ROLE);
    if (manager->first && held->account_id == ctx->actor.account_id) /* an auditor reads it all */
        return ov_people_refuse(ctx, manager, OV_DENIED, OV_NO_SELF);
    OV_TRY(ov_select_text(ctx, &ov_people_sql[ORG_TYPE], OV_ARGS(ov_int(held->org_id)), "", &type));
    if (!ov_role_fits(held->role, type))
        return ov_people_refuse(ctx, manager, OV_INVALID, OV_NO_ROLE);
    return OV_OK;
}

static ov_status check_place(ov_ctx *ctx, ov_manager *manager, const ov_held *held)
{
    int64_t owner;

    if (held->from != OV_NO_DAY && held->to != OV_NO_DAY && held->to < held->from)
        return ov_people_refuse(ctx, manager, OV_INVALID, OV_NO_PERIOD);
    if (held->matter_id && is_first_role(held->role))
        return ov_people_refuse(ctx, manager, OV_INVALID, OV_NO_ROLE);
    if (!held->body_id)
        return OV_OK;
    OV_TRY(ov_select_int(ctx, &ov_people_sql[BODY_ORG], OV_ARGS(ov_int(held->body_id)), 0, &owner));
    return owner == held->org_id ? OV_OK : ov_people_refuse(ctx, manager, OV_INVALID, OV_NO_PLACE);
}

static ov_status check_overlap(ov_ctx *ctx, ov_manager *manager, const ov_held *held)
{
    int64_t other;

    OV_TRY(ov_select_int(ctx, &ov_people_sql[MANDATE_OVERLAP],
                         OV_ARGS(ov_int(held->account_id), ov_text(held->role),
                                 ov_int(held->org_id), ov_int(held->matter_id),
                                 ov_int(held->body_id), ov_day_or_null(held->from),
                                 ov_day_or_null(held->to), ov_int(held->id)),
                         0, &other));
    return other ? ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_OVERLAP) : OV_OK;
}

/* A substitute stands where the principal does, within the principal's period. */
static ov_status check_principal(ov_ctx *ctx, ov_manager *manager, ov_held *held)
{
    ov_held principal;
    int64_t known;

    OV_TRY(ov_mandate_get(ctx, held->substitute_for, &principal));
    if (principal.substitute_for || principal.account_id == held->account_id)
        return ov_people_refuse(ctx, manager, OV_INVALID, OV_NO_SUBSTITUTE);
    if (principal.ended_at)
        return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_ENDED);
    if ((principal.from != OV_NO_DAY && (held->from == OV_NO_DAY || held->from < principal.from)) ||
        (principal.to != OV_NO_DAY && (held->to == OV_NO_DAY || held->to > principal.to)))
        return ov_people_refuse(ctx, manager, OV_INVALID, OV_NO_PERIOD);
    held->role = principal.role;
    held->org_id = principal.org_id;
    held->matter_id = principal.matter_id;
    held->body_id = principal.body_id;
    OV_TRY(ov_select_int(ctx, &ov_people_sql[PERSON_IN_ORG],
                         OV_ARGS(ov_int(held->account_id), ov_int(held->org_id)), 0, &known));
    return known ? OV_OK : ov_people_refuse(ctx, manager, OV_INVALID, OV_NO_PLACE);
}

ov_status ov_mandate_give(ov_ctx *ctx, ov_manager *manager, const ov_held *held, ov_id *id)
{
    ov_held fresh = *held;
    ov_person person;
    ov_id added;

    fresh.id = 0;
    OV_TRY(ov_people_still(ctx, manager));
    OV_TRY(ov_person_get(ctx, fresh.account_id, &person));
    if (person.disabled)
        return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_ENDED);
    if (fresh.substitute_for)
        OV_TRY(check_principal(ctx, manager, &fresh));
    OV_TRY(check_role(ctx, manager, &fresh));
    OV_TRY(check_place(ctx, manager, &fresh));
    OV_TRY(check_overlap(ctx, manager, &fresh));
    OV_TRY(ov_insert(ctx, &ov_people_sql[MANDATE_GIVE],
                     OV_ARGS(ov_int(fresh.account_id), ov_text(fresh.role), ov_int(fresh.org_id),
                             ov_int(fresh.matter_id), ov_int(fresh.body_id),
                             ov_day_or_null(fresh.from), ov_day_or_null(fresh.to),
                             ov_id_or_null(fresh.substitute_for), ov_text(fresh.note)),
                     &added));
    if (id)
        *id = added;
    return ov_people_event(ctx, manager, "mandate.added", fresh.account_id);
}

/* What depends on a mandate cannot last longer than it; last OV_NO_DAY: it ends now. */
static ov_status end_substitutes(ov_ctx *ctx, ov_manager *manager, ov_id id, ov_day last,
                                 const char *why)
{
    const ov_held *held;
    size_t n;

    OV_TRY(ov_mandate_substitutes(ctx, id, &held, &n));
    OV_TRY(ov_exec(ctx, &ov_people_sql[SUBSTITUTES_END],
                   OV_ARGS(ov_int(id), ov_int(ctx->now), ov_text(why),
                           last == OV_NO_DAY ? ov_null() : ov_int((int64_t)last + 1)),
                   NULL));
    if (last != OV_NO_DAY)
        OV_TRY(ov_exec(ctx, &ov_people_sql[SUBSTITUTES_LIMIT], OV_ARGS(ov_int(id), ov_int(last)),
                       NULL));
    for (size_t i = 0; i < n; i++)
        if (!held[i].ended_at &&
            (last == OV_NO_DAY || held[i].to == OV_NO_DAY || held[i].to > last))
            OV_TRY(ov_people_event(ctx, manager, "mandate.ended", held[i].account_id));
    return OV_OK;
}

/* The mandate as it is now, when this hand may change it. */
static ov_status take(ov_ctx *ctx, ov_manager *manager, ov_id id, int64_t row_version, ov_held *out)
{
    OV_TRY(ov_people_still(ctx, manager));
    OV_TRY(ov_mandate_get(ctx, id, out));
    if (!ctx->actor.is_system && !manager->first && out->org_id != manager->org_id)
        return ov_people_refuse(ctx, manager, OV_NOT_FOUND, OV_NO_RIGHT);
    if (!ctx->actor.is_system && !ov_role_given_by(manager, out->role))
        return ov_people_refuse(ctx, manager, OV_DENIED, OV_NO_ROLE);
    if (out->row_version != row_version)
        return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_STALE);
    if (out->ended_at)
        return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_ENDED);
    return OV_OK;
}

ov_status ov_mandate_change(ov_ctx *ctx, ov_manager *manager, const ov_held *held)
{
    ov_cover before;
    ov_held now;
    int64_t changed;

    OV_TRY(take(ctx, manager, held->id, held->row_version, &now));
    now.from = held->from;
    now.to = held->to;
    now.matter_id = held->matter_id;
    now.body_id = held->body_id;
    now.note = held->note;
    if (now.substitute_for)
        OV_TRY(check_principal(ctx, manager, &now));
    OV_TRY(check_place(ctx, manager, &now));
    OV_TRY(check_overlap(ctx, manager, &now));
    OV_TRY(ov_cover_read(ctx, now.org_id, &before));
    OV_TRY(ov_exec(ctx, &ov_people_sql[MANDATE_CHANGE],
                   OV_ARGS(ov_int(now.id), ov_int(held->row_version), ov_int(now.matter_id),
                           ov_int(now.body_id), ov_day_or_null(now.from), ov_day_or_null(now.to),
                           ov_text(now.note)),
                   &changed));
    if (!changed)
        return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_STALE);
    if (now.to != OV_NO_DAY)
        OV_TRY(end_substitutes(ctx, manager, now.id, now.to, held->note));
    OV_TRY(ov_cover_keep(ctx, manager, now.org_id, &before));
    return ov_people_event(ctx, manager, "mandate.changed", now.account_id);
}

ov_status ov_mandate_end(ov_ctx *ctx, ov_manager *manager, ov_id id, ov_day last, const char *why,
                         int64_t row_version)
{
    ov_cover before;
    ov_held now;
    int64_t changed;

    OV_TRY(take(ctx, manager, id, row_version, &now));
    if (last != OV_NO_DAY && now.to != OV_NO_DAY && last > now.to)
        return ov_people_refuse(ctx, manager, OV_INVALID, OV_NO_PERIOD);
    if (last != OV_NO_DAY &&
        (last < ov_stockholm_day(ctx->now) || (now.from != OV_NO_DAY && last < now.from)))
        last = OV_NO_DAY;
    OV_TRY(ov_cover_read(ctx, now.org_id, &before));
    OV_TRY(ov_exec(ctx, &ov_people_sql[MANDATE_END],
                   OV_ARGS(ov_int(id), ov_int(row_version), ov_day_or_null(last),
                           last == OV_NO_DAY ? ov_int(ctx->now) : ov_null(), ov_text(why)),
                   &changed));
    if (!changed)
        return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_STALE);
    OV_TRY(end_substitutes(ctx, manager, id, last, why));
    OV_TRY(ov_cover_keep(ctx, manager, now.org_id, &before));
    return ov_people_event(ctx, manager, "mandate.ended", now.account_id);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* chain.c — approval chains: which applies, who may act in a step, and how they are changed. */
#include "auth/chain_sql.h"

#include "audit/audit.h"
#include "auth/people_sql.h"
#include "util/date.h"

#include <string.h>

/* ---- Reading ---- */

/* The columns of CHAIN. */
enum {
    C_ID,
    C_ORG,
    C_MATTER,
    C_DEFAULT,
    C_USED,
    C_VERSION,
    C_NUMBER,
    C_NAME,
    C_MATTER_TITLE,
    C_MADE,
    C_BY,
    C_ENDED,
    C_ROW_VERSION
};

static ov_chain chain_of(const ov_rows *rows, size_t i)
{
    return (ov_chain){.id = ov_cell_int(rows, i, C_ID),
                      .org_id = ov_cell_int(rows, i, C_ORG),
                      .matter_id = ov_cell_int(rows, i, C_MATTER),
                      .is_default = ov_cell_int(rows, i, C_DEFAULT) != 0,
                      .used = ov_cell_int(rows, i, C_USED) != 0,
                      .version_id = ov_cell_int(rows, i, C_VERSION),
                      .version = (int)ov_cell_int(rows, i, C_NUMBER),
                      .name = ov_cell_text(rows, i, C_NAME),
                      .matter_title = ov_cell_text(rows, i, C_MATTER_TITLE),
                      .made_at = ov_cell_int(rows, i, C_MADE),
                      .made_by = ov_cell_text(rows, i, C_BY),
                      .ended_at = ov_cell_int(rows, i, C_ENDED),
                      .row_version = ov_cell_int(rows, i, C_ROW_VERSION)};
}

static void all_of(ov_ctx *ctx, const ov_rows *rows, const ov_chain **out, size_t *n)
{
    ov_chain *chains = ov_calloc(ctx->arena, rows->n + 1, sizeof *chains);

    for (size_t i = 0; i < rows->n; i++)
        chains[i] = chain_of(rows, i);
    *out = chains;
    *n = rows->n;
}

ov_status ov_chains(ov_ctx *ctx, ov_id org_id, bool with_ended, const ov_chain **out, size_t *n)
{
    const ov_rows *rows;

    OV_TRY(
        ov_select(ctx, &ov_chain_sql[CHAINS], OV_ARGS(ov_int(org_id), ov_int(with_ended)), &rows));
    all_of(ctx, rows, out, n);
    return OV_OK;
}

ov_status ov_chain_get(ov_ctx *ctx, ov_id id, ov_chain *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_chain_sql[CHAIN_GET], OV_ARGS(ov_int(id)), &rows));
    *out = chain_of(rows, 0);
    return OV_OK;
}

ov_status ov_chain_versions(ov_ctx *ctx, ov_id id, const ov_chain **out, size_t *n)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_chain_sql[CHAIN_VERSIONS], OV_ARGS(ov_int(id)), &rows));
    all_of(ctx, rows, out, n);
    return OV_OK;
}

ov_status ov_chain_for(ov_ctx *ctx, ov_id org_id, ov_id matter_id, ov_chain *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_chain_sql[CHAIN_FOR], OV_ARGS(ov_int(org_id), ov_int(matter_id)),
                         &rows));
    *out = chain_of(rows, 0);
    out->matter_id = matter_id;
    return OV_OK;
}

ov_status ov_chain_steps(ov_ctx *ctx, const ov_chain *chain, const ov_chain_step **out, size_t *n)
{
    ov_chain_actor *actors;
    ov_chain_step *steps;
    const ov_rows *rows;
    size_t found = 0;

    OV_TRY(ov_select(ctx, &ov_chain_sql[CHAIN_STEPS], OV_ARGS(ov_int(chain->version_id)), &rows));
    steps = ov_calloc(ctx->arena, rows->n + 1, sizeof *steps);
    actors = ov_calloc(ctx->arena, rows->n + 1, sizeof *actors);
    for (size_t i = 0; i < rows->n; i++) {
        ov_chain_step *step = &steps[found ? found - 1 : 0];

        if (!found || step->id != ov_cell_int(rows, i, 0)) {
            step = &steps[found++];
            *step = (ov_chain_step){.id = ov_cell_int(rows, i, 0),
                                    .number = (int)ov_cell_int(rows, i, 1),
                                    .title = ov_cell_text(rows, i, 2),
                                    .all = strcmp(ov_cell_text(rows, i, 3), "all") == 0,
                                    .actors = &actors[i],
                                    .org_id = chain->org_id,
                                    .matter_id = chain->matter_id};
        }
        actors[i] = (ov_chain_actor){.id = ov_cell_int(rows, i, 8),
                                     .account_id = ov_cell_int(rows, i, 4),
                                     .body_id = ov_cell_int(rows, i, 5),
                                     .role = ov_cell_text(rows, i, 6),
                                     .name = ov_cell_text(rows, i, 7)};
        if (actors[i].account_id || actors[i].body_id || actors[i].role)
            step->n_actors++;
    }
    *out = steps;
    *n = found;
    return OV_OK;
}

ov_status ov_chain_seats(ov_ctx *ctx, const ov_chain_step *step, const ov_rows **out)
{
    return ov_select(ctx, &ov_chain_sql[CHAIN_SEATS],
                     OV_ARGS(ov_int(step->id), ov_int(step->org_id), ov_int(step->matter_id),
                             ov_int(ov_stockholm_day(ctx->now))),
                     out);
}

/* ---- Writing ---- */

ov_status ov_chain_use(ov_ctx *ctx, ov_id version_id)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_chain_sql[CHAIN_USE], OV_ARGS(ov_int(version_id)), &changed));
    return changed ? OV_OK : ov_fail(&ctx->err, OV_NOT_FOUND, "no such version of a chain");
}

static ov_status event(ov_ctx *ctx, const char *action, ov_id id)
{
    return ov_audit(ctx, &(ov_event){.action = action,
                                     .object = ov_printf(ctx->arena, "chain/%lld", (long long)id),
                                     .role = ov_role_for(ctx, "org.manage", NULL)});
}

static bool text_ok(const char *text)
{
    size_t n = text ? ov_utf8_length(ov_str_from(text)) : 0;

    return n >= 1 && n <= 200 && ov_utf8_valid(ov_str_from(text));
}

/* Does everybody who is named belong to the organisation? */
static ov_status check_actor(ov_ctx *ctx, ov_manager *manager, ov_id org_id,
                             const ov_chain_actor *actor)
{
    const char *type;
    int64_t found = 0;

    if (actor->account_id) {
        OV_TRY(ov_select_int(ctx, &ov_people_sql[PERSON_IN_ORG],
                             OV_ARGS(ov_int(actor->account_id), ov_int(org_id)), 0, &found));
    } else if (actor->body_id) {
        OV_TRY(ov_select_int(ctx, &ov_people_sql[BODY_ORG], OV_ARGS(ov_int(actor->body_id)), 0,
                             &found));
        found = found == org_id;
    } else if (actor->role) {
        OV_TRY(ov_select_text(ctx, &ov_people_sql[ORG_TYPE], OV_ARGS(ov_int(org_id)), "", &type));
        found = ov_role_fits(actor->role, type);
    }
    return found ? OV_OK : ov_people_refuse(ctx, manager, OV_INVALID, OV_NO_PLACE);
}

static ov_status check(ov_ctx *ctx, ov_manager *manager, const ov_chain *chain,
                       const ov_chain_step *steps, size_t n)
{
    int64_t other = 0;

    if (!text_ok(chain->name) || n < 1 || n > OV_CHAIN_STEPS)
        return ov_fail(&ctx->err, OV_INVALID, "a chain needs a name and 1-%d steps",
                       OV_CHAIN_STEPS);
    for (size_t i = 0; i < n; i++) {
        if (!text_ok(steps[i].title) || !steps[i].n_actors || steps[i].n_actors > OV_CHAIN_ACTORS)
            return ov_fail(&ctx->err, OV_INVALID, "a step needs a title and 1-%d who act",
                           OV_CHAIN_ACTORS);
        for (size_t a = 0; a < steps[i].n_actors; a++)
            OV_TRY(check_actor(ctx, manager, chain->org_id, &steps[i].actors[a]));
    }
    if (chain->matter_id)
        OV_TRY(ov_select_int(
            ctx, &ov_chain_sql[CHAIN_OF_MATTER],
            OV_ARGS(ov_int(chain->org_id), ov_int(chain->matter_id), ov_int(chain->id)), 0,
            &other));
    return other ? ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_OVERLAP) : OV_OK;
}

static ov_status add_steps(ov_ctx *ctx, ov_id version_id, const ov_chain_step *steps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ov_id step_id, added;

        OV_TRY(ov_insert(ctx, &ov_chain_sql[STEP_ADD],
                         OV_ARGS(ov_int(version_id), ov_int((int64_t)i + 1),
                                 ov_text(steps[i].title), ov_text(steps[i].all ? "all" : "any")),
                         &step_id));
        for (size_t a = 0; a < steps[i].n_actors; a++) {
            const ov_chain_actor *actor = &steps[i].actors[a];

            OV_TRY(ov_insert(ctx, &ov_chain_sql[ACTOR_ADD],
                             OV_ARGS(ov_int(step_id), ov_id_or_null(actor->account_id),
                                     ov_id_or_null(actor->body_id), ov_text(actor->role)),
                             &added));
        }
    }
    return OV_OK;
}

/* The version that the steps are written to: the one that applies while it is unused, else the
 * next. */
static ov_status open_version(ov_ctx *ctx, ov_id chain_id, const ov_chain *now, const char *name,
                              ov_id *out)
{
    const ov_val by = ov_id_or_null(ctx->actor.account_id);
    int64_t last;

    if (now && !now->used) {
        OV_TRY(ov_exec(ctx, &ov_chain_sql[ACTORS_CLEAR], OV_ARGS(ov_int(now->version_id)), NULL));
        OV_TRY(ov_exec(ctx, &ov_chain_sql[STEPS_CLEAR], OV_ARGS(ov_int(now->version_id)), NULL));
        OV_TRY(ov_exec(ctx, &ov_chain_sql[VERSION_NAME],
                       OV_ARGS(ov_int(now->version_id), ov_text(name), ov_int(ctx->now), by),
                       NULL));
        *out = now->version_id;
        return OV_OK;
    }
    OV_TRY(ov_select_int(ctx, &ov_chain_sql[VERSION_LAST], OV_ARGS(ov_int(chain_id)), 0, &last));
    return ov_insert(
        ctx, &ov_chain_sql[VERSION_ADD],
        OV_ARGS(ov_int(chain_id), ov_int(last + 1), ov_text(name), ov_int(ctx->now), by), out);
}

/* The first chain for every matter is the default, and the default stays until another is. */
static ov_status is_default(ov_ctx *ctx, const ov_chain *chain, bool was, bool *out)
{
    int64_t other;

    OV_TRY(ov_select_int(ctx, &ov_chain_sql[CHAIN_HAS_DEFAULT],
                         OV_ARGS(ov_int(chain->org_id), ov_int(chain->id)), 0, &other));
    *out = !chain->matter_id && (chain->is_default || was || !other);
    return OV_OK;
}

ov_status ov_chain_save(ov_ctx *ctx, ov_manager *manager, const ov_chain *chain,
                        const ov_chain_step *steps, size_t n, ov_id *id)
{
    ov_chain now = {0};
    ov_id chain_id = chain->id, version_id;
    int64_t row_version = 1, changed;
    bool standard;

    OV_TRY(ov_people_still(ctx, manager));
    if (!ctx->actor.is_system && (manager->first || chain->org_id != manager->org_id))
        return ov_people_refuse(ctx, manager, OV_DENIED, OV_NO_RIGHT);
    if (chain_id) {
        OV_TRY(ov_chain_get(ctx, chain_id, &now));
        if (now.org_id != chain->org_id)
            return ov_people_refuse(ctx, manager, OV_NOT_FOUND, OV_NO_RIGHT);
        if (now.row_version != chain->row_version || now.ended_at)
            return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_STALE);
        row_version = now.row_version;
    }
    OV_TRY(check(ctx, manager, chain, steps, n));
    OV_TRY(is_default(ctx, chain, now.is_default, &standard));
    if (!chain_id)
        OV_TRY(ov_insert(ctx, &ov_chain_sql[CHAIN_ADD],
                         OV_ARGS(ov_int(chain->org_id), ov_int(chain->matter_id), ov_int(0)),
                         &chain_id));
    if (standard)
        OV_TRY(ov_exec(ctx, &ov_chain_sql[CHAIN_NOT_DEFAULT],
                       OV_ARGS(ov_int(chain->org_id), ov_int(chain_id)), NULL));
    OV_TRY(open_version(ctx, chain_id, chain->id ? &now : NULL, chain->name, &version_id));
    OV_TRY(add_steps(ctx, version_id, steps, n));
    OV_TRY(ov_exec(ctx, &ov_chain_sql[CHAIN_CHANGE],
                   OV_ARGS(ov_int(chain_id), ov_int(row_version), ov_int(chain->matter_id),
                           ov_int(standard), ov_int(version_id)),
                   &changed));
    if (!changed)
        return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_STALE);
    if (id)
        *id = chain_id;
    return event(ctx, chain->id ? "chain.changed" : "chain.added", chain_id);
}

ov_status ov_chain_end(ov_ctx *ctx, ov_manager *manager, ov_id id, int64_t row_version)
{
    ov_chain now;
    int64_t changed;

    OV_TRY(ov_people_still(ctx, manager));
    OV_TRY(ov_chain_get(ctx, id, &now));
    if (!ctx->actor.is_system && (manager->first || now.org_id != manager->org_id))
        return ov_people_refuse(ctx, manager, OV_NOT_FOUND, OV_NO_RIGHT);
    if (now.ended_at)
        return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_ENDED);
    OV_TRY(ov_exec(ctx, &ov_chain_sql[CHAIN_END],
                   OV_ARGS(ov_int(id), ov_int(row_version), ov_int(ctx->now)), &changed));
    if (!changed)
        return ov_people_refuse(ctx, manager, OV_CONFLICT, OV_NO_STALE);
    return event(ctx, "chain.ended", id);
}

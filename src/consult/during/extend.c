/* SPDX-License-Identifier: EUPL-1.2 */
/* extend.c — more time to answer. */
#include "consult/during/extend.h"

#include "auth/auth.h"
#include "consult/setup/deadline.h"
#include "consult/during/invite.h"

enum {
    EXTEND_ASK,
    EXTEND_WAITING,
    EXTEND_SETTLE,
    EXTEND_SETTLE_PARTY,
    EXTEND_SETTLE_ALL,
    EXTEND_ORG_OF,
    EXTEND_PARTY,
    EXTEND_ROUND,
    EXTEND_CLOSES,
    EXTEND_DROP_OWN,
    EXTEND_CHANGE,
    EXTEND_LIST,
    EXTEND_CHANGES
};
#define SQL(name) (&ov_extend_sql[EXTEND_##name])

const ov_sql ov_extend_sql[] = {
    [EXTEND_ASK] = {"extend.ask",
                    "INSERT INTO extension_request (consultation_id, organisation_id, wanted_day, "
                    "why, asked_at, asked_by) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                    NULL},
    [EXTEND_WAITING] = {"extend.waiting",
                        "SELECT id FROM extension_request WHERE consultation_id = $1 "
                        "AND organisation_id = $2 AND state = 'waiting'",
                        NULL},
    [EXTEND_SETTLE] = {"extend.settle",
                       "UPDATE extension_request SET state = $3, settled_at = $4, settled_by = $5, "
                       "answer = $6 WHERE id = $1 AND consultation_id = $2 AND state = 'waiting'",
                       NULL},
    [EXTEND_SETTLE_PARTY] = {"extend.settle_party",
                             "UPDATE extension_request SET state = 'granted', settled_at = $3, "
                             "settled_by = $4, granted_day = $5, answer = $6 WHERE consultation_id "
                             "= $1 AND organisation_id = $2 AND state = 'waiting'",
                             NULL},
    [EXTEND_SETTLE_ALL] = {"extend.settle_all",
                           "UPDATE extension_request SET state = 'granted', settled_at = $2, "
                           "settled_by = $3, granted_day = $4, answer = $5 WHERE consultation_id "
                           "= $1 AND state = 'waiting' AND wanted_day <= $4",
                           NULL},
    [EXTEND_ORG_OF] = {"extend.org_of",
                       "SELECT organisation_id FROM extension_request WHERE id = $1 "
                       "AND consultation_id = $2",
                       NULL},
    [EXTEND_PARTY] = {"extend.party",
                      "UPDATE invitation SET deadline_day = $3, deadline = $4 "
                      "WHERE consultation_id = $1 AND organisation_id = $2",
                      NULL},
    [EXTEND_ROUND] = {"extend.round",
                      "UPDATE consultation SET deadline_day = $2, deadline = $3, asked_day = $5, "
                      "row_version = row_version + 1 WHERE id = $1 AND deadline = $4 "
                      "AND state = 'open'",
                      NULL},
    [EXTEND_CLOSES] = {"extend.closes",
                       "UPDATE consultation SET closes_at = $2 WHERE id = $1 AND closes_at < $2",
                       NULL},
    [EXTEND_DROP_OWN] = {"extend.drop_own",
                         "UPDATE invitation SET deadline = NULL, deadline_day = NULL "
                         "WHERE consultation_id = $1 AND deadline <= $2",
                         NULL},
    [EXTEND_CHANGE] = {"extend.change",
                       "INSERT INTO deadline_change (consultation_id, organisation_id, old_day, "
                       "old_deadline, new_day, new_deadline, why, made_at) "
                       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                       NULL},
    [EXTEND_LIST] = {"extend.list",
                     "SELECT e.id, o.id, o.code, o.name, e.wanted_day, e.why, e.asked_at, a.name, "
                     "e.state, e.settled_at, e.granted_day, e.answer FROM extension_request e "
                     "JOIN organisation o ON o.id = e.organisation_id "
                     "LEFT JOIN account a ON a.id = e.asked_by WHERE e.consultation_id = $1 "
                     "AND ($2 = 0 OR e.organisation_id = $2) "
                     "ORDER BY CASE WHEN e.state = 'waiting' THEN 0 ELSE 1 END, e.id DESC",
                     NULL},
    [EXTEND_CHANGES] = {"extend.changes",
                        "SELECT o.name, d.old_day, d.new_day, d.why, d.made_at "
                        "FROM deadline_change d LEFT JOIN organisation o "
                        "ON o.id = d.organisation_id WHERE d.consultation_id = $1 "
                        "ORDER BY d.id DESC",
                        NULL},
    {0}};

static ov_status tell(ov_ctx *ctx, const char *action, ov_id round_id, ov_id org_id,
                      const char *right)
{
    const char *object = ov_printf(ctx->arena, "consultation/%lld", (long long)round_id);

    if (org_id)
        object = ov_printf(ctx->arena, "%s/party/%lld", object, (long long)org_id);
    return ov_audit(
        ctx,
        &(ov_event){.action = action, .object = object, .role = ov_role_for(ctx, right, NULL)});
}

static ov_status check_why(ov_ctx *ctx, const char *why)
{
    size_t n = ov_utf8_length(ov_str_from(why));

    if (n < 1 || n > OV_EXTEND_WHY_MOST)
        return ov_fail(&ctx->err, OV_INVALID, "no reason, or a long one");
    return OV_OK;
}

static bool over(const ov_ctx *ctx, const ov_consultation *c)
{
    return ov_consultation_state(c, ctx->received) == OV_ROUND_CLOSED;
}

/* ---- Asking ---- */

ov_status ov_extension_ask(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, ov_day wanted,
                           const char *why, ov_id *id)
{
    ov_consultation now;
    int64_t waiting;

    OV_TRY(check_why(ctx, why));
    OV_TRY(ov_consultation_still(ctx, c, org_id, &now));
    if (wanted <= now.deadline_day)
        return ov_fail(&ctx->err, OV_INVALID, "the day is not later");
    OV_TRY(ov_select_int(ctx, SQL(WAITING), OV_ARGS(ov_int(c->id), ov_int(org_id)), 0, &waiting));
    if (waiting)
        return ov_fail(&ctx->err, OV_CONFLICT, "asked already");
    OV_TRY(ov_insert(ctx, SQL(ASK),
                     OV_ARGS(ov_int(c->id), ov_int(org_id), ov_int(wanted), ov_text(why),
                             ov_int(ctx->now), ov_id_or_null(ctx->actor.account_id)),
                     id));
    OV_TRY(ov_post_add(ctx, c, org_id, OV_POST_EXTENSION_ASKED, *id));
    return tell(ctx, "extension.asked", c->id, org_id, "consult.answer");
}

static ov_status settle(ov_ctx *ctx, const ov_consultation *c, ov_id id, const char *state,
                        const char *answer)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, SQL(SETTLE),
                   OV_ARGS(ov_int(id), ov_int(c->id), ov_text(state), ov_int(ctx->now),
                           ov_id_or_null(ctx->actor.account_id), ov_text(answer)),
                   &changed));
    return changed ? OV_OK : ov_fail(&ctx->err, OV_CONFLICT, "the request is settled");
}

ov_status ov_extension_withdraw(ov_ctx *ctx, const ov_consultation *c, ov_id org_id)
{
    int64_t id;

    OV_TRY(ov_select_int(ctx, SQL(WAITING), OV_ARGS(ov_int(c->id), ov_int(org_id)), 0, &id));
    OV_TRY(settle(ctx, c, id, "withdrawn", NULL));
    return tell(ctx, "extension.withdrawn", c->id, org_id, "consult.answer");
}

ov_status ov_extension_refuse(ov_ctx *ctx, const ov_consultation *c, ov_id id, const char *answer)
{
    int64_t org_id;

    OV_TRY(check_why(ctx, answer));
    OV_TRY(ov_select_int(ctx, SQL(ORG_OF), OV_ARGS(ov_int(id), ov_int(c->id)), 0, &org_id));
    if (!org_id)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no such request in the round");
    OV_TRY(settle(ctx, c, id, "refused", answer));
    OV_TRY(ov_post_add(ctx, c, org_id, OV_POST_EXTENSION, id));
    return tell(ctx, "extension.refused", c->id, org_id, "consult.run");
}

/* ---- Granting ---- */

static ov_status note_change(ov_ctx *ctx, const ov_consultation *was, ov_id org_id,
                             const ov_deadline *to, const char *why)
{
    OV_TRY(ov_exec(ctx, SQL(CHANGE),
                   OV_ARGS(ov_int(was->id), ov_id_or_null(org_id), ov_int(was->deadline_day),
                           ov_int(was->deadline), ov_int(to->last), ov_int(to->at), ov_text(why),
                           ov_int(ctx->now)),
                   NULL));
    OV_TRY(ov_exec(ctx, SQL(CLOSES), OV_ARGS(ov_int(was->id), ov_int(to->at)), NULL));
    return tell(ctx, "extension.granted", was->id, org_id, "consult.run");
}

static ov_status grant_one(ov_ctx *ctx, const ov_consultation *round, ov_id org_id,
                           const ov_deadline *to, const char *why)
{
    int64_t changed, request;
    ov_consultation c;

    OV_TRY(ov_consultation_any(ctx, round->matter_id, round->id, &c)); /* as it is now */
    OV_TRY(ov_consultation_for(ctx, &c, org_id));
    if (to->at <= c.deadline || over(ctx, &c))
        return ov_fail(&ctx->err, OV_CONFLICT, "not later, or too late");
    OV_TRY(ov_exec(ctx, SQL(PARTY),
                   OV_ARGS(ov_int(c.id), ov_int(org_id), ov_int(to->last), ov_int(to->at)),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the party is not invited");
    OV_TRY(ov_select_int(ctx, SQL(WAITING), OV_ARGS(ov_int(c.id), ov_int(org_id)), 0, &request));
    OV_TRY(ov_exec(ctx, SQL(SETTLE_PARTY),
                   OV_ARGS(ov_int(c.id), ov_int(org_id), ov_int(ctx->now),
                           ov_id_or_null(ctx->actor.account_id), ov_int(to->last), ov_text(why)),
                   NULL));
    OV_TRY(ov_post_add(ctx, &c, org_id, OV_POST_EXTENSION, request));
    return note_change(ctx, &c, org_id, to, why);
}

ov_status ov_extension_grant(ov_ctx *ctx, const ov_consultation *c, const ov_id *orgs, size_t n,
                             ov_day day, const char *why, ov_id *failed)
{
    const ov_deadline to = ov_deadline_resolve(day, c->statutory);

    OV_TRY(check_why(ctx, why));
    for (size_t i = 0; i < n; i++) {
        if (failed)
            *failed = orgs[i];
        OV_TRY(grant_one(ctx, c, orgs[i], &to, why));
    }
    return OV_OK;
}

ov_status ov_extension_grant_all(ov_ctx *ctx, const ov_consultation *c, ov_day day, const char *why,
                                 ov_consultation *moved)
{
    const ov_deadline to = ov_deadline_resolve(day, c->statutory);
    int64_t changed = 0;

    OV_TRY(check_why(ctx, why));
    if (to.at > c->deadline && !over(ctx, c))
        OV_TRY(ov_exec(ctx, SQL(ROUND),
                       OV_ARGS(ov_int(c->id), ov_int(to.last), ov_int(to.at), ov_int(c->deadline),
                               ov_int(day)),
                       &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "not later, too late, or moved meanwhile");
    OV_TRY(ov_exec(ctx, SQL(DROP_OWN), OV_ARGS(ov_int(c->id), ov_int(to.at)), NULL));
    OV_TRY(ov_exec(ctx, SQL(SETTLE_ALL),
                   OV_ARGS(ov_int(c->id), ov_int(ctx->now), ov_id_or_null(ctx->actor.account_id),
                           ov_int(to.last), ov_text(why)),
                   NULL));
    OV_TRY(ov_post_add(ctx, c, 0, OV_POST_EXTENSION, 0));
    OV_TRY(note_change(ctx, c, 0, &to, why));
    return ov_consultation_any(ctx, c->matter_id, c->id, moved);
}

/* ---- Reading ---- */

ov_status ov_extensions(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, SQL(LIST), OV_ARGS(ov_int(consultation_id), ov_int(org_id)), out);
}

ov_status ov_deadline_changes(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, SQL(CHANGES), OV_ARGS(ov_int(consultation_id)), out);
}

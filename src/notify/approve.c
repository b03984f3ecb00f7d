/* SPDX-License-Identifier: EUPL-1.2 */
/* approve.c — telling people about the approval of answers. Who is told is asked when it happens:
 * those who hold the right or the seat then. */
#include "notify/approve.h"

#include "audit/audit.h"
#include "auth/auth.h"
#include "notify/notice.h"
#include "util/log.h"

#include <string.h>

enum { APPROVE_PEOPLE, APPROVE_ACTED, APPROVE_ANSWERED };

const ov_sql ov_approve_sql[] = {
    /* One row per person who wants mail, and role that holds today. */
    [APPROVE_PEOPLE] = {"approve.people",
                        "SELECT a.id, a.login, m.role, m.matter_id FROM mandate m "
                        "JOIN account a ON a.id = m.account_id AND a.disabled = 0 "
                        "WHERE m.organisation_id = $1 AND m.ended_at IS NULL "
                        "AND (m.valid_from IS NULL OR m.valid_from <= $2) "
                        "AND (m.valid_to IS NULL OR m.valid_to >= $2) "
                        "AND a.email IS NOT NULL AND a.email_fault IS NULL "
                        "AND a.mail_mode <> 'own' ORDER BY a.id, m.id",
                        NULL},
    [APPROVE_ACTED] = {"approve.acted",
                       "SELECT DISTINCT account_id FROM approval_act WHERE approval_id = $1 "
                       "AND account_id IS NOT NULL ORDER BY account_id",
                       NULL},
    [APPROVE_ANSWERED] = {"approve.answered",
                          "SELECT CASE WHEN response_id IS NULL THEN 0 ELSE 1 END FROM invitation "
                          "WHERE consultation_id = $1 AND organisation_id = $2",
                          NULL},
    {0}};

/* ---- Who ---- */

typedef struct telling {
    ov_ctx *ctx;
    const ov_approval *a;
    const char *kind;
    ov_consultation c; /* with the party's deadline */
    const ov_rows *people;
    size_t reached;
} telling;

static ov_status tell(telling *t, ov_id account_id)
{
    ov_ctx *ctx = t->ctx;
    bool near = !strcmp(t->kind, OV_NOTICE_NEAR), added, known = !account_id;

    for (size_t i = 0; i < t->people->n; i++)
        known = known || ov_cell_int(t->people, i, 0) == account_id;
    if (!known || (account_id && account_id == ctx->actor.account_id))
        return OV_OK;
    t->reached++;
    return ov_notice_add(
        ctx,
        &(ov_notice){.kind = t->kind,
                     .object_id = t->a->id,
                     .account_id = account_id,
                     .org_id = t->a->org_id,
                     /* it leaves at once when the deadline is near */
                     .not_after = near                       ? ctx->now
                                  : t->c.deadline > ctx->now ? t->c.deadline
                                                             : ctx->now + OV_DAY_LENGTH,
                     .once_key = ov_printf(ctx->arena, "%s/%lld/%d/%lld", t->kind,
                                           (long long)t->a->id, t->a->step, (long long)account_id)},
        &added);
}

/* May the person of rows first … end - 1 send the answer? The one function that decides is asked as
 * if they were here. */
static bool may_send(const telling *t, size_t first, size_t end)
{
    ov_ctx as = *t->ctx;
    ov_mandate *mandates = ov_calloc(as.arena, end - first, sizeof *mandates);
    const ov_object object = {.org_id = t->a->org_id, .matter_id = t->a->matter_id};

    for (size_t i = first; i < end; i++)
        mandates[i - first] = (ov_mandate){.role = ov_cell_text(t->people, i, 2),
                                           .org_id = t->a->org_id,
                                           .matter_id = ov_cell_int(t->people, i, 3)};
    as.actor = (ov_actor){.account_id = ov_cell_int(t->people, first, 0),
                          .login = ov_cell_text(t->people, first, 1),
                          .org_id = t->a->org_id,
                          .mandates = mandates,
                          .n_mandates = end - first};
    return ov_may(&as, "consult.submit", &object) == OV_OK;
}

static ov_status tell_senders(telling *t)
{
    for (size_t i = 0, end; i < t->people->n; i = end) {
        for (end = i;
             end < t->people->n && ov_cell_int(t->people, end, 0) == ov_cell_int(t->people, i, 0);)
            end++;
        if (may_send(t, i, end))
            OV_TRY(tell(t, ov_cell_int(t->people, i, 0)));
    }
    return t->a->begun_by ? tell(t, t->a->begun_by) : OV_OK;
}

static ov_status tell_acted(telling *t)
{
    const ov_rows *rows;

    OV_TRY(ov_select(t->ctx, &ov_approve_sql[APPROVE_ACTED], OV_ARGS(ov_int(t->a->id)), &rows));
    for (size_t i = 0; i < rows->n; i++)
        OV_TRY(tell(t, ov_cell_int(rows, i, 0)));
    return OV_OK;
}

/* The step that is waited for, and its seats. */
static ov_status waiting_seats(ov_ctx *ctx, const ov_approval *a, ov_seat **seats, size_t *n)
{
    const ov_chain_step *steps;
    size_t n_steps;

    *n = 0;
    OV_TRY(ov_approval_steps(ctx, a, &steps, &n_steps));
    if (a->step < 1 || (size_t)a->step > n_steps)
        return OV_OK;
    return ov_approval_seats(ctx, a, &steps[a->step - 1], seats, n);
}

static ov_status tell_waited_for(telling *t)
{
    ov_seat *seats;
    size_t n;

    OV_TRY(waiting_seats(t->ctx, t->a, &seats, &n));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; !seats[i].done_at && k < seats[i].n_by; k++)
            OV_TRY(tell(t, seats[i].by[k]));
    return OV_OK;
}

static ov_status begin(ov_ctx *ctx, const ov_approval *a, const char *kind, telling *t)
{
    *t = (telling){.ctx = ctx, .a = a, .kind = kind};
    OV_TRY(ov_consultation_get(ctx, 0, a->consultation_id, &t->c));
    OV_TRY(ov_consultation_for(ctx, &t->c, a->org_id));
    return ov_select(ctx, &ov_approve_sql[APPROVE_PEOPLE],
                     OV_ARGS(ov_int(a->org_id), ov_int(ov_stockholm_day(ctx->now))), &t->people);
}

ov_status ov_approval_notices(ov_ctx *ctx, ov_id approval_id)
{
    static const struct {
        const char *state, *kind;
    } kinds[] = {{"in_review", OV_NOTICE_TURN},
                 {"approved", OV_NOTICE_APPROVED},
                 {"returned", OV_NOTICE_RETURNED},
                 {"changed", OV_NOTICE_CHANGED}};
    const char *kind = NULL;
    ov_approval a;
    telling t;

    OV_TRY(ov_approval_get(ctx, approval_id, &a));
    for (size_t i = 0; i < OV_LEN(kinds); i++)
        if (!strcmp(a.state, kinds[i].state))
            kind = kinds[i].kind;
    if (!kind)
        return OV_OK;
    OV_TRY(begin(ctx, &a, kind, &t));
    if (!strcmp(a.state, "in_review"))
        return tell_waited_for(&t);
    OV_TRY(tell_senders(&t));
    if (!strcmp(a.state, "approved"))
        return OV_OK;
    OV_TRY(tell_acted(&t));
    return strcmp(a.state, "changed") ? OV_OK : tell_waited_for(&t);
}

/* ---- Each minute ---- */

typedef struct looking {
    ov_id id;
    bool changed, near;
} looking;

/* In a read: is there anything to do about it? */
static ov_status look(ov_ctx *ctx, looking *l)
{
    ov_consultation c;
    const char *hash;
    ov_approval a;
    int64_t answered;

    OV_TRY(ov_approval_get(ctx, l->id, &a));
    OV_TRY(ov_approval_hash(ctx, a.draft_id, &hash));
    l->changed = strcmp(hash, a.hash) != 0;
    if (strcmp(a.state, "in_review") != 0)
        return OV_OK;
    OV_TRY(ov_consultation_get(ctx, 0, a.consultation_id, &c));
    OV_TRY(ov_consultation_for(ctx, &c, a.org_id));
    OV_TRY(ov_select_int(ctx, &ov_approve_sql[APPROVE_ANSWERED],
                         OV_ARGS(ov_int(c.id), ov_int(a.org_id)), 0, &answered));
    l->near = !a.alerted_at && !answered && ctx->now >= c.deadline - OV_APPROVAL_NEAR &&
              ctx->now < c.deadline;
    return OV_OK;
}

static ov_status tell_near(ov_ctx *ctx, const ov_approval *a)
{
    telling t;

    OV_TRY(begin(ctx, a, OV_NOTICE_NEAR, &t));
    OV_TRY(tell_senders(&t));
    if (!t.reached) /* then the registry mailbox */
        OV_TRY(tell(&t, 0));
    return ov_audit(
        ctx, &(ov_event){.action = "approval.alerted",
                         .object = ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                             (long long)a->consultation_id, (long long)a->org_id)});
}

static ov_status run_one(ov_ctx *ctx, void *arg)
{
    const looking *l = arg;
    ov_approval a;
    bool did = false;

    OV_TRY(ov_approval_get(ctx, l->id, &a));
    if (l->changed && (!strcmp(a.state, "in_review") || !strcmp(a.state, "approved")))
        OV_TRY(ov_approval_check(ctx, &a, &did));
    if (did)
        return ov_approval_notices(ctx, a.id);
    if (!l->near || strcmp(a.state, "in_review") != 0)
        return OV_OK;
    OV_TRY(ov_approval_alerted(ctx, a.id, &did));
    return did ? tell_near(ctx, &a) : OV_OK;
}

ov_status ov_approvals_run(ov_ctx *ctx)
{
    const ov_rows *rows;
    ov_status worst = OV_OK;

    OV_TRY(ov_approvals_open(ctx, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        looking l = {.id = ov_cell_int(rows, i, 0)};
        ov_status status = look(ctx, &l);

        if (status == OV_OK && (l.changed || l.near))
            status = ov_write(ctx, run_one, &l);
        if (status != OV_OK) {
            ov_log(OV_LOG_ERROR, "approval %lld: %s: %s", (long long)l.id, ov_status_name(status),
                   ctx->err.text);
            worst = status;
        }
    }
    return worst;
}

/* ---- In the mail ---- */

bool ov_approval_notice_is(const char *kind)
{
    return !strncmp(kind, "approval.", 9);
}

ov_status ov_approval_notice_holds(ov_ctx *ctx, const char *kind, ov_id approval_id,
                                   ov_id account_id, bool *out)
{
    ov_approval a, latest;
    ov_seat *seats;
    size_t n;

    OV_TRY(ov_approval_get(ctx, approval_id, &a));
    *out = !strcmp(a.state, "in_review");
    if (!strcmp(kind, OV_NOTICE_NEAR))
        return OV_OK;
    if (!strcmp(kind, OV_NOTICE_TURN)) {
        if (!*out)
            return OV_OK;
        OV_TRY(waiting_seats(ctx, &a, &seats, &n));
        *out = ov_seats_wait_for(seats, n, account_id);
        return OV_OK;
    }
    OV_TRY(ov_approval_of(ctx, a.draft_id, &latest));
    *out = latest.id == a.id && !strcmp(kind + strlen("approval."), a.state);
    return OV_OK;
}

ov_status ov_approval_notice_describe(ov_ctx *ctx, const char *kind, ov_id approval_id,
                                      ov_map *item, ov_id *consultation_id)
{
    ov_approval a;

    OV_TRY(ov_approval_get(ctx, approval_id, &a));
    ov_map_bool(item, "approval", true);
    ov_map_bool(item, kind + strlen("approval."), true);
    ov_map_text(item, "begun_by", a.begun_name);
    ov_map_text(item, "end_by", a.end_name);
    ov_map_text(item, "reason", a.reason);
    *consultation_id = a.consultation_id;
    return OV_OK;
}

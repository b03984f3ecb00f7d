/* SPDX-License-Identifier: EUPL-1.2 */
/* approval_do.c — what is done with the approval of an answer: sent on its way, approved step by
 * step, returned, passed to a substitute, taken back. */
#include "consult/approval/approval_sql.h"

#include "audit/audit.h"

#include <string.h>

enum { REASON_MOST = 2000 };

static ov_status event(ov_ctx *ctx, const ov_approval *a, const char *action)
{
    const ov_object object = {.org_id = a->org_id, .matter_id = a->matter_id};

    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                             (long long)a->consultation_id, (long long)a->org_id),
                         .role = ov_role_for(ctx, "consult.approve", &object),
                         .after = a->hash});
}

static ov_status review_state(ov_ctx *ctx, const ov_approval *a, const char *state)
{
    return ov_exec(ctx, &ov_approval_sql[APPROVAL_REVIEW_STATE],
                   OV_ARGS(ov_int(a->consultation_id), ov_int(a->org_id), ov_text(state)), NULL);
}

/* Ends it, with the invitation's state that follows and the event that tells. */
static ov_status end(ov_ctx *ctx, const ov_approval *a, const char *state, const char *reason,
                     const char *action)
{
    const char *review = !strcmp(state, "approved") || !strcmp(state, "sent") ? "approved"
                         : !strcmp(state, "returned")                         ? "returned"
                                                                              : "none";

    OV_TRY(ov_exec(ctx, &ov_approval_sql[APPROVAL_END],
                   OV_ARGS(ov_int(a->id), ov_text(state), ov_int(ctx->now),
                           ov_id_or_null(ctx->actor.account_id), ov_text(reason)),
                   NULL));
    OV_TRY(review_state(ctx, a, review));
    return event(ctx, a, action);
}

static bool reason_ok(const char *reason)
{
    size_t n = reason ? ov_utf8_length(ov_str_from(reason)) : 0;

    return n >= 1 && n <= REASON_MOST && ov_utf8_valid(ov_str_from(reason));
}

ov_status ov_approval_begin(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, ov_id *id)
{
    ov_approval a = {.consultation_id = c->id, .org_id = org_id, .matter_id = c->matter_id};
    ov_approval former;
    ov_chain chain;
    ov_status found;

    OV_TRY(ov_chain_for(ctx, org_id, c->matter_id, &chain)); /* OV_NOT_FOUND: none is asked for */
    OV_TRY(ov_draft_own(ctx, c->id, org_id, &a.draft_id));
    if (!a.draft_id)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "there is no draft to approve");
    found = ov_approval_of(ctx, a.draft_id, &former);
    if (found == OV_OK &&
        (!strcmp(former.state, "in_review") || !strcmp(former.state, "approved"))) {
        bool changed;

        OV_TRY(ov_approval_check(ctx, &former, &changed));
        if (!changed)
            return ov_fail(&ctx->err, OV_CONFLICT, "the draft is in approval already");
    } else if (found != OV_OK && found != OV_NOT_FOUND) {
        return found;
    }
    OV_TRY(ov_approval_hash(ctx, a.draft_id, &a.hash));
    OV_TRY(ov_chain_use(ctx, chain.version_id));
    OV_TRY(ov_insert(ctx, &ov_approval_sql[APPROVAL_ADD],
                     OV_ARGS(ov_int(a.draft_id), ov_int(chain.version_id), ov_text(a.hash),
                             ov_int(ctx->now), ov_id_or_null(ctx->actor.account_id)),
                     id));
    OV_TRY(review_state(ctx, &a, "in_review"));
    return event(ctx, &a, "approval.begun");
}

ov_status ov_approval_check(ov_ctx *ctx, const ov_approval *a, bool *changed)
{
    const char *hash;

    OV_TRY(ov_approval_hash(ctx, a->draft_id, &hash));
    *changed = strcmp(hash, a->hash) != 0;
    return *changed ? end(ctx, a, "changed", NULL, "approval.changed") : OV_OK;
}

/* The approval, in review and at the step that the page had shown, and that step's seats. *changed:
 * it has just ended, because the draft holds something else. */
typedef struct at_step {
    ov_approval a;
    const ov_chain_step *steps, *step;
    size_t n_steps, n_seats;
    ov_seat *seats;
    bool changed;
} at_step;

static ov_status open_step(ov_ctx *ctx, ov_id id, int number, at_step *s)
{
    *s = (at_step){0};
    OV_TRY(ov_approval_get(ctx, id, &s->a));
    if (strcmp(s->a.state, "in_review") != 0 || (number && s->a.step != number))
        return ov_fail(&ctx->err, OV_CONFLICT, "the step is over");
    OV_TRY(ov_approval_steps(ctx, &s->a, &s->steps, &s->n_steps));
    if (s->a.step < 1 || (size_t)s->a.step > s->n_steps)
        return ov_fail(&ctx->err, OV_INTERNAL, "an approval waits for a step that is not there");
    s->step = &s->steps[s->a.step - 1];
    OV_TRY(ov_approval_check(ctx, &s->a, &s->changed));
    return s->changed ? OV_OK : ov_approval_seats(ctx, &s->a, s->step, &s->seats, &s->n_seats);
}

static bool fills(const ov_seat *seat, ov_id account_id)
{
    for (size_t i = 0; !seat->done_at && i < seat->n_by; i++)
        if (seat->by[i] == account_id)
            return true;
    return false;
}

static ov_status act(ov_ctx *ctx, const at_step *s, ov_seat *seat, const char *kind, ov_id to,
                     const char *reason)
{
    ov_id id;

    seat->done_at = ctx->now;
    return ov_insert(ctx, &ov_approval_sql[APPROVAL_ACT_ADD],
                     OV_ARGS(ov_int(s->a.id), ov_int(s->step->id), ov_text(seat->key),
                             ov_text(kind), ov_id_or_null(ctx->actor.account_id), ov_id_or_null(to),
                             ov_text(reason), ov_int(ctx->now)),
                     &id);
}

/* Goes on to the next step when enough seats are filled. */
static ov_status go_on(ov_ctx *ctx, const at_step *s, ov_approval_end *out)
{
    size_t done = 0;

    for (size_t i = 0; i < s->n_seats; i++)
        done += s->seats[i].done_at != 0;
    *out = OV_APPROVAL_STEP;
    OV_TRY(event(ctx, &s->a, "approval.step"));
    if (!done || (s->step->all && done < s->n_seats))
        return OV_OK;
    if ((size_t)s->a.step < s->n_steps)
        return ov_exec(ctx, &ov_approval_sql[APPROVAL_NEXT], OV_ARGS(ov_int(s->a.id)), NULL);
    *out = OV_APPROVAL_DONE;
    return end(ctx, &s->a, "approved", NULL, "approval.approved");
}

ov_status ov_approval_approve(ov_ctx *ctx, ov_id id, int step, ov_approval_end *out)
{
    const ov_id me = ctx->actor.account_id;
    at_step s;

    OV_TRY(open_step(ctx, id, step, &s));
    *out = OV_APPROVAL_CHANGED;
    if (s.changed)
        return OV_OK;
    if (!ov_seats_wait_for(s.seats, s.n_seats, me))
        return ov_fail(&ctx->err, OV_DENIED, "it is not their turn");
    for (size_t i = 0; i < s.n_seats; i++)
        if (fills(&s.seats[i], me))
            OV_TRY(act(ctx, &s, &s.seats[i], "approved", 0, NULL));
    return go_on(ctx, &s, out);
}

ov_status ov_approval_decided(ov_ctx *ctx, ov_id draft_id)
{
    ov_approval_end out;
    ov_approval a;
    size_t filled = 0;
    at_step s;
    ov_status found = ov_approval_of(ctx, draft_id, &a);

    if (found != OV_OK || strcmp(a.state, "in_review") != 0)
        return found == OV_NOT_FOUND ? OV_OK : found;
    OV_TRY(open_step(ctx, a.id, 0, &s));
    for (size_t i = 0; i < s.n_seats; i++) {
        ov_seat *seat = &s.seats[i];

        if (seat->done_at ||
            (!seat->body_id && (!seat->role || strcmp(seat->role, "board_secretary") != 0)))
            continue;
        OV_TRY(act(ctx, &s, seat, "approved", 0, NULL));
        filled++;
    }
    return filled ? go_on(ctx, &s, &out) : OV_OK;
}

ov_status ov_approval_return(ov_ctx *ctx, ov_id id, int step, const char *reason,
                             ov_approval_end *out)
{
    at_step s;

    if (!reason_ok(reason))
        return ov_fail(&ctx->err, OV_INVALID, "a return needs a reason");
    OV_TRY(open_step(ctx, id, step, &s));
    *out = OV_APPROVAL_CHANGED;
    if (s.changed)
        return OV_OK;
    if (!ov_seats_wait_for(s.seats, s.n_seats, ctx->actor.account_id))
        return ov_fail(&ctx->err, OV_DENIED, "it is not their turn");
    *out = OV_APPROVAL_RETURNED;
    return end(ctx, &s.a, "returned", reason, "approval.returned");
}

ov_status ov_approval_pass(ov_ctx *ctx, ov_id id, int step, const char *seat_key, ov_id to,
                           const char *reason, bool any)
{
    ov_seat *seat = NULL;
    int64_t held = 0;
    at_step s;

    if (!reason_ok(reason) || to == ctx->actor.account_id)
        return ov_fail(&ctx->err, OV_INVALID, "a substitute is somebody else, with a reason");
    OV_TRY(open_step(ctx, id, step, &s));
    for (size_t i = 0; i < s.n_seats; i++)
        if (!strcmp(s.seats[i].key, seat_key))
            seat = &s.seats[i];
    if (s.changed || !seat || seat->done_at)
        return ov_fail(&ctx->err, OV_CONFLICT, "the seat is not open any more");
    if (!any && !fills(seat, ctx->actor.account_id))
        return ov_fail(&ctx->err, OV_DENIED, "the seat is somebody else's");
    OV_TRY(ov_select_int(
        ctx, &ov_approval_sql[APPROVAL_HELD],
        OV_ARGS(ov_int(s.a.org_id), ov_int(ov_stockholm_day(ctx->now)), ov_int(to)), 0, &held));
    if (!held || to == s.a.begun_by)
        return ov_fail(&ctx->err, OV_INVALID, "that person cannot be a substitute");
    OV_TRY(act(ctx, &s, seat, "passed", to, reason));
    return event(ctx, &s.a, "approval.passed");
}

ov_status ov_approval_withdraw(ov_ctx *ctx, ov_id id)
{
    ov_approval a;

    OV_TRY(ov_approval_get(ctx, id, &a));
    if (strcmp(a.state, "in_review") != 0 && strcmp(a.state, "approved") != 0)
        return ov_fail(&ctx->err, OV_CONFLICT, "the approval is over");
    return end(ctx, &a, "withdrawn", NULL, "approval.withdrawn");
}

ov_status ov_approval_sent(ov_ctx *ctx, ov_id draft_id)
{
    ov_approval a;
    ov_status found = ov_approval_of(ctx, draft_id, &a);

    if (found != OV_OK)
        return found == OV_NOT_FOUND ? OV_OK : found;
    if (!strcmp(a.state, "approved"))
        return end(ctx, &a, "sent", NULL, "approval.used");
    /* the chain has been ended meanwhile: nobody is asked any more */
    return strcmp(a.state, "in_review") ? OV_OK
                                        : end(ctx, &a, "withdrawn", NULL, "approval.withdrawn");
}

ov_status ov_approval_alerted(ov_ctx *ctx, ov_id id, bool *first)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_approval_sql[APPROVAL_ALERT], OV_ARGS(ov_int(id), ov_int(ctx->now)),
                   &changed));
    *first = changed != 0;
    return OV_OK;
}

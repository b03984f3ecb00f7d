/* SPDX-License-Identifier: EUPL-1.2 */
/* invite.c — letters to the parties of a round, and what the parties say to them. */
#include "consult/during/invite_sql.h"

#include "auth/auth.h"
#include "consult/during/guest.h"
#include "util/hash.h"
#include "util/log.h"
#include "util/str.h"

#include <string.h>

#define SQL(name) (&ov_invite_sql[INVITE_##name])

enum { WHY_MOST = 2000 };

static ov_status tell(ov_ctx *ctx, const char *action, const ov_consultation *c, ov_id org_id,
                      const char *right)
{
    const char *object = ov_printf(ctx->arena, "consultation/%lld", (long long)c->id);

    if (org_id)
        object = ov_printf(ctx->arena, "%s/party/%lld", object, (long long)org_id);
    return ov_audit(
        ctx,
        &(ov_event){.action = action, .object = object, .role = ov_role_for(ctx, right, NULL)});
}

static ov_instant due(const ov_ctx *ctx, const ov_consultation *c)
{
    return c->opens_at > ctx->now ? c->opens_at : ctx->now;
}

/* A reason that somebody gives: 1 … 2000 characters. */
static ov_status reason(ov_ctx *ctx, const char *why)
{
    size_t n = ov_utf8_length(ov_str_from(why));

    return n >= 1 && n <= WHY_MOST ? OV_OK
                                   : ov_fail(&ctx->err, OV_INVALID, "no reason, or a long one");
}

/* ---- Letters ---- */

ov_status ov_post_add(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, const char *kind,
                      ov_id object_id)
{
    return ov_exec(ctx, SQL(POST_ADD),
                   OV_ARGS(ov_int(c->id), ov_id_or_null(org_id), ov_text(kind),
                           ov_id_or_null(object_id), ov_int(due(ctx, c)), ov_int(ctx->now)),
                   NULL);
}

/* Parties that nobody can sign in for and send: a link and a code to the registry mailbox. */
static ov_status let_in(ov_ctx *ctx, const ov_consultation *c)
{
    const ov_rows *rows;
    ov_id id;

    OV_TRY(ov_select(ctx, SQL(GUESTS), OV_ARGS(ov_int(c->id), ov_int(ov_stockholm_day(ctx->now))),
                     &rows));
    for (size_t i = 0; i < rows->n; i++)
        OV_TRY(ov_guest_link_make(ctx, c, ov_cell_int(rows, i, 0), NULL, &id));
    return OV_OK;
}

ov_status ov_invitations_send(ov_ctx *ctx, const ov_consultation *c)
{
    int64_t n;

    OV_TRY(ov_exec(ctx, SQL(POST_ALL),
                   OV_ARGS(ov_int(c->id), ov_int(due(ctx, c)), ov_int(ctx->now)), &n));
    OV_TRY(let_in(ctx, c));
    return n ? tell(ctx, "invitation.queued", c, 0, "consult.run") : OV_OK;
}

ov_status ov_invitation_resend(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, int64_t *n)
{
    ov_invited party;
    int64_t waiting;

    if (org_id) {
        OV_TRY(ov_invited_get(ctx, c->id, org_id, &party));
        OV_TRY(ov_select_int(ctx, SQL(POST_WAITING), OV_ARGS(ov_int(c->id), ov_int(org_id)), 0,
                             &waiting));
        if (waiting)
            return ov_fail(&ctx->err, OV_CONFLICT, "a letter to the party is on its way");
        OV_TRY(ov_post_add(ctx, c, org_id, OV_POST_INVITATION, 0));
        *n = 1;
    } else {
        OV_TRY(ov_exec(ctx, SQL(POST_BOUNCED),
                       OV_ARGS(ov_int(c->id), ov_int(due(ctx, c)), ov_int(ctx->now)), n));
    }
    return *n ? tell(ctx, "invitation.resent", c, org_id, "consult.run") : OV_OK;
}

ov_status ov_invitation_add(ov_ctx *ctx, const ov_consultation *c, ov_id org_id)
{
    OV_TRY(ov_invite(ctx, c->id, org_id)); /* OV_CONFLICT: twice */
    OV_TRY(
        ov_exec(ctx, SQL(ADDED), OV_ARGS(ov_int(c->id), ov_int(org_id), ov_int(ctx->now)), NULL));
    return ov_invitations_send(ctx, c);
}

/* ---- The party ---- */

ov_status ov_invited_get(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, ov_invited *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, SQL(GET), OV_ARGS(ov_int(consultation_id), ov_int(org_id)), &rows));
    *out = (ov_invited){.status = ov_cell_text(rows, 0, 0),
                        .class = ov_cell_text(rows, 0, 1),
                        .review_state = ov_cell_text(rows, 0, 2),
                        .invited_at = ov_cell_int(rows, 0, 3),
                        .opened_at = ov_cell_int(rows, 0, 4),
                        .acknowledged_at = ov_cell_int(rows, 0, 5),
                        .acknowledged_by = ov_cell_text(rows, 0, 6),
                        .declined_at = ov_cell_int(rows, 0, 7),
                        .declined_why = ov_cell_text(rows, 0, 8),
                        .declined_by = ov_cell_text(rows, 0, 9)};
    return OV_OK;
}

typedef struct seeing {
    const ov_consultation *c;
    ov_id org_id;
    const char *by; /* a log-in, or "link" */
} seeing;

static ov_status see(ov_ctx *ctx, void *arg)
{
    const seeing *s = arg;
    int64_t changed;

    OV_TRY(ov_exec(ctx, SQL(SEEN),
                   OV_ARGS(ov_int(s->c->id), ov_int(s->org_id), ov_int(ctx->now), ov_text(s->by)),
                   &changed));
    return changed ? tell(ctx, "invitation.opened", s->c, s->org_id, "consult.answer") : OV_OK;
}

static ov_status note_seen(ov_ctx *ctx, const seeing *s)
{
    int64_t unseen;

    OV_TRY(
        ov_select_int(ctx, SQL(UNSEEN), OV_ARGS(ov_int(s->c->id), ov_int(s->org_id)), 0, &unseen));
    return unseen ? ov_write(ctx, see, (void *)(uintptr_t)s) : OV_OK;
}

void ov_invitation_seen(ov_ctx *ctx, const ov_consultation *c, ov_id org_id)
{
    const seeing s = {c, org_id, ctx->actor.login};

    if (note_seen(ctx, &s) != OV_OK)
        ov_log(OV_LOG_WARN, "that an invitation was opened was not noted: %s", ctx->err.text);
}

ov_status ov_invitation_visited(ov_ctx *ctx, const ov_consultation *c, const char *key,
                                ov_id *org_id)
{
    seeing s = {.c = c, .by = "link"};
    char hash[OV_HASH_HEX];

    ov_sha256_hex(ov_str_from(key), hash);
    OV_TRY(ov_select_int(ctx, SQL(KEY), OV_ARGS(ov_int(c->id), ov_text(hash)), 0, &s.org_id));
    if (!s.org_id)
        return OV_NOT_FOUND;
    *org_id = s.org_id;
    return note_seen(ctx, &s);
}

ov_status ov_invitation_acknowledge(ov_ctx *ctx, const ov_consultation *c, ov_id org_id)
{
    ov_consultation now;
    int64_t changed;

    OV_TRY(ov_consultation_still(ctx, c, org_id, &now));
    OV_TRY(ov_exec(ctx, SQL(ACKNOWLEDGE),
                   OV_ARGS(ov_int(c->id), ov_int(org_id), ov_int(ctx->now),
                           ov_text(ctx->actor.name ? ctx->actor.name : "-")),
                   &changed));
    return changed ? tell(ctx, "invitation.acknowledged", c, org_id, "consult.read_own") : OV_OK;
}

ov_status ov_invitation_decline(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                const char *why)
{
    ov_consultation now;
    int64_t changed;

    OV_TRY(ov_consultation_still(ctx, c, org_id, &now));
    if (ov_consultation_state(&now, ctx->received) != OV_ROUND_OPEN)
        return ov_fail(&ctx->err, OV_CONFLICT, "the round is not open");
    if (!why) {
        OV_TRY(ov_exec(ctx, SQL(UNDECLINE), OV_ARGS(ov_int(c->id), ov_int(org_id)), &changed));
        return changed ? tell(ctx, "invitation.decline_undone", c, org_id, "consult.submit")
                       : OV_OK;
    }
    OV_TRY(reason(ctx, why));
    OV_TRY(ov_exec(ctx, SQL(DECLINE),
                   OV_ARGS(ov_int(c->id), ov_int(org_id), ov_int(ctx->now), ov_text(why),
                           ov_text(ctx->actor.name ? ctx->actor.name : "-")),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "the party has answered");
    return tell(ctx, "invitation.declined", c, org_id, "consult.submit");
}

/* ---- Staff ---- */

ov_status ov_invitation_mails(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, SQL(MAILS), OV_ARGS(ov_int(consultation_id), ov_int(org_id)), out);
}

ov_status ov_round_board(ov_ctx *ctx, ov_id consultation_id, ov_id group_id, const ov_rows **out)
{
    return ov_select(ctx, SQL(BOARD), OV_ARGS(ov_int(consultation_id), ov_int(group_id)), out);
}

ov_status ov_invitations(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, SQL(LIST), OV_ARGS(ov_int(consultation_id)), out);
}

ov_status ov_rounds_bounced(ov_ctx *ctx, ov_id owner_org_id, const ov_rows **out)
{
    return ov_select(ctx, SQL(BOUNCED), OV_ARGS(ov_int(owner_org_id), ov_int(ctx->now)), out);
}

ov_status ov_rounds_asked(ov_ctx *ctx, ov_id owner_org_id, const ov_rows **out)
{
    return ov_select(ctx, SQL(ASKED), OV_ARGS(ov_int(owner_org_id), ov_int(ctx->now)), out);
}

ov_status ov_rounds_to_confirm(ov_ctx *ctx, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, SQL(TO_CONFIRM), OV_ARGS(ov_int(org_id), ov_int(ctx->now)), out);
}

/* ---- Withdrawal ---- */

ov_status ov_round_withdraw(ov_ctx *ctx, const ov_consultation *c, const char *why)
{
    int64_t changed;

    OV_TRY(reason(ctx, why));
    OV_TRY(ov_exec(ctx, SQL(WITHDRAW), OV_ARGS(ov_int(c->id), ov_int(ctx->now), ov_text(why)),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "the round has not been sent out, or is withdrawn");
    OV_TRY(ov_post_add(ctx, c, 0, OV_POST_WITHDRAWN, 0));
    return tell(ctx, "consultation.withdrawn", c, 0, "consult.run");
}

ov_status ov_round_withdrawn(ov_ctx *ctx, ov_id consultation_id, const char **why, ov_instant *at)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, SQL(WITHDRAWN), OV_ARGS(ov_int(consultation_id)), &rows));
    *why = ov_cell_null(rows, 0, 1) ? NULL : ov_cell_text(rows, 0, 0);
    *at = ov_cell_int(rows, 0, 1);
    return OV_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* audit.c — appends to the event log: each event holds the hash of the one before. */
#include "audit/audit.h"

#include "audit/sql.h"
#include "util/clock.h"
#include "util/date.h"
#include "util/hash.h"

#include <inttypes.h>

const ov_sql ov_audit_sql[] = {
    [OV_AUDIT_HEAD] = {"audit.head", "SELECT seq, at, hash FROM event_head", NULL},
    [OV_AUDIT_ADD] = {"audit.add",
                      "INSERT INTO event (seq, at, actor, role, action, object, before_hash,"
                      " after_hash, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                      NULL},
    [OV_AUDIT_SET_HEAD] = {"audit.set_head", "UPDATE event_head SET seq = $1, at = $2, hash = $3",
                           NULL},
    [OV_AUDIT_ENDS] = {"audit.ends",
                       "SELECT h.seq, h.at, h.hash,"
                       " (SELECT max(e.seq) FROM event e) FROM event_head h",
                       NULL},
    [OV_AUDIT_NOW] = {"audit.now", "SELECT c.seq, h.at FROM change_seq c, event_head h", NULL},
    [OV_AUDIT_WALK] = {"audit.walk",
                       "SELECT seq, at, actor, role, action, object, before_hash, after_hash, prev,"
                       " hash FROM event WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT 500",
                       NULL},
    [OV_AUDIT_HASH_AT] = {"audit.hash_at", "SELECT hash FROM event WHERE seq = $1", NULL},
    [OV_AUDIT_LAST] = {"audit.last", "SELECT max(seq) FROM event", NULL},
    [OV_AUDIT_NOTED] = {"audit.noted",
                        "SELECT seq FROM event WHERE object = $1 AND actor = $2 AND action = $3"
                        " AND at > $4 AND at <= $5 LIMIT 1",
                        NULL},
    {0}};

#define NOTED_FOR (10 * OV_MINUTE)

enum { HEAD_SEQ, HEAD_AT, HEAD_HASH };

static const char *or_dash(const char *text)
{
    return text && *text ? text : "-";
}

char *ov_audit_canonical(ov_arena *arena, int64_t seq, ov_instant at, const char *actor,
                         const ov_event *event, const char *prev)
{
    return ov_printf(arena,
                     "overens-event-1\nseq: %" PRId64 "\nat: %s\nactor: %s\nrole: %s\naction: %s\n"
                     "object: %s\nbefore: %s\nafter: %s\nprev: %s\n",
                     seq, ov_instant_iso(arena, at), or_dash(actor), or_dash(event->role),
                     or_dash(event->action), or_dash(event->object), or_dash(event->before),
                     or_dash(event->after), prev);
}

/* A line break in a value would let one event read as another. */
static bool one_line(const char *text)
{
    for (; text && *text; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    }
    return true;
}

static ov_status check(ov_ctx *ctx, const ov_event *event)
{
    if (!ov_in_write(ctx))
        return ov_fail(&ctx->err, OV_INTERNAL, "an event outside ov_write");
    if (!event->action || !event->object)
        return ov_fail(&ctx->err, OV_INTERNAL, "an event without action or object");
    if (!one_line(ctx->actor.login) || !one_line(event->role) || !one_line(event->action) ||
        !one_line(event->object) || !one_line(event->before) || !one_line(event->after))
        return ov_fail(&ctx->err, OV_INTERNAL, "a control character in the event %s",
                       event->action);
    return OV_OK;
}

ov_status ov_audit(ov_ctx *ctx, const ov_event *event)
{
    const char *prev, *canonical, *actor = or_dash(ctx->actor.login);
    char hash[OV_HASH_HEX];
    const ov_rows *head;
    ov_instant at = ov_now();
    int64_t seq;

    OV_TRY(check(ctx, event));
    OV_TRY(ov_select_row(ctx, &ov_audit_sql[OV_AUDIT_HEAD], OV_NOARGS, &head));
    seq = ov_cell_int(head, 0, HEAD_SEQ) + 1;
    /* A clock that was set back must not put this event before the newest. */
    if (at < ov_cell_int(head, 0, HEAD_AT))
        at = ov_cell_int(head, 0, HEAD_AT);
    prev = ov_cell_text(head, 0, HEAD_HASH);
    canonical = ov_audit_canonical(ctx->arena, seq, at, actor, event, prev);
    ov_sha256_hex(ov_str_from(canonical), hash);
    OV_TRY(ov_exec(ctx, &ov_audit_sql[OV_AUDIT_ADD],
                   OV_ARGS(ov_int(seq), ov_int(at), ov_text(actor), ov_text(or_dash(event->role)),
                           ov_text(event->action), ov_text(event->object),
                           ov_text(or_dash(event->before)), ov_text(or_dash(event->after)),
                           ov_text(prev), ov_text(hash)),
                   NULL));
    return ov_exec(ctx, &ov_audit_sql[OV_AUDIT_SET_HEAD],
                   OV_ARGS(ov_int(seq), ov_int(at), ov_text(hash)), NULL);
}

ov_status ov_audit_as(ov_ctx *ctx, const char *login, const ov_event *event)
{
    const char *before = ctx->actor.login;
    ov_status status;

    ctx->actor.login = login;
    status = ov_audit(ctx, event);
    ctx->actor.login = before;
    return status;
}

ov_status ov_audit_noted(ov_ctx *ctx, const char *action, const char *object, bool *out)
{
    ov_instant at = ov_now();
    int64_t seq;

    OV_TRY(ov_select_int(ctx, &ov_audit_sql[OV_AUDIT_NOTED],
                         OV_ARGS(ov_text(object), ov_text(or_dash(ctx->actor.login)),
                                 ov_text(action), ov_int(at - NOTED_FOR), ov_int(at)),
                         0, &seq));
    *out = seq != 0;
    return OV_OK;
}

ov_status ov_audit_newest(ov_ctx *ctx, ov_instant *out)
{
    const ov_rows *head;

    OV_TRY(ov_select_row(ctx, &ov_audit_sql[OV_AUDIT_HEAD], OV_NOARGS, &head));
    *out = ov_cell_int(head, 0, HEAD_AT);
    return OV_OK;
}

ov_status ov_audit_now(ov_ctx *ctx, int64_t *change_seq, ov_instant *newest)
{
    const ov_rows *now;

    OV_TRY(ov_select_row(ctx, &ov_audit_sql[OV_AUDIT_NOW], OV_NOARGS, &now));
    *change_seq = ov_cell_int(now, 0, 0);
    *newest = ov_cell_int(now, 0, 1);
    return OV_OK;
}

ov_status ov_audit_head(ov_ctx *ctx, int64_t *seq, const char **hash)
{
    const ov_rows *head;

    OV_TRY(ov_select_row(ctx, &ov_audit_sql[OV_AUDIT_HEAD], OV_NOARGS, &head));
    *seq = ov_cell_int(head, 0, HEAD_SEQ);
    *hash = ov_cell_text(head, 0, HEAD_HASH);
    return OV_OK;
}

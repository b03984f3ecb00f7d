/* SPDX-License-Identifier: EUPL-1.2 */
/* list.c — events by person, action, object and day. */
#include "audit/audit.h"

#include "audit/sql.h"
#include "util/date.h"

#define COLUMNS "seq, at, actor, role, action, object, before_hash, after_hash, prev, hash"
/* Each value that is not asked about is empty, and the statement is chosen by one that is: an index
 * is there for each. $1 object, $2 its end, $3 actor, $4 action, $5 and $6: numbers, both outside.
 */
#define REST " AND ($3 = '' OR actor = $3) AND ($4 = '' OR action = $4) AND seq > $5 AND seq < $6"
#define ANY_OBJECT " AND ($1 = '' OR (object >= $1 AND object < $2))"
#define ANY_OBJECT_PG " AND ($1 = '' OR (object COLLATE \"C\" >= $1 AND object COLLATE \"C\" < $2))"
#define SELECTED(where, order)                                                                     \
    "SELECT " COLUMNS " FROM event WHERE " where " ORDER BY seq " order " LIMIT $7"
#define BY(name, order)                                                                            \
    {name ".all", SELECTED("seq > $5" ANY_OBJECT REST, order),                                     \
     SELECTED("seq > $5" ANY_OBJECT_PG REST, order)},                                              \
        {name ".object", SELECTED("object >= $1 AND object < $2" REST, order),                     \
         SELECTED("object COLLATE \"C\" >= $1 AND object COLLATE \"C\" < $2" REST, order)},        \
        {name ".actor", SELECTED("actor = $3" ANY_OBJECT REST, order),                             \
         SELECTED("actor = $3" ANY_OBJECT_PG REST, order)},                                        \
    {                                                                                              \
        name ".action", SELECTED("action = $4" ANY_OBJECT REST, order),                            \
            SELECTED("action = $4" ANY_OBJECT_PG REST, order)                                      \
    }

enum {
    ALL,
    OBJECT,
    ACTOR,
    ACTION,
    OLDEST_FIRST,
    FIRST_AT = 2 * OLDEST_FIRST,
    ACTIONS,
    COUNT_SINCE
};

const ov_sql ov_event_list_sql[] = {
    BY("events.down", "DESC"),
    BY("events.up", "ASC"),
    {"events.first_at", "SELECT seq FROM event WHERE at >= $1 ORDER BY at, seq LIMIT 1", NULL},
    {"events.actions", "SELECT DISTINCT action FROM event ORDER BY action", NULL},
    {"events.between", "SELECT count(*) FROM event WHERE at >= $1 AND at < $2", NULL},
    {0}};

/* The number of the first event at an instant or later: instants only rise with the numbers. */
static ov_status first_at(ov_ctx *ctx, ov_instant at, int64_t none, int64_t *out)
{
    return ov_select_int(ctx, &ov_event_list_sql[FIRST_AT], OV_ARGS(ov_int(at)), none, out);
}

static ov_status narrow(ov_ctx *ctx, const ov_event_filter *f, int64_t *above, int64_t *below)
{
    int64_t seq;

    *above = f->above;
    *below = f->below ? f->below : INT64_MAX;
    if (f->from) {
        OV_TRY(first_at(ctx, ov_day_start(f->from), INT64_MAX, &seq));
        *above = seq - 1 > *above ? seq - 1 : *above;
    }
    if (f->to) {
        OV_TRY(first_at(ctx, ov_day_start(f->to + 1), INT64_MAX, &seq));
        *below = seq < *below ? seq : *below;
    }
    return OV_OK;
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

ov_status ov_events(ov_ctx *ctx, const ov_event_filter *f, int64_t most, const ov_rows **out)
{
    const char *object = or_empty(f->object), *actor = or_empty(f->actor);
    const char *action = or_empty(f->action);
    int64_t above, below;
    size_t which = *object ? OBJECT : *actor ? ACTOR : *action ? ACTION : ALL;

    OV_TRY(narrow(ctx, f, &above, &below));
    /* "version/5" and what begins with "version/5/": '0' is what comes after '/'. */
    return ov_select(ctx, &ov_event_list_sql[which + (f->oldest_first ? OLDEST_FIRST : 0)],
                     OV_ARGS(ov_text(object), ov_text(ov_printf(ctx->arena, "%s0", object)),
                             ov_text(actor), ov_text(action), ov_int(above), ov_int(below),
                             ov_int(most)),
                     out);
}

ov_status ov_event_actions(ov_ctx *ctx, const ov_rows **out)
{
    return ov_select(ctx, &ov_event_list_sql[ACTIONS], OV_NOARGS, out);
}

ov_status ov_events_between(ov_ctx *ctx, ov_instant from, ov_instant to, int64_t *out)
{
    return ov_select_int(ctx, &ov_event_list_sql[COUNT_SINCE], OV_ARGS(ov_int(from), ov_int(to)), 0,
                         out);
}

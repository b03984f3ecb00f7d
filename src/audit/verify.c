/* SPDX-License-Identifier: EUPL-1.2 */
/* verify.c — walks the event log from the first event to the head and names what does not hold. */
#include "audit/audit.h"

#include "audit/sql.h"
#include "util/hash.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

enum { SEQ, AT, ACTOR, ROLE, ACTION, OBJECT, BEFORE, AFTER, PREV, HASH };
enum { ENDS_SEQ, ENDS_AT, ENDS_HASH, ENDS_LAST };

/* A rewritten log has as many faults as events: the first ones tell enough. */
enum { MOST_FAULTS = 200 };

static const char genesis[] = "0000000000000000000000000000000000000000000000000000000000000000";

typedef struct chain {
    int64_t cursor; /* the number read last */
    int64_t seq;
    ov_instant at;
    char hash[OV_HASH_HEX]; /* of the event before */
    int64_t faults;
} chain;

void ov_verify_fault(ov_verify *verify, const char *kind, const char *id, const char *fmt, ...)
{
    ov_arena *arena = verify->ctx->arena;
    va_list args;

    if (verify->n_faults == verify->cap) {
        size_t cap = verify->cap ? verify->cap * 2 : 16;
        ov_fault *grown = ov_calloc(arena, cap, sizeof *grown);

        if (verify->n_faults)
            memcpy(grown, verify->faults, verify->n_faults * sizeof *grown);
        verify->faults = grown;
        verify->cap = cap;
    }
    va_start(args, fmt);
    verify->faults[verify->n_faults++] =
        (ov_fault){ov_strdup(arena, kind), ov_strdup(arena, id), ov_vprintf(arena, fmt, args)};
    va_end(args);
}

static void event_fault(ov_verify *verify, chain *c, int64_t seq, const char *what)
{
    char id[24];

    if (++c->faults > MOST_FAULTS)
        return;
    snprintf(id, sizeof id, "%" PRId64, seq);
    ov_verify_fault(verify, "event", id, "%s", what);
}

/* The canonical text writes "-" for an empty value and ends a value at a NUL: neither may stand in
 * a row, or it could be altered unseen. */
static bool plain_values(const ov_rows *rows, size_t row)
{
    for (size_t column = ACTOR; column <= HASH; column++) {
        ov_str value = ov_cell_str(rows, row, column);

        if (value.len == 0 || memchr(value.ptr, '\0', value.len))
            return false;
    }
    return true;
}

static const char *text(const ov_rows *rows, size_t row, size_t column)
{
    const char *value = ov_cell_text(rows, row, column);

    return value ? value : "";
}

static bool holds(ov_arena *arena, const ov_rows *rows, size_t i)
{
    const ov_event event = {text(rows, i, ACTION), text(rows, i, OBJECT), text(rows, i, ROLE),
                            text(rows, i, BEFORE), text(rows, i, AFTER)};
    char hash[OV_HASH_HEX];

    if (!plain_values(rows, i))
        return false;
    ov_sha256_hex(
        ov_str_from(ov_audit_canonical(arena, ov_cell_int(rows, i, SEQ), ov_cell_int(rows, i, AT),
                                       text(rows, i, ACTOR), &event, text(rows, i, PREV))),
        hash);
    return strcmp(hash, text(rows, i, HASH)) == 0;
}

static void check_missing(ov_verify *verify, chain *c, int64_t seq)
{
    if (seq == c->seq + 2)
        event_fault(verify, c, c->seq + 1, "missing: it was removed, or moved to another place");
    else if (seq != c->seq + 1)
        event_fault(verify, c, c->seq + 1,
                    ov_printf(verify->ctx->arena,
                              "missing, with all up to %" PRId64
                              ": they were removed, or moved to another place",
                              seq - 1));
}

static void check_event(ov_verify *verify, ov_arena *arena, const ov_rows *rows, size_t i, chain *c)
{
    int64_t seq = ov_cell_int(rows, i, SEQ);
    ov_instant at = ov_cell_int(rows, i, AT);

    c->cursor = seq;
    verify->checked++;
    if (seq < 1) {
        event_fault(verify, c, seq, "inserted: the log begins at 1");
        return;
    }
    check_missing(verify, c, seq);
    if (!holds(arena, rows, i))
        event_fault(verify, c, seq,
                    "its hash is not that of its contents: something in it was altered");
    if (seq == c->seq + 1 && strcmp(text(rows, i, PREV), c->hash) != 0)
        event_fault(verify, c, seq,
                    "does not follow on the event before: one of the two was put there, altered or "
                    "moved afterwards");
    if (at < c->at)
        event_fault(verify, c, seq, "earlier than the event before");
    c->seq = seq;
    c->at = at;
    snprintf(c->hash, sizeof c->hash, "%s", text(rows, i, HASH));
}

/* In pieces, each in an arena of its own: the log may be longer than the memory. */
static ov_status walk(ov_verify *verify, int64_t last, chain *c)
{
    ov_ctx piece = *verify->ctx;
    ov_status status = OV_OK;
    const ov_rows *rows;
    size_t n;

    piece.arena = ov_arena_new(0);
    do {
        ov_arena_reset(piece.arena);
        n = 0;
        status = ov_select(&piece, &ov_audit_sql[OV_AUDIT_WALK],
                           OV_ARGS(ov_int(c->cursor), ov_int(last)), &rows);
        if (status == OV_OK)
            n = rows->n;
        for (size_t i = 0; i < n; i++)
            check_event(verify, piece.arena, rows, i, c);
    } while (n > 0);
    ov_arena_free(piece.arena);
    verify->ctx->err = piece.err;
    return status;
}

/* One statement reads the head and the last event together, so that writers may go on meanwhile:
 * events are only ever added, and those after this end are checked the next time. */
ov_status ov_audit_verify(ov_verify *verify)
{
    chain c = {.cursor = INT64_MIN};
    const ov_rows *ends;
    int64_t head, last;

    memcpy(c.hash, genesis, sizeof genesis);
    OV_TRY(ov_select(verify->ctx, &ov_audit_sql[OV_AUDIT_ENDS], OV_NOARGS, &ends));
    if (ends->n != 1) {
        ov_verify_fault(verify, "event", "head", "there are %zu heads instead of one", ends->n);
        return OV_OK;
    }
    head = ov_cell_int(ends, 0, ENDS_SEQ);
    last = ov_cell_int(ends, 0, ENDS_LAST);
    OV_TRY(walk(verify, last, &c));
    if (c.faults > MOST_FAULTS)
        ov_verify_fault(verify, "event", "more", "%" PRId64 " faults more in the chain",
                        c.faults - MOST_FAULTS);
    if (head != last)
        ov_verify_fault(verify, "event", "head",
                        "the head says that %" PRId64 " is the last event, but it is %" PRId64,
                        head, last);
    else if (strcmp(c.hash, text(ends, 0, ENDS_HASH)) != 0)
        ov_verify_fault(verify, "event", "head", "the head's hash is not that of the last event");
    else if (c.at != ov_cell_int(ends, 0, ENDS_AT))
        ov_verify_fault(verify, "event", "head",
                        "the head's instant is not that of the last event");
    return OV_OK;
}

ov_status ov_audit_verify_head(ov_verify *verify, int64_t seq, const char *hash)
{
    char id[32];
    const char *stored;
    int64_t last;

    verify->checked++;
    OV_TRY(ov_select_text(verify->ctx, &ov_audit_sql[OV_AUDIT_HASH_AT], OV_ARGS(ov_int(seq)), NULL,
                          &stored));
    if (seq == 0 && strcmp(hash, genesis) == 0) /* published while the log was empty */
        return OV_OK;
    if (stored && strcmp(stored, hash) == 0)
        return OV_OK;
    snprintf(id, sizeof id, "%" PRId64, seq);
    if (stored) {
        ov_verify_fault(verify, "event-head", id,
                        "the published head has another hash: event %" PRId64
                        " or one before it was rewritten after the head was published",
                        seq);
        return OV_OK;
    }
    OV_TRY(ov_select_int(verify->ctx, &ov_audit_sql[OV_AUDIT_LAST], OV_NOARGS, 0, &last));
    if (last < seq)
        ov_verify_fault(verify, "event-head", id,
                        "the published head is not in the log, which ends at %" PRId64 ": %" PRId64
                        " events or more were cut off its end",
                        last, seq - last);
    else
        ov_verify_fault(verify, "event-head", id, "the published head's event is missing");
    return OV_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* audit.h — the hash-chained event log (canonical text overens-event-1). */
#ifndef OV_AUDIT_AUDIT_H
#define OV_AUDIT_AUDIT_H

#include "db/db.h"
#include "util/buf.h"
#include "util/date.h"

typedef struct ov_event {
    const char *action; /* "response.submitted" */
    const char *object; /* "response/123" */
    const char *role;   /* the role used; NULL: "-" */
    const char *before; /* hash before, NULL: "-" */
    const char *after;  /* hash after, NULL: "-" */
} ov_event;

/* Appends the event in the running write transaction (elsewhere OV_INTERNAL). actor is
 * ctx->actor.login, at the commit's instant: max(ov_now(), instant of the newest event). */
OV_API ov_status ov_audit(ov_ctx *ctx, const ov_event *event) OV_MUST_CHECK;

/* As ov_audit, by somebody who is not the actor of ctx yet: who signs in. Owns: nothing. */
OV_API ov_status ov_audit_as(ov_ctx *ctx, const char *login, const ov_event *event) OV_MUST_CHECK;
/* Has the actor left this event within the last ten minutes? Then a reading is not noted again. */
OV_API ov_status ov_audit_noted(ov_ctx *ctx, const char *action, const char *object,
                                bool *out) OV_MUST_CHECK;

/* The change counter (db.h) and the instant of the newest event (0: the log is empty), in one
 * statement: every request asks for both. */
OV_API ov_status ov_audit_now(ov_ctx *ctx, int64_t *change_seq, ov_instant *newest) OV_MUST_CHECK;
/* Instant of the newest event; 0 when the log is empty. */
OV_API ov_status ov_audit_newest(ov_ctx *ctx, ov_instant *out) OV_MUST_CHECK;
/* Sequence number and hash of the head ("0000…" when empty). Owns: ctx->arena. */
OV_API ov_status ov_audit_head(ov_ctx *ctx, int64_t *seq, const char **hash) OV_MUST_CHECK;
/* The canonical bytes of an event. Owns: arena. */
OV_API char *ov_audit_canonical(ov_arena *arena, int64_t seq, ov_instant at, const char *actor,
                                const ov_event *event, const char *prev);

/* ---- Finding events ---- */

enum {
    OV_EVENT_SEQ,
    OV_EVENT_AT,
    OV_EVENT_ACTOR,
    OV_EVENT_ROLE,
    OV_EVENT_ACTION,
    OV_EVENT_OBJECT,
    OV_EVENT_BEFORE,
    OV_EVENT_AFTER,
    OV_EVENT_PREV,
    OV_EVENT_HASH
};

/* {0}: every event. */
typedef struct ov_event_filter {
    const char *actor, *action; /* exactly; NULL or "": any */
    const char *object;         /* "version/5": it and what lies below it; "version": that kind */
    ov_day from, to;            /* Stockholm's days, both inside; 0: open */
    int64_t above, below;       /* numbers, both outside; 0: open */
    bool oldest_first;
} ov_event_filter;

/* At most so many rows of the columns above, newest first. The next page: below the last number. */
OV_API ov_status ov_events(ov_ctx *ctx, const ov_event_filter *filter, int64_t most,
                           const ov_rows **out) OV_MUST_CHECK;
/* Rows: every action that has happened, in order. */
OV_API ov_status ov_event_actions(ov_ctx *ctx, const ov_rows **out) OV_MUST_CHECK;
/* How many there are from one instant up to another. */
OV_API ov_status ov_events_between(ov_ctx *ctx, ov_instant from, ov_instant to,
                                   int64_t *out) OV_MUST_CHECK;

/* JSON: {"format": "overens-event-1", "events": [{seq, at, actor, role, action, object, before,
 * after, prev, hash}, …], "count": n}, oldest first; at as in the canonical text, so that each hash
 * can be computed from its fields. CSV: the same columns, UTF-8 with BOM, ';', CRLF; what a
 * spreadsheet would take for a formula begins with an apostrophe. */
typedef enum ov_event_shape { OV_EVENTS_JSON, OV_EVENTS_CSV } ov_event_shape;
enum { OV_EVENTS_PIECE = 500 };
/* Writes all that the filter gives and wanted (NULL: all) lets through; flush (may be NULL) may
 * send away and clear out after each piece. *n: how many. */
OV_API ov_status ov_events_export(ov_ctx *ctx, const ov_event_filter *filter, ov_event_shape shape,
                                  bool (*wanted)(void *arg, const char *object), void *arg,
                                  ov_status (*flush)(void *arg, ov_buf *out), ov_buf *out,
                                  int64_t *n) OV_MUST_CHECK;

extern const ov_sql ov_event_list_sql[];

/* ---- Checking the chain ---- */

/* What `overens verify` collects: kind ("event"), id, what is wrong. */
typedef struct ov_fault {
    const char *kind, *id, *what;
} ov_fault;
typedef struct ov_verify {
    ov_ctx *ctx;
    ov_fault *faults; /* grows in ctx->arena */
    size_t n_faults, cap;
    int64_t checked;
} ov_verify;
OV_API void ov_verify_fault(ov_verify *verify, const char *kind, const char *id, const char *fmt,
                            ...) OV_PRINTF(4, 5);
/* Walks the chain from the first event to the head. OV_OK also when faults were found. The first
 * fault of the kind "event" is the first place that does not hold. */
OV_API ov_status ov_audit_verify(ov_verify *verify) OV_MUST_CHECK;
/* Does a head that was published ("event-head seq=… hash=…") stand in the log? Only this finds a
 * tail that was cut or rewritten whole by somebody who also put the head right. */
OV_API ov_status ov_audit_verify_head(ov_verify *verify, int64_t seq,
                                      const char *hash) OV_MUST_CHECK;

extern const ov_sql ov_audit_sql[];

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* audit.h — the hash-chained event log (canonical text overens-event-1). */
#ifndef OV_AUDIT_AUDIT_H
#define OV_AUDIT_AUDIT_H

#include "db/db.h"

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

/* Instant of the newest event; 0 when the log is empty. */
OV_API ov_status ov_audit_newest(ov_ctx *ctx, ov_instant *out) OV_MUST_CHECK;
/* Sequence number and hash of the head ("0000…" when empty). Owns: ctx->arena. */
OV_API ov_status ov_audit_head(ov_ctx *ctx, int64_t *seq, const char **hash) OV_MUST_CHECK;
/* The canonical bytes of an event. Owns: arena. */
OV_API char *ov_audit_canonical(ov_arena *arena, int64_t seq, ov_instant at, const char *actor,
                                const ov_event *event, const char *prev);

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
/* Walks the chain from the first event to the head. OV_OK also when faults were found. */
OV_API ov_status ov_audit_verify(ov_verify *verify) OV_MUST_CHECK;

extern const ov_sql ov_audit_sql[];

#endif

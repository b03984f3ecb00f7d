/* SPDX-License-Identifier: EUPL-1.2 */
/* approval.h — the way of an answer through its organisation's approval chain before it is sent
 * (practice 6). What is approved is a content: when the draft holds something else, nothing is. */
#ifndef OV_CONSULT_APPROVAL_H
#define OV_CONSULT_APPROVAL_H

#include "auth/chain.h"
#include "consult/consult.h"

typedef struct ov_approval {
    ov_id id, draft_id, consultation_id, org_id, matter_id;
    ov_id version_id; /* of the chain */
    const char *chain_name;
    const char *hash;  /* ov_approval_hash of what is approved */
    const char *state; /* in_review | approved | returned | changed | withdrawn | sent */
    int step;          /* the number of the step that is waited for */
    ov_instant begun_at, ended_at;     /* ended_at 0: it goes on */
    ov_id begun_by;                    /* an account, 0: the system */
    const char *begun_name, *end_name; /* or NULL */
    const char *reason;                /* why it was returned, or NULL */
    ov_instant alerted_at;             /* 0: nobody was told that the deadline is near */
    int64_t row_version;
} ov_approval;

/* A place in a step, and who may fill it now. */
typedef struct ov_seat {
    const char *key;   /* "p12", "b3", "r5" */
    const char *title; /* name of the person or body; NULL: a role that nobody holds */
    const char *role;  /* the role that is named, or NULL */
    ov_id body_id;     /* 0: none */
    ov_id by[OV_CHAIN_ACTORS];
    const char *by_names[OV_CHAIN_ACTORS];
    size_t n_by;
    bool stood_in;         /* somebody else than the one of the seat may fill it */
    bool passed;           /* it was passed on, to by[0] */
    const char *pass_why;  /* its reason */
    const char *done_by;   /* who has filled it, or NULL */
    ov_instant done_at;    /* 0: not yet */
    ov_id done_by_account; /* 0: by a link, or not yet */
} ov_seat;

/* SHA-256 of what is approved: the draft as ov_draft_hash has it, without the papers of the
 * decision, which come after it (reservations, extract of the minutes). Owns: arena. */
OV_API ov_status ov_approval_hash(ov_ctx *ctx, ov_id draft_id, const char **out) OV_MUST_CHECK;
/* What a draft's text (ov_draft_hash_text) is without those papers. Owns: arena. */
OV_API ov_str ov_approval_text(ov_arena *arena, ov_str draft);

/* The latest of a draft. OV_NOT_FOUND: none. */
OV_API ov_status ov_approval_of(ov_ctx *ctx, ov_id draft_id, ov_approval *out) OV_MUST_CHECK;
OV_API ov_status ov_approval_get(ov_ctx *ctx, ov_id id, ov_approval *out) OV_MUST_CHECK;
/* All of a draft, the newest first: rows id, state, begun_at, who began, ended_at, who ended,
 * reason. */
OV_API ov_status ov_approvals(ov_ctx *ctx, ov_id draft_id, const ov_rows **out) OV_MUST_CHECK;
/* The steps of its chain, as the chain was when it began. */
OV_API ov_status ov_approval_steps(ov_ctx *ctx, const ov_approval *a, const ov_chain_step **out,
                                   size_t *n) OV_MUST_CHECK;
/* The seats of one of them. Owns: arena. */
OV_API ov_status ov_approval_seats(ov_ctx *ctx, const ov_approval *a, const ov_chain_step *step,
                                   ov_seat **out, size_t *n) OV_MUST_CHECK;
/* Is it the account's turn to fill one of these? */
OV_API bool ov_seats_wait_for(const ov_seat *seats, size_t n, ov_id account_id);

/* May the draft be sent now, as far as approval goes? */
typedef enum ov_send_gate {
    OV_GATE_OPEN,     /* no chain is asked for, or this content is approved */
    OV_GATE_NONE,     /* not sent for approval, taken back or returned */
    OV_GATE_WAITS,    /* in approval */
    OV_GATE_CHANGED,  /* approved, or on the way, but the content is another now */
    OV_GATE_NO_ANSWER /* nothing is written */
} ov_send_gate;
OV_API ov_status ov_approval_gate(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                  ov_id draft_id, ov_send_gate *out) OV_MUST_CHECK;

/* What came of a command. */
typedef enum ov_approval_end {
    OV_APPROVAL_STEP,    /* noted; others or the next step are waited for */
    OV_APPROVAL_DONE,    /* that was the last one */
    OV_APPROVAL_CHANGED, /* nothing was approved: the draft holds something else; it begins anew */
    OV_APPROVAL_RETURNED,
    OV_APPROVAL_PASSED
} ov_approval_end;

/* All below only inside ov_write; each writes an event and the invitation's review state.
 *
 * Sends the draft for approval. OV_NOT_FOUND: no draft, or no chain; OV_CONFLICT: it is there
 * already, or locked to a decision. */
OV_API ov_status ov_approval_begin(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                   ov_id *id) OV_MUST_CHECK;
/* The actor approves in the step of this number, in every seat that is theirs. OV_CONFLICT: the
 * step is over, or the approval; OV_DENIED: not their turn. */
OV_API ov_status ov_approval_approve(ov_ctx *ctx, ov_id id, int step,
                                     ov_approval_end *end) OV_MUST_CHECK;
/* The same for the seats of bodies and board secretaries by a decision that came through a link;
 * OV_OK also when there is none to fill. */
OV_API ov_status ov_approval_decided(ov_ctx *ctx, ov_id draft_id) OV_MUST_CHECK;
/* Gives it back to those who write. As above; OV_INVALID: no reason. */
OV_API ov_status ov_approval_return(ov_ctx *ctx, ov_id id, int step, const char *reason,
                                    ov_approval_end *end) OV_MUST_CHECK;
/* Passes a seat of the step to a substitute: by who may fill it, or (any) by the organisation's
 * administrator. OV_INVALID: no reason, or somebody who holds no mandate there today, or who sent
 * it for approval. */
OV_API ov_status ov_approval_pass(ov_ctx *ctx, ov_id id, int step, const char *seat, ov_id to,
                                  const char *reason, bool any) OV_MUST_CHECK;
/* Takes it back to the draft, by those who write. OV_CONFLICT: it is over. */
OV_API ov_status ov_approval_withdraw(ov_ctx *ctx, ov_id id) OV_MUST_CHECK;
/* Ends it when the draft holds something else; *changed: did it? */
OV_API ov_status ov_approval_check(ov_ctx *ctx, const ov_approval *a, bool *changed) OV_MUST_CHECK;
/* The answer has been sent. */
OV_API ov_status ov_approval_sent(ov_ctx *ctx, ov_id draft_id) OV_MUST_CHECK;
/* Those who write and send have been told that the deadline is near. *first: not before. */
OV_API ov_status ov_approval_alerted(ov_ctx *ctx, ov_id id, bool *first) OV_MUST_CHECK;

/* Persons with a mandate in the organisation today, who a seat can be passed to: rows account id,
 * name. */
OV_API ov_status ov_approval_people(ov_ctx *ctx, ov_id org_id, const ov_rows **out) OV_MUST_CHECK;
/* Those in review or approved: rows id. */
OV_API ov_status ov_approvals_open(ov_ctx *ctx, const ov_rows **out) OV_MUST_CHECK;
/* Those of an organisation: rows approval id, consultation id, slug of the matter, title of the
 * round, deadline, state, begun by, reason, matter id, its owner's id; for "att göra". */
OV_API ov_status ov_approvals_of(ov_ctx *ctx, ov_id org_id, const ov_rows **out) OV_MUST_CHECK;

extern const ov_sql ov_approval_sql[];

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* decision.h — who has decided an answer: before it is sent (then the draft is locked to what was
 * decided) or afterwards, when the response itself never changes (practice 3, 5; feature 34). */
#ifndef OV_CONSULT_DECISION_H
#define OV_CONSULT_DECISION_H

#include "consult/consult.h"

/* What the board made of the answer. */
#define OV_OUTCOME_AS_IS "as_is"
#define OV_OUTCOME_CHANGED "changed"
#define OV_OUTCOME_REJECTED "rejected"
OV_API extern const char *const ov_outcomes[]; /* ended by NULL */
OV_API const char *ov_outcome_title(const char *outcome);

typedef struct ov_decision {
    ov_id id, draft_id;
    ov_id response_id;        /* 0: of the draft */
    const char *legal_status; /* delegated | chair_urgent | board_decided */
    const char *outcome;
    const char *body;    /* "Socialnämnden" */
    ov_day day;          /* when it was decided; OV_NO_DAY in one that is not stored */
    const char *ref;     /* "§ 112", or the number of the delegation */
    ov_day reported_day; /* when the board is told of a delegated or urgent one; OV_NO_DAY */
    const char *note;    /* what was changed, or NULL */
    ov_id file_id;       /* extract of the minutes, 0: none */
    const char *file_name;
    const char *hash; /* of the draft that was decided (ov_approval_hash), or NULL */
    ov_instant made_at;
    const char *made_name; /* who registered it, or NULL */
    bool by_link;
    ov_instant locked_at; /* 0: the draft is open */
} ov_decision;

/* What is wrong with a decision that somebody writes; static Swedish texts, NULL: nothing. */
typedef struct ov_decision_faults {
    const char *body, *day, *ref, *reported, *file;
} ov_decision_faults;
/* Are its parts there that the status asks for, and no day of the future? Statuses that nobody
 * decided (officer, preliminary) ask for nothing. */
OV_API bool ov_decision_check(const ov_decision *d, ov_day today, ov_decision_faults *faults);
/* Has the status somebody who decided? */
OV_API bool ov_status_decided(const char *legal_status);
/* The reference with the day on which the board is told: "2.1, anmäls 2026-03-01". Owns: arena. */
OV_API const char *ov_decision_ref(ov_arena *arena, const ov_decision *d);

/* The decision on a draft, on a response. OV_NOT_FOUND: none is registered. */
OV_API ov_status ov_decision_of_draft(ov_ctx *ctx, ov_id draft_id, ov_decision *out) OV_MUST_CHECK;
OV_API ov_status ov_decision_of_response(ov_ctx *ctx, ov_id response_id,
                                         ov_decision *out) OV_MUST_CHECK;
/* Is the draft locked to a decision? */
OV_API ov_status ov_draft_locked(ov_ctx *ctx, ov_id draft_id, bool *out) OV_MUST_CHECK;
/* Those of a round that came after the response was sent: rows response id, number, code of the
 * party, legal status, outcome, body, day, ref. */
OV_API ov_status ov_decisions_late(ov_ctx *ctx, ov_id consultation_id,
                                   const ov_rows **out) OV_MUST_CHECK;
/* Responses of an organisation that still wait for a decision: rows response id, number,
 * consultation id, slug of the matter, title of the round, received, legal status, matter id, its
 * owner's id. */
OV_API ov_status ov_decisions_missing(ov_ctx *ctx, ov_id org_id, const ov_rows **out) OV_MUST_CHECK;

/* ---- Registering; only inside ov_write, each with its event ---- */

/* Takes the place of a former one of the same draft or response. as_is locks the draft. OV_INVALID:
 * something that it needs is missing. */
OV_API ov_status ov_decision_put(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                 const ov_decision *d, ov_id *id) OV_MUST_CHECK;
/* The changes that the decision asked for are entered: locks the draft to it. */
OV_API ov_status ov_decision_lock(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                  ov_id draft_id) OV_MUST_CHECK;
/* Ends the decision on a draft, so that it can be written in. OV_INVALID: no reason; OV_NOT_FOUND:
 * none. */
OV_API ov_status ov_decision_unlock(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                    ov_id draft_id, const char *reason) OV_MUST_CHECK;
/* The draft is sent: its extract goes with it, those of former decisions do not. */
OV_API ov_status ov_decision_attach(ov_ctx *ctx, ov_id draft_id, ov_id file_id) OV_MUST_CHECK;

/* ---- The link to the registry mailbox ---- */
#define OV_DECISION_LINK_LIFE (60 * OV_DAY_LENGTH)

typedef struct ov_decision_link {
    ov_id id, draft_id, response_id; /* response_id 0: of the draft */
    ov_id consultation_id, org_id;
    const char *address;
    ov_instant made_at, expires_at;
} ov_decision_link;

/* Stores one for the token (ov_link_token); what was sent before for the same stops working. Only
 * inside ov_write. */
OV_API ov_status ov_decision_link_make(ov_ctx *ctx, const ov_consultation *c,
                                       const ov_decision_link *link,
                                       const char *token) OV_MUST_CHECK;
/* OV_NOT_FOUND: no such link; OV_GONE: used, ended or too old. */
OV_API ov_status ov_decision_link_peek(ov_ctx *ctx, const char *token,
                                       ov_decision_link *out) OV_MUST_CHECK;
/* Uses it, inside the ov_write that registers. */
OV_API ov_status ov_decision_link_use(ov_ctx *ctx, ov_id id) OV_MUST_CHECK;
/* The one that waits: rows address, made_at, expires_at; or none. */
OV_API ov_status ov_decision_link_waiting(ov_ctx *ctx, ov_id draft_id,
                                          const ov_rows **out) OV_MUST_CHECK;

extern const ov_sql ov_decision_sql[];

#endif

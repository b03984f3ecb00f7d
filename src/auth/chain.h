/* SPDX-License-Identifier: EUPL-1.2 */
/* chain.h — approval chains: in which steps, and by whom, an organisation approves what it answers.
 *
 * Each organisation defines its own (spec/practice.md 6, 7): one that is used for every matter,
 * others for a single matter. What has been used is never changed: a change makes a new version. */
#ifndef OV_AUTH_CHAIN_H
#define OV_AUTH_CHAIN_H

#include "auth/people.h"

#define OV_CHAIN_STEPS 12  /* at most in a chain */
#define OV_CHAIN_ACTORS 20 /* at most in a step */

/* Who acts in a step: one of the three, the others 0 and NULL. */
typedef struct ov_chain_actor {
    ov_id id; /* of a stored one */
    ov_id account_id, body_id;
    const char *role;
    const char *name; /* of the person or body as people call it; of a role: NULL */
} ov_chain_actor;

typedef struct ov_chain_step {
    ov_id id;
    int number; /* 1 … */
    const char *title;
    bool all; /* everybody who is named, not any of them */
    const ov_chain_actor *actors;
    size_t n_actors;
    ov_id org_id, matter_id; /* of the chain; the matter that was asked about */
} ov_chain_step;

typedef struct ov_chain {
    ov_id id, org_id, matter_id; /* matter_id 0: for every matter */
    bool is_default, used;
    ov_id version_id;
    int version; /* 1 … */
    const char *name;
    const char *matter_title; /* or NULL */
    ov_instant made_at;
    const char *made_by; /* a person's name, or NULL */
    ov_instant ended_at; /* 0: applies */
    int64_t row_version;
} ov_chain;

/* The chains of an organisation that apply; with_ended: all that ever were. */
OV_API ov_status ov_chains(ov_ctx *ctx, ov_id org_id, bool with_ended, const ov_chain **out,
                           size_t *n) OV_MUST_CHECK;
OV_API ov_status ov_chain_get(ov_ctx *ctx, ov_id id, ov_chain *out) OV_MUST_CHECK;
/* The versions of a chain, the newest first; each as the chain was then. */
OV_API ov_status ov_chain_versions(ov_ctx *ctx, ov_id id, const ov_chain **out,
                                   size_t *n) OV_MUST_CHECK;
/* The chain that an organisation uses in a matter: the matter's own, else the default.
 * OV_NOT_FOUND: it has none. */
OV_API ov_status ov_chain_for(ov_ctx *ctx, ov_id org_id, ov_id matter_id,
                              ov_chain *out) OV_MUST_CHECK;
/* The steps of chain->version_id, in order; each carries chain's organisation and matter. */
OV_API ov_status ov_chain_steps(ov_ctx *ctx, const ov_chain *chain, const ov_chain_step **out,
                                size_t *n) OV_MUST_CHECK;

/* Who may act in the step today, by seat, which one person of those who may fills: a person who is
 * named, each holder of a role that is named, a body. Rows as named below; a line of the chain that
 * nobody can fill has one row without an account. Counts substitutes whose mandate holds today, and
 * nobody whose account is disabled. */
OV_API ov_status ov_chain_seats(ov_ctx *ctx, const ov_chain_step *step,
                                const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_SEAT_LINE,   /* ov_chain_actor.id */
    OV_SEAT_BODY,   /* 0: none */
    OV_SEAT_PERSON, /* whose seat it is; 0: a body's, or nobody's */
    OV_SEAT_TITLE,  /* name of the person or body; NULL: a role that nobody holds */
    OV_SEAT_ROLE,   /* the role that is named, or NULL */
    OV_SEAT_BY,     /* who may fill it: account id, NULL: nobody */
    OV_SEAT_BY_NAME
};
/* Something is approved by this version from now on: it is never changed. Only inside ov_write. */
OV_API ov_status ov_chain_use(ov_ctx *ctx, ov_id version_id) OV_MUST_CHECK;

/* Stores a chain with its steps: a new one (id 0), or a change of one (row_version is what was
 * read). A version that was used stays, and a new one is made; one that was not is replaced. The
 * first chain for every matter is the default, and a new default takes the place of the old. Only
 * inside ov_write. OV_INVALID: no name, no steps, a step without a title or without anybody, or too
 * many; OV_NO_PLACE: somebody or something of another organisation. OV_CONFLICT: OV_NO_STALE, or
 * OV_NO_OVERLAP: the matter has a chain. Events chain.added, chain.changed. */
OV_API ov_status ov_chain_save(ov_ctx *ctx, ov_manager *manager, const ov_chain *chain,
                               const ov_chain_step *steps, size_t n, ov_id *id) OV_MUST_CHECK;
/* Ends it; what was approved by it stays readable. OV_CONFLICT: OV_NO_STALE, OV_NO_ENDED. */
OV_API ov_status ov_chain_end(ov_ctx *ctx, ov_manager *manager, ov_id id,
                              int64_t row_version) OV_MUST_CHECK;

extern const ov_sql ov_chain_sql[];

#endif

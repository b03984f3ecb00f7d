/* SPDX-License-Identifier: EUPL-1.2 */
/* ctx.h — the context that every domain function takes: pages, jobs, commands and demo data all
 * have one. */
#ifndef OV_DB_CTX_H
#define OV_DB_CTX_H

#include "util/arena.h"
#include "util/err.h"

typedef struct ov_db ov_db;

/* A role that a person holds: in one organisation, perhaps for one matter only (0: every matter).
 */
typedef struct ov_mandate {
    const char *role; /* "drafter", "authorised_sender", "process_leader", … (auth/roles.c) */
    ov_id org_id;
    ov_id matter_id;
} ov_mandate;

/* Who acts. A visitor has account_id 0; the system itself (jobs, commands) has is_system. */
typedef struct ov_actor {
    ov_id account_id;
    const char *login; /* what the event log shows: "anna.k", "-" for a visitor, "system" */
    const char *name;
    ov_id org_id; /* the organisation the person acts for; 0 for none */
    const char *org_name;
    const ov_mandate *mandates;
    size_t n_mandates;
    bool is_system;
} ov_actor;

typedef struct ov_ctx {
    ov_arena *arena;
    ov_db *db;
    ov_err err; /* the text for the log of the latest failure */
    ov_actor actor;
    ov_instant now;      /* when this unit of work began */
    ov_instant received; /* when the whole request was here; never recomputed (practice 1); == now
                            outside requests */
    const char *lang;    /* "sv" or "en" */
    const char *request_id;
    int64_t change_seq; /* set by an ov_write that raised it, after its commit; 0 before */
} ov_ctx;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* matter.h — matters (ärenden): their kind, parties, phases with imprecise dates, milestones,
 * summary. */
#ifndef OV_MATTER_MATTER_H
#define OV_MATTER_MATTER_H

#include "db/db.h"
#include "util/date.h"

typedef struct ov_matter {
    ov_id id;
    const char *slug, *plugin, *title, *kicker, *dnr,
        *status; /* status: a state of the plugin's state machine */
    ov_id owner_org_id;
    const char *owner_name;
    /* the summary box (feature 3), plain text; NULL where not filled */
    const char *purpose, *what, *who_decides, *how_to_answer, *what_next, *contact;
} ov_matter;

OV_API ov_status ov_matter_by_slug(ov_ctx *ctx, const char *slug, ov_matter *out) OV_MUST_CHECK;
OV_API ov_status ov_matter_get(ov_ctx *ctx, ov_id id, ov_matter *out) OV_MUST_CHECK;
/* Slugs: [a-z0-9-]{1,64}. Only inside ov_write; writes an event. OV_CONFLICT when the slug is
 * taken. */
OV_API ov_status ov_matter_add(ov_ctx *ctx, const ov_matter *matter, ov_id *id) OV_MUST_CHECK;
OV_API ov_status ov_matter_set_status(ov_ctx *ctx, ov_id id, const char *status) OV_MUST_CHECK;
OV_API ov_status ov_matter_add_party(ov_ctx *ctx, ov_id matter_id, ov_id org_id,
                                     const char *role) OV_MUST_CHECK;
/* Rows: org id, code, name, type, role; in Swedish order. */
OV_API ov_status ov_matter_parties(ov_ctx *ctx, ov_id matter_id, const ov_rows **out) OV_MUST_CHECK;

/* The matters that an organisation owns or is a party of: rows slug, title, plugin, status, 1 for
 * the owner; in Swedish order. */
OV_API ov_status ov_matters_of(ov_ctx *ctx, ov_id org_id, const ov_rows **out) OV_MUST_CHECK;

/* One line of the list: rows slug, title, plugin, dnr, status, number of parties, next date (day
 * number or NULL), what happens then (text), owner's name. The next date is the earliest future
 * deadline, milestone or phase border. */
OV_API ov_status ov_matters(ov_ctx *ctx, const ov_rows **out) OV_MUST_CHECK;

typedef struct ov_phase {
    ov_id id;
    int number;
    const char *name, *note;
    ov_fuzzy_date begins, ends;
} ov_phase;
OV_API ov_status ov_phase_add(ov_ctx *ctx, ov_id matter_id,
                              const ov_phase *phase) OV_MUST_CHECK; /* inside ov_write */
OV_API ov_status ov_phases(ov_ctx *ctx, ov_id matter_id, const ov_phase **out,
                           size_t *n) OV_MUST_CHECK; /* by number */
/* What the clock says of it: "done", "now", "plan". */
OV_API const char *ov_phase_state(const ov_phase *phase, ov_day today);

typedef struct ov_milestone {
    ov_id id;
    ov_fuzzy_date at;
    const char *title, *body, *note; /* body: who ("HSN"), may be NULL */
} ov_milestone;
OV_API ov_status ov_milestone_add(ov_ctx *ctx, ov_id matter_id, const ov_milestone *milestone)
    OV_MUST_CHECK; /* inside ov_write */
OV_API ov_status ov_milestones(ov_ctx *ctx, ov_id matter_id, const ov_milestone **out,
                               size_t *n) OV_MUST_CHECK; /* by date */

extern const ov_sql ov_matter_sql[];
#endif

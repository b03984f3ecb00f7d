/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_chain.h — the form of an approval chain: it holds all steps, so that nothing is stored
 * before "Spara". */
#ifndef OV_PAGES_ADMIN_CHAIN_H
#define OV_PAGES_ADMIN_CHAIN_H

#include "pages/admin/admin_people.h"

/* A chain as it is being written. Who acts stands as in the form: "role:approver", "body:3",
 * "person:12". */
typedef struct ov_chain_draft {
    const char *name, *matter; /* the matter's slug, "" for every matter */
    bool standard;
    int64_t row_version;
    size_t n;
    struct ov_draft_step {
        const char *title;
        bool all;
        const char *who[OV_CHAIN_ACTORS];
        size_t n_who;
    } steps[OV_CHAIN_STEPS];
} ov_chain_draft;

/* Who can act in this organisation: what stands in a form, and what people call it. */
typedef struct ov_chain_choice {
    const char *value, *title;
    int group; /* 0 roles, 1 bodies, 2 people */
} ov_chain_choice;
typedef struct ov_chain_choices {
    ov_chain_choice *items;
    size_t n;
} ov_chain_choices;

/* Roles, bodies and people of the organisation that can approve today. Owns: arena. */
ov_status ov_chain_choices_of(ov_req *req, const ov_organisation *org,
                              ov_chain_choices *out) OV_MUST_CHECK;
/* A draft of what is stored. */
ov_status ov_chain_draft_of(ov_req *req, const ov_chain *chain, const char *matter_slug,
                            ov_chain_draft *out) OV_MUST_CHECK;
/* A draft of what was posted, with the button's change done to it: a step up, down, away, one more,
 * somebody added. *save: the button was "Spara". */
void ov_chain_draft_read(ov_req *req, const ov_chain_choices *choices, ov_chain_draft *out,
                         bool *save);
/* What is missing, as root.errors; true when nothing is. */
bool ov_chain_draft_ok(ov_req *req, ov_map *root, const ov_chain_draft *draft);
/* The steps as the database wants them. */
const ov_chain_step *ov_chain_draft_steps(ov_req *req, const ov_chain_draft *draft);
/* root.{chain_name, standard, step_list …} for chain.mustache. */
void ov_chain_draft_model(ov_req *req, ov_map *root, const ov_chain_draft *draft,
                          const ov_chain_choices *choices);

#endif

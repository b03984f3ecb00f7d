/* SPDX-License-Identifier: EUPL-1.2 */
/* decision_form.h — the form in which a decision is registered, by somebody with an account or by a
 * board secretary through a link. */
#ifndef OV_PAGES_DECISION_FORM_H
#define OV_PAGES_DECISION_FORM_H

#include "pages/admin/admin_people.h"
#include "pages/consult/approval/decided.h"

extern const char *const ov_decision_statuses[]; /* those that somebody decided */

#define OV_DECISION_FORM_FIELDS                                                                    \
    {"rattslage", "Hur det är beslutat", OV_INPUT_CHOICE, false, 0, 0, ov_decision_statuses},      \
        {"utfall", "Vad som beslutades", OV_INPUT_CHOICE, false, 0, 0, ov_outcomes},               \
        {"andringar", "Vad som ändrades", OV_INPUT_LONG_TEXT, false, 0, 4000, NULL},               \
        {"utdrag", "Protokollsutdrag", OV_INPUT_TEXT, false, 0, 300, NULL}, OV_DECIDED_FIELDS

typedef struct ov_decision_form_data {
    ov_decision decision;
    ov_new_file extract;
    bool has_extract;
} ov_decision_form_data;

/* root.statuses, root.outcomes {value, text, hint, chosen}, root.fields, root.the_changes. */
ov_status ov_decision_form(ov_req *req, ov_map *root, const ov_form *form,
                           ov_id org_id) OV_MUST_CHECK;
/* What the form says; its faults become the form's. Looks at the file: slow. */
ov_status ov_decision_form_read(ov_req *req, ov_form *form,
                                ov_decision_form_data *out) OV_MUST_CHECK;
/* Stores it with its file, and fills the seats of the approval that the decision fills. Only inside
 * ov_write. */
ov_status ov_decision_form_store(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                 const ov_decision_form_data *data, ov_id *id) OV_MUST_CHECK;

#endif

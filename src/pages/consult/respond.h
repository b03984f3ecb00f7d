/* SPDX-License-Identifier: EUPL-1.2 */
/* respond.h — what the pages on which a party writes its response share. */
#ifndef OV_PAGES_RESPOND_H
#define OV_PAGES_RESPOND_H

#include "consult/consult.h"
#include "plugin/page.h"

/* Columns of ov_scale_grades. */
enum {
    OV_GRADE_CODE,
    OV_GRADE_LABEL,
    OV_GRADE_ORDINAL,
    OV_GRADE_NEEDS_REASON,
    OV_GRADE_ID,
    OV_GRADE_HINT,
    OV_GRADE_SCALE_ORDINAL
};

/* How far the answer to one provision has come. A grade that asks for a reason is begun until it
 * has one. */
typedef enum ov_answer_state { OV_ANSWER_NONE, OV_ANSWER_BEGUN, OV_ANSWER_DONE } ov_answer_state;
ov_answer_state ov_respond_state_of(const ov_rows *draft, size_t i, const ov_rows *grades);

/* The label of a grade; NULL when the code is NULL or unknown. */
const char *ov_grade_label(const ov_rows *grades, const char *code);
/* "Anna Ek sparade 4 juni 2025 kl. 14.32", NULL when never saved. Owns: arena. */
const char *ov_saved_by(ov_req *req, const ov_rows *draft, size_t i);

/* The party, and what it has sent already: root.org, root.may_send, root.sent. */
ov_status ov_respond_party(ov_req *req, ov_map *root, const ov_consultation *c) OV_MUST_CHECK;
/* The draft as it will be sent: root.answers, root.missing (not answered), root.answered,
 * root.total. */
ov_status ov_respond_draft(ov_req *req, ov_map *root, const ov_consultation *c,
                           int64_t *answered) OV_MUST_CHECK;

#endif

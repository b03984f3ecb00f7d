/* SPDX-License-Identifier: EUPL-1.2 */
/* decided.h — what the pages of approval, decision and sending share. */
#ifndef OV_PAGES_DECIDED_H
#define OV_PAGES_DECIDED_H

#include "consult/approval/approval.h"
#include "consult/approval/decision.h"
#include "consult/answer/file.h"
#include "plugin/page.h"

#define OV_MAY_APPROVE "consult.approve" /* see the approval, approve when it is one's turn */
#define OV_MAY_DECIDE "consult.decide"   /* register who decided the organisation's answer */

/* The answers of a draft to read, with their files: root.read_answers = [{title, grade, paragraphs,
 * wording, joins, files}], root.has_read_answers; root.files: those of no answer that is listed.
 * page: address of the page, that sends file N as ?fil=N. */
ov_status ov_decided_draft(ov_req *req, ov_map *root, const ov_consultation *c, ov_id draft_id,
                           const char *page) OV_MUST_CHECK;
/* The same of a response. */
ov_status ov_decided_response(ov_req *req, ov_map *root, ov_id response_id,
                              const char *page) OV_MUST_CHECK;
/* The file that ?fil=… asks for, among those that come with the draft (response_id 0) or with the
 * response. OV_NOT_FOUND: it is not one of them. */
ov_status ov_decided_file(ov_req *req, ov_id draft_id, ov_id response_id) OV_MUST_CHECK;
#define OV_DECIDED_FILE "fil"

/* A decision in words under key: legal, body, day, ref, reported, outcome, as_is, note, file, made,
 * by_link, locked. */
void ov_decided_model(ov_req *req, ov_map *root, const char *key, const ov_decision *d);
/* "Socialnämnden, 4 juni 2025, § 112". Owns: arena. */
const char *ov_decided_line(ov_req *req, const ov_decision *d);

/* The decision that came after a response had been sent, as root.late_decision, and the extract of
 * the minutes, root.late_extract {name, href}; nothing when there is none. For those who may read
 * the response; files: the address of its files. */
ov_status ov_decided_later(ov_req *req, ov_map *root, ov_id response_id,
                           const char *files) OV_MUST_CHECK;

/* The same of one among those of a round (rows of ov_decisions_late, in the order of responses), on
 * one line: "Socialnämnden, 4 juni 2025, § 112". NULL: none. *as_is: the board changed nothing; may
 * be NULL. Owns: arena. */
const char *ov_decided_among(ov_req *req, const ov_rows *late, ov_id response_id, bool *as_is);

/* The fields of a decision, for a table of fields. */
#define OV_DECIDED_FIELDS                                                                          \
    {"organ", "Nämnd eller styrelse", OV_INPUT_TEXT, false, 0, 200, NULL},                         \
        {"organ-annat", "Annan nämnd eller styrelse", OV_INPUT_TEXT, false, 0, 200, NULL},         \
        {"beslutsdag", "Beslutsdag", OV_INPUT_DAY, false, OV_DAY_FIRST, OV_DAY_LAST, NULL},        \
        {"paragraf", "Paragraf eller nummer", OV_INPUT_TEXT, false, 0, 150, NULL},                 \
    {                                                                                              \
        "anmald", "Anmäls till nämnden", OV_INPUT_DAY, false, OV_DAY_FIRST, OV_DAY_LAST, NULL      \
    }
/* What the form says, as a decision of this status; its faults become the form's. */
void ov_decided_read(ov_req *req, ov_form *form, const char *legal_status, ov_decision *out);
/* Adds the fields to a list: what was written (form), else what is registered (d; may be NULL). The
 * bodies are those of the organisation that go on. */
ov_status ov_decided_fields(ov_req *req, ov_list *list, const ov_form *form, const ov_decision *d,
                            ov_id org_id) OV_MUST_CHECK;
/* The uploaded extract of the minutes (field utdrag), looked at; *has false: none came. When it
 * cannot be taken the form gets its error, and *has is false. */
ov_status ov_decided_extract(ov_req *req, ov_form *form, ov_new_file *out, bool *has) OV_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* respond.h — what the pages on which a party writes its response share. */
#ifndef OV_PAGES_RESPOND_H
#define OV_PAGES_RESPOND_H

#include "consult/answer/answer.h"
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

/* The fields of an answer. */
#define OV_FIELD_GRADE "betyg"
#define OV_FIELD_COMMENT "kommentar"
#define OV_FIELD_WORDING "lydelse"
#define OV_FIELD_ROW_VERSION "radversion"
#define OV_COMMENT_MAX 20000 /* characters */

/* The label of a grade; NULL when the code is NULL or unknown. */
const char *ov_grade_label(const ov_rows *grades, const char *code);
/* What a question is called: "2.1 Ansvar", "2.1 Ansvar: Vad kostar det?", "Vad kostar det?". draft:
 * rows with the columns OV_DRAFT_…. Owns: arena. */
const char *ov_answer_title(ov_req *req, const ov_rows *draft, size_t i);
/* The address of question n. Owns: arena. */
const char *ov_answer_href(ov_req *req, const ov_consultation *c, int64_t n);
/* "Anna Ek sparade svaret 4 juni 2025 kl. 14.32", NULL when never saved. Owns: arena. */
const char *ov_saved_by(ov_req *req, const ov_rows *draft, size_t i);
/* A proposed wording against the provision: list "ops" for partials/compare_ops, has_ops. Nothing
 * without a proposal; without a provision it is all new. */
void ov_add_wording(ov_map *map, ov_str provision, ov_str wording);
/* Does a text hold what reads as a personal identity or coordination number? */
bool ov_has_person_number(ov_req *req, ov_str text);
/* Files that come with question n (0: the whole answer) of ov_draft_files, as ov_files_of. */
void ov_add_files(ov_req *req, ov_map *map, const ov_consultation *c, const ov_rows *files,
                  int64_t n);

/* The party, and what it has sent already: root.org, root.may_send, root.sent; whether its chain of
 * approval lets the draft be sent: root.gate_open, gate_waits, gate_changed, gate_none; root.locked
 * to a decision; root.approve_href, root.decision_href. */
ov_status ov_respond_party(ov_req *req, ov_map *root, const ov_consultation *c) OV_MUST_CHECK;
/* The draft as it will be sent: root.answers, root.missing (not answered), root.answered,
 * root.total, root.files (of the whole answer), root.faults (what must be done first: {title, href,
 * reason}), root.has_faults, root.has_warnings. answered counts attachments too: 0 is nothing to
 * send. */
ov_status ov_respond_draft(ov_req *req, ov_map *root, const ov_consultation *c,
                           int64_t *answered) OV_MUST_CHECK;

/* One question of one party's draft, and the grades that it may get. */
typedef struct ov_question {
    ov_consultation c;
    ov_id draft_id;        /* 0: not begun */
    const ov_rows *row;    /* of ov_answer_one */
    const ov_rows *grades; /* of its scale, or no comment alone */
    int64_t n;
    ov_id id;
    const char *kind; /* grade | choice | text | wording | file */
} ov_question;
/* The question of :id and :n, for those who may write the answer. OV_NOT_FOUND: none of theirs. */
ov_status ov_question_of(ov_req *req, ov_question *q) OV_MUST_CHECK;
/* The answer as it stands after somebody else saved. */
ov_status ov_question_again(ov_req *req, ov_question *q) OV_MUST_CHECK;
/* The frame of every page about one question: the round, title and crumbs (place NULL: the question
 * itself), root.question_title, root.action, root.n, root.org. */
void ov_question_frame(ov_req *req, ov_view *view, const ov_question *q, const char *place);
/* The provision in the version that was sent out: root.html, number, heading, node_href. */
void ov_question_provision(ov_req *req, ov_map *root, const ov_question *q);
/* list "grades" {code, label, hint, chosen}. */
void ov_question_grades(ov_map *root, const ov_rows *grades, const char *chosen);
bool ov_question_is(const ov_question *q, const char *kind);
/* The body that a proposal is made from; "" when the question has none. */
ov_str ov_question_body(const ov_question *q);

/* 409: what somebody else saved and what was written, and what shall stand. */
ov_status ov_respond_conflict(ov_req *req, const ov_question *q,
                              const ov_draft_answer *mine) OV_MUST_CHECK;
/* root.notes {author, source, at, paragraphs, mine, id}, root.n_notes. question_id 0: of the whole
 * answer. */
ov_status ov_add_notes(ov_req *req, ov_map *root, ov_id draft_id, ov_id question_id) OV_MUST_CHECK;

#endif

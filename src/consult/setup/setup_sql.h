/* SPDX-License-Identifier: EUPL-1.2 */
/* setup_sql.h — the statements of the set-up by name, and what its files share. */
#ifndef OV_CONSULT_SETUP_SQL_H
#define OV_CONSULT_SETUP_SQL_H

#include "consult/setup/setup.h"

enum {
    SETUP_LIST,
    SETUP_LAST,
    SETUP_TOUCH,
    SETUP_ROWS,
    SETUP_TEXT,
    SETUP_TIMES,
    SETUP_QUESTIONS_ROW,
    SETUP_VERSIONS,
    SETUP_DOCUMENT_PLACE,
    SETUP_DOCUMENT_AT,
    SETUP_DOCUMENT_PUT,
    SETUP_DOCUMENT_DROP,
    SETUP_DOCUMENTS_CLOSE_UP,
    SETUP_DOCUMENTS_BACK,
    SETUP_FIRST,
    SETUP_PARTIES,
    SETUP_PARTY_ADD,
    SETUP_PARTY_REMOVE,
    SETUP_PARTY_CLASS,
    SETUP_MEETINGS,
    SETUP_PROVISIONS,
    SETUP_QUESTIONS,
    SETUP_QUESTION_ADD,
    SETUP_QUESTION_EDIT,
    SETUP_QUESTION_SCALE,
    SETUP_QUESTION_ONE,
    SETUP_QUESTION_DROP,
    SETUP_ANSWERS_DROP,
    SETUP_FILES_DROP,
    SETUP_NUMBERS_AWAY,
    SETUP_NUMBERS,
    SETUP_NODE,
    SETUP_SCALES,
    SETUP_SCALE_ADD,
    SETUP_SCALE_OWN,
    SETUP_SCALE_EDIT,
    SETUP_GRADE_ADD,
    SETUP_GRADES_FORGET,
    SETUP_GRADES_DROP,
    SETUP_SCALE_DROP,
    SETUP_SCALE_USE,
    SETUP_SCALE_GRADED,
    SETUP_TEST,
    SETUP_TEST_ADD,
    SETUP_TEST_ANSWERS_DROP,
    SETUP_TESTS_DROP,
    SETUP_TESTED,
    SETUP_ONE_CHOICE,
    SETUP_CHECKED,
    SETUP_BACK,
    SETUP_OPEN,
    SETUP_INVITE,
    SETUP_DROP_PARTIES,
    SETUP_DROP_QUESTIONS,
    SETUP_DROP_DOCUMENTS,
    SETUP_DROP_GRADES,
    SETUP_DROP_SCALES,
    SETUP_SCALE_DEFAULT,
    SETUP_DROP
};

/* Holds the round for this transaction and raises its row version. OV_CONFLICT: not a draft. */
ov_status ov_setup_hold(ov_ctx *ctx, ov_id id) OV_MUST_CHECK;
/* The same when its questions, documents or scale are as the reader saw them (row 0: anyhow). */
ov_status ov_setup_hold_questions(ov_ctx *ctx, ov_id id, int64_t row) OV_MUST_CHECK;
/* Leaves an event about the round. */
ov_status ov_setup_event(ov_ctx *ctx, ov_id id, const char *action) OV_MUST_CHECK;
/* Gives the questions the numbers 1 … in the order of the form. */
ov_status ov_setup_renumber(ov_ctx *ctx, ov_id id) OV_MUST_CHECK;
/* A question and what somebody tried to answer to it. */
ov_status ov_setup_question_drop(ov_ctx *ctx, ov_id round, ov_id question_id) OV_MUST_CHECK;

#endif

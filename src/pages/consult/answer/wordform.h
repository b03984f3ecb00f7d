/* SPDX-License-Identifier: EUPL-1.2 */
/* wordform.h — what the pages of the Word form share. */
#ifndef OV_PAGES_WORDFORM_H
#define OV_PAGES_WORDFORM_H

#include "consult/wordform/wordform.h"
#include "pages/consult/answer/respond.h"
#include "pages/consult/round.h"

/* One question's answer as the form would have it. */
typedef struct ov_word_wish {
    size_t row; /* of ov_draft_rows */
    ov_draft_answer answer;
    bool clash; /* somebody has changed the draft since the form was fetched */
} ov_word_wish;

/* Answers with the page that shows what a form would change; nothing is saved. */
ov_status ov_word_check(ov_req *req, const ov_consultation *c,
                        const ov_wordform *word) OV_MUST_CHECK;
/* What was chosen on that page. */
ov_status ov_word_wishes(ov_req *req, const ov_consultation *c, ov_word_wish **out,
                         size_t *n) OV_MUST_CHECK;
/* 409: somebody saved meanwhile; the same page with what it is now. */
ov_status ov_word_conflict(ov_req *req, const ov_consultation *c, ov_word_wish *wishes,
                           size_t n) OV_MUST_CHECK;

/* Answers with a document to be saved under this name (of plain letters). */
ov_status ov_send_paper(ov_req *req, const char *type, const char *name,
                        ov_str bytes) OV_MUST_CHECK;

#endif

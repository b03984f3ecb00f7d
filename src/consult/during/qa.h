/* SPDX-License-Identifier: EUPL-1.2 */
/* qa.h — questions that invited parties ask about a round while it runs, and the answers, which are
 * the same for everybody (feature 27). */
#ifndef OV_CONSULT_QA_H
#define OV_CONSULT_QA_H

#include "consult/consult.h"

enum { OV_INQUIRY_TEXT_MOST = 4000, OV_INQUIRY_ANSWER_MOST = 10000 };

/* question_id 0: about the whole. OV_INVALID: no text, or a question of another round; OV_GONE:
 * the round is over for the party, or withdrawn. Only inside ov_write. */
OV_API ov_status ov_inquiry_ask(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                ov_id question_id, const char *text, ov_id *id) OV_MUST_CHECK;
/* Answers it, or changes the answer; row_version is what was read. shows_org: the party may be
 * named. *first: nobody had answered it before. OV_NOT_FOUND; OV_CONFLICT: somebody else changed it
 * meanwhile; OV_INVALID: no text. Only inside ov_write. */
OV_API ov_status ov_inquiry_answer(ov_ctx *ctx, const ov_consultation *c, ov_id id,
                                   const char *answer, bool shows_org, int64_t row_version,
                                   bool *first) OV_MUST_CHECK;

/* Those that a reader may see: the answered ones, and what org_id has asked (0: no party's). all:
 * every one, for those who run the round. question_id 0: of any. Unanswered first, then the newest
 * answer. */
OV_API ov_status ov_inquiries(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, bool all,
                              ov_id question_id, const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_INQ_ID,
    OV_INQ_TEXT,
    OV_INQ_QUESTION, /* the provision's question, or NULL */
    OV_INQ_N,
    OV_INQ_NUMBER,
    OV_INQ_HEADING,
    OV_INQ_TITLE,
    OV_INQ_NODE,
    OV_INQ_ORG,   /* NULL: this reader is not told who asked */
    OV_INQ_SHOWS, /* 0/1 */
    OV_INQ_ASKED,
    OV_INQ_ANSWER,
    OV_INQ_ANSWERED,
    OV_INQ_ROW_VERSION
};
/* How many answered ones there are: on a question of the round (0: on all). */
OV_API ov_status ov_inquiry_count(ov_ctx *ctx, ov_id consultation_id, ov_id question_id,
                                  int64_t *out) OV_MUST_CHECK;

extern const ov_sql ov_qa_sql[];

#endif

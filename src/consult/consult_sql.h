/* SPDX-License-Identifier: EUPL-1.2 */
/* consult_sql.h — the statements of this module by name (the texts stand in consult_sql.c). */
#ifndef OV_CONSULT_CONSULT_SQL_H
#define OV_CONSULT_CONSULT_SQL_H

#include "consult/consult.h"

enum {
    /* rounds */
    CONSULT_GET,
    CONSULT_LIST,
    CONSULT_LIST_OPEN,
    CONSULT_ADD,
    CONSULT_STATE,
    CONSULT_QUESTION_ADD,
    CONSULT_QUESTION_LAST,
    CONSULT_DOCUMENT_ADD,
    CONSULT_DOCUMENTS,
    CONSULT_DEFAULT_SCALE,
    CONSULT_SCALE_GRADES,
    CONSULT_INVITE,
    CONSULT_INVITATION,
    CONSULT_OWN_DEADLINE,
    CONSULT_INVITED_TO,
    /* drafts */
    CONSULT_DRAFT_OWN,
    CONSULT_DRAFT_BEGIN,
    CONSULT_DRAFT,
    CONSULT_DRAFT_ONE,
    CONSULT_DRAFT_GRADE,
    CONSULT_DRAFT_INSERT,
    CONSULT_DRAFT_UPDATE,
    CONSULT_MARK_WORKING,
    /* sending */
    CONSULT_SUBMIT_HEAD,
    CONSULT_DRAFT_LAID,
    CONSULT_NEXT_NUMBER,
    CONSULT_RESPONSE_ADD,
    CONSULT_ANSWERS_ADD,
    CONSULT_FILES_LAID,
    CONSULT_FILES_ADD,
    CONSULT_COUNTED_OF,
    CONSULT_COUNTED_ADD,
    CONSULT_COUNTED_DROP,
    CONSULT_TALLY_MOVE,
    CONSULT_MARK_IN_TIME,
    CONSULT_MARK_LATE,
    CONSULT_ENTRY_HEAD,
    /* reading */
    CONSULT_RESPONSE_BY_NUMBER,
    CONSULT_RESPONSE_LATEST,
    CONSULT_RESPONSES_OF,
    CONSULT_CANONICAL,
    CONSULT_ANSWERS,
    CONSULT_STATUS,
    CONSULT_COMMENTS,
    CONSULT_ANSWERED_VERSION,
    CONSULT_NODE_ROUNDS,
    CONSULT_QUESTION_TALLY,
    CONSULT_OWN_ANSWER,
    /* figures */
    CONSULT_QUESTIONS,
    CONSULT_TALLIES,
    /* verify */
    CONSULT_VERIFY_RESPONSES,
    CONSULT_VERIFY_ANSWERS,
    CONSULT_VERIFY_TALLIES,
    CONSULT_VERIFY_COUNTED,
    CONSULT_VERIFY_COUNTERS
};

/* Writes the lines of one answer of overens-receipt-1 (canonical.md). number may be NULL, grade
 * NULL is "-". The comment must be in canonical form (ov_comment_canonical). */
void ov_receipt_answer(ov_buf *out, ov_id node_id, const char *number, const char *grade,
                       ov_str comment);

/* A comment as it is stored and hashed: NFC, LF, no spaces at the ends of lines, no empty lines at
 * either end, no control characters. OV_INVALID: not UTF-8, or over 20 000 characters. */
ov_status ov_comment_canonical(ov_ctx *ctx, const char *raw, ov_str *out) OV_MUST_CHECK;

/* What the head of a receipt says. */
typedef struct ov_receipt_head {
    const char *number, *timing, *address, *text_hash, *party_code, *party_name, *legal_status,
        *replaces; /* NULL: "-" */
    ov_instant received, deadline;
} ov_receipt_head;
void ov_receipt_begin(ov_arena *arena, ov_buf *out, const ov_receipt_head *head);
/* The receipt's text of a response that is about to be stored; fills in r->answers and r->format.
 * with_answers: what r->draft_id holds stands in it, and OV_INVALID when that is nothing. slug: of
 * the matter. Owns: arena. */
ov_status ov_receipt_make(ov_ctx *ctx, const ov_consultation *c, const char *slug, ov_response *r,
                          bool with_answers, ov_str *out) OV_MUST_CHECK;

#endif

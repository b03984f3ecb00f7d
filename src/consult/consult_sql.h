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
    CONSULT_NEXT_TURN,
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
    CONSULT_RECEIPT_POST,
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
    /* verify */
    CONSULT_VERIFY_RESPONSES,
    CONSULT_VERIFY_ANSWERS,
    CONSULT_VERIFY_FILES,
    CONSULT_VERIFY_TEXT,
    CONSULT_VERIFY_TALLIES,
    CONSULT_VERIFY_COUNTED,
    CONSULT_VERIFY_COUNTERS
};

/* A comment as it is stored and hashed: NFC, LF, no spaces at the ends of lines, no empty lines at
 * either end, no control characters. OV_INVALID: not UTF-8, or over 20 000 characters. */
ov_status ov_comment_canonical(ov_ctx *ctx, const char *raw, ov_str *out) OV_MUST_CHECK;

/* What the head of a receipt says; NULL is "-". texts: "HASH" in format 1, "HASH TITLE" of each
 * document in format 2. */
typedef struct ov_receipt_head {
    const char *number, *timing, *deadline, *address, *party_code, *party_name, *class, *source,
        *with, *legal_status, *decision_body, *decision_ref, *replaces;
    ov_day decision_day;
    ov_instant received;
    const char *const *texts;
    size_t n_texts;
} ov_receipt_head;
/* Fills in what the response itself says. */
void ov_receipt_head_of(const ov_response *r, ov_receipt_head *head);
/* Free text: each line indented, so that none can be taken for a line of the receipt; an empty one
 * stays empty: no trailing spaces. */
void ov_receipt_indent(ov_buf *out, ov_str text);
/* The whole text. laid, files: rows of CONSULT_DRAFT_LAID and CONSULT_FILES_LAID, or of
 * CONSULT_VERIFY_ANSWERS and CONSULT_VERIFY_FILES; NULL: a refusal, which has none. */
void ov_receipt_write(ov_arena *arena, ov_buf *out, int64_t format, const ov_receipt_head *head,
                      const ov_rows *laid, const ov_rows *files);

/* Where an answer is sent to: the matter's slug, and how many documents the round has. */
typedef struct ov_receipt_place {
    const char *slug;
    int64_t documents;
} ov_receipt_place;
/* The receipt's text of a response that is about to be stored; fills in r->answers and r->format,
 * which is 1 for all that overens-receipt-1 can say. with_answers: what r->draft_id holds stands in
 * it, and OV_INVALID when that is nothing. Owns: arena. */
ov_status ov_receipt_make(ov_ctx *ctx, const ov_consultation *c, const ov_receipt_place *place,
                          ov_response *r, bool with_answers, ov_str *out) OV_MUST_CHECK;
/* Covers the columns of a response that its text does not say. Owns: arena. */
const char *ov_response_seal(ov_arena *arena, const ov_response *r, ov_id account_id,
                             ov_id replaces_id);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* answer.h — a draft as those who write it see it: how far it has come, what is missing, who writes
 * now, what it read before, internal notes, parties that are joined. */
#ifndef OV_CONSULT_ANSWER_H
#define OV_CONSULT_ANSWER_H

#include "consult/consult.h"

/* ---- Reading ---- */

/* The columns of OV_DRAFT_… and these. */
enum {
    OV_ANSWER_JOINS_ID = OV_DRAFT_VERSION + 1,
    OV_ANSWER_BODY,         /* the provision as it stands in the round, as it was written */
    OV_ANSWER_NEEDS_REASON, /* of the grade: 0/1 */
    OV_ANSWER_LABEL,        /* of the grade; NULL: none */
    OV_ANSWER_FILES,        /* how many come with this question */
    OV_ANSWER_SEQ,          /* place of the provision in its document */
    OV_ANSWER_REMOVED /* NULL, or the correction that struck the provision: no task any more */
};
/* For lists: comment and wording hold at most their first character; no HTML, no body. */
OV_API ov_status ov_answer_list(ov_ctx *ctx, const ov_consultation *c, ov_id draft_id,
                                const ov_rows **out) OV_MUST_CHECK;
/* As it will be sent: whole texts, the body only beside a proposed wording; no HTML. */
OV_API ov_status ov_answer_review(ov_ctx *ctx, const ov_consultation *c, ov_id draft_id,
                                  const ov_rows **out) OV_MUST_CHECK;
/* Question n with everything: one row. OV_NOT_FOUND: none of that number. */
OV_API ov_status ov_answer_one(ov_ctx *ctx, const ov_consultation *c, ov_id draft_id, int64_t n,
                               const ov_rows **out) OV_MUST_CHECK;
/* What a correction struck: rows n, number, heading, title, html of the provision as it was, and
 * what the draft says of it: grade label, comment, wording (NULL: none), name of the party joined
 * (NULL), when it was saved (NULL: never), by whom; in order. */
enum {
    OV_STRUCK_N,
    OV_STRUCK_NUMBER,
    OV_STRUCK_HEADING,
    OV_STRUCK_TITLE,
    OV_STRUCK_HTML,
    OV_STRUCK_LABEL,
    OV_STRUCK_COMMENT,
    OV_STRUCK_WORDING,
    OV_STRUCK_JOINS,
    OV_STRUCK_AT,
    OV_STRUCK_BY
};
OV_API ov_status ov_answer_struck(ov_ctx *ctx, const ov_consultation *c, ov_id draft_id,
                                  const ov_rows **out) OV_MUST_CHECK;
/* The questions before and after, of those that are not struck: rows n, number, heading, title,
 * node id, how many questions there are, the place of n among them; in order, at most two. */
OV_API ov_status ov_answer_neighbours(ov_ctx *ctx, const ov_consultation *c, int64_t n,
                                      const ov_rows **out) OV_MUST_CHECK;
/* The headings without a text of their own: rows document (of ov_consultation_documents), seq,
 * number, heading; in order. */
OV_API ov_status ov_answer_chapters(ov_ctx *ctx, const ov_consultation *c,
                                    const ov_rows **out) OV_MUST_CHECK;

/* How far one answer has come. No comment is an answer, nothing answered is not (feature 35). A
 * grade that asks for a reason is begun until it has one: a comment, a wording or a party that is
 * joined. */
typedef enum ov_answer_state {
    OV_ANSWER_NONE,
    OV_ANSWER_BEGUN,
    OV_ANSWER_DONE,
    OV_ANSWER_NO_COMMENT
} ov_answer_state;
#define OV_GRADE_NO_COMMENT "no_comment"
/* rows: of this header's functions, row i. */
OV_API ov_answer_state ov_answer_state_of(const ov_rows *rows, size_t i);

/* What must be done before a draft can be sent: rows n, number, heading, title, why (required:
 * not answered; reason: the grade needs one). None: it can. An answer in attachments alone
 * (practice 2) lacks nothing. Whoever sends a party's own draft asks first; ov_response_send does
 * not. */
OV_API ov_status ov_draft_ready(ov_ctx *ctx, const ov_consultation *c, ov_id draft_id,
                                const ov_rows **missing) OV_MUST_CHECK;

/* ---- Who writes now ---- */

#define OV_ANSWER_LEASE_TIME (10 * OV_MINUTE)

typedef struct ov_answer_lease {
    ov_id account_id; /* 0: nobody */
    const char *name;
    ov_instant since, until;
} ov_answer_lease;
/* Somebody else than the actor who writes this answer now; zero when nobody does. */
OV_API ov_status ov_answer_lease_other(ov_ctx *ctx, ov_id draft_id, ov_id question_id,
                                       ov_answer_lease *out) OV_MUST_CHECK;
/* The actor writes it: taken or renewed, and from somebody else only with take_over. Only inside
 * ov_write. */
OV_API ov_status ov_answer_lease_take(ov_ctx *ctx, ov_id draft_id, ov_id question_id,
                                      bool take_over) OV_MUST_CHECK;
/* The actor has left it. Only inside ov_write. */
OV_API ov_status ov_answer_lease_release(ov_ctx *ctx, ov_id draft_id,
                                         ov_id question_id) OV_MUST_CHECK;
/* Everybody else who writes in a draft now: rows question id, name. */
OV_API ov_status ov_answer_leases(ov_ctx *ctx, ov_id draft_id, const ov_rows **out) OV_MUST_CHECK;

/* ---- What it read before ---- */

enum {
    OV_WAS_ID,
    OV_WAS_GRADE, /* code */
    OV_WAS_LABEL,
    OV_WAS_COMMENT,
    OV_WAS_WORDING,
    OV_WAS_JOINS_ID,
    OV_WAS_JOINS_NAME,
    OV_WAS_BEGAN,
    OV_WAS_AT,
    OV_WAS_BY
};
/* Rows as named above, the newest first, at most `most` of those older than id before (0: all). */
OV_API ov_status ov_answer_history(ov_ctx *ctx, ov_id draft_id, ov_id question_id, ov_id before,
                                   int64_t most, const ov_rows **out) OV_MUST_CHECK;

/* ---- Internal notes ---- */

#define OV_NOTE_MAX 10000 /* characters */
enum {
    OV_NOTE_ID,
    OV_NOTE_N,
    OV_NOTE_SOURCE,
    OV_NOTE_ACCOUNT,
    OV_NOTE_AUTHOR,
    OV_NOTE_AT,
    OV_NOTE_TEXT
};
/* Rows as named above of one question, or of the whole answer (question_id 0); oldest first,
 * without those that were taken away. */
OV_API ov_status ov_notes(ov_ctx *ctx, ov_id draft_id, ov_id question_id,
                          const ov_rows **out) OV_MUST_CHECK;
/* How many there are: rows question id (0: the whole answer), count. */
OV_API ov_status ov_note_counts(ov_ctx *ctx, ov_id draft_id, const ov_rows **out) OV_MUST_CHECK;
/* Adds a note. question_id 0: about the whole answer. source NULL: the actor wrote it, else where
 * it came from. OV_INVALID: empty or too long, or not a question of the draft's round. Only inside
 * ov_write. */
OV_API ov_status ov_note_add(ov_ctx *ctx, ov_id draft_id, ov_id question_id, const char *source,
                             const char *author_name, const char *text) OV_MUST_CHECK;
/* The actor takes away a note of their own; that there was one stays. OV_NOT_FOUND: none of theirs.
 * Only inside ov_write. */
OV_API ov_status ov_note_remove(ov_ctx *ctx, ov_id draft_id, ov_id note_id) OV_MUST_CHECK;

/* ---- Joining another party's point ---- */

/* The parties that can be joined, every other invited one (whether they have answered is not told):
 * rows id, code, name; in Swedish order. */
OV_API ov_status ov_joinable(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                             const ov_rows **out) OV_MUST_CHECK;
/* Who has joined a party's points in responses that count, once the party has sent its own: rows
 * code and name of the party that joined, n, number, heading, title, node id of the question. */
OV_API ov_status ov_joined_by(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                              const ov_rows **out) OV_MUST_CHECK;

extern const ov_sql ov_answer_sql[];
#endif

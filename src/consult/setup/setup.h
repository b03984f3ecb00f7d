/* SPDX-License-Identifier: EUPL-1.2 */
/* setup.h — making a round: its texts, documents, recipients, questions, scale and times; the check
 * list; a second person opens it. Everything that writes is only for inside ov_write, raises the
 * round's row version and leaves an event; OV_CONFLICT: the round is not a draft (any more), or
 * somebody else changed that part since the reader saw it. */
#ifndef OV_CONSULT_SETUP_H
#define OV_CONSULT_SETUP_H

#include "consult/consult.h"
#include "consult/setup/deadline.h"

/* ---- The round ---- */

/* Rounds being set up: rows id, title, state, slug of the matter, its title, checked by (account
 * id), name of who checked, last day, name of who made it, matter id, owner's id; newest first.
 * matter_id 0: of all matters. Only for those who run them. */
OV_API ov_status ov_setups(ov_ctx *ctx, ov_id matter_id, const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_SETUP_ID,
    OV_SETUP_TITLE,
    OV_SETUP_STATE,
    OV_SETUP_SLUG,
    OV_SETUP_MATTER_TITLE,
    OV_SETUP_CHECKED_BY,
    OV_SETUP_CHECKED_NAME,
    OV_SETUP_DAY,
    OV_SETUP_MADE_NAME,
    OV_SETUP_MATTER,
    OV_SETUP_OWNER
};

/* A draft of a round with its first document. What the last round of the owner said of contact, of
 * who decides, how to answer and what happens next stands in it to begin with; else the matter's
 * own words. statutory: when there was no last round. OV_INVALID: title (1–200), version, or a day
 * that has passed. */
OV_API ov_status ov_setup_begin(ov_ctx *ctx, ov_id matter_id, const char *title, ov_id version_id,
                                ov_day day, bool statutory, ov_id *id) OV_MUST_CHECK;
/* Removes a draft and all that belongs to it. */
OV_API ov_status ov_setup_discard(ov_ctx *ctx, ov_id id, int64_t row_version) OV_MUST_CHECK;

/* What each part was when the reader saw it: text, times, questions (documents and scale too). */
typedef struct ov_setup_rows {
    int64_t text, times, questions;
} ov_setup_rows;
OV_API ov_status ov_setup_rows_get(ov_ctx *ctx, ov_id id, ov_setup_rows *out) OV_MUST_CHECK;

/* title, intro, decides, how_to_answer, next_steps, contact_*, dnr of c (NULL: nothing). */
OV_API ov_status ov_setup_text(ov_ctx *ctx, const ov_consultation *c, int64_t row) OV_MUST_CHECK;
/* asked_day, statutory, opens_at (0: when it is opened), refuse_late of c. OV_INVALID: the last day
 * is not after the opening. */
OV_API ov_status ov_setup_times(ov_ctx *ctx, const ov_consultation *c, int64_t row) OV_MUST_CHECK;

/* ---- Documents ---- */

/* Published versions of the matter's documents that are not in the round: rows version id, title of
 * the document, label, day, 1 when the newest of its document; the newest first. round 0: all. */
OV_API ov_status ov_setup_versions(ov_ctx *ctx, ov_id matter_id, ov_id round,
                                   const ov_rows **out) OV_MUST_CHECK;
/* OV_INVALID: not a published version of this matter, or its document is in the round already. */
OV_API ov_status ov_setup_document_add(ov_ctx *ctx, const ov_consultation *c,
                                       ov_id version_id) OV_MUST_CHECK;
/* Its questions go with it. OV_INVALID: it is the only one. */
OV_API ov_status ov_setup_document_remove(ov_ctx *ctx, const ov_consultation *c,
                                          ov_id document_id) OV_MUST_CHECK;
/* One step up or down; at the end it stays. */
OV_API ov_status ov_setup_document_move(ov_ctx *ctx, const ov_consultation *c, ov_id document_id,
                                        bool up) OV_MUST_CHECK;

/* ---- Recipients ---- */

/* Rows: organisation id, type, code, name, registry mailbox, class, ended_on; in Swedish order. */
OV_API ov_status ov_setup_parties(ov_ctx *ctx, ov_id id, const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_RECIPIENT_ORG,
    OV_RECIPIENT_TYPE,
    OV_RECIPIENT_CODE,
    OV_RECIPIENT_NAME,
    OV_RECIPIENT_EMAIL,
    OV_RECIPIENT_CLASS,
    OV_RECIPIENT_ENDED
};
/* Those who are there already are passed over; *changed: how many it became. */
OV_API ov_status ov_setup_party_add(ov_ctx *ctx, ov_id id, const ov_id *orgs, size_t n,
                                    size_t *changed) OV_MUST_CHECK;
OV_API ov_status ov_setup_party_remove(ov_ctx *ctx, ov_id id, const ov_id *orgs, size_t n,
                                       size_t *changed) OV_MUST_CHECK;
/* class: "official" or "council". */
OV_API ov_status ov_setup_party_class(ov_ctx *ctx, ov_id id, const ov_id *orgs, size_t n,
                                      const char *class, size_t *changed) OV_MUST_CHECK;
/* Which recipients have a deciding body that meets from `from` and before `before`: rows code,
 * name, first such day (NULL: none), 1 when a later meeting is known (NULL first and 0: the
 * register does not say); one statement for all. */
OV_API ov_status ov_setup_meetings(ov_ctx *ctx, ov_id id, ov_day from, ov_day before,
                                   const ov_rows **out) OV_MUST_CHECK;
enum { OV_MEETS_CODE, OV_MEETS_NAME, OV_MEETS_FIRST, OV_MEETS_LATER };

/* ---- Questions ---- */

/* Every provision that has text, in order: rows document id, title of the document, node id, title,
 * id of its grading question (NULL: left out). */
OV_API ov_status ov_setup_provisions(ov_ctx *ctx, ov_id id, const ov_rows **out) OV_MUST_CHECK;
/* All questions: rows id, n, kind, document id, document's title, node id, its title, title, hint,
 * required, scale id, row version. */
OV_API ov_status ov_setup_questions(ov_ctx *ctx, ov_id id, const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_ASKED_ID,
    OV_ASKED_N,
    OV_ASKED_KIND,
    OV_ASKED_DOCUMENT,
    OV_ASKED_DOCUMENT_TITLE,
    OV_ASKED_NODE,
    OV_ASKED_NODE_TITLE,
    OV_ASKED_TITLE,
    OV_ASKED_HINT,
    OV_ASKED_REQUIRED,
    OV_ASKED_SCALE,
    OV_ASKED_ROW
};
/* Exactly these provisions get a grading question; nodes not of the round are passed over. */
OV_API ov_status ov_setup_ask(ov_ctx *ctx, const ov_consultation *c, const ov_id *nodes, size_t n,
                              int64_t row) OV_MUST_CHECK;

enum { OV_CHOICES_MOST = 8, OV_QUESTION_TITLE = 300, OV_QUESTION_HINT = 2000, OV_LABEL_MOST = 100 };
typedef struct ov_asked {
    ov_id id;             /* 0: a new one */
    const char *kind;     /* grade | choice | text | wording | file */
    ov_id document_id;    /* 0: the whole round */
    ov_id node_id;        /* 0: the whole document */
    const char *title;    /* NULL only for grade or wording on a provision */
    const char *hint;     /* or NULL */
    bool required;        /* must be answered before it is sent */
    const char **choices; /* of a choice: 2–8 */
    size_t n_choices;
    int64_t row_version;
} ov_asked;
/* Adds it or (id) changes title, hint, required and choices. OV_INVALID: one of the rules above, a
 * provision that is not in the round or has a grading question already; *fault says which field
 * ("slag", "galler", "rubrik", "val") may be NULL. */
OV_API ov_status ov_setup_question_put(ov_ctx *ctx, const ov_consultation *c, const ov_asked *asked,
                                       const char **fault) OV_MUST_CHECK;
OV_API ov_status ov_setup_question_remove(ov_ctx *ctx, const ov_consultation *c,
                                          ov_id question_id) OV_MUST_CHECK;

/* ---- The scale of the grades ---- */

/* Scales that may be taken over (stored, or of an open round of the same owner), and the round's
 * own; one row a word: scale id, title, is ordinal, 1 when the round's own, label. */
OV_API ov_status ov_setup_scales(ov_ctx *ctx, const ov_consultation *c,
                                 const ov_rows **out) OV_MUST_CHECK;
OV_API ov_status ov_setup_scale_take(ov_ctx *ctx, const ov_consultation *c, ov_id scale_id,
                                     int64_t row) OV_MUST_CHECK;
typedef struct ov_scale_word {
    const char *label; /* 1–100 characters */
    const char *hint;  /* what it means; or NULL */
    bool needs_reason;
    bool outside; /* stands outside n (practice 11) */
} ov_scale_word;
/* The round's own words, at least two that count. OV_INVALID otherwise. */
OV_API ov_status ov_setup_scale_own(ov_ctx *ctx, const ov_consultation *c, const char *title,
                                    bool ordinal, const ov_scale_word *words, size_t n,
                                    int64_t row) OV_MUST_CHECK;

/* ---- The check list ---- */

typedef enum ov_check_kind { OV_CHECK_BLOCKS, OV_CHECK_WARNS, OV_CHECK_TELLS } ov_check_kind;
typedef struct ov_check {
    ov_check_kind kind;
    const char *page; /* where it is put right: "text", "dokument", "mottagare" … */
    const char *text; /* Swedish, with "{n}" and "{av}" for the numbers n and of */
    int64_t n, of;
    const char *names; /* which, or NULL */
} ov_check;
enum { OV_CHECKS_MOST = 32, OV_PERIOD_SHORT = 90 }; /* days: three months is what boards need */
/* Owns: ctx->arena. *blocked: something must be put right first. */
OV_API ov_status ov_setup_check(ov_ctx *ctx, const ov_consultation *c, const ov_check **out,
                                size_t *n, bool *blocked) OV_MUST_CHECK;

/* ---- Trying it ---- */

/* The test draft of the person who asks, begun when there is none; begin false: 0 when none. */
OV_API ov_status ov_setup_test(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, bool begin,
                               ov_id *draft_id) OV_MUST_CHECK;

/* ---- Two persons ---- */

/* draft → checked. OV_INVALID: something blocks. row_version: what the reader saw. */
OV_API ov_status ov_setup_done(ov_ctx *ctx, const ov_consultation *c,
                               int64_t row_version) OV_MUST_CHECK;
/* checked → draft. */
OV_API ov_status ov_setup_back(ov_ctx *ctx, const ov_consultation *c) OV_MUST_CHECK;
/* checked → open, by another than the one who checked (OV_DENIED): resolves the deadline, removes
 * test answers, invites. The caller plans the reminders and sends the invitations in the same
 * transaction. OV_INVALID: something blocks now. *out: the round as it is opened. */
OV_API ov_status ov_setup_open(ov_ctx *ctx, const ov_consultation *c, int64_t row_version,
                               ov_consultation *out) OV_MUST_CHECK;

extern const ov_sql ov_setup_sql[];
#endif

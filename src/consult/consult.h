/* SPDX-License-Identifier: EUPL-1.2 */
/* consult.h — consultations on a text version, drafts and responses of the invited parties,
 * receipts, tallies. */
#ifndef OV_CONSULT_CONSULT_H
#define OV_CONSULT_CONSULT_H

#include "audit/audit.h"
#include "db/db.h"
#include "util/date.h"

typedef struct ov_consultation {
    ov_id id, matter_id;
    ov_id version_id, scale_id; /* of the first document, of the provisions' grades */
    const char *title, *intro;
    ov_instant opens_at;
    ov_day deadline_day; /* the last day, as shown */
    ov_instant deadline; /* resolved when the round opened: the first instant that is too late */
    bool refuse_late;    /* keep nothing after the deadline (then the refusal has a receipt) */
    const char *version_hash, *version_label, *version_slug;

    const char *state;       /* draft | checked | open | withdrawn */
    bool statutory;          /* a day of rest moves the last day (lag 1930:173) */
    bool extended;           /* deadline is the party's own (ov_consultation_for) */
    ov_instant closes_at;    /* the latest deadline of all parties */
    ov_instant published_at; /* the compilation is for everybody; 0: not yet */
    const char *decides, *next_steps, *contact_name, *contact_email, *contact_phone, *dnr;
    ov_id made_by, checked_by, opened_by; /* accounts, 0: nobody */
    int64_t row_version;
    ov_day asked_day; /* as it was chosen; deadline_day is what the law made of it */
    const char *how_to_answer;
} ov_consultation;

/* Open or closed is a function of time (practice 1), asked with ctx->received. */
typedef enum ov_round_state { OV_ROUND_COMING, OV_ROUND_OPEN, OV_ROUND_CLOSED } ov_round_state;
OV_API ov_round_state ov_consultation_state(const ov_consultation *c, ov_instant at);
/* The same as the permission table names it: coming, open, late (closed, but what comes is kept as
 * late), closed (late responses are refused). */
OV_API const char *ov_consultation_state_name(const ov_consultation *c, ov_instant at);

/* A round that has been sent out. matter_id 0: of any matter. OV_NOT_FOUND: none, or still being
 * set up. */
OV_API ov_status ov_consultation_get(ov_ctx *ctx, ov_id matter_id, ov_id id,
                                     ov_consultation *out) OV_MUST_CHECK;
/* In whatever state; for those who run the round. */
OV_API ov_status ov_consultation_any(ov_ctx *ctx, ov_id matter_id, ov_id id,
                                     ov_consultation *out) OV_MUST_CHECK;
/* Puts the party's own deadline (an extension) in the place of the round's. */
OV_API ov_status ov_consultation_for(ov_ctx *ctx, ov_consultation *c, ov_id org_id) OV_MUST_CHECK;
/* The round of a page as its rows are now, inside ov_write, with the party's own deadline. OV_GONE:
 * it has been withdrawn meanwhile, or the party's time was up when the request arrived. */
OV_API ov_status ov_consultation_still(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                       ov_consultation *now) OV_MUST_CHECK;
/* Is the compilation for everybody: published, and no party can answer in time any more? */
OV_API bool ov_consultation_public(const ov_consultation *c, ov_instant at);
/* The documents that are answered: rows id, position, version id, slug of the version, its label,
 * its hash, title of the document, document id; in order. */
OV_API ov_status ov_consultation_documents(ov_ctx *ctx, ov_id consultation_id,
                                           const ov_rows **out) OV_MUST_CHECK;
/* Rows: id, title, opens_at, deadline, invited, answered (in time); newest first. */
OV_API ov_status ov_consultations(ov_ctx *ctx, ov_id matter_id, const ov_rows **out) OV_MUST_CHECK;
/* All open rounds of all matters: rows id, slug of the matter, matter title, title, deadline,
 * invited, answered. */
OV_API ov_status ov_consultations_open(ov_ctx *ctx, ov_instant at,
                                       const ov_rows **out) OV_MUST_CHECK;
/* When some round next opens, closes or is published by the clock alone; 0: none will. */
OV_API ov_status ov_consultations_turn(ov_ctx *ctx, ov_instant at, ov_instant *out) OV_MUST_CHECK;

/* Creates a round on a published version with one grading question for each provision that has
 * text. deadline_day is resolved here. state NULL: open. Only inside ov_write. */
OV_API ov_status ov_consultation_add(ov_ctx *ctx, const ov_consultation *c,
                                     ov_id *id) OV_MUST_CHECK;
/* One more document, and a grading question for each of its provisions that has text, with the
 * scale's grades, after those that there are. OV_INVALID: no published version of this matter, or
 * nothing to ask about. Only inside ov_write. */
OV_API ov_status ov_consultation_document_add(ov_ctx *ctx, ov_id consultation_id, ov_id matter_id,
                                              ov_id version_id, ov_id scale_id,
                                              ov_id *id) OV_MUST_CHECK;
OV_API ov_status ov_invite(ov_ctx *ctx, ov_id consultation_id,
                           ov_id org_id) OV_MUST_CHECK; /* inside ov_write */

/* The status of a party's invitation (not_opened, working, submitted, late); OV_NOT_FOUND when it
 * is not invited. */
OV_API ov_status ov_invitation(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                               const char **status) OV_MUST_CHECK;
/* The rounds of a matter (0: of all) that a party is invited to: rows id, title, opens_at,
 * deadline, status of the invitation, refuses late ones (0/1), slug, plugin and id of the matter,
 * its owner's id; by deadline. */
OV_API ov_status ov_invited_to(ov_ctx *ctx, ov_id matter_id, ov_id org_id,
                               const ov_rows **out) OV_MUST_CHECK;

/* A grading scale is data: rows code, label, ordinal position (NULL: stands outside n, practice
 * 11), needs reason, id, hint (may be NULL), is the whole scale ordinal (0/1). The demo's: support,
 * support_with_change, reject, abstain, no_comment. */
OV_API ov_status ov_scale_grades(ov_ctx *ctx, ov_id scale_id, const ov_rows **out) OV_MUST_CHECK;

/* The draft of a party's own answer; 0: not begun. */
OV_API ov_status ov_draft_own(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                              ov_id *draft_id) OV_MUST_CHECK;
/* The same, begun when it is not. OV_NOT_FOUND: not invited. Only inside ov_write. */
OV_API ov_status ov_draft_begin(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                                ov_id *draft_id) OV_MUST_CHECK;
/* An event of a draft. Only inside ov_write. */
OV_API ov_status ov_answer_event(ov_ctx *ctx, const char *action, ov_id draft_id) OV_MUST_CHECK;
/* Rows of a round's questions for one party's own draft, in order, as named below. */
OV_API ov_status ov_draft(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                          const ov_rows **out) OV_MUST_CHECK;
/* The same of any draft; draft_id 0: nothing is answered yet. */
OV_API ov_status ov_draft_rows(ov_ctx *ctx, const ov_consultation *c, ov_id draft_id,
                               const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_DRAFT_QUESTION,
    OV_DRAFT_N,
    OV_DRAFT_NODE,
    OV_DRAFT_NUMBER,
    OV_DRAFT_HEADING,
    OV_DRAFT_HTML,
    OV_DRAFT_GRADE,
    OV_DRAFT_COMMENT,
    OV_DRAFT_ROW_VERSION,
    OV_DRAFT_CHANGED_AT,
    OV_DRAFT_CHANGED_BY,
    OV_DRAFT_KIND,       /* grade | choice | text | wording | file */
    OV_DRAFT_DOCUMENT,   /* of ov_consultation_documents; NULL: the whole round */
    OV_DRAFT_TITLE,      /* what staff ask beyond the provision; NULL: nothing */
    OV_DRAFT_HINT,       /* may be NULL */
    OV_DRAFT_REQUIRED,   /* 0/1 */
    OV_DRAFT_SCALE,      /* of its grades or choices; NULL: none */
    OV_DRAFT_WORDING,    /* the provision as the party would have it; NULL: no proposal */
    OV_DRAFT_JOINS,      /* code of the party whose point it joins; NULL: none */
    OV_DRAFT_JOINS_NAME, /* its name */
    OV_DRAFT_VERSION     /* version that holds the provision */
};

typedef struct ov_draft_answer {
    ov_id question_id;
    const char *grade;   /* code of the scale, or NULL */
    const char *comment; /* "" when none */
    const char *wording; /* proposed wording, or NULL */
    ov_id joins_id;      /* the party whose point is joined, or 0 */
    int64_t row_version; /* what the page showed; 0: there was none */
    bool apart;          /* a row of its own in the history: an earlier text that is brought back */
    const char *writer;  /* a mark of the page that writes (its form token), so that autosave may go
                            on over its own earlier save; NULL: none */
} ov_draft_answer;
/* Saves one answer of a draft. OV_CONFLICT when somebody changed it meanwhile (the caller shows
 * both texts); OV_INVALID: grade not in the scale or comment over 20 000 characters. Only inside
 * ov_write. new_version may be NULL. */
OV_API ov_status ov_draft_save(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                               const ov_draft_answer *answer, int64_t *new_version) OV_MUST_CHECK;
/* The same in any draft, without a word to the invitation: for what staff type in and try. */
OV_API ov_status ov_draft_put(ov_ctx *ctx, ov_id draft_id, const ov_draft_answer *answer,
                              int64_t *new_version) OV_MUST_CHECK;

typedef struct ov_response {
    ov_id id, consultation_id, org_id;
    const char *number; /* SVAR-2025-000123 */
    ov_instant received, committed;
    const char *timing;       /* in_time | late | refused */
    const char *legal_status; /* officer | preliminary | delegated | chair_urgent | board_decided */
    const char *replaces;     /* number of the response it replaced, or NULL */
    const char *replaced_by;
    const char *hash, *org_code, *org_name;
    int64_t answers;        /* that say something */
    const char *class;      /* official | council | uninvited | private */
    const char *source;     /* portal | link | word | joint | paper | email */
    int64_t format;         /* of its receipt: 1 or 2 */
    const char *respondent; /* somebody outside the register; else NULL */
    const char *decision_body, *decision_ref, *with_parties; /* or NULL */
    ov_day decision_day;                                     /* OV_NO_DAY: none */
    ov_id draft_id;
} ov_response;

/* What is sent. Zero in all but the first three is a party's own draft, sent by itself. */
typedef struct ov_submission {
    ov_id org_id; /* whose answer it becomes; for somebody outside the register: who registers it */
    ov_id draft_id;
    const char *legal_status;
    const char *source; /* NULL: portal */
    const char
        *respondent;      /* somebody outside the register: stands for itself, without invitation */
    const char *class;    /* with respondent: uninvited or private */
    ov_instant received;  /* when paper or mail arrived; 0: now */
    const char *replaces; /* with respondent: the number that it replaces, or NULL */
    const char *decision_body, *decision_ref;
    ov_day decision_day;      /* 0: none */
    const char *with_parties; /* a joint response: "1480 Göteborg, 1481 Mölndal", or NULL */
} ov_submission;
/* As ov_response_submit, of any draft. */
OV_API ov_status ov_response_send(ov_ctx *ctx, const ov_consultation *c, const ov_submission *what,
                                  ov_response *out) OV_MUST_CHECK;

/* The codes of legal_status, ended by NULL, and what a reader is shown (Swedish; "" when unknown).
 */
OV_API extern const char *const ov_legal_statuses[];
OV_API const char *ov_legal_status_title(const char *status);
/* How a response came ("paper": "På papper"); Swedish, "" when unknown. */
OV_API const char *ov_source_title(const char *source);

/* Sends what the draft holds: number, receipt, canonical text and hash, event, tallies, replacement
 * of the former, in one transaction. Timing is decided by ctx->received. OV_INVALID: nothing
 * answered. Only inside ov_write. */
OV_API ov_status ov_response_submit(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                    const char *legal_status, ov_response *out) OV_MUST_CHECK;
OV_API ov_status ov_response_by_number(ov_ctx *ctx, const char *number,
                                       ov_response *out) OV_MUST_CHECK;
/* The latest of a party (late ones too when there is none in time); OV_NOT_FOUND when it has sent
 * none. */
OV_API ov_status ov_response_latest(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                                    ov_response *out) OV_MUST_CHECK;
/* All that a party has sent in the round: rows number, received, timing, legal_status, answers,
 * source, class; newest first. */
OV_API ov_status ov_responses_of(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                                 const ov_rows **out) OV_MUST_CHECK;
/* The exact bytes behind its hash: overens-receipt-1 or overens-receipt-2
 * (docs/canonical-receipt-2.md). */
OV_API ov_status ov_receipt_text(ov_ctx *ctx, ov_id response_id, ov_str *out) OV_MUST_CHECK;
/* Rows: n, node id, number, heading, grade code, grade label, comment, wording, code and name of
 * the party that is joined, kind and title of the question, its document, its id. */
OV_API ov_status ov_response_answers(ov_ctx *ctx, ov_id response_id,
                                     const ov_rows **out) OV_MUST_CHECK;

/* Takes a response into the figures (timing in_time, included or late) or out of them (NULL);
 * former is what it takes the place of, or 0; itself when only its timing changes (OV_CONFLICT: it
 * does not count any more). Only inside ov_write. */
OV_API ov_status ov_response_count(ov_ctx *ctx, const ov_response *r, const char *timing,
                                   ov_id former) OV_MUST_CHECK;

/* Staff: rows org id, code, name, status (not_opened, working, submitted, late), number, received;
 * every invited party. */
OV_API ov_status ov_consultation_status(ov_ctx *ctx, ov_id consultation_id,
                                        const ov_rows **out) OV_MUST_CHECK;
/* The comments on question n, those that count: rows org code, name, grade label, comment; in
 * Swedish order. */
OV_API ov_status ov_question_comments(ov_ctx *ctx, ov_id consultation_id, int64_t n,
                                      const ov_rows **out) OV_MUST_CHECK;

/* ---- One provision over all rounds ---- */

/* The latest version of a document, at most as new as the one with this day and id, that a party
 * has answered: one row id, slug, label, day, when it was first answered; or none. */
OV_API ov_status ov_answered_version(ov_ctx *ctx, ov_id org_id, ov_id document_id, ov_day day,
                                     ov_id version_id, const ov_rows **out) OV_MUST_CHECK;
/* The rounds of a matter that ask about a provision: rows consultation id, question id, n; the
 * newest first. */
OV_API ov_status ov_node_rounds(ov_ctx *ctx, ov_id matter_id, ov_id node_id,
                                const ov_rows **out) OV_MUST_CHECK;
/* The kept figures of a question, those in time: rows grade label, count, number of comments (the
 * same in each row); in the scale's order. */
OV_API ov_status ov_question_tally(ov_ctx *ctx, ov_id question_id,
                                   const ov_rows **out) OV_MUST_CHECK;
/* What a party's latest response says about a question: one row grade label (NULL: none), comment,
 * number of the response, received, timing; or none. */
OV_API ov_status ov_own_answer(ov_ctx *ctx, ov_id consultation_id, ov_id question_id, ov_id org_id,
                               const ov_rows **out) OV_MUST_CHECK;

OV_API ov_status ov_consult_verify(ov_verify *verify) OV_MUST_CHECK;
/* Is it a receipt's text (of a known format, with a number)? *number then lies in arena. */
OV_API bool ov_receipt_number(ov_arena *arena, ov_str text, const char **number);
/* A saved receipt against the stored response: its bytes, rows, seal and event. OV_NOT_FOUND: no
 * response has this number. */
OV_API ov_status ov_receipt_check(ov_verify *verify, const char *number, ov_str text) OV_MUST_CHECK;

extern const ov_sql ov_consult_sql[];
#endif

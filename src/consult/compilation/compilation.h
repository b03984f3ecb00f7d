/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation.h — what the answers of a round say: figures per question, every party, what was
 * written. One model behind the pages, the exports and the documents, so that all say the same.
 *
 * Figures never mix kinds of voices unasked (practice 47), "avstår" and "inga synpunkter" stand
 * outside n (practice 11), and who has not answered is counted apart from who had no comment:
 * counts of all grades + ungraded + unanswered = population, in every row. */
#ifndef OV_CONSULT_COMPILATION_H
#define OV_CONSULT_COMPILATION_H

#include "consult/consult.h"

enum { OV_COMPILED_GRADES = 8 };
enum { OV_TEXT_ANY, OV_TEXT_EARLIER, OV_TEXT_CURRENT };

/* Which answers are meant. Zero in all: official answers, in time or included, as of now. */
typedef struct ov_compilation_filter {
    const char *class;    /* official | council | uninvited | private; "all": summed, as asked */
    const char *org_type; /* of the party; NULL: any */
    const char *legal;    /* as it is now (a decision that came later counts): a legal status, or
                             "decided": the three that are decisions; NULL: any */
    ov_id group_id;       /* a group of the register; 0: any */
    bool late;            /* those that came too late as well */
    ov_instant at;        /* as it stood at that instant; 0: now */
    int text;             /* OV_TEXT_ANY, or which text was answered when one has been corrected */
} ov_compilation_filter;

typedef struct ov_compiled_scale {
    ov_id id;
    bool ordinal; /* the median has a meaning */
    size_t n;     /* grades, in order */
    ov_id grade_id[OV_COMPILED_GRADES];
    const char *code[OV_COMPILED_GRADES], *label[OV_COMPILED_GRADES];
    bool inside[OV_COMPILED_GRADES];  /* a position, counted in n (practice 11) */
    bool objects[OV_COMPILED_GRADES]; /* a position that asks for a reason: wants something else */
} ov_compiled_scale;

typedef struct ov_compiled_question {
    ov_id id, document_id, node_id;              /* 0: the whole round, the whole document */
    int64_t n;                                   /* its number in the round */
    const char *kind, *number, *heading, *title; /* grade | choice | text | wording | file */
    const ov_compiled_scale *scale;              /* NULL: nothing to count */
    int64_t counts[OV_COMPILED_GRADES];          /* in the scale's order */
    int64_t ungraded;                            /* said something, or sent a file, without one */
    int64_t answers;                             /* all that say something */
    int64_t positions;                           /* n */
    int64_t outside;                             /* a grade that stands outside n */
    int64_t unanswered;                          /* of the population */
    int64_t objections;                          /* of the positions */
    int64_t comments;
    const char *median; /* only when the scale is ordinal; else NULL */
} ov_compiled_question;

/* A party of the population, whether it has answered or not. */
typedef struct ov_compiled_party {
    ov_id org_id;             /* for somebody outside the register: who registered it */
    ov_id response_id;        /* the answer that stands in the figures; 0: none */
    const char *code, *name;  /* code "-": outside the register */
    const char *class, *type; /* type NULL: outside the register */
    const char *timing;       /* in_time | included | late; NULL: no answer */
    const char *number, *source, *with_parties;
    const char *legal_status, *legal_sent;          /* as it is now; as it was sent */
    const char *decision_body, *decision_ref, *dnr; /* dnr: of the receiver's registry */
    ov_day decision_day;
    ov_instant received, committed;
    int64_t answers;    /* 0 with a response: only in an attachment */
    bool late_left_out; /* has sent one, too late, that the filter leaves out */
    bool outsider;      /* somebody outside the register */
    bool earlier_text;  /* answered before the latest correction, and has not said more since */
} ov_compiled_party;

/* What one party answers to one question. */
typedef struct ov_compiled_answer {
    size_t party, question;  /* places in the compilation's lists */
    int grade;               /* place in the question's scale, or -1 */
    ov_str comment, wording; /* masked for a reader who is not staff; empty: none */
    const char *joins;       /* name of the party whose point is joined, or NULL */
    bool masked;             /* something of it is masked when published */
} ov_compiled_answer;

/* A file that came with an answer. */
typedef struct ov_compiled_file {
    size_t party, question; /* places in the compilation's lists; SIZE_MAX: the whole answer */
    size_t order;           /* among all, as they came */
    ov_id id;
    const char *name; /* NULL: there is one, but the reader may not see which */
    const char *use;  /* attachment | reservation | decision | original */
} ov_compiled_file;

typedef struct ov_compilation {
    ov_consultation c;
    ov_compilation_filter filter;
    const ov_rows *documents; /* of ov_consultation_documents */
    const ov_compiled_scale *scales;
    size_t n_scales;
    ov_compiled_question *questions;
    size_t n_questions;
    int64_t population; /* parties that the filter lets in */
    int64_t answered;   /* of them with an answer in the figures */
    int64_t late;       /* late answers of these classes: counted when filter.late, else left out */
    int64_t included;   /* late ones that staff count as in time */
    const ov_compiled_party *parties; /* after ov_compilation_parties; in Swedish order */
    size_t n_parties;
} ov_compilation;

/* What a reader may see of it. */
typedef struct ov_sight {
    bool all;     /* those who run the round, and the auditor: everything, unmasked */
    bool figures; /* per question */
    bool answers; /* who answered what, and the texts of official and council answers, masked */
    bool files;   /* their attachments */
    ov_instant
        until; /* of answers that were there when it was published; later ones are not screened */
} ov_sight;
/* What everybody sees at ctx->received: nothing until published and closed. */
OV_API ov_status ov_sight_public(ov_ctx *ctx, const ov_consultation *c,
                                 ov_sight *out) OV_MUST_CHECK;
/* May this reader see what that party answered, party by party? */
OV_API bool ov_sight_party(const ov_sight *sight, const char *class);

/* And that very answer: those outside the register are never named, and what came after the
 * publication has not been screened. */
OV_API bool ov_sight_answer(const ov_sight *sight, const ov_compiled_party *p);

/* What is masked in a round, for ov_masked; field: comment or wording. Owns: arena. */
OV_API ov_status ov_masks(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out) OV_MUST_CHECK;
OV_API ov_str ov_masked(ov_ctx *ctx, const ov_rows *masks, ov_id response, ov_id question,
                        const char *field, ov_str text);

/* The figures. Without a choice of group, type, status or instant they come from the tallies, and
 * cost the same however many answer. filter NULL: the default one. Owns: arena. */
OV_API ov_status ov_compilation_make(ov_ctx *ctx, const ov_consultation *c,
                                     const ov_compilation_filter *filter,
                                     ov_compilation *out) OV_MUST_CHECK;
/* Fills in the parties, all of the population. */
OV_API ov_status ov_compilation_parties(ov_ctx *ctx, ov_compilation *k) OV_MUST_CHECK;
/* What they answer, after ov_compilation_parties: by party, then by question. document_id 0: to
 * all questions; question_id 0: to all. with_texts: comments, wordings and joins too; without
 * them only grades. Parties that the sight does not reach are left out. Owns: arena. */
OV_API ov_status ov_compilation_answers(ov_ctx *ctx, const ov_compilation *k, const ov_sight *sight,
                                        ov_id document_id, ov_id question_id, bool with_texts,
                                        const ov_compiled_answer **out, size_t *n) OV_MUST_CHECK;
/* The files that came with them, after ov_compilation_parties: by party, as they came.
 * question_id 0: all, also those of no question. Parties that the sight does not reach are left
 * out. Owns: arena. */
OV_API ov_status ov_compilation_files(ov_ctx *ctx, const ov_compilation *k, const ov_sight *sight,
                                      ov_id question_id, const ov_compiled_file **out,
                                      size_t *n) OV_MUST_CHECK;
/* What one party of the list answers, with texts. */
OV_API ov_status ov_compiled_of_party(ov_ctx *ctx, const ov_compilation *k, const ov_sight *sight,
                                      size_t party, const ov_compiled_answer **out,
                                      size_t *n) OV_MUST_CHECK;
/* "3.1 Samverkan", or what staff ask. Owns: arena. */
OV_API const char *ov_compiled_title(ov_arena *arena, const ov_compiled_question *q);
/* Tillstyrker … of an answer; NULL: no grade. */
OV_API const char *ov_compiled_label(const ov_compilation *k, const ov_compiled_answer *a);
/* Share of n in whole per cent, half away from zero; n 0: 0. */
OV_API int64_t ov_compiled_share(int64_t part, int64_t n);
/* The Swedish word of a class ("" when unknown), many of them. */
OV_API const char *ov_class_title(const char *class);
OV_API extern const char *const ov_classes[]; /* ended by NULL */

/* The text that a question asks about, as it was sent out (markdown); empty: none. Owns: arena. */
OV_API ov_status ov_compiled_body(ov_ctx *ctx, const ov_compiled_question *q,
                                  ov_str *out) OV_MUST_CHECK;

/* The figures as canonical JSON: keys in a fixed order, no white space. Owns: arena. */
/* Appends the same. */
OV_API void ov_compilation_json_into(ov_ctx *ctx, const ov_compilation *k, ov_buf *out);
OV_API ov_str ov_compilation_json(ov_ctx *ctx, const ov_compilation *k);

/* Notes which answers count when: an answer goes into the figures (timing) or out of them
 * (NULL) at an instant. Called by ov_response_count. Only inside ov_write. */
ov_status ov_counted_note(ov_ctx *ctx, const ov_response *r, const char *timing,
                          ov_instant at) OV_MUST_CHECK;

/* Why staff have just counted a late response, or no longer, and who did. Only inside ov_write. */
OV_API ov_status ov_counted_why(ov_ctx *ctx, ov_id response_id, const char *why) OV_MUST_CHECK;

extern const ov_sql ov_compilation_sql[];
#endif

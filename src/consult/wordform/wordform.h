/* SPDX-License-Identifier: EUPL-1.2 */
/* wordform.h — a party's answer as a form for word processors: written from the draft, read back
 * after somebody has filled it in (Word, LibreOffice, Pages).
 *
 * Each question has a table of its own: a row with its code, then a row for each thing that may be
 * answered, its name in the first cell and the answer in the second. The answers are content
 * controls with the tags ov-q-12-grade, ov-q-12-comment and ov-q-12-wording; where a program has
 * dropped them, the code and the names of the rows tell the same. The code OV-12-3-9f8e7d6c says
 * question 12, row version 3 of the draft, and the beginning of the hash of what the form held, so
 * that it is known what somebody changed in the form and what changed in the portal meanwhile. The
 * form's own code OVFORM-7-21-0123456789ab says the round, the party and the hash of the texts. */
#ifndef OV_CONSULT_WORDFORM_H
#define OV_CONSULT_WORDFORM_H

#include "consult/consult.h"

#define OV_WORDFORM_MAX ((size_t)8 << 20) /* bytes of a form that is read */
#define OV_WORDFORM_SECONDS 20
enum { OV_WORDFORM_QUESTIONS = 2000, OV_WORDFORM_HASH = 13 /* with the ending NUL */ };

/* What is answered to one question. */
typedef struct ov_wordform_answer {
    int64_t n;
    int64_t base; /* the row version of its code; -1: the code is lost */
    char base_hash[9];
    const char *grade, *comment,
        *wording; /* as in the form: the grade's label; NULL: no such row */
} ov_wordform_answer;

typedef struct ov_wordform {
    ov_id consultation_id, org_id; /* 0: the form's code is lost */
    char text_hash[OV_WORDFORM_HASH];
    ov_wordform_answer *answers; /* by n */
    size_t n;
    const char **outside; /* every other paragraph, its white space made single */
    size_t n_outside;
    bool tracked;  /* changes are tracked: they were read as accepted */
    bool comments; /* there are comments in the margin, which are not read */
    bool notes;    /* so are footnotes and endnotes */
    bool pictures; /* and pictures */
} ov_wordform;

/* The form of a party, filled in with its draft (0: nothing yet): a .docx. text_hash of it is what
 * ov_wordform_text_hash gives. */
OV_API ov_status ov_wordform_make(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                  const char *org_name, ov_str *docx) OV_MUST_CHECK;
/* The texts that are answered now, as the form's code tells them. */
OV_API ov_status ov_wordform_text_hash(ov_ctx *ctx, const ov_consultation *c,
                                       char out[OV_WORDFORM_HASH]) OV_MUST_CHECK;
/* The beginning of the hash of an answer, as its code tells it. grade: its code or NULL. */
OV_API void ov_wordform_answer_hash(ov_arena *arena, const char *grade, ov_str comment,
                                    ov_str wording, char out[9]);

/* Reads a form in a process of its own, without network or files. OV_INVALID, OV_TOO_LARGE: err
 * says what is wrong in whole Swedish sentences; OV_IO: the process could not be run. Owns: arena.
 * Blocks: never inside ov_write. */
OV_API ov_status ov_wordform_read(ov_arena *arena, ov_str docx, ov_wordform *out,
                                  ov_err *err) OV_MUST_CHECK;
/* The same in this process, for what we made ourselves and for tests. */
OV_API ov_status ov_wordform_parse(ov_arena *arena, ov_str docx, ov_wordform *out,
                                   ov_err *err) OV_MUST_CHECK;
/* The paragraphs of `form` beside its answers that the form as we make it now (`blank`) has not:
 * what somebody wrote where nothing is read. At most `most` of them. Owns: arena. */
OV_API const char **ov_wordform_unknown(ov_arena *arena, const ov_wordform *form,
                                        const ov_wordform *blank, size_t most, size_t *n);

#endif

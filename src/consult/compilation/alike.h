/* SPDX-License-Identifier: EUPL-1.2 */
/* alike.h — the same answer from several parties, and nearly the same: a view, nothing is changed.
 *
 * Identical: the same words in the same order; letters' case, spaces and punctuation do not count.
 * Nearly: at least four fifths of all runs of three words are in both (estimated from 64 smallest
 * hash values each, OV_ALIKE_LEAST of them equal). */
#ifndef OV_CONSULT_ALIKE_H
#define OV_CONSULT_ALIKE_H

#include "consult/compilation/compilation.h"

enum { OV_ALIKE_HASHES = 64, OV_ALIKE_LEAST = 52, OV_ALIKE_TEXTS = 400 /* of a question */ };

typedef struct ov_alike {
    size_t question;                          /* place in the compilation */
    const ov_compiled_answer *const *answers; /* two or more */
    size_t n;
    bool identical; /* all of them */
} ov_alike;

/* Groups of answers whose comments are alike, by question, the largest first. answers: of
 * ov_compilation_answers with texts. Time: linear in the texts, and quadratic only in the different
 * texts of one question, at most OV_ALIKE_TEXTS. Owns: arena. */
OV_API void ov_alike_find(ov_arena *arena, const ov_compilation *k,
                          const ov_compiled_answer *answers, size_t n, const ov_alike **out,
                          size_t *n_out);

#endif

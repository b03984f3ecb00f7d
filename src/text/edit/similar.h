/* SPDX-License-Identifier: EUPL-1.2 */
/* similar.h — which of many texts share runs of words with a text: three words in a row are one
 * piece, and what stands in many texts tells nothing. Time grows with the number of words, never
 * with the number of pairs. Private to text/. */
#ifndef OV_TEXT_SIMILAR_H
#define OV_TEXT_SIMILAR_H

#include "util/arena.h"

typedef struct ov_similar_text {
    const char *heading, *body; /* either may be NULL */
} ov_similar_text;

typedef struct ov_similar ov_similar;
/* An index over n texts. Owns: arena. */
ov_similar *ov_similar_new(ov_arena *arena, const ov_similar_text *texts, size_t n);

typedef struct ov_likeness {
    size_t at;       /* the text in the index */
    uint32_t common; /* pieces in both */
    uint32_t size;   /* pieces of the text in the index */
} ov_likeness;
enum { OV_SIMILAR_MOST = 8 };
/* The texts that share most with it, best first; *own: its own pieces that count. Returns how many
 * were put in out. */
size_t ov_similar_find(ov_similar *index, const ov_similar_text *text,
                       ov_likeness out[OV_SIMILAR_MOST], uint32_t *own);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* search_query.h — the steps of one search. Private to src/db. */
#ifndef OV_DB_SEARCH_QUERY_H
#define OV_DB_SEARCH_QUERY_H

#include "db/search_inside.h"

/* "Several words" in their order: stems[first] … stems[first + n - 1] of ov_asked.sequence. */
typedef struct ov_phrase {
    size_t first, n;
} ov_phrase;

/* What was typed, understood. */
typedef struct ov_asked {
    ov_search_words words; /* distinct stems */
    ov_str sequence[OV_SEARCH_WORDS];
    size_t n_sequence;
    ov_phrase phrases[OV_SEARCH_WORDS];
    size_t n_phrases;
} ov_asked;
void ov_search_ask(ov_arena *arena, const char *q, ov_asked *out);
/* Has the text every phrase? Private: the words of title and body. */
bool ov_has_phrases(ov_arena *arena, const ov_asked *asked, ov_str title, ov_str body);

/* A class of documents that the reader may read. */
typedef struct ov_open_class {
    uint32_t id, kind; /* kind: its place among the kinds in alphabetical order */
    int64_t shelf;
    ov_id matter_id;
    bool wanted; /* passes the filters of kind and matter */
} ov_open_class;
/* Asks may() of every class that the actor could read; sorted by id. */
ov_status ov_search_classes(ov_ctx *ctx, const ov_search_query *query, const ov_open_class **out,
                            size_t *n) OV_MUST_CHECK;

/* A document with every word. */
typedef struct ov_match {
    uint32_t doc, object, kind;
    int32_t day;
    uint8_t stems, seen; /* bits: the words that it has; also as a part */
    uint8_t heads;       /* words that stand in the heading */
    uint8_t times;       /* occurrences, at most eight a word */
    bool known;          /* what it is has been read, and it is wanted */
} ov_match;
ov_status ov_search_matches(ov_ctx *ctx, const ov_search_query *query, const ov_asked *asked,
                            ov_match **out, size_t *n) OV_MUST_CHECK;

#endif

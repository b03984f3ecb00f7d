/* SPDX-License-Identifier: EUPL-1.2 */
/* search_inside.h — the statements and the postings of the search index. Private to src/db. */
#ifndef OV_DB_SEARCH_INSIDE_H
#define OV_DB_SEARCH_INSIDE_H

#include "db/search.h"
#include "util/stem.h"

enum {
    SEARCH_CLASS_ADD,
    SEARCH_CLASS_FIND,
    SEARCH_CLASSES,
    SEARCH_NEXT_DOC,
    SEARCH_DOC_ADD,
    SEARCH_DOCS_DELETE,
    SEARCH_DOCS_WHOLE,
    SEARCH_DOC_DELETE,
    SEARCH_DOC,
    SEARCH_DOCS,
    SEARCH_TODO_ADD,
    SEARCH_TODO_TAKE_OUT,
    SEARCH_TODO_FORGET,
    SEARCH_TODO_GONE,
    SEARCH_TODO_DELETE,
    SEARCH_TODO_OF,
    SEARCH_TODO,
    SEARCH_PENDING,
    SEARCH_TERM,
    SEARCH_TERM_CHUNK,
    SEARCH_ABOUT,
    SEARCH_TERM_APPEND,
    SEARCH_TERM_SET,
    SEARCH_TERM_DELETE,
    SEARCH_TERMS_OF_PART,
    SEARCH_PART_KNOWN,
    SEARCH_PART_ADD,
    SEARCH_CLEAR_TERMS,
    SEARCH_CLEAR_PARTS,
    SEARCH_CLEAR_TODO,
    SEARCH_CLEAR_DOCS,
    SEARCH_CLEAR_CLASSES,
    SEARCH_ANY
};

/* What search_term holds, a row for each shelf, stem and 512 documents (chunk), by rising document,
 * little end first. Under a stem: the document's place in the chunk, and weight: how often (to 127)
 * and in the heading (the high bit). Under the empty stem: what each document is. */
enum { OV_CHUNK_BITS = 9, OV_POSTING = 3, OV_ABOUT = 16 };
enum { OV_POSTING_HEAD = 128, OV_POSTING_TIMES = 127 };
typedef struct ov_about {
    uint32_t doc, object, class_id;
    int32_t day;
} ov_about;

static inline uint32_t ov_get32(const char *from)
{
    const uint8_t *at = (const uint8_t *)from;

    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}
static inline void ov_put32(char *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (char)(uint8_t)(value >> (8 * i));
}
static inline uint32_t ov_posting_place(const char *at)
{
    return (uint32_t)(uint8_t)at[0] | (uint32_t)(uint8_t)at[1] << 8;
}
static inline uint8_t ov_posting_weight(const char *at)
{
    return (uint8_t)at[2];
}
static inline ov_about ov_about_get(const char *at)
{
    return (ov_about){ov_get32(at), ov_get32(at + 4), ov_get32(at + 12), (int32_t)ov_get32(at + 8)};
}

/* A distinct stem of a document, with how often it stands there. */
typedef struct ov_doc_stem {
    ov_str stem;
    uint32_t times;
    bool head; /* also in the heading */
} ov_doc_stem;
/* The distinct stems of a document, sorted. Owns: arena. */
const ov_doc_stem *ov_doc_stems(ov_arena *arena, ov_str title, ov_str body, size_t *n);
uint8_t ov_stem_weight(const ov_doc_stem *stem);

/* Is part (a stem of three characters or more) within the stem of a longer word? */
bool ov_stem_has(ov_str stem, ov_str part);

/* The end of the range of texts that begin with part. */
#define OV_LAST_CHAR "\xf4\x8f\xbf\xbf"
enum { OV_PART_LEAST = 3 }; /* characters of a part */

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* search.h — full-text search: modules hand in documents, readers ask for words.
 *
 * The index knows nothing of what a document is: a module registers a source (what it has, and how
 * to list it again), puts a document when something is stored, and names the action that a reader
 * must be allowed. Both engines hold the same postings and this code reads them, so both give the
 * same hits in the same order. docs/decisions/search.md tells why. */
#ifndef OV_DB_SEARCH_H
#define OV_DB_SEARCH_H

#include "db/db.h"
#include "util/date.h"

/* Who may read a document: whoever may do this action to this object (as ov_may; "public":
 * anybody). */
typedef struct ov_search_rule {
    const char *action;
    ov_id org_id, matter_id, matter_org_id;
} ov_search_rule;

typedef struct ov_search_doc {
    const char *kind; /* of its source: "text" */
    ov_id object_id;  /* what wordings of the same thing share (a provision); 0: it stands alone */
    ov_id ref_id;     /* what it comes and goes with: a version, a response */
    ov_search_rule rules[2]; /* any of them; the second is unused when its action is NULL. Both are
                                of the same matter. */
    ov_day day;              /* newest first */
    const char *label;       /* "Remissversion 1": tells wordings apart */
    const char *path;        /* where it is read: "/arende/…" */
    const char *title;       /* its heading; a hit there comes first */
    ov_str text;
} ov_search_doc;

/* ---- Writing ---- */

/* Puts a document into the index: a few inserts, whatever its length; it is found at once, and
 * ov_search_merge sorts it in later. Only inside ov_write. OV_INVALID: not UTF-8. */
OV_API ov_status ov_search_put(ov_ctx *ctx, const ov_search_doc *doc) OV_MUST_CHECK;
/* The same for several at once, which costs less than one by one. */
OV_API ov_status ov_search_put_all(ov_ctx *ctx, const ov_search_doc *docs, size_t n) OV_MUST_CHECK;
/* Takes out what came with ref_id; only that object's when object_id is not 0. Only inside
 * ov_write. */
OV_API ov_status ov_search_remove(ov_ctx *ctx, const char *kind, ov_id ref_id,
                                  ov_id object_id) OV_MUST_CHECK;
/* What came with ref_id is now these documents: those that stand there already stay as they are,
 * the others go and come. Sending an answer again with a comment changed costs one document. */
OV_API ov_status ov_search_replace(ov_ctx *ctx, const char *kind, ov_id ref_id,
                                   const ov_search_doc *docs, size_t n) OV_MUST_CHECK;
/* Sorts in what was put and taken out, in writes of at most some 50 ms, until nothing is left. What
 * is slow is done outside the lock. Outside transactions. */
OV_API ov_status ov_search_merge(ov_ctx *ctx) OV_MUST_CHECK;
/* The same beside the workers: others may write at least half of the time, and what is left after
 * some seconds waits for the next call. */
OV_API ov_status ov_search_merge_gently(ov_ctx *ctx, int seconds) OV_MUST_CHECK;

/* ---- Sources ---- */

/* What a module or plugin lets people search. Static; {0} is none. */
typedef struct ov_search_source {
    const char *kind;  /* [a-z_]+, unique */
    const char *title; /* Swedish, for the filter: "Avtalstext" */
    /* Puts (inside ov_write, which the caller has begun) the documents of the next few objects
     * after `after`; *last becomes the latest of them, or stays as it was when there are no more.
     */
    ov_status (*rebuild)(ov_ctx *ctx, ov_id after, ov_id *last);
} ov_search_source;

/* Registers a source: the core's, and each plugin's when it is loaded. A second one of the same
 * kind is left out. */
OV_API void ov_search_source_add(const ov_search_source *source);
OV_API const ov_search_source *const *ov_search_sources(size_t *n);

/* Empties the index and lets each source fill it again, in short writes. */
OV_API ov_status ov_search_reindex(ov_ctx *ctx, const ov_search_source *const *from,
                                   size_t n) OV_MUST_CHECK;
/* Is nothing at all in the index? */
OV_API ov_status ov_search_empty(ov_ctx *ctx, bool *out) OV_MUST_CHECK;

/* ---- Asking ---- */

enum { OV_SEARCH_PAGE = 20, OV_SEARCH_WORDS = 8, OV_SEARCH_OTHERS = 6 };

typedef struct ov_search_query {
    const char *q;    /* as it was typed; anything */
    const char *kind; /* NULL: every kind */
    ov_id matter_id;  /* 0: every matter */
    ov_day from, to;  /* 0: open; both days are inside */
    int64_t page;     /* from 1 */
    /* The one rights function: may ctx->actor read by this rule? */
    bool (*may)(ov_ctx *ctx, const ov_search_rule *rule);
} ov_search_query;

typedef struct ov_search_other { /* another wording of the same thing that has the words too */
    const char *label, *path;
    ov_day day;
} ov_search_other;

typedef struct ov_search_hit {
    const char *kind, *label, *path, *title;
    ov_str text;
    ov_id matter_id, object_id;
    ov_day day;
    bool part; /* only as a part of a longer word */
    const ov_search_other *others;
    size_t n_others; /* at most OV_SEARCH_OTHERS, newest first */
} ov_search_hit;

/* What the words of a query are, for marking them in a text. */
typedef struct ov_search_words {
    size_t n;
    ov_str stems[OV_SEARCH_WORDS]; /* also the part that is sought in longer words */
    bool cut;                      /* there were more */
} ov_search_words;

typedef struct ov_search_result {
    ov_search_words words;
    int64_t stems, parts; /* hits that have every word; that have some only within a longer one */
    int64_t page, pages;
    const ov_search_hit *hits; /* of this page: stems by rank, then parts, newest first */
    size_t n;
} ov_search_result;

/* Finds what has every word of q and may be read. Rank: words in the heading, occurrences (to
 * eight a word), newest, then by id. A "quoted phrase" wants its words in that order. Never fails
 * on any q: words.n is 0 when there is nothing to seek. Owns: arena. */
OV_API ov_status ov_search(ov_ctx *ctx, const ov_search_query *query,
                           ov_search_result *out) OV_MUST_CHECK;

/* A piece of a text, a hit word or what stands between. */
typedef struct ov_search_piece {
    ov_str text;
    bool hit;
} ov_search_piece;

/* The text cut at the words sought. With most > 0 only some most bytes around the first of them,
 * on one line, cut at words, with "… " where something is left out. Owns: arena. */
OV_API const ov_search_piece *ov_search_pieces(ov_arena *arena, const ov_search_words *words,
                                               ov_str text, size_t most, size_t *n);

extern const ov_sql ov_search_sql[];
#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* term.h — words that an agreement gives a meaning of its own, and where its text uses them. */
#ifndef OV_TEXT_TERM_H
#define OV_TEXT_TERM_H

#include "text/text.h"

enum { OV_TERM_NAME_MOST = 100, OV_TERM_DEFINITION_MOST = 2000, OV_TERMS_MOST = 300 };

/* Rows: id, slug, name, forms, definition, html, node id of the provision that defines it (NULL:
 * none), row version, changed at, changed by, that provision's title in its newest published
 * version; in Swedish order. */
OV_API ov_status ov_terms(ov_ctx *ctx, ov_id matter_id, const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_TERM_ID,
    OV_TERM_SLUG,
    OV_TERM_NAME,
    OV_TERM_FORMS,
    OV_TERM_DEFINITION,
    OV_TERM_HTML,
    OV_TERM_NODE,
    OV_TERM_ROW_VERSION,
    OV_TERM_CHANGED_AT,
    OV_TERM_CHANGED_BY,
    OV_TERM_NODE_TITLE
};
/* The row of one term, as ov_terms; OV_NOT_FOUND. */
OV_API ov_status ov_term_get(ov_ctx *ctx, ov_id matter_id, const char *slug,
                             const ov_rows **out) OV_MUST_CHECK;

/* A term as staff writes it. */
typedef struct ov_term {
    ov_id id, matter_id, node_id; /* id 0: a new one; node_id 0: no provision defines it */
    const char *name;
    const char *forms;      /* other ways to write it, one a line; at most 20 */
    const char *definition; /* markdown */
    int64_t row_version;    /* what the page showed */
    const char *html;       /* filled by ov_term_prepare, as what follows */
    void *uses;
} ov_term;
/* The slow part: renders the definition and looks through every published text of the matter.
 * OV_INVALID: no name, no definition, too long, or not UTF-8. */
OV_API ov_status ov_term_prepare(ov_ctx *ctx, ov_term *term) OV_MUST_CHECK;
/* Stores it with its uses and an event. Only inside ov_write. OV_CONFLICT: somebody changed it
 * meanwhile, or the matter has the name already; OV_BUSY: a text was published since
 * ov_term_prepare, so prepare again; OV_TOO_LARGE: the matter has OV_TERMS_MOST terms. */
OV_API ov_status ov_term_save(ov_ctx *ctx, const ov_term *term, ov_id *id) OV_MUST_CHECK;
/* Only inside ov_write. OV_CONFLICT: somebody changed it meanwhile. */
OV_API ov_status ov_term_remove(ov_ctx *ctx, const ov_term *term) OV_MUST_CHECK;

/* Finds where a version uses the terms of its matter. Called by what publishes it, inside ov_write;
 * costs nothing in a matter without terms. */
OV_API ov_status ov_terms_find(ov_ctx *ctx, ov_id version_id) OV_MUST_CHECK;

/* The terms that a published version uses (node_id 0: anywhere), in document order: rows node id,
 * term id, slug, name, html of the definition, node id that defines it (NULL: none). */
OV_API ov_status ov_terms_used(ov_ctx *ctx, ov_id version_id, ov_id node_id,
                               const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_TERM_USE_NODE,
    OV_TERM_USE_ID,
    OV_TERM_USE_SLUG,
    OV_TERM_USE_NAME,
    OV_TERM_USE_HTML,
    OV_TERM_USE_DEFINED_IN
};

/* ---- Finding words in a text; pure ---- */

/* One way to write a term, cut into words in their folded form (lower case, Swedish stem). */
typedef struct ov_term_words ov_term_words;
/* From rows id, name, forms, node id that defines it. Owns: arena. */
ov_term_words *ov_term_words_new(ov_arena *arena, const ov_rows *terms);
/* Puts the places in rows of the terms that the text uses into found (room for OV_TERMS_MOST), each
 * once, those defined in node_id left out. Whole words only: "behov" is not in "behovsprövning".
 * Returns how many. */
size_t ov_term_words_in(ov_arena *arena, const ov_term_words *words, ov_id node_id, ov_str text,
                        size_t *found);

#endif

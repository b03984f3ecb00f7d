/* SPDX-License-Identifier: EUPL-1.2 */
/* relation.h — how documents hang together: families (main agreement, sub-agreements, guidelines,
 * appendices) and links to laws, parent agreements and predecessors. Practice 16, domain 2.5. */
#ifndef OV_TEXT_RELATION_H
#define OV_TEXT_RELATION_H

#include "text/text.h"

#define OV_FAMILY_DEPTH 4 /* a document below a document below … */

typedef struct ov_document ov_document;
struct ov_document {
    ov_id id, matter_id, parent_id; /* parent_id 0: at the top */
    const char *title;
    const char *kind; /* main, sub_agreement, guideline, appendix, other */
    int64_t position; /* among those with the same parent; small first */
    int64_t row_version;
    int64_t published; /* how many of its versions are published */
    int depth;         /* 0 at the top; filled by ov_family */
};

/* The kinds, ended by NULL. */
OV_API extern const char *const ov_document_kinds[];

/* A matter's documents as the family's tree, parents before their children. working: also those of
 * which nothing is published. Owns: arena. */
OV_API ov_status ov_family(ov_ctx *ctx, ov_id matter_id, bool working, const ov_document **out,
                           size_t *n) OV_MUST_CHECK;
OV_API ov_status ov_document_get(ov_ctx *ctx, ov_id matter_id, ov_id id,
                                 ov_document *out) OV_MUST_CHECK;
OV_API ov_status ov_document_by_title(ov_ctx *ctx, ov_id matter_id, const char *title,
                                      ov_document *out) OV_MUST_CHECK;
/* Sets kind, parent and position. Only inside ov_write. OV_INVALID: an unknown kind, a parent that
 * is the document itself, stands below it or too deep; OV_CONFLICT: somebody changed it since
 * row_version; OV_NOT_FOUND: no such document or parent in the matter. */
OV_API ov_status ov_document_place(ov_ctx *ctx, const ov_document *document) OV_MUST_CHECK;

/* A link out of the text: to a law, a parent agreement, a guideline, what came before. */
typedef struct ov_document_link {
    ov_id document_id;
    ov_id node_id;    /* the provision that it belongs to; 0: the whole document */
    const char *kind; /* law, agreement, guideline, predecessor, other */
    const char *title, *reference;
    const char *address; /* https:// or NULL */
    const char *note;
} ov_document_link;
OV_API extern const char *const ov_link_kinds[];
/* Is it an address that a link may have: https, a host, nothing that ends an attribute or a line?
 */
OV_API bool ov_link_address_ok(const char *address);

/* Rows: id, kind, title, reference, address, note, node id, title of the provision. */
OV_API ov_status ov_document_links(ov_ctx *ctx, ov_id document_id,
                                   const ov_rows **out) OV_MUST_CHECK;
/* Only inside ov_write. OV_INVALID: unknown kind, no title, an address that is not allowed. */
OV_API ov_status ov_document_link_add(ov_ctx *ctx, const ov_document_link *link,
                                      ov_id *id) OV_MUST_CHECK;
OV_API ov_status ov_document_link_remove(ov_ctx *ctx, ov_id document_id, ov_id id) OV_MUST_CHECK;
/* The provision of a document by its number in the latest version that has it; OV_NOT_FOUND. */
OV_API ov_status ov_document_node(ov_ctx *ctx, ov_id document_id, const char *number,
                                  ov_id *node_id) OV_MUST_CHECK;

extern const ov_sql ov_relation_sql[];

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* prepare.h — what ov_version_prepare makes and ov_version_store writes. Private to text/. */
#ifndef OV_TEXT_PREPARE_H
#define OV_TEXT_PREPARE_H

#include "text/original.h"
#include "util/hash.h"

/* The column layout of node_text: how the page of the text sets a provision. */
enum {
    OV_LAYOUT_BODY = 1,    /* has text of its own */
    OV_LAYOUT_TOC = 2,     /* stands in the table of contents */
    OV_LAYOUT_OPEN = 4,    /* begins a list below the entry before */
    OV_LAYOUT_LEAF = 8,    /* has no such list */
    OV_LAYOUT_CLOSE1 = 16, /* one list ends after it */
    OV_LAYOUT_CLOSE2 = 32, /* two do */
    OV_LAYOUT_RANK = 6     /* from this bit on: 2 for h2 … 6 for h6 */
};

typedef struct ov_prepared_node {
    const ov_node *node;
    size_t parent; /* SIZE_MAX at the top */
    int depth;
    const char *anchor; /* NULL: by the node's id, when it has one */
    const char *title;
    char hash[OV_HASH_HEX];
    ov_str html;
    bool toc, toc_open, toc_leaf;
    int toc_close;
    ov_id id; /* given by ov_nodes_match; 0: new */
} ov_prepared_node;

typedef struct ov_prepared {
    ov_str canonical;
    char hash[OV_HASH_HEX];
    int64_t words;
    ov_upload_check check; /* of the original; media NULL: there is none */
    ov_prepared_node *nodes; /* in document order */
    size_t n;
} ov_prepared;

/* Gives each node the id of its counterpart in old (rows node_id, number, heading, depth, body in
 * document order): the same place, number and heading first, then the same number and heading
 * anywhere, the same body, the same heading below the same provision, a heading of its own, words
 * in common, what stands below, and at last the number of those without a heading; each old node
 * once. Time grows with the words, not with pairs. */
void ov_nodes_match(ov_arena *arena, ov_prepared_node *nodes, size_t n, const ov_rows *old);

/* Anchors and the shape of the contents of nodes whose node, depth and parent are set. */
void ov_prepared_shape(ov_arena *arena, ov_prepared *p);
/* The column layout of node_text. */
int64_t ov_prepared_layout(const ov_prepared_node *node);
/* Writes one row of node_text; id and anchor are set. Only inside ov_write. */
ov_status ov_node_text_add(ov_ctx *ctx, ov_id version, size_t seq,
                           const ov_prepared_node *node) OV_MUST_CHECK;
/* An address for a version with this label that is free in the matter; own: a version that may keep
 * its own (0: none). OV_CONFLICT: none is free. Owns: arena. */
ov_status ov_version_free_slug(ov_ctx *ctx, ov_id matter_id, const char *label, ov_id own,
                               const char **out) OV_MUST_CHECK;
/* The document of the matter with this title, made when missing. Only inside ov_write. */
ov_status ov_document_named(ov_ctx *ctx, ov_id matter_id, const char *title,
                            ov_id *id) OV_MUST_CHECK;

/* "2.1 Parter", as pages show it. Owns: arena. */
const char *ov_node_title(ov_arena *arena, const ov_node *node);

/* The address part of a label: "Remissversion 2, rättad" is "remissversion-2-rattad". Owns: arena.
 */
const char *ov_version_slug(ov_arena *arena, const char *label);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* compare.h — what the parts of the comparison page share. Private to pages/. */
#ifndef OV_PAGES_COMPARE_H
#define OV_PAGES_COMPARE_H

#include "plugin/page.h"
#include "text/diff/columns.h"

typedef enum ov_compare_view {
    OV_COMPARE_INLINE,  /* lopande: the newer text with its changes marked */
    OV_COMPARE_COLUMNS, /* spalter: a column for each version */
    OV_COMPARE_ONLY     /* andrat: as lopande, without what is unchanged */
} ov_compare_view;

typedef struct ov_compared {
    ov_version version;
    const ov_node *root;
} ov_compared;

/* The text of an op as people read it: emphasis, links and escapes of markdown taken away. Owns:
 * arena. */
ov_str ov_compare_plain(ov_arena *arena, ov_str markdown);

/* Adds the ops as a list "ops": {same|ins|del: true, text}. */
void ov_compare_ops(ov_map *map, const ov_diff_op *ops, size_t n);
/* The same with the markdown as it was written, for those who write it. */
void ov_compare_raw(ov_map *map, const ov_diff_op *ops, size_t n);

/* The class of a block that has changed ("chg add"); NULL for one that has not. Static. */
const char *ov_compare_class(ov_diff_kind kind);

/* What a reader must not miss in an entry, as one sentence each: "Bör → ska. …". Adds list
 * "flags": {lead, text}. */
void ov_compare_flags(ov_req *req, ov_map *map, const ov_diff_entry *entry);

/* One part of the page for each changed provision and for each run of unchanged ones; see
 * templates/pages/compare.mustache. html: the rows of ov_version_nodes of the newer version.
 * reasons: why. prefix keeps the anchors of two comparisons on
 * one page apart. */
typedef struct ov_compare_inline {
    const ov_diff *diff;
    const ov_rows *html;
    const ov_rows *reasons; /* of ov_change_reasons for the newer version */
    const ov_compared *from, *to;
    bool only;
    const char *prefix;
} ov_compare_inline;
ov_status ov_compare_inline_add(ov_req *req, ov_map *to, const ov_compare_inline *in) OV_MUST_CHECK;

/* The rows of the table of up to four columns. */
void ov_compare_columns_add(ov_req *req, ov_map *to, const ov_columns *columns,
                            const ov_compared *versions, size_t base);

#endif

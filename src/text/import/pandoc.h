/* SPDX-License-Identifier: EUPL-1.2 */
/* pandoc.h — what the readers of pandoc's JSON share. Private to text/. */
#ifndef OV_TEXT_PANDOC_H
#define OV_TEXT_PANDOC_H

#include "text/import/import.h"

#include <jansson.h>

#define OV_PANDOC_DEPTH 100     /* blocks and inlines in each other */
#define OV_PANDOC_BLOCKS 200000 /* paragraphs, items, tables */

/* Something that was left out or changed, to be told once. */
typedef struct ov_pandoc_count {
    size_t n;
    int line; /* of the first */
} ov_pandoc_count;

typedef struct ov_pandoc {
    ov_importer *im;
    int line;      /* number of the block in the document: it has no lines */
    int depth;     /* how deep we are */
    bool headings; /* the document has some, so that nothing else is taken for one */
    ov_sequence seq;
    ov_pandoc_count contents, images, notes, inserted, deleted, comments, formulas, merged,
        inner_tables;
} ov_pandoc;

/* "OV_TRY(ov_pandoc_enter(p)); … ov_pandoc_leave(p);" around each step inwards. */
ov_status ov_pandoc_enter(ov_pandoc *p) OV_MUST_CHECK;
void ov_pandoc_leave(ov_pandoc *p);
/* The JSON is not as pandoc writes it. */
ov_status ov_pandoc_odd(ov_pandoc *p) OV_MUST_CHECK;
void ov_pandoc_note(ov_pandoc *p, ov_pandoc_count *count);

/* {"t": tag, "c": content}: false when it is no such thing. content may be NULL. */
bool ov_pandoc_node(const json_t *node, const char **tag, const json_t **content);

/* pandoc_blocks.c: the document's blocks to those of the importer. */
ov_status ov_pandoc_blocks(ov_pandoc *p, const json_t *blocks) OV_MUST_CHECK;

/* pandoc_read.c: is a paragraph a line of the table of contents? And leaves it out. */
bool ov_pandoc_is_contents(const json_t *inlines);
ov_status ov_pandoc_drop_contents(ov_pandoc *p, const json_t *inlines) OV_MUST_CHECK;

/* pandoc_inlines.c: words. plain: no emphasis, links or escapes, for headings and numbers. */
ov_status ov_pandoc_inlines(ov_pandoc *p, const json_t *list, bool plain,
                            ov_buf *out) OV_MUST_CHECK;
/* All words of some blocks on one line: cells and footnotes. */
ov_status ov_pandoc_flat(ov_pandoc *p, const json_t *blocks, ov_buf *out) OV_MUST_CHECK;

/* pandoc_table.c: the rows of a table, separated by LF; empty when it has none. *box: the blocks of
 * its only cell instead, for it is only a frame; else NULL. */
ov_status ov_pandoc_table(ov_pandoc *p, const json_t *content, ov_buf *rows,
                          const json_t **box) OV_MUST_CHECK;

#endif

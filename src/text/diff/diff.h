/* SPDX-License-Identifier: EUPL-1.2 */
/* diff.h — what differs between two wordings of an agreement: provisions are matched, then their
 * blocks (paragraph, list item, table row, heading), then words. Pure: no database. */
#ifndef OV_TEXT_DIFF_H
#define OV_TEXT_DIFF_H

#include "text/text.h"

typedef enum ov_diff_kind {
    OV_DIFF_SAME,
    OV_DIFF_CHANGED,
    OV_DIFF_MOVED,         /* the same words at another place */
    OV_DIFF_MOVED_CHANGED, /* elsewhere, and edited */
    OV_DIFF_NEW,
    OV_DIFF_REMOVED,
    OV_DIFF_SPLIT, /* one of several that one became */
    OV_DIFF_MERGED /* one that several became */
} ov_diff_kind;
/* "same", "changed", "moved", "moved_changed" … (interfaces.md). Static. */
OV_API const char *ov_diff_kind_name(ov_diff_kind kind);

typedef enum ov_diff_block_kind {
    OV_DIFF_HEADING, /* the number and heading of a provision, "2.1 Gemensamt ansvar" */
    OV_DIFF_PARAGRAPH,
    OV_DIFF_ITEM, /* of a list: its text without the marker */
    OV_DIFF_ROW   /* of a table: "| a | b |" */
} ov_diff_block_kind;

/* What in a change a reader must not miss. */
enum {
    OV_DIFF_NUMBER = 1,   /* another figure or amount */
    OV_DIFF_DATE = 2,     /* another date */
    OV_DIFF_DEADLINE = 4, /* another time limit: "30 dagar", "senast den 28" */
    OV_DIFF_MODAL = 8     /* ska, bör, kan, får (and måste, ska inte …) */
};

/* A run of words. op: '=' in both, '-' only in OLD, '+' only in NEW. '=' and '+' joined are NEW's
 * block, '=' and '-' OLD's, byte for byte: an '=' whose bytes differ (a no-break space, a soft
 * hyphen: no difference to a reader) has OLD's in `old`, else `old` has the same bytes. */
typedef struct ov_diff_op {
    char op;
    ov_str text;
    ov_str old;
} ov_diff_op;

typedef struct ov_diff_entry {
    ov_diff_kind kind;
    ov_diff_block_kind block;
    int level;       /* of a heading (1 …) or an item (0 …) */
    int ordinal;     /* of a numbered item, else 0 */
    size_t from, to; /* place among OLD's and NEW's blocks, from 1; 0: not there */
    size_t old_node,
        new_node; /* index of the provision in ov_diff.old_nodes, new_nodes; SIZE_MAX: none */
    const ov_diff_op *ops;
    size_t n_ops;
    unsigned flags;
    const char *modal_old,
        *modal_new; /* with OV_DIFF_MODAL: "bör", "ska"; NULL where there is none */
} ov_diff_entry;

typedef struct ov_diff_node { /* a provision of one side, in document order */
    const ov_node *node;
    ov_diff_kind kind; /* of the provision as a whole: SAME when its own blocks and heading are */
    size_t other;      /* its counterpart on the other side; SIZE_MAX: none */
    size_t changes;    /* entries of it that are not SAME (its own blocks, not its children's) */
} ov_diff_node;

typedef struct ov_diff {
    const ov_diff_entry *entries; /* in the order of NEW; removed ones where they stood */
    size_t n;
    const ov_diff_node *old_nodes, *new_nodes;
    size_t n_old, n_new;
    size_t changes;  /* entries that are not SAME; a provision that is new or gone counts once */
    size_t sections; /* provisions with at least one */
} ov_diff;

/* Compares two trees (first of the top level; NULL: empty). Nodes with the same non-zero id are
 * counterparts; others are matched by number and heading, by words, by likeness. Time is bounded:
 * past a cost cap a block is shown as replaced. Owns: arena; the trees must live as long. */
OV_API ov_status ov_diff_trees(ov_arena *arena, const ov_node *old_root, const ov_node *new_root,
                               ov_diff *out, ov_err *err) OV_MUST_CHECK;
/* One text against another (an answer's proposed wording, two saved texts): the ops alone. Owns:
 * arena. */
OV_API const ov_diff_op *ov_diff_words(ov_arena *arena, ov_str old_text, ov_str new_text,
                                       size_t *n);
/* The JSON of interfaces.md (`overens diff --json`). Owns: arena. */
OV_API char *ov_diff_json(ov_arena *arena, const ov_diff *diff);

#endif

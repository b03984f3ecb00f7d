/* SPDX-License-Identifier: EUPL-1.2 */
/* columns.h — up to four wordings beside each other: which block of one stands beside which of the
 * others. Pure but for ov_version_tree, which reads a stored version. */
#ifndef OV_TEXT_COLUMNS_H
#define OV_TEXT_COLUMNS_H

#include "text/diff/diff.h"

#define OV_COLUMNS_MAX 4

/* The provisions of a stored version as a tree, with their ids. Owns: arena. */
OV_API ov_status ov_version_tree(ov_ctx *ctx, ov_id version_id, const ov_node **root) OV_MUST_CHECK;

typedef struct ov_column_cell {
    bool present;          /* this wording has the block */
    bool same;             /* as in the base */
    const ov_diff_op *ops; /* against the base's block; one '=' where the base has none, or in it */
    size_t n_ops;
} ov_column_cell;

typedef struct ov_column_row {
    const ov_node *node; /* the provision, in the last wording that has the block */
    ov_diff_block_kind block;
    int level, ordinal;
    bool moved; /* stands at another place in a later wording than in an earlier one */
    bool same;  /* in every wording, with the same words */
    ov_column_cell cells[OV_COLUMNS_MAX];
} ov_column_row;

typedef struct ov_columns {
    const ov_column_row *rows; /* in the order of the last wording; what it lacks where it stood */
    size_t n, n_columns;
} ov_columns;

/* roots: n wordings (2 … OV_COLUMNS_MAX), the oldest first; base: the one that the others are
 * compared with. A block is followed from each wording to the next. OV_INVALID: n or base out of
 * range. Owns: arena; the trees must live as long. */
OV_API ov_status ov_columns_of(ov_arena *arena, const ov_node *const *roots, size_t n, size_t base,
                               ov_columns *out, ov_err *err) OV_MUST_CHECK;

#endif

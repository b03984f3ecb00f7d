/* SPDX-License-Identifier: EUPL-1.2 */
/* diff.c — what differs between two wordings of an agreement. */
#include "text/diff/diff_inside.h"

#define MOST_BLOCKS 4000000

const char *ov_diff_kind_name(ov_diff_kind kind)
{
    static const char *const names[] = {"same", "changed", "moved", "moved_changed",
                                        "new",  "removed", "split", "merged"};

    return names[kind];
}

ov_status ov_diff_trees(ov_arena *arena, const ov_node *old_root, const ov_node *new_root,
                        ov_diff *out, ov_err *err)
{
    ov_dside old_side, new_side, *a = &old_side, *b = &new_side;

    ov_dside_read(arena, old_root, &old_side);
    ov_dside_read(arena, new_root, &new_side);
    if (old_side.n > MOST_BLOCKS || new_side.n > MOST_BLOCKS)
        return ov_fail(err, OV_TOO_LARGE, "a text of over %d blocks", MOST_BLOCKS);
    if (new_side.hash < old_side.hash) {
        a = &new_side;
        b = &old_side;
    }
    ov_diff_match_nodes(arena, a, b);
    ov_diff_match_blocks(arena, a, b);
    ov_diff_find_parts(arena, a, b);
    for (uint32_t i = 0; i < a->n; i++)
        a->blocks[i].placed = false;
    for (uint32_t i = 0; i < b->n; i++)
        b->blocks[i].placed = false;
    ov_diff_place(arena, a, b);
    ov_diff_entries(arena, &old_side, &new_side, out);
    return OV_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_diff.c — two texts, parted by a line "=====": what differs leads from the one to the other,
 * and nothing differs from itself. */
#include "text/diff/diff.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const char *const fuzz_words[];
const char *const fuzz_words[] = {"\n=====\n",
                                  "\n# 1 Parter\n\n",
                                  "\n## 1.1 Ansvar\n\n",
                                  "\n- punkt\n",
                                  "\n| a | b |\n",
                                  "\n\n",
                                  ". Parterna ska ",
                                  "inte ",
                                  "\xc2\xa0",
                                  "\xc2\xad",
                                  "\xe2\x80\xaf",
                                  "1 200,50 kr",
                                  "2025-08-20",
                                  "EU:s",
                                  "h\xc3\xa4lso- och",
                                  "\xe6\x9d\xb1\xe4\xba\xac",
                                  "\xcc\x88",
                                  NULL};

static const ov_node *read_tree(ov_arena *arena, ov_str text)
{
    ov_import import;
    ov_err err;

    return ov_import_text(arena, text, &import, &err) == OV_OK ? import.root : NULL;
}

/* The bytes of one side, entry by entry in that side's order of places. */
static ov_str side_of(ov_arena *arena, const ov_diff *diff, bool new_side)
{
    size_t places = 0, len = 0, at = 0;
    ov_buf *blocks;
    char *all;

    for (size_t i = 0; i < diff->n; i++) {
        size_t place = new_side ? diff->entries[i].to : diff->entries[i].from;

        places = place > places ? place : places;
    }
    blocks = ov_calloc(arena, places + 1, sizeof *blocks);
    for (size_t i = 0; i < diff->n; i++) {
        const ov_diff_entry *entry = &diff->entries[i];
        size_t place = new_side ? entry->to : entry->from;

        for (size_t k = 0; k < entry->n_ops; k++) {
            const ov_diff_op *op = &entry->ops[k];

            if (op->op == (new_side ? '-' : '+'))
                continue;
            if (place == 0)
                abort();
            ov_buf_adds(&blocks[place], op->op == '=' && !new_side ? op->old : op->text);
        }
    }
    for (size_t i = 1; i <= places; i++)
        len += blocks[i].len + 1;
    all = ov_alloc(arena, len + 1);
    for (size_t i = 1; i <= places; i++) {
        if (blocks[i].len == 0)
            abort();
        memcpy(all + at, blocks[i].ptr, blocks[i].len);
        at += blocks[i].len;
        all[at++] = '\n';
        ov_buf_free(&blocks[i]);
    }
    return (ov_str){all, at};
}

static ov_diff compare(ov_arena *arena, const ov_node *a, const ov_node *b)
{
    ov_diff diff;

    if (ov_diff_trees(arena, a, b, &diff, NULL) != OV_OK ||
        !ov_utf8_valid(ov_str_from(ov_diff_json(arena, &diff))))
        abort();
    return diff;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char parting[] = "\n=====\n";
    ov_arena *arena = ov_arena_new(0);
    const char *text = (const char *)data;
    const char *cut = size ? memmem(text, size, parting, sizeof parting - 1) : NULL;
    size_t first = cut ? (size_t)(cut - text) : size,
           skip = cut ? first + sizeof parting - 1 : size;
    const ov_node *a = read_tree(arena, (ov_str){text, first});
    const ov_node *b = read_tree(arena, (ov_str){text + skip, size - skip});
    ov_diff there = compare(arena, a, b), back = compare(arena, b, a);
    ov_diff same_a = compare(arena, a, a), same_b = compare(arena, b, b);

    if (same_a.changes || same_b.changes || there.changes != back.changes ||
        !ov_str_eq(side_of(arena, &there, false), side_of(arena, &same_a, true)) ||
        !ov_str_eq(side_of(arena, &there, true), side_of(arena, &same_b, true)) ||
        !ov_str_eq(side_of(arena, &back, true), side_of(arena, &same_a, true)))
        abort();
    ov_arena_free(arena);
    return 0;
}

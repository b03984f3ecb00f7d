/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_inside.h — what the parts of the comparison share. Private to text/.
 *
 * One side is a document laid flat: provisions, and blocks that each belong to one. The matching
 * runs in a direction that the texts decide, not the caller, so that swapping them mirrors it. */
#ifndef OV_TEXT_DIFF_INSIDE_H
#define OV_TEXT_DIFF_INSIDE_H

#include "text/diff/diff.h"
#include "util/words.h"

#define OV_NONE UINT32_MAX
#define OV_DIFF_BUDGET 60000000 /* steps of word comparison: a second at the very most */

/* A bag of words: their hashes, sorted. */
typedef struct ov_bag {
    const uint32_t *words;
    uint32_t n;
} ov_bag;

typedef struct ov_dblock {
    ov_str text;
    uint64_t hash;  /* of the text with soft hyphens and no-break spaces folded */
    uint32_t node;  /* the provision that holds it */
    uint32_t other; /* its counterpart on the other side, or the first of several; OV_NONE */
    uint32_t parts; /* over 1: it is the whole of so many blocks in a row on the other side */
    ov_diff_block_kind kind;
    int level, ordinal;
    bool part;   /* it is one of them */
    bool placed; /* it stands where it stood, among the others that do */
} ov_dblock;

typedef struct ov_dside {
    const ov_node **nodes;
    uint32_t *parent;      /* of each provision, OV_NONE at the top */
    uint32_t *first, *own; /* its blocks: first, and how many (its children's left out) */
    uint32_t *match;       /* its counterpart */
    bool *moved;           /* its counterpart stands in another order */
    uint32_t n_nodes;
    ov_dblock *blocks;
    uint32_t n;
    uint64_t hash; /* of all of it */
} ov_dside;

/* diff_blocks.c */
void ov_dside_read(ov_arena *arena, const ov_node *root, ov_dside *out);
uint64_t ov_diff_hash(ov_str text); /* folded */
uint64_t ov_diff_mix(uint64_t a, uint64_t b);
bool ov_dblock_is_heading(const ov_dside *side, uint32_t block);

/* diff_bag.c */
ov_bag ov_bag_of(ov_arena *arena, const ov_str *texts, size_t n);
uint32_t ov_bag_common(const ov_bag *a, const ov_bag *b);
/* 2 × common / all, in thousandths; 0 at once when the lengths rule out `least`. */
uint32_t ov_bag_likeness(const ov_bag *a, const ov_bag *b, uint32_t least, uint32_t *common);
/* A pair that may be counterparts. */
typedef struct ov_dpair {
    uint32_t a, b; /* places in the two lists */
    uint32_t score;
} ov_dpair;
/* Pairs that share rare words, at most four for each of a: linear in the words. Scores are 0. */
ov_dpair *ov_bag_pairs(ov_arena *arena, const ov_bag *a, uint32_t n_a, const ov_bag *b,
                       uint32_t n_b, size_t room, size_t *n);
/* Best first, then in the order of the texts; each again once. */
void ov_dpairs_sort(ov_dpair *pairs, size_t n);

/* diff_join.c: equal keys on both sides. */
typedef struct ov_dkey {
    uint64_t key;
    uint32_t at;
} ov_dkey;
/* Sorts both lists; calls take for each pair of equal keys in order: the k-th with the k-th. With
 * `even`, only keys that both sides have equally often. */
void ov_join(ov_dkey *a, size_t n_a, ov_dkey *b, size_t n_b, bool even,
             void (*take)(void *arg, uint32_t a, uint32_t b), void *arg);

/* diff_lcs.c: longest common subsequence of ids; match_a[i] = place in b or OV_NONE. Takes from
 * *budget what it costs; when that is gone the rest stays unmatched. */
void ov_lcs(const uint32_t *a, uint32_t n_a, const uint32_t *b, uint32_t n_b, uint32_t *match_a,
            int64_t *budget);

/* diff_order.c: the heaviest increasing subsequence of at[0..n); keep[i] is set for its members. */
void ov_heaviest_rise(ov_arena *arena, const uint32_t *at, const uint64_t *weight, uint32_t n,
                      uint32_t limit, bool *keep);
/* Which counterparts stand where they stood, and which moved. */
void ov_diff_place(ov_arena *arena, ov_dside *a, ov_dside *b);

/* diff_nodes.c, diff_match.c, diff_split.c */
void ov_diff_match_nodes(ov_arena *arena, ov_dside *a, ov_dside *b);
void ov_diff_match_blocks(ov_arena *arena, ov_dside *a, ov_dside *b);
void ov_diff_find_parts(ov_arena *arena, ov_dside *a, ov_dside *b);

/* diff_words.c */
typedef struct ov_dwords {
    const ov_token *tokens;
    uint32_t *ids;
    uint32_t n;
} ov_dwords;
/* A run of tokens: a[a0..a1) and b[b0..b1), the same words or changed ones. */
typedef struct ov_drun {
    bool same;
    uint32_t a0, a1, b0, b1;
} ov_drun;
void ov_diff_tokens(ov_arena *arena, ov_str a, ov_str b, ov_dwords *out_a, ov_dwords *out_b);
/* The runs of a match, from first to last; a run of same words, perhaps empty, at both ends. */
size_t ov_diff_runs(ov_arena *arena, const ov_dwords *a, const ov_dwords *b,
                    const uint32_t *match_a, ov_drun **out);
const ov_diff_op *ov_diff_ops(ov_arena *arena, const ov_dwords *a, const ov_dwords *b,
                              const ov_drun *runs, size_t n_runs, bool swap, size_t *n);
/* scratch: what is needed only on the way; ops: in arena. */
const ov_diff_op *ov_diff_words_within(ov_arena *arena, ov_arena *scratch, ov_str old_text,
                                       ov_str new_text, int64_t *budget, size_t *n);
/* One text against several in a row that it became: parts[i] gets its piece of the whole. swap: the
 * parts are the old side. */
void ov_diff_words_parts(ov_arena *arena, ov_arena *scratch, ov_str whole, const ov_str *parts,
                         uint32_t n_parts, bool swap, int64_t *budget, const ov_diff_op **ops,
                         size_t *n_ops);

/* diff_clean.c */
size_t ov_diff_clean(const ov_dwords *a, const ov_dwords *b, ov_drun *runs, size_t n);

/* diff_flags.c */
void ov_diff_flag(ov_arena *scratch, ov_diff_entry *entry);

/* diff_entries.c */
void ov_diff_entries(ov_arena *arena, ov_dside *old_side, ov_dside *new_side, ov_diff *out);

#endif

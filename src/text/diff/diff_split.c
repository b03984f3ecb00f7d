/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_split.c — one block that became several in a row. (Several that became one is the same seen
 * from the other side.) */
#include "text/diff/diff_inside.h"

#define MOST_PARTS 12
#define HELD 700 /* thousandths of a part's words that the rest of the whole must hold */

typedef struct finder {
    ov_arena *arena;
    ov_dside *a, *b;
    int64_t budget;
} finder;

static bool is_free(const ov_dside *side, uint32_t i)
{
    const ov_dblock *block = &side->blocks[i];

    return block->other == OV_NONE && block->kind != OV_DIFF_HEADING && !block->part &&
           block->parts == 1;
}

static bool in_a_row(const ov_dside *side, uint32_t i, uint32_t j)
{
    return j < side->n && side->blocks[i].node == side->blocks[j].node;
}

/* What a holds beyond b. */
static ov_bag without(ov_arena *arena, const ov_bag *a, const ov_bag *b)
{
    uint32_t *words = ov_alloc(arena, (a->n + 1) * sizeof *words), n = 0;

    for (uint32_t i = 0, j = 0; i < a->n; i++) {
        while (j < b->n && b->words[j] < a->words[i])
            j++;
        if (j < b->n && b->words[j] == a->words[i])
            j++;
        else
            words[n++] = a->words[i];
    }
    return (ov_bag){words, n};
}

/* Takes the words of block j out of rest when nearly all of them are there. */
static bool holds(finder *f, ov_bag *rest, uint32_t j)
{
    ov_bag bag = ov_bag_of(f->arena, &f->b->blocks[j].text, 1);

    if (bag.n < 3 || bag.n > rest->n + rest->n / 2 ||
        1000 * (uint64_t)ov_bag_common(rest, &bag) < HELD * (uint64_t)bag.n)
        return false;
    *rest = without(f->arena, rest, &bag);
    return true;
}

/* Each part must have most of its words in the whole in this order. */
static bool in_order(finder *f, ov_str whole, uint32_t from, uint32_t to)
{
    ov_str parts[MOST_PARTS] = {{NULL, 0}};
    const ov_diff_op *ops[MOST_PARTS];
    size_t n_ops[MOST_PARTS];

    for (uint32_t j = from; j < to; j++)
        parts[j - from] = f->b->blocks[j].text;
    ov_diff_words_parts(f->arena, f->arena, whole, parts, to - from, false, &f->budget, ops, n_ops);
    for (uint32_t j = 0; j < to - from; j++) {
        size_t same = 0;

        for (size_t k = 0; k < n_ops[j]; k++)
            same += ops[j][k].op == '=' ? ops[j][k].text.len : 0;
        if (2 * same < parts[j].len)
            return false;
    }
    return true;
}

static void find(finder *f, uint32_t i)
{
    ov_dblock *whole = &f->a->blocks[i];
    uint32_t j = whole->other, from = j, to = j + 1;
    bool after = in_a_row(f->b, j, j + 1) && is_free(f->b, j + 1);
    bool before = j > 0 && in_a_row(f->b, j, j - 1) && is_free(f->b, j - 1);
    ov_bag rest, first;

    if ((!after && !before) || f->budget < 0)
        return;
    rest = ov_bag_of(f->arena, &whole->text, 1);
    first = ov_bag_of(f->arena, &f->b->blocks[j].text, 1);
    rest = without(f->arena, &rest, &first);
    while (to - from < MOST_PARTS && in_a_row(f->b, j, to) && is_free(f->b, to) &&
           holds(f, &rest, to))
        to++;
    while (to - from < MOST_PARTS && from > 0 && in_a_row(f->b, j, from - 1) &&
           is_free(f->b, from - 1) && holds(f, &rest, from - 1))
        from--;
    if (to - from < 2 || !in_order(f, whole->text, from, to))
        return;
    whole->other = from;
    whole->parts = to - from;
    for (uint32_t k = from; k < to; k++) {
        f->b->blocks[k].other = i;
        f->b->blocks[k].part = true;
    }
}

static void find_all(finder *f)
{
    for (uint32_t i = 0; i < f->a->n; i++) {
        const ov_dblock *block = &f->a->blocks[i];

        if (block->other != OV_NONE && block->kind != OV_DIFF_HEADING && !block->part &&
            block->parts == 1 && f->b->blocks[block->other].parts == 1 &&
            f->b->blocks[block->other].hash != block->hash)
            find(f, i);
    }
}

void ov_diff_find_parts(ov_arena *arena, ov_dside *a, ov_dside *b)
{
    finder f = {.arena = arena, .a = a, .b = b, .budget = 20000000};

    find_all(&f);
    f.a = b;
    f.b = a;
    find_all(&f);
}

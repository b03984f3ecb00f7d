/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_entries.c — the result: an entry for each block in the order of NEW, removed ones where they
 * stood, and what became of each provision. */
#include "text/diff/diff_inside.h"

typedef struct maker {
    ov_arena *arena, *scratch; /* scratch: emptied after each block */
    ov_dside *old_side, *new_side;
    ov_diff_entry *entries;
    size_t n;
    uint32_t *gone, *gone_next; /* removed blocks by the block of NEW that they stand after */
    int64_t budget;
    ov_diff_node *old_nodes, *new_nodes;
    bool *told_old, *told_new; /* provisions that are counted as new or gone */
} maker;

/* ---- where removed blocks stood -------------------------------------------------------------- */

/* The last own block of the provision that holds block j of NEW. */
static uint32_t end_of_node(const ov_dside *side, uint32_t j)
{
    uint32_t node = side->blocks[j].node;

    return side->first[node] + side->own[node] - 1;
}

/* gone[p] begins the list of removed blocks after place p of NEW (0: at the top). */
static void hang_removed(maker *m)
{
    const ov_dside *a = m->old_side, *b = m->new_side;
    uint32_t *last = ov_alloc(m->arena, ((size_t)b->n + 1) * sizeof *last);
    uint32_t anchor = OV_NONE, inside = OV_NONE, node = OV_NONE;

    m->gone = ov_alloc(m->arena, ((size_t)b->n + 1) * sizeof *m->gone);
    m->gone_next = ov_alloc(m->arena, ((size_t)a->n + 1) * sizeof *m->gone_next);
    memset(m->gone, 0xff, ((size_t)b->n + 1) * sizeof *m->gone);
    for (uint32_t i = 0; i < a->n; i++) {
        const ov_dblock *block = &a->blocks[i];
        uint32_t place;

        if (block->node != node)
            inside = OV_NONE;
        node = block->node;
        if (block->placed) {
            uint32_t j = block->other + (block->parts - 1);

            inside = j;
            if (!a->moved[node])
                anchor = j;
        }
        if (block->other != OV_NONE)
            continue;
        place = inside != OV_NONE ? inside + 1 : anchor != OV_NONE ? end_of_node(b, anchor) + 1 : 0;
        m->gone_next[i] = OV_NONE;
        if (m->gone[place] == OV_NONE)
            m->gone[place] = i;
        else
            m->gone_next[last[place]] = i;
        last[place] = i;
    }
}

/* ---- entries --------------------------------------------------------------------------------- */

static ov_diff_entry *add(maker *m, ov_diff_kind kind, uint32_t i, uint32_t j)
{
    const ov_dblock *from = i == OV_NONE ? NULL : &m->old_side->blocks[i];
    const ov_dblock *to = j == OV_NONE ? NULL : &m->new_side->blocks[j];
    const ov_dblock *shown = to ? to : from;
    ov_diff_entry *entry = &m->entries[m->n++];

    *entry = (ov_diff_entry){.kind = kind,
                             .block = shown->kind,
                             .level = shown->level,
                             .ordinal = shown->ordinal,
                             .from = from ? (size_t)i + 1 : 0,
                             .to = to ? (size_t)j + 1 : 0,
                             .old_node = from ? from->node : SIZE_MAX,
                             .new_node = to ? to->node : SIZE_MAX};
    return entry;
}

static void set_one_op(maker *m, ov_diff_entry *entry, char op, ov_str text, ov_str old)
{
    ov_diff_op *ops = ov_alloc(m->arena, sizeof *ops);

    *ops = (ov_diff_op){op, text, old};
    entry->ops = ops;
    entry->n_ops = text.len || old.len ? 1 : 0;
}

static void add_removed(maker *m, uint32_t place)
{
    for (uint32_t i = m->gone[place]; i != OV_NONE; i = m->gone_next[i]) {
        ov_diff_entry *entry = add(m, OV_DIFF_REMOVED, i, OV_NONE);

        set_one_op(m, entry, '-', m->old_side->blocks[i].text, (ov_str){"", 0});
    }
}

/* The provision of the block changed its place among the others. */
static bool is_moved(const maker *m, uint32_t i, uint32_t j)
{
    const ov_dblock *from = &m->old_side->blocks[i];

    return !from->placed || (m->old_side->moved[from->node] &&
                             m->old_side->match[from->node] == m->new_side->blocks[j].node);
}

static void add_pair(maker *m, uint32_t i, uint32_t j)
{
    const ov_dblock *from = &m->old_side->blocks[i], *to = &m->new_side->blocks[j];
    bool moved = is_moved(m, i, j), same = from->hash == to->hash;
    ov_diff_kind kind = moved  ? same ? OV_DIFF_MOVED : OV_DIFF_MOVED_CHANGED
                        : same ? OV_DIFF_SAME
                               : OV_DIFF_CHANGED;
    ov_diff_entry *entry = add(m, kind, i, j);

    if (ov_str_eq(from->text, to->text)) {
        set_one_op(m, entry, '=', to->text, from->text);
        return;
    }
    entry->ops =
        ov_diff_words_within(m->arena, m->scratch, from->text, to->text, &m->budget, &entry->n_ops);
    if (!same)
        ov_diff_flag(m->scratch, entry);
}

/* A whole on one side and its parts on the other: an entry for each part. */
static void add_parts(maker *m, bool whole_is_old, uint32_t whole)
{
    const ov_dside *one = whole_is_old ? m->old_side : m->new_side;
    const ov_dside *many = whole_is_old ? m->new_side : m->old_side;
    const ov_dblock *block = &one->blocks[whole];
    ov_str *parts = ov_alloc(m->arena, block->parts * sizeof *parts);
    const ov_diff_op **ops = ov_alloc(m->arena, block->parts * sizeof *ops);
    size_t *n_ops = ov_alloc(m->arena, block->parts * sizeof *n_ops);

    for (uint32_t k = 0; k < block->parts; k++)
        parts[k] = many->blocks[block->other + k].text;
    ov_diff_words_parts(m->arena, m->scratch, block->text, parts, block->parts, !whole_is_old,
                        &m->budget, ops, n_ops);
    for (uint32_t k = 0; k < block->parts; k++) {
        uint32_t part = block->other + k;
        ov_diff_entry *entry =
            whole_is_old ? add(m, OV_DIFF_SPLIT, whole, part) : add(m, OV_DIFF_MERGED, part, whole);

        entry->ops = ops[k];
        entry->n_ops = n_ops[k];
        ov_diff_flag(m->scratch, entry);
    }
}

static void add_all(maker *m)
{
    const ov_dside *b = m->new_side;

    add_removed(m, 0);
    for (uint32_t j = 0; j < b->n; j++) {
        const ov_dblock *block = &b->blocks[j];

        if (block->other == OV_NONE)
            set_one_op(m, add(m, OV_DIFF_NEW, OV_NONE, j), '+', block->text, (ov_str){"", 0});
        else if (block->parts > 1)
            add_parts(m, false, j);
        else if (!block->part)
            add_pair(m, block->other, j);
        else if (m->old_side->blocks[block->other].other == j)
            add_parts(m, true, block->other);
        add_removed(m, j + 1);
        ov_arena_reset(m->scratch);
    }
}

/* ---- provisions ------------------------------------------------------------------------------ */

static ov_diff_node *nodes_of(ov_arena *arena, const ov_dside *side)
{
    ov_diff_node *nodes = ov_calloc(arena, (size_t)side->n_nodes + 1, sizeof *nodes);

    for (uint32_t i = 0; i < side->n_nodes; i++) {
        nodes[i].node = side->nodes[i];
        nodes[i].other = side->match[i] == OV_NONE ? SIZE_MAX : side->match[i];
    }
    return nodes;
}

static bool has_heading(const ov_dside *side, size_t node)
{
    return side->own[node] && ov_dblock_is_heading(side, side->first[node]);
}

/* A block that moved with its provision is no change of its own: the heading tells. */
static bool moved_along(const maker *m, const ov_diff_entry *entry)
{
    return entry->kind == OV_DIFF_MOVED && entry->block != OV_DIFF_HEADING &&
           m->old_side->blocks[entry->from - 1].placed &&
           has_heading(m->old_side, entry->old_node) && has_heading(m->new_side, entry->new_node);
}

static bool counts(const maker *m, const ov_diff_entry *entry)
{
    return entry->kind != OV_DIFF_SAME && !moved_along(m, entry);
}

/* A provision that is new or gone is one change, however many blocks it has; those that moved to or
 * from it are told by themselves. */
static bool is_more_of_one(const maker *m, const ov_diff_entry *entry)
{
    const ov_diff_node *node =
        entry->to ? &m->new_nodes[entry->new_node] : &m->old_nodes[entry->old_node];
    bool *told = entry->to ? &m->told_new[entry->new_node] : &m->told_old[entry->old_node];
    bool before = *told;

    if ((entry->from && entry->to) || node->other != SIZE_MAX)
        return false;
    *told = true;
    return before;
}

static void count(maker *m, ov_diff *out)
{
    m->told_old = ov_calloc(m->arena, (size_t)m->old_side->n_nodes + 1, sizeof(bool));
    m->told_new = ov_calloc(m->arena, (size_t)m->new_side->n_nodes + 1, sizeof(bool));
    for (size_t i = 0; i < m->n; i++) {
        const ov_diff_entry *entry = &m->entries[i];
        ov_diff_node *of_old = entry->from ? &m->old_nodes[entry->old_node] : NULL;
        ov_diff_node *of_new = entry->to ? &m->new_nodes[entry->new_node] : NULL;

        if (!counts(m, entry))
            continue;
        out->changes += !is_more_of_one(m, entry);
        if (of_old)
            of_old->changes++;
        if (of_new)
            of_new->changes++;
        else if (of_old->other != SIZE_MAX)
            m->new_nodes[of_old->other].changes++;
    }
    for (uint32_t i = 0; i < m->new_side->n_nodes; i++)
        out->sections += m->new_nodes[i].changes > 0;
    for (uint32_t i = 0; i < m->old_side->n_nodes; i++)
        out->sections += m->old_nodes[i].changes > 0 && m->old_nodes[i].other == SIZE_MAX;
}

/* Bytes of an unmatched provision's body that stand in one provision of the other side: that one,
 * when it is most of them. */
static uint32_t main_source(const ov_dside *side, const ov_dside *other, uint32_t node)
{
    uint32_t first = side->first[node], end = first + side->own[node], best = OV_NONE;
    size_t all = 0, held = 0;

    for (uint32_t i = first; i < end; i++) {
        const ov_dblock *block = &side->blocks[i];

        if (block->kind == OV_DIFF_HEADING)
            continue;
        all += block->text.len;
        if (block->other == OV_NONE)
            continue;
        if (best == OV_NONE)
            best = other->blocks[block->other].node;
        held += other->blocks[block->other].node == best ? block->text.len : 0;
    }
    return best != OV_NONE && 2 * held >= all ? best : OV_NONE;
}

/* An unmatched provision whose text came from (went to) one that has a counterpart of its own. */
static void name_parts(ov_diff_node *mine, const ov_dside *side, ov_diff_node *theirs,
                       const ov_dside *other, ov_diff_kind kind)
{
    for (uint32_t i = 0; i < side->n_nodes; i++) {
        uint32_t source = side->match[i] == OV_NONE ? main_source(side, other, i) : OV_NONE;

        if (source == OV_NONE)
            continue;
        mine[i].kind = kind;
        mine[i].other = source;
        theirs[source].kind = kind;
        if (other->match[source] != OV_NONE)
            mine[other->match[source]].kind = kind;
    }
}

static void name_nodes(const ov_dside *side, ov_diff_node *nodes, ov_diff_kind alone)
{
    for (uint32_t i = 0; i < side->n_nodes; i++) {
        bool own = nodes[i].changes > (side->moved[i] ? 1u : 0u);

        if (side->match[i] == OV_NONE)
            nodes[i].kind = alone;
        else if (side->moved[i])
            nodes[i].kind = own ? OV_DIFF_MOVED_CHANGED : OV_DIFF_MOVED;
        else
            nodes[i].kind = nodes[i].changes ? OV_DIFF_CHANGED : OV_DIFF_SAME;
    }
}

void ov_diff_entries(ov_arena *arena, ov_dside *old_side, ov_dside *new_side, ov_diff *out)
{
    maker m = {.arena = arena,
               .scratch = ov_arena_new(0),
               .old_side = old_side,
               .new_side = new_side,
               .budget = OV_DIFF_BUDGET,
               .old_nodes = nodes_of(arena, old_side),
               .new_nodes = nodes_of(arena, new_side)};

    m.entries = ov_alloc(arena, ((size_t)old_side->n + new_side->n + 1) * sizeof *m.entries);
    hang_removed(&m);
    add_all(&m);
    ov_arena_free(m.scratch);
    *out = (ov_diff){.entries = m.entries,
                     .n = m.n,
                     .old_nodes = m.old_nodes,
                     .new_nodes = m.new_nodes,
                     .n_old = old_side->n_nodes,
                     .n_new = new_side->n_nodes};
    count(&m, out);
    name_nodes(old_side, m.old_nodes, OV_DIFF_REMOVED);
    name_nodes(new_side, m.new_nodes, OV_DIFF_NEW);
    name_parts(m.new_nodes, new_side, m.old_nodes, old_side, OV_DIFF_SPLIT);
    name_parts(m.old_nodes, old_side, m.new_nodes, new_side, OV_DIFF_MERGED);
}

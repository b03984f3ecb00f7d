/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_words.c — the words that differ between two texts. */
#include "text/diff/diff_inside.h"

/* A text that shares less than this with the other, in thousandths of its words, is shown as
 * replaced: nobody reads an answer out of scattered words. */
#define REPLACED 200

/* ---- tokens to ids --------------------------------------------------------------------------- */

typedef struct intern {
    uint64_t *keys; /* 0: free */
    uint32_t *ids, mask, n;
} intern;

static uint32_t id_of(intern *table, uint64_t key)
{
    uint32_t at = (uint32_t)(key >> 7) & table->mask;

    while (table->keys[at] && table->keys[at] != key)
        at = (at + 1) & table->mask;
    if (!table->keys[at]) {
        table->keys[at] = key;
        table->ids[at] = table->n++;
    }
    return table->ids[at];
}

/* Any run of white space is one space. */
static uint64_t token_key(const ov_token *token)
{
    return token->kind == OV_TOKEN_SPACE ? 4 : ov_diff_hash(token->text);
}

static void give_ids(ov_arena *arena, intern *table, ov_dwords *words)
{
    words->ids = ov_alloc(arena, ((size_t)words->n + 1) * sizeof *words->ids);
    for (uint32_t i = 0; i < words->n; i++)
        words->ids[i] = id_of(table, token_key(&words->tokens[i]));
}

void ov_diff_tokens(ov_arena *arena, ov_str a, ov_str b, ov_dwords *out_a, ov_dwords *out_b)
{
    size_t n_a, n_b, room = 64;
    intern table = {0};

    out_a->tokens = ov_tokens(arena, a, &n_a);
    out_b->tokens = ov_tokens(arena, b, &n_b);
    out_a->n = (uint32_t)n_a;
    out_b->n = (uint32_t)n_b;
    while (room < 2 * (n_a + n_b))
        room *= 2;
    table.keys = ov_calloc(arena, room, sizeof *table.keys);
    table.ids = ov_alloc(arena, room * sizeof *table.ids);
    table.mask = (uint32_t)room - 1;
    give_ids(arena, &table, out_a);
    give_ids(arena, &table, out_b);
}

/* ---- runs ------------------------------------------------------------------------------------ */

size_t ov_diff_runs(ov_arena *arena, const ov_dwords *a, const ov_dwords *b,
                    const uint32_t *match_a, ov_drun **out)
{
    size_t n = 0;
    uint32_t i = 0, j = 0;
    ov_drun *runs = ov_alloc(arena, ((size_t)a->n + b->n + 3) * sizeof *runs);

    runs[n++] = (ov_drun){.same = true};
    while (i < a->n || j < b->n) {
        ov_drun run = {.a0 = i, .b0 = j};

        while (i < a->n && match_a[i] == j)
            i++, j++;
        run.same = i > run.a0;
        if (!run.same) {
            while (i < a->n && match_a[i] == OV_NONE)
                i++;
            j = i < a->n ? match_a[i] : b->n;
        }
        run.a1 = i;
        run.b1 = j;
        runs[n++] = run;
    }
    runs[n++] = (ov_drun){true, i, i, j, j};
    *out = runs;
    return n;
}

static ov_str span(const ov_dwords *words, uint32_t from, uint32_t to)
{
    const ov_token *tokens = words->tokens;

    if (from == to)
        return (ov_str){"", 0};
    return (ov_str){
        tokens[from].text.ptr,
        (size_t)(tokens[to - 1].text.ptr + tokens[to - 1].text.len - tokens[from].text.ptr)};
}

/* How many '=' ops the stretch makes at most. */
static size_t pieces_of(const ov_dwords *a, const ov_dwords *b, const ov_drun *run)
{
    size_t n = 1;

    for (uint32_t k = 0; k < run->a1 - run->a0; k++)
        n += ov_str_eq(a->tokens[run->a0 + k].text, b->tokens[run->b0 + k].text) ? 0 : 2;
    return n;
}

/* A stretch of the same words as '=' ops: what differs in bytes alone stands by itself. */
static void add_same(ov_diff_op *ops, size_t *n, const ov_dwords *a, const ov_dwords *b,
                     const ov_drun *run, bool swap)
{
    uint32_t len = run->a1 - run->a0, begin = 0;

    for (uint32_t k = 0; k < len; begin = k) {
        ov_str x, y;
        bool equal = ov_str_eq(a->tokens[run->a0 + k].text, b->tokens[run->b0 + k].text);

        k++;
        while (equal && k < len &&
               ov_str_eq(a->tokens[run->a0 + k].text, b->tokens[run->b0 + k].text))
            k++;
        x = span(a, run->a0 + begin, run->a0 + k);
        y = span(b, run->b0 + begin, run->b0 + k);
        ops[(*n)++] = (ov_diff_op){'=', swap ? x : y, swap ? y : x};
    }
}

const ov_diff_op *ov_diff_ops(ov_arena *arena, const ov_dwords *a, const ov_dwords *b,
                              const ov_drun *runs, size_t n_runs, bool swap, size_t *n)
{
    size_t room = 1;
    ov_diff_op *ops;

    for (size_t i = 0; i < n_runs; i++)
        room += runs[i].same ? pieces_of(a, b, &runs[i]) : 2;
    ops = ov_alloc(arena, room * sizeof *ops);
    *n = 0;
    for (size_t i = 0; i < n_runs; i++) {
        ov_str x = span(a, runs[i].a0, runs[i].a1), y = span(b, runs[i].b0, runs[i].b1);
        ov_str gone = swap ? y : x, come = swap ? x : y;

        if (runs[i].same) {
            add_same(ops, n, a, b, &runs[i], swap);
            continue;
        }
        if (gone.len)
            ops[(*n)++] = (ov_diff_op){'-', gone, {"", 0}};
        if (come.len)
            ops[(*n)++] = (ov_diff_op){'+', come, {"", 0}};
    }
    return ops;
}

/* ---- one text against another ---------------------------------------------------------------- */

static uint32_t words_in(const ov_dwords *words, uint32_t from, uint32_t to)
{
    uint32_t n = 0;

    for (; from < to; from++)
        n += words->tokens[from].kind == OV_TOKEN_WORD ||
             words->tokens[from].kind == OV_TOKEN_NUMBER;
    return n;
}

static bool is_replaced(const ov_dwords *a, const ov_dwords *b, const ov_drun *runs, size_t n)
{
    uint64_t same = 0, all = (uint64_t)words_in(a, 0, a->n) + words_in(b, 0, b->n);

    for (size_t i = 0; i < n; i++)
        if (runs[i].same)
            same += words_in(a, runs[i].a0, runs[i].a1);
    return all > 4 && 2000 * same < REPLACED * all;
}

const ov_diff_op *ov_diff_words_within(ov_arena *arena, ov_arena *scratch, ov_str old_text,
                                       ov_str new_text, int64_t *budget, size_t *n)
{
    ov_dwords a, b;
    ov_drun *runs;
    uint32_t *match;
    size_t n_runs;
    size_t less = old_text.len < new_text.len ? old_text.len : new_text.len;
    int order = less ? memcmp(old_text.ptr, new_text.ptr, less) : 0;
    bool swap = order ? order > 0 : old_text.len > new_text.len;

    if (swap)
        ov_diff_tokens(scratch, new_text, old_text, &a, &b);
    else
        ov_diff_tokens(scratch, old_text, new_text, &a, &b);
    match = ov_alloc(scratch, ((size_t)a.n + 1) * sizeof *match);
    ov_lcs(a.ids, a.n, b.ids, b.n, match, budget);
    n_runs = ov_diff_runs(scratch, &a, &b, match, &runs);
    n_runs = ov_diff_clean(&a, &b, runs, n_runs);
    if (is_replaced(&a, &b, runs, n_runs)) {
        runs[0] = (ov_drun){false, 0, a.n, 0, b.n};
        n_runs = 1;
    }
    return ov_diff_ops(arena, &a, &b, runs, n_runs, swap, n);
}

const ov_diff_op *ov_diff_words(ov_arena *arena, ov_str old_text, ov_str new_text, size_t *n)
{
    int64_t budget = OV_DIFF_BUDGET;

    return ov_diff_words_within(arena, arena, old_text, new_text, &budget, n);
}

/* ---- one text against several ---------------------------------------------------------------- */

/* Where the whole is cut for a part that begins at token `at` of the parts joined: before the words
 * that they share; what stands between two parts and is in neither goes to the first, but a whole
 * sentence of it to the next. */
static uint32_t cut_at(const ov_dwords *whole, const uint32_t *match, uint32_t from, uint32_t at)
{
    uint32_t next = from, before;

    while (next < whole->n && (match[next] == OV_NONE || match[next] < at))
        next++;
    before = next;
    while (before > from && match[before - 1] == OV_NONE)
        before--;
    for (uint32_t i = before; i + 1 < next; i++)
        if (whole->tokens[i].kind == OV_TOKEN_SPACE && i > 0 &&
            strchr(".!?:", whole->tokens[i - 1].text.ptr[0]))
            return i + 1;
    return next;
}

void ov_diff_words_parts(ov_arena *arena, ov_arena *scratch, ov_str whole, const ov_str *parts,
                         uint32_t n_parts, bool swap, int64_t *budget, const ov_diff_op **ops,
                         size_t *n_ops)
{
    ov_buf joined = {0};
    ov_dwords a, b;
    uint32_t *match, from = 0, end = 0;
    size_t bytes = 0;

    for (uint32_t i = 0; i < n_parts; i++) {
        ov_buf_adds(&joined, parts[i]);
        ov_buf_addc(&joined, '\n'); /* a token of its own that never joins two parts */
    }
    ov_diff_tokens(scratch, whole,
                   (ov_str){ov_strndup(scratch, joined.ptr, joined.len), joined.len}, &a, &b);
    ov_buf_free(&joined);
    match = ov_alloc(scratch, ((size_t)a.n + 1) * sizeof *match);
    ov_lcs(a.ids, a.n, b.ids, b.n, match, budget);
    for (uint32_t i = 0, at = 0; i < n_parts; i++, from = end) {
        ov_dwords x, y;
        ov_drun *runs;
        uint32_t *inside;
        size_t n;

        bytes += parts[i].len + 1;
        while (at < b.n && (size_t)(b.tokens[at].text.ptr - b.tokens[0].text.ptr) < bytes)
            at++;
        end = i + 1 < n_parts ? cut_at(&a, match, from, at) : a.n;
        ov_diff_tokens(scratch, span(&a, from, end), parts[i], &x, &y);
        inside = ov_alloc(scratch, ((size_t)x.n + 1) * sizeof *inside);
        ov_lcs(x.ids, x.n, y.ids, y.n, inside, budget);
        n = ov_diff_runs(scratch, &x, &y, inside, &runs);
        n = ov_diff_clean(&x, &y, runs, n);
        ops[i] = ov_diff_ops(arena, &x, &y, runs, n, swap, &n_ops[i]);
    }
}

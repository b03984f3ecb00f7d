/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_clean.c — makes a word difference readable: changes stand at the edges of sentences and
 * words, and lone words between two changes belong to the change. */
#include "text/diff/diff_inside.h"

#define FARTHEST 400 /* tokens that a change is shifted at most */

static bool ends_sentence(const ov_token *token)
{
    return token->kind == OV_TOKEN_MARK && token->text.len == 1 &&
           strchr(".!?:", token->text.ptr[0]);
}

/* How good it is to begin or end a change before token i. */
static int edge(const ov_dwords *words, uint32_t i)
{
    const ov_token *tokens = words->tokens;

    if (i == 0 || i == words->n)
        return 6;
    if (tokens[i - 1].kind == OV_TOKEN_SPACE)
        return i > 1 && ends_sentence(&tokens[i - 2]) ? 5 : 3;
    if (tokens[i].kind == OV_TOKEN_SPACE)
        return ends_sentence(&tokens[i - 1]) ? 4 : 2;
    return tokens[i - 1].kind == OV_TOKEN_MARK || tokens[i].kind == OV_TOKEN_MARK ? 1 : 0;
}

/* How far [from, to) can go left or right over what stands beside it and stay the same change. */
static uint32_t room_left(const ov_dwords *words, uint32_t from, uint32_t to, uint32_t most)
{
    uint32_t n = 0;

    while (n < most && words->ids[from - n - 1] == words->ids[to - n - 1])
        n++;
    return n;
}

static uint32_t room_right(const ov_dwords *words, uint32_t from, uint32_t to, uint32_t most)
{
    uint32_t n = 0;

    while (n < most && words->ids[from + n] == words->ids[to + n])
        n++;
    return n;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t length(const ov_drun *run)
{
    return run->a1 - run->a0;
}

/* Shifts a pure insertion or removal to the best edges; what is before and after it are the runs
 * of same words around it, which give and take. A run between two changes keeps a token. */
static void shift(const ov_dwords *words, ov_drun *before, ov_drun *run, ov_drun *after, bool in_b)
{
    uint32_t from = in_b ? run->b0 : run->a0, to = in_b ? run->b1 : run->a1, best;
    bool first = before->a0 == 0 && before->b0 == 0;
    uint32_t left = length(before), right = length(after);
    int best_edge = -1;

    left = left && !first ? left - 1 : left;
    right = right && to + right < words->n ? right - 1 : right;
    left = room_left(words, from, to, least(left, FARTHEST));
    right = room_right(words, from, to, least(right, FARTHEST));
    best = left;
    for (uint32_t k = 0; k <= left + right; k++) {
        int e = edge(words, from - left + k) + edge(words, to - left + k);

        if (e > best_edge || (e == best_edge && k == left)) {
            best_edge = e;
            best = k;
        }
    }
    run->a0 += best - left;
    run->a1 += best - left;
    run->b0 += best - left;
    run->b1 += best - left;
    before->a1 = run->a0;
    before->b1 = run->b0;
    after->a0 = run->a1;
    after->b0 = run->b1;
}

static void shift_all(const ov_dwords *a, const ov_dwords *b, ov_drun *runs, size_t n)
{
    for (size_t i = 1; i + 1 < n; i++) {
        bool in_b = runs[i].a0 == runs[i].a1, in_a = runs[i].b0 == runs[i].b1;

        if (!runs[i].same && in_a != in_b && runs[i - 1].same && runs[i + 1].same)
            shift(in_b ? b : a, &runs[i - 1], &runs[i], &runs[i + 1], in_b);
    }
}

/* ---- islands --------------------------------------------------------------------------------- */

static bool is_island(const ov_dwords *a, const ov_drun *run)
{
    uint32_t words = 0;

    for (uint32_t i = run->a0; i < run->a1; i++)
        words += a->tokens[i].kind == OV_TOKEN_WORD || a->tokens[i].kind == OV_TOKEN_NUMBER;
    return words < 2;
}

/* Fewer than two words between changes that both take away and add are no landmark. */
static size_t merge_islands(const ov_dwords *a, ov_drun *runs, size_t n)
{
    size_t out = 0;

    for (size_t i = 0; i < n; i++) {
        ov_drun *last = out ? &runs[out - 1] : NULL, *next = i + 1 < n ? &runs[i + 1] : NULL;

        if (runs[i].a0 == runs[i].a1 && runs[i].b0 == runs[i].b1)
            continue;
        if (last && !last->same && !runs[i].same) {
            last->a1 = runs[i].a1;
            last->b1 = runs[i].b1;
        } else if (runs[i].same && last && !last->same && next && !next->same &&
                   (last->a1 > last->a0 || next->a1 > next->a0) &&
                   (last->b1 > last->b0 || next->b1 > next->b0) && is_island(a, &runs[i])) {
            last->a1 = next->a1;
            last->b1 = next->b1;
            i++;
        } else {
            runs[out++] = runs[i];
        }
    }
    return out;
}

size_t ov_diff_clean(const ov_dwords *a, const ov_dwords *b, ov_drun *runs, size_t n)
{
    shift_all(a, b, runs, n);
    return merge_islands(a, runs, n);
}

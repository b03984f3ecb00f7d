/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_lcs.c — longest common subsequence in linear space (Myers 1986), with a cap on its cost.
 *
 * Where two stretches have too little in common for the cap, the search goes on from the point that
 * it had come furthest to: the answer is then good instead of best, and time stays linear. */
#include "text/diff/diff_inside.h"

#include "util/fatal.h"

#include <stdlib.h>

typedef struct search {
    const uint32_t *a, *b;
    uint32_t *match;
    int32_t *forward, *backward; /* furthest a on each diagonal */
    int32_t off, cap;
    int64_t *budget;
} search;

typedef struct stretch {
    int32_t a0, a1, b0, b1;
} stretch;

static int32_t above(int32_t x)
{
    return x > 0 ? x : 0;
}

/* One step further on every diagonal, forward or backward. Returns the diagonal where both meet,
 * INT32_MIN: none. */
static int32_t advance(const search *s, const stretch *box, int32_t h, bool forward)
{
    const int32_t n = box->a1 - box->a0, m = box->b1 - box->b0, delta = n - m;
    const int32_t odd = forward ? 1 : 0;
    int32_t *mine = (forward ? s->forward : s->backward) + s->off;
    const int32_t *theirs = (forward ? s->backward : s->forward) + s->off;

    for (int32_t k = -(h - 2 * above(h - m)); k <= h - 2 * above(h - n); k += 2) {
        int32_t x =
            k == -h || (k != h && mine[k - 1] < mine[k + 1]) ? mine[k + 1] : mine[k - 1] + 1;
        int32_t y = x - k, z = delta - k;

        if (forward)
            while (x < n && y < m && s->a[box->a0 + x] == s->b[box->b0 + y])
                x++, y++;
        else
            while (x < n && y < m && s->a[box->a1 - 1 - x] == s->b[box->b1 - 1 - y])
                x++, y++;
        mine[k] = x;
        if (((n + m) & 1) == odd && z >= -(h - odd) && z <= h - odd && x + theirs[z] >= n)
            return k;
    }
    return INT32_MIN;
}

/* The point that the forward search has come furthest to after h steps. */
static void furthest(const search *s, const stretch *box, int32_t h, int32_t *x, int32_t *y)
{
    const int32_t n = box->a1 - box->a0, m = box->b1 - box->b0;
    int32_t best = -1;

    for (int32_t k = -(h - 2 * above(h - m)); k <= h - 2 * above(h - n); k += 2) {
        int32_t at = s->forward[s->off + k];

        if (at - k > m || at > n || at + at - k <= best)
            continue;
        best = at + at - k;
        *x = at;
        *y = at - k;
    }
}

/* A point on a shortest path through the box. false: the budget is gone. Both sides hold something,
 * and neither their first nor their last are equal. */
static bool split(const search *s, const stretch *box, int32_t *x, int32_t *y)
{
    const int32_t n = box->a1 - box->a0, m = box->b1 - box->b0;
    int32_t most = (n + m + 1) / 2;

    if (most > s->cap)
        most = s->cap;
    memset(s->forward + s->off - most - 1, 0, (size_t)(2 * most + 3) * sizeof(int32_t));
    memset(s->backward + s->off - most - 1, 0, (size_t)(2 * most + 3) * sizeof(int32_t));
    *x = *y = 0;
    for (int32_t h = 0; h <= most; h++) {
        int32_t k = advance(s, box, h, true);

        *s->budget -= 2 * h + 2;
        if (k != INT32_MIN) {
            *x = s->forward[s->off + k];
            *y = *x - k;
            return true;
        }
        k = advance(s, box, h, false);
        if (k != INT32_MIN) {
            *x = n - s->backward[s->off + k];
            *y = m - (s->backward[s->off + k] - k);
            return true;
        }
        if (*s->budget < 0)
            return false;
    }
    furthest(s, box, most, x, y);
    return *x + *y > 0;
}

static void trim(const search *s, stretch *box)
{
    while (box->a0 < box->a1 && box->b0 < box->b1 && s->a[box->a0] == s->b[box->b0])
        s->match[box->a0++] = (uint32_t)box->b0++;
    while (box->a0 < box->a1 && box->b0 < box->b1 && s->a[box->a1 - 1] == s->b[box->b1 - 1])
        s->match[--box->a1] = (uint32_t)--box->b1;
}

/* The first half by recursion (it holds at most half of the steps, so the depth is a logarithm),
 * the second by going round. */
static void solve(const search *s, stretch box)
{
    for (;;) {
        stretch first;
        int32_t x, y;

        trim(s, &box);
        if (box.a0 == box.a1 || box.b0 == box.b1 || !split(s, &box, &x, &y))
            return;
        first = (stretch){box.a0, box.a0 + x, box.b0, box.b0 + y};
        if (x == box.a1 - box.a0 && y == box.b1 - box.b0)
            return;
        solve(s, first);
        box.a0 += x;
        box.b0 += y;
    }
}

void ov_lcs(const uint32_t *a, uint32_t n_a, const uint32_t *b, uint32_t n_b, uint32_t *match_a,
            int64_t *budget)
{
    int64_t all = (int64_t)n_a + n_b, cap = all ? 8000000 / all : 0;
    search s = {.a = a, .b = b, .match = match_a, .budget = budget};
    size_t room;

    memset(match_a, 0xff, n_a * sizeof *match_a);
    if (all > INT32_MAX / 4)
        return;
    cap = cap < 48 ? 48 : cap > 1500 ? 1500 : cap;
    s.cap = (int32_t)(cap < all ? cap : all);
    s.off = s.cap + 2;
    room = (size_t)(2 * s.off + 1) * sizeof(int32_t);
    s.forward = ov_must_malloc(room);
    s.backward = ov_must_malloc(room);
    solve(&s, (stretch){0, (int32_t)n_a, 0, (int32_t)n_b});
    free(s.forward);
    free(s.backward);
}

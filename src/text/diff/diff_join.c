/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_join.c — what has the same key on both sides. */
#include "text/diff/diff_inside.h"

#include <stdlib.h>

static int by_key(const void *x, const void *y)
{
    const ov_dkey *a = x, *b = y;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

static size_t run_of(const ov_dkey *keys, size_t i, size_t n)
{
    size_t end = i;

    while (end < n && keys[end].key == keys[i].key)
        end++;
    return end - i;
}

void ov_join(ov_dkey *a, size_t n_a, ov_dkey *b, size_t n_b, bool even,
             void (*take)(void *arg, uint32_t a, uint32_t b), void *arg)
{
    size_t i = 0, j = 0;

    if (n_a == 0 || n_b == 0)
        return;
    qsort(a, n_a, sizeof *a, by_key);
    qsort(b, n_b, sizeof *b, by_key);
    while (i < n_a && j < n_b) {
        size_t run_a = run_of(a, i, n_a), run_b = run_of(b, j, n_b);

        if (a[i].key != b[j].key) {
            if (a[i].key < b[j].key)
                i += run_a;
            else
                j += run_b;
            continue;
        }
        for (size_t k = 0; k < run_a && k < run_b && (!even || run_a == run_b); k++)
            take(arg, a[i + k].at, b[j + k].at);
        i += run_a;
        j += run_b;
    }
}

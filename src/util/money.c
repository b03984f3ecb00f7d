/* SPDX-License-Identifier: EUPL-1.2 */
/* money.c — whole öre, half away from zero. Spec settlement.md 1.2 and 1.6. */
#include "util/money.h"

#include <stdlib.h>

/* Counted downwards from zero, where both signs have room. */
ov_status ov_round_div(__int128 num, int64_t den, int64_t *out)
{
    if (den <= 0)
        return OV_INVALID;
    __int128 whole = num / den, rest = num % den;
    if (rest < 0)
        rest = -rest;
    if (2 * rest >= den)
        whole += num < 0 ? -1 : 1;
    if (whole > INT64_MAX || whole < INT64_MIN)
        return OV_INVALID;
    *out = (int64_t)whole;
    return OV_OK;
}

ov_status ov_mul_div(int64_t a, int64_t b, int64_t den, int64_t *out)
{
    return ov_round_div((__int128)a * b, den, out);
}

ov_status ov_ore_add(ov_ore a, ov_ore b, ov_ore *out)
{
    ov_ore sum;

    if (__builtin_add_overflow(a, b, &sum))
        return OV_INVALID;
    *out = sum;
    return OV_OK;
}

typedef struct remainder {
    unsigned __int128 rest;
    size_t index;
} remainder;

static int larger_first(const void *a, const void *b)
{
    const remainder *x = a, *y = b;

    if (x->rest != y->rest)
        return x->rest > y->rest ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index; /* ties: the agreement's order */
}

static ov_status sum_weights(const int64_t *weights, size_t n, int64_t *out)
{
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++)
        if (weights[i] < 0 || __builtin_add_overflow(sum, weights[i], &sum))
            return OV_INVALID;
    if (sum <= 0)
        return OV_INVALID;
    *out = sum;
    return OV_OK;
}

ov_status ov_split(int64_t total, const int64_t *weights, size_t n, int64_t *shares)
{
    int64_t sum;

    OV_TRY(sum_weights(weights, n, &sum));
    if (total == INT64_MIN)
        return OV_INVALID; /* has no mirror */
    int64_t whole = total < 0 ? -total : total, left = whole;
    remainder *rests = calloc(n, sizeof *rests);
    if (!rests)
        return OV_INTERNAL;
    for (size_t i = 0; i < n; i++) {
        unsigned __int128 part = (unsigned __int128)whole * (uint64_t)weights[i];
        shares[i] = (int64_t)(part / (uint64_t)sum);
        rests[i] = (remainder){part % (uint64_t)sum, i};
        left -= shares[i];
    }
    qsort(rests, n, sizeof *rests, larger_first);
    for (size_t i = 0; left > 0; i++, left--) /* left < n: each floor lost less than one */
        shares[rests[i].index]++;
    free(rests);
    for (size_t i = 0; i < n && total < 0; i++)
        shares[i] = -shares[i];
    return OV_OK;
}

/* Reads digits from *text on; how many is returned, the value is added to *value. */
static ov_status take_digits(ov_str *text, int64_t *value, size_t *n)
{
    *n = 0;
    while (text->len && text->ptr[0] >= '0' && text->ptr[0] <= '9') {
        if (__builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, text->ptr[0] - '0', value))
            return OV_INVALID;
        text->ptr++, text->len--, ++*n;
    }
    return OV_OK;
}

ov_status ov_ore_parse(ov_str text, ov_ore *out)
{
    int64_t value = 0;
    size_t kronor, decimals = 0;
    bool negative = text.len && text.ptr[0] == '-';

    if (negative)
        text.ptr++, text.len--;
    OV_TRY(take_digits(&text, &value, &kronor));
    if (!kronor)
        return OV_INVALID;
    if (text.len && text.ptr[0] == ',') {
        text.ptr++, text.len--;
        OV_TRY(take_digits(&text, &value, &decimals));
        if (decimals < 1 || decimals > 2)
            return OV_INVALID;
    }
    if (text.len)
        return OV_INVALID;
    for (; decimals < 2; decimals++)
        if (__builtin_mul_overflow(value, 10, &value))
            return OV_INVALID;
    *out = negative ? -value : value;
    return OV_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* search_find.c — one search: what matches is gathered by object, ranked, and a page of it read. */
#include "db/search_query.h"

#include <stdlib.h>

enum {
    DOC_KIND,
    DOC_OBJECT,
    DOC_DAY,
    DOC_LABEL,
    DOC_PATH,
    DOC_TITLE,
    DOC_BODY,
    DOC_MATTER,
    DOC_ID
};

/* The wordings of one thing that match, as one hit. */
typedef struct group {
    uint64_t key;    /* its object and kind, or its only document; 0: free */
    uint64_t rank;   /* higher is earlier */
    uint32_t newest; /* match that stands for it */
    uint32_t n;
} group;

typedef struct groups {
    group *slots, *list; /* list: those in use, at its front the page */
    size_t size, n;
    int64_t stems;
} groups;

static bool newer(const ov_match *a, const ov_match *b)
{
    return a->day != b->day ? a->day > b->day : a->doc > b->doc;
}

static bool has_stems(const ov_match *m)
{
    return m->stems == m->seen;
}

static uint64_t key_of(const ov_match *m)
{
    if (m->object)
        return (uint64_t)m->object << 20 | m->kind << 1 | 1;
    return (uint64_t)m->doc << 1 | UINT64_C(1) << 63;
}

static group *group_of(groups *all, uint64_t key)
{
    size_t at = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (all->size - 1);

    while (all->slots[at].key && all->slots[at].key != key)
        at = (at + 1) & (all->size - 1);
    return &all->slots[at];
}

/* Words in the heading, occurrences, day, then the smaller id: 4 + 7 + 20 + 32 bits below that of
 * the stem hits. Parts are not ranked by words. */
static uint64_t rank_of(const ov_match *m)
{
    int64_t day = (int64_t)m->day + (1 << 18);
    uint64_t near = (uint64_t)(day < 0 ? 0 : day >= 1 << 20 ? (1 << 20) - 1 : day);
    uint64_t rank = near << 32 | (UINT32_MAX - (m->object ? m->object : m->doc));

    if (has_stems(m))
        rank |= UINT64_C(1) << 63 | (uint64_t)m->heads << 59 | (uint64_t)m->times << 52;
    return rank;
}

/* A wording with the words themselves stands before one that has them as parts, then the newest. */
static void gather(groups *all, const ov_match *matches, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t key = key_of(&matches[i]);
        group *g = group_of(all, key);
        const ov_match *best = g->key ? &matches[g->newest] : NULL;

        if (!best)
            g->key = key;
        if (!best || (has_stems(&matches[i]) != has_stems(best) ? has_stems(&matches[i])
                                                                : newer(&matches[i], best)))
            g->newest = (uint32_t)i;
        g->n++;
    }
    for (size_t i = 0; i < all->size; i++) {
        group *g = &all->slots[i];

        if (!g->key)
            continue;
        g->rank = rank_of(&matches[g->newest]);
        all->stems += has_stems(&matches[g->newest]);
        all->list[all->n++] = *g;
    }
}

static bool before(const group *a, const group *b)
{
    return a->rank != b->rank ? a->rank > b->rank : a->key < b->key;
}

static int by_rank(const void *a, const void *b)
{
    return before(a, b) ? -1 : before(b, a);
}

static void swap(group *a, group *b)
{
    group kept = *a;

    *a = *b;
    *b = kept;
}

/* Brings the first `want` to the front (in any order), without sorting the rest. */
static void select_first(group *list, size_t n, size_t want)
{
    while (n > 1 && want < n) {
        group pivot = list[(n - 1) / 2];
        size_t i = 0, j = n - 1;

        for (;;) {
            while (before(&list[i], &pivot))
                i++;
            while (before(&pivot, &list[j]))
                j--;
            if (i >= j)
                break;
            swap(&list[i++], &list[j--]);
        }
        j++; /* list[0 … j) come no later than list[j …) */
        if (want <= j) {
            n = j;
        } else {
            list += j;
            n -= j;
            want -= j;
            if (want == 0)
                return;
        }
    }
}

/* ---- The page ---- */

/* The other matching wordings of a hit, newest first. */
static ov_status add_others(ov_ctx *ctx, const ov_match *matches, size_t n, const group *g,
                            ov_search_hit *hit)
{
    const ov_match *picked[OV_SEARCH_OTHERS];
    ov_search_other *others;
    size_t kept = 0;

    if (g->n < 2)
        return OV_OK;
    for (size_t i = 0; i < n; i++) {
        size_t at = kept;

        if (key_of(&matches[i]) != g->key || i == g->newest)
            continue;
        while (at > 0 && newer(&matches[i], picked[at - 1]))
            at--;
        if (at == OV_SEARCH_OTHERS)
            continue;
        kept += kept < OV_SEARCH_OTHERS;
        memmove(&picked[at + 1], &picked[at], (kept - 1 - at) * sizeof *picked);
        picked[at] = &matches[i];
    }
    others = ov_alloc(ctx->arena, kept * sizeof *others);
    for (size_t i = 0; i < kept; i++) {
        const ov_rows *doc;

        OV_TRY(
            ov_select_row(ctx, &ov_search_sql[SEARCH_DOC], OV_ARGS(ov_int(picked[i]->doc)), &doc));
        others[i] = (ov_search_other){ov_cell_text(doc, 0, DOC_LABEL),
                                      ov_cell_text(doc, 0, DOC_PATH), picked[i]->day};
    }
    hit->others = others;
    hit->n_others = kept;
    return OV_OK;
}

static ov_status read_hit(ov_ctx *ctx, const ov_match *matches, size_t n, const group *g,
                          const ov_rows *docs, ov_search_hit *out)
{
    const ov_match *m = &matches[g->newest];
    size_t i = 0;

    while (i < docs->n && ov_cell_int(docs, i, DOC_ID) != m->doc)
        i++;
    if (i == docs->n)
        return ov_fail(&ctx->err, OV_DB, "the search index has no document %u", m->doc);
    *out = (ov_search_hit){.kind = ov_cell_text(docs, i, DOC_KIND),
                           .label = ov_cell_text(docs, i, DOC_LABEL),
                           .path = ov_cell_text(docs, i, DOC_PATH),
                           .title = ov_cell_text(docs, i, DOC_TITLE),
                           .text = ov_cell_str(docs, i, DOC_BODY),
                           .matter_id = ov_cell_int(docs, i, DOC_MATTER),
                           .object_id = m->object,
                           .day = m->day,
                           .part = !has_stems(m)};
    return add_others(ctx, matches, n, g, out);
}

static ov_status read_page(ov_ctx *ctx, const ov_match *matches, size_t n, groups *all,
                           ov_search_result *out)
{
    size_t first = (size_t)(out->page - 1) * OV_SEARCH_PAGE;
    size_t end = first + OV_SEARCH_PAGE < all->n ? first + OV_SEARCH_PAGE : all->n;
    ov_search_hit *hits = ov_calloc(ctx->arena, OV_SEARCH_PAGE, sizeof *hits);
    ov_val ids[OV_SEARCH_PAGE];
    const ov_rows *docs;

    select_first(all->list, all->n, end);
    qsort(all->list, end, sizeof *all->list, by_rank);
    for (size_t i = 0; i < OV_SEARCH_PAGE; i++)
        ids[i] = ov_int(first + i < end ? matches[all->list[first + i].newest].doc : 0);
    if (first < end) {
        OV_TRY(ov_select(ctx, &ov_search_sql[SEARCH_DOCS], ids, OV_SEARCH_PAGE, &docs));
        for (size_t i = first; i < end; i++)
            OV_TRY(read_hit(ctx, matches, n, &all->list[i], docs, &hits[i - first]));
    }
    out->hits = hits;
    out->n = end - first;
    return OV_OK;
}

ov_status ov_search(ov_ctx *ctx, const ov_search_query *query, ov_search_result *out)
{
    ov_search_result result = {.page = 1, .pages = 1};
    groups all = {.size = 64};
    ov_match *matches;
    ov_asked asked;
    int64_t pages;
    size_t n;

    ov_search_ask(ctx->arena, query->q, &asked);
    result.words = asked.words;
    if (asked.words.n == 0) {
        *out = result;
        return OV_OK;
    }
    OV_TRY(ov_search_matches(ctx, query, &asked, &matches, &n));
    while (all.size < n * 2)
        all.size *= 2;
    all.slots = ov_calloc(ctx->arena, all.size, sizeof *all.slots);
    all.list = ov_alloc(ctx->arena, (n + 1) * sizeof *all.list);
    gather(&all, matches, n);
    result.stems = all.stems;
    result.parts = (int64_t)all.n - all.stems;
    pages = ((int64_t)all.n + OV_SEARCH_PAGE - 1) / OV_SEARCH_PAGE;
    result.pages = pages > 0 ? pages : 1;
    result.page = query->page < 1 ? 1 : query->page > result.pages ? result.pages : query->page;
    OV_TRY(read_page(ctx, matches, n, &all, &result));
    *out = result;
    return OV_OK;
}

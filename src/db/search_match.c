/* SPDX-License-Identifier: EUPL-1.2 */
/* search_match.c — reads the postings of each word and finds the documents that have all words. */
#include "db/search_query.h"

#include <stdlib.h>

enum {
    PENDING_SHELF,
    PENDING_DOC,
    PENDING_GONE,
    PENDING_OBJECT,
    PENDING_DAY,
    PENDING_CLASS,
    PENDING_TITLE,
    PENDING_BODY
};
enum { MOST_TIMES = 8, PAGE_BITS = 8, PAGE = 1 << PAGE_BITS };

/* The postings of one word, from every shelf that the reader may open. */
typedef struct lists {
    const ov_rows **rows; /* each row one list */
    size_t n, cap;
    size_t bytes;
} lists;

typedef struct finding {
    ov_ctx *ctx;
    const ov_search_query *query;
    const ov_asked *asked;
    const ov_open_class *classes, *latest; /* latest: of the posting before */
    size_t n_classes;
    lists stems[OV_SEARCH_WORDS], parts[OV_SEARCH_WORDS];
    const ov_rows *pending;
    ov_match **pages; /* by document, in pages made when they are needed; doc 0: none */
    size_t n_pages;
    size_t used;
    uint32_t *gone; /* sorted */
    size_t n_gone;
} finding;

/* ---- Postings from the database ---- */

static void keep_rows(ov_arena *arena, lists *l, const ov_rows *rows)
{
    if (rows->n == 0)
        return;
    if (l->n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 8;
        const ov_rows **grown = ov_alloc(arena, cap * sizeof *grown);

        if (l->n)
            memcpy(grown, l->rows, l->n * sizeof *grown);
        l->rows = grown;
        l->cap = cap;
    }
    l->rows[l->n++] = rows;
    for (size_t i = 0; i < rows->n; i++)
        l->bytes += ov_cell_str(rows, i, 0).len;
}

static ov_status read_word(finding *f, size_t word, int64_t shelf)
{
    ov_ctx *ctx = f->ctx;
    ov_str stem = f->asked->words.stems[word];
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_search_sql[SEARCH_TERM], OV_ARGS(ov_int(shelf), ov_text_str(stem)),
                     &rows));
    keep_rows(ctx->arena, &f->stems[word], rows);
    if (ov_utf8_length(stem) < OV_PART_LEAST)
        return OV_OK;
    OV_TRY(ov_select(
        ctx, &ov_search_sql[SEARCH_TERMS_OF_PART],
        OV_ARGS(ov_int(shelf), ov_text_str(stem),
                ov_text(ov_printf(ctx->arena, "%.*s" OV_LAST_CHAR, (int)stem.len, stem.ptr))),
        &rows));
    keep_rows(ctx->arena, &f->parts[word], rows);
    return OV_OK;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* What is put or taken out on this shelf and not sorted in yet. */
static ov_status read_pending(finding *f, int64_t shelf, lists *pending)
{
    const ov_rows *rows;

    OV_TRY(ov_select(f->ctx, &ov_search_sql[SEARCH_PENDING], OV_ARGS(ov_int(shelf)), &rows));
    if (rows->n == 0)
        return OV_OK;
    uint32_t *gone = ov_alloc(f->ctx->arena, (f->n_gone + rows->n) * sizeof *gone);
    if (f->n_gone)
        memcpy(gone, f->gone, f->n_gone * sizeof *gone);
    for (size_t i = 0; i < rows->n; i++)
        if (ov_cell_int(rows, i, PENDING_GONE))
            gone[f->n_gone++] = (uint32_t)ov_cell_int(rows, i, PENDING_DOC);
    f->gone = gone;
    keep_rows(f->ctx->arena, pending, rows);
    return OV_OK;
}

static ov_status read_shelf(finding *f, int64_t shelf, lists *pending)
{
    for (size_t w = 0; w < f->asked->words.n; w++)
        OV_TRY(read_word(f, w, shelf));
    return read_pending(f, shelf, pending);
}

/* Each shelf once: the public one, then those of the restricted classes. */
static ov_status read_shelves(finding *f, lists *pending)
{
    bool public_read = false;

    for (size_t i = 0; i < f->n_classes; i++) {
        const ov_open_class *class = &f->classes[i];

        if (!class->wanted || (class->shelf == 0 && public_read))
            continue;
        public_read |= class->shelf == 0;
        OV_TRY(read_shelf(f, class->shelf, pending));
    }
    if (f->n_gone)
        qsort(f->gone, f->n_gone, sizeof *f->gone, by_number);
    return OV_OK;
}

/* ---- The documents ---- */

/* Lists go by rising document, so pages of neighbours stay in the processor's cache. */
static ov_match *slot_of(const finding *f, uint32_t doc)
{
    size_t page = doc >> PAGE_BITS;

    return page < f->n_pages && f->pages[page] ? &f->pages[page][doc & (PAGE - 1)] : NULL;
}

static ov_match *new_slot(finding *f, uint32_t doc)
{
    size_t page = doc >> PAGE_BITS;

    if (page >= f->n_pages) {
        size_t n = page * 2 + 16;
        ov_match **grown = ov_calloc(f->ctx->arena, n, sizeof *grown);

        if (f->n_pages)
            memcpy(grown, f->pages, f->n_pages * sizeof(ov_match *));
        f->pages = grown;
        f->n_pages = n;
    }
    if (!f->pages[page])
        f->pages[page] = ov_calloc(f->ctx->arena, PAGE, sizeof **f->pages);
    f->used++;
    return &f->pages[page][doc & (PAGE - 1)];
}

/* The class of a posting when it is wanted; most postings are of the same class as the one before.
 */
static const ov_open_class *class_of(finding *f, uint32_t id)
{
    size_t low = 0, high = f->n_classes;

    if (f->latest && f->latest->id == id)
        return f->latest->wanted ? f->latest : NULL;
    while (low < high) {
        size_t mid = (low + high) / 2;

        if (f->classes[mid].id < id)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == f->n_classes || f->classes[low].id != id)
        return NULL;
    f->latest = &f->classes[low];
    return f->latest->wanted ? f->latest : NULL;
}

static bool is_gone(const finding *f, uint32_t doc)
{
    return f->n_gone && bsearch(&doc, f->gone, f->n_gone, sizeof doc, by_number);
}

/* The document when it has the words before this one; the first word makes it. */
static ov_match *match_of(finding *f, uint32_t doc, bool first)
{
    ov_match *m = slot_of(f, doc);

    if (m && m->doc)
        return m;
    if (!first)
        return NULL;
    m = new_slot(f, doc);
    m->doc = doc;
    return m;
}

/* What the document is; it is dropped when it is not wanted. */
static void tell_about(finding *f, ov_match *m, const ov_about *about)
{
    const ov_search_query *q = f->query;
    const ov_open_class *class = class_of(f, about->class_id);

    m->known = class && (!q->from || about->day >= q->from) && (!q->to || about->day <= q->to) &&
               !is_gone(f, about->doc);
    if (!m->known)
        return;
    m->object = about->object;
    m->day = about->day;
    m->kind = class->kind;
}

static void note_stem(ov_match *m, size_t word, uint8_t weight)
{
    uint8_t times = weight & OV_POSTING_TIMES, bit = (uint8_t)(1U << word);

    if (m->stems & bit)
        return; /* the same document on another shelf */
    m->stems |= bit;
    m->seen |= bit;
    m->heads = (uint8_t)(m->heads + ((weight & OV_POSTING_HEAD) != 0));
    m->times = (uint8_t)(m->times + (times < MOST_TIMES ? times : MOST_TIMES));
}

static void go_through(finding *f, const lists *l, size_t word, bool part, bool first)
{
    for (size_t r = 0; r < l->n; r++)
        for (size_t i = 0; i < l->rows[r]->n; i++) {
            ov_str bytes = ov_cell_str(l->rows[r], i, 0);
            uint32_t base = (uint32_t)ov_cell_int(l->rows[r], i, 1) << OV_CHUNK_BITS;

            for (size_t at = 0; at + OV_POSTING <= bytes.len; at += OV_POSTING) {
                const char *p = bytes.ptr + at;
                ov_match *m = match_of(f, base + ov_posting_place(p), first);

                if (m && part)
                    m->seen |= (uint8_t)(1U << word);
                else if (m)
                    note_stem(m, word, ov_posting_weight(p));
            }
        }
}

/* A document that is not in the postings yet, as if it were. */
static void add_pending(finding *f, const ov_rows *rows, size_t i)
{
    const ov_search_words *words = &f->asked->words;
    ov_about about = {.doc = (uint32_t)ov_cell_int(rows, i, PENDING_DOC),
                      .object = (uint32_t)ov_cell_int(rows, i, PENDING_OBJECT),
                      .class_id = (uint32_t)ov_cell_int(rows, i, PENDING_CLASS),
                      .day = (int32_t)ov_cell_int(rows, i, PENDING_DAY)};
    const ov_doc_stem *list;
    ov_match *m = match_of(f, about.doc, true);
    size_t n;

    if (!m->known)
        tell_about(f, m, &about);
    if (!m->known)
        return;
    list = ov_doc_stems(f->ctx->arena, ov_cell_str(rows, i, PENDING_TITLE),
                        ov_cell_str(rows, i, PENDING_BODY), &n);
    for (size_t w = 0; w < words->n; w++)
        for (size_t k = 0; k < n; k++) {
            if (ov_str_eq(list[k].stem, words->stems[w]))
                note_stem(m, w, ov_stem_weight(&list[k]));
            else if (ov_stem_has(list[k].stem, words->stems[w]))
                m->seen |= (uint8_t)(1U << w);
        }
}

/* The word with the shortest lists makes the matches; the others only mark what is there. */
static void intersect(finding *f, const lists *pending)
{
    size_t n = f->asked->words.n, first = 0;

    for (size_t w = 1; w < n; w++)
        if (f->stems[w].bytes + f->parts[w].bytes < f->stems[first].bytes + f->parts[first].bytes)
            first = w;
    for (size_t i = 0; i < n; i++) {
        size_t w = i == 0 ? first : i <= first ? i - 1 : i;

        go_through(f, &f->stems[w], w, false, i == 0);
        go_through(f, &f->parts[w], w, true, i == 0);
    }
    for (size_t r = 0; r < pending->n; r++)
        for (size_t i = 0; i < pending->rows[r]->n; i++)
            if (!ov_cell_int(pending->rows[r], i, PENDING_GONE))
                add_pending(f, pending->rows[r], i);
}

/* The chunks between the first and the last document with every word; false: there is none. */
static bool span_of(const finding *f, uint8_t all, int64_t *low, int64_t *high)
{
    bool any = false;

    for (size_t p = 0; p < f->n_pages; p++)
        for (size_t i = 0; f->pages[p] && i < PAGE; i++)
            if (f->pages[p][i].doc && f->pages[p][i].seen == all) {
                *high = f->pages[p][i].doc >> OV_CHUNK_BITS;
                if (!any)
                    *low = *high;
                any = true;
                break;
            }
    return any;
}

/* What the documents with every word on a shelf are. */
static ov_status read_about(finding *f, int64_t shelf, uint8_t all, int64_t low, int64_t high)
{
    const ov_rows *rows;

    OV_TRY(ov_select(f->ctx, &ov_search_sql[SEARCH_ABOUT],
                     OV_ARGS(ov_int(shelf), ov_int(low), ov_int(high)), &rows));
    for (size_t r = 0; r < rows->n; r++) {
        ov_str bytes = ov_cell_str(rows, r, 0);

        for (size_t at = 0; at + OV_ABOUT <= bytes.len; at += OV_ABOUT) {
            ov_match *m = slot_of(f, ov_get32(bytes.ptr + at));

            if (m && m->doc && m->seen == all && !m->known) {
                ov_about about = ov_about_get(bytes.ptr + at);

                tell_about(f, m, &about);
            }
        }
    }
    return OV_OK;
}

static ov_status read_abouts(finding *f, uint8_t all)
{
    bool public_read = false;
    int64_t low = 0, high = 0;

    if (!span_of(f, all, &low, &high))
        return OV_OK;
    for (size_t i = 0; i < f->n_classes; i++) {
        const ov_open_class *class = &f->classes[i];

        if (!class->wanted || (class->shelf == 0 && public_read))
            continue;
        public_read |= class->shelf == 0;
        OV_TRY(read_about(f, class->shelf, all, low, high));
    }
    return OV_OK;
}

/* Those with every word, by rising document. */
static ov_match *gather(finding *f, uint8_t all, size_t *n)
{
    ov_match *list = ov_alloc(f->ctx->arena, (f->used + 1) * sizeof *list);

    *n = 0;
    for (size_t p = 0; p < f->n_pages; p++)
        for (size_t i = 0; f->pages[p] && i < PAGE; i++)
            if (f->pages[p][i].known && f->pages[p][i].seen == all)
                list[(*n)++] = f->pages[p][i];
    return list;
}

static ov_status keep_phrases(finding *f, ov_match *list, size_t *n)
{
    size_t kept = 0;

    for (size_t i = 0; i < *n; i++) {
        const ov_rows *doc;

        OV_TRY(ov_select(f->ctx, &ov_search_sql[SEARCH_DOC], OV_ARGS(ov_int(list[i].doc)), &doc));
        if (doc->n &&
            ov_has_phrases(f->ctx->arena, f->asked, ov_cell_str(doc, 0, 5), ov_cell_str(doc, 0, 6)))
            list[kept++] = list[i];
    }
    *n = kept;
    return OV_OK;
}

ov_status ov_search_matches(ov_ctx *ctx, const ov_search_query *query, const ov_asked *asked,
                            ov_match **out, size_t *n)
{
    finding f = {.ctx = ctx, .query = query, .asked = asked};
    lists pending = {0};
    uint8_t all = (uint8_t)((1U << asked->words.n) - 1);
    ov_match *list;
    size_t found;

    OV_TRY(ov_search_classes(ctx, query, &f.classes, &f.n_classes));
    OV_TRY(read_shelves(&f, &pending));
    intersect(&f, &pending);
    OV_TRY(read_abouts(&f, all));
    list = gather(&f, all, &found);
    if (asked->n_phrases)
        OV_TRY(keep_phrases(&f, list, &found));
    *out = list;
    *n = found;
    return OV_OK;
}

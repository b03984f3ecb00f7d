/* SPDX-License-Identifier: EUPL-1.2 */
/* search_merge.c — sorts documents into the postings, a few at a time, so that no writer waits. */
#include "db/search_inside.h"

#include "util/clock.h"

#include <stdlib.h>
#include <time.h>

enum { TODO_SHELF, TODO_DOC, TODO_GONE, TODO_OBJECT, TODO_DAY, TODO_CLASS, TODO_TITLE, TODO_BODY };
enum { AT_FIRST = 8, AT_MOST = 256, GOOD_US = 15000, LONG_US = 30000 };

typedef struct entry {
    int64_t shelf, chunk;
    ov_str stem;
    size_t task;
    uint8_t weight;
} entry;

typedef struct task { /* one document on one shelf */
    int64_t shelf, doc;
    ov_about about;
    bool gone, valid;
    const ov_doc_stem *stems;
    size_t n_stems;
} task;

typedef struct batch {
    task *tasks;
    entry *entries; /* by shelf, stem, document */
    size_t n, n_entries;
    int64_t took; /* microseconds under the lock */
} batch;

static int by_term(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    size_t least = x->stem.len < y->stem.len ? x->stem.len : y->stem.len;
    int order = (x->shelf > y->shelf) - (x->shelf < y->shelf);

    if (!order)
        order = memcmp(x->stem.ptr, y->stem.ptr, least);
    if (!order)
        order = (x->stem.len > y->stem.len) - (x->stem.len < y->stem.len);
    if (!order)
        order = (x->chunk > y->chunk) - (x->chunk < y->chunk);
    return order ? order : (x->task > y->task) - (x->task < y->task);
}

static void read_task(ov_arena *arena, const ov_rows *rows, size_t i, task *t)
{
    *t = (task){.shelf = ov_cell_int(rows, i, TODO_SHELF),
                .doc = ov_cell_int(rows, i, TODO_DOC),
                .gone = ov_cell_int(rows, i, TODO_GONE) != 0};
    t->about = (ov_about){.doc = (uint32_t)t->doc,
                          .object = (uint32_t)ov_cell_int(rows, i, TODO_OBJECT),
                          .class_id = (uint32_t)ov_cell_int(rows, i, TODO_CLASS),
                          .day = (int32_t)ov_cell_int(rows, i, TODO_DAY)};
    t->stems = ov_doc_stems(arena, ov_cell_str(rows, i, TODO_TITLE),
                            ov_cell_str(rows, i, TODO_BODY), &t->n_stems);
}

/* The slow part, before the lock. */
static void prepare(ov_arena *arena, const ov_rows *rows, batch *b)
{
    size_t room = 1;

    b->n = rows->n;
    b->tasks = ov_alloc(arena, (rows->n + 1) * sizeof *b->tasks);
    for (size_t i = 0; i < rows->n; i++) {
        read_task(arena, rows, i, &b->tasks[i]);
        room += b->tasks[i].n_stems + 1;
    }
    b->entries = ov_alloc(arena, room * sizeof *b->entries);
    for (size_t i = 0; i < rows->n; i++) {
        const task *t = &b->tasks[i];
        entry e = {.shelf = t->shelf, .chunk = t->doc >> OV_CHUNK_BITS, .stem = {"", 0}, .task = i};

        b->entries[b->n_entries++] = e; /* under the empty stem: what it is */
        for (size_t w = 0; w < t->n_stems; w++) {
            e.stem = t->stems[w].stem;
            e.weight = ov_stem_weight(&t->stems[w]);
            b->entries[b->n_entries++] = e;
        }
    }
    qsort(b->entries, b->n_entries, sizeof *b->entries, by_term);
}

static size_t size_of(const entry *e)
{
    return e->stem.len ? OV_POSTING : OV_ABOUT;
}

/* What stands for a document in a row of postings. */
static void write_one(char *at, const entry *e, const task *t)
{
    uint32_t place = t->about.doc & ((1U << OV_CHUNK_BITS) - 1);

    if (e->stem.len) {
        at[0] = (char)(uint8_t)place;
        at[1] = (char)(uint8_t)(place >> 8);
        at[2] = (char)e->weight;
        return;
    }
    ov_put32(at, t->about.doc);
    ov_put32(at + 4, t->about.object);
    ov_put32(at + 8, (uint32_t)t->about.day);
    ov_put32(at + 12, t->about.class_id);
}

/* Is this place of a row one of the n documents that go? Both kinds begin with the document. */
static bool goes(const batch *b, const entry *from, size_t n, const char *at)
{
    char mine[OV_ABOUT];

    for (size_t i = 0; i < n; i++) {
        const task *t = &b->tasks[from[i].task];

        if (!t->gone || !t->valid)
            continue;
        write_one(mine, &from[i], t);
        if (memcmp(mine, at, from->stem.len ? 2 : 4) == 0)
            return true;
    }
    return false;
}

/* A row of postings without the documents that go. */
static ov_status take_out(ov_ctx *ctx, const batch *b, const entry *from, size_t n)
{
    ov_val key[4] = {ov_int(from->shelf), ov_text_str(from->stem), ov_int(from->chunk), ov_null()};
    size_t size = size_of(from), kept = 0;
    const ov_rows *rows;
    ov_str old;
    char *bytes;

    OV_TRY(ov_select(ctx, &ov_search_sql[SEARCH_TERM_CHUNK], key, 3, &rows));
    if (rows->n == 0)
        return OV_OK;
    old = ov_cell_str(rows, 0, 0);
    bytes = ov_alloc(ctx->arena, old.len + 1);
    for (size_t at = 0; at + size <= old.len; at += size) {
        if (goes(b, from, n, old.ptr + at))
            continue;
        memcpy(bytes + kept, old.ptr + at, size);
        kept += size;
    }
    if (kept == old.len)
        return OV_OK;
    if (kept == 0)
        return ov_exec(ctx, &ov_search_sql[SEARCH_TERM_DELETE], key, 3, NULL);
    key[3] = ov_blob((ov_str){bytes, kept});
    return ov_exec(ctx, &ov_search_sql[SEARCH_TERM_SET], key, 4, NULL);
}

/* n entries of one row: some go, some come. */
static ov_status sort_in(ov_ctx *ctx, const batch *b, const entry *from, size_t n)
{
    char *bytes = ov_alloc(ctx->arena, n * OV_ABOUT);
    size_t len = 0;
    bool any_gone = false;

    for (size_t i = 0; i < n; i++) {
        const task *t = &b->tasks[from[i].task];

        any_gone |= t->valid && t->gone;
        if (!t->valid || t->gone)
            continue;
        write_one(bytes + len, &from[i], t);
        len += size_of(from);
    }
    if (any_gone)
        OV_TRY(take_out(ctx, b, from, n));
    if (!len)
        return OV_OK;
    return ov_exec(ctx, &ov_search_sql[SEARCH_TERM_APPEND],
                   OV_ARGS(ov_int(from->shelf), ov_text_str(from->stem), ov_int(from->chunk),
                           ov_blob((ov_str){bytes, len})),
                   NULL);
}

/* New stems also go, with each of their endings, to where parts of words are found. */
static ov_status learn_parts(ov_ctx *ctx, const task *t)
{
    for (size_t i = 0; i < t->n_stems; i++) {
        ov_val stem = ov_text_str(t->stems[i].stem);
        int64_t known;

        if (ov_utf8_length(t->stems[i].stem) < OV_PART_LEAST)
            continue;
        OV_TRY(ov_select_int(ctx, &ov_search_sql[SEARCH_PART_KNOWN], &stem, 1, 0, &known));
        if (!known)
            OV_TRY(ov_exec(ctx, &ov_search_sql[SEARCH_PART_ADD], &stem, 1, NULL));
    }
    return OV_OK;
}

/* Somebody may have taken the document out, or another merger have been here. */
static ov_status check_task(ov_ctx *ctx, task *t)
{
    int64_t gone;

    OV_TRY(ov_select_int(ctx, &ov_search_sql[SEARCH_TODO_OF],
                         OV_ARGS(ov_int(t->shelf), ov_int(t->doc)), -1, &gone));
    t->valid = gone == t->gone;
    return OV_OK;
}

static ov_status finish_task(ov_ctx *ctx, const task *t)
{
    OV_TRY(ov_exec(ctx, &ov_search_sql[SEARCH_TODO_DELETE],
                   OV_ARGS(ov_int(t->shelf), ov_int(t->doc), ov_int(t->gone)), NULL));
    if (!t->gone)
        return OV_OK;
    return ov_exec(ctx, &ov_search_sql[SEARCH_DOC_DELETE], OV_ARGS(ov_int(t->doc)), NULL);
}

static ov_status write_batch(ov_ctx *ctx, void *arg)
{
    batch *b = arg;
    int64_t began = ov_ticks();

    for (size_t i = 0; i < b->n; i++) {
        OV_TRY(check_task(ctx, &b->tasks[i]));
        if (b->tasks[i].valid && !b->tasks[i].gone)
            OV_TRY(learn_parts(ctx, &b->tasks[i]));
    }
    for (size_t i = 0, n; i < b->n_entries; i += n) {
        const entry *from = &b->entries[i];

        for (n = 1; i + n < b->n_entries && from[n].shelf == from->shelf &&
                    from[n].chunk == from->chunk && ov_str_eq(from[n].stem, from->stem);)
            n++;
        OV_TRY(sort_in(ctx, b, from, n));
    }
    for (size_t i = 0; i < b->n; i++)
        if (b->tasks[i].valid)
            OV_TRY(finish_task(ctx, &b->tasks[i]));
    b->took = ov_ticks() - began;
    return OV_OK;
}

/* As many as are written in some 20 ms on this machine. took: microseconds under the lock; 0:
 * nothing is left. */
static ov_status merge_some(ov_ctx *ctx, int64_t *size, int64_t *took)
{
    batch b = {0};
    const ov_rows *rows;

    *took = 0;
    OV_TRY(ov_select(ctx, &ov_search_sql[SEARCH_TODO], OV_ARGS(ov_int(*size)), &rows));
    if (rows->n == 0)
        return OV_OK;
    prepare(ctx->arena, rows, &b);
    OV_TRY(ov_write(ctx, write_batch, &b));
    if (b.took > LONG_US)
        *size = *size > 1 ? *size / 2 : 1;
    else if (b.took < GOOD_US && *size < AT_MOST)
        *size *= 2;
    *took = b.took > 0 ? b.took : 1;
    return OV_OK;
}

/* Who waits for the lock gets it now, and readers keep what they have read a little longer. */
static void pause_for(int64_t us)
{
    struct timespec pause = {us / OV_SECOND, us % OV_SECOND * 1000};

    nanosleep(&pause, NULL);
}

static ov_status merge_until(ov_ctx *ctx, int64_t until, bool gently)
{
    ov_arena *kept = ctx->arena;
    ov_status status = OV_OK;
    int64_t size = AT_FIRST, took = 1;

    while (status == OV_OK && took && ov_ticks() < until) {
        ctx->arena = ov_arena_new(0);
        status = merge_some(ctx, &size, &took);
        ov_arena_free(ctx->arena);
        if (gently && status == OV_OK)
            pause_for(took);
    }
    ctx->arena = kept;
    return status;
}

ov_status ov_search_merge(ov_ctx *ctx)
{
    return merge_until(ctx, INT64_MAX, false);
}

ov_status ov_search_merge_gently(ov_ctx *ctx, int seconds)
{
    return merge_until(ctx, ov_ticks() + seconds * OV_SECOND, true);
}

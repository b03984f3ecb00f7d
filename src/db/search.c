/* SPDX-License-Identifier: EUPL-1.2 */
/* search.c — what goes into the search index and out of it: documents at once, postings later. */
#include "db/search_inside.h"

#include "util/clock.h"
#include "util/log.h"

#include <stdlib.h>

enum { /* of SEARCH_DOCS_WHOLE */
       DOC_ID,
       DOC_SHELF,
       DOC_SHELF2,
       DOC_CLASS,
       DOC_CLASS2,
       DOC_OBJECT,
       DOC_DAY,
       DOC_LABEL,
       DOC_PATH,
       DOC_TITLE,
       DOC_BODY
};

/* ---- Documents ---- */

static ov_status class_of(ov_ctx *ctx, const char *kind, const ov_search_rule *rule, int64_t *class,
                          int64_t *shelf)
{
    bool is_public = strcmp(rule->action, "public") == 0;
    int64_t id;

    OV_TRY(ov_select_int(ctx, &ov_search_sql[SEARCH_CLASS_FIND],
                         OV_ARGS(ov_text(kind), ov_text(rule->action), ov_int(rule->org_id),
                                 ov_int(rule->matter_id)),
                         0, &id));
    if (!id)
        OV_TRY(ov_insert(ctx, &ov_search_sql[SEARCH_CLASS_ADD],
                         OV_ARGS(ov_text(kind), ov_text(rule->action), ov_int(rule->org_id),
                                 ov_int(rule->matter_id), ov_int(rule->matter_org_id),
                                 ov_int(is_public)),
                         &id));
    *class = id;
    *shelf = is_public ? 0 : id;
    return OV_OK;
}

/* Postings keep four bytes of an id; a portal has some thousand provisions. */
static bool fits(int64_t id)
{
    return id >= 0 && id <= UINT32_MAX;
}

/* Where the documents of a rule stand; shelf 0 is everybody's. */
typedef struct classes {
    const ov_search_doc *of; /* the document whose rules these are */
    int64_t class[2], shelf[2];
    bool two;
} classes;

static bool same_rule(const ov_search_rule *a, const ov_search_rule *b)
{
    if (!a->action || !b->action)
        return a->action == b->action;
    return strcmp(a->action, b->action) == 0 && a->org_id == b->org_id &&
           a->matter_id == b->matter_id;
}

/* What comes together mostly has the same rules: they are looked up once. */
static ov_status find_classes(ov_ctx *ctx, const ov_search_doc *doc, classes *c)
{
    if (c->of && strcmp(c->of->kind, doc->kind) == 0 &&
        same_rule(&c->of->rules[0], &doc->rules[0]) && same_rule(&c->of->rules[1], &doc->rules[1]))
        return OV_OK;
    *c = (classes){.of = doc, .two = doc->rules[1].action != NULL};
    for (int i = 0; i < 1 + c->two; i++)
        OV_TRY(class_of(ctx, doc->kind, &doc->rules[i], &c->class[i], &c -> shelf[i]));
    return OV_OK;
}

static ov_status put(ov_ctx *ctx, const ov_search_doc *doc, const classes *c, int64_t id)
{
    ov_str title, body;

    OV_TRY(ov_utf8_nfc(ctx->arena, ov_str_from(doc->title), &title));
    OV_TRY(ov_utf8_nfc(ctx->arena, doc->text, &body));
    if (!fits(id) || !fits(doc->object_id) || !fits(c->class[0]) || !fits(c->class[1]))
        return ov_fail(&ctx->err, OV_TOO_LARGE, "an id over 32 bits in the search index");
    return ov_exec(ctx, &ov_search_sql[SEARCH_DOC_ADD],
                   OV_ARGS(ov_int(id), ov_text(doc->kind), ov_int(doc->object_id),
                           ov_int(doc->ref_id), ov_int(c->class[0]), ov_int(c->shelf[0]),
                           ov_id_or_null(c->class[1]), c->two ? ov_int(c->shelf[1]) : ov_null(),
                           ov_int(doc->day), ov_text(doc->label), ov_text(doc->path),
                           ov_text_str(title), ov_text_str(body)),
                   NULL);
}

ov_status ov_search_put_all(ov_ctx *ctx, const ov_search_doc *docs, size_t n)
{
    classes c = {0};
    int64_t last;

    if (!n)
        return OV_OK;
    OV_TRY(ov_insert(ctx, &ov_search_sql[SEARCH_NEXT_DOC], OV_ARGS(ov_int((int64_t)n)), &last));
    for (size_t i = 0; i < n; i++) {
        OV_TRY(find_classes(ctx, &docs[i], &c));
        OV_TRY(put(ctx, &docs[i], &c, last - (int64_t)(n - 1 - i)));
    }
    return ov_exec(ctx, &ov_search_sql[SEARCH_TODO_ADD],
                   OV_ARGS(ov_int(last - (int64_t)(n - 1)), ov_int(last)), NULL);
}

ov_status ov_search_put(ov_ctx *ctx, const ov_search_doc *doc)
{
    return ov_search_put_all(ctx, doc, 1);
}

/* Where it was not sorted in yet there is nothing to take out. */
static ov_status take_off(ov_ctx *ctx, int64_t shelf, int64_t id)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_search_sql[SEARCH_TODO_DELETE],
                   OV_ARGS(ov_int(shelf), ov_int(id), ov_int(0)), &changed));
    if (changed)
        return OV_OK;
    return ov_exec(ctx, &ov_search_sql[SEARCH_TODO_GONE], OV_ARGS(ov_int(shelf), ov_int(id)), NULL);
}

static ov_status remove_one(ov_ctx *ctx, const ov_rows *docs, size_t i)
{
    int64_t id = ov_cell_int(docs, i, DOC_ID);

    OV_TRY(take_off(ctx, ov_cell_int(docs, i, DOC_SHELF), id));
    if (!ov_cell_null(docs, i, DOC_SHELF2))
        OV_TRY(take_off(ctx, ov_cell_int(docs, i, DOC_SHELF2), id));
    return ov_exec(ctx, &ov_search_sql[SEARCH_DOC_DELETE], OV_ARGS(ov_int(id)), NULL);
}

/* Three statements however many documents there are: where one was not sorted in yet there is
 * nothing to take out, and one that stands on no shelf any more goes at once. */
ov_status ov_search_remove(ov_ctx *ctx, const char *kind, ov_id ref_id, ov_id object_id)
{
    static const int steps[] = {SEARCH_TODO_TAKE_OUT, SEARCH_TODO_FORGET, SEARCH_DOCS_DELETE};

    for (size_t i = 0; i < OV_LEN(steps); i++)
        OV_TRY(ov_exec(ctx, &ov_search_sql[steps[i]],
                       OV_ARGS(ov_text(kind), ov_int(ref_id), ov_int(object_id)), NULL));
    return OV_OK;
}

/* ---- Replacing: what stands there already stays as it is ---- */

static bool same_cell(const ov_rows *docs, size_t i, size_t column, const char *text)
{
    return ov_str_is(ov_cell_str(docs, i, column), text);
}

static bool same_doc(const ov_rows *docs, size_t i, const ov_search_doc *doc, const classes *c)
{
    return ov_cell_int(docs, i, DOC_CLASS) == c->class[0] &&
           ov_cell_int(docs, i, DOC_CLASS2) == c->class[1] &&
           ov_cell_int(docs, i, DOC_OBJECT) == doc->object_id &&
           ov_cell_int(docs, i, DOC_DAY) == doc->day &&
           ov_str_eq(ov_cell_str(docs, i, DOC_BODY), doc->text) &&
           same_cell(docs, i, DOC_TITLE, doc->title) && same_cell(docs, i, DOC_PATH, doc->path) &&
           same_cell(docs, i, DOC_LABEL, doc->label);
}

/* The row that is this document and was not found before; docs->n when there is none. Both lists
 * mostly have the same order. */
static size_t find_same(const ov_rows *docs, const bool *stays, size_t from,
                        const ov_search_doc *doc, const classes *c)
{
    for (size_t k = 0; k < docs->n; k++) {
        size_t i = (from + k) % docs->n;

        if (!stays[i] && same_doc(docs, i, doc, c))
            return i;
    }
    return docs->n;
}

ov_status ov_search_replace(ov_ctx *ctx, const char *kind, ov_id ref_id, const ov_search_doc *docs,
                            size_t n)
{
    ov_search_doc *fresh = ov_alloc(ctx->arena, (n + 1) * sizeof *fresh);
    const ov_rows *old;
    classes c = {0};
    size_t n_fresh = 0, next = 0;
    bool *stays;

    OV_TRY(ov_select(ctx, &ov_search_sql[SEARCH_DOCS_WHOLE], OV_ARGS(ov_text(kind), ov_int(ref_id)),
                     &old));
    stays = ov_calloc(ctx->arena, old->n + 1, sizeof *stays);
    for (size_t i = 0; i < n; i++) {
        size_t at;

        OV_TRY(find_classes(ctx, &docs[i], &c));
        at = find_same(old, stays, next, &docs[i], &c);
        if (at == old->n) {
            fresh[n_fresh++] = docs[i];
        } else {
            stays[at] = true;
            next = at + 1;
        }
    }
    for (size_t i = 0; i < old->n; i++)
        if (!stays[i])
            OV_TRY(remove_one(ctx, old, i));
    return ov_search_put_all(ctx, fresh, n_fresh);
}

ov_status ov_search_empty(ov_ctx *ctx, bool *out)
{
    int64_t id;

    OV_TRY(ov_select_int(ctx, &ov_search_sql[SEARCH_ANY], OV_NOARGS, 0, &id));
    *out = id == 0;
    return OV_OK;
}

/* ---- Stems of a document ---- */

static int compare(ov_str a, ov_str b)
{
    int order = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int by_stem(const void *a, const void *b)
{
    const ov_doc_stem *x = a, *y = b;

    return compare(x->stem, y->stem);
}

static size_t list_stems(ov_doc_stem *out, const ov_word *words, size_t n, bool head)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (ov_doc_stem){.stem = words[i].stem, .times = 1, .head = head};
    return n;
}

const ov_doc_stem *ov_doc_stems(ov_arena *arena, ov_str title, ov_str body, size_t *n)
{
    size_t n_title, n_body, all, kept = 0;
    const ov_word *in_title = ov_words(arena, title, &n_title);
    const ov_word *in_body = ov_words(arena, body, &n_body);
    ov_doc_stem *list = ov_alloc(arena, (n_title + n_body + 1) * sizeof *list);

    all = list_stems(list, in_title, n_title, true);
    all += list_stems(list + all, in_body, n_body, false);
    qsort(list, all, sizeof *list, by_stem);
    for (size_t i = 0; i < all; i++) {
        if (kept && ov_str_eq(list[kept - 1].stem, list[i].stem)) {
            list[kept - 1].times++;
            list[kept - 1].head |= list[i].head;
        } else {
            list[kept++] = list[i];
        }
    }
    *n = kept;
    return list;
}

uint8_t ov_stem_weight(const ov_doc_stem *stem)
{
    uint32_t times = stem->times < OV_POSTING_TIMES ? stem->times : OV_POSTING_TIMES;

    return (uint8_t)(times | (stem->head ? OV_POSTING_HEAD : 0));
}

bool ov_stem_has(ov_str stem, ov_str part)
{
    return part.len <= stem.len && ov_utf8_length(part) >= OV_PART_LEAST &&
           memmem(stem.ptr, stem.len, part.ptr, part.len) != NULL;
}

/* ---- Sources ---- */

enum { MOST_SOURCES = 32 };
static const ov_search_source *sources[MOST_SOURCES];
static size_t n_sources;

void ov_search_source_add(const ov_search_source *source)
{
    for (size_t i = 0; i < n_sources; i++)
        if (strcmp(sources[i]->kind, source->kind) == 0)
            return;
    if (n_sources < MOST_SOURCES)
        sources[n_sources++] = source;
    else
        ov_log(OV_LOG_ERROR, "more than %d search sources: %s is left out", MOST_SOURCES,
               source->kind);
}

const ov_search_source *const *ov_search_sources(size_t *n)
{
    *n = n_sources;
    return sources;
}

/* ---- Rebuilding ---- */

static ov_status clear(ov_ctx *ctx, void *arg)
{
    (void)arg;
    for (int i = SEARCH_CLEAR_TERMS; i <= SEARCH_CLEAR_CLASSES; i++)
        OV_TRY(ov_exec(ctx, &ov_search_sql[i], OV_NOARGS, NULL));
    return OV_OK;
}

typedef struct filling {
    const ov_search_source *source;
    ov_id after, last;
} filling;

/* A few objects after another, for some 25 ms. */
static ov_status fill(ov_ctx *ctx, void *arg)
{
    int64_t until = ov_ticks() + 25000;
    filling *f = arg;
    ov_id at;

    f->last = f->after;
    do {
        at = f->last;
        OV_TRY(f->source->rebuild(ctx, at, &f->last));
    } while (f->last != at && ov_ticks() < until);
    return OV_OK;
}

/* The work's memory is its own: an index of any size is made in little. */
static ov_status in_turn(ov_ctx *ctx, ov_write_fn fn, void *arg)
{
    ov_arena *kept = ctx->arena;
    ov_status status;

    ctx->arena = ov_arena_new(0);
    status = ov_write(ctx, fn, arg);
    ov_arena_free(ctx->arena);
    ctx->arena = kept;
    return status;
}

ov_status ov_search_reindex(ov_ctx *ctx, const ov_search_source *const *from, size_t n)
{
    OV_TRY(in_turn(ctx, clear, NULL));
    for (size_t i = 0; i < n; i++) {
        filling f = {.source = from[i]};

        do {
            f.after = f.last;
            if (in_turn(ctx, fill, &f) != OV_OK)
                return ov_err_prefix(&ctx->err, "%s", from[i]->kind);
        } while (f.last != f.after);
    }
    return ov_search_merge(ctx);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation_pages.c — what the answers say, provision by provision: numbers first, bars beside
 * them, and no mean of words. */
#include "pages/pages.h"
#include "pages/consult/compilation/compiled.h"
#include "pages/consult/round.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 4 };

static const char *percent(const ov_compiled_page *p, int64_t part, int64_t n)
{
    return n ? ov_printf(ov_req_arena(p->req), "%lld\u00a0%%",
                         (long long)ov_compiled_share(part, n))
             : "–";
}

static const char *question_path(const ov_compiled_page *p, const ov_compiled_question *q)
{
    return ov_compiled_path(p, ov_printf(ov_req_arena(p->req), "/p/%lld", (long long)q->n));
}

/* The figures of one provision as rows: n and its tint. */
static void add_cells(const ov_compiled_page *p, ov_map *item, const ov_compiled_question *q)
{
    static const ov_field fields[] = {{"n", OV_FIELD_INT}, {"heat", OV_FIELD_TEXT}, {NULL, 0}};
    ov_arena *arena = ov_req_arena(p->req);
    ov_rows *rows = ov_alloc(arena, sizeof *rows);
    ov_val *cells = ov_calloc(arena, q->scale->n * 2 + 1, sizeof *cells);

    for (size_t g = 0; g < q->scale->n; g++) {
        cells[2 * g] = ov_int(q->counts[g]);
        cells[2 * g + 1] = ov_text(ov_compiled_tint(q->counts[g], q->answers));
    }
    *rows = (ov_rows){.n = q->scale->n, .columns = 2, .cells = cells};
    ov_map_rows(item, "cells", rows, fields);
}

static void add_row(const ov_compiled_page *p, ov_list *rows, const ov_compiled_question *q)
{
    ov_map *item = ov_list_add(rows);

    ov_map_text(item, "title", ov_compiled_title(ov_req_arena(p->req), q));
    ov_map_text(item, "href", question_path(p, q));
    add_cells(p, item, q);
    ov_map_int(item, "ungraded", q->ungraded);
    ov_map_int(item, "unanswered", q->unanswered);
    ov_map_int(item, "positions", q->positions);
    ov_map_text(item, "share", percent(p, q->objections, q->positions));
    ov_map_text_or_false(item, "median", q->median);
    ov_map_int(item, "comments", q->comments);
}

static const char *document_title(const ov_compiled_page *p, ov_id id)
{
    for (size_t i = 0; id && i < p->k.documents->n; i++)
        if (ov_cell_int(p->k.documents, i, 0) == id)
            return ov_printf(ov_req_arena(p->req), "%s, %s", ov_cell_text(p->k.documents, i, 6),
                             ov_cell_text(p->k.documents, i, 4));
    return ov_req_tr(p->req, "Hela remissen");
}

static bool same_table(const ov_compiled_question *a, const ov_compiled_question *b)
{
    return a->document_id == b->document_id && a->scale == b->scale;
}

/* A table for each document and scale: the questions that ask for a grade. */
static void add_tables(const ov_compiled_page *p)
{
    ov_list *tables = ov_map_list(p->root, "tables"), *rows = NULL;
    const ov_compiled_question *first = NULL;

    for (size_t i = 0; i < p->k.n_questions; i++) {
        const ov_compiled_question *q = &p->k.questions[i];

        if (strcmp(q->kind, "grade") != 0 || !q->scale)
            continue;
        if (!first || !same_table(first, q)) {
            ov_map *table = ov_list_add(tables);
            ov_list *heads = ov_map_list(table, "heads");

            first = q;
            ov_map_int(table, "k", (int64_t)ov_list_length(tables));
            ov_map_text(table, "title", document_title(p, q->document_id));
            for (size_t g = 0; g < q->scale->n; g++)
                ov_map_text(ov_list_add(heads), "label", q->scale->label[g]);
            ov_map_bool(table, "ordinal", q->scale->ordinal);
            rows = ov_map_list(table, "rows");
        }
        add_row(p, rows, q);
    }
}

/* Questions with choices of their own as bars; those that are answered in words as links. */
static void add_others(const ov_compiled_page *p)
{
    ov_list *choices = ov_map_list(p->root, "choice_hists"), *texts = ov_map_list(p->root, "texts");

    for (size_t i = 0; i < p->k.n_questions; i++) {
        const ov_compiled_question *q = &p->k.questions[i];
        bool choice = !strcmp(q->kind, "choice");
        ov_map *item;

        if (!strcmp(q->kind, "grade"))
            continue;
        item = ov_list_add(choice ? choices : texts);
        ov_map_text(item, "title", ov_compiled_title(ov_req_arena(p->req), q));
        ov_map_text(item, "document", document_title(p, q->document_id));
        ov_map_text(item, "href", question_path(p, q));
        ov_map_int(item, "answers", q->answers);
        ov_map_int(item, "comments", q->comments);
        if (choice)
            ov_compiled_hist(p, item, q, p->k.population);
    }
    ov_map_bool(p->root, "has_choices", ov_list_length(choices) > 0);
    ov_map_bool(p->root, "has_texts", ov_list_length(texts) > 0);
}

/* The next question in falling order of objections that is not among the n taken. */
static const ov_compiled_question *next_restless(const ov_compiled_page *p,
                                                 const ov_compiled_question *const *taken, size_t n)
{
    const ov_compiled_question *best = NULL;

    for (size_t i = 0; i < p->k.n_questions; i++) {
        const ov_compiled_question *q = &p->k.questions[i];
        bool used = false;

        for (size_t t = 0; t < n; t++)
            used = used || taken[t] == q;
        if (!used && q->objections > (best ? best->objections : 0))
            best = q;
    }
    return best;
}

/* The provisions with most to work on, each as a small table with bars on one common scale. */
static void add_histograms(const ov_compiled_page *p)
{
    ov_list *list = ov_map_list(p->root, "hists");
    const ov_compiled_question *taken[SHOWN];

    for (size_t n = 0; n < SHOWN; n++) {
        const ov_compiled_question *q = next_restless(p, taken, n);
        ov_map *item;

        if (!q)
            break;
        taken[n] = q;
        item = ov_list_add(list);
        ov_map_text(item, "title", ov_compiled_title(ov_req_arena(p->req), q));
        ov_map_text(item, "href", question_path(p, q));
        ov_map_int(item, "comments", q->comments);
        ov_compiled_hist(p, item, q, p->k.population);
    }
    ov_map_bool(p->root, "has_hists", ov_list_length(list) > 0);
}

/* GET /remiss/:id/sammanstallning — figures from the kept tallies. While the round is open only
 * those who run it see them, so that nobody answers by what others have answered; when it has
 * closed and they are published everybody does. ?fraga=N: what is answered to one question. */
ov_status ov_page_compilation(ov_req *req)
{
    const char *asked = ov_req_query(req, "fraga");
    ov_compiled_page p;
    int64_t n;

    if (asked && ov_parse_int(ov_str_from(asked), &n) == OV_OK)
        return ov_compiled_question_page(req, n);
    OV_TRY(ov_compiled_open(req, OV_NEED_FIGURES, "compilation", "", "Vad svaren säger", &p));
    if (!p.view)
        return OV_OK;
    add_tables(&p);
    add_others(&p);
    add_histograms(&p);
    ov_view_history(p.view, "consultation", p.k.c.id);
    return ov_view_send(p.view);
}

/* ---- The heat map ---- */

typedef struct hot {
    const ov_compiled_question *q;
    int64_t key;
} hot;

static int hotter(const void *a, const void *b)
{
    const hot *x = a, *y = b;

    if (x->key != y->key)
        return x->key > y->key ? -1 : 1;
    return x->q->n < y->q->n ? -1 : x->q->n > y->q->n;
}

/* ?ordning=andel | antal | kommentarer; else as in the text. */
static const char *order_of(const ov_compiled_page *p)
{
    static const char *const orders[] = {"andel", "antal", "kommentarer"};
    const char *asked = ov_req_query(p->req, "ordning");

    for (size_t i = 0; asked && i < OV_LEN(orders); i++)
        if (!strcmp(asked, orders[i]))
            return orders[i];
    return "text";
}

static int64_t key_of(const ov_compiled_question *q, const char *order)
{
    if (!strcmp(order, "andel"))
        return q->positions ? q->objections * 1000000 / q->positions : -1;
    if (!strcmp(order, "antal"))
        return q->objections;
    return !strcmp(order, "kommentarer") ? q->comments : 0;
}

static void add_orders(const ov_compiled_page *p, const char *order)
{
    static const char *const names[][2] = {{"text", "by_text"},
                                           {"andel", "by_share"},
                                           {"antal", "by_number"},
                                           {"kommentarer", "by_comments"}};

    for (size_t i = 0; i < OV_LEN(names); i++) {
        ov_map *by = ov_map_map(p->root, names[i][1]);

        ov_map_text(by, "href",
                    ov_compiled_with(p, ov_compiled_path(p, "/karta"),
                                     ov_printf(ov_req_arena(p->req), "ordning=%s", names[i][0])));
        ov_map_text_or_false(by, "sort",
                             strcmp(order, names[i][0]) != 0 ? NULL
                             : i                             ? "descending"
                                                             : "ascending");
    }
}

/* The text of each provision, in the order of ov_draft_rows: the html of a question. */
static const char *html_of(const ov_rows *texts, const ov_compiled_question *q, size_t *from)
{
    for (size_t step = 0; step < texts->n; step++) {
        size_t i = (*from + step) % texts->n;

        if (ov_cell_int(texts, i, OV_DRAFT_QUESTION) == q->id) {
            *from = i;
            return ov_cell_text(texts, i, OV_DRAFT_HTML);
        }
    }
    return NULL;
}

static void add_hot(const ov_compiled_page *p, ov_list *list, const ov_compiled_question *q,
                    const char *html)
{
    ov_arena *arena = ov_req_arena(p->req);
    ov_map *item = ov_list_add(list);

    ov_map_int(item, "n", q->n);
    ov_map_text(item, "title", ov_compiled_title(arena, q));
    ov_map_text(item, "href", question_path(p, q));
    ov_map_text(item, "heat", ov_compiled_tint(q->objections, q->positions));
    ov_map_text(item, "share", percent(p, q->objections, q->positions));
    ov_map_int(item, "objections", q->objections);
    ov_map_int(item, "positions", q->positions);
    ov_map_int(item, "answers", q->answers);
    ov_map_int(item, "comments", q->comments);
    if (html)
        ov_map_html(item, "html", (ov_html){ov_str_from(html)});
}

/* GET /remiss/:id/sammanstallning/karta — where the answers want something else: a tint, the number
 * and the words; a list to sort, or the text itself (?visa=text). */
ov_status ov_page_compilation_map(ov_req *req)
{
    const char *view = ov_req_query(req, "visa");
    bool in_text = view && !strcmp(view, "text");
    const ov_rows *texts = NULL;
    ov_compiled_page p;
    size_t n = 0, from = 0;
    const char *order;
    ov_list *list;
    hot *hots;

    OV_TRY(ov_compiled_open(req, OV_NEED_FIGURES, "compilation_map", "/karta", "Värmekarta", &p));
    if (!p.view)
        return OV_OK;
    order = in_text ? "text" : order_of(&p);
    hots = ov_calloc(ov_req_arena(req), p.k.n_questions + 1, sizeof *hots);
    for (size_t i = 0; i < p.k.n_questions; i++)
        if (p.k.questions[i].scale && !strcmp(p.k.questions[i].kind, "grade"))
            hots[n++] = (hot){&p.k.questions[i], key_of(&p.k.questions[i], order)};
    qsort(hots, n, sizeof *hots, hotter);
    if (in_text)
        OV_TRY(ov_draft_rows(ov_req_ctx(req), &p.k.c, 0, &texts));
    list = ov_map_list(p.root, in_text ? "provisions" : "rows");
    for (size_t i = 0; i < n; i++)
        add_hot(&p, list, hots[i].q, in_text ? html_of(texts, hots[i].q, &from) : NULL);
    ov_map_bool(p.root, "in_text", in_text);
    ov_map_bool(p.root, "has_rows", n > 0);
    ov_map_text(p.root, "text_view",
                ov_compiled_with(&p, ov_compiled_path(&p, "/karta"), "visa=text"));
    ov_map_text(p.root, "list_view", ov_compiled_path(&p, "/karta"));
    add_orders(&p, order);
    return ov_view_send(p.view);
}

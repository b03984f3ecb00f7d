/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation_answer_pages.c — party by party: the matrix of a document, and everything that was
 * answered to one question. */
#include "pages/pages.h"
#include "pages/text/compare.h"
#include "pages/consult/compilation/compiled.h"
#include "pages/consult/round.h"

#include "consult/compilation/placement.h"
#include "view/format.h"

#include <string.h>

/* ---- The matrix: parties × provisions ---- */

typedef struct matrix {
    const ov_compiled_page *p;
    const ov_compiled_answer *answers;
    size_t n_answers, document;
    size_t *columns, n_columns; /* places of the questions of this document */
} matrix;

/* The document's questions that are answered with a grade or a choice. */
static void find_columns(matrix *m, ov_id document)
{
    const ov_compilation *k = &m->p->k;

    m->columns = ov_calloc(ov_req_arena(m->p->req), k->n_questions + 1, sizeof *m->columns);
    for (size_t i = 0; i < k->n_questions; i++)
        if (k->questions[i].document_id == document && k->questions[i].scale)
            m->columns[m->n_columns++] = i;
}

static void add_columns(const matrix *m)
{
    const ov_compiled_page *p = m->p;
    ov_arena *arena = ov_req_arena(p->req);
    ov_list *list = ov_map_list(p->root, "columns");

    for (size_t i = 0; i < m->n_columns; i++) {
        const ov_compiled_question *q = &p->k.questions[m->columns[i]];
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "short",
                    q->number
                        ? q->number
                        : ov_printf(arena, "%s %lld", ov_req_tr(p->req, "Fråga"), (long long)q->n));
        ov_map_text_or_false(item, "long", q->heading ? q->heading : q->title);
        ov_map_text(item, "href",
                    ov_compiled_path(p, ov_printf(arena, "/p/%lld", (long long)q->n)));
    }
}

/* What a cell shows: the place of the grade in its scale, which the list above the table explains,
 * and the word for who listens. */
static const char *const digits[] = {"1", "2", "3", "4", "5", "6", "7", "8"};

static void add_cells(const matrix *m, ov_map *item, const ov_compiled_party *party, size_t *next,
                      size_t place)
{
    static const ov_field fields[] = {{"n", OV_FIELD_TEXT},
                                      {"label", OV_FIELD_TEXT},
                                      {"heat", OV_FIELD_TEXT},
                                      {"q", OV_FIELD_INT},
                                      {NULL, 0}};
    static const char *const tints[] = {"h1", "h2", "h3", "h4", "h5"};
    const ov_compilation *k = &m->p->k;
    ov_arena *arena = ov_req_arena(m->p->req);
    ov_rows *rows = ov_alloc(arena, sizeof *rows);
    ov_val *cells = ov_calloc(arena, m->n_columns * 4 + 1, sizeof *cells);

    for (size_t i = 0; i < m->n_columns; i++) {
        const ov_compiled_question *q = &k->questions[m->columns[i]];
        ov_val *cell = cells + 4 * i;
        const ov_compiled_answer *a = NULL;

        while (*next < m->n_answers &&
               (m->answers[*next].party < place ||
                (m->answers[*next].party == place && m->answers[*next].question < m->columns[i])))
            (*next)++;
        if (*next < m->n_answers && m->answers[*next].party == place &&
            m->answers[*next].question == m->columns[i])
            a = &m->answers[*next];
        cell[0] = cell[1] = cell[2] = ov_null();
        cell[3] = ov_int(q->n);
        if (!a)
            continue;
        cell[0] = ov_text(a->grade < 0 ? "·" : digits[a->grade]);
        cell[1] = ov_text(a->grade < 0 ? ov_req_tr(m->p->req, "utan ställningstagande")
                                       : q->scale->label[a->grade]);
        cell[2] = ov_text(
            a->grade >= 0 && q->scale->inside[a->grade] ? tints[a->grade < 5 ? a->grade : 4] : "");
    }
    (void)party;
    *rows = (ov_rows){.n = m->n_columns, .columns = 4, .cells = cells};
    ov_map_rows(item, "cells", rows, fields);
}

static void add_row(const matrix *m, ov_list *list, size_t place, size_t *next)
{
    const ov_compiled_page *p = m->p;
    const ov_compiled_party *party = &p->k.parties[place];
    ov_map *item = ov_list_add(list);
    bool shown = party->response_id && ov_sight_answer(&p->sight, party);

    ov_map_text(item, "name",
                party->outsider && !p->sight.all ? ov_req_tr(p->req, "Utanför registret")
                                                 : party->name);
    ov_map_bool(item, "answered", shown);
    if (shown) {
        ov_map_text(
            item, "address",
            ov_url_encode(ov_req_arena(p->req), party->outsider ? party->number : party->code));
        ov_map_text_or_false(item, "timing", ov_compiled_timing(p->req, party));
        ov_map_bool(item, "only_file", party->answers == 0);
        add_cells(m, item, party, next, place);
        return;
    }
    ov_map_int(item, "span", (int64_t)m->n_columns);
    ov_map_text(item, "why",
                ov_req_tr(p->req, party->response_id     ? "Svaret är inte publicerat"
                                  : party->late_left_out ? "Svarade för sent; inte medräknat"
                                                         : "Har inte svarat"));
}

/* The scales of the columns, explained: 1 Tillstyrker, 2 … */
static void add_key(const matrix *m)
{
    ov_list *list = ov_map_list(m->p->root, "key");
    const ov_compiled_scale *last = NULL;

    for (size_t i = 0; i < m->n_columns; i++) {
        const ov_compiled_question *q = &m->p->k.questions[m->columns[i]];

        if (q->scale == last || strcmp(q->kind, "grade") != 0)
            continue;
        last = q->scale;
        for (size_t g = 0; g < q->scale->n; g++) {
            ov_map *item = ov_list_add(list);

            ov_map_text(item, "n", digits[g]);
            ov_map_text(item, "label", q->scale->label[g]);
        }
        break;
    }
}

static void add_documents(const ov_compiled_page *p, size_t chosen)
{
    ov_list *list = ov_map_list(p->root, "documents");
    ov_arena *arena = ov_req_arena(p->req);

    for (size_t i = 0; i < p->k.documents->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "title", ov_cell_text(p->k.documents, i, 6));
        ov_map_bool(item, "current", i + 1 == chosen);
        ov_map_text(item, "href",
                    ov_compiled_with(p, ov_compiled_path(p, "/parter"),
                                     ov_printf(arena, "dokument=%zu", i + 1)));
        if (i + 1 == chosen)
            ov_map_text(p->root, "document_title", ov_cell_text(p->k.documents, i, 6));
    }
    ov_map_bool(p->root, "has_documents", p->k.documents->n > 1);
}

/* GET /remiss/:id/sammanstallning/parter?dokument=1 — every party and every provision. */
ov_status ov_page_compilation_parties(ov_req *req)
{
    ov_compiled_page p;
    ov_list *list;
    ov_id document;
    matrix m = {0};
    size_t next = 0;

    OV_TRY(ov_compiled_open(req, OV_NEED_ANSWERS, "compilation_parties", "/parter", "Part för part",
                            &p));
    if (!p.view)
        return OV_OK;
    m.p = &p;
    document = ov_compiled_document(&p, &m.document);
    OV_TRY(ov_compilation_parties(ov_req_ctx(req), &p.k));
    OV_TRY(ov_compilation_answers(ov_req_ctx(req), &p.k, &p.sight, document, 0, false, &m.answers,
                                  &m.n_answers));
    find_columns(&m, document);
    add_documents(&p, m.document);
    add_columns(&m);
    add_key(&m);
    list = ov_map_list(p.root, "parties");
    for (size_t i = 0; i < p.k.n_parties; i++)
        add_row(&m, list, i, &next);
    ov_map_bool(p.root, "has_parties", p.k.n_parties > 0);
    if (p.sight.all)
        ov_comments_noted(req, &p.k.c);
    return ov_view_send(p.view);
}

/* ---- One question ---- */

static const ov_compiled_question *question_n(const ov_compiled_page *p, int64_t n, size_t *place)
{
    for (size_t i = 0; i < p->k.n_questions; i++)
        if (p->k.questions[i].n == n) {
            *place = i;
            return &p->k.questions[i];
        }
    return NULL;
}

/* The provision as the party would have it, against the text that was sent out. */
static ov_status add_wording(const ov_compiled_page *p, ov_map *item, const ov_compiled_question *q,
                             ov_str wording)
{
    const ov_diff_op *ops;
    ov_str body;
    size_t n;

    OV_TRY(ov_compiled_body(ov_req_ctx(p->req), q, &body));
    ops = ov_diff_words(ov_req_arena(p->req), body, wording, &n);
    ov_compare_ops(ov_map_map(item, "wording"), ops, n);
    return OV_OK;
}

static ov_status add_said(const ov_compiled_page *p, ov_list *list, const ov_compiled_question *q,
                          const ov_compiled_answer *a)
{
    const ov_compiled_party *party = &p->k.parties[a->party];
    ov_map *item = ov_list_add(list);

    ov_map_text(item, "party", party->name);
    ov_map_text(item, "href",
                ov_printf(ov_req_arena(p->req), "%s#f%lld",
                          ov_compiled_response_path(p->req, p->k.c.id, &p->sight, party),
                          (long long)q->n));
    ov_map_text_or_false(item, "grade", ov_compiled_label(&p->k, a));
    ov_map_text_or_false(item, "timing", ov_compiled_timing(p->req, party));
    ov_map_text_or_false(item, "joins", a->joins);
    ov_map_bool(item, "masked", a->masked && p->sight.all);
    ov_map_lines(item, "paragraphs", a->comment);
    return a->wording.len ? add_wording(p, item, q, a->wording) : OV_OK;
}

/* The party of the list that sent a response; NULL: the choices leave it out. */
static const ov_compiled_party *sender_of(const ov_compilation *k, ov_id response_id)
{
    for (size_t i = 0; i < k->n_parties; i++)
        if (k->parties[i].response_id == response_id)
            return &k->parties[i];
    return NULL;
}

/* What staff have placed here out of attachments: for those who follow the round, since nobody
 * masks it, and never counted. */
static ov_status add_placed(const ov_compiled_page *p, const ov_compiled_question *q)
{
    ov_list *list = ov_map_list(p->root, "placed");
    ov_ctx *ctx = ov_req_ctx(p->req);
    const ov_rows *rows;

    OV_TRY(ov_placements(ctx, p->k.c.id, q->id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const ov_compiled_party *party = sender_of(&p->k, ov_cell_int(rows, i, OV_PLACED_RESPONSE));
        ov_instant at = ov_cell_int(rows, i, OV_PLACED_AT);
        ov_map *item;

        if (!party || (p->k.filter.at && at > p->k.filter.at))
            continue;
        item = ov_list_add(list);
        ov_map_text(item, "party", party->name);
        ov_map_text(item, "href", ov_compiled_response_path(p->req, p->k.c.id, &p->sight, party));
        ov_map_text(item, "by", ov_cell_text(rows, i, OV_PLACED_BY));
        ov_map_text(item, "at", ov_format_instant(ctx->arena, at, ctx->lang));
        ov_map_lines(item, "paragraphs", ov_cell_str(rows, i, OV_PLACED_TEXT));
    }
    ov_map_bool(p->root, "has_placed", ov_list_length(list) > 0);
    return OV_OK;
}

/* The files that came with the answers to this question; whoever sent one has answered. */
static ov_status add_filed(const ov_compiled_page *p, const ov_compiled_question *q, bool *spoke)
{
    ov_list *list = ov_map_list(p->root, "filed");
    const ov_compiled_file *files;
    size_t n;

    OV_TRY(ov_compilation_files(ov_req_ctx(p->req), &p->k, &p->sight, q->id, &files, &n));
    for (size_t i = 0; i < n; i++) {
        const ov_compiled_party *party = &p->k.parties[files[i].party];
        const char *href = ov_compiled_response_path(p->req, p->k.c.id, &p->sight, party);
        ov_map *item = ov_list_add(list);

        spoke[files[i].party] = true;
        ov_map_text(item, "party", party->name);
        ov_map_text(item, "href", href);
        ov_map_text_or_false(item, "file", files[i].name);
        ov_map_text(item, "file_href",
                    ov_printf(ov_req_arena(p->req), "%s/fil/%lld", href, (long long)files[i].id));
    }
    ov_map_bool(p->root, "has_filed", n > 0);
    return OV_OK;
}

static ov_status add_answers(ov_compiled_page *p, const ov_compiled_question *q, size_t place)
{
    const char *grade = ov_req_query(p->req, "betyg");
    ov_list *said = ov_map_list(p->root, "said"), *silent = ov_map_list(p->root, "silent"),
            *plain = ov_map_list(p->root, "plain");
    const ov_compiled_answer *answers;
    bool *spoke;
    size_t n;

    OV_TRY(ov_compilation_parties(ov_req_ctx(p->req), &p->k));
    OV_TRY(
        ov_compilation_answers(ov_req_ctx(p->req), &p->k, &p->sight, 0, q->id, true, &answers, &n));
    spoke = ov_calloc(ov_req_arena(p->req), p->k.n_parties + 1, sizeof *spoke);
    for (size_t i = 0; i < n; i++) {
        const ov_compiled_answer *a = &answers[i];

        spoke[a->party] = true;
        if (a->question != place ||
            (grade && *grade && (a->grade < 0 || strcmp(q->scale->code[a->grade], grade) != 0)))
            continue;
        if (a->comment.len || a->wording.len || a->joins)
            OV_TRY(add_said(p, said, q, a));
        else
            OV_TRY(add_said(p, plain, q, a));
    }
    OV_TRY(add_filed(p, q, spoke));
    for (size_t i = 0; i < p->k.n_parties; i++)
        if (!spoke[i] && (!p->k.parties[i].outsider || p->sight.all) &&
            (!p->k.parties[i].response_id || ov_sight_answer(&p->sight, &p->k.parties[i])))
            ov_map_text(ov_list_add(silent), "party", p->k.parties[i].name);
    ov_map_bool(p->root, "has_said", ov_list_length(said) > 0);
    ov_map_bool(p->root, "has_plain", ov_list_length(plain) > 0);
    ov_map_int(p->root, "n_silent", (int64_t)ov_list_length(silent));
    ov_map_bool(p->root, "has_silent", ov_list_length(silent) > 0);
    if (!p->sight.all)
        return OV_OK;
    ov_comments_noted(p->req, &p->k.c);
    return add_placed(p, q);
}

static void add_grades(const ov_compiled_page *p, const ov_compiled_question *q)
{
    const char *grade = ov_req_query(p->req, "betyg");
    ov_list *list = ov_map_list(p->root, "grades");

    for (size_t g = 0; q->scale && g < q->scale->n; g++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "value", q->scale->code[g]);
        ov_map_text(item, "text", q->scale->label[g]);
        ov_map_bool(item, "chosen", grade && !strcmp(grade, q->scale->code[g]));
    }
    ov_map_bool(p->root, "has_grades", q->scale != NULL);
}

static void add_neighbours(const ov_compiled_page *p, size_t place)
{
    ov_arena *arena = ov_req_arena(p->req);

    for (int step = -1; step <= 1; step += 2) {
        ov_map *item;

        if ((step < 0 && place == 0) || (step > 0 && place + 1 >= p->k.n_questions))
            continue;
        item = ov_map_map(p->root, step < 0 ? "before" : "after");
        const ov_compiled_question *q = &p->k.questions[step < 0 ? place - 1 : place + 1];
        ov_map_text(item, "title", ov_compiled_title(arena, q));
        ov_map_text(item, "href",
                    ov_compiled_path(p, ov_printf(arena, "/p/%lld", (long long)q->n)));
    }
}

ov_status ov_compiled_question_page(ov_req *req, int64_t n)
{
    const char *page = ov_printf(ov_req_arena(req), "/p/%lld", (long long)n);
    const ov_compiled_question *q;
    ov_compiled_page p;
    size_t place;

    OV_TRY(ov_compiled_open(req, OV_NEED_FIGURES, "compilation_question", page, "Vad svaren säger",
                            &p));
    if (!p.view)
        return OV_OK;
    q = question_n(&p, n, &place);
    if (!q)
        return ov_fail(&ov_req_ctx(req)->err, OV_NOT_FOUND, "no question %lld", (long long)n);
    ov_map_text(p.root, "question", ov_compiled_title(ov_req_arena(req), q));
    if (q->node_id)
        ov_map_text(p.root, "text_href", ov_req_path(req, "/p/%lld", (long long)q->node_id));
    ov_map_int(p.root, "comments", q->comments);
    ov_compiled_hist(&p, ov_map_map(p.root, "hist"), q, p.k.population);
    add_grades(&p, q);
    add_neighbours(&p, place);
    if (p.sight.answers)
        OV_TRY(add_answers(&p, q, place));
    return ov_view_send(p.view);
}

/* GET /remiss/:id/sammanstallning/p/:n — one question: figures, and what was written. */
ov_status ov_page_compilation_question(ov_req *req)
{
    int64_t n;

    OV_TRY(ov_req_arg_id(req, "n", &n));
    return ov_compiled_question_page(req, n);
}

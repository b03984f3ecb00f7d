/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation_pages.c — what the answers say, provision by provision: numbers first, bars beside
 * them, and no mean of words. */
#include "pages/pages.h"
#include "pages/consult/respond.h"
#include "pages/consult/round.h"

#include "view/format.h"

#include <string.h>

enum { TABLE_N, TABLE_NODE, TABLE_NUMBER, TABLE_HEADING, TABLE_GRADES, TABLE_COMMENTS = 12 };
enum { MAX_GRADES = 8, SHOWN = 4 };
enum { COMMENT_CODE, COMMENT_NAME, COMMENT_GRADE, COMMENT_TEXT };

typedef struct compilation {
    ov_consultation c;
    const ov_rows *grades, *table;
    size_t n_grades;
    bool comments; /* may read what was written */
} compilation;

static int64_t figure(const compilation *k, size_t row, size_t grade)
{
    return ov_cell_int(k->table, row, TABLE_GRADES + grade);
}

static int64_t sum_of(const compilation *k, size_t row)
{
    int64_t sum = 0;

    for (size_t g = 0; g < k->n_grades; g++)
        sum += figure(k, row, g);
    return sum;
}

/* n: those who took a position. "Avstår" and "inga synpunkter" stand outside (practice 11). */
static int64_t positions_of(const compilation *k, size_t row)
{
    int64_t n = 0;

    for (size_t g = 0; g < k->n_grades; g++)
        if (!ov_cell_null(k->grades, g, OV_GRADE_ORDINAL))
            n += figure(k, row, g);
    return n;
}

/* The middle answer; only for a scale that is declared ordinal, else NULL. */
static const char *median_of(const compilation *k, size_t row)
{
    int64_t n = positions_of(k, row), seen = 0;

    if (!n || !ov_cell_int(k->grades, 0, OV_GRADE_SCALE_ORDINAL))
        return NULL;
    for (size_t g = 0; g < k->n_grades; g++) {
        if (ov_cell_null(k->grades, g, OV_GRADE_ORDINAL))
            continue;
        seen += figure(k, row, g);
        if (2 * seen >= n)
            return ov_cell_text(k->grades, g, OV_GRADE_LABEL);
    }
    return NULL;
}

/* The tint of a cell: a fifth each of the answers to the provision. */
static const char *heat(int64_t n, int64_t sum)
{
    static const char *const tints[] = {"h1", "h2", "h3", "h4", "h5"};
    int64_t fifth = sum ? n * 5 / sum : 0;

    return tints[fifth > 4 ? 4 : fifth];
}

static const char *title_of(ov_req *req, const compilation *k, size_t row)
{
    return ov_question_title(ov_req_arena(req), ov_cell_text(k->table, row, TABLE_NUMBER),
                             ov_cell_text(k->table, row, TABLE_HEADING));
}

/* Its number, else its heading: enough to tell links apart. */
static const char *short_of(const compilation *k, size_t row)
{
    const char *number = ov_cell_text(k->table, row, TABLE_NUMBER);

    return number ? number : ov_cell_text(k->table, row, TABLE_HEADING);
}

static void add_comments_link(ov_req *req, ov_map *item, const compilation *k, size_t row)
{
    int64_t n = ov_cell_int(k->table, row, TABLE_COMMENTS);

    ov_map_int(item, "comments", n);
    if (k->comments && n)
        ov_map_text(item, "comments_href",
                    ov_printf(ov_req_arena(req), "?fraga=%lld#kommentarer",
                              (long long)ov_cell_int(k->table, row, TABLE_N)));
}

/* The figures of one provision as rows: n and its tint. */
static void add_cells(ov_req *req, ov_map *item, const compilation *k, size_t row, int64_t sum)
{
    static const ov_field fields[] = {{"n", OV_FIELD_INT}, {"heat", OV_FIELD_TEXT}, {NULL, 0}};
    ov_rows *rows = ov_alloc(ov_req_arena(req), sizeof *rows);
    ov_val *cells = ov_calloc(ov_req_arena(req), k->n_grades * 2 + 1, sizeof *cells);

    for (size_t g = 0; g < k->n_grades; g++) {
        int64_t n = figure(k, row, g);

        cells[2 * g] = ov_int(n);
        cells[2 * g + 1] = ov_text(heat(n, sum));
    }
    *rows = (ov_rows){.n = k->n_grades, .columns = 2, .cells = cells};
    ov_map_rows(item, "cells", rows, fields);
}

static void add_table(ov_req *req, ov_map *root, const compilation *k)
{
    ov_list *heads = ov_map_list(root, "heads"), *rows = ov_map_list(root, "rows");

    for (size_t g = 0; g < k->n_grades; g++)
        ov_map_text(ov_list_add(heads), "label", ov_cell_text(k->grades, g, OV_GRADE_LABEL));
    for (size_t i = 0; i < k->table->n; i++) {
        ov_map *item = ov_list_add(rows);
        int64_t sum = sum_of(k, i);

        ov_map_text(item, "title", title_of(req, k, i));
        ov_map_text(item, "short", short_of(k, i));
        ov_map_text(item, "href",
                    ov_req_path(req, "/p/%lld", (long long)ov_cell_int(k->table, i, TABLE_NODE)));
        add_cells(req, item, k, i, sum);
        ov_map_int(item, "sum", sum);
        ov_map_text(item, "median", median_of(k, i));
        add_comments_link(req, item, k, i);
    }
    ov_map_bool(root, "ordinal",
                k->n_grades && ov_cell_int(k->grades, 0, OV_GRADE_SCALE_ORDINAL) != 0);
}

/* How much of a provision is not plain support: what is left to work on. */
static int64_t unrest(const compilation *k, size_t row)
{
    int64_t n = 0;

    for (size_t g = 0; g < k->n_grades; g++)
        if (ov_cell_int(k->grades, g, OV_GRADE_NEEDS_REASON))
            n += figure(k, row, g);
    return n;
}

/* The next provision in falling order of unrest that is not among the n taken; table->n: none. */
static size_t next_restless(const compilation *k, const size_t *taken, size_t n)
{
    size_t best = k->table->n;

    for (size_t i = 0; i < k->table->n; i++) {
        bool used = false;

        for (size_t t = 0; t < n; t++)
            used = used || taken[t] == i;
        if (!used && unrest(k, i) > 0 && (best == k->table->n || unrest(k, i) > unrest(k, best)))
            best = i;
    }
    return best;
}

static void add_bars(ov_req *req, ov_map *item, const compilation *k, size_t row, int64_t widest)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *bars = ov_map_list(item, "bars");
    int64_t n = positions_of(k, row);

    for (size_t g = 0; g < k->n_grades; g++) {
        ov_map *bar = ov_list_add(bars);
        int64_t figures = figure(k, row, g);
        bool inside = !ov_cell_null(k->grades, g, OV_GRADE_ORDINAL);

        ov_map_text(bar, "label", ov_cell_text(k->grades, g, OV_GRADE_LABEL));
        ov_map_int(bar, "n", figures);
        ov_map_text(bar, "share",
                    inside && n ? ov_printf(ctx->arena, "%lld\u00a0%%",
                                            (long long)((200 * figures + n) / (2 * n)))
                                : "–");
        ov_map_int(bar, "width", figures);
        ov_map_int(bar, "widest", widest);
    }
}

/* The provisions with most to work on, each as a small table with bars on one common scale. */
static void add_histograms(ov_req *req, ov_map *root, const compilation *k)
{
    ov_list *list = ov_map_list(root, "hists");
    size_t taken[SHOWN], n = 0;
    int64_t widest = 1;

    for (size_t i = 0; i < k->table->n; i++)
        widest = sum_of(k, i) > widest ? sum_of(k, i) : widest;
    for (; n < SHOWN; n++) {
        size_t row = next_restless(k, taken, n);
        ov_map *item;

        if (row == k->table->n)
            break;
        taken[n] = row;
        item = ov_list_add(list);
        ov_map_int(item, "k", (int64_t)n + 1);
        ov_map_text(item, "title", title_of(req, k, row));
        ov_map_int(item, "positions", positions_of(k, row));
        ov_map_int(item, "outside", sum_of(k, row) - positions_of(k, row));
        ov_map_text(item, "median", median_of(k, row));
        add_bars(req, item, k, row, widest);
        add_comments_link(req, item, k, row);
    }
    ov_map_bool(root, "has_hists", n > 0);
}

/* ?fraga=N: what was written on one provision. */
static ov_status add_comments(ov_req *req, ov_map *root, const compilation *k)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *asked = ov_req_query(req, "fraga");
    int64_t n = 0;
    const ov_rows *rows;
    ov_map *chosen;
    ov_list *list;

    if (!k->comments || !asked || ov_parse_int(ov_str_from(asked), &n) != OV_OK || n < 1 ||
        n > (int64_t)k->table->n)
        return OV_OK;
    OV_TRY(ov_question_comments(ctx, k->c.id, n, &rows));
    chosen = ov_map_map(root, "chosen");
    ov_map_text(chosen, "title", title_of(req, k, (size_t)n - 1));
    list = ov_map_list(chosen, "comments");
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "party", ov_cell_text(rows, i, COMMENT_NAME));
        ov_map_text(item, "grade", ov_cell_text(rows, i, COMMENT_GRADE));
        ov_map_text(item, "text", ov_cell_text(rows, i, COMMENT_TEXT));
    }
    return OV_OK;
}

static ov_status add_totals(ov_req *req, ov_map *root, const compilation *k)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *status;
    int64_t answered = 0;

    OV_TRY(ov_consultation_status(ctx, k->c.id, &status));
    for (size_t i = 0; i < status->n; i++)
        answered += !strcmp(ov_cell_text(status, i, 3), "submitted");
    ov_map_int(root, "answered", answered);
    ov_map_int(root, "invited", (int64_t)status->n);
    ov_map_int(root, "provisions", (int64_t)k->table->n);
    ov_map_bool(root, "has_answers", answered > 0);
    ov_map_text(root, "as_of", ov_format_instant(ctx->arena, ctx->received, ctx->lang));
    return OV_OK;
}

/* GET /remiss/:id/sammanstallning — figures from the kept tallies. While the round is open only
 * those who run it see them, so that nobody answers by what others have answered; afterwards
 * everybody does. What was written stays with those who may read the responses. */
ov_status ov_page_compilation(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "compilation");
    ov_map *root = ov_view_root(view);
    compilation k = {0};

    OV_TRY(ov_round_of(req, &k.c));
    k.comments = ov_req_may(req, OV_MAY_FOLLOW, 0) == OV_OK;
    if (!k.comments && !ov_consultation_public(&k.c, ctx->received))
        return ov_refuse(req, 403,
                         ov_req_tr(req, "Sammanställningen visas när remissen har stängt och den "
                                        "har publicerats."));
    OV_TRY(ov_scale_grades(ctx, k.c.scale_id, &k.grades));
    OV_TRY(ov_grade_table(ctx, &k.c, &k.table));
    k.n_grades = k.grades->n < MAX_GRADES ? k.grades->n : MAX_GRADES;
    ov_round_model(req, view, &k.c, true);
    ov_view_title(view, ov_req_tr(req, "Vad svaren säger"));
    ov_view_crumb(view, ov_req_tr(req, "Sammanställning"), NULL);
    ov_map_bool(root, "follows", k.comments);
    OV_TRY(add_totals(req, root, &k));
    add_table(req, root, &k);
    add_histograms(req, root, &k);
    OV_TRY(add_comments(req, root, &k));
    if (k.comments)
        ov_comments_noted(req, &k.c);
    return ov_view_send(view);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* frames_pages.c — the year's frames, payer × recipient, and the price step by step. */
#include "regional.h"

#include "util/money.h"
#include "view/format.h"

#include <stdlib.h>

/* ---- /ramar ---- */

static void cell_add(ov_req *req, ov_list *cells, const regional_year *year,
                     const regional_matrix *m, size_t i, size_t k)
{
    ov_map *cell = ov_list_add(cells);
    bool shown = m->has[i][k] && m->cell[i][k] > 0;

    ov_map_bool(cell, "none", !shown);
    ov_map_bool(cell, "own", shown && i == k);
    ov_map_text(cell, "tkr", ov_format_tkr(ov_req_arena(req), m->cell[i][k]));
    if (shown && i != k)
        ov_map_text(cell, "href",
                    ov_req_path(req, "/betalplan?ar=%d#%s-%s", year->params.year,
                                year->parties[i].ascii, year->parties[k].ascii));
    else
        ov_map_bool(cell, "href", false);
}

static void matrix_add(ov_req *req, ov_map *map, const regional_year *year,
                       const regional_matrix *m)
{
    ov_arena *a = ov_req_arena(req);
    ov_list *columns = ov_map_list(map, "columns");
    ov_list *rows = ov_map_list(map, "rows");
    ov_list *sums = ov_map_list(map, "sums");

    for (size_t i = 0; i < year->n; i++) {
        ov_map *row = ov_list_add(rows);
        ov_list *cells = ov_map_list(row, "cells");

        ov_map_text(ov_list_add(columns), "name", year->parties[i].name);
        ov_map_text(row, "name", year->parties[i].name);
        for (size_t k = 0; k < year->n; k++)
            cell_add(req, cells, year, m, i, k);
        ov_map_text(row, "sum", ov_format_tkr(a, m->row[i]));
        ov_map_text(ov_list_add(sums), "tkr", ov_format_tkr(a, m->column[i]));
    }
    ov_map_text(map, "total", ov_format_tkr(a, m->total));
}

typedef struct net {
    size_t payer, recipient;
    ov_ore amount;
} net;

static int by_amount(const void *a, const void *b)
{
    const net *x = a, *y = b;

    if (x->amount != y->amount)
        return x->amount < y->amount ? 1 : -1;
    return x->payer < y->payer ? -1 : 1;
}

/* Who pays whom when both directions are set against each other: information, never a payment. */
static size_t nets_find(const regional_year *year, net nets[])
{
    size_t n = 0;

    for (size_t i = 0; i < year->n; i++) {
        for (size_t k = i + 1; k < year->n; k++) {
            ov_ore difference = regional_owes(year, i, k) - regional_owes(year, k, i);

            if (difference > 0)
                nets[n++] = (net){i, k, difference};
            else if (difference < 0)
                nets[n++] = (net){k, i, -difference};
        }
    }
    qsort(nets, n, sizeof *nets, by_amount);
    return n;
}

static void nets_add(ov_req *req, ov_map *root, const regional_year *year)
{
    net nets[REGIONAL_PARTIES * REGIONAL_PARTIES];
    size_t n = nets_find(year, nets);
    ov_list *list = ov_map_list(root, "nets");

    for (size_t i = 0; i < n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "payer", year->parties[nets[i].payer].name);
        ov_map_text(item, "recipient", year->parties[nets[i].recipient].name);
        ov_map_text(item, "tkr", ov_format_tkr(ov_req_arena(req), nets[i].amount));
    }
    ov_map_bool(root, "has_nets", n > 0);
    if (n > 0) {
        ov_map *most = ov_map_map(root, "most");

        ov_map_text(most, "payer", year->parties[nets[0].payer].name);
        ov_map_text(most, "recipient", year->parties[nets[0].recipient].name);
    }
}

static ov_status positions_add(ov_req *req, ov_map *root, const regional_year *year)
{
    ov_arena *a = ov_req_arena(req);
    ov_list *list = ov_map_list(root, "positions");
    ov_ore difference = 0;

    for (size_t i = 0; i < year->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_ore pays = 0, receives = 0;

        for (size_t k = 0; k < year->n; k++) {
            OV_TRY(ov_ore_add(pays, regional_owes(year, i, k), &pays));
            OV_TRY(ov_ore_add(receives, regional_owes(year, k, i), &receives));
        }
        difference += receives - pays;
        ov_map_text(item, "name", year->parties[i].name);
        ov_map_text(item, "receives", ov_format_tkr(a, receives));
        ov_map_text(item, "pays", ov_format_tkr(a, pays));
        ov_map_text(item, "net", ov_format_tkr(a, receives - pays));
    }
    ov_map_text(root, "difference", ov_format_tkr(a, difference));
    return OV_OK;
}

static ov_status activities_add(ov_req *req, ov_map *root)
{
    static const ov_field fields[] = {{"name", OV_FIELD_TEXT}, {"host", OV_FIELD_TEXT}, {NULL, 0}};
    const ov_rows *rows;

    OV_TRY(ov_select(ov_req_ctx(req), &regional_sql[REGIONAL_ACTIVITIES],
                     OV_ARGS(ov_int(ov_req_matter(req)->id)), &rows));
    ov_map_rows(root, "activities", rows, fields);
    ov_map_bool(root, "has_activities", rows->n > 0);
    return OV_OK;
}

/* GET /arende/:slug/ramar — the year's fixed frames, payer × recipient. Source 002 § 7.3. */
ov_status regional_frames_page(ov_req *req)
{
    regional_year year;
    ov_status status = regional_year_read(req, &year);
    ov_view *view;
    ov_map *root;

    if (status == OV_NOT_FOUND && !ov_req_query(req, "ar"))
        return regional_empty(req, "Fasta ramar");
    OV_TRY(status);
    view = regional_view(req, "regional/frames", "Fasta ramar");
    root = ov_view_root(view);
    ov_map_int(root, "year", year.params.year);
    ov_map_text(root, "decision", year.params.decision_ref);
    OV_TRY(regional_clause(req, root, "clause", year.params.frames_clause));
    matrix_add(req, ov_map_map(root, "fixed"), &year, &year.fixed);
    matrix_add(req, ov_map_map(root, "shared"), &year, &year.shared);
    nets_add(req, root, &year);
    OV_TRY(positions_add(req, root, &year));
    OV_TRY(activities_add(req, root));
    return ov_view_send(view);
}

/* ---- /pris ---- */

/* price × num/den before rounding, in kronor with two decimals, and whether that is exact. */
static ov_status product_add(ov_req *req, ov_map *root, const ov_param_set *p)
{
    __int128 ore = (__int128)p->drg1_price_kr * p->var_num * 100;
    ov_ore rounded;

    OV_TRY(ov_round_div(ore, p->var_den, &rounded));
    ov_map_text(root, "product", ov_format_ore(ov_req_arena(req), rounded));
    ov_map_bool(root, "exact", ore % p->var_den == 0);
    return OV_OK;
}

/* The share in percent, with one decimal where it needs one: "35", "33,3". */
static const char *percent(ov_arena *arena, int64_t num, int64_t den)
{
    int64_t tenths = 0;

    if (ov_mul_div(num, 1000, den, &tenths) != OV_OK)
        return "";
    if (tenths % 10 == 0)
        return ov_printf(arena, "%lld", (long long)(tenths / 10));
    return ov_printf(arena, "%lld,%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

static ov_status examples_add(ov_req *req, ov_map *root, const ov_param_set *p)
{
    static const struct {
        const char *weight;
        int64_t e4;
    } examples[] = {{"1,0000", 10000}, {"0,0480", 480}, {"1,2345", 12345}, {"12,3456", 123456}};
    ov_list *list = ov_map_list(root, "examples");

    for (size_t i = 0; i < OV_LEN(examples); i++) {
        ov_map *item = ov_list_add(list);
        ov_ore amount;

        OV_TRY(ov_variable_amount(examples[i].e4, p->billing_price, &amount));
        ov_map_text(item, "weight", examples[i].weight);
        ov_map_text(item, "amount", ov_format_ore(ov_req_arena(req), amount));
    }
    return OV_OK;
}

/* GET /arende/:slug/pris — the price for weight 1.0 and the billing price, step by step. § 7.4. */
ov_status regional_price_page(ov_req *req)
{
    ov_arena *a = ov_req_arena(req);
    regional_year year;
    ov_status status = regional_year_read(req, &year);
    const ov_param_set *p = &year.params;
    ov_view *view;
    ov_map *root;

    if (status == OV_NOT_FOUND && !ov_req_query(req, "ar"))
        return regional_empty(req, "Pris");
    OV_TRY(status);
    view = regional_view(req, "regional/price", "Pris");
    root = ov_view_root(view);
    ov_map_int(root, "year", p->year);
    ov_map_text(root, "full_price", ov_format_count(a, p->drg1_price_kr));
    ov_map_text(root, "price", ov_format_count(a, p->billing_price / 100));
    ov_map_text(root, "percent", percent(a, p->var_num, p->var_den));
    ov_map_text(root, "fixed_percent", percent(a, p->var_den - p->var_num, p->var_den));
    ov_map_int(root, "terms", p->terms_days);
    ov_map_int(root, "limit", p->limit_months);
    ov_map_text(root, "decision", p->decision_ref);
    OV_TRY(regional_clause(req, root, "clause", p->price_clause));
    OV_TRY(product_add(req, root, p));
    OV_TRY(examples_add(req, root, p));
    return ov_view_send(view);
}

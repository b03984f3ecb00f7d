/* SPDX-License-Identifier: EUPL-1.2 */
/* plan_pages.c — the twelve instalments of every pair, as a page and as a file. Source 002 § 6.1.
 */
#include "regional.h"

#include "util/buf.h"
#include "view/format.h"

#include <string.h>

/* The published statement of a pair's month, or NULL. Drafts are nobody else's business. */
static const char *issued(const ov_rows *months, ov_id payer, ov_id recipient, int month)
{
    for (size_t i = 0; i < months->n; i++) {
        if (ov_cell_int(months, i, OV_MONTH_PAYER) == payer &&
            ov_cell_int(months, i, OV_MONTH_RECIPIENT) == recipient &&
            ov_cell_int(months, i, OV_MONTH_NUMBER_OF) == month)
            return ov_cell_text(months, i, OV_MONTH_NUMBER);
    }
    return NULL;
}

static void state_add(ov_req *req, ov_map *row, const char *number, bool past)
{
    const char *tone = number ? "done" : past ? "none" : "plan";
    const char *word = number ? "Lämnat" : past ? "Inget" : "Planerat";

    ov_map_text(row, "tone", tone);
    ov_map_text(row, "state", ov_req_tr(req, word));
    if (number) {
        ov_map_text(row, "number", number);
        ov_map_text(row, "href", ov_req_path(req, "/avrakning/%s", number));
    } else {
        ov_map_bool(row, "number", false);
        ov_map_bool(row, "href", false);
    }
}

/* "fre 26 januari": the year stands in the heading, and six columns must fit. */
static const char *short_day(ov_ctx *ctx, ov_day day)
{
    static const char *const sv[] = {"mån", "tis", "ons", "tors", "fre", "lör", "sön"};
    static const char *const en[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const char *const *names = strcmp(ctx->lang, "en") == 0 ? en : sv;
    const char *text = ov_format_day(ctx->arena, day, ctx->lang);
    size_t n = strlen(text);

    while (n > 0 && text[n - 1] >= '0' && text[n - 1] <= '9')
        n--;
    return ov_printf(ctx->arena, "%s %.*s", names[ov_weekday(day) - 1],
                     (int)ov_str_trim((ov_str){text, n}).len, text);
}

static ov_status month_add(ov_req *req, ov_map *row, const regional_year *year, size_t i, size_t k,
                           int month, ov_ore sums[3])
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_param_set *p = &year->params;
    ov_day day = ov_payment_day(p->year, month, p->pay_day);
    ov_ore fixed, shared, total;

    OV_TRY(regional_instalment(year, i, k, month, &fixed, &shared, &total));
    sums[0] += fixed; /* parts of the frames: their sums fit */
    sums[1] += shared;
    sums[2] += total;
    ov_map_text(row, "day", short_day(ctx, day));
    ov_map_text(row, "day_iso", ov_day_iso(ctx->arena, day));
    ov_map_bool(row, "moved", ov_civil_from_day(day).day != p->pay_day);
    ov_map_text(row, "fixed", ov_format_ore(ctx->arena, fixed));
    ov_map_text(row, "shared", ov_format_ore(ctx->arena, shared));
    ov_map_text(row, "total", ov_format_ore(ctx->arena, total));
    ov_map_text(row, "so_far", ov_format_ore(ctx->arena, sums[2]));
    return OV_OK;
}

static ov_status pair_add(ov_req *req, ov_list *pairs, const regional_year *year, size_t i,
                          size_t k, const ov_rows *months)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *pair = ov_list_add(pairs);
    ov_list *rows = ov_map_list(pair, "rows");
    ov_day today = ov_stockholm_day(ctx->received);
    ov_ore sums[3] = {0};

    ov_map_text(pair, "anchor",
                ov_printf(ctx->arena, "%s-%s", year->parties[i].ascii, year->parties[k].ascii));
    ov_map_text(pair, "payer", year->parties[i].name);
    ov_map_text(pair, "recipient", year->parties[k].name);
    for (int month = 1; month <= 12; month++) {
        ov_map *row = ov_list_add(rows);
        ov_day day = ov_payment_day(year->params.year, month, year->params.pay_day);

        OV_TRY(month_add(req, row, year, i, k, month, sums));
        state_add(req, row, issued(months, year->parties[i].id, year->parties[k].id, month),
                  day < today);
    }
    ov_map_text(pair, "fixed_sum", ov_format_ore(ctx->arena, sums[0]));
    ov_map_text(pair, "shared_sum", ov_format_ore(ctx->arena, sums[1]));
    ov_map_text(pair, "sum", ov_format_ore(ctx->arena, sums[2]));
    ov_map_text(pair, "difference", ov_format_ore(ctx->arena, regional_owes(year, i, k) - sums[2]));
    return OV_OK;
}

/* The first pay day that is not over, of the year; false when all are. */
static void next_add(ov_req *req, ov_map *root, const ov_param_set *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_day today = ov_stockholm_day(ctx->received);

    ov_map_bool(root, "next", false);
    for (int month = 1; month <= 12; month++) {
        ov_day day = ov_payment_day(p->year, month, p->pay_day);

        if (day >= today) {
            ov_map_text(root, "next", ov_format_weekday(ctx->arena, day, ctx->lang));
            return;
        }
    }
}

static const char *policy_words(ov_req *req, ov_instalment_policy policy)
{
    static const char *const words[] = {
        [OV_CUMULATIVE] = "Varje månad är skillnaden mellan två avrundade ackumulerade andelar.",
        [OV_FIRST_MONTHS] = "Varje månad avrundas nedåt; resten läggs på de första månaderna.",
        [OV_LAST_MONTH] = "Varje månad avrundas nedåt; december tar resten.",
    };

    return ov_req_tr(req, words[policy]);
}

/* GET /arende/:slug/betalplan — twelve instalments per pair, pay day and year sum. */
ov_status regional_plan_page(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    regional_year year;
    ov_status status = regional_year_read(req, &year);
    const ov_rows *months;
    ov_list *pairs;
    ov_view *view;
    ov_map *root;

    if (status == OV_NOT_FOUND && !ov_req_query(req, "ar"))
        return regional_empty(req, "Betalplan");
    OV_TRY(status);
    OV_TRY(ov_statement_months(ctx, ov_req_matter(req)->id, year.params.year, &months));
    view = regional_view(req, "regional/plan", "Betalplan");
    root = ov_view_root(view);
    ov_map_int(root, "year", year.params.year);
    ov_map_int(root, "pay_day", year.params.pay_day);
    ov_map_text(root, "policy", policy_words(req, year.params.policy));
    ov_map_text(root, "ics_href", ov_req_path(req, "/betalplan.ics?ar=%d", year.params.year));
    ov_map_text(root, "csv_href", ov_req_path(req, "/betalplan.csv?ar=%d", year.params.year));
    OV_TRY(regional_clause(req, root, "clause", year.params.frames_clause));
    next_add(req, root, &year.params);
    pairs = ov_map_list(root, "pairs");
    for (size_t i = 0; i < year.n; i++) {
        for (size_t k = 0; k < year.n; k++) {
            if (regional_owes(&year, i, k) > 0)
                OV_TRY(pair_add(req, pairs, &year, i, k, months));
        }
    }
    return ov_view_send(view);
}

static ov_status csv_month(ov_req *req, ov_buf *out, const regional_year *year, size_t i, size_t k,
                           int month)
{
    ov_day day = ov_payment_day(year->params.year, month, year->params.pay_day);
    ov_ore fixed, shared, total;

    OV_TRY(regional_instalment(year, i, k, month, &fixed, &shared, &total));
    regional_csv_text(out, year->parties[i].name);
    ov_buf_addc(out, ';');
    regional_csv_text(out, year->parties[k].name);
    ov_buf_printf(out, ";%04d-%02d;%s;", year->params.year, month,
                  ov_day_iso(ov_req_arena(req), day));
    regional_csv_ore(out, fixed);
    ov_buf_addc(out, ';');
    regional_csv_ore(out, shared);
    ov_buf_addc(out, ';');
    regional_csv_ore(out, total);
    ov_buf_addz(out, "\r\n");
    return OV_OK;
}

static ov_status csv_rows(ov_req *req, ov_buf *out, const regional_year *year)
{
    ov_buf_addz(out, "\xEF\xBB\xBF"
                     "Betalare;Mottagare;Period;Betalas senast;Fast del;Gemensamma verksamheter;"
                     "Att betala\r\n");
    for (size_t i = 0; i < year->n; i++) {
        for (size_t k = 0; k < year->n; k++) {
            if (regional_owes(year, i, k) <= 0)
                continue;
            for (int month = 1; month <= 12; month++)
                OV_TRY(csv_month(req, out, year, i, k, month));
        }
    }
    return OV_OK;
}

/* GET /arende/:slug/betalplan.csv — the same amounts, a row per pair and month. */
ov_status regional_plan_csv(ov_req *req)
{
    regional_year year;
    ov_buf out = {0};
    ov_status status;

    OV_TRY(regional_year_read(req, &year));
    status = csv_rows(req, &out, &year);
    if (status == OV_OK)
        status = regional_send_file(
            req, "text/csv; charset=utf-8",
            ov_printf(ov_req_arena(req), "betalplan-%d.csv", year.params.year), &out);
    ov_buf_free(&out);
    return status;
}

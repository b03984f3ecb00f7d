/* SPDX-License-Identifier: EUPL-1.2 */
/* statement_view.c — a published statement: the page, the exact bytes behind its hash, and files.
 */
#include "regional.h"

#include "util/buf.h"
#include "view/format.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static ov_status lines_add(ov_req *req, ov_map *root, const ov_statement *s)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "lines");
    const ov_rows *rows;

    OV_TRY(ov_statement_lines(ctx, s->id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "seq", ov_cell_int(rows, i, OV_LINE_SEQ));
        ov_map_text(item, "text", ov_cell_text(rows, i, OV_LINE_TEXT));
        ov_map_text(item, "rule", ov_cell_text(rows, i, OV_LINE_RULE));
        ov_map_text(item, "amount", ov_format_ore(ctx->arena, ov_cell_int(rows, i, OV_LINE_ORE)));
        OV_TRY(regional_clause(req, item, "clause", ov_cell_text(rows, i, OV_LINE_CLAUSE)));
    }
    return OV_OK;
}

ov_status regional_statement_fill(ov_req *req, ov_map *root, const ov_statement *s)
{
    ov_ctx *ctx = ov_req_ctx(req);

    ov_map_text(root, "payer", s->payer_name);
    ov_map_text(root, "recipient", s->recipient_name);
    ov_map_text(root, "month", ov_format_month(ctx->arena, s->year, s->month, ctx->lang));
    ov_map_text(root, "total", ov_format_ore(ctx->arena, s->total));
    ov_map_text(root, "pay_day", ov_format_weekday(ctx->arena, s->pay_day, ctx->lang));
    ov_map_text(root, "pay_day_iso", ov_day_iso(ctx->arena, s->pay_day));
    ov_map_text(root, "prepared", s->prepared_name);
    ov_map_text(root, "prepared_at", ov_format_instant(ctx->arena, s->prepared_at, ctx->lang));
    ov_map_text(root, "plan_href",
                ov_req_path(req, "/betalplan?ar=%d#%s-%s", s->year, s->payer, s->recipient));
    return lines_add(req, root, s);
}

/* The statement that :nr names. */
static ov_status statement_read(ov_req *req, ov_statement *s)
{
    return ov_statement_by_number(ov_req_ctx(req), ov_req_matter(req)->id, ov_req_arg(req, "nr"),
                                  s);
}

/* GET /arende/:slug/avrakning/:nr — what anybody may see of a published statement. */
ov_status regional_statement_page(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_statement s;
    ov_view *view;
    ov_map *root;

    OV_TRY(statement_read(req, &s));
    view = ov_view_new(req, "regional/statement");
    root = ov_view_root(view);
    ov_view_title(view,
                  ov_printf(ctx->arena, "%s %s", ov_req_tr(req, "Regleringsbesked"), s.number));
    ov_view_crumb(view, "Regleringsbesked", ov_req_path(req, "/avrakning"));
    ov_view_crumb(view, s.number, NULL);
    OV_TRY(regional_statement_fill(req, root, &s));
    ov_map_text(root, "number", s.number);
    ov_map_text(root, "hash", s.hash);
    ov_map_text(root, "prev", s.prev);
    ov_map_bool(root, "first", strspn(s.prev, "0") == strlen(s.prev));
    ov_map_text(root, "lines_root", s.lines_root);
    ov_map_text(root, "published", s.published_name);
    ov_map_text(root, "published_at", ov_format_instant(ctx->arena, s.published_at, ctx->lang));
    ov_map_text(root, "published_iso", ov_instant_iso(ctx->arena, s.published_at));
    ov_map_text(root, "base", ov_req_path(req, "/avrakning/%s", s.number));
    ov_view_history(view, "statement", s.id);
    return ov_view_send(view);
}

/* GET /arende/:slug/avrakning/:nr.txt — sha256sum on these bytes gives the printed hash. */
ov_status regional_statement_txt(ov_req *req)
{
    ov_statement s;
    ov_str text;

    OV_TRY(statement_read(req, &s));
    OV_TRY(ov_statement_canonical(ov_req_ctx(req), &s, &text));
    return ov_send(req, 200, "text/plain; charset=utf-8", text);
}

static void csv_rows(ov_buf *out, const ov_statement *s, const ov_rows *lines)
{
    ov_buf_addz(out, "\xEF\xBB\xBF"
                     "Besked;Betalare;Mottagare;Period;Rad;Avser;Regel;Stöd i avtalet;Belopp\r\n");
    for (size_t i = 0; i < lines->n; i++) {
        ov_buf_printf(out, "%s;", s->number);
        regional_csv_text(out, s->payer_name);
        ov_buf_addc(out, ';');
        regional_csv_text(out, s->recipient_name);
        ov_buf_printf(out, ";%s;%lld;", s->period, (long long)ov_cell_int(lines, i, OV_LINE_SEQ));
        regional_csv_text(out, ov_cell_text(lines, i, OV_LINE_TEXT));
        ov_buf_addc(out, ';');
        regional_csv_text(out, ov_cell_text(lines, i, OV_LINE_RULE));
        ov_buf_addc(out, ';');
        regional_csv_text(out, ov_cell_text(lines, i, OV_LINE_CLAUSE));
        ov_buf_addc(out, ';');
        regional_csv_ore(out, ov_cell_int(lines, i, OV_LINE_ORE));
        ov_buf_addz(out, "\r\n");
    }
}

/* GET /arende/:slug/avrakning/:nr.csv */
ov_status regional_statement_csv(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *lines;
    ov_statement s;
    ov_buf out = {0};
    ov_status status;

    OV_TRY(statement_read(req, &s));
    OV_TRY(ov_statement_lines(ctx, s.id, &lines));
    csv_rows(&out, &s, lines);
    status = regional_send_file(req, "text/csv; charset=utf-8",
                                ov_printf(ctx->arena, "%s.csv", s.number), &out);
    ov_buf_free(&out);
    return status;
}

static json_t *party_json(const char *code, const char *short_name, const char *name)
{
    return json_pack("{s:s, s:s, s:s}", "code", code, "short", short_name, "name", name);
}

static json_t *lines_json(const ov_rows *rows)
{
    json_t *list = json_array();

    for (size_t i = 0; i < rows->n; i++)
        json_array_append_new(list,
                              json_pack("{s:I, s:s, s:s, s:I, s:s, s:s, s:s}", "line",
                                        (json_int_t)ov_cell_int(rows, i, OV_LINE_SEQ), "component",
                                        ov_cell_text(rows, i, OV_LINE_COMPONENT), "text",
                                        ov_cell_text(rows, i, OV_LINE_TEXT), "amount_ore",
                                        (json_int_t)ov_cell_int(rows, i, OV_LINE_ORE), "rule",
                                        ov_cell_text(rows, i, OV_LINE_RULE), "clause",
                                        ov_cell_text(rows, i, OV_LINE_CLAUSE), "leaf",
                                        ov_cell_text(rows, i, OV_LINE_LEAF)));
    return list;
}

static json_t *statement_json(ov_arena *arena, const ov_statement *s, const ov_rows *rows)
{
    json_t *all = json_pack(
        "{s:s, s:s, s:o, s:o, s:s, s:s, s:I}", "number", s->number, "kind", s->kind, "payer",
        party_json(s->payer, s->payer_short, s->payer_name), "recipient",
        party_json(s->recipient, s->recipient_short, s->recipient_name), "period", s->period,
        "pay_latest", ov_day_iso(arena, s->pay_day), "total_ore", (json_int_t)s->total);

    if (!all)
        return NULL;
    json_object_set_new(all, "lines", lines_json(rows));
    json_object_set_new(all, "corrects", s->corrects ? json_string(s->corrects) : json_null());
    json_object_set_new(all, "lines_root", json_string(s->lines_root));
    json_object_set_new(all, "prev", json_string(s->prev));
    json_object_set_new(all, "hash", json_string(s->hash));
    json_object_set_new(all, "published_at", json_string(ov_instant_iso(arena, s->published_at)));
    return all;
}

/* GET /arende/:slug/avrakning/:nr.json */
ov_status regional_statement_json(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *lines;
    ov_statement s;
    json_t *all;
    char *text;
    ov_status status;

    OV_TRY(statement_read(req, &s));
    OV_TRY(ov_statement_lines(ctx, s.id, &lines));
    all = statement_json(ctx->arena, &s, lines);
    text = all ? json_dumps(all, JSON_INDENT(2)) : NULL;
    json_decref(all);
    if (!text)
        return ov_fail(&ctx->err, OV_INTERNAL, "statement %s cannot be written as JSON", s.number);
    status = ov_send(req, 200, "application/json; charset=utf-8", ov_str_from(text));
    free(text);
    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* export_write.c — the tables of an export as CSV, JSON and a workbook. */
#include "consult/compilation/export.h"

#include "util/csv.h"
#include "util/date.h"
#include "util/json.h"
#include "util/xlsx.h"

#include <string.h>

/* ---- CSV ---- */

void ov_export_csv(ov_ctx *ctx, const ov_export *e, const ov_export_table *t, ov_buf *out)
{
    ov_val cells[OV_EXPORT_COLUMNS];

    ov_buf_addz(out, "\xef\xbb\xbf");
    for (size_t c = 0; c < t->columns; c++) {
        if (c)
            ov_buf_addc(out, ';');
        ov_csv_quote(out, ov_str_from(t->heads[c]));
    }
    ov_buf_addz(out, "\r\n");
    for (size_t i = 0; i < t->rows; i++) {
        t->row(ctx, e, t, i, cells);
        for (size_t c = 0; c < t->columns; c++) {
            if (c)
                ov_buf_addc(out, ';');
            if (cells[c].type == OV_VAL_INT)
                ov_buf_addi(out, cells[c].u.i);
            else if (cells[c].type == OV_VAL_TEXT)
                ov_csv_quote(out, cells[c].u.s);
        }
        ov_buf_addz(out, "\r\n");
    }
}

/* ---- JSON ---- */

static void add_table(ov_ctx *ctx, const ov_export *e, const ov_export_table *t, ov_buf *out)
{
    ov_val cells[OV_EXPORT_COLUMNS];

    ov_buf_addz(out, "{\"columns\":[");
    for (size_t c = 0; c < t->columns; c++) {
        if (c)
            ov_buf_addc(out, ',');
        ov_json_text(out, ov_str_from(t->heads[c]));
    }
    ov_buf_printf(out, "],\"row_count\":%zu,\"rows\":[", t->rows);
    for (size_t i = 0; i < t->rows; i++) {
        t->row(ctx, e, t, i, cells);
        ov_buf_addz(out, i ? ",\n[" : "\n[");
        for (size_t c = 0; c < t->columns; c++) {
            if (c)
                ov_buf_addc(out, ',');
            if (cells[c].type == OV_VAL_INT)
                ov_buf_addi(out, cells[c].u.i);
            else if (cells[c].type == OV_VAL_TEXT)
                ov_json_text(out, cells[c].u.s);
            else
                ov_buf_addz(out, "null");
        }
        ov_buf_addc(out, ']');
    }
    ov_buf_addz(out, "]}");
}

void ov_export_json(ov_ctx *ctx, const ov_export *e, ov_buf *out)
{
    const ov_export_table *tables;
    size_t n;

    ov_export_tables(ctx, e, &tables, &n);
    ov_buf_addz(out, "{\"figures\":");
    ov_compilation_json_into(ctx, &e->k, out);
    ov_buf_addz(out, ",\n\"tables\":{");
    for (size_t i = 0; i < n; i++) {
        if (i)
            ov_buf_addz(out, ",\n");
        ov_json_text(out, ov_str_from(tables[i].title));
        ov_buf_addc(out, ':');
        add_table(ctx, e, &tables[i], out);
    }
    ov_buf_addz(out, "}}\n");
}

/* ---- Workbook ---- */

/* Times are times and days are days there, under the headings that hold them. */
static void add_text(ov_xlsx *book, const char *head, ov_str text)
{
    ov_instant at;
    ov_day day;

    if (!strcmp(head, OV_EXPORT_RECEIVED) && ov_instant_parse(text, &at) == OV_OK)
        ov_xlsx_instant(book, at);
    else if (!strcmp(head, OV_EXPORT_DECIDED) && ov_day_parse(text, &day) == OV_OK)
        ov_xlsx_day(book, day);
    else
        ov_xlsx_text(book, text);
}

static void add_widths(ov_xlsx *book, const ov_export_table *t)
{
    static const struct {
        const char *head;
        int letters;
    } widths[] = {{"kommentar", 60}, {"föreslagen_lydelse", 60},      {"rubrik", 30}, {"värde", 60},
                  {"bilagor", 30},   {"bilagor_till_hela_svaret", 30}};

    for (size_t c = 0; c < t->columns; c++)
        for (size_t i = 0; i < OV_LEN(widths); i++)
            if (!strcmp(t->heads[c], widths[i].head))
                ov_xlsx_width(book, c, widths[i].letters);
}

ov_status ov_export_xlsx(ov_ctx *ctx, const ov_export *e, const char *tmp_dir, ov_str *out)
{
    ov_val cells[OV_EXPORT_COLUMNS];
    const ov_export_table *tables;
    ov_xlsx *book;
    size_t n;

    OV_TRY(ov_xlsx_new(ctx->arena, tmp_dir, &book, &ctx->err));
    ov_export_tables(ctx, e, &tables, &n);
    for (size_t t = 0; t < n; t++) {
        ov_xlsx_sheet(book, tables[t].title, tables[t].heads, tables[t].columns);
        add_widths(book, &tables[t]);
        for (size_t i = 0; i < tables[t].rows; i++) {
            tables[t].row(ctx, e, &tables[t], i, cells);
            ov_xlsx_row(book);
            for (size_t c = 0; c < tables[t].columns; c++)
                if (cells[c].type == OV_VAL_INT)
                    ov_xlsx_int(book, cells[c].u.i);
                else
                    add_text(book, tables[t].heads[c],
                             cells[c].type == OV_VAL_TEXT ? cells[c].u.s : OV_LIT(""));
        }
    }
    return ov_xlsx_end(book, out, &ctx->err);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* pandoc_table.c — pandoc's tables to canonical rows. */
#include "text/import/pandoc.h"

#define MOST_ROWS 20000
#define MOST_COLUMNS 64

typedef struct table {
    ov_pandoc *p;
    ov_buf *out;
    int64_t below[MOST_COLUMNS]; /* rows that a cell above still covers */
    size_t rows, cells;
    const json_t *first; /* blocks of the first cell */
} table;

static int64_t span_of(const json_t *value)
{
    int64_t n = json_integer_value(value);

    return n < 1 ? 1 : n > 1000 ? 1000 : n;
}

/* The cells of one row; a cell that covers several is followed by empty ones. */
static ov_status write_cells(table *t, const json_t *cells, ov_buf *row, bool *empty)
{
    size_t column = 0;

    ov_row_begin(row);
    for (size_t i = 0; i < json_array_size(cells) || column < MOST_COLUMNS; i++) {
        const json_t *cell = json_array_get(cells, i);
        int64_t wide = span_of(json_array_get(cell, 3)), high = span_of(json_array_get(cell, 2));
        ov_buf text = {0};
        ov_status status;

        while (column < MOST_COLUMNS && t->below[column] > 0) {
            t->below[column++]--;
            ov_row_cell(row, OV_LIT(""));
        }
        if (!cell)
            break;
        if (column + (size_t)wide > MOST_COLUMNS)
            return OV_TOO_LARGE;
        status = ov_pandoc_flat(t->p, json_array_get(cell, 4), &text);
        *empty = *empty && ov_str_trim(ov_buf_str(&text)).len == 0;
        ov_row_cell(row, ov_buf_str(&text));
        ov_buf_free(&text);
        OV_TRY(status);
        if (wide > 1 || high > 1)
            ov_pandoc_note(t->p, &t->p->merged);
        t->first = t->first ? t->first : json_array_get(cell, 4);
        t->cells++;
        for (int64_t k = 0; k < wide; k++) {
            t->below[column++] = high - 1;
            if (k > 0)
                ov_row_cell(row, OV_LIT(""));
        }
    }
    return OV_OK;
}

static ov_status write_row(table *t, const json_t *row_node)
{
    const json_t *cells = json_array_get(row_node, 1);
    ov_buf row = {0};
    bool empty = true;
    ov_status status;

    if (!json_is_array(cells))
        return ov_pandoc_odd(t->p);
    if (json_array_size(cells) == 0)
        return OV_OK;
    status = ++t->rows > MOST_ROWS ? OV_TOO_LARGE : write_cells(t, cells, &row, &empty);
    if (status == OV_OK && !empty) {
        if (t->out->len)
            ov_buf_addc(t->out, '\n');
        ov_buf_adds(t->out, ov_buf_str(&row));
    }
    ov_buf_free(&row);
    if (status == OV_TOO_LARGE)
        return ov_fail(t->p->im->err, status,
                       "En tabell (stycke %d) har fler än %d kolumner eller %d rader eller är "
                       "nästlad för djupt. Dela upp den.",
                       t->p->line, MOST_COLUMNS, MOST_ROWS);
    return status;
}

static ov_status write_rows(table *t, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++)
        OV_TRY(write_row(t, json_array_get(rows, i)));
    return OV_OK;
}

ov_status ov_pandoc_table(ov_pandoc *p, const json_t *content, ov_buf *rows, const json_t **box)
{
    table t = {.p = p, .out = rows};
    const json_t *bodies = json_array_get(content, 4);

    if (json_array_size(content) != 6 || !json_is_array(bodies))
        return ov_pandoc_odd(p);
    OV_TRY(ov_pandoc_enter(p));
    OV_TRY(write_rows(&t, json_array_get(json_array_get(content, 3), 1)));
    for (size_t i = 0; i < json_array_size(bodies); i++) {
        OV_TRY(write_rows(&t, json_array_get(json_array_get(bodies, i), 2)));
        OV_TRY(write_rows(&t, json_array_get(json_array_get(bodies, i), 3)));
    }
    OV_TRY(write_rows(&t, json_array_get(json_array_get(content, 5), 1)));
    ov_pandoc_leave(p);
    *box = t.cells == 1 ? t.first : NULL;
    return OV_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* table.c — tables in plain text: columns set apart by wide spaces, tabs or bars, and the rows of
 * figures that pdftotext leaves of a table with rules. What cannot be read for certain is left as
 * lines and named in a warning: a figure in the wrong column is worse than a lost table. */
#include "text/import/import.h"

#include "text/import/table.h"

/* The cells of a line set apart by a tab or at least two spaces. */
static size_t split_wide(const ov_line *line, ov_table_cell *cells)
{
    ov_str raw = line->raw;
    size_t n = 0, at = 0;

    while (at < raw.len) {
        size_t end = at, last;

        if (strchr(" \t\f", raw.ptr[at])) {
            at++;
            continue;
        }
        for (last = at; end < raw.len && raw.ptr[end] != '\t'; end++) {
            if (raw.ptr[end] != ' ')
                last = end;
            else if (end - last >= 2)
                break;
        }
        if (n == OV_TABLE_COLUMNS)
            return 0;
        cells[n].from = ov_utf8_length((ov_str){raw.ptr, at});
        cells[n].text = (ov_str){raw.ptr + at, last + 1 - at};
        cells[n].to = cells[n].from + ov_utf8_length(cells[n].text);
        n++;
        at = end;
    }
    return n;
}

/* Does anything set cells of the line apart? Most lines of a text say no at once. */
static bool has_gap(const ov_line *line)
{
    return memchr(line->raw.ptr, '\t', line->raw.len) || ov_text_has_gap(line->raw);
}

static bool may_be_row(const ov_line *line)
{
    ov_marker marker;

    return !line->gone && line->chars < 400 && !ov_marker_read(line->text, &marker);
}

/* Keeps the finished rows and hands the lines [first, last] to them. */
static void keep(ov_importer *im, size_t first, size_t last, const ov_buf *rows)
{
    im->tables[im->n_tables++] = ov_strndup(im->arena, rows->ptr, rows->len);
    for (size_t i = first; i <= last; i++) {
        im->lines[i].table = (int)im->n_tables;
        im->lines[i].table_rest = last - i;
    }
}

static void add_row(ov_buf *rows, const ov_str *cells, size_t n)
{
    if (rows->len)
        ov_buf_addc(rows, '\n');
    ov_row_begin(rows);
    for (size_t i = 0; i < n; i++)
        ov_row_cell(rows, cells[i]);
}

/* ---- bars ------------------------------------------------------------------------------------ */

static size_t take_bars(ov_importer *im, size_t first)
{
    size_t end = first;
    ov_buf rows = {0};

    while (end < im->n && !im->lines[end].gone && ov_row_is(im->lines[end].text) &&
           (end == first || im->lines[end].blank <= im->line_gap)) {
        if (!ov_row_is_rule(im->lines[end].text)) {
            if (rows.len)
                ov_buf_addc(&rows, '\n');
            ov_row_copy(&rows, im->lines[end].text);
        }
        end++;
    }
    if (rows.len)
        keep(im, first, end - 1, &rows);
    ov_buf_free(&rows);
    return end;
}

/* ---- columns --------------------------------------------------------------------------------- */

/* Puts each cell of a short row under the one column that it overlaps. */
static bool place(const ov_table_cell *cells, size_t n, const size_t *from, const size_t *to,
                  size_t columns, ov_str *out)
{
    size_t next = 0;

    for (size_t c = 0; c < columns; c++)
        out[c] = (ov_str){"", 0};
    for (size_t i = 0; i < n; i++) {
        size_t found = columns;

        for (size_t c = 0; c < columns; c++) {
            if (cells[i].from >= to[c] || cells[i].to <= from[c])
                continue;
            if (found != columns)
                return false;
            found = c;
        }
        if (found == columns || found < next)
            return false;
        out[found] = cells[i].text;
        next = found + 1;
    }
    return true;
}

/* The width of every column, from the rows that fill them all. */
static void measure(const ov_importer *im, size_t first, size_t end, size_t columns, size_t *from,
                    size_t *to)
{
    ov_table_cell cells[OV_TABLE_COLUMNS];

    for (size_t c = 0; c < columns; c++)
        from[c] = SIZE_MAX, to[c] = 0;
    for (size_t i = first; i < end; i++) {
        if (split_wide(&im->lines[i], cells) != columns)
            continue;
        for (size_t c = 0; c < columns; c++) {
            from[c] = cells[c].from < from[c] ? cells[c].from : from[c];
            to[c] = cells[c].to > to[c] ? cells[c].to : to[c];
        }
    }
}

/* How far lines with at least two cells go on from first, and the most cells among them. */
static size_t run_of_columns(const ov_importer *im, size_t first, size_t *columns, size_t *full)
{
    ov_table_cell cells[OV_TABLE_COLUMNS];
    size_t end = first;

    *columns = *full = 0;
    while (end < im->n && may_be_row(&im->lines[end]) && !im->lines[end].table &&
           (end == first || im->lines[end].blank <= im->line_gap + 1)) {
        size_t n = has_gap(&im->lines[end]) ? split_wide(&im->lines[end], cells) : 0;

        if (n < 2)
            break;
        *full = n > *columns ? 1 : *full + (n == *columns);
        *columns = n > *columns ? n : *columns;
        end++;
    }
    return end;
}

static bool columns_end_in_figures(const ov_importer *im, size_t first, size_t end)
{
    ov_table_cell cells[OV_TABLE_COLUMNS];
    size_t figures = 0;

    for (size_t i = first; i < end; i++) {
        size_t n = split_wide(&im->lines[i], cells);
        figures += n > 0 && ov_table_is_figure(cells[n - 1].text);
    }
    return figures * 2 >= end - first;
}

static size_t take_columns(ov_importer *im, size_t first)
{
    size_t from[OV_TABLE_COLUMNS], to[OV_TABLE_COLUMNS], columns, full;
    size_t end = run_of_columns(im, first, &columns, &full);
    ov_table_cell cells[OV_TABLE_COLUMNS];
    ov_str row[OV_TABLE_COLUMNS];
    ov_buf rows = {0};
    bool sure = true;

    if (end - first < 3 || (columns < 3 && !columns_end_in_figures(im, first, end)))
        return first;
    /* Only the header fills all columns: cells below it are empty, and stand under its words. */
    if (full < 2 && (columns < 3 || split_wide(&im->lines[first], cells) != columns ||
                     !columns_end_in_figures(im, first, end)))
        return first;
    measure(im, first, end, columns, from, to);
    for (size_t i = first; i < end && sure; i++) {
        size_t n = split_wide(&im->lines[i], cells);

        if (n == columns)
            for (size_t c = 0; c < n; c++)
                row[c] = cells[c].text;
        else
            sure = place(cells, n, from, to, columns, row);
        add_row(&rows, row, columns);
    }
    if (sure)
        keep(im, first, end - 1, &rows);
    else
        ov_table_warn_lost(im, first, end - 1);
    ov_buf_free(&rows);
    return end;
}

static size_t take_figures(ov_importer *im, size_t first)
{
    ov_buf buf = {0};
    ov_str rows;
    size_t end;

    if (ov_table_take_figures(im, first, &end, &rows)) {
        ov_buf_adds(&buf, rows);
        keep(im, first, end - 1, &buf);
        ov_buf_free(&buf);
    }
    return end;
}

/* First what is surely set in columns, then what only figures tell. */
void ov_tables_find(ov_importer *im)
{
    size_t end;

    im->tables = ov_calloc(im->arena, im->n + 1, sizeof *im->tables);
    for (size_t i = 0; i<im->n; i = end> i ? end : i + 1) {
        const ov_line *line = &im->lines[i];

        end = ov_row_is(line->text) ? take_bars(im, i) : has_gap(line) ? take_columns(im, i) : i;
    }
    for (size_t i = 0; i<im->n; i = end> i ? end : i + 1) {
        bool taken = im->lines[i].table || im->lines[i].apart;

        end = !taken && ov_table_may_have_figures(im, i) ? take_figures(im, i) : i;
    }
}

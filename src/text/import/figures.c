/* SPDX-License-Identifier: EUPL-1.2 */
/* figures.c — tables of which only rows of figures are left: "RJL 378 026  7 872". Spaces stand
 * both between cells and inside numbers; an empty cell leaves a wider space or a line of spaces. */
#include "text/import/table.h"

typedef struct token {
    ov_str text;
    bool after_wide; /* an empty cell stands before it */
} token;

typedef struct row {
    ov_str label;
    token tokens[3 * OV_TABLE_COLUMNS];
    size_t n;
    size_t first, last; /* lines */
    bool wide_end;      /* an empty cell ends the row */
    bool wide_start;    /* an empty cell follows the label */
} row;

static bool is_digits(ov_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return text.len > 0;
}

/* One piece of a figure: digits with a sign, decimals or a per cent sign; or a dash for nothing. */
static bool is_piece(ov_str text)
{
    size_t digits = 0;

    if (ov_str_is(text, "–") || ov_str_is(text, "-") || ov_str_is(text, "%"))
        return true;
    if (ov_str_starts(text, "-") || ov_str_starts(text, "+"))
        text = (ov_str){text.ptr + 1, text.len - 1};
    else if (ov_str_starts(text, "−") || ov_str_starts(text, "–"))
        text = (ov_str){text.ptr + 3, text.len - 3};
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
            digits++;
        else if (text.ptr[i] != ',' && text.ptr[i] != '%' && text.ptr[i] != '.')
            return false;
    }
    return digits > 0 && text.ptr[0] >= '0' && text.ptr[0] <= '9' &&
           text.ptr[text.len - 1] != '.' && text.ptr[text.len - 1] != ',';
}

static ov_str next_word(ov_str *rest, size_t *spaces)
{
    ov_str word;

    *spaces = 0;
    while (rest->len && (rest->ptr[0] == ' ' || rest->ptr[0] == '\t' || rest->ptr[0] == '\f')) {
        *spaces += rest->ptr[0] == '\t' ? 2 : 1;
        *rest = (ov_str){rest->ptr + 1, rest->len - 1};
    }
    word = (ov_str){rest->ptr, 0};
    while (word.len < rest->len && rest->ptr[word.len] != ' ' && rest->ptr[word.len] != '\t' &&
           rest->ptr[word.len] != '\f')
        word.len++;
    *rest = (ov_str){rest->ptr + word.len, rest->len - word.len};
    return word;
}

bool ov_table_is_figure(ov_str cell)
{
    size_t spaces, n = 0;

    while (cell.len) {
        ov_str word = next_word(&cell, &spaces);
        if (word.len == 0)
            break;
        if (!is_piece(word))
            return false;
        n++;
    }
    return n > 0;
}

/* Does the line end as a figure or a dash does? Most lines of a text say no at once. */
static bool ends_in_figure(ov_str text)
{
    unsigned char last = text.len ? (unsigned char)text.ptr[text.len - 1] : 0;

    return (last >= '0' && last <= '9') || last == '%' || last == '-' || last >= 0x80;
}

/* A label (perhaps none) and then nothing but figures. */
static bool read_row(const ov_line *line, row *out)
{
    ov_str rest = line->raw, label = {NULL, 0};
    size_t spaces = 0;

    out->n = 0;
    if (line->chars >= 160 || !ends_in_figure(line->text))
        return false;
    out->wide_start = false;
    while (rest.len) {
        ov_str word = next_word(&rest, &spaces);

        if (word.len == 0)
            break;
        if (is_piece(word)) {
            if (out->n == OV_LEN(out->tokens))
                return false;
            out->tokens[out->n++] = (token){word, spaces >= 2 && (out->n > 0 || label.ptr)};
        } else if (out->n > 0) {
            return false;
        } else {
            label =
                label.ptr ? (ov_str){label.ptr, (size_t)(word.ptr + word.len - label.ptr)} : word;
        }
    }
    out->label = label.ptr ? label : (ov_str){"", 0};
    out->wide_end = (out->n > 0 && spaces >= 2 && rest.len == 0) || line->space_after;
    return out->n > 0;
}

/* May b follow a in one number? "36" "044": the second has exactly three digits. */
static bool groups(ov_str a, ov_str b)
{
    size_t comma = 0;

    while (comma < b.len && b.ptr[comma] != ',' && b.ptr[comma] != '%')
        comma++;
    if (ov_str_is(b, "%"))
        return true;
    if (comma != 3 || !is_digits((ov_str){b.ptr, 3}))
        return false;
    if (ov_str_starts(a, "-") || ov_str_starts(a, "+"))
        a = (ov_str){a.ptr + 1, a.len - 1};
    else if (ov_str_starts(a, "−") || ov_str_starts(a, "–"))
        a = (ov_str){a.ptr + 3, a.len - 3};
    return is_digits(a) && a.len <= 3;
}

/* Cells of a row, thousands joined; an empty one where the space was wide, if marks is set. */
static size_t cells_of(const row *r, bool marks, ov_str *cells)
{
    size_t n = 0;

    if (marks && r->wide_start)
        cells[n++] = (ov_str){"", 0};
    for (size_t i = 0; i < r->n && n < OV_TABLE_COLUMNS; i++) {
        const token *t = &r->tokens[i];
        bool grows = i > 0 && !t->after_wide && groups(r->tokens[i - 1].text, t->text);

        if (grows) {
            cells[n - 1].len = (size_t)(t->text.ptr + t->text.len - cells[n - 1].ptr);
            continue;
        }
        if (marks && t->after_wide && n + 1 < OV_TABLE_COLUMNS)
            cells[n++] = (ov_str){"", 0};
        cells[n++] = t->text;
    }
    if (marks && r->wide_end && n < OV_TABLE_COLUMNS)
        cells[n++] = (ov_str){"", 0};
    return n;
}

/* "Betalare 2023 2024": years head columns. */
static bool is_years(const row *r)
{
    for (size_t i = 0; i < r->n; i++) {
        ov_str text = r->tokens[i].text;
        if (text.len != 4 || !is_digits(text) ||
            !(ov_str_starts(text, "19") || ov_str_starts(text, "20")))
            return false;
    }
    return r->n >= 2;
}

/* The row at line i, which may be broken in two: the label, then its figures. 0 when there is none,
 * else how many lines it takes. */
static size_t row_at(const ov_importer *im, size_t i, row *out)
{
    const ov_line *line = &im->lines[i];
    ov_marker marker;

    if (i >= im->n || line->gone || line->table || ov_text_ended(line->text))
        return 0;
    out->first = i;
    if (read_row(line, out)) {
        if (is_years(out))
            return 0;
        out->last = i;
        return out->label.len && !ov_marker_read(line->text, &marker) ? 1 : 0;
    }
    if (i + 1 < im->n && line->chars <= 40 && ov_text_words(line->text) <= 4 &&
        im->lines[i + 1].blank <= 3 && !im->lines[i + 1].gone && read_row(&im->lines[i + 1], out) &&
        out->label.len == 0 && out->n >= 2) {
        out->label = line->text;
        out->wide_start = line->space_after;
        out->last = i + 1;
        return 2;
    }
    return 0;
}

/* Words of the header: those with wide spaces between them where there are any. */
static size_t header_cells(const ov_line *line, ov_str *cells)
{
    ov_str rest = line->raw;
    bool wide = false;
    size_t n = 0;

    for (size_t i = 0; i + 1 < line->text.len; i++)
        wide = wide || (line->text.ptr[i] == ' ' && line->text.ptr[i + 1] == ' ');
    while (rest.len) {
        size_t spaces;
        ov_str word = next_word(&rest, &spaces);

        if (word.len == 0)
            break;
        if (n > 0 && wide && spaces < 2)
            cells[n - 1].len = (size_t)(word.ptr + word.len - cells[n - 1].ptr);
        else if (n == OV_TABLE_COLUMNS)
            return 0;
        else
            cells[n++] = word;
    }
    return n;
}

static void write_row(ov_buf *rows, ov_str label, const ov_str *cells, size_t n)
{
    if (rows->len)
        ov_buf_addc(rows, '\n');
    ov_row_begin(rows);
    ov_row_cell(rows, label);
    for (size_t i = 0; i < n; i++)
        ov_row_cell(rows, cells[i]);
}

/* What the rows under a header came to. */
typedef struct run {
    size_t end, count; /* the line after them; how many */
    bool sure;         /* every row has one cell a column */
    bool big;          /* no figure is as small as the number of an annex */
    size_t figures;    /* most figures in a row */
} run;

static run write_rows(const ov_importer *im, size_t i, size_t columns, ov_buf *out)
{
    run found = {i, 0, true, true, 0};
    ov_str cells[OV_TABLE_COLUMNS];
    size_t taken;
    row r = {0};

    while (i < im->n && (found.count == 0 || im->lines[i].blank <= im->line_gap + 2) &&
           (taken = row_at(im, i, &r)) > 0) {
        size_t n = cells_of(&r, false, cells);

        found.figures = n > found.figures ? n : found.figures;
        found.big = found.big && (r.n > 1 || r.tokens[0].text.len > 2);
        if (n != columns)
            n = cells_of(&r, true, cells);
        found.sure = found.sure && n == columns;
        if (found.sure)
            write_row(out, r.label, cells, n);
        found.count++;
        i += taken;
    }
    found.end = i;
    return found;
}

void ov_table_warn_lost(ov_importer *im, size_t first, size_t last)
{
    const ov_line *line = &im->lines[first];

    ov_import_warn(im, "lost_table", line->no,
                   "Tabellen ”%.*s” (rad %d–%d) kunde inte läsas som tabell: dess celler går inte "
                   "att föra till rätt kolumn. Raderna står kvar som text.",
                   (int)(line->text.len > 120 ? 120 : line->text.len), line->text.ptr, line->no,
                   im->lines[last].no);
    for (size_t i = first; i <= last; i++)
        im->lines[i].apart = true;
}

/* "Bilaga 1 Kostnader" heads what follows: it is neither the table's name nor its columns'. */
static bool is_named(const ov_line *line)
{
    ov_number number;

    return ov_number_read(line->text, &number) && number.style == OV_NUMBER_NAMED;
}

/* The line that names the table: above the header where one stands close to it. */
static size_t top_of(const ov_importer *im, size_t header)
{
    const ov_line *above = header > 0 ? &im->lines[header - 1] : NULL;

    if (!above || above->gone || above->table || above->chars > 80 ||
        im->lines[header].blank > im->line_gap || ov_text_ended(above->text) || is_named(above))
        return header;
    return header - 1;
}

static bool may_be_header(const ov_importer *im, size_t i)
{
    const ov_line *line = &im->lines[i];
    ov_marker marker;
    row r;

    return i + 2 < im->n && line->chars <= 120 && !line->table && !ov_text_ended(line->text) &&
           !is_named(line) && !ov_marker_read(line->text, &marker) && row_at(im, i, &r) == 0 &&
           im->lines[i + 1].blank <= im->line_gap + 1 && row_at(im, i + 1, &r) > 0;
}

bool ov_table_may_have_figures(const ov_importer *im, size_t first)
{
    for (size_t i = first; i < im->n && i < first + 3; i++)
        if (ends_in_figure(im->lines[i].text))
            return true;
    return false;
}

bool ov_table_take_figures(ov_importer *im, size_t first, size_t *end, ov_str *rows)
{
    bool has_header = may_be_header(im, first), taken = false;
    ov_str names[OV_TABLE_COLUMNS];
    ov_buf out = {0};
    size_t n = 0;
    run found;

    *end = first;
    if (has_header) {
        n = header_cells(&im->lines[first], names);
        if (n < 2)
            return false;
        write_row(&out, names[0], names + 1, n - 1);
    }
    found = write_rows(im, first + has_header, n ? n - 1 : 0, &out);
    if (found.count >= 2 && n > 0 && found.sure && (n > 2 || found.big)) {
        *rows = (ov_str){ov_strndup(im->arena, out.ptr, out.len), out.len};
        *end = found.end;
        taken = true;
    } else if (found.count >= 2 && found.figures >= 2) {
        *end = found.end;
        ov_table_warn_lost(im, top_of(im, first), found.end - 1);
    }
    ov_buf_free(&out);
    return taken;
}

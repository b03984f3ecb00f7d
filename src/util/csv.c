/* SPDX-License-Identifier: EUPL-1.2 */
/* csv.c — tables as text: encoding, separator, quotes; every row keeps the number of its line. */
#include "util/csv.h"

#include <string.h>

typedef struct reader {
    ov_arena *arena;
    ov_str rest;
    int line; /* of rest's first byte */
    char separator;
} reader;

/* ---- Encoding ---- */

/* CRLF and CR to LF, in place of a copy where there is none. */
static ov_str line_feeds(ov_arena *arena, ov_str text)
{
    char *out;
    size_t n = 0;

    if (!text.len || !memchr(text.ptr, '\r', text.len))
        return text;
    out = ov_alloc(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
            continue;
        out[n++] = text.ptr[i] == '\r' ? '\n' : text.ptr[i];
    }
    out[n] = '\0';
    return (ov_str){out, n};
}

static ov_status decode(ov_arena *arena, ov_str bytes, ov_csv *out, ov_err *err)
{
    bool plain = true;

    if (ov_str_starts(bytes, "\xff\xfe") || ov_str_starts(bytes, "\xfe\xff"))
        return ov_fail(err, OV_INVALID, "filen är i UTF-16; spara den som CSV UTF-8");
    if (ov_str_starts(bytes, "\xef\xbb\xbf"))
        bytes = (ov_str){bytes.ptr + 3, bytes.len - 3};
    if (bytes.len && memchr(bytes.ptr, '\0', bytes.len))
        return ov_fail(err, OV_INVALID,
                       "filen är inte en textfil; spara kalkylbladet som CSV och läs in den");
    if (!ov_utf8_check(bytes, &plain)) {
        if (ov_cp1252_to_utf8(arena, bytes, &bytes) != OV_OK)
            return ov_fail(err, OV_INVALID,
                           "filen är varken UTF-8 eller Windows-1252; spara den som CSV UTF-8");
        out->windows_1252 = true;
    }
    if (!plain && ov_utf8_nfc(arena, bytes, &bytes) != OV_OK)
        return ov_fail(err, OV_INVALID, "filens tecken går inte att läsa; spara den som CSV UTF-8");
    out->text = line_feeds(arena, bytes);
    if (!ov_str_trim(out->text).len)
        return ov_fail(err, OV_INVALID, "filen är tom");
    return OV_OK;
}

/* Tabs and semicolons are rare in names, commas are not: the most frequent one wins, and where two
 * are as frequent the rarer kind. */
static char find_separator(ov_str text)
{
    static const char known[] = "\t;,";
    size_t counts[3] = {0}, best = 2;
    bool quoted = false;

    for (size_t i = 0; i < text.len && (quoted || text.ptr[i] != '\n'); i++) {
        const char *at = strchr(known, text.ptr[i]);

        if (text.ptr[i] == '"')
            quoted = !quoted;
        else if (!quoted && at && *at)
            counts[at - known]++;
    }
    for (size_t i = 3; i-- > 0;)
        if (counts[i] && counts[i] >= counts[best])
            best = i;
    return known[best];
}

/* ---- Rows ---- */

static bool has_control(ov_str cell)
{
    for (size_t i = 0; i < cell.len; i++) {
        unsigned char c = (unsigned char)cell.ptr[i];

        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            return true;
    }
    return false;
}

static void skip(reader *r, size_t n)
{
    r->rest = (ov_str){r->rest.ptr + n, r->rest.len - n};
}

/* To the end of the line that the reader is in; what stood there is not looked at. */
static void skip_line(reader *r)
{
    const char *end = r->rest.len ? memchr(r->rest.ptr, '\n', r->rest.len) : NULL;

    skip(r, end ? (size_t)(end - r->rest.ptr) : r->rest.len);
}

/* A quoted cell; *rest stands behind its closing mark. Doubled marks are one. */
static ov_csv_fault quoted_cell(reader *r, ov_str *out)
{
    size_t at = 1, end = 0, n = 0;
    int lines = 0;
    char *text;

    for (; at < r->rest.len && !end; at++) {
        if (r->rest.ptr[at] == '\n')
            lines++;
        if (r->rest.ptr[at] != '"')
            continue;
        if (at + 1 < r->rest.len && r->rest.ptr[at + 1] == '"')
            at++;
        else
            end = at;
    }
    if (!end)
        return OV_CSV_OPEN_QUOTE;
    if (end - 1 > OV_CSV_LONGEST_CELL) /* most likely a mark that was meant to stand alone */
        return lines ? OV_CSV_OPEN_QUOTE : OV_CSV_LONG_CELL;
    text = ov_alloc(r->arena, end + 1);
    for (size_t i = 1; i < end; i++) {
        i += r->rest.ptr[i] == '"';
        text[n++] = r->rest.ptr[i];
    }
    *out = ov_str_trim((ov_str){text, n});
    r->line += lines;
    skip(r, end + 1);
    if (r->rest.len && r->rest.ptr[0] != r->separator && r->rest.ptr[0] != '\n')
        return OV_CSV_AFTER_QUOTE;
    return OV_CSV_FINE;
}

static ov_csv_fault plain_cell(reader *r, ov_str *out)
{
    size_t n = 0;

    while (n < r->rest.len && r->rest.ptr[n] != r->separator && r->rest.ptr[n] != '\n')
        n++;
    *out = ov_str_trim((ov_str){r->rest.ptr, n});
    skip(r, n);
    if (out->len && memchr(out->ptr, '"', out->len))
        return OV_CSV_STRAY_QUOTE;
    return OV_CSV_FINE;
}

/* The cells of one row; the reader stands at the line break behind it, or at the end. */
static ov_csv_fault read_cells(reader *r, ov_str cells[OV_CSV_MOST_COLUMNS], size_t *count)
{
    size_t n = 0;

    for (;;) {
        ov_csv_fault fault;

        if (n == OV_CSV_MOST_COLUMNS)
            return OV_CSV_TOO_WIDE;
        fault = r->rest.len && r->rest.ptr[0] == '"' ? quoted_cell(r, &cells[n])
                                                     : plain_cell(r, &cells[n]);
        if (fault)
            return fault;
        if (cells[n].len > OV_CSV_LONGEST_CELL)
            return OV_CSV_LONG_CELL;
        if (has_control(cells[n]))
            return OV_CSV_CONTROL;
        n++;
        if (!r->rest.len || r->rest.ptr[0] == '\n')
            break;
        skip(r, 1);
    }
    *count = n;
    return OV_CSV_FINE;
}

static void read_row(reader *r, ov_csv_row *row)
{
    ov_str cells[OV_CSV_MOST_COLUMNS], *kept;
    size_t n = 0;

    *row = (ov_csv_row){.line = r->line};
    row->fault = read_cells(r, cells, &n);
    if (row->fault == OV_CSV_OPEN_QUOTE)
        skip(r, r->rest.len);
    else if (row->fault)
        skip_line(r);
    if (row->fault)
        return;
    kept = ov_alloc(r->arena, n * sizeof *kept);
    memcpy(kept, cells, n * sizeof *kept);
    row->cells = kept;
    row->n = n;
}

/* An empty line, or one of spaces and separators alone, as spreadsheets leave below their table. */
static bool skip_empty(reader *r)
{
    size_t n = 0;

    while (n < r->rest.len &&
           (r->rest.ptr[n] == ' ' || r->rest.ptr[n] == '\t' || r->rest.ptr[n] == r->separator))
        n++;
    if (n < r->rest.len && r->rest.ptr[n] != '\n')
        return false;
    skip(r, n);
    return true;
}

static size_t count_lines(ov_str text, size_t most)
{
    size_t n = 1;

    for (size_t i = 0; i < text.len && n < most; i++)
        n += text.ptr[i] == '\n';
    return n;
}

ov_status ov_csv_read(ov_arena *arena, ov_str bytes, size_t most_rows, ov_csv *out, ov_err *err)
{
    ov_csv csv = {0};
    ov_csv_row *rows;
    reader r = {.arena = arena, .line = 1};

    OV_TRY(decode(arena, bytes, &csv, err));
    csv.separator = r.separator = find_separator(csv.text);
    r.rest = csv.text;
    rows = ov_calloc(arena, count_lines(csv.text, most_rows + 1), sizeof *rows);
    while (r.rest.len) {
        if (!skip_empty(&r)) {
            if (csv.n > most_rows)
                return ov_fail(err, OV_TOO_LARGE, "filen har för många rader; dela upp den");
            read_row(&r, &rows[csv.n++]);
        }
        if (r.rest.len) {
            skip(&r, 1);
            r.line++;
        }
    }
    if (!csv.n)
        return ov_fail(err, OV_INVALID, "filen är tom");
    csv.rows = rows;
    *out = csv;
    return OV_OK;
}

/* ---- Writing ---- */

bool ov_csv_is_formula(ov_str text)
{
    return text.len && memchr("=+-@|%\t\r\n", text.ptr[0], 9) && !ov_str_is(text, "-");
}

void ov_csv_quote(ov_buf *out, ov_str text)
{
    ov_buf_addc(out, '"');
    if (ov_csv_is_formula(text))
        ov_buf_addc(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            ov_buf_addc(out, '"');
        ov_buf_addc(out, text.ptr[i]);
    }
    ov_buf_addc(out, '"');
}

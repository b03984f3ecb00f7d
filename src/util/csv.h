/* SPDX-License-Identifier: EUPL-1.2 */
/* csv.h — tables as text, the way spreadsheets save them (RFC 4180, and what they do instead). */
#ifndef OV_UTIL_CSV_H
#define OV_UTIL_CSV_H

#include "util/arena.h"
#include "util/buf.h"
#include "util/str.h"

enum { OV_CSV_MOST_COLUMNS = 64, OV_CSV_LONGEST_CELL = 4000 /* bytes */ };

/* What is wrong with a row. */
typedef enum ov_csv_fault {
    OV_CSV_FINE,
    OV_CSV_OPEN_QUOTE,  /* a quotation that is not closed; nothing after it could be read */
    OV_CSV_STRAY_QUOTE, /* a quotation mark inside a cell that is not quoted */
    OV_CSV_AFTER_QUOTE, /* text between a closing quotation mark and the separator */
    OV_CSV_TOO_WIDE,    /* more than OV_CSV_MOST_COLUMNS cells */
    OV_CSV_LONG_CELL,   /* a cell longer than OV_CSV_LONGEST_CELL */
    OV_CSV_CONTROL      /* a control character other than a line break or a tab inside quotes */
} ov_csv_fault;

typedef struct ov_csv_row {
    int line; /* of the file, from 1: where the row begins */
    ov_csv_fault fault;
    size_t n;            /* cells; 0 where there is a fault */
    const ov_str *cells; /* trimmed, NFC; a line break inside quotes is LF */
} ov_csv_row;

typedef struct ov_csv {
    const ov_csv_row *rows; /* the first is the header; empty lines are left out */
    size_t n;
    char separator;    /* ',', ';' or tab: the one that stands most often in the first line */
    bool windows_1252; /* it was not UTF-8 */
    ov_str text;       /* the whole file as UTF-8 */
} ov_csv;

/* Reads a whole file: UTF-8 (with or without byte order mark) or Windows-1252; lines end with LF,
 * CRLF or CR. Time and memory are linear in the file, and bounded by most_rows. OV_INVALID: neither
 * encoding, or empty; OV_TOO_LARGE: more rows than most_rows. err says why, in Swedish, for the one
 * whose file it is. Owns: arena; cells point into it. */
OV_API ov_status ov_csv_read(ov_arena *arena, ov_str bytes, size_t most_rows, ov_csv *out,
                             ov_err *err) OV_MUST_CHECK;

/* Would a spreadsheet take it for a formula? A lone dash, our mark for "none", it would not. */
OV_API bool ov_csv_is_formula(ov_str text);
/* A cell in quotation marks; what would be a formula begins with an apostrophe. */
OV_API void ov_csv_quote(ov_buf *out, ov_str text);

#endif

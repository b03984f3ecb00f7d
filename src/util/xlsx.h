/* SPDX-License-Identifier: EUPL-1.2 */
/* xlsx.h — writes a workbook with libxlsxwriter, a row at a time and in constant memory. A text is
 * always a text: nothing that somebody wrote becomes a formula. */
#ifndef OV_UTIL_XLSX_H
#define OV_UTIL_XLSX_H

#include "util/arena.h"
#include "util/date.h"
#include "util/err.h"
#include "util/str.h"

typedef struct ov_xlsx ov_xlsx;

/* Begins a workbook in an unnamed file of tmp_dir. OV_IO: the library or the folder is not there.
 * Every workbook ends with ov_xlsx_end. Owns: arena. */
ov_status ov_xlsx_new(ov_arena *arena, const char *tmp_dir, ov_xlsx **out,
                      ov_err *err) OV_MUST_CHECK;
/* The next sheet, with a first row of headings that stays in sight. name: at most 31 characters. */
void ov_xlsx_sheet(ov_xlsx *x, const char *name, const char *const *heads, size_t n);
/* How wide column i of the sheet is, in letters. */
void ov_xlsx_width(ov_xlsx *x, size_t i, int letters);
/* The next row; then its cells from the left. */
void ov_xlsx_row(ov_xlsx *x);
void ov_xlsx_text(ov_xlsx *x, ov_str text); /* an empty one leaves the cell empty */
void ov_xlsx_int(ov_xlsx *x, int64_t n);
/* Dates that can be sorted and counted with; an instant as the clock in Stockholm showed it. */
void ov_xlsx_day(ov_xlsx *x, ov_day day);
void ov_xlsx_instant(ov_xlsx *x, ov_instant at);
/* Ends it and gives its bytes. OV_IO: it could not be written. Owns: arena. */
ov_status ov_xlsx_end(ov_xlsx *x, ov_str *out, ov_err *err) OV_MUST_CHECK;

#endif

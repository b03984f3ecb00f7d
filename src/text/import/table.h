/* SPDX-License-Identifier: EUPL-1.2 */
/* table.h — what table.c and figures.c share. Private to text/. */
#ifndef OV_TEXT_TABLE_H
#define OV_TEXT_TABLE_H

#include "text/import/import.h"

#define OV_TABLE_COLUMNS 24

typedef struct ov_table_cell {
    ov_str text;
    size_t from, to; /* columns of the page, in characters */
} ov_table_cell;

/* "36 044", "−1,5", "35 %", "2024", "–". */
bool ov_table_is_figure(ov_str cell);
/* Could such rows begin at first? Most lines of a text say no at once. */
bool ov_table_may_have_figures(const ov_importer *im, size_t first);
/* Rows of figures with a header above, where only single spaces are left between the cells. *end:
 * the line after the table, also when it could not be read (then it is warned of, and false). */
bool ov_table_take_figures(ov_importer *im, size_t first, size_t *end, ov_str *rows);
/* "Tabellen ”…” kunde inte läsas …", with its first line as its name. */
void ov_table_warn_lost(ov_importer *im, size_t first, size_t last);

#endif

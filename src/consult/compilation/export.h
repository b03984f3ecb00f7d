/* SPDX-License-Identifier: EUPL-1.2 */
/* export.h — a compilation as tables for others to count with: every party with every question,
 * also those that have not answered, as much as the reader may see. The same figures as the page.
 */
#ifndef OV_CONSULT_EXPORT_H
#define OV_CONSULT_EXPORT_H

#include "consult/compilation/compilation.h"

/* Headings whose cells are an instant and a day, in ISO 8601 (times in a workbook). */
#define OV_EXPORT_RECEIVED "mottaget"
#define OV_EXPORT_DECIDED "beslutsdag"

typedef struct ov_export {
    ov_compilation k;
    ov_sight sight;
    const ov_compiled_answer *answers;
    const uint32_t *grid; /* party × question: place of the answer + 1 */
    const ov_compiled_file *files;
    const size_t *first_file; /* of each party; n_parties + 1 */
    const char *url;          /* where it was taken, or "" */
} ov_export;

/* After ov_compilation_make. Reads parties and answers when the sight reaches them. Owns: arena. */
OV_API ov_status ov_export_make(ov_ctx *ctx, const ov_compilation *k, const ov_sight *sight,
                                const char *url, ov_export *out) OV_MUST_CHECK;

enum { OV_EXPORT_COLUMNS = 160 };
/* One table: a title, its headings, and its rows one at a time. */
typedef struct ov_export_table {
    const char *title;
    const char *heads[OV_EXPORT_COLUMNS];
    size_t columns, rows;
    /* fills cells[columns] (int, text or NULL) of row i */
    void (*row)(ov_ctx *ctx, const ov_export *e, const struct ov_export_table *t, size_t i,
                ov_val *cells);
    size_t first; /* of the questions, for tables that hold a part of them */
} ov_export_table;

/* The tables: figures per question; then, for readers of answers, the answers (a row for each party
 * and question), and the parties with a column for each question, at most so many a table; what it
 * is about. Owns: arena. */
OV_API void ov_export_tables(ov_ctx *ctx, const ov_export *e, const ov_export_table **out,
                             size_t *n);
/* The table that a CSV holds: the answers, else the figures. */
OV_API const ov_export_table *ov_export_main(const ov_export_table *tables, size_t n);

/* A table as CSV: UTF-8 with a byte order mark, ';', CRLF, every text in quotation marks. A text
 * that a spreadsheet would take for a formula gets an apostrophe in front. Owns: ov_buf_free. */
OV_API void ov_export_csv(ov_ctx *ctx, const ov_export *e, const ov_export_table *t, ov_buf *out);
/* Everything as JSON. Owns: ov_buf_free. */
OV_API void ov_export_json(ov_ctx *ctx, const ov_export *e, ov_buf *out);
/* All tables as a workbook. OV_IO: it cannot be made here; ctx->err says why. Owns: arena. */
OV_API ov_status ov_export_xlsx(ov_ctx *ctx, const ov_export *e, const char *tmp_dir,
                                ov_str *out) OV_MUST_CHECK;

#endif

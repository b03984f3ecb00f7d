/* SPDX-License-Identifier: EUPL-1.2 */
/* tally.c — the table of grades, read from the kept figures and never counted anew for a page. */
#include "consult/consult_sql.h"

enum { TALLY_GRADES = 8, TABLE_COLUMNS = 4 + TALLY_GRADES + 1 };
enum { QUESTION_ID, QUESTION_N, QUESTION_NODE, QUESTION_NUMBER, QUESTION_HEADING };
enum { TALLY_QUESTION, TALLY_GRADE, TALLY_N, TALLY_COMMENTS };
enum { SCALE_GRADE_ID = 4 };

/* Place of a grade in the scale, or -1. */
static int place(const ov_rows *grades, ov_id grade_id)
{
    for (size_t i = 0; i < grades->n && i < TALLY_GRADES; i++)
        if (ov_cell_int(grades, i, SCALE_GRADE_ID) == grade_id)
            return (int)i;
    return -1;
}

/* The row of a question; both lists are in the order in which the questions were made. */
static size_t row_of(const ov_rows *questions, ov_id question_id, size_t from)
{
    for (size_t k = 0; k < questions->n; k++) {
        size_t i = (from + k) % questions->n;

        if (ov_cell_int(questions, i, QUESTION_ID) == question_id)
            return i;
    }
    return questions->n;
}

static void count(const ov_rows *questions, const ov_rows *grades, const ov_rows *tallies,
                  ov_val *cells)
{
    size_t row = 0;

    for (size_t i = 0; i < tallies->n; i++) {
        int at = place(grades, ov_cell_int(tallies, i, TALLY_GRADE));
        ov_val *line;

        row = row_of(questions, ov_cell_int(tallies, i, TALLY_QUESTION), row);
        if (row == questions->n)
            break;
        line = cells + row * TABLE_COLUMNS + 4;
        if (at >= 0)
            line[at].u.i += ov_cell_int(tallies, i, TALLY_N);
        line[TALLY_GRADES].u.i += ov_cell_int(tallies, i, TALLY_COMMENTS);
    }
}

ov_status ov_grade_table(ov_ctx *ctx, const ov_consultation *c, const ov_rows **out)
{
    const ov_rows *questions, *grades, *tallies;
    ov_rows *table;
    ov_val *cells;

    OV_TRY(ov_select(ctx, &ov_consult_sql[CONSULT_QUESTIONS], OV_ARGS(ov_int(c->id)), &questions));
    OV_TRY(ov_scale_grades(ctx, c->scale_id, &grades));
    OV_TRY(ov_select(ctx, &ov_consult_sql[CONSULT_TALLIES], OV_ARGS(ov_int(c->id)), &tallies));

    cells = ov_calloc(ctx->arena, questions->n * TABLE_COLUMNS + 1, sizeof *cells);
    for (size_t i = 0; i < questions->n; i++) {
        ov_val *line = cells + i * TABLE_COLUMNS;

        for (size_t k = 0; k < 4; k++)
            line[k] = *ov_cell(questions, i, QUESTION_N + k);
        for (size_t k = 4; k < TABLE_COLUMNS; k++)
            line[k] = ov_int(0);
    }
    count(questions, grades, tallies, cells);
    table = ov_alloc(ctx->arena, sizeof *table);
    *table = (ov_rows){.n = questions->n, .columns = TABLE_COLUMNS, .cells = cells};
    *out = table;
    return OV_OK;
}

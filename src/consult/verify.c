/* SPDX-License-Identifier: EUPL-1.2 */
/* verify.c — its part of `overens verify`: responses (verify_response.c), tallies against a
 * recount, what counts against what was noted, numbers without gaps. */
#include "consult/compilation/compilation_sql.h"
#include "consult/consult_sql.h"
#include "consult/answer/file.h"
#include "consult/receipt/verify_response.h"

static ov_status check_tallies(ov_verify *verify)
{
    const ov_rows *rows;

    OV_TRY(ov_select(verify->ctx, &ov_consult_sql[CONSULT_VERIFY_TALLIES], OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n; i++)
        ov_verify_fault(verify, "tally",
                        ov_printf(verify->ctx->arena, "consultation %lld, question %lld",
                                  (long long)ov_cell_int(rows, i, 0),
                                  (long long)ov_cell_int(rows, i, 1)),
                        "grade %lld: the kept figure is not what the answers give",
                        (long long)ov_cell_int(rows, i, 2));
    return OV_OK;
}

static ov_status check_counted(ov_verify *verify)
{
    const ov_rows *rows;

    OV_TRY(ov_select(verify->ctx, &ov_consult_sql[CONSULT_VERIFY_COUNTED], OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n; i++)
        ov_verify_fault(verify, "tally",
                        ov_printf(verify->ctx->arena, "consultation %lld, party %s",
                                  (long long)ov_cell_int(rows, i, 0), ov_cell_text(rows, i, 1)),
                        "its latest response does not stand among those that count");
    return OV_OK;
}

/* Figures of a past instant come from what was noted, those of now from what counts. */
static ov_status check_noted(ov_verify *verify)
{
    const ov_rows *rows;

    OV_TRY(ov_select(verify->ctx, &ov_compilation_sql[COMPILATION_VERIFY], OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n; i++)
        ov_verify_fault(
            verify, "tally",
            ov_printf(verify->ctx->arena, "response/%lld", (long long)ov_cell_int(rows, i, 0)),
            "what is noted of when it counted does not say how it counts now");
    return OV_OK;
}

static ov_status check_numbers(ov_verify *verify)
{
    const ov_rows *rows;

    OV_TRY(ov_select(verify->ctx, &ov_consult_sql[CONSULT_VERIFY_COUNTERS], OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n; i++)
        if (ov_cell_int(rows, i, 1) != ov_cell_int(rows, i, 2))
            ov_verify_fault(
                verify, "number",
                ov_printf(verify->ctx->arena, "SVAR-%lld", (long long)ov_cell_int(rows, i, 0)),
                "%lld numbers given, %lld responses stored", (long long)ov_cell_int(rows, i, 1),
                (long long)ov_cell_int(rows, i, 2));
    return OV_OK;
}

ov_status ov_consult_verify(ov_verify *verify)
{
    OV_TRY(ov_verify_responses(verify));
    OV_TRY(check_tallies(verify));
    OV_TRY(check_counted(verify));
    OV_TRY(check_noted(verify));
    OV_TRY(check_numbers(verify));
    return ov_files_verify(verify);
}

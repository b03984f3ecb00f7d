/* SPDX-License-Identifier: EUPL-1.2 */
/* verify.c — its part of `overens verify`: receipts against their hashes and their answers, tallies
 * against a recount, numbers without gaps. */
#include "consult/consult_sql.h"
#include "util/hash.h"

#include <string.h>

enum { V_ID, V_NUMBER, V_HASH, V_TIMING, V_CANONICAL };

/* The answers' part of a receipt: what follows the empty line after the head. */
static ov_str answers_part(ov_str text)
{
    for (size_t i = 0; i + 1 < text.len; i++)
        if (text.ptr[i] == '\n' && text.ptr[i + 1] == '\n')
            return (ov_str){text.ptr + i + 2, text.len - i - 2};
    return (ov_str){"", 0};
}

static bool says_number(ov_str text, const char *number)
{
    ov_str first = ov_str_cut(&text, '\n'), second = ov_str_cut(&text, '\n');

    return ov_str_is(first, "overens-receipt-1") && ov_str_starts(second, "number: ") &&
           ov_str_is((ov_str){second.ptr + 8, second.len - 8}, number);
}

static ov_status check_response(ov_verify *verify, const ov_rows *rows, size_t i)
{
    const char *number = ov_cell_text(rows, i, V_NUMBER);
    ov_str text = ov_cell_str(rows, i, V_CANONICAL), part = answers_part(text);
    char hash[OV_HASH_HEX];
    const ov_rows *answers;
    ov_buf again = {0};

    verify->checked++;
    ov_sha256_hex(text, hash);
    if (strcmp(hash, ov_cell_text(rows, i, V_HASH)) != 0)
        ov_verify_fault(verify, "receipt", number, "the text does not give the stored hash");
    if (!says_number(text, number))
        ov_verify_fault(verify, "receipt", number, "the text carries another number");
    OV_TRY(ov_select(verify->ctx, &ov_consult_sql[CONSULT_VERIFY_ANSWERS],
                     OV_ARGS(ov_int(ov_cell_int(rows, i, V_ID))), &answers));
    for (size_t k = 0; k < answers->n; k++)
        ov_receipt_answer(&again, ov_cell_int(answers, k, 0), ov_cell_text(answers, k, 1),
                          ov_cell_text(answers, k, 2), ov_cell_str(answers, k, 3));
    if (!ov_str_eq(ov_buf_str(&again), part))
        ov_verify_fault(verify, "response", number, "the answers differ from the receipt's text");
    ov_buf_free(&again);
    return OV_OK;
}

static ov_status check_responses(ov_verify *verify)
{
    int64_t last = 0;

    for (;;) {
        const ov_rows *rows;

        OV_TRY(ov_select(verify->ctx, &ov_consult_sql[CONSULT_VERIFY_RESPONSES],
                         OV_ARGS(ov_int(last)), &rows));
        for (size_t i = 0; i < rows->n; i++)
            OV_TRY(check_response(verify, rows, i));
        if (!rows->n)
            return OV_OK;
        last = ov_cell_int(rows, rows->n - 1, V_ID);
    }
}

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
    OV_TRY(check_responses(verify));
    OV_TRY(check_tallies(verify));
    return check_numbers(verify);
}

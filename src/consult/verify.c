/* SPDX-License-Identifier: EUPL-1.2 */
/* verify.c — its part of `overens verify`: receipts against their hashes and their answers, tallies
 * against a recount, numbers without gaps. */
#include "consult/consult_sql.h"
#include "util/hash.h"

#include <string.h>

enum {
    V_ID,
    V_NUMBER,
    V_HASH,
    V_CANONICAL,
    V_RECEIVED,
    V_TIMING,
    V_PARTY_CODE,
    V_PARTY_NAME,
    V_LEGAL,
    V_REPLACES,
    V_CONSULTATION,
    V_SLUG,
    V_TEXT,
    V_ANSWERS,
    V_FORMAT,
    V_WITNESS
};

/* The answers' part of a receipt: what follows the empty line after the head. */
static ov_str answers_part(ov_str text)
{
    for (size_t i = 0; i + 1 < text.len; i++)
        if (text.ptr[i] == '\n' && text.ptr[i + 1] == '\n')
            return (ov_str){text.ptr + i + 2, text.len - i - 2};
    return (ov_str){"", 0};
}

/* Does the head of the text have the line "KEY: VALUE"? */
static bool says(ov_str text, const char *key, const char *value)
{
    size_t n = strlen(key);

    for (ov_str line = ov_str_cut(&text, '\n'); line.len; line = ov_str_cut(&text, '\n'))
        if (ov_str_starts(line, key) && line.len > n + 2 && !memcmp(line.ptr + n, ": ", 2))
            return ov_str_is((ov_str){line.ptr + n + 2, line.len - n - 2}, value);
    return false;
}

/* What stands beside the text, for pages and lists, must be what the text says. */
static void check_head(ov_verify *verify, const ov_rows *rows, size_t i)
{
    ov_arena *arena = verify->ctx->arena;
    const char *replaces = ov_cell_text(rows, i, V_REPLACES);
    const char *party = ov_printf(arena, "%s %s", ov_cell_text(rows, i, V_PARTY_CODE),
                                  ov_cell_text(rows, i, V_PARTY_NAME));
    const char *address = ov_printf(arena, "/arende/%s/remiss/%lld", ov_cell_text(rows, i, V_SLUG),
                                    (long long)ov_cell_int(rows, i, V_CONSULTATION));
    const struct {
        const char *key, *value;
    } lines[] = {
        {"number", ov_cell_text(rows, i, V_NUMBER)},
        {"received", ov_instant_iso(arena, ov_cell_int(rows, i, V_RECEIVED))},
        {"timing", ov_cell_text(rows, i, V_TIMING)},
        {"consultation", address},
        {"text", ov_cell_text(rows, i, V_TEXT)},
        {"party", party},
        {"legal_status", ov_cell_text(rows, i, V_LEGAL)},
        {"replaces", replaces ? replaces : "-"},
    };
    ov_str text = ov_cell_str(rows, i, V_CANONICAL);

    if (!ov_str_starts(text, "overens-receipt-1\n"))
        ov_verify_fault(verify, "receipt", lines[0].value, "the text is of no known format");
    for (size_t k = 0; k < OV_LEN(lines); k++)
        if (!says(text, lines[k].key, lines[k].value))
            ov_verify_fault(verify, "receipt", lines[0].value, "its text has another %s than %s",
                            lines[k].key, lines[k].value);
}

/* The text against its hash, and against what the event log kept of it on the day. */
static void check_hash(ov_verify *verify, const ov_rows *rows, size_t i)
{
    const char *number = ov_cell_text(rows, i, V_NUMBER);
    const char *witness = ov_cell_text(rows, i, V_WITNESS);
    char hash[OV_HASH_HEX];

    ov_sha256_hex(ov_cell_str(rows, i, V_CANONICAL), hash);
    if (strcmp(hash, ov_cell_text(rows, i, V_HASH)) != 0)
        ov_verify_fault(verify, "receipt", number, "the text does not give the stored hash");
    if (!witness || strcmp(witness, ov_cell_text(rows, i, V_HASH)) != 0)
        ov_verify_fault(verify, "receipt", number, "the event of its arrival has another hash");
}

static ov_status check_response(ov_verify *verify, const ov_rows *rows, size_t i)
{
    const char *number = ov_cell_text(rows, i, V_NUMBER);
    const ov_rows *answers;
    ov_buf again = {0};

    verify->checked++;
    check_hash(verify, rows, i);
    check_head(verify, rows, i);
    OV_TRY(ov_select(verify->ctx, &ov_consult_sql[CONSULT_VERIFY_ANSWERS],
                     OV_ARGS(ov_int(ov_cell_int(rows, i, V_ID))), &answers));
    for (size_t k = 0; k < answers->n; k++)
        ov_receipt_answer(&again, ov_cell_int(answers, k, 0), ov_cell_text(answers, k, 1),
                          ov_cell_text(answers, k, 2), ov_cell_str(answers, k, 3));
    if (!ov_str_eq(ov_buf_str(&again), answers_part(ov_cell_str(rows, i, V_CANONICAL))))
        ov_verify_fault(verify, "response", number, "the answers differ from the receipt's text");
    if ((int64_t)answers->n != ov_cell_int(rows, i, V_ANSWERS))
        ov_verify_fault(verify, "response", number, "%zu answers, but it says %lld", answers->n,
                        (long long)ov_cell_int(rows, i, V_ANSWERS));
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
    OV_TRY(check_counted(verify));
    return check_numbers(verify);
}

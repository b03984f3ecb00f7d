/* SPDX-License-Identifier: EUPL-1.2 */
/* verify_response.c — its part of `overens verify`: every response against its hash, its event, its
 * rows (the text is written anew from them) and its seal. */
#include "consult/receipt/verify_response.h"

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
    V_ANSWERS,
    V_FORMAT,
    V_CLASS,
    V_SOURCE,
    V_RESPONDENT,
    V_DECISION_BODY,
    V_DECISION_DAY,
    V_DECISION_REF,
    V_WITH,
    V_ORG,
    V_ACCOUNT,
    V_COMMITTED,
    V_REPLACES_ID,
    V_DRAFT,
    V_SEAL,
    V_WITNESS
};

static ov_response response_of(const ov_rows *rows, size_t i)
{
    return (ov_response){
        .id = ov_cell_int(rows, i, V_ID),
        .consultation_id = ov_cell_int(rows, i, V_CONSULTATION),
        .org_id = ov_cell_int(rows, i, V_ORG),
        .number = ov_cell_text(rows, i, V_NUMBER),
        .received = ov_cell_int(rows, i, V_RECEIVED),
        .committed = ov_cell_int(rows, i, V_COMMITTED),
        .timing = ov_cell_text(rows, i, V_TIMING),
        .legal_status = ov_cell_text(rows, i, V_LEGAL),
        .replaces = ov_cell_text(rows, i, V_REPLACES),
        .hash = ov_cell_text(rows, i, V_HASH),
        .org_code = ov_cell_text(rows, i, V_PARTY_CODE),
        .org_name = ov_cell_text(rows, i, V_PARTY_NAME),
        .answers = ov_cell_int(rows, i, V_ANSWERS),
        .class = ov_cell_text(rows, i, V_CLASS),
        .source = ov_cell_text(rows, i, V_SOURCE),
        .format = ov_cell_int(rows, i, V_FORMAT),
        .respondent = ov_cell_text(rows, i, V_RESPONDENT),
        .decision_body = ov_cell_text(rows, i, V_DECISION_BODY),
        .decision_ref = ov_cell_text(rows, i, V_DECISION_REF),
        .decision_day = ov_cell_null(rows, i, V_DECISION_DAY)
                            ? OV_NO_DAY
                            : (ov_day)ov_cell_int(rows, i, V_DECISION_DAY),
        .with_parties = ov_cell_text(rows, i, V_WITH),
        .draft_id = ov_cell_int(rows, i, V_DRAFT),
    };
}

/* The text against its hash, and against what the event log kept of it on the day. */
static void check_hash(ov_verify *verify, const ov_response *r, ov_str text, const char *witness)
{
    char hash[OV_HASH_HEX];

    ov_sha256_hex(text, hash);
    if (strcmp(hash, r->hash) != 0)
        ov_verify_fault(verify, "receipt", r->number, "the text does not give the stored hash");
    if (!witness || strcmp(witness, r->hash) != 0)
        ov_verify_fault(verify, "receipt", r->number, "the event of its arrival has another hash");
}

/* The columns that the text does not say. Only responses from before there were seals, the first
 * ones, may be without. */
static void check_seal(ov_verify *verify, const ov_rows *rows, size_t i, const ov_response *r,
                       bool *sealed)
{
    const char *seal = ov_cell_text(rows, i, V_SEAL);
    bool whole =
        seal ? strcmp(seal, ov_response_seal(verify->ctx->arena, r, ov_cell_int(rows, i, V_ACCOUNT),
                                             ov_cell_int(rows, i, V_REPLACES_ID))) == 0
             : !*sealed;

    if (r->decision_day != OV_NO_DAY && ov_cell_int(rows, i, V_DECISION_DAY) != r->decision_day)
        ov_verify_fault(verify, "response", r->number, "the day of its decision is no day");
    if (!whole)
        ov_verify_fault(verify, "response", r->number,
                        "party, account, time of storing, draft or what it replaces was changed");
    *sealed = *sealed || seal;
    if (r->respondent ? strcmp(r->respondent, r->org_name) != 0 : !strcmp(r->org_code, "-"))
        ov_verify_fault(verify, "response", r->number, "another respondent than its party");
}

/* The value of the k-th line of the head with this key. The head ends at the empty line. */
static bool head_value(ov_str text, const char *key, size_t k, ov_str *out)
{
    size_t n = strlen(key);

    for (ov_str line = ov_str_cut(&text, '\n'); line.len; line = ov_str_cut(&text, '\n'))
        if (ov_str_starts(line, key) && line.len > n + 2 && !memcmp(line.ptr + n, ": ", 2) &&
            k-- == 0) {
            *out = (ov_str){line.ptr + n + 2, line.len - n - 2};
            return true;
        }
    return false;
}

enum { TEXTS_MAX = 200 };

/* What the response alone keeps: the texts that were answered (each a version of a document of the
 * round, in their order) and the deadline that held then. */
static ov_status read_kept(ov_verify *verify, const ov_response *r, ov_str text,
                           ov_receipt_head *head)
{
    ov_arena *arena = verify->ctx->arena;
    const char **texts = ov_alloc(arena, TEXTS_MAX * sizeof *texts);
    const ov_rows *rows;
    ov_str value;

    head->deadline = head_value(text, "deadline", 0, &value) ? ov_str_z(arena, value) : NULL;
    head->texts = texts;
    head->n_texts = 0;
    while (head->n_texts < TEXTS_MAX && head_value(text, "text", head->n_texts, &value)) {
        bool known = false;

        texts[head->n_texts++] = ov_str_z(arena, value);
        OV_TRY(ov_select(verify->ctx, &ov_consult_sql[CONSULT_VERIFY_TEXT],
                         OV_ARGS(ov_int(r->consultation_id), ov_text_str(ov_str_cut(&value, ' '))),
                         &rows));
        for (size_t k = 0; k < rows->n; k++)
            known = known || ov_cell_int(rows, k, 0) == (int64_t)head->n_texts;
        if (!known)
            ov_verify_fault(verify, "receipt", r->number,
                            "text %zu that it answers is none of the round", head->n_texts);
    }
    return OV_OK;
}

/* Names the first line in which the stored text and the one that the rows give differ. */
static void tell_difference(ov_verify *verify, const char *number, ov_str stored, ov_str again)
{
    ov_arena *arena = verify->ctx->arena;
    ov_str was = {"", 0}, is = {"", 0};
    int64_t n = 0;
    bool answers = false;

    while (stored.len || again.len) {
        was = ov_str_cut(&stored, '\n');
        is = ov_str_cut(&again, '\n');
        n++;
        if (!ov_str_eq(was, is))
            break;
        answers = answers || !was.len;
    }
    if (answers)
        ov_verify_fault(verify, "response", number, "the answers differ from line %lld of its text",
                        (long long)n);
    else
        ov_verify_fault(verify, "receipt", number,
                        "line %lld of its text is \"%.200s\", not \"%.200s\"", (long long)n,
                        ov_str_z(arena, was), ov_str_z(arena, is));
}

/* The text as the rows give it must be the text, byte for byte. */
static ov_status check_text(ov_verify *verify, const ov_response *r, const char *slug, ov_str text)
{
    ov_ctx *ctx = verify->ctx;
    const ov_rows *answers, *files;
    ov_receipt_head head = {.address = ov_printf(ctx->arena, "/arende/%s/remiss/%lld", slug,
                                                 (long long)r->consultation_id)};
    ov_buf again = {0};

    OV_TRY(read_kept(verify, r, text, &head));
    OV_TRY(
        ov_select(ctx, &ov_consult_sql[CONSULT_VERIFY_ANSWERS], OV_ARGS(ov_int(r->id)), &answers));
    OV_TRY(ov_select(ctx, &ov_consult_sql[CONSULT_VERIFY_FILES], OV_ARGS(ov_int(r->id)), &files));
    ov_receipt_head_of(r, &head);
    ov_receipt_write(ctx->arena, &again, r->format, &head, answers, files);
    if (r->format != 1 && r->format != 2)
        ov_verify_fault(verify, "receipt", r->number, "the text is of no known format");
    else if (!ov_str_eq(ov_buf_str(&again), text))
        tell_difference(verify, r->number, text, ov_buf_str(&again));
    if ((int64_t)answers->n != r->answers)
        ov_verify_fault(verify, "response", r->number, "%zu answers, but it says %lld", answers->n,
                        (long long)r->answers);
    ov_buf_free(&again);
    return OV_OK;
}

static ov_status check_row(ov_verify *verify, const ov_rows *rows, size_t i, bool *sealed)
{
    ov_response r = response_of(rows, i);
    ov_str text = ov_cell_str(rows, i, V_CANONICAL);

    verify->checked++;
    check_hash(verify, &r, text, ov_cell_text(rows, i, V_WITNESS));
    check_seal(verify, rows, i, &r, sealed);
    return check_text(verify, &r, ov_cell_text(rows, i, V_SLUG), text);
}

ov_status ov_verify_responses(ov_verify *verify)
{
    int64_t last = 0;
    bool sealed = false;

    for (;;) {
        const ov_rows *rows;

        OV_TRY(ov_select(verify->ctx, &ov_consult_sql[CONSULT_VERIFY_RESPONSES],
                         OV_ARGS(ov_int(last)), &rows));
        for (size_t i = 0; i < rows->n; i++)
            OV_TRY(check_row(verify, rows, i, &sealed));
        if (!rows->n)
            return OV_OK;
        last = ov_cell_int(rows, rows->n - 1, V_ID);
    }
}

bool ov_receipt_number(ov_arena *arena, ov_str text, const char **number)
{
    ov_str value;

    if (!ov_str_starts(text, "overens-receipt-1\n") && !ov_str_starts(text, "overens-receipt-2\n"))
        return false;
    if (!head_value(text, "number", 0, &value) || value.len > 40)
        return false;
    *number = ov_str_z(arena, value);
    return true;
}

ov_status ov_receipt_check(ov_verify *verify, const char *number, ov_str text)
{
    const ov_rows *rows;
    bool sealed = false;
    ov_response r;

    OV_TRY(ov_response_by_number(verify->ctx, number, &r));
    OV_TRY(ov_select(verify->ctx, &ov_consult_sql[CONSULT_VERIFY_RESPONSES],
                     OV_ARGS(ov_int(r.id - 1)), &rows));
    if (!rows->n || ov_cell_int(rows, 0, V_ID) != r.id)
        return ov_fail(&verify->ctx->err, OV_NOT_FOUND, "%s has lost its round", number);
    if (!ov_str_eq(text, ov_cell_str(rows, 0, V_CANONICAL)))
        ov_verify_fault(verify, "receipt", number, "the file is not the text that is stored");
    return check_row(verify, rows, 0, &sealed);
}

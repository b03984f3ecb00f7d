/* SPDX-License-Identifier: EUPL-1.2 */
/* read.c — responses as they were received, and who has answered. */
#include "consult/consult_sql.h"

#include <string.h>

const char *const ov_legal_statuses[] = {"officer",      "preliminary",   "delegated",
                                         "chair_urgent", "board_decided", NULL};

const char *ov_legal_status_title(const char *status)
{
    static const char *const titles[] = {
        "Tjänstepersonssvar, inget beslut i nämnd",
        "Preliminärt svar, beslut kommer senare",
        "Beslut på delegation",
        "Brådskande beslut av ordföranden",
        "Beslut i nämnd eller styrelse",
    };

    for (size_t i = 0; ov_legal_statuses[i]; i++)
        if (status && !strcmp(status, ov_legal_statuses[i]))
            return titles[i];
    return "";
}

const char *ov_source_title(const char *source)
{
    static const struct {
        const char *code, *title;
    } known[] = {
        {"portal", "I portalen"}, {"link", "Med länk och kod"}, {"joint", "Som gemensamt svar"},
        {"paper", "På papper"},   {"email", "Med e-post"},
    };

    for (size_t i = 0; source && i < OV_LEN(known); i++)
        if (!strcmp(source, known[i].code))
            return known[i].title;
    return "";
}

static void fill(const ov_rows *rows, ov_response *out)
{
    *out = (ov_response){
        .id = ov_cell_int(rows, 0, 0),
        .consultation_id = ov_cell_int(rows, 0, 1),
        .org_id = ov_cell_int(rows, 0, 2),
        .number = ov_cell_text(rows, 0, 3),
        .received = ov_cell_int(rows, 0, 4),
        .committed = ov_cell_int(rows, 0, 5),
        .timing = ov_cell_text(rows, 0, 6),
        .legal_status = ov_cell_text(rows, 0, 7),
        .replaces = ov_cell_text(rows, 0, 8),
        .replaced_by = ov_cell_text(rows, 0, 9),
        .hash = ov_cell_text(rows, 0, 10),
        .org_code = ov_cell_text(rows, 0, 11),
        .org_name = ov_cell_text(rows, 0, 12),
        .answers = ov_cell_int(rows, 0, 13),
        .class = ov_cell_text(rows, 0, 14),
        .source = ov_cell_text(rows, 0, 15),
        .format = ov_cell_int(rows, 0, 16),
        .respondent = ov_cell_text(rows, 0, 17),
        .decision_body = ov_cell_text(rows, 0, 18),
        .decision_day = ov_cell_null(rows, 0, 19) ? OV_NO_DAY : (ov_day)ov_cell_int(rows, 0, 19),
        .decision_ref = ov_cell_text(rows, 0, 20),
        .with_parties = ov_cell_text(rows, 0, 21),
        .draft_id = ov_cell_int(rows, 0, 22),
    };
}

ov_status ov_response_by_number(ov_ctx *ctx, const char *number, ov_response *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_RESPONSE_BY_NUMBER], OV_ARGS(ov_text(number)),
                         &rows));
    fill(rows, out);
    return OV_OK;
}

ov_status ov_response_latest(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, ov_response *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_RESPONSE_LATEST],
                         OV_ARGS(ov_int(consultation_id), ov_int(org_id)), &rows));
    fill(rows, out);
    return OV_OK;
}

ov_status ov_responses_of(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_RESPONSES_OF],
                     OV_ARGS(ov_int(consultation_id), ov_int(org_id)), out);
}

ov_status ov_response_answers(ov_ctx *ctx, ov_id response_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_ANSWERS], OV_ARGS(ov_int(response_id)), out);
}

ov_status ov_consultation_status(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_STATUS], OV_ARGS(ov_int(consultation_id)), out);
}

ov_status ov_question_comments(ov_ctx *ctx, ov_id consultation_id, int64_t n, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_COMMENTS],
                     OV_ARGS(ov_int(consultation_id), ov_int(n)), out);
}

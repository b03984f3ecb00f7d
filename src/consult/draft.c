/* SPDX-License-Identifier: EUPL-1.2 */
/* draft.c — what a party writes before it sends: one draft per invitation, a row version each. */
#include "consult/consult_sql.h"
#include "util/hash.h"

ov_status ov_draft(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_DRAFT],
                     OV_ARGS(ov_int(c->id), ov_int(org_id), ov_int(c->version_id)), out);
}

/* The key of a grade of the round's scale; 0 for no grade. */
static ov_status grade_id(ov_ctx *ctx, ov_id scale_id, const char *code, ov_id *out)
{
    int64_t id = 0;

    if (code && *code) {
        OV_TRY(ov_select_int(ctx, &ov_consult_sql[CONSULT_DRAFT_GRADE],
                             OV_ARGS(ov_int(scale_id), ov_text(code)), 0, &id));
        if (!id)
            return ov_fail(&ctx->err, OV_INVALID, "the scale has no grade of that code");
    }
    *out = id;
    return OV_OK;
}

/* The row is not as the page had shown it. The same content again (a double click, a retry) is no
 * conflict: the answer is saved already. */
static ov_status settle_clash(ov_ctx *ctx, const ov_val *key, ov_id grade, ov_str comment)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_DRAFT_ONE], key, 3, &rows));
    if (ov_cell_int(rows, 0, 0) != grade || !ov_str_eq(ov_cell_str(rows, 0, 1), comment))
        return ov_fail(&ctx->err, OV_CONFLICT, "the answer was changed meanwhile");
    return OV_OK;
}

/* The first saved answer opens the invitation's work. The others are noted once in ten minutes for
 * each writer: a draft is saved while it is written. */
static ov_status mark_working(ov_ctx *ctx, ov_id consultation_id, ov_id org_id)
{
    ov_event event = {.action = "invitation.working",
                      .object = ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                          (long long)consultation_id, (long long)org_id)};
    int64_t changed;
    bool noted = false;

    OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_MARK_WORKING],
                   OV_ARGS(ov_int(consultation_id), ov_int(org_id)), &changed));
    if (!changed) {
        event.action = "answer.saved";
        OV_TRY(ov_audit_noted(ctx, event.action, event.object, &noted));
    }
    return noted ? OV_OK : ov_audit(ctx, &event);
}

/* Writes over the row that the page had shown (or that the same page wrote), else makes it. */
static ov_status put(ov_ctx *ctx, const ov_val *key, const ov_draft_answer *answer, ov_id grade,
                     ov_str comment, int64_t *changed)
{
    const char *by = ctx->actor.name ? ctx->actor.name : "-", *writer = NULL;
    ov_val grade_val = ov_id_or_null(grade), comment_val = ov_text_str(comment);
    char hash[OV_HASH_HEX];

    if (answer->writer) { /* a form token is not stored as it is */
        ov_sha256_hex(ov_str_from(answer->writer), hash);
        writer = hash;
    }
    OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_DRAFT_UPDATE],
                   OV_ARGS(key[0], key[1], key[2], grade_val, comment_val, ov_int(ctx->now),
                           ov_text(by), ov_text(writer), ov_int(answer->row_version)),
                   changed));
    if (*changed || answer->row_version)
        return OV_OK;
    /* the question must belong to the round: the INSERT looks */
    return ov_exec(ctx, &ov_consult_sql[CONSULT_DRAFT_INSERT],
                   OV_ARGS(key[0], key[1], key[2], grade_val, comment_val, ov_int(ctx->now),
                           ov_text(by), ov_text(writer)),
                   changed);
}

ov_status ov_draft_save(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                        const ov_draft_answer *answer, int64_t *new_version)
{
    const ov_val key[] = {ov_int(c->id), ov_int(org_id), ov_int(answer->question_id)};
    const char *status;
    const ov_rows *row;
    ov_id grade = 0;
    ov_str comment = {"", 0};
    int64_t changed;

    OV_TRY(ov_invitation(ctx, c->id, org_id, &status)); /* OV_NOT_FOUND: not invited */
    OV_TRY(grade_id(ctx, c->scale_id, answer->grade, &grade));
    OV_TRY(ov_comment_canonical(ctx, answer->comment, &comment));
    OV_TRY(put(ctx, key, answer, grade, comment, &changed));
    if (!changed)
        OV_TRY(settle_clash(ctx, key, grade, comment));
    else
        OV_TRY(mark_working(ctx, c->id, org_id));
    if (new_version) {
        OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_DRAFT_ONE], key, 3, &row));
        *new_version = ov_cell_int(row, 0, 2);
    }
    return OV_OK;
}

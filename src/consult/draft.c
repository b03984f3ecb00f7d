/* SPDX-License-Identifier: EUPL-1.2 */
/* draft.c — what a party writes before it sends: one draft per invitation, a row version each. */
#include "consult/consult_sql.h"

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

/* The row was not as the page had shown it. The same content again (a double click, a retry) is no
 * conflict: the answer is saved already. */
static ov_status settle_clash(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, ov_id question_id,
                              ov_id grade, ov_str comment, int64_t *version)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_DRAFT_ONE],
                         OV_ARGS(ov_int(consultation_id), ov_int(org_id), ov_int(question_id)),
                         &rows));
    if (ov_cell_int(rows, 0, 0) != grade || !ov_str_eq(ov_cell_str(rows, 0, 1), comment))
        return ov_fail(&ctx->err, OV_CONFLICT, "the answer was changed meanwhile");
    *version = ov_cell_int(rows, 0, 2);
    return OV_OK;
}

/* The first saved answer opens the invitation's work. */
static ov_status mark_working(ov_ctx *ctx, ov_id consultation_id, ov_id org_id)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_MARK_WORKING],
                   OV_ARGS(ov_int(consultation_id), ov_int(org_id)), &changed));
    if (!changed)
        return OV_OK;
    return ov_audit(
        ctx, &(ov_event){.action = "invitation.working",
                         .object = ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                             (long long)consultation_id, (long long)org_id)});
}

ov_status ov_draft_save(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                        const ov_draft_answer *answer, int64_t *new_version)
{
    const char *by = ctx->actor.name ? ctx->actor.name : "-", *status;
    ov_id grade;
    ov_str comment;
    int64_t changed, version = answer->row_version + 1;

    OV_TRY(ov_invitation(ctx, c->id, org_id, &status)); /* OV_NOT_FOUND: not invited */
    OV_TRY(grade_id(ctx, c->scale_id, answer->grade, &grade));
    OV_TRY(ov_comment_canonical(ctx, answer->comment, &comment));
    if (answer->row_version == 0) /* the question must belong to the round: the INSERT looks */
        OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_DRAFT_INSERT],
                       OV_ARGS(ov_int(c->id), ov_int(org_id), ov_int(answer->question_id),
                               ov_id_or_null(grade), ov_text_str(comment), ov_int(ctx->now),
                               ov_text(by)),
                       &changed));
    else
        OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_DRAFT_UPDATE],
                       OV_ARGS(ov_int(c->id), ov_int(org_id), ov_int(answer->question_id),
                               ov_id_or_null(grade), ov_text_str(comment), ov_int(ctx->now),
                               ov_text(by), ov_int(answer->row_version)),
                       &changed));
    if (!changed)
        OV_TRY(settle_clash(ctx, c->id, org_id, answer->question_id, grade, comment, &version));
    else
        OV_TRY(mark_working(ctx, c->id, org_id));
    if (new_version)
        *new_version = version;
    return OV_OK;
}

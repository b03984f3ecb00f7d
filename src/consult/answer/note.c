/* SPDX-License-Identifier: EUPL-1.2 */
/* note.c — what a party's people say to each other about their answer (feature 32): a table of its
 * own, which nothing that is sent, exported or searched reads. */
#include "consult/answer/answer_sql.h"
#include "consult/consult_sql.h"

ov_status ov_notes(ov_ctx *ctx, ov_id draft_id, ov_id question_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_answer_sql[ANSWER_NOTES],
                     OV_ARGS(ov_int(draft_id), ov_int(question_id)), out);
}

ov_status ov_note_counts(ov_ctx *ctx, ov_id draft_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_answer_sql[ANSWER_NOTE_COUNTS], OV_ARGS(ov_int(draft_id)), out);
}

ov_status ov_note_add(ov_ctx *ctx, ov_id draft_id, ov_id question_id, const char *source,
                      const char *author_name, const char *text)
{
    int64_t added;
    ov_str tidy;

    OV_TRY(ov_comment_canonical(ctx, text, &tidy));
    if (!tidy.len || ov_utf8_length(tidy) > OV_NOTE_MAX)
        return ov_fail(&ctx->err, OV_INVALID, "a note is empty or over %d characters", OV_NOTE_MAX);
    OV_TRY(ov_exec(ctx, &ov_answer_sql[ANSWER_NOTE_ADD],
                   OV_ARGS(ov_int(draft_id), ov_id_or_null(question_id), ov_text(source),
                           source ? ov_null() : ov_id_or_null(ctx->actor.account_id),
                           ov_text(author_name), ov_int(ctx->now), ov_text_str(tidy)),
                   &added));
    if (!added)
        return ov_fail(&ctx->err, OV_INVALID, "not a question of the draft's round");
    return ov_answer_event(ctx, "note.added", draft_id);
}

ov_status ov_note_remove(ov_ctx *ctx, ov_id draft_id, ov_id note_id)
{
    int64_t gone = 0;

    if (ctx->actor.account_id)
        OV_TRY(ov_exec(ctx, &ov_answer_sql[ANSWER_NOTE_REMOVE],
                       OV_ARGS(ov_int(note_id), ov_int(draft_id), ov_int(ctx->now),
                               ov_int(ctx->actor.account_id)),
                       &gone));
    if (!gone)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no such note of the actor's");
    return ov_answer_event(ctx, "note.removed", draft_id);
}

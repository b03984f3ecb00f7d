/* SPDX-License-Identifier: EUPL-1.2 */
/* answer.c — how far a draft has come, and what is missing before it can be sent. */
#include "consult/answer/answer_sql.h"

#include <string.h>

static ov_status rows_of(ov_ctx *ctx, int statement, const ov_consultation *c, ov_id draft_id,
                         const ov_rows **out)
{
    return ov_select(ctx, &ov_answer_sql[statement], OV_ARGS(ov_int(c->id), ov_int(draft_id)), out);
}

ov_status ov_answer_list(ov_ctx *ctx, const ov_consultation *c, ov_id draft_id, const ov_rows **out)
{
    return rows_of(ctx, ANSWER_LIST, c, draft_id, out);
}

ov_status ov_answer_review(ov_ctx *ctx, const ov_consultation *c, ov_id draft_id,
                           const ov_rows **out)
{
    return rows_of(ctx, ANSWER_REVIEW, c, draft_id, out);
}

ov_status ov_answer_one(ov_ctx *ctx, const ov_consultation *c, ov_id draft_id, int64_t n,
                        const ov_rows **out)
{
    return ov_select_row(ctx, &ov_answer_sql[ANSWER_ONE],
                         OV_ARGS(ov_int(c->id), ov_int(draft_id), ov_int(n)), out);
}

ov_status ov_answer_struck(ov_ctx *ctx, const ov_consultation *c, ov_id draft_id,
                           const ov_rows **out)
{
    return rows_of(ctx, ANSWER_STRUCK, c, draft_id, out);
}

ov_status ov_answer_neighbours(ov_ctx *ctx, const ov_consultation *c, int64_t n,
                               const ov_rows **out)
{
    return ov_select(ctx, &ov_answer_sql[ANSWER_NEIGHBOURS], OV_ARGS(ov_int(c->id), ov_int(n)),
                     out);
}

ov_status ov_answer_chapters(ov_ctx *ctx, const ov_consultation *c, const ov_rows **out)
{
    return ov_select(ctx, &ov_answer_sql[ANSWER_CHAPTERS], OV_ARGS(ov_int(c->id)), out);
}

ov_answer_state ov_answer_state_of(const ov_rows *rows, size_t i)
{
    const char *grade = ov_cell_text(rows, i, OV_DRAFT_GRADE);
    const char *kind = ov_cell_text(rows, i, OV_DRAFT_KIND);
    bool text = ov_cell_str(rows, i, OV_DRAFT_COMMENT).len > 0;
    bool wording = !ov_cell_null(rows, i, OV_DRAFT_WORDING);
    bool joins = !ov_cell_null(rows, i, OV_ANSWER_JOINS_ID);
    bool files = ov_cell_int(rows, i, OV_ANSWER_FILES) > 0;

    if (grade && !strcmp(grade, OV_GRADE_NO_COMMENT))
        return OV_ANSWER_NO_COMMENT;
    if (grade)
        return ov_cell_int(rows, i, OV_ANSWER_NEEDS_REASON) && !text && !wording && !joins
                   ? OV_ANSWER_BEGUN
                   : OV_ANSWER_DONE;
    if (!text && !wording && !joins && !files)
        return OV_ANSWER_NONE;
    if (joins)
        return OV_ANSWER_DONE;
    if (!strcmp(kind, "file"))
        return files ? OV_ANSWER_DONE : OV_ANSWER_BEGUN;
    return !strcmp(kind, "grade") || !strcmp(kind, "choice") ? OV_ANSWER_BEGUN : OV_ANSWER_DONE;
}

ov_status ov_draft_ready(ov_ctx *ctx, const ov_consultation *c, ov_id draft_id,
                         const ov_rows **missing)
{
    int64_t attached_only;

    OV_TRY(ov_select_int(ctx, &ov_answer_sql[ANSWER_ATTACHED_ONLY], OV_ARGS(ov_int(draft_id)), 0,
                         &attached_only));
    /* of no question when the attachments are the answer */
    return ov_select(ctx, &ov_answer_sql[ANSWER_MISSING],
                     OV_ARGS(ov_int(attached_only ? 0 : c->id), ov_int(draft_id)), missing);
}

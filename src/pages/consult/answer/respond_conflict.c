/* SPDX-License-Identifier: EUPL-1.2 */
/* respond_conflict.c — two people wrote the same answer: both texts, and what shall stand. */
#include "pages/consult/answer/respond.h"
#include "pages/consult/round.h"

#include <string.h>

static void add_side(ov_map *root, const char *key, const ov_question *q, const char *grade,
                     const char *text, ov_str wording)
{
    ov_map *map = ov_map_map(root, key);

    ov_map_text(map, "grade", ov_grade_label(q->grades, grade));
    ov_map_text(map, "code", grade);
    ov_map_text(map, "text", text);
    if (wording.len)
        ov_map_str(map, "wording", wording);
    ov_add_wording(map, ov_question_body(q), wording);
}

/* Both texts one after the other; one of them when the other is empty or the same. */
static const char *both_of(ov_arena *arena, const char *theirs, const char *mine)
{
    if (!*theirs || !strcmp(theirs, mine))
        return mine;
    return *mine ? ov_printf(arena, "%s\n\n%s", theirs, mine) : theirs;
}

ov_status ov_respond_conflict(ov_req *req, const ov_question *q, const ov_draft_answer *mine)
{
    ov_view *view = ov_view_new(req, "conflict");
    ov_map *root = ov_view_root(view);
    ov_question now = *q;
    ov_str their_wording, my_wording = ov_str_from(mine->wording ? mine->wording : "");

    OV_TRY(ov_question_again(req, &now));
    their_wording = ov_cell_str(now.row, 0, OV_DRAFT_WORDING);
    ov_question_frame(req, view, &now, NULL);
    ov_view_status(view, 409);
    ov_view_needs_token(view);
    ov_view_title(view, ov_req_tr(req, "Ni skrev samtidigt"));
    ov_question_grades(root, now.grades, mine->grade);
    ov_map_bool(root, "ungraded", !mine->grade);
    ov_map_bool(root, "graded", ov_question_is(q, "grade") || ov_question_is(q, "choice"));
    add_side(root, "theirs", &now, ov_cell_text(now.row, 0, OV_DRAFT_GRADE),
             ov_cell_text(now.row, 0, OV_DRAFT_COMMENT), their_wording);
    ov_map_text(root, "by", ov_saved_by(req, now.row, 0));
    add_side(root, "mine", &now, mine->grade, mine->comment, my_wording);
    ov_map_text(
        root, "both",
        both_of(ov_req_arena(req), ov_cell_text(now.row, 0, OV_DRAFT_COMMENT), mine->comment));
    if (their_wording.len || my_wording.len)
        ov_map_str(root, "wording_both", my_wording.len ? my_wording : their_wording);
    ov_map_int(root, "row_version", ov_cell_int(now.row, 0, OV_DRAFT_ROW_VERSION));
    return ov_view_send(view);
}

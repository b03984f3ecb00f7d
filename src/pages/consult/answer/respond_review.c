/* SPDX-License-Identifier: EUPL-1.2 */
/* respond_review.c — checking the answers before they are sent: each as it will be sent, what must
 * be done first, what to look at again. */
#include "pages/pages.h"
#include "pages/consult/answer/respond.h"
#include "pages/consult/round.h"

#include "consult/answer/file.h"

#include <string.h>

enum { MISSING_N, MISSING_NUMBER, MISSING_HEADING, MISSING_TITLE, MISSING_WHY };

/* Back here after it was changed. */
static const char *change_href(ov_req *req, const ov_consultation *c, int64_t n)
{
    return ov_printf(ov_req_arena(req), "%s?till=granska", ov_answer_href(req, c, n));
}

/* Returns whether there is something to look at again. */
static bool add_answer(ov_req *req, ov_map *item, const ov_consultation *c, const ov_rows *draft,
                       size_t i, const ov_rows *files)
{
    ov_str comment = ov_cell_str(draft, i, OV_DRAFT_COMMENT);
    ov_str wording = ov_cell_str(draft, i, OV_DRAFT_WORDING);
    const char *kind = ov_cell_text(draft, i, OV_DRAFT_KIND);
    bool graded = !strcmp(kind, "grade") || !strcmp(kind, "choice"), warns;

    ov_map_text(item, "title", ov_answer_title(req, draft, i));
    ov_map_text(item, "href", change_href(req, c, ov_cell_int(draft, i, OV_DRAFT_N)));
    ov_map_text(item, "grade", ov_cell_text(draft, i, OV_ANSWER_LABEL));
    ov_map_bool(item, "no_grade",
                graded && ov_cell_null(draft, i, OV_DRAFT_GRADE) &&
                    ov_cell_null(draft, i, OV_ANSWER_JOINS_ID));
    ov_map_bool(item, "no_reason",
                ov_answer_state_of(draft, i) == OV_ANSWER_BEGUN &&
                    !ov_cell_null(draft, i, OV_DRAFT_GRADE));
    ov_map_text(item, "joins", ov_cell_text(draft, i, OV_DRAFT_JOINS_NAME));
    ov_map_bool(item, "removed", !ov_cell_null(draft, i, OV_ANSWER_REMOVED));
    ov_map_lines(item, "paragraphs", comment);
    ov_add_wording(item, ov_cell_str(draft, i, OV_ANSWER_BODY), wording);
    ov_add_files(req, item, c, files, ov_cell_int(draft, i, OV_DRAFT_N));
    warns = ov_has_person_number(req, comment) || ov_has_person_number(req, wording);
    ov_map_bool(item, "person_number", warns);
    return warns;
}

static void add_fault(ov_req *req, ov_list *faults, const ov_consultation *c,
                      const ov_rows *missing, size_t i)
{
    ov_arena *arena = ov_req_arena(req);
    ov_map *item = ov_list_add(faults);
    const char *title = ov_cell_text(missing, i, MISSING_TITLE);
    const char *number = ov_cell_text(missing, i, MISSING_NUMBER);
    const char *heading = ov_cell_text(missing, i, MISSING_HEADING);

    if (!number && !heading)
        ov_map_text(item, "title", title);
    else
        ov_map_text(
            item, "title",
            title ? ov_printf(arena, "%s: %s", ov_question_title(arena, number, heading), title)
                  : ov_question_title(arena, number, heading));
    ov_map_text(item, "href", change_href(req, c, ov_cell_int(missing, i, MISSING_N)));
    ov_map_bool(item, "reason", !strcmp(ov_cell_text(missing, i, MISSING_WHY), "reason"));
}

static ov_status add_faults(ov_req *req, ov_map *root, const ov_consultation *c, ov_id draft_id)
{
    ov_list *faults = ov_map_list(root, "faults");
    const ov_rows *missing;

    OV_TRY(ov_draft_ready(ov_req_ctx(req), c, draft_id, &missing));
    for (size_t i = 0; i < missing->n; i++)
        add_fault(req, faults, c, missing, i);
    ov_map_bool(root, "has_faults", missing->n > 0);
    return OV_OK;
}

ov_status ov_respond_draft(ov_req *req, ov_map *root, const ov_consultation *c, int64_t *answered)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *answers = ov_map_list(root, "answers"), *missing = ov_map_list(root, "missing");
    const ov_rows *draft, *files;
    ov_id draft_id;
    int64_t n, struck = 0;
    bool warns = false;

    OV_TRY(ov_draft_own(ctx, c->id, ctx->actor.org_id, &draft_id));
    OV_TRY(ov_answer_review(ctx, c, draft_id, &draft));
    OV_TRY(ov_draft_files(ctx, draft_id, &files));
    for (size_t i = 0; i < draft->n; i++) {
        bool none = ov_answer_state_of(draft, i) == OV_ANSWER_NONE;

        if (none && !ov_cell_null(draft, i, OV_ANSWER_REMOVED)) {
            struck++;
            continue;
        }
        warns |= add_answer(req, ov_list_add(none ? missing : answers), c, draft, i, files);
    }
    ov_add_files(req, root, c, files, 0);
    n = (int64_t)ov_list_length(answers);
    ov_map_int(root, "answered", n);
    ov_map_int(root, "n_missing", (int64_t)ov_list_length(missing));
    ov_map_int(root, "total", (int64_t)draft->n - struck);
    ov_map_bool(root, "has_missing", ov_list_length(missing) > 0);
    ov_map_bool(root, "has_answers", n > 0);
    ov_map_bool(root, "has_anything", n > 0 || files->n > 0);
    ov_map_bool(root, "has_warnings", warns);
    *answered = n + (int64_t)files->n;
    return add_faults(req, root, c, draft_id);
}

/* GET /remiss/:id/granska — check the answers before they are sent. */
ov_status ov_page_review(ov_req *req)
{
    ov_view *view = ov_view_new(req, "review");
    ov_map *root = ov_view_root(view);
    ov_consultation c;
    int64_t answered;

    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &c));
    OV_TRY(ov_respond_draft(req, root, &c, &answered));
    ov_round_model(req, view, &c, true);
    ov_view_title(view, ov_req_tr(req, "Granska svaret"));
    ov_view_crumb(view, ov_req_tr(req, "Granska"), NULL);
    OV_TRY(ov_respond_party(req, root, &c));
    return ov_view_send(view);
}

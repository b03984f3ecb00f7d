/* SPDX-License-Identifier: EUPL-1.2 */
/* respond_join.c — joining another party's point, with or without words of one's own (feature
 * 39). */
#include "pages/pages.h"
#include "pages/consult/respond.h"
#include "pages/consult/round.h"

#include <string.h>

#define PARTY_FIELD "part"

static ov_status show(ov_req *req, const ov_question *q, const ov_rows *parties,
                      const ov_form *form)
{
    ov_view *view = ov_view_new(req, "respond_join");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "parties");
    const char *chosen = ov_cell_text(q->row, 0, OV_DRAFT_JOINS);

    ov_question_frame(req, view, q, ov_req_tr(req, "Anslut er till en annan part"));
    ov_view_needs_token(view);
    for (size_t i = 0; i < parties->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *code = ov_cell_text(parties, i, 1);

        ov_map_text(item, "code", code);
        ov_map_text(item, "name", ov_cell_text(parties, i, 2));
        ov_map_bool(item, "chosen", chosen && !strcmp(chosen, code));
    }
    ov_map_text(root, "joins", ov_cell_text(q->row, 0, OV_DRAFT_JOINS_NAME));
    ov_map_int(root, "row_version", ov_cell_int(q->row, 0, OV_DRAFT_ROW_VERSION));
    if (form) {
        ov_map_text(root, "fault", ov_form_fault(form, PARTY_FIELD));
        ov_view_form(view, form);
    }
    return ov_view_send(view);
}

typedef struct joining {
    const ov_question *q;
    ov_id joins_id;
    int64_t row_version;
} joining;

/* Everything else of the answer stays as it is. */
static ov_status join(ov_ctx *ctx, void *arg)
{
    const joining *j = arg;
    const ov_rows *row = j->q->row;

    return ov_draft_save(ctx, &j->q->c, ctx->actor.org_id,
                         &(ov_draft_answer){.question_id = j->q->id,
                                            .grade = ov_cell_text(row, 0, OV_DRAFT_GRADE),
                                            .comment = ov_cell_text(row, 0, OV_DRAFT_COMMENT),
                                            .wording = ov_cell_text(row, 0, OV_DRAFT_WORDING),
                                            .joins_id = j->joins_id,
                                            .row_version = j->row_version},
                         NULL);
}

static ov_status save(ov_req *req, const ov_question *q, const ov_rows *parties)
{
    static const ov_form_field fields[] = {
        {.name = PARTY_FIELD, .label = "Parten", .input = OV_INPUT_TEXT, .max = 40},
        {.name = OV_FIELD_ROW_VERSION,
         .label = "Radversionen",
         .input = OV_INPUT_INT,
         .max = INT32_MAX},
        {0}};
    const char *button = ov_pairs_get(&ov_req_http(req)->form, "gor");
    ov_form *form = ov_form_read(req, fields);
    joining j = {.q = q, .row_version = ov_form_int(form, OV_FIELD_ROW_VERSION)};
    ov_status done;

    if (!button || strcmp(button, "lamna") != 0) {
        for (size_t i = 0; i < parties->n; i++)
            if (!strcmp(ov_cell_text(parties, i, 1), ov_form_text(form, PARTY_FIELD)))
                j.joins_id = ov_cell_int(parties, i, 0);
        if (ov_form_ok(form) && !j.joins_id)
            ov_form_error(form, PARTY_FIELD, "%s",
                          ov_req_tr(req, "Välj vilken part ni ansluter er till."));
    }
    if (!ov_form_ok(form))
        return show(req, q, parties, form);
    done = ov_write(ov_req_ctx(req), join, &j);
    if (done == OV_CONFLICT)
        return ov_refuse(req, 409,
                         ov_req_tr(req, "Någon sparade svaret medan du valde. Inget är ändrat. Gå "
                                        "tillbaka till frågan och välj igen."));
    OV_TRY(done);
    return ov_redirect(req, ov_answer_href(req, &q->c, q->n));
}

/* GET, POST /remiss/:id/svara/:n/anslut — gor=lamna leaves it again. */
ov_status ov_page_respond_join(ov_req *req)
{
    ov_question q;
    const ov_rows *parties;
    ov_status may;

    OV_TRY(ov_question_of(req, &q));
    OV_TRY(ov_joinable(ov_req_ctx(req), &q.c, ov_req_ctx(req)->actor.org_id, &parties));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &q, parties, NULL);
    may = ov_round_may(req, OV_MAY_ANSWER, &q.c);
    if (may == OV_CONFLICT)
        return ov_round_refuse(req, &q.c);
    OV_TRY(may);
    return save(req, &q, parties);
}

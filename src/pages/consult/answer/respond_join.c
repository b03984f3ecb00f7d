/* SPDX-License-Identifier: EUPL-1.2 */
/* respond_join.c — joining another party's point, with or without words of one's own (feature
 * 39). */
#include "pages/pages.h"
#include "pages/consult/answer/respond.h"
#include "pages/consult/round.h"

#include "consult/compilation/compilation.h"
#include "consult/answer/joint.h"

#include <string.h>

#define PARTY_FIELD "part"

enum { SHARED_CODE, SHARED_NAME, SHARED_GRADE, SHARED_COMMENT, SHARED_WORDING };

static ov_map *add_text(ov_list *list, const ov_question *q, const char *name, const char *grade,
                        ov_str comment, ov_str wording)
{
    ov_map *item = ov_list_add(list);

    ov_map_text(item, "name", name);
    ov_map_text(item, "grade", grade);
    ov_map_lines(item, "paragraphs", comment);
    ov_add_wording(item, ov_question_body(q), wording);
    return item;
}

/* What everybody may read once the answers are published, masked as everywhere. */
static ov_status add_published(ov_req *req, ov_list *list, const ov_question *q,
                               const ov_sight *sight)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_compiled_answer *answers;
    ov_compilation k;
    size_t n;

    OV_TRY(ov_compilation_make(ctx, &q->c, NULL, &k));
    OV_TRY(ov_compilation_parties(ctx, &k));
    OV_TRY(ov_compilation_answers(ctx, &k, sight, 0, q->id, true, &answers, &n));
    for (size_t i = 0; i < n; i++) {
        const ov_compiled_party *party = &k.parties[answers[i].party];

        if (party->org_id != ctx->actor.org_id)
            (void)add_text(list, q, party->name, ov_compiled_label(&k, &answers[i]),
                           answers[i].comment, answers[i].wording);
    }
    return OV_OK;
}

/* The others' words on this question, as far as this party may read them: published, or shared
 * with it. */
static ov_status add_texts(ov_req *req, ov_map *root, const ov_question *q)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "texts");
    const ov_rows *rows;
    ov_sight sight;

    OV_TRY(ov_sight_public(ctx, &q->c, &sight));
    if (sight.answers)
        OV_TRY(add_published(req, list, q, &sight));
    OV_TRY(ov_proposals_on(ctx, q->c.id, q->id, ctx->actor.org_id, &rows));
    for (size_t i = 0; i < rows->n; i++)
        ov_map_bool(add_text(list, q, ov_cell_text(rows, i, SHARED_NAME),
                             ov_cell_text(rows, i, SHARED_GRADE),
                             ov_cell_str(rows, i, SHARED_COMMENT),
                             ov_cell_str(rows, i, SHARED_WORDING)),
                    "shared", true);
    ov_map_bool(root, "has_texts", ov_list_length(list) > 0);
    return OV_OK;
}

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
    OV_TRY(add_texts(req, root, q));
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

/* SPDX-License-Identifier: EUPL-1.2 */
/* respond_notes.c — internal notes on an answer, for the party's own people alone. */
#include "pages/pages.h"
#include "pages/consult/answer/respond.h"
#include "pages/consult/round.h"

#include "view/format.h"

#include <string.h>

#define NOTE_FIELD "anteckning"
#define NOTE_ID "id"

ov_status ov_add_notes(ov_req *req, ov_map *root, ov_id draft_id, ov_id question_id)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "notes");
    const ov_rows *rows;

    OV_TRY(ov_notes(ctx, draft_id, question_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_id account = ov_cell_int(rows, i, OV_NOTE_ACCOUNT);

        ov_map_int(item, "id", ov_cell_int(rows, i, OV_NOTE_ID));
        ov_map_text(item, "author", ov_cell_text(rows, i, OV_NOTE_AUTHOR));
        ov_map_text(item, "source", ov_cell_text(rows, i, OV_NOTE_SOURCE));
        ov_map_text(item, "at",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_NOTE_AT), ctx->lang));
        ov_map_bool(item, "mine", account && account == ctx->actor.account_id);
        ov_map_lines(item, "paragraphs", ov_cell_str(rows, i, OV_NOTE_TEXT));
    }
    if (rows->n)
        ov_map_int(root, "n_notes", (int64_t)rows->n);
    return OV_OK;
}

/* The notes of one question (n 0: of the whole answer). */
typedef struct noting {
    ov_question q;
    const char *here;
    ov_id draft_id, note;
    const char *text;
} noting;

static ov_status load(ov_req *req, bool whole, noting *p)
{
    if (!whole) {
        OV_TRY(ov_question_of(req, &p->q));
        p->draft_id = p->q.draft_id;
        p->here =
            ov_printf(ov_req_arena(req), "%s/anteckningar", ov_answer_href(req, &p->q.c, p->q.n));
        return OV_OK;
    }
    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &p->q.c));
    p->here = ov_req_path(req, "/remiss/%lld/svara/anteckningar", (long long)p->q.c.id);
    return ov_draft_own(ov_req_ctx(req), p->q.c.id, ov_req_ctx(req)->actor.org_id, &p->draft_id);
}

static ov_status show(ov_req *req, const noting *p, const ov_form *form)
{
    ov_view *view = ov_view_new(req, "respond_notes");
    ov_map *root = ov_view_root(view);
    const char *title = ov_req_tr(req, "Interna anteckningar");

    if (p->q.id) {
        ov_question_frame(req, view, &p->q, title);
    } else {
        ov_round_model(req, view, &p->q.c, true);
        ov_view_crumb(view, ov_req_tr(req, "Svara"),
                      ov_req_path(req, "/remiss/%lld/svara", (long long)p->q.c.id));
        ov_view_crumb(view, title, NULL);
        ov_view_title(view, title);
        ov_map_text(root, "action", ov_req_path(req, "/remiss/%lld/svara", (long long)p->q.c.id));
    }
    ov_view_needs_token(view);
    ov_map_text(root, "here", p->here);
    if (form) {
        ov_map_text(root, "text", ov_form_text(form, NOTE_FIELD));
        ov_map_text(root, "fault", ov_form_fault(form, NOTE_FIELD));
        ov_view_form(view, form);
    }
    OV_TRY(ov_add_notes(req, root, p->draft_id, p->q.id));
    return ov_view_send(view);
}

static ov_status add(ov_ctx *ctx, void *arg)
{
    const noting *p = arg;
    ov_id draft_id;

    OV_TRY(ov_draft_begin(ctx, p->q.c.id, ctx->actor.org_id, &draft_id));
    return ov_note_add(ctx, draft_id, p->q.id, NULL, ctx->actor.name ? ctx->actor.name : "–",
                       p->text);
}

static ov_status take_away(ov_ctx *ctx, void *arg)
{
    const noting *p = arg;

    return ov_note_remove(ctx, p->draft_id, p->note);
}

static ov_status notes(ov_req *req, bool whole)
{
    static const ov_form_field fields[] = {{.name = NOTE_FIELD,
                                            .label = "Anteckningen",
                                            .input = OV_INPUT_LONG_TEXT,
                                            .required = true,
                                            .min = 1,
                                            .max = OV_NOTE_MAX},
                                           {0}};
    static const ov_form_field which[] = {{.name = NOTE_ID,
                                           .label = "Anteckningen",
                                           .input = OV_INPUT_INT,
                                           .required = true,
                                           .min = 1,
                                           .max = INT64_MAX},
                                          {0}};
    noting p = {0};
    const char *button;
    ov_form *form;

    OV_TRY(load(req, whole, &p));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &p, NULL);
    button = ov_pairs_get(&ov_req_http(req)->form, "gor");
    if (button && !strcmp(button, "ta-bort")) {
        form = ov_form_read(req, which);
        if (!ov_form_ok(form))
            return ov_refuse(req, 422, NULL);
        p.note = ov_form_int(form, NOTE_ID);
        OV_TRY(ov_write(ov_req_ctx(req), take_away, &p));
        return ov_redirect(req, p.here);
    }
    form = ov_form_read(req, fields);
    if (!ov_form_ok(form))
        return show(req, &p, form);
    p.text = ov_form_text(form, NOTE_FIELD);
    OV_TRY(ov_write(ov_req_ctx(req), add, &p));
    return ov_redirect(req, p.here);
}

/* GET, POST /remiss/:id/svara/:n/anteckningar — read, add, take away one's own (gor=ta-bort). */
ov_status ov_page_respond_notes(ov_req *req)
{
    return notes(req, false);
}

/* GET, POST /remiss/:id/svara/anteckningar — the same about the whole answer. */
ov_status ov_page_respond_notes_whole(ov_req *req)
{
    return notes(req, true);
}

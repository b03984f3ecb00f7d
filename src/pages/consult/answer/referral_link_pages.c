/* SPDX-License-Identifier: EUPL-1.2 */
/* referral_link_pages.c — what somebody sees who was asked in an internal referral: the chosen
 * provisions, and a field for each. No account is needed; the link is the key. */
#include "pages/consult/round.h"
#include "pages/core_pages.h"
#include "pages/door.h"

#include "consult/answer/answer.h"
#include "consult/answer/referral.h"
#include "view/format.h"
#include "view/markdown.h"

#include <string.h>

#define TEXT_MAX OV_NOTE_MAX /* each becomes a note */

typedef struct referred {
    ov_referred r;
    ov_consultation c;
    const ov_rows *draft; /* every question of the round */
    const size_t *rows;   /* those that are asked about */
    size_t n;
} referred;

static ov_status load(ov_req *req, referred *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *asked;
    size_t *rows;

    OV_TRY(ov_referral_by_token(ctx, ov_req_arg(req, "token"), &out->r));
    OV_TRY(ov_consultation_get(ctx, 0, out->r.consultation_id, &out->c));
    OV_TRY(ov_consultation_for(ctx, &out->c, out->r.org_id));
    OV_TRY(ov_draft_rows(ctx, &out->c, out->r.draft_id, &out->draft));
    OV_TRY(ov_referral_questions(ctx, out->r.id, &asked));
    rows = ov_calloc(ctx->arena, asked->n + 1, sizeof *rows);
    out->n = 0;
    for (size_t i = 0; i < out->draft->n; i++)
        for (size_t k = 0; k < asked->n; k++)
            if (ov_cell_int(asked, k, 0) == ov_cell_int(out->draft, i, OV_DRAFT_QUESTION))
                rows[out->n++] = i;
    out->rows = rows;
    return OV_OK;
}

static const char *field_name(ov_arena *arena, const referred *p, size_t k)
{
    return ov_printf(arena, "svar-%lld",
                     (long long)ov_cell_int(p->draft, p->rows[k], OV_DRAFT_QUESTION));
}

static const char *title_of(ov_arena *arena, const ov_rows *draft, size_t i)
{
    const char *title = ov_cell_text(draft, i, OV_DRAFT_TITLE);

    return title ? title
                 : ov_question_title(arena, ov_cell_text(draft, i, OV_DRAFT_NUMBER),
                                     ov_cell_text(draft, i, OV_DRAFT_HEADING));
}

static void add_question(ov_req *req, ov_map *item, const referred *p, size_t k,
                         const ov_form *form)
{
    ov_arena *arena = ov_req_arena(req);
    size_t i = p->rows[k];
    const char *name = field_name(arena, p, k);

    ov_map_text(item, "field", name);
    ov_map_text(item, "title", title_of(arena, p->draft, i));
    ov_map_text(item, "hint", ov_cell_text(p->draft, i, OV_DRAFT_HINT));
    if (!ov_cell_null(p->draft, i, OV_DRAFT_HTML))
        ov_map_html(item, "html", ov_html_from_store(ov_cell_str(p->draft, i, OV_DRAFT_HTML)));
    if (p->r.shows_draft && ov_cell_str(p->draft, i, OV_DRAFT_COMMENT).len)
        ov_map_text(item, "draft", ov_cell_text(p->draft, i, OV_DRAFT_COMMENT));
    if (form) {
        ov_map_text(item, "value", ov_form_text(form, name));
        ov_map_text(item, "error", ov_form_fault(form, name));
    }
}

static ov_status show(ov_req *req, const referred *p, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "referral_link");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "questions");

    ov_view_needs_token(view);
    ov_view_title(view, ov_req_tr(req, form ? "Fel: Internremiss" : "Internremiss"));
    ov_map_text(root, "person", p->r.name);
    ov_map_text(root, "org", p->r.org_name);
    ov_map_text(root, "by", p->r.by);
    ov_map_text(root, "message", p->r.message);
    ov_map_text(root, "round_title", p->c.title);
    if (p->r.due != OV_NO_DAY)
        ov_map_text(root, "due", ov_format_day(ctx->arena, p->r.due, ctx->lang));
    if (p->r.answered_at)
        ov_map_text(root, "answered", ov_format_instant(ctx->arena, p->r.answered_at, ctx->lang));
    ov_map_bool(root, "done", !form && ov_req_query(req, "gjort"));
    ov_map_text(root, "action",
                ov_printf(ctx->arena, "/internremiss/%s", ov_req_arg(req, "token")));
    ov_map_text(root, "name", form ? ov_form_text(form, "namn") : p->r.name);
    for (size_t k = 0; k < p->n; k++)
        add_question(req, ov_list_add(list), p, k, form);
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* Who writes by a link has no account: the event names the person as the link does. */
static ov_status as_person(ov_ctx *ctx, const ov_referred *r, ov_status (*fn)(ov_ctx *, void *),
                           void *arg)
{
    const char *name = ctx->actor.name;
    ov_status status;

    if (!ctx->actor.account_id)
        ctx->actor.name = ov_printf(ctx->arena, "%s (internremiss)", r->name);
    status = ov_write(ctx, fn, arg);
    ctx->actor.name = name;
    return status;
}

/* GET /internremiss/:token */
ov_status ov_page_referral_form(ov_req *req)
{
    referred p = {0};
    ov_status status = load(req, &p);

    if (status == OV_NOT_FOUND || status == OV_GONE)
        return ov_door_dead_link(req, status, NULL, NULL);
    OV_TRY(status);
    return show(req, &p, NULL);
}

typedef struct writing {
    const referred *p;
    const ov_form *form;
    const char *author;
} writing;

/* Each text becomes an internal note of the party. */
static ov_status write_notes(ov_ctx *ctx, void *arg)
{
    const writing *w = arg;
    const referred *p = w->p;

    for (size_t k = 0; k < p->n; k++) {
        const char *text = ov_form_text(w->form, field_name(ctx->arena, p, k));

        if (ov_str_trim(ov_str_from(text)).len)
            OV_TRY(ov_note_add(ctx, p->r.draft_id,
                               ov_cell_int(p->draft, p->rows[k], OV_DRAFT_QUESTION), "internremiss",
                               w->author, text));
    }
    return ov_referral_answered(ctx, &p->r);
}

static ov_form *read_form(ov_req *req, const referred *p, bool *empty)
{
    ov_arena *arena = ov_req_arena(req);
    ov_form_field *fields = ov_calloc(arena, p->n + 2, sizeof *fields);
    ov_form *form;

    fields[0] = (ov_form_field){
        .name = "namn", .label = "Namnet", .input = OV_INPUT_TEXT, .required = true, .max = 200};
    for (size_t k = 0; k < p->n; k++)
        fields[k + 1] = (ov_form_field){.name = field_name(arena, p, k),
                                        .label = "Texten",
                                        .input = OV_INPUT_LONG_TEXT,
                                        .max = TEXT_MAX};
    form = ov_form_read(req, fields);
    *empty = true;
    for (size_t k = 0; k < p->n; k++)
        *empty = *empty && !ov_str_trim(ov_str_from(ov_form_text(form, fields[k + 1].name))).len;
    return form;
}

/* POST /internremiss/:token — after the inner day too: that never blocks (practice 4). */
ov_status ov_page_referral_save(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    referred p = {0};
    ov_status status = load(req, &p);
    writing w = {.p = &p};
    ov_form *form;
    bool empty;

    if (status == OV_NOT_FOUND || status == OV_GONE)
        return ov_door_dead_link(req, status, NULL, NULL);
    OV_TRY(status);
    form = read_form(req, &p, &empty);
    if (empty && ov_form_ok(form) && p.n)
        ov_form_error(form, field_name(ctx->arena, &p, 0), "Skriv något om minst en bestämmelse.");
    if (!ov_form_ok(form))
        return show(req, &p, form);
    w.form = form;
    w.author = ov_form_text(form, "namn");
    OV_TRY(as_person(ctx, &p.r, write_notes, &w));
    return ov_redirect(req,
                       ov_printf(ctx->arena, "/internremiss/%s?gjort=1", ov_req_arg(req, "token")));
}

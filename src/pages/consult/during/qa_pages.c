/* SPDX-License-Identifier: EUPL-1.2 */
/* qa_pages.c — questions about a round and their answers: everybody reads the answered ones,
 * invited parties ask, those who run the round answer. */
#include "pages/pages.h"
#include "pages/consult/during/during.h"

#include "consult/during/qa.h"
#include "notify/notice.h"
#include "notify/remind.h"
#include "view/format.h"

#include <string.h>

static const ov_form_field fields[] = {
    {"gor", "Åtgärd", OV_INPUT_TEXT, true, 1, 20, NULL},
    {"bestammelse", "Bestämmelse", OV_INPUT_INT, false, 0, INT64_MAX, NULL},
    {"fraga", "Fråga", OV_INPUT_LONG_TEXT, false, 0, OV_INQUIRY_TEXT_MOST, NULL},
    {"svar", "Svar", OV_INPUT_LONG_TEXT, false, 0, OV_INQUIRY_ANSWER_MOST, NULL},
    {"visa", "Visa vem som frågade", OV_INPUT_TEXT, false, 0, 2, NULL},
    {"id", "Frågan", OV_INPUT_INT, false, 1, INT64_MAX, NULL},
    {"version", "Läget", OV_INPUT_INT, false, 0, INT64_MAX, NULL},
    {0},
};

/* ---- What is shown ---- */

static void add_inquiry(ov_req *req, ov_map *item, const ov_rows *rows, size_t i,
                        const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_id id = ov_cell_int(rows, i, OV_INQ_ID);
    const bool given_back = form && ov_form_int(form, "id") == id;

    ov_map_int(item, "id", id);
    ov_map_lines(item, "text", ov_str_from(ov_cell_text(rows, i, OV_INQ_TEXT)));
    ov_map_text(item, "asker", ov_cell_text(rows, i, OV_INQ_ORG));
    ov_map_bool(item, "shows", ov_cell_int(rows, i, OV_INQ_SHOWS) != 0);
    ov_map_text(item, "asked",
                ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_INQ_ASKED), ctx->lang));
    ov_map_int(item, "row_version", ov_cell_int(rows, i, OV_INQ_ROW_VERSION));
    if (!ov_cell_null(rows, i, OV_INQ_QUESTION)) {
        const char *title = ov_cell_text(rows, i, OV_INQ_TITLE);

        ov_map_text(item, "about",
                    ov_cell_null(rows, i, OV_INQ_NODE) && title
                        ? title
                        : ov_question_title(ctx->arena, ov_cell_text(rows, i, OV_INQ_NUMBER),
                                            ov_cell_text(rows, i, OV_INQ_HEADING)));
    }
    ov_map_text(item, "answer_now",
                given_back ? ov_form_text(form, "svar") : ov_cell_text(rows, i, OV_INQ_ANSWER));
    ov_map_text(item, "answer_fault", given_back ? ov_form_fault(form, "svar") : NULL);
    if (ov_cell_null(rows, i, OV_INQ_ANSWER))
        return;
    ov_map_bool(item, "answered", true);
    ov_map_lines(item, "answer", ov_str_from(ov_cell_text(rows, i, OV_INQ_ANSWER)));
    ov_map_text(item, "at",
                ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_INQ_ANSWERED), ctx->lang));
}

/* What can be asked about: the questions of the round. */
static ov_status add_subjects(ov_req *req, ov_map *root, const ov_consultation *c, ov_id wanted)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "subjects");
    const ov_rows *rows;

    OV_TRY(ov_draft_rows(ctx, c, 0, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *title = ov_cell_text(rows, i, OV_DRAFT_TITLE);
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "id", ov_cell_int(rows, i, OV_DRAFT_QUESTION));
        ov_map_text(item, "title",
                    ov_cell_null(rows, i, OV_DRAFT_NODE) && title
                        ? title
                        : ov_question_title(ctx->arena, ov_cell_text(rows, i, OV_DRAFT_NUMBER),
                                            ov_cell_text(rows, i, OV_DRAFT_HEADING)));
        ov_map_bool(item, "chosen", ov_cell_int(rows, i, OV_DRAFT_QUESTION) == wanted);
    }
    return OV_OK;
}

/* Who the reader is here: runs the round, or may ask for an invited party. */
typedef struct reader {
    bool staff, asks;
    ov_id org_id; /* whose unanswered questions are shown; 0: nobody's */
} reader;

static ov_status who(ov_req *req, const ov_consultation *c, reader *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_consultation own;
    ov_status status;

    *out = (reader){.staff = ov_req_may(req, "consult.run", 0) == OV_OK};
    if (!ctx->actor.org_id)
        return OV_OK;
    status = ov_round_invited(req, OV_MAY_ANSWER, &own);
    if (status == OV_NOT_FOUND || status == OV_DENIED)
        return OV_OK;
    OV_TRY(status);
    out->org_id = ctx->actor.org_id;
    out->asks =
        !strcmp(c->state, "open") && ov_consultation_state(&own, ctx->received) != OV_ROUND_CLOSED;
    return OV_OK;
}

static ov_status show(ov_req *req, const ov_consultation *c, const reader *r, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "inquiries");
    ov_map *root = ov_view_root(view);
    const char *about = ov_req_query(req, "om");
    ov_list *list = ov_map_list(root, "inquiries");
    int64_t wanted = form ? ov_form_int(form, "bestammelse") : 0, waiting = 0;
    const ov_rows *rows;

    if (!form && about && ov_parse_int(ov_str_from(about), &wanted) != OV_OK)
        wanted = 0;
    ov_round_model(req, view, c, true);
    ov_view_title(view, ov_req_tr(req, "Frågor och svar"));
    ov_view_crumb(view, ov_req_tr(req, "Frågor och svar"), NULL);
    if (r->staff || r->asks)
        ov_view_needs_token(view);
    OV_TRY(ov_inquiries(ctx, c->id, r->org_id, r->staff, 0, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        add_inquiry(req, ov_list_add(list), rows, i, form);
        waiting += ov_cell_null(rows, i, OV_INQ_ANSWER);
    }
    ov_map_bool(root, "has_any", rows->n > 0);
    ov_map_bool(root, "waiting", waiting > 0);
    ov_map_bool(root, "staff", r->staff);
    ov_map_bool(root, "asks", r->asks);
    ov_map_text(root, "action", ov_req_path(req, "/remiss/%lld/fragor-och-svar", (long long)c->id));
    ov_map_bool(root, "told", !form && ov_req_query(req, "stalld"));
    if (r->asks)
        OV_TRY(add_subjects(req, root, c, wanted));
    if (form)
        ov_view_form(view, form);
    else
        ov_map_text(ov_map_map(ov_map_map(root, "form"), "fraga"), "value", "");
    return ov_view_send(view);
}

/* ---- What is done ---- */

typedef struct doing {
    const ov_consultation *c;
    const ov_matter *matter;
    const char *text, *back;
    ov_id id, question_id;
    int64_t row_version;
    bool shows;
} doing;

static ov_status ask(ov_ctx *ctx, void *arg, const char **location)
{
    const doing *d = arg;
    ov_id id;

    *location = ov_printf(ctx->arena, "%s?stalld=1", d->back);
    return ov_inquiry_ask(ctx, d->c, ctx->actor.org_id, d->question_id, d->text, &id);
}

/* Everybody who writes an answer is told, in their next mail. */
static ov_status tell_all(ov_ctx *ctx, const doing *d)
{
    const ov_reminded *people;
    bool added;
    size_t n;

    OV_TRY(ov_round_people(ctx, d->c, d->matter, 0, OV_REACH_STAYING, false, &people, &n));
    for (size_t i = 0; i < n; i++) {
        if (!people[i].address)
            continue;
        OV_TRY(ov_notice_add(
            ctx,
            &(ov_notice){.kind = OV_NOTICE_QUESTIONS,
                         .object_id = d->c->id,
                         .account_id = people[i].account_id,
                         .org_id = people[i].org_id,
                         .not_after = people[i].deadline,
                         .once_key = ov_printf(ctx->arena, "inquiry/%lld/%lld/%lld",
                                               (long long)d->id, (long long)people[i].org_id,
                                               (long long)people[i].account_id)},
            &added));
    }
    return OV_OK;
}

static ov_status answer(ov_ctx *ctx, void *arg, const char **location)
{
    const doing *d = arg;
    bool first;

    *location = ov_printf(ctx->arena, "%s#f-%lld", d->back, (long long)d->id);
    OV_TRY(ov_inquiry_answer(ctx, d->c, d->id, d->text, d->shows, d->row_version, &first));
    return first ? tell_all(ctx, d) : OV_OK;
}

static ov_status act(ov_req *req, const ov_consultation *c, const reader *r)
{
    ov_form *form = ov_form_read(req, fields);
    const bool answers = !strcmp(ov_form_text(form, "gor"), "svara");
    const char *field = answers ? "svar" : "fraga";
    doing d = {.c = c,
               .matter = ov_req_matter(req),
               .text = ov_form_text(form, field),
               .back = ov_req_path(req, "/remiss/%lld/fragor-och-svar", (long long)c->id),
               .id = ov_form_int(form, "id"),
               .question_id = ov_form_int(form, "bestammelse"),
               .row_version = ov_form_int(form, "version"),
               .shows = *ov_form_text(form, "visa") != '\0'};
    ov_status status;

    if (!ov_form_ok(form))
        return show(req, c, r, form);
    if (answers ? !r->staff : !r->org_id)
        return OV_DENIED;
    if (!*d.text)
        ov_form_error(form, field, answers ? "Skriv svaret." : "Skriv frågan.");
    if (!ov_form_ok(form))
        return show(req, c, r, form);
    status = ov_req_once(req, answers ? answer : ask, &d);
    if (status == OV_GONE)
        return ov_during_over(req, c);
    if (status == OV_CONFLICT && answers)
        ov_form_error(form, field,
                      "Någon annan har svarat under tiden. Deras svar står här ovanför. Skicka "
                      "igen om ditt ska ersätta det.");
    else if (status == OV_INVALID && !answers)
        ov_form_error(form, field, "Välj en bestämmelse i listan.");
    else
        return status;
    return show(req, c, r, form);
}

/* GET, POST /remiss/:id/fragor-och-svar */
ov_status ov_page_inquiries(ov_req *req)
{
    ov_consultation c;
    reader r;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(who(req, &c, &r));
    return ov_req_http(req)->method == OV_POST ? act(req, &c, &r) : show(req, &c, &r, NULL);
}

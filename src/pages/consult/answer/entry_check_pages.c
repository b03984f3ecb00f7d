/* SPDX-License-Identifier: EUPL-1.2 */
/* entry_check_pages.c — "Stämmer det vi har skrivit in?": whoever answered on paper or by e-mail
 * says so, signed in or by the link in the mail. And what a response's page says of it. */
#include "pages/pages.h"
#include "pages/consult/answer/entry.h"
#include "pages/consult/answer/files.h"
#include "pages/consult/round.h"

#include "consult/compilation/placement.h"
#include "util/hash.h"
#include "view/format.h"

#include <string.h>

#define LINK_LIFE (60 * INT64_C(86400) * OV_SECOND)

enum {
    ANSWER_N,
    ANSWER_NODE,
    ANSWER_NUMBER,
    ANSWER_HEADING,
    ANSWER_CODE,
    ANSWER_LABEL,
    ANSWER_COMMENT,
    ANSWER_WORDING,
    ANSWER_JOINS,
    ANSWER_JOINS_NAME,
    ANSWER_KIND,
    ANSWER_TITLE
};

typedef struct checking {
    ov_consultation c;
    ov_response response;
    ov_entry_check check;
    bool by_link;
    const char *action;
} checking;

const char *ov_check_title(const ov_req *req, const char *state, const char **tone)
{
    bool confirmed = !strcmp(state, "confirmed"), disputed = !strcmp(state, "disputed");

    *tone = confirmed ? "done" : disputed ? "warn" : "plan";
    return ov_req_tr(req, confirmed  ? "Bekräftat av avsändaren"
                          : disputed ? "Fel enligt avsändaren"
                                     : "Väntar på avsändarens besked");
}

static ov_status add_answers(ov_req *req, ov_map *root, const checking *k)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "answers");
    const ov_rows *rows;

    OV_TRY(ov_response_answers(ctx, k->response.id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *number = ov_cell_text(rows, i, ANSWER_NUMBER);
        const char *heading = ov_cell_text(rows, i, ANSWER_HEADING);
        const char *title = ov_cell_text(rows, i, ANSWER_TITLE);

        ov_map_text(item, "title",
                    !number && !heading && title ? title
                                                 : ov_question_title(ctx->arena, number, heading));
        ov_map_text(item, "grade", ov_cell_text(rows, i, ANSWER_LABEL));
        ov_map_lines(item, "paragraphs", ov_cell_str(rows, i, ANSWER_COMMENT));
        ov_map_lines(item, "wording", ov_cell_str(rows, i, ANSWER_WORDING));
    }
    ov_map_bool(root, "has_answers", rows->n > 0);
    return OV_OK;
}

static void add_check(ov_req *req, ov_map *map, const ov_entry_check *check)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *tone;

    ov_map_text(map, "state", ov_check_title(req, check->state, &tone));
    ov_map_text(map, "tone", tone);
    ov_map_bool(map, "asked", !strcmp(check->state, "asked"));
    ov_map_text(map, "entered_by", check->entered_by);
    if (check->answered_at) {
        ov_map_text(map, "answered_by", check->answered_by);
        ov_map_text(map, "answered_at",
                    ov_format_instant(ctx->arena, check->answered_at, ctx->lang));
    }
    if (check->text)
        ov_map_text(map, "says", check->text);
}

static ov_status show(ov_req *req, const checking *k, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "entry_check");
    ov_map *root = ov_view_root(view);
    const ov_rows *files;

    OV_TRY(ov_response_files(ctx, k->response.id, &files));
    ov_round_model(req, view, &k->c, true);
    ov_view_needs_token(view);
    ov_view_title(view, ov_req_tr(req, form ? "Fel: Stämmer det vi har skrivit in?"
                                            : "Stämmer det vi har skrivit in?"));
    ov_view_crumb(view, k->response.number, NULL);
    ov_map_text(root, "party", k->response.org_name);
    ov_map_text(root, "number", k->response.number);
    ov_map_text(root, "source", ov_req_tr(req, ov_source_title(k->response.source)));
    ov_map_text(root, "received", ov_format_instant(ctx->arena, k->response.received, ctx->lang));
    ov_map_bool(root, "late", !strcmp(k->response.timing, "late"));
    ov_map_text(root, "action", k->action);
    ov_map_bool(root, "by_link", k->by_link);
    ov_map_text(root, "written", form ? ov_form_text(form, "text") : "");
    add_check(req, ov_map_map(root, "check"), &k->check);
    ov_files_model(req, root, files, ov_sent_files_base(req, &k->response));
    OV_TRY(add_answers(req, root, k));
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

typedef struct answering {
    const checking *k;
    bool right;
    const char *text, *by;
} answering;

static ov_status answer(ov_ctx *ctx, void *arg)
{
    const answering *a = arg;

    return ov_entry_check_answer(ctx, a->k->response.id, a->right, a->text, a->by);
}

static ov_status take(ov_req *req, const checking *k)
{
    static const char *const whats[] = {"stammer", "fel", NULL};
    static const ov_form_field fields[] = {
        {"gor", "Svaret", OV_INPUT_CHOICE, true, 0, 0, whats},
        {"text", "Texten", OV_INPUT_LONG_TEXT, false, 0, 4000, NULL},
        {0}};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_form *form = ov_form_read(req, fields);
    answering a = {.k = k,
                   .right = !strcmp(ov_form_text(form, "gor"), "stammer"),
                   .text = ov_form_text(form, "text"),
                   .by = k->by_link ? k->response.org_name : ctx->actor.name};
    ov_status status;

    if (ov_form_ok(form) && !a.right && !ov_str_trim(ov_str_from(a.text)).len)
        ov_form_error(form, "text", "%s", ov_req_tr(req, "Skriv vad som är fel."));
    if (!ov_form_ok(form))
        return show(req, k, form);
    status = ov_write(ctx, answer, &a);
    if (status != OV_OK && status != OV_CONFLICT) /* answered meanwhile: the page says what */
        return status;
    return ov_redirect(req, k->action);
}

/* GET, POST /remiss/:id/registrera/svar/:nr — for the party's own people, and for those who follow
 * the round to read. */
ov_status ov_page_entry_check(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    checking k = {0};

    OV_TRY(ov_round_of(req, &k.c));
    OV_TRY(ov_response_by_number(ctx, ov_req_arg(req, "nr"), &k.response));
    if (k.response.consultation_id != k.c.id || k.response.respondent ||
        ov_req_may(req, OV_MAY_READ_OWN, k.response.org_id) != OV_OK)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "another party's response");
    OV_TRY(ov_entry_check_of(ctx, k.response.id, &k.check));
    k.action =
        ov_req_path(req, "/remiss/%lld/registrera/svar/%s", (long long)k.c.id, k.response.number);
    return ov_req_http(req)->method == OV_POST ? take(req, &k) : show(req, &k, NULL);
}

/* GET, POST /remiss/:id/registrera/lank/:token — the link of the mail: whoever has it sees what was
 * typed in, and answers once. */
ov_status ov_page_entry_link(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *token = ov_req_arg(req, "token");
    checking k = {.by_link = true};
    char hash[OV_HASH_HEX];

    OV_TRY(ov_round_of(req, &k.c));
    ov_sha256_hex(ov_str_from(token), hash);
    OV_TRY(ov_entry_check_by_token(ctx, k.c.id, hash, &k.check));
    if (ctx->received > k.check.asked_at + LINK_LIFE)
        return ov_refuse(req, 410,
                         ov_req_tr(req, "Länken är för gammal. Kontakta den som håller i "
                                        "remissen."));
    OV_TRY(ov_response_by_number(ctx, k.check.number, &k.response));
    k.action = ov_req_path(req, "/remiss/%lld/registrera/lank/%s", (long long)k.c.id,
                           ov_url_encode(ctx->arena, token));
    return ov_req_http(req)->method == OV_POST ? take(req, &k) : show(req, &k, NULL);
}

/* ---- Beside a response ---- */

static ov_status add_placed(ov_req *req, ov_map *map, const ov_response *r, bool *any)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(map, "placed");
    const ov_rows *rows, *answers;

    OV_TRY(ov_placements_of(ctx, r->id, &rows));
    OV_TRY(ov_placed_questions(ctx, r->consultation_id, &answers));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);

        for (size_t q = 0; q < answers->n; q++)
            if (ov_cell_int(answers, q, 0) == ov_cell_int(rows, i, OV_PLACED_QUESTION))
                ov_map_text(item, "title",
                            ov_question_title(ctx->arena, ov_cell_text(answers, q, 1),
                                              ov_cell_text(answers, q, 2)));
        ov_map_lines(item, "paragraphs", ov_cell_str(rows, i, OV_PLACED_TEXT));
        ov_map_text(item, "by", ov_cell_text(rows, i, OV_PLACED_BY));
        ov_map_text(item, "at",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_PLACED_AT), ctx->lang));
    }
    *any = rows->n > 0;
    return OV_OK;
}

ov_status ov_response_extras(ov_req *req, ov_map *root, const ov_consultation *c,
                             const ov_response *r)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *map = ov_map_map(root, "extras");
    bool runs = ov_req_may(req, "consult.run", 0) == OV_OK, placed;
    ov_entry_check check;
    const ov_rows *files;
    ov_status found = ov_entry_check_of(ctx, r->id, &check);

    OV_TRY(add_placed(req, map, r, &placed));
    ov_map_bool(map, "has_placed", placed);
    OV_TRY(ov_response_files(ctx, r->id, &files));
    if (runs && files->n)
        ov_map_text(map, "place_href",
                    ov_req_path(req, "/remiss/%lld/placera/%s", (long long)c->id, r->number));
    if (found == OV_NOT_FOUND)
        return OV_OK;
    OV_TRY(found);
    ov_map *said = ov_map_map(map, "check");
    add_check(req, said, &check);
    if (!r->respondent && ov_req_may(req, OV_MAY_READ_OWN, r->org_id) == OV_OK)
        ov_map_text(
            said, "href",
            ov_req_path(req, "/remiss/%lld/registrera/svar/%s", (long long)c->id, r->number));
    return OV_OK;
}

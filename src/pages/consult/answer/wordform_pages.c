/* SPDX-License-Identifier: EUPL-1.2 */
/* wordform_pages.c — the answer as a Word form: fetching it, handing it in, and saving what was
 * chosen of it. (What would change: wordform_check.c.) */
#include "pages/consult/answer/wordform.h"
#include "pages/text/import_pages.h"
#include "pages/pages.h"

#include "consult/wordform/wordform.h"
#include "util/places.h"
#include "view/paper.h"

#include <string.h>

#define FILE_FIELD "fil"

enum { MAY_TAKE = OV_WORDFORM_SECONDS + 10 };

/* ---- Out ---- */

ov_status ov_send_paper(ov_req *req, const char *type, const char *name, ov_str bytes)
{
    ov_send_header(req, "Content-Disposition",
                   ov_printf(ov_req_arena(req), "attachment; filename=\"%s\"", name));
    ov_send_header(req, "Cache-Control", "private, no-store");
    return ov_send(req, 200, type, bytes);
}

/* GET /remiss/:id/svara/formular.docx — the draft as a form to fill in. */
ov_status ov_page_wordform(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_consultation c;
    ov_str docx;

    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &c));
    OV_TRY(ov_wordform_make(ctx, &c, ctx->actor.org_id, ctx->actor.org_name, &docx));
    return ov_send_paper(req, OV_DOCX_TYPE,
                         ov_printf(ctx->arena, "svarsformular-%s-%lld.docx",
                                   ov_req_matter(req)->slug, (long long)c.id),
                         docx);
}

/* ---- In ---- */

static ov_form *read_form(ov_req *req)
{
    ov_form_field *fields = ov_calloc(ov_req_arena(req), 2, sizeof *fields);

    fields[0] = (ov_form_field){.name = FILE_FIELD, .label = "Filen"};
    return ov_form_read(req, fields);
}

static ov_status show(ov_req *req, const ov_consultation *c, const ov_form *form)
{
    ov_view *view = ov_view_new(req, "word");
    ov_map *root = ov_view_root(view);
    const char *done = ov_req_query(req, "klart");
    int64_t n;

    ov_round_model(req, view, c, true);
    ov_view_needs_token(view);
    ov_view_title(view,
                  ov_req_tr(req, form && !ov_form_ok(form) ? "Fel: Svara i Word" : "Svara i Word"));
    ov_view_crumb(view, ov_req_tr(req, "Svara"),
                  ov_req_path(req, "/remiss/%lld/svara", (long long)c->id));
    ov_view_crumb(view, ov_req_tr(req, "Svara i Word"), NULL);
    ov_map_text(root, "org", ov_req_ctx(req)->actor.org_name);
    ov_map_int(root, "most_mb", OV_WORDFORM_MAX >> 20);
    if (done && ov_parse_int(ov_str_from(done), &n) == OV_OK && n > 0)
        ov_map_int(root, "saved", n);
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* Reads the form when a place is free: hostile files take their whole time. */
static ov_status read_file(ov_req *req, const ov_file *file, ov_wordform *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_places places = {.dir = ov_req_tmp_dir(req),
                              .name = OV_HELPER_PLACES,
                              .n = OV_HELPER_PLACES_N,
                              .wait_ms = 5000};
    ov_status status;
    ov_str bytes;
    int place;

    OV_TRY(ov_upload_bytes(ctx, file, &bytes));
    ov_req_may_take(req, MAY_TAKE);
    OV_TRY(ov_place_take(&places, &place, &ctx->err));
    status = ov_wordform_read(ctx->arena, bytes, out, &ctx->err);
    ov_place_leave(place);
    return status;
}

static void error(ov_req *req, ov_form *form, const char *text)
{
    ov_form_error(form, FILE_FIELD, "%s", ov_req_tr(req, text));
}

/* The form belongs to this round and this party, or it is not read at all. */
static void check_owner(ov_req *req, const ov_consultation *c, const ov_wordform *word,
                        ov_form *form)
{
    if (!word->consultation_id)
        error(req, form,
              "Filen är inte ett svarsformulär härifrån: formulärets kod saknas. Hämta formuläret "
              "på nytt och för över texten, eller bifoga filen som den är.");
    else if (word->consultation_id != c->id)
        error(req, form,
              "Formuläret hör till en annan remiss. Inget är läst. Hämta formuläret för den här "
              "remissen.");
    else if (word->org_id != ov_req_ctx(req)->actor.org_id)
        error(req, form,
              "Formuläret är hämtat av en annan organisation. Inget är läst. Hämta er egen "
              "organisations formulär och för över texten.");
    else if (word->n == 0)
        error(req, form, "Formuläret har inga svarsrutor kvar. Hämta det på nytt.");
}

static ov_status take_upload(ov_req *req, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_file *file = ov_upload_in(req, FILE_FIELD);
    ov_form *form = read_form(req);
    ov_wordform word = {.n = 0};
    ov_status status = OV_OK;

    if (!file || file->size == 0)
        error(req, form, "Välj det ifyllda formuläret.");
    else if (file->size > (int64_t)OV_WORDFORM_MAX)
        error(req, form, "Formuläret är för stort. Det får vara högst 8 MB.");
    if (!ov_form_ok(form))
        return show(req, c, form);
    ov_read_end(ctx);
    status = read_file(req, file, &word);
    if (status == OV_BUSY)
        error(req, form, "Flera filer läses in just nu. Vänta en stund och försök på nytt.");
    else if (status == OV_INVALID || status == OV_TOO_LARGE)
        error(req, form, ctx->err.text);
    else if (status != OV_OK)
        return status;
    else
        check_owner(req, c, &word, form);
    return ov_form_ok(form) ? ov_word_check(req, c, &word) : show(req, c, form);
}

/* ---- Saving ---- */

typedef struct saving {
    const ov_consultation *c;
    const ov_word_wish *wishes;
    size_t n;
    const char *token, *location;
} saving;

static ov_status save_once(ov_ctx *ctx, void *arg, const char **location)
{
    const saving *s = arg;

    for (size_t i = 0; i < s->n; i++) {
        ov_draft_answer answer = s->wishes[i].answer;

        answer.writer = s->token;
        OV_TRY(ov_draft_save(ctx, s->c, ctx->actor.org_id, &answer, NULL));
    }
    OV_TRY(ov_audit(
        ctx, &(ov_event){.action = "answer.word_read",
                         .object = ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                             (long long)s->c->id, (long long)ctx->actor.org_id)}));
    *location = s->location;
    return OV_OK;
}

static ov_status save(ov_req *req, const ov_consultation *c)
{
    saving s = {.c = c, .token = ov_pairs_get(&ov_req_http(req)->form, OV_TOKEN_FIELD)};
    ov_word_wish *wishes;
    ov_status saved;

    OV_TRY(ov_word_wishes(req, c, &wishes, &s.n));
    s.wishes = wishes;
    s.location = ov_req_path(req, "/remiss/%lld/svara/las-in?klart=%zu", (long long)c->id, s.n);
    if (s.n == 0)
        return ov_redirect(req, ov_req_path(req, "/remiss/%lld/svara/las-in", (long long)c->id));
    saved = ov_req_once(req, save_once, &s);
    return saved == OV_CONFLICT ? ov_word_conflict(req, c, wishes, s.n) : saved;
}

/* GET, POST /remiss/:id/svara/las-in — a filled-in form: first what it would change, then, with
 * gor=spara, saving what was chosen. */
ov_status ov_page_word_in(ov_req *req)
{
    const char *what = ov_pairs_get(&ov_req_http(req)->form, "gor");
    ov_consultation c;
    ov_status may;

    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &c));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &c, NULL);
    may = ov_round_may(req, OV_MAY_ANSWER, &c);
    if (may == OV_CONFLICT)
        return ov_round_refuse(req, &c);
    OV_TRY(may);
    return what && !strcmp(what, "spara") ? save(req, &c) : take_upload(req, &c);
}

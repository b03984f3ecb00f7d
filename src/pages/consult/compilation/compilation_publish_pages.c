/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation_publish_pages.c — before a compilation is for everybody: what looks like personal
 * data, what is masked, what is published; and taking it back. */
#include "pages/pages.h"
#include "pages/consult/compilation/compiled.h"
#include "pages/consult/round.h"

#include "consult/compilation/publication.h"
#include "view/format.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { S_ID, S_RESPONSE, S_QUESTION, S_FIELD, S_FROM, S_TO, S_HIDDEN, S_REASON, S_AT, S_BY, S_N };
enum { S_PARTY = 11, S_TEXT };
enum { P_AT, P_SCOPE, P_FILES, P_BY, P_ENDED, P_WHY, P_ENDED_BY, P_HASH };
enum { CHOSEN_MOST = 300 };

typedef struct place {
    ov_compiled_page p;
    const ov_finding *findings;
    size_t n_findings;
    const char *fault; /* what was refused */
    const char *why;   /* as written */
    const char *scope; /* as chosen; NULL: as it was published last */
    bool files;
} place;

/* ---- What is shown ---- */

static const char *stretch_name(ov_arena *arena, const ov_stretch *s)
{
    return ov_printf(arena, "%lld.%lld.%s.%zu.%zu", (long long)s->response_id,
                     (long long)s->question_id, s->field, s->from, s->to);
}

static void add_findings(place *o)
{
    ov_list *list = ov_map_list(o->p.root, "findings");
    ov_arena *arena = ov_req_arena(o->p.req);

    for (size_t i = 0; i < o->n_findings; i++) {
        const ov_finding *f = &o->findings[i];
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "value", stretch_name(arena, &f->where));
        ov_map_int(item, "k", (int64_t)i + 1);
        ov_map_text(item, "kind", ov_req_tr(o->p.req, ov_screen_title(f->kind)));
        ov_map_text(item, "party", f->party);
        ov_map_text(item, "question",
                    f->number || f->heading ? ov_question_title(arena, f->number, f->heading)
                                            : ov_req_say(o->p.req, "fråga %lld", (long long)f->n));
        ov_map_str(item, "before", f->before);
        ov_map_str(item, "text", f->text);
        ov_map_str(item, "after", f->after);
        ov_map_bool(item, "number", ov_screen_is_number(f->kind));
    }
    ov_map_bool(o->p.root, "has_findings", o->n_findings > 0);
    ov_map_int(o->p.root, "n_findings", (int64_t)o->n_findings);
    ov_map_bool(o->p.root, "more_findings", o->n_findings == OV_FINDINGS_MOST);
}

static ov_status add_looks(place *o)
{
    ov_list *list = ov_map_list(o->p.root, "looks");
    ov_ctx *ctx = ov_req_ctx(o->p.req);
    const ov_rows *rows;

    OV_TRY(ov_screenings(ctx, o->p.k.c.id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_str text = ov_cell_str(rows, i, S_TEXT);
        size_t from = (size_t)ov_cell_int(rows, i, S_FROM), to = (size_t)ov_cell_int(rows, i, S_TO);

        ov_map_int(item, "id", ov_cell_int(rows, i, S_ID));
        ov_map_text(item, "party", ov_cell_text(rows, i, S_PARTY));
        ov_map_int(item, "n", ov_cell_int(rows, i, S_N));
        ov_map_bool(item, "hidden", ov_cell_int(rows, i, S_HIDDEN) != 0);
        ov_map_text(item, "reason", ov_cell_text(rows, i, S_REASON));
        ov_map_text_or_false(item, "by", ov_cell_text(rows, i, S_BY));
        ov_map_text(item, "at",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, S_AT), ctx->lang));
        if (to <= text.len && from < to)
            ov_map_str(item, "text", (ov_str){text.ptr + from, to - from});
    }
    ov_map_bool(o->p.root, "has_looks", rows->n > 0);
    return OV_OK;
}

/* One figure that has changed since it was published. */
static void add_change(place *o, ov_list *list, const char *title, const char *what, int64_t was,
                       int64_t is)
{
    ov_map *item;

    if (was == is)
        return;
    item = ov_list_add(list);
    ov_map_text(item, "title", title);
    ov_map_text(item, "what", what);
    ov_map_int(item, "was", was);
    ov_map_int(item, "is", is);
    (void)o;
}

/* "Räkna om": the published figures against those of now, for the same query. */
static ov_status add_recount(place *o, const ov_publication *pub)
{
    ov_list *list = ov_map_list(o->p.root, "changes");
    ov_ctx *ctx = ov_req_ctx(o->p.req);
    json_t *root = json_loads(pub->figures, 0, NULL), *questions;
    ov_compilation k;

    OV_TRY(ov_compilation_make(ctx, &o->p.k.c, NULL, &k));
    questions = json_object_get(root, "questions");
    add_change(o, list, ov_req_tr(o->p.req, "Alla frågor"), ov_req_tr(o->p.req, "har svarat"),
               json_integer_value(json_object_get(root, "answered")), k.answered);
    for (size_t i = 0; i < k.n_questions; i++) {
        const ov_compiled_question *q = &k.questions[i];
        const json_t *was = json_array_get(questions, i), *grades = json_object_get(was, "grades");
        const char *title = ov_compiled_title(ctx->arena, q);

        for (size_t g = 0; q->scale && g < q->scale->n; g++)
            add_change(o, list, title, q->scale->label[g],
                       json_integer_value(json_object_get(grades, q->scale->code[g])),
                       q->counts[g]);
        add_change(o, list, title, ov_req_tr(o->p.req, "kommentarer"),
                   json_integer_value(json_object_get(was, "comments")), q->comments);
    }
    json_decref(root);
    ov_map_bool(o->p.root, "has_changes", ov_list_length(list) > 0);
    return OV_OK;
}

static const char *scope_word(ov_req *req, const char *scope, bool files)
{
    if (strcmp(scope, "answers") != 0)
        return ov_req_tr(req, "bara siffrorna");
    return ov_req_tr(req, files ? "siffror, svar och bilagor" : "siffror och svar");
}

static ov_status add_publications(place *o)
{
    ov_list *list = ov_map_list(o->p.root, "publications");
    ov_ctx *ctx = ov_req_ctx(o->p.req);
    ov_map *root = o->p.root;
    ov_publication now;
    const ov_rows *rows;
    ov_status found = ov_publication_now(ctx, o->p.k.c.id, &now);

    if (found != OV_OK && found != OV_NOT_FOUND)
        return found;
    ov_map_bool(root, "published", o->p.k.c.published_at != 0);
    ov_map_bool(root, "closed", ctx->received >= o->p.k.c.closes_at);
    if (found == OV_OK) {
        ov_map *item = ov_map_map(root, "now");

        ov_map_text(item, "at", ov_format_instant(ctx->arena, now.made_at, ctx->lang));
        ov_map_text(item, "scope", scope_word(o->p.req, now.scope, now.files));
        ov_map_text_or_false(item, "by", now.made_name);
        ov_map_text(item, "hash", now.hash);
        OV_TRY(add_recount(o, &now));
    }
    OV_TRY(ov_publications(ctx, o->p.k.c.id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "at",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, P_AT), ctx->lang));
        ov_map_text(item, "scope",
                    scope_word(o->p.req, ov_cell_text(rows, i, P_SCOPE),
                               ov_cell_int(rows, i, P_FILES) != 0));
        ov_map_text_or_false(item, "by", ov_cell_text(rows, i, P_BY));
        ov_map_text_or_false(item, "why", ov_cell_text(rows, i, P_WHY));
        ov_map_text_or_false(
            item, "ended",
            ov_cell_null(rows, i, P_ENDED)
                ? NULL
                : ov_format_instant(ctx->arena, ov_cell_int(rows, i, P_ENDED), ctx->lang));
    }
    ov_map_bool(root, "has_publications", rows->n > 0);
    if (!o->scope && rows->n) {
        o->scope = ov_cell_text(rows, 0, P_SCOPE);
        o->files = ov_cell_int(rows, 0, P_FILES) != 0;
    }
    ov_map_bool(root, "with_answers", o->scope && !strcmp(o->scope, "answers"));
    ov_map_bool(root, "with_files", o->files);
    return OV_OK;
}

static ov_status show(place *o)
{
    add_findings(o);
    OV_TRY(add_looks(o));
    OV_TRY(add_publications(o));
    ov_map_text_or_false(o->p.root, "refused", o->fault);
    ov_map_text_or_false(o->p.root, "why", o->why);
    ov_map_text(
        o->p.root, "action",
        ov_req_path(o->p.req, "/remiss/%lld/sammanstallning/publicera", (long long)o->p.k.c.id));
    ov_view_needs_token(o->p.view);
    if (o->fault)
        ov_view_status(o->p.view, 422);
    ov_comments_noted(o->p.req, &o->p.k.c);
    return ov_view_send(o->p.view);
}

/* ---- What is done ---- */

typedef struct job {
    const ov_consultation *c;
    const char *scope, *query, *why;
    bool files, hidden;
    ov_str figures;
    const ov_stretch *stretches;
    size_t n;
    ov_id undo;
} job;

static ov_status write_looks(ov_ctx *ctx, void *arg)
{
    const job *j = arg;

    for (size_t i = 0; i < j->n; i++)
        OV_TRY(ov_screening_add(ctx, j->c->id, &j->stretches[i], j->hidden, j->why));
    return OV_OK;
}

static ov_status write_undo(ov_ctx *ctx, void *arg)
{
    const job *j = arg;

    return ov_screening_undo(ctx, j->c->id, j->undo);
}

static ov_status write_publish(ov_ctx *ctx, void *arg)
{
    const job *j = arg;

    return ov_round_publish(ctx, j->c, j->scope, j->files, j->query, j->figures);
}

static ov_status write_unpublish(ov_ctx *ctx, void *arg)
{
    const job *j = arg;

    return ov_round_unpublish(ctx, j->c, j->why);
}

/* "12.34.comment.5.16", as stretch_name wrote it. */
static bool read_stretch(const char *text, ov_stretch *out)
{
    long long response, question, from, to;
    char field[8];
    int end = 0;

    if (sscanf(text, "%lld.%lld.%7[a-z].%lld.%lld%n", &response, &question, field, &from, &to,
               &end) != 5 ||
        text[end] || response < 1 || question < 1 || from < 0 || to <= from)
        return false;
    *out = (ov_stretch){response, question, !strcmp(field, "wording") ? "wording" : "comment",
                        (size_t)from, (size_t)to};
    return true;
}

/* The findings that were ticked. */
static size_t chosen(ov_req *req, ov_stretch *out)
{
    const ov_pairs *form = &ov_req_http(req)->form;
    size_t n = 0;

    for (size_t i = 0; i < form->n && n < CHOSEN_MOST; i++)
        if (!strcmp(form->items[i].name, "fynd") &&
            read_stretch(ov_str_z(ov_req_arena(req), form->items[i].value), &out[n]))
            n++;
    return n;
}

static ov_status look(place *o, const ov_form *form, const char *what)
{
    ov_req *req = o->p.req;
    ov_stretch *ticked = ov_calloc(ov_req_arena(req), CHOSEN_MOST, sizeof *ticked);
    job j = {.c = &o->p.k.c, .why = o->why, .hidden = strcmp(what, "tillat") != 0};

    j.stretches = ticked;
    if (!strcmp(what, "maska-ord"))
        OV_TRY(ov_findings_of(ov_req_ctx(req), o->p.k.c.id, ov_form_text(form, "ord"), &j.stretches,
                              &j.n));
    else
        j.n = chosen(req, ticked);
    if (!j.n)
        o->fault = ov_req_tr(req, !strcmp(what, "maska-ord")
                                      ? "Orden finns inte i något svar. Skriv dem precis som där."
                                      : "Kryssa för vad det gäller.");
    else if (!*o->why)
        o->fault = ov_req_tr(req, "Skriv ett skäl.");
    if (o->fault)
        return show(o);
    return ov_write(ov_req_ctx(req), write_looks, &j);
}

/* Numbers of persons must have been looked at; the rest somebody says that they have read. */
static const char *not_yet(const place *o, const ov_form *form, bool answers)
{
    if (ov_req_ctx(o->p.req)->received < o->p.k.c.closes_at)
        return "Remissen är inte stängd för alla parter än. Publicera när sista svarstiden har "
               "gått ut.";
    for (size_t i = 0; answers && i < o->n_findings; i++)
        if (ov_screen_is_number(o->findings[i].kind))
            return "Det finns personnummer kvar att maska eller tillåta. Publicera bara siffrorna, "
                   "eller gå igenom fynden först.";
    if (answers && strcmp(ov_form_text(form, "last"), "ja") != 0)
        return "Kryssa för att ni har läst igenom texterna.";
    return NULL;
}

static ov_status publish(place *o, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(o->p.req);
    bool answers = !strcmp(ov_form_text(form, "omfattning"), "answers");
    const char *fault = not_yet(o, form, answers);
    ov_compilation k;
    job j = {.c = &o->p.k.c,
             .scope = answers ? "answers" : "figures",
             .files = answers && !strcmp(ov_form_text(form, "bilagor"), "ja"),
             .query = "klass=official"};

    if (fault) {
        o->fault = ov_req_tr(o->p.req, fault);
        o->scope = j.scope;
        o->files = !strcmp(ov_form_text(form, "bilagor"), "ja");
        return show(o);
    }
    OV_TRY(ov_compilation_make(ctx, &o->p.k.c, NULL, &k));
    j.figures = ov_compilation_json(ctx, &k);
    return ov_write(ctx, write_publish, &j);
}

static ov_status unpublish(place *o)
{
    job j = {.c = &o->p.k.c, .why = o->why};

    if (!*o->why)
        o->fault = ov_req_tr(o->p.req, "Skriv varför publiceringen tas tillbaka.");
    else if (!o->p.k.c.published_at)
        o->fault = ov_req_tr(o->p.req, "Sammanställningen är inte publicerad.");
    if (o->fault)
        return show(o);
    return ov_write(ov_req_ctx(o->p.req), write_unpublish, &j);
}

static ov_status act(place *o)
{
    static const char *const acts[] = {"maska",     "tillat",      "maska-ord", "angra",
                                       "publicera", "ta-tillbaka", NULL};
    static const char *const scopes[] = {"figures", "answers", NULL};
    static const char *const yes[] = {"ja", NULL};
    static const ov_form_field fields[] = {
        {"gor", "Valet", OV_INPUT_CHOICE, true, 0, 0, acts},
        {"skal", "Skälet", OV_INPUT_TEXT, false, 0, 300, NULL},
        {"ord", "Orden", OV_INPUT_TEXT, false, 0, 300, NULL},
        {"id", "Numret", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
        {"omfattning", "Omfattningen", OV_INPUT_CHOICE, false, 0, 0, scopes},
        {"bilagor", "Bilagor", OV_INPUT_CHOICE, false, 0, 0, yes},
        {"last", "Läst", OV_INPUT_CHOICE, false, 0, 0, yes},
        {0}};
    ov_form *form = ov_form_read(o->p.req, fields);
    const char *what = ov_form_text(form, "gor");
    job undo = {.c = &o->p.k.c, .undo = ov_form_int(form, "id")};

    o->why = ov_form_text(form, "skal");
    if (!ov_form_ok(form)) {
        o->fault = ov_req_tr(o->p.req, "Något av det som skickades är för långt eller okänt.");
        return show(o);
    }
    if (!strcmp(what, "angra"))
        return ov_write(ov_req_ctx(o->p.req), write_undo, &undo);
    if (!strcmp(what, "publicera"))
        return publish(o, form);
    return !strcmp(what, "ta-tillbaka") ? unpublish(o) : look(o, form, what);
}

/* GET, POST /remiss/:id/sammanstallning/publicera. */
ov_status ov_page_compilation_publish(ov_req *req)
{
    place o = {0};

    OV_TRY(ov_compiled_open(req, OV_NEED_ALL, "compilation_publish", "/publicera",
                            "Granska och publicera", &o.p));
    if (!o.p.view)
        return OV_OK;
    OV_TRY(ov_findings(ov_req_ctx(req), o.p.k.c.id, &o.findings, &o.n_findings));
    if (ov_req_http(req)->method != OV_POST)
        return show(&o);
    OV_TRY(act(&o));
    if (o.fault)
        return OV_OK; /* the page has been sent */
    return ov_redirect(
        req, ov_req_path(req, "/remiss/%lld/sammanstallning/publicera", (long long)o.p.k.c.id));
}

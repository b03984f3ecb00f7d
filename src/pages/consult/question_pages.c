/* SPDX-License-Identifier: EUPL-1.2 */
/* question_pages.c — the answer to one provision: the text beside the question, saving the draft,
 * and the page with both texts when two people wrote. */
#include "pages/pages.h"
#include "pages/consult/respond.h"
#include "pages/consult/round.h"

#include "view/format.h"
#include "view/markdown.h"

#include <string.h>

#define GRADE_FIELD "betyg"
#define TEXT_FIELD "kommentar"
#define VERSION_FIELD "radversion"
#define COMMENT_MAX 20000

/* One provision of one party's draft, and the grades that it may get. */
typedef struct question {
    ov_consultation c;
    const ov_rows *draft, *grades;
    size_t i; /* its row in draft */
} question;

static ov_status load(ov_req *req, question *q)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_id n;

    OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &q->c));
    OV_TRY(ov_req_arg_id(req, "n", &n));
    OV_TRY(ov_draft(ctx, &q->c, ctx->actor.org_id, &q->draft));
    OV_TRY(ov_scale_grades(ctx, q->c.scale_id, &q->grades));
    if (n > (int64_t)q->draft->n)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no such question");
    q->i = (size_t)n - 1;
    return OV_OK;
}

static const char *address(ov_req *req, const question *q, size_t i)
{
    return ov_req_path(req, "/remiss/%lld/svara/%lld", (long long)q->c.id,
                       (long long)ov_cell_int(q->draft, i, OV_DRAFT_N));
}

static const char *title_of(ov_req *req, const question *q, size_t i)
{
    return ov_question_title(ov_req_arena(req), ov_cell_text(q->draft, i, OV_DRAFT_NUMBER),
                             ov_cell_text(q->draft, i, OV_DRAFT_HEADING));
}

static void add_grades(ov_map *root, const ov_rows *grades, const char *chosen)
{
    ov_list *list = ov_map_list(root, "grades");

    for (size_t k = 0; k < grades->n; k++) {
        ov_map *item = ov_list_add(list);
        const char *code = ov_cell_text(grades, k, OV_GRADE_CODE);

        ov_map_text(item, "code", code);
        ov_map_text(item, "label", ov_cell_text(grades, k, OV_GRADE_LABEL));
        ov_map_text(item, "hint", ov_cell_text(grades, k, OV_GRADE_HINT));
        ov_map_bool(item, "chosen", chosen && !strcmp(chosen, code));
    }
}

/* The provision as it stands in the version that was sent out. */
static void add_provision(ov_req *req, ov_map *root, const question *q)
{
    ov_map_text(root, "number", ov_cell_text(q->draft, q->i, OV_DRAFT_NUMBER));
    ov_map_text(root, "heading", ov_cell_text(q->draft, q->i, OV_DRAFT_HEADING));
    ov_map_text(root, "question_title", title_of(req, q, q->i));
    ov_map_html(root, "html", ov_html_from_store(ov_cell_str(q->draft, q->i, OV_DRAFT_HTML)));
    ov_map_text(root, "node_href",
                ov_req_path(req, "/p/%lld", (long long)ov_cell_int(q->draft, q->i, OV_DRAFT_NODE)));
    ov_map_int(root, "n", ov_cell_int(q->draft, q->i, OV_DRAFT_N));
    ov_map_int(root, "total", (int64_t)q->draft->n);
    ov_map_text(root, "action", address(req, q, q->i));
    ov_map_text(root, "autosave",
                ov_printf(ov_req_arena(req), "%s?spara=1", address(req, q, q->i)));
}

/* What is answered: as saved (form NULL), else as posted, with its errors. */
static void add_answer(ov_req *req, ov_view *view, const question *q, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *root = ov_view_root(view);
    const char *grade = ov_cell_text(q->draft, q->i, OV_DRAFT_GRADE);
    const char *saved = ov_saved_by(req, q->draft, q->i);
    int64_t version = ov_cell_int(q->draft, q->i, OV_DRAFT_ROW_VERSION);

    if (form) {
        if (*ov_form_text(form, GRADE_FIELD))
            grade = ov_form_text(form, GRADE_FIELD);
        if (ov_form_int(form, VERSION_FIELD))
            version = ov_form_int(form, VERSION_FIELD);
        ov_map_text(root, "comment", ov_form_text(form, TEXT_FIELD));
        ov_view_form(view, form);
    } else {
        ov_map_str(root, "comment", ov_cell_str(q->draft, q->i, OV_DRAFT_COMMENT));
    }
    add_grades(root, q->grades, grade);
    ov_map_int(root, "row_version", version);
    ov_map_text(root, "saved_by", saved);
    if (saved)
        ov_map_text(root, "saved_at",
                    ov_format_instant(ctx->arena, ov_cell_int(q->draft, q->i, OV_DRAFT_CHANGED_AT),
                                      ctx->lang));
}

/* The provisions before and after this one. */
static void add_neighbours(ov_req *req, ov_map *root, const question *q)
{
    if (q->i + 1 < q->draft->n)
        ov_map_text(root, "next", title_of(req, q, q->i + 1));
    if (q->i > 0) {
        ov_map_text(root, "previous", title_of(req, q, q->i - 1));
        ov_map_text(root, "previous_href", address(req, q, q->i - 1));
    }
}

static ov_status show(ov_req *req, const question *q, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "respond_question");
    ov_map *root = ov_view_root(view);
    const char *title = title_of(req, q, q->i);
    bool bad = form && !ov_form_ok(form);

    ov_round_model(req, view, &q->c, true);
    ov_view_needs_token(view);
    ov_view_title(view,
                  bad ? ov_printf(ctx->arena, "%s %s", ov_req_tr(req, "Fel:"), title) : title);
    ov_view_crumb(view, ov_req_tr(req, "Svara"),
                  ov_req_path(req, "/remiss/%lld/svara", (long long)q->c.id));
    ov_view_crumb(view, title, NULL);
    ov_map_text(root, "org", ctx->actor.org_name);
    add_provision(req, root, q);
    add_answer(req, view, q, form);
    add_neighbours(req, root, q);
    return ov_view_send(view);
}

/* What was posted, ready to be saved. */
typedef struct saving {
    const question *q;
    ov_draft_answer answer;
    int64_t version;
} saving;

static ov_status save(ov_ctx *ctx, void *arg)
{
    saving *s = arg;

    return ov_draft_save(ctx, &s->q->c, ctx->actor.org_id, &s->answer, &s->version);
}

/* A grade that asks for a reason gets one, or the page asks for it. */
static void check_reason(ov_req *req, const question *q, ov_form *form)
{
    const char *grade = ov_form_text(form, GRADE_FIELD);

    for (size_t k = 0; k < q->grades->n; k++)
        if (!strcmp(grade, ov_cell_text(q->grades, k, OV_GRADE_CODE)) &&
            ov_cell_int(q->grades, k, OV_GRADE_NEEDS_REASON) &&
            !ov_str_trim(ov_str_from(ov_form_text(form, TEXT_FIELD))).len)
            ov_form_error(form, TEXT_FIELD, "%s",
                          ov_req_tr(req, !strcmp(grade, "reject")
                                             ? "Skriv varför ni avstyrker."
                                             : "Skriv vilken ändring ni vill ha."));
}

static ov_form *read_form(ov_req *req, const question *q)
{
    size_t n = q->grades->n;
    const char **codes = ov_calloc(ov_req_arena(req), n + 1, sizeof *codes);
    ov_form_field *fields = ov_calloc(ov_req_arena(req), 4, sizeof *fields);

    for (size_t k = 0; k < n; k++)
        codes[k] = ov_cell_text(q->grades, k, OV_GRADE_CODE);
    fields[0] = (ov_form_field){
        .name = GRADE_FIELD, .label = "Svaret", .input = OV_INPUT_CHOICE, .choices = codes};
    fields[1] = (ov_form_field){.name = TEXT_FIELD,
                                .label = "Kommentaren",
                                .input = OV_INPUT_LONG_TEXT,
                                .max = COMMENT_MAX};
    fields[2] = (ov_form_field){
        .name = VERSION_FIELD, .label = "Radversionen", .input = OV_INPUT_INT, .max = INT32_MAX};
    return ov_form_read(req, fields);
}

/* 409: both texts side by side, and what shall stand. */
static ov_status show_conflict(ov_req *req, const saving *s)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "conflict");
    ov_map *root = ov_view_root(view), *theirs, *mine;
    question now = *s->q;
    const char *their_text, *my_text = s->answer.comment;

    OV_TRY(ov_draft(ctx, &now.c, ctx->actor.org_id, &now.draft)); /* as it stands after the clash */
    their_text = ov_cell_text(now.draft, now.i, OV_DRAFT_COMMENT);
    ov_round_model(req, view, &now.c, true);
    ov_view_status(view, 409);
    ov_view_needs_token(view);
    ov_view_title(view, ov_req_tr(req, "Ni skrev samtidigt"));
    ov_view_crumb(view, title_of(req, &now, now.i), NULL);
    add_provision(req, root, &now);
    add_grades(root, now.grades, s->answer.grade);
    theirs = ov_map_map(root, "theirs");
    ov_map_text(theirs, "by", ov_saved_by(req, now.draft, now.i));
    ov_map_text(theirs, "grade",
                ov_grade_label(now.grades, ov_cell_text(now.draft, now.i, OV_DRAFT_GRADE)));
    ov_map_text(theirs, "text", their_text);
    mine = ov_map_map(root, "mine");
    ov_map_text(mine, "grade", ov_grade_label(now.grades, s->answer.grade));
    ov_map_text(mine, "code", s->answer.grade);
    ov_map_text(mine, "text", my_text);
    ov_map_text(root, "both",
                !*their_text || !strcmp(their_text, my_text) ? my_text
                : !*my_text                                  ? their_text
                            : ov_printf(ctx->arena, "%s\n\n%s", their_text, my_text));
    ov_map_int(root, "row_version", ov_cell_int(now.draft, now.i, OV_DRAFT_ROW_VERSION));
    return ov_view_send(view);
}

/* What autosave hears: the new row version and the time of day. */
static ov_status tell_saved(ov_req *req, int64_t version)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *json = ov_printf(ctx->arena, "{\"radversion\":%lld,\"sparat\":\"%s\"}\n",
                                 (long long)version, ov_clock_text(ctx->arena, ctx->now));

    return ov_send(req, 200, "application/json", ov_str_from(json));
}

static ov_status go_on(ov_req *req, const question *q)
{
    const char *where = ov_pairs_get(&ov_req_http(req)->form, "gor");

    if (where && !strcmp(where, "nasta") && q->i + 1 < q->draft->n)
        return ov_redirect(req, address(req, q, q->i + 1));
    if (where && (!strcmp(where, "lista") || !strcmp(where, "nasta")))
        return ov_redirect(req, ov_req_path(req, "/remiss/%lld/svara", (long long)q->c.id));
    return ov_redirect(req, address(req, q, q->i));
}

static ov_status save_posted(ov_req *req, const question *q, bool autosave)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_pairs *posted = &ov_req_http(req)->form;
    ov_form *form = read_form(req, q);
    const char *grade = ov_form_text(form, GRADE_FIELD);
    saving s = {.q = q};
    ov_status saved;

    if (!autosave) /* half a sentence is saved too; only a person who presses Save is asked */
        check_reason(req, q, form);
    if (!ov_form_ok(form))
        return show(req, q, form);
    s.answer = (ov_draft_answer){
        .question_id = ov_cell_int(q->draft, q->i, OV_DRAFT_QUESTION),
        .grade = *grade ? grade : ov_cell_text(q->draft, q->i, OV_DRAFT_GRADE),
        .comment = ov_form_text(form, TEXT_FIELD),
        .row_version = ov_pairs_get(posted, VERSION_FIELD)
                           ? ov_form_int(form, VERSION_FIELD)
                           : ov_cell_int(q->draft, q->i, OV_DRAFT_ROW_VERSION),
        .writer = ov_pairs_get(posted, OV_TOKEN_FIELD),
    };
    saved = ov_write(ctx, save, &s);
    if (saved == OV_CONFLICT)
        return show_conflict(req, &s);
    if (saved == OV_INVALID) {
        ov_form_error(form, TEXT_FIELD, "%s",
                      ov_req_tr(req, "Kommentaren får vara högst 20 000 tecken."));
        return show(req, q, form);
    }
    OV_TRY(saved);
    return autosave ? tell_saved(req, s.version) : go_on(req, q);
}

/* GET, POST /remiss/:id/svara/:n — one provision: its text beside the question. POST saves the
 * draft once the round has opened, before and after the deadline. */
ov_status ov_page_respond_question(ov_req *req)
{
    const char *autosave = ov_req_query(req, "spara");
    question q;
    ov_status may;

    OV_TRY(load(req, &q));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &q, NULL);
    may = ov_round_may(req, OV_MAY_ANSWER, &q.c);
    if (may == OV_CONFLICT)
        return ov_round_refuse(req, &q.c);
    OV_TRY(may);
    return save_posted(req, &q, autosave && *autosave == '1');
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* setup_try_pages.c — staff fill in the form of a round being set up as a party would; nothing of
 * it is ever sent, and it is removed when the round opens. */
#include "pages/consult/answer/respond.h"
#include "pages/consult/setup/setup_pages.h"

#include "view/format.h"
#include "view/markdown.h"

#include <string.h>

typedef struct trying {
    ov_consultation c;
    ov_id draft_id;
    const ov_rows *rows, *grades; /* grades: of the question, or NULL */
    size_t i;                     /* the question */
} trying;

static const ov_form_field fields[] = {
    {"svar", "Svaret", OV_INPUT_TEXT, false, 0, 100, NULL},
    {"kommentar", "Kommentaren", OV_INPUT_LONG_TEXT, false, 0, 20000, NULL},
    {"lydelse", "Förslag till ny lydelse", OV_INPUT_LONG_TEXT, false, 0, 20000, NULL},
    {0}};

static const char *title_of(ov_req *req, const ov_rows *rows, size_t i)
{
    if (!ov_cell_null(rows, i, OV_DRAFT_TITLE))
        return ov_cell_text(rows, i, OV_DRAFT_TITLE);
    return ov_question_title(ov_req_arena(req), ov_cell_text(rows, i, OV_DRAFT_NUMBER),
                             ov_cell_text(rows, i, OV_DRAFT_HEADING));
}

static const char *address(ov_req *req, const ov_consultation *c, size_t i)
{
    return ov_printf(ov_req_arena(req), "%s?fraga=%zu", ov_setup_href(req, c, "/prova"), i + 1);
}

static ov_status load(ov_req *req, trying *t)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *asked = ov_req_query(req, "fraga");
    int64_t n = 1;

    *t = (trying){0};
    OV_TRY(ov_setup_of(req, &t->c));
    OV_TRY(ov_setup_test(ctx, &t->c, ctx->actor.org_id, false, &t->draft_id));
    OV_TRY(ov_draft_rows(ctx, &t->c, t->draft_id, &t->rows));
    if (asked && ov_parse_int(ov_str_from(asked), &n) != OV_OK)
        n = 0;
    if (t->rows->n == 0 && !asked)
        return OV_OK;
    if (n < 1 || (size_t)n > t->rows->n)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no such question");
    t->i = (size_t)n - 1;
    if (!ov_cell_null(t->rows, t->i, OV_DRAFT_SCALE))
        OV_TRY(ov_scale_grades(ctx, ov_cell_int(t->rows, t->i, OV_DRAFT_SCALE), &t->grades));
    return OV_OK;
}

static void add_list(ov_req *req, ov_map *root, const trying *t)
{
    ov_list *list = ov_map_list(root, "list");

    for (size_t i = 0; i < t->rows->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "title", title_of(req, t->rows, i));
        ov_map_text(item, "href", address(req, &t->c, i));
        ov_map_bool(item, "answered", ov_cell_int(t->rows, i, OV_DRAFT_ROW_VERSION) > 0);
    }
}

static void add_grades(ov_map *root, const trying *t, const char *chosen)
{
    ov_list *list = ov_map_list(root, "grades");

    for (size_t k = 0; t->grades && k < t->grades->n; k++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "code", ov_cell_text(t->grades, k, OV_GRADE_CODE));
        ov_map_text(item, "label", ov_cell_text(t->grades, k, OV_GRADE_LABEL));
        ov_map_text_or_false(item, "hint", ov_cell_text(t->grades, k, OV_GRADE_HINT));
        ov_map_bool(item, "chosen",
                    chosen && !strcmp(chosen, ov_cell_text(t->grades, k, OV_GRADE_CODE)));
    }
    ov_map_bool(root, "has_grades", t->grades && t->grades->n > 0);
}

static void add_question(ov_req *req, ov_map *root, const trying *t, const ov_form *form)
{
    const char *kind = ov_cell_text(t->rows, t->i, OV_DRAFT_KIND);
    const char *grade = ov_cell_text(t->rows, t->i, OV_DRAFT_GRADE);

    if (form)
        grade = ov_form_text(form, "svar");
    ov_map_text(root, "question", title_of(req, t->rows, t->i));
    ov_map_text(root, "hint", ov_cell_text(t->rows, t->i, OV_DRAFT_HINT));
    ov_map_bool(root, "required", ov_cell_int(t->rows, t->i, OV_DRAFT_REQUIRED) != 0);
    ov_map_int(root, "n", (int64_t)t->i + 1);
    ov_map_int(root, "total", (int64_t)t->rows->n);
    if (!ov_cell_null(t->rows, t->i, OV_DRAFT_HTML))
        ov_map_html(root, "html", ov_html_from_store(ov_cell_str(t->rows, t->i, OV_DRAFT_HTML)));
    ov_map_bool(root, "is_file", !strcmp(kind, "file"));
    ov_map_bool(root, "is_wording", !strcmp(kind, "wording"));
    add_grades(root, t, grade);
    ov_map_text(root, "comment",
                form ? ov_form_text(form, "kommentar")
                     : ov_cell_text(t->rows, t->i, OV_DRAFT_COMMENT));
    if (form)
        ov_map_text(root, "wording", ov_form_text(form, "lydelse"));
    else
        ov_map_text(root, "wording",
                    ov_cell_null(t->rows, t->i, OV_DRAFT_WORDING)
                        ? ""
                        : ov_cell_text(t->rows, t->i, OV_DRAFT_WORDING));
    ov_map_text(root, "answer_action", address(req, &t->c, t->i));
    if (t->i > 0)
        ov_map_text(root, "previous_href", address(req, &t->c, t->i - 1));
    ov_map_bool(root, "has_next", t->i + 1 < t->rows->n);
}

static ov_status show(ov_req *req, const trying *t, const ov_form *form)
{
    ov_view *view =
        ov_setup_view(req, &t->c, "setup_try", ov_req_tr(req, "Prova formuläret"), "/prova");
    ov_map *root = ov_view_root(view);

    ov_map_bool(root, "any", t->rows->n > 0);
    add_list(req, root, t);
    if (t->rows->n)
        add_question(req, root, t, form);
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

typedef struct saving {
    trying *t;
    ov_id org_id;
    ov_draft_answer answer;
} saving;

static ov_status save(ov_ctx *ctx, void *arg)
{
    saving *s = arg;
    ov_id draft;

    OV_TRY(ov_setup_test(ctx, &s->t->c, s->org_id, true, &draft));
    return ov_draft_put(ctx, draft, &s->answer, NULL);
}

/* What the form would ask of a party. */
static void check(ov_req *req, const trying *t, ov_form *form)
{
    const char *code = ov_form_text(form, "svar");
    bool known = !*code;

    for (size_t k = 0; t->grades && k < t->grades->n; k++) {
        if (strcmp(code, ov_cell_text(t->grades, k, OV_GRADE_CODE)) != 0)
            continue;
        known = true;
        if (ov_cell_int(t->grades, k, OV_GRADE_NEEDS_REASON) &&
            !ov_setup_typed(req, form, "kommentar"))
            ov_form_error(form, "kommentar", "Det svaret ska ha en motivering.");
    }
    if (!known)
        ov_form_error(form, "svar", "Välj ett av svaren.");
}

static ov_status post(ov_req *req, trying *t)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_form *form = ov_form_read(req, fields);
    saving s = {.t = t,
                .org_id = ctx->actor.org_id ? ctx->actor.org_id : ov_req_matter(req)->owner_org_id};
    ov_status status;

    if (!t->rows->n)
        return ov_refuse(req, 422, NULL);
    check(req, t, form);
    if (!ov_form_ok(form))
        return show(req, t, form);
    s.answer = (ov_draft_answer){
        .question_id = ov_cell_int(t->rows, t->i, OV_DRAFT_QUESTION),
        .grade = *ov_form_text(form, "svar") ? ov_form_text(form, "svar") : NULL,
        .comment = ov_form_text(form, "kommentar"),
        .wording = *ov_form_text(form, "lydelse") ? ov_form_text(form, "lydelse") : NULL,
        .row_version = ov_cell_int(t->rows, t->i, OV_DRAFT_ROW_VERSION)};
    status = ov_write(ctx, save, &s);
    if (status == OV_CONFLICT)
        return ov_setup_conflict(req);
    OV_TRY(status);
    if (t->i + 1 < t->rows->n)
        return ov_redirect(req, address(req, &t->c, t->i + 1));
    return ov_setup_saved(req, &t->c, "", "sparat");
}

/* GET, POST /remiss/:id/uppsattning/prova */
ov_status ov_page_setup_try(ov_req *req)
{
    trying t;

    OV_TRY(load(req, &t));
    return ov_req_http(req)->method == OV_POST ? post(req, &t) : show(req, &t, NULL);
}

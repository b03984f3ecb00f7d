/* SPDX-License-Identifier: EUPL-1.2 */
/* setup_question_pages.c — what a round being set up asks: which provisions are graded, and
 * questions of staff's own. */
#include "pages/consult/setup/setup_pages.h"

#include "view/format.h"

#include <string.h>

enum { P_DOCUMENT, P_DOCUMENT_TITLE, P_NODE, P_TITLE, P_QUESTION };

static const struct {
    const char *code, *title;
} kinds[] = {{"grade", "Betyg på skalan, med kommentar"},
             {"choice", "Val bland egna alternativ"},
             {"text", "Fri text"},
             {"wording", "Förslag till ny lydelse av bestämmelsen"},
             {"file", "Fil"}};

static const char *kind_title(ov_req *req, const char *code)
{
    for (size_t i = 0; i < OV_LEN(kinds); i++)
        if (!strcmp(kinds[i].code, code))
            return ov_req_tr(req, kinds[i].title);
    return code;
}

/* ---- All of them ---- */

static ov_status add_provisions(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_list *documents = ov_map_list(root, "documents"), *list = NULL;
    ov_id last = 0;
    const ov_rows *rows;
    int64_t n_asked = 0;

    OV_TRY(ov_setup_provisions(ov_req_ctx(req), c->id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        bool is_asked = !ov_cell_null(rows, i, P_QUESTION);
        ov_map *item;

        if (!list || ov_cell_int(rows, i, P_DOCUMENT) != last) {
            item = ov_list_add(documents);
            last = ov_cell_int(rows, i, P_DOCUMENT);
            ov_map_text(item, "title", ov_cell_text(rows, i, P_DOCUMENT_TITLE));
            list = ov_map_list(item, "provisions");
        }
        item = ov_list_add(list);
        ov_map_int(item, "node", ov_cell_int(rows, i, P_NODE));
        ov_map_text(item, "provision", ov_cell_text(rows, i, P_TITLE));
        ov_map_bool(item, "asked", is_asked);
        n_asked += is_asked;
    }
    ov_map_text(root, "n_asked", ov_format_count(ov_req_arena(req), n_asked));
    ov_map_text(root, "n_provisions", ov_format_count(ov_req_arena(req), (int64_t)rows->n));
    return OV_OK;
}

/* What a question is about: a provision, a document, the whole. */
static const char *about(ov_req *req, const ov_rows *rows, size_t i)
{
    if (!ov_cell_null(rows, i, OV_ASKED_NODE))
        return ov_printf(ov_req_arena(req), "%s, %s",
                         ov_cell_text(rows, i, OV_ASKED_DOCUMENT_TITLE),
                         ov_cell_null(rows, i, OV_ASKED_NODE_TITLE)
                             ? "–"
                             : ov_cell_text(rows, i, OV_ASKED_NODE_TITLE));
    return ov_cell_null(rows, i, OV_ASKED_DOCUMENT)
               ? ov_req_tr(req, "Hela remissen")
               : ov_cell_text(rows, i, OV_ASKED_DOCUMENT_TITLE);
}

/* Those that say more than "what do you think of the provision". */
static bool is_own(const ov_rows *rows, size_t i)
{
    return strcmp(ov_cell_text(rows, i, OV_ASKED_KIND), "grade") != 0 ||
           ov_cell_null(rows, i, OV_ASKED_NODE) || !ov_cell_null(rows, i, OV_ASKED_TITLE) ||
           !ov_cell_null(rows, i, OV_ASKED_HINT) || ov_cell_int(rows, i, OV_ASKED_REQUIRED);
}

static ov_status add_own(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_list *list = ov_map_list(root, "questions");
    const ov_rows *rows;

    OV_TRY(ov_setup_questions(ov_req_ctx(req), c->id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item;

        if (!is_own(rows, i))
            continue;
        item = ov_list_add(list);
        ov_map_int(item, "n", ov_cell_int(rows, i, OV_ASKED_N));
        ov_map_text(item, "kind", kind_title(req, ov_cell_text(rows, i, OV_ASKED_KIND)));
        ov_map_text(item, "about", about(req, rows, i));
        ov_map_text(item, "title",
                    ov_cell_null(rows, i, OV_ASKED_TITLE) ? about(req, rows, i)
                                                          : ov_cell_text(rows, i, OV_ASKED_TITLE));
        ov_map_bool(item, "required", ov_cell_int(rows, i, OV_ASKED_REQUIRED) != 0);
        ov_map_text(item, "href",
                    ov_setup_href(req, c,
                                  ov_printf(ov_req_arena(req), "/fragor/%lld",
                                            (long long)ov_cell_int(rows, i, OV_ASKED_ID))));
    }
    ov_map_bool(root, "has_questions", ov_list_length(list) > 0);
    return OV_OK;
}

static ov_status show_questions(ov_req *req, const ov_consultation *c, bool conflict)
{
    ov_view *view = ov_setup_view(req, c, "setup_questions", ov_req_tr(req, "Frågor"), "/fragor");
    ov_map *root = ov_view_root(view);
    ov_setup_rows rows;

    OV_TRY(ov_setup_rows_get(ov_req_ctx(req), c->id, &rows));
    ov_map_int(root, "row", rows.questions);
    ov_map_text(root, "new_href", ov_setup_href(req, c, "/fragor/ny"));
    OV_TRY(add_provisions(req, root, c));
    OV_TRY(add_own(req, root, c));
    ov_map_bool(root, "is_conflict", conflict);
    if (conflict)
        ov_view_status(view, 409);
    return ov_view_send(view);
}

typedef struct asking {
    const ov_consultation *c;
    const ov_id *nodes;
    size_t n;
    int64_t row;
} asking;

static ov_status ask(ov_ctx *ctx, void *arg)
{
    const asking *a = arg;

    return ov_setup_ask(ctx, a->c, a->nodes, a->n, a->row);
}

static ov_status post_questions(ov_req *req, ov_consultation *c)
{
    static const ov_form_field fields[] = {
        {OV_ROW_FIELD, "Radversionen", OV_INPUT_INT, true, 1, INT32_MAX, NULL}, {0}};
    ov_form *form = ov_form_read(req, fields);
    asking a = {.c = c, .row = ov_form_int(form, OV_ROW_FIELD)};
    ov_status status;

    if (!ov_form_ok(form))
        return ov_refuse(req, 422, NULL);
    a.nodes = ov_admin_ids(req, "bestammelse[]", &a.n);
    status = ov_write(ov_req_ctx(req), ask, &a);
    if (status == OV_CONFLICT) {
        status = ov_setup_of(req, c);
        return status == OV_OK ? show_questions(req, c, true) : ov_setup_gone(req, status);
    }
    OV_TRY(status);
    return ov_setup_saved(req, c, "/fragor", "sparat");
}

/* GET, POST /remiss/:id/uppsattning/fragor */
ov_status ov_page_setup_questions(ov_req *req)
{
    ov_consultation c;

    OV_TRY(ov_setup_of(req, &c));
    return ov_req_http(req)->method == OV_POST ? post_questions(req, &c)
                                               : show_questions(req, &c, false);
}

/* ---- One of them ---- */

static const ov_form_field question_fields[] = {
    {"slag", "Slag", OV_INPUT_TEXT, false, 0, 20, NULL},
    {"galler", "Frågan gäller", OV_INPUT_TEXT, false, 0, 60, NULL},
    {"rubrik", "Fråga", OV_INPUT_TEXT, false, 0, OV_QUESTION_TITLE, NULL},
    {"ledtext", "Ledtext", OV_INPUT_LONG_TEXT, false, 0, OV_QUESTION_HINT, NULL},
    {"val", "Alternativ", OV_INPUT_LONG_TEXT, false, 0, 1000, NULL},
    {"kravs", "Måste besvaras", OV_INPUT_TEXT, false, 0, 2, NULL},
    {OV_ROW_FIELD, "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    {0}};

typedef struct editing {
    ov_consultation c;
    ov_asked q; /* as stored; id 0: a new one */
    const char *about;
    const char *choices; /* one a line */
    const char *part;
} editing;

static ov_status load(ov_req *req, editing *e)
{
    const char *which = ov_req_arg(req, "fraga");
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows, *grades;
    ov_id id;

    *e = (editing){.q = {.kind = "text"}, .choices = ""};
    OV_TRY(ov_setup_of(req, &e->c));
    e->part = ov_printf(ctx->arena, "/fragor/%s", which);
    if (!strcmp(which, "ny"))
        return OV_OK;
    OV_TRY(ov_req_arg_id(req, "fraga", &id));
    OV_TRY(ov_setup_questions(ctx, e->c.id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        if (ov_cell_int(rows, i, OV_ASKED_ID) != id)
            continue;
        e->q = (ov_asked){.id = id,
                          .kind = ov_cell_text(rows, i, OV_ASKED_KIND),
                          .document_id = ov_cell_int(rows, i, OV_ASKED_DOCUMENT),
                          .node_id = ov_cell_int(rows, i, OV_ASKED_NODE),
                          .title = ov_cell_text(rows, i, OV_ASKED_TITLE),
                          .hint = ov_cell_text(rows, i, OV_ASKED_HINT),
                          .required = ov_cell_int(rows, i, OV_ASKED_REQUIRED) != 0,
                          .row_version = ov_cell_int(rows, i, OV_ASKED_ROW)};
        e->about = about(req, rows, i);
        if (strcmp(e->q.kind, "choice") != 0)
            return OV_OK;
        OV_TRY(ov_scale_grades(ctx, ov_cell_int(rows, i, OV_ASKED_SCALE), &grades));
        for (size_t k = 0; k < grades->n; k++)
            e->choices = ov_printf(ctx->arena, "%s%s%s", e->choices, k ? "\n" : "",
                                   ov_cell_text(grades, k, 1));
        return OV_OK;
    }
    return ov_fail(&ctx->err, OV_NOT_FOUND, "no such question");
}

static ov_status add_targets(ov_req *req, ov_list *choices, const editing *e, const char *chosen)
{
    ov_arena *arena = ov_req_arena(req);
    const ov_rows *rows;
    ov_id last = 0;

    OV_TRY(ov_setup_provisions(ov_req_ctx(req), e->c.id, &rows));
    ov_choice_add(choices, "hela", ov_req_tr(req, "Hela remissen"), chosen);
    for (size_t i = 0; i < rows->n; i++) {
        long long document = (long long)ov_cell_int(rows, i, P_DOCUMENT);

        if (document != last)
            ov_choice_add(choices, ov_printf(arena, "%lld", document),
                          ov_req_say(req, "Hela %s", ov_cell_text(rows, i, P_DOCUMENT_TITLE)),
                          chosen);
        last = document;
        ov_choice_add(
            choices,
            ov_printf(arena, "%lld-%lld", document, (long long)ov_cell_int(rows, i, P_NODE)),
            ov_printf(arena, "%s: %s", ov_cell_text(rows, i, P_DOCUMENT_TITLE),
                      ov_cell_text(rows, i, P_TITLE)),
            chosen);
    }
    return OV_OK;
}

static ov_status add_new_fields(ov_req *req, ov_list *list, const editing *e, const ov_form *form)
{
    const char *target = ov_req_query(req, "galler");
    ov_list *choices;

    choices = ov_select_add(req, list, form, &question_fields[0], e->q.kind, NULL);
    for (size_t i = 0; i < OV_LEN(kinds); i++)
        ov_choice_add(choices, kinds[i].code, ov_req_tr(req, kinds[i].title),
                      ov_chosen(form, "slag", e->q.kind));
    choices = ov_select_add(req, list, form, &question_fields[1], target, NULL);
    return add_targets(req, choices, e, ov_chosen(form, "galler", target));
}

static ov_status show_question(ov_req *req, const editing *e, const ov_form *form, bool conflict)
{
    const char *title = ov_req_tr(req, e->q.id ? "Ändra fråga" : "Ny fråga");
    ov_view *view = ov_setup_view(req, &e->c, "setup_question", title, e->part);
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "fields");

    if (!e->q.id) {
        OV_TRY(add_new_fields(req, list, e, form));
    } else {
        ov_map_text(root, "kind", kind_title(req, e->q.kind));
        ov_map_text(root, "about", e->about);
    }
    ov_map_bool(ov_field_add(req, list, form, &question_fields[2], "text", e->q.title,
                             ov_req_tr(req, "Så som parten läser den. Kan vara tom för betyg och "
                                            "ny lydelse av en bestämmelse.")),
                "asked", true); /* the hint says when it may be empty */
    ov_field_add(req, list, form, &question_fields[3], "area", e->q.hint, NULL);
    if (!e->q.id || !strcmp(e->q.kind, "choice"))
        ov_map_bool(
            ov_field_add(
                req, list, form, &question_fields[4], "area", e->choices,
                ov_req_tr(req, "Bara för val: ett alternativ på varje rad, två till åtta.")),
            "asked", true);
    ov_map_bool(root, "required", form ? *ov_form_text(form, "kravs") != '\0' : e->q.required);
    ov_map_int(root, "row", e->q.row_version);
    ov_map_bool(root, "is_new", e->q.id == 0);
    ov_map_text(root, "list_href", ov_setup_href(req, &e->c, "/fragor"));
    ov_map_bool(root, "is_conflict", conflict);
    if (conflict) {
        ov_list *differing = ov_map_list(root, "differing");

        ov_admin_differs(req, differing, "Fråga", e->q.title, ov_form_text(form, "rubrik"));
        ov_admin_differs(req, differing, "Ledtext", e->q.hint, ov_form_text(form, "ledtext"));
        ov_admin_differs(req, differing, "Alternativ", e->choices, ov_form_text(form, "val"));
        ov_view_status(view, 409);
    } else if (form) {
        ov_view_form(view, form);
    }
    return ov_view_send(view);
}

typedef struct putting {
    const editing *e;
    ov_asked q;
    const char *fault;
} putting;

static ov_status put(ov_ctx *ctx, void *arg)
{
    putting *p = arg;

    return ov_setup_question_put(ctx, &p->e->c, &p->q, &p->fault);
}

static ov_status drop(ov_ctx *ctx, void *arg)
{
    const putting *p = arg;

    return ov_setup_question_remove(ctx, &p->e->c, p->e->q.id);
}

/* "hela", "12" (a document), "12-345" (a provision). */
static bool read_target(const char *text, ov_asked *q)
{
    ov_str rest = ov_str_from(text), first = ov_str_cut(&rest, '-');

    if (!strcmp(text, "hela") || !*text)
        return true;
    if (ov_parse_int(first, &q->document_id) != OV_OK || q->document_id < 1)
        return false;
    return !rest.len || (ov_parse_int(rest, &q->node_id) == OV_OK && q->node_id > 0);
}

/* One choice a line. More than a choice may have are counted, so that they are refused. */
static void read_choices(ov_req *req, const char *text, ov_asked *q)
{
    ov_str rest = ov_str_from(text);

    q->choices = ov_calloc(ov_req_arena(req), OV_CHOICES_MOST + 1, sizeof *q->choices);
    while (rest.len && q->n_choices <= OV_CHOICES_MOST) {
        ov_str line = ov_str_trim(ov_str_cut(&rest, '\n'));

        if (line.len)
            q->choices[q->n_choices++] = ov_str_z(ov_req_arena(req), line);
    }
}

static void tell_fault(ov_form *form, const char *field)
{
    if (!strcmp(field, "slag"))
        ov_form_error(form, "slag", "En ny lydelse går bara att fråga om en bestämmelse.");
    else if (!strcmp(field, "galler"))
        ov_form_error(form, "galler",
                      "Välj vad frågan gäller. En bestämmelse har högst ett betyg på skalan.");
    else if (!strcmp(field, "rubrik"))
        ov_form_error(form, "rubrik", "Skriv frågan.");
    else if (!strcmp(field, "val"))
        ov_form_error(form, "val",
                      "Skriv två till åtta alternativ, ett på varje rad, högst 100 tecken var.");
    else
        ov_form_error(form, "ledtext", "Korta ledtexten.");
}

static ov_status post_question(ov_req *req, editing *e)
{
    ov_form *form = ov_form_read(req, question_fields);
    putting p = {.e = e, .q = {.id = e->q.id, .kind = e->q.kind}};
    ov_status status;

    if (!p.q.id && *ov_form_text(form, "slag"))
        p.q.kind = ov_form_text(form, "slag");
    if (!p.q.id && !read_target(ov_form_text(form, "galler"), &p.q))
        ov_form_error(form, "galler", "Välj vad frågan gäller.");
    if (!ov_form_ok(form))
        return show_question(req, e, form, false);
    p.q.title = ov_setup_typed(req, form, "rubrik");
    if (!p.q.title && p.q.node_id && !strcmp(p.q.kind, "wording"))
        p.q.title = ov_req_tr(req, "Förslag till ny lydelse"); /* beside the grading of the same */
    p.q.hint = ov_setup_typed(req, form, "ledtext");
    p.q.required = *ov_form_text(form, "kravs") != '\0';
    p.q.row_version = ov_form_int(form, OV_ROW_FIELD);
    read_choices(req, ov_form_text(form, "val"), &p.q);
    status = ov_write(ov_req_ctx(req), put, &p);
    if (status == OV_INVALID && p.fault) {
        tell_fault(form, p.fault);
        return show_question(req, e, form, false);
    }
    if (status == OV_CONFLICT) {
        status = load(req, e);
        return status == OV_OK ? show_question(req, e, form, true) : ov_setup_gone(req, status);
    }
    OV_TRY(status);
    return ov_setup_saved(req, &e->c, "/fragor", e->q.id ? "sparat" : "tillagd");
}

/* GET, POST /remiss/:id/uppsattning/fragor/:fraga — "ny", or the id of a question. */
ov_status ov_page_setup_question(ov_req *req)
{
    const char *what = ov_pairs_get(&ov_req_http(req)->form, "gor");
    editing e;
    ov_status status;

    OV_TRY(load(req, &e));
    if (ov_req_http(req)->method != OV_POST)
        return show_question(req, &e, NULL, false);
    if (!what || strcmp(what, "ta-bort") != 0 || !e.q.id)
        return post_question(req, &e);
    status = ov_write(ov_req_ctx(req), drop, &(putting){.e = &e});
    if (status == OV_CONFLICT)
        return ov_setup_conflict(req);
    OV_TRY(status);
    return ov_setup_saved(req, &e.c, "/fragor", "borttagen");
}

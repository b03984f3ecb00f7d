/* SPDX-License-Identifier: EUPL-1.2 */
/* term_pages.c — the words that an agreement gives a meaning of its own: the list for everybody,
 * the forms for those who write the texts. */
#include "pages/pages.h"

#include "text/reading/reading.h"
#include "text/reading/term.h"
#include "view/format.h"
#include "view/markdown.h"

#include <string.h>

#define EDIT "text.edit"
enum { TRIES = 3 }; /* when a text is published while a term is looked for */

static const ov_form_field *term_fields(void)
{
    static const ov_form_field fields[] = {
        {.name = "namn",
         .label = "Ordet",
         .input = OV_INPUT_TEXT,
         .required = true,
         .max = OV_TERM_NAME_MOST},
        {.name = "former", .label = "Andra former", .input = OV_INPUT_LONG_TEXT, .max = 2200},
        {.name = "forklaring",
         .label = "Förklaringen",
         .input = OV_INPUT_LONG_TEXT,
         .required = true,
         .max = OV_TERM_DEFINITION_MOST},
        {.name = "bestammelse", .label = "Bestämmelsen", .input = OV_INPUT_TEXT, .max = 40},
        {.name = "radversion", .label = "Radversionen", .input = OV_INPUT_INT, .max = INT32_MAX},
        {.name = "gor", .label = "Valet", .input = OV_INPUT_TEXT, .max = 20},
        {0}};

    return fields;
}

/* ---- The list ---- */

static void add_terms(ov_req *req, ov_map *root, const ov_rows *rows, bool may)
{
    ov_list *list = ov_map_list(root, "terms");

    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *slug = ov_cell_text(rows, i, OV_TERM_SLUG);
        ov_str forms = ov_cell_str(rows, i, OV_TERM_FORMS);
        const char *joined = NULL;

        while (forms.len) {
            ov_str form = ov_str_cut(&forms, '\n');

            joined = joined
                         ? ov_printf(ov_req_arena(req), "%s, %.*s", joined, (int)form.len, form.ptr)
                         : ov_str_z(ov_req_arena(req), form);
        }
        ov_map_text(item, "slug", slug);
        ov_map_text(item, "name", ov_cell_text(rows, i, OV_TERM_NAME));
        ov_map_text(item, "forms", joined);
        ov_map_html(item, "definition_html",
                    ov_html_from_store(ov_cell_str(rows, i, OV_TERM_HTML)));
        if (!ov_cell_null(rows, i, OV_TERM_NODE_TITLE)) {
            ov_map_text(item, "node_title", ov_cell_text(rows, i, OV_TERM_NODE_TITLE));
            ov_map_text(item, "node_href",
                        ov_req_path(req, "/p/%lld", (long long)ov_cell_int(rows, i, OV_TERM_NODE)));
        }
        if (may)
            ov_map_text(item, "edit_href", ov_req_path(req, "/ord/%s", slug));
    }
    ov_map_bool(root, "has_terms", rows->n > 0);
}

/* Its number, else its id: what the form takes back. */
static const char *node_field(ov_req *req, const ov_rows *row)
{
    ov_str title = ov_cell_str(row, 0, OV_TERM_NODE_TITLE);

    if (title.len && title.ptr[0] >= '0' && title.ptr[0] <= '9')
        return ov_str_z(ov_req_arena(req), ov_str_cut(&title, ' '));
    return ov_printf(ov_req_arena(req), "%lld", (long long)ov_cell_int(row, 0, OV_TERM_NODE));
}

/* What the form holds: what was written, else what is stored (row NULL: nothing). */
static void add_fields(ov_req *req, ov_map *root, const ov_form *form, const ov_rows *row)
{
    static const struct {
        const char *name, *key;
        size_t column;
    } fields[] = {{"namn", "field_name", OV_TERM_NAME},
                  {"former", "field_forms", OV_TERM_FORMS},
                  {"forklaring", "field_definition", OV_TERM_DEFINITION}};

    for (size_t i = 0; i < OV_LEN(fields); i++)
        ov_map_text(root, fields[i].key,
                    form  ? ov_form_text(form, fields[i].name)
                    : row ? ov_cell_text(row, 0, fields[i].column)
                          : "");
    if (form)
        ov_map_text(root, "field_node", ov_form_text(form, "bestammelse"));
    else if (row && !ov_cell_null(row, 0, OV_TERM_NODE))
        ov_map_text(root, "field_node", node_field(req, row));
    else
        ov_map_text(root, "field_node", "");
    ov_map_int(root, "row_version", row ? ov_cell_int(row, 0, OV_TERM_ROW_VERSION) : 0);
}

static ov_status show_terms(ov_req *req, const ov_form *form)
{
    ov_view *view = ov_view_new(req, "terms");
    bool may = ov_req_may(req, EDIT, 0) == OV_OK;
    const ov_rows *rows;

    OV_TRY(ov_terms(ov_req_ctx(req), ov_req_matter(req)->id, &rows));
    ov_view_title(view, ov_req_tr(req, form ? "Fel: Ord i avtalet" : "Ord i avtalet"));
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, ov_req_tr(req, "Ord i avtalet"), NULL);
    add_terms(req, ov_view_root(view), rows, may);
    if (may) {
        ov_map_bool(ov_view_root(view), "may_edit", true);
        ov_map_text(ov_view_root(view), "action", ov_req_path(req, "/ord"));
        add_fields(req, ov_view_root(view), form, NULL);
        ov_view_needs_token(view);
    }
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* ---- Writing ---- */

/* The provision of the form: its number ("1.4"), or its id as the page gave it. */
static ov_status find_node(ov_req *req, ov_form *form, ov_id *out)
{
    const char *text = ov_form_text(form, "bestammelse");
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *history;
    int64_t id;

    *out = 0;
    if (!*text)
        return OV_OK;
    ov_status found = ov_node_by_number(ctx, ov_req_matter(req)->id, text, out);

    if (found != OV_NOT_FOUND)
        return found;
    if (ov_parse_int(ov_str_from(text), &id) == OV_OK) {
        OV_TRY(ov_node_history(ctx, ov_req_matter(req)->id, id, &history));
        if (history->n) {
            *out = id;
            return OV_OK;
        }
    }
    ov_form_error(form, "bestammelse", "%s",
                  ov_req_tr(req, "Ingen bestämmelse har det numret. Skriv till exempel 1.4."));
    return OV_OK;
}

/* Reads the form into term, and looks through the texts. Errors stand in the form. */
static ov_status read_term(ov_req *req, ov_form *form, ov_term *term)
{
    ov_status status;

    OV_TRY(find_node(req, form, &term->node_id));
    if (!ov_form_ok(form))
        return OV_OK;
    term->matter_id = ov_req_matter(req)->id;
    term->name = ov_form_text(form, "namn");
    term->forms = ov_form_text(form, "former");
    term->definition = ov_form_text(form, "forklaring");
    term->row_version = ov_form_int(form, "radversion");
    status = ov_term_prepare(ov_req_ctx(req), term);
    if (status != OV_INVALID)
        return status;
    ov_form_error(form, "former", "%s",
                  ov_req_tr(req, "Skriv ett ord, en förklaring och högst 20 andra former, en på "
                                 "varje rad."));
    return OV_OK;
}

typedef struct writing {
    ov_req *req;
    ov_term *term;
    bool remove;
} writing;

static ov_status add_once(ov_ctx *ctx, void *arg, const char **location)
{
    const writing *w = arg;
    ov_id id;

    OV_TRY(ov_term_save(ctx, w->term, &id));
    *location = ov_req_path(w->req, "/ord");
    return OV_OK;
}

static ov_status write_term(ov_ctx *ctx, void *arg)
{
    const writing *w = arg;
    ov_id id;

    return w->remove ? ov_term_remove(ctx, w->term) : ov_term_save(ctx, w->term, &id);
}

/* GET, POST /arende/:slug/ord — the list, and a form that adds to it. */
ov_status ov_page_terms(ov_req *req)
{
    ov_term term = {0};
    writing w = {.req = req, .term = &term};
    ov_status status = OV_BUSY;
    ov_form *form;

    if (ov_req_http(req)->method != OV_POST)
        return show_terms(req, NULL);
    form = ov_form_read(req, term_fields());
    for (int i = 0; i < TRIES && status == OV_BUSY; i++) {
        OV_TRY(read_term(req, form, &term));
        if (!ov_form_ok(form))
            return show_terms(req, form);
        status = ov_req_once(req, add_once, &w);
    }
    if (status == OV_CONFLICT)
        ov_form_error(form, "namn", "%s",
                      ov_req_tr(req, "Ordet finns redan i listan. Ändra det där."));
    else if (status == OV_TOO_LARGE)
        ov_form_error(form, "namn", "%s",
                      ov_req_tr(req, "Listan är full. Ta bort ett ord som inte används."));
    else
        return status;
    return show_terms(req, form);
}

/* One term's form; stored: shown beside it when somebody else has changed it. */
static ov_status show_term(ov_req *req, const ov_rows *row, const ov_form *form, bool conflict)
{
    ov_view *view = ov_view_new(req, "term");
    ov_map *root = ov_view_root(view);
    const char *name = ov_cell_text(row, 0, OV_TERM_NAME);

    ov_view_title(view, name);
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, ov_req_tr(req, "Ord i avtalet"), ov_req_path(req, "/ord"));
    ov_view_crumb(view, name, NULL);
    ov_map_text(root, "term_name", name);
    ov_map_text(root, "action", ov_req_path(req, "/ord/%s", ov_cell_text(row, 0, OV_TERM_SLUG)));
    ov_map_text(root, "list_href", ov_req_path(req, "/ord"));
    add_fields(req, root, form, row);
    if (conflict) {
        ov_map *stored = ov_map_map(root, "stored");

        ov_map_text(stored, "stored_by", ov_cell_text(row, 0, OV_TERM_CHANGED_BY));
        ov_map_text(stored, "stored_forms", ov_cell_text(row, 0, OV_TERM_FORMS));
        ov_map_html(stored, "stored_html", ov_html_from_store(ov_cell_str(row, 0, OV_TERM_HTML)));
        ov_view_status(view, 409);
    }
    ov_view_needs_token(view);
    if (form && !conflict)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* GET, POST /arende/:slug/ord/:term — changes a term, or takes it away. */
ov_status ov_page_term(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_id matter = ov_req_matter(req)->id;
    ov_term term = {0};
    writing w = {.req = req, .term = &term};
    ov_status status = OV_BUSY;
    const ov_rows *row;
    ov_form *form;

    OV_TRY(ov_term_get(ctx, matter, ov_req_arg(req, "term"), &row));
    if (ov_req_http(req)->method != OV_POST)
        return show_term(req, row, NULL, false);
    form = ov_form_read(req, term_fields());
    w.remove = !strcmp(ov_form_text(form, "gor"), "ta-bort");
    for (int i = 0; i < TRIES && status == OV_BUSY; i++) {
        OV_TRY(read_term(req, form, &term));
        if (!ov_form_ok(form))
            return show_term(req, row, form, false);
        term.id = ov_cell_int(row, 0, OV_TERM_ID);
        status = ov_write(ctx, write_term, &w);
    }
    if (status == OV_CONFLICT) {
        OV_TRY(ov_term_get(ctx, matter, ov_req_arg(req, "term"), &row));
        return show_term(req, row, form, true);
    }
    OV_TRY(status);
    return ov_redirect(req, ov_req_path(req, "/ord%s%s", w.remove ? "" : "#",
                                        w.remove ? "" : ov_req_arg(req, "term")));
}

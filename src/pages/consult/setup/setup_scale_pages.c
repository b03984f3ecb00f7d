/* SPDX-License-Identifier: EUPL-1.2 */
/* setup_scale_pages.c — the words in which a round being set up is graded: one that is stored, or
 * its own. */
#include "pages/consult/setup/setup_pages.h"
#include "pages/consult/answer/respond.h"

#include <string.h>

enum { S_ID, S_TITLE, S_ORDINAL, S_OWN, S_LABEL };
enum { TITLE_MOST = 200, HINT_MOST = 300 };

static ov_status add_scales(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_arena *arena = ov_req_arena(req);
    ov_list *list = ov_map_list(root, "scales");
    const ov_rows *rows;

    OV_TRY(ov_setup_scales(ov_req_ctx(req), c, &rows));
    for (size_t i = 0; i < rows->n;) {
        ov_id id = ov_cell_int(rows, i, S_ID);
        const char *words = "";
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "id", id);
        ov_map_text(item, "title", ov_cell_text(rows, i, S_TITLE));
        ov_map_bool(item, "is_ordinal", ov_cell_int(rows, i, S_ORDINAL) != 0);
        ov_map_bool(item, "own", ov_cell_int(rows, i, S_OWN) != 0);
        ov_map_bool(item, "chosen", id == c->scale_id);
        for (; i < rows->n && ov_cell_int(rows, i, S_ID) == id; i++)
            words = ov_printf(arena, "%s%s%s", words, *words ? ", " : "",
                              ov_cell_text(rows, i, S_LABEL));
        ov_map_text(item, "words", words);
    }
    return OV_OK;
}

static const char *posted(ov_req *req, const char *name, size_t i)
{
    const char *value =
        ov_pairs_get(&ov_req_http(req)->form, ov_printf(ov_req_arena(req), "%s%zu", name, i + 1));

    return value ? value : "";
}

/* Eight lines: what was typed, else the words that the round uses now. */
static ov_status add_words(ov_req *req, ov_map *root, const ov_consultation *c, bool typed)
{
    ov_list *list = ov_map_list(root, "lines");
    const ov_rows *grades;

    OV_TRY(ov_scale_grades(ov_req_ctx(req), c->scale_id, &grades));
    for (size_t i = 0; i < OV_CHOICES_MOST; i++) {
        ov_map *item = ov_list_add(list);
        bool there = !typed && i < grades->n;
        const char *hint = there ? ov_cell_text(grades, i, OV_GRADE_HINT) : NULL;

        ov_map_int(item, "i", (int64_t)i + 1);
        ov_map_text(item, "label",
                    typed   ? posted(req, "ord", i)
                    : there ? ov_cell_text(grades, i, 1)
                            : "");
        ov_map_text(item, "hint", typed ? posted(req, "betydelse", i) : hint ? hint : "");
        ov_map_bool(item, "reason",
                    typed ? *posted(req, "motiv", i) : there && ov_cell_int(grades, i, 3));
        ov_map_bool(item, "outside",
                    typed ? *posted(req, "utanfor", i) : there && ov_cell_null(grades, i, 2));
    }
    return OV_OK;
}

static const ov_form_field fields[] = {
    {"gor", "Åtgärden", OV_INPUT_TEXT, false, 0, 20, NULL},
    {"skala", "Skalan", OV_INPUT_INT, false, 1, INT64_MAX, NULL},
    {"titel", "Skalans namn", OV_INPUT_TEXT, false, 0, TITLE_MOST, NULL},
    {"ordnad", "Ordnad", OV_INPUT_TEXT, false, 0, 2, NULL},
    {"ord1", "Första ordet", OV_INPUT_TEXT, false, 0, 0, NULL},
    {OV_ROW_FIELD, "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    {0}};

static ov_status show(ov_req *req, const ov_consultation *c, const ov_form *form, bool conflict)
{
    ov_view *view = ov_setup_view(req, c, "setup_scale", ov_req_tr(req, "Skala"), "/skala");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "fields");
    const ov_rows *scales;
    ov_setup_rows rows;
    const char *title = NULL;
    bool ordinal = false;

    OV_TRY(ov_setup_rows_get(ov_req_ctx(req), c->id, &rows));
    OV_TRY(ov_setup_scales(ov_req_ctx(req), c, &scales));
    for (size_t i = 0; i < scales->n; i++)
        if (ov_cell_int(scales, i, S_ID) == c->scale_id) {
            title = ov_cell_text(scales, i, S_TITLE);
            ordinal = ov_cell_int(scales, i, S_ORDINAL) != 0;
        }
    OV_TRY(add_scales(req, root, c));
    OV_TRY(add_words(req, root, c, form != NULL));
    ov_field_add(req, list, form, &fields[2], "text", title,
                 ov_req_tr(req, "Till exempel Ställningstagande i ord."));
    ov_map_bool(root, "ordnad", form ? *ov_form_text(form, "ordnad") != '\0' : ordinal);
    ov_map_int(root, "row", rows.questions);
    ov_map_bool(root, "is_conflict", conflict);
    if (conflict)
        ov_view_status(view, 409);
    else if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

typedef struct taking {
    const ov_consultation *c;
    ov_id scale_id; /* 0: own words */
    const char *title;
    bool ordinal;
    ov_scale_word words[OV_CHOICES_MOST];
    size_t n;
    int64_t row;
} taking;

static ov_status take(ov_ctx *ctx, void *arg)
{
    const taking *t = arg;

    if (t->scale_id)
        return ov_setup_scale_take(ctx, t->c, t->scale_id, t->row);
    return ov_setup_scale_own(ctx, t->c, t->title, t->ordinal, t->words, t->n, t->row);
}

static const char *line(ov_req *req, const char *name, size_t i)
{
    ov_str text = ov_str_trim(ov_str_from(posted(req, name, i)));

    return text.len ? ov_str_z(ov_req_arena(req), text) : NULL;
}

/* Lines without a word are passed over. */
static void read_words(ov_req *req, ov_form *form, taking *t)
{
    size_t inside = 0;

    for (size_t i = 0; i < OV_CHOICES_MOST; i++) {
        const char *label = line(req, "ord", i), *hint = line(req, "betydelse", i);

        if (!label)
            continue;
        if (ov_utf8_length(ov_str_from(label)) > OV_LABEL_MOST ||
            (hint && ov_utf8_length(ov_str_from(hint)) > HINT_MOST))
            ov_form_error(form, "ord1",
                          "Ett ord får ha högst 100 tecken och dess betydelse högst 300.");
        t->words[t->n++] = (ov_scale_word){.label = label,
                                           .hint = hint,
                                           .needs_reason = *posted(req, "motiv", i) != '\0',
                                           .outside = *posted(req, "utanfor", i) != '\0'};
        for (size_t k = 0; k + 1 < t->n; k++)
            if (!strcmp(t->words[k].label, label))
                ov_form_error(form, "ord1", "Två ord är lika. Ändra det ena.");
        inside += !*posted(req, "utanfor", i);
    }
    if (inside < 2)
        ov_form_error(form, "ord1", "Skriv minst två ord som räknas.");
}

static ov_status post(ov_req *req, ov_consultation *c)
{
    ov_form *form = ov_form_read(req, fields);
    taking t = {.c = c, .row = ov_form_int(form, OV_ROW_FIELD)};
    ov_status status;

    if (!strcmp(ov_form_text(form, "gor"), "ta")) {
        t.scale_id = ov_form_int(form, "skala");
        if (!t.scale_id)
            return ov_refuse(req, 422, ov_req_tr(req, "Välj en skala i listan."));
    } else {
        t.title = ov_setup_typed(req, form, "titel");
        t.ordinal = *ov_form_text(form, "ordnad") != '\0';
        if (!t.title)
            ov_form_error(form, "titel", "Skriv ett namn på skalan.");
        read_words(req, form, &t);
        if (!ov_form_ok(form))
            return show(req, c, form, false);
    }
    status = ov_write(ov_req_ctx(req), take, &t);
    if (status == OV_INVALID)
        return ov_refuse(req, 422, ov_req_tr(req, "Välj en skala i listan."));
    if (status == OV_CONFLICT) {
        status = ov_setup_of(req, c);
        return status == OV_OK ? show(req, c, t.scale_id ? NULL : form, true)
                               : ov_setup_gone(req, status);
    }
    OV_TRY(status);
    return ov_setup_saved(req, c, "/skala", "sparat");
}

/* GET, POST /remiss/:id/uppsattning/skala */
ov_status ov_page_setup_scale(ov_req *req)
{
    ov_consultation c;

    OV_TRY(ov_setup_of(req, &c));
    return ov_req_http(req)->method == OV_POST ? post(req, &c) : show(req, &c, NULL, false);
}

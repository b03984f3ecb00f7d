/* SPDX-License-Identifier: EUPL-1.2 */
/* placement_pages.c — staff go through attachments, and put what they say on the provisions. */
#include "pages/pages.h"
#include "pages/consult/answer/files.h"
#include "pages/consult/round.h"

#include "consult/compilation/placement.h"
#include "view/format.h"

#include <string.h>

#define PIECE_FIELD "stycke[]"
#define QUESTION_FIELD "fraga"
#define TEXT_FIELD "text"
enum { PIECES_MOST = 600, COMMENT_MOST = 20000 };

/* ---- The list ---- */

/* GET /remiss/:id/placera — responses with attachments; those that are nothing else first. */
ov_status ov_page_placements(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "placements");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "responses");
    ov_consultation c;
    const ov_rows *rows;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_to_place(ctx, c.id, &rows));
    ov_round_model(req, view, &c, true);
    ov_view_title(view, ov_req_tr(req, "Placera innehåll i bilagor"));
    ov_view_crumb(view, ov_req_tr(req, "Placera"), NULL);
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *number = ov_cell_text(rows, i, OV_TO_PLACE_NUMBER);
        bool only = ov_cell_int(rows, i, OV_TO_PLACE_ANSWERS) == 0;
        bool done = ov_cell_int(rows, i, OV_TO_PLACE_DONE) != 0;

        ov_map_text(item, "name", ov_cell_text(rows, i, OV_TO_PLACE_NAME));
        ov_map_text(item, "number", number);
        ov_map_text(item, "href",
                    ov_req_path(req, "/remiss/%lld/placera/%s", (long long)c.id, number));
        ov_map_text(
            item, "received",
            ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_TO_PLACE_RECEIVED), ctx->lang));
        ov_map_int(item, "n_files", ov_cell_int(rows, i, OV_TO_PLACE_FILES));
        ov_map_int(item, "placed", ov_cell_int(rows, i, OV_TO_PLACE_PLACED));
        ov_map_bool(item, "only", only);
        ov_map_text(item, "tone", done ? "done" : only ? "now" : "none");
        ov_map_text(item, "state",
                    ov_req_tr(req, done   ? "Genomgånget"
                                   : only ? "Ska placeras"
                                          : "Kan placeras"));
    }
    ov_map_bool(root, "has_responses", rows->n > 0);
    return ov_view_send(view);
}

/* ---- One response ---- */

typedef struct placing {
    ov_consultation c;
    ov_response response;
    const ov_rows *questions, *texts;
} placing;

static ov_status load(ov_req *req, placing *p)
{
    ov_ctx *ctx = ov_req_ctx(req);

    OV_TRY(ov_round_of(req, &p->c));
    OV_TRY(ov_response_by_number(ctx, ov_req_arg(req, "svar"), &p->response));
    if (p->response.consultation_id != p->c.id || !strcmp(p->response.timing, "refused"))
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no such response in this round");
    OV_TRY(ov_draft_rows(ctx, &p->c, 0, &p->questions));
    return ov_response_texts(ctx, p->response.id, &p->texts);
}

/* The next paragraph of a text: lines up to an empty one. */
static ov_str next_piece(ov_str *rest)
{
    ov_str piece = {NULL, 0};

    while (rest->ptr) {
        ov_str line = ov_str_cut(rest, '\n');
        bool empty = ov_str_trim(line).len == 0;

        if (empty && piece.ptr)
            break;
        if (empty)
            continue;
        if (!piece.ptr)
            piece.ptr = line.ptr;
        piece.len = (size_t)(line.ptr + line.len - piece.ptr);
    }
    return piece;
}

/* Is piece k of file f among the posted ones ("12.3")? */
static bool is_chosen(const ov_pairs *posted, const char *name)
{
    for (size_t i = 0; i < posted->n; i++)
        if (!strcmp(posted->items[i].name, PIECE_FIELD) && ov_str_is(posted->items[i].value, name))
            return true;
    return false;
}

typedef void piece_fn(void *arg, const char *name, ov_str text);
static void each_piece(ov_arena *arena, const ov_rows *texts, size_t f, piece_fn *fn, void *arg)
{
    ov_str rest = ov_cell_str(texts, f, 1);
    int k = 0;

    for (ov_str piece = next_piece(&rest); piece.ptr && k < PIECES_MOST; piece = next_piece(&rest))
        fn(arg, ov_printf(arena, "%lld.%d", (long long)ov_cell_int(texts, f, 3), ++k), piece);
}

typedef struct showing {
    ov_list *list;
    const ov_pairs *posted;
} showing;

static void show_piece(void *arg, const char *name, ov_str text)
{
    const showing *s = arg;
    ov_map *item = ov_list_add(s->list);

    ov_map_text(item, "value", name);
    ov_map_str(item, "text", text);
    ov_map_bool(item, "chosen", is_chosen(s->posted, name));
}

static void add_texts(ov_req *req, ov_map *root, const placing *p)
{
    ov_list *list = ov_map_list(root, "texts");

    for (size_t f = 0; f < p->texts->n; f++) {
        ov_map *item = ov_list_add(list);
        showing s = {ov_map_list(item, "pieces"), &ov_req_http(req)->form};

        ov_map_int(item, "id", ov_cell_int(p->texts, f, 3));
        ov_map_text(item, "name", ov_cell_text(p->texts, f, 0));
        ov_map_text(item, "use", ov_req_tr(req, ov_file_use_title(ov_cell_text(p->texts, f, 2))));
        ov_map_text(item, "href",
                    ov_printf(ov_req_arena(req), "%s/%lld", ov_sent_files_base(req, &p->response),
                              (long long)ov_cell_int(p->texts, f, 3)));
        each_piece(ov_req_arena(req), p->texts, f, show_piece, &s);
        ov_map_bool(item, "has_pieces", ov_list_length(s.list) > 0);
    }
}

static const char *title_of(ov_req *req, const ov_rows *questions, size_t i)
{
    const char *number = ov_cell_text(questions, i, OV_DRAFT_NUMBER);
    const char *heading = ov_cell_text(questions, i, OV_DRAFT_HEADING);
    const char *title = ov_cell_text(questions, i, OV_DRAFT_TITLE);

    return !number && !heading && title ? title
                                        : ov_question_title(ov_req_arena(req), number, heading);
}

static ov_status add_placed(ov_req *req, ov_map *root, const placing *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "placed");
    const ov_rows *rows;

    OV_TRY(ov_placements_of(ctx, p->response.id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);

        for (size_t q = 0; q < p->questions->n; q++)
            if (ov_cell_int(p->questions, q, OV_DRAFT_QUESTION) ==
                ov_cell_int(rows, i, OV_PLACED_QUESTION))
                ov_map_text(item, "title", title_of(req, p->questions, q));
        ov_map_int(item, "id", ov_cell_int(rows, i, OV_PLACED_ID));
        ov_map_text(item, "text", ov_cell_text(rows, i, OV_PLACED_TEXT));
        ov_map_text(item, "by", ov_cell_text(rows, i, OV_PLACED_BY));
        ov_map_text(item, "at",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_PLACED_AT), ctx->lang));
    }
    ov_map_bool(root, "has_placed", rows->n > 0);
    return OV_OK;
}

static ov_status show(ov_req *req, const placing *p, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "placement");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "questions");
    const char *title;
    bool done;

    ov_round_model(req, view, &p->c, true);
    ov_view_needs_token(view);
    title = ov_req_say(req, "Placera svaret från %s", p->response.org_name);
    ov_view_title(view, form && !ov_form_ok(form)
                            ? ov_printf(ctx->arena, "%s %s", ov_req_tr(req, "Fel:"), title)
                            : title);
    ov_view_crumb(view, ov_req_tr(req, "Placera"),
                  ov_req_path(req, "/remiss/%lld/placera", (long long)p->c.id));
    ov_view_crumb(view, p->response.org_name, NULL);
    ov_map_text(root, "party", p->response.org_name);
    ov_map_text(root, "number", p->response.number);
    ov_map_bool(root, "only", p->response.answers == 0);
    ov_map_text(
        root, "action",
        ov_req_path(req, "/remiss/%lld/placera/%s", (long long)p->c.id, p->response.number));
    for (size_t i = 0; i < p->questions->n; i++) {
        ov_map *item = ov_list_add(list);
        int64_t n = ov_cell_int(p->questions, i, OV_DRAFT_N);

        ov_map_int(item, "n", n);
        ov_map_text(item, "title", title_of(req, p->questions, i));
        ov_map_bool(item, "chosen", form && ov_form_int(form, QUESTION_FIELD) == n);
    }
    ov_map_text(root, "written", form ? ov_form_text(form, TEXT_FIELD) : "");
    add_texts(req, root, p);
    OV_TRY(add_placed(req, root, p));
    OV_TRY(ov_placement_is_done(ctx, p->response.id, &done));
    ov_map_bool(root, "done", done);
    ov_response_noted(req, &p->response, ov_req_matter(req));
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* ---- Placing ---- */

typedef struct gathering {
    const ov_pairs *posted;
    ov_buf *text;
} gathering;

static void gather_piece(void *arg, const char *name, ov_str text)
{
    const gathering *g = arg;

    if (!is_chosen(g->posted, name))
        return;
    if (g->text->len)
        ov_buf_addz(g->text, "\n\n");
    ov_buf_adds(g->text, text);
}

/* What was ticked, in the order of the files, and what was written below. */
static const char *text_of(ov_req *req, const placing *p, const ov_form *form)
{
    ov_buf text = {0};
    gathering g = {&ov_req_http(req)->form, &text};
    const char *out;

    for (size_t f = 0; f < p->texts->n; f++)
        each_piece(ov_req_arena(req), p->texts, f, gather_piece, &g);
    if (*ov_form_text(form, TEXT_FIELD)) {
        if (text.len)
            ov_buf_addz(&text, "\n\n");
        ov_buf_addz(&text, ov_form_text(form, TEXT_FIELD));
    }
    out = ov_strndup(ov_req_arena(req), text.len ? text.ptr : "", text.len);
    ov_buf_free(&text);
    return out;
}

typedef struct change {
    const placing *p;
    const char *what, *text;
    ov_id question_id, placement_id;
} change;

static ov_status write(ov_ctx *ctx, void *arg)
{
    const change *c = arg;

    if (!strcmp(c->what, "placera"))
        return ov_placement_add(ctx, &c->p->response, c->question_id, c->text);
    if (!strcmp(c->what, "ta-bort"))
        return ov_placement_remove(ctx, &c->p->response, c->placement_id);
    return ov_placement_done(ctx, &c->p->response, !strcmp(c->what, "klar"));
}

static ov_form *read_form(ov_req *req)
{
    static const char *const whats[] = {"placera", "ta-bort", "klar", "oppna", NULL};
    ov_form_field *fields = ov_calloc(ov_req_arena(req), 5, sizeof *fields);

    fields[0] = (ov_form_field){.name = "gor",
                                .label = "Åtgärden",
                                .input = OV_INPUT_CHOICE,
                                .required = true,
                                .choices = whats};
    fields[1] = (ov_form_field){
        .name = QUESTION_FIELD, .label = "Frågan", .input = OV_INPUT_INT, .max = INT32_MAX};
    fields[2] = (ov_form_field){
        .name = TEXT_FIELD, .label = "Texten", .input = OV_INPUT_LONG_TEXT, .max = COMMENT_MOST};
    fields[3] = (ov_form_field){
        .name = "placering", .label = "Placeringen", .input = OV_INPUT_INT, .max = INT64_MAX};
    return ov_form_read(req, fields);
}

static void read_question(ov_req *req, const placing *p, ov_form *form, change *c)
{
    for (size_t i = 0; i < p->questions->n; i++)
        if (ov_cell_int(p->questions, i, OV_DRAFT_N) == ov_form_int(form, QUESTION_FIELD))
            c->question_id = ov_cell_int(p->questions, i, OV_DRAFT_QUESTION);
    if (!c->question_id)
        ov_form_error(form, QUESTION_FIELD, "%s", ov_req_tr(req, "Välj en bestämmelse."));
    c->text = text_of(req, p, form);
    if (!*c->text)
        ov_form_error(form, TEXT_FIELD, "%s",
                      ov_req_tr(req, "Markera minst ett stycke, eller skriv texten."));
}

/* GET, POST /remiss/:id/placera/:svar — the words of the attachments beside the provisions. */
ov_status ov_page_placement(ov_req *req)
{
    placing p;
    change c = {.p = &p};
    ov_status status;
    ov_form *form;

    OV_TRY(load(req, &p));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &p, NULL);
    form = read_form(req);
    c.what = ov_form_text(form, "gor");
    c.placement_id = ov_form_int(form, "placering");
    if (ov_form_ok(form) && !strcmp(c.what, "placera"))
        read_question(req, &p, form, &c);
    if (!ov_form_ok(form))
        return show(req, &p, form);
    status = ov_write(ov_req_ctx(req), write, &c);
    if (status == OV_INVALID) {
        ov_form_error(
            form, TEXT_FIELD, "%s",
            ov_req_tr(req, "Texten får vara högst 20 000 tecken. Markera färre stycken."));
        return show(req, &p, form);
    }
    OV_TRY(status);
    return ov_redirect(req, ov_req_path(req, "/remiss/%lld/placera%s%s", (long long)p.c.id,
                                        !strcmp(c.what, "klar") ? "" : "/",
                                        !strcmp(c.what, "klar") ? "" : p.response.number));
}

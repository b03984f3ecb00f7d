/* SPDX-License-Identifier: EUPL-1.2 */
/* import_node_pages.c — one provision of an import: its number, heading, level and text, and a
 * paragraph that should have been a heading. */
#include "pages/text/import_pages.h"
#include "pages/pages.h"

#include <string.h>

#define NUMBER_FIELD "nummer"
#define HEADING_FIELD "rubrik"
#define LEVEL_FIELD "niva"
#define BODY_FIELD "text"
#define BLOCK_FIELD "stycke"

enum { SHOWN_BLOCK = 120 };

static const ov_form_field fields[] = {
    {.name = NUMBER_FIELD, .label = "Numret", .max = 40},
    {.name = HEADING_FIELD, .label = "Rubriken", .max = 500},
    {.name = LEVEL_FIELD, .label = "Nivån", .input = OV_INPUT_INT, .min = 1, .max = 6},
    {.name = BODY_FIELD, .label = "Texten", .input = OV_INPUT_LONG_TEXT, .max = 200000},
    {0},
};

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* The paragraphs that can become headings, by their place among the blocks. */
static void add_blocks(ov_map *root, const char *body)
{
    ov_list *list = ov_map_list(root, "blocks");
    ov_str rest = ov_str_from(body), block;

    for (size_t i = 0; ov_staged_block(&rest, &block); i++) {
        size_t end = block.len;
        ov_map *item;

        if (!ov_staged_is_paragraph(block))
            continue;
        if (end > SHOWN_BLOCK) {
            end = SHOWN_BLOCK;
            while (end > 0 && ((unsigned char)block.ptr[end] & 0xc0) == 0x80)
                end--;
        }
        item = ov_list_add(list);
        ov_map_int(item, "at", (int64_t)i);
        ov_map_text(item, "text",
                    ov_printf(ov_map_arena(root), "%.*s%s", (int)end, block.ptr,
                              end < block.len ? " …" : ""));
    }
    ov_map_bool(root, "has_blocks", ov_list_length(list) > 0);
}

static void add_neighbour(ov_req *req, ov_map *root, const char *key, const ov_staged *staged,
                          size_t i)
{
    ov_map *map = ov_map_map(root, key);

    ov_map_text(
        map, "href",
        ov_import_path(req, staged->id,
                       ov_printf(ov_req_arena(req), "/%lld", (long long)staged->nodes[i].key)));
    ov_map_text(map, "name", ov_import_title(req, &staged->nodes[i]));
}

static void add_levels(ov_map *root, int64_t chosen)
{
    ov_list *list = ov_map_list(root, "levels");

    for (int level = 1; level <= OV_STAGED_LEVELS; level++) {
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "no", level);
        ov_map_bool(item, "chosen", level == chosen);
    }
}

static ov_status show(ov_req *req, const ov_staged *staged, size_t i, const ov_form *form)
{
    const ov_staged_node *node = &staged->nodes[i];
    const char *title = ov_import_title(req, node);
    ov_view *view = ov_import_view(req, "import_node", staged, title);
    ov_map *root = ov_view_root(view);
    ov_html html;

    OV_TRY(ov_staged_html(ov_req_ctx(req), node->body, &html));
    ov_view_needs_token(view);
    ov_map_text(root, "node_title", title);
    ov_map_int(root, "key", node->key);
    ov_map_int(root, "place", (int64_t)i + 1);
    ov_map_int(root, "total", (int64_t)staged->n);
    ov_map_html(root, "html", html);
    ov_map_bool(root, "has_body", *node->body);
    ov_map_text(root, "number_text",
                form ? ov_form_text(form, NUMBER_FIELD) : or_empty(node->number));
    ov_map_text(root, "heading_text",
                form ? ov_form_text(form, HEADING_FIELD) : or_empty(node->heading));
    ov_map_text(root, "body_text", form ? ov_form_text(form, BODY_FIELD) : node->body);
    add_levels(root, form ? ov_form_int(form, LEVEL_FIELD) : node->level);
    ov_map_text(root, "action",
                ov_import_path(req, staged->id,
                               ov_printf(ov_req_arena(req), "/%lld", (long long)node->key)));
    ov_map_text(root, "list_action", ov_import_path(req, staged->id, ""));
    ov_map_text(root, "listed_at", ov_import_listed_at(req, staged, i));
    add_blocks(root, node->body);
    ov_map_bool(root, "not_first", i > 0);
    if (i > 0)
        add_neighbour(req, root, "previous", staged, i - 1);
    if (i + 1 < staged->n)
        add_neighbour(req, root, "next", staged, i + 1);
    if (form) {
        ov_view_title(view, ov_printf(ov_req_arena(req), "%s %s", ov_req_tr(req, "Fel:"), title));
        ov_view_form(view, form);
    }
    return ov_view_send(view);
}

static ov_status conflict(ov_req *req, const ov_staged *staged, const ov_form *form)
{
    ov_import_mine mine[4] = {{"Nummer", ov_form_text(form, NUMBER_FIELD)},
                              {"Rubrik", ov_form_text(form, HEADING_FIELD)},
                              {"Text", ov_form_text(form, BODY_FIELD)}};
    size_t n = 0;

    for (size_t i = 0; i < 3; i++)
        if (*mine[i].text)
            mine[n++] = mine[i];
    mine[n] = (ov_import_mine){NULL, NULL};
    return ov_import_conflict(req, staged, mine);
}

/* Writes what was corrected; another's correction in between gives the page with both. */
static ov_status save(ov_req *req, const ov_staged *staged, const ov_form *form, const char *to)
{
    ov_status saved = ov_import_write(req, staged);

    if (saved == OV_CONFLICT)
        return conflict(req, staged, form);
    if (saved == OV_NOT_FOUND)
        return ov_import_gone(req);
    OV_TRY(saved);
    return ov_redirect(req, to);
}

static ov_status change(ov_req *req, ov_staged *staged, size_t i, ov_form *form)
{
    const ov_staged_node to = {.number = ov_form_text(form, NUMBER_FIELD),
                               .heading = ov_form_text(form, HEADING_FIELD),
                               .level = (int)ov_form_int(form, LEVEL_FIELD),
                               .body = ov_form_text(form, BODY_FIELD)};
    ov_staged_answer answer;

    if (!ov_form_ok(form))
        return show(req, staged, i, form);
    answer = ov_staged_change(ov_req_arena(req), staged, staged->nodes[i].key, &to);
    if (answer == OV_STAGED_DONE)
        return save(req, staged, form, ov_import_listed_at(req, staged, i));
    ov_form_error(form,
                  answer == OV_STAGED_NAMELESS                             ? HEADING_FIELD
                  : answer == OV_STAGED_DEEPEST || answer == OV_STAGED_TOP ? LEVEL_FIELD
                                                                           : BODY_FIELD,
                  "%s", ov_import_answer(req, answer));
    return show(req, staged, i, form);
}

/* Stays on the page of the provision that the paragraph was taken from. */
static ov_status split(ov_req *req, ov_staged *staged, size_t i, const char *block, ov_form *form)
{
    ov_staged_answer answer = OV_STAGED_NO_BLOCK;
    int64_t at;

    if (ov_parse_int(ov_str_from(block), &at) == OV_OK && at >= 0)
        answer = ov_staged_split(ov_req_arena(req), staged, staged->nodes[i].key, (size_t)at);
    if (answer == OV_STAGED_DONE)
        return save(req, staged, form, ov_import_listed_at(req, staged, i + 1));
    return ov_refuse(req, 422, ov_import_answer(req, answer));
}

/* GET, POST /dokument/las-in/:id/:nod — one provision. POST with "stycke" makes that paragraph a
 * heading; otherwise it saves number, heading, level and text. */
ov_status ov_page_import_node(ov_req *req)
{
    const char *block = ov_pairs_get(&ov_req_http(req)->form, BLOCK_FIELD);
    ov_staged staged;
    ov_status found = ov_import_find(req, &staged);
    ov_form *form;
    ov_id key;
    size_t i;

    if (found == OV_NOT_FOUND)
        return ov_import_gone(req);
    OV_TRY(found);
    OV_TRY(ov_req_arg_id(req, "nod", &key));
    i = ov_staged_find(&staged, key);
    if (ov_req_http(req)->method != OV_POST)
        return i < staged.n ? show(req, &staged, i, NULL) : OV_NOT_FOUND;
    form = ov_form_read(req, fields);
    if (i == staged.n || ov_import_posted_version(req) != staged.row_version)
        return conflict(req, &staged, form);
    return block ? split(req, &staged, i, block, form) : change(req, &staged, i, form);
}

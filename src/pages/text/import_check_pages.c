/* SPDX-License-Identifier: EUPL-1.2 */
/* import_check_pages.c — step 2 of reading a text in: what was found, and corrections of the
 * structure, many at a time. */
#include "pages/text/import_pages.h"
#include "pages/pages.h"

#include "text/import/import_file.h"
#include "view/format.h"

#include <string.h>

enum { ROWS = 100, WORDS_SHOWN = 14 };

/* What may be chosen for a provision, as posted under "a-KEY". */
static const struct {
    const char *code, *title;
    ov_staged_op op;
} actions[] = {
    {"in", "Flytta in en nivå, med allt under", OV_STAGED_IN},
    {"ut", "Flytta ut en nivå, med allt under", OV_STAGED_OUT},
    {"brodtext", "Gör till brödtext i bestämmelsen före", OV_STAGED_TEXT},
    {"ihop", "Slå ihop med bestämmelsen före", OV_STAGED_JOIN},
    {"bort", "Ta bort (sidhuvud eller annat skräp)", OV_STAGED_DROP},
};

static size_t pages_of(const ov_staged *staged)
{
    return staged->n ? (staged->n + ROWS - 1) / ROWS : 1;
}

const char *ov_import_listed_at(ov_req *req, const ov_staged *staged, size_t i)
{
    const char *anchor = ov_printf(ov_req_arena(req), "#b-%lld", (long long)staged->nodes[i].key);

    if (i < ROWS)
        return ov_printf(ov_req_arena(req), "%s%s", ov_import_path(req, staged->id, ""), anchor);
    return ov_printf(ov_req_arena(req), "%s?del=%zu%s", ov_import_path(req, staged->id, ""),
                     i / ROWS + 1, anchor);
}

/* The first words of a body, without its markdown signs. */
static const char *first_words(ov_arena *arena, const char *body)
{
    size_t end = 0, words = 0;

    while (body[end] && words < WORDS_SHOWN && end < 400) {
        if ((body[end] == ' ' || body[end] == '\n') && ++words == WORDS_SHOWN)
            break;
        end++;
    }
    while (end > 0 && ((unsigned char)body[end] & 0xc0) == 0x80)
        end--;
    char *text = ov_strndup(arena, body, end);
    for (char *p = text; *p; p++)
        if (*p == '\n' || *p == '|')
            *p = ' ';
    return body[end] ? ov_printf(arena, "%s …", text) : text;
}

/* ---- The list ---- */

/* Flat rows to a nested list without holes: opens one list, or closes some. */
typedef struct nesting {
    int open[OV_STAGED_LEVELS + 1];
    int level;
} nesting;

static void place(nesting *n, ov_map *item, ov_map *before, int depth)
{
    int was = n->level;

    while (n->level > 0 && n->open[n->level - 1] >= depth)
        n->level--;
    n->open[n->level++] = depth;
    ov_map_bool(item, "opens", before && n->level > was);
    if (!before)
        return;
    ov_map_bool(before, "leaf", n->level <= was);
    ov_list *closes = ov_map_list(before, "closes");
    for (int i = n->level; i < was; i++)
        (void)ov_list_add(closes);
}

static void add_choices(ov_req *req, ov_map *item, size_t i, const char *chosen)
{
    ov_list *list = ov_map_list(item, "choices");

    for (size_t k = 0; k < OV_LEN(actions); k++) {
        bool needs_before = actions[k].op == OV_STAGED_TEXT || actions[k].op == OV_STAGED_JOIN;
        ov_map *choice;

        if (i == 0 && needs_before)
            continue;
        choice = ov_list_add(list);
        ov_map_text(choice, "code", actions[k].code);
        ov_map_text(choice, "name", ov_req_tr(req, actions[k].title));
        ov_map_bool(choice, "chosen", chosen && !strcmp(chosen, actions[k].code));
    }
}

static const char *posted_action(ov_req *req, int64_t key)
{
    return ov_pairs_get(&ov_req_http(req)->form,
                        ov_printf(ov_req_arena(req), "a-%lld", (long long)key));
}

static ov_status add_row(ov_req *req, ov_map *item, const ov_staged *staged, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_staged_node *node = &staged->nodes[i];
    ov_html html;

    ov_map_int(item, "key", node->key);
    ov_map_text(item, "number", node->number);
    ov_map_text(item, "heading",
                node->number || node->heading ? node->heading : ov_req_tr(req, "Inledande text"));
    ov_map_text(item, "title", ov_import_title(req, node));
    ov_map_int(item, "level", node->level);
    ov_map_text(
        item, "href",
        ov_import_path(req, staged->id, ov_printf(ctx->arena, "/%lld", (long long)node->key)));
    ov_map_bool(item, "has_body", *node->body);
    ov_map_text(item, "first", first_words(ctx->arena, node->body));
    OV_TRY(ov_staged_html(ctx, node->body, &html));
    ov_map_html(item, "html", html);
    add_choices(req, item, i, posted_action(req, node->key));
    return OV_OK;
}

static ov_status add_rows(ov_req *req, ov_map *root, const ov_staged *staged, size_t page)
{
    const int *depths = ov_staged_depths(ov_req_arena(req), staged);
    ov_list *list = ov_map_list(root, "rows");
    ov_map *before = NULL;
    nesting nest = {0};
    size_t end = (page + 1) * ROWS;

    if (end > staged->n)
        end = staged->n;
    for (size_t i = page * ROWS; i < end; i++) {
        ov_map *item = ov_list_add(list);

        OV_TRY(add_row(req, item, staged, i));
        place(&nest, item, before, depths[i]);
        before = item;
    }
    if (before) {
        ov_list *closes = ov_map_list(before, "closes");

        ov_map_bool(before, "leaf", true);
        for (int i = 1; i < nest.level; i++)
            (void)ov_list_add(closes);
    }
    return OV_OK;
}

static void add_pager(ov_req *req, ov_map *root, const ov_staged *staged, size_t page)
{
    size_t pages = pages_of(staged);
    ov_list *list = ov_map_list(root, "parts");

    ov_map_bool(root, "has_parts", pages > 1);
    ov_map_int(root, "part", (int64_t)page + 1);
    ov_map_int(root, "n_parts", (int64_t)pages);
    for (size_t i = 0; i < pages && pages > 1; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "no", (int64_t)i + 1);
        ov_map_bool(item, "current", i == page);
        ov_map_text(item, "href",
                    ov_printf(ov_req_arena(req), "%s?del=%zu#bestammelser",
                              ov_import_path(req, staged->id, ""), i + 1));
        ov_map_text(item, "from", ov_import_title(req, &staged->nodes[i * ROWS]));
    }
}

/* ---- What stands above it ---- */

static void add_facts(ov_req *req, ov_map *root, const ov_staged *staged)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_staged_counts counts;

    ov_staged_count(staged, &counts);
    ov_map_text(root, "kind", ov_import_kind_title(req, staged->kind));
    ov_map_text(root, "size", ov_format_size(ctx->arena, staged->size, ctx->lang));
    ov_map_text(root, "person", staged->person);
    ov_map_text(root, "read_at", ov_format_instant(ctx->arena, staged->created_at, ctx->lang));
    ov_map_text(root, "day", ov_format_day(ctx->arena, staged->day, ctx->lang));
    ov_map_text(root, "words", ov_format_count(ctx->arena, counts.words));
    ov_map_text(root, "provisions", ov_format_count(ctx->arena, counts.provisions));
    ov_map_text(root, "tables", ov_format_count(ctx->arena, counts.tables));
    ov_map_text(root, "items", ov_format_count(ctx->arena, counts.items));
    ov_map_bool(root, "changed", staged->changed);
    ov_map_bool(root, "can_undo", staged->can_undo);
    ov_map_bool(root, "counted", staged->source_words >= 0);
    ov_map_text(root, "source_words", ov_format_count(ctx->arena, staged->source_words));
    ov_map_bool(root, "complete", staged->source_words >= 0 && staged->lost_words == 0);
    ov_map_text(root, "lost_words", ov_format_count(ctx->arena, staged->lost_words));
    ov_str rest = ov_str_from(staged->lost);
    ov_list *list = ov_map_list(root, "lost");
    while (rest.len)
        ov_map_str(ov_list_add(list), "word", ov_str_cut(&rest, '\n'));
}

static void add_addresses(ov_req *req, ov_map *root, const ov_staged *staged)
{
    static const struct {
        const char *key, *below;
    } addresses[] = {{"action", ""},
                     {"file_href", "/fil"},
                     {"save_href", "/spara"},
                     {"undo_action", "/angra"},
                     {"restart_action", "/borja-om"},
                     {"discard_action", "/kasta"}};

    for (size_t i = 0; i < OV_LEN(addresses); i++)
        ov_map_text(root, addresses[i].key, ov_import_path(req, staged->id, addresses[i].below));
}

static size_t page_of(ov_req *req, const ov_staged *staged)
{
    const char *text = ov_req_http(req)->method == OV_POST
                           ? ov_pairs_get(&ov_req_http(req)->form, "del")
                           : ov_req_query(req, "del");
    int64_t page;

    if (!text || ov_parse_int(ov_str_from(text), &page) != OV_OK || page < 1)
        return 0;
    return (size_t)page > pages_of(staged) ? pages_of(staged) - 1 : (size_t)page - 1;
}

/* What could not be done: label is the field, text says why. */
typedef struct refusals {
    ov_import_mine *items;
    size_t n;
} refusals;

static void add_refusals(ov_req *req, ov_view *view, const refusals *refused)
{
    ov_list *errors = ov_map_list(ov_view_root(view), "errors");

    for (size_t i = 0; i < refused->n; i++) {
        ov_map *item = ov_list_add(errors);

        ov_map_text(item, "field", refused->items[i].label);
        ov_map_text(item, "text", refused->items[i].text);
    }
    ov_map_bool(ov_view_root(view), "has_errors", true);
    ov_view_title(view, ov_req_tr(req, "Fel: Kontrollera texten"));
    ov_view_status(view, 422);
}

static ov_status show(ov_req *req, const ov_staged *staged, const refusals *refused)
{
    ov_view *view =
        ov_import_view(req, "import_check", staged, ov_req_tr(req, "Kontrollera texten"));
    ov_map *root = ov_view_root(view);
    size_t page = page_of(req, staged);

    ov_view_needs_token(view);
    add_facts(req, root, staged);
    add_addresses(req, root, staged);
    add_pager(req, root, staged, page);
    ov_import_add_warnings(req, root, staged);
    OV_TRY(ov_import_add_match(req, root, staged));
    OV_TRY(add_rows(req, root, staged, page));
    if (refused)
        add_refusals(req, view, refused);
    return ov_view_send(view);
}

/* ---- Corrections ---- */

/* The provision that a posted field "a-KEY" is about; false when it is another field or empty. */
static bool is_choice(const ov_pair *pair, int64_t *key)
{
    return strncmp(pair->name, "a-", 2) == 0 && pair->value.len > 0 &&
           ov_parse_int(ov_str_from(pair->name + 2), key) == OV_OK;
}

static size_t action_of(const ov_pair *pair)
{
    size_t k = 0;

    while (k < OV_LEN(actions) && !ov_str_is(pair->value, actions[k].code))
        k++;
    return k;
}

/* Carries out what was chosen, from the top of the text down; tells what cannot be. Returns how
 * much was done. */
static size_t apply_posted(ov_req *req, ov_staged *staged, refusals *refused)
{
    const ov_pairs *posted = &ov_req_http(req)->form;
    ov_arena *arena = ov_req_arena(req);
    size_t done = 0;

    refused->items = ov_calloc(arena, posted->n + 1, sizeof *refused->items);
    for (size_t i = 0; i < posted->n; i++) {
        ov_staged_answer answer = OV_STAGED_MISSING;
        int64_t key;
        size_t at, k;

        if (!is_choice(&posted->items[i], &key))
            continue;
        at = ov_staged_find(staged, key);
        k = action_of(&posted->items[i]);
        if (k < OV_LEN(actions))
            answer = ov_staged_apply(arena, staged, key, actions[k].op);
        done += answer == OV_STAGED_DONE;
        if (answer != OV_STAGED_DONE)
            refused->items[refused->n++] = (ov_import_mine){
                posted->items[i].name,
                ov_printf(arena, "%s: %s",
                          at < staged->n ? ov_import_title(req, &staged->nodes[at]) : "?",
                          ov_import_answer(req, answer))};
    }
    return done;
}

/* What was chosen, for the page that tells that it was not done. */
static const ov_import_mine *chosen(ov_req *req, const ov_staged *staged)
{
    const ov_pairs *posted = &ov_req_http(req)->form;
    ov_import_mine *mine = ov_calloc(ov_req_arena(req), posted->n + 1, sizeof *mine);
    size_t n = 0;

    for (size_t i = 0; i < posted->n; i++) {
        int64_t key;
        size_t at, k;

        if (!is_choice(&posted->items[i], &key))
            continue;
        at = ov_staged_find(staged, key);
        k = action_of(&posted->items[i]);
        if (at < staged->n && k < OV_LEN(actions))
            mine[n++] = (ov_import_mine){ov_import_title(req, &staged->nodes[at]),
                                         ov_req_tr(req, actions[k].title)};
    }
    return mine;
}

static ov_status correct(ov_req *req, ov_staged *staged)
{
    ov_arena *arena = ov_req_arena(req);
    ov_staged before = *staged;
    size_t page = page_of(req, staged);
    refusals refused = {0};
    ov_status saved = OV_OK;

    if (ov_import_posted_version(req) != staged->row_version)
        return ov_import_conflict(req, staged, chosen(req, staged));
    before.nodes = ov_calloc(arena, staged->n + 1, sizeof *before.nodes);
    memcpy(before.nodes, staged->nodes, staged->n * sizeof *before.nodes);
    if (apply_posted(req, staged, &refused))
        saved = refused.n ? OV_OK : ov_import_write(req, staged);
    if (refused.n) /* nothing is done by halves */
        return show(req, &before, &refused);
    if (saved == OV_CONFLICT)
        return ov_import_conflict(req, staged, chosen(req, &before));
    if (saved == OV_NOT_FOUND)
        return ov_import_gone(req);
    OV_TRY(saved);
    return ov_redirect(req,
                       ov_printf(arena, "%s%s#bestammelser", ov_import_path(req, staged->id, ""),
                                 page ? ov_printf(arena, "?del=%zu", page + 1) : ""));
}

/* GET, POST /dokument/las-in/:id — step 2: the facts, the warnings, the provisions; POST carries
 * out what was chosen for them. */
ov_status ov_page_import_check(ov_req *req)
{
    ov_staged staged;
    ov_status found = ov_import_find(req, &staged);

    if (found == OV_NOT_FOUND)
        return ov_import_gone(req);
    OV_TRY(found);
    return ov_req_http(req)->method == OV_POST ? correct(req, &staged) : show(req, &staged, NULL);
}

/* ---- Undo ---- */

static ov_status undo(ov_ctx *ctx, void *arg)
{
    return ov_staged_undo(ctx, arg);
}

static ov_status restart(ov_ctx *ctx, void *arg)
{
    return ov_staged_restart(ctx, arg);
}

static ov_status take_back(ov_req *req, ov_write_fn fn)
{
    ov_staged staged = {.matter_id = ov_req_matter(req)->id,
                        .row_version = ov_import_posted_version(req)};
    ov_status done;

    OV_TRY(ov_req_arg_id(req, "id", &staged.id));
    done = ov_write(ov_req_ctx(req), fn, &staged);
    if (done == OV_NOT_FOUND)
        return ov_import_gone(req);
    if (done == OV_CONFLICT) {
        OV_TRY(ov_import_find(req, &staged));
        return ov_import_conflict(req, &staged, NULL);
    }
    if (done != OV_INVALID) /* nothing to undo: as it should be */
        OV_TRY(done);
    return ov_redirect(
        req, ov_printf(ov_req_arena(req), "%s#bestammelser", ov_import_path(req, staged.id, "")));
}

/* POST /dokument/las-in/:id/angra — takes the latest correction back. */
ov_status ov_page_import_undo(ov_req *req)
{
    return take_back(req, undo);
}

/* POST /dokument/las-in/:id/borja-om — the provisions as the file gave them. */
ov_status ov_page_import_restart(ov_req *req)
{
    return take_back(req, restart);
}

/* GET /dokument/las-in/:id/fil — the file itself, to compare with. */
ov_status ov_page_import_file(ov_req *req)
{
    static const ov_import_kind kinds[] = {OV_KIND_TEXT, OV_KIND_MARKDOWN, OV_KIND_DOCX,
                                           OV_KIND_ODT, OV_KIND_PDF};
    ov_arena *arena = ov_req_arena(req);
    ov_staged staged;
    ov_str bytes;
    const char *type = "application/octet-stream";
    ov_status found = ov_import_find(req, &staged);

    if (found == OV_NOT_FOUND)
        return ov_import_gone(req);
    OV_TRY(found);
    OV_TRY(ov_staged_source(ov_req_ctx(req), staged.matter_id, staged.id, &bytes));
    for (size_t i = 0; i < OV_LEN(kinds); i++)
        if (!strcmp(ov_import_kind_name(kinds[i]), staged.kind))
            type = ov_import_kind_mime(kinds[i]);
    ov_send_header(req, "Content-Disposition",
                   ov_printf(arena, "attachment; filename*=UTF-8''%s",
                             ov_url_encode(arena, staged.file_name)));
    return ov_send(req, 200, type, bytes);
}

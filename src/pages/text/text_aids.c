/* SPDX-License-Identifier: EUPL-1.2 */
/* text_aids.c — what helps to read a text: marks of what is read, what has changed since, words
 * explained where they stand, easy-read texts beside it. */
#include "pages/text/text_aids.h"

#include "consult/consult.h"
#include "pages/pages.h"
#include "pages/consult/round.h"
#include "text/reading/layer.h"
#include "text/reading/reading.h"
#include "text/reading/term.h"
#include "view/format.h"
#include "view/markdown.h"

#include <string.h>

enum { ANSWERED_ID, ANSWERED_SLUG, ANSWERED_LABEL, ANSWERED_DAY, ANSWERED_AT };
enum { PAGE_NODE, PAGE_NUMBER, PAGE_HEADING, PAGE_HTML, PAGE_ANCHOR, PAGE_HAS_BODY };

typedef struct aids {
    ov_req *req;
    const ov_version *version;
    bool terms, easy, show_easy, marks; /* what the version has; what the page shows */
    ov_reading_base base;
    bool answered; /* base is the version that the organisation answered */
    const ov_rows *state, *uses, *layers;
} aids;

const char *ov_day_text(ov_ctx *ctx, ov_instant at)
{
    return ov_format_day(ctx->arena, ov_stockholm_day(at), ctx->lang);
}

/* ---- Terms ---- */

bool ov_text_terms_add(ov_req *req, ov_map *to, const ov_rows *uses, size_t *i, ov_id node_id)
{
    enum { SHORT = 700, MOST = 12 }; /* bytes of a definition, terms of a provision on the page */
    ov_arena *arena = ov_req_arena(req);
    ov_list *list = NULL;
    const char *names = NULL;

    for (; *i < uses->n && ov_cell_int(uses, *i, OV_TERM_USE_NODE) == node_id; ++*i) {
        ov_str html = ov_cell_str(uses, *i, OV_TERM_USE_HTML);
        const char *name = ov_cell_text(uses, *i, OV_TERM_USE_NAME);
        ov_map *item;

        if (!list)
            list = ov_map_list(to, "terms");
        if (ov_list_length(list) == MOST)
            continue;
        names = names ? ov_printf(arena, "%s, %s", names, name) : name;
        item = ov_list_add(list);
        ov_map_text(item, "name", name);
        if (html.len <= SHORT) {
            ov_map_html(item, "definition_html", ov_html_from_store(html));
            continue;
        }
        ov_map_bool(item, "definition_html", false);
        ov_map_text(item, "href",
                    ov_req_path(req, "/ord#%s", ov_cell_text(uses, *i, OV_TERM_USE_SLUG)));
    }
    ov_map_text(to, "term_names", names);
    return names != NULL;
}

/* ---- Provision by provision ---- */

/* What the person has read of it, and whether it has changed: true when that is to be told. */
static bool add_mark(const aids *a, ov_map *aid, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(a->req);
    bool read = !ov_cell_null(a->state, i, OV_READING_AT);
    int64_t change = ov_cell_int(a->state, i, OV_READING_CHANGE);

    bool told = change && !read;

    if (told) {
        ov_map_text(aid, "change",
                    ov_req_tr(a->req, change == OV_CHANGE_NEW ? "Ny bestämmelse"
                                                              : "Ändrad sedan du läste"));
        ov_map_bool(aid, "is_new", change == OV_CHANGE_NEW);
    }
    if (!ov_cell_int(a->state, i, OV_READING_HAS_BODY))
        return told;
    ov_map_bool(aid, "markable", true);
    if (read)
        ov_map_text(aid, "read_at", ov_day_text(ctx, ov_cell_int(a->state, i, OV_READING_AT)));
    return told;
}

static void add_easy(const aids *a, ov_map *aid, size_t *k, ov_id node)
{
    ov_map *easy = ov_map_map(aid, "easy");

    if (*k >= a->layers->n || ov_cell_int(a->layers, *k, OV_LAYER_ROW_NODE) != node)
        return;
    ov_map_html(easy, "easy_html",
                ov_html_from_store(ov_cell_str(a->layers, *k, OV_LAYER_ROW_HTML)));
    if (!ov_cell_int(a->layers, *k, OV_LAYER_ROW_EXACT))
        ov_map_text(easy, "easy_old", ov_cell_text(a->layers, *k, OV_LAYER_ROW_LABEL));
    ++*k;
}

/* Is there anything to tell beside the provision? Most of them have no term. */
static bool has_aid(const aids *a, size_t use, ov_id node)
{
    return a->marks || a->layers ||
           (a->uses && use < a->uses->n && ov_cell_int(a->uses, use, OV_TERM_USE_NODE) == node);
}

static void add_nodes(const aids *a, ov_map *root, const ov_rows *nodes)
{
    ov_list *list = ov_map_list(root, "nodes");
    size_t use = 0, layer = 0;

    for (size_t i = 0; i < nodes->n; i++) {
        ov_id node = ov_cell_int(nodes, i, PAGE_NODE);
        ov_map *item, *aid;
        bool has_note;

        if (!has_aid(a, use, node)) {
            ov_list_add_row(list, nodes, i, ov_page_fields);
            continue;
        }
        item = ov_list_add(list);
        ov_map_row(item, nodes, i, ov_page_fields);
        aid = ov_map_map(item, "aid");
        has_note = a->marks && add_mark(a, aid, i);
        if (a->uses && ov_text_terms_add(a->req, aid, a->uses, &use, node))
            has_note = true;
        ov_map_bool(aid, "note", has_note);
        if (a->layers && ov_cell_int(nodes, i, PAGE_HAS_BODY))
            add_easy(a, aid, &layer, node);
    }
}

/* ---- The person ---- */

/* The later one of what the person ticked and what the organisation answered; the version itself
 * answered: nothing has changed since. */
static ov_status find_base(aids *a)
{
    ov_ctx *ctx = ov_req_ctx(a->req);
    const ov_rows *rows;

    OV_TRY(ov_reading_base_of(ctx, a->version, &a->base));
    if (!ctx->actor.org_id || ov_req_may(a->req, OV_MAY_READ_OWN, ctx->actor.org_id) != OV_OK)
        return OV_OK;
    OV_TRY(ov_answered_version(ctx, ctx->actor.org_id, a->version->document_id, a->version->date,
                               a->version->id, &rows));
    if (!rows->n)
        return OV_OK;
    ov_id id = ov_cell_int(rows, 0, ANSWERED_ID);
    ov_day day = (ov_day)ov_cell_int(rows, 0, ANSWERED_DAY);

    if (id != a->version->id && a->base.version_id &&
        (day < a->base.day || (day == a->base.day && id <= a->base.version_id)))
        return OV_OK;
    a->answered = true;
    a->base = (ov_reading_base){.version_id = id == a->version->id ? 0 : id,
                                .slug = ov_cell_text(rows, 0, ANSWERED_SLUG),
                                .label = ov_cell_text(rows, 0, ANSWERED_LABEL),
                                .day = day,
                                .at = ov_cell_int(rows, 0, ANSWERED_AT)};
    return OV_OK;
}

/* How many, in the words of the page: "one" where the language has another form for it. */
static void add_count(ov_map *map, const char *key, int64_t n)
{
    ov_map *count;

    if (!n)
        return;
    count = ov_map_map(map, key);
    ov_map_int(count, "n", n);
    ov_map_bool(count, "one", n == 1);
}

static ov_status add_since(const aids *a, ov_map *root)
{
    ov_ctx *ctx = ov_req_ctx(a->req);
    int64_t counts[OV_CHANGE_NEW + 1] = {0}, seen = 0, unread = 0, removed;
    ov_map *since;

    if (!a->base.version_id)
        return OV_OK;
    for (size_t i = 0; i < a->state->n; i++) {
        int64_t change = ov_cell_int(a->state, i, OV_READING_CHANGE);
        bool read = !ov_cell_null(a->state, i, OV_READING_AT);

        counts[change]++;
        seen += change && read;
        unread += !read && ov_cell_int(a->state, i, OV_READING_HAS_BODY);
    }
    OV_TRY(ov_reading_removed(ctx, a->version->id, a->base.version_id, &removed));
    if (counts[OV_CHANGE_WORDS] + counts[OV_CHANGE_NEW] == seen && (!removed || !unread))
        return OV_OK; /* the news are read */
    since = ov_map_map(root, "since");
    ov_map_text(since, "old_label", a->base.label);
    ov_map_text(since, "old_day", ov_day_text(ctx, a->base.at));
    ov_map_bool(since, "answered", a->answered);
    add_count(since, "changed", counts[OV_CHANGE_WORDS]);
    add_count(since, "added", counts[OV_CHANGE_NEW]);
    add_count(since, "removed", removed);
    add_count(since, "seen", seen);
    ov_map_text(since, "since_href",
                ov_req_path(a->req, "/jamfor?v=%s&v=%s&vy=andrat", a->base.slug, a->version->slug));
    return OV_OK;
}

static ov_status add_person(aids *a, ov_view *view)
{
    ov_ctx *ctx = ov_req_ctx(a->req);
    ov_map *root = ov_view_root(view), *marks;
    int64_t read = 0, total = 0;

    OV_TRY(find_base(a));
    OV_TRY(ov_reading_state(ctx, a->version->id, a->base.version_id, &a->state));
    for (size_t i = 0; i < a->state->n; i++)
        if (ov_cell_int(a->state, i, OV_READING_HAS_BODY)) {
            total++;
            read += !ov_cell_null(a->state, i, OV_READING_AT);
        }
    ov_view_needs_token(view);
    marks = ov_map_map(root, "marks");
    ov_map_int(marks, "n_read", read);
    ov_map_int(marks, "n_all", total);
    ov_map_bool(marks, "some", read > 0);
    ov_map_bool(marks, "whole", read == total);
    ov_map_text(marks, "mark_href", ov_req_path(a->req, "/text/%s/last", a->version->slug));
    return add_since(a, root);
}

/* ---- The page ---- */

static void add_easy_switch(const aids *a, ov_map *root)
{
    ov_map *easy = ov_map_map(root, "easy_switch");

    ov_map_bool(easy, "easy_on", a->show_easy);
    ov_map_text(
        easy, "easy_href",
        ov_req_path(a->req, "/text/%s%s", a->version->slug, a->show_easy ? "" : "?lager=lattlast"));
}

static ov_status find_aids(aids *a, ov_map *root)
{
    const ov_rows *rows;

    OV_TRY(ov_reading_aids(ov_req_ctx(a->req), a->version, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *kind = ov_cell_text(rows, i, OV_AID_KIND);

        if (!strcmp(kind, "terms"))
            a->terms = true;
        else if (!strcmp(kind, "easy"))
            a->easy = true;
        else {
            ov_map *before = ov_map_map(root, "before");

            ov_map_text(before, "before_label", ov_cell_text(rows, i, OV_AID_LABEL));
            ov_map_text(before, "before_href",
                        ov_req_path(a->req, "/jamfor?v=%s&v=%s", ov_cell_text(rows, i, OV_AID_SLUG),
                                    a->version->slug));
        }
    }
    return OV_OK;
}

ov_status ov_text_aids_add(ov_req *req, ov_view *view, const ov_version *version,
                           const ov_rows *nodes, bool *added)
{
    const char *layer = ov_req_query(req, "lager");
    ov_ctx *ctx = ov_req_ctx(req);
    aids a = {.req = req, .version = version, .marks = ov_req_signed_in(req) && version->hash};

    OV_TRY(find_aids(&a, ov_view_root(view)));
    a.show_easy = a.easy && layer && !strcmp(layer, "lattlast");
    ov_map_int(ov_view_root(view), "document_id", version->document_id);
    ov_map_text(ov_view_root(view), "slug", version->slug);
    if (a.easy)
        add_easy_switch(&a, ov_view_root(view));
    if (a.terms)
        ov_map_text(ov_view_root(view), "terms_href", ov_req_path(req, "/ord"));
    if (a.marks)
        OV_TRY(add_person(&a, view));
    if (a.terms)
        OV_TRY(ov_terms_used(ctx, version->id, 0, &a.uses));
    if (a.show_easy)
        OV_TRY(ov_layer_of(ctx, version->id, OV_LAYER_EASY, 0, &a.layers));
    *added = a.marks || a.uses || a.layers;
    if (*added)
        add_nodes(&a, ov_view_root(view), nodes);
    return OV_OK;
}

/* ---- POST ---- */

typedef struct marking {
    ov_id version_id, node_id;
    bool read;
} marking;

static ov_status write_mark(ov_ctx *ctx, void *arg)
{
    const marking *m = arg;

    return ov_reading_mark(ctx, m->version_id, m->node_id, m->read);
}

/* POST /arende/:slug/text/:version/last — last: the provision that is read, olast: the one that is
 * not after all; "alla" for every one. Back to where the reader was. */
ov_status ov_page_mark_read(ov_req *req)
{
    static const ov_form_field fields[] = {
        {.name = "last", .label = "Bestämmelsen", .input = OV_INPUT_TEXT, .max = 20},
        {.name = "olast", .label = "Bestämmelsen", .input = OV_INPUT_TEXT, .max = 20},
        {.name = "lager", .label = "Lagret", .input = OV_INPUT_TEXT, .max = 20},
        {0}};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_form *form = ov_form_read(req, fields);
    const char *read = ov_form_text(form, "last"), *unread = ov_form_text(form, "olast");
    const char *which = *read ? read : unread, *anchor = "lasmarken";
    bool easy = !strcmp(ov_form_text(form, "lager"), "lattlast");
    marking m = {.read = *read != '\0'};
    ov_version version;
    const ov_rows *node;

    OV_TRY(ov_text_version_of(req, &version));
    if (!ov_form_ok(form) ||
        (strcmp(which, "alla") != 0 &&
         (ov_parse_int(ov_str_from(which), &m.node_id) != OV_OK || m.node_id < 1)))
        return ov_refuse(req, 422, ov_req_tr(req, "Välj vilken bestämmelse du har läst."));
    if (m.node_id) {
        OV_TRY(ov_version_node(ctx, version.id, m.node_id, &node));
        anchor = ov_cell_text(node, 0, OV_NODE_ANCHOR);
    }
    m.version_id = version.id;
    OV_TRY(ov_write(ctx, write_mark, &m));
    return ov_redirect(req, ov_req_path(req, "/text/%s%s#%s", version.slug,
                                        easy ? "?lager=lattlast" : "", anchor));
}

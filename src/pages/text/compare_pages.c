/* SPDX-License-Identifier: EUPL-1.2 */
/* compare_pages.c — GET /arende/:slug/jamfor: what differs between two to four versions. */
#include "pages/pages.h"
#include "pages/text/text_aids.h"
#include "pages/text/compare.h"

#include "text/edit/edit.h"
#include "text/edit/change.h"
#include "view/format.h"

#include <string.h>

/* Columns of ov_versions. */
enum { VERSION_ID, VERSION_SLUG, VERSION_DOCUMENT, VERSION_LABEL, VERSION_DATE, VERSION_STATUS };

/* What the address asks for. */
typedef struct chosen {
    ov_compared versions[OV_COLUMNS_MAX];
    size_t n, base;
    ov_compare_view view;
    bool brackets;
} chosen;

static const char *const view_codes[] = {"lopande", "spalter", "andrat"};
static const char *const view_titles[] = {"Löpande", "Spalter", "Bara det som ändrats"};

static bool sees_working(ov_req *req)
{
    return ov_req_may(req, "matter.read_working", 0) == OV_OK;
}

/* A version that the reader may see; OV_NOT_FOUND otherwise. */
static ov_status take_version(ov_req *req, chosen *c, const char *slug)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_compared *to = &c->versions[c->n];

    OV_TRY(ov_version_by_slug(ctx, ov_req_matter(req)->id, slug, &to->version));
    if (ov_version_readable(ov_req_ctx(req), &to->version) != OV_OK)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the version is not published");
    ov_working_noted(req, &to->version);
    OV_TRY(ov_version_tree(ctx, to->version.id, &to->root));
    c->n++;
    return OV_OK;
}

/* Nothing is asked for: the newest version and the one before it of the same document. */
static ov_status take_newest(ov_req *req, chosen *c, const ov_rows *all)
{
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = i + 1; k < all->n; k++)
            if (!strcmp(ov_cell_text(all, i, VERSION_DOCUMENT),
                        ov_cell_text(all, k, VERSION_DOCUMENT))) {
                OV_TRY(take_version(req, c, ov_cell_text(all, k, VERSION_SLUG)));
                return take_version(req, c, ov_cell_text(all, i, VERSION_SLUG));
            }
    return OV_OK;
}

/* A version's place in the address: "v", as many times as there are versions, or "v2" to "v4" as
 * the form names its later lists. */
static bool names_version(const char *name)
{
    return name[0] == 'v' &&
           (!name[1] || (name[1] > '1' && name[1] <= '0' + OV_COLUMNS_MAX && !name[2]));
}

static ov_status read_address(ov_req *req, chosen *c, const ov_rows *all)
{
    const ov_pairs *query = &ov_req_http(req)->query;
    const char *view = ov_req_query(req, "vy"), *base = ov_req_query(req, "bas"),
               *brackets = ov_req_query(req, "text");

    *c = (chosen){.view = OV_COMPARE_INLINE, .brackets = brackets && *brackets == '1'};
    for (size_t i = 0; i < query->n && c->n < OV_COLUMNS_MAX; i++)
        if (names_version(query->items[i].name) && query->items[i].value.len)
            OV_TRY(take_version(req, c, query->items[i].value.ptr));
    if (!c->n)
        OV_TRY(take_newest(req, c, all));
    if (c->n > 2)
        c->view = OV_COMPARE_COLUMNS;
    for (size_t i = 0; view && i < OV_LEN(view_codes); i++)
        if (!strcmp(view, view_codes[i]))
            c->view = (ov_compare_view)i;
    for (size_t i = 0; base && i < c->n; i++)
        if (!strcmp(base, c->versions[i].version.slug))
            c->base = i;
    return OV_OK;
}

/* ---- The form ---- */

static void add_option(ov_req *req, ov_list *options, const ov_rows *all, size_t i, bool selected)
{
    ov_arena *arena = ov_req_arena(req);
    ov_map *item = ov_list_add(options);

    ov_map_text(item, "value", ov_cell_text(all, i, VERSION_SLUG));
    ov_map_text(item, "title",
                ov_printf(arena, "%s, %s", ov_cell_text(all, i, VERSION_LABEL),
                          ov_format_day(arena, (ov_day)ov_cell_int(all, i, VERSION_DATE),
                                        ov_req_ctx(req)->lang)));
    ov_map_bool(item, "selected", selected);
}

/* Options in the groups of their documents, each group where its first version stands. */
static void add_options(ov_req *req, ov_map *select, const ov_rows *all, const char *chosen_slug)
{
    ov_list *groups = ov_map_list(select, "groups");
    bool *done = ov_calloc(ov_req_arena(req), all->n + 1, sizeof *done);

    for (size_t i = 0; i < all->n; i++) {
        const char *document = ov_cell_text(all, i, VERSION_DOCUMENT);
        ov_map *group;
        ov_list *options;

        if (done[i])
            continue;
        group = ov_list_add(groups);
        ov_map_text(group, "title", document);
        options = ov_map_list(group, "options");
        for (size_t k = i; k < all->n; k++) {
            const char *slug = ov_cell_text(all, k, VERSION_SLUG);

            if (done[k] || strcmp(document, ov_cell_text(all, k, VERSION_DOCUMENT)) != 0)
                continue;
            done[k] = true;
            add_option(req, options, all, k, chosen_slug && !strcmp(slug, chosen_slug));
        }
    }
}

static void add_form(ov_req *req, ov_map *root, const chosen *c, const ov_rows *all)
{
    static const char *const names[] = {"Från", "Till", "En tredje version", "En fjärde version"};
    ov_list *selects = ov_map_list(root, "selects"), *more = ov_map_list(root, "more");
    ov_list *views = ov_map_list(root, "views"), *bases = ov_map_list(root, "bases");

    for (size_t i = 0; i < OV_COLUMNS_MAX; i++) {
        ov_map *select = ov_list_add(i < 2 ? selects : more);

        ov_map_int(select, "n", (int64_t)i + 1);
        ov_map_bool(select, "first", i == 0);
        ov_map_text(select, "title", ov_req_tr(req, names[i]));
        ov_map_bool(select, "optional", i >= 2);
        add_options(req, select, all, i < c->n ? c->versions[i].version.slug : NULL);
    }
    for (size_t i = 0; i < OV_LEN(view_codes); i++) {
        ov_map *item = ov_list_add(views);

        ov_map_text(item, "value", view_codes[i]);
        ov_map_text(item, "title", ov_req_tr(req, view_titles[i]));
        ov_map_bool(item, "selected", c->view == (ov_compare_view)i);
    }
    for (size_t i = 0; i < c->n; i++) {
        ov_map *item = ov_list_add(bases);

        ov_map_text(item, "value", c->versions[i].version.slug);
        ov_map_text(item, "title", c->versions[i].version.label);
        ov_map_bool(item, "selected", c->base == i);
    }
    ov_map_bool(root, "many", c->n > 2);
    ov_map_text(root, "action", ov_req_path(req, "/jamfor"));
}

/* The same comparison shown in another way. */
static const char *address(ov_req *req, const chosen *c, ov_compare_view view, bool brackets)
{
    ov_arena *arena = ov_req_arena(req);
    const char *text = ov_req_path(req, "/jamfor?vy=%s", view_codes[view]);

    for (size_t i = 0; i < c->n; i++)
        text = ov_printf(arena, "%s&v=%s", text, ov_url_encode(arena, c->versions[i].version.slug));
    if (c->base)
        text = ov_printf(arena, "%s&bas=%s", text,
                         ov_url_encode(arena, c->versions[c->base].version.slug));
    return brackets ? ov_printf(arena, "%s&text=1", text) : text;
}

static void add_ways(ov_req *req, ov_map *root, const chosen *c)
{
    static const char *const keys[] = {"inline_href", "columns_href", "only_href"};

    for (size_t i = 0; i < OV_LEN(keys); i++)
        if (c->view != (ov_compare_view)i)
            ov_map_text(root, keys[i], address(req, c, (ov_compare_view)i, c->brackets));
    ov_map_text(root, c->brackets ? "marks_href" : "brackets_href",
                address(req, c, c->view, !c->brackets));
    ov_map_bool(root, "brackets", c->brackets);
}

/* ---- The comparison ---- */

/* How many changes there are of the kinds that nobody must miss. */
static void add_summary(ov_req *req, ov_map *to, const ov_diff *diff)
{
    int64_t modal = 0, deadline = 0, number = 0, moved = 0;

    for (size_t i = 0; i < diff->n; i++) {
        const ov_diff_entry *e = &diff->entries[i];
        bool edited = e->kind == OV_DIFF_CHANGED || e->kind == OV_DIFF_MOVED_CHANGED;

        modal += edited && (e->flags & OV_DIFF_MODAL);
        deadline += edited && (e->flags & (OV_DIFF_DEADLINE | OV_DIFF_DATE));
        number += edited && !(e->flags & (OV_DIFF_DEADLINE | OV_DIFF_DATE)) &&
                  (e->flags & OV_DIFF_NUMBER);
        moved += e->kind == OV_DIFF_MOVED || e->kind == OV_DIFF_MOVED_CHANGED;
    }
    ov_map_text(to, "changes", ov_format_count(ov_req_arena(req), (int64_t)diff->changes));
    ov_map_text(to, "sections", ov_format_count(ov_req_arena(req), (int64_t)diff->sections));
    ov_map_bool(to, "one_change", diff->changes == 1);
    ov_map_bool(to, "one_section", diff->sections == 1);
    ov_map_bool(to, "differs", diff->changes > 0);
    if (modal)
        ov_map_int(to, "sum_modal", modal);
    if (deadline)
        ov_map_int(to, "sum_dates", deadline);
    if (number)
        ov_map_int(to, "sum_numbers", number);
    if (moved)
        ov_map_int(to, "sum_moved", moved);
}

/* One version against the base, with its summary and its parts. */
static ov_status add_pair(ov_req *req, ov_list *pairs, const chosen *c, size_t other)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_compared *from = &c->versions[c->base], *to = &c->versions[other];
    ov_map *pair = ov_list_add(pairs);
    ov_compare_inline in = {.from = from, .to = to, .only = c->view == OV_COMPARE_ONLY};
    ov_diff diff;

    OV_TRY(ov_diff_trees(ctx->arena, from->root, to->root, &diff, &ctx->err));
    OV_TRY(ov_version_nodes(ctx, to->version.id, &in.html));
    OV_TRY(ov_change_reasons(ctx, to->version.id, &in.reasons));
    in.diff = &diff;
    in.prefix = c->n > 2 ? ov_printf(ctx->arena, "v%zu-", other + 1) : "";
    ov_map_text(pair, "from", from->version.label);
    ov_map_text(pair, "to", to->version.label);
    ov_map_text(pair, "to_href", ov_req_path(req, "/text/%s", to->version.slug));
    ov_map_text(pair, "prefix", in.prefix);
    add_summary(req, pair, &diff);
    return ov_compare_inline_add(req, pair, &in);
}

static ov_status add_columns(ov_req *req, ov_map *root, const chosen *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_node *roots[OV_COLUMNS_MAX];
    ov_columns columns;
    ov_map *table = ov_map_map(root, "table");

    for (size_t i = 0; i < c->n; i++)
        roots[i] = c->versions[i].root;
    OV_TRY(ov_columns_of(ctx->arena, roots, c->n, c->base, &columns, &ctx->err));
    ov_compare_columns_add(req, table, &columns, c->versions, c->base);
    return OV_OK;
}

static ov_status add_comparison(ov_req *req, ov_map *root, const chosen *c)
{
    ov_list *pairs;

    if (c->n < 2)
        return OV_OK;
    if (c->view == OV_COMPARE_COLUMNS)
        return add_columns(req, root, c);
    pairs = ov_map_list(root, "pairs");
    for (size_t i = 0; i < c->n; i++)
        if (i != c->base)
            OV_TRY(add_pair(req, pairs, c, i));
    return OV_OK;
}

/* GET /arende/:slug/jamfor?v=A&v=B[&v=C&v=D][&bas=A][&vy=lopande|spalter|andrat][&text=1] */
ov_status ov_page_compare(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *all;
    ov_view *view;
    ov_map *root;
    chosen c;

    OV_TRY(ov_versions(ctx, ov_req_matter(req)->id, sees_working(req), &all));
    OV_TRY(read_address(req, &c, all));
    view = ov_view_new(req, "compare");
    root = ov_view_root(view);
    ov_view_title(view, c.n >= 2 ? ov_printf(ctx->arena, "%s: %s – %s", ov_req_tr(req, "Jämför"),
                                             c.versions[0].version.label,
                                             c.versions[c.n - 1].version.label)
                                 : ov_req_tr(req, "Jämför"));
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, ov_req_tr(req, "Handlingar"), ov_req_path(req, "/dokument"));
    ov_view_crumb(view, ov_req_tr(req, "Jämför"), NULL);
    ov_map_bool(root, "can", all->n >= 2);
    ov_map_bool(root, "compared", c.n >= 2);
    add_form(req, root, &c, all);
    add_ways(req, root, &c);
    OV_TRY(add_comparison(req, root, &c));
    return ov_view_send(view);
}

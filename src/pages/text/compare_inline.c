/* SPDX-License-Identifier: EUPL-1.2 */
/* compare_inline.c — the newer text with its changes marked, provision by provision; what is
 * unchanged is folded. */
#include "pages/text/compare.h"

#include "text/edit/change.h"
#include "view/markdown.h"

#include <string.h>

/* Entries first … end - 1 belong to one provision. */
typedef struct group {
    size_t first, end;
    size_t new_node, old_node; /* SIZE_MAX: none */
    size_t changes;
    bool gone_from; /* a block left it for another place */
} group;

typedef struct page {
    ov_req *req;
    ov_arena *arena;
    const ov_compare_inline *in;
    group *groups;
    size_t n;
    size_t *entry_at; /* by place in OLD: 1 + index of the entry */
    size_t n_old;
    size_t *left; /* by entry: 1 + the entry of a block that stood after it in OLD and moved away */
} page;

/* ---- Which entries belong together ---- */

/* The provision under which an entry is shown: that of the newer text where there is one. */
static void home_of(const ov_diff *diff, const ov_diff_entry *entry, size_t *new_node,
                    size_t *old_node)
{
    *new_node = entry->new_node;
    *old_node = entry->old_node;
    if (*new_node == SIZE_MAX && *old_node != SIZE_MAX)
        *new_node = diff->old_nodes[*old_node].other;
}

static void find_groups(page *p)
{
    const ov_diff *diff = p->in->diff;

    p->groups = ov_calloc(p->arena, diff->n + 1, sizeof *p->groups);
    for (size_t i = 0; i < diff->n; i++) {
        size_t new_node, old_node;
        group *g = p->n ? &p->groups[p->n - 1] : NULL;

        home_of(diff, &diff->entries[i], &new_node, &old_node);
        if (!g || (new_node != SIZE_MAX ? g->new_node != new_node
                                        : g->new_node != SIZE_MAX || g->old_node != old_node)) {
            g = &p->groups[p->n++];
            *g = (group){.first = i, .new_node = new_node, .old_node = old_node};
        }
        g->end = i + 1;
        g->changes += diff->entries[i].kind != OV_DIFF_SAME;
    }
}

static bool moved(const ov_diff_entry *entry)
{
    return entry->kind == OV_DIFF_MOVED || entry->kind == OV_DIFF_MOVED_CHANGED;
}

/* Where each moved block stood: behind the entry of the block before it in OLD that did not move.
 */
static void find_old_places(page *p)
{
    const ov_diff *diff = p->in->diff;

    for (size_t i = 0; i < diff->n; i++)
        if (diff->entries[i].from > p->n_old)
            p->n_old = diff->entries[i].from;
    p->entry_at = ov_calloc(p->arena, p->n_old + 1, sizeof *p->entry_at);
    p->left = ov_calloc(p->arena, diff->n + 1, sizeof *p->left);
    for (size_t i = 0; i < diff->n; i++)
        if (diff->entries[i].from)
            p->entry_at[diff->entries[i].from] = i + 1;
    for (size_t i = 0; i < diff->n; i++) {
        size_t place = diff->entries[i].from;

        if (!moved(&diff->entries[i]) || !place || diff->entries[i].block == OV_DIFF_HEADING)
            continue; /* a heading moves with its provision, which says so itself */
        while (place > 1) {
            size_t at = p->entry_at[--place];

            if (at && !moved(&diff->entries[at - 1])) {
                p->left[at - 1] = i + 1;
                break;
            }
        }
    }
    for (size_t g = 0; g < p->n; g++)
        for (size_t i = p->groups[g].first; i < p->groups[g].end; i++)
            p->groups[g].gone_from |= p->left[i] != 0;
}

static const ov_node *node_of(const page *p, const group *g)
{
    if (g->new_node != SIZE_MAX)
        return p->in->diff->new_nodes[g->new_node].node;
    return g->old_node != SIZE_MAX ? p->in->diff->old_nodes[g->old_node].node : NULL;
}

static const char *title_of(page *p, const ov_node *node)
{
    if (!node || (!node->number && !node->heading))
        return ov_req_tr(p->req, "Inledande text");
    if (!node->number || !node->heading)
        return node->number ? node->number : node->heading;
    return ov_printf(p->arena, "%s %s", node->number, node->heading);
}

static const char *short_of(page *p, const ov_node *node)
{
    return node && node->number ? node->number : title_of(p, node);
}

/* ---- Blocks ---- */

typedef struct builder {
    page *p;
    ov_list *blocks;
    ov_list *items; /* of the list that is open */
    bool ordered;
    ov_list *rows; /* of the table that is open */
    bool skipped;
} builder;

static void close_runs(builder *b)
{
    b->items = b->rows = NULL;
    b->skipped = false;
}

/* "Flyttat hit från 3.2", with a link to where it stood. */
static void add_moved_note(page *p, ov_map *item, const ov_diff_entry *entry, size_t at)
{
    const ov_diff_node *from =
        entry->old_node != SIZE_MAX ? &p->in->diff->old_nodes[entry->old_node] : NULL;
    const char *text;

    if (!moved(entry))
        return;
    text = from && from->other == entry->new_node
               ? ov_req_tr(p->req, "Flyttat inom bestämmelsen.")
               : ov_printf(p->arena, "%s %s.", ov_req_tr(p->req, "Flyttat hit från"),
                           short_of(p, from ? from->node : NULL));
    ov_map_text(item, "moved", text);
    ov_map_text(item, "id", ov_printf(p->arena, "%sm%zu", p->in->prefix, at));
    ov_map_text(item, "old_id", ov_printf(p->arena, "%so%zu", p->in->prefix, at));
}

static void fill_block(page *p, ov_map *item, const ov_diff_entry *entry, size_t at)
{
    ov_map_text(item, "class", ov_compare_class(entry->kind));
    ov_compare_ops(item, entry->ops, entry->n_ops);
    ov_compare_flags(p->req, item, entry);
    add_moved_note(p, item, entry, at);
    if (entry->kind == OV_DIFF_SPLIT)
        ov_map_text(item, "moved", ov_req_tr(p->req, "Ett stycke har delats i flera."));
    if (entry->kind == OV_DIFF_MERGED)
        ov_map_text(item, "moved", ov_req_tr(p->req, "Flera stycken har blivit ett."));
}

/* The cells of a row, when its bars stand in what both sides have; false: it is shown as text. */
static bool add_cells(page *p, ov_map *row, const ov_diff_entry *entry)
{
    ov_list *cells;
    ov_map *cell = NULL;
    ov_list *ops = NULL;

    for (size_t i = 0; i < entry->n_ops; i++)
        if (entry->n_ops > 1 && entry->ops[i].op != '=' &&
            memchr(entry->ops[i].text.ptr, '|', entry->ops[i].text.len))
            return false;
    cells = ov_map_list(row, "cells");
    for (size_t i = 0; i < entry->n_ops; i++) {
        ov_str rest = entry->ops[i].text;

        while (rest.len) {
            const char *bar = memchr(rest.ptr, '|', rest.len);
            size_t n = bar ? (size_t)(bar - rest.ptr) : rest.len;
            ov_str text = ov_compare_plain(p->arena, (ov_str){rest.ptr, n});

            if (cell && text.len && (ov_str_trim(text).len || !bar)) {
                ov_map *op = ov_list_add(ops);

                ov_map_bool(op,
                            entry->ops[i].op == '='   ? "same"
                            : entry->ops[i].op == '+' ? "ins"
                                                      : "del",
                            true);
                ov_map_str(op, "text", text);
            }
            rest = (ov_str){rest.ptr + n + (bar ? 1 : 0), rest.len - n - (bar ? 1 : 0)};
            if (bar && ov_str_trim(rest).len + (i + 1 < entry->n_ops)) {
                cell = ov_list_add(cells);
                ops = ov_map_list(cell, "ops");
            }
        }
    }
    return true;
}

static void add_row(builder *b, const ov_diff_entry *entry, size_t at)
{
    ov_map *row;

    if (!b->rows) {
        ov_map *table = ov_map_map(ov_list_add(b->blocks), "table");

        close_runs(b);
        b->rows = ov_map_list(table, "rows");
    }
    row = ov_list_add(b->rows);
    ov_map_text(row, "class", ov_compare_class(entry->kind));
    ov_map_text(row, "sign",
                entry->kind == OV_DIFF_SAME      ? ""
                : entry->kind == OV_DIFF_NEW     ? "+"
                : entry->kind == OV_DIFF_REMOVED ? "−"
                : moved(entry)                   ? "↕"
                                                 : "±");
    if (!add_cells(b->p, row, entry)) {
        ov_map_bool(row, "whole", true);
        ov_compare_ops(row, entry->ops, entry->n_ops);
    }
    add_moved_note(b->p, row, entry, at);
}

static void add_item(builder *b, const ov_diff_entry *entry, size_t at)
{
    bool ordered = entry->ordinal > 0;
    ov_map *item;

    if (!b->items || b->ordered != ordered) {
        ov_map *list = ov_map_map(ov_list_add(b->blocks), ordered ? "ordered" : "bullets");

        close_runs(b);
        b->items = ov_map_list(list, "items");
        b->ordered = ordered;
    }
    item = ov_list_add(b->items);
    if (ordered)
        ov_map_int(item, "value", entry->ordinal);
    if (entry->level > 0)
        ov_map_int(item, "deep", entry->level > 3 ? 3 : entry->level);
    fill_block(b->p, item, entry, at);
}

/* "Här stod …": the place that a block has left. */
static void add_gone(builder *b, size_t mover)
{
    page *p = b->p;
    const ov_diff_entry *entry = &p->in->diff->entries[mover];
    const ov_node *to =
        entry->new_node != SIZE_MAX ? p->in->diff->new_nodes[entry->new_node].node : NULL;
    ov_map *gone;

    close_runs(b);
    gone = ov_map_map(ov_list_add(b->blocks), "gone");
    ov_map_text(gone, "id", ov_printf(p->arena, "%so%zu", p->in->prefix, mover));
    ov_map_text(gone, "to", ov_printf(p->arena, "%sm%zu", p->in->prefix, mover));
    ov_map_text(gone, "where", short_of(p, to));
}

static void add_entry(builder *b, size_t at)
{
    const ov_diff_entry *entry = &b->p->in->diff->entries[at];

    if (b->p->in->only && entry->kind == OV_DIFF_SAME) {
        if (!b->skipped && entry->block != OV_DIFF_HEADING) {
            close_runs(b);
            ov_map_bool(ov_list_add(b->blocks), "skip", true);
            b->skipped = true;
        }
        return;
    }
    switch (entry->block) {
    case OV_DIFF_ITEM:
        add_item(b, entry, at);
        break;
    case OV_DIFF_ROW:
        add_row(b, entry, at);
        break;
    default:
        close_runs(b);
        fill_block(b->p, ov_map_map(ov_list_add(b->blocks), "para"), entry, at);
    }
}

/* ---- Provisions ---- */

/* One line of the list of changes: "Ändrad, bör → ska". */
static const char *what_changed(page *p, const group *g)
{
    const ov_diff *diff = p->in->diff;
    ov_diff_kind kind = g->new_node != SIZE_MAX   ? diff->new_nodes[g->new_node].kind
                        : g->old_node != SIZE_MAX ? OV_DIFF_REMOVED
                                                  : OV_DIFF_CHANGED;
    const char *text = kind == OV_DIFF_NEW             ? "Ny"
                       : kind == OV_DIFF_REMOVED       ? "Borttagen"
                       : kind == OV_DIFF_MOVED         ? "Flyttad"
                       : kind == OV_DIFF_MOVED_CHANGED ? "Flyttad och ändrad"
                       : kind == OV_DIFF_SPLIT         ? "Delad"
                       : kind == OV_DIFF_MERGED        ? "Sammanslagen"
                                                       : "Ändrad";

    text = ov_req_tr(p->req, text);
    for (size_t i = g->first; i < g->end; i++) {
        const ov_diff_entry *e = &diff->entries[i];

        if ((e->flags & OV_DIFF_MODAL) && e->modal_old && e->modal_new)
            return ov_printf(p->arena, "%s: %s → %s", text, e->modal_old, e->modal_new);
    }
    return text;
}

/* Where the provision came from, when it is not simply where it was. */
static const char *provision_note(page *p, const group *g)
{
    const ov_diff_node *node =
        g->new_node != SIZE_MAX ? &p->in->diff->new_nodes[g->new_node] : NULL;
    const ov_node *old =
        node && node->other != SIZE_MAX ? p->in->diff->old_nodes[node->other].node : NULL;

    if (!node || !old)
        return NULL;
    if (node->kind == OV_DIFF_MOVED || node->kind == OV_DIFF_MOVED_CHANGED)
        return ov_printf(p->arena, "%s %s.",
                         ov_req_tr(p->req, "Hela bestämmelsen är flyttad, förut"),
                         short_of(p, old));
    if (node->kind == OV_DIFF_SPLIT)
        return ov_printf(p->arena, "%s %s.",
                         ov_req_tr(p->req, "Bestämmelsen är delad, förut del av"),
                         short_of(p, old));
    if (node->kind == OV_DIFF_MERGED)
        return ov_req_tr(p->req, "Flera bestämmelser har blivit en.");
    return NULL;
}

static void add_heading(page *p, ov_map *part, const group *g)
{
    const ov_diff_entry *first = &p->in->diff->entries[g->first];

    if (first->block == OV_DIFF_HEADING) {
        ov_compare_ops(part, first->ops, first->n_ops);
        if (first->kind != OV_DIFF_SAME)
            ov_map_bool(part, "heading_changed", true);
        return;
    }
    ov_map_text(part, "plain_title", title_of(p, node_of(p, g)));
}

/* Why the provision was changed, and what led to it. */
static void add_reasons(page *p, ov_map *part, ov_id node_id)
{
    const ov_rows *rows = p->in->reasons;
    ov_list *list = ov_map_list(part, "reasons"), *sources = NULL;

    for (size_t i = 0; node_id && i < rows->n; i++) {
        const char *ref = ov_cell_text(rows, i, OV_REASON_REF);

        if (ov_cell_int(rows, i, OV_REASON_NODE) != node_id)
            continue;
        if (!sources) {
            ov_map *item = ov_list_add(list);

            ov_map_text(item, "why", ov_cell_text(rows, i, OV_REASON_TEXT));
            sources = ov_map_list(item, "sources");
        }
        if (!ov_cell_null(rows, i, OV_REASON_SOURCE)) {
            ov_map *source = ov_list_add(sources);

            ov_map_text(source, "source_href", ref && ov_own_address(ref) ? ref : NULL);
            ov_map_text(source, "source_title", ov_cell_text(rows, i, OV_REASON_SOURCE_TITLE));
        }
    }
}

static void add_changed(page *p, ov_list *parts, ov_list *contents, size_t at)
{
    const group *g = &p->groups[at];
    const ov_node *node = node_of(p, g);
    ov_map *part = ov_map_map(ov_list_add(parts), "changed"), *entry = ov_list_add(contents);
    const char *anchor = ov_printf(p->arena, "%sc%zu", p->in->prefix, at + 1);
    builder b = {.p = p, .blocks = ov_map_list(part, "blocks")};
    size_t first = g->first + (p->in->diff->entries[g->first].block == OV_DIFF_HEADING);

    ov_map_text(part, "anchor", anchor);
    ov_map_text(part, "title", title_of(p, node));
    ov_map_text(part, "note", provision_note(p, g));
    if (node && node->id && g->new_node != SIZE_MAX)
        ov_map_text(part, "node_href", ov_req_path(p->req, "/p/%lld", (long long)node->id));
    ov_map_int(part, "node_id", node ? node->id : 0);
    add_heading(p, part, g);
    add_reasons(p, part, node ? node->id : 0);
    if (p->left[g->first] && first > g->first)
        add_gone(&b, p->left[g->first] - 1);
    for (size_t i = first; i < g->end; i++) {
        add_entry(&b, i);
        if (p->left[i])
            add_gone(&b, p->left[i] - 1);
    }
    for (size_t next = at + 1; next < p->n; next++)
        if (p->groups[next].changes || p->groups[next].gone_from) {
            ov_map_text(part, "next", ov_printf(p->arena, "%sc%zu", p->in->prefix, next + 1));
            ov_map_text(part, "next_title", short_of(p, node_of(p, &p->groups[next])));
            break;
        }
    for (size_t before = at; before-- > 0;)
        if (p->groups[before].changes || p->groups[before].gone_from) {
            ov_map_text(part, "previous", ov_printf(p->arena, "%sc%zu", p->in->prefix, before + 1));
            ov_map_text(part, "previous_title", short_of(p, node_of(p, &p->groups[before])));
            break;
        }
    ov_map_text(entry, "anchor", anchor);
    ov_map_text(entry, "number", node ? node->number : NULL);
    ov_map_text(entry, "what", what_changed(p, g));
    ov_map_text(entry, "heading",
                node && node->heading  ? node->heading
                : node && node->number ? NULL
                                       : title_of(p, node));
}

/* "3.1, 3.2 och 4.1", "3.1 till 4.6". */
static const char *name_run(page *p, size_t first, size_t end)
{
    enum { NAMED = 4 };
    const char *text = short_of(p, node_of(p, &p->groups[first]));

    if (end - first > NAMED)
        return ov_printf(p->arena, "%s %s %s", text, ov_req_tr(p->req, "till och med"),
                         short_of(p, node_of(p, &p->groups[end - 1])));
    for (size_t i = first + 1; i < end; i++)
        text = ov_printf(p->arena, i + 1 < end ? "%s, %s%s" : "%s %s %s", text,
                         i + 1 < end ? "" : ov_req_tr(p->req, "och"),
                         short_of(p, node_of(p, &p->groups[i])));
    return text;
}

static void add_fold(page *p, ov_list *parts, size_t first, size_t end)
{
    ov_map *fold = ov_map_map(ov_list_add(parts), "fold");
    ov_list *list = ov_map_list(fold, "nodes");

    ov_map_text(fold, "names", name_run(p, first, end));
    ov_map_bool(fold, "one", end - first == 1);
    for (size_t i = first; i < end; i++) {
        size_t at = p->groups[i].new_node;
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "title", title_of(p, node_of(p, &p->groups[i])));
        if (at < p->in->html->n)
            ov_map_html(item, "html",
                        ov_html_from_store(ov_cell_str(p->in->html, at, OV_NODE_HTML)));
    }
}

ov_status ov_compare_inline_add(ov_req *req, ov_map *to, const ov_compare_inline *in)
{
    page p = {.req = req, .arena = ov_req_arena(req), .in = in};
    ov_list *parts = ov_map_list(to, "parts"), *contents = ov_map_list(to, "contents");

    find_groups(&p);
    find_old_places(&p);
    for (size_t i = 0; i < p.n;) {
        size_t end = i;

        while (end < p.n && !p.groups[end].changes && !p.groups[end].gone_from)
            end++;
        if (end > i && !in->only)
            add_fold(&p, parts, i, end);
        if (end < p.n)
            add_changed(&p, parts, contents, end);
        i = end + (end < p.n);
    }
    return OV_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_rights_pages.c — who may do what: the permission table as a matrix of actions and roles, as
 * a list for one role, and as a file. */
#include "pages/core_pages.h"
#include "pages/admin/rights_list.h"

#include "plugin/site.h"

#include <string.h>

static const char *word(const void *arg, const char *swedish)
{
    return ov_req_tr(arg, swedish);
}

/* "Handläggare" as it stands inside a sentence. */
static const char *role_word(ov_req *req, const char *role)
{
    char *title = ov_strdup(ov_req_arena(req), ov_req_tr(req, ov_role_title(role)));

    if (title[0] >= 'A' && title[0] <= 'Z')
        title[0] = (char)(title[0] + ('a' - 'A'));
    return title;
}

/* The role that ?roll= names, else the reader's own first. */
static const char *chosen_role(ov_req *req)
{
    const ov_actor *actor = &ov_req_ctx(req)->actor;
    const char *asked = ov_req_query(req, "roll");

    for (size_t i = 0; asked && ov_roles[i]; i++)
        if (!strcmp(ov_roles[i], asked))
            return ov_roles[i];
    return actor->n_mandates ? actor->mandates[0].role : ov_roles[0];
}

static void add_roles(ov_req *req, ov_map *root, const char *chosen)
{
    ov_list *list = ov_map_list(root, "roles");

    for (size_t i = 0; ov_roles[i]; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "code", ov_roles[i]);
        ov_map_text(item, "name", ov_req_tr(req, ov_role_title(ov_roles[i])));
        ov_map_bool(item, "chosen", !strcmp(chosen, ov_roles[i]));
    }
    ov_map_int(root, "columns", (int64_t)ov_list_length(list) + 2);
}

static const char *states_of(ov_req *req, const ov_right *right)
{
    return ov_states_text(ov_req_arena(req), right->states, word, req);
}

/* A list below the area's map, a new one where the area changes. */
static ov_list *list_of_area(ov_req *req, ov_list *areas, ov_list *now, const ov_right *right,
                             const char **area, const char *key)
{
    ov_map *map;

    if (*area && !strcmp(*area, right->area))
        return now;
    *area = right->area;
    map = ov_list_add(areas);
    ov_map_text(map, "area", ov_req_tr(req, right->area));
    return ov_map_list(map, key);
}

/* One action: a cell for each role. Returns how many rights it took. */
static size_t add_action(ov_req *req, ov_map *row, const ov_right *rights, size_t n)
{
    ov_list *cells = ov_map_list(row, "cells");
    const char *states = states_of(req, rights);
    size_t took = 1;

    while (took < n && !strcmp(rights[took].action, rights->action))
        took++;
    ov_map_text(row, "heading", ov_req_tr(req, rights->heading));
    ov_map_text(row, "states", states ? states : ov_req_tr(req, "i alla lägen"));
    for (size_t i = 0; ov_roles[i]; i++) {
        ov_map *cell = ov_list_add(cells);

        for (size_t k = 0; k < took; k++)
            if (!strcmp(rights[k].role, ov_roles[i]))
                ov_map_text(cell, "scope", ov_req_tr(req, ov_scope_title(rights[k].scope)));
    }
    return took;
}

static void add_matrix(ov_req *req, ov_map *root, const ov_right *rights, size_t n)
{
    ov_list *areas = ov_map_list(root, "areas"), *rows = NULL;
    const char *area = NULL;

    for (size_t i = 0; i < n;) {
        rows = list_of_area(req, areas, rows, &rights[i], &area, "actions");
        i += add_action(req, ov_list_add(rows), rights + i, n - i);
    }
}

static void add_chosen(ov_req *req, ov_map *root, const ov_right *rights, size_t n,
                       const char *role)
{
    ov_map *chosen = ov_map_map(root, "chosen_role");
    ov_list *areas = ov_map_list(chosen, "chosen_areas"), *list = NULL;
    const char *area = NULL;

    ov_map_text(chosen, "name", role_word(req, role));
    for (size_t i = 0; i < n; i++) {
        ov_map *item;

        if (strcmp(rights[i].role, role) != 0)
            continue;
        list = list_of_area(req, areas, list, &rights[i], &area, "rights");
        item = ov_list_add(list);
        ov_map_text(item, "title", ov_req_tr(req, rights[i].title));
        if (rights[i].scope == OV_ANY)
            ov_map_bool(item, "scope", false);
        else
            ov_map_text(item, "scope", ov_req_tr(req, ov_scope_title(rights[i].scope)));
        ov_map_text(item, "states", states_of(req, &rights[i]));
    }
    ov_map_bool(chosen, "has_rights", area != NULL);
}

/* GET /admin/rattigheter[?roll=drafter] */
ov_status ov_page_rights(ov_req *req)
{
    ov_view *view = ov_view_new(req, "admin_rights");
    ov_map *root = ov_view_root(view);
    const char *role = chosen_role(req);
    const ov_right *rights;
    size_t n = ov_rights_list(ov_req_arena(req), req->site->registry, &rights);

    ov_view_title(view, ov_req_tr(req, "Rättigheter"));
    ov_view_crumb(view, ov_req_tr(req, "Administration"), "/admin");
    ov_view_crumb(view, ov_req_tr(req, "Rättigheter"), NULL);
    add_roles(req, root, role);
    add_chosen(req, root, rights, n, role);
    add_matrix(req, root, rights, n);
    return ov_view_send(view);
}

/* ---- The file: UTF-8 with BOM, semicolons, CRLF ---- */

static void cell(ov_buf *out, const char *text, const char *end)
{
    ov_buf_addc(out, '"');
    for (const char *p = text; *p; p++) {
        if (*p == '"')
            ov_buf_addc(out, '"');
        ov_buf_addc(out, *p);
    }
    ov_buf_addc(out, '"');
    ov_buf_addz(out, end);
}

static void csv_row(ov_req *req, ov_buf *out, const ov_right *right)
{
    const char *states = states_of(req, right);

    cell(out, ov_req_tr(req, right->area), ";");
    cell(out, ov_req_tr(req, right->heading), ";");
    cell(out, right->action, ";");
    cell(out, ov_req_tr(req, ov_role_title(right->role)), ";");
    cell(out, ov_req_tr(req, ov_scope_title(right->scope)), ";");
    cell(out, states ? states : ov_req_tr(req, "i alla lägen"), ";");
    cell(out, ov_req_tr(req, right->title), "\r\n");
}

/* GET /admin/rattigheter.csv — a row for each action and role. */
ov_status ov_page_rights_csv(ov_req *req)
{
    static const char *const heads[] = {"Område", "Vad", "Namn",       "Roll",
                                        "På vad", "När", "Beskrivning"};
    const ov_right *rights;
    size_t n = ov_rights_list(ov_req_arena(req), req->site->registry, &rights);
    ov_buf out = {0};
    ov_status status;

    ov_buf_addz(&out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < OV_LEN(heads); i++)
        cell(&out, ov_req_tr(req, heads[i]), i + 1 < OV_LEN(heads) ? ";" : "\r\n");
    for (size_t i = 0; i < n; i++)
        csv_row(req, &out, &rights[i]);
    ov_send_header(req, "Content-Disposition", "attachment; filename=\"rattigheter.csv\"");
    status = ov_send(req, 200, "text/csv; charset=utf-8", ov_buf_str(&out));
    ov_buf_free(&out);
    return status;
}

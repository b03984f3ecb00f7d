/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_people_pages.c — the list of an organisation's people, or of everybody. */
#include "pages/admin/admin_people.h"
#include "pages/core_pages.h"

#include "view/format.h"

#include <string.h>

enum { PER_PAGE = 50, SOON = 90 };

/* ---- The list ---- */

static ov_status add_roles(ov_req *req, ov_map *item, const ov_people_place *place, ov_id account)
{
    ov_list *list = ov_map_list(item, "roles");
    ov_day today = ov_stockholm_day(ov_req_ctx(req)->now);
    const ov_held *held;
    size_t n;

    OV_TRY(ov_person_mandates(ov_req_ctx(req), account, place->org.id, &held, &n));
    for (size_t i = 0; i < n; i++)
        if (ov_held_on(&held[i], today) != OV_HELD_PAST)
            ov_held_model(req, ov_list_add(list), &held[i]);
    ov_map_bool(item, "has_roles", ov_list_length(list) > 0);
    return OV_OK;
}

/* What ends within three months, soonest first: who must be followed by somebody? */
static ov_status add_ending(ov_req *req, ov_map *root, const ov_people_place *place)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "ending");
    ov_day today = ov_stockholm_day(ctx->now);
    const ov_held *held;
    size_t n;

    OV_TRY(ov_mandates_of(ctx, place->org.id, today, &held, &n));
    for (ov_day day = today; day <= today + SOON; day++)
        for (size_t i = 0; i < n; i++)
            if (held[i].to == day) {
                ov_map *item = ov_list_add(list);

                ov_held_model(req, item, &held[i]);
                ov_map_text(item, "name", held[i].person);
                ov_map_text(item, "href",
                            ov_printf(ctx->arena, "%s/person/%lld", place->home,
                                      (long long)held[i].account_id));
            }
    ov_map_bool(root, "has_ending", ov_list_length(list) > 0);
    return OV_OK;
}

static void add_pager(ov_req *req, ov_map *root, const ov_people_place *place, int64_t page,
                      int64_t total)
{
    const char *find = ov_req_query(req, "q"), *org = ov_req_query(req, "organisation");
    const char *rest = ov_printf(ov_req_arena(req), "&q=%s&organisation=%s",
                                 ov_url_encode(ov_req_arena(req), find ? find : ""),
                                 ov_url_encode(ov_req_arena(req), org ? org : ""));

    if (page > 1)
        ov_map_text(
            root, "earlier",
            ov_printf(ov_req_arena(req), "%s?sida=%lld%s", place->list, (long long)page - 1, rest));
    if (page * PER_PAGE < total)
        ov_map_text(
            root, "later",
            ov_printf(ov_req_arena(req), "%s?sida=%lld%s", place->list, (long long)page + 1, rest));
    ov_map_bool(root, "pages", total > PER_PAGE);
    ov_map_int(root, "page", page);
    ov_map_int(root, "of_pages", (total + PER_PAGE - 1) / PER_PAGE);
}

/* Everybody's organisations, for a system administrator. */
static ov_status add_organisations(ov_req *req, ov_map *root, ov_id *chosen)
{
    const char *code = ov_req_query(req, "organisation");
    ov_list *list = ov_map_list(root, "organisations");
    const ov_rows *rows;

    OV_TRY(ov_organisations(ov_req_ctx(req), NULL, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_choice_add(list, ov_cell_text(rows, i, 2), ov_cell_text(rows, i, 3), code);
        if (code && !strcmp(code, ov_cell_text(rows, i, 2)))
            *chosen = ov_cell_int(rows, i, 0);
    }
    return OV_OK;
}

/* GET /admin/organisation/:code/personer, /admin/personer */
ov_status ov_page_people(ov_req *req)
{
    ov_people_query query = {.find = ov_req_query(req, "q"), .limit = PER_PAGE};
    const ov_person *people;
    ov_people_place place;
    int64_t page = 1, total;
    size_t n;

    OV_TRY(ov_people_place_of(req, &place));
    ov_view *view = ov_people_view(req, &place, "people", ov_req_tr(req, "Personer och roller"));
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "people");
    const char *asked = ov_req_query(req, "sida");

    if (asked && (ov_parse_int(ov_str_from(asked), &page) != OV_OK || page < 1 || page > 100000))
        page = 1;
    query.org_id = place.org.id;
    query.offset = (page - 1) * PER_PAGE;
    if (place.manager.first)
        OV_TRY(add_organisations(req, root, &query.org_id));
    else
        OV_TRY(add_ending(req, root, &place));
    OV_TRY(ov_people(ov_req_ctx(req), &query, &people, &n, &total));
    for (size_t i = 0; i < n; i++) {
        ov_map *item = ov_list_add(list);

        ov_person_model(req, item, &place, &people[i]);
        OV_TRY(add_roles(req, item, &place, people[i].id));
    }
    ov_map_bool(root, "first", place.manager.first);
    ov_map_text(root, "find", query.find ? query.find : "");
    ov_map_bool(root, "has_people", n > 0);
    ov_map_text(root, "total", ov_format_count(ov_req_arena(req), total));
    add_pager(req, root, &place, page, total);
    return ov_view_send(view);
}

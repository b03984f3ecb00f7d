/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_register_pages.c — the list of organisations. */
#include "pages/admin/admin.h"
#include "view/format.h"

#include <string.h>

static void add_types(ov_req *req, ov_map *root, const ov_party_filter *filter,
                      const int64_t counts[OV_ORGANISATION_TYPES])
{
    ov_list *list = ov_map_list(root, "types");

    for (size_t i = 0; ov_organisation_types[i].code; i++) {
        const ov_choice *type = &ov_organisation_types[i];

        ov_choice_add(list, type->code,
                      ov_printf(ov_req_arena(req), "%s (%s)", ov_req_tr(req, type->plural),
                                ov_format_count(ov_req_arena(req), counts[i])),
                      filter->type);
    }
}

static void add_rows(ov_req *req, ov_map *root, const ov_rows *rows, size_t from)
{
    ov_list *list = ov_map_list(root, "organisations");
    ov_arena *arena = ov_req_arena(req);

    for (size_t i = from; i < rows->n && i < from + OV_ADMIN_PAGE; i++) {
        ov_map *item = ov_list_add(list);
        const char *code = ov_cell_text(rows, i, OV_LISTED_CODE);
        const char *org_no = ov_cell_text(rows, i, OV_LISTED_ORG_NO);
        const char *parent = ov_cell_text(rows, i, OV_LISTED_PARENT_NAME);

        ov_map_text(item, "name", ov_cell_text(rows, i, OV_LISTED_NAME));
        ov_map_text(item, "code", code);
        ov_map_text(item, "href", ov_printf(arena, "/admin/organisation/%s", code));
        ov_map_text(item, "type",
                    ov_req_tr(req, ov_choice_title(ov_organisation_types,
                                                   ov_cell_text(rows, i, OV_LISTED_TYPE))));
        ov_map_text(item, "org_no", org_no ? ov_org_no_shown(arena, org_no) : "–");
        ov_map_text(item, "parent", parent ? parent : "–");
        ov_map_bool(item, "has_mailbox", !ov_cell_null(rows, i, OV_LISTED_EMAIL));
        ov_admin_ended(req, item,
                       ov_cell_null(rows, i, OV_LISTED_ENDED_ON)
                           ? OV_NO_DAY
                           : (ov_day)ov_cell_int(rows, i, OV_LISTED_ENDED_ON));
    }
}

static const char *own_query(ov_req *req, const ov_party_filter *filter)
{
    return ov_printf(ov_req_arena(req), "/admin/organisationer?q=%s&slag=%s&%s",
                     ov_url_encode(ov_req_arena(req), filter->words),
                     filter->type ? filter->type : "", filter->ended ? "avslutade=1&" : "");
}

/* GET /admin/organisationer */
ov_status ov_page_admin_organisations(ov_req *req)
{
    const char *words = ov_req_query(req, "q"), *type = ov_req_query(req, "slag");
    ov_party_filter filter = {.words = words ? words : "",
                              .ended = ov_req_query(req, "avslutade") != NULL,
                              .today = ov_stockholm_day(ov_req_ctx(req)->received)};
    ov_view *view =
        ov_admin_view(req, "admin_organisations", ov_req_tr(req, "Organisationer"), NULL);
    ov_map *root = ov_view_root(view);
    int64_t counts[OV_ORGANISATION_TYPES];
    const ov_rows *rows;
    size_t page, pages;

    for (const ov_choice *t = ov_organisation_types; type && t->code; t++)
        if (!strcmp(t->code, type))
            filter.type = t->code;
    OV_TRY(ov_parties_find(ov_req_ctx(req), &filter, &rows, counts));
    page = ov_admin_page(req, rows->n, &pages);
    add_types(req, root, &filter, counts);
    add_rows(req, root, rows, (page - 1) * OV_ADMIN_PAGE);
    ov_map_text(root, "q", filter.words);
    ov_map_bool(root, "all_ended", filter.ended);
    ov_map_bool(root, "filtered", *filter.words || filter.type);
    ov_map_bool(root, "any", rows->n > 0);
    ov_map_text(root, "count", ov_format_count(ov_req_arena(req), (int64_t)rows->n));
    ov_map_bool(root, "one", rows->n == 1);
    ov_admin_pager(req, root, own_query(req, &filter), page, pages);
    ov_admin_done(req, root);
    return ov_view_send(view);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* start_pages.c — the start page, which tells each kind of user what to do now, and the list of
 * matters. */
#include "pages/consult/setup/setup_pages.h"
#include "pages/core_pages.h"
#include "pages/consult/during/during.h"

#include "consult/consult.h"
#include "pages/text/documents.h"
#include "pages/text/edit_pages.h"
#include "text/reading/reading.h"
#include "view/format.h"

enum {
    ROUND_ID,
    ROUND_SLUG,
    ROUND_MATTER,
    ROUND_TITLE,
    ROUND_DEADLINE,
    ROUND_INVITED,
    ROUND_ANSWERED
};
enum {
    LIST_SLUG,
    LIST_TITLE,
    LIST_PLUGIN,
    LIST_DNR,
    LIST_STATUS,
    LIST_PARTIES,
    LIST_NEXT,
    LIST_WHAT,
    LIST_OWNER
};

/* The rounds that are open now, the first to close first. */
static ov_status add_rounds(ov_req *req, ov_view *view)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(ov_view_root(view), "rounds");
    const ov_rows *rows;

    OV_TRY(ov_consultations_open(ctx, ctx->received, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_instant deadline = ov_cell_int(rows, i, ROUND_DEADLINE);
        ov_day last = ov_stockholm_day(deadline - 1);

        ov_view_valid_until(view, deadline);
        ov_map_text(item, "href",
                    ov_printf(ctx->arena, "/arende/%s/remiss/%lld",
                              ov_cell_text(rows, i, ROUND_SLUG),
                              (long long)ov_cell_int(rows, i, ROUND_ID)));
        ov_map_text(item, "title", ov_cell_text(rows, i, ROUND_TITLE));
        ov_map_text(item, "matter_title", ov_cell_text(rows, i, ROUND_MATTER));
        ov_map_text(item, "last_day", ov_format_day(ctx->arena, last, ctx->lang));
        ov_map_text(item, "last_day_iso", ov_day_iso(ctx->arena, last));
        ov_map_text(
            item, "left",
            ov_format_days_left(ctx->arena, ov_stockholm_day(ctx->received), last, ctx->lang));
        ov_map_int(item, "answered", ov_cell_int(rows, i, ROUND_ANSWERED));
        ov_map_int(item, "invited", ov_cell_int(rows, i, ROUND_INVITED));
    }
    ov_map_bool(ov_view_root(view), "has_rounds", rows->n > 0);
    return OV_OK;
}

/* One matter as the list and the start page show it. */
static void add_matter(ov_req *req, ov_map *item, const ov_rows *rows, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *plugin = ov_cell_text(rows, i, LIST_PLUGIN);
    const char *status = ov_cell_text(rows, i, LIST_STATUS);

    ov_map_text(item, "href",
                ov_printf(ctx->arena, "/arende/%s", ov_cell_text(rows, i, LIST_SLUG)));
    ov_map_text(item, "title", ov_cell_text(rows, i, LIST_TITLE));
    ov_map_text(item, "kind", ov_kind_title(req, plugin));
    ov_map_text(item, "dnr", ov_cell_text(rows, i, LIST_DNR));
    ov_map_text(item, "status", ov_state_title(req, plugin, status));
    ov_map_text(item, "tone", "now");
    ov_map_text(item, "owner", ov_cell_text(rows, i, LIST_OWNER));
    ov_map_int(item, "parties", ov_cell_int(rows, i, LIST_PARTIES));
    if (!ov_cell_null(rows, i, LIST_NEXT)) {
        ov_day day = (ov_day)ov_cell_int(rows, i, LIST_NEXT);

        ov_map_text(item, "next_date", ov_format_day(ctx->arena, day, ctx->lang));
        ov_map_text(item, "next_date_iso", ov_day_iso(ctx->arena, day));
        ov_map_text(
            item, "left",
            ov_format_days_left(ctx->arena, ov_stockholm_day(ctx->received), day, ctx->lang));
        ov_map_text(item, "next_what", ov_cell_text(rows, i, LIST_WHAT));
    }
}

static ov_status add_matters(ov_req *req, ov_view *view)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(ov_view_root(view), "matters");
    const ov_rows *rows;

    OV_TRY(ov_matters(ctx, &rows));
    for (size_t i = 0; i < rows->n; i++)
        add_matter(req, ov_list_add(list), rows, i);
    ov_map_bool(ov_view_root(view), "has_matters", rows->n > 0);
    return OV_OK;
}

/* Documents that have changed since the person read them. */
static ov_status add_news(ov_req *req, ov_map *root)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "news");
    const ov_rows *rows;

    OV_TRY(ov_reading_news(ctx, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *matter = ov_cell_text(rows, i, OV_NEWS_MATTER);
        int64_t n = ov_cell_int(rows, i, OV_NEWS_CHANGES);
        ov_day day = (ov_day)ov_cell_int(rows, i, OV_NEWS_DAY);

        ov_map_text(item, "href",
                    ov_printf(ctx->arena, "/arende/%s/text/%s", matter,
                              ov_cell_text(rows, i, OV_NEWS_NEW)));
        ov_map_text(item, "compare_href",
                    ov_printf(ctx->arena, "/arende/%s/jamfor?v=%s&v=%s&vy=andrat", matter,
                              ov_cell_text(rows, i, OV_NEWS_OLD),
                              ov_cell_text(rows, i, OV_NEWS_NEW)));
        ov_map_text(item, "document", ov_cell_text(rows, i, OV_NEWS_DOCUMENT));
        ov_map_text(item, "new_label", ov_cell_text(rows, i, OV_NEWS_NEW_LABEL));
        ov_map_text(item, "old_label", ov_cell_text(rows, i, OV_NEWS_OLD_LABEL));
        ov_map_text(item, "day", ov_format_day(ctx->arena, day, ctx->lang));
        ov_map_text(item, "day_iso", ov_day_iso(ctx->arena, day));
        ov_map_int(item, "n", n);
        ov_map_bool(item, "one", n == 1);
    }
    ov_map_bool(root, "has_news", rows->n > 0);
    return OV_OK;
}

/* GET / — signed in: what waits for me (each plugin adds its own); visitors: what one can do here.
 */
ov_status ov_page_start(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "start");
    ov_map *root = ov_view_root(view);
    ov_day today = ov_stockholm_day(ctx->received);

    ov_view_title(view, ov_req_signed_in(req) ? "Att göra" : "Start");
    ov_map_text(root, "today", ov_format_weekday(ctx->arena, today, ctx->lang));
    ov_map_text(root, "today_iso", ov_day_iso(ctx->arena, today));
    if (ov_req_signed_in(req)) {
        ov_list *todo = ov_map_list(root, "todo");

        OV_TRY(ov_publish_todo(req, todo));
        OV_TRY(ov_setup_todo(req, todo));
        OV_TRY(ov_consult_todo(req, todo));
        OV_TRY(ov_during_todo(req, todo));
        OV_TRY(ov_documents_todo(req, todo));
        OV_TRY(ov_todo_collect(req, view));
        ov_map_bool(root, "has_todo", ov_list_length(todo) > 0);
        OV_TRY(add_news(req, root));
    }
    OV_TRY(add_rounds(req, view));
    OV_TRY(add_matters(req, view));
    return ov_view_send(view);
}

/* GET /arenden — every matter: kind, parties, status, next date. */
ov_status ov_page_matters(ov_req *req)
{
    ov_view *view = ov_view_new(req, "matters");

    ov_view_title(view, "Ärenden");
    OV_TRY(add_matters(req, view));
    return ov_view_send(view);
}

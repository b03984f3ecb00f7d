/* SPDX-License-Identifier: EUPL-1.2 */
/* todo.c — what waits for an economist: drafts to publish, and months that have no statement yet.
 */
#include "regional.h"

#include "view/format.h"

enum { MATTER_SLUG, MATTER_ID, MATTER_YEAR, MATTER_PAYERS, MATTER_LIVE };

static ov_map *item_add(ov_req *req, ov_list *todo, const char *lead, const char *when)
{
    ov_map *item = ov_list_add(todo);

    ov_map_text(item, "lead", ov_req_tr(req, lead));
    ov_map_text(item, "when", ov_req_tr(req, when));
    ov_map_text(item, "left", "");
    return item;
}

/* A mandate may be for one matter only. */
static bool may_prepare(ov_ctx *ctx, ov_id org, ov_id matter)
{
    return ov_may(ctx, "settle.prepare", &(ov_object){.org_id = org, .matter_id = matter}) == OV_OK;
}

/* Drafts that a second person is to publish: this person, or a colleague. */
static ov_status drafts_add(ov_req *req, ov_list *todo, ov_id org)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    OV_TRY(ov_statements_waiting(ctx, org, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        bool mine = ov_cell_int(rows, i, OV_WAIT_PREPARED_BY) == ctx->actor.account_id;
        ov_map *item;
        const char *what;

        if (!may_prepare(ctx, org, ov_cell_int(rows, i, OV_WAIT_MATTER)))
            continue;
        item = item_add(req, todo, mine ? "hos en kollega" : "väntar på dig", "att publicera");
        what = ov_printf(ctx->arena, "%s %s, %s", ov_req_tr(req, "Regleringsbesked för"),
                         ov_format_month(ctx->arena, (int)ov_cell_int(rows, i, OV_WAIT_YEAR),
                                         (int)ov_cell_int(rows, i, OV_WAIT_MONTH), ctx->lang),
                         ov_cell_text(rows, i, OV_WAIT_PAYER));

        ov_map_text(item, "title", what);
        ov_map_text(item, "href",
                    ov_printf(ctx->arena, "/arende/%s/avrakning/utkast/%lld",
                              ov_cell_text(rows, i, OV_WAIT_SLUG),
                              (long long)ov_cell_int(rows, i, OV_WAIT_ID)));
        if (mine)
            ov_map_text(item, "text",
                        ov_req_tr(req, "Du har förberett; någon annan än du publicerar."));
        else
            ov_map_text(item, "text",
                        ov_printf(ctx->arena, "%s %s. %s", ov_req_tr(req, "Förberett av"),
                                  ov_cell_text(rows, i, OV_WAIT_PREPARED_NAME),
                                  ov_req_tr(req, "Läs beloppen och publicera.")));
    }
    return OV_OK;
}

/* Months of the year that have begun, as the calendar in Stockholm has it. */
static int64_t months_begun(ov_ctx *ctx, int64_t year)
{
    ov_civil today = ov_civil_from_day(ov_stockholm_day(ctx->received));

    if (year < today.year)
        return 12;
    return year > today.year ? 0 : today.month;
}

static ov_status missing_add(ov_req *req, ov_list *todo, ov_id org)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    OV_TRY(ov_settle_matters_of(ctx, org, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        int64_t year = ov_cell_int(rows, i, MATTER_YEAR);
        int64_t missing = ov_cell_int(rows, i, MATTER_PAYERS) * months_begun(ctx, year) -
                          ov_cell_int(rows, i, MATTER_LIVE);
        ov_map *item;

        if (missing <= 0 || !may_prepare(ctx, org, ov_cell_int(rows, i, MATTER_ID)))
            continue;
        item = item_add(req, todo, "månader kvar", "nya besked");
        ov_map_text(item, "title",
                    ov_printf(ctx->arena, "%s %lld", ov_req_tr(req, "Skapa regleringsbesked för"),
                              (long long)year));
        ov_map_text(
            item, "href",
            ov_printf(ctx->arena, "/arende/%s/avrakning", ov_cell_text(rows, i, MATTER_SLUG)));
        ov_map_text(item, "text",
                    ov_printf(ctx->arena, "%lld %s", (long long)missing,
                              ov_req_tr(req, "besked är inte skapade ännu.")));
    }
    return OV_OK;
}

/* Each organisation once, however many mandates the person holds there. */
static bool held_before(const ov_actor *actor, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (actor->mandates[k].org_id == actor->mandates[i].org_id)
            return true;
    }
    return false;
}

ov_status regional_todo(ov_req *req, ov_view *view)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *todo = ov_map_list(ov_view_root(view), "todo");

    for (size_t i = 0; i < ctx->actor.n_mandates; i++) {
        ov_id org = ctx->actor.mandates[i].org_id;

        if (!org || held_before(&ctx->actor, i) || !may_prepare(ctx, org, 0))
            continue;
        OV_TRY(drafts_add(req, todo, org));
        OV_TRY(missing_add(req, todo, org));
    }
    return OV_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* consult_todo.c — what waits for somebody in the approval of answers, and which decisions are
 * still to be registered. */
#include "pages/consult/approval/decided.h"
#include "pages/consult/round.h"
#include "pages/core_pages.h"
#include "pages/pages.h"

#include "consult/answer/joint.h"
#include "consult/compilation/placement.h"
#include "view/format.h"

#include <string.h>

ov_map *ov_round_todo(ov_req *req, ov_list *todo, ov_instant deadline, const char *title,
                      const char *href)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_day last = ov_stockholm_day(deadline - 1);
    ov_map *item = ov_list_add(todo);

    ov_map_text(item, "lead", ov_req_tr(req, "till och med"));
    ov_map_text(item, "when", ov_format_day(ctx->arena, last, ctx->lang));
    ov_map_text(item, "left",
                ov_format_days_left(ctx->arena, ov_stockholm_day(ctx->received), last, ctx->lang));
    ov_map_text(item, "title", title);
    ov_map_text(item, "href", href);
    return item;
}

/* The columns of ov_approvals_of. */
enum { A_ID, A_ROUND, A_SLUG, A_TITLE, A_DEADLINE, A_STATE, A_BY, A_REASON, A_MATTER, A_OWNER };

static bool may(ov_ctx *ctx, const char *action, ov_id matter, ov_id owner)
{
    const ov_object object = {
        .org_id = ctx->actor.org_id, .matter_id = matter, .matter_org_id = owner};

    return ov_may(ctx, action, &object) == OV_OK;
}

static ov_status my_turn(ov_ctx *ctx, ov_id approval_id, bool *out)
{
    const ov_chain_step *steps;
    ov_approval a;
    ov_seat *seats;
    size_t n, n_seats;

    *out = false;
    OV_TRY(ov_approval_get(ctx, approval_id, &a));
    OV_TRY(ov_approval_steps(ctx, &a, &steps, &n));
    if (a.step < 1 || (size_t)a.step > n)
        return OV_OK;
    OV_TRY(ov_approval_seats(ctx, &a, &steps[a.step - 1], &seats, &n_seats));
    *out = ov_seats_wait_for(seats, n_seats, ctx->actor.account_id);
    return OV_OK;
}

static ov_status add_approvals(ov_req *req, ov_list *todo)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    OV_TRY(ov_approvals_of(ctx, ctx->actor.org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *state = ov_cell_text(rows, i, A_STATE), *what = NULL, *text = NULL;
        ov_id matter = ov_cell_int(rows, i, A_MATTER), owner = ov_cell_int(rows, i, A_OWNER);
        bool mine = false;

        if (!strcmp(state, "in_review")) {
            OV_TRY(my_turn(ctx, ov_cell_int(rows, i, A_ID), &mine));
            what = mine ? "Godkänn svaret" : NULL;
            text = "Det är din tur att läsa svaret och godkänna det, eller lämna tillbaka det.";
        } else if (!strcmp(state, "approved") && may(ctx, OV_MAY_SUBMIT, matter, owner)) {
            what = "Skicka det godkända svaret";
            text = "Alla steg är klara.";
        } else if (may(ctx, OV_MAY_ANSWER, matter, owner)) {
            what = !strcmp(state, "returned")  ? "Svaret är återlämnat"
                   : !strcmp(state, "changed") ? "Svaret har ändrats och ska godkännas igen"
                                               : NULL;
            text = "Rätta svaret om det behövs och lämna det för godkännande igen.";
        }
        if (!what)
            continue;
        ov_map_text(ov_round_todo(req, todo, ov_cell_int(rows, i, A_DEADLINE),
                                  ov_printf(ctx->arena, "%s: %s", ov_req_tr(req, what),
                                            ov_cell_text(rows, i, A_TITLE)),
                                  ov_printf(ctx->arena, "/arende/%s/remiss/%lld/godkann",
                                            ov_cell_text(rows, i, A_SLUG),
                                            (long long)ov_cell_int(rows, i, A_ROUND))),
                    "text", ov_req_tr(req, text));
    }
    return OV_OK;
}

static ov_status add_decisions(ov_req *req, ov_list *todo)
{
    enum { ID, NUMBER, ROUND, SLUG, TITLE, RECEIVED, LEGAL, MATTER, OWNER };
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    OV_TRY(ov_decisions_missing(ctx, ctx->actor.org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item;

        if (!may(ctx, OV_MAY_DECIDE, ov_cell_int(rows, i, MATTER), ov_cell_int(rows, i, OWNER)))
            continue;
        item = ov_list_add(todo);
        ov_map_text(item, "lead", ov_req_tr(req, "preliminärt svar"));
        ov_map_text(
            item, "when",
            ov_format_day(ctx->arena, ov_stockholm_day(ov_cell_int(rows, i, RECEIVED)), ctx->lang));
        ov_map_text(item, "left", "");
        ov_map_text(item, "title",
                    ov_printf(ctx->arena, "%s %s: %s", ov_req_tr(req, "Registrera beslutet om"),
                              ov_cell_text(rows, i, NUMBER), ov_cell_text(rows, i, TITLE)));
        ov_map_text(item, "href",
                    ov_printf(ctx->arena, "/arende/%s/remiss/%lld/beslut",
                              ov_cell_text(rows, i, SLUG), (long long)ov_cell_int(rows, i, ROUND)));
        ov_map_text(item, "text",
                    ov_req_tr(req, "Svaret visas som preliminärt tills beslutet är registrerat."));
    }
    return OV_OK;
}

/* Answers that are only a file, for those who run the round. */
static ov_status add_unplaced(ov_req *req, ov_list *todo)
{
    enum { ROUND, TITLE, SLUG, MATTER, WAITING };
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    OV_TRY(ov_unplaced(ctx, ctx->actor.org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item;

        if (!may(ctx, "consult.run", ov_cell_int(rows, i, MATTER), ctx->actor.org_id))
            continue;
        item = ov_list_add(todo);
        ov_map_text(item, "lead", ov_req_tr(req, "svar endast i bilaga"));
        ov_map_text(item, "when", ov_format_count(ctx->arena, ov_cell_int(rows, i, WAITING)));
        ov_map_text(item, "left", "");
        ov_map_text(item, "title",
                    ov_printf(ctx->arena, "%s: %s", ov_req_tr(req, "Placera innehåll i bilagor"),
                              ov_cell_text(rows, i, TITLE)));
        ov_map_text(item, "href",
                    ov_printf(ctx->arena, "/arende/%s/remiss/%lld/placera",
                              ov_cell_text(rows, i, SLUG), (long long)ov_cell_int(rows, i, ROUND)));
        ov_map_text(item, "text",
                    ov_req_tr(req, "Svaren syns vid bestämmelserna när innehållet är placerat."));
    }
    return OV_OK;
}

/* Joint answers that the party is asked to stand behind. */
static ov_status add_joints(ov_req *req, ov_list *todo)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_joint_waiting *list;
    size_t n;

    OV_TRY(ov_joints_waiting(ctx, ctx->actor.org_id, &list, &n));
    for (size_t i = 0; i < n; i++) {
        const ov_joint_waiting *j = &list[i];
        const char *text = j->changed
                               ? "Texten har ändrats sedan ni sa ja. Läs den och ta ställning igen."
                               : "Läs texten och säg om ni står bakom den eller inte deltar.";

        if (!may(ctx, OV_MAY_ANSWER, j->matter_id, j->matter_org_id))
            continue;
        if (!may(ctx, OV_MAY_SUBMIT, j->matter_id, j->matter_org_id))
            text = "Läs texten. Er behöriga avsändare tar ställning för er.";
        ov_map_text(
            ov_round_todo(req, todo, j->deadline,
                          ov_req_say(req, "Gemensamt svar från %s: %s", j->org_name, j->title),
                          ov_printf(ctx->arena, "/arende/%s/remiss/%lld/gemensamt/%lld", j->slug,
                                    (long long)j->consultation_id, (long long)j->id)),
            "text", ov_req_tr(req, text));
    }
    return OV_OK;
}

ov_status ov_consult_todo(ov_req *req, ov_list *todo)
{
    if (!ov_req_ctx(req)->actor.org_id)
        return OV_OK;
    OV_TRY(add_approvals(req, todo));
    OV_TRY(add_joints(req, todo));
    OV_TRY(add_unplaced(req, todo));
    return add_decisions(req, todo);
}

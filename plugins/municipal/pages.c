/* SPDX-License-Identifier: EUPL-1.2 */
/* pages.c — the ladder for disagreement and dispute, and what waits for whom. */
#include "municipal.h"

#include "consult/approval/approval.h"
#include "consult/consult.h"
#include "consult/during/invite.h"
#include "pages/pages.h"
#include "view/format.h"

#include <string.h>

enum { STEP, STEP_NAME, STEP_WHO, STEP_BEGINS, STEP_HAPPENS, STEP_DAYS };
enum {
    INVITED_ID,
    INVITED_TITLE,
    INVITED_OPENS,
    INVITED_DEADLINE,
    INVITED_STATUS,
    INVITED_REFUSES,
    INVITED_SLUG,
    INVITED_PLUGIN,
    INVITED_MATTER,
    INVITED_OWNER
};
enum { OPEN_ID, OPEN_SLUG, OPEN_MATTER, OPEN_TITLE, OPEN_DEADLINE, OPEN_INVITED, OPEN_ANSWERED };

/* GET /arende/:slug/trappan — what happens when parties disagree. Source 004, the ladder. */
ov_status municipal_ladder_page(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "municipal/ladder");
    ov_list *list = ov_map_list(ov_view_root(view), "ladder");
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &municipal_sql[MUNICIPAL_LADDER], OV_NOARGS, &rows));
    ov_view_title(view, "Trappan vid oenighet och tvist");
    ov_view_crumb(view, "Trappan", NULL);
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "step", ov_cell_int(rows, i, STEP));
        ov_map_text(item, "name", ov_req_tr(req, ov_cell_text(rows, i, STEP_NAME)));
        ov_map_text(item, "who", ov_req_tr(req, ov_cell_text(rows, i, STEP_WHO)));
        ov_map_text(item, "begins", ov_req_tr(req, ov_cell_text(rows, i, STEP_BEGINS)));
        ov_map_text(item, "happens", ov_req_tr(req, ov_cell_text(rows, i, STEP_HAPPENS)));
        ov_map_int(item, "days", ov_cell_int(rows, i, STEP_DAYS));
    }
    return ov_view_send(view);
}

/* How far the party's answer to a round has come. NULL: the list says it already, as an approval.
 */
static const char *answer_stands(const ov_rows *approvals, ov_id round, const char *status)
{
    enum { ROUND = 1, STATE = 5 };

    for (size_t i = 0; i < approvals->n; i++)
        if (ov_cell_int(approvals, i, ROUND) == round)
            return !strcmp(ov_cell_text(approvals, i, STATE), "in_review")
                       ? "Svaret väntar på godkännande."
                   : !strcmp(ov_cell_text(approvals, i, STATE), "approved")
                       ? "Svaret är godkänt men inte skickat."
                       : NULL;
    return !strcmp(status, "submitted") ? "Svaret kan ersättas av ett nytt fram till dess."
           : !strcmp(status, "working") ? "Ni har börjat. Svaret är inte skickat."
                                        : "Ni har inte börjat än.";
}

/* "Svara på remissen … senast …" for those who may answer for an invited party that has not
 * declined. */
static ov_status add_invitations(ov_req *req, ov_list *todo)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows, *approvals;

    OV_TRY(ov_approvals_of(ctx, ctx->actor.org_id, &approvals));
    OV_TRY(ov_invited_to(ctx, 0, ctx->actor.org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_object object = {.org_id = ctx->actor.org_id,
                            .matter_id = ov_cell_int(rows, i, INVITED_MATTER),
                            .matter_org_id = ov_cell_int(rows, i, INVITED_OWNER)};
        ov_instant deadline = ov_cell_int(rows, i, INVITED_DEADLINE);
        const char *status = ov_cell_text(rows, i, INVITED_STATUS);
        bool sent = !strcmp(status, "submitted");
        const char *title = ov_cell_text(rows, i, INVITED_TITLE), *stands;
        ov_invited party;
        ov_map *item;

        if (strcmp(ov_cell_text(rows, i, INVITED_PLUGIN), "municipal") != 0 ||
            ctx->received < ov_cell_int(rows, i, INVITED_OPENS) || ctx->received >= deadline ||
            ov_may(ctx, "consult.answer", &object) != OV_OK)
            continue;
        OV_TRY(ov_invited_get(ctx, ov_cell_int(rows, i, INVITED_ID), ctx->actor.org_id, &party));
        stands = answer_stands(approvals, ov_cell_int(rows, i, INVITED_ID), status);
        if (!stands || (party.declined_at && !sent))
            continue;
        item = ov_round_todo(req, todo, deadline,
                             ov_printf(ctx->arena, "%s: %s",
                                       ov_req_tr(req, sent ? "Svar skickat" : "Svara på remissen"),
                                       title),
                             ov_printf(ctx->arena, "/arende/%s/remiss/%lld/svara",
                                       ov_cell_text(rows, i, INVITED_SLUG),
                                       (long long)ov_cell_int(rows, i, INVITED_ID)));
        ov_map_text(item, "text", ov_req_tr(req, stands));
    }
    return OV_OK;
}

/* "Se svarsläget" for those who run the matter. */
static ov_status add_followed(ov_req *req, ov_list *todo)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    if (ov_may(ctx, "consult.run", NULL) != OV_OK)
        return OV_OK;
    OV_TRY(ov_consultations_open(ctx, ctx->received, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_matter matter;
        ov_object object = {0};
        ov_map *item;

        OV_TRY(ov_matter_by_slug(ctx, ov_cell_text(rows, i, OPEN_SLUG), &matter));
        object.matter_id = matter.id;
        object.matter_org_id = matter.owner_org_id;
        if (strcmp(matter.plugin, "municipal") != 0 || ov_may(ctx, "consult.run", &object) != OV_OK)
            continue;
        item = ov_round_todo(req, todo, ov_cell_int(rows, i, OPEN_DEADLINE),
                             ov_printf(ctx->arena, "%s: %s", ov_req_tr(req, "Se svarsläget"),
                                       ov_cell_text(rows, i, OPEN_TITLE)),
                             ov_printf(ctx->arena, "/arende/%s/remiss/%lld/status", matter.slug,
                                       (long long)ov_cell_int(rows, i, OPEN_ID)));
        ov_map_text(
            item, "text",
            ov_printf(ctx->arena, "%lld %s %lld %s.",
                      (long long)ov_cell_int(rows, i, OPEN_ANSWERED), ov_req_tr(req, "av totalt"),
                      (long long)ov_cell_int(rows, i, OPEN_INVITED), ov_req_tr(req, "har svarat")));
    }
    return OV_OK;
}

ov_status municipal_todo(ov_req *req, ov_view *view)
{
    ov_list *todo = ov_map_list(ov_view_root(view), "todo");

    if (ov_req_ctx(req)->actor.org_id)
        OV_TRY(add_invitations(req, todo));
    return add_followed(req, todo);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* round.c — what every page of a consultation needs. */
#include "pages/consult/round.h"

#include "consult/during/invite.h"
#include "consult/approval/decision.h"
#include "view/format.h"

#include <string.h>

bool ov_may_read_response(ov_ctx *ctx, ov_id org_id, ov_id matter_id, ov_id matter_org_id)
{
    ov_object object = {.org_id = org_id, .matter_id = matter_id, .matter_org_id = matter_org_id};

    return ov_may(ctx, OV_MAY_READ_OWN, &object) == OV_OK ||
           ov_may(ctx, OV_MAY_FOLLOW, &object) == OV_OK;
}

void ov_response_noted(ov_req *req, const ov_response *response, const ov_matter *matter)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_object object = {
        .org_id = response->org_id, .matter_id = matter->id, .matter_org_id = matter->owner_org_id};

    if (ov_may(ctx, OV_MAY_READ_OWN, &object) == OV_OK)
        return;
    ov_req_read_logged(req, "response.read",
                       ov_printf(ctx->arena, "response/%lld", (long long)response->id),
                       ov_role_for(ctx, OV_MAY_FOLLOW, &object));
}

static void round_noted(ov_req *req, const ov_consultation *c, const char *action)
{
    ov_ctx *ctx = ov_req_ctx(req);

    ov_req_read_logged(req, action, ov_printf(ctx->arena, "consultation/%lld", (long long)c->id),
                       ov_role_for(ctx, OV_MAY_FOLLOW, NULL));
}

void ov_comments_noted(ov_req *req, const ov_consultation *c)
{
    round_noted(req, c, "consultation.read_comments");
}

void ov_status_noted(ov_req *req, const ov_consultation *c)
{
    if (ov_consultation_state(c, ov_req_ctx(req)->received) != OV_ROUND_CLOSED)
        round_noted(req, c, "consultation.read_status");
}

ov_status ov_round_of(ov_req *req, ov_consultation *out)
{
    ov_id id;

    OV_TRY(ov_req_arg_id(req, "id", &id));
    return ov_consultation_get(ov_req_ctx(req), ov_req_matter(req)->id, id, out);
}

ov_status ov_round_invited(ov_req *req, const char *action, ov_consultation *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *status;
    ov_consultation c;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_invitation(ctx, c.id, ctx->actor.org_id, &status));
    /* the role may be held in another organisation than the one that the person belongs to */
    OV_TRY(ov_req_may(req, action, ctx->actor.org_id));
    OV_TRY(ov_consultation_for(ctx, &c, ctx->actor.org_id));
    ov_invitation_seen(ctx, &c, ctx->actor.org_id);
    *out = c;
    return OV_OK;
}

/* Is the own draft locked to a decision (practice 3)? */
static ov_status is_locked(ov_req *req, const ov_consultation *c, bool *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_id draft_id;

    *out = false;
    OV_TRY(ov_draft_own(ctx, c->id, ctx->actor.org_id, &draft_id));
    return draft_id ? ov_draft_locked(ctx, draft_id, out) : OV_OK;
}

ov_status ov_round_may(ov_req *req, const char *action, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    bool locked = false;

    if (!strcmp(action, OV_MAY_ANSWER))
        OV_TRY(is_locked(req, c, &locked));
    if (locked)
        return ov_fail(&ctx->err, OV_CONFLICT, "the draft is locked to a decision");
    return ov_req_may_object(req, action,
                             &(ov_object){.org_id = ctx->actor.org_id,
                                          .state = ov_consultation_state_name(c, ctx->received)});
}

ov_status ov_round_refuse(ov_req *req, const ov_consultation *c)
{
    bool coming = ov_consultation_state(c, ov_req_ctx(req)->received) == OV_ROUND_COMING, locked;

    OV_TRY(is_locked(req, c, &locked));
    if (locked)
        return ov_refuse(
            req, 409,
            "Svaret är låst till ett beslut. Lås upp det på sidan om beslutet, med ett "
            "skäl, om det behöver ändras. Inget är sparat: kopiera det du vill "
            "behålla.");
    return ov_refuse(req, 409,
                     ov_req_tr(req, coming ? "Remissen har inte öppnat än. Inget är sparat."
                                           : "Remissen tar inte emot fler svar. Inget är sparat. "
                                             "Kopiera det du vill behålla."));
}

static void add_addresses(ov_req *req, ov_map *map, const ov_consultation *c)
{
    static const struct {
        const char *key, *page;
    } pages[] = {
        {"href", ""},
        {"respond_href", "/svara"},
        {"review_href", "/granska"},
        {"submit_href", "/skicka"},
        {"status_href", "/status"},
        {"list_href", "/svar"},
        {"compilation_href", "/sammanstallning"},
    };

    for (size_t i = 0; i < OV_LEN(pages); i++)
        ov_map_text(map, pages[i].key,
                    ov_req_path(req, "/remiss/%lld%s", (long long)c->id, pages[i].page));
    ov_map_text(map, "text_href", ov_req_path(req, "/text/%s", c->version_slug));
}

/* When it opens, when it closes, how long is left; open or closed by the instant of arrival. */
static void add_times(ov_req *req, ov_view *view, ov_map *map, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_round_state state = ov_consultation_state(c, ctx->received);
    ov_day today = ov_stockholm_day(ctx->received);

    if (state != OV_ROUND_CLOSED)
        ov_view_valid_until(view, state == OV_ROUND_COMING ? c->opens_at : c->deadline);
    ov_map_bool(map, "coming", state == OV_ROUND_COMING);
    ov_map_bool(map, "open", state == OV_ROUND_OPEN);
    ov_map_bool(map, "closed", state == OV_ROUND_CLOSED && strcmp(c->state, "withdrawn") != 0);
    ov_map_bool(map, "refuse_late", c->refuse_late);
    ov_map_text(map, "deadline", ov_format_deadline(ctx->arena, c->deadline, ctx->lang));
    ov_map_text(map, "deadline_iso", ov_day_iso(ctx->arena, c->deadline_day));
    /* the last minute that was in time: "19 juni 2025 kl. 23.59" */
    ov_map_text(map, "closed_at", ov_format_instant(ctx->arena, c->deadline - 1, ctx->lang));
    ov_map_text(map, "left", ov_format_days_left(ctx->arena, today, c->deadline_day, ctx->lang));
    ov_map_text(map, "opens", ov_format_instant(ctx->arena, c->opens_at, ctx->lang));
    ov_map_text(map, "opens_iso", ov_day_iso(ctx->arena, ov_stockholm_day(c->opens_at)));
}

void ov_round_model(ov_req *req, ov_view *view, const ov_consultation *c, bool below)
{
    ov_map *map = ov_map_map(ov_view_root(view), "round");

    ov_map_text(map, "title", c->title);
    ov_map_text(map, "intro", c->intro);
    ov_map_text(map, "label", c->version_label);
    add_addresses(req, map, c);
    ov_map_bool(map, "enters", ov_req_may(req, "consult.enter", 0) == OV_OK);
    ov_map_bool(map, "places", ov_req_may(req, "consult.run", 0) == OV_OK);
    add_times(req, view, map, c);
    ov_view_crumb(view, c->title,
                  below ? ov_req_path(req, "/remiss/%lld", (long long)c->id) : NULL);
}

const char *ov_question_title(ov_arena *arena, const char *number, const char *heading)
{
    if (number && heading)
        return ov_printf(arena, "%s %s", number, heading);
    return number ? number : heading ? heading : "–";
}

const char *ov_asked_title(ov_arena *arena, const char *number, const char *heading,
                           const char *asked)
{
    const char *provision = ov_question_title(arena, number, heading);

    if (!asked)
        return provision;
    return number || heading ? ov_printf(arena, "%s: %s", provision, asked) : asked;
}

const char *ov_clock_text(ov_arena *arena, ov_instant at)
{
    ov_local local = ov_stockholm(at);

    return ov_printf(arena, "kl. %02d.%02d", local.hour, local.minute);
}

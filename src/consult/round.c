/* SPDX-License-Identifier: EUPL-1.2 */
/* round.c — consultations: their deadline, their questions, who is invited. */
#include "consult/consult_sql.h"
#include "consult/setup/deadline.h"
#include "text/text.h"

#include <string.h>

ov_round_state ov_consultation_state(const ov_consultation *c, ov_instant at)
{
    if (at >= c->deadline || (c->state && !strcmp(c->state, "withdrawn")))
        return OV_ROUND_CLOSED;
    return at < c->opens_at ? OV_ROUND_COMING : OV_ROUND_OPEN;
}

const char *ov_consultation_state_name(const ov_consultation *c, ov_instant at)
{
    switch (ov_consultation_state(c, at)) {
    case OV_ROUND_COMING:
        return "coming";
    case OV_ROUND_OPEN:
        return "open";
    case OV_ROUND_CLOSED:
        break;
    }
    return c->refuse_late || strcmp(c->state, "open") != 0 ? "closed" : "late";
}

static ov_day day_or_none(const ov_rows *rows, size_t column)
{
    return ov_cell_null(rows, 0, column) ? OV_NO_DAY : (ov_day)ov_cell_int(rows, 0, column);
}

static ov_status get(ov_ctx *ctx, ov_id matter_id, ov_id id, bool any, ov_consultation *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_GET],
                         OV_ARGS(ov_int(id), ov_int(matter_id), ov_int(any)), &rows));
    *out = (ov_consultation){
        .id = ov_cell_int(rows, 0, 0),
        .matter_id = ov_cell_int(rows, 0, 1),
        .version_id = ov_cell_int(rows, 0, 2),
        .scale_id = ov_cell_int(rows, 0, 3),
        .title = ov_cell_text(rows, 0, 4),
        .intro = ov_cell_text(rows, 0, 5),
        .opens_at = ov_cell_int(rows, 0, 6),
        .deadline_day = day_or_none(rows, 7),
        .deadline = ov_cell_int(rows, 0, 8),
        .refuse_late = ov_cell_int(rows, 0, 9) != 0,
        .version_hash = ov_cell_text(rows, 0, 10),
        .version_label = ov_cell_text(rows, 0, 11),
        .version_slug = ov_cell_text(rows, 0, 12),
        .state = ov_cell_text(rows, 0, 13),
        .statutory = ov_cell_int(rows, 0, 14) != 0,
        .closes_at = ov_cell_int(rows, 0, 15),
        .published_at = ov_cell_int(rows, 0, 16),
        .decides = ov_cell_text(rows, 0, 17),
        .next_steps = ov_cell_text(rows, 0, 18),
        .contact_name = ov_cell_text(rows, 0, 19),
        .contact_email = ov_cell_text(rows, 0, 20),
        .contact_phone = ov_cell_text(rows, 0, 21),
        .dnr = ov_cell_text(rows, 0, 22),
        .made_by = ov_cell_int(rows, 0, 23),
        .checked_by = ov_cell_int(rows, 0, 24),
        .opened_by = ov_cell_int(rows, 0, 25),
        .row_version = ov_cell_int(rows, 0, 26),
        .asked_day = day_or_none(rows, 27),
        .how_to_answer = ov_cell_text(rows, 0, 28),
    };
    return OV_OK;
}

ov_status ov_consultation_get(ov_ctx *ctx, ov_id matter_id, ov_id id, ov_consultation *out)
{
    return get(ctx, matter_id, id, false, out);
}

ov_status ov_consultation_any(ov_ctx *ctx, ov_id matter_id, ov_id id, ov_consultation *out)
{
    return get(ctx, matter_id, id, true, out);
}

ov_status ov_consultation_for(ov_ctx *ctx, ov_consultation *c, ov_id org_id)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_consult_sql[CONSULT_OWN_DEADLINE],
                     OV_ARGS(ov_int(c->id), ov_int(org_id)), &rows));
    if (rows->n) {
        c->deadline_day = day_or_none(rows, 0);
        c->deadline = ov_cell_int(rows, 0, 1);
        c->extended = true;
    }
    return OV_OK;
}

ov_status ov_consultation_still(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                ov_consultation *now)
{
    ov_consultation is;

    OV_TRY(ov_consultation_any(ctx, c->matter_id, c->id, &is));
    OV_TRY(ov_consultation_for(ctx, &is, org_id));
    if (ov_consultation_state(&is, ctx->received) == OV_ROUND_CLOSED)
        return ov_fail(&ctx->err, OV_GONE, "the round is withdrawn, or the party's time is up");
    *now = is;
    return OV_OK;
}

bool ov_consultation_public(const ov_consultation *c, ov_instant at)
{
    return c->published_at && at >= c->published_at && at >= c->closes_at;
}

ov_status ov_consultation_documents(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_DOCUMENTS], OV_ARGS(ov_int(consultation_id)),
                     out);
}

ov_status ov_consultations(ov_ctx *ctx, ov_id matter_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_LIST], OV_ARGS(ov_int(matter_id)), out);
}

ov_status ov_consultations_open(ov_ctx *ctx, ov_instant at, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_LIST_OPEN], OV_ARGS(ov_int(at)), out);
}

ov_status ov_consultations_turn(ov_ctx *ctx, ov_instant at, ov_instant *out)
{
    return ov_select_int(ctx, &ov_consult_sql[CONSULT_NEXT_TURN], OV_ARGS(ov_int(at)), 0, out);
}

/* One question for each provision of a document that has a text of its own. */
static ov_status add_questions(ov_ctx *ctx, ov_id consultation_id, ov_id document_id,
                               ov_id version_id, ov_id scale_id)
{
    const ov_rows *nodes;
    int64_t n, first;

    OV_TRY(ov_version_nodes(ctx, version_id, &nodes));
    OV_TRY(ov_select_int(ctx, &ov_consult_sql[CONSULT_QUESTION_LAST],
                         OV_ARGS(ov_int(consultation_id)), 0, &first));
    n = first;
    for (size_t i = 0; i < nodes->n; i++) {
        if (!ov_cell_int(nodes, i, OV_NODE_HAS_BODY))
            continue;
        OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_QUESTION_ADD],
                       OV_ARGS(ov_int(consultation_id), ov_int(++n), ov_int(document_id),
                               ov_int(ov_cell_int(nodes, i, OV_NODE_ID)), ov_int(scale_id),
                               ov_text(ov_cell_text(nodes, i, OV_NODE_NUMBER)),
                               ov_text(ov_cell_text(nodes, i, OV_NODE_HEADING))),
                       NULL));
    }
    if (n == first)
        return ov_fail(&ctx->err, OV_INVALID, "version %lld has no provision to ask about",
                       (long long)version_id);
    return OV_OK;
}

/* A version that can be sent out: published, of this matter. */
static ov_status sendable(ov_ctx *ctx, ov_id matter_id, ov_id version_id, ov_version *out)
{
    OV_TRY(ov_version_get(ctx, version_id, out));
    if (!out->hash || out->matter_id != matter_id)
        return ov_fail(&ctx->err, OV_INVALID, "version %lld is not a published one of this matter",
                       (long long)version_id);
    return OV_OK;
}

ov_status ov_consultation_document_add(ov_ctx *ctx, ov_id consultation_id, ov_id matter_id,
                                       ov_id version_id, ov_id scale_id, ov_id *id)
{
    ov_version version;
    ov_id made;

    OV_TRY(sendable(ctx, matter_id, version_id, &version));
    OV_TRY(ov_insert(ctx, &ov_consult_sql[CONSULT_DOCUMENT_ADD],
                     OV_ARGS(ov_int(consultation_id), ov_int(version_id)), &made));
    OV_TRY(add_questions(ctx, consultation_id, made, version_id, scale_id));
    *id = made;
    return OV_OK;
}

ov_status ov_consultation_add(ov_ctx *ctx, const ov_consultation *c, ov_id *id)
{
    /* fixed now, so that neither a new time zone rule nor a clock moves it (practice 1, 31) */
    const ov_deadline deadline = ov_deadline_resolve(c->deadline_day, c->statutory);
    ov_id scale = c->scale_id, made, document;
    const char *state = c->state ? c->state : "open";
    ov_version version;

    if (deadline.at <= c->opens_at)
        return ov_fail(&ctx->err, OV_INVALID, "the round closes before it opens");
    OV_TRY(sendable(ctx, c->matter_id, c->version_id, &version));
    if (!scale)
        OV_TRY(ov_select_int(ctx, &ov_consult_sql[CONSULT_DEFAULT_SCALE], OV_NOARGS, 0, &scale));
    OV_TRY(ov_insert(
        ctx, &ov_consult_sql[CONSULT_ADD],
        OV_ARGS(ov_int(c->matter_id), ov_int(c->version_id), ov_int(scale), ov_text(c->title),
                ov_text(c->intro), ov_int(c->opens_at), ov_int(deadline.last), ov_int(deadline.at),
                ov_int(c->refuse_late), ov_int(c->statutory), ov_id_or_null(c->published_at),
                ov_int(c->deadline_day), ov_id_or_null(ctx->actor.account_id), ov_text(c->decides),
                ov_text(c->how_to_answer), ov_text(c->next_steps), ov_text(c->contact_name),
                ov_text(c->contact_email), ov_text(c->contact_phone), ov_text(c->dnr)),
        &made));
    OV_TRY(ov_consultation_document_add(ctx, made, c->matter_id, c->version_id, scale, &document));
    /* what is asked is frozen from here on, unless it is being set up */
    OV_TRY(
        ov_exec(ctx, &ov_consult_sql[CONSULT_STATE], OV_ARGS(ov_int(made), ov_text(state)), NULL));
    OV_TRY(ov_audit(
        ctx, &(ov_event){.action = !strcmp(state, "open") ? "consultation.opened"
                                                          : "consultation.drafted",
                         .object = ov_printf(ctx->arena, "consultation/%lld", (long long)made),
                         .after = version.hash}));
    *id = made;
    return OV_OK;
}

ov_status ov_invite(ov_ctx *ctx, ov_id consultation_id, ov_id org_id)
{
    OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_INVITE],
                   OV_ARGS(ov_int(consultation_id), ov_int(org_id), ov_int(ctx->now)), NULL));
    return ov_audit(
        ctx, &(ov_event){.action = "consultation.invited",
                         .object = ov_printf(ctx->arena, "consultation/%lld/party/%lld",
                                             (long long)consultation_id, (long long)org_id)});
}

ov_status ov_invitation(ov_ctx *ctx, ov_id consultation_id, ov_id org_id, const char **status)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_INVITATION],
                         OV_ARGS(ov_int(consultation_id), ov_int(org_id)), &rows));
    *status = ov_cell_text(rows, 0, 0);
    return OV_OK;
}

ov_status ov_invited_to(ov_ctx *ctx, ov_id matter_id, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_INVITED_TO],
                     OV_ARGS(ov_int(matter_id), ov_int(org_id)), out);
}

ov_status ov_scale_grades(ov_ctx *ctx, ov_id scale_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_SCALE_GRADES], OV_ARGS(ov_int(scale_id)), out);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* round.c — consultations: their deadline, their questions, who is invited. */
#include "consult/consult_sql.h"
#include "text/text.h"

ov_round_state ov_consultation_state(const ov_consultation *c, ov_instant at)
{
    if (at >= c->deadline)
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
    return c->refuse_late ? "closed" : "late";
}

ov_status ov_consultation_get(ov_ctx *ctx, ov_id matter_id, ov_id id, ov_consultation *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_consult_sql[CONSULT_GET], OV_ARGS(ov_int(id), ov_int(matter_id)),
                         &rows));
    *out = (ov_consultation){
        .id = ov_cell_int(rows, 0, 0),
        .matter_id = ov_cell_int(rows, 0, 1),
        .version_id = ov_cell_int(rows, 0, 2),
        .scale_id = ov_cell_int(rows, 0, 3),
        .title = ov_cell_text(rows, 0, 4),
        .intro = ov_cell_text(rows, 0, 5),
        .opens_at = ov_cell_int(rows, 0, 6),
        .deadline_day = (ov_day)ov_cell_int(rows, 0, 7),
        .deadline = ov_cell_int(rows, 0, 8),
        .refuse_late = ov_cell_int(rows, 0, 9) != 0,
        .version_hash = ov_cell_text(rows, 0, 10),
        .version_label = ov_cell_text(rows, 0, 11),
        .version_slug = ov_cell_text(rows, 0, 12),
    };
    return OV_OK;
}

ov_status ov_consultations(ov_ctx *ctx, ov_id matter_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_LIST], OV_ARGS(ov_int(matter_id)), out);
}

ov_status ov_consultations_open(ov_ctx *ctx, ov_instant at, const ov_rows **out)
{
    return ov_select(ctx, &ov_consult_sql[CONSULT_LIST_OPEN], OV_ARGS(ov_int(at)), out);
}

/* One question for each provision that has a text of its own. */
static ov_status add_questions(ov_ctx *ctx, ov_id consultation_id, ov_id version_id)
{
    const ov_rows *nodes;
    int64_t n = 0;

    OV_TRY(ov_version_nodes(ctx, version_id, &nodes));
    for (size_t i = 0; i < nodes->n; i++) {
        if (!ov_cell_int(nodes, i, OV_NODE_HAS_BODY))
            continue;
        OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_QUESTION_ADD],
                       OV_ARGS(ov_int(consultation_id), ov_int(++n),
                               ov_int(ov_cell_int(nodes, i, OV_NODE_ID)),
                               ov_text(ov_cell_text(nodes, i, OV_NODE_NUMBER)),
                               ov_text(ov_cell_text(nodes, i, OV_NODE_HEADING))),
                       NULL));
    }
    if (!n)
        return ov_fail(&ctx->err, OV_INVALID, "version %lld has no provision to ask about",
                       (long long)version_id);
    return OV_OK;
}

ov_status ov_consultation_add(ov_ctx *ctx, const ov_consultation *c, ov_id *id)
{
    /* "t.o.m." the last day: the first instant that is too late begins the day after (practice 31),
     * fixed now so that neither a new time zone rule nor a clock moves it. */
    ov_instant deadline = ov_day_start(c->deadline_day + 1);
    ov_id scale = c->scale_id, made;
    ov_version version;

    if (deadline <= c->opens_at)
        return ov_fail(&ctx->err, OV_INVALID, "the round closes before it opens");
    OV_TRY(ov_version_get(ctx, c->version_id, &version));
    if (!version.hash || version.matter_id != c->matter_id)
        return ov_fail(&ctx->err, OV_INVALID, "version %lld is not a published one of this matter",
                       (long long)c->version_id);
    if (!scale)
        OV_TRY(ov_select_int(ctx, &ov_consult_sql[CONSULT_DEFAULT_SCALE], OV_NOARGS, 0, &scale));
    OV_TRY(ov_insert(ctx, &ov_consult_sql[CONSULT_ADD],
                     OV_ARGS(ov_int(c->matter_id), ov_int(c->version_id), ov_int(scale),
                             ov_text(c->title), ov_text(c->intro), ov_int(c->opens_at),
                             ov_int(c->deadline_day), ov_int(deadline), ov_int(c->refuse_late)),
                     &made));
    OV_TRY(add_questions(ctx, made, c->version_id));
    OV_TRY(ov_audit(
        ctx, &(ov_event){.action = "consultation.opened",
                         .object = ov_printf(ctx->arena, "consultation/%lld", (long long)made),
                         .after = version.hash}));
    *id = made;
    return OV_OK;
}

ov_status ov_invite(ov_ctx *ctx, ov_id consultation_id, ov_id org_id)
{
    OV_TRY(ov_exec(ctx, &ov_consult_sql[CONSULT_INVITE],
                   OV_ARGS(ov_int(consultation_id), ov_int(org_id)), NULL));
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

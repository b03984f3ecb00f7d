/* SPDX-License-Identifier: EUPL-1.2 */
/* body.c — bodies of an organisation: found, added, changed, ended. */
#include "register/body_sql.h"
#include "util/date.h"
#include "util/str.h"

#include <string.h>

const ov_choice ov_body_kinds[] = {{"assembly", "Fullmäktige", NULL},
                                   {"executive", "Styrelse", NULL},
                                   {"committee", "Nämnd eller utskott", NULL},
                                   {"consultative", "Samrådsorgan", NULL},
                                   {"steering", "Styrgrupp", NULL},
                                   {"advisory", "Referensgrupp eller råd", NULL},
                                   {"other", "Annat", NULL},
                                   {0}};

/* ---- Reading ---- */

static ov_body from_row(const ov_rows *rows, size_t i)
{
    return (ov_body){.id = ov_cell_int(rows, i, 0),
                     .org_id = ov_cell_int(rows, i, 1),
                     .kind = ov_cell_text(rows, i, 2),
                     .name = ov_cell_text(rows, i, 3),
                     .shortly = ov_cell_text(rows, i, 4),
                     .decides = ov_cell_int(rows, i, 5) != 0,
                     .note = ov_cell_text(rows, i, 6),
                     .ended_on = ov_cell_day(rows, i, 7),
                     .row_version = ov_cell_int(rows, i, 8),
                     .next_meeting = ov_cell_day(rows, i, 9)};
}

ov_status ov_body_get(ov_ctx *ctx, ov_id id, ov_body *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_body_sql[BODY_GET],
                         OV_ARGS(ov_int(id), ov_int(ov_stockholm_day(ctx->now))), &rows));
    *out = from_row(rows, 0);
    return OV_OK;
}

ov_status ov_bodies(ov_ctx *ctx, ov_id org_id, ov_day today, const ov_body **out, size_t *n)
{
    const ov_rows *rows;
    ov_body *bodies;

    OV_TRY(ov_select(ctx, &ov_body_sql[BODIES], OV_ARGS(ov_int(org_id), ov_int(today)), &rows));
    bodies = ov_calloc(ctx->arena, rows->n + 1, sizeof *bodies);
    for (size_t i = 0; i < rows->n; i++)
        bodies[i] = from_row(rows, i);
    *out = bodies;
    *n = rows->n;
    return OV_OK;
}

/* ---- Writing ---- */

static const char *describe(ov_arena *arena, const ov_body *body)
{
    return ov_printf(arena, "%s\n%s\n%s\n%d\nended %lld\n%s", body->kind, body->name,
                     body->shortly ? body->shortly : "", body->decides, (long long)body->ended_on,
                     body->note ? body->note : "");
}

static ov_status check(ov_ctx *ctx, const ov_body *body)
{
    bool known = false;

    for (const ov_choice *c = ov_body_kinds; c->code; c++)
        known = known || (body->kind && !strcmp(c->code, body->kind));
    if (!known)
        return ov_fail(&ctx->err, OV_INVALID, "unknown kind of body");
    if (!body->name || !ov_str_trim(ov_str_from(body->name)).len ||
        !ov_register_text_ok(body->name, 200, false))
        return ov_fail(&ctx->err, OV_INVALID, "the name must be 1-200 characters");
    if (!ov_register_text_ok(body->shortly, 20, false) || (body->shortly && !*body->shortly))
        return ov_fail(&ctx->err, OV_INVALID, "the short name must be 1-20 characters");
    if (!ov_register_text_ok(body->note, 1000, true))
        return ov_fail(&ctx->err, OV_INVALID, "the note is too long");
    return OV_OK;
}

static ov_status stale(ov_ctx *ctx)
{
    return ov_fail(&ctx->err, OV_CONFLICT, "the body was changed by somebody else");
}

ov_status ov_body_add(ov_ctx *ctx, const ov_body *body, ov_id *id)
{
    ov_body fresh = *body;

    fresh.ended_on = OV_NO_DAY;
    OV_TRY(check(ctx, body));
    OV_TRY(ov_insert(ctx, &ov_body_sql[BODY_ADD],
                     OV_ARGS(ov_int(body->org_id), ov_text(body->kind), ov_text(body->name),
                             ov_text(ov_sort_key(ctx->arena, body->name)), ov_text(body->shortly),
                             ov_int(body->decides), ov_text(body->note)),
                     &fresh.id));
    OV_TRY(
        ov_register_event(ctx, "body.added", "body", fresh.id, NULL, describe(ctx->arena, &fresh)));
    *id = fresh.id;
    return OV_OK;
}

ov_status ov_body_edit(ov_ctx *ctx, const ov_body *body, bool *taken)
{
    ov_body now, next = *body;
    int64_t changed, other;

    OV_TRY(check(ctx, body));
    OV_TRY(ov_body_get(ctx, body->id, &now));
    next.ended_on = now.ended_on;
    if (now.row_version != body->row_version)
        return stale(ctx);
    OV_TRY(ov_select_int(ctx, &ov_body_sql[BODY_NAMED],
                         OV_ARGS(ov_int(now.org_id), ov_text(body->name)), now.id, &other));
    if (taken)
        *taken = other != now.id;
    if (other != now.id)
        return ov_fail(&ctx->err, OV_CONFLICT, "the organisation has a body of that name");
    if (!strcmp(describe(ctx->arena, &now), describe(ctx->arena, &next)))
        return OV_OK;
    OV_TRY(ov_exec(ctx, &ov_body_sql[BODY_EDIT],
                   OV_ARGS(ov_int(body->id), ov_int(body->row_version), ov_text(body->kind),
                           ov_text(body->name), ov_text(ov_sort_key(ctx->arena, body->name)),
                           ov_text(body->shortly), ov_int(body->decides), ov_text(body->note)),
                   &changed));
    if (!changed)
        return stale(ctx);
    return ov_register_event(ctx, "body.changed", "body", body->id, describe(ctx->arena, &now),
                             describe(ctx->arena, &next));
}

ov_status ov_body_end(ov_ctx *ctx, ov_id id, ov_day last, int64_t row_version)
{
    ov_body now, next;
    int64_t changed;

    OV_TRY(ov_body_get(ctx, id, &now));
    next = now;
    next.ended_on = last;
    OV_TRY(ov_exec(ctx, &ov_body_sql[BODY_END],
                   OV_ARGS(ov_int(id), ov_int(row_version), ov_day_or_null(last)), &changed));
    if (!changed)
        return stale(ctx);
    return ov_register_event(ctx, last == OV_NO_DAY ? "body.reopened" : "body.ended", "body", id,
                             describe(ctx->arena, &now), describe(ctx->arena, &next));
}

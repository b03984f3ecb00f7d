/* SPDX-License-Identifier: EUPL-1.2 */
/* matter.c — matters and their parties. */
#include "audit/audit.h"
#include "matter/matter_sql.h"

#include <string.h>

static ov_status find(ov_ctx *ctx, int statement, ov_val key, ov_matter *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_matter_sql[statement], &key, 1, &rows));
    *out = (ov_matter){.id = ov_cell_int(rows, 0, 0),
                       .slug = ov_cell_text(rows, 0, 1),
                       .plugin = ov_cell_text(rows, 0, 2),
                       .title = ov_cell_text(rows, 0, 3),
                       .kicker = ov_cell_text(rows, 0, 4),
                       .dnr = ov_cell_text(rows, 0, 5),
                       .status = ov_cell_text(rows, 0, 6),
                       .owner_org_id = ov_cell_int(rows, 0, 7),
                       .owner_name = ov_cell_text(rows, 0, 8),
                       .purpose = ov_cell_text(rows, 0, 9),
                       .what = ov_cell_text(rows, 0, 10),
                       .who_decides = ov_cell_text(rows, 0, 11),
                       .how_to_answer = ov_cell_text(rows, 0, 12),
                       .what_next = ov_cell_text(rows, 0, 13),
                       .contact = ov_cell_text(rows, 0, 14)};
    return OV_OK;
}

ov_status ov_matter_by_slug(ov_ctx *ctx, const char *slug, ov_matter *out)
{
    return find(ctx, MATTER_BY_SLUG, ov_text(slug), out);
}

ov_status ov_matter_get(ov_ctx *ctx, ov_id id, ov_matter *out)
{
    return find(ctx, MATTER_BY_ID, ov_int(id), out);
}

static bool is_slug(const char *slug)
{
    size_t len = slug ? strlen(slug) : 0;

    return len >= 1 && len <= 64 && strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

static ov_status audit(ov_ctx *ctx, const char *action, ov_id matter_id)
{
    return ov_audit(
        ctx, &(ov_event){.action = action,
                         .object = ov_printf(ctx->arena, "matter/%lld", (long long)matter_id)});
}

ov_status ov_matter_add(ov_ctx *ctx, const ov_matter *m, ov_id *id)
{
    ov_id added;

    if (!is_slug(m->slug))
        return ov_fail(&ctx->err, OV_INVALID, "a slug is 1-64 of a-z, 0-9 and -");
    if (!m->title || !m->title[0] || !m->plugin || !m->status)
        return ov_fail(&ctx->err, OV_INVALID, "a matter needs a title, a plugin and a status");
    OV_TRY(ov_insert(ctx, &ov_matter_sql[MATTER_ADD],
                     OV_ARGS(ov_text(m->slug), ov_text(m->plugin), ov_text(m->title),
                             ov_text(ov_sort_key(ctx->arena, m->title)), ov_text(m->kicker),
                             ov_text(m->dnr), ov_text(m->status), ov_int(m->owner_org_id),
                             ov_text(m->purpose), ov_text(m->what), ov_text(m->who_decides),
                             ov_text(m->how_to_answer), ov_text(m->what_next), ov_text(m->contact)),
                     &added));
    OV_TRY(audit(ctx, "matter.added", added));
    if (id)
        *id = added;
    return OV_OK;
}

ov_status ov_matter_set_status(ov_ctx *ctx, ov_id id, const char *status)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_matter_sql[MATTER_SET_STATUS], OV_ARGS(ov_int(id), ov_text(status)),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no matter %lld", (long long)id);
    return audit(ctx, "matter.status", id);
}

ov_status ov_matter_add_party(ov_ctx *ctx, ov_id matter_id, ov_id org_id, const char *role)
{
    OV_TRY(ov_exec(ctx, &ov_matter_sql[MATTER_ADD_PARTY],
                   OV_ARGS(ov_int(matter_id), ov_int(org_id), ov_text(role)), NULL));
    return audit(ctx, "matter.party_added", matter_id);
}

ov_status ov_matter_parties(ov_ctx *ctx, ov_id matter_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_matter_sql[MATTER_PARTIES], OV_ARGS(ov_int(matter_id)), out);
}

ov_status ov_matters_of(ov_ctx *ctx, ov_id org_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_matter_sql[MATTERS_OF], OV_ARGS(ov_int(org_id)), out);
}

ov_status ov_matters(ov_ctx *ctx, const ov_rows **out)
{
    return ov_select(ctx, &ov_matter_sql[MATTER_LIST],
                     OV_ARGS(ov_int(ctx->now), ov_int(ov_stockholm_day(ctx->now))), out);
}

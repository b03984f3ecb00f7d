/* SPDX-License-Identifier: EUPL-1.2 */
/* lease.c — who edits a provision now: a notice that lapses by itself, not a lock. */
#include "text/edit/draft.h"
#include "text/edit/edit_sql.h"

enum { LEASE_ACCOUNT, LEASE_NAME, LEASE_SINCE, LEASE_UNTIL };

ov_status ov_lease_other(ov_ctx *ctx, ov_id version_id, ov_id node_id, ov_lease *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_LEASE_GET],
                     OV_ARGS(ov_int(version_id), ov_int(node_id), ov_int(ctx->now)), &rows));
    *out = (ov_lease){0};
    if (rows->n && ov_cell_int(rows, 0, LEASE_ACCOUNT) != ctx->actor.account_id)
        *out = (ov_lease){.account_id = ov_cell_int(rows, 0, LEASE_ACCOUNT),
                          .name = ov_cell_text(rows, 0, LEASE_NAME),
                          .since = ov_cell_int(rows, 0, LEASE_SINCE),
                          .until = ov_cell_int(rows, 0, LEASE_UNTIL)};
    return OV_OK;
}

ov_status ov_lease_take(ov_ctx *ctx, ov_id version_id, ov_id node_id, bool take_over)
{
    ov_version version;
    ov_lease other;

    if (!ctx->actor.account_id)
        return OV_OK; /* nobody to tell of */
    OV_TRY(ov_draft_open(ctx, version_id, &version));
    OV_TRY(ov_lease_other(ctx, version_id, node_id, &other));
    if (other.account_id && !take_over)
        return OV_OK;
    return ov_exec(ctx, &ov_edit_sql[EDIT_LEASE_PUT],
                   OV_ARGS(ov_int(version_id), ov_int(node_id), ov_int(ctx->actor.account_id),
                           ov_int(ctx->now), ov_int(ctx->now + OV_LEASE_TIME)),
                   NULL);
}

ov_status ov_lease_release(ov_ctx *ctx, ov_id version_id, ov_id node_id)
{
    return ov_exec(ctx, &ov_edit_sql[EDIT_LEASE_DROP],
                   OV_ARGS(ov_int(version_id), ov_int(node_id), ov_int(ctx->actor.account_id)),
                   NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* reading.c — marks of what a person has read, and what has changed since. */
#include "text/reading/reading_sql.h"

static ov_status unmark(ov_ctx *ctx, ov_id version_id, ov_id node_id)
{
    ov_val account = ov_int(ctx->actor.account_id);

    OV_TRY(ov_exec(ctx, &ov_reading_sql[READING_UNMARK],
                   OV_ARGS(account, ov_int(version_id), ov_int(node_id)), NULL));
    return ov_exec(ctx, &ov_reading_sql[READING_UNMARK_VERSION],
                   OV_ARGS(account, ov_int(version_id)), NULL);
}

ov_status ov_reading_mark(ov_ctx *ctx, ov_id version_id, ov_id node_id, bool read)
{
    ov_val account = ov_int(ctx->actor.account_id);
    const ov_rows *node;
    ov_version version;

    OV_TRY(ov_version_get(ctx, version_id, &version));
    if (!version.hash || !ctx->actor.account_id)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "nothing to tick");
    if (node_id)
        OV_TRY(ov_version_node(ctx, version_id, node_id, &node));
    if (!read)
        return unmark(ctx, version_id, node_id);
    OV_TRY(ov_exec(ctx, &ov_reading_sql[READING_MARK],
                   OV_ARGS(account, ov_int(version_id), ov_int(node_id), ov_int(ctx->now)), NULL));
    return ov_exec(ctx, &ov_reading_sql[READING_MARK_VERSION],
                   OV_ARGS(account, ov_int(version_id), ov_int(ctx->now)), NULL);
}

ov_status ov_reading_base_of(ov_ctx *ctx, const ov_version *version, ov_reading_base *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_reading_sql[READING_BASE],
                     OV_ARGS(ov_int(ctx->actor.account_id), ov_int(version->document_id),
                             ov_int(version->date), ov_int(version->id)),
                     &rows));
    *out = (ov_reading_base){0};
    if (rows->n)
        *out = (ov_reading_base){.version_id = ov_cell_int(rows, 0, 0),
                                 .slug = ov_cell_text(rows, 0, 1),
                                 .label = ov_cell_text(rows, 0, 2),
                                 .day = (ov_day)ov_cell_int(rows, 0, 3),
                                 .at = ov_cell_int(rows, 0, 4)};
    return OV_OK;
}

ov_status ov_reading_state(ov_ctx *ctx, ov_id version_id, ov_id base_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_reading_sql[READING_STATE],
                     OV_ARGS(ov_int(version_id), ov_int(ctx->actor.account_id), ov_int(base_id)),
                     out);
}

ov_status ov_reading_removed(ov_ctx *ctx, ov_id version_id, ov_id base_id, int64_t *out)
{
    return ov_select_int(ctx, &ov_reading_sql[READING_REMOVED],
                         OV_ARGS(ov_int(version_id), ov_int(base_id)), 0, out);
}

ov_status ov_reading_news(ov_ctx *ctx, const ov_rows **out)
{
    return ov_select(ctx, &ov_reading_sql[READING_NEWS], OV_ARGS(ov_int(ctx->actor.account_id)),
                     out);
}

ov_status ov_reading_aids(ov_ctx *ctx, const ov_version *version, const ov_rows **out)
{
    return ov_select(
        ctx, &ov_reading_sql[READING_AIDS],
        OV_ARGS(ov_int(version->id), ov_int(version->document_id), ov_int(version->date)), out);
}

ov_status ov_node_history(ov_ctx *ctx, ov_id matter_id, ov_id node_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_reading_sql[READING_HISTORY],
                     OV_ARGS(ov_int(matter_id), ov_int(node_id)), out);
}

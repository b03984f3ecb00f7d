/* SPDX-License-Identifier: EUPL-1.2 */
/* rendering.c — files made of a published version, kept beside it. */
#include "text/rendering.h"

enum { RENDERING_FIND, RENDERING_KEEP };

const ov_sql ov_rendering_sql[] = {
    [RENDERING_FIND] = {"rendering.find",
                        "SELECT bytes FROM rendering WHERE version_id = $1 AND variant = $2 "
                        "AND renderer = $3 AND hash = $4",
                        NULL},
    [RENDERING_KEEP] =
        {"rendering.keep",
         "INSERT INTO rendering (version_id, variant, renderer, hash, made_at, bytes)"
         " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (version_id, variant) "
         "DO UPDATE SET renderer = excluded.renderer, hash = excluded.hash, "
         "made_at = excluded.made_at, bytes = excluded.bytes",
         NULL},
    {0}};

ov_status ov_rendering_find(ov_ctx *ctx, const ov_rendering *wanted, ov_str *bytes)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_rendering_sql[RENDERING_FIND],
                         OV_ARGS(ov_int(wanted->version_id), ov_text(wanted->variant),
                                 ov_text(wanted->renderer), ov_text(wanted->hash)),
                         &rows));
    *bytes = ov_cell_str(rows, 0, 0);
    return OV_OK;
}

ov_status ov_rendering_keep(ov_ctx *ctx, void *arg)
{
    const ov_rendering *r = arg;

    return ov_exec(ctx, &ov_rendering_sql[RENDERING_KEEP],
                   OV_ARGS(ov_int(r->version_id), ov_text(r->variant), ov_text(r->renderer),
                           ov_text(r->hash), ov_int(r->made_at), ov_blob(r->bytes)),
                   NULL);
}

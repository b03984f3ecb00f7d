/* SPDX-License-Identifier: EUPL-1.2 */
/* layer.c — texts beside the legal one, bound to the wording that they were written for. */
#include "text/reading/layer.h"

#include "text/reading/reading_sql.h"
#include "view/markdown.h"

#include <string.h>

enum { LAYER_MOST = 20000 }; /* characters */

/* The last row of each provision is its best (LAYER_ORDER). */
static const ov_rows *best_of(ov_arena *arena, const ov_rows *rows)
{
    ov_val *cells = ov_alloc(arena, (rows->n * rows->columns + 1) * sizeof *cells);
    ov_rows *out = ov_alloc(arena, sizeof *out);
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++) {
        if (i + 1 < rows->n &&
            ov_cell_int(rows, i, OV_LAYER_ROW_NODE) == ov_cell_int(rows, i + 1, OV_LAYER_ROW_NODE))
            continue;
        memcpy(cells + n++ * rows->columns, ov_cell(rows, i, 0), rows->columns * sizeof *cells);
    }
    *out = (ov_rows){.n = n, .columns = rows->columns, .cells = cells};
    return out;
}

ov_status ov_layer_of(ov_ctx *ctx, ov_id version_id, const char *kind, ov_id node_id,
                      const ov_rows **out)
{
    const ov_rows *rows;

    if (node_id)
        OV_TRY(ov_select(ctx, &ov_reading_sql[LAYER_OF_NODE],
                         OV_ARGS(ov_int(version_id), ov_text(kind), ov_int(node_id)), &rows));
    else
        OV_TRY(ov_select(ctx, &ov_reading_sql[LAYER_OF_VERSION],
                         OV_ARGS(ov_int(version_id), ov_text(kind)), &rows));
    *out = best_of(ctx->arena, rows);
    return OV_OK;
}

ov_status ov_layer_get(ov_ctx *ctx, ov_id version_id, ov_id node_id, const char *kind,
                       ov_layer *out)
{
    const ov_rows *node, *rows;

    OV_TRY(ov_version_node(ctx, version_id, node_id, &node));
    OV_TRY(ov_select(
        ctx, &ov_reading_sql[LAYER_GET],
        OV_ARGS(ov_int(node_id), ov_text(kind), ov_text(ov_cell_text(node, 0, OV_NODE_HASH))),
        &rows));
    *out = (ov_layer){.version_id = version_id, .node_id = node_id, .kind = kind, .body = ""};
    if (rows->n) {
        out->body = ov_cell_text(rows, 0, 1);
        out->row_version = ov_cell_int(rows, 0, 2);
        out->changed_at = ov_cell_int(rows, 0, 3);
        out->changed_by = ov_cell_text(rows, 0, 4);
    }
    return OV_OK;
}

ov_status ov_layer_prepare(ov_ctx *ctx, ov_layer *layer)
{
    ov_html html;

    OV_TRY(ov_canonical_body(ctx->arena, ov_str_trim(ov_str_from(layer->body)), &layer->body));
    if (ov_utf8_length(ov_str_from(layer->body)) > LAYER_MOST)
        return ov_fail(&ctx->err, OV_INVALID, "the layer is too long");
    OV_TRY(ov_markdown(ctx->arena, ov_str_from(layer->body), &html, &ctx->err));
    layer->html = ov_str_z(ctx->arena, html.text);
    return OV_OK;
}

static ov_status write_layer(ov_ctx *ctx, const ov_layer *layer, int64_t *changed)
{
    const char *by = ctx->actor.name ? ctx->actor.name : ctx->actor.login;
    ov_val version = ov_int(layer->version_id), node = ov_int(layer->node_id),
           kind = ov_text(layer->kind);

    if (!*layer->body)
        return ov_exec(ctx, &ov_reading_sql[LAYER_REMOVE],
                       OV_ARGS(version, node, kind, ov_int(layer->row_version)), changed);
    if (!layer->row_version)
        return ov_exec(ctx, &ov_reading_sql[LAYER_ADD],
                       OV_ARGS(version, node, kind, ov_text(layer->body), ov_text(layer->html),
                               ov_int(ctx->now), ov_text(by)),
                       changed);
    return ov_exec(ctx, &ov_reading_sql[LAYER_UPDATE],
                   OV_ARGS(version, node, kind, ov_text(layer->body), ov_text(layer->html),
                           ov_int(ctx->now), ov_text(by), ov_int(layer->row_version)),
                   changed);
}

ov_status ov_layer_save(ov_ctx *ctx, const ov_layer *layer)
{
    ov_layer stored;
    ov_version version;
    int64_t changed = 0;

    if (!layer->html)
        return ov_fail(&ctx->err, OV_INTERNAL, "ov_layer_save before ov_layer_prepare");
    OV_TRY(ov_version_get(ctx, layer->version_id, &version));
    if (!version.hash)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "layers belong to published versions");
    OV_TRY(ov_layer_get(ctx, layer->version_id, layer->node_id, layer->kind, &stored));
    if (!strcmp(stored.body, layer->body) && stored.row_version >= layer->row_version)
        return OV_OK; /* the same again */
    OV_TRY(write_layer(ctx, layer, &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "the layer was changed meanwhile");
    return ov_audit(ctx, &(ov_event){.action = *layer->body ? "layer.written" : "layer.removed",
                                     .object = ov_printf(ctx->arena, "node/%lld/%s",
                                                         (long long)layer->node_id, layer->kind)});
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* read.c — versions and provisions as pages read them. */
#include "text/text_sql.h"

const ov_field ov_node_fields[] = {
    [OV_NODE_ID] = {"node_id", OV_FIELD_INT},
    [OV_NODE_NUMBER] = {"number", OV_FIELD_TEXT},
    [OV_NODE_HEADING] = {"heading", OV_FIELD_TEXT},
    [OV_NODE_LEVEL] = {"level", OV_FIELD_INT},
    [OV_NODE_HTML] = {"html", OV_FIELD_HTML},
    [OV_NODE_ANCHOR] = {"anchor", OV_FIELD_TEXT},
    [OV_NODE_HASH] = {"hash", OV_FIELD_TEXT},
    [OV_NODE_HAS_BODY] = {"has_body", OV_FIELD_BOOL},
    [OV_NODE_TITLE] = {"title", OV_FIELD_TEXT},
    [OV_NODE_TAG] = {"tag", OV_FIELD_TEXT},
    [OV_NODE_TOC] = {"toc", OV_FIELD_BOOL},
    [OV_NODE_TOC_OPEN] = {"toc_open", OV_FIELD_BOOL},
    [OV_NODE_TOC_LEAF] = {"toc_leaf", OV_FIELD_BOOL},
    [OV_NODE_TOC_CLOSE1] = {"toc_close1", OV_FIELD_BOOL},
    [OV_NODE_TOC_CLOSE2] = {"toc_close2", OV_FIELD_BOOL},
    [OV_NODE_NAMED] = {"named", OV_FIELD_BOOL},
    {0},
};

static void fill(const ov_rows *rows, ov_version *out)
{
    *out = (ov_version){
        .id = ov_cell_int(rows, 0, 0),
        .document_id = ov_cell_int(rows, 0, 1),
        .matter_id = ov_cell_int(rows, 0, 2),
        .document_title = ov_cell_text(rows, 0, 3),
        .label = ov_cell_text(rows, 0, 4),
        .slug = ov_cell_text(rows, 0, 5),
        .status = ov_cell_text(rows, 0, 6),
        .date = (ov_day)ov_cell_int(rows, 0, 7),
        .hash = ov_cell_text(rows, 0, 8),
        .source_name = ov_cell_text(rows, 0, 9),
        .published_at = ov_cell_int(rows, 0, 10),
        .published_by = ov_cell_text(rows, 0, 11),
        .words = ov_cell_int(rows, 0, 12),
        .nodes = ov_cell_int(rows, 0, 13),
    };
}

ov_status ov_version_by_slug(ov_ctx *ctx, ov_id matter_id, const char *slug, ov_version *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_text_sql[TEXT_VERSION_BY_SLUG],
                         OV_ARGS(ov_int(matter_id), ov_text(slug)), &rows));
    fill(rows, out);
    return OV_OK;
}

ov_status ov_version_get(ov_ctx *ctx, ov_id id, ov_version *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_text_sql[TEXT_VERSION_GET], OV_ARGS(ov_int(id)), &rows));
    fill(rows, out);
    return OV_OK;
}

ov_status ov_versions(ov_ctx *ctx, ov_id matter_id, bool working, const ov_rows **out)
{
    return ov_select(ctx, &ov_text_sql[TEXT_VERSIONS], OV_ARGS(ov_int(matter_id), ov_int(working)),
                     out);
}

ov_status ov_version_canonical(ov_ctx *ctx, ov_id version_id, ov_str *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_text_sql[TEXT_CANONICAL], OV_ARGS(ov_int(version_id)), &rows));
    *out = ov_cell_str(rows, 0, 0);
    return OV_OK;
}

ov_status ov_version_nodes(ov_ctx *ctx, ov_id version_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_text_sql[TEXT_NODES], OV_ARGS(ov_int(version_id)), out);
}

ov_status ov_version_node(ov_ctx *ctx, ov_id version_id, ov_id node_id, const ov_rows **out)
{
    return ov_select_row(ctx, &ov_text_sql[TEXT_NODE], OV_ARGS(ov_int(version_id), ov_int(node_id)),
                         out);
}

ov_status ov_node_by_number(ov_ctx *ctx, ov_id matter_id, const char *number, ov_id *node_id)
{
    char letter[2] = {number[0], '\0'};
    int64_t found = 0;

    OV_TRY(ov_select_int(ctx, &ov_text_sql[TEXT_NODE_BY_NUMBER],
                         OV_ARGS(ov_int(matter_id), ov_text(number)), 0, &found));
    if (!found && letter[0] >= 'A' && letter[0] <= 'Z' && number[1] >= '1' && number[1] <= '9')
        OV_TRY(ov_select_int(ctx, &ov_text_sql[TEXT_NODE_BY_LETTER],
                             OV_ARGS(ov_int(matter_id), ov_text(letter), ov_text(number + 1)), 0,
                             &found));
    if (!found)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no provision has this number");
    *node_id = found;
    return OV_OK;
}

ov_status ov_node_wordings(ov_ctx *ctx, ov_id matter_id, ov_id node_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_text_sql[TEXT_WORDINGS], OV_ARGS(ov_int(matter_id), ov_int(node_id)),
                     out);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* read.c — versions and provisions as pages read them. */
#include "auth/auth.h"
#include "text/edit/edit_sql.h"
#include "text/prepare.h"
#include "text/text_sql.h"

#include <string.h>

const ov_field ov_page_fields[] = {
    {"node_id", OV_FIELD_INT},     {"number", OV_FIELD_TEXT},
    {"heading", OV_FIELD_TEXT},    {"html", OV_FIELD_HTML},
    {"anchor", OV_FIELD_TEXT},     {"has_body", OV_FIELD_BOOL},
    {"tag", OV_FIELD_TEXT},        {"toc", OV_FIELD_BOOL},
    {"toc_open", OV_FIELD_BOOL},   {"toc_leaf", OV_FIELD_BOOL},
    {"toc_close1", OV_FIELD_BOOL}, {"toc_close2", OV_FIELD_BOOL},
    {"aid", OV_FIELD_BOOL},        {0},
};
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
    ov_object matter = {.matter_id = matter_id};
    int which = working;

    if (working) /* drafts are for those who write them */
        OV_TRY(ov_select_int(ctx, &ov_edit_sql[EDIT_MATTER_OWNER], OV_ARGS(ov_int(matter_id)), 0,
                             &matter.matter_org_id));
    if (working && ov_may(ctx, "text.edit", &matter) == OV_OK)
        which = 2;
    return ov_select(ctx, &ov_text_sql[TEXT_VERSIONS], OV_ARGS(ov_int(matter_id), ov_int(which)),
                     out);
}

ov_status ov_version_canonical(ov_ctx *ctx, ov_id version_id, ov_str *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_text_sql[TEXT_CANONICAL], OV_ARGS(ov_int(version_id)), &rows));
    *out = ov_cell_str(rows, 0, 0);
    return OV_OK;
}

/* What the bits of layout mean, as the last columns of ov_page_fields: has_body tag toc toc_open
 * toc_leaf toc_close1 toc_close2. */
enum { LAYOUT_COLUMNS = 7 };

static void spread_layout(int64_t layout, ov_val *out)
{
    static const char *const tags[] = {"h2", "h3", "h4", "h5", "h6"};
    static const int bits[] = {OV_LAYOUT_TOC, OV_LAYOUT_OPEN, OV_LAYOUT_LEAF, OV_LAYOUT_CLOSE1,
                               OV_LAYOUT_CLOSE2};
    int64_t rank = layout >> OV_LAYOUT_RANK;

    out[0] = ov_int((layout & OV_LAYOUT_BODY) != 0);
    out[1] = ov_text_str((ov_str){tags[rank < 2 ? 0 : rank > 6 ? 4 : rank - 2], 2});
    for (size_t i = 0; i < OV_LEN(bits); i++)
        out[2 + i] = ov_int((layout & bits[i]) != 0);
}

/* Rows of TEXT_PAGE (… anchor, layout) with layout spread, and no aid: a name that is found at once
 * costs less than one that is sought in vain through the whole model. */
static const ov_rows *spread_page(ov_arena *arena, const ov_rows *rows)
{
    size_t given = rows->columns - 1, columns = given + LAYOUT_COLUMNS + 1;
    ov_val *cells = ov_alloc(arena, (rows->n * columns + 1) * sizeof *cells);
    ov_rows *out = ov_alloc(arena, sizeof *out);

    for (size_t i = 0; i < rows->n; i++) {
        memcpy(cells + i * columns, ov_cell(rows, i, 0), given * sizeof *cells);
        spread_layout(ov_cell_int(rows, i, given), cells + i * columns + given);
        cells[(i + 1) * columns - 1] = ov_int(false);
    }
    *out = (ov_rows){.n = rows->n, .columns = columns, .cells = cells};
    return out;
}

/* Rows of NODE_COLUMNS in the order of ov_node_fields. */
static const ov_rows *spread_nodes(ov_arena *arena, const ov_rows *rows)
{
    enum { TITLE = 7, LAYOUT = 8, COLUMNS = OV_NODE_NAMED + 1 };
    ov_val *cells = ov_alloc(arena, (rows->n * COLUMNS + 1) * sizeof *cells);
    ov_rows *out = ov_alloc(arena, sizeof *out);

    for (size_t i = 0; i < rows->n; i++) {
        ov_val *to = cells + i * COLUMNS, spread[LAYOUT_COLUMNS];

        memcpy(to, ov_cell(rows, i, 0), TITLE * sizeof *to);
        spread_layout(ov_cell_int(rows, i, LAYOUT), spread);
        to[OV_NODE_HAS_BODY] = spread[0];
        to[OV_NODE_TITLE] = *ov_cell(rows, i, TITLE);
        memcpy(to + OV_NODE_TAG, spread + 1, (LAYOUT_COLUMNS - 1) * sizeof *to);
        to[OV_NODE_NAMED] = ov_int(ov_str_starts(ov_cell_str(rows, i, OV_NODE_ANCHOR), "a-"));
    }
    *out = (ov_rows){.n = rows->n, .columns = COLUMNS, .cells = cells};
    return out;
}

ov_status ov_version_nodes(ov_ctx *ctx, ov_id version_id, const ov_rows **out)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_text_sql[TEXT_NODES], OV_ARGS(ov_int(version_id)), &rows));
    *out = spread_nodes(ctx->arena, rows);
    return OV_OK;
}

ov_status ov_version_page(ov_ctx *ctx, ov_id version_id, const ov_rows **out)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_text_sql[TEXT_PAGE], OV_ARGS(ov_int(version_id)), &rows));
    *out = spread_page(ctx->arena, rows);
    return OV_OK;
}

ov_status ov_version_node(ov_ctx *ctx, ov_id version_id, ov_id node_id, const ov_rows **out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_text_sql[TEXT_NODE], OV_ARGS(ov_int(version_id), ov_int(node_id)),
                         &rows));
    *out = spread_nodes(ctx->arena, rows);
    return OV_OK;
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

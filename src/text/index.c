/* SPDX-License-Identifier: EUPL-1.2 */
/* index.c — hands provisions to the search index. */
#include "text/index.h"

enum {
    INDEX_NODE,
    INDEX_TITLE,
    INDEX_BODY,
    INDEX_ANCHOR,
    INDEX_SLUG,
    INDEX_LABEL,
    INDEX_DAY,
    INDEX_ACTION,
    INDEX_MATTER_SLUG,
    INDEX_MATTER,
    INDEX_OWNER
};
enum { TEXT_INDEX_NODES, TEXT_INDEX_NEXT };

/* A document that is called as its matter need not be named beside it. */
const ov_sql ov_text_index_sql[] = {
    [TEXT_INDEX_NODES] = {"text_index.nodes",
                          "SELECT t.node_id, t.title, t.body, t.anchor, v.slug, "
                          "CASE WHEN d.title = m.title THEN v.label "
                          "ELSE d.title || ', ' || v.label END, v.day, "
                          "CASE WHEN v.published_at IS NOT NULL THEN 'public' "
                          "WHEN v.status = 'draft' THEN 'text.edit' "
                          "ELSE 'matter.read_working' END, m.slug, m.id, "
                          "m.organisation_id FROM version v "
                          "JOIN node_text t ON t.version_id = v.id "
                          "JOIN document d ON d.id = v.document_id "
                          "JOIN matter m ON m.id = v.matter_id "
                          "WHERE v.id = $1 AND ($2 = 0 OR t.node_id = $2) ORDER BY t.seq",
                          NULL},
    [TEXT_INDEX_NEXT] = {"text_index.next", "SELECT min(id) FROM version WHERE id > $1", NULL},
    {0}};

static ov_status put(ov_ctx *ctx, const ov_rows *rows, size_t i, ov_id version_id)
{
    ov_search_doc doc = {
        .kind = ov_text_search.kind,
        .object_id = ov_cell_int(rows, i, INDEX_NODE),
        .ref_id = version_id,
        .rules = {{ov_cell_text(rows, i, INDEX_ACTION), 0, ov_cell_int(rows, i, INDEX_MATTER),
                   ov_cell_int(rows, i, INDEX_OWNER)}},
        .day = (ov_day)ov_cell_int(rows, i, INDEX_DAY),
        .label = ov_cell_text(rows, i, INDEX_LABEL),
        .path =
            ov_printf(ctx->arena, "/arende/%s/text/%s#%s", ov_cell_text(rows, i, INDEX_MATTER_SLUG),
                      ov_cell_text(rows, i, INDEX_SLUG), ov_cell_text(rows, i, INDEX_ANCHOR)),
        .title = ov_cell_text(rows, i, INDEX_TITLE),
        .text = ov_cell_str(rows, i, INDEX_BODY)};

    return ov_search_put(ctx, &doc);
}

ov_status ov_text_index(ov_ctx *ctx, ov_id version_id, ov_id node_id)
{
    const ov_rows *rows;

    OV_TRY(ov_search_remove(ctx, ov_text_search.kind, version_id, node_id));
    OV_TRY(ov_select(ctx, &ov_text_index_sql[TEXT_INDEX_NODES],
                     OV_ARGS(ov_int(version_id), ov_int(node_id)), &rows));
    for (size_t i = 0; i < rows->n; i++)
        OV_TRY(put(ctx, rows, i, version_id));
    return OV_OK;
}

static ov_status rebuild(ov_ctx *ctx, ov_id after, ov_id *last)
{
    int64_t id;

    OV_TRY(ov_select_int(ctx, &ov_text_index_sql[TEXT_INDEX_NEXT], OV_ARGS(ov_int(after)), 0, &id));
    if (!id)
        return OV_OK;
    OV_TRY(ov_text_index(ctx, id, 0));
    *last = id;
    return OV_OK;
}

const ov_search_source ov_text_search = {"text", "Avtalstext", rebuild};

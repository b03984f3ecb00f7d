/* SPDX-License-Identifier: EUPL-1.2 */
/* verify.c — does every published version still say what its hash says? */
#include "text/edit/edit_sql.h"
#include "text/import/import.h"
#include "text/prepare.h"
#include "text/render.h"
#include "text/text_sql.h"

#include <string.h>

enum { VERSION_ID, MATTER_SLUG, VERSION_SLUG, TITLE, LABEL, DAY, HASH };
enum { NUMBER, HEADING, LEVEL, BODY, NODE_HASH, NODE_ID, NODE_TITLE, NODE_HTML };

/* The rows as nodes, one after the other: the canonical text needs their levels, not their tree. */
static ov_node *nodes_of(ov_arena *arena, const ov_rows *rows)
{
    ov_node *nodes = ov_calloc(arena, rows->n + 1, sizeof *nodes);

    for (size_t i = 0; i < rows->n; i++) {
        nodes[i].number = ov_cell_text(rows, i, NUMBER);
        nodes[i].heading = ov_cell_text(rows, i, HEADING);
        nodes[i].level = (int)ov_cell_int(rows, i, LEVEL);
        nodes[i].body = ov_cell_text(rows, i, BODY);
        nodes[i].next = i + 1 < rows->n ? &nodes[i + 1] : NULL;
    }
    return nodes;
}

/* Is what people read made from what is hashed? */
static bool shows_its_text(ov_arena *arena, const ov_rows *rows, size_t i, const ov_node *node,
                           const ov_str *html)
{
    return !strcmp(ov_node_title(arena, node), ov_cell_text(rows, i, NODE_TITLE)) &&
           (!html || ov_str_eq(html[i], ov_cell_str(rows, i, NODE_HTML)));
}

/* html: what the provisions shall be shown as; NULL: an older renderer made what is stored. */
static void check_nodes(ov_verify *verify, ov_arena *arena, const ov_rows *rows, ov_node *nodes,
                        const ov_str *html, const char *address)
{
    for (size_t i = 0; i < rows->n; i++) {
        long long id = (long long)ov_cell_int(rows, i, NODE_ID);
        const char *number = nodes[i].number ? nodes[i].number : "-";
        char hash[OV_HASH_HEX];
        ov_node alone = nodes[i];

        alone.next = NULL;
        ov_sha256_hex(ov_canonical_node(arena, &alone), hash);
        verify->checked++;
        if (strcmp(hash, ov_cell_text(rows, i, NODE_HASH)) != 0)
            ov_verify_fault(verify, "text", address, "provision %lld (%s) does not match its hash",
                            id, number);
        if (!shows_its_text(arena, rows, i, &alone, html))
            ov_verify_fault(verify, "text", address, "provision %lld (%s) is shown as another text",
                            id, number);
    }
}

static ov_status check_version(ov_verify *verify, const ov_rows *versions, size_t at)
{
    ov_ctx *ctx = verify->ctx;
    ov_id id = ov_cell_int(versions, at, VERSION_ID);
    const char *wanted = ov_cell_text(versions, at, HASH);
    const char *address =
        ov_printf(ctx->arena, "/arende/%s/text/%s", ov_cell_text(versions, at, MATTER_SLUG),
                  ov_cell_text(versions, at, VERSION_SLUG));
    ov_str stored, made;
    const ov_rows *rows;
    char hash[OV_HASH_HEX];
    ov_node *nodes;
    const ov_str *html;
    size_t n_html;
    bool current;

    OV_TRY(ov_version_canonical(ctx, id, &stored));
    OV_TRY(ov_select(ctx, &ov_text_sql[TEXT_VERIFY_NODES], OV_ARGS(ov_int(id)), &rows));
    verify->checked++;
    ov_sha256_hex(stored, hash);
    if (strcmp(hash, wanted) != 0)
        ov_verify_fault(verify, "text", address, "the canonical text has hash %s, not %s", hash,
                        wanted);
    nodes = nodes_of(ctx->arena, rows);
    OV_TRY(ov_text_rendered(ctx, id, &current, &html, &n_html));
    check_nodes(verify, ctx->arena, rows, nodes, current && n_html == rows->n ? html : NULL,
                address);
    made = ov_canonical_text(ctx->arena, ov_cell_text(versions, at, TITLE),
                             ov_cell_text(versions, at, LABEL),
                             (ov_day)ov_cell_int(versions, at, DAY), rows->n ? nodes : NULL);
    ov_sha256_hex(made, hash);
    if (strcmp(hash, wanted) != 0)
        ov_verify_fault(verify, "text", address, "its provisions have hash %s, not %s", hash,
                        wanted);
    return OV_OK;
}

/* Lineage that names wordings which are not there, and bases that are none. */
static ov_status check_lineage(ov_verify *verify)
{
    enum { ROW, MATTER, SLUG_OF, KIND };
    enum { BASE_SLUG, BASE_VERSION, BASE };
    ov_ctx *ctx = verify->ctx;
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_VERIFY_LINEAGE], OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n; i++)
        ov_verify_fault(verify, "text",
                        ov_printf(ctx->arena, "/arende/%s/text/%s", ov_cell_text(rows, i, MATTER),
                                  ov_cell_text(rows, i, SLUG_OF)),
                        "lineage %lld (%s) names a wording that is not there",
                        (long long)ov_cell_int(rows, i, ROW), ov_cell_text(rows, i, KIND));
    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_VERIFY_BASES], OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n; i++)
        ov_verify_fault(verify, "text",
                        ov_printf(ctx->arena, "/arende/%s/text/%s",
                                  ov_cell_text(rows, i, BASE_SLUG),
                                  ov_cell_text(rows, i, BASE_VERSION)),
                        "its base (%s) is no published version of the same document",
                        ov_cell_text(rows, i, BASE) ? ov_cell_text(rows, i, BASE) : "none noted");
    return OV_OK;
}

ov_status ov_text_verify(ov_verify *verify)
{
    const ov_rows *versions;

    OV_TRY(ov_select(verify->ctx, &ov_text_sql[TEXT_VERIFY_VERSIONS], OV_NOARGS, &versions));
    for (size_t i = 0; i < versions->n; i++)
        OV_TRY(check_version(verify, versions, i));
    return check_lineage(verify);
}

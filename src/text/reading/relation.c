/* SPDX-License-Identifier: EUPL-1.2 */
/* relation.c — families of documents, and links out of the text. */
#include "text/reading/relation.h"

#include "text/reading/relation_sql.h"

#include <string.h>

enum { ID, MATTER, TITLE, KIND, PARENT, POSITION, ROW_VERSION, PUBLISHED };

const char *const ov_document_kinds[] = {"main",     "sub_agreement", "guideline",
                                         "appendix", "other",         NULL};
const char *const ov_link_kinds[] = {"law", "agreement", "guideline", "predecessor", "other", NULL};

static bool is_one_of(const char *const *codes, const char *code)
{
    for (size_t i = 0; code && codes[i]; i++)
        if (!strcmp(codes[i], code))
            return true;
    return false;
}

/* ---- Families ---------------------------------------------------------------------------------
 */

static ov_document document_at(const ov_rows *rows, size_t i)
{
    return (ov_document){.id = ov_cell_int(rows, i, ID),
                         .matter_id = ov_cell_int(rows, i, MATTER),
                         .parent_id = ov_cell_int(rows, i, PARENT),
                         .title = ov_cell_text(rows, i, TITLE),
                         .kind = ov_cell_text(rows, i, KIND),
                         .position = ov_cell_int(rows, i, POSITION),
                         .row_version = ov_cell_int(rows, i, ROW_VERSION),
                         .published = ov_cell_int(rows, i, PUBLISHED)};
}

/* How many documents stand above: the chain is short and never comes back (ov_document_place). */
static int depth_of(const ov_document *all, size_t n, const ov_document *document)
{
    int depth = 0;
    ov_id parent = document->parent_id;

    while (parent && depth < OV_FAMILY_DEPTH) {
        size_t i = 0;

        while (i < n && all[i].id != parent)
            i++;
        if (i == n)
            break;
        parent = all[i].parent_id;
        depth++;
    }
    return depth;
}

typedef struct tree {
    const ov_document *all;
    size_t n;
    ov_document *out;
    size_t n_out;
} tree;

/* A document whose parent is not shown stands at the top itself. */
static bool stands_below(const tree *t, const ov_document *document, ov_id parent)
{
    if (parent || !document->parent_id)
        return document->parent_id == parent;
    for (size_t i = 0; i < t->n; i++)
        if (t->all[i].id == document->parent_id)
            return false;
    return true;
}

static void add_children(tree *t, ov_id parent, int depth)
{
    for (size_t i = 0; i < t->n; i++) {
        if (!stands_below(t, &t->all[i], parent))
            continue;
        t->out[t->n_out] = t->all[i];
        t->out[t->n_out++].depth = depth;
        if (depth < OV_FAMILY_DEPTH)
            add_children(t, t->all[i].id, depth + 1);
    }
}

ov_status ov_family(ov_ctx *ctx, ov_id matter_id, bool working, const ov_document **out, size_t *n)
{
    const ov_rows *rows;
    ov_document *all;
    tree t = {0};

    OV_TRY(ov_select(ctx, &ov_relation_sql[RELATION_DOCUMENTS], OV_ARGS(ov_int(matter_id)), &rows));
    all = ov_calloc(ctx->arena, rows->n + 1, sizeof *all);
    for (size_t i = 0; i < rows->n; i++) {
        ov_document document = document_at(rows, i);

        if (working || document.published)
            all[t.n++] = document;
    }
    t.all = all;
    t.out = ov_calloc(ctx->arena, t.n + 1, sizeof *t.out);
    add_children(&t, 0, 0);
    *out = t.out;
    *n = t.n_out;
    return OV_OK;
}

ov_status ov_document_get(ov_ctx *ctx, ov_id matter_id, ov_id id, ov_document *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_relation_sql[RELATION_DOCUMENT],
                         OV_ARGS(ov_int(matter_id), ov_int(id)), &rows));
    *out = document_at(rows, 0);
    return OV_OK;
}

ov_status ov_document_by_title(ov_ctx *ctx, ov_id matter_id, const char *title, ov_document *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_relation_sql[RELATION_DOCUMENT_BY_TITLE],
                         OV_ARGS(ov_int(matter_id), ov_text(title)), &rows));
    *out = document_at(rows, 0);
    return OV_OK;
}

/* How many levels stand below it. */
static int height_of(const ov_document *all, size_t n, ov_id id, int limit)
{
    int most = 0;

    for (size_t i = 0; i < n && limit > 0; i++) {
        if (all[i].parent_id != id)
            continue;
        int below = 1 + height_of(all, n, all[i].id, limit - 1);

        most = below > most ? below : most;
    }
    return most;
}

/* May the document stand below this parent? */
static ov_status check_parent(ov_ctx *ctx, const ov_document *document)
{
    const ov_document *all;
    ov_document parent;
    size_t n;
    ov_id above = document->parent_id;

    OV_TRY(ov_document_get(ctx, document->matter_id, document->parent_id, &parent));
    OV_TRY(ov_family(ctx, document->matter_id, true, &all, &n));
    for (int level = 0; above && level <= OV_FAMILY_DEPTH; level++) {
        size_t i = 0;

        if (above == document->id)
            return ov_fail(&ctx->err, OV_INVALID, "a document below itself");
        while (i < n && all[i].id != above)
            i++;
        above = i < n ? all[i].parent_id : 0;
    }
    if (depth_of(all, n, &parent) + 1 + height_of(all, n, document->id, OV_FAMILY_DEPTH) >=
        OV_FAMILY_DEPTH)
        return ov_fail(&ctx->err, OV_INVALID, "a family of over %d levels", OV_FAMILY_DEPTH);
    return OV_OK;
}

ov_status ov_document_place(ov_ctx *ctx, const ov_document *document)
{
    ov_document before;
    int64_t changed;

    OV_TRY(ov_document_get(ctx, document->matter_id, document->id, &before));
    if (!is_one_of(ov_document_kinds, document->kind) || document->position < 0 ||
        document->position > 10000)
        return ov_fail(&ctx->err, OV_INVALID, "unknown kind or position of a document");
    if (document->parent_id)
        OV_TRY(check_parent(ctx, document));
    OV_TRY(ov_exec(ctx, &ov_relation_sql[RELATION_DOCUMENT_SET],
                   OV_ARGS(ov_int(document->id), ov_int(document->row_version),
                           ov_text(document->kind), ov_id_or_null(document->parent_id),
                           ov_int(document->position)),
                   &changed));
    if (changed == 0)
        return ov_fail(&ctx->err, OV_CONFLICT, "the document was changed by somebody else");
    return ov_audit(ctx, &(ov_event){.action = "document.placed",
                                     .object = ov_printf(ctx->arena, "document/%lld",
                                                         (long long)document->id)});
}

/* ---- Links ------------------------------------------------------------------------------------
 */

bool ov_link_address_ok(const char *address)
{
    size_t n = strlen(address);

    if (n > 2000 || strncmp(address, "https://", 8) != 0 || n < 12 || !strchr(address + 8, '.'))
        return false;
    for (const char *c = address; *c; c++)
        if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7f || strchr("\"'<>\\`@", *c))
            return false;
    return true;
}

ov_status ov_document_links(ov_ctx *ctx, ov_id document_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_relation_sql[RELATION_LINKS], OV_ARGS(ov_int(document_id)), out);
}

ov_status ov_document_link_add(ov_ctx *ctx, const ov_document_link *link, ov_id *id)
{
    if (!is_one_of(ov_link_kinds, link->kind) || !link->title || !*link->title)
        return ov_fail(&ctx->err, OV_INVALID, "a link without kind or title");
    if (link->address && !ov_link_address_ok(link->address))
        return ov_fail(&ctx->err, OV_INVALID, "a link to an address that is not allowed");
    OV_TRY(ov_insert(ctx, &ov_relation_sql[RELATION_LINK_ADD],
                     OV_ARGS(ov_int(link->document_id), ov_id_or_null(link->node_id),
                             ov_text(link->kind), ov_text(link->title), ov_text(link->reference),
                             ov_text(link->address), ov_text(link->note)),
                     id));
    return ov_audit(ctx, &(ov_event){.action = "document.linked",
                                     .object = ov_printf(ctx->arena, "document/%lld",
                                                         (long long)link->document_id)});
}

ov_status ov_document_link_remove(ov_ctx *ctx, ov_id document_id, ov_id id)
{
    int64_t changed;

    OV_TRY(ov_exec(ctx, &ov_relation_sql[RELATION_LINK_REMOVE],
                   OV_ARGS(ov_int(id), ov_int(document_id)), &changed));
    if (changed == 0)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no such link");
    return ov_audit(
        ctx, &(ov_event){.action = "document.unlinked",
                         .object = ov_printf(ctx->arena, "document/%lld", (long long)document_id)});
}

ov_status ov_document_node(ov_ctx *ctx, ov_id document_id, const char *number, ov_id *node_id)
{
    int64_t found;

    OV_TRY(ov_select_int(ctx, &ov_relation_sql[RELATION_NODE_OF_DOCUMENT],
                         OV_ARGS(ov_int(document_id), ov_text(number)), 0, &found));
    if (!found)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no provision with this number");
    *node_id = found;
    return OV_OK;
}

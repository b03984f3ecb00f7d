/* SPDX-License-Identifier: EUPL-1.2 */
/* draft.c — a draft in memory, and written back. */
#include "text/edit/draft.h"

#include "auth/auth.h"
#include "text/edit/edit_sql.h"
#include "text/import/import.h"
#include "text/index.h"
#include "text/edit/publish.h"
#include "text/render.h"
#include "text/text_sql.h"
#include "view/markdown.h"

#include <string.h>

enum {
    ROW_ID,
    ROW_NUMBER,
    ROW_HEADING,
    ROW_LEVEL,
    ROW_KIND,
    ROW_BODY,
    ROW_HTML,
    ROW_ANCHOR,
    ROW_HASH,
    ROW_TITLE,
    ROW_LAYOUT,
    ROW_DEPTH,
    ROW_SEQ
};

const char *ov_actor_name(const ov_ctx *ctx)
{
    return ctx->actor.name ? ctx->actor.name : ctx->actor.login ? ctx->actor.login : "system";
}

ov_status ov_draft_event(ov_ctx *ctx, const char *action, ov_id version_id, ov_id node_id,
                         const char *before, const char *after)
{
    const char *object = ov_printf(ctx->arena, "version/%lld", (long long)version_id);
    ov_event event = {.action = action, .object = object, .before = before, .after = after};

    if (node_id)
        event.object = ov_printf(ctx->arena, "%s/node/%lld", object, (long long)node_id);
    event.role = ov_role_for(ctx, "text.edit", NULL);
    return ov_audit(ctx, &event);
}

ov_status ov_draft_open(ov_ctx *ctx, ov_id version_id, ov_version *out)
{
    ov_version version;

    OV_TRY(ov_version_get(ctx, version_id, &version));
    if (version.hash)
        return ov_fail(&ctx->err, OV_CONFLICT, "version %lld is published", (long long)version_id);
    *out = version;
    return OV_OK;
}

ov_status ov_draft_changed(ov_ctx *ctx, ov_id version_id)
{
    OV_TRY(ov_exec(ctx, &ov_edit_sql[EDIT_REVISE], OV_ARGS(ov_int(version_id)), NULL));
    return ov_publish_void(ctx, version_id);
}

ov_status ov_draft_touch(ov_ctx *ctx, ov_id version_id, ov_id node_id)
{
    return ov_exec(ctx, &ov_edit_sql[EDIT_TOUCH],
                   OV_ARGS(ov_int(version_id), ov_int(node_id),
                           ov_id_or_null(ctx->actor.account_id), ov_text(ov_actor_name(ctx)),
                           ov_int(ctx->now)),
                   NULL);
}

ov_status ov_draft_row_version(ov_ctx *ctx, ov_id version_id, ov_id node_id, int64_t *out)
{
    return ov_select_int(ctx, &ov_edit_sql[EDIT_ROW_VERSION],
                         OV_ARGS(ov_int(version_id), ov_int(node_id)), 0, out);
}

ov_status ov_draft_canonical(ov_ctx *ctx, const ov_version *version, const char *label, ov_day day,
                             ov_str *out)
{
    enum { NUMBER, HEADING, LEVEL, BODY };
    const ov_rows *rows;
    ov_node *nodes;

    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_CANONICAL], OV_ARGS(ov_int(version->id)), &rows));
    nodes = ov_calloc(ctx->arena, rows->n + 1, sizeof *nodes);
    for (size_t i = 0; i < rows->n; i++)
        nodes[i] = (ov_node){.number = ov_cell_text(rows, i, NUMBER),
                             .heading = ov_cell_text(rows, i, HEADING),
                             .level = (int)ov_cell_int(rows, i, LEVEL),
                             .body = ov_cell_text(rows, i, BODY),
                             .next = i + 1 < rows->n ? &nodes[i + 1] : NULL};
    *out =
        ov_canonical_text(ctx->arena, version->document_title, label, day, rows->n ? nodes : NULL);
    return OV_OK;
}

ov_status ov_draft_load(ov_ctx *ctx, ov_id version_id, ov_draft_tree *out)
{
    ov_draft_tree tree = {0};
    const ov_rows *rows;

    OV_TRY(ov_draft_open(ctx, version_id, &tree.version));
    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_NODES], OV_ARGS(ov_int(version_id)), &rows));
    tree.n = rows->n;
    tree.room = rows->n + 2;
    tree.nodes = ov_calloc(ctx->arena, tree.room, sizeof *tree.nodes);
    for (size_t i = 0; i < rows->n; i++) {
        ov_draft_node *node = &tree.nodes[i];

        node->text = (ov_node){.id = ov_cell_int(rows, i, ROW_ID),
                               .number = ov_cell_text(rows, i, ROW_NUMBER),
                               .heading = ov_cell_text(rows, i, ROW_HEADING),
                               .level = (int)ov_cell_int(rows, i, ROW_LEVEL),
                               .kind = ov_cell_text(rows, i, ROW_KIND),
                               .body = ov_cell_text(rows, i, ROW_BODY)};
        node->html = ov_html_from_store(ov_cell_str(rows, i, ROW_HTML));
        node->anchor = ov_cell_text(rows, i, ROW_ANCHOR);
        node->hash = ov_cell_text(rows, i, ROW_HASH);
        node->title = ov_cell_text(rows, i, ROW_TITLE);
        node->layout = ov_cell_int(rows, i, ROW_LAYOUT);
        node->depth = (int)ov_cell_int(rows, i, ROW_DEPTH);
        node->seq = (size_t)ov_cell_int(rows, i, ROW_SEQ);
    }
    *out = tree;
    return OV_OK;
}

size_t ov_draft_find(const ov_draft_tree *tree, ov_id node_id)
{
    size_t i = 0;

    while (i < tree->n && tree->nodes[i].text.id != node_id)
        i++;
    return i;
}

size_t ov_draft_below(const ov_draft_tree *tree, size_t at)
{
    size_t end = at + 1;

    while (end < tree->n && tree->nodes[end].depth > tree->nodes[at].depth)
        end++;
    return end;
}

ov_status ov_draft_insert(ov_ctx *ctx, ov_draft_tree *tree, size_t at)
{
    ov_id id;

    if (tree->n >= OV_IMPORT_MAX_NODES || tree->n == tree->room)
        return ov_fail(&ctx->err, OV_TOO_LARGE, "a version has at most %d provisions",
                       OV_IMPORT_MAX_NODES);
    OV_TRY(ov_insert(ctx, &ov_text_sql[TEXT_NODE_ADD], OV_ARGS(ov_int(tree->version.document_id)),
                     &id));
    memmove(tree->nodes + at + 1, tree->nodes + at, (tree->n - at) * sizeof *tree->nodes);
    tree->nodes[at] = (ov_draft_node){
        .text = {.id = id, .level = 1, .body = ""}, .depth = 1, .fresh = true, .touched = true};
    tree->n++;
    return OV_OK;
}

void ov_draft_remove(ov_ctx *ctx, ov_draft_tree *tree, size_t at)
{
    ov_id *gone = ov_calloc(ctx->arena, tree->n_gone + 1, sizeof *gone);

    for (size_t i = 0; i < tree->n_gone; i++)
        gone[i] = tree->gone[i];
    gone[tree->n_gone++] = tree->nodes[at].text.id;
    tree->gone = gone;
    memmove(tree->nodes + at, tree->nodes + at + 1, (tree->n - at - 1) * sizeof *tree->nodes);
    tree->n--;
}

static bool is_preamble(const ov_node *node)
{
    return !node->number && !node->heading;
}

/* Depths and parents from levels, as the import makes its tree. */
static void find_depths(const ov_draft_tree *tree, ov_prepared *p)
{
    size_t open[OV_IMPORT_LEVELS], depth = 0;

    for (size_t i = 0; i < tree->n; i++) {
        const ov_node *node = &tree->nodes[i].text;

        while (depth > 0 && (tree->nodes[open[depth - 1]].text.level >= node->level ||
                             is_preamble(&tree->nodes[open[0]].text)))
            depth--;
        p->nodes[i].node = node;
        p->nodes[i].parent = depth ? open[depth - 1] : SIZE_MAX;
        open[depth++] = i;
        p->nodes[i].depth = (int)depth;
        p->nodes[i].id = node->id;
    }
}

static ov_status renew(ov_ctx *ctx, ov_draft_node *node)
{
    char hash[OV_HASH_HEX];

    node->text.kind = is_preamble(&node->text) ? "preamble"
                      : node->text.body[0]     ? "provision"
                                               : "heading";
    if (!node->fresh)
        return OV_OK;
    ov_sha256_hex(ov_canonical_node(ctx->arena, &node->text), hash);
    node->hash = ov_strdup(ctx->arena, hash);
    return ov_markdown(ctx->arena, ov_body_markdown(ctx->arena, node->text.body), &node->html,
                       &ctx->err);
}

/* The shape of the whole; marks in changed[] what must be written. */
static ov_status shape(ov_ctx *ctx, ov_draft_tree *tree, ov_prepared *p, bool *changed)
{
    for (size_t i = 0; i < tree->n; i++) {
        tree->nodes[i].text.next = NULL; /* alone: its own hash */
        OV_TRY(renew(ctx, &tree->nodes[i]));
    }
    p->n = tree->n;
    p->nodes = ov_calloc(ctx->arena, tree->n + 1, sizeof *p->nodes);
    find_depths(tree, p);
    ov_prepared_shape(ctx->arena, p);
    for (size_t i = 0; i < tree->n; i++) {
        ov_draft_node *node = &tree->nodes[i];
        ov_prepared_node *made = &p->nodes[i];
        const char *anchor =
            made->anchor ? made->anchor : ov_printf(ctx->arena, "p-%lld", (long long)node->text.id);

        made->title = ov_node_title(ctx->arena, &node->text);
        made->anchor = anchor;
        made->html = node->html.text;
        memcpy(made->hash, node->hash, OV_HASH_HEX);
        changed[i] = node->fresh || node->seq != i + 1 || node->depth != made->depth ||
                     node->layout != ov_prepared_layout(made) || !node->anchor ||
                     strcmp(node->anchor, anchor) != 0 || !node->title ||
                     strcmp(node->title, made->title) != 0;
        p->words += (int64_t)(ov_text_words(ov_str_from(node->text.body)) +
                              ov_text_words(ov_str_from(node->text.heading)));
    }
    return OV_OK;
}

static ov_status write_rows(ov_ctx *ctx, const ov_draft_tree *tree, const ov_prepared *p,
                            const bool *changed)
{
    ov_id version = tree->version.id;

    for (size_t i = 0; i < tree->n_gone; i++)
        OV_TRY(ov_exec(ctx, &ov_edit_sql[EDIT_NODE_DELETE],
                       OV_ARGS(ov_int(version), ov_int(tree->gone[i])), NULL));
    for (size_t i = 0; i < tree->n_gone; i++)
        OV_TRY(ov_text_index(ctx, version, tree->gone[i]));
    for (size_t i = 0; i < tree->n; i++) /* first out, so that no place is taken twice */
        if (changed[i] && tree->nodes[i].seq)
            OV_TRY(ov_exec(ctx, &ov_edit_sql[EDIT_NODE_DELETE],
                           OV_ARGS(ov_int(version), ov_int(tree->nodes[i].text.id)), NULL));
    for (size_t i = 0; i < tree->n; i++)
        if (changed[i])
            OV_TRY(ov_node_text_add(ctx, version, i + 1, &p->nodes[i]));
    for (size_t i = 0; i < tree->n; i++)
        if (tree->nodes[i].touched)
            OV_TRY(ov_draft_touch(ctx, version, tree->nodes[i].text.id));
    for (size_t i = 0; i < tree->n; i++)
        if (tree->nodes[i].fresh || tree->nodes[i].touched)
            OV_TRY(ov_text_index(ctx, version, tree->nodes[i].text.id));
    return OV_OK;
}

ov_status ov_draft_store(ov_ctx *ctx, ov_draft_tree *tree)
{
    bool *changed = ov_calloc(ctx->arena, tree->n + 1, sizeof *changed);
    const ov_version *version = &tree->version;
    ov_prepared p = {0};
    ov_str canonical;

    OV_TRY(shape(ctx, tree, &p, changed));
    OV_TRY(write_rows(ctx, tree, &p, changed));
    for (size_t i = 0; i < tree->n; i++)
        tree->nodes[i].text.next = i + 1 < tree->n ? &tree->nodes[i + 1].text : NULL;
    canonical = ov_canonical_text(ctx->arena, version->document_title, version->label,
                                  version->date, tree->n ? &tree->nodes[0].text : NULL);
    OV_TRY(ov_exec(
        ctx, &ov_edit_sql[EDIT_VERSION_TOTALS],
        OV_ARGS(ov_int(version->id), ov_int(p.words), ov_int((int64_t)tree->n), ov_blob(canonical)),
        NULL));
    OV_TRY(ov_text_link(ctx, version->id));
    return ov_draft_changed(ctx, version->id);
}

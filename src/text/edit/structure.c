/* SPDX-License-Identifier: EUPL-1.2 */
/* structure.c — the structure of a draft: provisions are moved, added, taken away, split and
 * merged, and keep their identity. */
#include "text/edit/draft.h"
#include "text/edit/edit_sql.h"
#include "text/import/import.h"
#include "text/edit/trace.h"

#include <string.h>

/* ---- Blocks of a body: what empty lines separate --------------------------------------------- */

size_t ov_body_blocks(const char *body)
{
    size_t n = *body ? 1 : 0;

    for (const char *p = body; (p = strstr(p, "\n\n")); p += 2)
        n++;
    return n;
}

/* Where the n-th begins. */
static const char *block_at(const char *body, size_t n)
{
    while (n-- > 0) {
        const char *next = strstr(body, "\n\n");

        if (!next)
            return body + strlen(body);
        body = next + 2;
    }
    return body;
}

ov_str ov_body_block(const char *body, size_t n)
{
    const char *start = block_at(body, n), *end = strstr(start, "\n\n");

    return (ov_str){start, end ? (size_t)(end - start) : strlen(start)};
}

/* ---- Places ---------------------------------------------------------------------------------- */

static ov_status refuse(ov_ctx *ctx, const char *why)
{
    return ov_fail(&ctx->err, OV_INVALID, "%s", why);
}

/* Puts [middle, end) before [start, middle). */
static void rotate(ov_arena *arena, ov_draft_node *nodes, size_t start, size_t middle, size_t end)
{
    size_t first = middle - start, second = end - middle;
    ov_draft_node *kept = ov_alloc(arena, first * sizeof *kept);

    memcpy(kept, nodes + start, first * sizeof *kept);
    memmove(nodes + start, nodes + middle, second * sizeof *nodes);
    memcpy(nodes + start + second, kept, first * sizeof *kept);
}

static ov_status move_up(ov_ctx *ctx, ov_draft_tree *tree, size_t at)
{
    size_t above = at;

    while (above > 0 && tree->nodes[above - 1].depth > tree->nodes[at].depth)
        above--;
    if (above == 0 || tree->nodes[above - 1].depth < tree->nodes[at].depth)
        return refuse(ctx, "nothing to move past");
    rotate(ctx->arena, tree->nodes, above - 1, at, ov_draft_below(tree, at));
    return OV_OK;
}

static ov_status move_down(ov_ctx *ctx, ov_draft_tree *tree, size_t at)
{
    size_t next = ov_draft_below(tree, at);

    if (next == tree->n || tree->nodes[next].depth < tree->nodes[at].depth)
        return refuse(ctx, "nothing to move past");
    rotate(ctx->arena, tree->nodes, at, next, ov_draft_below(tree, next));
    return OV_OK;
}

/* One level deeper (1) or higher (-1), with all below. */
static ov_status shift(ov_ctx *ctx, ov_draft_tree *tree, size_t at, int by)
{
    size_t end = ov_draft_below(tree, at);
    bool has_above = at > 0 && tree->nodes[at - 1].depth >= tree->nodes[at].depth;

    if (by > 0 && !has_above)
        return refuse(ctx, "nothing above to stand below");
    for (size_t i = at; i < end; i++)
        if (tree->nodes[i].text.level + by < 1 || tree->nodes[i].text.level + by > OV_IMPORT_LEVELS)
            return refuse(ctx, "no such level");
    for (size_t i = at; i < end; i++) {
        tree->nodes[i].text.level += by;
        tree->nodes[i].fresh = true; /* the level is stored */
    }
    return OV_OK;
}

/* ---- Provisions come and go ------------------------------------------------------------------ */

static ov_status add_after(ov_ctx *ctx, ov_draft_tree *tree, size_t at, ov_id *made)
{
    size_t place = ov_draft_below(tree, at);
    int level = tree->nodes[at].text.level;

    OV_TRY(ov_draft_insert(ctx, tree, place));
    tree->nodes[place].text.level = level;
    tree->nodes[place].text.heading = "Ny bestämmelse";
    *made = tree->nodes[place].text.id;
    return OV_OK;
}

static ov_status take_away(ov_ctx *ctx, ov_draft_tree *tree, size_t at)
{
    if (ov_draft_below(tree, at) > at + 1)
        return refuse(ctx, "others stand below it");
    if (tree->n == 1)
        return refuse(ctx, "the last provision stays");
    ov_draft_remove(ctx, tree, at);
    return OV_OK;
}

/* The rest becomes a provision after it; where others stand below, the first of those, so that the
 * text keeps its order and they keep their place. */
static ov_status split(ov_ctx *ctx, ov_draft_tree *tree, size_t at, size_t block, ov_id *made)
{
    const char *body = tree->nodes[at].text.body, *heading = tree->nodes[at].text.heading;
    bool parent = ov_draft_below(tree, at) > at + 1;
    int level = tree->nodes[at].text.level + parent;

    if (block < 1 || block >= ov_body_blocks(body) || level > OV_IMPORT_LEVELS)
        return refuse(ctx, "no such block");
    OV_TRY(ov_draft_insert(ctx, tree, at + 1));
    tree->nodes[at + 1].text.level = level;
    tree->nodes[at + 1].text.heading =
        heading ? ov_printf(ctx->arena, "%s (forts.)", heading) : "Ny bestämmelse";
    tree->nodes[at + 1].text.body = block_at(body, block);
    tree->nodes[at].text.body =
        ov_strndup(ctx->arena, body, (size_t)(block_at(body, block) - body) - 2);
    tree->nodes[at].fresh = tree->nodes[at].touched = true;
    *made = tree->nodes[at + 1].text.id;
    return OV_OK;
}

static ov_status merge(ov_ctx *ctx, ov_draft_tree *tree, const ov_structure *s, size_t at)
{
    ov_draft_node *node = &tree->nodes[at], *next = node + 1;
    int64_t stands;
    const char *parts[3] = {node->text.body, NULL, NULL}, *body = "";

    if (at + 1 == tree->n || ov_draft_below(tree, at + 1) > at + 2)
        return refuse(ctx, "nothing to merge with, or others stand below it");
    OV_TRY(ov_draft_row_version(ctx, s->version_id, next->text.id, &stands));
    if (stands != s->next_row_version)
        return ov_fail(&ctx->err, OV_CONFLICT, "the next provision has changed");
    if (next->text.number || next->text.heading) /* a heading is text: it is not lost */
        OV_TRY(ov_canonical_body(ctx->arena, ov_str_from(ov_node_title(ctx->arena, &next->text)),
                                 &parts[1]));
    parts[2] = next->text.body;
    for (size_t i = 0; i < OV_LEN(parts); i++)
        if (parts[i] && *parts[i])
            body = ov_printf(ctx->arena, "%s%s%s", body, *body ? "\n\n" : "", parts[i]);
    OV_TRY(ov_body_read(ctx->arena, ov_str_from(body), true, &node->text.body));
    node->fresh = node->touched = true;
    ov_draft_remove(ctx, tree, at + 1);
    return OV_OK;
}

/* ---- As it was in the base ------------------------------------------------------------------- */

static void reword(ov_draft_node *node, const ov_rows *base, size_t i)
{
    node->text.number = ov_cell_text(base, i, OV_TRACE_NUMBER);
    node->text.heading = ov_cell_text(base, i, OV_TRACE_HEADING);
    node->text.level = (int)ov_cell_int(base, i, OV_TRACE_LEVEL);
    node->text.body = ov_cell_text(base, i, OV_TRACE_BODY);
    node->fresh = node->touched = true;
}

/* Where one that is gone belongs: after the nearest before it that is still there. */
static size_t place_of(const ov_draft_tree *tree, const ov_rows *base, size_t i)
{
    while (i-- > 0) {
        size_t at = ov_draft_find(tree, ov_cell_int(base, i, OV_TRACE_ID));

        if (at < tree->n)
            return at + 1;
    }
    return 0;
}

static ov_status restore(ov_ctx *ctx, ov_draft_tree *tree, ov_id node)
{
    size_t at = ov_draft_find(tree, node), i = 0, place;
    const ov_rows *base;
    ov_id base_id;
    int64_t revision;

    OV_TRY(ov_version_base(ctx, tree->version.id, &base_id, &revision));
    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_BASE_NODES], OV_ARGS(ov_int(base_id)), &base));
    while (i < base->n && ov_cell_int(base, i, OV_TRACE_ID) != node)
        i++;
    if (i == base->n)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the base has no such provision");
    if (at < tree->n) {
        reword(&tree->nodes[at], base, i);
        return OV_OK;
    }
    place = place_of(tree, base, i);
    if (tree->n == tree->room)
        return ov_fail(&ctx->err, OV_TOO_LARGE, "no room for a provision");
    memmove(tree->nodes + place + 1, tree->nodes + place, (tree->n - place) * sizeof *tree->nodes);
    tree->nodes[place] = (ov_draft_node){.text = {.id = node}, .depth = 1};
    tree->n++;
    reword(&tree->nodes[place], base, i);
    return OV_OK;
}

/* ---- One step -------------------------------------------------------------------------------- */

static ov_status check_seen(ov_ctx *ctx, const ov_structure *s)
{
    int64_t stands;

    if (s->step != OV_STEP_REMOVE && s->step != OV_STEP_SPLIT && s->step != OV_STEP_MERGE &&
        s->step != OV_STEP_RESTORE)
        return OV_OK;
    OV_TRY(ov_draft_row_version(ctx, s->version_id, s->node_id, &stands));
    if (stands != s->row_version)
        return ov_fail(&ctx->err, OV_CONFLICT, "the provision has changed");
    return OV_OK;
}

static ov_status take_step(ov_ctx *ctx, ov_draft_tree *tree, ov_structure *s, size_t at)
{
    switch (s->step) {
    case OV_STEP_UP:
        return move_up(ctx, tree, at);
    case OV_STEP_DOWN:
        return move_down(ctx, tree, at);
    case OV_STEP_IN:
        return shift(ctx, tree, at, 1);
    case OV_STEP_OUT:
        return shift(ctx, tree, at, -1);
    case OV_STEP_ADD:
        return add_after(ctx, tree, at, &s->made);
    case OV_STEP_REMOVE:
        return take_away(ctx, tree, at);
    case OV_STEP_SPLIT:
        return split(ctx, tree, at, s->at, &s->made);
    case OV_STEP_MERGE:
        return merge(ctx, tree, s, at);
    case OV_STEP_RESTORE:
        return restore(ctx, tree, s->node_id);
    }
    return refuse(ctx, "unknown step");
}

ov_status ov_provision_restructure(ov_ctx *ctx, ov_structure *s)
{
    static const char *const actions[] = {
        [OV_STEP_UP] = "text.provision_moved",        [OV_STEP_DOWN] = "text.provision_moved",
        [OV_STEP_IN] = "text.provision_moved",        [OV_STEP_OUT] = "text.provision_moved",
        [OV_STEP_ADD] = "text.provision_added",       [OV_STEP_REMOVE] = "text.provision_removed",
        [OV_STEP_SPLIT] = "text.provision_split",     [OV_STEP_MERGE] = "text.provision_merged",
        [OV_STEP_RESTORE] = "text.provision_restored"};
    ov_draft_tree tree;
    const char *before;
    size_t at;

    s->made = 0;
    OV_TRY(ov_draft_load(ctx, s->version_id, &tree));
    at = ov_draft_find(&tree, s->node_id);
    if (at == tree.n && s->step != OV_STEP_RESTORE)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the provision is not in that version");
    before = at < tree.n ? tree.nodes[at].hash : NULL;
    OV_TRY(check_seen(ctx, s));
    OV_TRY(take_step(ctx, &tree, s, at));
    OV_TRY(ov_draft_store(ctx, &tree));
    if (s->step == OV_STEP_REMOVE)
        OV_TRY(ov_lease_release(ctx, s->version_id, s->node_id));
    at = ov_draft_find(&tree, s->node_id);
    return ov_draft_event(ctx, actions[s->step], s->version_id, s->node_id, before,
                          at < tree.n ? tree.nodes[at].hash : NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* version.c — stores a prepared version; publishing fixes its bytes and its hash. */
#include "text/edit/edit_sql.h"
#include "text/index.h"
#include "text/edit/lineage.h"
#include "text/prepare.h"
#include "text/edit/publish.h"
#include "text/render.h"
#include "text/text_sql.h"

ov_status ov_document_named(ov_ctx *ctx, ov_id matter_id, const char *title, ov_id *id)
{
    int64_t found;

    OV_TRY(ov_select_int(ctx, &ov_text_sql[TEXT_DOCUMENT_FIND],
                         OV_ARGS(ov_int(matter_id), ov_text(title)), 0, &found));
    *id = found;
    if (found)
        return OV_OK;
    return ov_insert(ctx, &ov_text_sql[TEXT_DOCUMENT_ADD],
                     OV_ARGS(ov_int(matter_id), ov_text(title)), id);
}

ov_status ov_version_free_slug(ov_ctx *ctx, ov_id matter_id, const char *label, ov_id own,
                               const char **out)
{
    const char *base = ov_version_slug(ctx->arena, label), *slug = base;

    for (int n = 2; n < 10000; n++) {
        int64_t taken;

        OV_TRY(ov_select_int(ctx, &ov_text_sql[TEXT_SLUG_TAKEN],
                             OV_ARGS(ov_int(matter_id), ov_text(slug)), 0, &taken));
        if (!taken || taken == own) {
            *out = slug;
            return OV_OK;
        }
        slug = ov_printf(ctx->arena, "%s-%d", base, n);
    }
    return ov_fail(&ctx->err, OV_CONFLICT, "no free address for the version %s", base);
}

/* Working copy of the nodes: ov_write may run us again, and each time the ids are found anew. */
static ov_status identify(ov_ctx *ctx, const ov_prepared *p, ov_id document, ov_id base,
                          ov_prepared_node **out)
{
    ov_prepared_node *nodes = ov_calloc(ctx->arena, p->n, sizeof *nodes);
    const ov_rows *old;
    int64_t latest = base;

    memcpy(nodes, p->nodes, p->n * sizeof *nodes);
    if (!base)
        OV_TRY(ov_select_int(ctx, &ov_text_sql[TEXT_LATEST_VERSION], OV_ARGS(ov_int(document)), 0,
                             &latest));
    OV_TRY(ov_select(ctx, &ov_text_sql[TEXT_OLD_NODES], OV_ARGS(ov_int(latest)), &old));
    ov_nodes_match(ctx->arena, nodes, p->n, old);
    for (size_t i = 0; i < p->n; i++) {
        if (!nodes[i].id)
            OV_TRY(ov_insert(ctx, &ov_text_sql[TEXT_NODE_ADD], OV_ARGS(ov_int(document)),
                             &nodes[i].id));
        if (!nodes[i].anchor)
            nodes[i].anchor = ov_printf(ctx->arena, "p-%lld", (long long)nodes[i].id);
    }
    *out = nodes;
    return OV_OK;
}

ov_status ov_node_text_add(ov_ctx *ctx, ov_id version, size_t seq, const ov_prepared_node *node)
{
    const ov_node *text = node->node;

    return ov_exec(ctx, &ov_text_sql[TEXT_NODE_TEXT_ADD],
                   OV_ARGS(ov_int(version), ov_int((int64_t)seq), ov_int(node->id),
                           ov_text(text->number), ov_text(text->heading), ov_int(text->level),
                           ov_int(node->depth), ov_text(text->kind), ov_text(text->body),
                           ov_text_str(node->html), ov_text(node->anchor), ov_text(node->hash),
                           ov_text(node->title), ov_int(ov_prepared_layout(node))),
                   NULL);
}

static bool is_published(const char *status)
{
    return strcmp(status, "draft") != 0 && strcmp(status, "working") != 0;
}

/* What it is told against: remembered, and when it is published at once also worked out. */
static ov_status finish(ov_ctx *ctx, const ov_version_draft *draft, ov_id version, ov_id base)
{
    const ov_prepared *p = draft->prepared;
    bool published = is_published(draft->status);
    const char *object = ov_printf(ctx->arena, "version/%lld", (long long)version);
    ov_event event = {
        .action = published ? "text.published" : "text.stored", .object = object, .after = p->hash};

    OV_TRY(ov_exec(
        ctx, &ov_edit_sql[EDIT_WORK_ADD],
        OV_ARGS(ov_int(version), ov_id_or_null(base), ov_id_or_null(ctx->actor.account_id)), NULL));
    if (!published) {
        OV_TRY(ov_audit(ctx, &event));
        return ov_text_index(ctx, version, 0);
    }
    OV_TRY(ov_lineage_store(ctx, version, base));
    OV_TRY(ov_exec(ctx, &ov_text_sql[TEXT_VERSION_PUBLISH],
                   OV_ARGS(ov_int(version), ov_text(p->hash), ov_int(ctx->now),
                           ov_text(ctx->actor.name ? ctx->actor.name : ctx->actor.login)),
                   NULL));
    OV_TRY(ov_audit(ctx, &event));
    return ov_text_published(ctx, version);
}

ov_status ov_version_store(ov_ctx *ctx, const ov_version_draft *draft, ov_id *version_id)
{
    const ov_prepared *p = draft->prepared;
    ov_prepared_node *nodes;
    ov_id document = 0, version = 0;
    const char *slug = NULL;
    int64_t base;

    if (!p)
        return ov_fail(&ctx->err, OV_INTERNAL, "ov_version_store before ov_version_prepare");
    OV_TRY(ov_document_named(ctx, draft->matter_id, draft->document_title, &document));
    OV_TRY(ov_version_free_slug(ctx, draft->matter_id, draft->label, 0, &slug));
    OV_TRY(ov_select_int(ctx, &ov_edit_sql[EDIT_BASE_BEFORE],
                         OV_ARGS(ov_int(document), ov_int(0), ov_int(draft->date)), 0, &base));
    OV_TRY(identify(ctx, p, document, base, &nodes));
    OV_TRY(ov_insert(ctx, &ov_text_sql[TEXT_VERSION_ADD],
                     OV_ARGS(ov_int(document), ov_int(draft->matter_id), ov_text(slug),
                             ov_text(draft->label), ov_text(draft->status), ov_int(draft->date),
                             ov_int(p->words), ov_int((int64_t)p->n), ov_blob(p->canonical),
                             ov_blob(draft->source), ov_text(draft->source_name), ov_int(ctx->now)),
                     &version));
    for (size_t i = 0; i < p->n; i++)
        OV_TRY(ov_node_text_add(ctx, version, i + 1, &nodes[i]));
    OV_TRY(ov_text_link(ctx, version));
    if (p->check.media)
        OV_TRY(ov_upload_check_store(ctx, version, &p->check));
    OV_TRY(finish(ctx, draft, version, base));
    *version_id = version;
    return OV_OK;
}

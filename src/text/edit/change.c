/* SPDX-License-Identifier: EUPL-1.2 */
/* change.c — why a provision differs from its base, and what led to it. */
#include "text/edit/change.h"

#include "text/edit/draft.h"
#include "text/edit/edit_sql.h"

#include <string.h>

/* The version, and that the provision is one of its document. */
static ov_status find(ov_ctx *ctx, ov_id version_id, ov_id node_id, ov_version *out)
{
    int64_t known;

    OV_TRY(ov_version_get(ctx, version_id, out));
    OV_TRY(ov_select_int(ctx, &ov_edit_sql[EDIT_NODE_KNOWN],
                         OV_ARGS(ov_int(version_id), ov_int(node_id)), 0, &known));
    if (!known)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the provision is another document's");
    return OV_OK;
}

ov_status ov_change_put(ov_ctx *ctx, ov_id version_id, ov_id node_id, const char *reason,
                        bool *changed)
{
    ov_str text = ov_str_trim(ov_str_from(reason));
    const char *stands;

    if (!ov_utf8_valid(text) || ov_utf8_length(text) > OV_REASON_MOST)
        return ov_fail(&ctx->err, OV_INVALID, "a reason of at most %d characters", OV_REASON_MOST);
    OV_TRY(ov_select_text(ctx, &ov_edit_sql[EDIT_REASON],
                          OV_ARGS(ov_int(version_id), ov_int(node_id)), "", &stands));
    *changed = !ov_str_is(text, stands);
    if (!*changed)
        return OV_OK;
    if (!text.len)
        return ov_exec(ctx, &ov_edit_sql[EDIT_REASON_DROP],
                       OV_ARGS(ov_int(version_id), ov_int(node_id)), NULL);
    return ov_exec(ctx, &ov_edit_sql[EDIT_REASON_PUT],
                   OV_ARGS(ov_int(version_id), ov_int(node_id), ov_text_str(text),
                           ov_id_or_null(ctx->actor.account_id), ov_text(ov_actor_name(ctx)),
                           ov_int(ctx->now)),
                   NULL);
}

ov_status ov_change_reason_set(ov_ctx *ctx, ov_id version_id, ov_id node_id, const char *reason)
{
    ov_version version;
    bool changed;

    OV_TRY(find(ctx, version_id, node_id, &version));
    OV_TRY(ov_change_put(ctx, version_id, node_id, reason, &changed)); /* the guard says no */
    if (!changed)
        return OV_OK;
    if (!version.hash) {
        OV_TRY(ov_draft_touch(ctx, version_id, node_id));
        OV_TRY(ov_draft_changed(ctx, version_id));
    }
    return ov_draft_event(ctx, "text.reason_given", version_id, node_id, NULL, NULL);
}

static const struct {
    const char *kind, *title;
} kinds[] = {{"viewpoint", "Synpunkt"},
             {"issue", "Fråga"},
             {"decision", "Beslut"},
             {"other", "Annan källa"}};

const char *ov_change_source_title(const char *kind)
{
    for (size_t i = 0; i < OV_LEN(kinds); i++)
        if (!strcmp(kinds[i].kind, kind))
            return kinds[i].title;
    return "Annan källa";
}

static ov_status check_source(ov_ctx *ctx, const char *kind, ov_str ref, ov_str title)
{
    bool known = false;

    for (size_t i = 0; i < OV_LEN(kinds); i++)
        known = known || !strcmp(kinds[i].kind, kind);
    if (!known)
        return ov_fail(&ctx->err, OV_INVALID, "unknown kind of source");
    if (!ov_utf8_valid(ref) || ov_utf8_length(ref) > 500 || !ov_utf8_valid(title) ||
        title.len == 0 || ov_utf8_length(title) > 300)
        return ov_fail(&ctx->err, OV_INVALID,
                       "a source has a title of 1 to 300 characters and at most 500 of address");
    return OV_OK;
}

ov_status ov_change_source_add(ov_ctx *ctx, ov_id version_id, ov_id node_id, const char *kind,
                               const char *ref, const char *title)
{
    ov_str where = ov_str_trim(ov_str_from(ref)), what = ov_str_trim(ov_str_from(title));
    ov_version version;
    int64_t known;

    OV_TRY(check_source(ctx, kind, where, what));
    OV_TRY(find(ctx, version_id, node_id, &version));
    OV_TRY(ov_select_int(ctx, &ov_edit_sql[EDIT_SOURCE_KNOWN],
                         OV_ARGS(ov_int(version_id), ov_int(node_id), ov_text(kind),
                                 ov_text_str(where), ov_text_str(what)),
                         0, &known));
    if (known)
        return OV_OK;
    OV_TRY(ov_exec(ctx, &ov_edit_sql[EDIT_SOURCE_ADD],
                   OV_ARGS(ov_int(version_id), ov_int(node_id), ov_text(kind), ov_text_str(where),
                           ov_text_str(what), ov_text(ov_actor_name(ctx)), ov_int(ctx->now)),
                   NULL));
    if (!version.hash)
        OV_TRY(ov_draft_changed(ctx, version_id));
    return ov_draft_event(ctx, "text.source_added", version_id, node_id, NULL, NULL);
}

ov_status ov_change_source_remove(ov_ctx *ctx, ov_id version_id, ov_id source_id)
{
    ov_version version;
    int64_t changed;

    OV_TRY(ov_draft_open(ctx, version_id, &version));
    OV_TRY(ov_exec(ctx, &ov_edit_sql[EDIT_SOURCE_DROP],
                   OV_ARGS(ov_int(source_id), ov_int(version_id)), &changed));
    if (!changed)
        return OV_OK;
    OV_TRY(ov_draft_changed(ctx, version_id));
    return ov_draft_event(ctx, "text.source_removed", version_id, 0, NULL, NULL);
}

ov_status ov_change_reasons(ov_ctx *ctx, ov_id version_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_edit_sql[EDIT_REASONS], OV_ARGS(ov_int(version_id)), out);
}

ov_status ov_change_reasons_of_node(ov_ctx *ctx, ov_id node_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_edit_sql[EDIT_REASONS_OF_NODE], OV_ARGS(ov_int(node_id)), out);
}

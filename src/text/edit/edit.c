/* SPDX-License-Identifier: EUPL-1.2 */
/* edit.c — drafts are started and named, and a provision gets a new wording. */
#include "text/edit/draft.h"

#include "auth/auth.h"
#include "text/edit/edit_sql.h"
#include "text/import/import.h"
#include "text/index.h"
#include "text/render.h"
#include "text/text_sql.h"
#include "view/markdown.h"

#include <string.h>

/* ---- Drafts ---------------------------------------------------------------------------------- */

ov_status ov_version_base(ov_ctx *ctx, ov_id version_id, ov_id *base_id, int64_t *revision)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_edit_sql[EDIT_BASE], OV_ARGS(ov_int(version_id)), &rows));
    *base_id = ov_cell_int(rows, 0, 0);
    *revision = ov_cell_int(rows, 0, 1);
    return OV_OK;
}

ov_status ov_versions_after(ov_ctx *ctx, ov_id version_id, const ov_rows **out)
{
    return ov_select(ctx, &ov_edit_sql[EDIT_AFTER], OV_ARGS(ov_int(version_id)), out);
}

ov_status ov_version_readable(ov_ctx *ctx, const ov_version *version)
{
    ov_object object = {.matter_id = version->matter_id, .state = version->status};
    bool draft = strcmp(version->status, "draft") == 0;

    if (version->hash)
        return OV_OK;
    OV_TRY(ov_select_int(ctx, &ov_edit_sql[EDIT_MATTER_OWNER], OV_ARGS(ov_int(version->matter_id)),
                         0, &object.matter_org_id));
    if (ov_may(ctx, draft ? "text.edit" : "matter.read_working", &object) == OV_OK)
        return OV_OK;
    return ov_fail(&ctx->err, OV_NOT_FOUND, "a draft that the asker may not know of");
}

static ov_status check_label(ov_ctx *ctx, const char *label)
{
    size_t len = label ? strlen(label) : 0;

    if (len == 0 || len > 200)
        return ov_fail(&ctx->err, OV_INVALID, "a version's label has 1 to 200 bytes");
    return OV_OK;
}

/* The row of a new draft, and where it comes from. */
static ov_status add_version(ov_ctx *ctx, const ov_version *as, ov_id base, ov_id *id)
{
    const ov_str none = {"", 0};
    const char *slug;

    OV_TRY(ov_version_free_slug(ctx, as->matter_id, as->label, 0, &slug));
    OV_TRY(ov_insert(ctx, &ov_text_sql[TEXT_VERSION_ADD],
                     OV_ARGS(ov_int(as->document_id), ov_int(as->matter_id), ov_text(slug),
                             ov_text(as->label), ov_text("draft"), ov_int(as->date),
                             ov_int(as->words), ov_int(as->nodes), ov_blob(none), ov_blob(none),
                             ov_null(), ov_int(ctx->now)),
                     id));
    return ov_exec(ctx, &ov_edit_sql[EDIT_WORK_ADD],
                   OV_ARGS(ov_int(*id), ov_id_or_null(base), ov_id_or_null(ctx->actor.account_id)),
                   NULL);
}

ov_status ov_draft_start(ov_ctx *ctx, const ov_version *from, const char *label, ov_day day,
                         ov_id *id)
{
    ov_version fresh = *from;
    ov_id base = from->id, version;
    int64_t revision;
    ov_str canonical;

    OV_TRY(check_label(ctx, label));
    if (!from->hash)
        OV_TRY(ov_version_base(ctx, from->id, &base, &revision));
    fresh.label = label;
    fresh.date = day;
    OV_TRY(add_version(ctx, &fresh, base, &version));
    OV_TRY(ov_exec(ctx, &ov_edit_sql[EDIT_COPY_NODES], OV_ARGS(ov_int(version), ov_int(from->id)),
                   NULL));
    fresh.id = version;
    OV_TRY(ov_draft_canonical(ctx, &fresh, label, day, &canonical));
    OV_TRY(ov_exec(
        ctx, &ov_edit_sql[EDIT_VERSION_TOTALS],
        OV_ARGS(ov_int(version), ov_int(from->words), ov_int(from->nodes), ov_blob(canonical)),
        NULL));
    OV_TRY(ov_text_link(ctx, version));
    OV_TRY(ov_text_index(ctx, version, 0));
    OV_TRY(ov_draft_event(ctx, "text.draft_started", version, 0, from->hash, NULL));
    *id = version;
    return OV_OK;
}

ov_status ov_draft_blank(ov_ctx *ctx, ov_id matter_id, const char *document_title,
                         const char *label, ov_day day, ov_id *id)
{
    size_t len = document_title ? strlen(document_title) : 0;
    ov_version fresh = {.matter_id = matter_id, .label = label, .date = day};
    ov_draft_tree tree;
    ov_id base, version;

    OV_TRY(check_label(ctx, label));
    if (len == 0 || len > 300)
        return ov_fail(&ctx->err, OV_INVALID, "a document's title has 1 to 300 bytes");
    OV_TRY(ov_document_named(ctx, matter_id, document_title, &fresh.document_id));
    OV_TRY(ov_select_int(ctx, &ov_edit_sql[EDIT_LATEST_PUBLISHED],
                         OV_ARGS(ov_int(fresh.document_id)), 0, &base));
    OV_TRY(add_version(ctx, &fresh, base, &version));
    OV_TRY(ov_draft_load(ctx, version, &tree));
    OV_TRY(ov_draft_insert(ctx, &tree, 0));
    tree.nodes[0].text.heading = document_title;
    OV_TRY(ov_draft_store(ctx, &tree));
    OV_TRY(ov_draft_event(ctx, "text.draft_started", version, 0, NULL, NULL));
    *id = version;
    return OV_OK;
}

ov_status ov_draft_settings(ov_ctx *ctx, ov_id version_id, const char *label, ov_day day,
                            const char *status)
{
    ov_version version;
    const char *slug;
    ov_str canonical;

    OV_TRY(check_label(ctx, label));
    if (strcmp(status, "draft") != 0 && strcmp(status, "working") != 0)
        return ov_fail(&ctx->err, OV_INVALID, "a draft cannot be made %s", status);
    OV_TRY(ov_draft_open(ctx, version_id, &version));
    if (!strcmp(label, version.label) && day == version.date && !strcmp(status, version.status))
        return OV_OK;
    slug = version.slug;
    if (strcmp(label, version.label) != 0)
        OV_TRY(ov_version_free_slug(ctx, version.matter_id, label, version_id, &slug));
    OV_TRY(ov_draft_canonical(ctx, &version, label, day, &canonical));
    OV_TRY(ov_exec(ctx, &ov_edit_sql[EDIT_VERSION_NAME],
                   OV_ARGS(ov_int(version_id), ov_text(label), ov_text(slug), ov_int(day),
                           ov_text(status), ov_blob(canonical)),
                   NULL));
    if (strcmp(slug, version.slug) != 0)
        OV_TRY(ov_text_link(ctx, version_id));
    OV_TRY(ov_text_index(ctx, version_id, 0));
    OV_TRY(ov_draft_changed(ctx, version_id));
    return ov_draft_event(ctx,
                          strcmp(status, version.status) ? "text.draft_status" : "text.draft_named",
                          version_id, 0, version.status, status);
}

/* ---- One provision --------------------------------------------------------------------------- */

enum {
    BASE_ID,
    BASE_NUMBER,
    BASE_HEADING,
    BASE_DEPTH,
    BASE_BODY,
    BASE_HASH,
    BASE_TITLE,
    BASE_LEVEL
};

static void fill(const ov_rows *rows, size_t i, ov_provision *out)
{
    out->node_id = ov_cell_int(rows, i, BASE_ID);
    out->number = ov_cell_text(rows, i, BASE_NUMBER);
    out->heading = ov_cell_text(rows, i, BASE_HEADING);
    out->title = ov_cell_text(rows, i, BASE_TITLE);
    out->level = (int)ov_cell_int(rows, i, BASE_LEVEL);
    out->body = ov_cell_text(rows, i, BASE_BODY);
    out->hash = ov_cell_text(rows, i, BASE_HASH);
    out->n = i + 1;
    out->total = rows->n;
    if (i > 0) {
        out->previous = ov_cell_int(rows, i - 1, BASE_ID);
        out->previous_title = ov_cell_text(rows, i - 1, BASE_TITLE);
    }
    if (i + 1 < rows->n) {
        out->next = ov_cell_int(rows, i + 1, BASE_ID);
        out->next_title = ov_cell_text(rows, i + 1, BASE_TITLE);
    }
}

ov_status ov_provision_get(ov_ctx *ctx, ov_id version_id, ov_id node_id, ov_provision *out)
{
    ov_provision p = {.version_id = version_id};
    const ov_rows *all, *node, *edit;
    size_t i = 0;

    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_BASE_NODES], OV_ARGS(ov_int(version_id)), &all));
    while (i < all->n && ov_cell_int(all, i, BASE_ID) != node_id)
        i++;
    if (i == all->n)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the provision is not in that version");
    fill(all, i, &p);
    OV_TRY(ov_version_node(ctx, version_id, node_id, &node));
    p.html = ov_html_from_store(ov_cell_str(node, 0, OV_NODE_HTML));
    p.anchor = ov_cell_text(node, 0, OV_NODE_ANCHOR);
    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_ROW_VERSION],
                     OV_ARGS(ov_int(version_id), ov_int(node_id)), &edit));
    if (edit->n) {
        p.row_version = ov_cell_int(edit, 0, 0);
        p.edited_by = ov_cell_text(edit, 0, 1);
        p.edited_at = ov_cell_int(edit, 0, 2);
    }
    OV_TRY(ov_select_text(ctx, &ov_edit_sql[EDIT_REASON],
                          OV_ARGS(ov_int(version_id), ov_int(node_id)), NULL, &p.reason));
    *out = p;
    return OV_OK;
}

/* One line in canonical form; NULL when there is nothing. */
static ov_status clean_line(ov_ctx *ctx, const char *text, size_t most, const char **out)
{
    ov_str line;

    OV_TRY(ov_utf8_nfc(ctx->arena, ov_str_from(text), &line));
    line = ov_text_clean(ctx->arena, line);
    if (line.len > most)
        return ov_fail(&ctx->err, OV_TOO_LARGE, "a line of %zu bytes", line.len);
    *out = line.len ? ov_str_z(ctx->arena, line) : NULL;
    return OV_OK;
}

/* What a browser sends has CRLF, and perhaps a line end too many. */
static ov_str plain_lines(ov_arena *arena, ov_str raw)
{
    char *text = ov_alloc(arena, raw.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < raw.len; i++)
        if (raw.ptr[i] != '\r')
            text[n++] = raw.ptr[i];
        else if (i + 1 >= raw.len || raw.ptr[i + 1] != '\n')
            text[n++] = '\n';
    return ov_str_trim((ov_str){text, n});
}

ov_status ov_provision_body(ov_ctx *ctx, ov_id version_id, ov_id node_id, const char **out)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_BODY], OV_ARGS(ov_int(version_id), ov_int(node_id)),
                     &rows));
    *out = rows->n ? ov_cell_text(rows, 0, 4) : "";
    return OV_OK;
}

static ov_status prepare_body(ov_ctx *ctx, ov_provision_edit *edit)
{
    enum { BODY = 4 };
    ov_str written = plain_lines(ctx->arena, edit->body);
    const ov_rows *rows;

    if (written.len > OV_BODY_MOST)
        return ov_fail(&ctx->err, OV_TOO_LARGE, "a provision of %zu bytes", written.len);
    OV_TRY(ov_select(ctx, &ov_edit_sql[EDIT_BODY],
                     OV_ARGS(ov_int(edit->version_id), ov_int(edit->node_id)), &rows));
    if (rows->n && ov_str_is(written, ov_cell_text(rows, 0, BODY)))
        edit->canonical = ov_cell_text(rows, 0, BODY); /* untouched stays untouched */
    else
        OV_TRY(ov_canonical_body(ctx->arena, written, &edit->canonical));
    return ov_markdown(ctx->arena, ov_body_markdown(ctx->arena, edit->canonical), &edit->html,
                       &ctx->err);
}

ov_status ov_provision_prepare(ov_ctx *ctx, ov_provision_edit *edit)
{
    ov_str reason = ov_str_trim(ov_str_from(edit->reason));

    edit->fault = "number";
    OV_TRY(clean_line(ctx, edit->number, OV_NUMBER_MOST, &edit->number));
    edit->fault = "heading";
    OV_TRY(clean_line(ctx, edit->heading, OV_HEADING_MOST, &edit->heading));
    edit->fault = "reason";
    if (!ov_utf8_valid(reason) || ov_utf8_length(reason) > OV_REASON_MOST)
        return ov_fail(&ctx->err, OV_INVALID, "a reason of at most %d characters", OV_REASON_MOST);
    edit->reason = ov_strndup(ctx->arena, reason.ptr, reason.len);
    edit->fault = "body";
    if (edit->level < 1 || edit->level > OV_IMPORT_LEVELS)
        return ov_fail(&ctx->err, OV_INVALID, "level %d", edit->level);
    OV_TRY(prepare_body(ctx, edit));
    edit->fault = NULL;
    return OV_OK;
}

static bool same_line(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_text(const ov_node *node, const ov_provision_edit *edit)
{
    return same_line(node->number, edit->number) && same_line(node->heading, edit->heading) &&
           node->level == edit->level && strcmp(node->body, edit->canonical) == 0;
}

static ov_status save_text(ov_ctx *ctx, const ov_provision_edit *edit, ov_draft_tree *tree,
                           size_t at)
{
    ov_draft_node *node = &tree->nodes[at];
    const char *before = node->hash;

    if (at > 0 && !edit->number && !edit->heading && (node->text.number || node->text.heading))
        return ov_fail(&ctx->err, OV_INVALID, "only the first provision has no number or heading");
    node->text.number = edit->number;
    node->text.heading = edit->heading;
    node->text.level = edit->level;
    node->text.body = edit->canonical;
    node->fresh = node->touched = true;
    OV_TRY(ov_draft_store(ctx, tree));
    return ov_draft_event(ctx, "text.provision_saved", edit->version_id, edit->node_id, before,
                          node->hash);
}

ov_status ov_provision_save(ov_ctx *ctx, const ov_provision_edit *edit, int64_t *row_version)
{
    ov_draft_tree tree;
    int64_t stands;
    bool reasoned;
    size_t at;

    if (!edit->canonical)
        return ov_fail(&ctx->err, OV_INTERNAL, "ov_provision_save before ov_provision_prepare");
    OV_TRY(ov_draft_load(ctx, edit->version_id, &tree));
    at = ov_draft_find(&tree, edit->node_id);
    if (at == tree.n)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the provision is not in that version");
    OV_TRY(ov_draft_row_version(ctx, edit->version_id, edit->node_id, &stands));
    if (stands != edit->row_version)
        return ov_fail(&ctx->err, OV_CONFLICT, "row version %lld is %lld now",
                       (long long)edit->row_version, (long long)stands);
    OV_TRY(ov_change_put(ctx, edit->version_id, edit->node_id, edit->reason, &reasoned));
    if (!same_text(&tree.nodes[at].text, edit)) {
        OV_TRY(save_text(ctx, edit, &tree, at));
    } else if (reasoned) {
        OV_TRY(ov_draft_touch(ctx, edit->version_id, edit->node_id));
        OV_TRY(ov_draft_changed(ctx, edit->version_id));
        OV_TRY(ov_draft_event(ctx, "text.reason_given", edit->version_id, edit->node_id, NULL,
                              tree.nodes[at].hash));
    }
    return ov_draft_row_version(ctx, edit->version_id, edit->node_id, row_version);
}

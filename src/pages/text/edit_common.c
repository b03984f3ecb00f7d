/* SPDX-License-Identifier: EUPL-1.2 */
/* edit_common.c — what the pages of drafts and of publication share. */
#include "pages/text/compare.h"
#include "pages/text/documents.h"
#include "pages/text/edit_pages.h"

#include "text/edit/change.h"
#include "text/diff/diff.h"
#include "text/edit/publish.h"
#include "text/render.h"
#include "view/format.h"

#include <string.h>

ov_status ov_edit_version(ov_req *req, ov_version *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *posted = ov_pairs_get(&ov_req_http(req)->form, OV_VERSION_FIELD);
    ov_id matter = ov_req_matter(req)->id;
    ov_version version;
    int64_t id;
    ov_status status;

    status = ov_version_by_slug(ctx, matter, ov_req_arg(req, "version"), &version);
    if (status == OV_NOT_FOUND && posted && ov_parse_int(ov_str_from(posted), &id) == OV_OK) {
        status = ov_version_get(ctx, id, &version);
        if (status == OV_OK && version.matter_id != matter)
            status = OV_NOT_FOUND;
    }
    OV_TRY(status);
    OV_TRY(ov_version_readable(ctx, &version));
    *out = version;
    return OV_OK;
}

const char *ov_version_caption(const ov_req *req, const ov_version *version)
{
    const char *status = ov_text_status_title(req, version->status);

    if (strstr(version->label, status))
        return version->label;
    return ov_printf(ov_req_arena((ov_req *)(uintptr_t)req), "%s, %s", status, version->label);
}

ov_view *ov_edit_view(ov_req *req, const char *name, const char *title, const ov_version *version)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, name);
    ov_map *root = ov_view_root(view);

    ov_view_title(view, title);
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, ov_req_tr(req, "Handlingar"), ov_req_path(req, "/dokument"));
    ov_view_crumb(view, version->label, ov_req_path(req, "/text/%s", version->slug));
    ov_view_needs_token(view);
    ov_map_text(root, "document", version->document_title);
    ov_map_text(root, "label", version->label);
    ov_map_text(root, "caption", ov_version_caption(req, version));
    ov_map_text(root, "status", ov_text_status_title(req, version->status));
    ov_map_text(root, "day", ov_format_day(ctx->arena, version->date, ctx->lang));
    ov_map_text(root, "day_iso", ov_day_iso(ctx->arena, version->date));
    ov_map_int(root, "version_id", version->id);
    ov_map_text(root, "text_href", ov_req_path(req, "/text/%s", version->slug));
    ov_map_text(root, "edit_href", ov_req_path(req, "/text/%s/redigera", version->slug));
    ov_map_text(root, "publish_href", ov_req_path(req, "/text/%s/publicera", version->slug));
    return view;
}

const char *ov_change_word(ov_edit_change change)
{
    static const char *const words[] = {
        [OV_EDIT_NONE] = "Oförändrad", [OV_EDIT_TEXT] = "Ändrad",
        [OV_EDIT_MOVED] = "Flyttad",   [OV_EDIT_MOVED_TEXT] = "Flyttad och ändrad",
        [OV_EDIT_NEW] = "Ny",          [OV_EDIT_REMOVED] = "Borttagen"};

    return words[change];
}

const char *ov_change_tone(ov_edit_change change)
{
    return change == OV_EDIT_NONE ? "none" : change == OV_EDIT_REMOVED ? "off" : "now";
}

void ov_words_model(ov_map *map, const char *old_text, const char *new_text)
{
    const ov_diff_op *ops;
    size_t n;

    if (!strcmp(old_text, new_text))
        return;
    ops = ov_diff_words(ov_map_arena(map), ov_str_from(old_text), ov_str_from(new_text), &n);
    ov_compare_raw(map, ops, n);
    ov_map_bool(map, "has_ops", n > 0);
}

void ov_reasons_model(ov_req *req, ov_map *map, const ov_rows *rows, ov_id node)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *sources = ov_map_list(map, "sources");
    bool any = false;

    for (size_t i = 0; i < rows->n; i++) {
        const char *ref;
        ov_map *item;

        if (ov_cell_int(rows, i, OV_REASON_NODE) != node)
            continue;
        if (!ov_cell_null(rows, i, OV_REASON_TEXT) && !any) {
            ov_map_text(map, "reason", ov_cell_text(rows, i, OV_REASON_TEXT));
            ov_map_text(map, "reason_by", ov_cell_text(rows, i, OV_REASON_BY));
            ov_map_text(
                map, "reason_at",
                ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_REASON_AT), ctx->lang));
        }
        any = true;
        if (ov_cell_null(rows, i, OV_REASON_SOURCE))
            continue;
        item = ov_list_add(sources);
        ref = ov_cell_text(rows, i, OV_REASON_REF);
        ov_map_int(item, "id", ov_cell_int(rows, i, OV_REASON_SOURCE));
        ov_map_text(item, "kind",
                    ov_req_tr(req, ov_change_source_title(ov_cell_text(rows, i, OV_REASON_KIND))));
        ov_map_text(item, "title", ov_cell_text(rows, i, OV_REASON_SOURCE_TITLE));
        ov_map_bool(item, "href", false); /* else a template finds that of the provision */
        if (ov_own_address(ref))
            ov_map_text(item, "href", ref);
        else if (*ref)
            ov_map_text(item, "ref", ref);
    }
    ov_map_bool(map, "has_sources", ov_list_length(sources) > 0);
}

void ov_version_tools(ov_req *req, ov_view *view, ov_map *map, const ov_version *version)
{
    ov_map *tools;

    if (!ov_req_signed_in(req) || ov_req_may(req, "text.edit", 0) != OV_OK)
        return;
    ov_view_needs_token(view);
    tools = ov_map_map(map, "version_tools");
    ov_map_text(tools, "name", version->label);
    if (version->hash) {
        ov_map_text(tools, "new_action", ov_req_path(req, "/text/%s/ny", version->slug));
        return;
    }
    ov_map_text(tools, "edit_href", ov_req_path(req, "/text/%s/redigera", version->slug));
    ov_map_text(tools, "publish_href", ov_req_path(req, "/text/%s/publicera", version->slug));
}

static void todo_add(ov_req *req, ov_list *todo, const ov_rows *rows, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(req);
    bool mine = ov_cell_int(rows, i, OV_WAITING_ASKED_ID) == ctx->actor.account_id;
    ov_map *item = ov_list_add(todo);

    ov_map_text(item, "lead", ov_req_tr(req, mine ? "hos en kollega" : "väntar på dig"));
    ov_map_text(item, "when", ov_req_tr(req, "att publicera"));
    ov_map_text(item, "left", "");
    ov_map_text(item, "title",
                ov_printf(ctx->arena, "%s, %s", ov_cell_text(rows, i, OV_WAITING_DOCUMENT),
                          ov_cell_text(rows, i, OV_WAITING_LABEL)));
    ov_map_text(item, "href",
                ov_printf(ctx->arena, "/arende/%s/text/%s/publicera",
                          ov_cell_text(rows, i, OV_WAITING_SLUG),
                          ov_cell_text(rows, i, OV_WAITING_VERSION)));
    ov_map_text(item, "text",
                mine ? ov_req_tr(req, "Du har begärt publicering; någon annan än du publicerar.")
                     : ov_printf(ctx->arena, "%s %s. %s", ov_req_tr(req, "Begärt av"),
                                 ov_cell_text(rows, i, OV_WAITING_ASKED_NAME),
                                 ov_req_tr(req, "Läs ändringarna och publicera.")));
}

/* Each organisation once, however many mandates the person holds there. */
static bool held_before(const ov_actor *actor, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (actor->mandates[k].org_id == actor->mandates[i].org_id)
            return true;
    return false;
}

ov_status ov_publish_todo(ov_req *req, ov_list *todo)
{
    ov_ctx *ctx = ov_req_ctx(req);

    for (size_t i = 0; i < ctx->actor.n_mandates; i++) {
        ov_id org = ctx->actor.mandates[i].org_id;
        const ov_rows *rows;

        if (!org || held_before(&ctx->actor, i))
            continue;
        OV_TRY(ov_publications_waiting(ctx, org, &rows));
        for (size_t k = 0; k < rows->n; k++) {
            ov_object object = {.matter_id = ov_cell_int(rows, k, OV_WAITING_MATTER_ID),
                                .matter_org_id = org};

            if (ov_may(ctx, "text.publish", &object) == OV_OK)
                todo_add(req, todo, rows, k);
        }
    }
    return OV_OK;
}

ov_status ov_broken_model(ov_req *req, ov_map *root, const ov_version *version)
{
    const ov_broken_reference *broken;
    size_t n;
    ov_list *list = ov_map_list(root, "broken");

    OV_TRY(ov_text_broken_references(ov_req_ctx(req), version->id, &broken, &n));
    for (size_t i = 0; i < n && i < 50; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "label", broken[i].label);
        ov_map_text(item, "title", broken[i].title);
    }
    ov_map_bool(root, "has_broken", n > 0);
    return OV_OK;
}

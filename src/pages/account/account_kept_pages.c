/* SPDX-License-Identifier: EUPL-1.2 */
/* account_kept_pages.c — what was written when the session had ended, and was not stored unasked:
 * to be read, sent again or thrown away. */
#include "pages/core_pages.h"

#include "auth/kept.h"
#include "view/format.h"

#include <string.h>

#define KEPT "/logga-in/kvar"

static const char *browser_key(const ov_req *req)
{
    const char *key = ov_pairs_get(&ov_req_http(req)->cookies, OV_KEPT_COOKIE);

    return key ? key : "";
}

static ov_status add_form(ov_req *req, ov_list *list, const ov_kept *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *item = ov_list_add(list);
    ov_pairs fields;

    OV_TRY(ov_urlencoded_parse(ctx->arena, form->body, 1000, &fields, &ctx->err));
    ov_map_int(item, "id", form->id);
    ov_map_text(item, "at", ov_format_instant(ctx->arena, form->at, ctx->lang));
    ov_map_text(item, "page", *form->page ? form->page : form->path);
    ov_map_bool(item, "files", form->files);
    (void)ov_req_posted(req, &fields, ov_map_list(item, "fields"));
    return OV_OK;
}

static ov_status show_kept(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "kept");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "forms");
    const ov_kept *forms;
    size_t n;

    OV_TRY(ov_kept_list(ctx, browser_key(req), ctx->actor.account_id, &forms, &n));
    for (size_t i = 0; i < n; i++)
        OV_TRY(add_form(req, list, &forms[i]));
    ov_view_title(view, "Det du skrev när du loggades ut");
    ov_view_needs_token(view);
    ov_map_bool(root, "has_forms", n > 0);
    return ov_view_send(view);
}

typedef struct throwing {
    const char *key;
    ov_id id;
} throwing;

static ov_status throw_away(ov_ctx *ctx, void *arg)
{
    const throwing *t = arg;

    return ov_kept_remove(ctx, t->key, ctx->actor.account_id, t->id);
}

/* GET, POST /logga-in/kvar */
ov_status ov_page_kept(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_http_request *http = ov_req_http(req);
    const char *which = ov_pairs_get(&http->form, "id"), *what = ov_pairs_get(&http->form, "gor");
    throwing t = {.key = browser_key(req)};

    if (http->method != OV_POST)
        return show_kept(req);
    if (!which || !what || ov_parse_int(ov_str_from(which), &t.id) != OV_OK || t.id < 1)
        return OV_NOT_FOUND;
    if (!strcmp(what, "kasta"))
        OV_TRY(ov_write(ctx, throw_away, &t));
    else
        ov_req_resume(req, ov_req_session(req)->secret, ctx->actor.account_id, t.id);
    return ov_redirect(req, KEPT);
}

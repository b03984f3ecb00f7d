/* SPDX-License-Identifier: EUPL-1.2 */
/* view.c — a page's view: a model, the name of a template, and what the answer shall be. */
#include "plugin/site.h"

#include "util/log.h"

#include <string.h>

typedef struct crumb {
    const char *title, *href;
    struct crumb *next;
} crumb;

struct ov_view {
    ov_req *req;
    const char *name; /* as the page gave it */
    ov_map *root;
    const char *title;
    crumb *crumbs, **last_crumb;
    int status;
    bool needs_token;
};

ov_view *ov_view_new(ov_req *req, const char *template_name)
{
    ov_view *view = ov_calloc(req->ctx.arena, 1, sizeof *view);

    view->req = req;
    view->name = template_name;
    view->root = ov_map_new(req->ctx.arena);
    view->status = 200;
    view->last_crumb = &view->crumbs;
    return view;
}

ov_map *ov_view_root(ov_view *view)
{
    return view->root;
}

void ov_view_title(ov_view *view, const char *title)
{
    view->title = title;
}

void ov_view_crumb(ov_view *view, const char *title, const char *href)
{
    crumb *added = ov_calloc(view->req->ctx.arena, 1, sizeof *added);

    added->title = title;
    added->href = href;
    *view->last_crumb = added;
    view->last_crumb = &added->next;
}

void ov_view_rows(ov_view *view, const char *key, const ov_rows *rows, const ov_field *fields)
{
    ov_map_rows(view->root, key, rows, fields);
}

void ov_view_status(ov_view *view, int status)
{
    view->status = status;
}

void ov_view_history(ov_view *view, const char *kind, ov_id id)
{
    const ov_actor *actor = &view->req->ctx.actor;

    if (actor->n_mandates > 0)
        ov_map_text(view->root, "history_href",
                    ov_printf(view->req->ctx.arena, "/historik/%s/%lld", kind, (long long)id));
}

void ov_view_valid_until(ov_view *view, ov_instant at)
{
    ov_req *req = view->req;

    if (at > req->ctx.received && (!req->valid_until || at < req->valid_until))
        req->valid_until = at;
}

void ov_view_needs_token(ov_view *view)
{
    view->needs_token = true;
    view->req->private_answer = true;
}

static void add_crumb(ov_list *list, const char *title, const char *href)
{
    ov_map *item = ov_list_add(list);

    ov_map_text(item, "title", title);
    if (href)
        ov_map_text(item, "href", href);
    else
        ov_map_bool(item, "href", false); /* else the matter's own would be found */
}

/* The matter itself is the first step of its trail, and the last when the page adds none; some
 * pages add it themselves. */
static void fill_crumbs(ov_view *view)
{
    ov_req *req = view->req;
    ov_list *list = ov_map_list(view->root, "crumbs");
    const crumb *first = view->crumbs;

    if (req->matter.id && !(first && !strcmp(first->title, req->matter.title)))
        add_crumb(list, req->matter.title, first ? ov_req_path(req, "%s", "") : NULL);
    for (const crumb *c = first; c; c = c->next)
        add_crumb(list, ov_req_tr(req, c->title), c->href);
}

/* A refused form says so first in its title: that is what is read aloud when the page has come. */
static const char *page_title(const ov_view *view)
{
    ov_req *req = view->req;
    const char *wrong = ov_req_tr(req, "Fel:"), *title;

    if (view->title)
        title = ov_req_tr(req, view->title);
    else
        title = req->matter.id ? req->matter.title : req->site->name;
    if (view->status != 422 || !strncmp(title, wrong, strlen(wrong)))
        return title;
    return ov_printf(ov_req_arena(req), "%s %s", wrong, title);
}

static ov_status render(const ov_view *view, const char *lang, ov_buf *out)
{
    ov_req *req = view->req;
    const ov_site *site = req->site;
    const char *plugin = req->loaded ? req->loaded->plugin.id : NULL;
    const char *name =
        ov_view_names_find(site->view_names, req->ctx.arena, site->templates, plugin, view->name);

    if (ov_templates_render(site->templates, name, lang, view->root, out, &req->ctx.err) != OV_OK) {
        req->ctx.err.status = OV_INTERNAL; /* a template's fault is ours, never the reader's */
        return ov_err_prefix(&req->ctx.err, "view %s", name);
    }
    return OV_OK;
}

ov_status ov_view_text(ov_view *view, const char *lang, ov_str *out)
{
    ov_req *req = view->req;
    ov_buf text = {0};
    ov_status status;

    ov_map_text(view->root, "title", page_title(view));
    ov_map_text(view->root, "site_name", req->site->name);
    ov_map_text(view->root, "site_owner", req->site->owner);
    ov_map_text(view->root, "site_url", ov_req_site_url(req));
    status = render(view, lang, &text);
    if (status == OV_OK)
        *out = (ov_str){ov_strndup(req->ctx.arena, text.ptr, text.len), text.len};
    ov_buf_free(&text);
    return status;
}

ov_status ov_view_send(ov_view *view)
{
    ov_req *req = view->req;

    if (req->session.id)
        req->private_answer = true;
    fill_crumbs(view);
    ov_layout_fill(req, view->root, page_title(view), view->needs_token);
    OV_TRY(render(view, req->ctx.lang, &req->response->body));
    req->response->status = view->status;
    req->response->content_type = "text/html; charset=utf-8";
    return OV_OK;
}

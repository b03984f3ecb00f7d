/* SPDX-License-Identifier: EUPL-1.2 */
/* layout.c — the values that every template has: who, where, menus, token. The plugin guide lists
 * them. */
#include "plugin/site.h"

#include <string.h>

/* Is path at or below item? */
static bool is_below(const char *path, const char *item)
{
    size_t n = strlen(item);

    return !strncmp(path, item, n) && (path[n] == '\0' || path[n] == '/');
}

static bool may_see(ov_req *req, const char *permission)
{
    if (!strcmp(permission, OV_PUBLIC))
        return true;
    if (!req->session.id)
        return false;
    if (!strcmp(permission, OV_ACCOUNT))
        return true;
    return ov_req_may(req, permission, 0) == OV_OK;
}

static void fill_menu(ov_req *req, ov_map *root)
{
    ov_list *menu = ov_map_list(root, "menu");
    const char *path = req->http->path;

    for (const ov_nav_item *item = req->site->menu; item && item->title; item++) {
        ov_map *entry;
        bool current =
            strcmp(item->path, "/") == 0 ? strcmp(path, "/") == 0 : is_below(path, item->path);

        if (!may_see(req, item->permission) ||
            (req->guest && !strcmp(item->permission, OV_ACCOUNT)))
            continue;
        if (req->matter.id && !strcmp(item->path, "/arenden"))
            current = true;
        entry = ov_list_add(menu);
        ov_map_text(entry, "title", ov_req_tr(req, item->title));
        ov_map_text(entry, "href", item->path);
        ov_map_bool(entry, "current", current);
    }
}

/* Pages of a text belong to the documents, though their addresses are short. */
static bool is_of_documents(const char *path)
{
    static const char *const folders[] = {"/text", "/jamfor", "/p", "/ord"};

    for (size_t i = 0; i < OV_LEN(folders); i++)
        if (is_below(path, folders[i]))
            return true;
    return false;
}

/* The item of the matter's menu that the page is under: the longest path that fits. */
static const ov_nav_item *current_item(const ov_req *req)
{
    const ov_nav_item *best = NULL;
    bool of_documents = is_of_documents(req->rest);

    for (const ov_nav_item *item = req->loaded->plugin.nav; item && item->title; item++) {
        bool own = !*item->path || !strcmp(item->path, "/");
        bool fits = own ? !strcmp(req->rest, "/") : is_below(req->rest, item->path);

        fits = fits || (of_documents && !strcmp(item->path, "/dokument"));
        if (fits && (!best || strlen(item->path) > strlen(best->path)))
            best = item;
    }
    return best;
}

static void fill_nav(ov_req *req, ov_map *matter)
{
    const ov_nav_item *current = current_item(req);
    ov_list *nav = ov_map_list(matter, "nav");

    for (const ov_nav_item *item = req->loaded->plugin.nav; item && item->title; item++) {
        ov_map *entry;

        if (!may_see(req, item->permission))
            continue;
        entry = ov_list_add(nav);
        ov_map_text(entry, "title", ov_req_tr(req, item->title));
        ov_map_text(entry, "href",
                    ov_req_path(req, "%s", strcmp(item->path, "/") == 0 ? "" : item->path));
        ov_map_bool(entry, "current", item == current);
    }
}

static void fill_matter(ov_req *req, ov_map *root)
{
    ov_map *matter = ov_map_map(root, "matter");

    ov_map_text(matter, "title", req->matter.title);
    ov_map_text(matter, "slug", req->matter.slug);
    ov_map_text(matter, "href", ov_req_path(req, "%s", ""));
    if (req->matter.dnr)
        ov_map_text(matter, "dnr", req->matter.dnr);
    else
        ov_map_bool(matter, "dnr", false);
    if (req->loaded)
        fill_nav(req, matter);
}

static void fill_user(ov_req *req, ov_map *root)
{
    ov_map *user;

    ov_map_bool(root, "signed_in", req->session.id != 0);
    if (!req->session.id)
        return;
    user = ov_map_map(root, "user");
    ov_map_text(user, "name", req->ctx.actor.name);
    ov_map_text(user, "login", req->ctx.actor.login);
    ov_map_bool(user, "guest", req->guest);
    if (req->ctx.actor.org_name)
        ov_map_text(user, "org", req->ctx.actor.org_name);
    else
        ov_map_bool(user, "org", false);
}

/* The address as the browser has it, to come back to. */
static const char *own_path(const ov_req *req)
{
    const ov_http_request *http = req->http;

    if (http->method == OV_POST || !http->query_string || !*http->query_string)
        return http->path;
    return ov_printf(req->ctx.arena, "%s?%s", http->path, http->query_string);
}

/* When one is logged out, for the script (seconds) and, where there is something to write, for the
 * reader. The page was asked for a moment ago, so neither is later than the truth. */
static void fill_session(ov_req *req, ov_map *root, bool has_form)
{
    ov_map *session = ov_map_map(root, "session");

    ov_map_int(session, "account", req->ctx.actor.account_id); /* whose unsaved texts these are */
    ov_map_int(session, "seconds", ov_req_seconds_left(req));
    if (has_form)
        ov_map_text(session, "ends", ov_req_clock(req, req->session.ends));
    else
        ov_map_bool(session, "ends", false);
}

void ov_layout_fill(ov_req *req, ov_map *root, const char *title, bool has_form)
{
    ov_map_text(root, "site_name", req->site->name);
    ov_map_text(root, "site_owner", req->site->owner);
    if (req->site->contact && *req->site->contact)
        ov_map_text(root, "site_contact", req->site->contact);
    ov_map_text(root, "lang", req->ctx.lang);
    if (req->theme != OV_THEME_AUTO)
        ov_map_text(root, "theme", ov_req_theme(req));
    ov_map_text(root, "title", title);
    ov_map_text(root, "path", own_path(req));
    if (req->private_answer) /* would make every visitor's copy another one */
        ov_map_text(root, "request_id", req->ctx.request_id);
    fill_user(req, root);
    fill_menu(req, root);
    if (req->matter.id)
        fill_matter(req, root);
    if (req->text_size)
        ov_map_int(root, "text_size", req->text_size);
    if (req->session.id)
        fill_session(req, root, has_form);
    if (has_form || req->session.id)
        ov_map_text(root, "token", ov_token_make(req->ctx.arena, ov_req_secret(req)));
}

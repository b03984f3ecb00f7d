/* SPDX-License-Identifier: EUPL-1.2 */
/* resume.c — what was kept of forms is sent again, from inside, once its owner is here: through
 * session, rights, token and page function as any other form. */
#include "portal/app_inside.h"

#include "auth/kept.h"

#include <string.h>

#define MOST_FIELDS 1000

typedef struct resuming {
    ov_app *app;
    ov_req *req; /* the request that is being answered */
    const char *key;
    ov_http_response answer; /* of the form that was sent last */
} resuming;

/* The browser's cookies, with the new session in the place of the old. */
static ov_pairs cookies_of(const ov_req *req)
{
    const ov_pairs *had = &req->http->cookies;
    ov_pair *items = ov_calloc(req->ctx.arena, had->n + 1, sizeof *items);
    size_t n = 0;

    for (size_t i = 0; i < had->n; i++)
        if (strcmp(had->items[i].name, OV_SESSION_COOKIE) != 0)
            items[n++] = had->items[i];
    items[n++] = (ov_pair){OV_SESSION_COOKIE, ov_str_from(req->resume.cookie)};
    return (ov_pairs){items, n};
}

/* The fields, and a token of the new session. */
static ov_status fields_of(ov_req *req, ov_str body, ov_pairs *out)
{
    const char *token = req->resume.token;
    ov_pairs read;
    ov_pair *items;

    OV_TRY(ov_urlencoded_parse(req->ctx.arena, body, MOST_FIELDS, &read, &req->ctx.err));
    if (!token)
        token = ov_token_make(req->ctx.arena, req->resume.cookie);
    items = ov_calloc(req->ctx.arena, read.n + 1, sizeof *items);
    if (read.n)
        memcpy(items, read.items, read.n * sizeof *items);
    items[read.n] = (ov_pair){OV_TOKEN_FIELD, ov_str_from(token)};
    *out = (ov_pairs){items, read.n + 1};
    return OV_OK;
}

/* As the browser would have sent it. */
static ov_status request_of(ov_req *req, const ov_kept *form, ov_http_request *out)
{
    ov_arena *arena = req->ctx.arena;
    ov_str query = ov_str_from(form->path), path = ov_str_cut(&query, '?');

    *out = *req->http;
    out->method = OV_POST;
    out->method_name = "POST";
    out->path = ov_str_z(arena, path);
    out->query_string = query.ptr ? ov_str_z(arena, query) : "";
    out->query = (ov_pairs){0};
    if (query.ptr)
        OV_TRY(ov_urlencoded_parse(arena, query, MOST_FIELDS, &out->query, &req->ctx.err));
    out->cookies = cookies_of(req);
    out->files = NULL;
    out->n_files = 0;
    out->origin = out->referer = out->fetch_mode = out->accept = out->if_none_match = NULL;
    out->fetch_site = "same-origin";
    out->content_type = "application/x-www-form-urlencoded";
    out->body = form->body;
    return fields_of(req, form->body, &out->form);
}

typedef struct forgetting {
    const resuming *r;
    ov_id id;
} forgetting;

static ov_status forget(ov_ctx *ctx, void *arg)
{
    const forgetting *f = arg;

    return ov_kept_remove(ctx, f->r->key, f->r->req->resume.account_id, f->id);
}

/* Stored, or shown on a page where the text stands to be gone on with? */
static bool is_done(int status, bool shown)
{
    return status == 303 || (shown && (status == 200 || status == 409 || status == 422));
}

/* Sends one; its answer stands in r->answer. shown: the reader will see it. */
static ov_status send_one(resuming *r, const ov_kept *form, bool shown, bool *done)
{
    ov_http_request *http = ov_calloc(r->req->ctx.arena, 1, sizeof *http);
    ov_req *again;

    OV_TRY(request_of(r->req, form, http));
    again = ov_app_new_req(r->app, http, &r->answer);
    ov_answer_reset(again);
    ov_app_answer_page(r->app, again);
    *done = is_done(r->answer.status, shown);
    if (!*done)
        return OV_OK;
    forgetting f = {r, form->id};
    return ov_write(&again->ctx, forget, &f); /* its actor is the person who has signed in */
}

/* The page's own headers (cookies) stay, but where it would have sent the browser. */
static void drop_location(ov_buf *headers)
{
    char *at = headers->len ? strstr(headers->ptr, "Location: ") : NULL;
    char *end = at ? strstr(at, "\r\n") : NULL;

    if (!end || (at > headers->ptr && at[-1] != '\n'))
        return;
    memmove(at, end + 2, headers->len - (size_t)(end + 2 - headers->ptr) + 1);
    headers->len -= (size_t)(end + 2 - at);
}

static void give_answer(resuming *r)
{
    ov_http_response *out = r->req->response;

    drop_location(&out->headers);
    ov_buf_adds(&out->headers, ov_buf_str(&r->answer.headers));
    ov_buf_clear(&out->body);
    ov_buf_adds(&out->body, ov_buf_str(&r->answer.body));
    out->status = r->answer.status;
    out->content_type = r->answer.content_type;
}

static ov_status go_to_kept(resuming *r)
{
    drop_location(&r->req->response->headers);
    return ov_redirect(r->req, "/logga-in/kvar");
}

/* After signing in: the drafts are stored, and what is left is shown. */
static ov_status send_drafts(resuming *r)
{
    ov_req *req = r->req;
    const ov_kept *forms;
    size_t n, left = 0;

    OV_TRY(ov_kept_list(&req->ctx, r->key, req->resume.account_id, &forms, &n));
    if (!n)
        return OV_OK;
    for (size_t i = 0; i < n; i++) {
        bool done = false;

        if (forms[i].unasked)
            OV_TRY(send_one(r, &forms[i], n == 1, &done));
        left += !done;
    }
    if (left)
        return go_to_kept(r);
    give_answer(r);
    return OV_OK;
}

/* Somebody looked at it and sent it. */
static ov_status send_asked(resuming *r)
{
    ov_req *req = r->req;
    ov_kept form;
    bool done;

    ov_status found =
        ov_kept_get(&req->ctx, r->key, req->resume.account_id, req->resume.kept_id, &form);
    if (found == OV_NOT_FOUND) /* a second click: the page's own answer will do */
        return OV_OK;
    OV_TRY(found);
    OV_TRY(send_one(r, &form, true, &done));
    give_answer(r);
    return OV_OK;
}

ov_status ov_resume(ov_app *app, ov_req *req)
{
    resuming r = {.app = app, .req = req, .key = ov_pairs_get(&req->http->cookies, OV_KEPT_COOKIE)};
    ov_status status = OV_OK;

    if (r.key && *r.key)
        status = req->resume.kept_id ? send_asked(&r) : send_drafts(&r);
    ov_buf_free(&r.answer.headers);
    ov_buf_free(&r.answer.body);
    return status;
}

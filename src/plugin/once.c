/* SPDX-License-Identifier: EUPL-1.2 */
/* once.c — commands that happen once: the form's token is the key, the body's hash tells a repeat
 * from something new. */
#include "plugin/site.h"

#include "util/hash.h"

#include <string.h>
#include <unistd.h>

typedef struct once {
    ov_once_fn fn;
    void *arg;
    const char *token;
    ov_str body;
    const char *location;   /* the answer */
    const char *first_body; /* set: the token carried other content before */
} once;

static ov_status run_once(ov_ctx *ctx, void *arg)
{
    once *o = arg;
    const char *replay = NULL;
    ov_status status;

    o->location = NULL;
    o->first_body = NULL;
    status = ov_once_begin(ctx, o->token, o->body, &replay, &o->first_body);
    if (status != OV_OK)
        return status;
    if (replay) {
        o->location = replay;
        return OV_OK;
    }
    OV_TRY(o->fn(ctx, o->arg, &o->location));
    if (!o->location)
        return ov_fail(&ctx->err, OV_INTERNAL, "a command that happens once gave no address");
    return ov_once_end(ctx, o->token, o->body, o->location);
}

/* A file's content, so that another file under the same token is seen as another body. */
static ov_status hash_file(ov_req *req, const ov_file *file, char hex[OV_HASH_HEX])
{
    char *bytes = ov_alloc(req->ctx.arena, (size_t)file->size + 1);
    size_t n = 0;

    while (n < (size_t)file->size) {
        ssize_t got = pread(file->fd, bytes + n, (size_t)file->size - n, (off_t)n);

        if (got <= 0)
            return ov_fail(&req->ctx.err, OV_IO, "an uploaded file cannot be read again");
        n += (size_t)got;
    }
    ov_sha256_hex((ov_str){bytes, n}, hex);
    return OV_OK;
}

/* The body as bytes: as it came, or for a form with files its fields and the files' hashes. */
static ov_status body_of(ov_req *req, ov_str *out)
{
    const ov_http_request *http = req->http;
    const char *text = "";
    char hex[OV_HASH_HEX];

    if (http->body.ptr) {
        *out = http->body;
        return OV_OK;
    }
    for (size_t i = 0; i < http->form.n; i++)
        text = ov_printf(req->ctx.arena, "%s%s%s=%s", text, i ? "&" : "",
                         ov_url_encode(req->ctx.arena, http->form.items[i].name),
                         ov_url_encode(req->ctx.arena, http->form.items[i].value.ptr));
    for (size_t i = 0; i < http->n_files; i++) {
        OV_TRY(hash_file(req, &http->files[i], hex));
        text = ov_printf(req->ctx.arena, "%s&%s=%s%%20(sha256%%20%s)", text,
                         ov_url_encode(req->ctx.arena, http->files[i].field),
                         ov_url_encode(req->ctx.arena, http->files[i].name), hex);
    }
    *out = ov_str_from(text);
    return OV_OK;
}

/* 409 with both texts side by side; nothing of the second is stored. */
static ov_status show_conflict(ov_req *req, const once *o)
{
    ov_view *view;
    ov_pairs first = {0};
    ov_list *list;

    if (ov_urlencoded_parse(req->ctx.arena, ov_str_from(o->first_body), 100000, &first,
                            &req->ctx.err) != OV_OK)
        first.n = 0;
    ov_answer_reset(req);
    view = ov_view_new(req, "pages/once_conflict");
    list = ov_map_list(ov_view_root(view), "first");
    (void)ov_req_posted(req, &first, list);
    list = ov_map_list(ov_view_root(view), "second");
    (void)ov_req_posted(req, &req->http->form, list);
    ov_view_title(view, "Det här formuläret är redan skickat");
    ov_view_status(view, 409);
    req->private_answer = true;
    return ov_view_send(view);
}

ov_status ov_req_once(ov_req *req, ov_once_fn fn, void *arg)
{
    once o = {.fn = fn, .arg = arg, .token = ov_pairs_get(&req->http->form, OV_TOKEN_FIELD)};
    ov_status status;

    if (!o.token)
        return ov_fail(&req->ctx.err, OV_INTERNAL, "a command without a token reached its page");
    OV_TRY(body_of(req, &o.body));
    status = ov_write(&req->ctx, run_once, &o);
    if (status == OV_CONFLICT && o.first_body)
        return show_conflict(req, &o);
    if (status != OV_OK)
        return status;
    return ov_redirect(req, o.location);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* answer.c — answers that are not views: redirects, bytes, error pages; headers and cookies. */
#include "plugin/site.h"

#include "util/hash.h"
#include "util/log.h"

#include <string.h>

void ov_answer_reset(ov_req *req)
{
    ov_http_response *response = req->response;

    response->status = 0;
    response->content_type = NULL;
    ov_buf_clear(&response->headers);
    ov_buf_clear(&response->body);
}

/* The Location header takes only ASCII: everything else is percent-encoded. */
static const char *ascii_address(ov_arena *arena, const char *address)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t n = 0;
    char *out, *to;

    for (const char *p = address; *p; p++)
        n += (unsigned char)*p > 0x7e || *p == ' ' || *p == '"' || *p == '<' || *p == '>';
    if (!n)
        return address;
    out = to = ov_alloc(arena, strlen(address) + 2 * n + 1);
    for (const unsigned char *p = (const unsigned char *)address; *p; p++) {
        if (*p > 0x7e || *p == ' ' || *p == '"' || *p == '<' || *p == '>') {
            *to++ = '%';
            *to++ = hex[*p >> 4];
            *to++ = hex[*p & 15];
        } else {
            *to++ = (char)*p;
        }
    }
    *to = '\0';
    return out;
}

ov_status ov_redirect(ov_req *req, const char *location)
{
    if (!ov_own_address(location))
        return ov_fail(&req->ctx.err, OV_INTERNAL,
                       "a page redirects to what is no address of ours");
    ov_buf_clear(&req->response->body);
    ov_http_header(req->response, "Location", ascii_address(req->ctx.arena, location));
    req->response->status = 303;
    req->response->content_type = NULL;
    req->private_answer = true;
    return OV_OK;
}

ov_status ov_send(ov_req *req, int status, const char *content_type, ov_str body)
{
    ov_buf_clear(&req->response->body);
    ov_buf_adds(&req->response->body, body);
    req->response->status = status;
    req->response->content_type = ov_strdup(req->ctx.arena, content_type);
    return OV_OK;
}

ov_status ov_send_nothing(ov_req *req)
{
    ov_buf_clear(&req->response->body);
    req->response->status = 204;
    req->response->content_type = NULL;
    req->private_answer = true;
    return OV_OK;
}

void ov_send_header(ov_req *req, const char *name, const char *value)
{
    ov_http_header(req->response, name, value);
}

void ov_send_cookie(ov_req *req, const char *name, const char *value, int max_age)
{
    req->private_answer = true;
    ov_http_cookie(req->response, name, value, max_age);
}

/* ---- The secret of form tokens ---- */

static bool good_secret(const char *value)
{
    uint8_t bytes[32];

    return value && ov_base64url_decode(ov_str_from(value), bytes, sizeof bytes) == OV_OK;
}

const char *ov_req_secret(ov_req *req)
{
    const char *cookie = ov_pairs_get(&req->http->cookies, OV_VISITOR_COOKIE);
    uint8_t fresh[32];

    if (req->secret)
        return req->secret;
    if (req->session.id) {
        req->secret = req->session.secret;
    } else if (good_secret(cookie)) {
        req->secret = cookie;
    } else {
        ov_random(fresh, sizeof fresh);
        req->secret = ov_base64url(req->ctx.arena, fresh, sizeof fresh);
        ov_send_cookie(req, OV_VISITOR_COOKIE, req->secret, -1);
    }
    return req->secret;
}

/* ---- Error pages ---- */

typedef struct error_text {
    int status;
    const char *heading, *text;
} error_text;

static const error_text *text_of(int status)
{
    static const error_text texts[] = {
        {400, "Adressen eller formuläret gick inte att läsa",
         "Något i det som skickades är fel skrivet. Gå tillbaka och försök igen."},
        {403, "Du har inte rätt att göra det här",
         "Ditt konto saknar den behörighet som behövs. Den som sköter kontona i din organisation "
         "kan ge dig den."},
        {404, "Sidan finns inte",
         "Adressen kan vara felskriven, eller så har sidan flyttats. Leta från startsidan eller "
         "bland alla ärenden."},
        {405, "Så kan sidan inte användas",
         "Sidan tar inte emot den sortens anrop. Gå till sidan och börja därifrån."},
        {409, "Någon annan har ändrat under tiden",
         "Det du skickade är inte sparat. Läs in sidan på nytt och gör din ändring igen."},
        {413, "Det du skickade är för stort",
         "Dela upp det i mindre delar, eller skicka en mindre fil, och försök igen."},
        {422, "Något i formuläret behöver rättas",
         "Det du skickade är inte sparat. Gå tillbaka, rätta och skicka igen."},
        {500, "Något gick fel hos oss",
         "Felet är noterat. Försök igen om en stund. Kommer det tillbaka: kontakta oss och uppge "
         "numret nedan."},
        {503, "Det är fullt just nu", "Vänta några sekunder och försök igen."},
    };

    for (size_t i = 0; i < OV_LEN(texts); i++)
        if (texts[i].status == status)
            return &texts[i];
    return &texts[OV_LEN(texts) - 2];
}

/* When the error page itself cannot be made: plain, but an answer. */
static ov_status plain_error(ov_req *req, int status, const char *heading, const char *text)
{
    ov_buf *body = &req->response->body;

    ov_log(OV_LOG_ERROR, "the error page failed: %s request=%s", req->ctx.err.text,
           req->ctx.request_id);
    ov_buf_clear(body);
    ov_buf_addz(body, "<!doctype html>\n<html lang=\"sv\"><head><meta charset=\"utf-8\"><title>");
    ov_html_escape(body, ov_str_from(heading));
    ov_buf_addz(body, "</title></head><body><main><h1>");
    ov_html_escape(body, ov_str_from(heading));
    ov_buf_addz(body, "</h1><p>");
    ov_html_escape(body, ov_str_from(text));
    ov_buf_addz(body, "</p></main></body></html>\n");
    req->response->status = status;
    req->response->content_type = "text/html; charset=utf-8";
    return OV_OK;
}

static ov_status error_page(ov_req *req, int status, const char *text, bool posted)
{
    const error_text *standard = text_of(status);
    const char *heading = ov_req_tr(req, text && status == 403 ? "Det gick inte att göra det här"
                                                               : standard->heading);
    ov_view *view;
    ov_map *root;

    text = ov_req_tr(req, text ? text : standard->text);
    ov_answer_reset(req);
    if (status == 503)
        ov_send_header(req, "Retry-After", "5");
    req->private_answer = true; /* errors are never kept */
    view = ov_view_new(req, "pages/error");
    root = ov_view_root(view);
    ov_view_title(view, heading);
    ov_view_status(view, status);
    ov_map_int(root, "status", status);
    ov_map_text(root, "heading", heading);
    ov_map_text(root, "text", text);
    if (posted) {
        ov_map *holder = ov_map_new(req->ctx.arena);

        if (ov_req_posted(req, &req->http->form, ov_map_list(holder, "fields")))
            ov_map_put(root, "posted", holder);
    }
    if (ov_view_send(view) != OV_OK)
        return plain_error(req, status, heading, text);
    return OV_OK;
}

ov_status ov_refuse(ov_req *req, int status, const char *text)
{
    /* What somebody wrote is given back to be copied; also when what it was written for is no
     * longer theirs to see. */
    bool posted =
        req->http->method == OV_POST && status != 405 && (status != 404 || req->session.id);

    return error_page(req, status, text, posted);
}

int ov_status_http(ov_status status)
{
    switch (status) {
    case OV_OK:
        return 200;
    case OV_NOT_FOUND:
        return 404;
    case OV_INVALID:
        return 400;
    case OV_CONFLICT:
        return 409;
    case OV_DENIED:
        return 403;
    case OV_BUSY:
        return 503;
    case OV_TOO_LARGE:
        return 413;
    case OV_GONE:
    case OV_IO:
    case OV_DB:
    case OV_INTERNAL:
        break;
    }
    return 500;
}

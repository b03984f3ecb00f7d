/* SPDX-License-Identifier: EUPL-1.2 */
/* request.c — a request made of the parameters that nginx sends. */
#include "http/wire.h"
#include "util/clock.h"
#include "util/hash.h"

#include <limits.h>

#define CLOCK_SLACK (5 * OV_MINUTE)
#define HEADER_MAX 8192
#define PARAM_MAX 1000

void ov_request_refuse(ov_http_request *request, ov_status status, const char *text)
{
    if (request->error != OV_OK)
        return;
    request->error = status;
    request->error_text = text;
}

/* A parameter copied to the arena; NULL when absent. Over-long or malformed ones are dropped: what
 * is left out here only makes a page less personal. */
static const char *header(ov_http_request *request, ov_param_fn param, void *source,
                          const char *name)
{
    const char *value = param(source, name);
    size_t len = value ? strlen(value) : 0;

    if (len == 0 || len > HEADER_MAX || !ov_utf8_valid((ov_str){value, len}))
        return NULL;
    return ov_strndup(request->arena, value, len);
}

static ov_method method_of(const char *name)
{
    if (strcmp(name, "GET") == 0)
        return OV_GET;
    if (strcmp(name, "POST") == 0)
        return OV_POST;
    if (strcmp(name, "HEAD") == 0)
        return OV_HEAD;
    return OV_OTHER_METHOD;
}

/* nginx's $msec, "1750370399.123": the instant at which the whole body was there. */
static bool msec_parse(const char *text, ov_instant *out)
{
    ov_str rest = ov_str_from(text), seconds = ov_str_cut(&rest, '.');
    int64_t s, ms;

    if (!rest.ptr || rest.len != 3 || seconds.len > 12 || ov_parse_int(seconds, &s) != OV_OK ||
        ov_parse_int(rest, &ms) != OV_OK || s < 0 || ms < 0)
        return false;
    *out = s * OV_SECOND + ms * 1000;
    return true;
}

/* The test clock wins where it is set. A stamp that is far from our own clock is a misconfigured
 * peer and not to be trusted with deadlines. */
static ov_instant received_at(const char *stamp)
{
    ov_instant now = ov_now(), at;

    if (!stamp || ov_clock_is_test() || !msec_parse(stamp, &at))
        return now;
    return at > now + CLOCK_SLACK || at < now - CLOCK_SLACK ? now : at;
}

static const char *request_id(ov_arena *arena, const char *given)
{
    size_t len = given ? strlen(given) : 0;
    uint8_t bytes[16];
    char *id;

    if (len >= 8 && len <= 40 &&
        strspn(given, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") == len)
        return ov_strndup(arena, given, len);
    ov_random(bytes, sizeof bytes);
    id = ov_alloc(arena, 2 * sizeof bytes + 1);
    ov_hex(bytes, sizeof bytes, id);
    return id;
}

static void read_target(ov_http_request *request, const ov_http_limits *limits, const char *uri)
{
    ov_str query = ov_str_from(uri), path = ov_str_cut(&query, '?');
    ov_err err = {0};

    /* RFC 9112 3.2: a request line without its fragment; one that came anyway is not ours. */
    request->path = "/";
    request->query_string = "";
    if (path.len > limits->path || query.len > limits->query)
        ov_request_refuse(request, OV_TOO_LARGE, "the address is too long");
    else if (ov_path_parse(request->arena, path, &request->path) != OV_OK)
        ov_request_refuse(request, OV_INVALID, "the path is malformed");
    else if (query.ptr) {
        request->query_string = ov_str_z(request->arena, query);
        if (ov_urlencoded_parse(request->arena, query, limits->fields, &request->query, &err) !=
            OV_OK)
            ov_request_refuse(request, err.status, "the query string is malformed");
    }
}

int64_t ov_request_length(ov_param_fn param, void *source)
{
    const char *text = param(source, "CONTENT_LENGTH");
    int64_t length;

    if (!text || !*text)
        return 0;
    if (strspn(text, "0123456789") != strlen(text) ||
        ov_parse_int(ov_str_from(text), &length) != OV_OK)
        return -1;
    return length;
}

ov_http_request *ov_request_new(ov_arena *arena, const ov_http_limits *limits, ov_param_fn param,
                                void *source)
{
    ov_http_request *request = ov_calloc(arena, 1, sizeof *request);
    const char *text, *cookies;

    request->arena = arena;
    request->param = param;
    request->param_source = source;
    text = header(request, param, source, "REQUEST_METHOD");
    request->method_name = text ? text : "";
    request->method = method_of(request->method_name);
    text = param(source, "REQUEST_URI");
    read_target(request, limits, text ? text : "");
    request->host = header(request, param, source, "HTTP_HOST");
    text = param(source, "HTTPS");
    request->https = text && strcmp(text, "on") == 0;
    request->origin = header(request, param, source, "HTTP_ORIGIN");
    request->fetch_site = header(request, param, source, "HTTP_SEC_FETCH_SITE");
    request->fetch_mode = header(request, param, source, "HTTP_SEC_FETCH_MODE");
    request->accept = header(request, param, source, "HTTP_ACCEPT");
    request->user_agent = header(request, param, source, "HTTP_USER_AGENT");
    request->if_none_match = header(request, param, source, "HTTP_IF_NONE_MATCH");
    request->accept_language = header(request, param, source, "HTTP_ACCEPT_LANGUAGE");
    request->accept_encoding = header(request, param, source, "HTTP_ACCEPT_ENCODING");
    request->content_type = header(request, param, source, "CONTENT_TYPE");
    request->referer = header(request, param, source, "HTTP_REFERER");
    request->remote_addr = header(request, param, source, "REMOTE_ADDR");
    request->request_id = request_id(arena, param(source, "OVERENS_REQUEST_ID"));
    request->received = received_at(param(source, "OVERENS_RECEIVED"));
    cookies = header(request, param, source, "HTTP_COOKIE");
    if (cookies)
        ov_cookies_parse(arena, ov_str_from(cookies), &request->cookies);
    return request;
}

const char *ov_http_param(const ov_http_request *request, const char *name)
{
    const char *value = *name && strncmp(name, "HTTP_", 5) != 0 && request->param
                            ? request->param(request->param_source, name)
                            : NULL;
    size_t len = value ? strlen(value) : 0;

    if (len == 0 || len > PARAM_MAX || !ov_utf8_valid((ov_str){value, len}))
        return NULL;
    return ov_strndup(request->arena, value, len);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* response.c — header lines, cookies, and the head of a response. */
#include "http/wire.h"
#include "util/log.h"

static bool is_name(const char *name)
{
    for (const char *p = name; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
              *p == '-' || *p == '_'))
            return false;
    return *name != '\0';
}

static bool is_line(const char *value)
{
    for (const char *p = value; *p; p++)
        if ((unsigned char)*p < ' ' && *p != '\t')
            return false;
    return true;
}

void ov_http_header(ov_http_response *response, const char *name, const char *value)
{
    if (!is_name(name) || !is_line(value)) {
        ov_log(OV_LOG_ERROR, "a response header that would break the line was left out");
        return;
    }
    ov_buf_addz(&response->headers, name);
    ov_buf_add(&response->headers, ": ", 2);
    ov_buf_addz(&response->headers, value);
    ov_buf_add(&response->headers, "\r\n", 2);
}

void ov_http_cookie(ov_http_response *response, const char *name, const char *value, int max_age)
{
    ov_buf line = {0};

    ov_buf_addz(&line, name);
    ov_buf_addc(&line, '=');
    ov_buf_addz(&line, value);
    ov_buf_addz(&line, "; Path=/; HttpOnly; SameSite=Lax; Secure");
    if (max_age >= 0)
        ov_buf_printf(&line, "; Max-Age=%d", max_age);
    if (strpbrk(value, ";, \"\\"))
        ov_log(OV_LOG_ERROR, "a cookie with a malformed value was left out");
    else
        ov_http_header(response, "Set-Cookie", line.ptr);
    ov_buf_free(&line);
}

const char *ov_http_reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } reasons[] = {{200, "OK"},
                   {201, "Created"},
                   {202, "Accepted"},
                   {204, "No Content"},
                   {206, "Partial Content"},
                   {301, "Moved Permanently"},
                   {302, "Found"},
                   {303, "See Other"},
                   {304, "Not Modified"},
                   {307, "Temporary Redirect"},
                   {308, "Permanent Redirect"},
                   {400, "Bad Request"},
                   {401, "Unauthorized"},
                   {403, "Forbidden"},
                   {404, "Not Found"},
                   {405, "Method Not Allowed"},
                   {409, "Conflict"},
                   {410, "Gone"},
                   {412, "Precondition Failed"},
                   {413, "Content Too Large"},
                   {414, "URI Too Long"},
                   {415, "Unsupported Media Type"},
                   {421, "Misdirected Request"},
                   {422, "Unprocessable Content"},
                   {429, "Too Many Requests"},
                   {431, "Request Header Fields Too Large"},
                   {500, "Internal Server Error"},
                   {501, "Not Implemented"},
                   {502, "Bad Gateway"},
                   {503, "Service Unavailable"},
                   {504, "Gateway Timeout"},
                   {507, "Insufficient Storage"}};

    for (size_t i = 0; i < OV_LEN(reasons); i++)
        if (reasons[i].status == status)
            return reasons[i].text;
    return "Unknown";
}

bool ov_response_has_body(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

void ov_response_head(const ov_http_response *response, ov_buf *out)
{
    int status = response->status ? response->status : 500;

    ov_buf_printf(out, "Status: %d %s\r\n", status, ov_http_reason(status));
    if (ov_response_has_body(status)) {
        if (response->content_type && is_line(response->content_type))
            ov_buf_printf(out, "Content-Type: %s\r\n", response->content_type);
        ov_buf_printf(out, "Content-Length: %zu\r\n",
                      response->content_type ? response->body.len : 0);
    }
    if (response->headers.len)
        ov_buf_add(out, response->headers.ptr, response->headers.len);
    ov_buf_add(out, "\r\n", 2);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* http.h — a request as HTTP sees it and the response that answers it. Knows no FastCGI (fcgi.h)
 * and no portal. */
#ifndef OV_HTTP_HTTP_H
#define OV_HTTP_HTTP_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

typedef enum ov_method { OV_GET = 1, OV_POST = 2, OV_HEAD = 4, OV_OTHER_METHOD = 8 } ov_method;

/* A name and its value, decoded, valid UTF-8, NUL-ended, in the order they came. */
typedef struct ov_pair {
    const char *name;
    ov_str value;
} ov_pair;
typedef struct ov_pairs {
    const ov_pair *items;
    size_t n;
} ov_pairs;
/* The first of that name, or NULL. */
OV_API const char *ov_pairs_get(const ov_pairs *pairs, const char *name);

/* An uploaded file, spooled to an unnamed temporary file. */
typedef struct ov_file {
    const char *field, *name, *type; /* type as the browser claims */
    int fd;                          /* positioned at 0; closed with the arena */
    int64_t size;
} ov_file;

/* The limits of a request (DESIGN, security). */
typedef struct ov_http_limits {
    size_t body;        /* bytes of a form, default 1 MiB */
    size_t upload;      /* bytes of a multipart body, default 32 MiB */
    size_t fields;      /* default 1000 */
    size_t path, query; /* default 2048, 4096 */
} ov_http_limits;

typedef struct ov_http_request {
    ov_arena *arena;
    ov_method method;
    const char *method_name;
    const char *path;         /* decoded, NFC, starts with '/', no NUL, no '.' segments, no '//' */
    const char *query_string; /* raw */
    ov_pairs query, form, cookies;
    const ov_file *files;
    size_t n_files;
    const char *host; /* "localhost:8080" */
    bool https;
    const char *origin, *fetch_site, *fetch_mode, *accept, *user_agent, *if_none_match,
        *accept_language, *accept_encoding, *content_type, *referer;
    const char *remote_addr;
    const char *request_id; /* nginx's $request_id, or made here */
    ov_instant received;    /* from the parameter OVERENS_RECEIVED ($msec), else ov_now() */
    /* A parameter as the web server sent it, while the request lives; NULL: none, or no web server.
     * Use ov_http_param. */
    const char *(*param)(void *source, const char *name);
    void *param_source;
    ov_str body;            /* raw body of a urlencoded form; {NULL,0} for multipart */
    ov_status error; /* OV_OK, or why the request cannot be used (400, 413): answered by the core */
    const char *error_text; /* for the log */
} ov_http_request;

/* A parameter that the web server sets itself, such as REMOTE_USER: valid UTF-8 of 1 to 1000 bytes,
 * copied to the request's arena; NULL otherwise, and always for what browsers send (HTTP_…). */
OV_API const char *ov_http_param(const ov_http_request *request, const char *name);

/* One response, sent as a whole. headers holds complete lines "Name: value\r\n". */
typedef struct ov_http_response {
    int status;
    const char *content_type; /* NULL: no body */
    ov_buf headers;           /* extra header lines */
    ov_buf body;
    bool sent;
} ov_http_response;

/* "Name: value\r\n"; refuses (drops and logs) CR, LF and NUL in either. */
OV_API void ov_http_header(ov_http_response *response, const char *name, const char *value);
/* Session cookie: Path=/; HttpOnly; SameSite=Lax; Secure (the __Host- prefix demands it; browsers
 * and curl take it over plain http on localhost). max_age < 0: for the browser session; 0: remove.
 * script_readable leaves out HttpOnly. */
OV_API void ov_http_cookie(ov_http_response *response, const char *name, const char *value,
                           int max_age);
OV_API const char *ov_http_reason(int status); /* "Not Found" */

/* application/x-www-form-urlencoded (also a query string) into pairs. OV_INVALID: bad UTF-8, NUL or
 * bad escape; OV_TOO_LARGE: more than max_fields. */
OV_API ov_status ov_urlencoded_parse(ov_arena *arena, ov_str text, size_t max_fields, ov_pairs *out,
                                     ov_err *err) OV_MUST_CHECK;
/* A Cookie header into pairs; malformed parts are left out. */
OV_API void ov_cookies_parse(ov_arena *arena, ov_str header, ov_pairs *out);
/* A path: percent-decoding, UTF-8, dot segments refused. OV_INVALID otherwise. */
OV_API ov_status ov_path_parse(ov_arena *arena, ov_str raw, const char **out) OV_MUST_CHECK;

/* multipart/form-data, fed in pieces; files go to unnamed temporary files in tmp_dir. */
typedef struct ov_multipart ov_multipart;
OV_API ov_status ov_multipart_new(ov_arena *arena, const char *content_type, const char *tmp_dir,
                                  size_t max_fields, ov_multipart **out, ov_err *err) OV_MUST_CHECK;
OV_API ov_status ov_multipart_feed(ov_multipart *parser, const char *bytes, size_t n,
                                   ov_err *err) OV_MUST_CHECK;
/* The closing boundary must have come. */
OV_API ov_status ov_multipart_end(ov_multipart *parser, ov_pairs *fields, const ov_file **files,
                                  size_t *n_files, ov_err *err) OV_MUST_CHECK;

/* Percent-encodes one path segment or query value. Owns: arena. */
OV_API char *ov_url_encode(ov_arena *arena, const char *text);

#endif

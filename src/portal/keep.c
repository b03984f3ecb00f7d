/* SPDX-License-Identifier: EUPL-1.2 */
/* keep.c — which answers may be kept, by this worker and by the browser, and until when. */
#include "portal/app_inside.h"

#include "consult/consult.h"
#include "util/date.h"

#include <stdio.h>
#include <string.h>

/* ---- Keys and tags ---- */

ov_str ov_keep_key(ov_req *req)
{
    const char *path = req->http->path, *query = req->http->query_string;
    size_t path_len = strlen(path), query_len = query ? strlen(query) : 0;
    char *key = ov_alloc(req->ctx.arena, path_len + query_len + 3), *to = key;

    *to++ = req->ctx.lang[0];
    *to++ = (char)('0' + (int)req->theme);
    memcpy(to, path, path_len);
    to += path_len;
    *to++ = '\0'; /* in neither of the two */
    if (query_len)
        memcpy(to, query, query_len);
    return (ov_str){key, path_len + query_len + 3};
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash ^= word;
    return (hash << 29 | hash >> 35) * 0x9E3779B97F4A7C15U;
}

/* Four times eight bytes at once: a page is hashed whenever it is made. */
static uint64_t hash_of(uint64_t hash, ov_str bytes)
{
    uint64_t a = hash, b = hash + 1, c = hash + 2, d = hash + 3, word[4];
    size_t i = 0;

    for (; i + sizeof word <= bytes.len; i += sizeof word) {
        memcpy(word, bytes.ptr + i, sizeof word);
        a = mix(a, word[0]);
        b = mix(b, word[1]);
        c = mix(c, word[2]);
        d = mix(d, word[3]);
    }
    memset(word, 0, sizeof word);
    if (i < bytes.len)
        memcpy(word, bytes.ptr + i, bytes.len - i);
    a = mix(mix(mix(mix(a, word[0]), b), mix(b, word[1])), bytes.len);
    return mix(mix(a, mix(c, word[2])), mix(d, word[3]));
}

/* Made of nothing but what the visitor gets: no tag tells that somebody has written something that
 * the page does not show. Weak: the same for the plain and the compressed copy. */
static void make_etag(const ov_cached *answer, char out[OV_ETAG_SIZE])
{
    uint64_t hash = hash_of(
        hash_of(hash_of(0xcbf29ce484222325U, answer->headers), ov_str_from(answer->content_type)),
        answer->body);

    (void)snprintf(out, OV_ETAG_SIZE, "W/\"%016llx\"", (unsigned long long)hash);
}

static bool browser_has(const ov_req *req, const char *etag)
{
    const char *tag = req->http->if_none_match;

    return tag && !strcmp(tag, etag);
}

/* ---- Answers ---- */

static void keep_headers(ov_http_response *response, const char *etag)
{
    ov_buf_addz(&response->headers, "ETag: ");
    ov_buf_addz(&response->headers, etag);
    ov_buf_addz(&response->headers,
                "\r\nCache-Control: no-cache\r\nVary: Cookie, Accept-Encoding\r\n");
}

static void not_modified(ov_req *req, const char *etag)
{
    ov_answer_reset(req);
    req->response->status = 304;
    keep_headers(req->response, etag);
}

static bool takes_gzip(const char *accept)
{
    const char *at = accept ? strstr(accept, "gzip") : NULL;

    return at && strncmp(at, "gzip;q=0", 8) != 0;
}

bool ov_keep_answer(ov_app *app, ov_req *req)
{
    ov_http_response *response = req->response;
    const ov_cached *kept;
    ov_str body;

    kept = app->cache ? ov_page_cache_find(app->cache, app->key, app->change_seq, req->ctx.received)
                      : NULL;
    if (!kept)
        return false;
    memcpy(app->route, kept->route, strlen(kept->route) + 1);
    if (browser_has(req, kept->etag)) {
        not_modified(req, kept->etag);
        return true;
    }
    body = takes_gzip(req->http->accept_encoding) ? ov_page_cache_gzip(app->cache, kept)
                                                  : (ov_str){NULL, 0};
    ov_buf_adds(&response->headers, kept->headers);
    keep_headers(response, kept->etag);
    if (body.ptr)
        ov_buf_addz(&response->headers, "Content-Encoding: gzip\r\n");
    ov_buf_adds(&response->body, body.ptr ? body : kept->body);
    response->status = 200;
    response->content_type = ov_strdup(req->ctx.arena, kept->content_type);
    return true;
}

/* Until when nothing on a page changes by the clock alone: days do at midnight, rounds when they
 * open or close. Should the rounds not tell, the page is not kept. */
static ov_instant true_until(ov_req *req)
{
    ov_instant until = ov_day_start(ov_stockholm_day(req->ctx.received) + 1), turn;

    if (ov_consultations_turn(&req->ctx, req->ctx.received, &turn) != OV_OK)
        return req->ctx.received;
    if (turn && turn < until)
        until = turn;
    return req->valid_until && req->valid_until < until ? req->valid_until : until;
}

void ov_keep_store(ov_app *app, ov_req *req)
{
    ov_http_response *response = req->response;
    ov_cached answer = {.change_seq = app->change_seq,
                        .from = req->ctx.received,
                        .content_type = response->content_type,
                        .headers = ov_buf_str(&response->headers),
                        .body = ov_buf_str(&response->body)};

    make_etag(&answer, answer.etag);
    if (app->cache) {
        answer.until = true_until(req);
        answer.route = app->route;
        ov_page_cache_put(app->cache, app->key, &answer);
    }
    if (browser_has(req, answer.etag))
        not_modified(req, answer.etag);
    else
        keep_headers(response, answer.etag);
}

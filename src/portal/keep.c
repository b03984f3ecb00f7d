/* SPDX-License-Identifier: EUPL-1.2 */
/* keep.c — which answers may be kept, by this worker and by the browser, and until when. */
#include "portal/app_inside.h"

#include "util/date.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- What the copies depend on besides the database ---- */

static uint64_t version_so_far; /* nftw hands its callback no argument */

static uint64_t mix(uint64_t hash, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3U;
    return hash;
}

static int add_file(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)ftw;
    if (kind == FTW_F) {
        uint64_t one = mix(0xcbf29ce484222325U, path, strlen(path));

        one = mix(one, &st->st_mtim.tv_sec, sizeof st->st_mtim.tv_sec);
        one = mix(one, &st->st_mtim.tv_nsec, sizeof st->st_mtim.tv_nsec);
        version_so_far += mix(one, &st->st_size, sizeof st->st_size); /* in whatever order */
    }
    return 0;
}

static void add_tree(const char *path)
{
    if (path)
        (void)nftw(path, add_file, 8, FTW_PHYS);
}

uint64_t ov_keep_version(const ov_home *home)
{
    char *program = realpath("/proc/self/exe", NULL);

    version_so_far = 0;
    add_tree(program);
    free(program);
    add_tree(home->settings.file);
    add_tree(home->settings.templates_dir);
    add_tree(ov_printf(home->arena, "%s/templates", home->settings.data_dir));
    add_tree(home->settings.translations_dir);
    for (size_t i = 0; i < ov_registry_count(home->registry); i++)
        add_tree(ov_registry_at(home->registry, i)->file);
    return version_so_far;
}

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

/* Another version, change, address or stretch of time gives another tag. Weak: the same for the
 * plain and the compressed copy. */
static void make_etag(const ov_app *app, ov_instant until, char out[OV_ETAG_SIZE])
{
    static const char hex[] = "0123456789abcdef";
    uint64_t hash = mix(app->version ^ 0xcbf29ce484222325U, app->key.ptr, app->key.len);
    uint64_t end = (uint64_t)until;
    char *to = out;

    hash = mix(hash, &app->change_seq, sizeof app->change_seq);
    hash = mix(hash, &until, sizeof until);
    memcpy(to, "W/\"", 3);
    to += 3;
    for (int shift = 60; shift >= 0; shift -= 4)
        *to++ = hex[hash >> shift & 15];
    *to++ = '-';
    for (int shift = 60; shift >= 0; shift -= 4)
        *to++ = hex[end >> shift & 15];
    memcpy(to, "\"", 2);
}

/* Has the browser a copy that is still true? Its tag carries the end of its time and a hash of all
 * else, so that no page need be made to know. */
static bool browser_has(const ov_app *app, const ov_req *req)
{
    const char *tag = req->http->if_none_match;
    char *end, mine[OV_ETAG_SIZE];
    unsigned long long until;

    if (!tag || strncmp(tag, "W/\"", 3) != 0 || strlen(tag) != 3 + 16 + 1 + 16 + 1)
        return false;
    until = strtoull(tag + 20, &end, 16);
    if (*end != '"' || until > INT64_MAX || (ov_instant)until <= req->ctx.received)
        return false;
    make_etag(app, (ov_instant)until, mine);
    return !strcmp(tag, mine);
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

    if (browser_has(app, req)) {
        not_modified(req, req->http->if_none_match);
        return true;
    }
    kept = app->cache ? ov_page_cache_find(app->cache, app->key, app->change_seq, req->ctx.received)
                      : NULL;
    if (!kept)
        return false;
    body = takes_gzip(req->http->accept_encoding) ? ov_page_cache_gzip(app->cache, kept)
                                                  : (ov_str){NULL, 0};
    ov_buf_adds(&response->headers, kept->headers);
    keep_headers(response, kept->etag);
    if (body.ptr)
        ov_buf_addz(&response->headers, "Content-Encoding: gzip\r\n");
    ov_buf_adds(&response->body, body.ptr ? body : kept->body);
    response->status = 200;
    response->content_type = ov_strdup(req->ctx.arena, kept->content_type);
    memcpy(app->route, kept->route, strlen(kept->route) + 1);
    return true;
}

void ov_keep_store(ov_app *app, ov_req *req)
{
    ov_http_response *response = req->response;
    ov_instant midnight = ov_day_start(ov_stockholm_day(req->ctx.received) + 1);
    ov_cached answer = {.change_seq = app->change_seq,
                        .from = req->ctx.received,
                        .until = midnight,
                        .content_type = response->content_type,
                        .headers = ov_buf_str(&response->headers),
                        .body = ov_buf_str(&response->body)};

    if (req->valid_until && req->valid_until < midnight)
        answer.until = req->valid_until;
    make_etag(app, answer.until, answer.etag);
    if (app->cache) {
        answer.route = app->route;
        ov_page_cache_put(app->cache, app->key, &answer);
    }
    keep_headers(response, answer.etag);
}

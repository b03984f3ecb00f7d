/* SPDX-License-Identifier: EUPL-1.2 */
/* cache.c — a hash table of pages with a list in order of use. */
#include "portal/cache.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define BUCKETS 1024
#define SMALL_BODY 512 /* not worth compressing */

typedef struct page {
    ov_cached answer; /* first: the caller's pointer is the page's */
    uint64_t hash;
    size_t key_len, bytes;
    struct page *next;          /* in its bucket */
    struct page *newer, *older; /* in order of use */
    char *gzip;
    size_t gzip_len;
    bool gzip_tried;
    char text[]; /* key, headers, content type, route, body */
} page;

struct ov_page_cache {
    page *buckets[BUCKETS];
    page *newest, *oldest;
    size_t bytes, limit, n;
};

ov_page_cache *ov_page_cache_new(size_t bytes)
{
    ov_page_cache *cache = calloc(1, sizeof *cache);

    if (!cache)
        abort();
    cache->limit = bytes;
    return cache;
}

static uint64_t hash_key(ov_str key)
{
    uint64_t hash = 0xcbf29ce484222325U;

    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (unsigned char)key.ptr[i]) * 0x100000001b3U;
    return hash;
}

static void unlink_use(ov_page_cache *cache, page *p)
{
    *(p->newer ? &p->newer->older : &cache->newest) = p->older;
    *(p->older ? &p->older->newer : &cache->oldest) = p->newer;
    p->newer = p->older = NULL;
}

static void link_newest(ov_page_cache *cache, page *p)
{
    p->older = cache->newest;
    p->newer = NULL;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = p;
    cache->newest = p;
}

static void drop(ov_page_cache *cache, page *p)
{
    page **at = &cache->buckets[p->hash % BUCKETS];

    while (*at != p)
        at = &(*at)->next;
    *at = p->next;
    unlink_use(cache, p);
    cache->bytes -= p->bytes;
    cache->n--;
    free(p->gzip);
    free(p);
}

void ov_page_cache_free(ov_page_cache *cache)
{
    if (!cache)
        return;
    while (cache->oldest)
        drop(cache, cache->oldest);
    free(cache);
}

static page *lookup(ov_page_cache *cache, ov_str key, uint64_t hash)
{
    for (page *p = cache->buckets[hash % BUCKETS]; p; p = p->next)
        if (p->hash == hash && p->key_len == key.len && !memcmp(p->text, key.ptr, key.len))
            return p;
    return NULL;
}

const ov_cached *ov_page_cache_find(ov_page_cache *cache, ov_str key, int64_t change_seq,
                                    ov_instant at)
{
    page *p = lookup(cache, key, hash_key(key));

    if (!p || p->answer.change_seq != change_seq || at < p->answer.from || at >= p->answer.until)
        return NULL;
    if (p != cache->newest) {
        unlink_use(cache, p);
        link_newest(cache, p);
    }
    return &p->answer;
}

static void make_room(ov_page_cache *cache, const page *keep)
{
    while (cache->bytes > cache->limit && cache->oldest && cache->oldest != keep)
        drop(cache, cache->oldest);
}

void ov_page_cache_put(ov_page_cache *cache, ov_str key, const ov_cached *answer)
{
    uint64_t hash = hash_key(key);
    size_t type = strlen(answer->content_type) + 1, route = strlen(answer->route) + 1;
    size_t bytes = sizeof(page) + key.len + answer->headers.len + type + route + answer->body.len;
    page *p = lookup(cache, key, hash);
    char *to;

    if (p)
        drop(cache, p);
    if (bytes > cache->limit / 4) /* one page must not empty the cache */
        return;
    p = calloc(1, bytes);
    if (!p)
        abort();
    p->answer = *answer;
    p->hash = hash;
    p->key_len = key.len;
    p->bytes = bytes;
    to = p->text;
    memcpy(to, key.ptr, key.len);
    to += key.len;
    if (answer->headers.len)
        memcpy(to, answer->headers.ptr, answer->headers.len);
    p->answer.headers.ptr = to;
    to += answer->headers.len;
    memcpy(to, answer->content_type, type);
    p->answer.content_type = to;
    to += type;
    memcpy(to, answer->route, route);
    p->answer.route = to;
    to += route;
    if (answer->body.len)
        memcpy(to, answer->body.ptr, answer->body.len);
    p->answer.body.ptr = to;
    p->next = cache->buckets[hash % BUCKETS];
    cache->buckets[hash % BUCKETS] = p;
    link_newest(cache, p);
    cache->bytes += bytes;
    cache->n++;
    make_room(cache, p);
}

/* The gzip format of level 6: windowBits 15 + 16. NULL when zlib refuses or nothing is gained. */
static char *compress_body(ov_str body, size_t *len)
{
    z_stream z = {0};
    size_t room = body.len - body.len / 10;
    char *out;

    if (body.len < SMALL_BODY || body.len > UINT32_MAX / 2 ||
        deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    out = malloc(room);
    if (!out)
        abort();
    z.next_in = (z_const Bytef *)body.ptr;
    z.avail_in = (uInt)body.len;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END) {
        (void)deflateEnd(&z);
        free(out);
        return NULL;
    }
    *len = z.total_out;
    (void)deflateEnd(&z);
    return out;
}

ov_str ov_page_cache_gzip(ov_page_cache *cache, const ov_cached *entry)
{
    page *p = cache->newest; /* an entry in use is the newest */

    if (!p || &p->answer != entry)
        return (ov_str){NULL, 0};
    if (!p->gzip_tried) {
        p->gzip_tried = true;
        p->gzip = compress_body(p->answer.body, &p->gzip_len);
        p->bytes += p->gzip_len;
        cache->bytes += p->gzip_len;
        make_room(cache, p);
    }
    return (ov_str){p->gzip, p->gzip_len};
}

size_t ov_page_cache_bytes(const ov_page_cache *cache)
{
    return cache->bytes;
}

size_t ov_page_cache_count(const ov_page_cache *cache)
{
    return cache->n;
}

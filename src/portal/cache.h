/* SPDX-License-Identifier: EUPL-1.2 */
/* cache.h — visitors' pages kept ready in one worker, plain and compressed, while nothing changes
 * (DESIGN 6, speed). */
#ifndef OV_PORTAL_CACHE_H
#define OV_PORTAL_CACHE_H

#include "util/buf.h"
#include "util/str.h"

typedef struct ov_page_cache ov_page_cache;

#define OV_ETAG_SIZE 48

/* An answer that is true from one instant until another, as long as change_seq stands still. */
typedef struct ov_cached {
    int64_t change_seq;
    ov_instant from, until;
    const char *route; /* for the log */
    const char *content_type;
    char etag[OV_ETAG_SIZE];
    ov_str headers; /* the page's own lines */
    ov_str body;
} ov_cached;

/* At most bytes of memory in all. Owns: ov_page_cache_free. */
ov_page_cache *ov_page_cache_new(size_t bytes);
void ov_page_cache_free(ov_page_cache *cache);

/* The answer kept under key that is true at this change_seq and instant; NULL when there is none.
 * Lives until the next put. */
const ov_cached *ov_page_cache_find(ov_page_cache *cache, ov_str key, int64_t change_seq,
                                    ov_instant at);
/* The body compressed (made at the first call, kept); {NULL, 0} when it would not be smaller. */
ov_str ov_page_cache_gzip(ov_page_cache *cache, const ov_cached *entry);
/* Keeps a copy; throws out what was used least recently to make room. */
void ov_page_cache_put(ov_page_cache *cache, ov_str key, const ov_cached *answer);
/* Bytes and answers held, for the tests. */
size_t ov_page_cache_bytes(const ov_page_cache *cache);
size_t ov_page_cache_count(const ov_page_cache *cache);

#endif

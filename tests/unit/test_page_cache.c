/* SPDX-License-Identifier: EUPL-1.2 */
/* test_page_cache.c — kept pages: when they are true, how much memory they may take. */
#include "portal/cache.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char text[4000];

static void put(ov_page_cache *cache, const char *key, int64_t seq)
{
    ov_cached answer = {.change_seq = seq,
                        .from = 100,
                        .until = 200,
                        .route = "GET /",
                        .content_type = "text/html",
                        .etag = "W/\"1\"",
                        .headers = OV_LIT("X: y\r\n"),
                        .body = {text, sizeof text}};

    ov_page_cache_put(cache, ov_str_from(key), &answer);
}

START_TEST(true_only_for_its_time_and_change)
{
    ov_page_cache *cache = ov_page_cache_new(1 << 20);
    const ov_cached *kept;

    put(cache, "/a", 7);
    kept = ov_page_cache_find(cache, OV_LIT("/a"), 7, 100);
    ck_assert_ptr_nonnull(kept);
    ck_assert_str_eq(kept->content_type, "text/html");
    ck_assert_str_eq(kept->route, "GET /");
    ck_assert(ov_str_is(kept->headers, "X: y\r\n"));
    ck_assert_uint_eq(kept->body.len, sizeof text);
    ck_assert_ptr_null(ov_page_cache_find(cache, OV_LIT("/a"), 8, 100));
    ck_assert_ptr_null(ov_page_cache_find(cache, OV_LIT("/a"), 7, 99));
    ck_assert_ptr_null(ov_page_cache_find(cache, OV_LIT("/a"), 7, 200));
    ck_assert_ptr_null(ov_page_cache_find(cache, OV_LIT("/b"), 7, 100));
    put(cache, "/a", 8);
    ck_assert_uint_eq(ov_page_cache_count(cache), 1);
    ck_assert_ptr_nonnull(ov_page_cache_find(cache, OV_LIT("/a"), 8, 100));
    ov_page_cache_free(cache);
}
END_TEST

START_TEST(memory_is_bounded_and_the_least_used_leave)
{
    const size_t limit = 64 * 1024;
    ov_page_cache *cache = ov_page_cache_new(limit);
    char key[16];

    put(cache, "/first", 1);
    for (int i = 0; i < 1000; i++) {
        (void)snprintf(key, sizeof key, "/%d", i);
        put(cache, key, 1);
        ck_assert_uint_le(ov_page_cache_bytes(cache), limit);
        ck_assert_ptr_nonnull(ov_page_cache_find(cache, OV_LIT("/first"), 1, 100));
    }
    ck_assert_ptr_null(ov_page_cache_find(cache, OV_LIT("/0"), 1, 100));
    ck_assert_ptr_nonnull(ov_page_cache_find(cache, OV_LIT("/999"), 1, 100));
    ov_page_cache_free(cache);
}
END_TEST

START_TEST(compressed_copies_count)
{
    ov_page_cache *cache = ov_page_cache_new(64 * 1024);
    const ov_cached *kept;
    size_t before;
    ov_str gzip;

    memset(text, 'a', sizeof text);
    put(cache, "/a", 1);
    before = ov_page_cache_bytes(cache);
    kept = ov_page_cache_find(cache, OV_LIT("/a"), 1, 100);
    gzip = ov_page_cache_gzip(cache, kept);
    ck_assert_uint_gt(gzip.len, 0);
    ck_assert_uint_lt(gzip.len, 200);
    ck_assert_uint_eq(ov_page_cache_bytes(cache), before + gzip.len);
    ck_assert_ptr_eq(ov_page_cache_gzip(cache, kept).ptr, gzip.ptr);
    for (size_t i = 0; i < sizeof text; i++) /* nothing to gain: no compressed copy */
        text[i] = (char)(rand() >> 7);
    put(cache, "/b", 1);
    ck_assert_ptr_null(
        ov_page_cache_gzip(cache, ov_page_cache_find(cache, OV_LIT("/b"), 1, 100)).ptr);
    ov_page_cache_free(cache);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("page cache");
    TCase *tc = tcase_create("pages");
    SRunner *runner;
    int failed;

    tcase_add_test(tc, true_only_for_its_time_and_change);
    tcase_add_test(tc, memory_is_bounded_and_the_least_used_leave);
    tcase_add_test(tc, compressed_copies_count);
    suite_add_tcase(suite, tc);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

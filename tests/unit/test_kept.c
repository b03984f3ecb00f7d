/* SPDX-License-Identifier: EUPL-1.2 */
/* test_kept.c — which answers are kept for visitors, and until when. */
#include "tests/unit/portal_fixture.h"

#include "util/clock.h"

#include <check.h>
#include <stdlib.h>
#include <zlib.h>

static int rendered; /* how often the page function ran */

static ov_engine engine; /* that the suite in hand runs on */

static ov_status hello_page(ov_req *req)
{
    ov_view *view = ov_view_new(req, "hello");

    rendered++;
    ov_map_int(ov_view_root(view), "count", ov_req_query(req, "count") ? rendered : 0);
    if (ov_req_query(req, "token"))
        ov_view_needs_token(view);
    if (ov_req_query(req, "until"))
        ov_view_valid_until(view, ov_req_ctx(req)->received + OV_MINUTE);
    return ov_view_send(view);
}

static const ov_route routes[] = {
    {OV_GET, "/", OV_PUBLIC, hello_page}, {OV_GET, "/hemlig/:token", OV_PUBLIC, hello_page}, {0}};
static const ov_plugin plugin = {OV_PLUGIN_HEAD, .id = "testkind", .title = "Provsort",
                                 .version = "1", .routes = routes};

static void open_fixture(bool cache)
{
    fixture_open(engine, &plugin, cache);
    write_file("templates/testkind/hello.mustache",
               "{{lang}} {{count}} {{#user}}{{name}}{{/user}}\n");
    rendered = 0;
}
static void setup(void)
{
    open_fixture(true);
}

START_TEST(visitors_page_is_kept_until_something_changes)
{
    char etag[64];
    ov_instant now = ov_now();

    ck_assert_int_eq(GET(.path = "/arende/prov", .received = now), 200);
    (void)snprintf(etag, sizeof etag, "%s", header_of("ETag"));
    ck_assert_int_eq(GET(.path = "/arende/prov", .received = now + 1), 200);
    ck_assert_int_eq(rendered, 1);
    ck_assert_str_eq(header_of("ETag"), etag);
    ck_assert_str_eq(header_of("X-Content-Type-Options"), "nosniff");
    ck_assert_int_eq(GET(.path = "/arende/prov", .if_none_match = etag, .received = now + 2), 304);
    ck_assert_uint_eq(fx.response.body.len, 0);
    ck_assert_int_eq(GET(.path = "/arenden", .if_none_match = etag, .received = now + 2), 200);
    ck_assert_int_eq(GET(.path = "/arende/prov", .query = "b=1", .received = now + 2), 200);
    ck_assert_int_eq(rendered, 2); /* another address */
    ck_assert_int_eq(GET(.path = "/arende/prov", .cookies = "overens-lang=en", .received = now + 3),
                     200);
    ck_assert_int_eq(rendered, 3); /* another language */
    something_changes();
    ck_assert_int_eq(GET(.path = "/arende/prov", .if_none_match = etag), 304);
    ck_assert_int_eq(rendered, 4); /* made again, and found to be the same */
    ck_assert_str_eq(header_of("ETag"), etag);
}
END_TEST

START_TEST(what_visitors_cannot_see_leaves_the_copy)
{
    char etag[64];

    ck_assert_int_eq(GET(.path = "/arende/prov", .query = "count=1"), 200);
    (void)snprintf(etag, sizeof etag, "%s", header_of("ETag"));
    somebody_works();
    ck_assert_int_eq(GET(.path = "/arende/prov", .query = "count=1"), 200);
    ck_assert_int_eq(rendered, 1);
    ck_assert_str_eq(header_of("ETag"), etag);
    something_changes();
    ck_assert_int_eq(GET(.path = "/arende/prov", .query = "count=1", .if_none_match = etag), 200);
    ck_assert_int_eq(rendered, 2);
    ck_assert_str_ne(header_of("ETag"), etag);
}
END_TEST

/* What is behind a secret is one person's, and changes without the counter. */
START_TEST(pages_behind_a_token_are_not_kept)
{
    for (int i = 1; i <= 2; i++) {
        ck_assert_int_eq(GET(.path = "/arende/prov/hemlig/abc"), 200);
        ck_assert_int_eq(rendered, i);
        ck_assert_str_eq(header_of("ETag"), "");
        ck_assert_str_eq(header_of("Cache-Control"), "no-store");
    }
}
END_TEST

START_TEST(copy_ends_at_its_instant)
{
    ov_instant now = ov_now() + OV_HOUR;
    char etag[64];

    ck_assert_int_eq(GET(.path = "/arende/prov", .query = "until=1", .received = now), 200);
    (void)snprintf(etag, sizeof etag, "%s", header_of("ETag"));
    ck_assert_int_eq(
        GET(.path = "/arende/prov", .query = "until=1", .received = now + OV_MINUTE - 1), 200);
    ck_assert_int_eq(rendered, 1);
    ck_assert_int_eq(GET(.path = "/arende/prov", .query = "until=1", .received = now - 1), 200);
    ck_assert_int_eq(rendered, 2); /* nor before it began */
    ck_assert_int_eq(GET(.path = "/arende/prov", .query = "until=1", .if_none_match = etag,
                         .received = now + OV_MINUTE),
                     304);
    ck_assert_int_eq(rendered, 3); /* made again, and found to be the same */
}
END_TEST

START_TEST(private_pages_are_not_kept)
{
    ck_assert_int_eq(GET(.path = "/arende/prov", .query = "token=1"), 200);
    ck_assert_int_eq(GET(.path = "/arende/prov", .query = "token=1"), 200);
    ck_assert_int_eq(rendered, 2);
    ck_assert_str_eq(header_of("ETag"), "");
    sign_in();
    ck_assert_int_eq(GET(.path = "/arende/prov"), 200);
    ck_assert_int_eq(GET(.path = "/arende/prov"), 200);
    ck_assert_int_eq(rendered, 4);
    ck_assert_int_eq(GET(.path = "/arende/prov", .cookies = ""), 200);
    ck_assert_ptr_null(strstr(body(), "Anna"));
}
END_TEST

START_TEST(kept_page_is_compressed_for_those_who_take_it)
{
    static char plain[20000];
    z_stream z = {0};

    ck_assert_int_eq(GET(.path = "/hjalp"), 200);
    (void)snprintf(plain, sizeof plain, "%s", body());
    ck_assert_int_eq(GET(.path = "/hjalp", .accept_encoding = "br, gzip"), 200);
    ck_assert_str_eq(header_of("Content-Encoding"), "gzip");
    ck_assert_uint_lt(fx.response.body.len, strlen(plain));
    static char out[20000];
    z.next_in = (Bytef *)fx.response.body.ptr;
    z.avail_in = (uInt)fx.response.body.len;
    z.next_out = (Bytef *)out;
    z.avail_out = sizeof out - 1;
    ck_assert_int_eq(inflateInit2(&z, 15 + 16), Z_OK);
    ck_assert_int_eq(inflate(&z, Z_FINISH), Z_STREAM_END);
    (void)inflateEnd(&z);
    ck_assert_str_eq(out, plain);
    ck_assert_int_eq(GET(.path = "/hjalp", .accept_encoding = "gzip;q=0"), 200);
    ck_assert_str_eq(body(), plain);
}
END_TEST

START_TEST(cache_can_be_off)
{
    fixture_close();
    open_fixture(false);
    ck_assert_int_eq(GET(.path = "/arende/prov"), 200);
    const char *etag = header_of("ETag");
    char kept[64];
    (void)snprintf(kept, sizeof kept, "%s", etag);
    ck_assert_int_eq(GET(.path = "/arende/prov"), 200);
    ck_assert_int_eq(rendered, 2);
    ck_assert_int_eq(GET(.path = "/arende/prov", .if_none_match = kept), 304);
}
END_TEST

static Suite *make(ov_engine on)
{
    const TTest *const tests[] = {visitors_page_is_kept_until_something_changes,
                                  what_visitors_cannot_see_leaves_the_copy,
                                  pages_behind_a_token_are_not_kept,
                                  copy_ends_at_its_instant,
                                  private_pages_are_not_kept,
                                  kept_page_is_compressed_for_those_who_take_it,
                                  cache_can_be_off};
    Suite *suite = suite_create("kept pages");
    TCase *tc = tcase_create("visitors");

    engine = on;
    tcase_add_checked_fixture(tc, setup, fixture_close);
    tcase_set_timeout(tc, 30);
    for (size_t i = 0; i < OV_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return test_both_engines(make) ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_http.c — forms, cookies, paths and patterns: what a browser or an attacker may send. */
#include "http/router.h"
#include "http/wire.h"
#include "util/clock.h"

#include <check.h>
#include <stdlib.h>

static ov_arena *arena;
static ov_err err;

static void setup(void)
{
    arena = ov_arena_new(0);
    err = (ov_err){0};
}

static void teardown(void)
{
    ov_arena_free(arena);
}

static ov_str lit(const char *text)
{
    return ov_str_from(text);
}

/* urlencoded */

static ov_status form(const char *text, ov_pairs *out)
{
    return ov_urlencoded_parse(arena, lit(text), 5, out, &err);
}

START_TEST(urlencoded_reads_fields_in_order)
{
    ov_pairs p;

    ck_assert_int_eq(form("namn=Malm%C3%B6+stad&tom=&bara&namn=tv%c3%a5&a%3Db=1%262", &p), OV_OK);
    ck_assert_uint_eq(p.n, 5);
    ck_assert_str_eq(ov_pairs_get(&p, "namn"), "Malmö stad");
    ck_assert_str_eq(p.items[1].value.ptr, "");
    ck_assert_str_eq(ov_pairs_get(&p, "bara"), "");
    ck_assert_str_eq(p.items[3].value.ptr, "två");
    ck_assert_str_eq(ov_pairs_get(&p, "a=b"), "1&2");
    ck_assert_ptr_null(ov_pairs_get(&p, "saknas"));
}
END_TEST

START_TEST(urlencoded_of_nothing_is_empty)
{
    ov_pairs p;

    ck_assert_int_eq(form("", &p), OV_OK);
    ck_assert_uint_eq(p.n, 0);
    ck_assert_int_eq(form("&&", &p), OV_OK);
    ck_assert_uint_eq(p.n, 0);
    ck_assert_int_eq(ov_urlencoded_parse(arena, (ov_str){NULL, 0}, 5, &p, &err), OV_OK);
}
END_TEST

START_TEST(urlencoded_refuses_what_is_no_text)
{
    static const char *const bad[] = {"a=%",    "a=%4",     "a=%zz",       "%=1",
                                      "a=%00",  "a=%ff",    "a=%C3",       "a=%C0%AF",
                                      "a=b%0g", "%C3%28=1", "a=%ED%A0%80", "a=%F4%90%80%80"};
    ov_pairs p = {NULL, 77};

    for (size_t i = 0; i < OV_LEN(bad); i++)
        ck_assert_msg(form(bad[i], &p) == OV_INVALID, "%s was taken", bad[i]);
    ck_assert_uint_eq(p.n, 77);
}
END_TEST

START_TEST(urlencoded_counts_fields)
{
    ov_pairs p;

    ck_assert_int_eq(form("a=1&a=2&a=3&a=4&a=5", &p), OV_OK);
    ck_assert_int_eq(form("a=1&a=2&a=3&a=4&a=5&a=6", &p), OV_TOO_LARGE);
}
END_TEST

START_TEST(url_encode_comes_back)
{
    ov_str back;
    const char *text = "Hälso- & sjukvård/100 % ~_.";
    char *encoded = ov_url_encode(arena, text);

    ck_assert_str_eq(encoded, "H%C3%A4lso-%20%26%20sjukv%C3%A5rd%2F100%20%25%20~_.");
    ck_assert_int_eq(ov_percent_decode(arena, lit(encoded), false, &back), OV_OK);
    ck_assert_str_eq(back.ptr, text);
}
END_TEST

/* cookies */

START_TEST(cookies_are_read)
{
    ov_pairs p;

    ov_cookies_parse(arena, lit("__Host-sid=abc-_123; tema=\"dark\" ;tom=; x = y"), &p);
    ck_assert_uint_eq(p.n, 4);
    ck_assert_str_eq(ov_pairs_get(&p, "__Host-sid"), "abc-_123");
    ck_assert_str_eq(ov_pairs_get(&p, "tema"), "dark");
    ck_assert_str_eq(ov_pairs_get(&p, "tom"), "");
    ck_assert_str_eq(ov_pairs_get(&p, "x"), "y");
}
END_TEST

START_TEST(malformed_cookies_are_left_out)
{
    ov_pairs p;

    ov_cookies_parse(arena, lit("=1; ; bara; a b=1; a=b\"c; b=1\\2; q\xff=1; v=\xff; ok=1"), &p);
    ck_assert_uint_eq(p.n, 1);
    ck_assert_str_eq(ov_pairs_get(&p, "ok"), "1");
    ov_cookies_parse(arena, lit(""), &p);
    ck_assert_uint_eq(p.n, 0);
}
END_TEST

START_TEST(cookies_are_bounded)
{
    ov_buf many = {0};
    ov_pairs p;

    for (int i = 0; i < 500; i++)
        ov_buf_printf(&many, "c%d=1; ", i);
    ov_cookies_parse(arena, ov_buf_str(&many), &p);
    ck_assert_uint_le(p.n, 64);
    ov_buf_free(&many);
}
END_TEST

/* path */

START_TEST(paths_have_one_spelling)
{
    static const char *const good[][2] = {
        {"/", "/"},
        {"/arende/a-b/text/2.1", "/arende/a-b/text/2.1"},
        {"/%C3%A4renden", "/ärenden"},
        {"/a%CC%8Alder", "/ålder"}, /* a and a ring become one letter */
        {"/s%20k+", "/s k+"},
        {"/a/", "/a/"},
        {"/...", "/..."},
        {"/.well-known/security.txt", "/.well-known/security.txt"}};
    const char *path;

    for (size_t i = 0; i < OV_LEN(good); i++) {
        ck_assert_msg(ov_path_parse(arena, lit(good[i][0]), &path) == OV_OK, "%s", good[i][0]);
        ck_assert_str_eq(path, good[i][1]);
    }
}
END_TEST

START_TEST(tricky_paths_are_refused)
{
    static const char *const bad[] = {"",           "a",         "http://x/", "//",      "//a",
                                      "/a//b",      "/a//",      "/.",        "/..",     "/a/../b",
                                      "/a/./b",     "/%2e%2e/a", "/a/%2E",    "/a%2fb",  "/a%2Fb",
                                      "/..%2fetc",  "/%00",      "/a%0ab",    "/a%7f",   "/%ff",
                                      "/%C0%AE%C0", "/%",        "/%4",       "/a%2e%2", "/%gg"};
    const char *path = "kept";

    for (size_t i = 0; i < OV_LEN(bad); i++)
        ck_assert_msg(ov_path_parse(arena, lit(bad[i]), &path) == OV_INVALID, "%s was taken",
                      bad[i]);
    ck_assert_str_eq(path, "kept");
}
END_TEST

/* router */

static bool fits(const char *pattern, const char *path, ov_route_match *match)
{
    return ov_pattern_match(arena, pattern, path, match);
}

START_TEST(patterns_take_their_arguments)
{
    ov_route_match m;

    ck_assert(fits("/", "/", &m));
    ck_assert_uint_eq(m.n, 0);
    ck_assert(fits("/remiss/:id/svara/:n", "/remiss/7/svara/å3", &m));
    ck_assert_uint_eq(m.n, 2);
    ck_assert_str_eq(m.names[0], "id");
    ck_assert_str_eq(m.values[0], "7");
    ck_assert_str_eq(m.names[1], "n");
    ck_assert_str_eq(m.values[1], "å3");
    ck_assert(fits("/text/:version.txt", "/text/2024-1.0.txt", &m));
    ck_assert_str_eq(m.names[0], "version");
    ck_assert_str_eq(m.values[0], "2024-1.0");
}
END_TEST

START_TEST(patterns_fit_whole_paths_only)
{
    ov_route_match m;

    ck_assert(!fits("/a", "/a/", &m));
    ck_assert(!fits("/a", "/", &m));
    ck_assert(!fits("/", "/a", &m));
    ck_assert(!fits("/a/:b", "/a", &m));
    ck_assert(!fits("/a/:b", "/a/", &m));
    ck_assert(!fits("/a/:b", "/a/b/c", &m));
    ck_assert(!fits("/a", "/A", &m));
    ck_assert(!fits("/:v.txt", "/.txt", &m));
    ck_assert(!fits("/:v.txt", "/a.csv", &m));
    ck_assert(!fits("/a", "a", &m));
    ck_assert(!fits("/a", "", &m));
}
END_TEST

START_TEST(the_more_literal_pattern_wins)
{
    ck_assert_int_lt(ov_pattern_compare("/a/b", "/a/:x"), 0);
    ck_assert_int_gt(ov_pattern_compare("/a/:x", "/a/b"), 0);
    ck_assert_int_lt(ov_pattern_compare("/a/:x", "/:y/b"), 0);
    ck_assert_int_lt(ov_pattern_compare("/:x.txt", "/:x"), 0);
    ck_assert_int_eq(ov_pattern_compare("/:x", "/:y"), 0);
}
END_TEST

START_TEST(equal_patterns_conflict)
{
    ck_assert(ov_pattern_conflict("/a/:x", "/a/:y"));
    ck_assert(ov_pattern_conflict("/a", "/a"));
    ck_assert(ov_pattern_conflict("/:x.txt", "/:y.txt"));
    ck_assert(!ov_pattern_conflict("/a/:x", "/a/b"));
    ck_assert(!ov_pattern_conflict("/:x.txt", "/:x"));
    ck_assert(!ov_pattern_conflict("/:x.txt", "/:x.csv"));
    ck_assert(!ov_pattern_conflict("/a", "/a/b"));
    ck_assert(!ov_pattern_conflict("/a/:x", "/b/:x"));
}
END_TEST

START_TEST(malformed_patterns_are_named)
{
    static const char *const bad[] = {
        "",   "a",      "/a/", "//",    "/:",    "/:1", "/a b", "/A",
        "/å", "/:a/:a", "/..", "/:x:y", "/:x.T", "/:A", "/.",   "/:a/:b/:c/:d/:e/:f/:g"};
    static const char *const good[] = {"/", "/a", "/.well-known/x.txt", "/:a/b/:c.txt", "/p/2.1"};

    for (size_t i = 0; i < OV_LEN(bad); i++)
        ck_assert_msg(ov_pattern_fault(bad[i]) != NULL, "%s was taken", bad[i]);
    for (size_t i = 0; i < OV_LEN(good); i++)
        ck_assert_msg(ov_pattern_fault(good[i]) == NULL, "%s: %s", good[i],
                      ov_pattern_fault(good[i]));
}
END_TEST

/* request */

typedef struct param {
    const char *name, *value;
} param;

static const char *param_of(void *source, const char *name)
{
    for (const param *p = source; p->name; p++)
        if (strcmp(p->name, name) == 0)
            return p->value;
    return NULL;
}

static ov_http_request *request(param *params)
{
    static const ov_http_limits limits = {1 << 20, 32 << 20, 3, 30, 40};

    return ov_request_new(arena, &limits, param_of, params);
}

START_TEST(a_request_is_read)
{
    param params[] = {{"REQUEST_METHOD", "POST"},
                      {"REQUEST_URI", "/sok%20a?q=h%C3%A4lsa&q=2"},
                      {"HTTP_HOST", "localhost:8080"},
                      {"HTTPS", "on"},
                      {"HTTP_COOKIE", "a=1"},
                      {"OVERENS_REQUEST_ID", "0123456789abcdef"},
                      {0}};
    ov_http_request *r = request(params);

    ck_assert_int_eq(r->error, OV_OK);
    ck_assert_int_eq(r->method, OV_POST);
    ck_assert_str_eq(r->path, "/sok a");
    ck_assert_str_eq(r->query_string, "q=h%C3%A4lsa&q=2");
    ck_assert_str_eq(ov_pairs_get(&r->query, "q"), "hälsa");
    ck_assert_str_eq(ov_pairs_get(&r->cookies, "a"), "1");
    ck_assert(r->https);
    ck_assert_str_eq(r->request_id, "0123456789abcdef");
    ck_assert_ptr_null(r->origin);
}
END_TEST

START_TEST(unusable_requests_say_why)
{
    static const struct {
        const char *uri;
        ov_status error;
    } cases[] = {{"/../x", OV_INVALID},
                 {"", OV_INVALID},
                 {"/a?%", OV_INVALID},
                 {"/a?a&b&c&d", OV_TOO_LARGE},
                 {"/34567890123456789012345678901x", OV_TOO_LARGE},
                 {"/a?34567890123456789012345678901234567890123", OV_TOO_LARGE},
                 {"*", OV_INVALID}};

    for (size_t i = 0; i < OV_LEN(cases); i++) {
        param params[] = {{"REQUEST_METHOD", "GET"}, {"REQUEST_URI", cases[i].uri}, {0}};
        ov_http_request *r = request(params);
        ck_assert_msg(r->error == cases[i].error, "%s gave %d", cases[i].uri, (int)r->error);
        ck_assert_ptr_nonnull(r->error_text);
        ck_assert_ptr_nonnull(r->path);
    }
}
END_TEST

START_TEST(the_instant_of_arrival_is_nginx_own_unless_absurd)
{
    ov_instant now = ov_now();
    char *stamp = ov_printf(arena, "%lld.%03d", (long long)(now / OV_SECOND - 60), 123);
    param near[] = {{"OVERENS_RECEIVED", stamp}, {0}};
    param far[] = {{"OVERENS_RECEIVED", "1750370399.123"}, {0}};
    param junk[] = {{"OVERENS_RECEIVED", "12x.1"}, {0}};

    ck_assert_int_eq(request(near)->received, (now / OV_SECOND - 60) * OV_SECOND + 123000);
    ck_assert_int_ge(request(far)->received, now);
    ck_assert_int_ge(request(junk)->received, now);
}
END_TEST

START_TEST(request_ids_are_made_when_missing_or_odd)
{
    param odd[] = {{"OVERENS_REQUEST_ID", "x\ny=1234567"}, {0}};
    ov_http_request *a = request(odd), *b = request(odd);

    ck_assert_uint_eq(strlen(a->request_id), 32);
    ck_assert_str_ne(a->request_id, b->request_id);
}
END_TEST

START_TEST(content_length_is_a_number)
{
    param none[] = {{0}}, empty[] = {{"CONTENT_LENGTH", ""}, {0}};
    param good[] = {{"CONTENT_LENGTH", "42"}, {0}}, minus[] = {{"CONTENT_LENGTH", "-1"}, {0}};
    param huge[] = {{"CONTENT_LENGTH", "99999999999999999999"}, {0}};

    ck_assert_int_eq(ov_request_length(param_of, none), 0);
    ck_assert_int_eq(ov_request_length(param_of, empty), 0);
    ck_assert_int_eq(ov_request_length(param_of, good), 42);
    ck_assert_int_eq(ov_request_length(param_of, minus), -1);
    ck_assert_int_eq(ov_request_length(param_of, huge), -1);
}
END_TEST

/* response */

START_TEST(a_response_has_an_exact_length)
{
    ov_http_response r = {.status = 200, .content_type = "text/html; charset=utf-8"};
    ov_buf head = {0};

    ov_buf_addz(&r.body, "hälsa");
    ov_http_header(&r, "X-Test", "1");
    ov_response_head(&r, &head);
    ck_assert_str_eq(head.ptr, "Status: 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
                               "Content-Length: 6\r\nX-Test: 1\r\n\r\n");
    ov_buf_clear(&head);
    r.status = 304;
    ov_response_head(&r, &head);
    ck_assert_str_eq(head.ptr, "Status: 304 Not Modified\r\nX-Test: 1\r\n\r\n");
    ov_buf_clear(&head);
    r.status = 303;
    r.content_type = NULL;
    ov_response_head(&r, &head);
    ck_assert_str_eq(head.ptr, "Status: 303 See Other\r\nContent-Length: 0\r\nX-Test: 1\r\n\r\n");
    ov_buf_free(&head);
    ov_buf_free(&r.headers);
    ov_buf_free(&r.body);
}
END_TEST

START_TEST(headers_cannot_be_split)
{
    ov_http_response r = {.status = 200};

    ov_http_header(&r, "Location", "/a\r\nSet-Cookie: x=1");
    ov_http_header(&r, "Location", "/a\nb");
    ov_http_header(&r, "A\r\nB", "1");
    ov_http_header(&r, "", "1");
    ov_http_cookie(&r, "a", "1; Domain=x", -1);
    ck_assert_uint_eq(r.headers.len, 0);
    ov_http_cookie(&r, "__Host-sid", "abc", -1);
    ck_assert_str_eq(r.headers.ptr,
                     "Set-Cookie: __Host-sid=abc; Path=/; HttpOnly; SameSite=Lax; Secure\r\n");
    ov_buf_clear(&r.headers);
    ov_http_cookie(&r, "__Host-sid", "", 0);
    ck_assert_ptr_nonnull(strstr(r.headers.ptr, "Max-Age=0"));
    ov_buf_free(&r.headers);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http");
    TCase *tc = tcase_create("all");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, urlencoded_reads_fields_in_order);
    tcase_add_test(tc, urlencoded_of_nothing_is_empty);
    tcase_add_test(tc, urlencoded_refuses_what_is_no_text);
    tcase_add_test(tc, urlencoded_counts_fields);
    tcase_add_test(tc, url_encode_comes_back);
    tcase_add_test(tc, cookies_are_read);
    tcase_add_test(tc, malformed_cookies_are_left_out);
    tcase_add_test(tc, cookies_are_bounded);
    tcase_add_test(tc, paths_have_one_spelling);
    tcase_add_test(tc, tricky_paths_are_refused);
    tcase_add_test(tc, patterns_take_their_arguments);
    tcase_add_test(tc, patterns_fit_whole_paths_only);
    tcase_add_test(tc, the_more_literal_pattern_wins);
    tcase_add_test(tc, equal_patterns_conflict);
    tcase_add_test(tc, malformed_patterns_are_named);
    tcase_add_test(tc, a_request_is_read);
    tcase_add_test(tc, unusable_requests_say_why);
    tcase_add_test(tc, the_instant_of_arrival_is_nginx_own_unless_absurd);
    tcase_add_test(tc, request_ids_are_made_when_missing_or_odd);
    tcase_add_test(tc, content_length_is_a_number);
    tcase_add_test(tc, a_response_has_an_exact_length);
    tcase_add_test(tc, headers_cannot_be_split);
    suite_add_tcase(suite, tc);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

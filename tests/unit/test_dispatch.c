/* SPDX-License-Identifier: EUPL-1.2 */
/* test_dispatch.c — from a request to its answer: routes, rights, tokens, error pages. */
#include "tests/unit/portal_fixture.h"

#include "util/clock.h"
#include "util/date.h"

#include <check.h>
#include <stdlib.h>

/* ---- A plugin of the test's own ---- */

static ov_engine engine; /* that the suite in hand runs on */

static ov_status hello_page(ov_req *req)
{
    ov_view *view = ov_view_new(req, "hello");

    ov_view_title(view, "Hej");
    ov_view_crumb(view, "Hej", NULL);
    if (ov_req_query(req, "token"))
        ov_view_needs_token(view);
    return ov_view_send(view);
}

static ov_status number_page(ov_req *req)
{
    ov_id id;

    OV_TRY(ov_req_arg_id(req, "id", &id));
    return ov_send(req, 200, "text/plain; charset=utf-8",
                   ov_str_from(ov_printf(ov_req_arena(req), "nr %lld", (long long)id)));
}

static ov_status new_page(ov_req *req)
{
    return ov_send(req, 200, "text/plain; charset=utf-8", OV_LIT("ny"));
}

static ov_status half_page(ov_req *req)
{
    OV_TRY(ov_send(req, 200, "text/plain; charset=utf-8", OV_LIT("halva sidan /etc/passwd")));
    return ov_fail(&ov_req_ctx(req)->err, OV_DB, "SELECT secret FROM t");
}

static ov_status silent_page(ov_req *req)
{
    (void)req;
    return OV_OK;
}

static ov_status theirs_page(ov_req *req)
{
    OV_TRY(ov_req_may(req, "testkind.own", fx.other_org_id));
    return new_page(req);
}

static ov_status received_page(ov_req *req)
{
    return ov_send(req, 200, "text/plain; charset=utf-8",
                   ov_str_from(ov_instant_iso(ov_req_arena(req), ov_req_ctx(req)->received)));
}

static ov_status write_page(ov_req *req)
{
    return ov_send(req, 200, "text/plain; charset=utf-8",
                   ov_str_from(ov_pairs_get(&ov_req_http(req)->form, "text")));
}

static int commands_run;
static ov_status count_command(ov_ctx *ctx, void *arg, const char **location)
{
    (void)arg;
    commands_run++;
    *location = ov_printf(ctx->arena, "/arende/prov/nr/%d", commands_run);
    return OV_OK;
}

static ov_status once_page(ov_req *req)
{
    return ov_req_once(req, count_command, NULL);
}

static const ov_route routes[] = {{OV_GET, "/", OV_PUBLIC, hello_page},
                                  {OV_GET, "/nr/:id", OV_PUBLIC, number_page},
                                  {OV_GET, "/nr/ny", OV_PUBLIC, new_page},
                                  {OV_GET, "/halv", OV_PUBLIC, half_page},
                                  {OV_GET, "/tyst", OV_PUBLIC, silent_page},
                                  {OV_GET, "/konto", OV_ACCOUNT, new_page},
                                  {OV_GET, "/leda", "testkind.lead", hello_page},
                                  {OV_GET, "/ekonomi", "testkind.money", new_page},
                                  {OV_GET, "/andras", OV_PUBLIC, theirs_page},
                                  {OV_GET, "/tid", OV_PUBLIC, received_page},
                                  {OV_POST, "/skriv", OV_PUBLIC, write_page},
                                  {OV_POST, "/en-gang", OV_ACCOUNT, once_page},
                                  {0}};
static const ov_nav_item nav[] = {{"Översikt", "", OV_PUBLIC},
                                  {"Nummer", "/nr", OV_PUBLIC},
                                  {"Ekonomi", "/ekonomi", "testkind.money"},
                                  {0}};
static const ov_action actions[] = {
    {"testkind.lead", "process_leader", OV_OWN_MATTER, "Leda", NULL},
    {"testkind.own", "process_leader", OV_OWN_ORG, "Egna", NULL},
    {"testkind.money", "economist", OV_ANY, "Räkna", NULL},
    {0}};
static const ov_plugin plugin = {OV_PLUGIN_HEAD,    .id = "testkind", .title = "Provsort",
                                 .version = "1",    .routes = routes, .nav = nav,
                                 .actions = actions};

/* Every value that a template has, and nothing else. */
static const char hello_template[] =
    "{{site_name}}|{{lang}}|{{theme}}|{{title}}|{{#user}}{{name}}, {{org}}{{/user}}|"
    "{{#menu}}{{href}}{{#current}}*{{/current}} {{/menu}}|"
    "{{#matter}}{{title}} {{href}}:{{#nav}} {{href}}{{#current}}*{{/current}}{{/nav}}{{/matter}}|"
    "{{#crumbs}}{{title}}={{#href}}{{href}}{{/href}};{{/crumbs}}|{{#token}}T{{/token}}|{{path}}\n";

static void setup(void)
{
    fixture_open(engine, &plugin, true);
    write_file("templates/testkind/hello.mustache", hello_template);
    commands_run = 0;
}

/* ---- Routes ---- */

START_TEST(page_has_layout_values_and_safety)
{
    ck_assert_int_eq(GET(.path = "/arende/prov"), 200);
    ck_assert_str_eq(body(), "Överens|sv||Hej||/ /arenden* /sok |"
                             "Provavtal /arende/prov: /arende/prov* /arende/prov/nr|"
                             "Provavtal=/arende/prov;Hej=;||/arende/prov\n");
    ck_assert_str_eq(header_of("Content-Security-Policy"),
                     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                     "font-src 'self'; connect-src 'self'; form-action 'self'; "
                     "frame-ancestors 'none'; base-uri 'none'");
    ck_assert_str_eq(header_of("X-Content-Type-Options"), "nosniff");
    ck_assert_str_eq(header_of("Referrer-Policy"), "same-origin");
    ck_assert_str_eq(header_of("Cache-Control"), "no-cache");
    ck_assert_str_eq(header_of("Set-Cookie"), "");
}
END_TEST

START_TEST(language_and_theme_come_from_cookies)
{
    ck_assert_int_eq(GET(.path = "/arende/prov", .cookies = "overens-lang=en; overens-theme=dark"),
                     200);
    ck_assert_ptr_nonnull(strstr(body(), "|en|dark|"));
    ck_assert_int_eq(GET(.path = "/arende/prov", .cookies = "overens-lang=<x>; overens-theme=y"),
                     200);
    ck_assert_ptr_nonnull(strstr(body(), "|sv||"));
}
END_TEST

START_TEST(literal_beats_parameter)
{
    ck_assert_int_eq(GET(.path = "/arende/prov/nr/ny"), 200);
    ck_assert_str_eq(body(), "ny");
    ck_assert_int_eq(GET(.path = "/arende/prov/nr/12"), 200);
    ck_assert_str_eq(body(), "nr 12");
    ck_assert_int_eq(GET(.path = "/arende/prov/nr/noll"), 404);
    ck_assert_int_eq(GET(.path = "/arende/prov/nr/0"), 404);
}
END_TEST

START_TEST(unknown_paths_and_methods)
{
    ck_assert_int_eq(GET(.path = "/finns-inte"), 404);
    ck_assert_ptr_nonnull(strstr(body(), "Sidan finns inte"));
    ck_assert_str_eq(header_of("Cache-Control"), "no-store");
    ck_assert_int_eq(GET(.path = "/arende/prov/finns-inte"), 404);
    ck_assert_int_eq(GET(.path = "/arende/ingen"), 404);
    ck_assert_int_eq(POST(.path = "/arende/prov/nr/ny"), 405);
    ck_assert_str_eq(header_of("Allow"), "GET, HEAD");
    ck_assert_int_eq(GET(.path = "/arende/prov/skriv"), 405);
    ck_assert_str_eq(header_of("Allow"), "POST");
    ck_assert_int_eq(ask_for((ask){.method = "DELETE", .path = "/arenden"}), 405);
    ck_assert_int_eq(ask_for((ask){.method = "HEAD", .path = "/arende/prov"}), 200);
    ck_assert_int_eq(GET(.path = "/arende/annan-sort"), 503);
    ck_assert_ptr_null(strstr(body(), "finns_inte"));
}
END_TEST

START_TEST(slash_at_the_end_goes_to_the_page)
{
    ck_assert_int_eq(GET(.path = "/arende/prov/", .query = "a=1"), 301);
    ck_assert_str_eq(header_of("Location"), "/arende/prov?a=1");
    ck_assert_int_eq(POST(.path = "/arende/prov/skriv/"), 308);
    ck_assert_int_eq(GET(.path = "/ärende å/"), 301);
    ck_assert_str_eq(header_of("Location"), "/%C3%A4rende%20%C3%A5");
    ck_assert_int_eq(GET(.path = "/"), 200);
}
END_TEST

START_TEST(machines_are_answered)
{
    ck_assert_int_eq(GET(.path = "/healthz"), 200);
    ck_assert_str_eq(body(), "ok\n");
    ck_assert_int_eq(GET(.path = "/readyz"), 200);
    ck_assert_str_eq(header_of("Cache-Control"), "no-store");
}
END_TEST

START_TEST(unusable_requests)
{
    ck_assert_int_eq(GET(.path = "/", .error = OV_INVALID), 400);
    ck_assert_int_eq(GET(.path = "/", .error = OV_TOO_LARGE), 413);
}
END_TEST

/* ---- Failures ---- */

START_TEST(failed_page_is_never_half)
{
    ck_assert_int_eq(GET(.path = "/arende/prov/halv"), 500);
    ck_assert_ptr_null(strstr(body(), "passwd"));
    ck_assert_ptr_null(strstr(body(), "SELECT"));
    ck_assert_ptr_nonnull(strstr(body(), "Något gick fel hos oss"));
    ck_assert_ptr_nonnull(strstr(body(), "r1"));
    ck_assert_int_eq(GET(.path = "/arende/prov/tyst"), 500);
    ck_assert_int_eq(GET(.path = "/arende/prov"), 200); /* the read transaction has been ended */
}
END_TEST

START_TEST(template_fault_gives_500)
{
    write_file("templates/testkind/hello.mustache", "{{#open}} never closed");
    ck_assert_int_eq(GET(.path = "/arende/prov"), 500);
    ck_assert_ptr_nonnull(strstr(body(), "Något gick fel hos oss"));
}
END_TEST

/* ---- Rights ---- */

START_TEST(visitor_is_sent_to_login_and_back)
{
    ck_assert_int_eq(GET(.path = "/arende/prov/konto", .query = "a=b"), 303);
    ck_assert_str_eq(header_of("Location"), "/logga-in?till=%2Farende%2Fprov%2Fkonto%3Fa%3Db");
    ck_assert_int_eq(GET(.path = "/arende/prov/leda"), 303);
    ck_assert_int_eq(POST(.path = "/arende/prov/en-gang", .form = "_token=x&losenord=y"), 303);
    ck_assert_str_eq(header_of("Location"), "/logga-in?till=%2Farende%2Fprov%2Fen-gang");
    ck_assert_int_eq(commands_run, 0);
}
END_TEST

START_TEST(what_is_sent_after_the_session_ended_is_given_back)
{
    ck_assert_int_eq(POST(.path = "/arende/prov/en-gang", .form = "a=Min+l%C3%A5nga+text&_token=x"),
                     403);
    ck_assert_ptr_nonnull(strstr(body(), "inloggningen gått ut"));
    ck_assert_ptr_nonnull(strstr(body(), ">Min långa text</textarea>"));
    ck_assert_int_eq(commands_run, 0);
}
END_TEST

START_TEST(rights_decide)
{
    sign_in();
    ck_assert_int_eq(GET(.path = "/arende/prov/konto"), 200);
    ck_assert_int_eq(GET(.path = "/arende/prov/leda"), 200);
    ck_assert_ptr_nonnull(strstr(body(), "|Anna Karlsson, Västra Götalandsregionen|"));
    ck_assert_ptr_null(strstr(body(), "/ekonomi")); /* not in her menu */
    ck_assert_ptr_nonnull(strstr(body(), "|T|"));
    ck_assert_str_eq(header_of("Cache-Control"), "no-store");
    ck_assert_int_eq(GET(.path = "/arende/prov/ekonomi"), 403);
    ck_assert_int_eq(GET(.path = "/arende/prov/andras"), 404);
}
END_TEST

START_TEST(unknown_session_is_a_visitor)
{
    ck_assert_int_eq(GET(.path = "/arende/prov", .cookies = OV_SESSION_COOKIE "=abc"), 200);
    ck_assert_ptr_null(strstr(body(), "Anna"));
    ck_assert_int_eq(GET(.path = "/arende/prov/konto", .cookies = OV_SESSION_COOKIE "=abc"), 303);
}
END_TEST

/* ---- Form tokens ---- */

START_TEST(post_needs_a_token)
{
    sign_in();
    ck_assert_int_eq(POST(.path = "/arende/prov/skriv", .form = "text=Min+text&losenord=hemligt"),
                     403);
    ck_assert_ptr_nonnull(strstr(body(), "Min text")); /* to be copied */
    ck_assert_ptr_null(strstr(body(), "hemligt"));
    ck_assert_int_eq(
        POST(.path = "/arende/prov/skriv", .form = with_token("nobody-else", "text=Min+text")),
        403);
    ck_assert_int_eq(
        POST(.path = "/arende/prov/skriv", .form = with_token(fx.secret, "text=Min+text")), 200);
    ck_assert_str_eq(body(), "Min text");
}
END_TEST

START_TEST(visitor_gets_a_secret_with_the_form)
{
    const char *cookie, *end;
    char secret[64];

    ck_assert_int_eq(GET(.path = "/arende/prov", .query = "token=1"), 200);
    ck_assert_ptr_nonnull(strstr(body(), "|T|"));
    ck_assert_str_eq(header_of("Cache-Control"), "no-store");
    cookie = header_of("Set-Cookie");
    ck_assert_int_eq(strncmp(cookie, OV_VISITOR_COOKIE "=", strlen(OV_VISITOR_COOKIE) + 1), 0);
    ck_assert_ptr_nonnull(strstr(cookie, "; Secure"));
    cookie += strlen(OV_VISITOR_COOKIE) + 1;
    end = strchr(cookie, ';');
    (void)snprintf(secret, sizeof secret, "%.*s", (int)(end - cookie), cookie);
    ck_assert_int_eq(POST(.path = "/arende/prov/skriv", .form = with_token(secret, "text=x"),
                          .cookies = ov_printf(fx.arena, OV_VISITOR_COOKIE "=%s", secret)),
                     200);
    ck_assert_int_eq(POST(.path = "/arende/prov/skriv", .form = with_token(secret, "text=x")), 403);
}
END_TEST

START_TEST(other_sites_cannot_post)
{
    sign_in();
    ck_assert_int_eq(POST(.path = "/arende/prov/skriv", .form = with_token(fx.secret, "text=x"),
                          .origin = "https://evil.example"),
                     403);
    ck_assert_int_eq(POST(.path = "/arende/prov/skriv", .form = with_token(fx.secret, "text=x"),
                          .origin = "null"),
                     403);
    ck_assert_int_eq(POST(.path = "/arende/prov/skriv", .form = with_token(fx.secret, "text=x"),
                          .fetch_site = "cross-site"),
                     403);
    ck_assert_int_eq(POST(.path = "/arende/prov/skriv", .form = with_token(fx.secret, "text=x"),
                          .origin = "http://localhost:8080", .fetch_site = "same-origin"),
                     200);
}
END_TEST

START_TEST(theme_needs_no_token_but_its_own_origin)
{
    ck_assert_int_eq(POST(.path = "/utseende", .form = "tema=dark&till=/arenden",
                          .origin = "http://localhost:8080"),
                     303);
    ck_assert_ptr_nonnull(strstr(header_of("Set-Cookie"), "overens-theme=dark"));
    ck_assert_int_eq(
        POST(.path = "/utseende", .form = "tema=dark", .origin = "https://evil.example"), 403);
}
END_TEST

START_TEST(once_is_once)
{
    char form[512], first[64];

    sign_in();
    (void)snprintf(form, sizeof form, "%s", with_token(fx.secret, "svar=ja"));
    ck_assert_int_eq(POST(.path = "/arende/prov/en-gang", .form = form), 303);
    (void)snprintf(first, sizeof first, "%s", header_of("Location"));
    ck_assert_str_eq(first, "/arende/prov/nr/1");
    ck_assert_int_eq(POST(.path = "/arende/prov/en-gang", .form = form), 303);
    ck_assert_str_eq(header_of("Location"), first);
    ck_assert_int_eq(commands_run, 1);
    memcpy(strstr(form, "svar=ja"), "svar=no", 7);
    ck_assert_int_eq(POST(.path = "/arende/prov/en-gang", .form = form), 409);
    ck_assert_ptr_nonnull(strstr(body(), "ja"));
    ck_assert_ptr_nonnull(strstr(body(), "no"));
    ck_assert_int_eq(commands_run, 1);
}
END_TEST

/* ---- Time ---- */

START_TEST(arrival_is_not_before_what_has_happened)
{
    ov_instant past = ov_now() - OV_HOUR;
    const char *was = ov_instant_iso(fx.app->home->arena, past);

    something_changes();
    ck_assert_int_eq(GET(.path = "/arende/prov/tid", .received = past), 200);
    ck_assert_str_gt(body(), was);
}
END_TEST

static Suite *make(ov_engine on)
{
    const TTest *const tests[] = {page_has_layout_values_and_safety,
                                  language_and_theme_come_from_cookies,
                                  literal_beats_parameter,
                                  unknown_paths_and_methods,
                                  slash_at_the_end_goes_to_the_page,
                                  machines_are_answered,
                                  unusable_requests,
                                  failed_page_is_never_half,
                                  template_fault_gives_500,
                                  visitor_is_sent_to_login_and_back,
                                  what_is_sent_after_the_session_ended_is_given_back,
                                  rights_decide,
                                  unknown_session_is_a_visitor,
                                  post_needs_a_token,
                                  visitor_gets_a_secret_with_the_form,
                                  other_sites_cannot_post,
                                  theme_needs_no_token_but_its_own_origin,
                                  once_is_once,
                                  arrival_is_not_before_what_has_happened};
    Suite *suite = suite_create("dispatch");
    TCase *tc = tcase_create("requests");

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

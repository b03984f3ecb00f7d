/* SPDX-License-Identifier: EUPL-1.2 */
/* test_resume.c — a form whose session has ended is kept, and sent again from inside when its
 * writer has signed in. */
#include "tests/unit/portal_fixture.h"

#include "auth/kept.h"
#include "pages/signin/sign_in.h"

#include <check.h>
#include <stdlib.h>

static ov_engine engine;
static int written;         /* how often the page that writes ran */
static char text[1000];     /* what it got last */
static const char *kept_at; /* the browser's key */

static ov_status write_page(ov_req *req)
{
    const char *got = ov_pairs_get(&ov_req_http(req)->form, "text");

    (void)snprintf(text, sizeof text, "%s", got ? got : "");
    written++;
    if (!strcmp(text, "fel"))
        return ov_refuse(req, 422, "Rätta texten.");
    return ov_redirect(req, "/arende/prov/klart");
}

static ov_status break_page(ov_req *req)
{
    return ov_fail(&ov_req_ctx(req)->err, OV_DB, "broken");
}

/* Somebody has proved to be anna. */
static ov_status in_page(ov_req *req)
{
    ov_account anna;

    OV_TRY(ov_account_by_login(ov_req_ctx(req), "anna.k", &anna));
    return ov_sign_in_finish(
        req, &(ov_sign_in){.account_id = anna.id, .method = OV_BY_OIDC, .strong = true}, "/mal");
}

static const ov_route routes[] = {{OV_POST, "/skriv", "testkind.write", write_page},
                                  {OV_POST, "/beslut", "text.publish", write_page},
                                  {OV_POST, "/trasig", "testkind.write", break_page},
                                  {OV_POST, "/utan-roll", OV_ACCOUNT, write_page},
                                  {OV_GET, "/in", OV_PUBLIC, in_page},
                                  {0}};
static const ov_action actions[] = {
    {"testkind.write", "process_leader", OV_OWN_MATTER, "Skriva", NULL}, {0}};
static const ov_plugin plugin = {OV_PLUGIN_HEAD, .id = "testkind", .title = "Provsort",
                                 .version = "1", .routes = routes, .actions = actions};

static void setup(void)
{
    fixture_open(engine, &plugin, true);
    sign_in();
    ck_assert_int_eq(POST(.path = "/logga-ut", .form = with_token(fx.secret, "a=b")), 303);
    written = 0;
    kept_at = NULL;
}

/* Posts it to path, as a form that was made before the session ended. */
static int post_late(const char *path, const char *form)
{
    const char *cookie;
    int status = POST(.path = path, .form = with_token(fx.secret, form));

    cookie = header_of("Set-Cookie");
    if (!strncmp(cookie, OV_KEPT_COOKIE "=", sizeof OV_KEPT_COOKIE)) {
        char *value = strdup(cookie + sizeof OV_KEPT_COOKIE);

        ck_assert_ptr_nonnull(value);
        value[strcspn(value, ";")] = '\0';
        kept_at = value;
    }
    return status;
}

/* Signs in with a GET, as an identity provider sends people back. */
static int come_back(void)
{
    static char cookies[512];

    (void)snprintf(cookies, sizeof cookies, OV_SESSION_COOKIE "=%s; " OV_KEPT_COOKIE "=%s",
                   fx.secret, kept_at ? kept_at : "");
    return GET(.path = "/arende/prov/in", .cookies = cookies);
}

START_TEST(a_draft_is_sent_when_its_writer_is_back)
{
    ck_assert_int_eq(post_late("/arende/prov/skriv", "_utkast=1&text=hej+%26+%C3%A5&gor=spara"),
                     303);
    ck_assert_str_eq(header_of("Location"), "/logga-in?kvar=1");
    ck_assert_int_eq(written, 0);
    ck_assert_int_eq(come_back(), 303);
    ck_assert_str_eq(header_of("Location"), "/arende/prov/klart");
    ck_assert_int_eq(written, 1);
    ck_assert_str_eq(text, "hej & å");
    ck_assert(strncmp(header_of("Set-Cookie"), OV_SESSION_COOKIE "=", sizeof OV_SESSION_COOKIE) ==
              0);
    ck_assert_str_eq(header_of("Cache-Control"), "no-store");
    ck_assert_int_eq(come_back(), 303); /* nothing is left */
    ck_assert_str_eq(header_of("Location"), "/mal");
    ck_assert_int_eq(written, 1);
}
END_TEST

START_TEST(what_was_refused_is_shown)
{
    ck_assert_int_eq(post_late("/arende/prov/skriv", "_utkast=1&text=fel"), 303);
    ck_assert_int_eq(come_back(), 422);
    ck_assert_ptr_nonnull(strstr(body(), ">fel</textarea>"));
    ck_assert_str_eq(header_of("Location"), "");
    ck_assert(strncmp(header_of("Set-Cookie"), OV_SESSION_COOKIE "=", sizeof OV_SESSION_COOKIE) ==
              0);
}
END_TEST

START_TEST(what_failed_stays)
{
    ck_assert_int_eq(post_late("/arende/prov/trasig", "_utkast=1&text=hej"), 303);
    ck_assert_int_eq(come_back(), 303);
    ck_assert_str_eq(header_of("Location"), "/logga-in/kvar");
    ck_assert_int_eq(come_back(), 303);
    ck_assert_str_eq(header_of("Location"), "/logga-in/kvar");
}
END_TEST

/* The mark of a draft can be written into any form by whoever sits at the browser. */
START_TEST(what_is_no_draft_is_not_sent_unasked)
{
    static const char *const pages[] = {"/arende/prov/beslut", "/arende/prov/utan-roll"};

    ck_assert_int_eq(post_late(pages[_i], "_utkast=1&text=hej"), 303);
    ck_assert_int_eq(come_back(), 303);
    ck_assert_str_eq(header_of("Location"), "/logga-in/kvar");
    ck_assert_int_eq(written, 0);
}
END_TEST

START_TEST(several_are_sent_and_what_is_left_is_shown)
{
    ck_assert_int_eq(post_late("/arende/prov/skriv", "_utkast=1&text=ett"), 303);
    const char *key = kept_at;
    static char cookies[512];

    (void)snprintf(cookies, sizeof cookies, OV_SESSION_COOKIE "=%s; " OV_KEPT_COOKIE "=%s",
                   fx.secret, key);
    ck_assert_int_eq(POST(.path = "/arende/prov/skriv", .query = "b=2", .cookies = cookies,
                          .form = with_token(fx.secret, "_utkast=1&text=fel")),
                     303);
    ck_assert_int_eq(POST(.path = "/arende/prov/skriv", .cookies = cookies,
                          .form = with_token(fx.secret, "text=fr%C3%A5ga")),
                     303);
    ck_assert_int_eq(come_back(), 303);
    ck_assert_str_eq(header_of("Location"), "/logga-in/kvar");
    ck_assert_int_eq(written, 2); /* the one that asks first was not sent */
    ck_assert_int_eq(come_back(), 303);
    ck_assert_int_eq(written, 3); /* what was refused is tried again, what was stored is not */
}
END_TEST

START_TEST(what_is_not_of_a_session_is_not_kept)
{
    ck_assert_int_eq(POST(.path = "/arende/prov/skriv", .form = "_utkast=1&text=hej"), 403);
    ck_assert_ptr_nonnull(strstr(body(), ">hej</textarea>"));
    ck_assert_ptr_nonnull(strstr(body(), ">Text</label>"));
    ck_assert_int_eq(POST(.path = "/arende/prov/skriv",
                          .form = with_token(fx.secret, "_utkast=1&text=hej"),
                          .origin = "https://ond.example"),
                     403);
    ck_assert_int_eq(post_late("/arende/prov/skriv", "losenord=hemligt&text=hej"), 403);
    ck_assert_ptr_null(strstr(body(), "hemligt"));
    ck_assert_int_eq(post_late("/arende/prov/skriv", "radversion=1&gor=spara"), 303);
    ck_assert_str_eq(header_of("Location"), "/logga-in?till=%2Farende%2Fprov%2Fskriv");
    ck_assert_ptr_null(kept_at);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "resume on SQLite" : "resume on PostgreSQL");
    TCase *tc = tcase_create("resume");

    engine = which;
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, fixture_close);
    tcase_add_test(tc, a_draft_is_sent_when_its_writer_is_back);
    tcase_add_test(tc, what_was_refused_is_shown);
    tcase_add_test(tc, what_failed_stays);
    tcase_add_loop_test(tc, what_is_no_draft_is_not_sent_unasked, 0, 2);
    tcase_add_test(tc, several_are_sent_and_what_is_left_is_shown);
    tcase_add_test(tc, what_is_not_of_a_session_is_not_kept);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return test_both_engines(make) != 0;
}

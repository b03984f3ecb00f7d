/* SPDX-License-Identifier: EUPL-1.2 */
/* test_regional_pages.c — the regional plugin with its demo data, asked without a web server: the
 * amounts on the pages, who may prepare, publish and see, and the files. */
#include "tests/unit/portal_fixture.h"

#include "plugins/regional/regional.h"
#include "register/register.h"
#include "util/hash.h"

#include <check.h>
#include <stdlib.h>

#ifndef TEST_SRCDIR
#define TEST_SRCDIR "."
#endif
#define MATTER "/arende/sydostra-2024"
#define NBSP "\xC2\xA0"
#define MINUS "\xE2\x88\x92"

const ov_plugin *ov_plugin_entry(void);

static struct {
    const char *statement, *publish, *draft; /* addresses that the demo notes */
    const char *first, *second, *other;      /* sessions: ekonom, ekonom2, ekonom.rjl */
} demo;

/* ---- The demo's hooks, and sessions for its people ---- */

typedef struct person {
    const char *login, *name, *role, *session;
    ov_id org_id, id;
} person;

static ov_status person_add(ov_ctx *ctx, void *arg)
{
    person *p = arg;
    ov_account account = {.login = p->login, .name = p->name, .org_id = p->org_id};

    OV_TRY(ov_account_add(ctx, &account, "x", &p->id));
    OV_TRY(ov_mandate_add(ctx, p->id, &(ov_mandate){.role = p->role, .org_id = p->org_id}));
    return ov_session_start(ctx, p->id, &p->session);
}

static ov_status demo_account(ov_demo *d, const char *login, const char *name, ov_id org_id,
                              const char *role, ov_id *id)
{
    person p = {.login = login, .name = name, .org_id = org_id, .role = role};

    OV_TRY(ov_write(d->ctx, person_add, &p));
    if (strcmp(login, "ekonom") == 0)
        demo.first = strdup(p.session);
    else if (strcmp(login, "ekonom2") == 0)
        demo.second = strdup(p.session);
    else
        demo.other = strdup(p.session);
    *id = p.id;
    return OV_OK;
}

static void demo_note(ov_demo *d, const char *section, const char *key, const char *value)
{
    (void)d;
    if (strcmp(section, "routes") == 0 && strcmp(key, "statement") == 0)
        demo.statement = strdup(value);
    if (strcmp(section, "routes") == 0 && strcmp(key, "publish") == 0) {
        demo.publish = strdup(value);
        demo.draft = strndup(value, strlen(value) - strlen("/publicera"));
    }
}

static ov_status regions_add(ov_ctx *ctx, void *arg)
{
    static const char *const regions[][2] = {{"05", "Region Östergötland"},
                                             {"06", "Region Jönköpings län"},
                                             {"08", "Region Kalmar län"}};
    ov_id id;

    (void)arg;
    for (size_t i = 0; i < OV_LEN(regions); i++)
        OV_TRY(ov_organisation_save(
            ctx, &(ov_organisation){.type = "region", .code = regions[i][0], .name = regions[i][1]},
            &id));
    return OV_OK;
}

static void setup(void)
{
    const ov_migration_set own = {"regional", TEST_SRCDIR "/plugins/regional/schema"};
    ov_arena *arena = ov_arena_new(0);
    ov_demo d = {.account = demo_account,
                 .note = demo_note,
                 .data_dir = TEST_SRCDIR "/plugins/regional/demo"};
    ov_ctx ctx;

    fixture_open(OV_SQLITE, ov_plugin_entry(), false);
    ov_home_ctx(fx.app->home, arena, &ctx);
    d.ctx = &ctx;
    ck_assert_msg(ov_migrate(&ctx, &own, 1, false, NULL) == OV_OK, "%s", ctx.err.text);
    ck_assert_msg(ov_write(&ctx, regions_add, NULL) == OV_OK, "%s", ctx.err.text);
    ck_assert_msg(ov_plugin_entry()->demo(&d) == OV_OK, "%s", ctx.err.text);
    ov_arena_free(arena);
}

static void as(const char *session)
{
    fx.session = session;
}

#define ck_has(text)                                                                               \
    ck_assert_msg(strstr(body(), (text)) != NULL, "no \"%s\" in:\n%s", text, body())
#define ck_has_not(text) ck_assert_msg(strstr(body(), (text)) == NULL, "\"%s\" is there", text)

/* The value of the first hidden field of that name on the page in hand. */
static const char *hidden(const char *name)
{
    static char value[256];
    char start[64];
    const char *at, *end;

    (void)snprintf(start, sizeof start, "name=\"%s\" value=\"", name);
    at = strstr(body(), start);
    ck_assert_msg(at != NULL, "no field %s", name);
    at += strlen(start);
    end = strchr(at, '"');
    ck_assert(end != NULL && (size_t)(end - at) < sizeof value);
    (void)snprintf(value, sizeof value, "%.*s", (int)(end - at), at);
    return value;
}

/* ---- What anybody sees ---- */

START_TEST(both_matrices_with_their_sums)
{
    ck_assert_int_eq(GET(.path = MATTER "/ramar"), 200);
    ck_has("378" NBSP "026");
    ck_has("311" NBSP "279");
    ck_has("754" NBSP "108"); /* all frames */
    ck_has("74" NBSP "592");  /* the shared ones with the own shares */
    ck_has("<td class=\"num own\">33" NBSP "484<span class=\"vh\"> egen andel</span></td>");
    ck_has("672" NBSP "161"); /* what Östergötland receives net */
    ck_has(MINUS "358" NBSP "035");
    ck_has("<b>359" NBSP "042</b>");
    ck_has("/betalplan?ar=2024#RJL-RO");
    ck_has("Klinisk genetik");
    ck_has("/p/7.3\">§ 7.3</a>, tabell 1"); /* the clause is a link */
    ck_assert_int_eq(GET(.path = MATTER "/ramar", .query = "ar=1999"), 404);
}
END_TEST

START_TEST(the_price_step_by_step)
{
    ck_assert_int_eq(GET(.path = MATTER "/pris"), 200);
    ck_has("86" NBSP "656");
    ck_has("= 30" NBSP "329,60 kr");
    ck_has("<b>30" NBSP "330 kr</b>");
    ck_has("37" NBSP "442,39"); /* 1,2345: away from zero, not to even */
}
END_TEST

START_TEST(twelve_instalments_a_pair)
{
    ck_assert_int_eq(GET(.path = MATTER "/betalplan"), 200);
    ck_has("31" NBSP "502" NBSP "166,67");
    ck_has("31" NBSP "502" NBSP "166,66");
    ck_has("1" NBSP "643" NBSP "500,00");
    ck_has("33" NBSP "145" NBSP "666,67");
    ck_has("397" NBSP "748" NBSP "000,00");
    ck_has("<time datetime=\"2024-01-26\">fre 26 januari</time>");
    ck_has("id=\"RKL-RJL\"");
    ck_has_not("id=\"RO-RO\"");
    ck_has("Lämnat</span> <a href=\"" MATTER "/avrakning/AVR-05-2024-000001\">");
    ck_assert_int_eq(GET(.path = MATTER "/betalplan.csv"), 200);
    ck_assert_int_eq(strncmp(body(),
                             "\xEF\xBB\xBF"
                             "Betalare;",
                             12),
                     0);
    ck_has("Region Kalmar län;Region Östergötland;2024-01;2024-01-26;25939916,67;1270416,67;"
           "27210333,34\r\n");
}
END_TEST

START_TEST(the_pay_days_as_a_calendar)
{
    size_t n = 0;

    ck_assert_int_eq(GET(.path = MATTER "/betalplan.ics"), 200);
    for (const char *at = body(), *end; *at; at = end + 2) {
        end = strstr(at, "\r\n");
        ck_assert(end != NULL && end - at <= 75);
        n += strncmp(at, "DTSTART;VALUE=DATE:", 19) == 0;
    }
    ck_assert_uint_eq(n, 12);
    ck_has("DTSTART;VALUE=DATE:20240126\r\n");
    ck_has("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
}
END_TEST

START_TEST(a_published_statement_is_public)
{
    char path[128], hash[OV_HASH_HEX];

    ck_assert_str_eq(demo.statement, MATTER "/avrakning/AVR-05-2024-000001");
    ck_assert_int_eq(GET(.path = MATTER "/avrakning"), 200);
    ck_has("AVR-05-2024-000002");
    ck_has_not("utkast");
    (void)snprintf(path, sizeof path, "%s.txt", demo.statement);
    ck_assert_int_eq(GET(.path = path), 200);
    ck_has("overens-statement-v1\nnumber=AVR-05-2024-000001\nkind=INSTALMENT\npayer=RJL\n");
    ov_sha256_hex(ov_buf_str(&fx.response.body), hash);
    ck_assert_int_eq(GET(.path = demo.statement), 200);
    ck_has(hash);
    ck_has("33" NBSP "145" NBSP "666,67");
    ck_has("En tolftedel av årsramen");
    ck_has("Eva Ekström");
    ck_has("Oskar Nyman");
    (void)snprintf(path, sizeof path, "%s.json", demo.statement);
    ck_assert_int_eq(GET(.path = path), 200);
    ck_has("\"total_ore\": 3314566667");
    (void)snprintf(path, sizeof path, "%s.csv", demo.statement);
    ck_assert_int_eq(GET(.path = path), 200);
    ck_has(";31502166,67\r\n");
    ck_assert_int_eq(GET(.path = MATTER "/avrakning/AVR-05-2024-999999"), 404);
}
END_TEST

/* ---- What only the recipient's economists see and do ---- */

START_TEST(a_draft_does_not_exist_for_others)
{
    ck_assert_int_ne(GET(.path = demo.draft), 200); /* a visitor is asked to sign in */
    ck_has_not("166,66");
    as(demo.other);
    ck_assert_int_eq(GET(.path = demo.draft), 404);
    GET(.path = MATTER "/avrakning");
    ck_has_not("utkast/");
    ck_assert_int_eq(POST(.path = demo.publish, .form = with_token(demo.other, "innehall=00"), ),
                     404);
    as(demo.first);
    ck_assert_int_eq(GET(.path = demo.draft), 200);
    ck_has("Du har förberett");
    ck_has_not("/publicera");
    as(demo.second);
    ck_assert_int_eq(GET(.path = demo.draft), 200);
    ck_has("/publicera");
}
END_TEST

START_TEST(a_second_person_publishes_what_they_saw)
{
    char form[320], again[4096];

    as(demo.first);
    ck_assert_int_eq(GET(.path = demo.draft), 200);
    as(demo.second);
    GET(.path = demo.draft);
    (void)snprintf(form, sizeof form, "innehall=%s", hidden("innehall"));
    as(demo.first);
    ck_assert_int_eq(POST(.path = demo.publish, .form = with_token(demo.first, form)), 403);
    ck_has("Be en kollega");
    as(demo.second);
    ck_assert_int_eq(POST(.path = demo.publish, .form = with_token(demo.second, "innehall=kort")),
                     422);
    ck_assert_int_eq(
        POST(.path = demo.publish,
             .form = with_token(
                 demo.second,
                 "innehall=0000000000000000000000000000000000000000000000000000000000000000")),
        409);
    ck_has("Läs beloppen igen");
    (void)snprintf(again, sizeof again, "%s", with_token(demo.second, form));
    ck_assert_int_eq(POST(.path = demo.publish, .form = again), 303);
    ck_assert_str_eq(header_of("Location"), MATTER "/avrakning/AVR-05-2024-000003");
    ck_assert_int_eq(POST(.path = demo.publish, .form = again), 303); /* a double click */
    ck_assert_str_eq(header_of("Location"), MATTER "/avrakning/AVR-05-2024-000003");
    ck_assert_int_eq(POST(.path = demo.publish, .form = with_token(demo.second, form)), 409);
    ck_has("redan publicerat");
    ck_assert_int_eq(GET(.path = demo.draft), 303);
    ck_assert_int_eq(GET(.path = MATTER "/avrakning/AVR-05-2024-000003"), 200);
}
END_TEST

START_TEST(nobody_publishes_without_the_sum)
{
    as(demo.first);
    ck_assert_int_eq(POST(.path = demo.publish, .form = with_token(demo.first, "")), 403);
    as(demo.second);
    ck_assert_int_eq(POST(.path = demo.publish, .form = with_token(demo.second, "")), 422);
    ck_assert_int_eq(GET(.path = MATTER "/avrakning/AVR-05-2024-000003"), 404);
}
END_TEST

START_TEST(making_and_discarding_a_draft)
{
    char place[128];

    as(demo.second);
    ck_assert_int_eq(GET(.path = MATTER "/avrakning"), 200);
    ck_has("<option value=\"06\">Region Jönköpings län</option>");
    ck_has_not("<option value=\"05\">");
    ck_assert_int_eq(
        POST(.path = MATTER "/avrakning", .form = with_token(demo.second, "betalare=05&manad=3")),
        422);
    ck_has("id=\"betalare-fel\"");
    ck_has("<option value=\"3\" selected>"); /* what was chosen is kept */
    ck_assert_int_eq(
        POST(.path = MATTER "/avrakning", .form = with_token(demo.second, "betalare=06&manad=13")),
        422);
    ck_assert_int_eq(
        POST(.path = MATTER "/avrakning", .form = with_token(demo.second, "betalare=06&manad=1")),
        422); /* January is published */
    ck_has("januari 2024 har redan");
    ck_assert_int_eq(
        POST(.path = MATTER "/avrakning", .form = with_token(demo.second, "betalare=08&manad=3")),
        303);
    (void)snprintf(place, sizeof place, "%s", header_of("Location"));
    ck_assert_int_eq(GET(.path = place), 200);
    ck_has("27" NBSP "210" NBSP "333,34");
    as(demo.other); /* another region's economist, and a visitor without a token */
    ck_assert_int_eq(
        POST(.path = ov_printf(fx.arena, "%s/kasta", place), .form = with_token(demo.other, "x=1")),
        404);
    as(demo.second);
    (void)strncat(place, "/kasta", sizeof place - strlen(place) - 1);
    ck_assert_int_eq(POST(.path = place, .form = "x=1"), 403);
    ck_assert_int_eq(POST(.path = place, .form = with_token(demo.second, "x=1")), 303);
    ck_assert_int_eq(
        POST(.path = MATTER "/avrakning", .form = with_token(demo.second, "betalare=08&manad=3")),
        303);
}
END_TEST

START_TEST(the_start_page_says_what_waits)
{
    as(demo.second);
    ck_assert_int_eq(GET(.path = "/"), 200);
    ck_has("väntar på dig");
    ck_has("<b>att publicera</b></p>");
    ck_has("Regleringsbesked för februari 2024, Region Jönköpings län");
    ck_has("21 besked är inte skapade ännu.");
    as(demo.first);
    GET(.path = "/");
    ck_has("hos en kollega");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("regional pages");
    TCase *tc = tcase_create("pages");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tc, setup, fixture_close);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, both_matrices_with_their_sums);
    tcase_add_test(tc, the_price_step_by_step);
    tcase_add_test(tc, twelve_instalments_a_pair);
    tcase_add_test(tc, the_pay_days_as_a_calendar);
    tcase_add_test(tc, a_published_statement_is_public);
    tcase_add_test(tc, a_draft_does_not_exist_for_others);
    tcase_add_test(tc, a_second_person_publishes_what_they_saw);
    tcase_add_test(tc, nobody_publishes_without_the_sum);
    tcase_add_test(tc, making_and_discarding_a_draft);
    tcase_add_test(tc, the_start_page_says_what_waits);
    suite_add_tcase(suite, tc);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_form.c — posted fields against their declaration, and what the page gets back. */
#include "plugin/site.h"
#include "util/date.h"

#include <check.h>
#include <stdlib.h>

static ov_arena *arena;
static ov_req req;
static ov_http_request http;
static ov_view *view;

static const char *const grades[] = {"ja", "nej", NULL};
static const ov_form_field fields[] = {{"namn", "Namnet", OV_INPUT_TEXT, true, 2, 5, NULL},
                                       {"text", "Texten", OV_INPUT_LONG_TEXT, false, 0, 10, NULL},
                                       {"antal", "Antalet", OV_INPUT_INT, false, 1, 10, NULL},
                                       {"dag", "Dagen", OV_INPUT_DAY, false, 0, 0, NULL},
                                       {"belopp", "Beloppet", OV_INPUT_MONEY, false, 0, 0, NULL},
                                       {"svar", "Svaret", OV_INPUT_CHOICE, false, 0, 0, grades},
                                       {"hash", "Hashen", OV_INPUT_HASH, false, 0, 0, NULL},
                                       {0}};

static void setup(void)
{
    arena = ov_arena_new(0);
    req = (ov_req){.ctx = {.arena = arena, .lang = "sv"}, .http = &http};
    http = (ov_http_request){.arena = arena, .method = OV_POST};
    view = ov_view_new(&req, "x");
}

static void teardown(void)
{
    ov_arena_free(arena);
}

static ov_form *posted(const char *body)
{
    ov_err err = {0};

    ck_assert_int_eq(ov_urlencoded_parse(arena, ov_str_from(body), 100, &http.form, &err), OV_OK);
    return ov_form_read(&req, fields);
}

/* What a template writes for the form. */
static const char *shown(ov_form *form, const char *source)
{
    static ov_buf out;
    ov_templates *set = ov_templates_new(&(ov_template_options){0});
    ov_err err = {0};

    ov_buf_clear(&out);
    ov_view_form(view, form);
    ck_assert_msg(ov_template_render_text(set, "t", ov_str_from(source), "sv", ov_view_root(view),
                                          &out, &err) == OV_OK,
                  "%s", err.text);
    ov_templates_free(set);
    return out.ptr;
}

START_TEST(good_values_are_read)
{
    ov_form *form = posted("namn=%C3%85sa&text=rad+1%0D%0Arad+2&antal=+7+&dag=2025-06-19&"
                           "belopp=1234%2C50&svar=ja&ok%C3%A4nt=x");

    ck_assert(!ov_form_ok(form)); /* "rad 1\nrad 2" is eleven characters */
    form = posted("namn=%C3%85sa&text=r+1%0D%0Ar+2&antal=+7+&dag=2025-06-19&belopp=1234%2C50&"
                  "svar=ja&ok%C3%A4nt=x");
    ck_assert(ov_form_ok(form));
    ck_assert_str_eq(ov_form_text(form, "namn"), "Åsa");
    ck_assert_str_eq(ov_form_text(form, "text"), "r 1\nr 2");
    ck_assert_int_eq(ov_form_int(form, "antal"), 7);
    ck_assert_int_eq(ov_form_day(form, "dag"), ov_day_from_civil(2025, 6, 19));
    ck_assert_int_eq(ov_form_int(form, "belopp"), 123450);
    ck_assert_str_eq(ov_form_text(form, "hash"), "");
}
END_TEST

START_TEST(absent_fields_are_empty)
{
    ov_form *form = posted("namn=Ann");

    ck_assert(ov_form_ok(form));
    ck_assert_str_eq(ov_form_text(form, "text"), "");
    ck_assert_int_eq(ov_form_int(form, "antal"), 0);
    ck_assert_int_eq(ov_form_day(form, "dag"), OV_NO_DAY);
}
END_TEST

START_TEST(each_fault_is_said_beside_its_field)
{
    static const struct {
        const char *body, *field, *part;
    } cases[] = {
        {"text=x", "namn", "saknas"},
        {"namn=++", "namn", "saknas"},
        {"namn=a", "namn", "minst 2"},
        {"namn=aaaaaa", "namn", "högst 5"},
        {"namn=a%0Ab", "namn", "tecken som inte går"},
        {"namn=a%E2%80%AEb", "namn", "tecken som inte går"}, /* U+202E: the rest backwards */
        {"namn=a%E2%81%A6b", "namn", "tecken som inte går"},
        {"namn=ann&antal=tre", "antal", "heltal"},
        {"namn=ann&antal=11", "antal", "mellan 1 och 10"},
        {"namn=ann&antal=99999999999999999999", "antal", "heltal"},
        {"namn=ann&dag=2025-02-30", "dag", "datum"},
        {"namn=ann&belopp=12.5x", "belopp", "belopp"},
        {"namn=ann&svar=kanske", "svar", "alternativen"},
        {"namn=ann&hash=ABC", "hash", "64 tecken"},
    };

    for (size_t i = 0; i < OV_LEN(cases); i++) {
        ov_form *form = posted(cases[i].body);
        const char *source = ov_printf(arena, "{{#form}}{{#%s}}{{error}}{{/%s}}{{/form}}",
                                       cases[i].field, cases[i].field);

        ck_assert_msg(!ov_form_ok(form), "%s passed", cases[i].body);
        ck_assert_msg(strstr(shown(form, source), cases[i].part) != NULL, "%s: %s", cases[i].body,
                      shown(form, source));
    }
}
END_TEST

START_TEST(what_was_written_comes_back)
{
    ov_form *form = posted("namn=a&text=%3Cb%3E&svar=nej");

    ck_assert_str_eq(
        shown(form, "{{#form}}{{#namn}}{{value}}{{/namn}}|{{#text}}{{value}}{{#error}}!{{/error}}"
                    "{{/text}}|{{#svar}}{{#is_ja}}J{{/is_ja}}{{#is_nej}}N{{/is_nej}}{{/svar}}"
                    "{{/form}}|{{#has_errors}}{{#errors}}{{field}}: {{text}}{{/errors}}"
                    "{{/has_errors}}"),
        "a|&lt;b&gt;|N|namn: Namnet måste ha minst 2 tecken.");
}
END_TEST

START_TEST(page_adds_its_own_fault)
{
    ov_form *form = posted("namn=Ann");

    ov_form_error(form, "namn", "%s finns redan.", "Ann");
    ov_form_error(form, "annat", "Något annat.");
    ck_assert(!ov_form_ok(form));
    ck_assert_str_eq(shown(form, "{{#errors}}{{field}}={{text}};{{/errors}}"),
                     "namn=Ann finns redan.;=Något annat.;");
}
END_TEST

START_TEST(own_addresses_only)
{
    ck_assert(ov_own_address("/"));
    ck_assert(ov_own_address("/arenden?sida=2"));
    ck_assert(!ov_own_address("//evil.example"));
    ck_assert(!ov_own_address("/\\evil.example"));
    ck_assert(!ov_own_address("https://evil.example"));
    ck_assert(!ov_own_address("/a\r\nSet-Cookie: x=y"));
    ck_assert(!ov_own_address(""));
    ck_assert(!ov_own_address(NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("form");
    TCase *tc = tcase_create("fields");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, good_values_are_read);
    tcase_add_test(tc, absent_fields_are_empty);
    tcase_add_test(tc, each_fault_is_said_beside_its_field);
    tcase_add_test(tc, what_was_written_comes_back);
    tcase_add_test(tc, page_adds_its_own_fault);
    tcase_add_test(tc, own_addresses_only);
    suite_add_tcase(suite, tc);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_templates.c — sets of templates: compiled once, checked all together, translated. */
#include "template_fixture.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *to_english(void *arg, const char *lang, const char *msgid)
{
    static const char *const known[][2] = {
        {"Skicka in", "Submit"},
        {"Svaret från {{namn}} är sparat", "Saved: the answer of {{namn}}"},
        {"{{#många}}Många{{/många}} svar", "{{#många}}Many{{/många}} answers"},
        {"knapp\004Stäng", "Close"},
        {"Trasig", "{{#x}}"},
    };
    (void)arg;
    for (size_t i = 0; strcmp(lang, "en") == 0 && i < OV_LEN(known); i++)
        if (strcmp(known[i][0], msgid) == 0)
            return known[i][1];
    return NULL;
}

static void says(const char *lang, const char *text, const char *expected)
{
    ov_templates *set = open_set((ov_template_options){.translate = to_english});
    ov_map *map = model("{\"namn\":\"A&B\",\"många\":true}");

    ov_buf_clear(&out);
    ov_status status = ov_template_render_text(set, "m", ov_str_from(text), lang, map, &out, &err);
    ck_assert_msg(status == OV_OK, "%s", err.text);
    ck_assert_str_eq(out.ptr, expected);
    ov_templates_free(set);
}

START_TEST(texts_are_translated_when_compiled)
{
    says("sv", "<b>{{#_}}Skicka in{{/_}}</b>", "<b>Skicka in</b>");
    says("en", "<b>{{#_}}Skicka in{{/_}}</b>", "<b>Submit</b>");
    says("en", "{{#_}} Skicka\n   in\n{{/_}}", " Submit\n");
    says("en", "{{#_}}Svaret från {{namn}} är sparat{{/_}}.", "Saved: the answer of A&amp;B.");
    says("sv", "{{#_}}Svaret från {{namn}} är sparat{{/_}}.", "Svaret från A&amp;B är sparat.");
    says("en", "{{#_}}{{#många}}Många{{/många}} svar{{/_}}", "Many answers");
    says("en", "{{#_:knapp}}Stäng{{/_:knapp}} {{#_}}Stäng{{/_}}", "Close Stäng");
    says("en", "{{#många}}{{#_}}Okänd text{{/_}}{{/många}}", "Okänd text");

    ov_templates *set = open_set((ov_template_options){.translate = to_english});
    ck_assert_int_eq(ov_template_render_text(set, "m", OV_LIT("a\n {{#_}}Trasig{{/_}}"), "en",
                                             model("{}"), &out, &err),
                     OV_INVALID);
    ck_assert_str_eq(err.text, "m:2:2: in the translation of “Trasig”: “x” is never closed");
    ov_templates_free(set);
}
END_TEST

START_TEST(a_set_compiles_once_and_finds_the_first_folder)
{
    ov_templates *set = open_set((ov_template_options){.translate = to_english});

    file("a", "{{#_}}Skicka in{{/_}}{{>b}}");
    file("b", "1");
    ck_assert(ov_templates_has(set, "a"));
    ck_assert(!ov_templates_has(set, "c"));
    ck_assert(!ov_templates_has(set, "../a"));
    ck_assert_int_eq(ov_templates_compile(set, "a", "en", &err), OV_OK);
    file("b", "2"); /* too late: compiled already */
    ck_assert_int_eq(ov_templates_render(set, "a", "en", model("{}"), &out, &err), OV_OK);
    ck_assert_str_eq(out.ptr, "Submit1");
    ck_assert_int_eq(ov_templates_render(set, "a", "sv", model("{}"), &out, &err), OV_OK);
    ck_assert_str_eq(out.ptr, "Submit1Skicka in2");
    ck_assert_int_eq(ov_templates_render(set, "c", "sv", model("{}"), &out, &err), OV_NOT_FOUND);
    file("c", "{{>a}}\n{{>d}}");
    ck_assert_int_eq(ov_templates_compile(set, "c", "sv", &err), OV_INVALID);
    ck_assert_ptr_nonnull(strstr(err.text, "/c.mustache:2:1: there is no template “d”"));
    ov_templates_free(set);
}
END_TEST

static void collect(void *arg, const char *text)
{
    ov_buf *faults = arg;
    ov_buf_addz(faults, text);
    ov_buf_addc(faults, '\n');
}

START_TEST(checking_all_names_every_fault)
{
    ov_templates *set = open_set((ov_template_options){0});
    char sub[300], expected[1000];
    ov_buf faults = {0};

    (void)snprintf(sub, sizeof sub, "%s/under", folder);
    ck_assert_int_eq(mkdir(sub, 0700), 0);
    file("hel", "{{>under/del}}{{>*vad}}");
    file("under/del", "x\n  {{>saknas}}");
    ck_assert_int_eq(ov_templates_compile_all(set, "sv", collect, &faults), OV_INVALID);
    file("under/trasig", "{{#x}}");
    file("under/saknas", "");
    ov_buf_clear(&faults);
    ck_assert_int_eq(ov_templates_compile_all(set, "sv", collect, &faults), OV_INVALID);
    (void)snprintf(expected, sizeof expected,
                   "%s/under/del.mustache:2:3: there is no template “saknas”\n"
                   "%s/under/trasig.mustache:1:1: “x” is never closed\n",
                   folder, folder);
    ck_assert_str_eq(faults.ptr, expected);
    file("under/trasig", "");
    file("saknas", "");
    ov_buf_clear(&faults);
    ck_assert_int_eq(ov_templates_compile_all(set, "sv", collect, &faults), OV_OK);
    ov_buf_free(&faults);
    ov_templates_free(set);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("templates");
    TCase *tcase = tcase_create("templates");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, texts_are_translated_when_compiled);
    tcase_add_test(tcase, a_set_compiles_once_and_finds_the_first_folder);
    tcase_add_test(tcase, checking_all_names_every_fault);
    suite_add_tcase(suite, tcase);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}

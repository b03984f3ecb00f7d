/* SPDX-License-Identifier: EUPL-1.2 */
/* test_mail_text.c — templates of mails: plain text, one line of subject, translated. */
#include "template_fixture.h"

#include "notify/mail_text.h"

#include <sys/stat.h>

static const ov_mail_site site = {
    .name = "Överens <A&B>", .owner = "Regionen", .contact = "", .url = "https://overens.example/"};

static const char *to_english(void *arg, const char *lang, const char *msgid)
{
    (void)arg;
    if (strcmp(lang, "en") != 0)
        return NULL;
    return !strcmp(msgid, "Hej {{name}}") ? "Hello {{name}}" : NULL;
}

static ov_templates *open_mails(void)
{
    char path[300];

    (void)snprintf(path, sizeof path, "%s/mail", folder);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/mail/parts", folder);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    return open_set((ov_template_options){.translate = to_english});
}

static ov_status render(ov_templates *set, const char *lang, const char *json, const char **subject,
                        const char **body)
{
    return ov_mail_render(set, &site, "m", lang, model(json), subject, body, &err);
}

START_TEST(a_mail_is_plain_text_and_nothing_is_escaped)
{
    ov_templates *set = open_mails();
    const char *subject, *body;

    file("mail/m", "{{! what it is for }}\n{{#_}}Hej {{name}}{{/_}}\n\nFrån {{site_name}}: "
                   "{{site_url}}/x?a=1&b=2\n{{#site_contact}}Fråga {{.}}\n{{/site_contact}}"
                   "{{>mail/parts/foot}}");
    file("mail/parts/foot", "-- {{name}} --   \n");
    ck_assert_int_eq(render(set, "sv", "{\"name\":\"<Åsa & \\\"Bo\\\">\"}", &subject, &body),
                     OV_OK);
    ck_assert_str_eq(subject, "Hej <Åsa & \"Bo\">");
    ck_assert_str_eq(body, "Från Överens <A&B>: https://overens.example/x?a=1&b=2\n"
                           "-- <Åsa & \"Bo\"> --\n");
    ck_assert_int_eq(render(set, "en", "{\"name\":\"Åsa\"}", &subject, &body), OV_OK);
    ck_assert_str_eq(subject, "Hello Åsa");
    ov_templates_free(set);
}
END_TEST

START_TEST(no_value_can_add_a_header_to_the_subject)
{
    ov_templates *set = open_mails();
    const char *subject, *body;

    file("mail/m", "Svar från {{name}} om {{what}}\n\nText.\n");
    ck_assert_int_eq(
        render(set, "sv",
               "{\"name\":\"A\\r\\nBcc: x@example.org\\r\\n\",\"what\":\"B\\u0007\\tC\"}", &subject,
               &body),
        OV_OK);
    ck_assert_str_eq(subject, "Svar från A Bcc: x@example.org om B C");
    ck_assert_str_eq(body, "Text.\n");
    ck_assert_int_eq(render(set, "sv", "{\"name\":\"A\\n\\nBcc: x@example.org\"}", &subject, &body),
                     OV_OK);
    ck_assert_str_eq(subject, "Svar från A");
    ov_templates_free(set);
}
END_TEST

START_TEST(long_subjects_are_cut_between_characters)
{
    ov_templates *set = open_mails();
    const char *subject, *body;
    ov_buf json = {0};

    file("mail/m", "{{name}}\n\n{{name}}\n");
    ov_buf_addz(&json, "{\"name\":\"");
    for (int i = 0; i < 30000; i++)
        ov_buf_addz(&json, "å");
    ov_buf_addz(&json, "\"}");
    ck_assert_int_eq(render(set, "sv", ov_strndup(arena, json.ptr, json.len), &subject, &body),
                     OV_OK);
    ck_assert_uint_eq(strlen(subject), 400);
    ck_assert_uint_eq(strlen(body), 60001);
    ov_buf_free(&json);
    ov_templates_free(set);
}
END_TEST

static int faults;

static void count(void *arg, const char *text)
{
    const char **last = arg;

    faults++;
    *last = ov_strdup(arena, text);
}

static void is_faulty(ov_templates *set, const char *text, const char *with)
{
    const char *told = "";

    file("mail/m", text);
    faults = 0;
    ck_assert_int_eq(ov_templates_compile_all(set, "sv", count, &told), OV_INVALID);
    ck_assert_int_eq(faults, 1);
    ck_assert_msg(strstr(told, with), "%s", told);
}

START_TEST(a_broken_mail_is_told_by_the_check)
{
    ov_templates *set = open_mails();
    const char *told = "";

    file("mail/parts/foot", "A part has no subject.\n");
    is_faulty(set, "Only a subject\n", "a mail begins with its subject");
    is_faulty(set, "Subject\nText at once\n", "a mail begins with its subject");
    is_faulty(set, "\n\nText\n", "a mail begins with its subject");
    is_faulty(set, "Subject\n\n{{{name}}}\n", "a mail is plain text");
    is_faulty(set, "Subject\n\n{{&name}}\n", "a mail is plain text");
    is_faulty(set, "Subject\n\n{{>partials/errors}}\n", "includes only mail/");
    is_faulty(set, "Subject\n\n{{>mail/parts/none}}\n", "there is no template");
    is_faulty(set, "Subject\n\n{{#x}}\n", "never closed");
    file("mail/m", "Subject\n\nText {{x}}\n{{>mail/parts/foot}}");
    ck_assert_int_eq(ov_templates_compile_all(set, "sv", count, &told), OV_OK);
    ov_templates_free(set);
}
END_TEST

/* Every mail that the portal sends, in both languages, without and with something in its values. */
START_TEST(the_portals_own_mails_are_whole)
{
    const char *top = getenv("OVERENS_SRC");
    const char *dirs[] = {ov_printf(arena, "%s/templates", top ? top : ".")};
    ov_templates *set = ov_templates_new(&(ov_template_options){.dirs = dirs, .n_dirs = 1});
    const char *told = "";

    ck_assert_msg(ov_templates_compile_all(set, "sv", count, &told) == OV_OK, "%s", told);
    ov_templates_free(set);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mail_text");
    TCase *t = tcase_create("mail_text");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_mail_is_plain_text_and_nothing_is_escaped);
    tcase_add_test(t, no_value_can_add_a_header_to_the_subject);
    tcase_add_test(t, long_subjects_are_cut_between_characters);
    tcase_add_test(t, a_broken_mail_is_told_by_the_check);
    tcase_add_test(t, the_portals_own_mails_are_whole);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

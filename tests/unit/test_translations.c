/* SPDX-License-Identifier: EUPL-1.2 */
/* test_translations.c — every template compiles in every language, nearly everything is translated,
 * and a translation shows no value that its source does not. */
#include "view/i18n.h"
#include "view/tag.h"
#include "view/template.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static ov_i18n *set;
static int n_texts, n_missing, n_strange, n_faults;

/* Does the text have a tag of this name? */
static bool shows(const char *text, ov_str name)
{
    static const ov_delims delims = {{"{{", 2}, {"}}", 2}};
    const char *fault;
    ov_tag tag;

    for (size_t at = 0; ov_tag_next(ov_str_from(text), at, &delims, &tag, &fault); at = tag.end) {
        if (fault)
            return false;
        if (ov_str_eq(tag.name, name))
            return true;
    }
    return false;
}

static void compare(const char *msgid, const char *translation)
{
    static const ov_delims delims = {{"{{", 2}, {"}}", 2}};
    const char *fault;
    ov_tag tag;

    for (size_t at = 0; ov_tag_next(ov_str_from(translation), at, &delims, &tag, &fault);
         at = tag.end) {
        if (!fault && shows(msgid, tag.name))
            continue;
        printf("“%s” has a tag that its source lacks: “%s”\n", translation, msgid);
        n_strange++;
        if (fault)
            return;
    }
}

static const char *translate(void *arg, const char *lang, const char *msgid)
{
    const char *translation = ov_i18n_get(set, lang, msgid);

    (void)arg;
    n_texts++;
    if (translation) {
        compare(msgid, translation);
    } else {
        printf("not in po/%s.po: %s\n", lang, msgid);
        n_missing++;
    }
    return translation;
}

static void note_fault(void *arg, const char *text)
{
    (void)arg;
    puts(text);
    n_faults++;
}

START_TEST(english)
{
    static const char *const dirs[] = {TEST_SRCDIR "/templates"};
    const ov_template_options options = {.dirs = dirs, .n_dirs = 1, .translate = translate};
    ov_templates *templates = ov_templates_new(&options);
    ov_err err = {0};

    ck_assert_msg(ov_i18n_open(TEST_BUILDDIR "/po", &set, &err) == OV_OK, "%s", err.text);
    ov_status status = ov_templates_compile_all(templates, "en", note_fault, NULL);
    ov_templates_free(templates);
    ov_i18n_free(set);
    ck_assert_int_eq(status, OV_OK);
    ck_assert_int_eq(n_faults, 0);
    ck_assert_int_eq(n_strange, 0);
    ck_assert_int_gt(n_texts, 100);
    /* A text that was written today may wait for `make update-po`; a page of them may not. */
    ck_assert_msg(n_missing * 20 <= n_texts, "%d of %d texts are not translated", n_missing,
                  n_texts);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("translations");
    TCase *tcase = tcase_create("translations");

    tcase_add_test(tcase, english);
    suite_add_tcase(suite, tcase);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_markdown.c — what markdown becomes, and what it may never become. */
#include "view/markdown.h"

#include <check.h>
#include <stdlib.h>
#include <time.h>

static ov_arena *arena;
static ov_err err;

static void setup(void)
{
    arena = ov_arena_new(0);
}

static void teardown(void)
{
    ov_arena_free(arena);
}

static const char *html(const char *source)
{
    ov_html made;
    ov_status status = ov_markdown(arena, ov_str_from(source), &made, &err);
    ck_assert_msg(status == OV_OK, "%s", err.text);
    return ov_str_z(arena, made.text);
}

static void makes(const char *source, const char *expected)
{
    ck_assert_str_eq(html(source), expected);
}

START_TEST(plain_structure)
{
    makes("", "");
    makes("En rad\nen till\n\nNytt *stycke* med **styrka** & `kod`.",
          "<p>En rad\nen till</p>\n"
          "<p>Nytt <em>stycke</em> med <strong>styrka</strong> &amp; <code>kod</code>.</p>\n");
    makes("- ett\n- två\n", "<ul><li>ett</li><li>två</li></ul>\n");
    makes("3. tre\n4. fyra\n", "<ol start=\"3\"><li>tre</li><li>fyra</li></ol>\n");
    makes("rad  \nbruten", "<p>rad<br>bruten</p>\n");
    makes("> citat", "<blockquote><p>citat</p>\n</blockquote>\n");
    makes("---", "<hr>");
    makes("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>\n");
    makes("    fyra blanksteg", "<p>fyra blanksteg</p>\n");
    makes("# Rubrik", "<p><strong>Rubrik</strong></p>\n");
    makes("- [ ] uppgift\n- ~~struket~~", "<ul><li>[ ] uppgift</li><li>~~struket~~</li></ul>\n");
}
END_TEST

START_TEST(tables)
{
    makes("| | RÖ | RJL |\n|---|--:|---|\n| Till RÖ | 1 | |\n",
          "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Tabell\">"
          "<table class=\"t\"><thead><tr><td></td><th scope=\"col\" class=\"num\">RÖ</th>"
          "<th scope=\"col\">RJL</th></tr></thead><tbody><tr><td>Till RÖ</td>"
          "<td class=\"num\">1</td><td></td></tr></tbody></table></div>\n");
    /* A table without a header row has an empty one in markdown. */
    makes("| | |\n|---|---|\n| a | b |\n",
          "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Tabell\">"
          "<table class=\"t\"><tbody><tr><td>a</td><td>b</td></tr></tbody></table></div>\n");
}
END_TEST

START_TEST(links_that_are_allowed)
{
    makes("[a](https://example.org/x?y=1&z=2)",
          "<p><a href=\"https://example.org/x?y=1&amp;z=2\">a</a></p>\n");
    makes("[a](/arende/x) [b](#del-2) [c](mailto:a@b.se) [d](tel:+4670)",
          "<p><a href=\"/arende/x\">a</a> <a href=\"#del-2\">b</a> "
          "<a href=\"mailto:a@b.se\">c</a> <a href=\"tel:+4670\">d</a></p>\n");
    makes("<https://example.org>",
          "<p><a href=\"https://example.org\">https://example.org</a></p>\n");
    makes("[](https://example.org)",
          "<p><a href=\"https://example.org\">https://example.org</a></p>\n");
}
END_TEST

START_TEST(links_that_are_not)
{
    static const char *const bad[] = {
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript&#58;alert(1)",
        "<java&#10;script:alert(1)>",
        "<java\tscript:alert(1)>",
        "data:text/html,x",
        "vbscript:x",
        "http://example.org",
        "ftp://example.org",
        "//example.org",
        "/&#47;example.org",
        "/\\\\example.org",
        "&#92;&#92;example.org",
        "<https:// example.org>",
        "https:///example.org",
        "sida",
        "&unknown;",
        "< https://example.org>",
        "&#1;javascript:alert(1)",
    };

    for (size_t i = 0; i < OV_LEN(bad); i++) {
        const char *made = html(ov_printf(arena, "[text](%s)", bad[i]));
        ck_assert_msg(!strstr(made, "<a"), "%s made %s", bad[i], made);
        ck_assert_msg(strstr(made, "text") != NULL, "%s lost its text: %s", bad[i], made);
    }
    ck_assert_ptr_null(strstr(html("[a](https://x.se \"onclick=\\\"x\\\"\")"), "onclick"));
    ck_assert_ptr_null(strstr(html("[x]: javascript:alert(1)\n\n[x]"), "<a"));
    ck_assert_ptr_null(strstr(html("<javascript:alert(1)>"), "<a"));
    makes("[a](https://x.se/\"onmouseover=\"y)",
          "<p><a href=\"https://x.se/&quot;onmouseover=&quot;y\">a</a></p>\n");
}
END_TEST

START_TEST(html_never_passes)
{
    static const char *const bad[] = {
        "<script>alert(1)</script>", "<b onclick=x>y</b>",   "<!-- c --> <?php ?> <![CDATA[x]]>",
        "a <img src=x onerror=y> b", "<div>\n\nx\n\n</div>", "&lt;script&gt;",
        "&#60;script&#62;"};

    for (size_t i = 0; i < OV_LEN(bad); i++) {
        const char *made = html(bad[i]);
        for (const char *p = strchr(made, '<'); p; p = strchr(p + 1, '<'))
            ck_assert_msg(strncmp(p, "<p>", 3) == 0 || strncmp(p, "</p>", 4) == 0, "%s made %s",
                          bad[i], made);
    }
}
END_TEST

START_TEST(images_leave_their_text_and_links_do_not_nest)
{
    makes("![en *bild*](https://x.se/b.png)", "<p>en <em>bild</em></p>\n");
    const char *first = strstr(html("[![a [b](https://b.se)](c)](https://d.se)"), "<a");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(strstr(first + 1, "<a"));
}
END_TEST

START_TEST(entities_become_characters)
{
    makes("&aring; &sect; &#229; &#xE5; &#0; &amp;lt; &finnsinte;",
          "<p>å § å å \uFFFD &amp;lt; &amp;finnsinte;</p>\n");
}
END_TEST

static ov_status try(char *source, size_t n)
{
    ov_html made;
    ov_status status = ov_markdown(arena, (ov_str){source, n}, &made, &err);
    free(source);
    return status;
}

static char *repeat(const char *text, size_t n)
{
    size_t len = strlen(text);
    char *all = malloc(len * n + 1);
    ck_assert_ptr_nonnull(all);
    for (size_t i = 0; i < n; i++)
        memcpy(all + i * len, text, len + 1);
    return all;
}

START_TEST(limits_hold)
{
    ck_assert_int_eq(try(repeat("x", (512 << 10) + 1), (512 << 10) + 1), OV_TOO_LARGE);
    ck_assert_int_eq(try(repeat("> ", 40), 80), OV_TOO_LARGE);
    ck_assert_int_eq(try(repeat("> ", 20), 40), OV_OK);
    ck_assert_int_eq(try(repeat("\xff", 3), 3), OV_INVALID);
    /* A wide head and many short rows would make more cells than there is memory. */
    char *wide = repeat("|a", 200000);
    memset(wide + 20000, '\n', 1);
    for (size_t i = 20001; i + 2 < 40000; i += 2)
        memcpy(wide + i, "|-", 2);
    for (size_t i = 40000; i + 4 < 400000; i += 4)
        memcpy(wide + i, "\n|x|", 4);
    ck_assert_int_ne(try(wide, 400000), OV_INTERNAL);
}
END_TEST

START_TEST(hostile_texts_are_quick)
{
    static const char *const hostile[] = {"![[]()", "[", "*a_", "`", "<", "- ", "[a](", "|", "&#"};

    for (size_t i = 0; i < OV_LEN(hostile); i++) {
        size_t n = 120000 / strlen(hostile[i]);
        clock_t before = clock(); /* our own work, not what the machine does beside */
        ov_status status = try(repeat(hostile[i], n), n * strlen(hostile[i]));
        double spent = (double)(clock() - before) / CLOCKS_PER_SEC;
        ck_assert_msg(status == OV_OK || status == OV_TOO_LARGE, "%s: %s", hostile[i], err.text);
        ck_assert_msg(spent < 3, "%s took %.1f s", hostile[i], spent);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("markdown");
    TCase *tcase = tcase_create("markdown");

    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, plain_structure);
    tcase_add_test(tcase, tables);
    tcase_add_test(tcase, links_that_are_allowed);
    tcase_add_test(tcase, links_that_are_not);
    tcase_add_test(tcase, html_never_passes);
    tcase_add_test(tcase, images_leave_their_text_and_links_do_not_nest);
    tcase_add_test(tcase, entities_become_characters);
    tcase_add_test(tcase, limits_hold);
    tcase_add_test(tcase, hostile_texts_are_quick);
    suite_add_tcase(suite, tcase);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}

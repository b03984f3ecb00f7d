/* SPDX-License-Identifier: EUPL-1.2 */
/* test_canonical.c — the exact bytes of overens-text-1 and overens-node-1 (canonical.md). */
#include "text/import/import.h"
#include "util/date.h"
#include "util/hash.h"
#include "view/markdown.h"

#include <check.h>
#include <stdlib.h>

static ov_arena *arena;
static ov_err err;

static void setup(void)
{
    ov_hash_init();
    arena = ov_arena_new(0);
}

static void teardown(void)
{
    ov_arena_free(arena);
}

static const char *body(const char *raw)
{
    const char *out = NULL;

    ck_assert_int_eq(ov_canonical_body(arena, ov_str_from(raw), &out), OV_OK);
    return out;
}

static const char document[] = "overens-text-1\n"
                               "document: Avtal om vård\n"
                               "version: Remissversion 2\n"
                               "date: 2025-06-19\n"
                               "\n"
                               "#\n"
                               "Inledande text.\n"
                               "\n"
                               "# A Om överenskommelsen\n"
                               "Ett stycke på en rad.\n"
                               "\n"
                               "Ett till.\n"
                               "\n"
                               "## 3.1 Verksamheter med fast ersättning\n"
                               "- punkt\n"
                               "  - underpunkt\n"
                               "\n"
                               "1. numrerad punkt\n"
                               "\n"
                               "| Betalare | RÖ | RJL |\n"
                               "| RÖ |  | 36 044 |\n"
                               "\n"
                               "### Princip\n"
                               "\\# inte en rubrik\n";

static ov_node *tree(void)
{
    static ov_node nodes[4];

    nodes[0] = (ov_node){.level = 1, .body = "Inledande text.", .next = &nodes[1]};
    nodes[1] = (ov_node){.number = "A",
                         .heading = " Om  \xc3\xb6verens\xc2\xadkommelsen ",
                         .level = 1,
                         .body = "Ett stycke på en rad.\n\nEtt till.",
                         .first_child = &nodes[2]};
    nodes[2] = (ov_node){.number = "3.1",
                         .heading = "Verksamheter med fast ersa\xcc\x88ttning",
                         .level = 2,
                         .body = body("* punkt\n    - underpunkt\n\n1) numrerad punkt\n\n"
                                      "|Betalare|RÖ|RJL|\n|---|---|---|\n| RÖ || 36 044 |"),
                         .first_child = &nodes[3]};
    nodes[3] = (ov_node){.heading = "Princip", .level = 3, .body = body("# inte en rubrik")};
    return nodes;
}

START_TEST(a_document_has_these_bytes)
{
    ov_str text = ov_canonical_text(arena, "Avtal om vård", "Remissversion 2",
                                    ov_day_from_civil(2025, 6, 19), tree());

    ck_assert_str_eq(text.ptr, document);
    ck_assert_uint_eq(text.len, sizeof document - 1);
}
END_TEST

START_TEST(a_provision_has_these_bytes)
{
    ov_node node = {.number = "3.1", .heading = "Ansvar", .level = 2, .body = "Regionen."};
    ov_node bare = {.level = 1, .body = ""};
    ov_node moved = {.number = "7", .heading = "Ansvar", .level = 1, .body = "Regionen."};
    ov_str text = ov_canonical_node(arena, &node);

    ck_assert_str_eq(text.ptr, "overens-node-1\nAnsvar\nRegionen.\n");
    ck_assert_uint_eq(text.len, strlen(text.ptr));
    ck_assert_str_eq(ov_canonical_node(arena, &moved).ptr, text.ptr);
    ck_assert_str_eq(ov_canonical_node(arena, &bare).ptr, "overens-node-1\n\n");
}
END_TEST

START_TEST(line_starts_are_escaped)
{
    ck_assert_str_eq(body("# a"), "\\# a");
    ck_assert_str_eq(body("-5 grader"), "\\-5 grader");
    ck_assert_str_eq(body("|x"), "\\|x");
    ck_assert_str_eq(body("\\x"), "\\\\x");
    ck_assert_str_eq(body("1.1 gäller"), "\\1.1 gäller");
    ck_assert_str_eq(body("2024 gäller"), "2024 gäller");
    ck_assert_str_eq(body("a # b - c"), "a # b - c");
    ck_assert_str_eq(body("**Ledord** och [länk](https://x.se)"),
                     "**Ledord** och [länk](https://x.se)");
}
END_TEST

START_TEST(white_space_is_one_space)
{
    ck_assert_str_eq(body("  två \t ord\n på\xc2\xa0rader \r\n\r\n\r\nnytt\xc2\xad stycke  "),
                     "två ord på rader\n\nnytt stycke");
    ck_assert_str_eq(body("a\xcc\x8a"), "å");
    ck_assert_str_eq(body(" \n \n"), "");
    ck_assert_str_eq(body("| a  b | c \\| d |"), "| a b | c \\| d |");
}
END_TEST

START_TEST(canonical_stays_canonical)
{
    static const char *const bodies[] = {
        "\\# a\n\n\\\\x\n\n\\1. b",
        "- a\n  - b\n    1. c\n- d\n\n1. e\n2. f\n\n| a |  |\n| \\| | c |\n\nslut",
        "- - a\n- # b",
    };

    for (size_t i = 0; i < OV_LEN(bodies); i++)
        ck_assert_str_eq(body(bodies[i]), bodies[i]);
    ck_assert_int_eq(ov_canonical_body(arena, OV_LIT("\xff"), &(const char *){NULL}), OV_INVALID);
}
END_TEST

START_TEST(canonical_text_is_read_back)
{
    ov_import import;

    ck_assert_int_eq(ov_import_text(arena, ov_str_from(document), &import, &err), OV_OK);
    ck_assert_str_eq(import.title, "Avtal om vård");
    ck_assert_str_eq(ov_canonical_text(arena, import.title, "Remissversion 2",
                                       ov_day_from_civil(2025, 6, 19), import.root)
                         .ptr,
                     document);
}
END_TEST

START_TEST(bodies_are_rendered)
{
    static const struct {
        const char *body, *html;
    } cases[] = {
        {"Ett\n\nTvå", "<p>Ett</p>\n<p>Två</p>\n"},
        {"\\# a\n\n\\1. b\n\n\\\\c", "<p># a</p>\n<p>1. b</p>\n<p>\\c</p>\n"},
        {"- a\n  - b\n- # c", NULL},
        {"> x\n\n+ y\n\n<b>z</b>", "<p>&gt; x</p>\n<p>+ y</p>\n<p>&lt;b&gt;z&lt;/b&gt;</p>\n"},
        {"| A | kr |\n| a | 1 200 |", NULL},
    };
    ov_html html;

    for (size_t i = 0; i < OV_LEN(cases); i++) {
        ck_assert_int_eq(ov_markdown(arena, ov_body_markdown(arena, cases[i].body), &html, &err),
                         OV_OK);
        if (cases[i].html)
            ck_assert_str_eq(ov_str_z(arena, html.text), cases[i].html);
    }
    ck_assert_int_eq(ov_markdown(arena, ov_body_markdown(arena, cases[2].body), &html, &err),
                     OV_OK);
    ck_assert_ptr_nonnull(strstr(ov_str_z(arena, html.text), "<li># c</li>"));
    ck_assert_int_eq(ov_markdown(arena, ov_body_markdown(arena, cases[4].body), &html, &err),
                     OV_OK);
    ck_assert_ptr_nonnull(strstr(ov_str_z(arena, html.text), "<th scope=\"col\">A</th>"));
    ck_assert_ptr_nonnull(strstr(ov_str_z(arena, html.text), "<td class=\"num\">1 200</td>"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("canonical");
    TCase *tcase = tcase_create("canonical");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_document_has_these_bytes);
    tcase_add_test(tcase, a_provision_has_these_bytes);
    tcase_add_test(tcase, line_starts_are_escaped);
    tcase_add_test(tcase, white_space_is_one_space);
    tcase_add_test(tcase, canonical_stays_canonical);
    tcase_add_test(tcase, canonical_text_is_read_back);
    tcase_add_test(tcase, bodies_are_rendered);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

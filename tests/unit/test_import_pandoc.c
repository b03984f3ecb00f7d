/* SPDX-License-Identifier: EUPL-1.2 */
/* test_import_pandoc.c — pandoc's JSON, written by hand: what becomes of each block, and what a
 * converter that has been taken over may not do. */
#include "text/kind.h"

#include <check.h>
#include <stdlib.h>

static ov_arena *arena;
static ov_import import;
static ov_err err;

static void setup(void)
{
    arena = ov_arena_new(0);
    err = (ov_err){OV_OK, ""};
}

static void teardown(void)
{
    ov_arena_free(arena);
}

static ov_status read_json(const char *json, bool numbered)
{
    ov_importer im = {.arena = arena, .err = &err, .title = ""};

    OV_TRY(ov_pandoc_read(&im, ov_str_from(json), numbered));
    return ov_import_finish(&im, &import);
}

/* blocks: the inside of the list. */
static ov_status read_blocks(const char *blocks)
{
    return read_json(ov_printf(arena, "{\"meta\":{},\"blocks\":[%s]}", blocks), false);
}

static bool warned(const char *code)
{
    for (size_t i = 0; i < import.n_warnings; i++)
        if (strcmp(import.warnings[i].code, code) == 0)
            return true;
    return false;
}

#define STR(text) "{\"t\":\"Str\",\"c\":\"" text "\"}"
#define SPACE "{\"t\":\"Space\"}"
#define PARA(inlines) "{\"t\":\"Para\",\"c\":[" inlines "]}"
#define PLAIN(text) "{\"t\":\"Plain\",\"c\":[" STR(text) "]}"
#define HEADER(level, text) "{\"t\":\"Header\",\"c\":[" level ",[\"\",[],[]],[" STR(text) "]]}"
#define MARK(tag, inlines) "{\"t\":\"" tag "\",\"c\":[" inlines "]}"
#define CELL(high, wide, text)                                                                     \
    "[[\"\",[],[]],{\"t\":\"AlignDefault\"}," high "," wide ",[" PLAIN(text) "]]"
#define ROW(cells) "[[\"\",[],[]],[" cells "]]"
#define TABLE(head, body)                                                                          \
    "{\"t\":\"Table\",\"c\":[[\"\",[],[]],[null,[]],[],[[\"\",[],[]],[" head                       \
    "]],[[[\"\",[],[]],0,[],[" body "]]],[[\"\",[],[]],[]]]}"
#define ORDERED(first, style, delimiter, items)                                                    \
    "{\"t\":\"OrderedList\",\"c\":[[" first ",{\"t\":\"" style "\"},{\"t\":\"" delimiter           \
    "\"}],[" items "]]}"

START_TEST(words_and_their_marks)
{
    ck_assert_int_eq(read_blocks(HEADER("1", "A") "," PARA(STR("ett") SPACE "," STR("två"))),
                     OV_INVALID); /* a comma is missing */
    ck_assert_int_eq(
        read_blocks(HEADER("1", "Rubrik") "," PARA(MARK("Strong", STR("fet") "," SPACE) "," STR(
            "rak*t") "," SPACE
                     "," MARK("Emph", MARK("Emph", STR("lutad"))) "," MARK(
                         "Superscript",
                         STR("2")) "," MARK("Superscript",
                                            STR("e")) ",{\"t\":\"Link\",\"c\":[[\"\",[],[]],"
                                                      "[" STR("se") "],[\"https://x.se/"
                                                                    "\",\"\"]]},{\"t\":"
                                                                    "\"Link\",\"c\":[[\"\",[],["
                                                                    "]],[" STR("nej") "],["
                                                                                      "\"javasc"
                                                                                      "ript:"
                                                                                      "alert(1)"
                                                                                      "\",\"\"]"
                                                                                      "]}")),
        OV_OK);
    ck_assert_str_eq(import.root->body, "**fet** rak\\*t *lutad*²e[se](https://x.se/)nej");
    ck_assert_str_eq(import.root->heading, "Rubrik");
}
END_TEST

START_TEST(changes_notes_and_pictures)
{
    ck_assert_int_eq(
        read_blocks(
            HEADER("1", "A") "," PARA("{\"t\":\"Span\",\"c\":[[\"\",[\"insertion\"],[]],[" STR(
                "in") "]]},"
                      "{\"t\":\"Span\",\"c\":[[\"\",[\"deletion\"],[]],[" STR(
                          "ut") "]]},"
                                "{\"t\":\"Span\",\"c\":[[\"\",[\"comment-start\"],[]],[" STR(
                                    "obs") "]]},"
                                           "{\"t\":\"Note\",\"c\":[" PLAIN(
                                               "not") "]},"
                                                      "{\"t\":\"Image\",\"c\":[[\"\",[],[]],[],["
                                                      "\"x\",\"\"]]}")),
        OV_OK);
    ck_assert_str_eq(import.root->body, "in [Fotnot: not]");
    ck_assert(warned("tracked_change") && warned("lost_comment") && warned("footnote") &&
              warned("lost_image"));
}
END_TEST

START_TEST(lists)
{
    ck_assert_int_eq(
        read_blocks(HEADER("1", "A") "," ORDERED(
            "3", "Decimal", "Period",
            "[" PLAIN("tre") "," ORDERED(
                "1", "LowerRoman", "OneParen",
                "[" PLAIN("x") "],[" PLAIN(
                    "y") "]") "],[" PLAIN("fyra") "]") "," ORDERED("28", "LowerAlpha", "TwoParens",
                                                                   "[" PLAIN("z") "]")),
        OV_OK);
    ck_assert_str_eq(import.root->body, "3. tre\n  - i) x\n  - ii) y\n4. fyra\n\n- (ab) z");
}
END_TEST

START_TEST(tables_with_merged_cells)
{
    ck_assert_int_eq(read_blocks(HEADER("1", "A") "," TABLE(
                         ROW(CELL("1", "2", "År") "," CELL("1", "1", "Kr")),
                         ROW(CELL("2", "1", "a") "," CELL("1", "1", "b|c") "," CELL(
                             "1", "1", "1")) "," ROW(CELL("1", "1", "d") "," CELL("1", "1", "2")))),
                     OV_OK);
    ck_assert_str_eq(import.root->body, "| År |  | Kr |\n| a | b\\|c | 1 |\n|  | d | 2 |");
    ck_assert(warned("merged_cells"));
    ck_assert_int_eq(read_blocks(HEADER("1", "A") "," TABLE("", ROW(CELL("1", "1", "ram")))),
                     OV_OK);
    ck_assert_str_eq(import.root->body, "ram"); /* only a frame */
}
END_TEST

START_TEST(headings_and_numbers)
{
    const char *two = HEADER("2", "Parter") "," PARA(STR("Text.")) "," HEADER(
        "3", "Ansvar") "," PARA(STR("Text."));

    ck_assert_int_eq(read_blocks(two), OV_OK);
    ck_assert_int_eq(import.root->level, 1);
    ck_assert_ptr_null(import.root->number);
    ck_assert_int_eq(import.root->first_child->level, 2);
    ck_assert_int_eq(read_json(ov_printf(arena, "{\"blocks\":[%s]}", two), true), OV_OK);
    ck_assert_str_eq(import.root->number, "1");
    ck_assert_str_eq(import.root->first_child->number, "1.1");
    ck_assert(warned("numbers_counted"));
}
END_TEST

/* The JSON is the work of a program that has read a hostile file. */
START_TEST(hostile)
{
    static const char *const odd[] = {
        "",
        "{}",
        "[]",
        "{\"blocks\":{}}",
        "{\"blocks\":[1]}",
        "{\"blocks\":[{\"t\":\"Para\"}]}",
        "{\"blocks\":[{\"t\":\"Para\",\"c\":\"x\"}]}",
        "{\"blocks\":[{\"t\":\"Para\",\"c\":[{\"t\":\"Str\",\"c\":7}]}]}",
        "{\"blocks\":[{\"t\":\"BulletList\",\"c\":7}]}",
        "{\"blocks\":[{\"t\":\"BulletList\",\"c\":[7]}]}",
        "{\"blocks\":[{\"t\":\"Table\",\"c\":[]}]}",
        "{\"blocks\":[{\"t\":\"Unknown\",\"c\":[]}]}",
        "{\"blocks\":[{\"t\":\"Para\",\"c\":[{\"t\":\"Unknown\"}]}]}",
        "{\"blocks\":[{\"t\":\"Para\",\"c\":[{\"t\":\"Str\",\"c\":\"a\\u0000b\"}]}]}"};

    for (size_t i = 0; i < OV_LEN(odd); i++) {
        ck_assert_msg(read_json(odd[i], false) == OV_INVALID, "%s", odd[i]);
        ck_assert(err.text[0]);
    }
}
END_TEST

static const char *nested(const char *before, const char *after, int n)
{
    ov_buf buf = {0};
    const char *text;

    ov_buf_addz(&buf, "{\"blocks\":[");
    for (int i = 0; i < n; i++)
        ov_buf_addz(&buf, before);
    ov_buf_addz(&buf, PARA(STR("x")));
    for (int i = 0; i < n; i++)
        ov_buf_addz(&buf, after);
    ov_buf_addz(&buf, "]}");
    text = ov_strdup(arena, buf.ptr);
    ov_buf_free(&buf);
    return text;
}

START_TEST(depth_and_size_are_bounded)
{
    static const int depths[] = {50, 200, 1500, 100000};

    ck_assert_int_eq(read_json(nested("{\"t\":\"BulletList\",\"c\":[[", "]]}", 10), false), OV_OK);
    for (size_t i = 0; i < OV_LEN(depths); i++) {
        ck_assert_int_eq(
            read_json(nested("{\"t\":\"BulletList\",\"c\":[[", "]]}", depths[i]), false),
            OV_TOO_LARGE);
        ck_assert_int_eq(
            read_json(nested("{\"t\":\"BlockQuote\",\"c\":[", "]}", depths[i] + 60), false),
            OV_TOO_LARGE);
        ck_assert_int_eq(read_json(nested("{\"t\":\"Para\",\"c\":[{\"t\":\"Note\",\"c\":[", "]}]}",
                                          depths[i] + 60),
                                   false),
                         OV_TOO_LARGE);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import_pandoc");
    TCase *tests = tcase_create("import_pandoc");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, words_and_their_marks);
    tcase_add_test(tests, changes_notes_and_pictures);
    tcase_add_test(tests, lists);
    tcase_add_test(tests, tables_with_merged_cells);
    tcase_add_test(tests, headings_and_numbers);
    tcase_add_test(tests, hostile);
    tcase_add_test(tests, depth_and_size_are_bounded);
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

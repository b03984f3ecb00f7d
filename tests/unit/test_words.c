/* SPDX-License-Identifier: EUPL-1.2 */
/* test_words.c — words, spaces and marks of Swedish legal text. */
#include "util/words.h"

#include <check.h>
#include <stdlib.h>

static ov_arena *arena;

static void setup(void)
{
    arena = ov_arena_new(0);
}

static void teardown(void)
{
    ov_arena_free(arena);
}

/* The tokens with "¦" between them; words in w, numbers in n. */
static const char *cut(const char *text)
{
    ov_buf out = {0};
    size_t n, len = 0;
    const ov_token *tokens = ov_tokens(arena, ov_str_from(text), &n);
    const char *copy;

    for (size_t i = 0; i < n; i++) {
        if (i)
            ov_buf_addz(&out, "¦");
        ck_assert_ptr_eq(tokens[i].text.ptr, text + len);
        ov_buf_adds(&out, tokens[i].text);
        len += tokens[i].text.len;
    }
    ck_assert_uint_eq(len, strlen(text));
    copy = ov_strndup(arena, out.len ? out.ptr : "", out.len);
    ov_buf_free(&out);
    return copy;
}

START_TEST(legal_text_is_held_together)
{
    static const struct {
        const char *text, *cut;
    } cases[] = {
        {"", ""},
        {"Regionen ansvarar.", "Regionen¦ ¦ansvarar¦."},
        {"EU:s och SKR:s", "EU:s¦ ¦och¦ ¦SKR:s"},
        {"hälso- och sjukvård", "hälso-¦ ¦och¦ ¦sjukvård"},
        {"hälso-/vårdval", "hälso-¦/¦vårdval"},
        {"vård och -omsorg", "vård¦ ¦och¦ ¦-omsorg"},
        {"EU-projekt – nytt", "EU¦-¦projekt¦ ¦–¦ ¦nytt"},
        {"1 234 567,50 kr", "1 234 567,50¦ ¦kr"},
        {"1\xc2\xa0"
         "234\xe2\x80\xaf"
         "567,50\xc2\xa0kr",
         "1\xc2\xa0"
         "234\xe2\x80\xaf"
         "567,50¦\xc2\xa0¦kr"},
        {"86 656 × 0,35 = 30 330", "86 656¦ ¦×¦ ¦0,35¦ ¦=¦ ¦30 330"},
        {"år 2024 300 kr", "år¦ ¦2024¦ ¦300¦ ¦kr"},
        {"12 34", "12¦ ¦34"},
        {"den 2025-08-20.", "den¦ ¦2025-08-20¦."},
        {"2025-08 till 2026-01", "2025-08¦ ¦till¦ ¦2026-01"},
        {"2020–2022, 2020-22", "2020¦–¦2022¦,¦ ¦2020-22"},
        {"kl. 10:30", "kl.¦ ¦10:30"},
        {"lag (2017:30), 16 kap. 2 §", "lag¦ ¦(¦2017:30¦)¦,¦ ¦16¦ ¦kap.¦ ¦2¦ ¦§"},
        {"den 2:a och 1:sta", "den¦ ¦2:a¦ ¦och¦ ¦1:sta"},
        {"t.ex. bl.a. fr.o.m. m.m.", "t.ex.¦ ¦bl.a.¦ ¦fr.o.m.¦ ¦m.m."},
        {"D4.4 och 3.1.2.", "D4.4¦ ¦och¦ ¦3.1.2¦."},
        {"30 % eller 30%", "30¦ ¦%¦ ¦eller¦ ¦30¦%"},
        {"-5 och \xe2\x88\x92"
         "7 (-8)",
         "-5¦ ¦och¦ ¦\xe2\x88\x92"
         "7¦ ¦(¦-8¦)"},
        {"kapa\xc2\xad"
         "citet",
         "kapa\xc2\xad"
         "citet"},
        {"ett  två\n\ttre", "ett¦  ¦två¦\n\t¦tre"},
        {"Ansvar: regionen", "Ansvar¦:¦ ¦regionen"},
        {"”ledord” **fet**", "”¦ledord¦”¦ ¦*¦*¦fet¦*¦*"},
        {"50- och 60-talet", "50-¦ ¦och¦ ¦60¦-¦talet"},
        {"Århus, Москва Ωmega", "Århus¦,¦ ¦Москва¦ ¦Ωmega"},
        {"東京都 100\xe2\x80\xafkr", "東京¦都¦ ¦100¦\xe2\x80\xaf¦kr"},
    };

    for (size_t i = 0; i < OV_LEN(cases); i++)
        ck_assert_str_eq(cut(cases[i].text), cases[i].cut);
}
END_TEST

START_TEST(kinds_are_told)
{
    static const ov_token_kind kinds[] = {OV_TOKEN_WORD,  OV_TOKEN_SPACE, OV_TOKEN_NUMBER,
                                          OV_TOKEN_SPACE, OV_TOKEN_MARK,  OV_TOKEN_SPACE,
                                          OV_TOKEN_WORD,  OV_TOKEN_MARK};
    size_t n;
    const ov_token *tokens = ov_tokens(arena, OV_LIT("Minst 1 000 % D4.4."), &n);

    ck_assert_uint_eq(n, OV_LEN(kinds));
    for (size_t i = 0; i < n; i++)
        ck_assert_int_eq(tokens[i].kind, kinds[i]);
}
END_TEST

/* The quick way for Latin letters against ICU's own, which one Greek letter at the end calls in. */
START_TEST(the_quick_way_cuts_as_icu_does)
{
    static const char *const parts[] = {"a",
                                        "å",
                                        "B",
                                        "ž",
                                        "1",
                                        "2025",
                                        ".",
                                        ",",
                                        ";",
                                        ":",
                                        "'",
                                        "’",
                                        "‘",
                                        "_",
                                        "-",
                                        "–",
                                        "·",
                                        "\xc2\xa0",
                                        " ",
                                        "\n",
                                        "\t",
                                        "\r\n",
                                        "§",
                                        "%",
                                        "(",
                                        ")",
                                        "/",
                                        "°",
                                        "ª",
                                        "µ",
                                        "…",
                                        "€",
                                        "½",
                                        "²",
                                        "×",
                                        "÷",
                                        "©",
                                        "®",
                                        "−",
                                        "‰",
                                        "\xe2\x80\xaf",
                                        "\xe2\x80\x89",
                                        "\"",
                                        "@",
                                        "÷",
                                        "ß"};
    unsigned seed = 7;

    for (int round = 0; round < 20000; round++) {
        char text[128];
        size_t len = 0, n, m, words = 1 + (seed >> 8) % 12;
        const ov_token *quick, *slow;

        for (size_t i = 0; i < words; i++) {
            const char *part =
                parts[(seed = seed * 1103515245u + 12345u, seed >> 16) % OV_LEN(parts)];

            memcpy(text + len, part, strlen(part));
            len += strlen(part);
        }
        memcpy(text + len, "\nΩ", sizeof "\nΩ");
        quick = ov_tokens(arena, (ov_str){text, len}, &n);
        slow = ov_tokens(arena, ov_str_from(text), &m);
        ck_assert_uint_gt(m, n);
        for (size_t i = 0; i + 1 < n; i++)
            ck_assert_msg(ov_str_eq(quick[i].text, slow[i].text) && quick[i].kind == slow[i].kind,
                          "token %zu of \"%s\"", i, text);
        ov_arena_reset(arena);
    }
}
END_TEST

START_TEST(bytes_that_are_no_text_are_kept)
{
    static const char *const texts[] = {
        "\xff\xfe", "a\xc3", "\xe2\x80", "\xf0\x9f\x98\x80 a\xcc", "\xed\xa0\x80x", "\xc3(\xa0"};

    for (size_t i = 0; i < OV_LEN(texts); i++)
        ck_assert_str_ne(cut(texts[i]), "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("words");
    TCase *tc = tcase_create("words");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, legal_text_is_held_together);
    tcase_add_test(tc, kinds_are_told);
    tcase_add_test(tc, the_quick_way_cuts_as_icu_does);
    tcase_add_test(tc, bytes_that_are_no_text_are_kept);
    suite_add_tcase(suite, tc);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

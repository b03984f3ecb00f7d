/* SPDX-License-Identifier: EUPL-1.2 */
/* test_reference.c — references between provisions: what is one, and where it leads. */
#include "text/reading/reference.h"

#include <check.h>
#include <stdio.h>
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

typedef struct numbered {
    const char *number;
    int depth;
} numbered;

/* "what stands there>label:target" of each reference, by blanks; target: index, or - for none. */
static const char *found(const numbered *nodes, size_t n, size_t here, const char *text)
{
    ov_ref_numbers *numbers = ov_ref_numbers_new(arena, n);
    ov_buf out = {0};
    ov_reference ref;
    const char *said;

    for (size_t i = 0; i < n; i++)
        ov_ref_numbers_add(numbers, nodes[i].number, nodes[i].depth, i);
    ov_ref_numbers_sort(numbers);
    ov_ref_scan scan = {.arena = arena,
                        .numbers = numbers,
                        .letter = ov_ref_numbers_letter(numbers, here),
                        .text = ov_str_from(text)};
    while (ov_ref_next(&scan, &ref)) {
        ov_buf_printf(&out, "[%.*s]", (int)ref.len, text + ref.at);
        if (ref.target == OV_REF_NONE)
            ov_buf_addz(&out, ov_ref_is_broken(numbers, &ref) ? "!" : "-");
        else
            ov_buf_addi(&out, (int64_t)ref.target);
    }
    said = ov_strndup(arena, out.len ? out.ptr : "", out.len);
    ov_buf_free(&out);
    return said;
}

/* 0 A, 1 1, 2 2.1, 3 D, 4 4, 5 4.4, 6 Bilaga 2, 7 § 6, 8 2.2 */
static const numbered lettered[] = {{"A", 1},   {"1", 2},        {"2.1", 2}, {"D", 1},  {"4", 2},
                                    {"4.4", 3}, {"Bilaga 2", 1}, {"§ 6", 1}, {"2.2", 1}};
#define L(text) found(lettered, OV_LEN(lettered), 0, text)

START_TEST(every_way_to_write_one_is_found)
{
    ck_assert_str_eq(L("Se D4.4, och (D4)."), "[D4.4]5[D4]4");
    ck_assert_str_eq(L("Enligt avsnitt 2.1 gäller det."), "[avsnitt 2.1]2");
    ck_assert_str_eq(L("Avsnitten 2.1, 2.2 och 4.4."), "[Avsnitten 2.1]2[2.2]8[4.4]5");
    ck_assert_str_eq(L("avsnitt\xc2\xa0"
                       "D4.4"),
                     "[avsnitt\xc2\xa0"
                     "D4.4]5");
    ck_assert_str_eq(L("Se punkt 4 ovan"), "[punkt 4]4");
    ck_assert_str_eq(L("som § 6 säger, och 6 § igen"), "[§ 6]7[6 §]7");
    ck_assert_str_eq(L("Se bilaga 2."), "[bilaga 2]6");
    ck_assert_str_eq(L("se § 2.1–2.2"), "[§ 2.1]2[2.2]8");
    ck_assert_str_eq(L("Se avsnitt D."), "[avsnitt D]3");
}
END_TEST

START_TEST(what_is_not_here_is_told_and_what_is_no_reference_is_left)
{
    ck_assert_str_eq(L("Se avsnitt 9.9 och D7.2."), "[avsnitt 9.9]![D7.2]!");
    ck_assert_str_eq(L("punkt 9 och bilaga 7"), "[punkt 9]-[bilaga 7]!");
    ck_assert_str_eq(L("HSL 2017:30, kl. 2.1, A4-papper, SD4.4, 1.2.2024, avsnittet handlar"), "");
    ck_assert_str_eq(L("avsnitt 4 och 30 dagar därefter"), "[avsnitt 4]4");
    ck_assert_str_eq(L("avsnitt 2.1:s lydelse, 30 %"), "");
}
END_TEST

START_TEST(other_documents_are_passed_over)
{
    ck_assert_str_eq(L("enligt samverkansavtalet § 6"), "");
    ck_assert_str_eq(L("enligt § 6 i samverkansavtalet"), "");
    ck_assert_str_eq(L("6 § kommunallagen och 16 kap. 6 § hälso- och sjukvårdslagen"), "");
    ck_assert_str_eq(L("lagen (2017:30) § 6"), "");
    ck_assert_str_eq(L("avsnitt 2.1 i samverkansavtalet"), "");
    ck_assert_str_eq(L("avsnitt 2.1 i detta avtal"), "[avsnitt 2.1]2");
    ck_assert_str_eq(L("avsnitt 2.1. I lagen står mer."), "[avsnitt 2.1]2");
}
END_TEST

/* Under D, "4.4" is D's own even when another stands before it. */
START_TEST(the_sections_own_number_comes_first)
{
    static const numbered twice[] = {{"B", 1}, {"1", 2}, {"D", 1}, {"1", 2}, {NULL, 1}};

    ck_assert_str_eq(found(twice, 5, 1, "avsnitt 1"), "[avsnitt 1]1");
    ck_assert_str_eq(found(twice, 5, 3, "avsnitt 1"), "[avsnitt 1]3");
    ck_assert_str_eq(found(twice, 5, 4, "avsnitt 1, D1"), "[avsnitt 1]1[D1]3");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reference");
    TCase *tests = tcase_create("reference");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, every_way_to_write_one_is_found);
    tcase_add_test(tests, what_is_not_here_is_told_and_what_is_no_reference_is_left);
    tcase_add_test(tests, other_documents_are_passed_over);
    tcase_add_test(tests, the_sections_own_number_comes_first);
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

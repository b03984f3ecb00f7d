/* SPDX-License-Identifier: EUPL-1.2 */
/* test_money.c — rounding, products, splits; the golden values of the settlement specification. */
#include "util/money.h"
#include "util/str.h"

#include <check.h>
#include <stdlib.h>

static const struct {
    int64_t num, den, rounded;
} rounding[] = {{1, 2, 1},
                {-1, 2, -1},
                {3, 2, 2},
                {5, 2, 3},
                {-5, 2, -3},
                {49, 100, 0},
                {50, 100, 1},
                {-50, 100, -1},
                {3032960, 100, 30330},
                {37442385, 10, 3744239},
                {0, 7, 0},
                {1, 3, 0},
                {2, 3, 1},
                {-2, 3, -1},
                {INT64_MIN, 1, INT64_MIN},
                {INT64_MAX, 1, INT64_MAX}};

START_TEST(rounding_row)
{
    int64_t out;

    ck_assert_int_eq(ov_round_div(rounding[_i].num, rounding[_i].den, &out), OV_OK);
    ck_assert_int_eq(out, rounding[_i].rounded);
}
END_TEST

/* weight ×10⁴ at 30 330 kr a point, and the öre */
static const int64_t lines[][2] = {
    {10000, 3033000}, {480, 145584},    {1, 303},         {5, 1517},          {6543, 1984492},
    {12345, 3744239}, {12355, 3747272}, {23456, 7114205}, {123456, 37444205}, {1000000, 303300000},
    {3333, 1010899},  {6667, 2022101},  {31415, 9528170}, {248765, 75450425}};

START_TEST(variable_line_row)
{
    int64_t out;

    ck_assert_int_eq(ov_mul_div(lines[_i][0], 3033000, 10000, &out), OV_OK);
    ck_assert_int_eq(out, lines[_i][1]);
    ck_assert_int_eq(ov_mul_div(-lines[_i][0], 3033000, 10000, &out), OV_OK);
    ck_assert_int_eq(out, -lines[_i][1]); /* a credit mirrors */
}
END_TEST

START_TEST(prices_and_indexes)
{
    static const int64_t index[][2] = {{34624, 36044}, {12877, 13405},   {363137, 378026},
                                       {7562, 7872},   {299019, 311279}, {7187, 7482},
                                       {32165, 33484}, {83243, 86656}};
    static const int64_t guarantee[][2] = {
        {10000000, 3500000}, {3333333, 1166667}, {101, 35}, {1, 0}, {8765432, 3067901}};
    int64_t out;

    ck_assert_int_eq(ov_mul_div(86656, 35, 100, &out), OV_OK);
    ck_assert_int_eq(out, 30330);
    for (size_t i = 0; i < OV_LEN(index); i++) {
        ck_assert_int_eq(ov_mul_div(index[i][0], 1041, 1000, &out), OV_OK);
        ck_assert_int_eq(out, index[i][1]);
        ck_assert_int_eq(ov_mul_div(index[i][1], 1000, 1041, &out), OV_OK);
        ck_assert_int_eq(out, index[i][0]);
    }
    for (size_t i = 0; i < OV_LEN(guarantee); i++) {
        ck_assert_int_eq(ov_mul_div(guarantee[i][0], 35, 100, &out), OV_OK);
        ck_assert_int_eq(out, guarantee[i][1]);
    }
}
END_TEST

START_TEST(twelve_instalments)
{
    /* RÖ to RJL 2024: 36 044 tkr, and the reports of periods 04 and 08 */
    static const int64_t months[12] = {300366667, 300366666, 300366667, 300366667,
                                       300366666, 300366667, 300366667, 300366666,
                                       300366667, 300366667, 300366666, 300366667};
    int64_t before = 0, sum = 0, after;

    for (int m = 1; m <= 12; m++) {
        ck_assert_int_eq(ov_mul_div(3604400000, m, 12, &after), OV_OK);
        ck_assert_int_eq(after - before, months[m - 1]);
        sum += after - before;
        before = after;
        if (m == 4)
            ck_assert_int_eq(sum, 1201466667);
        if (m == 8)
            ck_assert_int_eq(sum, 2402933333);
    }
    ck_assert_int_eq(sum, 3604400000);
}
END_TEST

static void check_split(int64_t total, const int64_t *weights, size_t n, const int64_t *wanted)
{
    int64_t shares[8];

    ck_assert_int_eq(ov_split(total, weights, n, shares), OV_OK);
    for (size_t i = 0; i < n; i++)
        ck_assert_int_eq(shares[i], wanted[i]);
}

START_TEST(splits)
{
    static const int64_t ones[] = {1, 1, 1, 1, 1, 1, 1}, population[] = {471000, 368000, 247000};

    check_split(100, ones, 3, (const int64_t[]){34, 33, 33});
    check_split(100, ones, 7, (const int64_t[]){15, 15, 14, 14, 14, 14, 14});
    check_split(-100, ones, 3, (const int64_t[]){-34, -33, -33});
    check_split(1, ones, 3, (const int64_t[]){1, 0, 0});
    check_split(614100000, population, 3, (const int64_t[]){266336188, 208092818, 139670994});
    check_split(0, (const int64_t[]){1, 2}, 2, (const int64_t[]){0, 0});
    check_split(7, (const int64_t[]){0, 1, 0}, 3, (const int64_t[]){0, 7, 0});
    check_split(INT64_MAX, (const int64_t[]){INT64_MAX}, 1, (const int64_t[]){INT64_MAX});
}
END_TEST

START_TEST(splits_keep_the_sum)
{
    int64_t weights[8], shares[8];
    uint64_t seed = 88172645463325252ULL; /* xorshift: the same numbers every time */

    for (int round = 0; round < 2000; round++) {
        int64_t sum = 0, total;
        for (size_t i = 0; i < 8; i++) {
            seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
            weights[i] = (int64_t)(seed % 1000000) + (i == 0);
        }
        total = (int64_t)(seed % 99999999999) - 50000000000;
        ck_assert_int_eq(ov_split(total, weights, 8, shares), OV_OK);
        for (size_t i = 0; i < 8; i++)
            sum += shares[i];
        ck_assert_int_eq(sum, total);
    }
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
    int64_t out = 5, shares[2];

    ck_assert_int_eq(ov_round_div(1, 0, &out), OV_INVALID);
    ck_assert_int_eq(ov_round_div(1, -1, &out), OV_INVALID);
    ck_assert_int_eq(ov_mul_div(INT64_MAX, 2, 1, &out), OV_INVALID);
    ck_assert_int_eq(ov_ore_add(INT64_MAX, 1, &out), OV_INVALID);
    ck_assert_int_eq(ov_ore_add(INT64_MIN, -1, &out), OV_INVALID);
    ck_assert_int_eq(ov_split(10, (const int64_t[]){0, 0}, 2, shares), OV_INVALID);
    ck_assert_int_eq(ov_split(10, (const int64_t[]){2, -1}, 2, shares), OV_INVALID);
    ck_assert_int_eq(ov_split(10, NULL, 0, shares), OV_INVALID);
    ck_assert_int_eq(ov_split(10, (const int64_t[]){INT64_MAX, 1}, 2, shares), OV_INVALID);
    ck_assert_int_eq(out, 5);
    ck_assert_int_eq(ov_ore_add(-3, 5, &out), OV_OK);
    ck_assert_int_eq(out, 2);
}
END_TEST

START_TEST(amounts_are_read)
{
    static const struct {
        const char *text;
        int64_t ore;
    } good[] = {{"1234,50", 123450},
                {"-1234,50", -123450},
                {"1234", 123400},
                {"0,05", 5},
                {"0,5", 50},
                {"-0,01", -1},
                {"0", 0},
                {"92233720368547758,07", INT64_MAX}};
    static const char *const bad[] = {"",
                                      "-",
                                      ",50",
                                      "1,",
                                      "1,234",
                                      "1 234",
                                      "1.50",
                                      "+1",
                                      "--1",
                                      "1,-5",
                                      "1kr",
                                      "92233720368547758,08",
                                      "92233720368547759",
                                      "1,5,0"};
    int64_t out = 7;

    for (size_t i = 0; i < OV_LEN(bad); i++)
        ck_assert_msg(ov_ore_parse(ov_str_from(bad[i]), &out) == OV_INVALID, "%s", bad[i]);
    ck_assert_int_eq(out, 7);
    for (size_t i = 0; i < OV_LEN(good); i++) {
        ck_assert_msg(ov_ore_parse(ov_str_from(good[i].text), &out) == OV_OK, "%s", good[i].text);
        ck_assert_int_eq(out, good[i].ore);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("money");
    TCase *tc = tcase_create("money");

    tcase_add_loop_test(tc, rounding_row, 0, (int)OV_LEN(rounding));
    tcase_add_loop_test(tc, variable_line_row, 0, (int)OV_LEN(lines));
    tcase_add_test(tc, prices_and_indexes);
    tcase_add_test(tc, twelve_instalments);
    tcase_add_test(tc, splits);
    tcase_add_test(tc, splits_keep_the_sum);
    tcase_add_test(tc, what_cannot_be_is_refused);
    tcase_add_test(tc, amounts_are_read);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

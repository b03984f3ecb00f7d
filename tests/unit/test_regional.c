/* SPDX-License-Identifier: EUPL-1.2 */
/* test_regional.c — the regional plugin's spreadsheets: what a cell may not do, and how money
 * reads. */
#include "plugins/regional/regional.h"

#include <check.h>

static const char *cell(const char *text)
{
    static ov_buf buf;

    ov_buf_clear(&buf);
    regional_csv_text(&buf, text);
    return buf.ptr ? buf.ptr : "";
}

static const char *money(ov_ore amount)
{
    static ov_buf buf;

    ov_buf_clear(&buf);
    regional_csv_ore(&buf, amount);
    return buf.ptr;
}

START_TEST(formulas_become_text)
{
    static const char *const evil[] = {"=1+1", "+46", "-1", "@SUM(A1)", "\tx", "\rx"};

    for (size_t i = 0; i < OV_LEN(evil); i++) {
        const char *got = cell(evil[i]);

        ck_assert_int_eq(got[0], '"');
        ck_assert_int_eq(got[1], '\'');
    }
    ck_assert_str_eq(cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
    ck_assert_str_eq(cell("Region Kalmar län"), "Region Kalmar län");
}
END_TEST

START_TEST(separators_are_quoted)
{
    ck_assert_str_eq(cell("a;b"), "\"a;b\"");
    ck_assert_str_eq(cell("rad 1\r\nrad 2"), "\"rad 1\r\nrad 2\"");
    ck_assert_str_eq(cell("så \"kallad\""), "\"så \"\"kallad\"\"\"");
    ck_assert_str_eq(cell(""), "");
}
END_TEST

START_TEST(money_has_a_decimal_comma)
{
    ck_assert_str_eq(money(3150216667), "31502166,67");
    ck_assert_str_eq(money(0), "0,00");
    ck_assert_str_eq(money(5), "0,05");
    ck_assert_str_eq(money(-50), "-0,50");
    ck_assert_str_eq(money(INT64_MIN), "-92233720368547758,08");
}
END_TEST

/* The shared matrix's diagonal is shown, never owed. */
START_TEST(the_own_share_is_not_owed)
{
    regional_year year = {.n = 2};

    year.shared.cell[0][0] = 3348400000;
    year.fixed.cell[0][1] = 100;
    year.shared.cell[0][1] = 5;
    ck_assert_int_eq(regional_owes(&year, 0, 0), 0);
    ck_assert_int_eq(regional_owes(&year, 0, 1), 105);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("regional");
    TCase *tc = tcase_create("regional");
    SRunner *runner;
    int failed;

    tcase_add_test(tc, formulas_become_text);
    tcase_add_test(tc, separators_are_quoted);
    tcase_add_test(tc, money_has_a_decimal_comma);
    tcase_add_test(tc, the_own_share_is_not_owed);
    suite_add_tcase(suite, tc);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_holiday.c — Swedish holidays, and banking days before which payments move. */
#include "util/date.h"
#include "util/str.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ov_day day(const char *iso)
{
    ov_day out = OV_NO_DAY;

    ck_assert_msg(ov_day_parse(ov_str_from(iso), &out) == OV_OK, "%s", iso);
    return out;
}

/* Every holiday and eve of the years that is no Sunday, as the almanac has them. */
static const struct {
    int year;
    const char *days;
} years[] = {
    {2004, "01-01 01-06 04-09 04-12 05-01 05-20 05-31 06-25 06-26 11-06 12-24 12-25 12-31"},
    {2005, "01-01 01-06 03-25 03-28 05-05 06-06 06-24 06-25 11-05 12-24 12-26 12-31"},
    {2008, "01-01 03-21 03-24 05-01 06-06 06-20 06-21 11-01 12-24 12-25 12-26 12-31"},
    {2024, "01-01 01-06 03-29 04-01 05-01 05-09 06-06 06-21 06-22 11-02 12-24 12-25 12-26 12-31"},
    {2025, "01-01 01-06 04-18 04-21 05-01 05-29 06-06 06-20 06-21 11-01 12-24 12-25 12-26 12-31"},
    {2026, "01-01 01-06 04-03 04-06 05-01 05-14 06-06 06-19 06-20 10-31 12-24 12-25 12-26 12-31"},
    {2027, "01-01 01-06 03-26 03-29 05-01 05-06 06-25 06-26 11-06 12-24 12-25 12-31"},
    {2038, "01-01 01-06 04-23 04-26 05-01 06-03 06-25 06-26 11-06 12-24 12-25 12-31"}};

START_TEST(whole_year)
{
    char found[128] = "";

    for (ov_day d = ov_day_from_civil(years[_i].year, 1, 1);
         d < ov_day_from_civil(years[_i].year + 1, 1, 1); d++) {
        ov_civil date = ov_civil_from_day(d);
        if (ov_weekday(d) == 7) {
            ck_assert(ov_is_holiday(d));
            continue;
        }
        if (!ov_is_holiday(d))
            continue;
        size_t len = strlen(found);
        (void)snprintf(found + len, sizeof found - len, "%s%02d-%02d", len ? " " : "", date.month,
                       date.day);
    }
    ck_assert_str_eq(found, years[_i].days);
}
END_TEST

static const struct {
    const char *day;
    bool banking;
} rows[] = {{"2024-03-28", true},  /* Maundy Thursday */
            {"2024-03-29", false}, /* Good Friday */
            {"2024-03-30", false}, /* Saturday */
            {"2024-04-01", false}, {"2024-04-02", true},
            {"2024-04-30", true}, /* Walpurgis night */
            {"2024-05-01", false}, {"2024-05-09", false},
            {"2024-05-10", true}, /* the squeezed day after Ascension */
            {"2024-06-06", false}, {"2024-06-07", true},
            {"2024-06-20", true},  {"2024-06-21", false},
            {"2024-06-22", false}, {"2024-06-24", true},
            {"2024-11-01", true},  {"2024-11-02", false},
            {"2024-12-23", true},  {"2024-12-24", false},
            {"2024-12-25", false}, {"2024-12-26", false},
            {"2024-12-27", true},  {"2024-12-30", true},
            {"2024-12-31", false}, {"2025-01-01", false},
            {"2025-01-02", true},  {"2025-01-06", false},
            {"2025-06-05", true},  {"2025-06-06", false},
            {"2025-06-09", true}, /* Whit Monday is a working day */
            {"2025-06-19", true},  {"2025-06-20", false},
            {"2026-04-02", true},  {"2026-04-03", false},
            {"2026-04-06", false}, {"2026-06-19", false},
            {"2026-10-30", true},  {"2026-10-31", false}};

START_TEST(banking_row)
{
    ck_assert_msg(ov_is_banking_day(day(rows[_i].day)) == rows[_i].banking, "%s", rows[_i].day);
}
END_TEST

START_TEST(payments_move_earlier)
{
    /* "at the latest the 28th": the months of 2024, then some others */
    static const char *const paid[][2] = {
        {"2024-01-28", "2024-01-26"}, {"2024-02-28", "2024-02-28"}, {"2024-03-28", "2024-03-28"},
        {"2024-04-28", "2024-04-26"}, {"2024-05-28", "2024-05-28"}, {"2024-06-28", "2024-06-28"},
        {"2024-07-28", "2024-07-26"}, {"2024-08-28", "2024-08-28"}, {"2024-09-28", "2024-09-27"},
        {"2024-10-28", "2024-10-28"}, {"2024-11-28", "2024-11-28"}, {"2024-12-28", "2024-12-27"},
        {"2025-02-28", "2025-02-28"}, {"2027-03-28", "2027-03-25"}, {"2024-12-26", "2024-12-23"},
        {"2025-01-01", "2024-12-30"}, {"2024-04-01", "2024-03-28"}};

    for (size_t i = 0; i < OV_LEN(paid); i++)
        ck_assert_msg(ov_banking_day_before(day(paid[i][0])) == day(paid[i][1]), "%s", paid[i][0]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("holiday");
    TCase *tc = tcase_create("holiday");

    tcase_add_loop_test(tc, whole_year, 0, (int)OV_LEN(years));
    tcase_add_loop_test(tc, banking_row, 0, (int)OV_LEN(rows));
    tcase_add_test(tc, payments_move_earlier);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

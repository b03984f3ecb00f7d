/* SPDX-License-Identifier: EUPL-1.2 */
/* test_date.c — days, months, instants, deadlines on the clock in Stockholm.
 *
 * The golden values of limits and terms are those of the settlement specification. */
#include "util/date.h"
#include "util/str.h"

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

static ov_day day(const char *iso)
{
    ov_day out = OV_NO_DAY;

    ck_assert_msg(ov_day_parse(ov_str_from(iso), &out) == OV_OK, "%s", iso);
    return out;
}

static ov_instant instant(const char *iso)
{
    ov_instant out = 0;

    ck_assert_msg(ov_instant_parse(ov_str_from(iso), &out) == OV_OK, "%s", iso);
    return out;
}

START_TEST(every_day_of_four_centuries_comes_back)
{
    ov_civil before = ov_civil_from_day(day("1799-12-31"));

    for (ov_day d = day("1800-01-01"); d < day("2200-01-01"); d++) {
        ov_civil date = ov_civil_from_day(d);
        ck_assert_int_eq(ov_day_from_civil(date.year, date.month, date.day), d);
        ck_assert(date.day == before.day + 1 ||
                  (date.day == 1 && before.day == ov_days_in_month(before.year, before.month)));
        before = date;
    }
    ck_assert_int_eq(ov_day_from_civil(1970, 1, 1), 0);
    ck_assert_int_eq(ov_day_from_civil(2025, 1, 32), day("2025-02-01"));
    ck_assert_int_eq(ov_day_from_civil(2025, 3, 0), day("2025-02-28"));
    ck_assert_int_eq(ov_day_from_civil(2024, 13, 1), day("2025-01-01"));
    ck_assert_int_eq(ov_weekday(0), 4);
    ck_assert_int_eq(ov_weekday(day("2025-06-19")), 4);
    ck_assert_int_eq(ov_weekday(day("1969-12-28")), 7);
}
END_TEST

START_TEST(leap_days)
{
    ov_day out;

    ck_assert_int_eq(ov_days_in_month(2024, 2), 29);
    ck_assert_int_eq(ov_days_in_month(2025, 2), 28);
    ck_assert_int_eq(ov_days_in_month(1900, 2), 28);
    ck_assert_int_eq(ov_days_in_month(2000, 2), 29);
    ck_assert_int_eq(ov_days_in_month(2025, 12), 31);
    ck_assert_int_eq(ov_day_parse(OV_LIT("2023-02-29"), &out), OV_INVALID);
    ck_assert_int_eq(ov_day_parse(OV_LIT("2024-02-29"), &out), OV_OK);
}
END_TEST

START_TEST(broken_dates_are_refused)
{
    static const char *const days[] = {"",           "2025",       "2025-6-19",  "2025-13-01",
                                       "2025-00-01", "2025-01-00", "2025-01-32", "0000-01-01",
                                       "2025/01/01", "2025-01-1x", "2025-01-011"};
    static const char *const instants[] = {
        "2025-06-19",           "2025-06-19T12:00:00",          "2025-06-19T24:00:00Z",
        "2025-06-19T12:60:00Z", "2025-06-19T12:00:60Z",         "2025-06-19T12:00:00.Z",
        "2025-06-19 12:00:00Z", "2025-06-19T12:00:00.1234567Z", "2025-06-19T12:00:00,5Z",
        "2025-06-19T12:00:00z", "2025-06-19T12:00:00+02:00"};
    ov_day d;
    ov_instant at;

    for (size_t i = 0; i < OV_LEN(days); i++)
        ck_assert_msg(ov_day_parse(ov_str_from(days[i]), &d) == OV_INVALID, "%s", days[i]);
    for (size_t i = 0; i < OV_LEN(instants); i++)
        ck_assert_msg(ov_instant_parse(ov_str_from(instants[i]), &at) == OV_INVALID, "%s",
                      instants[i]);
}
END_TEST

START_TEST(instants_are_written_in_one_way)
{
    ck_assert_str_eq(ov_instant_iso(arena, instant("2025-06-19T21:59:59.5Z")),
                     "2025-06-19T21:59:59.500000Z");
    ck_assert_str_eq(ov_instant_iso(arena, instant("1969-12-31T23:59:59.999999Z")),
                     "1969-12-31T23:59:59.999999Z");
    ck_assert_int_eq(instant("1969-12-31T23:59:59.999999Z"), -1);
    ck_assert_str_eq(ov_instant_iso(arena, 0), "1970-01-01T00:00:00.000000Z");
    ck_assert_str_eq(ov_day_iso(arena, day("0987-01-02")), "0987-01-02");
}
END_TEST

/* A deadline "t.o.m." the first column is the second: the first instant that is too late. */
static const struct {
    const char *last_day, *too_late;
} deadlines[] = {{"2024-02-28", "2024-02-28T23:00:00Z"}, {"2024-02-29", "2024-02-29T23:00:00Z"},
                 {"2024-03-30", "2024-03-30T23:00:00Z"}, {"2024-03-31", "2024-03-31T22:00:00Z"},
                 {"2024-04-01", "2024-04-01T22:00:00Z"}, {"2024-10-26", "2024-10-26T22:00:00Z"},
                 {"2024-10-27", "2024-10-27T23:00:00Z"}, {"2024-10-28", "2024-10-28T23:00:00Z"},
                 {"2025-03-29", "2025-03-29T23:00:00Z"}, {"2025-03-30", "2025-03-30T22:00:00Z"},
                 {"2025-06-19", "2025-06-19T22:00:00Z"}, {"2025-10-25", "2025-10-25T22:00:00Z"},
                 {"2025-10-26", "2025-10-26T23:00:00Z"}, {"2025-12-31", "2025-12-31T23:00:00Z"},
                 {"2026-01-01", "2026-01-01T23:00:00Z"}, {"2026-03-27", "2026-03-27T23:00:00Z"},
                 {"2026-03-28", "2026-03-28T23:00:00Z"}, {"2026-03-29", "2026-03-29T22:00:00Z"},
                 {"2026-03-30", "2026-03-30T22:00:00Z"}, {"2026-10-23", "2026-10-23T22:00:00Z"},
                 {"2026-10-24", "2026-10-24T22:00:00Z"}, {"2026-10-25", "2026-10-25T23:00:00Z"},
                 {"2026-10-26", "2026-10-26T23:00:00Z"}, {"2026-12-31", "2026-12-31T23:00:00Z"},
                 {"2027-03-28", "2027-03-28T22:00:00Z"}, {"2027-10-31", "2027-10-31T23:00:00Z"},
                 {"2028-02-28", "2028-02-28T23:00:00Z"}, {"2028-02-29", "2028-02-29T23:00:00Z"},
                 {"2030-03-31", "2030-03-31T22:00:00Z"}, {"1999-12-31", "1999-12-31T23:00:00Z"}};

START_TEST(deadline_row)
{
    ov_day last = day(deadlines[_i].last_day);
    ov_instant too_late = instant(deadlines[_i].too_late);

    ck_assert_int_eq(ov_day_start(last + 1), too_late);
    ck_assert_int_eq(ov_stockholm_day(too_late), last + 1);
    ck_assert_int_eq(ov_stockholm_day(too_late - 1), last);
}
END_TEST

static void check_local(const char *at, const char *local_day, int clock, int offset)
{
    ov_local l = ov_stockholm(instant(at));

    ck_assert_msg(l.day == day(local_day) && l.hour * 100 + l.minute == clock &&
                      l.offset == offset * 3600,
                  "%s is %s %02d:%02d", at, ov_day_iso(arena, l.day), l.hour, l.minute);
}

START_TEST(nights_when_the_clocks_change)
{
    check_local("2026-03-29T00:59:59.999999Z", "2026-03-29", 159, 1);
    check_local("2026-03-29T01:00:00Z", "2026-03-29", 300, 2);
    check_local("2026-10-25T00:00:00Z", "2026-10-25", 200, 2);
    check_local("2026-10-25T00:59:59.999999Z", "2026-10-25", 259, 2);
    check_local("2026-10-25T01:00:00Z", "2026-10-25", 200, 1);
    check_local("2026-12-31T23:00:00Z", "2027-01-01", 0, 1);
    /* the short and the long day */
    ck_assert_int_eq(ov_day_start(day("2026-03-30")) - ov_day_start(day("2026-03-29")),
                     23 * OV_HOUR);
    ck_assert_int_eq(ov_day_start(day("2026-10-26")) - ov_day_start(day("2026-10-25")),
                     25 * OV_HOUR);
    ck_assert_int_eq(ov_stockholm(instant("2026-07-01T10:11:12.000345Z")).micro, 345);
    ck_assert_int_eq(ov_stockholm(instant("2026-07-01T10:11:12.000345Z")).second, 12);
}
END_TEST

START_TEST(every_day_of_a_century_begins_at_midnight)
{
    for (ov_day d = day("1996-01-01"); d < day("2096-01-01"); d++) {
        ov_local l = ov_stockholm(ov_day_start(d));
        ck_assert(l.day == d && l.hour == 0 && l.minute == 0 && l.second == 0);
    }
}
END_TEST

/* care ended, last day to invoice, first day that is too late */
static const char *const six_months[][3] = {
    {"2023-08-28", "2024-02-28", "2024-02-29"}, {"2023-08-29", "2024-02-29", "2024-03-01"},
    {"2023-08-30", "2024-02-29", "2024-03-01"}, {"2023-08-31", "2024-02-29", "2024-03-01"},
    {"2022-08-31", "2023-02-28", "2023-03-01"}, {"2024-01-01", "2024-07-01", "2024-07-02"},
    {"2024-01-31", "2024-07-31", "2024-08-01"}, {"2024-02-28", "2024-08-28", "2024-08-29"},
    {"2024-02-29", "2024-08-29", "2024-08-30"}, {"2023-02-28", "2023-08-28", "2023-08-29"},
    {"2024-03-31", "2024-09-30", "2024-10-01"}, {"2024-04-30", "2024-10-30", "2024-10-31"},
    {"2024-05-31", "2024-11-30", "2024-12-01"}, {"2024-06-30", "2024-12-30", "2024-12-31"},
    {"2024-08-30", "2025-02-28", "2025-03-01"}, {"2024-08-31", "2025-02-28", "2025-03-01"},
    {"2024-10-31", "2025-04-30", "2025-05-01"}, {"2024-12-24", "2025-06-24", "2025-06-25"},
    {"2024-12-31", "2025-06-30", "2025-07-01"}, {"2023-12-31", "2024-06-30", "2024-07-01"},
    {"2023-10-29", "2024-04-29", "2024-04-30"}, {"2024-06-24", "2024-12-24", "2024-12-25"},
    {"2024-07-01", "2025-01-01", "2025-01-02"}};

START_TEST(six_month_row)
{
    ov_day last = ov_add_months(day(six_months[_i][0]), 6);

    ck_assert_str_eq(ov_day_iso(arena, last), six_months[_i][1]);
    ck_assert_str_eq(ov_day_iso(arena, last + 1), six_months[_i][2]);
}
END_TEST

START_TEST(other_months)
{
    static const struct {
        const char *from;
        int months;
        const char *to;
    } rows[] = {{"2023-11-30", 3, "2024-02-29"},  {"2024-11-30", 3, "2025-02-28"},
                {"2024-01-31", 3, "2024-04-30"},  {"2024-05-31", 3, "2024-08-31"},
                {"2024-12-31", 1, "2025-01-31"},  {"2024-01-31", 0, "2024-01-31"},
                {"2024-03-31", -1, "2024-02-29"}, {"2024-01-15", -13, "2022-12-15"},
                {"2024-02-29", 12, "2025-02-28"}};

    for (size_t i = 0; i < OV_LEN(rows); i++)
        ck_assert_str_eq(ov_day_iso(arena, ov_add_months(day(rows[i].from), rows[i].months)),
                         rows[i].to);
}
END_TEST

START_TEST(terms_of_thirty_days)
{
    static const char *const rows[][2] = {
        {"2024-01-30", "2024-02-29"}, {"2024-01-31", "2024-03-01"}, {"2024-02-01", "2024-03-02"},
        {"2023-01-31", "2023-03-02"}, {"2024-12-31", "2025-01-30"}, {"2024-05-22", "2024-06-21"}};

    for (size_t i = 0; i < OV_LEN(rows); i++)
        ck_assert_int_eq(day(rows[i][0]) + 30, day(rows[i][1]));
    /* vårdgaranti: day 90 is inside */
    ck_assert_int_eq(day("2024-04-14") - day("2024-01-15"), 90);
    ck_assert_int_eq(day("2024-02-29") - day("2023-12-01"), 90);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("date");
    TCase *tc = tcase_create("date");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, every_day_of_four_centuries_comes_back);
    tcase_add_test(tc, leap_days);
    tcase_add_test(tc, broken_dates_are_refused);
    tcase_add_test(tc, instants_are_written_in_one_way);
    tcase_add_loop_test(tc, deadline_row, 0, (int)OV_LEN(deadlines));
    tcase_add_test(tc, nights_when_the_clocks_change);
    tcase_add_test(tc, every_day_of_a_century_begins_at_midnight);
    tcase_add_loop_test(tc, six_month_row, 0, (int)OV_LEN(six_months));
    tcase_add_test(tc, other_months);
    tcase_add_test(tc, terms_of_thirty_days);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

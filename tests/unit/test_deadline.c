/* SPDX-License-Identifier: EUPL-1.2 */
/* test_deadline.c — deadlines to the microsecond (R9): both nights when the clocks change, leap
 * days, year ends, every kind of day that lag 1930:173 moves, extensions. The expected values come
 * from another implementation (Python's zoneinfo) and the almanac. */
#include "consult/consult.h"
#include "consult/setup/deadline.h"
#include "util/str.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *asked;
    bool statutory;
    const char *last, *too_late, *why;
} days[] = {
    {"2025-06-19", true, "2025-06-19", "2025-06-19T22:00:00Z", "an ordinary Thursday"},
    {"2025-06-19", false, "2025-06-19", "2025-06-19T22:00:00Z", "the same by choice"},
    {"2026-03-28", false, "2026-03-28", "2026-03-28T23:00:00Z",
     "ends when the night of summer time begins"},
    {"2026-03-29", false, "2026-03-29", "2026-03-29T22:00:00Z", "the day of 23 hours"},
    {"2026-03-29", true, "2026-03-30", "2026-03-30T22:00:00Z", "the same, a Sunday that moves"},
    {"2026-03-30", false, "2026-03-30", "2026-03-30T22:00:00Z", "the day after"},
    {"2026-10-24", false, "2026-10-24", "2026-10-24T22:00:00Z",
     "ends when the night of winter time begins"},
    {"2026-10-25", false, "2026-10-25", "2026-10-25T23:00:00Z", "the day of 25 hours"},
    {"2026-10-25", true, "2026-10-26", "2026-10-26T23:00:00Z", "the same, a Sunday that moves"},
    {"2026-10-26", false, "2026-10-26", "2026-10-26T23:00:00Z", "the day after"},
    {"2028-02-28", false, "2028-02-28", "2028-02-28T23:00:00Z", "before a leap day"},
    {"2028-02-29", false, "2028-02-29", "2028-02-29T23:00:00Z", "a leap day"},
    {"2028-02-29", true, "2028-02-29", "2028-02-29T23:00:00Z", "a leap day by law"},
    {"2026-02-28", false, "2026-02-28", "2026-02-28T23:00:00Z", "no leap day"},
    {"2026-12-31", false, "2026-12-31", "2026-12-31T23:00:00Z", "year end by choice"},
    {"2026-12-31", true, "2027-01-04", "2027-01-04T23:00:00Z", "year end by law"},
    {"2024-12-31", true, "2025-01-02", "2025-01-02T23:00:00Z", "year end by law, once more"},
    {"2026-06-13", true, "2026-06-15", "2026-06-15T22:00:00Z", "a Saturday"},
    {"2026-06-14", true, "2026-06-15", "2026-06-15T22:00:00Z", "a Sunday"},
    {"2026-01-01", true, "2026-01-02", "2026-01-02T23:00:00Z", "New Year's Day"},
    {"2026-01-06", true, "2026-01-07", "2026-01-07T23:00:00Z", "Epiphany"},
    {"2026-04-03", true, "2026-04-07", "2026-04-07T22:00:00Z", "Good Friday"},
    {"2026-04-04", true, "2026-04-07", "2026-04-07T22:00:00Z", "Easter Eve"},
    {"2026-04-05", true, "2026-04-07", "2026-04-07T22:00:00Z", "Easter Sunday"},
    {"2026-04-06", true, "2026-04-07", "2026-04-07T22:00:00Z", "Easter Monday"},
    {"2026-05-01", true, "2026-05-04", "2026-05-04T22:00:00Z", "May Day"},
    {"2026-05-14", true, "2026-05-15", "2026-05-15T22:00:00Z", "Ascension Day"},
    {"2026-05-24", true, "2026-05-25", "2026-05-25T22:00:00Z", "Whit Sunday"},
    {"2025-06-06", true, "2025-06-09", "2025-06-09T22:00:00Z", "the National Day"},
    {"2026-06-06", true, "2026-06-08", "2026-06-08T22:00:00Z", "the National Day on a Saturday"},
    {"2026-06-19", true, "2026-06-22", "2026-06-22T22:00:00Z", "Midsummer's Eve"},
    {"2026-06-20", true, "2026-06-22", "2026-06-22T22:00:00Z", "Midsummer's Day"},
    {"2026-10-31", true, "2026-11-02", "2026-11-02T23:00:00Z", "All Saints' Day"},
    {"2026-12-24", true, "2026-12-28", "2026-12-28T23:00:00Z", "Christmas Eve"},
    {"2025-12-25", true, "2025-12-29", "2025-12-29T23:00:00Z", "Christmas Day"},
    {"2025-12-26", true, "2025-12-29", "2025-12-29T23:00:00Z", "Boxing Day"},
    {"2026-06-19", false, "2026-06-19", "2026-06-19T22:00:00Z", "Midsummer's Eve by choice"},
    {"2026-04-30", true, "2026-04-30", "2026-04-30T22:00:00Z", "Walpurgis Night is a working day"},
    {"2026-04-02", true, "2026-04-02", "2026-04-02T22:00:00Z", "Maundy Thursday is a working day"},
};

static const struct {
    const char *asked;
    bool statutory;
    const char *at;
    bool late;
} instants[] = {
    {"2025-06-19", true, "2025-06-19T21:59:59.999999Z", false},
    {"2025-06-19", true, "2025-06-19T22:00:00.000000Z", true},
    {"2025-06-19", true, "2025-06-19T22:00:00.001000Z", true},
    {"2025-06-19", false, "2025-06-19T21:59:59.999999Z", false},
    {"2025-06-19", false, "2025-06-19T22:00:00.000000Z", true},
    {"2025-06-19", false, "2025-06-19T21:59:59.999000Z", false},
    {"2026-03-28", false, "2026-03-28T22:59:59.999999Z", false},
    {"2026-03-28", false, "2026-03-28T23:00:00.000000Z", true},
    {"2026-03-28", false, "2026-03-28T23:00:00.001000Z", true},
    {"2026-03-29", false, "2026-03-29T21:59:59.999999Z", false},
    {"2026-03-29", false, "2026-03-29T22:00:00.000000Z", true},
    {"2026-03-29", false, "2026-03-29T21:59:59.999000Z", false},
    {"2026-03-29", true, "2026-03-30T21:59:59.999999Z", false},
    {"2026-03-29", true, "2026-03-30T22:00:00.000000Z", true},
    {"2026-03-29", true, "2026-03-30T22:00:00.001000Z", true},
    {"2026-03-30", false, "2026-03-30T21:59:59.999999Z", false},
    {"2026-03-30", false, "2026-03-30T22:00:00.000000Z", true},
    {"2026-03-30", false, "2026-03-30T21:59:59.999000Z", false},
    {"2026-10-24", false, "2026-10-24T21:59:59.999999Z", false},
    {"2026-10-24", false, "2026-10-24T22:00:00.000000Z", true},
    {"2026-10-24", false, "2026-10-24T22:00:00.001000Z", true},
    {"2026-10-25", false, "2026-10-25T22:59:59.999999Z", false},
    {"2026-10-25", false, "2026-10-25T23:00:00.000000Z", true},
    {"2026-10-25", false, "2026-10-25T22:59:59.999000Z", false},
    {"2026-10-25", true, "2026-10-26T22:59:59.999999Z", false},
    {"2026-10-25", true, "2026-10-26T23:00:00.000000Z", true},
    {"2026-10-25", true, "2026-10-26T23:00:00.001000Z", true},
    {"2026-10-26", false, "2026-10-26T22:59:59.999999Z", false},
    {"2026-10-26", false, "2026-10-26T23:00:00.000000Z", true},
    {"2026-10-26", false, "2026-10-26T22:59:59.999000Z", false},
    {"2028-02-28", false, "2028-02-28T22:59:59.999999Z", false},
    {"2028-02-28", false, "2028-02-28T23:00:00.000000Z", true},
    {"2028-02-28", false, "2028-02-28T23:00:00.001000Z", true},
    {"2028-02-29", false, "2028-02-29T22:59:59.999999Z", false},
    {"2028-02-29", false, "2028-02-29T23:00:00.000000Z", true},
    {"2028-02-29", false, "2028-02-29T22:59:59.999000Z", false},
    {"2028-02-29", true, "2028-02-29T22:59:59.999999Z", false},
    {"2028-02-29", true, "2028-02-29T23:00:00.000000Z", true},
    {"2028-02-29", true, "2028-02-29T23:00:00.001000Z", true},
    {"2026-02-28", false, "2026-02-28T22:59:59.999999Z", false},
    {"2026-02-28", false, "2026-02-28T23:00:00.000000Z", true},
    {"2026-02-28", false, "2026-02-28T22:59:59.999000Z", false},
    {"2026-12-31", false, "2026-12-31T22:59:59.999999Z", false},
    {"2026-12-31", false, "2026-12-31T23:00:00.000000Z", true},
    {"2026-12-31", false, "2026-12-31T23:00:00.001000Z", true},
    {"2026-12-31", true, "2027-01-04T22:59:59.999999Z", false},
    {"2026-12-31", true, "2027-01-04T23:00:00.000000Z", true},
    {"2026-12-31", true, "2027-01-04T22:59:59.999000Z", false},
    {"2024-12-31", true, "2025-01-02T22:59:59.999999Z", false},
    {"2024-12-31", true, "2025-01-02T23:00:00.000000Z", true},
    {"2024-12-31", true, "2025-01-02T23:00:00.001000Z", true},
    {"2026-06-13", true, "2026-06-15T21:59:59.999999Z", false},
    {"2026-06-13", true, "2026-06-15T22:00:00.000000Z", true},
    {"2026-06-13", true, "2026-06-15T21:59:59.999000Z", false},
    {"2026-06-14", true, "2026-06-15T21:59:59.999999Z", false},
    {"2026-06-14", true, "2026-06-15T22:00:00.000000Z", true},
    {"2026-06-14", true, "2026-06-15T22:00:00.001000Z", true},
    {"2026-01-01", true, "2026-01-02T22:59:59.999999Z", false},
    {"2026-01-01", true, "2026-01-02T23:00:00.000000Z", true},
    {"2026-01-01", true, "2026-01-02T22:59:59.999000Z", false},
    {"2026-01-06", true, "2026-01-07T22:59:59.999999Z", false},
    {"2026-01-06", true, "2026-01-07T23:00:00.000000Z", true},
    {"2026-01-06", true, "2026-01-07T23:00:00.001000Z", true},
    {"2026-04-03", true, "2026-04-07T21:59:59.999999Z", false},
    {"2026-04-03", true, "2026-04-07T22:00:00.000000Z", true},
    {"2026-04-03", true, "2026-04-07T21:59:59.999000Z", false},
    {"2026-04-04", true, "2026-04-07T21:59:59.999999Z", false},
    {"2026-04-04", true, "2026-04-07T22:00:00.000000Z", true},
    {"2026-04-04", true, "2026-04-07T22:00:00.001000Z", true},
    {"2026-04-05", true, "2026-04-07T21:59:59.999999Z", false},
    {"2026-04-05", true, "2026-04-07T22:00:00.000000Z", true},
    {"2026-04-05", true, "2026-04-07T21:59:59.999000Z", false},
    {"2026-04-06", true, "2026-04-07T21:59:59.999999Z", false},
    {"2026-04-06", true, "2026-04-07T22:00:00.000000Z", true},
    {"2026-04-06", true, "2026-04-07T22:00:00.001000Z", true},
    {"2026-05-01", true, "2026-05-04T21:59:59.999999Z", false},
    {"2026-05-01", true, "2026-05-04T22:00:00.000000Z", true},
    {"2026-05-01", true, "2026-05-04T21:59:59.999000Z", false},
    {"2026-05-14", true, "2026-05-15T21:59:59.999999Z", false},
    {"2026-05-14", true, "2026-05-15T22:00:00.000000Z", true},
    {"2026-05-14", true, "2026-05-15T22:00:00.001000Z", true},
    {"2026-05-24", true, "2026-05-25T21:59:59.999999Z", false},
    {"2026-05-24", true, "2026-05-25T22:00:00.000000Z", true},
    {"2026-05-24", true, "2026-05-25T21:59:59.999000Z", false},
    {"2025-06-06", true, "2025-06-09T21:59:59.999999Z", false},
    {"2025-06-06", true, "2025-06-09T22:00:00.000000Z", true},
    {"2025-06-06", true, "2025-06-09T22:00:00.001000Z", true},
    {"2026-06-06", true, "2026-06-08T21:59:59.999999Z", false},
    {"2026-06-06", true, "2026-06-08T22:00:00.000000Z", true},
    {"2026-06-06", true, "2026-06-08T21:59:59.999000Z", false},
    {"2026-06-19", true, "2026-06-22T21:59:59.999999Z", false},
    {"2026-06-19", true, "2026-06-22T22:00:00.000000Z", true},
    {"2026-06-19", true, "2026-06-22T22:00:00.001000Z", true},
    {"2026-06-20", true, "2026-06-22T21:59:59.999999Z", false},
    {"2026-06-20", true, "2026-06-22T22:00:00.000000Z", true},
    {"2026-06-20", true, "2026-06-22T21:59:59.999000Z", false},
    {"2026-10-31", true, "2026-11-02T22:59:59.999999Z", false},
    {"2026-10-31", true, "2026-11-02T23:00:00.000000Z", true},
    {"2026-10-31", true, "2026-11-02T23:00:00.001000Z", true},
    {"2026-12-24", true, "2026-12-28T22:59:59.999999Z", false},
    {"2026-12-24", true, "2026-12-28T23:00:00.000000Z", true},
    {"2026-12-24", true, "2026-12-28T22:59:59.999000Z", false},
    {"2025-12-25", true, "2025-12-29T22:59:59.999999Z", false},
    {"2025-12-25", true, "2025-12-29T23:00:00.000000Z", true},
    {"2025-12-25", true, "2025-12-29T23:00:00.001000Z", true},
    {"2025-12-26", true, "2025-12-29T22:59:59.999999Z", false},
    {"2025-12-26", true, "2025-12-29T23:00:00.000000Z", true},
    {"2025-12-26", true, "2025-12-29T22:59:59.999000Z", false},
    {"2026-06-19", false, "2026-06-19T21:59:59.999999Z", false},
    {"2026-06-19", false, "2026-06-19T22:00:00.000000Z", true},
    {"2026-06-19", false, "2026-06-19T22:00:00.001000Z", true},
    {"2026-04-30", true, "2026-04-30T21:59:59.999999Z", false},
    {"2026-04-30", true, "2026-04-30T22:00:00.000000Z", true},
    {"2026-04-30", true, "2026-04-30T21:59:59.999000Z", false},
    {"2026-04-02", true, "2026-04-02T21:59:59.999999Z", false},
    {"2026-04-02", true, "2026-04-02T22:00:00.000000Z", true},
    {"2026-04-02", true, "2026-04-02T22:00:00.001000Z", true},
};

static ov_day day_of(const char *iso)
{
    ov_day day;

    ck_assert_int_eq(ov_day_parse(ov_str_from(iso), &day), OV_OK);
    return day;
}

static ov_instant at_of(const char *iso)
{
    ov_instant at;

    ck_assert_int_eq(ov_instant_parse(ov_str_from(iso), &at), OV_OK);
    return at;
}

static ov_consultation round_with(ov_deadline d)
{
    return (ov_consultation){.state = "open", .deadline_day = d.last, .deadline = d.at};
}

START_TEST(the_last_day_and_the_first_instant_that_is_too_late)
{
    const ov_deadline d = ov_deadline_resolve(day_of(days[_i].asked), days[_i].statutory);
    bool moved = strcmp(days[_i].asked, days[_i].last) != 0;

    ck_assert_msg(d.last == day_of(days[_i].last), "%s: last day", days[_i].why);
    ck_assert_msg(d.at == at_of(days[_i].too_late), "%s: instant", days[_i].why);
    ck_assert_msg((d.moved != NULL) == moved, "%s: told why", days[_i].why);
    /* the last day is shown, whatever the clocks did that night */
    ck_assert_int_eq(ov_stockholm_day(d.at - 1), d.last);
    ck_assert_int_eq(ov_stockholm(d.at - 1).hour, 23);
    ck_assert_int_eq(ov_stockholm(d.at - 1).minute, 59);
}
END_TEST

START_TEST(around_every_deadline)
{
    static const struct {
        int64_t offset;
        bool late;
    } around[] = {{-1000000, false}, {-1000, false}, {-1, false},    {0, true},
                  {1, true},         {1000, true},   {1000000, true}};
    const ov_deadline d = ov_deadline_resolve(day_of(days[_i].asked), days[_i].statutory);
    const ov_consultation c = round_with(d);

    for (size_t i = 0; i < OV_LEN(around); i++)
        ck_assert_msg((ov_consultation_state(&c, d.at + around[i].offset) == OV_ROUND_CLOSED) ==
                          around[i].late,
                      "%s: %lld microseconds", days[_i].why, (long long)around[i].offset);
}
END_TEST

START_TEST(in_time_or_late)
{
    const ov_consultation c =
        round_with(ov_deadline_resolve(day_of(instants[_i].asked), instants[_i].statutory));

    ck_assert_msg((ov_consultation_state(&c, at_of(instants[_i].at)) == OV_ROUND_CLOSED) ==
                      instants[_i].late,
                  "%s at %s", instants[_i].asked, instants[_i].at);
}
END_TEST

START_TEST(late_answers_are_kept_or_refused)
{
    const ov_deadline d = ov_deadline_resolve(day_of("2026-03-29"), false);
    ov_consultation c = round_with(d);

    ck_assert_str_eq(ov_consultation_state_name(&c, d.at - 1), "open");
    ck_assert_str_eq(ov_consultation_state_name(&c, d.at), "late");
    c.refuse_late = true;
    ck_assert_str_eq(ov_consultation_state_name(&c, d.at), "closed");
}
END_TEST

START_TEST(every_day_of_ten_years_moves_to_a_working_day_at_most_a_week_on)
{
    for (ov_day d = day_of("2024-01-01"); d < day_of("2034-01-01"); d++) {
        const ov_deadline moved = ov_deadline_resolve(d, true),
                          chosen = ov_deadline_resolve(d, false);

        ck_assert(ov_is_banking_day(moved.last) && moved.last >= d && moved.last < d + 7);
        ck_assert_int_eq(chosen.last, d);
        ck_assert_ptr_null(chosen.moved);
        for (ov_day k = d; k < moved.last; k++)
            ck_assert_ptr_nonnull(ov_rest_day(k));
        ck_assert_int_eq(moved.at, ov_day_start(moved.last + 1));
    }
}
END_TEST

START_TEST(why_a_day_moved_is_said_in_swedish)
{
    static const struct {
        const char *day, *name;
    } names[] = {{"2026-06-13", "lördag"},
                 {"2026-06-14", "söndag"},
                 {"2026-01-01", "nyårsdagen"},
                 {"2026-01-06", "trettondedag jul"},
                 {"2026-04-03", "långfredagen"},
                 {"2026-04-05", "påskdagen"},
                 {"2026-04-06", "annandag påsk"},
                 {"2026-05-01", "första maj"},
                 {"2026-05-14", "Kristi himmelsfärdsdag"},
                 {"2026-05-24", "pingstdagen"},
                 {"2026-06-06", "nationaldagen"},
                 {"2026-06-19", "midsommarafton"},
                 {"2026-06-20", "midsommardagen"},
                 {"2026-10-31", "alla helgons dag"},
                 {"2026-12-24", "julafton"},
                 {"2026-12-25", "juldagen"},
                 {"2026-12-26", "annandag jul"},
                 {"2026-12-31", "nyårsafton"}};

    for (size_t i = 0; i < OV_LEN(names); i++)
        ck_assert_str_eq(ov_deadline_resolve(day_of(names[i].day), true).moved, names[i].name);
    ck_assert_ptr_null(ov_rest_day(day_of("2026-04-30")));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("deadline");
    TCase *tc = tcase_create("deadline");
    SRunner *runner;
    int failed;

    tcase_add_loop_test(tc, the_last_day_and_the_first_instant_that_is_too_late, 0,
                        (int)OV_LEN(days));
    tcase_add_loop_test(tc, around_every_deadline, 0, (int)OV_LEN(days));
    tcase_add_loop_test(tc, in_time_or_late, 0, (int)OV_LEN(instants));
    tcase_add_test(tc, late_answers_are_kept_or_refused);
    tcase_add_test(tc, every_day_of_ten_years_moves_to_a_working_day_at_most_a_week_on);
    tcase_add_test(tc, why_a_day_moved_is_said_in_swedish);
    suite_add_tcase(suite, tc);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

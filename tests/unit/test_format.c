/* SPDX-License-Identifier: EUPL-1.2 */
/* test_format.c — what people read of numbers, money and times. */
#include "util/str.h"
#include "view/format.h"

#include <check.h>

static ov_arena *arena;

static void setup(void)
{
    arena = ov_arena_new(0);
}

static void teardown(void)
{
    ov_arena_free(arena);
}

static ov_instant instant(const char *text)
{
    ov_instant at = 0;
    ck_assert_int_eq(ov_instant_parse(ov_str_from(text), &at), OV_OK);
    return at;
}

START_TEST(counts_are_grouped)
{
    ck_assert_str_eq(ov_format_count(arena, 0), "0");
    ck_assert_str_eq(ov_format_count(arena, 999), "999");
    ck_assert_str_eq(ov_format_count(arena, 1000), "1\u00A0000");
    ck_assert_str_eq(ov_format_count(arena, -1234567), "\u22121\u00A0234\u00A0567");
    ck_assert_str_eq(ov_format_count(arena, INT64_MIN),
                     "\u22129\u00A0223\u00A0372\u00A0036\u00A0854\u00A0775\u00A0808");
}
END_TEST

START_TEST(money_is_exact)
{
    ck_assert_str_eq(ov_format_ore(arena, 0), "0,00");
    ck_assert_str_eq(ov_format_ore(arena, 5), "0,05");
    ck_assert_str_eq(ov_format_ore(arena, -5), "\u22120,05");
    ck_assert_str_eq(ov_format_ore(arena, 3150216667), "31\u00A0502\u00A0166,67");
    ck_assert_str_eq(ov_format_ore(arena, INT64_MAX),
                     "92\u00A0233\u00A0720\u00A0368\u00A0547\u00A0758,07");
    ck_assert_str_eq(ov_format_tkr(arena, 37802600000), "378\u00A0026");
    ck_assert_str_eq(ov_format_tkr(arena, 3032960000), "30\u00A0329,60");
    ck_assert_str_eq(ov_format_tkr(arena, -34237200000), "\u2212342\u00A0372");
    ck_assert_str_eq(ov_format_tkr(arena, 100500), "1,01"); /* half away from zero */
    ck_assert_str_eq(ov_format_tkr(arena, INT64_MIN + 1),
                     "\u221292\u00A0233\u00A0720\u00A0368\u00A0547,76");
}
END_TEST

START_TEST(days_have_names)
{
    ov_day day = ov_day_from_civil(2025, 6, 19);

    ck_assert_str_eq(ov_format_day(arena, day, "sv"), "19 juni 2025");
    ck_assert_str_eq(ov_format_day(arena, day, "en"), "19 June 2025");
    ck_assert_str_eq(ov_format_day(arena, day, NULL), "19 juni 2025");
    ck_assert_str_eq(ov_format_day(arena, OV_NO_DAY, "sv"), "");
    ck_assert_str_eq(ov_format_weekday(arena, day, "sv"), "torsdag 19 juni 2025");
    ck_assert_str_eq(ov_format_weekday(arena, day, "en"), "Thursday 19 June 2025");
    ck_assert_str_eq(ov_format_weekday(arena, day + 3, "sv"), "söndag 22 juni 2025");
    ck_assert_str_eq(ov_format_weekday(arena, day + 4, "sv"), "måndag 23 juni 2025");
    ck_assert_str_eq(ov_format_month(arena, 2024, 1, "sv"), "januari 2024");
    ck_assert_str_eq(ov_format_month(arena, 2024, 12, "en"), "December 2024");
}
END_TEST

START_TEST(instants_are_those_of_stockholm)
{
    ov_instant at = instant("2025-06-19T21:59:07Z");

    ck_assert_str_eq(ov_format_instant(arena, at, "sv"), "19 juni 2025 kl. 23.59");
    ck_assert_str_eq(ov_format_instant(arena, at, "en"), "19 June 2025 at 23:59");
    ck_assert_str_eq(ov_format_instant_exact(arena, at, "sv"), "19 juni 2025 kl. 23.59.07");
    ck_assert_str_eq(ov_format_instant_exact(arena, at, "en"), "19 June 2025 at 23:59:07");
    ck_assert_str_eq(ov_format_instant(arena, instant("2025-12-31T23:00:00Z"), "sv"),
                     "1 januari 2026 kl. 00.00");
    ck_assert_str_eq(ov_format_instant(arena, 0, "sv"), "");
    ck_assert_uint_gt(strlen(ov_format_instant(arena, INT64_MAX, "sv")), 0);
}
END_TEST

START_TEST(a_deadline_names_the_last_minute_in_time)
{
    ov_instant deadline = ov_day_start(ov_day_from_civil(2025, 6, 20));

    ck_assert_str_eq(ov_format_deadline(arena, deadline, "sv"),
                     "t.o.m. torsdag 19 juni 2025 kl. 23.59");
    ck_assert_str_eq(ov_format_deadline(arena, deadline, "en"),
                     "until Thursday 19 June 2025 at 23:59");
    ck_assert_str_eq(ov_format_deadline(arena, instant("2025-01-31T11:00:00Z"), "sv"),
                     "t.o.m. fredag 31 januari 2025 kl. 11.59");
    /* The night when the clocks change. */
    ck_assert_str_eq(ov_format_deadline(arena, ov_day_start(ov_day_from_civil(2025, 10, 27)), "sv"),
                     "t.o.m. söndag 26 oktober 2025 kl. 23.59");
}
END_TEST

START_TEST(days_left)
{
    ov_day d = ov_day_from_civil(2025, 6, 19);

    ck_assert_str_eq(ov_format_days_left(arena, d, d + 14, "sv"), "om 14 dagar");
    ck_assert_str_eq(ov_format_days_left(arena, d, d + 1, "sv"), "i morgon");
    ck_assert_str_eq(ov_format_days_left(arena, d, d, "sv"), "i dag");
    ck_assert_str_eq(ov_format_days_left(arena, d, d - 1, "sv"), "i går");
    ck_assert_str_eq(ov_format_days_left(arena, d, d - 3, "sv"), "för 3 dagar sedan");
    ck_assert_str_eq(ov_format_days_left(arena, d, d + 14, "en"), "in 14 days");
    ck_assert_str_eq(ov_format_days_left(arena, d, d - 3, "en"), "3 days ago");
    ck_assert_str_eq(ov_format_days_left(arena, d, d + 1000, "sv"), "om 1\u00A0000 dagar");
}
END_TEST

START_TEST(imprecise_dates_keep_their_words)
{
    ov_fuzzy_date date = {.earliest = ov_day_from_civil(2022, 12, 1),
                          .latest = ov_day_from_civil(2023, 1, 31),
                          .precision = OV_MONTH_SPAN,
                          .as_written = "dec/jan"};

    ck_assert_str_eq(ov_format_fuzzy(arena, &date, "sv"), "dec/jan");
    ck_assert_str_eq(ov_format_fuzzy_range(arena, &date, "sv"),
                     "1 december 2022 – 31 januari 2023");
    ck_assert_str_eq(ov_format_fuzzy_range(arena, &date, "en"),
                     "1 December 2022 – 31 January 2023");
    date.latest = date.earliest;
    date.as_written = NULL;
    ck_assert_str_eq(ov_format_fuzzy(arena, &date, "sv"), "1 december 2022");
}
END_TEST

START_TEST(sizes)
{
    ck_assert_str_eq(ov_format_size(arena, 0, "sv"), "0\u00A0byte");
    ck_assert_str_eq(ov_format_size(arena, 999, "en"), "999\u00A0bytes");
    ck_assert_str_eq(ov_format_size(arena, 1000, "sv"), "1\u00A0kB");
    ck_assert_str_eq(ov_format_size(arena, 1249, "sv"), "1,2\u00A0kB");
    ck_assert_str_eq(ov_format_size(arena, 1234567, "sv"), "1,2\u00A0MB");
    ck_assert_str_eq(ov_format_size(arena, 1234567, "en"), "1.2\u00A0MB");
    ck_assert_str_eq(ov_format_size(arena, 123456789, "sv"), "123\u00A0MB");
    ck_assert_str_eq(ov_format_size(arena, 999999, "sv"), "1\u00A0MB");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format");
    TCase *tcase = tcase_create("format");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, counts_are_grouped);
    tcase_add_test(tcase, money_is_exact);
    tcase_add_test(tcase, days_have_names);
    tcase_add_test(tcase, instants_are_those_of_stockholm);
    tcase_add_test(tcase, a_deadline_names_the_last_minute_in_time);
    tcase_add_test(tcase, days_left);
    tcase_add_test(tcase, imprecise_dates_keep_their_words);
    tcase_add_test(tcase, sizes);
    suite_add_tcase(suite, tcase);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}

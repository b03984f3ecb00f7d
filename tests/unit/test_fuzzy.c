/* SPDX-License-Identifier: EUPL-1.2 */
/* test_fuzzy.c — imprecise dates as sources 000 and 003 and other plans write them. */
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

static const struct {
    const char *written;
    int base_year;
    const char *earliest, *latest, *precision;
    bool preliminary;
} rows[] = {
    /* source 000, the plan of 2022–2023 */
    {"dec/jan", 2022, "2022-12-01", "2023-01-31", "month_span", false},
    {"dec/jan 2023", 2000, "2022-12-01", "2023-01-31", "month_span", false},
    {"14 mar", 2023, "2023-03-14", "2023-03-14", "day", false},
    {"16 maj", 2023, "2023-05-16", "2023-05-16", "day", false},
    {"13 jun", 2023, "2023-06-13", "2023-06-13", "day", false},
    {"26 sep", 2023, "2023-09-26", "2023-09-26", "day", false},
    {"prel. 21 nov 2023", 0, "2023-11-21", "2023-11-21", "day", true},
    {"19 dec 2023 (preliminärt)", 0, "2023-12-19", "2023-12-19", "day", true},
    {"hösten 2022", 0, "2022-07-01", "2022-12-31", "half_year", false},
    /* source 003 */
    {"Q4 2023", 0, "2023-10-01", "2023-12-31", "quarter", false},
    {"Q1 2024", 0, "2024-01-01", "2024-03-31", "quarter", false},
    {"Q2-Q4 2024", 0, "2024-04-01", "2024-12-31", "span", false},
    {"Q3 2024           – Q1 2025", 0, "2024-07-01", "2025-03-31", "span", false},
    {"Q3 2024 – Q1 2025", 0, "2024-07-01", "2025-03-31", "span", false},
    {"Q2-Q3 2025", 0, "2025-04-01", "2025-09-30", "span", false},
    /* others */
    {"2025-06-19", 0, "2025-06-19", "2025-06-19", "day", false},
    {"19 juni 2025", 0, "2025-06-19", "2025-06-19", "day", false},
    {" mars 2023 ", 0, "2023-03-01", "2023-03-31", "month", false},
    {"februari 2024", 0, "2024-02-01", "2024-02-29", "month", false},
    {"2024", 0, "2024-01-01", "2024-12-31", "year", false},
    {"2024-2026", 0, "2024-01-01", "2026-12-31", "span", false},
    {"våren 2025", 0, "2025-01-01", "2025-06-30", "half_year", false},
    {"Våren 2025", 0, "2025-01-01", "2025-06-30", "half_year", false},
    {"H1 2024", 0, "2024-01-01", "2024-06-30", "half_year", false},
    {"H2 2024 (prel.)", 0, "2024-07-01", "2024-12-31", "half_year", true},
    {"sept 2024", 0, "2024-09-01", "2024-09-30", "month", false},
    {"aug-okt 2024", 0, "2024-08-01", "2024-10-31", "month_span", false},
    {"dec 2022/jan", 0, "2022-12-01", "2023-01-31", "month_span", false},
    {"4–6 juni 2025", 0, "2025-06-04", "2025-06-06", "span", false},
    {"2024-01-01 – 2024-02-03", 0, "2024-01-01", "2024-02-03", "span", false},
    {"28 feb – 1 mars 2024", 0, "2024-02-28", "2024-03-01", "span", false},
    {"Preliminärt Q1 2026", 0, "2026-01-01", "2026-03-31", "quarter", true}};

START_TEST(written_row)
{
    ov_fuzzy_date date;
    ov_str text = ov_str_from(rows[_i].written);

    ck_assert_msg(ov_fuzzy_parse(arena, text, rows[_i].base_year, &date) == OV_OK, "%s",
                  rows[_i].written);
    ck_assert_str_eq(ov_day_iso(arena, date.earliest), rows[_i].earliest);
    ck_assert_str_eq(ov_day_iso(arena, date.latest), rows[_i].latest);
    ck_assert_str_eq(ov_precision_name(date.precision), rows[_i].precision);
    ck_assert_int_eq(date.preliminary, rows[_i].preliminary);
    ck_assert_str_eq(date.as_written, ov_str_z(arena, ov_str_trim(text)));
}
END_TEST

START_TEST(anything_else_is_refused)
{
    static const char *const bad[] = {"",
                                      "snart",
                                      "prel.",
                                      "Q5 2024",
                                      "30 feb 2024",
                                      "31 april 2025",
                                      "2025-02-29",
                                      "13/2024",
                                      "juni 25",
                                      "juni 2025 kl 9",
                                      "mars–",
                                      "– mars",
                                      "Q3 2024 – Q1 2024",
                                      "5 Q1 2024",
                                      "0 juni 2024",
                                      "/",
                                      "-",
                                      "2024-",
                                      "jan 2024 2025"};
    ov_fuzzy_date date = {.as_written = "kvar"};

    for (size_t i = 0; i < OV_LEN(bad); i++)
        ck_assert_msg(ov_fuzzy_parse(arena, ov_str_from(bad[i]), 2024, &date) == OV_INVALID, "%s",
                      bad[i]);
    ck_assert_str_eq(date.as_written, "kvar");
    /* without a year the given one is meant */
    ck_assert_int_eq(ov_fuzzy_parse(arena, OV_LIT("våren"), 2024, &date), OV_OK);
}
END_TEST

START_TEST(precisions_have_names)
{
    ov_precision back;

    for (ov_precision p = OV_EXACT_DAY; p <= OV_SPAN; p++) {
        ck_assert_int_eq(ov_precision_parse(ov_str_from(ov_precision_name(p)), &back), OV_OK);
        ck_assert_int_eq(back, p);
    }
    ck_assert_int_eq(ov_precision_parse(OV_LIT("decade"), &back), OV_INVALID);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fuzzy");
    TCase *tc = tcase_create("fuzzy");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, written_row, 0, (int)OV_LEN(rows));
    tcase_add_test(tc, anything_else_is_refused);
    tcase_add_test(tc, precisions_have_names);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_log.c — log lines, explicit errors, and the clock that tests may set. */
#include "util/clock.h"
#include "util/date.h"
#include "util/err.h"
#include "util/log.h"
#include "util/str.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char line[4096];

/* What ov_log writes on standard error. */
static void capture(const char *text)
{
    int ends[2], saved = dup(STDERR_FILENO);

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
    ov_log(OV_LOG_INFO, "%s", text);
    ov_log(OV_LOG_DEBUG, "not shown");
    ck_assert_int_ge(dup2(saved, STDERR_FILENO), 0);
    (void)close(ends[1]);
    ssize_t n = read(ends[0], line, sizeof line - 1);
    (void)close(ends[0]);
    (void)close(saved);
    ck_assert_int_gt(n, 0);
    line[n] = '\0';
}

START_TEST(a_line_stays_a_line)
{
    ov_log_name("worker 2");
    capture("status=200\nroute=/arenden\r\x1b[31m \xc2\x9b å");
    char *end = strchr(line, '\n');
    ck_assert_ptr_nonnull(end);
    ck_assert_int_eq(end[1], '\0');
    ck_assert_ptr_null(strchr(line, '\x1b'));
    ck_assert_ptr_null(strstr(line, "\xc2\x9b"));
    ck_assert_ptr_nonnull(strstr(line, " info worker 2["));
    ck_assert_ptr_nonnull(strstr(line, "status=200 route=/arenden"));
    ck_assert_ptr_nonnull(strstr(line, "å\n"));
    ck_assert_int_eq(line[26], 'Z');
}
END_TEST

START_TEST(a_long_line_is_cut)
{
    char text[5000];

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    capture(text);
    ck_assert_uint_le(strlen(line), 2048);
    ck_assert_int_eq(line[strlen(line) - 1], '\n');
}
END_TEST

START_TEST(errors_say_where)
{
    ov_err err = {0};

    ck_assert_int_eq(ov_fail(&err, OV_INVALID, "line %d", 7), OV_INVALID);
    ck_assert_int_eq(ov_err_prefix(&err, "%s", "a.csv"), OV_INVALID);
    ck_assert_str_eq(err.text, "a.csv: line 7");
    ck_assert_int_eq(ov_fail(&err, OV_DB, "again: %s", err.text), OV_DB); /* its own text */
    ck_assert_str_eq(err.text, "again: a.csv: line 7");
    ck_assert_int_eq(ov_fail(NULL, OV_BUSY, "nobody reads"), OV_BUSY);
    ck_assert_int_eq(ov_fail(&err, OV_IO, "%600s", "x"), OV_IO);
    ck_assert_int_eq(ov_err_prefix(&err, "%s", "front"), OV_IO);
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
    ck_assert(ov_str_starts(ov_str_from(err.text), "front:   "));
    ck_assert_str_eq(ov_status_name(OV_TOO_LARGE), "too large");
}
END_TEST

#ifdef OV_TEST_CLOCK
static void set_clock(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_file_sets_the_clock)
{
    char path[] = P_tmpdir "/test_clock_XXXXXX";
    int fd = mkstemp(path);
    ov_instant wanted;

    ck_assert_int_ge(fd, 0);
    (void)close(fd);
    ck_assert_int_eq(ov_instant_parse(OV_LIT("2025-06-19T21:59:59.999999Z"), &wanted), OV_OK);
    set_clock(path, "2025-06-19T21:59:59.999999Z\n");
    ov_clock_file(path);
    ck_assert(ov_clock_is_test());
    ck_assert_int_eq(ov_now(), wanted);
    set_clock(path, "2025-06-19T22:00:00Z");
    ck_assert_int_eq(ov_now(), wanted + 1);
    set_clock(path, ""); /* half written: the time read last holds */
    ck_assert_int_eq(ov_now(), wanted + 1);
    (void)unlink(path);
    ck_assert(!ov_clock_is_test());
    ck_assert_int_gt(ov_now(), wanted + OV_DAY_LENGTH);
    ov_clock_file(NULL);
}
END_TEST
#endif

START_TEST(the_stopwatch_runs)
{
    int64_t before = ov_ticks();

    (void)usleep(2000);
    ck_assert_int_ge(ov_ticks() - before, 2000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("log");
    TCase *tc = tcase_create("log");

    tcase_add_test(tc, a_line_stays_a_line);
    tcase_add_test(tc, a_long_line_is_cut);
    tcase_add_test(tc, errors_say_where);
#ifdef OV_TEST_CLOCK
    tcase_add_test(tc, a_file_sets_the_clock);
#endif
    tcase_add_test(tc, the_stopwatch_runs);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

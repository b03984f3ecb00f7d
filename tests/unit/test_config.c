/* SPDX-License-Identifier: EUPL-1.2 */
/* test_config.c — the configuration file: what is read, what is refused and where. */
#include "util/config.h"
#include "util/str.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const ov_config_key core[] = {
    {"server", "workers", OV_KEY_INT, "3", false, "How many workers.", 1, 64},
    {"server", "socket", OV_KEY_PATH, "run/overens.sock", false, "Where nginx finds us.", 0, 0},
    {"server", "time_limit", OV_KEY_DURATION, "30s", true, "Of a request.", 0, 0},
    {"server", "body_limit", OV_KEY_SIZE, "16m", true, "Of a request.", 0, 0},
    {"database", "url", OV_KEY_TEXT, NULL, false, "Which.", 0, 0},
    {"cache", "pages", OV_KEY_BOOL, "on", true, "Keep visitors' pages.", 0, 0},
    {0}};
static const ov_config_key plugin[] = {
    {"regional", "rounding", OV_KEY_TEXT, "cumulative", true, "Of instalments.", 0, 0}, {0}};
static const ov_config_key *const tables[] = {core, plugin};

static ov_arena *arena;
static char path[] = P_tmpdir "/test_config_XXXXXX";

static void setup(void)
{
    int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    (void)close(fd);
    arena = ov_arena_new(0);
}

static void teardown(void)
{
    (void)unlink(path);
    ov_arena_free(arena);
}

static ov_status read_text(const char *text, ov_config **out, ov_err *err)
{
    FILE *file = fopen(path, "we");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    return ov_config_read(arena, path, tables, OV_LEN(tables), out, err);
}

static void check_good(const char *text, ov_config **out)
{
    ov_err err = {0};

    ck_assert_msg(read_text(text, out, &err) == OV_OK, "%s", err.text);
}

START_TEST(a_value_knows_its_line)
{
    ov_config *config = NULL;
    char want[sizeof path + 8];

    check_good("# first\n[database]\nurl = sqlite:x\n", &config);
    (void)snprintf(want, sizeof want, "%s:3", path);
    ck_assert_str_eq(ov_config_at(config, "database", "url"), want);
    ck_assert_str_eq(ov_config_at(config, "server", "workers"), path); /* a default */
}
END_TEST

START_TEST(defaults_hold)
{
    ov_config *config = NULL;

    check_good("[database]\nurl = sqlite:/x/portal.db\n", &config);
    ck_assert_int_eq(ov_config_int(config, "server", "workers"), 3);
    ck_assert_str_eq(ov_config_text(config, "server", "socket"), P_tmpdir "/run/overens.sock");
    ck_assert_int_eq(ov_config_int(config, "server", "time_limit"), 30);
    ck_assert_int_eq(ov_config_int(config, "server", "body_limit"), 16 << 20);
    ck_assert(ov_config_bool(config, "cache", "pages"));
    ck_assert_str_eq(ov_config_text(config, "regional", "rounding"), "cumulative");
    ck_assert_str_eq(ov_config_text(config, "database", "url"), "sqlite:/x/portal.db");
}
END_TEST

START_TEST(values_are_read)
{
    ov_config *config = NULL;

    check_good("; a comment\n# another\n\n[server]\nworkers = 8\nsocket = /run/a.sock\n"
               "time_limit = 2h\nbody_limit=64k\n[database]\n"
               "url = postgresql://u@h/db?a=b#c\n[cache]\npages = off\n[regional]\n"
               "rounding=sista månaden\n",
               &config);
    ck_assert_int_eq(ov_config_int(config, "server", "workers"), 8);
    ck_assert_str_eq(ov_config_text(config, "server", "socket"), "/run/a.sock");
    ck_assert_int_eq(ov_config_int(config, "server", "time_limit"), 7200);
    ck_assert_int_eq(ov_config_int(config, "server", "body_limit"), 65536);
    ck_assert(!ov_config_bool(config, "cache", "pages"));
    ck_assert_str_eq(ov_config_text(config, "database", "url"), "postgresql://u@h/db?a=b#c");
    ck_assert_str_eq(ov_config_text(config, "regional", "rounding"), "sista månaden");
}
END_TEST

/* Each file is refused, and the message begins with the line and holds the word. */
static const struct {
    const char *text;
    int line;
    const char *word;
} refused[] = {{"[server]\nworkers = 3\nworker = 4\n", 3, "unknown key"},
               {"[server]\n\n[serve]\n", 3, "unknown section"},
               {"[server]\nworkers = three\n", 2, "whole number"},
               {"[server]\nworkers = 0\n", 2, "between 1 and 64"},
               {"[server]\nworkers = 2\nworkers = 3\n", 3, "stands on line 2"},
               {"[server]\ntime_limit = soon\n", 2, "30s"},
               {"[server]\nbody_limit = -1k\n", 2, "64k"},
               {"[server]\nbody_limit = 9223372036854775807k\n", 2, "64k"},
               {"[cache]\npages = maybe\n", 2, "on or off"},
               {"[server]\nworkers\n", 2, "key = value"},
               {"[server\n", 1, "]"},
               {"workers = 3\n", 1, "unknown key"},
               {"[cache]\npages = on\n", 0, "database.url is missing"}};

START_TEST(refused_row)
{
    ov_err err = {0};
    ov_config *config = NULL;

    ck_assert_int_eq(read_text(refused[_i].text, &config, &err), OV_INVALID);
    const char *where = ov_printf(arena, "%s:%d: ", path, refused[_i].line);
    ck_assert_msg(ov_str_starts(ov_str_from(err.text), where), "%s", err.text);
    ck_assert_msg(strstr(err.text, refused[_i].word), "%s", err.text);
    ck_assert_ptr_null(config);
    ck_assert_int_eq(read_text(refused[_i].text, &config, NULL), OV_INVALID);
}
END_TEST

START_TEST(a_missing_file_is_no_configuration)
{
    ov_err err = {0};
    ov_config *config = NULL;

    ck_assert_int_eq(ov_config_read(arena, "/nowhere/x.conf", tables, 2, &config, &err), OV_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "/nowhere/x.conf"));
}
END_TEST

START_TEST(long_values_are_read_whole)
{
    ov_config *config = NULL;
    const char *url = ov_printf(arena, "postgresql://u@h/db?sslrootcert=/%0900d", 1);

    check_good(ov_printf(arena, "# %0600d\n[database]\nurl = %s \n[server]\nworkers = 2\n", 1, url),
               &config);
    ck_assert_str_eq(ov_config_text(config, "database", "url"), url);
    ck_assert_int_eq(ov_config_int(config, "server", "workers"), 2);
}
END_TEST

START_TEST(a_long_line_is_refused)
{
    ov_err err = {0};
    ov_config *config = NULL;

    ck_assert_int_eq(read_text(ov_printf(arena, "[database]\nurl = %05000d\n", 1), &config, &err),
                     OV_INVALID);
    ck_assert_ptr_nonnull(strstr(err.text, ":2: "));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("config");
    TCase *tc = tcase_create("config");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, defaults_hold);
    tcase_add_test(tc, a_value_knows_its_line);
    tcase_add_test(tc, values_are_read);
    tcase_add_loop_test(tc, refused_row, 0, (int)OV_LEN(refused));
    tcase_add_test(tc, a_missing_file_is_no_configuration);
    tcase_add_test(tc, long_values_are_read_whole);
    tcase_add_test(tc, a_long_line_is_refused);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_migrate.c — migrations: applied once and in order, altered or missing ones refused, never
 * half applied. */
#include "testdb.h"

#include "util/clock.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const ov_sql sql[] = {{"test.names", "SELECT name FROM fruit ORDER BY name", NULL},
                             {"test.eaters", "SELECT count(*) FROM eater", NULL}};
enum { NAMES, EATERS };

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;
static char folder[256];
static ov_migration_set set;
static int said;

static void setup(void)
{
    const char *tmp = getenv("TMPDIR");

    db = test_db_open_bare(engine);
    ctx = test_ctx(db);
    snprintf(folder, sizeof folder, "%s/overens-migrate-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    set = (ov_migration_set){"test", folder};
    said = 0;
}

static const char *const all_files[] = {
    "0001_fruit.sql",        "0002_more.sql",  "0003_end.sqlite.sql",
    "0003_end.postgres.sql", "0001_again.sql", "fruit.sql",
    "0002_more.sql~",        "README.md",      "0005_late.sql"};

static char *path_of(const char *file)
{
    return ov_printf(ctx->arena, "%s/%s", folder, file);
}

static void teardown(void)
{
    for (size_t i = 0; i < OV_LEN(all_files); i++)
        unlink(path_of(all_files[i]));
    rmdir(folder);
    test_db_close(db);
}

static void put(const char *file, const char *text)
{
    FILE *out = fopen(path_of(file), "w");

    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    ck_assert_int_eq(fclose(out), 0);
}

static void put_fruit(void)
{
    put("0001_fruit.sql", "-- fruit\nCREATE TABLE fruit (id @id@, name TEXT NOT NULL, n @int@,"
                          " peel @blob@) @strict@;\n"
                          "INSERT INTO fruit (name) VALUES ('apple');\n");
    put("0002_more.sql", "INSERT INTO fruit (name) VALUES ('pear');");
}

static void say(const char *line)
{
    ck_assert_ptr_nonnull(strstr(line, "test 000"));
    said++;
}

static size_t fruits(void)
{
    const ov_rows *rows;

    test_ok(ctx, ov_select(ctx, &sql[NAMES], OV_NOARGS, &rows));
    return rows->n;
}

static void refused(const char *text)
{
    ck_assert_int_eq(ov_migrate(ctx, &set, 1, false, say), OV_CONFLICT);
    ck_assert_msg(strstr(ctx->err.text, text) != NULL, "%s", ctx->err.text);
    ck_assert_int_eq(ov_migrate_check(ctx, &set, 1), OV_CONFLICT);
    ck_assert_msg(strstr(ctx->err.text, text) != NULL, "%s", ctx->err.text);
}

START_TEST(each_is_applied_once)
{
    int64_t version = -1;

    put_fruit();
    put("0003_end.sqlite.sql", "INSERT INTO fruit (name) VALUES ('sqlite');");
    put("0003_end.postgres.sql", "INSERT INTO fruit (name) VALUES ('postgres');");
    put("README.md", "not a migration");
    test_ok(ctx, ov_migrate_version(ctx, "test", &version));
    ck_assert_int_eq(version, 0);
    ck_assert_int_eq(ov_migrate_check(ctx, &set, 1), OV_CONFLICT);
    test_ok(ctx, ov_migrate(ctx, &set, 1, true, say));
    ck_assert_int_eq(said, 3);
    test_ok(ctx, ov_migrate_version(ctx, "test", &version));
    ck_assert_int_eq(version, 0);
    test_ok(ctx, ov_migrate(ctx, &set, 1, false, say));
    ck_assert_int_eq(said, 6);
    test_ok(ctx, ov_migrate(ctx, &set, 1, false, say));
    ck_assert_int_eq(said, 6);
    test_ok(ctx, ov_migrate_check(ctx, &set, 1));
    test_ok(ctx, ov_migrate_version(ctx, "test", &version));
    ck_assert_int_eq(version, 3);
    ck_assert_uint_eq(fruits(), 3);
}
END_TEST

START_TEST(an_altered_file_is_refused)
{
    put_fruit();
    test_ok(ctx, ov_migrate(ctx, &set, 1, false, NULL));
    put("0002_more.sql", "INSERT INTO fruit (name) VALUES ('plum');");
    refused("0002_more");
    ck_assert_uint_eq(fruits(), 2);
}
END_TEST

START_TEST(a_newer_database_is_refused)
{
    put_fruit();
    test_ok(ctx, ov_migrate(ctx, &set, 1, false, NULL));
    unlink(path_of("0002_more.sql"));
    refused("newer version");
}
END_TEST

START_TEST(a_late_number_is_refused)
{
    put_fruit();
    put("0005_late.sql", "INSERT INTO fruit (name) VALUES ('late');");
    test_ok(ctx, ov_migrate(ctx, &set, 1, false, NULL));
    put("0003_end.sqlite.sql", "SELECT 1;");
    put("0003_end.postgres.sql", "SELECT 1;");
    refused("0003_end");
}
END_TEST

START_TEST(bad_folders_are_refused)
{
    ov_migration_set nowhere = {"test", "/nonexistent/schema"};

    ck_assert_int_eq(ov_migrate(ctx, &nowhere, 1, false, NULL), OV_IO);
    put_fruit();
    put("fruit.sql", "SELECT 1;");
    ck_assert_int_eq(ov_migrate(ctx, &set, 1, false, NULL), OV_INVALID);
    unlink(path_of("fruit.sql"));
    put("0001_again.sql", "SELECT 1;");
    ck_assert_int_eq(ov_migrate(ctx, &set, 1, false, NULL), OV_INVALID);
    unlink(path_of("0001_again.sql"));
    test_ok(ctx, ov_migrate(ctx, &set, 1, false, NULL));
}
END_TEST

START_TEST(a_fault_names_file_and_line_and_leaves_nothing)
{
    static const char *const faulty[] = {
        "INSERT INTO fruit (name) VALUES ('pear');\n\nINSERT INTO froot VALUES (1);\n",
        "INSERT INTO fruit (name) VALUES ('pear');\n\nINSERT INTO fruit (id @unknown@);\n"};
    int64_t version;

    for (size_t i = 0; i < OV_LEN(faulty); i++) {
        put_fruit();
        put("0002_more.sql", faulty[i]);
        ck_assert_int_ne(ov_migrate(ctx, &set, 1, false, NULL), OV_OK);
        ck_assert_msg(strstr(ctx->err.text, "0002_more.sql: line 3:") != NULL, "%s", ctx->err.text);
        test_ok(ctx, ov_migrate_version(ctx, "test", &version));
        ck_assert_int_eq(version, 1);
        ck_assert_uint_eq(fruits(), 1);
    }
    put("0002_more.sql", "INSERT INTO fruit (name) VALUES ('pear'); COMMIT;");
    ck_assert_int_ne(ov_migrate(ctx, &set, 1, false, NULL), OV_OK);
}
END_TEST

START_TEST(a_rebuilt_table_keeps_its_children)
{
    int64_t n;

    put("0001_fruit.sql",
        "CREATE TABLE fruit (id @int@ PRIMARY KEY, name TEXT NOT NULL) @strict@;\n"
        "CREATE TABLE eater (id @id@, fruit_id @int@ NOT NULL REFERENCES fruit (id)"
        " ON DELETE CASCADE) @strict@;\n"
        "INSERT INTO fruit (id, name) VALUES (1, 'apple');\n"
        "INSERT INTO eater (fruit_id) VALUES (1);\n");
    put("0002_more.sql", engine == OV_SQLITE
                             ? "CREATE TABLE fresh (id INTEGER PRIMARY KEY, name TEXT) STRICT;\n"
                               "INSERT INTO fresh SELECT id, name FROM fruit;\n"
                               "DROP TABLE fruit;\nALTER TABLE fresh RENAME TO fruit;\n"
                             : "ALTER TABLE fruit ALTER COLUMN name DROP NOT NULL;\n");
    test_ok(ctx, ov_migrate(ctx, &set, 1, false, NULL));
    test_ok(ctx, ov_select_int(ctx, &sql[EATERS], OV_NOARGS, 0, &n));
    ck_assert_int_eq(n, 1);
}
END_TEST

START_TEST(a_broken_reference_is_refused)
{
    put_fruit();
    put("0002_more.sql", "CREATE TABLE eater (id @id@, fruit_id @int@ NOT NULL REFERENCES fruit"
                         " (id)) @strict@;\nINSERT INTO eater (fruit_id) VALUES (77);\n");
    ck_assert_int_eq(ov_migrate(ctx, &set, 1, false, NULL), OV_CONFLICT);
    ck_assert_uint_eq(fruits(), 1);
}
END_TEST

/* The k:th of four statements takes long; the migrator is killed in the middle of it. */
static void put_slow(int k)
{
    const char *slow =
        engine == OV_SQLITE
            ? "INSERT INTO fruit (name) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1"
              " FROM n WHERE i < 1000000000) SELECT 'x' FROM n WHERE i < 0;\n"
            : "SELECT pg_sleep(100);\n";
    ov_buf text = {0};

    for (int i = 0; i < 4; i++) {
        if (i == k)
            ov_buf_addz(&text, slow);
        ov_buf_addz(&text, i == 1 ? "CREATE TABLE eater (id @id@) @strict@;\n"
                                  : "INSERT INTO fruit (name) VALUES ('pear');\n");
    }
    put("0002_more.sql", text.ptr);
    ov_buf_free(&text);
}

static void migrate_in_child(void)
{
    ov_db_options options = {.url = test_db_url(db)};
    ov_ctx child = *ctx;

    child.arena = ov_arena_new(0);
    if (ov_db_open(&options, &child.db, &child.err) == OV_OK)
        _exit(ov_migrate(&child, &set, 1, false, NULL) == OV_OK ? 0 : 1);
    _exit(1);
}

START_TEST(a_killed_migrator_leaves_the_old_version)
{
    struct timespec pause = {0, 150000000};
    int64_t version;
    int status = 0;
    pid_t pid;

    put_fruit();
    unlink(path_of("0002_more.sql"));
    test_ok(ctx, ov_migrate(ctx, &set, 1, false, NULL));
    put_slow(_i);
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0)
        migrate_in_child();
    nanosleep(&pause, NULL);
    kill(pid, SIGKILL);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFSIGNALED(status)); /* it was still at work */
    test_ok(ctx, ov_migrate_version(ctx, "test", &version));
    ck_assert_int_eq(version, 1);
    ck_assert_uint_eq(fruits(), 1);
    put_slow(-1);
    test_ok(ctx, ov_migrate(ctx, &set, 1, false, NULL));
    ck_assert_uint_eq(fruits(), 4);
}
END_TEST

START_TEST(two_migrators_at_once_do_no_harm)
{
    pid_t pids[4];
    int64_t version;

    put_fruit();
    for (size_t i = 0; i < OV_LEN(pids); i++) {
        pids[i] = fork();
        ck_assert_int_ge(pids[i], 0);
        if (pids[i] == 0)
            migrate_in_child();
    }
    for (size_t i = 0; i < OV_LEN(pids); i++)
        waitpid(pids[i], NULL, 0);
    test_ok(ctx, ov_migrate_version(ctx, "test", &version));
    ck_assert_int_eq(version, 2);
    ck_assert_uint_eq(fruits(), 2);
}
END_TEST

START_TEST(the_core_schema_is_complete)
{
    ov_migration_set core = {"core", ov_printf(ctx->arena, "%s/schema", test_srcdir())};

    test_ok(ctx, ov_migrate(ctx, &core, 1, false, NULL));
    test_ok(ctx, ov_migrate_check(ctx, &core, 1));
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "migrate on SQLite" : "migrate on PostgreSQL");
    TCase *tcase = tcase_create("migrate");

    engine = which;
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, each_is_applied_once);
    tcase_add_test(tcase, an_altered_file_is_refused);
    tcase_add_test(tcase, a_newer_database_is_refused);
    tcase_add_test(tcase, a_late_number_is_refused);
    tcase_add_test(tcase, bad_folders_are_refused);
    tcase_add_test(tcase, a_fault_names_file_and_line_and_leaves_nothing);
    tcase_add_test(tcase, a_rebuilt_table_keeps_its_children);
    tcase_add_test(tcase, a_broken_reference_is_refused);
    tcase_add_loop_test(tcase, a_killed_migrator_leaves_the_old_version, 0, 4);
    tcase_add_test(tcase, two_migrators_at_once_do_no_harm);
    tcase_add_test(tcase, the_core_schema_is_complete);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return test_both_engines(make) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

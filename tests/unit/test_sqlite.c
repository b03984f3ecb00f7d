/* SPDX-License-Identifier: EUPL-1.2 */
/* test_sqlite.c — what only SQLite can get wrong: the file, its settings, the log, the disk. */
#include "testdb.h"

#include "util/clock.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum { ADD, COUNT, JOURNAL, SYNCHRONOUS, FOREIGN_KEYS, AUTOCHECKPOINT, MMAP, TRUSTED };
static const ov_sql sql[] = {
    [ADD] = {"test.add",
             "INSERT INTO event (seq, at, actor, role, action, object, before_hash, after_hash,"
             " prev, hash) SELECT 1 + coalesce(max(seq), 0), 0, $1, '-', 'a', 'o', '-', '-', '-',"
             " '-' FROM event",
             NULL},
    [COUNT] = {"test.count", "SELECT count(*) FROM event", NULL},
    [JOURNAL] = {"test.journal", "SELECT journal_mode FROM pragma_journal_mode", NULL},
    [SYNCHRONOUS] = {"test.synchronous", "PRAGMA synchronous", NULL},
    [FOREIGN_KEYS] = {"test.foreign_keys", "PRAGMA foreign_keys", NULL},
    [AUTOCHECKPOINT] = {"test.autocheckpoint", "PRAGMA wal_autocheckpoint", NULL},
    [MMAP] = {"test.mmap", "PRAGMA mmap_size", NULL},
    [TRUSTED] = {"test.trusted", "PRAGMA trusted_schema", NULL},
    {0}};

static ov_db *db;
static ov_ctx *ctx;
static char text[4000];

/* ---- A disk that fails: the default VFS with another fsync and write ---- */

static enum { WELL, SYNC_FAILS, FULL } disk;
static const sqlite3_io_methods *real;
static sqlite3_io_methods bent_main, bent_other; /* the log has another table, without locks */
static int (*real_open)(sqlite3_vfs *, sqlite3_filename, sqlite3_file *, int, int *);

static int bent_sync(sqlite3_file *file, int flags)
{
    return disk == SYNC_FAILS ? SQLITE_IOERR_FSYNC : real->xSync(file, flags);
}

static int bent_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    return disk == FULL ? SQLITE_FULL : real->xWrite(file, bytes, n, at);
}

static int bent_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                     int *out)
{
    int rc = real_open(vfs, name, file, flags, out);

    if (rc == SQLITE_OK && file->pMethods) {
        sqlite3_io_methods *bent = flags & SQLITE_OPEN_MAIN_DB ? &bent_main : &bent_other;

        real = file->pMethods; /* both tables have the same sync and write */
        *bent = *real;
        bent->xSync = bent_sync;
        bent->xWrite = bent_write;
        file->pMethods = bent;
    }
    return rc;
}

static void bend_disk(void)
{
    static sqlite3_vfs vfs;

    vfs = *sqlite3_vfs_find(NULL);
    real_open = vfs.xOpen;
    vfs.xOpen = bent_open;
    vfs.zName = "bent";
    disk = WELL;
    ck_assert_int_eq(sqlite3_vfs_register(&vfs, 1), SQLITE_OK);
}

/* ---- Fixture ---- */

static void setup(void)
{
    db = test_db_open(OV_SQLITE);
    ctx = test_ctx(db);
    memset(text, 'x', sizeof text - 1);
}

static void setup_bent(void)
{
    bend_disk();
    setup();
}

static void teardown(void)
{
    test_db_close(db);
}

static ov_status add(ov_ctx *c, void *arg)
{
    (void)arg;
    return ov_exec(c, &sql[ADD], OV_ARGS(ov_text(text)), NULL);
}

static int64_t ask(ov_ctx *c, int which)
{
    int64_t answer = -1;

    test_ok(c, ov_select_int(c, &sql[which], OV_NOARGS, -1, &answer));
    return answer;
}

static off_t size_of(const char *ending)
{
    struct stat st;

    return stat(ov_printf(ctx->arena, "%s%s", test_db_path(db), ending), &st) == 0 ? st.st_size
                                                                                   : -1;
}

static ov_status try_open(const char *path, bool create)
{
    ov_db_options options = {.url = ov_printf(ctx->arena, "sqlite:%s", path), .create = create};
    ov_db *opened = NULL;
    ov_status status = ov_db_open(&options, &opened, &ctx->err);

    if (status == OV_OK)
        ov_db_close(opened);
    else
        ck_assert_ptr_null(opened);
    return status;
}

/* ---- Tests ---- */

START_TEST(settings_are_in_force)
{
    const char *mode;

    test_ok(ctx, ov_select_text(ctx, &sql[JOURNAL], OV_NOARGS, NULL, &mode));
    ck_assert_str_eq(mode, "wal");
    ck_assert_int_eq(ask(ctx, SYNCHRONOUS), 2); /* FULL */
    ck_assert_int_eq(ask(ctx, FOREIGN_KEYS), 1);
    ck_assert_int_eq(ask(ctx, AUTOCHECKPOINT), 0);
    ck_assert_int_eq(ask(ctx, MMAP), 0);
    ck_assert_int_eq(ask(ctx, TRUSTED), 0);
}
END_TEST

START_TEST(missing_and_foreign_files_are_refused)
{
    char *path = ov_printf(ctx->arena, "%s.other", test_db_path(db));
    sqlite3 *foreign;
    FILE *file;

    ck_assert_int_eq(try_open(path, false), OV_NOT_FOUND);
    ck_assert_int_ne(access(path, F_OK), 0);
    file = fopen(path, "w");
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(try_open(path, false), OV_DB); /* empty */
    ck_assert_int_eq(sqlite3_open(path, &foreign), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(foreign, "CREATE TABLE t (x)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(foreign);
    ck_assert_int_eq(try_open(path, false), OV_DB);
    ck_assert_int_eq(try_open(path, true), OV_DB); /* never made ours */
    file = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("not a database at all ", file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(try_open(path, true), OV_DB);
    ck_assert_int_eq(try_open(test_db_path(db), true), OV_OK);
    ck_assert_int_eq(try_open("", true), OV_INVALID);
    ck_assert_int_eq(try_open("/nonexistent/folder/db", true), OV_IO);
    unlink(path);
    unlink(ov_printf(ctx->arena, "%s-lock", path));
}
END_TEST

START_TEST(the_lock_file_is_as_private_as_the_database)
{
    struct stat st;
    char *path = ov_printf(ctx->arena, "%s-lock", test_db_path(db));

    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0007, 0);
    ck_assert_int_eq(chmod(test_db_path(db), 0600), 0);
    ck_assert_int_eq(try_open(test_db_path(db), false), OV_OK);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0600);
    if (geteuid() != 0)
        return;
    /* A command that root runs first must not shut the portal out. */
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(chown(test_db_path(db), 65534, 65534), 0);
    ck_assert_int_eq(try_open(test_db_path(db), false), OV_OK);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_uid, 65534);
}
END_TEST

static ov_status look_for_descriptors(ov_ctx *c, void *arg)
{
    (void)c;
    (void)arg;
    /* An executed helper inherits nothing of the database, while the lock is held. */
    ck_assert_int_eq(system("ls -l /proc/self/fd | grep -q test.db"), 256);
    return OV_OK;
}

START_TEST(no_descriptor_is_inherited)
{
    test_ok(ctx, ov_write(ctx, look_for_descriptors, NULL));
}
END_TEST

START_TEST(the_log_stays_short)
{
    ov_db_options options = {.url = test_db_url(db), .checkpoint_bytes = 100 * 1024};
    ov_ctx other = *ctx;
    off_t before = size_of("-wal"); /* it keeps the size that the migrations gave it */

    test_ok(ctx, ov_db_open(&options, &other.db, &ctx->err));
    for (int i = 0; i < 200; i++)
        test_ok(&other, ov_write(&other, add, NULL));
    ck_assert_int_le(size_of("-wal"), before + 200 * 1024); /* one write may go past the limit */
    ck_assert_int_gt(size_of(""), 400 * 1024);
    ov_db_close(other.db);
    ck_assert_int_eq(ask(ctx, COUNT), 200);
}
END_TEST

START_TEST(closing_does_not_checkpoint)
{
    ov_db *other = test_db_again(db);
    off_t before = size_of("");

    for (int i = 0; i < 50; i++)
        test_ok(ctx, ov_write(ctx, add, NULL));
    ov_db_close(other);
    ck_assert_int_eq(size_of(""), before);
    test_ok(ctx, ov_db_checkpoint(db, &ctx->err));
    ck_assert_int_gt(size_of(""), before);
}
END_TEST

static ov_status checkpoint_inside(ov_ctx *c, void *arg)
{
    ov_ctx *other = arg;

    ck_assert_int_eq(ov_db_checkpoint(c->db, &c->err), OV_INTERNAL);
    ck_assert_int_eq(ov_db_checkpoint(other->db, &other->err), OV_BUSY);
    return OV_OK;
}

START_TEST(no_checkpoint_while_somebody_writes)
{
    ov_db_options options = {.url = test_db_url(db), .lock_timeout_ms = 100};
    ov_ctx other = *ctx;

    test_ok(ctx, ov_db_open(&options, &other.db, &ctx->err));
    test_ok(ctx, ov_write(ctx, checkpoint_inside, &other));
    test_ok(ctx, ov_db_checkpoint(other.db, &ctx->err));
    ov_db_close(other.db);
}
END_TEST

START_TEST(a_copy_is_whole_and_stands_alone)
{
    char *copy = ov_printf(ctx->arena, "%s.copy", test_db_path(db));
    ov_db_options options = {.url = ov_printf(ctx->arena, "sqlite:%s", copy)};
    ov_ctx other = *ctx;

    test_ok(ctx, ov_write(ctx, add, NULL));
    test_ok(ctx, ov_db_backup(db, copy, &ctx->err));
    ck_assert_int_eq(ov_db_backup(db, copy, &ctx->err), OV_CONFLICT);
    ck_assert_int_eq(size_of(".copy-wal"), -1);
    test_ok(ctx, ov_write(ctx, add, NULL));
    test_ok(ctx, ov_db_open(&options, &other.db, &ctx->err));
    ck_assert_int_eq(ask(&other, COUNT), 1);
    ov_db_close(other.db);
    for (size_t i = 0; i < 4; i++) {
        static const char *const endings[] = {"", "-wal", "-shm", "-lock"};

        unlink(ov_printf(ctx->arena, "%s%s", copy, endings[i]));
    }
}
END_TEST

/* The process ends with this code; nobody is told that the write is stored. */
START_TEST(a_failed_sync_ends_the_process)
{
    ov_ctx child;
    int status;
    pid_t pid = fork();

    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        child = *ctx;
        child.db = test_db_again(db);
        disk = SYNC_FAILS;
        _exit(ov_write(&child, add, NULL) == OV_OK ? 1 : 2);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), EX_IOERR);
    test_ok(ctx, ov_write(ctx, add, NULL)); /* the next process goes on, and the lock is free */
    ck_assert_int_ge(ask(ctx, COUNT), 1);
}
END_TEST

START_TEST(a_full_disk_stores_nothing_and_passes)
{
    disk = FULL;
    ck_assert_int_eq(ov_write(ctx, add, NULL), OV_BUSY);
    ck_assert_int_eq(ask(ctx, COUNT), 0); /* reading still works */
    disk = WELL;
    test_ok(ctx, ov_write(ctx, add, NULL));
    ck_assert_int_eq(ask(ctx, COUNT), 1);
}
END_TEST

START_TEST(a_connection_does_not_cross_a_fork)
{
    int status;
    pid_t pid = fork();

    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        bool refused = ov_write(ctx, add, NULL) == OV_INTERNAL;

        ov_db_close(db);
        _exit(refused ? 0 : 1);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
    test_ok(ctx, ov_write(ctx, add, NULL));
}
END_TEST

static Suite *make(ov_engine engine)
{
    Suite *suite = suite_create("sqlite");
    TCase *file = tcase_create("file"), *faults = tcase_create("faults");

    (void)engine;
    tcase_add_checked_fixture(file, setup, teardown);
    tcase_set_timeout(file, 60);
    tcase_add_test(file, settings_are_in_force);
    tcase_add_test(file, missing_and_foreign_files_are_refused);
    tcase_add_test(file, the_lock_file_is_as_private_as_the_database);
    tcase_add_test(file, no_descriptor_is_inherited);
    tcase_add_test(file, the_log_stays_short);
    tcase_add_test(file, closing_does_not_checkpoint);
    tcase_add_test(file, no_checkpoint_while_somebody_writes);
    tcase_add_test(file, a_copy_is_whole_and_stands_alone);
    tcase_add_test(file, a_connection_does_not_cross_a_fork);
    suite_add_tcase(suite, file);
    tcase_add_checked_fixture(faults, setup_bent, teardown);
    tcase_add_test(faults, a_failed_sync_ends_the_process);
    tcase_add_test(faults, a_full_disk_stores_nothing_and_passes);
    suite_add_tcase(suite, faults);
    return suite;
}

int main(void)
{
    return test_on_engine(make, OV_SQLITE) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

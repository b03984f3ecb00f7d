/* SPDX-License-Identifier: EUPL-1.2 */
/* sqlite.c — SQLite: transactions, checkpoints and copies.
 *
 * SQLite before 3.51.3 can lose committed pages of a write-ahead log when one connection
 * checkpoints while another commits and restarts the log. So every write transaction and every
 * checkpoint of every process holds one lock file; nothing checkpoints by itself. */
#include "db/sqlite.h"

#include "util/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

static ov_status ready(ov_db *db, ov_err *err)
{
    (void)db;
    (void)err;
    return OV_OK;
}

/* A failed write or fsync may be forgotten by the kernel: a second try would "succeed" over lost
 * pages. Nobody may be told that anything is stored, so the process ends; the next one recovers. */
static void end_if_disk_failed(sqlite_db *db, int rc, const char *what)
{
    if ((rc & 0xff) != SQLITE_IOERR)
        return;
    ov_log(OV_LOG_ERROR, "%s failed on disk, ending: %s (%d, errno %d)", what,
           sqlite3_errmsg(db->handle), rc, sqlite3_system_errno(db->handle));
    _exit(EX_IOERR);
}

/* ---- The lock and the log ---- */

static ov_status take_lock(sqlite_db *db, ov_err *err)
{
    OV_TRY(ov_lock_take(&db->lock, db->base.lock_timeout_ms, err));
    db->locked = true;
    return OV_OK;
}

static void let_go(sqlite_db *db)
{
    if (db->locked)
        ov_lock_release(&db->lock);
    db->locked = false;
}

static int count_frames(void *arg, sqlite3 *handle, const char *schema, int frames)
{
    (void)handle;
    (void)schema;
    ((sqlite_db *)arg)->wal_frames = frames;
    return SQLITE_OK;
}

void ov_sqlite_watch_log(sqlite_db *db)
{
    sqlite3_wal_hook(db->handle, count_frames, db);
}

/* Under the lock. PASSIVE waits for nobody: what readers still need stays for the next time. */
static int checkpoint_locked(sqlite_db *db)
{
    int frames = 0, moved = 0;
    int rc =
        sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &moved);

    end_if_disk_failed(db, rc, "checkpoint");
    /* When a long reader holds it up, do not try again at every commit. */
    db->checkpoint_next = moved < frames ? frames + db->checkpoint_at / 4 + 1 : db->checkpoint_at;
    return rc;
}

static void checkpoint_when_long(sqlite_db *db)
{
    int rc;

    if (db->wal_frames < db->checkpoint_at)
        db->checkpoint_next = db->checkpoint_at; /* the log began anew */
    if (db->wal_frames < db->checkpoint_next)
        return;
    rc = checkpoint_locked(db);
    if (rc != SQLITE_OK)
        ov_log(OV_LOG_WARN, "checkpoint: %s (%d)", sqlite3_errmsg(db->handle), rc);
}

static ov_status checkpoint(ov_db *base, ov_err *err)
{
    sqlite_db *db = (sqlite_db *)base;
    int rc;

    if (base->tx != OV_TX_NONE)
        return ov_fail(err, OV_INTERNAL, "a checkpoint inside a transaction");
    OV_TRY(take_lock(db, err));
    rc = checkpoint_locked(db);
    let_go(db);
    return rc == SQLITE_OK ? OV_OK : ov_sqlite_fail(db->handle, rc, "checkpoint", err);
}

/* ---- Transactions ---- */

static const ov_sql control[] = {{"db.begin_read", "BEGIN", NULL},
                                 {"db.begin_write", "BEGIN IMMEDIATE", NULL},
                                 {"db.commit", "COMMIT", NULL},
                                 {"db.rollback", "ROLLBACK", NULL}};
enum { BEGIN_READ, BEGIN_WRITE, COMMIT, ROLLBACK };

static ov_status do_control(sqlite_db *db, int which, ov_err *err)
{
    ov_stmt *stmt;

    OV_TRY(ov_db_statement(&db->base, &control[which], &stmt, err));
    return ov_sqlite_run(&db->base, stmt, NULL, 0, NULL, NULL, NULL, err);
}

/* What every end of a writing transaction does, once it is over. */
static void after(sqlite_db *db, ov_tx tx)
{
    ov_err err;

    if (tx == OV_TX_MIGRATE && ov_sqlite_exec(db, "PRAGMA foreign_keys = ON", &err) != OV_OK) {
        ov_log(OV_LOG_ERROR, "foreign keys cannot be turned on again, ending: %s", err.text);
        _exit(EX_SOFTWARE);
    }
    let_go(db);
}

static ov_status begin(ov_db *base, ov_tx tx, ov_err *err)
{
    sqlite_db *db = (sqlite_db *)base;
    ov_status status = OV_OK;

    if (tx == OV_TX_READ)
        return do_control(db, BEGIN_READ, err);
    OV_TRY(take_lock(db, err));
    /* Only outside a transaction: a table that is rebuilt inside one would delete its children. */
    if (tx == OV_TX_MIGRATE)
        status = ov_sqlite_exec(db, "PRAGMA foreign_keys = OFF", err);
    if (status == OV_OK)
        status = do_control(db, BEGIN_WRITE, err);
    if (status != OV_OK)
        after(db, tx);
    return status;
}

static void rollback(ov_db *base)
{
    sqlite_db *db = (sqlite_db *)base;
    ov_err err;

    /* Some errors have rolled back already. */
    if (!sqlite3_get_autocommit(db->handle) && do_control(db, ROLLBACK, &err) != OV_OK)
        ov_log(OV_LOG_ERROR, "%s", err.text);
    after(db, base->tx);
}

/* The rows that break a foreign key, told by the first of them. */
static ov_status check_foreign_keys(sqlite_db *db, ov_err *err)
{
    sqlite3_stmt *stmt = NULL;
    ov_status status = OV_OK;
    int rc = sqlite3_prepare_v2(db->handle, "PRAGMA foreign_key_check", -1, &stmt, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        status = ov_fail(err, OV_CONFLICT, "row %lld of %s refers to a missing row of %s",
                         (long long)sqlite3_column_int64(stmt, 1),
                         (const char *)sqlite3_column_text(stmt, 0),
                         (const char *)sqlite3_column_text(stmt, 2));
    else if (rc != SQLITE_DONE)
        status = ov_sqlite_fail(db->handle, rc, "foreign_key_check", err);
    sqlite3_finalize(stmt);
    return status;
}

static ov_status commit(ov_db *base, ov_err *err)
{
    sqlite_db *db = (sqlite_db *)base;
    ov_status status = OV_OK;
    int rc;

    if (base->tx == OV_TX_MIGRATE)
        status = check_foreign_keys(db, err);
    if (status == OV_OK)
        status = do_control(db, COMMIT, err);
    if (status != OV_OK) {
        rc = sqlite3_extended_errcode(db->handle);
        end_if_disk_failed(db, rc, "commit");
        rollback(base);
        return status;
    }
    checkpoint_when_long(db);
    after(db, base->tx);
    return OV_OK;
}

static size_t line_of(const char *text, const char *at)
{
    size_t line = 1;

    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

/* Statement by statement, so that an error can name its line. */
static ov_status script(ov_db *base, const char *text, ov_err *err)
{
    sqlite_db *db = (sqlite_db *)base;
    const char *at = text, *next;
    char where[40];

    while (*(at += strspn(at, " \t\r\n"))) {
        sqlite3_stmt *stmt = NULL;
        int rc = sqlite3_prepare_v2(db->handle, at, -1, &stmt, &next);

        while (rc == SQLITE_OK && stmt && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
            rc = SQLITE_OK;
        if (rc != SQLITE_OK && rc != SQLITE_DONE) {
            int offset = sqlite3_error_offset(db->handle);
            ov_status status;

            snprintf(where, sizeof where, "line %zu",
                     line_of(text, at + (offset > 0 ? offset : 0)));
            status = ov_sqlite_fail(db->handle, rc, where, err);
            sqlite3_finalize(stmt);
            return status;
        }
        sqlite3_finalize(stmt);
        if (sqlite3_get_autocommit(db->handle))
            return ov_fail(err, OV_INVALID, "line %zu: ends its own transaction",
                           line_of(text, at));
        at = next;
    }
    return OV_OK;
}

/* ---- Copies ---- */

/* An unread copy is no copy. */
static ov_status check_copy(sqlite3 *target, ov_err *err)
{
    sqlite3_stmt *stmt = NULL;
    ov_status status;
    int rc = sqlite3_prepare_v2(target, "PRAGMA integrity_check(1)", -1, &stmt, NULL);
    const char *answer;

    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    answer = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
    if (!answer)
        status = ov_sqlite_fail(target, rc, "checking the copy", err);
    else if (strcmp(answer, "ok") != 0)
        status = ov_fail(err, OV_DB, "the copy is damaged: %s", answer);
    else
        status = OV_OK;
    sqlite3_finalize(stmt);
    return status;
}

static ov_status copy_into(sqlite_db *db, sqlite3 *target, ov_err *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(target, "main", db->handle, "main");
    int rc;

    if (!backup)
        return ov_sqlite_fail(target, sqlite3_errcode(target), "backup", err);
    rc = sqlite3_backup_step(backup, -1); /* all pages at once: one snapshot, nobody waits for it */
    sqlite3_backup_finish(backup);
    if (rc != SQLITE_DONE)
        return ov_sqlite_fail(target, rc, "backup", err);
    /* One file that stands alone, without a log beside it. */
    rc = sqlite3_exec(target, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    return rc == SQLITE_OK ? check_copy(target, err) : ov_sqlite_fail(target, rc, "backup", err);
}

static ov_status sync_file(const char *path, ov_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int rc = fd < 0 ? -1 : fsync(fd);

    if (fd >= 0)
        close(fd);
    return rc == 0 ? OV_OK : ov_fail(err, OV_IO, "%s: %s", path, strerror(errno));
}

static ov_status backup(ov_db *base, const char *path, ov_err *err)
{
    sqlite_db *db = (sqlite_db *)base;
    sqlite3 *target = NULL;
    ov_status status;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        return ov_fail(err, errno == EEXIST ? OV_CONFLICT : OV_IO, "%s: %s", path, strerror(errno));
    close(fd);
    if (sqlite3_open_v2(path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
        SQLITE_OK)
        status = copy_into(db, target, err);
    else
        status = ov_sqlite_fail(target, sqlite3_errcode(target), path, err);
    sqlite3_close(target);
    if (status == OV_OK)
        status = sync_file(path, err);
    if (status != OV_OK)
        unlink(path);
    return status;
}

static void close_db(ov_db *base)
{
    sqlite_db *db = (sqlite_db *)base;

    sqlite3_close(db->handle);
    ov_lock_close(&db->lock);
    free(db->cells);
    free(db->path);
    free(db);
}

const ov_driver ov_sqlite_driver = {.engine = OV_SQLITE,
                                    .ready = ready,
                                    .prepare = ov_sqlite_prepare,
                                    .finalize = ov_sqlite_finalize,
                                    .run = ov_sqlite_run,
                                    .begin = begin,
                                    .commit = commit,
                                    .rollback = rollback,
                                    .script = script,
                                    .checkpoint = checkpoint,
                                    .backup = backup,
                                    .close = close_db};

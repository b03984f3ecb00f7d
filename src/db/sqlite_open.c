/* SPDX-License-Identifier: EUPL-1.2 */
/* sqlite_open.c — opening a SQLite database: never over a missing or foreign file, with every
 * setting that the write-ahead log needs to be safe among many processes. */
#include "db/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define DEFAULT_LOCK_MS 5000
#define DEFAULT_CHECKPOINT ((int64_t)16 * 1024 * 1024)
#define FRAME_HEAD 24 /* bytes in front of each page in the log */

/* Shared memory and locks do not work over these (statfs(2)). */
static bool on_a_network(const char *path)
{
    static const unsigned long kinds[] = {0x6969, 0x517B, 0xFF534D42, 0xFE534D42, 0x01021997};
    struct statfs fs;

    if (statfs(path, &fs) != 0)
        return false;
    for (size_t i = 0; i < OV_LEN(kinds); i++) {
        if (((unsigned long)fs.f_type & 0xFFFFFFFF) == kinds[i])
            return true;
    }
    return false;
}

/* Makes an empty file, or looks at the one that is there. */
static ov_status look_at_file(const char *path, bool create, struct stat *out, ov_err *err)
{
    struct stat st;
    int fd;

    if (stat(path, &st) != 0) {
        if (errno != ENOENT)
            return ov_fail(err, OV_IO, "%s: %s", path, strerror(errno));
        if (!create)
            return ov_fail(err, OV_NOT_FOUND,
                           "%s: there is no such database; make one with "
                           "overens init",
                           path);
        fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
        if (fd < 0 || fstat(fd, &st) != 0)
            return ov_fail(err, OV_IO, "%s: cannot create it: %s", path, strerror(errno));
        close(fd);
    }
    if (!S_ISREG(st.st_mode))
        return ov_fail(err, OV_DB, "%s: not a plain file", path);
    if (st.st_size == 0 && !create)
        return ov_fail(err, OV_DB, "%s: an empty file, not a database of Överens", path);
    if (on_a_network(path))
        return ov_fail(err, OV_DB, "%s: on a network file system; SQLite needs a local disk", path);
    *out = st;
    return OV_OK;
}

static ov_status open_lock(sqlite_db *db, const struct stat *database, ov_err *err)
{
    size_t size = strlen(db->path) + sizeof "-lock";
    char *name = ov_db_memory(NULL, size);
    ov_status status;

    snprintf(name, size, "%s-lock", db->path);
    status = ov_lock_open(&db->lock, name, database, err);
    free(name);
    return status;
}

ov_status ov_sqlite_exec(sqlite_db *db, const char *text, ov_err *err)
{
    int rc = sqlite3_exec(db->handle, text, NULL, NULL, NULL);

    return rc == SQLITE_OK ? OV_OK : ov_sqlite_fail(db->handle, rc, text, err);
}

/* The first column of the first row, as text; "" when there is none. */
static ov_status ask(sqlite_db *db, const char *text, char *out, size_t size, ov_err *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(db->handle, text, -1, &stmt, NULL);
    ov_status status = OV_OK;

    out[0] = '\0';
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        snprintf(out, size, "%s", (const char *)sqlite3_column_text(stmt, 0));
    else if (rc != SQLITE_DONE)
        status = ov_sqlite_fail(db->handle, rc, text, err);
    sqlite3_finalize(stmt);
    return status;
}

static ov_status ask_int(sqlite_db *db, const char *text, int64_t *out, ov_err *err)
{
    char answer[32];

    OV_TRY(ask(db, text, answer, sizeof answer, err));
    return ov_parse_int(ov_str_from(answer), out) == OV_OK
               ? OV_OK
               : ov_fail(err, OV_DB, "%s: answered %s", text, answer);
}

static ov_status configure(sqlite_db *db, ov_err *err)
{
    static const struct {
        int what, value;
    } switches[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
        {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };

    for (size_t i = 0; i < OV_LEN(switches); i++) {
        int now = -1;

        if (sqlite3_db_config(db->handle, switches[i].what, switches[i].value, &now) != SQLITE_OK ||
            now != switches[i].value)
            return ov_fail(err, OV_DB, "this SQLite lacks setting %d", switches[i].what);
    }
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, db->base.lock_timeout_ms);
    sqlite3_limit(db->handle, SQLITE_LIMIT_LENGTH, 128 * 1024 * 1024);
    sqlite3_limit(db->handle, SQLITE_LIMIT_ATTACHED, 0);
    OV_TRY(ov_sqlite_exec(db, "PRAGMA wal_autocheckpoint = 0", err));
    OV_TRY(ov_sqlite_exec(db, "PRAGMA mmap_size = 0", err));
    OV_TRY(ov_sqlite_exec(db, "PRAGMA cell_size_check = ON", err));
    OV_TRY(ov_sqlite_exec(db, "PRAGMA temp_store = MEMORY", err));
    /* 8 MiB a process: the default of 2 is too small for the texts that are read again and again. */
    OV_TRY(ov_sqlite_exec(db, "PRAGMA cache_size = -8192", err));
    return ov_sqlite_exec(db, "PRAGMA synchronous = FULL", err);
}

static ov_status check_identity(sqlite_db *db, ov_err *err)
{
    int64_t id;

    OV_TRY(ask_int(db, "PRAGMA application_id", &id, err));
    return id == OV_SQLITE_APPLICATION_ID
               ? OV_OK
               : ov_fail(err, OV_DB, "%s: not a database of Överens", db->path);
}

/* Under the write lock. The identity comes first: a process killed in between leaves a file that
 * the next one knows as ours. */
static ov_status make_ours(sqlite_db *db, bool empty, ov_err *err)
{
    char mode[16];

    if (empty)
        OV_TRY(ov_sqlite_exec(db, "PRAGMA application_id = 1331057230", err));
    OV_TRY(check_identity(db, err));
    OV_TRY(ask(db, "PRAGMA journal_mode = WAL", mode, sizeof mode, err));
    return strcmp(mode, "wal") == 0
               ? OV_OK
               : ov_fail(err, OV_DB, "%s: no write-ahead log: %s", db->path, mode);
}

static ov_status settle_mode(sqlite_db *db, bool empty, ov_err *err)
{
    char mode[16] = "";
    ov_status status;

    if (!empty) {
        OV_TRY(check_identity(db, err));
        OV_TRY(ask(db, "PRAGMA journal_mode", mode, sizeof mode, err));
    }
    if (strcmp(mode, "wal") == 0)
        return OV_OK;
    OV_TRY(ov_lock_take(&db->lock, db->base.lock_timeout_ms, err));
    status = make_ours(db, empty, err);
    ov_lock_release(&db->lock);
    return status;
}

static ov_status open_parts(sqlite_db *db, const ov_db_options *options, ov_err *err)
{
    int64_t page,
        log = options->checkpoint_bytes > 0 ? options->checkpoint_bytes : DEFAULT_CHECKPOINT;
    struct stat file = {0};
    int rc;

    OV_TRY(look_at_file(db->path, options->create, &file, err));
    OV_TRY(open_lock(db, &file, err));
    rc = sqlite3_open_v2(db->path, &db->handle,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
                         NULL);
    if (rc != SQLITE_OK)
        return ov_sqlite_fail(db->handle, rc, db->path, err);
    OV_TRY(configure(db, err));
    OV_TRY(settle_mode(db, file.st_size == 0, err));
    OV_TRY(ask_int(db, "PRAGMA page_size", &page, err));
    log /= page + FRAME_HEAD;
    db->checkpoint_at = db->checkpoint_next = log < 1 ? 1 : log > 1 << 30 ? 1 << 30 : (int)log;
    ov_sqlite_watch_log(db);
    return OV_OK;
}

ov_status ov_sqlite_open(const ov_db_options *options, ov_db **out, ov_err *err)
{
    const char *path = options->url + strlen("sqlite:");
    sqlite_db *db;
    ov_status status;

    if (strncmp(path, "//", 2) == 0)
        path += 2;
    if (path[0] == '\0')
        return ov_fail(err, OV_INVALID, "sqlite: without a path");
    db = ov_db_memory(NULL, sizeof *db);
    *db = (sqlite_db){.base = {.driver = &ov_sqlite_driver, .owner = getpid()}, .lock = {.fd = -1}};
    db->base.lock_timeout_ms =
        options->lock_timeout_ms > 0 ? options->lock_timeout_ms : DEFAULT_LOCK_MS;
    db->path = ov_db_memory(NULL, strlen(path) + 1);
    memcpy(db->path, path, strlen(path) + 1);
    status = open_parts(db, options, err);
    if (status != OV_OK) {
        ov_db_close(&db->base);
        return status;
    }
    *out = &db->base;
    return OV_OK;
}

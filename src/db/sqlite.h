/* SPDX-License-Identifier: EUPL-1.2 */
/* sqlite.h — the SQLite driver's own parts. Private to src/db. */
#ifndef OV_DB_SQLITE_H
#define OV_DB_SQLITE_H

#include "db/driver.h"
#include "db/lock.h"

#include <sqlite3.h>

#define OV_SQLITE_APPLICATION_ID 1331057230 /* "OVRN" */

typedef struct sqlite_db {
    ov_db base;
    sqlite3 *handle;
    char *path;
    ov_lock lock;
    bool locked;
    int wal_frames;      /* in the log after our latest commit */
    int checkpoint_at;   /* frames at which the writer checkpoints */
    int checkpoint_next; /* raised while readers keep a checkpoint from finishing */
    ov_val *cells;       /* scratch for rows being read */
    size_t cells_cap;
} sqlite_db;

/* sqlite_stmt.c */
ov_status ov_sqlite_prepare(ov_db *db, const ov_sql *sql, ov_stmt **out, ov_err *err);
void ov_sqlite_finalize(ov_db *db, ov_stmt *stmt);
ov_status ov_sqlite_run(ov_db *db, ov_stmt *stmt, const ov_val *args, size_t n, ov_arena *arena,
                        const ov_rows **rows, int64_t *changed, ov_err *err);
/* The status that an error code of SQLite stands for, with "what: message" in err. */
ov_status ov_sqlite_fail(sqlite3 *handle, int rc, const char *what, ov_err *err);

/* sqlite_open.c */
ov_status ov_sqlite_exec(sqlite_db *db, const char *text, ov_err *err);

/* sqlite.c */
extern const ov_driver ov_sqlite_driver;
void ov_sqlite_watch_log(sqlite_db *db); /* counts the frames of the log at every commit */

#endif

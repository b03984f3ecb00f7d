/* SPDX-License-Identifier: EUPL-1.2 */
/* driver.h — what the front of the database asks of an engine. Private to src/db. */
#ifndef OV_DB_DRIVER_H
#define OV_DB_DRIVER_H

#include "db/db.h"

#include <sys/types.h>

/* A prepared statement; each driver's own struct begins with this. */
typedef struct ov_stmt {
    const ov_sql *sql;
    bool writes; /* known at prepare (SQLite); PostgreSQL tells when it runs */
    bool seen;   /* what it writes may stand on a page that visitors read */
} ov_stmt;

typedef enum ov_tx {
    OV_TX_NONE,
    OV_TX_READ,
    OV_TX_WRITE,
    OV_TX_MIGRATE /* as a write, but with foreign keys off and without time limits */
} ov_tx;

/* Every function that fails leaves its text in err. */
typedef struct ov_driver {
    ov_engine engine;
    /* Makes sure that there is a connection; called outside transactions only. */
    ov_status (*ready)(ov_db *db, ov_err *err);
    ov_status (*prepare)(ov_db *db, const ov_sql *sql, ov_stmt **out, ov_err *err);
    void (*finalize)(ov_db *db, ov_stmt *stmt);
    /* rows NULL: the caller wants none. changed may be NULL. */
    ov_status (*run)(ov_db *db, ov_stmt *stmt, const ov_val *args, size_t n, ov_arena *arena,
                     const ov_rows **rows, int64_t *changed, ov_err *err);
    /* Begins, with the write lock for everything but a read; on failure nothing is held. */
    ov_status (*begin)(ov_db *db, ov_tx tx, ov_err *err);
    /* Both end the transaction and let go of the lock, whatever they return. */
    ov_status (*commit)(ov_db *db, ov_err *err);
    void (*rollback)(ov_db *db);
    /* Several statements at once, inside OV_TX_MIGRATE. */
    ov_status (*script)(ov_db *db, const char *text, ov_err *err);
    ov_status (*checkpoint)(ov_db *db, ov_err *err);
    ov_status (*backup)(ov_db *db, const char *path, ov_err *err);
    void (*close)(ov_db *db); /* frees db too */
} ov_driver;

typedef struct ov_cached {
    const ov_sql *key;
    ov_stmt *stmt;
} ov_cached;

struct ov_db {
    const ov_driver *driver;
    ov_tx tx;
    bool failed;          /* a statement of this transaction failed: it may only roll back */
    bool lost_race;       /* and it failed because another writer won: worth another try */
    bool lost_connection; /* it is of no use any more: ready makes another */
    bool seen;            /* the write has changed what visitors may see */
    const char *file;     /* where the running write began */
    int line;
    int lock_timeout_ms;
    pid_t owner; /* the process that opened it */
    ov_cached *cache;
    size_t cached, cache_size; /* size: a power of two */
};

ov_status ov_sqlite_open(const ov_db_options *options, ov_db **out, ov_err *err);
ov_status ov_postgres_open(const ov_db_options *options, ov_db **out, ov_err *err);

/* The statement of this row, prepared at its first use. */
ov_status ov_db_statement(ov_db *db, const ov_sql *sql, ov_stmt **out, ov_err *err);
/* Forgets every statement: before closing, and when the connection was lost. */
void ov_db_forget_statements(ov_db *db);

/* unseen.c: does the statement write anything but what no visitor ever sees? */
bool ov_sql_seen(const ov_sql *sql);

/* Begin and end, with the bookkeeping that every transaction needs. */
ov_status ov_db_begin(ov_db *db, ov_tx tx, ov_err *err);
ov_status ov_db_commit(ov_db *db, ov_err *err);
void ov_db_rollback(ov_db *db);

/* Ends the process: an open transaction is rolled back, and the master starts another worker. */
OV_NORETURN void ov_db_out_of_memory(void);
/* malloc (old NULL) and realloc that end the process instead of failing. */
void *ov_db_memory(void *old, size_t size);

#endif

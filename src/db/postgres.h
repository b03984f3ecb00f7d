/* SPDX-License-Identifier: EUPL-1.2 */
/* postgres.h — the PostgreSQL driver's own parts. Private to src/db. */
#ifndef OV_DB_POSTGRES_H
#define OV_DB_POSTGRES_H
#ifdef HAVE_POSTGRESQL

#include "db/driver.h"
#include "db/libpq.h"

typedef struct pg_db {
    ov_db base;
    PGconn *conn;
    char *url;
    unsigned prepared; /* statements so far: their names */
    ov_buf scratch;    /* texts to bind, each ended by NUL */
} pg_db;

/* postgres_stmt.c */
ov_status ov_pg_prepare(ov_db *db, const ov_sql *sql, ov_stmt **out, ov_err *err);
void ov_pg_finalize(ov_db *db, ov_stmt *stmt);
ov_status ov_pg_run(ov_db *db, ov_stmt *stmt, const ov_val *args, size_t n, ov_arena *arena,
                    const ov_rows **rows, int64_t *changed, ov_err *err);
/* The status that a failed result stands for, with "what: message" in err; notes a lost race. */
ov_status ov_pg_fail(pg_db *db, const PGresult *result, const char *what, ov_err *err);

#endif
#endif

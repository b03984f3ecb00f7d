/* SPDX-License-Identifier: EUPL-1.2 */
/* db.h — one front, two engines. A connection belongs to one process; statements are prepared once
 * and kept.
 *
 * SQL stands in static tables, placeholders are $1, $2 …; see DESIGN "Database" for the shared
 * dialect. */
#ifndef OV_DB_DB_H
#define OV_DB_DB_H

#include "db/ctx.h"
#include "util/str.h"

typedef enum ov_engine { OV_SQLITE, OV_POSTGRES } ov_engine;

/* One statement: "settle.frames_of_year" and its text. Tables end with {0}. The address of the row
 * is the key of the statement cache, so rows must be static. pg_text: only where the engines truly
 * differ; NULL otherwise. */
typedef struct ov_sql {
    const char *name;
    const char *text;
    const char *pg_text;
} ov_sql;

/* A value bound to a placeholder or read from a row. */
typedef enum ov_val_type { OV_VAL_NULL, OV_VAL_INT, OV_VAL_TEXT, OV_VAL_BLOB } ov_val_type;
typedef struct ov_val {
    ov_val_type type;
    union {
        int64_t i;
        ov_str s; /* text is also NUL-ended in rows */
    } u;
} ov_val;

static inline ov_val ov_null(void)
{
    return (ov_val){OV_VAL_NULL, {.i = 0}};
}
static inline ov_val ov_int(int64_t i)
{
    return (ov_val){OV_VAL_INT, {.i = i}};
}
static inline ov_val ov_id_or_null(ov_id id)
{
    return id ? ov_int(id) : ov_null();
}
static inline ov_val ov_text(const char *text) /* NULL binds NULL */
{
    return text ? (ov_val){OV_VAL_TEXT, {.s = {text, strlen(text)}}} : ov_null();
}
static inline ov_val ov_text_str(ov_str text)
{
    return (ov_val){OV_VAL_TEXT, {.s = text}};
}
static inline ov_val ov_blob(ov_str bytes)
{
    return (ov_val){OV_VAL_BLOB, {.s = bytes}};
}

/* OV_ARGS(ov_int(id), ov_text(name)): the pair (values, count) that the calls below take.
 * OV_NOARGS: none. */
#define OV_ARGS(...)                                                                               \
    ((const ov_val[]){__VA_ARGS__}), (sizeof((const ov_val[]){__VA_ARGS__}) / sizeof(ov_val))
#define OV_NOARGS NULL, (size_t)0

/* Rows read whole into the arena: rewindable and safe when nested. */
typedef struct ov_rows {
    size_t n, columns;
    const ov_val *cells; /* n * columns, row by row */
} ov_rows;
static inline const ov_val *ov_cell(const ov_rows *rows, size_t row, size_t column)
{
    return &rows->cells[row * rows->columns + column];
}
OV_API int64_t ov_cell_int(const ov_rows *rows, size_t row, size_t column); /* NULL reads as 0 */
OV_API const char *ov_cell_text(const ov_rows *rows, size_t row,
                                size_t column);                            /* NULL stays NULL */
OV_API ov_str ov_cell_str(const ov_rows *rows, size_t row, size_t column); /* NULL reads as "" */
OV_API bool ov_cell_null(const ov_rows *rows, size_t row, size_t column);
/* A day, or NULL for OV_NO_DAY; and back. */
static inline ov_val ov_day_or_null(ov_day day)
{
    return day == OV_NO_DAY ? ov_null() : ov_int(day);
}
static inline ov_day ov_cell_day(const ov_rows *rows, size_t row, size_t column)
{
    return ov_cell_null(rows, row, column) ? OV_NO_DAY : (ov_day)ov_cell_int(rows, row, column);
}

/* Opens "sqlite:/path/portal.db" (must exist unless create) or "postgresql://…". Engine pragmas as
 * DESIGN says. Owns: ov_db_close. A connection must never cross a fork. */
typedef struct ov_db_options {
    const char *url;
    bool create;
    int lock_timeout_ms; /* wait for the write lock; 0: 5000 */
    int64_t
        checkpoint_bytes; /* SQLite: the writer checkpoints when the WAL passes this; 0: 16 MiB */
} ov_db_options;
OV_API ov_status ov_db_open(const ov_db_options *options, ov_db **out, ov_err *err) OV_MUST_CHECK;
OV_API void ov_db_close(ov_db *db);
OV_API ov_engine ov_db_engine(const ov_db *db);

/* Reads all rows. OV_OK with n == 0 when there are none. Text and blobs live in ctx->arena. */
OV_API ov_status ov_select(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n,
                           const ov_rows **out) OV_MUST_CHECK;
/* Exactly the first row (rows->n == 1); OV_NOT_FOUND when there is none. */
OV_API ov_status ov_select_row(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n,
                               const ov_rows **out) OV_MUST_CHECK;
/* One-shot getters: first column of the first row; def when there is no row or it is NULL. */
OV_API ov_status ov_select_int(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n,
                               int64_t def, int64_t *out) OV_MUST_CHECK;
OV_API ov_status ov_select_text(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n,
                                const char *def, const char **out) OV_MUST_CHECK;
/* Runs a statement that returns no rows. Only inside ov_write (elsewhere OV_INTERNAL). changed may
 * be NULL. A broken constraint is OV_CONFLICT, a lost race that ov_write retries is OV_BUSY. */
OV_API ov_status ov_exec(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n,
                         int64_t *changed) OV_MUST_CHECK;
/* INSERT … RETURNING id. Only inside ov_write. */
OV_API ov_status ov_insert(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n,
                           ov_id *id) OV_MUST_CHECK;

/* Prepares without running: what the tests and check-config do with every row of every table. */
OV_API ov_status ov_db_prepare(ov_db *db, const ov_sql *sql, ov_err *err) OV_MUST_CHECK;

/* One read transaction; the first statement after it fixes the snapshot. Nested calls are a fault.
 */
OV_API ov_status ov_read_begin(ov_ctx *ctx) OV_MUST_CHECK;
OV_API void ov_read_end(ov_ctx *ctx); /* harmless when none is open */

/* Takes the write lock (bounded wait: OV_BUSY), begins, runs fn, raises change_seq when something
 * was written that visitors may see (unseen.c), commits; rolls back when fn fails and returns what
 * fn returned. A lost race (PostgreSQL) is retried up to three times, so fn must be short and able
 * to run again: it starts from its arguments each time. Slow work (hashing, parsing) is done
 * before. Ends an open read transaction first. After a failed fsync the process exits: nobody may
 * be told that it is stored. */
typedef ov_status (*ov_write_fn)(ov_ctx *ctx, void *arg);

OV_API ov_status ov_write_at(ov_ctx *ctx, ov_write_fn fn, void *arg, const char *file,
                             int line) OV_MUST_CHECK;
#define ov_write(ctx, fn, arg) ov_write_at((ctx), (fn), (arg), __FILE__, __LINE__)
OV_API bool ov_in_write(const ov_ctx *ctx);

/* The core's change counter: while it stands still, every page that visitors get is the same. */
OV_API ov_status ov_change_seq(ov_ctx *ctx, int64_t *out) OV_MUST_CHECK;

/* Moves what the write-ahead log holds into the database file, under the write lock (SQLite;
 * PostgreSQL does it by itself). OV_BUSY when the lock is not free in time. */
OV_API ov_status ov_db_checkpoint(ov_db *db, ov_err *err) OV_MUST_CHECK;
/* Writes a whole, consistent copy of the database to a new file, checks and syncs it; readers and
 * writers go on meanwhile. SQLite only (OV_INVALID otherwise: use pg_dump). OV_CONFLICT: the file
 * is there already. Outside transactions. */
OV_API ov_status ov_db_backup(ov_db *db, const char *path, ov_err *err) OV_MUST_CHECK;

#endif

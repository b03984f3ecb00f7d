/* SPDX-License-Identifier: EUPL-1.2 */
/* db.c — the front: opening, the cache of statements, reading, changing. */
#include "db/db.h"

#include "db/driver.h"
#include "util/log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

ov_status ov_db_open(const ov_db_options *options, ov_db **out, ov_err *err)
{
    const char *url = options->url ? options->url : "";

    if (strncmp(url, "sqlite:", 7) == 0)
        return ov_sqlite_open(options, out, err);
    if (strncmp(url, "postgresql://", 13) == 0 || strncmp(url, "postgres://", 11) == 0)
        return ov_postgres_open(options, out, err);
    return ov_fail(err, OV_INVALID,
                   "the database address must begin with sqlite: or postgresql://");
}

void ov_db_close(ov_db *db)
{
    if (!db)
        return;
    /* A connection that crossed a fork belongs to the parent: leave it alone. */
    if (db->owner != getpid())
        return;
    if (db->tx != OV_TX_NONE)
        ov_db_rollback(db);
    ov_db_forget_statements(db);
    db->driver->close(db);
}

ov_engine ov_db_engine(const ov_db *db)
{
    return db->driver->engine;
}

void ov_db_out_of_memory(void)
{
    ov_log(OV_LOG_ERROR, "out of memory in the database");
    _exit(EX_OSERR);
}

void *ov_db_memory(void *old, size_t size)
{
    void *memory = realloc(old, size);

    if (!memory)
        ov_db_out_of_memory();
    return memory;
}

/* ---- The cache of statements: open addressing, keyed by the address of the table's row ---- */

static size_t slot_of(const ov_db *db, const ov_sql *sql)
{
    uint64_t mixed = ((uint64_t)(uintptr_t)sql >> 3) * UINT64_C(0x9E3779B97F4A7C15);
    size_t mask = db->cache_size - 1, at = (size_t)(mixed >> 32) & mask;

    while (db->cache[at].key && db->cache[at].key != sql)
        at = (at + 1) & mask;
    return at;
}

static void grow_cache(ov_db *db)
{
    ov_cached *old = db->cache;
    size_t old_size = db->cache_size;

    db->cache_size = old_size ? old_size * 2 : 256;
    db->cache = ov_db_memory(NULL, db->cache_size * sizeof *db->cache);
    memset(db->cache, 0, db->cache_size * sizeof *db->cache);
    for (size_t i = 0; i < old_size; i++) {
        if (old[i].key)
            db->cache[slot_of(db, old[i].key)] = old[i];
    }
    free(old);
}

ov_status ov_db_statement(ov_db *db, const ov_sql *sql, ov_stmt **out, ov_err *err)
{
    ov_stmt *stmt;
    size_t at;

    if (db->cached * 2 >= db->cache_size)
        grow_cache(db);
    at = slot_of(db, sql);
    if (!db->cache[at].key) {
        if (!sql->text)
            return ov_fail(err, OV_INTERNAL, "a statement that its table leaves out");
        OV_TRY(db->driver->prepare(db, sql, &stmt, err));
        stmt->sql = sql;
        stmt->seen = ov_sql_seen(sql);
        db->cache[at] = (ov_cached){sql, stmt};
        db->cached++;
    }
    *out = db->cache[at].stmt;
    return OV_OK;
}

void ov_db_forget_statements(ov_db *db)
{
    for (size_t i = 0; i < db->cache_size; i++) {
        if (db->cache[i].key)
            db->driver->finalize(db, db->cache[i].stmt);
    }
    free(db->cache);
    db->cache = NULL;
    db->cache_size = db->cached = 0;
}

ov_status ov_db_prepare(ov_db *db, const ov_sql *sql, ov_err *err)
{
    ov_stmt *stmt;

    if (db->tx == OV_TX_NONE)
        OV_TRY(db->driver->ready(db, err));
    return ov_db_statement(db, sql, &stmt, err);
}

/* ---- Running ---- */

static bool writing(const ov_db *db)
{
    return db->tx == OV_TX_WRITE || db->tx == OV_TX_MIGRATE;
}

/* PostgreSQL cannot store a NUL in a text, and C code would read half of it. */
static ov_status check_texts(const ov_sql *sql, const ov_val *args, size_t n, ov_err *err)
{
    for (size_t i = 0; i < n; i++) {
        if (args[i].type == OV_VAL_TEXT && args[i].u.s.len &&
            memchr(args[i].u.s.ptr, '\0', args[i].u.s.len))
            return ov_fail(err, OV_INVALID, "%s: NUL in text $%zu", sql->name, i + 1);
    }
    return OV_OK;
}

static ov_status run_once(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n,
                          const ov_rows **rows, int64_t *changed)
{
    ov_db *db = ctx->db;
    int64_t count = 0;
    ov_stmt *stmt;

    if (db->tx == OV_TX_NONE)
        OV_TRY(db->driver->ready(db, &ctx->err));
    OV_TRY(ov_db_statement(db, sql, &stmt, &ctx->err));
    if (stmt->writes && !writing(db))
        return ov_fail(&ctx->err, OV_INTERNAL, "%s: a change outside ov_write", sql->name);
    OV_TRY(check_texts(sql, args, n, &ctx->err));
    if (!stmt->seen || !writing(db))
        return db->driver->run(db, stmt, args, n, ctx->arena, rows, changed, &ctx->err);
    changed = changed ? changed : &count;
    OV_TRY(db->driver->run(db, stmt, args, n, ctx->arena, rows, changed, &ctx->err));
    db->seen = db->seen || *changed > 0;
    return OV_OK;
}

/* What is read outside a transaction on a connection that broke while nobody used it (a restart, a
 * failover) is asked again. */
static ov_status checked_run(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n,
                             const ov_rows **rows, int64_t *changed)
{
    bool had = !ctx->db->lost_connection;
    ov_status status = run_once(ctx, sql, args, n, rows, changed);

    if (status != OV_OK && ctx->db->tx == OV_TX_NONE && had && ctx->db->lost_connection)
        status = run_once(ctx, sql, args, n, rows, changed);
    return status;
}

/* PostgreSQL refuses everything after a failed statement of a transaction; so do we with SQLite, or
 * the same code would store half a command on one engine and nothing on the other. */
static ov_status run(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n,
                     const ov_rows **rows, int64_t *changed)
{
    ov_db *db = ctx->db;
    ov_status status;

    if (db->failed && writing(db))
        return ov_fail(&ctx->err, OV_INTERNAL, "%s: an earlier statement of the write failed",
                       sql->name);
    status = checked_run(ctx, sql, args, n, rows, changed);
    if (status != OV_OK && writing(db))
        db->failed = true;
    return status;
}

ov_status ov_select(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n,
                    const ov_rows **out)
{
    return run(ctx, sql, args, n, out, NULL);
}

ov_status ov_select_row(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n,
                        const ov_rows **out)
{
    const ov_rows *rows;
    ov_rows *first;

    OV_TRY(ov_select(ctx, sql, args, n, &rows));
    if (rows->n == 0)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "%s: no row", sql->name);
    if (rows->n > 1) {
        first = ov_alloc(ctx->arena, sizeof *first);
        *first = *rows;
        first->n = 1;
        rows = first;
    }
    *out = rows;
    return OV_OK;
}

static ov_status wrong_type(ov_ctx *ctx, const ov_sql *sql, const char *wanted)
{
    return ov_fail(&ctx->err, OV_INTERNAL, "%s: the first column is not %s", sql->name, wanted);
}

ov_status ov_select_int(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n, int64_t def,
                        int64_t *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, sql, args, n, &rows));
    if (rows->n == 0 || ov_cell_null(rows, 0, 0)) {
        *out = def;
        return OV_OK;
    }
    if (ov_cell(rows, 0, 0)->type != OV_VAL_INT)
        return wrong_type(ctx, sql, "a number");
    *out = ov_cell(rows, 0, 0)->u.i;
    return OV_OK;
}

ov_status ov_select_text(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n,
                         const char *def, const char **out)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, sql, args, n, &rows));
    if (rows->n == 0 || ov_cell_null(rows, 0, 0)) {
        *out = def;
        return OV_OK;
    }
    if (ov_cell(rows, 0, 0)->type != OV_VAL_TEXT)
        return wrong_type(ctx, sql, "a text");
    *out = ov_cell(rows, 0, 0)->u.s.ptr;
    return OV_OK;
}

ov_status ov_exec(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n, int64_t *changed)
{
    if (!writing(ctx->db))
        return ov_fail(&ctx->err, OV_INTERNAL, "%s: a change outside ov_write", sql->name);
    return run(ctx, sql, args, n, NULL, changed);
}

ov_status ov_insert(ov_ctx *ctx, const ov_sql *sql, const ov_val *args, size_t n, ov_id *id)
{
    const ov_rows *rows;

    if (!writing(ctx->db))
        return ov_fail(&ctx->err, OV_INTERNAL, "%s: a change outside ov_write", sql->name);
    OV_TRY(run(ctx, sql, args, n, &rows, NULL));
    if (rows->n != 1 || ov_cell(rows, 0, 0)->type != OV_VAL_INT) {
        ctx->db->failed = true;
        return ov_fail(&ctx->err, OV_INTERNAL, "%s: returned %zu rows instead of one key",
                       sql->name, rows->n);
    }
    *id = ov_cell(rows, 0, 0)->u.i;
    return OV_OK;
}

ov_status ov_db_checkpoint(ov_db *db, ov_err *err)
{
    return db->driver->checkpoint(db, err);
}

ov_status ov_db_backup(ov_db *db, const char *path, ov_err *err)
{
    if (db->tx != OV_TX_NONE)
        return ov_fail(err, OV_INTERNAL, "a backup inside a transaction");
    OV_TRY(db->driver->ready(db, err));
    return db->driver->backup(db, path, err);
}

/* ---- Cells ---- */

int64_t ov_cell_int(const ov_rows *rows, size_t row, size_t column)
{
    const ov_val *cell = ov_cell(rows, row, column);

    return cell->type == OV_VAL_INT ? cell->u.i : 0;
}

const char *ov_cell_text(const ov_rows *rows, size_t row, size_t column)
{
    const ov_val *cell = ov_cell(rows, row, column);

    return cell->type == OV_VAL_TEXT || cell->type == OV_VAL_BLOB ? cell->u.s.ptr : NULL;
}

ov_str ov_cell_str(const ov_rows *rows, size_t row, size_t column)
{
    const ov_val *cell = ov_cell(rows, row, column);

    return cell->type == OV_VAL_TEXT || cell->type == OV_VAL_BLOB ? cell->u.s : (ov_str){"", 0};
}

bool ov_cell_null(const ov_rows *rows, size_t row, size_t column)
{
    return ov_cell(rows, row, column)->type == OV_VAL_NULL;
}

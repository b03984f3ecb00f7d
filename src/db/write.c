/* SPDX-License-Identifier: EUPL-1.2 */
/* write.c — transactions: reading ones, and the one way to change something. */
#include "db/db.h"

#include "db/driver.h"
#include "db/sql.h"
#include "util/clock.h"
#include "util/log.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#define RETRIES 3
#define SLOW_WRITE_MS 250

const ov_sql ov_db_sql[] = {
    [OV_SQL_RAISE_CHANGE_SEQ] = {"db.raise_change_seq",
                                 "UPDATE change_seq SET seq = seq + 1 RETURNING seq", NULL},
    [OV_SQL_CHANGE_SEQ] = {"db.change_seq", "SELECT seq FROM change_seq", NULL},
    [OV_SQL_HAS_MIGRATIONS] = {"db.has_migrations",
                               "SELECT count(*) FROM sqlite_schema"
                               " WHERE type = 'table' AND name = 'schema_migration'",
                               "SELECT count(*) FROM information_schema.tables"
                               " WHERE table_schema = current_schema()"
                               " AND table_name = 'schema_migration'"},
    [OV_SQL_MIGRATIONS] = {"db.migrations",
                           "SELECT number, name, sha256 FROM schema_migration"
                           " WHERE set_name = $1 ORDER BY number",
                           NULL},
    [OV_SQL_ADD_MIGRATION] = {"db.add_migration",
                              "INSERT INTO schema_migration"
                              " (set_name, number, name, sha256, applied_at)"
                              " VALUES ($1, $2, $3, $4, $5)",
                              NULL},
    [OV_SQL_INTEGRITY] = {"db.integrity", "PRAGMA integrity_check", "SELECT 'ok'"},
    [OV_SQL_FOREIGN_KEYS] = {"db.foreign_keys", "PRAGMA foreign_key_check",
                             "SELECT '', 0, '', 0 WHERE 1 = 0"},
    {0}};

/* ---- Begin and end ---- */

ov_status ov_db_begin(ov_db *db, ov_tx tx, ov_err *err)
{
    if (db->owner != getpid())
        return ov_fail(err, OV_INTERNAL, "a database connection that crossed a fork");
    db->failed = db->lost_race = db->seen = false;
    OV_TRY(db->driver->ready(db, err));
    OV_TRY(db->driver->begin(db, tx, err));
    db->tx = tx;
    return OV_OK;
}

ov_status ov_db_commit(ov_db *db, ov_err *err)
{
    ov_status status = db->driver->commit(db, err);

    db->tx = OV_TX_NONE;
    return status;
}

void ov_db_rollback(ov_db *db)
{
    db->driver->rollback(db);
    db->tx = OV_TX_NONE;
}

ov_status ov_read_begin(ov_ctx *ctx)
{
    ov_db *db = ctx->db;

    if (db->tx == OV_TX_READ)
        return ov_fail(&ctx->err, OV_INTERNAL, "a read transaction inside another");
    if (db->tx != OV_TX_NONE)
        return ov_fail(&ctx->err, OV_INTERNAL, "a read transaction inside the write of %s:%d",
                       db->file, db->line);
    return ov_db_begin(db, OV_TX_READ, &ctx->err);
}

void ov_read_end(ov_ctx *ctx)
{
    if (ctx->db->tx == OV_TX_READ)
        ov_db_rollback(ctx->db);
}

/* ---- Writing ---- */

bool ov_in_write(const ov_ctx *ctx)
{
    return ctx->db->tx == OV_TX_WRITE || ctx->db->tx == OV_TX_MIGRATE;
}

static ov_status run_fn(ov_ctx *ctx, ov_write_fn fn, void *arg, int64_t *seq)
{
    ov_db *db = ctx->db;
    const ov_rows *rows;

    OV_TRY(fn(ctx, arg));
    if (db->failed)
        return ov_fail(&ctx->err, OV_INTERNAL, "%s:%d: the write went on after a failed statement",
                       db->file, db->line);
    if (!db->seen) /* every visitor's page is as it was */
        return OV_OK;
    OV_TRY(ov_select_row(ctx, &ov_db_sql[OV_SQL_RAISE_CHANGE_SEQ], OV_NOARGS, &rows));
    *seq = ov_cell_int(rows, 0, 0);
    return OV_OK;
}

static ov_status try_write(ov_ctx *ctx, ov_write_fn fn, void *arg)
{
    ov_db *db = ctx->db;
    int64_t seq = ctx->change_seq;
    ov_status status = run_fn(ctx, fn, arg, &seq);

    if (status != OV_OK) {
        ov_db_rollback(db);
        return status;
    }
    OV_TRY(ov_db_commit(db, &ctx->err));
    ctx->change_seq = seq;
    return OV_OK;
}

/* 4, 8, 16 ms and a little that differs between processes, so that two losers do not meet again. */
static void wait_before_retry(int attempt)
{
    struct timespec pause = {0, (4L << attempt) * 1000000L + (long)(getpid() % 16) * 250000L};

    nanosleep(&pause, NULL);
}

ov_status ov_write_at(ov_ctx *ctx, ov_write_fn fn, void *arg, const char *file, int line)
{
    ov_db *db = ctx->db;
    ov_status status;
    int64_t began, ms;

    if (ov_in_write(ctx))
        return ov_fail(&ctx->err, OV_INTERNAL, "%s:%d: a write inside the write of %s:%d", file,
                       line, db->file, db->line);
    if (db->tx == OV_TX_READ)
        ov_log(OV_LOG_DEBUG, "the write of %s:%d ends a read transaction", file, line);
    ov_read_end(ctx);
    for (int attempt = 0;; attempt++) {
        db->file = file;
        db->line = line;
        status = ov_db_begin(db, OV_TX_WRITE, &ctx->err);
        began = ov_ticks();
        if (status == OV_OK)
            status = try_write(ctx, fn, arg);
        if (status == OV_OK || !db->lost_race || attempt == RETRIES)
            break;
        wait_before_retry(attempt);
    }
    ms = (ov_ticks() - began) / 1000;
    if (ms > SLOW_WRITE_MS)
        ov_log(OV_LOG_WARN, "slow write at=%s:%d ms=%" PRId64, file, line, ms);
    return status;
}

ov_status ov_change_seq(ov_ctx *ctx, int64_t *out)
{
    return ov_select_int(ctx, &ov_db_sql[OV_SQL_CHANGE_SEQ], OV_NOARGS, 0, out);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* postgres.c — PostgreSQL by libpq: connection, transactions, scripts.
 *
 * Writers queue on the one row that they all need anyway, the head of the event log: without that
 * lock most concurrent SERIALIZABLE writers would fail on it at commit. */
#ifdef HAVE_POSTGRESQL
#include "db/postgres.h"

#include "util/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define DEFAULT_LOCK_MS 5000

/* ---- Connecting ---- */

static void notice(void *arg, const char *message)
{
    (void)arg;
    ov_log(OV_LOG_DEBUG, "postgres: %s", message);
}

static ov_status lost(pg_db *db, const char *what, ov_err *err)
{
    return ov_fail(err, OV_BUSY, "%s: %s", what, ov_pq.error_message(db->conn));
}

static ov_status command(pg_db *db, const char *text, ov_err *err)
{
    PGresult *result = ov_pq.exec(db->conn, text);
    ExecStatusType kind = ov_pq.result_status(result);
    ov_status status = OV_OK;

    if (kind != PGRES_COMMAND_OK && kind != PGRES_TUPLES_OK)
        status = ov_pg_fail(db, result, text, err);
    ov_pq.clear(result);
    return status;
}

/* A change outside ov_write meets default_transaction_read_only. Time limits are for a worker; a
 * migration lifts them for itself. A server that notices a killed client frees its locks at once.
 */
static ov_status set_up(pg_db *db, ov_err *err)
{
    static const char settings[] = "SET default_transaction_read_only = on;"
                                   "SET synchronous_commit = on;"
                                   "SET statement_timeout = 10000;"
                                   "SET idle_in_transaction_session_timeout = 60000;"
                                   "SET client_connection_check_interval = 1000;"
                                   "SET timezone = 'UTC';"
                                   "SET bytea_output = 'hex';"
                                   "SET client_min_messages = warning";
    static const char lock_timeout[] = "SELECT set_config('lock_timeout', $1, false)";
    char ms[16];
    const char *const values[] = {ms};
    const char *encoding = ov_pq.parameter_status(db->conn, "server_encoding");
    ov_status status = OV_OK;
    PGresult *result;

    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return ov_fail(err, OV_DB, "the PostgreSQL database is in %s, it must be in UTF8",
                       encoding ? encoding : "an unknown encoding");
    OV_TRY(command(db, settings, err));
    snprintf(ms, sizeof ms, "%d", db->base.lock_timeout_ms);
    result = ov_pq.exec_params(db->conn, lock_timeout, 1, NULL, values, NULL, NULL, 0);
    if (ov_pq.result_status(result) != PGRES_TUPLES_OK)
        status = ov_pg_fail(db, result, "lock_timeout", err);
    ov_pq.clear(result);
    return status;
}

static ov_status connect_db(pg_db *db, ov_err *err)
{
    const char *const names[] = {"connect_timeout", "fallback_application_name", "dbname",
                                 "client_encoding", NULL};
    const char *const values[] = {"5", "overens", db->url, "UTF8", NULL};

    ov_pq.finish(db->conn);
    db->conn = ov_pq.connectdb_params(names, values, 1);
    db->base.lost_connection = true; /* until it is set up */
    if (!db->conn)
        ov_db_out_of_memory();
    ov_pq.set_notice_processor(db->conn, notice, NULL);
    if (ov_pq.status(db->conn) != CONNECTION_OK)
        return lost(db, "connecting", err);
    OV_TRY(set_up(db, err));
    db->base.lost_connection = false;
    return OV_OK;
}

static ov_status ready(ov_db *base, ov_err *err)
{
    pg_db *db = (pg_db *)base;

    if (ov_pq.status(db->conn) == CONNECTION_OK && !base->lost_connection)
        return OV_OK;
    ov_log(OV_LOG_WARN, "connecting to PostgreSQL again");
    ov_db_forget_statements(base);
    return connect_db(db, err);
}

/* ---- Transactions ---- */

static const char *begin_text(ov_tx tx)
{
    switch (tx) {
    case OV_TX_READ:
        return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    case OV_TX_MIGRATE:
        return "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;"
               "SET LOCAL statement_timeout = 0;"
               "SET LOCAL idle_in_transaction_session_timeout = 0";
    default: /* the lock comes before the first snapshot, so that the winner's rows are in it */
        return "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE;"
               "LOCK TABLE event_head IN EXCLUSIVE MODE";
    }
}

static void rollback(ov_db *base)
{
    pg_db *db = (pg_db *)base;
    ov_err err;

    if (ov_pq.status(db->conn) == CONNECTION_OK &&
        ov_pq.transaction_status(db->conn) != PQTRANS_IDLE &&
        command(db, "ROLLBACK", &err) != OV_OK)
        ov_log(OV_LOG_ERROR, "%s", err.text);
}

/* After a failover the old address may lead to what has become a standby. */
static bool only_reads(pg_db *db)
{
    PGresult *result = ov_pq.exec(db->conn, "SELECT pg_is_in_recovery()");
    bool yes = ov_pq.result_status(result) == PGRES_TUPLES_OK &&
               strcmp(ov_pq.getvalue(result, 0, 0), "t") == 0;

    ov_pq.clear(result);
    return yes;
}

static ov_status begin_once(pg_db *db, ov_tx tx, ov_err *err)
{
    /* The first number is ours ("OVRN"), the second tells databases of one cluster apart. */
    static const char lock[] = "SELECT pg_advisory_xact_lock(1331057230,"
                               " hashtext(current_schema()))";
    ov_status status = command(db, begin_text(tx), err);

    if (status == OV_OK && tx == OV_TX_MIGRATE)
        status = command(db, lock, err);
    if (status != OV_OK)
        rollback(&db->base);
    if (status == OV_DB && tx != OV_TX_READ && only_reads(db)) {
        db->base.lost_connection = true; /* the next may lead to the server that writes */
        return ov_fail(err, OV_BUSY, "the server is a standby, which only reads");
    }
    return status;
}

static ov_status begin(ov_db *base, ov_tx tx, ov_err *err)
{
    pg_db *db = (pg_db *)base;
    ov_status status = begin_once(db, tx, err);

    /* The server went away while we were idle (a restart, a failover): nothing is lost yet. */
    if (status != OV_OK && base->lost_connection) {
        OV_TRY(ready(base, err));
        status = begin_once(db, tx, err);
    }
    return status;
}

static ov_status commit(ov_db *base, ov_err *err)
{
    pg_db *db = (pg_db *)base;
    PGresult *result = ov_pq.exec(db->conn, "COMMIT");
    ov_status status = OV_OK;

    if (ov_pq.result_status(result) != PGRES_COMMAND_OK) {
        status = ov_pg_fail(db, result, "commit", err);
        if (ov_pq.status(db->conn) != CONNECTION_OK)
            (void)ov_err_prefix(err, "the connection was lost, stored or not is unknown");
    } else if (strcmp(ov_pq.cmd_status(result), "COMMIT") != 0) {
        status = ov_fail(err, OV_DB, "commit: the transaction had failed before");
    }
    ov_pq.clear(result);
    if (status != OV_OK)
        rollback(base);
    return status;
}

/* ---- Scripts, checkpoints, copies ---- */

/* The line of a position, which counts characters from 1. */
static size_t line_at(const char *text, long position)
{
    size_t line = 1;

    for (long at = 1; *text && at < position; text++) {
        line += *text == '\n';
        at += ((unsigned char)text[1] & 0xC0) != 0x80;
    }
    return line;
}

static ov_status script(ov_db *base, const char *text, ov_err *err)
{
    pg_db *db = (pg_db *)base;
    PGresult *result = ov_pq.exec(db->conn, text);
    ExecStatusType kind = ov_pq.result_status(result);
    const char *position = ov_pq.result_error_field(result, PG_DIAG_STATEMENT_POSITION);
    ov_status status = OV_OK;
    char where[40] = "statement";

    if (kind != PGRES_COMMAND_OK && kind != PGRES_TUPLES_OK && kind != PGRES_EMPTY_QUERY) {
        if (position)
            snprintf(where, sizeof where, "line %zu", line_at(text, strtol(position, NULL, 10)));
        status = ov_pg_fail(db, result, where, err);
    } else if (ov_pq.transaction_status(db->conn) != PQTRANS_INTRANS) {
        status = ov_fail(err, OV_INVALID, "the file ends its own transaction");
    }
    ov_pq.clear(result);
    return status;
}

static ov_status checkpoint(ov_db *db, ov_err *err)
{
    (void)db;
    (void)err;
    return OV_OK;
}

static ov_status backup(ov_db *db, const char *path, ov_err *err)
{
    (void)db;
    return ov_fail(err, OV_INVALID, "%s: a PostgreSQL database is copied with pg_dump", path);
}

static void close_db(ov_db *base)
{
    pg_db *db = (pg_db *)base;

    ov_pq.finish(db->conn);
    ov_buf_free(&db->scratch);
    free(db->url);
    free(db);
}

static const ov_driver driver = {.engine = OV_POSTGRES,
                                 .ready = ready,
                                 .prepare = ov_pg_prepare,
                                 .finalize = ov_pg_finalize,
                                 .run = ov_pg_run,
                                 .begin = begin,
                                 .commit = commit,
                                 .rollback = rollback,
                                 .script = script,
                                 .checkpoint = checkpoint,
                                 .backup = backup,
                                 .close = close_db};

ov_status ov_postgres_open(const ov_db_options *options, ov_db **out, ov_err *err)
{
    pg_db *db;
    size_t size = strlen(options->url) + 1;
    ov_status status;

    OV_TRY(ov_libpq_open(err));
    db = ov_db_memory(NULL, sizeof *db);
    *db = (pg_db){.base = {.driver = &driver, .owner = getpid()}};
    db->base.lock_timeout_ms =
        options->lock_timeout_ms > 0 ? options->lock_timeout_ms : DEFAULT_LOCK_MS;
    db->url = ov_db_memory(NULL, size);
    memcpy(db->url, options->url, size);
    status = connect_db(db, err);
    if (status != OV_OK) {
        ov_db_close(&db->base);
        return status;
    }
    *out = &db->base;
    return OV_OK;
}

#else
#include "db/driver.h"

ov_status ov_postgres_open(const ov_db_options *options, ov_db **out, ov_err *err)
{
    (void)options;
    (void)out;
    return ov_fail(err, OV_INVALID,
                   "this program was built without PostgreSQL (configure --without-postgresql)");
}
#endif

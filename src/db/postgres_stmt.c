/* SPDX-License-Identifier: EUPL-1.2 */
/* postgres_stmt.c — PostgreSQL: preparing, binding, and reading results into the arena. */
#include "db/driver.h"

#ifdef HAVE_POSTGRESQL
#include "db/postgres.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST_ARGS 64

typedef struct pg_stmt {
    ov_stmt base;
    char name[16];
} pg_stmt;

/* What a column's type is read as (numbers from the server's pg_type.dat, fixed for ever). */
typedef enum kind { AS_INT, AS_BOOL, AS_BLOB, AS_TEXT, AS_NOTHING } kind;

static kind kind_of(Oid type)
{
    switch (type) {
    case 20:   /* int8 */
    case 21:   /* int2 */
    case 23:   /* int4 */
    case 26:   /* oid */
    case 1700: /* numeric: what sums of bigint become */
        return AS_INT;
    case 16:
        return AS_BOOL;
    case 17:
        return AS_BLOB;
    case 700: /* float4 */
    case 701: /* float8 */
        return AS_NOTHING;
    default:
        return AS_TEXT;
    }
}

static ov_status status_of(const char *state)
{
    static const struct {
        const char *prefix;
        ov_status status;
    } table[] = {
        {"23", OV_CONFLICT},                           /* a constraint */
        {"P0001", OV_CONFLICT},                        /* a trigger of ours refused */
        {"40", OV_BUSY},                               /* lost a race */
        {"55P03", OV_BUSY},                            /* lock_timeout */
        {"57", OV_BUSY},                               /* statement_timeout, shutdown */
        {"53", OV_BUSY},                               /* no room */
        {"08", OV_BUSY},                               /* connection */
        {"54", OV_TOO_LARGE},   {"22021", OV_INVALID}, /* not UTF-8 */
        {"22P05", OV_INVALID},
    };

    for (size_t i = 0; i < OV_LEN(table); i++) {
        if (strncmp(state, table[i].prefix, strlen(table[i].prefix)) == 0)
            return table[i].status;
    }
    return OV_DB;
}

/* The message only, not its DETAIL: that would put the row's values into the log. */
ov_status ov_pg_fail(pg_db *db, const PGresult *result, const char *what, ov_err *err)
{
    const char *state = ov_pq.result_error_field(result, PG_DIAG_SQLSTATE);
    const char *message = ov_pq.result_error_field(result, PG_DIAG_MESSAGE_PRIMARY);

    if (!state || ov_pq.status(db->conn) != CONNECTION_OK) {
        db->base.lost_connection = true;
        return ov_fail(err, OV_BUSY, "%s: %s", what, ov_pq.error_message(db->conn));
    }
    if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0)
        db->base.lost_race = true;
    if (strcmp(state, "25006") == 0)
        return ov_fail(err, OV_INTERNAL, "%s: a change outside ov_write", what);
    return ov_fail(err, status_of(state), "%s: %s (%s)", what, message ? message : "", state);
}

/* ---- Preparing ---- */

ov_status ov_pg_prepare(ov_db *base, const ov_sql *sql, ov_stmt **out, ov_err *err)
{
    pg_db *db = (pg_db *)base;
    const char *text = sql->pg_text ? sql->pg_text : sql->text;
    pg_stmt *stmt = ov_db_memory(NULL, sizeof *stmt);
    ov_status status = OV_OK;
    PGresult *result;

    *stmt = (pg_stmt){.base = {.sql = sql}};
    snprintf(stmt->name, sizeof stmt->name, "s%u", db->prepared++);
    result = ov_pq.prepare(db->conn, stmt->name, text, 0, NULL);
    if (ov_pq.result_status(result) != PGRES_COMMAND_OK)
        status = ov_pg_fail(db, result, sql->name, err);
    ov_pq.clear(result);
    if (status != OV_OK) {
        free(stmt);
        return status;
    }
    *out = &stmt->base;
    return OV_OK;
}

/* The server forgets its side when the connection ends. */
void ov_pg_finalize(ov_db *db, ov_stmt *stmt)
{
    (void)db;
    free(stmt);
}

/* ---- Binding ---- */

typedef struct params {
    const char *values[MOST_ARGS];
    int lengths[MOST_ARGS], formats[MOST_ARGS];
    char numbers[MOST_ARGS][24];
} params;

/* Numbers and texts travel as text, so that the server's own reading of the type decides; texts are
 * copied, for it wants an ending NUL. Bytes travel as they are. */
static void bind_all(pg_db *db, const ov_val *args, size_t n, params *p)
{
    size_t total = 0;

    for (size_t i = 0; i < n; i++)
        total += args[i].type == OV_VAL_TEXT ? args[i].u.s.len + 1 : 0;
    ov_buf_clear(&db->scratch);
    ov_buf_reserve(&db->scratch, total + 1); /* at once: the pointers below must stay */
    for (size_t i = 0; i < n; i++) {
        p->values[i] = NULL;
        p->lengths[i] = p->formats[i] = 0;
        if (args[i].type == OV_VAL_INT) {
            snprintf(p->numbers[i], sizeof p->numbers[i], "%" PRId64, args[i].u.i);
            p->values[i] = p->numbers[i];
        } else if (args[i].type == OV_VAL_TEXT) {
            p->values[i] = db->scratch.ptr + db->scratch.len;
            ov_buf_add(&db->scratch, args[i].u.s.len ? args[i].u.s.ptr : "", args[i].u.s.len);
            ov_buf_addc(&db->scratch, '\0');
        } else if (args[i].type == OV_VAL_BLOB) {
            p->values[i] = args[i].u.s.len ? args[i].u.s.ptr : "";
            p->lengths[i] = (int)args[i].u.s.len;
            p->formats[i] = 1;
        }
    }
}

/* ---- Reading ---- */

static int hex_digit(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* "\x0a1b" of len characters; writes (len - 2) / 2 bytes and a NUL. */
static size_t unhex(const char *text, size_t len, char *out)
{
    size_t n = len >= 2 ? (len - 2) / 2 : 0;

    for (size_t i = 0; i < n; i++)
        out[i] = (char)(hex_digit(text[2 + 2 * i]) << 4 | hex_digit(text[3 + 2 * i]));
    out[n] = '\0';
    return n;
}

/* One cell; *room is where its bytes go. */
static bool read_cell(const PGresult *result, int row, int column, char **room, ov_val *out)
{
    const char *text = ov_pq.getvalue(result, row, column);
    size_t len = (size_t)ov_pq.getlength(result, row, column);

    if (ov_pq.getisnull(result, row, column)) {
        *out = ov_null();
        return true;
    }
    switch (kind_of(ov_pq.ftype(result, column))) {
    case AS_INT:
        out->type = OV_VAL_INT;
        return ov_parse_int((ov_str){text, len}, &out->u.i) == OV_OK;
    case AS_BOOL:
        *out = ov_int(text[0] == 't');
        return true;
    case AS_BLOB:
        len = unhex(text, len, *room);
        out->type = OV_VAL_BLOB;
        break;
    case AS_TEXT:
        memcpy(*room, text, len + 1);
        out->type = OV_VAL_TEXT;
        break;
    default:
        return false;
    }
    out->u.s = (ov_str){*room, len};
    *room += len + 1;
    return true;
}

static size_t bytes_needed(const PGresult *result, int n, int columns)
{
    size_t total = 1;

    for (int c = 0; c < columns; c++) {
        kind as = kind_of(ov_pq.ftype(result, c));

        for (int r = 0; r < n && (as == AS_TEXT || as == AS_BLOB); r++)
            total += (size_t)ov_pq.getlength(result, r, c) + 1;
    }
    return total;
}

static ov_status read_rows(const PGresult *result, const char *name, ov_arena *arena,
                           const ov_rows **out, ov_err *err)
{
    int n = ov_pq.ntuples(result), columns = ov_pq.nfields(result);
    size_t cells = (size_t)n * (size_t)columns;
    ov_rows *rows = ov_alloc(arena, sizeof *rows);
    ov_val *cell = ov_calloc(arena, cells + 1, sizeof *cell);
    char *room = ov_alloc(arena, bytes_needed(result, n, columns));

    *rows = (ov_rows){(size_t)n, (size_t)columns, cell};
    for (int r = 0; r < n; r++) {
        for (int c = 0; c < columns; c++) {
            if (!read_cell(result, r, c, &room, cell++))
                return ov_fail(err, OV_INTERNAL, "%s: column %s is not a whole number", name,
                               ov_pq.fname(result, c));
        }
    }
    *out = rows;
    return OV_OK;
}

ov_status ov_pg_run(ov_db *base, ov_stmt *base_stmt, const ov_val *args, size_t n, ov_arena *arena,
                    const ov_rows **rows, int64_t *changed, ov_err *err)
{
    pg_db *db = (pg_db *)base;
    const char *name = base_stmt->sql->name;
    ov_status status = OV_OK;
    ExecStatusType what;
    PGresult *result;
    params p;

    if (n > MOST_ARGS)
        return ov_fail(err, OV_INTERNAL, "%s: over %d values", name, MOST_ARGS);
    bind_all(db, args, n, &p);
    result = ov_pq.exec_prepared(db->conn, ((pg_stmt *)base_stmt)->name, (int)n, p.values,
                                 p.lengths, p.formats, 0);
    what = ov_pq.result_status(result);
    if (what != PGRES_TUPLES_OK && what != PGRES_COMMAND_OK)
        status = ov_pg_fail(db, result, name, err);
    else if (rows)
        status = read_rows(result, name, arena, rows, err);
    if (status == OV_OK && changed &&
        ov_parse_int(ov_str_from(ov_pq.cmd_tuples(result)), changed) != OV_OK)
        *changed = 0;
    ov_pq.clear(result);
    return status;
}
#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* sqlite_stmt.c — SQLite: preparing, binding by name, and reading rows into the arena in one pass.
 */
#include "db/sqlite.h"

#include <stdio.h>
#include <stdlib.h>

#define FIRST_POOL 1024
#define MOST_POOL ((size_t)256 * 1024)

typedef struct sqlite_stmt {
    ov_stmt base;
    sqlite3_stmt *handle;
    size_t columns;
    size_t pool;   /* bytes of text that the latest run needed: what the next one begins with */
    size_t n_args; /* the highest N of $N */
    int place[];   /* SQLite's index of $1, $2 … (it numbers them by first appearance) */
} sqlite_stmt;

static ov_status status_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_CONSTRAINT:
        return rc == SQLITE_CONSTRAINT_DATATYPE ? OV_DB : OV_CONFLICT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL: /* room may come back: nothing was stored, and everything is as it was */
        return OV_BUSY;
    case SQLITE_TOOBIG:
        return OV_TOO_LARGE;
    default:
        return OV_DB;
    }
}

ov_status ov_sqlite_fail(sqlite3 *handle, int rc, const char *what, ov_err *err)
{
    if ((rc & 0xff) == SQLITE_NOMEM)
        ov_db_out_of_memory();
    return ov_fail(err, status_of(rc), "%s: %s (%d)", what, sqlite3_errmsg(handle), rc);
}

/* ---- Preparing ---- */

static bool only_blank(const char *tail)
{
    tail += strspn(tail, " \t\r\n");
    if (*tail == ';')
        tail++;
    return tail[strspn(tail, " \t\r\n")] == '\0';
}

/* How many $N there are; 0 in *ok when something else stands as a placeholder. */
static size_t count_args(sqlite3_stmt *handle, bool *ok)
{
    int n = sqlite3_bind_parameter_count(handle);

    *ok = true;
    for (int i = 1; i <= n; i++) {
        const char *name = sqlite3_bind_parameter_name(handle, i);

        if (!name || name[0] != '$' || name[1] < '1' || name[1] > '9' ||
            name[1 + strspn(name + 1, "0123456789")] != '\0')
            *ok = false;
    }
    return (size_t)n;
}

static ov_status map_args(sqlite_stmt *stmt, const ov_sql *sql, ov_err *err)
{
    char name[24];

    for (size_t i = 0; i < stmt->n_args; i++) {
        snprintf(name, sizeof name, "$%zu", i + 1);
        stmt->place[i] = sqlite3_bind_parameter_index(stmt->handle, name);
        if (stmt->place[i] == 0)
            return ov_fail(err, OV_INTERNAL, "%s: %s is missing among %zu placeholders", sql->name,
                           name, stmt->n_args);
    }
    return OV_OK;
}

static ov_status wrap(sqlite3_stmt *handle, const ov_sql *sql, ov_stmt **out, ov_err *err)
{
    bool ok;
    size_t n = count_args(handle, &ok);
    sqlite_stmt *stmt;

    if (!ok)
        return ov_fail(err, OV_INTERNAL, "%s: placeholders must be $1, $2 …", sql->name);
    stmt = ov_db_memory(NULL, sizeof *stmt + n * sizeof stmt->place[0]);
    *stmt = (sqlite_stmt){.base = {.sql = sql, .writes = sqlite3_stmt_readonly(handle) == 0},
                          .handle = handle,
                          .columns = (size_t)sqlite3_column_count(handle),
                          .pool = FIRST_POOL,
                          .n_args = n};
    if (map_args(stmt, sql, err) != OV_OK) {
        free(stmt);
        return OV_INTERNAL;
    }
    *out = &stmt->base;
    return OV_OK;
}

ov_status ov_sqlite_prepare(ov_db *base, const ov_sql *sql, ov_stmt **out, ov_err *err)
{
    sqlite_db *db = (sqlite_db *)base;
    sqlite3_stmt *handle = NULL;
    const char *tail = "";
    ov_status status;
    int rc =
        sqlite3_prepare_v3(db->handle, sql->text, -1, SQLITE_PREPARE_PERSISTENT, &handle, &tail);

    if (rc != SQLITE_OK)
        return ov_sqlite_fail(db->handle, rc, sql->name, err);
    if (!handle || !only_blank(tail))
        status = ov_fail(err, OV_INTERNAL, "%s: not exactly one statement", sql->name);
    else
        status = wrap(handle, sql, out, err);
    if (status != OV_OK)
        sqlite3_finalize(handle);
    return status;
}

void ov_sqlite_finalize(ov_db *db, ov_stmt *base)
{
    sqlite_stmt *stmt = (sqlite_stmt *)base;

    (void)db;
    sqlite3_finalize(stmt->handle);
    free(stmt);
}

/* ---- Binding ---- */

/* The bytes need to live only until the statement is reset: STATIC saves a copy. */
static int bind(sqlite3_stmt *handle, int place, const ov_val *value)
{
    switch (value->type) {
    case OV_VAL_INT:
        return sqlite3_bind_int64(handle, place, value->u.i);
    case OV_VAL_TEXT:
        return sqlite3_bind_text64(handle, place, value->u.s.len ? value->u.s.ptr : "",
                                   value->u.s.len, SQLITE_STATIC, SQLITE_UTF8);
    case OV_VAL_BLOB:
        return sqlite3_bind_blob64(handle, place, value->u.s.len ? value->u.s.ptr : "",
                                   value->u.s.len, SQLITE_STATIC);
    case OV_VAL_NULL:
        break;
    }
    return sqlite3_bind_null(handle, place);
}

static ov_status bind_all(sqlite_db *db, sqlite_stmt *stmt, const ov_val *args, size_t n,
                          ov_err *err)
{
    const char *name = stmt->base.sql->name;

    if (n != stmt->n_args)
        return ov_fail(err, OV_INTERNAL, "%s: %zu values for %zu placeholders", name, n,
                       stmt->n_args);
    for (size_t i = 0; i < n; i++) {
        int rc = bind(stmt->handle, stmt->place[i], &args[i]);

        if (rc != SQLITE_OK)
            return ov_sqlite_fail(db->handle, rc, name, err);
    }
    return OV_OK;
}

/* ---- Reading ---- */

/* Text is copied into pieces of the arena, each with room for many values: one or two pieces a
 * statement, since it begins with what it needed the last time. */
typedef struct pool {
    ov_arena *arena;
    char *at;
    size_t left, next, used;
} pool;

static const char *keep(pool *p, const void *bytes, size_t len)
{
    char *copy;

    if (len >= p->left) {
        size_t size = len + 1 > p->next ? len + 1 : p->next;

        p->at = ov_alloc(p->arena, size);
        p->left = size;
        p->next = size < MOST_POOL / 2 ? size * 2 : MOST_POOL;
    }
    copy = p->at;
    memcpy(copy, bytes, len);
    copy[len] = '\0';
    p->at += len + 1;
    p->left -= len + 1;
    p->used += len + 1;
    return copy;
}

static bool read_cell(sqlite3_stmt *handle, int column, pool *p, ov_val *out)
{
    /* "Unprotected", which with SQLITE_OPEN_NOMUTEX is no different; spares a look-up of the column
     * for each question. */
    sqlite3_value *value = sqlite3_column_value(handle, column);
    const void *bytes;
    size_t len;

    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        *out = ov_int(sqlite3_value_int64(value));
        return true;
    case SQLITE_TEXT: /* as a blob: the same bytes, without the copy that ends them with NUL (keep
                         does that) */
        out->type = OV_VAL_TEXT;
        bytes = sqlite3_value_blob(value);
        break;
    case SQLITE_BLOB:
        out->type = OV_VAL_BLOB;
        bytes = sqlite3_value_blob(value);
        break;
    case SQLITE_NULL:
        *out = ov_null();
        return true;
    default:
        return false; /* a floating-point number */
    }
    len = (size_t)sqlite3_value_bytes(value);
    out->u.s = len ? (ov_str){keep(p, bytes, len), len} : (ov_str){"", 0};
    return true;
}

static void make_room(sqlite_db *db, size_t cells)
{
    if (cells <= db->cells_cap)
        return;
    db->cells_cap = cells < 256 ? 512 : cells * 2;
    db->cells = ov_db_memory(db->cells, db->cells_cap * sizeof *db->cells);
}

/* Steps to the end; *n becomes the number of rows, whose cells stand in db->cells. */
static int step_all(sqlite_db *db, sqlite_stmt *stmt, pool *p, size_t *n, int *bad_column)
{
    size_t cells = 0;
    int rc;

    *n = 0;
    while ((rc = sqlite3_step(stmt->handle)) == SQLITE_ROW) {
        make_room(db, cells + stmt->columns);
        for (size_t c = 0; c < stmt->columns; c++, cells++) {
            if (!read_cell(stmt->handle, (int)c, p, &db->cells[cells])) {
                *bad_column = (int)c;
                return SQLITE_MISMATCH;
            }
        }
        ++*n;
    }
    return rc;
}

static ov_status read_rows(sqlite_db *db, sqlite_stmt *stmt, ov_arena *arena, const ov_rows **out,
                           ov_err *err)
{
    pool p = {.arena = arena, .next = stmt->pool};
    const char *name = stmt->base.sql->name;
    int bad_column = -1;
    ov_rows *rows;
    ov_val *cells;
    size_t n;
    int rc = step_all(db, stmt, &p, &n, &bad_column);

    if (bad_column >= 0)
        return ov_fail(err, OV_INTERNAL, "%s: column %s is a floating-point number", name,
                       sqlite3_column_name(stmt->handle, bad_column));
    if (rc != SQLITE_DONE)
        return ov_sqlite_fail(db->handle, rc, name, err);
    if (p.used)
        stmt->pool = p.used < MOST_POOL ? p.used + p.used / 8 + 16 : MOST_POOL;
    rows = ov_alloc(arena, sizeof *rows + n * stmt->columns * sizeof *cells);
    cells = (ov_val *)(void *)(rows + 1);
    if (n)
        memcpy(cells, db->cells, n * stmt->columns * sizeof *cells);
    *rows = (ov_rows){n, stmt->columns, cells};
    *out = rows;
    return OV_OK;
}

static ov_status read_nothing(sqlite_db *db, sqlite_stmt *stmt, ov_err *err)
{
    int rc;

    do {
        rc = sqlite3_step(stmt->handle);
    } while (rc == SQLITE_ROW);
    if (rc != SQLITE_DONE)
        return ov_sqlite_fail(db->handle, rc, stmt->base.sql->name, err);
    return OV_OK;
}

ov_status ov_sqlite_run(ov_db *base, ov_stmt *base_stmt, const ov_val *args, size_t n,
                        ov_arena *arena, const ov_rows **rows, int64_t *changed, ov_err *err)
{
    sqlite_db *db = (sqlite_db *)base;
    sqlite_stmt *stmt = (sqlite_stmt *)base_stmt;
    ov_status status = bind_all(db, stmt, args, n, err);

    if (status == OV_OK)
        status = rows ? read_rows(db, stmt, arena, rows, err) : read_nothing(db, stmt, err);
    sqlite3_reset(stmt->handle);
    if (status == OV_OK && changed)
        *changed = sqlite3_changes64(db->handle);
    return status;
}

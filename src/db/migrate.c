/* SPDX-License-Identifier: EUPL-1.2 */
/* migrate.c — applies numbered migrations, one transaction each, and knows which are applied. */
#include "db/migrate.h"

#include "db/driver.h"
#include "db/migration_files.h"
#include "db/schema_tokens.h"
#include "db/sql.h"
#include "util/clock.h"

static const char table[] = "CREATE TABLE schema_migration ("
                            " set_name TEXT NOT NULL,"
                            " number @int@ NOT NULL,"
                            " name TEXT NOT NULL,"
                            " sha256 TEXT NOT NULL,"
                            " applied_at @int@ NOT NULL,"
                            " PRIMARY KEY (set_name, number)) @strict@;";

/* The columns of OV_SQL_MIGRATIONS. */
enum { NUMBER, NAME, SHA256 };

static ov_status has_table(ov_ctx *ctx, bool *out)
{
    int64_t n;

    OV_TRY(ov_select_int(ctx, &ov_db_sql[OV_SQL_HAS_MIGRATIONS], OV_NOARGS, 0, &n));
    *out = n > 0;
    return OV_OK;
}

/* What is applied of a set, by number. No rows before the first migration. */
static ov_status applied_rows(ov_ctx *ctx, const char *set, const ov_rows **out)
{
    static const ov_rows none = {0, 3, NULL};
    bool there;

    OV_TRY(has_table(ctx, &there));
    if (there)
        return ov_select(ctx, &ov_db_sql[OV_SQL_MIGRATIONS], OV_ARGS(ov_text(set)), out);
    *out = &none;
    return OV_OK;
}

static const ov_migration *find(const ov_migration *files, size_t n, int64_t number)
{
    for (size_t i = 0; i < n; i++) {
        if (files[i].number == number)
            return &files[i];
    }
    return NULL;
}

/* Are the applied ones the first of the files, and unaltered? *next is the first file that is not
 * applied yet, or n. */
static ov_status compare(ov_ctx *ctx, const char *set, const ov_migration *files, size_t n,
                         size_t *next)
{
    const ov_rows *rows;

    OV_TRY(applied_rows(ctx, set, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        int64_t number = ov_cell_int(rows, i, NUMBER);
        const char *name = ov_cell_text(rows, i, NAME);
        const ov_migration *file = find(files, n, number);

        if (!file)
            return ov_fail(&ctx->err, OV_CONFLICT,
                           "%s %04lld_%s is applied but there is no such file: the database is "
                           "from a newer version",
                           set, (long long)number, name);
        if (strcmp(file->name, name) != 0 ||
            strcmp(file->sha256, ov_cell_text(rows, i, SHA256)) != 0)
            return ov_fail(&ctx->err, OV_CONFLICT,
                           "%s %04lld_%s: the file was altered after it was applied", set,
                           (long long)number, name);
        if (file != &files[i])
            return ov_fail(&ctx->err, OV_CONFLICT,
                           "%s %04lld_%s is not applied but the later %04lld_%s is", set,
                           (long long)files[i].number, files[i].name, (long long)number, name);
    }
    *next = rows->n;
    return OV_OK;
}

/* Inside the transaction. */
static ov_status apply(ov_ctx *ctx, const char *set, const ov_migration *file)
{
    ov_db *db = ctx->db;
    const char *text;
    bool there;

    OV_TRY(has_table(ctx, &there));
    if (!there) {
        OV_TRY(ov_schema_expand(ctx->arena, OV_LIT(table), ov_db_engine(db), &text, &ctx->err));
        OV_TRY(db->driver->script(db, text, &ctx->err));
    }
    if (ov_schema_expand(ctx->arena, file->text, ov_db_engine(db), &text, &ctx->err) != OV_OK ||
        db->driver->script(db, text, &ctx->err) != OV_OK)
        return ov_err_prefix(&ctx->err, "%s", file->path);
    return ov_exec(ctx, &ov_db_sql[OV_SQL_ADD_MIGRATION],
                   OV_ARGS(ov_text(set), ov_int(file->number), ov_text(file->name),
                           ov_text(file->sha256), ov_int(ov_now())),
                   NULL);
}

/* Applies the next missing migration of the set, or finds that there is none. What is applied is
 * read under the lock, so that two migrators at once do no harm. */
static ov_status apply_next(ov_ctx *ctx, const char *set, const ov_migration *files, size_t n,
                            const ov_migration **done)
{
    ov_status status;
    size_t next = n;

    *done = NULL;
    ctx->db->file = __FILE__;
    ctx->db->line = __LINE__;
    OV_TRY(ov_db_begin(ctx->db, OV_TX_MIGRATE, &ctx->err));
    status = compare(ctx, set, files, n, &next);
    if (status == OV_OK && next < n)
        status = apply(ctx, set, &files[next]);
    if (status != OV_OK || next == n) {
        ov_db_rollback(ctx->db);
        return status;
    }
    if (ov_db_commit(ctx->db, &ctx->err) != OV_OK)
        return ov_err_prefix(&ctx->err, "%s", files[next].path);
    *done = &files[next];
    return OV_OK;
}

static void tell(ov_ctx *ctx, void (*say)(const char *line), const char *set,
                 const ov_migration *file, const char *what)
{
    if (say)
        say(ov_printf(ctx->arena, "%s %04lld_%s %s", set, (long long)file->number, file->name,
                      what));
}

static ov_status migrate_set(ov_ctx *ctx, const ov_migration_set *set, bool dry_run,
                             void (*say)(const char *line))
{
    const ov_migration *done;
    ov_migration *files;
    size_t n, next;

    OV_TRY(ov_migration_files(ctx->arena, set, ov_db_engine(ctx->db), &files, &n, &ctx->err));
    OV_TRY(compare(ctx, set->name, files, n, &next));
    if (dry_run) {
        for (; next < n; next++)
            tell(ctx, say, set->name, &files[next], "would be applied");
        return OV_OK;
    }
    while (next < n) {
        OV_TRY(apply_next(ctx, set->name, files, n, &done));
        if (!done)
            break;
        tell(ctx, say, set->name, done, "applied");
    }
    return OV_OK;
}

ov_status ov_migrate(ov_ctx *ctx, const ov_migration_set *sets, size_t n, bool dry_run,
                     void (*say)(const char *line))
{
    if (ctx->db->tx != OV_TX_NONE)
        return ov_fail(&ctx->err, OV_INTERNAL, "a migration inside a transaction");
    for (size_t i = 0; i < n; i++)
        OV_TRY(migrate_set(ctx, &sets[i], dry_run, say));
    return OV_OK;
}

ov_status ov_migrate_check(ov_ctx *ctx, const ov_migration_set *sets, size_t n)
{
    ov_migration *files;
    size_t count, next;

    for (size_t i = 0; i < n; i++) {
        OV_TRY(ov_migration_files(ctx->arena, &sets[i], ov_db_engine(ctx->db), &files, &count,
                                  &ctx->err));
        OV_TRY(compare(ctx, sets[i].name, files, count, &next));
        if (next < count)
            return ov_fail(&ctx->err, OV_CONFLICT,
                           "%s %04lld_%s is not applied: run overens migrate", sets[i].name,
                           (long long)files[next].number, files[next].name);
    }
    return OV_OK;
}

ov_status ov_migrate_version(ov_ctx *ctx, const char *set, int64_t *out)
{
    const ov_rows *rows;

    OV_TRY(applied_rows(ctx, set, &rows));
    *out = rows->n ? ov_cell_int(rows, rows->n - 1, NUMBER) : 0;
    return OV_OK;
}

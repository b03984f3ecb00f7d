/* SPDX-License-Identifier: EUPL-1.2 */
/* test_sql.c — every statement of every module and plugin is prepared on both engines, against the
 * migrated schema. */
#include "testdb.h"

#include "plugin/plugin.h"
#include "portal/sql_tables.h"

#include <stdlib.h>

extern const ov_sql hospital_sql[], municipal_sql[], regional_sql[];

static ov_engine engine;

static size_t prepare_all(ov_ctx *ctx, const ov_sql *table, ov_buf *faults)
{
    size_t n;

    for (n = 0; table[n].name; n++) {
        if (ov_db_prepare(ctx->db, &table[n], &ctx->err) != OV_OK)
            ov_buf_printf(faults, "\n%s", ctx->err.text);
    }
    return n;
}

static void check_names(const ov_sql *table, size_t n, ov_buf *faults)
{
    for (size_t i = 0; i < n; i++) {
        if (!table[i].text || !strchr(table[i].name, '.'))
            ov_buf_printf(faults, "\n%s: needs a name like module.what and a text", table[i].name);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(table[i].name, table[j].name) == 0)
                ov_buf_printf(faults, "\n%s: named twice", table[i].name);
        }
    }
}

START_TEST(every_statement_is_prepared)
{
    static const char *const plugins[] = {"hospital", "regional", "municipal", "skeleton"};
    ov_db *db = test_db_open(engine);
    ov_ctx *ctx = test_ctx(db);
    const ov_sql *tables[96] = {hospital_sql, municipal_sql, regional_sql, ov_plugin_entry()->sql};
    size_t n_tables = 4, n = 0;
    ov_buf faults = {0};

    for (size_t i = 0; i < OV_LEN(plugins); i++) {
        ov_migration_set set = {
            plugins[i], ov_printf(ctx->arena, "%s/plugins/%s/schema", test_srcdir(), plugins[i])};

        test_ok(ctx, ov_migrate(ctx, &set, 1, false, NULL));
    }
    for (size_t i = 0; ov_sql_tables[i]; i++) {
        ck_assert_uint_lt(n_tables, OV_LEN(tables));
        tables[n_tables++] = ov_sql_tables[i];
    }
    for (size_t i = 0; i < n_tables; i++) {
        size_t length = prepare_all(ctx, tables[i], &faults);

        check_names(tables[i], length, &faults);
        n += length;
    }
    ck_assert_msg(faults.len == 0, "%s", faults.ptr);
    ck_assert_uint_gt(n, 100);
    ov_buf_free(&faults);
    test_db_close(db);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "sql on SQLite" : "sql on PostgreSQL");
    TCase *tcase = tcase_create("sql");

    engine = which;
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, every_statement_is_prepared);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return test_both_engines(make) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* testdb.h — a fresh, migrated database for a test, on either engine.
 *
 * SQLite databases are files in a folder of their own below $TMPDIR; on PostgreSQL they are
 * databases of the cluster that OVERENS_TEST_PG (a postgresql:// address) points at. Below
 * test_both_engines each test gets a copy of one that was migrated once. */
#ifndef TESTS_UNIT_TESTDB_H
#define TESTS_UNIT_TESTDB_H

#include "db/db.h"
#include "db/migrate.h"

#include <check.h>

/* The source tree: $OVERENS_SRC, else the compile-time TEST_SRCDIR, else ".". */
const char *test_srcdir(void);

/* A fresh database with the core's migrations applied. Ends the test when it cannot be made. */
ov_db *test_db_open(ov_engine engine);
/* The same, without any migration. */
ov_db *test_db_open_bare(ov_engine engine);
/* A second connection to the same database (close it with ov_db_close, before test_db_close). */
ov_db *test_db_again(const ov_db *db);
/* Its address, and (SQLite) the path of its file. Valid until test_db_close. */
const char *test_db_url(const ov_db *db);
const char *test_db_path(const ov_db *db);
/* Closes and removes it. */
void test_db_close(ov_db *db);

/* A context of the system, with an arena of its own. Valid until test_ctx_free or test_db_close. */
ov_ctx *test_ctx(ov_db *db);

/* Is there a cluster to test on? */
bool test_have_postgres(void);

/* Runs the suite that make(engine) builds, on each engine there is. Says what it leaves out.
 * Returns the number of failures: what main returns, made 0 or 1. */
int test_both_engines(Suite *(*make)(ov_engine engine));
/* The same, on one. */
int test_on_engine(Suite *(*make)(ov_engine engine), ov_engine engine);

/* Asserts OV_OK and shows the error's text otherwise. */
#define test_ok(ctx, expr)                                                                         \
    do {                                                                                           \
        ov_status test_status_ = (expr);                                                           \
        ck_assert_msg(test_status_ == OV_OK, "%s: %s (%s)", #expr, (ctx)->err.text,                \
                      ov_status_name(test_status_));                                               \
    } while (0)

#endif

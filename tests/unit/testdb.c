/* SPDX-License-Identifier: EUPL-1.2 */
/* testdb.c — a fresh, migrated database for a test, on either engine. */
#include "testdb.h"

#include "util/clock.h"
#include "util/hash.h"

#ifdef HAVE_POSTGRESQL
#include <libpq-fe.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef TEST_SRCDIR
#define TEST_SRCDIR "."
#endif
#define MOST_OPEN 16
#define MOST_CTX 32

typedef struct test_db {
    ov_db *db;
    char folder[256]; /* SQLite */
    char path[300];
    char schema[64]; /* PostgreSQL */
    char url[600];
    ov_ctx *ctx[MOST_CTX];
    size_t n_ctx;
} test_db;

static test_db open_dbs[MOST_OPEN];

const char *test_srcdir(void)
{
    const char *dir = getenv("OVERENS_SRC");

    return dir && *dir ? dir : TEST_SRCDIR;
}

static const char *cluster(void)
{
    const char *url = getenv("OVERENS_TEST_PG");

    return url && *url ? url : NULL;
}

bool test_have_postgres(void)
{
#ifdef HAVE_POSTGRESQL
    return cluster() != NULL;
#else
    return false;
#endif
}

static test_db *slot_of(const ov_db *db)
{
    for (size_t i = 0; i < MOST_OPEN; i++) {
        if (open_dbs[i].db == db)
            return &open_dbs[i];
    }
    ck_abort_msg("not a database of test_db_open");
    return NULL;
}

static void make_folder(test_db *t)
{
    const char *tmp = getenv("TMPDIR");

    char folder[256];

    snprintf(folder, sizeof folder, "%s/overens-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    ck_assert_msg(mkdtemp(folder) != NULL, "cannot make %s", folder);
    snprintf(t->folder, sizeof t->folder, "%s", folder);
    snprintf(t->path, sizeof t->path, "%s/test.db", folder);
    snprintf(t->url, sizeof t->url, "sqlite:%s/test.db", folder);
}

static void remove_folder(const test_db *t)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-lock", "-journal"};
    char name[320];

    for (size_t i = 0; i < OV_LEN(endings); i++) {
        snprintf(name, sizeof name, "%s%s", t->path, endings[i]);
        unlink(name);
    }
    rmdir(t->folder);
}

#ifdef HAVE_POSTGRESQL
static void on_cluster(const char *what, const char *schema, const char *more)
{
    char text[160];
    PGconn *conn = PQconnectdb(cluster());
    PGresult *result;

    ck_assert_msg(PQstatus(conn) == CONNECTION_OK, "%s", PQerrorMessage(conn));
    PQclear(PQexec(conn, "SET client_min_messages = warning"));
    snprintf(text, sizeof text, "%s SCHEMA %s%s", what, schema, more);
    result = PQexec(conn, text);
    ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s", PQerrorMessage(conn));
    PQclear(result);
    PQfinish(conn);
}

static void make_schema(test_db *t)
{
    uint8_t random[8];
    char hex[17], schema[40];

    ov_hash_init();
    ov_random(random, sizeof random);
    ov_hex(random, sizeof random, hex);
    snprintf(schema, sizeof schema, "overens_test_%s", hex);
    on_cluster("CREATE", schema, "");
    snprintf(t->schema, sizeof t->schema, "%s", schema);
    snprintf(t->url, sizeof t->url, "%s%coptions=-csearch_path%%3D%s", cluster(),
             strchr(cluster(), '?') ? '&' : '?', schema);
}
#endif

ov_db *test_db_open_bare(ov_engine engine)
{
    test_db *t = slot_of(NULL);
    ov_db_options options = {.create = true};
    ov_err err = {0};

    *t = (test_db){0};
    if (engine == OV_SQLITE)
        make_folder(t);
#ifdef HAVE_POSTGRESQL
    else
        make_schema(t);
#endif
    options.url = t->url;
    ck_assert_msg(ov_db_open(&options, &t->db, &err) == OV_OK, "%s", err.text);
    return t->db;
}

ov_db *test_db_again(const ov_db *db)
{
    ov_db_options options = {.url = slot_of(db)->url};
    ov_err err = {0};
    ov_db *again = NULL;

    ck_assert_msg(ov_db_open(&options, &again, &err) == OV_OK, "%s", err.text);
    return again;
}

ov_db *test_db_open(ov_engine engine)
{
    ov_db *db = test_db_open_bare(engine);
    ov_ctx *ctx = test_ctx(db);
    ov_migration_set core = {"core", ov_printf(ctx->arena, "%s/schema", test_srcdir())};

    test_ok(ctx, ov_migrate(ctx, &core, 1, false, NULL));
    return db;
}

const char *test_db_url(const ov_db *db)
{
    return slot_of(db)->url;
}

const char *test_db_path(const ov_db *db)
{
    return slot_of(db)->path;
}

void test_db_close(ov_db *db)
{
    test_db *t = slot_of(db);

    for (size_t i = 0; i < t->n_ctx; i++) {
        ov_arena_free(t->ctx[i]->arena);
        free(t->ctx[i]);
    }
    ov_db_close(db);
    if (t->path[0])
        remove_folder(t);
#ifdef HAVE_POSTGRESQL
    if (t->schema[0])
        on_cluster("DROP", t->schema, " CASCADE");
#endif
    *t = (test_db){0};
}

ov_ctx *test_ctx(ov_db *db)
{
    test_db *t = slot_of(db);
    ov_ctx *ctx = calloc(1, sizeof *ctx);

    ck_assert(ctx != NULL && t->n_ctx < MOST_CTX);
    t->ctx[t->n_ctx++] = ctx;
    ov_hash_init();
    ctx->arena = ov_arena_new(0);
    ctx->db = db;
    ctx->now = ctx->received = ov_now();
    ctx->lang = "sv";
    ctx->request_id = "test";
    ctx->actor = (ov_actor){.login = "system", .name = "Systemet", .is_system = true};
    return ctx;
}

static int run_suite(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    int failed;

    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed;
}

int test_both_engines(Suite *(*make)(ov_engine engine))
{
    int failed = run_suite(make(OV_SQLITE));

    if (test_have_postgres())
        failed += run_suite(make(OV_POSTGRES));
    else
        puts("SKIP: OVERENS_TEST_PG names no PostgreSQL cluster");
    return failed;
}

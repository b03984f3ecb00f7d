/* SPDX-License-Identifier: EUPL-1.2 */
/* testdb.c — a fresh, migrated database for a test, on either engine. */
#include "testdb.h"

#include "util/clock.h"
#include "util/hash.h"

#ifdef HAVE_POSTGRESQL
#include <libpq-fe.h>
#endif
#include <sqlite3.h>
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
    char name[64]; /* PostgreSQL */
    char url[600];
    ov_ctx *ctx[MOST_CTX];
    size_t n_ctx;
} test_db;

/* A migrated database that each test gets a copy of: made before check forks, once for an engine.
 */
static struct {
    ov_engine engine;
    bool made;
    sqlite3_int64 size; /* SQLite: the whole file */
    unsigned char *bytes;
    char name[64]; /* PostgreSQL: what CREATE DATABASE copies */
} model;

static test_db open_dbs[MOST_OPEN];

/* check's own assertions work in a test only, and the model is made before the first. */
static bool in_test = true;

static void must(bool ok, const char *what, const char *why)
{
    if (ok)
        return;
    if (in_test)
        ck_abort_msg("%s: %s", what, why);
    fprintf(stderr, "FAIL: %s: %s\n", what, why);
    exit(1);
}

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
    must(false, "test_db", "not a database of test_db_open, or too many");
    return NULL;
}

static void make_folder(test_db *t)
{
    const char *tmp = getenv("TMPDIR");

    char folder[256];

    snprintf(folder, sizeof folder, "%s/overens-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    must(mkdtemp(folder) != NULL, "cannot make", folder);
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
static void on_cluster(const char *what, const char *name, const char *more)
{
    char text[256];
    PGconn *conn = PQconnectdb(cluster());
    PGresult *result;

    must(PQstatus(conn) == CONNECTION_OK, cluster(), PQerrorMessage(conn));
    PQclear(PQexec(conn, "SET client_min_messages = warning"));
    snprintf(text, sizeof text, "%s DATABASE %s%s", what, name, more);
    result = PQexec(conn, text);
    must(PQresultStatus(result) == PGRES_COMMAND_OK, text, PQerrorMessage(conn));
    PQclear(result);
    PQfinish(conn);
}

static void make_database(test_db *t, const char *source)
{
    uint8_t random[8];
    char hex[17], name[40], more[100];

    ov_hash_init();
    ov_random(random, sizeof random);
    ov_hex(random, sizeof random, hex);
    snprintf(name, sizeof name, "overens_test_%s", hex);
    snprintf(more, sizeof more, " TEMPLATE %s", source);
    on_cluster("CREATE", name, more);
    snprintf(t->name, sizeof t->name, "%s", name);
    snprintf(t->url, sizeof t->url, "%s%cdbname=%s", cluster(), strchr(cluster(), '?') ? '&' : '?',
             name);
}

static void drop_database(const char *name)
{
    on_cluster("DROP", name, " WITH (FORCE)");
}
#endif

static void copy_model(const test_db *t)
{
    size_t size = (size_t)model.size;
    FILE *file = fopen(t->path, "wb");

    must(file != NULL, "cannot write", t->path);
    must(fwrite(model.bytes, 1, size, file) == size, "cannot write", t->path);
    must(fclose(file) == 0, "cannot write", t->path);
}

static ov_db *open_new(ov_engine engine, bool migrated)
{
    test_db *t = slot_of(NULL);
    ov_db_options options = {.create = true};
    ov_err err = {0};

    *t = (test_db){0};
    if (engine == OV_SQLITE) {
        make_folder(t);
        if (migrated)
            copy_model(t);
    }
#ifdef HAVE_POSTGRESQL
    else
        make_database(t, migrated ? model.name : "template0");
#endif
    options.url = t->url;
    must(ov_db_open(&options, &t->db, &err) == OV_OK, t->url, err.text);
    return t->db;
}

ov_db *test_db_open_bare(ov_engine engine)
{
    return open_new(engine, false);
}

ov_db *test_db_again(const ov_db *db)
{
    ov_db_options options = {.url = slot_of(db)->url};
    ov_err err = {0};
    ov_db *again = NULL;

    must(ov_db_open(&options, &again, &err) == OV_OK, options.url, err.text);
    return again;
}

ov_db *test_db_open(ov_engine engine)
{
    ov_db *db;
    ov_ctx *ctx;
    ov_migration_set core = {"core", NULL};

    if (model.made && model.engine == engine)
        return open_new(engine, true);
    db = test_db_open_bare(engine);
    ctx = test_ctx(db);
    core.dir = ov_printf(ctx->arena, "%s/schema", test_srcdir());
    must(ov_migrate(ctx, &core, 1, false, NULL) == OV_OK, "migrating", ctx->err.text);
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

/* Closes the connection; what it was to stays. */
static test_db *let_go(ov_db *db)
{
    test_db *t = slot_of(db);

    for (size_t i = 0; i < t->n_ctx; i++) {
        ov_arena_free(t->ctx[i]->arena);
        free(t->ctx[i]);
    }
    ov_db_close(db);
    t->db = NULL;
    return t;
}

void test_db_close(ov_db *db)
{
    test_db *t = let_go(db);

    if (t->path[0])
        remove_folder(t);
#ifdef HAVE_POSTGRESQL
    if (t->name[0])
        drop_database(t->name);
#endif
    *t = (test_db){0};
}

ov_ctx *test_ctx(ov_db *db)
{
    test_db *t = slot_of(db);
    ov_ctx *ctx = calloc(1, sizeof *ctx);

    must(ctx != NULL && t->n_ctx < MOST_CTX, "test_ctx", "too many");
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

/* The file as one piece, with what its log holds. */
static void read_model(const test_db *t)
{
    sqlite3 *file = NULL;

    must(sqlite3_open(t->path, &file) == SQLITE_OK, "opening", t->path);
    must(!sqlite3_exec(file, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL), "log",
         sqlite3_errmsg(file));
    model.bytes = sqlite3_serialize(file, "main", &model.size, 0);
    must(model.bytes != NULL, "reading", t->path);
    must(sqlite3_close(file) == SQLITE_OK, "closing", t->path);
}

static void make_model(ov_engine engine)
{
    test_db *t = let_go(test_db_open(engine));

    if (engine == OV_SQLITE) {
        read_model(t);
        remove_folder(t);
    } else
        snprintf(model.name, sizeof model.name, "%s", t->name);
    *t = (test_db){0};
    model.engine = engine;
    model.made = true;
}

static void drop_model(void)
{
    sqlite3_free(model.bytes);
#ifdef HAVE_POSTGRESQL
    if (model.name[0])
        drop_database(model.name);
#endif
    memset(&model, 0, sizeof model);
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

int test_on_engine(Suite *(*make)(ov_engine engine), ov_engine engine)
{
    int failed;

    in_test = false;
    make_model(engine);
    in_test = true;
    failed = run_suite(make(engine));
    in_test = false;
    drop_model();
    return failed;
}

int test_both_engines(Suite *(*make)(ov_engine engine))
{
    int failed = test_on_engine(make, OV_SQLITE);

    if (test_have_postgres())
        failed += test_on_engine(make, OV_POSTGRES);
    else
        puts("SKIP: OVERENS_TEST_PG names no PostgreSQL cluster");
    return failed;
}

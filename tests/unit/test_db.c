/* SPDX-License-Identifier: EUPL-1.2 */
/* test_db.c — what every module relies on from the database, the same on both engines. */
#include "testdb.h"

#include "util/clock.h"

#include <stdlib.h>

enum {
    ADD_EVENT,
    EVENTS,
    EVENT,
    COUNT,
    SUM,
    REVERSED,
    TWICE,
    KINDS,
    FRACTION,
    TWO_STATEMENTS,
    QUESTION_MARK,
    CHANGE_EVENT,
    REMOVE_EVENT,
    SHOWN,
    ADD_BY_SELECT,
    LOSE_RACE,
    GAP,
    OWN_PID,
    CUT_OFF
};
#define ADD_TEXT                                                                                   \
    "INSERT INTO event (seq, at, actor, role, action, object, before_hash, after_hash, prev, "     \
    "hash)"
static const ov_sql sql[] = {
    [ADD_EVENT] = {"test.add",
                   ADD_TEXT " VALUES ($1, 0, $2, '-', 'a', 'o', '-', '-', '-', '-')"
                            " RETURNING seq",
                   NULL},
    [EVENTS] = {"test.events", "SELECT seq, actor FROM event ORDER BY seq", NULL},
    [EVENT] = {"test.event", "SELECT actor, seq FROM event WHERE seq = $1", NULL},
    [COUNT] = {"test.count", "SELECT count(*) FROM event", NULL},
    [SUM] = {"test.sum", "SELECT sum(seq) FROM event", NULL},
    [REVERSED] = {"test.reversed", "SELECT CAST($2 AS TEXT), CAST($1 AS BIGINT)", NULL},
    [TWICE] = {"test.twice", "SELECT CAST($1 AS BIGINT) + CAST($1 AS BIGINT)", NULL},
    [KINDS] = {"test.kinds", "SELECT $1, CAST($2 AS TEXT), $3",
               "SELECT CAST($1 AS BIGINT), CAST($2 AS TEXT), CAST($3 AS BYTEA)"},
    [FRACTION] = {"test.fraction", "SELECT CAST(1.5 AS REAL)", NULL},
    [TWO_STATEMENTS] = {"test.two", "SELECT 1; SELECT 2", NULL},
    [QUESTION_MARK] = {"test.question", "SELECT seq FROM event WHERE seq = ?", NULL},
    [CHANGE_EVENT] = {"test.change", "UPDATE event SET actor = 'x' WHERE seq = 1", NULL},
    [REMOVE_EVENT] = {"test.remove", "DELETE FROM event WHERE seq = 1", NULL},
    [SHOWN] = {"test.shown", "UPDATE scale SET title = title WHERE id = $1", NULL},
    [ADD_BY_SELECT] = {"test.add_by_select",
                       ADD_TEXT " VALUES (99, 0, '-', '-', 'a', 'o', '-', '-', '-', '-')"
                                " RETURNING seq",
                       NULL},
    [LOSE_RACE] = {"test.lose_race", "SELECT 1",
                   "DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$"},
    [GAP] = {"test.gap", "SELECT CAST($1 AS BIGINT), CAST($3 AS BIGINT)", NULL},
    [OWN_PID] = {"test.own_pid", "SELECT 0", "SELECT pg_backend_pid()"},
    [CUT_OFF] = {"test.cut_off", "SELECT CAST($1 AS INTEGER)",
                 "SELECT pg_terminate_backend(CAST($1 AS INTEGER), 5000)"},
    {0}};

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;

static void setup(void)
{
    db = test_db_open(engine);
    ctx = test_ctx(db);
}

static void teardown(void)
{
    test_db_close(db);
}

typedef struct plan {
    int64_t first, n;
    const char *actor;
    ov_status end; /* what the write function returns after its inserts */
    int runs;
} plan;

static ov_status add(ov_ctx *c, void *arg)
{
    plan *p = arg;
    ov_id id;

    p->runs++;
    for (int64_t i = 0; i < p->n; i++) {
        OV_TRY(
            ov_insert(c, &sql[ADD_EVENT], OV_ARGS(ov_int(p->first + i), ov_text(p->actor)), &id));
        ck_assert_int_eq(id, p->first + i);
    }
    return p->end;
}

static int64_t count(ov_ctx *c)
{
    int64_t n = -1;

    test_ok(c, ov_select_int(c, &sql[COUNT], OV_NOARGS, -2, &n));
    return n;
}

START_TEST(values_come_back_as_they_were)
{
    static const int64_t numbers[] = {0, -1, INT64_MAX, INT64_MIN};
    static const char bytes[] = "\0\xff\x10 \\x\0";
    const ov_rows *rows;

    for (size_t i = 0; i < OV_LEN(numbers); i++) {
        ov_str blob = {bytes, i * 2};

        test_ok(ctx, ov_select_row(
                         ctx, &sql[KINDS],
                         OV_ARGS(ov_int(numbers[i]), ov_text("Värmdö 'x' \\ %s"), ov_blob(blob)),
                         &rows));
        ck_assert_uint_eq(rows->columns, 3);
        ck_assert_int_eq(ov_cell_int(rows, 0, 0), numbers[i]);
        ck_assert_str_eq(ov_cell_text(rows, 0, 1), "Värmdö 'x' \\ %s");
        ck_assert_int_eq(ov_cell(rows, 0, 2)->type, OV_VAL_BLOB);
        ck_assert(ov_str_eq(ov_cell_str(rows, 0, 2), blob));
    }
    test_ok(ctx,
            ov_select_row(ctx, &sql[KINDS], OV_ARGS(ov_null(), ov_text(""), ov_null()), &rows));
    ck_assert(ov_cell_null(rows, 0, 0) && ov_cell_null(rows, 0, 2) && !ov_cell_null(rows, 0, 1));
    ck_assert_str_eq(ov_cell_text(rows, 0, 1), "");
    test_ok(ctx,
            ov_select_row(ctx, &sql[KINDS], OV_ARGS(ov_null(), ov_text(NULL), ov_null()), &rows));
    ck_assert_ptr_null(ov_cell_text(rows, 0, 1));
    ck_assert_int_eq(ov_cell_int(rows, 0, 1), 0);
    ck_assert_uint_eq(ov_cell_str(rows, 0, 1).len, 0);
}
END_TEST

START_TEST(placeholders_are_bound_by_name)
{
    const ov_rows *rows;
    int64_t n;

    test_ok(ctx, ov_select_row(ctx, &sql[REVERSED], OV_ARGS(ov_int(7), ov_text("two")), &rows));
    ck_assert_str_eq(ov_cell_text(rows, 0, 0), "two");
    ck_assert_int_eq(ov_cell_int(rows, 0, 1), 7);
    test_ok(ctx, ov_select_int(ctx, &sql[TWICE], OV_ARGS(ov_int(21)), 0, &n));
    ck_assert_int_eq(n, 42);
}
END_TEST

START_TEST(faulty_statements_are_refused)
{
    int64_t n = 5;

    ck_assert_int_ne(ov_db_prepare(db, &sql[TWO_STATEMENTS], &ctx->err), OV_OK);
    ck_assert_int_ne(ov_db_prepare(db, &sql[QUESTION_MARK], &ctx->err), OV_OK);
    ck_assert_int_ne(ov_db_prepare(db, &sql[GAP], &ctx->err), OV_OK);
    ck_assert_int_ne(ov_select_int(ctx, &sql[TWICE], OV_NOARGS, 0, &n), OV_OK);
    ck_assert_int_eq(ov_select_int(ctx, &sql[FRACTION], OV_NOARGS, 0, &n), OV_INTERNAL);
    ck_assert_int_eq(n, 5);
    ck_assert_int_eq(ov_select_int(ctx, &sql[REVERSED],
                                   OV_ARGS(ov_int(1), ov_text_str((ov_str){"a\0b", 3})), 0, &n),
                     OV_INVALID);
    ck_assert_int_eq(count(ctx), 0); /* and the connection still works */
}
END_TEST

START_TEST(no_row_and_null_are_told_apart_from_errors)
{
    const ov_rows *rows = NULL;
    const char *text = NULL;
    int64_t n = 0;

    ck_assert_int_eq(ov_select_row(ctx, &sql[EVENT], OV_ARGS(ov_int(1)), &rows), OV_NOT_FOUND);
    ck_assert_ptr_null(rows);
    test_ok(ctx, ov_select(ctx, &sql[EVENT], OV_ARGS(ov_int(1)), &rows));
    ck_assert_uint_eq(rows->n, 0);
    test_ok(ctx, ov_select_int(ctx, &sql[SUM], OV_NOARGS, -7, &n));
    ck_assert_int_eq(n, -7);
    test_ok(ctx, ov_select_text(ctx, &sql[EVENT], OV_ARGS(ov_int(1)), "none", &text));
    ck_assert_str_eq(text, "none");
}
END_TEST

START_TEST(thousands_of_rows_are_read_whole)
{
    char *actor = ov_alloc(ctx->arena, 801);
    plan p = {.first = 1, .n = 3000, .actor = actor};
    const ov_rows *rows, *again;
    int64_t sum;

    memset(actor, 'x', 800);
    actor[800] = '\0';
    test_ok(ctx, ov_write(ctx, add, &p));
    test_ok(ctx, ov_select(ctx, &sql[EVENTS], OV_NOARGS, &rows));
    test_ok(ctx, ov_select(ctx, &sql[EVENTS], OV_NOARGS, &again));
    ck_assert_uint_eq(rows->n, 3000);
    for (size_t i = 0; i < rows->n; i++) {
        ck_assert_int_eq(ov_cell_int(rows, i, 0), (int64_t)i + 1);
        ck_assert_str_eq(ov_cell_text(rows, i, 1), actor);
        ck_assert(ov_str_eq(ov_cell_str(rows, i, 1), ov_cell_str(again, i, 1)));
    }
    test_ok(ctx, ov_select_int(ctx, &sql[SUM], OV_NOARGS, 0, &sum));
    ck_assert_int_eq(sum, 3000 * 3001 / 2);
    test_ok(ctx, ov_select_row(ctx, &sql[EVENTS], OV_NOARGS, &rows));
    ck_assert_uint_eq(rows->n, 1);
}
END_TEST

START_TEST(changes_are_made_only_in_a_write)
{
    const ov_rows *rows;

    ck_assert_int_eq(ov_exec(ctx, &sql[CHANGE_EVENT], OV_NOARGS, NULL), OV_INTERNAL);
    ck_assert_int_eq(ov_select(ctx, &sql[ADD_BY_SELECT], OV_NOARGS, &rows), OV_INTERNAL);
    test_ok(ctx, ov_read_begin(ctx));
    ck_assert_int_eq(ov_exec(ctx, &sql[CHANGE_EVENT], OV_NOARGS, NULL), OV_INTERNAL);
    ck_assert_int_eq(ov_select(ctx, &sql[ADD_BY_SELECT], OV_NOARGS, &rows), OV_INTERNAL);
    ov_read_end(ctx);
    ck_assert_int_eq(count(ctx), 0);
}
END_TEST

START_TEST(a_write_is_whole_or_nothing)
{
    plan p = {.first = 1, .n = 2, .actor = "a", .end = OV_OK};

    test_ok(ctx, ov_write(ctx, add, &p));
    ck_assert_int_eq(count(ctx), 2);
    p = (plan){.first = 3, .n = 2, .actor = "a", .end = OV_DENIED};
    ck_assert_int_eq(ov_write(ctx, add, &p), OV_DENIED);
    ck_assert_int_eq(count(ctx), 2);
    ck_assert_int_eq(p.runs, 1);
    p = (plan){.first = 2, .n = 2, .actor = "a", .end = OV_OK}; /* 2 is taken */
    ck_assert_int_eq(ov_write(ctx, add, &p), OV_CONFLICT);
    p = (plan){.first = 3, .n = 1, .actor = NULL, .end = OV_OK}; /* NOT NULL */
    ck_assert_int_eq(ov_write(ctx, add, &p), OV_CONFLICT);
    ck_assert_int_eq(count(ctx), 2);
    ck_assert(!ov_in_write(ctx));
}
END_TEST

static ov_status show(ov_ctx *c, void *arg)
{
    return ov_exec(c, &sql[SHOWN], OV_ARGS(ov_int(*(int *)arg)), NULL);
}

/* An event alone stands on no visitor's page; a scale does. */
START_TEST(what_visitors_may_see_raises_the_counter)
{
    plan p = {.first = 1, .n = 2, .actor = "a", .end = OV_OK};
    int scale = 1, none = 999;
    int64_t seq;

    test_ok(ctx, ov_write(ctx, add, &p));
    test_ok(ctx, ov_write(ctx, show, &none));
    test_ok(ctx, ov_change_seq(ctx, &seq));
    ck_assert_int_eq(seq, 0);
    test_ok(ctx, ov_write(ctx, show, &scale));
    ck_assert_int_eq(ctx->change_seq, 1);
    p = (plan){.first = 3, .n = 2, .actor = "a", .end = OV_OK};
    test_ok(ctx, ov_write(ctx, add, &p));
    test_ok(ctx, ov_change_seq(ctx, &seq));
    ck_assert_int_eq(seq, 1);
}
END_TEST

static ov_status swallow(ov_ctx *c, void *arg)
{
    ov_id id;

    (void)arg;
    OV_TRY(ov_insert(c, &sql[ADD_EVENT], OV_ARGS(ov_int(1), ov_text("a")), &id));
    ck_assert_int_eq(ov_insert(c, &sql[ADD_EVENT], OV_ARGS(ov_int(1), ov_text("a")), &id),
                     OV_CONFLICT);
    return OV_OK;
}

START_TEST(a_swallowed_error_stores_nothing)
{
    ck_assert_int_eq(ov_write(ctx, swallow, NULL), OV_INTERNAL);
    ck_assert_int_eq(count(ctx), 0);
}
END_TEST

static ov_status nest(ov_ctx *c, void *arg)
{
    plan p = {.first = 1, .n = 1, .actor = "a"};

    (void)arg;
    ck_assert(ov_in_write(c));
    ck_assert_int_eq(ov_read_begin(c), OV_INTERNAL);
    ck_assert_int_eq(ov_write(c, add, &p), OV_INTERNAL);
    ck_assert_ptr_nonnull(strstr(c->err.text, "test_db.c"));
    return OV_OK;
}

START_TEST(transactions_do_not_nest)
{
    plan p = {.first = 1, .n = 1, .actor = "a"};

    test_ok(ctx, ov_write(ctx, nest, NULL));
    test_ok(ctx, ov_read_begin(ctx));
    ck_assert_int_eq(ov_read_begin(ctx), OV_INTERNAL);
    ck_assert_int_eq(count(ctx), 0);
    test_ok(ctx, ov_write(ctx, add, &p)); /* ends the read */
    test_ok(ctx, ov_read_begin(ctx));
    ck_assert_int_eq(count(ctx), 1);
    ov_read_end(ctx);
    ov_read_end(ctx);
}
END_TEST

START_TEST(a_read_sees_one_state)
{
    ov_db *other_db = test_db_again(db);
    ov_ctx other = *ctx;
    plan p = {.first = 1, .n = 1, .actor = "a"};

    other.db = other_db;
    test_ok(ctx, ov_read_begin(ctx));
    ck_assert_int_eq(count(ctx), 0);
    test_ok(&other, ov_write(&other, add, &p));
    ck_assert_int_eq(count(&other), 1);
    ck_assert_int_eq(count(ctx), 0);
    ov_read_end(ctx);
    ck_assert_int_eq(count(ctx), 1);
    ov_db_close(other_db);
}
END_TEST

static ov_status write_on_other(ov_ctx *c, void *arg)
{
    ov_ctx *other = arg;
    plan p = {.first = 1, .n = 1, .actor = "a"};
    int64_t began = ov_ticks(), ms;

    (void)c;
    ck_assert_int_eq(ov_write(other, add, &p), OV_BUSY);
    ms = (ov_ticks() - began) / 1000;
    ck_assert_int_ge(ms, 250);
    ck_assert_int_lt(ms, 20000);
    return OV_OK;
}

START_TEST(waiting_for_the_lock_is_bounded)
{
    ov_db_options options = {.url = test_db_url(db), .lock_timeout_ms = 300};
    plan p = {.first = 1, .n = 1, .actor = "a"};
    ov_ctx other = *ctx;

    test_ok(ctx, ov_db_open(&options, &other.db, &ctx->err));
    test_ok(ctx, ov_write(ctx, write_on_other, &other));
    test_ok(&other, ov_write(&other, add, &p)); /* free again */
    ov_db_close(other.db);
}
END_TEST

static ov_status run_one(ov_ctx *c, void *arg)
{
    return ov_exec(c, arg, OV_NOARGS, NULL);
}

START_TEST(triggers_guard_the_log)
{
    plan p = {.first = 1, .n = 1, .actor = "a"};
    const char *actor;

    test_ok(ctx, ov_write(ctx, add, &p));
    ck_assert_int_eq(ov_write(ctx, run_one, (void *)(uintptr_t)&sql[CHANGE_EVENT]), OV_CONFLICT);
    ck_assert_int_eq(ov_write(ctx, run_one, (void *)(uintptr_t)&sql[REMOVE_EVENT]), OV_CONFLICT);
    test_ok(ctx, ov_select_text(ctx, &sql[EVENT], OV_ARGS(ov_int(1)), NULL, &actor));
    ck_assert_str_eq(actor, "a");
}
END_TEST

typedef struct race {
    int lose, runs;
} race;

static ov_status lose(ov_ctx *c, void *arg)
{
    race *r = arg;
    ov_id id;

    r->runs++;
    OV_TRY(ov_insert(c, &sql[ADD_EVENT], OV_ARGS(ov_int(1), ov_text("a")), &id));
    return r->runs <= r->lose ? ov_exec(c, &sql[LOSE_RACE], OV_NOARGS, NULL) : OV_OK;
}

START_TEST(a_lost_race_is_run_again)
{
    race r = {.lose = 2};

    test_ok(ctx, ov_write(ctx, lose, &r));
    ck_assert_int_eq(r.runs, engine == OV_POSTGRES ? 3 : 1);
    ck_assert_int_eq(count(ctx), 1);
}
END_TEST

START_TEST(a_race_that_is_always_lost_ends)
{
    race r = {.lose = 100};

    ck_assert_int_eq(ov_write(ctx, lose, &r), OV_BUSY);
    ck_assert_int_eq(r.runs, 4);
    ck_assert_int_eq(count(ctx), 0);
}
END_TEST

static void cut_off(void)
{
    ov_ctx other = *ctx;
    int64_t pid, done;

    other.db = test_db_again(db);
    test_ok(ctx, ov_select_int(ctx, &sql[OWN_PID], OV_NOARGS, 0, &pid));
    test_ok(&other, ov_select_int(&other, &sql[CUT_OFF], OV_ARGS(ov_int(pid)), 0, &done));
    ck_assert_int_eq(done, 1);
    ov_db_close(other.db);
}

static ov_status cut_off_inside(ov_ctx *c, void *arg)
{
    plan *p = arg;
    ov_id id;

    OV_TRY(ov_insert(c, &sql[ADD_EVENT], OV_ARGS(ov_int(p->first), ov_text("a")), &id));
    if (p->runs++ == 0)
        cut_off();
    return ov_insert(c, &sql[ADD_EVENT], OV_ARGS(ov_int(p->first + 1), ov_text("a")), &id);
}

START_TEST(a_lost_connection_is_made_again)
{
    plan p = {.first = 1, .n = 1, .actor = "a"};

    cut_off();
    test_ok(ctx, ov_write(ctx, add, &p));
    cut_off();
    test_ok(ctx, ov_read_begin(ctx));
    ck_assert_int_eq(count(ctx), 1);
    ov_read_end(ctx);
    cut_off();
    ck_assert_int_eq(count(ctx), 1); /* outside a transaction */
    p = (plan){.first = 2};
    ck_assert_int_eq(ov_write(ctx, cut_off_inside, &p), OV_BUSY); /* half of it was lost */
    ck_assert_int_eq(count(ctx), 1);
    test_ok(ctx, ov_write(ctx, cut_off_inside, &p));
    ck_assert_int_eq(count(ctx), 3);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "db on SQLite" : "db on PostgreSQL");
    TCase *tcase = tcase_create("db");

    engine = which;
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, values_come_back_as_they_were);
    tcase_add_test(tcase, placeholders_are_bound_by_name);
    tcase_add_test(tcase, faulty_statements_are_refused);
    tcase_add_test(tcase, no_row_and_null_are_told_apart_from_errors);
    tcase_add_test(tcase, thousands_of_rows_are_read_whole);
    tcase_add_test(tcase, changes_are_made_only_in_a_write);
    tcase_add_test(tcase, a_write_is_whole_or_nothing);
    tcase_add_test(tcase, what_visitors_may_see_raises_the_counter);
    tcase_add_test(tcase, a_swallowed_error_stores_nothing);
    tcase_add_test(tcase, transactions_do_not_nest);
    tcase_add_test(tcase, a_read_sees_one_state);
    tcase_add_test(tcase, waiting_for_the_lock_is_bounded);
    tcase_add_test(tcase, triggers_guard_the_log);
    tcase_add_test(tcase, a_lost_race_is_run_again);
    if (which == OV_POSTGRES) {
        tcase_add_test(tcase, a_race_that_is_always_lost_ends);
        tcase_add_test(tcase, a_lost_connection_is_made_again);
    }
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return test_both_engines(make) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

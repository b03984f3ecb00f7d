/* SPDX-License-Identifier: EUPL-1.2 */
/* test_audit.c — the event log: chained as canonical.md says, and nothing altered goes unseen. */
#include "testdb.h"

#include "audit/audit.h"
#include "util/clock.h"
#include "util/date.h"
#include "util/hash.h"

#include <stdio.h>
#include <stdlib.h>

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

enum { EVENT, OFF, ON, BEND_HEAD, CUT_TAIL, CUT_FIRST, SWAP, CUT_ALL };
/* Triggers guard the log; whoever owns the database can take them away. */
static const ov_sql sql[] = {
    [EVENT] = {"test.event",
               "SELECT seq, at, actor, role, action, object, before_hash, after_hash, prev, hash"
               " FROM event WHERE seq = $1",
               NULL},
    [OFF] = {"test.off", "DROP TRIGGER event_no_update", "ALTER TABLE event DISABLE TRIGGER USER"},
    [ON] = {"test.on", "DROP TRIGGER event_no_delete", "SELECT 1"},
    [BEND_HEAD] = {"test.bend_head", "UPDATE event_head SET hash = '" ZEROS "'", NULL},
    [CUT_TAIL] = {"test.cut_tail", "DELETE FROM event WHERE seq >= 9", NULL},
    [CUT_FIRST] = {"test.cut_first", "DELETE FROM event WHERE seq = 1", NULL},
    [SWAP] = {"test.swap",
              "UPDATE event SET seq = CASE seq WHEN 4 THEN 1005 ELSE 1004 END WHERE seq IN (4, 5)",
              NULL},
    [CUT_ALL] = {"test.cut_all", "DELETE FROM event", NULL},
    {0}};

/* One altered byte in every column. */
static const ov_sql alter[] = {
    {"test.at", "UPDATE event SET at = at + 1 WHERE seq = $1", NULL},
    {"test.actor", "UPDATE event SET actor = 'annb.k' WHERE seq = $1", NULL},
    {"test.role", "UPDATE event SET role = '' WHERE seq = $1", NULL},
    {"test.action", "UPDATE event SET action = 'thing.dond' WHERE seq = $1", NULL},
    {"test.object", "UPDATE event SET object = object || 'x' WHERE seq = $1", NULL},
    {"test.before", "UPDATE event SET before_hash = 'x' WHERE seq = $1", NULL},
    {"test.after", "UPDATE event SET after_hash = '' WHERE seq = $1", NULL},
    {"test.prev", "UPDATE event SET prev = replace(prev, substr(prev, 1, 1), 'g') WHERE seq = $1",
     NULL},
    {"test.hash", "UPDATE event SET hash = upper(hash) || ' ' WHERE seq = $1", NULL}};

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;

static ov_status ten_events(ov_ctx *c, void *arg)
{
    (void)arg;
    for (int i = 1; i <= 10; i++) {
        ov_event event = {"thing.done", ov_printf(c->arena, "thing/%d", i),
                          i % 2 ? "drafter" : NULL, NULL, i % 3 ? "abc" : NULL};

        OV_TRY(ov_audit(c, &event));
    }
    return OV_OK;
}

static void setup(void)
{
    db = test_db_open(engine);
    ctx = test_ctx(db);
    ctx->actor.login = "anna.k";
}

static void teardown(void)
{
    test_db_close(db);
}

static ov_verify walk(void)
{
    ov_verify verify = {.ctx = ctx};

    test_ok(ctx, ov_audit_verify(&verify));
    return verify;
}

typedef struct step {
    const ov_sql *sql;
    int64_t seq; /* 0: the statement takes no value */
} step;

static ov_status tamper(ov_ctx *c, void *arg)
{
    const step *s = arg;
    ov_val seq = ov_int(s->seq);
    int64_t changed = 0;

    OV_TRY(ov_exec(c, &sql[OFF], OV_NOARGS, NULL));
    OV_TRY(ov_exec(c, &sql[ON], OV_NOARGS, NULL));
    OV_TRY(ov_exec(c, s->sql, &seq, s->seq ? 1 : 0, &changed));
    ck_assert_int_ge(changed, 1);
    return OV_OK;
}

START_TEST(an_event_is_chained_to_the_one_before)
{
    const ov_rows *rows;
    const char *hash, *expected;
    char first[OV_HASH_HEX], second[OV_HASH_HEX];
    int64_t seq;

    test_ok(ctx, ov_audit_head(ctx, &seq, &hash));
    ck_assert_int_eq(seq, 0);
    ck_assert_str_eq(hash, ZEROS);
    test_ok(ctx, ov_write(ctx, ten_events, NULL));
    test_ok(ctx, ov_select_row(ctx, &sql[EVENT], OV_ARGS(ov_int(1)), &rows));
    expected =
        ov_printf(ctx->arena,
                  "overens-event-1\nseq: 1\nat: %s\nactor: anna.k\nrole: drafter\n"
                  "action: thing.done\nobject: thing/1\nbefore: -\nafter: abc\nprev: " ZEROS "\n",
                  ov_instant_iso(ctx->arena, ov_cell_int(rows, 0, 1)));
    ov_sha256_hex(ov_str_from(expected), first);
    ck_assert_str_eq(ov_cell_text(rows, 0, 9), first);
    test_ok(ctx, ov_select_row(ctx, &sql[EVENT], OV_ARGS(ov_int(2)), &rows));
    expected = ov_printf(ctx->arena,
                         "overens-event-1\nseq: 2\nat: %s\nactor: anna.k\nrole: -\n"
                         "action: thing.done\nobject: thing/2\nbefore: -\nafter: abc\nprev: %s\n",
                         ov_instant_iso(ctx->arena, ov_cell_int(rows, 0, 1)), first);
    ov_sha256_hex(ov_str_from(expected), second);
    ck_assert_str_eq(ov_cell_text(rows, 0, 9), second);
    test_ok(ctx, ov_audit_head(ctx, &seq, &hash));
    ck_assert_int_eq(seq, 10);
    ck_assert_uint_eq(walk().n_faults, 0);
    ck_assert_int_eq(walk().checked, 10);
}
END_TEST

START_TEST(events_are_written_only_in_a_write)
{
    ov_event event = {"thing.done", "thing/1", NULL, NULL, NULL};

    ck_assert_int_eq(ov_audit(ctx, &event), OV_INTERNAL);
}
END_TEST

static ov_status broken_line(ov_ctx *c, void *arg)
{
    ov_event event = {"thing.done", "thing/1\nbefore: x", NULL, NULL, NULL};

    (void)arg;
    return ov_audit(c, &event);
}

START_TEST(a_line_break_cannot_forge_a_field)
{
    ck_assert_int_eq(ov_write(ctx, broken_line, NULL), OV_INTERNAL);
    ck_assert_int_eq(walk().checked, 0);
}
END_TEST

static ov_status future(ov_ctx *c, void *arg)
{
    static const ov_sql set = {"test.future", "UPDATE event_head SET at = $1", NULL};

    return ov_exec(c, &set, OV_ARGS(ov_int(*(int64_t *)arg)), NULL);
}

START_TEST(a_clock_set_back_does_not_turn_the_order)
{
    int64_t later = ov_now() + OV_DAY_LENGTH;
    ov_instant newest;
    const ov_rows *rows;

    test_ok(ctx, ov_write(ctx, future, &later));
    test_ok(ctx, ov_write(ctx, ten_events, NULL));
    test_ok(ctx, ov_select_row(ctx, &sql[EVENT], OV_ARGS(ov_int(1)), &rows));
    ck_assert_int_eq(ov_cell_int(rows, 0, 1), later);
    test_ok(ctx, ov_audit_newest(ctx, &newest));
    ck_assert_int_eq(newest, later);
}
END_TEST

START_TEST(every_altered_byte_is_found)
{
    step s = {&alter[_i], 0};

    test_ok(ctx, ov_write(ctx, ten_events, NULL));
    for (s.seq = 1; s.seq <= 10; s.seq += 9) { /* the first, and the last */
        ov_verify verify;
        char id[8];

        if (s.seq == 10) {
            teardown();
            setup();
            test_ok(ctx, ov_write(ctx, ten_events, NULL));
        }
        test_ok(ctx, ov_write(ctx, tamper, &s));
        verify = walk();
        snprintf(id, sizeof id, "%d", (int)s.seq);
        ck_assert_uint_ge(verify.n_faults, 1);
        ck_assert_str_eq(verify.faults[0].kind, "event");
        ck_assert_str_eq(verify.faults[0].id, id);
    }
}
END_TEST

START_TEST(removed_and_moved_events_are_found)
{
    static const struct {
        int sql;
        const char *id;
    } cases[] = {
        {CUT_TAIL, "head"}, {CUT_FIRST, "1"}, {SWAP, "4"}, {CUT_ALL, "head"}, {BEND_HEAD, "head"}};
    step s = {&sql[cases[_i].sql], 0};
    ov_verify verify;

    test_ok(ctx, ov_write(ctx, ten_events, NULL));
    test_ok(ctx, ov_write(ctx, tamper, &s));
    verify = walk();
    ck_assert_uint_ge(verify.n_faults, 1);
    for (size_t i = 0; i < verify.n_faults; i++) {
        if (strcmp(verify.faults[i].id, cases[_i].id) == 0)
            return;
    }
    ck_abort_msg("%s is not named", cases[_i].id);
}
END_TEST

START_TEST(a_long_log_is_walked_to_its_end)
{
    for (int i = 0; i < 130; i++)
        test_ok(ctx, ov_write(ctx, ten_events, NULL));
    ck_assert_int_eq(walk().checked, 1300);
    ck_assert_uint_eq(walk().n_faults, 0);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "audit on SQLite" : "audit on PostgreSQL");
    TCase *tcase = tcase_create("audit");

    engine = which;
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, an_event_is_chained_to_the_one_before);
    tcase_add_test(tcase, events_are_written_only_in_a_write);
    tcase_add_test(tcase, a_line_break_cannot_forge_a_field);
    tcase_add_test(tcase, a_clock_set_back_does_not_turn_the_order);
    tcase_add_loop_test(tcase, every_altered_byte_is_found, 0, (int)OV_LEN(alter));
    tcase_add_loop_test(tcase, removed_and_moved_events_are_found, 0, 5);
    tcase_add_test(tcase, a_long_log_is_walked_to_its_end);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return test_both_engines(make) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

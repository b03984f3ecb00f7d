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

/* ---- 100 of 100: one byte of any column of any row ---- */

enum { N_COLUMNS = 10, N_EVENTS = 60 };

static const ov_sql put[N_COLUMNS] = {
    {"test.put_seq", "UPDATE event SET seq = $2 WHERE seq = $1", NULL},
    {"test.put_at", "UPDATE event SET at = $2 WHERE seq = $1", NULL},
    {"test.put_actor", "UPDATE event SET actor = $2 WHERE seq = $1", NULL},
    {"test.put_role", "UPDATE event SET role = $2 WHERE seq = $1", NULL},
    {"test.put_action", "UPDATE event SET action = $2 WHERE seq = $1", NULL},
    {"test.put_object", "UPDATE event SET object = $2 WHERE seq = $1", NULL},
    {"test.put_before", "UPDATE event SET before_hash = $2 WHERE seq = $1", NULL},
    {"test.put_after", "UPDATE event SET after_hash = $2 WHERE seq = $1", NULL},
    {"test.put_prev", "UPDATE event SET prev = $2 WHERE seq = $1", NULL},
    {"test.put_hash", "UPDATE event SET hash = $2 WHERE seq = $1", NULL}};

typedef struct byte_change {
    int64_t seq;
    int column;
    ov_val value;
} byte_change;

static unsigned dice(unsigned below)
{
    uint32_t n;

    ov_random(&n, sizeof n);
    return n % below;
}

/* One bit of a number, or one letter of a text. */
static ov_val altered(const ov_val *value)
{
    char *copy;
    unsigned at;

    if (value->type == OV_VAL_INT)
        return ov_int(value->u.i ^ (int64_t)((uint64_t)1 << dice(63)));
    copy = ov_strndup(ctx->arena, value->u.s.ptr, value->u.s.len);
    at = dice((unsigned)value->u.s.len);
    copy[at] = (char)(copy[at] ^ (1 << dice(5))); /* stays a character that both engines store */
    if (copy[at] < 0x20 || copy[at] == 0x7f)
        copy[at] = '!';
    return ov_text(copy);
}

static ov_status alter_byte(ov_ctx *c, void *arg)
{
    const byte_change *b = arg;
    int64_t changed;

    OV_TRY(ov_exec(c, &put[b->column], OV_ARGS(ov_int(b->seq), b->value), &changed));
    ck_assert_int_eq(changed, 1);
    return OV_OK;
}

static ov_status drop_guards(ov_ctx *c, void *arg)
{
    (void)arg;
    OV_TRY(ov_exec(c, &sql[OFF], OV_NOARGS, NULL));
    return ov_exec(c, &sql[ON], OV_NOARGS, NULL);
}

START_TEST(one_altered_byte_is_found_100_times_of_100)
{
    int found = 0;

    for (int i = 0; i < N_EVENTS / 10; i++)
        test_ok(ctx, ov_write(ctx, ten_events, NULL));
    test_ok(ctx, ov_write(ctx, drop_guards, NULL));
    for (int i = 0; i < 100; i++) {
        byte_change b = {.seq = 1 + dice(N_EVENTS), .column = (int)dice(N_COLUMNS)};
        const ov_rows *rows;
        ov_verify verify;
        int64_t place = b.seq;

        test_ok(ctx, ov_select_row(ctx, &sql[EVENT], OV_ARGS(ov_int(b.seq)), &rows));
        b.value = altered(ov_cell(rows, 0, (size_t)b.column));
        if (b.column == 0 && b.value.u.i > 0 && b.value.u.i <= N_EVENTS)
            b.value = ov_int(b.seq + N_EVENTS); /* a number that nobody has */
        test_ok(ctx, ov_write(ctx, alter_byte, &b));
        verify = walk();
        found += verify.n_faults > 0;
        ck_assert_msg(verify.n_faults > 0, "column %d of event %d", b.column, (int)b.seq);
        ck_assert_str_eq(verify.faults[0].kind, "event");
        if (b.column == 0)
            b.seq = b.value.u.i;
        b.value = *ov_cell(rows, 0, (size_t)b.column);
        if (b.column == 0)
            b.value = ov_int(place);
        test_ok(ctx, ov_write(ctx, alter_byte, &b));
        ck_assert_uint_eq(walk().n_faults, 0);
    }
    ck_assert_int_eq(found, 100);
}
END_TEST

/* ---- Somebody who computes hashes anew, and a head that was published before ---- */

enum { INSERT_ONE, INSERT_ZERO, SET_HEAD, CUT, BECOMES };
static const ov_sql forge[] = {
    [INSERT_ONE] = {"test.insert",
                    "INSERT INTO event (seq, at, actor, role, action, object, before_hash, "
                    "after_hash, prev, hash) SELECT 11, at, actor, role, action, object, "
                    "before_hash, after_hash, prev, hash FROM event WHERE seq = 10",
                    NULL},
    [INSERT_ZERO] = {"test.insert_zero",
                     "INSERT INTO event (seq, at, actor, role, action, object, before_hash, "
                     "after_hash, prev, hash) SELECT -1, at, actor, role, action, object, "
                     "before_hash, after_hash, prev, hash FROM event WHERE seq = 1",
                     NULL},
    [SET_HEAD] = {"test.set_head", "UPDATE event_head SET seq = $1, at = $2, hash = $3", NULL},
    [CUT] = {"test.cut", "DELETE FROM event WHERE seq > $1", NULL},
    [BECOMES] = {"test.becomes", "UPDATE event SET actor = $2, prev = $3, hash = $4 WHERE seq = $1",
                 NULL}};

/* Makes somebody else the actor of event 6 and computes it and all that follow anew. */
static ov_status rewrite_suffix(ov_ctx *c, void *arg)
{
    const char *prev = NULL;
    ov_instant at = 0;

    (void)arg;
    OV_TRY(drop_guards(c, NULL));
    for (int64_t seq = 6; seq <= 10; seq++) {
        const ov_rows *r;
        char hash[OV_HASH_HEX];

        OV_TRY(ov_select_row(c, &sql[EVENT], OV_ARGS(ov_int(seq)), &r));
        ov_event event = {ov_cell_text(r, 0, 4), ov_cell_text(r, 0, 5), ov_cell_text(r, 0, 3),
                          ov_cell_text(r, 0, 6), ov_cell_text(r, 0, 7)};
        const char *actor = seq == 6 ? "bengt.l" : ov_cell_text(r, 0, 2);

        prev = prev ? prev : ov_cell_text(r, 0, 8);
        at = ov_cell_int(r, 0, 1);
        ov_sha256_hex(ov_str_from(ov_audit_canonical(c->arena, seq, at, actor, &event, prev)),
                      hash);
        OV_TRY(ov_exec(c, &forge[BECOMES],
                       OV_ARGS(ov_int(seq), ov_text(actor), ov_text(prev), ov_text(hash)), NULL));
        prev = ov_strdup(c->arena, hash);
    }
    return ov_exec(c, &forge[SET_HEAD], OV_ARGS(ov_int(10), ov_int(at), ov_text(prev)), NULL);
}

static ov_status cut_and_mend(ov_ctx *c, void *arg)
{
    const ov_rows *r;

    (void)arg;
    OV_TRY(drop_guards(c, NULL));
    OV_TRY(ov_select_row(c, &sql[EVENT], OV_ARGS(ov_int(7)), &r));
    OV_TRY(ov_exec(c, &forge[CUT], OV_ARGS(ov_int(7)), NULL));
    return ov_exec(c, &forge[SET_HEAD],
                   OV_ARGS(ov_int(7), ov_int(ov_cell_int(r, 0, 1)), ov_text(ov_cell_text(r, 0, 9))),
                   NULL);
}

START_TEST(what_the_chain_alone_hides_the_published_head_shows)
{
    ov_write_fn crimes[] = {rewrite_suffix, cut_and_mend};
    ov_verify verify;
    const char *hash;
    int64_t seq;

    test_ok(ctx, ov_write(ctx, ten_events, NULL));
    test_ok(ctx, ov_audit_head(ctx, &seq, &hash));
    verify = walk();
    test_ok(ctx, ov_audit_verify_head(&verify, seq, hash));
    test_ok(ctx, ov_audit_verify_head(&verify, 0, ZEROS));
    ck_assert_uint_eq(verify.n_faults, 0);
    test_ok(ctx, ov_write(ctx, crimes[_i], NULL));
    verify = walk();
    ck_assert_uint_eq(verify.n_faults, 0); /* consistent in itself: nothing inside tells */
    test_ok(ctx, ov_audit_verify_head(&verify, seq, hash));
    ck_assert_uint_eq(verify.n_faults, 1);
    ck_assert_str_eq(verify.faults[0].kind, "event-head");
    ck_assert_str_eq(verify.faults[0].id, "10");
    ck_assert_ptr_nonnull(strstr(verify.faults[0].what, _i ? "3 events" : "rewritten"));
}
END_TEST

START_TEST(inserted_events_are_found)
{
    step s = {&forge[_i], 0};
    ov_verify verify;

    test_ok(ctx, ov_write(ctx, ten_events, NULL));
    test_ok(ctx, ov_write(ctx, tamper, &s));
    verify = walk();
    ck_assert_uint_ge(verify.n_faults, 1);
    ck_assert_str_eq(verify.faults[0].id, _i == INSERT_ONE ? "11" : "-1");
}
END_TEST

static ov_status as_somebody(ov_ctx *c, void *arg)
{
    (void)arg;
    OV_TRY(ov_audit_as(c, "bengt.l", &(ov_event){.action = "a", .object = "x/1"}));
    return ov_audit(c, &(ov_event){.action = "b", .object = "x/1"});
}

START_TEST(an_event_can_be_somebody_elses)
{
    const ov_rows *rows;
    bool noted;

    test_ok(ctx, ov_write(ctx, as_somebody, NULL));
    test_ok(ctx, ov_select_row(ctx, &sql[EVENT], OV_ARGS(ov_int(1)), &rows));
    ck_assert_str_eq(ov_cell_text(rows, 0, 2), "bengt.l");
    test_ok(ctx, ov_select_row(ctx, &sql[EVENT], OV_ARGS(ov_int(2)), &rows));
    ck_assert_str_eq(ov_cell_text(rows, 0, 2), "anna.k");
    test_ok(ctx, ov_audit_noted(ctx, "b", "x/1", &noted));
    ck_assert(noted);
    test_ok(ctx, ov_audit_noted(ctx, "a", "x/1", &noted)); /* Bengt's is not Anna's */
    ck_assert(!noted);
}
END_TEST

/* ---- Finding and exporting ---- */

static ov_status some_kinds(ov_ctx *c, void *arg)
{
    static const char *const objects[] = {"version/5", "version/5/node/2", "version/50", "node/5",
                                          "=cmd/\"x\"; 1"};

    (void)arg;
    for (size_t i = 0; i < OV_LEN(objects); i++) {
        c->actor.login = i % 2 ? "bengt.l" : "anna.k";
        OV_TRY(ov_audit(c, &(ov_event){.action = i == 3 ? "a.b" : "c.d", .object = objects[i]}));
    }
    return OV_OK;
}

static size_t found(ov_event_filter filter, int64_t first)
{
    const ov_rows *rows;

    test_ok(ctx, ov_events(ctx, &filter, 100, &rows));
    if (rows->n)
        ck_assert_int_eq(ov_cell_int(rows, 0, OV_EVENT_SEQ), first);
    return rows->n;
}

START_TEST(events_are_found_by_what_is_known_of_them)
{
    ov_day today = ov_stockholm_day(ov_now());
    const ov_rows *rows;
    int64_t n;

    test_ok(ctx, ov_write(ctx, some_kinds, NULL));
    ck_assert_uint_eq(found((ov_event_filter){0}, 5), 5);
    ck_assert_uint_eq(found((ov_event_filter){.oldest_first = true, .above = 2}, 3), 3);
    ck_assert_uint_eq(found((ov_event_filter){.below = 3}, 2), 2);
    ck_assert_uint_eq(found((ov_event_filter){.object = "version/5"}, 2), 2);
    ck_assert_uint_eq(found((ov_event_filter){.object = "version"}, 3), 3);
    ck_assert_uint_eq(found((ov_event_filter){.actor = "bengt.l"}, 4), 2);
    ck_assert_uint_eq(found((ov_event_filter){.action = "a.b"}, 4), 1);
    ck_assert_uint_eq(found((ov_event_filter){.actor = "anna.k", .object = "version/5"}, 1), 1);
    ck_assert_uint_eq(found((ov_event_filter){.from = today, .to = today}, 5), 5);
    ck_assert_uint_eq(found((ov_event_filter){.from = today + 1}, 0), 0);
    ck_assert_uint_eq(found((ov_event_filter){.to = today - 1}, 0), 0);
    test_ok(ctx, ov_event_actions(ctx, &rows));
    ck_assert_uint_eq(rows->n, 2);
    test_ok(ctx, ov_events_between(ctx, ov_day_start(today), ov_day_start(today + 1), &n));
    ck_assert_int_eq(n, 5);
}
END_TEST

static bool not_nodes(void *arg, const char *object)
{
    (void)arg;
    return strncmp(object, "node/", 5) != 0;
}

START_TEST(an_export_has_every_field_and_no_formula)
{
    ov_buf out = {0};
    int64_t n;

    test_ok(ctx, ov_write(ctx, some_kinds, NULL));
    test_ok(ctx, ov_events_export(ctx, &(ov_event_filter){0}, OV_EVENTS_CSV, not_nodes, NULL, NULL,
                                  &out, &n));
    ov_buf_addc(&out, '\0');
    ck_assert_int_eq(n, 4);
    ck_assert(strncmp(out.ptr,
                      "\xEF\xBB\xBFseq;at;actor;role;action;object;before;after;prev;hash\r\n",
                      59) == 0);
    ck_assert_ptr_nonnull(strstr(out.ptr, ";\"'=cmd/\"\"x\"\"; 1\";"));
    ck_assert_ptr_null(strstr(out.ptr, "node/5"));
    ov_buf_clear(&out);
    test_ok(ctx, ov_events_export(ctx, &(ov_event_filter){.object = "version/5"}, OV_EVENTS_JSON,
                                  NULL, NULL, NULL, &out, &n));
    ov_buf_addc(&out, '\0');
    ck_assert_int_eq(n, 2);
    ck_assert_ptr_nonnull(strstr(out.ptr, "\"seq\": 1, \"at\": \"20"));
    ck_assert_ptr_nonnull(strstr(out.ptr, "\"count\": 2}"));
    ov_buf_free(&out);
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
    tcase_add_test(tcase, one_altered_byte_is_found_100_times_of_100);
    tcase_add_loop_test(tcase, what_the_chain_alone_hides_the_published_head_shows, 0, 2);
    tcase_add_loop_test(tcase, inserted_events_are_found, INSERT_ONE, INSERT_ZERO + 1);
    tcase_add_test(tcase, an_event_can_be_somebody_elses);
    tcase_add_test(tcase, events_are_found_by_what_is_known_of_them);
    tcase_add_test(tcase, an_export_has_every_field_and_no_formula);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return test_both_engines(make) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

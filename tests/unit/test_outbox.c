/* SPDX-License-Identifier: EUPL-1.2 */
/* test_outbox.c — mail that waits: taken, sent, tried again, given up, held; on both engines. */
#include "testdb.h"

#include "outbox/staff.h"
#include "util/clock.h"

#include <stdlib.h>
#include <string.h>

enum { STATE, EVENTS, ACCOUNT, FAULT_OF, EXPIRE_NOW, ACCOUNT_ADD, TOKEN_OF };
static const ov_sql sql[] = {
    [STATE] = {"test.state",
               "SELECT state, attempts, body, next_try, fault_kind FROM mail WHERE id = $1", NULL},
    [EVENTS] = {"test.events", "SELECT count(*) FROM event WHERE action = $1", NULL},
    [ACCOUNT] = {"test.account", "SELECT email_fault FROM account WHERE id = $1", NULL},
    [FAULT_OF] = {"test.history",
                  "SELECT count(*) FROM mail_attempt WHERE mail_id = $1 AND outcome = $2", NULL},
    [EXPIRE_NOW] = {"test.expire", "UPDATE mail SET give_up_at = 5 WHERE id = $1", NULL},
    [ACCOUNT_ADD] = {"test.account_add",
                     "INSERT INTO account (login, name, email, password, created_at) VALUES "
                     "('anna', 'Anna', 'Anna@example.se', '', 0) RETURNING id",
                     NULL},
    [TOKEN_OF] = {"test.token", "SELECT return_token FROM mail WHERE id = $1", NULL},
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

/* ---- What each write does ---- */

typedef struct step {
    ov_mail mail;
    ov_id id;
    ov_queued taken[8];
    size_t most, n;
    ov_instant now, lease, next;
    ov_mail_fault fault;
    bool counts, fails;
    ov_status (*one)(ov_ctx *, ov_id);
} step;

static ov_status do_add(ov_ctx *c, void *arg)
{
    step *s = arg;

    OV_TRY(ov_mail_add(c, &s->mail, &s->id));
    return s->fails ? ov_fail(&c->err, OV_CONFLICT, "something else went wrong") : OV_OK;
}

static ov_status do_take(ov_ctx *c, void *arg)
{
    step *s = arg;
    return ov_queue_take(c, s->now, s->lease, s->most, s->taken, &s->n);
}

static ov_status do_sent(ov_ctx *c, void *arg)
{
    step *s = arg;
    return ov_queue_sent(c, &s->taken[0], s->now);
}

static ov_status do_again(ov_ctx *c, void *arg)
{
    step *s = arg;
    return ov_queue_again(c, &s->taken[0], s->now, s->next, &s->fault, s->counts);
}

static ov_status do_failed(ov_ctx *c, void *arg)
{
    step *s = arg;
    return ov_queue_failed(c, s->id, s->now, &s->fault);
}

static ov_status do_expire(ov_ctx *c, void *arg)
{
    step *s = arg;
    return ov_queue_expire(c, s->now, &s->n);
}

static ov_status do_bounced(ov_ctx *c, void *arg)
{
    step *s = arg;
    return ov_mail_bounced(c, s->id, &s->fault, s->counts);
}

static ov_status do_one(ov_ctx *c, void *arg)
{
    step *s = arg;
    return s->one(c, s->id);
}

static ov_status do_expire_now(ov_ctx *c, void *arg)
{
    step *s = arg;
    return ov_exec(c, &sql[EXPIRE_NOW], OV_ARGS(ov_int(s->id)), NULL);
}

static ov_status do_account(ov_ctx *c, void *arg)
{
    return ov_insert(c, &sql[ACCOUNT_ADD], OV_NOARGS, arg);
}

static ov_mail mail_to(const char *to)
{
    return (ov_mail){.kind = "account.invitation",
                     .object = "consultation/12/reminder",
                     .to = to,
                     .subject = "Ämne",
                     .body = "Text\n"};
}

static ov_id add(const ov_mail *mail)
{
    step s = {.mail = *mail};

    test_ok(ctx, ov_write(ctx, do_add, &s));
    return s.id;
}

static step take(ov_instant now, size_t most)
{
    step s = {.now = now, .lease = now + OV_MINUTE, .most = most};

    test_ok(ctx, ov_write(ctx, do_take, &s));
    return s;
}

static const char *state_of(ov_id id)
{
    const ov_rows *rows;

    test_ok(ctx, ov_select_row(ctx, &sql[STATE], OV_ARGS(ov_int(id)), &rows));
    return ov_cell_text(rows, 0, 0);
}

static int64_t number(int which, ov_val a, ov_val b, size_t n)
{
    int64_t value;

    test_ok(ctx, ov_select_int(ctx, &sql[which], ((const ov_val[]){a, b}), n, 0, &value));
    return value;
}

#define events(action) number(EVENTS, ov_text(action), ov_null(), 1)

/* ---- Tests ---- */

START_TEST(a_mail_of_a_failed_write_does_not_exist)
{
    step s = {.mail = mail_to("a@example.se"), .fails = true};
    bool due;

    ck_assert_int_eq(ov_write(ctx, do_add, &s), OV_CONFLICT);
    test_ok(ctx, ov_queue_due(ctx, ctx->now + OV_HOUR, &due));
    ck_assert(!due);
}
END_TEST

START_TEST(a_mail_is_taken_by_one_and_again_when_that_one_died)
{
    ov_mail mail = mail_to("a@example.se");
    ov_id id = add(&mail);
    ov_instant now = ctx->now;
    step first = take(now, 8), second = take(now + OV_SECOND, 8), third;
    const ov_rows *rows;

    ck_assert_uint_eq(first.n, 1);
    ck_assert_uint_eq(second.n, 0);
    ck_assert_int_eq(first.taken[0].id, id);
    ck_assert_uint_eq(strlen(first.taken[0].return_token), 20);
    third = take(now + 2 * OV_MINUTE, 8);
    ck_assert_uint_eq(third.n, 1);
    ck_assert_str_eq(third.taken[0].message_id, first.taken[0].message_id);
    ck_assert_str_eq(third.taken[0].return_token, first.taken[0].return_token);
    ck_assert_int_eq(third.taken[0].attempts, 1); /* the one that died counts */

    /* Whoever came too late to tell changes nothing. */
    first.now = now + 2 * OV_MINUTE;
    test_ok(ctx, ov_write(ctx, do_sent, &first));
    ck_assert_str_eq(state_of(id), "sending");
    third.now = now + 3 * OV_MINUTE;
    test_ok(ctx, ov_write(ctx, do_sent, &third));
    ck_assert_str_eq(state_of(id), "sent");
    test_ok(ctx, ov_mail_attempts(ctx, id, &rows));
    ck_assert_uint_eq(rows->n, 1);
}
END_TEST

START_TEST(what_failed_waits_behind_what_is_new)
{
    ov_mail mail = mail_to("a@example.se");
    ov_id old = add(&mail), new;
    ov_instant now = ctx->now;
    step s = take(now, 1);

    s.next = now + OV_MINUTE;
    s.fault =
        (ov_mail_fault){.kind = OV_FAULT_TEMPORARY, .told = "451 4.7.1 \xff later", .code = 451};
    s.counts = true;
    test_ok(ctx, ov_write(ctx, do_again, &s));
    ck_assert_str_eq(state_of(old), "waiting");
    ck_assert_uint_eq(take(now + OV_SECOND, 8).n, 0);
    new = add(&mail);
    s = take(now + OV_HOUR, 1);
    ck_assert_int_eq(s.taken[0].id, new);
    s = take(now + OV_HOUR, 1);
    ck_assert_int_eq(s.taken[0].id, old);
    ck_assert_int_eq(s.taken[0].attempts, 1);
}
END_TEST

START_TEST(a_server_that_is_away_is_one_line_of_the_history)
{
    ov_mail mail = mail_to("a@example.se");
    ov_id id = add(&mail);

    for (int i = 1; i <= 5; i++) {
        step s = take(ctx->now + i * OV_HOUR, 1);

        ck_assert_uint_eq(s.n, 1);
        ck_assert_int_eq(s.taken[0].attempts, 0);
        s.next = s.now;
        s.fault = (ov_mail_fault){.kind = OV_FAULT_CONNECT};
        test_ok(ctx, ov_write(ctx, do_again, &s));
    }
    ck_assert_int_eq(number(FAULT_OF, ov_int(id), ov_text("again"), 2), 1);
}
END_TEST

START_TEST(pauses_grow_and_end_before_the_mail_is_pointless)
{
    static const ov_instant plan[] = {OV_MINUTE,   5 * OV_MINUTE, 15 * OV_MINUTE, OV_HOUR,
                                      2 * OV_HOUR, 4 * OV_HOUR,   4 * OV_HOUR};

    for (size_t i = 0; i < OV_LEN(plan); i++)
        for (uint32_t dice = 0; dice < 4000; dice += 13) {
            ov_instant next = ov_queue_next((int)i + 1, OV_DAY_LENGTH, 9 * OV_DAY_LENGTH, dice);

            ck_assert_int_ge(next, OV_DAY_LENGTH + plan[i] * 4 / 5);
            ck_assert_int_le(next, OV_DAY_LENGTH + plan[i] * 6 / 5);
        }
    /* The last attempt comes just before the end, and none after it. */
    ck_assert_int_eq(ov_queue_next(4, OV_DAY_LENGTH, OV_DAY_LENGTH + 10 * OV_MINUTE, 1000),
                     OV_DAY_LENGTH + 10 * OV_MINUTE - 5 * OV_SECOND);
    ck_assert_int_eq(ov_queue_next(4, OV_DAY_LENGTH, OV_DAY_LENGTH + 20 * OV_SECOND, 1000), 0);
}
END_TEST

START_TEST(a_secret_mail_is_emptied_when_it_is_sent_or_given_up)
{
    ov_mail mail = mail_to("a@example.se");
    const ov_rows *rows;
    ov_id sent, failed;
    step s;

    mail.secret = true;
    sent = add(&mail);
    s = take(ctx->now, 1);
    ck_assert_str_eq(s.taken[0].body, "Text\n");
    test_ok(ctx, ov_write(ctx, do_sent, &s));
    failed = add(&mail);
    s = (step){.id = failed, .now = ctx->now, .fault = {.kind = OV_FAULT_REFUSED, .code = 554}};
    test_ok(ctx, ov_write(ctx, do_failed, &s));
    for (int i = 0; i < 2; i++) {
        test_ok(ctx, ov_select_row(ctx, &sql[STATE], OV_ARGS(ov_int(i ? failed : sent)), &rows));
        ck_assert_str_eq(ov_cell_text(rows, 0, 2), "");
    }
    ck_assert_int_eq(events("mail.failed"), 1);
    s = (step){.id = failed, .one = ov_mail_retry};
    ck_assert_int_eq(ov_write(ctx, do_one, &s), OV_CONFLICT); /* there is nothing left to send */
}
END_TEST

START_TEST(what_was_not_sent_in_its_time_is_given_up)
{
    ov_mail mail = mail_to("a@example.se");
    ov_id id = add(&mail);
    step s = {.id = id, .now = ctx->now};
    const ov_rows *rows;

    test_ok(ctx, ov_write(ctx, do_expire_now, &s));
    ck_assert_uint_eq(take(ctx->now, 8).n, 0);
    test_ok(ctx, ov_write(ctx, do_expire, &s));
    ck_assert_uint_eq(s.n, 1);
    test_ok(ctx, ov_select_row(ctx, &sql[STATE], OV_ARGS(ov_int(id)), &rows));
    ck_assert_str_eq(ov_cell_text(rows, 0, 0), "failed");
    ck_assert_str_eq(ov_cell_text(rows, 0, 4), OV_FAULT_TOO_LATE);
}
END_TEST

START_TEST(a_bounce_marks_the_address_only_when_it_is_the_address)
{
    ov_mail mail = mail_to("anna@example.se");
    const char *fault, *token;
    ov_id account, found;
    step s;

    test_ok(ctx, ov_write(ctx, do_account, &account));
    mail.account_id = account;
    for (int i = 0; i < 2; i++) {
        ov_id id = add(&mail);

        s = take(ctx->now, 1);
        test_ok(ctx, ov_select_text(ctx, &sql[TOKEN_OF], OV_ARGS(ov_int(id)), NULL, &token));
        test_ok(ctx, ov_write(ctx, do_sent, &s));
        test_ok(ctx, ov_mail_by_token(ctx, id, token, &found));
        ck_assert_int_eq(ov_mail_by_token(ctx, id, "00000000000000000000", &found), OV_NOT_FOUND);
        s.id = id;
        s.fault = (ov_mail_fault){.kind = i ? OV_FAULT_UNKNOWN : OV_FAULT_FULL, .told = "5.1.1 no"};
        s.counts = i;
        test_ok(ctx, ov_write(ctx, do_bounced, &s));
        test_ok(ctx, ov_write(ctx, do_bounced, &s)); /* the same letter again */
        ck_assert_str_eq(state_of(id), "bounced");
        test_ok(ctx, ov_select_text(ctx, &sql[ACCOUNT], OV_ARGS(ov_int(account)), "-", &fault));
        ck_assert_str_eq(fault, i ? "5.1.1 no" : "-");
    }
    ck_assert_int_eq(events("mail.bounced"), 2);
}
END_TEST

static ov_status hold_all(ov_ctx *c, void *arg)
{
    return ov_mail_hold_all(c, arg);
}

static ov_status release_all(ov_ctx *c, void *arg)
{
    return ov_mail_release_all(c, arg);
}

START_TEST(held_mail_is_not_sent_until_it_is_released)
{
    ov_mail mail = mail_to("a@example.se");
    ov_id one = add(&mail), two = add(&mail);
    step s = {.id = one, .one = ov_mail_hold};
    int64_t n;

    test_ok(ctx, ov_write(ctx, do_one, &s));
    ck_assert_uint_eq(take(ctx->now, 1).n, 1); /* two, which is on its way */
    test_ok(ctx, ov_write(ctx, hold_all, &n));
    ck_assert_int_eq(n, 1);
    ck_assert_str_eq(state_of(two), "held");
    ck_assert_uint_eq(take(ctx->now + OV_HOUR, 8).n, 0);
    s.one = ov_mail_release;
    test_ok(ctx, ov_write(ctx, do_one, &s));
    ck_assert_int_eq(ov_write(ctx, do_one, &s), OV_CONFLICT);
    test_ok(ctx, ov_write(ctx, release_all, &n));
    ck_assert_int_eq(n, 1);
    ck_assert_uint_eq(take(ctx->now, 8).n, 2);
    ck_assert_int_eq(events("mail.held"), 2);
    ck_assert_int_eq(events("mail.released"), 2);
}
END_TEST

START_TEST(staff_see_failures_first_and_find_by_address)
{
    ov_mail mail = mail_to("a@example.se"), other = mail_to("B_x@example.se");
    const ov_rows *rows;
    ov_id failed;
    step s;

    failed = add(&mail);
    (void)add(&other);
    s = (step){.id = failed, .now = ctx->now, .fault = {.kind = OV_FAULT_REFUSED}};
    test_ok(ctx, ov_write(ctx, do_failed, &s));
    test_ok(ctx, ov_mails(ctx, &(ov_mail_filter){"", "", ""}, 10, 0, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_int_eq(ov_cell_int(rows, 0, OV_MAIL_ID), failed);
    test_ok(ctx, ov_mails(ctx, &(ov_mail_filter){"", "", "b_X"}, 10, 0, &rows));
    ck_assert_uint_eq(rows->n, 1);
    test_ok(ctx, ov_mails(ctx, &(ov_mail_filter){"", "", "%"}, 10, 0, &rows));
    ck_assert_uint_eq(rows->n, 0);
}
END_TEST

static Suite *make(ov_engine with)
{
    Suite *suite = suite_create(with == OV_SQLITE ? "outbox sqlite" : "outbox postgres");
    TCase *t = tcase_create("outbox");

    engine = with;
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_mail_of_a_failed_write_does_not_exist);
    tcase_add_test(t, a_mail_is_taken_by_one_and_again_when_that_one_died);
    tcase_add_test(t, what_failed_waits_behind_what_is_new);
    tcase_add_test(t, a_server_that_is_away_is_one_line_of_the_history);
    tcase_add_test(t, pauses_grow_and_end_before_the_mail_is_pointless);
    tcase_add_test(t, a_secret_mail_is_emptied_when_it_is_sent_or_given_up);
    tcase_add_test(t, what_was_not_sent_in_its_time_is_given_up);
    tcase_add_test(t, a_bounce_marks_the_address_only_when_it_is_the_address);
    tcase_add_test(t, held_mail_is_not_sent_until_it_is_released);
    tcase_add_test(t, staff_see_failures_first_and_find_by_address);
    suite_add_tcase(suite, t);
    return suite;
}

int main(void)
{
    return test_both_engines(make);
}

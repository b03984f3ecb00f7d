/* SPDX-License-Identifier: EUPL-1.2 */
/* test_auth.c — accounts, signing in, sessions. */
#include "auth/auth.h"
#include "register/register.h"
#include "testdb.h"
#include "util/clock.h"
#include "util/hash.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PASSWORD "hemligt-lösenord"

static ov_engine engine;
static ov_ctx *ctx;
static ov_id anna, org;
static const char *password_hash; /* made once, before the tests fork: it is slow */

static ov_status make_people(ov_ctx *c, void *arg)
{
    (void)arg;
    ov_organisation ale = {.type = "municipality", .code = "1440", .name = "Ale kommun"};

    OV_TRY(ov_organisation_save(c, &ale, &org));
    OV_TRY(ov_account_add(c,
                          &(ov_account){.login = "Anna.K", .name = "Anna Karlsson", .org_id = org},
                          password_hash, &anna));
    OV_TRY(ov_mandate_add(c, anna, &(ov_mandate){"drafter", org, 0}));
    return ov_mandate_add(c, anna, &(ov_mandate){"authorised_sender", org, 0});
}

static void setup(void)
{
    ctx = test_ctx(test_db_open(engine));
    test_ok(ctx, ov_write(ctx, make_people, NULL));
}

static void teardown(void)
{
    test_db_close(ctx->db);
}

static ov_status login(const char *name, const char *password, const char *address)
{
    ov_account account;
    ov_status status = ov_login_check(ctx, name, password, address, &account);

    if (status == OV_OK)
        ck_assert_int_eq(account.id, anna);
    return status;
}

START_TEST(passwords)
{
    const char *hash = NULL;
    char *long_one = ov_printf(ctx->arena, "%1025s", "x");

    ck_assert_int_eq(ov_password_hash(ctx->arena, "elva tecken", true, &hash, &ctx->err),
                     OV_INVALID);
    ck_assert_int_eq(ov_password_hash(ctx->arena, "åååååååååå", true, &hash, &ctx->err),
                     OV_INVALID); /* ten characters, twenty bytes */
    ck_assert_int_eq(ov_password_hash(ctx->arena, long_one, false, &hash, &ctx->err), OV_INVALID);
    ck_assert_ptr_null(hash);
    test_ok(ctx, ov_password_hash(ctx->arena, "demo", false, &hash, &ctx->err));
    ck_assert(ov_str_starts(ov_str_from(hash), "$argon2id$v=19$m=65536,t=3,p=1$"));
}
END_TEST

START_TEST(signing_in)
{
    ck_assert_int_eq(login("anna.k", PASSWORD, "192.0.2.1"), OV_OK);
    ck_assert_int_eq(login("ANNA.K", PASSWORD, "192.0.2.1"), OV_OK);
    ck_assert_int_eq(login("anna.k", "fel", "192.0.2.1"), OV_DENIED);
    ck_assert_int_eq(login("anna.k", "", "192.0.2.1"), OV_DENIED);
    ck_assert_int_eq(login("finns.inte", PASSWORD, "192.0.2.1"), OV_DENIED);
    ck_assert_int_eq(login("' OR 1=1 --", PASSWORD, NULL), OV_DENIED);
    ck_assert_int_eq(login("", PASSWORD, "192.0.2.1"), OV_DENIED);
}
END_TEST

/* The processor's time: other tests run at the same time. */
static int64_t worked(void)
{
    struct timespec t;

    ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t), 0);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t time_of(const char *name)
{
    int64_t best = INT64_MAX;

    for (int i = 0; i < 3; i++) {
        int64_t before = worked();
        ck_assert_int_eq(login(name, "fel", ov_printf(ctx->arena, "198.51.100.%d", i)), OV_DENIED);
        int64_t took = worked() - before;
        best = took < best ? took : best;
    }
    return best;
}

START_TEST(unknown_logins_take_as_long)
{
    int64_t known = time_of("anna.k"), unknown = time_of("finns.inte"), odd = time_of("a b");

    ck_assert_msg(unknown * 2 > known && odd * 2 > known, "%lld %lld %lld us", (long long)known,
                  (long long)unknown, (long long)odd);
}
END_TEST

START_TEST(guessing_is_braked_and_the_right_person_is_not)
{
    ov_instant start = ctx->now;

    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(login("anna.k", "fel", "192.0.2.66"), OV_DENIED);
    ck_assert_int_eq(login("anna.k", PASSWORD, "192.0.2.66"), OV_BUSY); /* not even looked at */
    ck_assert_int_eq(login("anna.k", PASSWORD, "192.0.2.1"), OV_OK);    /* from elsewhere */
    for (int i = 0; i < 5; i++) { /* that cleared nothing of the guesser's: the wait doubles */
        ctx->now += 61 * OV_SECOND;
        ck_assert_int_eq(login("anna.k", "fel", "192.0.2.66"), OV_DENIED);
    }
    ctx->now += 10 * OV_SECOND;
    ck_assert_int_eq(login("anna.k", PASSWORD, "192.0.2.66"), OV_BUSY);
    ctx->now += 61 * OV_SECOND;
    ck_assert_int_eq(login("anna.k", PASSWORD, "192.0.2.66"), OV_OK);
    ck_assert_int_lt(ctx->now - start, 10 * OV_MINUTE);
    ck_assert_int_eq(login("anna.k", "fel", "192.0.2.66"), OV_DENIED); /* begins anew */
    ck_assert_int_eq(login("anna.k", PASSWORD, "192.0.2.66"), OV_OK);
}
END_TEST

START_TEST(an_account_under_attack_waits_four_seconds_at_most)
{
    for (int i = 0; i < 23; i++) {
        ck_assert_int_eq(login("anna.k", "fel", ov_printf(ctx->arena, "198.51.100.%d", i)),
                         OV_DENIED);
        ctx->now += i < 19 ? 0 : 4 * OV_SECOND;
    }
    ctx->now -= 1; /* of the last wait */
    ck_assert_int_eq(login("anna.k", PASSWORD, "192.0.2.1"), OV_BUSY);
    ctx->now += 1;
    ck_assert_int_eq(login("anna.k", PASSWORD, "192.0.2.1"), OV_OK);
}
END_TEST

static ov_status disable(ov_ctx *c, void *arg)
{
    return ov_account_disable(c, anna, *(bool *)arg);
}

START_TEST(disabled_accounts_stay_out)
{
    bool yes = true, no = false;
    ov_account account;

    test_ok(ctx, ov_write(ctx, disable, &yes));
    ck_assert_int_eq(login("anna.k", PASSWORD, "192.0.2.1"), OV_DENIED);
    test_ok(ctx, ov_account_by_login(ctx, "anna.k", &account));
    ck_assert(account.disabled);
    test_ok(ctx, ov_write(ctx, disable, &no));
    ck_assert_int_eq(login("anna.k", PASSWORD, "192.0.2.1"), OV_OK);
}
END_TEST

static pid_t hold(const char *dir, int slot)
{
    int ready[2];
    char byte;

    ck_assert_int_eq(pipe(ready), 0);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        int fd = open(ov_printf(ctx->arena, "%s/password.%d", dir, slot), O_RDWR | O_CREAT, 0600);
        if (fd < 0 || flock(fd, LOCK_EX) != 0 || write(ready[1], "x", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    (void)close(ready[0]);
    (void)close(ready[1]);
    return pid;
}

static void end(pid_t pid)
{
    ck_assert_int_eq(kill(pid, SIGKILL), 0);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

START_TEST(two_hashes_at_once_and_none_lost_with_a_killed_worker)
{
    char dir[] = P_tmpdir "/test_auth_XXXXXX";

    ck_assert_ptr_nonnull(mkdtemp(dir));
    ov_password_slots(dir);
    pid_t first = hold(dir, 0);
    ck_assert_int_eq(login("anna.k", PASSWORD, "192.0.2.1"), OV_OK);
    pid_t second = hold(dir, 1);
    ck_assert_int_eq(login("anna.k", PASSWORD, "192.0.2.1"), OV_BUSY);
    end(first);
    ck_assert_int_eq(login("anna.k", PASSWORD, "192.0.2.1"), OV_OK);
    end(second);
    ov_password_slots(NULL);
    (void)unlink(ov_printf(ctx->arena, "%s/password.0", dir));
    (void)unlink(ov_printf(ctx->arena, "%s/password.1", dir));
    (void)rmdir(dir);
}
END_TEST

static ov_status start(ov_ctx *c, void *arg)
{
    return ov_session_start(c, anna, arg);
}

static const char *signed_in(void)
{
    const char *cookie = NULL;

    test_ok(ctx, ov_write(ctx, start, &cookie));
    return cookie;
}

static ov_status find(const char *cookie)
{
    ov_session session;

    return ov_session_find(ctx, cookie, &session);
}

START_TEST(sessions_know_who)
{
    static const ov_sql stored = {"test.stored", "SELECT cookie_hash FROM session", NULL};
    const char *cookie = signed_in(), *other = signed_in(), *hash = NULL;
    ov_session session;

    ck_assert_uint_eq(strlen(cookie), 43);
    ck_assert_str_ne(cookie, other);
    ctx->actor = (ov_actor){.login = "-"};
    test_ok(ctx, ov_session_find(ctx, cookie, &session));
    ck_assert_str_eq(session.secret, cookie);
    ck_assert_int_eq(ctx->actor.account_id, anna);
    ck_assert_str_eq(ctx->actor.login, "anna.k");
    ck_assert_str_eq(ctx->actor.name, "Anna Karlsson");
    ck_assert_str_eq(ctx->actor.org_name, "Ale kommun");
    ck_assert_int_eq(ctx->actor.org_id, org);
    ck_assert(!ctx->actor.is_system);
    ck_assert_uint_eq(ctx->actor.n_mandates, 2);
    ck_assert_str_eq(ctx->actor.mandates[0].role, "drafter");
    ck_assert_int_eq(ctx->actor.mandates[1].org_id, org);
    ck_assert_int_eq(ov_may(ctx, "consult.submit", &(ov_object){.org_id = org}), OV_OK);
    test_ok(ctx, ov_select_text(ctx, &stored, OV_NOARGS, NULL, &hash));
    ck_assert_ptr_null(strstr(hash, cookie));
    ck_assert_uint_eq(strlen(hash), 64);
}
END_TEST

START_TEST(made_up_cookies_find_nothing)
{
    static const char *const cookies[] = {
        "", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    ov_actor before = ctx->actor;

    (void)signed_in();
    for (size_t i = 0; i < OV_LEN(cookies); i++)
        ck_assert_int_eq(find(cookies[i]), OV_NOT_FOUND);
    ck_assert_int_eq(find(NULL), OV_NOT_FOUND);
    ck_assert_int_eq(ctx->actor.account_id, before.account_id);
}
END_TEST

static ov_status touch(ov_ctx *c, void *arg)
{
    return ov_session_touch(c, *(ov_id *)arg);
}

static ov_status end_session(ov_ctx *c, void *arg)
{
    return ov_session_end(c, *(ov_id *)arg);
}

START_TEST(sessions_end)
{
    const char *cookie = signed_in();
    ov_session session;

    ctx->now += 29 * OV_MINUTE;
    test_ok(ctx, ov_session_find(ctx, cookie, &session));
    test_ok(ctx, ov_write(ctx, touch, &session.id));
    ctx->now += 29 * OV_MINUTE;
    ck_assert_int_eq(find(cookie), OV_OK);
    ctx->now += 2 * OV_MINUTE; /* idle too long */
    ck_assert_int_eq(find(cookie), OV_NOT_FOUND);

    cookie = signed_in();
    for (int i = 0; i < 24 * 2 + 1; i++) { /* busy, but for longer than a day's work */
        ctx->now += 15 * OV_MINUTE;
        if (ov_session_find(ctx, cookie, &session) == OV_OK)
            test_ok(ctx, ov_write(ctx, touch, &session.id));
    }
    ck_assert_int_eq(find(cookie), OV_NOT_FOUND);

    cookie = signed_in();
    test_ok(ctx, ov_session_find(ctx, cookie, &session));
    test_ok(ctx, ov_write(ctx, end_session, &session.id));
    ck_assert_int_eq(find(cookie), OV_NOT_FOUND);
    test_ok(ctx, ov_write(ctx, end_session, &session.id)); /* twice does no harm */
}
END_TEST

static ov_status new_password(ov_ctx *c, void *arg)
{
    (void)arg;
    return ov_account_set_password(c, anna, "$argon2id$new");
}

START_TEST(changes_of_the_account_end_its_sessions)
{
    const char *cookie = signed_in();
    bool yes = true, no = false;

    test_ok(ctx, ov_write(ctx, new_password, NULL));
    ck_assert_int_eq(find(cookie), OV_NOT_FOUND);
    cookie = signed_in();
    test_ok(ctx, ov_write(ctx, disable, &yes));
    ck_assert_int_eq(find(cookie), OV_NOT_FOUND);
    test_ok(ctx, ov_write(ctx, disable, &no));
    ck_assert_int_eq(find(cookie), OV_NOT_FOUND);
}
END_TEST

static ov_status add_mandate(ov_ctx *c, void *arg)
{
    return ov_mandate_add(c, anna, arg);
}

START_TEST(rights_are_read_at_every_request)
{
    const char *cookie = signed_in();
    ov_mandate economist = {"economist", org, 0}, nonsense = {"root", org, 0};

    test_ok(ctx, ov_write(ctx, add_mandate, &economist));
    test_ok(ctx, ov_write(ctx, add_mandate, &economist)); /* holding it twice is holding it */
    ck_assert_int_eq(ov_write(ctx, add_mandate, &nonsense), OV_INVALID);
    ck_assert_int_eq(find(cookie), OV_OK);
    ck_assert_uint_eq(ctx->actor.n_mandates, 3);
    ck_assert_int_eq(ov_may(ctx, "settle.publish", &(ov_object){.org_id = org}), OV_OK);
}
END_TEST

static ov_status add_account(ov_ctx *c, void *arg)
{
    return ov_account_add(c, arg, "$argon2id$x", NULL);
}

START_TEST(logins_are_unique_whatever_their_case)
{
    ov_account again = {.login = "ANNA.k", .name = "Anna Kron"},
               odd = {.login = "a b", .name = "A"};
    ov_account bo = {.login = "bo", .name = "Bo Öst"};
    const ov_rows *rows;

    ck_assert_int_eq(ov_write(ctx, add_account, &again), OV_CONFLICT);
    ck_assert_int_eq(ov_write(ctx, add_account, &odd), OV_INVALID);
    test_ok(ctx, ov_write(ctx, add_account, &bo));
    test_ok(ctx, ov_accounts(ctx, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_str_eq(ov_cell_text(rows, 0, 0), "anna.k");
    ck_assert_str_eq(ov_cell_text(rows, 0, 2), "Ale kommun");
    ck_assert_str_eq(ov_cell_text(rows, 0, 3), "authorised_sender,drafter");
    ck_assert_int_eq(ov_cell_int(rows, 0, 4), 0);
    ck_assert(ov_cell_null(rows, 1, 2));
    ck_assert_str_eq(ov_cell_text(rows, 1, 3), "");
}
END_TEST

START_TEST(statements_prepare)
{
    for (const ov_sql *sql = ov_auth_sql; sql->name; sql++)
        ck_assert_msg(ov_db_prepare(ctx->db, sql, &ctx->err) == OV_OK, "%s: %s", sql->name,
                      ctx->err.text);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "auth on SQLite" : "auth on PostgreSQL");
    TCase *tc = tcase_create("auth");

    engine = which;
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, statements_prepare);
    tcase_add_test(tc, passwords);
    tcase_add_test(tc, signing_in);
    tcase_add_test(tc, unknown_logins_take_as_long);
    tcase_add_test(tc, guessing_is_braked_and_the_right_person_is_not);
    tcase_add_test(tc, an_account_under_attack_waits_four_seconds_at_most);
    tcase_add_test(tc, disabled_accounts_stay_out);
    tcase_add_test(tc, two_hashes_at_once_and_none_lost_with_a_killed_worker);
    tcase_add_test(tc, sessions_know_who);
    tcase_add_test(tc, made_up_cookies_find_nothing);
    tcase_add_test(tc, sessions_end);
    tcase_add_test(tc, changes_of_the_account_end_its_sessions);
    tcase_add_test(tc, rights_are_read_at_every_request);
    tcase_add_test(tc, logins_are_unique_whatever_their_case);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    ov_arena *arena = ov_arena_new(0);

    ov_hash_init();
    if (ov_password_hash(arena, PASSWORD, true, &password_hash, NULL) != OV_OK)
        return 1;
    int failed = test_both_engines(make);
    ov_arena_free(arena);
    return failed != 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_login.c — whom a name at the door means, old hashes made new, what the event log says of
 * guessing, who comes in by link alone. */
#include "auth/auth_sql.h"
#include "auth/brake.h"
#include "auth/login.h"
#include "testdb.h"
#include "util/hash.h"

#include <check.h>
#include <sodium.h>
#include <string.h>

#define PASSWORD "tre gula cyklar"

static ov_engine engine;
static ov_ctx *ctx;
static ov_id anna, bo, eva;
static char weak[crypto_pwhash_STRBYTES]; /* of another time: fewer passes, less memory */

static ov_status make_people(ov_ctx *c, void *arg)
{
    (void)arg;
    OV_TRY(ov_account_add(
        c, &(ov_account){.login = "anna", .name = "Anna", .email = "Anna.K@kommun.example"}, weak,
        &anna));
    OV_TRY(ov_account_add(c, &(ov_account){.login = "bo", .name = "Bo", .email = "par@hem.example"},
                          weak, &bo));
    OV_TRY(ov_mandate_add(c, anna, &(ov_mandate){"council_member", 0, 0}));
    OV_TRY(ov_mandate_add(c, anna, &(ov_mandate){"council_secretary", 0, 0}));
    return ov_account_add(
        c, &(ov_account){.login = "eva", .name = "Eva", .email = "par@hem.example"}, weak, &eva);
}

static void setup(void)
{
    ctx = test_ctx(test_db_open(engine));
    test_ok(ctx, ov_write(ctx, make_people, NULL));
}

static void teardown(void)
{
    ov_link_roles("council_member, council_secretary");
    test_db_close(ctx->db);
}

static ov_status login(const char *who, const char *password, ov_id *id)
{
    ov_account account = {0};
    ov_status status = ov_login_check(ctx, who, password, "192.0.2.1", &account);

    *id = account.id;
    return status;
}

START_TEST(the_address_is_as_good_as_the_name)
{
    ov_id id;

    ck_assert_int_eq(login("anna.k@KOMMUN.example", PASSWORD, &id), OV_OK);
    ck_assert_int_eq(id, anna);
    ck_assert_int_eq(login("  Anna ", PASSWORD, &id), OV_OK);
    ck_assert_int_eq(login("anna.k@kommun", PASSWORD, &id), OV_DENIED);
    ck_assert_int_eq(login("%@kommun.example", PASSWORD, &id), OV_DENIED);
}
END_TEST

static ov_status invite_to_annas(ov_ctx *c, void *arg)
{
    (void)arg;
    return ov_account_add(
        c, &(ov_account){.login = "mallory", .name = "Mallory", .email = "Anna.K@kommun.example"},
        "", &eva);
}

/* Else any organisation's administrator could keep somebody out of another's. */
START_TEST(an_invitation_to_an_address_shuts_nobody_out)
{
    ov_id id;

    test_ok(ctx, ov_write(ctx, invite_to_annas, NULL));
    ck_assert_int_eq(login("anna.k@kommun.example", PASSWORD, &id), OV_OK);
    ck_assert_int_eq(id, anna);
    ck_assert_int_eq(login("anna.k@kommun.example", "", &id), OV_DENIED);
}
END_TEST

static ov_status close_eva(ov_ctx *c, void *arg)
{
    (void)arg;
    return ov_account_disable(c, eva, true);
}

START_TEST(an_address_of_two_is_nobodys)
{
    const ov_entrant *people;
    ov_id id;
    size_t n;

    ck_assert_int_eq(login("par@hem.example", PASSWORD, &id), OV_DENIED);
    test_ok(ctx, ov_entrants(ctx, "par@hem.example", &people, &n));
    ck_assert_uint_eq(n, 2);
    test_ok(ctx, ov_write(ctx, close_eva, NULL));
    ck_assert_int_eq(login("par@hem.example", PASSWORD, &id), OV_OK); /* one open account */
    ck_assert_int_eq(id, bo);
}
END_TEST

START_TEST(an_old_hash_is_made_new)
{
    static const ov_sql stored = {"test.stored",
                                  "SELECT password FROM account WHERE login = 'anna'", NULL};
    const char *hash = NULL;
    ov_id id;

    ck_assert_int_eq(login("anna", "fel lösenord", &id), OV_DENIED);
    test_ok(ctx, ov_select_text(ctx, &stored, OV_NOARGS, NULL, &hash));
    ck_assert_str_eq(hash, weak);
    ck_assert_int_eq(login("anna", PASSWORD, &id), OV_OK);
    test_ok(ctx, ov_select_text(ctx, &stored, OV_NOARGS, NULL, &hash));
    ck_assert(ov_str_starts(ov_str_from(hash), "$argon2id$v=19$m=65536,t=3,p=1$"));
    ck_assert(!ov_password_is_old(hash));
    ck_assert_int_eq(login("anna", PASSWORD, &id), OV_OK);
}
END_TEST

static int64_t failed_events(const char *object)
{
    static const ov_sql count = {"test.count",
                                 "SELECT CAST(count(*) AS BIGINT) FROM event WHERE action = "
                                 "'sign_in.failed' AND object = $1",
                                 NULL};
    int64_t n = 0;

    test_ok(ctx, ov_select_int(ctx, &count, OV_ARGS(ov_text(object)), 0, &n));
    return n;
}

START_TEST(the_log_tells_of_guessing_in_few_words)
{
    for (int i = 1; i <= 21; i++) {
        ctx->now += i > 20 ? 4 * OV_SECOND : OV_SECOND / 2;
        const char *from = ov_printf(ctx->arena, "198.51.100.%d", i);
        ov_account account;

        ck_assert_int_eq(ov_login_check(ctx, "anna", "fel", from, &account), OV_DENIED);
        ck_assert_int_eq(ov_login_check(ctx, "finns.inte", "fel", from, &account), OV_DENIED);
    }
    ck_assert_int_eq(failed_events(ov_printf(ctx->arena, "account/%lld", (long long)anna)), 3);
    ck_assert_int_eq(failed_events("account/0"), 3); /* the 5th, 10th and 20th */
}
END_TEST

static bool by_link(ov_id id)
{
    bool may = false;

    test_ok(ctx, ov_may_use_link(ctx, id, &may));
    return may;
}

static ov_status add_role(ov_ctx *c, void *arg)
{
    return ov_mandate_add(c, anna, &(ov_mandate){arg, 0, 0});
}

START_TEST(a_link_alone_for_those_who_hold_nothing_else)
{
    ck_assert(by_link(anna));
    ck_assert(!by_link(bo)); /* no role at all */
    ov_link_roles("council_member");
    ck_assert(!by_link(anna));
    ov_link_roles("");
    ck_assert(!by_link(anna));
    ov_link_roles("council_secretary,council_member");
    ck_assert(by_link(anna));
    test_ok(ctx, ov_write(ctx, add_role, (void *)(uintptr_t) "economist"));
    ck_assert(!by_link(anna));
}
END_TEST

START_TEST(a_household_has_one_address)
{
    ov_arena *a = ctx->arena;

    ck_assert_str_eq(ov_brake_address(a, "2001:db8:1:2:3:4:5:6"),
                     ov_brake_address(a, "2001:db8:1:2:ffff::1"));
    ck_assert_str_ne(ov_brake_address(a, "2001:db8:1:2::1"),
                     ov_brake_address(a, "2001:db8:1:3::1"));
    ck_assert_str_eq(ov_brake_address(a, "192.0.2.1"), "192.0.2.1");
    ck_assert_str_eq(ov_brake_address(a, NULL), "");
}
END_TEST

START_TEST(statements_prepare)
{
    for (const ov_sql *sql = ov_login_sql; sql->name; sql++)
        ck_assert_msg(ov_db_prepare(ctx->db, sql, &ctx->err) == OV_OK, "%s: %s", sql->name,
                      ctx->err.text);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "login on SQLite" : "login on PostgreSQL");
    TCase *tc = tcase_create("login");

    engine = which;
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, the_address_is_as_good_as_the_name);
    tcase_add_test(tc, an_address_of_two_is_nobodys);
    tcase_add_test(tc, an_invitation_to_an_address_shuts_nobody_out);
    tcase_add_test(tc, an_old_hash_is_made_new);
    tcase_add_test(tc, the_log_tells_of_guessing_in_few_words);
    tcase_add_test(tc, a_link_alone_for_those_who_hold_nothing_else);
    tcase_add_test(tc, a_household_has_one_address);
    tcase_add_test(tc, statements_prepare);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    ov_hash_init();
    if (crypto_pwhash_str_alg(weak, PASSWORD, strlen(PASSWORD), 1, 8192,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return 1;
    return test_both_engines(make) != 0;
}

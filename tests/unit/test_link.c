/* SPDX-License-Identifier: EUPL-1.2 */
/* test_link.c — single-use mailed links. */
#include "auth/link.h"
#include "testdb.h"
#include "util/hash.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static ov_engine engine;
static ov_ctx *ctx;
static ov_id anna, bo;

static ov_status make_people(ov_ctx *c, void *arg)
{
    (void)arg;
    OV_TRY(ov_account_add(c, &(ov_account){.login = "anna", .name = "Anna"}, "", &anna));
    return ov_account_add(c, &(ov_account){.login = "bo", .name = "Bo"}, "", &bo);
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

typedef struct making {
    ov_link link;
    const char *token;
} making;

static ov_status make_link(ov_ctx *c, void *arg)
{
    making *m = arg;

    return ov_link_make(c, &m->link, &m->token);
}

static const char *made(const char *purpose, ov_id account)
{
    making m = {.link = {.purpose = purpose, .account_id = account, .target = "/arenden"}};

    test_ok(ctx, ov_write(ctx, make_link, &m));
    return m.token;
}

typedef struct using
{
    const char *purpose, *token;
    ov_link link;
}
using;

static ov_status use_link(ov_ctx *c, void *arg)
{
    using *u = arg;

    return ov_link_use(c, u->purpose, u->token, &u->link);
}

static ov_status use(const char *purpose, const char *token)
{
    using u = {.purpose = purpose, .token = token};

    return ov_write(ctx, use_link, &u);
}

static ov_status peek(const char *purpose, const char *token)
{
    ov_link link;

    return ov_link_peek(ctx, purpose, token, &link);
}

START_TEST(works_once)
{
    const char *token = made(OV_LINK_LOGIN, anna), *other = made(OV_LINK_LOGIN, anna);
    ov_link link;

    ck_assert_uint_eq(strlen(token), 43);
    ck_assert_str_ne(token, other);
    test_ok(ctx, ov_link_peek(ctx, OV_LINK_LOGIN, token, &link)); /* looking uses nothing up */
    test_ok(ctx, ov_link_peek(ctx, OV_LINK_LOGIN, token, &link));
    ck_assert_int_eq(link.account_id, anna);
    ck_assert_str_eq(link.target, "/arenden");
    ck_assert_ptr_null(link.address);
    ck_assert_int_eq(link.expires_at - link.created_at, 30 * OV_MINUTE);
    ck_assert_int_eq(use(OV_LINK_LOGIN, token), OV_OK);
    ck_assert_int_eq(use(OV_LINK_LOGIN, token), OV_GONE);
    ck_assert_int_eq(peek(OV_LINK_LOGIN, token), OV_GONE);
    ck_assert_int_eq(use(OV_LINK_LOGIN, other), OV_OK);
}
END_TEST

static ov_status say_bounced(ov_ctx *x, void *arg)
{
    static const ov_sql bounced = {"test.bounced",
                                   "UPDATE account SET email_fault = '5.1.1' WHERE id = $1", NULL};

    return ov_exec(x, &bounced, OV_ARGS(ov_int(*(const ov_id *)arg)), NULL);
}

START_TEST(a_link_that_came_clears_the_fault_of_the_address)
{
    static const ov_sql fault = {"test.fault", "SELECT email_fault FROM account WHERE id = $1",
                                 NULL};
    const char *token = made(OV_LINK_LOGIN, anna), *text;

    test_ok(ctx, ov_write(ctx, say_bounced, &anna));
    ck_assert_int_eq(peek(OV_LINK_LOGIN, token), OV_OK);
    test_ok(ctx, ov_select_text(ctx, &fault, OV_ARGS(ov_int(anna)), NULL, &text));
    ck_assert_str_eq(text, "5.1.1");
    ck_assert_int_eq(use(OV_LINK_LOGIN, token), OV_OK);
    test_ok(ctx, ov_select_text(ctx, &fault, OV_ARGS(ov_int(anna)), NULL, &text));
    ck_assert_ptr_null(text);
}
END_TEST

START_TEST(nothing_but_the_whole_token_for_its_own_purpose)
{
    const char *token = made(OV_LINK_RESET, anna);
    char *shorter = ov_strndup(ctx->arena, token, 42), *altered = ov_strdup(ctx->arena, token);
    const char *const wrong[] = {shorter, altered, "", "x", "' OR 1=1 --", NULL};

    altered[0] = altered[0] == 'A' ? 'B' : 'A';
    for (size_t i = 0; i < OV_LEN(wrong); i++) {
        ck_assert_int_eq(peek(OV_LINK_RESET, wrong[i]), OV_NOT_FOUND);
        ck_assert_int_eq(use(OV_LINK_RESET, wrong[i]), OV_NOT_FOUND);
    }
    ck_assert_int_eq(use(OV_LINK_RESET, ov_printf(ctx->arena, "%sA", token)), OV_NOT_FOUND);
    ck_assert_int_eq(use(OV_LINK_LOGIN, token), OV_NOT_FOUND);
    ck_assert_int_eq(use(OV_LINK_INVITE, token), OV_NOT_FOUND);
    ck_assert_int_eq(use("nonsense", token), OV_NOT_FOUND);
    ck_assert_int_eq(use(OV_LINK_RESET, token), OV_OK);
}
END_TEST

START_TEST(ends_with_time)
{
    static const struct {
        const char *purpose;
        ov_instant life;
    } lives[] = {{OV_LINK_INVITE, 14 * OV_DAY_LENGTH},
                 {OV_LINK_RESET, OV_HOUR},
                 {OV_LINK_LOGIN, 30 * OV_MINUTE},
                 {OV_LINK_EMAIL, 24 * OV_HOUR}};
    ov_instant start = ctx->now;

    for (size_t i = 0; i < OV_LEN(lives); i++) {
        ctx->now = start;
        ck_assert_int_eq(ov_link_life(lives[i].purpose), lives[i].life);
        const char *token = made(lives[i].purpose, anna);

        ctx->now = start + lives[i].life - 1;
        ck_assert_int_eq(peek(lives[i].purpose, token), OV_OK);
        ctx->now = start + lives[i].life;
        ck_assert_int_eq(use(lives[i].purpose, token), OV_GONE);
    }
}
END_TEST

static ov_status end_resets(ov_ctx *c, void *arg)
{
    return ov_link_end_all(c, anna, arg);
}

static ov_status disable(ov_ctx *c, void *arg)
{
    (void)arg;
    return ov_account_disable(c, bo, true);
}

START_TEST(ends_with_others_and_with_the_account)
{
    const char *reset = made(OV_LINK_RESET, anna), *login = made(OV_LINK_LOGIN, anna);
    const char *of_bo = made(OV_LINK_RESET, bo);
    int64_t waiting, last_hour;

    test_ok(ctx, ov_write(ctx, end_resets, (void *)(uintptr_t)OV_LINK_RESET));
    ck_assert_int_eq(peek(OV_LINK_RESET, reset), OV_GONE);
    ck_assert_int_eq(peek(OV_LINK_LOGIN, login), OV_OK);
    test_ok(ctx, ov_link_count(ctx, anna, OV_LINK_RESET, &waiting, &last_hour));
    ck_assert_int_eq(waiting, 0);
    ck_assert_int_eq(last_hour, 1);
    test_ok(ctx, ov_write(ctx, end_resets, NULL));
    ck_assert_int_eq(peek(OV_LINK_LOGIN, login), OV_GONE);
    ck_assert_int_eq(peek(OV_LINK_RESET, of_bo), OV_OK);
    test_ok(ctx, ov_write(ctx, disable, NULL));
    ck_assert_int_eq(use(OV_LINK_RESET, of_bo), OV_GONE);
}
END_TEST

START_TEST(only_a_hash_is_stored)
{
    static const ov_sql stored = {"test.stored", "SELECT token_hash FROM link", NULL};
    const char *token = made(OV_LINK_LOGIN, anna), *hash = NULL;
    char want[OV_HASH_HEX];

    ov_sha256_hex(ov_str_from(token), want);
    test_ok(ctx, ov_select_text(ctx, &stored, OV_NOARGS, NULL, &hash));
    ck_assert_str_eq(hash, want);
}
END_TEST

START_TEST(statements_prepare)
{
    for (const ov_sql *sql = ov_link_sql; sql->name; sql++)
        ck_assert_msg(ov_db_prepare(ctx->db, sql, &ctx->err) == OV_OK, "%s: %s", sql->name,
                      ctx->err.text);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "links on SQLite" : "links on PostgreSQL");
    TCase *tc = tcase_create("link");

    engine = which;
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, works_once);
    tcase_add_test(tc, a_link_that_came_clears_the_fault_of_the_address);
    tcase_add_test(tc, nothing_but_the_whole_token_for_its_own_purpose);
    tcase_add_test(tc, ends_with_time);
    tcase_add_test(tc, ends_with_others_and_with_the_account);
    tcase_add_test(tc, only_a_hash_is_stored);
    tcase_add_test(tc, statements_prepare);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    ov_hash_init();
    return test_both_engines(make) != 0;
}

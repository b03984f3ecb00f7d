/* SPDX-License-Identifier: EUPL-1.2 */
/* test_once.c — form tokens, and commands that happen once. */
#include "auth/auth.h"
#include "testdb.h"

#include <check.h>
#include <stdlib.h>

static ov_engine engine;
static ov_ctx *ctx;

static void setup(void)
{
    ctx = test_ctx(test_db_open(engine));
}

static void teardown(void)
{
    test_db_close(ctx->db);
}

START_TEST(form_tokens)
{
    const char *token = ov_token_make(ctx->arena, "secret-1");
    char *bent = ov_strdup(ctx->arena, token);

    ck_assert_uint_eq(strlen(token), 64);
    ck_assert(ov_token_check("secret-1", token));
    ck_assert(!ov_token_check("secret-2", token));
    ck_assert_str_ne(token, ov_token_make(ctx->arena, "secret-1"));
    for (size_t i = 0; i < 64; i++) {
        bent[i] = bent[i] == 'A' ? 'B' : 'A';
        ck_assert(!ov_token_check("secret-1", bent));
        bent[i] = token[i];
    }
    ck_assert(!ov_token_check("secret-1", ""));
    ck_assert(!ov_token_check("secret-1", NULL));
    ck_assert(!ov_token_check("", ov_token_make(ctx->arena, "")));
    ck_assert(!ov_token_check(NULL, token));
}
END_TEST

typedef struct command {
    const char *token, *body;
    bool fail;
    const char *answer, *first_body; /* out */
    int times;
} command;

static ov_status run(ov_ctx *c, void *arg)
{
    command *cmd = arg;
    const char *replay;

    OV_TRY(ov_once_begin(c, cmd->token, ov_str_from(cmd->body), &replay, &cmd->first_body));
    if (replay) {
        cmd->answer = replay;
        return OV_OK;
    }
    cmd->times++;
    cmd->answer = ov_printf(c->arena, "/kvittens/%d", cmd->times);
    OV_TRY(ov_once_end(c, cmd->token, ov_str_from(cmd->body), cmd->answer));
    return cmd->fail ? OV_INVALID : OV_OK;
}

START_TEST(commands_happen_once)
{
    command cmd = {.token = "t1", .body = "svar=ja&_token=t1"};

    test_ok(ctx, ov_write(ctx, run, &cmd));
    test_ok(ctx, ov_write(ctx, run, &cmd)); /* a double click */
    ck_assert_int_eq(cmd.times, 1);
    ck_assert_str_eq(cmd.answer, "/kvittens/1");
    cmd.body = "svar=nej&_token=t1";
    ck_assert_int_eq(ov_write(ctx, run, &cmd), OV_CONFLICT);
    ck_assert_str_eq(cmd.first_body, "svar=ja&_token=t1");
    ck_assert_int_eq(cmd.times, 1);
    cmd.token = "t2";
    test_ok(ctx, ov_write(ctx, run, &cmd));
    ck_assert_int_eq(cmd.times, 2);
}
END_TEST

START_TEST(a_refused_command_spends_no_token)
{
    command cmd = {.token = "t1", .body = "", .fail = true};

    ck_assert_int_eq(ov_write(ctx, run, &cmd), OV_INVALID);
    cmd.fail = false;
    test_ok(ctx, ov_write(ctx, run, &cmd));
    ck_assert_int_eq(cmd.times, 2);
}
END_TEST

START_TEST(long_bodies_are_kept_in_part_and_compared_whole)
{
    char *body = ov_printf(ctx->arena, "%0100000d", 1);
    command cmd = {.token = "t1", .body = body};

    test_ok(ctx, ov_write(ctx, run, &cmd));
    test_ok(ctx, ov_write(ctx, run, &cmd));
    ck_assert_int_eq(cmd.times, 1);
    body[99999] = '2'; /* past what is kept */
    ck_assert_int_eq(ov_write(ctx, run, &cmd), OV_CONFLICT);
    ck_assert_uint_eq(strlen(cmd.first_body), 64 * 1024);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "once on SQLite" : "once on PostgreSQL");
    TCase *tc = tcase_create("once");

    engine = which;
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, form_tokens);
    tcase_add_test(tc, commands_happen_once);
    tcase_add_test(tc, a_refused_command_spends_no_token);
    tcase_add_test(tc, long_bodies_are_kept_in_part_and_compared_whole);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return test_both_engines(make) != 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_factor.c — codes from an app, recovery codes, sealed secrets, half-done sign-ins. */
#include "auth/factor.h"
#include "auth/secret.h"
#include "auth/totp.h"
#include "testdb.h"
#include "util/hash.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ov_engine engine;
static ov_ctx *ctx;
static ov_id anna, bo;
static char dir[64];

static ov_status make_people(ov_ctx *c, void *arg)
{
    (void)arg;
    OV_TRY(ov_account_add(c, &(ov_account){.login = "anna", .name = "Anna"}, "", &anna));
    OV_TRY(ov_mandate_add(c, anna, &(ov_mandate){"economist", 0, 0}));
    return ov_account_add(c, &(ov_account){.login = "bo", .name = "Bo"}, "", &bo);
}

static const char *key_file(void)
{
    return ov_printf(ctx->arena, "%s/key", dir);
}

static void setup(void)
{
    ctx = test_ctx(test_db_open(engine));
    (void)snprintf(dir, sizeof dir, "%s/test_factor_XXXXXX", P_tmpdir);
    ck_assert_ptr_nonnull(mkdtemp(dir));
    test_ok(ctx, ov_secret_make(key_file(), &ctx->err));
    test_ok(ctx, ov_secret_load(key_file(), &ctx->err));
    test_ok(ctx, ov_write(ctx, make_people, NULL));
}

static void teardown(void)
{
    (void)unlink(key_file());
    (void)rmdir(dir);
    ov_secret_forget();
    ov_factor_roles("");
    test_db_close(ctx->db);
}

/* ---- Codes (RFC 6238, appendix B, SHA-1; the last six of the eight digits) ---- */

START_TEST(codes_are_those_of_the_standard)
{
    static const struct {
        int64_t seconds;
        const char *code;
    } rows[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    ov_str secret = OV_LIT("12345678901234567890");
    const char *uri = NULL;
    int64_t step = 0;

    for (size_t i = 0; i < OV_LEN(rows); i++) {
        ov_instant at = rows[i].seconds * OV_SECOND;
        char code[OV_TOTP_DIGITS + 1];

        test_ok(ctx, ov_totp_code(secret, ov_totp_step(at), code, &ctx->err));
        ck_assert_str_eq(code, rows[i].code);
        for (int off = i ? -2 : -1; off <= 2; off++) /* not before 1970 */
            ck_assert_int_eq(
                ov_totp_match(secret, rows[i].code, at + off * 30 * OV_SECOND, 0, &step, &ctx->err),
                off < -1 || off > 1 ? OV_DENIED : OV_OK);
        ck_assert_int_eq(step, rows[i].seconds / 30);
        ck_assert_int_eq(ov_totp_match(secret, rows[i].code, at, step, &step, &ctx->err),
                         OV_DENIED); /* used */
    }
    ck_assert_int_eq(ov_totp_match(secret, "287 082", 59 * OV_SECOND, 0, &step, &ctx->err), OV_OK);
    ck_assert_int_eq(ov_totp_match(secret, "28708", 59 * OV_SECOND, 0, &step, &ctx->err),
                     OV_DENIED);
    ck_assert_int_eq(ov_totp_match(secret, "2870822", 59 * OV_SECOND, 0, &step, &ctx->err),
                     OV_DENIED);
    ck_assert_int_eq(ov_totp_match(secret, "", 59 * OV_SECOND, 0, &step, &ctx->err), OV_DENIED);
    test_ok(ctx, ov_totp_uri(ctx->arena, secret, "Överens", "anna.k", &uri, &ctx->err));
    ck_assert_str_eq(uri, "otpauth://totp/%C3%96verens:anna.k?secret="
                          "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%C3%96verens");
}
END_TEST

/* ---- Sealing ---- */

START_TEST(secrets_are_sealed_for_one_purpose_under_one_key)
{
    const char *sealed = NULL, *again = NULL;
    ov_str open;

    test_ok(ctx, ov_secret_seal(ctx->arena, "totp/1", OV_LIT("hemligt"), &sealed, &ctx->err));
    test_ok(ctx, ov_secret_seal(ctx->arena, "totp/1", OV_LIT("hemligt"), &again, &ctx->err));
    ck_assert_str_ne(sealed, again);
    test_ok(ctx, ov_secret_open(ctx->arena, "totp/1", sealed, &open, &ctx->err));
    ck_assert(ov_str_is(open, "hemligt"));
    ck_assert_int_eq(ov_secret_open(ctx->arena, "totp/12", sealed, &open, &ctx->err), OV_INVALID);
    ck_assert_int_eq(ov_secret_open(ctx->arena, "totp/", sealed, &open, &ctx->err), OV_INVALID);
    for (size_t i = 0; i < strlen(sealed) - 1; i++) {
        char *altered = ov_strdup(ctx->arena, sealed);

        altered[i] = altered[i] == 'A' ? 'B' : 'A';
        ck_assert_int_eq(ov_secret_open(ctx->arena, "totp/1", altered, &open, &ctx->err),
                         OV_INVALID);
    }
    ck_assert_int_eq(ov_secret_open(ctx->arena, "totp/1", "", &open, &ctx->err), OV_INVALID);
    ov_secret_forget();
    ck_assert_int_eq(ov_secret_open(ctx->arena, "totp/1", sealed, &open, &ctx->err), OV_IO);
    ck_assert_int_eq(unlink(key_file()), 0);
    ck_assert_int_eq(ov_secret_load(key_file(), &ctx->err), OV_NOT_FOUND);
    test_ok(ctx, ov_secret_make(key_file(), &ctx->err));
    test_ok(ctx, ov_secret_load(key_file(), &ctx->err));
    ck_assert_int_eq(ov_secret_open(ctx->arena, "totp/1", sealed, &open, &ctx->err), OV_INVALID);
}
END_TEST

START_TEST(a_key_that_others_can_read_is_refused)
{
    static const struct {
        mode_t mode;
        ov_status status;
    } rows[] = {{0600, OV_OK},      {0640, OV_OK},      {0400, OV_OK},     {0644, OV_INVALID},
                {0660, OV_INVALID}, {0604, OV_INVALID}, {0700, OV_INVALID}};
    FILE *file;

    for (size_t i = 0; i < OV_LEN(rows); i++) {
        ck_assert_int_eq(chmod(key_file(), rows[i].mode), 0);
        ck_assert_int_eq(ov_secret_load(key_file(), &ctx->err), rows[i].status);
        ck_assert_int_eq(ov_secret_ready(), rows[i].status == OV_OK);
    }
    ck_assert_int_eq(ov_secret_make(key_file(), &ctx->err), OV_CONFLICT);
    ck_assert_int_eq(chmod(key_file(), 0600), 0);
    file = fopen(key_file(), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_gt(fputs("kort", file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(ov_secret_load(key_file(), &ctx->err), OV_INVALID);
}
END_TEST

/* ---- Setting up and using ---- */

static ov_status begin(ov_ctx *c, void *arg)
{
    return ov_factor_begin(c, *(ov_id *)arg);
}

static const char *code_of(ov_str secret, ov_instant at)
{
    char code[OV_TOTP_DIGITS + 1];

    test_ok(ctx, ov_totp_code(secret, ov_totp_step(at), code, &ctx->err));
    return ov_strdup(ctx->arena, code);
}

typedef struct proving {
    ov_factor_proof proof;
    const char *const *codes; /* turn it on with these; NULL: only use */
} proving;

static ov_status use_proof(ov_ctx *c, void *arg)
{
    const proving *p = arg;

    OV_TRY(ov_factor_use(c, &p->proof));
    return p->codes ? ov_factor_confirm(c, p->proof.account_id, 0, p->codes) : OV_OK;
}

static ov_status give(ov_id account, const char *code, const char *const *codes)
{
    proving p = {.codes = codes};
    ov_status status = ov_factor_check(ctx, account, code, &p.proof);

    return status == OV_OK ? ov_write(ctx, use_proof, &p) : status;
}

/* Anna's app, turned on. */
static ov_str turned_on(const char *codes[OV_RECOVERY_CODES])
{
    ov_str secret;

    test_ok(ctx, ov_write(ctx, begin, &anna));
    test_ok(ctx, ov_factor_shown(ctx, anna, &secret));
    ck_assert_uint_eq(secret.len, OV_TOTP_SECRET);
    ov_recovery_codes(ctx->arena, codes);
    ck_assert_int_eq(give(anna, code_of(secret, ctx->now), codes), OV_OK);
    return secret;
}

START_TEST(the_app_is_on_when_a_code_has_proved_it)
{
    const char *codes[OV_RECOVERY_CODES];
    ov_factor factor;
    ov_str first, secret;

    test_ok(ctx, ov_factor_get(ctx, anna, &factor));
    ck_assert_int_eq(factor.state, OV_FACTOR_OFF);
    ck_assert_int_eq(give(anna, "123456", NULL), OV_NOT_FOUND);
    test_ok(ctx, ov_write(ctx, begin, &anna));
    test_ok(ctx, ov_factor_shown(ctx, anna, &first));
    secret = turned_on(codes); /* a new secret in place of the first */
    ck_assert(memcmp(first.ptr, secret.ptr, OV_TOTP_SECRET) != 0);
    test_ok(ctx, ov_factor_get(ctx, anna, &factor));
    ck_assert_int_eq(factor.state, OV_FACTOR_ON);
    ck_assert_int_eq(factor.codes_left, OV_RECOVERY_CODES);
    ck_assert_int_eq(ov_factor_shown(ctx, anna, &secret), OV_NOT_FOUND); /* never shown again */
    ck_assert_int_eq(ov_write(ctx, begin, &anna), OV_CONFLICT);
    test_ok(ctx, ov_factor_get(ctx, bo, &factor));
    ck_assert_int_eq(factor.state, OV_FACTOR_OFF);
}
END_TEST

START_TEST(each_code_works_once)
{
    const char *codes[OV_RECOVERY_CODES], *code;
    ov_str secret = turned_on(codes);

    ck_assert_int_eq(give(anna, code_of(secret, ctx->now), NULL), OV_DENIED); /* it turned it on */
    ctx->now += 30 * OV_SECOND;
    code = code_of(secret, ctx->now);
    ck_assert_int_eq(give(anna, code, NULL), OV_OK);
    ck_assert_int_eq(give(anna, code, NULL), OV_DENIED);
    ctx->now += 30 * OV_SECOND;
    ck_assert_int_eq(give(anna, code, NULL), OV_DENIED);
    ck_assert_int_eq(give(anna, code_of(secret, ctx->now + 30 * OV_SECOND), NULL), OV_OK);
    ck_assert_int_eq(give(anna, code_of(secret, ctx->now), NULL), OV_DENIED); /* older than used */
}
END_TEST

/* Two requests at once have both been checked before either is stored. */
START_TEST(one_code_given_twice_at_once_works_once)
{
    const char *codes[OV_RECOVERY_CODES];
    ov_str secret = turned_on(codes);
    proving a = {0}, b = {0};

    ctx->now += 60 * OV_SECOND;
    test_ok(ctx, ov_factor_check(ctx, anna, code_of(secret, ctx->now), &a.proof));
    test_ok(ctx, ov_factor_check(ctx, anna, code_of(secret, ctx->now), &b.proof));
    ck_assert_int_eq(ov_write(ctx, use_proof, &a), OV_OK);
    ck_assert_int_eq(ov_write(ctx, use_proof, &b), OV_DENIED);
    test_ok(ctx, ov_factor_check(ctx, anna, codes[0], &a.proof));
    test_ok(ctx, ov_factor_check(ctx, anna, codes[0], &b.proof));
    ck_assert_int_eq(ov_write(ctx, use_proof, &a), OV_OK);
    ck_assert_int_eq(ov_write(ctx, use_proof, &b), OV_DENIED);
}
END_TEST

START_TEST(recovery_codes_work_once_and_without_the_key)
{
    static const ov_sql stored = {"test.codes", "SELECT code_hash FROM recovery_code", NULL};
    const char *codes[OV_RECOVERY_CODES];
    ov_factor factor;
    const ov_rows *rows;
    char *loud;

    (void)turned_on(codes);
    ck_assert_uint_eq(strlen(codes[0]), 14);
    ck_assert_str_ne(codes[0], codes[1]);
    test_ok(ctx, ov_select(ctx, &stored, OV_NOARGS, &rows));
    ck_assert_uint_eq(rows->n, OV_RECOVERY_CODES);
    ov_secret_forget();
    ck_assert_int_eq(give(anna, codes[3], NULL), OV_OK);
    ck_assert_int_eq(give(anna, codes[3], NULL), OV_DENIED);
    loud = ov_strdup(ctx->arena, codes[4]);
    for (char *p = loud; *p; p++)
        *p = *p == '-' ? ' ' : *p >= 'a' && *p <= 'z' ? (char)(*p - 0x20) : *p;
    ck_assert_int_eq(give(anna, loud, NULL), OV_OK);       /* as people write them */
    ck_assert_int_eq(give(bo, codes[5], NULL), OV_DENIED); /* somebody else's */
    ck_assert_int_eq(give(anna, "123456", NULL), OV_IO);
    test_ok(ctx, ov_factor_get(ctx, anna, &factor));
    ck_assert_int_eq(factor.codes_left, OV_RECOVERY_CODES - 2);
}
END_TEST

START_TEST(wrong_codes_are_braked)
{
    const char *codes[OV_RECOVERY_CODES];
    ov_str secret = turned_on(codes);

    ctx->now += OV_MINUTE;
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(give(anna, "000000", NULL), OV_DENIED);
    ck_assert_int_eq(give(anna, code_of(secret, ctx->now), NULL), OV_BUSY); /* not looked at */
    ck_assert_int_eq(give(anna, codes[0], NULL), OV_BUSY);
    ctx->now += 61 * OV_SECOND;
    ck_assert_int_eq(give(anna, code_of(secret, ctx->now), NULL), OV_OK);
    ck_assert_int_eq(give(anna, "000000", NULL), OV_DENIED); /* begins anew */
}
END_TEST

static ov_status reset(ov_ctx *c, void *arg)
{
    return ov_factor_reset(c, *(ov_id *)arg);
}

START_TEST(somebody_elses_can_be_reset)
{
    const char *codes[OV_RECOVERY_CODES];
    ov_factor factor;

    (void)turned_on(codes);
    ck_assert_int_eq(ov_write(ctx, reset, &bo), OV_NOT_FOUND);
    ck_assert_int_eq(ov_write(ctx, reset, &anna), OV_OK);
    test_ok(ctx, ov_factor_get(ctx, anna, &factor));
    ck_assert_int_eq(factor.state, OV_FACTOR_OFF);
    ck_assert_int_eq(give(anna, codes[0], NULL), OV_DENIED);
}
END_TEST

static ov_status run_sql(ov_ctx *c, void *arg)
{
    return ov_exec(c, arg, OV_NOARGS, NULL);
}

START_TEST(a_secret_in_another_row_is_worth_nothing)
{
    static ov_sql copy = {"test.copy",
                          "INSERT INTO factor (account_id, secret, created_at, confirmed_at) "
                          "SELECT id, (SELECT secret FROM factor), 1, 1 FROM account WHERE "
                          "login = 'bo'",
                          NULL};
    const char *codes[OV_RECOVERY_CODES];
    ov_str secret = turned_on(codes);
    proving p;

    test_ok(ctx, ov_write(ctx, run_sql, &copy));
    ctx->now += OV_MINUTE;
    ck_assert_int_eq(ov_factor_check(ctx, bo, code_of(secret, ctx->now), &p.proof), OV_INVALID);
}
END_TEST

START_TEST(roles_that_must_have_one)
{
    ov_mandate economist = {"economist", 1, 0};
    ov_session weak = {.id = 1}, strong = {.id = 2, .strong = true}, none = {0};

    ctx->actor = (ov_actor){.account_id = anna, .mandates = &economist, .n_mandates = 1};
    ck_assert(!ov_factor_missing(ctx, &weak));
    ov_factor_roles("auditor,  economist");
    ck_assert(ov_factor_missing(ctx, &weak));
    ck_assert(!ov_factor_missing(ctx, &strong));
    ck_assert(!ov_factor_missing(ctx, &none));
    ov_factor_roles("econom");
    ck_assert(!ov_factor_missing(ctx, &weak));
}
END_TEST

/* ---- Half a sign-in ---- */

static ov_status begin_half(ov_ctx *c, void *arg)
{
    ov_sign_in how = {.account_id = anna, .method = OV_BY_LINK, .device = "Firefox"};

    return ov_half_begin(c, &how, "/arenden", arg);
}

static ov_status use_half(ov_ctx *c, void *arg)
{
    return ov_half_use(c, *(ov_id *)arg);
}

START_TEST(half_a_sign_in_is_no_session)
{
    const char *cookie = NULL;
    ov_session session;
    ov_half half;

    test_ok(ctx, ov_write(ctx, begin_half, &cookie));
    ck_assert_int_eq(ov_session_find(ctx, cookie, &session), OV_NOT_FOUND);
    test_ok(ctx, ov_half_find(ctx, cookie, &half));
    ck_assert_int_eq(half.how.account_id, anna);
    ck_assert_str_eq(half.how.method, OV_BY_LINK);
    ck_assert(!half.how.strong);
    ck_assert_str_eq(half.target, "/arenden");
    ck_assert_int_eq(ov_half_find(ctx, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &half),
                     OV_NOT_FOUND);
    ck_assert_int_eq(ov_half_find(ctx, NULL, &half), OV_NOT_FOUND);
    ck_assert_int_eq(ov_write(ctx, use_half, &half.id), OV_OK);
    ck_assert_int_eq(ov_write(ctx, use_half, &half.id), OV_GONE);
    ck_assert_int_eq(ov_half_find(ctx, cookie, &half), OV_NOT_FOUND);
    test_ok(ctx, ov_write(ctx, begin_half, &cookie));
    ctx->now += 10 * OV_MINUTE;
    ck_assert_int_eq(ov_half_find(ctx, cookie, &half), OV_NOT_FOUND);
}
END_TEST

static ov_status set_password(ov_ctx *c, void *arg)
{
    (void)arg;
    return ov_account_set_password(c, anna, "x");
}

START_TEST(a_new_password_ends_it)
{
    const char *cookie = NULL;
    ov_half half;

    test_ok(ctx, ov_write(ctx, begin_half, &cookie));
    test_ok(ctx, ov_half_find(ctx, cookie, &half));
    test_ok(ctx, ov_write(ctx, set_password, NULL));
    ck_assert_int_eq(ov_half_find(ctx, cookie, &half), OV_NOT_FOUND);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "factor on SQLite" : "factor on PostgreSQL");
    TCase *tc = tcase_create("factor");

    engine = which;
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, codes_are_those_of_the_standard);
    tcase_add_test(tc, secrets_are_sealed_for_one_purpose_under_one_key);
    tcase_add_test(tc, a_key_that_others_can_read_is_refused);
    tcase_add_test(tc, the_app_is_on_when_a_code_has_proved_it);
    tcase_add_test(tc, each_code_works_once);
    tcase_add_test(tc, one_code_given_twice_at_once_works_once);
    tcase_add_test(tc, recovery_codes_work_once_and_without_the_key);
    tcase_add_test(tc, wrong_codes_are_braked);
    tcase_add_test(tc, somebody_elses_can_be_reset);
    tcase_add_test(tc, a_secret_in_another_row_is_worth_nothing);
    tcase_add_test(tc, roles_that_must_have_one);
    tcase_add_test(tc, half_a_sign_in_is_no_session);
    tcase_add_test(tc, a_new_password_ends_it);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    ov_hash_init();
    return test_both_engines(make) != 0;
}

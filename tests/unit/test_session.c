/* SPDX-License-Identifier: EUPL-1.2 */
/* test_session.c — how long a session lasts and what is said of it, forms that were kept, one's own
 * settings. */
#include "auth/kept.h"
#include "auth/own.h"
#include "testdb.h"
#include "util/hash.h"

#include <check.h>
#include <stdlib.h>

static ov_engine engine;
static ov_ctx *ctx;
static ov_id anna, bo;
static const char *cookie; /* anna's */

static ov_status make_people(ov_ctx *c, void *arg)
{
    (void)arg;
    OV_TRY(ov_account_add(c, &(ov_account){.login = "anna", .name = "Anna"}, "x", &anna));
    OV_TRY(ov_account_add(c, &(ov_account){.login = "bo", .name = "Bo"}, "x", &bo));
    OV_TRY(ov_mandate_add(c, anna, &(ov_mandate){.role = "drafter"}));
    return ov_session_start(c, anna, &cookie);
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

static void act_as(ov_id account)
{
    ctx->actor = (ov_actor){.account_id = account, .login = account == anna ? "anna" : "bo"};
}

START_TEST(browsers_have_names)
{
    static const struct {
        const char *agent, *name;
    } cases[] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0",
         "Firefox på Windows"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
         "Edge på Windows"},
        {"Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/18.6 Mobile/15E148 Safari/604.1",
         "Safari på iPad"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 "
         "CriOS/140.0.0.0 Mobile/15E148 Safari/604.1",
         "Chrome på iPhone"},
        {"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
         "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
         "Samsung Internet på Android"},
        {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/18.6 Safari/605.1.15",
         "Safari på Mac"},
        {"Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 OPR/124", "Opera på Linux"},
        {"Firefox/3", "Firefox"},
        {"curl/8.5", NULL},
        {"<script>Windows", NULL},
        {"", NULL},
        {NULL, NULL}};

    for (size_t i = 0; i < OV_LEN(cases); i++)
        ck_assert_pstr_eq(ov_device_name(ctx->arena, cases[i].agent), cases[i].name);
}
END_TEST

static ov_status touch(ov_ctx *c, void *arg)
{
    return ov_session_touch(c, *(ov_id *)arg);
}

START_TEST(the_end_that_is_told_is_never_later_than_the_truth)
{
    ov_instant start = ctx->now;
    ov_session s;

    ov_session_idle(30 * OV_MINUTE);
    for (int minute = 0; minute <= 12 * 60; minute++) {
        ctx->now = start + minute * OV_MINUTE;
        test_ok(ctx, ov_session_find(ctx, cookie, &s));
        ck_assert_int_le(s.ends, start + OV_SESSION_LONGEST);
        if (minute == 12 * 60 - 1)
            break;
        ov_instant now = ctx->now;
        if (s.due)
            test_ok(ctx, ov_write(ctx, touch, &s.id));
        ctx->now = s.ends - 1; /* nothing more is done: still there just before, not after */
        test_ok(ctx, ov_session_find(ctx, cookie, &s));
        ctx->now = now;
    }
    ctx->now = start + OV_SESSION_LONGEST;
    ck_assert_int_eq(ov_session_find(ctx, cookie, &s), OV_NOT_FOUND);
}
END_TEST

START_TEST(a_short_session_is_noted_more_often)
{
    ov_instant start = ctx->now;
    ov_session s;

    ov_session_idle(3 * OV_MINUTE);
    for (int i = 1; i < 20; i++) {
        ctx->now = start + i * OV_MINUTE;
        test_ok(ctx, ov_session_find(ctx, cookie, &s));
        ck_assert(s.due);
        test_ok(ctx, ov_write(ctx, touch, &s.id));
    }
    ov_session_idle(30 * OV_MINUTE);
}
END_TEST

/* ---- Kept forms ---- */

typedef struct keeping {
    const char *key;
    ov_id account, id;
    ov_kept form;
} keeping;

static ov_status keep(ov_ctx *c, void *arg)
{
    keeping *k = arg;

    return ov_kept_add(c, k->key, k->account, &k->form);
}

static ov_status keep_text(const char *key, ov_id account, const char *path, const char *body,
                           bool unasked)
{
    keeping k = {.key = key,
                 .account = account,
                 .form = {.path = path, .page = "", .body = ov_str_from(body), .unasked = unasked}};

    return ov_write(ctx, keep, &k);
}

static ov_status remove_one(ov_ctx *c, void *arg)
{
    const keeping *k = arg;

    return ov_kept_remove(c, k->key, k->account, k->id);
}

static size_t kept(const char *key, ov_id account)
{
    const ov_kept *list;
    size_t n;

    test_ok(ctx, ov_kept_list(ctx, key, account, &list, &n));
    return n;
}

START_TEST(a_cookie_has_an_owner_also_when_its_session_has_ended)
{
    ov_session s;
    ov_id owner = 0;

    test_ok(ctx, ov_session_find(ctx, cookie, &s));
    ctx->now += 13 * OV_HOUR;
    ck_assert_int_eq(ov_session_find(ctx, cookie, &s), OV_NOT_FOUND);
    test_ok(ctx, ov_session_owner(ctx, cookie, &owner));
    ck_assert_int_eq(owner, anna);
    ck_assert_int_eq(ov_session_owner(ctx, "AAAA", &owner), OV_NOT_FOUND);
}
END_TEST

START_TEST(forms_wait_for_their_owner_in_one_browser)
{
    const char *one = ov_kept_key(ctx->arena), *two = ov_kept_key(ctx->arena);
    keeping theirs = {.key = one, .account = bo};
    const ov_kept *list;
    size_t n;

    test_ok(ctx, keep_text(one, anna, "/a?b=1", "text=hej", true));
    ck_assert_uint_eq(kept(one, anna), 1);
    ck_assert_uint_eq(kept(two, anna), 0);
    ck_assert_uint_eq(kept(one, bo), 0);
    ck_assert_uint_eq(kept("", anna), 0);
    test_ok(ctx, ov_kept_list(ctx, one, anna, &list, &n));
    ck_assert_str_eq(list[0].path, "/a?b=1");
    ck_assert(ov_str_is(list[0].body, "text=hej"));
    ck_assert(list[0].unasked && !list[0].files);
    theirs.id = list[0].id;
    test_ok(ctx, ov_write(ctx, remove_one, &theirs)); /* not bo's to remove */
    ck_assert_uint_eq(kept(one, anna), 1);
    theirs.account = anna;
    test_ok(ctx, ov_write(ctx, remove_one, &theirs));
    ck_assert_uint_eq(kept(one, anna), 0);
}
END_TEST

START_TEST(the_newest_draft_stays_and_commands_are_told_apart)
{
    test_ok(ctx, keep_text("k", anna, "/a", "text=1", true));
    test_ok(ctx, keep_text("k", anna, "/a", "text=2", true));
    ck_assert_uint_eq(kept("k", anna), 1);
    test_ok(ctx, keep_text("k", anna, "/a", "text=2", false));
    test_ok(ctx, keep_text("k", anna, "/a", "text=2", false));
    ck_assert_uint_eq(kept("k", anna), 2);
    test_ok(ctx, keep_text("k", anna, "/a", "text=3", false));
    ck_assert_uint_eq(kept("k", anna), 3);
}
END_TEST

START_TEST(there_is_room_for_so_much)
{
    char *large = calloc(1, OV_KEPT_LARGEST + 2);

    ck_assert_ptr_nonnull(large);
    memset(large, 'x', OV_KEPT_LARGEST + 1);
    ck_assert_int_eq(keep_text("k", anna, "/a", large, true), OV_TOO_LARGE);
    large[OV_KEPT_LARGEST] = '\0';
    test_ok(ctx, keep_text("k", anna, "/a", large, true));
    free(large);
    for (int i = 1; i < OV_KEPT_MOST; i++)
        test_ok(ctx, keep_text("k", anna, ov_printf(ctx->arena, "/%d", i), "a=b", true));
    ck_assert_int_eq(keep_text("annan", anna, "/b", "a=b", true), OV_TOO_LARGE);
    test_ok(ctx, keep_text("k", bo, "/b", "a=b", true));
    ctx->now += 7 * OV_DAY_LENGTH + 1;
    ck_assert_uint_eq(kept("k", anna), 0);
    test_ok(ctx, keep_text("k", anna, "/a", "a=b", true));
}
END_TEST

/* ---- One's own ---- */

static ov_status set(ov_ctx *c, void *arg)
{
    return ov_own_settings_set(c, arg);
}

START_TEST(settings_are_the_persons)
{
    ov_own_settings own = {
        .language = "en", .theme = "dark", .text_size = 150, .mail_mode = "weekly"};
    ov_session s;

    act_as(anna);
    test_ok(ctx, ov_write(ctx, set, &own));
    own.text_size = 101;
    ck_assert_int_eq(ov_write(ctx, set, &own), OV_CONFLICT);
    test_ok(ctx, ov_own_settings_get(ctx, &own));
    ck_assert_int_eq(own.text_size, 150);
    ck_assert_str_eq(own.mail_mode, "weekly");
    test_ok(ctx, ov_session_find(ctx, cookie, &s));
    ck_assert_str_eq(s.language, "en");
    ck_assert_str_eq(s.theme, "dark");
    ck_assert_int_eq(s.text_size, 150);
    act_as(bo);
    test_ok(ctx, ov_own_settings_get(ctx, &own));
    ck_assert_ptr_null(own.language);
}
END_TEST

static ov_status start_another(ov_ctx *c, void *arg)
{
    return ov_session_begin(
        c, &(ov_sign_in){.account_id = anna, .method = OV_BY_LINK, .device = "Safari på iPad"},
        arg);
}

static ov_status end_one(ov_ctx *c, void *arg)
{
    return ov_own_session_end(c, *(ov_id *)arg);
}

static ov_status end_others(ov_ctx *c, void *arg)
{
    return ov_own_sessions_end_others(c, *(ov_id *)arg);
}

START_TEST(sessions_are_ones_own)
{
    const char *second, *third;
    const ov_rows *rows;
    ov_session s;

    test_ok(ctx, ov_write(ctx, start_another, &second));
    test_ok(ctx, ov_write(ctx, start_another, &third));
    test_ok(ctx, ov_session_find(ctx, second, &s));
    act_as(anna);
    test_ok(ctx, ov_own_sessions(ctx, &rows));
    ck_assert_uint_eq(rows->n, 3);
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_SESSION_DEVICE), "Safari på iPad");
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_SESSION_METHOD), OV_BY_LINK);
    act_as(bo);
    ck_assert_int_eq(ov_write(ctx, end_one, &s.id), OV_NOT_FOUND);
    test_ok(ctx, ov_write(ctx, end_others, &s.id)); /* bo has none */
    act_as(anna);
    test_ok(ctx, ov_write(ctx, end_one, &s.id));
    ck_assert_int_eq(ov_write(ctx, end_one, &s.id), OV_NOT_FOUND);
    ck_assert_int_eq(ov_session_find(ctx, second, &s), OV_NOT_FOUND);
    test_ok(ctx, ov_session_find(ctx, third, &s));
    test_ok(ctx, ov_write(ctx, end_others, &s.id));
    ck_assert_int_eq(ov_session_find(ctx, cookie, &s), OV_NOT_FOUND);
    test_ok(ctx, ov_session_find(ctx, third, &s));
}
END_TEST

START_TEST(mandates_are_listed_with_what_they_hold_for)
{
    const ov_rows *rows;

    act_as(anna);
    test_ok(ctx, ov_own_mandates(ctx, &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_OWN_ROLE), "drafter");
    ck_assert(ov_cell_null(rows, 0, OV_OWN_FROM) && ov_cell_null(rows, 0, OV_OWN_ENDED));
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "session on SQLite" : "session on PostgreSQL");
    TCase *tc = tcase_create("session");

    engine = which;
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, browsers_have_names);
    tcase_add_test(tc, the_end_that_is_told_is_never_later_than_the_truth);
    tcase_add_test(tc, a_short_session_is_noted_more_often);
    tcase_add_test(tc, a_cookie_has_an_owner_also_when_its_session_has_ended);
    tcase_add_test(tc, forms_wait_for_their_owner_in_one_browser);
    tcase_add_test(tc, the_newest_draft_stays_and_commands_are_told_apart);
    tcase_add_test(tc, there_is_room_for_so_much);
    tcase_add_test(tc, settings_are_the_persons);
    tcase_add_test(tc, sessions_are_ones_own);
    tcase_add_test(tc, mandates_are_listed_with_what_they_hold_for);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    ov_hash_init();
    return test_both_engines(make) != 0;
}

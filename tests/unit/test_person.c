/* SPDX-License-Identifier: EUPL-1.2 */
/* test_person.c — the extract of a person's data: every table that names accounts is in it, or on a
 * list of reasons; and no secret is. */
#include "testdb.h"

#include "auth/auth.h"
#include "outbox/outbox.h"
#include "pages/history/history.h"

#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Columns that name an account and are left out, and why. */
static const struct {
    const char *table, *column, *why;
} left_out[] = {
    {"recovery_code", "account_id", "secrets; how many are left stands with second_factors"},
    {"round_mail", "account_id", "stands with mails"},
};

static const ov_sql references = {
    "test.references",
    "SELECT m.name, f.\"from\" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f "
    "WHERE m.type = 'table' AND f.\"table\" = 'account' ORDER BY 1, 2",
    "SELECT r.relname, a.attname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid "
    "JOIN pg_class t ON t.oid = c.confrelid JOIN pg_attribute a ON a.attrelid = c.conrelid AND "
    "a.attnum = c.conkey[1] WHERE c.contype = 'f' AND t.relname = 'account' AND t.relnamespace = "
    "current_schema()::regnamespace ORDER BY 1, 2"};

static ov_engine engine;
static ov_ctx *ctx;
static ov_id anna;

static ov_status make(ov_ctx *c, void *arg)
{
    const char *cookie;

    (void)arg;
    OV_TRY(ov_account_add(
        c, &(ov_account){.login = "anna.k", .name = "Anna", .email = "anna@kommun.example"},
        "$argon2id$hemligt", &anna));
    OV_TRY(ov_mandate_add(c, anna, &(ov_mandate){"auditor", 0, 0}));
    OV_TRY(ov_session_start(c, anna, &cookie));
    OV_TRY(ov_mail_add(c,
                       &(ov_mail){.kind = "account.invitation",
                                  .object = "account/1",
                                  .to = "anna@kommun.example",
                                  .account_id = anna,
                                  .subject = "Välkommen",
                                  .body = "https://portalen.example/valkommen/HEMLIGT",
                                  .secret = true},
                       NULL));
    return ov_mail_add(c,
                       &(ov_mail){.kind = "consultation.reminder",
                                  .object = "consultation/1",
                                  .to = "anna@kommun.example",
                                  .account_id = anna,
                                  .subject = "Påminnelse",
                                  .body = "Svara senast i morgon."},
                       NULL);
}

static void setup(void)
{
    ctx = test_ctx(test_db_open(engine));
    test_ok(ctx, ov_write(ctx, make, NULL));
}

static void teardown(void)
{
    test_db_close(ctx->db);
}

static bool has_reason(const char *table, const char *column)
{
    for (size_t i = 0; i < OV_LEN(left_out); i++)
        if (!strcmp(left_out[i].table, table) && !strcmp(left_out[i].column, column))
            return true;
    return false;
}

/* A statement that reads the table by the column. */
static bool is_read(const char *table, const char *column)
{
    char from[80], by[80];

    snprintf(from, sizeof from, "FROM %s ", table);
    snprintf(by, sizeof by, "%s = $1", column);
    for (const ov_sql *sql = ov_person_sql; sql->name; sql++)
        if (strstr(sql->text, from) && strstr(sql->text, by))
            return true;
    return false;
}

START_TEST(every_table_that_names_accounts_is_in_the_extract)
{
    const ov_rows *rows;
    int missing = 0;

    test_ok(ctx, ov_select(ctx, &references, OV_NOARGS, &rows));
    ck_assert_uint_gt(rows->n, 20);
    for (size_t i = 0; i < rows->n; i++) {
        const char *table = ov_cell_text(rows, i, 0), *column = ov_cell_text(rows, i, 1);

        if (!is_read(table, column) && !has_reason(table, column)) {
            printf("%s.%s is not in the extract of a person (src/pages/admin/person_sql.c)\n",
                   table, column);
            missing++;
        }
    }
    ck_assert_int_eq(missing, 0);
}
END_TEST

static json_t *extract(bool whole, ov_str *text)
{
    json_t *root;

    test_ok(ctx, ov_person_extract(ctx, anna, whole, text));
    root = json_loadb(text->ptr, text->len, 0, NULL);
    ck_assert_ptr_nonnull(root);
    return root;
}

START_TEST(the_extract_holds_what_is_kept_and_no_secret)
{
    static const char *const secrets[] = {"argon2", "hemligt", "HEMLIGT", "cookie"};
    ov_str text;
    json_t *root = extract(true, &text), *mails = json_object_get(root, "mails"),
           *account = json_object_get(root, "account");

    for (size_t i = 0; i < OV_LEN(secrets); i++)
        ck_assert_ptr_null(strstr(ov_str_z(ctx->arena, text), secrets[i]));
    ck_assert_str_eq(json_string_value(json_object_get(account, "login")), "anna.k");
    ck_assert_str_eq(json_string_value(json_object_get(account, "email")), "anna@kommun.example");
    ck_assert(json_is_true(json_object_get(account, "has_password")));
    ck_assert_uint_eq(json_array_size(json_object_get(root, "mandates")), 1);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "sessions")), 1);
    ck_assert_uint_eq(json_array_size(mails), 2);
    ck_assert(json_is_null(json_object_get(json_array_get(mails, 0), "body")));
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(mails, 1), "body")),
                     "Svara senast i morgon.");
    ck_assert_uint_ge(json_array_size(json_object_get(root, "events")), 3);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "left_out")), 0);
    json_decref(root);
}
END_TEST

START_TEST(an_administrators_extract_leaves_out_what_is_the_persons_alone)
{
    ov_str text;
    json_t *root = extract(false, &text);

    ck_assert_ptr_null(json_object_get(root, "provisions_read"));
    ck_assert_uint_eq(json_array_size(json_object_get(root, "left_out")), 8);
    json_decref(root);
    ck_assert_int_eq(ov_person_extract(ctx, 999, true, &text), OV_NOT_FOUND);
}
END_TEST

static Suite *make_suite(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "person on SQLite" : "person on PostgreSQL");
    TCase *tcase = tcase_create("extract");

    engine = which;
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, every_table_that_names_accounts_is_in_the_extract);
    tcase_add_test(tcase, the_extract_holds_what_is_kept_and_no_secret);
    tcase_add_test(tcase, an_administrators_extract_leaves_out_what_is_the_persons_alone);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return test_both_engines(make_suite);
}

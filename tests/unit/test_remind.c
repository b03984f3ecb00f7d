/* SPDX-License-Identifier: EUPL-1.2 */
/* test_remind.c — who is reminded of a consultation, when, and in how many mails; on both engines.
 */
#include "testdb.h"

#include "auth/auth.h"
#include "notify/notice.h"
#include "notify/remind.h"
#include "outbox/outbox.h"
#include "register/register.h"
#include "text/text.h"
#include "util/hash.h"

#include <string.h>

enum { A, B, C, PARTIES };

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;
static ov_id parties[PARTIES], people[PARTIES];
static ov_consultation round_1, round_2;
static ov_matter matter;
static ov_templates *templates;

static const ov_mail_site site = {
    .name = "Överens", .owner = "Regionen", .contact = "", .url = "https://overens.example"};
static const ov_sql mails = {"test.mails",
                             "SELECT to_address, subject, body, id FROM mail ORDER BY id", NULL};

/* ---- The ground: three parties, one person each; two rounds ---- */

static ov_status add_person(ov_ctx *x, size_t i, const char *login, const char *role)
{
    const char *email = ov_printf(x->arena, "%s@party.example", login);
    const ov_account account = {
        .login = login, .name = login, .email = email, .org_id = parties[i]};
    ov_id id;

    OV_TRY(ov_account_add(x, &account, "x", &id));
    if (!people[i])
        people[i] = id;
    return ov_mandate_add(x, id, &(ov_mandate){.role = role, .org_id = parties[i]});
}

static ov_status add_round(ov_ctx *x, ov_id version, const char *title, ov_day last, bool refuse,
                           ov_consultation *out)
{
    const ov_consultation c = {.matter_id = matter.id,
                               .version_id = version,
                               .title = title,
                               .opens_at = ov_day_start(last - 100),
                               .deadline_day = last,
                               .refuse_late = refuse};
    ov_id id;

    OV_TRY(ov_consultation_add(x, &c, &id));
    for (size_t i = 0; i < PARTIES; i++)
        OV_TRY(ov_invite(x, id, parties[i]));
    return ov_consultation_get(x, matter.id, id, out);
}

static ov_status build(ov_ctx *x, void *arg)
{
    static const char *const names[] = {"Alfa", "Beta", "Ceta"};
    ov_version_draft *draft = arg;
    ov_matter m = {.slug = "prov", .plugin = "prov", .title = "Provavtalet", .status = "open"};
    ov_id version;

    for (size_t i = 0; i < PARTIES; i++) {
        const ov_organisation org = {
            .type = "municipality",
            .code = ov_printf(x->arena, "%zu", 1000 + i),
            .name = names[i],
            .registry_email =
                i == C ? NULL : ov_printf(x->arena, "registrator%zu@party.example", i)};

        OV_TRY(ov_organisation_save(x, &org, &parties[i]));
        people[i] = 0;
    }
    m.owner_org_id = parties[A];
    OV_TRY(ov_matter_add(x, &m, &matter.id));
    OV_TRY(add_person(x, A, "anna", "drafter"));
    OV_TRY(add_person(x, B, "bo", "authorised_sender"));
    OV_TRY(add_person(x, B, "rut", "registrar")); /* may read, not answer */
    draft->matter_id = matter.id;
    OV_TRY(ov_version_store(x, draft, &version));
    OV_TRY(add_round(x, version, "Första", ov_day_from_civil(2026, 6, 18), false, &round_1));
    OV_TRY(add_round(x, version, "Andra", ov_day_from_civil(2026, 6, 25), true, &round_2));
    return ov_matter_get(x, matter.id, &matter);
}

static void setup(void)
{
    static const char source[] = "1 Syfte\n\nAvtalet beskriver ansvaret.\n";
    static const char *dirs[1];
    const ov_template_options options = {.dirs = dirs, .n_dirs = 1};
    ov_version_draft draft = {.document_title = "Avtal",
                              .label = "Remissversion",
                              .status = "consultation",
                              .date = ov_day_from_civil(2026, 1, 10),
                              .source = OV_LIT(source),
                              .source_name = "avtal.txt"};
    ov_import import;

    db = test_db_open(engine);
    ctx = test_ctx(db);
    dirs[0] = ov_printf(ctx->arena, "%s/templates", test_srcdir());
    templates = ov_templates_new(&options);
    test_ok(ctx, ov_import_text(ctx->arena, OV_LIT(source), &import, &ctx->err));
    draft.import = &import;
    test_ok(ctx, ov_version_prepare(ctx, &draft));
    test_ok(ctx, ov_write(ctx, build, &draft));
}

static void teardown(void)
{
    ov_templates_free(templates);
    test_db_close(db);
}

/* ---- In one line ---- */

static void at(int month, int day, int hour)
{
    ctx->now = ctx->received = ov_day_start(ov_day_from_civil(2026, month, day)) + hour * OV_HOUR;
}

static ov_status write_plan(ov_ctx *x, void *arg)
{
    return ov_reminders_plan(x, arg);
}

typedef struct adding {
    const ov_consultation *c;
    ov_instant due;
    bool registry;
    ov_id id;
} adding;

static ov_status write_add(ov_ctx *x, void *arg)
{
    adding *a = arg;

    return ov_reminder_add(x, a->c, a->due, a->registry, &a->id);
}

static ov_status write_cancel(ov_ctx *x, void *arg)
{
    const adding *a = arg;

    return ov_reminder_cancel(x, a->c, a->id);
}

static void remind_now(const ov_consultation *c, bool registry)
{
    adding a = {.c = c, .due = ctx->now, .registry = registry};

    test_ok(ctx, ov_write(ctx, write_add, &a));
}

/* What the jobs process does each minute. Returns the mails so far. */
static const ov_rows *run_jobs(void)
{
    const ov_mailer mailer = {templates, &site};
    const ov_rows *rows;

    test_ok(ctx, ov_reminders_run(ctx));
    test_ok(ctx, ov_notices_mail(ctx, &mailer));
    test_ok(ctx, ov_select(ctx, &mails, OV_NOARGS, &rows));
    return rows;
}

static ov_status write_sql(ov_ctx *x, void *arg)
{
    return ov_exec(x, arg, OV_NOARGS, NULL);
}

static void sql(const char *text)
{
    ov_sql *one = ov_calloc(ctx->arena, 1, sizeof *one);

    *one = (ov_sql){"test.sql", text, NULL};
    test_ok(ctx, ov_write(ctx, write_sql, one));
}

static int64_t count(const char *text)
{
    ov_sql *one = ov_calloc(ctx->arena, 1, sizeof *one);
    int64_t n;

    *one = (ov_sql){"test.count", text, NULL};
    test_ok(ctx, ov_select_int(ctx, one, OV_NOARGS, -1, &n));
    return n;
}

static bool is_to(const ov_rows *rows, size_t i, const char *address)
{
    return !strcmp(ov_cell_text(rows, i, 0), address);
}

/* ---- Tests ---- */

START_TEST(the_usual_plan_is_what_is_still_to_come)
{
    const ov_rows *plan;

    at(6, 1, 12); /* 28 days before has passed; 14, 3 and the day after have not */
    test_ok(ctx, ov_write(ctx, write_plan, &round_1));
    test_ok(ctx, ov_reminders(ctx, round_1.id, &plan));
    ck_assert_uint_eq(plan->n, 3);
    ck_assert_int_eq(ov_cell_int(plan, 0, OV_REM_DUE),
                     ov_notice_morning(ov_day_from_civil(2026, 6, 4)));
    ck_assert_int_eq(ov_cell_int(plan, 0, OV_REM_REGISTRY), 0);
    ck_assert_int_eq(ov_cell_int(plan, 1, OV_REM_REGISTRY), 1);
    ck_assert_int_eq(ov_cell_int(plan, 2, OV_REM_DUE),
                     ov_notice_morning(ov_day_from_civil(2026, 6, 19)));
    /* Where late answers are refused there is nothing to remind of afterwards. */
    test_ok(ctx, ov_write(ctx, write_plan, &round_2));
    test_ok(ctx, ov_reminders(ctx, round_2.id, &plan));
    ck_assert_uint_eq(plan->n, 2);
}
END_TEST

START_TEST(only_those_who_may_answer_and_have_not_are_reached)
{
    const ov_reminded *out;
    size_t n;

    at(6, 10, 12);
    test_ok(ctx, ov_reminder_recipients(ctx, &round_1, &matter, false, &out, &n));
    ck_assert_uint_eq(n, 3);
    ck_assert_str_eq(out[0].address, "anna@party.example");
    ck_assert_str_eq(out[1].address, "bo@party.example"); /* not rut, who may only read */
    ck_assert_ptr_null(out[2].address);                   /* Ceta has nobody and no mailbox */
    sql("UPDATE account SET email_fault = '5.1.1' WHERE login = 'anna'");
    sql("UPDATE account SET mail_mode = 'own' WHERE login = 'bo'");
    test_ok(ctx, ov_reminder_recipients(ctx, &round_1, &matter, false, &out, &n));
    ck_assert_str_eq(out[0].address, "registrator0@party.example");
    ck_assert_str_eq(out[1].address, "registrator1@party.example");
    sql("UPDATE invitation SET status = 'submitted'");
    test_ok(ctx, ov_reminder_recipients(ctx, &round_1, &matter, true, &out, &n));
    ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(a_mandate_that_does_not_hold_today_reaches_nobody)
{
    const ov_reminded *out;
    size_t n;

    at(6, 10, 12);
    sql("UPDATE mandate SET valid_to = 20000 WHERE role = 'drafter'");
    sql("UPDATE account SET disabled = 1 WHERE login = 'bo'");
    test_ok(ctx, ov_reminder_recipients(ctx, &round_1, &matter, false, &out, &n));
    ck_assert_uint_eq(n, 3);
    for (size_t i = 0; i < n; i++)
        ck_assert_int_eq(out[i].account_id, 0);
}
END_TEST

START_TEST(one_mail_a_person_and_day_for_all_that_waits)
{
    const ov_rows *rows;

    at(6, 10, 5);
    remind_now(&round_1, false);
    remind_now(&round_2, false);
    ck_assert_uint_eq(run_jobs()->n, 0); /* not before seven */
    at(6, 10, 8);
    rows = run_jobs();
    ck_assert_uint_eq(rows->n, 2);
    ck_assert(is_to(rows, 0, "anna@party.example"));
    ck_assert(is_to(rows, 1, "bo@party.example"));
    ck_assert_ptr_nonnull(strstr(ov_cell_text(rows, 0, 1), "2 remisser väntar"));
    ck_assert_ptr_nonnull(strstr(ov_cell_text(rows, 0, 2), "Första (Provavtalet)"));
    ck_assert_ptr_nonnull(
        strstr(ov_cell_text(rows, 0, 2), "https://overens.example/arende/prov/remiss/"));
    at(6, 10, 9);
    remind_now(&round_1, false);
    ck_assert_uint_eq(run_jobs()->n, 2); /* the second of the day waits */
    at(6, 11, 8);
    ck_assert_uint_eq(run_jobs()->n, 4);
    ck_assert_uint_eq(run_jobs()->n, 4); /* and is not sent again */
}
END_TEST

START_TEST(who_answers_meanwhile_gets_none)
{
    const ov_rows *rows;
    bool holds;

    at(6, 10, 5);
    remind_now(&round_1, false);
    ck_assert_uint_eq(run_jobs()->n, 0);
    sql("UPDATE invitation SET status = 'submitted' WHERE organisation_id = "
        "(SELECT id FROM organisation WHERE name = 'Alfa')");
    at(6, 10, 8);
    rows = run_jobs();
    ck_assert_uint_eq(rows->n, 1);
    ck_assert(is_to(rows, 0, "bo@party.example"));
    ck_assert_int_eq(count("SELECT count(*) FROM notice WHERE state = 'dropped'"), 1);
    /* Asked once more just before it leaves. */
    test_ok(ctx, ov_notices_hold(ctx, ov_cell_int(rows, 0, 3), &holds));
    ck_assert(holds);
    sql("UPDATE invitation SET status = 'late'");
    test_ok(ctx, ov_notices_hold(ctx, ov_cell_int(rows, 0, 3), &holds));
    ck_assert(!holds);
}
END_TEST

START_TEST(what_was_missed_is_sent_once)
{
    const ov_rows *rows;

    at(5, 1, 12);
    test_ok(ctx, ov_write(ctx, write_plan, &round_1));
    at(6, 16, 12); /* the jobs process was away over three of the four */
    rows = run_jobs();
    ck_assert_uint_eq(rows->n, 4); /* anna, bo, and two registry mailboxes */
    ck_assert_int_eq(count("SELECT count(*) FROM reminder WHERE state = 'sent'"), 1);
    ck_assert_int_eq(count("SELECT count(*) FROM reminder WHERE state = 'cancelled'"), 2);
    at(6, 19, 12);
    rows = run_jobs();
    ck_assert_uint_eq(rows->n, 8);
    ck_assert_ptr_nonnull(strstr(ov_cell_text(rows, 7, 1), "har stängt utan ert svar"));
}
END_TEST

START_TEST(a_round_that_refuses_late_answers_reminds_nobody_afterwards)
{
    adding a = {.c = &round_2};

    at(6, 25, 12);
    a.due = ctx->now + 6 * OV_HOUR;
    test_ok(ctx, ov_write(ctx, write_add, &a));
    at(6, 26, 12);
    ck_assert_uint_eq(run_jobs()->n, 0);
    ck_assert_int_eq(count("SELECT count(*) FROM reminder WHERE state = 'cancelled'"), 1);
    a.due = ctx->now + OV_HOUR;
    ck_assert_int_eq(ov_write(ctx, write_add, &a), OV_INVALID);
}
END_TEST

START_TEST(a_reminder_is_taken_away_once)
{
    adding a = {.c = &round_1}, other = {.c = &round_2};

    at(6, 10, 12);
    a.due = ctx->now + OV_DAY_LENGTH;
    test_ok(ctx, ov_write(ctx, write_add, &a));
    ck_assert_int_eq(ov_write(ctx, write_add, &a), OV_CONFLICT); /* the same instant */
    other.id = a.id;
    ck_assert_int_eq(ov_write(ctx, write_cancel, &other), OV_NOT_FOUND);
    test_ok(ctx, ov_write(ctx, write_cancel, &a));
    ck_assert_int_eq(ov_write(ctx, write_cancel, &a), OV_CONFLICT);
    at(6, 12, 12);
    ck_assert_uint_eq(run_jobs()->n, 0);
}
END_TEST

START_TEST(mail_leaves_as_often_as_the_account_says)
{
    ov_instant noon = ov_day_start(ov_day_from_civil(2026, 6, 10)) + 12 * OV_HOUR; /* Wednesday */
    ov_instant far = noon + 30 * OV_DAY_LENGTH, monday = ov_day_from_civil(2026, 6, 15);

    ck_assert_int_eq(ov_notice_leaves("direct", noon, noon, far), noon);
    ck_assert_int_eq(ov_notice_leaves("daily", 0, noon, far), noon);
    ck_assert_int_eq(ov_notice_leaves("daily", noon - OV_HOUR, noon, far),
                     ov_notice_morning(ov_day_from_civil(2026, 6, 11)));
    ck_assert_int_eq(ov_notice_leaves("weekly", 0, noon, far), noon);
    ck_assert_int_eq(ov_notice_leaves("weekly", noon - OV_DAY_LENGTH, noon, far),
                     ov_notice_morning((ov_day)monday));
    /* A deadline does not wait for Monday. */
    ck_assert_int_eq(ov_notice_leaves("weekly", noon - OV_DAY_LENGTH, noon, noon + OV_DAY_LENGTH),
                     noon);
}
END_TEST

static Suite *suite(ov_engine which)
{
    Suite *s = suite_create(which == OV_SQLITE ? "remind, SQLite" : "remind, PostgreSQL");
    TCase *t = tcase_create("remind");

    engine = which;
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, the_usual_plan_is_what_is_still_to_come);
    tcase_add_test(t, only_those_who_may_answer_and_have_not_are_reached);
    tcase_add_test(t, a_mandate_that_does_not_hold_today_reaches_nobody);
    tcase_add_test(t, one_mail_a_person_and_day_for_all_that_waits);
    tcase_add_test(t, who_answers_meanwhile_gets_none);
    tcase_add_test(t, what_was_missed_is_sent_once);
    tcase_add_test(t, a_round_that_refuses_late_answers_reminds_nobody_afterwards);
    tcase_add_test(t, a_reminder_is_taken_away_once);
    tcase_add_test(t, mail_leaves_as_often_as_the_account_says);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    ov_hash_init();
    return test_both_engines(suite);
}

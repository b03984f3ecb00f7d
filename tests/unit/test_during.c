/* SPDX-License-Identifier: EUPL-1.2 */
/* test_during.c — while a round runs: letters, more time, questions, a corrected text, links; on
 * both engines. */
#include "testdb.h"

#include "auth/auth.h"
#include "consult/during/correction.h"
#include "consult/during/extend.h"
#include "consult/during/guest.h"
#include "consult/during/invite.h"
#include "consult/during/qa.h"
#include "notify/remind.h"
#include "notify/round_mail.h"
#include "register/register.h"
#include "text/text.h"

#include <string.h>

enum { A, B, C, PARTIES };

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;
static ov_id parties[PARTIES], versions[2];
static ov_consultation round_1;
static ov_matter matter;
static ov_templates *templates;

static const ov_mail_site site = {
    .name = "Överens", .owner = "Regionen", .contact = "", .url = "https://overens.example"};
static const ov_sql mails = {"test.mails",
                             "SELECT to_address, subject, body, kind FROM mail ORDER BY id", NULL};

static ov_status add_person(ov_ctx *x, size_t i, const char *login, const char *role)
{
    const ov_account account = {.login = login,
                                .name = login,
                                .email = ov_printf(x->arena, "%s@party.example", login),
                                .org_id = parties[i]};
    ov_id id;

    OV_TRY(ov_account_add(x, &account, "x", &id));
    return ov_mandate_add(x, id, &(ov_mandate){.role = role, .org_id = parties[i]});
}

static ov_status store_version(ov_ctx *x, const char *label, int day, const char *source, ov_id *id)
{
    ov_version_draft draft = {.matter_id = matter.id,
                              .document_title = "Avtal",
                              .label = label,
                              .status = "consultation",
                              .date = ov_day_from_civil(2026, 1, day),
                              .source = ov_str_from(source),
                              .source_name = "avtal.txt"};
    ov_import import;

    OV_TRY(ov_import_text(x->arena, ov_str_from(source), &import, &x->err));
    draft.import = &import;
    OV_TRY(ov_version_prepare(x, &draft));
    return ov_version_store(x, &draft, id);
}

static ov_status build(ov_ctx *x, void *arg)
{
    static const char *const names[] = {"Alfa", "Beta", "Ceta"};
    ov_matter m = {.slug = "prov", .plugin = "prov", .title = "Provavtalet", .status = "open"};
    ov_consultation c = {.title = "Remissen",
                         .opens_at = ov_day_start(ov_day_from_civil(2026, 2, 1)),
                         .deadline_day = ov_day_from_civil(2026, 6, 18)};
    ov_id id;

    (void)arg;
    for (size_t i = 0; i < PARTIES; i++) {
        const ov_organisation org = {.type = "municipality",
                                     .code = ov_printf(x->arena, "%zu", 1000 + i),
                                     .name = names[i],
                                     .registry_email =
                                         ov_printf(x->arena, "registrator%zu@party.example", i)};

        OV_TRY(ov_organisation_save(x, &org, &parties[i]));
    }
    m.owner_org_id = parties[A];
    OV_TRY(ov_matter_add(x, &m, &matter.id));
    OV_TRY(ov_matter_get(x, matter.id, &matter));
    OV_TRY(add_person(x, A, "anna", "authorised_sender"));
    OV_TRY(add_person(x, A, "leda", "process_leader"));
    OV_TRY(add_person(x, B, "bo", "authorised_sender"));
    OV_TRY(store_version(x, "Första", 10, "1 Syfte\n\nAnsvaret delas.\n\n2 Slut\n\nTre år.\n",
                         &versions[0]));
    OV_TRY(store_version(x, "Andra", 20, "1 Syfte\n\nAnsvaret delas lika.\n\n3 Nytt\n\nEtt råd.\n",
                         &versions[1]));
    c.matter_id = matter.id;
    c.version_id = versions[0];
    OV_TRY(ov_consultation_add(x, &c, &id));
    for (size_t i = 0; i < PARTIES; i++)
        OV_TRY(ov_invite(x, id, parties[i]));
    return ov_consultation_get(x, matter.id, id, &round_1);
}

static void at(int month, int day, int hour)
{
    ctx->now = ctx->received = ov_day_start(ov_day_from_civil(2026, month, day)) + hour * OV_HOUR;
}

static void setup(void)
{
    static const char *dirs[1];
    const ov_template_options options = {.dirs = dirs, .n_dirs = 1};

    db = test_db_open(engine);
    ctx = test_ctx(db);
    dirs[0] = ov_printf(ctx->arena, "%s/templates", test_srcdir());
    templates = ov_templates_new(&options);
    at(2, 1, 9);
    test_ok(ctx, ov_write(ctx, build, NULL));
}

static void teardown(void)
{
    ov_templates_free(templates);
    test_db_close(db);
}

/* ---- In one line ---- */

static void reread(void)
{
    test_ok(ctx, ov_consultation_get(ctx, matter.id, round_1.id, &round_1));
}

static void run_mails(void)
{
    const ov_mailer mailer = {.templates = templates, .site = &site};

    test_ok(ctx, ov_round_mails(ctx, &mailer));
}

static size_t count_mails(const char *kind, const char *to)
{
    const ov_rows *rows;
    size_t n = 0;

    test_ok(ctx, ov_select(ctx, &mails, OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n; i++)
        n += (!kind || !strcmp(ov_cell_text(rows, i, 3), kind)) &&
             (!to || !strcmp(ov_cell_text(rows, i, 0), to));
    return n;
}

static const char *last_body(const char *kind)
{
    const char *body = NULL;
    const ov_rows *rows;

    test_ok(ctx, ov_select(ctx, &mails, OV_NOARGS, &rows));
    for (size_t i = 0; i < rows->n; i++)
        if (!strcmp(ov_cell_text(rows, i, 3), kind))
            body = ov_cell_text(rows, i, 2);
    ck_assert_msg(body != NULL, "no mail %s", kind);
    return body;
}

/* What follows the text, up to the end of the line. */
static const char *after(const char *body, const char *text)
{
    const char *from = strstr(body, text);

    ck_assert_msg(from != NULL, "no %s in %s", text, body);
    from += strlen(text);
    return ov_strndup(ctx->arena, from, strcspn(from, "\n"));
}

static ov_status send_letters(ov_ctx *x, void *arg)
{
    (void)arg;
    return ov_invitations_send(x, &round_1);
}

/* ---- Letters ---- */

START_TEST(each_address_gets_one_letter_however_often_the_jobs_run)
{
    ov_invited party;
    ov_id org;

    test_ok(ctx, ov_write(ctx, send_letters, NULL));
    test_ok(ctx, ov_write(ctx, send_letters, NULL)); /* the opening is tried again */
    run_mails();
    run_mails();
    ck_assert_uint_eq(count_mails("round.invitation", NULL), 5);
    ck_assert_uint_eq(count_mails("round.invitation", "anna@party.example"), 1);
    ck_assert_uint_eq(count_mails("round.invitation", "leda@party.example"), 0); /* answers not */
    ck_assert_uint_eq(count_mails("round.invitation", "registrator2@party.example"), 1);
    /* nobody at Ceta can sign in: a link, and a code of its own */
    ck_assert_uint_eq(count_mails("round.guest", NULL), 1);
    ck_assert_uint_eq(count_mails("round.guest_code", "registrator2@party.example"), 1);
    const char *key = after(last_body("round.invitation"), "?via=");
    test_ok(ctx, ov_invitation_visited(ctx, &round_1, key, &org));
    ck_assert_int_eq(org, parties[C]);
    test_ok(ctx, ov_invited_get(ctx, round_1.id, parties[C], &party));
    ck_assert_int_eq(party.opened_at, ctx->now);
    ck_assert_int_eq(ov_invitation_visited(ctx, &round_1, "x", &org), OV_NOT_FOUND);
}
END_TEST

START_TEST(a_round_that_opens_later_sends_its_letters_then)
{
    at(1, 20, 9);
    test_ok(ctx, ov_write(ctx, send_letters, NULL));
    run_mails();
    ck_assert_uint_eq(count_mails(NULL, NULL), 0);
    at(2, 1, 1);
    run_mails();
    ck_assert_uint_eq(count_mails("round.invitation", NULL), 5);
}
END_TEST

static ov_status decline(ov_ctx *x, void *arg)
{
    return ov_invitation_decline(x, &round_1, parties[B], arg);
}

static size_t reminded(ov_id org)
{
    const ov_reminded *people;
    size_t n, found = 0;

    test_ok(ctx, ov_reminder_recipients(ctx, &round_1, &matter, false, &people, &n));
    for (size_t i = 0; i < n; i++)
        found += people[i].org_id == org;
    return found;
}

START_TEST(who_declines_is_not_reminded_and_may_think_again_until_the_last_day)
{
    char why[] = "Berör oss inte.";

    at(3, 1, 9);
    ck_assert_uint_eq(reminded(parties[B]), 1);
    ck_assert_int_eq(ov_write(ctx, decline, (void *)(uintptr_t) ""), OV_INVALID);
    test_ok(ctx, ov_write(ctx, decline, why));
    ck_assert_uint_eq(reminded(parties[B]), 0);
    ck_assert_uint_eq(reminded(parties[A]), 1);
    test_ok(ctx, ov_write(ctx, decline, NULL));
    ck_assert_uint_eq(reminded(parties[B]), 1);
    at(6, 19, 9);
    ck_assert_int_eq(ov_write(ctx, decline, why), OV_GONE);
}
END_TEST

/* ---- More time ---- */

static ov_status grant_b(ov_ctx *x, void *arg)
{
    ov_consultation moved;
    ov_id failed;

    OV_TRY(
        ov_extension_grant(x, &round_1, &parties[B], 1, *(const ov_day *)arg, "Nämnden", &failed));
    OV_TRY(ov_consultation_get(x, matter.id, round_1.id, &moved));
    return ov_reminders_own(x, &moved, *(const ov_day *)arg);
}

static ov_status grant_all(ov_ctx *x, void *arg)
{
    ov_consultation moved;

    return ov_extension_grant_all(x, &round_1, *(const ov_day *)arg, "Fler hinner", &moved);
}

START_TEST(a_last_day_moves_forward_only_and_only_while_it_has_not_passed)
{
    ov_day day = ov_day_from_civil(2026, 6, 10);
    ov_consultation own;
    const ov_rows *rows;

    at(6, 1, 9);
    ck_assert_int_eq(ov_write(ctx, grant_b, &day), OV_CONFLICT); /* earlier */
    day = ov_day_from_civil(2026, 7, 2);
    test_ok(ctx, ov_write(ctx, grant_b, &day));
    reread();
    ck_assert_int_eq(round_1.deadline_day, ov_day_from_civil(2026, 6, 18));
    ck_assert_int_eq(round_1.closes_at, ov_day_start(day + 1));
    own = round_1;
    test_ok(ctx, ov_consultation_for(ctx, &own, parties[B]));
    ck_assert_int_eq(own.deadline, ov_day_start(day + 1));
    at(6, 19, 9); /* the round has closed, for all but Beta */
    ck_assert_int_eq(ov_write(ctx, grant_all, &day), OV_CONFLICT);
    day = ov_day_from_civil(2026, 7, 5);
    test_ok(ctx, ov_write(ctx, grant_b, &day));
    test_ok(ctx, ov_deadline_changes(ctx, round_1.id, &rows));
    ck_assert_uint_eq(rows->n, 2);
    test_ok(ctx, ov_reminders(ctx, round_1.id, &rows));
    ck_assert_uint_eq(rows->n, 4); /* three days before each of the two, and the day after */
    at(7, 6, 9);
    day += 10;
    ck_assert_int_eq(ov_write(ctx, grant_b, &day), OV_CONFLICT);
}
END_TEST

START_TEST(the_day_of_all_leaves_a_later_one_of_a_party_alone)
{
    ov_day later = ov_day_from_civil(2026, 7, 20), day = ov_day_from_civil(2026, 7, 1);
    ov_consultation own;

    at(6, 1, 9);
    test_ok(ctx, ov_write(ctx, grant_b, &later));
    reread();
    test_ok(ctx, ov_write(ctx, grant_all, &day));
    reread();
    ck_assert_int_eq(round_1.deadline_day, day);
    ck_assert_int_eq(round_1.closes_at, ov_day_start(later + 1));
    own = round_1;
    test_ok(ctx, ov_consultation_for(ctx, &own, parties[B]));
    ck_assert_int_eq(own.deadline_day, later);
}
END_TEST

/* ---- Questions ---- */

static ov_status ask(ov_ctx *x, void *arg)
{
    return ov_inquiry_ask(x, &round_1, parties[B], 0, "Vad menas?", arg);
}

static ov_status answer(ov_ctx *x, void *arg)
{
    bool first;

    return ov_inquiry_answer(x, &round_1, *(const ov_id *)arg, "Så här.", false, 1, &first);
}

START_TEST(a_question_is_for_its_asker_until_it_is_answered)
{
    const ov_rows *rows;
    ov_id id;

    test_ok(ctx, ov_write(ctx, ask, &id));
    test_ok(ctx, ov_inquiries(ctx, round_1.id, parties[A], false, 0, &rows));
    ck_assert_uint_eq(rows->n, 0);
    test_ok(ctx, ov_inquiries(ctx, round_1.id, parties[B], false, 0, &rows));
    ck_assert_uint_eq(rows->n, 1);
    test_ok(ctx, ov_write(ctx, answer, &id));
    ck_assert_int_eq(ov_write(ctx, answer, &id), OV_CONFLICT); /* read before the first */
    test_ok(ctx, ov_inquiries(ctx, round_1.id, 0, false, 0, &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert(ov_cell_null(rows, 0, OV_INQ_ORG)); /* nobody is told who asked */
    at(6, 19, 9);
    ck_assert_int_eq(ov_write(ctx, ask, &id), OV_GONE);
}
END_TEST

/* ---- A corrected text ---- */

static ov_status send_answer(ov_ctx *x, void *arg)
{
    const ov_rows *rows;
    ov_response response;

    (void)arg;
    OV_TRY(ov_draft(x, &round_1, parties[B], &rows));
    const ov_draft_answer first = {.question_id = ov_cell_int(rows, 0, OV_DRAFT_QUESTION),
                                   .grade = "support",
                                   .comment = "Bra.",
                                   .row_version = ov_cell_int(rows, 0, OV_DRAFT_ROW_VERSION)};
    OV_TRY(ov_draft_save(x, &round_1, parties[B], &first, NULL));
    return ov_response_submit(x, &round_1, parties[B], "officer", &response);
}

static ov_status correct(ov_ctx *x, void *arg)
{
    const ov_rows *documents;

    OV_TRY(ov_consultation_documents(x, round_1.id, &documents));
    const ov_correction what = {.document_id = ov_cell_int(documents, 0, 0),
                                .was_id = versions[0],
                                .version_id = versions[1],
                                .why = "Ett ord saknades."};
    return ov_correct(x, &round_1, &what, arg);
}

static ov_status confirm(ov_ctx *x, void *arg)
{
    (void)arg;
    return ov_response_confirm(x, &round_1, parties[B]);
}

START_TEST(a_correction_keeps_drafts_asks_about_what_is_new_and_flags_what_was_sent)
{
    const ov_rows *rows;
    ov_verify verify = {.ctx = ctx};
    ov_id id;

    at(3, 1, 9);
    test_ok(ctx, ov_write(ctx, send_answer, NULL));
    test_ok(ctx, ov_write(ctx, correct, &id));
    ck_assert_int_eq(ov_write(ctx, correct, &id), OV_CONFLICT); /* what was seen is gone */
    reread();
    ck_assert_int_eq(round_1.version_id, versions[1]);
    test_ok(ctx, ov_draft(ctx, &round_1, parties[B], &rows));
    ck_assert_uint_eq(rows->n, 3); /* 1, 2 (gone), 3 (new) */
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_DRAFT_COMMENT), "Bra.");
    ck_assert(ov_cell_null(rows, 1, OV_DRAFT_HTML));
    ck_assert_str_eq(ov_cell_text(rows, 2, OV_DRAFT_HEADING), "Nytt");
    test_ok(ctx, ov_answered_earlier(ctx, round_1.id, 0, &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_int_eq(ov_cell_int(rows, 0, 1), parties[B]);
    run_mails();
    ck_assert_ptr_nonnull(strstr(last_body("round.correction"), "Ett ord saknades."));
    test_ok(ctx, ov_write(ctx, confirm, NULL));
    test_ok(ctx, ov_answered_earlier(ctx, round_1.id, 0, &rows));
    ck_assert_uint_eq(rows->n, 0);
    ck_assert_int_eq(ov_write(ctx, confirm, NULL), OV_NOT_FOUND);
    test_ok(ctx, ov_consult_verify(&verify)); /* the receipt names the text that was answered */
    ck_assert_uint_eq(verify.n_faults, 0);
}
END_TEST

/* ---- Link and code ---- */

static ov_status make_link(ov_ctx *x, void *arg)
{
    return ov_guest_link_make(x, &round_1, parties[C], "48271935", arg);
}

static ov_status end_link(ov_ctx *x, void *arg)
{
    return ov_guest_link_end(x, &round_1, *(const ov_id *)arg);
}

typedef struct entering {
    ov_guest_link link;
    ov_id account_id;
} entering;

static ov_status enter(ov_ctx *x, void *arg)
{
    entering *e = arg;

    return ov_guest_enter(x, &e->link, "Eva Ek", "kommundirektör", &e->account_id);
}

START_TEST(a_link_lets_in_with_its_code_until_it_is_ended)
{
    const char *token;
    entering e = {0};
    ov_id id, first;
    bool reaches;

    test_ok(ctx, ov_write(ctx, make_link, &id));
    run_mails();
    token = after(last_body("round.guest"), "svara-med-lank/");
    ck_assert_uint_eq(count_mails("round.guest_code", NULL), 0); /* staff give it */
    test_ok(ctx, ov_guest_peek(ctx, token, &e.link));
    ck_assert_int_eq(e.link.org_id, parties[C]);
    test_ok(ctx, ov_guest_check(ctx, token, "4827 1935", "192.0.2.1"));
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(ov_guest_check(ctx, token, "11111111", "192.0.2.1"), OV_DENIED);
    ck_assert_int_eq(ov_guest_check(ctx, token, "48271935", "192.0.2.1"), OV_BUSY);
    test_ok(ctx, ov_guest_check(ctx, token, "48271935", "192.0.2.7")); /* others are not braked */
    test_ok(ctx, ov_write(ctx, enter, &e));
    first = e.account_id;
    test_ok(ctx, ov_write(ctx, enter, &e));
    ck_assert_int_eq(e.account_id, first); /* the same name and title: the same signer */
    test_ok(ctx, ov_guest_reaches(ctx, first, round_1.id, &reaches));
    ck_assert(reaches);
    test_ok(ctx, ov_write(ctx, end_link, &id));
    test_ok(ctx, ov_guest_reaches(ctx, first, round_1.id, &reaches));
    ck_assert(!reaches);
    ck_assert_int_eq(ov_guest_peek(ctx, token, &e.link), OV_GONE);
    ck_assert_int_eq(ov_guest_peek(ctx, "x", &e.link), OV_NOT_FOUND);
}
END_TEST

/* ---- Withdrawal ---- */

static ov_status withdraw(ov_ctx *x, void *arg)
{
    (void)arg;
    return ov_round_withdraw(x, &round_1, "Görs om.");
}

START_TEST(a_withdrawn_round_tells_all_and_keeps_what_was_sent)
{
    const ov_rows *rows;
    ov_id id;

    at(3, 1, 9);
    test_ok(ctx, ov_write(ctx, send_answer, NULL));
    test_ok(ctx, ov_write(ctx, withdraw, NULL));
    ck_assert_int_eq(ov_write(ctx, withdraw, NULL), OV_CONFLICT);
    ck_assert_int_eq(ov_write(ctx, correct, &id), OV_CONFLICT); /* a page read before says open */
    run_mails();
    ck_assert_uint_eq(count_mails("round.withdrawn", NULL), 5);
    reread();
    ck_assert_int_eq(ov_consultation_state(&round_1, ctx->now), OV_ROUND_CLOSED);
    test_ok(ctx, ov_round_board(ctx, round_1.id, 0, &rows));
    ck_assert_uint_eq(rows->n, PARTIES);
    ck_assert(!ov_cell_null(rows, 1, OV_BOARD_NUMBER));
}
END_TEST

static ov_status ask_time(ov_ctx *x, void *arg)
{
    return ov_extension_ask(x, &round_1, parties[B], ov_day_from_civil(2026, 7, 2), "Nämnden", arg);
}

static ov_status acknowledge(ov_ctx *x, void *arg)
{
    (void)arg;
    return ov_invitation_acknowledge(x, &round_1, parties[B]);
}

/* round_1 stays as the page had read it. */
START_TEST(what_a_party_sends_meets_the_round_as_it_is_when_it_is_stored)
{
    char why[] = "Berör oss inte.";
    ov_day day = ov_day_from_civil(2026, 7, 1);
    ov_invited party;
    ov_id id;

    at(6, 1, 9);
    test_ok(ctx, ov_write(ctx, grant_b, &day));
    at(6, 19, 9); /* Beta's own time lasts, though the page does not know */
    test_ok(ctx, ov_write(ctx, ask, &id));
    test_ok(ctx, ov_write(ctx, ask_time, &id));
    test_ok(ctx, ov_write(ctx, withdraw, NULL));
    ck_assert_int_eq(ov_write(ctx, ask, &id), OV_GONE);
    ck_assert_int_eq(ov_write(ctx, ask_time, &id), OV_GONE);
    ck_assert_int_eq(ov_write(ctx, acknowledge, NULL), OV_GONE);
    ck_assert_int_eq(ov_write(ctx, decline, why), OV_GONE);
    test_ok(ctx, ov_invited_get(ctx, round_1.id, parties[B], &party));
    ck_assert(!party.acknowledged_at && !party.declined_at);
}
END_TEST

static Suite *make_suite(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "during on SQLite" : "during on PostgreSQL");
    TCase *tcase = tcase_create("round");

    engine = which;
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, each_address_gets_one_letter_however_often_the_jobs_run);
    tcase_add_test(tcase, a_round_that_opens_later_sends_its_letters_then);
    tcase_add_test(tcase, who_declines_is_not_reminded_and_may_think_again_until_the_last_day);
    tcase_add_test(tcase, a_last_day_moves_forward_only_and_only_while_it_has_not_passed);
    tcase_add_test(tcase, the_day_of_all_leaves_a_later_one_of_a_party_alone);
    tcase_add_test(tcase, a_question_is_for_its_asker_until_it_is_answered);
    tcase_add_test(tcase, a_correction_keeps_drafts_asks_about_what_is_new_and_flags_what_was_sent);
    tcase_add_test(tcase, a_link_lets_in_with_its_code_until_it_is_ended);
    tcase_add_test(tcase, a_withdrawn_round_tells_all_and_keeps_what_was_sent);
    tcase_add_test(tcase, what_a_party_sends_meets_the_round_as_it_is_when_it_is_stored);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return test_both_engines(make_suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_approval.c — approval of answers, word before the deadline, decisions and their links; on
 * both engines. */
#include "testdb.h"

#include "auth/chain.h"
#include "auth/link.h"
#include "consult/approval/approval.h"
#include "consult/approval/decision.h"
#include "matter/matter.h"
#include "notify/approve.h"
#include "register/register.h"
#include "text/text.h"

#include <string.h>

enum { ANNA, BO, CAJSA, DAN, PEOPLE };

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;
static ov_id party, people[PEOPLE], draft, approval, question;
static ov_consultation c;

static const ov_sql near = {"test.near",
                            "SELECT account_id FROM notice WHERE kind = 'approval.near' "
                            "ORDER BY account_id",
                            NULL};
static const ov_sql first_question = {
    "test.question", "SELECT min(id) FROM question WHERE consultation_id = $1", NULL};
static const ov_sql review = {
    "test.review", "SELECT review_state FROM invitation WHERE organisation_id = $1", NULL};

static ov_status add_person(ov_ctx *x, size_t i, const char *login, const char *role)
{
    const ov_account account = {.login = login,
                                .name = login,
                                .email = ov_printf(x->arena, "%s@party.example", login),
                                .org_id = party};

    OV_TRY(ov_account_add(x, &account, "x", &people[i]));
    return ov_mandate_add(x, people[i], &(ov_mandate){.role = role, .org_id = party});
}

/* First everybody who reviews and Anna, then any of those who send. */
static ov_status add_chain(ov_ctx *x)
{
    const ov_chain_actor first[] = {{.role = "approver"}, {.account_id = people[ANNA]}};
    static const ov_chain_actor second[] = {{.role = "authorised_sender"}};
    const ov_chain_step steps[] = {
        {.title = "Granskning", .all = true, .actors = first, .n_actors = 2},
        {.title = "Avsändning", .actors = second, .n_actors = 1}};
    const ov_chain chain = {.org_id = party, .name = "Kedjan"};
    ov_manager manager = {.org_id = party};

    return ov_chain_save(x, &manager, &chain, steps, OV_LEN(steps), NULL);
}

static ov_status write_answer(ov_ctx *x, void *arg)
{
    ov_draft_answer answer = {.question_id = question, .comment = arg};
    const ov_rows *rows;

    OV_TRY(ov_draft_rows(x, &c, draft, &rows));
    answer.row_version = ov_cell_int(rows, 0, OV_DRAFT_ROW_VERSION);
    return ov_draft_save(x, &c, party, &answer, NULL);
}

static ov_status build(ov_ctx *x, void *arg)
{
    ov_version_draft *text = arg;
    const ov_organisation org = {.type = "municipality", .code = "1000", .name = "Alfa"};
    ov_matter m = {.slug = "prov", .plugin = "prov", .title = "Provavtalet", .status = "open"};
    ov_consultation round = {.title = "Remiss", .deadline_day = ov_day_from_civil(2026, 6, 18)};
    ov_id id;

    OV_TRY(ov_organisation_save(x, &org, &party));
    m.owner_org_id = party;
    OV_TRY(ov_matter_add(x, &m, &text->matter_id));
    OV_TRY(add_person(x, ANNA, "anna", "drafter"));
    OV_TRY(add_person(x, BO, "bo", "approver"));
    OV_TRY(add_person(x, CAJSA, "cajsa", "approver"));
    OV_TRY(add_person(x, DAN, "dan", "authorised_sender"));
    OV_TRY(add_chain(x));
    OV_TRY(ov_version_store(x, text, &round.version_id));
    round.matter_id = text->matter_id;
    round.opens_at = ov_day_start(round.deadline_day - 100);
    OV_TRY(ov_consultation_add(x, &round, &id));
    OV_TRY(ov_invite(x, id, party));
    OV_TRY(ov_consultation_get(x, 0, id, &c));
    OV_TRY(ov_draft_begin(x, c.id, party, &draft));
    return ov_select_int(x, &first_question, OV_ARGS(ov_int(c.id)), 0, &question);
}

static ov_status begin(ov_ctx *x, void *arg)
{
    (void)arg;
    OV_TRY(ov_approval_begin(x, &c, party, &approval));
    return ov_approval_notices(x, approval);
}

static void as(size_t who)
{
    ctx->actor = (ov_actor){.account_id = people[who], .login = "x", .org_id = party};
}

static void setup(void)
{
    static const char source[] = "1 Syfte\n\nAvtalet beskriver ansvaret.\n";
    ov_version_draft text = {.document_title = "Avtal",
                             .label = "Remissversion",
                             .status = "consultation",
                             .date = ov_day_from_civil(2026, 1, 10),
                             .source = OV_LIT(source),
                             .source_name = "avtal.txt"};
    ov_import import;

    db = test_db_open(engine);
    ctx = test_ctx(db);
    test_ok(ctx, ov_import_text(ctx->arena, OV_LIT(source), &import, &ctx->err));
    text.import = &import;
    test_ok(ctx, ov_version_prepare(ctx, &text));
    test_ok(ctx, ov_write(ctx, build, &text));
    ctx->now = ctx->received = c.deadline - 10 * OV_DAY_LENGTH;
    test_ok(ctx, ov_write(ctx, write_answer, (char *)"Vi tillstyrker."));
    as(ANNA);
    test_ok(ctx, ov_write(ctx, begin, NULL));
}

static void teardown(void)
{
    test_db_close(db);
}

typedef struct acting {
    int step;
    ov_approval_end end;
} acting;

static ov_status approve_in(ov_ctx *x, void *arg)
{
    acting *a = arg;

    return ov_approval_approve(x, approval, a->step, &a->end);
}

static ov_status approve(size_t who, int step, ov_approval_end *end)
{
    acting a = {.step = step};
    ov_status status;

    as(who);
    status = ov_write(ctx, approve_in, &a);
    *end = a.end;
    return status;
}

static const char *state(void)
{
    ov_approval a;

    test_ok(ctx, ov_approval_get(ctx, approval, &a));
    return a.state;
}

static ov_send_gate gate(void)
{
    ov_send_gate out;

    test_ok(ctx, ov_approval_gate(ctx, &c, party, draft, &out));
    return out;
}

START_TEST(all_of_a_step_then_any_of_the_next)
{
    ov_approval_end end;
    const char *shown;

    ck_assert_int_eq(gate(), OV_GATE_WAITS);
    ck_assert_int_eq(approve(DAN, 1, &end), OV_DENIED);
    test_ok(ctx, approve(BO, 1, &end));
    ck_assert_int_eq(approve(BO, 1, &end), OV_DENIED); /* the own seat is filled */
    test_ok(ctx, approve(ANNA, 1, &end));
    ck_assert_int_eq(end, OV_APPROVAL_STEP);
    ck_assert_int_eq(approve(DAN, 2, &end), OV_CONFLICT); /* Cajsa has not yet */
    test_ok(ctx, approve(CAJSA, 1, &end));
    ck_assert_int_eq(approve(CAJSA, 1, &end), OV_CONFLICT); /* an old page */
    test_ok(ctx, approve(DAN, 2, &end));
    ck_assert_int_eq(end, OV_APPROVAL_DONE);
    ck_assert_int_eq(gate(), OV_GATE_OPEN);
    test_ok(ctx, ov_select_text(ctx, &review, OV_ARGS(ov_int(party)), "", &shown));
    ck_assert_str_eq(shown, "approved");
}
END_TEST

START_TEST(the_jobs_process_sees_a_change)
{
    test_ok(ctx, ov_approvals_run(ctx));
    ck_assert_str_eq(state(), "in_review");
    test_ok(ctx, ov_write(ctx, write_answer, (char *)"Vi avstyrker."));
    ck_assert_int_eq(gate(), OV_GATE_CHANGED);
    test_ok(ctx, ov_approvals_run(ctx));
    ck_assert_str_eq(state(), "changed");
    ck_assert_int_eq(gate(), OV_GATE_CHANGED);
}
END_TEST

static ov_status end_mandate(ov_ctx *x, void *arg)
{
    static const ov_sql sql = {"test.end", "UPDATE account SET disabled = 1 WHERE id = $1", NULL};

    return ov_exec(x, &sql, OV_ARGS(ov_int(people[*(size_t *)arg])), NULL);
}

START_TEST(two_days_before_the_deadline_those_who_send_are_told_once)
{
    const ov_rows *rows;

    ctx->actor = (ov_actor){.is_system = true, .login = "system"};
    ctx->now = ctx->received = c.deadline - OV_APPROVAL_NEAR - 1;
    test_ok(ctx, ov_approvals_run(ctx));
    test_ok(ctx, ov_select(ctx, &near, OV_NOARGS, &rows));
    ck_assert_uint_eq(rows->n, 0);
    ctx->now = ctx->received = c.deadline - OV_APPROVAL_NEAR;
    for (int i = 0; i < 2; i++)
        test_ok(ctx, ov_approvals_run(ctx));
    test_ok(ctx, ov_select(ctx, &near, OV_NOARGS, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_int_eq(ov_cell_int(rows, 0, 0), people[ANNA]);
    ck_assert_int_eq(ov_cell_int(rows, 1, 0), people[DAN]);
}
END_TEST

START_TEST(somebody_who_has_left_holds_no_seat)
{
    size_t who = CAJSA;
    ov_approval_end end;

    test_ok(ctx, ov_write(ctx, end_mandate, &who));
    test_ok(ctx, approve(BO, 1, &end));
    test_ok(ctx, approve(ANNA, 1, &end));
    test_ok(ctx, approve(DAN, 2, &end));
    ck_assert_int_eq(end, OV_APPROVAL_DONE);
}
END_TEST

START_TEST(papers_of_the_decision_are_not_what_is_approved)
{
    const char *draft_text = "overens-draft-1\n\nanswer: 1 2 3\n  file: a b decision\n"
                             "file: aa 1 attachment - x.pdf\nfile: bb 2 reservation - r.pdf\n"
                             "file: cc 3 decision - §.pdf\n";
    ov_str text = ov_approval_text(ctx->arena, ov_str_from(draft_text));

    ck_assert_str_eq(text.ptr, "overens-draft-1\n\nanswer: 1 2 3\n  file: a b decision\n"
                               "file: aa 1 attachment - x.pdf\n");
}
END_TEST

START_TEST(what_a_decision_must_say)
{
    const ov_day today = 20000;
    ov_decision_faults faults;
    ov_decision d = {.legal_status = "board_decided",
                     .body = "Nämnden",
                     .day = today,
                     .ref = "§ 1",
                     .reported_day = OV_NO_DAY};

    ck_assert(ov_decision_check(&d, today, &faults));
    d.day = today + 1;
    ck_assert(!ov_decision_check(&d, today, &faults) && faults.day);
    d.day = OV_NO_DAY;
    ck_assert(!ov_decision_check(&d, today, &faults) && faults.day);
    d.day = today;
    d.ref = "";
    ck_assert(!ov_decision_check(&d, today, &faults) && faults.ref && !faults.reported);
    d.ref = "2.1";
    d.legal_status = "delegated";
    ck_assert(!ov_decision_check(&d, today, &faults) && faults.reported);
    d.reported_day = today + 14; /* the board meets later */
    ck_assert(ov_decision_check(&d, today, &faults));
    d = (ov_decision){.legal_status = "officer", .day = OV_NO_DAY, .reported_day = OV_NO_DAY};
    ck_assert(ov_decision_check(&d, today, &faults));
}
END_TEST

typedef struct deciding {
    ov_decision d;
    ov_decision_link link;
    const char *token;
    ov_id id;
} deciding;

static ov_status make_link(ov_ctx *x, void *arg)
{
    deciding *what = arg;

    return ov_decision_link_make(x, &c, &what->link, what->token);
}

static ov_status use_link(ov_ctx *x, void *arg)
{
    deciding *what = arg;

    OV_TRY(ov_decision_link_use(x, what->link.id));
    return ov_decision_put(x, &c, party, &what->d, &what->id);
}

static ov_status unlock(ov_ctx *x, void *arg)
{
    return ov_decision_unlock(x, &c, party, draft, arg);
}

START_TEST(a_link_works_once_and_the_draft_is_locked)
{
    deciding what = {.d = {.draft_id = draft,
                           .legal_status = "board_decided",
                           .outcome = OV_OUTCOME_AS_IS,
                           .body = "Nämnden",
                           .ref = "§ 1",
                           .day = ov_day_from_civil(2026, 5, 1),
                           .reported_day = OV_NO_DAY,
                           .by_link = true},
                     .link = {.draft_id = draft, .org_id = party, .address = "r@a.example"},
                     .token = ov_link_token(ctx->arena)};
    ov_decision_link found;
    bool locked;

    test_ok(ctx, ov_write(ctx, make_link, &what));
    ck_assert_int_eq(ov_decision_link_peek(ctx, "nonsens", &found), OV_NOT_FOUND);
    test_ok(ctx, ov_decision_link_peek(ctx, what.token, &found));
    what.link = found;
    test_ok(ctx, ov_write(ctx, use_link, &what));
    ck_assert_int_eq(ov_decision_link_peek(ctx, what.token, &found), OV_GONE);
    ck_assert_int_eq(ov_write(ctx, use_link, &what), OV_GONE);
    test_ok(ctx, ov_draft_locked(ctx, draft, &locked));
    ck_assert(locked);
    ck_assert_int_eq(ov_write(ctx, write_answer, (char *)"Smyg"), OV_DENIED);
    ck_assert_int_eq(ov_write(ctx, unlock, (char *)""), OV_INVALID);
    test_ok(ctx, ov_write(ctx, unlock, (char *)"Fel bilaga"));
    test_ok(ctx, ov_write(ctx, write_answer, (char *)"Nu går det"));
    what.token = ov_link_token(ctx->arena);
    test_ok(ctx, ov_write(ctx, make_link, &what));
    ctx->now += OV_DECISION_LINK_LIFE;
    ck_assert_int_eq(ov_decision_link_peek(ctx, what.token, &found), OV_GONE);
}
END_TEST

static Suite *make_suite(ov_engine e)
{
    Suite *suite = suite_create(e == OV_SQLITE ? "approval" : "approval (PostgreSQL)");
    TCase *tc = tcase_create("approval");

    engine = e;
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, all_of_a_step_then_any_of_the_next);
    tcase_add_test(tc, the_jobs_process_sees_a_change);
    tcase_add_test(tc, two_days_before_the_deadline_those_who_send_are_told_once);
    tcase_add_test(tc, somebody_who_has_left_holds_no_seat);
    tcase_add_test(tc, papers_of_the_decision_are_not_what_is_approved);
    tcase_add_test(tc, what_a_decision_must_say);
    tcase_add_test(tc, a_link_works_once_and_the_draft_is_locked);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return test_both_engines(make_suite) ? 1 : 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_people.c — who may give which role to whom, periods and substitutes, and that somebody is
 * always left who administers. */
#include "auth/people.h"
#include "register/register.h"
#include "testdb.h"
#include "util/date.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static ov_engine engine;
static ov_ctx *ctx;
static ov_id region, town, council;
static ov_id root1, root2, anna, bo, cia; /* two administrators; three of the town */
static ov_day today;

static ov_status add(ov_ctx *c, const char *login, ov_id org, const char *role, ov_id *id)
{
    OV_TRY(
        ov_account_add(c, &(ov_account){.login = login, .name = login, .org_id = org}, "hash", id));
    return role ? ov_mandate_add(c, *id, &(ov_mandate){role, org, 0}) : OV_OK;
}

static ov_status make_people(ov_ctx *c, void *arg)
{
    (void)arg;
    OV_TRY(ov_organisation_save(
        c, &(ov_organisation){.type = "region", .code = "14", .name = "Regionen"}, &region));
    OV_TRY(ov_organisation_save(
        c, &(ov_organisation){.type = "municipality", .code = "1489", .name = "Staden"}, &town));
    OV_TRY(ov_organisation_save(
        c, &(ov_organisation){.type = "council", .code = "pr01", .name = "Rådet"}, &council));
    OV_TRY(add(c, "root1", region, "administrator", &root1));
    OV_TRY(add(c, "root2", region, "administrator", &root2));
    OV_TRY(add(c, "anna", town, "organisation_administrator", &anna));
    OV_TRY(add(c, "bo", town, "drafter", &bo));
    return add(c, "cia", town, NULL, &cia);
}

static void be(ov_ctx *c, ov_id id)
{
    c->actor = (ov_actor){.account_id = id, .login = "prov", .is_system = id == 0};
}

static void setup(void)
{
    ctx = test_ctx(test_db_open(engine));
    test_ok(ctx, ov_write(ctx, make_people, NULL));
    today = ov_stockholm_day(ctx->now);
}

static void teardown(void)
{
    test_db_close(ctx->db);
}

/* ---- One change each, in a transaction of its own ---- */

typedef struct act {
    ov_manager manager;
    ov_held held;
    ov_person person;
    enum { GIVE, CHANGE, END, DISABLE, ENABLE, PERSON, NEW } what;
    ov_day last;
    ov_id id;
} act;

static ov_status run(ov_ctx *c, void *arg)
{
    act *a = arg;

    switch (a->what) {
    case GIVE:
        return ov_mandate_give(c, &a->manager, &a->held, &a->id);
    case CHANGE:
        return ov_mandate_change(c, &a->manager, &a->held);
    case END:
        return ov_mandate_end(c, &a->manager, a->held.id, a->last, "slutat", a->held.row_version);
    case PERSON:
        return ov_person_change(c, &a->manager, &a->person);
    case NEW:
        return ov_person_add(c, &a->manager, &a->person, &a->id);
    default:
        return ov_person_disable(c, &a->manager, a->person.id, a->what == DISABLE,
                                 a->person.row_version);
    }
}

static ov_status give(ov_id who, bool first, ov_id account, const char *role, ov_id org,
                      ov_people_no *no)
{
    act a = {.manager = {.first = first, .org_id = first ? 0 : town},
             .what = GIVE,
             .held = {.account_id = account,
                      .role = role,
                      .org_id = org,
                      .from = OV_NO_DAY,
                      .to = OV_NO_DAY}};

    be(ctx, who);
    ov_status status = ov_write(ctx, run, &a);
    *no = a.manager.no;
    return status;
}

/* The first mandate of the account with the role. */
static ov_held held_by(ov_id account, const char *role)
{
    const ov_held *all;
    size_t n;

    test_ok(ctx, ov_person_mandates(ctx, account, 0, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (!strcmp(all[i].role, role))
            return all[i];
    ck_abort_msg("no mandate as %s", role);
    return (ov_held){0};
}

static ov_status end(ov_id who, bool first, ov_held held, ov_day last, ov_people_no *no)
{
    act a = {.manager = {.first = first, .org_id = first ? 0 : town},
             .what = END,
             .held = held,
             .last = last};

    be(ctx, who);
    ov_status status = ov_write(ctx, run, &a);
    *no = a.manager.no;
    return status;
}

static bool holds(ov_id account, const char *role, ov_day day)
{
    const ov_held *all;
    bool found = false;
    size_t n;

    test_ok(ctx, ov_person_mandates(ctx, account, 0, &all, &n));
    for (size_t i = 0; i < n; i++)
        found = found || (!strcmp(all[i].role, role) && ov_held_on(&all[i], day) == OV_HELD_NOW);
    return found;
}

/* ---- Who may give what ---- */

START_TEST(roles_by_type)
{
    ck_assert(ov_role_fits("economist", "region"));
    ck_assert(!ov_role_fits("economist", "municipality"));
    ck_assert(!ov_role_fits("process_leader", "municipality"));
    ck_assert(ov_role_fits("council_member", "council"));
    ck_assert(!ov_role_fits("council_member", "region"));
    ck_assert(!ov_role_fits("drafter", "council"));
    ck_assert(ov_role_fits("board_secretary", "hospital"));
    ck_assert(!ov_role_fits("root", "region") && !ov_role_fits(NULL, NULL));
    for (size_t i = 0; ov_roles[i]; i++) /* every role but the link's can be given somewhere */
        ck_assert_msg(!strcmp(ov_roles[i], "guest") || ov_role_fits(ov_roles[i], "region") ||
                          ov_role_fits(ov_roles[i], "council"),
                      "%s", ov_roles[i]);
}
END_TEST

START_TEST(an_organisation_gives_its_own_roles_only)
{
    ov_people_no no;

    test_ok(ctx, give(anna, false, cia, "drafter", town, &no));
    ck_assert(holds(cia, "drafter", today));
    ck_assert_int_eq(give(anna, false, cia, "drafter", town, &no), OV_CONFLICT);
    ck_assert_int_eq(no, OV_NO_OVERLAP);
    ck_assert_int_eq(give(anna, false, cia, "economist", town, &no), OV_INVALID);
    ck_assert_int_eq(no, OV_NO_ROLE);
    ck_assert_int_eq(give(anna, false, cia, "administrator", town, &no), OV_DENIED);
    ck_assert_int_eq(no, OV_NO_ROLE);
    ck_assert_int_eq(give(anna, false, cia, "auditor", town, &no), OV_DENIED);
    ck_assert_int_eq(give(anna, false, cia, "drafter", region, &no), OV_DENIED);
    ck_assert_int_eq(no, OV_NO_RIGHT);
    ck_assert_int_eq(give(anna, false, cia, "no_such_role", town, &no), OV_INVALID);
    /* who is not an administrator gives nothing, whatever the page believed */
    ck_assert_int_eq(give(bo, false, cia, "approver", town, &no), OV_DENIED);
    ck_assert_int_eq(no, OV_NO_RIGHT);
    ck_assert_int_eq(give(anna, true, cia, "administrator", region, &no), OV_DENIED);
    ck_assert_int_eq(no, OV_NO_RIGHT);
    /* nobody makes oneself an auditor, or the administrator of a town */
    ck_assert_int_eq(give(root1, true, root1, "auditor", region, &no), OV_DENIED);
    ck_assert_int_eq(no, OV_NO_SELF);
    ck_assert_int_eq(give(root1, true, root1, "organisation_administrator", town, &no), OV_DENIED);
    test_ok(ctx, give(root2, true, root1, "auditor", region, &no));
    /* a system administrator: organisation administrators and administrators, nothing else */
    test_ok(ctx, give(root1, true, cia, "organisation_administrator", town, &no));
    ck_assert_int_eq(give(root1, true, cia, "approver", town, &no), OV_DENIED);
    ck_assert_int_eq(end(root1, true, held_by(bo, "drafter"), OV_NO_DAY, &no), OV_DENIED);
    ck_assert_int_eq(end(anna, false, held_by(root1, "administrator"), OV_NO_DAY, &no),
                     OV_NOT_FOUND);
}
END_TEST

START_TEST(periods)
{
    act a = {.manager = {.org_id = town},
             .what = GIVE,
             .held = {.account_id = cia, .role = "approver", .org_id = town}};
    ov_people_no no;

    be(ctx, anna);
    a.held.from = today + 10;
    a.held.to = today + 9;
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_INVALID);
    ck_assert_int_eq(a.manager.no, OV_NO_PERIOD);
    a.held.to = today + 20;
    test_ok(ctx, ov_write(ctx, run, &a));
    ck_assert(!holds(cia, "approver", today + 9) && holds(cia, "approver", today + 10));
    ck_assert(holds(cia, "approver", today + 20) && !holds(cia, "approver", today + 21));
    a.held.from = today + 20; /* one day together */
    a.held.to = OV_NO_DAY;
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_CONFLICT);
    a.held.from = today + 21;
    test_ok(ctx, ov_write(ctx, run, &a));
    a.held.from = OV_NO_DAY;
    a.held.to = today + 10;
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_CONFLICT);
    a.held.to = today + 9;
    test_ok(ctx, ov_write(ctx, run, &a));
    a.held.matter_id = 7; /* another matter is another mandate */
    test_ok(ctx, ov_write(ctx, run, &a));
    a.held.body_id = 999999; /* there is no such body */
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_INVALID);
    ck_assert_int_eq(a.manager.no, OV_NO_PLACE);
    /* ended after a day, and at once */
    ov_held held = held_by(bo, "drafter");
    test_ok(ctx, end(anna, false, held, today + 3, &no));
    ck_assert(holds(bo, "drafter", today + 3) && !holds(bo, "drafter", today + 4));
    ck_assert_int_eq(end(anna, false, held, OV_NO_DAY, &no), OV_CONFLICT); /* read before */
    ck_assert_int_eq(no, OV_NO_STALE);
    test_ok(ctx, end(anna, false, held_by(bo, "drafter"), OV_NO_DAY, &no));
    ck_assert(!holds(bo, "drafter", today));
    ck_assert_str_eq(held_by(bo, "drafter").ended_why, "slutat");
    ck_assert_int_eq(end(anna, false, held_by(bo, "drafter"), OV_NO_DAY, &no), OV_CONFLICT);
    ck_assert_int_eq(no, OV_NO_ENDED);
}
END_TEST

START_TEST(substitutes_end_with_their_principal)
{
    act a = {.manager = {.org_id = town}, .what = GIVE};
    const ov_held *all;
    ov_people_no no;
    size_t n;

    be(ctx, anna);
    a.held = (ov_held){.account_id = cia,
                       .substitute_for = held_by(bo, "drafter").id,
                       .from = today,
                       .to = today + 14,
                       .note = "Bo är borta"};
    test_ok(ctx, ov_write(ctx, run, &a));
    ck_assert(holds(cia, "drafter", today) && !holds(cia, "drafter", today + 15));
    ck_assert_str_eq(held_by(cia, "drafter").principal, "bo");
    a.held.account_id = anna; /* not for a substitute, not for oneself, not for a stranger */
    a.held.substitute_for = held_by(cia, "drafter").id;
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_INVALID);
    ck_assert_int_eq(a.manager.no, OV_NO_SUBSTITUTE);
    a.held.account_id = bo;
    a.held.substitute_for = held_by(bo, "drafter").id;
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_INVALID);
    a.held.account_id = root1;
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_INVALID);
    ck_assert_int_eq(a.manager.no, OV_NO_PLACE);
    /* the principal ends sooner: so does the substitute, and one who would begin later never does
     */
    test_ok(ctx, end(anna, false, held_by(bo, "drafter"), today + 5, &no));
    ck_assert(holds(cia, "drafter", today + 5) && !holds(cia, "drafter", today + 6));
    a.held = (ov_held){.account_id = anna,
                       .substitute_for = held_by(bo, "drafter").id,
                       .from = today + 5,
                       .to = today + 6};
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_INVALID); /* outlasts the principal */
    ck_assert_int_eq(a.manager.no, OV_NO_PERIOD);
    a.held.to = today + 5;
    test_ok(ctx, ov_write(ctx, run, &a));
    test_ok(ctx, end(anna, false, held_by(bo, "drafter"), OV_NO_DAY, &no));
    ck_assert(!holds(cia, "drafter", today));
    test_ok(ctx, ov_mandate_substitutes(ctx, held_by(bo, "drafter").id, &all, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert(all[0].ended_at && all[1].ended_at);
}
END_TEST

/* ---- Somebody is always left ---- */

static ov_status disable(ov_id who, bool first, ov_id account, ov_people_no *no)
{
    act a = {.manager = {.first = first, .org_id = first ? 0 : town}, .what = DISABLE};

    test_ok(ctx, ov_person_get(ctx, account, &a.person));
    be(ctx, who);
    ov_status status = ov_write(ctx, run, &a);
    *no = a.manager.no;
    return status;
}

static ov_status disable_plainly(ov_ctx *c, void *arg)
{
    return ov_account_disable(c, *(ov_id *)arg, true);
}

START_TEST(the_last_administrator_stays)
{
    act a = {.manager = {.first = true}, .what = CHANGE};
    ov_people_no no;

    test_ok(ctx, end(root1, true, held_by(root2, "administrator"), OV_NO_DAY, &no));
    ck_assert_int_eq(end(root1, true, held_by(root1, "administrator"), OV_NO_DAY, &no), OV_DENIED);
    ck_assert_int_eq(no, OV_NO_LAST);
    ck_assert_int_eq(end(root1, true, held_by(root1, "administrator"), today + 400, &no),
                     OV_DENIED);
    ck_assert_int_eq(no, OV_NO_LAST);
    ck_assert_int_eq(disable(root1, true, root1, &no), OV_DENIED);
    ck_assert_int_eq(no, OV_NO_LAST);
    a.held = held_by(root1, "administrator");
    a.held.to = today + 30;
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_DENIED);
    a.held.to = OV_NO_DAY;
    a.held.from = today + 1; /* a day without anybody */
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_DENIED);
    be(ctx, 0); /* not by a command either */
    ck_assert_int_eq(ov_write(ctx, disable_plainly, &root1), OV_DENIED);
    ck_assert(holds(root1, "administrator", today));
    /* one who has not accepted the invitation is nobody yet */
    act fresh = {.manager = {.first = true},
                 .what = NEW,
                 .person = {.name = "Ny", .email = "ny@region.example", .org_id = region}};
    be(ctx, root1);
    test_ok(ctx, ov_write(ctx, run, &fresh));
    test_ok(ctx, give(root1, true, fresh.id, "administrator", region, &no));
    ck_assert_int_eq(end(root1, true, held_by(root1, "administrator"), OV_NO_DAY, &no), OV_DENIED);
    /* with a successor that takes over without a gap it may end */
    test_ok(ctx, give(root1, true, root2, "administrator", region, &no));
    test_ok(ctx, end(root1, true, held_by(root1, "administrator"), today, &no));
}
END_TEST

START_TEST(the_last_of_an_organisation_cannot_leave_alone)
{
    ov_people_no no;

    ck_assert_int_eq(end(anna, false, held_by(anna, "organisation_administrator"), OV_NO_DAY, &no),
                     OV_DENIED);
    ck_assert_int_eq(no, OV_NO_LAST);
    ck_assert_int_eq(disable(anna, false, anna, &no), OV_DENIED);
    ck_assert_int_eq(no, OV_NO_LAST);
    ck_assert(holds(anna, "organisation_administrator", today));
    test_ok(ctx, give(anna, false, bo, "organisation_administrator", town, &no));
    test_ok(ctx, end(anna, false, held_by(anna, "organisation_administrator"), OV_NO_DAY, &no));
    /* and a system administrator replaces the last one */
    test_ok(ctx, end(root1, true, held_by(bo, "organisation_administrator"), OV_NO_DAY, &no));
}
END_TEST

/* Two administrators end each other at the same time: one is refused. Processes, because a
 * connection belongs to one. */
START_TEST(two_who_remove_each_other)
{
    ov_id who[] = {root1, root2};
    ov_held target[] = {held_by(root2, "administrator"), held_by(root1, "administrator")};
    int refused = 0, status, go[2];
    pid_t pids[2];
    char byte;

    ck_assert_int_eq(pipe(go), 0);
    for (int i = 0; i < 2; i++) {
        pids[i] = fork();
        ck_assert_int_ge(pids[i], 0);
        if (pids[i] == 0) {
            ov_db *db;
            ov_err err;
            ov_ctx mine = *ctx;
            act a = {.manager = {.first = true}, .what = END, .held = target[i], .last = OV_NO_DAY};

            if (ov_db_open(&(ov_db_options){.url = test_db_url(ctx->db)}, &db, &err) != OV_OK)
                _exit(9);
            mine.db = db;
            mine.arena = ov_arena_new(0);
            be(&mine, who[i]);
            close(go[1]);
            if (read(go[0], &byte, 1) != 0) /* until the parent lets both go */
                _exit(8);
            ov_status got = ov_write(&mine, run, &a);
            _exit(got == OV_OK ? 0 : got == OV_DENIED ? 1 : 7);
        }
    }
    close(go[1]);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
        ck_assert(WIFEXITED(status));
        ck_assert_msg(WEXITSTATUS(status) <= 1, "%d", WEXITSTATUS(status));
        refused += WEXITSTATUS(status);
    }
    close(go[0]);
    ck_assert_int_eq(refused, 1);
    ck_assert_int_eq(holds(root1, "administrator", today) + holds(root2, "administrator", today),
                     1);
}
END_TEST

/* ---- Persons ---- */

START_TEST(persons)
{
    act a = {.manager = {.org_id = town},
             .what = NEW,
             .person = {.name = "Åsa <b>Öberg</b>",
                        .title = "Socialchef",
                        .email = "asa@staden.example",
                        .org_id = town}};
    const ov_person *people;
    int64_t total;
    ov_people_no no;
    size_t n;

    be(ctx, anna);
    test_ok(ctx, ov_write(ctx, run, &a));
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_CONFLICT);
    ck_assert_int_eq(a.manager.no, OV_NO_HERE);
    a.person.login = "ASA@staden.example"; /* logins are one in any case */
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_CONFLICT);
    ck_assert_int_eq(a.manager.no, OV_NO_TAKEN);
    a.person.login = NULL;
    test_ok(ctx, ov_people(ctx, &(ov_people_query){.find = "ÖBERG åsa@"}, &people, &n, &total));
    ck_assert_uint_eq(n, 0); /* in the order they stand */
    test_ok(ctx, ov_people(ctx, &(ov_people_query){.find = "ÅSA öb"}, &people, &n, &total));
    ck_assert_uint_eq(n, 1);
    ck_assert_str_eq(people[0].title, "Socialchef");
    ck_assert(!people[0].has_password && !people[0].last_sign_in);
    test_ok(ctx, ov_people(ctx, &(ov_people_query){.find = "%_'\\"}, &people, &n, &total));
    ck_assert_int_eq(total, 6); /* no words: everybody */
    test_ok(ctx, ov_people(ctx, &(ov_people_query){.org_id = town, .limit = 3, .offset = 3},
                           &people, &n, &total));
    ck_assert_uint_eq(n, 1); /* å last */
    ck_assert_int_eq(total, 4);
    ck_assert_str_eq(people[0].email, "asa@staden.example");
    /* two who write at once */
    a.person = people[0];
    a.what = PERSON;
    a.person.name = "Åsa Öberg";
    test_ok(ctx, ov_write(ctx, run, &a));
    a.person.name = "Någon annan";
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_CONFLICT);
    ck_assert_int_eq(a.manager.no, OV_NO_STALE);
    /* a disabled person gives and gets nothing */
    test_ok(ctx, disable(anna, false, a.person.id, &no));
    ck_assert_int_eq(give(anna, false, a.person.id, "drafter", town, &no), OV_CONFLICT);
    ck_assert_int_eq(no, OV_NO_ENDED);
}
END_TEST

/* It would be found before its owner. */
START_TEST(no_login_is_the_address_of_another)
{
    act shadow = {.manager = {.org_id = town},
                  .what = NEW,
                  .person = {.login = "asa", .name = "Åsa", .email = "asa@regionen.example"}};
    shadow.person.org_id = town;
    be(ctx, anna);
    test_ok(ctx, ov_write(ctx, run, &shadow));
    shadow.person.login = "Asa@Regionen.example";
    shadow.person.email = "mallory@staden.example";
    ck_assert_int_eq(ov_write(ctx, run, &shadow), OV_CONFLICT);
    ck_assert_int_eq(shadow.manager.no, OV_NO_TAKEN);
}
END_TEST

/* Whoever changes an address can take the account over: only within reach. */
START_TEST(accounts_with_other_mandates_are_out_of_reach)
{
    act a = {.manager = {.org_id = town}, .what = PERSON};
    ov_people_no no;

    test_ok(ctx, give(root1, true, bo, "administrator", region, &no));
    test_ok(ctx, ov_person_get(ctx, bo, &a.person));
    a.person.email = "min@staden.example";
    be(ctx, anna);
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_DENIED);
    ck_assert_int_eq(a.manager.no, OV_NO_OUTSIDE);
    ck_assert_int_eq(disable(anna, false, bo, &no), OV_DENIED);
    ck_assert_int_eq(no, OV_NO_OUTSIDE);
    ck_assert_int_eq(disable(root1, true, bo, &no), OV_DENIED); /* a drafter of the town too */
    test_ok(ctx, end(anna, false, held_by(bo, "drafter"), OV_NO_DAY, &no));
    test_ok(ctx, disable(root1, true, bo, &no));
    ck_assert_int_eq(disable(root1, true, cia, &no), OV_DENIED); /* nobody of its own */
    test_ok(ctx, disable(anna, false, cia, &no));
    ck_assert_int_eq(disable(anna, false, root1, &no), OV_DENIED); /* at home elsewhere */
}
END_TEST

static Suite *make(ov_engine with)
{
    Suite *suite = suite_create("people");
    TCase *tc = tcase_create(with == OV_SQLITE ? "sqlite" : "postgres");

    engine = with;
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, roles_by_type);
    tcase_add_test(tc, an_organisation_gives_its_own_roles_only);
    tcase_add_test(tc, periods);
    tcase_add_test(tc, substitutes_end_with_their_principal);
    tcase_add_test(tc, the_last_administrator_stays);
    tcase_add_test(tc, the_last_of_an_organisation_cannot_leave_alone);
    tcase_add_test(tc, two_who_remove_each_other);
    tcase_add_test(tc, persons);
    tcase_add_test(tc, no_login_is_the_address_of_another);
    tcase_add_test(tc, accounts_with_other_mandates_are_out_of_reach);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return test_both_engines(make);
}

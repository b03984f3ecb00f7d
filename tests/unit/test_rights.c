/* SPDX-License-Identifier: EUPL-1.2 */
/* test_rights.c — who may do what to which object: the core's table, scope by scope. */
#include "auth/auth.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { RO = 5, RJL = 6, ALE = 1440, HJO = 1497, VGR = 14, KF = 77 };
enum { REGIONAL = 1, MUNICIPAL = 2, OTHER = 3 };

/* One row: who (a role in an organisation, perhaps for one matter), does what, to what. */
static const struct {
    const char *role;
    ov_id org, matter;
    const char *action;
    ov_object object;
    ov_status wanted;
} rows[] = {
    /* a municipality's people: their own answers, nobody else's */
    {"drafter", ALE, 0, "consult.answer", {ALE, MUNICIPAL, VGR, NULL}, OV_OK},
    {"drafter", ALE, 0, "consult.answer", {HJO, MUNICIPAL, VGR, NULL}, OV_NOT_FOUND},
    {"drafter", ALE, 0, "consult.submit", {ALE, MUNICIPAL, VGR, NULL}, OV_DENIED},
    {"drafter", ALE, 0, "consult.read_own", {ALE, MUNICIPAL, VGR, NULL}, OV_OK},
    {"drafter", ALE, 0, "consult.read_own", {HJO, MUNICIPAL, VGR, NULL}, OV_NOT_FOUND},
    {"drafter", ALE, 0, "consult.read_all", {0, MUNICIPAL, VGR, NULL}, OV_DENIED},
    {"approver", ALE, 0, "consult.answer", {ALE, MUNICIPAL, VGR, NULL}, OV_OK},
    {"approver", ALE, 0, "consult.submit", {ALE, MUNICIPAL, VGR, NULL}, OV_DENIED},
    {"approver", ALE, 0, "consult.read_own", {ALE, MUNICIPAL, VGR, NULL}, OV_OK},
    {"authorised_sender", ALE, 0, "consult.answer", {ALE, MUNICIPAL, VGR, NULL}, OV_OK},
    {"authorised_sender", ALE, 0, "consult.submit", {ALE, MUNICIPAL, VGR, NULL}, OV_OK},
    {"authorised_sender", ALE, 0, "consult.submit", {HJO, MUNICIPAL, VGR, NULL}, OV_NOT_FOUND},
    {"authorised_sender", ALE, 0, "consult.read_own", {ALE, MUNICIPAL, VGR, NULL}, OV_OK},
    {"registrar", ALE, 0, "consult.read_own", {ALE, MUNICIPAL, VGR, NULL}, OV_OK},
    {"registrar", ALE, 0, "consult.answer", {ALE, MUNICIPAL, VGR, NULL}, OV_DENIED},
    /* a mandate for one matter does not reach another */
    {"drafter", ALE, MUNICIPAL, "consult.answer", {ALE, MUNICIPAL, VGR, NULL}, OV_OK},
    {"drafter", ALE, MUNICIPAL, "consult.answer", {ALE, OTHER, VGR, NULL}, OV_NOT_FOUND},
    /* staff: matters of their own organisation */
    {"process_leader", VGR, 0, "consult.run", {0, MUNICIPAL, VGR, NULL}, OV_OK},
    {"process_leader", VGR, 0, "consult.run", {0, REGIONAL, RO, NULL}, OV_NOT_FOUND},
    {"process_leader", VGR, MUNICIPAL, "consult.run", {0, MUNICIPAL, VGR, NULL}, OV_OK},
    {"process_leader", VGR, MUNICIPAL, "consult.run", {0, OTHER, VGR, NULL}, OV_NOT_FOUND},
    {"process_leader", VGR, 0, "consult.read_all", {ALE, MUNICIPAL, VGR, NULL}, OV_OK},
    {"process_leader", VGR, 0, "consult.read_all", {ALE, REGIONAL, RO, NULL}, OV_NOT_FOUND},
    {"process_leader", VGR, 0, "consult.answer", {ALE, MUNICIPAL, VGR, NULL}, OV_DENIED},
    {"process_leader", VGR, 0, "consult.submit", {ALE, MUNICIPAL, VGR, NULL}, OV_DENIED},
    {"process_leader", VGR, 0, "text.import", {0, MUNICIPAL, VGR, NULL}, OV_OK},
    {"process_leader", VGR, 0, "text.publish", {0, REGIONAL, RO, NULL}, OV_NOT_FOUND},
    {"process_leader", VGR, 0, "matter.read_working", {0, MUNICIPAL, VGR, NULL}, OV_OK},
    {"process_leader", VGR, 0, "admin", {0}, OV_DENIED},
    {"process_leader", VGR, 0, "settle.read", {RO, REGIONAL, RO, NULL}, OV_DENIED},
    /* economists: statements whose recipient they work for */
    {"economist", RO, 0, "settle.prepare", {RO, REGIONAL, RO, NULL}, OV_OK},
    {"economist", RO, 0, "settle.prepare", {RJL, REGIONAL, RO, NULL}, OV_NOT_FOUND},
    {"economist", RO, 0, "settle.publish", {RO, REGIONAL, RO, NULL}, OV_OK},
    {"economist", RO, 0, "settle.publish", {RJL, REGIONAL, RO, NULL}, OV_NOT_FOUND},
    {"economist", RO, 0, "settle.read", {RO, REGIONAL, RO, NULL}, OV_OK},
    {"economist", RO, 0, "consult.read_all", {0, REGIONAL, RO, NULL}, OV_DENIED},
    /* auditors read everything and change nothing */
    {"auditor", KF, 0, "settle.read", {RJL, REGIONAL, RO, NULL}, OV_OK},
    {"auditor", KF, 0, "consult.read_all", {ALE, MUNICIPAL, VGR, NULL}, OV_OK},
    {"auditor", KF, 0, "matter.read_working", {0, MUNICIPAL, VGR, NULL}, OV_OK},
    {"auditor", KF, 0, "settle.prepare", {RJL, REGIONAL, RO, NULL}, OV_DENIED},
    {"auditor", KF, 0, "settle.publish", {RJL, REGIONAL, RO, NULL}, OV_DENIED},
    {"auditor", KF, 0, "consult.answer", {KF, MUNICIPAL, VGR, NULL}, OV_DENIED},
    {"auditor", KF, 0, "text.import", {0, MUNICIPAL, VGR, NULL}, OV_DENIED},
    /* administrators have no rights to content */
    {"administrator", VGR, 0, "admin", {0}, OV_OK},
    {"administrator", VGR, 0, "consult.read_all", {ALE, MUNICIPAL, VGR, NULL}, OV_DENIED},
    {"administrator", VGR, 0, "consult.submit", {VGR, MUNICIPAL, VGR, NULL}, OV_DENIED},
    {"administrator", VGR, 0, "settle.read", {RO, REGIONAL, RO, NULL}, OV_DENIED},
    {"administrator", VGR, 0, "text.publish", {0, MUNICIPAL, VGR, NULL}, OV_DENIED},
    /* council members read what everybody reads */
    {"council_member", KF, 0, "consult.answer", {KF, MUNICIPAL, VGR, NULL}, OV_DENIED},
    {"council_member", KF, 0, OV_ACCOUNT, {0}, OV_OK},
    {"council_member", KF, 0, OV_PUBLIC, {0}, OV_OK},
    {"council_member", KF, 0, "no.such_action", {0}, OV_DENIED},
    /* the object's own state: role yes, state no */
    {"drafter", ALE, 0, "consult.answer", {ALE, MUNICIPAL, VGR, "open"}, OV_OK},
    {"drafter", ALE, 0, "consult.answer", {ALE, MUNICIPAL, VGR, "late"}, OV_OK},
    {"drafter", ALE, 0, "consult.answer", {ALE, MUNICIPAL, VGR, "coming"}, OV_CONFLICT},
    {"drafter", ALE, 0, "consult.answer", {ALE, MUNICIPAL, VGR, "closed"}, OV_OK},
    {"drafter", ALE, 0, "consult.answer", {ALE, MUNICIPAL, VGR, ""}, OV_CONFLICT},
    {"drafter", ALE, 0, "consult.answer", {ALE, MUNICIPAL, VGR, "ope"}, OV_CONFLICT},
    {"drafter", ALE, 0, "consult.answer", {ALE, MUNICIPAL, VGR, "open,late"}, OV_CONFLICT},
    {"drafter", ALE, 0, "consult.answer", {HJO, MUNICIPAL, VGR, "coming"}, OV_NOT_FOUND},
    {"registrar", ALE, 0, "consult.answer", {ALE, MUNICIPAL, VGR, "coming"}, OV_DENIED},
    {"drafter", ALE, 0, "consult.read_own", {ALE, MUNICIPAL, VGR, "closed"}, OV_OK},
    {"authorised_sender", ALE, 0, "consult.submit", {ALE, MUNICIPAL, VGR, "closed"}, OV_OK},
    {"authorised_sender", ALE, 0, "consult.submit", {ALE, MUNICIPAL, VGR, "coming"}, OV_CONFLICT},
    {"process_leader", VGR, 0, "text.edit", {0, MUNICIPAL, VGR, "working"}, OV_OK},
    {"process_leader", VGR, 0, "text.edit", {0, MUNICIPAL, VGR, "adopted"}, OV_CONFLICT},
    {"process_leader", VGR, 0, "text.publish", {0, MUNICIPAL, VGR, "consultation"}, OV_CONFLICT},
    {"process_leader", VGR, 0, "text.publish", {0, REGIONAL, RO, "adopted"}, OV_NOT_FOUND},
    {"economist", RO, 0, "settle.publish", {RO, REGIONAL, RO, "draft"}, OV_OK},
    {"economist", RO, 0, "settle.publish", {RO, REGIONAL, RO, "published"}, OV_CONFLICT},
    {"economist", RO, 0, "settle.publish", {RJL, REGIONAL, RO, "published"}, OV_NOT_FOUND},
    /* what an object leaves open cannot refuse */
    {"drafter", ALE, 0, "consult.answer", {0}, OV_OK},
    {"process_leader", VGR, MUNICIPAL, "consult.run", {0}, OV_OK}};

static ov_ctx as(const ov_mandate *mandates, size_t n)
{
    return (ov_ctx){
        .actor = {.account_id = 9, .login = "prov", .mandates = mandates, .n_mandates = n}};
}

START_TEST(right_row)
{
    ov_mandate mandate = {rows[_i].role, rows[_i].org, rows[_i].matter};
    ov_ctx ctx = as(&mandate, 1);

    ck_assert_msg(ov_may(&ctx, rows[_i].action, &rows[_i].object) == rows[_i].wanted,
                  "%s, %s, row %d", rows[_i].role, rows[_i].action, _i);
}
END_TEST

START_TEST(several_mandates_add_up)
{
    ov_mandate mandates[] = {{"drafter", ALE, 0}, {"authorised_sender", HJO, 0}};
    ov_ctx ctx = as(mandates, OV_LEN(mandates));
    ov_object ale = {.org_id = ALE}, hjo = {.org_id = HJO};

    ck_assert_int_eq(ov_may(&ctx, "consult.answer", &ale), OV_OK);
    ck_assert_int_eq(ov_may(&ctx, "consult.answer", &hjo), OV_OK);
    ck_assert_int_eq(ov_may(&ctx, "consult.submit", &hjo), OV_OK);
    ck_assert_int_eq(ov_may(&ctx, "consult.submit", &ale), OV_NOT_FOUND);
    ck_assert_int_eq(ov_may(&ctx, "consult.submit", NULL), OV_OK);
    ck_assert_str_eq(ov_role_for(&ctx, "consult.answer", &ale), "drafter");
    ck_assert_str_eq(ov_role_for(&ctx, "consult.answer", &hjo), "authorised_sender");
    ck_assert_str_eq(ov_role_for(&ctx, "consult.submit", &ale), "-");
}
END_TEST

static int refused;

static void try_as_visitor(void *arg, const ov_action *action)
{
    refused += ov_may(arg, action->name, NULL) == OV_DENIED;
}

static void count(void *arg, const ov_action *action)
{
    ck_assert_msg(ov_role_title(action->role) != NULL, "%s", action->role);
    ck_assert_msg(action->title && action->title[0], "%s", action->name);
    ck_assert(ov_action_known(action->name));
    ++*(int *)arg;
}

START_TEST(visitors_may_nothing_but_read)
{
    ov_ctx visitor = {.actor = {.login = "-"}}, system = {.actor = {.is_system = true}};
    int n = 0;

    ov_actions_each(count, &n);
    refused = 0;
    ov_actions_each(try_as_visitor, &visitor);
    ck_assert_int_gt(n, 15);
    ck_assert_int_eq(refused, n);
    ck_assert_int_eq(ov_may(&visitor, OV_PUBLIC, NULL), OV_OK);
    ck_assert_int_eq(ov_may(&visitor, OV_ACCOUNT, NULL), OV_DENIED);
    ck_assert_int_eq(ov_may(&system, "settle.publish", NULL), OV_OK);
    ck_assert_str_eq(ov_role_for(&system, "settle.publish", NULL), "system");
}
END_TEST

/* The state titles that the matrix shows. */
static void states_have_words(void *arg, const ov_action *action)
{
    ov_str rest = ov_str_from(action->states ? action->states : "");

    (void)arg;
    while (rest.len) {
        char state[64];
        ov_str one = ov_str_cut(&rest, ',');

        ck_assert_uint_lt(one.len, sizeof state);
        memcpy(state, one.ptr, one.len);
        state[one.len] = '\0';
        ck_assert_msg(ov_object_state_title(state) != NULL, "%s: %s", action->name, state);
    }
    ck_assert_msg(ov_action_area(action->name) != NULL, "%s", action->name);
}

START_TEST(words_for_all)
{
    ov_actions_each(states_have_words, NULL);
    ck_assert_ptr_null(ov_object_state_title("no such"));
    ck_assert_ptr_null(ov_object_state_title(NULL));
    ck_assert_ptr_null(ov_action_area("skeleton.wave"));
}
END_TEST

/* A plugin that was built when rows and objects had no state: nothing behind them may be read. */
typedef struct shorter_action {
    const char *name, *role;
    ov_scope scope;
    const char *title;
} shorter_action;

static void look_for_short(void *arg, const ov_action *action)
{
    if (strcmp(action->name, "old.wave") != 0)
        return;
    ck_assert_str_eq(action->title, "Vinka som förr");
    ck_assert_ptr_null(action->states);
    ++*(int *)arg;
}

START_TEST(older_plugins_are_shorter)
{
    /* on the heap, so that the sanitizer sees a read behind the end */
    shorter_action *table = malloc(2 * sizeof *table);
    ov_object *object = malloc(offsetof(ov_object, state)), state = {ALE, 0, 0, "anything"};
    ov_mandate drafter = {"drafter", ALE, 0};
    ov_ctx ctx = as(&drafter, 1);
    int n = 0;

    ck_assert(table && object);
    table[0] = (shorter_action){"old.wave", "drafter", OV_OWN_ORG, "Vinka som förr"};
    table[1] = (shorter_action){0};
    memcpy(object, &(ov_object){.org_id = ALE}, offsetof(ov_object, state));
    ov_actions_add((const ov_action *)(const void *)table, sizeof *table);
    ov_actions_each(look_for_short, &n);
    ck_assert_int_eq(n, 1);
    ck_assert_int_eq((ov_may)(&ctx, "old.wave", object), OV_OK);
    ck_assert_str_eq((ov_role_for)(&ctx, "old.wave", object), "drafter");
    ck_assert_int_eq((ov_may)(&ctx, "consult.answer", object), OV_OK);
    ck_assert_int_eq(ov_may(&ctx, "old.wave", &state), OV_OK); /* no states: any */
    free(object); /* the table stays: the permission table keeps it */
}
END_TEST

/* A plugin that was built when the row was longer than ours. */
typedef struct longer_action {
    ov_action action;
    const char *more;
} longer_action;

START_TEST(plugins_add_rows)
{
    static const longer_action table[] = {
        {{"skeleton.wave", "drafter", OV_OWN_ORG, "Vinka", NULL}, "a"},
        {{"skeleton.wave", "auditor", OV_ANY, "Vinka överallt", NULL}, "b"},
        {{0}, NULL}};
    ov_mandate drafter = {"drafter", ALE, 0}, auditor = {"auditor", KF, 0};
    ov_ctx ctx = as(&drafter, 1);
    ov_object hjo = {.org_id = HJO};
    int before = 0, after = 0;

    ov_actions_each(count, &before);
    ck_assert(!ov_action_known("skeleton.wave"));
    ov_actions_add(&table[0].action, sizeof table[0]);
    ov_actions_add(&table[0].action, sizeof table[0]); /* once is enough */
    ov_actions_each(count, &after);
    ck_assert_int_eq(after, before + 2);
    ck_assert_int_eq(ov_may(&ctx, "skeleton.wave", &hjo), OV_NOT_FOUND);
    ctx = as(&auditor, 1);
    ck_assert_int_eq(ov_may(&ctx, "skeleton.wave", &hjo), OV_OK);
}
END_TEST

START_TEST(roles_have_swedish_names)
{
    int n = 0;

    for (; ov_roles[n]; n++)
        ck_assert_ptr_nonnull(ov_role_title(ov_roles[n]));
    ck_assert_int_eq(n, 13);
    ck_assert_str_eq(ov_role_title("authorised_sender"), "Behörig avsändare");
    ck_assert_str_eq(ov_role_title("administrator"), "Systemförvaltare");
    ck_assert_ptr_null(ov_role_title("root"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rights");
    TCase *tc = tcase_create("rights");

    tcase_add_loop_test(tc, right_row, 0, (int)OV_LEN(rows));
    tcase_add_test(tc, several_mandates_add_up);
    tcase_add_test(tc, visitors_may_nothing_but_read);
    tcase_add_test(tc, words_for_all);
    tcase_add_test(tc, older_plugins_are_shorter);
    tcase_add_test(tc, plugins_add_rows);
    tcase_add_test(tc, roles_have_swedish_names);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

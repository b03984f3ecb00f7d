/* SPDX-License-Identifier: EUPL-1.2 */
/* test_chain.c — approval chains: which applies, who may act, and versions that stay. */
#include "auth/chain.h"
#include "matter/matter.h"
#include "register/body.h"
#include "testdb.h"
#include "util/date.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static ov_engine engine;
static ov_ctx *ctx;
static ov_id town, other, board, anna, bo, cia, eve, matters[2];
static ov_day today;

static ov_status add(ov_ctx *c, const char *login, ov_id org, const char *role, ov_id *id)
{
    OV_TRY(
        ov_account_add(c, &(ov_account){.login = login, .name = login, .org_id = org}, "hash", id));
    return role ? ov_mandate_add(c, *id, &(ov_mandate){role, org, 0}) : OV_OK;
}

static ov_status make_all(ov_ctx *c, void *arg)
{
    (void)arg;
    OV_TRY(ov_organisation_save(
        c, &(ov_organisation){.type = "municipality", .code = "1489", .name = "Staden"}, &town));
    OV_TRY(ov_organisation_save(
        c, &(ov_organisation){.type = "municipality", .code = "1490", .name = "Grannen"}, &other));
    OV_TRY(ov_body_add(c,
                       &(ov_body){.org_id = town,
                                  .kind = "committee",
                                  .name = "Socialnämnden",
                                  .decides = true,
                                  .ended_on = OV_NO_DAY},
                       &board));
    for (size_t i = 0; i < OV_LEN(matters); i++)
        OV_TRY(ov_matter_add(c,
                             &(ov_matter){.slug = i ? "andra" : "forsta",
                                          .plugin = "municipal",
                                          .title = "Ett ärende",
                                          .status = "open",
                                          .owner_org_id = other},
                             &matters[i]));
    OV_TRY(add(c, "anna", town, "organisation_administrator", &anna));
    OV_TRY(add(c, "bo", town, "approver", &bo));
    OV_TRY(add(c, "cia", town, NULL, &cia));
    return add(c, "eve", other, "approver", &eve);
}

static void setup(void)
{
    ctx = test_ctx(test_db_open(engine));
    test_ok(ctx, ov_write(ctx, make_all, NULL));
    today = ov_stockholm_day(ctx->now);
    ctx->actor = (ov_actor){.account_id = anna, .login = "anna"};
}

static void teardown(void)
{
    test_db_close(ctx->db);
}

typedef struct act {
    ov_manager manager;
    ov_chain chain;
    const ov_chain_step *steps;
    size_t n;
    ov_held held;
    ov_id id;
    enum { SAVE, END, USE, GIVE, FINISH, CLOSE } what;
} act;

static ov_status run(ov_ctx *c, void *arg)
{
    act *a = arg;

    a->manager = (ov_manager){.org_id = town};
    switch (a->what) {
    case SAVE:
        return ov_chain_save(c, &a->manager, &a->chain, a->steps, a->n, &a->id);
    case END:
        return ov_chain_end(c, &a->manager, a->chain.id, a->chain.row_version);
    case USE:
        return ov_chain_use(c, a->id);
    case GIVE:
        return ov_mandate_give(c, &a->manager, &a->held, &a->id);
    case FINISH:
        return ov_mandate_end(c, &a->manager, a->held.id, OV_NO_DAY, "x", a->held.row_version);
    case CLOSE:
        return ov_account_disable(c, a->id, true);
    }
    return OV_INTERNAL;
}

static ov_status save(const ov_chain *chain, const ov_chain_actor *actor, act *out)
{
    static ov_chain_step step;

    step = (ov_chain_step){.title = "Granskning", .actors = actor, .n_actors = 1};
    *out = (act){.what = SAVE, .chain = *chain, .steps = &step, .n = 1};
    out->chain.org_id = chain->org_id ? chain->org_id : town;
    return ov_write(ctx, run, out);
}

static ov_chain_actor by_role(void)
{
    return (ov_chain_actor){.role = "approver"};
}

static bool may(const ov_chain *chain, ov_id account)
{
    const ov_chain_step *steps;
    const ov_rows *seats;
    size_t n;

    test_ok(ctx, ov_chain_steps(ctx, chain, &steps, &n));
    ck_assert_uint_eq(n, 1);
    test_ok(ctx, ov_chain_seats(ctx, &steps[0], &seats));
    for (size_t i = 0; i < seats->n; i++)
        if (ov_cell_int(seats, i, OV_SEAT_BY) == account)
            return true;
    return false;
}

START_TEST(the_matters_own_chain_wins)
{
    ov_chain_actor actor = by_role();
    ov_chain found;
    act a, b, own;

    ck_assert_int_eq(ov_chain_for(ctx, town, matters[0], &found), OV_NOT_FOUND);
    test_ok(ctx, save(&(ov_chain){.name = "Första"}, &actor, &a)); /* the first is the default */
    test_ok(ctx, save(&(ov_chain){.name = "Andra"}, &actor, &b));
    test_ok(ctx, save(&(ov_chain){.name = "Egen", .matter_id = matters[1]}, &actor, &own));
    test_ok(ctx, ov_chain_for(ctx, town, matters[0], &found));
    ck_assert_str_eq(found.name, "Första");
    test_ok(ctx, ov_chain_for(ctx, town, matters[1], &found));
    ck_assert_str_eq(found.name, "Egen");
    ck_assert_int_eq(ov_chain_for(ctx, other, matters[0], &found), OV_NOT_FOUND);
    ck_assert_int_eq(save(&(ov_chain){.name = "Två", .matter_id = matters[1]}, &actor, &a),
                     OV_CONFLICT);
    ck_assert_int_eq(a.manager.no, OV_NO_OVERLAP);
    /* a new default takes the place of the old */
    test_ok(ctx, ov_chain_get(ctx, b.id, &found));
    found.is_default = true;
    test_ok(ctx, save(&found, &actor, &a));
    test_ok(ctx, ov_chain_for(ctx, town, matters[0], &found));
    ck_assert_str_eq(found.name, "Andra");
    /* an ended one is not used */
    a = (act){.what = END, .chain = found};
    test_ok(ctx, ov_write(ctx, run, &a));
    ck_assert_int_eq(ov_chain_for(ctx, town, matters[0], &found), OV_NOT_FOUND);
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_CONFLICT);
}
END_TEST

START_TEST(what_was_used_stays)
{
    ov_chain_actor actor = by_role(), person = {.account_id = cia};
    const ov_chain_step *steps;
    const ov_chain *versions;
    ov_chain chain;
    act a, use;
    size_t n;

    test_ok(ctx, save(&(ov_chain){.name = "Så var det"}, &actor, &a));
    test_ok(ctx, ov_chain_get(ctx, a.id, &chain));
    ov_id id = a.id, first = chain.version_id;
    chain.name = "Rättat stavfel"; /* not used: the same version */
    test_ok(ctx, save(&chain, &actor, &a));
    test_ok(ctx, ov_chain_get(ctx, id, &chain));
    ck_assert_int_eq(chain.version_id, first);
    use = (act){.what = USE, .id = first};
    test_ok(ctx, ov_write(ctx, run, &use));
    ov_chain stale = chain;
    chain.name = "Så är det";
    test_ok(ctx, save(&chain, &person, &a));
    test_ok(ctx, ov_chain_versions(ctx, id, &versions, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(versions[0].name, "Så är det");
    ck_assert_str_eq(versions[1].name, "Rättat stavfel");
    test_ok(ctx, ov_chain_steps(ctx, &versions[1], &steps, &n));
    ck_assert_str_eq(steps[0].actors[0].role, "approver");
    ck_assert_int_eq(save(&stale, &actor, &a), OV_CONFLICT);
    ck_assert_int_eq(a.manager.no, OV_NO_STALE);
}
END_TEST

START_TEST(who_may_act)
{
    ov_chain_actor actor = by_role(), person = {.account_id = bo}, sits = {.body_id = board};
    const ov_held *held;
    ov_chain chain;
    act a, give = {.what = GIVE};
    size_t n;

    test_ok(ctx, save(&(ov_chain){.name = "Roll"}, &actor, &a));
    test_ok(ctx, ov_chain_for(ctx, town, matters[0], &chain));
    ck_assert(may(&chain, bo) && !may(&chain, cia) && !may(&chain, anna) && !may(&chain, eve));
    /* a substitute, in time only */
    test_ok(ctx, ov_person_mandates(ctx, bo, town, &held, &n));
    give.held =
        (ov_held){.account_id = cia, .substitute_for = held[0].id, .from = today, .to = today + 3};
    test_ok(ctx, ov_write(ctx, run, &give));
    ck_assert(may(&chain, cia));
    test_ok(ctx, save(&(ov_chain){.name = "Person", .is_default = true}, &person, &a));
    test_ok(ctx, ov_chain_for(ctx, town, matters[0], &chain));
    ck_assert(may(&chain, bo) && may(&chain, cia) && !may(&chain, anna));
    ctx->now += 4 * OV_DAY_LENGTH;
    ck_assert(may(&chain, bo) && !may(&chain, cia));
    ctx->now -= 4 * OV_DAY_LENGTH;
    /* a body: whoever sits in it, for this matter */
    test_ok(ctx, save(&(ov_chain){.name = "Nämnd", .is_default = true}, &sits, &a));
    give.held = (ov_held){.account_id = anna,
                          .role = "board_secretary",
                          .org_id = town,
                          .body_id = board,
                          .matter_id = matters[0],
                          .from = OV_NO_DAY,
                          .to = OV_NO_DAY};
    test_ok(ctx, ov_write(ctx, run, &give));
    test_ok(ctx, ov_chain_for(ctx, town, matters[0], &chain));
    ck_assert(may(&chain, anna) && !may(&chain, bo));
    test_ok(ctx, ov_chain_for(ctx, town, matters[1], &chain));
    ck_assert(!may(&chain, anna)); /* another matter */
    /* nobody whose account is closed */
    test_ok(ctx, ov_chain_for(ctx, town, matters[0], &chain));
    a = (act){.what = CLOSE, .id = anna};
    ctx->actor = (ov_actor){.is_system = true, .login = "system"};
    test_ok(ctx, ov_write(ctx, run, &a));
    ck_assert(!may(&chain, anna));
}
END_TEST

START_TEST(what_is_refused)
{
    ov_chain_actor actor = by_role(), stranger = {.account_id = eve}, money = {.role = "economist"};
    ov_chain_actor none = {.body_id = 9999}, nobody = {0};
    const char *long_name = ov_printf(ctx->arena, "%201s", "x");
    act a;

    ck_assert_int_eq(save(&(ov_chain){.name = ""}, &actor, &a), OV_INVALID);
    ck_assert_int_eq(save(&(ov_chain){.name = long_name}, &actor, &a), OV_INVALID);
    ck_assert_int_eq(save(&(ov_chain){.name = "x"}, &stranger, &a), OV_INVALID);
    ck_assert_int_eq(a.manager.no, OV_NO_PLACE);
    ck_assert_int_eq(save(&(ov_chain){.name = "x"}, &money, &a), OV_INVALID);
    ck_assert_int_eq(save(&(ov_chain){.name = "x"}, &none, &a), OV_INVALID);
    ck_assert_int_eq(save(&(ov_chain){.name = "x"}, &nobody, &a), OV_INVALID);
    ck_assert_int_eq(save(&(ov_chain){.name = "x", .org_id = other}, &actor, &a), OV_DENIED);
    a = (act){.what = SAVE, .chain = {.name = "x", .org_id = town}};
    ck_assert_int_eq(ov_write(ctx, run, &a), OV_INVALID); /* no steps */
    ctx->actor.account_id = bo;                           /* no administrator */
    ck_assert_int_eq(save(&(ov_chain){.name = "x"}, &actor, &a), OV_DENIED);
    ck_assert_int_eq(a.manager.no, OV_NO_RIGHT);
    ck_assert_int_eq(ov_chain_use(ctx, 1), OV_INTERNAL); /* outside a write */
}
END_TEST

static Suite *make(ov_engine with)
{
    Suite *suite = suite_create("chain");
    TCase *tc = tcase_create(with == OV_SQLITE ? "sqlite" : "postgres");

    engine = with;
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, the_matters_own_chain_wins);
    tcase_add_test(tc, what_was_used_stays);
    tcase_add_test(tc, who_may_act);
    tcase_add_test(tc, what_is_refused);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return test_both_engines(make);
}

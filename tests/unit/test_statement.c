/* SPDX-License-Identifier: EUPL-1.2 */
/* test_statement.c — statements on both engines: four eyes, stale content, numbers without a gap,
 * the chain, and that nothing published can be changed, not even behind the portal's back. */
#include "audit/audit.h"
#include "auth/auth.h"
#include "matter/matter.h"
#include "register/register.h"
#include "settle/settle.h"
#include "testdb.h"
#include "util/hash.h"

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;

/* Region Östergötland, Region Jönköpings län, Region Kalmar län: ids, and four economists. */
static struct {
    ov_id matter, ro, rjl, rkl;
    ov_id anna, bo, cecilia; /* two at RÖ, one at RJL */
    ov_param_set params;
} world;

static ov_status account(const char *login, ov_id org, ov_id *id)
{
    return ov_account_add(ctx, &(ov_account){.login = login, .name = login, .org_id = org}, "x",
                          id);
}

static ov_status build(ov_ctx *c, void *arg)
{
    static const struct {
        const char *component;
        int payer, recipient;
        int64_t tkr;
    } frames[] = {{"FIXED", 0, 1, 36044},  {"FIXED", 0, 2, 13405},  {"FIXED", 1, 0, 378026},
                  {"FIXED", 1, 2, 7872},   {"FIXED", 2, 0, 311279}, {"FIXED", 2, 1, 7482},
                  {"SHARED", 0, 0, 33484}, {"SHARED", 0, 1, 2662},  {"SHARED", 1, 0, 19722},
                  {"SHARED", 1, 1, 2082},  {"SHARED", 2, 0, 15245}, {"SHARED", 2, 1, 1397}};
    ov_param_set p = {.year = 2024,
                      .drg1_price_kr = 86656,
                      .var_num = 35,
                      .var_den = 100,
                      .billing_price = 3033000,
                      .unit_ore = 1,
                      .pay_day = 28,
                      .terms_days = 30,
                      .limit_months = 6,
                      .decision_ref = "Samverkansnämnden 2023-09-29 § 5",
                      .frames_clause = "§ 7.3",
                      .price_clause = "§ 7.4"};
    ov_id orgs[3];

    (void)arg;
    OV_TRY(ov_organisation_save(
        c, &(ov_organisation){.type = "region", .code = "05", .name = "Region Östergötland"},
        &world.ro));
    OV_TRY(ov_organisation_save(
        c, &(ov_organisation){.type = "region", .code = "06", .name = "Region Jönköpings län"},
        &world.rjl));
    OV_TRY(ov_organisation_save(
        c, &(ov_organisation){.type = "region", .code = "08", .name = "Region Kalmar län"},
        &world.rkl));
    OV_TRY(ov_matter_add(c,
                         &(ov_matter){.slug = "m",
                                      .plugin = "regional",
                                      .title = "M",
                                      .status = "running",
                                      .owner_org_id = world.ro},
                         &world.matter));
    OV_TRY(account("anna", world.ro, &world.anna));
    OV_TRY(account("bo", world.ro, &world.bo));
    OV_TRY(account("cecilia", world.rjl, &world.cecilia));
    OV_TRY(ov_settle_party_add(c, world.matter, world.ro, "RÖ", 1));
    OV_TRY(ov_settle_party_add(c, world.matter, world.rjl, "RJL", 2));
    OV_TRY(ov_settle_party_add(c, world.matter, world.rkl, "RKL", 3));
    p.matter_id = world.matter;
    OV_TRY(ov_param_set_add(c, &p, &p.id));
    orgs[0] = world.ro;
    orgs[1] = world.rjl;
    orgs[2] = world.rkl;
    for (size_t i = 0; i < OV_LEN(frames); i++)
        OV_TRY(ov_frame_add(c, p.id, frames[i].component, orgs[frames[i].payer],
                            orgs[frames[i].recipient], frames[i].tkr * 100000));
    return ov_param_set_get(c, world.matter, 2024, &world.params);
}

static void setup(void)
{
    db = test_db_open(engine);
    ctx = test_ctx(db);
    test_ok(ctx, ov_write(ctx, build, NULL));
}

static void teardown(void)
{
    test_db_close(db);
}

static void as(ov_id id, ov_id org)
{
    static ov_mandate mandate;

    mandate = (ov_mandate){.role = "economist", .org_id = org};
    ctx->actor = (ov_actor){.account_id = id,
                            .login = "someone",
                            .name = "Någon",
                            .org_id = org,
                            .mandates = &mandate,
                            .n_mandates = 1};
}

/* ---- What is done in one write each ---- */

typedef struct step {
    ov_id payer, recipient;
    int month;
    ov_id id;
    const char *content_hash;
    ov_statement out;
    const ov_sql *sql;
} step;

static ov_status do_create(ov_ctx *c, void *arg)
{
    step *s = arg;

    return ov_statement_create(c, &world.params, s->payer, s->recipient, s->month, &s->id);
}

static ov_status do_publish(ov_ctx *c, void *arg)
{
    step *s = arg;

    return ov_statement_publish(c, s->id, s->content_hash, &s->out);
}

static ov_status do_discard(ov_ctx *c, void *arg)
{
    return ov_statement_discard(c, ((step *)arg)->id);
}

static ov_status do_sql(ov_ctx *c, void *arg)
{
    return ov_exec(c, ((step *)arg)->sql, OV_NOARGS, NULL);
}

static step draft(ov_id payer, int month)
{
    step s = {.payer = payer, .recipient = world.ro, .month = month};
    ov_statement seen;

    as(world.anna, world.ro);
    test_ok(ctx, ov_write(ctx, do_create, &s));
    test_ok(ctx, ov_statement_get(ctx, world.matter, s.id, &seen));
    s.content_hash = seen.content_hash;
    return s;
}

static ov_statement published(ov_id payer, int month)
{
    step s = draft(payer, month);

    as(world.bo, world.ro);
    test_ok(ctx, ov_write(ctx, do_publish, &s));
    return s.out;
}

static size_t faults(void)
{
    ov_verify verify = {.ctx = ctx};

    test_ok(ctx, ov_settle_verify(&verify));
    return verify.n_faults;
}

static bool refused(const ov_sql *sql)
{
    step s = {.sql = sql};
    ov_status status = ov_write(ctx, do_sql, &s);

    ck_assert_msg(status == OV_OK || status == OV_CONFLICT, "%s: %s", sql->name, ctx->err.text);
    return status == OV_CONFLICT;
}

/* ---- The tests ---- */

START_TEST(january_is_right_to_the_ore)
{
    ov_statement s = published(world.rjl, 1);
    const ov_rows *lines;

    ck_assert_str_eq(s.number, "AVR-05-2024-000001");
    ck_assert_int_eq(s.total, 3314566667);
    ck_assert_str_eq(s.payer, "RJL");
    ck_assert_str_eq(s.recipient, "RO");
    ck_assert_str_eq(s.recipient_short, "RÖ");
    ck_assert_str_eq(s.period, "2024-01");
    ck_assert_int_eq(s.pay_day, ov_day_from_civil(2024, 1, 26));
    test_ok(ctx, ov_statement_lines(ctx, s.id, &lines));
    ck_assert_uint_eq(lines->n, 2);
    ck_assert_str_eq(ov_cell_text(lines, 0, OV_LINE_ENTRY), "FIXED;2024-01;3150216667");
    ck_assert_str_eq(ov_cell_text(lines, 1, OV_LINE_ENTRY), "SHARED;2024-01;164350000");
    ck_assert_str_eq(ov_cell_text(lines, 0, OV_LINE_CLAUSE), "§ 7.3");
    ck_assert_uint_gt(strlen(ov_cell_text(lines, 0, OV_LINE_RULE)), 20);
}
END_TEST

START_TEST(canonical_bytes_give_the_hash_and_the_chain)
{
    static const char head[] = "overens-statement-v1\nnumber=AVR-05-2024-000002\nkind=INSTALMENT\n"
                               "payer=RKL\nrecipient=RO\nperiod=2024-01\nlines=2\n"
                               "total_ore=2721033334\ncorrects=-\nlines_root=";
    ov_statement first = published(world.rjl, 1), second = published(world.rkl, 1), again;
    char hash[OV_HASH_HEX];
    ov_str text;

    test_ok(ctx, ov_statement_by_number(ctx, world.matter, second.number, &again));
    test_ok(ctx, ov_statement_canonical(ctx, &again, &text));
    ck_assert_mem_eq(text.ptr, head, sizeof head - 1);
    ov_sha256_hex(text, hash);
    ck_assert_str_eq(hash, again.hash);
    ck_assert_str_eq(again.prev, first.hash);
    ck_assert_uint_eq(strspn(first.prev, "0"), 64);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

START_TEST(the_preparer_may_not_publish)
{
    step s = draft(world.rjl, 1);

    as(world.anna, world.ro);
    ck_assert_int_eq(ov_write(ctx, do_publish, &s), OV_DENIED);
    as(world.cecilia, world.rjl); /* another region's economist */
    ck_assert_int_eq(ov_write(ctx, do_publish, &s), OV_DENIED);
    as(0, 0);
    ck_assert_int_eq(ov_write(ctx, do_publish, &s), OV_DENIED);
    as(world.bo, world.ro); /* at home in the region, but no economist there */
    ctx->actor.n_mandates = 0;
    ck_assert_int_eq(ov_write(ctx, do_publish, &s), OV_DENIED);
    ctx->actor = (ov_actor){.login = "system", .is_system = true};
    ck_assert_int_eq(ov_write(ctx, do_publish, &s), OV_DENIED);
    as(world.bo, world.ro);
    test_ok(ctx, ov_write(ctx, do_publish, &s));
    ck_assert_int_eq(ov_write(ctx, do_publish, &s), OV_CONFLICT); /* once */
}
END_TEST

START_TEST(only_the_recipient_prepares)
{
    step s = {.payer = world.rjl, .recipient = world.ro, .month = 1};

    as(world.cecilia, world.rjl);
    ck_assert_int_eq(ov_write(ctx, do_create, &s), OV_DENIED);
    as(world.anna, world.ro);
    s.payer = world.ro;
    ck_assert_int_eq(ov_write(ctx, do_create, &s), OV_INVALID); /* the own share: never invoiced */
    s.payer = world.rjl;
    s.month = 13;
    ck_assert_int_eq(ov_write(ctx, do_create, &s), OV_INVALID);
}
END_TEST

START_TEST(a_stale_content_hash_is_refused)
{
    step s = draft(world.rjl, 1), other = draft(world.rkl, 1);

    as(world.bo, world.ro);
    ck_assert_str_ne(s.content_hash, other.content_hash);
    s.content_hash = other.content_hash;
    ck_assert_int_eq(ov_write(ctx, do_publish, &s), OV_CONFLICT);
    s.content_hash = NULL;
    ck_assert_int_eq(ov_write(ctx, do_publish, &s), OV_CONFLICT);
}
END_TEST

static ov_status newer_decision(ov_ctx *c, void *arg)
{
    ov_param_set p = world.params;
    ov_id id;

    (void)arg;
    p.version = 0;
    p.decision_ref = "Omräkning";
    OV_TRY(ov_param_set_add(c, &p, &id));
    return ov_frame_add(c, id, "FIXED", world.rjl, world.ro, 37802600000);
}

START_TEST(a_newer_decision_makes_the_draft_stale)
{
    step s = draft(world.rjl, 1);

    test_ok(ctx, ov_write(ctx, newer_decision, NULL));
    as(world.bo, world.ro);
    ck_assert_int_eq(ov_write(ctx, do_publish, &s), OV_CONFLICT);
}
END_TEST

START_TEST(one_live_draft_a_month)
{
    step s = draft(world.rjl, 1), again = {.payer = world.rjl, .recipient = world.ro, .month = 1};
    ov_statement gone;

    ck_assert_int_eq(ov_write(ctx, do_create, &again), OV_CONFLICT);
    test_ok(ctx, ov_write(ctx, do_discard, &s));
    ck_assert_int_eq(ov_statement_get(ctx, world.matter, s.id, &gone), OV_NOT_FOUND);
    as(world.bo, world.ro);
    ck_assert_int_eq(ov_write(ctx, do_publish, &s), OV_CONFLICT); /* discarded */
    test_ok(ctx, ov_write(ctx, do_create, &again));
    s = again;
    as(world.anna, world.ro);
    test_ok(ctx, ov_statement_get(ctx, world.matter, s.id, &gone));
    s.content_hash = gone.content_hash;
    test_ok(ctx, ov_write(ctx, do_publish, &s));
    ck_assert_int_eq(ov_write(ctx, do_create, &again), OV_CONFLICT); /* the month is issued */
    ck_assert_int_eq(ov_write(ctx, do_discard, &s), OV_CONFLICT);
}
END_TEST

static ov_status add_year(ov_ctx *c, void *arg)
{
    ov_param_set p = world.params;
    ov_id id;

    p.year = *(int *)arg;
    p.version = 0;
    OV_TRY(ov_param_set_add(c, &p, &id));
    OV_TRY(ov_frame_add(c, id, "FIXED", world.rjl, world.ro, 1340500000));
    return ov_frame_add(c, id, "FIXED", world.rkl, world.ro, 100);
}

/* Fifty publications of three years in turn, each after a refused one: numbers count per year, the
 * chain goes on over the years. */
START_TEST(numbers_have_no_gap)
{
    ov_param_set years[3] = {world.params};
    int64_t last[3] = {0};
    const char *prev = NULL;

    for (int y = 1; y < 3; y++) {
        int year = 2024 + y;

        test_ok(ctx, ov_write(ctx, add_year, &year));
        test_ok(ctx, ov_param_set_get(ctx, world.matter, year, &years[y]));
    }
    for (int i = 0; i < 50; i++) {
        int y = (i * 2) % 3;
        step s;

        world.params = years[y];
        s = draft(i % 2 ? world.rkl : world.rjl, 1 + i / 6);
        as(world.anna, world.ro); /* a refused publication uses no number */
        ck_assert_int_eq(ov_write(ctx, do_publish, &s), OV_DENIED);
        as(world.bo, world.ro);
        test_ok(ctx, ov_write(ctx, do_publish, &s));
        ck_assert_str_eq(s.out.number,
                         ov_printf(ctx->arena, "AVR-05-%d-%06lld", 2024 + y, (long long)++last[y]));
        if (prev)
            ck_assert_str_eq(s.out.prev, prev);
        prev = s.out.hash;
    }
    ck_assert_int_eq(last[0] + last[1] + last[2], 50);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

START_TEST(each_issuer_has_its_own_numbers_and_chain)
{
    step s = {.payer = world.rkl, .recipient = world.rjl, .month = 1};
    ov_statement first = published(world.rjl, 1), seen;
    ov_id dan;

    (void)first;
    as(world.cecilia, world.rjl);
    test_ok(ctx, ov_write(ctx, do_create, &s));
    test_ok(ctx, ov_statement_get(ctx, world.matter, s.id, &seen));
    s.content_hash = seen.content_hash;
    dan = world.bo; /* on loan: acts for RJL */
    as(dan, world.rjl);
    test_ok(ctx, ov_write(ctx, do_publish, &s));
    ck_assert_str_eq(s.out.number, "AVR-06-2024-000001");
    ck_assert_uint_eq(strspn(s.out.prev, "0"), 64);
    ck_assert_int_eq(s.out.total, 73991667);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

START_TEST(what_is_published_cannot_change)
{
    static const ov_sql attacks[] = {
        {"a", "UPDATE statement SET total_ore = 1 WHERE status = 'published'", NULL},
        {"b", "UPDATE statement SET status = 'draft', number = NULL WHERE status = 'published'",
         NULL},
        {"c", "DELETE FROM statement", NULL},
        {"d", "UPDATE statement_line SET amount_ore = 1", NULL},
        {"e", "DELETE FROM statement_line", NULL},
        {"f",
         "INSERT INTO statement_line (statement_id, seq, component, label, amount_ore, rule, "
         "clause, entry, salt, leaf) SELECT statement_id, 9, component, label, 1, rule, clause, "
         "entry, salt, leaf FROM statement_line WHERE seq = 1",
         NULL},
        {"g", "UPDATE frame SET year_ore = 12 WHERE component = 'FIXED'", NULL},
        {"h", "DELETE FROM frame", NULL},
        {"i",
         "INSERT INTO frame (param_set_id, component, payer_id, recipient_id, year_ore) SELECT "
         "param_set_id, 'SHARED', payer_id, recipient_id, 5 FROM frame WHERE year_ore = 787200000",
         NULL},
        {"j", "UPDATE param_set SET pay_day = 1", NULL},
        {"k", "DELETE FROM param_set", NULL},
    };

    published(world.rjl, 1);
    for (size_t i = 0; i < OV_LEN(attacks); i++)
        ck_assert_msg(refused(&attacks[i]), "allowed: %s", attacks[i].text);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

START_TEST(replace_does_not_slip_through)
{
    static const ov_sql attacks[] = {
        {"a",
         "INSERT OR REPLACE INTO statement (id, matter_id, param_set_id, kind, payer_id, "
         "recipient_id, payer_code, recipient_code, issuer_code, year, month, period, pay_day, "
         "n_lines, total_ore, lines_root, content_hash, status, prepared_by, prepared_at) SELECT "
         "id, matter_id, param_set_id, kind, payer_id, recipient_id, payer_code, recipient_code, "
         "issuer_code, year, month, period, pay_day, n_lines, 1, lines_root, content_hash, "
         "'draft', prepared_by, prepared_at FROM statement WHERE status = 'published'",
         NULL},
        {"b",
         "INSERT OR REPLACE INTO statement (matter_id, param_set_id, kind, payer_id, "
         "recipient_id, payer_code, recipient_code, issuer_code, year, month, period, pay_day, "
         "n_lines, total_ore, lines_root, content_hash, status, prepared_by, prepared_at) SELECT "
         "matter_id, param_set_id, kind, payer_id, recipient_id, payer_code, recipient_code, "
         "issuer_code, year, month, period, pay_day, n_lines, 1, lines_root, content_hash, "
         "'draft', prepared_by, prepared_at FROM statement WHERE status = 'published'",
         NULL},
        {"c",
         "UPDATE OR REPLACE statement SET status = 'published', published_by = prepared_by + 1, "
         "published_at = 1, serial = 1, chain_no = 1, number = 'AVR-05-2024-000001', prev = 'x', "
         "hash = 'y' WHERE status = 'draft'",
         NULL},
        {"d", "UPDATE OR REPLACE statement SET id = 1 WHERE status = 'draft'", NULL},
        {"e",
         "INSERT OR REPLACE INTO statement_line (id, statement_id, seq, component, label, "
         "amount_ore, rule, clause, entry, salt, leaf) SELECT l.id, s.id, 9, l.component, l.label, "
         "1, l.rule, l.clause, l.entry, l.salt, l.leaf FROM statement_line l, statement s WHERE "
         "s.status = 'draft'",
         NULL},
        {"f",
         "INSERT OR REPLACE INTO frame (param_set_id, component, payer_id, recipient_id, "
         "year_ore) SELECT param_set_id, component, payer_id, recipient_id, 12 FROM frame",
         NULL},
        {"g",
         "INSERT OR REPLACE INTO param_set SELECT id, matter_id, year, version, base_price_kr, "
         "share_num, share_den, billing_price_ore, policy, unit_ore, 1, terms_days, limit_months, "
         "decision_ref, frames_clause, price_clause FROM param_set",
         NULL},
    };

    if (engine != OV_SQLITE)
        return; /* PostgreSQL has no such statement */
    published(world.rjl, 1);
    draft(world.rkl, 1);
    for (size_t i = 0; i < OV_LEN(attacks); i++)
        ck_assert_msg(refused(&attacks[i]), "allowed: %s", attacks[i].text);
    ck_assert_uint_eq(faults(), 0);
}
END_TEST

/* Publishing by hand: the database itself asks for a second person, the next number and the chain.
 */
START_TEST(publishing_by_hand_is_refused)
{
    static const ov_sql attacks[] = {
        {"own", /* the preparer */
         "UPDATE statement SET status = 'published', published_by = prepared_by, published_at = 1, "
         "serial = 2, chain_no = 2, number = 'n', prev = (SELECT max(hash) FROM statement), "
         "hash = 'y' WHERE status = 'draft'",
         NULL},
        {"gap",
         "UPDATE statement SET status = 'published', published_by = prepared_by + 1, "
         "published_at = 1, serial = 3, chain_no = 2, number = 'n', "
         "prev = (SELECT max(hash) FROM statement), hash = 'y' WHERE status = 'draft'",
         NULL},
        {"prev",
         "UPDATE statement SET status = 'published', published_by = prepared_by + 1, "
         "published_at = 1, serial = 2, chain_no = 2, number = 'n', prev = 'x', hash = 'y' "
         "WHERE status = 'draft'",
         NULL},
        {"total", "UPDATE statement SET total_ore = 1 WHERE status = 'draft'", NULL},
        {"born",
         "INSERT INTO statement (matter_id, param_set_id, kind, payer_id, recipient_id, "
         "payer_code, recipient_code, issuer_code, year, month, period, pay_day, n_lines, "
         "total_ore, lines_root, content_hash, status, prepared_by, prepared_at) SELECT "
         "matter_id, param_set_id, kind, payer_id, recipient_id, payer_code, recipient_code, "
         "issuer_code, year, 7, period, pay_day, n_lines, 1, lines_root, content_hash, "
         "'approved', prepared_by, prepared_at FROM statement WHERE status = 'draft'",
         NULL},
    };

    published(world.rjl, 1);
    draft(world.rkl, 1);
    for (size_t i = 0; i < OV_LEN(attacks); i++)
        ck_assert_msg(refused(&attacks[i]), "allowed: %s", attacks[i].text);
}
END_TEST

static bool run_sql(const char *sqlite, const char *postgres)
{
    ov_sql sql = {"tamper", sqlite, postgres};
    static ov_sql kept[16]; /* the address is the key of the statement cache */
    static size_t n;
    step s = {.sql = &kept[n]};

    ck_assert_uint_lt(n, OV_LEN(kept));
    kept[n++] = sql;
    return ov_write(ctx, do_sql, &s) == OV_OK;
}

/* Whoever can drop triggers can alter rows: then verify says so. */
START_TEST(verify_sees_what_the_triggers_could_not_stop)
{
    published(world.rjl, 1);
    published(world.rkl, 1);
    ck_assert_uint_eq(faults(), 0);
    ck_assert(run_sql("DROP TRIGGER statement_line_no_update",
                      "DROP TRIGGER statement_line_no_change ON statement_line"));
    ck_assert(
        run_sql("DROP TRIGGER statement_frozen", "DROP TRIGGER statement_change ON statement"));
    if (engine == OV_SQLITE)
        ck_assert(run_sql("DROP TRIGGER statement_content", NULL));
    ck_assert(run_sql("UPDATE statement_line SET amount_ore = amount_ore + 1 WHERE id = 1", NULL));
    ck_assert_uint_ge(faults(), 2); /* the sum and the frames */
    ck_assert(run_sql("UPDATE statement_line SET amount_ore = amount_ore - 1 WHERE id = 1", NULL));
    ck_assert_uint_eq(faults(), 0);
    ck_assert(run_sql("UPDATE statement_line SET label = 'annat' WHERE id = 1", NULL));
    ck_assert_uint_ge(faults(), 1); /* not what was signed */
    ck_assert(run_sql("UPDATE statement SET period = '2024-02' WHERE id = 2", NULL));
    ck_assert_uint_ge(faults(), 2);
}
END_TEST

START_TEST(parameters_that_disagree_are_refused)
{
    ov_param_set bad = world.params;
    ov_status status;
    ov_id id;

    bad.billing_price = 3032900; /* truncated instead of rounded */
    ck_assert_int_eq(ov_param_set_add(ctx, &bad, &id), OV_INVALID);
    bad = world.params;
    bad.decision_ref = "";
    status = ov_param_set_add(ctx, &bad, &id);
    ck_assert_int_eq(status, OV_INVALID);
}
END_TEST

START_TEST(every_statement_prepares)
{
    for (size_t i = 0; ov_settle_sql[i].name; i++)
        ck_assert_msg(ov_db_prepare(db, &ov_settle_sql[i], &ctx->err) == OV_OK, "%s: %s",
                      ov_settle_sql[i].name, ctx->err.text);
}
END_TEST

START_TEST(lists_show_drafts_to_their_own_only)
{
    const ov_rows *rows;

    published(world.rjl, 1);
    draft(world.rkl, 1);
    test_ok(ctx, ov_statements(ctx, world.matter, 0, &rows));
    ck_assert_uint_eq(rows->n, 1);
    test_ok(ctx, ov_statements(ctx, world.matter, world.rjl, &rows));
    ck_assert_uint_eq(rows->n, 1);
    test_ok(ctx, ov_statements(ctx, world.matter, world.ro, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert(ov_cell_null(rows, 0, OV_STMT_NUMBER)); /* the draft first */
    test_ok(ctx, ov_statements_waiting(ctx, world.ro, &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_WAIT_SLUG), "m");
    test_ok(ctx, ov_settle_matters_of(ctx, world.ro, &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_int_eq(ov_cell_int(rows, 0, 3), 2); /* payers */
    ck_assert_int_eq(ov_cell_int(rows, 0, 4), 2); /* statements */
}
END_TEST

START_TEST(frames_come_in_party_order)
{
    const ov_rows *rows;

    test_ok(ctx, ov_frames(ctx, world.params.id, "SHARED", &rows));
    ck_assert_uint_eq(rows->n, 6);
    ck_assert_int_eq(ov_cell_int(rows, 0, OV_FRAME_YEAR_ORE), 3348400000); /* the own share */
    ck_assert_str_eq(ov_cell_text(rows, 2, OV_FRAME_PAYER_SHORT), "RJL");
    test_ok(ctx, ov_settle_parties(ctx, world.matter, &rows));
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_PARTY_SHORT), "RÖ");
    ck_assert_str_eq(ov_cell_text(rows, 0, OV_PARTY_ASCII), "RO");
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "statement sqlite" : "statement postgres");
    TCase *tc = tcase_create("statement");

    engine = which;
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, january_is_right_to_the_ore);
    tcase_add_test(tc, canonical_bytes_give_the_hash_and_the_chain);
    tcase_add_test(tc, the_preparer_may_not_publish);
    tcase_add_test(tc, only_the_recipient_prepares);
    tcase_add_test(tc, a_stale_content_hash_is_refused);
    tcase_add_test(tc, a_newer_decision_makes_the_draft_stale);
    tcase_add_test(tc, one_live_draft_a_month);
    tcase_add_test(tc, numbers_have_no_gap);
    tcase_add_test(tc, each_issuer_has_its_own_numbers_and_chain);
    tcase_add_test(tc, what_is_published_cannot_change);
    tcase_add_test(tc, replace_does_not_slip_through);
    tcase_add_test(tc, publishing_by_hand_is_refused);
    tcase_add_test(tc, verify_sees_what_the_triggers_could_not_stop);
    tcase_add_test(tc, parameters_that_disagree_are_refused);
    tcase_add_test(tc, every_statement_prepares);
    tcase_add_test(tc, lists_show_drafts_to_their_own_only);
    tcase_add_test(tc, frames_come_in_party_order);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return test_both_engines(make) == 0 ? 0 : 1;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_matter.c — matters, their parties, their timetable and what comes next. */
#include "matter/matter.h"
#include "register/register.h"
#include "testdb.h"

#include <check.h>
#include <stdlib.h>

static ov_engine engine;
static ov_ctx *ctx;
static ov_id region, ale, ockero, matter;

static ov_status save(ov_ctx *c, const char *type, const char *code, const char *name, ov_id *id)
{
    return ov_organisation_save(c, &(ov_organisation){.type = type, .code = code, .name = name},
                                id);
}

static ov_status make_matter(ov_ctx *c, void *arg)
{
    (void)arg;
    OV_TRY(save(c, "region", "14", "Västra Götalandsregionen", &region));
    OV_TRY(save(c, "municipality", "1407", "Öckerö", &ockero));
    OV_TRY(save(c, "municipality", "1440", "Ale", &ale));
    return ov_matter_add(c,
                         &(ov_matter){.slug = "halsoavtal-2026",
                                      .plugin = "municipal",
                                      .title = "Hälso- och sjukvårdsavtal 2026",
                                      .dnr = "RS 2025-00123",
                                      .status = "consultation",
                                      .owner_org_id = region,
                                      .purpose = "Avtalet delar ansvaret."},
                         &matter);
}

static void setup(void)
{
    ctx = test_ctx(test_db_open(engine));
    test_ok(ctx, ov_write(ctx, make_matter, NULL));
    /* noon on 19 June 2025 in Stockholm */
    ck_assert_int_eq(ov_instant_parse(OV_LIT("2025-06-19T10:00:00Z"), &ctx->now), OV_OK);
}

static void teardown(void)
{
    test_db_close(ctx->db);
}

static ov_status add(ov_ctx *c, void *arg)
{
    return ov_matter_add(c, arg, NULL);
}

START_TEST(a_matter_is_found_again)
{
    ov_matter m;

    test_ok(ctx, ov_matter_by_slug(ctx, "halsoavtal-2026", &m));
    ck_assert_int_eq(m.id, matter);
    ck_assert_str_eq(m.plugin, "municipal");
    ck_assert_str_eq(m.title, "Hälso- och sjukvårdsavtal 2026");
    ck_assert_str_eq(m.dnr, "RS 2025-00123");
    ck_assert_str_eq(m.owner_name, "Västra Götalandsregionen");
    ck_assert_int_eq(m.owner_org_id, region);
    ck_assert_str_eq(m.purpose, "Avtalet delar ansvaret.");
    ck_assert_ptr_null(m.kicker);
    ck_assert_ptr_null(m.contact);
    test_ok(ctx, ov_matter_get(ctx, matter, &m));
    ck_assert_str_eq(m.slug, "halsoavtal-2026");
    ck_assert_int_eq(ov_matter_by_slug(ctx, "finns-inte", &m), OV_NOT_FOUND);
}
END_TEST

START_TEST(slugs_are_checked)
{
    ov_matter m = {.slug = "halsoavtal-2026",
                   .plugin = "municipal",
                   .title = "T",
                   .status = "s",
                   .owner_org_id = region};

    ck_assert_int_eq(ov_write(ctx, add, &m), OV_CONFLICT);
    m.slug = "Stor";
    ck_assert_int_eq(ov_write(ctx, add, &m), OV_INVALID);
    m.slug = "";
    ck_assert_int_eq(ov_write(ctx, add, &m), OV_INVALID);
    m.slug = ov_printf(ctx->arena, "%065d", 1);
    ck_assert_int_eq(ov_write(ctx, add, &m), OV_INVALID);
    m.slug = ov_printf(ctx->arena, "%064d", 1);
    test_ok(ctx, ov_write(ctx, add, &m));
}
END_TEST

static ov_status add_parties(ov_ctx *c, void *arg)
{
    (void)arg;
    OV_TRY(ov_matter_add_party(c, matter, ockero, "part"));
    OV_TRY(ov_matter_add_party(c, matter, ale, "part"));
    OV_TRY(ov_matter_add_party(c, matter, ale, "samordnare")); /* again: another role */
    return ov_matter_set_status(c, matter, "adopted");
}

START_TEST(parties_stand_in_swedish_order)
{
    const ov_rows *rows;
    ov_matter m;

    test_ok(ctx, ov_write(ctx, add_parties, NULL));
    test_ok(ctx, ov_matter_parties(ctx, matter, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_str_eq(ov_cell_text(rows, 0, 2), "Ale");
    ck_assert_str_eq(ov_cell_text(rows, 0, 4), "samordnare");
    ck_assert_str_eq(ov_cell_text(rows, 1, 1), "1407");
    ck_assert_str_eq(ov_cell_text(rows, 1, 3), "municipality");
    test_ok(ctx, ov_matter_get(ctx, matter, &m));
    ck_assert_str_eq(m.status, "adopted");
}
END_TEST

static ov_fuzzy_date fuzzy(const char *text, int year)
{
    ov_fuzzy_date date;

    ck_assert_msg(ov_fuzzy_parse(ctx->arena, ov_str_from(text), year, &date) == OV_OK, "%s", text);
    return date;
}

static ov_status add_phase(ov_ctx *c, void *arg)
{
    return ov_phase_add(c, matter, arg);
}

static ov_status add_milestone(ov_ctx *c, void *arg)
{
    return ov_milestone_add(c, matter, arg);
}

START_TEST(phases_overlap_and_keep_their_words)
{
    ov_phase two = {.number = 2,
                    .name = "Utformning",
                    .begins = fuzzy("Q3 2024", 0),
                    .ends = fuzzy("Q1 2025", 0)};
    ov_phase one = {.number = 1,
                    .name = "Kartläggning",
                    .note = "Med dialog.",
                    .begins = fuzzy("prel. dec/jan", 2022),
                    .ends = fuzzy("Q2-Q4 2024", 0)};
    ov_phase backwards = {
        .number = 3, .name = "Fel", .begins = fuzzy("2025", 0), .ends = fuzzy("2024", 0)};
    const ov_phase *phases;
    size_t n;

    test_ok(ctx, ov_write(ctx, add_phase, &two));
    test_ok(ctx, ov_write(ctx, add_phase, &one));
    ck_assert_int_eq(ov_write(ctx, add_phase, &one), OV_CONFLICT); /* the number is taken */
    ck_assert_int_eq(ov_write(ctx, add_phase, &backwards), OV_INVALID);
    test_ok(ctx, ov_phases(ctx, matter, &phases, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(phases[0].name, "Kartläggning");
    ck_assert_str_eq(phases[0].note, "Med dialog.");
    ck_assert_str_eq(phases[0].begins.as_written, "prel. dec/jan");
    ck_assert_int_eq(phases[0].begins.earliest, one.begins.earliest);
    ck_assert_int_eq(phases[0].begins.latest, one.begins.latest);
    ck_assert_int_eq(phases[0].begins.precision, OV_MONTH_SPAN);
    ck_assert(phases[0].begins.preliminary);
    ck_assert_int_eq(phases[0].ends.latest, one.ends.latest);
    ck_assert(!phases[0].ends.preliminary);
    ck_assert_str_eq(phases[1].ends.as_written, "Q1 2025");
}
END_TEST

START_TEST(the_clock_says_what_a_phase_is)
{
    ov_phase phase = {.begins = fuzzy("mars 2025", 0), .ends = fuzzy("Q3 2025", 0)};

    ck_assert_str_eq(ov_phase_state(&phase, phase.begins.earliest - 1), "plan");
    ck_assert_str_eq(ov_phase_state(&phase, phase.begins.earliest), "now");
    ck_assert_str_eq(ov_phase_state(&phase, phase.ends.latest), "now");
    ck_assert_str_eq(ov_phase_state(&phase, phase.ends.latest + 1), "done");
}
END_TEST

START_TEST(milestones_stand_by_date)
{
    ov_milestone late = {.at = fuzzy("19 dec 2023", 0), .title = "Beslut", .body = "HSN"};
    ov_milestone early = {.at = fuzzy("14 mar 2023 (prel.)", 0), .title = "Möte", .note = "Röd"};
    ov_milestone none = {.title = "Utan dag"};
    const ov_milestone *list;
    size_t n;

    test_ok(ctx, ov_write(ctx, add_milestone, &late));
    test_ok(ctx, ov_write(ctx, add_milestone, &early));
    ck_assert_int_eq(ov_write(ctx, add_milestone, &none), OV_INVALID);
    test_ok(ctx, ov_milestones(ctx, matter, &list, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(list[0].title, "Möte");
    ck_assert(list[0].at.preliminary);
    ck_assert_str_eq(list[0].note, "Röd");
    ck_assert_ptr_null(list[0].body);
    ck_assert_str_eq(list[1].body, "HSN");
}
END_TEST

/* What the list says comes next, as "YYYY-MM-DD what" or "-". */
static const char *next(void)
{
    const ov_rows *rows;

    test_ok(ctx, ov_matters(ctx, &rows));
    ck_assert_uint_eq(rows->n, 1);
    if (ov_cell_null(rows, 0, 6))
        return "-";
    return ov_printf(ctx->arena, "%s %s", ov_day_iso(ctx->arena, (ov_day)ov_cell_int(rows, 0, 6)),
                     ov_cell_text(rows, 0, 7));
}

START_TEST(the_list_says_what_comes_next)
{
    ov_milestone past = {.at = fuzzy("2025-06-18", 0), .title = "Möte igår"};
    ov_milestone today = {.at = fuzzy("2025-06-19", 0), .title = "Möte i dag"};
    ov_phase phase = {.number = 1,
                      .name = "Remiss",
                      .begins = fuzzy("2025-07-01", 0),
                      .ends = fuzzy("aug 2025", 0)};
    const ov_rows *rows;

    ck_assert_str_eq(next(), "-");
    test_ok(ctx, ov_write(ctx, add_milestone, &past));
    ck_assert_str_eq(next(), "-");
    test_ok(ctx, ov_write(ctx, add_phase, &phase));
    ck_assert_str_eq(next(), "2025-07-01 Remiss börjar");
    test_ok(ctx, ov_write(ctx, add_milestone, &today));
    ck_assert_str_eq(next(), "2025-06-19 Möte i dag");
    ctx->now += 12 * OV_HOUR; /* midnight in Stockholm */
    ck_assert_str_eq(next(), "2025-07-01 Remiss börjar");
    ctx->now += 20 * OV_DAY_LENGTH;
    ck_assert_str_eq(next(), "2025-08-31 Remiss slutar");
    ctx->now += 90 * OV_DAY_LENGTH;
    ck_assert_str_eq(next(), "-");
    test_ok(ctx, ov_write(ctx, add_parties, NULL));
    test_ok(ctx, ov_matters(ctx, &rows));
    ck_assert_str_eq(ov_cell_text(rows, 0, 0), "halsoavtal-2026");
    ck_assert_str_eq(ov_cell_text(rows, 0, 2), "municipal");
    ck_assert_int_eq(ov_cell_int(rows, 0, 5), 2);
    ck_assert_str_eq(ov_cell_text(rows, 0, 8), "Västra Götalandsregionen");
}
END_TEST

START_TEST(statements_prepare)
{
    for (const ov_sql *sql = ov_matter_sql; sql->name; sql++)
        ck_assert_msg(ov_db_prepare(ctx->db, sql, &ctx->err) == OV_OK, "%s: %s", sql->name,
                      ctx->err.text);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite = suite_create(which == OV_SQLITE ? "matter on SQLite" : "matter on PostgreSQL");
    TCase *tc = tcase_create("matter");

    engine = which;
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, statements_prepare);
    tcase_add_test(tc, a_matter_is_found_again);
    tcase_add_test(tc, slugs_are_checked);
    tcase_add_test(tc, parties_stand_in_swedish_order);
    tcase_add_test(tc, phases_overlap_and_keep_their_words);
    tcase_add_test(tc, the_clock_says_what_a_phase_is);
    tcase_add_test(tc, milestones_stand_by_date);
    tcase_add_test(tc, the_list_says_what_comes_next);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return test_both_engines(make) != 0;
}

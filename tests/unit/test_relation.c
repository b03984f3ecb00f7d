/* SPDX-License-Identifier: EUPL-1.2 */
/* test_relation.c — families, links and validity of documents, on both engines. */
#include "testdb.h"

#include "matter/matter.h"
#include "register/register.h"
#include "text/reading/validity.h"
#include "util/hash.h"

#include <string.h>

static ov_engine engine;
static ov_db *db;
static ov_ctx *ctx;
static ov_id matter_id;

static ov_status write_matter(ov_ctx *x, void *arg)
{
    ov_organisation org = {.type = "region", .code = "14", .name = "Region Västerlen"};
    ov_matter matter = {
        .slug = "avtal", .plugin = "municipal", .title = "Avtal", .status = "draft"};

    (void)arg;
    OV_TRY(ov_organisation_save(x, &org, &matter.owner_org_id));
    return ov_matter_add(x, &matter, &matter_id);
}

static void setup(void)
{
    ov_hash_init();
    db = test_db_open(engine);
    ctx = test_ctx(db);
    test_ok(ctx, ov_write(ctx, write_matter, NULL));
}

static void teardown(void)
{
    test_db_close(db);
}

typedef struct job {
    ov_version_draft draft;
    ov_id id;
    ov_validity validity;
    ov_document_link link;
    const char *text;
} job;

static ov_status write_version(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_version_store(x, &j->draft, &j->id);
}

static ov_id store(const char *title, const char *label, const char *status, ov_day day,
                   const char *text)
{
    ov_import import;
    job j = {.draft = {.matter_id = matter_id,
                       .document_title = title,
                       .label = label,
                       .status = status,
                       .date = day,
                       .import = &import,
                       .source = ov_str_from(text),
                       .source_name = "avtal.txt"}};

    test_ok(ctx, ov_import_text(ctx->arena, j.draft.source, &import, &ctx->err));
    test_ok(ctx, ov_version_prepare(ctx, &j.draft));
    test_ok(ctx, ov_write(ctx, write_version, &j));
    return j.id;
}

static const char referring[] = "1 Ansvar\nRegionen svarar enligt avsnitt 2.1 och punkt 9.\n\n"
                                "2 Samverkan\n2.1 Plan\nSe avsnitt 7.7 och avsnitt 2.1.\n";

static ov_id store_plain(const char *title, const char *label, ov_day day)
{
    return store(title, label, "adopted", day, "1 Ansvar\nRegionen svarar för läkare.\n");
}

static ov_day on(int year, int month, int day)
{
    return ov_day_from_civil(year, month, day);
}

/* ---- Validity ---- */

static ov_status write_validity(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_validity_save(x, j->id, &j->validity, j->text);
}

static ov_status state(ov_id version, ov_validity validity)
{
    job j = {.id = version, .validity = validity, .text = "Beslut i fullmäktige"};

    return ov_write(ctx, write_validity, &j);
}

static ov_in_force_item one_on(ov_day day, size_t at)
{
    const ov_in_force_item *items;
    size_t n;

    test_ok(ctx, ov_in_force(ctx, matter_id, day, &items, &n));
    ck_assert_uint_gt(n, at);
    return items[at];
}

START_TEST(the_old_text_applies_until_something_else_is_decided)
{
    ov_id old = store_plain("Avtal", "2017", on(2017, 4, 1));
    ov_in_force_item item = one_on(on(2017, 3, 31), 0);

    ck_assert_ptr_null(item.text);
    ck_assert(item.adopted);
    item = one_on(on(2017, 4, 1), 0); /* nothing is stated: from its date */
    ck_assert_int_eq(item.text->version->version_id, old);
    ck_assert_int_eq(item.text->term, OV_TERM_OPEN);
    test_ok(ctx, state(old, (ov_validity){
                                .from = on(2017, 4, 1), .has_to = true, .to = on(2020, 12, 31)}));
    item = one_on(on(2020, 12, 31), 0);
    ck_assert_int_eq(item.text->term, OV_TERM_FIXED);
    item = one_on(on(2021, 1, 1), 0);
    ck_assert_int_eq(item.text->term, OV_TERM_RUN_OUT);
    ck_assert(!item.text->has_until);
    store_plain("Avtal", "2026", on(2026, 1, 1));
    item = one_on(on(2025, 12, 31), 0);
    ck_assert_int_eq(item.text->version->version_id, old);
    ck_assert_int_eq(item.text->term, OV_TERM_SUCCEEDED);
    ck_assert_int_eq(item.text->until, on(2025, 12, 31));
    item = one_on(on(2026, 1, 1), 0);
    ck_assert_str_eq(item.text->version->label, "2026");
}
END_TEST

START_TEST(an_end_that_is_decided_ends_it)
{
    ov_id old = store_plain("Avtal", "2017", on(2017, 4, 1));

    test_ok(ctx, state(old, (ov_validity){.from = on(2017, 4, 1),
                                          .has_to = true,
                                          .to = on(2020, 12, 31),
                                          .prolong_months = 12,
                                          .ended = true}));
    ck_assert_int_eq(one_on(on(2020, 12, 31), 0).text->term, OV_TERM_ENDED);
    ck_assert_ptr_null(one_on(on(2021, 1, 1), 0).text);
}
END_TEST

START_TEST(a_prolonged_text_moves_its_end_and_its_notice)
{
    ov_id old = store_plain("Avtal", "2017", on(2017, 4, 1));
    const ov_validity_warning *warnings;
    size_t n;
    ov_in_force_item item;

    test_ok(ctx, state(old, (ov_validity){.from = on(2017, 4, 1),
                                          .has_to = true,
                                          .to = on(2020, 12, 31),
                                          .has_notice = true,
                                          .notice = on(2019, 12, 31),
                                          .prolong_months = 24}));
    item = one_on(on(2023, 6, 1), 0);
    ck_assert_int_eq(item.text->term, OV_TERM_PROLONGS);
    ck_assert_int_eq(item.text->until, on(2024, 12, 31));
    ck_assert_int_eq(item.text->notice, on(2023, 12, 31));
    item = one_on(on(2022, 12, 31), 0);
    ck_assert_int_eq(item.text->until, on(2022, 12, 31));
    item = one_on(on(2023, 1, 1), 0);
    ck_assert_int_eq(item.text->until, on(2024, 12, 31));
    test_ok(ctx, ov_validity_warnings(ctx, matter_id, on(2022, 12, 30), &warnings, &n));
    ck_assert_uint_eq(n, 1); /* the period's end; its notice is past */
    ck_assert_int_eq(warnings[0].alarm, OV_ALARM_END);
    test_ok(ctx, ov_validity_warnings(ctx, matter_id, on(2023, 1, 2), &warnings, &n));
    ck_assert_uint_eq(n, 1); /* notice within twelve months, the end beyond them */
    ck_assert_int_eq(warnings[0].alarm, OV_ALARM_NOTICE);
    ck_assert_int_eq(warnings[0].day, on(2023, 12, 31));
    test_ok(ctx, ov_validity_warnings(ctx, matter_id, on(2019, 12, 1), &warnings, &n));
    ck_assert_uint_eq(n, 1);
    test_ok(ctx, ov_validity_warnings(ctx, matter_id, on(2018, 12, 30), &warnings, &n));
    ck_assert_uint_eq(n, 0); /* a year and a day before notice */
    test_ok(ctx, ov_validity_warnings(ctx, matter_id, on(2018, 12, 31), &warnings, &n));
    ck_assert_uint_eq(n, 1);
}
END_TEST

START_TEST(an_addition_applies_beside_the_text_for_its_own_time)
{
    ov_id base = store_plain("Avtal", "2017", on(2017, 4, 1));
    ov_id more = store_plain("Avtal", "Tillägg 1", on(2018, 1, 1));
    ov_in_force_item item;

    test_ok(ctx, state(more, (ov_validity){.from = on(2018, 1, 1),
                                           .has_to = true,
                                           .to = on(2018, 12, 31),
                                           .predecessor_id = base,
                                           .addition = true}));
    item = one_on(on(2018, 6, 1), 0);
    ck_assert_int_eq(item.text->version->version_id, base);
    ck_assert_uint_eq(item.n_additions, 1);
    ck_assert_int_eq(item.additions[0].until, on(2018, 12, 31));
    ck_assert_uint_eq(one_on(on(2019, 1, 1), 0).n_additions, 0);
    ck_assert_ptr_nonnull(one_on(on(2019, 1, 1), 0).text);
}
END_TEST

START_TEST(a_successor_may_be_another_document)
{
    ov_id old = store_plain("Avtal 2017", "2017", on(2017, 4, 1));
    ov_id fresh = store_plain("Avtal 2026", "2026", on(2026, 1, 1));

    test_ok(ctx, state(fresh, (ov_validity){.from = on(2026, 1, 1), .predecessor_id = old}));
    ck_assert_int_eq(one_on(on(2025, 12, 31), 0).text->term, OV_TERM_SUCCEEDED);
    ck_assert_ptr_null(one_on(on(2026, 1, 1), 0).text);
    ck_assert_ptr_nonnull(one_on(on(2026, 1, 1), 1).text);
    ck_assert_int_eq(state(old, (ov_validity){.from = on(2017, 4, 1), .predecessor_id = fresh}),
                     OV_INVALID); /* each before the other */
}
END_TEST

START_TEST(a_change_has_a_reason_an_event_and_one_writer)
{
    ov_id id = store_plain("Avtal", "2017", on(2017, 4, 1));
    ov_id proposal = store("Avtal", "Förslag", "proposal", on(2018, 1, 1), referring);
    ov_validity validity = {.from = on(2017, 4, 1)};
    job silent = {.id = id, .validity = validity, .text = ""};
    ov_valid_version version;
    const ov_rows *rows;
    int64_t before, after;

    test_ok(ctx, ov_audit_head(ctx, &before, &(const char *){NULL}));
    ck_assert_int_eq(ov_write(ctx, write_validity, &silent), OV_INVALID);
    ck_assert_int_eq(state(proposal, validity), OV_NOT_FOUND);
    test_ok(ctx, state(id, validity));
    ck_assert_int_eq(state(id, validity), OV_CONFLICT); /* the writer saw nothing stated */
    test_ok(ctx, ov_valid_version_get(ctx, id, &version));
    ck_assert_int_eq(version.validity.row_version, 1);
    version.validity.has_to = true;
    version.validity.to = on(2016, 1, 1);
    ck_assert_int_eq(state(id, version.validity), OV_INVALID);
    version.validity.to = on(2026, 1, 1);
    test_ok(ctx, state(id, version.validity));
    ck_assert_int_eq(state(id, version.validity), OV_CONFLICT);
    test_ok(ctx, ov_validity_changes(ctx, id, &rows));
    ck_assert_uint_eq(rows->n, 2);
    ck_assert_str_eq(ov_cell_text(rows, 0, 2), "Beslut i fullmäktige");
    ck_assert_str_eq(ov_cell_text(rows, 0, 3),
                     "Gäller från 1 april 2017 till och med 1 januari 2026.");
    test_ok(ctx, ov_audit_head(ctx, &after, &(const char *){NULL}));
    ck_assert_int_eq(after - before, 2);
}
END_TEST

/* ---- Families and links ---- */

static ov_status write_place(ov_ctx *x, void *arg)
{
    return ov_document_place(x, arg);
}

static ov_document named(const char *title)
{
    ov_document document;

    test_ok(ctx, ov_document_by_title(ctx, matter_id, title, &document));
    return document;
}

static ov_status place(const char *title, const char *kind, const char *parent, int64_t position)
{
    ov_document document = named(title);

    document.kind = kind;
    document.parent_id = parent ? named(parent).id : 0;
    document.position = position;
    return ov_write(ctx, write_place, &document);
}

START_TEST(a_family_is_a_tree_in_order)
{
    const ov_document *all;
    ov_document stale;
    size_t n;

    store_plain("Avtal", "1", 1);
    store_plain("Läkarmedverkan", "2", 1);
    store_plain("Hjälpmedel", "3", 1);
    store_plain("Rutin", "4", 1);
    store("Hemligt", "5", "draft", 1, referring);
    ck_assert_str_eq(named("Avtal").kind, "main");
    ck_assert_str_eq(named("Rutin").kind, "other");
    stale = named("Läkarmedverkan");
    test_ok(ctx, place("Läkarmedverkan", "sub_agreement", "Avtal", 2));
    test_ok(ctx, place("Hjälpmedel", "sub_agreement", "Avtal", 1));
    test_ok(ctx, place("Rutin", "guideline", "Hjälpmedel", 0));
    ck_assert_int_eq(ov_write(ctx, write_place, &stale), OV_CONFLICT);
    ck_assert_int_eq(place("Avtal", "main", "Rutin", 0), OV_INVALID);
    ck_assert_int_eq(place("Avtal", "main", "Avtal", 0), OV_INVALID);
    ck_assert_int_eq(place("Avtal", "law", NULL, 0), OV_INVALID);
    test_ok(ctx, ov_family(ctx, matter_id, false, &all, &n));
    ck_assert_uint_eq(n, 4); /* without what nobody has published */
    ck_assert_str_eq(all[1].title, "Hjälpmedel");
    ck_assert_str_eq(all[2].title, "Rutin");
    ck_assert_int_eq(all[2].depth, 2);
    ck_assert_str_eq(all[3].title, "Läkarmedverkan");
    test_ok(ctx, ov_family(ctx, matter_id, true, &all, &n));
    ck_assert_uint_eq(n, 5);
}
END_TEST

static ov_status write_link(ov_ctx *x, void *arg)
{
    job *j = arg;

    return ov_document_link_add(x, &j->link, &j->id);
}

START_TEST(links_lead_only_where_they_may)
{
    static const char *const bad[] = {
        "http://riksdagen.se/", "javascript:alert(1)", "https://a", "https://x.se/\"onclick=",
        "https://a b.se/",      "https://anna@x.se/",  "//x.se/a",  "https://x.se/<b>"};
    const ov_rows *rows;
    job j;

    store_plain("Avtal", "1", 1);
    j = (job){.link = {.document_id = named("Avtal").id,
                       .kind = "law",
                       .title = "Hälso- och sjukvårdslag",
                       .reference = "HSL 2017:30",
                       .address = "https://www.riksdagen.se/sfs/2017:30"}};
    test_ok(ctx, ov_document_node(ctx, j.link.document_id, "1", &j.link.node_id));
    test_ok(ctx, ov_write(ctx, write_link, &j));
    for (size_t i = 0; i < OV_LEN(bad); i++) {
        j.link.address = bad[i];
        ck_assert_msg(ov_write(ctx, write_link, &j) == OV_INVALID, "%s", bad[i]);
    }
    test_ok(ctx, ov_document_links(ctx, j.link.document_id, &rows));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_str_eq(ov_cell_text(rows, 0, 7), "1 Ansvar");
}
END_TEST

static Suite *make(ov_engine on_engine)
{
    Suite *suite;
    TCase *tests = tcase_create("relation");

    engine = on_engine;
    suite = suite_create(engine == OV_SQLITE ? "relation, SQLite" : "relation, PostgreSQL");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, the_old_text_applies_until_something_else_is_decided);
    tcase_add_test(tests, an_end_that_is_decided_ends_it);
    tcase_add_test(tests, a_prolonged_text_moves_its_end_and_its_notice);
    tcase_add_test(tests, an_addition_applies_beside_the_text_for_its_own_time);
    tcase_add_test(tests, a_successor_may_be_another_document);
    tcase_add_test(tests, a_change_has_a_reason_an_event_and_one_writer);
    tcase_add_test(tests, a_family_is_a_tree_in_order);
    tcase_add_test(tests, links_lead_only_where_they_may);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return test_both_engines(make);
}

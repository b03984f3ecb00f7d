/* SPDX-License-Identifier: EUPL-1.2 */
/* test_register.c — organisations, and their import from CSV. */
#include "audit/audit.h"
#include "register/party_list.h"
#include "register/register.h"
#include "testdb.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static ov_engine engine;
static ov_ctx *ctx;
static char path[] = P_tmpdir "/test_register_XXXXXX";

static void setup(void)
{
    int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    (void)close(fd);
    ctx = test_ctx(test_db_open(engine));
}

static void teardown(void)
{
    (void)unlink(path);
    test_db_close(ctx->db);
}

static ov_status import_text(const char *text, int64_t *saved)
{
    FILE *file = fopen(path, "we");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    return ov_party_import(ctx, path, saved);
}

static ov_status save(ov_ctx *c, void *arg)
{
    ov_organisation *org = arg;

    return ov_organisation_save(c, org, &org->id);
}

START_TEST(saving_again_updates)
{
    ov_organisation org = {.type = "region",
                           .code = "14",
                           .name = "Västra Götalandsregionen",
                           .org_no = "2321000131",
                           .registry_email = "post@example.se"};
    ov_organisation got;

    test_ok(ctx, ov_write(ctx, save, &org));
    ov_id first = org.id;
    org.name = "VGR";
    org.org_no = NULL; /* not told: kept */
    test_ok(ctx, ov_write(ctx, save, &org));
    ck_assert_int_eq(org.id, first);
    test_ok(ctx, ov_organisation_by_code(ctx, "14", &got));
    ck_assert_str_eq(got.name, "VGR");
    ck_assert_str_eq(got.org_no, "2321000131");
    ck_assert_int_eq(got.parent_id, 0);
    test_ok(ctx, ov_organisation_get(ctx, first, &got));
    ck_assert_str_eq(got.type, "region");
    ck_assert_int_eq(ov_organisation_get(ctx, first + 1, &got), OV_NOT_FOUND);
}
END_TEST

START_TEST(a_code_belongs_to_one)
{
    ov_organisation region = {.type = "region", .code = "14", .name = "En"};
    ov_organisation company = {.type = "company", .code = "14", .name = "Två"};
    ov_organisation bad[] = {{.type = "planet", .code = "1", .name = "X"},
                             {.type = "region", .code = "", .name = "X"},
                             {.type = "region", .code = "a/b", .name = "X"},
                             {.type = "region", .code = "1", .name = ""},
                             {.type = "region", .code = "1", .name = "\xff"},
                             {.type = "region", .code = "1", .name = "X", .org_no = "123"}};

    test_ok(ctx, ov_write(ctx, save, &region));
    ck_assert_int_eq(ov_write(ctx, save, &company), OV_CONFLICT);
    for (size_t i = 0; i < OV_LEN(bad); i++)
        ck_assert_msg(ov_write(ctx, save, &bad[i]) == OV_INVALID, "row %zu", i);
}
END_TEST

START_TEST(importing_and_listing)
{
    const ov_rows *rows;
    ov_organisation got;
    int64_t saved = 0, seq = 0;
    const char *hash;

    test_ok(ctx, import_text("code,name,county\n14,Västra Götalandsregionen,Västra Götalands län\n"
                             "05,\"Region \"\"Östergötland\"\"\",\"Östergötlands, län\"\n",
                             &saved));
    ck_assert_int_eq(saved, 2);
    test_ok(ctx, import_text("\xef\xbb\xbf"
                             "code,name,region_code\r\n1440,Ale,14\r\n1482,Kungälv,14\r\n"
                             "1489,Alingsås,14\r\n\r\n1407,Öckerö,14\r\n1485,Uddevalla,14",
                             &saved));
    ck_assert_int_eq(saved, 5);
    test_ok(ctx, ov_organisations(ctx, "municipality", &rows));
    ck_assert_uint_eq(rows->n, 5);
    ck_assert_str_eq(ov_cell_text(rows, 0, 3), "Ale");
    ck_assert_str_eq(ov_cell_text(rows, 4, 3), "Öckerö");
    test_ok(ctx, ov_organisations(ctx, NULL, &rows));
    ck_assert_uint_eq(rows->n, 7);
    test_ok(ctx, ov_organisation_by_code(ctx, "05", &got));
    ck_assert_str_eq(got.name, "Region \"Östergötland\"");
    test_ok(ctx, ov_organisation_by_code(ctx, "1482", &got));
    ck_assert_int_ne(got.parent_id, 0);
    test_ok(ctx, ov_audit_head(ctx, &seq, &hash));
    ck_assert_int_eq(seq, 7); /* an event for each */
}
END_TEST

/* Each file is refused whole, and the message names the line. */
static const struct {
    const char *text;
    int line;
} refused[] = {{"", 1},
               {"kod,titel\n14,VGR\n", 1},
               {"code,name,region_code,more\n", 1},
               {"code,name\n14,VGR\n15\n", 3},
               {"code,name\n14,VGR\n,Tom\n", 3},
               {"code,name\n14,VGR\n15,\n", 3},
               {"code,name\n14,VGR\n15,\"oavslutad\n", 3},
               {"code,name\n14,VGR\n15,\"a\"b\n", 3},
               {"code,name\n14,VGR\n15,a\"b\n", 3},
               {"code,name\n14,VGR\n1 5,Mellanslag\n", 3},
               {"code,name,region_code\n1440,Ale,99\n", 2},
               {"code,name\n14,V\xe4stra\x81\n", 1}};

START_TEST(refused_row)
{
    const ov_rows *rows;
    int64_t saved = -1;

    ck_assert_int_eq(import_text(refused[_i].text, &saved), OV_INVALID);
    ck_assert_int_eq(saved, -1);
    const char *where = ov_printf(ctx->arena, "%s:%d: ", path, refused[_i].line);
    ck_assert_msg(ov_str_starts(ov_str_from(ctx->err.text), where), "%s", ctx->err.text);
    test_ok(ctx, ov_organisations(ctx, NULL, &rows));
    ck_assert_uint_eq(rows->n, 0);
}
END_TEST

/* ---- Facts ---- */

START_TEST(a_number_is_checked)
{
    static const struct {
        const char *text, *wanted; /* NULL: refused */
    } numbers[] = {{"232100-0131", "2321000131"},
                   {"2321000131", "2321000131"},
                   {" 212000-1355 ", "2120001355"},
                   {"162321000131", "2321000131"},
                   {"232100-0132", NULL},
                   {"23210-00131", NULL},
                   {"232100013", NULL},
                   {"23210001311", NULL},
                   {"192321000131", NULL},
                   {"23210o0131", NULL},
                   {"", NULL},
                   {"-", NULL},
                   {"8112189876", NULL},
                   {"811218-9876", NULL},
                   {"2321000131232100013123", NULL}};
    const char *got, *fault;

    for (size_t i = 0; i < OV_LEN(numbers); i++) {
        ov_status status = ov_org_no_parse(ctx->arena, numbers[i].text, &got, &fault);

        ck_assert_msg((status == OV_OK) == (numbers[i].wanted != NULL), "%s", numbers[i].text);
        if (numbers[i].wanted)
            ck_assert_str_eq(got, numbers[i].wanted);
    }
    ck_assert_int_eq(ov_org_no_parse(ctx->arena, "811218-9876", &got, &fault), OV_INVALID);
    ck_assert_ptr_nonnull(strstr(fault, "personnummer")); /* the well-known example number */
    ck_assert_str_eq(ov_org_no_shown(ctx->arena, "2321000131"), "232100-0131");
}
END_TEST

START_TEST(facts_are_checked)
{
    static const struct {
        ov_organisation org;
        const char *field; /* NULL: nothing is wrong */
    } rows[] = {
        {{.type = "hospital", .code = "se-1", .name = "Sjukhuset"}, NULL},
        {{.type = "region", .code = "1", .name = "X", .registry_email = "post@x.se"}, NULL},
        {{.type = "region", .code = "1", .name = "X", .registry_email = "post"}, "registry_email"},
        {{.type = "region", .code = "1", .name = "X", .registry_email = "a@b.se,c@d.se"},
         "registry_email"},
        {{.type = "region", .code = "1", .name = "X", .phone = "0322-61 60 00"}, NULL},
        {{.type = "region", .code = "1", .name = "X", .phone = "ring"}, "phone"},
        {{.type = "region", .code = "1", .name = "X", .web = "https://www.x.se/a"}, NULL},
        {{.type = "region", .code = "1", .name = "X", .web = "javascript:alert(1)"}, "web"},
        {{.type = "region", .code = "1", .name = "X", .web = "https://a\"b.se"}, "web"},
        {{.type = "region", .code = "1", .name = "X", .address = "Box 1\n123 45 X"}, NULL},
        {{.type = "region", .code = "1", .name = "X", .address = "Box\t1"}, "address"},
        {{.type = "region", .code = "1", .name = "X\n"}, "name"},
        {{.type = "region", .code = "1", .name = " "}, "name"},
        {{.type = "region", .code = "å", .name = "X"}, "code"},
        {{.id = 3, .type = "region", .code = "1", .name = "X", .parent_id = 3}, "parent_id"}};

    for (size_t i = 0; i < OV_LEN(rows); i++) {
        const char *field = NULL, *fault = ov_organisation_fault(&rows[i].org, &field);

        ck_assert_msg((fault == NULL) == (rows[i].field == NULL), "row %zu: %s", i,
                      fault ? fault : "nothing");
        if (fault)
            ck_assert_str_eq(field, rows[i].field);
    }
}
END_TEST

static ov_status edit(ov_ctx *c, void *arg)
{
    return ov_organisation_edit(c, arg);
}

static ov_status end(ov_ctx *c, void *arg)
{
    ov_organisation *org = arg;

    return ov_organisation_end(c, org->id, org->ended_on, org->row_version);
}

static const char *newest_event(void)
{
    static const ov_sql newest = {
        "test.newest", "SELECT action || ' ' || object FROM event ORDER BY seq DESC LIMIT 1", NULL};
    const char *text;

    test_ok(ctx, ov_select_text(ctx, &newest, OV_NOARGS, "", &text));
    return text;
}

START_TEST(the_later_of_two_is_told)
{
    ov_organisation org = {.type = "municipality", .code = "1489", .name = "Alingsås"};
    ov_organisation first, second;
    int64_t before, after;
    const char *hash;

    test_ok(ctx, ov_write(ctx, save, &org));
    test_ok(ctx, ov_organisation_by_code(ctx, "1489", &first));
    second = first;
    first.phone = "0322-61 60 00";
    second.name = "Alingsås kommun";
    test_ok(ctx, ov_write(ctx, edit, &first));
    ck_assert_str_eq(newest_event(), ov_printf(ctx->arena, "organisation.changed organisation/%lld",
                                               (long long)first.id));
    ck_assert_int_eq(ov_write(ctx, edit, &second), OV_CONFLICT);
    test_ok(ctx, ov_organisation_get(ctx, first.id, &second));
    ck_assert_str_eq(second.name, "Alingsås");
    ck_assert_str_eq(second.phone, "0322-61 60 00");
    test_ok(ctx, ov_audit_head(ctx, &before, &hash));
    test_ok(ctx, ov_write(ctx, edit, &second)); /* the same again: nothing happened */
    test_ok(ctx, ov_audit_head(ctx, &after, &hash));
    ck_assert_int_eq(before, after);
}
END_TEST

START_TEST(an_organisation_ends_and_stays)
{
    ov_organisation org = {.type = "municipality", .code = "1489", .name = "Alingsås"}, got;

    test_ok(ctx, ov_write(ctx, save, &org));
    test_ok(ctx, ov_organisation_get(ctx, org.id, &got));
    ck_assert_int_eq(got.ended_on, OV_NO_DAY);
    got.ended_on = 20000;
    test_ok(ctx, ov_write(ctx, end, &got));
    ck_assert_int_eq(ov_write(ctx, end, &got), OV_CONFLICT); /* read before it ended */
    test_ok(ctx, ov_organisation_get(ctx, org.id, &got));
    ck_assert_int_eq(got.ended_on, 20000);
    got.name = "Alingsås kommun";
    got.ended_on = OV_NO_DAY; /* an edit does not touch the end */
    test_ok(ctx, ov_write(ctx, edit, &got));
    test_ok(ctx, ov_organisation_get(ctx, org.id, &got));
    ck_assert_int_eq(got.ended_on, 20000);
    got.ended_on = OV_NO_DAY;
    test_ok(ctx, ov_write(ctx, end, &got));
    test_ok(ctx, ov_organisation_get(ctx, org.id, &got));
    ck_assert_int_eq(got.ended_on, OV_NO_DAY);
}
END_TEST

START_TEST(nobody_stands_above_itself)
{
    ov_organisation a = {.type = "region", .code = "a", .name = "A"},
                    b = {.type = "hospital", .code = "b", .name = "B"}, got;

    test_ok(ctx, ov_write(ctx, save, &a));
    b.parent_id = a.id;
    test_ok(ctx, ov_write(ctx, save, &b));
    test_ok(ctx, ov_organisation_get(ctx, a.id, &got));
    got.parent_id = b.id;
    ck_assert_int_eq(ov_write(ctx, edit, &got), OV_INVALID);
    got.parent_id = 4711;
    ck_assert_int_eq(ov_write(ctx, edit, &got), OV_INVALID);
}
END_TEST

START_TEST(finding)
{
    ov_party_filter filter = {.today = 20000};
    int64_t counts[OV_ORGANISATION_TYPES];
    const ov_rows *rows;
    ov_organisation got;
    int64_t saved;

    test_ok(ctx,
            import_text("code,name,type,parent_code,org_no\n14,Västra Götalandsregionen,region,,"
                        "232100-0131\n1440,Ale,kommun,14,\n1407,Öckerö,kommun,14,\n"
                        "1485,Uddevalla,kommun,14,\n05,Region Östergötland,region,,\n"
                        "nal,NÄL,sjukhus,14,\n",
                        &saved));
    test_ok(ctx, ov_parties_find(ctx, &filter, &rows, counts));
    ck_assert_uint_eq(rows->n, 6);
    ck_assert_int_eq(counts[0], 2);
    ck_assert_int_eq(counts[1], 3);
    ck_assert_int_eq(counts[3], 1);
    ck_assert_str_eq(ov_cell_text(rows, 5, OV_LISTED_NAME), "Öckerö");
    ck_assert_str_eq(ov_cell_text(rows, 5, OV_LISTED_PARENT_NAME), "Västra Götalandsregionen");
    filter.words = " ö ";
    test_ok(ctx, ov_parties_find(ctx, &filter, &rows, counts));
    ck_assert_uint_eq(rows->n, 3); /* also in the middle, and Ö is ö but not o */
    filter.words = "GÖT 0131";
    test_ok(ctx, ov_parties_find(ctx, &filter, &rows, NULL));
    ck_assert_uint_eq(rows->n, 1);
    filter = (ov_party_filter){.today = 20000, .type = "municipality", .words = "14"};
    test_ok(ctx, ov_parties_find(ctx, &filter, &rows, counts));
    ck_assert_uint_eq(rows->n, 3);
    ck_assert_int_eq(counts[0], 1); /* of the other types: as many as fit the words */
    test_ok(ctx, ov_organisation_by_code(ctx, "1440", &got));
    got.ended_on = 19999;
    test_ok(ctx, ov_write(ctx, end, &got));
    test_ok(ctx, ov_parties_find(ctx, &filter, &rows, NULL));
    ck_assert_uint_eq(rows->n, 2);
    filter.ended = true;
    test_ok(ctx, ov_parties_find(ctx, &filter, &rows, NULL));
    ck_assert_uint_eq(rows->n, 3);
    filter = (ov_party_filter){.today = 20000, .parent_id = ov_cell_int(rows, 0, OV_LISTED_PARENT)};
    test_ok(ctx, ov_parties_find(ctx, &filter, &rows, NULL));
    ck_assert_uint_eq(rows->n, 4); /* the region itself, two municipalities, the hospital */
}
END_TEST

START_TEST(a_missing_file)
{
    int64_t saved;

    ck_assert_int_eq(ov_party_import(ctx, "/nowhere/x.csv", &saved), OV_IO);
}
END_TEST

START_TEST(all_of_sweden)
{
    const char *shared = getenv("OVERENS_SHARED");
    int64_t saved;

    if (!shared)
        shared = ov_printf(ctx->arena, "%s/../shared", test_srcdir());
    const char *regions = ov_printf(ctx->arena, "%s/data/regions.csv", shared);
    if (access(regions, R_OK) != 0) {
        puts("1 skipped (the shared lists of regions and municipalities are not there)");
        return;
    }
    test_ok(ctx, ov_party_import(ctx, regions, &saved));
    ck_assert_int_eq(saved, 21);
    test_ok(ctx, ov_party_import(ctx, ov_printf(ctx->arena, "%s/data/municipalities.csv", shared),
                                 &saved));
    ck_assert_int_eq(saved, 290);
}
END_TEST

START_TEST(statements_prepare)
{
    for (const ov_sql *sql = ov_register_sql; sql->name; sql++)
        ck_assert_msg(ov_db_prepare(ctx->db, sql, &ctx->err) == OV_OK, "%s: %s", sql->name,
                      ctx->err.text);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite =
        suite_create(which == OV_SQLITE ? "register on SQLite" : "register on PostgreSQL");
    TCase *tc = tcase_create("register");

    engine = which;
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, statements_prepare);
    tcase_add_test(tc, saving_again_updates);
    tcase_add_test(tc, a_code_belongs_to_one);
    tcase_add_test(tc, importing_and_listing);
    tcase_add_loop_test(tc, refused_row, 0, (int)OV_LEN(refused));
    tcase_add_test(tc, a_number_is_checked);
    tcase_add_test(tc, facts_are_checked);
    tcase_add_test(tc, the_later_of_two_is_told);
    tcase_add_test(tc, an_organisation_ends_and_stays);
    tcase_add_test(tc, nobody_stands_above_itself);
    tcase_add_test(tc, finding);
    tcase_add_test(tc, a_missing_file);
    tcase_add_test(tc, all_of_sweden);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return test_both_engines(make) != 0;
}

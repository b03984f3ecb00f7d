/* SPDX-License-Identifier: EUPL-1.2 */
/* test_register.c — organisations, and their import from CSV. */
#include "audit/audit.h"
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
    tcase_add_test(tc, a_missing_file);
    tcase_add_test(tc, all_of_sweden);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return test_both_engines(make) != 0;
}

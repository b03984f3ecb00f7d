/* SPDX-License-Identifier: EUPL-1.2 */
/* test_party_list.c — tables as text in any dress; and a list of organisations against the
 * register: what it would do, doing it, and files that mean harm. */
#include "register/party_list.h"
#include "testdb.h"
#include "util/clock.h"
#include "util/csv.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static ov_engine engine;
static ov_ctx *ctx;

static void setup(void)
{
    ctx = test_ctx(test_db_open(engine));
}

static void teardown(void)
{
    test_db_close(ctx->db);
}

static ov_status plan_of(const char *text, size_t len, ov_party_plan *plan)
{
    return ov_party_plan_make(ctx, (ov_str){text, len}, plan);
}

static ov_status do_save(ov_ctx *x, void *arg)
{
    return ov_party_plan_save(x, arg);
}

static void save(const char *text)
{
    ov_party_plan plan;

    test_ok(ctx, plan_of(text, strlen(text), &plan));
    for (size_t i = 0; i < plan.n; i++)
        ck_assert_msg(plan.rows[i].state != OV_PARTY_REFUSED, "%d: %s", plan.rows[i].line,
                      plan.rows[i].reason);
    test_ok(ctx, ov_write(ctx, do_save, &plan));
}

/* ---- CSV ---- */

static void read_csv(const char *text, size_t len, ov_csv *out)
{
    test_ok(ctx, ov_csv_read(ctx->arena, (ov_str){text, len}, 100, out, &ctx->err));
}

static const char *cell(const ov_csv *csv, size_t row, size_t column)
{
    ck_assert_uint_lt(row, csv->n);
    ck_assert_uint_lt(column, csv->rows[row].n);
    return ov_str_z(ctx->arena, csv->rows[row].cells[column]);
}

START_TEST(csv_in_any_dress)
{
    static const char excel[] = "kod;namn\r\n14;V\xe4stra\r\n";
    static const char lines[] = "\xef\xbb\xbf"
                                "a,b\r1,\"x, \"\"y\"\"\rz\"\r\r ,\r2,\r";
    static const char decomposed[] = "a\tb\n1\to\xcc\x88\n";
    ov_csv csv;

    read_csv(excel, sizeof excel - 1, &csv);
    ck_assert_int_eq(csv.separator, ';');
    ck_assert(csv.windows_1252);
    ck_assert_str_eq(cell(&csv, 1, 1), "Västra");
    read_csv(lines, sizeof lines - 1, &csv);
    ck_assert_uint_eq(csv.n, 3);
    ck_assert_str_eq(cell(&csv, 1, 1), "x, \"y\"\nz");
    ck_assert_int_eq(csv.rows[1].line, 2);
    ck_assert_int_eq(csv.rows[2].line, 6); /* a line break in quotes, two empty lines */
    ck_assert_str_eq(cell(&csv, 2, 1), "");
    read_csv(decomposed, sizeof decomposed - 1, &csv);
    ck_assert_int_eq(csv.separator, '\t');
    ck_assert_str_eq(cell(&csv, 1, 1), "ö");
}
END_TEST

static const struct {
    const char *text;
    ov_csv_fault fault;
} bad_rows[] = {
    {"\"open", OV_CSV_OPEN_QUOTE},
    {"a\"b", OV_CSV_STRAY_QUOTE},
    {"\"a\"b", OV_CSV_AFTER_QUOTE},
    {"a\x01", OV_CSV_CONTROL},
    {",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,x", OV_CSV_TOO_WIDE}};

START_TEST(csv_faults_stay_on_their_line)
{
    ov_csv csv;
    const char *text = ov_printf(ctx->arena, "a,b\n1,2\n%s\n3,4\n", bad_rows[_i].text);
    bool open = bad_rows[_i].fault == OV_CSV_OPEN_QUOTE;

    read_csv(text, strlen(text), &csv);
    ck_assert_uint_eq(csv.n, open ? 3 : 4);
    ck_assert_int_eq(csv.rows[2].fault, bad_rows[_i].fault);
    ck_assert_int_eq(csv.rows[2].line, 3);
    if (!open)
        ck_assert_str_eq(cell(&csv, 3, 1), "4");
}
END_TEST

START_TEST(csv_that_is_none)
{
    static const struct {
        const char *bytes;
        size_t n;
    } bad[] = {{"", 0},
               {" \n\n", 3},
               {"\xef\xbb\xbf", 3},
               {"a\0b", 3},
               {"\xff\xfe"
                "a\0",
                4},
               {"a\x81\xff", 3}};
    ov_csv csv;

    for (size_t i = 0; i < OV_LEN(bad); i++)
        ck_assert_msg(ov_csv_read(ctx->arena, (ov_str){bad[i].bytes, bad[i].n}, 100, &csv,
                                  &ctx->err) == OV_INVALID,
                      "row %zu", i);
}
END_TEST

/* ---- The plan ---- */

START_TEST(what_a_list_would_do)
{
    static const char list[] = "Kod;Namn;Typ;Tillhör;Organisationsnummer;E-post;Webb\n"
                               "14;Västra Götalandsregionen;region;;232100-0131;;\n"
                               "1440;Ale kommun;kommun;14;;registrator@ale.example;\n"
                               "1490;Borås;kommun;14;;;\n"
                               "sas;SÄS;sjukhus;14;;;www.sas.example\n"
                               "kss;KSS;sjukhus;skar;;;\n"
                               "skar;Förbundet;kommunalförbund;;;;\n";
    ov_organisation got;
    ov_party_plan plan;

    save("code,name\n14,Västra Götalandsregionen\n");
    save("code,name,region_code\n1440,Ale,14\n1490,Borås,14\n");
    test_ok(ctx, plan_of(list, sizeof list - 1, &plan));
    ck_assert_uint_eq(plan.counts[OV_PARTY_REFUSED], 0);
    ck_assert_uint_eq(plan.counts[OV_PARTY_NEW], 3);
    ck_assert_uint_eq(plan.counts[OV_PARTY_CHANGED], 2);
    ck_assert_uint_eq(plan.counts[OV_PARTY_SAME], 1);
    ck_assert_int_eq(plan.rows[0].state, OV_PARTY_CHANGED);
    ck_assert_uint_eq(plan.rows[0].n_changes, 1);
    ck_assert_str_eq(plan.rows[0].changes[0].what, "Organisationsnummer");
    ck_assert_uint_eq(plan.rows[1].n_changes, 2);
    ck_assert_str_eq(plan.rows[1].changes[0].from, "Ale");
    ck_assert_str_eq(plan.rows[1].changes[0].to, "Ale kommun");
    test_ok(ctx, ov_write(ctx, do_save, &plan));
    test_ok(ctx, ov_organisation_by_code(ctx, "sas", &got));
    ck_assert_str_eq(got.type, "hospital");
    ck_assert_str_eq(got.web, "https://www.sas.example");
    ov_id kss;
    test_ok(ctx, ov_organisation_by_code(ctx, "kss", &got));
    kss = got.parent_id;
    test_ok(ctx, ov_organisation_by_code(ctx, "skar", &got));
    ck_assert_int_eq(kss, got.id); /* a parent further down in the same file */
    test_ok(ctx, plan_of(list, sizeof list - 1, &plan));
    ck_assert_uint_eq(plan.counts[OV_PARTY_SAME], plan.n); /* the same again changes nothing */
    save("code,name,type\n1440,Ale kommun,kommun\n");
    test_ok(ctx, ov_organisation_by_code(ctx, "1440", &got));
    ck_assert_str_eq(got.registry_email, "registrator@ale.example"); /* not told: kept */
}
END_TEST

static const struct {
    const char *row, *says;
} refused[] = {{"1440,Ale,region,,,", "annat slag"},
               {"x,X,planet,,,", "Slaget"},
               {"x,X,kommun,99,,", "finns inte"},
               {"x,X,kommun,x,,", "sig själv"},
               {"x,X,kommun,y,,", "kan inte läsas in"}, /* y belongs to x */
               {"x,X,kommun,14,232100-0132,", "Organisationsnumret"},
               {"x,X,kommun,14,811218-9876,", "personnummer"},
               {"x,X,kommun,14,,inte en adress", "Brevlådans"},
               {"x,,kommun,14,,", "Namnet"},
               {",X,kommun,14,,", "Koden"},
               {"å,X,kommun,14,,", "Koden"},
               {"x,X,kommun,14", "kolumner"},
               {"14,X,region,,,", "tidigare i filen"},
               {"x,X,kommun,14,,\"", "citattecken"}};

START_TEST(refused_rows)
{
    const char *text =
        ov_printf(ctx->arena,
                  "code,name,type,parent_code,org_no,registry_email\n14,Regionen,region,,,\n"
                  "y,Y,kommun,%s,,\n%s\n",
                  strstr(refused[_i].row, ",y,") ? "x" : "14", refused[_i].row);
    ov_party_plan plan;
    const ov_rows *rows;

    save("code,name\n14,Regionen\n");
    save("code,name,region_code\n1440,Ale,14\n");
    test_ok(ctx, plan_of(text, strlen(text), &plan));
    ck_assert_uint_ge(plan.counts[OV_PARTY_REFUSED], 1);
    const ov_party_row *last = &plan.rows[plan.n - 1];
    ck_assert_int_eq(last->state, OV_PARTY_REFUSED);
    ck_assert_int_eq(last->line, 4);
    ck_assert_msg(strstr(last->reason, refused[_i].says) != NULL, "%s", last->reason);
    if (strstr(refused[_i].says, "personnummer"))
        ck_assert_ptr_null(last->detail); /* it is not shown again */
    ck_assert_int_eq(ov_write(ctx, do_save, &plan), OV_INVALID);
    test_ok(ctx, ov_organisations(ctx, NULL, &rows));
    ck_assert_uint_eq(rows->n, 2); /* nothing half */
}
END_TEST

START_TEST(a_child_of_a_refused_row)
{
    static const char list[] = "code,name,type,parent_code\na,A,planet,\nb,B,kommun,a\n"
                               "c,C,sjukhus,b\n";
    ov_party_plan plan;

    test_ok(ctx, plan_of(list, sizeof list - 1, &plan));
    ck_assert_uint_eq(plan.counts[OV_PARTY_REFUSED], 3);
}
END_TEST

START_TEST(a_register_that_moved_on)
{
    static const char list[] = "code,name\n14,Ny\n";
    ov_party_plan plan;
    ov_organisation got;

    save("code,name\n14,Gammal\n");
    test_ok(ctx, plan_of(list, sizeof list - 1, &plan));
    save("code,name\n14,Mellan\n");
    ck_assert_int_eq(ov_write(ctx, do_save, &plan), OV_CONFLICT);
    test_ok(ctx, ov_organisation_by_code(ctx, "14", &got));
    ck_assert_str_eq(got.name, "Mellan");
}
END_TEST

/* ---- Size ---- */

START_TEST(ten_thousand_rows)
{
    const ov_rows *rows;
    ov_party_plan plan;
    ov_buf buf = {0};

    ov_buf_addz(&buf, "code,name,type,parent_code\nr,Regionen,region,\n");
    for (int i = 0; i < 10000; i++)
        ov_buf_printf(&buf, "k%d,Kommun nummer %d,kommun,r\n", i, i);
    int64_t began = ov_ticks();
    test_ok(ctx, ov_party_plan_make(ctx, ov_buf_str(&buf), &plan));
    ck_assert_uint_eq(plan.counts[OV_PARTY_NEW], 10001);
    test_ok(ctx, ov_write(ctx, do_save, &plan));
    test_ok(ctx, ov_organisations(ctx, NULL, &rows));
    ck_assert_uint_eq(rows->n, 10001);
    test_ok(ctx, ov_party_plan_make(ctx, ov_buf_str(&buf), &plan));
    ck_assert_uint_eq(plan.counts[OV_PARTY_SAME], 10001);
    ck_assert_int_lt(ov_ticks() - began, 60000000); /* far from hanging, also when watched */
    ov_buf_free(&buf);
}
END_TEST

/* Files that would take much of something from a careless reader. */
static void fill(ov_buf *buf, const char *head, const char *piece)
{
    ov_buf_addz(buf, head);
    while (buf->len + strlen(piece) <= OV_PARTY_LIST_BYTES)
        ov_buf_addz(buf, piece);
}

static const struct {
    const char *head, *piece;
    ov_status wanted;
} hostile[] = {{"code,name\n", "\n", OV_OK},
               {"code,name\n", ",", OV_OK},
               {"code,name\n", "\"", OV_OK},
               {"code,name\n\"", "\"\"", OV_OK},
               {"code,name\n", "\"\n", OV_TOO_LARGE},
               {"code,name\n", "a,\"", OV_OK},
               {"code,name\n", "\"a\"b\n", OV_TOO_LARGE},
               {"code,name\n", "a,b\n", OV_TOO_LARGE},
               {"code,name\n", "a", OV_OK},
               {"", ",", OV_INVALID},
               {"code,name", ",code", OV_INVALID},
               {"code,name\n", "\xe5", OV_OK},
               {"code,name\n1,", "o\xcc\x88", OV_OK},
               {"code,name,type,parent_code\n", "a,b,kommun,a\n", OV_TOO_LARGE}};

START_TEST(hostile_files)
{
    ov_arena *arena = ov_arena_new(0);
    ov_ctx own = *ctx;
    ov_party_plan plan;
    ov_buf buf = {0};

    own.arena = arena;
    fill(&buf, hostile[_i].head, hostile[_i].piece);
    int64_t began = ov_ticks();
    ov_status status = ov_party_plan_make(&own, ov_buf_str(&buf), &plan);
    ck_assert_msg(status == hostile[_i].wanted, "%s: %s", ov_status_name(status), own.err.text);
    ck_assert_int_lt(ov_ticks() - began, 20000000);
    ck_assert_uint_lt(ov_arena_used(arena), (size_t)128 << 20);
    ov_buf_addz(&buf, "12345678901234567890");
    ck_assert_int_eq(ov_party_plan_make(&own, ov_buf_str(&buf), &plan), OV_TOO_LARGE);
    ov_buf_free(&buf);
    ov_arena_free(arena);
}
END_TEST

/* A chain of organisations, each below the next: only a short one is taken. */
START_TEST(a_long_chain)
{
    ov_party_plan plan;
    ov_buf buf = {0};

    ov_buf_addz(&buf, "code,name,type,parent_code\n");
    for (int i = 0; i < 15000; i++)
        ov_buf_printf(&buf, "k%d,K,kommun,k%d\n", i, i + 1);
    ov_buf_addz(&buf, "k15000,K,region,\n");
    test_ok(ctx, ov_party_plan_make(ctx, ov_buf_str(&buf), &plan));
    ck_assert_uint_gt(plan.counts[OV_PARTY_REFUSED], 14000);
    ov_buf_free(&buf);
}
END_TEST

static Suite *make(ov_engine which)
{
    Suite *suite =
        suite_create(which == OV_SQLITE ? "party list on SQLite" : "party list on PostgreSQL");
    TCase *tc = tcase_create("party list");

    engine = which;
    tcase_set_timeout(tc, 90);
    tcase_add_checked_fixture(tc, setup, teardown);
    if (which == OV_SQLITE) {
        tcase_add_test(tc, csv_in_any_dress);
        tcase_add_loop_test(tc, csv_faults_stay_on_their_line, 0, (int)OV_LEN(bad_rows));
        tcase_add_test(tc, csv_that_is_none);
        tcase_add_loop_test(tc, hostile_files, 0, (int)OV_LEN(hostile));
        tcase_add_test(tc, a_long_chain);
    }
    tcase_add_test(tc, what_a_list_would_do);
    tcase_add_loop_test(tc, refused_rows, 0, (int)OV_LEN(refused));
    tcase_add_test(tc, a_child_of_a_refused_row);
    tcase_add_test(tc, a_register_that_moved_on);
    tcase_add_test(tc, ten_thousand_rows);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return test_both_engines(make) != 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_multipart.c — uploads: tricky boundaries, every way of cutting the body into pieces. */
#include "http/disposition.h"
#include "http/http.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TYPE "multipart/form-data; boundary=XX"

static ov_arena *arena;
static ov_err err;
static ov_pairs fields;
static const ov_file *files;
static size_t n_files;

static void setup(void)
{
    arena = ov_arena_new(0);
    err = (ov_err){0};
    fields = (ov_pairs){0};
    files = NULL;
    n_files = 0;
}

static void teardown(void)
{
    ov_arena_free(arena);
}

static const char *tmp_dir(void)
{
    const char *dir = getenv("TMPDIR");
    return dir ? dir : P_tmpdir;
}

/* Parses body, fed in pieces of step bytes. */
static ov_status parse(const char *type, ov_str body, size_t step, size_t max)
{
    ov_multipart *parser;

    OV_TRY(ov_multipart_new(arena, type, tmp_dir(), max, &parser, &err));
    for (size_t at = 0; at < body.len; at += step)
        OV_TRY(ov_multipart_feed(parser, body.ptr + at, body.len - at < step ? body.len - at : step,
                                 &err));
    return ov_multipart_end(parser, &fields, &files, &n_files, &err);
}

static ov_status parse_text(const char *body)
{
    return parse(TYPE, ov_str_from(body), strlen(body) + 1, 10);
}

static char *contents(const ov_file *file)
{
    char *text = ov_calloc(arena, (size_t)file->size + 2, 1);

    ck_assert_int_eq(read(file->fd, text, (size_t)file->size + 1), file->size);
    return text;
}

#define FIELD(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"

START_TEST(every_way_of_cutting_gives_the_same)
{
    static const char body[] = "before the first\r\n--XX\r\n" FIELD(
        "a") "one\r\n--X\r\n--XXY\r\n--XX-\r\n\r\n--XX \t\r\n"
             "content-type: text/csv\r\n"
             "content-disposition: form-data; name=\"f\"; "
             "filename=\"C:\\mapp\\r\xc3\xa4kning.csv\"\r\n"
             "\r\nrad\r\n--XX: no\r\n\r\n\r\n--XX\r\n" FIELD("tom") "\r\n--XX--\r\nafter --XX\r\n";

    for (size_t step = 1; step <= sizeof body; step++) {
        teardown();
        setup();
        ck_assert_int_eq(parse(TYPE, (ov_str){body, sizeof body - 1}, step, 10), OV_OK);
        ck_assert_uint_eq(fields.n, 2);
        ck_assert_str_eq(ov_pairs_get(&fields, "a"), "one\r\n--X\r\n--XXY\r\n--XX-\r\n");
        ck_assert_str_eq(ov_pairs_get(&fields, "tom"), "");
        ck_assert_uint_eq(n_files, 1);
        ck_assert_str_eq(files[0].field, "f");
        ck_assert_str_eq(files[0].name, "räkning.csv");
        ck_assert_str_eq(files[0].type, "text/csv");
        ck_assert_str_eq(contents(&files[0]), "rad\r\n--XX: no\r\n\r\n");
    }
}
END_TEST

START_TEST(a_file_may_hold_any_bytes)
{
    ov_buf body = {0};

    ov_buf_addz(&body, "--XX\r\nContent-Disposition: form-data; name=f; filename=b\r\n\r\n");
    for (int i = 0; i < 70000; i++)
        ov_buf_addc(&body, (char)(i % 251));
    ov_buf_addz(&body, "\r\n--XX--");
    ck_assert_int_eq(parse(TYPE, ov_buf_str(&body), 4096, 10), OV_OK);
    ck_assert_int_eq(files[0].size, 70000);
    char *text = contents(&files[0]);
    for (int i = 0; i < 70000; i++)
        ck_assert_int_eq((unsigned char)text[i], i % 251);
    ov_buf_free(&body);
}
END_TEST

START_TEST(files_are_closed_with_the_arena)
{
    int fd;

    ck_assert_int_eq(parse_text("--XX\r\nContent-Disposition: form-data; name=f; filename=b\r\n\r\n"
                                "1\r\n--XX--"),
                     OV_OK);
    fd = files[0].fd;
    ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
    ov_arena_reset(arena);
    ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
}
END_TEST

START_TEST(no_file_chosen_is_no_file)
{
    ck_assert_int_eq(parse_text("--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\""
                                "\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--XX--"),
                     OV_OK);
    ck_assert_uint_eq(n_files, 0);
    ck_assert_uint_eq(fields.n, 0);
}
END_TEST

START_TEST(file_names_lose_their_folders)
{
    static const char *const names[][2] = {
        {"../../etc/passwd", "passwd"},         {"a/b\\\\c.txt", "c.txt"},
        {"en %22bra%22.csv", "en \"bra\".csv"}, {"a\\\"b", "a\"b"},
        {"rad%0D%0Abrott", "rad  brott"},       {"50%", "50%"}};

    for (size_t i = 0; i < OV_LEN(names); i++) {
        ov_disposition d;
        char *head = ov_printf(arena, "Content-Disposition: form-data; name=\"f\"; filename=\"%s\"",
                               names[i][0]);
        ck_assert_int_eq(ov_disposition_parse(arena, ov_str_from(head), &d), OV_OK);
        ck_assert_str_eq(d.filename, names[i][1]);
    }
}
END_TEST

START_TEST(a_body_without_end_is_refused)
{
    static const char *const bad[] = {"",
                                      "--XX",
                                      "--XX\r\n",
                                      "--XX\r\n" FIELD("a"),
                                      "--XX\r\n" FIELD("a") "1",
                                      "--XX\r\n" FIELD("a") "1\r\n--XX",
                                      "--XX\r\n" FIELD("a") "1\r\n--XX-",
                                      "--XX\r\n" FIELD("a") "1--XX--",
                                      "no boundary at all"};

    for (size_t i = 0; i < OV_LEN(bad); i++)
        ck_assert_msg(parse_text(bad[i]) == OV_INVALID, "case %zu was taken", i);
    ck_assert_int_eq(parse_text("--XX--"), OV_OK);
    ck_assert_int_eq(parse_text("--XX--whatever follows"), OV_OK);
}
END_TEST

START_TEST(malformed_parts_are_refused)
{
    static const char *const heads[] = {
        "",
        "Content-Type: text/plain",
        "Content-Disposition: form-data",
        "Content-Disposition: form-data; filename=\"x\"",
        "Content-Disposition: attachment; name=\"x\"",
        "Content-Disposition: form-data; name=\"x",
        "Content-Disposition: form-data; name=\"x\"y",
        "Content-Disposition: form-data; name=\"\xff\"",
    };

    for (size_t i = 0; i < OV_LEN(heads); i++) {
        char *body = ov_printf(arena, "--XX\r\n%s\r\n\r\n1\r\n--XX--", heads[i]);
        ck_assert_msg(parse_text(body) == OV_INVALID, "case %zu was taken", i);
    }
    ck_assert_int_eq(parse_text("--XX\r\n" FIELD("a") "\xff\r\n--XX--"), OV_INVALID);
    ck_assert_int_eq(parse(TYPE, OV_LIT("--XX\r\n" FIELD("a") "x\0y\r\n--XX--"), 100, 10),
                     OV_INVALID);
}
END_TEST

START_TEST(boundaries_are_read_as_written)
{
    static const struct {
        const char *type, *boundary;
    } cases[] = {{"multipart/form-data; boundary=abc", "abc"},
                 {"Multipart/Form-Data; charset=utf-8; BOUNDARY=\"a b;c\"", "a b;c"},
                 {"multipart/form-data;boundary=--", "--"},
                 {"multipart/form-data", NULL},
                 {"multipart/form-data; boundary", NULL},
                 {"multipart/form-data; boundary=\"x", NULL},
                 {"multipart/mixed; boundary=x", NULL},
                 {"text/plain", NULL}};

    for (size_t i = 0; i < OV_LEN(cases); i++) {
        ov_str boundary;
        ov_status status = ov_boundary_parse(arena, cases[i].type, &boundary);
        ck_assert_int_eq(status, cases[i].boundary ? OV_OK : OV_INVALID);
        if (cases[i].boundary)
            ck_assert(ov_str_is(boundary, cases[i].boundary));
    }
    ck_assert_int_eq(parse("multipart/form-data; boundary=", OV_LIT(""), 1, 1), OV_INVALID);
}
END_TEST

START_TEST(parts_and_bytes_are_bounded)
{
    ov_buf body = {0};

    for (int i = 0; i < 11; i++)
        ov_buf_addz(&body, "--XX\r\n" FIELD("a") "1\r\n");
    ov_buf_addz(&body, "--XX--");
    ck_assert_int_eq(parse(TYPE, ov_buf_str(&body), 1000, 10), OV_TOO_LARGE);
    ck_assert_int_eq(parse(TYPE, ov_buf_str(&body), 1000, 11), OV_OK);
    ov_buf_clear(&body);
    ov_buf_addz(&body, "--XX\r\nX: ");
    for (int i = 0; i < 9000; i++)
        ov_buf_addc(&body, 'x');
    ck_assert_int_eq(parse(TYPE, ov_buf_str(&body), 1000, 11), OV_TOO_LARGE);
    ov_buf_clear(&body);
    ov_buf_addz(&body, "--XX\r\n" FIELD("a"));
    for (int i = 0; i < 5 << 20; i++)
        ov_buf_addc(&body, 'x');
    ck_assert_int_eq(parse(TYPE, ov_buf_str(&body), 65536, 11), OV_TOO_LARGE);
    ov_buf_free(&body);
}
END_TEST

START_TEST(a_folder_that_takes_no_file_is_an_error)
{
    ov_multipart *parser;
    const char body[] = "--XX\r\nContent-Disposition: form-data; name=f; filename=b\r\n\r\n1";

    ck_assert_int_eq(ov_multipart_new(arena, TYPE, "/nowhere/at/all", 5, &parser, &err), OV_OK);
    ck_assert_int_eq(ov_multipart_feed(parser, body, sizeof body - 1, &err), OV_IO);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("multipart");
    TCase *tc = tcase_create("all");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_set_timeout(tc, 30);
    tcase_add_test(tc, every_way_of_cutting_gives_the_same);
    tcase_add_test(tc, a_file_may_hold_any_bytes);
    tcase_add_test(tc, files_are_closed_with_the_arena);
    tcase_add_test(tc, no_file_chosen_is_no_file);
    tcase_add_test(tc, file_names_lose_their_folders);
    tcase_add_test(tc, a_body_without_end_is_refused);
    tcase_add_test(tc, malformed_parts_are_refused);
    tcase_add_test(tc, boundaries_are_read_as_written);
    tcase_add_test(tc, parts_and_bytes_are_bounded);
    tcase_add_test(tc, a_folder_that_takes_no_file_is_an_error);
    suite_add_tcase(suite, tc);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_wordform.c — a filled-in form as word processors save it, read without a database. */
#include "consult/wordform/wordform.h"
#include "util/hash.h"
#include "util/zip.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static ov_arena *arena;
static ov_wordform form;
static ov_err err;

static void setup(void)
{
    ov_hash_init();
    arena = ov_arena_new(0);
    err = (ov_err){0};
}

static void teardown(void)
{
    ov_arena_free(arena);
}

static ov_str packed(const char *text)
{
    ov_zip_writer zip = {0};

    ov_zip_add(&zip, OV_LIT("word/document.xml"),
               ov_str_from(ov_printf(arena,
                                     "<?xml version=\"1.0\"?><w:document><w:body>%s</w:body>"
                                     "</w:document>",
                                     text)),
               true);
    return ov_zip_finish(&zip, arena);
}

static ov_status parse(const char *text)
{
    return ov_wordform_parse(arena, packed(text), &form, &err);
}

#define P(words) "<w:p><w:r><w:t>" words "</w:t></w:r></w:p>"
#define ROW(a, b) "<w:tr><w:tc>" a "</w:tc><w:tc>" b "</w:tc></w:tr>"
#define HEAD P("Formul\xc3\xa4rets kod: OVFORM-7-21-0123456789ab")
#define CODE ROW(P("Fr\xc3\xa5ga 12"), P("Kod: OV-12-3-9f8e7d6c"))
#define FIELD(tag, inside)                                                                         \
    "<w:sdt><w:sdtPr><w:tag w:val=\"" tag "\"/></w:sdtPr><w:sdtContent>" inside                    \
    "</w:sdtContent></w:sdt>"
#define RUN(words) "<w:r><w:t xml:space=\"preserve\">" words "</w:t></w:r>"

START_TEST(answers_by_tags)
{
    ck_assert(
        parse(HEAD "<w:tbl>" CODE ROW(P("Svar"),
                                      "<w:p>" FIELD("ov-q-12-grade", RUN("Avst\xc3\xa5r")) "</w:p>")
                  ROW(P("Kommentar"),
                      "<w:p>" FIELD("ov-q-12-comment",
                                    RUN("ett &amp; &lt;tv\xc3\xa5&gt;") "<w:r><w:br/></w:r>" RUN(
                                        "tre")) "</w:p>") "</w:tbl>") == OV_OK);
    ck_assert_int_eq(form.consultation_id, 7);
    ck_assert_int_eq(form.org_id, 21);
    ck_assert_str_eq(form.text_hash, "0123456789ab");
    ck_assert_uint_eq(form.n, 1);
    ck_assert_int_eq(form.answers[0].n, 12);
    ck_assert_int_eq(form.answers[0].base, 3);
    ck_assert_str_eq(form.answers[0].base_hash, "9f8e7d6c");
    ck_assert_str_eq(form.answers[0].grade, "Avst\xc3\xa5r");
    ck_assert_str_eq(form.answers[0].comment, "ett & <tv\xc3\xa5>\ntre");
    ck_assert_ptr_null(form.answers[0].wording);
}
END_TEST

/* Words beside the field in the same cell belong to the answer; other prefixes mean the same. */
START_TEST(answers_in_cells)
{
    ck_assert(parse(HEAD "<w:tbl>" CODE ROW(P("Kommentar") P("hj\xc3\xa4lp"),
                                            P("f\xc3\xb6rst") "<ns0:p><ns0:r><ns0:t>sist</ns0:t>"
                                                              "</ns0:r></ns0:p>")
                        ROW(P("F\xc3\xb6rslag till ny lydelse"),
                            P("Skriv h\xc3\xa4r")) "</w:tbl>") == OV_OK);
    ck_assert_str_eq(form.answers[0].comment, "f\xc3\xb6rst\nsist");
    ck_assert_str_eq(form.answers[0].wording, "");
    /* a table without a code is the agreement's own */
    ck_assert(parse(HEAD "<w:tbl>" CODE "</w:tbl><w:tbl>" ROW(
                  P("Kommentar"), P("ur avtalet")) "</w:tbl>") == OV_OK);
    ck_assert_ptr_null(form.answers[0].comment);
}
END_TEST

START_TEST(empty_fields)
{
    static const char *const words[] = {"Skriv h\xc3\xa4r", "V\xc3\xa4lj svar", "Inget svar valt",
                                        "Klicka eller tryck h\xc3\xa4r f\xc3\xb6r att ange text."};

    for (size_t i = 0; i < OV_LEN(words); i++) {
        ck_assert(parse(ov_printf(
                      arena,
                      HEAD "<w:tbl>" CODE "<w:tr><w:tc>" P(
                          "Kommentar") "</w:tc><w:tc><w:p><w:sdt>"
                                       "<w:sdtPr><w:showingPlcHdr/><w:tag "
                                       "w:val=\"ov-q-12-comment\"/></w:sdtPr><w:sdtContent><w:r>"
                                       "<w:t>%s</w:t></w:r></w:sdtContent></w:sdt></w:p></w:tc>"
                                       "</w:tr></w:tbl>",
                      words[i])) == OV_OK);
        ck_assert_str_eq(form.answers[0].comment, "");
    }
    /* somebody has written what Word shows: then it is an answer */
    ck_assert(parse(HEAD "<w:tbl>" CODE ROW(P("Kommentar"), P("Choose an item.")) "</w:tbl>") ==
              OV_OK);
    ck_assert_str_eq(form.answers[0].comment, "Choose an item.");
}
END_TEST

START_TEST(tracked_changes_and_margins)
{
    ck_assert(parse(HEAD "<w:tbl>" CODE ROW(
                  P("Kommentar"),
                  "<w:p><w:del w:author=\"A\"><w:r><w:delText>bort</w:delText><w:t>bort</w:t>"
                  "</w:r></w:del><w:ins>" RUN(
                      "kvar") "</w:ins><w:r><w:commentReference/>"
                              "</w:r></w:p>") "</w:tbl>" P("vid sidan om")) == OV_OK);
    ck_assert_str_eq(form.answers[0].comment, "kvar");
    ck_assert(form.tracked);
    ck_assert(form.comments);
    ck_assert_str_eq(form.outside[form.n_outside - 1], "vid sidan om");
}
END_TEST

/* A table copied twice: neither text is lost, and no question is answered twice. */
START_TEST(copied_tables)
{
    ck_assert(parse(HEAD "<w:tbl>" CODE ROW(P("Kommentar"), P("en")) "</w:tbl><w:tbl>" CODE ROW(
                  P("Kommentar"), P("tv\xc3\xa5")) "</w:tbl>") == OV_OK);
    ck_assert_uint_eq(form.n, 1);
    ck_assert_str_eq(form.answers[0].comment, "en\n\ntv\xc3\xa5");
}
END_TEST

START_TEST(what_is_written_beside)
{
    ov_wordform blank;
    const char **lines;
    size_t n;

    ck_assert(parse(HEAD P("Inledning") "<w:tbl>" CODE "</w:tbl>") == OV_OK);
    blank = form;
    ck_assert(parse(HEAD P("  Inledning ") P("Sista svarsdag: i g\xc3\xa5r")
                        P("Mitt eget") "<w:tbl>" CODE "</w:tbl>") == OV_OK);
    lines = ov_wordform_unknown(arena, &form, &blank, 10, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_str_eq(lines[0], "Mitt eget");
}
END_TEST

START_TEST(refused)
{
    static const char *const bad[] = {"<w:p", "<!DOCTYPE a><w:p/>", "<![CDATA[", "<!-- "};

    for (size_t i = 0; i < OV_LEN(bad); i++) {
        ck_assert_msg(parse(bad[i]) == OV_INVALID, "%s", bad[i]);
        ck_assert(err.text[0]);
    }
    ck_assert(ov_wordform_parse(arena, OV_LIT("%PDF"), &form, &err) == OV_INVALID);
    ck_assert(parse("") == OV_OK);
    ck_assert_int_eq(form.consultation_id, 0);
}
END_TEST

/* The same in a process of its own: answers and refusals come back whole. */
START_TEST(in_a_cage)
{
    ov_str good =
        packed(HEAD "<w:tbl>" CODE ROW(P("Kommentar"), P("\"citat\" \\ \xc3\xa5")) "</w:tbl>");

    ck_assert_msg(ov_wordform_read(arena, good, &form, &err) == OV_OK, "%s", err.text);
    ck_assert_str_eq(form.answers[0].comment, "\"citat\" \\ \xc3\xa5");
    ck_assert_int_eq(form.answers[0].base, 3);
    ck_assert_ptr_null(form.answers[0].grade);
    ck_assert(ov_wordform_read(arena, OV_LIT("PK\3\4"), &form, &err) == OV_INVALID);
    ck_assert_ptr_nonnull(strstr(err.text, "skadad"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wordform");
    TCase *tests = tcase_create("wordform");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, answers_by_tags);
    tcase_add_test(tests, answers_in_cells);
    tcase_add_test(tests, empty_fields);
    tcase_add_test(tests, tracked_changes_and_margins);
    tcase_add_test(tests, copied_tables);
    tcase_add_test(tests, what_is_written_beside);
    tcase_add_test(tests, refused);
    tcase_add_test(tests, in_a_cage);
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

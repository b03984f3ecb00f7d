/* SPDX-License-Identifier: EUPL-1.2 */
/* test_wordform.c — a filled-in form as word processors save it, read without a database. */
#include "consult/wordform/wordform.h"
#include "util/file.h"
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

/* What word processors make of characters, lists and of a field that one wrote beside. */
START_TEST(as_it_was_meant)
{
    static const struct {
        const char *cell, *text;
    } cases[] = {
        {"<w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r></"
         "w:p>",
         "a\xe2\x80\x91"
         "b\xc2\xad"
         "c"},
        {"<w:p><w:r><w:t>s</w:t><w:sym w:font=\"Wingdings\" "
         "w:char=\"F0E0\"/><w:t>t</w:t></w:r></w:p>",
         "s\xe2\x86\x92t"},
        {"<w:p><w:r><w:sym w:char=\"F099\"/></w:r></w:p>", "\xef\xbf\xbd"},
        {P("Vi vill:") "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"2\"/></w:numPr>"
                       "</w:pPr>" RUN("en") "</w:p><w:p><w:pPr><w:numPr><w:numId w:val=\"2\"/>"
                                            "</w:numPr></w:pPr></w:p><w:p><w:pPr><w:numPr><w:numId "
                                            "w:val=\"0\"/></w:numPr>"
                                            "</w:pPr>" RUN("slut") "</w:p>",
         "Vi vill:\n- en\n\nslut"},
        {P("Skriv h\xc3\xa4r") P("bredvid"), "bredvid"},
        {P("bredvidSkriv h\xc3\xa4r"), "bredvid"},
        {P("Skriv h\xc3\xa4rMitt"), "Mitt"},
        {P("Skriv h\xc3\xa4r att det g\xc3\xa4ller"), "Skriv h\xc3\xa4r att det g\xc3\xa4ller"},
        {"<w:p>" RUN("en") "<w:r><w:txbxContent>" P("ruta") "</w:txbxContent></w:r></w:p>",
         "en\nruta"},
    };

    for (size_t i = 0; i < OV_LEN(cases); i++) {
        ck_assert(parse(ov_printf(arena,
                                  HEAD "<w:tbl>" CODE "<w:tr><w:tc>" P(
                                      "Kommentar") "</w:tc><w:tc>%s</w:tc></w:tr></w:tbl>",
                                  cases[i].cell)) == OV_OK);
        ck_assert_str_eq(form.answers[0].comment, cases[i].text);
    }
    ck_assert(!form.notes && !form.pictures);
    ck_assert(parse(HEAD
                    "<w:p><w:r><w:footnoteReference w:id=\"2\"/><w:drawing><a:blip/></w:drawing>"
                    "</w:r></w:p>") == OV_OK);
    ck_assert(form.notes && form.pictures);
}
END_TEST

/* ---- Forms that other programs have saved (documents/README.md) ---- */

static void read_document(const char *name)
{
    const char *top = getenv("OVERENS_SRC");
    ov_str docx;

    ck_assert_ptr_nonnull(top);
    ck_assert_msg(ov_file_read(arena, ov_printf(arena, "%s/tests/unit/documents/%s", top, name),
                               1 << 20, &docx, &err) == OV_OK,
                  "%s", err.text);
    ck_assert_msg(ov_wordform_read(arena, docx, &form, &err) == OV_OK, "%s: %s", name, err.text);
}

/* The answer to question n; NULL: it is not in the form. */
static const ov_wordform_answer *answer(int64_t n)
{
    for (size_t i = 0; i < form.n; i++)
        if (form.answers[i].n == n)
            return &form.answers[i];
    return NULL;
}

static bool is_outside(const char *text)
{
    for (size_t i = 0; i < form.n_outside; i++)
        if (strstr(form.outside[i], text))
            return true;
    return false;
}

/* Filled in in LibreOffice: in the fields, over them and beside them. The second was an old .doc in
 * between. */
START_TEST(saved_by_libreoffice)
{
    static const struct {
        int n;
        const char *grade, *comment;
    } said[] = {
        {2, "Avstyrker",
         "Rad ett \xc3\xa5 \xc3\xa4 \xc3\xb6 \"citat\" \xe2\x80\x99x\xe2\x80\x99 & <mer>\tefter "
         "tabb"},
        {3, "Tillstyrker med \xc3\xa4ndring",
         "F\xc3\xb6rsta stycket.\n\nAndra stycket efter tomrad.\nTredje \xe2\x80\x93 med "
         "tankstreck "
         "och  tv\xc3\xa5 blanksteg."},
        {4, "tillstyrker",
         "Vi vill:\n- stryka ordet\n- l\xc3\xa4gga till en gr\xc3\xa4ns\n- se \xc3\xb6ver"},
        {5, "Tillstyrker",
         "Bredvid rutan, medan \xe2\x80\x9dSkriv h\xc3\xa4r\xe2\x80\x9d st\xc3\xa5r kvar."},
        {6, NULL, "Detta rd st\xc3\xa5r kvar. Infogat sp\xc3\xa5rat."},
        {7, "Inga synpunkter", NULL},
        {10, "Kanske", "Betyget finns inte."},
        {16, NULL, "F\xc3\xb6re inre tabell (16)\nr1k1\nr1k2\nr2k1\nr2k2"},
        {18, NULL,
         "Non-breaking hyphen: a\xe2\x80\x91"
         "b (18)"},
    };
    static const char *const beside[] = {"Tillagt i best\xc3\xa4mmelsens text.",
                                         "Ett eget stycke mellan fr\xc3\xa5gorna: 8.",
                                         "Koden \xc3\xa4r borttagen h\xc3\xa4r (9).",
                                         "Egen rad i tabellen (11).",
                                         "Skrivet i v\xc3\xa4nstra cellen (12).",
                                         "Etiketten \xc3\xa4ndrad (13).",
                                         "I en textruta (15)",
                                         "Sist i dokumentet, v\xc3\xa4nliga h\xc3\xa4lsningar."};
    static const char *const files[] = {"form-libreoffice.docx", "form-by-way-of-doc.docx"};

    for (size_t f = 0; f < OV_LEN(files); f++) {
        read_document(files[f]);
        ck_assert_uint_eq(form.n, 34); /* of 35: the code of one is taken away */
        ck_assert_ptr_null(answer(9));
        ck_assert(form.consultation_id == 2 && form.tracked && form.comments && form.notes);
        for (size_t i = 0; i < OV_LEN(said); i++) {
            const ov_wordform_answer *a = answer(said[i].n);

            ck_assert_ptr_nonnull(a);
            if (said[i].grade)
                ck_assert_str_eq(a->grade, said[i].grade);
            if (said[i].comment)
                ck_assert_str_eq(a->comment, said[i].comment);
        }
        ck_assert_ptr_null(answer(7)->comment); /* the row is taken away: nothing changes */
        ck_assert_str_eq(answer(5)->wording, "Kommunen ska, i samr\xc3\xa5"
                                             "d, svara.\nAndra stycket av lydelsen.");
        for (size_t i = 0; i < OV_LEN(beside); i++)
            ck_assert_msg(is_outside(beside[i]), "%s: %s", files[f], beside[i]);
    }
}
END_TEST

START_TEST(saved_by_python_docx)
{
    read_document("form-python-docx.docx");
    ck_assert_uint_eq(form.n, 35);
    ck_assert_str_eq(answer(2)->grade, "Avstyrker");
    ck_assert_str_eq(answer(2)->comment,
                     "Rad ett \xc3\xa5 \xc3\xa4 \xc3\xb6 \"citat\"\tefter tabb\nrad tv\xc3\xa5");
    ck_assert_str_eq(answer(3)->comment, "Vi vill:\nstryka\n\n<b>&amp;</b>");
    ck_assert_str_eq(answer(4)->comment, "Bredvid rutan");
    ck_assert_str_eq(answer(30)->comment, "");
    ck_assert(is_outside("Sist i dokumentet"));
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
    tcase_add_test(tests, as_it_was_meant);
    tcase_add_test(tests, saved_by_libreoffice);
    tcase_add_test(tests, saved_by_python_docx);
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

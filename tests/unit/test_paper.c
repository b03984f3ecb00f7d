/* SPDX-License-Identifier: EUPL-1.2 */
/* test_paper.c — documents for word processors, and the archives that they are. */
#include <check.h>

#include "text/import/zip.h"
#include "util/zip.h"
#include "view/paper.h"

#include <stdlib.h>
#include <string.h>

static ov_arena *arena;

static void setup(void)
{
    arena = ov_arena_new(0);
}

static void teardown(void)
{
    ov_arena_free(arena);
}

/* A part of an archive as text. */
static const char *part_of(ov_str file, const char *name)
{
    const ov_zip_part *part;
    ov_err err = {0};
    ov_str text;
    ov_zip zip;

    ck_assert_msg(ov_zip_open(arena, file, &zip, &err) == OV_OK, "%s", err.text);
    part = ov_zip_find(&zip, name);
    ck_assert_msg(part != NULL, "no part %s", name);
    ck_assert(ov_zip_read(arena, &zip, part, 1 << 20, &text) == OV_OK);
    return text.ptr;
}

static size_t count(const char *text, const char *word)
{
    size_t n = 0;

    for (const char *p = text; (p = strstr(p, word)) != NULL; p += strlen(word))
        n++;
    return n;
}

START_TEST(zip_round_trip)
{
    ov_zip_writer w = {0};
    ov_str file, again;

    for (int round = 0; round < 2; round++) {
        ov_zip_add(&w, OV_LIT("mimetype"), OV_LIT("text/x"), false);
        ov_zip_add(&w, OV_LIT("a/\xc3\xa5.xml"), OV_LIT("<a>aaaaaaaaaaaaaaaaaaaaaaaaaaaa</a>"),
                   true);
        ov_zip_add(&w, OV_LIT("empty"), OV_LIT(""), true);
        again = ov_zip_finish(&w, arena);
        if (round == 0)
            file = again;
    }
    ck_assert_msg(ov_str_eq(file, again), "the same parts give other bytes");
    ck_assert_str_eq(part_of(file, "mimetype"), "text/x");
    ck_assert_str_eq(part_of(file, "a/\xc3\xa5.xml"), "<a>aaaaaaaaaaaaaaaaaaaaaaaaaaaa</a>");
    ck_assert_str_eq(part_of(file, "empty"), "");
    /* an OpenDocument is told by what stands at byte 38 */
    ck_assert(memcmp(file.ptr + 30, "mimetypetext/x", 14) == 0);
}
END_TEST

static ov_paper *sample(void)
{
    static const char *const choices[] = {"Tillstyrker", "Avstyrker & mer", NULL};
    ov_paper *p = ov_paper_new(arena, "A \"B\" <C>", "Utkast", 1750000000000000);

    ov_paper_text(p, OV_PAPER_TITLE, "Titel");
    ov_paper_heading(p, 2, "3.1 \xc3\x85 & \x01 b");
    ov_paper_html(p, OV_LIT("<p>Ett <strong>fett</strong> ord &amp; ett till.</p>\n"
                            "<ol start=\"3\"><li>tre<ul><li>under</li></ul></li><li>fyra</li></ol>"
                            "<p>mellan</p><ol><li>ett</li></ol>"
                            "<div class=\"scroll\"><table class=\"t\"><thead><tr><th>H</th><th>I"
                            "</th></tr></thead><tbody><tr><td>x</td></tr></tbody></table></div>"));
    ov_paper_table(p, "Svar", (int[]){30, 70}, 2, false);
    ov_paper_row(p);
    ov_paper_cell_text(p, "Svar");
    ov_paper_cell(p);
    ov_paper_control_add(
        p, OV_PAPER_BODY,
        &(ov_paper_control){
            .tag = "t-1", .name = "Svar", .placeholder = "V\xc3\xa4lj", .choices = choices});
    ov_paper_control_add(
        p, OV_PAPER_BODY,
        &(ov_paper_control){
            .tag = "t-2", .name = "Text", .text = "en\ntv\xc3\xa5", .placeholder = "Skriv"});
    ov_paper_row(p);
    ov_paper_cell_text(p, "bara en cell");
    ov_paper_table_end(p);
    return p;
}

START_TEST(docx_has_what_word_wants)
{
    ov_str file = ov_paper_docx(sample());
    const char *text = part_of(file, "word/document.xml");

    ck_assert_msg(ov_str_eq(file, ov_paper_docx(sample())), "not the same bytes twice");
    ck_assert_ptr_nonnull(strstr(text, "3.1 \xc3\x85 &amp;  b"));
    ck_assert_ptr_nonnull(strstr(text, "<w:b/>"));
    ck_assert_uint_eq(count(text, "<w:tbl>"), 2);
    ck_assert_uint_eq(count(text, "<w:tblHeader/>"), 1);
    ck_assert_uint_eq(count(text, "<w:tc>"), 8); /* short rows are filled up */
    ck_assert_uint_eq(count(text, "<w:showingPlcHdr/>"), 1);
    ck_assert_ptr_nonnull(strstr(text, "w:displayText=\"Avstyrker &amp; mer\""));
    ck_assert_ptr_nonnull(strstr(text, "en</w:t><w:br/><w:t xml:space=\"preserve\">tv\xc3\xa5"));
    /* the two numbered lists count for themselves, the first from 3 */
    text = part_of(file, "word/numbering.xml");
    ck_assert_uint_eq(count(text, "<w:num w:"), 3);
    ck_assert_ptr_nonnull(strstr(text, "<w:startOverride w:val=\"3\"/>"));
    ck_assert_ptr_nonnull(strstr(part_of(file, "docProps/core.xml"),
                                 "<dc:title>A &quot;B&quot; &lt;C&gt;</dc:title>"));
    ck_assert_ptr_nonnull(strstr(part_of(file, "word/footer1.xml"), "Utkast"));
    (void)part_of(file, "[Content_Types].xml");
    (void)part_of(file, "_rels/.rels");
}
END_TEST

START_TEST(odt_has_what_libreoffice_wants)
{
    ov_str file = ov_paper_odt(sample());
    const char *text = part_of(file, "content.xml");

    ck_assert(memcmp(file.ptr + 38, OV_ODT_TYPE, strlen(OV_ODT_TYPE)) == 0);
    ck_assert_uint_eq(count(text, "<table:table "), 2);
    ck_assert_uint_eq(count(text, "<table:table-header-rows>"), 1);
    ck_assert_uint_eq(count(text, "<table:table-cell "), 8);
    ck_assert_uint_eq(count(text, "<text:list "), count(text, "</text:list>"));
    ck_assert_uint_eq(count(text, "<text:list-item"), count(text, "</text:list-item>"));
    ck_assert_ptr_nonnull(strstr(text, "text:start-value=\"3\""));
    ck_assert_ptr_nonnull(strstr(text, "text:outline-level=\"2\""));
    ck_assert_ptr_nonnull(strstr(part_of(file, "styles.xml"), "fo:language=\"sv\""));
    (void)part_of(file, "META-INF/manifest.xml");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("paper");
    TCase *tests = tcase_create("paper");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, zip_round_trip);
    tcase_add_test(tests, docx_has_what_word_wants);
    tcase_add_test(tests, odt_has_what_libreoffice_wants);
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

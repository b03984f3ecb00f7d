/* SPDX-License-Identifier: EUPL-1.2 */
/* test_i18n.c — translations from .mo files, good and bad ones. */
#include "view/i18n.h"

#include "util/buf.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static char folder[256];
static ov_err err;
static ov_i18n *set;

static void setup(void)
{
    const char *base = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/overens-i18n-XXXXXX", base ? base : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    set = NULL;
}

static void teardown(void)
{
    char command[300];
    ov_i18n_free(set);
    (void)snprintf(command, sizeof command, "rm -r '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

static void put32(ov_buf *buf, uint32_t word, bool swapped)
{
    word = swapped ? __builtin_bswap32(word) : word;
    ov_buf_add(buf, &word, sizeof word);
}

static const char *const pairs[][2] = {
    {"", "Content-Type: text/plain; charset=UTF-8\n"},
    {"Agenda", ""},
    {"Skicka in", "Submit"},
    {"knapp\004Stäng", "Close"},
    {"ärende", "matter"},
};

/* A .mo file of the pairs, as msgfmt lays it out. Owns: ov_buf_free. */
static ov_buf make_mo(bool swapped)
{
    ov_buf mo = {0};
    uint32_t n = OV_LEN(pairs), at = 28 + 16 * n;

    put32(&mo, 0x950412de, swapped);
    put32(&mo, 0, swapped);
    put32(&mo, n, swapped);
    put32(&mo, 28, swapped);
    put32(&mo, 28 + 8 * n, swapped);
    put32(&mo, 0, swapped);
    put32(&mo, 0, swapped);
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < n; i++) {
            put32(&mo, (uint32_t)strlen(pairs[i][side]), swapped);
            put32(&mo, at, swapped);
            at += (uint32_t)strlen(pairs[i][side]) + 1;
        }
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < n; i++)
            ov_buf_add(&mo, pairs[i][side], strlen(pairs[i][side]) + 1);
    return mo;
}

static void write_mo(const char *lang, const ov_buf *mo, size_t len)
{
    char path[300];
    (void)snprintf(path, sizeof path, "%s/%s.mo", folder, lang);
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(mo->ptr, 1, len, f), len);
    ck_assert_int_eq(fclose(f), 0);
}

START_TEST(texts_are_found)
{
    for (int swapped = 0; swapped < 2; swapped++) {
        ov_buf mo = make_mo(swapped);
        write_mo(swapped ? "de" : "en", &mo, mo.len);
        ov_buf_free(&mo);
    }
    ck_assert_int_eq(ov_i18n_open(folder, &set, &err), OV_OK);
    ck_assert_str_eq(ov_i18n_get(set, "en", "Skicka in"), "Submit");
    ck_assert_str_eq(ov_i18n_get(set, "de", "ärende"), "matter");
    ck_assert_str_eq(ov_i18n_get(set, "en", "knapp\004Stäng"), "Close");
    ck_assert_ptr_null(ov_i18n_get(set, "en", "Stäng"));
    ck_assert_ptr_null(ov_i18n_get(set, "en", "Agenda")); /* not translated yet */
    ck_assert_ptr_null(ov_i18n_get(set, "en", ""));
    ck_assert_ptr_null(ov_i18n_get(set, "sv", "Skicka in"));
    ck_assert_ptr_null(ov_i18n_get(set, "fr", "Skicka in"));
}
END_TEST

START_TEST(no_folder_is_no_translations)
{
    char missing[300];
    (void)snprintf(missing, sizeof missing, "%s/finns-inte", folder);
    ck_assert_int_eq(ov_i18n_open(missing, &set, &err), OV_OK);
    ck_assert_ptr_null(ov_i18n_get(set, "en", "Skicka in"));
}
END_TEST

static void refused(const ov_buf *mo, size_t len)
{
    ov_i18n *none = NULL;
    write_mo("en", mo, len);
    ck_assert_int_eq(ov_i18n_open(folder, &none, &err), OV_INVALID);
    ck_assert_ptr_null(none);
    ck_assert_ptr_nonnull(strstr(err.text, "en.mo: not a good .mo file"));
}

START_TEST(a_cut_file_is_refused_at_every_length)
{
    ov_buf mo = make_mo(false);
    for (size_t len = 0; len < mo.len; len++)
        refused(&mo, len);
    ov_buf_free(&mo);
}
END_TEST

START_TEST(lies_about_places_and_order_are_refused)
{
    static const size_t words[] = {0, 8, 12, 16, 28, 32, 28 + 8 * 5, 28 + 8 * 5 + 4};
    static const uint32_t lies[] = {0xFFFFFFFFu, 0x7FFFFFFFu, 0x20000000u, 400};

    for (size_t i = 0; i < OV_LEN(words); i++)
        for (size_t k = 0; k < OV_LEN(lies); k++) {
            ov_buf mo = make_mo(false);
            memcpy(mo.ptr + words[i], &lies[k], 4);
            refused(&mo, mo.len);
            ov_buf_free(&mo);
        }
    ov_buf mo = make_mo(false);
    char *text = memmem(mo.ptr, mo.len, "Skicka in", 9);
    text[0] = 'A'; /* before Agenda? "Ak…" is after "Ag…": still in order, so make it worse */
    text[1] = 'A';
    refused(&mo, mo.len);
    text[0] = (char)0xFF;
    refused(&mo, mo.len);
    ov_buf_free(&mo);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("i18n");
    TCase *tcase = tcase_create("i18n");

    tcase_set_timeout(tcase, 30);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, texts_are_found);
    tcase_add_test(tcase, no_folder_is_no_translations);
    tcase_add_test(tcase, a_cut_file_is_refused_at_every_length);
    tcase_add_test(tcase, lies_about_places_and_order_are_refused);
    suite_add_tcase(suite, tcase);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}

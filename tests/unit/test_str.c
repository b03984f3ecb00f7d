/* SPDX-License-Identifier: EUPL-1.2 */
/* test_str.c — slices, numbers, Unicode, sort keys, base64url. */
#include "util/str.h"

#include <check.h>
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

START_TEST(slices)
{
    ov_str rest = OV_LIT("a,,b"), empty = {NULL, 0};

    ck_assert(ov_str_is(ov_str_cut(&rest, ','), "a"));
    ck_assert(ov_str_is(ov_str_cut(&rest, ','), ""));
    ck_assert(ov_str_is(ov_str_cut(&rest, ','), "b"));
    ck_assert_ptr_null(rest.ptr);
    ck_assert(ov_str_is(ov_str_cut(&rest, ','), ""));
    ck_assert(ov_str_eq(empty, OV_LIT("")));
    ck_assert(ov_str_starts(OV_LIT("remiss/7"), "remiss/"));
    ck_assert(!ov_str_starts(OV_LIT("re"), "remiss"));
    ck_assert(ov_str_ends(OV_LIT("a.txt"), ".txt"));
    ck_assert(!ov_str_ends(OV_LIT("txt"), ".txt"));
    ck_assert(ov_str_is(ov_str_trim(OV_LIT(" \t\r\n å \v\f")), "å"));
    ck_assert(ov_str_is(ov_str_trim(OV_LIT("  ")), ""));
}
END_TEST

START_TEST(numbers)
{
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "0x10",
                                      "1.0",
                                      "1e3",
                                      "9223372036854775808",
                                      "-9223372036854775809"};
    int64_t n = 42;

    for (size_t i = 0; i < OV_LEN(bad); i++)
        ck_assert_msg(ov_parse_int(ov_str_from(bad[i]), &n) == OV_INVALID, "%s", bad[i]);
    ck_assert_int_eq(n, 42); /* untouched */
    ck_assert_int_eq(ov_parse_int(OV_LIT("-9223372036854775808"), &n), OV_OK);
    ck_assert(n == INT64_MIN);
    ck_assert_int_eq(ov_parse_int(OV_LIT("9223372036854775807"), &n), OV_OK);
    ck_assert(n == INT64_MAX);
    ck_assert_int_eq(ov_parse_int(OV_LIT("007"), &n), OV_OK);
    ck_assert_int_eq(n, 7);
}
END_TEST

START_TEST(utf8)
{
    static const char *const bad[] = {"\xc0\x80",         /* overlong NUL */
                                      "\xc1\xbf",         /* overlong */
                                      "\xe0\x9f\xbf",     /* overlong */
                                      "\xed\xa0\x80",     /* surrogate */
                                      "\xf4\x90\x80\x80", /* above U+10FFFF */
                                      "\xf5\x80\x80\x80", "a\x80", "\xc3", "\xe2\x82", "\xff"};

    for (size_t i = 0; i < OV_LEN(bad); i++)
        ck_assert_msg(!ov_utf8_valid(ov_str_from(bad[i])), "row %zu", i);
    ck_assert(!ov_utf8_valid((ov_str){"a\0b", 3}));
    ck_assert(ov_utf8_valid(OV_LIT("")));
    ck_assert(ov_utf8_valid(OV_LIT("åäö € 🩺 \xef\xbf\xbd")));
    ck_assert_uint_eq(ov_utf8_length(OV_LIT("åäö € 🩺")), 7);
}
END_TEST

static void check_nfc(const char *from, const char *to)
{
    ov_str out;

    ck_assert_int_eq(ov_utf8_nfc(arena, ov_str_from(from), &out), OV_OK);
    ck_assert_msg(ov_str_is(out, to), "%s", from);
}

START_TEST(nfc)
{
    ov_str out = OV_LIT("kvar");

    check_nfc("", "");
    check_nfc("plain", "plain");
    check_nfc("åäö", "åäö");
    check_nfc("A\xcc\x8angstro\xcc\x88m", "Ångström");
    check_nfc("\xe2\x84\xab", "Å");                                    /* the Ångström sign */
    check_nfc("e\xcc\xa3\xcc\x82", "ệ");                               /* two marks */
    check_nfc("\xf0\x9d\x85\x9e", "\xf0\x9d\x85\x97\xf0\x9d\x85\xa5"); /* grows */
    check_nfc("\xe2\x80\x93 €", "– €");
    ck_assert_int_eq(ov_utf8_nfc(arena, OV_LIT("a\xcc"), &out), OV_INVALID);
    ck_assert(ov_str_is(out, "kvar"));
}
END_TEST

START_TEST(windows_1252)
{
    static const unsigned char undefined[] = {0x81, 0x8d, 0x8f, 0x90, 0x9d};
    ov_str out;

    ck_assert_int_eq(ov_cp1252_to_utf8(arena, OV_LIT("v\xe5rd \x80 \x96 \x84\x94 \xff"), &out),
                     OV_OK);
    ck_assert(ov_str_is(out, "vård € – „” ÿ"));
    for (size_t i = 0; i < OV_LEN(undefined); i++) {
        char byte = (char)undefined[i];
        ck_assert_int_eq(ov_cp1252_to_utf8(arena, (ov_str){&byte, 1}, &out), OV_INVALID);
    }
}
END_TEST

START_TEST(swedish_order)
{
    static const char *const ordered[] = {"Ale",    "Alingsås", "Göteborg",  "Hjo",    "Tranås",
                                          "Trosa",  "Vara",     "Västerås",  "Ydre",   "Åre",
                                          "Åstorp", "Älmhult",  "Ängelholm", "Öckerö", "Örebro"};
    const char *keys[OV_LEN(ordered)];

    for (size_t i = 0; i < OV_LEN(ordered); i++)
        keys[i] = ov_sort_key(arena, ordered[i]);
    for (size_t i = 1; i < OV_LEN(ordered); i++)
        ck_assert_msg(strcmp(keys[i - 1], keys[i]) < 0, "%s < %s", ordered[i - 1], ordered[i]);
    for (size_t i = 0; i < OV_LEN(ordered); i++)
        ck_assert_uint_eq(strspn(keys[i], "0123456789abcdef"), strlen(keys[i]));
    ck_assert_str_eq(ov_sort_key(arena, "A\xcc\x8are"), ov_sort_key(arena, "Åre"));
    ck_assert_uint_gt(strlen(ov_sort_key(arena, ov_printf(arena, "%2000s", "å"))), 0);
}
END_TEST

START_TEST(base64url)
{
    static const char *const texts[] = {"", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"};
    uint8_t bytes[6];

    for (size_t n = 0; n < OV_LEN(texts); n++) {
        ck_assert_str_eq(ov_base64url(arena, (const uint8_t *)"foobar", n), texts[n]);
        ck_assert_int_eq(ov_base64url_decode(ov_str_from(texts[n]), bytes, n), OV_OK);
        ck_assert_int_eq(memcmp(bytes, "foobar", n), 0);
    }
    ck_assert_str_eq(ov_base64url(arena, (const uint8_t *)"\xfb\xff", 2), "-_8");
    ck_assert_int_eq(ov_base64url_decode(OV_LIT("Zh"), bytes, 1), OV_INVALID); /* loose bits */
    ck_assert_int_eq(ov_base64url_decode(OV_LIT("Zg="), bytes, 1), OV_INVALID);
    ck_assert_int_eq(ov_base64url_decode(OV_LIT("Z+"), bytes, 1), OV_INVALID);
    ck_assert_int_eq(ov_base64url_decode(OV_LIT("Zm8"), bytes, 1), OV_INVALID);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("str");
    TCase *tc = tcase_create("str");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, slices);
    tcase_add_test(tc, numbers);
    tcase_add_test(tc, utf8);
    tcase_add_test(tc, nfc);
    tcase_add_test(tc, windows_1252);
    tcase_add_test(tc, swedish_order);
    tcase_add_test(tc, base64url);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_hash.c — SHA-256, HMAC and hex against published vectors. */
#include "util/hash.h"
#include "util/str.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

START_TEST(sha256_vectors)
{
    char hex[OV_HASH_HEX];

    ov_sha256_hex(OV_LIT(""), hex);
    ck_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    ov_sha256_hex(OV_LIT("abc"), hex);
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
END_TEST

START_TEST(hmac_vectors)
{
    uint8_t mac[OV_HASH_SIZE];
    char hex[OV_HASH_HEX], key[131];

    /* RFC 4231, cases 2 and 6 (a key longer than a block) */
    ov_hmac_sha256(OV_LIT("Jefe"), OV_LIT("what do ya want for nothing?"), mac);
    ov_hex(mac, sizeof mac, hex);
    ck_assert_str_eq(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    ov_hmac_sha256((ov_str){key, sizeof key},
                   OV_LIT("Test Using Larger Than Block-Size Key - Hash Key First"), mac);
    ov_hex(mac, sizeof mac, hex);
    ck_assert_str_eq(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    /* the settlement specification's pseudonym: the first 16 bytes */
    ov_hmac_sha256(OV_LIT("example-key-not-secret-0123456789"), OV_LIT("pnr:191212121212"), mac);
    ov_hex(mac, 16, hex);
    ck_assert_str_eq(hex, "bcc9e01527ff9416b283bebedd23e55d");
}
END_TEST

START_TEST(hex_both_ways)
{
    uint8_t bytes[2] = {1, 2};

    ck_assert_int_eq(ov_unhex(OV_LIT("00fF"), bytes, 2), OV_OK);
    ck_assert(bytes[0] == 0 && bytes[1] == 255);
    ck_assert_int_eq(ov_unhex(OV_LIT("00f"), bytes, 2), OV_INVALID);
    ck_assert_int_eq(ov_unhex(OV_LIT("00f0a"), bytes, 2), OV_INVALID);
    ck_assert_int_eq(ov_unhex(OV_LIT("0g00"), bytes, 2), OV_INVALID);
    ck_assert(bytes[1] == 255); /* untouched */
}
END_TEST

START_TEST(random_differs)
{
    uint8_t a[32] = {0}, b[32] = {0};

    ov_random(a, sizeof a);
    ov_random(b, sizeof b);
    ck_assert(!ov_same_bytes(a, b, sizeof a));
    ck_assert(ov_same_bytes(a, a, sizeof a));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hash");
    TCase *tc = tcase_create("hash");

    tcase_add_checked_fixture(tc, ov_hash_init, NULL);
    tcase_add_test(tc, sha256_vectors);
    tcase_add_test(tc, hmac_vectors);
    tcase_add_test(tc, hex_both_ways);
    tcase_add_test(tc, random_differs);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

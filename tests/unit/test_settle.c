/* SPDX-License-Identifier: EUPL-1.2 */
/* test_settle.c — the arithmetic of settlement: golden values, and every vector that concerns
 * frames, prices, instalments, pay days and the statement's hash. */
#include "settle/sql.h"
#include "util/hash.h"
#include "util/money.h"

#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#ifndef TEST_SRCDIR
#define TEST_SRCDIR "."
#endif

static json_t *vectors;

static ov_ore instalment(ov_ore frame, int month, ov_instalment_policy policy, int unit)
{
    ov_ore out = -1;

    ck_assert_int_eq(ov_instalment(frame, month, policy, unit, &out), OV_OK);
    return out;
}

/* ---- Golden values of our own: tested wherever the vectors are not ---- */

START_TEST(cumulative_instalments_are_right_to_the_ore)
{
    static const ov_ore want[12] = {3150216667, 3150216666, 3150216667, 3150216667,
                                    3150216666, 3150216667, 3150216667, 3150216666,
                                    3150216667, 3150216667, 3150216666, 3150216667};
    ov_ore sum = 0;

    for (int m = 1; m <= 12; m++) {
        ck_assert_int_eq(instalment(37802600000, m, OV_CUMULATIVE, 1), want[m - 1]);
        sum += want[m - 1];
        if (m == 4) /* the interim reports are the rounded third and two thirds */
            ck_assert_int_eq(sum, 12600866667);
        if (m == 8)
            ck_assert_int_eq(sum, 25201733333);
    }
    ck_assert_int_eq(sum, 37802600000);
}
END_TEST

START_TEST(every_policy_sums_to_the_frame)
{
    static const ov_ore frames[] = {
        0,          1,          11,          12,          13,           100,       1200,
        3604400000, 1340500000, 37802600000, 31127900000, -37802600000, INT64_MAX, INT64_MIN + 1};

    for (size_t i = 0; i < OV_LEN(frames); i++) {
        for (int policy = OV_CUMULATIVE; policy <= OV_LAST_MONTH; policy++) {
            __int128 sum = 0;

            for (int m = 1; m <= 12; m++)
                sum += instalment(frames[i], m, (ov_instalment_policy)policy, 1);
            ck_assert(sum == frames[i]);
        }
    }
}
END_TEST

START_TEST(a_credit_mirrors_its_debit)
{
    for (int policy = OV_CUMULATIVE; policy <= OV_LAST_MONTH; policy++) {
        for (int m = 1; m <= 12; m++)
            ck_assert_int_eq(instalment(-1340500000, m, (ov_instalment_policy)policy, 1),
                             -instalment(1340500000, m, (ov_instalment_policy)policy, 1));
    }
}
END_TEST

START_TEST(whole_kronor_and_refusals)
{
    ov_ore out = 7;

    ck_assert_int_eq(instalment(37802600000, 1, OV_CUMULATIVE, 100), 3150216700);
    ck_assert_int_eq(instalment(37802600000, 12, OV_LAST_MONTH, 100), 3150217400);
    ck_assert_int_eq(ov_instalment(150, 1, OV_CUMULATIVE, 100, &out), OV_INVALID);
    ck_assert_int_eq(ov_instalment(100, 0, OV_CUMULATIVE, 1, &out), OV_INVALID);
    ck_assert_int_eq(ov_instalment(100, 13, OV_CUMULATIVE, 1, &out), OV_INVALID);
    ck_assert_int_eq(ov_instalment(100, 1, OV_CUMULATIVE, 10, &out), OV_INVALID);
    ck_assert_int_eq(out, 7); /* written only on OV_OK */
}
END_TEST

START_TEST(price_is_rounded_once_to_whole_kronor)
{
    ov_ore out = 7;

    ck_assert_int_eq(ov_billing_price(86656, 35, 100, &out), OV_OK);
    ck_assert_int_eq(out, 3033000);
    ck_assert_int_eq(ov_variable_amount(12345, 3033000, &out), OV_OK);
    ck_assert_int_eq(out, 3744239);
    ck_assert_int_eq(ov_variable_amount(-12345, 3033000, &out), OV_OK);
    ck_assert_int_eq(out, -3744239);
    ck_assert_int_ne(ov_billing_price(86656, 35, 0, &out), OV_OK);
    ck_assert_int_ne(ov_billing_price(INT64_MAX, 1, 1, &out), OV_OK);
    ck_assert_int_ne(ov_variable_amount(INT64_MAX, INT64_MAX, &out), OV_OK);
    ck_assert_int_eq(out, -3744239);
}
END_TEST

START_TEST(pay_days_move_earlier)
{
    ck_assert_int_eq(ov_payment_day(2024, 1, 28), ov_day_from_civil(2024, 1, 26));
    ck_assert_int_eq(ov_payment_day(2024, 3, 28), ov_day_from_civil(2024, 3, 28));
    ck_assert_int_eq(ov_payment_day(2024, 12, 28), ov_day_from_civil(2024, 12, 27));
    ck_assert_int_eq(ov_payment_day(2025, 2, 31), ov_day_from_civil(2025, 2, 28));
}
END_TEST

START_TEST(policy_names_go_both_ways)
{
    ov_instalment_policy policy;

    ck_assert_int_eq(ov_policy_parse("first", &policy), OV_OK);
    ck_assert_int_eq(policy, OV_FIRST_MONTHS);
    ck_assert_str_eq(ov_policy_name(OV_LAST_MONTH), "last");
    ck_assert_int_eq(ov_policy_parse("sist", &policy), OV_INVALID);
}
END_TEST

/* The straightforward way, level by level with promotion, against the one with a stack. */
static void root_by_levels(uint8_t (*nodes)[32], size_t n, uint8_t root[32])
{
    uint8_t pair[65];

    while (n > 1) {
        size_t half = 0;

        for (size_t i = 0; i < n; i += 2, half++) {
            if (i + 1 == n) {
                memmove(nodes[half], nodes[i], 32);
                continue;
            }
            pair[0] = 1;
            memcpy(pair + 1, nodes[i], 32);
            memcpy(pair + 33, nodes[i + 1], 32);
            ov_sha256((ov_str){(const char *)pair, sizeof pair}, nodes[half]);
        }
        n = half;
    }
    memcpy(root, nodes[0], 32);
}

START_TEST(merkle_root_promotes_the_odd_node)
{
    static uint8_t leaves[70][32], work[70][32];
    uint8_t root[32], want[32];

    for (size_t i = 0; i < OV_LEN(leaves); i++)
        ov_sha256((ov_str){(const char *)&i, sizeof i}, leaves[i]);
    for (size_t n = 1; n <= OV_LEN(leaves); n++) {
        memcpy(work, leaves, sizeof leaves);
        root_by_levels(work, n, want);
        ov_merkle_root((const uint8_t(*)[32])leaves, n, root);
        ck_assert_mem_eq(root, want, 32);
    }
}
END_TEST

/* ---- The shared vectors ---- */

static ov_ore ore(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    ck_assert_msg(json_is_integer(value), "no number %s", key);
    return json_integer_value(value);
}

static void check_array(const json_t *cell, const char *key, ov_instalment_policy policy, int unit)
{
    const json_t *want = json_object_get(cell, key);
    ov_ore year = ore(cell, "year"), sum = 0;

    ck_assert_uint_eq(json_array_size(want), 12);
    for (int m = 1; m <= 12; m++) {
        ov_ore got = instalment(year, m, policy, unit);

        ck_assert_int_eq(got, json_integer_value(json_array_get(want, (size_t)m - 1)));
        sum += got;
    }
    ck_assert_int_eq(sum, year);
}

static void check_frames(const char *group)
{
    json_t *frames = json_object_get(vectors, group), *cell;
    const char *pair;

    ck_assert_uint_eq(json_object_size(frames), 6);
    json_object_foreach(frames, pair, cell)
    {
        ov_ore sum = 0;

        check_array(cell, "instalments", OV_CUMULATIVE, 1);
        check_array(cell, "alt_first_months_plus1", OV_FIRST_MONTHS, 1);
        check_array(cell, "alt_last_month_takes_rest", OV_LAST_MONTH, 1);
        check_array(cell, "alt_whole_kr_cumulative", OV_CUMULATIVE, 100);
        check_array(cell, "alt_whole_kr_last_month", OV_LAST_MONTH, 100);
        ck_assert_int_eq(ore(cell, "year_tkr") * 100000, ore(cell, "year"));
        for (int m = 1; m <= 8; m++) {
            sum += instalment(ore(cell, "year"), m, OV_CUMULATIVE, 1);
            if (m == 4)
                ck_assert_int_eq(sum, ore(cell, "period04"));
        }
        ck_assert_int_eq(sum, ore(cell, "period08"));
    }
}

START_TEST(vectors_frames)
{
    check_frames("frames_fixed_variable_agreement");
    check_frames("frames_shared_activities");
}
END_TEST

START_TEST(vectors_rounding)
{
    json_t *cases = json_object_get(vectors, "rounding_primitive"), *one;
    size_t i;

    ck_assert_uint_gt(json_array_size(cases), 10);
    json_array_foreach(cases, i, one)
    {
        int64_t got;

        ck_assert_int_eq(ov_round_div(ore(one, "num"), ore(one, "den"), &got), OV_OK);
        ck_assert_int_eq(got, ore(one, "half_away"));
    }
}
END_TEST

START_TEST(vectors_price)
{
    json_t *price = json_object_get(vectors, "price");
    ov_ore got;

    ck_assert_str_eq(json_string_value(json_object_get(price, "variable_share")), "0.35");
    ck_assert_int_eq(ov_billing_price(ore(price, "drg1_price_kr"), 35, 100, &got), OV_OK);
    ck_assert_int_eq(got, ore(price, "billing_price_ore"));
    ck_assert_int_eq(got, 100 * ore(price, "billing_price_kr"));
}
END_TEST

/* Rounded per component, then added. */
START_TEST(vectors_monthly_payment_per_pair)
{
    json_t *pairs = json_object_get(json_object_get(vectors, "monthly_payment_per_pair"), "pairs");
    json_t *fixed = json_object_get(vectors, "frames_fixed_variable_agreement");
    json_t *shared = json_object_get(vectors, "frames_shared_activities"), *one;
    const char *pair;

    ck_assert_uint_eq(json_object_size(pairs), 6);
    json_object_foreach(pairs, pair, one)
    {
        json_t *want = json_object_get(one, "instalments_sum_of_components");
        json_t *s = json_object_get(shared, pair);
        ov_ore f = ore(json_object_get(fixed, pair), "year"), g = s ? ore(s, "year") : 0;

        ck_assert_int_eq(f + g, ore(one, "year"));
        for (int m = 1; m <= 12; m++)
            ck_assert_int_eq(instalment(f, m, OV_CUMULATIVE, 1) +
                                 instalment(g, m, OV_CUMULATIVE, 1),
                             json_integer_value(json_array_get(want, (size_t)m - 1)));
    }
}
END_TEST

START_TEST(vectors_variable_lines)
{
    json_t *group = json_object_get(vectors, "variable_lines"), *one;
    json_t *lines = json_object_get(group, "lines");
    json_t *seven = json_object_get(group, "seven_identical_lines");
    ov_ore sum = 0, got;
    size_t i;

    json_array_foreach(lines, i, one)
    {
        ck_assert_int_eq(ov_variable_amount(ore(one, "weight_e4"), ore(one, "price"), &got), OV_OK);
        ck_assert_int_eq(got, ore(one, "amount"));
        sum += got;
        ck_assert_int_eq(ov_variable_amount(-ore(one, "weight_e4"), ore(one, "price"), &got),
                         OV_OK);
        ck_assert_int_eq(got, ore(one, "credit"));
    }
    ck_assert_int_eq(sum, ore(group, "sum_of_rounded"));
    ck_assert_int_eq(ov_variable_amount(12345, 3033000, &got), OV_OK);
    ck_assert_int_eq(7 * got, ore(seven, "sum_of_rounded"));
}
END_TEST

START_TEST(vectors_largest_remainder)
{
    json_t *cases = json_object_get(vectors, "largest_remainder"), *one;
    size_t i, k;

    json_array_foreach(cases, i, one)
    {
        json_t *shares = json_object_get(one, "shares"), *want = json_object_get(one, "result");
        int64_t weights[16], got[16];
        size_t n = json_array_size(shares);

        ck_assert_uint_le(n, OV_LEN(weights));
        for (k = 0; k < n; k++)
            weights[k] = json_integer_value(json_array_get(shares, k));
        ck_assert_int_eq(ov_split(ore(one, "total"), weights, n, got), OV_OK);
        for (k = 0; k < n; k++)
            ck_assert_int_eq(got[k], json_integer_value(json_array_get(want, k)));
    }
}
END_TEST

static ov_day day_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    ov_day day = OV_NO_DAY;

    ck_assert_int_eq(ov_day_parse(ov_str_from(text), &day), OV_OK);
    return day;
}

START_TEST(vectors_payment_days)
{
    json_t *months = json_object_get(json_object_get(vectors, "payment_28th_2024"), "months"), *one;
    const char *february =
        json_string_value(json_object_get(vectors, "payment_28th_2025_february"));
    ov_day day;
    size_t i;

    ck_assert_uint_eq(json_array_size(months), 12);
    json_array_foreach(months, i, one) ck_assert_int_eq(
        ov_payment_day(2024, (int)ore(one, "month"), 28), day_of(one, "pay_latest_banking_day"));
    ck_assert_int_eq(ov_day_parse(ov_str_from(february), &day), OV_OK);
    ck_assert_int_eq(ov_payment_day(2025, 2, 28), day);
}
END_TEST

START_TEST(vectors_terms)
{
    json_t *cases = json_object_get(vectors, "terms_30_days"), *one;
    size_t i;

    ck_assert_uint_gt(json_array_size(cases), 4);
    json_array_foreach(cases, i, one)
        ck_assert_int_eq(day_of(one, "invoice_date") + 30, day_of(one, "due"));
}
END_TEST

/* The value of a line "key=value" of a canonical text. */
static const char *value_of(ov_arena *arena, const char *canonical, const char *key)
{
    const char *at = strstr(canonical, ov_printf(arena, "\n%s=", key));

    ck_assert_msg(at != NULL, "no %s", key);
    at += strlen(key) + 2;
    return ov_strndup(arena, at, strcspn(at, "\n"));
}

START_TEST(vectors_canonical_text)
{
    json_t *list = json_object_get(json_object_get(vectors, "hash_chain"), "statements"), *one;
    ov_arena *a = ov_arena_new(0);
    size_t i;

    json_array_foreach(list, i, one)
    {
        const char *want = json_string_value(json_object_get(one, "canonical"));
        const char *corrects = value_of(a, want, "corrects");
        ov_statement s = {.number = value_of(a, want, "number"),
                          .kind = value_of(a, want, "kind"),
                          .payer = value_of(a, want, "payer"),
                          .recipient = value_of(a, want, "recipient"),
                          .period = value_of(a, want, "period"),
                          .corrects = strcmp(corrects, "-") == 0 ? NULL : corrects,
                          .prev = value_of(a, want, "prev")};
        ov_str got;

        ck_assert_int_eq(ov_parse_int(ov_str_from(value_of(a, want, "lines")), &s.n_lines), OV_OK);
        ck_assert_int_eq(ov_parse_int(ov_str_from(value_of(a, want, "total_ore")), &s.total),
                         OV_OK);
        got = settle_canonical(a, &s, value_of(a, want, "lines_root"));
        ck_assert_str_eq(got.ptr, want);
    }
    ov_arena_free(a);
}
END_TEST

/* The salts are raw bytes in the leaf, hex in the vectors. */
START_TEST(vectors_hash_chain)
{
    json_t *list = json_object_get(json_object_get(vectors, "hash_chain"), "statements"), *one;
    size_t i, k;

    ck_assert_uint_eq(json_array_size(list), 3);
    json_array_foreach(list, i, one)
    {
        json_t *salts = json_object_get(one, "salts"), *lines = json_object_get(one, "lines");
        const char *canonical = json_string_value(json_object_get(one, "canonical"));
        uint8_t leaves[4][32], salt[16], root[32];
        char hex[OV_HASH_HEX];

        for (k = 0; k < json_array_size(lines); k++) {
            ck_assert_int_eq(
                ov_unhex(ov_str_from(json_string_value(json_array_get(salts, k))), salt, 16),
                OV_OK);
            ov_merkle_leaf((ov_str){(const char *)salt, 16},
                           ov_str_from(json_string_value(json_array_get(lines, k))), leaves[k]);
        }
        ov_merkle_root((const uint8_t(*)[32])leaves, k, root);
        ov_hex(root, 32, hex);
        ck_assert_str_eq(hex, json_string_value(json_object_get(one, "lines_root")));
        ov_sha256_hex(ov_str_from(canonical), hex);
        ck_assert_str_eq(hex, json_string_value(json_object_get(one, "hash")));
    }
}
END_TEST

static json_t *vectors_load(void)
{
    const char *shared = getenv("OVERENS_SHARED");
    char path[1024];

    if (shared)
        snprintf(path, sizeof path, "%s/spec/settlement_vectors.json", shared);
    else
        snprintf(path, sizeof path, "%s/../shared/spec/settlement_vectors.json", TEST_SRCDIR);
    return json_load_file(path, 0, NULL);
}

int main(void)
{
    Suite *suite = suite_create("settle");
    TCase *own = tcase_create("golden");
    SRunner *runner;
    int failed;

    ov_hash_init();
    vectors = vectors_load();
    tcase_add_test(own, cumulative_instalments_are_right_to_the_ore);
    tcase_add_test(own, every_policy_sums_to_the_frame);
    tcase_add_test(own, a_credit_mirrors_its_debit);
    tcase_add_test(own, whole_kronor_and_refusals);
    tcase_add_test(own, price_is_rounded_once_to_whole_kronor);
    tcase_add_test(own, pay_days_move_earlier);
    tcase_add_test(own, policy_names_go_both_ways);
    tcase_add_test(own, merkle_root_promotes_the_odd_node);
    suite_add_tcase(suite, own);
    if (vectors) {
        TCase *shared = tcase_create("vectors"); /* check frees only what it runs */

        tcase_add_test(shared, vectors_rounding);
        tcase_add_test(shared, vectors_price);
        tcase_add_test(shared, vectors_frames);
        tcase_add_test(shared, vectors_monthly_payment_per_pair);
        tcase_add_test(shared, vectors_variable_lines);
        tcase_add_test(shared, vectors_largest_remainder);
        tcase_add_test(shared, vectors_payment_days);
        tcase_add_test(shared, vectors_terms);
        tcase_add_test(shared, vectors_canonical_text);
        tcase_add_test(shared, vectors_hash_chain);
        suite_add_tcase(suite, shared);
    } else {
        for (int i = 0; i < 10; i++)
            puts("SKIP: settlement_vectors.json: no ../shared here");
    }
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    json_decref(vectors);
    return failed == 0 ? 0 : 1;
}

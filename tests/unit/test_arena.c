/* SPDX-License-Identifier: EUPL-1.2 */
/* test_arena.c — memory for a request, and growing buffers. */
#include "util/arena.h"
#include "util/buf.h"

#include <check.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

START_TEST(pieces_are_aligned_and_apart)
{
    ov_arena *arena = ov_arena_new(0);
    uint8_t *pieces[500];

    for (size_t i = 0; i < OV_LEN(pieces); i++) {
        pieces[i] = ov_alloc(arena, i * 13);
        ck_assert_uint_eq((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], (int)(i & 255), i * 13);
    }
    for (size_t i = 0; i < OV_LEN(pieces); i++)
        for (size_t b = 0; b < i * 13; b++)
            ck_assert_uint_eq(pieces[i][b], i & 255);
    ov_arena_free(arena);
}
END_TEST

START_TEST(large_pieces_do_not_disturb_small_ones)
{
    ov_arena *arena = ov_arena_new(0);

    for (int round = 0; round < 4; round++) {
        char *small = ov_strdup(arena, "liten");
        char *large = ov_calloc(arena, 3, 1 << 20);
        char *after = ov_strdup(arena, "efter");
        ck_assert_int_eq(large[(3 << 20) - 1], 0);
        memset(large, 'x', 3 << 20);
        ck_assert_str_eq(small, "liten");
        ck_assert_str_eq(after, "efter");
        ov_arena_reset(arena);
        ck_assert_uint_eq(ov_arena_used(arena), 0);
    }
    ov_arena_free(arena);
}
END_TEST

static char order[8];

static void note(void *arg)
{
    size_t n = strlen(order);

    order[n] = *(const char *)arg;
    order[n + 1] = '\0';
}

START_TEST(cleanups_run_latest_first_and_once)
{
    ov_arena *arena = ov_arena_new(0);

    order[0] = '\0';
    ov_arena_cleanup(arena, note, ov_strdup(arena, "a"));
    ov_arena_cleanup(arena, note, ov_strdup(arena, "b"));
    ov_arena_reset(arena);
    ck_assert_str_eq(order, "ba");
    ov_arena_cleanup(arena, note, ov_strdup(arena, "c"));
    ov_arena_free(arena);
    ck_assert_str_eq(order, "bac");
    ov_arena_free(NULL);
}
END_TEST

START_TEST(printing_has_no_length_limit)
{
    ov_arena *arena = ov_arena_new(0);
    char *dots = ov_printf(arena, "%5000s|", "x");

    ck_assert_uint_eq(strlen(dots), 5001);
    ck_assert_str_eq(dots + 4998, " x|");
    ck_assert_str_eq(ov_printf(arena, "%d %s", 7, "å"), "7 å");
    ck_assert_ptr_null(ov_strdup(arena, NULL));
    ck_assert_str_eq(ov_strndup(arena, "abc", 2), "ab");
    ck_assert_str_eq(ov_str_z(arena, (ov_str){NULL, 0}), "");
    ov_arena_free(arena);
}
END_TEST

START_TEST(past_the_limit_the_process_ends)
{
    ov_arena *arena = ov_arena_new(1000);

    (void)ov_alloc(arena, 900);
    ov_arena_reset(arena);
    (void)ov_alloc(arena, 900);
    (void)ov_alloc(arena, 200);
    exit(0); /* not reached: the test wants EX_OSERR */
}
END_TEST

START_TEST(overflowing_count_ends_the_process)
{
    ov_arena *arena = ov_arena_new(0);

    (void)ov_calloc(arena, SIZE_MAX / 2, 3);
    exit(0);
}
END_TEST

START_TEST(buffers_grow_and_stay_ended)
{
    ov_buf buf = {0};

    ck_assert_uint_eq(ov_buf_str(&buf).len, 0);
    for (int i = 0; i < 1000; i++)
        ov_buf_addi(&buf, i % 10);
    ck_assert_uint_eq(buf.len, 1000);
    ck_assert_int_eq(buf.ptr[1000], '\0');
    ov_buf_clear(&buf);
    ov_buf_addi(&buf, INT64_MIN);
    ov_buf_addc(&buf, ' ');
    ov_buf_addi(&buf, INT64_MAX);
    ov_buf_addc(&buf, ' ');
    ov_buf_addi(&buf, 0);
    ck_assert_str_eq(buf.ptr, "-9223372036854775808 9223372036854775807 0");
    ov_buf_clear(&buf);
    ov_buf_addz(&buf, "å");
    ov_buf_add(&buf, "a\0b", 3);
    ov_buf_adds(&buf, (ov_str){NULL, 0});
    ov_buf_printf(&buf, "%300d", 5);
    ck_assert_uint_eq(buf.len, 305);
    ck_assert_int_eq(buf.ptr[304], '5');
    ck_assert_int_eq(buf.ptr[305], '\0');
    ov_buf_free(&buf);
    ck_assert_ptr_null(buf.ptr);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arena");
    TCase *tc = tcase_create("arena");

    tcase_add_test(tc, pieces_are_aligned_and_apart);
    tcase_add_test(tc, large_pieces_do_not_disturb_small_ones);
    tcase_add_test(tc, cleanups_run_latest_first_and_once);
    tcase_add_test(tc, printing_has_no_length_limit);
    tcase_add_exit_test(tc, past_the_limit_the_process_ends, EX_OSERR);
    tcase_add_exit_test(tc, overflowing_count_ends_the_process, EX_OSERR);
    tcase_add_test(tc, buffers_grow_and_stay_ended);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

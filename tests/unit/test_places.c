/* SPDX-License-Identifier: EUPL-1.2 */
/* test_places.c — so many at once over all processes. */
#include "util/places.h"

#include <check.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/ov-places-XXXXXX";
static ov_places places = {.dir = dir, .name = "prov", .n = 2, .wait_ms = 50};

START_TEST(test_no_more_than_there_are)
{
    ov_err err = {0};
    int first = -1, second = -1, third = -1;

    ck_assert_int_eq(ov_place_take(&places, &first, &err), OV_OK);
    ck_assert_int_eq(ov_place_take(&places, &second, &err), OV_OK);
    ck_assert_int_eq(ov_place_take(&places, &third, &err), OV_BUSY);
    ov_place_leave(first);
    ck_assert_int_eq(ov_place_take(&places, &third, &err), OV_OK);
    ov_place_leave(second);
    ov_place_leave(third);
}
END_TEST

START_TEST(test_a_killed_process_gives_its_place_back)
{
    ov_err err = {0};
    int place = -1, ready[2];
    char byte;

    ck_assert_int_eq(pipe(ready), 0);
    for (int i = 0; i < places.n; i++) {
        pid_t pid = fork();

        if (pid == 0) {
            ck_assert_int_eq(ov_place_take(&places, &place, &err), OV_OK);
            ck_assert_int_eq(write(ready[1], "x", 1), 1);
            (void)raise(SIGKILL);
        }
        ck_assert_int_eq(read(ready[0], &byte, 1), 1);
        ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
    }
    ck_assert_int_eq(ov_place_take(&places, &place, &err), OV_OK);
    ov_place_leave(place);
}
END_TEST

START_TEST(test_without_a_folder_there_is_no_limit)
{
    const ov_places open = {.name = "prov", .n = 0};
    const ov_places lost = {.dir = "/finns/inte", .name = "prov", .n = 1};
    ov_err err = {0};
    int place = 7;

    ck_assert_int_eq(ov_place_take(&open, &place, &err), OV_OK);
    ck_assert_int_eq(place, -1);
    ov_place_leave(place);
    ck_assert_int_eq(ov_place_take(&lost, &place, &err), OV_IO);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("places");
    TCase *tc = tcase_create("places");
    SRunner *runner = srunner_create(suite);

    if (!mkdtemp(dir))
        return EXIT_FAILURE;
    tcase_add_test(tc, test_no_more_than_there_are);
    tcase_add_test(tc, test_a_killed_process_gives_its_place_back);
    tcase_add_test(tc, test_without_a_folder_there_is_no_limit);
    suite_add_tcase(suite, tc);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

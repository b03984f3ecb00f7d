/* SPDX-License-Identifier: EUPL-1.2 */
/* test_serve.c — the small parts of `overens serve`: slots, modes, the copy of the configuration.
 */
#include "portal/serve.h"
#include "portal/slot.h"
#include "portal/socket.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static ov_err err;

START_TEST(a_slot_is_shared_through_its_descriptor)
{
    ov_slot *master, *worker;
    int fd;

    ck_assert_int_eq(ov_slot_new(&master, &fd, &err), OV_OK);
    ov_slot_route("GET /ignored", "x"); /* nobody is attached yet */
    ck_assert_str_eq(master->route, "");
    ck_assert_int_eq(ov_slot_attach(fd, &worker, &err), OV_OK);
    ov_slot_begin(worker);
    ov_slot_route("GET /ramar", "regional");
    ov_slot_request(worker, "abc");
    ov_slot_allow(30);
    ck_assert_str_eq(master->route, "GET /ramar");
    ck_assert_str_eq(master->plugin, "regional");
    ck_assert_str_eq(master->request_id, "abc");
    ck_assert_int_gt(atomic_load(&master->busy_since), 0);
    ck_assert_int_eq(atomic_load(&master->limit), 30 * OV_SECOND);
    ov_slot_end(worker);
    ck_assert_int_eq(atomic_load(&master->busy_since), 0);
    ck_assert_uint_eq(atomic_load(&master->served), 1);
    ov_slot_begin(worker);
    ck_assert_str_eq(master->route, "");
    ck_assert_int_eq(atomic_load(&master->limit), 0);
    ov_slot_unmap(worker);
    ov_slot_unmap(master);
    close(fd);
}
END_TEST

START_TEST(a_slot_of_another_version_is_refused)
{
    ov_slot *master, *worker;
    int fd;

    ck_assert_int_eq(ov_slot_new(&master, &fd, &err), OV_OK);
    master->magic++;
    ck_assert_int_eq(ov_slot_attach(fd, &worker, &err), OV_INVALID);
    ov_slot_unmap(master);
    ck_assert_int_eq(ftruncate(fd, 8), 0);
    ck_assert_int_eq(ov_slot_attach(fd, &worker, &err), OV_INVALID);
    close(fd);
    ck_assert_int_eq(ov_slot_attach(-1, &worker, &err), OV_INVALID);
}
END_TEST

START_TEST(what_a_worker_writes_makes_one_line)
{
    char out[8];

    ov_slot_text("a\nb\x1b[1m\xffz", 10, out, sizeof out);
    ck_assert_str_eq(out, "a?b?[1m");
    ov_slot_text("no end at all", 4, out, sizeof out);
    ck_assert_str_eq(out, "no e");
    ov_slot_text("", 0, out, sizeof out);
    ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(modes_are_octal)
{
    static const char *const bad[] = {"", "0", "66", "0888", "rw-", "1777", "00660", "0660 "};
    mode_t mode;

    ck_assert_int_eq(ov_mode_parse("0660", &mode), OV_OK);
    ck_assert_uint_eq(mode, 0660);
    ck_assert_int_eq(ov_mode_parse("600", &mode), OV_OK);
    ck_assert_uint_eq(mode, 0600);
    for (size_t i = 0; i < OV_LEN(bad); i++)
        ck_assert_msg(ov_mode_parse(bad[i], &mode) == OV_INVALID, "%s was taken", bad[i]);
}
END_TEST

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static int64_t workers_in(const char *path)
{
    static const ov_config_key *const tables[] = {ov_serve_keys};
    ov_arena *arena = ov_arena_new(0);
    ov_config *config;
    int64_t workers = -1;

    if (ov_config_read(arena, path, tables, 1, &config, &err) == OV_OK)
        workers = ov_config_int(config, "serve", "workers");
    ov_arena_free(arena);
    return workers;
}

START_TEST(a_copy_of_the_configuration_outlives_the_file)
{
    char path[] = "test_serve_XXXXXX";
    int copy, fd = mkstemp(path);

    close(fd);
    write_file(path, "[serve]\nworkers = 5\n");
    ck_assert_int_eq(ov_config_copy(path, &copy, &err), OV_OK);
    write_file(path, "[serve]\nworkers = seven\n");
    ck_assert_int_eq(workers_in(path), -1);
    ov_config_stand_in(path, copy);
    ck_assert_int_eq(workers_in(path), 5);
    ck_assert_int_eq(workers_in(path), 5); /* each reading starts at the beginning */
    ck_assert_int_eq(write(copy, "x", 1), -1);
    unlink(path);
    ck_assert_int_eq(workers_in(path), 5);
    ov_config_stand_in(path, -1);
    ck_assert_int_eq(workers_in(path), -1);
    close(copy);
    ck_assert_int_eq(ov_config_copy(path, &copy, &err), OV_IO);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("serve");
    TCase *tc = tcase_create("all");
    SRunner *runner;
    int failed;

    tcase_add_test(tc, a_slot_is_shared_through_its_descriptor);
    tcase_add_test(tc, a_slot_of_another_version_is_refused);
    tcase_add_test(tc, what_a_worker_writes_makes_one_line);
    tcase_add_test(tc, modes_are_octal);
    tcase_add_test(tc, a_copy_of_the_configuration_outlives_the_file);
    suite_add_tcase(suite, tc);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* test_helper.c — helper programs that misbehave: each is stopped, and nothing of it is left. */
#include "util/helper.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static ov_arena *arena;
static ov_err err;

static void setup(void)
{
    arena = ov_arena_new(0);
    err = (ov_err){OV_OK, ""};
}

static void teardown(void)
{
    ov_arena_free(arena);
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Processes whose command line or name holds the word; zombies count too. */
static int alive(const char *word)
{
    DIR *dir = opendir("/proc");
    struct dirent *entry;
    int n = 0;

    while (dir && (entry = readdir(dir)) != NULL) {
        char path[300], line[4096];
        ssize_t len;
        int fd;

        if (entry->d_name[0] < '0' || entry->d_name[0] > '9' ||
            strtol(entry->d_name, NULL, 10) == (long)getpid())
            continue;
        snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
        if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
            continue;
        len = read(fd, line, sizeof line);
        close(fd);
        n += len > 0 && memmem(line, (size_t)len, word, strlen(word));
    }
    if (dir)
        closedir(dir);
    return n;
}

/* A child of ours that nobody waited for would be a zombie. */
static bool has_children(void)
{
    return waitpid(-1, NULL, WNOHANG) >= 0;
}

static char mark[64]; /* on the command line of every process of one test */

static ov_status shell(const char *script, const ov_helper *with, ov_str *out)
{
    const char *argv[] = {"/bin/sh", "-c", script, mark, NULL};
    ov_helper helper = with ? *with : (ov_helper){.seconds = 10, .output = 1 << 20};
    ov_status status;

    snprintf(mark, sizeof mark, "ov-helper-test-%d-%ld", getpid(), (long)time(NULL));
    helper.argv = argv;
    status = ov_helper_run(arena, &helper, out, &err);
    ck_assert_int_eq(alive(mark), 0);
    ck_assert(!has_children());
    return status;
}

START_TEST(says_what_it_is_told)
{
    ov_str out, input = OV_LIT("åäö\n\0mer");
    const char *cat[] = {"/bin/cat", NULL};
    ov_helper helper = {.argv = cat, .input = input, .seconds = 10, .output = 100};

    ck_assert_int_eq(ov_helper_run(arena, &helper, &out, &err), OV_OK);
    ck_assert(ov_str_eq(out, input));
    ck_assert_int_eq(out.ptr[out.len], '\0');
    helper.input = (ov_str){NULL, 0};
    helper.alone = true;
    ck_assert_int_eq(ov_helper_run(arena, &helper, &out, &err), OV_OK);
    ck_assert_uint_eq(out.len, 0);
    ck_assert_int_eq(shell("echo hej; pwd; echo $HOME$LANG$SECRET", NULL, &out), OV_OK);
    ck_assert_str_eq(out.ptr, "hej\n/\n/C.UTF-8\n");
}
END_TEST

START_TEST(hanging)
{
    ov_helper helper = {.seconds = 1, .output = 100};
    double begin = seconds();
    ov_str out;

    ck_assert_int_eq(shell("sleep 60", &helper, &out), OV_TOO_LARGE);
    ck_assert_int_eq(shell("exec >&- 2>&-; sleep 60", &helper, &out), OV_TOO_LARGE);
    ck_assert_int_eq(shell("trap '' TERM INT HUP; while :; do :; done", &helper, &out),
                     OV_TOO_LARGE);
    ck_assert(seconds() - begin < 30);
}
END_TEST

START_TEST(spamming)
{
    ov_helper helper = {.seconds = 60, .output = 100000};
    double begin = seconds();
    ov_str out;

    ck_assert_int_eq(shell("exec yes", &helper, &out), OV_TOO_LARGE);
    ck_assert_int_eq(shell("yes >&2 & yes", &helper, &out), OV_TOO_LARGE);
    helper.seconds = 1;
    ck_assert_int_eq(shell("exec yes >&2", &helper, &out), OV_TOO_LARGE);
    ck_assert(seconds() - begin < 30);
}
END_TEST

START_TEST(leaves_children_behind)
{
    ov_str out;
    double begin = seconds();

    ck_assert_int_eq(
        shell("(sleep 60 &) ; (setsid sleep 61 >/dev/null 2>&1 &); echo gone", NULL, &out), OV_OK);
    ck_assert_str_eq(out.ptr, "gone\n");
    ck_assert_int_eq(shell("i=0; while [ $i -lt 60 ]; do (setsid sh -c 'sleep 62' $0 &); "
                           "i=$((i+1)); done; sleep 60",
                           &(ov_helper){.seconds = 2, .output = 100}, &out),
                     OV_TOO_LARGE);
    ck_assert(seconds() - begin < 30);
}
END_TEST

START_TEST(alone_it_cannot_start_others)
{
    ov_helper helper = {.seconds = 5, .output = 100, .alone = true};
    ov_str out;

    ck_assert_int_ne(shell("sleep 60 & echo started", &helper, &out), OV_OK);
    ck_assert_int_eq(shell("kill -0 1 2>/dev/null && echo may; :", &helper, &out), OV_OK);
    ck_assert_uint_eq(out.len, 0);
}
END_TEST

START_TEST(memory_hog)
{
    ov_helper helper = {.seconds = 20, .output = 1 << 20, .memory = (size_t)200 << 20};
    ov_str out;

    ck_assert_int_ne(shell("exec head -c 2000000000 /dev/zero | tail -n 1 >/dev/null; "
                           "a=$(head -c 400000000 /dev/zero | tr '\\0' x); echo got it",
                           &helper, &out),
                     OV_OK);
}
END_TEST

START_TEST(network)
{
    const char *perl = ov_helper_find(arena, "perl");
    static const char script[] =
        "use Socket; my $n = 0;"
        "$n += socket(my $a, PF_INET, SOCK_STREAM, 0) ? 1 : 0;"
        "$n += socket(my $b, 10, SOCK_DGRAM, 0) ? 1 : 0;"
        "$n += socket(my $c, 16, SOCK_DGRAM, 0) ? 1 : 0;"
        "print $n, socketpair(my $d, my $e, AF_UNIX, SOCK_STREAM, 0) ? 'pair' : 'none',"
        " socket(my $f, PF_UNIX, SOCK_STREAM, 0) ? 'unix' : 'none';";
    const char *argv[] = {perl, "-e", script, NULL};
    ov_helper helper = {.argv = argv, .seconds = 10, .output = 100};
    ov_str out;

    if (!perl)
        return;
    ck_assert_int_eq(ov_helper_run(arena, &helper, &out, &err), OV_OK);
    ck_assert_str_eq(out.ptr, "0pairunix");
    helper.alone = true;
    ck_assert_int_eq(ov_helper_run(arena, &helper, &out, &err), OV_OK);
    ck_assert_str_eq(out.ptr, "0pairnone");
}
END_TEST

START_TEST(files)
{
    char dir[] = "/tmp/ov-helper-XXXXXX";
    ov_helper helper = {.seconds = 10, .output = 1000, .file_size = 1 << 20};
    ov_str out;

    ck_assert_ptr_nonnull(mkdtemp(dir));
    helper.dir = dir;
    ck_assert_int_eq(shell("echo hej >here && cat here && pwd", &helper, &out), OV_OK);
    ck_assert_str_eq(out.ptr, ov_printf(arena, "hej\n%s\n", dir));
    ck_assert_int_ne(shell("head -c 2000000 /dev/zero >large", &helper, &out), OV_OK);
    helper.file_size = 0;
    ck_assert_int_ne(shell("echo hej >none", &helper, &out), OV_OK);
    ck_assert_int_eq(shell("rm -f here large none; ls", &helper, &out), OV_OK);
    (void)unlink(ov_printf(arena, "%s/here", dir));
    (void)unlink(ov_printf(arena, "%s/large", dir));
    (void)unlink(ov_printf(arena, "%s/none", dir));
    ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(descriptors_stay_with_us)
{
    int secret = open("/etc/passwd", O_RDONLY); /* not close-on-exec */
    ov_str out;

    ck_assert_int_ge(secret, 3);
    ck_assert_int_eq(shell("cd /proc/self/fd && echo *", NULL, &out), OV_OK);
    ck_assert_msg(!strchr(out.ptr, '4') && strlen(out.ptr) <= 9, "%s", out.ptr);
    close(secret);
}
END_TEST

START_TEST(complaints)
{
    const char *none[] = {"/usr/bin/there-is-no-such-program", NULL};
    const char *folder[] = {"/etc/passwd", NULL};
    ov_str out;

    ck_assert_int_eq(shell("echo 'det gick\tinte' >&2; echo mer >&2; exit 3", NULL, &out),
                     OV_INVALID);
    ck_assert_str_eq(err.text, "sh ended with 3: det gick inte");
    ck_assert_int_eq(shell("kill -SEGV $$", NULL, &out), OV_INVALID);
    ck_assert_int_eq(shell("kill -KILL $$", NULL, &out), OV_TOO_LARGE);
    ck_assert_int_eq(ov_helper_run(arena, &(ov_helper){.argv = none, .seconds = 1}, &out, &err),
                     OV_NOT_FOUND);
    ck_assert_int_eq(ov_helper_run(arena, &(ov_helper){.argv = folder, .seconds = 1}, &out, &err),
                     OV_NOT_FOUND);
    ck_assert_ptr_null(ov_helper_find(arena, "there-is-no-such-program"));
    ck_assert_ptr_null(ov_helper_find(arena, "../bin/sh"));
    ck_assert_ptr_nonnull(ov_helper_find(arena, "sh"));
}
END_TEST

/* Signals that the worker blocks or ignores are none of the helper's business. */
START_TEST(signals_are_as_new)
{
    sigset_t all, old;
    ov_str out;

    signal(SIGPIPE, SIG_IGN);
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &old);
    ck_assert_int_eq(shell("grep -E '^Sig(Blk|Ign)' /proc/self/status", NULL, &out), OV_OK);
    sigprocmask(SIG_SETMASK, &old, NULL);
    signal(SIGPIPE, SIG_DFL);
    ck_assert_str_eq(out.ptr, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}
END_TEST

static void wait_for(int wanted, double most)
{
    for (double begin = seconds(); alive(mark) != wanted && seconds() - begin < most;)
        usleep(20000);
}

/* The worker is killed while its helper runs: what the helper started must go too. */
START_TEST(caller_killed)
{
    const char *argv[] = {"/bin/sh", "-c",
                          "(sleep 60; :) & (setsid sh -c 'sleep 60; :' $0 &) ; sleep 60; :", mark,
                          NULL};
    ov_helper helper = {.argv = argv, .seconds = 50, .output = 100};
    pid_t worker;

    snprintf(mark, sizeof mark, "ov-helper-test-killed-%d", getpid());
    worker = fork();
    if (worker == 0) {
        ov_str out;
        _exit(ov_helper_run(arena, &helper, &out, &err) == OV_OK);
    }
    wait_for(3, 30);
    ck_assert_int_ge(alive(mark), 2);
    kill(worker, SIGKILL);
    waitpid(worker, NULL, 0);
    wait_for(0, 30);
    ck_assert_int_eq(alive(mark), 0);
}
END_TEST

/* An account without rights, as the portal has. */
START_TEST(as_another_user)
{
    pid_t child;
    int status;

    if (geteuid() != 0)
        return;
    child = fork();
    if (child == 0) {
        ov_str out;

        if (setgid(33) != 0 || setuid(33) != 0)
            _exit(9);
        if (shell("sleep 60 & (setsid sleep 60 &); id -u", NULL, &out) != OV_OK)
            _exit(2);
        _exit(strcmp(out.ptr, "33\n") == 0 ? 0 : 3);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("helper");
    TCase *tests = tcase_create("helper");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, says_what_it_is_told);
    tcase_add_test(tests, hanging);
    tcase_add_test(tests, spamming);
    tcase_add_test(tests, leaves_children_behind);
    tcase_add_test(tests, alone_it_cannot_start_others);
    tcase_add_test(tests, memory_hog);
    tcase_add_test(tests, network);
    tcase_add_test(tests, files);
    tcase_add_test(tests, descriptors_stay_with_us);
    tcase_add_test(tests, complaints);
    tcase_add_test(tests, signals_are_as_new);
    tcase_add_test(tests, caller_killed);
    tcase_add_test(tests, as_another_user);
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

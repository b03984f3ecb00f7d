/* SPDX-License-Identifier: EUPL-1.2 */
/* helper_child.c — the process that watches a helper program, and the way from fork to exec. The
 * watcher adopts what the program leaves behind, so that nothing outlives it. */
#include "util/helper_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { IN, OUT, ERR, LIFE, SAID, FIRST_FREE }; /* descriptors of the watcher */

#define MOST_FILES 1024
#define MOST_PROCESSES 4096 /* of the whole account: a desktop user has many */

/* ---- the program ----------------------------------------------------------------------------- */

static void complain(const char *what)
{
    (void)!write(ERR, what, strlen(what));
    (void)!write(ERR, "\n", 1);
    _exit(127);
}

static void limit(int what, rlim_t most)
{
    struct rlimit now;

    if (getrlimit((__rlimit_resource_t)what, &now) != 0)
        return;
    if (now.rlim_max != RLIM_INFINITY && most > now.rlim_max)
        most = now.rlim_max;
    (void)setrlimit((__rlimit_resource_t)what, &(struct rlimit){most, most});
}

static void set_limits(const ov_helper *helper)
{
    limit(RLIMIT_CPU, (rlim_t)helper->seconds);
    limit(RLIMIT_FSIZE, helper->file_size);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, MOST_FILES);
    limit(RLIMIT_STACK, (rlim_t)8 << 20);
    limit(RLIMIT_NPROC, MOST_PROCESSES);
    if (helper->memory)
        limit(RLIMIT_AS, helper->memory);
}

/* When memory runs out, the helper is what the kernel should take. */
static void be_the_first_to_go(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    (void)!write(fd, "900", 3);
    (void)close(fd);
}

static void reset_signals(void)
{
    struct sigaction plain = {.sa_handler = SIG_DFL};
    sigset_t none;

    for (int number = 1; number < NSIG; number++)
        (void)sigaction(number, &plain, NULL);
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

OV_NORETURN static void become(const ov_helper *helper, pid_t watcher)
{
    static char home[4096], tmp[4096];
    char *environment[] = {(char[]){"PATH=/usr/local/bin:/usr/bin:/bin"},
                           (char[]){"LANG=C.UTF-8"},
                           (char[]){"LC_ALL=C.UTF-8"},
                           home,
                           tmp,
                           NULL};
    const char *dir = helper->dir ? helper->dir : "/", *missing;
    bool namespaced = false;

    (void)setpgid(0, 0);
    (void)snprintf(home, sizeof home, "HOME=%s", dir);
    (void)snprintf(tmp, sizeof tmp, "TMPDIR=%s", helper->dir ? helper->dir : "/tmp");
    umask(077);
    if (chdir(dir) != 0)
        complain("the working folder cannot be entered");
    be_the_first_to_go();
    (void)ov_helper_leave_network(&namespaced);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* after the change of rights, which forgets it */
    if (getppid() != watcher)
        _exit(127);
    set_limits(helper);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        complain("no_new_privs cannot be set");
    ov_helper_hide_files(helper);
    missing = ov_helper_filter_calls(helper->alone);
    if (missing && !namespaced)
        complain(missing);
    reset_signals();
    (void)close(LIFE);
    (void)close(SAID);
    if (helper->own)
        _exit(helper->own(helper->arg));
    (void)execve(helper->argv[0], (char *const *)(uintptr_t)helper->argv, environment);
    complain("the program cannot be started");
    _exit(127);
}

/* ---- the watcher ----------------------------------------------------------------------------- */

static void on_child(int number)
{
    (void)number;
}

static void close_from(int first)
{
    if (close_range((unsigned)first, ~0U, 0) == 0)
        return;
    for (int fd = first; fd < 65536; fd++)
        (void)close(fd);
}

/* The five descriptors to their places, all others closed: a lock of the caller must not live on
 * here. */
static bool take_places(ov_helper_ends ends)
{
    int fds[FIRST_FREE] = {ends.input, ends.output, ends.complaint, ends.life, ends.said};

    for (int i = 0; i < FIRST_FREE; i++)
        if ((fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 2 * FIRST_FREE)) < 0)
            return false;
    for (int i = 0; i < FIRST_FREE; i++)
        if (dup2(fds[i], i) < 0)
            return false;
    close_from(FIRST_FREE);
    return true;
}

/* Until the program has ended or the caller lets go. */
static bool wait_for_end(pid_t program, int *status)
{
    struct pollfd life = {.fd = LIFE, .events = POLLIN};
    sigset_t none;

    sigemptyset(&none);
    for (;;) {
        pid_t pid;
        int left;

        while ((pid = waitpid(-1, &left, WNOHANG)) > 0)
            if (pid == program) {
                *status = left;
                return true;
            }
        if (ppoll(&life, 1, NULL, &none) > 0)
            return false;
    }
}

void ov_helper_watch(const ov_helper *helper, ov_helper_ends ends)
{
    struct sigaction act = {.sa_handler = on_child};
    pid_t self = getpid(), program, pid;
    int status = -1, left;
    bool ended;

    (void)setpgid(0, 0);
    (void)prctl(PR_SET_NAME, "overens-watch");
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
    (void)sigaction(SIGCHLD, &act, NULL); /* every signal is blocked, and stays so */
    if (!take_places(ends) || (program = fork()) < 0)
        _exit(1);
    if (program == 0)
        become(helper, self);
    (void)setpgid(program, program);
    (void)!write(SAID, &program, sizeof program);
    (void)close(IN);
    (void)close(OUT);
    (void)close(ERR);
    ended = wait_for_end(program, &status);
    (void)kill(-program, SIGKILL);
    (void)(ended ? 0 : kill(program, SIGKILL));
    while ((pid = waitpid(-1, &left, 0)) > 0 || (pid < 0 && errno == EINTR))
        if (pid == program)
            status = left;
    (void)!write(SAID, &status, sizeof status);
    _exit(0);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* spawn.c — fork and execute ourselves. */
#include "portal/process.h"
#include "util/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define ARGS_MAX 16

void ov_close_on_exec(int fd)
{
    int flags = fcntl(fd, F_GETFD);

    if (flags >= 0)
        fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
}

/* The program as it lies on disk now: after an upgrade that is the new one, while /proc/self/exe
 * itself would still be the old. */
static const char *program(char *path, size_t size)
{
    static const char deleted[] = " (deleted)";
    ssize_t len = readlink("/proc/self/exe", path, size - 1);

    if (len <= 0)
        return "/proc/self/exe";
    path[len] = '\0';
    if ((size_t)len > sizeof deleted && strcmp(path + len - (sizeof deleted - 1), deleted) == 0)
        path[(size_t)len - (sizeof deleted - 1)] = '\0';
    return access(path, X_OK) == 0 ? path : "/proc/self/exe";
}

OV_NORETURN static void become(const char *path, char *const *argv, const int *keep, size_t n_keep,
                               pid_t parent)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigset_t none;

    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(OV_EXIT_OK); /* it died before the call above */
    sigemptyset(&standard.sa_mask);
    for (int i = 1; i < NSIG; i++)
        sigaction(i, &standard, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (size_t i = 0; i < n_keep; i++) {
        int flags = fcntl(keep[i], F_GETFD);
        if (flags < 0 || fcntl(keep[i], F_SETFD, flags & ~FD_CLOEXEC) != 0)
            _exit(OV_EXIT_FAILED);
    }
    execv(path, argv);
    ov_log(OV_LOG_ERROR, "%s cannot be executed: %s", path, strerror(errno));
    _exit(OV_EXIT_FAILED);
}

ov_status ov_spawn(const char *config_file, const char *const *args, const int *keep, size_t n_keep,
                   pid_t *out, ov_err *err)
{
    static char option[] = "--config", subcommand[] = "serve";
    char path[PATH_MAX];
    char *argv[ARGS_MAX + 5] = {NULL};
    size_t n = 0;
    const char *exe = program(path, sizeof path);
    pid_t self = getpid(), pid;

    argv[n++] = program_invocation_name;
    if (config_file) {
        argv[n++] = option;
        argv[n++] = (char *)(uintptr_t)config_file;
    }
    argv[n++] = subcommand;
    for (size_t i = 0; args[i] && i < ARGS_MAX; i++)
        argv[n++] = (char *)(uintptr_t)args[i];
    pid = fork();
    if (pid < 0)
        return ov_fail(err, OV_IO, "fork: %s", strerror(errno));
    if (pid == 0)
        become(exe, argv, keep, n_keep, self);
    *out = pid;
    return OV_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* openid.c — the process "openid", a child of the jobs process: the only one that speaks to
 * identity providers. It listens on a socket beside the portal's and forks for each request, so
 * that neither a provider that hangs nor a token that harms a library reaches anybody else. It
 * opens no database.
 */
#include "portal/openid.h"

#include "portal/config.h"
#include "portal/socket.h"
#include "util/cjose.h"
#include "util/clock.h"
#include "util/curl.h"
#include "util/log.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ_SECONDS 2 /* for a worker's request: it is a few hundred bytes */
#define ANSWER_MEMORY ((size_t)32 << 20)

static const int told[] = {SIGTERM, SIGCHLD};

static int signals_open(void)
{
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < OV_LEN(told); i++)
        sigaddset(&set, told[i]);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Only our own user may ask; the socket's mode says so too. */
static bool is_ours(int fd)
{
    struct ucred peer;
    socklen_t len = sizeof peer;

    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
           (peer.uid == getuid() || peer.uid == 0);
}

static bool read_all(int fd, ov_arena *arena, ov_str *out)
{
    char *text = ov_alloc(arena, OV_OIDC_MESSAGE_MAX);
    size_t len = 0;
    ssize_t n;

    while (len < OV_OIDC_MESSAGE_MAX &&
           (n = recv(fd, text + len, OV_OIDC_MESSAGE_MAX - len, 0)) != 0) {
        if (n < 0)
            return false;
        len += (size_t)n;
    }
    *out = (ov_str){text, len};
    return len < OV_OIDC_MESSAGE_MAX;
}

/* The process of one request: short of time and memory, and unable to leave anything behind. */
OV_NORETURN static void answer(const ov_oidc_settings *settings, int fd, pid_t parent)
{
    const struct timeval limit = {.tv_sec = READ_SECONDS};
    const struct rlimit cpu = {OV_OIDC_SECONDS, OV_OIDC_SECONDS}, none = {0, 0};
    struct sigaction standard = {.sa_handler = SIG_DFL};
    ov_arena *arena = ov_arena_new(ANSWER_MEMORY);
    ov_str request, reply;
    sigset_t empty;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(0);
    sigemptyset(&standard.sa_mask);
    sigaction(SIGALRM, &standard, NULL);
    sigemptyset(&empty);
    sigprocmask(SIG_SETMASK, &empty, NULL);
    alarm(OV_OIDC_SECONDS + 1); /* whatever the libraries do */
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &none);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (!read_all(fd, arena, &request) || !request.len)
        _exit(0);
    reply = ov_oidc_serve(arena, settings, request);
    for (ssize_t n; reply.len && (n = send(fd, reply.ptr, reply.len, MSG_NOSIGNAL)) > 0;)
        reply = (ov_str){reply.ptr + n, reply.len - (size_t)n};
    _exit(0);
}

static void take(const ov_oidc_settings *settings, int listen_fd, int *running)
{
    int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
    pid_t self = getpid(), pid;

    if (fd < 0)
        return;
    pid = is_ours(fd) ? fork() : -1;
    if (pid == 0)
        answer(settings, fd, self);
    if (pid > 0)
        ++*running;
    close(fd);
}

/* False: asked to leave. */
static bool read_signals(int fd, int *running)
{
    struct signalfd_siginfo info;
    bool stay = true;

    while (read(fd, &info, sizeof info) == sizeof info)
        stay = stay && info.ssi_signo != SIGTERM;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        --*running;
    return stay;
}

static ov_status serve(const ov_oidc_settings *settings, ov_err *err)
{
    struct pollfd watched[2] = {{.fd = signals_open(), .events = POLLIN}, {.events = POLLIN}};
    int listen_fd = -1, running = 0;
    bool stay = true;

    /* Opened here, so that each request finds them loaded. */
    OV_TRY(ov_libcurl_open(err));
    OV_TRY(ov_libcjose_open(err));
    OV_TRY(ov_socket_bind(settings->socket, 0600, 0, &listen_fd, err));
    watched[1].fd = listen_fd;
    while (stay && watched[0].fd >= 0) {
        /* While as many run as may, the next ones wait in the socket's queue. */
        nfds_t n = running < OV_OIDC_AT_ONCE ? 2 : 1;

        watched[0].revents = watched[1].revents = 0;
        if (poll(watched, n, -1) < 0 && errno != EINTR)
            break;
        if (watched[0].revents)
            stay = read_signals(watched[0].fd, &running);
        if (stay && watched[1].revents)
            take(settings, listen_fd, &running);
    }
    unlink(settings->socket);
    close(listen_fd);
    close(watched[0].fd);
    return OV_OK;
}

ov_status ov_openid_stay(const char *config_file)
{
    ov_arena *arena = ov_arena_new(0);
    ov_settings settings;
    ov_err err = {0};
    ov_status status = ov_settings_read(arena, config_file, &settings, &err);

    if (status == OV_OK) {
        ov_settings_apply(&settings);
        if (settings.oidc.n)
            status = serve(&settings.oidc, &err);
    }
    if (status != OV_OK)
        ov_log(OV_LOG_ERROR, "%s", err.text);
    ov_arena_free(arena);
    return status;
}

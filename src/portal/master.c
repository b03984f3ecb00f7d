/* SPDX-License-Identifier: EUPL-1.2 */
/* master.c — binds the socket, starts and watches the others. It never opens the database and never
 * loads a plugin: what it executes anew does. */
#include "portal/master.h"

#include "portal/socket.h"
#include "util/clock.h"
#include "util/hash.h"
#include "util/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define DRAIN_LIMIT (9 * OV_SECOND)
#define JOBS_GRACE (5 * OV_SECOND)
#define ORPHANS_WAIT (12 * OV_SECOND)
#define CHECK_WAIT 100 /* of 100 ms */
#define TICK_BUSY 50   /* milliseconds, while something starts or leaves */
#define TICK_IDLE 250

static ov_status open_signals(ov_master *m, ov_err *err)
{
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD};
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < OV_LEN(numbers); i++)
        sigaddset(&set, numbers[i]);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    m->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return m->signal_fd < 0 ? ov_fail(err, OV_IO, "signalfd: %s", strerror(errno)) : OV_OK;
}

/* Before anything is bound: does the configuration check, does the database answer? The child says
 * what is wrong. */
static ov_status check_first(ov_master *m, ov_err *err)
{
    struct pollfd signals = {.fd = m->signal_fd, .events = POLLIN};
    ov_child *check;
    int state;

    OV_TRY(ov_start_check(m, m->config_fd, err));
    check = &m->children[0];
    for (int i = 0; i < CHECK_WAIT; i++) {
        if (waitpid(check->pid, &state, WNOHANG) == check->pid) {
            *check = (ov_child){0};
            /* The text has been logged by the child. */
            return WIFEXITED(state) && WEXITSTATUS(state) == 0 ? OV_OK : OV_INVALID;
        }
        poll(&signals, 1, 100);
        struct signalfd_siginfo info;
        while (read(m->signal_fd, &info, sizeof info) == sizeof info)
            if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
                return ov_fail(err, OV_BUSY, "stopped");
    }
    kill(check->pid, SIGKILL);
    return ov_fail(err, OV_BUSY, "the check of the configuration takes too long");
}

static ov_status open_socket(ov_master *m, ov_err *err)
{
    ov_status status = ov_socket_inherited(&m->listen_fd, err);

    if (status != OV_NOT_FOUND)
        return status;
    /* The workers of a master that was killed finish what they do before they let the socket go. */
    OV_TRY(ov_socket_bind(m->settings.socket, m->settings.socket_mode,
                          m->former_killed ? ORPHANS_WAIT : 0, &m->listen_fd, err));
    m->socket_path = strdup(m->settings.socket);
    return m->socket_path ? OV_OK : ov_fail(err, OV_INTERNAL, "out of memory");
}

static ov_status master_open(ov_master *m, ov_err *err)
{
    m->arena = ov_arena_new(0);
    OV_TRY(ov_config_copy(m->config_file, &m->config_fd, err));
    ov_config_stand_in(m->config_file, m->config_fd);
    OV_TRY(ov_serve_settings_read(m->ops, m->config_file, m->arena, &m->settings, err));
    OV_TRY(open_signals(m, err));
    if (pipe2(m->life, O_CLOEXEC) != 0)
        return ov_fail(err, OV_IO, "pipe: %s", strerror(errno));
    OV_TRY(ov_pidfile_open(m->settings.pidfile, &m->pidfile_fd, &m->former_killed, err));
    m->pidfile_path = strdup(m->settings.pidfile);
    OV_TRY(check_first(m, err));
    return open_socket(m, err);
}

static void master_close(ov_master *m)
{
    if (m->listen_fd >= 0)
        close(m->listen_fd);
    if (m->socket_path && m->phase != OV_PHASE_STOPPING)
        unlink(m->socket_path);
    if (m->pidfile_path)
        ov_pidfile_close(m->pidfile_path, m->pidfile_fd);
    free(m->socket_path);
    free(m->pidfile_path);
    free(m->children);
    ov_arena_free(m->arena);
    ov_arena_free(m->next_arena);
}

/* The socket's name goes first, so that nobody new comes; the workers finish what already waits in
 * its queue. A socket of systemd's stays: the next master serves what waits there. */
static void stop(ov_master *m, int exit_code)
{
    if (m->phase == OV_PHASE_STOPPING)
        return;
    m->phase = OV_PHASE_STOPPING;
    m->exit_code = exit_code;
    ov_notify("STOPPING=1");
    ov_log(OV_LOG_INFO, "stopping: requests that have come are finished");
    if (m->socket_path)
        unlink(m->socket_path);
    for (size_t i = 0; i < m->n_children; i++) {
        ov_child *c = &m->children[i];
        if (c->kind == OV_CHILD_NONE)
            continue;
        ov_tell_to_leave(c, m->socket_path ? OV_SLOT_DRAIN : OV_SLOT_RETIRE,
                         c->kind == OV_CHILD_WORKER ? DRAIN_LIMIT : JOBS_GRACE);
    }
}

static void read_signals(ov_master *m)
{
    struct signalfd_siginfo info;

    while (read(m->signal_fd, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
            stop(m, OV_EXIT_OK);
        else if (info.ssi_signo == SIGHUP && m->phase != OV_PHASE_STOPPING)
            ov_reload_begin(m);
    }
}

static void child_ended(ov_master *m, ov_child *c, int state)
{
    bool of_next = c->kind == OV_CHILD_WORKER && c->generation == m->generation + 1;

    m->has_served = m->has_served || (c->slot && atomic_load(&c->slot->state) == OV_SLOT_READY);
    if (c->kind == OV_CHILD_CHECK) {
        *c = (ov_child){0};
        ov_reload_checked(m, WIFEXITED(state) && WEXITSTATUS(state) == 0);
        return;
    }
    if (!ov_child_ended(m, c, state))
        return;
    if (m->phase == OV_PHASE_CHANGING && of_next)
        ov_reload_failed(m, "a new worker ended at once");
    else if (!m->has_served && m->n_crashes >= OV_CRASHES) {
        ov_log(OV_LOG_ERROR, "no worker gets started");
        stop(m, OV_EXIT_FAILED);
    }
}

static void reap(ov_master *m)
{
    int state;
    pid_t pid;

    while ((pid = waitpid(-1, &state, WNOHANG)) > 0)
        for (size_t i = 0; i < m->n_children; i++)
            if (m->children[i].kind != OV_CHILD_NONE && m->children[i].pid == pid) {
                child_ended(m, &m->children[i], state);
                break;
            }
}

static void announce(ov_master *m, int64_t now)
{
    if (!m->announced && ov_count(m, OV_CHILD_WORKER, m->generation, true) >= m->settings.workers) {
        m->announced = m->has_served = true;
        ov_log(OV_LOG_INFO, "ready: %d workers on %s", m->settings.workers,
               m->socket_path ? m->socket_path : "systemd's socket");
        ov_notify("READY=1");
    }
    if (m->watchdog && now >= m->watchdog_at) {
        m->watchdog_at = now + m->watchdog / 3;
        ov_notify("WATCHDOG=1");
    }
}

static bool all_gone(const ov_master *m)
{
    for (size_t i = 0; i < m->n_children; i++)
        if (m->children[i].kind != OV_CHILD_NONE)
            return false;
    return true;
}

/* Short while something changes, so that the change is quick; otherwise just often enough for the
 * time limit. */
static int next_tick(const ov_master *m)
{
    if (!m->announced || m->phase != OV_PHASE_SERVING || m->backing_off)
        return TICK_BUSY;
    for (size_t i = 0; i < m->n_children; i++)
        if (m->children[i].kind != OV_CHILD_NONE && m->children[i].leaving)
            return TICK_BUSY;
    return TICK_IDLE;
}

static void run(ov_master *m)
{
    struct pollfd signals = {.fd = m->signal_fd, .events = POLLIN};

    for (;;) {
        int64_t now = ov_ticks();
        ov_fill_up(m, now);
        ov_watch_children(m, now);
        ov_reload_tick(m, now);
        announce(m, now);
        if (m->phase == OV_PHASE_STOPPING && all_gone(m))
            return;
        poll(&signals, 1, next_tick(m));
        read_signals(m);
        reap(m);
    }
}

int ov_master_run(const ov_app_ops *ops, const char *config_file)
{
    ov_master m = {.ops = ops,
                   .config_file = config_file,
                   .listen_fd = -1,
                   .pidfile_fd = -1,
                   .config_fd = -1,
                   .next_config_fd = -1,
                   .life = {-1, -1},
                   .generation = 1};
    ov_err err = {0};

    ov_log_name("master");
    ov_hash_init();
    m.watchdog = ov_notify_init();
    if (master_open(&m, &err) != OV_OK) {
        if (err.text[0])
            ov_log(OV_LOG_ERROR, "%s", err.text);
        m.exit_code = OV_EXIT_FAILED;
    } else {
        run(&m);
    }
    master_close(&m);
    return m.exit_code;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* jobs.c — the jobs process: starts each kind of periodic work in a child of its own, so that one
 * that hangs stalls no other. It opens nothing itself. */
#include "portal/process.h"
#include "util/clock.h"
#include "util/log.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_RUN (2 * OV_SECOND)
#define KILL_AFTER (2 * OV_SECOND)
#define JOBS_MAX 16
/* A worker gets nine times the time of a job when both want it. Not less for the job: it holds the
 * write lock for some milliseconds at a time, and who cannot run cannot let go of it. */
#define JOB_NICE 10

typedef struct job {
    const ov_job_kind *kind;
    int64_t due;   /* ticks */
    int64_t limit; /* ticks at which a running child is ended; then at which it is killed */
    bool told;
    pid_t pid; /* 0: not running */
} job;

typedef struct jobs {
    const char *config_file;
    int config_fd;
    job items[JOBS_MAX];
    size_t n;
    bool leaving;
} jobs;

static void start(jobs *all, job *j, int64_t now)
{
    char copy[12];
    const char *args[] = {"--job", j->kind->name, "--copy", copy, NULL};
    ov_err err = {0};

    j->due = now + j->kind->period * OV_SECOND;
    snprintf(copy, sizeof copy, "%d", all->config_fd);
    if (all->config_fd < 0)
        args[2] = NULL;
    if (ov_spawn(all->config_file, args, &all->config_fd, all->config_fd >= 0, &j->pid, &err) !=
        OV_OK) {
        ov_log(OV_LOG_ERROR, "job %s: %s", j->kind->name, err.text);
        j->pid = 0;
        return;
    }
    j->limit = j->kind->limit ? now + j->kind->limit * OV_SECOND : INT64_MAX;
    j->told = false;
}

static void end(job *j, int64_t now)
{
    kill(j->pid, j->told ? SIGKILL : SIGTERM);
    j->told = true;
    j->limit = now + KILL_AFTER;
}

static void reap(jobs *all)
{
    int state;
    pid_t pid;

    while ((pid = waitpid(-1, &state, WNOHANG)) > 0) {
        for (size_t i = 0; i < all->n; i++) {
            job *j = &all->items[i];
            if (j->pid != pid)
                continue;
            j->pid = 0;
            if (!j->kind->limit) /* resident: at once again, but for one that had nothing to do */
                j->due = WIFEXITED(state) && WEXITSTATUS(state) == 0
                             ? INT64_MAX
                             : ov_ticks() + j->kind->period * OV_SECOND;
            if (!WIFEXITED(state) || WEXITSTATUS(state) != 0)
                ov_log(OV_LOG_ERROR, "job %s ended with %s %d", j->kind->name,
                       WIFEXITED(state) ? "exit code" : "signal",
                       WIFEXITED(state) ? WEXITSTATUS(state) : WTERMSIG(state));
        }
    }
}

/* Starts what is due, ends what is late. Returns the milliseconds until something else is; -1 when
 * all have left. */
static int tick(jobs *all)
{
    int64_t now = ov_ticks(), next = now + 3600 * OV_SECOND;
    bool running = false;

    for (size_t i = 0; i < all->n; i++) {
        job *j = &all->items[i];
        if (j->pid && j->limit <= now) {
            ov_log(OV_LOG_ERROR, "job %s takes too long and is ended", j->kind->name);
            end(j, now);
        }
        if (!j->pid && !all->leaving && j->due <= now)
            start(all, j, now);
        running = running || j->pid;
        int64_t then = j->pid ? j->limit : j->due;
        next = then < next ? then : next;
    }
    if (all->leaving && !running)
        return -1;
    return (int)((next > now ? next - now : 0) / 1000) + 1;
}

static void leave(jobs *all)
{
    int64_t now = ov_ticks();

    if (all->leaving)
        return;
    all->leaving = true;
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].pid)
            end(&all->items[i], now);
}

static int signals_open(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void read_signals(jobs *all, int fd)
{
    struct signalfd_siginfo info;

    while (read(fd, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGTERM)
            leave(all);
        else if (info.ssi_signo == SIGCHLD)
            reap(all);
    }
}

int ov_jobs_run(const ov_app_ops *ops, const char *config_file, int life_fd, int config_fd)
{
    jobs all = {.config_file = config_file, .config_fd = config_fd};
    struct pollfd watched[2] = {{.fd = signals_open(), .events = POLLIN},
                                {.fd = life_fd, .events = POLLIN}};
    int wait;

    ov_log_name("jobs");
    ov_close_on_exec(life_fd);
    if (config_fd >= 0)
        ov_close_on_exec(config_fd);
    if (watched[0].fd < 0)
        return OV_EXIT_FAILED;
    for (const ov_job_kind *kind = ops->jobs; kind && kind->name && all.n < JOBS_MAX; kind++)
        all.items[all.n++] = (job){.kind = kind, .due = ov_ticks() + (kind->limit ? FIRST_RUN : 0)};
    while ((wait = tick(&all)) >= 0) {
        if (poll(watched, all.leaving ? 1 : 2, wait) < 0 && errno != EINTR)
            return OV_EXIT_FAILED;
        read_signals(&all, watched[0].fd);
        if (watched[1].revents)
            leave(&all);
        watched[1].revents = 0;
    }
    return OV_EXIT_OK;
}

static void let_workers_first(const ov_job_kind *kind)
{
    errno = 0; /* -1 may be what it is now */
    if (!kind->waited_for && nice(JOB_NICE) == -1 && errno)
        ov_log(OV_LOG_WARN, "job %s runs with the workers' priority: %s", kind->name,
               strerror(errno));
}

int ov_job_run(const ov_app_ops *ops, const char *config_file, const char *name)
{
    const ov_job_kind *kind = ops->jobs;
    ov_app *app = NULL;
    ov_err err = {0};
    ov_status status;

    while (kind && kind->name && strcmp(kind->name, name) != 0)
        kind++;
    if (!kind || !kind->name)
        return OV_EXIT_USAGE;
    ov_log_name(kind->name);
    let_workers_first(kind);
    status = kind->stay ? OV_OK : ops->open(config_file, false, &app, &err);
    if (status != OV_OK) {
        ov_log(OV_LOG_ERROR, "%s", err.text);
        return OV_EXIT_FAILED;
    }
    status = kind->stay ? kind->stay(config_file) : kind->run(app);
    if (app)
        ops->close(app);
    if (status != OV_OK)
        ov_log(OV_LOG_ERROR, "job %s: %s", name, ov_status_name(status));
    return status == OV_OK ? OV_EXIT_OK : OV_EXIT_FAILED;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* lock.c — writers queue on one file. The kernel wakes the next one, so nobody sleeps longer than
 * needed (SQLite's own busy handler sleeps and tries again, which gave waits of 700 ms). */
#include "db/lock.h"

#include "util/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* A signal of its own: SIGALRM may belong to whoever limits the time of a request. */
#define WAKE_SIGNAL (SIGRTMIN + 3)
#define WAKE_AGAIN_MS 20

static void wake(int number)
{
    (void)number; /* its only task is to end flock() with EINTR */
}

static bool make_timer(ov_lock *lock)
{
    struct sigaction action = {.sa_handler = wake}; /* without SA_RESTART, on purpose */
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = WAKE_SIGNAL};

    sigset_t ours;

    sigemptyset(&action.sa_mask);
    sigemptyset(&ours);
    sigaddset(&ours, WAKE_SIGNAL);
    /* A mask outlives exec: whoever started us may have blocked everything. */
    if (sigaction(WAKE_SIGNAL, &action, NULL) != 0 || sigprocmask(SIG_UNBLOCK, &ours, NULL) != 0)
        return false;
    return timer_create(CLOCK_MONOTONIC, &event, &lock->timer) == 0;
}

/* The group that may write the database can also queue; and when root looks in first (a command),
 * the lock does not become root's. */
static bool be_like(int fd, const struct stat *database)
{
    mode_t mode = database->st_mode & 0660;
    struct stat st;

    if (fstat(fd, &st) != 0)
        return false;
    if (geteuid() == 0 && st.st_uid != database->st_uid &&
        fchown(fd, database->st_uid, database->st_gid) != 0)
        return false;
    if (geteuid() != 0 && st.st_uid != geteuid())
        return true;
    return (st.st_mode & 0777) == mode || fchmod(fd, mode) == 0;
}

ov_status ov_lock_open(ov_lock *lock, const char *path, const struct stat *database, ov_err *err)
{
    *lock = (ov_lock){.fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (lock->fd < 0)
        return ov_fail(err, OV_IO, "%s: cannot open the lock file: %s", path, strerror(errno));
    if (!be_like(lock->fd, database)) {
        ov_status status =
            ov_fail(err, OV_IO, "%s: cannot set its owner and mode: %s", path, strerror(errno));

        close(lock->fd);
        lock->fd = -1;
        return status;
    }
    return OV_OK;
}

/* The timer rings at the time limit and then again and again, so that a ring that comes just before
 * flock() begins cannot be missed for good. */
static void ring_after(ov_lock *lock, int64_t micros)
{
    struct itimerspec when = {{0, 0}, {0, 0}};

    if (micros > 0) {
        when.it_value.tv_sec = (time_t)(micros / 1000000);
        when.it_value.tv_nsec = (long)(micros % 1000000) * 1000;
        when.it_interval.tv_nsec = WAKE_AGAIN_MS * 1000000L;
    }
    timer_settime(lock->timer, 0, &when, NULL);
}

static void nap(void)
{
    struct timespec pause = {0, 1000000};

    nanosleep(&pause, NULL);
}

ov_status ov_lock_take(ov_lock *lock, int timeout_ms, ov_err *err)
{
    int64_t deadline;
    int rc = flock(lock->fd, LOCK_EX | LOCK_NB);

    if (rc == 0)
        return OV_OK;
    if (!lock->has_timer)
        lock->has_timer = make_timer(lock);
    deadline = ov_ticks() + (int64_t)timeout_ms * 1000;
    if (lock->has_timer)
        ring_after(lock, (int64_t)timeout_ms * 1000);
    for (;;) {
        rc = flock(lock->fd, lock->has_timer ? LOCK_EX : LOCK_EX | LOCK_NB);
        if (rc == 0 || (errno != EINTR && errno != EWOULDBLOCK) || ov_ticks() >= deadline)
            break;
        if (!lock->has_timer)
            nap();
    }
    if (lock->has_timer) {
        int saved = errno;

        ring_after(lock, 0);
        errno = saved;
    }
    if (rc == 0)
        return OV_OK;
    if (errno == EINTR || errno == EWOULDBLOCK)
        return ov_fail(err, OV_BUSY, "the write lock was busy for %d ms", timeout_ms);
    return ov_fail(err, OV_IO, "cannot take the write lock: %s", strerror(errno));
}

void ov_lock_release(ov_lock *lock)
{
    flock(lock->fd, LOCK_UN);
}

void ov_lock_close(ov_lock *lock)
{
    if (lock->has_timer)
        timer_delete(lock->timer);
    if (lock->fd >= 0)
        close(lock->fd);
    *lock = (ov_lock){.fd = -1};
}

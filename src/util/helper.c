/* SPDX-License-Identifier: EUPL-1.2 */
/* helper.c — the caller's side of a helper program: gives it its input, reads what it says within
 * limits, and lets go of it. */
#include "util/helper.h"

#include "util/helper_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COMPLAINT 4096 /* bytes of standard error that are kept */
#define GRACE 5000     /* milliseconds for the kernel to take a killed program away */

const char *ov_helper_find(ov_arena *arena, const char *name)
{
    static const char *const folders[] = {"/usr/bin/", "/bin/", "/usr/local/bin/"};

    if (!name[0] || strchr(name, '/'))
        return NULL;
    for (size_t i = 0; i < OV_LEN(folders); i++) {
        const char *path = ov_printf(arena, "%s%s", folders[i], name);

        if (access(path, X_OK) == 0)
            return path;
    }
    return NULL;
}

typedef struct run {
    const ov_helper *helper;
    ov_err *err;
    int output, complaint, life, said; /* our ends; -1: closed */
    ov_helper_ends ends;               /* the child's */
    pid_t watcher, program;
    ov_buf out, told;
    int status; /* of the program; -1: not known */
    unsigned char heard[sizeof(pid_t) + sizeof(int)];
    size_t n_heard;
    bool too_much, too_long;
} run;

static void shut(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static int64_t now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The input as a file in memory: nobody has to write while reading. */
static int open_input(ov_str input)
{
    int fd;

    if (!input.ptr || input.len == 0)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    fd = memfd_create("input", MFD_CLOEXEC);
    for (size_t at = 0; fd >= 0 && at < input.len;) {
        ssize_t n = write(fd, input.ptr + at, input.len - at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            shut(&fd);
            break;
        }
        at += (size_t)n;
    }
    if (fd >= 0)
        (void)lseek(fd, 0, SEEK_SET);
    return fd;
}

static bool open_pair(int *ours, int *theirs, bool we_read)
{
    int fds[2];

    if (pipe2(fds, O_CLOEXEC) != 0)
        return false;
    *ours = fds[we_read ? 0 : 1];
    *theirs = fds[we_read ? 1 : 0];
    return !we_read || fcntl(*ours, F_SETFL, O_NONBLOCK) == 0;
}

static void close_all(run *r)
{
    shut(&r->output);
    shut(&r->complaint);
    shut(&r->life);
    shut(&r->said);
    shut(&r->ends.input);
    shut(&r->ends.output);
    shut(&r->ends.complaint);
    shut(&r->ends.life);
    shut(&r->ends.said);
}

static bool start(run *r)
{
    sigset_t all, old;

    r->ends.input = open_input(r->helper->input);
    if (r->ends.input < 0 || !open_pair(&r->output, &r->ends.output, true) ||
        !open_pair(&r->complaint, &r->ends.complaint, true) ||
        !open_pair(&r->said, &r->ends.said, true) || !open_pair(&r->life, &r->ends.life, false))
        return false;
    sigfillset(&all);
    (void)sigprocmask(SIG_BLOCK, &all, &old); /* no handler of ours runs in the child */
    r->watcher = fork();
    if (r->watcher == 0) {
        /* Before the exec the caller's end of the life line must be closed. */
        shut(&r->life);
        ov_helper_watch(r->helper, r->ends);
    }
    (void)sigprocmask(SIG_SETMASK, &old, NULL);
    shut(&r->ends.input);
    shut(&r->ends.output);
    shut(&r->ends.complaint);
    shut(&r->ends.life);
    shut(&r->ends.said);
    return r->watcher > 0;
}

/* What the watcher says: the program's process id, and at the end its status. */
static void hear(run *r, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n && r->n_heard < sizeof r->heard; i++)
        r->heard[r->n_heard++] = bytes[i];
    if (r->n_heard >= sizeof(pid_t))
        memcpy(&r->program, r->heard, sizeof(pid_t));
    if (r->n_heard == sizeof r->heard)
        memcpy(&r->status, r->heard + sizeof(pid_t), sizeof(int));
}

/* Takes what is there; closes at the end. */
static void take(run *r, int *fd)
{
    static unsigned char bytes[65536];
    ssize_t n = read(*fd, bytes, sizeof bytes);

    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (n <= 0) {
        shut(fd);
        return;
    }
    if (fd == &r->said) {
        hear(r, bytes, (size_t)n);
    } else if (fd == &r->complaint) {
        size_t room = COMPLAINT - r->told.len;

        ov_buf_add(&r->told, bytes, (size_t)n < room ? (size_t)n : room);
    } else if (r->out.len + (size_t)n > r->helper->output) {
        r->too_much = true;
    } else {
        ov_buf_add(&r->out, bytes, (size_t)n);
    }
}

/* Reads until the watcher says that all is over, or the time is out. */
static void collect(run *r)
{
    int64_t until = now_ms() + (int64_t)r->helper->seconds * 1000;
    int *const fds[] = {&r->output, &r->complaint, &r->said};
    bool let_go = false;

    while (r->output >= 0 || r->complaint >= 0 || r->said >= 0) {
        struct pollfd wait[] = {
            {r->output, POLLIN, 0}, {r->complaint, POLLIN, 0}, {r->said, POLLIN, 0}};
        int64_t left = until - now_ms();

        if (!let_go && (left <= 0 || r->too_much)) {
            r->too_long = left <= 0 && !r->too_much;
            shut(&r->life);
            let_go = true;
            until = now_ms() + GRACE;
            left = GRACE;
        } else if (left <= 0) {
            break;
        }
        if (poll(wait, OV_LEN(wait), (int)left) <= 0)
            continue;
        for (size_t i = 0; i < OV_LEN(wait); i++)
            if (wait[i].revents)
                take(r, fds[i]);
    }
}

/* The watcher has said that it is done, or is dead; in the second case its work is left to us. */
static void finish(run *r)
{
    close_all(r);
    if (r->n_heard < sizeof r->heard) {
        if (r->program > 0)
            (void)kill(-r->program, SIGKILL);
        (void)kill(r->watcher, SIGKILL);
    }
    while (waitpid(r->watcher, NULL, 0) < 0 && errno == EINTR)
        ;
}

/* The first line of what it complained of, printable. */
static const char *first_line(run *r)
{
    size_t n = 0;

    ov_buf_addc(&r->told, '\n');
    while (r->told.ptr[n] == '\n' && n + 1 < r->told.len)
        n++;
    for (char *p = r->told.ptr + n;; p++) {
        if (*p == '\n' || *p == '\0') {
            *p = '\0';
            return r->told.ptr + n;
        }
        if ((unsigned char)*p < 0x20)
            *p = ' ';
    }
}

static ov_status judge(run *r)
{
    const char *slash = strrchr(r->helper->argv[0], '/');
    const char *name = slash ? slash + 1 : r->helper->argv[0];
    int status = r->status;

    if (r->too_much)
        return ov_fail(r->err, OV_TOO_LARGE, "%s wrote more than %zu bytes", name,
                       r->helper->output);
    if (r->too_long)
        return ov_fail(r->err, OV_TOO_LARGE, "%s took more than %d s", name, r->helper->seconds);
    if (r->n_heard < sizeof r->heard || status == -1)
        return ov_fail(r->err, OV_IO, "%s was lost", name);
    if (WIFSIGNALED(status)) {
        int number = WTERMSIG(status);
        bool limit = number == SIGKILL || number == SIGXCPU || number == SIGXFSZ;

        return ov_fail(r->err, limit ? OV_TOO_LARGE : OV_INVALID, "%s ended by signal %d: %s", name,
                       number, first_line(r));
    }
    if (WEXITSTATUS(status) == 127)
        return ov_fail(r->err, OV_IO, "%s: %s", name, first_line(r));
    if (WEXITSTATUS(status) != 0)
        return ov_fail(r->err, OV_INVALID, "%s ended with %d: %s", name, WEXITSTATUS(status),
                       first_line(r));
    return OV_OK;
}

ov_status ov_helper_run(ov_arena *arena, const ov_helper *helper, ov_str *output, ov_err *err)
{
    run r = {.helper = helper,
             .err = err,
             .output = -1,
             .complaint = -1,
             .life = -1,
             .said = -1,
             .ends = {-1, -1, -1, -1, -1},
             .status = -1};
    ov_status status;

    if (!helper->own && access(helper->argv[0], X_OK) != 0)
        return ov_fail(err, OV_NOT_FOUND, "there is no program %s", helper->argv[0]);
    if (!start(&r)) {
        close_all(&r);
        return ov_fail(err, OV_IO, "%s cannot be started", helper->argv[0]);
    }
    collect(&r);
    finish(&r);
    status = judge(&r);
    if (status == OV_OK)
        *output = (ov_str){ov_strndup(arena, r.out.len ? r.out.ptr : "", r.out.len), r.out.len};
    ov_buf_free(&r.out);
    ov_buf_free(&r.told);
    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* socket.c — the listening socket and the pidfile. */
#include "portal/socket.h"

#include "util/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024
#define FIRST_INHERITED 3
#define PROBE_EVERY 50 /* milliseconds */

static ov_status address_of(const char *path, struct sockaddr_un *address, ov_err *err)
{
    size_t len = strlen(path);

    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (len >= sizeof address->sun_path)
        return ov_fail(err, OV_INVALID,
                       "the socket's path has %zu bytes, but a unix socket takes at most %zu: %s",
                       len, sizeof address->sun_path - 1, path);
    memcpy(address->sun_path, path, len);
    return OV_OK;
}

/* Does nobody listen there any more? */
static ov_status abandoned(const struct sockaddr_un *address, bool *out, ov_err *err)
{
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (probe < 0)
        return ov_fail(err, OV_IO, "socket: %s", strerror(errno));
    *out = connect(probe, (const struct sockaddr *)address, sizeof *address) != 0 &&
           errno == ECONNREFUSED;
    close(probe);
    return OV_OK;
}

/* Removes what an earlier master left behind, and nothing else. */
static ov_status clear_place(const struct sockaddr_un *address, int64_t patience, ov_err *err)
{
    const char *path = address->sun_path;
    int64_t end = ov_ticks() + patience;
    struct stat st;
    bool free_now;

    if (lstat(path, &st) != 0)
        return OV_OK;
    if (!S_ISSOCK(st.st_mode))
        return ov_fail(err, OV_INVALID, "there is something else than a socket at %s", path);
    OV_TRY(abandoned(address, &free_now, err));
    while (!free_now && ov_ticks() < end) {
        poll(NULL, 0, PROBE_EVERY);
        OV_TRY(abandoned(address, &free_now, err));
    }
    if (!free_now)
        return ov_fail(err, OV_CONFLICT, "another process listens on %s", path);
    if (unlink(path) != 0)
        return ov_fail(err, OV_IO, "the old socket %s cannot be removed: %s", path,
                       strerror(errno));
    return OV_OK;
}

ov_status ov_socket_bind(const char *path, mode_t mode, int64_t patience, int *fd, ov_err *err)
{
    struct sockaddr_un address;
    mode_t old;
    int new_fd, bound;

    OV_TRY(address_of(path, &address, err));
    OV_TRY(clear_place(&address, patience, err));
    new_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (new_fd < 0)
        return ov_fail(err, OV_IO, "socket: %s", strerror(errno));
    old = umask(0777 & ~mode);
    bound = bind(new_fd, (struct sockaddr *)&address, sizeof address);
    umask(old);
    if (bound != 0 || chmod(path, mode) != 0 || listen(new_fd, BACKLOG) != 0) {
        ov_fail(err, OV_IO, "no socket at %s: %s", path, strerror(errno));
        close(new_fd);
        if (bound == 0)
            unlink(path);
        return OV_IO;
    }
    *fd = new_fd;
    return OV_OK;
}

ov_status ov_socket_inherited(int *fd, ov_err *err)
{
    const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
    char self[24];
    int listening = 0, domain = 0;
    socklen_t len = sizeof listening;
    bool ours;

    snprintf(self, sizeof self, "%ld", (long)getpid());
    ours = pid && count && strcmp(pid, self) == 0;
    if (ours && strcmp(count, "1") != 0)
        return ov_fail(err, OV_INVALID, "systemd hands over %s sockets, but one is wanted", count);
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    if (!ours)
        return OV_NOT_FOUND;
    if (getsockopt(FIRST_INHERITED, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) != 0 ||
        getsockopt(FIRST_INHERITED, SOL_SOCKET, SO_DOMAIN, &domain, &len) != 0 || !listening ||
        domain != AF_UNIX)
        return ov_fail(err, OV_INVALID, "what systemd hands over is no listening unix socket");
    fcntl(FIRST_INHERITED, F_SETFD, FD_CLOEXEC);
    *fd = FIRST_INHERITED;
    return OV_OK;
}

ov_status ov_mode_parse(const char *text, mode_t *out)
{
    size_t len = strlen(text);
    unsigned mode = 0;

    if (len < 3 || len > 4 || strspn(text, "01234567") != len)
        return OV_INVALID;
    for (size_t i = 0; i < len; i++)
        mode = mode * 8 + (unsigned)(text[i] - '0');
    if (mode > 0777)
        return OV_INVALID;
    *out = (mode_t)mode;
    return OV_OK;
}

ov_status ov_pidfile_open(const char *path, int *fd, bool *left, ov_err *err)
{
    struct stat st = {0};
    char line[24];
    int new_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    int len = snprintf(line, sizeof line, "%ld\n", (long)getpid());

    if (new_fd < 0)
        return ov_fail(err, OV_IO, "the pidfile %s: %s", path, strerror(errno));
    if (flock(new_fd, LOCK_EX | LOCK_NB) != 0) {
        close(new_fd);
        return ov_fail(err, OV_CONFLICT, "another master holds the pidfile %s", path);
    }
    *left = fstat(new_fd, &st) == 0 && st.st_size > 0;
    if (ftruncate(new_fd, 0) != 0 || pwrite(new_fd, line, (size_t)len, 0) != len) {
        close(new_fd);
        return ov_fail(err, OV_IO, "the pidfile %s cannot be written: %s", path, strerror(errno));
    }
    *fd = new_fd;
    return OV_OK;
}

void ov_pidfile_close(const char *path, int fd)
{
    if (fd < 0)
        return;
    unlink(path);
    close(fd);
}

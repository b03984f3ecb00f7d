/* SPDX-License-Identifier: EUPL-1.2 */
/* notify.c — sd_notify(3) without libsystemd: one datagram to $NOTIFY_SOCKET. */
#include "portal/socket.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct sockaddr_un address;
static socklen_t address_len; /* 0: systemd is not there */

static int64_t watchdog_interval(void)
{
    const char *text = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
    long long interval = text ? strtoll(text, NULL, 10) : 0;

    if (pid && strtoll(pid, NULL, 10) != getpid())
        return 0;
    return interval > 0 ? interval : 0;
}

int64_t ov_notify_init(void)
{
    const char *path = getenv("NOTIFY_SOCKET");
    size_t len = path ? strlen(path) : 0;
    int64_t interval = watchdog_interval();

    if (len > 1 && len < sizeof address.sun_path && (path[0] == '/' || path[0] == '@')) {
        address.sun_family = AF_UNIX;
        memcpy(address.sun_path, path, len);
        if (path[0] == '@')
            address.sun_path[0] = '\0'; /* the abstract name space */
        address_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
    }
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    return address_len ? interval : 0;
}

void ov_notify(const char *state)
{
    int fd;

    if (!address_len)
        return;
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    /* Best effort: systemd's own time limits notice what it does not hear. */
    if (sendto(fd, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT,
               (const struct sockaddr *)&address, address_len) < 0)
        errno = 0;
    close(fd);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* places.c — so many at once over all processes. */
#include "util/places.h"

#include "util/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define PAUSE_NS (20 * 1000 * 1000)

/* Opened anew each time: a lock belongs to the open file, which a fork would share. */
static int try_place(const ov_places *places, int number)
{
    char path[512];
    int len = snprintf(path, sizeof path, "%s/%s.%d", places->dir, places->name, number);

    if (len < 0 || (size_t)len >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int saved = errno;
        (void)close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

ov_status ov_place_take(const ov_places *places, int *place, ov_err *err)
{
    int64_t until = ov_ticks() + (int64_t)places->wait_ms * 1000;

    if (!places->dir) {
        *place = -1;
        return OV_OK;
    }
    do {
        for (int i = 0; i < places->n; i++) {
            int fd = try_place(places, i);
            if (fd >= 0) {
                *place = fd;
                return OV_OK;
            }
            if (errno != EWOULDBLOCK && errno != EINTR)
                return ov_fail(err, OV_IO, "the lock %s in %s: %s", places->name, places->dir,
                               strerror(errno));
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    } while (ov_ticks() < until);
    return ov_fail(err, OV_BUSY, "all %d places of %s are taken", places->n, places->name);
}

void ov_place_leave(int place)
{
    if (place >= 0)
        (void)close(place);
}

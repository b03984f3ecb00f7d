/* SPDX-License-Identifier: EUPL-1.2 */
/* clock.c — the calendar's clock, the stopwatch, and in test builds a clock that a file sets. */
#include "util/clock.h"

#include <time.h>

static int64_t micros(clockid_t id)
{
    struct timespec at;

    (void)clock_gettime(id, &at);
    return (int64_t)at.tv_sec * OV_SECOND + at.tv_nsec / 1000;
}

int64_t ov_ticks(void)
{
    return micros(CLOCK_MONOTONIC);
}

#ifdef OV_TEST_CLOCK

#include "util/date.h"
#include "util/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static char *test_path;
static ov_instant latest; /* read last: a reader may meet a half-written file */

/* The file's instant; 0 when there is no file. Read anew each time, so that a test may turn the
 * clock under a running server. */
static ov_instant test_now(void)
{
    char text[64];
    ov_instant at;

    if (!test_path)
        return 0;
    int fd = open(test_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return latest = 0;
    ssize_t len = read(fd, text, sizeof text);
    (void)close(fd);
    if (len > 0 && ov_instant_parse(ov_str_trim((ov_str){text, (size_t)len}), &at) == OV_OK)
        latest = at;
    return latest;
}

void ov_clock_file(const char *path)
{
    free(test_path);
    test_path = path && path[0] ? strdup(path) : NULL;
    latest = 0;
}

bool ov_clock_is_test(void)
{
    int saved = errno;
    bool is = test_now() != 0;

    errno = saved;
    return is;
}

ov_instant ov_now(void)
{
    int saved = errno;
    ov_instant at = test_now();

    errno = saved;
    return at ? at : micros(CLOCK_REALTIME);
}

#else

void ov_clock_file(const char *path)
{
    (void)path;
}

bool ov_clock_is_test(void)
{
    return false;
}

ov_instant ov_now(void)
{
    return micros(CLOCK_REALTIME);
}

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* log.c — lines on standard error. */
#include "util/log.h"

#include "util/date.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static ov_level least_level = OV_LOG_INFO;
static const char *process_name = "overens";

void ov_log_level(ov_level least)
{
    least_level = least;
}

void ov_log_name(const char *process)
{
    process_name = process;
}

/* A line must stay a line, whatever was put into it: control characters of ASCII and the C1 ones of
 * UTF-8 (a terminal obeys them) become spaces. */
static void blank_controls(char *line, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)line[i];
        if (c < 0x20 || c == 0x7f)
            line[i] = ' ';
        else if (c == 0xc2 && i + 1 < len && (unsigned char)line[i + 1] >= 0x80 &&
                 (unsigned char)line[i + 1] < 0xa0)
            line[i] = line[i + 1] = ' ';
    }
}

void ov_log(ov_level level, const char *fmt, ...)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    char line[2048], when[OV_INSTANT_SIZE];
    struct timespec now;
    va_list args;
    int saved = errno;

    if (level < least_level)
        return;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* never the test clock: the log tells what was */
    ov_instant_format((ov_instant)now.tv_sec * OV_SECOND + now.tv_nsec / 1000, when);
    int head = snprintf(line, sizeof line, "%s %s %s[%d] ", when, names[level], process_name,
                        (int)getpid());
    size_t len = head > 0 && (size_t)head < sizeof line / 2 ? (size_t)head : 0;
    va_start(args, fmt);
    int more = vsnprintf(line + len, sizeof line - len, fmt, args);
    va_end(args);
    if (more > 0)
        len += (size_t)more < sizeof line - len ? (size_t)more : sizeof line - len - 1;
    blank_controls(line, len);
    line[len++] = '\n';
    while (write(STDERR_FILENO, line, len) < 0 && errno == EINTR)
        ;
    errno = saved;
}

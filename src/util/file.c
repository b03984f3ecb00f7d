/* SPDX-License-Identifier: EUPL-1.2 */
/* file.c — a whole file into an arena. */
#include "util/file.h"

#include "util/buf.h"
#include "util/fatal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE 10 /* seconds that a pipe or a device may be silent */

/* Is there something to read, or an end? Nobody may ever write to a named pipe. */
static bool has_news(int fd)
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    int n;

    do {
        n = poll(&one, 1, PATIENCE * 1000);
    } while (n < 0 && errno == EINTR);
    return n != 0;
}

static ov_status read_all(int fd, const char *path, size_t limit, ov_buf *buf, ov_err *err)
{
    struct stat st;

    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && (size_t)st.st_size <= limit)
        ov_buf_reserve(buf, (size_t)st.st_size + 65536);
    for (;;) {
        ov_buf_reserve(buf, 65536);
        if (!has_news(fd))
            return ov_fail(err, OV_IO, "%s: nothing came in %d seconds", path, PATIENCE);
        ssize_t n = read(fd, buf->ptr + buf->len, 65536);

        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n < 0)
            return ov_fail(err, OV_IO, "%s: %s", path, strerror(errno));
        if (n == 0)
            return OV_OK;
        buf->len += (size_t)n;
        if (buf->len > limit)
            return ov_fail(err, OV_TOO_LARGE, "%s: larger than %zu bytes", path, limit);
    }
}

ov_status ov_file_read(ov_arena *arena, const char *path, size_t limit, ov_str *out, ov_err *err)
{
    ov_buf buf = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return ov_fail(err, OV_IO, "%s: %s", path, strerror(errno));
    ov_status status = read_all(fd, path, limit, &buf, err);
    close(fd);
    if (status != OV_OK) {
        ov_buf_free(&buf);
        return status;
    }
    buf.ptr = ov_must_realloc(buf.ptr, buf.len + 1);
    buf.ptr[buf.len] = '\0';
    *out = ov_buf_str(&buf);
    ov_arena_cleanup(arena, free, buf.ptr);
    return OV_OK;
}

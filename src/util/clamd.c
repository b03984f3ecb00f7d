/* SPDX-License-Identifier: EUPL-1.2 */
/* clamd.c — zINSTREAM: chunks of length and bytes, an empty one, then one line as answer. */
#include "util/clamd.h"

#include "util/buf.h"
#include "util/clock.h"
#include "util/str.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CHUNK ((size_t)64 << 10)
#define ANSWER_MOST 1024

typedef struct talk {
    int fd;
    int64_t until; /* of ov_ticks */
    ov_err *err;
} talk;

static ov_status wait_for(const talk *t, short events)
{
    for (;;) {
        int64_t left = (t->until - ov_ticks()) / 1000;
        struct pollfd p = {.fd = t->fd, .events = events};
        int n;

        if (left <= 0)
            return ov_fail(t->err, OV_IO, "clamd: no answer in time");
        n = poll(&p, 1, (int)left);
        if (n > 0)
            return OV_OK;
        if (n < 0 && errno != EINTR)
            return ov_fail(t->err, OV_IO, "clamd: %s", strerror(errno));
    }
}

static ov_status put(const talk *t, const void *bytes, size_t n)
{
    const char *p = bytes;

    while (n > 0) {
        ssize_t done = send(t->fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (done > 0) {
            p += done;
            n -= (size_t)done;
        } else if (done < 0 && (errno == EAGAIN || errno == EINTR)) {
            OV_TRY(wait_for(t, POLLOUT));
        } else {
            return ov_fail(t->err, OV_IO, "clamd: %s", strerror(errno));
        }
    }
    return OV_OK;
}

static ov_status put_chunk(const talk *t, const char *bytes, size_t n)
{
    const uint8_t length[4] = {(uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8),
                               (uint8_t)n};

    OV_TRY(put(t, length, sizeof length));
    return put(t, bytes, n);
}

/* Up to the NUL that ends an answer, or to the end. */
static ov_status get_answer(const talk *t, char *out, size_t size)
{
    size_t n = 0;

    while (n < size - 1) {
        ssize_t got;

        OV_TRY(wait_for(t, POLLIN));
        got = recv(t->fd, out + n, size - 1 - n, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (got < 0)
            return ov_fail(t->err, OV_IO, "clamd: %s", strerror(errno));
        if (got == 0)
            break;
        n += (size_t)got;
        if (memchr(out, '\0', n))
            break;
    }
    out[n] = '\0';
    return OV_OK;
}

static ov_status talk_to(const talk *t, ov_str bytes, char *answer, size_t size)
{
    ov_status sent = put(t, "zINSTREAM", sizeof "zINSTREAM");

    for (size_t at = 0; sent == OV_OK && at < bytes.len; at += CHUNK)
        sent = put_chunk(t, bytes.ptr + at, bytes.len - at < CHUNK ? bytes.len - at : CHUNK);
    if (sent == OV_OK)
        sent = put_chunk(t, "", 0);
    /* it hangs up on what is too large for it, and says why */
    if (get_answer(t, answer, size) != OV_OK && sent == OV_OK)
        sent = OV_IO;
    return *answer ? OV_OK : sent;
}

/* "stream: OK", "stream: Eicar-Signature FOUND", "INSTREAM size limit exceeded. ERROR". */
static ov_status read_answer(ov_arena *arena, const char *answer, const char **found, ov_err *err)
{
    ov_str text = ov_str_trim(ov_str_from(answer));
    const size_t head = sizeof "stream: " - 1, tail = sizeof " FOUND" - 1;

    if (ov_str_is(text, "stream: OK")) {
        *found = NULL;
        return OV_OK;
    }
    if (ov_str_starts(text, "stream: ") && ov_str_ends(text, " FOUND") && text.len > head + tail) {
        *found = ov_strndup(arena, text.ptr + head, text.len - head - tail);
        return OV_OK;
    }
    return ov_fail(err, OV_IO, "clamd: %.*s", (int)(text.len < 200 ? text.len : 200), text.ptr);
}

ov_status ov_clamd_scan(ov_arena *arena, const char *socket_path, int seconds, ov_str bytes,
                        const char **found, ov_err *err)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    talk t = {.until = ov_ticks() + seconds * INT64_C(1000000), .err = err};
    char answer[ANSWER_MOST] = "";
    ov_status status;

    if (strlen(socket_path) >= sizeof to.sun_path)
        return ov_fail(err, OV_IO, "clamd: the path of its socket is too long");
    memcpy(to.sun_path, socket_path, strlen(socket_path) + 1);
    t.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (t.fd < 0)
        return ov_fail(err, OV_IO, "clamd: %s", strerror(errno));
    if (connect(t.fd, (const struct sockaddr *)&to, sizeof to) != 0)
        status = ov_fail(err, OV_IO, "clamd: %s", strerror(errno));
    else
        status = talk_to(&t, bytes, answer, sizeof answer);
    close(t.fd);
    return status == OV_OK ? read_answer(arena, answer, found, err) : status;
}

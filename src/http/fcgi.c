/* SPDX-License-Identifier: EUPL-1.2 */
/* fcgi.c — FastCGI by libfcgi. The only file that knows it.
 *
 * libfcgi has no time limits, trusts its peer, and marks nothing as busy. So the connection is
 * accepted here (which also closes the gap between "shall I stop?" and accept that libfcgi admits
 * to), gets limits on every read and write, and is handed to FCGX_Accept_r as if it had been kept
 * open. libfcgi itself is given no listening socket: when it gives a connection up it cannot go on
 * to wait for another one behind our back. */
#include "http/fcgi.h"

#include "http/wire.h"
#include "util/log.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#define PEER_TIMEOUT 5 /* seconds that one read or write may wait for nginx */
/* The compiler would fill it with zeros at each request; only what has been written is read. */
#define UNFILLED __attribute__((uninitialized))
#define CHUNK 16384
#define RECORD_MAX 65528u /* a multiple of 8, so that no padding is needed */
#define RECORDS_A_WRITE 256u
#define FCGI_STDOUT_TYPE 6
#define FCGI_RESPONDER_ROLE 1

struct ov_fcgi {
    int listen_fd, epoll_fd;
    ov_http_limits limits;
    char *tmp_dir;
    FCGX_Request request;
    bool connected; /* a connection is accepted, nothing of it read */
    bool open;      /* a request has been read and not been ended */
};

static int stop_fd = -1; /* readable for ever once a stop was asked for */
static volatile sig_atomic_t stopping, draining;

void ov_fcgi_stop(void)
{
    const uint64_t one = 1;
    int saved = errno;

    stopping = 1;
    FCGX_ShutdownPending();
    if (stop_fd >= 0 && write(stop_fd, &one, sizeof one) < 0) {
        /* The counter is full: it is readable already. */
    }
    errno = saved;
}

void ov_fcgi_drain(void)
{
    draining = 1;
    ov_fcgi_stop();
}

static ov_status watch(int epoll_fd, int fd, uint32_t events, ov_err *err)
{
    struct epoll_event event = {.events = events, .data.fd = fd};

    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
        return ov_fail(err, OV_IO, "epoll: %s", strerror(errno));
    return OV_OK;
}

static ov_status prepare(ov_fcgi *fcgi, ov_err *err)
{
    int flags = fcntl(fcgi->listen_fd, F_GETFL);

    /* libfcgi would wait for the peer's end at every close. The whole body has been read by then,
     * and on a unix socket what was sent can be read after a close: nothing is lost by not waiting.
     */
    setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "0", 0);
    if (FCGX_Init() != 0)
        return ov_fail(err, OV_INTERNAL, "libfcgi does not start");
    if (FCGX_InitRequest(&fcgi->request, -1, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
        return ov_fail(err, OV_INTERNAL, "libfcgi does not make a request");
    signal(SIGPIPE, SIG_IGN);
    if (flags < 0 || fcntl(fcgi->listen_fd, F_SETFL, flags | O_NONBLOCK) != 0)
        return ov_fail(err, OV_IO, "the listening socket: %s", strerror(errno));
    fcgi->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (fcgi->epoll_fd < 0)
        return ov_fail(err, OV_IO, "epoll: %s", strerror(errno));
    if (stop_fd < 0)
        stop_fd = eventfd(stopping ? 1 : 0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (stop_fd < 0)
        return ov_fail(err, OV_IO, "eventfd: %s", strerror(errno));
    OV_TRY(watch(fcgi->epoll_fd, stop_fd, EPOLLIN, err));
    return watch(fcgi->epoll_fd, fcgi->listen_fd, EPOLLIN | EPOLLEXCLUSIVE, err);
}

ov_status ov_fcgi_open(int listen_fd, const ov_http_limits *limits, const char *tmp_dir,
                       ov_fcgi **out, ov_err *err)
{
    ov_fcgi *fcgi = calloc(1, sizeof *fcgi);
    ov_status status;

    if (!fcgi || !(fcgi->tmp_dir = strdup(tmp_dir))) {
        free(fcgi);
        return ov_fail(err, OV_INTERNAL, "out of memory");
    }
    fcgi->listen_fd = listen_fd;
    fcgi->epoll_fd = -1;
    fcgi->limits = *limits;
    status = prepare(fcgi, err);
    if (status != OV_OK)
        ov_fcgi_close(fcgi);
    else
        *out = fcgi;
    return status;
}

void ov_fcgi_close(ov_fcgi *fcgi)
{
    if (!fcgi)
        return;
    ov_fcgi_abort(fcgi);
    if (fcgi->epoll_fd >= 0)
        close(fcgi->epoll_fd);
    free(fcgi->tmp_dir);
    free(fcgi);
}

ov_status ov_fcgi_watch(ov_fcgi *fcgi, int fd, ov_err *err)
{
    return watch(fcgi->epoll_fd, fd, EPOLLIN | EPOLLRDHUP, err);
}

static void set_timeouts(int fd)
{
    const struct timeval limit = {.tv_sec = PEER_TIMEOUT};

    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0)
        ov_log(OV_LOG_WARN, "no time limits on a connection: %s", strerror(errno));
}

/* OV_NOT_FOUND: nobody waits in the queue, or another worker was faster. */
static ov_status take_connection(ov_fcgi *fcgi, ov_err *err)
{
    int fd = accept4(fcgi->listen_fd, NULL, NULL, SOCK_CLOEXEC);

    if (fd < 0) {
        if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
            return OV_NOT_FOUND;
        return ov_fail(err, OV_IO, "accept: %s", strerror(errno));
    }
    set_timeouts(fd);
    fcgi->request.ipcFd = fd;
    fcgi->connected = true;
    return OV_OK;
}

ov_status ov_fcgi_wait(ov_fcgi *fcgi, ov_err *err)
{
    ov_fcgi_abort(fcgi);
    for (;;) {
        struct epoll_event events[4];
        bool listener = false;
        int n;

        if (stopping) {
            ov_status status = draining ? take_connection(fcgi, err) : OV_NOT_FOUND;
            return status == OV_NOT_FOUND ? OV_BUSY : status;
        }
        n = epoll_wait(fcgi->epoll_fd, events, (int)OV_LEN(events), -1);
        if (n < 0 && errno != EINTR)
            return ov_fail(err, OV_IO, "epoll_wait: %s", strerror(errno));
        for (int i = 0; i < n; i++) {
            listener = listener || events[i].data.fd == fcgi->listen_fd;
            if (events[i].data.fd != fcgi->listen_fd && events[i].data.fd != stop_fd)
                ov_fcgi_stop(); /* what was watched has ended */
        }
        if (!listener)
            continue;
        /* Even when asked to stop: the kernel woke only us for this connection, and nobody else
         * would take it before the next one comes. */
        ov_status status = take_connection(fcgi, err);
        if (status != OV_NOT_FOUND)
            return status;
    }
}

const char *ov_fcgi_param(ov_fcgi *fcgi, const char *name)
{
    return fcgi->open ? FCGX_GetParam(name, fcgi->request.envp) : NULL;
}

static const char *param_of(void *source, const char *name)
{
    return ov_fcgi_param(source, name);
}

void ov_fcgi_abort(ov_fcgi *fcgi)
{
    if (fcgi->connected) {
        close(fcgi->request.ipcFd);
        fcgi->request.ipcFd = -1;
    } else if (fcgi->open) {
        /* Not FCGX_Finish_r, which would end the request as if an empty answer were meant. */
        FCGX_Free(&fcgi->request, 1);
    }
    fcgi->connected = fcgi->open = false;
}

static ov_status gone(ov_fcgi *fcgi, ov_err *err, const char *what)
{
    ov_fcgi_abort(fcgi);
    return ov_fail(err, OV_GONE, "%s", what);
}

/* libfcgi takes an interrupted read or write for a broken peer, and SA_RESTART does not help where
 * a time limit is set. So signals wait while it is at work. */
static void hold_signals(sigset_t *old)
{
    sigset_t all;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, old);
}

static void release_signals(const sigset_t *old)
{
    sigprocmask(SIG_SETMASK, old, NULL);
}

static ov_status read_params(ov_fcgi *fcgi, ov_err *err)
{
    fcgi->connected = false;
    /* "Kept", so that FCGX_Accept_r does not close it before it reads. */
    fcgi->request.keepConnection = 1;
    if (FCGX_Accept_r(&fcgi->request) != 0) {
        if (fcgi->request.ipcFd >= 0)
            close(fcgi->request.ipcFd);
        fcgi->request.ipcFd = -1;
        return ov_fail(err, OV_GONE, "no FastCGI request came");
    }
    /* Whatever the peer asked for: one connection, one request. What is left unread of a body must
     * never be read as the next request. */
    fcgi->request.keepConnection = 0;
    fcgi->open = true;
    if (fcgi->request.role != FCGI_RESPONDER_ROLE)
        return gone(fcgi, err, "not a responder's request");
    return OV_OK;
}

/* Has the peer left while we read? A peer that only finished writing has not. */
static bool peer_left(int fd)
{
    struct pollfd peer = {.fd = fd, .events = POLLOUT};

    return poll(&peer, 1, 0) > 0 && (peer.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

/* Where the body goes: into one piece of memory, into the multipart parser, or nowhere. */
typedef struct body_sink {
    char *bytes;
    ov_multipart *multipart;
    ov_status status;
} body_sink;

static void sink(body_sink *to, size_t at, const char *bytes, size_t n, ov_err *err)
{
    if (to->bytes)
        memcpy(to->bytes + at, bytes, n);
    else if (to->multipart && to->status == OV_OK)
        to->status = ov_multipart_feed(to->multipart, bytes, n, err);
}

/* Reads the body to its end. Exactly length bytes must come; anything else is a peer that left, was
 * aborted, or lies. */
static ov_status read_body(ov_fcgi *fcgi, size_t length, body_sink *to, ov_err *err)
{
    UNFILLED char chunk[CHUNK];
    size_t got = 0;

    for (;;) {
        int n = FCGX_GetStr(chunk, CHUNK, fcgi->request.in);
        if (n <= 0)
            break;
        if ((size_t)n > length - got)
            return gone(fcgi, err, "the body is longer than its length");
        sink(to, got, chunk, (size_t)n, err);
        got += (size_t)n;
    }
    if (FCGX_GetError(fcgi->request.in) != 0)
        return gone(fcgi, err, "the request was aborted or cut off");
    if (got != length)
        return gone(fcgi, err, "the body is shorter than its length");
    if (peer_left(fcgi->request.ipcFd))
        return gone(fcgi, err, "the peer left before the answer");
    return OV_OK;
}

static bool is_type(const char *content_type, const char *want)
{
    size_t len = strlen(want);

    return content_type && strncasecmp(content_type, want, len) == 0 &&
           (content_type[len] == '\0' || content_type[len] == ';' || content_type[len] == ' ');
}

/* Decides where the body goes and whether it is too large. A refused body is read all the same
 * (nginx wants to be rid of it before it listens to the answer), but kept nowhere. */
static void prepare_body(ov_fcgi *fcgi, ov_http_request *request, size_t length, body_sink *to)
{
    bool multipart = is_type(request->content_type, "multipart/form-data");
    ov_err err = {0};

    if (length > (multipart ? fcgi->limits.upload : fcgi->limits.body))
        ov_request_refuse(request, OV_TOO_LARGE, "the body is too large");
    else if (length > 0 && request->method != OV_POST)
        ov_request_refuse(request, OV_INVALID, "a body where there may be none");
    if (request->error != OV_OK || request->method != OV_POST)
        return;
    if (!multipart)
        to->bytes = ov_alloc(request->arena, length + 1);
    else if (ov_multipart_new(request->arena, request->content_type, fcgi->tmp_dir,
                              fcgi->limits.fields, &to->multipart, &err) != OV_OK)
        ov_request_refuse(request, err.status, ov_strdup(request->arena, err.text));
}

/* The whole body is there: what does it say? */
static void finish_body(ov_fcgi *fcgi, ov_http_request *request, size_t length, body_sink *to,
                        ov_err *err)
{
    if (to->multipart) {
        if (to->status == OV_OK)
            to->status = ov_multipart_end(to->multipart, &request->form, &request->files,
                                          &request->n_files, err);
    } else if (to->bytes) {
        to->bytes[length] = '\0';
        request->body = (ov_str){to->bytes, length};
        if (is_type(request->content_type, "application/x-www-form-urlencoded"))
            to->status = ov_urlencoded_parse(request->arena, request->body, fcgi->limits.fields,
                                             &request->form, err);
    }
    if (to->status != OV_OK)
        ov_request_refuse(request, to->status, ov_strdup(request->arena, err->text));
}

static ov_status read_request(ov_fcgi *fcgi, ov_arena *arena, ov_http_request **out, ov_err *err)
{
    ov_http_request *request;
    body_sink to = {0};
    int64_t length;

    OV_TRY(read_params(fcgi, err));
    length = ov_request_length(param_of, fcgi);
    if (length < 0)
        return gone(fcgi, err, "CONTENT_LENGTH is not a number");
    request = ov_request_new(arena, &fcgi->limits, param_of, fcgi);
    prepare_body(fcgi, request, (size_t)length, &to);
    OV_TRY(read_body(fcgi, (size_t)length, &to, err));
    finish_body(fcgi, request, (size_t)length, &to, err);
    *out = request;
    return OV_OK;
}

ov_status ov_fcgi_accept(ov_fcgi *fcgi, ov_arena *arena, ov_http_request **out, ov_err *err)
{
    sigset_t old;
    ov_status status;

    if (!fcgi->connected)
        OV_TRY(ov_fcgi_wait(fcgi, err));
    hold_signals(&old);
    status = read_request(fcgi, arena, out, err);
    release_signals(&old);
    return status;
}

/* Writes all of parts; they are used up. sendmsg is writev with MSG_NOSIGNAL. */
static ov_status write_all(int fd, struct iovec *parts, size_t n, ov_err *err)
{
    while (n > 0) {
        struct msghdr message = {.msg_iov = parts, .msg_iovlen = n};
        ssize_t done = sendmsg(fd, &message, MSG_NOSIGNAL);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return ov_fail(err, OV_GONE, "the answer cannot be sent: %s", strerror(errno));
        while (n > 0 && (size_t)done >= parts->iov_len) {
            done -= (ssize_t)parts->iov_len;
            parts++;
            n--;
        }
        if (n > 0) {
            parts->iov_base = (char *)parts->iov_base + done;
            parts->iov_len -= (size_t)done;
        }
    }
    return OV_OK;
}

/* Takes up to room bytes off *text as one part. */
static size_t take(ov_str *text, size_t room, struct iovec *part)
{
    size_t n = text->len < room ? text->len : room;

    *part = (struct iovec){(void *)(uintptr_t)text->ptr, n};
    *text = (ov_str){text->ptr + n, text->len - n};
    return n;
}

/* head and body as STDOUT records: one write for anything up to 16 MB. */
static ov_status write_records(ov_fcgi *fcgi, ov_str head, ov_str body, ov_err *err)
{
    UNFILLED uint8_t headers[RECORDS_A_WRITE][8];
    UNFILLED struct iovec parts[RECORDS_A_WRITE * 3];
    unsigned id = (unsigned)fcgi->request.requestId;

    while (head.len + body.len > 0) {
        size_t records = 0, n = 0;
        while (head.len + body.len > 0 && records < RECORDS_A_WRITE) {
            uint8_t *header = headers[records++];
            size_t at = n++, len = 0;
            if (head.len > 0)
                len += take(&head, RECORD_MAX, &parts[n++]);
            if (body.len > 0 && len < RECORD_MAX)
                len += take(&body, RECORD_MAX - len, &parts[n++]);
            header[0] = 1;
            header[1] = FCGI_STDOUT_TYPE;
            header[2] = (uint8_t)(id >> 8);
            header[3] = (uint8_t)id;
            header[4] = (uint8_t)(len >> 8);
            header[5] = (uint8_t)len;
            header[6] = header[7] = 0;
            parts[at] = (struct iovec){header, 8};
        }
        OV_TRY(write_all(fcgi->request.ipcFd, parts, n, err));
    }
    return OV_OK;
}

static ov_status send_and_finish(ov_fcgi *fcgi, ov_str head, ov_str body, ov_err *err)
{
    ov_status status = write_records(fcgi, head, body, err);

    if (status != OV_OK) {
        ov_fcgi_abort(fcgi);
        return status;
    }
    /* The end of the answer and of the request, and the connection's. */
    FCGX_Finish_r(&fcgi->request);
    fcgi->open = false;
    return OV_OK;
}

ov_status ov_fcgi_send(ov_fcgi *fcgi, const ov_http_response *response, bool head_only, ov_err *err)
{
    ov_buf head = {0};
    ov_str body = {"", 0};
    sigset_t old;
    ov_status status;

    if (!fcgi->open)
        return ov_fail(err, OV_GONE, "there is no request to answer");
    ov_response_head(response, &head);
    if (!head_only && response->content_type && ov_response_has_body(response->status))
        body = ov_buf_str(&response->body);
    hold_signals(&old);
    status = send_and_finish(fcgi, ov_buf_str(&head), body, err);
    release_signals(&old);
    ov_buf_free(&head);
    return status;
}

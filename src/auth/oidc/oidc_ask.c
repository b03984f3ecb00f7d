/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_ask.c — a worker asks the process "openid", and waits no longer than it must. */
#include "auth/oidc/oidc.h"
#include "auth/oidc/oidc_json.h"
#include "util/clock.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define CONNECT_FOR (2 * OV_SECOND) /* while the process is being replaced */
#define PAUSE_NS (50 * 1000 * 1000)

static int try_connect(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) != 0) {
        int saved = errno;

        close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

static ov_status reach(const char *path, int *out, ov_err *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int64_t until = ov_ticks() + CONNECT_FOR;
    size_t len = strlen(path);
    int fd;

    if (len >= sizeof address.sun_path)
        return ov_fail(err, OV_BUSY, "openid: the socket's path is too long");
    memcpy(address.sun_path, path, len);
    while ((fd = try_connect(&address)) < 0) {
        if (ov_ticks() > until)
            return ov_fail(err, OV_BUSY, "openid: no connection: %s", strerror(errno));
        (void)nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    }
    *out = fd;
    return OV_OK;
}

/* Waits for the descriptor; false: no time is left. */
static bool ready(int fd, short events, int64_t until)
{
    struct pollfd one = {.fd = fd, .events = events};

    for (;;) {
        int64_t left = (until - ov_ticks()) / 1000;
        int n = left > 0 ? poll(&one, 1, (int)left) : 0;

        if (n >= 0 || errno != EINTR)
            return n > 0;
    }
}

static ov_status say(int fd, ov_str request, int64_t until, ov_err *err)
{
    while (request.len) {
        ssize_t n =
            ready(fd, POLLOUT, until) ? send(fd, request.ptr, request.len, MSG_NOSIGNAL) : -1;

        if (n < 0)
            return ov_fail(err, OV_BUSY, "openid: the request cannot be sent");
        request = (ov_str){request.ptr + n, request.len - (size_t)n};
    }
    return shutdown(fd, SHUT_WR) == 0 ? OV_OK
                                      : ov_fail(err, OV_BUSY, "openid: %s", strerror(errno));
}

static ov_status hear(ov_arena *arena, int fd, int64_t until, ov_str *out, ov_err *err)
{
    char *text = ov_alloc(arena, OV_OIDC_MESSAGE_MAX);
    size_t len = 0;

    while (len < OV_OIDC_MESSAGE_MAX) {
        ssize_t n =
            ready(fd, POLLIN, until) ? recv(fd, text + len, OV_OIDC_MESSAGE_MAX - len, 0) : -1;

        if (n < 0)
            return ov_fail(err, OV_BUSY, "openid: no answer in time");
        if (n == 0 && len)
            *out = (ov_str){text, len};
        if (n == 0)
            return len ? OV_OK : ov_fail(err, OV_BUSY, "openid: no answer");
        len += (size_t)n;
    }
    return ov_fail(err, OV_BUSY, "openid: the answer is too long");
}

static ov_status converse(ov_ctx *ctx, const char *path, ov_str request, ov_str *answer)
{
    int64_t until = ov_ticks() + OV_OIDC_WAIT * OV_SECOND;
    ov_status status;
    int fd = -1;

    OV_TRY(reach(path, &fd, &ctx->err));
    status = say(fd, request, until, &ctx->err);
    if (status == OV_OK)
        status = hear(ctx->arena, fd, until, answer, &ctx->err);
    close(fd);
    return status;
}

static ov_status ask(ov_ctx *ctx, const ov_oidc_settings *settings, json_t *request,
                     const json_t **out)
{
    ov_str text = ov_oidc_dump(ctx->arena, request), answer = {"", 0};
    const char *why;
    ov_status status;
    int place;

    ov_read_end(ctx); /* no snapshot is held while waiting */
    status = ov_place_take(&settings->places, &place, &ctx->err);
    if (status != OV_OK)
        return OV_BUSY;
    status = converse(ctx, settings->socket, text, &answer);
    ov_place_leave(place);
    OV_TRY(status);
    if (ov_oidc_json(ctx->arena, answer, "openid: the answer", out, &ctx->err) != OV_OK)
        return OV_BUSY;
    if (json_is_true(json_object_get(*out, "ok")))
        return OV_OK;
    why = ov_oidc_text(*out, "why", 1000);
    return ov_fail(&ctx->err, json_is_true(json_object_get(*out, "busy")) ? OV_BUSY : OV_DENIED,
                   "%s", why ? why : "no reason");
}

static const char *text_of(ov_ctx *ctx, const json_t *answer, const char *name)
{
    return ov_strdup(ctx->arena, ov_oidc_text(answer, name, 1000));
}

ov_status ov_oidc_ask_start(ov_ctx *ctx, const ov_oidc_settings *settings,
                            const ov_oidc_provider *provider, const char **address)
{
    const json_t *answer;

    OV_TRY(ask(ctx, settings, json_pack("{s:s, s:s}", "do", "start", "provider", provider->name),
               &answer));
    *address = text_of(ctx, answer, "authorization");
    return *address ? OV_OK : ov_fail(&ctx->err, OV_BUSY, "openid: no address");
}

ov_status ov_oidc_ask_end(ov_ctx *ctx, const ov_oidc_settings *settings,
                          const ov_oidc_provider *provider, const char **address)
{
    const json_t *answer;

    OV_TRY(ask(ctx, settings, json_pack("{s:s, s:s}", "do", "end", "provider", provider->name),
               &answer));
    *address = text_of(ctx, answer, "end_session");
    return OV_OK;
}

ov_status ov_oidc_ask_person(ov_ctx *ctx, const ov_oidc_settings *settings,
                             const ov_oidc_provider *provider, const ov_oidc_answer *given,
                             ov_oidc_person *out)
{
    const json_t *answer;
    const char *subject;

    OV_TRY(ask(ctx, settings,
               json_pack("{s:s, s:s, s:s, s:s?, s:s, s:s}", "do", "person", "provider",
                         provider->name, "code", given->code, "iss", given->iss, "nonce",
                         given->nonce, "verifier", given->verifier),
               &answer));
    subject = text_of(ctx, answer, "subject");
    if (!subject)
        return ov_fail(&ctx->err, OV_BUSY, "openid: an answer about nobody");
    *out =
        (ov_oidc_person){.subject = subject,
                         .name = text_of(ctx, answer, "name"),
                         .email = text_of(ctx, answer, "email"),
                         .email_verified = json_is_true(json_object_get(answer, "email_verified")),
                         .strong = json_is_true(json_object_get(answer, "strong"))};
    return OV_OK;
}

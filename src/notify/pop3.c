/* SPDX-License-Identifier: EUPL-1.2 */
/* pop3.c — a return mailbox on a server, with libcurl (RFC 1939). */
#include "notify/returns.h"

#include "outbox/queue.h"
#include "util/curl.h"

#include <stdio.h>
#include <string.h>

#define SERVER_MOST                                                                                \
    ((size_t)64 << 20) /* bytes of one answer; what is past OV_LETTER_MOST is dropped */

typedef struct pop3 {
    ov_ctx *ctx;
    const ov_returns_settings *settings;
    CURL *curl;
    const char *base, *user; /* "pop3s://host:port", "user" */
    ov_buf answer;
    size_t got;
} pop3;

#define SET(curl, option, value) (void)ov_curl.easy_setopt((curl), (option), (value))

static size_t hear(char *bytes, size_t size, size_t n, void *arg)
{
    pop3 *p = arg;
    size_t len = size * n, room = OV_LETTER_MOST - p->answer.len;

    p->got += len;
    if (p->got > SERVER_MOST)
        return 0;
    ov_buf_add(&p->answer, bytes, len < room ? len : room);
    return len;
}

/* command NULL: RETR. number 0: of the whole mailbox. no_body: the answer is one line. */
static ov_status ask(pop3 *p, const char *command, int64_t number, bool no_body)
{
    char url[400];
    const ov_returns_settings *s = p->settings;
    CURLcode result;

    (void)snprintf(url, sizeof url, number ? "%s/%lld" : "%s/", p->base, (long long)number);
    ov_curl.easy_reset(p->curl); /* the connection stays */
    SET(p->curl, CURLOPT_URL, url);
    SET(p->curl, CURLOPT_PROTOCOLS_STR, "pop3,pop3s");
    SET(p->curl, CURLOPT_PROXY, "");
    SET(p->curl, CURLOPT_NOSIGNAL, 1L);
    SET(p->curl, CURLOPT_USERNAME, p->user);
    SET(p->curl, CURLOPT_PASSWORD, s->password);
    SET(p->curl, CURLOPT_CONNECTTIMEOUT, 10L);
    SET(p->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)s->timeout);
    SET(p->curl, CURLOPT_TIMEOUT, (long)s->timeout);
    if (s->ca_file)
        SET(p->curl, CURLOPT_CAINFO, s->ca_file);
    if (command)
        SET(p->curl, CURLOPT_CUSTOMREQUEST, command);
    SET(p->curl, CURLOPT_NOBODY, no_body ? 1L : 0L);
    SET(p->curl, CURLOPT_WRITEFUNCTION, hear);
    SET(p->curl, CURLOPT_WRITEDATA, p);
    ov_buf_clear(&p->answer);
    p->got = 0;
    result = ov_curl.easy_perform(p->curl);
    if (result != CURLE_OK)
        return ov_fail(&p->ctx->err, OV_IO, "the return mailbox does not answer %s: %s",
                       command ? command : "RETR", ov_curl.easy_strerror(result));
    return OV_OK;
}

/* Reads one letter; deletes it when it answers a mail of ours, else remembers it. */
static ov_status remember(ov_ctx *ctx, void *arg)
{
    return ov_return_add(ctx, arg);
}

static ov_status one_letter(pop3 *p, int64_t number, const char *uid, ov_returns_count *count)
{
    ov_ctx ctx = *p->ctx;
    bool known = false;
    ov_status status;

    OV_TRY(ask(p, NULL, number, false));
    ctx.arena = ov_arena_new(0);
    status = ov_returns_letter(&ctx, p->settings, ov_buf_str(&p->answer), count, &known);
    if (status == OV_OK && !known)
        status = ov_write(&ctx, remember, (void *)(uintptr_t)uid);
    p->ctx->err = ctx.err;
    ov_arena_free(ctx.arena);
    OV_TRY(status);
    return known ? ask(p, "DELE", number, true) : OV_OK;
}

/* "1 uid" on each line (RFC 1939 7). */
static ov_status each_letter(pop3 *p, ov_str list, ov_returns_count *count)
{
    for (int n = 0; list.len && n < OV_RETURNS_MOST;) {
        ov_str line = ov_str_trim(ov_str_cut(&list, '\n')), number = ov_str_cut(&line, ' ');
        int64_t at;
        bool seen;

        if (ov_parse_int(number, &at) != OV_OK || at < 1 || !line.len || line.len > 100)
            continue;
        const char *uid = ov_printf(p->ctx->arena, "%s %.*s", p->user, (int)line.len, line.ptr);
        if (!ov_utf8_valid(ov_str_from(uid)))
            continue;
        OV_TRY(ov_return_seen(p->ctx, uid, &seen));
        if (seen)
            continue;
        OV_TRY(one_letter(p, at, uid, count));
        n++;
    }
    return OV_OK;
}

ov_status ov_returns_pop3(ov_ctx *ctx, const ov_returns_settings *settings, ov_returns_count *count)
{
    pop3 p = {.ctx = ctx, .settings = settings};
    const char *host = strstr(settings->mailbox, "://") + 3, *at = strrchr(host, '@');
    ov_status status;

    OV_TRY(ov_libcurl_open(&ctx->err));
    p.curl = ov_curl.easy_init();
    if (!p.curl)
        return ov_fail(&ctx->err, OV_IO, "libcurl does not start");
    p.base =
        ov_printf(ctx->arena, "%.*s%s", (int)(host - settings->mailbox), settings->mailbox, at + 1);
    p.user = ov_strndup(ctx->arena, host, (size_t)(at - host));
    status = ask(&p, "UIDL", 0, false);
    if (status == OV_OK) {
        ov_str list = ov_buf_str(&p.answer);

        list.ptr = ov_strndup(ctx->arena, list.ptr, list.len);
        status = each_letter(&p, list, count);
    }
    ov_curl.easy_cleanup(p.curl); /* says QUIT: only then the letters are deleted */
    ov_buf_free(&p.answer);
    return status;
}

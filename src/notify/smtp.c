/* SPDX-License-Identifier: EUPL-1.2 */
/* smtp.c — SMTP with libcurl: one handle a place, a common store of connections. */
#include "notify/smtp.h"

#include "outbox/queue.h"
#include "util/curl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a server may say during one mail: more is a fault of its own, or an attack. */
#define MOST_ANSWERS ((size_t)64 * 1024)
/* A connection that has rested longer is not used again: the server may be about to close it. */
#define REST_SECONDS 20L

#define SET(curl, option, value) (void)ov_curl.easy_setopt((curl), (option), (value))

typedef struct place {
    CURL *curl;
    void *tag; /* NULL: free */
    const char *sender, *recipient;
    ov_str message;
    size_t sent;
    struct curl_slist *recipients;
    size_t answers; /* bytes */
    bool begun;     /* the envelope has been given: faults are the mail's from now on */
    bool to_said;   /* the recipient has been named */
    bool leaving;   /* QUIT has been said: what comes now tells nothing of the mail */
    bool again;     /* on a new connection, because the old one was closed under it */
    char told[400];
} place;

struct ov_smtp {
    const ov_smtp_settings *settings;
    CURLM *multi;
    char url[512];
    place places[OV_SMTP_MOST];
    size_t n;
};

/* ---- What libcurl calls ---- */

static size_t give(char *to, size_t size, size_t n, void *arg)
{
    place *p = arg;
    size_t left = p->message.len - p->sent, room = size * n;
    size_t part = left < room ? left : room;

    if (part)
        memcpy(to, p->message.ptr + p->sent, part);
    p->sent += part;
    return part;
}

/* One line of the server's, with its end. */
static size_t hear(char *line, size_t size, size_t n, void *arg)
{
    place *p = arg;
    size_t len = size * n, kept = len < sizeof p->told - 1 ? len : sizeof p->told - 1;

    p->answers += len;
    if (p->answers > MOST_ANSWERS)
        return 0; /* ends the transfer */
    if (p->leaving)
        return len;
    memcpy(p->told, line, kept);
    while (kept && (p->told[kept - 1] == '\n' || p->told[kept - 1] == '\r'))
        kept--;
    p->told[kept] = '\0';
    return len;
}

static bool begins(const char *data, size_t len, const char *with)
{
    return len >= strlen(with) && !memcmp(data, with, strlen(with));
}

/* Told of what is said to the server; only how far it has come is kept. */
static int follow(CURL *curl, curl_infotype type, char *data, size_t len, void *arg)
{
    place *p = arg;

    if (type != CURLINFO_HEADER_OUT)
        return 0;
    p->begun = p->begun || begins(data, len, "MAIL");
    p->to_said = p->to_said || begins(data, len, "RCPT");
    if (begins(data, len,
               "QUIT")) { /* libcurl stands still until it is answered: no longer than this */
        p->leaving = true;
        SET(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, 1L);
    }
    return 0;
}

/* ---- Opening ---- */

static long use_ssl(ov_tls tls)
{
    return tls == OV_TLS_REQUIRED        ? (long)CURLUSESSL_ALL
           : tls == OV_TLS_OPPORTUNISTIC ? (long)CURLUSESSL_TRY
                                         : (long)CURLUSESSL_NONE;
}

static void prepare(ov_smtp *smtp, place *p)
{
    const ov_smtp_settings *s = smtp->settings;
    CURL *curl = p->curl;

    ov_curl.easy_reset(curl);
    SET(curl, CURLOPT_URL, smtp->url);
    SET(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    SET(curl, CURLOPT_PROXY, "");
    SET(curl, CURLOPT_NOSIGNAL, 1L);
    SET(curl, CURLOPT_USE_SSL, use_ssl(s->tls));
    SET(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    SET(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (s->ca_file)
        SET(curl, CURLOPT_CAINFO, s->ca_file);
    if (s->user) {
        SET(curl, CURLOPT_USERNAME, s->user);
        SET(curl, CURLOPT_PASSWORD, s->password);
    }
    SET(curl, CURLOPT_CONNECTTIMEOUT, (long)s->connect_timeout);
    SET(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)s->timeout);
    SET(curl, CURLOPT_TIMEOUT, (long)s->timeout);
    SET(curl, CURLOPT_MAXAGE_CONN, REST_SECONDS);
    SET(curl, CURLOPT_FRESH_CONNECT, p->again ? 1L : 0L);
    SET(curl, CURLOPT_VERBOSE, 1L); /* for follow alone: nothing is written */
    SET(curl, CURLOPT_DEBUGFUNCTION, follow);
    SET(curl, CURLOPT_DEBUGDATA, p);
    SET(curl, CURLOPT_HEADERFUNCTION, hear);
    SET(curl, CURLOPT_HEADERDATA, p);
    SET(curl, CURLOPT_READFUNCTION, give);
    SET(curl, CURLOPT_READDATA, p);
    SET(curl, CURLOPT_UPLOAD, 1L);
    SET(curl, CURLOPT_PRIVATE, p);
}

ov_status ov_smtp_open(const ov_smtp_settings *settings, ov_smtp **out, ov_err *err)
{
    ov_smtp *smtp;

    OV_TRY(ov_libcurl_open(err));
    smtp = calloc(1, sizeof *smtp);
    if (!smtp)
        return ov_fail(err, OV_INTERNAL, "out of memory");
    smtp->settings = settings;
    smtp->n = (size_t)(settings->connections < 1              ? 1
                       : settings->connections > OV_SMTP_MOST ? OV_SMTP_MOST
                                                              : settings->connections);
    (void)snprintf(smtp->url, sizeof smtp->url, "%s/%s", settings->server, settings->helo);
    smtp->multi = ov_curl.multi_init();
    for (size_t i = 0; smtp->multi && i < smtp->n; i++)
        smtp->places[i].curl = ov_curl.easy_init();
    if (!smtp->multi || !smtp->places[smtp->n - 1].curl) {
        free(smtp);
        return ov_fail(err, OV_IO, "libcurl does not start");
    }
    /* More are kept than can be open, so that none is closed, with a QUIT that somebody has to wait
     * for, for lack of room. */
    (void)ov_curl.multi_setopt(smtp->multi, CURLMOPT_MAXCONNECTS, 4L * OV_SMTP_MOST);
    *out = smtp;
    return OV_OK;
}

/* ---- Sending ---- */

size_t ov_smtp_free_places(const ov_smtp *smtp)
{
    size_t n = 0;

    for (size_t i = 0; i < smtp->n; i++)
        n += smtp->places[i].tag == NULL;
    return n;
}

static ov_status begin(ov_smtp *smtp, place *p, ov_err *err)
{
    char sender[300], recipient[300];

    prepare(smtp, p);
    p->sent = p->answers = 0;
    p->begun = p->to_said = p->leaving = false;
    p->told[0] = '\0';
    (void)snprintf(sender, sizeof sender, "<%s>", p->sender);
    (void)snprintf(recipient, sizeof recipient, "<%s>", p->recipient);
    ov_curl.slist_free_all(p->recipients);
    p->recipients = ov_curl.slist_append(NULL, recipient);
    SET(p->curl, CURLOPT_MAIL_FROM, sender); /* libcurl copies it */
    SET(p->curl, CURLOPT_MAIL_RCPT, p->recipients);
    SET(p->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)p->message.len);
    if (!p->recipients || ov_curl.multi_add_handle(smtp->multi, p->curl) != CURLM_OK)
        return ov_fail(err, OV_IO, "libcurl takes no more");
    return OV_OK;
}

ov_status ov_smtp_send(ov_smtp *smtp, void *tag, const char *sender, const char *recipient,
                       ov_str message, ov_err *err)
{
    place *p = smtp->places;

    while (p < smtp->places + smtp->n && p->tag)
        p++;
    if (p == smtp->places + smtp->n)
        return ov_fail(err, OV_BUSY, "no place is free");
    p->sender = sender;
    p->recipient = recipient;
    p->message = message;
    p->again = false;
    OV_TRY(begin(smtp, p, err));
    p->tag = tag;
    return OV_OK;
}

void ov_smtp_work(ov_smtp *smtp, int ms)
{
    int running;

    (void)ov_curl.multi_perform(smtp->multi, &running);
    (void)ov_curl.multi_poll(smtp->multi, NULL, 0, ms, NULL);
    (void)ov_curl.multi_perform(smtp->multi, &running);
}

/* ---- How it went ---- */

/* "550 5.1.1 no such user": does the enhanced code (RFC 3463) begin so? */
static bool enhanced(const char *told, const char *code)
{
    return strlen(told) > 4 && !strncmp(told + 4, code, strlen(code));
}

/* Why a server refuses a recipient for good. */
static const char *refusal(const place *p, int code)
{
    if (!p->to_said)
        return OV_FAULT_REFUSED;
    if (enhanced(p->told, "5.2.2") || code == 552)
        return OV_FAULT_FULL;
    if (enhanced(p->told, "5.1.") || enhanced(p->told, "5.2.1"))
        return OV_FAULT_UNKNOWN;
    if (enhanced(p->told, "5."))
        return OV_FAULT_REFUSED;
    return code == 550 || code == 551 || code == 553 ? OV_FAULT_UNKNOWN : OV_FAULT_REFUSED;
}

static const char *fault_of(CURLcode result, const place *p)
{
    switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
        return OV_FAULT_CONNECT;
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
        return OV_FAULT_TLS;
    case CURLE_LOGIN_DENIED:
        return OV_FAULT_LOGIN;
    case CURLE_OPERATION_TIMEDOUT:
        return OV_FAULT_TIMEOUT;
    case CURLE_WRITE_ERROR:
        return p->answers > MOST_ANSWERS ? OV_FAULT_SERVER : OV_FAULT_CUT;
    case CURLE_WEIRD_SERVER_REPLY:
        return p->answers ? OV_FAULT_SERVER : OV_FAULT_CUT;
    default:
        return OV_FAULT_CUT;
    }
}

static void judge(place *p, CURLcode result, ov_smtp_result *out)
{
    long code = 0;

    (void)ov_curl.easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &code);
    out->code = (int)code;
    out->server = !p->begun;
    (void)snprintf(out->told, sizeof out->told, "%s",
                   *p->told ? p->told : ov_curl.easy_strerror(result));
    if (result == CURLE_OK) {
        out->outcome = OV_DELIVERED;
        out->server = false;
        return;
    }
    out->outcome = OV_NOT_NOW;
    out->kind = fault_of(result, p);
    bool answered = result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR ||
                    result == CURLE_WEIRD_SERVER_REPLY || result == CURLE_UPLOAD_FAILED ||
                    result == CURLE_REMOTE_ACCESS_DENIED || result == CURLE_REMOTE_DISK_FULL ||
                    result == CURLE_LOGIN_DENIED;
    if (!answered || code < 400 || code > 599)
        return;
    if (!p->begun) { /* no mail from us at all */
        out->kind = result == CURLE_LOGIN_DENIED ? OV_FAULT_LOGIN : OV_FAULT_SERVER;
    } else if (code < 500) {
        out->kind = OV_FAULT_TEMPORARY;
    } else if (!p->to_said &&
               code != 552) { /* our own address is not welcome: nobody's mail would be */
        out->kind = OV_FAULT_SERVER;
        out->server = true;
    } else {
        out->outcome = OV_REFUSED;
        out->kind = refusal(p, (int)code);
    }
}

/* A connection that had rested was closed by the server: that is nobody's fault, and nothing of the
 * mail has been said. */
static bool was_closed(const place *p, const ov_smtp_result *result)
{
    long opened = 1;

    if (p->again || result->outcome != OV_NOT_NOW || p->sent)
        return false;
    (void)ov_curl.easy_getinfo(p->curl, CURLINFO_NUM_CONNECTS, &opened);
    return opened == 0 && (result->code == 421 || !strcmp(result->kind, OV_FAULT_CUT));
}

bool ov_smtp_next(ov_smtp *smtp, ov_smtp_result *out)
{
    int left;
    CURLMsg *message;

    while ((message = ov_curl.multi_info_read(smtp->multi, &left))) {
        place *p = NULL;
        CURLcode result = message->data.result;

        if (message->msg != CURLMSG_DONE)
            continue;
        (void)ov_curl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)(void *)&p);
        *out = (ov_smtp_result){.tag = p->tag};
        judge(p, result, out);
        (void)ov_curl.multi_remove_handle(smtp->multi, p->curl);
        if (was_closed(p, out)) {
            p->again = true;
            if (begin(smtp, p, NULL) == OV_OK)
                continue;
        }
        p->tag = NULL;
        return true;
    }
    return false;
}

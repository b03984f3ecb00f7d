/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_fetch.c — HTTP by libcurl, for answers of a few kilobytes from somebody who may hang, drip,
 * redirect or never stop. */
#include "auth/oidc/oidc_fetch.h"

#include "auth/oidc/oidc.h"
#include "util/clock.h"
#include "util/curl.h"

#include <string.h>

typedef struct answer {
    ov_buf body;
    bool too_large;
} answer;

bool ov_oidc_url_loopback(const char *url)
{
    static const char *const hosts[] = {"http://localhost", "http://127.0.0.1", "http://[::1]"};

    for (size_t i = 0; i < OV_LEN(hosts); i++) {
        size_t n = strlen(hosts[i]);

        if (!strncmp(url, hosts[i], n) && (!url[n] || url[n] == '/' || url[n] == ':'))
            return !memchr(url + n, '@', strlen(url + n));
    }
    return false;
}

bool ov_oidc_url_allowed(const char *url, bool loopback)
{
    for (const char *p = url; *p; p++)
        if ((unsigned char)*p <= 0x20 || (unsigned char)*p >= 0x7f || *p == '#')
            return false;
    return (!strncmp(url, "https://", 8) && url[8]) || (loopback && ov_oidc_url_loopback(url));
}

static size_t receive(char *bytes, size_t size, size_t n, void *arg)
{
    answer *to = arg;

    if (n > OV_OIDC_ANSWER_MAX - to->body.len) {
        to->too_large = true;
        return 0; /* ends the transfer */
    }
    ov_buf_add(&to->body, bytes, size * n);
    return n;
}

/* libcurl calls this several times a second, also while nothing comes. */
static int watch(void *arg, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal,
                 curl_off_t ulnow)
{
    (void)dltotal, (void)dlnow, (void)ultotal, (void)ulnow;
    return ov_ticks() > *(const int64_t *)arg;
}

static void set_limits(CURL *curl, const ov_oidc_fetch *fetch, answer *to)
{
    __typeof__(curl_easy_setopt) *set = ov_curl.easy_setopt;
    int64_t left = (fetch->until - ov_ticks()) / 1000;

    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_TIMEOUT_MS, (long)(left > 1 ? left : 1));
    set(curl, CURLOPT_NOPROGRESS, 0L);
    set(curl, CURLOPT_XFERINFOFUNCTION, watch);
    set(curl, CURLOPT_XFERINFODATA, (void *)(uintptr_t)&fetch->until);
    set(curl, CURLOPT_MAXFILESIZE, (long)OV_OIDC_ANSWER_MAX);
    set(curl, CURLOPT_WRITEFUNCTION, receive);
    set(curl, CURLOPT_WRITEDATA, to);
    set(curl, CURLOPT_FOLLOWLOCATION, 0L);
    set(curl, CURLOPT_PROXY, ""); /* none, whatever the environment says */
    set(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    set(curl, CURLOPT_PROTOCOLS_STR, fetch->loopback ? "http,https" : "https");
    set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    set(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (*fetch->ca_file)
        set(curl, CURLOPT_CAINFO, fetch->ca_file);
}

static struct curl_slist *set_request(CURL *curl, const ov_oidc_fetch *fetch)
{
    __typeof__(curl_easy_setopt) *set = ov_curl.easy_setopt;
    struct curl_slist *headers = ov_curl.slist_append(NULL, "Accept: application/json");

    set(curl, CURLOPT_URL, fetch->url);
    set(curl, CURLOPT_USERAGENT, "overens");
    set(curl, CURLOPT_HTTPHEADER, headers);
    if (fetch->form) {
        set(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(fetch->form));
        set(curl, CURLOPT_POSTFIELDS, fetch->form);
    }
    if (fetch->user) {
        set(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        set(curl, CURLOPT_USERNAME, fetch->user);
        set(curl, CURLOPT_PASSWORD, fetch->password);
    }
    if (fetch->bearer) {
        set(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
        set(curl, CURLOPT_XOAUTH2_BEARER, fetch->bearer);
    }
    return headers;
}

static ov_status judge(CURLcode code, const answer *got, ov_err *err)
{
    if (code == CURLE_OK)
        return OV_OK;
    if (got->too_large || code == CURLE_FILESIZE_EXCEEDED)
        return ov_fail(err, OV_TOO_LARGE, "more than %zu bytes came", OV_OIDC_ANSWER_MAX);
    if (code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK)
        return ov_fail(err, OV_BUSY, "no whole answer in time");
    return ov_fail(err, OV_BUSY, "%s", ov_curl.easy_strerror(code));
}

ov_status ov_oidc_fetch_url(ov_arena *arena, const ov_oidc_fetch *fetch, long *status, ov_str *body,
                            ov_err *err)
{
    answer got = {0};
    struct curl_slist *headers;
    ov_status done;
    CURL *curl;

    if (!ov_oidc_url_allowed(fetch->url, fetch->loopback))
        return ov_fail(err, OV_INVALID, "an address that is not https");
    if (ov_ticks() >= fetch->until)
        return ov_fail(err, OV_BUSY, "no time left");
    OV_TRY(ov_libcurl_open(err));
    curl = ov_curl.easy_init();
    if (!curl)
        return ov_fail(err, OV_INTERNAL, "libcurl gives no handle");
    set_limits(curl, fetch, &got);
    headers = set_request(curl, fetch);
    done = judge(ov_curl.easy_perform(curl), &got, err);
    if (done == OV_OK) {
        ov_curl.easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
        *body = ov_str_from(ov_strndup(arena, got.body.ptr ? got.body.ptr : "", got.body.len));
    }
    ov_curl.slist_free_all(headers);
    ov_curl.easy_cleanup(curl);
    ov_buf_free(&got.body);
    return done;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_metadata.c — discovery and keys, and the files that keep them.
 *
 * Each request is a process of its own, so what is kept lies in a file for each provider. Keys that
 * a token names and the file lacks are fetched anew: that is how providers change keys. */
#include "auth/oidc/oidc_metadata.h"

#include "auth/oidc/oidc_fetch.h"
#include "util/file.h"
#include "util/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEPT OV_HOUR
#define ANEW_WINDOW OV_MINUTE
#define ANEW_MAX 6 /* in the window */
#define FILE_MAX (3 * OV_OIDC_ANSWER_MAX)

/* What the file holds. */
typedef struct kept {
    const json_t *discovery, *keys; /* NULL: not there */
    ov_instant fetched;             /* both */
    ov_instant window;              /* when the window for fetching anew began */
    int64_t anew;                   /* how often in it */
} kept;

ov_status ov_oidc_get(ov_oidc_work *work, const ov_oidc_question *question, long *status,
                      const json_t **out)
{
    const ov_oidc_fetch fetch = {.url = question->url,
                                 .ca_file = work->provider->ca_file,
                                 .loopback = ov_oidc_url_loopback(work->provider->issuer),
                                 .form = question->form,
                                 .user = question->user,
                                 .password = question->password,
                                 .bearer = question->bearer,
                                 .until = work->until};
    ov_status done;
    ov_str body = {"", 0};

    done = ov_oidc_fetch_url(work->arena, &fetch, status, &body, &work->err);
    if (done == OV_OK)
        done = ov_oidc_json(work->arena, body, "the answer", out, &work->err);
    if (done == OV_INVALID && *status >= 500) /* an error page: it is ill, not evil */
        done = ov_fail(&work->err, OV_BUSY, "status %ld", *status);
    if (done != OV_OK)
        ov_err_prefix(&work->err, "%s", question->what);
    return done;
}

static ov_status get_ok(ov_oidc_work *work, const char *what, const char *url, const json_t **out)
{
    long status = 0;

    OV_TRY(ov_oidc_get(work, &(ov_oidc_question){.what = what, .url = url}, &status, out));
    if (status != 200)
        return ov_fail(&work->err, status >= 500 ? OV_BUSY : OV_INVALID, "%s: status %ld", what,
                       status);
    return OV_OK;
}

/* ---- The file ---- */

static const char *path(const ov_oidc_work *work)
{
    char hash[OV_HASH_HEX];

    ov_sha256_hex(
        ov_str_from(ov_printf(work->arena, "%s\n%s", work->provider->name, work->provider->issuer)),
        hash);
    return ov_printf(work->arena, "%s/%.32s.json", work->settings->cache, hash);
}

/* A file that is not there, or not whole, keeps nothing. */
static void read_kept(const ov_oidc_work *work, kept *out)
{
    const json_t *file;
    ov_str text;

    *out = (kept){0};
    if (ov_file_read(work->arena, path(work), FILE_MAX, &text, NULL) != OV_OK ||
        ov_oidc_json(work->arena, text, "the file", &file, NULL) != OV_OK)
        return;
    out->discovery = json_object_get(file, "discovery");
    out->keys = json_object_get(file, "keys");
    out->fetched = json_integer_value(json_object_get(file, "fetched"));
    out->window = json_integer_value(json_object_get(file, "window"));
    out->anew = json_integer_value(json_object_get(file, "anew"));
    if (!out->discovery || !out->keys || out->fetched > work->now ||
        work->now - out->fetched >= KEPT)
        out->discovery = out->keys = NULL;
    if (out->window > work->now || work->now - out->window >= ANEW_WINDOW) {
        out->window = work->now;
        out->anew = 0;
    }
}

/* Whole or not at all. That it cannot be kept costs only time. */
static void write_kept(const ov_oidc_work *work, const kept *k)
{
    json_t *file = json_pack("{s:O, s:O, s:I, s:I, s:I}", "discovery", k->discovery, "keys",
                             k->keys, "fetched", (json_int_t)k->fetched, "window",
                             (json_int_t)k->window, "anew", (json_int_t)k->anew);
    const char *to = path(work);
    char *temporary = ov_printf(work->arena, "%s.XXXXXX", to);
    ov_str text;
    int fd;

    if (!file)
        return;
    text = ov_oidc_dump(work->arena, file);
    (void)mkdir(work->settings->cache, 0700);
    fd = mkostemp(temporary, 0);
    if (fd < 0)
        return;
    bool whole = write(fd, text.ptr, text.len) == (ssize_t)text.len;
    if (close(fd) != 0 || !whole || rename(temporary, to) != 0)
        (void)unlink(temporary);
}

/* ---- What it means ---- */

static const char *endpoint(const ov_oidc_work *work, const json_t *discovery, const char *name)
{
    const char *url = ov_oidc_text(discovery, name, 1000);

    return url && ov_oidc_url_allowed(url, ov_oidc_url_loopback(work->provider->issuer)) ? url
                                                                                         : NULL;
}

static ov_status understand(ov_oidc_work *work, const json_t *discovery, ov_oidc_metadata *out)
{
    static const char methods[] = "token_endpoint_auth_methods_supported";
    const char *issuer = ov_oidc_text(discovery, "issuer", 1000);

    if (!issuer || strcmp(issuer, work->provider->issuer) != 0)
        return ov_fail(&work->err, OV_INVALID, "discovery: it calls itself another issuer");
    *out =
        (ov_oidc_metadata){.authorization = endpoint(work, discovery, "authorization_endpoint"),
                           .token = endpoint(work, discovery, "token_endpoint"),
                           .jwks = endpoint(work, discovery, "jwks_uri"),
                           .userinfo = endpoint(work, discovery, "userinfo_endpoint"),
                           .end_session = endpoint(work, discovery, "end_session_endpoint"),
                           .sends_iss = json_is_true(json_object_get(
                               discovery, "authorization_response_iss_parameter_supported")),
                           .wants_post = ov_oidc_holds(discovery, methods, "client_secret_post") &&
                                         !ov_oidc_holds(discovery, methods, "client_secret_basic")};
    if (!out->authorization || !out->token || !out->jwks)
        return ov_fail(&work->err, OV_INVALID,
                       "discovery: an address of its is missing, or not https");
    return OV_OK;
}

static ov_status fetch_discovery(ov_oidc_work *work, const json_t **out)
{
    const char *issuer = work->provider->issuer;
    size_t n = strlen(issuer);

    return get_ok(work, "discovery",
                  ov_printf(work->arena, "%.*s/.well-known/openid-configuration",
                            (int)(n && issuer[n - 1] == '/' ? n - 1 : n), issuer),
                  out);
}

ov_status ov_oidc_metadata_get(ov_oidc_work *work, bool anew, ov_oidc_metadata *out)
{
    ov_oidc_metadata m;
    kept k;
    bool ask;

    read_kept(work, &k);
    ask = !k.discovery;
    if (anew && !ask) {
        if (k.anew >= ANEW_MAX)
            return ov_fail(&work->err, OV_DENIED, "the keys were fetched %d times in a minute",
                           ANEW_MAX);
        k.anew++;
    }
    if (ask)
        OV_TRY(fetch_discovery(work, &k.discovery));
    OV_TRY(understand(work, k.discovery, &m));
    if (ask || anew) {
        OV_TRY(get_ok(work, "the key set", m.jwks, &k.keys));
        if (ask)
            k.fetched = work->now;
        write_kept(work, &k);
    }
    char *keys = json_dumps(k.keys, JSON_COMPACT);
    m.keys = ov_str_from(ov_strdup(work->arena, keys));
    free(keys);
    m.kept = !ask && !anew;
    *out = m;
    return OV_OK;
}

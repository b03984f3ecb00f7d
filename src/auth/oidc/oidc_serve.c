/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_serve.c — the process "openid": one request of a worker, JSON in and JSON out.
 *
 *   {"do":"start","provider":"x"}            → {"ok":true,"authorization":"https://…"}
 *   {"do":"end","provider":"x"}              → {"ok":true,"end_session":"https://…" or null}
 *   {"do":"person","provider":"x","code":…,"iss":…,"nonce":…,"verifier":…}
 *            → {"ok":true,"subject":…,"name":…,"email":…,"email_verified":…,"strong":…}
 *   otherwise → {"ok":false,"busy":…,"why":"for the log"} */
#include "auth/oidc/oidc_fetch.h"
#include "auth/oidc/oidc_metadata.h"
#include "auth/oidc/oidc_token.h"
#include "util/clock.h"
#include "util/file.h"

#include "http/http.h"

#define SECRET_FILE_MAX 4096
#define CODE_MAX 4096

const ov_oidc_provider *ov_oidc_find(const ov_oidc_settings *settings, const char *name)
{
    for (size_t i = 0; name && i < settings->n; i++)
        if (!strcmp(settings->providers[i].name, name))
            return &settings->providers[i];
    return NULL;
}

bool ov_oidc_listed(const char *list, ov_str word)
{
    ov_str rest = ov_str_from(list);

    while (rest.len) {
        size_t n = strcspn(rest.ptr, ", \t");

        if (n && n == word.len && !memcmp(rest.ptr, word.ptr, n))
            return true;
        rest.ptr += rest.ptr[n] ? n + 1 : n;
        rest.len = strlen(rest.ptr);
    }
    return false;
}

const char *ov_oidc_callback(ov_arena *arena, const ov_oidc_settings *settings)
{
    return ov_printf(arena, "%s/logga-in/oidc/svar", settings->site_url);
}

/* The client's secret; "" where there is none. */
static ov_status read_secret(ov_oidc_work *work, const char **out)
{
    ov_str text;

    *out = "";
    if (!*work->provider->secret_file)
        return OV_OK;
    if (ov_file_read(work->arena, work->provider->secret_file, SECRET_FILE_MAX, &text,
                     &work->err) != OV_OK)
        return OV_IO;
    *out = ov_str_z(work->arena, ov_str_trim(text));
    return OV_OK;
}

/* RFC 6749 4.1.3 and 2.3.1, RFC 7636 4.5. */
static ov_status ask_token(ov_oidc_work *work, const ov_oidc_metadata *m, const json_t *request,
                           const json_t **out)
{
    ov_arena *arena = work->arena;
    ov_oidc_question q = {.what = "the token endpoint", .url = m->token};
    const char *secret, *id = ov_url_encode(arena, work->provider->client_id), *problem;
    long status = 0;

    OV_TRY(read_secret(work, &secret));
    q.form =
        ov_printf(arena, "grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s",
                  ov_url_encode(arena, json_string_value(json_object_get(request, "code"))),
                  ov_url_encode(arena, ov_oidc_callback(arena, work->settings)),
                  ov_url_encode(arena, json_string_value(json_object_get(request, "verifier"))));
    if (*secret && !m->wants_post) {
        q.user = id;
        q.password = ov_url_encode(arena, secret);
    } else {
        q.form = ov_printf(arena, "%s&client_id=%s", q.form, id);
        if (*secret)
            q.form = ov_printf(arena, "%s&client_secret=%s", q.form, ov_url_encode(arena, secret));
    }
    OV_TRY(ov_oidc_get(work, &q, &status, out));
    if (status == 200)
        return OV_OK;
    problem = ov_oidc_text(*out, "error", 60);
    return ov_fail(&work->err, status >= 500 ? OV_BUSY : OV_DENIED,
                   "the token endpoint: status %ld, %s", status, problem ? problem : "no error");
}

/* The token against the keys that are kept; when none of them fits, against those of today. */
static ov_status check_token(ov_oidc_work *work, ov_oidc_metadata *m, ov_str token,
                             const ov_oidc_expect *expect, ov_oidc_claims *out)
{
    ov_status status = ov_oidc_token_check(work->arena, token, m->keys, expect, out, &work->err);

    if (status == OV_NOT_FOUND && m->kept) {
        OV_TRY(ov_oidc_metadata_get(work, true, m));
        status = ov_oidc_token_check(work->arena, token, m->keys, expect, out, &work->err);
    }
    return status;
}

/* Many providers give the address only there (OpenID Connect Core 5.3). Who it is about is what the
 * token says, never this answer. */
static ov_status ask_userinfo(ov_oidc_work *work, const ov_oidc_metadata *m, const char *bearer,
                              ov_oidc_claims *claims)
{
    const ov_oidc_question q = {.what = "userinfo", .url = m->userinfo, .bearer = bearer};
    const json_t *info;
    const char *subject;
    long status = 0;

    if (claims->email || !m->userinfo || !bearer)
        return OV_OK;
    OV_TRY(ov_oidc_get(work, &q, &status, &info));
    if (status != 200)
        return OV_OK; /* it gives no address, then */
    subject = ov_oidc_text(info, "sub", OV_OIDC_SUBJECT_MAX);
    if (!subject || strcmp(subject, claims->subject) != 0)
        return ov_fail(&work->err, OV_INVALID, "userinfo: it is about somebody else");
    claims->email = ov_oidc_text(info, "email", 1000);
    claims->email_verified = json_is_true(json_object_get(info, "email_verified"));
    if (!claims->name)
        claims->name = ov_oidc_text(info, "name", 1000);
    return OV_OK;
}

static bool is_strong(const ov_oidc_provider *provider, const ov_oidc_claims *claims)
{
    ov_str amr = ov_str_from(claims->amr);

    if (provider->strong ||
        (claims->acr && ov_oidc_listed(provider->strong_acr, ov_str_from(claims->acr))))
        return true;
    while (amr.len)
        if (ov_oidc_listed(provider->strong_amr, ov_str_cut(&amr, ' ')))
            return true;
    return false;
}

/* RFC 9207: an answer of another provider must not bring its code here. */
static ov_status check_iss(ov_oidc_work *work, const ov_oidc_metadata *m, const char *iss)
{
    if (iss ? strcmp(iss, work->provider->issuer) != 0 : m->sends_iss)
        return ov_fail(&work->err, OV_INVALID, "the answer comes from another issuer");
    return OV_OK;
}

static ov_status person(ov_oidc_work *work, const json_t *request, json_t **out)
{
    const char *code = ov_oidc_text(request, "code", CODE_MAX), *token, *access,
               *nonce = ov_oidc_text(request, "nonce", 100);
    ov_oidc_metadata m;
    ov_oidc_claims claims;
    const json_t *tokens;

    if (!code || !nonce || !ov_oidc_text(request, "verifier", 100))
        return ov_fail(&work->err, OV_INVALID, "the code is missing, or too long");
    OV_TRY(ov_oidc_metadata_get(work, false, &m));
    OV_TRY(check_iss(work, &m, ov_oidc_text(request, "iss", 1000)));
    OV_TRY(ask_token(work, &m, request, &tokens));
    token = ov_oidc_text(tokens, "id_token", OV_OIDC_TOKEN_MAX);
    access = ov_oidc_text(tokens, "access_token", OV_OIDC_TOKEN_MAX);
    if (!token)
        return ov_fail(&work->err, OV_INVALID, "the token endpoint: no ID token");
    const ov_oidc_expect expect = {.issuer = work->provider->issuer,
                                   .client_id = work->provider->client_id,
                                   .nonce = nonce,
                                   .access_token = access,
                                   .now = work->now};
    OV_TRY(check_token(work, &m, ov_str_from(token), &expect, &claims));
    OV_TRY(ask_userinfo(work, &m, access, &claims));
    *out = json_pack("{s:b, s:s, s:s?, s:s?, s:b, s:b}", "ok", 1, "subject", claims.subject, "name",
                     claims.name, "email", claims.email, "email_verified", claims.email_verified,
                     "strong", is_strong(work->provider, &claims));
    return OV_OK;
}

static ov_status serve(ov_oidc_work *work, ov_str text, json_t **out)
{
    const json_t *request;
    const char *what;
    ov_oidc_metadata m;

    OV_TRY(ov_oidc_json(work->arena, text, "the request", &request, &work->err));
    what = ov_oidc_text(request, "do", 20);
    work->provider = ov_oidc_find(work->settings, ov_oidc_text(request, "provider", 100));
    if (!what || !work->provider)
        return ov_fail(&work->err, OV_INVALID, "a request that is not understood");
    if (!strcmp(what, "person"))
        return person(work, request, out);
    OV_TRY(ov_oidc_metadata_get(work, false, &m));
    *out = !strcmp(what, "start")
               ? json_pack("{s:b, s:s}", "ok", 1, "authorization", m.authorization)
               : json_pack("{s:b, s:s?}", "ok", 1, "end_session", m.end_session);
    return OV_OK;
}

ov_str ov_oidc_serve(ov_arena *arena, const ov_oidc_settings *settings, ov_str request)
{
    ov_oidc_work work = {.arena = arena,
                         .settings = settings,
                         .now = ov_now(),
                         .until = ov_ticks() + OV_OIDC_SECONDS * OV_SECOND};
    json_t *answer = NULL;
    ov_status status = serve(&work, request, &answer);
    bool busy = status == OV_BUSY || status == OV_IO || status == OV_INTERNAL;

    if (status != OV_OK || !answer)
        answer = json_pack("{s:b, s:b, s:s}", "ok", 0, "busy", busy, "why",
                           *work.err.text ? work.err.text : "no answer could be made");
    return answer ? ov_oidc_dump(arena, answer)
                  : OV_LIT("{\"ok\":false,\"busy\":true,\"why\":\"no answer could be made\"}");
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_pages.c — to the identity provider and back (OpenID Connect Core 1.0 3.1). */
#include "pages/signin/oidc_pages.h"

#include "auth/identity.h"
#include "pages/signin/sign_in.h"
#include "plugin/site.h"
#include "register/register.h"
#include "util/log.h"

#define COOKIE_SECONDS 600
#define MAY_TAKE (OV_OIDC_WAIT + 8) /* seconds; and a little for the database */

/* What the page sign_in_told has words for. */
typedef enum tale { BUSY, REFUSED, STRANGER, CANCELLED, FAILED, UNKNOWN, NO_EMAIL, CLOSED } tale;

static const char *start_address(ov_req *req, const char *provider, const char *target)
{
    const char *to = ov_sign_in_target(target);
    ov_arena *arena = ov_req_arena(req);

    return ov_printf(arena, "/logga-in/oidc?leverantor=%s%s%s", ov_url_encode(arena, provider),
                     strcmp(to, "/") != 0 ? "&till=" : "",
                     strcmp(to, "/") != 0 ? ov_url_encode(arena, to) : "");
}

/* The log gets to know the provider and the reason, never the person. */
static ov_view *told(ov_req *req, tale what, const ov_oidc_provider *provider, const char *why)
{
    static const char *const names[] = {
        [BUSY] = "busy",           [REFUSED] = "refused", [STRANGER] = "stranger",
        [CANCELLED] = "cancelled", [FAILED] = "failed",   [UNKNOWN] = "unknown",
        [NO_EMAIL] = "no_email",   [CLOSED] = "closed"};
    ov_view *view = ov_view_new(req, "sign_in_told");
    ov_map *root = ov_view_root(view);

    ov_log(OV_LOG_WARN, "sign-in id=%s provider=%s: %s", req->ctx.request_id,
           provider ? provider->name : "-", why);
    ov_view_title(view, what == BUSY ? ov_req_tr(req, "Inloggningstjänsten svarar inte just nu")
                        : what >= UNKNOWN ? ov_req_tr(req, "Du är inte inloggad här")
                                          : ov_req_tr(req, "Inloggningen gick inte att slutföra"));
    ov_map_bool(root, names[what], true);
    ov_map_text(root, "provider", provider ? provider->title : NULL);
    ov_map_text(root, "contact", req->site->contact);
    ov_view_status(view, what == BUSY ? 503 : 403);
    if (what == BUSY)
        ov_send_header(req, "Retry-After", "30");
    return view;
}

/* With a link to try again. */
static ov_status tell(ov_req *req, tale what, const ov_oidc_provider *provider, const char *target,
                      const char *why)
{
    ov_view *view = told(req, what, provider, why);

    if (provider)
        ov_map_text(ov_view_root(view), "again", start_address(req, provider->name, target));
    return ov_view_send(view);
}

/* ---- Where to sign in ---- */

void ov_oidc_offer(ov_req *req, ov_map *root, const char *target)
{
    const ov_oidc_settings *settings = req->site->oidc;
    ov_list *list = ov_map_list(root, "providers");
    size_t n = settings ? settings->n : 0;

    for (size_t i = 0; i < n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "title", settings->providers[i].title);
        ov_map_text(item, "href", start_address(req, settings->providers[i].name, target));
    }
    ov_map_bool(root, "has_providers", n > 0);
}

static ov_status choose(ov_req *req)
{
    ov_view *view = ov_view_new(req, "oidc_providers");

    ov_view_title(view, ov_req_tr(req, "Logga in hos din organisation"));
    ov_oidc_offer(req, ov_view_root(view), ov_req_query(req, "till"));
    return ov_view_send(view);
}

static ov_status add_attempt(ov_ctx *ctx, void *arg)
{
    return ov_oidc_attempt_add(ctx, arg);
}

/* OpenID Connect Core 3.1.2.1, RFC 7636 4.3. */
static const char *authorization(ov_req *req, const ov_oidc_provider *provider, const char *address,
                                 const ov_oidc_attempt *a)
{
    ov_arena *arena = ov_req_arena(req);
    const char *url = ov_printf(
        arena,
        "%s%cresponse_type=code&client_id=%s&redirect_uri=%s&scope=%s&state=%s&nonce=%s"
        "&code_challenge=%s&code_challenge_method=S256",
        address, strchr(address, '?') ? '&' : '?', ov_url_encode(arena, provider->client_id),
        ov_url_encode(arena, ov_oidc_callback(arena, req->site->oidc)),
        ov_url_encode(arena, provider->scopes), a->state, a->nonce, a->challenge);

    if (*provider->acr_values)
        url = ov_printf(arena, "%s&acr_values=%s", url, ov_url_encode(arena, provider->acr_values));
    return ov_printf(arena, "%s&ui_locales=%s", url, req->ctx.lang);
}

static ov_status send_away(ov_req *req, const ov_oidc_provider *provider, const char *target)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_oidc_attempt attempt;
    const char *address;
    ov_status status;

    ov_req_may_take(req, MAY_TAKE);
    if (ov_oidc_ask_start(ctx, req->site->oidc, provider, &address) != OV_OK)
        return tell(req, BUSY, provider, target, ctx->err.text);
    ov_oidc_attempt_make(ctx->arena, ov_pairs_get(&ov_req_http(req)->cookies, OV_OIDC_COOKIE),
                         &attempt);
    attempt.provider = provider->name;
    attempt.issuer = provider->issuer;
    attempt.target = target;
    status = ov_write(ctx, add_attempt, &attempt);
    if (status == OV_BUSY)
        return tell(req, BUSY, provider, target, ctx->err.text);
    OV_TRY(status);
    ov_send_cookie(req, OV_OIDC_COOKIE, attempt.browser, COOKIE_SECONDS);
    ov_send_header(req, "Location", authorization(req, provider, address, &attempt));
    return ov_send(req, 303, "text/plain; charset=utf-8", OV_LIT(""));
}

/* GET /logga-in/oidc — the provider that is named, the only one, or a list of them. */
ov_status ov_page_oidc_start(ov_req *req)
{
    const ov_oidc_settings *settings = req->site->oidc;
    const char *name = ov_req_query(req, "leverantor"),
               *target = ov_sign_in_target(ov_req_query(req, "till"));
    const ov_oidc_provider *provider;

    if (ov_req_signed_in(req))
        return ov_redirect(req, target);
    if (!settings || !settings->n)
        return ov_refuse(req, 404,
                         ov_req_tr(req,
                                   "Den här portalen har ingen inloggning hos en organisation. "
                                   "Logga in med lösenord eller en mejlad länk."));
    provider = name && *name      ? ov_oidc_find(settings, name)
               : settings->n == 1 ? &settings->providers[0]
                                  : NULL;
    if (name && *name && !provider)
        return ov_refuse(req, 404,
                         ov_req_tr(req, "Det finns ingen inloggning med det namnet. Gå till "
                                        "inloggningssidan och välj där."));
    if (!provider || ov_req_http(req)->method == OV_HEAD)
        return choose(req);
    return send_away(req, provider, target);
}

/* ---- Back again ---- */

typedef struct returning {
    const char *state, *browser;
    ov_oidc_attempt attempt;
} returning;

static ov_status use_attempt(ov_ctx *ctx, void *arg)
{
    returning *r = arg;

    return ov_oidc_attempt_use(ctx, r->state, r->browser, &r->attempt);
}

/* Signed in there, unknown here: who can help, and what to ask for. */
static ov_status tell_unknown(ov_req *req, const ov_oidc_provider *provider,
                              const ov_oidc_person *person, ov_status why)
{
    ov_view *view = told(req,
                         why == OV_DENIED ? CLOSED
                         : person->email  ? UNKNOWN
                                          : NO_EMAIL,
                         provider, req->ctx.err.text);
    ov_organisation org;

    if (*provider->organisation &&
        ov_organisation_by_code(ov_req_ctx(req), provider->organisation, &org) == OV_OK)
        ov_map_text(ov_view_root(view), "org", org.name);
    ov_map_text(ov_view_root(view), "email", person->email);
    return ov_view_send(view);
}

static ov_status sign_in(ov_req *req, const ov_oidc_provider *provider,
                         const ov_oidc_person *person, const char *target)
{
    ov_identity_found f = {
        .identity = {.kind = OV_BY_OIDC,
                     .provider = provider->name,
                     .issuer = provider->issuer,
                     .subject = person->subject,
                     .org = provider->organisation,
                     .email = person->email,
                     .email_trusted = person->email_verified || provider->trust_email}};
    ov_status status = ov_write(ov_req_ctx(req), ov_identity_find, &f);

    if (status == OV_NOT_FOUND || status == OV_CONFLICT || status == OV_DENIED)
        return tell_unknown(req, provider, person, status);
    OV_TRY(status);
    ov_send_cookie(req, OV_OIDC_COOKIE, "", 0);
    return ov_sign_in_finish(
        req,
        &(ov_sign_in){.account_id = f.account_id, .method = OV_BY_OIDC, .strong = person->strong},
        target);
}

/* The provider says no (RFC 6749 4.1.2.1). Its own words are not shown: anybody can write them. */
static ov_status tell_error(ov_req *req, const ov_oidc_provider *provider, const char *error,
                            const char *target)
{
    size_t n = strlen(error);
    bool known = n <= 40 && strspn(error, "abcdefghijklmnopqrstuvwxyz_") == n;

    return tell(req, !strcmp(error, "access_denied") ? CANCELLED : FAILED, provider, target,
                known ? error : "an error without a name");
}

/* GET /logga-in/oidc/svar — the attempt is used up before anybody is asked anything. */
ov_status ov_page_oidc_callback(ov_req *req)
{
    const ov_http_request *http = ov_req_http(req);
    ov_ctx *ctx = ov_req_ctx(req);
    returning r = {.state = ov_req_query(req, "state"),
                   .browser = ov_pairs_get(&http->cookies, OV_OIDC_COOKIE)};
    const char *error = ov_req_query(req, "error"), *code = ov_req_query(req, "code");
    const ov_oidc_provider *provider;
    ov_oidc_person person;
    ov_status status;

    if (!r.state || !r.browser || http->method == OV_HEAD)
        return tell(req, STRANGER, NULL, NULL, "no state, or no cookie");
    status = ov_write(ctx, use_attempt, &r);
    if (status == OV_NOT_FOUND)
        return tell(req, STRANGER, NULL, NULL, ctx->err.text);
    OV_TRY(status);
    provider = req->site->oidc ? ov_oidc_find(req->site->oidc, r.attempt.provider) : NULL;
    if (!provider || strcmp(provider->issuer, r.attempt.issuer) != 0)
        return tell(req, STRANGER, NULL, NULL, "the provider is configured no more");
    if (error)
        return tell_error(req, provider, error, r.attempt.target);
    if (!code || !*code)
        return tell(req, REFUSED, provider, r.attempt.target,
                    "the answer has neither code nor error");
    ov_req_may_take(req, MAY_TAKE);
    status = ov_oidc_ask_person(ctx, req->site->oidc, provider,
                                &(ov_oidc_answer){.code = code,
                                                  .iss = ov_req_query(req, "iss"),
                                                  .nonce = r.attempt.nonce,
                                                  .verifier = r.attempt.verifier},
                                &person);
    if (status == OV_BUSY)
        return tell(req, BUSY, provider, r.attempt.target, ctx->err.text);
    if (status == OV_DENIED)
        return tell(req, REFUSED, provider, r.attempt.target, ctx->err.text);
    OV_TRY(status);
    return sign_in(req, provider, &person, r.attempt.target);
}

/* ---- Out again ---- */

const char *ov_oidc_after_out(ov_req *req)
{
    const ov_session *session = ov_req_session(req);
    ov_ctx *ctx = ov_req_ctx(req);
    const char *provider = NULL;
    const ov_rows *rows;
    ov_instant latest = -1;

    if (!session || strcmp(session->method, OV_BY_OIDC) != 0 ||
        ov_identities_of(ctx, ctx->actor.account_id, &rows) != OV_OK)
        return "/";
    for (size_t i = 0; i < rows->n; i++)
        if (!strcmp(ov_cell_text(rows, i, 1), OV_BY_OIDC) && ov_cell_int(rows, i, 6) > latest) {
            latest = ov_cell_int(rows, i, 6);
            provider = ov_cell_text(rows, i, 2);
        }
    return provider ? ov_printf(ctx->arena, "/logga-in/oidc/utloggad?leverantor=%s",
                                ov_url_encode(ctx->arena, provider))
                    : "/";
}

/* GET /logga-in/oidc/utloggad — out of the portal, but perhaps not of the provider. */
ov_status ov_page_oidc_out(ov_req *req)
{
    const ov_oidc_settings *settings = req->site->oidc;
    const ov_oidc_provider *provider =
        settings ? ov_oidc_find(settings, ov_req_query(req, "leverantor")) : NULL;
    const char *end = NULL;
    ov_view *view;

    if (!provider)
        return ov_redirect(req, "/");
    ov_req_may_take(req, MAY_TAKE);
    if (ov_oidc_ask_end(ov_req_ctx(req), settings, provider, &end) != OV_OK)
        end = NULL;
    view = ov_view_new(req, "oidc_out");
    ov_view_title(view, ov_req_tr(req, "Du är utloggad"));
    ov_map_text(ov_view_root(view), "provider", provider->title);
    if (end)
        ov_map_text(ov_view_root(view), "end",
                    ov_printf(ov_req_arena(req), "%s%cclient_id=%s", end,
                              strchr(end, '?') ? '&' : '?',
                              ov_url_encode(ov_req_arena(req), provider->client_id)));
    return ov_view_send(view);
}

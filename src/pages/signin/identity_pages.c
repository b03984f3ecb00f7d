/* SPDX-License-Identifier: EUPL-1.2 */
/* identity_pages.c — the sign-ins elsewhere that lead to one's own account, and the trusted proxy.
 */
#include "pages/signin/oidc_pages.h"

#include "auth/identity.h"
#include "pages/signin/sign_in.h"
#include "plugin/site.h"
#include "util/log.h"
#include "view/format.h"

/* What people call it: the provider's title today, else the name it had. */
static const char *title_of(ov_req *req, const char *kind, const char *provider)
{
    const ov_oidc_provider *found =
        req->site->oidc ? ov_oidc_find(req->site->oidc, provider) : NULL;

    if (!strcmp(kind, OV_BY_PROXY))
        return ov_req_tr(req, "Organisationens nätverk");
    return found ? found->title : provider;
}

/* GET /konto/identiteter */
ov_status ov_page_identities(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view;
    ov_list *list;
    const ov_rows *rows;

    OV_TRY(ov_identities_of(ctx, ctx->actor.account_id, &rows));
    view = ov_view_new(req, "identities");
    ov_view_title(view, ov_req_tr(req, "Inloggning hos din organisation"));
    ov_view_needs_token(view);
    list = ov_map_list(ov_view_root(view), "identities");
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "id", ov_cell_int(rows, i, 0));
        ov_map_text(item, "title",
                    title_of(req, ov_cell_text(rows, i, 1), ov_cell_text(rows, i, 2)));
        ov_map_text(item, "created",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, 5), ctx->lang));
        if (ov_cell_int(rows, i, 6))
            ov_map_text(item, "used",
                        ov_format_instant(ctx->arena, ov_cell_int(rows, i, 6), ctx->lang));
    }
    ov_map_bool(ov_view_root(view), "has_identities", rows->n > 0);
    return ov_view_send(view);
}

static ov_status remove_own(ov_ctx *ctx, void *arg)
{
    return ov_identity_remove(ctx, ctx->actor.account_id, *(const ov_id *)arg);
}

/* POST /konto/identiteter */
ov_status ov_page_identity_remove(ov_req *req)
{
    static const ov_form_field fields[] = {
        {"id", "Koppling", OV_INPUT_INT, true, 1, INT64_MAX, NULL}, {0}};
    const ov_form *form = ov_form_read(req, fields);
    ov_id id = ov_form_int(form, "id");

    if (!ov_form_ok(form))
        return OV_INVALID;
    OV_TRY(ov_write(ov_req_ctx(req), remove_own, &id));
    return ov_redirect(req, "/konto/identiteter");
}

/* ---- The trusted proxy ---- */

static const ov_proxy_settings *proxy_of(const ov_req *req)
{
    return req->site->oidc && *req->site->oidc->proxy.user ? &req->site->oidc->proxy : NULL;
}

ov_status ov_identity_find(ov_ctx *ctx, void *found)
{
    ov_identity_found *f = found;

    return ov_identity_resolve(ctx, &f->identity, &f->account_id);
}

ov_status ov_proxy_sign_in(ov_req *req, const char *target, bool *answered, const char **notice)
{
    const ov_proxy_settings *proxy = proxy_of(req);
    const ov_http_request *http = ov_req_http(req);
    const char *subject = proxy ? ov_http_param(http, proxy->user) : NULL;
    ov_identity_found f;
    ov_status status;

    *answered = false;
    if (!subject || strlen(subject) > 255 || http->method == OV_HEAD)
        return OV_OK;
    f = (ov_identity_found){.identity = {.kind = OV_BY_PROXY,
                                         .provider = proxy->issuer,
                                         .issuer = proxy->issuer,
                                         .subject = subject,
                                         .org = proxy->organisation,
                                         .email = ov_http_param(http, proxy->email),
                                         .email_trusted = true}};
    status = ov_write(ov_req_ctx(req), ov_identity_find, &f);
    if (status == OV_NOT_FOUND || status == OV_CONFLICT || status == OV_DENIED) {
        ov_log(OV_LOG_WARN, "sign-in id=%s provider=proxy: %s", req->ctx.request_id,
               req->ctx.err.text);
        *notice = ov_req_tr(req, "Din organisations nätverk säger vem du är, men inget öppet konto "
                                 "här är kopplat till dig. Be den som sköter kontona i din "
                                 "organisation att koppla ditt konto, eller logga in på ett annat "
                                 "sätt.");
        return OV_OK;
    }
    OV_TRY(status);
    *answered = true;
    return ov_sign_in_finish(
        req,
        &(ov_sign_in){.account_id = f.account_id, .method = OV_BY_PROXY, .strong = proxy->strong},
        target);
}

static ov_status end_session(ov_ctx *ctx, void *arg)
{
    return ov_session_end(ctx, *(const ov_id *)arg);
}

ov_status ov_proxy_watch(ov_req *req, bool *answered)
{
    const ov_proxy_settings *proxy = proxy_of(req);
    const ov_http_request *http = ov_req_http(req);
    const char *subject = proxy && req->session.id ? ov_http_param(http, proxy->user) : NULL;
    ov_id account_id, session_id = req->session.id;

    *answered = false;
    if (!subject)
        return OV_OK;
    OV_TRY(ov_identity_account(&req->ctx, proxy->issuer, subject, &account_id));
    /* An identity that nobody has says nothing about who this is, unless it is what opened it. */
    if (account_id ? account_id == req->ctx.actor.account_id
                   : strcmp(req->session.method, OV_BY_PROXY) != 0)
        return OV_OK;
    OV_TRY(ov_write(&req->ctx, end_session, &session_id));
    ov_send_cookie(req, OV_SESSION_COOKIE, "", 0);
    *answered = true;
    if (http->method == OV_POST)
        return ov_refuse(req, 403,
                         ov_req_tr(req, "Någon annan är nu inloggad i organisationens nätverk, så "
                                        "du har loggats ut här. Inget är sparat. Logga in på nytt "
                                        "och gör om det."));
    return ov_redirect(req, *http->query_string
                                ? ov_printf(req->ctx.arena, "%s?%s", http->path, http->query_string)
                                : http->path);
}

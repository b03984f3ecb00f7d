/* SPDX-License-Identifier: EUPL-1.2 */
/* invite_pages.c — the first visit of somebody who was invited. */
#include "pages/door.h"
#include "pages/letter.h"
#include "pages/signin/new_password.h"
#include "pages/signin/sign_in.h"

#include "register/register.h"

static const ov_form_field needed[] = {OV_NEW_PASSWORD_FIELDS(true), {0}};
static const ov_form_field optional[] = {OV_NEW_PASSWORD_FIELDS(false), {0}};

typedef struct welcome {
    const char *token, *hash; /* hash NULL: without a password */
    ov_link link;
    ov_entrant who;
    bool by_link; /* a password is not needed */
} welcome;

static ov_status find(ov_req *req, welcome *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    welcome w = {.token = ov_req_arg(req, "token")};

    OV_TRY(ov_link_peek(ctx, OV_LINK_INVITE, w.token, &w.link));
    OV_TRY(ov_entrant_get(ctx, w.link.account_id, &w.who));
    OV_TRY(ov_may_use_link(ctx, w.link.account_id, &w.by_link));
    *out = w;
    return OV_OK;
}

/* The one who invites may have lost the invitation's reader: whom to ask for a new one. */
static ov_status dead(ov_req *req, ov_status why)
{
    return ov_door_dead_link(req, why, NULL, NULL);
}

static ov_status show(ov_req *req, const welcome *w, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_door_view(req, "welcome", "Välkommen", w->by_link ? optional : needed, form);
    ov_map *root = ov_view_root(view);
    ov_organisation org;
    ov_entrant by;

    ov_map_text(root, "person", w->who.account.name);
    ov_map_text(root, "login", w->who.account.login);
    ov_map_bool(root, "by_link", w->by_link);
    OV_TRY(ov_letter_roles(req, w->link.account_id, ctx->lang, root));
    if (w->link.made_by && ov_entrant_get(ctx, w->link.made_by, &by) == OV_OK) {
        ov_map_text(root, "by", by.account.name);
        if (by.account.org_id && ov_organisation_get(ctx, by.account.org_id, &org) == OV_OK)
            ov_map_text(root, "by_org", org.name);
    }
    if (form)
        ov_view_status(view, 422);
    return ov_view_send(view);
}

/* GET /valkommen/:token */
ov_status ov_page_welcome_form(ov_req *req)
{
    welcome w;
    ov_status status = find(req, &w);

    return status == OV_OK ? show(req, &w, NULL) : dead(req, status);
}

static ov_status accept(ov_ctx *ctx, void *arg)
{
    const welcome *w = arg;
    ov_actor before = ctx->actor;
    ov_status status = OV_OK;
    ov_link link;

    OV_TRY(ov_link_use(ctx, OV_LINK_INVITE, w->token, &link));
    OV_TRY(ov_link_end_all(ctx, link.account_id, OV_LINK_INVITE));
    ov_actor_become(ctx, &w->who.account);
    if (w->hash)
        status = ov_account_set_password(ctx, link.account_id, w->hash);
    ctx->actor = before;
    return status;
}

/* POST /valkommen/:token */
ov_status ov_page_welcome(ov_req *req)
{
    welcome w;
    ov_status status = find(req, &w);

    if (status != OV_OK)
        return dead(req, status);
    ov_form *form = ov_form_read(req, w.by_link ? optional : needed);
    bool chosen = *ov_form_text(form, "nytt") || *ov_form_text(form, "igen");
    if (ov_form_ok(form) && (chosen || !w.by_link))
        ov_new_password_check(req, form, &w.who.account);
    if (!ov_form_ok(form))
        return show(req, &w, form);
    if (chosen)
        OV_TRY(ov_new_password_hash(req, form, &w.hash));
    status =
        ov_sign_in_with(req, &(ov_sign_in){.account_id = w.link.account_id, .method = OV_BY_LINK},
                        w.link.target, accept, &w);
    return status == OV_OK ? OV_OK : dead(req, status);
}

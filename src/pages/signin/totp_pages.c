/* SPDX-License-Identifier: EUPL-1.2 */
/* totp_pages.c — somebody sets up a code app, or turns it off. */
#include "pages/door.h"
#include "pages/signin/qr.h"
#include "pages/signin/sign_in.h"

#include "auth/factor.h"
#include "auth/secret.h"
#include "auth/totp.h"
#include "view/format.h"

#include <string.h>

#define HERE "/konto/tvasteg"

static const char *const acts[] = {"visa", "sla-pa", "nya-koder", "stang-av", NULL};
static const ov_form_field fields[] = {{"gor", "Val", OV_INPUT_CHOICE, true, 0, 0, acts},
                                       {"kod", "Kod", OV_INPUT_TEXT, false, 0, 40, NULL},
                                       {"till", "Adress", OV_INPUT_TEXT, false, 0, 2000, NULL},
                                       {0}};

/* ---- The page ---- */

/* "abcd efgh …": four letters at a time are easier to type. */
static const char *in_groups(ov_arena *arena, const char *text)
{
    const char *out = "";

    for (size_t left = strlen(text); left; left = strlen(text)) {
        size_t n = left < 4 ? left : 4;

        out = ov_printf(arena, "%s%s%.*s", out, *out ? " " : "", (int)n, text);
        text += n;
    }
    return out;
}

static ov_status fill_shown(ov_req *req, ov_map *root)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *base32;
    ov_str secret;

    OV_TRY(ov_factor_shown(ctx, ctx->actor.account_id, &secret));
    OV_TRY(ov_totp_base32(ctx->arena, secret, &base32, &ctx->err));
    ov_map_text(root, "secret", in_groups(ctx->arena, base32));
    return OV_OK;
}

static ov_status factor_view(ov_req *req, const ov_form *form, ov_view **out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_door_view(req, "factor", "Inloggning i två steg", fields, form);
    ov_map *root = ov_view_root(view);
    const char *to = form ? ov_form_text(form, "till") : ov_req_query(req, "till");
    ov_factor factor;

    OV_TRY(ov_factor_get(ctx, ctx->actor.account_id, &factor));
    ov_map_bool(root, "possible", ov_secret_ready());
    ov_map_bool(root, "must", ov_req_session(req)->needs_factor);
    ov_map_bool(root, "is_off", factor.state == OV_FACTOR_OFF);
    ov_map_bool(root, "is_on", factor.state == OV_FACTOR_ON);
    ov_map_bool(root, "removed", ov_req_query(req, "av") != NULL);
    ov_map_text(root, "till", to ? ov_sign_in_target(to) : "");
    if (factor.state == OV_FACTOR_ON) {
        ov_map_text(root, "since",
                    ov_format_day(ctx->arena, ov_stockholm_day(factor.since), ctx->lang));
        ov_map_int(root, "codes_left", factor.codes_left);
    }
    if (factor.state == OV_FACTOR_SHOWN && ov_secret_ready())
        OV_TRY(fill_shown(req, root));
    *out = view;
    return OV_OK;
}

/* GET /konto/tvasteg */
ov_status ov_page_factor(ov_req *req)
{
    ov_view *view;

    OV_TRY(factor_view(req, NULL, &view));
    return ov_view_send(view);
}

/* GET /konto/tvasteg/qr.svg — only while it is being set up; nobody keeps a copy. */
ov_status ov_page_factor_qr(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *uri;
    ov_str secret, svg;

    OV_TRY(ov_factor_shown(ctx, ctx->actor.account_id, &secret));
    OV_TRY(
        ov_totp_uri(ctx->arena, secret, ov_req_site_name(req), ctx->actor.login, &uri, &ctx->err));
    OV_TRY(ov_qr_svg(ctx->arena, uri, &svg, &ctx->err));
    return ov_send(req, 200, "image/svg+xml", svg);
}

/* ---- What is done ---- */

typedef struct changing {
    ov_factor_proof proof;
    ov_id account_id, session_id;
    const char *codes[OV_RECOVERY_CODES];
} changing;

static ov_status begin(ov_ctx *ctx, void *arg)
{
    return ov_factor_begin(ctx, ((const changing *)arg)->account_id);
}

static ov_status confirm(ov_ctx *ctx, void *arg)
{
    const changing *c = arg;

    OV_TRY(ov_factor_use(ctx, &c->proof));
    return ov_factor_confirm(ctx, c->account_id, c->session_id, c->codes);
}

static ov_status renew(ov_ctx *ctx, void *arg)
{
    const changing *c = arg;

    OV_TRY(ov_factor_use(ctx, &c->proof));
    return ov_recovery_renew(ctx, c->account_id, c->codes);
}

static ov_status take_off(ov_ctx *ctx, void *arg)
{
    const changing *c = arg;

    OV_TRY(ov_factor_use(ctx, &c->proof));
    return ov_factor_remove(ctx, c->account_id);
}

/* The only time that the codes are seen: the answer to the form itself, because they are not kept
 * anywhere that a second page could read them from. */
static ov_status show_codes(ov_req *req, const changing *c, const ov_form *form)
{
    const char *to = ov_form_text(form, "till");
    ov_view *view = ov_door_view(req, "factor_codes", "Dina reservkoder", NULL, NULL);
    ov_list *list = ov_map_list(ov_view_root(view), "codes");

    for (size_t i = 0; i < OV_RECOVERY_CODES; i++)
        ov_map_text(ov_list_add(list), "code", c->codes[i]);
    ov_map_text(ov_view_root(view), "till", *to ? ov_sign_in_target(to) : "/konto");
    return ov_view_send(view);
}

static ov_status refuse(ov_req *req, ov_form *form, ov_status status)
{
    ov_view *view;

    if (status == OV_DENIED)
        ov_form_error(
            form, "kod",
            "Koden stämmer inte, eller så är den redan använd. Vänta på nästa kod i appen "
            "och skriv den.");
    else if (status == OV_IO)
        ov_form_error(form, "kod", "Inloggning i två steg går inte att ändra just nu.");
    else if (status != OV_INVALID && status != OV_BUSY)
        return status;
    OV_TRY(factor_view(req, form, &view));
    if (status == OV_BUSY)
        return ov_door_wait(req, view,
                            "Det har kommit flera fel koder. Vänta en minut och försök igen.");
    ov_view_status(view, 422);
    return ov_view_send(view);
}

static ov_status with_code(ov_req *req, ov_form *form, changing *c, ov_write_fn fn)
{
    OV_TRY(ov_factor_check(ov_req_ctx(req), c->account_id, ov_form_text(form, "kod"), &c->proof));
    ov_recovery_codes(ov_req_arena(req), c->codes);
    return ov_write(ov_req_ctx(req), fn, c);
}

/* POST /konto/tvasteg */
ov_status ov_page_factor_change(ov_req *req)
{
    ov_form *form = ov_form_read(req, fields);
    const char *act = ov_form_text(form, "gor"), *to = ov_form_text(form, "till");
    changing c = {.account_id = ov_req_ctx(req)->actor.account_id,
                  .session_id = ov_req_session(req)->id};
    ov_status status;

    if (!ov_form_ok(form))
        return refuse(req, form, OV_INVALID);
    if (!strcmp(act, "visa")) {
        status = ov_write(ov_req_ctx(req), begin, &c);
        if (status != OV_OK && status != OV_CONFLICT)
            return refuse(req, form, status);
        return ov_redirect(req, *to ? ov_printf(ov_req_arena(req), HERE "?till=%s",
                                                ov_url_encode(ov_req_arena(req), to))
                                    : HERE);
    }
    bool off = !strcmp(act, "stang-av");

    status = with_code(req, form, &c, off ? take_off : !strcmp(act, "sla-pa") ? confirm : renew);
    if (status == OV_NOT_FOUND || status == OV_CONFLICT) /* another tab was first */
        return ov_redirect(req, HERE);
    if (status != OV_OK)
        return refuse(req, form, status);
    return off ? ov_redirect(req, HERE "?av=1") : show_codes(req, &c, form);
}

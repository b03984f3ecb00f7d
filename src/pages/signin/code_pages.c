/* SPDX-License-Identifier: EUPL-1.2 */
/* code_pages.c — the second step of signing in: a code from the app, or one from the paper. */
#include "pages/door.h"
#include "pages/signin/sign_in.h"

#include "auth/factor.h"

static const ov_form_field fields[] = {{"kod", "Kod", OV_INPUT_TEXT, true, 1, 40, NULL}, {0}};

static ov_view *code_view(ov_req *req, const ov_form *form)
{
    return ov_door_view(req, "code", "Skriv koden", fields, form);
}

static ov_status find_half(ov_req *req, ov_half *out)
{
    return ov_half_find(ov_req_ctx(req), ov_pairs_get(&ov_req_http(req)->cookies, OV_HALF_COOKIE),
                        out);
}

/* GET /logga-in/kod */
ov_status ov_page_code_form(ov_req *req)
{
    ov_half half;
    ov_status status = find_half(req, &half);

    if (status == OV_NOT_FOUND) /* too long ago, or never begun */
        return ov_redirect(req, "/logga-in");
    OV_TRY(status);
    return ov_view_send(code_view(req, NULL));
}

typedef struct proving {
    ov_id half_id;
    ov_factor_proof proof;
} proving;

static ov_status use_proof(ov_ctx *ctx, void *arg)
{
    const proving *p = arg;

    OV_TRY(ov_half_use(ctx, p->half_id));
    return ov_factor_use(ctx, &p->proof);
}

/* POST /logga-in/kod */
ov_status ov_page_code(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_form *form = ov_form_read(req, fields);
    ov_half half;
    proving p;
    ov_status status = find_half(req, &half);

    if (status == OV_NOT_FOUND)
        return ov_redirect(req, "/logga-in");
    OV_TRY(status);
    if (!ov_form_ok(form))
        status = OV_INVALID;
    else
        status = ov_factor_check(ctx, half.how.account_id, ov_form_text(form, "kod"), &p.proof);
    if (status == OV_OK) {
        ov_sign_in how = half.how;

        p.half_id = half.id;
        how.strong = true;
        status = ov_sign_in_with(req, &how, half.target, use_proof, &p);
        if (status == OV_GONE) /* a second click, or too late */
            return ov_redirect(req, "/logga-in");
    }
    if (status == OV_OK) {
        ov_send_cookie(req, OV_HALF_COOKIE, "", 0);
        return OV_OK;
    }
    if (status == OV_BUSY)
        return ov_door_wait(req, code_view(req, form),
                            "Det har kommit flera fel koder. Vänta en minut och försök igen.");
    if (status == OV_DENIED)
        ov_form_error(
            form, "kod",
            "Koden stämmer inte, eller så är den redan använd. Vänta på nästa kod i appen "
            "och skriv den.");
    else if (status == OV_IO || (status == OV_INVALID && ov_form_ok(form)))
        ov_form_error(form, "kod",
                      "Koder från appen kan inte kontrolleras just nu. Använd en av dina "
                      "reservkoder, eller kontakta den som sköter portalen.");
    else if (status != OV_INVALID)
        return status;
    ov_view *view = code_view(req, form);

    ov_view_status(view, 422);
    return ov_view_send(view);
}

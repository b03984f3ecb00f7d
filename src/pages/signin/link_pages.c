/* SPDX-License-Identifier: EUPL-1.2 */
/* link_pages.c — signing in by a mailed link, without a password (practice 12). */
#include "pages/door.h"
#include "pages/letter.h"
#include "pages/signin/sign_in.h"

#define ASK "/logga-in/lank"
#define ASK_WORD "Be om en ny länk"

static const ov_form_field ask_fields[] = {
    {"epost", "E-postadress", OV_INPUT_TEXT, true, 1, 254, NULL},
    {"till", "Adress", OV_INPUT_TEXT, false, 0, 2000, NULL},
    {0},
};

static ov_view *ask_view(ov_req *req, const ov_form *form)
{
    ov_view *view = ov_door_view(req, "link_ask", "Logga in med en länk", ask_fields, form);
    const char *to = form ? ov_form_text(form, "till") : ov_req_query(req, "till");

    ov_map_text(ov_view_root(view), "till", ov_sign_in_target(to));
    return view;
}

/* GET /logga-in/lank — one field; with ?skickad: the answer, the same for everybody. */
ov_status ov_page_link_form(ov_req *req)
{
    if (ov_req_query(req, "skickad"))
        return ov_door_sent(req, ASK);
    return ov_view_send(ask_view(req, NULL));
}

/* POST /logga-in/lank */
ov_status ov_page_link_ask(ov_req *req)
{
    ov_form *form = ov_form_read(req, ask_fields);
    const char *to = ov_form_text(form, "till");

    if (!ov_form_ok(form)) {
        ov_view *view = ask_view(req, form);

        ov_view_status(view, 422);
        return ov_view_send(view);
    }
    ov_status status = ov_letters_ask(req, ov_form_text(form, "epost"), OV_LINK_LOGIN,
                                      *to ? ov_sign_in_target(to) : NULL);
    if (status == OV_BUSY)
        return ov_door_wait(req, ask_view(req, form),
                            "Det har kommit många frågor om länkar härifrån. Vänta en stund och "
                            "försök igen.");
    OV_TRY(status);
    return ov_redirect(req, ASK "?skickad=1");
}

/* GET /logga-in/lank/:token — shows a button: programs that open every link in a mail to look at it
 * do not use it up. */
ov_status ov_page_link_open(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_entrant who;
    ov_link link;
    ov_status status = ov_link_peek(ctx, OV_LINK_LOGIN, ov_req_arg(req, "token"), &link);

    if (status != OV_OK)
        return ov_door_dead_link(req, status, ASK, ASK_WORD);
    OV_TRY(ov_entrant_get(ctx, link.account_id, &who));
    ov_view *view = ov_door_view(req, "link_use", "Logga in", NULL, NULL);
    ov_map_text(ov_view_root(view), "person", who.account.name);
    return ov_view_send(view);
}

typedef struct using
{
    const char *token;
    ov_id account_id;
}
using;

/* The link, and whether the person may still come in by it alone. */
static ov_status use_link(ov_ctx *ctx, void *arg)
{
    using *u = arg;
    ov_link link;
    bool by_link;

    OV_TRY(ov_link_use(ctx, OV_LINK_LOGIN, u->token, &link));
    OV_TRY(ov_may_use_link(ctx, link.account_id, &by_link));
    return by_link && link.account_id == u->account_id ? OV_OK : OV_GONE;
}

/* POST /logga-in/lank/:token */
ov_status ov_page_link_use(ov_req *req)
{
    using u = {.token = ov_req_arg(req, "token")};
    ov_link link;
    ov_status status = ov_link_peek(ov_req_ctx(req), OV_LINK_LOGIN, u.token, &link);

    if (status == OV_OK) {
        u.account_id = link.account_id;
        status =
            ov_sign_in_with(req, &(ov_sign_in){.account_id = link.account_id, .method = OV_BY_LINK},
                            link.target, use_link, &u);
    }
    if (status != OV_OK)
        return ov_door_dead_link(req, status, ASK, ASK_WORD);
    return OV_OK;
}

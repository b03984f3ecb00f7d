/* SPDX-License-Identifier: EUPL-1.2 */
/* withdraw_pages.c — a round is taken back; nothing of it is removed. */
#include "pages/pages.h"
#include "pages/consult/during/during.h"

#include "consult/during/invite.h"

static const ov_form_field fields[] = {
    {"varfor", "Skäl", OV_INPUT_LONG_TEXT, true, 1, 2000, NULL},
    {0},
};

static ov_status show(ov_req *req, const ov_consultation *c, const ov_form *form)
{
    ov_view *view =
        ov_during_view(req, "withdraw", c, "/dra-tillbaka", "Dra tillbaka remissen", form);
    ov_map *root = ov_view_root(view);

    OV_TRY(ov_during_news(req, root, c));
    ov_map_bool(root, "stands", !strcmp(c->state, "open"));
    if (!form)
        ov_map_text(ov_map_map(ov_map_map(root, "form"), "varfor"), "value", "");
    return ov_view_send(view);
}

typedef struct withdrawing {
    const ov_consultation *c;
    const char *why, *back;
} withdrawing;

static ov_status withdraw(ov_ctx *ctx, void *arg, const char **location)
{
    const withdrawing *w = arg;

    *location = w->back;
    return ov_round_withdraw(ctx, w->c, w->why);
}

/* GET, POST /remiss/:id/dra-tillbaka — those who run the round. */
ov_status ov_page_withdraw(ov_req *req)
{
    ov_consultation c;
    ov_status status;
    ov_form *form;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_req_may(req, "consult.run", 0));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &c, NULL);
    form = ov_form_read(req, fields);
    if (!ov_form_ok(form))
        return show(req, &c, form);
    status = ov_req_once(req, withdraw,
                         &(withdrawing){.c = &c,
                                        .why = ov_form_text(form, "varfor"),
                                        .back = ov_req_path(req, "/remiss/%lld", (long long)c.id)});
    if (status != OV_CONFLICT)
        return status;
    return ov_refuse(req, 409, "Remissen är redan tillbakadragen. Inget är ändrat.");
}

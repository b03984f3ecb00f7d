/* SPDX-License-Identifier: EUPL-1.2 */
/* guest_pages.c — answering by link and code, without an account. */
#include "pages/core_pages.h"
#include "pages/door.h"
#include "pages/signin/sign_in.h"

#include "consult/during/guest.h"
#include "view/format.h"

static const ov_form_field fields[] = {
    {"kod", "Kod", OV_INPUT_TEXT, true, 1, 20, NULL},
    {"namn", "Namn", OV_INPUT_TEXT, true, 1, OV_GUEST_NAME_MOST, NULL},
    {"titel", "Titel", OV_INPUT_TEXT, true, 1, OV_GUEST_TITLE_MOST, NULL},
    {0},
};

static ov_view *door(ov_req *req, const ov_guest_link *link, const ov_form *form)
{
    ov_view *view = ov_door_view(req, "guest", "Svara på remissen", fields, form);
    ov_map *root = ov_view_root(view);
    ov_ctx *ctx = ov_req_ctx(req);
    ov_consultation c;

    ov_map_text(root, "org", link->org_name);
    ov_map_text(root, "round_title", link->title);
    if (ov_consultation_get(ctx, link->matter_id, link->consultation_id, &c) == OV_OK &&
        ov_consultation_for(ctx, &c, link->org_id) == OV_OK)
        ov_map_text(root, "deadline", ov_format_deadline(ctx->arena, c.deadline, ctx->lang));
    return view;
}

/* GET /svara-med-lank/:token — asks for the code, and who it is. */
ov_status ov_page_guest_form(ov_req *req)
{
    ov_guest_link link;
    ov_status status = ov_guest_peek(ov_req_ctx(req), ov_req_arg(req, "token"), &link);

    if (status != OV_OK)
        return ov_door_dead_link(req, status, NULL, NULL);
    return ov_view_send(door(req, &link, NULL));
}

typedef struct entering {
    const ov_guest_link *link;
    const char *name, *title;
    ov_id account_id;
} entering;

static ov_status enter(ov_ctx *ctx, void *arg)
{
    entering *e = arg;

    return ov_guest_enter(ctx, e->link, e->name, e->title, &e->account_id);
}

static ov_status refuse(ov_req *req, const ov_guest_link *link, ov_form *form, const char *field,
                        const char *why)
{
    ov_view *view;

    ov_form_error(form, field, "%s", ov_req_tr(req, why));
    view = door(req, link, form);
    ov_view_status(view, 422);
    return ov_view_send(view);
}

/* POST /svara-med-lank/:token */
ov_status ov_page_guest(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *token = ov_req_arg(req, "token");
    ov_form *form = ov_form_read(req, fields);
    ov_guest_link link;
    entering e = {
        .link = &link, .name = ov_form_text(form, "namn"), .title = ov_form_text(form, "titel")};
    ov_status status = ov_guest_peek(ctx, token, &link);

    if (status != OV_OK)
        return ov_door_dead_link(req, status, NULL, NULL);
    if (!ov_form_ok(form)) {
        ov_view *view = door(req, &link, form);

        ov_view_status(view, 422);
        return ov_view_send(view);
    }
    status = ov_guest_check(ctx, token, ov_form_text(form, "kod"), ov_req_http(req)->remote_addr);
    if (status == OV_BUSY)
        return ov_door_wait(req, door(req, &link, form),
                            "Det har blivit fel för många gånger. Vänta några minuter och försök "
                            "igen.");
    if (status == OV_DENIED)
        return refuse(req, &link, form, "kod",
                      "Koden stämmer inte. Skriv de åtta siffrorna som de står.");
    OV_TRY(status);
    status = ov_write(ctx, enter, &e);
    if (status == OV_TOO_LARGE)
        return refuse(req, &link, form, "namn",
                      "Många har redan svarat med den här länken. Skriv ett namn och en titel som "
                      "har använts förut, eller be avsändaren om en ny länk.");
    OV_TRY(status);
    return ov_sign_in_finish(req, &(ov_sign_in){.account_id = e.account_id, .method = OV_BY_LINK},
                             ov_printf(ctx->arena, "/arende/%s/remiss/%lld/inbjudan", link.slug,
                                       (long long)link.consultation_id));
}

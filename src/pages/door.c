/* SPDX-License-Identifier: EUPL-1.2 */
/* door.c — what the pages of signing in share. */
#include "pages/door.h"

ov_view *ov_door_view(ov_req *req, const char *template_name, const char *title,
                      const ov_form_field *fields, const ov_form *form)
{
    ov_view *view = ov_view_new(req, template_name);
    ov_map *blank;

    ov_view_title(view, ov_req_tr(req, title));
    ov_view_needs_token(view);
    if (form) {
        ov_view_form(view, form);
        return view;
    }
    blank = ov_map_map(ov_view_root(view), "form");
    for (; fields && fields->name; fields++)
        ov_map_text(ov_map_map(blank, fields->name), "value", "");
    return view;
}

ov_status ov_door_wait(ov_req *req, ov_view *view, const char *notice)
{
    ov_send_header(req, "Retry-After", "60");
    ov_map_text(ov_view_root(view), "notice", ov_req_tr(req, notice));
    ov_view_status(view, 503);
    return ov_view_send(view);
}

ov_status ov_door_dead_link(ov_req *req, ov_status why, const char *again, const char *word)
{
    ov_view *view = ov_view_new(req, "link_dead");

    if (why != OV_GONE && why != OV_NOT_FOUND)
        return why;
    ov_view_title(view, ov_req_tr(req, "Länken fungerar inte"));
    ov_map_text(ov_view_root(view), "again", again);
    ov_map_text(ov_view_root(view), "word", word ? ov_req_tr(req, word) : NULL);
    ov_view_status(view, why == OV_GONE ? 410 : 404);
    return ov_view_send(view);
}

ov_status ov_door_sent(ov_req *req, const char *again)
{
    ov_view *view = ov_view_new(req, "link_sent");

    ov_view_title(view, ov_req_tr(req, "Titta i din e-post"));
    ov_map_text(ov_view_root(view), "again", again);
    return ov_view_send(view);
}

ov_status ov_door_password(ov_req *req, ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_account account;
    ov_status status = ov_login_check(ctx, ctx->actor.login, ov_form_text(form, "nuvarande"),
                                      ov_req_http(req)->remote_addr, &account);

    if (status != OV_DENIED)
        return status;
    ov_form_error(form, "nuvarande", "Det är inte ditt nuvarande lösenord. Skriv det igen.");
    return OV_OK;
}

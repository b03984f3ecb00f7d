/* SPDX-License-Identifier: EUPL-1.2 */
/* during.c — what the pages of a round that runs share. */
#include "pages/consult/during/during.h"

#include "consult/during/correction.h"
#include "consult/during/extend.h"
#include "consult/during/invite.h"
#include "consult/during/qa.h"
#include "pages/pages.h"
#include "view/format.h"

#include <string.h>

ov_view *ov_during_view(ov_req *req, const char *template_name, const ov_consultation *c,
                        const char *page, const char *title, const ov_form *form)
{
    ov_view *view = ov_view_new(req, template_name);
    ov_map *root = ov_view_root(view);
    const char *shown = ov_req_tr(req, title);

    ov_round_model(req, view, c, true);
    ov_view_title(view, form && !ov_form_ok(form)
                            ? ov_printf(ov_req_arena(req), "%s %s", ov_req_tr(req, "Fel:"), shown)
                            : shown);
    ov_view_crumb(view, shown, NULL);
    ov_view_needs_token(view);
    ov_map_text(root, "action", ov_req_path(req, "/remiss/%lld%s", (long long)c->id, page));
    ov_map_bool(root, "runs", ov_req_may(req, "consult.run", 0) == OV_OK);
    if (form)
        ov_view_form(view, form);
    return view;
}

bool ov_during_running(ov_req *req, const ov_consultation *c)
{
    return !strcmp(c->state, "open") && ov_req_ctx(req)->received < c->closes_at;
}

ov_status ov_during_over(ov_req *req, const ov_consultation *c)
{
    ov_consultation now;

    OV_TRY(ov_consultation_any(ov_req_ctx(req), c->matter_id, c->id, &now));
    return ov_refuse(
        req, 409,
        ov_req_tr(req, !strcmp(now.state, "withdrawn")
                           ? "Remissen är tillbakadragen. Inget är sparat. Kopiera det du vill "
                             "behålla."
                           : "Er svarstid är slut. Inget är sparat. Kopiera det du vill behålla."));
}

/* ---- News ---- */

static ov_status add_changes(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "changes");
    const ov_rows *rows;

    OV_TRY(ov_deadline_changes(ctx, c->id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "party", ov_cell_text(rows, i, 0));
        ov_map_text(item, "was",
                    ov_format_day(ctx->arena, (ov_day)ov_cell_int(rows, i, 1), ctx->lang));
        ov_map_text(item, "now",
                    ov_format_day(ctx->arena, (ov_day)ov_cell_int(rows, i, 2), ctx->lang));
        ov_map_text(item, "why", ov_cell_text(rows, i, 3));
        ov_map_text(item, "at", ov_format_instant(ctx->arena, ov_cell_int(rows, i, 4), ctx->lang));
    }
    ov_map_bool(root, "has_changes", rows->n > 0);
    return OV_OK;
}

static ov_status add_corrections(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "corrections");
    const ov_rows *rows;

    OV_TRY(ov_corrections(ctx, c->id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "document", ov_cell_text(rows, i, OV_COR_DOCUMENT));
        ov_map_text(item, "was", ov_cell_text(rows, i, OV_COR_OLD_LABEL));
        ov_map_text(item, "now", ov_cell_text(rows, i, OV_COR_NEW_LABEL));
        ov_map_text(item, "why", ov_cell_text(rows, i, OV_COR_WHY));
        ov_map_text(item, "at",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_COR_AT), ctx->lang));
        ov_map_text(item, "diff_href",
                    ov_req_path(req, "/jamfor?v=%s&v=%s", ov_cell_text(rows, i, OV_COR_OLD_SLUG),
                                ov_cell_text(rows, i, OV_COR_NEW_SLUG)));
    }
    ov_map_bool(root, "has_corrections", rows->n > 0);
    return OV_OK;
}

ov_status ov_during_news(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    int64_t inquiries;
    ov_instant at;
    const char *why;

    OV_TRY(add_changes(req, root, c));
    OV_TRY(add_corrections(req, root, c));
    OV_TRY(ov_inquiry_count(ctx, c->id, 0, &inquiries));
    if (inquiries)
        ov_map_int(root, "inquiries", inquiries);
    if (strcmp(c->state, "withdrawn") != 0)
        return OV_OK;
    OV_TRY(ov_round_withdrawn(ctx, c->id, &why, &at));
    ov_map *withdrawn = ov_map_map(root, "withdrawn");
    ov_map_text(withdrawn, "at", ov_format_instant(ctx->arena, at, ctx->lang));
    ov_map_lines(withdrawn, "why", ov_str_from(why));
    return OV_OK;
}

/* ---- What waits ---- */

enum { TODO_SLUG, TODO_ROUND, TODO_TITLE, TODO_N, TODO_M };

static void add_todo(ov_req *req, ov_list *todo, const ov_rows *rows, size_t i, const char *page,
                     const char *title, const char *text)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *item = ov_list_add(todo);

    ov_map_text(item, "lead", ov_req_tr(req, "väntar på dig"));
    ov_map_text(
        item, "title",
        ov_printf(ctx->arena, "%s: %s", ov_req_tr(req, title), ov_cell_text(rows, i, TODO_TITLE)));
    ov_map_text(item, "href",
                ov_printf(ctx->arena, "/arende/%s/remiss/%lld/%s", ov_cell_text(rows, i, TODO_SLUG),
                          (long long)ov_cell_int(rows, i, TODO_ROUND), page));
    ov_map_text(item, "text", ov_req_tr(req, text));
}

static ov_status staff_todo(ov_req *req, ov_list *todo)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *lost, *asked;

    OV_TRY(ov_rounds_bounced(ctx, ctx->actor.org_id, &lost));
    OV_TRY(ov_rounds_asked(ctx, ctx->actor.org_id, &asked));
    for (size_t i = 0; i < lost->n; i++)
        add_todo(req, todo, lost, i, "inbjudningar", "Inbjudan kom inte fram",
                 "Rätta adressen i registret och skicka igen.");
    for (size_t i = 0; i < asked->n; i++) {
        if (ov_cell_int(asked, i, TODO_N))
            add_todo(req, todo, asked, i, "anstand", "Begäran om längre svarstid",
                     "Parten väntar på besked.");
        if (ov_cell_int(asked, i, TODO_M))
            add_todo(req, todo, asked, i, "fragor-och-svar", "Obesvarad fråga",
                     "Svaret blir synligt för alla.");
    }
    return OV_OK;
}

ov_status ov_during_todo(ov_req *req, ov_list *todo)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    if (!ctx->actor.org_id)
        return OV_OK;
    if (ov_may(ctx, "consult.run", &(ov_object){.matter_org_id = ctx->actor.org_id}) == OV_OK)
        OV_TRY(staff_todo(req, todo));
    if (ov_may(ctx, OV_MAY_SUBMIT, &(ov_object){.org_id = ctx->actor.org_id}) != OV_OK)
        return OV_OK;
    OV_TRY(ov_rounds_to_confirm(ctx, ctx->actor.org_id, &rows));
    for (size_t i = 0; i < rows->n; i++)
        add_todo(req, todo, rows, i, "inbjudan", "Gäller svaret fortfarande?",
                 "Texten är rättad efter att ni svarade.");
    return OV_OK;
}

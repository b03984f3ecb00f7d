/* SPDX-License-Identifier: EUPL-1.2 */
/* setup_common.c — what the pages of a round being set up share. */
#include "pages/consult/setup/setup_pages.h"

#include "view/format.h"

#include <string.h>

ov_status ov_setup_of(ov_req *req, ov_consultation *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_consultation c;
    ov_id id;

    OV_TRY(ov_req_arg_id(req, "id", &id));
    OV_TRY(ov_req_may(req, OV_MAY_RUN, 0));
    OV_TRY(ov_consultation_any(ctx, ov_req_matter(req)->id, id, &c));
    if (strcmp(c.state, "draft") != 0 && strcmp(c.state, "checked") != 0)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the round has been sent out");
    *out = c;
    return OV_OK;
}

const char *ov_setup_href(ov_req *req, const ov_consultation *c, const char *page)
{
    return ov_req_path(req, "/remiss/%lld/uppsattning%s", (long long)c->id, page);
}

static const struct {
    const char *what, *text;
} done[] = {{"sparat", "Ändringarna är sparade."},
            {"ny", "Utkastet är skapat. Bara ni som leder remissen ser det."},
            {"tillagd", "Tillagt."},
            {"borttagen", "Borttaget."},
            {"inga", "Inget ändrades: du valde inga."},
            {"flyttad", "Ordningen är ändrad."},
            {"klar", "Remissen är markerad som klar. Någon annan än du öppnar den."},
            {"tillbaka", "Remissen går att ändra igen."}};

ov_view *ov_setup_view(ov_req *req, const ov_consultation *c, const char *name, const char *title,
                       const char *part)
{
    ov_view *view = ov_view_new(req, name);
    ov_map *root = ov_view_root(view);
    const char *what = ov_req_query(req, "klart");

    ov_view_title(view, part ? ov_printf(ov_req_arena(req), "%s, %s", title, c->title) : title);
    ov_view_crumb(view, c->title, part ? ov_setup_href(req, c, "") : NULL);
    if (part)
        ov_view_crumb(view, title, NULL);
    ov_view_needs_token(view);
    ov_map_text(root, "page_title", title);
    ov_map_text(root, "round_title", c->title);
    ov_map_text(root, "setup_href", ov_setup_href(req, c, ""));
    ov_map_text(root, "action", ov_setup_href(req, c, part ? part : ""));
    ov_map_bool(root, "locked", !strcmp(c->state, "checked"));
    for (size_t i = 0; what && i < OV_LEN(done); i++)
        if (!strcmp(done[i].what, what))
            ov_map_text(root, "done", ov_req_tr(req, done[i].text));
    return view;
}

ov_status ov_setup_saved(ov_req *req, const ov_consultation *c, const char *part, const char *what)
{
    return ov_redirect(req,
                       ov_printf(ov_req_arena(req), "%s%cklart=%s", ov_setup_href(req, c, part),
                                 strchr(part, '?') ? '&' : '?', what));
}

ov_status ov_setup_conflict(ov_req *req)
{
    return ov_refuse(req, 409,
                     ov_req_tr(req, "Någon annan har ändrat remissen, eller markerat den som klar, "
                                    "sedan du öppnade sidan. Inget ändrades nu. Gå tillbaka, ladda "
                                    "om sidan och se hur det står."));
}

ov_status ov_setup_gone(ov_req *req, ov_status status)
{
    return status == OV_NOT_FOUND ? ov_setup_conflict(req) : status;
}

const char *ov_setup_typed(ov_req *req, const ov_form *form, const char *name)
{
    ov_str text = ov_str_trim(ov_str_from(ov_form_text(form, name)));

    return text.len ? ov_str_z(ov_req_arena(req), text) : NULL;
}

/* ---- The check list ---- */

const char *ov_setup_say(ov_req *req, const ov_check *check)
{
    ov_arena *arena = ov_req_arena(req);
    const char *rest = ov_req_tr(req, check->text), *out = "", *at;

    while ((at = strchr(rest, '{')) != NULL) {
        bool n = !strncmp(at, "{n}", 3), of = !strncmp(at, "{av}", 4);

        out = ov_printf(arena, "%s%.*s%s", out, (int)(at - rest), rest,
                        n    ? ov_format_count(arena, check->n)
                        : of ? ov_format_count(arena, check->of)
                             : "{");
        rest = at + (n ? 3 : of ? 4 : 1);
    }
    return ov_printf(arena, "%s%s", out, rest);
}

ov_status ov_setup_checks(ov_req *req, ov_map *root, const ov_consultation *c, const char *page,
                          bool *blocked)
{
    ov_list *lists[] = {ov_map_list(root, "blockers"), ov_map_list(root, "warnings"),
                        ov_map_list(root, "told")};
    const ov_check *checks;
    size_t n;

    OV_TRY(ov_setup_check(ov_req_ctx(req), c, &checks, &n, blocked));
    for (size_t i = 0; i < n; i++) {
        ov_map *item;

        if (page && strcmp(page, checks[i].page) != 0)
            continue;
        item = ov_list_add(lists[checks[i].kind]);
        ov_map_text(item, "text", ov_setup_say(req, &checks[i]));
        ov_map_text_or_false(item, "names", checks[i].names);
        ov_map_text(item, "href",
                    ov_setup_href(req, c, ov_printf(ov_req_arena(req), "/%s", checks[i].page)));
    }
    ov_map_bool(root, "has_blockers", ov_list_length(lists[0]) > 0);
    ov_map_bool(root, "has_warnings", ov_list_length(lists[1]) > 0);
    ov_map_bool(root, "has_told", ov_list_length(lists[2]) > 0);
    return OV_OK;
}

ov_status ov_setup_words(ov_req *req, ov_id scale_id, const char **out)
{
    const ov_rows *grades;
    const char *words = "";

    OV_TRY(ov_scale_grades(ov_req_ctx(req), scale_id, &grades));
    for (size_t i = 0; i < grades->n; i++)
        words = ov_printf(ov_req_arena(req), "%s%s%s", words, i ? ", " : "",
                          ov_cell_text(grades, i, 1));
    *out = words;
    return OV_OK;
}

/* ---- Where rounds being set up are found ---- */

ov_status ov_setup_links(ov_req *req, ov_view *view)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *root = ov_view_root(view);
    const ov_rows *rows;
    ov_list *list;

    if (!ov_req_signed_in(req) || ov_req_may(req, OV_MAY_RUN, 0) != OV_OK)
        return OV_OK;
    OV_TRY(ov_setups(ctx, ov_req_matter(req)->id, &rows));
    ov_map_text(root, "new_round_href", ov_req_path(req, "/remiss/ny"));
    list = ov_map_list(root, "setups");
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        bool checked = !strcmp(ov_cell_text(rows, i, OV_SETUP_STATE), "checked");

        ov_map_text(item, "href",
                    ov_req_path(req, "/remiss/%lld/uppsattning",
                                (long long)ov_cell_int(rows, i, OV_SETUP_ID)));
        ov_map_text(item, "title", ov_cell_text(rows, i, OV_SETUP_TITLE));
        ov_map_bool(item, "checked", checked);
    }
    ov_map_bool(root, "has_setups", rows->n > 0);
    return OV_OK;
}

static void add_todo(ov_req *req, ov_list *todo, const ov_rows *rows, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(req);
    bool checked = !strcmp(ov_cell_text(rows, i, OV_SETUP_STATE), "checked");
    bool mine = checked && ov_cell_int(rows, i, OV_SETUP_CHECKED_BY) == ctx->actor.account_id;
    ov_map *item = ov_list_add(todo);

    ov_map_text(item, "lead", ov_req_tr(req, mine ? "hos en kollega" : "väntar på dig"));
    ov_map_text(item, "when", ov_req_tr(req, checked ? "att öppna" : "att ställa i ordning"));
    ov_map_text(item, "left", "");
    ov_map_text(item, "title",
                ov_printf(ctx->arena, "%s: %s", ov_cell_text(rows, i, OV_SETUP_MATTER_TITLE),
                          ov_cell_text(rows, i, OV_SETUP_TITLE)));
    ov_map_text(item, "href",
                ov_printf(ctx->arena, "/arende/%s/remiss/%lld/uppsattning",
                          ov_cell_text(rows, i, OV_SETUP_SLUG),
                          (long long)ov_cell_int(rows, i, OV_SETUP_ID)));
    if (mine)
        ov_map_text(item, "text",
                    ov_req_tr(req, "Du har markerat remissen som klar; någon annan än du öppnar."));
    else if (checked)
        ov_map_text(item, "text",
                    ov_req_say(req, "%s har markerat remissen som klar. Läs och öppna den.",
                               ov_cell_text(rows, i, OV_SETUP_CHECKED_NAME)));
    else
        ov_map_text(item, "text",
                    ov_req_tr(req, "Remissen är ett utkast som bara ni som leder den ser."));
}

ov_status ov_setup_todo(ov_req *req, ov_list *todo)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    if (ov_may(ctx, OV_MAY_RUN, NULL) != OV_OK)
        return OV_OK;
    OV_TRY(ov_setups(ctx, 0, &rows));
    for (size_t i = 0; i < rows->n; i++)
        if (ov_may(ctx, OV_MAY_RUN,
                   &(ov_object){.matter_id = ov_cell_int(rows, i, OV_SETUP_MATTER),
                                .matter_org_id = ov_cell_int(rows, i, OV_SETUP_OWNER)}) == OV_OK)
            add_todo(req, todo, rows, i);
    return OV_OK;
}

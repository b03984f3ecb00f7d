/* SPDX-License-Identifier: EUPL-1.2 */
/* account_own_pages.c — who one is here, what one may do for whom, and how one wants it. */
#include "pages/account/account.h"
#include "pages/core_pages.h"

#include "view/format.h"

#include <string.h>

#define YEAR_SECONDS (365 * 24 * 3600)

/* ---- Mandates ---- */

/* "1 januari 2026 – 31 december 2026", "från 1 januari 2026"; NULL when open at both ends. */
static const char *period_text(ov_req *req, const ov_rows *rows, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(req);
    bool from = !ov_cell_null(rows, i, OV_OWN_FROM), to = !ov_cell_null(rows, i, OV_OWN_TO);
    const char *first =
        from ? ov_format_day(ctx->arena, (ov_day)ov_cell_int(rows, i, OV_OWN_FROM), ctx->lang) : "";
    const char *last =
        to ? ov_format_day(ctx->arena, (ov_day)ov_cell_int(rows, i, OV_OWN_TO), ctx->lang) : "";

    if (from && to)
        return ov_printf(ctx->arena, "%s – %s", first, last);
    if (from)
        return ov_printf(ctx->arena, "%s %s", ov_req_tr(req, "från och med"), first);
    return to ? ov_printf(ctx->arena, "%s %s", ov_req_tr(req, "till och med"), last) : NULL;
}

typedef enum mandate_time { HOLDS, COMES, ENDED } mandate_time;

static mandate_time time_of(const ov_rows *rows, size_t i, ov_day today)
{
    if (!ov_cell_null(rows, i, OV_OWN_ENDED) ||
        (!ov_cell_null(rows, i, OV_OWN_TO) && ov_cell_int(rows, i, OV_OWN_TO) < today))
        return ENDED;
    return !ov_cell_null(rows, i, OV_OWN_FROM) && ov_cell_int(rows, i, OV_OWN_FROM) > today ? COMES
                                                                                            : HOLDS;
}

static void add_mandate(ov_req *req, ov_list *list, const ov_rows *rows, size_t i,
                        mandate_time when)
{
    static const struct {
        const char *tone, *text;
    } times[] = {[HOLDS] = {"done", "Gäller nu"},
                 [COMES] = {"plan", "Kommer att gälla"},
                 [ENDED] = {"off", "Har upphört"}};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *item = ov_list_add(list);
    const char *role = ov_role_title(ov_cell_text(rows, i, OV_OWN_ROLE));

    ov_map_text(item, "role", role ? ov_req_tr(req, role) : ov_cell_text(rows, i, OV_OWN_ROLE));
    ov_map_text(item, "org", ov_cell_text(rows, i, OV_OWN_ORG_NAME));
    ov_map_text(item, "of", ov_cell_text(rows, i, OV_OWN_MATTER_NAME));
    ov_map_text(item, "body", ov_cell_text(rows, i, OV_OWN_BODY_NAME));
    ov_map_text(item, "stands_for", ov_cell_text(rows, i, OV_OWN_STANDS_FOR));
    ov_map_text(item, "period", period_text(req, rows, i));
    ov_map_text(item, "tone", times[when].tone);
    ov_map_text(item, "time", ov_req_tr(req, times[when].text));
    if (!ov_cell_null(rows, i, OV_OWN_ENDED))
        ov_map_text(item, "ended",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_OWN_ENDED), ctx->lang));
}

/* What holds first, then what comes, then what has ended. */
static ov_status add_mandates(ov_req *req, ov_map *root)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "mandates");
    ov_day today = ov_stockholm_day(ctx->now);
    const ov_rows *rows;

    OV_TRY(ov_own_mandates(ctx, &rows));
    for (int when = HOLDS; when <= ENDED; when++)
        for (size_t i = 0; i < rows->n; i++)
            if (time_of(rows, i, today) == (mandate_time)when)
                add_mandate(req, list, rows, i, (mandate_time)when);
    ov_map_bool(root, "has_mandates", rows->n > 0);
    return OV_OK;
}

/* GET /konto */
ov_status ov_page_account(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "account");
    ov_map *root = ov_view_root(view);
    ov_own_settings own;

    OV_TRY(ov_own_settings_get(ctx, &own));
    ov_view_title(view, "Ditt konto");
    ov_map_text(root, "account_name", ctx->actor.name);
    ov_map_text(root, "login", ctx->actor.login);
    ov_map_text(root, "org_name", ctx->actor.org_name);
    ov_map_text(root, "account_title", own.title);
    ov_map_text(root, "email", own.email);
    ov_map_text(root, "email_fault", own.email_fault);
    OV_TRY(add_mandates(req, root));
    return ov_view_send(view);
}

/* ---- Settings ---- */

static const char *const languages[] = {"sv", "en", NULL};
static const char *const themes[] = {"auto", "light", "dark", NULL};
static const char *const sizes[] = {"100", "115", "130", "150", NULL};
static const char *const modes[] = {"direct", "daily", "weekly", "own", NULL};

static const ov_form_field setting_fields[] = {
    {"sprak", "Språket", OV_INPUT_CHOICE, true, 0, 0, languages},
    {"tema", "Utseendet", OV_INPUT_CHOICE, true, 0, 0, themes},
    {"textstorlek", "Textstorleken", OV_INPUT_CHOICE, true, 0, 0, sizes},
    {"utskick", "När du får mejl", OV_INPUT_CHOICE, true, 0, 0, modes},
    {0},
};

static void mark_chosen(ov_map *root, const char *key, const char *const *choices,
                        const char *chosen)
{
    ov_map *map = ov_map_map(root, key);

    for (; *choices; choices++)
        ov_map_bool(map, ov_printf(ov_map_arena(root), "is_%s", *choices),
                    !strcmp(*choices, chosen));
}

static ov_status show_settings(ov_req *req, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "account_settings");
    ov_map *root = ov_view_root(view);
    const char *size;
    ov_own_settings own;

    OV_TRY(ov_own_settings_get(ctx, &own));
    size = ov_printf(ctx->arena, "%lld", (long long)own.text_size);
    ov_view_title(view, form ? "Fel: Inställningar" : "Inställningar");
    ov_view_needs_token(view);
    ov_map_bool(root, "saved", ov_req_query(req, "sparat") != NULL);
    if (form)
        ov_view_form(view, form);
    mark_chosen(root, "sprak", languages, own.language ? own.language : ctx->lang);
    mark_chosen(root, "tema", themes, own.theme ? own.theme : ov_req_theme(req));
    mark_chosen(root, "textstorlek", sizes, size);
    mark_chosen(root, "utskick", modes, own.mail_mode);
    ov_map_text(root, "email", own.email);
    return ov_view_send(view);
}

static ov_status store(ov_ctx *ctx, void *arg)
{
    return ov_own_settings_set(ctx, arg);
}

/* The browser is told too, so that it stays so after signing out. */
static void tell_browser(ov_req *req, const char *language, const char *theme)
{
    ov_send_cookie(req, OV_LANG_COOKIE, language, YEAR_SECONDS);
    ov_send_cookie(req, OV_THEME_COOKIE, theme, strcmp(theme, "auto") ? YEAR_SECONDS : 0);
}

/* GET, POST /konto/installningar */
ov_status ov_page_settings(ov_req *req)
{
    ov_form *form;
    const char *theme;
    int64_t size;

    if (ov_req_http(req)->method != OV_POST)
        return show_settings(req, NULL);
    form = ov_form_read(req, setting_fields);
    if (!ov_form_ok(form))
        return show_settings(req, form);
    theme = ov_form_text(form, "tema");
    OV_TRY(ov_parse_int(ov_str_from(ov_form_text(form, "textstorlek")), &size));
    ov_own_settings own = {.language = ov_form_text(form, "sprak"),
                           .theme = strcmp(theme, "auto") ? theme : NULL,
                           .text_size = size,
                           .mail_mode = ov_form_text(form, "utskick")};
    OV_TRY(ov_write(ov_req_ctx(req), store, &own));
    tell_browser(req, own.language, theme);
    return ov_redirect(req, "/konto/installningar?sparat=1");
}

ov_status ov_account_remember(ov_req *req, const char *language, const char *theme)
{
    ov_own_settings own;

    if (!ov_req_signed_in(req))
        return OV_OK;
    OV_TRY(ov_own_settings_get(ov_req_ctx(req), &own));
    if (language)
        own.language = language;
    if (theme)
        own.theme = strcmp(theme, "auto") ? theme : NULL;
    return ov_write(ov_req_ctx(req), store, &own);
}

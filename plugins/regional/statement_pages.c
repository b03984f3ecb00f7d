/* SPDX-License-Identifier: EUPL-1.2 */
/* statement_pages.c — the list of statements, and drafts: made by one person, published by another.
 */
#include "regional.h"

#include "view/format.h"

#include <string.h>

/* ---- The list and the form that makes a draft ---- */

/* The party that the user may prepare statements for; n when there is none. */
static size_t own_party(ov_req *req, const regional_year *year)
{
    size_t i = 0;

    if (!ov_req_signed_in(req))
        return year->n;
    while (i < year->n && ov_req_may(req, "settle.prepare", year->parties[i].id) != OV_OK)
        i++;
    return i;
}

/* What the user may choose from: the payers of the own region, by county code; ended by NULL. */
static const char **payer_choices(ov_arena *arena, const regional_year *year, size_t own)
{
    const char **choices = ov_calloc(arena, year->n + 1, sizeof *choices);
    size_t n = 0;

    for (size_t i = 0; i < year->n && own < year->n; i++) {
        if (regional_owes(year, i, own) > 0)
            choices[n++] = year->parties[i].code;
    }
    return choices;
}

static size_t party_by_code(const regional_year *year, const char *code)
{
    size_t i = 0;

    while (i < year->n && strcmp(year->parties[i].code, code) != 0)
        i++;
    return i;
}

static void options_add(ov_req *req, ov_map *root, const regional_year *year, size_t own,
                        const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char **choices = payer_choices(ctx->arena, year, own);
    const char *payer = form ? ov_form_text(form, "betalare") : "";
    const char *month = form ? ov_form_text(form, "manad") : "";
    ov_list *payers = ov_map_list(root, "payers"), *list = ov_map_list(root, "months");

    for (size_t i = 0; choices[i]; i++) {
        ov_map *item = ov_list_add(payers);

        ov_map_text(item, "code", choices[i]);
        ov_map_text(item, "name", year->parties[party_by_code(year, choices[i])].name);
        ov_map_bool(item, "chosen", strcmp(payer, choices[i]) == 0);
    }
    for (int m = 1; m <= 12; m++) {
        const char *value = ov_printf(ctx->arena, "%d", m);
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "value", value);
        ov_map_text(item, "name", ov_format_month(ctx->arena, year->params.year, m, ctx->lang));
        ov_map_bool(item, "chosen", strcmp(month, value) == 0);
    }
}

static void row_add(ov_req *req, ov_list *list, const ov_rows *rows, size_t i, bool draft)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *item = ov_list_add(list);
    int year = (int)ov_cell_int(rows, i, OV_STMT_YEAR),
        month = (int)ov_cell_int(rows, i, OV_STMT_MONTH);

    ov_map_text(item, "month", ov_format_month(ctx->arena, year, month, ctx->lang));
    ov_map_text(item, "payer", ov_cell_text(rows, i, OV_STMT_PAYER));
    ov_map_text(item, "recipient", ov_cell_text(rows, i, OV_STMT_RECIPIENT));
    ov_map_text(item, "total", ov_format_ore(ctx->arena, ov_cell_int(rows, i, OV_STMT_TOTAL)));
    ov_map_text(item, "prepared", ov_cell_text(rows, i, OV_STMT_PREPARED_NAME));
    if (draft) {
        bool mine = ov_cell_int(rows, i, OV_STMT_PREPARED_BY) == ctx->actor.account_id;

        ov_map_bool(item, "mine", mine);
        ov_map_text(item, "href",
                    ov_req_path(req, "/avrakning/utkast/%lld",
                                (long long)ov_cell_int(rows, i, OV_STMT_ID)));
        return;
    }
    ov_map_text(item, "number", ov_cell_text(rows, i, OV_STMT_NUMBER));
    ov_map_text(item, "href",
                ov_req_path(req, "/avrakning/%s", ov_cell_text(rows, i, OV_STMT_NUMBER)));
    ov_map_text(item, "published",
                ov_format_day(ctx->arena,
                              ov_stockholm_day(ov_cell_int(rows, i, OV_STMT_PUBLISHED_AT)),
                              ctx->lang));
}

static ov_status rows_add(ov_req *req, ov_map *root, ov_id own_org)
{
    ov_list *drafts = ov_map_list(root, "drafts"), *published = ov_map_list(root, "published");
    const ov_rows *rows;

    OV_TRY(ov_statements(ov_req_ctx(req), ov_req_matter(req)->id, own_org, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        bool draft = ov_cell_null(rows, i, OV_STMT_NUMBER);

        row_add(req, draft ? drafts : published, rows, i, draft);
    }
    ov_map_bool(root, "has_drafts", ov_list_length(drafts) > 0);
    ov_map_bool(root, "has_published", ov_list_length(published) > 0);
    return OV_OK;
}

/* The list page; with a form when it comes back refused. */
static ov_status list_send(ov_req *req, const regional_year *year, const ov_form *form)
{
    ov_view *view = regional_view(req, "regional/statements", "Regleringsbesked");
    ov_map *root = ov_view_root(view);
    size_t own = own_party(req, year);

    ov_map_int(root, "year", year->params.year);
    ov_map_bool(root, "can_prepare", own < year->n);
    OV_TRY(rows_add(req, root, own < year->n ? year->parties[own].id : 0));
    if (own < year->n) {
        ov_map_text(root, "own_name", year->parties[own].name);
        ov_map_text(root, "action", ov_req_path(req, "/avrakning"));
        options_add(req, root, year, own, form);
        ov_view_needs_token(view);
        if (form)
            ov_view_form(view, form);
    }
    return ov_view_send(view);
}

/* GET /arende/:slug/avrakning — published statements; the recipient's economists see drafts and may
 * make one. */
ov_status regional_statements_page(ov_req *req)
{
    regional_year year;
    ov_status status = regional_year_read(req, &year);

    if (status == OV_NOT_FOUND && !ov_req_query(req, "ar"))
        return regional_empty(req, "Regleringsbesked");
    OV_TRY(status);
    return list_send(req, &year, NULL);
}

typedef struct creation {
    ov_req *req;
    const ov_param_set *params;
    ov_id payer, recipient;
    int month;
} creation;

static ov_status create_once(ov_ctx *ctx, void *arg, const char **location)
{
    creation *c = arg;
    ov_id id;

    OV_TRY(ov_statement_create(ctx, c->params, c->payer, c->recipient, c->month, &id));
    *location = ov_req_path(c->req, "/avrakning/utkast/%lld", (long long)id);
    return OV_OK;
}

/* POST /arende/:slug/avrakning — a draft for a payer and a month. */
ov_status regional_statement_create(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    regional_year year;
    ov_form *form;
    creation c = {.req = req, .params = &year.params};
    size_t own;
    ov_status status;

    OV_TRY(regional_year_read(req, &year));
    own = own_party(req, &year);
    if (own == year.n)
        return OV_DENIED;
    const ov_form_field fields[] = {{"betalare", "Betalare", OV_INPUT_CHOICE, true, 0, 0,
                                     payer_choices(ctx->arena, &year, own)},
                                    {"manad", "Månad", OV_INPUT_INT, true, 1, 12, NULL},
                                    {0}};
    form = ov_form_read(req, fields);
    if (!ov_form_ok(form))
        return list_send(req, &year, form);
    c.payer = year.parties[party_by_code(&year, ov_form_text(form, "betalare"))].id;
    c.recipient = year.parties[own].id;
    c.month = (int)ov_form_int(form, "manad");
    status = ov_req_once(req, create_once, &c);
    if (status != OV_CONFLICT)
        return status;
    ov_form_error(form, "manad",
                  "%s har redan ett besked eller ett utkast för den betalaren. Välj en annan månad "
                  "eller öppna utkastet.",
                  ov_format_month(ctx->arena, year.params.year, c.month, ctx->lang));
    return list_send(req, &year, form);
}

/* ---- One draft ---- */

/* The draft of the address; other regions' drafts do not exist for the asker (404). */
static ov_status draft_read(ov_req *req, const char *action, ov_statement *s)
{
    ov_id id;

    OV_TRY(ov_req_arg_id(req, "id", &id));
    OV_TRY(ov_statement_get(ov_req_ctx(req), ov_req_matter(req)->id, id, s));
    if (ov_req_may(req, action, s->recipient_id) != OV_OK)
        return OV_NOT_FOUND;
    return OV_OK;
}

static ov_status draft_send(ov_req *req, const ov_statement *s, int status, const char *notice)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = regional_view(req, "regional/draft", "Utkast till regleringsbesked");
    ov_map *root = ov_view_root(view);

    OV_TRY(regional_statement_fill(req, root, s));
    ov_map_text(root, "content_hash", s->content_hash);
    ov_map_bool(root, "mine", s->prepared_by == ctx->actor.account_id);
    ov_map_text(root, "publish_action",
                ov_req_path(req, "/avrakning/utkast/%lld/publicera", (long long)s->id));
    ov_map_text(root, "discard_action",
                ov_req_path(req, "/avrakning/utkast/%lld/kasta", (long long)s->id));
    if (notice)
        ov_map_text(root, "notice", notice);
    ov_view_status(view, status);
    ov_view_needs_token(view);
    return ov_view_send(view);
}

/* GET /arende/:slug/avrakning/utkast/:id — amounts, rule, clause, and what is signed. */
ov_status regional_draft_page(ov_req *req)
{
    ov_statement s;

    OV_TRY(draft_read(req, "settle.prepare", &s));
    if (s.number)
        return ov_redirect(req, ov_req_path(req, "/avrakning/%s", s.number));
    return draft_send(req, &s, 200, NULL);
}

typedef struct publication {
    ov_req *req;
    ov_id id;
    const char *content_hash;
} publication;

static ov_status publish_once(ov_ctx *ctx, void *arg, const char **location)
{
    publication *p = arg;
    ov_statement s;

    OV_TRY(ov_statement_publish(ctx, p->id, p->content_hash, &s));
    *location = ov_req_path(p->req, "/avrakning/%s", s.number);
    return OV_OK;
}

/* Why it was not published, told to the person. */
static ov_status publish_refused(ov_req *req, const ov_statement *was, ov_status status)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_statement now;

    if (status == OV_DENIED)
        return draft_send(req, was, 403,
                          ov_req_tr(req, "Den som har förberett beskedet får inte publicera det. "
                                         "Be en kollega läsa beloppen och publicera."));
    if (status != OV_CONFLICT)
        return status;
    status = ov_statement_get(ctx, was->matter_id, was->id, &now);
    if (status == OV_NOT_FOUND)
        return ov_refuse(req, 409, "Utkastet är kastat. Skapa ett nytt om månaden ska regleras.");
    OV_TRY(status);
    if (now.number)
        return ov_refuse(req, 409,
                         ov_printf(ctx->arena,
                                   "Beskedet är redan publicerat av %s och har nummer %s.",
                                   now.published_name, now.number));
    return draft_send(req, &now, 409,
                      ov_req_tr(req, "Underlaget är inte det som du läste. Läs beloppen igen. "
                                     "Stämmer de inte med ramarna: kasta utkastet och skapa ett "
                                     "nytt."));
}

/* POST /arende/:slug/avrakning/utkast/:id/publicera — by a second person, of what they saw: the
 * page sends the check sum of what it showed, and without it nothing is signed. */
ov_status regional_draft_publish(ov_req *req)
{
    static const ov_form_field fields[] = {
        {"innehall", "Kontrollsumman", OV_INPUT_HASH, true, 0, 0, NULL}, {0}};
    ov_form *form;
    ov_statement s;
    publication p = {.req = req};
    ov_status status;

    OV_TRY(draft_read(req, "settle.publish", &s));
    form = ov_form_read(req, fields);
    if (!ov_form_ok(form) && s.prepared_by == ov_req_ctx(req)->actor.account_id)
        return publish_refused(req, &s, OV_DENIED); /* mending the form would not help */
    if (!ov_form_ok(form))
        return draft_send(req, &s, 422,
                          ov_req_tr(req, "Kontrollsumman saknas eller är fel. Läs beloppen och "
                                         "publicera med knappen på den här sidan."));
    p.id = s.id;
    p.content_hash = ov_form_text(form, "innehall");
    status = ov_req_once(req, publish_once, &p);
    return status == OV_OK ? OV_OK : publish_refused(req, &s, status);
}

static ov_status discard_once(ov_ctx *ctx, void *arg, const char **location)
{
    publication *p = arg;

    OV_TRY(ov_statement_discard(ctx, p->id));
    *location = ov_req_path(p->req, "/avrakning");
    return OV_OK;
}

/* POST /arende/:slug/avrakning/utkast/:id/kasta */
ov_status regional_draft_discard(ov_req *req)
{
    ov_statement s;
    publication p = {.req = req};
    ov_status status;

    OV_TRY(draft_read(req, "settle.prepare", &s));
    p.id = s.id;
    status = ov_req_once(req, discard_once, &p);
    return status == OV_OK ? OV_OK : publish_refused(req, &s, status);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* setup_pages.c — a new round; its page while it is being set up: what is done, what is missing;
 * marked as ready, taken back, opened by a second person. */
#include "pages/consult/setup/setup_pages.h"

#include "auth/people.h"
#include "consult/during/invite.h"
#include "notify/remind.h"
#include "view/format.h"

#include <string.h>

/* ---- A new one ---- */

static const ov_form_field new_fields[] = {
    {"titel", "Rubriken", OV_INPUT_TEXT, true, 1, 200, NULL},
    {"version", "Dokumentet", OV_INPUT_INT, true, 1, INT64_MAX, NULL},
    {"dag", "Sista svarsdag", OV_INPUT_DAY, true, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    {0}};

typedef struct beginning {
    ov_req *req;
    const char *title;
    ov_id version;
    ov_day day;
} beginning;

static ov_status show_new(ov_req *req, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "setup_new");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "fields"), *choices;
    const ov_rows *versions;

    ov_view_title(view, ov_req_tr(req, "Ny remiss"));
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, ov_req_tr(req, "Ny remiss"), NULL);
    ov_view_needs_token(view);
    ov_map_text(root, "action", ov_req_path(req, "/remiss/ny"));
    ov_map_text(root, "documents_href", ov_req_path(req, "/dokument"));
    OV_TRY(ov_setup_versions(ctx, ov_req_matter(req)->id, 0, &versions));
    ov_map_bool(root, "has_versions", versions->n > 0);
    ov_field_add(req, list, form, &new_fields[0], "text", NULL,
                 ov_req_tr(req, "Till exempel Remiss om samverkansavtalet."));
    choices =
        ov_select_add(req, list, form, &new_fields[1], NULL,
                      ov_req_tr(req, "En publicerad version. Fler dokument läggs till sedan."));
    for (size_t i = 0; i < versions->n; i++)
        ov_choice_add(choices,
                      ov_printf(ctx->arena, "%lld", (long long)ov_cell_int(versions, i, 0)),
                      ov_printf(ctx->arena, "%s, %s", ov_cell_text(versions, i, 1),
                                ov_cell_text(versions, i, 2)),
                      ov_chosen(form, "version", NULL));
    ov_field_add(req, list, form, &new_fields[2], "date", NULL,
                 ov_req_tr(req, "Den sista dagen som svar tas emot i tid. Den går att ändra tills "
                                "remissen öppnar."));
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

static ov_status begin(ov_ctx *ctx, void *arg, const char **location)
{
    const beginning *b = arg;
    ov_id id;

    OV_TRY(ov_setup_begin(ctx, ov_req_matter(b->req)->id, b->title, b->version, b->day,
                          ov_req_statutory(b->req), &id));
    *location = ov_req_path(b->req, "/remiss/%lld/uppsattning?klart=ny", (long long)id);
    return OV_OK;
}

/* GET, POST /remiss/ny */
ov_status ov_page_setup_new(ov_req *req)
{
    beginning b = {.req = req};
    ov_status status;
    ov_form *form;

    if (ov_req_http(req)->method != OV_POST)
        return show_new(req, NULL);
    form = ov_form_read(req, new_fields);
    b.title = ov_setup_typed(req, form, "titel");
    if (ov_form_ok(form) && !b.title)
        ov_form_error(form, "titel", "Skriv en rubrik.");
    if (ov_form_ok(form) && ov_form_day(form, "dag") < ov_stockholm_day(ov_req_ctx(req)->now))
        ov_form_error(form, "dag", "Dagen har passerat. Välj en senare.");
    if (!ov_form_ok(form))
        return show_new(req, form);
    b.version = ov_form_int(form, "version");
    b.day = ov_form_day(form, "dag");
    status = ov_req_once(req, begin, &b);
    if (status != OV_INVALID && status != OV_NOT_FOUND)
        return status;
    ov_form_error(form, "version", "Välj en publicerad version som har bestämmelser med text.");
    return show_new(req, form);
}

/* ---- The page of the whole ---- */

static ov_status part(ov_req *req, ov_list *list, const ov_consultation *c, const char *page,
                      const char *title, const char *text)
{
    ov_map *item = ov_list_add(list);

    ov_map_text(item, "href", ov_setup_href(req, c, page));
    ov_map_text(item, "title", ov_req_tr(req, title));
    ov_map_text_or_false(item, "text", text);
    return OV_OK;
}

static const char *deadline_text(ov_req *req, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_deadline d = ov_deadline_resolve(c->asked_day, c->statutory);
    const char *opens =
        c->opens_at
            ? ov_req_say(req, "Öppnar %s.", ov_format_instant(ctx->arena, c->opens_at, ctx->lang))
            : ov_req_tr(req, "Öppnar när en kollega öppnar den.");

    return ov_printf(ctx->arena, "%s %s.", opens,
                     ov_req_say(req, "Svar %s", ov_format_deadline(ctx->arena, d.at, ctx->lang)));
}

static ov_status add_parts(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "parts");
    const ov_rows *documents, *parties, *questions;
    const char *names = "", *words;

    OV_TRY(ov_consultation_documents(ctx, c->id, &documents));
    OV_TRY(ov_setup_parties(ctx, c->id, &parties));
    OV_TRY(ov_setup_questions(ctx, c->id, &questions));
    OV_TRY(ov_setup_words(req, c->scale_id, &words));
    for (size_t i = 0; i < documents->n; i++)
        names = ov_printf(ctx->arena, "%s%s%s, %s", names, i ? "; " : "",
                          ov_cell_text(documents, i, 6), ov_cell_text(documents, i, 4));
    OV_TRY(
        part(req, list, c, "/text", "Texter", c->dnr ? ov_req_say(req, "Dnr %s.", c->dnr) : NULL));
    OV_TRY(part(req, list, c, "/dokument", "Dokument", names));
    OV_TRY(part(req, list, c, "/mottagare", "Mottagare",
                ov_req_say(req, "%lld mottagare.", (long long)parties->n)));
    OV_TRY(part(req, list, c, "/fragor", "Frågor",
                ov_req_say(req, "%lld frågor.", (long long)questions->n)));
    OV_TRY(part(req, list, c, "/skala", "Skala", words));
    OV_TRY(part(req, list, c, "/tider", "Tider", deadline_text(req, c)));
    return part(req, list, c, "/prova", "Prova formuläret",
                ov_req_tr(req, "Svara som en part. Provsvaret kastas när remissen öppnar."));
}

static ov_status show(ov_req *req, const ov_consultation *c, int status)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_setup_view(req, c, "setup", c->title, NULL);
    ov_map *root = ov_view_root(view);
    bool blocked, checked = !strcmp(c->state, "checked");

    OV_TRY(add_parts(req, root, c));
    OV_TRY(ov_setup_checks(req, root, c, NULL, &blocked));
    ov_map_int(root, "row_version", c->row_version);
    ov_map_bool(root, "may_finish", !checked && !blocked);
    ov_map_bool(root, "mine", checked && c->checked_by == ctx->actor.account_id);
    ov_map_bool(root, "may_open", checked && c->checked_by != ctx->actor.account_id && !blocked);
    if (checked) {
        ov_person who;

        OV_TRY(ov_person_get(ctx, c->checked_by, &who));
        ov_map_text(root, "checked_by", who.name);
    }
    ov_map_bool(root, "scheduled", c->opens_at > ctx->now);
    if (c->opens_at > ctx->now)
        ov_map_text(root, "opens", ov_format_instant(ctx->arena, c->opens_at, ctx->lang));
    ov_view_status(view, status);
    return ov_view_send(view);
}

/* ---- Ready, back, open, thrown away ---- */

typedef struct command {
    ov_req *req;
    ov_consultation c;
    int64_t row_version;
} command;

static ov_status finish(ov_ctx *ctx, void *arg, const char **location)
{
    command *k = arg;

    *location = ov_printf(ctx->arena, "%s?klart=klar", ov_setup_href(k->req, &k->c, ""));
    return ov_setup_done(ctx, &k->c, k->row_version);
}

static ov_status take_back(ov_ctx *ctx, void *arg, const char **location)
{
    command *k = arg;

    *location = ov_printf(ctx->arena, "%s?klart=tillbaka", ov_setup_href(k->req, &k->c, ""));
    return ov_setup_back(ctx, &k->c);
}

static ov_status throw_away(ov_ctx *ctx, void *arg, const char **location)
{
    command *k = arg;

    *location = ov_req_path(k->req, "%s", "");
    return ov_setup_discard(ctx, k->c.id, k->row_version);
}

static ov_status open_it(ov_ctx *ctx, void *arg, const char **location)
{
    command *k = arg;
    ov_consultation opened;

    *location = ov_req_path(k->req, "/remiss/%lld", (long long)k->c.id);
    OV_TRY(ov_setup_open(ctx, &k->c, k->row_version, &opened));
    OV_TRY(ov_reminders_plan(ctx, &opened));
    return ov_invitations_send(ctx, &opened);
}

/* Once, and what it means when it was not to be. A round that has been sent out meanwhile, by the
 * same form, is shown as it is. */
static ov_status command_page(ov_req *req, ov_once_fn fn)
{
    static const ov_form_field fields[] = {
        {OV_ROW_FIELD, "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL}, {0}};
    command k = {.req = req};
    ov_status status;
    ov_id id;

    OV_TRY(ov_req_may(req, OV_MAY_RUN, 0));
    OV_TRY(ov_req_arg_id(req, "id", &id));
    OV_TRY(ov_consultation_any(ov_req_ctx(req), ov_req_matter(req)->id, id, &k.c));
    k.row_version = ov_form_int(ov_form_read(req, fields), OV_ROW_FIELD);
    status = ov_req_once(req, fn, &k);
    if (status == OV_CONFLICT)
        return ov_setup_conflict(req);
    if (status == OV_DENIED)
        return ov_refuse(req, 403,
                         ov_req_tr(req, "Du har själv markerat remissen som klar. Någon annan som "
                                        "leder remisser hos er öppnar den."));
    if (status != OV_INVALID)
        return status;
    OV_TRY(ov_setup_of(req, &k.c));
    return show(req, &k.c, 422);
}

/* POST /remiss/:id/uppsattning/klar */
ov_status ov_page_setup_done(ov_req *req)
{
    return command_page(req, finish);
}

/* POST /remiss/:id/uppsattning/tillbaka */
ov_status ov_page_setup_back(ov_req *req)
{
    return command_page(req, take_back);
}

/* POST /remiss/:id/uppsattning/oppna */
ov_status ov_page_setup_open(ov_req *req)
{
    return command_page(req, open_it);
}

/* GET /remiss/:id/uppsattning — what is done and what is missing; POST throws the draft away. */
ov_status ov_page_setup(ov_req *req)
{
    ov_consultation c;
    ov_id id;

    OV_TRY(ov_req_may(req, OV_MAY_RUN, 0));
    OV_TRY(ov_req_arg_id(req, "id", &id));
    if (ov_req_http(req)->method == OV_POST)
        return command_page(req, throw_away);
    OV_TRY(ov_consultation_any(ov_req_ctx(req), ov_req_matter(req)->id, id, &c));
    if (strcmp(c.state, "draft") != 0 && strcmp(c.state, "checked") != 0)
        return ov_redirect(req, ov_req_path(req, "/remiss/%lld", (long long)id));
    return show(req, &c, 200);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* reminder_pages.c — the reminders of a consultation: when, and whom one sent now would reach. */
#include "pages/pages.h"
#include "pages/consult/round.h"

#include "notify/notice.h"
#include "notify/remind.h"
#include "view/format.h"

#include <string.h>

static const ov_form_field fields[] = {
    {"gor", "Åtgärd", OV_INPUT_TEXT, true, 1, 20, NULL},
    {"dag", "Dagen", OV_INPUT_DAY, false, 0, 0, NULL},
    {"registrator", "Till registratorn", OV_INPUT_TEXT, false, 0, 2, NULL},
    {"id", "Påminnelsen", OV_INPUT_INT, false, 1, INT64_MAX, NULL},
    {0},
};

/* ---- What is shown ---- */

static ov_status add_plan(ov_req *req, ov_map *root, const ov_consultation *c)
{
    static const struct {
        const char *state, *tone, *text;
    } states[] = {{"planned", "plan", "Planerad"},
                  {"sent", "done", "Skickad"},
                  {"cancelled", "none", "Borttagen"}};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "plan");
    const ov_rows *rows;

    OV_TRY(ov_reminders(ctx, c->id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *state = ov_cell_text(rows, i, OV_REM_STATE);
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "id", ov_cell_int(rows, i, OV_REM_ID));
        ov_map_text(item, "due",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_REM_DUE), ctx->lang));
        ov_map_bool(item, "registry", ov_cell_int(rows, i, OV_REM_REGISTRY) != 0);
        ov_map_bool(item, "planned", !strcmp(state, "planned"));
        if (!ov_cell_null(rows, i, OV_REM_REACHED))
            ov_map_text(item, "reached_then",
                        ov_format_count(ctx->arena, ov_cell_int(rows, i, OV_REM_REACHED)));
        for (size_t k = 0; k < OV_LEN(states); k++)
            if (!strcmp(state, states[k].state)) {
                ov_map_text(item, "tone", states[k].tone);
                ov_map_text(item, "text", ov_req_tr(req, states[k].text));
            }
    }
    ov_map_bool(root, "has_plan", rows->n > 0);
    return OV_OK;
}

/* "a…@alingsas.example": enough to know which address it is. */
static const char *masked(ov_arena *arena, const char *address)
{
    const char *at = strrchr(address, '@');

    return at ? ov_printf(arena, "%c…%s", address[0], at) : "";
}

static void add_recipient(ov_req *req, ov_map *item, const ov_reminded *p, ov_instant not_after)
{
    ov_ctx *ctx = ov_req_ctx(req);

    ov_map_text(item, "org", p->org_name);
    ov_map_bool(item, "person", p->account_id != 0);
    ov_map_bool(item, "nobody", p->address == NULL);
    if (!p->address)
        return;
    ov_map_text(item, "address", p->account_id ? masked(ctx->arena, p->address) : p->address);
    ov_instant at = ov_notice_leaves(p->mode, p->last, ctx->now, not_after);
    if (at > ctx->now)
        ov_map_text(item, "leaves", ov_format_instant(ctx->arena, at, ctx->lang));
    if (p->account_id)
        ov_map_text(item, "week", ov_format_count(ctx->arena, p->mails_week));
}

static ov_status add_preview(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "recipients");
    const ov_reminded *people;
    size_t n, reached = 0;
    int64_t parties = 0;

    OV_TRY(ov_reminder_recipients(ctx, c, ov_req_matter(req), false, &people, &n));
    for (size_t i = 0; i < n; i++) {
        add_recipient(req, ov_list_add(list), &people[i], c->deadline);
        reached += people[i].address != NULL;
        parties += i == 0 || people[i].org_id != people[i - 1].org_id;
    }
    ov_map_bool(root, "has_recipients", n > 0);
    ov_map_bool(root, "can_send", reached > 0);
    ov_map_text(root, "parties", ov_format_count(ctx->arena, parties));
    ov_map_text(root, "reached", ov_format_count(ctx->arena, (int64_t)reached));
    return OV_OK;
}

static ov_status show(ov_req *req, const ov_consultation *c, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "reminders");
    ov_map *root = ov_view_root(view);

    ov_round_model(req, view, c, true);
    ov_view_title(view, ov_req_tr(req, "Påminnelser"));
    ov_view_crumb(view, ov_req_tr(req, "Påminnelser"), NULL);
    ov_view_needs_token(view);
    ov_map_text(root, "action", ov_req_path(req, "/remiss/%lld/paminnelser", (long long)c->id));
    ov_map_bool(root, "over", ctx->now >= c->deadline && c->refuse_late);
    ov_map_bool(root, "on_its_way", !form && ov_req_query(req, "gjort"));
    OV_TRY(add_plan(req, root, c));
    OV_TRY(add_preview(req, root, c));
    if (form) {
        ov_view_form(view, form);
        ov_map_bool(root, "wanted_registry", *ov_form_text(form, "registrator") != '\0');
    } else {
        ov_map_text(ov_map_map(ov_map_map(root, "form"), "dag"), "value", "");
    }
    return ov_view_send(view);
}

/* ---- What is done ---- */

typedef struct doing {
    const ov_consultation *c;
    const char *back;
    ov_instant due;
    bool registry;
    ov_id id;
} doing;

static ov_status add(ov_ctx *ctx, void *arg, const char **location)
{
    const doing *d = arg;
    ov_id id;

    *location = d->back;
    return ov_reminder_add(ctx, d->c, d->due, d->registry, &id);
}

static ov_status plan(ov_ctx *ctx, void *arg, const char **location)
{
    const doing *d = arg;

    *location = d->back;
    return ov_reminders_plan(ctx, d->c);
}

static ov_status cancel(ov_ctx *ctx, void *arg, const char **location)
{
    const doing *d = arg;

    *location = d->back;
    return ov_reminder_cancel(ctx, d->c, d->id);
}

/* One at a chosen day, or at this instant. */
static ov_status add_one(ov_req *req, ov_form *form, doing *d, bool now)
{
    ov_status status;

    if (!now && !*ov_form_text(form, "dag")) {
        ov_form_error(form, "dag", "Skriv vilken dag påminnelsen ska gå.");
        return show(req, d->c, form);
    }
    d->due = now ? ov_req_ctx(req)->now : ov_notice_morning(ov_form_day(form, "dag"));
    d->registry = *ov_form_text(form, "registrator") != '\0';
    if (now)
        d->back = ov_printf(ov_req_arena(req), "%s?gjort=nu", d->back);
    status = ov_req_once(req, add, d);
    if (status == OV_INVALID)
        ov_form_error(form, "dag",
                      "Välj en dag efter i dag, när remissen är öppen eller högst två veckor efter "
                      "sista svarsdag.");
    else if (status == OV_CONFLICT)
        ov_form_error(form, "dag", "Det finns redan en påminnelse den dagen.");
    else
        return status;
    return show(req, d->c, form);
}

static ov_status act(ov_req *req, const ov_consultation *c)
{
    ov_form *form = ov_form_read(req, fields);
    const char *what = ov_form_text(form, "gor");
    doing d = {.c = c,
               .back = ov_req_path(req, "/remiss/%lld/paminnelser", (long long)c->id),
               .id = ov_form_int(form, "id")};
    ov_status status;

    if (!ov_form_ok(form))
        return show(req, c, form);
    if (!strcmp(what, "ny") || !strcmp(what, "nu"))
        return add_one(req, form, &d, !strcmp(what, "nu"));
    if (strcmp(what, "vanliga") != 0 && strcmp(what, "bort") != 0)
        return ov_refuse(req, 422, NULL);
    status = ov_req_once(req, !strcmp(what, "bort") ? cancel : plan, &d);
    if (status != OV_CONFLICT)
        return status;
    return ov_refuse(req, 409,
                     "Påminnelserna har ändrats av någon annan, eller har redan gått. Öppna sidan "
                     "på nytt och se hur det står nu.");
}

/* GET, POST /remiss/:id/paminnelser — only those who run the round. */
ov_status ov_page_reminders(ov_req *req)
{
    ov_consultation c;

    OV_TRY(ov_round_of(req, &c));
    OV_TRY(ov_req_may(req, "consult.run", 0));
    return ov_req_http(req)->method == OV_POST ? act(req, &c) : show(req, &c, NULL);
}

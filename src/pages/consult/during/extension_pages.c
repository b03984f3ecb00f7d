/* SPDX-License-Identifier: EUPL-1.2 */
/* extension_pages.c — more time to answer: a party asks, those who run the round grant or refuse.
 */
#include "pages/pages.h"
#include "pages/consult/during/during.h"

#include "consult/setup/deadline.h"
#include "consult/during/extend.h"
#include "consult/during/invite.h"
#include "notify/remind.h"
#include "register/register.h"
#include "view/format.h"

#include <string.h>

enum { PARTIES_MOST = 400 };

static const ov_form_field ask_fields[] = {
    {"gor", "Åtgärd", OV_INPUT_TEXT, false, 0, 20, NULL},
    {"dag", "Sista svarsdag", OV_INPUT_DAY, false, 0, 0, NULL},
    {"varfor", "Skäl", OV_INPUT_LONG_TEXT, false, 0, OV_EXTEND_WHY_MOST, NULL},
    {0},
};
static const ov_form_field staff_fields[] = {
    {"gor", "Åtgärd", OV_INPUT_TEXT, true, 1, 20, NULL},
    {"begaran", "Begäran", OV_INPUT_INT, false, 1, INT64_MAX, NULL},
    {"vem", "Vilka", OV_INPUT_TEXT, false, 0, 10, NULL},
    {"dag", "Sista svarsdag", OV_INPUT_DAY, false, 0, 0, NULL},
    {"varfor", "Skäl", OV_INPUT_LONG_TEXT, false, 0, OV_EXTEND_WHY_MOST, NULL},
    {0},
};

/* ---- What is shown ---- */

static ov_status add_requests(ov_req *req, ov_map *root, ov_id round_id, ov_id org_id)
{
    static const struct {
        const char *state, *tone, *text;
    } states[] = {{"waiting", "now", "Väntar på besked"},
                  {"granted", "done", "Beviljad"},
                  {"refused", "stop", "Avslagen"},
                  {"withdrawn", "off", "Återtagen"}};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "requests");
    bool waiting = false;
    const ov_rows *rows;

    OV_TRY(ov_extensions(ctx, round_id, org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        const char *state = ov_cell_text(rows, i, OV_EXT_STATE);
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "id", ov_cell_int(rows, i, OV_EXT_ID));
        ov_map_text(item, "party", ov_cell_text(rows, i, OV_EXT_NAME));
        ov_map_text(item, "code", ov_cell_text(rows, i, OV_EXT_CODE));
        ov_map_text(
            item, "wanted",
            ov_format_day(ctx->arena, (ov_day)ov_cell_int(rows, i, OV_EXT_WANTED), ctx->lang));
        ov_map_text(item, "wanted_iso",
                    ov_day_iso(ctx->arena, (ov_day)ov_cell_int(rows, i, OV_EXT_WANTED)));
        ov_map_lines(item, "why", ov_str_from(ov_cell_text(rows, i, OV_EXT_WHY)));
        ov_map_text(item, "asked",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_EXT_ASKED), ctx->lang));
        ov_map_text(item, "by", ov_cell_text(rows, i, OV_EXT_ASKED_BY));
        ov_map_text(item, "answer", ov_cell_text(rows, i, OV_EXT_ANSWER));
        if (!ov_cell_null(rows, i, OV_EXT_GRANTED))
            ov_map_text(
                item, "granted",
                ov_format_day(ctx->arena, (ov_day)ov_cell_int(rows, i, OV_EXT_GRANTED), ctx->lang));
        ov_map_bool(item, "waiting", !strcmp(state, "waiting"));
        waiting = waiting || !strcmp(state, "waiting");
        for (size_t k = 0; k < OV_LEN(states); k++)
            if (!strcmp(state, states[k].state)) {
                ov_map_text(item, "tone", states[k].tone);
                ov_map_text(item, "text", ov_req_tr(req, states[k].text));
            }
    }
    ov_map_bool(root, "has_requests", rows->n > 0);
    ov_map_bool(root, "has_waiting", waiting);
    return OV_OK;
}

/* The box of a party, or the party of a request. */
static bool is_party(const char *name)
{
    return !strcmp(name, "part") || !strcmp(name, "part[]");
}

static bool ticked(ov_req *req, const char *code)
{
    const ov_pairs *form = &ov_req_http(req)->form;

    for (size_t i = 0; i < form->n; i++)
        if (is_party(form->items[i].name) && ov_str_is(form->items[i].value, code))
            return true;
    return false;
}

/* The parties that can get more time: those whose own time is not up. */
static ov_status add_parties(ov_req *req, ov_map *root, const ov_consultation *c, bool form)
{
    ov_list *list = ov_map_list(root, "parties");
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    OV_TRY(ov_round_board(ctx, c->id, 0, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *code = ov_cell_text(rows, i, OV_BOARD_CODE);

        ov_map_text(item, "code", code);
        ov_map_text(item, "name", ov_cell_text(rows, i, OV_BOARD_NAME));
        ov_map_bool(item, "chosen", form && ticked(req, code));
        if (!ov_cell_null(rows, i, OV_BOARD_DAY))
            ov_map_text(
                item, "own_day",
                ov_format_day(ctx->arena, (ov_day)ov_cell_int(rows, i, OV_BOARD_DAY), ctx->lang));
    }
    return OV_OK;
}

static void blank(ov_map *root, const char *const *names, size_t n)
{
    ov_map *form = ov_map_map(root, "form");

    for (size_t i = 0; i < n; i++)
        ov_map_text(ov_map_map(form, names[i]), "value", "");
}

static ov_status show(ov_req *req, const ov_consultation *c, bool staff, const ov_form *form)
{
    static const char *const names[] = {"dag", "varfor"};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_during_view(req, staff ? "extension_staff" : "extension", c, "/anstand",
                                   staff ? "Svarstid" : "Be om längre svarstid", form);
    ov_map *root = ov_view_root(view);

    OV_TRY(add_requests(req, root, c->id, staff ? 0 : ctx->actor.org_id));
    OV_TRY(ov_during_news(req, root, c));
    ov_map_text(root, "org", ctx->actor.org_name);
    ov_map_text(root, "earliest", ov_day_iso(ctx->arena, c->deadline_day + 1));
    ov_map_bool(root, "statutory", c->statutory);
    ov_map_bool(root, "running",
                staff ? ov_during_running(req, c)
                      : ov_consultation_state(c, ctx->received) != OV_ROUND_CLOSED);
    ov_map_bool(root, "round_over", ov_consultation_state(c, ctx->received) == OV_ROUND_CLOSED);
    if (staff && form)
        ov_map_bool(root, "for_all", !strcmp(ov_form_text(form, "vem"), "alla"));
    if (staff)
        OV_TRY(add_parties(req, root, c, form != NULL));
    if (!form)
        blank(root, names, OV_LEN(names));
    return ov_view_send(view);
}

/* ---- A party asks ---- */

typedef struct asking {
    const ov_consultation *c;
    const char *why, *back;
    ov_day day;
    bool withdraw;
} asking;

static ov_status ask(ov_ctx *ctx, void *arg, const char **location)
{
    const asking *a = arg;
    ov_id id;

    *location = a->back;
    if (a->withdraw)
        return ov_extension_withdraw(ctx, a->c, ctx->actor.org_id);
    return ov_extension_ask(ctx, a->c, ctx->actor.org_id, a->day, a->why, &id);
}

static ov_status act_party(ov_req *req, const ov_consultation *c)
{
    ov_form *form = ov_form_read(req, ask_fields);
    asking a = {.c = c,
                .why = ov_form_text(form, "varfor"),
                .back = ov_req_path(req, "/remiss/%lld/anstand", (long long)c->id),
                .withdraw = !strcmp(ov_form_text(form, "gor"), "ta-tillbaka")};
    ov_status status;

    if (!a.withdraw) {
        a.day = *ov_form_text(form, "dag") && !ov_form_fault(form, "dag") ? ov_form_day(form, "dag")
                                                                          : OV_NO_DAY;
        if (!ov_form_fault(form, "dag") && (a.day == OV_NO_DAY || a.day <= c->deadline_day))
            ov_form_error(form, "dag", "Välj en dag efter er sista svarsdag.");
        if (!*a.why)
            ov_form_error(form, "varfor", "Skriv varför ni behöver längre tid.");
    }
    if (!ov_form_ok(form))
        return show(req, c, false, form);
    status = ov_req_once(req, ask, &a);
    if (status == OV_GONE)
        return ov_during_over(req, c);
    if (status != OV_CONFLICT)
        return status;
    ov_form_error(form, "dag",
                  "Er begäran är redan besvarad eller väntar redan på besked. Öppna sidan på nytt "
                  "och se hur det står nu.");
    return show(req, c, false, form);
}

/* ---- Staff ---- */

typedef struct granting {
    const ov_consultation *c;
    const char *what, *why, *back;
    ov_id request, *orgs, failed;
    size_t n;
    bool all;
    ov_day day;
} granting;

static ov_status grant(ov_ctx *ctx, void *arg, const char **location)
{
    granting *g = arg;
    ov_consultation moved;

    *location = g->back;
    if (!strcmp(g->what, "avsla"))
        return ov_extension_refuse(ctx, g->c, g->request, g->why);
    if (g->all) {
        OV_TRY(ov_extension_grant_all(ctx, g->c, g->day, g->why, &moved));
        return ov_reminders_move(ctx, g->c, &moved);
    }
    OV_TRY(ov_extension_grant(ctx, g->c, g->orgs, g->n, g->day, g->why, &g->failed));
    OV_TRY(ov_consultation_any(ctx, g->c->matter_id, g->c->id, &moved)); /* closes later now */
    return ov_reminders_own(ctx, &moved, ov_deadline_resolve(g->day, g->c->statutory).last);
}

/* The parties that are ticked. */
static ov_status read_parties(ov_req *req, granting *g)
{
    const ov_pairs *form = &ov_req_http(req)->form;
    ov_organisation org;

    g->orgs = ov_calloc(ov_req_arena(req), form->n + 1, sizeof *g->orgs);
    for (size_t i = 0; i < form->n && g->n < PARTIES_MOST; i++) {
        if (!is_party(form->items[i].name))
            continue;
        OV_TRY(ov_organisation_by_code(ov_req_ctx(req),
                                       ov_str_z(ov_req_arena(req), form->items[i].value), &org));
        g->orgs[g->n++] = org.id;
    }
    return OV_OK;
}

static void check_grant(ov_form *form, granting *g)
{
    g->day = *ov_form_text(form, "dag") && !ov_form_fault(form, "dag") ? ov_form_day(form, "dag")
                                                                       : OV_NO_DAY;
    if (!ov_form_fault(form, "dag") && g->day == OV_NO_DAY)
        ov_form_error(form, "dag", "Välj den nya sista svarsdagen.");
    if (!g->all && !g->n)
        ov_form_error(form, "vem", "Välj vilka parter som får längre tid.");
}

static ov_status act_staff(ov_req *req, const ov_consultation *c)
{
    ov_form *form = ov_form_read(req, staff_fields);
    granting g = {.c = c,
                  .what = ov_form_text(form, "gor"),
                  .why = ov_form_text(form, "varfor"),
                  .back = ov_req_path(req, "/remiss/%lld/anstand", (long long)c->id),
                  .request = ov_form_int(form, "begaran"),
                  .all = !strcmp(ov_form_text(form, "vem"), "alla")};
    ov_status status;

    if (strcmp(g.what, "avsla") != 0 && strcmp(g.what, "ge") != 0)
        return ov_refuse(req, 422, NULL);
    if (!*g.why)
        ov_form_error(form, "varfor",
                      "Skriv skälet. Det visas för parten, och om tiden ändras på "
                      "remissens sida.");
    if (!strcmp(g.what, "ge")) {
        OV_TRY(read_parties(req, &g));
        check_grant(form, &g);
    }
    if (!ov_form_ok(form))
        return show(req, c, true, form);
    status = ov_req_once(req, grant, &g);
    if (status != OV_CONFLICT)
        return status;
    ov_form_error(form, "dag",
                  "Den nya dagen måste ligga efter den sista svarsdag som gäller, och svarstiden "
                  "får inte ha gått ut. Är begäran redan besvarad? Öppna sidan på nytt.");
    return show(req, c, true, form);
}

/* GET, POST /remiss/:id/anstand — a party's own requests; for those who run the round, all. */
ov_status ov_page_extension(ov_req *req)
{
    const bool post = ov_req_http(req)->method == OV_POST;
    const bool staff = ov_req_may(req, "consult.run", 0) == OV_OK;
    ov_consultation c;

    if (staff)
        OV_TRY(ov_round_of(req, &c));
    else
        OV_TRY(ov_round_invited(req, OV_MAY_ANSWER, &c));
    if (staff)
        return post ? act_staff(req, &c) : show(req, &c, true, NULL);
    return post ? act_party(req, &c) : show(req, &c, false, NULL);
}

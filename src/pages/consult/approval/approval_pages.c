/* SPDX-License-Identifier: EUPL-1.2 */
/* approval_pages.c — the approval of an answer: where it stands, and what is done with it. */
#include "pages/consult/approval/decided.h"
#include "pages/consult/round.h"
#include "pages/pages.h"

#include "notify/approve.h"
#include "view/format.h"

#include <string.h>

enum { F_WHAT, F_ID, F_STEP, F_SEAT, F_TO, F_WHY, F_REASON };
static const ov_form_field fields[] = {
    [F_WHAT] = {"gor", "Vad du vill göra", OV_INPUT_TEXT, true, 1, 20, NULL},
    [F_ID] = {"godkannande", "Godkännandet", OV_INPUT_INT, false, 0, INT64_MAX, NULL},
    [F_STEP] = {"steg", "Steget", OV_INPUT_INT, false, 0, OV_CHAIN_STEPS, NULL},
    [F_SEAT] = {"plats", "Platsen", OV_INPUT_TEXT, false, 0, 30, NULL},
    [F_TO] = {"ersattare", "Ersättare", OV_INPUT_INT, false, 0, INT64_MAX, NULL},
    [F_WHY] = {"varfor", "Skälet till ersättare", OV_INPUT_LONG_TEXT, false, 0, 2000, NULL},
    [F_REASON] = {"skal", "Vad som behöver ändras", OV_INPUT_LONG_TEXT, false, 0, 2000, NULL},
    {0}};

/* What the page knows of the party's answer. */
typedef struct approving {
    ov_consultation c;
    ov_id org_id, draft_id;
    bool has_chain, has_approval, writes, sends, manages, reads, live;
    ov_chain chain;
    ov_approval a;
    ov_send_gate gate;
    const ov_chain_step *steps;
    size_t n_steps;
} approving;

static ov_status maybe(ov_status status, bool *found)
{
    *found = status == OV_OK;
    return status == OV_NOT_FOUND ? OV_OK : status;
}

static bool state_is(const approving *p, const char *state)
{
    return p->has_approval && !strcmp(p->a.state, state);
}

static ov_status load(ov_req *req, approving *p)
{
    ov_ctx *ctx = ov_req_ctx(req);

    *p = (approving){.org_id = ctx->actor.org_id};
    OV_TRY(ov_round_invited(req, OV_MAY_APPROVE, &p->c));
    p->writes = ov_req_may(req, OV_MAY_ANSWER, p->org_id) == OV_OK;
    p->sends = ov_req_may(req, OV_MAY_SUBMIT, p->org_id) == OV_OK;
    p->manages = ov_req_may(req, "org.manage", p->org_id) == OV_OK;
    p->reads = p->writes || p->sends || ov_req_may(req, OV_MAY_READ_OWN, p->org_id) == OV_OK;
    OV_TRY(ov_draft_own(ctx, p->c.id, p->org_id, &p->draft_id));
    OV_TRY(maybe(ov_chain_for(ctx, p->org_id, p->c.matter_id, &p->chain), &p->has_chain));
    OV_TRY(ov_approval_gate(ctx, &p->c, p->org_id, p->draft_id, &p->gate));
    if (!p->draft_id)
        return OV_OK;
    OV_TRY(maybe(ov_approval_of(ctx, p->draft_id, &p->a), &p->has_approval));
    p->live = state_is(p, "in_review") || state_is(p, "approved") || state_is(p, "sent");
    return p->has_approval ? ov_approval_steps(ctx, &p->a, &p->steps, &p->n_steps) : OV_OK;
}

/* Does a seat of the step that is waited for wait for the reader? */
static ov_status is_mine(ov_req *req, const approving *p, bool *mine)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_seat *seats;
    size_t n;

    *mine = false;
    for (size_t i = 0; state_is(p, "in_review") && i < p->n_steps; i++) {
        if (p->a.step != p->steps[i].number)
            continue;
        OV_TRY(ov_approval_seats(ctx, &p->a, &p->steps[i], &seats, &n));
        *mine = ov_seats_wait_for(seats, n, ctx->actor.account_id);
    }
    return OV_OK;
}

/* Those who may fill a seat: "Anna Ek eller Bo Ek". */
static const char *names_of(ov_req *req, const ov_seat *seat)
{
    const char *text = NULL;

    for (size_t i = 0; i < seat->n_by; i++)
        text = ov_printf(ov_req_arena(req), "%s%s%s", text ? text : "",
                         !text                 ? ""
                         : i + 1 == seat->n_by ? ov_req_tr(req, " eller ")
                                               : ", ",
                         seat->by_names[i]);
    return text;
}

static const char *seat_title(ov_req *req, const ov_seat *seat)
{
    if (seat->title)
        return seat->title;
    return seat->role ? ov_req_tr(req, ov_role_title(seat->role)) : "–";
}

static void add_seat(ov_req *req, ov_list *list, const ov_seat *seat, bool now)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *item = ov_list_add(list);
    const char *by = names_of(req, seat);

    ov_map_text(item, "seat_title", seat_title(req, seat));
    ov_map_text(item, "by", by && (!seat->title || strcmp(by, seat->title) != 0) ? by : NULL);
    ov_map_bool(item, "passed", seat->passed);
    ov_map_text(item, "pass_why", seat->passed ? seat->pass_why : NULL);
    ov_map_bool(item, "stood_in", seat->stood_in && !seat->passed);
    ov_map_bool(item, "absent", now && !seat->done_at && !seat->n_by);
    ov_map_bool(item, "done", seat->done_at != 0);
    if (!seat->done_at)
        return;
    ov_map_text(item, "done_by",
                seat->done_by ? seat->done_by : ov_req_tr(req, "registrerat beslut"));
    ov_map_text(item, "done_at", ov_format_instant(ctx->arena, seat->done_at, ctx->lang));
}

/* A seat that the reader may pass on: the own, or any for the organisation's administrator. */
static void add_passable(ov_req *req, ov_list *list, const approving *p, const ov_seat *seats,
                         size_t n)
{
    const ov_id me = ov_req_ctx(req)->actor.account_id;

    for (size_t i = 0; i < n; i++) {
        ov_map *item;

        if (seats[i].done_at || (!p->manages && !ov_seats_wait_for(&seats[i], 1, me)))
            continue;
        item = ov_list_add(list);
        ov_map_text(item, "seat", seats[i].key);
        ov_map_text(item, "title", seat_title(req, &seats[i]));
        ov_map_bool(item, "first", ov_list_length(list) == 1);
    }
}

static const char *own_path(ov_req *req, const approving *p)
{
    return ov_req_path(req, "/remiss/%lld/godkann", (long long)p->c.id);
}

/* The chain with who and when; and what the reader can do in the step that is waited for. */
static ov_status add_steps(ov_req *req, ov_map *root, const approving *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    bool waits = state_is(p, "in_review"), mine;
    ov_list *list = ov_map_list(root, "steps"), *pass = ov_map_list(root, "passable");

    for (size_t i = 0; i < p->n_steps; i++) {
        bool now = waits && p->a.step == p->steps[i].number;
        ov_map *item = ov_list_add(list);
        ov_list *places = ov_map_list(item, "seats");
        ov_seat *seats;
        size_t n;

        OV_TRY(ov_approval_seats(ctx, &p->a, &p->steps[i], &seats, &n));
        ov_map_text(item, "step_title", p->steps[i].title);
        ov_map_bool(item, "all", p->steps[i].all && n > 1);
        ov_map_bool(item, "any", !p->steps[i].all && n > 1);
        ov_map_bool(item, "now", now);
        ov_map_bool(item, "over",
                    p->a.step > p->steps[i].number || state_is(p, "approved") ||
                        state_is(p, "sent"));
        for (size_t k = 0; k < n; k++)
            add_seat(req, places, &seats[k], now);
        if (!now)
            continue;
        add_passable(req, pass, p, seats, n);
    }
    ov_map_bool(root, "has_steps", p->n_steps > 0);
    OV_TRY(is_mine(req, p, &mine));
    ov_map_bool(root, "mine", mine);
    ov_map_bool(root, "has_passable", ov_list_length(pass) > 0);
    ov_map_bool(root, "shows_text", p->draft_id && (p->reads || mine));
    return p->draft_id && (p->reads || mine)
               ? ov_decided_draft(req, root, &p->c, p->draft_id, own_path(req, p))
               : OV_OK;
}

/* The chain as it is now, before anything is sent on its way. */
static ov_status add_chain(ov_req *req, ov_map *root, const approving *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_approval none = {
        .version_id = p->chain.version_id, .org_id = p->org_id, .matter_id = p->c.matter_id};
    ov_list *list = ov_map_list(root, "plan");
    const ov_chain_step *steps;
    size_t n;

    OV_TRY(ov_approval_steps(ctx, &none, &steps, &n));
    ov_map_bool(root, "has_plan", n > 0);
    for (size_t i = 0; i < n; i++) {
        ov_map *item = ov_list_add(list);
        ov_list *places = ov_map_list(item, "seats");
        ov_seat *seats;
        size_t n_seats;

        OV_TRY(ov_approval_seats(ctx, &none, &steps[i], &seats, &n_seats));
        ov_map_text(item, "step_title", steps[i].title);
        ov_map_bool(item, "all", steps[i].all && n_seats > 1);
        ov_map_bool(item, "any", !steps[i].all && n_seats > 1);
        for (size_t k = 0; k < n_seats; k++)
            add_seat(req, places, &seats[k], true);
    }
    return OV_OK;
}

static ov_status add_people(ov_req *req, ov_map *root, const approving *p, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "people");
    const ov_rows *rows;

    OV_TRY(ov_approval_people(ctx, p->org_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_id id = ov_cell_int(rows, i, 0);
        ov_map *item;

        if (id == ctx->actor.account_id || id == p->a.begun_by)
            continue;
        item = ov_list_add(list);
        ov_map_int(item, "id", id);
        ov_map_text(item, "name", ov_cell_text(rows, i, 1));
        ov_map_bool(item, "chosen", form && ov_form_int(form, "ersattare") == id);
    }
    return OV_OK;
}

static ov_status add_past(ov_req *req, ov_map *root, const approving *p)
{
    static const struct {
        const char *state, *text;
    } words[] = {{"returned", "Återlämnat"},      {"changed", "Avbrutet: svaret ändrades"},
                 {"withdrawn", "Taget tillbaka"}, {"sent", "Godkänt och skickat"},
                 {"approved", "Godkänt"},         {"in_review", "Pågår"}};
    enum { ID, STATE, BEGUN, BY, ENDED, END_BY, REASON };
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "past");
    const ov_rows *rows;

    OV_TRY(ov_approvals(ctx, p->draft_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);

        for (size_t k = 0; k < OV_LEN(words); k++)
            if (!strcmp(words[k].state, ov_cell_text(rows, i, STATE)))
                ov_map_text(item, "what", ov_req_tr(req, words[k].text));
        ov_map_text(item, "begun",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, BEGUN), ctx->lang));
        ov_map_text(item, "by", ov_cell_text(rows, i, BY));
        ov_map_text(item, "ended",
                    ov_cell_null(rows, i, ENDED)
                        ? NULL
                        : ov_format_instant(ctx->arena, ov_cell_int(rows, i, ENDED), ctx->lang));
        ov_map_text(item, "end_by", ov_cell_text(rows, i, END_BY));
        ov_map_text(item, "reason", ov_cell_text(rows, i, REASON));
    }
    ov_map_bool(root, "has_past", rows->n > 1 || (rows->n && !state_is(p, "in_review")));
    return OV_OK;
}

static void add_state(ov_req *req, ov_map *root, const approving *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    bool changed = p->gate == OV_GATE_CHANGED;
    bool waits = state_is(p, "in_review") && !changed;

    ov_map_bool(root, "has_chain", p->has_chain);
    ov_map_bool(root, "waits", waits);
    ov_map_bool(root, "approved", p->has_approval && p->has_chain && p->gate == OV_GATE_OPEN);
    ov_map_bool(root, "returned", state_is(p, "returned"));
    ov_map_bool(root, "changed", changed);
    ov_map_bool(root, "may_begin",
                p->writes && p->draft_id && p->has_chain && !waits && p->gate != OV_GATE_OPEN);
    ov_map_bool(root, "empty", !p->draft_id);
    ov_map_bool(root, "may_write", p->writes);
    ov_map_bool(root, "sends", p->sends);
    ov_map_bool(root, "may_withdraw", p->writes && (waits || state_is(p, "approved")));
    ov_map_text(root, "org", ctx->actor.org_name);
    ov_map_text(root, "chain_name", p->has_approval ? p->a.chain_name : p->chain.name);
    if (!p->has_approval)
        return;
    ov_map_int(root, "approval_id", p->a.id);
    ov_map_int(root, "step", p->a.step);
    ov_map_text(root, "begun_by", p->a.begun_name);
    ov_map_text(root, "begun_at", ov_format_instant(ctx->arena, p->a.begun_at, ctx->lang));
    ov_map_text(root, "end_by", p->a.end_name);
    ov_map_text(root, "reason", p->a.reason);
    ov_map_text(root, "hash", p->a.hash);
}

static ov_status show(ov_req *req, const approving *p, const ov_form *form)
{
    ov_view *view = ov_view_new(req, "approve");
    ov_map *root = ov_view_root(view);

    ov_round_model(req, view, &p->c, true);
    ov_view_needs_token(view);
    ov_view_title(
        view, ov_req_tr(req, form && !ov_form_ok(form) ? "Fel: Godkänn svaret" : "Godkänn svaret"));
    ov_view_crumb(view, ov_req_tr(req, "Godkänn"), NULL);
    add_state(req, root, p);
    ov_map_text(root, "action", own_path(req, p));
    ov_map_text(root, "decision_href", ov_req_path(req, "/remiss/%lld/beslut", (long long)p->c.id));
    if (p->live)
        OV_TRY(add_steps(req, root, p));
    else if (p->has_chain)
        OV_TRY(add_chain(req, root, p));
    OV_TRY(add_people(req, root, p, form));
    if (p->has_approval)
        OV_TRY(add_past(req, root, p));
    if (form) {
        ov_map_text(root, "the_reason", ov_form_text(form, "skal"));
        ov_map_text(root, "the_why", ov_form_text(form, "varfor"));
        ov_view_form(view, form);
    }
    return ov_view_send(view);
}

/* ---- Doing ---- */

typedef struct doing {
    const approving *p;
    const char *what, *seat, *reason, *back;
    ov_id id, to;
    int step;
} doing;

static ov_status act(ov_ctx *ctx, void *arg, const char **location)
{
    const doing *d = arg;
    ov_approval_end end = OV_APPROVAL_STEP;
    ov_id id = d->id;

    *location = d->back;
    if (!strcmp(d->what, "lamna"))
        OV_TRY(ov_approval_begin(ctx, &d->p->c, d->p->org_id, &id));
    else if (!strcmp(d->what, "godkann"))
        OV_TRY(ov_approval_approve(ctx, id, d->step, &end));
    else if (!strcmp(d->what, "tillbaka"))
        OV_TRY(ov_approval_return(ctx, id, d->step, d->reason, &end));
    else if (!strcmp(d->what, "ersatt"))
        OV_TRY(ov_approval_pass(ctx, id, d->step, d->seat, d->to, d->reason, d->p->manages));
    else
        OV_TRY(ov_approval_withdraw(ctx, id));
    return ov_approval_notices(ctx, id);
}

/* Is it a command that the person may give for this party's answer at all? */
static bool may_do(const doing *d)
{
    bool own = d->p->has_approval && d->id == d->p->a.id;

    if (!strcmp(d->what, "lamna"))
        return d->p->writes;
    if (!strcmp(d->what, "ta-tillbaka"))
        return own && d->p->writes;
    return own && (!strcmp(d->what, "godkann") || !strcmp(d->what, "tillbaka") ||
                   !strcmp(d->what, "ersatt"));
}

static ov_status refused(ov_req *req, const doing *d, ov_form *form, ov_status status)
{
    bool begins = !strcmp(d->what, "lamna");

    if (status == OV_INVALID && !strcmp(d->what, "ersatt")) {
        if (!*d->reason)
            ov_form_error(form, "varfor", "Skriv varför någon annan godkänner.");
        else
            ov_form_error(form, "ersattare",
                          "Välj en annan person i organisationen, som inte själv har lämnat svaret "
                          "för godkännande.");
        return show(req, d->p, form);
    }
    if (status == OV_INVALID) {
        ov_form_error(form, "skal", "Skriv vad som behöver ändras.");
        return show(req, d->p, form);
    }
    if (status == OV_NOT_FOUND && begins)
        return ov_refuse(req, 409,
                         "Det finns inget att godkänna: svaret är inte påbörjat, eller så har "
                         "organisationen ingen beslutskedja.");
    if (status == OV_CONFLICT)
        return ov_refuse(req, 409,
                         "Någon annan hann före, eller svaret har ändrats. Ditt godkännande är "
                         "inte noterat. Öppna sidan på nytt och se hur det står nu.");
    if (status == OV_DENIED)
        return ov_refuse(req, 403, "Det är inte din tur att godkänna.");
    return status;
}

static ov_status post(ov_req *req, const approving *p)
{
    ov_form *form = ov_form_read(req, fields);
    doing d = {.p = p,
               .what = ov_form_text(form, "gor"),
               .seat = ov_form_text(form, "plats"),
               .id = ov_form_int(form, "godkannande"),
               .to = ov_form_int(form, "ersattare"),
               .step = (int)ov_form_int(form, "steg"),
               .back = own_path(req, p)};
    ov_status status;

    if (!ov_form_ok(form))
        return show(req, p, form);
    d.reason = ov_form_text(form, !strcmp(d.what, "ersatt") ? "varfor" : "skal");
    if (!may_do(&d))
        return ov_refuse(req, 403, "Det är inte din tur att godkänna.");
    status = ov_req_once(req, act, &d);
    return status == OV_OK ? OV_OK : refused(req, &d, form, status);
}

/* GET …?fil=N — a file of the answer, for those whom the page shows the answer. */
static ov_status send_file(ov_req *req, const approving *p)
{
    bool mine;

    OV_TRY(is_mine(req, p, &mine));
    if (!p->live || (!p->reads && !mine))
        return ov_fail(&ov_req_ctx(req)->err, OV_NOT_FOUND, "the answer is not shown");
    return ov_decided_file(req, p->draft_id, 0);
}

/* GET, POST /remiss/:id/godkann — for the party's own people only. */
ov_status ov_page_approve(ov_req *req)
{
    approving p;
    ov_status may;

    OV_TRY(load(req, &p));
    if (ov_req_http(req)->method != OV_POST)
        return ov_req_query(req, OV_DECIDED_FILE) ? send_file(req, &p) : show(req, &p, NULL);
    may = ov_round_may(req, OV_MAY_APPROVE, &p.c);
    if (may == OV_CONFLICT)
        return ov_round_refuse(req, &p.c);
    OV_TRY(may);
    return post(req, &p);
}

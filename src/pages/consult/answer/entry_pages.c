/* SPDX-License-Identifier: EUPL-1.2 */
/* entry_pages.c — staff register what came on paper or by e-mail: who, how, when. (What it says:
 * entry_form_pages.c.) */
#include "pages/pages.h"
#include "pages/consult/answer/entry.h"
#include "pages/consult/round.h"

#include "consult/compilation/compilation.h"
#include "outbox/outbox.h"
#include "register/register.h"
#include "view/format.h"

#include <string.h>

#define SOMEBODY_ELSE "-"

static const char *const sources[] = {"paper", "email", NULL};
static const char *const classes[] = {"uninvited", "private", NULL};

/* ---- The list, and beginning one ---- */

static ov_form *read_form(ov_req *req)
{
    static const ov_form_field fields[] = {
        {"part", "Parten", OV_INPUT_TEXT, false, 0, 20, NULL},
        {"namn", "Namnet", OV_INPUT_TEXT, false, 0, 200, NULL},
        {"slag", "Vem det är", OV_INPUT_CHOICE, false, 0, 0, classes},
        {"kalla", "Hur svaret kom", OV_INPUT_CHOICE, true, 0, 0, sources},
        {"dag", "Dagen", OV_INPUT_DAY, true, 0, 0, NULL},
        {"tid", "Klockslaget", OV_INPUT_TEXT, true, 4, 5, NULL},
        {"varfor", "Skälet", OV_INPUT_TEXT, false, 0, 500, NULL},
        {"rattslage", "Rättsläget", OV_INPUT_CHOICE, false, 0, 0, ov_legal_statuses},
        {"epost", "E-postadressen", OV_INPUT_TEXT, false, 0, 254, NULL},
        {"ersatter", "Det som rättas", OV_INPUT_TEXT, false, 0, 30, NULL},
        {0}};

    return ov_form_read(req, fields);
}

static const char *now_clock(ov_arena *arena, ov_instant at)
{
    ov_local local = ov_stockholm(at);

    return ov_printf(arena, "%02d.%02d", local.hour, local.minute);
}

/* "14.30" or "14:30" of a day in Stockholm. */
static bool read_instant(const ov_form *form, ov_instant *out)
{
    const char *text = ov_form_text(form, "tid");
    size_t n = strlen(text), point = strcspn(text, ".:");
    int64_t hour, minute, off;
    ov_local local;

    if (point == n || ov_parse_int((ov_str){text, point}, &hour) != OV_OK ||
        ov_parse_int(ov_str_from(text + point + 1), &minute) != OV_OK || hour < 0 || hour > 23 ||
        minute < 0 || minute > 59)
        return false;
    *out = ov_day_start(ov_form_day(form, "dag")) + (hour * 60 + minute) * 60 * OV_SECOND;
    local = ov_stockholm(*out); /* the nights when the clock is changed */
    off = local.hour * 60 + local.minute - (hour * 60 + minute);
    if (off > -180 && off < 180)
        *out -= off * 60 * OV_SECOND;
    return true;
}

static ov_status add_lists(ov_req *req, ov_map *root, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "open");
    const ov_rows *rows;

    OV_TRY(ov_entries(ctx, c->id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "name", ov_cell_text(rows, i, 1));
        ov_map_text(item, "href",
                    ov_req_path(req, "/remiss/%lld/registrera/%lld", (long long)c->id,
                                (long long)ov_cell_int(rows, i, 0)));
        ov_map_text(item, "source", ov_req_tr(req, ov_source_title(ov_cell_text(rows, i, 3))));
        ov_map_text(item, "arrived",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, 4), ctx->lang));
        ov_map_text(item, "by", ov_cell_text(rows, i, 5));
        ov_map_int(item, "answers", ov_cell_int(rows, i, 6));
        ov_map_int(item, "files", ov_cell_int(rows, i, 7));
    }
    ov_map_bool(root, "has_open", rows->n > 0);
    list = ov_map_list(root, "sent");
    OV_TRY(ov_entered(ctx, c->id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        const char *number = ov_cell_text(rows, i, OV_ENTERED_NUMBER), *tone = "";
        const char *state = ov_cell_text(rows, i, OV_ENTERED_STATE);

        ov_map_text(item, "name", ov_cell_text(rows, i, OV_ENTERED_NAME));
        ov_map_text(item, "number", number);
        ov_map_text(item, "class",
                    ov_req_tr(req, ov_class_title(ov_cell_text(rows, i, OV_ENTERED_CLASS))));
        ov_map_text(item, "source",
                    ov_req_tr(req, ov_source_title(ov_cell_text(rows, i, OV_ENTERED_SOURCE))));
        ov_map_text(
            item, "received",
            ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_ENTERED_RECEIVED), ctx->lang));
        ov_map_bool(item, "late", !strcmp(ov_cell_text(rows, i, OV_ENTERED_TIMING), "late"));
        ov_map_text(item, "by", ov_cell_text(rows, i, OV_ENTERED_BY));
        ov_map_text(item, "says", ov_cell_text(rows, i, OV_ENTERED_TEXT));
        ov_map_text(item, "state", state ? ov_check_title(req, state, &tone) : NULL);
        ov_map_text(item, "tone", tone);
        ov_map_text(
            item, "correct_href",
            ov_req_path(req, "/remiss/%lld/registrera?ersatter=%s", (long long)c->id, number));
    }
    ov_map_bool(root, "has_sent", rows->n > 0);
    return OV_OK;
}

/* What it corrects, when the form was begun from there: it says who, and what it was. */
static ov_status add_former(ov_req *req, ov_map *root, const ov_consultation *c, const char *number)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_response former;
    ov_map *map;

    if (!number || !*number)
        return OV_OK;
    OV_TRY(ov_response_by_number(ctx, number, &former));
    if (former.consultation_id != c->id)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "no such response in this round");
    map = ov_map_map(root, "former");
    ov_map_text(map, "number", former.number);
    ov_map_text(map, "name", former.org_name);
    return OV_OK;
}

static ov_status add_choices(ov_req *req, ov_map *root, const ov_consultation *c,
                             const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *parties = ov_map_list(root, "parties"), *list;
    const char *part = form ? ov_form_text(form, "part") : "";
    const char *legal = form ? ov_form_text(form, "rattslage") : "";
    const ov_rows *rows;

    OV_TRY(ov_consultation_status(ctx, c->id, &rows));
    for (size_t i = 0; i < rows->n; i++)
        ov_choice_add(parties, ov_cell_text(rows, i, 1), ov_cell_text(rows, i, 2), part);
    ov_choice_add(parties, SOMEBODY_ELSE, ov_req_tr(req, "Någon annan (skriv namnet nedan)"), part);
    list = ov_map_list(root, "sources");
    for (size_t i = 0; sources[i]; i++)
        ov_choice_add(list, sources[i], ov_req_tr(req, ov_source_title(sources[i])),
                      form && *ov_form_text(form, "kalla") ? ov_form_text(form, "kalla") : "paper");
    list = ov_map_list(root, "classes");
    ov_choice_add(list, "uninvited", ov_req_tr(req, "En organisation som inte är inbjuden"),
                  form ? ov_form_text(form, "slag") : "");
    ov_choice_add(list, "private", ov_req_tr(req, "En privatperson"),
                  form ? ov_form_text(form, "slag") : "");
    list = ov_map_list(root, "legal");
    for (size_t i = 0; ov_legal_statuses[i]; i++)
        ov_choice_add(list, ov_legal_statuses[i],
                      ov_req_tr(req, ov_legal_status_title(ov_legal_statuses[i])), legal);
    return OV_OK;
}

static ov_status show(ov_req *req, const ov_consultation *c, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "entries");
    ov_map *root = ov_view_root(view);
    const char *former = form ? ov_form_text(form, "ersatter") : ov_req_query(req, "ersatter");

    ov_round_model(req, view, c, true);
    ov_view_needs_token(view);
    ov_view_title(view, ov_req_tr(req, form && !ov_form_ok(form) ? "Fel: Registrera svar"
                                                                 : "Registrera svar"));
    ov_view_crumb(view, ov_req_tr(req, "Registrera"), NULL);
    ov_map_text(root, "action", ov_req_path(req, "/remiss/%lld/registrera", (long long)c->id));
    ov_map_text(root, "day",
                form ? ov_form_text(form, "dag")
                     : ov_day_iso(ctx->arena, ov_stockholm_day(ctx->received)));
    ov_map_text(root, "clock",
                form ? ov_form_text(form, "tid") : now_clock(ctx->arena, ctx->received));
    ov_map_text(root, "name", form ? ov_form_text(form, "namn") : "");
    ov_map_text(root, "why", form ? ov_form_text(form, "varfor") : "");
    ov_map_text(root, "email", form ? ov_form_text(form, "epost") : "");
    OV_TRY(add_former(req, root, c, former));
    OV_TRY(add_choices(req, root, c, form));
    OV_TRY(add_lists(req, root, c));
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* ---- Beginning ---- */

typedef struct beginning {
    const ov_consultation *c;
    ov_id typing_org, draft_id;
    ov_entry entry;
    const char *back;
} beginning;

static ov_status begin_once(ov_ctx *ctx, void *arg, const char **location)
{
    beginning *b = arg;

    OV_TRY(ov_entry_begin(ctx, b->c, b->typing_org, &b->entry, &b->draft_id));
    *location = ov_printf(ctx->arena, "%s/%lld", b->back, (long long)b->draft_id);
    return OV_OK;
}

/* Whose answer it is: a party of the list, a name, or what the corrected one says. */
static ov_status read_who(ov_req *req, ov_form *form, beginning *b)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *part = ov_form_text(form, "part"), *number = ov_form_text(form, "ersatter");
    ov_str name = ov_str_trim(ov_str_from(ov_form_text(form, "namn")));
    ov_organisation org;
    ov_response former;

    if (*number) {
        OV_TRY(ov_response_by_number(ctx, number, &former));
        b->entry.replaces = former.number;
        b->entry.respondent = former.respondent;
        b->entry.class = former.class;
        b->entry.org_id = former.org_id;
        return OV_OK;
    }
    if (!*part)
        ov_form_error(form, "part", "%s", ov_req_tr(req, "Välj vem som har svarat."));
    if (!*part || strcmp(part, SOMEBODY_ELSE) != 0) {
        if (*part && ov_organisation_by_code(ctx, part, &org) != OV_OK)
            ov_form_error(form, "part", "%s", ov_req_tr(req, "Välj vem som har svarat."));
        else if (*part)
            b->entry.org_id = org.id;
        return OV_OK;
    }
    b->entry.respondent = ov_str_z(ctx->arena, name);
    b->entry.class = *ov_form_text(form, "slag") ? ov_form_text(form, "slag") : classes[0];
    if (!name.len)
        ov_form_error(form, "namn", "%s", ov_req_tr(req, "Skriv vem som har svarat."));
    return OV_OK;
}

static void read_when(ov_req *req, ov_form *form, beginning *b)
{
    ov_ctx *ctx = ov_req_ctx(req);

    if (ov_form_fault(form, "dag") || ov_form_fault(form, "tid"))
        return;
    if (!read_instant(form, &b->entry.arrived)) {
        ov_form_error(form, "tid", "%s", ov_req_tr(req, "Skriv klockslaget som 14.30."));
        return;
    }
    if (b->entry.arrived > ctx->received)
        ov_form_error(form, "dag", "%s",
                      ov_req_tr(req, "Svaret kan inte ha kommit efter nu. Kontrollera dag och "
                                     "klockslag."));
    else if (b->entry.arrived < b->c->opens_at)
        ov_form_error(form, "dag", "%s",
                      ov_req_tr(req, "Svaret kan inte ha kommit innan remissen öppnade."));
    else if (b->entry.arrived < ctx->received - OV_ENTRY_NOW && !*b->entry.arrived_why)
        ov_form_error(form, "varfor", "%s",
                      ov_req_tr(req, "Skriv hur du vet när svaret kom, till exempel \"poststämplat "
                                     "i receptionen\"."));
}

static ov_status take(ov_req *req, const ov_consultation *c)
{
    ov_form *form = read_form(req);
    beginning b = {.c = c,
                   .typing_org = ov_req_matter(req)->owner_org_id,
                   .back = ov_req_path(req, "/remiss/%lld/registrera", (long long)c->id)};
    const char *email = ov_form_text(form, "epost"), *legal = ov_form_text(form, "rattslage");
    ov_status status;

    b.entry.source = ov_form_text(form, "kalla");
    b.entry.legal_status = *legal ? legal : ov_legal_statuses[0];
    b.entry.arrived_why =
        ov_str_z(ov_req_arena(req), ov_str_trim(ov_str_from(ov_form_text(form, "varfor"))));
    b.entry.address = *email ? email : NULL;
    if (*email && !ov_mail_address_ok(email))
        ov_form_error(form, "epost", "%s", ov_req_tr(req, "Skriv adressen som namn@exempel.se."));
    OV_TRY(read_who(req, form, &b));
    read_when(req, form, &b);
    if (!ov_form_ok(form))
        return show(req, c, form);
    status = ov_req_once(req, begin_once, &b);
    if (status == OV_CONFLICT)
        ov_form_error(form, "part", "%s",
                      ov_req_tr(req, "Parten har skickat ett nyare svar. Det som kom tidigare kan "
                                     "inte ersätta det."));
    else if (status == OV_INVALID || (status == OV_NOT_FOUND && !b.entry.respondent))
        ov_form_error(form, "part", "%s",
                      ov_req_tr(req, "Välj en part som är inbjuden, eller någon annan."));
    else
        return status;
    return show(req, c, form);
}

/* GET, POST /remiss/:id/registrera — what is being typed in, what has been, and a new one. */
ov_status ov_page_entries(ov_req *req)
{
    ov_consultation c;

    OV_TRY(ov_round_of(req, &c));
    return ov_req_http(req)->method == OV_POST ? take(req, &c) : show(req, &c, NULL);
}

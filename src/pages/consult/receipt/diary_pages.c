/* SPDX-License-Identifier: EUPL-1.2 */
/* diary_pages.c — register numbers of responses: by a mailed link without account, by a registrar
 * on the receipt, and the diary of a round with its file. */
#include "pages/core_pages.h"
#include "pages/door.h"
#include "pages/pages.h"
#include "pages/consult/receipt/receipt.h"
#include "pages/consult/round.h"

#include "auth/brake.h"
#include "consult/compilation/compilation.h"
#include "consult/receipt/diary.h"
#include "util/csv.h"
#include "view/format.h"

#include <string.h>

#define FIELD "diarienummer"
#define SIDE "sida"

static const char *const sides[] = {OV_DIARY_SENDER, OV_DIARY_RECEIVER, NULL};
static const ov_form_field fields[] = {
    {FIELD, "Diarienumret", OV_INPUT_TEXT, true, 1, OV_DIARY_MAX, NULL},
    {SIDE, "Diariet", OV_INPUT_CHOICE, false, 0, 0, sides},
    {0},
};

/* ---- By link ---------------------------------------------------------------------------------
 */

/* Links that do not exist: guessing is hopeless, and slow. */
static const ov_brake guesses = {"diary", 20, OV_MINUTE, OV_HOUR};

static ov_status note_guess(ov_ctx *ctx, void *arg)
{
    return ov_brake_note(ctx, arg, 1);
}

/* Finds the link of :token. OV_BUSY: this address has tried too many. */
static ov_status find_link(ov_req *req, ov_diary_link *link)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *address = ov_brake_address(ctx->arena, ov_req_http(req)->remote_addr);
    ov_braked braked = {.brake = &guesses,
                        .subject = ov_brake_subject(ctx->arena, &guesses, "", address)};
    ov_status status = ov_diary_link_peek(ctx, ov_req_arg(req, "token"), link);

    if (status != OV_NOT_FOUND)
        return status;
    OV_TRY(ov_brake_check(ctx, &braked, 1));
    OV_TRY(ov_write(ctx, note_guess, &braked));
    return OV_NOT_FOUND;
}

static ov_status show_link(ov_req *req, const ov_diary_link *link, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_door_view(req, "diary_link", "Skriv in ert diarienummer", fields, form);
    ov_map *root = ov_view_root(view);
    ov_consultation c;
    ov_response r;

    OV_TRY(ov_response_by_number(ctx, link->number, &r));
    OV_TRY(ov_consultation_any(ctx, 0, r.consultation_id, &c));
    ov_map_text(root, "number", r.number);
    ov_map_text(root, "party", r.org_name);
    ov_map_text(root, "round_title", c.title);
    ov_map_text(root, "received", ov_format_instant_exact(ctx->arena, r.received, ctx->lang));
    ov_map_text(root, "hash", r.hash);
    ov_map_bool(root, "sender", !strcmp(link->side, OV_DIARY_SENDER));
    if (form && !ov_form_ok(form))
        ov_view_status(view, 422);
    return ov_view_send(view);
}

/* GET /diarium/:token — shows the form: programs that open every link in a mail do not use it up.
 */
ov_status ov_page_diary_link(ov_req *req)
{
    ov_diary_link link;
    ov_status status = find_link(req, &link);

    if (status == OV_BUSY)
        return ov_refuse(req, 503, "Vänta en stund och försök igen.");
    if (status != OV_OK)
        return ov_door_dead_link(req, status, "/logga-in", "Logga in");
    return show_link(req, &link, NULL);
}

typedef struct writing {
    const char *token, *side, *dnr;
    ov_id response_id;
    ov_diary_link link;
} writing;

static ov_status write_by_link(ov_ctx *ctx, void *arg, const char **location)
{
    writing *w = arg;

    OV_TRY(ov_diary_by_link(ctx, w->token, w->dnr, &w->link));
    *location = ov_printf(ctx->arena, "/kvittens/%s?diarium=sparat", w->link.number);
    return OV_OK;
}

/* POST /diarium/:token */
ov_status ov_page_diary_link_use(ov_req *req)
{
    ov_form *form = ov_form_read(req, fields);
    writing w = {.token = ov_req_arg(req, "token"), .dnr = ov_form_text(form, FIELD)};
    ov_status status;

    if (!ov_form_ok(form)) {
        status = find_link(req, &w.link);
        if (status == OV_OK)
            return show_link(req, &w.link, form);
        return ov_door_dead_link(req, status, "/logga-in", "Logga in");
    }
    status = ov_req_once(req, write_by_link, &w);
    if (status == OV_INVALID) {
        OV_TRY(ov_diary_link_peek(ov_req_ctx(req), w.token, &w.link));
        ov_form_error(form, FIELD, "Diarienumret får inte ha styrtecken eller radbrytningar.");
        return show_link(req, &w.link, form);
    }
    if (status == OV_NOT_FOUND || status == OV_GONE)
        return ov_door_dead_link(req, status, "/logga-in", "Logga in");
    return status;
}

/* ---- Signed in -------------------------------------------------------------------------------
 */

static ov_status show_number(ov_req *req, const ov_receipt *r, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "diary_number");
    ov_map *root = ov_view_root(view);
    const ov_rows *rows;
    const char *side = r->sender_dnr ? OV_DIARY_SENDER : OV_DIARY_RECEIVER;

    OV_TRY(ov_diary_of(ctx, r->response.id, &rows));
    if (form && *ov_form_text(form, SIDE))
        side = ov_form_text(form, SIDE);
    ov_receipt_facts(req, root, r, ctx->lang);
    OV_TRY(ov_receipt_diary(req, root, r));
    ov_map_bool(root, "both", r->sender_dnr && r->receiver_dnr);
    ov_map_bool(root, "sender", !strcmp(side, OV_DIARY_SENDER));
    ov_map_text(root, "side", side);
    ov_map_text(root, "value", form ? ov_form_text(form, FIELD) : ov_diary_now(rows, side));
    if (form) {
        ov_map_text(root, "error", ov_form_fault(form, FIELD));
        ov_view_form(view, form);
    }
    ov_view_needs_token(view);
    ov_view_title(view,
                  ov_req_tr(req, form && !ov_form_ok(form) ? "Fel: Diarienummer" : "Diarienummer"));
    return ov_view_send(view);
}

static ov_status write_number(ov_ctx *ctx, void *arg, const char **location)
{
    writing *w = arg;

    OV_TRY(ov_diary_write(ctx, w->response_id, w->side, w->dnr));
    *location = w->link.number;
    return OV_OK;
}

/* GET, POST /kvittens/:nr/diarienummer — for the registrars of both sides. */
ov_status ov_page_diary_number(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_receipt r;
    ov_form *form;
    writing w = {0};
    ov_status status;

    OV_TRY(ov_receipt_load_full(req, &r));
    if (!r.sender_dnr && !r.receiver_dnr)
        return ov_fail(&ctx->err, OV_DENIED, "no registrar of either side");
    if (!strcmp(r.response.timing, "refused"))
        return ov_fail(&ctx->err, OV_NOT_FOUND, "nothing is kept of a refused response");
    if (ov_req_http(req)->method != OV_POST)
        return show_number(req, &r, NULL);
    form = ov_form_read(req, fields);
    w.side = ov_form_text(form, SIDE);
    if (!*w.side)
        w.side = r.sender_dnr ? OV_DIARY_SENDER : OV_DIARY_RECEIVER;
    if (!ov_form_ok(form))
        return show_number(req, &r, form);
    if (!strcmp(w.side, OV_DIARY_SENDER) ? !r.sender_dnr : !r.receiver_dnr)
        return ov_fail(&ctx->err, OV_DENIED, "the other side's diary");
    w.response_id = r.response.id;
    w.dnr = ov_form_text(form, FIELD);
    w.link.number = ov_printf(ctx->arena, "/kvittens/%s?diarium=sparat", r.response.number);
    status = ov_req_once(req, write_number, &w);
    if (status != OV_INVALID)
        return status;
    ov_form_error(form, FIELD, "Diarienumret får inte ha styrtecken eller radbrytningar.");
    return show_number(req, &r, form);
}

/* ---- The diary of a round --------------------------------------------------------------------
 */

/* ?dag=2025-06-19; anything else is every day. */
static ov_day wanted_day(ov_req *req)
{
    const char *text = ov_req_query(req, "dag");
    ov_day day;

    return text && ov_day_parse(ov_str_from(text), &day) == OV_OK ? day : OV_NO_DAY;
}

static ov_status load_round(ov_req *req, ov_consultation *c, ov_day *day, const ov_rows **rows)
{
    OV_TRY(ov_round_of(req, c));
    *day = wanted_day(req);
    OV_TRY(ov_diary_round(ov_req_ctx(req), c->id, *day, rows));
    ov_status_noted(req, c);
    return OV_OK;
}

/* GET /remiss/:id/diarium[?dag=DAY] */
ov_status ov_page_diary(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "diary");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "rows");
    ov_consultation c;
    const ov_rows *rows;
    ov_day day;

    OV_TRY(load_round(req, &c, &day, &rows));
    ov_round_model(req, view, &c, true);
    ov_view_title(view, ov_req_tr(req, "Diarium"));
    ov_view_crumb(view, ov_req_tr(req, "Diarium"), NULL);
    for (size_t i = 0; i < rows->n; i++) {
        const char *number = ov_cell_text(rows, i, OV_DIARY_ROW_NUMBER);
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "number", number);
        ov_map_text(item, "href", ov_printf(ctx->arena, "/kvittens/%s", number));
        ov_map_text(item, "package", ov_printf(ctx->arena, "/kvittens/%s/paket.zip", number));
        ov_map_text(item, "party", ov_cell_text(rows, i, OV_DIARY_ROW_PARTY));
        ov_map_text(
            item, "received",
            ov_format_instant(ctx->arena, ov_cell_int(rows, i, OV_DIARY_ROW_RECEIVED), ctx->lang));
        ov_map_bool(item, "late", !strcmp(ov_cell_text(rows, i, OV_DIARY_ROW_TIMING), "late"));
        ov_map_int(item, "files", ov_cell_int(rows, i, OV_DIARY_ROW_FILES));
        ov_map_text(item, "sender_dnr", ov_cell_text(rows, i, OV_DIARY_ROW_SENDER_DNR));
        ov_map_text(item, "receiver_dnr", ov_cell_text(rows, i, OV_DIARY_ROW_RECEIVER_DNR));
    }
    ov_map_bool(root, "has_rows", rows->n > 0);
    ov_map_text(root, "day", day == OV_NO_DAY ? "" : ov_day_iso(ctx->arena, day));
    ov_map_text(root, "action", ov_req_path(req, "/remiss/%lld/diarium", (long long)c.id));
    ov_map_text(root, "csv_href",
                ov_req_path(req, "/remiss/%lld/diarium.csv%s%s", (long long)c.id,
                            day == OV_NO_DAY ? "" : "?dag=",
                            day == OV_NO_DAY ? "" : ov_day_iso(ctx->arena, day)));
    return ov_view_send(view);
}

static void cell(ov_buf *out, const char *text)
{
    if (out->len && out->ptr[out->len - 1] != '\n')
        ov_buf_addc(out, ';');
    ov_csv_quote(out, ov_str_from(text));
}

static void csv_row(ov_req *req, ov_buf *out, const ov_rows *rows, size_t i)
{
    ov_arena *arena = ov_req_arena(req);
    ov_instant received = ov_cell_int(rows, i, OV_DIARY_ROW_RECEIVED);
    const char *timing = ov_cell_text(rows, i, OV_DIARY_ROW_TIMING);

    cell(out, ov_cell_text(rows, i, OV_DIARY_ROW_NUMBER));
    cell(out, ov_day_iso(arena, ov_stockholm_day(received)));
    cell(out, ov_instant_iso(arena, received));
    cell(out, ov_cell_text(rows, i, OV_DIARY_ROW_CODE));
    cell(out, ov_cell_text(rows, i, OV_DIARY_ROW_PARTY));
    cell(out, ov_req_tr(req, strcmp(timing, "late") ? "i tid" : "för sent"));
    cell(out, ov_req_tr(req, ov_class_title(ov_cell_text(rows, i, OV_DIARY_ROW_CLASS))));
    cell(out, ov_req_tr(req, ov_source_title(ov_cell_text(rows, i, OV_DIARY_ROW_SOURCE))));
    cell(out, ov_req_tr(req, ov_legal_status_title(ov_cell_text(rows, i, OV_DIARY_ROW_LEGAL))));
    cell(out, ov_cell_text(rows, i, OV_DIARY_ROW_REPLACES));
    cell(out, ov_printf(arena, "%lld", (long long)ov_cell_int(rows, i, OV_DIARY_ROW_FILES)));
    cell(out, ov_cell_text(rows, i, OV_DIARY_ROW_HASH));
    cell(out, ov_cell_text(rows, i, OV_DIARY_ROW_SENDER_DNR));
    cell(out, ov_cell_text(rows, i, OV_DIARY_ROW_RECEIVER_DNR));
    ov_buf_addz(out, "\r\n");
}

/* GET /remiss/:id/diarium.csv[?dag=DAY] — the daily diary file (feature 49). */
ov_status ov_page_diary_csv(ov_req *req)
{
    static const char *const names[] = {"Nummer",
                                        "Dag",
                                        "Mottaget",
                                        "Kod",
                                        "Från",
                                        "I tid",
                                        "Slag",
                                        "Så kom det",
                                        "Beslut",
                                        "Ersätter",
                                        "Filer",
                                        "SHA-256",
                                        "Avsändarens diarienummer",
                                        "Mottagarens diarienummer"};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_buf out = {0};
    ov_consultation c;
    const ov_rows *rows;
    ov_status status;
    ov_day day;

    OV_TRY(load_round(req, &c, &day, &rows));
    ov_buf_addz(&out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < OV_LEN(names); i++)
        ov_buf_printf(&out, "%s\"%s\"", i ? ";" : "", ov_req_tr(req, names[i]));
    ov_buf_addz(&out, "\r\n");
    for (size_t i = 0; i < rows->n; i++)
        csv_row(req, &out, rows, i);
    ov_send_header(req, "Content-Disposition",
                   ov_printf(ctx->arena, "attachment; filename=\"diarium-%lld%s%s.csv\"",
                             (long long)c.id, day == OV_NO_DAY ? "" : "-",
                             day == OV_NO_DAY ? "" : ov_day_iso(ctx->arena, day)));
    status = ov_send(req, 200, "text/csv; charset=utf-8", ov_buf_str(&out));
    ov_buf_free(&out);
    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* publish_pages.c — a draft is published: one person asks, another reads the changes and publishes,
 * or sends it back. */
#include "pages/text/documents.h"
#include "pages/text/edit_pages.h"

#include "text/edit/change.h"
#include "text/edit/publish.h"
#include "view/format.h"

#include <string.h>

enum { SHOWN = 300 /* changes with their words on the page; the rest by name */ };

static const char *const statuses[] = {"consultation", "proposal", "adopted", NULL};
static const char *const yes[] = {"1", NULL};
static const ov_form_field ask_fields[] = {
    {"namn", "Namnet", OV_INPUT_TEXT, true, 1, 100, NULL},
    {"datum", "Datumet", OV_INPUT_DAY, true, 0, 0, NULL},
    {"status", "Statusen", OV_INPUT_CHOICE, true, 0, 0, statuses},
    {"ersatter", "Ersätter", OV_INPUT_CHOICE, false, 0, 0, yes},
    {"meddelande", "Meddelandet", OV_INPUT_LONG_TEXT, false, 0, OV_REASON_MOST, NULL},
    {0}};
static const ov_form_field return_fields[] = {
    {"skal", "Skälet", OV_INPUT_LONG_TEXT, true, 1, OV_REASON_MOST, NULL}, {0}};
static const ov_form_field publish_fields[] = {
    {"innehall", "Kontrollsumman", OV_INPUT_HASH, true, 0, 0, NULL}, {0}};

typedef struct publishing {
    ov_req *req;
    ov_version version;
    ov_publication request;
    bool open; /* a request waits for an answer */
    bool mine; /* and it is the asker's own */
    const ov_form *form;
    const char *form_name; /* which of the forms came back: "ask", "back" */
    ov_publish_order order;
    const char *read; /* the hash of what was read; why it is sent back */
} publishing;

/* ---- The changes ----------------------------------------------------------------------------- */

static ov_status change_add(publishing *p, ov_map *item, const ov_draft_view *all,
                            const ov_draft_row *row, const ov_rows *reasons, bool words)
{
    ov_req *req = p->req;
    ov_ctx *ctx = ov_req_ctx(req);
    const char *before = "", *after = "";

    ov_map_text(item, "title", row->title);
    ov_map_text(item, "word", ov_req_tr(req, ov_change_word(row->change)));
    ov_map_text(item, "tone", ov_change_tone(row->change));
    ov_map_bool(item, "needs_reason", row->needs_reason);
    ov_map_bool(item, "removed", row->change == OV_EDIT_REMOVED);
    ov_map_text(
        item, "href",
        row->change == OV_EDIT_REMOVED
            ? ov_req_path(req, "/text/%s/redigera#b-%lld", p->version.slug, (long long)row->node_id)
            : ov_req_path(req, "/text/%s/redigera/%lld", p->version.slug, (long long)row->node_id));
    ov_reasons_model(req, item, reasons, row->node_id);
    if (!words)
        return OV_OK;
    OV_TRY(ov_provision_body(ctx, all->base_id, row->node_id, &before));
    OV_TRY(ov_provision_body(ctx, p->version.id, row->node_id, &after));
    ov_words_model(item, before, after);
    return OV_OK;
}

static ov_status changes_add(publishing *p, ov_map *root, const ov_draft_view *all)
{
    ov_list *list = ov_map_list(root, "changes");
    const ov_rows *reasons;
    size_t shown = 0;

    OV_TRY(ov_change_reasons(ov_req_ctx(p->req), p->version.id, &reasons));
    for (size_t i = 0; i < all->n; i++)
        if (all->rows[i].change != OV_EDIT_NONE)
            OV_TRY(change_add(p, ov_list_add(list), all, &all->rows[i], reasons,
                              p->open && shown++ < SHOWN));
    ov_map_int(root, "changed", (int64_t)all->changed);
    ov_map_bool(root, "has_changes", all->changed > 0);
    ov_map_bool(root, "one_change", all->changed == 1);
    ov_map_int(root, "missing", (int64_t)all->missing);
    ov_map_bool(root, "has_missing", all->missing > 0);
    ov_map_bool(root, "one_missing", all->missing == 1);
    return OV_OK;
}

/* What it is told against, and whether something newer has been published since it was begun. */
static ov_status base_add(publishing *p, ov_map *root, ov_id base)
{
    ov_ctx *ctx = ov_req_ctx(p->req);
    ov_version version;
    const ov_rows *newer;

    if (!base)
        return OV_OK;
    OV_TRY(ov_version_get(ctx, base, &version));
    ov_map_text(root, "base", version.label);
    ov_map_text(root, "compare_href",
                ov_req_path(p->req, "/jamfor?v=%s&v=%s", version.slug, p->version.slug));
    OV_TRY(ov_versions_after(ctx, base, &newer));
    if (newer->n)
        ov_map_text(root, "newer", ov_cell_text(newer, 0, 1));
    return OV_OK;
}

/* ---- The page -------------------------------------------------------------------------------- */

static void request_add(publishing *p, ov_map *root)
{
    ov_ctx *ctx = ov_req_ctx(p->req);
    const ov_publication *r = &p->request;
    ov_map *map;

    if (!r->id)
        return;
    map = ov_map_map(root, "request");
    ov_map_bool(map, r->state, true);
    ov_map_bool(map, "mine", p->mine);
    ov_map_text(map, "label", r->label);
    ov_map_text(map, "status", ov_text_status_title(p->req, r->status));
    ov_map_text(map, "day", ov_format_day(ctx->arena, r->day, ctx->lang));
    ov_map_bool(map, "replaces", r->replaces);
    ov_map_text(map, "hash", r->hash);
    ov_map_text(map, "content_hash", r->content_hash);
    ov_map_text(map, "message", r->message);
    ov_map_text(map, "asked_name", r->asked_name);
    ov_map_text(map, "asked_at", ov_format_instant(ctx->arena, r->asked_at, ctx->lang));
    ov_map_text(map, "closed_name", r->closed_name);
    if (r->closed_at)
        ov_map_text(map, "closed_at", ov_format_instant(ctx->arena, r->closed_at, ctx->lang));
    ov_map_text(map, "note", r->closed_note);
}

/* The form that asks: as posted, else as it was asked for last time, else as the draft is. */
static void form_add(publishing *p, ov_map *root)
{
    ov_ctx *ctx = ov_req_ctx(p->req);
    const ov_form *f = p->form_name && !strcmp(p->form_name, "ask") ? p->form : NULL;
    const ov_publication *last = p->request.id ? &p->request : NULL;
    const char *chosen = f ? ov_form_text(f, "status") : last ? last->status : "";
    ov_list *list = ov_map_list(root, "statuses");

    ov_map_text(root, "the_label",
                f      ? ov_form_text(f, "namn")
                : last ? last->label
                       : p->version.label);
    ov_map_text(root, "the_day",
                f ? ov_form_text(f, "datum")
                  : ov_day_iso(ctx->arena, last ? last->day : p->version.date));
    ov_map_text(root, "the_message",
                f      ? ov_form_text(f, "meddelande")
                : last ? last->message
                       : NULL);
    ov_map_bool(root, "the_replaces",
                f ? *ov_form_text(f, "ersatter") != '\0' : last && last->replaces);
    for (size_t i = 0; statuses[i]; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "code", statuses[i]);
        ov_map_text(item, "name", ov_text_status_title(p->req, statuses[i]));
        ov_map_bool(item, "chosen", !strcmp(chosen, statuses[i]));
        ov_map_bool(item, statuses[i], true);
    }
}

static ov_status show(publishing *p, int status, const char *notice)
{
    ov_req *req = p->req;
    ov_view *view = ov_edit_view(req, "publish", ov_req_tr(req, "Publicera utkastet"), &p->version);
    ov_map *root = ov_view_root(view);
    ov_draft_view all;

    ov_view_crumb(view, ov_req_tr(req, "Publicera"), NULL);
    OV_TRY(ov_draft_overview(ov_req_ctx(req), p->version.id, &all));
    OV_TRY(changes_add(p, root, &all));
    OV_TRY(base_add(p, root, all.base_id));
    OV_TRY(ov_broken_model(p->req, root, &p->version));
    request_add(p, root);
    form_add(p, root);
    ov_map_bool(root, "open", p->open);
    ov_map_bool(root, "to_answer", p->open && !p->mine);
    ov_map_bool(root, "may_ask", !p->open && all.missing == 0);
    ov_map_text(root, "notice", notice);
    if (p->form_name && !strcmp(p->form_name, "back"))
        ov_map_text(root, "the_why", ov_form_text(p->form, "skal"));
    ov_view_status(view, status);
    if (p->form)
        ov_view_form(view, p->form);
    return ov_view_send(view);
}

static ov_status read_state(publishing *p)
{
    ov_ctx *ctx = ov_req_ctx(p->req);
    ov_publication request = {0};
    ov_status status;

    OV_TRY(ov_version_get(ctx, p->version.id, &p->version));
    status = ov_publication_latest(ctx, p->version.id, &request);
    if (status != OV_OK && status != OV_NOT_FOUND)
        return status;
    p->request = request;
    p->open = request.id && !strcmp(request.state, "asked");
    p->mine = p->open && request.asked_id == ctx->actor.account_id;
    return OV_OK;
}

/* ---- Commands -------------------------------------------------------------------------------- */

static const char *here(const publishing *p)
{
    return ov_req_path(p->req, "/text/%s/publicera", p->version.slug);
}

static ov_status ask_once(ov_ctx *ctx, void *arg, const char **location)
{
    publishing *p = arg;

    OV_TRY(ov_publish_ask(ctx, &p->order));
    *location = here(p);
    return OV_OK;
}

static ov_status withdraw_once(ov_ctx *ctx, void *arg, const char **location)
{
    publishing *p = arg;

    OV_TRY(ov_publish_withdraw(ctx, p->version.id));
    *location = here(p);
    return OV_OK;
}

static ov_status return_once(ov_ctx *ctx, void *arg, const char **location)
{
    publishing *p = arg;

    OV_TRY(ov_publish_return(ctx, p->version.id, p->read));
    *location = here(p);
    return OV_OK;
}

static ov_status publish_once(ov_ctx *ctx, void *arg, const char **location)
{
    publishing *p = arg;
    ov_version now;

    OV_TRY(ov_publish(ctx, p->version.id, p->read));
    OV_TRY(ov_version_get(ctx, p->version.id, &now));
    *location = ov_req_path(p->req, "/text/%s", now.slug);
    return OV_OK;
}

/* Why nothing was done, told to the person; the page shows how it is now. */
static ov_status explain(publishing *p, ov_status why)
{
    ov_req *req = p->req;

    if (why != OV_DENIED && why != OV_CONFLICT && why != OV_NOT_FOUND)
        return why;
    OV_TRY(read_state(p));
    if (p->version.hash)
        return ov_refuse(req, 409,
                         ov_printf(ov_req_arena(req), "%s %s.",
                                   ov_req_tr(req, "Versionen är redan publicerad, av"),
                                   p->version.published_by));
    if (why == OV_DENIED && p->mine)
        return show(p, 403,
                    ov_req_tr(req,
                              "Den som har begärt publiceringen får inte själv publicera. Be en "
                              "kollega läsa ändringarna och publicera."));
    if (why == OV_DENIED)
        return show(p, 403,
                    ov_req_tr(req, "Bara den som har begärt publiceringen kan dra tillbaka "
                                   "den."));
    if (!p->open)
        return show(p, 409,
                    ov_req_tr(req,
                              "Begäran gäller inte längre: texten har ändrats, eller så är den "
                              "tillbakadragen. Inget är publicerat."));
    return show(p, 409,
                ov_req_tr(req, "Texten är inte den som du läste, eller så väntar redan en begäran. "
                               "Läs ändringarna igen. Inget är publicerat."));
}

static ov_status ask(publishing *p)
{
    static const struct {
        const char *fault, *field, *text;
    } faults[] = {
        {"label", "namn",
         "Namnet är för långt, eller så finns det redan en version som heter så. Välj ett annat."},
        {"status", "ersatter",
         "Bara ett antaget avtal kan ersätta det tidigare. Välj Antagen, eller avmarkera rutan."},
        {"day", "datum", "Skriv datumet som år, månad och dag."},
        {"message", "meddelande", "Meddelandet får vara högst 4 000 tecken."},
        {"reasons", "skalen", "Skäl saknas för någon ändring. Skriv dem först."}};
    ov_form *form = ov_form_read(p->req, ask_fields);
    ov_status status;

    p->form = form;
    p->form_name = "ask";
    if (!ov_form_ok(form))
        return show(p, 422, NULL);
    p->order = (ov_publish_order){.version_id = p->version.id,
                                  .label = ov_form_text(form, "namn"),
                                  .status = ov_form_text(form, "status"),
                                  .message = ov_form_text(form, "meddelande"),
                                  .day = ov_form_day(form, "datum"),
                                  .replaces = *ov_form_text(form, "ersatter") != '\0'};
    status = ov_req_once(p->req, ask_once, p);
    if (status != OV_INVALID)
        return status == OV_OK ? OV_OK : explain(p, status);
    for (size_t i = 0; p->order.fault && i < OV_LEN(faults); i++)
        if (!strcmp(faults[i].fault, p->order.fault))
            ov_form_error(form, faults[i].field, "%s", ov_req_tr(p->req, faults[i].text));
    return show(p, 422, NULL);
}

static ov_status send_back(publishing *p)
{
    ov_form *form = ov_form_read(p->req, return_fields);
    ov_status status;

    p->form = form;
    p->form_name = "back";
    if (!ov_form_ok(form))
        return show(p, 422, NULL);
    p->read = ov_form_text(form, "skal");
    status = ov_req_once(p->req, return_once, p);
    if (status != OV_INVALID)
        return status == OV_OK ? OV_OK : explain(p, status);
    ov_form_error(form, "skal", "%s", ov_req_tr(p->req, "Skriv varför utkastet skickas tillbaka."));
    return show(p, 422, NULL);
}

static ov_status publish(publishing *p)
{
    ov_form *form = ov_form_read(p->req, publish_fields);
    ov_status status;

    if (p->mine)
        return explain(p, OV_DENIED); /* mending the form would not help */
    if (!ov_form_ok(form))
        return show(p, 422,
                    ov_req_tr(p->req, "Kontrollsumman saknas eller är fel. Läs ändringarna och "
                                      "publicera med knappen på den här sidan."));
    p->read = ov_form_text(form, "innehall");
    status = ov_req_once(p->req, publish_once, p);
    return status == OV_OK ? OV_OK : explain(p, status);
}

static ov_status withdraw(publishing *p)
{
    ov_status status = ov_req_once(p->req, withdraw_once, p);

    return status == OV_OK ? OV_OK : explain(p, status);
}

/* GET, POST /text/:version/publicera — the check list and the request; for a second person the
 * changes, and what they decide. */
ov_status ov_page_publish(ov_req *req)
{
    const char *what = ov_pairs_get(&ov_req_http(req)->form, "gor");
    publishing p = {.req = req};

    OV_TRY(ov_edit_version(req, &p.version));
    OV_TRY(read_state(&p));
    if (ov_req_http(req)->method != OV_POST)
        return p.version.hash ? ov_redirect(req, ov_req_path(req, "/text/%s", p.version.slug))
                              : show(&p, 200, NULL);
    if (!what)
        return ov_refuse(req, 400, NULL);
    if (!strcmp(what, "begar"))
        return ask(&p);
    if (!strcmp(what, "dra-tillbaka"))
        return withdraw(&p);
    if (!strcmp(what, "skicka-tillbaka"))
        return send_back(&p);
    return strcmp(what, "publicera") ? ov_refuse(req, 400, NULL) : publish(&p);
}

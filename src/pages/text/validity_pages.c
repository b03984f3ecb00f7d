/* SPDX-License-Identifier: EUPL-1.2 */
/* validity_pages.c — when an adopted version applies: the form, its conflicts, its history. */
#include "pages/text/documents.h"

#include "view/format.h"

#include <string.h>

static const char *const ticked[] = {"ja", NULL};
static const ov_form_field fields[] = {
    {.name = "fran", .label = "Första dagen", .input = OV_INPUT_DAY, .required = true},
    {.name = "till", .label = "Sista dagen", .input = OV_INPUT_DAY},
    {.name = "uppsagning", .label = "Sista dagen för uppsägning", .input = OV_INPUT_DAY},
    {.name = "forlangning", .label = "Förlängningen", .input = OV_INPUT_INT, .max = 600},
    {.name = "hur", .label = "Texten", .input = OV_INPUT_TEXT, .max = 500},
    {.name = "foregangare", .label = "Versionen", .input = OV_INPUT_INT, .max = INT64_MAX},
    {.name = "upphor", .label = "Slutet", .input = OV_INPUT_CHOICE, .choices = ticked},
    {.name = "tillagg", .label = "Tillägget", .input = OV_INPUT_CHOICE, .choices = ticked},
    {.name = "skal", .label = "Skälet", .input = OV_INPUT_TEXT, .required = true, .max = 500},
    {.name = "radversion", .label = "Radversionen", .input = OV_INPUT_INT, .max = INT32_MAX},
    {0}};
enum { CHANGE_AT, CHANGE_BY, CHANGE_REASON, CHANGE_BECAME };

typedef struct stating {
    ov_valid_version version;
    ov_validity wanted;
    const char *reason;
} stating;

static ov_status find(ov_req *req, stating *s)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_version version;

    OV_TRY(ov_version_by_slug(ctx, ov_req_matter(req)->id, ov_req_arg(req, "version"), &version));
    return ov_valid_version_get(ctx, version.id, &s->version);
}

static void put(ov_map *form, const char *name, const char *value)
{
    ov_map *field = ov_map_map(form, name);

    ov_map_text(field, "value", value);
    ov_map_bool(field, "error", false);
}

static const char *day_text(ov_req *req, bool has, ov_day day)
{
    return has ? ov_day_iso(ov_req_arena(req), day) : "";
}

/* What is stored, as the form shows it at first. */
static void fill_stored(ov_req *req, ov_map *root, const ov_validity *v)
{
    ov_map *form = ov_map_map(root, "form");

    put(form, "fran", day_text(req, true, v->from));
    put(form, "till", day_text(req, v->has_to, v->to));
    put(form, "uppsagning", day_text(req, v->has_notice, v->notice));
    put(form, "forlangning",
        v->prolong_months ? ov_printf(ov_req_arena(req), "%d", v->prolong_months) : "");
    put(form, "hur", v->prolong_how ? v->prolong_how : "");
    put(form, "skal", "");
}

static ov_status add_predecessors(ov_req *req, ov_map *root, const stating *s, ov_id chosen)
{
    ov_list *list = ov_map_list(root, "predecessors");
    const ov_valid_version *all;
    size_t n;

    OV_TRY(ov_valid_versions(ov_req_ctx(req), ov_req_matter(req)->id, &all, &n));
    for (size_t i = 0; i < n; i++) {
        ov_map *item;

        if (all[i].version_id == s->version.version_id)
            continue;
        item = ov_list_add(list);
        ov_map_int(item, "id", all[i].version_id);
        ov_map_text(item, "title",
                    ov_printf(ov_req_arena(req), "%s, %s", all[i].document_title, all[i].label));
        ov_map_bool(item, "chosen", all[i].version_id == chosen);
    }
    return OV_OK;
}

static ov_status add_changes(ov_req *req, ov_map *root, const stating *s)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "changes");
    const ov_rows *rows;

    OV_TRY(ov_validity_changes(ctx, s->version.version_id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_instant at = ov_cell_int(rows, i, CHANGE_AT);

        ov_map_text(item, "at", ov_format_instant(ctx->arena, at, ctx->lang));
        ov_map_text(item, "at_iso", ov_instant_iso(ctx->arena, at));
        ov_map_text(item, "by", ov_cell_text(rows, i, CHANGE_BY));
        ov_map_text(item, "reason", ov_cell_text(rows, i, CHANGE_REASON));
        ov_map_text(item, "became", ov_cell_text(rows, i, CHANGE_BECAME));
        if (i == 0)
            ov_map_text(root, "saved_by",
                        ov_printf(ctx->arena, "%s, %s", ov_cell_text(rows, i, CHANGE_BY),
                                  ov_format_instant(ctx->arena, at, ctx->lang)));
    }
    ov_map_bool(root, "has_changes", rows->n > 0);
    return OV_OK;
}

static ov_status show(ov_req *req, const stating *s, const ov_form *form, bool conflict)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "validity");
    ov_map *root = ov_view_root(view);
    const ov_validity *v = form ? &s->wanted : &s->version.validity;

    ov_view_title(view, "Giltighet");
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, "Handlingar", ov_req_path(req, "/dokument"));
    ov_view_crumb(view, "Giltighet", NULL);
    ov_view_needs_token(view);
    ov_map_text(root, "document", s->version.document_title);
    ov_map_text(root, "label", s->version.label);
    ov_map_text(root, "action", ov_req_path(req, "/text/%s/giltighet", s->version.slug));
    ov_map_text(root, "documents_href", ov_req_path(req, "/dokument"));
    ov_map_text(root, "saved",
                s->version.validity.row_version
                    ? ov_validity_says(ctx->arena, &s->version.validity)
                    : ov_req_tr(req, "Inget är angivet. Texten visas som gällande från versionens "
                                     "datum, tills vidare."));
    ov_map_bool(root, "stated",
                s->version.validity.row_version); /* the words of the log: Swedish */
    ov_map_int(root, "row_version", s->version.validity.row_version);
    ov_map_bool(root, "ended", v->ended);
    ov_map_bool(root, "addition", v->addition);
    OV_TRY(add_predecessors(req, root, s, v->predecessor_id));
    OV_TRY(add_changes(req, root, s));
    if (form)
        ov_view_form(view, form);
    else
        fill_stored(req, root, &s->version.validity);
    if (conflict) {
        ov_map_bool(root, "conflict", true);
        ov_view_status(view, 409);
    }
    return ov_view_send(view);
}

static const char *or_null(ov_req *req, const char *text)
{
    ov_str trimmed = ov_str_trim(ov_str_from(text));

    return trimmed.len ? ov_str_z(ov_req_arena(req), trimmed) : NULL;
}

static void read_wanted(ov_req *req, const ov_form *form, stating *s)
{
    ov_day to = ov_form_day(form, "till"), notice = ov_form_day(form, "uppsagning");

    s->wanted = (ov_validity){.from = ov_form_day(form, "fran"),
                              .has_to = to != OV_NO_DAY,
                              .to = to,
                              .has_notice = notice != OV_NO_DAY,
                              .notice = notice,
                              .prolong_months = (int)ov_form_int(form, "forlangning"),
                              .prolong_how = or_null(req, ov_form_text(form, "hur")),
                              .predecessor_id = ov_form_int(form, "foregangare"),
                              .ended = *ov_form_text(form, "upphor") != '\0',
                              .addition = *ov_form_text(form, "tillagg") != '\0',
                              .row_version = ov_form_int(form, "radversion")};
    s->reason = or_null(req, ov_form_text(form, "skal"));
}

/* What ov_validity_save would refuse, beside the field that is to blame. */
static void check(ov_req *req, ov_form *form, const stating *s)
{
    const ov_validity *v = &s->wanted;

    if (v->has_to && v->to < v->from)
        ov_form_error(form, "till", "%s",
                      ov_req_tr(req, "Sista dagen kan inte vara före den första."));
    if (v->ended && !v->has_to)
        ov_form_error(form, "till", "%s",
                      ov_req_tr(req, "Skriv sista dagen när slutet är beslutat."));
    if (v->prolong_months && !v->has_to)
        ov_form_error(form, "till", "%s",
                      ov_req_tr(req, "Skriv sista dagen i den första avtalstiden."));
    if (v->has_notice && v->has_to && v->notice > v->to)
        ov_form_error(form, "uppsagning", "%s",
                      ov_req_tr(req, "Uppsägningen kan inte komma efter sista dagen."));
}

static ov_status save(ov_ctx *ctx, void *arg)
{
    const stating *s = arg;

    return ov_validity_save(ctx, s->version.version_id, &s->wanted, s->reason);
}

/* GET, POST /arende/:slug/text/:version/giltighet */
ov_status ov_page_validity(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    stating s = {0};
    ov_status status;

    OV_TRY(find(req, &s));
    if (ov_req_http(req)->method != OV_POST)
        return show(req, &s, NULL, false);
    ov_form *form = ov_form_read(req, fields);
    read_wanted(req, form, &s);
    if (ov_form_ok(form))
        check(req, form, &s);
    if (!ov_form_ok(form))
        return show(req, &s, form, false);
    status = ov_write(ctx, save, &s);
    if (status == OV_CONFLICT) {
        OV_TRY(find(req, &s)); /* as it stands now */
        return show(req, &s, form, true);
    }
    if (status == OV_INVALID) {
        ov_form_error(
            form, "foregangare", "%s",
            ov_req_tr(req, "Välj en antagen version som inte i sin tur ersätter den här."));
        return show(req, &s, form, false);
    }
    OV_TRY(status);
    return ov_redirect(req, ov_req_path(req, "/dokument"));
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* edit_pages.c — a draft as a whole: begun from a version or blank, its provisions, their order,
 * what is missing before it can be published. */
#include "pages/text/edit_pages.h"
#include "pages/consult/round.h"

#include "text/edit/change.h"
#include "text/edit/publish.h"
#include "view/format.h"

#include <string.h>

enum { LABEL_MOST = 200 };

/* ---- Begin ----------------------------------------------------------------------------------- */

typedef struct beginning {
    ov_req *req;
    ov_version from;
    const char *title, *label;
    ov_day day;
} beginning;

static ov_status begun(ov_ctx *ctx, ov_req *req, ov_id id, const char **location)
{
    ov_version version;

    OV_TRY(ov_version_get(ctx, id, &version));
    *location = ov_req_path(req, "/text/%s/redigera", version.slug);
    return OV_OK;
}

static ov_status start_once(ov_ctx *ctx, void *arg, const char **location)
{
    beginning *b = arg;
    ov_id id;

    OV_TRY(ov_draft_start(ctx, &b->from, b->label, b->day, &id));
    return begun(ctx, b->req, id, location);
}

static bool is_taken(const ov_rows *versions, const char *label)
{
    enum { LABEL = 3 }; /* a column of ov_versions */

    for (size_t i = 0; i < versions->n; i++)
        if (!strcmp(ov_cell_text(versions, i, LABEL), label))
            return true;
    return false;
}

/* Drafts that begin from the same version are told apart by a number. */
static ov_status number_label(ov_ctx *ctx, ov_id matter_id, const char **label)
{
    const char *base = *label;
    const ov_rows *versions;

    OV_TRY(ov_versions(ctx, matter_id, true, &versions));
    for (size_t n = 2; is_taken(versions, *label); n++)
        *label = ov_printf(ctx->arena, "%s %zu", base, n);
    return OV_OK;
}

/* POST /text/:version/ny — a new draft with everything that stands in this version. */
ov_status ov_page_draft_start(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    beginning b = {.req = req, .day = ov_stockholm_day(ctx->received)};
    size_t len;

    OV_TRY(ov_edit_version(req, &b.from));
    b.label = ov_printf(ctx->arena, "%s %s", ov_req_tr(req, "Utkast efter"), b.from.label);
    len = strlen(b.label);
    if (len > LABEL_MOST)
        b.label = ov_req_tr(req, "Nytt utkast");
    OV_TRY(number_label(ctx, ov_req_matter(req)->id, &b.label));
    return ov_req_once(req, start_once, &b);
}

static ov_status blank_once(ov_ctx *ctx, void *arg, const char **location)
{
    beginning *b = arg;
    ov_id id;

    OV_TRY(ov_draft_blank(ctx, ov_req_matter(b->req)->id, b->title, b->label, b->day, &id));
    return begun(ctx, b->req, id, location);
}

static const ov_form_field blank_fields[] = {
    {"titel", "Handlingens titel", OV_INPUT_TEXT, true, 1, 150, NULL},
    {"namn", "Versionens namn", OV_INPUT_TEXT, true, 1, 100, NULL},
    {"datum", "Datum", OV_INPUT_DAY, true, 0, 0, NULL},
    {0}};

static ov_status blank_show(ov_req *req, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_view_new(req, "edit_blank");
    ov_map *root = ov_view_root(view);

    ov_view_title(view, ov_req_tr(req, "Skriv en ny text"));
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, ov_req_tr(req, "Handlingar"), ov_req_path(req, "/dokument"));
    ov_view_crumb(view, ov_req_tr(req, "Skriv en ny text"), NULL);
    ov_view_needs_token(view);
    ov_map_text(root, "action", ov_req_path(req, "/dokument/skriv"));
    ov_map_text(root, "documents_href", ov_req_path(req, "/dokument"));
    ov_map_text(root, "the_title", form ? ov_form_text(form, "titel") : "");
    ov_map_text(root, "the_label", form ? ov_form_text(form, "namn") : ov_req_tr(req, "Utkast 1"));
    ov_map_text(root, "the_day",
                form ? ov_form_text(form, "datum")
                     : ov_day_iso(ctx->arena, ov_stockholm_day(ctx->received)));
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* GET, POST /dokument/skriv — a text that nobody has a file of. */
ov_status ov_page_draft_blank(ov_req *req)
{
    beginning b = {.req = req};
    ov_form *form;

    if (ov_req_http(req)->method != OV_POST)
        return blank_show(req, NULL);
    form = ov_form_read(req, blank_fields);
    if (!ov_form_ok(form))
        return blank_show(req, form);
    b.title = ov_form_text(form, "titel");
    b.label = ov_form_text(form, "namn");
    b.day = ov_form_day(form, "datum");
    return ov_req_once(req, blank_once, &b);
}

/* ---- The overview ---------------------------------------------------------------------------- */

static void row_add(ov_req *req, ov_map *item, const ov_version *version, const ov_draft_row *row,
                    const ov_draft_row *next)
{
    ov_ctx *ctx = ov_req_ctx(req);

    ov_map_int(item, "id", row->node_id);
    ov_map_text(item, "title", row->title);
    ov_map_int(item, "level", row->level);
    ov_map_text(item, "href",
                ov_req_path(req, "/text/%s/redigera/%lld", version->slug, (long long)row->node_id));
    ov_map_text(item, "word", ov_req_tr(req, ov_change_word(row->change)));
    ov_map_text(item, "tone", ov_change_tone(row->change));
    ov_map_bool(item, "removed", row->change == OV_EDIT_REMOVED);
    ov_map_bool(item, "renumbered", row->renumbered && row->change != OV_EDIT_NEW);
    ov_map_bool(item, "needs_reason", row->needs_reason);
    ov_map_text(item, "reason", row->reason);
    ov_map_bool(item, "can_restore",
                row->change == OV_EDIT_TEXT || row->change == OV_EDIT_MOVED_TEXT ||
                    row->change == OV_EDIT_REMOVED);
    ov_map_int(item, "row_version", row->row_version);
    if (next)
        ov_map_text(item, "merge",
                    ov_printf(ctx->arena, "ihop-%lld-%lld-%lld", (long long)row->node_id,
                              (long long)row->row_version, (long long)next->row_version));
    if (row->editor) {
        ov_map_text(item, "editor", row->editor);
        ov_map_text(item, "since", ov_clock_text(ctx->arena, row->since));
        ov_map_bool(item, "me", row->editor_id == ctx->actor.account_id);
    }
    if (row->edited_by) {
        ov_map_text(item, "edited_by", row->edited_by);
        ov_map_text(item, "edited_at", ov_format_instant(ctx->arena, row->edited_at, ctx->lang));
    }
}

/* The provision after it in the text, when it can be merged: nothing stands below it. */
static const ov_draft_row *mergeable(const ov_draft_view *all, size_t i)
{
    size_t k = i + 1;

    while (k < all->n && all->rows[k].change == OV_EDIT_REMOVED)
        k++;
    if (k >= all->n)
        return NULL;
    for (size_t m = k + 1; m < all->n; m++)
        if (all->rows[m].change != OV_EDIT_REMOVED)
            return all->rows[m].depth > all->rows[k].depth ? NULL : &all->rows[k];
    return &all->rows[k];
}

/* What publication was asked for last, and how that ended. */
static ov_status request_add(ov_req *req, ov_map *root, const ov_version *version)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_publication p;
    ov_status status = ov_publication_latest(ctx, version->id, &p);
    ov_map *map;

    if (status == OV_NOT_FOUND)
        return OV_OK;
    OV_TRY(status);
    map = ov_map_map(root, "request");
    ov_map_bool(map, p.state, true);
    ov_map_text(map, "asked_name", p.asked_name);
    ov_map_text(map, "asked_at", ov_format_instant(ctx->arena, p.asked_at, ctx->lang));
    ov_map_text(map, "closed_name", p.closed_name);
    ov_map_text(map, "note", p.closed_note);
    return OV_OK;
}

static ov_status base_add(ov_req *req, ov_map *root, ov_id base, const char *slug)
{
    ov_version version;

    if (!base)
        return OV_OK;
    OV_TRY(ov_version_get(ov_req_ctx(req), base, &version));
    ov_map_text(root, "base", version.label);
    ov_map_text(root, "base_href", ov_req_path(req, "/text/%s", version.slug));
    ov_map_text(root, "compare_href", ov_req_path(req, "/jamfor?v=%s&v=%s", version.slug, slug));
    return OV_OK;
}

/* What was taken away has no page of its own: its reason is written here. */
static void gone_add(ov_map *root, const ov_draft_view *all)
{
    ov_list *list = ov_map_list(root, "gone");

    for (size_t i = 0; i < all->n; i++) {
        ov_map *item;

        if (all->rows[i].change != OV_EDIT_REMOVED)
            continue;
        item = ov_list_add(list);
        ov_map_int(item, "id", all->rows[i].node_id);
        ov_map_text(item, "title", all->rows[i].title);
        ov_map_text(item, "reason", all->rows[i].reason ? all->rows[i].reason : "");
    }
    ov_map_bool(root, "has_removed", ov_list_length(list) > 0);
}

static ov_status overview_send(ov_req *req, const ov_version *version, const ov_form *form,
                               int status, const char *notice)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_edit_view(req, "edit", ov_req_tr(req, "Redigera utkastet"), version);
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "rows");
    ov_draft_view all;

    ov_view_crumb(view, ov_req_tr(req, "Redigera"), NULL);
    OV_TRY(ov_draft_overview(ctx, version->id, &all));
    for (size_t i = 0; i < all.n; i++)
        row_add(req, ov_list_add(list), version, &all.rows[i], mergeable(&all, i));
    ov_map_int(root, "changed", (int64_t)all.changed);
    ov_map_int(root, "missing", (int64_t)all.missing);
    ov_map_bool(root, "has_missing", all.missing > 0);
    ov_map_bool(root, "one_missing", all.missing == 1);
    ov_map_bool(root, "has_changed", all.changed > 0);
    ov_map_bool(root, "one_change", all.changed == 1);
    gone_add(root, &all);
    ov_map_bool(root, "working", !strcmp(version->status, "working"));
    ov_map_text(root, "the_label", form ? ov_form_text(form, "namn") : version->label);
    ov_map_text(root, "the_day",
                form ? ov_form_text(form, "datum") : ov_day_iso(ctx->arena, version->date));
    OV_TRY(base_add(req, root, all.base_id, version->slug));
    OV_TRY(request_add(req, root, version));
    OV_TRY(ov_broken_model(req, root, version));
    ov_map_text(root, "notice", notice);
    ov_view_status(view, status);
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* ---- Name, date, state ----------------------------------------------------------------------- */

typedef struct settings {
    ov_req *req;
    ov_id version;
    const char *label, *status;
    ov_day day;
} settings;

static ov_status settings_write(ov_ctx *ctx, void *arg)
{
    settings *s = arg;

    return ov_draft_settings(ctx, s->version, s->label, s->day, s->status);
}

static ov_status settings_post(ov_req *req, const ov_version *version)
{
    static const char *const states[] = {"draft", "working", NULL};
    static const ov_form_field fields[] = {{"namn", "Namnet", OV_INPUT_TEXT, true, 1, 100, NULL},
                                           {"datum", "Datumet", OV_INPUT_DAY, true, 0, 0, NULL},
                                           {"lage", "Läget", OV_INPUT_CHOICE, true, 0, 0, states},
                                           {0}};
    ov_form *form = ov_form_read(req, fields);
    settings s = {.req = req, .version = version->id};
    ov_version now;

    if (!ov_form_ok(form))
        return overview_send(req, version, form, 422, NULL);
    s.label = ov_form_text(form, "namn");
    s.day = ov_form_day(form, "datum");
    s.status = ov_form_text(form, "lage");
    OV_TRY(ov_write(ov_req_ctx(req), settings_write, &s));
    OV_TRY(ov_version_get(ov_req_ctx(req), version->id, &now));
    return ov_redirect(req, ov_req_path(req, "/text/%s/redigera", now.slug));
}

/* ---- Structure ------------------------------------------------------------------------------- */

typedef struct moving {
    ov_req *req;
    const ov_version *version;
    ov_structure structure;
} moving;

static ov_status move_once(ov_ctx *ctx, void *arg, const char **location)
{
    moving *m = arg;
    ov_structure *s = &m->structure;

    OV_TRY(ov_provision_restructure(ctx, s));
    if (s->step == OV_STEP_ADD)
        *location =
            ov_req_path(m->req, "/text/%s/redigera/%lld", m->version->slug, (long long)s->made);
    else
        *location = ov_req_path(m->req, "/text/%s/redigera#b-%lld", m->version->slug,
                                (long long)s->node_id);
    return OV_OK;
}

/* "upp-12", "bort-12-3" (node, row version), "ihop-12-3-0" (and that of the next). */
static bool read_step(const char *text, ov_structure *out)
{
    static const struct {
        const char *name;
        ov_step step;
        size_t numbers;
    } steps[] = {{"upp", OV_STEP_UP, 1},     {"ned", OV_STEP_DOWN, 1},
                 {"in", OV_STEP_IN, 1},      {"ut", OV_STEP_OUT, 1},
                 {"ny", OV_STEP_ADD, 1},     {"bort", OV_STEP_REMOVE, 2},
                 {"ihop", OV_STEP_MERGE, 3}, {"aterstall", OV_STEP_RESTORE, 2}};
    ov_str rest = ov_str_from(text), name = ov_str_cut(&rest, '-');
    int64_t numbers[3] = {0};

    for (size_t i = 0; i < OV_LEN(steps); i++) {
        if (!ov_str_is(name, steps[i].name))
            continue;
        for (size_t k = 0; k < steps[i].numbers; k++)
            if (!rest.ptr || ov_parse_int(ov_str_cut(&rest, '-'), &numbers[k]) != OV_OK)
                return false;
        out->step = steps[i].step;
        out->node_id = numbers[0];
        out->row_version = numbers[1];
        out->next_row_version = numbers[2];
        return !rest.ptr;
    }
    return false;
}

static const char *why_not(ov_req *req, ov_step step)
{
    switch (step) {
    case OV_STEP_UP:
    case OV_STEP_DOWN:
        return ov_req_tr(req, "Bestämmelsen står redan ytterst på sin nivå. Byt nivå på den först "
                              "om den ska längre.");
    case OV_STEP_IN:
        return ov_req_tr(req, "Det finns ingen bestämmelse ovanför som den kan stå under, eller så "
                              "är det redan den lägsta nivån.");
    case OV_STEP_OUT:
        return ov_req_tr(req, "Bestämmelsen står redan på den högsta nivån.");
    case OV_STEP_REMOVE:
        return ov_req_tr(req, "Det står andra bestämmelser under den, eller så är den den enda. "
                              "Flytta eller ta bort dem först.");
    default:
        return ov_req_tr(req, "Det går inte att göra med den här bestämmelsen. Läs listan igen.");
    }
}

static ov_status move_post(ov_req *req, const ov_version *version, const char *what)
{
    moving m = {.req = req, .version = version, .structure = {.version_id = version->id}};
    ov_status status;

    if (!read_step(what, &m.structure))
        return ov_refuse(req, 400, NULL);
    status = ov_req_once(req, move_once, &m);
    if (status == OV_INVALID)
        return overview_send(req, version, NULL, 422, why_not(req, m.structure.step));
    if (status == OV_CONFLICT || status == OV_NOT_FOUND)
        return overview_send(req, version, NULL, 409,
                             ov_req_tr(req, "Någon annan har ändrat bestämmelsen sedan du öppnade "
                                            "sidan. Inget är gjort. Så här ser listan ut nu."));
    return status;
}

/* ---- The reason of what was taken away ------------------------------------------------------- */

typedef struct reasoning {
    ov_id version, node;
    const char *reason;
} reasoning;

static ov_status reason_write(ov_ctx *ctx, void *arg)
{
    reasoning *r = arg;

    return ov_change_reason_set(ctx, r->version, r->node, r->reason);
}

static ov_status reason_post(ov_req *req, const ov_version *version)
{
    static const ov_form_field fields[] = {
        {"bestammelse", "Bestämmelsen", OV_INPUT_INT, true, 1, INT64_MAX, NULL},
        {"skal", "Skälet", OV_INPUT_LONG_TEXT, false, 0, OV_REASON_MOST, NULL},
        {0}};
    ov_form *form = ov_form_read(req, fields);
    reasoning r = {.version = version->id};

    if (!ov_form_ok(form))
        return ov_refuse(req, 422,
                         ov_req_tr(req, "Skälet får vara högst 4 000 tecken. Gå tillbaka "
                                        "och korta det."));
    r.node = ov_form_int(form, "bestammelse");
    r.reason = ov_form_text(form, "skal");
    OV_TRY(ov_write(ov_req_ctx(req), reason_write, &r));
    return ov_redirect(
        req, ov_req_path(req, "/text/%s/redigera#b-%lld", version->slug, (long long)r.node));
}

/* GET, POST /text/:version/redigera — every provision of a draft with what has been done to it. */
ov_status ov_page_draft(ov_req *req)
{
    const char *what = ov_pairs_get(&ov_req_http(req)->form, "gor");
    ov_version version;

    OV_TRY(ov_edit_version(req, &version));
    if (version.hash && ov_req_http(req)->method == OV_POST)
        return ov_refuse(req, 409,
                         ov_req_tr(req, "Versionen har publicerats och kan inte ändras. Börja en "
                                        "ny version om något ska ändras."));
    if (version.hash)
        return ov_redirect(req, ov_req_path(req, "/text/%s", version.slug));
    if (ov_req_http(req)->method != OV_POST)
        return overview_send(req, &version, NULL, 200, NULL);
    if (what && !strcmp(what, "spara"))
        return settings_post(req, &version);
    if (what && !strcmp(what, "skal"))
        return reason_post(req, &version);
    return what ? move_post(req, &version, what) : ov_refuse(req, 400, NULL);
}

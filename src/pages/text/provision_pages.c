/* SPDX-License-Identifier: EUPL-1.2 */
/* provision_pages.c — one provision of a draft is written: the text, its reason and sources, who
 * else writes now, and the page with both texts when two people wrote. */
#include "pages/text/edit_pages.h"
#include "pages/consult/round.h"

#include "text/edit/change.h"
#include "view/format.h"

#include <string.h>

static const char *const kinds[] = {"viewpoint", "issue", "decision", "other", NULL};
static const ov_form_field fields[] = {
    {"nummer", "Numret", OV_INPUT_TEXT, false, 0, OV_NUMBER_MOST, NULL},
    {"rubrik", "Rubriken", OV_INPUT_TEXT, false, 0, 300, NULL},
    {"niva", "Nivån", OV_INPUT_INT, true, 1, 6, NULL},
    {"text", "Texten", OV_INPUT_LONG_TEXT, false, 0, OV_BODY_MOST, NULL},
    {"skal", "Skälet", OV_INPUT_LONG_TEXT, false, 0, OV_REASON_MOST, NULL},
    {"kalla", "Källan", OV_INPUT_TEXT, false, 0, 300, NULL},
    {"kallans-slag", "Källans slag", OV_INPUT_CHOICE, false, 0, 0, kinds},
    {"kallans-adress", "Källans adress", OV_INPUT_TEXT, false, 0, 500, NULL},
    {"radversion", "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    {0}};

typedef struct writing {
    ov_req *req;
    ov_version version;
    ov_provision now;
    ov_provision_edit edit;
    const ov_form *form;
    const char *action; /* which button: "spara", "nasta", "dela-2" … */
    int64_t row_version, number;
    ov_id made;
} writing;

static const char *address(ov_req *req, const ov_version *version, ov_id node)
{
    return ov_req_path(req, "/text/%s/redigera/%lld", version->slug, (long long)node);
}

/* "dela-2" is 2; 0 when it is another button. */
static int64_t number_of(const char *action, const char *name)
{
    size_t len = strlen(name);
    int64_t number;

    if (!action || strncmp(action, name, len) != 0 ||
        ov_parse_int(ov_str_from(action + len), &number) != OV_OK || number < 1)
        return 0;
    return number;
}

static bool pressed(const writing *w, const char *name)
{
    return w->action && strcmp(w->action, name) == 0;
}

/* ---- The page -------------------------------------------------------------------------------- */

static void add_fields(ov_map *root, const writing *w)
{
    const ov_form *f = w->form;
    ov_list *levels = ov_map_list(root, "levels"), *list = ov_map_list(root, "kinds");
    int64_t level = f && ov_form_int(f, "niva") ? ov_form_int(f, "niva") : w->now.level;

    ov_map_text(root, "number_text", f ? ov_form_text(f, "nummer") : w->now.number);
    ov_map_text(root, "heading_text", f ? ov_form_text(f, "rubrik") : w->now.heading);
    ov_map_text(root, "body_text", f ? ov_form_text(f, "text") : w->now.body);
    ov_map_text(root, "reason_text", f ? ov_form_text(f, "skal") : w->now.reason);
    ov_map_text(root, "source_text", f ? ov_form_text(f, "kalla") : "");
    ov_map_text(root, "source_ref", f ? ov_form_text(f, "kallans-adress") : "");
    ov_map_int(root, "row_version", f ? ov_form_int(f, "radversion") : w->now.row_version);
    for (int64_t no = 1; no <= 6; no++) {
        ov_map *item = ov_list_add(levels);

        ov_map_int(item, "no", no);
        ov_map_bool(item, "chosen", no == level);
    }
    for (size_t i = 0; kinds[i]; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "code", kinds[i]);
        ov_map_text(item, "name", ov_req_tr(w->req, ov_change_source_title(kinds[i])));
        ov_map_bool(item, "chosen", f && !strcmp(ov_form_text(f, "kallans-slag"), kinds[i]));
    }
}

static void add_blocks(ov_map *root, const ov_provision *now)
{
    size_t n = ov_body_blocks(now->body);
    ov_list *list = ov_map_list(root, "blocks");

    for (size_t i = 1; i < n && i < 200; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "at", (int64_t)i);
        ov_map_str(item, "text", ov_body_block(now->body, i));
    }
    ov_map_bool(root, "has_blocks", n > 1);
}

static void add_neighbours(ov_req *req, ov_map *root, const writing *w)
{
    if (w->now.next) {
        ov_map_text(root, "next", w->now.next_title);
        ov_map_text(root, "next_href", address(req, &w->version, w->now.next));
    }
    if (w->now.previous) {
        ov_map_text(root, "previous", w->now.previous_title);
        ov_map_text(root, "previous_href", address(req, &w->version, w->now.previous));
    }
}

static ov_status add_lease(ov_req *req, ov_map *root, const writing *w)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_lease other;
    ov_map *map;

    OV_TRY(ov_lease_other(ctx, w->version.id, w->now.node_id, &other));
    if (!other.account_id)
        return OV_OK;
    map = ov_map_map(root, "other");
    ov_map_text(map, "name", other.name);
    ov_map_text(map, "since", ov_clock_text(ctx->arena, other.since));
    ov_map_text(map, "until", ov_clock_text(ctx->arena, other.until));
    return OV_OK;
}

static ov_status show(writing *w, const char *notice)
{
    ov_req *req = w->req;
    ov_ctx *ctx = ov_req_ctx(req);
    bool bad = w->form && !ov_form_ok(w->form);
    const char *title =
        bad ? ov_printf(ctx->arena, "%s %s", ov_req_tr(req, "Fel:"), w->now.title) : w->now.title;
    ov_view *view = ov_edit_view(req, "edit_node", title, &w->version);
    ov_map *root = ov_view_root(view);
    const ov_rows *reasons;

    ov_view_crumb(view, ov_req_tr(req, "Redigera"),
                  ov_req_path(req, "/text/%s/redigera", w->version.slug));
    ov_view_crumb(view, w->now.title, NULL);
    ov_map_text(root, "node_title", w->now.title);
    ov_map_int(root, "node", w->now.node_id);
    ov_map_int(root, "n", (int64_t)w->now.n);
    ov_map_int(root, "total", (int64_t)w->now.total);
    ov_map_text(root, "action", address(req, &w->version, w->now.node_id));
    add_fields(root, w);
    ov_map_html(root, "html", w->edit.canonical ? w->edit.html : w->now.html);
    ov_map_bool(root, "preview", w->edit.canonical != NULL);
    ov_map_bool(root, "has_body", *(w->edit.canonical ? w->edit.canonical : w->now.body) != '\0');
    ov_map_text(root, "notice", notice);
    if (w->now.edited_by) {
        ov_map_text(root, "edited_by", w->now.edited_by);
        ov_map_text(root, "edited_at", ov_format_instant(ctx->arena, w->now.edited_at, ctx->lang));
    }
    OV_TRY(ov_change_reasons(ctx, w->version.id, &reasons));
    ov_reasons_model(req, root, reasons, w->now.node_id);
    OV_TRY(add_lease(req, root, w));
    add_blocks(root, &w->now);
    add_neighbours(req, root, w);
    if (w->form)
        ov_view_form(view, w->form);
    return ov_view_send(view);
}

/* ---- Both texts ------------------------------------------------------------------------------ */

static void add_side(ov_map *root, const char *name, const char *number, const char *heading,
                     const char *body, const char *reason)
{
    ov_map *side = ov_map_map(root, name);

    ov_map_text(side, "number", number);
    ov_map_text(side, "heading", heading);
    ov_map_text(side, "text", body);
    ov_map_text(side, "reason", reason && *reason ? reason : NULL);
}

/* 409: somebody else saved, took the provision away, or the version was published meanwhile. gone:
 * what was written can only be copied. */
static ov_status show_conflict(writing *w, bool gone)
{
    ov_req *req = w->req;
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view;
    ov_map *root;

    OV_TRY(ov_version_get(ctx, w->version.id, &w->version));
    view = ov_edit_view(
        req, "edit_conflict",
        ov_req_tr(req, gone ? "Bestämmelsen går inte att spara" : "Ni skrev samtidigt"),
        &w->version);
    root = ov_view_root(view);
    ov_view_status(view, 409);
    ov_view_crumb(view, ov_req_tr(req, "Redigera"),
                  ov_req_path(req, "/text/%s/redigera", w->version.slug));
    ov_view_crumb(view, w->now.title, NULL);
    ov_map_bool(root, "gone", gone);
    ov_map_bool(root, "published", w->version.hash != NULL);
    ov_map_text(root, "node_title", w->now.title);
    ov_map_text(root, "action", address(req, &w->version, w->edit.node_id));
    add_fields(root, w);
    add_side(root, "mine", w->edit.number, w->edit.heading, w->edit.canonical, w->edit.reason);
    if (!gone) {
        OV_TRY(ov_provision_get(ctx, w->version.id, w->edit.node_id, &w->now));
        add_side(root, "theirs", w->now.number, w->now.heading, w->now.body, w->now.reason);
        ov_map_text(root, "by", w->now.edited_by);
        ov_map_text(root, "at", ov_format_instant(ctx->arena, w->now.edited_at, ctx->lang));
        ov_map_int(root, "row_version", w->now.row_version);
        ov_words_model(root, w->now.body, w->edit.canonical);
    }
    return ov_view_send(view);
}

/* ---- Saving ---------------------------------------------------------------------------------- */

static ov_status save(ov_ctx *ctx, void *arg)
{
    writing *w = arg;
    const char *source = ov_form_text(w->form, "kalla");
    int64_t drop = number_of(w->action, "kalla-bort-");
    bool close = pressed(w, "stang") || pressed(w, "nasta");

    OV_TRY(ov_provision_save(ctx, &w->edit, &w->row_version));
    if (*source) {
        const char *kind = ov_form_text(w->form, "kallans-slag");

        OV_TRY(ov_change_source_add(ctx, w->version.id, w->edit.node_id, *kind ? kind : "other",
                                    ov_form_text(w->form, "kallans-adress"), source));
    }
    if (drop)
        OV_TRY(ov_change_source_remove(ctx, w->version.id, drop));
    if (close)
        return ov_lease_release(ctx, w->version.id, w->edit.node_id);
    return ov_lease_take(ctx, w->version.id, w->edit.node_id, true);
}

static ov_status divide(ov_ctx *ctx, void *arg)
{
    writing *w = arg;
    ov_structure s = {.version_id = w->version.id,
                      .node_id = w->edit.node_id,
                      .step = OV_STEP_SPLIT,
                      .row_version = w->row_version,
                      .at = (size_t)w->number};

    OV_TRY(ov_provision_restructure(ctx, &s));
    w->made = s.made;
    return OV_OK;
}

static ov_status go_on(writing *w)
{
    ov_req *req = w->req;
    bool same = !strcmp(w->edit.canonical, w->now.body);

    w->number = number_of(w->action, "dela-");
    if (w->number && same && ov_write(ov_req_ctx(req), divide, w) == OV_OK)
        return ov_redirect(req, address(req, &w->version, w->made));
    if (w->number)
        return ov_redirect(req, ov_printf(ov_req_arena(req), "%s?dela=1#dela",
                                          address(req, &w->version, w->edit.node_id)));
    if (pressed(w, "nasta") && w->now.next)
        return ov_redirect(req, address(req, &w->version, w->now.next));
    if (pressed(w, "stang") || pressed(w, "nasta"))
        return ov_redirect(req, ov_req_path(req, "/text/%s/redigera#b-%lld", w->version.slug,
                                            (long long)w->edit.node_id));
    return ov_redirect(req, ov_printf(ov_req_arena(req), "%s?sparad=1",
                                      address(req, &w->version, w->edit.node_id)));
}

/* The same text again: a double click, or a worker that died before it answered. */
static bool is_saved(writing *w)
{
    ov_provision now;

    if (ov_provision_get(ov_req_ctx(w->req), w->version.id, w->edit.node_id, &now) != OV_OK)
        return false;
    return !strcmp(now.body, w->edit.canonical) && now.level == w->edit.level &&
           !strcmp(now.number ? now.number : "", w->edit.number ? w->edit.number : "") &&
           !strcmp(now.heading ? now.heading : "", w->edit.heading ? w->edit.heading : "") &&
           !strcmp(now.reason ? now.reason : "", w->edit.reason ? w->edit.reason : "");
}

/* What the domain refuses, said beside the field. */
static ov_status refused(writing *w, ov_form *form)
{
    static const struct {
        const char *fault, *field, *text;
    } faults[] = {{"number", "nummer", "Numret får vara högst 40 tecken."},
                  {"heading", "rubrik",
                   "Rubriken är för lång eller innehåller tecken som inte går att läsa."},
                  {"reason", "skal", "Skälet får vara högst 4 000 tecken."},
                  {"body", "text",
                   "Texten är för lång eller har listor i för många nivåer. Dela upp den på flera "
                   "bestämmelser."}};

    for (size_t i = 0; w->edit.fault && i < OV_LEN(faults); i++)
        if (!strcmp(faults[i].fault, w->edit.fault))
            ov_form_error(form, faults[i].field, "%s", ov_req_tr(w->req, faults[i].text));
    w->edit.canonical = NULL;
    return show(w, NULL);
}

static ov_status save_posted(writing *w, ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(w->req);
    ov_status status = ov_write(ctx, save, w);

    switch (status) {
    case OV_OK:
        return go_on(w);
    case OV_CONFLICT:
        OV_TRY(ov_version_get(ctx, w->version.id, &w->version));
        if (!w->version.hash && is_saved(w))
            return go_on(w);
        return show_conflict(w, w->version.hash != NULL);
    case OV_NOT_FOUND:
        return show_conflict(w, true);
    case OV_INVALID:
        ov_form_error(form, "rubrik", "%s",
                      ov_req_tr(w->req, "Skriv ett nummer eller en rubrik. Bara den första "
                                        "bestämmelsen kan vara utan."));
        w->edit.canonical = NULL;
        return show(w, NULL);
    default:
        return status;
    }
}

static ov_status lease_only(ov_ctx *ctx, void *arg)
{
    writing *w = arg;

    if (pressed(w, "stang-utan"))
        return ov_lease_release(ctx, w->version.id, w->now.node_id);
    return ov_lease_take(ctx, w->version.id, w->now.node_id, pressed(w, "taover"));
}

static ov_status posted(writing *w)
{
    ov_req *req = w->req;
    ov_form *form = ov_form_read(req, fields);

    w->form = form;
    w->edit = (ov_provision_edit){.version_id = w->version.id,
                                  .node_id = w->edit.node_id,
                                  .number = ov_form_text(form, "nummer"),
                                  .heading = ov_form_text(form, "rubrik"),
                                  .level = (int)ov_form_int(form, "niva"),
                                  .body = ov_str_from(ov_form_text(form, "text")),
                                  .reason = ov_form_text(form, "skal"),
                                  .row_version = ov_form_int(form, "radversion")};
    if (pressed(w, "stang-utan")) {
        OV_TRY(ov_write(ov_req_ctx(req), lease_only, w));
        return ov_redirect(req, ov_req_path(req, "/text/%s/redigera", w->version.slug));
    }
    if (!ov_form_ok(form))
        return show(w, NULL);
    if (ov_provision_prepare(ov_req_ctx(req), &w->edit) != OV_OK)
        return refused(w, form);
    if (w->version.hash || !w->now.node_id)
        return show_conflict(w, true);
    if (pressed(w, "taover"))
        OV_TRY(ov_write(ov_req_ctx(req), lease_only, w));
    if (pressed(w, "taover") || pressed(w, "visa"))
        return show(w, NULL);
    return save_posted(w, form);
}

/* GET, POST /text/:version/redigera/:node — one provision is written. */
ov_status ov_page_provision(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    bool post = ov_req_http(req)->method == OV_POST;
    writing w = {.req = req, .action = ov_pairs_get(&ov_req_http(req)->form, "gor")};
    const char *notice = NULL;
    ov_status status;

    OV_TRY(ov_edit_version(req, &w.version));
    OV_TRY(ov_req_arg_id(req, "node", &w.edit.node_id));
    status = ov_provision_get(ctx, w.version.id, w.edit.node_id, &w.now);
    if (status != OV_OK && (status != OV_NOT_FOUND || !post))
        return status;
    if (status != OV_OK)
        w.now = (ov_provision){.title = ov_req_tr(req, "Borttagen bestämmelse"), .body = ""};
    if (post)
        return posted(&w);
    if (w.version.hash)
        return ov_redirect(req, ov_req_path(req, "/text/%s#%s", w.version.slug, w.now.anchor));
    OV_TRY(ov_write(ctx, lease_only, &w));
    if (ov_req_query(req, "sparad"))
        notice = ov_req_tr(req, "Sparat.");
    if (ov_req_query(req, "dela"))
        notice = ov_req_tr(req, "Texten sparades men delades inte. Välj igen var den ska delas.");
    return show(&w, notice);
}

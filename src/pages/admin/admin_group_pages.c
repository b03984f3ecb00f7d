/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_group_pages.c — one group: who is in it, who could be, and changing both. */
#include "pages/admin/admin_group.h"
#include "view/format.h"

#include <string.h>

enum { ALL_MOST = 2000, MEMBERS_SHOWN = 400 };

typedef struct choosing { /* which organisations the page offers */
    const char *words, *type, *parent;
    ov_party_filter filter;
    bool narrowed;
} choosing;

typedef struct place {
    ov_req *req;
    ov_group group;
    choosing from;
} place;

typedef struct shown { /* what was refused, if anything */
    const ov_form *form, *end;
    const ov_group *wanted; /* somebody else changed the group first */
    bool members_conflict;  /* the same of its members: what was chosen stays chosen */
    const char *fault;      /* of a choice of members */
} shown;

static const ov_form_field end_fields[] = {
    {"slutdag", "Sista dagen", OV_INPUT_DAY, true, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    {"radversion", "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    {0}};

/* ---- Which to choose from ---- */

/* The filter stands in the address, and in hidden fields of the forms. */
static const char *asked(ov_req *req, const char *name)
{
    const char *value = ov_req_http(req)->method == OV_POST
                            ? ov_pairs_get(&ov_req_http(req)->form, name)
                            : ov_req_query(req, name);

    return value ? value : "";
}

static ov_status read_filter(place *p)
{
    ov_ctx *ctx = ov_req_ctx(p->req);
    ov_organisation parent;
    choosing *c = &p->from;

    *c = (choosing){.words = asked(p->req, "q"), .type = "", .parent = ""};
    for (const ov_choice *t = ov_organisation_types; t->code; t++)
        if (!strcmp(t->code, asked(p->req, "typ")))
            c->type = t->code;
    c->filter = (ov_party_filter){.words = c->words,
                                  .type = *c->type ? c->type : NULL,
                                  .not_in_group = p->group.id,
                                  .today = ov_stockholm_day(ctx->received)};
    if (*asked(p->req, "tillhor")) {
        ov_status found = ov_organisation_by_code(ctx, asked(p->req, "tillhor"), &parent);

        if (found == OV_OK) {
            c->parent = parent.code;
            c->filter.parent_id = parent.id;
        } else if (found != OV_NOT_FOUND) {
            return found;
        }
    }
    c->narrowed = *c->words || *c->type || *c->parent;
    return OV_OK;
}

/* The page's address with its filter; ends with "?" or "&". */
static const char *own_address(const place *p)
{
    ov_arena *arena = ov_req_arena(p->req);

    return ov_printf(arena, "/admin/grupp/%lld?%s%s%s%s%s%s%s", (long long)p->group.id,
                     *p->from.words ? "q=" : "", ov_url_encode(arena, p->from.words),
                     *p->from.words ? "&" : "", *p->from.type ? "typ=" : "", p->from.type,
                     *p->from.type ? "&" : "",
                     *p->from.parent ? ov_printf(arena, "tillhor=%s&", p->from.parent) : "");
}

/* ---- Showing ---- */

static bool is_chosen(const ov_id *ids, size_t n, ov_id id)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

static void add_item(const place *p, ov_list *list, const char *const texts[3], ov_id id,
                     bool chosen)
{
    ov_map *item = ov_list_add(list);

    ov_map_int(item, "id", id);
    ov_map_text(item, "type", ov_req_tr(p->req, ov_choice_title(ov_organisation_types, texts[0])));
    ov_map_text(item, "code", texts[1]);
    ov_map_text(item, "name", texts[2]);
    ov_map_bool(item, "chosen", chosen);
}

static ov_status add_members(const place *p, ov_map *root, const shown *what)
{
    ov_list *list = ov_map_list(root, "members");
    const ov_rows *rows;
    size_t n;
    const ov_id *chosen = ov_admin_ids(p->req, "medlem[]", &n);

    OV_TRY(ov_group_members(ov_req_ctx(p->req), p->group.id, &rows));
    for (size_t i = 0; i < rows->n && i < MEMBERS_SHOWN; i++) {
        ov_id id = ov_cell_int(rows, i, 0);

        add_item(p, list,
                 (const char *const[]){ov_cell_text(rows, i, 1), ov_cell_text(rows, i, 2),
                                       ov_cell_text(rows, i, 3)},
                 id, what->members_conflict && is_chosen(chosen, n, id));
    }
    ov_map_bool(root, "has_members", rows->n > 0);
    ov_map_bool(root, "members_cut", rows->n > MEMBERS_SHOWN);
    ov_map_text(root, "member_count", ov_format_count(ov_req_arena(p->req), (int64_t)rows->n));
    ov_map_bool(root, "one_member", rows->n == 1);
    return OV_OK;
}

static ov_status add_candidates(const place *p, ov_map *root, const shown *what)
{
    ov_list *list = ov_map_list(root, "candidates"), *types = ov_map_list(root, "types");
    const choosing *c = &p->from;
    const ov_rows *rows;
    size_t n, page, pages;
    const ov_id *chosen = ov_admin_ids(p->req, "org[]", &n);

    OV_TRY(ov_parties_find(ov_req_ctx(p->req), &c->filter, &rows, NULL));
    page = ov_admin_page(p->req, rows->n, &pages);
    for (size_t i = (page - 1) * OV_ADMIN_PAGE; i < rows->n && i < page * OV_ADMIN_PAGE; i++) {
        ov_id id = ov_cell_int(rows, i, OV_LISTED_ID);

        add_item(p, list,
                 (const char *const[]){ov_cell_text(rows, i, OV_LISTED_TYPE),
                                       ov_cell_text(rows, i, OV_LISTED_CODE),
                                       ov_cell_text(rows, i, OV_LISTED_NAME)},
                 id, what->members_conflict && is_chosen(chosen, n, id));
    }
    for (const ov_choice *t = ov_organisation_types; t->code; t++)
        ov_choice_add(types, t->code, ov_req_tr(p->req, t->plural), c->type);
    ov_map_text(root, "q", c->words);
    ov_map_text(root, "type_code", c->type);
    ov_map_text(root, "parent_code", c->parent);
    ov_map_bool(root, "has_candidates", rows->n > 0);
    ov_map_bool(root, "narrowed", c->narrowed);
    ov_map_bool(root, "many", rows->n > 1 && rows->n <= ALL_MOST);
    ov_map_text(root, "candidate_count", ov_format_count(ov_req_arena(p->req), (int64_t)rows->n));
    ov_admin_pager(p->req, root, own_address(p), page, pages);
    return OV_OK;
}

static void add_conflict(const place *p, ov_map *root, const shown *what)
{
    ov_list *list = ov_map_list(root, "differing");

    ov_map_bool(root, "is_conflict", what->wanted != NULL);
    ov_map_bool(root, "members_conflict", what->members_conflict);
    if (!what->wanted)
        return;
    ov_admin_differs(p->req, list, "Namn", p->group.name, what->wanted->name);
    ov_admin_differs(p->req, list, "Slag",
                     ov_req_tr(p->req, ov_choice_title(ov_group_kinds, p->group.kind)),
                     ov_req_tr(p->req, ov_choice_title(ov_group_kinds, what->wanted->kind)));
    ov_admin_differs(p->req, list, "Anmärkning", p->group.note, what->wanted->note);
}

static ov_status show(const place *p, shown what)
{
    const ov_group *g = &p->group;
    ov_view *view = ov_admin_view(p->req, "admin_group", g->name, NULL);
    ov_map *root = ov_view_root(view);
    ov_organisation owner;

    OV_TRY(ov_organisation_get(ov_req_ctx(p->req), g->org_id, &owner));
    ov_map_text(root, "name", g->name);
    ov_map_text(root, "owner", owner.name);
    ov_map_text(root, "owner_href",
                ov_printf(ov_req_arena(p->req), "/admin/organisation/%s", owner.code));
    ov_map_text(root, "kind", ov_req_tr(p->req, ov_choice_title(ov_group_kinds, g->kind)));
    if (g->note)
        ov_map_text(root, "note", g->note);
    ov_admin_ended(p->req, root, g->ended_on);
    ov_map_int(root, "row_version", g->row_version);
    ov_map_text(root, "action",
                ov_printf(ov_req_arena(p->req), "/admin/grupp/%lld", (long long)g->id));
    ov_view_history(view, "group", g->id);
    OV_TRY(add_members(p, root, &what));
    OV_TRY(add_candidates(p, root, &what));
    add_conflict(p, root, &what);
    ov_group_add_fields(p->req, root, what.form, g);
    ov_field_add(p->req, ov_map_list(root, "end_fields"), what.end, &end_fields[0], "date", NULL,
                 NULL);
    if (what.fault)
        ov_map_text(root, "fault", what.fault);
    ov_view_needs_token(view);
    ov_admin_done(p->req, root);
    if (what.wanted || what.members_conflict)
        ov_view_status(view, 409);
    else if (what.form || what.end)
        ov_view_form(view, what.form ? what.form : what.end);
    else if (what.fault)
        ov_view_status(view, 422);
    return ov_view_send(view);
}

/* ---- Members ---- */

typedef struct moving {
    const place *p;
    int64_t row_version;
    const ov_id *ids;
    size_t n, changed;
    bool add;
} moving;

static ov_status write_members(ov_ctx *ctx, void *arg)
{
    moving *m = arg;

    return m->add ? ov_group_add_members(ctx, m->p->group.id, m->row_version, m->ids, m->n,
                                         &m->changed)
                  : ov_group_remove_members(ctx, m->p->group.id, m->row_version, m->ids, m->n,
                                            &m->changed);
}

/* Everybody that the filter lets through. */
static ov_status all_that_fit(place *p, moving *m)
{
    const ov_rows *rows;
    ov_id *ids;

    OV_TRY(ov_parties_find(ov_req_ctx(p->req), &p->from.filter, &rows, NULL));
    m->n = rows->n < ALL_MOST ? rows->n : ALL_MOST;
    ids = ov_calloc(ov_req_arena(p->req), rows->n + 1, sizeof *ids);
    for (size_t i = 0; i < m->n; i++)
        ids[i] = ov_cell_int(rows, i, OV_LISTED_ID);
    m->ids = ids;
    return OV_OK;
}

static ov_status post_members(place *p, bool add, bool all)
{
    static const ov_form_field wanted[] = {
        {"radversion", "Radversionen", OV_INPUT_INT, true, 0, INT32_MAX, NULL}, {0}};
    ov_form *form = ov_form_read(p->req, wanted);
    moving m = {.p = p, .row_version = ov_form_int(form, "radversion"), .add = add};
    ov_status status;

    m.ids = ov_admin_ids(p->req, add ? "org[]" : "medlem[]", &m.n);
    if (all)
        OV_TRY(all_that_fit(p, &m));
    if (!ov_form_ok(form) || !m.n)
        return show(p, (shown){.fault = ov_req_tr(
                                   p->req, "Kryssa för minst en organisation och försök igen.")});
    status = ov_write(ov_req_ctx(p->req), write_members, &m);
    if (status == OV_CONFLICT) {
        OV_TRY(ov_group_get(ov_req_ctx(p->req), p->group.id, &p->group));
        return show(p, (shown){.members_conflict = true});
    }
    OV_TRY(status);
    return ov_redirect(p->req, ov_printf(ov_req_arena(p->req), "%sklart=%s", own_address(p),
                                         m.changed ? "medlemmar" : "inga"));
}

/* ---- The group itself ---- */

typedef struct changing {
    ov_group group;
    bool taken;
} changing;

static ov_status write_group(ov_ctx *ctx, void *arg)
{
    changing *c = arg;

    c->taken = false;
    return ov_group_edit(ctx, &c->group, &c->taken);
}

static ov_status write_end(ov_ctx *ctx, void *arg)
{
    const ov_group *group = arg;

    return ov_group_end(ctx, group->id, group->ended_on, group->row_version);
}

static ov_status done(const place *p, const char *what)
{
    return ov_redirect(p->req, ov_printf(ov_req_arena(p->req), "/admin/grupp/%lld?klart=%s",
                                         (long long)p->group.id, what));
}

static ov_status post_group(place *p)
{
    ov_form *form = ov_form_read(p->req, ov_group_fields);
    changing c = {.group = p->group};
    ov_status status;

    if (!ov_form_ok(form))
        return show(p, (shown){.form = form});
    ov_group_read(p->req, form, &c.group);
    status = ov_write(ov_req_ctx(p->req), write_group, &c);
    if (status == OV_CONFLICT && c.taken) {
        ov_form_error(form, "namn", "%s",
                      ov_req_tr(p->req, "Organisationen har redan en grupp med det namnet."));
        return show(p, (shown){.form = form});
    }
    if (status == OV_CONFLICT) {
        OV_TRY(ov_group_get(ov_req_ctx(p->req), p->group.id, &p->group));
        return show(p, (shown){.form = form, .wanted = &c.group});
    }
    OV_TRY(status);
    return done(p, "sparat");
}

static ov_status post_end(place *p, bool end)
{
    ov_form *form = ov_form_read(p->req, end ? end_fields : end_fields + 1);
    ov_group next = p->group;
    ov_status status;

    if (!ov_form_ok(form))
        return show(p, (shown){.end = form});
    next.ended_on = end ? ov_form_day(form, "slutdag") : OV_NO_DAY;
    next.row_version = ov_form_int(form, "radversion");
    status = ov_write(ov_req_ctx(p->req), write_end, &next);
    if (status == OV_CONFLICT) {
        OV_TRY(ov_group_get(ov_req_ctx(p->req), p->group.id, &p->group));
        return show(p, (shown){.wanted = &p->group});
    }
    OV_TRY(status);
    return done(p, end ? "avslutad" : "aterupptagen");
}

/* GET, POST /admin/grupp/:id */
ov_status ov_page_admin_group(ov_req *req)
{
    const char *what = ov_pairs_get(&ov_req_http(req)->form, "gor");
    place p = {.req = req};
    ov_id id;

    OV_TRY(ov_req_arg_id(req, "id", &id));
    OV_TRY(ov_group_get(ov_req_ctx(req), id, &p.group));
    OV_TRY(ov_req_may(req, "org.groups", p.group.org_id));
    OV_TRY(read_filter(&p));
    if (ov_req_http(req)->method != OV_POST)
        return show(&p, (shown){0});
    what = what ? what : "";
    if (!strcmp(what, "lagg-till") || !strcmp(what, "lagg-till-alla"))
        return post_members(&p, true, !strcmp(what, "lagg-till-alla"));
    if (!strcmp(what, "ta-bort"))
        return post_members(&p, false, false);
    if (!strcmp(what, "avsluta") || !strcmp(what, "ateruppta"))
        return post_end(&p, !strcmp(what, "avsluta"));
    return post_group(&p);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_organisation_pages.c — one organisation: its facts, what it is in, and changing them. The
 * administrator changes all of it, the organisation's own administrator how to reach it. */
#include "pages/admin/admin.h"
#include "pages/admin/admin_people.h"
#include "register/group.h"
#include "view/format.h"

#include <string.h>

enum { F_CODE, F_NAME, F_TYPE, F_ORG_NO, F_PARENT, F_EMAIL, F_ADDRESS, F_PHONE, F_WEB, F_ROW };

static const char *const type_codes[] = {"region",  "municipality", "federation", "hospital",
                                         "company", "council",      "authority",  NULL};

/* A new one has them all, the administrator changes all but the code, others those from the mailbox
 * on. */
static const ov_form_field fields[] = {
    [F_CODE] = {"kod", "Kod", OV_INPUT_TEXT, true, 1, 32, NULL},
    [F_NAME] = {"namn", "Namn", OV_INPUT_TEXT, true, 1, 200, NULL},
    [F_TYPE] = {"slag", "Slag", OV_INPUT_CHOICE, true, 0, 0, type_codes},
    [F_ORG_NO] = {"orgnr", "Organisationsnummer", OV_INPUT_TEXT, false, 0, 20, NULL},
    [F_PARENT] = {"tillhor", "Hör till organisationen med koden", OV_INPUT_TEXT, false, 0, 32,
                  NULL},
    [F_EMAIL] = {"brevlada", "Registratorns brevlåda", OV_INPUT_TEXT, false, 0, 254, NULL},
    [F_ADDRESS] = {"adress", "Postadress", OV_INPUT_LONG_TEXT, false, 0, 500, NULL},
    [F_PHONE] = {"telefon", "Telefon", OV_INPUT_TEXT, false, 0, 40, NULL},
    [F_WEB] = {"webb", "Webbplats", OV_INPUT_TEXT, false, 0, 200, NULL},
    [F_ROW] = {"radversion", "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    {0}};

/* Beside which field a fault of ov_organisation_fault stands. */
static const struct {
    const char *field;
    int form;
} places[] = {{"type", F_TYPE},       {"code", F_CODE},        {"name", F_NAME},
              {"org_no", F_ORG_NO},   {"parent_id", F_PARENT}, {"registry_email", F_EMAIL},
              {"address", F_ADDRESS}, {"phone", F_PHONE},      {"web", F_WEB}};

static const char *parent_code(ov_ctx *ctx, const ov_organisation *org)
{
    ov_organisation parent;

    if (!org->parent_id || ov_organisation_get(ctx, org->parent_id, &parent) != OV_OK)
        return NULL;
    return parent.code;
}

/* ---- The form ---- */

/* org NULL: a new one. */
static void add_fields(ov_req *req, ov_map *root, const ov_form *form, const ov_organisation *org,
                       bool all)
{
    static const ov_organisation none = {.type = "municipality"};
    ov_list *list = ov_map_list(root, "fields"), *types;
    const ov_organisation *o = org ? org : &none;

    if (!org)
        ov_field_add(req, list, form, &fields[F_CODE], "text", NULL,
                     ov_req_tr(req, "Län två siffror, kommun fyra; annars en egen kod av engelska "
                                    "bokstäver, siffror och bindestreck. Koden kan inte ändras "
                                    "sedan."));
    if (all) {
        ov_field_add(req, list, form, &fields[F_NAME], "text", o->name, NULL);
        types = ov_select_add(req, list, form, &fields[F_TYPE], o->type, NULL);
        for (const ov_choice *t = ov_organisation_types; t->code; t++)
            ov_choice_add(types, t->code, ov_req_tr(req, t->title),
                          ov_chosen(form, fields[F_TYPE].name, o->type));
        ov_field_add(req, list, form, &fields[F_ORG_NO], "text",
                     ov_org_no_shown(ov_req_arena(req), o->org_no),
                     ov_req_tr(req, "Till exempel 232100-0131."));
        ov_field_add(req, list, form, &fields[F_PARENT], "text",
                     org ? parent_code(ov_req_ctx(req), o) : NULL,
                     ov_req_tr(req, "En kommun eller ett sjukhus hör till en region: skriv dess "
                                    "kod, till exempel 14. Lämna annars tomt."));
    }
    ov_field_add(req, list, form, &fields[F_EMAIL], "email", o->registry_email,
                 ov_req_tr(req, "En e-postadress. Hit går remisser och kvittenser."));
    ov_field_add(req, list, form, &fields[F_ADDRESS], "area", o->address, NULL);
    ov_field_add(req, list, form, &fields[F_PHONE], "text", o->phone, NULL);
    ov_field_add(req, list, form, &fields[F_WEB], "text", o->web,
                 ov_req_tr(req, "Till exempel https://www.kommun.se."));
}

/* What the form says, over what is stored. Errors stand in the form. */
static ov_status read_form(ov_req *req, ov_form *form, bool all, ov_organisation *org)
{
    const char *text, *field, *fault;

    if (all) {
        org->name = ov_admin_text(req, form, "namn");
        org->type = ov_admin_text(req, form, "slag");
        org->org_no = NULL;
        text = ov_admin_text(req, form, "orgnr");
        if (text && ov_org_no_parse(ov_req_arena(req), text, &org->org_no, &fault) != OV_OK)
            ov_form_error(form, "orgnr", "%s", ov_req_tr(req, fault));
        org->parent_id = 0;
        text = ov_admin_text(req, form, "tillhor");
        if (text) {
            ov_organisation parent;
            ov_status found = ov_organisation_by_code(ov_req_ctx(req), text, &parent);

            if (found == OV_OK)
                org->parent_id = parent.id;
            else if (found != OV_NOT_FOUND)
                return found;
            else
                ov_form_error(form, "tillhor", "%s",
                              ov_req_tr(req, "Det finns ingen organisation med den koden."));
        }
    }
    org->registry_email = ov_admin_text(req, form, "brevlada");
    org->address = ov_admin_text(req, form, "adress");
    org->phone = ov_admin_text(req, form, "telefon");
    org->web = ov_admin_text(req, form, "webb");
    fault = ov_form_ok(form) ? ov_organisation_fault(org, &field) : NULL;
    for (size_t i = 0; fault && i < OV_LEN(places); i++)
        if (!strcmp(places[i].field, field))
            ov_form_error(form, fields[places[i].form].name, "%s", ov_req_tr(req, fault));
    return OV_OK;
}

/* ---- A new one ---- */

static ov_status show_new(ov_req *req, const ov_form *form)
{
    ov_view *view =
        ov_admin_view(req, "admin_organisation_new", ov_req_tr(req, "Ny organisation"), NULL);

    add_fields(req, ov_view_root(view), form, NULL, true);
    ov_view_needs_token(view);
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

static ov_status add_once(ov_ctx *ctx, void *arg, const char **location)
{
    const ov_organisation *org = arg;

    OV_TRY(ov_organisation_add(ctx, org, NULL));
    *location = ov_printf(ctx->arena, "/admin/organisation/%s?klart=tillagd", org->code);
    return OV_OK;
}

/* GET, POST /admin/organisationer/ny */
ov_status ov_page_admin_organisation_new(ov_req *req)
{
    ov_organisation org = {.ended_on = OV_NO_DAY}, other;
    ov_status status;
    ov_form *form;

    if (ov_req_http(req)->method != OV_POST)
        return show_new(req, NULL);
    form = ov_form_read(req, fields);
    org.code = ov_admin_text(req, form, "kod");
    OV_TRY(read_form(req, form, true, &org));
    if (ov_form_ok(form)) {
        status = ov_req_once(req, add_once, &org);
        if (status != OV_CONFLICT && status != OV_INVALID)
            return status;
        if (ov_organisation_by_code(ov_req_ctx(req), org.code, &other) == OV_OK)
            ov_form_error(form, "kod", "%s",
                          ov_printf(ov_req_arena(req), "%s: %s.",
                                    ov_req_tr(req, "Koden används redan av en annan organisation"),
                                    other.name));
        else
            ov_form_error(form, "tillhor", "%s",
                          ov_req_tr(req, "Organisationen kan inte höra till den koden."));
    }
    return show_new(req, form);
}

/* ---- One that is there ---- */

static ov_status add_facts(ov_req *req, ov_map *root, const ov_organisation *org)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_organisation parent;

    ov_map_text(root, "code", org->code);
    ov_map_text(root, "type", ov_req_tr(req, ov_choice_title(ov_organisation_types, org->type)));
    ov_map_text_or_false(root, "org_no", ov_org_no_shown(ctx->arena, org->org_no));
    ov_map_text_or_false(root, "registry_email", org->registry_email);
    ov_map_text_or_false(root, "address", org->address);
    ov_map_text_or_false(root, "phone", org->phone);
    ov_map_text_or_false(root, "web", org->web);
    ov_map_bool(root, "parent", false);
    if (org->parent_id) {
        OV_TRY(ov_organisation_get(ctx, org->parent_id, &parent));
        ov_map_text(root, "parent", parent.name);
        if (ov_req_may(req, "org.view", parent.id) == OV_OK)
            ov_map_text(root, "parent_href",
                        ov_printf(ctx->arena, "/admin/organisation/%s", parent.code));
    }
    ov_admin_ended(req, root, org->ended_on);
    ov_map_int(root, "row_version", org->row_version);
    return OV_OK;
}

/* An own group of another organisation is nobody else's business. */
static ov_status add_groups(ov_req *req, ov_map *root, const ov_organisation *org)
{
    ov_list *list = ov_map_list(root, "groups");
    const ov_group *groups;
    size_t n;

    OV_TRY(ov_groups_with(ov_req_ctx(req), org->id, &groups, &n));
    for (size_t i = 0; i < n; i++) {
        bool may = ov_req_may(req, "org.groups", groups[i].org_id) == OV_OK;
        ov_map *item;

        if (!may && !strcmp(groups[i].kind, "own"))
            continue;
        item = ov_list_add(list);
        ov_map_text(item, "name", groups[i].name);
        ov_map_text(item, "owner", groups[i].org_name);
        ov_map_text(item, "kind", ov_req_tr(req, ov_choice_title(ov_group_kinds, groups[i].kind)));
        ov_map_text_or_false(
            item, "href",
            may ? ov_printf(ov_req_arena(req), "/admin/grupp/%lld", (long long)groups[i].id)
                : NULL);
    }
    return OV_OK;
}

static ov_status add_matters(ov_req *req, ov_map *root, const ov_organisation *org)
{
    ov_list *list = ov_map_list(root, "matters");
    const ov_rows *rows;

    OV_TRY(ov_matters_of(ov_req_ctx(req), org->id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "title", ov_cell_text(rows, i, 1));
        ov_map_text(item, "href",
                    ov_printf(ov_req_arena(req), "/arende/%s", ov_cell_text(rows, i, 0)));
        ov_map_text(item, "state",
                    ov_state_title(req, ov_cell_text(rows, i, 2), ov_cell_text(rows, i, 3)));
        ov_map_bool(item, "owns", ov_cell_int(rows, i, 4) != 0);
    }
    return OV_OK;
}

static const ov_form_field end_fields[] = {
    {"slutdag", "Sista dagen", OV_INPUT_DAY, true, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    {"radversion", "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    {0}};

typedef struct shown { /* what the page shows of a form that was refused */
    const ov_form *facts, *end;
    const ov_organisation *conflict; /* what the writer wanted; somebody else was first */
} shown;

static void add_differing(ov_req *req, ov_map *root, const ov_organisation *stored,
                          const ov_organisation *written)
{
    ov_list *list = ov_map_list(root, "differing");

    ov_admin_differs(req, list, "Namn", stored->name, written->name);
    ov_admin_differs(req, list, "Slag", stored->type, written->type);
    ov_admin_differs(req, list, "Organisationsnummer", stored->org_no, written->org_no);
    ov_admin_differs(req, list, "Hör till organisationen med koden",
                     parent_code(ov_req_ctx(req), stored), parent_code(ov_req_ctx(req), written));
    ov_admin_differs(req, list, "Registratorns brevlåda", stored->registry_email,
                     written->registry_email);
    ov_admin_differs(req, list, "Postadress", stored->address, written->address);
    ov_admin_differs(req, list, "Telefon", stored->phone, written->phone);
    ov_admin_differs(req, list, "Webbplats", stored->web, written->web);
}

static ov_status show(ov_req *req, const ov_organisation *org, shown what)
{
    bool all = ov_req_may(req, "admin", 0) == OV_OK;
    ov_view *view = ov_admin_view(req, "admin_organisation", org->name, org);
    ov_map *root = ov_view_root(view);

    OV_TRY(add_facts(req, root, org));
    ov_view_history(view, "organisation", org->id);
    OV_TRY(add_groups(req, root, org));
    OV_TRY(add_matters(req, root, org));
    ov_admin_list(req, root, "parts", ov_admin_parts,
                  ov_printf(ov_req_arena(req), "/admin/organisation/%s", org->code), org->id);
    add_fields(req, root, what.facts, org, all);
    ov_map_bool(root, "all", all);
    if (all && org->ended_on == OV_NO_DAY)
        ov_field_add(req, ov_map_list(root, "end_fields"), what.end, &end_fields[0], "date", NULL,
                     NULL);
    ov_map_bool(root, "is_conflict", what.conflict != NULL);
    ov_view_needs_token(view);
    ov_admin_done(req, root);
    if (what.conflict) {
        add_differing(req, root, org, what.conflict);
        ov_view_status(view, 409);
    } else if (what.facts || what.end) {
        ov_view_form(view, what.facts ? what.facts : what.end);
    }
    return ov_view_send(view);
}

static ov_status write_facts(ov_ctx *ctx, void *arg)
{
    return ov_organisation_edit(ctx, arg);
}

static ov_status save_facts(ov_req *req, const ov_organisation *org)
{
    bool all = ov_req_may(req, "admin", 0) == OV_OK;
    ov_form *form = ov_form_read(req, &fields[all ? F_NAME : F_EMAIL]);
    ov_organisation next = *org, now;
    ov_status status;

    OV_TRY(read_form(req, form, all, &next));
    next.row_version = ov_form_int(form, "radversion");
    if (!ov_form_ok(form))
        return show(req, org, (shown){.facts = form});
    status = ov_write(ov_req_ctx(req), write_facts, &next);
    if (status == OV_INVALID) {
        ov_form_error(form, "tillhor", "%s",
                      ov_req_tr(req, "Organisationen kan inte höra till den koden."));
        return show(req, org, (shown){.facts = form});
    }
    if (status == OV_CONFLICT) {
        OV_TRY(ov_organisation_get(ov_req_ctx(req), org->id, &now));
        return show(req, &now, (shown){.facts = form, .conflict = &next});
    }
    OV_TRY(status);
    return ov_redirect(
        req, ov_printf(ov_req_arena(req), "/admin/organisation/%s?klart=sparat", org->code));
}

static ov_status write_end(ov_ctx *ctx, void *arg)
{
    const ov_organisation *org = arg;

    return ov_organisation_end(ctx, org->id, org->ended_on, org->row_version);
}

/* The administrator ends it, or takes that back. */
static ov_status save_end(ov_req *req, const ov_organisation *org, bool end)
{
    ov_organisation next = *org;
    ov_status status;
    ov_form *form;

    OV_TRY(ov_req_may(req, "admin", 0));
    form = ov_form_read(req, end ? end_fields : end_fields + 1);
    if (!ov_form_ok(form))
        return show(req, org, (shown){.end = form});
    next.ended_on = end ? ov_form_day(form, "slutdag") : OV_NO_DAY;
    next.row_version = ov_form_int(form, "radversion");
    status = ov_write(ov_req_ctx(req), write_end, &next);
    if (status == OV_CONFLICT) {
        ov_organisation now;

        OV_TRY(ov_organisation_get(ov_req_ctx(req), org->id, &now));
        return show(req, &now, (shown){.conflict = &now});
    }
    OV_TRY(status);
    return ov_redirect(req, ov_printf(ov_req_arena(req), "/admin/organisation/%s?klart=%s",
                                      org->code, end ? "avslutad" : "aterupptagen"));
}

/* GET, POST /admin/organisation/:code */
ov_status ov_page_admin_organisation(ov_req *req)
{
    const char *what = ov_pairs_get(&ov_req_http(req)->form, "gor");
    ov_organisation org;

    if (ov_req_http(req)->method != OV_POST) {
        OV_TRY(ov_admin_organisation(req, "org.view", &org));
        return show(req, &org, (shown){0});
    }
    OV_TRY(ov_admin_organisation(req, "org.edit", &org));
    if (what && (!strcmp(what, "avsluta") || !strcmp(what, "ateruppta")))
        return save_end(req, &org, !strcmp(what, "avsluta"));
    return save_facts(req, &org);
}

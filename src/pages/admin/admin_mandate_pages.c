/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_mandate_pages.c — a mandate is given, changed, ended, and handed to a substitute. */
#include "pages/admin/admin_people.h"
#include "pages/core_pages.h"

#include <string.h>

/* ---- A new one ---- */

enum { F_ROLE, F_ORG, F_FROM, F_TO, F_MATTER, F_BODY, F_NOTE };
#define CHANGE_FIELDS (&give_fields[F_FROM]) /* the role and its place stay */
static const ov_form_field give_fields[] = {
    {"roll", "Roll", OV_INPUT_TEXT, true, 1, 40, NULL},
    {"organisation", "Organisation", OV_INPUT_TEXT, false, 0, 32, NULL},
    {"fran", "Från och med", OV_INPUT_DAY, false, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    {"till", "Till och med", OV_INPUT_DAY, false, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    {"arende", "Gäller ärendet", OV_INPUT_TEXT, false, 0, 64, NULL},
    {"organ", "Organ", OV_INPUT_TEXT, false, 0, 20, NULL},
    {"anteckning", "Anteckning", OV_INPUT_TEXT, false, 0, 300, NULL},
    {"radversion", "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    {"gor", "Valet", OV_INPUT_TEXT, false, 0, 20, NULL},
    {0}};

/* The fields that a new mandate and a changed one share; held: what is stored, or NULL. */
static ov_status add_fields(ov_req *req, ov_list *list, const ov_people_place *place,
                            const ov_form *form, const ov_held *held)
{
    const ov_form_field *f = give_fields;
    const char *matter = held ? held->matter_slug : NULL, *body = NULL;
    ov_list *choices;

    if (held && held->body_id)
        body = ov_printf(ov_req_arena(req), "%lld", (long long)held->body_id);
    ov_field_add(req, list, form, &f[F_FROM], "date",
                 ov_day_field(req, held ? held->from : OV_NO_DAY),
                 ov_req_tr(req, "Lämna tomt om rollen gäller redan nu."));
    ov_field_add(req, list, form, &f[F_TO], "date", ov_day_field(req, held ? held->to : OV_NO_DAY),
                 ov_req_tr(req, "Sista dagen. Lämna tomt om rollen gäller tills vidare."));
    if (place->manager.first || (held && held->substitute_for))
        return OV_OK;
    choices = ov_select_add(req, list, form, &f[F_MATTER], matter, NULL);
    OV_TRY(ov_matter_choices(req, choices, ov_req_tr(req, "Alla ärenden"),
                             ov_chosen(form, "arende", matter)));
    choices = ov_select_add(req, list, form, &f[F_BODY], body, NULL);
    OV_TRY(ov_body_choices(req, choices, place->org.id, ov_req_tr(req, "Inget organ"),
                           ov_chosen(form, "organ", body)));
    ov_field_add(req, list, form, &f[F_NOTE], "text", held ? held->note : NULL,
                 ov_req_tr(req, "Till exempel vilket beslut uppdraget vilar på."));
    return OV_OK;
}

static ov_status read_held(ov_req *req, ov_form *form, ov_held *held)
{
    const char *note = ov_form_text(form, "anteckning");

    OV_TRY(ov_form_matter(req, form, "arende", &held->matter_id));
    held->body_id = ov_form_id(req, form, "organ");
    ov_form_period(req, form, "fran", "till");
    held->from = ov_form_day(form, "fran");
    held->to = ov_form_day(form, "till");
    held->note = *note ? note : NULL;
    return OV_OK;
}

static ov_status show_new(ov_req *req, const ov_people_place *place, const ov_person *person,
                          const ov_form *form)
{
    const ov_form_field *f = give_fields;
    ov_view *view = ov_people_view(req, place, "mandate_new", ov_req_tr(req, "Ge ett uppdrag"));
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "fields");
    const char *chosen = ov_chosen(form, "roll", NULL);
    ov_list *roles = ov_select_add(req, list, form, &f[F_ROLE], NULL, NULL);

    ov_choice_add(roles, "", ov_req_tr(req, "Välj roll"), chosen);
    for (size_t i = 0; ov_roles[i]; i++)
        if (ov_role_given_by(&place->manager, ov_roles[i]) &&
            (!place->org.id || ov_role_fits(ov_roles[i], place->org.type)))
            ov_choice_add(roles, ov_roles[i], ov_req_tr(req, ov_role_title(ov_roles[i])), chosen);
    if (place->manager.first) {
        const char *code = ov_chosen(form, "organisation", person->org_code);
        ov_list *orgs = ov_select_add(req, list, form, &f[F_ORG], code, NULL);
        const ov_rows *rows;

        OV_TRY(ov_organisations(ov_req_ctx(req), NULL, &rows));
        for (size_t i = 0; i < rows->n; i++)
            ov_choice_add(orgs, ov_cell_text(rows, i, 2), ov_cell_text(rows, i, 3), code);
    }
    OV_TRY(add_fields(req, list, place, form, NULL));
    ov_person_model(req, root, place, person);
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

typedef struct acting {
    ov_people_place place;
    ov_held held;
    enum { GIVE, CHANGE, END, SUBSTITUTE } what;
    ov_day last; /* END */
    const char *why;
    ov_id person_id;
} acting;

static ov_status act_once(ov_ctx *ctx, void *arg, const char **location)
{
    static const char *const done[] = {"given", "andrad", "avslutad", "ersatt"};
    acting *a = arg;
    ov_manager *manager = &a->place.manager;

    if (a->what == CHANGE)
        OV_TRY(ov_mandate_change(ctx, manager, &a->held));
    else if (a->what == END)
        OV_TRY(ov_mandate_end(ctx, manager, a->held.id, a->last, a->why, a->held.row_version));
    else
        OV_TRY(ov_mandate_give(ctx, manager, &a->held, NULL));
    *location = ov_printf(ctx->arena, "%s/person/%lld?gjort=%s", a->place.home,
                          (long long)a->person_id, done[a->what]);
    return OV_OK;
}

/* GET, POST …/person/:id/uppdrag/ny */
ov_status ov_page_mandate_new(ov_req *req)
{
    acting a = {.what = GIVE};
    ov_organisation org;
    ov_person person;
    ov_form *form;

    OV_TRY(ov_people_place_of(req, &a.place));
    OV_TRY(ov_people_person(req, &a.place, &person));
    if (ov_req_http(req)->method != OV_POST)
        return show_new(req, &a.place, &person, NULL);
    form = ov_form_read(req, give_fields);
    OV_TRY(read_held(req, form, &a.held));
    a.person_id = a.held.account_id = person.id;
    a.held.role = ov_form_text(form, "roll");
    a.held.org_id = a.place.org.id;
    if (a.place.manager.first) {
        if (ov_organisation_by_code(ov_req_ctx(req), ov_form_text(form, "organisation"), &org) ==
            OV_OK)
            a.held.org_id = org.id;
        else
            ov_form_error(form, "organisation", "%s",
                          ov_req_tr(req, "Välj en organisation i listan."));
    }
    if (a.held.to != OV_NO_DAY && a.held.to < ov_stockholm_day(ov_req_ctx(req)->now))
        ov_form_error(form, "till", "%s", ov_req_tr(req, "Dagen har redan passerat."));
    if (!ov_form_ok(form))
        return show_new(req, &a.place, &person, form);
    ov_status status = ov_req_once(req, act_once, &a);

    if (status == OV_OK || !a.place.manager.no)
        return status;
    ov_form_error(form, a.place.manager.no == OV_NO_PLACE ? "organ" : "roll", "%s",
                  ov_people_no_text(req, a.place.manager.no));
    return show_new(req, &a.place, &person, form);
}

/* ---- One that is there ---- */

enum { E_WHEN, E_DAY, E_WHY };
static const ov_form_field end_fields[] = {
    {"nar", "Valet", OV_INPUT_CHOICE, true, 0, 0, (const char *const[]){"nu", "dag", NULL}},
    {"sista", "Sista dagen", OV_INPUT_DAY, false, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    {"orsak", "Orsak", OV_INPUT_TEXT, true, 1, 300, NULL},
    {"radversion", "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    {0}};

enum { S_WHO, S_FROM, S_TO, S_WHY };
static const ov_form_field substitute_fields[] = {
    {"vem", "Ersättare", OV_INPUT_TEXT, true, 1, 20, NULL},
    {"ersatter_fran", "Ersätter från och med", OV_INPUT_DAY, true, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    {"ersatter_till", "Ersätter till och med", OV_INPUT_DAY, true, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    {"skal", "Skäl", OV_INPUT_TEXT, true, 1, 300, NULL},
    {0}};

/* Which of the page's forms was sent, and what it says; forms that were not: NULL. */
typedef struct forms {
    ov_form *change, *end, *substitute;
} forms;

static ov_status add_substitutes(ov_req *req, ov_map *root, const ov_people_place *place,
                                 const ov_held *held, const ov_form *form)
{
    const ov_form_field *f = substitute_fields;
    ov_list *list = ov_map_list(root, "substitutes"), *fields;
    const ov_held *all;
    size_t n;

    OV_TRY(ov_mandate_substitutes(ov_req_ctx(req), held->id, &all, &n));
    for (size_t i = 0; i < n; i++) {
        ov_map *item = ov_list_add(list);

        ov_held_model(req, item, &all[i]);
        ov_map_text(item, "name", all[i].person);
        ov_map_text(item, "href",
                    ov_printf(ov_req_arena(req), "%s/person/%lld/uppdrag/%lld", place->home,
                              (long long)all[i].account_id, (long long)all[i].id));
    }
    ov_map_bool(root, "has_substitutes", n > 0);
    ov_map_bool(root, "may_have_substitute", !held->substitute_for);
    if (held->substitute_for)
        return OV_OK;
    fields = ov_map_list(root, "substitute_fields");
    ov_list *choices = ov_select_add(req, fields, form, &f[S_WHO], NULL, NULL);
    OV_TRY(ov_person_choices(req, choices, held->org_id, held->account_id,
                             ov_req_tr(req, "Välj person"), ov_chosen(form, "vem", NULL)));
    ov_field_add(req, fields, form, &f[S_FROM], "date", NULL, NULL);
    ov_field_add(req, fields, form, &f[S_TO], "date", NULL, NULL);
    ov_field_add(req, fields, form, &f[S_WHY], "text", NULL,
                 ov_req_tr(req, "Till exempel semester eller jäv. Skriv inget om någons hälsa."));
    return OV_OK;
}

static ov_status show_mandate(ov_req *req, const ov_people_place *place, const ov_held *held,
                              const forms *sent, const char *fault, int status)
{
    const char *role = ov_req_tr(req, ov_role_title(held->role));
    ov_view *view = ov_people_view(req, place, "mandate", role);
    ov_map *root = ov_view_root(view), *item = ov_map_map(root, "mandate");
    ov_list *end = ov_map_list(root, "end_fields");
    const ov_form *form = sent->change ? sent->change : sent->end ? sent->end : sent->substitute;

    ov_map_text(root, "name", held->person);
    ov_map_text(
        root, "href",
        ov_printf(ov_req_arena(req), "%s/person/%lld", place->home, (long long)held->account_id));
    ov_map_text(root, "action",
                ov_printf(ov_req_arena(req), "%s/person/%lld/uppdrag/%lld", place->home,
                          (long long)held->account_id, (long long)held->id));
    ov_held_model(req, item, held);
    ov_map_text(root, "fault_text", fault);
    ov_map_int(root, "row_version", held->row_version);
    OV_TRY(add_fields(req, ov_map_list(root, "fields"), place, sent->change, held));
    ov_map_bool(root, "at_day", sent->end && !strcmp(ov_form_text(sent->end, "nar"), "dag"));
    ov_field_add(req, end, sent->end, &end_fields[E_DAY], "date", NULL, NULL);
    ov_field_add(req, end, sent->end, &end_fields[E_WHY], "text", NULL,
                 ov_req_tr(req, "Till exempel ny anställning eller byte av uppdrag."));
    OV_TRY(add_substitutes(req, root, place, held, sent->substitute));
    if (form)
        ov_view_form(view, form);
    if (status != 200)
        ov_view_status(view, status);
    return ov_view_send(view);
}

static ov_status read_change(ov_req *req, forms *sent, acting *a)
{
    ov_held stored = a->held;

    sent->change = ov_form_read(req, CHANGE_FIELDS);
    OV_TRY(read_held(req, sent->change, &a->held));
    a->held.row_version = ov_form_int(sent->change, "radversion");
    a->what = CHANGE;
    if (a->place.manager.first || stored.substitute_for) { /* fields that are not shown */
        a->held.matter_id = stored.matter_id;
        a->held.body_id = stored.body_id;
        a->held.note = stored.note;
    }
    return OV_OK;
}

static void read_end(ov_req *req, forms *sent, acting *a)
{
    ov_form *form = sent->end = ov_form_read(req, end_fields);
    bool at_day = !strcmp(ov_form_text(form, "nar"), "dag");

    a->what = END;
    a->last = at_day ? ov_form_day(form, "sista") : OV_NO_DAY;
    a->why = ov_form_text(form, "orsak");
    a->held.row_version = ov_form_int(form, "radversion");
    if (!at_day || ov_form_fault(form, "sista"))
        return;
    if (a->last == OV_NO_DAY)
        ov_form_error(form, "sista", "%s", ov_req_tr(req, "Skriv den sista dagen."));
    else if (a->last < ov_stockholm_day(ov_req_ctx(req)->now))
        ov_form_error(form, "sista", "%s",
                      ov_req_tr(req, "Dagen har redan passerat. Välj att avsluta nu i stället."));
}

static void read_substitute(ov_req *req, forms *sent, acting *a)
{
    ov_form *form = sent->substitute = ov_form_read(req, substitute_fields);

    a->what = SUBSTITUTE;
    ov_form_period(req, form, "ersatter_fran", "ersatter_till");
    a->held = (ov_held){.account_id = ov_form_id(req, form, "vem"),
                        .substitute_for = a->held.id,
                        .from = ov_form_day(form, "ersatter_fran"),
                        .to = ov_form_day(form, "ersatter_till"),
                        .note = ov_form_text(form, "skal")};
    if (a->held.to != OV_NO_DAY && a->held.to < ov_stockholm_day(ov_req_ctx(req)->now))
        ov_form_error(form, "ersatter_till", "%s", ov_req_tr(req, "Dagen har redan passerat."));
}

/* The mandate of the route, of this person and place, that has not ended. */
static ov_status find_mandate(ov_req *req, const ov_people_place *place, const ov_person *person,
                              ov_held *out)
{
    ov_id id;

    OV_TRY(ov_req_arg_id(req, "uppdrag", &id));
    OV_TRY(ov_mandate_get(ov_req_ctx(req), id, out));
    if (out->account_id != person->id || (place->org.id && out->org_id != place->org.id) ||
        !ov_role_given_by(&place->manager, out->role))
        return OV_NOT_FOUND;
    return OV_OK;
}

/* GET, POST …/person/:id/uppdrag/:uppdrag */
ov_status ov_page_mandate(ov_req *req)
{
    acting a = {0};
    forms sent = {0};
    ov_person person;
    ov_held stored;

    OV_TRY(ov_people_place_of(req, &a.place));
    OV_TRY(ov_people_person(req, &a.place, &person));
    OV_TRY(find_mandate(req, &a.place, &person, &stored));
    if (ov_held_on(&stored, ov_stockholm_day(ov_req_ctx(req)->now)) == OV_HELD_PAST)
        return ov_redirect(req, ov_printf(ov_req_arena(req), "%s/person/%lld", a.place.home,
                                          (long long)person.id));
    if (ov_req_http(req)->method != OV_POST)
        return show_mandate(req, &a.place, &stored, &sent, NULL, 200);
    const char *what = ov_pairs_get(&ov_req_http(req)->form, "gor");

    a.held = stored;
    a.person_id = person.id;
    if (what && !strcmp(what, "avsluta"))
        read_end(req, &sent, &a);
    else if (what && !strcmp(what, "ersatt"))
        read_substitute(req, &sent, &a);
    else
        OV_TRY(read_change(req, &sent, &a));
    const ov_form *form = sent.change ? sent.change : sent.end ? sent.end : sent.substitute;
    if (!ov_form_ok(form))
        return show_mandate(req, &a.place, &stored, &sent, NULL, 422);
    ov_status status = ov_req_once(req, act_once, &a);

    if (status == OV_OK || !a.place.manager.no)
        return status;
    OV_TRY(find_mandate(req, &a.place, &person, &stored));
    return show_mandate(req, &a.place, &stored, &sent, ov_people_no_text(req, a.place.manager.no),
                        status == OV_CONFLICT ? 409 : 422);
}

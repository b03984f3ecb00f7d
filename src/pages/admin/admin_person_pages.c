/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_person_pages.c — one person: mandates now, to come and past; name and address; invited
 * again, closed and opened. */
#include "pages/admin/admin_people.h"
#include "pages/core_pages.h"
#include "pages/letter.h"

#include "auth/factor.h"
#include "outbox/outbox.h"

#include <string.h>

enum { F_NAME, F_EMAIL, F_TITLE, F_VERSION, F_DO };
static const ov_form_field person_fields[] = {
    {"namn", "Namn", OV_INPUT_TEXT, true, 1, 200, NULL},
    {"epost", "E-post", OV_INPUT_TEXT, false, 0, 254, NULL},
    {"titel", "Titel", OV_INPUT_TEXT, false, 0, 200, NULL},
    {"radversion", "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    {"gor", "Valet", OV_INPUT_TEXT, false, 0, 20, NULL},
    {0}};

/* What was just done, from the address that a command answers with. */
static const char *done_text(ov_req *req)
{
    static const struct {
        const char *code, *text;
    } known[] = {
        {"inbjuden", "Inbjudan är på väg."},
        {"aterkallad", "Inbjudan är återkallad. Länken fungerar inte längre."},
        {"sparad", "Uppgifterna är sparade."},
        {"avstangd", "Kontot är avstängt. Personen är utloggad och kan inte logga in."},
        {"oppnad", "Kontot är öppet igen."},
        {"tvasteg", "Inloggning i två steg är avstängd, och personen får ett mejl om det."},
        {"given", "Uppdraget är gett."},
        {"andrad", "Uppdraget är ändrat."},
        {"avslutad", "Uppdraget är avslutat."},
        {"ersatt", "Ersättaren är sparad."}};
    const char *code = ov_req_query(req, "gjort");

    for (size_t i = 0; code && i < OV_LEN(known); i++)
        if (!strcmp(code, known[i].code))
            return ov_req_tr(req, known[i].text);
    return NULL;
}

/* The mandates that hold or will hold, and those that are past. */
/* Who stands in for a mandate, now or later. */
static ov_status add_stand_ins(ov_req *req, ov_map *item, ov_id mandate)
{
    ov_day today = ov_stockholm_day(ov_req_ctx(req)->now);
    ov_list *list = ov_map_list(item, "stand_ins");
    const ov_held *held;
    size_t n;

    OV_TRY(ov_mandate_substitutes(ov_req_ctx(req), mandate, &held, &n));
    for (size_t i = 0; i < n; i++) {
        if (ov_held_on(&held[i], today) == OV_HELD_PAST)
            continue;
        ov_map *one = ov_list_add(list);
        ov_held_model(req, one, &held[i]);
        ov_map_text(one, "name", held[i].person);
    }
    return OV_OK;
}

static ov_status add_mandates(ov_req *req, ov_map *root, const ov_people_place *place,
                              const ov_person *person)
{
    ov_list *now = ov_map_list(root, "now"), *past = ov_map_list(root, "past");
    ov_day today = ov_stockholm_day(ov_req_ctx(req)->now);
    const ov_held *held;
    size_t n;

    OV_TRY(ov_person_mandates(ov_req_ctx(req), person->id, place->org.id, &held, &n));
    for (size_t i = 0; i < n; i++) {
        bool over = ov_held_on(&held[i], today) == OV_HELD_PAST;
        ov_map *item = ov_list_add(over ? past : now);

        ov_held_model(req, item, &held[i]);
        OV_TRY(add_stand_ins(req, item, held[i].id));
        ov_map_bool(item, "change_href", false);
        if (!over && ov_role_given_by(&place->manager, held[i].role))
            ov_map_text(item, "change_href",
                        ov_printf(ov_req_arena(req), "%s/person/%lld/uppdrag/%lld", place->home,
                                  (long long)person->id, (long long)held[i].id));
    }
    ov_map_bool(root, "has_now", ov_list_length(now) > 0);
    ov_map_bool(root, "has_past", ov_list_length(past) > 0);
    return OV_OK;
}

static ov_status show_person(ov_req *req, const ov_people_place *place, const ov_person *person,
                             const ov_form *form, const char *fault, int status)
{
    ov_view *view = ov_people_view(req, place, "person", person->name);
    ov_map *root = ov_view_root(view);
    ov_list *fields = ov_map_list(root, "fields");
    const ov_form_field *f = person_fields;
    bool reached, factor;

    OV_TRY(ov_person_reached(ov_req_ctx(req), &place->manager, person, &reached));
    OV_TRY(ov_factor_on(ov_req_ctx(req), person->id, &factor));
    OV_TRY(add_mandates(req, root, place, person));
    ov_person_model(req, root, place, person);
    ov_map_text(root, "done", done_text(req));
    ov_map_text(root, "fault_text", fault);
    ov_map_bool(root, "reached", reached);
    ov_map_bool(root, "may_reset", reached && factor);
    ov_map_bool(root, "may_give", !person->disabled);
    ov_map_bool(root, "disabled", person->disabled);
    ov_map_bool(root, "may_invite",
                reached && !person->disabled && person->email && !person->last_sign_in &&
                    !person->has_password);
    ov_map_bool(root, "is_invited", person->invited_at && !person->last_sign_in);
    ov_map_int(root, "row_version", person->row_version);
    if (reached) {
        ov_field_add(req, fields, form, &f[F_NAME], "text", person->name, NULL);
        ov_field_add(req, fields, form, &f[F_TITLE], "text", person->title, NULL);
        ov_field_add(req, fields, form, &f[F_EMAIL], "email", person->email,
                     ov_req_tr(req, "Hit går länkar för att logga in och alla påminnelser."));
    }
    if (form)
        ov_view_form(view, form);
    if (status != 200)
        ov_view_status(view, status);
    ov_view_history(view, "account", person->id);
    if (person->org_id && ov_req_may(req, "person.extract", person->org_id) == OV_OK)
        ov_map_text(root, "extract_href",
                    ov_printf(ov_req_arena(req), "/admin/uppgifter/%lld", (long long)person->id));
    return ov_view_send(view);
}

/* ---- Commands ---- */

typedef struct changing {
    ov_people_place place;
    ov_person person;         /* as read; its texts as written when they are saved */
    const char *what, *email; /* email: the address that the page was made with */
    ov_letter letter;
} changing;

static ov_status change(ov_ctx *ctx, void *arg)
{
    changing *c = arg;
    ov_manager *manager = &c->place.manager;

    if (!strcmp(c->what, "spara")) {
        const char *now = c->person.email ? c->person.email : "";

        OV_TRY(ov_person_change(ctx, manager, &c->person));
        if (!strcmp(now, c->email ? c->email : ""))
            return OV_OK;
        OV_TRY(ov_link_end_all(ctx, c->person.id, NULL)); /* those that went to the old address */
        return c->letter.name ? ov_letter_send(ctx, &c->letter) : OV_OK;
    }
    if (!strcmp(c->what, "stang") || !strcmp(c->what, "oppna")) {
        OV_TRY(ov_person_disable(ctx, manager, c->person.id, !strcmp(c->what, "stang"),
                                 c->person.row_version));
        return ov_link_end_all(ctx, c->person.id, NULL);
    }
    if (!strcmp(c->what, "tvasteg")) {
        OV_TRY(ov_person_check(ctx, manager, c->person.id));
        OV_TRY(ov_factor_reset(ctx, c->person.id));
        return c->person.email ? ov_letter_send(ctx, &c->letter) : OV_OK;
    }
    OV_TRY(ov_link_end_all(ctx, c->person.id, OV_LINK_INVITE));
    if (!strcmp(c->what, "aterkalla"))
        return ov_person_invited(ctx, manager, c->person.id, true);
    OV_TRY(ov_person_invited(ctx, manager, c->person.id, false));
    return ov_letter_send(ctx, &c->letter);
}

static ov_status change_once(ov_ctx *ctx, void *arg, const char **location)
{
    static const char *const done[][2] = {{"spara", "sparad"},         {"stang", "avstangd"},
                                          {"oppna", "oppnad"},         {"bjud", "inbjuden"},
                                          {"aterkalla", "aterkallad"}, {"tvasteg", "tvasteg"}};
    const changing *c = arg;
    const char *code = "sparad";

    OV_TRY(change(ctx, arg));
    for (size_t i = 0; i < OV_LEN(done); i++)
        if (!strcmp(c->what, done[i][0]))
            code = done[i][1];
    *location = ov_printf(ctx->arena, "%s/person/%lld?gjort=%s", c->place.home,
                          (long long)c->person.id, code);
    return OV_OK;
}

static bool known_command(const char *what)
{
    static const char *const known[] = {"spara", "stang", "oppna", "bjud", "aterkalla", "tvasteg"};

    for (size_t i = 0; i < OV_LEN(known); i++)
        if (!strcmp(what, known[i]))
            return true;
    return false;
}

/* Whoever changes an address can take the account over, so the old address is told. Not before
 * anybody has been in: then it was most likely misspelt. */
static ov_status tell_old_address(ov_req *req, changing *c)
{
    const ov_person *person = &c->person;

    if (!person->email || !ov_mail_address_ok(c->email) || !strcmp(person->email, c->email) ||
        (!person->has_password && !person->last_sign_in))
        return OV_OK;
    c->letter = (ov_letter){
        .name = "email_changed", .email = c->email, .values = ov_map_new(ov_req_arena(req))};
    ov_map_text(c->letter.values, "email", person->email);
    OV_TRY(ov_entrant_get(ov_req_ctx(req), person->id, &c->letter.to));
    return ov_letter_write(req, &c->letter);
}

/* What the command needs: the fields, or the mail. Errors stand in the form. */
static ov_status prepare(ov_req *req, ov_form *form, changing *c)
{
    const char *title = ov_form_text(form, "titel");

    if (!strcmp(c->what, "spara")) {
        c->person.name = ov_form_text(form, "namn");
        c->person.title = *title ? title : NULL;
        c->person.email = *ov_form_text(form, "epost") ? ov_form_email(req, form, "epost") : NULL;
        return ov_form_ok(form) ? tell_old_address(req, c) : OV_OK;
    }
    if (!strcmp(c->what, "tvasteg"))
        return ov_letter_factor_reset(req, c->person.id, &c->letter);
    if (strcmp(c->what, "bjud") != 0)
        return OV_OK;
    if (!c->person.email || c->person.has_password || c->person.last_sign_in)
        return OV_NOT_FOUND; /* no such button */
    return ov_letter_invitation(req, c->person.id, &c->letter);
}

/* GET, POST /admin/organisation/:code/person/:id, /admin/person/:id */
ov_status ov_page_person(ov_req *req)
{
    changing c = {0};
    ov_person stored;

    OV_TRY(ov_people_place_of(req, &c.place));
    OV_TRY(ov_people_person(req, &c.place, &stored));
    if (ov_req_http(req)->method != OV_POST)
        return show_person(req, &c.place, &stored, NULL, NULL, 200);
    ov_form *form = ov_form_read(req, person_fields);

    c.what = ov_form_text(form, "gor");
    c.person = stored;
    c.email = stored.email;
    c.person.row_version = ov_form_int(form, "radversion");
    if (!known_command(c.what))
        return ov_refuse(req, 400, NULL);
    OV_TRY(prepare(req, form, &c));
    bool saves = !strcmp(c.what, "spara");
    if (saves && !ov_form_ok(form))
        return show_person(req, &c.place, &stored, form, NULL, 422);
    ov_status status = ov_req_once(req, change_once, &c);

    if (status == OV_OK || !c.place.manager.no)
        return status;
    OV_TRY(ov_people_person(req, &c.place, &stored));
    return show_person(req, &c.place, &stored, saves ? form : NULL,
                       ov_people_no_text(req, c.place.manager.no),
                       status == OV_CONFLICT ? 409 : 422);
}

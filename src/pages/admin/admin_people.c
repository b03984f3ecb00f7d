/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_people.c — what the pages about people share: whose they are, and how they read. */
#include "pages/admin/admin_people.h"

#include "view/format.h"

#include <string.h>

/* ---- Whose people ---- */

#define OF_ORG "/admin/organisation/"

ov_status ov_people_place_of(ov_req *req, ov_people_place *out)
{
    const char *path = ov_req_http(req)->path;
    ov_people_place place = {0};

    if (strncmp(path, OF_ORG, strlen(OF_ORG)) == 0) {
        OV_TRY(ov_admin_organisation(req, "org.manage", &place.org));
        place.manager.org_id = place.org.id;
        place.home = ov_printf(ov_req_arena(req), OF_ORG "%s", place.org.code);
    } else {
        OV_TRY(ov_req_may(req, "people.first", 0));
        place.manager.first = true;
        place.home = "/admin";
    }
    place.list = ov_printf(ov_req_arena(req), "%s/personer", place.home);
    *out = place;
    return OV_OK;
}

ov_status ov_people_person(ov_req *req, const ov_people_place *place, ov_person *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    bool there = true;
    ov_id id;

    OV_TRY(ov_req_arg_id(req, "id", &id));
    if (place->org.id)
        OV_TRY(ov_person_in(ctx, id, place->org.id, &there));
    return there ? ov_person_get(ctx, id, out) : OV_NOT_FOUND;
}

ov_view *ov_people_view(ov_req *req, const ov_people_place *place, const char *name,
                        const char *title)
{
    ov_view *view = ov_view_new(req, name);
    ov_map *root = ov_view_root(view);

    ov_view_title(view, title);
    ov_map_text(root, "heading", title);
    ov_map_text(root, "home", place->home);
    ov_map_text(root, "list_href", place->list);
    ov_map_text(root, "org_name", place->org.name);
    ov_view_needs_token(view);
    return view;
}

const char *ov_people_no_text(ov_req *req, ov_people_no no)
{
    switch (no) {
    case OV_NO_RIGHT:
        return ov_req_tr(req, "Din egen roll räcker inte längre till det här. Ingenting ändrades.");
    case OV_NO_ROLE:
        return ov_req_tr(req, "Den rollen kan inte ges här. Välj en annan roll.");
    case OV_NO_OVERLAP:
        return ov_req_tr(req, "Personen har redan samma roll för hela eller delar av tiden. Ändra "
                              "det uppdraget i stället.");
    case OV_NO_PERIOD:
        return ov_req_tr(req, "Tiden går inte ihop. Sista dagen får inte ligga före den första, "
                              "och en ersättares tid ska rymmas i den ordinaries.");
    case OV_NO_LAST:
        return ov_req_tr(req,
                         "Det går inte: då finns ingen administratör kvar. Bjud först in någon "
                         "annan, och vänta tills den personen har loggat in.");
    case OV_NO_STALE:
        return ov_req_tr(req, "Någon annan ändrade uppgifterna medan du höll på. Ingenting är "
                              "sparat än. Jämför med det som gäller nu, och spara igen om ditt "
                              "ska gälla.");
    case OV_NO_OUTSIDE:
        return ov_req_tr(req, "Personen har uppdrag som du inte förvaltar. Därför kan du inte "
                              "ändra kontot, bara uppdragen här.");
    case OV_NO_TAKEN:
        return ov_req_tr(req, "Det användarnamnet är upptaget. Skriv ett annat.");
    case OV_NO_HERE:
        return ov_req_tr(req, "Adressen hör redan till en person i listan. Ge den personen "
                              "uppdraget i stället.");
    case OV_NO_ELSEWHERE:
        return ov_req_tr(req, "Adressen används i en annan organisation. Skriv ett eget "
                              "användarnamn för uppdraget här.");
    case OV_NO_SUBSTITUTE:
        return ov_req_tr(req, "En ersättare kan inte ha en egen ersättare, och ingen kan ersätta "
                              "sig själv.");
    case OV_NO_ENDED:
        return ov_req_tr(req, "Uppdraget har avslutats eller kontot är avstängt. Ingenting "
                              "ändrades.");
    case OV_NO_PLACE:
        return ov_req_tr(req, "Personen eller organet hör inte till organisationen.");
    case OV_NO_SELF:
        return ov_req_tr(req, "Du kan inte ge dig själv en roll. Be en annan systemförvaltare "
                              "göra det.");
    case OV_NO_NOTHING:
        break;
    }
    return ov_req_tr(req, "Det gick inte att spara. Läs in sidan på nytt och försök igen.");
}

/* ---- How they read ---- */

static const char *day_text(ov_req *req, ov_day day)
{
    ov_ctx *ctx = ov_req_ctx(req);

    return day == OV_NO_DAY ? NULL : ov_format_day(ctx->arena, day, ctx->lang);
}

void ov_held_model(ov_req *req, ov_map *map, const ov_held *held)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_held_state state = ov_held_on(held, ov_stockholm_day(ctx->now));

    ov_map_text_or_false(map, "role", ov_req_tr(req, ov_role_title(held->role)));
    ov_map_text_or_false(map, "org", held->org_name);
    ov_map_text_or_false(map, "matter", held->matter_title);
    ov_map_text_or_false(map, "body", held->body_name);
    ov_map_text_or_false(map, "principal", held->principal);
    ov_map_text_or_false(map, "note", held->note);
    ov_map_text_or_false(map, "why", held->ended_why);
    ov_map_text_or_false(map, "from", day_text(req, held->from));
    ov_map_text_or_false(map, "to", day_text(req, held->to));
    ov_map_text_or_false(map, "ended",
                         held->ended_at ? ov_format_instant(ctx->arena, held->ended_at, ctx->lang)
                                        : NULL);
    ov_map_text_or_false(map, "tone",
                         state == OV_HELD_NOW      ? "now"
                         : state == OV_HELD_COMING ? "plan"
                                                   : "off");
    ov_map_text_or_false(map, "state",
                         ov_req_tr(req, state == OV_HELD_NOW      ? "Gäller"
                                        : state == OV_HELD_COMING ? "Kommande"
                                                                  : "Avslutat"));
    ov_map_bool(map, "past", state == OV_HELD_PAST);
}

static const char *state_of(const ov_person *person, const char **tone)
{
    *tone = "none";
    if (person->disabled) {
        *tone = "off";
        return "Avstängd";
    }
    if (person->email_fault) {
        *tone = "warn";
        return "Studsande e-post";
    }
    if (person->invited_at && !person->last_sign_in) {
        *tone = "plan";
        return "Inbjuden";
    }
    *tone = "done";
    return "Aktiv";
}

void ov_person_model(ov_req *req, ov_map *map, const ov_people_place *place,
                     const ov_person *person)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *tone, *state = state_of(person, &tone);

    ov_map_text_or_false(map, "name", person->name);
    ov_map_text_or_false(map, "person_title", person->title);
    ov_map_text_or_false(map, "email", person->email);
    ov_map_text_or_false(map, "login", person->login);
    ov_map_text_or_false(map, "person_org", person->org_name);
    ov_map_text_or_false(map, "fault", person->email_fault);
    ov_map_text_or_false(map, "state", ov_req_tr(req, state));
    ov_map_text_or_false(map, "tone", tone);
    ov_map_text_or_false(map, "seen",
                         person->last_sign_in
                             ? ov_format_instant(ctx->arena, person->last_sign_in, ctx->lang)
                             : NULL);
    ov_map_text_or_false(
        map, "invited",
        person->invited_at ? ov_format_instant(ctx->arena, person->invited_at, ctx->lang) : NULL);
    ov_map_text(map, "href",
                ov_printf(ctx->arena, "%s/person/%lld", place->home, (long long)person->id));
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_person_new_pages.c — somebody new is invited: an account without a password, roles, and a
 * mail with a link. */
#include "pages/admin/admin_people.h"
#include "pages/core_pages.h"
#include "pages/letter.h"

#include "outbox/outbox.h"

#include <string.h>

enum { MOST_ROLES = 8 };

enum { F_NAME, F_EMAIL, F_TITLE, F_LOGIN, F_ORG, F_FROM, F_TO, F_MATTER, F_ROLE };
static const ov_form_field invite_fields[] = {
    {"namn", "Namn", OV_INPUT_TEXT, true, 1, 200, NULL},
    {"epost", "E-post", OV_INPUT_TEXT, true, 3, 254, NULL},
    {"titel", "Titel", OV_INPUT_TEXT, false, 0, 200, NULL},
    {"anvandarnamn", "Användarnamn", OV_INPUT_TEXT, false, 0, 64, NULL},
    {"organisation", "Organisation", OV_INPUT_TEXT, false, 0, 32, NULL},
    {"fran", "Från och med", OV_INPUT_DAY, false, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    {"till", "Till och med", OV_INPUT_DAY, false, OV_DAY_FIRST, OV_DAY_LAST, NULL},
    {"arende", "Gäller ärendet", OV_INPUT_TEXT, false, 0, 64, NULL},
    {"roll", "Rollen", OV_INPUT_TEXT, false, 0, 40, NULL}, /* boxes: roll-ROLE */
    {0}};

typedef struct inviting {
    ov_people_place place;
    ov_person person;
    const char *roles[MOST_ROLES];
    size_t n_roles;
    ov_id matter_id;
    ov_day from, to;
    ov_letter letter;
} inviting;

static bool ticked(ov_req *req, const char *role)
{
    const char *name = ov_printf(ov_req_arena(req), "roll-%s", role);

    return ov_pairs_get(&ov_req_http(req)->form, name) != NULL;
}

static void add_role_boxes(ov_req *req, ov_map *root, const ov_people_place *place,
                           const ov_form *form)
{
    ov_list *list = ov_map_list(root, "role_boxes");

    for (size_t i = 0; ov_roles[i]; i++) {
        ov_map *item;

        if (!ov_role_given_by(&place->manager, ov_roles[i]) ||
            (place->org.id && !ov_role_fits(ov_roles[i], place->org.type)))
            continue;
        item = ov_list_add(list);
        ov_map_text(item, "code", ov_roles[i]);
        ov_map_text(item, "title", ov_req_tr(req, ov_role_title(ov_roles[i])));
        ov_map_bool(item, "chosen", form && ticked(req, ov_roles[i]));
    }
    if (form && ov_form_fault(form, "roll"))
        ov_map_text(root, "role_error", ov_form_fault(form, "roll"));
}

static ov_status show_invite(ov_req *req, const ov_people_place *place, const ov_form *form)
{
    const ov_form_field *f = invite_fields;
    ov_view *view =
        ov_people_view(req, place, "people_invite",
                       ov_req_tr(req, form ? "Fel: Bjud in en person" : "Bjud in en person"));
    ov_map *root = ov_view_root(view);
    ov_list *who = ov_map_list(root, "who"), *where = ov_map_list(root, "where"), *choices;

    ov_map_text(root, "heading", ov_req_tr(req, "Bjud in en person"));
    ov_field_add(req, who, form, &f[F_NAME], "text", NULL, NULL);
    ov_field_add(req, who, form, &f[F_EMAIL], "email", NULL,
                 ov_req_tr(req, "Dit skickas inbjudan, med en länk som kan användas en gång."));
    ov_field_add(req, who, form, &f[F_TITLE], "text", NULL,
                 ov_req_tr(req, "Till exempel socialchef."));
    ov_field_add(req, who, form, &f[F_LOGIN], "text", NULL,
                 ov_req_tr(req,
                           "Lämna tomt för att logga in med e-postadressen. Annars bokstäver utan "
                           "å, ä och ö, siffror och . _ - @ +."));
    if (place->manager.first) {
        const ov_rows *rows;
        const char *chosen = ov_chosen(form, "organisation", ov_req_query(req, "organisation"));

        choices = ov_select_add(req, where, form, &f[F_ORG], chosen, NULL);
        OV_TRY(ov_organisations(ov_req_ctx(req), NULL, &rows));
        ov_choice_add(choices, "", ov_req_tr(req, "Välj organisation"), chosen);
        for (size_t i = 0; i < rows->n; i++)
            ov_choice_add(choices, ov_cell_text(rows, i, 2), ov_cell_text(rows, i, 3), chosen);
    }
    add_role_boxes(req, root, place, form);
    ov_field_add(req, where, form, &f[F_FROM], "date", NULL,
                 ov_req_tr(req, "Lämna tomt om rollen gäller redan nu."));
    ov_field_add(req, where, form, &f[F_TO], "date", NULL,
                 ov_req_tr(req, "Sista dagen. Lämna tomt om rollen gäller tills vidare."));
    if (!place->manager.first) {
        choices = ov_select_add(req, where, form, &f[F_MATTER], NULL, NULL);
        OV_TRY(ov_matter_choices(req, choices, ov_req_tr(req, "Alla ärenden"),
                                 ov_chosen(form, "arende", NULL)));
    }
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

static void read_roles(ov_req *req, ov_form *form, inviting *in)
{
    bool wrong = false;

    for (size_t i = 0; ov_roles[i]; i++)
        if (ticked(req, ov_roles[i]) && in->n_roles < MOST_ROLES)
            in->roles[in->n_roles++] = ov_roles[i];
    for (size_t i = 0; i < in->n_roles; i++)
        wrong = wrong || !ov_role_given_by(&in->place.manager, in->roles[i]) ||
                (in->place.org.id && !ov_role_fits(in->roles[i], in->place.org.type));
    if (!in->n_roles)
        ov_form_error(form, "roll", "%s", ov_req_tr(req, "Välj minst en roll."));
    else if (wrong)
        ov_form_error(form, "roll", "%s", ov_people_no_text(req, OV_NO_ROLE));
}

static ov_status read_organisation(ov_req *req, ov_form *form, inviting *in)
{
    ov_organisation org = {0};

    in->person.org_id = in->place.org.id;
    if (!in->place.manager.first)
        return OV_OK;
    ov_status status =
        ov_organisation_by_code(ov_req_ctx(req), ov_form_text(form, "organisation"), &org);
    if (status == OV_NOT_FOUND)
        ov_form_error(form, "organisation", "%s", ov_req_tr(req, "Välj en organisation i listan."));
    else
        OV_TRY(status);
    in->person.org_id = org.id;
    return OV_OK;
}

const char *ov_form_email(ov_req *req, ov_form *form, const char *name)
{
    char *address = ov_str_z(ov_req_arena(req), ov_str_trim(ov_str_from(ov_form_text(form, name))));

    for (char *p = address; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 0x20);
    if (!ov_form_fault(form, name) && !ov_mail_address_ok(address))
        ov_form_error(form, name, "%s",
                      ov_req_tr(req, "Skriv en e-postadress, till exempel "
                                     "anna.andersson@kommunen.example."));
    return address;
}

static ov_status read_invite(ov_req *req, ov_form *form, inviting *in)
{
    const char *login = ov_form_text(form, "anvandarnamn"), *title = ov_form_text(form, "titel");

    OV_TRY(read_organisation(req, form, in));
    OV_TRY(ov_form_matter(req, form, "arende", &in->matter_id));
    read_roles(req, form, in);
    ov_form_period(req, form, "fran", "till");
    in->person.name =
        ov_str_z(ov_req_arena(req), ov_str_trim(ov_str_from(ov_form_text(form, "namn"))));
    in->person.email = ov_form_email(req, form, "epost");
    in->person.title = *title ? title : NULL;
    in->person.login = *login ? login : NULL;
    in->from = ov_form_day(form, "fran");
    in->to = ov_form_day(form, "till");
    if (in->to != OV_NO_DAY && in->to < ov_stockholm_day(ov_req_ctx(req)->now))
        ov_form_error(form, "till", "%s", ov_req_tr(req, "Dagen har redan passerat."));
    return OV_OK;
}

/* The mail with its link, in words of the account that there will be. */
static ov_status write_letter(ov_req *req, const char *roles, inviting *in)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_person *person = &in->person;
    ov_map *values = ov_map_new(ctx->arena);
    ov_organisation org;

    ov_map_text(values, "roles", roles);
    ov_map_text(values, "by", ctx->actor.name);
    ov_map_text(values, "by_org", ctx->actor.org_name);
    OV_TRY(ov_organisation_get(ctx, person->org_id, &org));
    ov_map_text(values, "org", org.name);
    in->letter =
        (ov_letter){.name = "invitation",
                    .to = {.account = {.login = person->login ? person->login : person->email,
                                       .name = person->name,
                                       .email = person->email,
                                       .org_id = person->org_id}},
                    .link = {.purpose = OV_LINK_INVITE, .made_by = ctx->actor.account_id},
                    .values = values};
    return ov_letter_write(req, &in->letter);
}

static ov_status invite_once(ov_ctx *ctx, void *arg, const char **location)
{
    inviting *in = arg;
    ov_person person = in->person;

    OV_TRY(ov_person_add(ctx, &in->place.manager, &in->person, &person.id));
    for (size_t i = 0; i < in->n_roles; i++)
        OV_TRY(ov_mandate_give(ctx, &in->place.manager,
                               &(ov_held){.account_id = person.id,
                                          .role = in->roles[i],
                                          .org_id = person.org_id,
                                          .matter_id = in->matter_id,
                                          .from = in->from,
                                          .to = in->to},
                               NULL));
    OV_TRY(ov_person_invited(ctx, &in->place.manager, person.id, false));
    in->letter.to.account.id = in->letter.link.account_id = person.id;
    OV_TRY(ov_letter_send(ctx, &in->letter));
    *location = ov_printf(ctx->arena, "%s/person/%lld?gjort=inbjuden", in->place.home,
                          (long long)person.id);
    return OV_OK;
}

static const char *role_names(ov_req *req, const inviting *in)
{
    const char *names = "";

    for (size_t i = 0; i < in->n_roles; i++)
        names = ov_printf(ov_req_arena(req), "%s%s%s", names, i ? ", " : "",
                          ov_role_title(in->roles[i]));
    return names;
}

/* Beside the field that can be changed. */
static void say_why(ov_req *req, ov_form *form, ov_people_no no)
{
    const char *field = no == OV_NO_HERE ? "epost" : "roll";
    const char *text = ov_people_no_text(req, no);

    if (no == OV_NO_NOTHING || no == OV_NO_TAKEN || no == OV_NO_ELSEWHERE)
        field = "anvandarnamn";
    if (no == OV_NO_NOTHING)
        text =
            ov_req_tr(req, "Skriv ett användarnamn med högst 64 tecken: bokstäver utan å, ä och ö, "
                           "siffror och . _ - @ +.");
    ov_form_error(form, field, "%s", text);
}

/* GET, POST /admin/organisation/:code/personer/ny, /admin/personer/ny */
ov_status ov_page_person_new(ov_req *req)
{
    inviting in = {0};
    ov_form *form;

    OV_TRY(ov_people_place_of(req, &in.place));
    if (ov_req_http(req)->method != OV_POST)
        return show_invite(req, &in.place, NULL);
    form = ov_form_read(req, invite_fields);
    OV_TRY(read_invite(req, form, &in));
    if (!ov_form_ok(form))
        return show_invite(req, &in.place, form);
    OV_TRY(write_letter(req, role_names(req, &in), &in));
    ov_status status = ov_req_once(req, invite_once, &in);

    if (status == OV_OK || (!in.place.manager.no && status != OV_INVALID))
        return status;
    say_why(req, form, in.place.manager.no);
    return show_invite(req, &in.place, form);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_body_pages.c — the bodies of an organisation, and their next meetings. */
#include "pages/admin/admin_body.h"
#include "view/format.h"

#include <string.h>

enum { NEXT_MOST = 20 };

static const char *const kind_codes[] = {"assembly", "executive", "committee", "consultative",
                                         "steering", "advisory",  "other",     NULL};
static const char *const decides_codes[] = {"ja", "nej", NULL};

const ov_form_field ov_body_fields[] = {
    [OV_BODY_NAME] = {"namn", "Namn", OV_INPUT_TEXT, true, 1, 200, NULL},
    [OV_BODY_SHORT] = {"kort", "Förkortning", OV_INPUT_TEXT, false, 0, 20, NULL},
    [OV_BODY_KIND] = {"slag", "Slag", OV_INPUT_CHOICE, true, 0, 0, kind_codes},
    [OV_BODY_DECIDES] = {"beslutar", "Beslutar för organisationen", OV_INPUT_CHOICE, true, 0, 0,
                         decides_codes},
    [OV_BODY_NOTE] = {"anmarkning", "Anmärkning", OV_INPUT_LONG_TEXT, false, 0, 1000, NULL},
    [OV_BODY_ROW] = {"radversion", "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    {0}};

void ov_body_add_fields(ov_req *req, ov_map *root, const ov_form *form, const ov_body *body)
{
    static const ov_body none = {.kind = "committee", .decides = true};
    ov_list *list = ov_map_list(root, "fields"), *choices;
    const ov_body *b = body ? body : &none;
    const char *decides = b->decides ? "ja" : "nej";

    ov_field_add(req, list, form, &ov_body_fields[OV_BODY_NAME], "text", b->name,
                 ov_req_tr(req, "Till exempel Kommunstyrelsen."));
    ov_field_add(req, list, form, &ov_body_fields[OV_BODY_SHORT], "text", b->shortly,
                 ov_req_tr(req, "Till exempel KS. Kan lämnas tomt."));
    choices = ov_select_add(req, list, form, &ov_body_fields[OV_BODY_KIND], b->kind, NULL);
    for (const ov_choice *k = ov_body_kinds; k->code; k++)
        ov_choice_add(choices, k->code, ov_req_tr(req, k->title), ov_chosen(form, "slag", b->kind));
    choices = ov_select_add(req, list, form, &ov_body_fields[OV_BODY_DECIDES], decides,
                            ov_req_tr(req, "Ja, när organet kan besluta om ett svar eller ett "
                                           "avtal. Då räknas dess möten när en remiss planeras."));
    ov_choice_add(choices, "ja", ov_req_tr(req, "Ja"), ov_chosen(form, "beslutar", decides));
    ov_choice_add(choices, "nej", ov_req_tr(req, "Nej"), ov_chosen(form, "beslutar", decides));
    ov_field_add(req, list, form, &ov_body_fields[OV_BODY_NOTE], "area", b->note, NULL);
}

void ov_body_form(ov_req *req, const ov_form *form, ov_body *body)
{
    body->name = ov_admin_text(req, form, "namn");
    body->shortly = ov_admin_text(req, form, "kort");
    body->kind = ov_form_text(form, "slag");
    body->decides = !strcmp(ov_form_text(form, "beslutar"), "ja");
    body->note = ov_admin_text(req, form, "anmarkning");
    body->row_version = ov_form_int(form, "radversion");
}

const char *ov_body_href(ov_req *req, const ov_organisation *org, ov_id id)
{
    if (!id)
        return ov_printf(ov_req_arena(req), "/admin/organisation/%s/organ", org->code);
    return ov_printf(ov_req_arena(req), "/admin/organisation/%s/organ/%lld", org->code,
                     (long long)id);
}

void ov_body_meeting_item(ov_req *req, ov_map *item, const ov_meeting *meeting)
{
    ov_arena *arena = ov_req_arena(req);
    const char *lang = ov_req_ctx(req)->lang;

    ov_map_text(item, "day", ov_format_weekday(arena, meeting->day, lang));
    ov_map_text(item, "day_iso", ov_day_iso(arena, meeting->day));
    if (meeting->papers == OV_NO_DAY) {
        ov_map_bool(item, "papers", false);
    } else {
        ov_map_text(item, "papers", ov_format_day(arena, meeting->papers, lang));
        ov_map_text(item, "papers_iso", ov_day_iso(arena, meeting->papers));
    }
    ov_map_text_or_false(item, "note", meeting->note);
    ov_map_bool(item, "cancelled", meeting->cancelled);
}

/* ---- The list ---- */

static ov_status add_bodies(ov_req *req, ov_map *root, const ov_organisation *org, ov_day today)
{
    ov_list *list = ov_map_list(root, "bodies");
    const ov_body *bodies;
    size_t n;

    OV_TRY(ov_bodies(ov_req_ctx(req), org->id, today, &bodies, &n));
    for (size_t i = 0; i < n; i++) {
        const ov_body *b = &bodies[i];
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "name", b->name);
        ov_map_text(item, "href", ov_body_href(req, org, b->id));
        ov_map_text_or_false(item, "short", b->shortly);
        ov_map_text(item, "kind", ov_req_tr(req, ov_choice_title(ov_body_kinds, b->kind)));
        ov_map_bool(item, "decides", b->decides);
        if (b->next_meeting == OV_NO_DAY)
            ov_map_bool(item, "next", false);
        else
            ov_map_text(item, "next",
                        ov_format_day(ov_req_arena(req), b->next_meeting, ov_req_ctx(req)->lang));
        ov_admin_ended(req, item, b->ended_on);
    }
    ov_map_bool(root, "any", n > 0);
    return OV_OK;
}

static ov_status add_next(ov_req *req, ov_map *root, const ov_organisation *org, ov_day today)
{
    ov_list *list = ov_map_list(root, "meetings");
    const ov_meeting *meetings;
    size_t n;

    OV_TRY(ov_organisation_meetings(ov_req_ctx(req), org->id, today, NEXT_MOST, &meetings, &n));
    for (size_t i = 0; i < n; i++) {
        ov_map *item = ov_list_add(list);

        ov_body_meeting_item(req, item, &meetings[i]);
        ov_map_text(item, "body", meetings[i].body_name);
        ov_map_text(item, "href", ov_body_href(req, org, meetings[i].body_id));
        ov_map_text(
            item, "left",
            ov_format_days_left(ov_req_arena(req), today, meetings[i].day, ov_req_ctx(req)->lang));
    }
    ov_map_bool(root, "any_meetings", n > 0);
    return OV_OK;
}

static ov_status show_bodies(ov_req *req, const ov_organisation *org, const ov_form *form)
{
    ov_view *view = ov_admin_view(req, "admin_bodies", ov_req_tr(req, "Organ och möten"), org);
    ov_day today = ov_stockholm_day(ov_req_ctx(req)->received);
    ov_map *root = ov_view_root(view);
    bool may = ov_req_may(req, "org.manage", org->id) == OV_OK;

    OV_TRY(add_bodies(req, root, org, today));
    OV_TRY(add_next(req, root, org, today));
    ov_map_text(root, "action", ov_body_href(req, org, 0));
    ov_map_bool(root, "may", may);
    if (may) {
        ov_body_add_fields(req, root, form, NULL);
        ov_view_needs_token(view);
    }
    ov_admin_done(req, root);
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

typedef struct adding {
    const ov_organisation *org;
    ov_body body;
} adding;

static ov_status add_once(ov_ctx *ctx, void *arg, const char **location)
{
    const adding *a = arg;
    ov_id id;

    OV_TRY(ov_body_add(ctx, &a->body, &id));
    *location = ov_printf(ctx->arena, "/admin/organisation/%s/organ/%lld?klart=organ", a->org->code,
                          (long long)id);
    return OV_OK;
}

/* GET, POST /admin/organisation/:code/organ */
ov_status ov_page_admin_bodies(ov_req *req)
{
    bool posts = ov_req_http(req)->method == OV_POST;
    ov_organisation org;
    adding a = {.org = &org};
    ov_status status;
    ov_form *form;

    OV_TRY(ov_admin_organisation(req, posts ? "org.manage" : "org.view", &org));
    if (!posts)
        return show_bodies(req, &org, NULL);
    form = ov_form_read(req, ov_body_fields);
    if (!ov_form_ok(form))
        return show_bodies(req, &org, form);
    ov_body_form(req, form, &a.body);
    a.body.org_id = org.id;
    status = ov_req_once(req, add_once, &a);
    if (status != OV_CONFLICT)
        return status;
    ov_form_error(form, "namn", "%s",
                  ov_req_tr(req, "Organisationen har redan ett organ med det namnet."));
    return show_bodies(req, &org, form);
}

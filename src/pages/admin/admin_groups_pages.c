/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_groups_pages.c — the groups that the reader keeps, and a new one. */
#include "pages/admin/admin_group.h"
#include "view/format.h"

#include <string.h>

static const char *const kind_codes[] = {"recipients", "members", "own", NULL};

const ov_form_field ov_group_fields[] = {
    [OV_GROUP_NAME] = {"namn", "Namn", OV_INPUT_TEXT, true, 1, 200, NULL},
    [OV_GROUP_KIND] = {"slag", "Slag", OV_INPUT_CHOICE, true, 0, 0, kind_codes},
    [OV_GROUP_NOTE] = {"anmarkning", "Anmärkning", OV_INPUT_LONG_TEXT, false, 0, 1000, NULL},
    [OV_GROUP_ROW] = {"radversion", "Radversionen", OV_INPUT_INT, false, 0, INT32_MAX, NULL},
    [OV_GROUP_OWNER] = {"agare", "Organisationen som har gruppen", OV_INPUT_TEXT, false, 0, 32,
                        NULL},
    {0}};

void ov_group_add_fields(ov_req *req, ov_map *root, const ov_form *form, const ov_group *group)
{
    static const ov_group none = {.kind = "recipients"};
    ov_list *list = ov_map_list(root, "fields"), *choices;
    const ov_group *g = group ? group : &none;

    ov_field_add(req, list, form, &ov_group_fields[OV_GROUP_NAME], "text", g->name,
                 ov_req_tr(req, "Till exempel Kommuner i Västra Götaland."));
    choices = ov_select_add(req, list, form, &ov_group_fields[OV_GROUP_KIND], g->kind,
                            ov_req_tr(req, "En sändlista används när en remiss skickas. Medlemmar "
                                           "är de som hör till ett förbund. En egen grupp ser bara "
                                           "den egna organisationen."));
    for (const ov_choice *k = ov_group_kinds; k->code; k++)
        ov_choice_add(choices, k->code, ov_req_tr(req, k->title), ov_chosen(form, "slag", g->kind));
    ov_field_add(req, list, form, &ov_group_fields[OV_GROUP_NOTE], "area", g->note, NULL);
}

void ov_group_read(ov_req *req, const ov_form *form, ov_group *group)
{
    group->name = ov_admin_text(req, form, "namn");
    group->kind = ov_form_text(form, "slag");
    group->note = ov_admin_text(req, form, "anmarkning");
    group->row_version = ov_form_int(form, "radversion");
}

/* The code of the organisation that a new group most likely belongs to. */
static const char *usual_owner(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_organisation org;

    if (ctx->actor.org_id && ov_req_may(req, "org.groups", ctx->actor.org_id) == OV_OK &&
        ov_organisation_get(ctx, ctx->actor.org_id, &org) == OV_OK)
        return org.code;
    return NULL;
}

static ov_status add_groups(ov_req *req, ov_map *root)
{
    ov_list *list = ov_map_list(root, "groups");
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_group *groups;
    size_t n;

    OV_TRY(ov_groups(ctx, 0, &groups, &n));
    for (size_t i = 0; i < n; i++) {
        const ov_group *g = &groups[i];
        ov_map *item;

        if (ov_req_may(req, "org.groups", g->org_id) != OV_OK)
            continue;
        item = ov_list_add(list);
        ov_map_text(item, "name", g->name);
        ov_map_text(item, "href", ov_printf(ctx->arena, "/admin/grupp/%lld", (long long)g->id));
        ov_map_text(item, "kind", ov_req_tr(req, ov_choice_title(ov_group_kinds, g->kind)));
        ov_map_text(item, "owner", g->org_name);
        ov_map_text(item, "members", ov_format_count(ctx->arena, g->members));
        ov_admin_ended(req, item, g->ended_on);
    }
    ov_map_bool(root, "any", ov_list_length(list) > 0);
    return OV_OK;
}

static ov_status show(ov_req *req, const ov_form *form)
{
    ov_view *view = ov_admin_view(req, "admin_groups", ov_req_tr(req, "Grupper"), NULL);
    ov_map *root = ov_view_root(view);

    OV_TRY(add_groups(req, root));
    ov_group_add_fields(req, root, form, NULL);
    ov_field_add(req, ov_map_list(root, "owner_fields"), form, &ov_group_fields[OV_GROUP_OWNER],
                 "text", usual_owner(req), ov_req_tr(req, "Dess kod, till exempel 14."));
    ov_view_needs_token(view);
    ov_admin_done(req, root);
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

static ov_status add_once(ov_ctx *ctx, void *arg, const char **location)
{
    ov_id id;

    OV_TRY(ov_group_add(ctx, arg, &id));
    *location = ov_printf(ctx->arena, "/admin/grupp/%lld?klart=grupp", (long long)id);
    return OV_OK;
}

/* Another's organisation is as unknown as none at all. */
static ov_status find_owner(ov_req *req, ov_form *form, ov_id *out)
{
    const char *code = ov_admin_text(req, form, "agare");
    ov_organisation org;
    ov_status found = code ? ov_organisation_by_code(ov_req_ctx(req), code, &org) : OV_NOT_FOUND;

    if (found == OV_OK)
        found = ov_req_may(req, "org.groups", org.id);
    if (found == OV_NOT_FOUND) {
        ov_form_error(form, "agare", "%s",
                      ov_req_tr(req, "Det finns ingen organisation med den koden som du får skapa "
                                     "grupper för."));
        return OV_OK;
    }
    OV_TRY(found);
    *out = org.id;
    return OV_OK;
}

/* GET, POST /admin/grupper */
ov_status ov_page_admin_groups(ov_req *req)
{
    ov_group group = {0};
    ov_status status;
    ov_form *form;

    if (ov_req_http(req)->method != OV_POST)
        return show(req, NULL);
    form = ov_form_read(req, ov_group_fields);
    OV_TRY(find_owner(req, form, &group.org_id));
    if (!ov_form_ok(form))
        return show(req, form);
    ov_group_read(req, form, &group);
    status = ov_req_once(req, add_once, &group);
    if (status != OV_CONFLICT)
        return status;
    ov_form_error(form, "namn", "%s",
                  ov_req_tr(req, "Organisationen har redan en grupp med det namnet."));
    return show(req, form);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_index_pages.c — the way into the administration: what each person may do there. */
#include "pages/admin/admin.h"
#include "pages/core_pages.h"

const ov_admin_entry ov_admin_entries[] = {
    {"Organisationer", "Regioner, kommuner, sjukhus och andra parter: uppgifter, organ och möten.",
     "/admin/organisationer", "admin"},
    {"Grupper", "Sändlistor, förbunds medlemmar och egna grupper.", "/admin/grupper", "org.groups"},
    {"Personer och roller", "Sök bland alla, och bjud in dem som förvaltar.", "/admin/personer",
     "people.first"},
    {"Händelser", "Vem gjorde vad när: sök, läs och ta ut.", "/admin/handelser", "audit.list"},
    {"Utskick", "Mejl som portalen skickar: vad som väntar, och vad som inte kom fram.",
     "/admin/utskick", "admin"},
    {"Rättigheter", "Vem som får göra vad, roll för roll.", "/admin/rattigheter", "admin.index"},
    {0}};

const ov_admin_entry ov_admin_parts[] = {
    {"Organ och möten", "Nämnder, styrelser och andra organ, och när de möts.", "/organ",
     "org.view"},
    {"Personer och roller", "Bjud in, ge roller, ersätt den som är borta och avsluta.", "/personer",
     "org.manage"},
    {"Beslutskedjor", "Vilka som godkänner ett svar, och i vilken ordning.", "/beslutskedjor",
     "org.manage"},
    {0}};

void ov_admin_list(ov_req *req, ov_map *root, const char *key, const ov_admin_entry *entries,
                   const char *prefix, ov_id org_id)
{
    ov_list *list = ov_map_list(root, key);

    for (const ov_admin_entry *e = entries; e->title; e++) {
        ov_map *item;

        if (ov_req_may(req, e->action, org_id) != OV_OK)
            continue;
        item = ov_list_add(list);
        ov_map_text(item, "title", ov_req_tr(req, e->title));
        ov_map_text(item, "text", ov_req_tr(req, e->text));
        ov_map_text(item, "href", ov_printf(ov_req_arena(req), "%s%s", prefix, e->href));
    }
}

ov_status ov_admin_organisation(ov_req *req, const char *action, ov_organisation *out)
{
    OV_TRY(ov_organisation_by_code(ov_req_ctx(req), ov_req_arg(req, "code"), out));
    return ov_req_may(req, action, out->id);
}

/* The organisations whose administrator the reader is. */
static ov_status add_own(ov_req *req, ov_map *root)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "own");

    for (size_t i = 0; i < ctx->actor.n_mandates; i++) {
        const ov_mandate *mandate = &ctx->actor.mandates[i];
        ov_organisation org;
        ov_map *item;
        bool seen = false;

        for (size_t k = 0; k < i; k++)
            seen = seen || ctx->actor.mandates[k].org_id == mandate->org_id;
        if (seen || !mandate->org_id || ov_req_may(req, "org.manage", mandate->org_id) != OV_OK)
            continue;
        OV_TRY(ov_organisation_get(ctx, mandate->org_id, &org));
        item = ov_list_add(list);
        ov_map_text(item, "name", org.name);
        ov_map_text(item, "code", org.code);
        ov_map_text(item, "href", ov_printf(ctx->arena, "/admin/organisation/%s", org.code));
        ov_admin_list(req, item, "parts", ov_admin_parts,
                      ov_printf(ctx->arena, "/admin/organisation/%s", org.code), org.id);
    }
    return OV_OK;
}

/* GET /admin — the pages of the administration that the reader may use. */
ov_status ov_page_admin(ov_req *req)
{
    ov_view *view = ov_view_new(req, "admin");
    ov_map *root = ov_view_root(view);

    ov_view_title(view, ov_req_tr(req, "Administration"));
    OV_TRY(add_own(req, root));
    ov_admin_list(req, root, "entries", ov_admin_entries, "", 0);
    return ov_view_send(view);
}

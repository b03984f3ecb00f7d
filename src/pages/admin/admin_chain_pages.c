/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_chain_pages.c — the approval chains of an organisation: the list, one in change, and what
 * applied before. */
#include "pages/admin/admin_chain.h"
#include "pages/core_pages.h"

#include "view/format.h"

#include <string.h>

/* ---- Reading ---- */

/* A chain with its steps in words: for the list and for old versions. */
static ov_status add_chain(ov_req *req, ov_map *item, const ov_people_place *place,
                           const ov_chain *chain)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(item, "steps");
    const ov_chain_step *steps;
    size_t n;

    OV_TRY(ov_chain_steps(ctx, chain, &steps, &n));
    ov_map_text(item, "chain_name", chain->name);
    ov_map_text(item, "chain_matter", chain->matter_title ? chain->matter_title : "");
    ov_map_bool(item, "for_matter", chain->matter_id != 0);
    ov_map_bool(item, "is_default", chain->is_default);
    ov_map_int(item, "version", chain->version);
    ov_map_int(item, "chain_id", chain->id);
    ov_map_text(item, "made", ov_format_instant(ctx->arena, chain->made_at, ctx->lang));
    ov_map_text_or_false(item, "made_by", chain->made_by);
    ov_map_text(item, "chain_href",
                ov_printf(ctx->arena, "%s/beslutskedjor/%lld", place->home, (long long)chain->id));
    for (size_t i = 0; i < n; i++) {
        ov_map *step = ov_list_add(list);
        const char *who = "";

        for (size_t a = 0; a < steps[i].n_actors; a++) {
            const ov_chain_actor *actor = &steps[i].actors[a];

            who = ov_printf(ctx->arena, "%s%s%s", who, a ? ", " : "",
                            actor->role ? ov_req_tr(req, ov_role_title(actor->role)) : actor->name);
        }
        ov_map_text(step, "step_title", steps[i].title);
        ov_map_text(step, "who", who);
        ov_map_bool(step, "all", steps[i].all && steps[i].n_actors > 1);
    }
    return OV_OK;
}

static ov_view *chain_view(ov_req *req, const ov_people_place *place, const char *name,
                           const char *title)
{
    ov_view *view = ov_people_view(req, place, name, title);

    ov_map_text(ov_view_root(view), "chains_href",
                ov_printf(ov_req_arena(req), "%s/beslutskedjor", place->home));
    return view;
}

/* GET /admin/organisation/:code/beslutskedjor */
ov_status ov_page_chains(ov_req *req)
{
    const char *done = ov_req_query(req, "gjort");
    const ov_chain *chains;
    ov_people_place place;
    bool standard = false;
    size_t n;

    OV_TRY(ov_people_place_of(req, &place));
    OV_TRY(ov_chains(ov_req_ctx(req), place.org.id, true, &chains, &n));
    ov_view *view = chain_view(req, &place, "chains", ov_req_tr(req, "Beslutskedjor"));
    ov_map *root = ov_view_root(view);
    ov_list *now = ov_map_list(root, "chains"), *ended = ov_map_list(root, "ended_chains");

    for (size_t i = 0; i < n; i++) {
        OV_TRY(add_chain(req, ov_list_add(chains[i].ended_at ? ended : now), &place, &chains[i]));
        standard = standard || chains[i].is_default;
    }
    ov_map_bool(root, "has_chains", ov_list_length(now) > 0);
    ov_map_bool(root, "has_ended", ov_list_length(ended) > 0);
    ov_map_bool(root, "no_default", ov_list_length(now) > 0 && !standard);
    if (done)
        ov_map_text(root, "done",
                    !strcmp(done, "avslutad") ? ov_req_tr(req, "Beslutskedjan är avslutad.")
                                              : ov_req_tr(req, "Beslutskedjan är sparad."));
    return ov_view_send(view);
}

/* The chain of the route, when it is the place's. */
static ov_status find_chain(ov_req *req, const ov_people_place *place, ov_chain *out)
{
    ov_id id;

    OV_TRY(ov_req_arg_id(req, "id", &id));
    OV_TRY(ov_chain_get(ov_req_ctx(req), id, out));
    return out->org_id == place->org.id ? OV_OK : OV_NOT_FOUND;
}

/* GET /admin/organisation/:code/beslutskedjor/:id/version/:nr */
ov_status ov_page_chain_version(ov_req *req)
{
    const ov_chain *versions;
    ov_people_place place;
    ov_chain chain;
    ov_id number;
    size_t n;

    OV_TRY(ov_people_place_of(req, &place));
    OV_TRY(find_chain(req, &place, &chain));
    OV_TRY(ov_req_arg_id(req, "nr", &number));
    OV_TRY(ov_chain_versions(ov_req_ctx(req), chain.id, &versions, &n));
    for (size_t i = 0; i < n; i++)
        if (versions[i].version == number) {
            ov_view *view = chain_view(req, &place, "chain_version", versions[i].name);

            OV_TRY(add_chain(req, ov_view_root(view), &place, &versions[i]));
            ov_map_bool(ov_view_root(view), "applies",
                        versions[i].version_id == chain.version_id && !chain.ended_at);
            return ov_view_send(view);
        }
    return OV_NOT_FOUND;
}

/* ---- Changing ---- */

typedef struct saving {
    ov_people_place place;
    ov_chain chain;
    const ov_chain_step *steps;
    size_t n;
    bool end;
} saving;

static ov_status save_once(ov_ctx *ctx, void *arg, const char **location)
{
    saving *s = arg;

    if (s->end)
        OV_TRY(ov_chain_end(ctx, &s->place.manager, s->chain.id, s->chain.row_version));
    else
        OV_TRY(ov_chain_save(ctx, &s->place.manager, &s->chain, s->steps, s->n, NULL));
    *location = ov_printf(ctx->arena, "%s/beslutskedjor?gjort=%s", s->place.home,
                          s->end ? "avslutad" : "sparad");
    return OV_OK;
}

static ov_status add_versions(ov_req *req, ov_map *root, const ov_people_place *place,
                              const ov_chain *chain)
{
    ov_list *list = ov_map_list(root, "versions");
    const ov_chain *versions;
    size_t n;

    OV_TRY(ov_chain_versions(ov_req_ctx(req), chain->id, &versions, &n));
    for (size_t i = 0; i < n; i++)
        if (versions[i].version_id != chain->version_id)
            OV_TRY(add_chain(req, ov_list_add(list), place, &versions[i]));
    ov_map_bool(root, "has_versions", ov_list_length(list) > 0);
    return OV_OK;
}

/* checked: what is missing shall be said. fault: why it was not stored. */
static ov_status show_form(ov_req *req, const ov_people_place *place, const ov_chain *chain,
                           const ov_chain_draft *draft, bool checked, const char *fault, int status)
{
    ov_chain_choices choices;
    ov_view *view = chain_view(req, place, "chain",
                               chain->id ? ov_req_tr(req, "Ändra beslutskedjan")
                                         : ov_req_tr(req, "Ny beslutskedja"));
    ov_map *root = ov_view_root(view);

    OV_TRY(ov_chain_choices_of(req, &place->org, &choices));
    ov_chain_draft_model(req, root, draft, &choices);
    OV_TRY(ov_matter_choices(req, ov_map_list(root, "matters"), ov_req_tr(req, "Alla ärenden"),
                             draft->matter));
    ov_map_text(root, "action",
                chain->id ? ov_printf(ov_req_arena(req), "%s/beslutskedjor/%lld", place->home,
                                      (long long)chain->id)
                          : ov_printf(ov_req_arena(req), "%s/beslutskedjor/ny", place->home));
    ov_map_bool(root, "old", chain->id != 0);
    ov_map_bool(root, "used", chain->used);
    ov_map_text(root, "fault_text", fault);
    if (chain->id) {
        OV_TRY(add_versions(req, root, place, chain));
        ov_view_history(view, "chain", chain->id);
    }
    if (checked && !ov_chain_draft_ok(req, root, draft))
        status = 422;
    if (status != 200)
        ov_view_status(view, status);
    return ov_view_send(view);
}

static ov_status read_matter(ov_req *req, const char *slug, ov_id *out)
{
    ov_matter matter = {0};

    if (*slug)
        OV_TRY(ov_matter_by_slug(ov_req_ctx(req), slug, &matter));
    *out = matter.id;
    return OV_OK;
}

static ov_status post_chain(ov_req *req, saving *s, const ov_chain *stored)
{
    const char *what = ov_pairs_get(&ov_req_http(req)->form, "gor");
    ov_chain_choices choices;
    ov_chain_draft draft;
    bool save;

    OV_TRY(ov_chain_choices_of(req, &s->place.org, &choices));
    ov_chain_draft_read(req, &choices, &draft, &save);
    s->end = what && !strcmp(what, "avsluta") && stored->id;
    if (!save && !s->end)
        return show_form(req, &s->place, stored, &draft, false, NULL, 200);
    if (!s->end && !ov_chain_draft_ok(req, ov_map_new(ov_req_arena(req)), &draft))
        return show_form(req, &s->place, stored, &draft, true, NULL, 422);
    s->chain = (ov_chain){.id = stored->id,
                          .org_id = s->place.org.id,
                          .name = draft.name,
                          .is_default = draft.standard,
                          .row_version = draft.row_version};
    OV_TRY(read_matter(req, draft.matter, &s->chain.matter_id));
    s->steps = ov_chain_draft_steps(req, &draft);
    s->n = draft.n;
    ov_status status = ov_req_once(req, save_once, s);

    if (status == OV_OK || !s->place.manager.no)
        return status;
    ov_chain now = *stored;
    if (stored->id)
        OV_TRY(ov_chain_get(ov_req_ctx(req), stored->id, &now));
    draft.row_version = now.row_version;
    return show_form(req, &s->place, &now, &draft, false,
                     s->place.manager.no == OV_NO_OVERLAP
                         ? ov_req_tr(req, "Ärendet har redan en egen beslutskedja. Ändra den i "
                                          "stället.")
                         : ov_people_no_text(req, s->place.manager.no),
                     status == OV_CONFLICT ? 409 : 422);
}

/* GET, POST /admin/organisation/:code/beslutskedjor/ny */
ov_status ov_page_chain_new(ov_req *req)
{
    ov_chain_draft draft = {.name = "", .matter = "", .n = 1, .steps = {{.title = ""}}};
    ov_chain none = {0};
    saving s = {0};

    OV_TRY(ov_people_place_of(req, &s.place));
    if (ov_req_http(req)->method == OV_POST)
        return post_chain(req, &s, &none);
    return show_form(req, &s.place, &none, &draft, false, NULL, 200);
}

/* GET, POST /admin/organisation/:code/beslutskedjor/:id */
ov_status ov_page_chain(ov_req *req)
{
    ov_chain_draft draft;
    ov_matter matter = {.slug = ""};
    ov_chain chain;
    saving s = {0};

    OV_TRY(ov_people_place_of(req, &s.place));
    OV_TRY(find_chain(req, &s.place, &chain));
    if (chain.ended_at)
        return ov_redirect(req, ov_printf(ov_req_arena(req), "%s/beslutskedjor/%lld/version/%d",
                                          s.place.home, (long long)chain.id, chain.version));
    if (ov_req_http(req)->method == OV_POST)
        return post_chain(req, &s, &chain);
    if (chain.matter_id)
        OV_TRY(ov_matter_get(ov_req_ctx(req), chain.matter_id, &matter));
    OV_TRY(ov_chain_draft_of(req, &chain, matter.slug, &draft));
    return show_form(req, &s.place, &chain, &draft, false, NULL, 200);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* admin_common.c — what the pages of the register share: pages of a list, what was done, what
 * differs. */
#include "pages/admin/admin.h"
#include "view/format.h"

#include <string.h>

ov_view *ov_admin_view(ov_req *req, const char *template_name, const char *title,
                       const ov_organisation *org)
{
    ov_view *view = ov_view_new(req, template_name);
    ov_map *root = ov_view_root(view);

    ov_view_title(view, title);
    if (org) {
        ov_map_text(root, "org_name", org->name);
        ov_map_text(root, "org_href",
                    ov_printf(ov_req_arena(req), "/admin/organisation/%s", org->code));
    }
    return view;
}

/* ---- What was done ---- */

static const struct {
    const char *what, *text;
} done[] = {{"sparat", "Ändringarna är sparade."},
            {"tillagd", "Organisationen är tillagd."},
            {"avslutad", "Den är avslutad. Historiken finns kvar."},
            {"aterupptagen", "Den är återupptagen."},
            {"organ", "Organet är tillagt. Lägg till dess möten."},
            {"moten", "Mötena är tillagda. Dagar som redan fanns hoppades över."},
            {"mote", "Mötet är ändrat."},
            {"grupp", "Gruppen är skapad. Lägg till medlemmar."},
            {"medlemmar", "Medlemmarna är ändrade."},
            {"inga", "Inget ändrades: du valde inga organisationer."},
            {"las-in", "Listan är inläst och sparad."}};

const char *ov_admin_done_at(ov_req *req, const char *address, const char *what)
{
    return ov_printf(ov_req_arena(req), "%s?klart=%s", address, what);
}

void ov_admin_done(ov_req *req, ov_map *root)
{
    const char *what = ov_req_query(req, "klart");

    for (size_t i = 0; what && i < OV_LEN(done); i++)
        if (!strcmp(done[i].what, what))
            ov_map_text(root, "done", ov_req_tr(req, done[i].text));
}

/* ---- Pages of a list ---- */

size_t ov_admin_page(const ov_req *req, size_t n, size_t *pages)
{
    const char *asked = ov_req_query(req, "sida");
    int64_t page = 1;

    *pages = n ? (n + OV_ADMIN_PAGE - 1) / OV_ADMIN_PAGE : 1;
    if (asked && ov_parse_int(ov_str_from(asked), &page) != OV_OK)
        page = 1;
    return page < 1 ? 1 : (size_t)page > *pages ? *pages : (size_t)page;
}

void ov_admin_pager(ov_req *req, ov_map *root, const char *base, size_t page, size_t pages)
{
    ov_arena *arena = ov_req_arena(req);

    ov_map_bool(root, "has_pages", pages > 1);
    ov_map_int(root, "page", (int64_t)page);
    ov_map_int(root, "pages", (int64_t)pages);
    if (page > 1)
        ov_map_text(root, "previous_href", ov_printf(arena, "%ssida=%zu", base, page - 1));
    if (page < pages)
        ov_map_text(root, "next_href", ov_printf(arena, "%ssida=%zu", base, page + 1));
}

/* ---- Fields ---- */

const char *ov_admin_text(ov_req *req, const ov_form *form, const char *name)
{
    ov_str text = ov_str_trim(ov_str_from(ov_form_text(form, name)));

    return text.len ? ov_str_z(ov_req_arena(req), text) : NULL;
}

const ov_id *ov_admin_ids(ov_req *req, const char *name, size_t *n)
{
    const ov_pairs *form = &ov_req_http(req)->form;
    ov_id *ids = ov_calloc(ov_req_arena(req), form->n + 1, sizeof *ids);
    size_t count = 0;

    for (size_t i = 0; i < form->n; i++) {
        int64_t id;

        if (!strcmp(form->items[i].name, name) &&
            ov_parse_int(form->items[i].value, &id) == OV_OK && id > 0)
            ids[count++] = id;
    }
    *n = count;
    return ids;
}

void ov_admin_ended(ov_req *req, ov_map *map, ov_day ended_on)
{
    if (ended_on == OV_NO_DAY) {
        ov_map_bool(map, "ended", false);
        return;
    }
    ov_map_text(map, "ended", ov_format_day(ov_req_arena(req), ended_on, ov_req_ctx(req)->lang));
    ov_map_text(map, "ended_iso", ov_day_iso(ov_req_arena(req), ended_on));
}

void ov_admin_differs(ov_req *req, ov_list *list, const char *label, const char *stored,
                      const char *written)
{
    ov_map *item;

    stored = stored ? stored : "";
    written = written ? written : "";
    if (!strcmp(stored, written))
        return;
    item = ov_list_add(list);
    ov_map_text(item, "label", ov_req_tr(req, label));
    ov_map_text(item, "stored", *stored ? stored : "–");
    ov_map_text(item, "written", *written ? written : "–");
}

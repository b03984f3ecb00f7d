/* SPDX-License-Identifier: EUPL-1.2 */
/* setup_part_pages.c — the documents of a round being set up, and its recipients. */
#include "pages/consult/setup/setup_pages.h"

#include "register/group.h"
#include "view/format.h"

#include <stdlib.h>
#include <string.h>

/* ---- Documents ---- */

static ov_status show_documents(ov_req *req, const ov_consultation *c, const char *fault)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view =
        ov_setup_view(req, c, "setup_documents", ov_req_tr(req, "Dokument"), "/dokument");
    ov_map *root = ov_view_root(view);
    ov_list *list = ov_map_list(root, "documents"), *choices = ov_map_list(root, "choices");
    const ov_rows *documents, *versions;

    OV_TRY(ov_consultation_documents(ctx, c->id, &documents));
    OV_TRY(ov_setup_versions(ctx, c->matter_id, c->id, &versions));
    for (size_t i = 0; i < documents->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "id", ov_cell_int(documents, i, 0));
        ov_map_text(item, "title", ov_cell_text(documents, i, 6));
        ov_map_text(item, "label", ov_cell_text(documents, i, 4));
        ov_map_text(item, "href", ov_req_path(req, "/text/%s", ov_cell_text(documents, i, 3)));
        ov_map_bool(item, "first", i == 0);
        ov_map_bool(item, "last", i + 1 == documents->n);
        ov_map_bool(item, "only", documents->n == 1);
    }
    for (size_t i = 0; i < versions->n; i++)
        ov_choice_add(choices,
                      ov_printf(ctx->arena, "%lld", (long long)ov_cell_int(versions, i, 0)),
                      ov_printf(ctx->arena, "%s, %s", ov_cell_text(versions, i, 1),
                                ov_cell_text(versions, i, 2)),
                      NULL);
    ov_map_bool(root, "has_choices", versions->n > 0);
    ov_map_text(root, "fault", fault);
    if (fault)
        ov_view_status(view, 422);
    return ov_view_send(view);
}

typedef struct document_change {
    const ov_consultation *c;
    const char *what;
    ov_id id;
} document_change;

static ov_status change_documents(ov_ctx *ctx, void *arg)
{
    const document_change *d = arg;

    if (!strcmp(d->what, "lagg-till"))
        return ov_setup_document_add(ctx, d->c, d->id);
    if (!strcmp(d->what, "ta-bort"))
        return ov_setup_document_remove(ctx, d->c, d->id);
    return ov_setup_document_move(ctx, d->c, d->id, !strcmp(d->what, "upp"));
}

static ov_status post_documents(ov_req *req, const ov_consultation *c)
{
    static const char *const whats[] = {"lagg-till", "ta-bort", "upp", "ned", NULL};
    static const ov_form_field fields[] = {
        {"gor", "Åtgärden", OV_INPUT_CHOICE, true, 0, 0, whats},
        {"id", "Dokumentet", OV_INPUT_INT, true, 1, INT64_MAX, NULL},
        {0}};
    ov_form *form = ov_form_read(req, fields);
    document_change d = {.c = c, .what = ov_form_text(form, "gor"), .id = ov_form_int(form, "id")};
    ov_status status;

    if (!ov_form_ok(form))
        return show_documents(req, c, ov_req_tr(req, "Välj ett dokument i listan."));
    status = ov_write(ov_req_ctx(req), change_documents, &d);
    if (status == OV_CONFLICT)
        return ov_setup_conflict(req);
    if (status == OV_INVALID || status == OV_NOT_FOUND)
        return show_documents(
            req, c,
            ov_req_tr(req, !strcmp(d.what, "ta-bort")
                               ? "En remiss har minst ett dokument. Lägg till det nya först."
                               : "Det går inte att lägga till. Varje dokument är med en gång, i en "
                                 "publicerad version som har bestämmelser med text."));
    OV_TRY(status);
    return ov_setup_saved(req, c, "/dokument",
                          !strcmp(d.what, "lagg-till") ? "tillagd"
                          : !strcmp(d.what, "ta-bort") ? "borttagen"
                                                       : "flyttad");
}

/* GET, POST /remiss/:id/uppsattning/dokument */
ov_status ov_page_setup_documents(ov_req *req)
{
    ov_consultation c;

    OV_TRY(ov_setup_of(req, &c));
    return ov_req_http(req)->method == OV_POST ? post_documents(req, &c)
                                               : show_documents(req, &c, NULL);
}

/* ---- Recipients ---- */

enum { CANDIDATES_MOST = 2000 };

/* The filter of those to choose from stands in the address, and in hidden fields. */
typedef struct choosing {
    const char *words, *type;
    const ov_rows *parties, *fitting;
    size_t *free_rows, n_free; /* rows of fitting that are not recipients yet */
} choosing;

static const char *asked(ov_req *req, const char *name)
{
    const char *value = ov_req_http(req)->method == OV_POST
                            ? ov_pairs_get(&ov_req_http(req)->form, name)
                            : ov_req_query(req, name);

    return value ? value : "";
}

static int by_id(const void *a, const void *b)
{
    const ov_id *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static ov_status choose(ov_req *req, const ov_consultation *c, choosing *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    choosing k = {.words = asked(req, "q"), .type = ""};
    ov_party_filter filter = {.words = k.words, .today = ov_stockholm_day(ctx->received)};
    ov_id *there;

    for (const ov_choice *t = ov_organisation_types; t->code; t++)
        if (!strcmp(t->code, asked(req, "typ")))
            k.type = filter.type = t->code;
    OV_TRY(ov_setup_parties(ctx, c->id, &k.parties));
    OV_TRY(ov_parties_find(ctx, &filter, &k.fitting, NULL));
    there = ov_calloc(ctx->arena, k.parties->n + 1, sizeof *there);
    for (size_t i = 0; i < k.parties->n; i++)
        there[i] = ov_cell_int(k.parties, i, OV_RECIPIENT_ORG);
    qsort(there, k.parties->n, sizeof *there, by_id);
    k.free_rows = ov_calloc(ctx->arena, k.fitting->n + 1, sizeof *k.free_rows);
    for (size_t i = 0; i < k.fitting->n; i++) {
        ov_id id = ov_cell_int(k.fitting, i, OV_LISTED_ID);

        if (!bsearch(&id, there, k.parties->n, sizeof *there, by_id))
            k.free_rows[k.n_free++] = i;
    }
    *out = k;
    return OV_OK;
}

static void add_parties(ov_req *req, ov_map *root, const choosing *k)
{
    ov_list *list = ov_map_list(root, "parties");
    size_t councils = 0, silent = 0;

    for (size_t i = 0; i < k->parties->n; i++) {
        ov_map *item = ov_list_add(list);
        bool council = !strcmp(ov_cell_text(k->parties, i, OV_RECIPIENT_CLASS), "council");

        ov_map_int(item, "id", ov_cell_int(k->parties, i, OV_RECIPIENT_ORG));
        ov_map_text(item, "name", ov_cell_text(k->parties, i, OV_RECIPIENT_NAME));
        ov_map_text(item, "code", ov_cell_text(k->parties, i, OV_RECIPIENT_CODE));
        ov_map_text(
            item, "type",
            ov_req_tr(req, ov_choice_title(ov_organisation_types,
                                           ov_cell_text(k->parties, i, OV_RECIPIENT_TYPE))));
        ov_map_bool(item, "council", council);
        ov_map_bool(item, "no_mail", ov_cell_null(k->parties, i, OV_RECIPIENT_EMAIL));
        councils += council;
        silent += ov_cell_null(k->parties, i, OV_RECIPIENT_EMAIL);
    }
    ov_map_bool(root, "has_parties", k->parties->n > 0);
    ov_map_text(root, "n_parties", ov_format_count(ov_req_arena(req), (int64_t)k->parties->n));
    ov_map_text(root, "n_councils", ov_format_count(ov_req_arena(req), (int64_t)councils));
    ov_map_text(root, "n_silent", ov_format_count(ov_req_arena(req), (int64_t)silent));
    ov_map_bool(root, "has_councils", councils > 0);
    ov_map_bool(root, "has_silent", silent > 0);
}

static void add_candidates(ov_req *req, ov_map *root, const ov_consultation *c, const choosing *k)
{
    ov_arena *arena = ov_req_arena(req);
    ov_list *list = ov_map_list(root, "candidates"), *types = ov_map_list(root, "types");
    size_t pages, page = ov_admin_page(req, k->n_free, &pages);

    for (size_t i = (page - 1) * OV_ADMIN_PAGE; i < k->n_free && i < page * OV_ADMIN_PAGE; i++) {
        size_t row = k->free_rows[i];
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "id", ov_cell_int(k->fitting, row, OV_LISTED_ID));
        ov_map_text(item, "name", ov_cell_text(k->fitting, row, OV_LISTED_NAME));
        ov_map_text(item, "code", ov_cell_text(k->fitting, row, OV_LISTED_CODE));
        ov_map_text(item, "type",
                    ov_req_tr(req, ov_choice_title(ov_organisation_types,
                                                   ov_cell_text(k->fitting, row, OV_LISTED_TYPE))));
        ov_map_bool(item, "no_mail", ov_cell_null(k->fitting, row, OV_LISTED_EMAIL));
    }
    for (const ov_choice *t = ov_organisation_types; t->code; t++)
        ov_choice_add(types, t->code, ov_req_tr(req, t->plural), k->type);
    ov_map_text(root, "q", k->words);
    ov_map_text(root, "type_code", k->type);
    ov_map_bool(root, "has_candidates", k->n_free > 0);
    ov_map_bool(root, "may_all",
                k->n_free > 1 && k->n_free <= CANDIDATES_MOST && (*k->words || *k->type));
    ov_map_text(root, "n_candidates", ov_format_count(arena, (int64_t)k->n_free));
    ov_admin_pager(req, root,
                   ov_printf(arena, "%s?q=%s&typ=%s&", ov_setup_href(req, c, "/mottagare"),
                             ov_url_encode(arena, k->words), k->type),
                   page, pages);
}

/* The groups that those who run the matter may know of: the owner's, and the reader's own. */
static bool may_use(ov_req *req, const ov_group *g, ov_day today)
{
    const ov_ctx *ctx = ov_req_ctx(req);

    return (g->ended_on == OV_NO_DAY || g->ended_on >= today) &&
           (g->org_id == ov_req_matter(req)->owner_org_id || g->org_id == ctx->actor.org_id);
}

static ov_status add_groups(ov_req *req, ov_map *root)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_day today = ov_stockholm_day(ctx->received);
    ov_list *list = ov_map_list(root, "groups");
    const ov_group *groups;
    size_t n;

    OV_TRY(ov_groups(ctx, 0, &groups, &n));
    for (size_t i = 0; i < n; i++)
        if (may_use(req, &groups[i], today))
            ov_choice_add(
                list, ov_printf(ctx->arena, "%lld", (long long)groups[i].id),
                ov_req_say(req, "%s, %lld medlemmar", groups[i].name, (long long)groups[i].members),
                NULL);
    return OV_OK;
}

static ov_status show_parties(ov_req *req, const ov_consultation *c)
{
    ov_view *view =
        ov_setup_view(req, c, "setup_parties", ov_req_tr(req, "Mottagare"), "/mottagare");
    ov_map *root = ov_view_root(view);
    choosing k;

    OV_TRY(choose(req, c, &k));
    add_parties(req, root, &k);
    add_candidates(req, root, c, &k);
    OV_TRY(add_groups(req, root));
    return ov_view_send(view);
}

typedef struct party_change {
    const ov_consultation *c;
    const char *what;
    const ov_id *ids;
    size_t n, changed;
} party_change;

static ov_status change_parties(ov_ctx *ctx, void *arg)
{
    party_change *p = arg;

    if (!strcmp(p->what, "ta-bort"))
        return ov_setup_party_remove(ctx, p->c->id, p->ids, p->n, &p->changed);
    if (!strcmp(p->what, "rad") || !strcmp(p->what, "part"))
        return ov_setup_party_class(ctx, p->c->id, p->ids, p->n,
                                    !strcmp(p->what, "rad") ? "council" : "official", &p->changed);
    return ov_setup_party_add(ctx, p->c->id, p->ids, p->n, &p->changed);
}

static ov_status ids_of_rows(ov_req *req, const ov_rows *rows, party_change *p)
{
    ov_id *ids = ov_calloc(ov_req_arena(req), rows->n + 1, sizeof *ids);

    for (size_t i = 0; i < rows->n; i++)
        ids[i] = ov_cell_int(rows, i, 0);
    p->ids = ids;
    p->n = rows->n;
    return OV_OK;
}

static ov_status ids_of_group(ov_req *req, party_change *p)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_day today = ov_stockholm_day(ctx->received);
    const char *value = asked(req, "grupp");
    const ov_rows *rows;
    ov_group group;
    int64_t id;

    if (ov_parse_int(ov_str_from(value), &id) != OV_OK || id < 1)
        return OV_OK;
    OV_TRY(ov_group_get(ctx, id, &group));
    if (!may_use(req, &group, today))
        return OV_NOT_FOUND;
    OV_TRY(ov_group_members(ctx, id, &rows));
    return ids_of_rows(req, rows, p);
}

static ov_status all_that_fit(ov_req *req, const ov_consultation *c, party_change *p)
{
    choosing k;
    ov_id *ids;

    OV_TRY(choose(req, c, &k));
    p->n = k.n_free < CANDIDATES_MOST ? k.n_free : CANDIDATES_MOST;
    ids = ov_calloc(ov_req_arena(req), p->n + 1, sizeof *ids);
    for (size_t i = 0; i < p->n; i++)
        ids[i] = ov_cell_int(k.fitting, k.free_rows[i], OV_LISTED_ID);
    p->ids = ids;
    return OV_OK;
}

static ov_status post_parties(ov_req *req, const ov_consultation *c)
{
    ov_ctx *ctx = ov_req_ctx(req);
    party_change p = {.c = c, .what = asked(req, "gor")};
    const ov_rows *rows;
    ov_status status;

    if (!strcmp(p.what, "grupp")) {
        OV_TRY(ids_of_group(req, &p));
    } else if (!strcmp(p.what, "parter")) {
        OV_TRY(ov_matter_parties(ctx, c->matter_id, &rows));
        OV_TRY(ids_of_rows(req, rows, &p));
    } else if (!strcmp(p.what, "alla")) {
        OV_TRY(all_that_fit(req, c, &p));
    } else if (!strcmp(p.what, "lagg-till")) {
        p.ids = ov_admin_ids(req, "org[]", &p.n);
    } else {
        p.ids = ov_admin_ids(req, "medlem[]", &p.n);
    }
    status = p.n ? ov_write(ctx, change_parties, &p) : OV_OK;
    if (status == OV_CONFLICT)
        return ov_setup_conflict(req);
    OV_TRY(status);
    return ov_setup_saved(req, c,
                          ov_printf(ctx->arena, "/mottagare?q=%s&typ=%s",
                                    ov_url_encode(ctx->arena, asked(req, "q")),
                                    ov_url_encode(ctx->arena, asked(req, "typ"))),
                          p.changed ? "sparat" : "inga");
}

/* GET, POST /remiss/:id/uppsattning/mottagare */
ov_status ov_page_setup_parties(ov_req *req)
{
    ov_consultation c;

    OV_TRY(ov_setup_of(req, &c));
    return ov_req_http(req)->method == OV_POST ? post_parties(req, &c) : show_parties(req, &c);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* document_pages.c — one document: its family, its versions, its links; and, for who may change
 * texts, the forms for its place and its links. */
#include "pages/text/documents.h"

#include "text/render.h"

#include <string.h>

enum {
    LINK_ID,
    LINK_KIND,
    LINK_TITLE,
    LINK_REF,
    LINK_ADDRESS,
    LINK_NOTE,
    LINK_NODE,
    LINK_NODE_TITLE
};

static const ov_form_field place_fields[] = {
    {.name = "slag",
     .label = "Slaget",
     .input = OV_INPUT_CHOICE,
     .required = true,
     .choices = ov_document_kinds},
    {.name = "under", .label = "Hör till", .input = OV_INPUT_INT, .max = INT64_MAX},
    {.name = "ordning", .label = "Ordningen", .input = OV_INPUT_INT, .max = 10000},
    {.name = "radversion", .label = "Radversionen", .input = OV_INPUT_INT, .max = INT32_MAX},
    {0}};
static const ov_form_field link_fields[] = {
    {.name = "lankslag",
     .label = "Slaget",
     .input = OV_INPUT_CHOICE,
     .required = true,
     .choices = ov_link_kinds},
    {.name = "titel", .label = "Namnet", .input = OV_INPUT_TEXT, .required = true, .max = 300},
    {.name = "beteckning", .label = "Beteckningen", .input = OV_INPUT_TEXT, .max = 200},
    {.name = "adress", .label = "Adressen", .input = OV_INPUT_TEXT, .max = 2000},
    {.name = "bestammelse", .label = "Bestämmelsen", .input = OV_INPUT_TEXT, .max = 40},
    {.name = "anteckning", .label = "Anteckningen", .input = OV_INPUT_TEXT, .max = 500},
    {0}};

/* What a page is drawn with: the document, and a form that was refused. */
typedef struct showing {
    ov_documents all;
    const ov_document *document;
    const ov_form *place, *link;
    bool conflict;
} showing;

/* A document that the reader may see. */
static ov_status find_document(ov_req *req, showing *s)
{
    ov_id id;

    OV_TRY(ov_req_arg_id(req, "id", &id));
    OV_TRY(ov_documents_read(req, &s->all));
    for (size_t i = 0; i < s->all.n_documents; i++)
        if (s->all.documents[i].id == id)
            s->document = &s->all.documents[i];
    return s->document ? OV_OK : ov_fail(&ov_req_ctx(req)->err, OV_NOT_FOUND, "no such document");
}

/* Parent, sisters and children. */
static void add_family(ov_req *req, ov_map *root, const showing *s)
{
    ov_list *list = ov_map_list(root, "family");

    for (size_t i = 0; i < s->all.n_documents; i++) {
        const ov_document *other = &s->all.documents[i];
        bool near = other->id == s->document->parent_id || other->parent_id == s->document->id ||
                    (s->document->parent_id && other->parent_id == s->document->parent_id);
        ov_map *item;

        if (other->id == s->document->parent_id)
            ov_map_text(root, "parent", other->title);
        if (!near || other->id == s->document->id)
            continue;
        item = ov_list_add(list);
        ov_map_text(item, "href", ov_req_path(req, "/dokument/%lld", (long long)other->id));
        ov_map_text(item, "title", other->title);
        ov_map_text(item, "kind", ov_req_tr(req, ov_document_kind_title(other->kind)));
    }
    ov_map_bool(root, "has_family", ov_list_length(list) > 0);
}

static ov_status add_links(ov_req *req, ov_map *root, const showing *s)
{
    ov_list *list = ov_map_list(root, "links");
    const ov_rows *rows;

    OV_TRY(ov_document_links(ov_req_ctx(req), s->document->id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_int(item, "id", ov_cell_int(rows, i, LINK_ID));
        ov_map_text(item, "kind",
                    ov_req_tr(req, ov_link_kind_title(ov_cell_text(rows, i, LINK_KIND))));
        ov_map_text(item, "title", ov_cell_text(rows, i, LINK_TITLE));
        ov_map_text(item, "reference", ov_cell_text(rows, i, LINK_REF));
        ov_map_text(item, "address", ov_cell_text(rows, i, LINK_ADDRESS));
        ov_map_text(item, "note", ov_cell_text(rows, i, LINK_NOTE));
        ov_map_text(item, "node", ov_cell_text(rows, i, LINK_NODE_TITLE));
        if (!ov_cell_null(rows, i, LINK_NODE))
            ov_map_text(item, "node_href",
                        ov_req_path(req, "/p/%lld", (long long)ov_cell_int(rows, i, LINK_NODE)));
    }
    ov_map_bool(root, "has_links", rows->n > 0);
    return OV_OK;
}

static void add_choice(ov_req *req, ov_list *list, const char *code, const char *title,
                       const char *chosen)
{
    ov_map *item = ov_list_add(list);

    ov_map_text(item, "code", code);
    ov_map_text(item, "title", ov_req_tr(req, title));
    ov_map_bool(item, "chosen", chosen && !strcmp(code, chosen));
}

static void add_place_form(ov_req *req, ov_map *root, const showing *s)
{
    const ov_document *document = s->document;
    ov_list *kinds = ov_map_list(root, "kinds"), *parents = ov_map_list(root, "parents");
    const char *kind = s->place ? ov_form_text(s->place, "slag") : document->kind;
    ov_id parent = s->place ? ov_form_int(s->place, "under") : document->parent_id;

    for (size_t i = 0; ov_document_kinds[i]; i++)
        add_choice(req, kinds, ov_document_kinds[i], ov_document_kind_title(ov_document_kinds[i]),
                   kind);
    for (size_t i = 0; i < s->all.n_documents; i++) {
        ov_map *item;

        if (s->all.documents[i].id == document->id)
            continue;
        item = ov_list_add(parents);
        ov_map_int(item, "id", s->all.documents[i].id);
        ov_map_text(item, "title", s->all.documents[i].title);
        ov_map_bool(item, "chosen", s->all.documents[i].id == parent);
    }
    if (s->place)
        ov_map_text(root, "position", ov_form_text(s->place, "ordning"));
    else
        ov_map_int(root, "position", document->position);
    ov_map_int(root, "row_version", document->row_version);
}

static void add_link_form(ov_req *req, ov_map *root, ov_view *view, const showing *s)
{
    static const char *const labels[][2] = {
        {"titel", "Namn"},
        {"beteckning", "Beteckning, till exempel HSL 2017:30"},
        {"adress", "Webbadress som börjar med https"},
        {"bestammelse", "Nummer på bestämmelsen, om länken hör till en"},
        {"anteckning", "Anteckning"}};
    ov_list *kinds = ov_map_list(root, "link_kinds"), *list = ov_map_list(root, "link_fields");

    (void)view;
    for (size_t i = 0; ov_link_kinds[i]; i++)
        add_choice(req, kinds, ov_link_kinds[i], ov_link_kind_title(ov_link_kinds[i]),
                   s->link ? ov_form_text(s->link, "lankslag") : "law");
    for (size_t i = 0; i < OV_LEN(labels); i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "name", labels[i][0]);
        ov_map_text(item, "label", ov_req_tr(req, labels[i][1]));
        ov_map_text(item, "value", s->link ? ov_form_text(s->link, labels[i][0]) : "");
        ov_map_bool(item, "error", false);
    }
}

/* What in the newest version leads nowhere. */
static ov_status add_broken(ov_req *req, ov_map *root, const showing *s)
{
    enum { ID, SLUG, DOCUMENT };
    ov_list *list = ov_map_list(root, "broken");
    const ov_rows *versions = s->all.versions;
    const ov_broken_reference *broken;
    size_t n = 0, i = 0;

    while (i < versions->n && strcmp(ov_cell_text(versions, i, DOCUMENT), s->document->title) != 0)
        i++;
    if (i < versions->n)
        OV_TRY(
            ov_text_broken_references(ov_req_ctx(req), ov_cell_int(versions, i, ID), &broken, &n));
    for (size_t k = 0; k < n; k++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(
            item, "href",
            ov_req_path(req, "/text/%s#%s", ov_cell_text(versions, i, SLUG), broken[k].anchor));
        ov_map_text(item, "title", broken[k].title);
        ov_map_text(item, "label", broken[k].label);
    }
    ov_map_bool(root, "has_broken", n > 0);
    return OV_OK;
}

static ov_status show(ov_req *req, showing *s)
{
    ov_view *view = ov_view_new(req, "document");
    ov_map *root = ov_view_root(view);
    long long id = (long long)s->document->id;

    ov_view_title(view, s->document->title);
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, "Handlingar", ov_req_path(req, "/dokument"));
    ov_view_crumb(view, s->document->title, NULL);
    ov_document_model(req, root, &s->all, s->document);
    add_family(req, root, s);
    OV_TRY(add_links(req, root, s));
    if (s->all.staff) {
        ov_view_needs_token(view);
        add_place_form(req, root, s);
        add_link_form(req, root, view, s);
        OV_TRY(add_broken(req, root, s));
        ov_map_text(root, "place_href", ov_req_path(req, "/dokument/%lld/plats", id));
        ov_map_text(root, "link_href", ov_req_path(req, "/dokument/%lld/lank", id));
    }
    if (s->place || s->link)
        ov_view_form(view, s->place ? s->place : s->link);
    if (s->conflict) {
        ov_map_bool(root, "conflict", true);
        ov_view_status(view, 409);
    }
    ov_view_history(view, "document", id);
    return ov_view_send(view);
}

/* GET /arende/:slug/dokument/:id */
ov_status ov_page_document(ov_req *req)
{
    showing s = {0};

    OV_TRY(find_document(req, &s));
    return show(req, &s);
}

static ov_status back(ov_req *req, const showing *s)
{
    return ov_redirect(req, ov_req_path(req, "/dokument/%lld", (long long)s->document->id));
}

static ov_status place(ov_ctx *ctx, void *arg)
{
    return ov_document_place(ctx, arg);
}

/* POST /arende/:slug/dokument/:id/plats — kind, parent, order. */
ov_status ov_page_document_place(ov_req *req)
{
    ov_form *form = ov_form_read(req, place_fields);
    showing s = {.place = form};
    ov_document wanted;
    ov_status status = OV_INVALID;

    OV_TRY(find_document(req, &s));
    wanted = *s.document;
    wanted.kind = ov_form_text(form, "slag");
    wanted.parent_id = ov_form_int(form, "under");
    wanted.position = ov_form_int(form, "ordning");
    wanted.row_version = ov_form_int(form, "radversion");
    if (ov_form_ok(form))
        status = ov_write(ov_req_ctx(req), place, &wanted);
    if (status == OV_OK)
        return back(req, &s);
    if (status == OV_CONFLICT) {
        s.conflict = true;
        OV_TRY(find_document(req, &s)); /* as it stands now */
        return show(req, &s);
    }
    if (status != OV_INVALID && status != OV_NOT_FOUND)
        return status;
    if (ov_form_ok(form))
        ov_form_error(form, "under", "%s",
                      ov_req_tr(req, "Välj en handling som inte själv hör till den här."));
    return show(req, &s);
}

typedef struct linking {
    ov_document_link link;
    ov_id document_id, id;
} linking;

static ov_status add_link(ov_ctx *ctx, void *arg)
{
    linking *l = arg;

    return ov_document_link_add(ctx, &l->link, &l->id);
}

static ov_status remove_link(ov_ctx *ctx, void *arg)
{
    const linking *l = arg;

    return ov_document_link_remove(ctx, l->document_id, l->id);
}

static const char *or_null(ov_req *req, const char *text)
{
    ov_str trimmed = ov_str_trim(ov_str_from(text));

    return trimmed.len ? ov_str_z(ov_req_arena(req), trimmed) : NULL;
}

/* The link that the form describes, with errors beside what cannot be. */
static ov_status read_link(ov_req *req, ov_form *form, const showing *s, ov_document_link *out)
{
    const char *number = or_null(req, ov_form_text(form, "bestammelse"));

    *out = (ov_document_link){.document_id = s->document->id,
                              .kind = ov_form_text(form, "lankslag"),
                              .title = or_null(req, ov_form_text(form, "titel")),
                              .reference = or_null(req, ov_form_text(form, "beteckning")),
                              .address = or_null(req, ov_form_text(form, "adress")),
                              .note = or_null(req, ov_form_text(form, "anteckning"))};
    if (out->address && !ov_link_address_ok(out->address))
        ov_form_error(form, "adress", "%s",
                      ov_req_tr(req, "Skriv en webbadress som börjar med https://, utan mellanslag "
                                     "och citattecken."));
    if (number) {
        ov_status status =
            ov_document_node(ov_req_ctx(req), s->document->id, number, &out->node_id);

        if (status == OV_NOT_FOUND)
            ov_form_error(form, "bestammelse", "%s",
                          ov_req_tr(req, "Ingen bestämmelse i handlingen har det numret."));
        else
            OV_TRY(status);
    }
    return OV_OK;
}

/* POST /arende/:slug/dokument/:id/lank — adds a link, or takes one away (ta-bort). */
ov_status ov_page_document_link(ov_req *req)
{
    const char *gone = ov_pairs_get(&ov_req_http(req)->form, "ta-bort");
    showing s = {0};
    linking l = {0};
    int64_t id;

    OV_TRY(find_document(req, &s));
    l.document_id = s.document->id;
    if (gone) {
        if (ov_parse_int(ov_str_from(gone), &id) != OV_OK)
            return ov_fail(&ov_req_ctx(req)->err, OV_NOT_FOUND, "no such link");
        l.id = id;
        OV_TRY(ov_write(ov_req_ctx(req), remove_link, &l));
        return back(req, &s);
    }
    ov_form *form = ov_form_read(req, link_fields);
    OV_TRY(read_link(req, form, &s, &l.link));
    if (!ov_form_ok(form)) {
        s.link = form;
        return show(req, &s);
    }
    OV_TRY(ov_write(ov_req_ctx(req), add_link, &l));
    return back(req, &s);
}

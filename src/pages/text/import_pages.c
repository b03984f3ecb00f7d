/* SPDX-License-Identifier: EUPL-1.2 */
/* import_pages.c — step 1 of reading a text in: choosing the file; and the files that wait. */
#include "pages/text/import_pages.h"
#include "pages/pages.h"

#include "text/import/import_file.h"
#include "util/places.h"
#include "view/format.h"

#include <string.h>

#define DOCUMENT_FIELD "handling"
#define TITLE_FIELD "titel"
#define LABEL_FIELD "beteckning"
#define DAY_FIELD "datum"
#define FILE_FIELD "fil"
#define NEW_DOCUMENT "ny"

enum { MAY_TAKE = 60 };

/* ---- The form ---- */

/* "d:Titel" for each document of the matter, and "ny". */
static const char *const *choices_of(ov_req *req, const ov_rows *documents)
{
    const char **list = ov_calloc(ov_req_arena(req), documents->n + 2, sizeof *list);

    for (size_t i = 0; i < documents->n; i++)
        list[i] = ov_printf(ov_req_arena(req), "d:%s", ov_cell_text(documents, i, 0));
    list[documents->n] = NEW_DOCUMENT;
    return list;
}

static ov_form *read_form(ov_req *req, const char *const *choices)
{
    ov_form_field *fields = ov_calloc(ov_req_arena(req), 6, sizeof *fields);

    fields[0] = (ov_form_field){.name = FILE_FIELD, .label = "Filen"};
    fields[1] = (ov_form_field){.name = DOCUMENT_FIELD,
                                .label = "Handlingen",
                                .input = OV_INPUT_CHOICE,
                                .required = true,
                                .choices = choices};
    fields[2] = (ov_form_field){.name = TITLE_FIELD, .label = "Handlingens namn", .max = 140};
    fields[3] = (ov_form_field){
        .name = LABEL_FIELD, .label = "Versionens namn", .required = true, .max = 90};
    fields[4] = (ov_form_field){
        .name = DAY_FIELD, .label = "Datum", .input = OV_INPUT_DAY, .required = true};
    return ov_form_read(req, fields);
}

static void add_documents(ov_map *root, const char *const *choices, const ov_form *form)
{
    ov_list *list = ov_map_list(root, "documents");
    const char *chosen = form ? ov_form_text(form, DOCUMENT_FIELD) : "";

    if (!*chosen)
        chosen = choices[0];
    for (size_t i = 0; choices[i]; i++) {
        bool is_new = !strcmp(choices[i], NEW_DOCUMENT);
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "value", choices[i]);
        ov_map_text(item, "name", is_new ? "" : choices[i] + 2);
        ov_map_bool(item, "is_new", is_new);
        ov_map_bool(item, "chosen", !strcmp(chosen, choices[i]));
    }
}

static ov_status add_waiting(ov_req *req, ov_map *root)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "waiting");
    const ov_rows *rows;

    OV_TRY(ov_staged_list(ctx, ov_req_matter(req)->id, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_id id = ov_cell_int(rows, i, 0);

        ov_map_text(item, "href", ov_import_path(req, id, ""));
        ov_map_text(item, "discard_action", ov_import_path(req, id, "/kasta"));
        ov_map_text(item, "document", ov_cell_text(rows, i, 1));
        ov_map_text(item, "label", ov_cell_text(rows, i, 2));
        ov_map_text(item, "file_name", ov_cell_text(rows, i, 4));
        ov_map_text(item, "person", ov_cell_text(rows, i, 5));
        ov_map_text(item, "read_at",
                    ov_format_instant(ctx->arena, ov_cell_int(rows, i, 6), ctx->lang));
    }
    ov_map_bool(root, "has_waiting", rows->n > 0);
    return OV_OK;
}

static ov_status show_upload(ov_req *req, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_import_view(req, "import_upload", NULL, ov_req_tr(req, "Läs in en text"));
    ov_map *root = ov_view_root(view);
    const ov_rows *documents;

    OV_TRY(ov_staged_documents(ctx, ov_req_matter(req)->id, &documents));
    OV_TRY(add_waiting(req, root));
    ov_view_needs_token(view);
    if (form && !ov_form_ok(form))
        ov_view_title(view, ov_req_tr(req, "Fel: Läs in en text"));
    add_documents(root, choices_of(req, documents), form);
    ov_map_text(root, "action", ov_req_path(req, "/dokument/las-in"));
    ov_map_text(root, "title_text", form ? ov_form_text(form, TITLE_FIELD) : "");
    ov_map_text(root, "label_text", form ? ov_form_text(form, LABEL_FIELD) : "");
    ov_map_text(root, "day_text",
                form ? ov_form_text(form, DAY_FIELD)
                     : ov_day_iso(ctx->arena, ov_stockholm_day(ctx->received)));
    ov_map_bool(root, "choose_again", form && ov_req_http(req)->n_files > 0);
    ov_map_int(root, "most_mb", OV_IMPORT_FILE_MAX >> 20);
    if (form)
        ov_view_form(view, form);
    return ov_view_send(view);
}

/* ---- The file ---- */

/* What no editor takes is no provision but a text whose headings were not found. */
static bool has_long_body(const ov_node *node)
{
    for (; node; node = node->next)
        if (strlen(node->body) > OV_STAGED_BODY_MOST || has_long_body(node->first_child))
            return true;
    return false;
}

typedef struct upload {
    ov_staged staged;
    const char *json;
    ov_str source;
} upload;

/* Reads the tree and the plain words, when a place is free: hostile files take their whole time,
 * and readers must be answered meanwhile. */
static ov_status read_tree(ov_req *req, const ov_file *file, ov_str source, ov_import *import,
                           ov_import_kind *kind, ov_str *plain)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const char *dir = ov_req_tmp_dir(req);
    const ov_places places = {
        .dir = dir, .name = OV_HELPER_PLACES, .n = OV_HELPER_PLACES_N, .wait_ms = 5000};
    ov_status status;
    int place;

    ov_req_may_take(req, MAY_TAKE);
    OV_TRY(ov_place_take(&places, &place, &ctx->err));
    status = ov_import_file(ctx->arena, source, file->name, dir, import, kind, &ctx->err);
    if (status == OV_OK)
        *plain = ov_staged_plain(ctx->arena, source, *kind, dir);
    ov_place_leave(place);
    return status;
}

/* Checks the file and reads it; what is wrong stands at the file's field. */
static ov_status read_upload(ov_req *req, ov_form *form, upload *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_file *file = ov_upload_in(req, FILE_FIELD);
    ov_import_kind kind;
    ov_import import;
    ov_status status;
    ov_str plain;

    if (!file)
        ov_form_error(form, FILE_FIELD, "%s", ov_req_tr(req, "Välj filen som ska läsas in."));
    else if (file->size == 0)
        ov_form_error(form, FILE_FIELD, "%s",
                      ov_req_tr(req, "Filen är tom. Välj en fil som innehåller texten."));
    else if (file->size > (int64_t)OV_IMPORT_FILE_MAX)
        ov_form_error(form, FILE_FIELD, "%s",
                      ov_req_tr(req, "Filen är för stor. Den får vara högst 32 MB: ta bort bilder "
                                     "eller dela upp texten."));
    if (!ov_form_ok(form))
        return OV_OK;
    OV_TRY(ov_upload_bytes(ctx, file, &out->source));
    status = read_tree(req, file, out->source, &import, &kind, &plain);
    if (status == OV_BUSY) {
        ov_form_error(form, FILE_FIELD, "%s",
                      ov_req_tr(req,
                                "Flera filer läses in just nu. Vänta en stund, välj filen igen "
                                "och försök på nytt."));
        return OV_OK;
    }
    if (status == OV_INTERNAL || status == OV_DB || status == OV_IO)
        return status; /* a fault of ours: what it says is for the log */
    if (status != OV_OK) {
        ov_form_error(form, FILE_FIELD, "%s", ctx->err.text);
        return OV_OK;
    }
    if (has_long_body(import.root)) {
        ov_form_error(form, FILE_FIELD, "%s",
                      ov_req_tr(req,
                                "En bestämmelse i filen är längre än 200 000 tecken: portalen "
                                "hittar för få rubriker. Ge rubrikerna nummer eller rubrikformat i "
                                "filen och läs in den igen."));
        return OV_OK;
    }
    out->staged.matter_id = ov_req_matter(req)->id;
    out->staged.file_name = ov_upload_name(ctx->arena, file->name);
    out->staged.kind = ov_import_kind_name(kind);
    out->staged.document_title = import.title;
    ov_staged_make(ctx->arena, &import, out->source, plain, &out->staged);
    out->json = ov_staged_json(ctx->arena, &out->staged);
    return OV_OK;
}

static const char *cut_title(ov_arena *arena, const char *title)
{
    size_t end = strlen(title);

    if (end <= 280)
        return title;
    end = 280;
    while (end > 0 && ((unsigned char)title[end] & 0xc0) == 0x80)
        end--;
    return ov_strndup(arena, title, end);
}

/* "avtal 2026.docx" is about "avtal 2026". */
static const char *stem_of(ov_arena *arena, const char *file_name)
{
    const char *dot = strrchr(file_name, '.');

    return dot && dot > file_name ? ov_strndup(arena, file_name, (size_t)(dot - file_name))
                                  : file_name;
}

/* The document that was chosen, or the new one's name: what was written, else the title in the
 * file, else the file's own name; it can be changed in step 3. */
static void choose_document(ov_req *req, ov_form *form, upload *up)
{
    const char *chosen = ov_form_text(form, DOCUMENT_FIELD);
    ov_str written = ov_str_trim(ov_str_from(ov_form_text(form, TITLE_FIELD)));
    const char *found = up->staged.document_title;

    if (!found || !*found)
        found = stem_of(ov_req_arena(req), up->staged.file_name);
    up->staged.document_title = strcmp(chosen, NEW_DOCUMENT) != 0 ? chosen + 2
                                : written.len ? ov_str_z(ov_req_arena(req), written)
                                              : cut_title(ov_req_arena(req), found);
    up->staged.label = ov_form_text(form, LABEL_FIELD);
    up->staged.day = ov_form_day(form, DAY_FIELD);
    if (strlen(up->staged.document_title) > 300)
        ov_form_error(form, TITLE_FIELD, "%s",
                      ov_req_tr(req, "Handlingens namn är för långt. Korta det."));
    if (strlen(up->staged.label) > 200)
        ov_form_error(form, LABEL_FIELD, "%s",
                      ov_req_tr(req, "Versionens namn är för långt. Korta det."));
}

static ov_status store_once(ov_ctx *ctx, void *arg, const char **location)
{
    upload *up = arg;
    ov_matter matter;
    ov_id id;

    OV_TRY(ov_staged_add(ctx, &up->staged, up->json, up->source, &id));
    OV_TRY(ov_matter_get(ctx, up->staged.matter_id, &matter));
    *location =
        ov_printf(ctx->arena, "/arende/%s/dokument/las-in/%lld", matter.slug, (long long)id);
    return OV_OK;
}

static ov_status take_upload(ov_req *req)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *documents;
    ov_form *form;
    upload up = {0};
    ov_status stored;

    OV_TRY(ov_staged_documents(ctx, ov_req_matter(req)->id, &documents));
    form = read_form(req, choices_of(req, documents));
    OV_TRY(read_upload(req, form, &up));
    if (ov_form_ok(form))
        choose_document(req, form, &up);
    if (!ov_form_ok(form))
        return show_upload(req, form);
    stored = ov_req_once(req, store_once, &up);
    if (stored != OV_TOO_LARGE)
        return stored;
    ov_form_error(form, FILE_FIELD, "%s",
                  ov_req_tr(req, "Det väntar redan 20 inlästa filer i ärendet. Spara eller kasta "
                                 "någon av dem först."));
    return show_upload(req, form);
}

/* GET, POST /dokument/las-in — step 1: the file, what it is, and what waits from before. A refused
 * file gives the form back; nothing of it is stored. */
ov_status ov_page_import_upload(ov_req *req)
{
    return ov_req_http(req)->method == OV_POST ? take_upload(req) : show_upload(req, NULL);
}

static ov_status discard(ov_ctx *ctx, void *arg)
{
    const ov_staged *staged = arg;

    return ov_staged_discard(ctx, staged->matter_id, staged->id);
}

/* POST /dokument/las-in/:id/kasta — what is gone already is gone: the list again. */
ov_status ov_page_import_discard(ov_req *req)
{
    ov_staged staged = {.matter_id = ov_req_matter(req)->id};
    ov_status done;

    OV_TRY(ov_req_arg_id(req, "id", &staged.id));
    done = ov_write(ov_req_ctx(req), discard, &staged);
    if (done != OV_NOT_FOUND)
        OV_TRY(done);
    return ov_redirect(req, ov_req_path(req, "/dokument/las-in"));
}

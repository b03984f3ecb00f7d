/* SPDX-License-Identifier: EUPL-1.2 */
/* files.c — files on pages: lists of them, taking them in, sending them out. */
#include "pages/consult/answer/files.h"

#include "http/disposition.h"
#include "pages/consult/round.h"
#include "pages/text/import_pages.h"
#include "view/format.h"

#include <string.h>

enum { MAY_TAKE = 90 };
#define FIELD "fil"

/* ---- Lists ---- */

/* "PDF", "Word": what people call a type. */
static const char *type_title(const char *type)
{
    static const struct {
        const char *code, *title;
    } known[] = {{"pdf", "PDF"},    {"rtf", "RTF"}, {"png", "PNG"},         {"jpg", "JPG"},
                 {"tiff", "TIFF"},  {"csv", "CSV"}, {"txt", "Text"},        {"docx", "Word"},
                 {"xlsx", "Excel"}, {"odt", "ODT"}, {"pptx", "PowerPoint"}, {"ods", "ODS"},
                 {"odp", "ODP"}};

    for (const ov_attachment_kind *k = ov_attachment_kinds; k->code; k++)
        for (size_t i = 0; !strcmp(k->mime, type) && i < OV_LEN(known); i++)
            if (!strcmp(known[i].code, k->code))
                return known[i].title;
    return "";
}

const char *ov_file_where(ov_arena *arena, const ov_rows *files, size_t i)
{
    if (ov_cell_null(files, i, OV_FILE_QUESTION))
        return "Hela svaret";
    return ov_asked_title(arena, ov_cell_text(files, i, OV_FILE_NUMBER),
                          ov_cell_text(files, i, OV_FILE_HEADING),
                          ov_cell_text(files, i, OV_FILE_TITLE));
}

static ov_map *add_file(ov_req *req, ov_list *list, const ov_rows *files, size_t i,
                        const char *base)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_map *item = ov_list_add(list);
    long long id = (long long)ov_cell_int(files, i, OV_FILE_ID);
    bool clean = !strcmp(ov_cell_text(files, i, OV_FILE_SCAN), "clean"),
         query = base[strlen(base) - 1] == '=';

    ov_map_int(item, "id", id);
    ov_map_text(item, "name", ov_cell_text(files, i, OV_FILE_NAME));
    ov_map_text(item, "href", ov_printf(ctx->arena, "%s%s%lld", base, query ? "" : "/", id));
    ov_map_text(item, "size",
                ov_format_size(ctx->arena, ov_cell_int(files, i, OV_FILE_SIZE), ctx->lang));
    ov_map_text(item, "type", type_title(ov_cell_text(files, i, OV_FILE_TYPE)));
    ov_map_text(item, "use",
                ov_req_tr(req, ov_file_use_title(ov_cell_text(files, i, OV_FILE_USE))));
    ov_map_text(item, "sum",
                ov_printf(ctx->arena, "%.12s", ov_cell_text(files, i, OV_FILE_SHA256)));
    ov_map_bool(item, "clean", clean);
    ov_map_bool(item, "not_scanned", !clean);
    return item;
}

static void add_count(ov_map *map, const ov_list *list)
{
    ov_map_bool(map, "has_files", ov_list_length(list) > 0);
    ov_map_int(map, "n_files", (int64_t)ov_list_length(list));
}

void ov_files_of(ov_req *req, ov_map *map, const ov_rows *files, const char *base, int64_t n,
                 bool *told)
{
    ov_list *list = ov_map_list(map, "files");

    for (size_t i = 0; i < files->n; i++) {
        if (ov_cell_int(files, i, OV_FILE_N) != n)
            continue;
        (void)add_file(req, list, files, i, base);
        if (told)
            told[i] = true;
    }
    add_count(map, list);
}

void ov_files_left(ov_req *req, ov_map *map, const ov_rows *files, const char *base,
                   const bool *told)
{
    ov_list *list = ov_map_list(map, "files");

    for (size_t i = 0; i < files->n; i++) {
        if (told && told[i])
            continue;
        ov_map_text(add_file(req, list, files, i, base), "where",
                    ov_req_tr(req, ov_file_where(ov_req_arena(req), files, i)));
    }
    add_count(map, list);
}

void ov_files_model(ov_req *req, ov_map *map, const ov_rows *files, const char *base)
{
    ov_files_left(req, map, files, base, NULL);
}

const char *ov_sent_files_base(ov_req *req, const ov_response *response)
{
    const char *party = response->respondent ? response->number : response->org_code;

    return ov_req_path(req, "/remiss/%lld/svar/%s/fil", (long long)response->consultation_id,
                       ov_url_encode(ov_req_arena(req), party));
}

/* ---- Out ---- */

ov_status ov_file_send(ov_req *req, const ov_stored *file)
{
    ov_send_header(req, "Content-Disposition",
                   ov_disposition_attachment(ov_req_arena(req), file->name, "fil"));
    ov_send_header(req, "Content-Security-Policy", "default-src 'none'; sandbox");
    return ov_send(req, 200, file->type, file->bytes);
}

/* ---- In ---- */

/* A limit stands in the text as its number: the translation is of the text without it. */
const char *ov_file_fault(ov_req *req)
{
    static const char mark[] = "%lld";
    ov_arena *arena = ov_req_arena(req);
    const char *text = ov_req_ctx(req)->err.text, *pattern, *said, *at;
    size_t before = strcspn(text, "0123456789"), n = strspn(text + before, "0123456789");

    if (!n)
        return ov_req_tr(req, text);
    pattern = ov_printf(arena, "%.*s%s%s", (int)before, text, mark, text + before + n);
    said = ov_req_tr(req, pattern);
    at = strstr(said, mark);
    return said == pattern || !at ? text
                                  : ov_printf(arena, "%.*s%.*s%s", (int)(at - said), said, (int)n,
                                              text + before, at + strlen(mark));
}

typedef struct storing {
    const ov_upload *upload;
    const ov_new_file *file;
} storing;

static ov_status store(ov_ctx *ctx, void *arg)
{
    const storing *s = arg;
    ov_id draft_id, id;

    OV_TRY(s->upload->begin(ctx, s->upload->arg, &draft_id));
    return ov_file_add(ctx, draft_id, s->file, s->upload->question_id, s->upload->use, &id);
}

/* OV_OK: it is stored, or what is wrong stands in *fault. */
static ov_status take(ov_req *req, const ov_file *file, const ov_upload *upload, const char **fault)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_new_file made;
    storing s = {.upload = upload, .file = &made};
    ov_status status = OV_OK;
    ov_str bytes = {"", 0};

    *fault = NULL;
    if (file->size <= ov_file_rules_now()->size + 1) /* else its size alone is looked at */
        status = ov_upload_bytes(ctx, file, &bytes);
    else
        bytes.len = (size_t)file->size;
    if (status == OV_OK)
        status = ov_file_prepare(ctx, bytes, file->name, ov_req_tmp_dir(req), &made);
    if (status == OV_OK)
        status = ov_write(ctx, store, &s);
    if (status != OV_INVALID && status != OV_TOO_LARGE && status != OV_BUSY)
        return status;
    *fault =
        ov_printf(ctx->arena, "%s: %s", ov_upload_name(ctx->arena, file->name), ov_file_fault(req));
    return OV_OK;
}

ov_status ov_files_take(ov_req *req, ov_form *form, const ov_upload *upload, size_t *n)
{
    const ov_http_request *http = ov_req_http(req);
    const char *faults = NULL;
    size_t chosen = 0;

    *n = 0;
    ov_req_may_take(req, MAY_TAKE);
    for (size_t i = 0; i < http->n_files; i++) {
        const char *fault;

        if (strcmp(http->files[i].field, FIELD) != 0)
            continue;
        chosen++;
        OV_TRY(take(req, &http->files[i], upload, &fault));
        if (!fault)
            ++*n;
        else
            faults = faults ? ov_printf(ov_req_arena(req), "%s %s", faults, fault) : fault;
    }
    if (!chosen)
        faults = ov_req_tr(req, "Välj filen som ska bifogas.");
    if (faults)
        ov_form_error(form, FIELD, "%s", faults);
    return OV_OK;
}

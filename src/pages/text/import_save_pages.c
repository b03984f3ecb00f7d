/* SPDX-License-Identifier: EUPL-1.2 */
/* import_save_pages.c — step 3 of reading a text in: it becomes a draft of a version. */
#include "pages/text/import_pages.h"
#include "pages/pages.h"

#include "view/format.h"

#include <string.h>

#define TITLE_FIELD "titel"
#define LABEL_FIELD "beteckning"
#define DAY_FIELD "datum"

static const ov_form_field fields[] = {
    {.name = TITLE_FIELD, .label = "Handlingens namn", .required = true, .max = 140},
    {.name = LABEL_FIELD, .label = "Versionens namn", .required = true, .max = 90},
    {.name = DAY_FIELD, .label = "Datum", .input = OV_INPUT_DAY, .required = true},
    {0},
};

static ov_status show(ov_req *req, const ov_staged *staged, const ov_form *form)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_view *view = ov_import_view(req, "import_save", staged, ov_req_tr(req, "Spara som utkast"));
    ov_map *root = ov_view_root(view);
    ov_staged_counts counts;

    ov_view_needs_token(view);
    ov_staged_count(staged, &counts);
    ov_map_text(root, "provisions", ov_format_count(ctx->arena, counts.provisions));
    ov_map_text(root, "words", ov_format_count(ctx->arena, counts.words));
    ov_map_int(root, "n_warnings", (int64_t)staged->n_warnings);
    ov_map_bool(root, "has_warnings", staged->n_warnings > 0);
    ov_map_text(root, "action", ov_import_path(req, staged->id, "/spara"));
    ov_map_text(root, "title_text",
                form ? ov_form_text(form, TITLE_FIELD) : staged->document_title);
    ov_map_text(root, "label_text", form ? ov_form_text(form, LABEL_FIELD) : staged->label);
    ov_map_text(root, "day_text",
                form ? ov_form_text(form, DAY_FIELD) : ov_day_iso(ctx->arena, staged->day));
    OV_TRY(ov_import_add_match(req, root, staged));
    if (form) {
        ov_view_title(view, ov_req_tr(req, "Fel: Spara som utkast"));
        ov_view_form(view, form);
    }
    return ov_view_send(view);
}

typedef struct storing {
    ov_staged staged;
    ov_version_draft draft;
    const char *slug; /* of the matter */
    bool gone;        /* there is nothing to save, unless this form has saved it before */
} storing;

static ov_status store_once(ov_ctx *ctx, void *arg, const char **location)
{
    storing *s = arg;
    ov_version version;
    ov_id id;

    if (s->gone)
        return ov_fail(&ctx->err, OV_NOT_FOUND, "the staged import is gone");
    OV_TRY(ov_staged_store(ctx, &s->staged, &s->draft, &id));
    OV_TRY(ov_version_get(ctx, id, &version));
    *location =
        ov_printf(ctx->arena, "/arende/%s/text/%s" OV_IMPORT_DRAFT_PAGE, s->slug, version.slug);
    return OV_OK;
}

static ov_status save(ov_req *req, storing *s)
{
    ov_status saved = ov_req_once(req, store_once, s);

    if (saved == OV_NOT_FOUND)
        return ov_import_gone(req);
    if (saved == OV_CONFLICT)
        return ov_import_conflict(req, &s->staged, NULL);
    return saved;
}

/* The slow part: canonical text, hashes, HTML. */
static ov_status prepare(ov_req *req, const ov_form *form, storing *s)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_import *import = ov_calloc(ctx->arena, 1, sizeof *import);
    const char *title =
        ov_str_z(ctx->arena, ov_str_trim(ov_str_from(ov_form_text(form, TITLE_FIELD))));

    ov_staged_tree(ctx->arena, &s->staged, import);
    s->draft = (ov_version_draft){.matter_id = s->staged.matter_id,
                                  .document_title = title,
                                  .label = ov_form_text(form, LABEL_FIELD),
                                  .status = "draft",
                                  .date = ov_form_day(form, DAY_FIELD),
                                  .import = import,
                                  .source_name = s->staged.file_name};
    OV_TRY(ov_staged_source(ctx, s->staged.matter_id, s->staged.id, &s->draft.source));
    return ov_version_prepare(ctx, &s->draft);
}

static ov_status take(ov_req *req, storing *s)
{
    ov_form *form = ov_form_read(req, fields);
    ov_status ready;

    if (strlen(ov_form_text(form, TITLE_FIELD)) > 300)
        ov_form_error(form, TITLE_FIELD, "%s",
                      ov_req_tr(req, "Handlingens namn är för långt. Korta det."));
    if (strlen(ov_form_text(form, LABEL_FIELD)) > 200)
        ov_form_error(form, LABEL_FIELD, "%s",
                      ov_req_tr(req, "Versionens namn är för långt. Korta det."));
    if (!ov_form_ok(form))
        return show(req, &s->staged, form);
    /* Of another row version than the page was made of: not what was looked at. */
    if (ov_import_posted_version(req) != s->staged.row_version)
        return ov_import_conflict(req, &s->staged, NULL);
    ready = prepare(req, form, s);
    if (ready == OV_NOT_FOUND)
        s->gone = true;
    else
        OV_TRY(ready);
    return save(req, s);
}

/* GET, POST /dokument/las-in/:id/spara — step 3: the text becomes a draft; POST does it once. */
ov_status ov_page_import_save(ov_req *req)
{
    storing s = {.slug = ov_req_matter(req)->slug};
    ov_status found = ov_import_find(req, &s.staged);

    s.gone = found == OV_NOT_FOUND;
    if (s.gone && ov_req_http(req)->method == OV_POST)
        return save(req, &s);
    if (s.gone)
        return ov_import_gone(req);
    OV_TRY(found);
    return ov_req_http(req)->method == OV_POST ? take(req, &s) : show(req, &s.staged, NULL);
}

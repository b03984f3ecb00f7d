/* SPDX-License-Identifier: EUPL-1.2 */
/* documents_model.c — documents, their versions and their validity as templates are given them. */
#include "pages/text/documents.h"

#include "text/original.h"
#include "view/format.h"

#include <string.h>

enum {
    VERSION_ID,
    VERSION_SLUG,
    VERSION_DOCUMENT,
    VERSION_LABEL,
    VERSION_DATE,
    VERSION_STATUS,
    VERSION_HASH
};
enum { ORIGINAL_VERSION, ORIGINAL_VERDICT, ORIGINAL_MEDIA };
enum { FAILING_MATTER, FAILING_VERSION, FAILING_DOCUMENT, FAILING_LABEL, FAILING_FAULTS };

const char *ov_text_status_title(const ov_req *req, const char *status)
{
    static const struct {
        const char *code, *title;
    } titles[] = {{"draft", "Utkast"},
                  {"working", "Arbetsversion"},
                  {"consultation", "Remissversion"},
                  {"proposal", "Avtalsförslag"},
                  {"adopted", "Antagen"},
                  {"replaced", "Ersatt"}};

    for (size_t i = 0; i < OV_LEN(titles); i++)
        if (!strcmp(titles[i].code, status))
            return ov_req_tr(req, titles[i].title);
    return status;
}

typedef struct named {
    const char *code, *title;
} named;

static const char *title_of(const named *titles, size_t n, const char *code)
{
    for (size_t i = 0; code && i < n; i++)
        if (!strcmp(titles[i].code, code))
            return titles[i].title;
    return NULL;
}

const char *ov_document_kind_title(const char *kind)
{
    static const named titles[] = {{"main", "Huvudavtal"},
                                   {"sub_agreement", "Överenskommelse"},
                                   {"guideline", "Riktlinje"},
                                   {"appendix", "Bilaga"},
                                   {"other", "Övrig handling"}};

    return title_of(titles, OV_LEN(titles), kind);
}

const char *ov_link_kind_title(const char *kind)
{
    static const named titles[] = {{"law", "Lag"},
                                   {"agreement", "Avtal"},
                                   {"guideline", "Riktlinje"},
                                   {"predecessor", "Föregångare"},
                                   {"other", "Annat"}};

    return title_of(titles, OV_LEN(titles), kind);
}

const char *ov_fault_title(const char *fault)
{
    static const named titles[] = {
        {"no_text", "Filen har ingen text, bara bilder av sidor."},
        {"no_tags", "Filen saknar taggar, så skärmläsare vet inte vad som är rubrik eller tabell."},
        {"no_title", "Filen saknar titel."},
        {"no_language", "Filen säger inte vilket språk den är skriven på."},
        {"no_headings",
         "Rubrikerna är inte gjorda med rubrikformat, så det går inte att hoppa mellan dem."},
        {"undescribed", "En eller flera bilder saknar beskrivning."}};

    return title_of(titles, OV_LEN(titles), fault);
}

bool ov_text_sees_working(ov_req *req)
{
    return ov_req_may(req, "matter.read_working", 0) == OV_OK;
}

/* A document of which the reader may read no version is not told of either. */
static ov_status read_family(ov_req *req, ov_documents *out, bool working)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_document *all;
    ov_document *kept;
    size_t n;

    OV_TRY(ov_family(ctx, ov_req_matter(req)->id, working, &all, &n));
    kept = ov_calloc(ctx->arena, n + 1, sizeof *kept);
    for (size_t i = 0; i < n; i++) {
        bool readable = out->staff || all[i].published > 0;

        for (size_t k = 0; k < out->versions->n && !readable; k++)
            readable = !strcmp(ov_cell_text(out->versions, k, VERSION_DOCUMENT), all[i].title);
        if (readable)
            kept[out->n_documents++] = all[i];
    }
    out->documents = kept;
    return OV_OK;
}

ov_status ov_documents_read(ov_req *req, ov_documents *out)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_id matter = ov_req_matter(req)->id;
    bool working = ov_text_sees_working(req);

    *out = (ov_documents){.staff = ov_req_may(req, "text.edit", 0) == OV_OK};
    OV_TRY(ov_versions(ctx, matter, working, &out->versions));
    OV_TRY(read_family(req, out, working));
    OV_TRY(ov_valid_versions(ctx, matter, &out->valid, &out->n_valid));
    return ov_originals(ctx, matter, &out->originals);
}

static void put_day(ov_req *req, ov_map *map, const char *key, ov_day day)
{
    ov_ctx *ctx = ov_req_ctx(req);

    ov_map_text(map, key, ov_format_day(ctx->arena, day, ctx->lang));
}

void ov_applies_model(ov_req *req, ov_map *map, const ov_applies *applies)
{
    static const char *const terms[] = {
        [OV_TERM_OPEN] = "term_open",         [OV_TERM_FIXED] = "term_fixed",
        [OV_TERM_PROLONGS] = "term_prolongs", [OV_TERM_RUN_OUT] = "term_run_out",
        [OV_TERM_ENDED] = "term_ended",       [OV_TERM_SUCCEEDED] = "term_succeeded"};

    ov_map_bool(map, terms[applies->term], true);
    put_day(req, map, "from", applies->version->validity.from);
    put_day(req, map, "until", applies->until);
    ov_map_int(map, "months", applies->version->validity.prolong_months);
    if (applies->has_notice)
        put_day(req, map, "notice", applies->notice);
}

/* ---- Documents and versions -------------------------------------------------------------------
 */

static const char *media_title(const ov_req *req, const char *media)
{
    if (!strcmp(media, "application/pdf"))
        return "PDF";
    if (strstr(media, "opendocument"))
        return "OpenDocument";
    if (strstr(media, "officedocument"))
        return "Word";
    return ov_req_tr(req, ov_str_starts(ov_str_from(media), "text/") ? "Textfil" : "Fil");
}

/* From when, and how long: nothing for what was never adopted. True: it applies today. */
static bool add_validity(ov_req *req, ov_map *item, const ov_documents *all, ov_id version)
{
    ov_day today = ov_stockholm_day(ov_req_ctx(req)->received);
    ov_applies applies;

    for (size_t i = 0; i < all->n_valid; i++) {
        const ov_valid_version *valid = &all->valid[i];

        if (valid->version_id != version)
            continue;
        if (all->staff)
            ov_map_text(item, "validity_href", ov_req_path(req, "/text/%s/giltighet", valid->slug));
        if (!ov_validity_known(all->valid, all->n_valid, i, today, &applies))
            return false;
        ov_map_bool(item, "valid", true);
        ov_map_bool(item, "addition", valid->validity.addition);
        ov_applies_model(req, item, &applies);
        return ov_validity_applies(all->valid, all->n_valid, i, today, &applies);
    }
    return false;
}

static void add_original(ov_req *req, ov_map *item, const ov_documents *all, ov_id version,
                         const char *slug)
{
    for (size_t i = 0; i < all->originals->n; i++) {
        if (ov_cell_int(all->originals, i, ORIGINAL_VERSION) != version)
            continue;
        ov_map_text(item, "original_href", ov_req_path(req, "/text/%s/original", slug));
        ov_map_text(item, "media",
                    media_title(req, ov_cell_text(all->originals, i, ORIGINAL_MEDIA)));
        ov_map_bool(item, "failing",
                    !strcmp(ov_cell_text(all->originals, i, ORIGINAL_VERDICT), "failing"));
        ov_map_text(item, "ask_href", ov_req_path(req, "/text/%s/begar", slug));
    }
}

static void add_version(ov_req *req, ov_map *item, const ov_documents *all, size_t i)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_id id = ov_cell_int(all->versions, i, VERSION_ID);
    const char *slug = ov_cell_text(all->versions, i, VERSION_SLUG);
    const char *status = ov_cell_text(all->versions, i, VERSION_STATUS);
    ov_day day = (ov_day)ov_cell_int(all->versions, i, VERSION_DATE);
    bool published = !ov_cell_null(all->versions, i, VERSION_HASH);
    bool now = add_validity(req, item, all, id);

    ov_map_text(item, "href", ov_req_path(req, "/text/%s", slug));
    ov_map_text(item, "label", ov_cell_text(all->versions, i, VERSION_LABEL));
    ov_map_text(item, "status", ov_text_status_title(req, status));
    ov_map_text(item, "tone", now ? "now" : !published ? "plan" : "done");
    ov_map_bool(item, "applies", now);
    put_day(req, item, "day", day);
    ov_map_text(item, "day_iso", ov_day_iso(ctx->arena, day));
    ov_map_bool(item, "published", published);
    if (published)
        ov_map_text(item, "txt_href", ov_req_path(req, "/text/%s.txt", slug));
    else if (all->staff)
        ov_map_text(item, "edit_href", ov_req_path(req, "/text/%s/redigera", slug));
    add_original(req, item, all, id, slug);
}

/* The two latest published versions beside each other; the newest as what a new one begins with. */
static void add_actions(ov_req *req, ov_map *map, const ov_documents *all, const char *title)
{
    const char *slugs[2];
    size_t n = 0;

    ov_map_bool(map, "compare_href", false); /* else a template finds that of the document above */
    ov_map_bool(map, "new_href", false);
    ov_map_bool(map, "parent", false);
    for (size_t i = 0; i < all->versions->n && n < 2; i++)
        if (!strcmp(ov_cell_text(all->versions, i, VERSION_DOCUMENT), title) &&
            !ov_cell_null(all->versions, i, VERSION_HASH))
            slugs[n++] = ov_cell_text(all->versions, i, VERSION_SLUG);
    if (n == 2)
        ov_map_text(map, "compare_href", ov_req_path(req, "/jamfor?v=%s&v=%s", slugs[1], slugs[0]));
    if (n > 0)
        ov_map_text(map, "new_href", ov_req_path(req, "/text/%s/ny", slugs[0]));
}

void ov_document_model(ov_req *req, ov_map *map, const ov_documents *all,
                       const ov_document *document)
{
    ov_list *versions = ov_map_list(map, "versions");

    ov_map_int(map, "id", document->id);
    ov_map_text(map, "document", document->title);
    ov_map_text(map, "kind", ov_req_tr(req, ov_document_kind_title(document->kind)));
    ov_map_text(map, "document_href", ov_req_path(req, "/dokument/%lld", (long long)document->id));
    for (size_t i = 0; i < all->versions->n; i++)
        if (!strcmp(ov_cell_text(all->versions, i, VERSION_DOCUMENT), document->title))
            add_version(req, ov_list_add(versions), all, i);
    ov_map_bool(map, "has_versions", ov_list_length(versions) > 0);
    ov_map_bool(map, "staff", all->staff);
    add_actions(req, map, all, document->title);
}

/* ---- What applies -----------------------------------------------------------------------------
 */

static void add_text(ov_req *req, ov_map *item, const ov_applies *applies)
{
    ov_map_text(item, "document", applies->version->document_title);
    ov_map_text(item, "label", applies->version->label);
    ov_map_text(item, "href", ov_req_path(req, "/text/%s", applies->version->slug));
    ov_applies_model(req, item, applies);
}

ov_status ov_in_force_model(ov_req *req, ov_map *root, ov_day day)
{
    ov_list *list = ov_map_list(root, "in_force");
    const ov_in_force_item *items;
    bool any = false;
    size_t n;

    OV_TRY(ov_in_force(ov_req_ctx(req), ov_req_matter(req)->id, day, &items, &n));
    for (size_t i = 0; i < n; i++) {
        ov_map *item = ov_list_add(list);
        ov_list *additions = ov_map_list(item, "additions");

        ov_map_text(item, "document", items[i].document->title);
        ov_map_bool(item, "adopted", items[i].adopted);
        if (items[i].text)
            add_text(req, ov_map_map(item, "text"), items[i].text);
        for (size_t k = 0; k < items[i].n_additions; k++)
            add_text(req, ov_list_add(additions), &items[i].additions[k]);
        any = any || items[i].text;
    }
    ov_map_bool(root, "any_in_force", any);
    return OV_OK;
}

static void add_warning(ov_req *req, ov_map *item, const ov_validity_warning *warning, ov_day today)
{
    static const char *const kinds[] = {
        [OV_ALARM_NOTICE] = "notice", [OV_ALARM_END] = "ends", [OV_ALARM_RUN_OUT] = "ran_out"};
    ov_ctx *ctx = ov_req_ctx(req);

    ov_map_bool(item, kinds[warning->alarm], true);
    ov_map_text(item, "document", warning->applies.version->document_title);
    ov_map_text(item, "label", warning->applies.version->label);
    put_day(req, item, "day", warning->day);
    if (warning->alarm != OV_ALARM_RUN_OUT)
        ov_map_text(item, "left",
                    ov_printf(ctx->arena, "(%s)",
                              ov_format_days_left(ctx->arena, today, warning->day, ctx->lang)));
}

ov_status ov_warnings_model(ov_req *req, ov_map *root)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_day today = ov_stockholm_day(ctx->received);
    ov_list *list = ov_map_list(root, "warnings");
    const ov_validity_warning *warnings;
    size_t n;

    OV_TRY(ov_validity_warnings(ctx, ov_req_matter(req)->id, today, &warnings, &n));
    for (size_t i = 0; i < n; i++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "href", ov_req_path(req, "/text/%s", warnings[i].applies.version->slug));
        add_warning(req, item, &warnings[i], today);
    }
    ov_map_bool(root, "has_warnings", n > 0);
    return OV_OK;
}

/* ---- To do ------------------------------------------------------------------------------------
 */

static ov_status todo_warnings(ov_req *req, ov_list *todo, const ov_matter *matter)
{
    static const char *const titles[] = {[OV_ALARM_NOTICE] = "Ta ställning till uppsägning",
                                         [OV_ALARM_END] = "Avtalstiden går ut",
                                         [OV_ALARM_RUN_OUT] = "Avtalstiden har gått ut"};
    ov_ctx *ctx = ov_req_ctx(req);
    ov_day today = ov_stockholm_day(ctx->received);
    const ov_validity_warning *warnings;
    size_t n;

    OV_TRY(ov_validity_warnings(ctx, matter->id, today, &warnings, &n));
    for (size_t i = 0; i < n; i++) {
        const ov_valid_version *version = warnings[i].applies.version;
        ov_map *item = ov_list_add(todo);
        bool out = warnings[i].alarm == OV_ALARM_RUN_OUT;

        ov_map_text(item, "lead", ov_req_tr(req, out ? "sedan den" : "senast den"));
        put_day(req, item, "when", warnings[i].day);
        if (!out)
            ov_map_text(item, "left",
                        ov_format_days_left(ctx->arena, today, warnings[i].day, ctx->lang));
        ov_map_text(item, "title",
                    ov_printf(ctx->arena, "%s: %s, %s", ov_req_tr(req, titles[warnings[i].alarm]),
                              version->document_title, version->label));
        ov_map_text(
            item, "href",
            ov_printf(ctx->arena, "/arende/%s/text/%s/giltighet", matter->slug, version->slug));
        ov_map_text(item, "text", matter->title);
    }
    return OV_OK;
}

static ov_status todo_requests(ov_req *req, ov_list *todo, const ov_matter *matter)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    OV_TRY(ov_accessible_requests(ctx, matter->id, 0, false, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(todo);

        ov_map_text(item, "lead", ov_req_tr(req, "begärd"));
        put_day(req, item, "when", ov_stockholm_day(ov_cell_int(rows, i, OV_ASKED_AT)));
        ov_map_text(item, "title",
                    ov_printf(ctx->arena, "%s: %s, %s",
                              ov_req_tr(req, "Ta fram en tillgänglig version"),
                              ov_cell_text(rows, i, OV_ASKED_DOCUMENT),
                              ov_cell_text(rows, i, OV_ASKED_LABEL)));
        ov_map_text(item, "href",
                    ov_printf(ctx->arena, "/arende/%s/text/%s/begar", matter->slug,
                              ov_cell_text(rows, i, OV_ASKED_SLUG)));
        ov_map_text(item, "text", ov_cell_text(rows, i, OV_ASKED_MESSAGE));
    }
    return OV_OK;
}

ov_status ov_documents_todo(ov_req *req, ov_list *todo)
{
    ov_ctx *ctx = ov_req_ctx(req);
    const ov_rows *rows;

    if (ov_may(ctx, "text.edit", NULL) != OV_OK)
        return OV_OK;
    OV_TRY(ov_matters(ctx, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_matter matter;

        OV_TRY(ov_matter_by_slug(ctx, ov_cell_text(rows, i, 0), &matter));
        ov_object object = {.matter_id = matter.id, .matter_org_id = matter.owner_org_id};
        if (ov_may(ctx, "text.edit", &object) != OV_OK)
            continue;
        OV_TRY(todo_warnings(req, todo, &matter));
        OV_TRY(todo_requests(req, todo, &matter));
    }
    return OV_OK;
}

/* ---- Accessibility ----------------------------------------------------------------------------
 */

void ov_faults_model(ov_req *req, ov_list *list, ov_str faults)
{
    while (faults.ptr && faults.len) {
        const char *title = ov_fault_title(ov_str_z(ov_req_arena(req), ov_str_cut(&faults, '\n')));

        if (title)
            ov_list_add_text(list, ov_req_tr(req, title));
    }
}

ov_status ov_failing_model(ov_req *req, ov_map *root)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_list *list = ov_map_list(root, "failing");
    const ov_rows *rows;

    OV_TRY(ov_uploads_failing(ctx, &rows));
    for (size_t i = 0; i < rows->n; i++) {
        ov_map *item = ov_list_add(list);
        ov_list *faults = ov_map_list(item, "faults");
        const char *matter = ov_cell_text(rows, i, FAILING_MATTER);
        const char *version = ov_cell_text(rows, i, FAILING_VERSION);

        ov_map_text(item, "document", ov_cell_text(rows, i, FAILING_DOCUMENT));
        ov_map_text(item, "label", ov_cell_text(rows, i, FAILING_LABEL));
        ov_map_text(item, "href", ov_printf(ctx->arena, "/arende/%s/text/%s", matter, version));
        ov_map_text(item, "ask_href",
                    ov_printf(ctx->arena, "/arende/%s/text/%s/begar", matter, version));
        ov_faults_model(req, faults, ov_cell_str(rows, i, FAILING_FAULTS));
    }
    ov_map_bool(root, "has_failing", rows->n > 0);
    return OV_OK;
}

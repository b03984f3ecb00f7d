/* SPDX-License-Identifier: EUPL-1.2 */
/* import_common.c — what the pages of the import wizard share: finding the import, its trail, what
 * it warns of, and what is said when two correct at once. */
#include "pages/text/import_pages.h"

#include "view/format.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

ov_status ov_import_find(ov_req *req, ov_staged *out)
{
    ov_id id;

    OV_TRY(ov_req_arg_id(req, "id", &id));
    return ov_staged_get(ov_req_ctx(req), ov_req_matter(req)->id, id, out);
}

ov_status ov_import_gone(ov_req *req)
{
    return ov_refuse(req, 404,
                     ov_req_tr(req, "Den inlästa filen finns inte kvar. Någon har sparat den som "
                                    "utkast eller kastat den. Gå till ärendets handlingar för att "
                                    "se utkasten."));
}

const char *ov_import_path(ov_req *req, ov_id id, const char *below)
{
    return ov_req_path(req, "/dokument/las-in/%lld%s", (long long)id, below);
}

ov_view *ov_import_view(ov_req *req, const char *template_name, const ov_staged *staged,
                        const char *title)
{
    ov_view *view = ov_view_new(req, template_name);

    ov_view_title(view, title);
    ov_view_crumb(view, ov_req_matter(req)->title, ov_req_path(req, "%s", ""));
    ov_view_crumb(view, ov_req_tr(req, "Handlingar"), ov_req_path(req, "/dokument"));
    if (staged) {
        ov_map *root = ov_view_root(view);

        ov_view_crumb(view, ov_req_tr(req, "Läs in en text"), ov_req_path(req, "/dokument/las-in"));
        if (strcmp(template_name, "import_check") != 0)
            ov_view_crumb(view, ov_req_tr(req, "Kontrollera texten"),
                          ov_import_path(req, staged->id, ""));
        ov_map_text(root, "document", staged->document_title);
        ov_map_text(root, "label", staged->label);
        ov_map_text(root, "file_name", staged->file_name);
        ov_map_int(root, "row_version", staged->row_version);
        ov_map_text(root, "check_href", ov_import_path(req, staged->id, ""));
    }
    ov_view_crumb(view, title, NULL);
    return view;
}

int64_t ov_import_posted_version(const ov_req *req)
{
    const char *text = ov_pairs_get(&ov_req_http(req)->form, OV_IMPORT_VERSION_FIELD);
    int64_t version;

    return text && ov_parse_int(ov_str_from(text), &version) == OV_OK ? version : 0;
}

const char *ov_import_title(ov_req *req, const ov_staged_node *node)
{
    if (!node->number && !node->heading)
        return ov_req_tr(req, "Inledande text");
    return ov_printf(ov_req_arena(req), "%s%s%s", node->number ? node->number : "",
                     node->number && node->heading ? " " : "", node->heading ? node->heading : "");
}

const char *ov_import_answer(const ov_req *req, ov_staged_answer answer)
{
    static const char *const texts[] = {
        [OV_STAGED_DONE] = "",
        [OV_STAGED_FIRST] = "Det finns ingen bestämmelse före att slå ihop med.",
        [OV_STAGED_DEEPEST] = "Bestämmelsen, eller något under den, ligger redan på den djupaste "
                              "nivån, 6.",
        [OV_STAGED_TOP] = "Bestämmelsen ligger redan på den högsta nivån, 1.",
        [OV_STAGED_ONLY] = "Den sista bestämmelsen kan inte tas bort.",
        [OV_STAGED_NAMELESS] = "Bestämmelsen behöver ett nummer eller en rubrik. Ska texten höra "
                               "till bestämmelsen före, välj ”Gör till brödtext”.",
        [OV_STAGED_NO_BLOCK] =
            "Stycket finns inte längre, eller är en tabell eller lista. Välj ett "
            "annat.",
        [OV_STAGED_TOO_LONG] = "Texten är för lång. Ett nummer får ha högst 40 tecken, en rubrik "
                               "500 och en bestämmelse 200 000.",
        [OV_STAGED_TOO_DEEP] = "Listorna ligger i fler nivåer än 16. Ta bort några nivåer.",
        [OV_STAGED_MISSING] = "Bestämmelsen finns inte längre.",
    };

    return ov_req_tr(req, texts[answer]);
}

typedef struct correction {
    ov_staged staged;
    const char *json;
} correction;

static ov_status write_correction(ov_ctx *ctx, void *arg)
{
    const correction *c = arg;

    return ov_staged_save(ctx, &c->staged, c->json);
}

ov_status ov_import_write(ov_req *req, const ov_staged *staged)
{
    correction c = {.staged = *staged, .json = ov_staged_json(ov_req_arena(req), staged)};

    return ov_write(ov_req_ctx(req), write_correction, &c);
}

ov_status ov_import_conflict(ov_req *req, const ov_staged *staged, const ov_import_mine *mine)
{
    ov_view *view = ov_import_view(req, "import_conflict", staged,
                                   ov_req_tr(req, "Texten har ändrats under tiden"));
    ov_list *list = ov_map_list(ov_view_root(view), "mine");

    for (; mine && mine->label; mine++) {
        ov_map *item = ov_list_add(list);

        ov_map_text(item, "name", ov_req_tr(req, mine->label));
        ov_map_text(item, "text", mine->text);
        ov_map_bool(item, "long", strlen(mine->text) > 80 || strchr(mine->text, '\n'));
    }
    ov_map_bool(ov_view_root(view), "has_mine", ov_list_length(list) > 0);
    ov_view_status(view, 409);
    return ov_view_send(view);
}

ov_status ov_import_add_match(ov_req *req, ov_map *root, const ov_staged *staged)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_staged_match match;

    OV_TRY(ov_staged_compare(ctx, staged, &match));
    if (!match.label)
        return OV_OK;
    ov_map *map = ov_map_map(root, "match");
    ov_map_text(map, "earlier", match.label);
    ov_map_text(map, "known", ov_format_count(ctx->arena, match.known));
    ov_map_text(map, "fresh", ov_format_count(ctx->arena, match.fresh));
    ov_map_text(map, "gone", ov_format_count(ctx->arena, match.gone));
    ov_map_text(map, "all", ov_format_count(ctx->arena, (int64_t)staged->n));
    return OV_OK;
}

const char *ov_import_kind_title(const ov_req *req, const char *kind)
{
    static const struct {
        const char *kind, *title;
    } titles[] = {{"docx", "Word-dokument"},
                  {"odt", "OpenDocument-text"},
                  {"pdf", "PDF"},
                  {"markdown", "Text med markdown"},
                  {"text", "Ren text"}};

    for (size_t i = 0; i < OV_LEN(titles); i++)
        if (!strcmp(titles[i].kind, kind))
            return ov_req_tr(req, titles[i].title);
    return kind;
}

/* ---- Warnings ---- */

static const struct {
    const char *code, *title, *advice;
} sections[] = {
    {"numbering_gap", "Luckor i numreringen",
     "Kontrollera att inget saknas i filen. Ett nummer kan också ha lästs som vanlig text."},
    {"numbering_repeat", "Nummer som kommer igen", "Rätta numret om det är fel i filen."},
    {"broken_reference", "Hänvisningar som inte leder någonstans",
     "Rätta hänvisningen, eller numret som den syftar på."},
    {"lost_table", "Tabeller som inte kunde läsas",
     "Raderna står kvar som text. Gör om dem till en tabell, eller läs in Word-filen i stället för "
     "PDF-filen."},
    {"lost_image", "Bilder som inte kom med",
     "Portalen sparar text. Skriv i texten vad bilden visar."},
    {"running_head", "Sidhuvuden och sidfötter som togs bort",
     "Kontrollera att inget av det var avtalstext."},
    {"table_of_contents", "Innehållsförteckning som togs bort",
     "Portalen gör en egen innehållsförteckning."},
    {"soft_hyphen", "Avstavningar som lagades",
     "Kontrollera att orden är rätt. Ett bindestreck som hör till ordet ska stå kvar."},
    {"control_character", "Tecken som inte går att visa", "De togs bort."},
    {"unknown_encoding", "Teckenkodning", "Kontrollera å, ä och ö i texten."},
    {NULL, "Övrigt att kontrollera", ""},
};

static size_t section_of(const char *code)
{
    size_t i = 0;

    while (sections[i].code && strcmp(sections[i].code, code) != 0)
        i++;
    return i;
}

static void add_warning(ov_req *req, ov_list *list, const ov_staged *staged, const ov_warning *w)
{
    ov_map *item = ov_list_add(list);
    size_t at = ov_staged_at_line(staged, w->line);

    ov_map_text(item, "text", w->text);
    if (at == staged->n)
        return;
    ov_map_text(item, "href", ov_import_listed_at(req, staged, at));
    ov_map_text(item, "at", ov_import_title(req, &staged->nodes[at]));
}

void ov_import_add_warnings(ov_req *req, ov_map *root, const ov_staged *staged)
{
    ov_list *list = ov_map_list(root, "sections");

    for (size_t s = 0; s < OV_LEN(sections); s++) {
        ov_list *warnings = NULL;
        int64_t n = 0;
        ov_map *section = NULL;

        for (size_t i = 0; i < staged->n_warnings; i++) {
            if (section_of(staged->warnings[i].code) != s)
                continue;
            if (!section) {
                section = ov_list_add(list);
                warnings = ov_map_list(section, "warnings");
            }
            add_warning(req, warnings, staged, &staged->warnings[i]);
            n++;
        }
        if (!section)
            continue;
        ov_map_text(section, "title", ov_req_tr(req, sections[s].title));
        ov_map_text(section, "advice",
                    *sections[s].advice ? ov_req_tr(req, sections[s].advice) : NULL);
        ov_map_int(section, "count", n);
    }
    ov_map_bool(root, "has_warnings", staged->n_warnings > 0);
    ov_map_int(root, "n_warnings", (int64_t)staged->n_warnings);
}

/* ---- An uploaded file ---- */

const ov_file *ov_upload_in(const ov_req *req, const char *field)
{
    const ov_http_request *http = ov_req_http(req);

    for (size_t i = 0; i < http->n_files; i++)
        if (!strcmp(http->files[i].field, field))
            return &http->files[i];
    return NULL;
}

ov_status ov_upload_bytes(ov_ctx *ctx, const ov_file *file, ov_str *out)
{
    char *bytes = ov_alloc(ctx->arena, (size_t)file->size + 1);
    size_t n = 0;

    while (n < (size_t)file->size) {
        ssize_t got = pread(file->fd, bytes + n, (size_t)file->size - n, (off_t)n);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return ov_fail(&ctx->err, OV_IO, "an uploaded file cannot be read");
        n += (size_t)got;
    }
    bytes[n] = '\0';
    *out = (ov_str){bytes, n};
    return OV_OK;
}

const char *ov_upload_name(ov_arena *arena, const char *name)
{
    ov_str text = ov_str_trim(ov_str_from(name));
    size_t end = text.len;

    if (end > OV_UPLOAD_NAME_MOST) {
        end = OV_UPLOAD_NAME_MOST;
        while (end > 0 && ((unsigned char)text.ptr[end] & 0xc0) == 0x80)
            end--;
    }
    return end ? ov_strndup(arena, text.ptr, end) : "fil";
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* import_file.c — a file of any kind that we read, to a tree of provisions. */
#include "text/import/import_file.h"

#include "text/kind.h"

#include "util/log.h"

static const struct {
    const char *name, *mime;
} kinds[] = {
    [OV_KIND_TEXT] = {"text", "text/plain; charset=utf-8"},
    [OV_KIND_MARKDOWN] = {"markdown", "text/markdown; charset=utf-8"},
    [OV_KIND_DOCX] = {"docx",
                      "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    [OV_KIND_ODT] = {"odt", "application/vnd.oasis.opendocument.text"},
    [OV_KIND_PDF] = {"pdf", "application/pdf"},
};

const char *ov_import_kind_name(ov_import_kind kind)
{
    return kinds[kind].name;
}

const char *ov_import_kind_mime(ov_import_kind kind)
{
    return kinds[kind].mime;
}

/* "12:1: texten är …" of the text importer to "Rad 12: texten är …." for people; "1:1:" is the
 * whole file. */
static void say_for_people(ov_err *err)
{
    char line[8] = "", text[sizeof err->text];
    const char *p = err->text;
    size_t n = 0;

    while (p[n] >= '0' && p[n] <= '9' && n < sizeof line - 1) {
        line[n] = p[n];
        n++;
    }
    line[n] = '\0';
    if (n == 0 || p[n] != ':')
        return;
    n += 1 + strspn(p + n + 1, "0123456789");
    if (strncmp(p + n, ": ", 2) != 0)
        return;
    memcpy(text, p + n + 2, strlen(p + n + 2) + 1);
    if (text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 'a' + 'A');
    if (strcmp(line, "1") == 0) {
        (void)ov_fail(err, err->status, "%s.", text);
    } else {
        (void)ov_fail(err, err->status, "Rad %s: %s.", line, text);
    }
}

ov_status ov_import_helper_failed(ov_err *err, ov_status status, const char *program,
                                  const char *package)
{
    if (status == OV_NOT_FOUND)
        return ov_fail(err, status,
                       "Portalen saknar programmet %s, som läser filer av det här slaget. Be den "
                       "som driver portalen att installera paketet %s. Filer i .txt och .md går "
                       "att läsa in ändå.",
                       program, package);
    if (status == OV_TOO_LARGE)
        return ov_fail(err, status,
                       "Filen tog för lång tid eller för mycket minne att läsa. Dela upp den, "
                       "eller spara texten som .txt.");
    if (status == OV_INVALID)
        return ov_fail(err, status,
                       "Filen gick inte att läsa; innehållet är skadat. Öppna den i ett vanligt "
                       "program, spara den på nytt och försök igen.");
    ov_log(OV_LOG_ERROR, "import: %s", err->text);
    return ov_fail(err, status,
                   "Filen går inte att läsa just nu. Försök igen om en stund; hjälper inte det, "
                   "säg till den som driver portalen.");
}

static ov_status read_kind(ov_importer *im, ov_str bytes, ov_str text, const char *tmp_dir,
                           ov_import_kind *kind)
{
    bool marked = false;

    switch (*kind) {
    case OV_KIND_DOCX:
    case OV_KIND_ODT:
        return ov_pandoc_import(im, bytes, *kind, tmp_dir);
    case OV_KIND_PDF:
        return ov_pdf_import(im, bytes, tmp_dir);
    default:
        OV_TRY(ov_import_source(im, text, &marked));
        *kind = marked ? OV_KIND_MARKDOWN : OV_KIND_TEXT;
        return OV_OK;
    }
}

ov_status ov_import_file(ov_arena *arena, ov_str bytes, const char *name, const char *tmp_dir,
                         ov_import *out, ov_import_kind *kind, ov_err *err)
{
    ov_importer im = {.arena = arena, .err = err, .title = ""};
    ov_import_kind found = OV_KIND_TEXT;
    ov_str text = bytes;
    ov_status status;

    OV_TRY(ov_kind_tell(arena, bytes, name ? name : "", &found, &text, err));
    status = read_kind(&im, bytes, text, tmp_dir, &found);
    if (status == OV_OK)
        status = ov_import_finish(&im, out);
    if (status != OV_OK) {
        say_for_people(err);
        return status;
    }
    *kind = found;
    return OV_OK;
}

ov_status ov_import_tree(ov_arena *arena, ov_str bytes, const char *name, bool helper,
                         ov_node **out, ov_err *err)
{
    ov_importer im = {.arena = arena, .err = err, .title = ""};
    ov_import_kind kind = OV_KIND_TEXT;
    ov_str text = bytes;
    ov_status status;

    OV_TRY(ov_kind_tell(arena, bytes, name, &kind, &text, err));
    if (kind != OV_KIND_TEXT && kind != OV_KIND_MARKDOWN && !helper) {
        *out = NULL;
        return OV_OK;
    }
    status = read_kind(&im, bytes, text, NULL, &kind);
    if (status == OV_OK && !im.root)
        status = ov_fail(err, OV_INVALID, "1:1: filen har ingen text");
    if (status != OV_OK) {
        say_for_people(err);
        return status;
    }
    *out = im.root;
    return OV_OK;
}

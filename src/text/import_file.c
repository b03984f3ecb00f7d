/* SPDX-License-Identifier: EUPL-1.2 */
/* import_file.c — a file of any kind that we read, to a tree of provisions. */
#include "text/import_file.h"

#include "text/kind.h"

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
    if (strcmp(line, "1") == 0) {
        if (text[0] >= 'a' && text[0] <= 'z')
            text[0] = (char)(text[0] - 'a' + 'A');
        (void)ov_fail(err, err->status, "%s.", text);
    } else {
        (void)ov_fail(err, err->status, "Rad %s: %s.", line, text);
    }
}

static ov_status import_text(ov_importer *im, ov_str text, ov_import *out, ov_import_kind *kind)
{
    bool marked = false;
    ov_status status = ov_import_source(im, text, &marked);

    if (status == OV_OK)
        status = ov_import_finish(im, out);
    if (status != OV_OK) {
        say_for_people(im->err);
        return status;
    }
    *kind = marked ? OV_KIND_MARKDOWN : OV_KIND_TEXT;
    return OV_OK;
}

ov_status ov_import_file(ov_arena *arena, ov_str bytes, const char *name, const char *tmp_dir,
                         ov_import *out, ov_import_kind *kind, ov_err *err)
{
    ov_importer im = {.arena = arena, .err = err, .title = ""};
    ov_import_kind found = OV_KIND_TEXT;
    ov_str text = bytes;

    (void)tmp_dir;
    OV_TRY(ov_kind_tell(arena, bytes, name ? name : "", &found, &text, err));
    if (found == OV_KIND_TEXT)
        return import_text(&im, text, out, kind);
    return ov_fail(err, OV_INVALID, "Filer av det slaget kan inte läsas än.");
}

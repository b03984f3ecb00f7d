/* SPDX-License-Identifier: EUPL-1.2 */
/* odt.c — an OpenDocument text made ready for pandoc, which drops the head rows of tables, and with
 * what it does not look at left out. */
#include "text/kind.h"

#include "text/import/zip.h"
#include "util/zip.h"

#define MOST_CONTENT ((size_t)40 << 20)

/* The content without the marks that make head rows of rows. */
static ov_str without_heads(ov_arena *arena, ov_str content)
{
    static const char *const marks[] = {"<table:table-header-rows>", "</table:table-header-rows>"};
    char *out = ov_alloc(arena, content.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < content.len;) {
        size_t skip = 0;

        for (size_t k = 0; k < OV_LEN(marks) && content.ptr[i] == '<' && !skip; k++)
            if (ov_str_starts((ov_str){content.ptr + i, content.len - i}, marks[k]))
                skip = strlen(marks[k]);
        if (!skip)
            out[n++] = content.ptr[i++];
        i += skip;
    }
    out[n] = '\0';
    return (ov_str){out, n};
}

static size_t count(ov_str text, const char *word)
{
    const char *p = text.ptr, *end = text.ptr + text.len;
    size_t n = 0;

    while ((p = memmem(p, (size_t)(end - p), word, strlen(word))) != NULL) {
        p += strlen(word);
        n++;
    }
    return n;
}

static void warn_of_losses(ov_importer *im, ov_str content)
{
    size_t images = count(content, "<draw:image "), notes = count(content, "<office:annotation ");

    if (images)
        ov_import_warn(im, "lost_image", 1,
                       "Bilder kommer inte med (%zu); beskriv i text det som de visar.", images);
    if (notes)
        ov_import_warn(im, "lost_comment", 1, "Kommentarer i marginalen kom inte med (%zu).",
                       notes);
    if (count(content, "<text:tracked-changes"))
        ov_import_warn(im, "tracked_change", 1,
                       "Dokumentet har spårade ändringar; de lästes som godkända.");
    if (count(content, "table:number-columns-spanned=\"") ||
        count(content, "table:number-rows-spanned=\""))
        ov_import_warn(im, "merged_cells", 1,
                       "Tabeller har sammanslagna celler; jämför dem med dokumentet.");
}

ov_status ov_odt_prepare(ov_importer *im, ov_str bytes, ov_str *out)
{
    static const char *const others[] = {"styles.xml", "meta.xml", "META-INF/manifest.xml"};
    const ov_zip_part *part;
    ov_str content, other;
    ov_zip_writer w = {0};
    ov_zip zip;

    OV_TRY(ov_zip_open(im->arena, bytes, &zip, im->err));
    part = ov_zip_find(&zip, "content.xml");
    if (!part || ov_zip_read(im->arena, &zip, part, MOST_CONTENT, &content) != OV_OK)
        return ov_fail(im->err, OV_INVALID,
                       "Filen är skadad: den har ingen text. Spara dokumentet på nytt.");
    warn_of_losses(im, content);
    ov_zip_add(&w, OV_LIT("mimetype"), OV_LIT("application/vnd.oasis.opendocument.text"), false);
    ov_zip_add(&w, OV_LIT("content.xml"), without_heads(im->arena, content), false);
    for (size_t i = 0; i < OV_LEN(others); i++)
        if ((part = ov_zip_find(&zip, others[i])) != NULL &&
            ov_zip_read(im->arena, &zip, part, MOST_CONTENT, &other) == OV_OK)
            ov_zip_add(&w, ov_str_from(others[i]), other, false);
    *out = ov_zip_finish(&w, im->arena);
    return OV_OK;
}

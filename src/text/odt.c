/* SPDX-License-Identifier: EUPL-1.2 */
/* odt.c — an OpenDocument text made ready for pandoc, which drops the head rows of tables, and with
 * what it does not look at left out. */
#include "text/kind.h"

#include "text/zip.h"

#include <zlib.h>

#define MOST_CONTENT ((size_t)40 << 20)

static void add16(ov_buf *out, unsigned value)
{
    ov_buf_addc(out, (char)(value & 0xff));
    ov_buf_addc(out, (char)(value >> 8 & 0xff));
}

static void add32(ov_buf *out, uint32_t value)
{
    add16(out, value & 0xffff);
    add16(out, value >> 16);
}

typedef struct writer {
    ov_buf out, list;
    unsigned n;
} writer;

/* A part as it is, not packed. */
static void add_part(writer *w, ov_str name, ov_str bytes)
{
    uint32_t crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)bytes.ptr, (uInt)bytes.len);
    uint32_t at = (uint32_t)w->out.len;

    for (int central = 0; central < 2; central++) {
        ov_buf *to = central ? &w->list : &w->out;

        ov_buf_add(to, central ? "PK\1\2" : "PK\3\4", 4);
        if (central)
            add16(to, 20);
        add16(to, 20);
        add16(to, 0x0800); /* names are UTF-8 */
        add16(to, 0);
        add32(to, 0x00210000); /* 1980-01-01 */
        add32(to, crc);
        add32(to, (uint32_t)bytes.len);
        add32(to, (uint32_t)bytes.len);
        add16(to, (unsigned)name.len);
        add16(to, 0);
        if (central) {
            for (int i = 0; i < 3; i++)
                add16(to, 0);
            add32(to, 0);
            add32(to, at);
        }
        ov_buf_adds(to, name);
    }
    ov_buf_adds(&w->out, bytes);
    w->n++;
}

static ov_str finish(writer *w, ov_arena *arena)
{
    size_t at = w->out.len;
    ov_str made;

    ov_buf_adds(&w->out, ov_buf_str(&w->list));
    ov_buf_add(&w->out, "PK\5\6\0\0\0\0", 8);
    add16(&w->out, w->n);
    add16(&w->out, w->n);
    add32(&w->out, (uint32_t)w->list.len);
    add32(&w->out, (uint32_t)at);
    add16(&w->out, 0);
    made = (ov_str){ov_strndup(arena, w->out.ptr, w->out.len), w->out.len};
    ov_buf_free(&w->out);
    ov_buf_free(&w->list);
    return made;
}

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
    writer w = {.n = 0};
    ov_zip zip;

    OV_TRY(ov_zip_open(im->arena, bytes, &zip, im->err));
    part = ov_zip_find(&zip, "content.xml");
    if (!part || ov_zip_read(im->arena, &zip, part, MOST_CONTENT, &content) != OV_OK)
        return ov_fail(im->err, OV_INVALID,
                       "Filen är skadad: den har ingen text. Spara dokumentet på nytt.");
    warn_of_losses(im, content);
    add_part(&w, OV_LIT("mimetype"), OV_LIT("application/vnd.oasis.opendocument.text"));
    add_part(&w, OV_LIT("content.xml"), without_heads(im->arena, content));
    for (size_t i = 0; i < OV_LEN(others); i++)
        if ((part = ov_zip_find(&zip, others[i])) != NULL &&
            ov_zip_read(im->arena, &zip, part, MOST_CONTENT, &other) == OV_OK)
            add_part(&w, ov_str_from(others[i]), other);
    *out = finish(&w, im->arena);
    return OV_OK;
}

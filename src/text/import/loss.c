/* SPDX-License-Identifier: EUPL-1.2 */
/* loss.c — did all of a document's text reach the tree? The converter passes over what it does not
 * know (text boxes, odd tables); whoever imports must be told. */
#include "text/kind.h"

#include "text/import/zip.h"

#define MOST_XML ((size_t)40 << 20)
#define FEW 5 /* characters that may differ without a word */

static bool counts(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0xc3;
}

static size_t letters(ov_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += counts(text.ptr[i]);
    return n;
}

/* Where the element that begins here ends: behind its last tag, or behind its only one. */
static size_t past_element(ov_str xml, size_t at, const char *end)
{
    const char *tag = memchr(xml.ptr + at, '>', xml.len - at), *last;

    if (!tag)
        return xml.len;
    if (tag[-1] == '/')
        return (size_t)(tag + 1 - xml.ptr);
    last = memmem(tag, (size_t)(xml.ptr + xml.len - tag), end, strlen(end));
    return last ? (size_t)(last - xml.ptr) + strlen(end) : xml.len;
}

typedef struct skipped {
    const char *begin, *end; /* of an element that holds no text of the document */
} skipped;

static const skipped word_skips[] = {
    {"<mc:Fallback", "</mc:Fallback>"},   {"<w:moveFrom ", "</w:moveFrom>"},
    {"<w:instrText", "</w:instrText>"},   {"<w:delText", "</w:delText>"},
    {"<wp:posOffset", "</wp:posOffset>"}, {"<wp:align", "</wp:align>"},
    {"<wp14:pct", "</wp14:pct"},          {NULL, NULL}};
static const skipped odt_skips[] = {{"<text:tracked-changes", "</text:tracked-changes>"},
                                    {"<office:annotation ", "</office:annotation>"},
                                    {"<text:table-of-content ", "</text:table-of-content>"},
                                    {"<svg:", ">"},
                                    {NULL, NULL}};

/* Letters and figures between the tags of the body. */
static size_t letters_of_xml(ov_str xml, const skipped *skips)
{
    const char *body = memmem(xml.ptr, xml.len, "body>", 5);
    size_t n = 0, at = body ? (size_t)(body - xml.ptr) : 0;

    while (at < xml.len) {
        const skipped *skip = skips;
        ov_str rest = {xml.ptr + at, xml.len - at};

        if (xml.ptr[at] == '&') { /* a character by its name */
            const char *end = memchr(rest.ptr, ';', rest.len < 12 ? rest.len : 12);

            at += end ? (size_t)(end + 1 - rest.ptr) : 1;
            continue;
        }
        if (xml.ptr[at] != '<') {
            n += counts(xml.ptr[at++]);
            continue;
        }
        while (skip->begin && !ov_str_starts(rest, skip->begin))
            skip++;
        if (skip->begin) {
            at = past_element(xml, at, skip->end);
        } else {
            const char *end = memchr(rest.ptr, '>', rest.len);

            at = end ? (size_t)(end + 1 - xml.ptr) : xml.len;
        }
    }
    return n;
}

static size_t letters_of_tree(const ov_node *node)
{
    size_t n = 0;

    for (; node; node = node->next)
        n += letters(ov_str_from(node->number)) + letters(ov_str_from(node->heading)) +
             letters(ov_str_from(node->body)) + letters_of_tree(node->first_child);
    return n;
}

/* The main part of a docx has this name nearly always; another is then simply not compared. */
void ov_loss_check(ov_importer *im, ov_str bytes, ov_import_kind kind)
{
    bool word = kind == OV_KIND_DOCX;
    const ov_zip_part *part;
    size_t want, have;
    ov_err err;
    ov_str xml;
    ov_zip zip;

    if (ov_zip_open(im->arena, bytes, &zip, &err) != OV_OK ||
        !(part = ov_zip_find(&zip, word ? "word/document.xml" : "content.xml")) ||
        ov_zip_read(im->arena, &zip, part, MOST_XML, &xml) != OV_OK)
        return;
    want = letters_of_xml(xml, word ? word_skips : odt_skips);
    have = letters(ov_str_from(im->title)) + letters_of_tree(im->root) + im->left_out;
    if (want <= have || want - have < FEW || (want - have) * 100 < want)
        return;
    ov_import_warn(
        im, "lost_text", 1,
        "Omkring %zu av dokumentets %zu bokstäver och siffror kom inte med, till exempel "
        "text i textrutor. Jämför med dokumentet.",
        want - have, want);
}

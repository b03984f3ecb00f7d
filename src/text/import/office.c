/* SPDX-License-Identifier: EUPL-1.2 */
/* office.c — is a zip archive a document that we read (docx, odt), without macros, and harmless to
 * the program that will read it? */
#include "text/kind.h"

#include "text/import/zip.h"

#define MOST_XML ((uint64_t)40 << 20) /* of one part */
#define MOST_SMALL ((size_t)8 << 20)  /* of the lists of parts and styles */
#define MOST_DEPTH 400                /* elements in elements; lists of nine levels take some 40 */

static ov_status refuse_macros(ov_err *err)
{
    return ov_fail(err, OV_INVALID,
                   "Dokumentet innehåller makron, som inte tas emot. Spara det som ett dokument "
                   "utan makron (.docx eller .odt) och försök igen.");
}

static bool holds(ov_str bytes, const char *what)
{
    return memmem(bytes.ptr, bytes.len, what, strlen(what)) != NULL;
}

/* ---- the XML of a part ----------------------------------------------------------------------- */

/* Counts elements in elements, and sees a document type, from which entities come. It need not
 * understand XML: what it cannot follow, the reader refuses. */
typedef struct scan {
    enum { TEXT, OPEN, NAME, INSIDE, QUOTED, SKIP } state;
    char quote, last;
    bool closing;
    int depth, deepest;
    bool begun;
    bool declares; /* <!DOCTYPE …, or bytes that are no UTF-8, in which it could hide */
    char word[8];  /* what follows "<!" */
    size_t n;
} scan;

static void end_tag(scan *s, char last)
{
    if (s->closing)
        s->depth--;
    else if (last != '/')
        s->depth++;
    if (s->depth > s->deepest)
        s->deepest = s->depth;
    s->state = TEXT;
}

static void scan_byte(scan *s, char c)
{
    switch (s->state) {
    case TEXT:
        s->state = c == '<' ? OPEN : TEXT;
        break;
    case OPEN:
        s->closing = c == '/';
        s->n = 0;
        s->state = c == '!' ? NAME : c == '?' ? SKIP : INSIDE;
        break;
    case NAME:
        if (s->n < sizeof s->word)
            s->word[s->n++] = c;
        s->declares = s->declares || (s->n >= 7 && memcmp(s->word, "DOCTYPE", 7) == 0);
        s->state = c == '>' ? TEXT : NAME;
        break;
    case INSIDE:
        if (c == '"' || c == '\'') {
            s->quote = c;
            s->state = QUOTED;
        } else if (c == '>') {
            end_tag(s, s->last);
        }
        break;
    case QUOTED:
        s->state = c == s->quote ? INSIDE : QUOTED;
        break;
    case SKIP:
        s->state = c == '>' ? TEXT : SKIP;
        break;
    }
    s->last = c;
}

static bool scan_bytes(void *arg, const uint8_t *bytes, size_t n)
{
    scan *s = arg;

    if (n > 0 && !s->begun)
        s->declares = bytes[0] != '<' && bytes[0] != 0xef && bytes[0] > ' ';
    s->begun = s->begun || n > 0;
    s->declares = s->declares || memchr(bytes, '\0', n) != NULL;
    for (size_t i = 0; i < n; i++)
        scan_byte(s, (char)bytes[i]);
    return s->deepest <= MOST_DEPTH && !s->declares;
}

static bool skip_bytes(void *arg, const uint8_t *bytes, size_t n)
{
    (void)arg;
    (void)bytes;
    (void)n;
    return true;
}

/* Unpacks every part once: what the list of the archive says of them is then true. */
static ov_status check_part(const ov_zip *zip, const ov_zip_part *part, ov_err *err)
{
    bool xml = ov_str_ends(part->name, ".xml") || ov_str_ends(part->name, ".rels");
    scan s = {.state = TEXT};
    ov_status status;

    if (xml && part->size > MOST_XML)
        return ov_fail(err, OV_TOO_LARGE,
                       "Dokumentet har mer text än som kan läsas på en gång. Dela upp det.");
    status = ov_zip_unpack(zip, part, xml ? scan_bytes : skip_bytes, &s);
    if (status == OV_CONFLICT && s.declares)
        return ov_fail(err, OV_INVALID,
                       "Dokumentet hänvisar till innehåll utanför sig själv och läses inte. Spara "
                       "det på nytt i Word eller LibreOffice.");
    if (status == OV_CONFLICT)
        return ov_fail(err, OV_TOO_LARGE,
                       "Dokumentet har listor eller tabeller i varandra i fler nivåer än som kan "
                       "läsas. Gör det plattare.");
    if (status != OV_OK)
        return ov_fail(err, OV_INVALID,
                       "Filen är skadad eller ofullständig. Spara dokumentet på nytt och försök "
                       "igen.");
    return OV_OK;
}

/* ---- which document it is -------------------------------------------------------------------- */

static ov_status check_odf(const ov_zip *zip, ov_arena *arena, ov_err *err)
{
    const ov_zip_part *part = ov_zip_find(zip, "META-INF/manifest.xml");
    ov_str manifest = {"", 0};

    if (part && ov_zip_read(arena, zip, part, MOST_SMALL, &manifest) == OV_OK &&
        holds(manifest, "encryption-data"))
        return ov_fail(err, OV_INVALID,
                       "Dokumentet är skyddat med lösenord. Ta bort lösenordet och spara det "
                       "igen.");
    if (ov_zip_has(zip, "Basic/", "") || ov_zip_has(zip, "Scripts/", ""))
        return refuse_macros(err);
    if (!ov_zip_find(zip, "content.xml"))
        return ov_fail(err, OV_INVALID,
                       "Filen är skadad: den har ingen text. Spara dokumentet på nytt.");
    return OV_OK;
}

static ov_status tell_odf(const ov_zip *zip, ov_str type, ov_arena *arena, ov_err *err)
{
    if (!ov_str_starts(type, "application/vnd.oasis.opendocument.text"))
        return ov_fail(err, OV_INVALID,
                       "Filen är inte ett textdokument (den är en kalkyl, en presentation eller en "
                       "bild). Spara texten som .odt eller .docx.");
    return check_odf(zip, arena, err);
}

static bool has_macros(const ov_zip *zip, ov_str types)
{
    return ov_zip_has(zip, "", "vbaProject.bin") || holds(types, "macroEnabled") ||
           holds(types, "vbaProject");
}

static ov_status tell_ooxml(const ov_zip *zip, ov_str types, ov_err *err)
{
    if (has_macros(zip, types))
        return refuse_macros(err);
    if (ov_zip_has(zip, "xl/", "") || ov_zip_has(zip, "ppt/", ""))
        return ov_fail(err, OV_INVALID,
                       "Filen är en kalkyl eller en presentation, inte en text. Spara texten som "
                       ".docx, .odt eller .pdf.");
    if (!ov_zip_has(zip, "word/document", ".xml"))
        return ov_fail(err, OV_INVALID,
                       "Filen är inte ett Word-dokument. Spara texten som .docx, .odt eller .pdf.");
    return OV_OK;
}

static ov_status tell(ov_arena *arena, const ov_zip *zip, ov_import_kind *kind, ov_err *err)
{
    const ov_zip_part *part;
    ov_str text = {"", 0};

    if ((part = ov_zip_find(zip, "mimetype")) != NULL) {
        if (ov_zip_read(arena, zip, part, 200, &text) != OV_OK)
            text = OV_LIT("");
        OV_TRY(tell_odf(zip, text, arena, err));
        *kind = OV_KIND_ODT;
        return OV_OK;
    }
    if ((part = ov_zip_find(zip, "[Content_Types].xml")) != NULL) {
        if (ov_zip_read(arena, zip, part, MOST_SMALL, &text) != OV_OK)
            text = OV_LIT("");
        OV_TRY(tell_ooxml(zip, text, err));
        *kind = OV_KIND_DOCX;
        return OV_OK;
    }
    return ov_fail(err, OV_INVALID,
                   "Filen är ett arkiv (zip), inte ett dokument. Packa upp det och välj själva "
                   "texten.");
}

ov_status ov_office_tell(ov_arena *arena, ov_str bytes, ov_import_kind *kind, ov_err *err)
{
    ov_zip zip;
    ov_import_kind found = OV_KIND_DOCX;

    OV_TRY(ov_zip_open(arena, bytes, &zip, err));
    OV_TRY(tell(arena, &zip, &found, err));
    for (size_t i = 0; i < zip.n; i++)
        OV_TRY(check_part(&zip, &zip.parts[i], err));
    *kind = found;
    return OV_OK;
}

/* ---- any document of an office, to be kept as it is ------------------------------------------ */

/* The small part that says what the archive is; "" when it has none. */
static ov_str what_it_says(ov_arena *arena, const ov_zip *zip, const char *name, size_t most)
{
    const ov_zip_part *part = ov_zip_find(zip, name);
    ov_str text;

    return part && ov_zip_read(arena, zip, part, most, &text) == OV_OK ? text : OV_LIT("");
}

static ov_status name_kind(ov_arena *arena, const ov_zip *zip, const char **kind, ov_err *err)
{
    static const struct {
        const char *type, *kind;
    } odf[] = {{"application/vnd.oasis.opendocument.text", "odt"},
               {"application/vnd.oasis.opendocument.spreadsheet", "ods"},
               {"application/vnd.oasis.opendocument.presentation", "odp"}};
    static const struct {
        const char *part, *kind;
    } ooxml[] = {{"word/document", "docx"}, {"xl/workbook", "xlsx"}, {"ppt/presentation", "pptx"}};
    ov_str type = what_it_says(arena, zip, "mimetype", 200);
    ov_str types = what_it_says(arena, zip, "[Content_Types].xml", MOST_SMALL);

    for (size_t i = 0; i < OV_LEN(odf); i++)
        if (ov_str_is(ov_str_trim(type), odf[i].type)) {
            *kind = odf[i].kind;
            return check_odf(zip, arena, err);
        }
    if (has_macros(zip, types) || ov_zip_has(zip, "word/activeX/", "") ||
        ov_zip_has(zip, "xl/macrosheets/", ""))
        return refuse_macros(err);
    for (size_t i = 0; types.len && i < OV_LEN(ooxml); i++)
        if (ov_zip_has(zip, ooxml[i].part, ".xml")) {
            *kind = ooxml[i].kind;
            return OV_OK;
        }
    return ov_fail(err, OV_INVALID,
                   "Filen är ett arkiv (zip), inte ett dokument. Packa upp det och bifoga "
                   "filerna var för sig.");
}

ov_status ov_office_check(ov_arena *arena, ov_str bytes, const char **kind, ov_err *err)
{
    const char *found = NULL;
    ov_zip zip;

    OV_TRY(ov_zip_open(arena, bytes, &zip, err));
    OV_TRY(name_kind(arena, &zip, &found, err));
    for (size_t i = 0; i < zip.n; i++)
        OV_TRY(check_part(&zip, &zip.parts[i], err));
    *kind = found;
    return OV_OK;
}

/* ---- numbers that Word makes ----------------------------------------------------------------- */

/* Does a style that heads sections carry a list number? Then Word shows "2.1" before its headings
 * though no such characters are in the text. */
bool ov_office_numbers_headings(ov_arena *arena, ov_str bytes)
{
    static const char last[] = "</w:style>";
    const ov_zip_part *part;
    ov_str styles;
    ov_err err;
    ov_zip zip;

    if (ov_zip_open(arena, bytes, &zip, &err) != OV_OK ||
        (part = ov_zip_find(&zip, "word/styles.xml")) == NULL ||
        ov_zip_read(arena, &zip, part, MOST_SMALL, &styles) != OV_OK)
        return false;
    while (styles.len) {
        const char *end = memmem(styles.ptr, styles.len, last, sizeof last - 1);
        ov_str style = {styles.ptr, end ? (size_t)(end - styles.ptr) : styles.len};

        if (holds(style, "w:val=\"heading 1\"") && holds(style, "<w:numPr>"))
            return true;
        if (!end)
            break;
        styles = (ov_str){end + 1, (size_t)(styles.ptr + styles.len - end - 1)};
    }
    return false;
}

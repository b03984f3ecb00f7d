/* SPDX-License-Identifier: EUPL-1.2 */
/* kind.c — what an uploaded file is, told by its first bytes and not by its name. */
#include "text/kind.h"

#include <strings.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#define HEAD 4096 /* bytes that are looked at */

typedef struct magic {
    const char *bytes;
    size_t len;
    const char *refusal; /* whole sentences */
} magic;

#define SAVE_AS "Spara den som .docx, .odt, .pdf, .md eller .txt och försök igen."
#define OTHER(bytes, text)                                                                         \
    {                                                                                              \
        bytes, sizeof bytes - 1, text                                                              \
    }

static const magic others[] = {
    OTHER("{\\rtf", "Filen är i formatet RTF, som inte läses. Öppna den i ordbehandlaren och spara "
                    "den som .docx eller .odt."),
    OTHER("\x89PNG", "Filen är en bild (PNG), inte en text. " SAVE_AS),
    OTHER("\xff\xd8\xff", "Filen är en bild (JPEG), inte en text. " SAVE_AS),
    OTHER("GIF8", "Filen är en bild (GIF), inte en text. " SAVE_AS),
    OTHER("II*\0", "Filen är en bild (TIFF), inte en text. " SAVE_AS),
    OTHER("MM\0*", "Filen är en bild (TIFF), inte en text. " SAVE_AS),
    OTHER("7z\xbc\xaf", "Filen är ett arkiv. Packa upp det och välj själva texten."),
    OTHER("Rar!", "Filen är ett arkiv. Packa upp det och välj själva texten."),
    OTHER("\x1f\x8b", "Filen är ett arkiv. Packa upp det och välj själva texten."),
    OTHER("\x7f"
          "ELF",
          "Filen är ett program, inte en text."),
    OTHER("MZ\x90\0", "Filen är ett program, inte en text."),
};

static bool starts(ov_str bytes, const char *with, size_t len)
{
    return bytes.len >= len && memcmp(bytes.ptr, with, len) == 0;
}

static bool contains(ov_str bytes, const char *what, size_t len)
{
    return memmem(bytes.ptr, bytes.len, what, len) != NULL;
}

/* ---- pages of the web ------------------------------------------------------------------------ */

static bool is_tag(ov_str text, const char *name)
{
    size_t n = strlen(name);

    return text.len > n + 1 && text.ptr[0] == '<' && strncasecmp(text.ptr + 1, name, n) == 0 &&
           strchr(" \t\r\n/>", text.ptr[n + 1]);
}

static bool begins_as_html(ov_str text)
{
    static const char *const tags[] = {
        "html",   "head",   "body",   "script", "style",   "title", "meta",    "link",   "div",
        "p",      "span",   "table",  "tr",     "td",      "ul",    "ol",      "li",     "h1",
        "h2",     "h3",     "a",      "b",      "i",       "em",    "strong",  "br",     "hr",
        "img",    "iframe", "form",   "input",  "section", "main",  "article", "header", "nav",
        "center", "font",   "object", "embed",  "pre",     "base",  "noscript"};

    for (size_t i = 0; i < OV_LEN(tags); i++)
        if (is_tag(text, tags[i]))
            return true;
    return text.len > 14 && strncasecmp(text.ptr, "<!doctype html", 14) == 0;
}

/* Past the comments and declarations that may stand first. */
static ov_str past_prolog(ov_str text)
{
    for (int i = 0; i < 20; i++) {
        const char *end = NULL;

        text = ov_str_trim(text);
        if (ov_str_starts(text, "<?"))
            end = memmem(text.ptr, text.len, "?>", 2);
        else if (ov_str_starts(text, "<!--"))
            end = memmem(text.ptr, text.len, "->", 2);
        if (!end)
            break;
        text = (ov_str){end + 2, (size_t)(text.ptr + text.len - end - 2)};
    }
    return text;
}

static ov_status refuse_markup(ov_str text, ov_err *err)
{
    ov_str first = ov_str_trim(text), inner;

    if (first.len == 0 || first.ptr[0] != '<')
        return OV_OK;
    inner = past_prolog((ov_str){first.ptr, first.len < HEAD ? first.len : HEAD});
    if (is_tag(inner, "svg") || (inner.len > 13 && !strncasecmp(inner.ptr, "<!doctype svg", 13)))
        return ov_fail(err, OV_INVALID, "Filen är en bild (SVG), inte en text. " SAVE_AS);
    if (begins_as_html(inner))
        return ov_fail(err, OV_INVALID,
                       "Filen är en webbsida (HTML), som inte läses eftersom den kan innehålla "
                       "skript. Öppna den, kopiera texten till ordbehandlaren och spara den som "
                       ".docx eller .odt.");
    if (ov_str_starts(first, "<?xml"))
        return ov_fail(err, OV_INVALID, "Filen är XML, inte en text. " SAVE_AS);
    return OV_OK;
}

/* ---- text in UTF-16 -------------------------------------------------------------------------- */

/* -1: not UTF-16; 0: little-endian; 1: big-endian. Without a mark: when nearly every second byte is
 * NUL, as in text of Latin letters. */
static int utf16_order(ov_str bytes)
{
    size_t n = bytes.len < HEAD ? bytes.len : HEAD, even = 0, odd = 0;

    if (starts(bytes, "\xff\xfe", 2))
        return 0;
    if (starts(bytes, "\xfe\xff", 2))
        return 1;
    for (size_t i = 0; i < n; i++)
        *(i % 2 ? &odd : &even) += bytes.ptr[i] == '\0';
    if (odd * 10 > n * 4 && even * 20 < n)
        return 0;
    return even * 10 > n * 4 && odd * 20 < n ? 1 : -1;
}

static uint16_t unit_at(const uint8_t *p, int order)
{
    return (uint16_t)(order ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
}

static ov_status from_utf16(ov_arena *arena, ov_str bytes, int order, ov_str *text, ov_err *err)
{
    const uint8_t *p = (const uint8_t *)bytes.ptr;
    size_t units = bytes.len / 2, latin = 0, all = 0;
    uint8_t *out = ov_alloc(arena, units * 3 + 4);
    int32_t n = 0;

    for (size_t i = 0; i < units && bytes.len % 2 == 0; i++) {
        uint32_t c = unit_at(p + 2 * i, order);

        if (i == 0 && c == 0xfeff)
            continue;
        if (U16_IS_LEAD(c) && i + 1 < units && U16_IS_TRAIL(unit_at(p + 2 * i + 2, order)))
            c = (uint32_t)U16_GET_SUPPLEMENTARY(c, unit_at(p + 2 * ++i, order));
        if (c == 0 || U_IS_SURROGATE(c) || U_IS_UNICODE_NONCHAR(c)) {
            all = 0;
            break;
        }
        all++;
        latin += c < 0x250 || (c >= 0x2010 && c < 0x2600) || (c >= 0xf000 && c < 0xf100);
        U8_APPEND_UNSAFE(out, n, c);
    }
    if (latin * 2 <= all)
        return ov_fail(err, OV_INVALID,
                       "Filen går inte att läsa som text. Spara den som UTF-8 och försök igen.");
    *text = (ov_str){(const char *)out, (size_t)n};
    return OV_OK;
}

/* ---- the name -------------------------------------------------------------------------------- */

/* A file that is not what its name says was mixed up by somebody, or wants to fool somebody. */
static ov_status compare_name(const char *name, ov_import_kind kind, ov_err *err)
{
    static const struct {
        const char *end;
        ov_import_kind kind;
    } ends[] = {{".docx", OV_KIND_DOCX}, {".odt", OV_KIND_ODT},  {".pdf", OV_KIND_PDF},
                {".md", OV_KIND_TEXT},   {".txt", OV_KIND_TEXT}, {".markdown", OV_KIND_TEXT}};
    static const char *const words[] = {[OV_KIND_TEXT] = "ren text",
                                        [OV_KIND_MARKDOWN] = "ren text",
                                        [OV_KIND_DOCX] = "ett Word-dokument (docx)",
                                        [OV_KIND_ODT] = "ett OpenDocument (odt)",
                                        [OV_KIND_PDF] = "en PDF"};
    static const char *const right[] = {[OV_KIND_TEXT] = ".txt",
                                        [OV_KIND_MARKDOWN] = ".md",
                                        [OV_KIND_DOCX] = ".docx",
                                        [OV_KIND_ODT] = ".odt",
                                        [OV_KIND_PDF] = ".pdf"};
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot && i < OV_LEN(ends); i++)
        if (strcasecmp(dot, ends[i].end) == 0 && ends[i].kind != kind)
            return ov_fail(err, OV_INVALID,
                           "Filen heter %s men innehållet är %s. Kontrollera att det är rätt fil; "
                           "byt sedan namn på den så att det slutar på %s.",
                           dot, words[kind], right[kind]);
    return OV_OK;
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* The container of the old Word, and of documents locked with a password. */
static ov_status refuse_compound(ov_str bytes, ov_err *err)
{
    static const char package[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

    if (contains(bytes, package, sizeof package - 1))
        return ov_fail(err, OV_INVALID,
                       "Dokumentet är skyddat med lösenord. Ta bort lösenordet i Word (Arkiv, "
                       "Information, Skydda dokument) och spara det igen.");
    return ov_fail(err, OV_INVALID,
                   "Filen är i det gamla Word-formatet (.doc), som inte läses. Öppna den i Word "
                   "och spara den som .docx.");
}

static ov_status refuse_other(ov_str bytes, ov_err *err)
{
    if (starts(bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))
        return refuse_compound(bytes, err);
    for (size_t i = 0; i < OV_LEN(others); i++)
        if (starts(bytes, others[i].bytes, others[i].len))
            return ov_fail(err, OV_INVALID, "%s", others[i].refusal);
    return OV_OK;
}

static ov_status tell_text(ov_arena *arena, ov_str bytes, ov_str *text, ov_err *err)
{
    int order = utf16_order(bytes);

    *text = bytes;
    if (bytes.len > OV_IMPORT_MAX_BYTES)
        return ov_fail(err, OV_TOO_LARGE,
                       "Filen är större än 8 MB, mer än någon avtalstext. Kontrollera att det är "
                       "rätt fil, eller dela upp den.");
    if (order >= 0)
        OV_TRY(from_utf16(arena, bytes, order, text, err));
    if (ov_str_starts(*text, "\xef\xbb\xbf"))
        *text = (ov_str){text->ptr + 3, text->len - 3};
    return refuse_markup(*text, err);
}

ov_status ov_kind_tell(ov_arena *arena, ov_str bytes, const char *name, ov_import_kind *kind,
                       ov_str *text, ov_err *err)
{
    ov_import_kind found = OV_KIND_TEXT;
    ov_str head = ov_str_trim((ov_str){bytes.ptr, bytes.len < HEAD ? bytes.len : HEAD});

    if (ov_str_trim(bytes).len == 0)
        return ov_fail(err, OV_INVALID, "Filen är tom. Välj den fil som har texten.");
    if (bytes.len > OV_IMPORT_FILE_MAX)
        return ov_fail(err, OV_TOO_LARGE,
                       "Filen är större än 32 MB. Ta bort bilderna ur dokumentet eller dela upp "
                       "det.");
    OV_TRY(refuse_other(bytes, err));
    if (ov_str_starts(head, "%PDF-"))
        found = OV_KIND_PDF;
    else if (starts(bytes, "PK\3\4", 4) || starts(bytes, "PK\5\6", 4))
        OV_TRY(ov_office_tell(arena, bytes, &found, err));
    else
        OV_TRY(tell_text(arena, bytes, text, err));
    OV_TRY(compare_name(name, found, err));
    *kind = found;
    return OV_OK;
}

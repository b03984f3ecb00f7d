/* SPDX-License-Identifier: EUPL-1.2 */
/* attachment.c — which files we take as attachments, and their words. */
#include "text/attachment.h"

#include "text/kind.h"
#include "text/import/staging.h"
#include "util/helper.h"
#include "util/log.h"
#include "util/magic.h"

#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#define OOXML "application/vnd.openxmlformats-officedocument."
#define ODF "application/vnd.oasis.opendocument."

enum { PDF, RTF, PNG, JPG, TIF, CSV, TXT, DOCX, XLSX, PPTX, ODT, ODS, ODP };
const ov_attachment_kind ov_attachment_kinds[] = {
    [PDF] = {"pdf", "application/pdf", ".pdf"},
    [RTF] = {"rtf", "application/rtf", ".rtf"},
    [PNG] = {"png", "image/png", ".png"},
    [JPG] = {"jpg", "image/jpeg", ".jpg .jpeg"},
    [TIF] = {"tiff", "image/tiff", ".tif .tiff"},
    [CSV] = {"csv", "text/csv; charset=utf-8", ".csv"},
    [TXT] = {"txt", "text/plain; charset=utf-8", ".txt"},
    [DOCX] = {"docx", OOXML "wordprocessingml.document", ".docx"},
    [XLSX] = {"xlsx", OOXML "spreadsheetml.sheet", ".xlsx"},
    [PPTX] = {"pptx", OOXML "presentationml.presentation", ".pptx"},
    [ODT] = {"odt", ODF "text", ".odt"},
    [ODS] = {"ods", ODF "spreadsheet", ".ods"},
    [ODP] = {"odp", ODF "presentation", ".odp"},
    {0}};

enum { NAME_MOST = 150, SECONDS = 20 };
#define TEXT_MOST ((size_t)1 << 20)
#define MEMORY ((size_t)1 << 30)
#define TAKEN "Bifoga den som PDF, Word, OpenDocument, Excel, RTF, text, CSV, PNG, JPG eller TIFF."

/* ---- What it is ---- */

static bool starts(ov_str bytes, const char *with, size_t n)
{
    return bytes.len >= n && memcmp(bytes.ptr, with, n) == 0;
}
#define STARTS(bytes, literal) starts((bytes), (literal), sizeof(literal) - 1)

/* Letters, tabs and line ends only: text, in whatever 8-bit character set. */
static bool is_text(ov_str bytes)
{
    if (STARTS(bytes, "\xff\xfe") || STARTS(bytes, "\xfe\xff"))
        return true; /* UTF-16: what is in it is asked of the reader of texts */
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];

        if ((c < ' ' && !strchr("\t\n\r\f", c)) || c == 0x7f || c == '\0')
            return false;
    }
    return true;
}

static bool named(const char *name, const ov_attachment_kind *kind)
{
    ov_str rest = ov_str_from(kind->ends);

    while (rest.len) {
        ov_str end = ov_str_cut(&rest, ' ');
        size_t n = strlen(name);

        if (n > end.len && strncasecmp(name + n - end.len, end.ptr, end.len) == 0)
            return true;
    }
    return false;
}

static const ov_attachment_kind *by_code(const char *code)
{
    for (const ov_attachment_kind *k = ov_attachment_kinds; k->code; k++)
        if (strcmp(k->code, code) == 0)
            return k;
    return NULL;
}

static ov_status tell_text(ov_arena *arena, ov_str bytes, const char *name,
                           const ov_attachment_kind **kind, ov_err *err)
{
    ov_import_kind found;
    ov_str text;

    if (STARTS(bytes, "#!"))
        return ov_fail(err, OV_INVALID, "Filen är ett program (skript) och tas inte emot.");
    if (!is_text(bytes))
        return ov_fail(err, OV_INVALID,
                       "Filen är av ett slag som inte tas emot, eller skadad. " TAKEN);
    /* it refuses pages of the web, pictures of text and the like */
    OV_TRY(ov_kind_tell(arena, bytes, "", &found, &text, err));
    *kind = &ov_attachment_kinds[named(name, &ov_attachment_kinds[CSV]) ? CSV : TXT];
    return OV_OK;
}

static ov_status tell(ov_arena *arena, ov_str bytes, const char *name,
                      const ov_attachment_kind **kind, ov_err *err)
{
    static const struct {
        const char *begin;
        size_t n;
        int kind;
    } begins[] = {{"%PDF-", 5, PDF},        {"{\\rtf", 5, RTF}, {"\x89PNG\r\n\x1a\n", 8, PNG},
                  {"\xff\xd8\xff", 3, JPG}, {"II*\0", 4, TIF},  {"MM\0*", 4, TIF}};
    const char *code;

    for (size_t i = 0; i < OV_LEN(begins); i++)
        if (starts(bytes, begins[i].begin, begins[i].n)) {
            *kind = &ov_attachment_kinds[begins[i].kind];
            return OV_OK;
        }
    if (!STARTS(bytes, "PK\3\4"))
        return tell_text(arena, bytes, name, kind, err);
    OV_TRY(ov_office_check(arena, bytes, &code, err));
    *kind = by_code(code);
    return OV_OK;
}

/* ---- What libmagic says ---- */

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool agrees(const ov_attachment_kind *kind, const char *said)
{
    switch (kind - ov_attachment_kinds) {
    case PDF:
    case PNG:
    case JPG:
    case TIF:
        return !strcmp(said, kind->mime);
    case RTF:
        return !strcmp(said, "text/rtf") || !strcmp(said, kind->mime);
    case CSV:
    case TXT: /* it takes prose for program text at times: what matters is that nothing runs it */
        return (begins(said, "text/") && strcmp(said, "text/html") != 0 &&
                strcmp(said, "text/xml") != 0 && strcmp(said, "text/x-shellscript") != 0 &&
                strcmp(said, "text/x-msdos-batch") != 0) ||
               !strcmp(said, "application/csv") || !strcmp(said, "application/json") ||
               !strcmp(said, "application/octet-stream");
    default: /* whose first part it does not know is an archive, or nothing, to it */
        return !strcmp(said, kind->mime) || !strcmp(said, "application/zip") ||
               !strcmp(said, "application/octet-stream");
    }
}

static ov_status ask_magic(ov_arena *arena, ov_str bytes, const ov_attachment_kind *kind,
                           ov_err *err)
{
    static bool told;
    const char *said;
    ov_err fault = {0};

    if (ov_magic_type(arena, bytes, &said, &fault) != OV_OK) {
        if (!told)
            ov_log(OV_LOG_WARN, "attachments are told by our own rules alone: %s", fault.text);
        told = true;
        return OV_OK;
    }
    if (agrees(kind, said))
        return OV_OK;
    return ov_fail(err, OV_INVALID,
                   "Filens innehåll (%s) stämmer inte med filtypen, så den tas inte emot. Spara "
                   "den på nytt i ett vanligt program och försök igen.",
                   said);
}

ov_status ov_attachment_tell(ov_arena *arena, ov_str bytes, const char *name,
                             const ov_attachment_kind **kind, ov_err *err)
{
    const ov_attachment_kind *found = NULL;

    if (bytes.len == 0)
        return ov_fail(err, OV_INVALID, "Filen är tom. Välj en fil som innehåller något.");
    OV_TRY(tell(arena, bytes, name, &found, err));
    if (!named(name, found))
        return ov_fail(err, OV_INVALID,
                       "Filens namn säger inte vad den är: innehållet är %s. Kontrollera att det "
                       "är rätt fil; byt sedan namn på den så att det slutar på .%s.",
                       found->code, found->code);
    if (found == &ov_attachment_kinds[RTF] && memmem(bytes.ptr, bytes.len, "\\objdata", 8))
        return ov_fail(err, OV_INVALID,
                       "Dokumentet har inbäddade filer, som inte tas emot. Spara det som PDF.");
    OV_TRY(ask_magic(arena, bytes, found, err));
    *kind = found;
    return OV_OK;
}

/* ---- Its name ---- */

/* Control characters, and those that make a name look like another one. */
static bool is_bad(UChar32 c)
{
    return u_iscntrl(c) || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0x061c || c == 0xfeff || c == 0xfffd ||
           u_charType(c) == U_PRIVATE_USE_CHAR || strchr("\"<>|*?:", c < 0x80 ? (int)c : 'a');
}

ov_status ov_attachment_name(ov_arena *arena, const char *raw, const char **name, ov_err *err)
{
    ov_str text = ov_str_from(raw), nfc;
    int32_t at = 0;

    for (size_t i = text.len; i > 0; i--)
        if (text.ptr[i - 1] == '/' || text.ptr[i - 1] == '\\') {
            text = (ov_str){text.ptr + i, text.len - i};
            break;
        }
    if (!ov_utf8_valid(text) || ov_utf8_nfc(arena, ov_str_trim(text), &nfc) != OV_OK)
        return ov_fail(err, OV_INVALID, "Filens namn går inte att läsa. Byt namn på den.");
    while (at < (int32_t)nfc.len) {
        UChar32 c;

        U8_NEXT((const uint8_t *)nfc.ptr, at, (int32_t)nfc.len, c);
        if (is_bad(c))
            return ov_fail(err, OV_INVALID,
                           "Filens namn har ett tecken som inte tas emot (styrtecken, eller något "
                           "av \" < > | * ? :). Byt namn på den och försök igen.");
    }
    if (nfc.len == 0 || nfc.ptr[0] == '.')
        return ov_fail(err, OV_INVALID, "Filen saknar namn. Byt namn på den och försök igen.");
    if (ov_utf8_length(nfc) > NAME_MOST)
        return ov_fail(err, OV_INVALID,
                       "Filens namn är längre än %d tecken. Korta det och försök igen.", NAME_MOST);
    *name = ov_str_z(arena, nfc);
    return OV_OK;
}

/* ---- Its words ---- */

static ov_str helped(ov_arena *arena, ov_str bytes, const char *from, const char *tmp_dir)
{
    const char *argv[] = {ov_helper_find(arena, "pandoc"),
                          "--sandbox",
                          "-f",
                          from,
                          "-t",
                          "plain",
                          "--wrap=none",
                          NULL};
    ov_helper helper = {.argv = argv,
                        .dir = tmp_dir,
                        .input = bytes,
                        .seconds = SECONDS,
                        .memory = MEMORY * 2,
                        .output = TEXT_MOST * 4,
                        .alone = true};
    ov_err err = {0};
    ov_str text;

    return argv[0] && ov_helper_run(arena, &helper, &text, &err) == OV_OK ? text : OV_LIT("");
}

/* Only what a page can show: valid UTF-8, LF, no control characters, cut at whole letters. */
static ov_str tidy(ov_arena *arena, ov_str text)
{
    char *out = ov_alloc(arena, (text.len < TEXT_MOST ? text.len : TEXT_MOST) + 8);
    int32_t at = 0, n = 0;

    while (at < (int32_t)text.len && (size_t)n < TEXT_MOST) {
        UChar32 c;

        U8_NEXT((const uint8_t *)text.ptr, at, (int32_t)text.len, c);
        if (c == '\f')
            c = '\n';
        if (c < 0 || (c < ' ' && c != '\n' && c != '\t') || c == 0x7f || c == 0xfeff)
            continue;
        U8_APPEND_UNSAFE((uint8_t *)out, n, (uint32_t)c);
    }
    out[n] = '\0';
    return ov_str_trim((ov_str){out, (size_t)n});
}

static ov_str plain(ov_arena *arena, ov_str bytes)
{
    ov_import_kind kind;
    ov_err err = {0};
    ov_str text;

    if (ov_kind_tell(arena, bytes, "", &kind, &text, &err) != OV_OK)
        return OV_LIT("");
    if (!ov_utf8_valid(text) && ov_cp1252_to_utf8(arena, bytes, &text) != OV_OK)
        return OV_LIT("");
    return text;
}

ov_str ov_attachment_text(ov_arena *arena, ov_str bytes, const ov_attachment_kind *kind,
                          const char *tmp_dir)
{
    ov_str text = {NULL, 0};

    switch (kind - ov_attachment_kinds) {
    case PDF:
        text = ov_staged_plain(arena, bytes, OV_KIND_PDF, tmp_dir);
        break;
    case DOCX:
        text = ov_staged_plain(arena, bytes, OV_KIND_DOCX, tmp_dir);
        break;
    case ODT:
        text = ov_staged_plain(arena, bytes, OV_KIND_ODT, tmp_dir);
        break;
    case RTF:
        text = helped(arena, bytes, "rtf", tmp_dir);
        break;
    case CSV:
    case TXT:
        text = plain(arena, bytes);
        break;
    default:
        break;
    }
    return text.len ? tidy(arena, text) : OV_LIT("");
}

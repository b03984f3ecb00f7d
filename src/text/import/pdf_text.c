/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf_text.c — the text of a PDF, page by page, through poppler's programs as helpers. */
#include "text/kind.h"

#include "util/helper.h"

#define SPACE ((size_t)1 << 30)
#define MOST_PAGES 600
#define INFO_SECONDS 10
#define LEAST_COLUMN 15  /* bytes of a line on either side of the gap */
#define LEAST_LETTERS 20 /* in all, or the PDF is only pictures */

static ov_status run(ov_importer *im, const char *const *argv, ov_str pdf, const char *tmp_dir,
                     int seconds, ov_str *out)
{
    ov_helper helper = {.argv = argv,
                        .dir = tmp_dir,
                        .input = pdf,
                        .seconds = seconds,
                        .memory = SPACE,
                        .output = OV_IMPORT_MAX_BYTES * 2,
                        .alone = true};

    return argv[0] ? ov_helper_run(im->arena, &helper, out, im->err) : OV_NOT_FOUND;
}

static ov_status refuse_locked(ov_importer *im)
{
    return ov_fail(im->err, OV_INVALID,
                   "PDF-filen är skyddad med lösenord eller låst för kopiering. Ta bort skyddet, "
                   "eller använd originalet i Word eller LibreOffice.");
}

static ov_status failed(ov_importer *im, ov_status status)
{
    if (status == OV_INVALID && strstr(im->err->text, "assword"))
        return refuse_locked(im);
    return ov_import_helper_failed(im->err, status, "pdftotext", "poppler-utils");
}

/* The value of "Pages: 12". */
static ov_str field(ov_str info, const char *name)
{
    while (info.ptr) {
        ov_str line = ov_str_cut(&info, '\n');

        if (ov_str_starts(line, name))
            return ov_str_trim((ov_str){line.ptr + strlen(name), line.len - strlen(name)});
    }
    return (ov_str){"", 0};
}

static ov_status check_info(ov_importer *im, ov_str pdf, const char *tmp_dir)
{
    const char *argv[] = {ov_helper_find(im->arena, "pdfinfo"), "-", NULL};
    int64_t pages;
    ov_str info;
    ov_status status = run(im, argv, pdf, tmp_dir, INFO_SECONDS, &info);

    if (status != OV_OK)
        return failed(im, status);
    if (ov_str_starts(field(info, "Encrypted:"), "yes"))
        return refuse_locked(im);
    if (ov_parse_int(field(info, "Pages:"), &pages) != OV_OK || pages < 1)
        return failed(im, OV_INVALID);
    if (pages > MOST_PAGES)
        return ov_fail(im->err, OV_TOO_LARGE,
                       "PDF-filen har %lld sidor; högst %d läses på en gång. Dela upp den.",
                       (long long)pages, MOST_PAGES);
    return OV_OK;
}

static size_t letters(ov_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        n += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xc3;
    }
    return n;
}

/* Pages that hold only a picture: what stands on them is lost. */
static void warn_of_empty_pages(ov_importer *im, ov_str text)
{
    size_t empty = 0, page = 0, first = 0;
    ov_str rest = text;
    int line = 1, at = 1;

    while (rest.ptr) {
        ov_str one = ov_str_cut(&rest, '\f');

        page++;
        if (letters(one) == 0 && (rest.ptr || ov_str_trim(one).len)) {
            first = empty++ ? first : page;
            at = empty == 1 ? line : at;
        }
        for (size_t i = 0; i < one.len; i++)
            line += one.ptr[i] == '\n';
    }
    if (empty)
        ov_import_warn(im, "page_without_text", at,
                       "%zu sidor har ingen text, den första är sidan %zu. Är de inlästa som "
                       "bilder kom innehållet inte med.",
                       empty, first);
}

/* Does running text stand on both sides of a gap in the line? Figures and lone words are a table.
 */
static bool in_two_columns(ov_str line)
{
    size_t i = 0, words = 0;

    line = ov_str_trim(line);
    while (i < line.len && !(line.ptr[i] == ' ' && i + 2 < line.len && line.ptr[i + 1] == ' ' &&
                             line.ptr[i + 2] == ' '))
        i++;
    for (size_t k = 1; k < line.len; k++)
        words += k != i && line.ptr[k] != ' ' && line.ptr[k - 1] == ' ';
    return i >= LEAST_COLUMN && line.len >= i + 3 + LEAST_COLUMN && words >= 5;
}

/* The layout of such pages would mix the columns line by line: the order in which they were written
 * is better. */
static bool is_set_in_columns(ov_str text)
{
    size_t lines = 0, halves = 0;

    while (text.ptr) {
        ov_str line = ov_str_cut(&text, '\n');

        lines += ov_str_trim(line).len > 0;
        halves += in_two_columns(line);
    }
    return halves >= 10 && halves * 2 >= lines;
}

ov_status ov_pdf_import(ov_importer *im, ov_str bytes, const char *tmp_dir)
{
    const char *program = ov_helper_find(im->arena, "pdftotext");
    const char *argv[] = {program, "-layout", "-enc", "UTF-8", "-", "-", NULL};
    const char *in_order[] = {program, "-raw", "-enc", "UTF-8", "-", "-", NULL};
    ov_status status;
    ov_str text;
    bool marked;

    OV_TRY(check_info(im, bytes, tmp_dir));
    status = run(im, argv, bytes, tmp_dir, OV_IMPORT_SECONDS, &text);
    if (status == OV_OK && is_set_in_columns(text)) {
        status = run(im, in_order, bytes, tmp_dir, OV_IMPORT_SECONDS, &text);
        ov_import_warn(im, "columns", 1,
                       "Sidorna är satta i spalter. Jämför med dokumentet att styckena kom i rätt "
                       "ordning och att inga tabeller delades.");
    }
    if (status != OV_OK)
        return failed(im, status);
    if (letters(text) < LEAST_LETTERS)
        return ov_fail(im->err, OV_INVALID,
                       "PDF-filen har ingen text; den är troligen inläst som bild (skannad). "
                       "Använd originalet i Word eller LibreOffice, eller låt ett program för "
                       "texttolkning (OCR) lägga till text.");
    warn_of_empty_pages(im, text);
    return ov_import_source(im, text, &marked);
}

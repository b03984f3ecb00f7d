/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_wordform.c — any bytes as the text of a filled-in form: refused with a sentence, or answers
 * in order whose words are text. */
#include "consult/wordform/wordform.h"
#include "util/zip.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const char *const fuzz_words[];
const char *const fuzz_words[] = {"<w:tbl>",
                                  "</w:tbl>",
                                  "<w:tr>",
                                  "</w:tr>",
                                  "<w:tc>",
                                  "</w:tc>",
                                  "<w:p>",
                                  "</w:p>",
                                  "<w:t>",
                                  "</w:t>",
                                  "<w:br/>",
                                  "<w:sdt><w:sdtPr><w:tag w:val=\"ov-q-12-comment\"/>",
                                  "<w:showingPlcHdr/></w:sdtPr><w:sdtContent>",
                                  "</w:sdtContent></w:sdt>",
                                  "<w:del>",
                                  "</w:del>",
                                  "<mc:Fallback>",
                                  "OV-12-3-9f8e7d6c",
                                  "OVFORM-1-2-0123456789ab",
                                  "Kommentar",
                                  "Skriv h\xc3\xa4r",
                                  "&#x10ffff;",
                                  "&amp;",
                                  "<![CDATA[",
                                  "]]>",
                                  "<!DOCTYPE",
                                  NULL};

static void check(const char *text)
{
    if (text && !ov_utf8_valid(ov_str_from(text)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ov_arena *arena = ov_arena_new(0);
    ov_str bytes = {(const char *)data, size};
    ov_zip_writer zip = {0};
    ov_wordform form;
    ov_err err = {0};

    if (size < 2 || data[0] != 'P') { /* else it is the archive itself */
        ov_zip_add(&zip, OV_LIT("word/document.xml"), bytes, false);
        bytes = ov_zip_finish(&zip, arena);
    }
    if (ov_wordform_parse(arena, bytes, &form, &err) == OV_OK) {
        for (size_t i = 0; i < form.n; i++) {
            if (form.answers[i].n < 1 || (i && form.answers[i].n <= form.answers[i - 1].n))
                abort();
            check(form.answers[i].grade);
            check(form.answers[i].comment);
            check(form.answers[i].wording);
        }
        for (size_t i = 0; i < form.n_outside; i++)
            check(form.outside[i]);
    } else if (!err.text[0]) {
        abort();
    }
    ov_arena_free(arena);
    return 0;
}

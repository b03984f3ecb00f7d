/* SPDX-License-Identifier: EUPL-1.2 */
/* staging_plain.c — the plain text of a file as another program sees it: what our own reading is
 * measured against. */
#include "text/import/staging.h"
#include "util/helper.h"

enum { SECONDS = 20, MOST_OUTPUT = 8 << 20 };
#define MOST_MEMORY ((size_t)2 << 30)

static const char *const docx[] = {"pandoc",      "--sandbox",     "-f", "docx", "-t", "plain",
                                   "--wrap=none", "--columns=500", NULL};
static const char *const odt[] = {"pandoc",      "--sandbox",     "-f", "odt", "-t", "plain",
                                  "--wrap=none", "--columns=500", NULL};
static const char *const pdf[] = {"pdftotext", "-q", "-enc", "UTF-8", "-", "-", NULL};

ov_str ov_staged_plain(ov_arena *arena, ov_str bytes, ov_import_kind kind, const char *tmp_dir)
{
    const char *const *call = kind == OV_KIND_DOCX  ? docx
                              : kind == OV_KIND_ODT ? odt
                              : kind == OV_KIND_PDF ? pdf
                                                    : NULL;
    const char *argv[OV_LEN(docx)];
    ov_helper helper = {.argv = argv,
                        .dir = tmp_dir,
                        .input = bytes,
                        .seconds = SECONDS,
                        .memory = MOST_MEMORY,
                        .output = MOST_OUTPUT,
                        .alone = true};
    ov_str text;
    ov_err err = {0};
    size_t n = 0;

    if (!call)
        return bytes;
    argv[n++] = ov_helper_find(arena, call[0]);
    for (; call[n]; n++)
        argv[n] = call[n];
    argv[n] = NULL;
    if (!argv[0] || ov_helper_run(arena, &helper, &text, &err) != OV_OK)
        return (ov_str){NULL, 0};
    return text;
}

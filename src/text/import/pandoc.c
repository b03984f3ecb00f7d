/* SPDX-License-Identifier: EUPL-1.2 */
/* pandoc.c — docx and odt to a tree, through pandoc as a helper. */
#include "text/kind.h"

#include "util/helper.h"

#define SPACE ((size_t)1 << 30) /* of addresses; the heap itself has less */
#define HEAP "-M384m"
#define HEAP_EXIT "ended with 251" /* its heap was full */
#define MOST_JSON ((size_t)64 << 20)

ov_status ov_pandoc_import(ov_importer *im, ov_str bytes, ov_import_kind kind, const char *tmp_dir)
{
    const char *argv[] = {ov_helper_find(im->arena, "pandoc"),
                          "--sandbox",
                          "--from",
                          kind == OV_KIND_ODT ? "odt" : "docx",
                          "--to",
                          "json",
                          "--track-changes=all",
                          "+RTS",
                          HEAP,
                          "-RTS",
                          NULL};
    ov_helper helper = {.argv = argv,
                        .dir = tmp_dir,
                        .input = bytes,
                        .seconds = OV_IMPORT_SECONDS,
                        .memory = SPACE,
                        .output = MOST_JSON,
                        .alone = true};
    ov_status status = OV_NOT_FOUND;
    ov_str json;

    if (kind == OV_KIND_ODT)
        OV_TRY(ov_odt_prepare(im, bytes, &helper.input));
    if (argv[0])
        status = ov_helper_run(im->arena, &helper, &json, im->err);
    if (status == OV_INVALID && strstr(im->err->text, HEAP_EXIT))
        status = OV_TOO_LARGE;
    if (status != OV_OK)
        return ov_import_helper_failed(im->err, status, "pandoc", "pandoc");
    OV_TRY(ov_pandoc_read(im, json,
                          kind == OV_KIND_DOCX && ov_office_numbers_headings(im->arena, bytes)));
    ov_loss_check(im, bytes, kind);
    return OV_OK;
}

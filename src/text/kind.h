/* SPDX-License-Identifier: EUPL-1.2 */
/* kind.h — the readers behind ov_import_file, and what they share. Private to text/. */
#ifndef OV_TEXT_KIND_H
#define OV_TEXT_KIND_H

#include "text/import/import.h"
#include "text/import/import_file.h"

/* kind.c: what the bytes are. OV_INVALID with the sentence for people when they are none of ours,
 * or when the name says another kind than the bytes do. Text comes back as OV_KIND_TEXT; *text is
 * then the bytes, from UTF-16 to UTF-8 where they were that. */
ov_status ov_kind_tell(ov_arena *arena, ov_str bytes, const char *name, ov_import_kind *kind,
                       ov_str *text, ov_err *err) OV_MUST_CHECK;

/* office.c: which document a zip archive is; refuses bombs, macros, passwords, damage, and XML that
 * declares entities or nests too deep. err: whole Swedish sentences. */
ov_status ov_office_tell(ov_arena *arena, ov_str bytes, ov_import_kind *kind,
                         ov_err *err) OV_MUST_CHECK;
/* Any document of an office that is kept as it is: "docx", "xlsx", "pptx", "odt", "ods" or "odp";
 * it refuses the same. */
ov_status ov_office_check(ov_arena *arena, ov_str bytes, const char **kind,
                          ov_err *err) OV_MUST_CHECK;
/* Has this docx headings whose numbers Word makes when it shows them? */
bool ov_office_numbers_headings(ov_arena *arena, ov_str bytes);

/* odt.c: the same document without pictures, its tables' head rows as rows; warns of what it has
 * that is not read. Owns: arena. */
ov_status ov_odt_prepare(ov_importer *im, ov_str bytes, ov_str *out) OV_MUST_CHECK;

/* loss.c: warns when a good part of the document's letters did not reach the tree. */
void ov_loss_check(ov_importer *im, ov_str bytes, ov_import_kind kind);

/* pandoc.c: docx and odt, through pandoc. */
ov_status ov_pandoc_import(ov_importer *im, ov_str bytes, ov_import_kind kind,
                           const char *tmp_dir) OV_MUST_CHECK;
/* pandoc_blocks.c: pandoc's JSON to blocks and the tree. numbered: headings get numbers of our
 * counting where they have none. OV_INVALID: not pandoc's JSON; OV_TOO_LARGE: nested too deep, too
 * much. err: Swedish sentences. Trusts nothing of json. */
ov_status ov_pandoc_read(ov_importer *im, ov_str json, bool numbered) OV_MUST_CHECK;

/* pdf_text.c: pdftotext and pdfinfo. */
ov_status ov_pdf_import(ov_importer *im, ov_str bytes, const char *tmp_dir) OV_MUST_CHECK;

/* A helper's failure as sentences for people. */
ov_status ov_import_helper_failed(ov_err *err, ov_status status, const char *program,
                                  const char *package);

#endif

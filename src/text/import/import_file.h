/* SPDX-License-Identifier: EUPL-1.2 */
/* import_file.h — a file as people have it (docx, odt, pdf, markdown, text) to a tree of
 * provisions. What the file is, its bytes tell; its name is only shown. */
#ifndef OV_TEXT_IMPORT_FILE_H
#define OV_TEXT_IMPORT_FILE_H

#include "text/text.h"

#define OV_IMPORT_FILE_MAX ((size_t)32 << 20) /* of docx, odt and pdf; of text 8 MiB */
#define OV_IMPORT_SECONDS 25                  /* longest that a helper program may take */

typedef enum ov_import_kind {
    OV_KIND_TEXT,     /* plain text, as pdftotext or an editor gives it */
    OV_KIND_MARKDOWN, /* headings marked with #; overens-text-1 too */
    OV_KIND_DOCX,
    OV_KIND_ODT,
    OV_KIND_PDF
} ov_import_kind;

/* "text", "markdown", "docx", "odt", "pdf". Static. */
OV_API const char *ov_import_kind_name(ov_import_kind kind);
/* "text/plain; charset=utf-8", "application/pdf" … for serving the original. Static. */
OV_API const char *ov_import_kind_mime(ov_import_kind kind);

/* Reads bytes, named name ("avtal.docx"; only for messages, may be NULL or ""), with pandoc or
 * pdftotext as a helper without network where the kind needs one (up to OV_IMPORT_SECONDS each, so
 * never inside ov_write; a page asks for the time with ov_req_may_take first). tmp_dir: their
 * working folder, NULL for none; nothing is left in it.
 * Returns OV_INVALID: the file is not of these kinds, is encrypted, has macros, is broken, empty or
 * without text; OV_TOO_LARGE: over a limit of size, entries, pages, nesting or time; OV_NOT_FOUND:
 * the operator lacks a program; OV_IO, OV_BUSY. In all of these err->text is one or two whole
 * Swedish sentences for the person who imports: what is wrong and what to do ("Rad 12: …" first
 * where a line is to blame). out->root is never NULL on OV_OK. Owns: arena. */
OV_API ov_status ov_import_file(ov_arena *arena, ov_str bytes, const char *name,
                                const char *tmp_dir, ov_import *out, ov_import_kind *kind,
                                ov_err *err) OV_MUST_CHECK;
/* The provisions alone, to compare them with others: no warnings, references not checked. With
 * helper unset a file that needs a helper program is not read: *out is NULL, and the call touches
 * nothing but its arguments. Otherwise as ov_import_file. */
OV_API ov_status ov_import_tree(ov_arena *arena, ov_str bytes, const char *name, bool helper,
                                ov_node **out, ov_err *err) OV_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf_inside.h — what the files of pdf.h share; not installed. */
#ifndef OV_VIEW_PDF_INSIDE_H
#define OV_VIEW_PDF_INSIDE_H

#include "view/pdf.h"

#define OV_PDF_SIZE ((size_t)64 << 20) /* the largest PDF */

/* The document as the renderer gets it: before it a head of ours, whose policy forbids scripts,
 * frames and everything that would be fetched; what could undo it (http-equiv, weasyprint's
 * attachments) made harmless. OV_INVALID: not UTF-8. Owns: arena. */
ov_status ov_pdf_guarded(ov_arena *arena, const ov_pdf_job *job, ov_str *out,
                         ov_err *err) OV_MUST_CHECK;

/* Reads dir/made.pdf, as the renderer left it, and gives it language, title, marks and the roles of
 * its tags. OV_INVALID: it has no tags, or qpdf does not understand it. Owns: arena. */
ov_status ov_pdf_finish(ov_arena *arena, const ov_pdf_job *job, const char *dir, ov_str *out,
                        ov_err *err) OV_MUST_CHECK;

#endif

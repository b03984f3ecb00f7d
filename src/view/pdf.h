/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf.h — a tagged PDF of an HTML document: chromium, else weasyprint, and qpdf after either. */
#ifndef OV_VIEW_PDF_H
#define OV_VIEW_PDF_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

/* The most seconds that ov_pdf_render takes: what a page says to ov_req_may_take. */
#define OV_PDF_SECONDS 40

/* The packages that are missing, for the one who can install them. */
#define OV_PDF_PACKAGES "chromium (or weasyprint) and qpdf"

/* "chromium" or "weasyprint"; NULL when neither is installed, or qpdf is not: then no page offers a
 * PDF. Looked up once per process. */
OV_API const char *ov_pdf_renderer(void);
static inline bool ov_pdf_available(void)
{
    return ov_pdf_renderer() != NULL;
}

typedef struct ov_pdf_job {
    const char *tmp_dir; /* where the job's folder is made, and removed again */
    ov_str html;         /* a whole document in UTF-8; its style sheets inside it */
    const char *title;   /* NULL: the document's own */
    const char *lang;    /* NULL: the document's own, else Swedish */
    bool limited;        /* two at once over all processes that share tmp_dir; others wait */
} ov_pdf_job;

/* Renders without network, scripts or any file but the document itself: images and fonts only as
 * data: addresses. Blocks: never inside ov_write, nor with a read transaction open. OV_NOT_FOUND:
 * no renderer; OV_BUSY: two others are at it; OV_INVALID: not UTF-8, or the renderer failed;
 * OV_TOO_LARGE: over a limit of time or size; OV_IO. Owns: arena. */
OV_API ov_status ov_pdf_render(ov_arena *arena, const ov_pdf_job *job, ov_str *out,
                               ov_err *err) OV_MUST_CHECK;

/* The document with each <link rel=stylesheet href=NAME.css> replaced by that file of the folder:
 * plain names only, no links, 1 MiB each; others stay and are not followed. Owns: arena. */
OV_API ov_str ov_pdf_inline_styles(ov_arena *arena, ov_str html, const char *dir);

#endif

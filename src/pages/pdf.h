/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf.h — what the pages that send a PDF share. */
#ifndef OV_PAGES_PDF_H
#define OV_PAGES_PDF_H

#include "plugin/page.h"

/* 503 for a PDF that could not be made (status of ov_pdf_render): for OV_BUSY with the advice to
 * wait, else with text and a line in the log. */
ov_status ov_pdf_refuse(ov_req *req, ov_status status, const char *text) OV_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf.c — what the pages that send a PDF share. */
#include "pages/pdf.h"

#include "util/log.h"

ov_status ov_pdf_refuse(ov_req *req, ov_status status, const char *text)
{
    if (status == OV_BUSY)
        return ov_refuse(req, 503,
                         "Flera PDF-filer görs just nu. Vänta några sekunder och försök igen.");
    ov_log(OV_LOG_ERROR, "no PDF: %s", ov_req_ctx(req)->err.text);
    return ov_refuse(req, 503, text);
}

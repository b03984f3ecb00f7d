/* SPDX-License-Identifier: EUPL-1.2 */
/* documents.h — what the pages of documents and texts share. Private to pages/. */
#ifndef OV_PAGES_DOCUMENTS_H
#define OV_PAGES_DOCUMENTS_H

#include "pages/pages.h"

/* A version's status as the reader's language calls it: "Remissversion" for "consultation". */
const char *ov_text_status_title(const ov_req *req, const char *status);
/* Does the reader work with the matter, so that drafts and working versions are shown? */
bool ov_text_sees_working(ov_req *req);

#endif

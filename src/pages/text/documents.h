/* SPDX-License-Identifier: EUPL-1.2 */
/* documents.h — what the pages of documents and texts share. Private to pages/. */
#ifndef OV_PAGES_DOCUMENTS_H
#define OV_PAGES_DOCUMENTS_H

#include "pages/pages.h"
#include "text/reading/validity.h"

/* A version's status as the reader's language calls it: "Remissversion" for "consultation". */
const char *ov_text_status_title(const ov_req *req, const char *status);
/* Does the reader work with the matter, so that drafts and working versions are shown? */
bool ov_text_sees_working(ov_req *req);

/* What kinds of documents and links, and what is wrong with an original, are called: Swedish, to be
 * translated. NULL: no such code. */
const char *ov_document_kind_title(const char *kind);
const char *ov_link_kind_title(const char *kind);
const char *ov_fault_title(const char *fault);

/* Everything that the pages say of a matter's documents, read once. */
typedef struct ov_documents {
    const ov_document *documents; /* as the family's tree */
    size_t n_documents;
    const ov_rows *versions; /* ov_versions */
    const ov_valid_version *valid;
    size_t n_valid;
    const ov_rows *originals; /* version id, verdict, media, bytes */
    bool staff;               /* may change the texts of the matter */
} ov_documents;
ov_status ov_documents_read(ov_req *req, ov_documents *out) OV_MUST_CHECK;
/* Puts a document on the model: document, kind, document_href, versions … (document_versions). */
void ov_document_model(ov_req *req, ov_map *map, const ov_documents *all,
                       const ov_document *document);
/* How long a text applies: from, until, months, notice and one of term_open … (validity_term). */
void ov_applies_model(ov_req *req, ov_map *map, const ov_applies *applies);
/* What applies on a day, as the list in_force; any_in_force. */
ov_status ov_in_force_model(ov_req *req, ov_map *root, ov_day day) OV_MUST_CHECK;
/* What comes within twelve months, as the list warnings; has_warnings. */
ov_status ov_warnings_model(ov_req *req, ov_map *root) OV_MUST_CHECK;
/* For who may change texts: what comes within twelve months, and requests for accessible originals,
 * in every matter of theirs. */
ov_status ov_documents_todo(ov_req *req, ov_list *todo) OV_MUST_CHECK;
/* What is wrong with an original (codes, one a line) as a list of sentences. */
void ov_faults_model(ov_req *req, ov_list *list, ov_str faults);
/* Published originals that not everybody can read, as the list failing (the page about
 * accessibility). */
ov_status ov_failing_model(ov_req *req, ov_map *root) OV_MUST_CHECK;

#endif

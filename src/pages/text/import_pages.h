/* SPDX-License-Identifier: EUPL-1.2 */
/* import_pages.h — what the pages of the import wizard share. Private to pages/. */
#ifndef OV_PAGES_IMPORT_PAGES_H
#define OV_PAGES_IMPORT_PAGES_H

#include "plugin/page.h"
#include "text/import/staging.h"

#define OV_IMPORT_VERSION_FIELD "radversion"
#define OV_IMPORT_DRAFT_PAGE "/redigera" /* below /text/VERSION: where one goes on with a draft */

/* The staged import of the address. OV_NOT_FOUND: it is saved or thrown away; answer with
 * ov_import_gone then. */
ov_status ov_import_find(ov_req *req, ov_staged *out) OV_MUST_CHECK;
ov_status ov_import_gone(ov_req *req) OV_MUST_CHECK;
/* "/arende/…/dokument/las-in/12" and what stands below it. Owns: arena. */
const char *ov_import_path(ov_req *req, ov_id id, const char *below);
/* A view with the trail to a step of this import; title is the page's last crumb. */
ov_view *ov_import_view(ov_req *req, const char *template_name, const ov_staged *staged,
                        const char *title);
/* The row version that the form carried; 0 when it carried none. */
int64_t ov_import_posted_version(const ov_req *req);
/* "3.1 Verksamheter", never empty. Owns: arena. */
const char *ov_import_title(ov_req *req, const ov_staged_node *node);
/* What stands in the way of a correction, for people. */
const char *ov_import_answer(const ov_req *req, ov_staged_answer answer);
/* Writes corrected nodes under the row version that the form carried. */
ov_status ov_import_write(ov_req *req, const ov_staged *staged) OV_MUST_CHECK;
/* 409: somebody else was first. mine: what was posted, as label and text, ended by {NULL, NULL}. */
typedef struct ov_import_mine {
    const char *label, *text;
} ov_import_mine;
ov_status ov_import_conflict(ov_req *req, const ov_staged *staged,
                             const ov_import_mine *mine) OV_MUST_CHECK;

/* root.match: known, fresh, gone, label. */
ov_status ov_import_add_match(ov_req *req, ov_map *root, const ov_staged *staged) OV_MUST_CHECK;
/* root.sections: what the import warned of, by kind; root.n_warnings. */
void ov_import_add_warnings(ov_req *req, ov_map *root, const ov_staged *staged);
/* Address of the page on which a provision is listed, with its anchor. Owns: arena. */
const char *ov_import_listed_at(ov_req *req, const ov_staged *staged, size_t i);

/* The kind as people call it. */
const char *ov_import_kind_title(const ov_req *req, const char *kind);

/* The file of a form's field; NULL: none. */
const ov_file *ov_upload_in(const ov_req *req, const char *field);
/* The whole of an uploaded file. OV_IO when it cannot be read again. Owns: arena. */
ov_status ov_upload_bytes(ov_ctx *ctx, const ov_file *file, ov_str *out) OV_MUST_CHECK;
/* Its name, cut between two letters; "fil" when it has none. */
enum { OV_UPLOAD_NAME_MOST = 200 };
const char *ov_upload_name(ov_arena *arena, const char *name);

#endif

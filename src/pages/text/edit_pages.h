/* SPDX-License-Identifier: EUPL-1.2 */
/* edit_pages.h — what the pages of drafts and of publication share. Private to pages/. */
#ifndef OV_PAGES_EDIT_PAGES_H
#define OV_PAGES_EDIT_PAGES_H

#include "pages/pages.h"
#include "text/edit/edit.h"

#define OV_VERSION_FIELD "version" /* the version's id: its address may change while one writes */

/* The version of the address (or, posted, of the hidden field). OV_NOT_FOUND: none, or one that the
 * asker may not know of. */
ov_status ov_edit_version(ov_req *req, ov_version *out) OV_MUST_CHECK;
/* A page below a version: title, crumbs, label, document, addresses, version_id, token. */
ov_view *ov_edit_view(ov_req *req, const char *name, const char *title, const ov_version *version);
/* "Remissversion 2", or "Utkast, Nytt förslag": the status is not said twice. Owns: arena. */
const char *ov_version_caption(const ov_req *req, const ov_version *version);
/* "Ändrad", "Ny" … and the look of its mark. Static. */
const char *ov_change_word(ov_edit_change change);
const char *ov_change_tone(ov_edit_change change);
/* Puts the words of two texts on a map for partials/compare_ops, and has_ops; nothing when they are
 * the same. */
void ov_words_model(ov_map *map, const char *old_text, const char *new_text);
/* References of a draft that lead nowhere: list "broken" of {label, title}, has_broken. */
ov_status ov_broken_model(ov_req *req, ov_map *root, const ov_version *version) OV_MUST_CHECK;
/* The reasons and sources of a provision in rows of ov_change_reasons: reason, list "sources". */
void ov_reasons_model(ov_req *req, ov_map *map, const ov_rows *rows, ov_id node);

/* What staff can do with a version where it is shown (partials/version_tools): puts version_tools
 * on the map when the asker may edit: edit_href or new_action, publish_href. The page needs a
 * token. */
void ov_version_tools(ov_req *req, ov_view *view, ov_map *map, const ov_version *version);
/* Requests to publish that wait for this person, or for a colleague. */
ov_status ov_publish_todo(ov_req *req, ov_list *todo) OV_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* text_aids.h — what the pages of texts and provisions share: the version of an address, and the
 * reader's aids. Private to pages/. */
#ifndef OV_PAGES_TEXT_AIDS_H
#define OV_PAGES_TEXT_AIDS_H

#include "plugin/page.h"
#include "text/text.h"

/* Notes that somebody who does not write it reads a version before it is published. */
void ov_working_noted(ov_req *req, const ov_version *version);
/* The version of :version; one that is not published only for those who work with the matter. */
ov_status ov_text_version_of(ov_req *req, ov_version *out) OV_MUST_CHECK;
/* A title that fits a browser's tab and a search engine's list: cut at a word. Owns: arena. */
const char *ov_short_title(ov_arena *arena, const char *title);

/* Adds to the page of a version what helps to read it. root.before = {label, href, jamfor}: the
 * version before it. root.easy = {on, href}: easy-read texts, and the address that shows or hides
 * them. For those who are signed in root.marks = {read, total, all, action}, and root.since =
 * {label, day, answered, changed, new, removed, seen, href} when something has changed since they
 * read or answered. With terms, marks or easy-read texts on the page it adds root.nodes itself
 * (rows of ov_version_page, with a map "aid" where there is something to tell) and sets *added;
 * otherwise the rows do, which is the fast way. */
ov_status ov_text_aids_add(ov_req *req, ov_view *view, const ov_version *version,
                           const ov_rows *nodes, bool *added) OV_MUST_CHECK;

/* Adds "terms" to a map from rows of ov_terms_used, from row *i on, as long as they are about the
 * node: {name, definition_html, or href when that is long}; and "term_names": "hemsjukvård,
 * egenvård". Returns whether there was any. */
bool ov_text_terms_add(ov_req *req, ov_map *to, const ov_rows *uses, size_t *i, ov_id node_id);
/* "3 maj 2026", the day of an instant in Stockholm. Owns: arena. */
const char *ov_day_text(ov_ctx *ctx, ov_instant at);

#endif

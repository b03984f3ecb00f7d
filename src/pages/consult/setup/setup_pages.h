/* SPDX-License-Identifier: EUPL-1.2 */
/* setup_pages.h — what the pages of a round being set up share. Private to pages/. */
#ifndef OV_PAGES_SETUP_PAGES_H
#define OV_PAGES_SETUP_PAGES_H

#include "consult/setup/setup.h"
#include "pages/admin/admin_people.h"
#include "pages/consult/round.h"
#include "pages/pages.h"

#define OV_MAY_RUN "consult.run"
#define OV_ROW_FIELD "radversion" /* what the reader saw of the part that the form changes */

/* The round of :id while it is being set up; OV_NOT_FOUND: none, or sent out already. */
ov_status ov_setup_of(ov_req *req, ov_consultation *out) OV_MUST_CHECK;
/* "/arende/…/remiss/5/uppsattning" and a page below it ("" or "/text"). Owns: arena. */
const char *ov_setup_href(ov_req *req, const ov_consultation *c, const char *page);
/* A page of it: title, crumbs, token, root.{round_title, setup_href, action, locked, part, done}.
 * part: its address, "/text"; NULL: the page of the whole. */
ov_view *ov_setup_view(ov_req *req, const ov_consultation *c, const char *name, const char *title,
                       const char *part);
/* After a change: 303 to that page, which says what was done ("sparat", "tillagd" …). */
ov_status ov_setup_saved(ov_req *req, const ov_consultation *c, const char *part,
                         const char *what) OV_MUST_CHECK;
/* For OV_CONFLICT where there is nothing that was typed: 409, and what to do. */
ov_status ov_setup_conflict(ov_req *req) OV_MUST_CHECK;
/* For OV_CONFLICT when the round could not be read anew to show what stands now (status): the same
 * 409 when it is no draft any more. */
ov_status ov_setup_gone(ov_req *req, ov_status status) OV_MUST_CHECK;
/* What is typed, trimmed; "" is NULL. */
const char *ov_setup_typed(ov_req *req, const ov_form *form, const char *name);
/* A text of the check list with its numbers. Owns: arena. */
const char *ov_setup_say(ov_req *req, const ov_check *check);
/* root.{blockers, warnings, facts_told} of the check list: {text, names, href}; has_… of each.
 * page: only of that page; NULL: all. */
ov_status ov_setup_checks(ov_req *req, ov_map *root, const ov_consultation *c, const char *page,
                          bool *blocked) OV_MUST_CHECK;
/* The words of a scale in one line: "Ja, Nej". Owns: arena. */
ov_status ov_setup_words(ov_req *req, ov_id scale_id, const char **out) OV_MUST_CHECK;

/* For the matter's page: root.{new_round_href, setups, has_setups}, to those who may. */
ov_status ov_setup_links(ov_req *req, ov_view *view) OV_MUST_CHECK;
/* Rounds that wait for this person: to be finished, or to be opened. */
ov_status ov_setup_todo(ov_req *req, ov_list *todo) OV_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* during.h — what the pages of a round that runs share. */
#ifndef OV_PAGES_DURING_H
#define OV_PAGES_DURING_H

#include "pages/consult/round.h"

/* A page below the round: its model, a title that is also the crumb, a form token, root.action (its
 * own address), root.runs (may run the round), the form given back when there is one. */
ov_view *ov_during_view(ov_req *req, const char *template_name, const ov_consultation *c,
                        const char *page, const char *title, const ov_form *form);
/* Is the round running: sent out, not withdrawn, and not yet closed for all? */
bool ov_during_running(ov_req *req, const ov_consultation *c);

/* 409: what a party sent is not taken, for the round has been withdrawn or its time is up; what was
 * written is given back. */
ov_status ov_during_over(ov_req *req, const ov_consultation *c) OV_MUST_CHECK;

/* The link of a mail was visited: noted, and the reader goes on to where they may. */
ov_status ov_invitation_link(ov_req *req, const ov_consultation *c, const char *key) OV_MUST_CHECK;

/* What changed while a round runs, for its own page and the party's: moved last days
 * (root.changes), corrections (root.corrections), withdrawal (root.withdrawn), how many questions
 * are answered (root.inquiries). */
ov_status ov_during_news(ov_req *req, ov_map *root, const ov_consultation *c) OV_MUST_CHECK;

/* Adds what waits for the reader in rounds that run: letters that did not come, requests,
 * questions; for a party an answer to an earlier text. */
ov_status ov_during_todo(ov_req *req, ov_list *todo) OV_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* round.h — what every page of a consultation needs: the round of the address, its deadline in
 * words, where its pages are. */
#ifndef OV_PAGES_ROUND_H
#define OV_PAGES_ROUND_H

#include "consult/consult.h"
#include "plugin/page.h"

/* What may be done, as the permission tables name it. */
#define OV_MAY_ANSWER "consult.answer"     /* write the own organisation's draft */
#define OV_MAY_SUBMIT "consult.submit"     /* send it */
#define OV_MAY_READ_OWN "consult.read_own" /* read the own organisation's responses */
#define OV_MAY_FOLLOW "consult.read_all"   /* who has answered, every response, open figures */

/* May ctx->actor read a response of org in this matter? Its own people, those who run the matter,
 * the auditor. */
bool ov_may_read_response(ov_ctx *ctx, ov_id org_id, ov_id matter_id, ov_id matter_org_id);

/* Notes in the event log that somebody outside the party reads its response. */
void ov_response_noted(ov_req *req, const ov_response *response, const ov_matter *matter);
/* Notes that the comments of a round were read, all parties' together; the same for who has
 * answered while the round is open. */
void ov_comments_noted(ov_req *req, const ov_consultation *c);
void ov_status_noted(ov_req *req, const ov_consultation *c);

/* The round of :id. OV_NOT_FOUND: none in this matter. */
ov_status ov_round_of(ov_req *req, ov_consultation *out) OV_MUST_CHECK;
/* root.round = {title, intro, open, closed, coming, refuse_late, deadline, deadline_iso, left,
 * opens, label, text_href, href, respond_href, review_href, submit_href, status_href, list_href,
 * compilation_href}; the page is never cached past the deadline. Adds the crumb of the round, as a
 * link when the page lies below it. */
void ov_round_model(ov_req *req, ov_view *view, const ov_consultation *c, bool below);
/* As ov_round_of, and the organisation that the signed-in person acts for is invited, and they may
 * do this for it; else OV_NOT_FOUND. In which state of the round is not asked. */
ov_status ov_round_invited(ov_req *req, const char *action, ov_consultation *out) OV_MUST_CHECK;
/* May they do it now? OV_CONFLICT: not while the round is in this state, or writing while the draft
 * is locked to a decision. */
ov_status ov_round_may(ov_req *req, const char *action, const ov_consultation *c) OV_MUST_CHECK;
/* The page that says why not, 409, with what was written; for OV_CONFLICT of ov_round_may. */
ov_status ov_round_refuse(ov_req *req, const ov_consultation *c) OV_MUST_CHECK;

/* "3.1 Samverkan": number and heading as one title. Owns: arena. */
const char *ov_question_title(ov_arena *arena, const char *number, const char *heading);
/* The same with what is asked (or NULL) after it, so that two questions about one provision can be
 * told apart: "3.1 Samverkan: Bifoga er plan"; of no provision: what is asked. Owns: arena. */
const char *ov_asked_title(ov_arena *arena, const char *number, const char *heading,
                           const char *asked);
/* "kl. 14.32" of an instant in Stockholm. Owns: arena. */
const char *ov_clock_text(ov_arena *arena, ov_instant at);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* placement.h — what came in attachments, placed on the questions by staff. It is shown beside the
 * answers and never counted: no grade comes of it. */
#ifndef OV_CONSULT_PLACEMENT_H
#define OV_CONSULT_PLACEMENT_H

#include "consult/consult.h"

enum {
    OV_PLACED_ID,
    OV_PLACED_RESPONSE,
    OV_PLACED_NUMBER, /* of the response */
    OV_PLACED_CODE,   /* of the party; "-" outside the register */
    OV_PLACED_NAME,
    OV_PLACED_CLASS,
    OV_PLACED_QUESTION,
    OV_PLACED_N,
    OV_PLACED_TEXT,
    OV_PLACED_BY,
    OV_PLACED_AT
};
/* What is placed in a round, from responses that count: all questions, or one (0: all); rows of
 * the columns above, by question and party. */
OV_API ov_status ov_placements(ov_ctx *ctx, ov_id consultation_id, ov_id question_id,
                               const ov_rows **out) OV_MUST_CHECK;
/* The same of one response, whether it counts or not. */
OV_API ov_status ov_placements_of(ov_ctx *ctx, ov_id response_id,
                                  const ov_rows **out) OV_MUST_CHECK;

/* Rows id, number, heading or what staff ask, of every question of a round. */
OV_API ov_status ov_placed_questions(ov_ctx *ctx, ov_id consultation_id,
                                     const ov_rows **out) OV_MUST_CHECK;

enum {
    OV_TO_PLACE_ID,
    OV_TO_PLACE_NUMBER,
    OV_TO_PLACE_NAME,
    OV_TO_PLACE_RECEIVED,
    OV_TO_PLACE_ANSWERS, /* 0: only attachments */
    OV_TO_PLACE_FILES,
    OV_TO_PLACE_PLACED,
    OV_TO_PLACE_DONE /* 0/1 */
};
/* The responses of a round that count and have attachments: rows of the columns above; those that
 * are nothing but attachments and not gone through first. */
OV_API ov_status ov_to_place(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out) OV_MUST_CHECK;
/* Rounds with responses that are nothing but attachments and not gone through, of the matters of an
 * organisation: rows consultation id, its title, slug and id of the matter, how many. */
OV_API ov_status ov_unplaced(ov_ctx *ctx, ov_id owner_id, const ov_rows **out) OV_MUST_CHECK;

/* Inside ov_write, with an event. OV_INVALID: no text, or over 20 000 characters; OV_NOT_FOUND: the
 * question is of another round, the placement of another response. The same text on the same
 * question is placed once. */
OV_API ov_status ov_placement_add(ov_ctx *ctx, const ov_response *response, ov_id question_id,
                                  const char *text) OV_MUST_CHECK;
OV_API ov_status ov_placement_remove(ov_ctx *ctx, const ov_response *response,
                                     ov_id placement_id) OV_MUST_CHECK;
OV_API ov_status ov_placement_done(ov_ctx *ctx, const ov_response *response,
                                   bool done) OV_MUST_CHECK;
OV_API ov_status ov_placement_is_done(ov_ctx *ctx, ov_id response_id, bool *out) OV_MUST_CHECK;

extern const ov_sql ov_placement_sql[];
#endif

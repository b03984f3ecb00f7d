/* SPDX-License-Identifier: EUPL-1.2 */
/* draft_hash.h — the SHA-256 of what a draft holds: printed on the board's paper, and kept by who
 * approves, so that a change afterwards is seen. */
#ifndef OV_CONSULT_DRAFT_HASH_H
#define OV_CONSULT_DRAFT_HASH_H

#include "consult/consult.h"

/* The hash, as lower-case hex, of the draft's overens-draft-1 text. The same content always gives
 * the same hash: who wrote it, when and in which order is not in it. OV_NOT_FOUND: no such draft
 * (or 0: not begun). Owns: arena. */
OV_API ov_status ov_draft_hash(ov_ctx *ctx, ov_id draft_id, const char **hex) OV_MUST_CHECK;

/* The bytes behind it:
 *
 *     overens-draft-1
 *     consultation: 12
 *     party: 1489 Alingsås kommun
 *     text: HASH OF THE VERSION ANSWERED      (a line for each document, in order)
 *
 *     answer: N NODE-ID NUMBER                (each that says something, in the questions' order)
 *     grade: CODE OR -
 *     joins: CODE OR -
 *       the comment, two spaces before each line
 *     wording:                                (only when there is one)
 *       the proposed wording, likewise
 *     file: SHA-256 SIZE USE N-OR-- NAME      (in order of hash and name)
 *
 * Owns: arena. */
OV_API ov_status ov_draft_hash_text(ov_ctx *ctx, ov_id draft_id, ov_str *out) OV_MUST_CHECK;

extern const ov_sql ov_draft_hash_sql[];
#endif

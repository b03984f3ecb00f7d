/* SPDX-License-Identifier: EUPL-1.2 */
/* sql.h — what the files of settle/ share: the statements' keys and a few helpers. Not installed.
 */
#ifndef OV_SETTLE_SQL_H
#define OV_SETTLE_SQL_H

#include "settle/settle.h"

enum {
    SQL_PARTIES,
    SQL_PARTY_ADD,
    SQL_PARTY_CODES,
    SQL_PARAMS,
    SQL_PARAMS_ADD,
    SQL_PARAMS_NEWEST,
    SQL_FRAME_ADD,
    SQL_FRAMES,
    SQL_FRAMES_OF_PAIR,
    SQL_STATEMENT_LIVE,
    SQL_STATEMENT_ADD,
    SQL_LINE_ADD,
    SQL_DISCARD,
    SQL_LAST_SERIAL,
    SQL_LAST_LINK,
    SQL_PUBLISH,
    SQL_STATEMENT,
    SQL_STATEMENT_NUMBER,
    SQL_STATEMENT_ANY,
    SQL_LINES,
    SQL_STATEMENTS,
    SQL_MONTHS,
    SQL_PARAMS_BY_ID,
    SQL_CHAIN,
    SQL_SALTS,
    SQL_NUMBERS,
    SQL_PARAMS_LAST,
    SQL_WAITING,
    SQL_MATTERS_OF,
    SQL_EVENT_OF,
    SQL_END
};

/* One line of a statement while it is made or checked. */
typedef struct settle_line {
    int64_t seq;
    const char *component, *label, *rule, *clause;
    ov_ore amount;
    const char *entry; /* "FIXED;2024-01;3150216667" */
    uint8_t salt[16];
    uint8_t leaf[32];
} settle_line;

/* The lines of an instalment from the frames of a pair: without salts and leaves. */
ov_status settle_lines_make(ov_ctx *ctx, const ov_param_set *p, ov_id payer, ov_id recipient,
                            int month, settle_line **lines, size_t *n, ov_ore *total) OV_MUST_CHECK;
/* Root of the lines' leaves, in hex. */
const char *settle_lines_root(ov_arena *arena, const settle_line *lines, size_t n);
/* The hash that a sign-off binds to: everything that the person was shown. */
const char *settle_content_hash(ov_arena *arena, const ov_statement *s, const char *lines_root,
                                const settle_line *lines, size_t n);
/* The parameters with this id. */
ov_status settle_params_by_id(ov_ctx *ctx, ov_id id, ov_param_set *out) OV_MUST_CHECK;
/* A statement by id whatever its matter, discarded ones included. */
ov_status settle_statement_any(ov_ctx *ctx, ov_id id, ov_statement *out,
                               const char **lines_root) OV_MUST_CHECK;
/* The canonical bytes with this root (before it is stored, s->lines_root is NULL). */
ov_str settle_canonical(ov_arena *arena, const ov_statement *s, const char *lines_root);

/* Is the actor a person who may do this to the recipient's statement? The pages have asked before;
 * what moves money asks again. OV_DENIED; OV_CONFLICT: not in its state. */
ov_status settle_may(ov_ctx *ctx, const char *action, const ov_statement *s) OV_MUST_CHECK;

#define SETTLE_NO_HASH "0000000000000000000000000000000000000000000000000000000000000000"

#endif

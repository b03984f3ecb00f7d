/* SPDX-License-Identifier: EUPL-1.2 */
/* publication.h — what everybody may read of a round: staff look through the texts, mask what is
 * somebody's own, and publish figures alone or answers too. What was sent never changes. */
#ifndef OV_CONSULT_PUBLICATION_H
#define OV_CONSULT_PUBLICATION_H

#include "consult/compilation/compilation.h"
#include "consult/compilation/screen.h"

typedef struct ov_publication {
    ov_id id;
    const char *scope; /* figures | answers */
    bool files;
    const char *query, *hash, *figures; /* which answers were meant; SHA-256; the figures' JSON */
    ov_instant made_at;
    const char *made_name; /* NULL: nobody known */
} ov_publication;

/* The one that holds now; OV_NOT_FOUND: none. */
OV_API ov_status ov_publication_now(ov_ctx *ctx, ov_id consultation_id,
                                    ov_publication *out) OV_MUST_CHECK;
/* Rows: made_at, scope, files, who, ended_at, why, who ended it, hash; newest first. */
OV_API ov_status ov_publications(ov_ctx *ctx, ov_id consultation_id,
                                 const ov_rows **out) OV_MUST_CHECK;
/* Publishes, in the place of what was published. figures: ov_compilation_json, made before. Only
 * inside ov_write; writes an event. OV_DENIED: some party can still answer in time. */
OV_API ov_status ov_round_publish(ov_ctx *ctx, const ov_consultation *c, const char *scope,
                                  bool files, const char *query, ov_str figures) OV_MUST_CHECK;
/* Takes it back, with a reason (1–300 characters). OV_CONFLICT: nothing is published. Only inside
 * ov_write; writes an event. */
OV_API ov_status ov_round_unpublish(ov_ctx *ctx, const ov_consultation *c,
                                    const char *why) OV_MUST_CHECK;

/* A stretch of what a party wrote: bytes [from, to) of the text. */
typedef struct ov_stretch {
    ov_id response_id, question_id;
    const char *field; /* comment | wording */
    size_t from, to;
} ov_stretch;
/* Hides it when published, or says that it may be read. Nothing is said twice of the same stretch:
 * the last word holds. OV_NOT_FOUND: no such text in the round. Only inside ov_write; writes an
 * event. */
OV_API ov_status ov_screening_add(ov_ctx *ctx, ov_id consultation_id, const ov_stretch *stretch,
                                  bool hidden, const char *reason) OV_MUST_CHECK;
OV_API ov_status ov_screening_undo(ov_ctx *ctx, ov_id consultation_id, ov_id id) OV_MUST_CHECK;
/* What has been looked at: rows id, response, question, field, from, to, hidden, reason, made_at,
 * who, number of the question, name of the party, the stretch as written. */
OV_API ov_status ov_screenings(ov_ctx *ctx, ov_id consultation_id,
                               const ov_rows **out) OV_MUST_CHECK;

/* Something in a text that would be published and that nobody has looked at. */
typedef struct ov_finding {
    ov_stretch where;
    ov_screen_kind kind;
    const char *party, *number, *heading; /* of the party and the question; may be NULL */
    int64_t n;
    ov_str before, text, after; /* the stretch and some words around it */
} ov_finding;
/* At most so many, in the order of the answers. Owns: arena. */
enum { OV_FINDINGS_MOST = 300 };
OV_API ov_status ov_findings(ov_ctx *ctx, ov_id consultation_id, const ov_finding **out,
                             size_t *n) OV_MUST_CHECK;
/* Every place where the words stand in a text that would be published. Owns: arena. */
OV_API ov_status ov_findings_of(ov_ctx *ctx, ov_id consultation_id, const char *words,
                                const ov_stretch **out, size_t *n) OV_MUST_CHECK;

extern const ov_sql ov_publication_sql[];
#endif

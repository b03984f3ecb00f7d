/* SPDX-License-Identifier: EUPL-1.2 */
/* correction.h — a newer version of a document takes the place of the one that was sent out; the
 * answers to the earlier text are known, and stand until their parties confirm or replace them
 * (feature 28). */
#ifndef OV_CONSULT_CORRECTION_H
#define OV_CONSULT_CORRECTION_H

#include "consult/consult.h"

/* Puts version_id in the place of the document's (an id of ov_consultation_documents). Provisions
 * that are gone keep their questions, marked; new ones get questions at the end; drafts stay. Every
 * party is told. was_id: the version that staff saw there. OV_INVALID: no published version of the
 * same document that is newer, or no reason (1–2000 characters); OV_CONFLICT: the round is not
 * running, or the document has been corrected meanwhile. Only inside ov_write. */
typedef struct ov_correction {
    ov_id document_id, was_id, version_id;
    const char *why;
} ov_correction;
OV_API ov_status ov_correct(ov_ctx *ctx, const ov_consultation *c, const ov_correction *what,
                            ov_id *id) OV_MUST_CHECK;

/* What a document may be corrected to: rows version id, label, day; the newest first. */
OV_API ov_status ov_correction_choices(ov_ctx *ctx, ov_id version_id,
                                       const ov_rows **out) OV_MUST_CHECK;
/* Rows: id, title of the document, slug and label of the old and of the new version, why, when; the
 * newest first. */
OV_API ov_status ov_corrections(ov_ctx *ctx, ov_id consultation_id,
                                const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_COR_ID,
    OV_COR_DOCUMENT,
    OV_COR_OLD_SLUG,
    OV_COR_OLD_LABEL,
    OV_COR_NEW_SLUG,
    OV_COR_NEW_LABEL,
    OV_COR_WHY,
    OV_COR_AT
};

/* The responses that count, answered an earlier text and have not been confirmed since: rows
 * response id, organisation id, number, slug of the first version that was corrected after it, slug
 * of that document's version now. org_id 0: of all. */
OV_API ov_status ov_answered_earlier(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                                     const ov_rows **out) OV_MUST_CHECK;
/* "Svaret gäller fortfarande" for what has been corrected until now. OV_NOT_FOUND: there is nothing
 * to confirm. Only inside ov_write. */
OV_API ov_status ov_response_confirm(ov_ctx *ctx, const ov_consultation *c,
                                     ov_id org_id) OV_MUST_CHECK;

extern const ov_sql ov_correction_sql[];

#endif

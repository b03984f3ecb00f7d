/* SPDX-License-Identifier: EUPL-1.2 */
/* municipal.h — what the files of the municipal plugin share. */
#ifndef MUNICIPAL_H
#define MUNICIPAL_H

#include "consult/answer/file.h"
#include "plugin/plugin.h"

enum { MUNICIPAL_LADDER };
extern const ov_sql municipal_sql[];

ov_status municipal_ladder_page(ov_req *req);         /* /trappan  disagreement and dispute */
ov_status municipal_todo(ov_req *req, ov_view *view); /* "att göra för mig" */
ov_status municipal_demo(ov_demo *demo);

/* Words explained, easy-read texts, and what the council member has read (demo_reading.c).
 * versions: those of the agreement, in order. */
ov_status municipal_demo_reading(ov_demo *demo, ov_id matter, const ov_id versions[3],
                                 ov_instant read_at) OV_MUST_CHECK;

/* The sub-agreements and the guideline, links and validity (demo_family.c). Reading is slow and
 * done before the lock; storing only inside ov_write, after the agreement of 2017 and before what
 * came later, so that a provision that went to a sub-agreement is found there. */
typedef struct municipal_family municipal_family;
ov_status municipal_family_read(ov_demo *demo, municipal_family **out) OV_MUST_CHECK;
ov_status municipal_family_store(ov_ctx *ctx, municipal_family *family, ov_id matter,
                                 ov_id version_2017) OV_MUST_CHECK;

/* Why the text changed from version to version, and a proposal that is being written
 * (demo_changes.c). versions: 2017, the first round's, the second's. */
ov_status municipal_demo_changes(ov_demo *demo, const ov_id versions[3]) OV_MUST_CHECK;

/* What the demo's parties answer to the rounds (demo_answers.c). received: when the response came.
 * Only inside ov_write. */
typedef struct municipal_comments municipal_comments;
ov_status municipal_comments_read(ov_ctx *ctx, const char *path,
                                  const municipal_comments **out) OV_MUST_CHECK;
typedef struct municipal_party {
    ov_id org_id;
    const char *by; /* who wrote it, as colleagues see it */
    const char *legal_status;
    ov_instant received;
    uint32_t seed;           /* same seed, same answers */
    int answered;            /* per cent of the provisions */
    bool draft_only;         /* written, not sent */
    const ov_new_file *file; /* that comes with the answer; NULL: none */
} municipal_party;
ov_status municipal_answer(ov_ctx *ctx, ov_id consultation_id, const municipal_comments *comments,
                           const municipal_party *party) OV_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* joint.h — parties that answer together (spec practice 10): a proposal that others may copy and
 * alter, and a joint answer that several stand behind. Nobody is bound by another: each copies
 * itself, and each agrees itself, to exactly the words that it read. */
#ifndef OV_CONSULT_JOINT_H
#define OV_CONSULT_JOINT_H

#include "consult/consult.h"

/* The other parties of a round, to choose among: rows org id, code, name; in Swedish order. */
OV_API ov_status ov_other_parties(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                                  const ov_rows **out) OV_MUST_CHECK;
/* The members of a register's group that are parties of the round, as above. */
OV_API ov_status ov_parties_of_group(ov_ctx *ctx, ov_id consultation_id, ov_id group_id,
                                     const ov_rows **out) OV_MUST_CHECK;

/* ---- Proposals ---- */

/* Shares what the draft says now with these parties. Only inside ov_write. OV_INVALID: the draft is
 * empty, nobody to share with, or somebody who is no party of the round. */
OV_API ov_status ov_proposal_share(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                                   const char *message, const ov_id *orgs, size_t n,
                                   ov_id *id) OV_MUST_CHECK;
/* Offers it no longer; what was copied stays. Only inside ov_write. OV_NOT_FOUND: not this party's.
 */
OV_API ov_status ov_proposal_end(ov_ctx *ctx, ov_id id, ov_id org_id) OV_MUST_CHECK;
/* A party's own: rows id, made at, by, message, ended at, parties, how many copied. */
OV_API ov_status ov_proposals_own(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                                  const ov_rows **out) OV_MUST_CHECK;
/* Those that others share with a party: rows id, made at, organisation, message, copied at. */
OV_API ov_status ov_proposals_for(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                                  const ov_rows **out) OV_MUST_CHECK;
/* What a proposal says, to a party that it is shared with (or its own): rows question id, n,
 * number, heading, title, grade label, comment, wording, has the party's own draft an answer there
 * (0/1). OV_NOT_FOUND: not shared with it. */
OV_API ov_status ov_proposal_read(ov_ctx *ctx, ov_id consultation_id, ov_id id, ov_id org_id,
                                  const ov_rows **out) OV_MUST_CHECK;
/* What the latest proposal of each party that shares one with this party says of one question: rows
 * code, name, grade label, comment, wording; in Swedish order. */
OV_API ov_status ov_proposals_on(ov_ctx *ctx, ov_id consultation_id, ov_id question_id,
                                 ov_id org_id, const ov_rows **out) OV_MUST_CHECK;
/* Copies it into the party's draft where that says nothing yet; *copied: how many answers. Only
 * inside ov_write. OV_NOT_FOUND as above. */
OV_API ov_status ov_proposal_copy(ov_ctx *ctx, ov_id consultation_id, ov_id id, ov_id org_id,
                                  size_t *copied) OV_MUST_CHECK;

/* ---- Joint answers ---- */

typedef struct ov_joint {
    ov_id id, consultation_id, org_id; /* org_id: who writes and sends */
    const char *org_name, *message, *by;
    ov_instant made_at, sent_at, ended_at; /* 0: not */
    const char *hash;                      /* of the draft as it is now; NULL: empty */
    ov_id draft_id;
    bool declined; /* the party that asks has said that it does not take part */
} ov_joint;

/* Invites these parties. Only inside ov_write. OV_CONFLICT: the party has begun one already. */
OV_API ov_status ov_joint_begin(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                                const char *message, const ov_id *orgs, size_t n,
                                ov_id *id) OV_MUST_CHECK;
/* For the party that writes it and for those who are invited; OV_NOT_FOUND for others. A party that
 * has declined is told that alone, and is shown nothing of it. */
OV_API ov_status ov_joint_get(ov_ctx *ctx, ov_id consultation_id, ov_id id, ov_id org_id,
                              ov_joint *out) OV_MUST_CHECK;
/* Those that a party writes or is invited to: rows id, organisation, made at, sent at, ended at, is
 * it its own (0/1), declined at. */
OV_API ov_status ov_joints(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                           const ov_rows **out) OV_MUST_CHECK;
/* Those that wait for a party's yes or no, while its time lasts: it has said nothing, or what it
 * said yes to has been changed. */
typedef struct ov_joint_waiting {
    ov_id id, consultation_id, matter_id, matter_org_id;
    const char *slug, *title, *org_name; /* of the matter, the round, who writes */
    ov_instant deadline;
    bool changed; /* since the party said yes */
} ov_joint_waiting;
OV_API ov_status ov_joints_waiting(ov_ctx *ctx, ov_id org_id, const ov_joint_waiting **out,
                                   size_t *n) OV_MUST_CHECK;
/* The parties: rows org id, code, name, agreed hash, agreed at, agreed by, declined at, number of
 * its response. */
enum {
    OV_JOINT_ORG,
    OV_JOINT_CODE,
    OV_JOINT_NAME,
    OV_JOINT_HASH,
    OV_JOINT_AT,
    OV_JOINT_BY,
    OV_JOINT_DECLINED,
    OV_JOINT_NUMBER
};
OV_API ov_status ov_joint_parties(ov_ctx *ctx, ov_id id, const ov_rows **out) OV_MUST_CHECK;
/* A party stands behind exactly this (hash as it was shown), or does not take part, from then on.
 * Only inside ov_write. OV_CONFLICT: the draft has changed, or it is sent or ended; OV_NOT_FOUND:
 * not invited, or it has declined. */
OV_API ov_status ov_joint_agree(ov_ctx *ctx, const ov_joint *j, ov_id org_id,
                                const char *hash) OV_MUST_CHECK;
OV_API ov_status ov_joint_decline(ov_ctx *ctx, const ov_joint *j, ov_id org_id) OV_MUST_CHECK;
OV_API ov_status ov_joint_end(ov_ctx *ctx, const ov_joint *j) OV_MUST_CHECK;
/* Sends it: a response for the party that writes (by what, whose draft and organisation are set
 * here) and one for each that stands behind exactly this. Only inside ov_write. OV_INVALID: nobody
 * does, or the draft is empty; OV_CONFLICT: it is sent or ended. *own: the writing party's. */
OV_API ov_status ov_joint_send(ov_ctx *ctx, const ov_consultation *c, const ov_joint *j,
                               ov_submission what, ov_response *own) OV_MUST_CHECK;

extern const ov_sql ov_joint_sql[];
extern const ov_sql ov_proposal_sql[];
#endif

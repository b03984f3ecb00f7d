/* SPDX-License-Identifier: EUPL-1.2 */
/* referral.h — internal referral (internremiss, spec practice 4): a party asks colleagues about
 * chosen provisions by a link, with an inner day that never blocks. What they write becomes
 * internal notes of the draft; nothing of it is ever sent. */
#ifndef OV_CONSULT_REFERRAL_H
#define OV_CONSULT_REFERRAL_H

#include "consult/consult.h"

#define OV_REFERRAL_PEOPLE 30 /* at most asked at once */

typedef struct ov_referral_person {
    const char *name, *email;
    const char *token; /* for the link; only its hash is stored */
} ov_referral_person;

typedef struct ov_referral_new {
    const char *message; /* at most 4 000 characters */
    ov_day due;          /* OV_NO_DAY: none */
    bool shows_draft;
    const ov_id *questions;
    size_t n_questions;
    const ov_referral_person *people;
    size_t n_people;
} ov_referral_new;

/* Asks them. Only inside ov_write; the mails are the caller's. OV_INVALID: no question, nobody to
 * ask, a question of another round. */
OV_API ov_status ov_referral_add(ov_ctx *ctx, ov_id draft_id, const ov_referral_new *what,
                                 ov_id *id) OV_MUST_CHECK;
/* A new link for one who was asked; the old one stops. Only inside ov_write. */
OV_API ov_status ov_referral_renew(ov_ctx *ctx, ov_id referral_id, ov_id person_id,
                                   const char *token) OV_MUST_CHECK;
/* Its links stop working; what was written stays. Only inside ov_write. */
OV_API ov_status ov_referral_end(ov_ctx *ctx, ov_id id) OV_MUST_CHECK;

/* Those of a draft, the newest first: rows id, message, due day, shows draft, made at, by whom,
 * ended at, how many questions. */
OV_API ov_status ov_referrals(ov_ctx *ctx, ov_id draft_id, const ov_rows **out) OV_MUST_CHECK;
/* Everybody who was asked in a draft: rows referral, id, name, email, opened at, answered at,
 * ended. */
OV_API ov_status ov_referral_people(ov_ctx *ctx, ov_id draft_id, const ov_rows **out) OV_MUST_CHECK;
/* Rows question id, of one referral. */
OV_API ov_status ov_referral_questions(ov_ctx *ctx, ov_id id, const ov_rows **out) OV_MUST_CHECK;

/* What a link opens. */
typedef struct ov_referred {
    ov_id id, person_id, draft_id, consultation_id, org_id;
    const char *name, *email, *org_name, *message, *by; /* by: who asks */
    ov_day due;                                         /* OV_NO_DAY: none */
    bool shows_draft;
    ov_instant answered_at; /* 0: not yet */
} ov_referred;
/* OV_NOT_FOUND: no such link. OV_GONE: ended. */
OV_API ov_status ov_referral_by_token(ov_ctx *ctx, const char *token,
                                      ov_referred *out) OV_MUST_CHECK;
/* Something was written. Only inside ov_write. */
OV_API ov_status ov_referral_answered(ov_ctx *ctx, const ov_referred *r) OV_MUST_CHECK;

extern const ov_sql ov_referral_sql[];
#endif

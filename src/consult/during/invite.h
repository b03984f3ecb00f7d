/* SPDX-License-Identifier: EUPL-1.2 */
/* invite.h — invitations with proof: letters to the parties, whether they came and were opened, who
 * acknowledges, who declines; and the board of all parties. */
#ifndef OV_CONSULT_INVITE_H
#define OV_CONSULT_INVITE_H

#include "consult/consult.h"

/* What is to be mailed about a round (notify/round_mail.h writes the mails when it is due). */
#define OV_POST_INVITATION "invitation"
#define OV_POST_EXTENSION_ASKED "extension_asked" /* to those who run the round */
#define OV_POST_INQUIRY_ASKED "inquiry_asked"     /* the same */
#define OV_POST_EXTENSION "extension"
#define OV_POST_CORRECTION "correction"
#define OV_POST_WITHDRAWN "withdrawn"
#define OV_POST_GUEST "guest"
/* org_id 0: every party that has not declined. Only inside ov_write. */
OV_API ov_status ov_post_add(ov_ctx *ctx, const ov_consultation *c, ov_id org_id, const char *kind,
                             ov_id object_id) OV_MUST_CHECK;

/* Each invited party that has no letter yet gets its invitation when the round opens (at once, when
 * it has). Call it in the transaction that opens the round, and after adding a party to an open
 * one. Only inside ov_write. */
OV_API ov_status ov_invitations_send(ov_ctx *ctx, const ov_consultation *c) OV_MUST_CHECK;

/* Once more: to one party, or (org_id 0) to all whose letter reached nobody. *n: how many. Only
 * inside ov_write. OV_NOT_FOUND: not invited; OV_CONFLICT: one waits to be sent already. */
OV_API ov_status ov_invitation_resend(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                      int64_t *n) OV_MUST_CHECK;

/* A party is added after the round was made: as ov_invite and ov_invitations_send. OV_CONFLICT: it
 * is there already. Only inside ov_write. */
OV_API ov_status ov_invitation_add(ov_ctx *ctx, const ov_consultation *c,
                                   ov_id org_id) OV_MUST_CHECK;

/* ---- What the party does ---- */

typedef struct ov_invited {
    const char *status, *class, *review_state;
    ov_instant invited_at, opened_at, acknowledged_at, declined_at; /* 0: not */
    const char *acknowledged_by, *declined_why, *declined_by;       /* names, or NULL */
} ov_invited;
/* OV_NOT_FOUND: not invited. */
OV_API ov_status ov_invited_get(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                                ov_invited *out) OV_MUST_CHECK;

/* Somebody of the party opened a page of the round while signed in: noted the first time, in a
 * write of its own (costs one read afterwards). Never fails the page. */
OV_API void ov_invitation_seen(ov_ctx *ctx, const ov_consultation *c, ov_id org_id);
/* The link of a mail was visited. OV_NOT_FOUND: no such link in this round. */
OV_API ov_status ov_invitation_visited(ov_ctx *ctx, const ov_consultation *c, const char *key,
                                       ov_id *org_id) OV_MUST_CHECK;
/* "Vi har tagit emot remissen". Again: stays as it was. OV_GONE: the party's time is up, or the
 * round is withdrawn. Only inside ov_write. */
OV_API ov_status ov_invitation_acknowledge(ov_ctx *ctx, const ov_consultation *c,
                                           ov_id org_id) OV_MUST_CHECK;
/* "Vi avstår från att svara", with a reason (1–2000 characters; OV_INVALID). OV_CONFLICT: it has
 * answered, or the round has not opened; OV_GONE: the party's time is up, or the round is
 * withdrawn. why NULL: takes it back. Only inside ov_write. */
OV_API ov_status ov_invitation_decline(ov_ctx *ctx, const ov_consultation *c, ov_id org_id,
                                       const char *why) OV_MUST_CHECK;

/* ---- For staff ---- */

/* Every letter's every address: rows org id, code, name, kind, made_at, state of the post, address,
 * person's name (NULL: the registry), state of the mail, sent_at, fault kind, mail id; in Swedish
 * order, the oldest first. org_id 0: all. A post that reached nobody has NULL address. */
OV_API ov_status ov_invitation_mails(ov_ctx *ctx, ov_id consultation_id, ov_id org_id,
                                     const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_LETTER_ORG,
    OV_LETTER_CODE,
    OV_LETTER_NAME,
    OV_LETTER_KIND,
    OV_LETTER_MADE,
    OV_LETTER_POST,
    OV_LETTER_ADDRESS,
    OV_LETTER_PERSON,
    OV_LETTER_STATE,
    OV_LETTER_SENT,
    OV_LETTER_FAULT,
    OV_LETTER_MAIL
};

/* The board: one row a party, in Swedish order, from one statement. group_id 0: all. */
OV_API ov_status ov_round_board(ov_ctx *ctx, ov_id consultation_id, ov_id group_id,
                                const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_BOARD_CODE,
    OV_BOARD_NAME,
    OV_BOARD_CLASS,
    OV_BOARD_INVITED, /* NULL: let in, not invited */
    OV_BOARD_DAY,     /* its own last day, or NULL */
    OV_BOARD_NUMBER,  /* of the response, or NULL */
    OV_BOARD_RECEIVED,
    OV_BOARD_RESPONSE, /* its id */
    OV_BOARD_STANDING  /* ov_standing */
};
/* How a party stands, in the order in which the board counts; the statement says these numbers. */
typedef enum ov_standing {
    OV_STANDS_FINAL,
    OV_STANDS_PRELIMINARY,
    OV_STANDS_LATE,
    OV_STANDS_APPROVED,
    OV_STANDS_IN_REVIEW,
    OV_STANDS_WORKING,
    OV_STANDS_ACKNOWLEDGED,
    OV_STANDS_OPENED,
    OV_STANDS_SENT,
    OV_STANDS_NOT_SENT,
    OV_STANDS_BOUNCED,
    OV_STANDS_DECLINED,
    OV_STANDINGS
} ov_standing;

/* What came of each party's invitation, in Swedish order. */
OV_API ov_status ov_invitations(ov_ctx *ctx, ov_id consultation_id,
                                const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_INVITED_ORG,
    OV_INVITED_CODE,
    OV_INVITED_NAME,
    OV_INVITED_AT, /* NULL: let in, not invited */
    OV_INVITED_OPENED,
    OV_INVITED_ACKNOWLEDGED,
    OV_INVITED_DECLINED,
    OV_INVITED_REACHED /* 3: a letter was delivered; 2: one is to leave; 1: all came back */
};
/* Addresses of invitations that came back or failed, and posts that reached nobody, in rounds of
 * the organisation that owns the matter: rows matter slug, round id, title, how many parties. */
OV_API ov_status ov_rounds_bounced(ov_ctx *ctx, ov_id owner_org_id,
                                   const ov_rows **out) OV_MUST_CHECK;

/* What waits in open rounds of such matters: rows matter slug, round id, title, how many ask for
 * more time, how many questions have no answer. */
OV_API ov_status ov_rounds_asked(ov_ctx *ctx, ov_id owner_org_id,
                                 const ov_rows **out) OV_MUST_CHECK;
/* Open rounds in which a party answered an earlier text: rows matter slug, round id, title. */
OV_API ov_status ov_rounds_to_confirm(ov_ctx *ctx, ov_id org_id, const ov_rows **out) OV_MUST_CHECK;

/* ---- Withdrawal ---- */

/* The whole round is taken back, with a reason (1–2000 characters; OV_INVALID); every party is
 * told. Nothing is removed. OV_CONFLICT: it has not been sent out, or is withdrawn already. Only
 * inside ov_write. */
OV_API ov_status ov_round_withdraw(ov_ctx *ctx, const ov_consultation *c,
                                   const char *why) OV_MUST_CHECK;
/* Why and when; *why NULL: it stands. */
OV_API ov_status ov_round_withdrawn(ov_ctx *ctx, ov_id consultation_id, const char **why,
                                    ov_instant *at) OV_MUST_CHECK;

extern const ov_sql ov_invite_sql[];

#endif

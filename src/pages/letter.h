/* SPDX-License-Identifier: EUPL-1.2 */
/* letter.h — mail to a person about the account, with or without a single-use link in it. */
#ifndef OV_PAGES_LETTER_H
#define OV_PAGES_LETTER_H

#include "auth/link.h"
#include "auth/login.h"
#include "plugin/page.h"

/* Fill to, name and what else applies; ov_letter_write before the transaction, ov_letter_send in
 * it.
 */
typedef struct ov_letter {
    const char *name;  /* templates/mail/NAME.mustache: "invitation" */
    ov_entrant to;     /* ov_entrant_get */
    const char *email; /* NULL: the account's address */
    ov_link link;      /* purpose NULL: no link; account_id is filled in */
    ov_map *values;    /* what the template wants beside name, login, link and until; or NULL */
    const char *token, *subject, *body; /* made by ov_letter_write */
} ov_letter;

/* Makes the token and the text, in the person's language. */
OV_API ov_status ov_letter_write(ov_req *req, ov_letter *letter) OV_MUST_CHECK;
/* Stores link and mail. Inside ov_write. OV_INVALID: the account has no address that mail can be
 * sent to. */
OV_API ov_status ov_letter_send(ov_ctx *ctx, const ov_letter *letter) OV_MUST_CHECK;

/* An invitation from ctx->actor, written. Call ov_link_end_all(…, OV_LINK_INVITE) before
 * ov_letter_send, so that only the newest works. */
OV_API ov_status ov_letter_invitation(ov_req *req, ov_id account_id, ov_letter *out) OV_MUST_CHECK;
/* What the person is told when ov_factor_reset was done for them, written. */
OV_API ov_status ov_letter_factor_reset(ov_req *req, ov_id account_id,
                                        ov_letter *out) OV_MUST_CHECK;

/* What somebody asks for who cannot sign in. Sends it when there is such an account, and takes the
 * same time when there is none. OV_BUSY: this address has asked too often. */
ov_status ov_letters_ask(ov_req *req, const char *who, const char *purpose,
                         const char *target) OV_MUST_CHECK;

/* Organisation and roles of an account in words, as values "org" and "roles" of a template. */
OV_API ov_status ov_letter_roles(ov_req *req, ov_id account_id, const char *lang,
                                 ov_map *values) OV_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* entry.h — answers that came on paper or by e-mail, typed in by staff; what the sender says of how
 * they were typed in; late answers that staff count. */
#ifndef OV_CONSULT_ENTRY_H
#define OV_CONSULT_ENTRY_H

#include "consult/consult.h"

/* What arrived no longer ago than this came just now. */
#define OV_ENTRY_NOW (10 * 60 * OV_SECOND)

typedef struct ov_entry {
    ov_id draft_id, consultation_id;
    ov_id org_id;           /* whose answer it is; for somebody outside the register: who types */
    const char *org_name;   /* or the respondent */
    const char *respondent; /* somebody outside the register; NULL: a party */
    const char *class;      /* official | council | uninvited | private */
    const char *source;     /* paper | email */
    ov_instant arrived;
    const char *arrived_why; /* "" when none */
    const char *legal_status;
    const char *replaces; /* number of what it corrects, or NULL */
    const char *address;  /* whom the confirmation is asked of; NULL: the party's registry */
} ov_entry;

/* Begins one: draft_id, org_name are set here. OV_NOT_FOUND: the party is not invited, or what it
 * replaces is no registered response of this round; OV_INVALID: arrived is in the future or before
 * the round opened, an earlier instant without a reason, no name. Only inside ov_write. */
OV_API ov_status ov_entry_begin(ov_ctx *ctx, const ov_consultation *c, ov_id typing_org,
                                const ov_entry *entry, ov_id *draft_id) OV_MUST_CHECK;
/* One that has not been sent or thrown away. */
OV_API ov_status ov_entry_get(ov_ctx *ctx, ov_id consultation_id, ov_id draft_id,
                              ov_entry *out) OV_MUST_CHECK;
/* Those being typed in: rows draft id, name, class, source, arrived, who began, answers, files. */
OV_API ov_status ov_entries(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out) OV_MUST_CHECK;
OV_API ov_status ov_entry_discard(ov_ctx *ctx, const ov_entry *entry) OV_MUST_CHECK;
/* Sends it: receipt, event with who typed, and the question whether it is right. address: where
 * the mail goes, or NULL; token_hash: of the link in it, or NULL. OV_INVALID: nothing typed in;
 * OV_CONFLICT: the party has answered since, or what it corrects has been replaced. */
OV_API ov_status ov_entry_send(ov_ctx *ctx, const ov_consultation *c, const ov_entry *entry,
                               const char *address, const char *token_hash,
                               ov_response *out) OV_MUST_CHECK;
/* Registered responses of a round that nothing has replaced: rows number, name, class, source,
 * received, timing, state of the check (NULL: none), what the sender says, who typed it in,
 * respondent (NULL: a party). */
enum {
    OV_ENTERED_NUMBER,
    OV_ENTERED_NAME,
    OV_ENTERED_CLASS,
    OV_ENTERED_SOURCE,
    OV_ENTERED_RECEIVED,
    OV_ENTERED_TIMING,
    OV_ENTERED_STATE,
    OV_ENTERED_TEXT,
    OV_ENTERED_BY,
    OV_ENTERED_RESPONDENT
};
OV_API ov_status ov_entered(ov_ctx *ctx, ov_id consultation_id, const ov_rows **out) OV_MUST_CHECK;

/* ---- "Stämmer det vi har skrivit in?" ---- */
typedef struct ov_entry_check {
    ov_id response_id;
    const char *number;
    const char *state; /* asked | confirmed | disputed */
    const char *text, *answered_by;
    ov_instant asked_at, answered_at;
    const char *entered_by;
} ov_entry_check;
/* OV_NOT_FOUND: the response was not typed in by staff; by the hash of the link's token: it was
 * never given out in this round. */
OV_API ov_status ov_entry_check_of(ov_ctx *ctx, ov_id response_id,
                                   ov_entry_check *out) OV_MUST_CHECK;
OV_API ov_status ov_entry_check_by_token(ov_ctx *ctx, ov_id consultation_id, const char *token_hash,
                                         ov_entry_check *out) OV_MUST_CHECK;
/* OV_CONFLICT: it has been answered already; OV_INVALID: disputed without a word. */
OV_API ov_status ov_entry_check_answer(ov_ctx *ctx, ov_id response_id, bool right, const char *text,
                                       const char *by) OV_MUST_CHECK;

extern const ov_sql ov_entry_sql[];
#endif

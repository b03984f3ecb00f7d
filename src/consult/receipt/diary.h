/* SPDX-License-Identifier: EUPL-1.2 */
/* diary.h — register numbers of responses: what the sender's and the receiver's registry write back
 * (spec practice 9), by a single-use link or signed in; and which receipts are still to be mailed.
 */
#ifndef OV_CONSULT_DIARY_H
#define OV_CONSULT_DIARY_H

#include "consult/consult.h"

#define OV_DIARY_SENDER "sender"
#define OV_DIARY_RECEIVER "receiver"
#define OV_DIARY_MAX 100 /* characters of a number */
#define OV_DIARY_LINK_LIFE (90 * OV_DAY_LENGTH)

/* As it is kept: one line, NFC, no blanks around. OV_INVALID: empty, too long, or a control
 * character. Owns: arena. */
OV_API ov_status ov_diary_number(ov_ctx *ctx, const char *raw, const char **out) OV_MUST_CHECK;
/* Writes the number of a side, by the actor; a later one corrects it, the former stays in the
 * history. OV_INVALID as above; the same again is no event. Only inside ov_write. */
OV_API ov_status ov_diary_write(ov_ctx *ctx, ov_id response_id, const char *side,
                                const char *dnr) OV_MUST_CHECK;
/* Rows side, number, at, by whom; the newest first. */
OV_API ov_status ov_diary_of(ov_ctx *ctx, ov_id response_id, const ov_rows **out) OV_MUST_CHECK;
/* The number that holds; NULL: none yet. */
OV_API const char *ov_diary_now(const ov_rows *diary, const char *side);

/* ---- By link ---- */

typedef struct ov_diary_link {
    ov_id id, response_id;
    const char *side, *address, *number; /* number: of the response */
} ov_diary_link;
/* A link to write one number with, for a registry's mailbox. Only inside ov_write. Owns: arena. */
OV_API ov_status ov_diary_link_make(ov_ctx *ctx, ov_id response_id, const char *side,
                                    const char *address, const char **token) OV_MUST_CHECK;
/* Looks without using. OV_NOT_FOUND: no such link; OV_GONE: used, or too old. */
OV_API ov_status ov_diary_link_peek(ov_ctx *ctx, const char *token,
                                    ov_diary_link *out) OV_MUST_CHECK;
/* Uses it, once. As above and ov_diary_write. Only inside ov_write. */
OV_API ov_status ov_diary_by_link(ov_ctx *ctx, const char *token, const char *dnr,
                                  ov_diary_link *out) OV_MUST_CHECK;

/* ---- The diary of a round ---- */

enum {
    OV_DIARY_ROW_NUMBER, /* SVAR-2026-000001 */
    OV_DIARY_ROW_RECEIVED,
    OV_DIARY_ROW_CODE,
    OV_DIARY_ROW_PARTY,
    OV_DIARY_ROW_TIMING,
    OV_DIARY_ROW_CLASS,
    OV_DIARY_ROW_SOURCE,
    OV_DIARY_ROW_LEGAL,
    OV_DIARY_ROW_REPLACES,
    OV_DIARY_ROW_FILES, /* how many */
    OV_DIARY_ROW_HASH,
    OV_DIARY_ROW_SENDER_DNR,
    OV_DIARY_ROW_RECEIVER_DNR
};
/* All that arrived in a round, oldest first, refusals left out; day OV_NO_DAY: of every day, else
 * what arrived that day in Stockholm. */
OV_API ov_status ov_diary_round(ov_ctx *ctx, ov_id consultation_id, ov_day day,
                                const ov_rows **out) OV_MUST_CHECK;

/* ---- Receipts to be mailed ---- */

/* The next of them, at most 100: rows response id, number. */
OV_API ov_status ov_receipts_due(ov_ctx *ctx, const ov_rows **out) OV_MUST_CHECK;
/* Takes it off the list. OV_NOT_FOUND: somebody else has. Only inside ov_write. */
OV_API ov_status ov_receipt_posted(ov_ctx *ctx, ov_id response_id) OV_MUST_CHECK;
/* Who sent it, and the registries: one row account id, login, name, address, fault of the address,
 * language, name and mailbox of the party, name and mailbox of the matter's owner, both ids. */
OV_API ov_status ov_receipt_people(ov_ctx *ctx, ov_id response_id,
                                   const ov_rows **out) OV_MUST_CHECK;

/* ---- The kept PDF ---- */

typedef struct ov_receipt_pdf {
    ov_id response_id;
    const char *renderer; /* what made it; a file of another one is not found */
    ov_str bytes;
} ov_receipt_pdf;
/* OV_NOT_FOUND: none. Owns: arena. */
OV_API ov_status ov_receipt_pdf_find(ov_ctx *ctx, ov_receipt_pdf *pdf) OV_MUST_CHECK;
/* It can be made again at any time, so no event is written. Only inside ov_write; arg:
 * ov_receipt_pdf. */
OV_API ov_status ov_receipt_pdf_keep(ov_ctx *ctx, void *arg) OV_MUST_CHECK;

extern const ov_sql ov_diary_sql[];
#endif

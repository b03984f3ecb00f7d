/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt.h — what the pages about one response that was sent share. */
#ifndef OV_PAGES_RECEIPT_H
#define OV_PAGES_RECEIPT_H

#include "consult/consult.h"
#include "plugin/page.h"

/* A response and what it belongs to. */
typedef struct ov_receipt {
    ov_response response;
    ov_consultation c;
    ov_matter matter;
    bool full;                     /* may see what was sent */
    bool sender_dnr, receiver_dnr; /* may write the number of that side's register */
} ov_receipt;

/* The response of :nr, and what ctx->actor may see of it. OV_NOT_FOUND: no such number. */
ov_status ov_receipt_load(ov_req *req, ov_receipt *r) OV_MUST_CHECK;
/* The same, for those who may see what was sent; others get OV_NOT_FOUND. Notes the reading. */
ov_status ov_receipt_load_full(ov_req *req, ov_receipt *r) OV_MUST_CHECK;

/* What whoever holds the number sees: number, instant, party, hash, and where it belongs. */
void ov_receipt_facts(ov_req *req, ov_map *root, const ov_receipt *r, const char *lang);
/* The rest: legal status and decision, texts, answers by document, files. lang: of the words round
 * them. */
ov_status ov_receipt_copy_model(ov_req *req, ov_map *root, const ov_receipt *r,
                                const char *lang) OV_MUST_CHECK;
/* Register numbers: list "diary" {side, dnr, at, by, now}, has_diary. */
ov_status ov_receipt_diary(ov_req *req, ov_map *root, const ov_receipt *r) OV_MUST_CHECK;

/* The PDF of what was sent, kept or made anew; it closes the read transaction when it is made.
 * OV_NOT_FOUND: this portal makes none; OV_BUSY: others are at it. Owns: arena. */
ov_status ov_receipt_pdf_bytes(ov_req *req, const ov_receipt *r, ov_str *out) OV_MUST_CHECK;

#endif

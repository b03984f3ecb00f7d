/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt_copy.h — what a receipt shows of a response: answers under the documents that they
 * answer, each in the version that was answered. */
#ifndef OV_CONSULT_RECEIPT_COPY_H
#define OV_CONSULT_RECEIPT_COPY_H

#include "consult/consult.h"

enum {
    OV_COPY_QUESTION,
    OV_COPY_N,
    OV_COPY_KIND,
    OV_COPY_NODE, /* NULL: a whole document, or the whole round */
    OV_COPY_NUMBER,
    OV_COPY_HEADING,
    OV_COPY_TITLE,
    OV_COPY_DOCUMENT, /* its position in the round; NULL: the whole round */
    OV_COPY_GRADE,    /* its label */
    OV_COPY_COMMENT,
    OV_COPY_WORDING,
    OV_COPY_JOINS, /* name of the party that is joined */
    OV_COPY_GRADE_CODE
};
/* Every question that is answered or has files, in order. */
OV_API ov_status ov_receipt_copy(ov_ctx *ctx, const ov_response *r,
                                 const ov_rows **out) OV_MUST_CHECK;

typedef struct ov_answered_text {
    int64_t position;
    ov_id version_id; /* 0: not found any more */
    const char *title, *label, *slug, *hash;
    bool replaced; /* a correction has put a newer version in its place */
} ov_answered_text;
/* The texts that the receipt names, in order. */
OV_API ov_status ov_receipt_texts(ov_ctx *ctx, const ov_response *r, const ov_answered_text **out,
                                  size_t *n) OV_MUST_CHECK;
/* A provision as it stood in a version; "" when it was not there. */
OV_API ov_status ov_receipt_body(ov_ctx *ctx, ov_id version_id, ov_id node_id,
                                 ov_str *out) OV_MUST_CHECK;

extern const ov_sql ov_receipt_copy_sql[];
#endif

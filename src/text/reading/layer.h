/* SPDX-License-Identifier: EUPL-1.2 */
/* layer.h — texts beside the legal one, provision by provision: easy-read (lättläst), English,
 * comment. */
#ifndef OV_TEXT_LAYER_H
#define OV_TEXT_LAYER_H

#include "text/text.h"

#define OV_LAYER_EASY "easy"
#define OV_LAYER_ENGLISH "en"
#define OV_LAYER_COMMENT "comment"

/* The layer of a version (node_id 0: of all its provisions that have one), in document order: rows
 * node id, html, written for this very wording (0: for an earlier one), label and slug of the
 * version that it was written for. A text for this wording wins; without one, the latest for an
 * earlier version. */
OV_API ov_status ov_layer_of(ov_ctx *ctx, ov_id version_id, const char *kind, ov_id node_id,
                             const ov_rows **out) OV_MUST_CHECK;
enum {
    OV_LAYER_ROW_NODE,
    OV_LAYER_ROW_HTML,
    OV_LAYER_ROW_EXACT,
    OV_LAYER_ROW_LABEL,
    OV_LAYER_ROW_SLUG
};

/* What staff writes for the wording of a provision in a published version. */
typedef struct ov_layer {
    ov_id version_id, node_id;
    const char *kind;
    const char *body;    /* markdown; "" removes the layer */
    int64_t row_version; /* what the page showed; 0: there was none */
    ov_instant changed_at;
    const char *changed_by;
    const char *html; /* filled by ov_layer_prepare */
} ov_layer;
/* The layer that is stored for this wording; row_version 0 and body "" when there is none.
 * OV_NOT_FOUND: the provision is not in that version. */
OV_API ov_status ov_layer_get(ov_ctx *ctx, ov_id version_id, ov_id node_id, const char *kind,
                              ov_layer *out) OV_MUST_CHECK;
/* The slow part: brings the text into canonical form and renders it. OV_INVALID: not UTF-8, or over
 * 20 000 characters. */
OV_API ov_status ov_layer_prepare(ov_ctx *ctx, ov_layer *layer) OV_MUST_CHECK;
/* Stores it with an event. Only inside ov_write. OV_CONFLICT: somebody changed it meanwhile;
 * OV_NOT_FOUND: no such provision in a published version. */
OV_API ov_status ov_layer_save(ov_ctx *ctx, const ov_layer *layer) OV_MUST_CHECK;

#endif

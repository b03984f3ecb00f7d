/* SPDX-License-Identifier: EUPL-1.2 */
/* render.h — the HTML of provisions as it is stored: markdown, with the references between them as
 * links. Never the canonical text: no hash depends on it. */
#ifndef OV_TEXT_RENDER_H
#define OV_TEXT_RENDER_H

#include "text/text.h"

/* Raised whenever the same text gives other HTML than before; `overens migrate` and `overens
 * reindex` then render anew what is stored. 1: markdown; 2: references are links. */
#define OV_TEXT_RENDERING 2

/* Makes the references of a version that is not published yet into links, those that lead nowhere
 * into plain text. To be called whenever its provisions, their numbers or its address have changed,
 * and before it is published. Only inside ov_write. */
OV_API ov_status ov_text_link(ov_ctx *ctx, ov_id version_id) OV_MUST_CHECK;
/* Renders anew each version that an older renderer made, one ov_write a version. */
OV_API ov_status ov_text_rerender(ov_ctx *ctx) OV_MUST_CHECK;

/* What the HTML of each provision shall be, in document order; n of them. *current: the stored HTML
 * is of this generation. Owns: arena. */
OV_API ov_status ov_text_rendered(ov_ctx *ctx, ov_id version_id, bool *current, const ov_str **html,
                                  size_t *n) OV_MUST_CHECK;

/* A reference that leads nowhere, for those who write the text. */
typedef struct ov_broken_reference {
    const char *anchor, *title; /* of the provision that it stands in */
    const char *label;          /* "D4.4" */
} ov_broken_reference;
OV_API ov_status ov_text_broken_references(ov_ctx *ctx, ov_id version_id,
                                           const ov_broken_reference **out,
                                           size_t *n) OV_MUST_CHECK;

#endif

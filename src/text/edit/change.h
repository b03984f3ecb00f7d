/* SPDX-License-Identifier: EUPL-1.2 */
/* change.h — why a provision differs from the base of its version, and what led to it. Features 14,
 * 15. */
#ifndef OV_TEXT_CHANGE_H
#define OV_TEXT_CHANGE_H

#include "db/db.h"

/* The reason of a provision in a version, also of one that was removed. "" takes it away.
 * OV_INVALID: over 4 000 characters; OV_CONFLICT: the version is published and has another reason
 * (one that has none may still get it, once). Ends an open request to publish. Writes an event.
 * Only inside ov_write. */
OV_API ov_status ov_change_reason_set(ov_ctx *ctx, ov_id version_id, ov_id node_id,
                                      const char *reason) OV_MUST_CHECK;

/* What led to a change: kind "viewpoint", "issue", "decision" or "other"; ref an address of the
 * portal or what others call it ("" when there is none); title as people read it. For every module
 * that has such things. The same source twice is one. OV_INVALID: a bad kind, no title. Writes an
 * event. Only inside ov_write. */
OV_API ov_status ov_change_source_add(ov_ctx *ctx, ov_id version_id, ov_id node_id,
                                      const char *kind, const char *ref,
                                      const char *title) OV_MUST_CHECK;
/* Takes one away again while the version is a draft. Only inside ov_write. */
OV_API ov_status ov_change_source_remove(ov_ctx *ctx, ov_id version_id,
                                         ov_id source_id) OV_MUST_CHECK;
/* "Synpunkt", "Fråga", "Beslut", "Annan källa". Static, Swedish. */
OV_API const char *ov_change_source_title(const char *kind);

/* What was given for a version, by provision: one row a provision and source (a provision without
 * sources has one row with NULL there, one without a reason NULL there). */
enum {
    OV_REASON_VERSION,
    OV_REASON_NODE,
    OV_REASON_TEXT,
    OV_REASON_BY,
    OV_REASON_AT,
    OV_REASON_SOURCE, /* its id */
    OV_REASON_KIND,
    OV_REASON_REF,
    OV_REASON_SOURCE_TITLE
};
OV_API ov_status ov_change_reasons(ov_ctx *ctx, ov_id version_id,
                                   const ov_rows **out) OV_MUST_CHECK;
/* The same for one provision in all published versions, newest first. */
OV_API ov_status ov_change_reasons_of_node(ov_ctx *ctx, ov_id node_id,
                                           const ov_rows **out) OV_MUST_CHECK;

#endif

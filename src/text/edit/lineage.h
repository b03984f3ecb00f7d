/* SPDX-License-Identifier: EUPL-1.2 */
/* lineage.h — what became of each provision from a version to the next, also between documents of a
 * matter (practice 16). Worked out once, when a version is published. Features 2, 12. */
#ifndef OV_TEXT_LINEAGE_H
#define OV_TEXT_LINEAGE_H

#include "db/db.h"

/* Works out and stores the lineage of a version that is about to be published, against base (0:
 * only from other documents). Only inside ov_write, before published_at is set. */
ov_status ov_lineage_store(ov_ctx *ctx, ov_id version_id, ov_id base_id) OV_MUST_CHECK;

/* What a provision came from and became: rows that name it on either side, "same" left out; newest
 * first, published versions only. A side that is not there is NULL. kind: moved, moved_changed,
 * changed, split, merged, new, removed. title: the provision's in that version; document: its
 * document's; label and slug: the version's. */
enum {
    OV_LINEAGE_KIND,
    OV_LINEAGE_FROM_VERSION,
    OV_LINEAGE_FROM_NODE,
    OV_LINEAGE_FROM_TITLE,
    OV_LINEAGE_FROM_LABEL,
    OV_LINEAGE_FROM_SLUG,
    OV_LINEAGE_FROM_DOCUMENT,
    OV_LINEAGE_TO_VERSION,
    OV_LINEAGE_TO_NODE,
    OV_LINEAGE_TO_TITLE,
    OV_LINEAGE_TO_LABEL,
    OV_LINEAGE_TO_SLUG,
    OV_LINEAGE_TO_DOCUMENT
};
OV_API ov_status ov_node_lineage(ov_ctx *ctx, ov_id node_id, const ov_rows **out) OV_MUST_CHECK;
/* "Flyttad", "Ändrad", "Delad från" …, Swedish. Static. */
OV_API const char *ov_lineage_title(const char *kind);

#endif

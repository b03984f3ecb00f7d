/* SPDX-License-Identifier: EUPL-1.2 */
/* index.h — what of the texts can be searched: each provision in each version, published ones by
 * everybody, others by those who work with the matter. */
#ifndef OV_TEXT_INDEX_H
#define OV_TEXT_INDEX_H

#include "db/search.h"

/* Puts the provisions of a version (node_id 0: all) into the search index as they stand now, in
 * place of what was there; one that is gone is taken out. Only inside ov_write. */
OV_API ov_status ov_text_index(ov_ctx *ctx, ov_id version_id, ov_id node_id) OV_MUST_CHECK;

OV_API extern const ov_search_source ov_text_search;
extern const ov_sql ov_text_index_sql[];

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* index.h — what of the answers can be searched: the comments that count, by the party's own people
 * and by those who may read every answer. */
#ifndef OV_CONSULT_INDEX_H
#define OV_CONSULT_INDEX_H

#include "db/search.h"

/* After a party's response was stored: what it replaced leaves the search index, and what is shown
 * of the party now (its latest in time, else its latest late one) goes in. Only inside ov_write. */
OV_API ov_status ov_response_index(ov_ctx *ctx, ov_id consultation_id, ov_id org_id) OV_MUST_CHECK;

OV_API extern const ov_search_source ov_consult_search;
extern const ov_sql ov_consult_index_sql[];

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* staging_json.h — how the provisions and warnings of a staged import are kept. Private to text/.
 */
#ifndef OV_TEXT_STAGING_JSON_H
#define OV_TEXT_STAGING_JSON_H

#include "text/import/staging.h"

/* Fill nodes and n, warnings and n_warnings. OV_DB: what is stored is not what we write. Owns:
 * arena. */
ov_status ov_staged_nodes_read(ov_arena *arena, ov_str json, ov_staged *out,
                               ov_err *err) OV_MUST_CHECK;
ov_status ov_staged_warnings_read(ov_arena *arena, ov_str json, ov_staged *out,
                                  ov_err *err) OV_MUST_CHECK;
const char *ov_staged_warnings_json(ov_arena *arena, const ov_warning *warnings, size_t n);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* markdown.h — markdown (md4c) to the small set of tags that we choose; raw HTML never passes,
 * links only to https, mailto, tel, #fragment and addresses of the portal itself. */
#ifndef OV_VIEW_MARKDOWN_H
#define OV_VIEW_MARKDOWN_H

#include "view/model.h"

/* Paragraphs, lists, tables (first row as header when the source has a header row), emphasis,
 * links. Limits: 512 KiB of source, nesting 32, 8 MiB of output. OV_TOO_LARGE past them. Owns:
 * arena. */
OV_API ov_status ov_markdown(ov_arena *arena, ov_str source, ov_html *out,
                             ov_err *err) OV_MUST_CHECK;
/* What ov_markdown made earlier, read back from a column that only text/ writes. */
OV_API ov_html ov_html_from_store(ov_str stored);

#endif

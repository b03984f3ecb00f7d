/* SPDX-License-Identifier: EUPL-1.2 */
/* json.h — a text as a JSON string. */
#ifndef OV_UTIL_JSON_H
#define OV_UTIL_JSON_H

#include "util/buf.h"

/* Appends text (UTF-8) with quotes around it. */
void ov_json_text(ov_buf *out, ov_str text);

#endif

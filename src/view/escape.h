/* SPDX-License-Identifier: EUPL-1.2 */
/* escape.h — inside view/: escaping straight into memory that is there. */
#ifndef OV_VIEW_ESCAPE_H
#define OV_VIEW_ESCAPE_H

#include "util/buf.h"

#define OV_ESCAPE_GROWTH 6 /* &quot; is the longest entity */
#define OV_ESCAPE_CHUNK 4096

/* Escapes n bytes at p into out, which holds n * OV_ESCAPE_GROWTH. Returns the bytes written. */
size_t ov_escape_into(char *out, const char *p, size_t n);

#endif

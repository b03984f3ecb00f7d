/* SPDX-License-Identifier: EUPL-1.2 */
/* kind.h — the readers behind ov_import_file, and what they share. Private to text/. */
#ifndef OV_TEXT_KIND_H
#define OV_TEXT_KIND_H

#include "text/import.h"
#include "text/import_file.h"

/* kind.c: what the bytes are. OV_INVALID with the sentence for people when they are none of ours,
 * or when the name says another kind than the bytes do. Text comes back as OV_KIND_TEXT; *text is
 * then the bytes, from UTF-16 to UTF-8 where they were that. */
ov_status ov_kind_tell(ov_arena *arena, ov_str bytes, const char *name, ov_import_kind *kind,
                       ov_str *text, ov_err *err) OV_MUST_CHECK;

#endif

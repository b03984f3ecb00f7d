/* SPDX-License-Identifier: EUPL-1.2 */
/* zip.h — writes zip archives (docx, odt, packages): the same parts always give the same bytes.
 * (They are read by text/import/zip.h, with limits.) */
#ifndef OV_UTIL_ZIP_H
#define OV_UTIL_ZIP_H

#include "util/arena.h"
#include "util/str.h"

/* Start with `ov_zip_writer w = {0};` and end with ov_zip_finish, which gives the memory back. */
typedef struct ov_zip_writer {
    ov_buf out, list;
    unsigned n;
} ov_zip_writer;

/* One more part; name is UTF-8, with "/" between folders. packed: deflated; else as it is, which an
 * OpenDocument's mimetype must be. Limits: 65 535 parts, 4 GiB. Out of memory ends the process. */
OV_API void ov_zip_add(ov_zip_writer *writer, ov_str name, ov_str bytes, bool packed);
/* The whole archive. Owns: arena. */
OV_API ov_str ov_zip_finish(ov_zip_writer *writer, ov_arena *arena);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* magic.h — what libmagic says that bytes are. The library is opened when the first file comes. */
#ifndef OV_UTIL_MAGIC_H
#define OV_UTIL_MAGIC_H

#include "util/arena.h"
#include "util/err.h"

/* The media type of bytes by their beginning ("application/pdf"). Parsers of libmagic that walk
 * through a file (archives, programs, compound documents) are switched off. OV_IO: the library or
 * its data are not there; the text names the Debian package. Owns: arena. */
OV_API ov_status ov_magic_type(ov_arena *arena, ov_str bytes, const char **type,
                               ov_err *err) OV_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* mime.h — headers and parts of a letter that somebody else wrote: nothing in it can be trusted. */
#ifndef OV_NOTIFY_MIME_H
#define OV_NOTIFY_MIME_H

#include "util/str.h"

typedef struct ov_part {
    ov_str headers, body;
} ov_part;

/* Takes a letter or a part of one apart, at its first empty line. */
ov_part ov_part_of(ov_str text);
/* The nth header of that name (from 0), unfolded, without blanks at its ends and control
 * characters, cut at 1000 bytes; NULL: there is none. Owns: arena. */
const char *ov_part_header(ov_arena *arena, ov_str headers, const char *name, size_t nth);
/* Does value begin with a type like "multipart/"? In any case of letters; NULL does not. */
bool ov_part_is(const char *value, const char *type);
/* The parameter of a header ("boundary"); NULL: none. Owns: arena. */
const char *ov_part_parameter(ov_arena *arena, const char *value, const char *name);
/* Cuts the next part off *rest, what stands between two lines "--boundary"; false: no more. Call it
 * first with the whole body. */
bool ov_part_next(ov_str *rest, const char *boundary, ov_str *out);
/* Where needle stands in text, in any case of ASCII letters; NULL: nowhere. */
const char *ov_part_find(ov_str text, const char *needle);

#endif

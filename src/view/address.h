/* SPDX-License-Identifier: EUPL-1.2 */
/* address.h — inside view/: the addresses that markdown may link to, and character entities. */
#ifndef OV_VIEW_ADDRESS_H
#define OV_VIEW_ADDRESS_H

#include "util/arena.h"
#include "util/str.h"

#include <md4c.h>

#define OV_ENTITY_MAX 8

/* "&aring;", "&#229;", "&#xE5;" to UTF-8, NUL-ended. False: not one that we know. */
bool ov_entity_decode(ov_str entity, char out[OV_ENTITY_MAX]);

/* The address of a link with its entities decoded, if it is https:, mailto:, tel:, a #fragment or a
 * path of the portal itself. Owns: arena. */
bool ov_address_allowed(ov_arena *arena, const MD_ATTRIBUTE *href, ov_str *out);

#endif

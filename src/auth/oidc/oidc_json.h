/* SPDX-License-Identifier: EUPL-1.2 */
/* oidc_json.h — reading JSON from somebody we do not trust. */
#ifndef OV_AUTH_OIDC_JSON_H
#define OV_AUTH_OIDC_JSON_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

#include <jansson.h>

/* One whole JSON object; the same name twice in an object is refused (RFC 8259 leaves open which of
 * them counts, and two readers could differ). OV_INVALID: anything else; what names it in err.
 * Owns: arena. */
ov_status ov_oidc_json(ov_arena *arena, ov_str text, const char *what, const json_t **out,
                       ov_err *err) OV_MUST_CHECK;
/* A member that is text of 1 to longest bytes without control characters; NULL: anything else.
 * Lives as long as object. */
const char *ov_oidc_text(const json_t *object, const char *name, size_t longest);
/* Is text one of the strings of a member that is an array, or the member itself? */
bool ov_oidc_holds(const json_t *object, const char *name, const char *text);
/* An object as compact JSON; the object is given back. Owns: arena. */
ov_str ov_oidc_dump(ov_arena *arena, json_t *object);

#endif

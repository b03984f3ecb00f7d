/* SPDX-License-Identifier: EUPL-1.2 */
/* str.h — slices, number parsing, and the Unicode that texts need (ICU behind it). */
#ifndef OV_UTIL_STR_H
#define OV_UTIL_STR_H

#include "util/arena.h"
#include "util/buf.h"
#include "util/err.h"

#define OV_LIT(literal) ((ov_str){(literal), sizeof(literal) - 1})

static inline ov_str ov_str_from(const char *text)
{
    return text ? (ov_str){text, strlen(text)} : (ov_str){"", 0};
}
OV_API bool ov_str_eq(ov_str a, ov_str b);
OV_API bool ov_str_is(ov_str a, const char *b);
OV_API bool ov_str_starts(ov_str text, const char *prefix);
OV_API bool ov_str_ends(ov_str text, const char *suffix);
OV_API ov_str ov_str_trim(ov_str text); /* ASCII white space at both ends */

/* Cuts *rest at the first sep: returns what stood before it, *rest is what stands after ({NULL,0}
 * at the end). */
OV_API ov_str ov_str_cut(ov_str *rest, char sep);

/* A whole decimal number, nothing else around it. Returns OV_INVALID on anything else or overflow.
 */
OV_API ov_status ov_parse_int(ov_str text, int64_t *out) OV_MUST_CHECK;

/* Well-formed UTF-8 without NUL? */
OV_API bool ov_utf8_valid(ov_str text);
/* The same; *plain: no code point of U+0300 or above, so that nothing combines and the text is NFC
 * as it stands. */
bool ov_utf8_check(ov_str text, bool *plain);
/* Number of code points of valid UTF-8. */
OV_API size_t ov_utf8_length(ov_str text);
/* Unicode NFC of valid UTF-8. Returns OV_INVALID on malformed input. Owns: arena. */
OV_API ov_status ov_utf8_nfc(ov_arena *arena, ov_str text, ov_str *out) OV_MUST_CHECK;
/* Windows-1252 to UTF-8; OV_INVALID on its five undefined bytes (interfaces.md, F001). */
OV_API ov_status ov_cp1252_to_utf8(ov_arena *arena, ov_str bytes, ov_str *out) OV_MUST_CHECK;
/* Sort key for Swedish collation (å ä ö last), as lower-case hex, the same on both databases. Owns:
 * arena. */
OV_API const char *ov_sort_key(ov_arena *arena, const char *text);

/* Base64url without padding of n bytes. Owns: arena. */
OV_API char *ov_base64url(ov_arena *arena, const uint8_t *bytes, size_t n);
/* Exactly n bytes from base64url; OV_INVALID otherwise. */
OV_API ov_status ov_base64url_decode(ov_str text, uint8_t *bytes, size_t n) OV_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* stem.h — the words of a text as the search index knows them: small letters and Swedish stems, å ä
 * ö apart from a o. */
#ifndef OV_UTIL_STEM_H
#define OV_UTIL_STEM_H

#include "util/arena.h"
#include "util/str.h"

/* One word. at: where it stands in the text; folded: in small letters, without soft hyphens, at
 * most 64 characters; stem: its Swedish (Snowball) stem, taken until nothing more comes off, so
 * that "kostnaderna", "kostnader" and "kostnad" are one. */
typedef struct ov_word {
    ov_str at, folded, stem;
} ov_word;

/* The words of valid UTF-8 in NFC: runs of letters and digits by ICU's properties. A hyphen parts
 * words ("hälso- och sjukvård" has three), a point or comma between digits does not ("3.1"), and
 * what follows the colon of "EU:s" belongs to the word but not to its stem. Linear in the text.
 * Owns: arena. */
OV_API const ov_word *ov_words(ov_arena *arena, ov_str text, size_t *n);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* staging_words.h — does the imported text hold every word of the file? Private to text/. */
#ifndef OV_TEXT_STAGING_WORDS_H
#define OV_TEXT_STAGING_WORDS_H

#include "text/import/staging.h"

/* Runs of letters and digits. */
int64_t ov_words_in(ov_str text);

/* Fills source_words, lost_words and lost from the nodes, the title (may be NULL) and the
 * file's plain text. A word that the
 * end of a line has cut ("kap-" "acitet") is found whole or in its parts. */
void ov_staged_words(ov_arena *arena, ov_str plain, const char *title, ov_staged *staged);

#endif

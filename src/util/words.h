/* SPDX-License-Identifier: EUPL-1.2 */
/* words.h — cuts text into words, spaces and marks (ICU word breaks, mended for Swedish legal
 * text). */
#ifndef OV_UTIL_WORDS_H
#define OV_UTIL_WORDS_H

#include "util/arena.h"
#include "util/str.h"

typedef enum ov_token_kind {
    OV_TOKEN_SPACE,
    OV_TOKEN_WORD,
    OV_TOKEN_NUMBER,
    OV_TOKEN_MARK
} ov_token_kind;

/* A piece of the text. All tokens of a text joined are the text, byte for byte. */
typedef struct ov_token {
    ov_str text;
    ov_token_kind kind;
} ov_token;

/* Valid UTF-8 into tokens. One token each: "EU:s", "hälso-", "1 234 567,50" (also with no-break
 * spaces), "2025-08-20", "§", "30 %" is number, space, mark. Linear in the text. Owns: arena. */
OV_API const ov_token *ov_tokens(ov_arena *arena, ov_str text, size_t *n);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* screen.h — finds what looks like personal data in a text: to warn the one who writes, and to show
 * staff before they publish. It never decides, and it misses some: a person reads the text too. */
#ifndef OV_CONSULT_SCREEN_H
#define OV_CONSULT_SCREEN_H

#include "util/arena.h"
#include "util/str.h"

typedef enum ov_screen_kind {
    OV_SCREEN_PERSON_NUMBER,       /* date and check digit hold; also with a space, or without - */
    OV_SCREEN_COORDINATION_NUMBER, /* the same with the day raised by 60 */
    OV_SCREEN_PHONE,
    OV_SCREEN_EMAIL,
    OV_SCREEN_NAME /* one of the names that were given */
} ov_screen_kind;

typedef struct ov_screen_hit {
    ov_screen_kind kind;
    size_t from, to; /* bytes of the text; whole characters */
} ov_screen_hit;

/* The hits in order, none inside another; at most OV_SCREEN_MOST. names: ended by NULL, or NULL;
 * letters are compared without case. Time is linear in the text for each name. Returns how many.
 * Owns: arena. */
enum { OV_SCREEN_MOST = 200 };
OV_API size_t ov_screen(ov_arena *arena, ov_str text, const char *const *names,
                        const ov_screen_hit **out);
/* "personnummer" … in Swedish. */
OV_API const char *ov_screen_title(ov_screen_kind kind);
/* The numbers of persons: a text may not be published with one of them unseen. */
OV_API bool ov_screen_is_number(ov_screen_kind kind);

#endif

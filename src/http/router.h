/* SPDX-License-Identifier: EUPL-1.2 */
/* router.h — path patterns: "/remiss/:id/svara/:n". A segment is literal or a :name that takes one
 * segment. */
#ifndef OV_HTTP_ROUTER_H
#define OV_HTTP_ROUTER_H

#include "http/http.h"

#define OV_ROUTE_ARGS 6

typedef struct ov_route_match {
    size_t n;
    const char *names[OV_ROUTE_ARGS];
    const char *values[OV_ROUTE_ARGS]; /* in the arena */
} ov_route_match;

/* Does path fit pattern? A literal segment may end in an extension after a parameter:
 * ":version.txt". */
OV_API bool ov_pattern_match(ov_arena *arena, const char *pattern, const char *path,
                             ov_route_match *out);
/* Could one path fit both patterns with equal right? (Two different patterns where one has a
 * literal and the other a parameter do not conflict: the literal wins.) */
OV_API bool ov_pattern_conflict(const char *a, const char *b);
/* Which of two patterns that both fit is the more literal: < 0 when a wins. */
OV_API int ov_pattern_compare(const char *a, const char *b);
/* NULL when well formed, else what is wrong with it. */
OV_API const char *ov_pattern_fault(const char *pattern);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* format.h — how numbers, money and times are written for people, in Swedish or English. Owns:
 * arena, everywhere. */
#ifndef OV_VIEW_FORMAT_H
#define OV_VIEW_FORMAT_H

#include "util/date.h"

OV_API char *ov_format_count(ov_arena *arena,
                             int64_t n); /* "1 234 567": no-break spaces, U+2212 minus */
OV_API char *ov_format_ore(ov_arena *arena, ov_ore ore); /* "31 502 166,67" */
OV_API char *ov_format_tkr(ov_arena *arena,
                           ov_ore ore); /* "378 026": thousands of kronor, exact or with ",nn" */
OV_API char *ov_format_day(ov_arena *arena, ov_day day, const char *lang); /* "19 juni 2025" */
OV_API char *ov_format_weekday(ov_arena *arena, ov_day day,
                               const char *lang); /* "torsdag 19 juni 2025" */
OV_API char *ov_format_instant(ov_arena *arena, ov_instant at,
                               const char *lang); /* "19 juni 2025 kl. 23.59" (Stockholm) */
OV_API char *ov_format_instant_exact(ov_arena *arena, ov_instant at,
                                     const char *lang); /* "… kl. 23.59.07" */
/* "t.o.m. torsdag 19 juni 2025 kl. 23.59" from the first instant that is too late (practice 31). */
OV_API char *ov_format_deadline(ov_arena *arena, ov_instant deadline, const char *lang);
/* "om 14 dagar", "i dag", "för 3 dagar sedan". */
OV_API char *ov_format_days_left(ov_arena *arena, ov_day from, ov_day to, const char *lang);
/* An imprecise date as written, and its range: "dec/jan" and "1 december 2022 – 31 januari 2023".
 */
OV_API char *ov_format_fuzzy(ov_arena *arena, const ov_fuzzy_date *date, const char *lang);
OV_API char *ov_format_fuzzy_range(ov_arena *arena, const ov_fuzzy_date *date, const char *lang);
OV_API char *ov_format_month(ov_arena *arena, int year, int month,
                             const char *lang);                                /* "januari 2024" */
OV_API char *ov_format_size(ov_arena *arena, int64_t bytes, const char *lang); /* "1,2 MB" */

#endif

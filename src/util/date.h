/* SPDX-License-Identifier: EUPL-1.2 */
/* date.h — days, instants and the Swedish clock (Europe/Stockholm, EU summer-time rule), imprecise
 * dates, public holidays and banking days. */
#ifndef OV_UTIL_DATE_H
#define OV_UTIL_DATE_H

#include "util/arena.h"
#include "util/err.h"

typedef struct ov_civil { /* a date on the calendar */
    int year, month, day; /* month 1–12, day 1–31 */
} ov_civil;

OV_API ov_day ov_day_from_civil(int year, int month,
                                int day); /* day may be out of range: 32 January is 1 February */
OV_API ov_civil ov_civil_from_day(ov_day day);
OV_API int ov_weekday(ov_day day); /* 1 Monday … 7 Sunday */
OV_API int ov_days_in_month(int year, int month);
/* Same day number n months on, else the month's last day (SFS 1930:173 § 1). */
OV_API ov_day ov_add_months(ov_day day, int months);

OV_API ov_status ov_day_parse(ov_str text,
                              ov_day *out) OV_MUST_CHECK; /* "2025-06-19", a real date */
OV_API char *ov_day_iso(ov_arena *arena, ov_day day);     /* "2025-06-19" */
OV_API ov_status ov_instant_parse(ov_str text, ov_instant *out)
    OV_MUST_CHECK; /* "YYYY-MM-DDThh:mm:ss[.f{1,6}]Z" */
OV_API char *ov_instant_iso(ov_arena *arena,
                            ov_instant at); /* canonical: always six decimals and Z */
/* The same into a caller's array; for where there is no arena. */
#define OV_INSTANT_SIZE 40
OV_API void ov_instant_format(ov_instant at, char out[OV_INSTANT_SIZE]);

typedef struct ov_local { /* an instant on the clock in Stockholm */
    ov_day day;
    int hour, minute, second, micro;
    int offset; /* seconds east of UTC: 3600 or 7200 */
} ov_local;
OV_API ov_local ov_stockholm(ov_instant at);
OV_API ov_day ov_stockholm_day(ov_instant at);
/* The instant at which the day begins in Stockholm. A deadline "t.o.m." day d is ov_day_start(d +
 * 1): the first instant that is too late. Right on both nights when the clocks change. */
OV_API ov_instant ov_day_start(ov_day day);

/* Swedish public holidays (lag 1989:253) and the eves that banks and the law on time limits treat
 * alike (midsummer, Christmas, New Year's Eve; lag 1930:173 § 2). */
OV_API bool ov_is_holiday(ov_day day);
/* Its Swedish name, "midsommarafton" or "söndag"; NULL when it is none. Static. */
OV_API const char *ov_holiday_title(ov_day day);
OV_API bool ov_is_banking_day(ov_day day); /* not Saturday, Sunday, holiday or such an eve */
OV_API ov_day
ov_banking_day_before(ov_day day); /* day itself, or the nearest earlier banking day */

/* An imprecise date, as people write it. */
typedef enum ov_precision {
    OV_EXACT_DAY,
    OV_MONTH,
    OV_MONTH_SPAN,
    OV_QUARTER,
    OV_HALF_YEAR,
    OV_YEAR,
    OV_SPAN
} ov_precision;
typedef struct ov_fuzzy_date {
    ov_day earliest, latest; /* both inside */
    ov_precision precision;
    bool preliminary;
    const char *as_written; /* "dec/jan" */
} ov_fuzzy_date;

/* Reads "2025-06-19", "19 juni 2025", "mars 2023", "dec/jan" (with the year of the first month from
 * base_year), "Q3 2024", "Q3 2024 – Q1 2025", "Q2-Q4 2024", "2024", "våren 2025", "H1 2024"; a
 * leading "prel." or a trailing "(preliminärt)" sets preliminary. OV_INVALID on anything else.
 * Owns: as_written lives in arena. */
OV_API ov_status ov_fuzzy_parse(ov_arena *arena, ov_str text, int base_year,
                                ov_fuzzy_date *out) OV_MUST_CHECK;
/* The stored name of a precision ("month_span") and back. */
OV_API const char *ov_precision_name(ov_precision precision);
OV_API ov_status ov_precision_parse(ov_str name, ov_precision *out) OV_MUST_CHECK;

#endif

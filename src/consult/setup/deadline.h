/* SPDX-License-Identifier: EUPL-1.2 */
/* deadline.h — from the day that somebody chooses to the last day that holds, and the first instant
 * that is too late. */
#ifndef OV_CONSULT_DEADLINE_H
#define OV_CONSULT_DEADLINE_H

#include "util/date.h"

typedef struct ov_deadline {
    ov_day last;       /* the last day, as shown */
    ov_instant at;     /* the first instant that is too late: the day after begins (Stockholm) */
    const char *moved; /* what the chosen day is, when the law moved it: "söndag"; else NULL */
} ov_deadline;

/* statutory: a last day on a Sunday, a public holiday, a Saturday, midsummer's, Christmas or New
 * Year's Eve moves to the next weekday (lag 1930:173, 2 §). Resolve once, when the round opens or
 * an extension is given, and store it: neither a clock nor a new rule moves it afterwards. */
OV_API ov_deadline ov_deadline_resolve(ov_day day, bool statutory);
/* What makes a day no working day: "lördag", "midsommarafton"; NULL for a working day. Static. */
OV_API const char *ov_rest_day(ov_day day);

#endif

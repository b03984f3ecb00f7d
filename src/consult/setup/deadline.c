/* SPDX-License-Identifier: EUPL-1.2 */
/* deadline.c — from the day that somebody chooses to the last day that holds. */
#include "consult/setup/deadline.h"

const char *ov_rest_day(ov_day day)
{
    const char *holiday = ov_holiday_title(day);

    return holiday ? holiday : ov_weekday(day) == 6 ? "lördag" : NULL;
}

ov_deadline ov_deadline_resolve(ov_day day, bool statutory)
{
    ov_deadline out = {.last = day, .moved = statutory ? ov_rest_day(day) : NULL};

    while (statutory && ov_rest_day(out.last))
        out.last++;
    out.at = ov_day_start(out.last + 1);
    return out;
}

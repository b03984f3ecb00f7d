/* SPDX-License-Identifier: EUPL-1.2 */
/* stockholm.c — the clock in Sweden: summer time from the last Sunday of March to the last Sunday
 * of October, both at 01:00 UTC (directive 2000/84/EC, SFS 2001:127).
 *
 * The rule is taken for all years; the agreements know no instant older than 1996, when it came. */
#include "util/date.h"

enum { WINTER = 3600, SUMMER = 7200 };

static ov_day last_sunday(int year, int month)
{
    ov_day last = ov_day_from_civil(year, month + 1, 0);

    return last - ov_weekday(last) % 7;
}

static ov_day utc_day(ov_instant at)
{
    return (ov_day)(at / OV_DAY_LENGTH - (at % OV_DAY_LENGTH < 0));
}

static int offset_at(ov_instant at)
{
    int year = ov_civil_from_day(utc_day(at)).year;
    ov_instant begins = last_sunday(year, 3) * OV_DAY_LENGTH + OV_HOUR;
    ov_instant ends = last_sunday(year, 10) * OV_DAY_LENGTH + OV_HOUR;

    return at >= begins && at < ends ? SUMMER : WINTER;
}

ov_local ov_stockholm(ov_instant at)
{
    int offset = offset_at(at);
    ov_instant wall = at + offset * OV_SECOND;
    ov_day day = utc_day(wall);
    int64_t rest = wall - day * OV_DAY_LENGTH;

    return (ov_local){.day = day,
                      .hour = (int)(rest / OV_HOUR),
                      .minute = (int)(rest / OV_MINUTE % 60),
                      .second = (int)(rest / OV_SECOND % 60),
                      .micro = (int)(rest % OV_SECOND),
                      .offset = offset};
}

ov_day ov_stockholm_day(ov_instant at)
{
    return utc_day(at + offset_at(at) * OV_SECOND);
}

ov_instant ov_day_start(ov_day day)
{
    int year = ov_civil_from_day(day).year;
    /* The clocks change after midnight: a Sunday of change begins on the old time. */
    bool summer = day > last_sunday(year, 3) && day <= last_sunday(year, 10);

    return day * OV_DAY_LENGTH - (summer ? SUMMER : WINTER) * OV_SECOND;
}

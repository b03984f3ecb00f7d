/* SPDX-License-Identifier: EUPL-1.2 */
/* date.c — days and instants, read and written. */
#include "util/date.h"

#include <stdio.h>
#include <string.h>

/* Days from and to the civil calendar, after Howard Hinnant: eras of 400 years that begin on the
 * first of March, so that the leap day is a year's last. */
enum {
    ERA_DAYS = 146097,
    EPOCH_SHIFT = 719468 /* from 0000-03-01 to 1970-01-01 */
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

ov_day ov_day_from_civil(int year, int month, int day)
{
    int64_t months = (int64_t)year * 12 + month - 1; /* month 13 is January next year */
    int64_t y = floor_div(months, 12), m = months - y * 12 + 1;

    y -= m <= 2;
    int64_t era = floor_div(y, 400), year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (ov_day)(era * ERA_DAYS + day_of_era - EPOCH_SHIFT);
}

ov_civil ov_civil_from_day(ov_day day)
{
    int64_t z = (int64_t)day + EPOCH_SHIFT;
    int64_t era = floor_div(z, ERA_DAYS), d = z - era * ERA_DAYS;
    int64_t y = (d - d / 1460 + d / 36524 - d / (ERA_DAYS - 1)) / 365;
    int64_t day_of_year = d - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * day_of_year + 2) / 153;
    int64_t month = m + (m < 10 ? 3 : -9);

    return (ov_civil){.year = (int)(y + era * 400 + (month <= 2)),
                      .month = (int)month,
                      .day = (int)(day_of_year - (153 * m + 2) / 5 + 1)};
}

int ov_weekday(ov_day day)
{
    int64_t since_monday = (int64_t)day + 3; /* 1970-01-01 was a Thursday */

    return (int)(since_monday - floor_div(since_monday, 7) * 7) + 1;
}

int ov_days_in_month(int year, int month)
{
    return ov_day_from_civil(year, month + 1, 1) - ov_day_from_civil(year, month, 1);
}

ov_day ov_add_months(ov_day day, int months)
{
    ov_civil from = ov_civil_from_day(day);
    int64_t count = (int64_t)from.year * 12 + from.month - 1 + months;
    int year = (int)floor_div(count, 12), month = (int)(count - (int64_t)year * 12) + 1;
    int last = ov_days_in_month(year, month);

    return ov_day_from_civil(year, month, from.day < last ? from.day : last);
}

/* Exactly n digits at text[at]. -1 when they are not there. */
static int digits(ov_str text, size_t at, size_t n)
{
    int value = 0;

    if (text.len < at + n)
        return -1;
    for (size_t i = at; i < at + n; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return -1;
        value = value * 10 + (text.ptr[i] - '0');
    }
    return value;
}

ov_status ov_day_parse(ov_str text, ov_day *out)
{
    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
        return OV_INVALID;
    int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > ov_days_in_month(year, month))
        return OV_INVALID;
    *out = ov_day_from_civil(year, month, day);
    return OV_OK;
}

char *ov_day_iso(ov_arena *arena, ov_day day)
{
    ov_civil date = ov_civil_from_day(day);

    return ov_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

/* ".f{1,6}Z" or "Z" from text[19] on, as microseconds. */
static ov_status parse_fraction(ov_str text, int *micro)
{
    size_t n = 0;

    if (text.ptr[text.len - 1] != 'Z')
        return OV_INVALID;
    *micro = 0;
    if (text.len > 20) {
        n = text.len - 21;
        if (text.ptr[19] != '.' || n < 1 || n > 6)
            return OV_INVALID;
        *micro = digits(text, 20, n);
    } else {
        return OV_OK;
    }
    if (*micro < 0)
        return OV_INVALID;
    for (; n < 6; n++)
        *micro *= 10;
    return OV_OK;
}

ov_status ov_instant_parse(ov_str text, ov_instant *out)
{
    ov_day day;
    int micro;

    if (text.len < 20 || text.ptr[10] != 'T' || text.ptr[13] != ':' || text.ptr[16] != ':')
        return OV_INVALID;
    OV_TRY(ov_day_parse((ov_str){text.ptr, 10}, &day));
    int hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return OV_INVALID;
    OV_TRY(parse_fraction(text, &micro));
    *out = day * OV_DAY_LENGTH + hour * OV_HOUR + minute * OV_MINUTE + second * OV_SECOND + micro;
    return OV_OK;
}

void ov_instant_format(ov_instant at, char out[OV_INSTANT_SIZE])
{
    int64_t day = floor_div(at, OV_DAY_LENGTH), rest = at - day * OV_DAY_LENGTH;
    ov_civil date = ov_civil_from_day((ov_day)day);

    (void)snprintf(out, OV_INSTANT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", date.year,
                   date.month, date.day, (int)(rest / OV_HOUR), (int)(rest / OV_MINUTE % 60),
                   (int)(rest / OV_SECOND % 60), (int)(rest % OV_SECOND));
}

char *ov_instant_iso(ov_arena *arena, ov_instant at)
{
    char text[OV_INSTANT_SIZE];

    ov_instant_format(at, text);
    return ov_strdup(arena, text);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* holiday.c — Swedish public holidays (lag 1989:253 om allmänna helgdagar), the eves that lag
 * 1930:173 § 2 treats alike, and banking days. */
#include "util/date.h"

/* Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher). */
static ov_day easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4, g = (8 * b + 13) / 25;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 19 * l) / 433;
    int month = (h + l - 7 * m + 90) / 25;

    return ov_day_from_civil(year, month, (h + l - 7 * m + 33 * month + 19) % 32);
}

static bool moves_with_easter(ov_day day, int year)
{
    switch (day - easter(year)) {
    case -2: /* långfredagen */
    case 0:
    case 1:  /* annandag påsk */
    case 39: /* Kristi himmelsfärdsdag */
    case 49: /* pingstdagen */
        return true;
    case 50: /* annandag pingst, until the national day took its place (lag 2004:1320) */
        return year < 2005;
    default:
        return false;
    }
}

static bool is_fixed(ov_civil date)
{
    switch (date.month * 100 + date.day) {
    case 101:  /* nyårsdagen */
    case 106:  /* trettondedag jul */
    case 501:  /* första maj */
    case 1224: /* julafton */
    case 1225: /* juldagen */
    case 1226: /* annandag jul */
    case 1231: /* nyårsafton */
        return true;
    case 606: /* nationaldagen */
        return date.year >= 2005;
    default:
        return false;
    }
}

/* Midsummer's Eve and Day: the Friday of 19–25 June and the Saturday after; All Saints' Day: the
 * Saturday of 31 October – 6 November. */
static bool moves_with_weekday(ov_civil date, int weekday)
{
    if (date.month == 6)
        return (weekday == 5 && date.day >= 19 && date.day <= 25) ||
               (weekday == 6 && date.day >= 20 && date.day <= 26);
    return weekday == 6 &&
           ((date.month == 10 && date.day == 31) || (date.month == 11 && date.day <= 6));
}

bool ov_is_holiday(ov_day day)
{
    ov_civil date = ov_civil_from_day(day);
    int weekday = ov_weekday(day);

    return weekday == 7 || is_fixed(date) || moves_with_weekday(date, weekday) ||
           moves_with_easter(day, date.year);
}

bool ov_is_banking_day(ov_day day)
{
    return ov_weekday(day) != 6 && !ov_is_holiday(day);
}

ov_day ov_banking_day_before(ov_day day)
{
    while (!ov_is_banking_day(day))
        day--;
    return day;
}

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

static const char *moves_with_easter(ov_day day, int year)
{
    switch (day - easter(year)) {
    case -2:
        return "långfredagen";
    case 0:
        return "påskdagen";
    case 1:
        return "annandag påsk";
    case 39:
        return "Kristi himmelsfärdsdag";
    case 49:
        return "pingstdagen";
    case 50: /* until the national day took its place (lag 2004:1320) */
        return year < 2005 ? "annandag pingst" : NULL;
    default:
        return NULL;
    }
}

static const char *is_fixed(ov_civil date)
{
    switch (date.month * 100 + date.day) {
    case 101:
        return "nyårsdagen";
    case 106:
        return "trettondedag jul";
    case 501:
        return "första maj";
    case 606:
        return date.year >= 2005 ? "nationaldagen" : NULL;
    case 1224:
        return "julafton";
    case 1225:
        return "juldagen";
    case 1226:
        return "annandag jul";
    case 1231:
        return "nyårsafton";
    default:
        return NULL;
    }
}

/* Midsummer's Eve and Day: the Friday of 19–25 June and the Saturday after; All Saints' Day: the
 * Saturday of 31 October – 6 November. */
static const char *moves_with_weekday(ov_civil date, int weekday)
{
    if (date.month == 6 && weekday == 5 && date.day >= 19 && date.day <= 25)
        return "midsommarafton";
    if (date.month == 6 && weekday == 6 && date.day >= 20 && date.day <= 26)
        return "midsommardagen";
    if (weekday == 6 &&
        ((date.month == 10 && date.day == 31) || (date.month == 11 && date.day <= 6)))
        return "alla helgons dag";
    return NULL;
}

const char *ov_holiday_title(ov_day day)
{
    ov_civil date = ov_civil_from_day(day);
    int weekday = ov_weekday(day);
    const char *title = moves_with_easter(day, date.year);

    if (!title)
        title = is_fixed(date);
    if (!title)
        title = moves_with_weekday(date, weekday);
    return title ? title : weekday == 7 ? "söndag" : NULL;
}

bool ov_is_holiday(ov_day day)
{
    return ov_holiday_title(day) != NULL;
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

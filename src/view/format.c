/* SPDX-License-Identifier: EUPL-1.2 */
/* format.c — numbers, money and times for people, with month and weekday names of our own: what a
 * page says must not depend on the locales of the machine. */
#include "view/format.h"

#include "util/buf.h"
#include "util/money.h"
#include "view/format_into.h"

#define NBSP "\xC2\xA0"      /* U+00A0 */
#define MINUS "\xE2\x88\x92" /* U+2212 */

static const char *const months[2][12] = {
    {"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
     "oktober", "november", "december"},
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"},
};
static const char *const weekdays[2][7] = {
    {"måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"},
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
};

static bool english(const char *lang)
{
    return lang && strcmp(lang, "en") == 0;
}

/* ---- Numbers ------------------------------------------------------------------------------- */

static uint64_t magnitude(int64_t n)
{
    return n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
}

/* "1 234 567" without sign; returns the bytes written (at most 32). */
static size_t put_grouped(char *out, uint64_t n)
{
    char digits[24];
    size_t len = 0, o = 0;

    do {
        digits[len++] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    while (len > 0) {
        out[o++] = digits[--len];
        if (len > 0 && len % 3 == 0) {
            memcpy(out + o, NBSP, 2);
            o += 2;
        }
    }
    return o;
}

static size_t put_sign(char *out, bool negative)
{
    if (!negative)
        return 0;
    memcpy(out, MINUS, 3);
    return 3;
}

static size_t put_count(char *out, int64_t n)
{
    size_t o = put_sign(out, n < 0);
    return o + put_grouped(out + o, magnitude(n));
}

/* Hundredths: "1 234,50". */
static size_t put_hundredths(char *out, int64_t n)
{
    uint64_t m = magnitude(n);
    size_t o = put_sign(out, n < 0);

    o += put_grouped(out + o, m / 100);
    out[o++] = ',';
    out[o++] = (char)('0' + m % 100 / 10);
    out[o++] = (char)('0' + m % 10);
    return o;
}

char *ov_format_count(ov_arena *arena, int64_t n)
{
    char text[OV_FORMAT_MAX];
    return ov_strndup(arena, text, put_count(text, n));
}

char *ov_format_ore(ov_arena *arena, ov_ore ore)
{
    char text[OV_FORMAT_MAX];
    return ov_strndup(arena, text, put_hundredths(text, ore));
}

char *ov_format_tkr(ov_arena *arena, ov_ore ore)
{
    char text[OV_FORMAT_MAX];
    int64_t hundredths;

    if (ore % 100000 == 0)
        return ov_strndup(arena, text, put_count(text, ore / 100000));
    if (ov_round_div(ore, 1000, &hundredths) != OV_OK)
        hundredths = ore / 1000; /* cannot be: a quotient fits where its dividend did */
    return ov_strndup(arena, text, put_hundredths(text, hundredths));
}

char *ov_format_size(ov_arena *arena, int64_t bytes, const char *lang)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    int64_t n = bytes < 0 ? 0 : bytes, size = 1000;
    size_t unit = 0;

    if (n < 1000)
        return ov_printf(arena, "%d" NBSP "%s", (int)n, english(lang) && n != 1 ? "bytes" : "byte");
    for (; n / size >= 1000 - (n % size >= size / 2) && unit < OV_LEN(units) - 1; unit++)
        size *= 1000;
    int64_t tenths = n / (size / 10) + (n % (size / 10) >= size / 20);
    if (tenths >= 1000)
        return ov_printf(arena, "%lld" NBSP "%s", (long long)(n / size + (n % size >= size / 2)),
                         units[unit]);
    if (tenths % 10 == 0)
        return ov_printf(arena, "%lld" NBSP "%s", (long long)(tenths / 10), units[unit]);
    return ov_printf(arena, "%lld%c%lld" NBSP "%s", (long long)(tenths / 10),
                     english(lang) ? '.' : ',', (long long)(tenths % 10), units[unit]);
}

/* ---- Days ----------------------------------------------------------------------------------
 * Each put_… writes into memory that holds OV_FORMAT_MAX and returns the bytes written: a page has
 * thousands of numbers, and printf would take a quarter of its time. */

static size_t put_words(char *out, const char *words)
{
    size_t len = strlen(words);
    memcpy(out, words, len);
    return len;
}

/* n with zeros in front, at least width digits. */
static size_t put_padded(char *out, int64_t n, int width)
{
    char digits[24];
    uint64_t m = magnitude(n);
    size_t len = 0, o = 0;

    do {
        digits[len++] = (char)('0' + m % 10);
        m /= 10;
    } while (m > 0 || len < (size_t)width);
    if (n < 0)
        out[o++] = '-';
    while (len > 0)
        out[o++] = digits[--len];
    return o;
}

static const char *month_name(int month, const char *lang)
{
    return months[english(lang)][(month - 1) % 12];
}

static size_t put_day(char *out, ov_day day, const char *lang)
{
    ov_civil c = ov_civil_from_day(day);
    size_t o = put_padded(out, c.day, 1);

    out[o++] = ' ';
    o += put_words(out + o, month_name(c.month, lang));
    out[o++] = ' ';
    return o + put_padded(out + o, c.year, 1);
}

static size_t put_iso_day(char *out, ov_day day)
{
    ov_civil c = ov_civil_from_day(day);
    size_t o = put_padded(out, c.year, 4);

    out[o++] = '-';
    o += put_padded(out + o, c.month, 2);
    out[o++] = '-';
    return o + put_padded(out + o, c.day, 2);
}

static size_t put_weekday(char *out, ov_day day, const char *lang)
{
    size_t o = put_words(out, weekdays[english(lang)][(ov_weekday(day) - 1) % 7]);

    out[o++] = ' ';
    return o + put_day(out + o, day, lang);
}

char *ov_format_day(ov_arena *arena, ov_day day, const char *lang)
{
    char text[OV_FORMAT_MAX];

    if (day == OV_NO_DAY)
        return ov_strdup(arena, "");
    return ov_strndup(arena, text, put_day(text, day, lang));
}

char *ov_format_weekday(ov_arena *arena, ov_day day, const char *lang)
{
    char text[OV_FORMAT_MAX];

    if (day == OV_NO_DAY)
        return ov_strdup(arena, "");
    return ov_strndup(arena, text, put_weekday(text, day, lang));
}

char *ov_format_month(ov_arena *arena, int year, int month, const char *lang)
{
    if (month < 1 || month > 12)
        return ov_printf(arena, "%d", year);
    return ov_printf(arena, "%s %d", month_name(month, lang), year);
}

char *ov_format_days_left(ov_arena *arena, ov_day from, ov_day to, const char *lang)
{
    int64_t days = (int64_t)to - from;

    switch (days) {
    case -1:
        return ov_strdup(arena, english(lang) ? "yesterday" : "i går");
    case 0:
        return ov_strdup(arena, english(lang) ? "today" : "i dag");
    case 1:
        return ov_strdup(arena, english(lang) ? "tomorrow" : "i morgon");
    default:
        break;
    }
    char *n = ov_format_count(arena, days < 0 ? -days : days);
    if (english(lang))
        return days < 0 ? ov_printf(arena, "%s days ago", n) : ov_printf(arena, "in %s days", n);
    return days < 0 ? ov_printf(arena, "för %s dagar sedan", n)
                    : ov_printf(arena, "om %s dagar", n);
}

/* ---- Instants ------------------------------------------------------------------------------ */

/* Stockholm's clock for any number that a column may hold: those before year 1 and after year 9999
 * show as the nearest instant within. */
static ov_local clock_at(ov_instant at)
{
    const ov_instant first = -62135596800 * OV_SECOND, last = 253402300799 * OV_SECOND;
    return ov_stockholm(at < first ? first : at > last ? last : at);
}

static size_t put_time(char *out, const ov_local *local, const char *lang, bool exact)
{
    char colon = english(lang) ? ':' : '.';
    size_t o = put_words(out, english(lang) ? " at " : " kl. ");

    o += put_padded(out + o, local->hour, 2);
    out[o++] = colon;
    o += put_padded(out + o, local->minute, 2);
    if (!exact)
        return o;
    out[o++] = colon;
    return o + put_padded(out + o, local->second, 2);
}

static size_t put_instant(char *out, ov_instant at, const char *lang, bool exact)
{
    ov_local local = clock_at(at);
    size_t o = put_day(out, local.day, lang);
    return o + put_time(out + o, &local, lang, exact);
}

char *ov_format_instant(ov_arena *arena, ov_instant at, const char *lang)
{
    char text[OV_FORMAT_MAX];

    if (at == 0)
        return ov_strdup(arena, "");
    return ov_strndup(arena, text, put_instant(text, at, lang, false));
}

char *ov_format_instant_exact(ov_arena *arena, ov_instant at, const char *lang)
{
    char text[OV_FORMAT_MAX];

    if (at == 0)
        return ov_strdup(arena, "");
    return ov_strndup(arena, text, put_instant(text, at, lang, true));
}

char *ov_format_deadline(ov_arena *arena, ov_instant deadline, const char *lang)
{
    char text[OV_FORMAT_MAX];

    if (deadline == 0)
        return ov_strdup(arena, "");
    /* The last instant that is in time. */
    ov_local local = clock_at(deadline == INT64_MIN ? deadline : deadline - 1);
    size_t o = put_words(text, english(lang) ? "until " : "t.o.m. ");
    o += put_weekday(text + o, local.day, lang);
    o += put_time(text + o, &local, lang, false);
    return ov_strndup(arena, text, o);
}

static size_t put_iso_instant(char *out, ov_instant at)
{
    ov_instant day = at / OV_DAY_LENGTH, rest = at % OV_DAY_LENGTH;

    if (rest < 0) {
        rest += OV_DAY_LENGTH;
        day--;
    }
    size_t o = put_iso_day(out, (ov_day)day);
    out[o++] = 'T';
    o += put_padded(out + o, rest / OV_HOUR, 2);
    out[o++] = ':';
    o += put_padded(out + o, rest / OV_MINUTE % 60, 2);
    out[o++] = ':';
    o += put_padded(out + o, rest / OV_SECOND % 60, 2);
    out[o++] = '.';
    o += put_padded(out + o, rest % OV_SECOND, 6);
    out[o++] = 'Z';
    return o;
}

/* ---- Imprecise dates ----------------------------------------------------------------------- */

char *ov_format_fuzzy_range(ov_arena *arena, const ov_fuzzy_date *date, const char *lang)
{
    char text[OV_FORMAT_MAX];
    size_t o = put_day(text, date->earliest, lang);

    if (date->latest != date->earliest) {
        o += put_words(text + o, " – ");
        o += put_day(text + o, date->latest, lang);
    }
    return ov_strndup(arena, text, o);
}

char *ov_format_fuzzy(ov_arena *arena, const ov_fuzzy_date *date, const char *lang)
{
    if (date->as_written && date->as_written[0])
        return ov_strdup(arena, date->as_written);
    return ov_format_fuzzy_range(arena, date, lang);
}

/* ---- In templates -------------------------------------------------------------------------- */

size_t ov_format_value(char out[OV_FORMAT_MAX], const ov_value *value, const char *lang)
{
    int64_t n = value->u.i;
    bool day_fits = n > OV_NO_DAY && n <= INT32_MAX;

    switch (value->kind) {
    case OV_VALUE_BOOL:
        return put_words(out, n ? "true" : "false");
    case OV_VALUE_INT:
        return put_padded(out, n, 1);
    case OV_VALUE_COUNT:
        return put_count(out, n);
    case OV_VALUE_MONEY:
        return put_hundredths(out, n);
    case OV_VALUE_DAY:
        return day_fits ? put_day(out, (ov_day)n, lang) : 0;
    case OV_VALUE_DAY_ISO:
        return day_fits ? put_iso_day(out, (ov_day)n) : 0;
    case OV_VALUE_INSTANT:
        return n ? put_instant(out, n, lang, false) : 0;
    case OV_VALUE_INSTANT_ISO:
        return n ? put_iso_instant(out, n) : 0;
    default:
        return 0;
    }
}

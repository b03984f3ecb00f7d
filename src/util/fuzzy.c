/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzzy.c — imprecise dates, read as people write them.
 *
 * A text is one point ("mars 2023", "Q3 2024") or two with a dash or a slash between. A point that
 * lacks its year takes it from the other one: "Q2-Q4 2024" from the right, "dec 2022/jan" from the
 * left (January then lies in 2023). */
#include "util/date.h"
#include "util/str.h"

#include <string.h>

typedef struct point {
    int first, last; /* months 1–12 */
    int day;         /* 0: the whole months */
    int year;        /* 0: not written */
    ov_precision precision;
} point;

typedef struct word {
    const char *text;
    int first, last;
    ov_precision precision;
} word;

/* Terms are the halves of the year in planning; summer its three months. */
static const word words[] = {{"januari", 1, 1, OV_MONTH},      {"februari", 2, 2, OV_MONTH},
                             {"mars", 3, 3, OV_MONTH},         {"april", 4, 4, OV_MONTH},
                             {"maj", 5, 5, OV_MONTH},          {"juni", 6, 6, OV_MONTH},
                             {"juli", 7, 7, OV_MONTH},         {"augusti", 8, 8, OV_MONTH},
                             {"september", 9, 9, OV_MONTH},    {"oktober", 10, 10, OV_MONTH},
                             {"november", 11, 11, OV_MONTH},   {"december", 12, 12, OV_MONTH},
                             {"q1", 1, 3, OV_QUARTER},         {"q2", 4, 6, OV_QUARTER},
                             {"q3", 7, 9, OV_QUARTER},         {"q4", 10, 12, OV_QUARTER},
                             {"kv1", 1, 3, OV_QUARTER},        {"kv2", 4, 6, OV_QUARTER},
                             {"kv3", 7, 9, OV_QUARTER},        {"kv4", 10, 12, OV_QUARTER},
                             {"h1", 1, 6, OV_HALF_YEAR},       {"h2", 7, 12, OV_HALF_YEAR},
                             {"våren", 1, 6, OV_HALF_YEAR},    {"vår", 1, 6, OV_HALF_YEAR},
                             {"hösten", 7, 12, OV_HALF_YEAR},  {"höst", 7, 12, OV_HALF_YEAR},
                             {"sommaren", 6, 8, OV_MONTH_SPAN}};

/* Lower case of ASCII and of Å Ä Ö, into a small array; the length, or 0 when it does not fit. */
static size_t fold(ov_str text, char *out, size_t size)
{
    if (text.len >= size)
        return 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool upper = (c >= 'A' && c <= 'Z') ||
                     (i && (unsigned char)text.ptr[i - 1] == 0xc3 && c >= 0x80 && c <= 0x9e);
        out[i] = (char)(upper ? c + 0x20 : c);
    }
    out[text.len] = '\0';
    return text.len;
}

static bool is_month_name(const word *w, const char *text, size_t len)
{
    return w->precision == OV_MONTH && len == 3 && strncmp(w->text, text, 3) == 0;
}

static ov_status find_word(ov_str text, const word **out)
{
    char lower[16];

    if (ov_str_ends(text, ".")) /* "dec." */
        text.len--;
    size_t len = fold(text, lower, sizeof lower);
    if (len == 4 && strcmp(lower, "sept") == 0)
        len = 3;
    for (size_t i = 0; len && i < OV_LEN(words); i++) {
        const word *w = &words[i];
        if (strcmp(w->text, lower) == 0 || is_month_name(w, lower, len)) {
            *out = w;
            return OV_OK;
        }
    }
    return OV_INVALID;
}

static ov_status parse_year(ov_str text, int *out)
{
    int64_t year;

    if (text.len != 4)
        return OV_INVALID;
    OV_TRY(ov_parse_int(text, &year));
    if (year < 1900 || year > 2199)
        return OV_INVALID;
    *out = (int)year;
    return OV_OK;
}

/* The next run of characters up to white space. */
static ov_str take_word(ov_str *rest)
{
    *rest = ov_str_trim(*rest);
    size_t n = 0;
    while (n < rest->len && rest->ptr[n] != ' ' && rest->ptr[n] != '\t')
        n++;
    ov_str first = {rest->ptr, n};
    *rest = ov_str_trim((ov_str){rest->ptr + n, rest->len - n});
    return first;
}

static ov_status parse_iso(ov_str text, point *out)
{
    ov_day day;

    OV_TRY(ov_day_parse(text, &day));
    ov_civil date = ov_civil_from_day(day);
    *out = (point){date.month, date.month, date.day, date.year, OV_EXACT_DAY};
    return OV_OK;
}

/* "19 juni 2025", "mars 2023", "dec", "Q3 2024", "våren 2025", "2024", "2025-06-19". */
static ov_status parse_point(ov_str text, point *out)
{
    point p = {.first = 1, .last = 12, .precision = OV_YEAR};
    const word *w;
    int64_t day;

    if (parse_iso(text, out) == OV_OK)
        return OV_OK;
    ov_str first = take_word(&text);
    if (text.len == 0 && parse_year(first, &p.year) == OV_OK) {
        *out = p;
        return OV_OK;
    }
    if (first.len <= 2 && text.len && ov_parse_int(first, &day) == OV_OK) {
        if (day < 1 || day > 31)
            return OV_INVALID;
        p.day = (int)day;
        first = take_word(&text);
    }
    OV_TRY(find_word(first, &w));
    if (p.day && w->precision != OV_MONTH)
        return OV_INVALID;
    p.first = w->first;
    p.last = w->last;
    p.precision = p.day ? OV_EXACT_DAY : w->precision;
    if (text.len)
        OV_TRY(parse_year(text, &p.year));
    *out = p;
    return OV_OK;
}

static ov_status bounds(const point *p, ov_day *earliest, ov_day *latest)
{
    if (p->day > ov_days_in_month(p->year, p->last))
        return OV_INVALID;
    *earliest = ov_day_from_civil(p->year, p->first, p->day ? p->day : 1);
    *latest = p->day ? *earliest : ov_day_from_civil(p->year, p->last + 1, 0);
    return OV_OK;
}

/* Where the text parts in two: a slash, an en dash, or a hyphen that is no part of an ISO date. */
static bool split_span(ov_str text, ov_str *left, ov_str *right)
{
    for (size_t i = 1; i + 1 < text.len; i++) {
        size_t len = 0;
        if (text.ptr[i] == '/')
            len = 1;
        else if (text.len - i > 3 && memcmp(text.ptr + i, "\xe2\x80\x93", 3) == 0)
            len = 3;
        else if (text.ptr[i] == '-' &&
                 !(i >= 4 && text.len - i >= 6 && text.ptr[i + 3] == '-' &&
                   text.ptr[i + 1] >= '0' && text.ptr[i + 1] <= '9') &&
                 !(i >= 7 && text.ptr[i - 3] == '-'))
            len = 1;
        if (!len)
            continue;
        *left = ov_str_trim((ov_str){text.ptr, i});
        *right = ov_str_trim((ov_str){text.ptr + i + len, text.len - i - len});
        return left->len && right->len;
    }
    return false;
}

static bool is_day_number(ov_str text)
{
    int64_t day;

    return text.len <= 2 && ov_parse_int(text, &day) == OV_OK && day >= 1 && day <= 31;
}

/* "4–6 juni 2025": the left side is only a day. */
static ov_status day_of_same_month(ov_str left, const point *right, point *out)
{
    int64_t day = 0;

    if (!is_day_number(left) || !right->day)
        return OV_INVALID;
    OV_TRY(ov_parse_int(left, &day));
    *out = *right;
    out->day = (int)day;
    return OV_OK;
}

static ov_status parse_span(ov_str left, ov_str right, int base_year, ov_fuzzy_date *out)
{
    point a, b;
    ov_day none;

    OV_TRY(parse_point(right, &b));
    if (parse_point(left, &a) != OV_OK)
        OV_TRY(day_of_same_month(left, &b, &a));
    bool wraps = b.first < a.first;
    if (!a.year && b.year) /* "nov-jan 2025" begins the year before */
        a.year = b.year - wraps;
    else if (!a.year)
        a.year = base_year;
    if (!b.year)
        b.year = a.year + wraps;
    OV_TRY(bounds(&a, &out->earliest, &none));
    OV_TRY(bounds(&b, &none, &out->latest));
    if (out->latest < out->earliest)
        return OV_INVALID;
    out->precision = a.precision == OV_MONTH && b.precision == OV_MONTH ? OV_MONTH_SPAN : OV_SPAN;
    return OV_OK;
}

/* Takes "prel.", "preliminärt" and the like from either end. */
static bool take_preliminary(ov_str *text)
{
    static const char *const before[] = {"preliminärt", "preliminär", "prel.", "prel"};
    static const char *const after[] = {"(preliminärt)", "(preliminär)", "(prel.)", "(prel)"};
    char lower[128];
    size_t len = fold(*text, lower, sizeof lower);
    ov_str folded = {lower, len};

    for (size_t i = 0; len && i < OV_LEN(before); i++) {
        size_t n = strlen(before[i]);
        if (ov_str_starts(folded, before[i]) && len > n) {
            *text = ov_str_trim((ov_str){text->ptr + n, len - n});
            return true;
        }
        if (ov_str_ends(folded, after[i])) {
            *text = ov_str_trim((ov_str){text->ptr, len - strlen(after[i])});
            return true;
        }
    }
    return false;
}

ov_status ov_fuzzy_parse(ov_arena *arena, ov_str text, int base_year, ov_fuzzy_date *out)
{
    ov_str written = ov_str_trim(text), rest = written, left, right;
    ov_fuzzy_date date = {0};
    point p;

    date.preliminary = take_preliminary(&rest);
    if (split_span(rest, &left, &right)) {
        OV_TRY(parse_span(left, right, base_year, &date));
    } else {
        OV_TRY(parse_point(rest, &p));
        if (!p.year)
            p.year = base_year;
        OV_TRY(bounds(&p, &date.earliest, &date.latest));
        date.precision = p.precision;
    }
    date.as_written = ov_str_z(arena, written);
    *out = date;
    return OV_OK;
}

static const char *const precision_names[] = {
    [OV_EXACT_DAY] = "day",   [OV_MONTH] = "month",         [OV_MONTH_SPAN] = "month_span",
    [OV_QUARTER] = "quarter", [OV_HALF_YEAR] = "half_year", [OV_YEAR] = "year",
    [OV_SPAN] = "span"};

const char *ov_precision_name(ov_precision precision)
{
    return (size_t)precision < OV_LEN(precision_names) ? precision_names[precision] : "span";
}

ov_status ov_precision_parse(ov_str name, ov_precision *out)
{
    for (size_t i = 0; i < OV_LEN(precision_names); i++) {
        if (ov_str_is(name, precision_names[i])) {
            *out = (ov_precision)i;
            return OV_OK;
        }
    }
    return OV_INVALID;
}

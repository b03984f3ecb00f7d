/* SPDX-License-Identifier: EUPL-1.2 */
/* screen.c — finds what looks like personal data in a text. */
#include "consult/compilation/screen.h"

#include <string.h>

enum { SHORT_NUMBER = 10, LONG_NUMBER = 12, PHONE_LEAST = 8, PHONE_MOST = 13, RUN_MOST = 16 };

const char *ov_screen_title(ov_screen_kind kind)
{
    static const char *const titles[] = {"personnummer", "samordningsnummer", "telefonnummer",
                                         "e-postadress", "namn på privatperson"};

    return titles[kind];
}

bool ov_screen_is_number(ov_screen_kind kind)
{
    return kind == OV_SCREEN_PERSON_NUMBER || kind == OV_SCREEN_COORDINATION_NUMBER;
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || digit(c) || (unsigned char)c >= 0x80;
}

/* ---- Numbers ---- */

/* The check digit of the last ten: every other doubled, digits summed (Luhn). */
static bool luhn(const char *ten)
{
    int sum = 0;

    for (int i = 0; i < SHORT_NUMBER; i++) {
        int n = (ten[i] - '0') * (i % 2 ? 1 : 2);

        sum += n > 9 ? n - 9 : n;
    }
    return sum % 10 == 0;
}

static bool is_number(const char *digits, size_t n, ov_screen_kind *kind)
{
    const char *ten = digits + n - SHORT_NUMBER;
    int month, day;

    if (n != SHORT_NUMBER && n != LONG_NUMBER)
        return false;
    if (n == LONG_NUMBER && strncmp(digits, "18", 2) != 0 && strncmp(digits, "19", 2) != 0 &&
        strncmp(digits, "20", 2) != 0)
        return false;
    month = (ten[2] - '0') * 10 + ten[3] - '0';
    day = (ten[4] - '0') * 10 + ten[5] - '0';
    *kind = day > 60 ? OV_SCREEN_COORDINATION_NUMBER : OV_SCREEN_PERSON_NUMBER;
    day = day > 60 ? day - 60 : day;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 && luhn(ten);
}

/* A hyphen as people and word processors write it: - + ‐ ‑ – − ; its bytes, or 0. */
static size_t hyphen(ov_str text, size_t at)
{
    static const char *const wide[] = {"\u2010", "\u2011", "\u2012", "\u2013", "\u2212"};

    if (at >= text.len)
        return 0;
    if (text.ptr[at] == '-' || text.ptr[at] == '+')
        return 1;
    for (size_t i = 0; i < OV_LEN(wide); i++)
        if (text.len - at >= 3 && !memcmp(text.ptr + at, wide[i], 3))
            return 3;
    return 0;
}

/* A space, also one that does not break; its bytes, or 0. */
static size_t space(ov_str text, size_t at)
{
    if (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
        return 1;
    if (text.len - at >= 2 && at < text.len && !memcmp(text.ptr + at, "\u00a0", 2))
        return 2;
    return 0;
}

/* The digits from at on, over single separators; *end: after the last digit. */
static size_t run_of(ov_str text, size_t at, char digits[RUN_MOST + 1], size_t *end)
{
    size_t n = 0, i = at;

    while (i < text.len && n < RUN_MOST) {
        size_t skip = 0;

        if (digit(text.ptr[i])) {
            digits[n++] = text.ptr[i++];
            *end = i;
            continue;
        }
        if (n)
            skip = hyphen(text, i);
        if (n && !skip)
            skip = space(text, i);
        if (skip && space(text, i + skip))
            skip += space(text, i + skip); /* "811218- 9876" */
        if (!skip || i + skip >= text.len || !digit(text.ptr[i + skip]))
            break;
        i += skip;
    }
    digits[n] = '\0';
    return n;
}

/* The end of a shorter beginning of the run that is n digits long. */
static size_t end_of(ov_str text, size_t at, size_t n)
{
    for (size_t i = at; i < text.len; i++)
        if (digit(text.ptr[i]) && --n == 0)
            return i + 1;
    return text.len;
}

/* A number of a person at the beginning of the run, followed by no more digits of its own. */
static bool number_at(ov_str text, size_t at, ov_screen_hit *hit)
{
    static const size_t lengths[] = {LONG_NUMBER, SHORT_NUMBER};
    char digits[RUN_MOST + 1];
    size_t end = at, n = run_of(text, at, digits, &end);

    for (size_t i = 0; i < OV_LEN(lengths); i++) {
        if (n < lengths[i] || !is_number(digits, lengths[i], &hit->kind))
            continue;
        hit->from = at;
        hit->to = end_of(text, at, lengths[i]);
        if (hit->to < text.len && digit(text.ptr[hit->to]))
            continue;
        return true;
    }
    return false;
}

/* 070-123 45 67, +46 8 123 456: begins with 0 or +46, and has so many digits. */
static bool phone_at(ov_str text, size_t at, ov_screen_hit *hit)
{
    bool plus = text.ptr[at] == '+' && at + 1 < text.len && digit(text.ptr[at + 1]);
    char digits[RUN_MOST + 1];
    size_t end = at, n = run_of(text, at + plus, digits, &end);

    if (n < PHONE_LEAST || n > PHONE_MOST || (!plus && digits[0] != '0'))
        return false;
    *hit = (ov_screen_hit){OV_SCREEN_PHONE, at, end};
    return true;
}

/* ---- Addresses and names ---- */

static bool mail_letter(char c)
{
    return letter(c) || (c && strchr(".-_+%", c));
}

/* at is the @ of it. */
static bool email_at(ov_str text, size_t at, ov_screen_hit *hit)
{
    size_t from = at, to = at + 1;
    bool dot = false;

    while (from > 0 && mail_letter(text.ptr[from - 1]))
        from--;
    while (to < text.len && (letter(text.ptr[to]) || text.ptr[to] == '-' || text.ptr[to] == '.')) {
        dot = dot || text.ptr[to] == '.';
        to++;
    }
    while (to > at && text.ptr[to - 1] == '.')
        to--;
    *hit = (ov_screen_hit){OV_SCREEN_EMAIL, from, to};
    return dot && from < at && to > at + 3;
}

/* Letters of ASCII and of Latin-1 in UTF-8 (å, ä, ö, é) without case. */
static bool same(ov_str text, size_t at, const char *name, size_t n)
{
    if (text.len - at < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned char a = (unsigned char)text.ptr[at + i], b = (unsigned char)name[i];
        bool second = i && (unsigned char)name[i - 1] == 0xc3;

        a |= (a >= 'A' && a <= 'Z') || (second && a >= 0x80 && a < 0xa0) ? 0x20 : 0;
        b |= (b >= 'A' && b <= 'Z') || (second && b >= 0x80 && b < 0xa0) ? 0x20 : 0;
        if (a != b)
            return false;
    }
    return true;
}

static bool name_at(ov_str text, size_t at, const char *const *names, ov_screen_hit *hit)
{
    for (size_t i = 0; names && names[i]; i++) {
        size_t n = strlen(names[i]);

        if (n < 2 || !same(text, at, names[i], n) ||
            (at + n < text.len && letter(text.ptr[at + n]) && text.ptr[at + n] != 's'))
            continue;
        *hit = (ov_screen_hit){OV_SCREEN_NAME, at, at + n};
        return true;
    }
    return false;
}

static bool hit_at(ov_str text, size_t at, const char *const *names, ov_screen_hit *hit)
{
    bool first = at == 0 || !letter(text.ptr[at - 1]);

    if (text.ptr[at] == '@')
        return email_at(text, at, hit);
    if (!first)
        return false;
    if (digit(text.ptr[at]) && number_at(text, at, hit))
        return true;
    if ((text.ptr[at] == '0' || text.ptr[at] == '+') && phone_at(text, at, hit))
        return true;
    return name_at(text, at, names, hit);
}

size_t ov_screen(ov_arena *arena, ov_str text, const char *const *names, const ov_screen_hit **out)
{
    ov_screen_hit *hits = NULL, hit;
    size_t n = 0;

    for (size_t i = 0; i < text.len && n < OV_SCREEN_MOST; i++) {
        if (!hit_at(text, i, names, &hit))
            continue;
        if (!hits)
            hits = ov_calloc(arena, OV_SCREEN_MOST, sizeof *hits);
        while (n && hits[n - 1].to > hit.from)
            n--; /* an address that holds what was found before it */
        hits[n++] = hit;
        i = hit.to - 1;
    }
    *out = hits;
    return n;
}

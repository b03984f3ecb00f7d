/* SPDX-License-Identifier: EUPL-1.2 */
/* meeting_list.c — a pasted list of meeting days. */
#include "register/body.h"

#include "util/date.h"
#include "util/str.h"

#include <string.h>

enum { NOTE_MOST = 300 };

static const char bad_day[] =
    "Datumet går inte att läsa. Skriv till exempel 2026-02-12 eller 12 februari 2026.";
static const char bad_range[] = "Datumet ligger utanför åren 2000–2100.";
static const char bad_papers[] =
    "Sista dagen för handlingar måste vara före mötet eller samma dag, och högst ett år före.";
static const char bad_note[] = "Anmärkningen får ha högst 300 tecken.";
static const char bad_signs[] = "Raden innehåller tecken som inte går att spara.";

/* "torsdag 12 februari 2026", "tors 12 feb…": a weekday before the day is passed over. */
static ov_str without_weekday(ov_str text)
{
    size_t n = 0;

    while (n < text.len && text.ptr[n] != ' ')
        n++;
    if (n == text.len || (text.ptr[0] >= '0' && text.ptr[0] <= '9'))
        return text;
    return ov_str_trim((ov_str){text.ptr + n, text.len - n});
}

static ov_status read_day(ov_arena *arena, ov_str text, ov_day *out)
{
    ov_fuzzy_date date;

    text = without_weekday(ov_str_trim(text));
    if (ov_day_parse(text, out) == OV_OK)
        return OV_OK;
    if (!text.len || text.len > 40 || ov_fuzzy_parse(arena, text, 0, &date) != OV_OK ||
        date.precision != OV_EXACT_DAY || date.preliminary)
        return OV_INVALID;
    *out = date.earliest;
    return OV_OK;
}

/* The part before the first tab, semicolon or comma. */
static ov_str cut_part(ov_str *rest)
{
    size_t n = 0;
    ov_str part;

    while (n < rest->len && rest->ptr[n] != '\t' && rest->ptr[n] != ';' && rest->ptr[n] != ',')
        n++;
    part = (ov_str){rest->ptr, n};
    *rest = n < rest->len ? (ov_str){rest->ptr + n + 1, rest->len - n - 1} : (ov_str){NULL, 0};
    return ov_str_trim(part);
}

static const char *read_line(ov_arena *arena, ov_str text, ov_meeting *out)
{
    ov_str rest = text, part, before;

    for (size_t i = 0; i < text.len; i++)
        if (((unsigned char)text.ptr[i] < 0x20 && text.ptr[i] != '\t') || text.ptr[i] == 0x7f)
            return bad_signs;
    if (read_day(arena, cut_part(&rest), &out->day) != OV_OK)
        return bad_day;
    if (out->day < ov_day_from_civil(2000, 1, 1) || out->day > ov_day_from_civil(2100, 12, 31))
        return bad_range;
    before = rest;
    part = rest.len ? cut_part(&rest) : (ov_str){NULL, 0};
    if (part.len && read_day(arena, part, &out->papers) != OV_OK) {
        out->papers = OV_NO_DAY;
        rest = before; /* no day: the note */
    }
    if (out->papers != OV_NO_DAY && (out->papers > out->day || out->papers < out->day - 366))
        return bad_papers;
    rest = ov_str_trim(rest);
    if (ov_utf8_length(rest) > NOTE_MOST)
        return bad_note;
    out->note = rest.len ? ov_str_z(arena, rest) : NULL;
    return NULL;
}

ov_status ov_meetings_parse(ov_arena *arena, const char *text, const ov_meeting_line **out,
                            size_t *n, size_t *bad)
{
    ov_meeting_line *lines = ov_calloc(arena, OV_MEETINGS_MOST, sizeof *lines);
    ov_str rest = ov_str_from(text);
    size_t count = 0, wrong = 0;

    for (int line = 1; rest.ptr; line++) {
        ov_str content = ov_str_trim(ov_str_cut(&rest, '\n'));

        if (!content.len)
            continue;
        if (count == OV_MEETINGS_MOST)
            return OV_TOO_LARGE;
        lines[count] = (ov_meeting_line){.line = line, .meeting = {.papers = OV_NO_DAY}};
        lines[count].fault = read_line(arena, content, &lines[count].meeting);
        wrong += lines[count].fault != NULL;
        count++;
    }
    *out = lines;
    *n = count;
    *bad = wrong;
    return OV_OK;
}

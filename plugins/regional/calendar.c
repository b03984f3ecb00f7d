/* SPDX-License-Identifier: EUPL-1.2 */
/* calendar.c — the year's pay days as an iCalendar file (RFC 5545). */
#include "regional.h"

#include "util/buf.h"
#include "view/format.h"

#include <string.h>

enum { LINE_OCTETS = 75 };

/* One content line: folded after 75 octets, never inside a character. */
static void line_add(ov_buf *out, const char *text)
{
    size_t n = 0;

    for (const char *p = text; *p; p++) {
        bool starts = ((unsigned char)*p & 0xC0) != 0x80;

        /* room for a whole character of at most four octets */
        if (starts && n > LINE_OCTETS - 4) {
            ov_buf_addz(out, "\r\n ");
            n = 1;
        }
        ov_buf_addc(out, *p);
        n++;
    }
    ov_buf_addz(out, "\r\n");
}

/* TEXT values: comma, semicolon, backslash and line break are escaped. */
static const char *escaped(ov_arena *arena, const char *text)
{
    char *out = ov_alloc(arena, 2 * strlen(text) + 1), *to = out;

    for (const char *p = text; *p; p++) {
        if (strchr(",;\\\n", *p))
            *to++ = '\\';
        *to++ = *p == '\n' ? 'n' : *p;
    }
    *to = '\0';
    return out;
}

static const char *compact(ov_arena *arena, ov_day day)
{
    ov_civil c = ov_civil_from_day(day);

    return ov_printf(arena, "%04d%02d%02d", c.year, c.month, c.day);
}

/* "20240126T101500Z". */
static const char *stamp(ov_arena *arena, ov_instant at)
{
    const char *iso = ov_instant_iso(arena, at); /* 2024-01-26T10:15:00.000000Z */

    return ov_printf(arena, "%.4s%.2s%.5s%.2s%.2sZ", iso, iso + 5, iso + 8, iso + 14, iso + 17);
}

/* What every pair pays that month, a line each. */
static ov_status amounts(ov_req *req, const regional_year *year, int month, const char **out)
{
    ov_arena *a = ov_req_arena(req);
    const char *text = "";

    for (size_t i = 0; i < year->n; i++) {
        for (size_t k = 0; k < year->n; k++) {
            ov_ore fixed, shared, total;

            if (regional_owes(year, i, k) <= 0)
                continue;
            OV_TRY(regional_instalment(year, i, k, month, &fixed, &shared, &total));
            text = ov_printf(a, "%s%s%s betalar %s %s kr", text, *text ? "\n" : "",
                             year->parties[i].short_name, year->parties[k].short_name,
                             ov_format_ore(a, total));
        }
    }
    *out = text;
    return OV_OK;
}

static ov_status event_add(ov_req *req, ov_buf *out, const regional_year *year, int month)
{
    ov_ctx *ctx = ov_req_ctx(req);
    ov_arena *a = ctx->arena;
    ov_day day = ov_payment_day(year->params.year, month, year->params.pay_day);
    const char *what;

    OV_TRY(amounts(req, year, month, &what));
    line_add(out, "BEGIN:VEVENT");
    line_add(out, ov_printf(a, "UID:betalplan-%d-%02d-%s@overens", year->params.year, month,
                            ov_req_matter(req)->slug));
    line_add(out, ov_printf(a, "DTSTAMP:%s", stamp(a, ctx->received)));
    line_add(out, ov_printf(a, "DTSTART;VALUE=DATE:%s", compact(a, day)));
    line_add(out, ov_printf(a, "DTEND;VALUE=DATE:%s", compact(a, day + 1)));
    line_add(out, ov_printf(a, "SUMMARY:Delbetalning %d av 12 senast i dag", month));
    line_add(out, ov_printf(a, "DESCRIPTION:%s", escaped(a, what)));
    line_add(out, "TRANSP:TRANSPARENT");
    line_add(out, "END:VEVENT");
    return OV_OK;
}

static ov_status calendar_write(ov_req *req, ov_buf *out, const regional_year *year)
{
    line_add(out, "BEGIN:VCALENDAR");
    line_add(out, "VERSION:2.0");
    line_add(out, "PRODID:-//Överens//betalplan//SV");
    for (int month = 1; month <= 12; month++)
        OV_TRY(event_add(req, out, year, month));
    line_add(out, "END:VCALENDAR");
    return OV_OK;
}

/* GET /arende/:slug/betalplan.ics — twelve days on which money is to be there. */
ov_status regional_plan_calendar(ov_req *req)
{
    regional_year year;
    ov_buf out = {0};
    ov_status status;

    OV_TRY(regional_year_read(req, &year));
    status = calendar_write(req, &out, &year);
    if (status == OV_OK)
        status = regional_send_file(
            req, "text/calendar; charset=utf-8",
            ov_printf(ov_req_arena(req), "betalplan-%d.ics", year.params.year), &out);
    ov_buf_free(&out);
    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* meeting.c — the meetings of bodies, and whether a party can decide in time. */
#include "register/body_sql.h"
#include "util/date.h"
#include "util/str.h"

#include <string.h>

/* ---- Reading ---- */

static ov_meeting from_row(const ov_rows *rows, size_t i)
{
    return (ov_meeting){.id = ov_cell_int(rows, i, 0),
                        .body_id = ov_cell_int(rows, i, 1),
                        .day = ov_cell_day(rows, i, 2),
                        .papers = ov_cell_day(rows, i, 3),
                        .note = ov_cell_text(rows, i, 4),
                        .cancelled = ov_cell_int(rows, i, 5) != 0,
                        .row_version = ov_cell_int(rows, i, 6),
                        .body_name = ov_cell_text(rows, i, 7),
                        .body_short = ov_cell_text(rows, i, 8)};
}

static void all_rows(ov_ctx *ctx, const ov_rows *rows, const ov_meeting **out, size_t *n)
{
    ov_meeting *meetings = ov_calloc(ctx->arena, rows->n + 1, sizeof *meetings);

    for (size_t i = 0; i < rows->n; i++)
        meetings[i] = from_row(rows, i);
    *out = meetings;
    *n = rows->n;
}

ov_status ov_body_meetings(ov_ctx *ctx, ov_id body_id, ov_day from, ov_day to,
                           const ov_meeting **out, size_t *n)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_body_sql[MEETINGS],
                     OV_ARGS(ov_int(body_id), ov_int(from == OV_NO_DAY ? INT32_MIN : from),
                             ov_int(to == OV_NO_DAY ? INT32_MAX : to)),
                     &rows));
    all_rows(ctx, rows, out, n);
    return OV_OK;
}

ov_status ov_organisation_meetings(ov_ctx *ctx, ov_id org_id, ov_day from, size_t most,
                                   const ov_meeting **out, size_t *n)
{
    const ov_rows *rows;

    OV_TRY(ov_select(ctx, &ov_body_sql[MEETINGS_NEXT],
                     OV_ARGS(ov_int(org_id), ov_int(from), ov_int((int64_t)most)), &rows));
    all_rows(ctx, rows, out, n);
    return OV_OK;
}

ov_status ov_meeting_get(ov_ctx *ctx, ov_id id, ov_meeting *out)
{
    const ov_rows *rows;

    OV_TRY(ov_select_row(ctx, &ov_body_sql[MEETING_GET], OV_ARGS(ov_int(id)), &rows));
    *out = from_row(rows, 0);
    return OV_OK;
}

/* ---- Writing ---- */

static const char *describe(ov_arena *arena, const ov_meeting *meeting)
{
    return ov_printf(arena, "%lld\n%lld\n%d\n%s", (long long)meeting->day,
                     (long long)meeting->papers, meeting->cancelled,
                     meeting->note ? meeting->note : "");
}

static ov_status check(ov_ctx *ctx, const ov_meeting *meeting)
{
    if (meeting->day < ov_day_from_civil(2000, 1, 1) ||
        meeting->day > ov_day_from_civil(2100, 12, 31))
        return ov_fail(&ctx->err, OV_INVALID, "a meeting outside 2000-2100");
    if (meeting->papers != OV_NO_DAY &&
        (meeting->papers > meeting->day || meeting->papers < meeting->day - 366))
        return ov_fail(&ctx->err, OV_INVALID, "papers after the meeting, or a year before it");
    if (!ov_register_text_ok(meeting->note, 300, false))
        return ov_fail(&ctx->err, OV_INVALID, "the note is too long");
    return OV_OK;
}

static ov_status day_taken(ov_ctx *ctx, ov_id body_id, ov_day day, ov_id besides, bool *out)
{
    int64_t other;

    OV_TRY(ov_select_int(ctx, &ov_body_sql[MEETING_ON], OV_ARGS(ov_int(body_id), ov_int(day)),
                         besides, &other));
    *out = other != besides;
    return OV_OK;
}

ov_status ov_meetings_add(ov_ctx *ctx, ov_id body_id, const ov_meeting *meetings, size_t n,
                          size_t *added)
{
    size_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        const ov_meeting *m = &meetings[i];
        bool taken;
        ov_id id;

        OV_TRY(check(ctx, m));
        OV_TRY(day_taken(ctx, body_id, m->day, 0, &taken));
        if (taken)
            continue;
        OV_TRY(ov_insert(ctx, &ov_body_sql[MEETING_ADD],
                         OV_ARGS(ov_int(body_id), ov_int(m->day), ov_day_or_null(m->papers),
                                 ov_text(m->note), ov_int(m->cancelled)),
                         &id));
        OV_TRY(ov_register_event(ctx, "meeting.added", "body", body_id, NULL,
                                 describe(ctx->arena, m)));
        sum++;
    }
    *added = sum;
    return OV_OK;
}

ov_status ov_meeting_edit(ov_ctx *ctx, const ov_meeting *meeting, bool *taken)
{
    const char *action = "meeting.changed";
    ov_meeting now;
    int64_t changed;
    bool other;

    OV_TRY(check(ctx, meeting));
    OV_TRY(ov_meeting_get(ctx, meeting->id, &now));
    if (now.row_version != meeting->row_version)
        return ov_fail(&ctx->err, OV_CONFLICT, "the meeting was changed by somebody else");
    OV_TRY(day_taken(ctx, now.body_id, meeting->day, now.id, &other));
    if (taken)
        *taken = other;
    if (other)
        return ov_fail(&ctx->err, OV_CONFLICT, "the body has another meeting that day");
    if (!strcmp(describe(ctx->arena, &now), describe(ctx->arena, meeting)))
        return OV_OK;
    OV_TRY(ov_exec(ctx, &ov_body_sql[MEETING_EDIT],
                   OV_ARGS(ov_int(meeting->id), ov_int(meeting->row_version), ov_int(meeting->day),
                           ov_day_or_null(meeting->papers), ov_text(meeting->note),
                           ov_int(meeting->cancelled)),
                   &changed));
    if (!changed)
        return ov_fail(&ctx->err, OV_CONFLICT, "the meeting was changed by somebody else");
    if (now.cancelled != meeting->cancelled)
        action = meeting->cancelled ? "meeting.cancelled" : "meeting.restored";
    return ov_register_event(ctx, action, "body", now.body_id, describe(ctx->arena, &now),
                             describe(ctx->arena, meeting));
}

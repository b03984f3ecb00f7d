/* SPDX-License-Identifier: EUPL-1.2 */
/* body.h — what decides or is heard in an organisation (KF, KS, a committee, a joint board), and
 * when it meets. */
#ifndef OV_REGISTER_BODY_H
#define OV_REGISTER_BODY_H

#include "register/register.h"

typedef struct ov_body {
    ov_id id;
    ov_id org_id;
    const char *kind;    /* a code of ov_body_kinds */
    const char *name;    /* "Kommunstyrelsen"; unique in its organisation */
    const char *shortly; /* "KS", at most 20 characters, or NULL */
    bool decides;        /* its decision is the organisation's */
    const char *note;    /* at most 1000 characters, or NULL */
    ov_day ended_on;     /* the last day; OV_NO_DAY: it goes on */
    int64_t row_version; /* raised by every change of the body (not of its meetings) */
    ov_day next_meeting; /* read only: the first that is not cancelled, from the day asked about */
} ov_body;

typedef struct ov_meeting {
    ov_id id;
    ov_id body_id;
    ov_day day;
    ov_day papers;    /* the last day to hand in papers, at most day; OV_NO_DAY: not said */
    const char *note; /* at most 300 characters, or NULL */
    bool cancelled;
    int64_t row_version;
    const char *body_name, *body_short; /* read only; filled by ov_organisation_meetings */
} ov_meeting;

OV_API extern const ov_choice ov_body_kinds[];

/* ---- Bodies ---- */
OV_API ov_status ov_body_get(ov_ctx *ctx, ov_id id, ov_body *out) OV_MUST_CHECK;
/* Those of an organisation, the going ones first, in Swedish order; next_meeting from today. */
OV_API ov_status ov_bodies(ov_ctx *ctx, ov_id org_id, ov_day today, const ov_body **out,
                           size_t *n) OV_MUST_CHECK;
/* Only inside ov_write; writes body.added. OV_CONFLICT: the organisation has one of that name.
 * OV_INVALID: kind, name (1–200 characters), shortly or note. */
OV_API ov_status ov_body_add(ov_ctx *ctx, const ov_body *body, ov_id *id) OV_MUST_CHECK;
/* Kind, names, decides and note; body->row_version is what the writer read. Writes body.changed.
 * OV_CONFLICT: somebody else changed it, or (*taken, which may be NULL) the name is another's. */
OV_API ov_status ov_body_edit(ov_ctx *ctx, const ov_body *body, bool *taken) OV_MUST_CHECK;
/* Ends it after a last day, or (OV_NO_DAY) takes that back; its meetings stay. Writes body.ended or
 * body.reopened. */
OV_API ov_status ov_body_end(ov_ctx *ctx, ov_id id, ov_day last, int64_t row_version) OV_MUST_CHECK;

/* ---- Meetings ---- */
/* Those of a body from one day to another (both inside; OV_NO_DAY: open), by day. */
OV_API ov_status ov_body_meetings(ov_ctx *ctx, ov_id body_id, ov_day from, ov_day to,
                                  const ov_meeting **out, size_t *n) OV_MUST_CHECK;
/* The next meetings of an organisation's bodies that go on, by day; at most `most`. Cancelled ones
 * are among them. */
OV_API ov_status ov_organisation_meetings(ov_ctx *ctx, ov_id org_id, ov_day from, size_t most,
                                          const ov_meeting **out, size_t *n) OV_MUST_CHECK;
OV_API ov_status ov_meeting_get(ov_ctx *ctx, ov_id id, ov_meeting *out) OV_MUST_CHECK;
/* Adds meetings (id, body_id and row_version are not read); days that the body has already are
 * passed over. *added: how many it became; meeting.added of the body for each. Only inside
 * ov_write. OV_INVALID: a day outside 2000–2100, papers after the meeting, a note too long. */
OV_API ov_status ov_meetings_add(ov_ctx *ctx, ov_id body_id, const ov_meeting *meetings, size_t n,
                                 size_t *added) OV_MUST_CHECK;
/* Day, papers, note, cancelled; meeting->row_version is what the writer read. Writes
 * meeting.changed, meeting.cancelled or meeting.restored. OV_CONFLICT: somebody else changed it, or
 * (*taken, which may be NULL) the body has another meeting that day. */
OV_API ov_status ov_meeting_edit(ov_ctx *ctx, const ov_meeting *meeting, bool *taken) OV_MUST_CHECK;

/* A pasted list, one meeting a line: its day, then perhaps the last day for papers, then perhaps a
 * note, parted by tab, semicolon or comma: "2026-02-12; 2026-01-29; extra". Days as "2026-02-12" or
 * "12 februari 2026" (also "torsdag 12 februari 2026"). Empty lines are passed over. */
typedef struct ov_meeting_line {
    int line; /* from 1 */
    ov_meeting meeting;
    const char *fault; /* static, Swedish; NULL: it can be read */
} ov_meeting_line;
enum { OV_MEETINGS_MOST = 200 }; /* lines in one list */
/* OV_TOO_LARGE: more lines than that. *bad: how many cannot be read. Owns: arena. */
OV_API ov_status ov_meetings_parse(ov_arena *arena, const char *text, const ov_meeting_line **out,
                                   size_t *n, size_t *bad) OV_MUST_CHECK;

extern const ov_sql ov_body_sql[];
#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* body_sql.c — the statements about bodies and meetings. */
#include "register/body_sql.h"

#define BODY_COLUMNS                                                                               \
    "SELECT b.id, b.organisation_id, b.kind, b.name, b.short, b.decides, b.note, b.ended_on, "     \
    "b.row_version, (SELECT min(m.held_on) FROM body_meeting m WHERE m.body_id = b.id AND "        \
    "m.cancelled = 0 AND m.held_on >= $2) FROM body b "
#define MEETING_COLUMNS                                                                            \
    "SELECT m.id, m.body_id, m.held_on, m.papers_on, m.note, m.cancelled, m.row_version, b.name, " \
    "b.short FROM body_meeting m JOIN body b ON b.id = m.body_id "

const ov_sql ov_body_sql[] = {
    [BODY_GET] = {"register.body_get", BODY_COLUMNS "WHERE b.id = $1", NULL},
    [BODIES] = {"register.bodies",
                BODY_COLUMNS "WHERE b.organisation_id = $1 "
                             "ORDER BY b.ended_on NULLS FIRST, b.sort_key, b.id",
                NULL},
    [BODY_ADD] = {"register.body_add",
                  "INSERT INTO body (organisation_id, kind, name, sort_key, short, decides, note) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                  NULL},
    [BODY_EDIT] = {"register.body_edit",
                   "UPDATE body SET kind = $3, name = $4, sort_key = $5, short = $6, "
                   "decides = $7, note = $8, row_version = row_version + 1 "
                   "WHERE id = $1 AND row_version = $2",
                   NULL},
    [BODY_END] = {"register.body_end",
                  "UPDATE body SET ended_on = $3, row_version = row_version + 1 "
                  "WHERE id = $1 AND row_version = $2",
                  NULL},
    [BODY_NAMED] = {"register.body_named",
                    "SELECT id FROM body WHERE organisation_id = $1 AND name = $2", NULL},
    [MEETINGS] = {"register.meetings",
                  MEETING_COLUMNS "WHERE m.body_id = $1 AND m.held_on BETWEEN $2 AND $3 "
                                  "ORDER BY m.held_on",
                  NULL},
    [MEETINGS_NEXT] = {"register.meetings_next",
                       MEETING_COLUMNS "WHERE b.organisation_id = $1 AND m.held_on >= $2 AND "
                                       "(b.ended_on IS NULL OR b.ended_on >= m.held_on) "
                                       "ORDER BY m.held_on, b.sort_key, m.id LIMIT $3",
                       NULL},
    [MEETING_GET] = {"register.meeting_get", MEETING_COLUMNS "WHERE m.id = $1", NULL},
    [MEETING_ADD] = {"register.meeting_add",
                     "INSERT INTO body_meeting (body_id, held_on, papers_on, note, cancelled) "
                     "VALUES ($1, $2, $3, $4, $5) RETURNING id",
                     NULL},
    [MEETING_EDIT] = {"register.meeting_edit",
                      "UPDATE body_meeting SET held_on = $3, papers_on = $4, note = $5, "
                      "cancelled = $6, row_version = row_version + 1 "
                      "WHERE id = $1 AND row_version = $2",
                      NULL},
    [MEETING_ON] = {"register.meeting_on",
                    "SELECT id FROM body_meeting WHERE body_id = $1 AND held_on = $2", NULL},
    {0}};

/* SPDX-License-Identifier: EUPL-1.2 */
/* matter_sql.c — the statements of matter/. */
#include "matter/matter_sql.h"

#define MATTER                                                                                     \
    "SELECT m.id, m.slug, m.plugin, m.title, m.kicker, m.dnr, m.status, m.organisation_id, "       \
    "o.name, m.purpose, m.what, m.who_decides, m.how_to_answer, m.what_next, m.contact "           \
    "FROM matter m JOIN organisation o ON o.id = m.organisation_id "

/* $1 now, $2 today. Of what lies ahead of a matter the nearest day counts; on the same day the
 * deadline goes first. */
#define LIST                                                                                       \
    "WITH ahead AS ("                                                                              \
    "SELECT matter_id, deadline_day AS day, 1 AS kind, 'Sista svarsdag i remissen' AS what "       \
    "FROM consultation WHERE opens_at <= $1 AND deadline > $1 "                                    \
    "UNION ALL SELECT matter_id, earliest, 2, title FROM milestone WHERE earliest >= $2 "          \
    "UNION ALL SELECT matter_id, begins_earliest, 3, name || ' börjar' FROM phase "               \
    "WHERE begins_earliest >= $2 "                                                                 \
    "UNION ALL SELECT matter_id, ends_latest, 4, name || ' slutar' FROM phase "                    \
    "WHERE ends_latest >= $2), "                                                                   \
    "ranked AS (SELECT matter_id, day, what, row_number() OVER "                                   \
    "(PARTITION BY matter_id ORDER BY day, kind, what) AS place FROM ahead), "                     \
    "parties AS (SELECT matter_id, CAST(count(*) AS BIGINT) AS n FROM matter_party "               \
    "GROUP BY matter_id) "                                                                         \
    "SELECT m.slug, m.title, m.plugin, m.dnr, m.status, COALESCE(p.n, 0), r.day, r.what, o.name "  \
    "FROM matter m JOIN organisation o ON o.id = m.organisation_id "                               \
    "LEFT JOIN parties p ON p.matter_id = m.id "                                                   \
    "LEFT JOIN ranked r ON r.matter_id = m.id AND r.place = 1 ORDER BY m.sort_key, m.id"

const ov_sql ov_matter_sql[] = {
    [MATTER_BY_SLUG] = {"matter.by_slug", MATTER "WHERE m.slug = $1", NULL},
    [MATTER_BY_ID] = {"matter.by_id", MATTER "WHERE m.id = $1", NULL},
    [MATTER_ADD] = {"matter.add",
                    "INSERT INTO matter (slug, plugin, title, sort_key, kicker, dnr, status, "
                    "organisation_id, purpose, what, who_decides, how_to_answer, what_next, "
                    "contact) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
                    "RETURNING id",
                    NULL},
    [MATTER_SET_STATUS] = {"matter.set_status", "UPDATE matter SET status = $2 WHERE id = $1",
                           NULL},
    [MATTER_ADD_PARTY] = {"matter.add_party",
                          "INSERT INTO matter_party (matter_id, organisation_id, role) "
                          "VALUES ($1, $2, $3) ON CONFLICT (matter_id, organisation_id) "
                          "DO UPDATE SET role = excluded.role",
                          NULL},
    [MATTER_PARTIES] = {"matter.parties",
                        "SELECT o.id, o.code, o.name, o.type, p.role FROM matter_party p "
                        "JOIN organisation o ON o.id = p.organisation_id WHERE p.matter_id = $1 "
                        "ORDER BY o.sort_key, o.id",
                        NULL},
    [MATTERS_OF] = {"matter.of_organisation",
                    "SELECT m.slug, m.title, m.plugin, m.status, "
                    "CASE WHEN m.organisation_id = $1 THEN 1 ELSE 0 END FROM matter m "
                    "WHERE m.organisation_id = $1 OR EXISTS (SELECT 1 FROM matter_party p "
                    "WHERE p.matter_id = m.id AND p.organisation_id = $1) "
                    "ORDER BY m.sort_key, m.id",
                    NULL},
    [MATTER_LIST] = {"matter.list", LIST, NULL},
    [PHASE_ADD] = {"matter.phase_add",
                   "INSERT INTO phase (matter_id, number, name, note, begins_earliest, "
                   "begins_latest, begins_precision, begins_preliminary, begins_as_written, "
                   "ends_earliest, ends_latest, ends_precision, ends_preliminary, "
                   "ends_as_written) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
                   "$13, $14)",
                   NULL},
    [PHASES] = {"matter.phases",
                "SELECT id, number, name, note, begins_earliest, begins_latest, "
                "begins_precision, begins_preliminary, begins_as_written, ends_earliest, "
                "ends_latest, ends_precision, ends_preliminary, ends_as_written "
                "FROM phase WHERE matter_id = $1 ORDER BY number",
                NULL},
    [MILESTONE_ADD] = {"matter.milestone_add",
                       "INSERT INTO milestone (matter_id, earliest, latest, precision_name, "
                       "preliminary, as_written, title, body, note) "
                       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                       NULL},
    [MILESTONES] = {"matter.milestones",
                    "SELECT id, title, body, note, earliest, latest, precision_name, preliminary, "
                    "as_written FROM milestone WHERE matter_id = $1 ORDER BY earliest, latest, id",
                    NULL},
    {0}};

/* SPDX-License-Identifier: EUPL-1.2 */
/* chain_sql.c — the statements about approval chains. */
#include "auth/chain_sql.h"

#define CHAIN                                                                                      \
    "SELECT c.id, c.organisation_id, c.matter_id, c.is_default, v.used, v.id, v.number, v.name, "  \
    "t.title, v.made_at, a.name, c.ended_at, c.row_version FROM chain c "                          \
    "JOIN chain_version v ON v.chain_id = c.id LEFT JOIN account a ON a.id = v.made_by "           \
    "LEFT JOIN matter t ON t.id = c.matter_id "
#define NOW "v.id = c.version_id "

const ov_sql ov_chain_sql[] = {
    [CHAINS] = {"chain.list",
                CHAIN "WHERE " NOW "AND c.organisation_id = $1 AND (c.ended_at IS NULL OR "
                      "CAST($2 AS BIGINT) = 1) ORDER BY c.is_default DESC, c.id",
                NULL},
    [CHAIN_GET] = {"chain.get", CHAIN "WHERE " NOW "AND c.id = $1", NULL},
    [CHAIN_VERSIONS] = {"chain.versions", CHAIN "WHERE c.id = $1 ORDER BY v.number DESC", NULL},
    [CHAIN_FOR] = {"chain.for",
                   CHAIN "WHERE " NOW "AND c.organisation_id = $1 AND c.ended_at IS NULL AND "
                         "((c.matter_id = $2 AND c.matter_id <> 0) OR c.is_default = 1) "
                         "ORDER BY c.matter_id DESC, c.id LIMIT 1",
                   NULL},
    [CHAIN_STEPS] = {"chain.steps",
                     "SELECT s.id, s.number, s.title, s.needs, x.account_id, x.body_id, x.role, "
                     "COALESCE(a.name, b.name), x.id FROM chain_step s "
                     "LEFT JOIN chain_actor x ON x.step_id = s.id "
                     "LEFT JOIN account a ON a.id = x.account_id "
                     "LEFT JOIN body b ON b.id = x.body_id "
                     "WHERE s.version_id = $1 ORDER BY s.number, x.id",
                     NULL},
    /* $1 step, $2 organisation, $3 matter, $4 today. A person acts by a mandate of today in the
     * organisation, or through the mandate of somebody who stands in for one of the person's. */
    [CHAIN_SEATS] =
        {"chain.seats",
         "SELECT DISTINCT x.id, COALESCE(x.body_id, 0), CASE WHEN x.body_id IS NOT NULL THEN 0 "
         "ELSE COALESCE(x.account_id, p.account_id, a.id, 0) END, "
         "COALESCE(b.name, xa.name, pa.name, a.name), x.role, a.id, a.name FROM chain_actor x "
         "LEFT JOIN (mandate m JOIN account a ON a.id = m.account_id AND a.disabled = 0) "
         "ON m.organisation_id = $2 AND m.ended_at IS NULL AND "
         "(m.matter_id = 0 OR m.matter_id = $3) AND "
         "(m.valid_from IS NULL OR m.valid_from <= $4) AND "
         "(m.valid_to IS NULL OR m.valid_to >= $4) AND (m.role = x.role OR m.body_id = x.body_id "
         "OR m.account_id = x.account_id OR EXISTS (SELECT 1 FROM mandate q WHERE "
         "q.id = m.substitute_for AND q.account_id = x.account_id)) "
         "LEFT JOIN mandate p ON p.id = m.substitute_for "
         "LEFT JOIN account pa ON pa.id = p.account_id "
         "LEFT JOIN account xa ON xa.id = x.account_id LEFT JOIN body b ON b.id = x.body_id "
         "WHERE x.step_id = $1 ORDER BY 1, 3, 7, 6",
         NULL},
    [CHAIN_USE] = {"chain.use", "UPDATE chain_version SET used = 1 WHERE id = $1", NULL},
    [CHAIN_ADD] = {"chain.add",
                   "INSERT INTO chain (organisation_id, matter_id, is_default) VALUES ($1, $2, $3) "
                   "RETURNING id",
                   NULL},
    [CHAIN_CHANGE] = {"chain.change",
                      "UPDATE chain SET matter_id = $3, is_default = $4, version_id = $5, "
                      "row_version = row_version + 1 WHERE id = $1 AND row_version = $2 AND "
                      "ended_at IS NULL",
                      NULL},
    [CHAIN_NOT_DEFAULT] = {"chain.not_default",
                           "UPDATE chain SET is_default = 0, row_version = row_version + 1 "
                           "WHERE organisation_id = $1 AND id <> $2 AND is_default = 1",
                           NULL},
    [CHAIN_OF_MATTER] = {"chain.of_matter",
                         "SELECT id FROM chain WHERE organisation_id = $1 AND matter_id = $2 AND "
                         "id <> $3 AND ended_at IS NULL",
                         NULL},
    [CHAIN_HAS_DEFAULT] = {"chain.has_default",
                           "SELECT id FROM chain WHERE organisation_id = $1 AND id <> $2 AND "
                           "is_default = 1 AND ended_at IS NULL",
                           NULL},
    [CHAIN_END] = {"chain.end",
                   "UPDATE chain SET ended_at = $3, is_default = 0, row_version = row_version + 1 "
                   "WHERE id = $1 AND row_version = $2 AND ended_at IS NULL",
                   NULL},
    [VERSION_ADD] = {"chain.version_add",
                     "INSERT INTO chain_version (chain_id, number, name, made_at, made_by) "
                     "VALUES ($1, $2, $3, $4, $5) RETURNING id",
                     NULL},
    [VERSION_NAME] = {"chain.version_name",
                      "UPDATE chain_version SET name = $2, made_at = $3, made_by = $4 "
                      "WHERE id = $1 AND used = 0",
                      NULL},
    [VERSION_LAST] = {"chain.version_last",
                      "SELECT CAST(max(number) AS BIGINT) FROM chain_version WHERE chain_id = $1",
                      NULL},
    [STEP_ADD] = {"chain.step_add",
                  "INSERT INTO chain_step (version_id, number, title, needs) "
                  "VALUES ($1, $2, $3, $4) RETURNING id",
                  NULL},
    [ACTOR_ADD] = {"chain.actor_add",
                   "INSERT INTO chain_actor (step_id, account_id, body_id, role) "
                   "VALUES ($1, $2, $3, $4) RETURNING id",
                   NULL},
    [ACTORS_CLEAR] = {"chain.actors_clear",
                      "DELETE FROM chain_actor WHERE step_id IN (SELECT s.id FROM chain_step s "
                      "JOIN chain_version v ON v.id = s.version_id "
                      "WHERE s.version_id = $1 AND v.used = 0)",
                      NULL},
    [STEPS_CLEAR] = {"chain.steps_clear",
                     "DELETE FROM chain_step WHERE version_id IN (SELECT v.id FROM chain_version v "
                     "WHERE v.id = $1 AND v.used = 0)",
                     NULL},
    {0}};

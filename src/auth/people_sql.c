/* SPDX-License-Identifier: EUPL-1.2 */
/* people_sql.c — the statements about persons and their mandates. */
#include "auth/people_sql.h"

#define PERSON                                                                                     \
    "SELECT a.id, a.login, a.name, a.email, a.title, a.organisation_id, o.code, o.name, "          \
    "a.disabled, CASE WHEN a.password <> '' THEN 1 ELSE 0 END, a.email_fault, a.created_at, "      \
    "a.invited_at, a.last_sign_in, a.row_version FROM account a "                                  \
    "LEFT JOIN organisation o ON o.id = a.organisation_id "

/* $1: an organisation, 0 for all; $2: words with % between, '%' for all. */
#define PEOPLE_WHERE                                                                               \
    "WHERE (CAST($1 AS BIGINT) = 0 OR a.organisation_id = $1 OR EXISTS (SELECT 1 FROM mandate m "  \
    "WHERE m.account_id = a.id AND m.organisation_id = $1)) "                                      \
    "AND COALESCE(a.search_key, lower(a.name || ' ' || a.login)) LIKE $2 "

#define HELD                                                                                       \
    "SELECT m.id, m.account_id, m.role, m.organisation_id, m.matter_id, m.body_id, m.valid_from, " \
    "m.valid_to, m.substitute_for, m.note, m.ended_at, m.ended_why, m.row_version, a.name, "       \
    "o.code, o.name, t.title, t.slug, b.name, pa.name FROM mandate m "                             \
    "JOIN account a ON a.id = m.account_id "                                                       \
    "LEFT JOIN organisation o ON o.id = m.organisation_id "                                        \
    "LEFT JOIN matter t ON t.id = m.matter_id LEFT JOIN body b ON b.id = m.body_id "               \
    "LEFT JOIN mandate p ON p.id = m.substitute_for "                                              \
    "LEFT JOIN account pa ON pa.id = p.account_id "

const ov_sql ov_people_sql[] = {
    [PERSON_GET] = {"people.get", PERSON "WHERE a.id = $1", NULL},
    [PERSON_BY_EMAIL] = {"people.by_email",
                         PERSON "WHERE lower(a.email) = $1 ORDER BY a.disabled, a.id LIMIT 1",
                         NULL},
    [PEOPLE] = {"people.list",
                PERSON PEOPLE_WHERE "ORDER BY a.sort_key NULLS FIRST, a.name, a.id "
                                    "LIMIT $3 OFFSET $4",
                NULL},
    [PEOPLE_COUNT] = {"people.count",
                      "SELECT CAST(count(*) AS BIGINT) FROM account a " PEOPLE_WHERE, NULL},
    [PERSON_KEYS] = {"people.keys",
                     "UPDATE account SET sort_key = $2, search_key = $3 WHERE id = $1", NULL},
    [PERSON_CHANGE] = {"people.change",
                       "UPDATE account SET name = $3, title = $4, email = $5, email_fault = CASE "
                       "WHEN email = $5 THEN email_fault END, row_version = row_version + 1 "
                       "WHERE id = $1 AND row_version = $2",
                       NULL},
    [PERSON_DISABLE] = {"people.disable",
                        "UPDATE account SET row_version = row_version + 1 "
                        "WHERE id = $1 AND row_version = $2",
                        NULL},
    [PERSON_INVITED] = {"people.invited",
                        "UPDATE account SET invited_at = $2, row_version = row_version + 1 "
                        "WHERE id = $1",
                        NULL},
    [PERSON_IN_ORG] = {"people.in_org",
                       "SELECT 1 FROM account a WHERE a.id = $1 AND (a.organisation_id = $2 OR "
                       "EXISTS (SELECT 1 FROM mandate m WHERE m.account_id = a.id AND "
                       "m.organisation_id = $2))",
                       NULL},
    [MANDATES_OF_PERSON] = {"people.mandates_of_person",
                            HELD "WHERE m.account_id = $1 AND (CAST($2 AS BIGINT) = 0 OR "
                                 "m.organisation_id = $2) ORDER BY m.id",
                            NULL},
    [MANDATES_OF_ORG] = {"people.mandates_of_org",
                         HELD "WHERE (CAST($1 AS BIGINT) = 0 OR m.organisation_id = $1) "
                              "AND m.ended_at IS NULL AND (m.valid_to IS NULL OR m.valid_to >= $2) "
                              "ORDER BY m.account_id, m.id",
                         NULL},
    [MANDATE_GET] = {"people.mandate", HELD "WHERE m.id = $1", NULL},
    [MANDATE_SUBSTITUTES] = {"people.substitutes", HELD "WHERE m.substitute_for = $1 ORDER BY m.id",
                             NULL},
    [MANDATE_GIVE] = {"people.mandate_give",
                      "INSERT INTO mandate (account_id, role, organisation_id, matter_id, body_id, "
                      "valid_from, valid_to, substitute_for, note) "
                      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
                      NULL},
    [MANDATE_CHANGE] = {"people.mandate_change",
                        "UPDATE mandate SET matter_id = $3, body_id = $4, valid_from = $5, "
                        "valid_to = $6, note = $7, row_version = row_version + 1 "
                        "WHERE id = $1 AND row_version = $2 AND ended_at IS NULL",
                        NULL},
    [MANDATE_END] = {"people.mandate_end",
                     "UPDATE mandate SET valid_to = COALESCE(CAST($3 AS BIGINT), valid_to), "
                     "ended_at = $4, ended_why = $5, row_version = row_version + 1 "
                     "WHERE id = $1 AND row_version = $2 AND ended_at IS NULL",
                     NULL},
    /* the same role in the same place, of which some day is in the period */
    [MANDATE_OVERLAP] = {"people.mandate_overlap",
                         "SELECT id FROM mandate WHERE account_id = $1 AND role = $2 AND "
                         "organisation_id = $3 AND matter_id = $4 AND body_id = $5 AND id <> $8 "
                         "AND ended_at IS NULL AND (valid_from IS NULL OR CAST($7 AS BIGINT) IS "
                         "NULL OR valid_from <= $7) AND (valid_to IS NULL OR CAST($6 AS BIGINT) IS "
                         "NULL OR valid_to >= $6)",
                         NULL},
    /* $2: when; $3: why; $4: the first day that is too late, NULL: all of them end */
    [SUBSTITUTES_END] = {"people.substitutes_end",
                         "UPDATE mandate SET ended_at = $2, ended_why = $3, row_version = "
                         "row_version + 1 WHERE substitute_for = $1 AND ended_at IS NULL AND "
                         "(CAST($4 AS BIGINT) IS NULL OR valid_from >= $4)",
                         NULL},
    [SUBSTITUTES_LIMIT] = {"people.substitutes_limit",
                           "UPDATE mandate SET valid_to = $2, row_version = row_version + 1 "
                           "WHERE substitute_for = $1 AND ended_at IS NULL AND (valid_to IS NULL "
                           "OR valid_to > $2)",
                           NULL},
    [MANDATE_HOLDS] = {"people.holds",
                       "SELECT m.id FROM mandate m JOIN account a ON a.id = m.account_id "
                       "WHERE m.account_id = $1 AND a.disabled = 0 AND m.role = $2 AND "
                       "(CAST($3 AS BIGINT) = 0 OR m.organisation_id = $3) AND "
                       "m.ended_at IS NULL AND (m.valid_from IS NULL OR m.valid_from <= $4) AND "
                       "(m.valid_to IS NULL OR m.valid_to >= $4)",
                       NULL},
    /* Periods of a role, of people who can sign in: one who has not accepted an invitation is not
     * there yet. */
    [ADMINISTRATED] = {"people.administrated",
                       "SELECT m.valid_from, m.valid_to FROM mandate m "
                       "JOIN account a ON a.id = m.account_id WHERE m.role = $1 AND "
                       "(CAST($2 AS BIGINT) = 0 OR m.organisation_id = $2) AND m.ended_at IS NULL "
                       "AND a.disabled = 0 AND (a.password <> '' OR "
                       "a.last_sign_in IS NOT NULL) AND (m.valid_to IS NULL OR m.valid_to >= $3) "
                       "ORDER BY m.valid_from NULLS FIRST",
                       NULL},
    [ORG_TYPE] = {"people.org_type", "SELECT type FROM organisation WHERE id = $1", NULL},
    [BODY_ORG] = {"people.body_org", "SELECT organisation_id FROM body WHERE id = $1", NULL},
    {0}};

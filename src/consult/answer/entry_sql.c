/* SPDX-License-Identifier: EUPL-1.2 */
/* entry_sql.c — the statements about what staff type in. */
#include "consult/answer/entry_sql.h"

#define CHECKS                                                                                     \
    "SELECT k.response_id, r.number, k.state, k.text, k.answered_by, k.asked_at, k.answered_at, "  \
    "a.name FROM entry_check k JOIN response r ON r.id = k.response_id "                           \
    "LEFT JOIN account a ON a.id = r.account_id "

const ov_sql ov_entry_sql[] = {
    [ENTRY_PARTY] = {"entry.party",
                     "SELECT o.name, i.class, COALESCE((SELECT max(r.received) FROM response r "
                     "WHERE r.id = COALESCE(i.response_id, i.late_response_id)), 0) "
                     "FROM invitation i JOIN organisation o ON o.id = i.organisation_id "
                     "WHERE i.consultation_id = $1 AND i.organisation_id = $2",
                     NULL},
    [ENTRY_DRAFT_ADD] = {"entry.draft_add",
                         "INSERT INTO draft (consultation_id, organisation_id, kind, respondent, "
                         "class, source, arrived, made_at, made_by) VALUES ($1, $2, 'entry', $3, "
                         "$4, $5, $6, $7, $8) RETURNING id",
                         NULL},
    [ENTRY_ADD] = {"entry.add",
                   "INSERT INTO entry (draft_id, legal_status, arrived_why, replaces, address) "
                   "VALUES ($1, $2, $3, $4, $5)",
                   NULL},
    [ENTRY_COPY_ANSWERS] = {"entry.copy_answers",
                            "INSERT INTO draft_answer (draft_id, question_id, grade_id, comment, "
                            "wording, joins_id, row_version, changed_at, changed_by) "
                            "SELECT CAST($1 AS BIGINT), a.question_id, a.grade_id, a.comment, "
                            "a.wording, a.joins_id, 1, CAST($3 AS BIGINT), CAST($4 AS TEXT) "
                            "FROM response_answer a WHERE a.response_id = $2",
                            NULL},
    [ENTRY_COPY_FILES] = {"entry.copy_files",
                          "INSERT INTO draft_file (draft_id, question_id, file_id, use) "
                          "SELECT CAST($1 AS BIGINT), f.question_id, f.file_id, f.use "
                          "FROM response_file f WHERE f.response_id = $2 ORDER BY f.id",
                          NULL},
    [ENTRY_GET] = {"entry.get",
                   "SELECT d.id, d.consultation_id, d.organisation_id, COALESCE(d.respondent, "
                   "o.name), d.respondent, d.class, d.source, d.arrived, e.arrived_why, "
                   "e.legal_status, e.replaces, e.address FROM draft d "
                   "JOIN entry e ON e.draft_id = d.id "
                   "JOIN organisation o ON o.id = d.organisation_id "
                   "WHERE d.consultation_id = $1 AND d.id = $2 AND d.kind = 'entry' "
                   "AND d.ended_at IS NULL",
                   NULL},
    [ENTRY_LIST] = {"entry.list",
                    "SELECT d.id, COALESCE(d.respondent, o.name), d.class, d.source, d.arrived, "
                    "a.name, (SELECT count(*) FROM draft_answer x WHERE x.draft_id = d.id "
                    "AND (x.grade_id IS NOT NULL OR x.comment <> '')), (SELECT count(*) "
                    "FROM draft_file f WHERE f.draft_id = d.id AND f.removed_at IS NULL) "
                    "FROM draft d JOIN entry e ON e.draft_id = d.id "
                    "JOIN organisation o ON o.id = d.organisation_id "
                    "LEFT JOIN account a ON a.id = d.made_by WHERE d.consultation_id = $1 "
                    "AND d.kind = 'entry' AND d.ended_at IS NULL ORDER BY d.id",
                    NULL},
    [ENTRY_END] = {"entry.end",
                   "UPDATE draft SET ended_at = $2 WHERE id = $1 AND kind = 'entry' "
                   "AND ended_at IS NULL",
                   NULL},
    [ENTRY_SENT] = {"entry.sent",
                    "SELECT r.number, COALESCE(r.respondent, r.party_name), r.class, r.source, "
                    "r.received, r.timing, k.state, k.text, a.name, r.respondent FROM response r "
                    "LEFT JOIN entry_check k ON k.response_id = r.id "
                    "LEFT JOIN account a ON a.id = r.account_id WHERE r.consultation_id = $1 "
                    "AND r.source IN ('paper', 'email') AND r.timing <> 'refused' "
                    "AND NOT EXISTS (SELECT 1 FROM response n WHERE n.replaces_id = r.id) "
                    "ORDER BY r.id DESC",
                    NULL},
    [ENTRY_CHECK_ADD] = {"entry.check_add",
                         "INSERT INTO entry_check (response_id, asked_at, address, token_hash) "
                         "VALUES ($1, $2, $3, $4)",
                         NULL},
    [ENTRY_CHECK_OF] = {"entry.check_of", CHECKS "WHERE k.response_id = $1", NULL},
    [ENTRY_CHECK_TOKEN] = {"entry.check_token",
                           CHECKS "WHERE k.token_hash = $2 AND r.consultation_id = $1", NULL},
    [ENTRY_CHECK_ANSWER] = {"entry.check_answer",
                            "UPDATE entry_check SET state = $2, text = $3, answered_at = $4, "
                            "answered_by = $5, account_id = $6 WHERE response_id = $1 "
                            "AND state = 'asked'",
                            NULL},
    {0}};

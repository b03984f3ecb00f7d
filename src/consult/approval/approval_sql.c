/* SPDX-License-Identifier: EUPL-1.2 */
/* approval_sql.c — the statements about approval. */
#include "consult/approval/approval_sql.h"

#define APPROVAL                                                                                   \
    "SELECT p.id, p.draft_id, d.consultation_id, d.organisation_id, c.matter_id, p.version_id, "   \
    "v.name, p.hash, p.state, p.step, p.begun_at, p.ended_at, p.begun_by, a.name, e.name, "        \
    "p.reason, p.row_version, p.alerted_at FROM approval p JOIN draft d ON d.id = p.draft_id "     \
    "JOIN consultation c ON c.id = d.consultation_id "                                             \
    "JOIN chain_version v ON v.id = p.version_id LEFT JOIN account a ON a.id = p.begun_by "        \
    "LEFT JOIN account e ON e.id = p.ended_by "
#define HOLDS_TODAY                                                                                \
    "m.ended_at IS NULL AND (m.valid_from IS NULL OR m.valid_from <= $2) "                         \
    "AND (m.valid_to IS NULL OR m.valid_to >= $2) "

const ov_sql ov_approval_sql[] = {
    [APPROVAL_GET] = {"approval.get", APPROVAL "WHERE p.id = $1", NULL},
    [APPROVAL_OF] = {"approval.of", APPROVAL "WHERE p.draft_id = $1 ORDER BY p.id DESC LIMIT 1",
                     NULL},
    [APPROVAL_LIST] = {"approval.list",
                       "SELECT p.id, p.state, p.begun_at, a.name, p.ended_at, e.name, p.reason "
                       "FROM approval p LEFT JOIN account a ON a.id = p.begun_by "
                       "LEFT JOIN account e ON e.id = p.ended_by WHERE p.draft_id = $1 "
                       "ORDER BY p.id DESC LIMIT 50",
                       NULL},
    [APPROVAL_ACTS] = {"approval.acts",
                       "SELECT x.seat, x.kind, x.account_id, a.name, x.to_id, t.name, x.reason, "
                       "x.at FROM approval_act x LEFT JOIN account a ON a.id = x.account_id "
                       "LEFT JOIN account t ON t.id = x.to_id "
                       "WHERE x.approval_id = $1 AND x.step_id = $2 ORDER BY x.id",
                       NULL},
    [APPROVAL_ADD] = {"approval.add",
                      "INSERT INTO approval (draft_id, version_id, hash, begun_at, begun_by) "
                      "VALUES ($1, $2, $3, $4, $5) RETURNING id",
                      NULL},
    [APPROVAL_ACT_ADD] = {"approval.act_add",
                          "INSERT INTO approval_act (approval_id, step_id, seat, kind, account_id, "
                          "to_id, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
                          "RETURNING id",
                          NULL},
    [APPROVAL_NEXT] = {"approval.next",
                       "UPDATE approval SET step = step + 1, row_version = row_version + 1 "
                       "WHERE id = $1 AND state = 'in_review'",
                       NULL},
    [APPROVAL_END] = {"approval.end",
                      "UPDATE approval SET state = $2, ended_at = $3, ended_by = $4, reason = $5, "
                      "row_version = row_version + 1 "
                      "WHERE id = $1 AND state IN ('in_review', 'approved')",
                      NULL},
    [APPROVAL_ALERT] = {"approval.alert",
                        "UPDATE approval SET alerted_at = $2 WHERE id = $1 AND alerted_at IS NULL",
                        NULL},
    [APPROVAL_REVIEW_STATE] = {"approval.review_state",
                               "UPDATE invitation SET review_state = $3 "
                               "WHERE consultation_id = $1 AND organisation_id = $2",
                               NULL},
    [APPROVAL_PEOPLE] = {"approval.people",
                         "SELECT DISTINCT a.id, a.name FROM mandate m "
                         "JOIN account a ON a.id = m.account_id AND a.disabled = 0 "
                         "WHERE m.organisation_id = $1 AND " HOLDS_TODAY "ORDER BY 2, 1",
                         NULL},
    [APPROVAL_HELD] = {"approval.held",
                       "SELECT 1 FROM mandate m JOIN account a ON a.id = m.account_id "
                       "AND a.disabled = 0 WHERE m.organisation_id = $1 AND m.account_id = $3 "
                       "AND " HOLDS_TODAY "LIMIT 1",
                       NULL},
    [APPROVALS_OPEN] = {"approval.open",
                        "SELECT id FROM approval WHERE state IN ('in_review', 'approved') "
                        "ORDER BY id",
                        NULL},
    [APPROVALS_OF_ORG] =
        {"approval.of_org",
         "SELECT p.id, c.id, m.slug, c.title, COALESCE(i.deadline, c.deadline), p.state, "
         "p.begun_by, p.reason, m.id, m.organisation_id FROM draft d "
         "JOIN consultation c ON c.id = d.consultation_id AND c.state = 'open' "
         "JOIN matter m ON m.id = c.matter_id "
         "JOIN invitation i ON i.consultation_id = c.id AND i.organisation_id = d.organisation_id "
         "JOIN approval p ON p.id = (SELECT max(n.id) FROM approval n WHERE n.draft_id = d.id) "
         "WHERE d.organisation_id = $1 AND d.kind = 'own' "
         "AND p.state IN ('in_review', 'approved', 'returned', 'changed') "
         "ORDER BY COALESCE(i.deadline, c.deadline), c.id",
         NULL},
    {0}};

/* SPDX-License-Identifier: EUPL-1.2 */
/* answer_sql.c — the statements about drafts as those who write them see them. */
#include "consult/answer/answer_sql.h"

/* As OV_DRAFT_… and OV_ANSWER_…; how much of each text depends on what it is read for. */
#define ROWS(html, comment, wording, body)                                                         \
    "SELECT q.id, q.n, q.node_id, q.number, q.heading, " html ", g.code, " comment                 \
    ", COALESCE(a.row_version, 0), a.changed_at, a.changed_by, q.kind, q.document_id, q.title, "   \
    "q.hint, q.required, q.scale_id, " wording ", j.code, j.name, k.version_id, a.joins_id, " body \
    ", COALESCE(g.needs_reason, 0), g.label, (SELECT count(*) FROM draft_file f WHERE "            \
    "f.draft_id = $2 AND f.question_id = q.id AND f.removed_at IS NULL), t.seq, q.removed_by "     \
    "FROM question q LEFT JOIN consultation_document k ON k.id = q.document_id "                   \
    "LEFT JOIN node_text t ON t.version_id = k.version_id AND t.node_id = q.node_id "              \
    "LEFT JOIN draft_answer a ON a.draft_id = $2 AND a.question_id = q.id "                        \
    "LEFT JOIN grade g ON g.id = a.grade_id LEFT JOIN organisation j ON j.id = a.joins_id "        \
    "WHERE q.consultation_id = $1 "

#define SAYS_SOMETHING                                                                             \
    "(a.grade_id IS NOT NULL OR a.comment <> '' OR a.wording IS NOT NULL OR a.joins_id IS NOT "    \
    "NULL)"

const ov_sql ov_answer_sql[] = {
    [ANSWER_LIST] = {"answer.list",
                     ROWS("NULL", "COALESCE(substr(a.comment, 1, 1), '')",
                          "substr(a.wording, 1, 1)", "NULL") "ORDER BY q.n",
                     NULL},
    [ANSWER_REVIEW] = {"answer.review",
                       ROWS("NULL", "COALESCE(a.comment, '')", "a.wording",
                            "CASE WHEN a.wording IS NOT NULL THEN t.body END") "ORDER BY q.n",
                       NULL},
    [ANSWER_ONE] = {"answer.one",
                    ROWS("t.html", "COALESCE(a.comment, '')", "a.wording", "t.body") "AND q.n = $3",
                    NULL},
    [ANSWER_STRUCK] =
        {"answer.struck",
         "SELECT q.n, q.number, q.heading, q.title, t.html, g.label, COALESCE(a.comment, ''), "
         "a.wording, j.name, a.changed_at, a.changed_by FROM question q "
         "JOIN correction k ON k.id = q.removed_by LEFT JOIN node_text t "
         "ON t.version_id = k.old_version_id AND t.node_id = q.node_id "
         "LEFT JOIN draft_answer a ON a.draft_id = $2 AND a.question_id = q.id "
         "LEFT JOIN grade g ON g.id = a.grade_id LEFT JOIN organisation j ON j.id = a.joins_id "
         "WHERE q.consultation_id = $1 ORDER BY q.n",
         NULL},
    [ANSWER_NEIGHBOURS] =
        {"answer.neighbours",
         "SELECT q.n, q.number, q.heading, q.title, q.node_id, (SELECT count(*) FROM question "
         "WHERE consultation_id = $1 AND removed_by IS NULL), (SELECT count(*) FROM question "
         "WHERE consultation_id = $1 AND removed_by IS NULL AND n <= $2) "
         "FROM question q WHERE q.consultation_id = $1 AND q.n IN ((SELECT max(n) FROM question "
         "WHERE consultation_id = $1 AND removed_by IS NULL AND n < $2), (SELECT min(n) "
         "FROM question WHERE consultation_id = $1 AND removed_by IS NULL AND n > $2)) "
         "ORDER BY q.n",
         NULL},
    [ANSWER_CHAPTERS] = {"answer.chapters",
                         "SELECT k.id, t.seq, t.number, t.heading FROM consultation_document k "
                         "JOIN node_text t ON t.version_id = k.version_id "
                         "WHERE k.consultation_id = $1 AND t.body = '' ORDER BY k.position, t.seq",
                         NULL},
    [ANSWER_BODY] = {"answer.body",
                     "SELECT t.body FROM question q JOIN consultation_document k "
                     "ON k.id = q.document_id JOIN node_text t ON t.version_id = k.version_id "
                     "AND t.node_id = q.node_id WHERE q.id = $1",
                     NULL},
    [ANSWER_MISSING] =
        {"answer.missing",
         "SELECT q.n, q.number, q.heading, q.title, CASE WHEN COALESCE(g.needs_reason, 0) = 1 "
         "THEN 'reason' ELSE 'required' END FROM question q "
         "LEFT JOIN draft_answer a ON a.draft_id = $2 AND a.question_id = q.id "
         "LEFT JOIN grade g ON g.id = a.grade_id WHERE q.consultation_id = $1 "
         "AND q.removed_by IS NULL AND ((g.needs_reason = 1 AND a.comment = '' AND a.wording IS "
         "NULL AND a.joins_id IS NULL) OR "
         "(q.required = 1 AND a.grade_id IS NULL AND a.joins_id IS NULL "
         "AND (q.kind IN ('grade', 'choice') OR ((q.kind = 'file' OR (COALESCE(a.comment, '') = '' "
         "AND a.wording IS NULL)) AND NOT EXISTS (SELECT 1 FROM draft_file f WHERE f.draft_id = $2 "
         "AND f.question_id = q.id AND f.removed_at IS NULL))))) ORDER BY q.n",
         NULL},
    [ANSWER_ATTACHED_ONLY] =
        {"answer.attached_only",
         "SELECT CASE WHEN EXISTS (SELECT 1 FROM draft_file f WHERE f.draft_id = $1 "
         "AND f.removed_at IS NULL) AND NOT EXISTS (SELECT 1 FROM draft_answer a "
         "WHERE a.draft_id = $1 AND " SAYS_SOMETHING ") THEN 1 ELSE 0 END",
         NULL},

    [ANSWER_LEASE_GET] = {"answer.lease_get",
                          "SELECT l.account_id, u.name, l.since, l.until FROM answer_lease l "
                          "JOIN account u ON u.id = l.account_id WHERE l.draft_id = $1 "
                          "AND l.question_id = $2 AND l.until > $3 AND l.account_id <> $4",
                          NULL},
    [ANSWER_LEASE_PUT] =
        {"answer.lease_put",
         "INSERT INTO answer_lease (draft_id, question_id, account_id, since, until) "
         "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (draft_id, question_id) DO UPDATE SET "
         "account_id = excluded.account_id, until = excluded.until, since = CASE WHEN "
         "answer_lease.account_id = excluded.account_id AND answer_lease.until > excluded.since "
         "THEN answer_lease.since ELSE excluded.since END",
         NULL},
    [ANSWER_LEASE_DROP] = {"answer.lease_drop",
                           "DELETE FROM answer_lease WHERE draft_id = $1 AND question_id = $2 "
                           "AND account_id = $3",
                           NULL},
    [ANSWER_LEASES] = {"answer.leases",
                       "SELECT l.question_id, u.name FROM answer_lease l JOIN account u "
                       "ON u.id = l.account_id WHERE l.draft_id = $1 AND l.until > $2 "
                       "AND l.account_id <> $3 ORDER BY l.question_id",
                       NULL},

    /* what goes on may not lose much of what stood there: that begins a new row */
    [ANSWER_HISTORY_GO_ON] =
        {"answer.history_go_on",
         "UPDATE answer_history SET grade_id = a.grade_id, comment = a.comment, "
         "wording = a.wording, joins_id = a.joins_id, at = $3 FROM draft_answer a "
         "WHERE a.draft_id = $1 AND a.question_id = $2 AND answer_history.id = (SELECT max(h.id) "
         "FROM answer_history h WHERE h.draft_id = $1 AND h.question_id = $2) "
         "AND answer_history.began > $4 AND COALESCE(answer_history.account_id, 0) = $5 "
         "AND answer_history.by_name = a.changed_by "
         "AND length(answer_history.comment) <= 2 * length(a.comment) + 100 "
         "AND length(COALESCE(answer_history.wording, '')) "
         "<= 2 * length(COALESCE(a.wording, '')) + 100",
         NULL},
    [ANSWER_HISTORY_ADD] =
        {"answer.history_add",
         "INSERT INTO answer_history (draft_id, question_id, grade_id, comment, wording, joins_id, "
         "began, at, account_id, by_name) SELECT a.draft_id, a.question_id, a.grade_id, a.comment, "
         "a.wording, a.joins_id, CAST($3 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), "
         "a.changed_by FROM draft_answer a WHERE a.draft_id = $1 AND a.question_id = $2",
         NULL},
    [ANSWER_HISTORY] = {"answer.history",
                        "SELECT h.id, g.code, g.label, h.comment, h.wording, h.joins_id, j.name, "
                        "h.began, h.at, h.by_name FROM answer_history h LEFT JOIN grade g "
                        "ON g.id = h.grade_id LEFT JOIN organisation j ON j.id = h.joins_id "
                        "WHERE h.draft_id = $1 AND h.question_id = $2 AND ($3 = 0 OR h.id < $3) "
                        "ORDER BY h.id DESC LIMIT $4",
                        NULL},

    [ANSWER_NOTES] = {"answer.notes",
                      "SELECT o.id, q.n, o.source, o.account_id, o.author, o.at, o.text "
                      "FROM internal_note o LEFT JOIN question q ON q.id = o.question_id "
                      "WHERE o.draft_id = $1 AND COALESCE(o.question_id, 0) = $2 "
                      "AND o.removed_at IS NULL ORDER BY o.id",
                      NULL},
    [ANSWER_NOTE_COUNTS] = {"answer.note_counts",
                            "SELECT COALESCE(question_id, 0), count(*) FROM internal_note "
                            "WHERE draft_id = $1 AND removed_at IS NULL "
                            "GROUP BY COALESCE(question_id, 0)",
                            NULL},
    [ANSWER_NOTE_ADD] =
        {"answer.note_add",
         "INSERT INTO internal_note (draft_id, question_id, source, account_id, author, at, text) "
         "SELECT d.id, CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS TEXT), "
         "CAST($6 AS BIGINT), CAST($7 AS TEXT) FROM draft d WHERE d.id = $1 AND "
         "(CAST($2 AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM question q WHERE q.id = $2 "
         "AND q.consultation_id = d.consultation_id))",
         NULL},
    [ANSWER_NOTE_REMOVE] = {"answer.note_remove",
                            "UPDATE internal_note SET removed_at = $3, text = '' WHERE id = $1 "
                            "AND draft_id = $2 AND account_id = $4 AND removed_at IS NULL",
                            NULL},

    [ANSWER_JOINABLE] = {"answer.joinable",
                         "SELECT o.id, o.code, o.name FROM invitation i JOIN organisation o "
                         "ON o.id = i.organisation_id WHERE i.consultation_id = $1 "
                         "AND i.invited_at IS NOT NULL AND o.id <> $2 ORDER BY o.sort_key, o.code",
                         NULL},
    [ANSWER_MAY_JOIN] = {"answer.may_join",
                         "SELECT count(*) FROM draft d JOIN invitation i "
                         "ON i.consultation_id = d.consultation_id WHERE d.id = $1 "
                         "AND i.organisation_id = $2 AND i.invited_at IS NOT NULL "
                         "AND d.organisation_id <> $2",
                         NULL},
    [ANSWER_JOINED_BY] =
        {"answer.joined_by",
         "SELECT r.party_code, r.party_name, q.n, q.number, q.heading, q.title, q.node_id "
         "FROM counted k JOIN response_answer a ON a.response_id = k.response_id "
         "JOIN response r ON r.id = k.response_id JOIN question q ON q.id = a.question_id "
         "WHERE k.consultation_id = $1 AND a.joins_id = $2 AND EXISTS (SELECT 1 FROM counted w "
         "WHERE w.consultation_id = $1 AND w.organisation_id = $2) "
         "ORDER BY (SELECT o.sort_key FROM organisation o WHERE o.id = r.organisation_id), "
         "r.party_code, q.n",
         NULL},
    {0}};

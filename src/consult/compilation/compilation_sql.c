/* SPDX-License-Identifier: EUPL-1.2 */
/* compilation_sql.c — the statements of the compilation. */
#include "consult/compilation/compilation_sql.h"

/* The answers that count now, or counted at the instant $2; then what the filter lets in. Only
 * their timing is asked later (IN_TIME), since the late ones are told whether shown or not. */
#define AT "CAST($2 AS BIGINT)"
/* What was decided after the response was sent. */
#define DECIDED                                                                                    \
    "LEFT JOIN decision dd ON dd.response_id = r.id AND dd.ended_at IS NULL "                      \
    "AND dd.outcome <> 'rejected' AND (" AT " = 0 OR dd.made_at <= " AT ") "
/* A correction came after it, and the party has not said that the answer still holds. */
#define EARLIER                                                                                    \
    "CASE WHEN EXISTS (SELECT 1 FROM correction x WHERE x.consultation_id = $1 "                   \
    "AND x.made_at > r.committed AND (" AT " = 0 OR x.made_at <= " AT ") AND NOT EXISTS "          \
    "(SELECT 1 FROM response_confirmation y WHERE y.response_id = r.id "                           \
    "AND y.correction_id = x.id)) THEN 1 ELSE 0 END"
#define DNR                                                                                        \
    "(SELECT e.dnr FROM diary_entry e WHERE e.response_id = r.id AND e.side = 'receiver' "         \
    "ORDER BY e.id DESC LIMIT 1)"
#define RESPONSE                                                                                   \
    "f.timing, r.number, COALESCE(dd.legal_status, r.legal_status), r.legal_status, r.source, "    \
    "r.with_parties, "                                                                             \
    "COALESCE(dd.body, r.decision_body), COALESCE(dd.ref, r.decision_ref), "                       \
    "COALESCE(dd.day, r.decision_day), r.received, r.answers, r.committed, " EARLIER ", " DNR ", "
#define ANSWERS                                                                                    \
    "WITH k AS (SELECT response_id, organisation_id, class, timing FROM counted "                  \
    "WHERE consultation_id = $1 AND " AT " = 0 UNION ALL "                                         \
    "SELECT l.response_id, l.organisation_id, l.class, l.timing FROM counted_log l "               \
    "WHERE " AT " <> 0 AND l.consultation_id = $1 AND l.timing IS NOT NULL AND l.id = "            \
    "(SELECT max(x.id) FROM counted_log x WHERE x.response_id = l.response_id AND x.at <= " AT     \
    ")), f AS (SELECT k.response_id, k.organisation_id, k.class, k.timing, r.respondent "          \
    "FROM k JOIN response r ON r.id = k.response_id " DECIDED                                      \
    "JOIN organisation o ON o.id = k.organisation_id WHERE ($3 = 'all' OR k.class = $3) "          \
    "AND ($5 = '' OR (r.respondent IS NULL AND o.type = $5)) AND ($6 = '' OR "                     \
    "COALESCE(dd.legal_status, r.legal_status) = $6 "                                              \
    "OR ($6 = 'decided' AND COALESCE(dd.legal_status, r.legal_status) IN ('delegated', "           \
    "'chair_urgent', 'board_decided'))) "                                                          \
    "AND (CAST($7 AS BIGINT) = 0 OR (r.respondent IS NULL AND EXISTS (SELECT 1 "                   \
    "FROM party_group_member m WHERE m.group_id = $7 "                                             \
    "AND m.organisation_id = k.organisation_id))) "                                                \
    "AND (CAST($8 AS BIGINT) = 0 OR " EARLIER " = 2 - CAST($8 AS BIGINT))) "
#define IN_TIME "($4 = 1 OR f.timing <> 'late')"

/* An invitation that the filter lets in, whether answered or not. */
#define PARTY                                                                                      \
    "i.consultation_id = $1 AND ($3 = 'all' OR i.class = $3) AND ($5 = '' OR o.type = $5) "        \
    "AND (CAST($7 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM party_group_member m "                   \
    "WHERE m.group_id = $7 AND m.organisation_id = i.organisation_id))"
#define INVITED                                                                                    \
    "($6 = '' AND CAST($8 AS BIGINT) = 0 AND i.invited_at IS NOT NULL AND (" AT                    \
    " = 0 OR i.invited_at <= " AT "))"

const ov_sql ov_compilation_sql[] = {
    [COMPILATION_QUESTIONS] = {"compilation.questions",
                               "SELECT id, n, document_id, node_id, kind, number, heading, title, "
                               "scale_id FROM question WHERE consultation_id = $1 ORDER BY n",
                               NULL},
    [COMPILATION_SCALES] = {"compilation.scales",
                            "SELECT s.id, s.is_ordinal, g.id, g.code, g.label, g.ordinal, "
                            "g.needs_reason FROM scale s JOIN grade g ON g.scale_id = s.id "
                            "WHERE s.id IN (SELECT q.scale_id FROM question q "
                            "WHERE q.consultation_id = $1) ORDER BY s.id, g.position",
                            NULL},
    [COMPILATION_KEPT] = {"compilation.kept",
                          "SELECT question_id, grade_id, n, comments FROM tally "
                          "WHERE consultation_id = $1 AND class = $2 "
                          "AND ($3 = 1 OR timing <> 'late') ORDER BY question_id",
                          NULL},
    [COMPILATION_KEPT_HEAD] =
        {"compilation.kept_head",
         "SELECT (SELECT count(*) FROM invitation i WHERE i.consultation_id = $1 AND i.class = $2 "
         "AND i.invited_at IS NOT NULL) + (SELECT count(*) FROM invitation i "
         "WHERE i.consultation_id = $1 AND i.class = $2 AND i.invited_at IS NULL "
         "AND EXISTS (SELECT 1 FROM counted k WHERE k.consultation_id = $1 "
         "AND k.organisation_id = i.organisation_id AND ($3 = 1 OR k.timing <> 'late'))), "
         "(SELECT count(*) FROM counted WHERE consultation_id = $1 AND class = $2 "
         "AND timing = 'in_time'), "
         "(SELECT count(*) FROM counted WHERE consultation_id = $1 AND class = $2 "
         "AND timing = 'included'), "
         "(SELECT count(*) FROM counted WHERE consultation_id = $1 AND class = $2 "
         "AND timing = 'late')",
         NULL},
    [COMPILATION_FIGURES] = {"compilation.figures",
                             ANSWERS
                             "SELECT a.question_id, COALESCE(a.grade_id, 0), count(*), "
                             "CAST(sum(CASE WHEN a.comment = '' THEN 0 ELSE 1 END) AS BIGINT) "
                             "FROM f JOIN response_answer a ON a.response_id = f.response_id "
                             "WHERE " IN_TIME " GROUP BY a.question_id, COALESCE(a.grade_id, 0) "
                             "ORDER BY a.question_id, COALESCE(a.grade_id, 0)",
                             NULL},
    [COMPILATION_HEAD] = {"compilation.head",
                          ANSWERS
                          "SELECT (SELECT count(*) FROM invitation i JOIN organisation o "
                          "ON o.id = i.organisation_id WHERE " PARTY " AND (" INVITED
                          " OR EXISTS (SELECT 1 FROM f WHERE f.organisation_id = i.organisation_id "
                          "AND f.respondent IS NULL AND " IN_TIME "))) "
                          "+ (SELECT count(*) FROM f WHERE f.respondent IS NOT NULL AND " IN_TIME
                          "), "
                          "(SELECT count(*) FROM f WHERE f.timing = 'in_time'), "
                          "(SELECT count(*) FROM f WHERE f.timing = 'included'), "
                          "(SELECT count(*) FROM f WHERE f.timing = 'late')",
                          NULL},
    [COMPILATION_PARTIES] =
        {"compilation.parties",
         ANSWERS "SELECT o.id, r.id, o.code, o.name, i.class, o.type, " RESPONSE
                 "CASE WHEN r.id IS NULL AND EXISTS (SELECT 1 FROM f x "
                 "WHERE x.organisation_id = o.id AND x.respondent IS NULL AND x.timing = 'late') "
                 "THEN 1 ELSE 0 END AS left_out, 0 AS outsider, o.sort_key AS place "
                 "FROM invitation i JOIN organisation o ON o.id = i.organisation_id "
                 "LEFT JOIN f ON f.organisation_id = o.id AND f.respondent IS NULL AND " IN_TIME
                 " LEFT JOIN response r ON r.id = f.response_id " DECIDED "WHERE " PARTY
                 " AND (" INVITED " OR r.id IS NOT NULL) UNION ALL "
                 "SELECT o.id, r.id, '-', r.respondent, f.class, NULL, " RESPONSE
                 "0, 1, r.number FROM f "
                 "JOIN response r ON r.id = f.response_id " DECIDED
                 "JOIN organisation o ON o.id = f.organisation_id "
                 "WHERE f.respondent IS NOT NULL AND " IN_TIME " ORDER BY outsider, place, 3",
         NULL},
    [COMPILATION_GRADES] = {"compilation.grades",
                            ANSWERS
                            "SELECT a.response_id, a.question_id, COALESCE(a.grade_id, 0) FROM f "
                            "JOIN response_answer a ON a.response_id = f.response_id "
                            "JOIN question q ON q.id = a.question_id WHERE " IN_TIME
                            " AND (CAST($9 AS BIGINT) = 0 OR q.document_id = $9) "
                            "AND (CAST($10 AS BIGINT) = 0 OR q.id = $10)",
                            NULL},
    [COMPILATION_TEXTS] = {"compilation.texts",
                           ANSWERS "SELECT a.response_id, a.question_id, COALESCE(a.grade_id, 0), "
                                   "a.comment, a.wording, j.name FROM f "
                                   "JOIN response_answer a ON a.response_id = f.response_id "
                                   "JOIN question q ON q.id = a.question_id "
                                   "LEFT JOIN organisation j ON j.id = a.joins_id WHERE " IN_TIME
                                   " AND (CAST($9 AS BIGINT) = 0 OR q.document_id = $9) "
                                   "AND (CAST($10 AS BIGINT) = 0 OR q.id = $10)",
                           NULL},
    [COMPILATION_MASKS] = {"compilation.masks",
                           "SELECT response_id, question_id, field, from_byte, to_byte "
                           "FROM screening WHERE consultation_id = $1 AND hidden = 1 "
                           "AND undone_at IS NULL ORDER BY response_id, question_id, field, "
                           "from_byte, to_byte",
                           NULL},
    [COMPILATION_NOTE] = {"compilation.note",
                          "INSERT INTO counted_log (response_id, consultation_id, "
                          "organisation_id, class, timing, at) VALUES ($1, $2, $3, $4, $5, $6)",
                          NULL},
    [COMPILATION_PUBLICATION] = {"compilation.publication",
                                 "SELECT scope, files, made_at FROM round_publication "
                                 "WHERE consultation_id = $1 AND ended_at IS NULL",
                                 NULL},
    [COMPILATION_BODY] = {"compilation.body",
                          "SELECT t.body FROM consultation_document k JOIN node_text t "
                          "ON t.version_id = k.version_id WHERE k.id = $1 AND t.node_id = $2",
                          NULL},
    [COMPILATION_OF_RESPONSE] = {"compilation.of_response",
                                 "SELECT a.response_id, a.question_id, COALESCE(a.grade_id, 0), "
                                 "a.comment, a.wording, j.name "
                                 "FROM response_answer a LEFT JOIN organisation j ON j.id = "
                                 "a.joins_id WHERE a.response_id = $1",
                                 NULL},
    [COMPILATION_FILED] = {"compilation.filed",
                           ANSWERS
                           "SELECT d.question_id, 0, count(DISTINCT d.response_id), 0 FROM f "
                           "JOIN response_file d ON d.response_id = f.response_id "
                           "JOIN question q ON q.id = d.question_id WHERE " IN_TIME
                           " AND q.kind = 'file' "
                           "AND NOT EXISTS (SELECT 1 FROM response_answer a "
                           "WHERE a.response_id = d.response_id AND a.question_id = d.question_id) "
                           "GROUP BY d.question_id",
                           NULL},
    [COMPILATION_FILES] = {"compilation.files",
                           ANSWERS
                           "SELECT d.response_id, COALESCE(d.question_id, 0), d.file_id, s.name, "
                           "d.use FROM f JOIN response_file d ON d.response_id = f.response_id "
                           "JOIN stored_file s ON s.id = d.file_id WHERE " IN_TIME
                           " AND (CAST($9 AS BIGINT) = 0 OR d.question_id = $9) "
                           "ORDER BY d.response_id, d.id",
                           NULL},
    [COMPILATION_WHY] = {"compilation.why",
                         "UPDATE counted_log SET why = $2, made_by = $3 WHERE id = (SELECT "
                         "max(x.id) FROM counted_log x "
                         "WHERE x.response_id = $1)",
                         NULL},
    [COMPILATION_VERIFY] =
        {"compilation.verify",
         "SELECT l.response_id FROM counted_log l LEFT JOIN counted k "
         "ON k.response_id = l.response_id WHERE l.id = (SELECT max(x.id) FROM counted_log x "
         "WHERE x.response_id = l.response_id) AND (COALESCE(l.timing, '') <> "
         "COALESCE(k.timing, '') OR l.class <> COALESCE(k.class, l.class) "
         "OR l.consultation_id <> COALESCE(k.consultation_id, l.consultation_id)) UNION ALL "
         "SELECT k.response_id FROM counted k WHERE NOT EXISTS (SELECT 1 FROM counted_log l "
         "WHERE l.response_id = k.response_id) ORDER BY 1",
         NULL},
    {0},
};

/* SPDX-License-Identifier: EUPL-1.2 */
/* setup_sql.c — the statements of the set-up. All that write ask for a round that is not open; a
 * trigger refuses the rest. */
#include "consult/setup/setup_sql.h"

#define SETTING_UP "c.state IN ('draft', 'checked')"

const ov_sql ov_setup_sql[] = {
    [SETUP_LIST] = {"setup.list",
                    "SELECT c.id, c.title, c.state, m.slug, m.title, c.checked_by, a.name, "
                    "c.deadline_day, b.name, m.id, m.organisation_id "
                    "FROM consultation c JOIN matter m ON m.id = c.matter_id "
                    "LEFT JOIN account a ON a.id = c.checked_by "
                    "LEFT JOIN account b ON b.id = c.made_by "
                    "WHERE ($1 = 0 OR c.matter_id = $1) AND " SETTING_UP " ORDER BY c.id DESC",
                    NULL},
    [SETUP_LAST] = {"setup.last",
                    "SELECT c.decides, c.how_to_answer, c.next_steps, c.contact_name, "
                    "c.contact_email, c.contact_phone, c.statutory FROM consultation c "
                    "JOIN matter m ON m.id = c.matter_id "
                    "WHERE m.organisation_id = (SELECT organisation_id FROM matter WHERE id = $1) "
                    "AND c.contact_name IS NOT NULL "
                    "ORDER BY CASE WHEN c.matter_id = $1 THEN 0 ELSE 1 END, c.id DESC LIMIT 1",
                    NULL},
    [SETUP_TOUCH] = {"setup.touch",
                     "UPDATE consultation SET row_version = row_version + 1 "
                     "WHERE id = $1 AND state = 'draft'",
                     NULL},
    [SETUP_ROWS] = {"setup.rows",
                    "SELECT text_row, times_row, questions_row FROM consultation WHERE id = $1",
                    NULL},
    [SETUP_TEXT] = {"setup.text",
                    "UPDATE consultation SET title = $2, intro = $3, decides = $4, "
                    "how_to_answer = $5, next_steps = $6, contact_name = $7, contact_email = $8, "
                    "contact_phone = $9, dnr = $10, text_row = text_row + 1 "
                    "WHERE id = $1 AND text_row = $11",
                    NULL},
    [SETUP_TIMES] = {"setup.times",
                     "UPDATE consultation SET asked_day = $2, statutory = $3, deadline_day = $4, "
                     "deadline = $5, closes_at = $5, opens_at = $6, refuse_late = $7, "
                     "times_row = times_row + 1 WHERE id = $1 AND times_row = $8",
                     NULL},
    [SETUP_QUESTIONS_ROW] = {"setup.questions_row",
                             "UPDATE consultation SET questions_row = questions_row + 1 "
                             "WHERE id = $1 AND ($2 = 0 OR questions_row = $2)",
                             NULL},

    [SETUP_VERSIONS] = {"setup.versions",
                        "SELECT v.id, d.title, v.label, v.day, CASE WHEN EXISTS (SELECT 1 "
                        "FROM version w WHERE w.document_id = v.document_id "
                        "AND w.hash IS NOT NULL AND (w.day > v.day OR (w.day = v.day "
                        "AND w.id > v.id))) THEN 0 ELSE 1 END AS newest "
                        "FROM version v JOIN document d ON d.id = v.document_id "
                        "WHERE v.matter_id = $1 AND v.hash IS NOT NULL AND NOT EXISTS (SELECT 1 "
                        "FROM consultation_document k JOIN version x ON x.id = k.version_id "
                        "WHERE k.consultation_id = $2 AND x.document_id = v.document_id) "
                        "ORDER BY newest DESC, v.day DESC, v.id DESC",
                        NULL},
    [SETUP_DOCUMENT_PLACE] = {"setup.document_place",
                              "SELECT k.position, (SELECT count(*) FROM consultation_document x "
                              "WHERE x.consultation_id = $1) FROM consultation_document k "
                              "WHERE k.consultation_id = $1 AND k.id = $2",
                              NULL},
    [SETUP_DOCUMENT_AT] = {"setup.document_at",
                           "SELECT id FROM consultation_document WHERE consultation_id = $1 "
                           "AND position = $2",
                           NULL},
    [SETUP_DOCUMENT_PUT] = {"setup.document_put",
                            "UPDATE consultation_document SET position = $2 WHERE id = $1", NULL},
    [SETUP_DOCUMENT_DROP] = {"setup.document_drop",
                             "DELETE FROM consultation_document WHERE consultation_id = $1 "
                             "AND id = $2",
                             NULL},
    [SETUP_DOCUMENTS_CLOSE_UP] = {"setup.documents_close_up",
                                  "UPDATE consultation_document SET position = 1 - position "
                                  "WHERE consultation_id = $1 AND position > $2",
                                  NULL},
    [SETUP_DOCUMENTS_BACK] = {"setup.documents_back",
                              "UPDATE consultation_document SET position = -position "
                              "WHERE consultation_id = $1 AND position < 0",
                              NULL},
    [SETUP_FIRST] = {"setup.first",
                     "UPDATE consultation SET version_id = (SELECT k.version_id "
                     "FROM consultation_document k WHERE k.consultation_id = $1 "
                     "AND k.position = 1) WHERE id = $1",
                     NULL},

    [SETUP_PARTIES] = {"setup.parties",
                       "SELECT o.id, o.type, o.code, o.name, o.registry_email, i.class, o.ended_on "
                       "FROM invitation i JOIN organisation o ON o.id = i.organisation_id "
                       "WHERE i.consultation_id = $1 ORDER BY o.sort_key, o.code",
                       NULL},
    [SETUP_PARTY_ADD] = {"setup.party_add",
                         "INSERT INTO invitation (consultation_id, organisation_id, class) "
                         "SELECT CAST($1 AS BIGINT), o.id, CASE WHEN o.type = 'council' THEN "
                         "'council' ELSE 'official' END FROM organisation o WHERE o.id = $2 "
                         "ON CONFLICT (consultation_id, organisation_id) DO NOTHING",
                         NULL},
    [SETUP_PARTY_REMOVE] = {"setup.party_remove",
                            "DELETE FROM invitation WHERE consultation_id = $1 "
                            "AND organisation_id = $2",
                            NULL},
    [SETUP_PARTY_CLASS] = {"setup.party_class",
                           "UPDATE invitation SET class = $3 WHERE consultation_id = $1 "
                           "AND organisation_id = $2 AND class <> $3",
                           NULL},
    [SETUP_MEETINGS] =
        {"setup.meetings",
         "SELECT o.code, o.name, min(CASE WHEN m.held_on < $3 THEN m.held_on END), "
         "max(CASE WHEN m.held_on >= $3 THEN 1 ELSE 0 END) FROM invitation i "
         "JOIN organisation o ON o.id = i.organisation_id "
         "LEFT JOIN body b ON b.organisation_id = o.id AND b.decides = 1 "
         "LEFT JOIN body_meeting m ON m.body_id = b.id AND m.cancelled = 0 AND m.held_on >= $2 "
         "AND (b.ended_on IS NULL OR b.ended_on >= m.held_on) "
         "WHERE i.consultation_id = $1 AND i.class = 'official' "
         "GROUP BY o.id, o.code, o.name, o.sort_key ORDER BY o.sort_key, o.code",
         NULL},

    [SETUP_PROVISIONS] =
        {"setup.provisions",
         "SELECT k.id, d.title, t.node_id, t.title, q.id FROM consultation_document k "
         "JOIN version v ON v.id = k.version_id JOIN document d ON d.id = v.document_id "
         "JOIN node_text t ON t.version_id = k.version_id AND t.body <> '' "
         "LEFT JOIN question q ON q.document_id = k.id AND q.node_id = t.node_id "
         "AND q.kind = 'grade' WHERE k.consultation_id = $1 ORDER BY k.position, t.seq",
         NULL},
    [SETUP_QUESTIONS] = {"setup.questions",
                         "SELECT q.id, q.n, q.kind, q.document_id, d.title, q.node_id, t.title, "
                         "q.title, q.hint, q.required, q.scale_id, q.row_version FROM question q "
                         "LEFT JOIN consultation_document k ON k.id = q.document_id "
                         "LEFT JOIN version v ON v.id = k.version_id "
                         "LEFT JOIN document d ON d.id = v.document_id "
                         "LEFT JOIN node_text t ON t.version_id = k.version_id "
                         "AND t.node_id = q.node_id WHERE q.consultation_id = $1 ORDER BY q.n",
                         NULL},
    [SETUP_QUESTION_ADD] = {"setup.question_add",
                            "INSERT INTO question (consultation_id, n, document_id, node_id, "
                            "scale_id, number, heading, kind, title, hint, required) VALUES ($1, "
                            "(SELECT COALESCE(max(n), 0) + 1 FROM question "
                            "WHERE consultation_id = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10) "
                            "RETURNING id",
                            NULL},
    [SETUP_QUESTION_EDIT] = {"setup.question_edit",
                             "UPDATE question SET title = $3, hint = $4, required = $5, "
                             "row_version = row_version + 1 WHERE consultation_id = $1 "
                             "AND id = $2 AND row_version = $6",
                             NULL},
    [SETUP_QUESTION_SCALE] = {"setup.question_scale",
                              "UPDATE question SET scale_id = $2 WHERE id = $1", NULL},
    [SETUP_QUESTION_ONE] = {"setup.question_one",
                            "SELECT kind, node_id, scale_id FROM question "
                            "WHERE consultation_id = $1 AND id = $2",
                            NULL},
    [SETUP_QUESTION_DROP] = {"setup.question_drop", "DELETE FROM question WHERE id = $1", NULL},
    [SETUP_ANSWERS_DROP] = {"setup.answers_drop", "DELETE FROM draft_answer WHERE question_id = $1",
                            NULL},
    [SETUP_FILES_DROP] = {"setup.files_drop", "DELETE FROM draft_file WHERE question_id = $1",
                          NULL},
    [SETUP_NUMBERS_AWAY] = {"setup.numbers_away",
                            "UPDATE question SET n = -n WHERE consultation_id = $1", NULL},
    [SETUP_NUMBERS] =
        {"setup.numbers",
         "UPDATE question SET n = r.place FROM (SELECT q.id, row_number() OVER (ORDER BY "
         "CASE WHEN k.position IS NULL THEN 1 ELSE 0 END, k.position, "
         "CASE WHEN t.seq IS NULL THEN 1 ELSE 0 END, t.seq, "
         "CASE WHEN q.kind = 'grade' THEN 0 ELSE 1 END, q.id) AS place FROM question q "
         "LEFT JOIN consultation_document k ON k.id = q.document_id "
         "LEFT JOIN node_text t ON t.version_id = k.version_id AND t.node_id = q.node_id "
         "WHERE q.consultation_id = $1) r WHERE r.id = question.id",
         NULL},
    [SETUP_NODE] = {"setup.node",
                    "SELECT t.number, t.heading, (SELECT count(*) FROM question q "
                    "WHERE q.document_id = k.id AND q.node_id = t.node_id AND q.kind = 'grade') "
                    "FROM consultation_document k "
                    "JOIN node_text t ON t.version_id = k.version_id "
                    "WHERE k.consultation_id = $1 AND k.id = $2 AND t.node_id = $3 "
                    "AND t.body <> ''",
                    NULL},

    [SETUP_SCALES] =
        {"setup.scales",
         "SELECT s.id, s.title, s.is_ordinal, CASE WHEN s.consultation_id = $1 THEN 1 ELSE 0 END "
         "AS own, g.label FROM scale s JOIN grade g ON g.scale_id = s.id "
         "WHERE s.id IN (SELECT c.scale_id FROM consultation c WHERE c.id = $1) "
         "OR (s.consultation_id IS NULL) OR s.id IN (SELECT c.scale_id FROM consultation c "
         "JOIN matter m ON m.id = c.matter_id WHERE c.state = 'open' AND m.organisation_id = "
         "(SELECT y.organisation_id FROM consultation x JOIN matter y ON y.id = x.matter_id "
         "WHERE x.id = $1)) ORDER BY own DESC, s.id, g.position",
         NULL},
    [SETUP_SCALE_ADD] = {"setup.scale_add",
                         "INSERT INTO scale (code, title, is_ordinal, consultation_id) VALUES "
                         "('r' || CAST(CAST($1 AS BIGINT) AS TEXT) || '-' || CAST((SELECT "
                         "COALESCE(max(id), 0) + 1 FROM scale) AS TEXT), $2, $3, $1) RETURNING id",
                         NULL},
    [SETUP_SCALE_OWN] = {"setup.scale_own",
                         "SELECT s.id FROM scale s JOIN consultation c ON c.id = $1 "
                         "WHERE s.id = c.scale_id AND s.consultation_id = $1",
                         NULL},
    [SETUP_SCALE_EDIT] = {"setup.scale_edit",
                          "UPDATE scale SET title = $2, is_ordinal = $3 WHERE id = $1", NULL},
    [SETUP_GRADE_ADD] = {"setup.grade_add",
                         "INSERT INTO grade (scale_id, position, code, label, hint, ordinal, "
                         "needs_reason) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                         NULL},
    [SETUP_GRADES_FORGET] = {"setup.grades_forget",
                             "UPDATE draft_answer SET grade_id = NULL WHERE grade_id IN (SELECT "
                             "id FROM grade WHERE scale_id = $2) AND draft_id IN (SELECT id "
                             "FROM draft WHERE consultation_id = $1)",
                             NULL},
    [SETUP_GRADES_DROP] = {"setup.grades_drop", "DELETE FROM grade WHERE scale_id = $1", NULL},
    [SETUP_SCALE_DROP] = {"setup.scale_drop",
                          "DELETE FROM scale WHERE id = $1 AND consultation_id = $2", NULL},
    [SETUP_SCALE_USE] = {"setup.scale_use", "UPDATE consultation SET scale_id = $2 WHERE id = $1",
                         NULL},
    [SETUP_SCALE_GRADED] = {"setup.scale_graded",
                            "UPDATE question SET scale_id = $2 WHERE consultation_id = $1 "
                            "AND kind = 'grade'",
                            NULL},

    [SETUP_TEST] = {"setup.test",
                    "SELECT id FROM draft WHERE consultation_id = $1 AND kind = 'test' "
                    "AND made_by = $2 ORDER BY id LIMIT 1",
                    NULL},
    [SETUP_TEST_ADD] = {"setup.test_add",
                        "INSERT INTO draft (consultation_id, organisation_id, kind, made_at, "
                        "made_by) VALUES ($1, $2, 'test', $3, $4) RETURNING id",
                        NULL},
    [SETUP_TEST_ANSWERS_DROP] = {"setup.test_answers_drop",
                                 "DELETE FROM draft_answer WHERE draft_id IN (SELECT id "
                                 "FROM draft WHERE consultation_id = $1 AND kind = 'test')",
                                 NULL},
    [SETUP_TESTS_DROP] = {"setup.tests_drop",
                          "DELETE FROM draft WHERE consultation_id = $1 AND kind = 'test'", NULL},
    [SETUP_TESTED] = {"setup.tested",
                      "SELECT count(*) FROM draft_answer a JOIN draft d ON d.id = a.draft_id "
                      "WHERE d.consultation_id = $1 AND d.kind = 'test'",
                      NULL},
    [SETUP_ONE_CHOICE] = {"setup.one_choice",
                          "SELECT count(*) FROM question q WHERE q.consultation_id = $1 "
                          "AND q.kind IN ('grade', 'choice') AND (SELECT count(*) FROM grade g "
                          "WHERE g.scale_id = q.scale_id) < 2",
                          NULL},

    [SETUP_CHECKED] = {"setup.checked",
                       "UPDATE consultation SET state = 'checked', checked_by = $2, "
                       "row_version = row_version + 1 "
                       "WHERE id = $1 AND state = 'draft' AND row_version = $3",
                       NULL},
    [SETUP_BACK] = {"setup.back",
                    "UPDATE consultation SET state = 'draft', checked_by = NULL, "
                    "row_version = row_version + 1 WHERE id = $1 AND state = 'checked'",
                    NULL},
    [SETUP_OPEN] = {"setup.open",
                    "UPDATE consultation SET state = 'open', opened_by = $2, opens_at = $3, "
                    "deadline_day = $4, deadline = $5, closes_at = $5, "
                    "row_version = row_version + 1 "
                    "WHERE id = $1 AND state = 'checked' AND row_version = $6",
                    NULL},
    [SETUP_INVITE] = {"setup.invite",
                      "UPDATE invitation SET invited_at = $2 WHERE consultation_id = $1 "
                      "AND invited_at IS NULL",
                      NULL},

    [SETUP_DROP_PARTIES] = {"setup.drop_parties",
                            "DELETE FROM invitation WHERE consultation_id = $1", NULL},
    [SETUP_DROP_QUESTIONS] = {"setup.drop_questions",
                              "DELETE FROM question WHERE consultation_id = $1", NULL},
    [SETUP_DROP_DOCUMENTS] = {"setup.drop_documents",
                              "DELETE FROM consultation_document WHERE consultation_id = $1", NULL},
    [SETUP_DROP_GRADES] = {"setup.drop_grades",
                           "DELETE FROM grade WHERE scale_id IN (SELECT id FROM scale "
                           "WHERE consultation_id = $1)",
                           NULL},
    [SETUP_DROP_SCALES] = {"setup.drop_scales", "DELETE FROM scale WHERE consultation_id = $1",
                           NULL},
    [SETUP_SCALE_DEFAULT] = {"setup.scale_default",
                             "UPDATE consultation SET scale_id = (SELECT min(s.id) FROM scale s "
                             "WHERE s.consultation_id IS NULL) WHERE id = $1",
                             NULL},
    [SETUP_DROP] = {"setup.drop",
                    "DELETE FROM consultation WHERE id = $1 AND state IN ('draft', 'checked')",
                    NULL},
    {0},
};

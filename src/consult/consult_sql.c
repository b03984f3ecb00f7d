/* SPDX-License-Identifier: EUPL-1.2 */
/* consult_sql.c — the statements of this module. */
#include "consult/consult_sql.h"

#define SWEDISH_ORDER "o.sort_key, o.code"

/* How many parties are invited to c, and how many of them have answered, as the compilation counts
 * them: councils stand by themselves, late answers that staff let in count. */
#define COUNTS                                                                                     \
    "(SELECT count(*) FROM invitation i WHERE i.consultation_id = c.id AND i.class = 'official' "  \
    "AND i.invited_at IS NOT NULL), (SELECT count(*) FROM counted k "                              \
    "WHERE k.consultation_id = c.id AND k.class = 'official' AND k.timing <> 'late')"
/* What is being set up is for those who run the round alone. */
/* An answer of a draft that says something. */
#define ANSWERED                                                                                   \
    "(a.grade_id IS NOT NULL OR a.comment <> '' OR a.wording IS NOT NULL OR a.joins_id IS NOT "    \
    "NULL)"
#define SENT_OUT "c.state IN ('open', 'withdrawn')"

/* The columns of a receipt's answers and files, the first six alike: which question. */
#define LAID_QUESTION "SELECT q.n, q.kind, q.node_id, q.number, q.title, q.id, "
#define LAID LAID_QUESTION "g.code, a.comment, a.wording, j.code FROM "
#define LAID_JOINS                                                                                 \
    "JOIN question q ON q.id = a.question_id LEFT JOIN grade g ON g.id = a.grade_id "              \
    "LEFT JOIN organisation j ON j.id = a.joins_id "
#define FILES LAID_QUESTION "f.sha256, f.size, f.name, d.use FROM "
#define FILES_JOINS                                                                                \
    "JOIN stored_file f ON f.id = d.file_id LEFT JOIN question q ON q.id = d.question_id "
#define FILES_ORDER "ORDER BY CASE WHEN q.n IS NULL THEN 1 ELSE 0 END, q.n, d.id"
#define DOCUMENTS                                                                                  \
    "(SELECT count(*) FROM consultation_document k WHERE k.consultation_id = c.id)"

#define RESPONSE_COLUMNS                                                                           \
    "SELECT r.id, r.consultation_id, r.organisation_id, r.number, r.received, r.committed, "       \
    "r.timing, r.legal_status, f.number, l.number, r.hash, r.party_code, r.party_name, "           \
    "r.answers, r.class, r.source, r.format, r.respondent, r.decision_body, r.decision_day, "      \
    "r.decision_ref, r.with_parties, r.draft_id "                                                  \
    "FROM response r LEFT JOIN response f ON f.id = r.replaces_id "                                \
    "LEFT JOIN response l ON l.consultation_id = r.consultation_id "                               \
    "AND l.organisation_id = r.organisation_id AND l.replaces_id = r.id "

const ov_sql ov_consult_sql[] = {
    [CONSULT_GET] = {"consult.get",
                     "SELECT c.id, c.matter_id, c.version_id, c.scale_id, c.title, c.intro, "
                     "c.opens_at, c.deadline_day, c.deadline, c.refuse_late, v.hash, v.label, "
                     "v.slug, c.state, c.statutory, c.closes_at, c.published_at, c.decides, "
                     "c.next_steps, c.contact_name, c.contact_email, c.contact_phone, c.dnr, "
                     "c.made_by, c.checked_by, c.opened_by, c.row_version, c.asked_day, "
                     "c.how_to_answer "
                     "FROM consultation c JOIN version v ON v.id = c.version_id "
                     "WHERE c.id = $1 AND ($2 = 0 OR c.matter_id = $2) "
                     "AND ($3 = 1 OR " SENT_OUT ")",
                     NULL},
    [CONSULT_LIST] = {"consult.list",
                      "SELECT c.id, c.title, c.opens_at, c.deadline, " COUNTS
                      " FROM consultation c WHERE c.matter_id = $1 AND " SENT_OUT
                      " ORDER BY c.opens_at DESC, c.id DESC",
                      NULL},
    [CONSULT_LIST_OPEN] = {"consult.list_open",
                           "SELECT c.id, m.slug, m.title, c.title, c.deadline, " COUNTS
                           " FROM consultation c JOIN matter m ON m.id = c.matter_id "
                           "WHERE c.opens_at <= $1 AND c.deadline > $1 AND c.state = 'open' "
                           "ORDER BY c.deadline, c.id",
                           NULL},
    [CONSULT_NEXT_TURN] =
        {"consult.next_turn",
         "SELECT min(x.at) FROM (SELECT min(opens_at) AS at FROM consultation WHERE opens_at > $1 "
         "UNION ALL SELECT min(deadline) FROM consultation WHERE deadline > $1 "
         "UNION ALL SELECT min(closes_at) FROM consultation WHERE closes_at > $1 "
         "UNION ALL SELECT min(published_at) FROM consultation WHERE published_at > $1) x",
         NULL},
    [CONSULT_ADD] = {"consult.add",
                     "INSERT INTO consultation (matter_id, version_id, scale_id, title, intro, "
                     "opens_at, deadline_day, deadline, refuse_late, closes_at, state, statutory, "
                     "published_at, asked_day, made_by, decides, how_to_answer, next_steps, "
                     "contact_name, contact_email, contact_phone, dnr) VALUES ($1, $2, $3, $4, $5, "
                     "$6, $7, $8, $9, $8, 'draft', $10, $11, $12, $13, $14, $15, $16, $17, $18, "
                     "$19, $20) RETURNING id",
                     NULL},
    [CONSULT_STATE] = {"consult.state", "UPDATE consultation SET state = $2 WHERE id = $1", NULL},
    [CONSULT_QUESTION_ADD] = {"consult.question_add",
                              "INSERT INTO question (consultation_id, n, document_id, node_id, "
                              "scale_id, number, heading) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                              NULL},
    [CONSULT_QUESTION_LAST] = {"consult.question_last",
                               "SELECT COALESCE(max(n), 0) FROM question "
                               "WHERE consultation_id = $1",
                               NULL},
    [CONSULT_DOCUMENT_ADD] = {"consult.document_add",
                              "INSERT INTO consultation_document (consultation_id, position, "
                              "version_id) VALUES ($1, (SELECT COALESCE(max(position), 0) + 1 "
                              "FROM consultation_document WHERE consultation_id = $1), $2) "
                              "RETURNING id",
                              NULL},
    [CONSULT_DOCUMENTS] = {"consult.documents",
                           "SELECT k.id, k.position, v.id, v.slug, v.label, v.hash, d.title, d.id "
                           "FROM consultation_document k JOIN version v ON v.id = k.version_id "
                           "JOIN document d ON d.id = v.document_id "
                           "WHERE k.consultation_id = $1 ORDER BY k.position",
                           NULL},
    [CONSULT_DEFAULT_SCALE] = {"consult.default_scale", "SELECT id FROM scale WHERE code = 'svar'",
                               NULL},
    [CONSULT_SCALE_GRADES] = {"consult.scale_grades",
                              "SELECT g.code, g.label, g.ordinal, g.needs_reason, g.id, g.hint, "
                              "s.is_ordinal FROM grade g JOIN scale s ON s.id = g.scale_id "
                              "WHERE g.scale_id = $1 ORDER BY g.position",
                              NULL},
    [CONSULT_INVITE] = {"consult.invite",
                        "INSERT INTO invitation (consultation_id, organisation_id, class, "
                        "invited_at) SELECT CAST($1 AS BIGINT), o.id, CASE WHEN o.type = 'council' "
                        "THEN 'council' ELSE 'official' END, CAST($3 AS BIGINT) "
                        "FROM organisation o WHERE o.id = $2",
                        NULL},
    [CONSULT_INVITATION] = {"consult.invitation",
                            "SELECT status FROM invitation "
                            "WHERE consultation_id = $1 AND organisation_id = $2",
                            NULL},
    [CONSULT_OWN_DEADLINE] = {"consult.own_deadline",
                              "SELECT deadline_day, deadline FROM invitation WHERE deadline IS NOT "
                              "NULL AND consultation_id = $1 AND organisation_id = $2",
                              NULL},
    [CONSULT_INVITED_TO] = {"consult.invited_to",
                            "SELECT c.id, c.title, c.opens_at, COALESCE(i.deadline, c.deadline), "
                            "i.status, "
                            "c.refuse_late, m.slug, m.plugin, m.id, m.organisation_id "
                            "FROM invitation i JOIN consultation c ON c.id = i.consultation_id "
                            "JOIN matter m ON m.id = c.matter_id WHERE i.organisation_id = $2 "
                            "AND ($1 = 0 OR c.matter_id = $1) AND c.state = 'open' "
                            "ORDER BY COALESCE(i.deadline, c.deadline), c.id",
                            NULL},

    [CONSULT_DRAFT_OWN] = {"consult.draft_own",
                           "SELECT id FROM draft WHERE consultation_id = $1 "
                           "AND organisation_id = $2 AND kind = 'own'",
                           NULL},
    [CONSULT_DRAFT_BEGIN] = {"consult.draft_begin",
                             "INSERT INTO draft (consultation_id, organisation_id, kind, made_at, "
                             "made_by) VALUES ($1, $2, 'own', $3, $4) RETURNING id",
                             NULL},
    [CONSULT_DRAFT] =
        {"consult.draft",
         "SELECT q.id, q.n, q.node_id, q.number, q.heading, t.html, g.code, "
         "COALESCE(a.comment, ''), COALESCE(a.row_version, 0), a.changed_at, a.changed_by, q.kind, "
         "q.document_id, q.title, q.hint, q.required, q.scale_id, a.wording, j.code, j.name, "
         "k.version_id FROM question q LEFT JOIN consultation_document k ON k.id = q.document_id "
         "LEFT JOIN node_text t ON t.version_id = k.version_id AND t.node_id = q.node_id "
         "LEFT JOIN draft_answer a ON a.draft_id = $2 AND a.question_id = q.id "
         "LEFT JOIN grade g ON g.id = a.grade_id LEFT JOIN organisation j ON j.id = a.joins_id "
         "WHERE q.consultation_id = $1 ORDER BY q.n",
         NULL},
    [CONSULT_DRAFT_ONE] = {"consult.draft_one",
                           "SELECT COALESCE(grade_id, 0), comment, row_version, "
                           "COALESCE(wording, ''), COALESCE(joins_id, 0) FROM draft_answer "
                           "WHERE draft_id = $1 AND question_id = $2",
                           NULL},
    [CONSULT_DRAFT_GRADE] = {"consult.draft_grade",
                             "SELECT g.id FROM question q JOIN consultation c "
                             "ON c.id = q.consultation_id JOIN grade g "
                             "ON g.scale_id = COALESCE(q.scale_id, c.scale_id) "
                             "WHERE q.id = $1 AND g.code = $2 "
                             "AND (q.scale_id IS NOT NULL OR g.code = 'no_comment')",
                             NULL},
    [CONSULT_DRAFT_INSERT] = {"consult.draft_insert",
                              "INSERT INTO draft_answer (draft_id, question_id, grade_id, comment, "
                              "wording, joins_id, row_version, changed_at, changed_by, writer) "
                              "SELECT d.id, q.id, CAST($3 AS BIGINT), CAST($4 AS TEXT), "
                              "CAST($5 AS TEXT), CAST($6 AS BIGINT), 1, CAST($7 AS BIGINT), "
                              "CAST($8 AS TEXT), CAST($9 AS TEXT) FROM draft d JOIN question q "
                              "ON q.consultation_id = d.consultation_id "
                              "WHERE d.id = $1 AND q.id = $2 "
                              "ON CONFLICT (draft_id, question_id) DO NOTHING",
                              NULL},
    [CONSULT_DRAFT_UPDATE] = {"consult.draft_update",
                              "UPDATE draft_answer SET grade_id = $3, comment = $4, wording = $5, "
                              "joins_id = $6, row_version = row_version + 1, changed_at = $7, "
                              "changed_by = $8, writer = $9 WHERE draft_id = $1 "
                              "AND question_id = $2 AND (row_version = $10 OR writer = $9)",
                              NULL},
    [CONSULT_MARK_WORKING] = {"consult.mark_working",
                              "UPDATE invitation SET status = 'working' WHERE consultation_id = $1 "
                              "AND organisation_id = $2 AND status = 'not_opened'",
                              NULL},

    [CONSULT_SUBMIT_HEAD] = {"consult.submit_head",
                             "SELECT m.slug, m.organisation_id, o.code, o.name, i.response_id, "
                             "r.number, i.late_response_id, l.number, i.deadline, i.class, v.hash, "
                             DOCUMENTS
                             " FROM invitation i JOIN consultation c ON c.id = i.consultation_id "
                             "JOIN version v ON v.id = c.version_id "
                             "JOIN matter m ON m.id = c.matter_id "
                             "JOIN organisation o ON o.id = i.organisation_id "
                             "LEFT JOIN response r ON r.id = i.response_id "
                             "LEFT JOIN response l ON l.id = i.late_response_id "
                             "WHERE i.consultation_id = $1 AND i.organisation_id = $2",
                             NULL},
    [CONSULT_DRAFT_LAID] = {"consult.draft_laid",
                            LAID "draft_answer a " LAID_JOINS
                            "WHERE a.draft_id = $1 AND " ANSWERED " ORDER BY q.n",
                            NULL},
    [CONSULT_NEXT_NUMBER] = {"consult.next_number",
                             "INSERT INTO response_counter (year, last) VALUES ($1, 1) "
                             "ON CONFLICT (year) DO UPDATE SET last = response_counter.last + 1 "
                             "RETURNING last",
                             NULL},
    [CONSULT_RESPONSE_ADD] = {"consult.response_add",
                              "INSERT INTO response (consultation_id, organisation_id, account_id, "
                              "number, received, committed, timing, legal_status, replaces_id, "
                              "party_code, party_name, hash, answers, canonical, class, source, "
                              "format, draft_id, respondent, decision_body, decision_day, "
                              "decision_ref, with_parties, seal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
                              "$9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, "
                              "$22, $23, $24) RETURNING id",
                              NULL},
    [CONSULT_ANSWERS_ADD] = {"consult.answers_add",
                             "INSERT INTO response_answer (response_id, question_id, grade_id, "
                             "comment, wording, joins_id) SELECT CAST($1 AS BIGINT), "
                             "a.question_id, a.grade_id, a.comment, a.wording, a.joins_id "
                             "FROM draft_answer a WHERE a.draft_id = $2 AND " ANSWERED,
                             NULL},
    [CONSULT_FILES_LAID] = {"consult.files_laid",
                            FILES "draft_file d " FILES_JOINS
                            "WHERE d.draft_id = $1 AND d.removed_at IS NULL " FILES_ORDER,
                            NULL},
    [CONSULT_FILES_ADD] = {"consult.files_add",
                           "INSERT INTO response_file (response_id, question_id, file_id, use) "
                           "SELECT CAST($1 AS BIGINT), d.question_id, d.file_id, d.use "
                           "FROM draft_file d WHERE d.draft_id = $2 AND d.removed_at IS NULL "
                           "ORDER BY d.id",
                           NULL},
    [CONSULT_COUNTED_OF] = {"consult.counted_of",
                            "SELECT class, timing FROM counted WHERE response_id = $1", NULL},
    [CONSULT_COUNTED_ADD] = {"consult.counted_add",
                             "INSERT INTO counted (response_id, consultation_id, organisation_id, "
                             "class, timing) VALUES ($1, $2, $3, $4, $5)",
                             NULL},
    [CONSULT_COUNTED_DROP] = {"consult.counted_drop", "DELETE FROM counted WHERE response_id = $1",
                              NULL},
    [CONSULT_TALLY_MOVE] =
        {"consult.tally_move",
         "INSERT INTO tally (consultation_id, question_id, class, timing, grade_id, n, comments) "
         "SELECT CAST($1 AS BIGINT), a.question_id, CAST($4 AS TEXT), CAST($5 AS TEXT), "
         "COALESCE(a.grade_id, 0), "
         "CAST(sum(CASE WHEN a.response_id = $2 THEN 1 ELSE -1 END) AS BIGINT), "
         "CAST(sum(CASE WHEN a.comment = '' THEN 0 WHEN a.response_id = $2 THEN 1 ELSE -1 END) "
         "AS BIGINT) FROM response_answer a WHERE a.response_id IN ($2, $3) "
         "GROUP BY a.question_id, COALESCE(a.grade_id, 0) "
         "HAVING sum(CASE WHEN a.response_id = $2 THEN 1 ELSE -1 END) <> 0 "
         "OR sum(CASE WHEN a.comment = '' THEN 0 WHEN a.response_id = $2 THEN 1 ELSE -1 END) <> 0 "
         "ON CONFLICT (consultation_id, question_id, class, timing, grade_id) "
         "DO UPDATE SET n = tally.n + excluded.n, comments = tally.comments + excluded.comments",
         NULL},
    [CONSULT_MARK_IN_TIME] = {"consult.mark_in_time",
                              "UPDATE invitation SET status = 'submitted', response_id = $3 "
                              "WHERE consultation_id = $1 AND organisation_id = $2",
                              NULL},
    [CONSULT_MARK_LATE] = {"consult.mark_late",
                           "UPDATE invitation SET late_response_id = $3, "
                           "status = CASE WHEN response_id IS NULL THEN 'late' ELSE status END "
                           "WHERE consultation_id = $1 AND organisation_id = $2",
                           NULL},

    [CONSULT_ENTRY_HEAD] = {"consult.entry_head",
                            "SELECT m.slug, m.organisation_id, v.hash, " DOCUMENTS
                            " FROM consultation c JOIN version v ON v.id = c.version_id "
                            "JOIN matter m ON m.id = c.matter_id WHERE c.id = $1",
                            NULL},

    [CONSULT_RECEIPT_POST] = {"consult.receipt_post",
                              "INSERT INTO receipt_post (response_id) VALUES ($1)", NULL},

    [CONSULT_RESPONSE_BY_NUMBER] = {"consult.response_by_number",
                                    RESPONSE_COLUMNS "WHERE r.number = $1", NULL},
    [CONSULT_RESPONSE_LATEST] = {"consult.response_latest",
                                 RESPONSE_COLUMNS
                                 "JOIN invitation i ON i.consultation_id = r.consultation_id "
                                 "AND i.organisation_id = r.organisation_id "
                                 "WHERE i.consultation_id = $1 AND i.organisation_id = $2 "
                                 "AND r.id = COALESCE(i.response_id, i.late_response_id)",
                                 NULL},
    [CONSULT_RESPONSES_OF] = {"consult.responses_of",
                              "SELECT number, received, timing, legal_status, answers, "
                              "source, class FROM response WHERE consultation_id = $1 AND organisation_id = $2 "
                              "AND respondent IS NULL ORDER BY id DESC",
                              NULL},
    [CONSULT_CANONICAL] = {"consult.canonical", "SELECT canonical FROM response WHERE id = $1",
                           NULL},
    [CONSULT_ANSWERS] = {"consult.answers",
                         "SELECT q.n, q.node_id, q.number, q.heading, g.code, g.label, a.comment, "
                         "a.wording, j.code, j.name, q.kind, q.title, q.document_id, q.id "
                         "FROM response_answer a JOIN question q ON q.id = a.question_id "
                         "LEFT JOIN grade g ON g.id = a.grade_id "
                         "LEFT JOIN organisation j ON j.id = a.joins_id "
                         "WHERE a.response_id = $1 ORDER BY q.n",
                         NULL},
    [CONSULT_STATUS] = {"consult.status",
                        "SELECT o.id, o.code, o.name, i.status, r.number, r.received "
                        "FROM invitation i JOIN organisation o ON o.id = i.organisation_id "
                        "LEFT JOIN response r ON r.id = COALESCE(i.response_id, "
                        "i.late_response_id) WHERE i.consultation_id = $1 "
                        "ORDER BY " SWEDISH_ORDER,
                        NULL},
    [CONSULT_COMMENTS] = {"consult.comments",
                          "SELECT o.code, o.name, g.label, a.comment FROM counted k "
                          "JOIN organisation o ON o.id = k.organisation_id "
                          "JOIN response_answer a ON a.response_id = k.response_id "
                          "JOIN question q ON q.id = a.question_id "
                          "LEFT JOIN grade g ON g.id = a.grade_id "
                          "WHERE k.consultation_id = $1 AND k.class = 'official' "
                          "AND k.timing <> 'late' AND q.consultation_id = $1 AND q.n = $2 "
                          "AND a.comment <> '' ORDER BY " SWEDISH_ORDER,
                          NULL},
    [CONSULT_ANSWERED_VERSION] =
        {"consult.answered_version",
         "SELECT v.id, v.slug, v.label, v.day, (SELECT min(r.received) FROM response r "
         "JOIN consultation c ON c.id = r.consultation_id WHERE r.organisation_id = $1 "
         "AND r.timing <> 'refused' AND c.version_id = v.id) FROM version v "
         "WHERE v.document_id = $2 AND EXISTS (SELECT 1 FROM response r "
         "JOIN consultation c ON c.id = r.consultation_id WHERE r.organisation_id = $1 "
         "AND r.timing <> 'refused' AND c.version_id = v.id) "
         "AND (v.day < $3 OR (v.day = $3 AND v.id <= $4)) ORDER BY v.day DESC, v.id DESC LIMIT 1",
         NULL},
    [CONSULT_NODE_ROUNDS] = {"consult.node_rounds",
                             "SELECT c.id, q.id, q.n FROM question q "
                             "JOIN consultation c ON c.id = q.consultation_id "
                             "WHERE q.node_id = $2 AND c.matter_id = $1 AND q.kind = 'grade' "
                             "AND " SENT_OUT " ORDER BY c.opens_at DESC, c.id DESC",
                             NULL},
    [CONSULT_QUESTION_TALLY] = {"consult.question_tally",
                                "SELECT g.label, COALESCE(CAST(sum(t.n) AS BIGINT), 0), (SELECT "
                                "COALESCE(CAST(sum(x.comments) AS BIGINT), 0) FROM tally x "
                                "WHERE x.consultation_id = c.id AND x.question_id = q.id "
                                "AND x.class = 'official' AND x.timing <> 'late') "
                                "FROM question q JOIN consultation c ON c.id = q.consultation_id "
                                "JOIN grade g ON g.scale_id = q.scale_id LEFT JOIN tally t "
                                "ON t.consultation_id = c.id AND t.question_id = q.id "
                                "AND t.grade_id = g.id AND t.class = 'official' "
                                "AND t.timing <> 'late' WHERE q.id = $1 "
                                "GROUP BY c.id, q.id, g.id, g.label, g.position "
                                "ORDER BY g.position",
                                NULL},
    [CONSULT_OWN_ANSWER] = {"consult.own_answer",
                            "SELECT g.label, a.comment, r.number, r.received, r.timing "
                            "FROM invitation i JOIN response r "
                            "ON r.id = COALESCE(i.response_id, i.late_response_id) "
                            "JOIN response_answer a ON a.response_id = r.id "
                            "LEFT JOIN grade g ON g.id = a.grade_id "
                            "WHERE i.consultation_id = $1 AND i.organisation_id = $3 "
                            "AND a.question_id = $2",
                            NULL},

    [CONSULT_VERIFY_RESPONSES] = {"consult.verify_responses",
                                  "SELECT r.id, r.number, r.hash, r.canonical, r.received, "
                                  "r.timing, r.party_code, r.party_name, r.legal_status, f.number, "
                                  "c.id, m.slug, r.answers, r.format, r.class, r.source, "
                                  "r.respondent, r.decision_body, r.decision_day, r.decision_ref, "
                                  "r.with_parties, r.organisation_id, r.account_id, r.committed, "
                                  "r.replaces_id, r.draft_id, r.seal, "
                                  "(SELECT e.after_hash FROM event e WHERE e.object = 'response/' "
                                  "|| CAST(r.id AS TEXT) ORDER BY e.seq LIMIT 1) "
                                  "FROM response r LEFT JOIN response f ON f.id = r.replaces_id "
                                  "JOIN consultation c ON c.id = r.consultation_id "
                                  "JOIN matter m ON m.id = c.matter_id "
                                  "WHERE r.id > $1 ORDER BY r.id LIMIT 200",
                                  NULL},
    [CONSULT_VERIFY_ANSWERS] = {"consult.verify_answers",
                                LAID "response_answer a " LAID_JOINS
                                "WHERE a.response_id = $1 ORDER BY q.n",
                                NULL},
    [CONSULT_VERIFY_FILES] = {"consult.verify_files",
                              FILES "response_file d " FILES_JOINS
                              "WHERE d.response_id = $1 " FILES_ORDER,
                              NULL},
    /* Which document of the round this is a text of: the one that is answered now, or an earlier
     * one that a correction took the place of. */
    [CONSULT_VERIFY_TEXT] = {"consult.verify_text",
                             "SELECT k.position FROM consultation_document k "
                             "JOIN version v ON v.id = k.version_id "
                             "JOIN version a ON a.document_id = v.document_id "
                             "WHERE k.consultation_id = $1 AND a.hash = $2 ORDER BY k.position",
                             NULL},
    [CONSULT_VERIFY_TALLIES] =
        {"consult.verify_tallies",
         "SELECT consultation_id, question_id, grade_id, CAST(sum(kept) AS BIGINT), "
         "CAST(sum(counted) AS BIGINT) FROM ("
         "SELECT consultation_id, question_id, class, timing, grade_id, "
         "n * 1000000 + comments AS kept, 0 AS counted FROM tally UNION ALL "
         "SELECT k.consultation_id, a.question_id, k.class, k.timing, COALESCE(a.grade_id, 0), 0, "
         "CASE WHEN a.comment = '' THEN 1000000 ELSE 1000001 END FROM counted k "
         "JOIN response_answer a ON a.response_id = k.response_id) both_sides "
         "GROUP BY consultation_id, question_id, class, timing, grade_id "
         "HAVING sum(kept) <> sum(counted) ORDER BY consultation_id, question_id, grade_id",
         NULL},
    [CONSULT_VERIFY_COUNTED] =
        {"consult.verify_counted",
         "SELECT i.consultation_id, o.code FROM invitation i "
         "JOIN organisation o ON o.id = i.organisation_id "
         "LEFT JOIN counted k ON k.response_id = COALESCE(i.response_id, i.late_response_id) "
         "WHERE (COALESCE(i.response_id, i.late_response_id) IS NULL) <> (k.response_id IS NULL) "
         "OR (i.response_id IS NOT NULL AND k.timing = 'late') "
         "OR (i.response_id IS NULL AND k.timing = 'in_time') "
         "ORDER BY i.consultation_id, o.code",
         NULL},
    [CONSULT_VERIFY_COUNTERS] = {"consult.verify_counters",
                                 "SELECT c.year, c.last, (SELECT count(*) FROM response r "
                                 "WHERE substr(r.number, 6, 4) = CAST(c.year AS TEXT)) "
                                 "FROM response_counter c ORDER BY c.year",
                                 NULL},
    {0},
};

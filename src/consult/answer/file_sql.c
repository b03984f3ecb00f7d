/* SPDX-License-Identifier: EUPL-1.2 */
/* file_sql.c — the statements about files. */
#include "consult/answer/file_sql.h"

#define LISTED                                                                                     \
    "SELECT f.id, f.name, f.type, f.size, f.sha256, f.scan, d.use, d.question_id, q.n, q.number, " \
    "q.heading, q.title, CASE WHEN COALESCE(f.text, '') = '' THEN 0 ELSE 1 END, f.made_at "

const ov_sql ov_file_sql[] = {
    [FILE_ADD] = {"file.add",
                  "INSERT INTO stored_file (organisation_id, name, type, size, sha256, scan, "
                  "made_at, made_by, text, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
                  "RETURNING id",
                  NULL},
    [FILE_DRAFT_ADD] = {"file.draft_add",
                        "INSERT INTO draft_file (draft_id, question_id, file_id, use) "
                        "SELECT d.id, CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS TEXT) "
                        "FROM draft d WHERE d.id = $1 AND d.ended_at IS NULL AND ($2 IS NULL "
                        "OR EXISTS (SELECT 1 FROM question q WHERE q.id = $2 "
                        "AND q.consultation_id = d.consultation_id))",
                        NULL},
    [FILE_SAME] = {"file.same",
                   "SELECT f.id FROM draft_file d JOIN stored_file f ON f.id = d.file_id "
                   "WHERE d.draft_id = $1 AND d.removed_at IS NULL "
                   "AND COALESCE(d.question_id, 0) = $2 AND d.use = $3 AND f.sha256 = $4 "
                   "AND f.name = $5 ORDER BY f.id LIMIT 1",
                   NULL},
    [FILE_SUM] = {"file.sum",
                  "SELECT count(*), CAST(COALESCE(sum(f.size), 0) AS BIGINT) FROM draft_file d "
                  "JOIN stored_file f ON f.id = d.file_id WHERE d.draft_id = $1 "
                  "AND d.removed_at IS NULL",
                  NULL},
    [FILE_DRAFT_OF] = {"file.draft_of",
                       "SELECT consultation_id, organisation_id, kind FROM draft WHERE id = $1 "
                       "AND ended_at IS NULL",
                       NULL},
    [FILE_DRAFT_LIST] = {"file.draft_list",
                         LISTED "FROM draft_file d JOIN stored_file f ON f.id = d.file_id "
                                "LEFT JOIN question q ON q.id = d.question_id "
                                "WHERE d.draft_id = $1 AND d.removed_at IS NULL ORDER BY d.id",
                         NULL},
    [FILE_RESPONSE_LIST] = {"file.response_list",
                            LISTED "FROM response_file d JOIN stored_file f ON f.id = d.file_id "
                                   "LEFT JOIN question q ON q.id = d.question_id "
                                   "WHERE d.response_id = $1 ORDER BY d.id",
                            NULL},
    [FILE_DRAFT_GET] =
        {"file.draft_get",
         "SELECT f.name, f.type, f.sha256, f.bytes, 0, NULL, d.use FROM draft_file d "
         "JOIN stored_file f ON f.id = d.file_id WHERE d.draft_id = $1 "
         "AND d.file_id = $2 AND d.removed_at IS NULL ORDER BY d.id LIMIT 1",
         NULL},
    [FILE_RESPONSE_GET] =
        {"file.response_get",
         "SELECT f.name, f.type, f.sha256, f.bytes, r.id, r.number, d.use FROM response_file d "
         "JOIN response r ON r.id = d.response_id JOIN stored_file f ON f.id = d.file_id "
         "WHERE d.response_id = $1 AND d.file_id = $2 ORDER BY d.id LIMIT 1",
         NULL},
    [FILE_SENT_GET] =
        {"file.sent_get",
         "SELECT f.name, f.type, f.sha256, f.bytes, r.id, r.number, d.use FROM response r "
         "JOIN (SELECT response_id, file_id, use FROM response_file WHERE file_id = $4 UNION ALL "
         "SELECT response_id, file_id, 'decision' FROM decision WHERE file_id = $4 "
         "AND response_id IS NOT NULL AND ended_at IS NULL) d ON d.response_id = r.id "
         "JOIN stored_file f ON f.id = d.file_id WHERE r.consultation_id = $1 "
         "AND r.organisation_id = $2 AND (CASE WHEN r.respondent IS NULL THEN '' "
         "ELSE r.number END) = $3 AND d.file_id = $4 ORDER BY r.id DESC LIMIT 1",
         NULL},
    [FILE_TEXTS] = {"file.texts",
                    "SELECT f.name, f.text, d.use, f.id FROM response_file d "
                    "JOIN stored_file f ON f.id = d.file_id WHERE d.response_id = $1 "
                    "ORDER BY d.id",
                    NULL},
    [FILE_DRAFT_MARK] = {"file.draft_mark",
                         "UPDATE draft_file SET removed_at = $3 WHERE draft_id = $1 "
                         "AND file_id = $2 AND removed_at IS NULL",
                         NULL},
    [FILE_DRAFT_DROP] = {"file.draft_drop",
                         "DELETE FROM draft_file WHERE draft_id = $1 AND file_id = $2 "
                         "AND NOT EXISTS (SELECT 1 FROM response_file r WHERE r.file_id = $2) "
                         "AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.file_id = $2)",
                         NULL},
    [FILE_DROP] = {"file.drop",
                   "DELETE FROM stored_file WHERE id = $1 AND NOT EXISTS "
                   "(SELECT 1 FROM response_file r WHERE r.file_id = $1) AND NOT EXISTS "
                   "(SELECT 1 FROM draft_file d WHERE d.file_id = $1)",
                   NULL},
    [FILE_VERIFY_BYTES] = {"file.verify_bytes",
                           "SELECT id FROM stored_file WHERE id > $1 ORDER BY id LIMIT 200", NULL},
    [FILE_VERIFY_ONE] = {"file.verify_one",
                         "SELECT sha256, size, bytes FROM stored_file WHERE id = $1", NULL},
    {0}};

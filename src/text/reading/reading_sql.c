/* SPDX-License-Identifier: EUPL-1.2 */
/* reading_sql.c — the statements of the reader's aids: reading.c, term.c, layer.c. */
#include "text/reading/reading_sql.h"

/* layout & 1 in both engines (OV_LAYOUT_BODY): has text of its own. */
#define HAS_BODY "t.layout % 2"

#define TERM_COLUMNS                                                                               \
    "SELECT m.id, m.slug, m.name, m.forms, m.definition, m.html, m.node_id, m.row_version, "       \
    "m.changed_at, m.changed_by, (SELECT t.title FROM node_text t JOIN version v "                 \
    "ON v.id = t.version_id WHERE t.node_id = m.node_id AND v.published_at IS NOT NULL "           \
    "ORDER BY v.day DESC, v.id DESC LIMIT 1) FROM term m "

#define TERM_USE                                                                                   \
    "SELECT u.node_id, m.id, m.slug, m.name, m.html, m.node_id FROM node_term u "                  \
    "JOIN term m ON m.id = u.term_id "

/* The best last: written for another wording, by its version's day; then for this very wording. */
#define LAYER_COLUMNS                                                                              \
    "SELECT t.node_id, l.html, CASE WHEN l.node_hash = t.hash THEN 1 ELSE 0 END, w.label, w.slug " \
    "FROM node_text t JOIN version v ON v.id = t.version_id "                                      \
    "JOIN text_layer l ON l.node_id = t.node_id AND l.kind = $2 "                                  \
    "JOIN version w ON w.id = l.version_id "                                                       \
    "WHERE t.version_id = $1 AND (l.node_hash = t.hash OR w.day <= v.day) "
#define LAYER_ORDER                                                                                \
    "ORDER BY t.seq, CASE WHEN l.node_hash = t.hash THEN 1 ELSE 0 END, w.day, w.id, l.id"

const ov_sql ov_reading_sql[] = {
    [READING_MARK] = {"reading.mark",
                      "INSERT INTO reading (account_id, node_id, node_hash, read_at) "
                      "SELECT CAST($1 AS BIGINT), t.node_id, t.hash, CAST($4 AS BIGINT) "
                      "FROM node_text t JOIN version v ON v.id = t.version_id "
                      "WHERE t.version_id = $2 AND ($3 = 0 OR t.node_id = $3) "
                      "AND v.published_at IS NOT NULL "
                      "ON CONFLICT (account_id, node_id, node_hash) DO NOTHING",
                      NULL},
    [READING_UNMARK] = {"reading.unmark",
                        "DELETE FROM reading WHERE account_id = $1 AND EXISTS (SELECT 1 "
                        "FROM node_text t WHERE t.version_id = $2 AND t.node_id = reading.node_id "
                        "AND t.hash = reading.node_hash AND ($3 = 0 OR t.node_id = $3))",
                        NULL},
    [READING_MARK_VERSION] = {"reading.mark_version",
                              "INSERT INTO reading_version (account_id, version_id, read_at) "
                              "VALUES ($1, $2, $3) ON CONFLICT (account_id, version_id) DO NOTHING",
                              NULL},
    [READING_UNMARK_VERSION] = {"reading.unmark_version",
                                "DELETE FROM reading_version WHERE account_id = $1 "
                                "AND version_id = $2 AND NOT EXISTS (SELECT 1 FROM node_text t "
                                "JOIN reading r ON r.account_id = $1 AND r.node_id = t.node_id "
                                "AND r.node_hash = t.hash WHERE t.version_id = $2)",
                                NULL},
    [READING_BASE] = {"reading.base",
                      "SELECT v.id, v.slug, v.label, v.day, r.read_at FROM reading_version r "
                      "JOIN version v ON v.id = r.version_id WHERE r.account_id = $1 "
                      "AND v.document_id = $2 AND (v.day < $3 OR (v.day = $3 AND v.id < $4)) "
                      "ORDER BY v.day DESC, v.id DESC LIMIT 1",
                      NULL},
    [READING_STATE] = {"reading.state",
                       "SELECT t.node_id, " HAS_BODY
                       ", r.read_at, CASE WHEN $3 = 0 THEN 0 WHEN o.hash IS NULL "
                       "THEN 2 * (" HAS_BODY
                       ") WHEN o.hash <> t.hash THEN 1 ELSE 0 END FROM node_text t "
                       "LEFT JOIN reading r ON r.account_id = $2 AND r.node_id = t.node_id "
                       "AND r.node_hash = t.hash "
                       "LEFT JOIN node_text o ON o.version_id = $3 AND o.node_id = t.node_id "
                       "WHERE t.version_id = $1 ORDER BY t.seq",
                       NULL},
    [READING_REMOVED] = {"reading.removed",
                         "SELECT count(*) FROM node_text t WHERE t.version_id = $2 "
                         "AND " HAS_BODY " = 1 AND NOT EXISTS (SELECT 1 FROM node_text n "
                         "WHERE n.version_id = $1 AND n.node_id = t.node_id)",
                         NULL},
    /* b: the latest version that was ticked; n: the newest of its document. */
    [READING_NEWS] =
        {"reading.news",
         "SELECT * FROM (SELECT m.slug, m.title, d.title AS document, b.slug AS old_slug, "
         "b.label AS old_label, n.slug AS new_slug, n.label AS new_label, n.day AS new_day, "
         "(SELECT count(*) FROM node_text t LEFT JOIN node_text o ON o.version_id = b.id "
         "AND o.node_id = t.node_id WHERE t.version_id = n.id AND ((o.hash IS NULL "
         "AND " HAS_BODY " = 1) OR o.hash <> t.hash) AND NOT EXISTS (SELECT 1 FROM reading x "
         "WHERE x.account_id = $1 AND x.node_id = t.node_id AND x.node_hash = t.hash)) AS changes "
         "FROM reading_version r JOIN version b ON b.id = r.version_id "
         "JOIN version n ON n.document_id = b.document_id AND n.published_at IS NOT NULL "
         "AND (n.day > b.day OR (n.day = b.day AND n.id > b.id)) "
         "JOIN document d ON d.id = b.document_id JOIN matter m ON m.id = d.matter_id "
         "WHERE r.account_id = $1 "
         "AND NOT EXISTS (SELECT 1 FROM version y WHERE y.document_id = n.document_id "
         "AND y.published_at IS NOT NULL AND (y.day > n.day OR (y.day = n.day AND y.id > n.id))) "
         "AND NOT EXISTS (SELECT 1 FROM reading_version z JOIN version w ON w.id = z.version_id "
         "WHERE z.account_id = $1 AND w.document_id = b.document_id AND w.id <> n.id "
         "AND (w.day > b.day OR (w.day = b.day AND w.id > b.id)))) found "
         "WHERE changes > 0 ORDER BY new_day DESC, new_slug LIMIT 20",
         NULL},
    [READING_AIDS] =
        {"reading.aids",
         "SELECT 'before', b.slug, b.label, b.day FROM version b WHERE b.id = (SELECT max(x.id) "
         "FROM version x WHERE x.document_id = $2 AND x.published_at IS NOT NULL "
         "AND (x.day < $3 OR x.id < $1) AND x.day = (SELECT max(y.day) FROM version y "
         "WHERE y.document_id = $2 AND y.published_at IS NOT NULL "
         "AND (y.day < $3 OR (y.day = $3 AND y.id < $1)))) "
         "UNION ALL SELECT 'terms', NULL, NULL, NULL WHERE EXISTS (SELECT 1 FROM node_term u "
         "WHERE u.version_id = $1) "
         "UNION ALL SELECT 'easy', NULL, NULL, NULL WHERE EXISTS (SELECT 1 FROM version w "
         "JOIN text_layer l ON l.version_id = w.id AND l.kind = 'easy' "
         "WHERE w.document_id = $2 AND w.day <= $3)",
         NULL},
    [READING_HISTORY] = {"reading.history",
                         "SELECT v.slug, v.label, v.day, v.status, d.title, t.number, t.heading, "
                         "t.body, t.html, t.hash, t.anchor, v.id, t.title FROM node_text t "
                         "JOIN version v ON v.id = t.version_id "
                         "JOIN document d ON d.id = v.document_id WHERE v.matter_id = $1 "
                         "AND t.node_id = $2 AND v.published_at IS NOT NULL "
                         "ORDER BY v.day DESC, v.id DESC",
                         NULL},

    [TERM_LIST] = {"term.list", TERM_COLUMNS "WHERE m.matter_id = $1 ORDER BY m.sort_key, m.id",
                   NULL},
    [TERM_GET] = {"term.get", TERM_COLUMNS "WHERE m.matter_id = $1 AND m.slug = $2", NULL},
    [TERM_SLUG_TAKEN] = {"term.slug_taken",
                         "SELECT id FROM term WHERE matter_id = $1 AND slug = $2", NULL},
    [TERM_ADD] = {"term.add",
                  "INSERT INTO term (matter_id, slug, name, sort_key, forms, definition, html, "
                  "node_id, row_version, changed_at, changed_by) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10) RETURNING id",
                  NULL},
    [TERM_UPDATE] = {"term.update",
                     "UPDATE term SET name = $3, sort_key = $4, forms = $5, definition = $6, "
                     "html = $7, node_id = $8, row_version = row_version + 1, changed_at = $9, "
                     "changed_by = $10 WHERE matter_id = $1 AND id = $2 AND row_version = $11",
                     NULL},
    [TERM_REMOVE] = {"term.remove",
                     "DELETE FROM term WHERE matter_id = $1 AND id = $2 AND row_version = $3",
                     NULL},
    [TERM_WORDS] = {"term.words",
                    "SELECT id, name, forms, COALESCE(node_id, 0) FROM term WHERE matter_id = $1 "
                    "ORDER BY id",
                    NULL},
    [TERM_WORDS_OF_VERSION] = {"term.words_of_version",
                               "SELECT m.id, m.name, m.forms, COALESCE(m.node_id, 0) FROM term m "
                               "JOIN version v ON v.matter_id = m.matter_id WHERE v.id = $1 "
                               "ORDER BY m.id",
                               NULL},
    [TERM_PUBLISHED] = {"term.published",
                        "SELECT count(*) FROM version WHERE matter_id = $1 "
                        "AND published_at IS NOT NULL",
                        NULL},
    [TERM_TEXTS] = {"term.texts",
                    "SELECT t.version_id, t.node_id, t.heading, t.body FROM node_text t "
                    "JOIN version v ON v.id = t.version_id WHERE v.matter_id = $1 "
                    "AND v.published_at IS NOT NULL ORDER BY t.version_id, t.seq",
                    NULL},
    [TERM_TEXTS_OF_VERSION] = {"term.texts_of_version",
                               "SELECT version_id, node_id, heading, body FROM node_text "
                               "WHERE version_id = $1 ORDER BY seq",
                               NULL},
    [TERM_USE_ADD] = {"term.use_add",
                      "INSERT INTO node_term (version_id, node_id, term_id) VALUES ($1, $2, $3) "
                      "ON CONFLICT (version_id, node_id, term_id) DO NOTHING",
                      NULL},
    [TERM_USE_CLEAR] = {"term.use_clear", "DELETE FROM node_term WHERE term_id = $1", NULL},
    [TERM_OF_VERSION] = {"term.of_version",
                         TERM_USE "JOIN node_text t ON t.version_id = u.version_id "
                                  "AND t.node_id = u.node_id WHERE u.version_id = $1 "
                                  "ORDER BY t.seq, m.sort_key, m.id",
                         NULL},
    [TERM_OF_NODE] = {"term.of_node",
                      TERM_USE "WHERE u.version_id = $1 AND u.node_id = $2 "
                               "ORDER BY m.sort_key, m.id",
                      NULL},

    [LAYER_OF_VERSION] = {"layer.of_version", LAYER_COLUMNS LAYER_ORDER, NULL},
    [LAYER_OF_NODE] = {"layer.of_node", LAYER_COLUMNS "AND t.node_id = $3 " LAYER_ORDER, NULL},
    [LAYER_GET] = {"layer.get",
                   "SELECT id, body, row_version, changed_at, changed_by FROM text_layer "
                   "WHERE node_id = $1 AND kind = $2 AND node_hash = $3",
                   NULL},
    [LAYER_ADD] = {"layer.add",
                   "INSERT INTO text_layer (node_id, kind, node_hash, version_id, body, html, "
                   "row_version, changed_at, changed_by) "
                   "SELECT t.node_id, CAST($3 AS TEXT), t.hash, t.version_id, CAST($4 AS TEXT), "
                   "CAST($5 AS TEXT), 1, CAST($6 AS BIGINT), CAST($7 AS TEXT) "
                   "FROM node_text t JOIN version v ON v.id = t.version_id "
                   "WHERE t.version_id = $1 AND t.node_id = $2 AND v.published_at IS NOT NULL "
                   "ON CONFLICT (node_id, kind, node_hash) DO NOTHING",
                   NULL},
    [LAYER_UPDATE] = {"layer.update",
                      "UPDATE text_layer SET version_id = $1, body = $4, html = $5, "
                      "row_version = row_version + 1, changed_at = $6, changed_by = $7 "
                      "WHERE node_id = $2 AND kind = $3 AND row_version = $8 AND node_hash = "
                      "(SELECT t.hash FROM node_text t WHERE t.version_id = $1 "
                      "AND t.node_id = $2)",
                      NULL},
    [LAYER_REMOVE] = {"layer.remove",
                      "DELETE FROM text_layer WHERE node_id = $2 AND kind = $3 "
                      "AND row_version = $4 AND node_hash = (SELECT t.hash FROM node_text t "
                      "WHERE t.version_id = $1 AND t.node_id = $2)",
                      NULL},
    {0},
};

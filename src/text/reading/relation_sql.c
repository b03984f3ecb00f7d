/* SPDX-License-Identifier: EUPL-1.2 */
/* relation_sql.c — the statements of families, links, validity, renderings and originals. */
#include "text/reading/relation_sql.h"

#define DOCUMENT_COLUMNS                                                                           \
    "SELECT d.id, d.matter_id, d.title, d.kind, d.parent_id, d.position, d.row_version, "          \
    "(SELECT count(*) FROM version v WHERE v.document_id = d.id "                                  \
    "AND v.published_at IS NOT NULL) FROM document d "

/* In the order of validity.c. */
#define VALIDITY_COLUMNS                                                                           \
    "SELECT v.id, v.document_id, v.slug, v.label, v.status, v.day, y.valid_from, y.valid_to, "     \
    "y.notice_day, y.prolong_months, y.prolong_how, y.predecessor_id, y.ended, y.addition, "       \
    "y.row_version, d.title FROM version v JOIN document d ON d.id = v.document_id "               \
    "LEFT JOIN validity y ON y.version_id = v.id "

const ov_sql ov_relation_sql[] = {
    [RELATION_VERSION_ADDRESS] = {"relation.version_address",
                                  "SELECT m.slug, v.slug FROM version v "
                                  "JOIN matter m ON m.id = v.matter_id WHERE v.id = $1",
                                  NULL},
    [RELATION_RENDER_NODES] = {"relation.render_nodes",
                               "SELECT seq, number, depth, anchor, body, html, title "
                               "FROM node_text WHERE version_id = $1 ORDER BY seq",
                               NULL},
    [RELATION_SET_HTML] = {"relation.set_html",
                           "UPDATE node_text SET html = $3 WHERE version_id = $1 AND seq = $2",
                           NULL},
    [RELATION_SET_RENDERING] = {"relation.set_rendering",
                                "INSERT INTO text_rendering (version_id, generation) "
                                "VALUES ($1, $2) "
                                "ON CONFLICT (version_id) DO UPDATE SET generation = $2",
                                NULL},
    [RELATION_RENDERING] = {"relation.rendering",
                            "SELECT generation FROM text_rendering WHERE version_id = $1", NULL},
    [RELATION_OLD_RENDERINGS] = {"relation.old_renderings",
                                 "SELECT v.id FROM version v "
                                 "LEFT JOIN text_rendering r ON r.version_id = v.id "
                                 "WHERE COALESCE(r.generation, 1) <> $1 ORDER BY v.id",
                                 NULL},
    [RELATION_DOCUMENTS] = {"relation.documents",
                            DOCUMENT_COLUMNS "WHERE d.matter_id = $1 ORDER BY d.position, d.id",
                            NULL},
    [RELATION_DOCUMENT] = {"relation.document",
                           DOCUMENT_COLUMNS "WHERE d.matter_id = $1 AND d.id = $2", NULL},
    [RELATION_DOCUMENT_BY_TITLE] = {"relation.document_by_title",
                                    DOCUMENT_COLUMNS "WHERE d.matter_id = $1 AND d.title = $2",
                                    NULL},
    [RELATION_DOCUMENT_SET] = {"relation.document_set",
                               "UPDATE document SET kind = $3, parent_id = $4, position = $5, "
                               "row_version = row_version + 1 WHERE id = $1 AND row_version = $2",
                               NULL},
    [RELATION_LINKS] = {"relation.links",
                        "SELECT l.id, l.kind, l.title, l.reference, l.address, l.note, l.node_id, "
                        "(SELECT t.title FROM node_text t JOIN version v ON v.id = t.version_id "
                        "WHERE t.node_id = l.node_id AND v.published_at IS NOT NULL "
                        "ORDER BY v.day DESC, v.id DESC LIMIT 1) "
                        "FROM document_link l WHERE l.document_id = $1 ORDER BY l.id",
                        NULL},
    [RELATION_LINK_ADD] = {"relation.link_add",
                           "INSERT INTO document_link (document_id, node_id, kind, title, "
                           "reference, address, note) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                           "RETURNING id",
                           NULL},
    [RELATION_LINK_REMOVE] = {"relation.link_remove",
                              "DELETE FROM document_link WHERE id = $1 AND document_id = $2", NULL},
    [RELATION_NODE_OF_DOCUMENT] = {"relation.node_of_document",
                                   "SELECT t.node_id FROM node_text t "
                                   "JOIN version v ON v.id = t.version_id "
                                   "WHERE v.document_id = $1 AND t.number = $2 "
                                   "ORDER BY v.id DESC, t.seq LIMIT 1",
                                   NULL},
    [RELATION_VALIDITY] = {"relation.validity",
                           VALIDITY_COLUMNS "WHERE v.id = $1 AND v.published_at IS NOT NULL "
                                            "AND v.status IN ('adopted', 'replaced')",
                           NULL},
    [RELATION_VALIDITY_OF_MATTER] = {"relation.validity_of_matter",
                                     VALIDITY_COLUMNS
                                     "WHERE v.matter_id = $1 AND v.published_at IS NOT NULL "
                                     "AND v.status IN ('adopted', 'replaced') "
                                     "ORDER BY COALESCE(y.valid_from, v.day) DESC, v.id DESC",
                                     NULL},
    [RELATION_VALIDITY_ADD] = {"relation.validity_add",
                               "INSERT INTO validity (version_id, valid_from, valid_to, "
                               "notice_day, prolong_months, prolong_how, predecessor_id, ended, "
                               "addition) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
                               "ON CONFLICT (version_id) DO NOTHING",
                               NULL},
    [RELATION_VALIDITY_SET] = {"relation.validity_set",
                               "UPDATE validity SET valid_from = $2, valid_to = $3, "
                               "notice_day = $4, prolong_months = $5, prolong_how = $6, "
                               "predecessor_id = $7, ended = $8, addition = $9, "
                               "row_version = row_version + 1 "
                               "WHERE version_id = $1 AND row_version = $10",
                               NULL},
    [RELATION_CHANGE_ADD] = {"relation.change_add",
                             "INSERT INTO validity_change (version_id, at, by_name, reason, "
                             "became, hash) VALUES ($1, $2, $3, $4, $5, $6)",
                             NULL},
    [RELATION_CHANGES] = {"relation.changes",
                          "SELECT c.at, c.by_name, c.reason, c.became, c.hash "
                          "FROM validity_change c WHERE c.version_id = $1 ORDER BY c.id DESC",
                          NULL},
    [RELATION_PREDECESSORS] = {"relation.predecessors",
                               "SELECT v.id, d.title, v.label, v.slug, m.slug, v.document_id "
                               "FROM version v JOIN document d ON d.id = v.document_id "
                               "JOIN matter m ON m.id = v.matter_id "
                               "WHERE v.matter_id = $1 AND v.published_at IS NOT NULL "
                               "AND v.status IN ('adopted', 'replaced') ORDER BY v.day, v.id",
                               NULL},
    [RELATION_CHECK_SET] = {"relation.check_set",
                            "INSERT INTO upload_check (version_id, verdict, media, bytes, faults, "
                            "checked_at) VALUES ($1, $2, $3, $4, $5, $6) "
                            "ON CONFLICT (version_id) DO UPDATE SET verdict = $2, media = $3, "
                            "bytes = $4, faults = $5, checked_at = $6",
                            NULL},
    [RELATION_CHECK] = {"relation.check",
                        "SELECT verdict, media, bytes, faults, checked_at FROM upload_check "
                        "WHERE version_id = $1",
                        NULL},
    [RELATION_FAILING] = {"relation.failing",
                          "SELECT m.slug, v.slug, d.title, v.label, u.faults, u.verdict "
                          "FROM upload_check u JOIN version v ON v.id = u.version_id "
                          "JOIN document d ON d.id = v.document_id "
                          "JOIN matter m ON m.id = v.matter_id "
                          "WHERE u.verdict = 'failing' AND v.published_at IS NOT NULL "
                          "ORDER BY m.sort_key, v.day DESC, v.id DESC LIMIT 200",
                          NULL},
    [RELATION_ORIGINALS] = {"relation.originals",
                            "SELECT u.version_id, u.verdict, u.media, u.bytes "
                            "FROM upload_check u JOIN version v ON v.id = u.version_id "
                            "WHERE v.matter_id = $1",
                            NULL},
    [RELATION_ORIGINAL] = {"relation.original",
                           "SELECT v.source_name, u.media, v.source FROM version v "
                           "LEFT JOIN upload_check u ON u.version_id = v.id WHERE v.id = $1",
                           NULL},
    [RELATION_UNCHECKED] = {"relation.unchecked",
                            "SELECT v.id FROM version v WHERE v.source_name IS NOT NULL "
                            "AND NOT EXISTS (SELECT 1 FROM upload_check u "
                            "WHERE u.version_id = v.id) ORDER BY v.id",
                            NULL},
    [RELATION_SOURCE] = {"relation.source", "SELECT source FROM version WHERE id = $1", NULL},
    [RELATION_REQUEST_ADD] = {"relation.request_add",
                              "INSERT INTO accessible_request (version_id, account_id, email, "
                              "message, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
                              NULL},
    [RELATION_REQUESTS_TODAY] = {"relation.requests_today",
                                 "SELECT count(*) FROM accessible_request "
                                 "WHERE version_id = $1 AND created_at > $2",
                                 NULL},
    [RELATION_REQUESTS] = {"relation.requests",
                           "SELECT r.id, r.email, a.name, r.message, r.created_at, r.done_at, "
                           "r.done_by, v.slug, v.label, d.title "
                           "FROM accessible_request r JOIN version v ON v.id = r.version_id "
                           "JOIN document d ON d.id = v.document_id "
                           "LEFT JOIN account a ON a.id = r.account_id "
                           "WHERE v.matter_id = $1 AND (v.id = $2 OR $2 = 0) "
                           "AND ($3 = 1 OR r.done_at IS NULL) ORDER BY r.id DESC LIMIT 100",
                           NULL},
    [RELATION_REQUEST_DONE] = {"relation.request_done",
                               "UPDATE accessible_request SET done_at = $3, done_by = $4 "
                               "WHERE id = $1 AND version_id = $2 AND done_at IS NULL",
                               NULL},
    {0},
};

/* SPDX-License-Identifier: EUPL-1.2 */
/* text_sql.c — the statements of this module. */
#include "text/text_sql.h"

#define VERSION_COLUMNS                                                                            \
    "SELECT v.id, v.document_id, v.matter_id, d.title, v.label, v.slug, v.status, v.day, v.hash, " \
    "v.source_name, v.published_at, v.published_by, v.words, v.nodes "                             \
    "FROM version v JOIN document d ON d.id = v.document_id "

/* In the order of ov_node_fields. */
#define NODE_COLUMNS                                                                               \
    "SELECT node_id, number, heading, level, html, anchor, hash, title, layout FROM node_text "

const ov_sql ov_text_sql[] = {
    [TEXT_DOCUMENT_FIND] = {"text.document_find",
                            "SELECT id FROM document WHERE matter_id = $1 AND title = $2", NULL},
    [TEXT_DOCUMENT_ADD] = {"text.document_add",
                           "INSERT INTO document (matter_id, title, kind) VALUES ($1, $2, "
                           "CASE WHEN EXISTS (SELECT 1 FROM document WHERE matter_id = $1) "
                           "THEN 'other' ELSE 'main' END) RETURNING id",
                           NULL},
    [TEXT_LATEST_VERSION] = {"text.latest_version",
                             "SELECT id FROM version WHERE document_id = $1 "
                             "ORDER BY id DESC LIMIT 1",
                             NULL},
    [TEXT_OLD_NODES] = {"text.old_nodes",
                        "SELECT node_id, number, heading, depth, body FROM node_text "
                        "WHERE version_id = $1 ORDER BY seq",
                        NULL},
    [TEXT_SLUG_TAKEN] = {"text.slug_taken",
                         "SELECT id FROM version WHERE matter_id = $1 AND slug = $2", NULL},
    [TEXT_VERSION_ADD] = {"text.version_add",
                          "INSERT INTO version (document_id, matter_id, slug, label, status, day, "
                          "words, nodes, canonical, source, source_name, created_at) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
                          "RETURNING id",
                          NULL},
    [TEXT_VERSION_PUBLISH] = {"text.version_publish",
                              "UPDATE version SET hash = $2, published_at = $3, published_by = $4 "
                              "WHERE id = $1",
                              NULL},
    [TEXT_NODE_ADD] = {"text.node_add", "INSERT INTO node (document_id) VALUES ($1) RETURNING id",
                       NULL},
    [TEXT_NODE_TEXT_ADD] = {"text.node_text_add",
                            "INSERT INTO node_text (version_id, seq, node_id, number, heading, "
                            "level, depth, kind, body, html, anchor, hash, title, layout) "
                            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                            NULL},
    [TEXT_VERSION_BY_SLUG] = {"text.version_by_slug",
                              VERSION_COLUMNS "WHERE v.matter_id = $1 AND v.slug = $2", NULL},
    [TEXT_VERSION_GET] = {"text.version_get", VERSION_COLUMNS "WHERE v.id = $1", NULL},
    [TEXT_VERSIONS] = {"text.versions",
                       "SELECT v.id, v.slug, d.title, v.label, v.day, v.status, v.hash, v.nodes "
                       "FROM version v JOIN document d ON d.id = v.document_id "
                       "WHERE v.matter_id = $1 AND (v.published_at IS NOT NULL OR $2 = 2 "
                       "OR ($2 = 1 AND v.status = 'working')) "
                       "ORDER BY v.day DESC, v.id DESC",
                       NULL},
    [TEXT_CANONICAL] = {"text.canonical", "SELECT canonical FROM version WHERE id = $1", NULL},
    [TEXT_NODES] = {"text.nodes", NODE_COLUMNS "WHERE version_id = $1 ORDER BY seq", NULL},
    [TEXT_PAGE] = {"text.page",
                   "SELECT node_id, number, heading, html, anchor, layout FROM node_text WHERE "
                   "version_id = $1 "
                   "ORDER BY seq",
                   NULL},
    [TEXT_NODE] = {"text.node", NODE_COLUMNS "WHERE version_id = $1 AND node_id = $2", NULL},
    [TEXT_NODE_BY_NUMBER] = {"text.node_by_number",
                             "SELECT t.node_id FROM node_text t "
                             "JOIN version v ON v.id = t.version_id "
                             "WHERE v.matter_id = $1 AND v.published_at IS NOT NULL "
                             "AND t.number = $2 ORDER BY v.day DESC, v.id DESC, t.seq LIMIT 1",
                             NULL},
    /* "D4.4": 4.4 after the letter D and before the next of its level. */
    [TEXT_NODE_BY_LETTER] =
        {"text.node_by_letter",
         "SELECT t.node_id FROM node_text l JOIN version v ON v.id = l.version_id "
         "JOIN node_text t ON t.version_id = l.version_id AND t.seq > l.seq "
         "WHERE v.matter_id = $1 AND v.published_at IS NOT NULL AND l.number = $2 "
         "AND t.number = $3 AND NOT EXISTS (SELECT 1 FROM node_text b "
         "WHERE b.version_id = l.version_id AND b.seq > l.seq AND b.seq < t.seq "
         "AND b.level <= l.level) ORDER BY v.day DESC, v.id DESC, t.seq LIMIT 1",
         NULL},
    [TEXT_VERIFY_VERSIONS] = {"text.verify_versions",
                              "SELECT v.id, m.slug, v.slug, d.title, v.label, v.day, v.hash "
                              "FROM version v JOIN document d ON d.id = v.document_id "
                              "JOIN matter m ON m.id = v.matter_id "
                              "WHERE v.published_at IS NOT NULL ORDER BY v.id",
                              NULL},
    [TEXT_VERIFY_NODES] =
        {"text.verify_nodes",
         "SELECT number, heading, level, body, hash, node_id, title, html FROM node_text "
         "WHERE version_id = $1 ORDER BY seq",
         NULL},
    {0},
};

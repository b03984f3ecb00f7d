/* SPDX-License-Identifier: EUPL-1.2 */
/* edit_sql.c — the statements of editing and publishing. */
#include "text/edit/edit_sql.h"

#define REASON_COLUMNS                                                                             \
    "SELECT k.version_id, k.node_id, n.reason, n.by_name, n.at, s.id, s.kind, s.ref, s.title "     \
    "FROM (SELECT version_id, node_id FROM change_note UNION "                                     \
    "SELECT version_id, node_id FROM change_source) k "                                            \
    "LEFT JOIN change_note n ON n.version_id = k.version_id AND n.node_id = k.node_id "            \
    "LEFT JOIN change_source s ON s.version_id = k.version_id AND s.node_id = k.node_id "

const ov_sql ov_edit_sql[] = {
    [EDIT_BASE] = {"edit.base", "SELECT base_id, revision FROM version_work WHERE version_id = $1",
                   NULL},
    [EDIT_BASE_BEFORE] = {"edit.base_before",
                          "SELECT id FROM version WHERE document_id = $1 AND id <> $2 "
                          "AND published_at IS NOT NULL AND day <= $3 "
                          "ORDER BY day DESC, id DESC LIMIT 1",
                          NULL},
    [EDIT_LATEST_PUBLISHED] = {"edit.latest_published",
                               "SELECT id FROM version WHERE document_id = $1 "
                               "AND published_at IS NOT NULL ORDER BY day DESC, id DESC LIMIT 1",
                               NULL},
    [EDIT_AFTER] = {"edit.after",
                    "SELECT v.id, v.label FROM version b JOIN version v "
                    "ON v.document_id = b.document_id AND v.published_at IS NOT NULL "
                    "AND (v.day > b.day OR (v.day = b.day AND v.id > b.id)) "
                    "WHERE b.id = $1 ORDER BY v.day DESC, v.id DESC",
                    NULL},
    [EDIT_WORK_ADD] = {"edit.work_add",
                       "INSERT INTO version_work (version_id, base_id, started_by) "
                       "VALUES ($1, $2, $3)",
                       NULL},
    [EDIT_REVISE] = {"edit.revise",
                     "UPDATE version_work SET revision = revision + 1 WHERE version_id = $1", NULL},
    [EDIT_MATTER_OWNER] = {"edit.matter_owner", "SELECT organisation_id FROM matter WHERE id = $1",
                           NULL},
    [EDIT_NODES] = {"edit.nodes",
                    "SELECT node_id, number, heading, level, kind, body, html, anchor, hash, "
                    "title, layout, depth, seq FROM node_text WHERE version_id = $1 ORDER BY seq",
                    NULL},
    /* Without the HTML, which nobody compares. */
    [EDIT_BASE_NODES] = {"edit.base_nodes",
                         "SELECT node_id, number, heading, depth, body, hash, title, level "
                         "FROM node_text WHERE version_id = $1 ORDER BY seq",
                         NULL},
    [EDIT_BODY] = {"edit.body",
                   "SELECT number, heading, level, kind, body FROM node_text "
                   "WHERE version_id = $1 AND node_id = $2",
                   NULL},
    [EDIT_COPY_NODES] = {"edit.copy_nodes",
                         "INSERT INTO node_text (version_id, seq, node_id, number, heading, level, "
                         "depth, kind, body, html, anchor, hash, title, layout) "
                         "SELECT $1, seq, node_id, number, heading, level, depth, kind, body, "
                         "html, anchor, hash, title, layout FROM node_text WHERE version_id = $2",
                         NULL},
    [EDIT_NODE_DELETE] = {"edit.node_delete",
                          "DELETE FROM node_text WHERE version_id = $1 AND node_id = $2", NULL},
    [EDIT_NODE_KNOWN] = {"edit.node_known",
                         "SELECT 1 FROM node n JOIN version v ON v.document_id = n.document_id "
                         "WHERE v.id = $1 AND n.id = $2",
                         NULL},
    [EDIT_VERSION_TOTALS] = {"edit.version_totals",
                             "UPDATE version SET words = $2, nodes = $3, canonical = $4 "
                             "WHERE id = $1 AND published_at IS NULL",
                             NULL},
    [EDIT_VERSION_NAME] = {"edit.version_name",
                           "UPDATE version SET label = $2, slug = $3, day = $4, status = $5, "
                           "canonical = $6 WHERE id = $1 AND published_at IS NULL",
                           NULL},
    [EDIT_CANONICAL] = {"edit.canonical",
                        "SELECT number, heading, level, body FROM node_text "
                        "WHERE version_id = $1 ORDER BY seq",
                        NULL},
    [EDIT_ROW_VERSION] = {"edit.row_version",
                          "SELECT row_version, by_name, at FROM node_edit "
                          "WHERE version_id = $1 AND node_id = $2",
                          NULL},
    [EDIT_TOUCH] = {"edit.touch",
                    "INSERT INTO node_edit (version_id, node_id, row_version, by_id, by_name, at) "
                    "VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT (version_id, node_id) DO UPDATE "
                    "SET row_version = node_edit.row_version + 1, by_id = excluded.by_id, "
                    "by_name = excluded.by_name, at = excluded.at",
                    NULL},
    [EDIT_EDITS] = {"edit.edits",
                    "SELECT node_id, row_version, by_name, at FROM node_edit "
                    "WHERE version_id = $1 ORDER BY node_id",
                    NULL},
    [EDIT_LEASES] = {"edit.leases",
                     "SELECT l.node_id, l.account_id, a.name, l.since, l.until FROM node_lease l "
                     "JOIN account a ON a.id = l.account_id "
                     "WHERE l.version_id = $1 AND l.until > $2 ORDER BY l.node_id",
                     NULL},
    [EDIT_LEASE_GET] = {"edit.lease_get",
                        "SELECT l.account_id, a.name, l.since, l.until FROM node_lease l "
                        "JOIN account a ON a.id = l.account_id "
                        "WHERE l.version_id = $1 AND l.node_id = $2 AND l.until > $3",
                        NULL},
    [EDIT_LEASE_PUT] =
        {"edit.lease_put",
         "INSERT INTO node_lease (version_id, node_id, account_id, since, until) "
         "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (version_id, node_id) DO UPDATE "
         "SET account_id = excluded.account_id, until = excluded.until, since = CASE "
         "WHEN node_lease.account_id = excluded.account_id "
         "AND node_lease.until > excluded.since THEN node_lease.since "
         "ELSE excluded.since END",
         NULL},
    [EDIT_LEASE_DROP] = {"edit.lease_drop",
                         "DELETE FROM node_lease WHERE version_id = $1 AND node_id = $2 "
                         "AND account_id = $3",
                         NULL},
    [EDIT_LEASES_DROP] = {"edit.leases_drop", "DELETE FROM node_lease WHERE version_id = $1", NULL},
    [EDIT_REASON] = {"edit.reason",
                     "SELECT reason, by_name, at FROM change_note "
                     "WHERE version_id = $1 AND node_id = $2",
                     NULL},
    [EDIT_REASON_PUT] =
        {"edit.reason_put",
         "INSERT INTO change_note (version_id, node_id, reason, by_id, by_name, at) "
         "VALUES ($1, $2, $3, $4, $5, $6) "
         "ON CONFLICT (version_id, node_id) DO UPDATE SET reason = excluded.reason, "
         "by_id = excluded.by_id, by_name = excluded.by_name, at = excluded.at",
         NULL},
    [EDIT_REASON_DROP] = {"edit.reason_drop",
                          "DELETE FROM change_note WHERE version_id = $1 AND node_id = $2", NULL},
    [EDIT_NOTES] = {"edit.notes",
                    "SELECT node_id, reason FROM change_note WHERE version_id = $1 "
                    "ORDER BY node_id",
                    NULL},
    [EDIT_REASONS] = {"edit.reasons",
                      REASON_COLUMNS "WHERE k.version_id = $1 ORDER BY k.node_id, s.id NULLS FIRST",
                      NULL},
    [EDIT_REASONS_OF_NODE] = {"edit.reasons_of_node",
                              REASON_COLUMNS "JOIN version v ON v.id = k.version_id "
                                             "WHERE k.node_id = $1 AND v.published_at IS NOT NULL "
                                             "ORDER BY v.day DESC, v.id DESC, s.id NULLS FIRST",
                              NULL},
    [EDIT_SOURCE_KNOWN] = {"edit.source_known",
                           "SELECT id FROM change_source WHERE version_id = $1 AND node_id = $2 "
                           "AND kind = $3 AND ref = $4 AND title = $5",
                           NULL},
    [EDIT_SOURCE_ADD] = {"edit.source_add",
                         "INSERT INTO change_source (version_id, node_id, kind, ref, title, "
                         "by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                         NULL},
    [EDIT_SOURCE_DROP] = {"edit.source_drop",
                          "DELETE FROM change_source WHERE id = $1 AND version_id = $2", NULL},
    [EDIT_SOURCE_COUNTS] = {"edit.source_counts",
                            "SELECT node_id, count(*) FROM change_source WHERE version_id = $1 "
                            "GROUP BY node_id ORDER BY node_id",
                            NULL},
    [EDIT_PUBLICATION] =
        {"edit.publication",
         "SELECT id, version_id, state, label, day, status, replaces, hash, content_hash, "
         "revision, message, asked_id, asked_name, asked_at, closed_name, closed_at, closed_note "
         "FROM publication WHERE version_id = $1 ORDER BY id DESC LIMIT 1",
         NULL},
    [EDIT_PUBLICATION_ADD] =
        {"edit.publication_add",
         "INSERT INTO publication (version_id, state, label, day, status, replaces, hash, "
         "content_hash, revision, message, asked_id, asked_name, asked_at) "
         "VALUES ($1, 'asked', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
         NULL},
    [EDIT_PUBLICATION_CLOSE] =
        {"edit.publication_close",
         "UPDATE publication SET state = $2, closed_id = $3, closed_name = $4, closed_at = $5, "
         "closed_note = $6 WHERE version_id = $1 AND state = 'asked'",
         NULL},
    [EDIT_WAITING] = {"edit.waiting",
                      "SELECT m.slug, m.title, d.title, v.slug, p.label, p.asked_id, p.asked_name, "
                      "p.asked_at, m.id FROM publication p JOIN version v ON v.id = p.version_id "
                      "JOIN document d ON d.id = v.document_id JOIN matter m ON m.id = v.matter_id "
                      "WHERE p.state = 'asked' AND m.organisation_id = $1 ORDER BY p.asked_at",
                      NULL},
    [EDIT_PUBLISH] = {"edit.publish",
                      "UPDATE version SET status = $2, hash = $3, published_at = $4, "
                      "published_by = $5 WHERE id = $1 AND published_at IS NULL",
                      NULL},
    [EDIT_REPLACE] = {"edit.replace",
                      "UPDATE version SET status = 'replaced' WHERE id = $1 AND status = 'adopted'",
                      NULL},
    [EDIT_ADOPTED] = {"edit.adopted",
                      "SELECT id FROM version WHERE document_id = $1 AND id <> $2 "
                      "AND status = 'adopted' AND published_at IS NOT NULL ORDER BY id",
                      NULL},
    [EDIT_LINEAGE_ADD] = {"edit.lineage_add",
                          "INSERT INTO node_lineage (version_id, from_version, from_node, "
                          "to_version, to_node, kind) VALUES ($1, $2, $3, $4, $5, $6)",
                          NULL},
    [EDIT_LINEAGE_OF_NODE] =
        {"edit.lineage_of_node",
         "SELECT l.kind, l.from_version, l.from_node, ft.title, fv.label, fv.slug, fd.title, "
         "l.to_version, l.to_node, tt.title, tv.label, tv.slug, td.title FROM node_lineage l "
         "JOIN version tv ON tv.id = l.to_version JOIN document td ON td.id = tv.document_id "
         "JOIN version w ON w.id = l.version_id "
         "LEFT JOIN version fv ON fv.id = l.from_version "
         "LEFT JOIN document fd ON fd.id = fv.document_id "
         "LEFT JOIN node_text ft ON ft.version_id = l.from_version AND ft.node_id = l.from_node "
         "LEFT JOIN node_text tt ON tt.version_id = l.to_version AND tt.node_id = l.to_node "
         "WHERE (l.from_node = $1 OR l.to_node = $1) AND l.kind <> 'same' "
         "AND w.published_at IS NOT NULL ORDER BY tv.day DESC, l.id DESC",
         NULL},
    /* The newest published version of each other document of the matter. */
    [EDIT_OTHER_VERSIONS] =
        {"edit.other_versions",
         "SELECT v.id, w.base_id FROM version v JOIN version_work w ON w.version_id = v.id "
         "WHERE v.matter_id = $1 AND v.document_id <> $2 AND v.published_at IS NOT NULL "
         "AND NOT EXISTS (SELECT 1 FROM version o WHERE o.document_id = v.document_id "
         "AND o.published_at IS NOT NULL AND (o.day > v.day OR (o.day = v.day AND o.id > v.id))) "
         "ORDER BY v.id",
         NULL},
    /* What a version took away from its base. */
    [EDIT_GONE_NODES] = {"edit.gone_nodes",
                         "SELECT o.node_id, o.heading, o.body FROM node_text o "
                         "WHERE o.version_id = $1 AND NOT EXISTS (SELECT 1 FROM node_text t "
                         "WHERE t.version_id = $2 AND t.node_id = o.node_id) ORDER BY o.seq",
                         NULL},
    [EDIT_VERIFY_LINEAGE] =
        {"edit.verify_lineage",
         "SELECT l.id, m.slug, v.slug, l.kind FROM node_lineage l "
         "JOIN version v ON v.id = l.version_id JOIN matter m ON m.id = v.matter_id "
         "WHERE (l.from_node IS NOT NULL AND NOT EXISTS (SELECT 1 FROM node_text t "
         "WHERE t.version_id = l.from_version AND t.node_id = l.from_node)) "
         "OR (l.to_node IS NOT NULL AND NOT EXISTS (SELECT 1 FROM node_text t "
         "WHERE t.version_id = l.to_version AND t.node_id = l.to_node)) ORDER BY l.id",
         NULL},
    /* A published version whose base is not published, or is another document's. */
    [EDIT_VERIFY_BASES] =
        {"edit.verify_bases",
         "SELECT m.slug, v.slug, b.slug FROM version v JOIN matter m ON m.id = v.matter_id "
         "LEFT JOIN version_work w ON w.version_id = v.id "
         "LEFT JOIN version b ON b.id = w.base_id "
         "WHERE v.published_at IS NOT NULL AND (w.version_id IS NULL "
         "OR (w.base_id IS NOT NULL AND (b.id IS NULL OR b.published_at IS NULL "
         "OR b.document_id <> v.document_id))) ORDER BY v.id",
         NULL},
    {0},
};

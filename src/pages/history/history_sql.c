/* SPDX-License-Identifier: EUPL-1.2 */
/* history_sql.c — who did it, and what each kind of object is. */
#include "pages/history/history.h"

/* Columns: title, address, matter, matter's owner, organisation, account, public. */
#define IN_MATTER ", m.id, m.organisation_id, "
#define ADDRESS "'/arende/' || m.slug || "
#define EVENT                                                                                      \
    "e.seq, e.at, e.actor, e.role, e.action, e.object, e.before_hash, e.after_hash, e.prev, "      \
    "e.hash"

/* Every object of a matter, as events name it: "version/5". */
#define OBJECTS                                                                                    \
    "WITH thing (name) AS ("                                                                       \
    "SELECT 'matter/' || CAST(id AS TEXT) FROM matter WHERE id = $1"                               \
    " UNION ALL SELECT 'version/' || CAST(id AS TEXT) FROM version WHERE matter_id = $1"           \
    " UNION ALL SELECT 'document/' || CAST(id AS TEXT) FROM document WHERE matter_id = $1"         \
    " UNION ALL SELECT 'node/' || CAST(n.id AS TEXT) FROM node n"                                  \
    " JOIN document d ON d.id = n.document_id WHERE d.matter_id = $1"                              \
    " UNION ALL SELECT 'term/' || CAST(id AS TEXT) FROM term WHERE matter_id = $1"                 \
    " UNION ALL SELECT 'staged_import/' || CAST(id AS TEXT) FROM staged_import"                    \
    " WHERE matter_id = $1"                                                                        \
    " UNION ALL SELECT 'consultation/' || CAST(id AS TEXT) FROM consultation WHERE matter_id = $1" \
    " UNION ALL SELECT 'response/' || CAST(r.id AS TEXT) FROM response r"                          \
    " JOIN consultation c ON c.id = r.consultation_id WHERE c.matter_id = $1"                      \
    " UNION ALL SELECT 'statement/' || CAST(id AS TEXT) FROM statement WHERE matter_id = $1"       \
    " UNION ALL SELECT 'param_set/' || CAST(id AS TEXT) FROM param_set WHERE matter_id = $1) "     \
    "SELECT " EVENT " FROM thing t JOIN event e"
#define OBJECTS_END                                                                                \
    " WHERE e.seq < $2 AND ($3 = '' OR t.name LIKE $3 || '/%') ORDER BY e.seq DESC LIMIT $4"

const ov_sql ov_history_sql[] = {
    [HISTORY_ACTOR] = {"history.actor",
                       "SELECT a.id, a.name, a.organisation_id, o.name FROM account a "
                       "LEFT JOIN organisation o ON o.id = a.organisation_id WHERE a.login = $1",
                       NULL},
    [HISTORY_LOGIN_OF] = {"history.login_of",
                          "SELECT login FROM account WHERE login = $1 UNION "
                          "SELECT login FROM account WHERE name = $1 LIMIT 2",
                          NULL},
    [HISTORY_OF_MATTER] = {"history.of_matter",
                           OBJECTS
                           " ON e.object >= t.name AND e.object < t.name || '0'" OBJECTS_END,
                           OBJECTS " ON e.object COLLATE \"C\" >= t.name AND e.object COLLATE "
                                   "\"C\" < t.name || '0'" OBJECTS_END},
    [HISTORY_OF_PERSON] = {"history.of_person",
                           "SELECT " EVENT " FROM event e WHERE e.seq < $3 AND (e.actor = $1 OR "
                           "e.object = $2) ORDER BY e.seq DESC LIMIT $4",
                           NULL},
    [HISTORY_MATTER] = {"history.matter",
                        "SELECT m.title, " ADDRESS "''" IN_MATTER
                        "0, 0, 1 FROM matter m WHERE m.id = $1",
                        NULL},
    [HISTORY_VERSION] = {"history.version",
                         "SELECT d.title || ', ' || v.label, " ADDRESS
                         "'/text/' || v.slug" IN_MATTER
                         "0, 0, CASE WHEN v.hash IS NOT NULL THEN 1 WHEN v.status = 'draft' THEN 0 "
                         "ELSE 2 END FROM version v JOIN document d ON d.id = v.document_id "
                         "JOIN matter m ON m.id = v.matter_id WHERE v.id = $1",
                         NULL},
    [HISTORY_PROVISION] = {"history.provision",
                           "SELECT title FROM node_text WHERE version_id = $1 AND node_id = $2",
                           NULL},
    [HISTORY_PARTY] = {"history.party", "SELECT name FROM organisation WHERE id = $1", NULL},
    [HISTORY_DOCUMENT] = {"history.document",
                          "SELECT d.title, " ADDRESS "'/dokument/' || CAST(d.id AS TEXT)" IN_MATTER
                          "0, 0, CASE WHEN EXISTS (SELECT 1 FROM version v WHERE v.document_id = "
                          "d.id AND v.hash IS NOT NULL) THEN 1 ELSE 2 END FROM document d "
                          "JOIN matter m ON m.id = d.matter_id WHERE d.id = $1",
                          NULL},
    [HISTORY_NODE] = {"history.node",
                      "SELECT t.title, " ADDRESS "'/p/' || CAST(t.node_id AS TEXT)" IN_MATTER
                      "0, 0, CASE WHEN v.hash IS NOT NULL THEN 1 WHEN v.status = 'draft' THEN 0 "
                      "ELSE 2 END FROM node_text t JOIN version v ON v.id = t.version_id "
                      "JOIN matter m ON m.id = v.matter_id WHERE t.node_id = $1 "
                      "ORDER BY CASE WHEN v.hash IS NULL THEN 1 ELSE 0 END, v.day DESC, v.id DESC "
                      "LIMIT 1",
                      NULL},
    [HISTORY_TERM] = {"history.term",
                      "SELECT t.name, " ADDRESS "'/ord'" IN_MATTER
                      "0, 0, 1 FROM term t JOIN matter m ON m.id = t.matter_id WHERE t.id = $1",
                      NULL},
    [HISTORY_IMPORT] = {"history.import",
                        "SELECT s.document_title || ', ' || s.label, CASE WHEN s.state = 'open' "
                        "THEN " ADDRESS "'/dokument/las-in/' || CAST(s.id AS TEXT) END" IN_MATTER
                        "0, COALESCE(s.account_id, 0), 0 FROM staged_import s "
                        "JOIN matter m ON m.id = s.matter_id WHERE s.id = $1",
                        NULL},
    [HISTORY_CONSULTATION] = {"history.consultation",
                              "SELECT c.title, " ADDRESS
                              "'/remiss/' || CAST(c.id AS TEXT)" IN_MATTER
                              "0, 0, CASE WHEN c.state IN ('open', 'withdrawn') THEN 1 ELSE 3 END "
                              "FROM consultation c JOIN matter m ON m.id = c.matter_id "
                              "WHERE c.id = $1",
                              NULL},
    [HISTORY_RESPONSE] =
        {"history.response",
         "SELECT r.number || ', ' || r.party_name, '/kvittens/' || r.number" IN_MATTER
         "r.organisation_id, 0, 0 FROM response r "
         "JOIN consultation c ON c.id = r.consultation_id "
         "JOIN matter m ON m.id = c.matter_id WHERE r.id = $1",
         NULL},
    [HISTORY_DRAFT] = {"history.draft",
                       "SELECT c.title || ', ' || COALESCE(d.respondent, o.name), " ADDRESS
                       "'/remiss/' || CAST(c.id AS TEXT) || CASE WHEN d.kind = 'own' THEN '/svara' "
                       "ELSE '' END" IN_MATTER
                       "d.organisation_id, 0, CASE WHEN d.kind = 'own' THEN 1 ELSE 0 END "
                       "FROM draft d JOIN consultation c ON c.id = d.consultation_id "
                       "JOIN organisation o ON o.id = d.organisation_id "
                       "JOIN matter m ON m.id = c.matter_id WHERE d.id = $1",
                       NULL},
    [HISTORY_STATEMENT] =
        {"history.statement",
         "SELECT COALESCE(s.number, s.payer_code || '–' || s.recipient_code || "
         "' ' || s.period), CASE WHEN s.discarded_at IS NOT NULL THEN NULL ELSE " ADDRESS
         "'/avrakning/' || COALESCE(s.number, 'utkast/' || CAST(s.id AS "
         "TEXT)) END" IN_MATTER "s.recipient_id, 0, CASE WHEN s.number IS NULL THEN 0 ELSE 1 END "
         "FROM statement s JOIN matter m ON m.id = s.matter_id WHERE s.id = $1",
         NULL},
    [HISTORY_PARAMS] = {"history.params",
                        "SELECT CAST(p.year AS TEXT) || ', ' || p.decision_ref, " ADDRESS
                        "''" IN_MATTER
                        "0, 0, 1 FROM param_set p JOIN matter m ON m.id = p.matter_id "
                        "WHERE p.id = $1",
                        NULL},
    [HISTORY_ORGANISATION] = {"history.organisation",
                              "SELECT o.name, '/admin/organisation/' || o.code, 0, 0, o.id, 0, 0 "
                              "FROM organisation o WHERE o.id = $1",
                              NULL},
    [HISTORY_ACCOUNT] = {"history.account",
                         "SELECT a.name, CASE WHEN o.id IS NOT NULL THEN '/admin/organisation/' || "
                         "o.code || '/person/' || CAST(a.id AS TEXT) END, 0, 0, "
                         "COALESCE(a.organisation_id, 0), a.id, 0 FROM account a "
                         "LEFT JOIN organisation o ON o.id = a.organisation_id WHERE a.id = $1",
                         NULL},
    [HISTORY_SESSION] = {"history.session",
                         "SELECT a.name, NULL, 0, 0, COALESCE(a.organisation_id, 0), a.id, 0 "
                         "FROM session s JOIN account a ON a.id = s.account_id WHERE s.id = $1",
                         NULL},
    [HISTORY_MAIL] = {"history.mail",
                      "SELECT m.subject, '/admin/utskick/' || CAST(m.id AS TEXT), 0, 0, "
                      "COALESCE(m.organisation_id, 0), COALESCE(m.account_id, 0), 0 FROM mail m "
                      "WHERE m.id = $1",
                      NULL},
    [HISTORY_BODY] = {"history.body",
                      "SELECT b.name, '/admin/organisation/' || o.code || '/organ/' || "
                      "CAST(b.id AS TEXT), 0, 0, o.id, 0, 0 FROM body b "
                      "JOIN organisation o ON o.id = b.organisation_id WHERE b.id = $1",
                      NULL},
    [HISTORY_GROUP] = {"history.group",
                       "SELECT g.name, '/admin/grupp/' || CAST(g.id AS TEXT), 0, 0, "
                       "g.organisation_id, 0, 0 FROM party_group g WHERE g.id = $1",
                       NULL},
    [HISTORY_CHAIN] = {"history.chain",
                       "SELECT COALESCE(v.name, o.name), '/admin/organisation/' || o.code || "
                       "'/beslutskedjor', 0, 0, o.id, 0, 0 FROM chain c "
                       "JOIN organisation o ON o.id = c.organisation_id "
                       "LEFT JOIN chain_version v ON v.id = c.version_id WHERE c.id = $1",
                       NULL},
    [HISTORY_MANDATE] = {"history.mandate",
                         "SELECT a.name, CASE WHEN o.id IS NOT NULL THEN '/admin/organisation/' || "
                         "o.code || '/person/' || CAST(a.id AS TEXT) END, 0, 0, m.organisation_id, "
                         "a.id, 0 FROM mandate m JOIN account a ON a.id = m.account_id "
                         "LEFT JOIN organisation o ON o.id = m.organisation_id WHERE m.id = $1",
                         NULL},
    /* the log itself: "log/events" and what else has no row of its own */
    [HISTORY_LOG] = {"history.log",
                     "SELECT 'Händelseloggen', '/admin/handelser', 0, 0, 0, 0, 0 WHERE $1 >= 0",
                     NULL},
    {0}};

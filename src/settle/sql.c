/* SPDX-License-Identifier: EUPL-1.2 */
/* sql.c — every statement that settle/ runs. */
#include "settle/sql.h"

#define PARAM_COLUMNS                                                                              \
    "id, matter_id, year, version, base_price_kr, share_num, share_den, billing_price_ore, "       \
    "policy, unit_ore, pay_day, terms_days, limit_months, decision_ref, frames_clause, "           \
    "price_clause"

#define STATEMENT_COLUMNS                                                                          \
    "s.id, s.matter_id, s.param_set_id, s.payer_id, s.recipient_id, s.kind, s.payer_code, "        \
    "s.recipient_code, po.name, ro.name, s.year, s.month, s.period, s.total_ore, s.status, "       \
    "s.content_hash, s.number, s.prev, s.hash, s.lines_root, s.prepared_by, pa.name, ua.name, "    \
    "s.published_at, s.pay_day, pp.short_name, rp.short_name, s.issuer_code, c.number, "           \
    "s.n_lines, s.published_by, s.prepared_at "                                                    \
    "FROM statement s "                                                                            \
    "JOIN organisation po ON po.id = s.payer_id "                                                  \
    "JOIN organisation ro ON ro.id = s.recipient_id "                                              \
    "JOIN account pa ON pa.id = s.prepared_by "                                                    \
    "LEFT JOIN account ua ON ua.id = s.published_by "                                              \
    "LEFT JOIN settle_party pp ON pp.matter_id = s.matter_id AND pp.organisation_id = s.payer_id " \
    "LEFT JOIN settle_party rp ON rp.matter_id = s.matter_id "                                     \
    "AND rp.organisation_id = s.recipient_id "                                                     \
    "LEFT JOIN statement c ON c.id = s.corrects_id "

#define Q(n, t)                                                                                    \
    {                                                                                              \
        .name = (n), .text = (t)                                                                   \
    }

const ov_sql ov_settle_sql[] = {
    [SQL_PARTIES] =
        Q("settle.parties", "SELECT p.organisation_id, o.code, p.short_name, o.name, p.place, "
                            "p.code_ascii FROM settle_party p "
                            "JOIN organisation o ON o.id = p.organisation_id "
                            "WHERE p.matter_id = $1 ORDER BY p.place"),
    [SQL_PARTY_ADD] =
        Q("settle.party_add", "INSERT INTO settle_party (matter_id, organisation_id, code_ascii, "
                              "short_name, place) VALUES ($1, $2, $3, $4, $5)"),
    [SQL_PARTY_CODES] =
        Q("settle.party_codes", "SELECT p.code_ascii, o.code, o.name FROM settle_party p "
                                "JOIN organisation o ON o.id = p.organisation_id "
                                "WHERE p.matter_id = $1 AND p.organisation_id = $2"),
    [SQL_PARAMS] = Q("settle.params", "SELECT " PARAM_COLUMNS " FROM param_set "
                                      "WHERE matter_id = $1 AND year = $2 "
                                      "ORDER BY version DESC LIMIT 1"),
    [SQL_PARAMS_ADD] = Q("settle.params_add",
                         "INSERT INTO param_set (matter_id, year, version, base_price_kr, "
                         "share_num, share_den, billing_price_ore, policy, unit_ore, pay_day, "
                         "terms_days, limit_months, decision_ref, frames_clause, price_clause) "
                         "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
                         "$15) RETURNING id"),
    [SQL_PARAMS_NEWEST] =
        Q("settle.params_newest",
          "SELECT max(version) FROM param_set WHERE matter_id = $1 AND year = $2"),
    [SQL_FRAME_ADD] =
        Q("settle.frame_add", "INSERT INTO frame (param_set_id, component, payer_id, recipient_id, "
                              "year_ore) VALUES ($1, $2, $3, $4, $5)"),
    [SQL_FRAMES] = Q("settle.frames",
                     "SELECT f.payer_id, po.code, po.name, f.recipient_id, ro.code, ro.name, "
                     "f.year_ore, pp.short_name, rp.short_name, pp.place, rp.place FROM frame f "
                     "JOIN param_set s ON s.id = f.param_set_id "
                     "JOIN organisation po ON po.id = f.payer_id "
                     "JOIN organisation ro ON ro.id = f.recipient_id "
                     "JOIN settle_party pp ON pp.matter_id = s.matter_id "
                     "AND pp.organisation_id = f.payer_id "
                     "JOIN settle_party rp ON rp.matter_id = s.matter_id "
                     "AND rp.organisation_id = f.recipient_id "
                     "WHERE f.param_set_id = $1 AND f.component = $2 "
                     "ORDER BY pp.place, rp.place"),
    [SQL_FRAMES_OF_PAIR] =
        Q("settle.frames_of_pair", "SELECT component, year_ore FROM frame WHERE param_set_id = $1 "
                                   "AND payer_id = $2 AND recipient_id = $3 AND year_ore > 0 "
                                   "ORDER BY component"),
    [SQL_STATEMENT_LIVE] = Q("settle.statement_live",
                             "SELECT count(*) FROM statement WHERE matter_id = $1 "
                             "AND payer_id = $2 AND recipient_id = $3 AND year = $4 "
                             "AND month = $5 AND kind = 'INSTALMENT' AND discarded_at IS NULL"),
    [SQL_STATEMENT_ADD] =
        Q("settle.statement_add",
          "INSERT INTO statement (matter_id, param_set_id, kind, payer_id, "
          "recipient_id, payer_code, recipient_code, issuer_code, year, month, "
          "period, pay_day, n_lines, total_ore, lines_root, content_hash, status, "
          "prepared_by, prepared_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
          "$10, $11, $12, $13, $14, $15, $16, 'draft', $17, $18) RETURNING id"),
    [SQL_LINE_ADD] =
        Q("settle.line_add", "INSERT INTO statement_line (statement_id, seq, component, label, "
                             "amount_ore, rule, clause, entry, salt, leaf) "
                             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
    [SQL_DISCARD] = Q("settle.discard", "UPDATE statement SET discarded_at = $2 WHERE id = $1 "
                                        "AND status <> 'published' AND discarded_at IS NULL"),
    [SQL_LAST_SERIAL] = Q("settle.last_serial",
                          "SELECT max(serial) FROM statement WHERE issuer_code = $1 AND year = $2"),
    [SQL_LAST_LINK] =
        Q("settle.last_link", "SELECT chain_no, hash FROM statement WHERE issuer_code = $1 "
                              "AND chain_no IS NOT NULL ORDER BY chain_no DESC LIMIT 1"),
    [SQL_PUBLISH] = Q("settle.publish",
                      "UPDATE statement SET status = 'published', published_by = $2, "
                      "published_at = $3, serial = $4, chain_no = $5, number = $6, prev = $7, "
                      "hash = $8 WHERE id = $1 AND status <> 'published' "
                      "AND discarded_at IS NULL AND content_hash = $9"),
    [SQL_STATEMENT] =
        Q("settle.statement", "SELECT " STATEMENT_COLUMNS "WHERE s.id = $1 AND s.matter_id = $2 "
                              "AND s.discarded_at IS NULL"),
    [SQL_STATEMENT_NUMBER] =
        Q("settle.statement_number", "SELECT " STATEMENT_COLUMNS "WHERE s.number = $1 "
                                     "AND s.matter_id = $2"),
    [SQL_STATEMENT_ANY] = Q("settle.statement_any", "SELECT " STATEMENT_COLUMNS "WHERE s.id = $1"),
    [SQL_LINES] =
        Q("settle.lines", "SELECT seq, component, label, amount_ore, rule, clause, entry, leaf "
                          "FROM statement_line WHERE statement_id = $1 ORDER BY seq"),
    [SQL_STATEMENTS] =
        Q("settle.statements", "SELECT s.id, s.number, s.period, "
                               "po.name, ro.name, s.total_ore, s.status, "
                               "s.published_at, s.prepared_by, pa.name, ua.name, s.year, s.month "
                               "FROM statement s JOIN account pa ON pa.id = s.prepared_by "
                               "LEFT JOIN account ua ON ua.id = s.published_by "
                               "JOIN organisation po ON po.id = s.payer_id "
                               "JOIN organisation ro ON ro.id = s.recipient_id "
                               "WHERE s.matter_id = $1 AND s.discarded_at IS NULL "
                               "AND (s.status = 'published' OR s.recipient_id = $2) "
                               "ORDER BY s.published_at DESC NULLS FIRST, s.id DESC"),
    [SQL_MONTHS] = Q("settle.months",
                     "SELECT payer_id, recipient_id, month, status, number, id, prepared_by "
                     "FROM statement WHERE matter_id = $1 AND year = $2 AND kind = 'INSTALMENT' "
                     "AND discarded_at IS NULL ORDER BY payer_id, recipient_id, month"),
    [SQL_PARAMS_BY_ID] =
        Q("settle.params_by_id", "SELECT " PARAM_COLUMNS " FROM param_set WHERE id = $1"),
    [SQL_CHAIN] = Q("settle.chain", "SELECT id, chain_no FROM statement "
                                    "WHERE status = 'published' ORDER BY issuer_code, chain_no"),
    [SQL_SALTS] =
        Q("settle.salts", "SELECT salt FROM statement_line WHERE statement_id = $1 ORDER BY seq"),
    [SQL_NUMBERS] =
        Q("settle.numbers", "SELECT issuer_code, year, serial, number FROM statement "
                            "WHERE status = 'published' ORDER BY issuer_code, year, serial"),
    [SQL_EVENT_OF] =
        Q("settle.event_of", "SELECT after_hash FROM event WHERE object = $1 "
                             "AND action = 'statement.published' ORDER BY seq DESC LIMIT 1"),
    [SQL_PARAMS_LAST] =
        Q("settle.params_last", "SELECT " PARAM_COLUMNS " FROM param_set "
                                "WHERE matter_id = $1 ORDER BY year DESC, version DESC LIMIT 1"),
    [SQL_WAITING] = Q("settle.waiting",
                      "SELECT m.slug, s.id, s.year, s.month, po.name, s.prepared_by, pa.name, "
                      "m.id FROM statement s JOIN matter m ON m.id = s.matter_id "
                      "JOIN organisation po ON po.id = s.payer_id "
                      "JOIN account pa ON pa.id = s.prepared_by "
                      "WHERE s.recipient_id = $1 AND s.status <> 'published' "
                      "AND s.discarded_at IS NULL ORDER BY s.prepared_at, s.id"),
    [SQL_MATTERS_OF] = Q("settle.matters_of",
                         "SELECT m.slug, m.id, p.year, count(DISTINCT f.payer_id), "
                         "(SELECT count(*) FROM statement s WHERE s.matter_id = m.id "
                         "AND s.year = p.year AND s.recipient_id = $1 AND s.kind = 'INSTALMENT' "
                         "AND s.discarded_at IS NULL) "
                         "FROM matter m JOIN param_set p ON p.matter_id = m.id "
                         "JOIN frame f ON f.param_set_id = p.id "
                         "WHERE f.recipient_id = $1 AND f.payer_id <> f.recipient_id "
                         "AND f.year_ore > 0 AND NOT EXISTS (SELECT 1 FROM param_set q "
                         "WHERE q.matter_id = p.matter_id AND (q.year > p.year "
                         "OR (q.year = p.year AND q.version > p.version))) "
                         "GROUP BY m.slug, m.id, p.year ORDER BY m.slug"),
    [SQL_END] = {0}};

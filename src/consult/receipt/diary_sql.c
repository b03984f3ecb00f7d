/* SPDX-License-Identifier: EUPL-1.2 */
/* diary_sql.c — the statements of register numbers, receipts to be mailed, kept PDF files. */
#include "consult/receipt/diary_sql.h"

/* The number of a side that holds. */
#define NUMBER_OF(side)                                                                            \
    "(SELECT d.dnr FROM diary_entry d WHERE d.response_id = r.id AND d.side = '" side "' "         \
    "ORDER BY d.id DESC LIMIT 1)"

const ov_sql ov_diary_sql[] = {
    [DIARY_ADD] = {"diary.add",
                   "INSERT INTO diary_entry (response_id, side, dnr, at, by_name, account_id) "
                   "VALUES ($1, $2, $3, $4, $5, $6)",
                   NULL},
    [DIARY_OF] = {"diary.of",
                  "SELECT side, dnr, at, by_name FROM diary_entry WHERE response_id = $1 "
                  "ORDER BY id DESC",
                  NULL},
    [DIARY_NOW] = {"diary.now",
                   "SELECT dnr FROM diary_entry WHERE response_id = $1 AND side = $2 "
                   "ORDER BY id DESC LIMIT 1",
                   NULL},
    [DIARY_LINK_ADD] = {"diary.link_add",
                        "INSERT INTO diary_link (response_id, side, token_hash, address, made_at, "
                        "expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
                        NULL},
    [DIARY_LINK_FIND] = {"diary.link_find",
                         "SELECT l.id, l.response_id, l.side, l.address, r.number, "
                         "CASE WHEN l.used_at IS NULL AND l.expires_at > $2 THEN 1 ELSE 0 END "
                         "FROM diary_link l JOIN response r ON r.id = l.response_id "
                         "WHERE l.token_hash = $1",
                         NULL},
    [DIARY_LINK_USE] = {"diary.link_use",
                        "UPDATE diary_link SET used_at = $2 WHERE id = $1 AND used_at IS NULL",
                        NULL},
    [DIARY_ROUND] = {"diary.round",
                     "SELECT r.number, r.received, r.party_code, r.party_name, r.timing, r.class, "
                     "r.source, r.legal_status, f.number, (SELECT count(*) FROM response_file x "
                     "WHERE x.response_id = r.id), r.hash, " NUMBER_OF("sender") ", " NUMBER_OF(
                         "receiver") " FROM response r "
                                     "LEFT JOIN response f ON f.id = r.replaces_id "
                                     "WHERE r.consultation_id = $1 AND r.timing <> 'refused' "
                                     "AND r.received >= $2 AND r.received < $3 ORDER BY r.id",
                     NULL},
    [DIARY_RECEIPTS_DUE] = {"diary.receipts_due",
                            "SELECT p.response_id, r.number FROM receipt_post p "
                            "JOIN response r ON r.id = p.response_id ORDER BY p.response_id "
                            "LIMIT 100",
                            NULL},
    [DIARY_RECEIPT_POSTED] = {"diary.receipt_posted",
                              "DELETE FROM receipt_post WHERE response_id = $1", NULL},
    [DIARY_RECEIPT_PEOPLE] = {"diary.receipt_people",
                              "SELECT a.id, a.login, a.name, a.email, a.email_fault, a.language, "
                              "o.name, o.registry_email, w.name, w.registry_email, o.id, w.id "
                              "FROM response r JOIN organisation o ON o.id = r.organisation_id "
                              "JOIN consultation c ON c.id = r.consultation_id "
                              "JOIN matter m ON m.id = c.matter_id "
                              "JOIN organisation w ON w.id = m.organisation_id "
                              "LEFT JOIN account a ON a.id = r.account_id AND a.disabled = 0 "
                              "WHERE r.id = $1",
                              NULL},
    [DIARY_PDF_FIND] = {"diary.pdf_find",
                        "SELECT bytes FROM receipt_pdf WHERE response_id = $1 AND renderer = $2",
                        NULL},
    [DIARY_PDF_KEEP] = {"diary.pdf_keep",
                        "INSERT INTO receipt_pdf (response_id, renderer, made_at, bytes) "
                        "VALUES ($1, $2, $3, $4) ON CONFLICT (response_id) DO UPDATE SET "
                        "renderer = excluded.renderer, made_at = excluded.made_at, "
                        "bytes = excluded.bytes",
                        NULL},
    {0},
};

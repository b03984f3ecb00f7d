/* SPDX-License-Identifier: EUPL-1.2 */
/* person_sql.c — what is kept about a person, table by table. tests/unit/test_person.c checks that
 * no table that names accounts is forgotten. */
#include "pages/history/history.h"
#include "pages/admin/person.h"

const ov_sql ov_person_sql[] = {
    [PERSON_ACCOUNT] = {"person.account",
                        "SELECT a.id, a.login, a.name, a.title, a.email, a.email_fault, o.name, "
                        "a.language, a.theme, a.text_size, a.mail_mode, a.created_at, "
                        "a.last_sign_in, a.disabled, CASE WHEN a.password = '' THEN 0 ELSE 1 END "
                        "FROM account a LEFT JOIN organisation o ON o.id = a.organisation_id "
                        "WHERE a.id = $1",
                        NULL},
    [PERSON_MANDATES] = {"person.mandates",
                         "SELECT m.id, m.role, o.name, t.title, m.body_id, m.valid_from, "
                         "m.valid_to, m.substitute_for, m.note, m.ended_at, m.ended_why "
                         "FROM mandate m LEFT JOIN organisation o ON o.id = m.organisation_id "
                         "LEFT JOIN matter t ON t.id = m.matter_id WHERE m.account_id = $1 "
                         "ORDER BY m.id",
                         NULL},
    [PERSON_SESSIONS] = {"person.sessions",
                         "SELECT id, created_at, last_seen, ended_at, method, strong, device "
                         "FROM session WHERE account_id = $1 ORDER BY id",
                         NULL},
    [PERSON_LINKS] = {"person.links",
                      "SELECT id, purpose, address, created_at, expires_at, used_at, ended_at "
                      "FROM link WHERE account_id = $1 ORDER BY id",
                      NULL},
    [PERSON_MAILS] = {"person.mails",
                      "SELECT id, kind, to_address, to_name, subject, CASE WHEN secret = 1 THEN "
                      "NULL ELSE body END, state, created_at, sent_at, fault FROM mail "
                      "WHERE account_id = $1 ORDER BY id",
                      NULL},
    [PERSON_RESPONSES] = {"person.responses",
                          "SELECT number, party_name, received, timing, hash FROM response "
                          "WHERE account_id = $1 ORDER BY id",
                          NULL},
    [PERSON_DIARY] = {"person.diary",
                      "SELECT r.number, d.side, d.dnr, d.at FROM diary_entry d "
                      "JOIN response r ON r.id = d.response_id WHERE d.account_id = $1 "
                      "ORDER BY d.id",
                      NULL},
    [PERSON_DRAFTS] = {"person.drafts",
                       "SELECT d.title, v.label, v.status FROM version_work w "
                       "JOIN version v ON v.id = w.version_id "
                       "JOIN document d ON d.id = v.document_id WHERE w.started_by = $1 "
                       "ORDER BY v.id",
                       NULL},
    [PERSON_EDITS] = {"person.edits",
                      "SELECT e.version_id, e.node_id, e.at FROM node_edit e WHERE e.by_id = $1 "
                      "ORDER BY e.version_id, e.node_id",
                      NULL},
    [PERSON_LEASES] = {"person.leases",
                       "SELECT version_id, node_id, since, until FROM node_lease "
                       "WHERE account_id = $1 ORDER BY version_id, node_id",
                       NULL},
    [PERSON_REASONS] = {"person.reasons",
                        "SELECT version_id, node_id, reason, at FROM change_note WHERE by_id = $1 "
                        "ORDER BY version_id, node_id",
                        NULL},
    [PERSON_PUBLICATIONS] = {"person.publications",
                             "SELECT p.id, p.label, p.state, p.message, p.asked_at, p.closed_at, "
                             "p.closed_note, CASE WHEN p.asked_id = $1 THEN 1 ELSE 0 END "
                             "FROM publication p WHERE p.asked_id = $1 OR p.closed_id = $1 "
                             "ORDER BY p.id",
                             NULL},
    [PERSON_IMPORTS] = {"person.imports",
                        "SELECT id, document_title, label, file_name, state, created_at "
                        "FROM staged_import WHERE account_id = $1 ORDER BY id",
                        NULL},
    [PERSON_READ] = {"person.read",
                     "SELECT node_id, node_hash, read_at FROM reading WHERE account_id = $1 "
                     "ORDER BY read_at, node_id",
                     NULL},
    [PERSON_READ_VERSIONS] = {"person.read_versions",
                              "SELECT version_id, read_at FROM reading_version "
                              "WHERE account_id = $1 ORDER BY read_at",
                              NULL},
    [PERSON_ASKED] =
        {"person.asked",
         "SELECT version_id, email, message, created_at, done_at FROM accessible_request "
         "WHERE account_id = $1 ORDER BY id",
         NULL},
    [PERSON_STATEMENTS] = {"person.statements",
                           "SELECT id, number, period, prepared_at, published_at, "
                           "CASE WHEN prepared_by = $1 THEN 1 ELSE 0 END FROM statement "
                           "WHERE prepared_by = $1 OR published_by = $1 ORDER BY id",
                           NULL},
    [PERSON_IDENTITIES] = {"person.identities",
                           "SELECT id, kind, provider, issuer, subject, created_at, last_used "
                           "FROM identity WHERE account_id = $1 ORDER BY id",
                           NULL},
    [PERSON_FACTORS] = {"person.factors",
                        "SELECT f.created_at, f.confirmed_at, (SELECT count(*) FROM recovery_code "
                        "r WHERE r.account_id = f.account_id AND r.used_at IS NULL) "
                        "FROM factor f WHERE f.account_id = $1",
                        NULL},
    [PERSON_KEPT] = {"person.kept_forms",
                     "SELECT path, page, kept_at FROM kept_form WHERE account_id = $1 ORDER BY id",
                     NULL},
    [PERSON_HALF] = {"person.half_sign_ins",
                     "SELECT method, device, expires_at, used_at FROM half_sign_in "
                     "WHERE account_id = $1 ORDER BY id",
                     NULL},
    [PERSON_NOTICES] = {"person.notices",
                        "SELECT kind, object_id, made_at, not_after, state FROM notice "
                        "WHERE account_id = $1 ORDER BY id",
                        NULL},
    [PERSON_UPLOADS] = {"person.uploads",
                        "SELECT file_name, uploaded_at FROM party_upload WHERE account_id = $1 "
                        "ORDER BY id",
                        NULL},
    [PERSON_CHAINS] = {"person.chains",
                       "SELECT c.id, v.name, s.number, s.title FROM chain_actor a "
                       "JOIN chain_step s ON s.id = a.step_id "
                       "JOIN chain_version v ON v.id = s.version_id "
                       "JOIN chain c ON c.id = v.chain_id WHERE a.account_id = $1 ORDER BY a.id",
                       NULL},
    [PERSON_CHAINS_MADE] = {"person.chains_made",
                            "SELECT chain_id, number, name, made_at FROM chain_version "
                            "WHERE made_by = $1 ORDER BY id",
                            NULL},
    [PERSON_LINKS_MADE] =
        {"person.links_made",
         "SELECT id, purpose, created_at FROM link WHERE made_by = $1 ORDER BY id", NULL},
    [PERSON_EXTENSIONS] = {"person.extensions",
                           "SELECT consultation_id, wanted_day, CASE WHEN asked_by = $1 THEN why "
                           "ELSE answer END, asked_at, settled_at, CASE WHEN asked_by = $1 THEN 1 "
                           "ELSE 0 END FROM extension_request WHERE asked_by = $1 "
                           "OR settled_by = $1 ORDER BY id",
                           NULL},
    [PERSON_INQUIRIES] = {"person.inquiries",
                          "SELECT consultation_id, text, answer, asked_at, answered_at, CASE WHEN "
                          "asked_by = $1 THEN 1 ELSE 0 END FROM inquiry WHERE asked_by = $1 "
                          "OR answered_by = $1 ORDER BY id",
                          NULL},
    [PERSON_ANSWERS_WRITTEN] = {"person.answers_written",
                                "SELECT question_id, began, at FROM answer_history "
                                "WHERE account_id = $1 ORDER BY id",
                                NULL},
    [PERSON_ANSWERS_HELD] = {"person.answers_held",
                             "SELECT question_id, since, until FROM answer_lease "
                             "WHERE account_id = $1 ORDER BY draft_id, question_id",
                             NULL},
    [PERSON_NOTES] = {"person.notes",
                      "SELECT draft_id, question_id, text, at, removed_at FROM internal_note "
                      "WHERE account_id = $1 ORDER BY id",
                      NULL},
    [PERSON_CONFIRMED] = {"person.confirmed",
                          "SELECT response_id, correction_id, confirmed_at FROM "
                          "response_confirmation WHERE confirmed_by = $1 ORDER BY id",
                          NULL},
    [PERSON_SIGNED] = {"person.signed",
                       "SELECT name, title, first_at, last_at, uses FROM guest_signer "
                       "WHERE account_id = $1 ORDER BY account_id",
                       NULL},
    [PERSON_FILES] = {"person.files",
                      "SELECT id, type, size, made_at FROM stored_file WHERE made_by = $1 "
                      "ORDER BY id",
                      NULL},
    [PERSON_PLACED] = {"person.placed",
                       "SELECT 'placement', response_id, at FROM placement WHERE by_id = $1 "
                       "UNION ALL SELECT 'placement_removed', placement_id, at "
                       "FROM placement_removed WHERE by_id = $1 "
                       "UNION ALL SELECT 'placement_done', response_id, at FROM placement_done "
                       "WHERE by_id = $1 UNION ALL SELECT 'entry_check', "
                       "response_id, answered_at FROM entry_check WHERE account_id = $1 "
                       "UNION ALL SELECT 'draft', id, made_at FROM draft WHERE made_by = $1 "
                       "ORDER BY 3, 1, 2",
                       NULL},
    [PERSON_APPROVALS] = {"person.approvals",
                          "SELECT id, 'begun', NULL, begun_at FROM approval WHERE begun_by = $1 "
                          "UNION ALL SELECT id, state, reason, ended_at FROM approval "
                          "WHERE ended_by = $1 UNION ALL SELECT approval_id, kind, reason, at "
                          "FROM approval_act WHERE account_id = $1 UNION ALL SELECT approval_id, "
                          "'substitute', reason, at FROM approval_act WHERE to_id = $1 "
                          "ORDER BY 4, 1, 2",
                          NULL},
    [PERSON_DECISIONS] = {"person.decisions",
                          "SELECT id, 'registered', made_at FROM decision WHERE made_by = $1 "
                          "UNION ALL SELECT id, 'ended', ended_at FROM decision "
                          "WHERE ended_by = $1 UNION ALL SELECT id, 'link_sent', made_at "
                          "FROM decision_link WHERE made_by = $1 ORDER BY 3, 1, 2",
                          NULL},
    [PERSON_COMPILED] = {"person.compiled",
                         "SELECT id, 'counted', why, at FROM counted_log WHERE made_by = $1 "
                         "UNION ALL SELECT id, 'screened', reason, made_at FROM screening "
                         "WHERE made_by = $1 UNION ALL SELECT id, 'screening_undone', NULL, "
                         "undone_at FROM screening WHERE undone_by = $1 UNION ALL SELECT id, "
                         "'published', NULL, made_at FROM round_publication WHERE made_by = $1 "
                         "UNION ALL SELECT id, 'unpublished', ended_why, ended_at "
                         "FROM round_publication WHERE ended_by = $1 ORDER BY 4, 1, 2",
                         NULL},
    [PERSON_ROUNDS] = {"person.rounds",
                       "SELECT id, 'made' FROM consultation WHERE made_by = $1 "
                       "UNION ALL SELECT id, 'checked' FROM consultation WHERE checked_by = $1 "
                       "UNION ALL SELECT id, 'opened' FROM consultation WHERE opened_by = $1 "
                       "ORDER BY 1, 2",
                       NULL},
    [PERSON_TOGETHER] = {"person.together",
                         "SELECT id, 'referral', message, made_at FROM referral "
                         "WHERE made_by = $1 UNION ALL SELECT id, 'proposal', message, made_at "
                         "FROM proposal WHERE made_by = $1 UNION ALL SELECT id, 'joint', message, "
                         "made_at FROM joint WHERE made_by = $1 ORDER BY 4, 1, 2",
                         NULL},
    [PERSON_EVENTS] = {"person.events",
                       "SELECT e.seq, e.at, e.actor, e.role, e.action, e.object FROM event e "
                       "WHERE e.seq > $2 AND (e.actor = (SELECT login FROM account WHERE id = $1) "
                       "OR e.object = 'account/' || (SELECT CAST(id AS TEXT) FROM account WHERE "
                       "id = $1)) ORDER BY e.seq LIMIT 1000",
                       NULL},
    {0}};
